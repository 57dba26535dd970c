"""Say for which meetings and days the records are complete: there a zero is a finding."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice, check_choices, check_day
from ca_summit.tables import load_formats, load_meetings
from ca_summit.tables.choice import Tables
from ca_summit.tables.own_tables import as_pandas
from ca_summit.tables.spans import check_moment
from ca_summit.tables.states import country_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ca_summit.tables.spans import Moment

COMPLETENESS = ("complete", "partial", "none")
LEVELS = ("heads_of_state", "ministers", "foreign_ministers", "envoys")
ANY = "any"
#: Words of ``status`` that tell what became of a meeting; a plan does not.
_SETTLED = ("held", "postponed", "cancelled")
_NEEDED = ("since", "until", "completeness")
_DAY = pd.Timedelta(days=1)


class Coverage:
    """What the records of a table of meetings cover; every count asks it.

    Parameters
    ----------
    meetings
        The meetings counted. Default: those bundled.
    stated
        A table like `load_coverage`, which says what the meetings cover: ``since``, ``until``
        (years or days), ``completeness``; ``format``, ``level`` and ``partner`` where it is not
        every one. Default: the bundled table, as far as the meetings are the bundled ones or
        hold them; nothing is known of a user's own meetings.
    as_of
        Day after which nothing was known.

    Examples
    --------
    >>> records = Coverage()
    >>> records.of("c5_plus_1", "heads_of_state", "USA", 2016, 2016)
    'complete'
    >>> records.of("bilateral", "heads_of_state", "RUS", 2023, 2023)
    'partial'
    >>> records.of("bilateral", "heads_of_state", "ITA", 2023, 2023)
    'none'
    """

    def __init__(
        self,
        meetings: pd.DataFrame | None = None,
        stated: pd.DataFrame | None = None,
        as_of: Any = None,
    ) -> None:
        day = None if as_of is None else check_day("as_of", as_of)
        self._answers: dict[tuple[Any, ...], str] = {}
        self._lacking: pd.DataFrame | None = None
        self._formats: frozenset[str] | None = None
        if meetings is not None:
            meetings = as_pandas("coverage", meetings, "load_meetings()", "meetings")
        own = stated is None and meetings is not None and not self._is_ours(meetings)
        told = Tables("coverage", {"meeting_coverage": stated})
        self._rows = [] if own else _rows(told.rows("meeting_coverage", _NEEDED), day)

    def _is_ours(self, meetings: pd.DataFrame) -> bool:
        """Tell whether the meetings are bundled ones; note which of these they leave out."""
        ours = load_meetings(status="held")
        ids = set(meetings["meeting_id"].astype("object"))
        settled = meetings["status"].astype("object").isin(_SETTLED)
        told = set(meetings.loc[settled, "meeting_id"].astype("object"))
        if told >= set(ours["meeting_id"]):
            return True
        if not ids or not ids <= set(load_meetings()["meeting_id"]):
            return False
        # A choice of bundled meetings: whole for its formats, or else lacking on some days.
        formats = set(meetings["format"].astype("str"))
        lacking = ours[
            ours["level"].astype("str").isin(meetings["level"].astype("str"))
            & ~ours["meeting_id"].isin(told)
        ]
        if lacking["format"].astype("str").isin(formats).any():
            self._lacking = lacking
        else:
            self._formats = frozenset(formats)
        return True

    def of(
        self,
        formats: str | Iterable[str],
        level: str,
        partner: str,
        since: Moment,
        until: Moment,
    ) -> str:
        """Return how complete the records of some formats with one side are over a span.

        Parameters
        ----------
        formats
            One format or several; of several the answer is ``complete`` only if all are.
        level
            Level of the meetings.
        partner
            Code of the other side, ``-`` for meetings among the five, ``any`` for every side.
        since, until
            First and last day (or year) of the span.

        Returns
        -------
        str, ``complete``, ``partial`` or ``none``.
        """
        several = (formats,) if isinstance(formats, str) else tuple(formats)
        first, last = check_moment("since", since), check_moment("until", until, last=True)
        asked = (several, level, partner, first, last)
        if asked not in self._answers:
            found = {self._one(name, level, partner, first, last) for name in several}
            whole = found.pop() if len(found) == 1 else "partial"
            self._answers[asked] = "none" if self._leaves_out(several, first, last) else whole
        return self._answers[asked]

    def _leaves_out(self, formats: Sequence[str], first: pd.Timestamp, last: pd.Timestamp) -> bool:
        if self._formats is not None and not set(formats) <= self._formats:
            return True
        return self._lacking is not None and bool(
            self._lacking["start_date"].between(first, last).any()
        )

    def _one(
        self, name: str, level: str, partner: str, first: pd.Timestamp, last: pd.Timestamp
    ) -> str:
        fitting = [
            (max(since, first), min(until, last), how)
            for form, lev, side, since, until, how in self._rows
            if form in (name, ANY) and lev in (level, ANY) and (side in (partner, ANY))
            if since <= last and until >= first and how != "none"
        ]
        if not fitting:
            return "none"
        open_from = first
        for since, until, how in sorted(fitting):
            if how == "complete" and since <= open_from:
                open_from = max(open_from, until + _DAY)
        return "complete" if open_from > last else "partial"


def counted(number: int, completeness: str) -> int | None:
    """Return a count as it may be stated: a zero only where the records are complete.

    Examples
    --------
    >>> counted(0, "complete"), counted(0, "partial"), counted(2, "partial"), counted(0, "none")
    (0, None, 2, None)
    """
    return number if number or completeness == "complete" else None


@cache
def larger_formats() -> tuple[str, ...]:
    """Return the formats of more than two sides."""
    return tuple(str(name) for name in load_formats()["format"] if name != "bilateral")


def _rows(stated: pd.DataFrame, day: pd.Timestamp | None) -> list[tuple[Any, ...]]:
    """Return format, level, partner, first day, last day and completeness of each row."""
    check_choices("completeness", list(stated["completeness"]), COMPLETENESS)
    rows = []
    for row in stated.to_dict("records"):
        since = _moment("since", row["since"], last=False)
        until = _moment("until", row["until"], last=True)
        if since > until:
            raise ValueError(
                f"`coverage` needs `since` not later than `until`; a row has {row['since']} and "
                f"{row['until']}."
            )
        until = until if day is None else min(until, day)
        form, level, partner = (_word(row.get(name)) for name in ("format", "level", "partner"))
        if level != ANY:
            check_choice("level", level, LEVELS)
        if partner not in (ANY, "-"):
            partner = country_code(partner, "partner")
        rows.append((form, level, partner, since, until, str(row["completeness"])))
    return [row for row in rows if row[3] <= row[4]]


def _moment(name: str, value: Any, *, last: bool) -> pd.Timestamp:
    if pd.isna(value):
        raise ValueError(f"`coverage` needs a year or a day in every row of {name!r}.")
    return check_moment(name, int(value) if isinstance(value, float) else value, last=last)


def _word(value: Any) -> str:
    return ANY if value is None or pd.isna(value) or value == "" else str(value)
