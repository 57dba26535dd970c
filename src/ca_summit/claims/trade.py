"""Check what the article says about Russia's weight and American ties, by trade and deals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.claims.evidence import (
    NOT_SUPPORTED,
    PARTLY,
    SUMMIT,
    SUPPORTED,
    Evidence,
    Finding,
    NotCheckableError,
    need,
)
from ca_summit.claims.society import votes_on_ukraine, votes_with_russia
from ca_summit.claims.wording import counted, day, iso, listing, of_the_five, words
from ca_summit.diplomacy import FIVE
from ca_summit.names import country_name
from ca_summit.tables import breaks_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EARLY_SERIES = "cow_trade_4"
PARTNERS = ("RUS", "CHN", "EU", "USA", "TUR")
FIRST_PARTNER_STATES = 3
POWERS = ("RUS", "CHN", "EU", "USA")
WAR_BASE_YEAR = 2021
EARLIER_YEAR = 2013
CUSTOMS_SERIES = "fcs_russia"
NATIONAL = {code: f"national_{code.lower()}" for code in FIVE}
US_SERIES, TOTAL_SERIES = "imf_imts", "wdi_wto_total"
DECADE = 10
KIND_WORDS = {
    "treaty": ("treaty", "treaties"),
    "contract": ("contract",),
    "agreement": ("agreement",),
    "mou": ("memorandum", "memoranda"),
    "investment_programme": ("investment programme",),
    "announcement": ("announcement",),
}


def russia_was_dominant(evidence: Evidence) -> Finding:
    """Ask in how many states Russia was the first partner in the earliest year covered."""
    trade = _wide(evidence, EARLY_SERIES, FIVE, PARTNERS)
    if "RUS" not in trade:
        raise NotCheckableError("The tables hold no early trade of the five with Russia.")
    positive = trade["RUS"][trade["RUS"] > 0].groupby("year").size()
    covered = positive[positive == len(FIVE)]
    year = int(need(covered, "year with trade of all five with Russia").index.min())
    first = _first_partner(trade, year)
    with_russia = [code for code in FIVE if first[code] == "RUS"]
    opening = int(trade.index.get_level_values("year").min())
    known = _states_with_russia(trade, opening)
    after = [c for c, partner in _first_partner(trade, year + 1).items() if partner == "RUS"]
    _use_trade(evidence, EARLY_SERIES, FIVE, PARTNERS, [year])
    members = _russian_formats(evidence)
    others = [
        f"in {country_name(c)} it was the {country_name(first[c])}"
        for c in FIVE
        if c not in with_russia
    ]
    text = (
        f"In {year} Russia was the first of {len(PARTNERS)} recorded partners in "
        f"{of_the_five(len(with_russia))} "
        f"({listing(with_russia)}{''.join('; ' + o for o in others)}), a year later in "
        f"{len(after)}; members of the organisations around Russia are, of the five, "
        f"{words([f'{len(c)} in the {n}' for n, c in members.items()])}."
    )
    weakness = "Trade of one early year is thin evidence for dominance over time"
    if len(with_russia) == FIRST_PARTNER_STATES:
        weakness += ", and the rule is met with nothing to spare"
    if opening < year:
        weakness += (
            f"; for {opening}, where the series begins, it knows the trade with Russia of "
            f"{listing(known) or 'no state'} only"
        )
    flagged = _flagged(evidence, year)
    if flagged:
        weakness += f"; the figures of {listing(flagged)} with Russia in {year} are flagged as odd"
    return Finding(
        SUPPORTED if len(with_russia) >= FIRST_PARTNER_STATES else NOT_SUPPORTED,
        {
            "year": year,
            "first_partner": first,
            "russia_first_states_count": len(with_russia),
            "russia_first_next_year_count": len(after),
            "opening_year": opening,
            "states_known_in_opening_year": known,
            "flagged_states": flagged,
            "members_of_russian_formats": members,
        },
        text,
        weakness + "; the EU counts as one partner and other neighbours are not in the series.",
        str(year),
    )


def _states_with_russia(trade: pd.DataFrame, year: int) -> list[str]:
    """Return the states whose trade with Russia is known in a year."""
    rows = trade.xs(year, level="year")["RUS"]
    rows = rows[rows.notna() & rows.gt(0).fillna(value=False)]
    return [code for code in FIVE if code in rows.index]


def _of_them(number: int, total: int) -> str:
    return "all of them" if number == total else f"{number or 'none'} of them"


def russia_is_waning(evidence: Evidence) -> Finding:
    """Compare Russia's share in trade before the war with the newest year on the same basis."""
    parts = _national(evidence)
    years = set.intersection(*(set(p.index) for p in parts.values())) if parts else set()
    latest = max(years, default=0)
    if latest <= WAR_BASE_YEAR or WAR_BASE_YEAR not in years:
        raise NotCheckableError(f"No series of trade with Russia reaches past {WAR_BASE_YEAR}.")
    codes, span = list(parts), (WAR_BASE_YEAR, latest)
    parted = [c for c in codes if _parted(NATIONAL[c], c, ["RUS", "WLD"], *span)]
    if parted:
        raise NotCheckableError(
            f"The series of {listing(parted)} changes its basis between {span[0]} and {span[1]}."
        )
    for code in codes:
        _use_trade(evidence, NATIONAL[code], [code], [*POWERS, "WLD"], span)
    shares = {y: _shares(parts.values(), y) for y in span}
    by_state = {c: {y: _shares([part], y)["RUS"] for y in span} for c, part in parts.items()}
    dollars = {y: sum(_cell(part, y, "RUS") for part in parts.values()) for y in span}
    before = _earlier_share(evidence)
    base, now = shares[WAR_BASE_YEAR]["RUS"], shares[latest]["RUS"]
    fell = [c for c in codes if by_state[c][latest] < by_state[c][WAR_BASE_YEAR]]
    china = [shares[y].get("CHN", float("nan")) for y in span]
    whole = set(codes) == set(FIVE)
    verdict = (SUPPORTED if whole else PARTLY) if now < base else NOT_SUPPORTED
    text = (
        f"Russia's share in the trade of {listing(codes)} went from {base:.1f}% in "
        f"{WAR_BASE_YEAR} to {now:.1f}% in {latest} and fell in {_of_them(len(fell), len(codes))}, "
        f"China's went from {china[0]:.1f} to {china[1]:.1f}%; in dollars "
        f"trade with Russia went from {dollars[WAR_BASE_YEAR] / 1e9:.1f} to "
        f"{dollars[latest] / 1e9:.1f} billion."
    )
    votes, agreed = votes_with_russia(evidence, WAR_BASE_YEAR)
    ukraine, voted = votes_on_ukraine(evidence)
    beside = "; ".join(part for part in (agreed, voted) if part)
    text += f" {beside[:1].upper()}{beside[1:]}." if beside else ""
    return Finding(
        verdict,
        {
            "states": codes,
            "latest_year": latest,
            "share_2021_pct": shares[WAR_BASE_YEAR],
            "share_latest_pct": shares[latest],
            "russia_share_by_state_pct": by_state,
            "trade_with_russia_usd": dollars,
            "russia_share_2013_other_series_pct": before,
            **votes,
            **ukraine,
        },
        text,
        _waning_weakness(evidence, codes, latest, before),
        str(latest),
    )


def _waning_weakness(
    evidence: Evidence, codes: Sequence[str], latest: int, before: float | None
) -> str:
    weakness = "An indication, never a proof: a share of trade is not influence, nor is a vote"
    absent = [code for code in FIVE if code not in codes]
    if absent:
        weakness += (
            f"; {listing(absent)} have no series on this basis, that of Russian customs ends in "
            f"{_last_year(evidence, CUSTOMS_SERIES)}, and no trade here is newer than {latest}"
        )
    if before is not None:
        weakness += (
            f"; the {before:.1f}% of {EARLIER_YEAR} for all five is from another series and must "
            "not be compared"
        )
    return weakness + "."


def us_ties_grow(evidence: Evidence) -> Finding:
    """Look for commitments with the United States announced at the summit."""
    deals = evidence.table("commitments")
    deals = deals[deals["counterpart"].eq("USA") & ~deals["is_aggregate"].astype(bool)]
    meetings = evidence.table("meetings")
    summit = meetings[meetings["meeting_id"].eq(SUMMIT)]
    start, end = need(evidence.use(summit), "record of the summit")[
        ["start_date", "end_date"]
    ].iloc[0]
    if pd.isna(start):
        raise NotCheckableError("The record of the summit has no day.")
    end = start if pd.isna(end) else end
    need(deals, "commitments with the United States")
    evidence.use(deals)
    when = deals["announced_on"]
    at_summit = deals[when.between(start, end)]
    tally = at_summit["kind"].astype("str").value_counts().sort_index()
    kinds = {str(kind): int(n) for kind, n in tally.items()}
    share = _us_share(evidence)
    text = (
        f"{len(at_summit)} single commitments with the United States were announced on "
        f"{day(start)} "
        f"({words([counted(n, *KIND_WORDS.get(kind, (kind,))) for kind, n in kinds.items()])}), "
        f"after {int((when < start).sum())} recorded from {day(when.min())} on, and "
        f"{int((when > end).sum())} since"
    )
    if share:
        text += f"; its share in the trade of the five was {share['latest_pct']:.1f}% in "
        text += f"{share['latest_year']}"
        if share["earlier_pct"] is not None:
            text += f" against {share['earlier_pct']:.1f}% in {share['earlier_year']}"
    return Finding(
        SUPPORTED if len(at_summit) else NOT_SUPPORTED,
        {
            "commitments_before_count": int((when < start).sum()),
            "commitments_at_summit_count": len(at_summit),
            "commitments_after_count": int((when > end).sum()),
            "kinds_at_summit_count": kinds,
            "us_share_in_trade": share,
        },
        text + ".",
        "The rule is weak: an announcement is enough to pass it and says nothing about what "
        "follows; the newest trade figures are older than the summit, and no table holds American "
        "aid, so that part stays unchecked.",
        iso(when.max()) or "",
    )


def _wide(
    evidence: Evidence, series: str, areas: Sequence[str], partners: Sequence[str]
) -> pd.DataFrame:
    """Return total trade (US dollars) of full years: areas and years down, partners across."""
    rows = _trade_rows(evidence, series, areas, partners)
    return rows.pivot_table(index=["area", "year"], columns="partner", values="total_usd")


def _trade_rows(
    evidence: Evidence, series: str, areas: Sequence[str], partners: Sequence[str]
) -> pd.DataFrame:
    rows = evidence.table("trade_partners")
    mask = rows["series"].eq(series) & rows["period"].eq("full year")
    mask &= rows["area"].isin(areas) & rows["partner"].isin(partners)
    rows = rows[mask]
    return rows.assign(area=rows["area"].astype("str"), partner=rows["partner"].astype("str"))


def _use_trade(
    evidence: Evidence,
    series: str,
    areas: Sequence[str],
    partners: Sequence[str],
    years: Sequence[int],
) -> None:
    rows = _trade_rows(evidence, series, areas, partners)
    evidence.use(rows[rows["year"].isin(years)])


def _flagged(evidence: Evidence, year: int) -> list[str]:
    """Return the states whose early trade with Russia carries a remark in the table."""
    rows = _trade_rows(evidence, EARLY_SERIES, FIVE, ["RUS"])
    rows = rows[rows["year"].eq(year)]
    return sorted(rows.dropna(subset=["note"])["area"]) if "note" in rows else []


def _last_year(evidence: Evidence, series: str) -> int | str:
    rows = evidence.table("trade_partners")
    years = rows[rows["series"].eq(series)]["year"]
    return int(years.max()) if len(years) else "no year"


def _first_partner(trade: pd.DataFrame, year: int) -> dict[str, str]:
    """Return for each state the partner with the largest trade of a year."""
    rows = trade.xs(year, level="year") if year in trade.index.get_level_values("year") else None
    if rows is None:
        return {}
    return {str(code): str(rows.loc[code].idxmax()) for code in rows.dropna(how="all").index}


def _national(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """Return the states' own series: years with trade with Russia and all, partners across."""
    found = {}
    for code, series in NATIONAL.items():
        wide = _wide(evidence, series, [code], [*POWERS, "WLD"])
        if {"RUS", "WLD"} <= set(wide.columns):
            found[code] = wide.droplevel("area").dropna(subset=["RUS", "WLD"])
    return found


def _cell(part: pd.DataFrame, year: int, partner: str) -> float:
    return float(part[partner].to_dict().get(year, float("nan")))


def _shares(parts: Iterable[pd.DataFrame], year: int) -> dict[str, float]:
    """Return the share (%) of each power in the trade of several states of a year."""
    several = list(parts)
    world = sum(_cell(part, year, "WLD") for part in several)
    sums = {
        power: sum(_cell(part, year, power) for part in several)
        for power in POWERS
        if all(power in part for part in several)
    }
    return {power: 100 * value / world for power, value in sums.items()}


def _parted(series: str, area: str, partners: Sequence[str], since: int, until: int) -> bool:
    """Tell whether a series of trade changes its basis between two years."""
    found = breaks_between(series, area, partner=partners, since=since, until=until)
    return not found.empty


def _earlier_share(evidence: Evidence) -> float | None:
    """Return Russia's share (%) in the trade of all five in 2013, from the older series."""
    wide = _wide(evidence, EARLY_SERIES, ["CA5"], ["RUS", "WLD"])
    if ("CA5", EARLIER_YEAR) not in wide.index or not {"RUS", "WLD"} <= set(wide):
        return None
    _use_trade(evidence, EARLY_SERIES, ["CA5"], ["RUS", "WLD"], [EARLIER_YEAR])
    return _shares([wide.droplevel("area")], EARLIER_YEAR)["RUS"]


def _russian_formats(evidence: Evidence) -> dict[str, list[str]]:
    """Return the organisations with Russia that the five list as memberships."""
    formats = evidence.table("formats")
    lists = evidence.table("countries").set_index("iso3")["memberships"].astype("object")
    found = {}
    around = formats[formats["counterpart"].eq("RUS")].sort_values("display_name")
    for row in around.to_dict("records"):
        name = str(row["display_name"])
        members = [c for c in FIVE if name in str(lists.get(c)).split(";")]
        if members:
            found[name] = members
    evidence.use(formats[formats["display_name"].astype("object").isin(found)])
    facts = evidence.table("country_sources")
    # Of the recalled lists only the OTS comes from memory, which is not used here.
    evidence.use(facts[facts["field"].eq("memberships")].drop(columns="verification"))
    return found


def _us_share(evidence: Evidence) -> dict[str, Any]:
    """Return the share of the USA in the trade of the five in the newest year and ten before."""
    us = _wide(evidence, US_SERIES, ["CA5"], ["USA"])
    total = _wide(evidence, TOTAL_SERIES, ["CA5"], ["WLD"])
    if us.empty or total.empty:
        return {}
    share = (100 * us["USA"] / total["WLD"]).dropna().xs("CA5", level="area")
    latest = int(share.index.max())
    earlier = latest - DECADE
    bases = ((US_SERIES, "USA"), (TOTAL_SERIES, "WLD"))
    if any(_parted(series, "CA5", [partner], earlier, latest) for series, partner in bases):
        share = share[share.index == latest]
    for series, partner in bases:
        _use_trade(evidence, series, ["CA5"], [partner], [earlier, latest])
    return {
        "latest_year": latest,
        "latest_pct": float(share[latest]),
        "earlier_year": earlier,
        "earlier_pct": float(share[earlier]) if earlier in share.index else None,
    }
