"""Set exercises on reading a news article, on missing data and on sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.claims import VERDICTS, examine, explanation_of
from ca_summit.classroom.model import (
    FIVE,
    OLDER,
    YOUNGER,
    Given,
    Problem,
    Task,
    rows_where,
    sources_of,
)
from ca_summit.figures.language import msg
from ca_summit.figures.sentences import Cell, joined, name, say

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.tables.choice import Tables

_NEWS, _GAPS = "reading the news", "missing data and sources"
_KINDS = (msg("fact"), msg("interpretation"), msg("forecast"), msg("opinion"))
VERIFIED = {
    "read": msg("read in one source"),
    "two_sources": msg("confirmed by a second source"),
    "recalled": msg("written down from memory, not confirmed"),
}
FIELDS = {
    "area_km2": msg("the area"),
    "highest_point_m": msg("the height of the highest point"),
    "memberships": msg("the list of memberships"),
    "desert_note": msg("the note on the deserts"),
    "mountain_note": msg("the note on the mountains"),
    "neighbours": msg("the list of neighbours"),
    "head_of_state_since": msg("the first day in office of the president"),
    "currency_name": msg("the name of the currency"),
    "capital_local": msg("the local spelling of the capital"),
    "official_languages": msg("the list of official languages"),
    "doubly_landlocked": msg("the entry “doubly landlocked”"),
    "independence_date": msg("the day of independence"),
    "government_type": msg("the form of government"),
}
_GAPPY = tuple(
    """
    gini poverty_300 military_pct_gdp remittances_pct_gdp internet_users electricity_access
    aid_pct_gni inflation_cpi wgi_pv_est
    """.split()
)


def _claims_pool(tables: Tables) -> list[Given]:
    return [{"claim": str(key)} for key in tables["claims"]["claim_id"]]


def _kind(tables: Tables, claim: str) -> Problem:
    rows = rows_where(tables["claims"], claim_id=claim)
    right = str(rows["kind"].iloc[0])
    return Problem(
        question=say(
            "A sentence from a news article: “{claim}.” What kind of statement is it?",
            claim=Cell(str(rows["claim"].iloc[0])),
        ),
        answer=say(right),
        options=tuple(map(say, _KINDS)),
        working=say(
            "{kind}; to check it one would look at: {where}",
            kind=say(right),
            where=Cell(str(rows["how_to_check"].iloc[0])),
        ),
        sources=sources_of(rows),
    )


def _verdict(tables: Tables, claim: str) -> Problem:
    rows = rows_where(tables["claims"], claim_id=claim)
    altered = dict(tables.own)
    finding, evidence = examine(claim, data=altered or None)
    rule = str(rows["supported_when"].iloc[0])
    message = msg("“{claim}.” The rule: supported when {rule}. What do the tables say?")
    # Where the claim is an opinion or a forecast, this field says so, which is no rule.
    if rule.startswith(("not checkable", "not decided")):
        message = msg("“{claim}.” What do the tables say?")
    return Problem(
        question=say(message, claim=Cell(str(rows["claim"].iloc[0])), rule=Cell(rule)),
        answer=say(finding.verdict),
        options=tuple(map(say, VERDICTS)),
        working=explanation_of(finding, evidence),
        sources=tuple(sorted(evidence.sources)),
    )


def _gap_rows(tables: Tables, indicator: str, country: str) -> pd.DataFrame:
    rows = rows_where(tables["indicators"], indicator_id=indicator, iso3=country)
    return rows.dropna(subset=["value"])


def _gap_pool(tables: Tables) -> list[Given]:
    pool: list[Given] = []
    for indicator in _GAPPY:
        for code in FIVE:
            years = set(_gap_rows(tables, indicator, code)["year"].astype("int64"))
            for first, last in ((2000, 2009), (2005, 2014), (2010, 2019), (2000, 2019)):
                if 0 < len(years & set(range(first, last + 1))) < last - first + 1:
                    pool.append(
                        {"indicator": indicator, "country": code, "first": first, "last": last}
                    )
    return pool


def _gap(tables: Tables, indicator: str, country: str, first: int, last: int) -> Problem:
    rows = _gap_rows(tables, indicator, country)
    rows = rows[rows["year"].between(first, last)]
    years = sorted(set(rows["year"].astype("int64")))
    missing = [y for y in range(first, last + 1) if y not in set(years)]
    label = rows_where(tables["indicator_catalogue"], indicator_id=indicator)["label"].iloc[0]
    return Problem(
        question=say(
            "{label}, {place}: for how many of the {years} years from {first} to {last} does the "
            "table have no value?",
            label=Cell(str(label)),
            place=name(country),
            years=last - first + 1,
            first=first,
            last=last,
        ),
        answer=len(missing),
        working=say(
            "no value in {years}; a gap is not zero", years=joined(map(str, missing), ", ")
        ),
        sources=sources_of(rows),
    )


def _trust_pool(tables: Tables) -> list[Given]:
    kept = rows_where(
        tables["country_sources"], iso3=FIVE, field=list(FIELDS), verification=list(VERIFIED)
    )
    return [
        {"country": str(code), "field": str(field)}
        for code, field in zip(kept["iso3"], kept["field"], strict=True)
    ]


def _trust(tables: Tables, country: str, field: str) -> Problem:
    rows = rows_where(tables["country_sources"], iso3=country, field=field)
    right = say(VERIFIED[str(rows["verification"].iloc[0])])
    return Problem(
        question=say(
            "How well is {field} of {place} backed in the table? It was …",
            field=say(FIELDS[field]),
            place=name(country),
        ),
        answer=right,
        options=tuple(map(say, VERIFIED.values())),
        working=say(
            "{call} says: {right}", call=f'why("countries","{country}","{field}")', right=right
        ),
        sources=sources_of(rows),
    )


def _spread_pool(tables: Tables) -> list[Given]:
    sizes = tables["area_variants"].groupby("code", observed=True)["area_km2"].nunique()
    return [{"country": str(code)} for code in sizes.index[sizes > 1]]


def _spread(tables: Tables, country: str) -> Problem:
    rows = rows_where(tables["area_variants"], code=country).sort_values("area_km2")
    low, high = int(rows["area_km2"].iloc[0]), int(rows["area_km2"].iloc[-1])
    message = msg("{high:r3} km² − {low:r3} km² = {apart:r3} km²; reasons: {reasons}")
    reasons = [Cell(str(note)) for note in rows["note"].dropna()]
    if not reasons:
        message = msg("{high:r3} km² − {low:r3} km² = {apart:r3} km²")
    return Problem(
        question=say(
            "Sources do not agree on the area of {place}. By how many km² do the largest and the "
            "smallest figure in the table differ?",
            place=name(country),
        ),
        answer=high - low,
        working=say(message, high=high, low=low, apart=high - low, reasons=joined(reasons)),
        sources=sources_of(rows),
    )


TASKS = (
    Task(
        "kind-of-claim",
        _NEWS,
        YOUNGER,
        "Fact, interpretation, forecast or opinion?",
        "choice",
        hint="Can it be checked today? Does it explain, look ahead, or judge?",
        how="kind of the claim",
        tables=("claims",),
        pool=_claims_pool,
        work=_kind,
    ),
    Task(
        "verdict",
        _NEWS,
        OLDER,
        "Do the tables support it?",
        "choice",
        hint="Apply the rule exactly as it is written, even if you would have written another.",
        how="verdict of check_claims()",
        tables=tuple(
            """
            claims countries comparators indicators meetings attendance corridor_volumes resources
            """.split()
        ),
        pool=_claims_pool,
        work=_verdict,
    ),
    Task(
        "years-missing",
        _GAPS,
        OLDER,
        "Years without a value",
        "number",
        hint="Count the years of the span, then those that have a value.",
        how="years of the span without a row in indicators",
        tables=("indicators", "indicator_catalogue"),
        pool=_gap_pool,
        work=_gap,
        unit="years",
    ),
    Task(
        "how-sure",
        _GAPS,
        YOUNGER,
        "How sure can we be?",
        "choice",
        hint="Look for the entry in the table: how was it verified?",
        how="verification of the cell",
        tables=("country_sources",),
        pool=_trust_pool,
        work=_trust,
    ),
    Task(
        "two-figures",
        _GAPS,
        OLDER,
        "When sources disagree",
        "number",
        hint="Subtract the smallest figure from the largest.",
        how="largest minus smallest area of the variants",
        tables=("area_variants",),
        pool=_spread_pool,
        work=_spread,
        unit="km²",
    ),
)
