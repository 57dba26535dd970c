"""Map the shortest way between two places, then and now: map_route_between()."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from ca_summit.checks import check_choice, check_choices
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.canvas import Canvas
from ca_summit.figures.text import hover, listed, plain, shown
from ca_summit.figures.theme import format_number
from ca_summit.maps.basemap import Basemap, draw_basemap, name_ground
from ca_summit.maps.corridors import modern_routes
from ca_summit.maps.lines import (
    CERTAINTY_DASHES,
    draw_places,
    draw_route,
    place_hover,
    short_name,
)
from ca_summit.maps.network_then_now import AGES, LABELS
from ca_summit.names import LANGUAGES, country_name
from ca_summit.network import NoWayError, Way, shortest_way
from ca_summit.sources import frame_sources
from ca_summit.tables import load_places, load_route_stops, load_routes
from ca_summit.tables.place_names import find_place, place_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

_TITLE_SIGNS = 36  # that many fit a phone
_BORDER = {"symbol": "x-thin", "size": 8, "line": {"color": theme.OTHER_COLOR, "width": 2.2}}


def map_route_between(
    start: str,
    end: str,
    *,
    year: int | None = None,
    routes_now: str | Sequence[str] | None = None,
    language: str = "en",
) -> go.Figure:
    """Map the shortest way between two places, along historical routes and today's corridors.

    The subtitle tells kilometres between the stops, today's borders crossed and the days that are
    recorded, with the share of the way they cover; nothing is extrapolated.

    Parameters
    ----------
    start, end
        Names, other names or ids of places, such as ``"Chang'an"``.
    year
        Only historical routes alive in that year, negative before our era.
    routes_now
        Only these corridors, such as ``"titr-extended"``. Default: all in operation.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Returns
    -------
    Figure; ``figure_data()`` has one row per leg with ``network`` (``then`` or ``now``), ``km``,
    ``leg_kinds``, ``route_ids`` and ``certainty``. If only one network joins the places, that one
    is drawn and the subtitle says so; if none does, the figure says why.

    Raises
    ------
    ValueError
        If a place is unknown or ambiguous (with similar names), both are the same, or another
        argument is unknown.

    Examples
    --------
    >>> fig = map_route_between("Samarkand", "Merv")
    >>> fig.layout.title.text
    'How far from Samarkand to Merv?'
    """
    check_choice("language", language, LANGUAGES)
    names = {"start": start, "end": end}
    stops = set(load_route_stops()["place_id"])
    ends = [
        short_name(place_name(find_place(name, among=stops, argument=argument)))
        for argument, name in names.items()
    ]
    if routes_now is not None:
        running = modern_routes(load_routes(), ["operating"])["route_id"]
        routes_now = check_choices("routes_now", routes_now, running)
        if not routes_now:
            raise ValueError(
                "`routes_now` names no corridor; got []. Name one or several, such as "
                "'titr-extended', or leave it out for all in operation."
            )
    title = f"How far from {shown(ends[0])} to {shown(ends[1])}?"
    if len(title) > _TITLE_SIGNS:
        title = title.replace(" to ", "<br>to ")
    limits: dict[str, dict[str, Any]] = {"then": {"year": year}, "now": {"routes": routes_now}}
    ways: dict[str, Way] = {}
    problems: dict[str, str] = {}
    for when, limit in limits.items():
        try:
            ways[when] = shortest_way(start, end, when=when, **limit)
        except NoWayError as error:
            problems[when] = str(error)
    if not ways:
        return empty_figure(title, " ".join(dict.fromkeys(problems.values())))
    return _draw_ways(ways, problems, title, language)


def _draw_ways(
    ways: Mapping[str, Way], problems: Mapping[str, str], title: str, language: str
) -> go.Figure:
    canvas = Canvas.open(_around(ways), height=620)
    ground = draw_basemap(canvas, Basemap(detail_km=20, language=language))
    for when, way in ways.items():
        _draw_way(canvas, when, way, language)
    table = load_places().set_index("place_id", drop=False)
    stops = _stops_on_ways(ways, table)
    for when in ways:
        word, color, _ = AGES[when]
        own = stops[stops["when"].eq(when)]
        draw_places(
            canvas,
            own,
            name=f"{word}: stops",
            marker={"size": 5, "color": color, "line": {"color": color, "width": 1}},
            hovers=own["hover"].tolist(),
        )
    _draw_borders(canvas, ways, table, language)
    first = next(iter(ways.values()))
    named = _named(stops, (first.start, first.end))
    canvas.name_dots(canvas.spots(named), named["label"].tolist(), size=12)
    routes = load_routes()
    used = routes[routes["route_id"].isin([r for way in ways.values() for r in way.route_ids])]
    name_ground(canvas, ground, language)
    return canvas.finish(
        question=title,
        subtitle="<br>".join(_line(when, ways, problems) for when in AGES),
        alt=" ".join(_alt_line(when, ways, problems, language) for when in AGES),
        data=_legs_table(ways),
        sources=frame_sources(pd.DataFrame(used), *_time_sources(ways)),
        caption="Shortest way by kilometres between stops; real roads are longer.",
        notes=_way_notes(ways, problems),
        finding=_finding(ways),
    )


def _draw_way(canvas: Canvas, when: str, way: Way, language: str) -> None:
    """Draw one way and its key, each kind of stretch with its dash."""
    word, color, width = AGES[when]
    canvas.key(word, group=word, line={"color": color, "width": width + 1})
    dashes = [_dash(leg) for leg in way.legs.to_dict("records")]
    for dash in dict.fromkeys(dashes):
        draw_route(
            canvas,
            [g for g, d in zip(way.legs.geometry, dashes, strict=True) if d == dash],
            name=word,
            color=color,
            width=width + 1,
            hover=hover(f"<b>{word}</b>", shown(_sentence(way, language))),
            dash=dash,
            opacity=0.85,
        )


def _around(ways: Mapping[str, Way]) -> tuple[float, float, float, float]:
    """Return a window in degrees with room around all ways."""
    bounds = shapely.total_bounds([g for way in ways.values() for g in way.legs.geometry])
    west, south, east, north = (float(v) for v in bounds)
    wide, high = max(3.0, 0.09 * (east - west)), max(2.0, 0.16 * (north - south))
    return west - wide, max(5.0, south - high), east + wide, min(72.0, north + high)


def _dash(leg: Mapping[Any, Any]) -> str:
    if "sea" in str(leg["leg_kinds"]).split(";"):
        return "dot"
    return CERTAINTY_DASHES.get(plain(leg["certainty"]), "solid")


def _stops_on_ways(ways: Mapping[str, Way], table: pd.DataFrame) -> pd.DataFrame:
    frames = []
    for when, way in ways.items():
        own = pd.DataFrame(table.loc[way.places["place_id"]]).assign(when=when)
        own["km"] = way.places["km_from_start"].to_numpy()
        own["hover"] = [
            place_hover(
                row, f"{AGES[when][0]}: {format_number(round(row['km']))} km from the start"
            )
            for row in own.to_dict("records")
        ]
        frames.append(own)
    return pd.concat(frames, ignore_index=True)


def _draw_borders(
    canvas: Canvas, ways: Mapping[str, Way], table: pd.DataFrame, language: str
) -> None:
    """Mark the middle of each leg that crosses one of today's borders."""
    rows = []
    for when, way in ways.items():
        for row in way.borders.to_dict("records"):
            a, b = table.loc[row["from_place_id"]], table.loc[row["to_place_id"]]
            names = [country_name(row[c], language) for c in ("from_iso3", "to_iso3")]
            said = f"{AGES[when][0]}: today's border {names[0]} – {names[1]}"
            between = f"between {shown(a['name'])} and {shown(b['name'])}"
            middle = {n: (float(a[n]) + float(b[n])) / 2 for n in ("longitude", "latitude")}
            rows.append({**middle, "hover": hover(f"<b>{said}</b>", between)})
    if rows:
        frame = pd.DataFrame(rows)
        draw_places(
            canvas,
            frame,
            name="Borders of today",
            marker=_BORDER,
            legend=True,
            hovers=frame["hover"].tolist(),
        )


def _named(stops: pd.DataFrame, ends: tuple[str, str]) -> pd.DataFrame:
    """Return the places to name: both ends, then what the other maps name."""
    rank = {**{p: n + 2 for n, p in enumerate(LABELS)}, ends[0]: 0, ends[1]: 1}
    own = stops[stops["place_id"].isin(rank)].drop_duplicates("place_id")
    own = own.assign(rank=own["place_id"].map(rank)).sort_values("rank", kind="stable")
    label = [
        f"<b>{short_name(n)}</b>" if p in ends else LABELS[p]
        for p, n in zip(own["place_id"], own["name"], strict=True)
    ]
    return own.assign(label=label)


def _line(when: str, ways: Mapping[str, Way], problems: Mapping[str, str]) -> str:
    """Return one line of the subtitle: kilometres, borders, days."""
    if when in problems:
        return f"{AGES[when][0]}: no way on this network"
    way = ways[when]
    crossed = len(way.borders)
    borders = f"{crossed} border{'' if crossed == 1 else 's'}"
    km = format_number(round(way.total_km))
    return f"{AGES[when][0]}: {km} km, {borders}, {_days(way)}"


def _finding(ways: Mapping[str, Way]) -> str:
    """Compare both ways in kilometres and borders; nothing where there is one."""
    if len(ways) < 2:
        return ""
    then, now = ways["then"], ways["now"]
    km = round(now.total_km - then.total_km)
    words = f"{format_number(abs(km))} km {'longer' if km > 0 else 'shorter'}"
    ends = " to ".join(shown(short_name(place_name(place))) for place in (now.start, now.end))
    borders = f"{len(now.borders)} borders instead of {len(then.borders)}"
    return f"{ends}: now {words if km else 'as long as then'}, {borders}"


def _days(way: Way) -> str:
    if way.days_min is None or way.days_max is None:
        return "no days recorded"
    days = format_number(way.days_min)
    if way.days_max != way.days_min:
        days += f"–{format_number(way.days_max)}"
    share = f"{way.days_share:.0%}"
    return f"{days} days" if share == "100%" else f"{days} days for {share}"


def _alt_line(
    when: str, ways: Mapping[str, Way], problems: Mapping[str, str], language: str
) -> str:
    if when in problems:
        return f"{AGES[when][0]}: no way. {problems[when]}"
    return f"{AGES[when][0]}: {_sentence(ways[when], language)}"


def _sentence(way: Way, language: str) -> str:
    """Tell a way like ``way.summary()``, with countries by name instead of by code."""
    text = way.summary()
    for a, b in way.borders[["from_iso3", "to_iso3"]].itertuples(index=False):
        names = f"{country_name(a, language)}\u2013{country_name(b, language)}"
        text = text.replace(f" {a}-{b}", f" {names},", 1)
    return text.replace(",;", ";")


def _legs_table(ways: Mapping[str, Way]) -> pd.DataFrame:
    frames = [
        pd.DataFrame(way.legs.drop(columns="geometry")).assign(
            network=when, km=way.legs["km"].round(1)
        )
        for when, way in ways.items()
    ]
    table = pd.concat(frames, ignore_index=True)
    return table[["network", *(c for c in table if c != "network")]]


def _time_sources(ways: Mapping[str, Way]) -> list[pd.DataFrame]:
    ids = [i for way in ways.values() for cell in way.times["source_ids"] for i in cell.split(";")]
    return [pd.DataFrame({"source_id": ids})] if ids else []


def _way_notes(ways: Mapping[str, Way], problems: Mapping[str, str]) -> list[str]:
    notes = ["Kilometres in straight legs; borders are today's", *problems.values()]
    covered = [AGES[when][0].lower() for when, way in ways.items() if 0 < way.days_share < 0.995]
    if covered:
        notes.append(f"Days are recorded for part of the way only ({listed(covered, 3)})")
    if "then" in ways:
        notes.append("Then: solid certain, dashed probable, dotted schematic")
    if "now" in ways and "sea" in ways["now"].leg_kinds:
        notes.append("Now: dotted at sea")
    return notes
