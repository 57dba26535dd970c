"""Set exercises on reading a news article, on missing data and on sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.claims import check_claims
from ca_summit.classroom.model import FIVE, OLDER, YOUNGER, Given, Problem, Task, number, sources_of
from ca_summit.names import country_name

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.tables.choice import Tables

_NEWS, _GAPS = "reading the news", "missing data and sources"
_KINDS = ("fact", "interpretation", "forecast", "opinion")
_VERDICTS = (
    "supported",
    "partly supported",
    "not supported",
    "not checkable",
    "not decided",
)
_VERIFIED = {
    "read": "read in one source",
    "two_sources": "confirmed by a second source",
    "recalled": "written down from memory, not confirmed",
}
_FIELDS = {
    "area_km2": "the area",
    "highest_point_m": "the height of the highest point",
    "memberships": "the list of memberships",
    "desert_note": "the note on the deserts",
    "mountain_note": "the note on the mountains",
    "neighbours": "the list of neighbours",
    "head_of_state_since": "the first day in office of the president",
    "currency_name": "the name of the currency",
    "capital_local": "the local spelling of the capital",
    "official_languages": "the list of official languages",
    "doubly_landlocked": "the entry “doubly landlocked”",
    "independence_date": "the day of independence",
    "government_type": "the form of government",
}
_GAPPY = (
    "gini",
    "poverty_300",
    "military_pct_gdp",
    "remittances_pct_gdp",
    "internet_users",
    "electricity_access",
    "aid_pct_gni",
    "inflation_cpi",
    "wgi_pv_est",
)


def _claims_pool(tables: Tables) -> list[Given]:
    return [{"claim": str(key)} for key in tables["claims"]["claim_id"]]


def _claim(tables: Tables, claim: str) -> pd.DataFrame:
    frame = tables["claims"]
    return frame[frame["claim_id"].astype("str").eq(claim)]


def _kind(tables: Tables, claim: str) -> Problem:
    rows = _claim(tables, claim)
    right = str(rows["kind"].iloc[0])
    return Problem(
        question=f"A sentence from a news article: “{rows['claim'].iloc[0]}.” What kind of "
        "statement is it?",
        answer=right,
        options=_KINDS,
        working=f"{right}; to check it one would look at: {rows['how_to_check'].iloc[0]}",
        sources=sources_of(rows),
    )


def _verdict(tables: Tables, claim: str) -> Problem:
    rows = _claim(tables, claim)
    altered = dict(tables.own)
    checked = check_claims([claim], data=altered or None).iloc[0]
    rule = str(rows["supported_when"].iloc[0])
    # Where the claim is an opinion or a forecast, this field says so, which is no rule.
    told = (
        ""
        if rule.startswith(("not checkable", "not decided"))
        else f" The rule: supported when {rule}."
    )
    return Problem(
        question=f"“{rows['claim'].iloc[0]}.”{told} What do the tables say?",
        answer=str(checked["verdict"]),
        options=_VERDICTS,
        working=str(checked["explanation"]),
        sources=tuple(checked["sources"]),
    )


def _gap_rows(tables: Tables, indicator: str, country: str) -> pd.DataFrame:
    frame = tables["indicators"]
    keep = frame["indicator_id"].astype("str").eq(indicator) & frame["iso3"].astype("str").eq(
        country
    )
    return frame[keep & frame["value"].notna()]


def _gap_pool(tables: Tables) -> list[Given]:
    frame = tables["indicators"]
    pool: list[Given] = []
    for indicator in _GAPPY:
        own = frame[frame["indicator_id"].astype("str").eq(indicator) & frame["value"].notna()]
        for code in FIVE:
            years = set(own.loc[own["iso3"].astype("str").eq(code), "year"].astype("int64"))
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
    catalogue = tables["indicator_catalogue"]
    label = catalogue.loc[catalogue["indicator_id"].astype("str").eq(indicator), "label"].iloc[0]
    return Problem(
        question=f"{label}, {country_name(country)}: for how many of the {last - first + 1} years "
        f"from {first} to {last} does the table have no value?",
        answer=len(missing),
        working=f"no value in {', '.join(map(str, missing))}; a gap is not zero",
        sources=sources_of(rows),
    )


def _trust_pool(tables: Tables) -> list[Given]:
    facts = tables["country_sources"]
    keep = facts["field"].astype("str").isin(_FIELDS) & facts["verification"].astype("str").isin(
        _VERIFIED
    )
    kept = facts[keep & facts["iso3"].astype("str").isin(FIVE)]
    return [
        {"country": str(code), "field": str(field)}
        for code, field in zip(kept["iso3"], kept["field"], strict=True)
    ]


def _trust(tables: Tables, country: str, field: str) -> Problem:
    facts = tables["country_sources"]
    rows = facts[facts["iso3"].astype("str").eq(country) & facts["field"].astype("str").eq(field)]
    right = _VERIFIED[str(rows["verification"].iloc[0])]
    return Problem(
        question=f"How well is {_FIELDS[field]} of {country_name(country)} backed in the table? "
        "It was …",
        answer=right,
        options=tuple(_VERIFIED.values()),
        working=f'why("countries", "{country}", "{field}") says: {right}',
        sources=sources_of(rows),
    )


def _spread_pool(tables: Tables) -> list[Given]:
    sizes = tables["area_variants"].groupby("code", observed=True)["area_km2"].nunique()
    return [{"country": str(code)} for code in sizes.index[sizes > 1]]


def _spread(tables: Tables, country: str) -> Problem:
    frame = tables["area_variants"]
    rows = frame[frame["code"].astype("str").eq(country)].sort_values("area_km2")
    low, high = int(rows["area_km2"].iloc[0]), int(rows["area_km2"].iloc[-1])
    return Problem(
        question=f"Sources do not agree on the area of {country_name(country)}. By how many km² do "
        "the largest and the smallest figure in the table differ?",
        answer=high - low,
        working=f"{number(high)} km² − {number(low)} km² = {number(high - low)} km²; reasons: "
        + "; ".join(str(n) for n in rows["note"].dropna()),
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
        tables=(
            "claims",
            "countries",
            "comparators",
            "indicators",
            "meetings",
            "attendance",
            "corridor_volumes",
            "resources",
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
        hint='Ask the table: why("countries", code, column).',
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
