"""Lay points, lines and areas on a map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ca_summit.checks import check_columns
from ca_summit.figures import theme
from ca_summit.figures.canvas import Canvas, opened
from ca_summit.figures.language import Words, format_number, msgs
from ca_summit.figures.placement import label_point
from ca_summit.geography import WGS84, check_crs

if TYPE_CHECKING:
    from collections.abc import Sequence

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


#: What is told of rows of a layer that cannot be seen.
_BEYOND = msgs(
    "{count} row of “{layer}” beyond this map", "{count} rows of “{layer}” beyond this map"
)
_EXCHANGED = msgs(
    "{count} row of “{layer}” beyond this map, {exchanged} of them on it with longitude and "
    "latitude exchanged",
    "{count} rows of “{layer}” beyond this map, {exchanged} of them on it with longitude and "
    "latitude exchanged",
)
_WITHOUT = msgs(
    "{count} row of “{layer}” without a place", "{count} rows of “{layer}” without a place"
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

    Returns
    -------
    Figure, the map itself.

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
    canvas = Canvas.of(fig)
    look = _Look(
        name, color, label, size, symbol, dash, width, opacity, hollow, label_size, simplify_km
    )
    check_crs(gdf)
    several = hover is not None and hasattr(hover, "__iter__") and not isinstance(hover, str)
    columns = [label, hollow, *(hover if several else [hover])]  # type: ignore[misc]
    columns += [c for c in (size, width) if isinstance(c, str)]
    wanted = [c for c in columns if c is not None]
    check_columns("add_layer", gdf, wanted, "your own table with these columns")
    _check_look(gdf, look)
    kept = gdf[gdf.geometry.notna() & ~gdf.geometry.is_empty].reset_index(drop=True)
    if kept.empty:
        raise ValueError(
            f"`gdf` must have a row with a shape; got {len(gdf)} rows, none with a geometry. "
            "Look at gdf.geometry, or leave this layer out."
        )
    if kept.geom_type.eq("GeometryCollection").any():
        kept = kept.explode(ignore_index=True)
    if label is not None:
        told = kept[label].astype("object").map(Words(canvas.language).cell, na_action="ignore")
        kept = kept.assign(**{label: told})
    flat = canvas.project(kept)
    canvas.remark(_out_of_sight(canvas, kept, flat, name, without=len(gdf) - len(kept)))
    texts = _hover_texts(flat, hover or label, name, Words(canvas.language))
    kind = flat.geometry.geom_type.str.replace("Multi", "", regex=False)
    kind = kind.replace("LinearRing", "LineString")
    before = len(fig.data)
    for wanted_kind, draw in (("Polygon", _areas), ("LineString", _lines), ("Point", _points)):
        own = flat[kind == wanted_kind]
        if wanted_kind != "Point" and simplify_km:
            own = own.set_geometry(own.geometry.simplify(simplify_km))
        if len(own):
            draw(canvas, own, texts[own.index], look)
    for trace in fig.data[before:]:
        trace.legendgroup = name
    if legend:
        fig.data[before].showlegend = True
    return canvas.keep()


@dataclass(frozen=True)
class _Look:
    """How a layer is drawn, as ``add_layer()`` was asked."""

    name: str
    color: str
    label: str | None
    size: float | str | None
    symbol: str
    dash: str
    width: float | str
    opacity: float
    hollow: str | None
    label_size: int
    simplify_km: float


def _check_look(gdf: gpd.GeoDataFrame, look: _Look) -> None:
    """Refuse a look that plotly cannot draw, in fewer words than plotly."""
    import plotly.graph_objects as go

    for name, part, words in (
        ("color", go.scatter.Marker, "a CSS colour, such as '#C8463C' or 'teal'"),
        ("symbol", go.scatter.Marker, "a marker symbol, such as 'circle', 'square' or 'star'"),
        ("dash", go.scatter.Line, "'solid', 'dash', 'dot', 'dashdot' or 'longdash'"),
    ):
        value = getattr(look, name)
        try:
            part(**{name: value if isinstance(value, str) else "no text"})
        except ValueError:
            raise ValueError(f"`{name}` must be {words}; got {value!r}.") from None
    for name, least, most in _NUMBERS:
        value = getattr(look, name)
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


def _out_of_sight(
    canvas: Canvas,
    given: gpd.GeoDataFrame,
    flat: gpd.GeoDataFrame,
    name: str,
    *,
    without: int,
) -> str:
    """Refuse a layer of which nothing can be seen; return a note on rows that cannot.

    Raises
    ------
    ValueError
        If coordinates are none of the system they are said to be in, or all lie beyond the map.
    """
    lonlat = given.to_crs(WGS84)
    _check_coordinates(given, lonlat)
    seen = _on_sheet(canvas, flat)
    middles = shapely.centroid(lonlat.geometry.to_numpy())
    turned = shapely.points(shapely.get_y(middles), shapely.get_x(middles).clip(-90, 90))
    would = _on_sheet(canvas, canvas.project(gpd.GeoDataFrame(geometry=turned, crs=WGS84)))
    hidden, exchanged = int((~seen).sum()), int((would & ~seen).sum())
    if hidden == len(seen):
        advice = (
            f"With longitude and latitude exchanged {_count(exchanged)} would: look whether they "
            "stand in the right order (shapely.Point(longitude, latitude))."
            if exchanged
            else "Draw them on base_map(extent=...) with west, south, east, north around them."
        )
        raise ValueError(
            f"Nothing of {name!r} lies on this map, which shows {_bounds(canvas.lonlat_bounds)}; "
            f"it lies at {_bounds(lonlat.total_bounds)}. {advice}"
        )
    words = Words(canvas.language)
    values: dict[str, Any] = {"layer": name, "exchanged": exchanged}
    beyond = _EXCHANGED if exchanged else _BEYOND
    notes = [words.count(*beyond, hidden, **values)] if hidden else []
    notes += [words.count(*_WITHOUT, without, **values)] if without else []
    return "; ".join(notes)


def _on_sheet(canvas: Canvas, flat: gpd.GeoDataFrame) -> np.ndarray:
    """Tell which shapes reach into what is drawn; what the plane cannot hold does not."""
    fits = np.isfinite(flat.geometry.bounds.to_numpy()).all(axis=1)
    shapes = np.where(fits, flat.geometry.to_numpy(), None)
    return np.asarray(shapely.intersects(shapes, canvas.sheet), dtype=bool)


def _check_coordinates(given: gpd.GeoDataFrame, lonlat: gpd.GeoDataFrame) -> None:
    west, south, east, north = given.total_bounds
    if given.crs.is_geographic and not (
        -361 <= west <= east <= 361 and -90 <= south <= north <= 90
    ):
        advice = (
            "They look like metres: say of which system, such as "
            "gdf.set_crs('EPSG:3857', allow_override=True)."
            if max(abs(west), abs(east), abs(south), abs(north)) > 1000
            else "Look whether longitude and latitude stand in the right order "
            "(shapely.Point(longitude, latitude))."
        )
        raise ValueError(
            f"`gdf` says that its coordinates are degrees ({given.crs.to_string()}), but they "
            f"reach from {_corners(given)}. {advice}"
        )
    if not np.isfinite(lonlat.total_bounds).all():
        raise ValueError(
            f"`gdf` has coordinates that its system ({given.crs.to_string()}) does not hold: they "
            f"reach from {_corners(given)}. Say the right system with "
            "gdf.set_crs(..., allow_override=True)."
        )


def _corners(given: gpd.GeoDataFrame) -> str:
    west, south, east, north = (format_number(v, 4) for v in given.total_bounds)
    return f"({west}; {south}) to ({east}; {north})"


def _bounds(bounds: Sequence[float]) -> str:
    west, south, east, north = (round(float(v), 1) for v in bounds)
    return f"longitude {west:g} to {east:g}, latitude {south:g} to {north:g}"


def _count(number: int) -> str:
    return f"{number} row{'' if number == 1 else 's'}"


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _hover_texts(
    flat: gpd.GeoDataFrame, hover: str | Sequence[str] | None, name: str, words: Words
) -> pd.Series:
    if hover is None:
        return pd.Series(name, index=flat.index)
    if isinstance(hover, str):
        texts = flat[hover].astype("object").where(flat[hover].notna(), name)
        return pd.Series(texts.astype(str).map(words.cell))
    rows = [
        "<br>".join(f"{c}: {_plain(row[c], words)}" for c in hover)
        for row in flat.to_dict("records")
    ]
    return pd.Series(rows, index=flat.index)


def _plain(value: Any, words: Words) -> str:
    if isinstance(value, float) and not pd.isna(value):
        return format_number(value, language=words.sentences)
    return words.say("no data") if pd.isna(value) else words.cell(str(value))


def _areas(canvas: Canvas, own: gpd.GeoDataFrame, texts: pd.Series, look: _Look) -> None:
    for row_id, shape in own.geometry.items():
        canvas.area(
            shape,
            name=look.name,
            fill=faded(look.color, 0.33),
            line=look.color,
            width=1.2,
            hover=texts[row_id],
            opacity=look.opacity,
            outline={"dash": look.dash},
        )
    _centred_labels(canvas, own, look)


def _lines(canvas: Canvas, own: gpd.GeoDataFrame, texts: pd.Series, look: _Look) -> None:
    widths = own[look.width] if isinstance(look.width, str) else None
    for row_id, shape in own.geometry.items():
        hollow = bool(own.loc[row_id, look.hollow]) if look.hollow else False
        canvas.line(
            shape,
            name=look.name,
            color=look.color,
            width=float(look.width if widths is None else widths[row_id]),
            hover=texts[row_id],
            dash="dot" if hollow else look.dash,
            step_km=0.5,
            opacity=look.opacity,
        )
    _centred_labels(canvas, own, look)


def _points(canvas: Canvas, own: gpd.GeoDataFrame, texts: pd.Series, look: _Look) -> None:
    own = own.explode(index_parts=False) if own.geom_type.eq("MultiPoint").any() else own
    spots = [(round(p.x, 1), round(p.y, 1)) for p in own.geometry]
    sizes: Any = look.size or _SYMBOL_SIZE
    if isinstance(look.size, str):
        sizes = own[look.size].astype(float).tolist()
    symbol: Any = opened(look.symbol, own[look.hollow]) if look.hollow else look.symbol
    names = None
    if look.label:
        words = _label_texts(own, look.label)
        largest = max(sizes) if isinstance(sizes, list) else sizes
        names = (words, canvas.free_sides(spots, words, size=look.label_size, marker_px=largest))
    outline = {"color": look.color, "width": 1.5}
    canvas.dots(
        spots,
        name=look.name,
        marker={"color": look.color, "size": sizes, "symbol": symbol, "line": outline},
        hovers=texts[own.index].tolist(),
        beside=names,
        size=look.label_size,
        opacity=look.opacity,
    )


def _centred_labels(canvas: Canvas, own: gpd.GeoDataFrame, look: _Look) -> None:
    if not look.label:
        return
    spots = [label_point(shape)[:2] for shape in own.geometry]
    words = _label_texts(own, look.label)
    free = canvas.free_middles(spots, words, size=look.label_size)
    kept = [(s, w) for s, w in zip(free, words, strict=True) if s and w]
    if kept:
        texts = [w for _, w in kept]
        canvas.words([s for s, _ in kept], texts, name=look.name, size=look.label_size)


def _label_texts(own: gpd.GeoDataFrame, column: str) -> list[str]:
    return ["" if pd.isna(v) else str(v) for v in own[column]]


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
