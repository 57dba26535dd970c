"""Translate the description of a table to a pandera schema, and its findings to faults."""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.catalog import get_table
from ca_summit.records.faults import Fault
from ca_summit.records.kinds import COUNTRY_CODES, KINDS, code_columns, fields
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    import pandera.pandas as pa

    from ca_summit.catalog import Field
    from ca_summit.records.cells import Cells

_PANDAS = {"integer": "Int64", "number": "float64", "boolean": "boolean", "date": "datetime64[us]"}
_LISTED = 30
#: Short forms that people write instead of ISO 3166-1 alpha-3, beside the names in the tables.
_COMMON = {"uk": "GBR", "us": "USA", "usa": "USA", "uae": "ARE", "prc": "CHN", "kyr": "KGZ"}


@cache
def schema(kind: str) -> pa.DataFrameSchema:
    """Return the pandera schema of one kind of records.

    Examples
    --------
    >>> sorted(schema("places").columns)[:2]
    ['coord_precision_km', 'country_iso3']
    """
    import pandera.pandas as pa

    columns = {
        name: pa.Column(
            _PANDAS.get(item.kind, "str"),
            _checks(kind, item),
            nullable=not item.required,
            required=name in KINDS[kind].required,
        )
        for name, item in fields(kind).items()
    }
    key = [name for name in get_table(KINDS[kind].table).key if name in columns]
    return pa.DataFrameSchema(columns, unique=key, report_duplicates="exclude_first")


def _checks(kind: str, item: Field) -> list[pa.Check]:
    import pandera.pandas as pa

    codes = code_columns(kind).get(item.name)
    checks = []
    if codes is not None and item.is_list:
        pattern = rf"({'|'.join(sorted(codes))})(;({'|'.join(sorted(codes))}))*"
        checks.append(pa.Check.str_matches(rf"^{pattern}$", error="codes"))
    elif codes is not None:
        checks.append(pa.Check.isin(sorted(codes), error="code"))
    elif item.allowed:
        checks.append(pa.Check.isin(list(item.allowed), error="choice"))
    elif item.pattern:
        checks.append(pa.Check.str_matches(f"^(?:{item.pattern})$", error="pattern"))
    low: Any = item.minimum
    high: Any = item.maximum
    if item.kind == "date":
        low, high = (None if v is None else pd.Timestamp(v) for v in (low, high))
    if low is not None:
        checks.append(pa.Check.ge(low, error="range"))
    if high is not None:
        checks.append(pa.Check.le(high, error="range"))
    return checks


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
    from pandera.errors import SchemaErrors

    try:
        schema(kind).validate(frame, lazy=True)
    except SchemaErrors as errors:
        found = errors.failure_cases
    else:
        return []
    faults: dict[tuple[Any, str, str], Fault] = {}
    for case in found.to_dict("records"):
        position, column, check = case["index"], case["column"], str(case["check"])
        if pd.isna(position) or column not in frame.columns:
            continue  # missing columns are told before, with the nearest name
        position = int(position)
        if (position, column) in skip:
            continue
        fault = _fault(kind, check, column, frame, cells, position)
        if fault is not None:
            faults.setdefault((position, column, check), fault)
    return [faults[key] for key in sorted(faults, key=lambda k: k[0])]


def _fault(
    kind: str,
    check: str,
    column: str,
    frame: pd.DataFrame,
    cells: Cells,
    position: int,
) -> Fault | None:
    row, raw = cells.rows[position], cells.frame
    item = fields(kind)[column]
    value = raw[column].iloc[position] if column in raw.columns else ""
    shown = "" if pd.isna(value) else repr(str(value).strip())
    if check == "multiple_fields_uniqueness":
        return _duplicate(kind, column, frame, cells, position)
    if check == "not_nullable":
        wanted = _one_of(item.allowed) if item.allowed else f"a value: {meaning(item)}"
        return Fault(row, column, "empty", wanted, "fill the cell")
    if check in {"code", "codes"}:
        return _code_fault(kind, row, item, str(value).strip())
    if check == "choice":
        return Fault(
            row, column, shown, _one_of(item.allowed), _did_you_mean(column, value, item.allowed)
        )
    if check == "range":
        return Fault(row, column, shown, _bounds(item), _range_advice(column))
    if check == "pattern":
        return Fault(row, column, shown, meaning(item), f"write it like {_example(kind, column)}")
    return Fault(row, column, shown, meaning(item), "check the cell")


def _duplicate(
    kind: str, column: str, frame: pd.DataFrame, cells: Cells, position: int
) -> Fault | None:
    key = [name for name in get_table(KINDS[kind].table).key if name in frame.columns]
    if column != key[0] or frame[key].iloc[position].isna().any():
        return None  # one fault per row, under the first column of the key
    same = frame[key].eq(frame[key].iloc[position]).all(axis="columns")
    first = f"{cells.row_word} {cells.rows[int(same.to_numpy().argmax())]}"
    shown = ", ".join(str(v) for v in frame[key].iloc[position])
    together = "" if len(key) == 1 else f" ({', '.join(key)} together)"
    mend = f"give this record an id of its own, or delete it; {first} has the same one"
    if len(key) > 1:
        mend = f"change one of them, or delete this record; {first} has the same ones"
    return Fault(cells.rows[position], column, repr(shown), f"each record once{together}", mend)


def _code_fault(kind: str, row: Any, item: Field, value: str) -> Fault | None:
    codes = code_columns(kind)[item.name]
    parts = [p.strip() for p in value.split(";")] if item.is_list else [value]
    wrong = [p for p in parts if p not in codes]
    groups = sorted(codes - COUNTRY_CODES)
    expected = "an ISO 3166-1 alpha-3 code such as KAZ" + (f", or {groups}" if groups else "")
    if item.is_list:
        expected += ", separated by ;"
    hints = [_nearest_code(p, codes) for p in wrong]
    mend = "; ".join(h for h in hints if h) or "look the code up; three capital letters"
    return Fault(row, item.name, repr(value), expected, mend)


def _nearest_code(value: str, codes: frozenset[str]) -> str:
    known = _country_names()
    plain = value.casefold()
    if plain in known and known[plain] in codes:
        return f"{value!r} is written {known[plain]!r} here"
    near = [c for c in _likely(codes) if sorted(c) == sorted(value.upper())][:1]
    near = near or difflib.get_close_matches(value.upper(), _likely(codes), n=1, cutoff=0.6)
    if not near:
        names = difflib.get_close_matches(plain, known, n=1, cutoff=0.75)
        near = [known[names[0]]] if names and known[names[0]] in codes else []
    return f"did you mean {near[0]!r} instead of {value!r}?" if near else ""


def _likely(codes: frozenset[str]) -> list[str]:
    """Order the codes so that those of the bundled tables win among equally near ones."""
    ours = [c for c in ("KAZ", "KGZ", "TJK", "TKM", "UZB") if c in codes]
    named = [c for c in sorted(set(_country_names().values())) if c in codes and c not in ours]
    return [*ours, *named, *sorted(codes - {*ours, *named})]


@cache
def _country_names() -> dict[str, str]:
    names = read_table("country_names")
    known = dict(_COMMON)
    for column in ("name_en", "name_ru", "code"):
        for name, code in zip(names[column], names["code"], strict=True):
            if isinstance(name, str):
                known.setdefault(name.casefold(), str(code))
    states = read_table("countries")
    for column in ("iso2", "name", "official_name", "name_local", "name_russian"):
        for name, code in zip(states[column], states["iso3"].astype("str"), strict=True):
            if isinstance(name, str):
                known[name.casefold()] = code
    return known


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
