"""Load the meeting tables: meetings, attendance, commitments, people, formats, claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ca_summit.asof import AS_OF_STATUS, meetings_as_of, rows_as_of
from ca_summit.checks import check_choices, check_day, check_year
from ca_summit.tables.reader import contains, read_table, select

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    Day = str | dt.date | pd.Timestamp | None

Words = str | list[str] | None


def load_meetings(
    *,
    year: int | None = None,
    since: Any = None,
    until: Any = None,
    format: Words = None,  # noqa: A002 - the field's own word, and the column's name
    level: Words = None,
    counterpart: Words = None,
    status: Words = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load the meetings of the five states with each other and with outside powers, 2004-2026.

    Parameters
    ----------
    year
        Year in which the meeting starts.
    since, until
        First and last day (``YYYY-MM-DD``) on which a kept meeting starts.
    format, level, counterpart, status
        Values kept, such as ``"c5_plus_1"``, ``"heads_of_state"``, ``"USA"``, ``"held"``.
    as_of
        Give only what could be known on that day: later meetings vanish unless somebody had
        announced them, outcomes are blank until the meeting was over, and a meeting planned
        for a day that passed without any record is ``unknown``. Default: everything known.

    Returns
    -------
    DataFrame, one row per meeting, unique on ``meeting_id``, sorted by ``start_date``:
        ``start_date``, ``end_date`` (local dates), ``city``, ``country_iso3``, ``latitude``,
        ``longitude`` (degrees, WGS84; city centres, from memory), ``counterpart`` (the outside
        power), ``status``, ``mode``, ``source_id``, ``second_source_id``, ``verification``.

    Raises
    ------
    ValueError
        If a filter names a value that does not occur (with ``as_of``: that no meeting could have),
        a year is no whole number, or a day is not ``YYYY-MM-DD``.

    Examples
    --------
    >>> summit = load_meetings(format="c5_plus_1", year=2025, level="heads_of_state")
    >>> summit["city"].to_list()
    ['Washington']
    >>> load_meetings(format="c5_plus_1", year=2025, as_of="2025-10-27")["status"].to_list()
    ['planned']
    """
    # Words are checked against all meetings, so that a filter is good on every day or on none.
    frame = select(read_table("meetings"), format=format, level=level, counterpart=counterpart)
    if as_of is None:
        frame = select(frame, status=status)
    else:
        day = check_day("as_of", as_of)
        attendance, chronology = read_table("attendance"), read_table("chronology")
        frame = meetings_as_of(frame, attendance, chronology, day, sources=read_table("sources"))
    attrs = frame.attrs
    if as_of is not None and status is not None:
        frame = frame[frame["status"].isin(check_choices("status", status, AS_OF_STATUS))]
    if year is not None:
        frame = frame[frame["start_date"].dt.year.eq(check_year("year", year, 1900, 2100))]
    if since is not None:
        frame = frame[frame["start_date"] >= check_day("since", since)]
    if until is not None:
        frame = frame[frame["start_date"] <= check_day("until", until)]
    frame = frame.reset_index(drop=True)
    frame.attrs = attrs
    return frame


def load_attendance(
    *, meeting: Words = None, actor: Words = None, as_of: Day = None, include_host: bool = True
) -> pd.DataFrame:
    """Load the statements about who would come, who came, and on which day each was public.

    Parameters
    ----------
    meeting, actor
        Ids of meetings and codes of actors kept.
    as_of
        Keep only statements public on that day (column ``known_on``), without later remarks and
        second sources; ``source_published_later`` marks those whose document is younger.
        Default: all.
    include_host
        Whether to keep confirmations that came from the host's side only.

    Returns
    -------
    DataFrame, one row per statement; ``seq`` orders statements of one actor about one meeting.

    Examples
    --------
    >>> known = load_attendance(meeting="c5-plus-1-2025-washington", as_of="2025-10-27")
    >>> known.groupby("actor_iso3", observed=True)["status"].last()["KGZ"]
    'confirmed'
    """
    frame = select(read_table("attendance"), meeting__meeting_id=meeting, actor__actor_iso3=actor)
    attrs = frame.attrs
    frame = _until(frame, "known_on", as_of)
    if not include_host:
        frame = frame[frame["event"].ne("confirmed_by_host_side")]
    frame = frame.reset_index(drop=True)
    frame.attrs = attrs
    return frame


def load_chronology(*, as_of: Day = None) -> pd.DataFrame:
    """Load the dated events on the way to the Washington summit of 6 November 2025.

    Examples
    --------
    >>> len(load_chronology(as_of="2025-10-27")) < len(load_chronology())
    True
    """
    return _until(read_table("chronology"), "date", as_of)


def load_commitments(
    *,
    meeting: Words = None,
    actor: Words = None,
    counterpart: Words = None,
    sector: Words = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load announced deals and outcomes of meetings.

    Rows with ``is_aggregate`` are headline totals: never add them to the single deals.
    ``value_usd`` is empty where no source printed dollars; that is not zero. ``as_of`` keeps what
    was announced by that day, without later remarks and second sources.

    Examples
    --------
    >>> deals = load_commitments(counterpart="USA")
    >>> deals["value_usd"].isna().any()
    np.True_
    """
    frame = read_table("commitments")
    if actor is not None:
        words = [actor] if isinstance(actor, str) else list(actor)
        known = sorted({c for cell in frame["actor_iso3"].dropna() for c in str(cell).split(";")})
        frame = frame[contains(frame, "actor_iso3", check_choices("actor", words, known))]
    frame = select(frame, meeting__meeting_id=meeting, counterpart=counterpart, sector=sector)
    return _until(frame, "announced_on", as_of)


def load_people(*, actor: Words = None, role: Words = None) -> pd.DataFrame:
    """Load persons in their roles with the dates in office, as far as known.

    Examples
    --------
    >>> load_people(actor="KAZ", role="president")["person"].to_list()[0]
    'Kassym-Jomart Tokayev'
    """
    return select(read_table("people"), actor__actor_iso3=actor, role=role)


def load_formats() -> pd.DataFrame:
    """Load the formats and organisations in which the meetings take place.

    Examples
    --------
    >>> load_formats().set_index("format").loc["c5_plus_1", "display_name"]
    'C5+1'
    """
    return read_table("formats")


def load_claims(*, kind: Words = None) -> pd.DataFrame:
    """Load the claims of the news article of about 27 October 2025, with the rule for each.

    The verdicts are computed, not stored: ``check_claims()``.

    Examples
    --------
    >>> len(load_claims())
    27
    """
    return select(read_table("claims"), kind=kind)


def _until(frame: pd.DataFrame, column: str, as_of: Day) -> pd.DataFrame:
    if as_of is None:
        return frame
    return rows_as_of(frame, column, check_day("as_of", as_of), sources=read_table("sources"))
