"""Set exercises on raw materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ca_summit.classroom.model import (
    FIVE,
    OLDER,
    YOUNGER,
    Given,
    Labelled,
    Problem,
    Task,
    plain_code,
    rows_where,
    sources_of,
    unit_words,
)
from ca_summit.figures.language import msg
from ca_summit.figures.sentences import Cell, Sentence, joined, name, place, say

if TYPE_CHECKING:
    from ca_summit.tables.choice import Tables

_SUBJECT = "resources"
#: Kinds of rows that tell whether a list names a material.
LISTED = ("official_entry", "not_listed")
_PER_YEAR = {("thousand_bbl_per_day", "million_bbl"): 0.365}


def statistics(tables: Tables, measure: str) -> Labelled:
    """Return the preferred reported statistics of a measure."""
    rows = rows_where(
        tables["resources"], preferred=True, status="reported_statistic", measure=measure
    ).dropna(subset=["value"])
    return rows.assign(
        iso3=rows["iso3"].astype("str"),
        commodity=rows["commodity"].astype("str"),
        basis=rows["basis"].astype("object").fillna(""),
    )


def _words(code: object) -> Cell:
    return Cell(plain_code(code))


def _world_pool(tables: Tables) -> list[Given]:
    rows = statistics(tables, "production")
    rows = rows[rows["world_total"].notna() & (rows["value"] > 0)]
    return [{"figure": str(key)} for key in sorted(rows["figure_id"].astype("str"))]


def _world(tables: Tables, figure: str) -> Problem:
    rows = rows_where(tables["resources"], figure_id=figure)
    row = rows.iloc[0]
    part, whole = float(row["value"]), float(row["world_total"])
    values = {
        "place": name(row["iso3"]),
        "part": part,
        "unit": Cell(unit_words(row["unit"])),
        "commodity": _words(row["commodity"]),
        "year": int(row["year"]),
        "whole": whole,
    }
    question = say(
        "{place} produced {part:r6} {unit} of {commodity} in {year}, the world {whole:r6}. What "
        "share is that, in percent?",
        **values,
    )
    if pd.notna(row["basis"]):
        question = say(
            "{place} produced {part:r6} {unit} of {commodity} in {year} ({basis}), the world "
            "{whole:r6}. What share is that, in percent?",
            basis=Cell(str(row["basis"])),
            **values,
        )
    return Problem(
        question=question,
        answer=100 * part / whole,
        working=_percent(part, whole),
        sources=sources_of(rows),
    )


def _percent(part: float, whole: float) -> Sentence:
    message = "{part:r6} ÷ {whole:r6} × 100 = {share:r3}%"
    return say(message, part=part, whole=whole, share=100 * part / whole)


def _lasting_pool(tables: Tables) -> list[Given]:
    made, left = statistics(tables, "production"), statistics(tables, "reserves")
    pool: list[Given] = []
    for (code, commodity), rows in left.groupby(["iso3", "commodity"], observed=True):
        own: Labelled = rows_where(made, iso3=code, commodity=commodity)
        if own.empty or len(set(own["basis"].astype("str"))) > 1 or len(rows) != 1:
            continue
        newest = own.loc[own["year"].astype("int64").idxmax()]
        units = (str(newest["unit"]), str(rows["unit"].iloc[0]))
        if (units[0] == units[1] or units in _PER_YEAR) and min(
            newest["value"], rows["value"].iloc[0]
        ) > 0:
            pool.append({"made": str(newest["figure_id"]), "left": str(rows["figure_id"].iloc[0])})
    return pool


def _lasting(tables: Tables, made: str, left: str) -> Problem:
    frame = tables["resources"]
    keys = frame["figure_id"].astype("str")
    flow, stock = frame[keys.eq(made)].iloc[0], frame[keys.eq(left)].iloc[0]
    units = (str(flow["unit"]), str(stock["unit"]))
    yearly = float(flow["value"]) * _PER_YEAR.get(units, 1.0)
    years = float(stock["value"]) / yearly
    return Problem(
        question=say(
            "{place} has reserves of {stock:r6} {unit} of {commodity} and produced {flow:r6} "
            "{flow_unit} in {year}. For how many years would they last at this pace?",
            place=name(flow["iso3"]),
            stock=float(stock["value"]),
            unit=Cell(unit_words(units[1])),
            commodity=_words(flow["commodity"]),
            flow=float(flow["value"]),
            flow_unit=Cell(unit_words(units[0])),
            year=int(flow["year"]),
        ),
        answer=years,
        working=say(
            "{stock:r6} ÷ {yearly:r6} a year = {years:r3} years",
            stock=float(stock["value"]),
            yearly=yearly,
            years=years,
        ),
        sources=sources_of(frame[keys.isin([made, left])]),
    )


def _leader_pool(tables: Tables) -> list[Given]:
    rows = statistics(tables, "production")
    pool: list[Given] = []
    keys = ["commodity", "year", "unit", "basis"]
    for group, own in rows.groupby(keys, observed=True, dropna=False):
        values = own["value"].sort_values(ascending=False).to_list()
        if own["iso3"].nunique() == len(own) >= 2 and values[0] > 1.05 * values[1]:
            pool.append(
                dict(
                    zip(
                        keys,
                        (str(group[0]), int(group[1]), str(group[2]), str(group[3])),
                        strict=True,
                    )
                )
            )
    return pool


def _leader(tables: Tables, commodity: str, year: int, unit: str, basis: str) -> Problem:
    rows = statistics(tables, "production")
    own = rows_where(rows, commodity=commodity, year=year, unit=unit, basis=basis)
    own = own.sort_values("value", ascending=False)
    return Problem(
        question=say(
            "Which of the five states reports the largest production of {commodity} in {year}, as "
            "far as the tables know?",
            commodity=_words(commodity),
            year=year,
        ),
        answer=name(own["iso3"].iloc[0]),
        options=tuple(name(code) for code in FIVE),
        working=joined(
            say(
                "{place} {amount:r6} {unit}",
                place=name(code),
                amount=float(value),
                unit=Cell(unit_words(unit)),
            )
            for code, value in zip(own["iso3"], own["value"], strict=True)
        ),
        sources=sources_of(own),
    )


_LISTS = (
    msg("on both lists"),
    msg("only on the list of the USA"),
    msg("only on the list of the EU"),
    msg("on neither list"),
)


def _critical_pool(tables: Tables) -> list[Given]:
    listed = rows_where(tables["critical_minerals"], row_kind=LISTED)
    known = listed.dropna(subset=["on_us_list_2025", "on_eu_crm_list_2023"])
    return [{"commodity": str(c)} for c in known["commodity"]]


def _critical(tables: Tables, commodity: str) -> Problem:
    rows = rows_where(tables["critical_minerals"], commodity=commodity)
    usa, eu = bool(rows["on_us_list_2025"].iloc[0]), bool(rows["on_eu_crm_list_2023"].iloc[0])
    right = _LISTS[
        {(True, True): 0, (True, False): 1, (False, True): 2, (False, False): 3}[usa, eu]
    ]
    return Problem(
        question=say(
            "Is {commodity} a critical raw material? Look at the lists of the USA (2025) and of "
            "the EU (2023): it is …",
            commodity=_words(commodity),
        ),
        answer=say(right),
        options=tuple(say(text) for text in _LISTS),
        working=say(
            "{commodity}: list of the USA {usa}, list of the EU {eu}",
            commodity=_words(commodity),
            usa=say("yes" if usa else "no"),
            eu=say("yes" if eu else "no"),
        ),
        sources=sources_of(rows),
    )


def _rare_pool(tables: Tables) -> list[Given]:
    rows = rows_where(tables["rare_earths_world"], row_kind="country")
    rows = rows[rows["value"].gt(0).fillna(False)].dropna(subset=["world_total"])
    return [
        {"country": str(c), "measure": str(m), "year": int(y)}
        for c, m, y in zip(rows["iso3"], rows["measure"], rows["year"], strict=True)
        if pd.notna(y) and pd.notna(c)
    ]


def _rare(tables: Tables, country: str, measure: str, year: int) -> Problem:
    rows = rows_where(
        tables["rare_earths_world"], iso3=country, measure=measure, year=year, row_kind="country"
    )
    row = rows.iloc[0]
    part, whole = float(row["value"]), float(row["world_total"])
    return Problem(
        question=say(
            "Rare earths: what share of the world's {measure} of {year} does {place} have, in "
            "percent?",
            measure=_words(measure),
            year=year,
            place=place(row["iso3"], str(row["country"]), article=True),
        ),
        answer=100 * part / whole,
        working=_percent(part, whole),
        sources=sources_of(rows),
    )


TASKS = (
    Task(
        "world-share",
        _SUBJECT,
        YOUNGER,
        "A share of the world",
        "number",
        hint="Part divided by whole, times 100.",
        how="value divided by world_total, in percent",
        tables=("resources",),
        pool=_world_pool,
        work=_world,
        unit="%",
        digits=2,
        swap=1e4,
    ),
    Task(
        "years-left",
        _SUBJECT,
        OLDER,
        "How long would it last?",
        "number",
        hint="Bring both to the same unit for a whole year (365 days), then divide stock by flow. "
        "This is no forecast: reserves and pace change.",
        how="reserves divided by the yearly production",
        tables=("resources",),
        pool=_lasting_pool,
        work=_lasting,
        unit="years",
        digits=2,
        swap=1,
    ),
    Task(
        "largest-producer",
        _SUBJECT,
        YOUNGER,
        "Who produces most?",
        "choice",
        hint="A state without a figure is unknown, not zero; the question asks about reported "
        "values.",
        how="state with the largest reported production",
        tables=("resources",),
        pool=_leader_pool,
        work=_leader,
    ),
    Task(
        "critical-lists",
        _SUBJECT,
        YOUNGER,
        "Whose critical mineral?",
        "choice",
        hint="Look at both lists: one of the USA, one of the EU.",
        how="on_us_list_2025 and on_eu_crm_list_2023",
        tables=("critical_minerals",),
        pool=_critical_pool,
        work=_critical,
    ),
    Task(
        "rare-earth-share",
        _SUBJECT,
        OLDER,
        "Rare earths: who has them?",
        "number",
        hint="Take value and world total from the same line; reserves are not production.",
        how="value divided by world_total, in percent",
        tables=("rare_earths_world",),
        pool=_rare_pool,
        work=_rare,
        unit="%",
        digits=2,
        swap=1e4,
    ),
)
