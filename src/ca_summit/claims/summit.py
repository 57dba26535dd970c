"""Check what the article says about the Washington summit itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.claims.evidence import (
    ARTICLE_DAY,
    NOT_CHECKABLE,
    NOT_DECIDED,
    NOT_SUPPORTED,
    PARTLY,
    SUMMIT,
    SUPPORTED,
    Evidence,
    Finding,
    NotCheckableError,
    need,
)
from ca_summit.claims.wording import counted, day, iso, listing, of_the_five, sentence, words
from ca_summit.diplomacy import FIVE, known_on
from ca_summit.names import country_name
from ca_summit.tables.as_of_meetings import HOST_EVENT

if TYPE_CHECKING:
    from collections.abc import Sequence

SUMMIT_DAY = "2025-11-06"
HOST = "USA"
CONFIRMED_TWO = ("KAZ", "KGZ")
UNCONFIRMED_THREE = ("TJK", "TKM", "UZB")
STATEMENT_EVENTS = ("announcement", "confirmation", "readout")
STAYED_AWAY = ("represented_by_deputy", "absent", "declined")


def summit_date(evidence: Evidence) -> Finding:
    """Check that the summit was held on the day and by the host named."""
    row = _summit(evidence)
    if row[["start_date", "city", "country_iso3"]].isna().any():
        raise NotCheckableError("The record of the summit lacks its day, its city or its country.")
    held = str(row["status"]) == "held"
    right = [iso(row["start_date"]) == SUMMIT_DAY, str(row["country_iso3"]) == HOST]
    verdict = NOT_SUPPORTED
    if held and any(right):
        verdict = SUPPORTED if all(right) else PARTLY
    return Finding(
        verdict,
        {
            "status": str(row["status"]),
            "start_date": iso(row["start_date"]),
            "country": str(row["country_iso3"]),
            "city": str(row["city"]),
        },
        f"The summit is recorded as {row['status']}, beginning {day(row['start_date'])} in "
        f"{row['city']}, {country_name(str(row['country_iso3']))}.",
        f"On {day(ARTICLE_DAY)} this was an announcement; the verdict knows the outcome.",
        iso(row["end_date"]) or "",
    )


def announced_by_two(evidence: Evidence) -> Finding:
    """Ask whose own confirmations came first."""
    said = _statements(evidence)
    known = said[said["known_on"] <= ARTICLE_DAY]
    need(known, f"statements about the summit up to {day(ARTICLE_DAY)}")
    own = known[known["status"].eq("confirmed") & known["event"].ne(HOST_EVENT)]
    evidence.use(own)
    first = own.groupby(own["actor_iso3"].astype("str"))["known_on"].min().sort_values()
    earliest = first[first <= first.iloc[min(1, len(first) - 1)]] if len(first) else first
    names = set(earliest.index)
    verdict = SUPPORTED if names == set(CONFIRMED_TWO) else NOT_SUPPORTED
    if verdict == NOT_SUPPORTED and names & set(CONFIRMED_TWO):
        verdict = PARTLY
    shown = [f"{country_name(str(code))} ({day(when)})" for code, when in first.items()]
    events = evidence.table("chronology")
    media = events[events["event"].eq("media_report") & events["date"].le(ARTICLE_DAY)]
    evidence.use(media)
    weakness = "To confirm is not to announce"
    if len(first) > 1 and first.iloc[0] < first.iloc[1]:
        weakness += (
            f": the news itself came from {country_name(first.index[0])} alone, "
            f"{country_name(first.index[1])} accepted "
            f"{counted((first.iloc[1] - first.iloc[0]).days, 'day')} later"
        )
    if len(media):
        actors = sorted({a for cell in media["actors"] for a in str(cell).split(";")})
        weakness += f"; media of {listing(actors)} reported an invitation in the same days"
    return Finding(
        verdict,
        {"first_own_confirmation": {c: iso(w) for c, w in first.items()}, "until": ARTICLE_DAY},
        f"The first own confirmations up to {day(ARTICLE_DAY)} came from {words(shown)}.",
        weakness + ".",
        ARTICLE_DAY,
    )


def two_confirmed(evidence: Evidence) -> Finding:
    """Check the state of the two on the day of the article."""
    status = _status_on(evidence, ARTICLE_DAY, CONFIRMED_TWO)
    yes = [code for code in CONFIRMED_TWO if status.get(code) == "confirmed"]
    verdict = SUPPORTED if len(yes) == len(CONFIRMED_TWO) else PARTLY if yes else NOT_SUPPORTED
    return Finding(
        verdict,
        {"status": status},
        f"As known on {day(ARTICLE_DAY)}: {_said(status, CONFIRMED_TWO)}.",
        "The statements came from press services, not from the presidents, except Kazakhstan's "
        "letter, which agencies read as an acceptance.",
        ARTICLE_DAY,
    )


def three_not_confirmed(evidence: Evidence) -> Finding:
    """Check that the other three were open on the day of the article, and when that changed."""
    status = _status_on(evidence, ARTICLE_DAY, UNCONFIRMED_THREE)
    open_ = [c for c in UNCONFIRMED_THREE if status.get(c) not in {"confirmed", "attended"}]
    verdict = NOT_SUPPORTED
    if open_:
        verdict = SUPPORTED if len(open_) == len(UNCONFIRMED_THREE) else PARTLY
    said = _statements(evidence)
    said = said[said["status"].eq("confirmed") & said["actor_iso3"].isin(UNCONFIRMED_THREE)]
    evidence.use(said)
    first = {
        code: {
            "any_side": iso(said[said["actor_iso3"].eq(code)]["known_on"].min()),
            "own_side": iso(
                said[said["actor_iso3"].eq(code) & said["event"].ne(HOST_EVENT)]["known_on"].min()
            ),
        }
        for code in UNCONFIRMED_THREE
    }
    changed = [
        f"{country_name(code)} on {day(f['any_side'])}"
        + (
            f" by the host's word, by its own on {day(f['own_side'])}"
            if f["own_side"] and f["own_side"] != f["any_side"]
            else ""
        )
        for code, f in sorted(first.items(), key=lambda pair: str(pair[1]["any_side"]))
        if f["any_side"]
    ]
    return Finding(
        verdict,
        {"status": status, "first_confirmation": first},
        f"As known on {day(ARTICLE_DAY)}: {_said(status, UNCONFIRMED_THREE)}; confirmed were "
        f"{words(changed)}.",
        "An invitation reported by unnamed officials is not taken as acceptance, though some media "
        "did so for Uzbekistan; the dates are the earliest found, so true ones may be earlier.",
        ARTICLE_DAY,
    )


def no_white_house_statement(evidence: Evidence) -> Finding:
    """Look for a statement of the American side before the day after the article."""
    events = evidence.table("chronology")
    before = need(events[events["date"].le(ARTICLE_DAY)], "events up to the article")
    evidence.use(before)
    sides = before["actors"].astype("object").fillna("").str.split(";")
    american = before[sides.map(lambda codes: HOST in codes).astype(bool)]
    spoken = american[american["event"].isin(STATEMENT_EVENTS)]
    said = _statements(evidence, (HOST,))
    said = evidence.use(said[said["known_on"] <= ARTICLE_DAY])
    confirmed = said[said["status"].eq("confirmed")]
    silent = said[said["event"].eq("no_comment")]
    count = len(spoken) + len(confirmed)
    text = (
        f"Among the {len(before)} recorded events up to {day(ARTICLE_DAY)}, {len(american)} of "
        f"them with the American side, {count or 'none'} "
        f"{'are official statements' if count > 1 else 'is an official statement'} about the summit"
    )
    if len(silent):
        last = day(silent["known_on"].max())
        text += f"; an agency wrote on {last} that the White House had not commented"
    return Finding(
        NOT_SUPPORTED if count else SUPPORTED,
        {
            "events_until_article_count": len(before),
            "events_with_usa_count": len(american),
            "official_statements_count": count,
            "reports_of_no_comment_count": len(silent),
        },
        text + ".",
        "This is absence of evidence, not evidence of absence: no page of the White House itself "
        "was among the material read.",
        ARTICLE_DAY,
    )


def divisions_or_unity(evidence: Evidence) -> Finding:
    """Ask whether the feared absences occurred."""
    status = _status_on(evidence, SUMMIT_DAY, FIVE)
    came = [code for code in FIVE if status.get(code) == "attended"]
    away = [code for code in FIVE if status.get(code) in STAYED_AWAY]
    verdict = NOT_DECIDED
    if away:
        verdict = PARTLY
    elif len(came) == len(FIVE):
        verdict = NOT_SUPPORTED
    outcome = {
        NOT_SUPPORTED: "so the feared absences did not occur",
        PARTLY: f"absent or sending a deputy: {listing(away)}",
        NOT_DECIDED: "for the others no record says whether they came",
    }[verdict]
    return Finding(
        verdict,
        {"status": status, "attended_count": len(came), "absent_or_deputy": away},
        f"{sentence(of_the_five(len(came), 'presidents'))} attended on {day(SUMMIT_DAY)}, "
        f"{outcome}.",
        "The article said 'could', which attendance cannot refute; the rule tests only whether "
        "anybody stayed away, and divisions may exist among leaders who all come.",
        SUMMIT_DAY,
    )


def most_watched(evidence: Evidence) -> Finding:
    """Say that an opinion cannot be checked, with the one figure that gives it scale."""
    meetings = evidence.table("meetings")
    year = pd.Timestamp(SUMMIT_DAY).year
    mask = meetings["level"].eq("heads_of_state") & meetings["status"].eq("held")
    mask &= meetings["format"].ne("bilateral") & meetings["start_date"].dt.year.eq(year)
    held = evidence.use(meetings[mask], columns=["start_date"])
    kind = str(evidence.claim.get("kind", "opinion"))
    return Finding(
        NOT_CHECKABLE,
        {"leaders_gatherings_2025_count": len(held)},
        f"This is {'an' if kind == 'opinion' else 'stated as'} {kind}, and no table measures how "
        f"closely a gathering was watched; it was one of {len(held)} leaders' gatherings of "
        f"{year} with the region in these records.",
        "The records hold gatherings of Central Asia only, not those of the world.",
    )


def lasting_implications(evidence: Evidence) -> Finding:
    """Show what has followed the summit so far."""
    row = _summit(evidence)
    if str(row["status"]) != "held":
        raise NotCheckableError(f"The summit is recorded as {row['status']}: it has no outcomes.")
    end = row["start_date"] if pd.isna(row["end_date"]) else row["end_date"]
    if pd.isna(end):
        raise NotCheckableError("The record of the summit has no day.")
    meetings = evidence.table("meetings")
    partner = meetings["counterpart"].eq(HOST)
    later = meetings[partner & meetings["status"].eq("held") & meetings["start_date"].gt(end)]
    planned = meetings[partner & meetings["status"].eq("planned")]
    deals = evidence.table("commitments")
    deals = deals[deals["counterpart"].eq(HOST) & deals["announced_on"].gt(end)]
    for frame in (later, planned, deals):
        evidence.use(frame)
    dates = [later["end_date"].max(), deals["announced_on"].max()]
    last = max((d for d in dates if pd.notna(d)), default=end)
    return Finding(
        NOT_DECIDED,
        {
            "meetings_held_since_count": len(later),
            "meetings_planned_count": len(planned),
            "commitments_since_count": len(deals),
            "last_record": iso(last),
        },
        f"Since the summit {len(later)} meetings with the United States were held "
        f"({words(list(later['name'].astype('str')))}), {len(planned)} more were planned or "
        f"proposed and {counted(len(deals), 'commitment')} announced; the last of these records is "
        f"of {day(last)}.",
        "Whether effects last cannot be seen so soon; a later meeting need not be an effect of the "
        "summit, and the material thins out after mid-March 2026, so follow-ups may be missing.",
        iso(last) or "",
    )


def _summit(evidence: Evidence) -> pd.Series:
    meetings = evidence.table("meetings")
    row = need(meetings[meetings["meeting_id"].eq(SUMMIT)], "record of the summit")
    return evidence.use(row, columns=["start_date", "end_date", "city"]).iloc[0]


def _statements(evidence: Evidence, actors: Sequence[str] = FIVE) -> pd.DataFrame:
    said = evidence.table("attendance")
    return said[said["meeting_id"].eq(SUMMIT) & said["actor_iso3"].isin(list(actors))]


def _status_on(evidence: Evidence, when: str, codes: Sequence[str]) -> dict[str, Any]:
    """Return the last status of each state as known on a day; ``None`` if not spoken of."""
    known = known_on(
        SUMMIT, when, attendance=need(_statements(evidence), "statements about the summit")
    )
    known = evidence.use(known[known["actor_iso3"].isin(list(codes))])
    need(known, f"statements about the summit up to {day(when)}")
    last = dict(zip(known["actor_iso3"].astype("str"), known["status"].astype("str"), strict=True))
    return {code: last.get(code) for code in codes}


def _said(status: dict[str, Any], codes: Sequence[str]) -> str:
    return words([f"{country_name(c)} {status.get(c) or 'not spoken of'}" for c in codes])
