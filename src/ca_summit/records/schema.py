"""Check each cell against the description of its column, and turn what is wrong to faults."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.catalog import get_table
from ca_summit.records.codes import hint, iso_codes
from ca_summit.records.faults import Fault
from ca_summit.records.kinds import KINDS, code_columns, fields
from ca_summit.records.reshape import plain_number
from ca_summit.tables.no_values import is_sentinel
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ca_summit.catalog import Field
    from ca_summit.records.cells import Cells

_LISTED = 30


def schema_faults(
    kind: str, frame: pd.DataFrame, cells: Cells, skip: set[tuple[int, str]]
) -> list[Fault]:
    """Check a typed frame and return every fault with its row, value, expectation and remedy.

    Parameters
    ----------
    cells
        The cells as the user wrote them, to be shown, and the lines they stand in.
    skip
        Cells (position, column) that already have a fault.
    """
    found: list[tuple[int, Fault]] = []
    for name, item in fields(kind).items():
        if name not in frame.columns:
            continue  # missing columns are told before, with the nearest name
        for check, mask in _broken(kind, item, frame[name]):
            positions = [int(i) for i in mask.to_numpy().nonzero()[0] if (int(i), name) not in skip]
            found += [(i, _fault(kind, check, name, cells, i)) for i in positions]
    found += _duplicates(kind, frame, cells)
    return [fault for _, fault in sorted(found, key=lambda pair: pair[0])]


def _broken(kind: str, item: Field, column: pd.Series) -> Iterator[tuple[str, pd.Series]]:
    """Yield each check of a column with a mask of the cells that fail it."""
    empty = column.isna()
    if item.required:
        yield "empty", empty
    codes = code_columns(kind).get(item.name)
    if codes is not None and item.is_list:
        lists = column.astype("object").where(~empty, "").astype("str").str.split(";")
        yield "code", ~empty & ~lists.map(codes.issuperset).astype(bool)
    elif codes is not None:
        yield "code", ~empty & ~column.isin(codes)
    elif item.allowed:
        yield "choice", ~empty & ~column.isin(item.allowed)
    elif item.pattern:
        text = column.astype("object").where(~empty, "").astype("str")
        yield "pattern", ~empty & ~text.str.fullmatch(item.pattern)
    low: Any = item.minimum
    high: Any = item.maximum
    if item.kind == "date":
        low, high = (None if v is None else pd.Timestamp(v) for v in (low, high))
    outside = pd.Series(False, index=column.index)
    if low is not None:
        outside |= (column < low).fillna(False).astype(bool)
    if high is not None:
        outside |= (column > high).fillna(False).astype(bool)
    yield "range", outside


def _fault(kind: str, check: str, column: str, cells: Cells, position: int) -> Fault:
    row, raw = cells.rows[position], cells.frame
    item = fields(kind)[column]
    value = raw[column].iloc[position] if column in raw.columns else ""
    shown = "" if pd.isna(value) else repr(str(value).strip())
    if check == "empty":
        wanted = _one_of(item.allowed) if item.allowed else f"a value: {meaning(item)}"
        mend = "fill the cell"
        if column == "value":
            mend += ', delete the line, or say missing=[""]: lines without a value are left out'
        return Fault(row, column, "empty", wanted, mend)
    if check == "code":
        return _code_fault(kind, row, item, str(value).strip())
    if check == "choice":
        mend = _did_you_mean(column, value, item.allowed)
        return Fault(row, column, shown, _one_of(item.allowed), mend)
    if check == "range":
        advice = _range_advice(column)
        if is_sentinel(str(value).strip()):
            advice = "it often says that nothing is known: leave the cell empty"
        if item.minimum == 1 and plain_number(value) == "0":
            advice = "0 often says that nothing was recorded: leave the cell empty"
        return Fault(row, column, shown, _bounds(item), advice)
    return Fault(row, column, shown, meaning(item), f"write it like {_example(kind, column)}")


def _duplicates(kind: str, frame: pd.DataFrame, cells: Cells) -> Iterator[tuple[int, Fault]]:
    """Yield a fault for each record whose key stands in an earlier one."""
    key = list(get_table(KINDS[kind].table).key)
    optional = [name for name in key if name not in KINDS[kind].required]
    key = [name for name in key if name in frame.columns or name not in optional]
    if not set(key) <= set(frame.columns):
        return  # without the whole key nothing can be said to be the same
    needed = [name for name in key if name not in optional]
    whole = frame[needed].notna().all(axis="columns")
    again = frame[key].duplicated() & whole
    number = frame.groupby(key, dropna=False, observed=True, sort=False).ngroup()
    numbers = number.to_list()
    earliest = {n: i for i, n in reversed(list(enumerate(numbers)))}
    keys = frame[key].astype("object").to_numpy()
    for position in again.to_numpy().nonzero()[0]:
        mine = keys[position]
        first = f"{cells.row_word} {cells.rows[earliest[numbers[position]]]}"
        shown = ", ".join(str(v) for v in mine if not pd.isna(v))
        together = "" if len(key) == 1 else f" ({', '.join(key)} together)"
        mend = f"give this record an id of its own, or delete it; {first} has the same one"
        if len(key) > 1:
            mend = f"change one of them, or delete this record; {first} has the same ones"
        row = cells.rows[int(position)]
        yield int(position), Fault(row, key[0], repr(shown), f"each record once{together}", mend)


def _code_fault(kind: str, row: Any, item: Field, value: str) -> Fault:
    codes = code_columns(kind)[item.name]
    parts = [p.strip() for p in value.split(";")] if item.is_list else [value]
    wrong = [p for p in parts if p not in codes]
    groups = sorted(codes - iso_codes())
    expected = "an ISO 3166-1 alpha-3 code such as KAZ" + (f", or {groups}" if groups else "")
    if item.is_list:
        expected += ", separated by ;"
    hints = [hint(p, codes) for p in wrong]
    mend = "; ".join(h for h in hints if h) or "look the code up; three capital letters"
    return Fault(row, item.name, repr(value), expected, mend)


def meaning(item: Field) -> str:
    """Return the first sentence of what a column means."""
    return re.split(r"[.;]\s", item.description.rstrip("."))[0] or item.name


def _one_of(allowed: tuple[Any, ...]) -> str:
    shown = ", ".join(str(a) for a in allowed[:_LISTED])
    return f"one of: {shown}" + (" …" if len(allowed) > _LISTED else "")


def _bounds(item: Field) -> str:
    what = {"date": "a day", "integer": "a whole number"}.get(item.kind, "a number")
    unit = f" ({item.unit})" if item.unit else ""
    if item.maximum is None:
        return f"{what}, {item.minimum} or more{unit}"
    return f"{what} from {item.minimum} to {item.maximum}{unit}"


def _did_you_mean(column: str, value: Any, allowed: tuple[Any, ...]) -> str:
    plain = str(value).strip().lower()
    known = {str(a): str(a) for a in allowed}
    if column == "format":
        formats = read_table("formats")
        for name, code in zip(formats["display_name"], formats["format"], strict=True):
            known.setdefault(str(name).lower(), str(code))
    near = [plain] if plain in known else []
    near = near or difflib.get_close_matches(re.sub(r"[\s-]+", "_", plain), known, 1, 0.6)
    return f"did you mean {known[near[0]]!r}?" if near else "choose one of these words"


def _range_advice(column: str) -> str:
    if column in {"latitude", "longitude"}:
        return "check that latitude and longitude are not swapped, and the decimal point"
    if column == "year" or column.endswith("date") or column == "known_on":
        return "check the year"
    return "check the number"


def _example(kind: str, column: str) -> str:
    sample = read_table(KINDS[kind].table)[column].dropna()
    return repr(str(sample.iloc[0])) if len(sample) else "the bundled table"
