"""Map the shortest way between two places, then and now: map_route_between()."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from ca_summit.checks import check_choices
from ca_summit.figures import Key, empty_figure, theme
from ca_summit.figures.canvas import Canvas
from ca_summit.figures.language import Words, msg
from ca_summit.figures.text import hover, plain, shown
from ca_summit.maps.basemap import Basemap, draw_basemap, name_ground
from ca_summit.maps.corridors import modern_routes
from ca_summit.maps.lines import (
    CERTAINTY_DASHES,
    draw_places,
    draw_route,
    name_lines,
    place_hover,
    short_name,
)
from ca_summit.maps.network_then_now import AGES, LABELS
from ca_summit.network import NoWayError, Way, shortest_way
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables import load_places, load_route_stops, load_routes
from ca_summit.tables.place_names import find_place, place_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

#: Widths of the two ways: the old one is thin, for its course is less known.
_POSITION = ("latitude", "longitude")
_WIDTHS = {"then": 2.0, "now": 4.5}
_WIDE_PX, _HIGH_PX, _WORDS_PX = 870, (300, 560), 190  # of the map, its height, the rest
_WHOLE = 0.995  # share of a way from which on days cover it
_BORDER = {"symbol": "x-thin", "size": 8, "line": {"color": theme.OTHER_COLOR, "width": 2.2}}
_ADVICE = " Use one of these."  # of a message, which no figure needs to give


def map_route_between(
    start: str,
    end: str,
    *,
    year: int | None = None,
    routes_now: str | Sequence[str] | None = None,
    language: str | None = None,
) -> go.Figure:
    """Map the shortest way between two places, along historical routes and today's corridors.

    The subtitle tells kilometres between the stops, today's borders crossed and, where they are
    recorded for the whole way, the days; nothing is extrapolated.

    Parameters
    ----------
    start, end
        Names, other names or ids of places, such as ``"Chang'an"``.
    year
        Only historical routes alive in that year, negative before our era.
    routes_now
        Only these corridors, such as ``"titr-extended"``. Default: all in operation.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

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
    words = Words(language)
    names = {"start": start, "end": end}
    stops = set(load_route_stops()["place_id"])
    ends = [
        short_name(words.cell(place_name(find_place(name, among=stops, argument=argument))))
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
    question = words.say("How far from {start} to {end}?", start=shown(ends[0]), end=shown(ends[1]))
    limits: dict[str, dict[str, Any]] = {"then": {"year": year}, "now": {"routes": routes_now}}
    ways: dict[str, Way] = {}
    problems: dict[str, str] = {}
    for when, limit in limits.items():
        try:
            ways[when] = shortest_way(start, end, when=when, **limit)
        except NoWayError as error:
            no_way = words.say("{age}: no way on this network", age=words.say(AGES[when][0]))
            problems[when] = _without_ids(error) if words.sentences == "en" else f"{no_way}."
    if not ways:
        return empty_figure(question, " ".join(dict.fromkeys(problems.values())), words)
    return _draw_ways(ways, problems, question, words)


def _without_ids(error: NoWayError) -> str:
    """Return why there is no way, with places by name alone.

    Examples
    --------
    >>> _without_ids(NoWayError("No road passes 'baku' (Baku). Near: 'barda' (Barda, 230 km)."))
    'No road passes Baku. Near: Barda (230 km).'
    """
    told = re.sub(r"'[\w-]+' \(([^(),]+), ([^(),]+)\)", r"\1 (\2)", str(error))
    return re.sub(r"'[\w-]+' \(([^()]+)\)", r"\1", told)


def _draw_ways(
    ways: Mapping[str, Way], problems: Mapping[str, str], question: str, words: Words
) -> go.Figure:
    canvas = Canvas.open(_around(ways))
    west, south, east, north = canvas.window
    high = min(max(_WIDE_PX * (north - south) / (east - west), _HIGH_PX[0]), _HIGH_PX[1])
    canvas.fig.update_layout(height=round(high) + _WORDS_PX)
    ground = draw_basemap(
        canvas, Basemap(detail_km=max(4, (east - west) / 350), language=words.labels)
    )
    for when, way in ways.items():
        _draw_way(canvas, when, way, words)
    table = words.cells(load_places(), "name").set_index("place_id", drop=False)
    stops = _stops_on_ways(ways, table, words)
    for when in ways:
        word, color, _ = AGES[when]
        own = stops[stops["when"].eq(when)]
        draw_places(
            canvas,
            own,
            name=words.say("{age}: stops", age=words.say(word)),
            marker={"size": 5, "color": color, "line": {"color": color, "width": 1}},
            hovers=own["hover"].tolist(),
        )
    crossed = _draw_borders(canvas, ways, table, words)
    first = next(iter(ways.values()))
    named = _named(stops, (first.start, first.end), words)
    canvas.name_dots(canvas.spots(named.head(2)), named["label"].head(2).tolist(), size=12)
    lines = []
    for when, way in reversed(list(ways.items())):
        text = f"<b>{words.say(AGES[when][0])}</b> {_km(way, words)}"
        lines.append((when, text, canvas.lonlat_shapes(way.legs.geometry).union_all()))
    name_lines(canvas, lines, size=12)
    canvas.name_dots(canvas.spots(named.iloc[2:]), named["label"].iloc[2:].tolist())
    routes = load_routes()
    used = routes[routes["route_id"].isin([r for way in ways.values() for r in way.route_ids])]
    name_ground(canvas, ground, words.labels)
    key = [Key(words.say(AGES[when][0]), AGES[when][1], "line") for when in ways]
    if crossed:
        key.append(Key(words.say("today's borders"), theme.OTHER_COLOR, "cross"))
    return canvas.finish(
        question=question,
        finding=_finding(ways, words),
        subtitle="<br>".join(_line(when, ways, problems, words) for when in AGES),
        key=key,
        caution=words.say(
            "Kilometres are straight from stop to stop: real roads are longer, then and now."
        ),
        alt=" ".join(_alt_line(when, ways, problems, words) for when in AGES),
        data=_legs_table(ways),
        sources=frame_sources(pd.DataFrame(used), *_time_sources(ways)),
        drawn=[
            Drawn(
                "places",
                key={"place_id": ("from_place_id", "to_place_id")},
                how={"km": ("the straight way between the two, on the ellipsoid", *_POSITION)},
            ),
            Drawn(
                "routes",
                key={"route_id": "route_ids"},
                how={"route_ids": ("the routes that take this way", "name")},
            ),
        ],
        caption=words.say("Shortest way by kilometres between stops; real roads are longer."),
        notes=_way_notes(ways, problems, words),
    )


def _draw_way(canvas: Canvas, when: str, way: Way, words: Words) -> None:
    """Draw one way, each kind of stretch with its dash."""
    word, color = words.say(AGES[when][0]), AGES[when][1]
    dashes = [_dash(leg) for leg in way.legs.to_dict("records")]
    for dash in dict.fromkeys(dashes):
        draw_route(
            canvas,
            [g for g, d in zip(way.legs.geometry, dashes, strict=True) if d == dash],
            name=word,
            color=color,
            width=_WIDTHS[when],
            hover=hover(f"<b>{word}</b>", shown(_sentence(way, words))),
            dash=dash,
            opacity=0.85,
        )


def _km(way: Way, words: Words) -> str:
    return words.say("{km:n} km", km=round(way.total_km))


def _around(ways: Mapping[str, Way]) -> tuple[float, float, float, float]:
    """Return a window in degrees with room around all ways."""
    bounds = shapely.total_bounds([g for way in ways.values() for g in way.legs.geometry])
    west, south, east, north = (float(v) for v in bounds)
    wide, high = max(2.0, 0.06 * (east - west)), max(1.5, 0.14 * (north - south))
    return west - wide, max(5.0, south - high), east + wide, min(72.0, north + high)


def _dash(leg: Mapping[Any, Any]) -> str:
    if "sea" in str(leg["leg_kinds"]).split(";"):
        return "dot"
    return CERTAINTY_DASHES.get(plain(leg["certainty"]), "solid")


def _stops_on_ways(ways: Mapping[str, Way], table: pd.DataFrame, words: Words) -> pd.DataFrame:
    frames = []
    for when, way in ways.items():
        own = pd.DataFrame(table.loc[way.places["place_id"]]).assign(when=when)
        own["km"] = way.places["km_from_start"].to_numpy()
        age = words.say(AGES[when][0])
        own["hover"] = [
            place_hover(
                row,
                words,
                words.say("{age}: {km:n} km from the start", age=age, km=round(row["km"])),
            )
            for row in own.to_dict("records")
        ]
        frames.append(own)
    return pd.concat(frames, ignore_index=True)


def _draw_borders(
    canvas: Canvas, ways: Mapping[str, Way], table: pd.DataFrame, words: Words
) -> int:
    """Mark the middle of each leg that crosses one of today's borders; return how many."""
    rows = []
    for when, way in ways.items():
        for row in way.borders.to_dict("records"):
            a, b = table.loc[row["from_place_id"]], table.loc[row["to_place_id"]]
            names = [words.label(row[c]) for c in ("from_iso3", "to_iso3")]
            message = "{age}: today's border {one} – {two}"
            said = words.say(message, age=words.say(AGES[when][0]), one=names[0], two=names[1])
            ends = {"one": shown(a["name"]), "two": shown(b["name"])}
            between = words.say("between {one} and {two}", **ends)
            middle = {n: (float(a[n]) + float(b[n])) / 2 for n in ("longitude", "latitude")}
            rows.append({**middle, "hover": hover(f"<b>{said}</b>", between)})
    if rows:
        frame = pd.DataFrame(rows)
        draw_places(
            canvas,
            frame,
            name=words.say("Borders of today"),
            marker=_BORDER,
            hovers=frame["hover"].tolist(),
        )
    return len(rows)


def _named(stops: pd.DataFrame, ends: tuple[str, str], words: Words) -> pd.DataFrame:
    """Return the places to name: both ends, then what the other maps name."""
    rank = {**{p: n + 2 for n, p in enumerate(LABELS)}, ends[0]: 0, ends[1]: 1}
    own = stops[stops["place_id"].isin(rank)].drop_duplicates("place_id")
    own = own.assign(rank=own["place_id"].map(rank)).sort_values("rank", kind="stable")
    label = [
        f"<b>{short_name(n)}</b>" if p in ends else words.cell(LABELS[p])
        for p, n in zip(own["place_id"], own["name"], strict=True)
    ]
    return own.assign(label=label)


def _line(when: str, ways: Mapping[str, Way], problems: Mapping[str, str], words: Words) -> str:
    """Return one line of the subtitle: kilometres, borders, days of the whole way."""
    if when in problems:
        return words.say("{age}: no way on this network", age=words.say(AGES[when][0]))
    way = ways[when]
    borders = words.count("{count} border", "{count} borders", len(way.borders))
    said = [_km(way, words), borders]
    if way.days_min is not None and way.days_share > _WHOLE:
        days = dict.fromkeys(words.say("{v:n}", v=v) for v in (way.days_min, way.days_max))
        said.append(words.say("{days} days", days="–".join(days)))
    return f"{words.say(AGES[when][0])}: {', '.join(said)}"


def _finding(ways: Mapping[str, Way], words: Words) -> str:
    """Compare both ways in kilometres and borders; nothing where there is one."""
    if len(ways) < 2:
        return ""
    then, now = ways["then"], ways["now"]
    km = round(now.total_km - then.total_km)
    ends = [shown(short_name(words.cell(place_name(p)))) for p in (now.start, now.end)]
    said = {
        "ends": words.say("{start} to {end}", start=ends[0], end=ends[1]),
        "km": abs(km),
        "now": len(now.borders),
        "then": len(then.borders),
    }
    if not km:
        message = "{ends}: now as long as then, borders {now:n} instead of {then:n}"
    elif km > 0:
        message = "{ends}: now {km:n} km longer, borders {now:n} instead of {then:n}"
    else:
        message = "{ends}: now {km:n} km shorter, borders {now:n} instead of {then:n}"
    return words.say(message, **said)


def _alt_line(when: str, ways: Mapping[str, Way], problems: Mapping[str, str], words: Words) -> str:
    if when in problems:
        why = problems[when].removesuffix(_ADVICE)
        return words.say("{age}: no way. {why}", age=words.say(AGES[when][0]), why=why)
    return f"{words.say(AGES[when][0])}: {_sentence(ways[when], words)}"


def _sentence(way: Way, words: Words) -> str:
    """Tell a way like ``way.summary()``, with countries by name instead of by code."""
    pairs = way.borders[["from_iso3", "to_iso3"]].itertuples(index=False)
    crossings = [f"{words.label(a)}\u2013{words.label(b)}" for a, b in pairs]
    message = msg("{start} to {end} along historical routes: {km:n} km in straight legs, {stops}")
    if way.when == "now":
        message = msg(
            "{start} to {end} along today's corridors: {km:n} km in straight legs, {stops}"
        )
    ends = {"start": place_name(way.start), "end": place_name(way.end)}
    stops = words.count("{count} stop between", "{count} stops between", len(way.places) - 2)
    told = [words.say(message, **ends, km=round(way.total_km), stops=stops)]
    if crossings:
        told.append(words.say("borders (today's): {names}", names=", ".join(crossings)))
    if way.days_min is None:
        told.append(words.say("no travel time is recorded for any part of it"))
    else:
        days = dict.fromkeys(words.say("{v:n}", v=v) for v in (way.days_min, way.days_max))
        message = "recorded: {days} days for {share:p} of the way"
        told.append(words.say(message, days="–".join(days), share=round(100 * way.days_share)))
    return f"{'; '.join(told)}."


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


def _way_notes(ways: Mapping[str, Way], problems: Mapping[str, str], words: Words) -> list[str]:
    notes = [words.say("Kilometres in straight legs; borders are today's")]
    notes += [problem.removesuffix(_ADVICE) for problem in problems.values()]
    for when, way in ways.items():
        if 0 < way.days_share <= _WHOLE:
            message = "{age}: days are recorded for {share:p} of the way only"
            notes.append(
                words.say(message, age=words.say(AGES[when][0]), share=round(100 * way.days_share))
            )
    if "then" in ways:
        notes.append(words.say("Then: solid certain, dashed probable, dotted schematic"))
    if "now" in ways and "sea" in ways["now"].leg_kinds:
        notes.append(words.say("Now: dotted at sea"))
    return notes
