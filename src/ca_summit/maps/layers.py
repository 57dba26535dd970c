"""Lay points, lines and areas on a map."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_columns
from ca_summit.figures import theme
from ca_summit.geography import check_crs, project
from ca_summit.maps.base import make_room, map_plane
from ca_summit.maps.basemap import add_shape, path
from ca_summit.maps.labels import free_positions, free_spots, label_point

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import plotly.graph_objects as go

_SYMBOL_SIZE = 9
#: Numbers among the arguments, with the least and the greatest that can be drawn.
_NUMBERS = (
    ("size", 0, math.inf),
    ("width", 0, math.inf),
    ("label_size", 1, math.inf),
    ("simplify_km", 0, math.inf),
    ("opacity", 0, 1),
)


def add_layer(
    fig: go.Figure,
    gdf: gpd.GeoDataFrame,
    *,
    name: str,
    color: str = theme.OTHER_COLOR,
    label: str | None = None,
    hover: str | Sequence[str] | None = None,
    size: float | str | None = None,
    symbol: str = "circle",
    dash: str = "solid",
    width: float | str = 2.0,
    opacity: float = 1.0,
    hollow: str | None = None,
    legend: bool = True,
    label_size: int = 12,
    simplify_km: float = 0.0,
) -> go.Figure:
    """Lay any GeoDataFrame on a map of this package and return the map.

    Points, lines and areas may stand in one frame; rows without a geometry are left out. The input
    stays unchanged; the map itself gets the new layer.

    Parameters
    ----------
    fig
        A map, such as ``base_map()`` or ``map_region()``.
    gdf
        Any shapes with a ``crs``.
    name
        Name in the legend.
    color
        Any CSS colour; areas are filled with it at a third of its strength.
    label
        Column with texts to write beside the shapes; those that find no free place stay away and
        are read under the pointer. Earlier rows come first.
    hover
        One column of ready texts, or several columns, listed as ``column: value``. Default:
        ``label``, or the layer's name.
    size
        Diameter of points in pixels, or a column with diameters.
    symbol
        Plotly marker symbol.
    dash
        Line style: ``solid``, ``dash``, ``dot``, ``dashdot``, ``longdash``.
    width
        Line width in pixels, or a column with widths.
    opacity
        0 to 1.
    hollow
        Column of true or false: rows drawn hollow, as for values recalled from memory.
    legend
        Whether the layer stands in the legend, where a click hides it.
    label_size
        Font size of labels in pixels.
    simplify_km
        Tolerance to which lines and areas are simplified first.

    Raises
    ------
    TypeError
        If ``gdf`` is no GeoDataFrame.
    ValueError
        If ``fig`` is no map of this package, ``gdf`` has no ``crs``, no shape or lacks a column
        named here, or if a colour, symbol, dash, size or opacity cannot be drawn.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from ca_summit.maps import base_map
    >>> mine = gpd.GeoDataFrame(
    ...     {"town": ["Osh"]}, geometry=[shapely.Point(72.8, 40.5)], crs="EPSG:4326"
    ... )
    >>> fig = add_layer(base_map(), mine, name="My town", label="town")
    >>> fig.data[-1].text
    ('Osh',)
    """
    plane = map_plane(fig)
    check_crs(gdf)
    columns = [c for c in (label, hollow) if c]
    columns += [c for c in (size, width) if isinstance(c, str)]
    if hover is not None:
        several = hasattr(hover, "__iter__") and not isinstance(hover, str)
        columns += list(hover) if several else [hover]  # type: ignore[list-item]
    check_columns("add_layer", gdf, columns, "your own table with these columns")
    _check_looks(
        gdf, color=color, symbol=symbol, dash=dash, size=size, width=width, opacity=opacity,
        label_size=label_size, simplify_km=simplify_km,
    )  # fmt: skip
    kept = gdf[gdf.geometry.notna() & ~gdf.geometry.is_empty].reset_index(drop=True)
    if kept.empty:
        raise ValueError(
            f"`gdf` must have a row with a shape; got {len(gdf)} rows, none with a geometry. "
            "Look at gdf.geometry, or leave this layer out."
        )
    if kept.geom_type.eq("GeometryCollection").any():
        kept = kept.explode(ignore_index=True)
    flat = project(kept, plane)
    texts = _hover_texts(flat, hover or label, name)
    kind = flat.geometry.geom_type.str.replace("Multi", "", regex=False)
    kind = kind.replace("LinearRing", "LineString")
    shown = legend
    for wanted, draw in (("Polygon", _areas), ("LineString", _lines), ("Point", _points)):
        own = flat[kind == wanted]
        if own.empty:
            continue
        if wanted != "Point" and simplify_km:
            own = own.set_geometry(own.geometry.simplify(simplify_km))
        before = len(fig.data)
        draw(
            fig, own, texts[own.index], name=name, color=color, label=label, size=size,
            symbol=symbol, dash=dash, width=width, opacity=opacity, hollow=hollow,
            label_size=label_size,
        )  # fmt: skip
        for trace in fig.data[before:]:
            trace.legendgroup = name
        if shown and len(fig.data) > before:
            fig.data[before].showlegend = True
            shown = False
    return make_room(fig)


def _check_looks(gdf: gpd.GeoDataFrame, **looks: Any) -> None:
    """Refuse a look that plotly cannot draw, in fewer words than plotly."""
    import plotly.graph_objects as go

    for name, part, words in (
        ("color", go.scatter.Marker, "a CSS colour, such as '#C8463C' or 'teal'"),
        ("symbol", go.scatter.Marker, "a marker symbol, such as 'circle', 'square' or 'star'"),
        ("dash", go.scatter.Line, "'solid', 'dash', 'dot', 'dashdot' or 'longdash'"),
    ):
        try:
            part(**{name: looks[name] if isinstance(looks[name], str) else "no text"})
        except ValueError:
            raise ValueError(f"`{name}` must be {words}; got {looks[name]!r}.") from None
    for name, least, most in _NUMBERS:
        value = looks[name]
        if name in ("size", "width") and isinstance(value, str):
            numbers = pd.to_numeric(gdf[value], errors="coerce")
            wrong = gdf.loc[~numbers.ge(least), value]
            if len(wrong):
                raise ValueError(
                    f"`{name}` names the column {value!r}, which must hold pixels, numbers from "
                    f"{least} on; got {wrong.iloc[0]!s}."
                )
        elif not (name == "size" and value is None) and not (
            _is_number(value) and least <= value <= most
        ):
            end = f" to {most:g}" if most < math.inf else " on"
            raise ValueError(f"`{name}` must be a number from {least}{end}; got {value!r}.")


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _hover_texts(flat: gpd.GeoDataFrame, hover: str | Sequence[str] | None, name: str) -> pd.Series:
    if hover is None:
        return pd.Series(name, index=flat.index)
    if isinstance(hover, str):
        return flat[hover].astype("object").where(flat[hover].notna(), name).astype(str)
    rows = ["<br>".join(f"{c}: {_plain(row[c])}" for c in hover) for row in flat.to_dict("records")]
    return pd.Series(rows, index=flat.index)


def _plain(value: Any) -> str:
    if isinstance(value, float) and not pd.isna(value):
        return theme.format_number(value)
    return "no data" if pd.isna(value) else str(value)


def _areas(fig: go.Figure, own: gpd.GeoDataFrame, texts: pd.Series, **how: Any) -> None:
    for row_id, shape in own.geometry.items():
        add_shape(
            fig, shape, name=how["name"], fill=faded(how["color"], 0.33), line=how["color"],
            width=1.2, hover=texts[row_id], opacity=how["opacity"],
            line_more={"dash": how["dash"]},
        )  # fmt: skip
    _centred_labels(fig, own, **how)


def _lines(fig: go.Figure, own: gpd.GeoDataFrame, texts: pd.Series, **how: Any) -> None:
    widths = own[how["width"]] if isinstance(how["width"], str) else None
    for row_id, shape in own.geometry.items():
        x, y = path(shape)
        thick = float(widths[row_id]) if widths is not None else float(how["width"])
        thin = bool(own.loc[row_id, how["hollow"]]) if how["hollow"] else False
        fig.add_scatter(
            x=x, y=y, mode="lines", name=how["name"], text=texts[row_id], hoverinfo="text",
            opacity=how["opacity"], showlegend=False,
            line={"color": how["color"], "width": thick, "dash": "dot" if thin else how["dash"]},
        )  # fmt: skip
    _centred_labels(fig, own, **how)


def _points(fig: go.Figure, own: gpd.GeoDataFrame, texts: pd.Series, **how: Any) -> None:
    own = own.explode(index_parts=False) if own.geom_type.eq("MultiPoint").any() else own
    spots = [(round(p.x, 1), round(p.y, 1)) for p in own.geometry]
    size = how["size"]
    sizes = own[size].astype(float).tolist() if isinstance(size, str) else size or _SYMBOL_SIZE
    symbol = how["symbol"]
    if how["hollow"]:
        symbol = [f"{symbol}-open" if h is True or h == 1 else symbol for h in own[how["hollow"]]]
    extra: dict[str, Any] = {"mode": "markers", "hovertext": texts[own.index].tolist()}
    if how["label"]:
        words = ["" if pd.isna(v) else str(v) for v in own[how["label"]]]
        largest = max(sizes) if isinstance(sizes, list) else sizes
        places = free_positions(fig, spots, words, size=how["label_size"], marker_px=largest)
        extra |= {
            "mode": "markers+text",
            "text": [w if p else "" for w, p in zip(words, places, strict=True)],
            "textposition": [p or "middle right" for p in places],
            "textfont": {"size": how["label_size"]},
        }
    fig.add_scatter(
        x=[s[0] for s in spots], y=[s[1] for s in spots], name=how["name"], hoverinfo="text",
        opacity=how["opacity"], showlegend=False,
        marker={"color": how["color"], "size": sizes, "symbol": symbol,
                "line": {"color": how["color"], "width": 1.5}},
        **extra,
    )  # fmt: skip


def _centred_labels(fig: go.Figure, own: gpd.GeoDataFrame, **how: Any) -> None:
    if not how["label"]:
        return
    spots = [label_point(shape)[:2] for shape in own.geometry]
    words = ["" if pd.isna(v) else str(v) for v in own[how["label"]]]
    free = free_spots(fig, spots, words, size=how["label_size"])
    kept = [(s, w) for s, w in zip(free, words, strict=True) if s and w]
    if kept:
        fig.add_scatter(
            x=[round(s[0]) for s, _ in kept], y=[round(s[1]) for s, _ in kept],
            text=[w for _, w in kept], mode="text", textfont={"size": how["label_size"]},
            name=how["name"], hoverinfo="skip", showlegend=False,
        )  # fmt: skip


def faded(color: str, alpha: float) -> str:
    """Return a ``#rrggbb`` colour as ``rgba()`` with ``alpha``; other notations unchanged.

    Examples
    --------
    >>> faded("#2480C4", 0.3)
    'rgba(36,128,196,0.3)'
    """
    if len(color) != 7 or not color.startswith("#"):
        return color
    r, g, b = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({r},{g},{b},{alpha})"
