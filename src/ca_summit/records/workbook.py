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
_PIECES = re.compile(r'"[^"]*"|\\.|.', re.DOTALL)
_WORDS = re.compile(r'"[^"]*"')
#: What stands beside a number and makes it another one.
_SCALE = re.compile(
    r"k|m|b|mn|mln|mio|bn|bln|mrd|tr|trn|thousands?|millions?|billions?|trillions?|тыс\.?|млн\.?"
    r"|млрд\.?|трлн\.?|мың|ming|mlrd",
    re.IGNORECASE,
)
_RAISED = str.maketrans("0123456789abcdep", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᵖ")
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
        book = openpyxl.load_workbook(path, rich_text=True)
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
    _remarks(page, grid)
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


def _remarks(page: Any, grid: Grid) -> None:
    """Note what the sheet says of cells and the records would not: comments, cells struck out."""
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    commented = [c for c in cells if c.comment is not None]
    if commented:
        first = " ".join(str(commented[0].comment.text).split())[:60]
        grid.notes.append(
            f"Comments of {len(commented)} cell(s) are not read, such as "
            f"{commented[0].coordinate}: {first!r}."
        )
    struck = [c for c in cells if c.has_style and c.font is not None and c.font.strike]
    if struck:
        grid.notes.append(
            f"{len(struck)} cell(s) that are struck out are read too, such as "
            f"{struck[0].coordinate}."
        )


def _plain(value: Any) -> Any:
    """Return rich text as text; what is set high or low in it stays apart from the rest."""
    if not isinstance(value, list):  # openpyxl's rich text is a list of runs
        return value
    parts = []
    for run in value:
        raised = getattr(getattr(run, "font", None), "vertAlign", None)
        parts.append(str(run).translate(_RAISED if raised in {"superscript", "subscript"} else {}))
    return "".join(parts)


def _trimmed(row: list[Any]) -> list[Any]:
    while row and row[-1] is None:
        row.pop()
    return row


def _value(cell: Any) -> Any:
    """Return the value of a cell; a number that is shown as another one says so."""
    value = _plain(cell.value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    section = _section(str(cell.number_format), value)
    plain = _LITERAL.sub("", section)
    if "%" in plain:
        return Shown.make(value, f"{value * 100:.10g}%", cell.number_format)
    if match := _BY_THOUSANDS.search(plain):
        shown = f"{value / 1000 ** match[0].count(','):.10g}"
        return Shown.make(value, shown, cell.number_format)
    words = " ".join(_WORDS.findall(section)).replace('"', "").strip()
    if not plain.strip(" -–—()*_") and ";" in str(cell.number_format):
        if not value and words.strip(" -–—") in {"", "0"} and section.strip():
            return value  # a dash for zero, as in accounts
        return Shown.make(value, repr(words) if words else "nothing", cell.number_format)
    if _SCALE.fullmatch(words) or (plain.startswith("-") and value > 0):
        before = "-" if plain.startswith("-") else ""
        return Shown.make(value, f"{before}{value:.10g} {words}".strip(), cell.number_format)
    return value


def _section(number_format: str, value: float) -> str:
    """Return the part of a number format that holds for a value: above, below or at zero."""
    parts: list[str] = [""]
    for piece in _PIECES.findall(number_format):
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
    if "[<" in number_format or "[>" in number_format or "[=" in number_format:
        return parts[0]
    place = 0 if value > 0 else 1 if value < 0 else 2
    return parts[place] if place < len(parts) else parts[0]
