"""Check that days, persons and formats of the meetings fit together."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from ca_summit.tables.as_of_meetings import COMPILED_ON
from checks.core import Finding, Tables, check, where

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What a kind of statement can say about a participant.
_SAYS = {
    "attendance": {"attended", "represented_by_deputy"},
    "presence_in_awaza": {"attended"},
    "not_listed": {"absent"},
    "trip_cancelled": {"declined"},
    "attendance_announced": {"represented_by_deputy", "confirmed"},
    "invitation_reported": {"invited"},
    "host_announcement": {"invited"},
    "invitation_letter_published": {"invited", "confirmed"},
    "press_survey": {"unconfirmed"},
    "press_service_silent": {"unconfirmed"},
    "no_comment": {"unconfirmed"},
    "readout_mentions_summit": {"unconfirmed"},
    "anonymous_source_expects": {"unconfirmed"},
}


@check("meetings")
def meetings_run_forward(tables: Tables) -> Iterable[Finding]:
    """Require that a meeting ends within three days of its start; rows are sorted by start."""
    frame = tables.typed("meetings")
    days = (frame["end_date"] - frame["start_date"]).dt.days
    yield from (
        ("meetings", i, "end_date", "0 to 3 days later")
        for i in where(~days.between(0, 3) & days.notna())
    )
    start = frame["start_date"]
    for i in where(start < start.cummax().shift()):
        yield "meetings", i, "start_date", "not before that of the row above"
    one = start.isna() != frame["end_date"].isna()
    yield from (("meetings", i, "end_date", "both days or none") for i in where(one))


@check("meetings", "formats")
def meetings_fit_their_format(tables: Tables) -> Iterable[Finding]:
    """Require that the outside power is that of the format, or a side of the bilateral meeting."""
    frame = tables.typed("meetings")
    formats = tables.typed("formats")
    partner = dict(zip(formats["format"], formats["counterpart"], strict=True))
    free = {"bilateral", "trilateral", "other_multilateral", "un"}
    for i, row in enumerate(frame.to_dict("records")):
        form, power, sides = row["format"], row["counterpart"], row["parties"]
        if form == "bilateral":
            inside = [s for s in sides.split(";") if s not in _FIVE]
            wanted = {*inside} or {"-"}
            if not sides or power not in wanted:
                yield "meetings", i, "counterpart", f"one of {sorted(wanted)}"
        elif sides:
            yield "meetings", i, "parties", "empty, because the meeting is not bilateral"
        if form not in free and power != partner.get(form):
            yield "meetings", i, "counterpart", f"{partner.get(form)}, that of the format"


#: A name in so few titles is that of one thing, such as a pass.
RARE = 4
_FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")


@check("meetings")
def status_mode_and_edition_fit(tables: Tables) -> Iterable[Finding]:
    """Require that only held meetings have a mode and an outcome in money; editions count up."""
    frame = tables.typed("meetings")
    held = frame["status"].eq("held")
    for i in where(~held & frame["mode"].ne("")):
        yield "meetings", i, "mode", "empty until the meeting was held"
    if (held & frame["mode"].eq("")).sum() > 1:  # one meeting may have been a telephone call
        yield "meetings", -1, "mode", "one for every held meeting"
    for i in where(held & frame["start_date"].isna()):
        yield "meetings", i, "status", "held meetings have a day"
    for i in where(held & (frame["start_date"] > max(COMPILED_ON, pd.Timestamp.now()))):
        yield "meetings", i, "status", "planned: the day lies ahead"
    for i in where(frame["mode"].eq("virtual") != (frame["city"].eq("") & held)):
        yield "meetings", i, "mode", "virtual exactly where a held meeting has no city"
    counted = frame[held & frame["edition"].notna() & frame["format"].ne("other_multilateral")]
    for _, group in counted.groupby(["format", "level"]):
        ordered = group.sort_values("start_date")
        steps = ordered["edition"].diff()
        for i in ordered.index[steps <= 0]:
            yield "meetings", int(i), "edition", "a larger number than the meeting before"


@check("formats", "meetings")
def formats_count_their_summits(tables: Tables) -> Iterable[Finding]:
    """Require that a format is older than its first summit and counts the editions recorded."""
    formats, meetings = tables.typed("formats"), tables.typed("meetings")
    for i in where(formats["created"] > formats["first_leaders_summit"].dt.year):
        yield "formats", i, "created", "not after the first summit"
    leaders = meetings[meetings["level"].eq("heads_of_state") & meetings["status"].eq("held")]
    first = leaders[leaders["edition"].eq(1)].groupby("format")["start_date"].min()
    top = leaders.groupby("format")["edition"].max()
    for i, row in enumerate(formats.to_dict("records")):
        name = row["format"]
        if name in first and abs((row["first_leaders_summit"] - first[name]).days) > 2:
            yield "formats", i, "first_leaders_summit", "the day of the first edition"
        if row["leaders_summits_to_date"] < top.get(name, 0):
            yield "formats", i, "leaders_summits_to_date", "at least the last edition"
        if row["leaders_meetings_incl_unnumbered"] < row["leaders_summits_to_date"]:
            yield "formats", i, "leaders_meetings_incl_unnumbered", "at least the summits"


@check("attendance", "meetings")
def statements_fit_the_meeting(tables: Tables) -> Iterable[Finding]:
    """Require that who came is known on the days of the meeting, who would come before it."""
    frame = tables.typed("attendance")
    meetings = tables.typed("meetings").drop_duplicates("meeting_id").set_index("meeting_id")
    start, end = (frame["meeting_id"].map(meetings[c]) for c in ("start_date", "end_date"))
    plans = frame["status"].isin(["invited", "confirmed", "unconfirmed"])
    came = frame["status"].isin(["attended", "absent"])
    deputy = frame["status"].eq("represented_by_deputy")
    slack = pd.Timedelta(days=1)
    known = frame["known_on"]
    late = plans & (known > end)
    off = (came & ((known < start) | (known > end))) | (
        deputy & ((known < start - slack) | (known > end + slack))
    )
    yield from (("attendance", i, "known_on", "before the meeting ends") for i in where(late))
    yield from (("attendance", i, "known_on", "a day of the meeting") for i in where(off))
    early = plans & (known < start - pd.Timedelta(days=366))
    yield from (("attendance", i, "known_on", "within a year of it") for i in where(early))
    for i, (event, status) in enumerate(zip(frame["event"], frame["status"], strict=True)):
        usual = _SAYS.get(event, {"confirmed"})
        if status not in usual:
            yield "attendance", i, "status", f"one of {sorted(usual)}, as {event} says"


@check("attendance")
def statements_are_in_order(tables: Tables) -> Iterable[Finding]:
    """Require that statements of one actor about one meeting are numbered 1, 2, 3 by their day."""
    frame = tables.typed("attendance").sort_values(["meeting_id", "actor_iso3", "seq"])
    groups = frame.groupby(["meeting_id", "actor_iso3"], sort=False)
    wrong = frame["seq"].ne(groups.cumcount() + 1) | (
        frame["known_on"] < groups["known_on"].shift()
    )
    for i in frame.index[wrong]:
        yield "attendance", int(i), "seq", "the next number, in order of known_on"


@check("attendance", "people")
def persons_belong_to_their_office(tables: Tables) -> Iterable[Finding]:
    """Require that a person speaks for one state, in a recorded role, while in office."""
    frame, people = tables.typed("attendance"), tables.typed("people")
    home = people.drop_duplicates("person").set_index("person")["actor_iso3"]
    wanted = frame["person"].map(home)
    for i in where(wanted.notna() & wanted.ne(frame["actor_iso3"])):
        yield "attendance", i, "actor_iso3", f"{wanted.iloc[i]}, that of {frame['person'].iloc[i]}"
    joined = frame.reset_index(names="position").merge(people, on=["person", "actor_iso3", "role"])
    outside = (joined["known_on"] < joined["in_role_from"]) | (
        joined["known_on"] > joined["in_role_until"]
    )
    for i in joined["position"][outside]:
        yield "attendance", int(i), "known_on", "a day in office"
    for i in where(people["in_role_until"] < people["in_role_from"]):
        yield "people", i, "in_role_until", "not before in_role_from"
    following = people[people["role"].eq("president")].sort_values(["actor_iso3", "in_role_from"])
    groups = following.groupby("actor_iso3")
    for i in following.index[following["in_role_from"] < groups["in_role_until"].shift()]:
        yield "people", int(i), "in_role_from", "not before the predecessor left"


@check("commitments", "meetings")
def deals_are_announced_at_the_meeting(tables: Tables) -> Iterable[Finding]:
    """Require that a deal is announced from the day before its meeting to three days after."""
    frame = tables.typed("commitments")
    meetings = tables.typed("meetings").drop_duplicates("meeting_id").set_index("meeting_id")
    days = (frame["announced_on"] - frame["meeting_id"].map(meetings["start_date"])).dt.days
    for i in where(~days.between(-1, 3) & days.notna()):
        yield "commitments", i, "announced_on", "a day of the meeting"


@check("countries", "people", "country_sources")
def country_facts_fit(tables: Tables) -> Iterable[Finding]:
    """Require that leaders have dates, heights their order, and facts from memory say so."""
    frame = tables.typed("countries")
    people = tables.typed("people")
    for i, row in enumerate(frame.to_dict("records")):
        same = people[people["actor_iso3"].eq(row["iso3"]) & people["role"].eq("president")]
        if row["head_of_state_since"] not in set(same["in_role_from"]):
            yield "countries", i, "head_of_state_since", "the day in the table of people"
        if not row["lowest_point_m"] < row["highest_point_m"]:
            yield "countries", i, "lowest_point_m", "below the highest point"
        if row["independence_date"].year != 1991:
            yield "countries", i, "independence_date", "a day of 1991"
        for other in frame.to_dict("records"):
            there = other["iso3"] in row["neighbours"].split(";")
            if there != (row["iso3"] in other["neighbours"].split(";")) and other != row:
                yield "countries", i, "neighbours", f"the same as {other['iso3']} says"
    sources = tables.typed("country_sources")
    recalled = {
        (row["iso3"], name)
        for row in frame.to_dict("records")
        for name in row["recalled_fields"].split(";")
        if name
    }
    for i, row in enumerate(sources.to_dict("records")):
        marked = (row["iso3"], row["field"]) in recalled
        if marked != (row["verification"] == "recalled"):
            yield "country_sources", i, "verification", "recalled exactly where countries says so"


@check("route_events", "meetings")
def route_events_fall_on_their_meeting(tables: Tables) -> Iterable[Finding]:
    """Require that an event of a route at a meeting falls on its days, give or take three."""
    frame = tables.typed("route_events")
    meetings = tables.typed("meetings").drop_duplicates("meeting_id").set_index("meeting_id")
    days = (frame["date"] - frame["meeting_id"].map(meetings["start_date"])).dt.days
    for i in where(~days.between(-3, 5) & days.notna()):
        yield "route_events", i, "meeting_id", "a meeting of these days"


@check("chronology", "meetings")
def chronology_is_in_order(tables: Tables) -> Iterable[Finding]:
    """Require that the chronology is sorted by day and names meetings that exist."""
    frame = tables.typed("chronology")
    for i in where(frame["date"] < frame["date"].cummax().shift()):
        yield "chronology", i, "date", "not before that of the row above"
    known = set(tables.text("meetings")["meeting_id"])
    for i, cell in enumerate(frame["meeting_ids"]):
        if any(part not in known for part in cell.split(";") if part):
            yield "chronology", i, "meeting_ids", "ids of meetings"


@check("route_events")
def an_event_is_told_once(tables: Tables) -> Iterable[Finding]:
    """Require that two events within a week do not name the same rarely named thing."""
    frame = tables.typed("route_events")
    names = frame["title"].str.findall(r"[A-Z][\w'-]{3,}").map(set)
    known = pd.Series([name for some in names for name in some]).value_counts()
    days = frame[frame["date_precision"].eq("day") & frame["date"].notna()].sort_values("date")
    for (first, day), (second, later) in combinations(days["date"].items(), 2):
        if (later - day).days > 7:
            continue
        shared = {name for name in names[first] & names[second] if known[name] <= RARE}
        if shared:
            yield "route_events", int(second), "date", f"one row for {' and '.join(sorted(shared))}"
