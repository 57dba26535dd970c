"""Turn raw cells into typed columns, collecting what cannot be understood."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.catalog import get_table
from ca_summit.records import values
from ca_summit.records.faults import Fault
from ca_summit.records.kinds import KINDS, code_columns, fields
from ca_summit.records.schema import meaning

if TYPE_CHECKING:
    from collections.abc import Callable

    from ca_summit.catalog import Field
    from ca_summit.records.cells import Cells

_DTYPES = {"integer": "Int64", "number": "float64", "boolean": "boolean", "date": "datetime64[us]"}


def missing_columns(kind: str, columns: list[str]) -> list[Fault]:
    """Return a fault for each required column that is not there, with the nearest name there is."""
    known = set(fields(kind))
    strange = {c.strip().lower().replace(" ", "_").replace("-", "_"): c for c in columns}
    strange = {k: c for k, c in strange.items() if c not in known}
    faults = []
    for name in KINDS[kind].required:
        if name in columns:
            continue
        near = difflib.get_close_matches(name, strange, n=1, cutoff=0.6)
        mend = "add the column"
        if near:
            mend = f"rename your column {strange[near[0]]!r} to `{name}`, if that is what it holds"
        wanted = meaning(fields(kind)[name])
        faults.append(Fault(None, name, "the column is missing", wanted, mend))
    return faults


def convert(kind: str, cells: Cells) -> tuple[pd.DataFrame, list[Fault], set[tuple[int, str]]]:
    """Return the typed frame, the faults, and the cells (position, column) that have one."""
    faults: list[Fault] = []
    bad: set[tuple[int, str]] = set()
    columns: dict[str, pd.Series] = {}
    described = fields(kind)
    trimmed = 0
    for name in cells.frame.columns:
        item = described.get(name)
        result: list[Any] = []
        for position, value in enumerate(cells.frame[name]):
            if values.is_blank(value):
                result.append(None)
                continue
            trimmed += isinstance(value, str) and value != value.strip()
            read = _understand(item, value, cells.decimal_comma)
            if isinstance(read, values.Wrong):
                bad.add((position, name))
                shown = repr(str(value).strip())
                faults.append(Fault(cells.rows[position], name, shown, read.expected, read.mend))
                read = None
            result.append(read)
        columns[name] = _series(item, result)
    if trimmed:
        cells.notes.append(f"Blanks around {trimmed} cell(s) were taken off.")
    return pd.DataFrame(columns, index=range(len(cells.rows))), faults, bad


def _understand(item: Field | None, value: Any, comma: bool) -> Any:
    if item is None:  # a column of the user's own: text is checked, other values stay as they are
        return values.text(value) if isinstance(value, str) else value
    if item.kind == "date":
        return values.day(value)
    if item.kind == "number":
        return values.number(value, comma=comma)
    if item.kind == "integer":
        return values.whole(value, comma=comma)
    if item.kind == "boolean":
        return values.truth(value)
    read = values.text(value)
    if item.is_list and isinstance(read, str):
        return ";".join(part.strip() for part in read.split(";") if part.strip())
    return read


def _series(item: Field | None, cells: list[Any]) -> pd.Series:
    if item is None:
        own = pd.Series(cells, dtype="object")
        return own.infer_objects() if not own.isna().all() else own.astype("str")
    dtype: Any = _DTYPES.get(item.kind, "str")
    return pd.Series(cells, dtype="object").astype(dtype)


def finish(kind: str, frame: pd.DataFrame, dtypes: Callable[[str], pd.Series]) -> pd.DataFrame:
    """Add the columns that are missing, order them and give them the types of the bundled table.

    A code outside the bundled vocabulary is added to it where the kind allows that.
    """
    described = get_table(KINDS[kind].table)
    result = pd.DataFrame(index=frame.index)
    for item in described.fields:
        own = frame.get(item.name)
        dtype = dtypes(item.name).dtype
        if own is None:
            own = pd.Series([None] * len(frame), dtype="object", index=frame.index)
        if isinstance(dtype, pd.CategoricalDtype):
            new = sorted(set(own.dropna()) - set(dtype.categories))
            dtype = pd.CategoricalDtype([*dtype.categories, *new], ordered=dtype.ordered)
        result[item.name] = own.astype(dtype)
    for name in frame.columns:
        if name not in result.columns:
            result[name] = frame[name]
    return result


def widened(kind: str, frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return the values outside the bundled vocabulary that the kind allows, by column."""
    result = {}
    for name in {*code_columns(kind), *KINDS[kind].open} & set(frame.columns):
        allowed = get_table(KINDS[kind].table).field(name).allowed
        new = sorted(set(frame[name].dropna()) - set(allowed)) if allowed else []
        if new:
            result[name] = new
    return result
