"""Load the meeting tables: meetings, attendance, commitments, people, formats, claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.checks import check_choices, check_year
from ca_summit.tables.as_of_meetings import AS_OF_STATUS
from ca_summit.tables.choice import choose
from ca_summit.tables.reader import chosen, read_table, select
from ca_summit.tables.states import country_codes

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.tables.choice import Day, Words
    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States


def load_meetings(
    *,
    year: int | None = None,
    since: Moment = None,
    until: Moment = None,
    format: Words = None,  # noqa: A002 - the field's own word, and the column's name
    level: Words = None,
    country: States = None,
    counterpart: States = None,
    status: Words = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load the meetings of the five states with each other and with outside powers, 2004-2026.

    Summits of the five with outside powers are complete for 2015-2025. Bilateral meetings of
    leaders are recorded from 2023 on: with China completely, with Russia, Türkiye, the EU and the
    USA in part, with others only as a choice from 2025 on. `load_coverage` says what is complete.

    Parameters
    ----------
    year
        Year in which the meeting starts.
    since, until
        First and last day on which a kept meeting starts: a year, or a day ``YYYY-MM-DD``.
    format, level, status
        Values kept, such as ``"c5_plus_1"``, ``"heads_of_state"``, ``"held"``.
    country
        States in which a kept meeting took place (``country_iso3``), by any name or code; who
        took part is another question.
    counterpart
        Outside powers by any name or code, such as ``"EU"`` or ``"Россия"``.
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
    frame = read_table("meetings")
    if as_of is None:
        frame = select(frame, status=status)
    frame = choose(
        "meetings",
        frame,
        since=since,
        until=until,
        as_of=as_of,
        format=format,
        level=level,
        country=country,
        counterpart=counterpart,
    )
    if as_of is not None and status is not None:
        kept = check_choices("status", status, AS_OF_STATUS, some=True)
        frame = chosen(frame, frame["status"].isin(kept))
    if year is not None:
        first = check_year("year", year, 1900, 2100)
        frame = chosen(frame, frame["start_date"].dt.year.eq(first))
    return frame


def load_attendance(
    *,
    meeting: Words = None,
    actor: States = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
    include_host: bool = True,
) -> pd.DataFrame:
    """Load the statements about who would come, who came, and on which day each was public.

    Every held meeting of leaders has a statement for its host, counterpart and parties, except the
    sides named in ``presence_unknown`` of the meetings; other guests are recorded in part.

    Parameters
    ----------
    meeting
        Ids of meetings kept.
    actor
        States and bodies that the statements are about, by any name or code.
    since, until
        First and last day on which a kept statement became public.
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
    frame = choose(
        "attendance", meeting=meeting, actor=actor, since=since, until=until, as_of=as_of
    )
    if not include_host:
        frame = chosen(frame, frame["event"].ne("confirmed_by_host_side"))
    return frame


def load_chronology(
    *, actor: States = None, since: Moment = None, until: Moment = None, as_of: Day = None
) -> pd.DataFrame:
    """Load the dated events on the way to the Washington summit of 6 November 2025.

    Parameters
    ----------
    actor
        States and bodies that an event names (column ``actors``), by any name or code.
    since, until
        First and last day kept.
    as_of
        Keep events up to that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per event, unique on ``chronology_id``, by ``date``; ``meeting_ids`` names
    the meetings it belongs to, missing where it belongs to none.

    Examples
    --------
    >>> len(load_chronology(as_of="2025-10-27")) < len(load_chronology())
    True
    """
    return choose("chronology", actor=actor, since=since, until=until, as_of=as_of)


def load_commitments(
    *,
    meeting: Words = None,
    actor: States = None,
    counterpart: States = None,
    sector: Words = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load announced deals and outcomes of meetings.

    Rows with ``is_aggregate`` are headline totals: never add them to the single deals.
    ``restates`` names the earlier announcement of the same deal: count the two once.
    ``value_usd`` is empty where no source printed dollars; that is not zero.

    Parameters
    ----------
    meeting
        Ids of meetings kept. Default: all.
    actor, counterpart
        The state of the five and the other side, by any name or code.
    sector
        Values kept, such as ``"aviation"``. Default: all.
    since, until
        First and last day of the announcement.
    as_of
        Keep what was announced by that day, without later remarks and second sources. Default: all.

    Returns
    -------
    DataFrame, one row per deal, unique on ``commitment_id``: ``value_usd`` in US dollars,
    ``value_original`` in ``currency``, ``announced_on`` (day).

    Examples
    --------
    >>> deals = load_commitments(counterpart="USA")
    >>> deals["value_usd"].isna().any()
    np.True_
    """
    return choose(
        "commitments",
        meeting=meeting,
        actor=actor,
        counterpart=counterpart,
        sector=sector,
        since=since,
        until=until,
        as_of=as_of,
    )


def load_people(*, actor: States = None, role: Words = None, as_of: Day = None) -> pd.DataFrame:
    """Load persons in their roles with the dates in office, as far as known.

    Parameters
    ----------
    actor
        States and bodies, by any name or code. Default: all.
    role
        Values kept, such as ``"president"``. Default: all.
    as_of
        Keep roles that had begun on that day; an end that had not come is empty. A role without
        a first day counts from the publication of its source; without either it is left out.

    Returns
    -------
    DataFrame, one row per person and role, unique on ``person_id``: ``in_role_from`` and
    ``in_role_until`` (days), missing where not found, the latter also while in office.

    Examples
    --------
    >>> load_people(actor="Kazakhstan", role="president")["person"].to_list()[0]
    'Kassym-Jomart Tokayev'
    """
    return choose("people", actor=actor, role=role, as_of=as_of)


def load_formats(*, counterpart: States = None) -> pd.DataFrame:
    """Load the formats and organisations in which the meetings take place.

    Parameters
    ----------
    counterpart
        Keep formats with these outside powers, by any name or code. Default: all.

    Returns
    -------
    DataFrame, one row per format, unique on ``format``; ``leaders_summits_to_date`` is missing
    where they were not counted.

    Examples
    --------
    >>> load_formats().set_index("format").loc["c5_plus_1", "display_name"]
    'C5+1'
    """
    return choose("formats", counterpart=counterpart)


def load_coverage(
    *,
    format: Words = None,  # noqa: A002 - the column's name
    level: Words = None,
    partner: States = None,
) -> pd.DataFrame:
    """Load for which meetings, other sides and days the records are complete.

    Every count of meetings asks this table.

    Parameters
    ----------
    format, level
        Values kept, see the same columns of ``load_meetings()``. Default: all.
    partner
        Keep the rows that hold for this side, by any name or code. Default: all.

    Returns
    -------
    DataFrame, one row per ``format``, ``level``, ``partner`` (``any``: every one) and span:
        ``since``, ``until`` (days), ``completeness`` (``complete``: a meeting without a row was
        not held; ``partial``: every count is "at least"; ``none``: not compiled; days without a
        row are ``none`` too), ``basis`` (what the statement rests on).

    Examples
    --------
    >>> load_coverage(format="bilateral", partner="China")["completeness"].to_list()
    ['complete', 'partial', 'none']
    """
    frame = choose("meeting_coverage", format=format, level=level)
    if partner is None:
        return frame
    return chosen(frame, frame["partner"].isin([*country_codes(partner, "partner"), "any"]))


def load_claims(*, kind: Words = None) -> pd.DataFrame:
    """Load the claims of the news article of about 27 October 2025, with the rule for each.

    The verdicts are computed, not stored: ``check_claims()``.

    Parameters
    ----------
    kind
        Values kept, such as ``"fact"``. Default: all.

    Returns
    -------
    DataFrame, one row per claim, unique on ``claim_id``: ``claim`` (in our words), ``paragraph`` of
    the article, ``how_to_check`` and ``supported_when`` (the rule in words).

    Examples
    --------
    >>> len(load_claims())
    27
    """
    return choose("claims", kind=kind)
