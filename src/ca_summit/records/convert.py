"""Turn raw cells into typed columns, collecting what cannot be understood."""

from __future__ import annotations

import datetime as dt
import difflib
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.catalog import get_table
from ca_summit.records import values
from ca_summit.records.cells import year_of
from ca_summit.records.codes import convert_codes, told
from ca_summit.records.faults import Fault
from ca_summit.records.kinds import KINDS, code_columns, fields
from ca_summit.records.layouts import LAYOUTS, likely_layout
from ca_summit.records.reshape import plain_number, year_columns
from ca_summit.records.schema import meaning
from ca_summit.records.workbook import Shown
from ca_summit.spelling import plain_name
from ca_summit.tables.no_values import sentinels

if TYPE_CHECKING:
    from collections.abc import Callable

    from ca_summit.catalog import Field
    from ca_summit.records.cells import Cells, Options

_DTYPES = {"integer": "Int64", "number": "float64", "boolean": "boolean", "date": "datetime64[us]"}


def missing_columns(kind: str, columns: list[str]) -> list[Fault]:
    """Return a fault for each required column that is not there, with the nearest name there is."""
    known = set(fields(kind))
    strange = {plain_name(c): c for c in columns if c not in known}
    faults = []
    for name in KINDS[kind].required:
        if name in columns:
            continue
        near = _likely_column(name, KINDS[kind].aliases.get(name, ()), list(strange))
        mend = f"add the column, or say constants={{{name!r}: …}} if all rows have the same"
        if near:
            theirs = strange.pop(near)
            mend = (
                f"rename your column {theirs!r} to `{name}`, if that is what it holds, or say "
                f"columns={{{theirs!r}: {name!r}}}"
            )
        wanted = meaning(fields(kind)[name])
        faults.append(Fault(None, name, "the column is missing", wanted, mend))
    if faults and likely_layout(columns, kind):
        layout = likely_layout(columns, kind)
        mend = f"say layout={layout!r}, if the file is from {LAYOUTS[layout].title}"
        faults.insert(0, Fault(None, "", "columns of another layout", "columns of ours", mend))
    years = year_columns(columns)
    if faults and kind == "indicators" and len(years) > 1:
        found = f"a column for each year, {years[0]} to {years[-1]}"
        faults = [f for f in faults if f.column not in {"year", "value"}]
        mend = "say wide=True: years as columns become rows"
        faults.insert(0, Fault(None, "", found, "a row for each year, with `value`", mend))
    return faults


def _likely_column(name: str, aliases: tuple[str, ...], strange: list[str]) -> str:
    """Return the column that is surely meant: our name spelt otherwise, or a usual other name."""
    for other in (name, *aliases):
        if other in strange:
            return other
    near = difflib.get_close_matches(name, strange, n=1, cutoff=0.85)
    return near[0] if near else ""


def convert(
    kind: str, cells: Cells, options: Options, codes: dict[str, str]
) -> tuple[pd.DataFrame, list[Fault], set[tuple[int, str]]]:
    """Return the typed frame, the faults, and the cells (position, column) that have one."""
    faults: list[Fault] = []
    bad: set[tuple[int, str]] = set()
    columns: dict[str, pd.Series] = {}
    trimmed = 0
    empty: Counter[str] = Counter()
    for name in cells.frame.columns:
        item = fields(kind).get(name)
        raw = [None if values.is_blank(v) else v for v in cells.frame[name]]
        trimmed += sum(isinstance(v, str) and v != v.strip() for v in raw)
        raw = _without_missing(raw, options.get("missing"), empty)
        wrong = _no_cells(raw) if item is not None else {}
        raw = [None if i in wrong else v for i, v in enumerate(raw)]
        if name in code_columns(kind):
            raw, other = _with_codes(kind, name, raw, cells, codes)
            wrong |= other
        style = _style(item, raw, cells, options)
        if said := values.style_words(raw, style):
            cells.notes.append(f"Column `{name}`: {said}.")
        turned = values.month_first(raw) if item is not None and item.kind == "date" else ""
        result: list[Any] = []
        known: dict[str, Any] = {}  # most columns repeat few words
        for position, value in enumerate(raw):
            read: Any = None
            if isinstance(value, str):
                if value not in known:
                    known[value] = _understand(item, value, style, turned)
                read = known[value]
            elif value is not None:
                read = _understand(item, value, style, turned)
            read = wrong.get(position, read)
            if isinstance(read, values.Wrong):
                bad.add((position, name))
                shown = repr(_shown(cells.frame[name].iloc[position]))
                faults.append(Fault(cells.rows[position], name, shown, read.expected, read.mend))
                read = None
            result.append(read)
        columns[name] = _series(item, result)
    if trimmed:
        cells.notes.append(f"Blanks around {trimmed} cell(s) were taken off.")
    for word, count in empty.items():
        cells.notes.append(f"{count} cell(s) with {word!r} were left empty, as asked.")
    frame = pd.DataFrame(columns, index=range(len(cells.rows)))
    if "missing" not in options:
        faults += _sentinel_faults(kind, frame, cells, bad)
    _note_own_sentinels(kind, frame, cells)
    return frame, faults, bad


def _no_cells(raw: list[Any]) -> dict[int, values.Wrong]:
    """Refuse cells that hold several values, or bytes, which no program reads as text."""
    found = {}
    for position, value in enumerate(raw):
        if isinstance(value, (bytes, bytearray, memoryview)):
            mend = "the cell holds bytes: make text of them, such as .str.decode('utf-8')"
            found[position] = values.Wrong("text or a number", mend)
        elif value is not None and not pd.api.types.is_scalar(value) and not hasattr(value, "year"):
            mend = f"the cell holds a {type(value).__name__}: write one value, or several with ;"
            found[position] = values.Wrong("one value in a cell", mend)
    return found


def _shown(value: Any) -> str:
    return value.isoformat(" ") if isinstance(value, dt.datetime) else str(value).strip()


def _without_missing(raw: list[Any], missing: Any, empty: Counter[str]) -> list[Any]:
    """Empty the cells that hold what the user says stands for "no value"."""
    if not missing:
        return raw
    words = {plain_number(word) for word in missing}
    result = []
    for value in raw:
        if value is not None and plain_number(value) in words:
            empty[plain_number(value)] += 1
            value = None
        result.append(value)
    return result


def _with_codes(
    kind: str, name: str, raw: list[Any], cells: Cells, codes: dict[str, str]
) -> tuple[list[Any], dict[int, values.Wrong]]:
    """Turn other codes into ours, where the user named the system, and say which became which."""
    wanted = codes.get(name, codes.get("*", "iso3"))
    if wanted == "iso3":
        return raw, {}
    many = fields(kind)[name].is_list
    result = convert_codes(raw, wanted, code_columns(kind)[name], many=many)
    if result.said:
        cells.notes.append(told(name, wanted, result.said))
    return result.values, result.wrong


def _style(item: Field | None, raw: list[Any], cells: Cells, options: Options) -> values.Style:
    if item is None or item.kind not in {"number", "integer"}:
        return values.Style()
    return values.column_style(
        raw,
        comma=cells.decimal_comma,
        decimal=options.get("decimal"),
        low=item.minimum,
        high=item.maximum,
        whole=item.kind == "integer",
    )


def _sentinel_faults(
    kind: str, frame: pd.DataFrame, cells: Cells, bad: set[tuple[int, str]]
) -> list[Fault]:
    """Ask about numbers that often stand for "no value", series by series."""
    faults = []
    for name, item in fields(kind).items():
        if name not in frame.columns or item.kind not in {"number", "integer"}:
            continue
        if name in {"latitude", "longitude"}:
            continue  # their range tells
        by = [c for c in ("indicator_id", "area") if c in frame.columns and name != "year"][:1]
        groups = frame.groupby(by[0], observed=True)[name] if by else [("", frame[name])]
        for _, series in groups:
            found = sentinels([float(v) for v in series.dropna()])
            for position in series.index[series.isin(found)]:
                value = float(series[position])
                bad.add((int(position), name))
                told = plain_number(value)
                mend = (
                    f"{told} often says that nothing is known: empty the cell or say "
                    f"missing=[{told}]; if it is a value, say missing=[]"
                )
                faults.append(Fault(cells.rows[position], name, told, "a value, or nothing", mend))
    return faults


def _note_own_sentinels(kind: str, frame: pd.DataFrame, cells: Cells) -> None:
    for name in frame.columns:
        if name in fields(kind) or not pd.api.types.is_numeric_dtype(frame[name]):
            continue
        if pd.api.types.is_bool_dtype(frame[name]):
            continue
        found = sentinels([float(v) for v in frame[name].dropna()])
        if found:
            shown = ", ".join(f"{v:g}" for v in sorted(found))
            cells.notes.append(f"Column `{name}` of yours holds {shown}, often no value; kept.")


def _understand(item: Field | None, value: Any, style: values.Style, turned: str = "") -> Any:
    if item is None:  # a column of the user's own: text is checked, other values stay as they are
        if isinstance(value, Shown):
            return float(value)
        return values.text(value) if isinstance(value, str) else value
    if item.kind == "date":
        return values.day(value, other=turned)
    if item.kind == "number":
        return values.number(value, style=style)
    if item.kind == "integer":
        if item.name == "year" and isinstance(value, str):
            value = year_of(value) or value  # YR2022, as the World Bank writes it
        return values.whole(value, style=style)
    if item.kind == "boolean":
        return values.truth(value)
    if isinstance(value, Shown):
        value = f"{float(value):.10g}"
    elif isinstance(value, float) and value.is_integer():
        value = int(value)  # a number in a cell of text: 2025, not 2025.0
    read = values.text(value, described=item.name not in {"note", "counterpart"})
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
    columns: dict[str, pd.Series] = {}
    for item in described.fields:
        own = frame.get(item.name)
        dtype = dtypes(item.name).dtype
        if own is None:
            own = pd.Series([None] * len(frame), dtype="object", index=frame.index)
        if isinstance(dtype, pd.CategoricalDtype):
            new = sorted(set(own.dropna()) - set(dtype.categories))
            dtype = pd.CategoricalDtype([*dtype.categories, *new], ordered=dtype.ordered)
        columns[item.name] = own.astype(dtype)
    columns |= {name: frame[name] for name in frame.columns if name not in columns}
    return pd.DataFrame(columns, index=frame.index)


def widened(kind: str, frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return the values outside the bundled vocabulary that the kind allows, by column."""
    result = {}
    for name in {*code_columns(kind), *KINDS[kind].open} & set(frame.columns):
        allowed = get_table(KINDS[kind].table).field(name).allowed
        new = sorted(set(frame[name].dropna()) - set(allowed)) if allowed else []
        if new:
            result[name] = new
    return result
