"""Give the state of the records as it could be known on a day.

Two clocks run in the records. A statement about attendance has ``known_on``, a commitment
``announced_on``, an event ``date``: on that day it was public, and from that day it is in the
answer. A meeting has no such column; its state is worked out by `meetings_as_of` from every dated
record that mentions it. Remarks (``note``) were written years later and never stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_columns, check_day
from ca_summit.tables.day_columns import with_days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ca_summit.tables.spans import Day

HOST_EVENT = "confirmed_by_host_side"
UNDER_WAY = "under_way"
UNKNOWN = "unknown"
AS_OF_STATUS = ("held", UNDER_WAY, "planned", "postponed", "cancelled", UNKNOWN)
COMPILED_ON = pd.Timestamp("2026-11-28")
_CALLED_OFF = ("postponed", "cancelled")
_RESULTS = ("outcome_summary", "agreements_value_usd")
_CITED = ("source_id", "second_source_id", "verification")
_MENTION_COLUMNS = ["meeting_id", "known_on", *_CITED]


def meetings_as_of(
    meetings: pd.DataFrame,
    attendance: pd.DataFrame,
    chronology: pd.DataFrame,
    day: Day,
    *,
    sources: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the meetings that could be known on a day, in the state they had on that day.

    A meeting is in the answer from its first dated mention (see `mentions`), at the latest from
    its first day if it was held. Its ``status`` is then

    - ``planned`` up to its first day,
    - ``under_way`` from its first day to the day before its last,
    - ``held`` from its last day, for meetings recorded as held,
    - ``postponed`` or ``cancelled`` from the first document that says so,
    - ``unknown`` when the planned first day is over and no record up to ``day`` says what
      happened, or when it was called off on a day that no record names (from its first mention
      until the records were compiled, `COMPILED_ON`).

    Parameters
    ----------
    meetings, attendance, chronology
        Tables as `load_meetings`, `load_attendance` and `load_chronology` return them.
    day
        The last day whose records count, ``YYYY-MM-DD`` or a date.
    sources
        Table of sources; its ``published`` dates show plans that were in print before a meeting,
        and hold back results until the document that we cite for them was out.

    Returns
    -------
    DataFrame, same columns and order as ``meetings``; rows nobody could know of are left out:
        ``note`` is always empty; ``outcome_summary`` and ``agreements_value_usd`` are empty until
        the meeting was over and the cited document out; ``mode`` and ``venue`` until it was held;
        ``end_date`` of a meeting that took place until it was over. ``status_as_of`` is the last
        mention up to ``day`` unless the recorded one is earlier. Before the recorded status is
        reached, ``source_id``, ``second_source_id`` and ``verification`` are those of the last
        mention, if possible one whose document was out. With ``sources``, a second document
        that was not out yet is left away and the row counts as ``read``;
        ``source_published_later`` (boolean) says whether the cited document is younger than
        ``day``: the fact was public then, this page was not.

    Raises
    ------
    ValueError
        If a column is missing or ``day`` is not a day.

    Examples
    --------
    >>> from ca_summit.tables import read_table
    >>> tables = [read_table(n) for n in ("meetings", "attendance", "chronology")]
    >>> for day in ("2025-10-25", "2025-10-26", "2025-11-06"):
    ...     known = meetings_as_of(*tables, day).set_index("meeting_id")["status"]
    ...     print(day, known.get("c5-plus-1-2025-washington"))
    2025-10-25 None
    2025-10-26 planned
    2025-11-06 held
    """
    last = check_day("day", day)
    needed = ["meeting_id", "start_date", "end_date", "status"]
    check_columns("meetings_as_of", meetings, needed, "load_meetings()")
    published = published_on(sources)
    said = mentions(meetings, attendance, chronology, published)
    out = meetings.copy()
    changed = _called_off_on(meetings, attendance, published)
    own = own_known_days(meetings)
    if own.notna().any():  # what the table itself says counts before all else
        told = meetings.assign(known_on=own)[own.notna()]
        rows = pd.DataFrame(_rows(told, "meeting_id", "known_on"), columns=_MENTION_COLUMNS)
        said = pd.concat([rows, said[~said["meeting_id"].isin(told["meeting_id"])]])
        said = said.sort_values("known_on", kind="stable", ignore_index=True)
        changed = [other if pd.isna(day) else day for day, other in zip(own, changed, strict=True)]
    out["status"] = _states(out, said, changed, last).mask(own.gt(last), None)
    out = _hide_later(out, said[said["known_on"] <= last], meetings, sources, last)
    out = out[out["status"].notna()].reset_index(drop=True)
    out["status"] = out["status"].astype(pd.CategoricalDtype(list(AS_OF_STATUS)))
    out.attrs.update(meetings.attrs)
    return out


def own_known_days(frame: pd.DataFrame) -> pd.Series:
    """Return the days of a column ``known_on`` of the user's, missing where there is none.

    Raises
    ------
    ValueError
        If a cell is no day, or one that reads in two ways.

    Examples
    --------
    >>> own_known_days(pd.DataFrame({"known_on": ["2025-09-01", None]})).isna().to_list()
    [False, True]
    """
    if "known_on" not in frame.columns:
        return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    try:
        held = with_days("as_of", frame[["known_on"]], ["known_on"], "a read_*() function")
    except ValueError as error:
        raise ValueError(str(error).replace("as_of() needs", "`as_of` needs")) from error
    return held["known_on"].astype("datetime64[us]")


def rows_as_of(
    frame: pd.DataFrame, column: str, day: Day, *, sources: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the rows whose date in ``column`` is not later than ``day``; ``note`` is emptied.

    With ``sources``, a second document that was not out yet is left away and its row counts as
    ``read``; ``source_published_later`` says whether the first is younger than ``day``, if known.

    Examples
    --------
    >>> from ca_summit.tables import read_table
    >>> len(rows_as_of(read_table("chronology"), "date", "2025-10-25"))
    6
    """
    check_columns("rows_as_of", frame, [column], "a load_*() function")
    last = check_day("day", day)
    out = frame[frame[column] <= last].reset_index(drop=True)
    if "note" in out.columns:
        out["note"] = pd.Series([None] * len(out), dtype=frame["note"].dtype)
    _cite_what_was_out(out, sources, last)
    out.attrs.update(frame.attrs)
    return out


def state_on(attendance: pd.DataFrame, day: Day, *, include_host: bool = True) -> pd.DataFrame:
    """Return for each participant of each meeting the last statement public on a day.

    Parameters
    ----------
    attendance
        Statements as `load_attendance` returns them.
    day
        The last day whose statements count.
    include_host
        Whether confirmations that came from the host's side only count.

    Returns
    -------
    DataFrame, one row per ``meeting_id`` and ``actor_iso3``, sorted by both; columns as in
    ``attendance``. Statements are ordered by ``known_on`` and ``seq``.

    Examples
    --------
    >>> from ca_summit.tables import read_table
    >>> state = state_on(read_table("attendance"), "2025-10-27")
    >>> state = state[state["meeting_id"].eq("c5-plus-1-2025-washington")]
    >>> dict(zip(state["actor_iso3"], state["status"]))["TJK"]
    'unconfirmed'
    """
    known = rows_as_of(attendance, "known_on", day)
    if not include_host:
        known = known[known["event"] != HOST_EVENT]
    known = known.sort_values(["known_on", "seq"], kind="stable")
    last = known.drop_duplicates(["meeting_id", "actor_iso3"], keep="last")
    order = last[["meeting_id", "actor_iso3"]].astype("str")
    return last.loc[order.sort_values(["meeting_id", "actor_iso3"]).index].reset_index(drop=True)


def mentions(
    meetings: pd.DataFrame,
    attendance: pd.DataFrame,
    chronology: pd.DataFrame,
    published: dict[str, pd.Timestamp],
) -> pd.DataFrame:
    """List every dated record that mentions a meeting, in the order of days.

    Counted are statements about attendance (``known_on``), events (``date``) that belong to a
    meeting or announce it, ``status_as_of``, and the day on which a cited document was published.
    """
    rows = _rows(attendance, "meeting_id", "known_on")
    if "meeting_ids" in chronology.columns:
        rows += [
            (key, *rest)
            for ids, *rest in _rows(chronology, "meeting_ids", "date")
            if isinstance(ids, str)
            for key in ids.split(";")
        ]
    if "status_as_of" in meetings.columns:
        rows += _rows(meetings, "meeting_id", "status_as_of")
    for column in ("source_id", "second_source_id"):
        if column in meetings.columns:
            cited = zip(meetings["meeting_id"], meetings[column], strict=True)
            rows += [(key, published.get(one), one, None, "read") for key, one in cited]
    said = pd.DataFrame(rows, columns=_MENTION_COLUMNS, dtype="object")
    said = said.assign(known_on=pd.to_datetime(said["known_on"])).dropna(subset=["known_on"])
    return said.sort_values("known_on", kind="stable", ignore_index=True)


def _rows(frame: pd.DataFrame, key: str, day: str) -> list[tuple[Any, ...]]:
    """Return key, day and what is cited for each row; a missing column gives missing values."""
    columns = [frame.get(name, pd.Series(index=frame.index, dtype="object")) for name in _CITED]
    return list(zip(frame[key], frame[day], *columns, strict=True))


def _lookup(keys: pd.Series, values: Mapping[Any, Any]) -> pd.Series:
    """Return the value of each key, missing where there is none; keys may be categories."""
    return pd.Series([values.get(key) for key in keys], index=keys.index, dtype="object")


def published_on(sources: pd.DataFrame | None) -> dict[str, pd.Timestamp]:
    """Return the day of publication of each source that has one."""
    return _read_days(sources, "")


def _not_out_before(sources: pd.DataFrame | None) -> dict[str, pd.Timestamp]:
    """Return the first day on which each source can have been out: of a month or a year the first.

    Examples
    --------
    >>> told = pd.DataFrame({"source_id": ["a", "b"], "published": ["2025-12", "2024"]})
    >>> [str(day.date()) for day in _not_out_before(told).values()]
    ['2025-12-01', '2024-01-01']
    """
    return _read_days(sources, "-01-01")


def _read_days(sources: pd.DataFrame | None, ending: str) -> dict[str, pd.Timestamp]:
    """Read the days of publication; what a month or a year lacks is taken from ``ending``."""
    if sources is None:
        return {}
    texts = sources.set_index("source_id")["published"].astype("object").fillna("")
    whole = texts.map(lambda text: text + ending[len(text) - 4 :] if len(text) in (4, 7) else text)
    days = pd.to_datetime(whole, format="%Y-%m-%d", errors="coerce")
    return {str(key): value for key, value in days.dropna().items()}


def _states(
    meetings: pd.DataFrame,
    said: pd.DataFrame,
    changed: list[Any],
    day: pd.Timestamp,
) -> pd.Series:
    """Return the status of each meeting on a day, missing where nobody could know of it."""
    first = said.drop_duplicates("meeting_id").set_index("meeting_id")["known_on"].to_dict()
    states = [
        _state(str(row["status"]), row["start_date"], row["end_date"], one, other, day)
        for row, one, other in zip(
            meetings[["status", "start_date", "end_date"]].to_dict("records"),
            [first.get(key, pd.NaT) for key in meetings["meeting_id"]],
            changed,
            strict=True,
        )
    ]
    return pd.Series(states, index=meetings.index, dtype="object")


def _state(
    recorded: str,
    start: pd.Timestamp,
    end: pd.Timestamp,
    first: pd.Timestamp,
    changed: pd.Timestamp,
    day: pd.Timestamp,
) -> str | None:
    """Return the status on ``day``; comparisons with a missing date are false."""
    if recorded == "held":
        end = start if pd.isna(end) else end
        if day >= (first if pd.isna(end) else end):
            return "held"
        if day >= start:
            return UNDER_WAY
    if not first <= day:
        return None
    if recorded == "held":
        return "planned"
    if recorded in _CALLED_OFF:
        if pd.isna(changed) and day < COMPILED_ON:
            return UNKNOWN
        if not changed > day:
            return recorded
    return UNKNOWN if start < day else "planned"


def _called_off_on(
    meetings: pd.DataFrame, attendance: pd.DataFrame, published: dict[str, pd.Timestamp]
) -> list[Any]:
    """Return for each meeting the first day on which a record says that it was called off.

    That is the first of: publication of its own document, ``status_as_of``, a guest who declined.
    Only meetings recorded as postponed or cancelled are asked.
    """
    days = [_days(meetings, "source_id", published)]
    if "status_as_of" in meetings.columns:
        days.append(pd.to_datetime(meetings["status_as_of"]))
    if {"status", "known_on"} <= set(attendance.columns):
        declined = attendance[attendance["status"] == "declined"]
        first = declined.groupby("meeting_id", observed=True)["known_on"].min().to_dict()
        days.append(pd.to_datetime(_lookup(meetings["meeting_id"], first)))
    return pd.concat(days, axis=1).min(axis=1).to_list()


def _days(frame: pd.DataFrame, column: str, published: dict[str, pd.Timestamp]) -> pd.Series:
    """Return when the documents cited in a column were published, missing where unknown."""
    if column not in frame.columns:
        return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ns]")
    return pd.to_datetime(_lookup(frame[column], published))


def _hide_later(
    out: pd.DataFrame,
    said: pd.DataFrame,
    recorded: pd.DataFrame,
    sources: pd.DataFrame | None,
    day: pd.Timestamp,
) -> pd.DataFrame:
    """Empty every cell whose value was not yet public on ``day``."""
    was = recorded["status"].astype("object")
    took_place = was.eq("held")
    settled = out["status"].eq(was) | (out["status"].eq(UNKNOWN) & was.eq("planned"))
    earliest = _not_out_before(sources)
    document = _days(recorded, "source_id", earliest)
    stated = pd.to_datetime(recorded.get("status_as_of", pd.Series(pd.NaT, index=out.index)))
    too_early = ~settled | document.gt(day) | (stated.gt(day) & ~took_place)
    for column in _RESULTS:
        _blank(out, column, too_early)
    for column in ("mode", "venue"):
        _blank(out, column, ~settled)
    _blank(out, "end_date", took_place & ~settled)
    _blank(out, "note", pd.Series(True, index=out.index))
    latest = said.drop_duplicates("meeting_id", keep="last").set_index("meeting_id")
    in_print = _citable(said, earliest, day)
    _cite_mention(out, in_print, ~settled | (~took_place & stated.gt(day)))
    _last_stated(out, latest, ~took_place | ~settled | stated.gt(day), day)
    _cite_what_was_out(out, sources, day)
    return out


def _cite_what_was_out(out: pd.DataFrame, sources: pd.DataFrame | None, day: pd.Timestamp) -> None:
    """Leave away second documents younger than ``day``; mark rows whose first one is younger."""
    earliest, exact = _not_out_before(sources), published_on(sources)
    second_later = _days(out, "second_source_id", earliest).gt(day)
    _blank(out, "second_source_id", second_later)
    if "verification" in out.columns:
        out["verification"] = _alone(out["verification"], second_later)
    if sources is not None and "source_id" in out.columns:
        later = _days(out, "source_id", earliest).gt(day)
        told = later | _days(out, "source_id", exact).notna()  # of a month: only before it
        out["source_published_later"] = later.astype("boolean").mask(~told)


def _alone(verification: pd.Series, where: pd.Series) -> pd.Series:
    """Call ``read`` what two sources say of which only one was out."""
    words = verification.astype("object")
    return _typed(words.mask(where & words.eq("two_sources"), "read"), verification.dtype)


def _typed(values: pd.Series, dtype: Any) -> pd.Series:
    """Give values a type; a filtered table's categories are widened by words they lack."""
    if isinstance(dtype, pd.CategoricalDtype):
        new = [word for word in values.dropna().unique() if word not in dtype.categories]
        dtype = pd.CategoricalDtype([*dtype.categories, *new])
    return values.astype(dtype)


def _blank(out: pd.DataFrame, column: str, where: pd.Series) -> None:
    if column in out.columns:
        out[column] = out[column].mask(where)


def _citable(
    said: pd.DataFrame, published: dict[str, pd.Timestamp], day: pd.Timestamp
) -> pd.DataFrame:
    """Return for each meeting its last mention, if possible one whose document was out."""
    printed_later = _days(said, "source_id", published).gt(day)
    second_later = _days(said, "second_source_id", published).gt(day)
    said = said.assign(
        second_source_id=said["second_source_id"].mask(second_later, None),
        verification=_alone(said["verification"], second_later),
        rank=~printed_later,
    )
    said = said.sort_values("rank", kind="stable")
    return said.drop_duplicates("meeting_id", keep="last").set_index("meeting_id")


def _cite_mention(out: pd.DataFrame, latest: pd.DataFrame, where: pd.Series) -> None:
    """Cite the last mention instead of a document about what came later."""
    known = where & out["meeting_id"].isin(latest.index)
    for column in _CITED:
        if column in out.columns:
            values = _lookup(out["meeting_id"], latest[column].to_dict())
            words = out[column].astype("object").mask(known, values)
            out[column] = _typed(words, out[column].dtype)


def _last_stated(
    out: pd.DataFrame, latest: pd.DataFrame, where: pd.Series, day: pd.Timestamp
) -> None:
    """Put the day of the last mention where the recorded ``status_as_of`` is later than it."""
    if "status_as_of" not in out.columns:
        return
    stated = pd.to_datetime(out["status_as_of"])
    mention = pd.to_datetime(_lookup(out["meeting_id"], latest["known_on"].to_dict()))
    out["status_as_of"] = stated.mask(where & ~stated.le(day), mention)
