"""Set exercises on maps, true size, distance and relief."""

from __future__ import annotations

import math
from itertools import combinations, permutations
from typing import TYPE_CHECKING

import pandas as pd

from ca_summit.classroom.answers import strictly_ordered
from ca_summit.classroom.model import (
    FIVE,
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
from ca_summit.figures.language import msg
from ca_summit.figures.sentences import Cell, Name, joined, name, place, say, sentence
from ca_summit.geography import great_circle_km

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ca_summit.tables.choice import Tables

_SUBJECT = "maps and true size"


def _areas(tables: Tables) -> Labelled:
    kept = rows_where(tables["comparators"], kind="country").dropna(subset=["area_km2"])
    return kept.assign(code=kept["code"].astype("str")).set_index("code")


def _place(areas: pd.DataFrame, code: str, *, article: bool = False) -> Name | Cell:
    return place(code, str(areas.loc[code, "name"]), article=article)


def _times_pool(tables: Tables) -> list[Given]:
    areas = _areas(tables)["area_km2"].astype("float64")
    return [
        {"larger": a, "smaller": b}
        for a, b in permutations(areas.index, 2)
        if (a in FIVE or b in FIVE) and 1.3 <= areas[a] / areas[b] <= 40
    ]


def _times(tables: Tables, larger: str, smaller: str) -> Problem:
    areas = _areas(tables)
    a, b = float(areas.loc[larger, "area_km2"]), float(areas.loc[smaller, "area_km2"])
    return Problem(
        question=say(
            "How many times does {smaller} fit into {larger}? Use the total areas.",
            smaller=_place(areas, smaller, article=True),
            larger=_place(areas, larger, article=True),
        ),
        answer=a / b,
        working=say("{a:r3} km² ÷ {b:r3} km² = {ratio:r3}", a=a, b=b, ratio=a / b),
        sources=sources_of(areas.loc[[larger, smaller]], columns=("area_source_id",)),
    )


def _order_pool(tables: Tables) -> list[Given]:
    areas = _areas(tables)["area_km2"].astype("float64").sort_values()
    return [
        {"countries": codes}
        for codes in combinations(areas.index, 4)
        if any(c in FIVE for c in codes) and strictly_ordered([areas[c] for c in codes], gap=0.05)
    ]


def _order(tables: Tables, countries: tuple[str, ...]) -> Problem:
    areas = _areas(tables)
    sizes = {c: float(areas.loc[c, "area_km2"]) for c in countries}
    right = sorted(countries, key=lambda c: sizes[c])
    names = tuple(_place(areas, c) for c in right)
    return Problem(
        question=say("Put these countries in order of their true area, the smallest first."),
        answer=names,
        options=names,
        working=joined(
            say("{place} {area:r3} km²", place=_place(areas, c), area=sizes[c]) for c in right
        ),
        sources=sources_of(areas.loc[list(countries)], columns=("area_source_id",)),
    )


def _five(tables: Tables) -> Labelled:
    five = rows_where(tables["countries"], iso3=FIVE)
    return five.assign(iso3=five["iso3"].astype("str")).set_index("iso3")


_SHARES = {
    "area_km2": msg("How many percent of the total area of the five states belong to {place}?"),
    "land_area_km2": msg("How many percent of the land area of the five states belong to {place}?"),
    "water_area_km2": msg(
        "How many percent of the inland water of the five states belong to {place}?"
    ),
}


def _share_pool(tables: Tables) -> list[Given]:
    return [
        {"country": code, "measure": measure}
        for code in _five(tables).index
        for measure in _SHARES
        if pd.notna(_five(tables).loc[code, measure]) and float(_five(tables).loc[code, measure])
    ]


def _share(tables: Tables, country: str, measure: str) -> Problem:
    values = _five(tables)[measure].astype("float64")
    part, whole = float(values[country]), float(values.sum())
    return Problem(
        question=say(_SHARES[measure], place=name(country)),
        answer=100 * part / whole,
        working=say(
            "{part:r3} km² ÷ {whole:r3} km² = {share:r3}%",
            part=part,
            whole=whole,
            share=100 * part / whole,
        ),
        sources=_cell_sources(tables, values.index, measure),
    )


def _cell_sources(tables: Tables, codes: Iterable[str], column: str) -> tuple[str, ...]:
    return sources_of(rows_where(tables["country_sources"], field=column, iso3=list(codes)))


def _distance_pool(tables: Tables) -> list[Given]:
    return [{"start": a, "end": b} for a, b in combinations(_five(tables).index, 2)]


def _distance(tables: Tables, start: str, end: str) -> Problem:
    five = _five(tables)
    a, b = five.loc[start], five.loc[end]
    km = great_circle_km(
        float(a["capital_longitude"]),
        float(a["capital_latitude"]),
        float(b["capital_longitude"]),
        float(b["capital_latitude"]),
    )
    first, second = (
        say(
            "{city} ({position})",
            city=Cell(str(row["capital"])),
            position=position(row["capital_latitude"], row["capital_longitude"]),
        )
        for row in (a, b)
    )
    return Problem(
        question=say(
            "How many kilometres lie between {first} and {second} in a straight line? Measure on a "
            "map with a scale bar, or calculate.",
            first=first,
            second=second,
        ),
        answer=km,
        working=say(
            "{first} to {second} on the ellipsoid: {km:r3} km", first=first, second=second, km=km
        ),
        sources=_cell_sources(tables, [start, end], "capital_latitude"),
    )


def _stretch_pool(tables: Tables) -> list[Given]:
    five = _five(tables)
    cities = rows_where(tables["places"], kind="city")
    north = cities[cities["latitude"].between(30, 65)]
    return [{"place": f"capital:{code}"} for code in five.index] + [
        {"place": key} for key in sorted(north["place_id"].astype("str"))
    ]


def _stretch(tables: Tables, place: str) -> Problem:
    if place.startswith("capital:"):
        row = _five(tables).loc[place.removeprefix("capital:")]
        city, latitude = str(row["capital"]), float(row["capital_latitude"])
        sources = _cell_sources(tables, [place.removeprefix("capital:")], "capital_latitude")
    else:
        rows = rows_where(tables["places"], place_id=place)
        city, latitude = str(rows["name"].iloc[0]), float(rows["latitude"].iloc[0])
        sources = sources_of(rows)
    factor = 1 / math.cos(math.radians(latitude)) ** 2
    return Problem(
        question=say(
            "{city} lies at {latitude:.1f}° north. On a Mercator map, how many times too large is "
            "an area there, compared with one at the equator?",
            city=Cell(city),
            latitude=latitude,
        ),
        answer=factor,
        working=say("(1 ÷ cos {latitude:.1f}°)² = {factor:r3}", latitude=latitude, factor=factor),
        sources=sources,
    )


def _relief_pool(tables: Tables) -> list[Given]:
    five = _five(tables)
    known = five[["highest_point_m", "lowest_point_m"]].notna().all(axis=1)
    return [{"country": code} for code in five.index[known]]


def _relief(tables: Tables, country: str) -> Problem:
    row = _five(tables).loc[country]
    high, low = int(row["highest_point_m"]), int(row["lowest_point_m"])
    return Problem(
        question=say(
            "How many metres lie between the lowest and the highest point of {place}? Points below "
            "the level of the sea have negative heights.",
            place=name(country),
        ),
        answer=high - low,
        working=say(
            "{top} {high:r3} m − ({bottom} {low:r3} m) = {difference:r3} m",
            top=Cell(str(row["highest_point"])),
            bottom=Cell(str(row["lowest_point"])),
            high=high,
            low=low,
            difference=high - low,
        ),
        sources=_cell_sources(tables, [country], "highest_point_m")
        + _cell_sources(tables, [country], "lowest_point_m"),
    )


def _borders_pool(tables: Tables) -> list[Given]:
    five = _five(tables)
    pool: list[Given] = []
    for code in five.index:
        own = str(five.loc[code, "neighbours"]).split(";")
        others = set().union(*(str(cell).split(";") for cell in five["neighbours"]))
        strangers = sorted(others - set(own) - {code})
        pool += [
            {"country": code, "stranger": far, "neighbours": near}
            for far in strangers
            for near in combinations(sorted(own), 3)
        ]
    return pool


def _borders(tables: Tables, country: str, stranger: str, neighbours: tuple[str, ...]) -> Problem:
    own = str(_five(tables).loc[country, "neighbours"]).split(";")
    return Problem(
        question=say(
            "Which of these countries has no land border with {place}?", place=name(country)
        ),
        answer=name(stranger),
        options=tuple(name(code) for code in (stranger, *neighbours)),
        working=sentence(
            "{place} borders {others:l}.",
            place=name(country),
            others=[name(code) for code in sorted(own)],
        ),
        sources=_cell_sources(tables, [country], "neighbours"),
    )


TASKS = (
    Task(
        "area-times",
        _SUBJECT,
        YOUNGER,
        "Which fits how often?",
        "number",
        hint="Look up both areas and divide the larger by the smaller.",
        how="area_km2 of one country divided by that of the other",
        tables=("comparators",),
        pool=_times_pool,
        work=_times,
        unit="times",
        digits=2,
        swap=1,
    ),
    Task(
        "area-order",
        _SUBJECT,
        YOUNGER,
        "True size in order",
        "order",
        hint="Do not trust a Mercator map: countries far north look too large. Compare km².",
        how="countries sorted by area_km2",
        tables=("comparators",),
        pool=_order_pool,
        work=_order,
    ),
    Task(
        "area-share",
        _SUBJECT,
        YOUNGER,
        "A part of the whole",
        "number",
        hint="Divide the value of the country by the sum of all five, then multiply by 100.",
        how="value of one state divided by the sum of the five, in percent",
        tables=("countries", "country_sources"),
        pool=_share_pool,
        work=_share,
        unit="%",
        digits=2,
        swap=1e4,
    ),
    Task(
        "capital-distance",
        _SUBJECT,
        YOUNGER,
        "From capital to capital",
        "number",
        hint="Lay a ruler along the scale bar first, then from city to city. Or: 111 km to a "
        "degree of latitude, 111 km × cos(latitude) to a degree of longitude, then Pythagoras.",
        how="length of the geodesic between the two capitals",
        tables=("countries", "country_sources"),
        pool=_distance_pool,
        work=_distance,
        unit="km",
        digits=2,
    ),
    Task(
        "mercator-stretch",
        _SUBJECT,
        OLDER,
        "What Mercator does to areas",
        "number",
        hint="Lengths are stretched by 1 ÷ cos(latitude), in both directions.",
        how="1 / cos² of the latitude",
        tables=("places", "countries", "country_sources"),
        pool=_stretch_pool,
        work=_stretch,
        unit="times",
        digits=2,
        swap=1,
    ),
    Task(
        "relief",
        _SUBJECT,
        YOUNGER,
        "From the lowest to the highest point",
        "number",
        hint="Subtracting a negative number adds.",
        how="highest_point_m minus lowest_point_m",
        tables=("countries", "country_sources"),
        pool=_relief_pool,
        work=_relief,
        unit="m",
    ),
    Task(
        "no-border",
        _SUBJECT,
        YOUNGER,
        "Who is no neighbour?",
        "choice",
        hint="Follow the border on the map all the way round; the shore of a sea is no land "
        "border.",
        how="the option that is not among the neighbours",
        tables=("countries", "country_sources"),
        pool=_borders_pool,
        work=_borders,
    ),
)
