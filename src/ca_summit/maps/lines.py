"""Draw routes as lines and the places on them as dots with names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from ca_summit.figures.canvas import opened
from ca_summit.figures.rows import recalled_rows
from ca_summit.figures.text import hover, plain, proof, shown
from ca_summit.figures.theme import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from ca_summit.figures.canvas import Canvas

#: Dash of a line by how sure its course is, or by how far a corridor has come.
CERTAINTY_DASHES = {"certain": "solid", "probable": "dash", "schematic": "dot"}


def draw_route(
    canvas: Canvas,
    lines: Sequence[shapely.Geometry],
    *,
    name: str,
    color: str,
    width: float,
    hover: str,
    dash: str = "solid",
    opacity: float = 1.0,
) -> int | None:
    """Draw lines given in degrees as one trace; return its number, None if none is in sight.

    ``name`` is that of the sign in the legend to which the line belongs.
    """
    seen = canvas.lonlat_shapes(lines).clip_by_rect(*canvas.drawn)
    parts = [p for p in shapely.get_parts(seen.to_numpy()) if p.geom_type == "LineString"]
    if not parts:
        return None
    return canvas.line(
        shapely.line_merge(shapely.MultiLineString(parts)),
        name=name,
        color=color,
        width=width,
        hover=hover,
        dash=dash,
        legendgroup=name,
        opacity=None if opacity == 1 else opacity,
    )


def draw_places(
    canvas: Canvas,
    places: pd.DataFrame,
    *,
    name: str,
    marker: Mapping[str, Any],
    legend: bool = False,
    **told: Any,
) -> int:
    """Draw places as dots, hollow where the position is from memory; return the trace's number.

    ``told`` says what stands under the pointer: ``hovers``, or what plotly fills a template with.
    """
    symbols = opened(marker.get("symbol", "circle"), recalled_rows(places))
    return canvas.dots(
        canvas.spots(places),
        name=name,
        marker={**marker, "symbol": symbols},
        showlegend=legend,
        legendgroup=name,
        **told,
    )


def stops(legs: gpd.GeoDataFrame, places: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the places on some legs, those that are named first.

    Parameters
    ----------
    legs
        Rows of ``leg_lines()``.
    places
        A table like ``load_places()``.
    labels
        Names by ``place_id``, the most telling first. Of places of which none is among these all
        are named.

    Returns
    -------
    DataFrame with the columns of ``places``, ``label`` (empty where not named) and ``routes``
    (list of ``route_id``).
    """
    on: dict[str, dict[str, None]] = {}
    ends = zip(legs["from_place_id"], legs["to_place_id"], legs["route_id"], strict=True)
    for start, end, route in ends:
        for place in (start, end):
            on.setdefault(str(place), {})[str(route)] = None
    own = pd.DataFrame(places[places["place_id"].isin(on)])
    rank = {place: number for number, place in enumerate(labels)}
    known = not rank.keys().isdisjoint(own["place_id"])
    own["label"] = [
        labels.get(place, "" if known else str(name))
        for place, name in zip(own["place_id"], own["name"], strict=True)
    ]
    own["routes"] = [list(on[place]) for place in own["place_id"]]
    order = own["place_id"].map(lambda place: rank.get(place, len(rank)))
    return own.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def short_name(name: object) -> str:
    """Return the name of a corridor or place without what follows a colon or stands in brackets.

    Examples
    --------
    >>> short_name("Middle Corridor (TITR): Altynkol to Baku")
    'Middle Corridor'
    """
    return str(name).split(":")[0].split(" (")[0]


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
