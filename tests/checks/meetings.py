"""Check who was at the meetings, when events fell, and what the records claim to cover."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from ca_summit.tables.as_of_meetings import COMPILED_ON
from checks.core import Finding, Tables, check, where

if TYPE_CHECKING:
    from collections.abc import Iterable

_CAME = {"attended", "represented_by_deputy", "absent"}
_NOBODY = {"", "-", "C5"}
_LEADS = r"president|prime minister|chancellor|king|crown prince"
#: Events of the chronology that are the meeting itself.
_ITSELF = {"meeting", "summit", "reception", "envoys", "contact"}
_SAID_OTHERWISE = r"\b(?:days?|before|after|earlier|later)\b"
_PAST = pd.Timedelta(days=60)


@check("meetings", "attendance")
def meetings_of_leaders_tell_who_was_there(tables: Tables) -> Iterable[Finding]:
    """Require of each summit held a statement for host, counterpart, parties, or "unknown"."""
    meetings, said = tables.typed("meetings"), tables.typed("attendance")
    final = said[said["status"].isin(_CAME)]
    stated = set(zip(final["meeting_id"], final["actor_iso3"], strict=True))
    for i, row in enumerate(meetings.to_dict("records")):
        if row["level"] != "heads_of_state" or row["status"] != "held":
            continue
        host = "" if row["format"] == "bilateral" else row["country_iso3"]
        sides = {host, row["counterpart"], *row["parties"].split(";")} - _NOBODY
        missing = {side for side in sides if (row["meeting_id"], side) not in stated}
        unknown = {side for side in row["presence_unknown"].split(";") if side}
        if missing != unknown:
            yield "meetings", i, "presence_unknown", ";".join(sorted(missing)) or "nobody"


@check("commitments", "meetings")
def deals_fall_on_their_meeting_or_say_so(tables: Tables) -> Iterable[Finding]:
    """Require that a deal is announced on a day of its meeting, or that its note says otherwise."""
    deals = tables.typed("commitments")
    meetings = tables.typed("meetings").drop_duplicates("meeting_id").set_index("meeting_id")
    start, end = (deals["meeting_id"].map(meetings[c]) for c in ("start_date", "end_date"))
    off = (deals["announced_on"] < start) | (deals["announced_on"] > end)
    for i in where(off & ~deals["note"].str.contains(_SAID_OTHERWISE)):
        yield "commitments", i, "note", "how the day of the deal differs from those of the meeting"


@check("meetings")
def plans_long_past_have_a_note(tables: Tables) -> Iterable[Finding]:
    """Require that a plan whose day passed 60 days before compilation says what is known."""
    meetings = tables.typed("meetings")
    past = meetings["status"].eq("planned") & (meetings["end_date"] < COMPILED_ON - _PAST)
    for i in where(past & meetings["note"].eq("")):
        yield "meetings", i, "note", "whether it was held, or that this was not found"


@check("countries", "people", "attendance")
def leaders_are_among_the_people(tables: Tables) -> Iterable[Finding]:
    """Require that every leader named is a person of the table of people, spelt alike."""
    people = tables.typed("people")
    known = set(zip(people["person"], people["actor_iso3"], strict=True))
    countries = tables.typed("countries")
    for column in ("head_of_state", "head_of_government"):
        for i, pair in enumerate(zip(countries[column], countries["iso3"], strict=True)):
            if pair not in known:
                yield "countries", i, column, f"a person of {pair[1]}, spelt as in people"
    said = tables.typed("attendance")
    leads = said["role"].str.match(_LEADS)
    named = [pair in known for pair in zip(said["person"], said["actor_iso3"], strict=True)]
    for i in where(leads & ~pd.Series(named)):
        yield "attendance", i, "person", f"a person of {said['actor_iso3'].iloc[i]}"


@check("meetings", "chronology")
def one_event_has_one_date(tables: Tables) -> Iterable[Finding]:
    """Require that an event falls on its meeting or the eve, and none is listed twice."""
    meetings, events = tables.typed("meetings"), tables.typed("chronology")
    days = meetings.drop_duplicates("meeting_id").set_index("meeting_id")
    for i, row in enumerate(events.to_dict("records")):
        ids = [key for key in row["meeting_ids"].split(";") if key in days.index]
        if row["event"] not in _ITSELF or not ids:
            continue
        eve = days.loc[ids, "start_date"].min() - pd.Timedelta(days=1)
        if not eve <= row["date"] <= days.loc[ids, "end_date"].max():
            yield "chronology", i, "date", "a day of its meeting"
    held = meetings[meetings["start_date"].notna()]
    sides = held["parties"].map(lambda text: ";".join(sorted(text.split(";"))))
    keys = held[["format", "level", "start_date"]].assign(sides=sides)
    for i in held.index[keys.duplicated()]:
        yield "meetings", int(i), "start_date", "a day of its own: this meeting is listed twice"


@check("meeting_coverage", "formats")
def coverage_says_one_thing_of_a_day(tables: Tables) -> Iterable[Finding]:
    """Require that statements on coverage run forward, name a format, and do not overlap."""
    rows = tables.typed("meeting_coverage")
    formats = {"any", *tables.typed("formats")["format"]}
    for i in where(rows["since"] > rows["until"]):
        yield "meeting_coverage", i, "until", "not before `since`"
    for i in where(~rows["format"].isin(formats)):
        yield "meeting_coverage", i, "format", "a format, or any"
    for _, group in rows.groupby(["format", "level", "partner"]):
        ordered = group.sort_values("since")
        for (_, before), (i, row) in pairwise(ordered.iterrows()):
            if row["since"] <= before["until"]:
                yield "meeting_coverage", int(i), "since", "after the row before has ended"
