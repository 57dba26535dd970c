"""Draw roads as lines and the places on them as dots with names."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from ca_summit.figures.text import hover, plain, proof, shown
from ca_summit.figures.theme import format_number
from ca_summit.geography import project
from ca_summit.maps.base import map_plane
from ca_summit.maps.basemap import path
from ca_summit.maps.labels import MAP_KEY, REFERENCE_PX, ROOMY, free_positions, text_size_px

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import plotly.graph_objects as go

#: Dash of a line by how sure its course is, or by how far a corridor has come.
CERTAINTY_DASHES = {"certain": "solid", "probable": "dash", "schematic": "dot"}
# Plotly paints pressed buttons near-white in every theme, so their ink must read on both grounds.
_BUTTON_INK = "#4380AA"


def add_stroke(
    fig: go.Figure,
    lines: Sequence[shapely.Geometry],
    *,
    name: str,
    color: str,
    text: str,
    dash: str = "solid",
    width: float = 2.0,
    opacity: float = 1.0,
    group: str = "",
    visible: bool = True,
) -> int | None:
    """Draw lines given in degrees as one trace; return its number, None if none is in sight."""
    plane = map_plane(fig)
    flat = project(gpd.GeoDataFrame(geometry=list(lines), crs=4326), plane).geometry
    seen = flat.clip_by_rect(*fig.layout.meta[MAP_KEY]["drawn"])
    parts = [p for p in shapely.get_parts(seen.to_numpy()) if p.geom_type == "LineString"]
    if not parts:
        return None
    x, y = path(shapely.line_merge(shapely.MultiLineString(parts)), step_km=1)
    line = {"color": color, "width": width} | ({} if dash == "solid" else {"dash": dash})
    fig.add_scatter(
        x=x, y=y, mode="lines", name=name, text=text, hoverinfo="text", line=line,
        showlegend=False, legendgroup=group or name, opacity=None if opacity == 1 else opacity,
        visible=None if visible else False,
    )  # fmt: skip
    return len(fig.data) - 1


def add_key(fig: go.Figure, name: str, **line: Any) -> None:
    """Add a line to the legend that no stroke hides with it, as the last trace."""
    fig.add_scatter(
        x=[None], y=[None], mode="lines", name=name, line=line, hoverinfo="skip",
        showlegend=True, legendgroup=line.pop("group", name),
    )  # fmt: skip


def add_dots(
    fig: go.Figure, places: pd.DataFrame, texts: Sequence[str], *, name: str, legend: bool = True,
    more: Sequence[str] = (), template: str = "", **marker: Any,
) -> int:  # fmt: skip
    """Draw places as dots, hollow where the position is from memory; return the trace's number.

    With a ``template``, what all hovers share stands there once: ``%{text}`` is one of ``texts``,
    ``%{customdata}`` one of ``more``.
    """
    told: dict[str, Any] = {"hovertext": list(texts), "hoverinfo": "text"}
    if template:
        told = {"text": list(texts), "hovertemplate": f"{template}<extra></extra>"}
        told |= {"customdata": list(more)} if more else {}
    symbol = marker.pop("symbol", "circle")
    spots = spots_of(fig, places)
    recalled = column_is(places, "verification", "recalled")
    fig.add_scatter(
        x=[s[0] for s in spots], y=[s[1] for s in spots], mode="markers", name=name,
        showlegend=legend, legendgroup=name, **told,
        marker={"symbol": [f"{symbol}-open" if r else symbol for r in recalled], **marker},
    )  # fmt: skip
    return len(fig.data) - 1


def spots_of(fig: go.Figure, places: pd.DataFrame) -> list[tuple[int, int]]:
    """Return the positions of places on the plane of a map, in whole kilometres."""
    points = gpd.points_from_xy(places["longitude"], places["latitude"])
    flat = project(gpd.GeoDataFrame(geometry=points, crs=4326), map_plane(fig)).geometry
    return [(round(p.x), round(p.y)) for p in flat]


def name_places(
    fig: go.Figure,
    places: pd.DataFrame,
    names: Sequence[str],
    *,
    size: int = 11,
    groups: Sequence[Any] | None = None,
) -> dict[Any, int]:
    """Write names beside places where they are free; one trace per group, returned by group."""
    spots = spots_of(fig, places)
    sides = [
        free_positions(fig, [spot], [name], size=size * ROOMY, marker_px=7)[0]
        for spot, name in zip(spots, names, strict=True)
    ]
    keys = list(groups) if groups is not None else [None] * len(spots)
    traces: dict[Any, int] = {}
    for key in dict.fromkeys(keys):
        own = [i for i, k in enumerate(keys) if k == key and sides[i]]
        if not own:
            continue
        fig.add_scatter(
            x=[spots[i][0] for i in own], y=[spots[i][1] for i in own], mode="text",
            text=[names[i] for i in own], textposition=[sides[i] for i in own],
            textfont={"size": size, "shadow": "auto"}, name="Names of places", hoverinfo="skip", showlegend=False,
        )  # fmt: skip
        traces[key] = len(fig.data) - 1
    return traces


def place_hover(row: Mapping[Any, Any], *more: str) -> str:
    """Return the hover of a place: names old and new, what it was, how well it is placed."""
    others = "; ".join(plain(row.get("other_names")).split(";"))
    radius: Any = row.get("coord_precision_km")
    known = plain(radius) != ""
    return hover(
        f"<b>{shown(row.get('name'))}</b>",
        f"Also: {shown(others)}" if others else "",
        shown(row.get("era_note")),
        *more,
        f"Position within about {format_number(float(radius))} km" if known else "",
        f"<i>{proof(row)}</i>",
    )


def legend_px(fig: go.Figure) -> int:
    """Return the height of the legend on a phone, in pixels."""
    words = {t.name for t in fig.data if t.showlegend and t.name}
    width = sum(text_size_px(word, 13)[0] + 50 for word in words)
    return 24 * math.ceil(width / (0.86 * REFERENCE_PX))


def add_buttons(fig: go.Figure, buttons: Sequence[dict[str, Any]], *, active: int = 0) -> None:
    """Set a row of buttons under the legend; colours stay readable on white and near-black."""
    fig.update_layout(
        updatemenus=[
            {
                "type": "buttons",
                "direction": "right",
                "active": active,
                "x": 0,
                "xanchor": "left",
                "y": 0,
                "yanchor": "top",
                "pad": {"t": legend_px(fig) + 14},
                "showactive": True,
                "bgcolor": "rgba(0,0,0,0)",
                "bordercolor": "rgba(123,135,148,0.6)",
                "font": {"size": 12, "color": _BUTTON_INK},
                "buttons": list(buttons),
            }
        ]
    )


def year_text(year: Any) -> str:
    """Write a year of either era.

    Examples
    --------
    >>> year_text(-130), year_text(1500)
    ('130 BCE', '1500 CE')
    """
    return f"{-int(year)} BCE" if int(year) < 0 else f"{int(year)} CE"


def length_text(row: Mapping[Any, Any]) -> str:
    """Write the published length of a route and the one measured between its stops."""
    parts = []
    for name, word in (("length_km", "published"), ("length_measured_km", "between its stops")):
        value = row.get(name)
        if value is not None and value == value:
            parts.append(f"{format_number(round(float(value)))} km {word}")
    return ", ".join(parts)


def column_is(frame: pd.DataFrame, name: str, value: str) -> list[bool]:
    """Tell row by row whether a column, which may be absent, holds a value."""
    if name not in frame:
        return [False] * len(frame)
    return [bool(v) for v in frame[name].astype("str").eq(value)]


def alive(start: int, end: int, century: int) -> bool:
    """Tell whether years from ``start`` to ``end`` fill more than one year of a century.

    Examples
    --------
    >>> alive(1000, 1500, 10), alive(-130, 400, -2)
    (False, True)
    """
    first = century * 100 - 99 if century > 0 else century * 100
    return start < first + 99 and end > first


def century_text(century: int) -> str:
    """Write a century.

    Examples
    --------
    >>> century_text(3), century_text(-2), century_text(12)
    ('3rd century', '2nd century BCE', '12th century')
    """
    number = abs(century)
    ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending} century" + (" BCE" if century < 0 else "")


def years_of(routes: pd.DataFrame) -> list[tuple[int, int]]:
    """Return first and last year of each route; one without an end lives on."""
    last = routes["end_year"].fillna(2100).astype(int)
    return list(zip(routes["start_year"].astype(int), last, strict=True))


def centuries_of(routes: pd.DataFrame) -> list[int]:
    """Return every century from the first to the last in which a route was alive."""
    spans = years_of(routes)
    lived = [c for c in range(-30, 22) if c and any(alive(a, b, c) for a, b in spans)]
    return [c for c in range(lived[0], lived[-1] + 1) if c] if lived else []
