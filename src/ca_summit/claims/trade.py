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
from ca_summit.claims.summit import NO_SUMMIT
from ca_summit.claims.wording import iso, names, of_five, paired
from ca_summit.diplomacy import FIVE
from ca_summit.figures.language import msg, msgs
from ca_summit.figures.sentences import Cell, Text, count, say
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
    "treaty": msgs("{count} treaty", "{count} treaties"),
    "contract": msgs("{count} contract", "{count} contracts"),
    "agreement": msgs("{count} agreement", "{count} agreements"),
    "mou": msgs("{count} memorandum", "{count} memoranda"),
    "investment_programme": msgs("{count} investment programme", "{count} investment programmes"),
    "announcement": msgs("{count} announcement", "{count} announcements"),
}
_NO_EARLY_TRADE = msg("The tables hold no early trade of the five with Russia.")


def russia_was_dominant(evidence: Evidence) -> Finding:
    """Ask in how many states Russia was the first partner in the earliest year covered."""
    trade = _wide(evidence, EARLY_SERIES, FIVE, PARTNERS)
    if "RUS" not in trade:
        raise NotCheckableError(_NO_EARLY_TRADE)
    positive = trade["RUS"][trade["RUS"] > 0].groupby("year").size()
    covered = positive[positive == len(FIVE)]
    year = int(need(covered, _NO_EARLY_TRADE).index.min())
    first = _first_partner(trade, year)
    with_russia = [code for code in FIVE if first[code] == "RUS"]
    opening = int(trade.index.get_level_values("year").min())
    known = _states_with_russia(trade, opening)
    after = [c for c, partner in _first_partner(trade, year + 1).items() if partner == "RUS"]
    _use_trade(evidence, EARLY_SERIES, FIVE, PARTNERS, [year])
    members = _russian_formats(evidence)
    text = [
        of_five(
            len(with_russia),
            msg("In {year} Russia was the first of {partners} recorded partners in all five."),
            msg(
                "In {year} Russia was the first of {partners} recorded partners in {number} of the "
                "five: {with_russia:l}."
            ),
            msg("In {year} Russia was the first of {partners} recorded partners in none."),
            year=year,
            partners=len(PARTNERS),
            with_russia=names(with_russia),
        )
    ]
    others = [code for code in FIVE if code not in with_russia]
    if others:
        message = msg("The first partner of the others: {others:l}.")
        text.append(say(message, others=paired(others, names(first[c] for c in others))))
    text.append(say("A year later Russia was first in {after} of the five.", after=len(after)))
    if members:
        message = msg("Members of the organisations around Russia, of the five: {members:l}.")
        told = [
            say("{organisation} {number}", organisation=Cell(name_), number=len(codes))
            for name_, codes in members.items()
        ]
        text.append(say(message, members=told))
    weakness: list[Text] = [
        say("Trade of one early year is thin evidence for dominance over time.")
    ]
    if len(with_russia) == FIRST_PARTNER_STATES:
        weakness.append(say("The rule is met with nothing to spare."))
    if opening < year:
        message = msg(
            "Only the trade of {known:l} with Russia is known for {opening}, where the series "
            "begins."
        )
        if not known:
            message = msg("No trade with Russia is known for {opening}, where the series begins.")
        weakness.append(say(message, opening=opening, known=names(known)))
    flagged = _flagged(evidence, year)
    if flagged:
        message = msg("Flagged as odd are the figures with Russia in {year} of {states:l}.")
        weakness.append(say(message, year=year, states=names(flagged)))
    message = msg("The EU counts as one partner and other neighbours are not in the series.")
    weakness.append(say(message))
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
        weakness,
        str(year),
    )


def _states_with_russia(trade: pd.DataFrame, year: int) -> list[str]:
    """Return the states whose trade with Russia is known in a year."""
    rows = trade.xs(year, level="year")["RUS"]
    rows = rows[rows.notna() & rows.gt(0).fillna(value=False)]
    return [code for code in FIVE if code in rows.index]


def russia_is_waning(evidence: Evidence) -> Finding:
    """Compare Russia's share in trade before the war with the newest year on the same basis."""
    parts = _national(evidence)
    years = set.intersection(*(set(p.index) for p in parts.values())) if parts else set()
    latest = max(years, default=0)
    if latest <= WAR_BASE_YEAR or WAR_BASE_YEAR not in years:
        raise NotCheckableError(
            "No series of trade with Russia reaches past {year}.", year=WAR_BASE_YEAR
        )
    codes, span = list(parts), (WAR_BASE_YEAR, latest)
    parted = [c for c in codes if _parted(NATIONAL[c], c, ["RUS", "WLD"], *span)]
    if parted:
        raise NotCheckableError(
            "The series of {states:l} changes its basis between {first} and {last}.",
            states=names(parted),
            first=span[0],
            last=span[1],
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
    votes, agreed = votes_with_russia(evidence, WAR_BASE_YEAR)
    ukraine, voted = votes_on_ukraine(evidence)
    years_told = {"first": WAR_BASE_YEAR, "last": latest}
    text = [
        say(
            "Russia's share in the trade of {states:l} went from {before:.1f}% in {first} to "
            "{now:.1f}% in {last}.",
            states=names(codes),
            before=base,
            now=now,
            **years_told,
        ),
        say(
            "It fell in all of them."
            if len(fell) == len(codes)
            else "It fell in {fell} of these {codes} states.",
            fell=len(fell),
            codes=len(codes),
        ),
        say(
            "Trade with Russia in billion US dollars: {before:.1f} in {first}, {now:.1f} in "
            "{last}.",
            before=dollars[WAR_BASE_YEAR] / 1e9,
            now=dollars[latest] / 1e9,
            **years_told,
        ),
        *agreed,
        *voted,
    ]
    if pd.notna(china).all():
        message = msg("China's share went from {before:.1f}% to {now:.1f}%.")
        text.insert(2, say(message, before=china[0], now=china[1]))
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
) -> list[Text]:
    weakness: list[Text] = [
        say("An indication, never a proof: a share of trade is not influence, nor is a vote.")
    ]
    absent = [code for code in FIVE if code not in codes]
    if absent:
        message = msg(
            "{states:l} have no series on this basis; no trade here is newer than {latest}."
        )
        weakness.append(say(message, states=names(absent), latest=latest))
        ends = _last_year(evidence, CUSTOMS_SERIES)
        if ends is not None:
            weakness.append(say("The series of Russian customs ends in {year}.", year=ends))
    if before is not None:
        message = msg(
            "The {share:.1f}% of {year} for all five is from another series and must not be "
            "compared."
        )
        weakness.append(say(message, share=before, year=EARLIER_YEAR))
    return weakness


def us_ties_grow(evidence: Evidence) -> Finding:
    """Look for commitments with the United States announced at the summit."""
    deals = evidence.table("commitments")
    deals = deals[deals["counterpart"].eq("USA") & ~deals["is_aggregate"].astype(bool)]
    meetings = evidence.table("meetings")
    summit = meetings[meetings["meeting_id"].eq(SUMMIT)]
    start, end = need(evidence.use(summit), NO_SUMMIT)[["start_date", "end_date"]].iloc[0]
    if pd.isna(start):
        raise NotCheckableError("The record of the summit has no day.")
    end = start if pd.isna(end) else end
    need(deals, msg("The tables hold no commitments with the United States."))
    evidence.use(deals)
    when = deals["announced_on"]
    at_summit = deals[when.between(start, end)]
    tally = at_summit["kind"].astype("str").value_counts().sort_index()
    kinds = {str(kind): int(n) for kind, n in tally.items()}
    share = _us_share(evidence)
    parts = [
        count(*KIND_WORDS[kind], n) if kind in KIND_WORDS else say("{kind} {n}", kind=kind, n=n)
        for kind, n in kinds.items()
    ]
    text: list[Text] = [
        count(
            "{count} single commitment with the United States was announced on {on:D} ({kinds:l}).",
            "{count} single commitments with the United States were announced on {on:D} "
            "({kinds:l}).",
            len(at_summit),
            on=start,
            kinds=parts,
        )
        if parts
        else say("No commitment with the United States was announced on {on:D}.", on=start),
        say(
            "Recorded from {first:D} until then: {earlier}; since then: {later}.",
            first=when.min(),
            earlier=int((when < start).sum()),
            later=int((when > end).sum()),
        ),
    ]
    if share:
        message = msg("Its share in the trade of the five was {share:.1f}% in {year}.")
        if share["earlier_pct"] is not None:
            message = msg(
                "Its share in the trade of the five was {share:.1f}% in {year} against "
                "{earlier:.1f}% in {before}."
            )
        text.append(
            say(
                message,
                share=share["latest_pct"],
                year=share["latest_year"],
                earlier=share["earlier_pct"],
                before=share["earlier_year"],
            )
        )
    return Finding(
        SUPPORTED if len(at_summit) else NOT_SUPPORTED,
        {
            "commitments_before_count": int((when < start).sum()),
            "commitments_at_summit_count": len(at_summit),
            "commitments_after_count": int((when > end).sum()),
            "kinds_at_summit_count": kinds,
            "us_share_in_trade": share,
        },
        text,
        [
            say(
                "The rule is weak: an announcement is enough to pass it and says nothing about "
                "what follows; the newest trade figures are older than the summit, and no table "
                "holds American aid, so that part stays unchecked."
            )
        ],
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


def _last_year(evidence: Evidence, series: str) -> int | None:
    rows = evidence.table("trade_partners")
    years = rows[rows["series"].eq(series)]["year"]
    return int(years.max()) if len(years) else None


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
