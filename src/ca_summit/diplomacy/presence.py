"""Tell who was present at a meeting, and how."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice
from ca_summit.diplomacy.coverage import LEVELS
from ca_summit.names import STATES
from ca_summit.tables.as_of import known_by
from ca_summit.tables.as_of_meetings import state_on
from ca_summit.tables.choice import Tables
from ca_summit.tables.day_columns import with_days
from ca_summit.tables.reported import check_not_mixed, only_reported

if TYPE_CHECKING:
    from collections.abc import Mapping

FIVE = STATES
_LEADER = r"(?:president|prime minister|chancellor|king|crown prince|secretary-general)\b"
_NEEDED = [
    *("meeting_id", "name", "format", "level", "edition", "start_date", "end_date"),
    *("counterpart", "status", "mode"),
]
#: Columns of a statement about who came that a count reads.
ATTENDANCE = ["meeting_id", "actor_iso3", "status", "known_on", "seq"]
_CAME = ("attended", "represented_by_deputy", "absent")


def held_meetings(
    function: str, meetings: pd.DataFrame | None, level: str | None, as_of: Any = None
) -> pd.DataFrame:
    """Return the meetings of a level that were held on a known day, their days as days.

    ``function`` is the name of the public function that asks, for its messages. ``level=None``
    keeps all levels; ``as_of`` counts what was known on a day.
    """
    if level is not None:
        check_choice("level", level, LEVELS)
    table = Tables(function, {"meetings": meetings}).rows("meetings", _NEEDED)
    check_not_mixed(function, table)
    if only_reported(table):  # counted as they are; who draws them says what they are
        table = table.assign(status="held", level=level, mode="in_person")
    if as_of is not None:
        table = known_by("meetings", with_days(function, table, ["start_date", "end_date"]), as_of)
    held = table["status"].astype("object").eq("held") & table["start_date"].notna()
    if level is not None:
        held &= table["level"].astype("object").eq(level)
    return with_days(function, table[held], ["start_date", "end_date"])


def presence_at(
    held: pd.DataFrame,
    attendance: pd.DataFrame | None,
    level: str | None,
    as_of: Any = None,
) -> dict[str, dict[str, str]]:
    """Return for each meeting how each side was there, by code of the side.

    Values are ``attended``, ``represented_by_deputy`` and ``absent``; a side without a final
    statement is left out. A guest at a leaders' meeting whose role leads neither state nor body
    counts as a deputy. The parties of a bilateral meeting attended unless a statement says more.
    """
    state = final_statements(held, attendance, as_of)
    leaders = level == "heads_of_state"
    out: dict[str, dict[str, str]] = {key: {} for key in held["meeting_id"]}
    for row in state.to_dict("records"):
        out[row["meeting_id"]][str(row["actor_iso3"])] = _final(row, leaders=leaders)
    if "parties" in held.columns:
        for key, parties in zip(held["meeting_id"], held["parties"], strict=True):
            if isinstance(parties, str):
                out[key] = dict.fromkeys(parties.split(";"), "attended") | out[key]
    return out


def final_statements(
    held: pd.DataFrame, attendance: pd.DataFrame | None, as_of: Any = None
) -> pd.DataFrame:
    """Return the last statement of each side about each meeting, where it says who came."""
    said = Tables("attendance", {"attendance": attendance}).rows("attendance", ATTENDANCE)
    said = said[said["meeting_id"].isin(held["meeting_id"])]
    if said.empty:
        return said
    said = known_by("attendance", with_days("attendance", said, ["known_on"]), as_of)
    if said.empty:
        return said
    state = state_on(said, said["known_on"].max())
    return state[state["status"].astype("object").isin(_CAME)]


def _final(row: Mapping[Any, Any], *, leaders: bool) -> str:
    status = str(row["status"])
    role = row.get("role")
    leads = not isinstance(role, str) or bool(re.match(_LEADER, role))
    if status == "attended" and leaders and not leads:
        return "represented_by_deputy"
    return status


def five_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Sort a table with ``actor_iso3``: the five Central Asian states first, then by code."""
    codes = frame["actor_iso3"].astype("str")
    order = pd.DataFrame({"outside": ~codes.isin(FIVE), "code": codes})
    return frame.loc[order.sort_values(["outside", "code"]).index].reset_index(drop=True)
