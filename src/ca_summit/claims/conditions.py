"""Read the conditions on rows of a claim, and keep the rows that meet them."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ca_summit.claims.cells import LISTED, ClaimError, choose, near, read_day, read_number
from ca_summit.figures.sentences import Name, joined, say, spellings
from ca_summit.tables.choice import ARGUMENTS
from ca_summit.tables.states import country_codes

if TYPE_CHECKING:
    from collections.abc import Callable

_CONDITION = re.compile(r"^\s*(\w+)\s*(!=|>=|<=|=|>|<)\s*(.+?)\s*$")
_SIDES: dict[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


class Condition(NamedTuple):
    """What the cells of a column must be, as it is written."""

    name: str
    sign: str
    wanted: str


def read_conditions(text: str, table: str, frame: pd.DataFrame) -> tuple[Condition, ...]:
    """Read ``country = Kazakhstan | Uzbekistan; year >= 2020`` and hold it to the table."""
    out: list[Condition] = []
    states = ARGUMENTS[table].states if table in ARGUMENTS else {}
    named = ARGUMENTS[table].words if table in ARGUMENTS else {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        found = _CONDITION.match(part)
        if found is None:
            raise ClaimError(
                "`rows` must be like 'country = Kazakhstan | Uzbekistan; year = 2024'; got {part}.",
                part=repr(part),
            )
        name, sign, wanted = found.groups()
        allowed = [
            *frame.columns,
            *states,
            *named,
            *(["year"] if _day_column(table, frame) else []),
        ]
        if name not in allowed:
            choose("rows", name, allowed)
        out.append(Condition(name, sign, wanted))
        rows_meeting(frame, table, out[-1])
    return tuple(out)


def told(conditions: tuple[Condition, ...]) -> str:
    """Return conditions as they are written in the table of claims."""
    return "; ".join(" ".join(condition) for condition in conditions) or "…"


def _day_column(table: str, frame: pd.DataFrame) -> str:
    """Return the column of days of a table that has no ``year``; empty if there is none."""
    span = (ARGUMENTS[table].span or "") if table in ARGUMENTS else ""
    dated = span in frame.columns and pd.api.types.is_datetime64_any_dtype(frame[span])
    return span if dated and "year" not in frame.columns else ""


def rows_meeting(frame: pd.DataFrame, table: str, condition: Condition) -> pd.Series:
    """Tell which rows meet a condition; a word that never occurs is refused."""
    name, sign, wanted = condition
    arguments = ARGUMENTS.get(table)
    states = dict(arguments.states) if arguments else {}
    column = (arguments.words if arguments else {}).get(name, name)
    columns: tuple[str, ...] = (column,)
    is_state = name in states or name in {c for own in states.values() for c in _several(own)}
    if name in states:
        columns = _several(states[name])
    values = [value.strip() for value in wanted.split("|") if value.strip()]
    if not values:
        raise ClaimError(
            "`rows` names no value behind '{name:c} {sign:c}'; got {wanted}.",
            name=name,
            sign=sign,
            wanted=repr(wanted),
        )
    keep = pd.Series(False, index=frame.index)
    known_cells = pd.Series(False, index=frame.index)  # an empty cell is neither this nor another
    for own in columns:
        cells = frame[own] if own in frame.columns else frame[_day_column(table, frame)].dt.year
        known_cells |= cells.notna()
        keep |= (
            _sided(cells, sign, wanted, own)
            if sign in _SIDES
            else _among(cells, values, name, is_state=is_state)
        )
    return known_cells & ~keep if sign == "!=" else keep


def _among(cells: pd.Series, values: list[str], name: str, *, is_state: bool) -> pd.Series:
    """Tell which cells hold one of several values; a list in a cell holds each of its words."""
    if pd.api.types.is_bool_dtype(cells):
        return cells.isin([_truth(value) for value in values]).fillna(False).astype(bool)
    if pd.api.types.is_numeric_dtype(cells):
        return cells.isin([read_number(value) for value in values]).fillna(False).astype(bool)
    if pd.api.types.is_datetime64_any_dtype(cells):
        return cells.isin([read_day(name, value) for value in values])
    parts = cells.astype("object").map(lambda v: set() if pd.isna(v) else set(str(v).split(";")))
    known = sorted(set().union(*parts))
    if is_state:
        values = _states(values, name, known)
    else:
        for value in values:
            choose(name, value, known)
    return parts.map(lambda found: not found.isdisjoint(values)).astype(bool)


def _states(values: list[str], name: str, known: list[str]) -> list[str]:
    try:
        return country_codes(values, name, known)
    except ValueError as error:
        strange = [value for value in values if not _is_state(value, known)]
        reason = say(
            "`{name:c}` names no state or group of this table: {strange:c}. It has {known}.",
            name=name,
            strange=strange,
            known=joined([Name(code) for code in known[:LISTED]], ", "),
        )
        spelt = [text for code in known for text in spellings(Name(code))]
        raise ClaimError(near(reason, strange[0], spelt)) from error


def _is_state(value: str, known: list[str]) -> bool:
    try:
        return bool(country_codes([value], among=known))
    except ValueError:
        return False


def _several(columns: str | tuple[str, ...]) -> tuple[str, ...]:
    return (columns,) if isinstance(columns, str) else columns


def _sided(cells: pd.Series, sign: str, wanted: str, name: str) -> pd.Series:
    compare = _SIDES[sign]
    if pd.api.types.is_datetime64_any_dtype(cells):
        return pd.Series(compare(cells, read_day(name, wanted)), dtype=bool)
    if not pd.api.types.is_numeric_dtype(cells):
        raise ClaimError(
            "`rows` can compare numbers and days; column {name:c} holds words.", name=name
        )
    return pd.Series(compare(cells, read_number(wanted))).fillna(False).astype(bool)


def _truth(text: str) -> bool:
    choose("rows", text.lower(), ["true", "false", "yes", "no", "да", "нет", "иә", "жоқ"])
    return text.lower() in {"true", "yes", "да", "иә"}
