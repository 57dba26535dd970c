"""Map the land itself: seas, lakes, rivers, deserts, ranges and peaks by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from ca_summit.checks import check_choices
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.canvas import Canvas, opened
from ca_summit.figures.language import Words, msg, msgs
from ca_summit.figures.placement import ROOMY, label_point
from ca_summit.figures.rows import recalled_rows
from ca_summit.figures.text import hover, plain, proof, shown
from ca_summit.geography import check_crs
from ca_summit.maps.basemap import Basemap, draw_basemap
from ca_summit.maps.hydrography import (
    draw_region_rivers,
    name_waters,
    waters_to_name,
)
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables import load_countries, load_lakes, load_rivers
from ca_summit.tables.choice import Tables
from ca_summit.tables.own_tables import check_filled
from ca_summit.tables.states import select_states

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import plotly.graph_objects as go

    from ca_summit.tables.states import States

_SAND, _ROCK = "#B98A3A", "#A2694A"
_AREAS = {
    "desert": (msg("Deserts"), "rgba(214,174,92,0.34)", ".", _SAND),
    "plateau": (msg("Plateaus"), "rgba(150,140,110,0.22)", "-", "#8C8268"),
}
_PEAKS = {
    "peak": (msg("Peaks"), "triangle-up", _ROCK),
    "depression": (msg("Below sea level"), "triangle-down", theme.WATER_INK),
}
_PLURALS = {
    "desert": msgs("{count} desert", "{count} deserts"),
    "plateau": msgs("{count} plateau", "{count} plateaus"),
    "range": msgs("{count} range", "{count} ranges"),
    "peak": msgs("{count} peak", "{count} peaks"),
    "depression": msgs("{count} depression", "{count} depressions"),
    "plain": msgs("{count} plain", "{count} plains"),
    "upland": msgs("{count} upland", "{count} uplands"),
    "valley": msgs("{count} valley", "{count} valleys"),
}
_COLUMNS = ["name", "kind", "iso3", "latitude", "longitude", "height_m", "verification"]
_RIDGE_STEP_KM, _LONG_RANGE_KM, _GREAT_WATERS = 85, 480, 4
_QUESTION = msg("Where is desert, where mountain?")


def map_land(
    landforms: gpd.GeoDataFrame | None = None,
    *,
    kind: str | Sequence[str] | None = None,
    country: States = None,
    water: bool = True,
    language: str | None = None,
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
    country
        States in which they lie, by any name or code. Default: all.
    water
        Whether rivers are drawn and waters named.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per landform with ``latitude`` and ``longitude``
    (degrees) and ``height_m`` (metres), missing where no height is recorded.

    Raises
    ------
    TypeError
        If ``landforms`` is no GeoDataFrame.
    ValueError
        If a kind or the language is unknown, a column is missing or there is no ``crs``.

    Examples
    --------
    >>> fig = map_land()
    >>> fig.layout.title.text.partition(" rises")[0]
    'Ismoil Somoni Peak'
    """
    words = Words(language)
    if landforms is not None:
        check_crs(landforms, "landforms")
    needed = ["name", "kind", *(["iso3"] if country is not None else [])]
    given = Tables("map_land", {"landforms": landforms}).shapes("landforms", needed)
    check_filled("map_land", given, ["kind"])
    rows = given[given.geometry.notna() & ~given.geometry.is_empty]
    if kind is not None:
        known = [] if rows.empty else rows["kind"].astype("str").unique()
        rows = rows[rows["kind"].astype("str").isin(check_choices("kind", kind, known))]
    if country is not None:
        rows = select_states(rows, "country", country, "iso3")
    if rows.empty:
        why = words.say("The table of landforms has no row with a position.")
        return empty_figure(words.say(_QUESTION), why, words, kind=kind)
    rows = words.cells(rows, "name")
    canvas = Canvas.open("region", height=660)
    draw_basemap(
        canvas,
        Basemap(
            layers=("neighbours", "lakes", "scale_bar"),
            detail_km=14,
            hovers=_country_hovers(words),
            language=language,
        ),
    )
    flat = canvas.project(rows)
    flat["hover"] = [_hover(row, words) for row in rows.to_dict("records")]
    flat["recalled"] = recalled_rows(rows)
    flat["height_m"] = rows.get("height_m", float("nan"))
    flat["iso3"] = rows.get("iso3", pd.NA)
    _draw(canvas, flat, words, water=water)
    return canvas.finish(
        question=words.say(_QUESTION),
        finding=_finding(flat, words),
        subtitle=_subtitle(flat, words),
        caution=words.say("Deserts and ranges are sketches of where to look; nature has no edges."),
        alt=_alt(flat, words),
        data=pd.DataFrame(rows)[[c for c in _COLUMNS if c in rows]],
        sources=frame_sources(*_source_frames(rows, water=water)),
        drawn=[Drawn("landforms", rows)],
        caption=words.say("States tell under the pointer what in them is desert and mountain."),
        notes=_notes(flat, words),
    )


def _draw(canvas: Canvas, flat: gpd.GeoDataFrame, words: Words, *, water: bool) -> None:
    """Draw areas, crests, summits and waters; what is named first has the first choice of place."""
    if water:
        draw_region_rivers(canvas)
    kinds = flat["kind"].astype("str")
    is_area = flat.geom_type.str.contains("Polygon")
    for kind in kinds[is_area].unique():
        _draw_areas(canvas, flat[kinds.eq(kind) & is_area], words)
    waters = waters_to_name(canvas) if water else []
    name_waters(canvas, waters[:_GREAT_WATERS])
    crests = flat[flat.geom_type.str.contains("Line")]
    _draw_ranges(canvas, crests, words)
    _name_ranges(canvas, crests[crests.length.ge(_LONG_RANGE_KM)], words)
    points = flat[flat.geom_type.eq("Point")]
    tall = points["kind"].isin(list(_PEAKS)) | points["height_m"].notna()
    _draw_summits(canvas, points[tall], words)
    _name_ranges(canvas, crests[crests.length.lt(_LONG_RANGE_KM)], words)
    _write(canvas, points[~tall], size=10, name=words.say("Other names"))
    name_waters(canvas, waters[_GREAT_WATERS:])


def _country_hovers(words: Words) -> dict[str, str]:
    return {
        str(row["iso3"]): hover(
            f"<b>{words.label(row['iso3'])}</b>",
            words.cell(row["desert_note"]),
            words.cell(row["mountain_note"]),
            words.say(
                "Highest: {place}, {m:n} m", place=row["highest_point"], m=row["highest_point_m"]
            ),
            words.say(
                "Lowest: {place}, {m:n} m", place=row["lowest_point"], m=row["lowest_point_m"]
            ),
        )
        for row in load_countries().to_dict("records")
    }


def _hover(row: dict[Any, Any], words: Words) -> str:
    states = [words.label(c) for c in plain(row.get("iso3")).split(";") if c]
    height = row.get("height_m")
    known = height is not None and not pd.isna(height)
    metres = words.say("{m:n} m", m=float(str(height))) if known else ""
    told = {
        "source_id": row.get("height_source_id"),
        "verification": row.get("height_verification"),
    }
    if "source_id" not in row:
        place = ""
    elif plain(row.get("verification")) == "recalled":
        place = words.say("Position from memory")
    else:
        place = words.say("Position: {told}", told=proof(row, words))
    return hover(
        f"<b>{shown(row['name'])}</b>",
        shown(words.cell(plain(row["kind"])))
        + (f" · {shown(words.listed(states))}" if states else ""),
        metres,
        words.say("Height: {told}", told=proof(told, words))
        if known and plain(told["source_id"])
        else "",
        shown(row.get("note")),
        place,
    )


def _smooth(shape: shapely.Geometry) -> shapely.Geometry:
    """Cut corners twice, so that a sketch does not look like a survey."""
    parts = []
    for part in shapely.get_parts(shape):
        xy = shapely.get_coordinates(part.exterior)[:-1]
        for _ in range(2):
            following = np.roll(xy, -1, axis=0)
            xy = np.stack([0.75 * xy + 0.25 * following, 0.25 * xy + 0.75 * following], axis=1)
            xy = xy.reshape(-1, 2)
        parts.append(shapely.Polygon(xy).buffer(0).simplify(11))
    return shapely.union_all(parts)


def _draw_areas(canvas: Canvas, own: gpd.GeoDataFrame, words: Words) -> None:
    plural, fill, mark, ink = _AREAS.get(
        str(own["kind"].iloc[0]),
        (str(own["kind"].iloc[0]).capitalize(), "rgba(123,135,148,0.25)", "/", theme.OTHER_COLOR),
    )
    plural = words.say(plural)
    for number, row in enumerate(own.to_dict("records")):
        canvas.area(
            _smooth(row["geometry"]) if row["recalled"] else row["geometry"],
            name=plural,
            fill=fill,
            line=ink,
            width=1,
            hover=row["hover"],
            legendgroup=plural,
            showlegend=number == 0,
            outline={"dash": "dot" if row["recalled"] else "solid"},
            fillpattern={"shape": mark, "size": 7, "solidity": 0.16, "fgcolor": ink},
        )
    _write(canvas, own, size=12, name=plural, group=plural)


def _draw_ranges(canvas: Canvas, own: gpd.GeoDataFrame, words: Words) -> None:
    """Draw each crest as a row of hollow hills."""
    for number, row in enumerate(own.to_dict("records")):
        hills: list[tuple[float, float] | tuple[None, None]] = []
        for part in shapely.get_parts(row["geometry"]):
            count = max(2, round(part.length / _RIDGE_STEP_KM) + 1)
            tops = part.interpolate(np.linspace(0, 1, count), normalized=True)
            hills += [*((round(p.x), round(p.y)) for p in tops), (None, None)]
        symbol = "triangle-up-open" if row["recalled"] else "triangle-up"
        canvas.dots(
            hills[:-1],
            name=words.say("Ranges"),
            marker={"symbol": symbol, "size": 7, "color": _ROCK},
            mode="lines+markers",
            line={"color": "rgba(162,105,74,0.28)", "width": 6, "shape": "spline"},
            hovertext=row["hover"],
            hoverinfo="text",
            legendgroup=words.say("Ranges"),
            showlegend=number == 0,
        )


def _name_ranges(canvas: Canvas, own: gpd.GeoDataFrame, words: Words) -> None:
    if len(own):
        group = words.say("Ranges")
        ends = own.assign(geometry=own.geometry.map(_above))
        _write(canvas, ends, size=10, name=group, group=group, shifts=(0, 0.6, -0.4))


def _above(crest: shapely.Geometry) -> shapely.Point:
    """Return a point a little above the middle of a crest, where its name covers no hill."""
    x, y, _ = label_point(crest)
    return shapely.Point(x, y + 62)


def _draw_summits(canvas: Canvas, own: gpd.GeoDataFrame, words: Words) -> None:
    for kind in own["kind"].astype("str").unique():
        rows = own[own["kind"].astype("str").eq(kind)].sort_values(
            "height_m", ascending=False, key=lambda h: h.astype(float).abs()
        )
        plural, symbol, ink = _PEAKS.get(kind, (kind.capitalize(), "circle", theme.OTHER_COLOR))
        spots = [(round(p.x, 1), round(p.y, 1)) for p in rows.geometry]
        texts = [
            _summit_label(name, height, words)
            for name, height in zip(rows["name"], rows["height_m"], strict=True)
        ]
        apart = [i for i, spot in enumerate(spots) if not _near(spot, spots[:i])]
        free = canvas.free_sides(
            [spots[i] for i in apart], [texts[i] for i in apart], size=10 * ROOMY
        )
        sides = dict(zip(apart, free, strict=True))
        canvas.dots(
            spots,
            name=words.say(plural),
            marker={
                "symbol": opened(symbol, rows["recalled"]),
                "size": 11,
                "color": ink,
                "line": {"width": 1.6, "color": ink},
            },
            hovers=rows["hover"].tolist(),
            beside=(texts, [sides.get(i) for i in range(len(spots))]),
            showlegend=True,
        )


def _near(spot: tuple[float, float], higher: list[tuple[float, float]]) -> bool:
    """Tell whether a higher summit stands so near that it alone is named."""
    return any(abs(spot[0] - x) + abs(spot[1] - y) < 30 for x, y in higher)


def _summit_label(name: str, height: float, words: Words) -> str:
    """Return a short name above the height; only the height where the name is a description."""
    short = shown(name).removesuffix(" Peak").removesuffix(" depression")
    for word in (words.say("Peak"), words.say("Depression")):
        short = short.removeprefix(f"{word} ")
    if pd.isna(height):
        return short
    metres = words.say("{m:n} m", m=float(height))
    if len(short) > 13:
        short = "<br>".join(short.rsplit(" ", 1))
    return metres if "," in short else f"{short}<br>{metres}"


def _write(
    canvas: Canvas,
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
    middles = [label_point(s)[:2] for s in order.geometry]
    spots = canvas.free_middles(middles, words, size=size * ROOMY, shifts=shifts)
    kept = [
        (spot, word, told)
        for spot, word, told in zip(spots, words, order["hover"], strict=True)
        if spot is not None
    ]
    if kept:
        told = {"hovertext": [told for *_, told in kept], "hoverinfo": "text"}
        canvas.words(
            [spot for spot, *_ in kept],
            [f"<i>{word}</i>" for _, word, _ in kept],
            name=name,
            size=size,
            **({"legendgroup": group} if group else told),
        )


def _subtitle(flat: gpd.GeoDataFrame, words: Words) -> str:
    counts = flat["kind"].astype("str").value_counts()
    kinds = [words.count(*_PLURALS[k], n) for k, n in counts.items() if k in _PLURALS]
    tallest = flat["height_m"].dropna().astype(float)
    end = words.say("; up to {m:n}\u00a0m", m=tallest.max()) if len(tallest) else ""
    if len(tallest) and tallest.max() < 0:
        end = words.say("; down to {m:n}\u00a0m", m=tallest.min())
    return ", ".join(kinds[:3] or [words.count("{count} place", "{count} places", len(flat))]) + end


def _finding(flat: gpd.GeoDataFrame, words: Words) -> str:
    """Say how far above the lowest place below the sea the highest is, or else how high it is."""
    known = flat[flat["height_m"].notna()].sort_values("height_m", kind="stable")
    if len(known) < 2 or float(known["height_m"].iloc[0]) == float(known["height_m"].iloc[-1]):
        return ""
    low, high = known.iloc[0], known.iloc[-1]
    if float(high["height_m"]) <= 0:
        return ""
    if float(low["height_m"]) >= 0:  # a peak above another is no span from low to high
        if float(high["height_m"]) == float(known["height_m"].iloc[-2]):
            return ""
        message = "{high} is the highest place drawn, {m:n} m"
        return words.sentence(message, high=shown(high["name"]), m=float(high["height_m"]))
    return words.sentence(
        "{high} rises {metres:n} m above {low}",
        high=shown(high["name"]),
        metres=float(high["height_m"]) - float(low["height_m"]),
        low=shown(low["name"]),
    )


def _notes(flat: gpd.GeoDataFrame, words: Words) -> list[str]:
    count = int(flat["recalled"].sum())
    message = "Hollow, dotted: position from memory ({n:n} of {all:n}), a sketch of where to look"
    return [words.say(message, n=count, all=len(flat))] if count else []


def _alt(flat: gpd.GeoDataFrame, words: Words) -> str:
    kinds = flat["kind"].astype("str")
    text = words.say("Map of the five states of Central Asia with their seas, lakes and rivers.")
    for kind in ("desert", "plateau", "range"):
        names = [str(n) for n in flat.loc[kinds.eq(kind), "name"]]
        if names:
            counted = words.count(*_PLURALS[kind], len(names))
            text += f" {counted}: {words.listed(names, 8)}."
    tall = flat[flat["height_m"].notna()].sort_values("height_m", ascending=False)
    heights = [
        words.say("{name} {m:n} m", name=n, m=float(h))
        for n, h in zip(tall["name"], tall["height_m"], strict=True)
    ]
    if heights:
        text += words.say(" Heights: {names}.", names=words.listed(heights, 6))
    recalled = int(flat["recalled"].sum())
    message = " {n} of {all} positions are from memory."
    if len(flat) == 1:
        message = " Positions from memory: {n} of {all}."
    return text + (words.say(message, n=recalled, all=len(flat)) if recalled else "")


def _source_frames(rows: gpd.GeoDataFrame, *, water: bool) -> list[pd.DataFrame]:
    """Return frames with a ``source_id``: positions, heights, waters."""
    frames = [pd.DataFrame(rows)]
    if "height_source_id" in rows:
        frames.append(pd.DataFrame({"source_id": rows["height_source_id"].dropna()}))
    return [*frames, load_lakes(), load_rivers()] if water else frames
