"""Check what the article says about instability, underdevelopment and climate change."""

from __future__ import annotations

import re
from typing import Any

from ca_summit.claims.evidence import (
    NOT_SUPPORTED,
    SUPPORTED,
    Evidence,
    Finding,
    NotCheckableError,
    last_common_year,
)
from ca_summit.claims.society import democracy
from ca_summit.claims.wording import names, of_five
from ca_summit.diplomacy import FIVE
from ca_summit.figures.language import msg
from ca_summit.figures.sentences import Text, name, say

WORLD = "WLD"
STABILITY = "wgi_pv_rank"
WORLD_MEDIAN_PERCENTILE = 50
STATES = 3
INCOME = ("gdp_per_capita_ppp", "gdp_per_capita_usd")
INCOME_WORDS = {
    "gdp_per_capita_ppp": msg("in constant international dollars"),
    "gdp_per_capita_usd": msg("in current US dollars"),
}
POVERTY = "poverty_420"
POVERTY_NOT_BEFORE = 2015
WORSENED_SERIES = 2
SINCE = 1990
DECADE = 10
SERIES = {
    "temperature": msg("temperature"),
    "water stress": msg("water stress"),
    "Aral Sea area": msg("Aral Sea area"),
    "glacier area": msg("glacier area"),
}

#: Figures of a series, and what they say.
Series = tuple[dict[str, Any], list[Text]]


def instability(evidence: Evidence) -> Finding:
    """Count the states below the world median of political stability."""
    wide = evidence.indicator(STABILITY)
    year = last_common_year(
        wide, FIVE, msg("The tables hold no rank of political stability for all five.")
    )
    evidence.use_indicator(STABILITY, [year], FIVE)
    ranks = wide.loc[year, list(FIVE)].astype(float)
    below = [code for code in FIVE if ranks[code] < WORLD_MEDIAN_PERCENTILE]
    changed, said = democracy(evidence)
    return Finding(
        SUPPORTED if len(below) >= STATES else NOT_SUPPORTED,
        {"year": year, "percentile": ranks.to_dict(), "below_median_count": len(below), **changed},
        [
            of_five(
                len(below),
                msg(
                    "All five ranked below the {median}th percentile of political stability in "
                    "{year}."
                ),
                msg(
                    "{number} of the five ranked below the {median}th percentile of political "
                    "stability in {year}."
                ),
                msg(
                    "None ranked below the {median}th percentile of political stability in {year}."
                ),
                median=WORLD_MEDIAN_PERCENTILE,
                year=year,
            ),
            say(
                "That is the newest year with ranks; they run from {low:.0f} ({last}) to "
                "{high:.0f} ({first}).",
                low=ranks.min(),
                last=name(ranks.idxmin()),
                high=ranks.max(),
                first=name(ranks.idxmax()),
            ),
            *said,
        ],
        [
            say(
                "The indicator pools perceptions with wide margins of error and ends years before "
                "the summit; half the world is below the median by construction, so the rule asks "
                "for little."
            )
        ],
        str(year),
    )


def underdevelopment(evidence: Evidence) -> Finding:
    """Count the states whose income per person is below the world mean."""
    indicator, wide = _income(evidence)
    year = last_common_year(
        wide,
        [*FIVE, WORLD],
        msg("The tables hold no income per person for all five and the world."),
    )
    evidence.use_indicator(indicator, [year], [*FIVE, WORLD])
    income = wide.loc[year, [*FIVE, WORLD]]
    below = [code for code in FIVE if income[code] < income[WORLD]]
    sure = [code for code in below if code != "TKM"]
    poverty = _poverty(evidence)
    text: list[Text] = [
        of_five(
            len(below),
            msg(
                "All five were below the world mean of {mean:n} dollars per person in {year}, "
                "{kind}."
            ),
            msg(
                "{number} of the five ({below:l}) were below the world mean of {mean:n} dollars "
                "per person in {year}, {kind}."
            ),
            msg("None was below the world mean of {mean:n} dollars per person in {year}, {kind}."),
            below=names(below),
            mean=round(float(income[WORLD])),
            year=year,
            kind=say(INCOME_WORDS[indicator]),
        ),
        say(
            "Without Turkmenistan, whose accounts are doubted, that makes {number}.",
            number=len(sure),
        ),
    ]
    if poverty:
        shares = [
            say("{place} {share:.1f}% ({year})", place=name(c), share=p["pct"], year=p["year"])
            for c, p in poverty.items()
        ]
        message = msg("On less than 4.20 dollars a day lived: {shares:l}.")
        text.append(say(message, shares=shares))
    weakness: list[Text] = [say("No table holds a world figure for poverty.")]
    if indicator != INCOME[0]:
        weakness = [
            say(
                "No table holds a world figure for poverty or for income at purchasing power, so "
                "the rule is tested at exchange rates, where poorer countries look poorer than "
                "they live."
            )
        ]
    absent = [code for code in FIVE if code not in poverty]
    if absent:
        message = msg("Without a poverty survey since {year}: {states:l}.")
        weakness.append(say(message, year=POVERTY_NOT_BEFORE, states=names(absent)))
    return Finding(
        SUPPORTED if len(below) >= STATES else NOT_SUPPORTED,
        {
            "year": year,
            "indicator": indicator,
            "income_per_person_usd": income.to_dict(),
            "below_world_mean_count": len(below),
            "below_without_turkmenistan_count": len(sure),
            "poverty_420_pct": poverty,
        },
        text,
        weakness,
        str(year),
    )


def climate_change(evidence: Evidence) -> Finding:
    """Count the series of climate and water that worsened since 1990."""
    both = {
        "temperature": _temperature(evidence),
        "water stress": _water_stress(evidence),
        "Aral Sea area": _aral_sea(evidence),
        "glacier area": _glaciers(evidence),
    }
    found = {name_: None if pair is None else pair[0] for name_, pair in both.items()}
    tested = {key: f for key, f in found.items() if f is not None and f["worse"] is not None}
    if not tested:
        raise NotCheckableError("The tables hold no series of climate since {year}.", year=SINCE)
    worse = [key for key, f in tested.items() if f["worse"]]
    lacking = [key for key, f in found.items() if f is None]
    if len(worse) < WORSENED_SERIES <= len(worse) + len(lacking):
        raise NotCheckableError(
            "{worse} of {tested} series that can be tested worsened since {year}; the tables "
            "hold too little on {lacking:l}, which would decide.",
            worse=len(worse),
            tested=len(tested),
            year=SINCE,
            lacking=[say(SERIES[key]) for key in lacking],
        )
    untested = [key for key in found if key not in tested]
    weakness: list[Text] = [
        say(
            "The Aral Sea shrank mainly because its rivers were taken for irrigation, so that "
            "series is a weak witness for the climate."
        )
    ]
    if len(worse) == WORSENED_SERIES and "Aral Sea area" in worse:
        message = msg("Without the Aral Sea only {left} of the {needed} series is left.")
        weakness.append(say(message, left=len(worse) - 1, needed=WORSENED_SERIES))
    if untested:
        message = msg("Not to be tested from {year} on: {series:l}.")
        weakness.append(say(message, year=SINCE, series=[say(SERIES[key]) for key in untested]))
    weakness.append(say("Water stress is modelled between reports and measures use, not climate."))
    message = msg(
        "{worse} of {tested} series that can be tested worsened since {year}: {series:l}."
    )
    if not worse:
        message = msg("None of {tested} series that can be tested worsened since {year}.")
    values = {
        "worse": len(worse),
        "tested": len(tested),
        "year": SINCE,
        "series": [say(SERIES[key]) for key in worse],
    }
    return Finding(
        SUPPORTED if len(worse) >= WORSENED_SERIES else NOT_SUPPORTED,
        {
            "worsened": worse,
            "worsened_count": len(worse),
            **{key.replace(" ", "_").lower(): f for key, f in found.items()},
        },
        [say(message, **values), *(text for pair in both.values() if pair for text in pair[1])],
        weakness,
        str(max(int(f["until"]) for f in tested.values())),
    )


def _income(evidence: Evidence) -> tuple[str, Any]:
    """Return the first kind of income per person that has a value for the world."""
    for indicator in INCOME:
        wide = evidence.indicator(indicator, [*FIVE, WORLD])
        if WORLD in wide.columns:
            return indicator, wide
    raise NotCheckableError("The tables hold no income per person of the world.")


def _poverty(evidence: Evidence) -> dict[str, dict[str, Any]]:
    """Return the newest share of poor people of each state that has a recent survey."""
    wide = evidence.indicator(POVERTY)
    found = {}
    for code in FIVE:
        if code not in wide:
            continue
        series = wide[code].dropna()
        series = series[series.index >= POVERTY_NOT_BEFORE]
        if len(series):
            year = int(series.index.max())
            evidence.use_indicator(POVERTY, [year], [code])
            found[code] = {"year": year, "pct": float(series[year])}
    return found


def _temperature(evidence: Evidence) -> Series | None:
    """Compare the first with the last ten years since 1990, in degrees."""
    wide = evidence.indicator("temperature_anomaly", [*FIVE, WORLD])
    wide = wide[wide.index > SINCE]
    if len(wide) < 2 * DECADE or not set(FIVE) <= set(wide.columns):
        return None
    first, last = wide.head(DECADE), wide.tail(DECADE)
    evidence.use_indicator("temperature_anomaly", [*first.index, *last.index], wide.columns)
    change = last.mean() - first.mean()
    warmer = [code for code in FIVE if change[code] > 0]
    mean, until = float(change[list(FIVE)].mean()), int(last.index.max())
    text: list[Text] = [
        say(
            "The ten years to {until} were on average {mean:.1f} degrees warmer than those from "
            "{since} on.",
            until=until,
            mean=mean,
            since=int(first.index.min()),
        ),
        of_five(
            len(warmer),
            msg("It got warmer in all five."),
            msg("It got warmer in {number} of the five: {states:l}."),
            msg("It got warmer in none of the five."),
            states=names(warmer),
        ),
    ]
    if WORLD in change:
        message = msg("In the same time the world got {world:.1f} degrees warmer.")
        text.append(say(message, world=float(change[WORLD])))
    figures = {
        "worse": len(warmer) >= STATES,
        "change_degrees_c": change.to_dict(),
        "until": until,
    }
    return figures, text


def _water_stress(evidence: Evidence) -> Series | None:
    """Compare the first and the last year in which all five have a value."""
    wide = evidence.indicator("water_stress_sdg642")
    if not set(FIVE) <= set(wide.columns):
        return None
    wide = wide[wide.index >= SINCE].dropna()
    if len(wide) < 2:
        return None
    first, last = int(wide.index.min()), int(wide.index.max())
    evidence.use_indicator("water_stress_sdg642", [first, last], FIVE)
    change = (wide.loc[last] - wide.loc[first]).astype(float)
    worse = [code for code in FIVE if change[code] > 0]
    said = of_five(
        len(worse),
        msg("Water stress rose in all five from {first} to {last}."),
        msg("Water stress rose in {number} of the five ({states:l}) from {first} to {last}."),
        msg("Water stress rose in none of the five from {first} to {last}."),
        states=names(worse),
        first=first,
        last=last,
    )
    figures = {
        "worse": len(worse) >= STATES,
        "change_percentage_points": change.to_dict(),
        "until": last,
    }
    return figures, [said]


def _aral_sea(evidence: Evidence) -> Series | None:
    """Compare the first and the last recorded area since 1990."""
    rows = evidence.table("challenges")
    rows = rows[rows["indicator"].eq("aral_sea_area") & rows["year"].ge(SINCE)]
    rows = rows.dropna(subset=["value"]).sort_values("year")
    if len(rows) < 2:
        return None
    rows = evidence.use(rows.iloc[[0, -1]])
    (first, last), (before, after) = rows["year"].astype(int), rows["value"].astype(float)
    figures = {
        "worse": bool(after < before),
        "area_km2": {int(first): float(before), int(last): float(after)},
        "until": int(last),
    }
    message = msg("The Aral Sea went from {before:n} km² ({first}) to {after:n} km² ({last}).")
    values = {"before": float(before), "first": int(first), "after": float(after)}
    return figures, [say(message, **values, last=int(last))]


def _glaciers(evidence: Evidence) -> Series | None:
    """Return the change of glacier area; it counts only if its period starts in or after 1990."""
    rows = evidence.table("challenges")
    rows = rows[rows["indicator"].eq("tien_shan_glacier_area_change")].dropna(subset=["value"])
    if rows.empty:
        return None
    row = evidence.use(rows.tail(1)).iloc[0]
    period = re.search(r"(\d{4})-(\d{4})", str(row["unit"]))
    since = int(period[1]) if period else None
    dated = since is not None and since >= SINCE
    value = float(row["value"])
    figures = {
        "worse": value < 0 if dated else None,
        "change_pct": value,
        "until": int(period[2]) if period else int(row["year"]),
    }
    if period is None:
        message = msg("Glaciers of the Tien Shan lost {lost:.0f}% of their area.")
        if value > 0:
            message = msg("Glaciers of the Tien Shan gained {lost:.0f}% of their area.")
        return figures, [say(message, lost=abs(value))]
    message = msg("Glaciers of the Tien Shan lost {lost:.0f}% of their area in {first}–{last}.")
    if value > 0:
        message = msg(
            "Glaciers of the Tien Shan gained {lost:.0f}% of their area in {first}–{last}."
        )
    return figures, [say(message, lost=abs(value), first=period[1], last=period[2])]
