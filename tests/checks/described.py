"""Check each table against its own description: types, words, ranges, keys, sources."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from ca_summit.catalog import get_table, table_names
from ca_summit.tables.reader import read_table
from checks.core import Finding, Tables, check, csv_tables, where

if TYPE_CHECKING:
    from collections.abc import Iterable

_TYPES = {
    "integer": r"-?\d+",
    "number": r"-?\d+(\.\d+)?([eE][+-]?\d+)?",
    "boolean": r"true|false",
    "date": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
}


@check()
def written_as_described(tables: Tables, name: str) -> Iterable[Finding]:
    """Require that every cell has the type, words, pattern and range of its description."""
    text, typed = tables.text(name), tables.typed(name)
    for field in get_table(name).fields:
        cells = text[field.name]
        filled = cells.ne("")
        if field.required:
            yield from ((name, i, field.name, "a value") for i in where(~filled))
        pattern = _TYPES.get(field.kind, "")
        wrong = filled & ~cells.str.fullmatch(pattern) if pattern else filled & False
        if field.kind == "date":
            wrong |= filled & typed[field.name].isna()
        yield from ((name, i, field.name, field.kind) for i in where(wrong))
        if field.pattern and field.kind == "string":
            bad = filled & ~cells.str.fullmatch(field.pattern)
            yield from ((name, i, field.name, field.pattern) for i in where(bad))
        if field.allowed and not field.is_list:
            bad = filled & ~cells.isin([str(a) for a in field.allowed])
            words = f"one of {', '.join(map(str, field.allowed))}"
            yield from ((name, i, field.name, words) for i in where(bad))
        for limit, below in ((field.minimum, True), (field.maximum, False)):
            if limit is None:
                continue
            bound = pd.Timestamp(limit) if field.kind == "date" else float(limit)
            values = typed[field.name]
            bad = values < bound if below else values > bound
            yield from ((name, i, field.name, f"within {limit}") for i in where(bad))


@check()
def unique_keys(tables: Tables, name: str) -> Iterable[Finding]:
    """Require that no two rows of a table have the same key."""
    key = list(get_table(name).key)
    if key:
        for i in where(tables.text(name).duplicated(key)):
            yield name, i, key[0], "a key of its own"


@check()
def foreign_keys(tables: Tables, name: str) -> Iterable[Finding]:
    """Require that every reference to another table finds its row there."""
    for other in csv_tables():
        for own, target, columns in get_table(other).foreign_keys:
            if name not in (other, target):
                continue
            known = _rows(tables, target, columns)
            unknown = _rows(tables, other, own) - known
            if not unknown:
                continue
            cells = tables.text(other)[list(own)].itertuples(index=False, name=None)
            for i, row in enumerate(cells):
                if row in unknown and all(row):
                    yield other, i, own[0], f"a row of {target}"


def _rows(tables: Tables, name: str, columns: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """Return the different rows of some columns."""
    return (
        _distinct(tables.text(name), columns) if tables.is_changed(name) else _kept(name, columns)
    )


@cache
def _kept(name: str, columns: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return _distinct(Tables().text(name), columns)


def _distinct(text: pd.DataFrame, columns: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(text[list(columns)].itertuples(index=False, name=None))


@check()
def coverage_as_described(tables: Tables, name: str) -> Iterable[Finding]:
    """Require that first and last value and number of rows are those of the description."""
    table, typed = get_table(name), tables.typed(name)
    if table.rows and len(typed) != table.rows:
        yield name, -1, "", f"{table.rows} rows"
    for column, (first, last) in table.coverage.items():
        if column not in typed:
            continue
        values = typed[column].dropna()
        if pd.api.types.is_datetime64_any_dtype(values):
            found = [values.min().date().isoformat(), values.max().date().isoformat()]
        else:
            found = [values.min(), values.max()]
        if found != [first, last]:
            yield name, -1, column, f"{first} to {last}; found {found[0]} to {found[1]}"


#: Tables in which a recalled cell can stand in a row that names a document.
_FINER_THAN_ROWS = {"resources", "energy_links", "people", "country_sources", "comparators"}


@check()
def memory_is_marked(tables: Tables, name: str) -> Iterable[Finding]:
    """Require that a row without a document is recalled, and two sources are two sources."""
    text = tables.text(name)
    if not {"source_id", "verification"} <= set(text.columns):
        return
    bad = text["source_id"].eq("recalled") & text["verification"].ne("recalled")
    bad &= text[get_table(name).key[0]].ne("loulan")  # read in a document that bears no name
    for i in where(bad):
        yield name, i, "verification", "recalled, because no document is named"
    if name not in _FINER_THAN_ROWS:
        named = text["verification"].eq("recalled") & text["source_id"].ne("recalled")
        yield from ((name, i, "source_id", "recalled, as the row is") for i in where(named))
    if "second_source_id" in text:
        lacking = text["verification"].eq("two_sources") & text["second_source_id"].eq("")
        same = text["second_source_id"].ne("") & text["second_source_id"].eq(text["source_id"])
        yield from ((name, i, "second_source_id", "a second source") for i in where(lacking))
        yield from ((name, i, "second_source_id", "another source") for i in where(same))


@cache
def _bundled_used(name: str) -> frozenset[str]:
    if get_table(name).is_geographic:
        return _used(pd.DataFrame(read_table(name)).fillna("").astype("str"))
    return _used(Tables().text(name))


def _used(text: pd.DataFrame) -> frozenset[str]:
    columns = [c for c in text.columns if c.endswith("source_id")]
    return frozenset(v for column in columns for v in text[column].unique())


@check()
def every_source_is_used(tables: Tables, name: str) -> Iterable[Finding]:
    """Require that every source of the table of sources stands behind some row."""
    used: set[str] = {"recalled"}
    for other in csv_tables():
        if other != "sources":
            used |= _used(tables.text(other)) if tables.is_changed(other) else _bundled_used(other)
    for shapes in table_names():
        if get_table(shapes).is_geographic:
            used |= _bundled_used(shapes)
    sources = tables.text("sources")["source_id"]
    for i in where(~sources.isin(used)):
        yield "sources", i, "source_id", f"a row that rests on it (checked for {name})"
