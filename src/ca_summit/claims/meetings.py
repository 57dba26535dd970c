"""Check what the article says about leaders' meetings with outside powers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.claims.evidence import (
    ARTICLE_DAY,
    NOT_SUPPORTED,
    SUPPORTED,
    Evidence,
    Finding,
    NotCheckableError,
    need,
    verdict_of,
)
from ca_summit.claims.wording import cells, iso
from ca_summit.diplomacy import all_five_attended, summits_per_year
from ca_summit.figures.language import msg
from ca_summit.figures.sentences import Cell, Sentence, Text, joined, name, say

if TYPE_CHECKING:
    from collections.abc import Sequence

EARLIER_YEARS = (2015, 2022)
LATER_YEARS = (2023, 2025)
NAMED_POWERS = ("CHN", "EU", "USA")
RECENT_SINCE = "2025-04-27"
YEAR_SINCE = "2025-01-01"
DAY_BEFORE_ARTICLE = "2025-10-26"
_NO_MEETINGS = msg("The tables hold no meetings.")
_NO_PLACE = msg("place not recorded")


def powers_compete(evidence: Evidence) -> Finding:
    """Count leaders' summits of the five with outside powers, earlier and later years."""
    meetings = need(evidence.table("meetings"), _NO_MEETINGS)
    own = "meeting_coverage"
    asked: dict[str, Any] = {"since": EARLIER_YEARS[0], "until": LATER_YEARS[1]}
    asked["coverage"] = evidence.table(own) if evidence.tables.is_own(own) else None
    counts = summits_per_year(meetings, by_format=True, **asked).dropna(subset=["summits"])
    whole = summits_per_year(meetings, **asked).set_index("year")["coverage"].eq("complete")
    counts = counts.assign(
        period=counts["year"].between(*LATER_YEARS).map({True: "later", False: "earlier"})
    )
    years = {"earlier": EARLIER_YEARS, "later": LATER_YEARS}
    total = {p: int(counts[counts["period"].eq(p)]["summits"].sum()) for p in years}
    named = counts[counts["counterpart"].isin(NAMED_POWERS)]
    three = {p: int(named[named["period"].eq(p)]["summits"].sum()) for p in years}
    more = total["later"] > total["earlier"]
    decisive = "earlier" if more else "later"  # the period whose count must not be too low
    if not whole.loc[slice(*years[decisive])].all():
        first, last = years[decisive]
        raise NotCheckableError(
            "The meetings are not known to be complete for {first}–{last}: there were {number} "
            "summits or more. State what they cover in the table 'meeting_coverage'.",
            first=first,
            last=last,
            number=total[decisive],
        )
    rate = {p: total[p] / (last - first + 1) for p, (first, last) in years.items()}
    evidence.use(
        _held_summits(meetings, [str(f) for f in counts["format"].unique()]), columns=["start_date"]
    )
    by_year = counts.groupby("year")["summits"].sum().astype(int).to_dict()
    return Finding(
        SUPPORTED if more else NOT_SUPPORTED,
        {
            "summits_2015_2022_count": total["earlier"],
            "summits_2023_2025_count": total["later"],
            "summits_per_year_earlier": rate["earlier"],
            "summits_per_year_later": rate["later"],
            "with_china_eu_usa_2015_2022_count": three["earlier"],
            "with_china_eu_usa_2023_2025_count": three["later"],
            "summits_by_year_count": by_year,
        },
        [
            say(
                "Leaders of the five held {later} summits with outside powers in {from_}–{to} "
                "({later_rate:.1f} a year) against {earlier} in {before}–{until} "
                "({earlier_rate:.1f} a year).",
                later=total["later"],
                from_=LATER_YEARS[0],
                to=LATER_YEARS[1],
                later_rate=rate["later"],
                earlier=total["earlier"],
                before=EARLIER_YEARS[0],
                until=EARLIER_YEARS[1],
                earlier_rate=rate["earlier"],
            ),
            say(
                "With China, the EU and the United States alone there were {later} against "
                "{earlier}.",
                **three,
            ),
        ],
        [
            say(
                "Summits show that these powers court the region, not that they compete with each "
                "other; the rule counts every outside power, meetings by video too."
            )
        ],
        str(LATER_YEARS[1]),
    )


def met_china_and_russia(evidence: Evidence) -> Finding:
    """Look for meetings of all five with China and with Russia in the half year before."""
    return _met(
        evidence,
        ("CHN", "RUS"),
        (RECENT_SINCE, ARTICLE_DAY),
        msg(
            "'Recent months' is taken as the half year before the article; larger gatherings are "
            "only shown, because many others came to them too."
        ),
    )


def met_eu_and_china_this_year(evidence: Evidence) -> Finding:
    """Look for meetings of all five with the European Union and with China earlier in 2025."""
    return _met(
        evidence,
        ("EU", "CHN"),
        (YEAR_SINCE, DAY_BEFORE_ARTICLE),
        msg("The rule asks that all five came, not what was agreed."),
    )


def _met(
    evidence: Evidence, powers: Sequence[str], span: tuple[str, str], weakness: str
) -> Finding:
    """Ask whether all five met each power in person, in the format of the five and that power."""
    meetings = need(evidence.table("meetings"), _NO_MEETINGS)
    attendance = need(
        evidence.table("attendance"), msg("The tables hold no statements of attendance.")
    )
    came = all_five_attended(meetings=meetings, attendance=attendance)
    came = came[came["start_date"].between(pd.Timestamp(span[0]), pd.Timestamp(span[1]))]
    unclear = came[came["all_in_person"].isna() & _is_own(came)]
    came = came[came["all_in_person"].fillna(False).astype(bool)]
    own = _is_own(came)
    details = meetings.set_index("meeting_id")
    found: dict[str, list[dict[str, Any]]] = {
        power: [
            _describe(key, details.loc[key])
            for key in came[own & came["counterpart"].eq(power)]["meeting_id"]
        ]
        for power in powers
    }
    larger = {power: _larger(came[~own], attendance, power) for power in powers if power != "EU"}
    for power in powers:
        open_ = unclear[unclear["counterpart"].eq(power)]["meeting_id"]
        if not found[power] and len(open_):
            raise NotCheckableError(
                "No record says who came: {meetings:l}.",
                meetings=cells(details.loc[list(open_), "name"]),
            )
    used = [m["meeting_id"] for several in found.values() for m in several]
    used += [key for several in larger.values() for key in several]
    evidence.use(
        meetings[meetings["meeting_id"].isin(used)], columns=["start_date", "end_date", "city"]
    )
    evidence.use(attendance[attendance["meeting_id"].isin(used)])
    met = [power for power in powers if found[power]]
    text: list[Text] = []
    if met:
        message = msg("All five came in person to: {meetings:l}.")
        text.append(say(message, meetings=[_told(m) for p in met for m in found[p]]))
    if len(met) < len(powers):
        message = msg("No such summit of all five is recorded with {powers:l}.")
        text.append(say(message, powers=[name(p) for p in powers if p not in met]))
    also = sorted({key for several in larger.values() for key in several})
    if also:
        message = msg(
            "All five and one of these leaders were also at larger gatherings: {meetings}."
        )
        if len(also) == 1:
            message = msg(
                "All five and one of these leaders were also at a larger gathering: {meetings}."
            )
        text.append(say(message, meetings=joined(cells(details.loc[also, "name"]))))
    message = msg("Counted are meetings from {first:D} to {last:D}, both days included.")
    text.append(say(message, first=pd.Timestamp(span[0]), last=pd.Timestamp(span[1])))
    return Finding(
        verdict_of(len(met), len(powers)),
        {
            "from": span[0],
            "until": span[1],
            "meetings": found,
            "larger_gatherings": larger,
        },
        text,
        [say(weakness)],
        span[1],
    )


def _is_own(came: pd.DataFrame) -> pd.Series:
    """Tell which meetings are in a format of the five and one outside power."""
    return came["format"].astype("str").str.endswith("_central_asia")


def _describe(key: str, row: pd.Series) -> dict[str, Any]:
    return {
        "meeting_id": key,
        "name": str(row["name"]),
        "start_date": iso(row["start_date"]),
        "end_date": iso(row["end_date"]),
        "city": _NO_PLACE if pd.isna(row["city"]) else str(row["city"]),
    }


def _told(meeting: dict[str, Any]) -> Sentence:
    """Name a meeting with its place and its days."""
    first, last = (
        pd.Timestamp(meeting["start_date"]),
        pd.Timestamp(meeting["end_date"] or meeting["start_date"]),
    )
    city = say(_NO_PLACE) if meeting["city"] == _NO_PLACE else Cell(meeting["city"])
    message = msg("{meeting} ({city}, {last:D})")
    if first != last:
        message = msg("{meeting} ({city}, {first:D} to {last:D})")
        if (first.year, first.month) == (last.year, last.month):
            message = msg("{meeting} ({city}, {begun}–{last:D})")
    values = {"first": first, "begun": first.day, "last": last}
    return say(message, meeting=Cell(meeting["name"]), city=city, **values)


def _larger(came: pd.DataFrame, attendance: pd.DataFrame, power: str) -> list[str]:
    """Return larger gatherings of all five at which the other leader is recorded too."""
    present = attendance[attendance["actor_iso3"].eq(power) & attendance["status"].eq("attended")]
    return sorted(set(came["meeting_id"]) & set(present["meeting_id"]))


def _held_summits(meetings: pd.DataFrame, formats: Sequence[str]) -> pd.DataFrame:
    mask = meetings["level"].eq("heads_of_state") & meetings["status"].eq("held")
    mask &= meetings["format"].isin(list(formats))
    mask &= meetings["start_date"].dt.year.between(EARLIER_YEARS[0], LATER_YEARS[1])
    summits: pd.DataFrame = meetings[mask]
    return summits
