"""Draw routes as lines and the places on them as dots with names."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from ca_summit.figures.canvas import opened
from ca_summit.figures.language import Words, is_missing, msg
from ca_summit.figures.placement import ROOMY
from ca_summit.figures.rows import recalled_rows
from ca_summit.figures.text import hover, plain, proof, shown
from ca_summit.provenance.drawn import Drawn
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd

    from ca_summit.figures.canvas import Canvas
    from ca_summit.figures.placement import Point

#: Dash of a line by how sure its course is, or by how far a corridor has come.
CERTAINTY_DASHES = {"certain": "solid", "probable": "dash", "schematic": "dot"}
_BEND_KM, _NEAR_KM, _NEAR_PX = 25, 2, 0.5  # by which a line may leave its straight course


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
    curved: bool = False,
) -> int | None:
    """Draw lines given in degrees as one trace; return its number, None if none is in sight.

    ``name`` is that of the kind of line in the key. A ``curved`` line only relates its stops.
    """
    seen = canvas.lonlat_shapes(lines).clip_by_rect(*canvas.drawn)
    parts = [p for p in shapely.get_parts(seen.to_numpy()) if p.geom_type == "LineString"]
    if not parts:
        return None
    shape = shapely.line_merge(shapely.MultiLineString(parts))
    return canvas.line(
        shape.simplify(_BEND_KM if curved else max(_NEAR_KM, _NEAR_PX * canvas.km_per_px)),
        name=name,
        color=color,
        width=width,
        hover=hover,
        dash=dash,
        opacity=None if opacity == 1 else opacity,
        style={"shape": "spline"} if curved else {},
    )


def draw_places(
    canvas: Canvas,
    places: pd.DataFrame,
    *,
    name: str,
    marker: Mapping[str, Any],
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
        **told,
    )


def name_lines(
    canvas: Canvas,
    named: Sequence[tuple[str, str, shapely.Geometry]],
    *,
    others: pd.DataFrame | None = None,
    name: str = "Names of lines",
    size: int = 11,
) -> None:
    """Write names beside their lines, where they are free and nearer to no other line.

    Parameters
    ----------
    named
        For each a word that is the same for lines of one name, its text, and its line on the
        plane; earlier ones choose first.
    others
        ``name`` and ``line`` of all lines, where some have no name here.
    name
        Of the trace.
    """
    every = [(word, line) for word, _, line in named]
    if others is not None:
        every = list(zip(others["name"], others["line"], strict=True))
    spots, texts = [], []
    for word, text, line in named:
        away = shapely.union_all([shape for other, shape in every if other != word])
        own = line.intersection(canvas.seen)
        for spot in _beside(own, away, 1.25 * size * canvas.km_per_px):
            (free,) = canvas.free_middles([spot], [text], size=size * ROOMY, shifts=(0,))
            if free:
                spots.append(free)
                texts.append(text)
                break
    if spots:
        shadow = {"shadow": "auto"}
        canvas.words(spots, texts, name=name, size=size, font=shadow)


def _beside(own: shapely.Geometry, others: shapely.Geometry, line: float) -> Iterator[Point]:
    """Yield places some lines of text above and below a line, nearer to it than to any other."""
    if own.is_empty:
        return
    longest = max(shapely.get_parts(shapely.line_merge(own)), key=lambda part: part.length)
    for share in (0.5, 0.62, 0.38, 0.75, 0.25, 0.87, 0.13):
        point = longest.interpolate(share, normalized=True)
        for shift in (1.1, -1.1, 1.7, -1.7):
            spot = shapely.Point(point.x, point.y + shift * line)
            if others.is_empty or spot.distance(own) < spot.distance(others):
                yield spot.x, spot.y


#: How rows of `routes` stand in data by stretch: of these the certainty is not that of the route.
OF_ROUTE = {"certainty": ""}


def stops_drawn(legs: gpd.GeoDataFrame, *columns: str) -> list[Drawn]:
    """Say from which stops lengths were measured; of legs between stops of one's own, nothing."""
    bundled = read_table("route_stops")
    names = ["route_id", "sequence", "place_id"]
    known = set(bundled[names].itertuples(index=False, name=None))
    here = legs[["route_id", "sequence", "to_place_id"]].itertuples(index=False, name=None)
    if not known.issuperset(here):
        return []
    text = "the sum of the straight ways from stop to stop, on the ellipsoid"
    how = dict.fromkeys(columns, (text, "place_id"))
    return [Drawn("route_stops", key={"route_id": "route_id"}, how=how)]


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


def labels_in(words: Words, labels: Mapping[str, str]) -> dict[str, str]:
    """Return the names of places on a map in a language."""
    return {place: words.cell(name) for place, name in labels.items()}


def place_hover(row: Mapping[Any, Any], words: Words, *more: str) -> str:
    """Return the hover of a place: names old and new, how well it is placed."""
    others = "; ".join(plain(row.get("other_names")).split(";"))
    radius: Any = row.get("coord_precision_km")
    known = plain(radius) != ""
    return hover(
        f"<b>{shown(row.get('name'))}</b>",
        words.say("Also: {names}", names=shown(others)) if others else "",
        *more,
        words.say("Position within about {km:n} km", km=float(radius)) if known else "",
        f"<i>{proof(row, words)}</i>",
    )


def year_text(year: Any, words: Words) -> str:
    """Write a year of either era.

    Examples
    --------
    >>> year_text(-130, Words()), year_text(1500, Words())
    ('130 BCE', '1500 CE')
    """
    message = msg("{year} BCE") if int(year) < 0 else msg("{year} CE")
    return words.say(message, year=abs(int(year)))


def years_text(start: Any, end: Any, words: Words) -> str:
    """Write the round years of a road; one without an end lives on.

    Examples
    --------
    >>> years_text(-130, None, Words())
    '130 BCE to today (round years)'
    """
    last = words.say("today") if is_missing(end) else year_text(end, words)
    message = "{first} to {last} (round years)"
    return words.say(message, first=year_text(start, words), last=last)


def length_text(row: Mapping[Any, Any], words: Words) -> str:
    """Write the published length of a route and the one measured between its stops."""
    parts = []
    for name, message in (
        ("length_km", msg("{km:n} km published")),
        ("length_measured_km", msg("{km:n} km between its stops")),
    ):
        value = row.get(name)
        if value is not None and math.isfinite(value):
            parts.append(words.say(message, km=round(float(value))))
    return ", ".join(parts)
