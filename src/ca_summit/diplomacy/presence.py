"""Tell who was present at a meeting, and how."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.asof import state_on
from ca_summit.checks import check_choice, check_columns
from ca_summit.tables import load_attendance, load_meetings

if TYPE_CHECKING:
    from collections.abc import Mapping

FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
LEVELS = ("heads_of_state", "ministers", "foreign_ministers", "envoys")
_LEADER = r"(?:president|prime minister|chancellor|king|crown prince|secretary-general)\b"
_NEEDED = [
    *("meeting_id", "name", "format", "level", "edition", "start_date", "end_date"),
    *("counterpart", "status", "mode"),
]
_CAME = ("attended", "represented_by_deputy", "absent")


def held_meetings(function: str, meetings: pd.DataFrame | None, level: str) -> pd.DataFrame:
    """Return the meetings of a level that were held on a known day.

    ``function`` is the name of the public function that asks, for its messages.
    """
    check_choice("level", level, LEVELS)
    table = load_meetings() if meetings is None else meetings
    check_columns(function, table, _NEEDED, "load_meetings() or read_meetings()")
    held = table["status"].astype("object").eq("held") & table["start_date"].notna()
    return table[held & table["level"].astype("object").eq(level)]


def presence_at(
    held: pd.DataFrame, attendance: pd.DataFrame | None, level: str
) -> dict[str, dict[str, str]]:
    """Return for each meeting how each side was there, by code of the side.

    Values are ``attended``, ``represented_by_deputy`` and ``absent``; a side without a final
    statement is left out. A guest at a leaders' meeting whose role leads neither state nor body
    counts as a deputy. The parties of a bilateral meeting attended unless a statement says more.
    """
    statements = load_attendance() if attendance is None else attendance
    statements = statements[statements["meeting_id"].isin(held["meeting_id"])]
    out: dict[str, dict[str, str]] = {key: {} for key in held["meeting_id"]}
    if len(statements):
        state = state_on(statements, statements["known_on"].max())
        state = state[state["status"].astype("object").isin(_CAME)]
        for row in state.to_dict("records"):
            out[row["meeting_id"]][str(row["actor_iso3"])] = _final(row, level)
    if "parties" in held.columns:
        for key, parties in zip(held["meeting_id"], held["parties"], strict=True):
            if isinstance(parties, str):
                out[key] = dict.fromkeys(parties.split(";"), "attended") | out[key]
    return out


def _final(row: Mapping[Any, Any], level: str) -> str:
    status = str(row["status"])
    role = row.get("role")
    leads = not isinstance(role, str) or bool(re.match(_LEADER, role))
    if status == "attended" and level == "heads_of_state" and not leads:
        return "represented_by_deputy"
    return status


def five_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Sort a table with ``actor_iso3``: the five Central Asian states first, then by code."""
    codes = frame["actor_iso3"].astype("str")
    order = pd.DataFrame({"outside": ~codes.isin(FIVE), "code": codes})
    return frame.loc[order.sort_values(["outside", "code"]).index].reset_index(drop=True)


def check_order(first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Raise ``ValueError`` unless the first day is not later than the last."""
    if first > last:
        raise ValueError(
            f"`start` must not be later than `end`; got {first.date()} and {last.date()}."
        )
