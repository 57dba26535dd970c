"""Set exercises on population and on indicators."""

from __future__ import annotations

from itertools import permutations
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
    rows_where,
    sources_of,
    unit_words,
)
from ca_summit.figures.sentences import Cell, joined, name, place, say, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ca_summit.tables.choice import Tables

_PEOPLE, _LIFE = "population", "indicators"
_ORDERED = tuple(
    """
    life_expectancy gdp_per_capita_ppp co2_per_capita under5_mortality urban_share
    elec_share_hydro internet_users hdi renewable_water_per_capita
    """.split()
)
_RISING = ("life_expectancy", "gdp_per_capita_ppp", "under5_mortality", "co2_per_capita")


def _region(tables: Tables) -> Labelled:
    own = rows_where(tables["region_population"], series_id="world_bank")
    return own.set_index(own["year"].astype("int64")).sort_index()


def _density_pool(tables: Tables) -> list[Given]:
    known = rows_where(tables["comparators"], kind="country")
    known = known.dropna(subset=["area_km2", "population"])
    return [{"country": str(code)} for code in known["code"]]


def _density(tables: Tables, country: str) -> Problem:
    row = rows_where(tables["comparators"], code=country).iloc[0]
    people, area = float(row["population"]), float(row["area_km2"])
    return Problem(
        question=say(
            "How many people live on one square kilometre of {place}, on average ({year}, total "
            "area)?",
            place=place(country, str(row["name"]), article=True),
            year=int(row["population_year"]),
        ),
        answer=people / area,
        working=say(
            "{people:r3} people ÷ {area:r3} km² = {density:r3} per km²",
            people=people,
            area=area,
            density=people / area,
        ),
        sources=sources_of(row.to_frame().T, columns=("area_source_id", "population_source_id")),
    )


def _growth_pool(tables: Tables) -> list[Given]:
    region = _region(tables)
    years = [y for y in region.index if y % 5 == 0 or y == region.index.max()]
    return [
        {"country": code, "first": a, "last": b}
        for code in FIVE
        for a in years
        for b in years
        if b - a >= 10 and region.loc[b, code.lower()] > 1.1 * region.loc[a, code.lower()]
    ]


def _growth(tables: Tables, country: str, first: int, last: int) -> Problem:
    region = _region(tables)
    a, b = float(region.loc[first, country.lower()]), float(region.loc[last, country.lower()])
    return Problem(
        question=say(
            "By how many percent did the population of {place} grow from {first} to {last} (World "
            "Bank)?",
            place=name(country),
            first=first,
            last=last,
        ),
        answer=100 * (b / a - 1),
        working=say(
            "{later:r3} ÷ {earlier:r3} = {ratio:r4}; minus 1 and times 100: {growth:r3}%",
            later=b,
            earlier=a,
            ratio=b / a,
            growth=100 * (b / a - 1),
        ),
        sources=sources_of(region.loc[[first, last]]),
    )


def _passed_pool(tables: Tables) -> list[Given]:
    total = _total(tables)
    low, high = int(total.iloc[0] // 1e6) + 1, int(total.iloc[-1] // 1e6)
    return [{"millions": m} for m in range(low, high + 1)]


def _total(tables: Tables) -> Labelled:
    return _region(tables)[[c.lower() for c in FIVE]].astype("float64").sum(axis=1)


def _passed(tables: Tables, millions: int) -> Problem:
    total = _total(tables)
    year = int(total.index[total > millions * 1e6][0])
    near = [y for y in (year - 1, year) if y in total.index]
    return Problem(
        question=say(
            "In which year do the five states together have more than {millions} million people "
            "for the first time (World Bank, yearly values from 1991)?",
            millions=millions,
        ),
        answer=year,
        working=joined(say("{year}: {people:r3} people", year=y, people=total[y]) for y in near),
        sources=sources_of(_region(tables).loc[near]),
    )


def _people_share_pool(tables: Tables) -> list[Given]:
    return [{"country": code, "year": int(y)} for code in FIVE for y in _region(tables).index]


def _people_share(tables: Tables, country: str, year: int) -> Problem:
    part = float(_region(tables).loc[year, country.lower()])
    whole = float(_total(tables)[year])
    return Problem(
        question=say(
            "How many percent of the people of the five states lived in {place} in {year} (World "
            "Bank)?",
            place=name(country),
            year=year,
        ),
        answer=100 * part / whole,
        working=say(
            "{part:r3} ÷ {whole:r3} = {share:r3}%",
            part=part,
            whole=whole,
            share=100 * part / whole,
        ),
        sources=sources_of(_region(tables).loc[[year]]),
    )


def _wide(tables: Tables, indicator: str) -> Labelled:
    rows = rows_where(tables["indicators"], indicator_id=indicator, iso3=FIVE)
    rows = rows.assign(iso3=rows["iso3"].astype("str"))
    return rows.pivot_table(index="year", columns="iso3", values="value")


def _rows(tables: Tables, indicator: str, codes: Sequence[str], years: list[int]) -> pd.DataFrame:
    return rows_where(tables["indicators"], indicator_id=indicator, iso3=codes, year=years)


def _label(tables: Tables, indicator: str) -> dict[str, Cell]:
    """Return name and unit of an indicator, as values of a message."""
    row = rows_where(tables["indicator_catalogue"], indicator_id=indicator).iloc[0]
    return {"label": Cell(str(row["label"])), "unit": Cell(unit_words(row["unit"]))}


def _complete(tables: Tables, indicator: str) -> Labelled:
    wide = _wide(tables, indicator)
    return wide[list(FIVE)].dropna() if set(FIVE) <= set(wide.columns) else wide.iloc[:0]


def _rank_pool(tables: Tables) -> list[Given]:
    pool: list[Given] = []
    for indicator in _ORDERED:
        for year, row in _complete(tables, indicator).iterrows():
            if strictly_ordered(sorted(row), gap=0.01):
                pool.append({"indicator": indicator, "year": int(year)})
    return pool


def _rank(tables: Tables, indicator: str, year: int) -> Problem:
    row = _complete(tables, indicator).loc[year].sort_values()
    names = tuple(name(code) for code in row.index)
    return Problem(
        question=say(
            "Put the five states in order of this indicator in {year}, the lowest value first: "
            "{label} ({unit}).",
            year=year,
            **_label(tables, indicator),
        ),
        answer=names,
        options=names,
        working=joined(say("{place} {value:r3}", place=name(c), value=v) for c, v in row.items()),
        sources=sources_of(_rows(tables, indicator, FIVE, [year])),
    )


def _change_pool(tables: Tables) -> list[Given]:
    pool: list[Given] = []
    for indicator in _RISING:
        wide = _wide(tables, indicator)
        years = [y for y in wide.index if y % 5 == 0 or y == wide.index.max()]
        pool += [
            {"indicator": indicator, "country": code, "first": int(a), "last": int(b)}
            for code in wide.columns
            for a in years
            for b in years
            if b - a >= 10 and _moved(wide.loc[a, code], wide.loc[b, code])
        ]
    return pool


def _moved(a: float, b: float) -> bool:
    return bool(pd.notna(a) and pd.notna(b) and abs(b - a) > 0.05 * abs(a))


def _change(tables: Tables, indicator: str, country: str, first: int, last: int) -> Problem:
    wide = _wide(tables, indicator)
    a, b = float(wide.loc[first, country]), float(wide.loc[last, country])
    return Problem(
        question=sentence(
            "{label} in {place}: by how many percent is the value of {last} higher (+) or lower "
            "(−) than that of {first} ({unit})?",
            place=name(country),
            first=first,
            last=last,
            **_label(tables, indicator),
        ),
        answer=100 * (b / a - 1),
        working=say(
            "{later:r4} ÷ {earlier:r4} − 1 = {change:r3}%",
            later=b,
            earlier=a,
            change=100 * (b / a - 1),
        ),
        sources=sources_of(_rows(tables, indicator, [country], [first, last])),
    )


def _compare_pool(tables: Tables) -> list[Given]:
    pool: list[Given] = []
    for indicator in ("gdp_per_capita_ppp", "co2_per_capita", "under5_mortality"):
        wide = _wide(tables, indicator)
        for year in wide.index[wide.index >= 2000]:
            row = wide.loc[year].dropna()
            pool += [
                {"indicator": indicator, "year": int(year), "higher": a, "lower": b}
                for a, b in permutations(row.index, 2)
                if row[a] > 1.2 * row[b] > 0
            ]
    return pool


def _compare(tables: Tables, indicator: str, year: int, higher: str, lower: str) -> Problem:
    row = _wide(tables, indicator).loc[year]
    a, b = float(row[higher]), float(row[lower])
    return Problem(
        question=sentence(
            "{label} ({unit}) in {year}: how many times as high as in {lower} is the value in "
            "{higher}?",
            year=year,
            lower=name(lower),
            higher=name(higher),
            **_label(tables, indicator),
        ),
        answer=a / b,
        working=say("{a:r4} ÷ {b:r4} = {ratio:r3}", a=a, b=b, ratio=a / b),
        sources=sources_of(_rows(tables, indicator, [higher, lower], [year])),
    )


TASKS = (
    Task(
        "density",
        _PEOPLE,
        YOUNGER,
        "People on a square kilometre",
        "number",
        hint="Divide people by area, not the other way round.",
        how="population divided by area_km2",
        tables=("comparators",),
        pool=_density_pool,
        work=_density,
        unit="people per km²",
        digits=2,
        swap=1,
    ),
    Task(
        "growth",
        _PEOPLE,
        YOUNGER,
        "How fast do they grow?",
        "number",
        hint="Growth is the later value divided by the earlier one, minus 1, times 100.",
        how="later over earlier population, minus one, in percent",
        tables=("region_population",),
        pool=_growth_pool,
        work=_growth,
        unit="%",
        digits=2,
    ),
    Task(
        "passed-million",
        _PEOPLE,
        YOUNGER,
        "When was the mark passed?",
        "number",
        hint="Go through the table of yearly sums until the value is above the mark.",
        how="first year in which the sum of the five is above the mark",
        tables=("region_population",),
        pool=_passed_pool,
        work=_passed,
        unit="year",
    ),
    Task(
        "people-share",
        _PEOPLE,
        YOUNGER,
        "A part of the people",
        "number",
        hint="Divide by the sum of all five, then multiply by 100.",
        how="people of one state divided by the sum of the five, in percent",
        tables=("region_population",),
        pool=_people_share_pool,
        work=_people_share,
        unit="%",
        digits=2,
        swap=1e4,
    ),
    Task(
        "indicator-order",
        _LIFE,
        YOUNGER,
        "Five states in order",
        "order",
        hint="Read the value of each state in this one year, not the newest.",
        how="states sorted by the value of the year",
        tables=("indicators", "indicator_catalogue"),
        pool=_rank_pool,
        work=_rank,
    ),
    Task(
        "indicator-change",
        _LIFE,
        OLDER,
        "Up or down?",
        "number",
        hint="The earlier year is the base. A fall has a minus sign.",
        how="later over earlier value, minus one, in percent",
        tables=("indicators", "indicator_catalogue"),
        pool=_change_pool,
        work=_change,
        unit="%",
        digits=2,
    ),
    Task(
        "indicator-times",
        _LIFE,
        OLDER,
        "How many times as much?",
        "number",
        hint="Divide the higher value by the lower one of the same year.",
        how="value of one state divided by that of another",
        tables=("indicators", "indicator_catalogue"),
        pool=_compare_pool,
        work=_compare,
        unit="times",
        digits=2,
        swap=1,
    ),
)
