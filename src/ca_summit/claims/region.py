"""Check what the article says about the five states themselves."""

from __future__ import annotations

import re
from itertools import pairwise

from ca_summit.claims.evidence import (
    NOT_SUPPORTED,
    SUPPORTED,
    Evidence,
    Finding,
    NotCheckableError,
    need,
    verdict_of,
)
from ca_summit.claims.wording import iso, names, of_five
from ca_summit.diplomacy import FIVE
from ca_summit.figures.language import msg, msgs
from ca_summit.figures.sentences import Cell, Text, count, name, say

SOVIET_END_YEAR = 1991
AREA_RATIO = (0.90, 1.10)
POPULATION = 80_000_000
POPULATION_TOLERANCE_PCT = 5
POPULATION_SERIES = "world_bank"
POPULATION_SHOWN_YEAR = 2025
HIGH_PEAK_M = 7000
DESERT_STATES = 3
_HOLDS = msgs(
    "The table of countries holds {count} state: {states:l}.",
    "The table of countries holds {count} states: {states:l}.",
)
_HIGH = msgs(
    "{count} state has a peak above {height:n} m: {peaks:l}.",
    "{count} states have a peak above {height:n} m: {peaks:l}.",
)
NAMED_DESERT = re.compile(r"\b(?:[A-Z][a-z]+kum|Betpak-Dala)\b")


def five_members(evidence: Evidence) -> Finding:
    """Check that the records' region is exactly the five states."""
    countries = need(
        evidence.use(evidence.table("countries")), msg("The tables hold no countries.")
    )
    found = {str(code) for code in countries["iso3"]}
    lacking, extra = sorted(set(FIVE) - found), sorted(found - set(FIVE))
    exact = not lacking and not extra
    text: list[Text] = [count(*_HOLDS, len(found), states=names(sorted(found)))]
    for codes, message in (
        (lacking, msg("Lacking: {states:l}.")),
        (extra, msg("Not in the article: {states:l}.")),
    ):
        if codes:
            text.append(say(message, states=names(codes)))
    return Finding(
        SUPPORTED if exact else NOT_SUPPORTED,
        {"states": sorted(found), "lacking": lacking, "extra": extra},
        text,
        [
            say(
                "The rule is weak: the records were compiled for these five, so it tests that they "
                "keep to the article's definition, not that nobody draws Central Asia wider."
            )
        ],
    )


def soviet_past(evidence: Evidence) -> Finding:
    """Check that all five became independent in the year the Soviet Union ended."""
    dates = need(
        evidence.country_cells("independence_date"),
        msg("The tables hold no dates of independence."),
    )
    inside = [code for code in dates.index if dates[code].year == SOVIET_END_YEAR]
    first, last = str(dates.idxmin()), str(dates.idxmax())
    return Finding(
        verdict_of(len(inside), len(FIVE)),
        {
            "independence_date": {code: iso(value) for code, value in dates.items()},
            "states_in_1991_count": len(inside),
        },
        [
            of_five(
                len(inside),
                msg("All five declared independence in {year}."),
                msg("{number} of the five declared independence in {year}."),
                msg("None of the five declared independence in {year}."),
                year=SOVIET_END_YEAR,
            ),
            say(
                "The recorded dates run from {first:D} ({one}) to {last:D} ({other}).",
                first=dates[first],
                one=name(first),
                last=dates[last],
                other=name(last),
            ),
        ],
        [
            say(
                "The rule is indirect: the tables hold when each state became independent, not "
                "what it belonged to before."
            )
        ],
    )


def area_like_eu(evidence: Evidence) -> Finding:
    """Compare the area of the five with that of the European Union."""
    areas = evidence.country_cells("area_km2").astype(float)
    others = evidence.table("comparators")
    european = others[others["code"].isin(["EUU", "EUU_METRO"])]
    evidence.use(european, sources=["area_source_id"], verification="area_verification")
    union = european.set_index("code")["area_km2"].astype(float).dropna()
    if len(areas) < len(FIVE) or "EUU" not in union:
        raise NotCheckableError("The tables hold no area of all five states and of the EU.")
    total, ratio = areas.sum(), areas.sum() / union["EUU"]
    variants = evidence.table("area_variants")
    variants = evidence.use(variants[variants["code"].isin(FIVE)])
    by_state = variants.groupby(variants["code"].astype("str"))["area_km2"]
    low = by_state.min().reindex(FIVE).fillna(areas).clip(upper=areas).sum() / union.max()
    high = by_state.max().reindex(FIVE).fillna(areas).clip(lower=areas).sum() / union.min()
    largest = str(areas.idxmax())
    return Finding(
        SUPPORTED if AREA_RATIO[0] <= ratio <= AREA_RATIO[1] else NOT_SUPPORTED,
        {
            "area_five_km2": total,
            "area_eu_km2": union["EUU"],
            "ratio": ratio,
            "ratio_without_french_overseas": total / union.get("EUU_METRO", float("nan")),
            "ratio_lowest": low,
            "ratio_highest": high,
            "largest_state": largest,
            "largest_share_pct": 100 * areas[largest] / total,
        },
        [
            say(
                "The five cover {total:n} km², the European Union {union:n} km²: a ratio of "
                "{ratio:r3}.",
                total=float(total),
                union=float(union["EUU"]),
                ratio=float(ratio),
            ),
            say(
                "Over all competing area figures the ratio is {low:r3} to {high:r3}.",
                low=float(low),
                high=float(high),
            ),
        ],
        [
            say("'About as large' is a loose word and so is a band of ten per cent."),
            say(
                "Share of {place} alone in the area of the five: {share:.0f}%.",
                place=name(largest),
                share=float(100 * areas[largest] / total),
            ),
        ],
    )


def population_80_million(evidence: Evidence) -> Finding:
    """Compare the people of the five with 80 million, and find when that was passed."""
    table = evidence.table("region_population")
    mask = table["series_id"].astype("object").eq(POPULATION_SERIES) & ~table["is_projection"]
    columns = [code.lower() for code in FIVE]
    rows = need(
        table[mask].dropna(subset=columns).sort_values("year"),
        msg("The tables hold no population of all five."),
    )
    people = rows.set_index("year")[columns].astype(float).sum(axis=1)
    year, total = int(people.index[-1]), float(people.iloc[-1])
    off = 100 * (total - POPULATION) / POPULATION
    passed = _crossing(people)
    used = {year, POPULATION_SHOWN_YEAR, *(() if passed is None else passed[1])}
    evidence.use(rows[rows["year"].isin(used)])
    message = msg("{total:.1f} million people in {year}, {off:.1f}% more than 80 million.")
    if off < 0:
        message = msg("{total:.1f} million people in {year}, {off:.1f}% less than 80 million.")
    text: list[Text] = [say(message, total=total / 1e6, year=year, off=abs(off))]
    if passed is not None:
        before, after = passed[1]
        text.append(
            say(
                "80 million was passed between the middle of {before} ({low:.1f} million) and the "
                "middle of {after} ({high:.1f} million), by interpolation during {when}.",
                before=before,
                low=float(people[before]) / 1e6,
                after=after,
                high=float(people[after]) / 1e6,
                when=int(passed[0] + 0.5),
            )
        )
    growth = float(people.iloc[-1] - people.iloc[-2]) if len(people) > 1 else 0.0
    width = POPULATION_TOLERANCE_PCT
    weakness: list[Text] = [say("The band of {width}% is loose.", width=width)]
    if growth > 0:
        message = msg("It holds {years:.1f} years of growth like the last on each side.")
        weakness.append(say(message, years=POPULATION * width / 100 / growth))
    if abs(off) <= width < 100 * (total + growth - POPULATION) / POPULATION:
        weakness.append(say("Already one more year like the last would leave it."))
    weakness.append(
        say(
            "The count of Turkmenistan is official and doubted, and projections of the United "
            "Nations are left out."
        )
    )
    return Finding(
        SUPPORTED if abs(off) <= POPULATION_TOLERANCE_PCT else NOT_SUPPORTED,
        {
            "latest_year": year,
            "people_latest_count": total,
            "people_2025_count": people.get(POPULATION_SHOWN_YEAR),
            "deviation_pct": off,
            "passed_between_years": None if passed is None else list(passed[1]),
            "passed_at_year_interpolated": None if passed is None else passed[0],
        },
        text,
        weakness,
        str(year),
    )


def _crossing(people: object) -> tuple[float, tuple[int, int]] | None:
    """Return when the sum passed 80 million: interpolated year, and the years on both sides."""
    series = list(people.items())  # type: ignore[attr-defined]
    for (before, low), (after, high) in pairwise(series):
        if low < POPULATION <= high:
            part = (POPULATION - low) / (high - low)
            return before + part * (after - before), (int(before), int(after))
    return None


def deserts_and_mountains(evidence: Evidence) -> Finding:
    """Look for a peak above 7000 m and for states with a named desert."""
    heights = evidence.country_cells("highest_point_m").astype(float)
    peaks = evidence.table("countries").set_index("iso3")["highest_point"]
    notes = evidence.country_cells("desert_note")
    if heights.empty or notes.empty:
        raise NotCheckableError("The tables hold no heights or no notes on deserts.")
    high = heights[heights > HIGH_PEAK_M].sort_values(ascending=False)
    deserts = {code: sorted(set(NAMED_DESERT.findall(str(note)))) for code, note in notes.items()}
    named = {str(code): names for code, names in deserts.items() if names}
    parts = [len(high) >= 1, len(named) >= DESERT_STATES]
    message = msg("{peak} ({height:n} m, {place})")
    summits = [
        say(message, peak=Cell(str(peaks[c])), height=float(heights[c]), place=name(c))
        for c in high.index
    ]
    text: list[Text] = [
        count(*_HIGH, len(high), height=float(HIGH_PEAK_M), peaks=summits)
        if len(high)
        else say("No state has a peak above {height:n} m.", height=float(HIGH_PEAK_M)),
        say("With a named desert: {states:l}.", states=names(named))
        if named
        else say("No note names a desert."),
    ]
    return Finding(
        verdict_of(sum(parts), len(parts)),
        {
            "highest_point_m": heights.to_dict(),
            "peaks_above_7000_m_count": len(high),
            "named_deserts": named,
            "states_with_named_desert_count": len(named),
        },
        text,
        [
            say(
                "The rule counts names, not square kilometres, and the notes on deserts come from "
                "memory, so this half stands on weaker ground than the heights."
            )
        ],
    )
