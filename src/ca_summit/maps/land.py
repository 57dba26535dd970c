"""Map the land itself: seas, lakes, rivers, deserts, ranges and peaks by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from ca_summit.checks import check_choices, check_columns
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.rows import none_chosen
from ca_summit.figures.text import hover, listed, plain, proof, shown
from ca_summit.figures.theme import format_number
from ca_summit.geography import check_crs, project
from ca_summit.maps.base import base_map, finish_map, map_plane
from ca_summit.maps.basemap import add_shape
from ca_summit.maps.hydrography import (
    WATER_INK,
    draw_region_rivers,
    name_waters,
    waters_to_name,
)
from ca_summit.maps.labels import ROOMY, free_positions, free_spots, label_point
from ca_summit.names import country_name
from ca_summit.sources import frame_sources
from ca_summit.tables import load_countries, load_lakes, load_landforms, load_rivers

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import plotly.graph_objects as go

_SAND, _ROCK = "#B98A3A", "#A2694A"
_AREAS = {
    "desert": ("Deserts", "rgba(214,174,92,0.34)", ".", _SAND),
    "plateau": ("Plateaus", "rgba(150,140,110,0.22)", "-", "#8C8268"),
}
_PEAKS = {
    "peak": ("Peaks", "triangle-up", _ROCK),
    "depression": ("Below sea level", "triangle-down", WATER_INK),
}
_PLURALS = {
    "desert": "deserts", "plateau": "plateaus", "range": "ranges", "peak": "peaks",
    "depression": "depressions", "plain": "plains", "upland": "uplands", "valley": "valleys",
}  # fmt: skip
_COLUMNS = ["name", "kind", "iso3", "latitude", "longitude", "height_m", "verification"]
_RIDGE_STEP_KM, _LONG_RANGE_KM, _GREAT_WATERS = 85, 480, 4
_TITLE = "Where is desert, where mountain?"


def map_land(
    landforms: gpd.GeoDataFrame | None = None,
    *,
    kind: str | Sequence[str] | None = None,
    water: bool = True,
    language: str = "en",
) -> go.Figure:
    """Map deserts, plateaus, ranges, peaks and depressions with heights, lakes and rivers by name.

    Whatever is drawn from memory is hollow or dotted. Names that find no free place on a phone are
    read under the pointer; each of the five states tells there what is desert and what mountain.

    Parameters
    ----------
    landforms
        Shapes with ``name``, ``kind`` and a ``crs``; ``height_m`` (metres), ``iso3`` (codes with
        ``;`` between), ``verification``, ``source_id``, ``note`` are shown where they are given.
        Default: ``load_landforms()``.
    kind
        Kinds kept, such as ``"desert"`` or ``["range", "peak"]``. Default: all.
    water
        Whether rivers are drawn and waters named.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    TypeError
        If ``landforms`` is no GeoDataFrame.
    ValueError
        If a kind or the language is unknown, a column is missing or there is no ``crs``.

    Examples
    --------
    >>> fig = map_land(kind="desert")
    >>> fig.layout.title.text
    'Where is desert, where mountain?'
    """
    given = load_landforms() if landforms is None else landforms
    check_crs(given, "landforms")
    check_columns("map_land", given, ["name", "kind"], "load_landforms()")
    rows = given[given.geometry.notna() & ~given.geometry.is_empty]
    if kind is not None:
        known = [] if rows.empty else rows["kind"].astype("str").unique()
        rows = rows[rows["kind"].astype("str").isin(check_choices("kind", kind, known))]
    fig = base_map(
        labels=False, language=language, detail_km=14, graticule_lines=False, height=660,
        hovers=_country_hovers(language),
    )  # fmt: skip
    if rows.empty:
        why = "The table of landforms has no row with a position."
        return empty_figure(_TITLE, none_chosen(kind=kind) or why)
    flat = project(rows, map_plane(fig))
    flat["hover"] = [_hover(row, language) for row in rows.to_dict("records")]
    flat["recalled"] = _recalled(rows)
    flat["height_m"] = rows.get("height_m", float("nan"))
    flat["iso3"] = rows.get("iso3", pd.NA)
    if water:
        draw_region_rivers(fig)
    kinds = flat["kind"].astype("str")
    points = flat[flat.geom_type.eq("Point")]
    tall = points["kind"].isin(list(_PEAKS)) | points["height_m"].notna()
    for area_kind in kinds[flat.geom_type.str.contains("Polygon")].unique():
        _draw_areas(fig, flat[kinds.eq(area_kind) & flat.geom_type.str.contains("Polygon")])
    waters = waters_to_name(fig) if water else []
    name_waters(fig, waters[:_GREAT_WATERS])
    crests = flat[flat.geom_type.str.contains("Line")]
    _draw_ranges(fig, crests)
    _name_ranges(fig, crests[crests.length.ge(_LONG_RANGE_KM)])
    _draw_summits(fig, points[tall])
    _name_ranges(fig, crests[crests.length.lt(_LONG_RANGE_KM)])
    _write(fig, points[~tall], size=10, name="Other names")
    name_waters(fig, waters[_GREAT_WATERS:])
    return finish_map(
        fig,
        title=_TITLE,
        subtitle=_subtitle(flat),
        alt=_alt(flat),
        data=pd.DataFrame(rows)[[c for c in _COLUMNS if c in rows]],
        sources=frame_sources(*_source_frames(rows, water=water)),
        caption="Countries tell under the pointer what in them is desert and what mountain.",
        notes=_notes(flat),
    )


def _country_hovers(language: str) -> dict[str, str]:
    return {
        str(row["iso3"]): hover(
            f"<b>{country_name(str(row['iso3']), language)}</b>",
            row["desert_note"],
            row["mountain_note"],
            f"Highest: {row['highest_point']}, {format_number(row['highest_point_m'])} m",
            f"Lowest: {row['lowest_point']}, {format_number(row['lowest_point_m'])} m",
        )
        for row in load_countries().to_dict("records")
    }


def _recalled(rows: gpd.GeoDataFrame) -> pd.Series:
    if "verification" not in rows:
        return pd.Series(False, index=rows.index)
    return rows["verification"].astype("str").eq("recalled")


def _hover(row: dict[Any, Any], language: str) -> str:
    states = [country_name(c, language) for c in plain(row.get("iso3")).split(";") if c]
    height = row.get("height_m")
    known = height is not None and not pd.isna(height)
    metres = f"{format_number(float(str(height)))} m" if known else ""
    told = {
        "source_id": row.get("height_source_id"),
        "verification": row.get("height_verification"),
    }
    if "source_id" not in row:
        place = ""
    elif plain(row.get("verification")) == "recalled":
        place = "Position from memory"
    else:
        place = f"Position: {proof(row)}"
    return hover(
        f"<b>{shown(row['name'])}</b>",
        shown(row["kind"]) + (f" · {shown(listed(states))}" if states else ""),
        metres,
        f"Height: {proof(told)}" if known and plain(told["source_id"]) else "",
        shown(row.get("note")),
        place,
    )


def _smooth(shape: shapely.Geometry, rounds: int = 2) -> shapely.Geometry:
    """Cut corners twice, so that a sketch does not look like a survey."""
    parts = []
    for part in shapely.get_parts(shape):
        xy = shapely.get_coordinates(part.exterior)[:-1]
        for _ in range(rounds):
            following = np.roll(xy, -1, axis=0)
            xy = np.stack([0.75 * xy + 0.25 * following, 0.25 * xy + 0.75 * following], axis=1)
            xy = xy.reshape(-1, 2)
        parts.append(shapely.Polygon(xy).buffer(0).simplify(11))
    return shapely.union_all(parts)


def _draw_areas(fig: go.Figure, own: gpd.GeoDataFrame) -> None:
    plural, fill, mark, ink = _AREAS.get(
        str(own["kind"].iloc[0]),
        (str(own["kind"].iloc[0]).capitalize(), "rgba(123,135,148,0.25)", "/", theme.OTHER_COLOR),
    )
    first = True
    for row in own.to_dict("records"):
        sketch = _smooth(row["geometry"]) if row["recalled"] else row["geometry"]
        add_shape(
            fig, sketch, name=plural, fill=fill, line=ink, width=1,
            hover=row["hover"], legendgroup=plural,
            line_more={"dash": "dot" if row["recalled"] else "solid"},
            fillpattern={"shape": mark, "size": 7, "solidity": 0.16, "fgcolor": ink},
        )  # fmt: skip
        fig.data[-1].showlegend, first = first, False
    _write(fig, own, size=12, name=plural, group=plural)


def _draw_ranges(fig: go.Figure, own: gpd.GeoDataFrame) -> None:
    """Draw each crest as a row of hollow hills."""
    for index, row in enumerate(own.to_dict("records")):
        x: list[float | None] = []
        y: list[float | None] = []
        for part in shapely.get_parts(row["geometry"]):
            count = max(2, round(part.length / _RIDGE_STEP_KM) + 1)
            hills = part.interpolate(np.linspace(0, 1, count), normalized=True)
            x += [*(round(p.x) for p in hills), None]
            y += [*(round(p.y) for p in hills), None]
        mark = "triangle-up-open" if row["recalled"] else "triangle-up"
        fig.add_scatter(
            x=x[:-1], y=y[:-1], name="Ranges", mode="lines+markers", legendgroup="Ranges",
            line={"color": "rgba(162,105,74,0.28)", "width": 6, "shape": "spline"},
            marker={"symbol": mark, "size": 7, "color": _ROCK}, hoverinfo="text",
            hovertext=row["hover"], showlegend=index == 0,
        )  # fmt: skip


def _name_ranges(fig: go.Figure, own: gpd.GeoDataFrame) -> None:
    if len(own):
        ends = own.assign(geometry=own.geometry.map(_above))
        _write(fig, ends, size=10, name="Ranges", group="Ranges", shifts=(0, 0.6, -0.4))


def _above(crest: shapely.Geometry) -> shapely.Point:
    """Return a point a little above the middle of a crest, where its name covers no hill."""
    x, y, _ = label_point(crest)
    return shapely.Point(x, y + 62)


def _draw_summits(fig: go.Figure, own: gpd.GeoDataFrame) -> None:
    for kind in own["kind"].astype("str").unique():
        rows = own[own["kind"].astype("str").eq(kind)].sort_values(
            "height_m", ascending=False, key=lambda h: h.astype(float).abs()
        )
        plural, symbol, ink = _PEAKS.get(kind, (kind.capitalize(), "circle", theme.OTHER_COLOR))
        spots = [(round(p.x, 1), round(p.y, 1)) for p in rows.geometry]
        words = [
            _summit_label(name, height)
            for name, height in zip(rows["name"], rows["height_m"], strict=True)
        ]
        apart = [i for i, spot in enumerate(spots) if not _near(spot, spots[:i])]
        free = free_positions(
            fig, [spots[i] for i in apart], [words[i] for i in apart], size=10 * ROOMY
        )
        found = dict(zip(apart, free, strict=True))
        places = [found.get(i) for i in range(len(spots))]
        symbols = [f"{symbol}-open" if r else symbol for r in rows["recalled"]]
        fig.add_scatter(
            x=[s[0] for s in spots], y=[s[1] for s in spots], name=plural, mode="markers+text",
            text=[w if p else "" for w, p in zip(words, places, strict=True)],
            textposition=[p or "middle right" for p in places], textfont={"size": 10},
            hovertext=rows["hover"].tolist(), hoverinfo="text", showlegend=True,
            marker={"symbol": symbols, "size": 11, "color": ink,
                    "line": {"width": 1.6, "color": ink}},
        )  # fmt: skip


def _near(spot: tuple[float, float], higher: list[tuple[float, float]]) -> bool:
    """Tell whether a higher summit stands so near that it alone is named."""
    return any(abs(spot[0] - x) + abs(spot[1] - y) < 30 for x, y in higher)


def _summit_label(name: str, height: float) -> str:
    """Return a short name above the height; only the height where the name is a description."""
    short = shown(name).removesuffix(" Peak").removesuffix(" depression")
    if pd.isna(height):
        return short
    metres = f"{format_number(float(height))} m"
    if len(short) > 13:
        short = "<br>".join(short.rsplit(" ", 1))
    return metres if "," in short else f"{short}<br>{metres}"


def _write(
    fig: go.Figure,
    own: gpd.GeoDataFrame,
    *,
    size: int,
    name: str,
    group: str | None = None,
    shifts: Sequence[float] = (0, 0.8, -0.8),
) -> None:
    """Write names in the roomiest place of their shapes, where they cover no other name."""
    if own.empty:
        return
    order = own.assign(extent=own.length + np.sqrt(own.area)).sort_values("extent", ascending=False)
    words = [shown(n) for n in order["name"]]
    spots = free_spots(
        fig, [label_point(s)[:2] for s in order.geometry], words, size=size * ROOMY,
        shifts=shifts,
    )  # fmt: skip
    kept = [
        (s, w, h) for s, w, h in zip(spots, words, order["hover"], strict=True) if s is not None
    ]
    if not kept:
        return
    fig.add_scatter(
        x=[round(s[0]) for s, _, _ in kept], y=[round(s[1]) for s, _, _ in kept], mode="text",
        text=[f"<i>{w}</i>" for _, w, _ in kept], name=name,
        textfont={"size": size}, showlegend=False,
        legendgroup=group, hoverinfo="skip" if group else "text",
        hovertext=None if group else [h for _, _, h in kept],
    )  # fmt: skip


def _subtitle(flat: gpd.GeoDataFrame) -> str:
    counts = flat["kind"].astype("str").value_counts()
    words = [
        f"{n} {_PLURALS.get(k, k) if n > 1 else k}" for k, n in counts.items() if k in _PLURALS
    ]
    tallest = flat["height_m"].dropna().astype(float)
    end = f"; up to {format_number(tallest.max())}\u00a0m" if len(tallest) else ""
    if len(tallest) and tallest.max() < 0:
        end = f"; down to {format_number(tallest.min())}\u00a0m"
    return ", ".join(words[:3] or [f"{len(flat)} places"]) + end


def _notes(flat: gpd.GeoDataFrame) -> list[str]:
    count = int(flat["recalled"].sum())
    if not count:
        return []
    return [
        f"Hollow, dotted: position from memory ({count} of {len(flat)}), a sketch of where to look"
    ]


def _alt(flat: gpd.GeoDataFrame) -> str:
    kinds = flat["kind"].astype("str")
    text = "Map of the five states of Central Asia with their seas, lakes and rivers."
    for kind in ("desert", "plateau", "range"):
        names = [str(n) for n in flat.loc[kinds.eq(kind), "name"]]
        if names:
            word = _PLURALS[kind].capitalize() if len(names) > 1 else kind.capitalize()
            text += f" {word}: {listed(names, 8)}."
    tall = flat[flat["height_m"].notna()].sort_values("height_m", ascending=False)
    heights = [
        f"{n} {format_number(float(h))} m"
        for n, h in zip(tall["name"], tall["height_m"], strict=True)
    ]
    if heights:
        text += f" Heights: {listed(heights, 6)}."
    recalled = int(flat["recalled"].sum())
    return text + (f" {recalled} of {len(flat)} positions are from memory." if recalled else "")


def _source_frames(rows: gpd.GeoDataFrame, *, water: bool) -> list[pd.DataFrame]:
    """Return frames with a ``source_id``: positions, heights, waters."""
    frames = [pd.DataFrame(rows)]
    if "height_source_id" in rows:
        frames.append(pd.DataFrame({"source_id": rows["height_source_id"].dropna()}))
    return [*frames, load_lakes(), load_rivers()] if water else frames
