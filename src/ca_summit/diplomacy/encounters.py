"""Count who met whom, and how often, between two days."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice, check_day
from ca_summit.diplomacy.presence import FIVE, check_order, held_meetings, presence_at

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    Day = str | dt.date | pd.Timestamp

_COUNTS = ("in_person", "bilateral", "multilateral", "by_deputy", "virtual_or_unclear")


def meeting_pairs(
    start: Day,
    end: Day,
    *,
    level: str = "heads_of_state",
    meetings: pd.DataFrame | None = None,
    attendance: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return who met whom, and how often, at meetings that started between two days.

    Two sides met when both are recorded at the same meeting that was held: the two ``parties`` of
    a bilateral meeting, or both with a statement of attendance. Only what is recorded counts:
    many outside guests and most small bilateral meetings are not, so every count is "at least".
    Pairs of two outside powers are left out, because the records do not aim at them.

    Parameters
    ----------
    start, end
        First and last day, both included.
    level
        Level of the meetings, see `sequence`.
    meetings, attendance
        Tables to use instead of those bundled.

    Returns
    -------
    DataFrame, one row per pair that met, most frequent first:
        ``actor``, ``other`` (codes in alphabetical order), ``in_person`` (both leaders themselves,
        face to face; the sum of ``bilateral`` and ``multilateral``), ``by_deputy`` (at least one
        sent somebody else), ``virtual_or_unclear`` (by video, hybrid, or mode unknown),
        ``meeting_ids`` (list in text, ``;`` between, all kinds).

    Examples
    --------
    >>> pairs = meeting_pairs("2025-01-01", "2025-12-31").set_index(["actor", "other"])
    >>> int(pairs.loc[("KAZ", "USA"), "bilateral"])
    1
    """
    first, last = check_day("start", start), check_day("end", end)
    check_order(first, last)
    held = held_meetings("meeting_pairs", meetings, level)
    held = held[held["start_date"].between(first, last)]
    presence = presence_at(held, attendance, level)
    rows = [row for record in held.to_dict("records") for row in _pairs_of(record, presence)]
    pairs = pd.DataFrame(rows, columns=["actor", "other", "kind", "meeting_id"])
    return _count_pairs(pairs)


def meeting_matrix(
    start: Day,
    end: Day,
    *,
    count: str = "in_person",
    level: str = "heads_of_state",
    meetings: pd.DataFrame | None = None,
    attendance: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return how often each of the five met each other one and each outside power, as a table.

    Parameters
    ----------
    count
        Which count of `meeting_pairs` fills the table: ``in_person``, ``bilateral``,
        ``multilateral``, ``by_deputy`` or ``virtual_or_unclear``.

    Returns
    -------
    DataFrame, the five as index; as columns the five, then outside powers by number of meetings:
        whole numbers; 0 = no such meeting recorded, missing where both are the same state, and
        everywhere when the span has no recorded meeting at all.

    Examples
    --------
    >>> matrix = meeting_matrix("2025-01-01", "2025-12-31", count="bilateral")
    >>> int(matrix.loc["KGZ", "TJK"]), int(matrix.loc["TJK", "KGZ"]), len(matrix)
    (1, 1, 5)
    """
    check_choice("count", count, _COUNTS)
    pairs = meeting_pairs(start, end, level=level, meetings=meetings, attendance=attendance)
    none = None if pairs.empty else 0
    pairs = pairs[pairs[count] > 0]
    both = pd.concat([pairs, pairs.rename(columns={"actor": "other", "other": "actor"})])
    both = both[both["actor"].isin(FIVE)]
    total = both.groupby("other")[count].sum().sort_values(ascending=False, kind="stable")
    codes = [*FIVE, *[code for code in total.index if code not in FIVE]]
    table = {code: dict.fromkeys(codes, none) | {code: None} for code in FIVE}
    for row in both.to_dict("records"):
        table[row["actor"]][row["other"]] = row[count]
    wide = pd.DataFrame.from_dict(table, orient="index", columns=codes).astype("Int64")
    return wide.rename_axis(index="actor", columns="other")


def _pairs_of(
    record: Mapping[Any, Any], presence: dict[str, dict[str, str]]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield each pair at one meeting: two codes, how they met, the meeting."""
    key = record["meeting_id"]
    there = {code: how for code, how in presence[key].items() if how != "absent"}
    for actor, other in combinations(sorted(there), 2):
        if not {actor, other} & set(FIVE):
            continue
        if "represented_by_deputy" in (there[actor], there[other]):
            kind = "by_deputy"
        elif record["mode"] != "in_person":
            kind = "virtual_or_unclear"
        else:
            kind = "bilateral" if record["format"] == "bilateral" else "multilateral"
        yield actor, other, kind, key


def _count_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return one row per pair with a column of counts for each kind."""
    keys = ["actor", "other"]
    if pairs.empty:
        columns = {name: pd.Series(dtype="Int64") for name in _COUNTS}
        text = {name: pd.Series(dtype="str") for name in keys}
        return pd.DataFrame({**text, **columns, "meeting_ids": pd.Series(dtype="str")})
    counts = pairs.pivot_table(
        index=keys, columns="kind", values="meeting_id", aggfunc="count", fill_value=0
    )
    counts = counts.reindex(columns=list(_COUNTS), fill_value=0)
    counts["in_person"] = counts["bilateral"] + counts["multilateral"]
    counts["meeting_ids"] = pairs.groupby(keys)["meeting_id"].agg(";".join)
    out = counts.astype(dict.fromkeys(_COUNTS, "Int64")).reset_index()
    out.columns.name = None
    order = ["in_person", "bilateral", *keys]
    return out.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
