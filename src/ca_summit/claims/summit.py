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
    verdict_of,
)
from ca_summit.claims.wording import cells, iso, names, of_five, paired
from ca_summit.diplomacy import FIVE, known_on
from ca_summit.figures.language import msg, msgs
from ca_summit.figures.sentences import Cell, Text, count, joined, name, say
from ca_summit.tables.as_of_meetings import HOST_EVENT

if TYPE_CHECKING:
    from collections.abc import Sequence

SUMMIT_DAY = "2025-11-06"
HOST = "USA"
CONFIRMED_TWO = ("KAZ", "KGZ")
UNCONFIRMED_THREE = ("TJK", "TKM", "UZB")
STATEMENT_EVENTS = ("announcement", "confirmation", "readout")
NO_SUMMIT = msg("The tables hold no record of the summit.")
_NONE_YET = msg("The tables hold no statements about the summit up to that day.")
_SINCE = msgs(
    "Since the summit {count} meeting with the United States was held: {meetings}.",
    "Since the summit {count} meetings with the United States were held: {meetings}.",
)
STAYED_AWAY = ("represented_by_deputy", "absent", "declined")


def summit_date(evidence: Evidence) -> Finding:
    """Check that the summit was held on the day and by the host named."""
    row = _summit(evidence)
    if row[["start_date", "city", "country_iso3"]].isna().any():
        raise NotCheckableError("The record of the summit lacks its day, its city or its country.")
    held = str(row["status"]) == "held"
    right = [iso(row["start_date"]) == SUMMIT_DAY, str(row["country_iso3"]) == HOST]
    return Finding(
        verdict_of(sum(right), len(right)) if held else NOT_SUPPORTED,
        {
            "status": str(row["status"]),
            "start_date": iso(row["start_date"]),
            "country": str(row["country_iso3"]),
            "city": str(row["city"]),
        },
        [
            say(
                "The summit is recorded as {status}, beginning {first:D} in {city}, {place}.",
                status=Cell(str(row["status"])),
                first=row["start_date"],
                city=Cell(str(row["city"])),
                place=name(row["country_iso3"]),
            )
        ],
        [
            say(
                "On {on:D} this was an announcement; the verdict knows the outcome.",
                on=pd.Timestamp(ARTICLE_DAY),
            )
        ],
        iso(row["end_date"]) or "",
    )


def announced_by_two(evidence: Evidence) -> Finding:
    """Ask whose own confirmations came first."""
    said = _statements(evidence)
    known = said[said["known_on"] <= ARTICLE_DAY]
    need(known, _NONE_YET)
    own = known[known["status"].eq("confirmed") & known["event"].ne(HOST_EVENT)]
    evidence.use(own)
    first = own.groupby(own["actor_iso3"].astype("str"))["known_on"].min().sort_values()
    earliest = first[first <= first.iloc[min(1, len(first) - 1)]] if len(first) else first
    early = set(earliest.index)
    verdict = SUPPORTED if early == set(CONFIRMED_TWO) else NOT_SUPPORTED
    if verdict == NOT_SUPPORTED and early & set(CONFIRMED_TWO):
        verdict = PARTLY
    dated = [say("{place} ({on:D})", place=name(code), on=when) for code, when in first.items()]
    events = evidence.table("chronology")
    media = events[events["event"].eq("media_report") & events["date"].le(ARTICLE_DAY)]
    evidence.use(media)
    weakness: list[Text] = [say("To confirm is not to announce.")]
    if len(first) > 1 and first.iloc[0] < first.iloc[1]:
        weakness.append(
            count(
                "The news itself came from {first} alone; {next} accepted {count} day later.",
                "The news itself came from {first} alone; {next} accepted {count} days later.",
                (first.iloc[1] - first.iloc[0]).days,
                first=name(first.index[0]),
                next=name(first.index[1]),
            )
        )
    if len(media):
        actors = sorted({a for cell in media["actors"] for a in str(cell).split(";")})
        message = msg("Media of {places:l} reported an invitation in the same days.")
        weakness.append(say(message, places=names(actors)))
    message = msg("Up to {on:D} no state of the region had confirmed by itself.")
    if dated:
        message = msg("The first own confirmations up to {on:D} came from {places:l}.")
    return Finding(
        verdict,
        {"first_own_confirmation": {c: iso(w) for c, w in first.items()}, "until": ARTICLE_DAY},
        [say(message, on=pd.Timestamp(ARTICLE_DAY), places=dated)],
        weakness,
        ARTICLE_DAY,
    )


def two_confirmed(evidence: Evidence) -> Finding:
    """Check the state of the two on the day of the article."""
    status = _status_on(evidence, ARTICLE_DAY, CONFIRMED_TWO)
    yes = [code for code in CONFIRMED_TWO if status.get(code) == "confirmed"]
    return Finding(
        verdict_of(len(yes), len(CONFIRMED_TWO)),
        {"status": status},
        [_as_known(status, CONFIRMED_TWO)],
        [
            say(
                "The statements came from press services, not from the presidents, except "
                "Kazakhstan's letter, which agencies read as an acceptance."
            )
        ],
        ARTICLE_DAY,
    )


def three_not_confirmed(evidence: Evidence) -> Finding:
    """Check that the other three were open on the day of the article, and when that changed."""
    status = _status_on(evidence, ARTICLE_DAY, UNCONFIRMED_THREE)
    open_ = [c for c in UNCONFIRMED_THREE if status.get(c) not in {"confirmed", "attended"}]
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
    changed = []
    for code, when in sorted(first.items(), key=lambda pair: str(pair[1]["any_side"])):
        if when["any_side"]:
            first_day = pd.Timestamp(when["any_side"])
            own_day = pd.Timestamp(when["own_side"] or first_day)
            message = msg("{place} on {day:D}")
            if own_day != first_day:
                message = msg("{place} on {day:D} by the host's word, by its own on {own:D}")
            changed.append(say(message, place=name(code), day=first_day, own=own_day))
    text = [_as_known(status, UNCONFIRMED_THREE)]
    if changed:
        text.append(say("Their first confirmations: {changes:l}.", changes=changed))
    return Finding(
        verdict_of(len(open_), len(UNCONFIRMED_THREE)),
        {"status": status, "first_confirmation": first},
        text,
        [
            say(
                "An invitation reported by unnamed officials is not taken as acceptance, though "
                "some media did so for Uzbekistan; the dates are the earliest found, so true ones "
                "may be earlier."
            )
        ],
        ARTICLE_DAY,
    )


def no_white_house_statement(evidence: Evidence) -> Finding:
    """Look for a statement of the American side before the day after the article."""
    events = evidence.table("chronology")
    before = need(
        events[events["date"].le(ARTICLE_DAY)],
        msg("The tables hold no events up to the day of the article."),
    )
    evidence.use(before)
    sides = before["actors"].astype("object").fillna("").str.split(";")
    american = before[sides.map(lambda codes: HOST in codes).astype(bool)]
    spoken = american[american["event"].isin(STATEMENT_EVENTS)]
    said = _statements(evidence, (HOST,))
    said = evidence.use(said[said["known_on"] <= ARTICLE_DAY])
    confirmed = said[said["status"].eq("confirmed")]
    silent = said[said["event"].eq("no_comment")]
    spoke = len(spoken) + len(confirmed)
    values = {"events": len(before), "on": pd.Timestamp(ARTICLE_DAY), "american": len(american)}
    text: list[Text] = [
        say(
            "Among the {events} recorded events up to {on:D}, {american} of them with the American "
            "side, none is an official statement about the summit.",
            **values,
        )
    ]
    if spoke:
        text = [
            count(
                "Among the {events} recorded events up to {on:D}, {american} of them with the "
                "American side, {count} is an official statement about the summit.",
                "Among the {events} recorded events up to {on:D}, {american} of them with the "
                "American side, {count} are official statements about the summit.",
                spoke,
                **values,
            )
        ]
    if len(silent):
        message = msg("An agency wrote on {on:D} that the White House had not commented.")
        text.append(say(message, on=silent["known_on"].max()))
    return Finding(
        NOT_SUPPORTED if spoke else SUPPORTED,
        {
            "events_until_article_count": len(before),
            "events_with_usa_count": len(american),
            "official_statements_count": spoke,
            "reports_of_no_comment_count": len(silent),
        },
        text,
        [
            say(
                "This is absence of evidence, not evidence of absence: no page of the White House "
                "itself was among the material read."
            )
        ],
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
    came_to = of_five(
        len(came),
        msg("All five presidents attended on {on:D}."),
        msg("{number} of the five presidents attended on {on:D}."),
        msg("None of the five presidents attended on {on:D}."),
        on=pd.Timestamp(SUMMIT_DAY),
    )
    outcome = {
        NOT_SUPPORTED: msg("The feared absences did not occur."),
        PARTLY: msg("Absent or sending a deputy: {away:l}."),
        NOT_DECIDED: msg("For the others no record says whether they came."),
    }[verdict]
    return Finding(
        verdict,
        {"status": status, "attended_count": len(came), "absent_or_deputy": away},
        [came_to, say(outcome, away=names(away))],
        [
            say(
                "The article said 'could', which attendance cannot refute; the rule tests only "
                "whether anybody stayed away, and divisions may exist among leaders who all come."
            )
        ],
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
        [
            say(
                "No table measures how closely a gathering was watched; the kind of this statement "
                "is recorded as: {kind}.",
                kind=say(kind),
            ),
            count(
                "It was {count} leaders' gathering of {year} with the region in these records.",
                "It was one of {count} leaders' gatherings of {year} with the region in these "
                "records.",
                len(held),
                year=year,
            ),
        ],
        [say("The records hold gatherings of Central Asia only, not those of the world.")],
    )


def lasting_implications(evidence: Evidence) -> Finding:
    """Show what has followed the summit so far."""
    row = _summit(evidence)
    if str(row["status"]) != "held":
        raise NotCheckableError(
            "The summit is recorded as {status}: it has no outcomes.",
            status=Cell(str(row["status"])),
        )
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
        [
            count(*_SINCE, len(later), meetings=joined(cells(later["name"])))
            if len(later)
            else say("Since the summit no meeting with the United States was held."),
            say(
                "Planned or proposed: {planned} more; commitments announced: {deals}; the last of "
                "these records is of {last:D}.",
                planned=len(planned),
                deals=len(deals),
                last=last,
            ),
        ],
        [
            say(
                "Whether effects last cannot be seen so soon; a later meeting need not be an "
                "effect of the summit, and the material thins out after mid-March 2026, so "
                "follow-ups may be missing."
            )
        ],
        iso(last) or "",
    )


def _summit(evidence: Evidence) -> pd.Series:
    meetings = evidence.table("meetings")
    row = need(meetings[meetings["meeting_id"].eq(SUMMIT)], NO_SUMMIT)
    return evidence.use(row, columns=["start_date", "end_date", "city"]).iloc[0]


def _statements(evidence: Evidence, actors: Sequence[str] = FIVE) -> pd.DataFrame:
    said = evidence.table("attendance")
    return said[said["meeting_id"].eq(SUMMIT) & said["actor_iso3"].isin(list(actors))]


def _status_on(evidence: Evidence, when: str, codes: Sequence[str]) -> dict[str, Any]:
    """Return the last status of each state as known on a day; ``None`` if not spoken of."""
    said = need(_statements(evidence), msg("The tables hold no statements about the summit."))
    known = known_on(SUMMIT, when, attendance=said).assign(meeting_id=SUMMIT)
    known = evidence.use(known[known["actor_iso3"].isin(list(codes))])
    need(known, _NONE_YET)
    last = dict(zip(known["actor_iso3"].astype("str"), known["status"].astype("str"), strict=True))
    return {code: last.get(code) for code in codes}


def _as_known(status: dict[str, Any], codes: Sequence[str]) -> Text:
    """Say the state of each of several presidents on the day of the article."""
    told = [Cell(status[code]) if status.get(code) else say("not spoken of") for code in codes]
    message = msg("As known on {on:D}: {states:l}.")
    return say(message, on=pd.Timestamp(ARTICLE_DAY), states=paired(codes, told))
