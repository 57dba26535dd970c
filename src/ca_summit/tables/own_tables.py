"""Hold a user's table to the description of the bundled one that it stands for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ca_summit.catalog import Field, get_table
from ca_summit.checks import check_columns, nearest
from ca_summit.spelling import plain_name
from ca_summit.tables.day_columns import with_days
from ca_summit.tables.no_values import sentinels
from ca_summit.tables.reader import TABLE_ATTR, start_of
from ca_summit.tables.states import code_meant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

#: Columns that say who says so and how it was checked; a user's table may lack them.
PROOF = ("source_id", "second_source_id", "verification")
_MEND = "Correct it, or leave the row out."
_YEARS = (1000, 2999)
_MOST = 1e24  # beyond it no figure can write a number out


def as_described(
    function: str,
    table: str,
    frame: pd.DataFrame,
    columns: Iterable[str],
    *,
    once: bool = False,
    gaps: Collection[str] = (),
    words: Collection[str] = (),
) -> pd.DataFrame:
    """Return a copy of a user's table of which each of these columns can be read.

    What our table has numbers in must hold numbers: finite, none below zero where ours are not,
    years whole; what has days, days.

    Parameters
    ----------
    function, table
        The public function that asks, for its messages, and the bundled table stood for.
    columns
        Names of columns that are read; those that our table does not have stay as they are.
    once
        Whether the key of our table names a row here too: no cell of it may be empty, and two rows
        of one name are refused.
    gaps
        Columns of that key that may be empty all the same: rows do not tell them apart.
    words
        Columns that hold only words that the bundled table knows.

    Raises
    ------
    ValueError
        If a cell is no number or day, infinite, out of range or no known word, or a row stands
        twice; the message counts rows from 1.

    Examples
    --------
    >>> own = pd.DataFrame({"iso3": ["KAZ", "UZB"], "total_usd2021": [5, -1]})
    >>> as_described("plot_china_finance", "china_finance", own, ["total_usd2021"])
    Traceback (most recent call last):
    ValueError: plot_china_finance() needs numbers of at least 0 in column 'total_usd2021'; row 2
    has -1. Correct it, or leave the row out.
    """
    described = get_table(table)
    fields = {field.name: field for field in described.fields}
    read = [fields[name] for name in columns if name in fields]
    days = [field.name for field in read if field.kind == "date"]
    out = with_days(function, of_kinds(function, table, frame), days, start_of(table))
    for field in read:
        if field.kind in ("number", "integer"):
            out[field.name] = _numbers(function, field, out[field.name])
            if TABLE_ATTR not in frame.attrs:  # neither loaded nor read by our readers
                _check_no_values(function, table, field, out)
        elif field.name == "unit":
            check_filled(function, out, ["unit"])
    for name in words:
        known = [word for word in fields[name].allowed if not pd.isna(word)]
        bad = out[name].notna() & ~out[name].isin(known)
        _refuse(function, name, out[name], bad, f"one of {', '.join(map(str, known))}", known)
    if once:
        check_filled(function, out, [name for name in described.key if name not in gaps])
        check_once(function, out, described.key)
    return out


def as_pandas(function: str, own: Any, start: str, table: str = "") -> pd.DataFrame:
    """Return a copy of a table, of another library (Polars, Arrow, DuckDB) too, as one of pandas.

    Named levels of an index become columns. With ``table``, names of columns count in any letters.

    Raises
    ------
    TypeError
        If it is no table in memory; the message says which call gives one.
    ValueError
        If a column stands twice, or columns have names of several levels.
    """
    frame = own
    for method in ("to_pandas", "df"):
        if not isinstance(frame, pd.DataFrame) and callable(getattr(frame, method, None)):
            frame = _taken(function, own, method, start)
    if not isinstance(frame, pd.DataFrame):
        lazy = next((m for m in ("collect", "compute") if callable(getattr(own, m, None))), "")
        give = f"give the table that .{lazy}() returns" if lazy else f"Start from {start}"
        raise TypeError(
            f"{function}() needs a table (pandas DataFrame); got {type(own).__name__}"
            f"{'; ' + give if lazy else '. ' + give}."
        )
    levels = [name for name in frame.index.names if name is not None]
    if levels:
        again = [name for name in levels if name in frame.columns]
        frame = (
            frame.droplevel(again)
            if len(again) < frame.index.nlevels
            else frame.reset_index(drop=True)
        )
        frame = frame.reset_index() if any(frame.index.names) else frame
    if isinstance(frame.columns, pd.MultiIndex):
        raise ValueError(
            f"{function}() needs one name for each column; the table has names of "
            f"{frame.columns.nlevels} levels, such as {frame.columns[0]}. Join them, or choose one "
            "level: table.columns.get_level_values()."
        )
    twice = list(frame.columns[frame.columns.duplicated()])
    if twice:
        raise ValueError(
            f"{function}() needs each column once; {twice[0]!r} stands twice. Rename or drop one."
        )
    return _with_our_names(function, table, frame) if table else frame.copy()


def _taken(function: str, own: Any, method: str, start: str) -> Any:
    try:
        return getattr(own, method)()
    except ImportError as error:
        raise TypeError(
            f"{function}() needs a table of pandas, or pyarrow to read a "
            f"{type(own).__module__.split('.')[0]} one: {error}. Install pyarrow, or start from "
            f"{start}."
        ) from error


def _with_our_names(function: str, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy whose columns have the names of ours where theirs differ in letters alone."""
    ours = {field.name for field in get_table(table).fields} - set(frame.columns)
    new: dict[Any, str] = {}
    for name in frame.columns:
        plain = plain_name(str(name))
        if plain in ours and plain in new.values():
            first = next(theirs for theirs, meant in new.items() if meant == plain)
            raise ValueError(
                f"{function}() needs one column {plain!r}; the table has {first!r} and {name!r}. "
                "Rename or drop one."
            )
        if plain in ours:
            new[name] = plain
    return frame.rename(columns=new) if new else frame.copy()


def with_columns(
    function: str, table: str, frame: pd.DataFrame, columns: Iterable[str]
) -> pd.DataFrame:
    """Return a user's table that has all columns that a figure reads, or say which it lacks.

    Those that name sources and checks are added empty: figures then say that their rows name no
    source.

    Raises
    ------
    ValueError
        If the table lacks another column.

    Examples
    --------
    >>> own = pd.DataFrame({"year": [2020]})
    >>> list(with_columns("plot_indicator", "indicators", own, ["year", "source_id"]))
    ['year', 'source_id']
    """
    columns = list(columns)
    described = {field.name for field in get_table(table).fields}
    proof = [name for name in columns if name in PROOF and name in described]
    needed = [name for name in columns if name not in proof]
    check_columns(function, frame, needed, start_of(table))
    new: dict[str, Any] = {name: None for name in proof if name not in frame.columns}
    return frame.assign(**new) if new else frame


def of_kinds(function: str, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy of a user's table whose columns hold what their descriptions say.

    Text that reads as a number or a truth value becomes one, anything may become text, and an
    empty cell stays empty. Columns that the bundled table does not have stay as they are, and
    days too: whoever reads them says whether a year may stand for one (see `with_days`).

    Raises
    ------
    ValueError
        If a cell cannot be read, is infinite, or one that names its row alone is empty or stands
        twice; the message counts rows from 1.

    Examples
    --------
    >>> own = pd.DataFrame({"meeting_id": [1, 2], "edition": ["2", None]})
    >>> of_kinds("plot_timeline", "meetings", own).loc[0].to_dict()
    {'meeting_id': '1', 'edition': 2}
    """
    described = get_table(table)
    out = frame.copy()
    for field in described.fields:
        if field.name in out.columns:
            out[field.name] = _of_kind(function, field, out[field.name])
    (key, *more) = described.key or ("",)
    if key in out.columns and not more:
        check_filled(function, out, [key])
        check_once(function, out, [key])
    if {"indicator_id", "unit"} <= set(out.columns):
        _check_one_unit(function, out)
    return out


def _check_one_unit(function: str, frame: pd.DataFrame) -> None:
    """Refuse an indicator in several units, whose values cannot stand beside each other."""
    units = frame[["indicator_id", "unit"]].dropna().astype("str").drop_duplicates()
    for name, mixed in units[units["indicator_id"].duplicated(keep=False)].groupby("indicator_id"):
        raise ValueError(
            f"{function}() needs one unit for each indicator_id; {name} has "
            f"{' and '.join(mixed['unit'])}. Convert the values, or give them an id of their own."
        )


def check_states(function: str, table: str, frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Raise ``ValueError`` where a cell names a state otherwise than by its code.

    Such a row would be left out of the figure, or stand there as a state that nobody knows.
    """
    for name in columns:
        if name not in frame.columns:
            continue
        cells = frame[name].astype("object")
        texts = [cell if isinstance(cell, str) else "" for cell in cells]
        meant = {text: code_meant(text) for text in dict.fromkeys(texts)}
        odd = np.array([bool(meant[text]) for text in texts], dtype=bool)
        if odd.any():
            row = int(np.flatnonzero(odd)[0])
            value = cells.iloc[row]
            reader = re.search(r"read_\w+", start_of(table))
            read = f', or read the table with {reader[0]}(table, codes="names")' if reader else ""
            raise ValueError(
                f"{function}() needs codes of states in column {name!r}, such as KAZ; row "
                f"{row + 1} has {value!r}, which is {meant[value]}. Write the codes{read}."
            )


def check_filled(function: str, frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Raise ``ValueError`` where a cell of these columns is empty; the message names the row."""
    for name in columns:
        _refuse(function, name, frame[name], frame[name].isna(), "a value in every row")


def _of_kind(function: str, field: Field, cells: pd.Series) -> pd.Series:
    if field.kind == "date":
        return cells
    if field.kind in ("number", "integer"):
        if cells.dtype == object or pd.api.types.is_complex_dtype(cells.dtype):
            _refuse(function, field.name, cells, cells.map(_is_odd).astype(bool), "numbers")
        numbers = pd.to_numeric(cells, errors="coerce").astype("Float64").astype("float64")
        _refuse(function, field.name, cells, cells.notna() & numbers.isna(), "numbers")
        _refuse(function, field.name, cells, numbers.abs().eq(np.inf), "finite numbers")
        _refuse(function, field.name, cells, numbers.abs().gt(_MOST), f"numbers up to {_MOST:g}")
        if pd.api.types.is_numeric_dtype(cells.dtype) and cells.dtype != bool:
            return cells
        whole = field.kind == "integer" and not numbers.mod(1).ne(0)[numbers.notna()].any()
        return numbers.astype("Int64") if whole else numbers
    if field.kind == "boolean":
        truths = cells.map(_truth).astype("boolean")
        _refuse(function, field.name, cells, cells.notna() & truths.isna(), "True or False")
        return truths
    odd = cells.notna() & ~cells.map(lambda cell: isinstance(cell, str)).astype(bool)
    return cells.astype("object").mask(odd, cells.map(_text)) if odd.any() else cells


def _is_odd(cell: Any) -> bool:
    """Tell whether a cell is something that pandas takes for a number and nobody means as one."""
    return isinstance(cell, (bool, np.bool_, bytes, complex, np.complexfloating))


def _text(cell: Any) -> str:
    """Return a cell as text; a whole number has no decimals, or ids of two tables would part."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _truth(cell: Any) -> bool | None:
    """Return what a cell says, ``None`` where that is neither yes nor no."""
    if isinstance(cell, str):
        return {"true": True, "yes": True, "false": False, "no": False}.get(cell.strip().lower())
    return bool(cell) if not pd.isna(cell) and cell in (0, 1) else None


def _check_no_values(function: str, table: str, field: Field, frame: pd.DataFrame) -> None:
    """Refuse numbers that often say that nothing is known, series by series."""
    if field.minimum is not None or field.name == "year":
        return  # its range tells
    by = "indicator_id" if "indicator_id" in frame.columns else None
    groups = [frame] if by is None else [own for _, own in frame.groupby(by, observed=True)]
    bad = pd.Series(False, index=frame.index)
    numbers = frame[field.name].astype("Float64").astype("float64")
    for own in groups:
        here = numbers.loc[own.index]
        bad.loc[own.index] = here.isin(sentinels(here.dropna().to_list()))
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        reader = re.search(r"read_\w+", start_of(table))
        kept = f", or, if it is a value, say {reader[0]}(table, missing=[])" if reader else ""
        raise ValueError(
            f"{function}() needs values in column {field.name!r}; row {row + 1} has "
            f"{numbers.iloc[row]:.15g}, which often says that nothing is known. Empty the "
            f"cell{kept}."
        )


def _numbers(function: str, field: Field, cells: pd.Series) -> pd.Series:
    """Return numbers; the ends of a span of years are those of our rows and bind no other table."""
    numbers = pd.to_numeric(cells, errors="coerce").astype("Float64").astype("float64")
    _refuse(function, field.name, cells, cells.notna() & numbers.isna(), "numbers")
    _refuse(function, field.name, cells, numbers.abs().eq(np.inf), "finite numbers")
    if field.minimum is not None and field.minimum >= 0 and field.name != "year":
        _refuse(function, field.name, cells, numbers.lt(0), "numbers of at least 0")
    if field.minimum == 0 and field.maximum is not None:
        wanted = f"numbers of at most {field.maximum}"
        _refuse(function, field.name, cells, numbers.gt(field.maximum), wanted)
    if field.kind != "integer":
        return numbers
    parts = numbers.notna() & numbers.mod(1).ne(0)
    if field.name == "year":
        _refuse(function, field.name, cells, parts, "whole years")
        odd = numbers.notna() & ~numbers.between(*_YEARS)
        _refuse(function, field.name, cells, odd, "years of four digits, such as 2003,")
        if field.required:
            check_filled(function, pd.DataFrame({"year": cells}), ["year"])
    exact = numbers.abs().lt(2**53) | numbers.isna()
    return numbers.astype("Int64") if exact.all() and not parts.any() else numbers


def check_once(function: str, frame: pd.DataFrame, once: Sequence[str]) -> None:
    """Raise ``ValueError`` where two rows are alike in all of these columns; it names both."""
    twice = frame.duplicated(list(once), keep=False) if once else pd.Series(dtype=bool)
    if not twice.any():
        return
    cells = frame[list(once)]
    first = cells[twice].iloc[0]
    same = np.flatnonzero((cells.eq(first) | (cells.isna() & first.isna())).all(axis=1))
    told = ", ".join(f"{name} {value}" for name, value in first.dropna().items())
    raise ValueError(
        f"{function}() needs one row for each {', '.join(once)}; rows {same[0] + 1} and "
        f"{same[1] + 1} are both {told}. Keep one of them."
    )


def _refuse(
    function: str,
    column: str,
    cells: pd.Series,
    bad: pd.Series,
    wanted: str,
    allowed: Sequence[Any] = (),
) -> None:
    """Raise with the first cell that is bad."""
    bad = bad.fillna(True).astype(bool)
    if not bad.any():
        return
    row = int(np.flatnonzero(bad)[0])
    value = cells.iloc[row]
    said = "none" if pd.isna(value) else f"{value!r}" if isinstance(value, str) else f"{value}"
    near = nearest(value, allowed) if allowed else []
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(
        f"{function}() needs {wanted} in column {column!r}; row {row + 1} has {said}. {_MEND}{hint}"
    )
