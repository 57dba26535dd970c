"""Hold a user's table to the description of the bundled one that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ca_summit.catalog import Field, get_table
from ca_summit.checks import check_columns, nearest
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def rows_of(
    function: str,
    table: str,
    frame: Any,
    needed: Sequence[str],
    *,
    free: Collection[str] = (),
) -> pd.DataFrame:
    """Return the rows of a table, the bundled ones or a user's own, of which each cell can be read.

    Parameters
    ----------
    function
        The public function that asks, for its messages.
    table
        Name of the bundled table.
    frame
        The user's table; ``None`` means the bundled one.
    needed
        Columns that an own table must have; only these are held to their description.
    free
        Columns among them that may hold words of the user's own.

    Returns
    -------
    DataFrame whose numbers are ``float64`` or ``Int64`` and whose days are days.

    Raises
    ------
    TypeError
        If it is no pandas table.
    ValueError
        If a column is missing, a cell is no number, infinite, out of range or no known word, a
        required cell is empty, or two rows have the same key.

    Examples
    --------
    >>> own = read_table("china_finance").head(2).assign(total_usd2021=[-1, 5])
    >>> rows_of("plot_china_finance", "china_finance", own, ["iso3", "year", "total_usd2021"])
    Traceback (most recent call last):
    ValueError: plot_china_finance() needs numbers of at least 0 in column 'total_usd2021'; row 0 has -1. Correct it, or leave the row out.
    """
    if frame is None:
        return read_table(table)
    check_columns(function, frame, needed, f"load_{table}()")
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(
            f"{function}() needs a pandas table; got {type(frame).__module__.split('.')[0]}. "
            "Turn it into one first, such as with to_pandas()."
        )
    described = get_table(table)
    out = frame.copy()
    for field in described.fields:
        if field.name in needed:
            out[field.name] = _column(function, field, out[field.name], field.name in free)
    key = [name for name in described.key if name in out.columns]
    twice = out.duplicated(key)
    if len(key) == len(described.key) and twice.any():
        row = ", ".join(str(value) for value in out.loc[twice, key].iloc[0])
        raise ValueError(
            f"{function}() needs each row once; {int(twice.sum())} repeat the key "
            f"{', '.join(key)}, first {row}. Leave out all but one."
        )
    return out


def _column(function: str, field: Field, cells: pd.Series, free: bool) -> pd.Series:
    """Return one column in its type; refuse the first cell that cannot be read."""
    if field.required:
        _refuse(function, field.name, cells, cells.isna(), "a value in every row")
    if field.kind in ("integer", "number"):
        return _numbers(function, field, cells)
    if field.kind == "date":
        if pd.api.types.is_datetime64_any_dtype(cells):
            return cells
        days = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
        bad = cells.notna() & days.isna()
        _refuse(function, field.name, cells, bad, "days written YYYY-MM-DD")
        return days
    if field.allowed and not free:
        bad = cells.notna() & ~cells.isin(list(field.allowed))
        words = ", ".join(str(word) for word in field.allowed)
        _refuse(function, field.name, cells, bad, f"one of {words}", field.allowed)
    return cells


def _numbers(function: str, field: Field, cells: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(cells, errors="coerce").astype("Float64").astype("float64")
    bad = cells.notna() & ~np.isfinite(numbers)
    if field.kind == "integer":
        bad |= numbers.notna() & numbers.mod(1).ne(0)
    _refuse(
        function, field.name, cells, bad, "whole numbers" if field.kind == "integer" else "numbers"
    )
    for limit, outside, word in (
        (field.minimum, numbers.lt, "at least"),
        (field.maximum, numbers.gt, "at most"),
    ):
        if limit is not None:
            wanted = f"numbers of {word} {limit}"
            _refuse(function, field.name, cells, outside(limit), wanted)
    return numbers.astype("Int64") if field.kind == "integer" else numbers


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
    row, value = cells.index[bad][0], cells[bad].iloc[0]
    said = "none" if pd.isna(value) else f"{value!r}" if isinstance(value, str) else f"{value}"
    near = nearest(value, allowed) if allowed else []
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(
        f"{function}() needs {wanted} in column {column!r}; row {row} has {said}. "
        f"Correct it, or leave the row out.{hint}"
    )
