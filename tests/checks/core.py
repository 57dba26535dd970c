"""Hold the tables to be checked and the list of checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from ca_summit.catalog import get_table, table_names
from ca_summit.checks import check_choices
from ca_summit.files import data_path

COLUMNS = ["check", "table", "row", "column", "value", "expected"]
#: Table, position of the row, column, what was expected.
Finding = tuple[str, int, str, str]
Rule = Callable[..., Iterable[Finding]]


class Tables:
    """The bundled CSV tables as text and as plain types, some of them replaced.

    Parameters
    ----------
    changed
        Tables that replace bundled ones, all columns text, empty text for missing.
    """

    def __init__(self, changed: Mapping[str, pd.DataFrame] | None = None) -> None:
        self._changed = dict(changed or {})
        self._typed: dict[str, pd.DataFrame] = {}

    def text(self, name: str) -> pd.DataFrame:
        """Return a table as it is written: all columns text, empty text for missing."""
        return self._changed[name] if name in self._changed else _text(name)

    def is_changed(self, name: str) -> bool:
        """Whether a table replaces the bundled one."""
        return name in self._changed

    def typed(self, name: str) -> pd.DataFrame:
        """Return a table with numbers as ``float64`` and dates; what cannot be read is missing."""
        if name not in self._changed:
            return _typed(name)
        if name not in self._typed:
            self._typed[name] = _convert(name, self._changed[name])
        return self._typed[name]


@cache
def _text(name: str) -> pd.DataFrame:
    path = data_path(get_table(name).path)
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")


@cache
def _typed(name: str) -> pd.DataFrame:
    return _convert(name, _text(name))


def _convert(name: str, text: pd.DataFrame) -> pd.DataFrame:
    result: dict[str, pd.Series] = {}
    for field in get_table(name).fields:
        column = text[field.name]
        if field.kind in {"integer", "number"}:
            result[field.name] = pd.to_numeric(column, errors="coerce").astype("float64")
        elif field.kind == "date":
            result[field.name] = pd.to_datetime(column, format="%Y-%m-%d", errors="coerce")
        else:
            result[field.name] = column
    return pd.DataFrame(result)


@dataclass(frozen=True)
class Check:
    """One check: its name, its sentence, its rule, and the tables it reads (none: each alone)."""

    name: str
    says: str
    rule: Rule
    tables: tuple[str, ...]

    def findings(self, tables: Tables, touching: str | None = None) -> Iterable[Finding]:
        """Return what is wrong; with ``touching`` only if the check reads that table."""
        if self.tables:
            if touching is None or touching in self.tables:
                yield from self.rule(tables)
            return
        names = csv_tables() if touching is None else [touching]
        for name in names:
            yield from self.rule(tables, name)


CHECKS: dict[str, Check] = {}


def check(*tables: str) -> Callable[[Rule], Rule]:
    """Register a rule; without tables it runs for each table, whose name it gets."""

    def register(rule: Rule) -> Rule:
        says = (rule.__doc__ or "").strip().splitlines()[0]
        CHECKS[rule.__name__] = Check(rule.__name__, says, rule, tables)
        return rule

    return register


def csv_tables() -> list[str]:
    """Return the names of the tables that are stored as CSV."""
    return [name for name in table_names() if not get_table(name).is_geographic]


def check_integrity(
    tables: Tables | None = None,
    *,
    only: str | list[str] | None = None,
    touching: str | None = None,
) -> pd.DataFrame:
    """Run the checks over the bundled tables, or over altered ones, and list what is wrong.

    Parameters
    ----------
    tables
        Tables to check. Default: the bundled ones.
    only
        Names of checks to run, keys of ``CHECKS``. Default: all.
    touching
        Run only the checks that read this table.

    Returns
    -------
    DataFrame, one row per fault, empty if there is none:
        ``check``, ``table``, ``row`` (the values of its key), ``column``, ``value``, ``expected``.

    Raises
    ------
    ValueError
        If there is no such check.

    Examples
    --------
    >>> len(check_integrity(only="unique_keys"))
    0
    """
    tables = tables or Tables()
    names = list(CHECKS) if only is None else check_choices("only", only, CHECKS)
    rows = []
    for name in names:
        for table, position, column, expected in CHECKS[name].findings(tables, touching):
            rows.append([name, table, *_cell(tables, table, position, column), expected])
    frame = pd.DataFrame(rows, columns=["check", "table", "row", "value", "column", "expected"])
    return frame[COLUMNS]


def _cell(tables: Tables, table: str, position: int, column: str) -> tuple[str, str, str]:
    text = tables.text(table)
    if position < 0:
        return "all", "", column
    row = text.iloc[position]
    key = ", ".join(str(row[k]) for k in get_table(table).key if k in text.columns)
    return key, str(row[column]) if column in text.columns else "", column


def where(mask: Any) -> list[int]:
    """Return the positions at which a mask holds; missing does not hold."""
    series = pd.Series(mask).reset_index(drop=True)
    return [int(i) for i in series.index[series.fillna(False).astype(bool)]]
