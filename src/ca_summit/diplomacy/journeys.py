"""List the meetings of one person or state, and add up the days abroad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_day, nearest
from ca_summit.diplomacy.coverage import ANY, LEVELS, Coverage, counted, larger_formats
from ca_summit.diplomacy.presence import (
    ATTENDANCE,
    FIVE,
    final_statements,
    held_meetings,
    presence_at,
)
from ca_summit.spelling import folded
from ca_summit.tables import load_people
from ca_summit.tables.as_of import known_by
from ca_summit.tables.choice import Tables
from ca_summit.tables.day_columns import with_days
from ca_summit.tables.spans import check_span
from ca_summit.tables.states import country_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ca_summit.tables.spans import Day, Moment

_COLUMNS = [
    *("meeting_id", "name", "format", "level", "start_date", "end_date", "days", "city"),
    *("country_iso3", "counterpart", "status", "abroad", "mode", "person", "role", "presence"),
    *("others_present", "others_by_deputy", "source_id", "second_source_id", "verification"),
]
_OPTIONAL = [
    *("country_iso3", "city", "counterpart", "status", "source_id", "second_source_id"),
    "verification",
]
_CAME = ("attended", "represented_by_deputy")


@dataclass(frozen=True)
class _Who:
    """A person or a state: its code, and the folded names of the person (none: the state)."""

    label: str
    code: str
    names: frozenset[str] = frozenset()


def meetings_of(
    who: str,
    meetings: pd.DataFrame | None = None,
    *,
    with_: str | None = None,
    since: Moment = None,
    until: Moment = None,
    level: str | None = None,
    as_of: Day | None = None,
    attendance: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the meetings at which a person or a state was, one row each, by date.

    The rows can be drawn: ``plot_timeline(meetings_of("Tokayev"))``.

    A person was at a meeting if a statement about it names the person as present; a state if its
    leader (at other levels: minister, envoy) or a deputy was. Bilateral meetings are recorded
    from 2023 on and in part, see `load_coverage`, so the list is "at least".

    Parameters
    ----------
    who
        A person (``"Tokayev"``, ``"Касым-Жомарт Токаев"``: any spelling in `load_people`, or the
        family name alone) or a state or body by any name or code (``"Kazakhstan"``, ``"kz"``).
    meetings, attendance
        Tables to use instead of those bundled.
    with_
        Keep the meetings at which this other person or state was too.
    since, until
        First and last day on which a kept meeting starts: years or days.
    level
        ``heads_of_state``, ``ministers``, ``foreign_ministers`` or ``envoys``. Default: all.
    as_of
        Only meetings and statements that were known on this day.

    Returns
    -------
    DataFrame, one row per meeting:
        ``meeting_id``, ``name``, ``format``, ``level``, ``start_date``, ``end_date``, ``days``
        (of the meeting, both ends counted), ``city``, ``country_iso3``, ``counterpart``,
        ``status``, ``abroad`` (boolean; not where it was by video; missing where the place is not
        recorded), ``mode`` (missing where it is not known whether they sat together), ``person``,
        ``role``, ``presence`` (``attended``, ``represented_by_deputy``), ``others_present``
        and ``others_by_deputy`` (codes, ``;`` between), ``source_id``,
        ``second_source_id``, ``verification``.
        ``.attrs["days_abroad"]`` adds up the days abroad, see `days_abroad`.

    Raises
    ------
    ValueError
        If a name fits nobody or several persons; the message names those it may mean.

    Examples
    --------
    >>> talks = meetings_of("Токаев", with_="Putin", since=2024, until=2024)
    >>> talks.loc[talks["format"].eq("bilateral"), "city"].to_list()
    ['Kazan', 'Astana', 'Astana']
    >>> len(meetings_of("Serdar Berdimuhamedow", since=2025)) > 10
    True
    """
    day = None if as_of is None else check_day("as_of", as_of)
    said = Tables("meetings_of", {"attendance": attendance}).rows("attendance", ATTENDANCE)
    said = known_by("attendance", with_days("meetings_of", said, ["known_on"]), day)
    one = _resolve("who", who, said)
    other = None if with_ is None else _resolve("with_", with_, said)
    held = held_meetings("meetings_of", meetings, level, day)
    first, last = check_span(since, until)
    if first is not None:
        held = held[held["start_date"] >= first]
    if last is not None:
        held = held[held["start_date"] <= last]
    held = held.sort_values(["start_date", "meeting_id"])
    out = _rows(held, said, one, other)
    summary = _summary(out, one, Coverage(meetings, as_of=day), first, last)
    out.attrs["days_abroad"] = summary
    return out


def days_abroad(
    who: str,
    meetings: pd.DataFrame | None = None,
    *,
    since: Moment = None,
    until: Moment = None,
    level: str | None = "heads_of_state",
    as_of: Day | None = None,
    attendance: pd.DataFrame | None = None,
    coverage: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Add up, year by year, the days of recorded meetings that a person or state had abroad.

    A day with two meetings counts once. Counted are days of meetings in person, not of journeys:
    a visit can be longer, and meetings without a record are missing.

    Parameters
    ----------
    who, meetings, since, until, level, as_of, attendance
        As in `meetings_of`; by default leaders only.
    coverage
        What the meetings cover, a table like `load_coverage`.

    Returns
    -------
    DataFrame, one row per year from the first to the last:
        ``year``, ``days_abroad``, ``meetings_abroad``, ``mode_unknown`` (meetings abroad that are
        not counted, because a call is not a journey), ``coverage`` (``complete``, ``partial``,
        ``none``, see `load_coverage`). Where the records are not complete a sum is "at least"
        and a 0 is missing.

    Examples
    --------
    >>> years = days_abroad("Tokayev", since=2021, until=2025).set_index("year")
    >>> years.loc[2025, "coverage"], int(years.loc[2025, "days_abroad"]) > 10
    ('partial', True)
    """
    rows = meetings_of(
        who, meetings, since=since, until=until, level=level, as_of=as_of, attendance=attendance
    )
    day = None if as_of is None else check_day("as_of", as_of)
    first, last = check_span(since, until)
    first = first if first is not None else rows["start_date"].min()
    last = last if last is not None else rows["start_date"].max()
    records = Coverage(meetings, coverage, as_of=day)
    out = []
    for year in range(first.year, last.year + 1) if len(rows) or pd.notna(first) else ():
        begin, end = max(first, pd.Timestamp(year, 1, 1)), min(last, pd.Timestamp(year, 12, 31))
        own = rows[rows["start_date"].dt.year.eq(year)]
        whole = _completeness(records, level, begin, end)
        days, many, unclear = _abroad(own)
        whole = "partial" if whole == "none" and days else whole
        out.append([year, counted(days, whole), counted(many, whole), unclear, whole])
    columns = ["year", "days_abroad", "meetings_abroad", "mode_unknown", "coverage"]
    counts = dict.fromkeys(columns[:-1], "Int64")
    return pd.DataFrame(out, columns=columns).astype(counts)


def _resolve(argument: str, who: str, said: pd.DataFrame) -> _Who:
    """Return the state, or the one person, that a text names."""
    if not isinstance(who, str) or not who.strip():
        raise ValueError(f"`{argument}` must be the name of a person or a state; got {who!r}.")
    persons = _persons(said)
    words = set(folded(who).split())
    exact = [key for key, names in persons.items() if folded(who) in names]
    part = [
        key for key, names in persons.items() if any(words <= set(name.split()) for name in names)
    ]
    found = exact or part
    if len(found) > 1:
        listed = ", ".join(sorted(person for person, _ in found))
        raise ValueError(f"`{argument}` must name one person; {who!r} may be {listed}.")
    if found:
        person, code = found[0]
        return _Who(person, code, frozenset(persons[found[0]]))
    try:
        code = country_code(who, argument)
    except ValueError as error:
        labels = {name: person for (person, _), names in persons.items() for name in names}
        singles = {word: person for name, person in labels.items() for word in name.split()}
        near = nearest(folded(who), list(labels | singles))
        hint = (labels | singles)[near[0]] if near else None
        raise ValueError(
            f"`{argument}` must be a person of load_people() or a state or body by name or code; "
            f"got {who!r}." + (f" Did you mean {hint!r}?" if hint else "")
        ) from error
    return _Who(who, code)


def _persons(said: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    """Return all folded spellings of each person, by name and side."""
    out: dict[tuple[str, str], set[str]] = {}
    rows: Iterable[Any] = load_people()[["person", "actor_iso3", "name_local"]].to_numpy()
    for person, code, local in rows:
        names = [person, *(local.split(";") if isinstance(local, str) else [])]
        out.setdefault((str(person), str(code)), set()).update(folded(n) for n in names)
    if "person" in said.columns:
        for person, code in said[["person", "actor_iso3"]].drop_duplicates().dropna().to_numpy():
            out.setdefault((str(person), str(code)), set()).add(folded(str(person)))
    return out


def _rows(held: pd.DataFrame, said: pd.DataFrame, one: _Who, other: _Who | None) -> pd.DataFrame:
    presence = {
        level: presence_at(group, said, str(level))
        for level, group in held.groupby(held["level"].astype("str"))
    }
    final = final_statements(held, said)
    spoken: dict[str, dict[str, dict[Any, Any]]] = {}
    for row in final.to_dict("records"):
        spoken.setdefault(row["meeting_id"], {})[str(row["actor_iso3"])] = row
    rows = []
    for record in held.to_dict("records"):
        key = record["meeting_id"]
        there = presence[str(record["level"])][key]
        about = spoken.get(key, {})
        if not _was_there(one, there, about) or (other and not _was_there(other, there, about)):
            continue
        statement = about.get(one.code, {})
        rest = {code: how for code, how in there.items() if code != one.code}
        end = record["end_date"]
        rows.append(
            {
                **{name: record.get(name) for name in (*_COLUMNS[:6], *_OPTIONAL, "mode")},
                "days": 1 if pd.isna(end) else (end - record["start_date"]).days + 1,
                "abroad": _is_abroad(record, one.code),
                "person": statement.get("person"),
                "role": statement.get("role"),
                "presence": there[one.code],
                "others_present": _codes(rest, "attended"),
                "others_by_deputy": _codes(rest, "represented_by_deputy"),
            }
        )
    out = pd.DataFrame(rows, columns=_COLUMNS)
    for name in ("start_date", "end_date"):
        out[name] = pd.to_datetime(out[name])
    return out.astype({"days": "Int64", "abroad": "boolean"})


def _was_there(who: _Who, there: dict[str, str], about: dict[str, dict[Any, Any]]) -> bool:
    if there.get(who.code) not in _CAME:
        return False
    if not who.names:
        return True
    person = about.get(who.code, {}).get("person")
    return isinstance(person, str) and folded(person) in who.names


def _is_abroad(record: dict[Any, Any], code: str) -> bool | None:
    if record["mode"] == "virtual":
        return False
    place = record.get("country_iso3")
    return str(place) != code if isinstance(place, str) else None


def _codes(there: dict[str, str], how: str) -> str | None:
    codes = [code for code, way in there.items() if way == how]
    five = [code for code in FIVE if code in codes]
    return ";".join([*five, *sorted(set(codes) - set(FIVE))]) or None


def _abroad(rows: pd.DataFrame) -> tuple[int, int, int]:
    """Return days and meetings abroad in person, and meetings abroad of unknown mode."""
    away = rows[rows["abroad"].fillna(value=False).astype(bool)]
    unclear = int(away["mode"].isna().sum())
    away = away[away["mode"].notna()]
    days = {
        day
        for start, end in zip(away["start_date"], away["end_date"], strict=True)
        for day in pd.date_range(start, start if pd.isna(end) else end)
    }
    return len(days), len(away), unclear


def _completeness(
    records: Coverage, level: str | None, first: pd.Timestamp, last: pd.Timestamp
) -> str:
    """Return how complete the records of all meetings with everybody are."""
    if level is not None:
        formats = ("bilateral", *larger_formats())
        return records.of(formats, level, ANY, first, last)
    found = {_completeness(records, name, first, last) for name in LEVELS}
    return found.pop() if len(found) == 1 else "partial"


def _summary(
    rows: pd.DataFrame,
    who: _Who,
    records: Coverage,
    first: pd.Timestamp | None,
    last: pd.Timestamp | None,
) -> dict[str, Any]:
    days, many, unclear = _abroad(rows)
    first = first if first is not None else rows["start_date"].min()
    last = last if last is not None else rows["start_date"].max()
    whole = "none" if pd.isna(first) else _completeness(records, None, first, last)
    return {
        "who": who.label,
        "days_abroad": counted(days, whole),
        "meetings_abroad": counted(many, whole),
        "mode_unknown": unclear,
        "coverage": whole,
    }
