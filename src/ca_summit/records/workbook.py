"""Take the rows out of an Excel workbook, whatever size its sheets state."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from ca_summit.records.cells import Grid
from ca_summit.records.faults import Fault

if TYPE_CHECKING:
    from pathlib import Path

_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_BY_THOUSANDS = re.compile(r"[0#?],+(?![0#?])")


class Shown(float):
    """A number whose cell shows another one, as ``5.3%`` for 0.053.

    Attributes
    ----------
    shown
        What the cell shows, roughly.
    format
        The number format of the cell.
    """

    shown: str
    format: str

    @classmethod
    def make(cls, value: float, shown: str, number_format: str) -> Shown:
        """Return the number together with what its cell shows."""
        result = cls(value)
        result.shown, result.format = shown, number_format
        return result


def read_workbook(path: Path, kind: str, kinds: tuple[str, ...], sheet: str | None) -> Grid:
    """Return the rows of one sheet, or the fault that stopped the reading."""
    try:
        import openpyxl
    except ImportError as error:
        raise ImportError(
            f"Reading {path.name} needs openpyxl. Install it (pip install openpyxl), "
            'or save the sheet as "CSV UTF-8".'
        ) from error
    grid = Grid(path.name)
    try:
        book = openpyxl.load_workbook(path)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        if isinstance(error, PermissionError):
            raise
        mend = 'open it in the program that made it and save it as "CSV UTF-8"'
        whole = "a whole Excel workbook, not locked by a password"
        grid.faults.append(Fault(None, "", path.name, whole, mend))
        return grid
    names = [page.title for page in book.worksheets]
    name = sheet if sheet is not None else kind if kind in names else names[0] if names else ""
    if name not in names or (len(names) > 1 and name != kind and sheet is None):
        grid.faults.append(
            Fault(
                None,
                "",
                f"sheets {names}",
                f"a sheet {name!r}"
                if sheet is not None
                else f"one sheet, or a sheet named after its kind ({', '.join(kinds)})",
                f"say which one: sheet={names[0] if names else ''!r}, or save that sheet as CSV "
                "UTF-8",
            )
        )
        return grid
    _take(book[name], grid)
    book.close()
    return grid


def _take(page: Any, grid: Grid) -> None:
    rows = [(row[0].row, [_value(cell) for cell in row]) for row in page.iter_rows() if row]
    while rows and all(cell is None for cell in rows[-1][1]):
        rows.pop()
    grid.rows = [(line, _trimmed(row)) for line, row in rows]
    width = max((len(row) for _, row in grid.rows), default=0)
    grid.rows = [(line, row + [None] * (width - len(row))) for line, row in grid.rows]
    last = rows[-1][0] if rows else 0
    for area in page.merged_cells.ranges:
        if area.min_row <= last and area.max_row > area.min_row:
            grid.faults.append(
                Fault(
                    area.min_row,
                    "",
                    f"cells merged into one, {area.coord}",
                    "a value of its own in each row",
                    "take the merging away and write the value into each row",
                )
            )
    hidden = [line for line, _ in rows if page.row_dimensions[line].hidden]
    if hidden:
        grid.notes.append(f"{len(hidden)} hidden row(s) are read too, such as line {hidden[0]}.")


def _trimmed(row: list[Any]) -> list[Any]:
    while row and row[-1] is None:
        row.pop()
    return row


def _value(cell: Any) -> Any:
    """Return the value of a cell; a number that is shown as another one says so."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    plain = _LITERAL.sub("", str(cell.number_format)).split(";")[0]
    if "%" in plain:
        return Shown.make(value, f"{value * 100:.10g}%", cell.number_format)
    if match := _BY_THOUSANDS.search(plain):
        shown = f"{value / 1000 ** match[0].count(','):.10g}"
        return Shown.make(value, shown, cell.number_format)
    return value
