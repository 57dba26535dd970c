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
from ca_summit.claims.wording import listing, of_the_five, sentence, words
from ca_summit.diplomacy import FIVE

WORLD = "WLD"
STABILITY = "wgi_pv_rank"
WORLD_MEDIAN_PERCENTILE = 50
STATES = 3
INCOME = ("gdp_per_capita_ppp", "gdp_per_capita_usd")
INCOME_WORDS = {
    "gdp_per_capita_ppp": "in constant international dollars",
    "gdp_per_capita_usd": "in current US dollars",
}
POVERTY = "poverty_420"
POVERTY_NOT_BEFORE = 2015
WORSENED_SERIES = 2
SINCE = 1990
DECADE = 10


def instability(evidence: Evidence) -> Finding:
    """Count the states below the world median of political stability."""
    wide = evidence.indicator(STABILITY)
    year = last_common_year(wide, FIVE, "rank of political stability")
    evidence.use_indicator(STABILITY, [year], FIVE)
    ranks = wide.loc[year, list(FIVE)]
    below = [code for code in FIVE if ranks[code] < WORLD_MEDIAN_PERCENTILE]
    changed, said = democracy(evidence)
    return Finding(
        SUPPORTED if len(below) >= STATES else NOT_SUPPORTED,
        {"year": year, "percentile": ranks.to_dict(), "below_median_count": len(below), **changed},
        f"{sentence(of_the_five(len(below)))} ranked below the {WORLD_MEDIAN_PERCENTILE}th "
        f"percentile of political stability in {year}, the newest year with ranks, from "
        f"{ranks.min():.0f} ({listing([str(ranks.idxmin())])}) to {ranks.max():.0f} "
        f"({listing([str(ranks.idxmax())])})."
        + (f" {said}; free or not is not calm or not." if said else ""),
        "The indicator pools perceptions with wide margins of error and ends years before the "
        "summit; half the world is below the median by construction, so the rule asks for little.",
        str(year),
    )


def underdevelopment(evidence: Evidence) -> Finding:
    """Count the states whose income per person is below the world mean."""
    indicator, wide = _income(evidence)
    year = last_common_year(wide, [*FIVE, WORLD], "income per person")
    evidence.use_indicator(indicator, [year], [*FIVE, WORLD])
    income = wide.loc[year, [*FIVE, WORLD]]
    below = [code for code in FIVE if income[code] < income[WORLD]]
    sure = [code for code in below if code != "TKM"]
    poverty = _poverty(evidence)
    text = (
        f"{sentence(of_the_five(len(below)))} ({listing(below)}) were below the world mean of "
        f"{income[WORLD]:,.0f} dollars per person in {year}, {INCOME_WORDS[indicator]}, and "
        f"{len(sure)} without Turkmenistan, whose accounts are doubted"
    )
    if poverty:
        shown = [f"{p['pct']:.1f}% in {listing([c])} ({p['year']})" for c, p in poverty.items()]
        text += f"; on less than 4.20 dollars a day lived {words(shown)}"
    weakness = "No table holds a world figure for poverty"
    if indicator != INCOME[0]:
        weakness += (
            " or for income at purchasing power, so the rule is tested at exchange rates, "
            "where poorer countries look poorer than they live"
        )
    absent = [code for code in FIVE if code not in poverty]
    if absent:
        weakness += f"; {listing(absent)} has no poverty survey since {POVERTY_NOT_BEFORE}"
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
        text + ".",
        weakness + ".",
        str(year),
    )


def climate_change(evidence: Evidence) -> Finding:
    """Count the series of climate and water that worsened since 1990."""
    found = {
        "temperature": _temperature(evidence),
        "water stress": _water_stress(evidence),
        "Aral Sea area": _aral_sea(evidence),
        "glacier area": _glaciers(evidence),
    }
    tested = {name: f for name, f in found.items() if f is not None and f["worse"] is not None}
    if not tested:
        raise NotCheckableError(f"The tables hold no series of climate since {SINCE}.")
    worse = [name for name, f in tested.items() if f["worse"]]
    lacking = [name for name, f in found.items() if f is None]
    if len(worse) < WORSENED_SERIES <= len(worse) + len(lacking):
        raise NotCheckableError(
            f"{len(worse)} of {len(tested)} series that can be tested worsened since {SINCE}; the "
            f"tables hold too little on {words(lacking)}, which would decide."
        )
    said = [str(f["said"]) for f in found.values() if f is not None]
    untested = [name for name in found if name not in tested]
    weakness = "The Aral Sea shrank mainly because its rivers were taken for irrigation, so that "
    weakness += "series is a weak witness for the climate"
    if len(worse) == WORSENED_SERIES and "Aral Sea area" in worse:
        weakness += f", and without it only {len(worse) - 1} of the {WORSENED_SERIES} is left"
    if untested:
        weakness += f"; {words(untested)} cannot be tested from {SINCE} on"
    return Finding(
        SUPPORTED if len(worse) >= WORSENED_SERIES else NOT_SUPPORTED,
        {
            "worsened": worse,
            "worsened_count": len(worse),
            **{name.replace(" ", "_").lower(): f for name, f in found.items()},
        },
        f"{len(worse)} of {len(tested)} series that can be tested worsened since {SINCE} "
        f"({words(worse)}): {'; '.join(said)}.",
        weakness + "; water stress is modelled between reports and measures use, not climate.",
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


def _temperature(evidence: Evidence) -> dict[str, Any] | None:
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
    said = f"the ten years to {until} were on average {mean:.1f} degrees warmer than those from "
    said += f"{int(first.index.min())} on, in {of_the_five(len(warmer))}"
    if WORLD in change:
        said += f" (world {change[WORLD]:.1f})"
    return {
        "worse": len(warmer) >= STATES,
        "change_degrees_c": change.to_dict(),
        "until": until,
        "said": said,
    }


def _water_stress(evidence: Evidence) -> dict[str, Any] | None:
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
    return {
        "worse": len(worse) >= STATES,
        "change_percentage_points": change.to_dict(),
        "until": last,
        "said": f"water stress rose in {of_the_five(len(worse))} ({listing(worse)}) from {first} "
        f"to {last}",
    }


def _aral_sea(evidence: Evidence) -> dict[str, Any] | None:
    """Compare the first and the last recorded area since 1990."""
    rows = evidence.table("challenges")
    rows = rows[rows["indicator"].eq("aral_sea_area") & rows["year"].ge(SINCE)]
    rows = rows.dropna(subset=["value"]).sort_values("year")
    if len(rows) < 2:
        return None
    rows = evidence.use(rows.iloc[[0, -1]])
    (first, last), (before, after) = rows["year"].astype(int), rows["value"].astype(float)
    return {
        "worse": bool(after < before),
        "area_km2": {int(first): float(before), int(last): float(after)},
        "until": int(last),
        "said": f"the Aral Sea went from {before:,.0f} km² ({first}) to {after:,.0f} km² ({last})",
    }


def _glaciers(evidence: Evidence) -> dict[str, Any] | None:
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
    return {
        "worse": value < 0 if dated else None,
        "change_pct": value,
        "until": int(period[2]) if period else int(row["year"]),
        "said": f"glaciers of the Tien Shan changed by {value:+.0f}% of their area"
        + (f" in {period[0]}" if period else ""),
    }
