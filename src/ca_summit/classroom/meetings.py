"""Set exercises on meetings, attendance and announced deals."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pandas as pd

from ca_summit.classroom.model import (
    FIVE,
    OLDER,
    YOUNGER,
    Given,
    Labelled,
    Problem,
    Task,
    plain_code,
    rows_where,
    sources_of,
)
from ca_summit.diplomacy import all_five_attended, known_on
from ca_summit.figures.sentences import Cell, count, joined, name, say, spellings

if TYPE_CHECKING:
    from ca_summit.tables.choice import Tables

_MEET, _CAME, _DEAL = "meetings", "attendance", "commitments"
SUMMIT = "c5-plus-1-2025-washington"
_STATES = (say("confirmed"), say("spoken of, but not confirmed"), say("not mentioned yet"))
_TRUTH = (say("true"), say("false"), say("cannot be told from the table"))


def summits(tables: Tables, *, with_outside: bool = False) -> Labelled:
    """Return the leaders' meetings held, other than bilateral ones, by day."""
    rows = rows_where(tables["meetings"], level="heads_of_state", status="held")
    keep = rows["format"].ne("bilateral") & rows["start_date"].notna()
    if with_outside:
        keep &= rows["format"].astype("str").str.endswith(("_central_asia", "c5_plus_1"))
    rows = rows[keep].sort_values(["start_date", "meeting_id"])
    return rows.assign(meeting_id=rows["meeting_id"].astype("str")).set_index("meeting_id")


def _gap_pool(tables: Tables) -> list[Given]:
    dates = summits(tables, with_outside=True)["start_date"]
    return [
        {"earlier": a, "later": b}
        for a, b in combinations(dates.index, 2)
        if 14 <= (dates[b] - dates[a]).days <= 400
    ]


def _gap(tables: Tables, earlier: str, later: str) -> Problem:
    rows = summits(tables).loc[[earlier, later]]
    (a, b), (first, second) = rows["name"], rows["start_date"]
    days = int((second - first).days)
    return Problem(
        question=say(
            "How many days lie between the first day of “{a}” ({first:D}) and that of “{b}” "
            "({second:D})? From one day to the next is 1.",
            a=Cell(a),
            b=Cell(b),
            first=first,
            second=second,
        ),
        answer=days,
        working=count(
            "{first:D} to {second:D}: {count} day",
            "{first:D} to {second:D}: {count} days",
            days,
            first=first,
            second=second,
        ),
        sources=sources_of(rows),
    )


#: Other names under which pupils may know a city; Cyrillic spellings that only change the letters
#: need no entry.
_CITY_NAMES = {
    "Abu Dhabi": "Абу-Даби",
    "Ashgabat": "Aşgabat;Ашхабад",
    "Awaza": "Аваза",
    "Beijing": "Пекин;Peking",
    "Berlin": "Берлин",
    "Brussels": "Брюссель",
    "Gabala": "Qəbələ",
    "Khankendi": "Ханкенди;Xankəndi;Stepanakert;Степанакерт",
    "Istanbul": "Стамбул",
    "Jeddah": "Джидда",
    "Khujand": "Худжанд;Хуҷанд",
    "Kuwait City": "Эль-Кувейт;Kuwait",
    "London": "Лондон",
    "Luxembourg": "Люксембург",
    "Moscow": "Москва",
    "New Delhi": "Нью-Дели",
    "New York": "Нью-Йорк;New York City;NYC",
    "Paris": "Париж",
    "Riyadh": "Эр-Рияд",
    "Rome": "Рим",
    "Saint Petersburg": "Санкт-Петербург;St Petersburg;Петербург;СПб",
    "Samarkand": "Samarqand;Самарканд",
    "Seoul": "Сеул",
    "Tashkent": "Toshkent;Тошкент",
    "Tianjin": "Тяньцзинь",
    "Tokyo": "Токио",
    "Turkistan": "Туркестан;Түркістан",
    "Washington": "Вашингтон;Washington, D.C.",
    "Xi'an": "Сиань",
    "Yerevan": "Ереван",
}


def _city_pool(tables: Tables) -> list[Given]:
    rows = summits(tables)
    return [{"meeting": str(key)} for key in rows.index[rows["city"].notna()]]


def _city(tables: Tables, meeting: str) -> Problem:
    row = summits(tables).loc[meeting]
    city = str(row["city"])
    return Problem(
        question=say(
            "In which city was this meeting held in {year}: {meeting}?",
            year=row["start_date"].year,
            meeting=Cell(without_city(str(row["name"]), city)),
        ),
        answer=Cell(city),
        accepted=_city_names(city, row["country_iso3"]),
        working=say(
            "{meeting}, {on:D}: {city}",
            meeting=Cell(str(row["name"])),
            on=row["start_date"],
            city=Cell(city),
        ),
        sources=sources_of(row.to_frame().T),
    )


def without_city(meeting: str, city: str) -> str:
    """Return the title of a meeting that does not tell where it was.

    Examples
    --------
    >>> without_city("Fifth summit in Astana", "Astana")
    'Fifth summit'
    """
    return meeting.replace(f", {city}", "").replace(f" in {city}", "")


def _city_names(city: str, iso3: object) -> tuple[str, ...]:
    """Return the other right answers: names in other languages, each with the country behind it."""
    known = _CITY_NAMES.get(city, "").split(";")
    names = dict.fromkeys([*spellings(Cell(city)), *filter(None, known)])
    both = [f"{one}, {country}" for one in names for country in spellings(name(iso3))]
    return (*names, *both)


def _row_pool(tables: Tables) -> list[Given]:
    dates = summits(tables, with_outside=True)["start_date"]
    return [
        {"meetings": four}
        for four in combinations(dates.index, 4)
        if all(30 <= (dates[b] - dates[a]).days <= 400 for a, b in pairwise(four))
    ]


def _row(tables: Tables, meetings: tuple[str, ...]) -> Problem:
    rows = summits(tables).loc[list(meetings)].sort_values("start_date")
    names = tuple(Cell(str(n)) for n in rows["name"])
    return Problem(
        question=say("Put these summits in order, the earliest first."),
        answer=names,
        options=names,
        working=joined(
            say("{on:D}: {meeting}", on=day, meeting=meeting)
            for day, meeting in zip(rows["start_date"], names, strict=True)
        ),
        sources=sources_of(rows),
    )


def _days(tables: Tables) -> list[str]:
    summit = rows_where(tables["meetings"], meeting_id=SUMMIT)
    last = summit["start_date"].iloc[0] - pd.Timedelta(days=1)
    known = rows_where(tables["attendance"], meeting_id=SUMMIT)["known_on"].min()
    return [f"{d:%Y-%m-%d}" for d in pd.date_range(known - pd.Timedelta(days=1), last)]


def _state_pool(tables: Tables) -> list[Given]:
    return [{"country": code, "on": on} for on in _days(tables) for code in FIVE]


def _known(tables: Tables, on: str) -> Labelled:
    state = known_on(SUMMIT, on, attendance=tables["attendance"])
    return state.assign(actor_iso3=state["actor_iso3"].astype("str")).set_index("actor_iso3")


def _state(tables: Tables, country: str, on: str) -> Problem:
    known = _known(tables, on)
    if country not in known.index:
        right, told = _STATES[2], say("{place}: no statement was public", place=name(country))
        sources: tuple[str, ...] = ()
    else:
        row = known.loc[country]
        right = _STATES[0] if str(row["status"]) == "confirmed" else _STATES[1]
        told = say(
            "{place}: {event}, public on {on:D}",
            place=name(country),
            event=Cell(plain_code(row["event"])),
            on=row["known_on"],
        )
        sources = sources_of(row.to_frame().T)
    return Problem(
        question=say(
            "The summit in Washington is on 6 November 2025. It is the evening of {on:D}, and you "
            "know only what is public by now. The coming of the leader of {place} is …",
            on=pd.Timestamp(on),
            place=name(country),
        ),
        answer=right,
        options=_STATES,
        working=told,
        sources=sources,
    )


def _confirmed_pool(tables: Tables) -> list[Given]:
    return [{"on": on} for on in _days(tables)]


def _confirmed(tables: Tables, on: str) -> Problem:
    known = _known(tables, on)
    own = known[known.index.isin(FIVE)]
    yes = own[own["status"].eq("confirmed")]
    day = pd.Timestamp(on)
    told = (
        say("{on:D}: {names:l}", on=day, names=[name(code) for code in yes.index])
        if len(yes)
        else say("{on:D}: none", on=day)
    )
    return Problem(
        question=say(
            "How many of the five leaders had confirmed, by the evening of {on:D}, that they would "
            "come to Washington? A confirmation by the host's side counts.",
            on=day,
        ),
        answer=len(yes),
        working=told,
        sources=sources_of(own),
    )


def _five_at(tables: Tables) -> Labelled:
    came = all_five_attended(meetings=tables["meetings"], attendance=tables["attendance"])
    return came.assign(meeting_id=came["meeting_id"].astype("str")).set_index("meeting_id")


def _came_pool(tables: Tables) -> list[Given]:
    came = _five_at(tables)
    return [{"meeting": str(key)} for key in came.index[came["not_recorded"].eq(0)]]


def _statements(tables: Tables, meeting: str) -> pd.DataFrame:
    return rows_where(tables["attendance"], meeting_id=meeting, actor_iso3=FIVE)


def _came(tables: Tables, meeting: str) -> Problem:
    row = _five_at(tables).loc[meeting]
    return Problem(
        question=say(
            "How many of the five presidents took part themselves, in the room or by video: "
            "{meeting}, {on:D}?",
            meeting=Cell(str(row["name"])),
            on=row["start_date"],
        ),
        answer=int(row["attended"]),
        working=say(
            "{attended} themselves, {by_deputy} by deputy, {absent} absent",
            attended=int(row["attended"]),
            by_deputy=int(row["by_deputy"]),
            absent=int(row["absent"]),
        ),
        sources=sources_of(_statements(tables, meeting)),
    )


def _room_pool(tables: Tables) -> list[Given]:
    return [{"meeting": str(key)} for key in _five_at(tables).index]


def _room(tables: Tables, meeting: str) -> Problem:
    row = _five_at(tables).loc[meeting]
    value = row["all_in_person"]
    right = _TRUTH[2] if pd.isna(value) else _TRUTH[0] if bool(value) else _TRUTH[1]
    return Problem(
        question=say(
            "“{meeting}” ({on:D}): all five presidents sat in the same room.",
            meeting=Cell(str(row["name"])),
            on=row["start_date"],
        ),
        answer=right,
        options=_TRUTH,
        working=say(
            "{attended} attended, {by_deputy} by deputy, {absent} absent, {not_recorded} not "
            "recorded; mode: {mode}",
            attended=int(row["attended"]),
            by_deputy=int(row["by_deputy"]),
            absent=int(row["absent"]),
            not_recorded=int(row["not_recorded"]),
            mode=say("not recorded") if pd.isna(row["mode"]) else Cell(plain_code(row["mode"])),
        ),
        sources=sources_of(_statements(tables, meeting)),
    )


def _single(tables: Tables) -> pd.DataFrame:
    frame = tables["commitments"]
    rows = frame[~frame["is_aggregate"].fillna(False).astype(bool)]
    return rows.assign(meeting_id=rows["meeting_id"].astype("str"))


def _valued_pool(tables: Tables) -> list[Given]:
    rows = _single(tables)
    empty = rows["value_usd"].isna().groupby(rows["meeting_id"]).agg(["sum", "size"])
    # Where all are empty the question itself would name the answer; longer lists fill a sheet.
    open_ = empty["sum"].lt(empty["size"]) & empty["size"].between(2, 12) & (empty.index != "nan")
    return [{"meeting": str(key)} for key in empty.index[open_]]


def _meeting_name(tables: Tables, meeting: str) -> Cell:
    return Cell(str(rows_where(tables["meetings"], meeting_id=meeting)["name"].iloc[0]))


def _valued(tables: Tables, meeting: str) -> Problem:
    rows = rows_where(_single(tables), meeting_id=meeting)
    without = int(rows["value_usd"].isna().sum())
    return Problem(
        question=count(
            "{meeting}: the table lists {count} single deal or declaration (headline totals left "
            "out). For how many is no value in dollars known?",
            "{meeting}: the table lists {count} single deals and declarations (headline totals "
            "left out). For how many of them is no value in dollars known?",
            len(rows),
            meeting=_meeting_name(tables, meeting),
        ),
        answer=without,
        working=count(
            "{count} row, {filled} with a value, {empty} empty; empty does not mean zero",
            "{count} rows, {filled} with a value, {empty} empty; empty does not mean zero",
            len(rows),
            filled=len(rows) - without,
            empty=without,
        ),
        sources=sources_of(rows),
    )


def _yearly_pool(tables: Tables) -> list[Given]:
    frame = tables["commitments"]
    known = frame["value_usd"].notna() & frame["horizon_years"].gt(1).fillna(False)
    return [{"deal": str(key)} for key in frame.loc[known, "commitment_id"]]


def _yearly(tables: Tables, deal: str) -> Problem:
    rows = rows_where(tables["commitments"], commitment_id=deal)
    row = rows.iloc[0]
    value, years = float(row["value_usd"]) / 1e6, int(row["horizon_years"])
    return Problem(
        question=count(
            "Announced on {on:D}: “{deal}”, together {dollars:r6} US dollars over {count} year. "
            "How many million US dollars a year is that on average?",
            "Announced on {on:D}: “{deal}”, together {dollars:r6} US dollars over {count} years. "
            "How many million US dollars a year is that on average?",
            years,
            on=row["announced_on"],
            deal=Cell(str(row["title"])),
            dollars=value * 1e6,
        ),
        answer=value / years,
        working=count(
            "{value:r6} million ÷ {count} year = {yearly:r6} million",
            "{value:r6} million ÷ {count} years = {yearly:r6} million",
            years,
            value=value,
            yearly=value / years,
        ),
        sources=sources_of(rows),
    )


TASKS = (
    Task(
        "days-between",
        _MEET,
        YOUNGER,
        "Days between two summits",
        "number",
        hint="Count month by month; mind months of 30 and 31 days.",
        how="difference of the start dates in days",
        tables=("meetings",),
        pool=_gap_pool,
        work=_gap,
        unit="days",
    ),
    Task(
        "which-city",
        _MEET,
        YOUNGER,
        "Where did they meet?",
        "text",
        hint="Look for the year in the table of meetings.",
        how="city of the meeting",
        tables=("meetings",),
        pool=_city_pool,
        work=_city,
    ),
    Task(
        "summit-order",
        _MEET,
        YOUNGER,
        "Summits in order",
        "order",
        hint="Use the calendar of meetings; look at the year first.",
        how="meetings sorted by start_date",
        tables=("meetings",),
        pool=_row_pool,
        work=_row,
    ),
    Task(
        "known-that-day",
        _MEET,
        OLDER,
        "What did you know that day?",
        "choice",
        hint="An invitation is not yet a confirmation. Forget everything published later.",
        how="last statement of the state with known_on not later than the day",
        tables=("attendance", "meetings"),
        pool=_state_pool,
        work=_state,
    ),
    Task(
        "how-many-confirmed",
        _MEET,
        OLDER,
        "How many had confirmed?",
        "number",
        hint="Go through the five one by one: what is the last statement up to this day?",
        how="number of the five whose last statement up to the day is confirmed",
        tables=("attendance", "meetings"),
        pool=_confirmed_pool,
        work=_confirmed,
        unit="leaders",
    ),
    Task(
        "came-themselves",
        _CAME,
        YOUNGER,
        "Who came?",
        "number",
        hint="A deputy is not the president.",
        how="attended as counted by all_five_attended()",
        tables=("attendance", "meetings"),
        pool=_came_pool,
        work=_came,
        unit="presidents",
    ),
    Task(
        "same-room",
        _CAME,
        OLDER,
        "All in one room?",
        "true-false",
        hint="Look at deputies, at meetings by video, and at what was never recorded.",
        how="all_in_person of all_five_attended()",
        tables=("attendance", "meetings"),
        pool=_room_pool,
        work=_room,
    ),
    Task(
        "deals-without-value",
        _DEAL,
        YOUNGER,
        "Deals without a price tag",
        "number",
        hint="Count the empty cells of the column of values.",
        how="rows without value_usd among the single deals of the meeting",
        tables=("commitments", "meetings"),
        pool=_valued_pool,
        work=_valued,
        unit="deals",
    ),
    Task(
        "deal-per-year",
        _DEAL,
        OLDER,
        "Billions over years",
        "number",
        hint="Divide by the years; then turn dollars into millions of dollars.",
        how="value_usd divided by horizon_years, in millions",
        tables=("commitments",),
        pool=_yearly_pool,
        work=_yearly,
        unit="million US dollars a year",
        digits=2,
    ),
)
