"""Say what was known about who would come to a meeting, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ca_summit.checks import check_choice
from ca_summit.diplomacy.presence import five_first
from ca_summit.tables import load_meetings
from ca_summit.tables.as_of_meetings import HOST_EVENT, state_on
from ca_summit.tables.choice import Tables
from ca_summit.tables.day_columns import with_days
from ca_summit.tables.spans import check_span

if TYPE_CHECKING:
    from ca_summit.tables.spans import Day, Moment

#: What a statement about who was coming says.
STATEMENT = """
    actor_iso3 person role status event known_on seq source_id second_source_id verification
    """.split()


def known_on(
    meeting_id: str,
    day: Day,
    *,
    include_host: bool = True,
    attendance: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what was known on a day about who would come to a meeting, or who came.

    For each participant the last statement counts whose ``known_on`` is not later than ``day``,
    ordered by ``known_on`` and ``seq``. Who had not been spoken of has no row.

    Parameters
    ----------
    meeting_id
        Key of a meeting, such as ``"c5-plus-1-2025-washington"``.
    day
        ``YYYY-MM-DD`` or a date.
    include_host
        Whether confirmations that came from the host's side only count.
    attendance
        Statements to use instead of all that are bundled.

    Returns
    -------
    DataFrame, one row per actor, the five Central Asian states first:
        ``actor_iso3``, ``person``, ``role``, ``status``, ``event``, ``known_on`` (day on which it
        was public), ``seq``, ``source_id``, ``second_source_id``, ``verification``. Empty for a
        meeting without statements (some of ministers and envoys; see ``parties`` there).

    Raises
    ------
    ValueError
        If there is no such meeting or ``day`` is not a day.

    Examples
    --------
    >>> known = known_on("c5-plus-1-2025-washington", "2025-10-27")
    >>> dict(zip(known["actor_iso3"], known["status"]))
    {'KAZ': 'confirmed', 'KGZ': 'confirmed', 'TJK': 'unconfirmed', 'TKM': 'unconfirmed',
     'UZB': 'unconfirmed', 'USA': 'unconfirmed'}
    """
    statements = _statements_of(meeting_id, attendance)
    state = state_on(statements, day, include_host=include_host)
    return five_first(state)[STATEMENT]


def known_each_day(
    meeting_id: str,
    attendance: pd.DataFrame | None = None,
    *,
    since: Moment = None,
    until: Moment = None,
    include_host: bool = True,
) -> pd.DataFrame:
    """Return what was known about a meeting on each day of a span, for drawing.

    Parameters
    ----------
    meeting_id
        Key of a meeting with statements of attendance.
    attendance
        Statements to use instead of all that are bundled.
    since, until
        First and last day (or year); by default from the day before the first statement to the
        last one.
    include_host
        Whether confirmations that came from the host's side only count.

    Returns
    -------
    DataFrame, one row per day and actor spoken of up to ``until``:
        ``day``, ``actor_iso3``, ``status`` (missing before the first statement), ``person``,
        ``event``, ``known_on``, ``is_new`` (boolean: stated on this very day), ``source_id``.

    Raises
    ------
    ValueError
        If there is no such meeting, it has no statements, or ``since`` is later than ``until``.

    Examples
    --------
    >>> days = known_each_day("c5-plus-1-2025-washington", since="2025-10-25", until="2025-10-27")
    >>> days.loc[days["actor_iso3"].eq("KGZ"), "status"].to_list()
    [nan, 'invited', 'confirmed']
    """
    statements = _statements_of(meeting_id, attendance)
    if not include_host:
        statements = statements[statements["event"] != HOST_EVENT]
    if statements.empty:
        raise ValueError(
            f"known_each_day() needs statements about {meeting_id!r}; there are none. "
            "Talks of envoys and several of ministers have none: see `parties` in load_meetings()."
        )
    said = statements["known_on"]
    first, last = check_span(since, until)
    first = said.min() - pd.Timedelta(days=1) if first is None else first
    last = said.max() if last is None else last
    check_span(first, last)
    statements = statements[said <= last].assign(known_on=lambda df: df["known_on"])
    actors = five_first(statements.drop_duplicates("actor_iso3"))["actor_iso3"].to_list()
    days = pd.date_range(first, last, name="day")
    grid = pd.MultiIndex.from_product([days, actors], names=["day", "actor_iso3"])
    parts = [state_on(statements, day).assign(day=day) for day in days]
    columns = ["status", "person", "event", "known_on", "source_id"]
    known = pd.concat(parts).astype({"actor_iso3": "str", "status": "str", "event": "str"})
    known = known.set_index(["day", "actor_iso3"])[columns].reindex(grid).reset_index()
    known.insert(6, "is_new", known["known_on"].eq(known["day"]))
    return known


def _statements_of(meeting_id: str, attendance: pd.DataFrame | None) -> pd.DataFrame:
    """Return the statements about one meeting, or refuse an id that no table knows."""
    own = {"attendance": attendance}
    needed = ["meeting_id", *(name for name in STATEMENT if name != "second_source_id")]
    statements = Tables("known_on", own).rows("attendance", needed)
    if "second_source_id" not in statements.columns:  # one source is enough
        none = pd.Series(pd.NA, index=statements.index, dtype="object")
        statements = statements.assign(second_source_id=none)
    ids = set(statements["meeting_id"].astype("object"))
    if meeting_id not in ids:
        check_choice("meeting_id", meeting_id, ids | set(load_meetings()["meeting_id"]))
    said = statements[statements["meeting_id"].astype("object") == meeting_id]
    return with_days("known_on", said, ["known_on"])
