"""Count who met whom, and how often, between two days; name the meetings that no count can hold."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice
from ca_summit.diplomacy.coverage import ANY, Coverage, counted, larger_formats
from ca_summit.diplomacy.presence import FIVE, held_meetings, presence_at
from ca_summit.tables.spans import check_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ca_summit.tables.spans import Day, Moment

_COUNTS = ("in_person", "bilateral", "multilateral", "by_deputy", "virtual_or_unclear")
_ANYBODY = ("C5", "-")
_UNCOUNTED = ["meeting_id", "name", "start_date", "reason", "side"]


def meeting_pairs(
    meetings: pd.DataFrame | None = None,
    *,
    since: Moment = None,
    until: Moment = None,
    level: str = "heads_of_state",
    count: str | None = None,
    as_of: Day | None = None,
    attendance: pd.DataFrame | None = None,
    coverage: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return who met whom, and how often, at meetings that started in a span.

    Two sides met when both are stated to have been at the same meeting that was held: as
    ``parties`` of a bilateral meeting, or by a statement of attendance. Counts are of recorded
    meetings and "at least" wherever the records are not complete; `uncounted_meetings` names the
    meetings that could not be counted. Pairs of two outside powers are left out, because the
    records do not aim at them. Bilateral meetings of leaders are recorded from 2023 on, see
    `load_coverage`.

    Parameters
    ----------
    meetings, attendance
        Tables to use instead of those bundled.
    since, until
        First and last day, both included: years or days. Default: all meetings.
    level
        Level of the meetings, see `sequence`.
    count
        Name in ``meeting_ids`` the meetings of this count alone. Default: of all kinds.
    as_of
        Count only what was known on this day.
    coverage
        What the meetings cover, a table like `load_coverage`. Default: what is known of the
        bundled meetings, nothing of others.

    Returns
    -------
    DataFrame, one row per pair that met, most frequent first:
        ``actor``, ``other`` (codes in alphabetical order), ``in_person`` (both leaders themselves,
        face to face; the sum of ``bilateral`` and ``multilateral`` as recorded), ``bilateral``,
        ``multilateral``, ``by_deputy`` (at least one sent somebody else), ``virtual_or_unclear``
        (by video, hybrid, or mode unknown), ``mode_unknown`` (of these, how many of unknown mode),
        ``bilateral_coverage`` (how complete the records of bilateral meetings of the two are:
        ``complete``, ``partial``, ``none``), ``meeting_ids`` (list in text, ``;`` between).
        A count that would be 0 where the records are not complete is missing.

    Raises
    ------
    ValueError
        If a span, a level or a column is not as needed.

    Examples
    --------
    >>> pairs = meeting_pairs(since=2025, until=2025).set_index(["actor", "other"])
    >>> int(pairs.loc[("KAZ", "USA"), "bilateral"])
    1
    """
    if count is not None:
        check_choice("count", count, _COUNTS)
    held, span = _held_in("meeting_pairs", meetings, since, until, level, as_of)
    rows = _rows(held, attendance, level, as_of)
    out = _count_pairs(rows, count)
    records = Coverage(meetings, coverage, as_of=as_of)
    how = [
        _completeness(records, level, actor, other, span)
        for actor, other in zip(out["actor"], out["other"], strict=True)
    ]
    out.insert(7, "bilateral_coverage", [str(one["bilateral"]) for one in how])
    for name in _COUNTS:
        known = [counted(int(n), one[name]) for n, one in zip(out[name], how, strict=True)]
        out[name] = pd.array(known, dtype="Int64")
    return out


def meeting_matrix(
    meetings: pd.DataFrame | None = None,
    *,
    since: Moment = None,
    until: Moment = None,
    count: str = "in_person",
    level: str = "heads_of_state",
    as_of: Day | None = None,
    attendance: pd.DataFrame | None = None,
    coverage: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return how often each of the five met each other one and each outside power, as a table.

    Parameters
    ----------
    meetings, since, until, level, as_of, attendance, coverage
        As in `meeting_pairs`.
    count
        Which count of `meeting_pairs` fills the table: ``in_person``, ``bilateral``,
        ``multilateral``, ``by_deputy`` or ``virtual_or_unclear``.

    Returns
    -------
    DataFrame, the five as index; as columns the five, then outside powers by number of meetings:
        whole numbers of recorded meetings, "at least" where the records are not complete; 0 =
        the records are complete and hold none; missing where nothing is recorded and the records
        are not complete, and where both are the same state.

    Examples
    --------
    >>> matrix = meeting_matrix(since=2024, until=2024, count="bilateral")
    >>> int(matrix.loc["TJK", "CHN"]), int(matrix.loc["TKM", "CHN"])  # complete with China
    (1, 0)
    >>> import pandas as pd
    >>> bool(pd.isna(matrix.loc["KAZ", "UZB"]))  # not recorded before 2025
    True
    """
    check_choice("count", count, _COUNTS)
    held, span = _held_in("meeting_matrix", meetings, since, until, level, as_of)
    pairs = _count_pairs(_rows(held, attendance, level, as_of))
    pairs = pairs[pairs[count] > 0]
    both = pd.concat([pairs, pairs.rename(columns={"actor": "other", "other": "actor"})])
    both = both[both["actor"].isin(FIVE)]
    total = both.groupby("other")[count].sum().sort_values(ascending=False, kind="stable")
    codes = [*FIVE, *[code for code in total.index if code not in FIVE]]
    found = {(row["actor"], row["other"]): int(row[count]) for row in both.to_dict("records")}
    records = Coverage(meetings, coverage, as_of=as_of)
    table = {
        code: {
            other: counted(
                found.get((code, other), 0),
                _completeness(records, level, code, other, span)[count],
            )
            if other != code
            else None
            for other in codes
        }
        for code in FIVE
    }
    wide = pd.DataFrame.from_dict(table, orient="index", columns=codes).astype("Int64")
    return wide.rename_axis(index="actor", columns="other")


def uncounted_meetings(
    meetings: pd.DataFrame | None = None,
    *,
    since: Moment = None,
    until: Moment = None,
    level: str = "heads_of_state",
    as_of: Day | None = None,
    attendance: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the held meetings that `meeting_pairs` cannot count, or not for every side, and why.

    Parameters
    ----------
    meetings, since, until, level, as_of, attendance
        As in `meeting_pairs`.

    Returns
    -------
    DataFrame, one row per meeting and reason, by date:
        ``meeting_id``, ``name``, ``start_date``, ``reason``: ``mode_unknown`` (held, but whether
        face to face is not recorded: counted apart, in ``virtual_or_unclear``),
        ``host_unknown``, ``counterpart_unknown`` or ``party_unknown`` (nothing says whether this
        ``side`` was there, so no pair with it is counted). ``side`` is a code, missing for the
        mode.

    Examples
    --------
    >>> uncounted_meetings(since=2025, until=2025)[["meeting_id", "reason"]].to_numpy().tolist()
    [['bilateral-kaz-usa-2025-new-york', 'mode_unknown']]
    """
    held, _ = _held_in("uncounted_meetings", meetings, since, until, level, as_of)
    presence = presence_at(held, attendance, level, as_of)
    rows = []
    for record in held.sort_values(["start_date", "meeting_id"]).to_dict("records"):
        about = [record[name] for name in ("meeting_id", "name", "start_date")]
        if pd.isna(record["mode"]):
            rows.append([*about, "mode_unknown", None])
        for side, reason in _expected(record).items():
            if side not in presence[record["meeting_id"]]:
                rows.append([*about, reason, side])
    return pd.DataFrame(rows, columns=_UNCOUNTED)


def _expected(record: Mapping[Any, Any]) -> dict[str, str]:
    """Return the sides that a meeting must tell of, with the reason if one is missing.

    A bilateral meeting has its two parties, wherever it took place; without them it has no side
    but the counterpart. A meeting of more has its host and its counterpart.
    """
    sides = {}
    if isinstance(record["counterpart"], str):
        sides[record["counterpart"]] = "counterpart_unknown"
    if record["format"] == "bilateral":
        parties = record.get("parties")
        named = parties.split(";") if isinstance(parties, str) else []
        sides |= {code.strip(): "party_unknown" for code in named}
    elif isinstance(record.get("country_iso3"), str):
        sides[record["country_iso3"]] = "host_unknown"
    return {code: reason for code, reason in sides.items() if code not in _ANYBODY}


def _held_in(
    function: str,
    meetings: pd.DataFrame | None,
    since: Moment,
    until: Moment,
    level: str,
    as_of: Day | None,
) -> tuple[pd.DataFrame, tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the meetings held in a span, and its first and last day."""
    first, last = check_span(since, until)
    held = held_meetings(function, meetings, level, as_of)
    days = held["start_date"]
    if first is None:
        first = min(days.min(), last or days.min()) if len(held) else (last or pd.Timestamp(0))
    if last is None:
        last = max(days.max(), first) if len(held) else first
    return held[days.between(first, last)], (first, last)


def _rows(
    held: pd.DataFrame, attendance: pd.DataFrame | None, level: str, as_of: Day | None
) -> pd.DataFrame:
    presence = presence_at(held, attendance, level, as_of)
    rows = [row for record in held.to_dict("records") for row in _pairs_of(record, presence)]
    return pd.DataFrame(rows, columns=["actor", "other", "kind", "mode_unknown", "meeting_id"])


def _pairs_of(
    record: Mapping[Any, Any], presence: dict[str, dict[str, str]]
) -> Iterator[tuple[str, str, str, int, str]]:
    """Yield each pair at one meeting: two codes, how they met, the meeting."""
    key = record["meeting_id"]
    there = {code: how for code, how in presence[key].items() if how != "absent"}
    unknown = int(pd.isna(record["mode"]))
    for actor, other in combinations(sorted(there), 2):
        if not {actor, other} & set(FIVE):
            continue
        if "represented_by_deputy" in (there[actor], there[other]):
            kind = "by_deputy"
        elif record["mode"] != "in_person":
            kind = "virtual_or_unclear"
        else:
            kind = "bilateral" if record["format"] == "bilateral" else "multilateral"
        yield actor, other, kind, unknown if kind == "virtual_or_unclear" else 0, key


def _count_pairs(pairs: pd.DataFrame, named: str | None = None) -> pd.DataFrame:
    """Return one row per pair with a column of recorded counts for each kind.

    Of the meetings those of the count ``named`` are listed, or all.
    """
    keys = ["actor", "other"]
    order = [*keys, *_COUNTS, "mode_unknown", "meeting_ids"]
    if pairs.empty:
        columns = {name: pd.Series(dtype="Int64") for name in (*_COUNTS, "mode_unknown")}
        text = {name: pd.Series(dtype="str") for name in (*keys, "meeting_ids")}
        return pd.DataFrame({**text, **columns})[order]
    counts = pairs.pivot_table(
        index=keys, columns="kind", values="meeting_id", aggfunc="count", fill_value=0
    )
    counts = counts.reindex(columns=list(_COUNTS), fill_value=0)
    counts["in_person"] = counts["bilateral"] + counts["multilateral"]
    counts["mode_unknown"] = pairs.groupby(keys)["mode_unknown"].sum()
    kinds = ("bilateral", "multilateral") if named == "in_person" else (named,)
    listed = pairs if named is None else pairs[pairs["kind"].isin(kinds)]
    counts["meeting_ids"] = listed.groupby(keys)["meeting_id"].agg(";".join)
    counts["meeting_ids"] = counts["meeting_ids"].fillna("")
    out = counts.astype(dict.fromkeys((*_COUNTS, "mode_unknown"), "Int64")).reset_index()
    out.columns.name = None
    by = ["in_person", "bilateral", *keys]
    out = out.sort_values(by, ascending=[False, False, True, True], ignore_index=True)
    return out[order]


def _completeness(
    records: Coverage,
    level: str,
    actor: str,
    other: str,
    span: tuple[pd.Timestamp, pd.Timestamp],
) -> dict[str, str]:
    """Return for each count of a pair how complete the records are that it rests on.

    Larger gatherings are of many formats and never complete together, so a count of them is at
    best partial; the same holds for every count that includes them.
    """
    outside = [code for code in (actor, other) if code not in FIVE]
    two = records.of("bilateral", level, outside[0] if outside else "-", *span)
    more = records.of(larger_formats(), level, ANY, *span)
    whole = two if two == more else "partial"
    return {
        "bilateral": two,
        "multilateral": more,
        **dict.fromkeys(("in_person", "by_deputy", "virtual_or_unclear"), whole),
    }
