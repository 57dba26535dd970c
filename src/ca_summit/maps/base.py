"""Draw the ground every map stands on: land, water, graticule, scale bar, borders note."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import plotly.graph_objects as go

from ca_summit import figures
from ca_summit.checks import check_choice, check_columns
from ca_summit.figures import theme
from ca_summit.geography import (
    EURASIA,
    EUROPE,
    PLANES,
    REGION,
    WORLD,
    Plane,
    check_crs,
    lonlat_window,
)
from ca_summit.maps.basemap import (
    Window,
    draw_countries,
    draw_globe,
    draw_graticule,
    draw_ground,
    draw_lakes,
    draw_rivers,
    draw_scale_bar,
    label_countries,
    on_plane,
)
from ca_summit.maps.labels import (
    MAP_KEY,
    REFERENCE_PX,
    text_size_px,
)
from ca_summit.names import LANGUAGES, country_name
from ca_summit.sources import frame_sources
from ca_summit.tables import load_outlines
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Extent:
    """A named piece of the world on its plane; ``room`` is drawn beyond it on each side."""

    plane: Plane
    bounds: Window  # west, south, east, north in degrees
    room: tuple[float, float]  # share of width and of height


EXTENTS: dict[str, Extent] = {
    "region": Extent(REGION, (47.5, 35.3, 86.5, 55.2), (0.3, 0.25)),
    "eurasia": Extent(EURASIA, (27.0, 24.0, 110.0, 57.0), (0.12, 0.15)),
    "europe": Extent(EUROPE, (-9.5, 35.0, 30.0, 70.3), (0.15, 0.03)),
    "world": Extent(WORLD, (-168.99, -56.0, 190.99, 84.0), (0.0, 0.0)),
}
# Around a window given in degrees as much is drawn as a wide screen and a tall one show.
_WIDEST, _TALL_ROOM = 2.7, 0.35
BORDERS_NOTE = (
    "Borders: Natural Earth, 2018, as held on the ground, which decides no claim; "
    "disputed places are hatched"
)


def base_map(
    *,
    extent: str | Window = "region",
    fills: Mapping[str, str] | None = None,
    hovers: Mapping[str, str] | None = None,
    neighbours: bool = True,
    lakes: bool = True,
    rivers: bool = False,
    graticule_lines: bool = True,
    scale_bar: bool = True,
    labels: bool | Mapping[str, str] = True,
    outlines: gpd.GeoDataFrame | None = None,
    detail_km: float | None = None,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    language: str = "en",
    height: int = 600,
) -> go.Figure:
    """Draw an offline map without any theme; lay your own data on it with ``add_layer()``.

    Everything is a plain ``go.Scatter`` on an equal-area plane in kilometres, so that nothing is
    fetched, areas are true and the whole of a country answers to the pointer.

    Parameters
    ----------
    extent
        ``"region"`` (the five), ``"eurasia"`` (Black Sea to China), ``"europe"``, ``"world"``, or
        ``(west, south, east, north)`` in degrees on the plane of the region.
    fills
        Colours by ISO3 code. Default: a half-transparent grey for the five.
    hovers
        Text under the pointer by ISO3 code. Default: the country's name.
    neighbours, lakes, rivers, graticule_lines, scale_bar
        What is drawn besides the five.
    labels
        Whether to write country names, or a text by ISO3 code.
    outlines
        Shapes with ``iso3``, ``name``, ``role``. Default: ``load_outlines()``.
    detail_km
        Tolerance to which countries are simplified. Default: a 1200th of the map's width.
    title, subtitle, notes
        See ``finish_map()``.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.
    height
        Pixels.

    Raises
    ------
    ValueError
        If the extent or language is unknown, or ``outlines`` lacks columns or a ``crs``.

    Examples
    --------
    >>> fig = base_map(title="Central Asia")
    >>> [t.name for t in fig.data if t.meta and t.meta.get("iso3") == "UZB"]
    ['Uzbekistan']
    """
    check_choice("language", language, LANGUAGES)
    plane, window, drawn = _extent(extent)
    frame = _outlines(extent, outlines)
    fig = go.Figure()
    _start(fig, plane, window, drawn, height)
    width = window[2] - window[0]
    land = on_plane(frame, plane, drawn, detail_km=detail_km or width / 1200)
    names = {c: _name(c, n, language) for c, n in zip(land["iso3"], land["name"], strict=True)}
    if plane.is_world:
        draw_globe(fig, on_plane(frame, plane, drawn, detail_km=width / 350))
    else:
        ground = on_plane(frame, plane, drawn, detail_km=width / 180)
        draw_ground(fig, ground, plane, drawn, neighbours=neighbours)
    draw_countries(fig, land, names, dict(fills or {}), dict(hovers or {}), neighbours=neighbours)
    if lakes and not plane.is_world:
        draw_lakes(fig, plane, drawn)
    if rivers and not plane.is_world:
        draw_rivers(fig, plane, drawn)
    if graticule_lines:
        draw_graticule(fig, plane, window if plane.is_world else drawn, window)
    if scale_bar and not plane.is_world:
        draw_scale_bar(fig, window)
    if labels is not False and not plane.is_world:
        texts = names if labels is True else {**names, **dict(labels)}
        label_countries(fig, land, texts, window, dict(fills or {}), neighbours=neighbours)
    shown = land.loc[land["role"].eq("state"), ["iso3", "name", "area_km2"]]
    return finish_map(
        fig,
        title=title,
        subtitle=subtitle,
        notes=notes,
        alt=f"Map of {', '.join(shown['name']) or 'the world'} with their neighbours.",
        data=shown,
        sources=[],
    )


def finish_map(
    fig: go.Figure,
    *,
    title: str,
    alt: str,
    data: pd.DataFrame,
    sources: Sequence[dict[str, Any]],
    subtitle: str = "",
    caption: str = "",
    notes: Sequence[str] = (),
    source_shift: int = 12,
) -> go.Figure:
    """Give a map its title, borders note, source line and metadata; return ``fig``.

    Like ``figures.finish()``, but the outlines are added to the sources and the borders note to the
    notes. May be called again after layers were added; the last call counts.

    Parameters
    ----------
    source_shift
        Pixels between the map and its source line; leave 60 for a colour bar or slider below.
    """
    kept = [a for a in fig.layout.annotations if a.name != figures.SOURCE_NAME]
    fig.layout.annotations = kept
    outline_sources = frame_sources(_world() if map_plane(fig).is_world else load_outlines())
    known = {r["source_id"] for r in sources}
    records = [*sources, *(r for r in outline_sources if r["source_id"] not in known)]
    figures.finish(
        fig,
        title=title,
        subtitle=subtitle,
        alt=alt,
        data=data,
        sources=records,
        caption=caption,
        notes=[*notes, BORDERS_NOTE],
        source_shift=source_shift,
    )
    meta = dict(fig.layout.meta)
    fig.update_layout(meta={**meta, MAP_KEY: {**meta[MAP_KEY], "shift": source_shift}})
    return make_room(fig)


def make_room(fig: go.Figure) -> go.Figure:
    """Move the source line below the legend, whose rows are counted for a phone."""
    words = {t.name for t in fig.data if t.showlegend and t.name}
    width = sum(text_size_px(word, 13)[0] + 50 for word in words)
    rows = math.ceil(width / (0.86 * REFERENCE_PX))
    if not any(t.legendgroup for t in fig.data) and rows > 1:  # then names stand in equal columns
        widest = max(text_size_px(word, 13)[0] + 50 for word in words)
        rows = max(rows, math.ceil(len(words) / max(1, int(0.9 * REFERENCE_PX // widest))))
    shift = fig.layout.meta[MAP_KEY]["shift"] + 24 * rows
    for note in fig.layout.annotations:
        if note.name == figures.SOURCE_NAME:
            note.yshift = -shift
            lines = note.text.count("<br>") + 1
            fig.layout.margin.b = shift + 16 * lines + 10
    return fig


def map_plane(fig: go.Figure) -> Plane:
    """Return the plane a map is drawn on.

    Raises
    ------
    ValueError
        If the figure is no map of this package.
    """
    meta = getattr(getattr(fig, "layout", None), "meta", None)
    if not isinstance(meta, dict) or MAP_KEY not in meta:
        raise ValueError(
            "`fig` must be a map of this package, such as base_map() or map_region(); "
            "this figure does not say which plane it is drawn on."
        )
    return PLANES[meta[MAP_KEY]["plane"]]


def country_trace(fig: go.Figure, iso3: str) -> int:
    """Return the number of the trace that draws a country, for frames and updates."""
    for index, trace in enumerate(fig.data):
        if isinstance(trace.meta, dict) and trace.meta.get("iso3") == iso3:
            return index
    raise ValueError(f"This map draws no country {iso3!r}.")


def _extent(extent: str | Window) -> tuple[Plane, Window, Window]:
    """Return plane, window shown and window drawn."""
    if isinstance(extent, str):
        check_choice("extent", extent, EXTENTS)
        chosen = EXTENTS[extent]
        window = lonlat_window(chosen.bounds, chosen.plane)
        plane, (wide, high) = chosen.plane, chosen.room
    else:
        given = list(extent) if isinstance(extent, Iterable) else []
        if len(given) != 4 or not all(isinstance(v, Real) for v in given):
            raise ValueError(
                "`extent` needs (west, south, east, north) in degrees or one of "
                f"{sorted(EXTENTS)}; got {extent!r}."
            )
        plane, high = REGION, _TALL_ROOM
        window = lonlat_window(extent, plane)
        shape = (window[2] - window[0]) / (window[3] - window[1])
        wide = max(0.04, (_WIDEST / shape - 1) / 2)
    dx, dy = wide * (window[2] - window[0]), high * (window[3] - window[1])
    drawn = (window[0] - dx, window[1] - dy, window[2] + dx, window[3] + dy)
    return plane, window, drawn


def _world() -> gpd.GeoDataFrame:
    return read_table("outlines_world")


def _outlines(extent: str | Window, given: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    if given is not None:
        check_columns("base_map", given, ["iso3", "name", "role"], "load_outlines()")
        check_crs(given, "outlines")
        return given if "area_km2" in given else given.assign(area_km2=pd.NA)
    world = _world()
    if isinstance(extent, str) and extent == "world":
        return world
    near = load_outlines()
    far = world[~world["iso3"].isin(near["iso3"]) & world.geometry.bounds["miny"].gt(-20)]
    return gpd.GeoDataFrame(pd.concat([near, far], ignore_index=True), crs=near.crs)


def _name(iso3: str, fallback: str, language: str) -> str:
    name = country_name(iso3, language)
    return fallback if name == iso3 else name


def _start(fig: go.Figure, plane: Plane, window: Window, drawn: Window, height: int) -> None:
    hidden = {"visible": False, "showgrid": False, "zeroline": False}
    fig.update_layout(
        template=theme.TEMPLATE,
        height=height,
        margin={"l": 8, "r": 8, "t": 76},
        dragmode="pan",
        hovermode="closest",
        hoverdistance=12,
        xaxis={**hidden, "range": [round(window[0]), round(window[2])]},
        yaxis={
            **hidden,
            "range": [round(window[1]), round(window[3])],
            "scaleanchor": "x",
            "scaleratio": 1,
        },
        legend={"orientation": "h", "x": 0, "y": 0, "yanchor": "top", "xanchor": "left"},
        meta={
            MAP_KEY: {
                "plane": plane.name,
                "window": [round(v) for v in window],
                "drawn": [round(v) for v in drawn],
                "boxes": [],
            }
        },
    )
    if plane.is_world:
        fig.update_xaxes(constrain="domain")
        fig.update_yaxes(constrain="domain", constraintoward="top")
