"""Take the rows out of a text file with separators; quotes are never guessed."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import Any

from ca_summit.records.cells import OPEN_QUOTE, Grid
from ca_summit.records.encoding import decode
from ca_summit.records.faults import Fault

_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_MOST = 131_072  # characters of a cell, whatever another library allows `csv`
_LOOKED_AT = 20  # so many lines tell the separator where the first one holds none


def read_text(
    name: str, data: bytes, encoding: str | None = None, header: int | None = None
) -> Grid:
    """Return the rows of the bytes of a text file, or the fault that stopped the reading.

    In a file with tabs a quote is text, unless every quoted cell is quoted as spreadsheets do it.
    In other files a cell in quotes may hold the separator and line breaks; where the lines inside
    it look like records of their own, the quote was left open, and the file is refused.
    """
    text, notes, faults = decode(data, encoding)
    grid = Grid(name, notes=notes, faults=faults)
    if faults:
        grid.swallowed = max(sum(bool(line.strip()) for line in data.splitlines()) - 1, 0)
        return grid
    lines = text.split("\n")
    skipped = 1 if text[:4].lower() == "sep=" else 0  # tells Excel the separator
    lines = lines[skipped:]
    delimiter = _delimiter(lines, (header or 1) - 1 - skipped)
    if delimiter == "\t":
        grid.rows = _tabbed(lines, skipped, grid)
    else:
        grid.rows = _quoted(lines, skipped, delimiter, grid)
    grid.decimal_comma = delimiter in ";\t"
    if delimiter != ",":
        grid.notes.append(f"Columns are separated by {_NAMES[delimiter]}.")
    return grid


def _delimiter(lines: list[str], header: int) -> str:
    """Return the sign that parts the header into most cells, else that of most lines."""
    filled = [line for line in lines[max(header, 0) :] if line.strip()] or [""]
    if re.search(r"\\time(_period)?\s*\t", filled[0], re.IGNORECASE):
        return "\t"  # of Eurostat, whose first column holds commas
    counts = {d: len(_split(filled[0], d)) for d in _DELIMITERS}
    if max(counts.values()) > 1:
        return max(_DELIMITERS, key=lambda d: counts[d])
    several = Counter(d for line in filled[:_LOOKED_AT] for d in _DELIMITERS if d in line)
    return max(_DELIMITERS, key=lambda d: several[d]) if several else ","


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def _tabbed(lines: list[str], skipped: int, grid: Grid) -> list[tuple[int, list[Any]]]:
    rows: list[tuple[int, list[Any]]] = []
    for line, text in enumerate(lines, start=1 + skipped):
        row = text.split("\t") if text else []
        if any(len(cell) > _MOST for cell in row):
            grid.faults.append(_too_long(line))
        rows.append((line, list(row)))
    marked = [cell for _, row in rows for cell in row if '"' in cell]
    if marked and all(_is_quoted(cell) for cell in marked):
        for _, row in rows:
            row[:] = [c[1:-1].replace('""', '"') if '"' in c else c for c in row]
        grid.notes.append(f"Double quotes around {len(marked)} cell(s) were taken off.")
    elif marked:
        grid.notes.append(f"Double quotes are text in a file with tabs; {len(marked)} cell(s).")
    while rows and not rows[-1][1]:
        rows.pop()
    return rows


def _is_quoted(cell: str) -> bool:
    inner = cell[1:-1].replace('""', "")
    return len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner


def _too_long(line: int) -> Fault:
    most = f"cells of at most {_MOST:,} characters"
    mend = f"shorten the text; if it is not that long, {OPEN_QUOTE}"
    return Fault(line, "", "a longer cell", most, mend)


def _quoted(
    lines: list[str], skipped: int, delimiter: str, grid: Grid
) -> list[tuple[int, list[Any]]]:
    rows: list[tuple[int, list[Any]]] = []
    reader = csv.reader(io.StringIO("\n".join(lines), newline=""), delimiter=delimiter, strict=True)
    several: list[str] = []
    width = done = 0
    try:
        for row in reader:
            if any(len(cell) > _MOST for cell in row):
                raise csv.Error("field larger than field limit")
            first, last = done + 1 + skipped, reader.line_num + skipped
            done = reader.line_num
            width = width or len(row)
            rows.append((first, list(row)))
            if last > first:
                records = _records_inside(lines[first - 1 - skipped : done], delimiter, width)
                if records:
                    grid.faults.append(_open_quote(first, last, records))
                    grid.swallowed += records
                else:
                    several.append(f"{first}–{last}")
    except csv.Error as error:
        grid.faults.append(_csv_fault(error, done + 1 + skipped, reader.line_num + skipped))
        grid.rows = rows
        grid.swallowed = sum(bool(line.strip()) for line in lines[done:])
    if several:
        grid.notes.append(f"Cells with several lines of text: lines {', '.join(several[:6])}.")
    while rows and not rows[-1][1]:
        rows.pop()
    return rows


def _records_inside(lines: list[str], delimiter: str, width: int) -> int:
    """Count the lines of a quoted cell, behind the first, that look like records of their own.

    The last line counts only where the first one is whole without the quote: prose that goes on
    over a line break leaves the first one short.
    """
    whole = [line.count(delimiter) + 1 >= max(width, 2) for line in lines]
    return sum(whole[1:-1]) + (whole[0] and whole[-1])


def _open_quote(first: int, last: int, records: int) -> Fault:
    return Fault(
        first,
        "",
        f"a quote that opens in line {first} and closes in line {last}, around what looks like "
        f"{records} more record(s)",
        "quotes that close in the line in which they open",
        f'write a double quote that is text twice ("") inside a quoted cell, or delete it, in '
        f"line {first} and in line {last}",
    )


def _csv_fault(error: csv.Error, first: int, line: int) -> Fault:
    words = str(error)
    if "limit" in words:
        return _too_long(first)
    if "end of data" in words:
        return Fault(
            first,
            "",
            f"a quote that opens in line {first} and never closes",
            "quotes that close in the line in which they open",
            OPEN_QUOTE,
        )
    return Fault(
        line,
        "",
        "text behind a closing quote",
        "nothing between a closing quote and the separator",
        'write a double quote that is text twice (""), and the whole cell in double quotes',
    )
