"""Hold raw cells, each row with the line the user finds it in; choose the header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypedDict

import pandas as pd

from ca_summit.checks import check_choice, nearest
from ca_summit.records.faults import Fault
from ca_summit.spelling import plain_name

_YEAR = re.compile(r"(?:[XYF_]|YR)?((?:18|19|20|21)\d{2})(?:\.0)?(?: \[YR\d{4}\])?")
#: What a file begins with that is no table.
_NO_TABLES = {
    "<!doctype": "a page of the web",
    "<html": "a page of the web",
    "<?xml": "XML",
    "{": "JSON",
    "[{": "JSON",
    "version https://git-lfs": "the address of a file that Git LFS has not fetched",
    "<<<<<<<": "the marks of a merge that Git could not finish",
}
#: How a remark below a table begins.
_FOOTERS = (
    *("source", "note", "data from database", "last updated", "©", "copyright"),
    *("international monetary fund", "источник", "примечани", "дереккөз", "ескерту"),
)
_MARKED_YEAR = re.compile(
    r"((?:18|19|20)\d{2})\s*([*†‡¹²³⁴⁵⁶⁷⁸⁹]+|[\[(].*[\])]|[a-zа-я]{1,4}\.?)", re.IGNORECASE
)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*")
_LOOKED_AT = 40  # so many rows tell where the header stands
OPEN_QUOTE = 'look for a double quote (") that is opened here and closed nowhere or much later'


class Options(TypedDict, total=False):
    """How to read other people's layouts; every reader of records takes these keywords.

    Attributes
    ----------
    columns
        Their names to ours, such as ``{"Datum": "start_date"}``; or, for a table without a header,
        the names of all columns in order.
    codes
        What the codes of countries are: ``iso3``, ``iso2``, ``numeric``, ``cow``, ``fips``,
        ``ioc``, ``cameo``, or ``names`` for names in any language; one for all columns of codes, or
        by column of ours. Default: ISO 3166-1 alpha-3.
    header
        Line that holds the names of the columns, 1 for the first; 0 if none does.
    sheet
        Name of the sheet in a workbook.
    layout
        A layout that many people have, see ``LAYOUTS``.
    encoding
        How a text file is encoded, if it is not UTF-8.
    decimal
        ``"."`` or ``","``: the sign before the decimals; the other one parts thousands.
    missing
        What stands for "no value", such as ``[-9, ".."]``; an empty list says that nothing does.
    constants
        Columns of ours that hold one value for all rows, such as ``{"unit": "tonnes"}``.
    wide
        Whether each year has a column of its own, which then becomes rows.
    """

    columns: Mapping[str, str] | Sequence[str]
    codes: str | Mapping[str, str]
    header: int
    sheet: str
    layout: str
    encoding: str
    decimal: Literal[".", ","]
    missing: Sequence[Any]
    constants: Mapping[str, Any]
    wide: bool


def checked_options(options: Mapping[str, Any]) -> Options:
    """Refuse keywords that no reader knows and values that cannot be."""
    known = list(Options.__annotations__)
    for name in options:
        if name not in known:
            near = nearest(name, known)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            raise TypeError(f"no option `{name}`; there are {', '.join(known)}.{hint}")
    given = {name: value for name, value in options.items() if value is not None}
    for name in ("constants", "codes"):
        if not isinstance(given.get(name, {}), (Mapping, str) if name == "codes" else Mapping):
            shown = '{"unit": "tonnes"}' if name == "constants" else '{"iso3": "names"}'
            raise TypeError(f"`{name}` must be a mapping, such as {shown}; got {given[name]!r}.")
    if "decimal" in given:
        check_choice("decimal", given["decimal"], (".", ","))
    header = given.get("header", 1)
    if isinstance(header, bool) or not isinstance(header, int) or header < 0:
        raise ValueError(f"`header` must be the number of a line, 0 for none; got {header!r}.")
    if isinstance(given.get("missing"), (str, int, float)):
        given["missing"] = [given["missing"]]
    columns = given.get("columns")
    if isinstance(columns, str) or not isinstance(columns or [], (Mapping, Sequence)):
        raise TypeError(
            '`columns` must map their names to ours, such as {"Datum": "start_date"}, or list all '
            f"names in order; got {columns!r}."
        )
    return given  # type: ignore[return-value]  # checked above


@dataclass
class Cells:
    """The raw cells of some records, before anything is understood.

    Attributes
    ----------
    frame
        One column per column of the source, text or values as they came.
    rows
        For each row the line of the file or the index label.
    total
        Records that the source holds, also those that could not be taken apart.
    decimal_comma
        Whether ``51,17`` is a number here: a file that Excel separated by semicolons or tabs.
    left_out, silent, paired
        Records that a layout left out, that hold no value in any year, and that went into the row
        of an earlier one.
    ragged
        Lines with too many or too few cells; what stands in which column is not known there.
    """

    frame: pd.DataFrame
    rows: list[Any]
    source: str
    row_word: str = "line"
    total: int = 0
    left_out: int = 0
    silent: int = 0
    paired: int = 0
    decimal_comma: bool = False
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ragged: set[Any] = field(default_factory=set)


@dataclass
class Grid:
    """The rows of a file as they stand, before the header is chosen.

    Attributes
    ----------
    rows
        Each row with its line in the file.
    swallowed
        Lines that a quoted cell swallowed although each looks like a record.
    """

    source: str
    rows: list[tuple[int, list[Any]]] = field(default_factory=list)
    decimal_comma: bool = False
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    swallowed: int = 0


def refused(source: str, fault: Fault, notes: Sequence[str] = (), total: int = 0) -> Cells:
    """Return no cells and the one fault that stopped the reading."""
    return Cells(pd.DataFrame(), [], source, total=total, notes=list(notes), faults=[fault])


def missing_file(path: Path) -> FileNotFoundError:
    """Return the error for a path that is no file."""
    what = "is a folder" if path.is_dir() else "does not exist"
    return FileNotFoundError(
        f"`{path}` {what}. Give the path of a CSV, Parquet, JSON or Excel file; "
        f"the current folder is {Path.cwd()}."
    )


def year_of(name: object) -> int | None:
    """Return the year that the name of a column is, such as ``2022``, ``X2022``, ``2022 [YR2022]``.

    Examples
    --------
    >>> year_of("2022 [YR2022]"), year_of("value")
    (2022, None)
    """
    match = _YEAR.fullmatch(str(name).strip())
    return int(match[1]) if match else None


def marked_year(name: object) -> str:
    """Return the year in the name of a column that a mark follows: ``2022*``, ``2022 (est.)``.

    Examples
    --------
    >>> marked_year("2022*"), marked_year("2022 г."), marked_year("2022"), marked_year("2022 value")
    ('2022', '2022', '', '')
    """
    match = _MARKED_YEAR.fullmatch(str(name).strip())
    return match[1] if match and year_of(name) is None else ""


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def choose_header(
    grid: Grid,
    known: frozenset[str],
    options: Options,
    is_header: Callable[[list[str]], bool] | None = None,
) -> Cells:
    """Take the names of the columns out of the rows, or say where they seem to stand.

    Parameters
    ----------
    is_header
        Tells the line of names of the layout that is wanted, or of one that leaves no doubt.
    """
    columns = options.get("columns")
    filled = [(line, row) for line, row in grid.rows if any(map(_text, row))]
    if not filled:
        fault = Fault(None, "", "an empty file", "a header line and one line per record", "fill it")
        return refused(grid.source, fault, grid.notes)
    header_line = options.get("header")
    if header_line is None and is_header is not None:
        marked = (n for n, row in filled[:_LOOKED_AT] if is_header([_text(c) for c in row]))
        header_line = next(marked, None)
    if header_line == 0:
        if isinstance(columns, Mapping) or not columns:
            raise ValueError("`header=0` needs `columns`, a list with the names of all columns.")
        names, records = [str(c) for c in columns], grid.rows
    elif header_line:
        at = [i for i, (line, _) in enumerate(grid.rows) if line == header_line]
        if not at or not any(map(_text, grid.rows[at[0]][1])):
            found = f"line {header_line} is empty" if at else f"no line {header_line}"
            mend = "give the number of the line with the names of the columns: header="
            fault = Fault(header_line, "", found, "a header line", mend)
            return refused(grid.source, fault, grid.notes, len(filled))
        names, records = [_text(c) for c in grid.rows[at[0]][1]], grid.rows[at[0] + 1 :]
        if at[0]:
            count = sum(any(map(_text, row)) for _, row in grid.rows[: at[0]])
            grid.notes.append(f"{count} line(s) above the header, line {header_line}, left out.")
    else:
        names = [_text(c) for c in filled[0][1]]
        records = grid.rows[grid.rows.index(filled[0]) + 1 :]
        if fault_ := _wrong_header(filled, known, columns):
            return refused(grid.source, fault_, grid.notes, len(filled) - 1)
    return _assemble(grid, names, records)


def _wrong_header(
    filled: list[tuple[int, list[Any]]], known: frozenset[str], columns: Any
) -> Fault | None:
    """Say that the first line holds no names, if so, and where they seem to stand."""
    line, first = filled[0]
    if fault := _no_table(line, [_text(c) for c in first if _text(c)], known):
        return fault
    theirs = set(columns) if isinstance(columns, Mapping) else set()
    names = [_text(c) for c in first if _text(c)]
    if theirs & set(names) or known & {plain_name(name) for name in names}:
        return None
    rows = filled[:_LOOKED_AT]
    widths = Counter(sum(bool(_text(c)) for c in row) for _, row in rows[1:])
    usual = max(widths, key=lambda w: (widths[w], w)) if widths else 0
    if usual >= 2 and len(names) <= usual / 2:
        for other, row in rows[1:20]:
            texts = [_text(c) for c in row if _text(c)]
            named = sum(not _NUMBER.fullmatch(t) or year_of(t) is not None for t in texts)
            if len(texts) > usual / 2 and named == len(texts) and len(set(texts)) == len(texts):
                cells = f"{len(names)} cell" + ("" if len(names) == 1 else "s")
                return Fault(
                    line,
                    "",
                    f"{cells}, {names[0]!r} first, where other lines have {usual}",
                    "the names of the columns",
                    f"the header seems to stand in line {other}: say header={other}, "
                    "or delete the lines above it",
                )
    numbers = [t for t in names if _NUMBER.fullmatch(t) and year_of(t) is None]
    repeated = len(names) - len(set(names))
    if len(numbers) >= max(1, len(names) / 4) or (len(rows) > 1 and _alike(first, rows[1][1])):
        shown = ", ".join(repr(t) for t in names[:4])
        several = f", {repeated} of them twice" if repeated else ""
        return Fault(
            line,
            "",
            f"{shown} …: values{several}, no names",
            "the names of the columns",
            "there seems to be no header in the first line: write one above it, or say header=0 "
            "and columns=[…] with the names of all columns in order",
        )
    return None


def _no_table(line: int, cells: list[str], known: frozenset[str]) -> Fault | None:
    """Say that the first line is no line of a table, or that nothing parts its cells."""
    if not cells:
        return None
    for start, what in _NO_TABLES.items():
        if cells[0].lower().startswith(start):
            mend = 'export the table from there and save it as "CSV UTF-8"'
            return Fault(line, "", what, "a table with a header line", mend)
    words = re.findall(r"\w+", cells[0])
    if len(cells) == 1 and len(known & set(words)) > 1:
        return Fault(
            line,
            "",
            f"one cell, {cells[0][:40]!r} …",
            "names parted by commas, semicolons, tabs or bars",
            "part the cells by one of these signs; quotes stand around single cells, not around "
            "whole lines",
        )
    return None


def _alike(first: Sequence[Any], second: Sequence[Any]) -> bool:
    """Tell whether the first line repeats values of the second, as records do and names do not."""
    pairs = [(_text(a), _text(b)) for a, b in zip(first, second, strict=False)]
    same = sum(bool(a) and a == b for a, b in pairs)
    return same >= max(1, sum(bool(a) for a, _ in pairs) / 3)


def _assemble(grid: Grid, header: list[str], records: list[tuple[int, list[Any]]]) -> Cells:
    """Make one frame of rows of cells; say which rows are empty, too long or too short."""
    cells = Cells(pd.DataFrame(), [], grid.source, decimal_comma=grid.decimal_comma)
    cells.notes, cells.faults = grid.notes, grid.faults
    below = 0
    while (
        len(records) > below + 1
        and len(header) > 2
        and _is_remark([_text(c) for c in records[-1 - below][1]])
    ):
        below += 1
    while below and not any(map(_text, records[-below][1])):
        below -= 1  # empty lines above the first remark are told as such
    if below:
        lines = ", ".join(str(line) for line, row in records[-below:] if any(map(_text, row)))
        cells.notes.append(f"Remarks below the table left out: {lines}.")
        cells.left_out = sum(any(map(_text, row)) for _, row in records[-below:])
        records = records[:-below]
    blank: list[int] = []
    kept: list[list[Any]] = []
    width = len(header)
    while width and not header[width - 1] and all(_is_empty(r, width - 1) for _, r in records):
        width -= 1  # columns without a name and without a value
    for line, row in records:
        if not any(map(_text, row)):
            blank.append(line)
            continue
        if len(row) > len(header) or len(row) < width:
            cells.faults.append(_wrong_width(line, row, width))
            cells.ragged.add(line)
        kept.append((row + [None] * width)[:width])
        cells.rows.append(line)
    if blank:
        shown = ", ".join(map(str, blank[:6])) + (" …" if len(blank) > 6 else "")
        cells.notes.append(f"Empty lines left out: {shown}.")
    names = [n or f"column {i}" for i, n in enumerate(header[:width], start=1)]
    cells.frame = pd.DataFrame(kept, columns=names, dtype="object")
    for place, name in reversed(list(enumerate(header[:width]))):
        if not name and all(_is_empty(r, place) for _, r in records):  # a table set further right
            del names[place]
            cells.frame = cells.frame.drop(columns=f"column {place + 1}")
    if names and not header[0] and _counts_rows(cells.frame.iloc[:, 0]):
        cells.notes.append("The first column has no name and counts the rows; left out.")
        cells.frame = cells.frame.drop(columns=names.pop(0))
    cells.total = len(cells.rows) + grid.swallowed + cells.left_out
    return checked_header(cells, names)


def _counts_rows(column: pd.Series) -> bool:
    """Tell whether cells count from 0 or 1, as the index does that pandas saves."""
    numbers = [_text(cell).removesuffix(".0") for cell in column]
    start = numbers[0] if numbers else ""
    return start in {"0", "1"} and numbers == [
        str(n) for n in range(int(start), int(start) + len(numbers))
    ]


def _is_remark(texts: list[str]) -> bool:
    """Tell whether a line below a table holds nothing, or a remark in its first cell alone."""
    first = "".join(texts[:1]).lower()
    return not any(texts[1:]) and (not first or first.startswith(_FOOTERS))


def _is_empty(row: list[Any], position: int) -> bool:
    return position >= len(row) or not _text(row[position])


def _wrong_width(line: int, row: list[Any], width: int) -> Fault:
    if len(row) > width:
        mend = "put text that holds the separator in double quotes, or delete the surplus cells"
    elif any("\n" in str(cell) for cell in row):
        mend = OPEN_QUOTE
    else:
        mend = "add the missing separators, also for empty cells at the end of the line"
    return Fault(line, "", f"{len(row)} cells", f"{width} cells, as in the header", mend)


def checked_header(cells: Cells, names: list[str]) -> Cells:
    """Refuse names that occur twice and columns without a name; keep the first of each."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    for name in twice:
        cells.faults.append(
            Fault(None, name, "", "each column name once", "rename or delete one of the columns")
        )
    for name in names:
        if re.fullmatch(r"column \d+", name):
            cells.faults.append(
                Fault(
                    None,
                    name,
                    "",
                    "a name in the header for every column that holds values",
                    f"write a name above {name}, or delete the column",
                )
            )
    if twice:
        cells.frame = cells.frame.loc[:, ~cells.frame.columns.duplicated()]
    return cells
