"""Say what a layout of others is, and hold the steps that bring any of them into ours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.records.cells import Cells, marked_year, year_of
from ca_summit.records.faults import Fault
from ca_summit.spelling import plain_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: The mark of a value in the column beside that of its year, as FAOSTAT writes it.
_MARK_BESIDE = "F"


@dataclass(frozen=True)
class Layout:
    """One layout that other people's files have.

    Attributes
    ----------
    kind
        The kind of records it holds.
    title
        Whose files look like that.
    marks
        Names of columns (small letters, ``_``) by which a file of this layout is known.
    columns
        Our column to the names, in small letters and with ``_``, that it may have there.
    codes
        What the codes of our columns are.
    wide
        Whether each year has a column of its own, where no column is called year.
    prepare
        Further steps that renaming does not cover.
    complete
        Steps after the years have become rows.
    is_sure
        Tells by the names of the columns that a file can be nothing else, so that it is read
        without being asked for; ``None``: never.
    """

    kind: str
    title: str
    marks: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, str] = field(default_factory=dict)
    wide: bool = False
    prepare: Callable[[Cells], None] | None = None
    complete: Callable[[Cells], None] | None = None
    is_sure: Callable[[Sequence[str]], bool] | None = None


def holds(*needed: str) -> Callable[[Sequence[str]], bool]:
    """Return a test whether columns have all these names; ``a|b`` asks for one of two.

    Examples
    --------
    >>> holds("area", "year|years")(["Area", "Years"]), holds("area", "item")(["Area"])
    (True, False)
    """

    def test(columns: Sequence[str]) -> bool:
        plain = {plain_name(str(c)) for c in columns}
        return all(plain & set(names.split("|")) for names in needed)

    return test


def text_of(value: Any) -> str:
    """Return a cell as text, an empty one as empty text."""
    return "" if value is None or (isinstance(value, float) and pd.isna(value)) else str(value)


def plain_number(value: Any) -> str:
    """Return a cell as text, a number in its shortest form, so that -9, -9.0 and "−9" are one."""
    text = text_of(value).strip().replace("−", "-")
    is_number = re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", text) is not None
    return f"{float(text):.15g}" if is_number else text


def column_called(cells: Cells, *names: str) -> str | None:
    """Return the first column that bears one of some names (small letters, ``_``)."""
    plain = {plain_name(str(c)): str(c) for c in reversed(list(cells.frame.columns))}
    return next((plain[name] for name in names if name in plain), None)


def keep(cells: Cells, mask: pd.Series, why: str) -> None:
    """Leave out the rows outside the mask and say so; they still count as rows of the file."""
    gone = int((~mask).sum())
    if not gone:
        return
    cells.left_out += gone
    cells.notes.append(f"{gone} {cells.row_word}(s) left out: {why}.")
    cells.rows = [row for row, kept in zip(cells.rows, mask, strict=True) if kept]
    cells.frame = cells.frame[mask.to_numpy()].reset_index(drop=True)


def keep_known(cells: Cells, column: str, known: Callable[[str], bool], what: str) -> None:
    """Leave out the rows whose cell is none of ours, and name some of these cells."""
    texts = cells.frame[column].map(text_of).str.strip()
    mask = texts.map(lambda text: not text or known(text)).astype(bool)
    others = list(dict.fromkeys(texts[~mask]))
    more = f" and {len(others) - 4} more" if len(others) > 4 else ""
    keep(cells, mask, f"{what}, such as {', '.join(others[:4])}{more}")


def fill(cells: Cells, new: Mapping[str, Any]) -> None:
    """Add columns that are not there yet."""
    fresh = {name: value for name, value in new.items() if name not in cells.frame.columns}
    cells.frame = cells.frame.assign(**fresh)
    for name, value in fresh.items():
        what = repr(value) if isinstance(value, str) else "made of the other columns"
        cells.notes.append(f"Column `{name}`: {what}.")


def year_columns(columns: Sequence[str]) -> list[str]:
    """Return the columns that are years."""
    return [c for c in columns if year_of(c) is not None]


def lengthen(cells: Cells, missing: Sequence[Any]) -> None:
    """Turn a column per year into a row per year; empty cells make no row.

    A column of marks beside that of a year, ``Y2020F``, becomes the column ``flag``.
    """
    years = year_columns(list(cells.frame.columns))
    if not years:
        mend = "leave `wide=` away, or check the header"
        cells.faults.append(Fault(None, "", "no columns that are years", "a column per year", mend))
        return
    marks = [f"{name}{_MARK_BESIDE}" for name in years]
    marked = all(name in cells.frame.columns for name in marks)
    aside = {*years, *(marks if marked else ())}
    others = [c for c in cells.frame.columns if c not in aside]
    for name in others:
        if meant := marked_year(name):
            mend = f"name it {meant} if it holds that year: columns={{{name!r}: {meant!r}}}"
            cells.faults.append(Fault(None, name, "", "a column for a year, or no year", mend))
    nothing = {plain_number(word) for word in missing}
    records, rows, empty = [], [], 0
    names = [year_of(name) for name in years]
    fixed, filled = cells.frame[others].to_numpy(), cells.frame[years].to_numpy()
    beside = cells.frame[marks].to_numpy() if marked else filled
    for row, kept, cells_of_years, flags in zip(cells.rows, fixed, filled, beside, strict=True):
        for year, value, flag in zip(names, cells_of_years, flags, strict=True):
            if not text_of(value).strip() or plain_number(value) in nothing:
                empty += 1
                continue
            records.append([*kept, year, value, *([flag] if marked else ())])
            rows.append(row)
    cells.notes.append(
        f"{len(cells.rows)} {cells.row_word}(s) with {len(years)} years each: {len(records)} "
        f"values, {empty} empty."
    )
    silent = len(cells.rows) - len(set(rows))
    if silent > 0:
        cells.notes.append(f"{silent} of these {cells.row_word}(s) hold no value in any year.")
        cells.silent = silent
    columns = [*others, "year", "value", *(["flag"] if marked else ())]
    cells.frame = pd.DataFrame(records, columns=columns, dtype="object")
    cells.rows = rows
    cells.ragged &= set(rows)
