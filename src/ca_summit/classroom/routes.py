"""Set exercises on the Silk Road and on the corridors of today."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations
from typing import TYPE_CHECKING, Any

from ca_summit.classroom.model import (
    OLDER,
    YOUNGER,
    Given,
    Labelled,
    Problem,
    Task,
    position,
    rows_where,
    sources_of,
)
from ca_summit.figures.sentences import Cell, Sentence, count, joined, name, say

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.tables.choice import Tables

_OLD, _NEW = "Silk Road", "corridors"
_TITR = "TITR / Middle Corridor"


def _stops(tables: Tables, route: str) -> pd.DataFrame:
    stops, places = tables["route_stops"], tables["places"]
    own = rows_where(stops, route_id=route)
    own = own.assign(place_id=own["place_id"].astype("str"))[["place_id", "sequence", "source_id"]]
    where = places.assign(place_id=places["place_id"].astype("str"))
    merged = own.merge(where[["place_id", "name", "longitude", "latitude"]], on="place_id")
    return merged.drop_duplicates("place_id").set_index("place_id")


def _historical(tables: Tables) -> pd.DataFrame:
    return rows_where(tables["routes"], status="historical")


def _east_pool(tables: Tables) -> list[Given]:
    pool: list[Given] = []
    for route in _historical(tables)["route_id"].astype("str"):
        stops = _stops(tables, route)["longitude"].sort_values()
        fours = [
            tuple(key for key, _ in four)
            for four in combinations(stops.items(), 4)
            if all(b[1] - a[1] >= 1.5 for a, b in pairwise(four))
        ]
        pool += [{"route": route, "places": four} for four in fours[:: max(1, len(fours) // 6)]]
    return pool


def _east(tables: Tables, route: str, places: tuple[str, ...]) -> Problem:
    stops = _stops(tables, route).loc[list(places)].sort_values("longitude")
    title = rows_where(tables["routes"], route_id=route)["name"].iloc[0]
    names = tuple(Cell(str(n)) for n in stops["name"])
    where = joined(
        say(
            "{place} {position}",
            place=Cell(str(row["name"])),
            position=position(row["latitude"], row["longitude"]),
        )
        for row in stops.sort_values("name").to_dict("records")
    )
    return Problem(
        question=say(
            "These places lie on one route: {route}. Put them in order from west to east. Where "
            "they lie: {where}.",
            route=Cell(str(title)),
            where=where,
        ),
        answer=names,
        options=names,
        working=joined(
            say("{place} {longitude:.1f}° E", place=n, longitude=float(x))
            for n, x in zip(names, stops["longitude"], strict=True)
        ),
        sources=sources_of(stops),
    )


def _timed(tables: Tables) -> pd.DataFrame:
    frame = tables["transit_times"]
    whole = frame[["days_min", "days_max", "great_circle_km", "from_place_id", "to_place_id"]]
    same = frame["days_min"].eq(frame["days_max"]).fillna(False)
    return frame[whole.notna().all(axis=1) & same.astype(bool)]


def _pace_pool(tables: Tables) -> list[Given]:
    return [{"leg": str(key)} for key in sorted(_timed(tables)["leg_id"].astype("str"))]


def _place(tables: Tables, key: object) -> Cell:
    return Cell(str(rows_where(tables["places"], place_id=key)["name"].iloc[0]))


def _in_days(days: float) -> Sentence:
    whole = int(days) if float(days).is_integer() else 2  # parts of a day read as several do
    return count("{days:r3} day", "{days:r3} days", whole, days=days)


def _pace(tables: Tables, leg: str) -> Problem:
    rows = rows_where(tables["transit_times"], leg_id=leg)
    row = rows.iloc[0]
    days, km = float(row["days_min"]), float(row["great_circle_km"])
    return Problem(
        question=say(
            "From {start} to {end} ({km:r3} km in a straight line) a journey by {mode} took "
            "{days} ({period}). How many kilometres a day is that?",
            start=_place(tables, row["from_place_id"]),
            end=_place(tables, row["to_place_id"]),
            km=km,
            mode=Cell(str(row["mode"])),
            days=_in_days(days),
            period=Cell(str(row["period"])),
        ),
        answer=km / days,
        working=say(
            "{km:r3} km ÷ {days} = {pace:r3} km a day (straight line; the road was longer)",
            km=km,
            days=_in_days(days),
            pace=km / days,
        ),
        sources=sources_of(rows),
    )


def _faster_pool(tables: Tables) -> list[Given]:
    rows = _timed(tables)
    old = rows["route_id"].astype("str").str.startswith("h-")
    return [
        {"then": str(a), "now": str(b)}
        for a in rows.loc[old, "leg_id"]
        for b in rows.loc[~old, "leg_id"]
    ]


def _faster(tables: Tables, then: str, now: str) -> Problem:
    frame = tables["transit_times"]
    keys = frame["leg_id"].astype("str")
    a, b = frame[keys.eq(then)].iloc[0], frame[keys.eq(now)].iloc[0]
    slow = float(a["great_circle_km"]) / float(a["days_min"])
    fast = float(b["great_circle_km"]) / float(b["days_min"])
    journeys = [
        say(
            "{start} to {end} by {mode}, {km:r3} km in {days}",
            start=_place(tables, row["from_place_id"]),
            end=_place(tables, row["to_place_id"]),
            mode=Cell(str(row["mode"])),
            km=float(row["great_circle_km"]),
            days=_in_days(float(row["days_min"])),
        )
        for row in (a, b)
    ]
    return Problem(
        question=say(
            "Then: {old}. Now: {new}. How many times as many kilometres a day are covered now?",
            old=journeys[0],
            new=journeys[1],
        ),
        answer=fast / slow,
        working=say(
            "{fast:r3} km a day ÷ {slow:r3} km a day = {times:r3}",
            fast=fast,
            slow=slow,
            times=fast / slow,
        ),
        sources=sources_of(frame[keys.isin([then, now])]),
    )


def _heritage_pool(tables: Tables) -> list[Given]:
    frame = tables["unesco_components"]
    return [{"component": str(key)} for key in sorted(frame["component_id"].astype("str"))]


def _heritage(tables: Tables, component: str) -> Problem:
    frame = tables["unesco_components"]
    rows = rows_where(frame, component_id=component)
    countries = sorted(set(frame["country_iso3"].astype("str")))
    latitude, longitude = rows[["latitude", "longitude"]].iloc[0]
    site = Cell(str(rows["name"].iloc[0]))
    question = say(
        "“{site}” is part of a World Heritage site on the Silk Roads. In which of these countries "
        "does it lie?",
        site=site,
    )
    if latitude == latitude:
        question = say(
            "“{site}” is part of a World Heritage site on the Silk Roads. It lies at {position}. "
            "In which of these countries does it lie?",
            site=site,
            position=position(latitude, longitude),
        )
    return Problem(
        question=question,
        answer=name(rows["country_iso3"].iloc[0]),
        options=tuple(name(code) for code in countries),
        working=_where(rows.iloc[0]),
        sources=sources_of(rows),
    )


def _where(site: Any) -> Sentence:
    """Return name and position of a site; of some the register gives no position."""
    title = Cell(str(site["name"]))
    if site["latitude"] != site["latitude"]:
        return say(
            "{site}, in {place}; its position was not read",
            site=title,
            place=name(site["country_iso3"]),
        )
    where = position(site["latitude"], site["longitude"])
    return say("{site}: {position}", site=title, position=where)


def _span_pool(tables: Tables) -> list[Given]:
    routes = _historical(tables)
    kept = routes[routes["start_year"].lt(0) & routes["end_year"].notna()]
    return [{"route": str(key)} for key in kept["route_id"]]


def _span(tables: Tables, route: str) -> Problem:
    rows = rows_where(tables["routes"], route_id=route)
    first, last = int(rows["start_year"].iloc[0]), int(rows["end_year"].iloc[0])
    return Problem(
        question=say(
            "{route}: in use from about {first} BCE to about {last} CE. How many years lie between "
            "these two? There was no year zero.",
            route=Cell(str(rows["name"].iloc[0])),
            first=-first,
            last=last,
        ),
        answer=last - first - 1,
        working=say(
            "{first} + {last} − 1 = {years:r3} years, because 1 BCE is followed by 1 CE; the two "
            "years themselves are estimates",
            first=-first,
            last=last,
            years=last - first - 1,
        ),
        sources=sources_of(rows),
    )


def _titr(tables: Tables) -> Labelled:
    rows = rows_where(
        tables["corridor_volumes"],
        corridor=_TITR,
        period="full year",
        unit="t",
        value_kind="actual",
    )
    return rows.set_index(rows["year"].astype("int64")).sort_index()


def _tonnes_pool(tables: Tables) -> list[Given]:
    years = _titr(tables)["volume"].astype("float64")
    return [
        {"first": int(a), "last": int(b)}
        for a, b in permutations(years.index, 2)
        if a < b and abs(years[b] / years[a] - 1) > 0.1
    ]


def _tonnes(tables: Tables, first: int, last: int) -> Problem:
    rows = _titr(tables)
    a, b = float(rows.loc[first, "volume"]), float(rows.loc[last, "volume"])
    return Problem(
        question=say(
            "The Middle Corridor carried {before:r6} tonnes in {first} and {after:r6} tonnes in "
            "{last}. By how many percent did the freight change (− for less)?",
            before=a,
            after=b,
            first=first,
            last=last,
        ),
        answer=100 * (b / a - 1),
        working=say(
            "{after:r6} ÷ {before:r6} − 1 = {change:r3}%",
            before=a,
            after=b,
            change=100 * (b / a - 1),
        ),
        sources=sources_of(rows.loc[[first, last]]),
    )


def _events(tables: Tables) -> pd.DataFrame:
    exact = rows_where(tables["route_events"], date_precision="day").sort_values("date")
    return exact.assign(event_id=exact["event_id"].astype("str")).set_index("event_id")


def _milestone_pool(tables: Tables) -> list[Given]:
    events = _events(tables)
    keys = list(events.index)
    pool: list[Given] = []
    for step in (3, 4, 5, 6, 7, 8):
        for start in range(len(keys) - 3 * step):
            four = tuple(keys[start + step * k] for k in range(4))
            days = [float(events.loc[k, "date"].toordinal()) for k in four]
            if all(b - a >= 30 for a, b in pairwise(days)):
                pool.append({"events": four})
    return pool


def _milestone(tables: Tables, events: tuple[str, ...]) -> Problem:
    rows = _events(tables).loc[list(events)].sort_values("date")
    titles = tuple(Cell(str(t)) for t in rows["title"])
    return Problem(
        question=say("Put these milestones of the trade routes in order, the earliest first."),
        answer=titles,
        options=titles,
        working=joined(
            say("{on:D}: {title}", on=d, title=t) for d, t in zip(rows["date"], titles, strict=True)
        ),
        sources=sources_of(rows),
    )


TASKS = (
    Task(
        "west-to-east",
        _OLD,
        YOUNGER,
        "From west to east",
        "order",
        hint="Find the places on the map; from west to east the longitude grows.",
        how="places of the route sorted by longitude",
        tables=("route_stops", "places", "routes"),
        pool=_east_pool,
        work=_east,
    ),
    Task(
        "pace",
        _OLD,
        YOUNGER,
        "How far in a day?",
        "number",
        hint="Divide kilometres by days.",
        how="great_circle_km divided by days",
        tables=("transit_times", "places"),
        pool=_pace_pool,
        work=_pace,
        unit="km per day",
        digits=2,
        swap=1,
    ),
    Task(
        "world-heritage",
        _OLD,
        YOUNGER,
        "Where does it lie?",
        "choice",
        hint="Look for the place on the map, or think about the language of its name.",
        how="country of the component",
        tables=("unesco_components",),
        pool=_heritage_pool,
        work=_heritage,
    ),
    Task(
        "no-year-zero",
        _OLD,
        OLDER,
        "Counting across the turn of the eras",
        "number",
        hint="From 1 BCE to 1 CE is one year, not two.",
        how="end_year minus start_year minus one",
        tables=("routes",),
        pool=_span_pool,
        work=_span,
        unit="years",
    ),
    Task(
        "then-and-now",
        _NEW,
        OLDER,
        "Then and now",
        "number",
        hint="Work out kilometres a day for both journeys first.",
        how="km per day now divided by km per day then",
        tables=("transit_times", "places"),
        pool=_faster_pool,
        work=_faster,
        unit="times",
        digits=2,
        swap=1,
    ),
    Task(
        "corridor-change",
        _NEW,
        YOUNGER,
        "The Middle Corridor grows?",
        "number",
        hint="The earlier year is the base. Less freight gives a minus sign.",
        how="later over earlier volume, minus one, in percent",
        tables=("corridor_volumes",),
        pool=_tonnes_pool,
        work=_tonnes,
        unit="%",
        digits=2,
    ),
    Task(
        "milestones",
        _NEW,
        OLDER,
        "What came first?",
        "order",
        hint="What is signed comes before what is built, what is built before what is opened.",
        how="milestones sorted by date",
        tables=("route_events",),
        pool=_milestone_pool,
        work=_milestone,
    ),
)
