"""Take the cells out of a file or a frame, each row with the line the user finds it in."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pandas as pd

from ca_summit.records.encoding import decode
from ca_summit.records.faults import Fault

_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_OPEN_QUOTE = 'look for a double quote (") that is opened here and closed nowhere or much later'


@dataclass
class Cells:
    """The raw cells of some records, before anything is understood.

    Attributes
    ----------
    frame
        One column per column of the source, text or values as they came.
    rows
        For each row the line of the file or the index label.
    decimal_comma
        Whether ``51,17`` is a number here: a file that Excel separated by semicolons or tabs.
    ragged
        Lines with too many or too few cells; what stands in which column is not known there.
    """

    frame: pd.DataFrame
    rows: list[Any]
    source: str
    row_word: str = "line"
    decimal_comma: bool = False
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ragged: set[Any] = field(default_factory=set)


def take_cells(source: Any, *, kind: str = "", encoding: str | None = None) -> Cells:
    """Take the cells of a CSV, Parquet or Excel file, or of a dataframe of any library."""
    if isinstance(source, (str, Path)):
        path = Path(source)
        if path.is_dir() or not path.exists():
            what = "is a folder" if path.is_dir() else "does not exist"
            raise FileNotFoundError(
                f"`{path}` {what}. Give the path of a CSV, Parquet or Excel file; "
                f"the current folder is {Path.cwd()}."
            )
        suffix = path.suffix.lower()
        if suffix in {".parquet", ".pq"}:
            return _from_parquet(path)
        if suffix in {".xlsx", ".xlsm"}:
            return _from_excel(path, kind)
        if suffix in {".xls", ".ods", ".json", ".geojson", ".zip", ".pdf", ".docx"}:
            return _unreadable(path, "a CSV, Parquet or Excel (.xlsx) file")
        return _from_text(path, encoding)
    return _from_frame(_as_pandas(source), f"the {type(source).__name__}")


def _as_pandas(source: Any) -> pd.DataFrame:
    if isinstance(source, pd.DataFrame):
        return source
    for method in ("to_pandas", "df"):
        if callable(getattr(source, method, None)):
            try:
                return pd.DataFrame(getattr(source, method)())
            except ImportError:  # polars without pyarrow: its exchange protocol still works
                continue
    if hasattr(source, "__dataframe__"):
        return pd.api.interchange.from_dataframe(source)
    if isinstance(source, (dict, list)):
        return pd.DataFrame(source)
    raise TypeError(
        "Records must be a path, or a table of pandas, polars, pyarrow or another library that "
        f"turns into pandas; got {type(source).__name__}."
    )


def _from_frame(frame: pd.DataFrame, source: str) -> Cells:
    plain = frame.reset_index() if any(frame.index.names) else frame
    rows = list(range(len(plain))) if any(frame.index.names) else list(plain.index)
    cells = plain.set_axis(range(len(plain)), axis="index").astype("object")
    cells = cells.drop(columns="geometry") if "geometry" in cells.columns else cells
    cells.columns = [str(c) for c in cells.columns]
    return _checked_header(Cells(cells, rows, source, row_word="row"), list(cells.columns))


def _unreadable(path: Path, expected: str) -> Cells:
    """Return no cells and the one fault that the file is of another kind, or broken."""
    mend = 'open it in the program that made it and save it as "CSV UTF-8"'
    fault = Fault(None, "", path.name, expected, mend)
    return Cells(pd.DataFrame(), [], path.name, faults=[fault])


def _from_parquet(path: Path) -> Cells:
    try:
        return _from_frame(pd.read_parquet(path), path.name)
    except PermissionError:
        raise
    except (ValueError, OSError):  # what pyarrow raises for bytes that are no table
        return _unreadable(path, "a whole Parquet file")
    except ImportError as error:
        raise ImportError(
            f"Reading {path.name} needs pyarrow. Install it: pip install 'ca-summit[tables]', "
            "or save the table as CSV."
        ) from error


def _from_excel(path: Path, kind: str) -> Cells:
    try:
        import openpyxl
    except ImportError as error:
        raise ImportError(
            f"Reading {path.name} needs openpyxl. Install it: pip install 'ca-summit[tables]', "
            'or save the sheet as "CSV UTF-8".'
        ) from error
    try:
        book = openpyxl.load_workbook(path, read_only=True)
    except (BadZipFile, KeyError, ValueError):
        return _unreadable(path, "a whole Excel workbook, not locked by a password")
    names = book.sheetnames
    name = kind if kind in names else names[0]
    if len(names) > 1 and name != kind:
        fault = Fault(
            None,
            "",
            f"sheets {names}",
            "one sheet, or a sheet named after its kind (meetings, attendance, places, indicators)",
            "name the sheet with the records so, and say the kind, or save that sheet as CSV UTF-8",
        )
        return Cells(pd.DataFrame(), [], path.name, faults=[fault])
    table = [list(row) for row in book[name].iter_rows(values_only=True)]
    book.close()
    header = [("" if c is None else str(c)) for c in table[0]] if table else []
    records = [(n, row) for n, row in enumerate(table[1:], start=2)]
    return _assemble(path.name, header, records)


def _from_text(path: Path, encoding: str | None) -> Cells:
    text, notes, faults = decode(path.read_bytes(), encoding)
    empty = Cells(pd.DataFrame(), [], path.name, notes=notes, faults=faults)
    if faults:
        return empty
    first, skipped = _skip_separator_line(text)
    if not first.strip():
        empty.faults.append(
            Fault(None, "", "an empty file", "a header line and one line per record", "fill it")
        )
        return empty
    line = 0
    records: list[tuple[int, list[Any]]] = []
    try:
        delimiter = _delimiter(first)
        reader = csv.reader(io.StringIO(first, newline=""), delimiter=delimiter)
        for row in reader:
            records.append((line + 1 + skipped, row))
            line = reader.line_num
    except csv.Error:
        most = f"cells of at most {csv.field_size_limit():,} characters"
        mend = f"shorten the text; if it is not that long, {_OPEN_QUOTE}"
        empty.faults.append(Fault(line + 1 + skipped, "", "a longer cell", most, mend))
        return empty
    header = [name.strip() for name in records.pop(0)[1]]
    cells = _assemble(path.name, header, records)
    cells.decimal_comma = delimiter in ";\t"
    cells.notes = notes + cells.notes
    if delimiter != ",":
        extra = "; a comma inside a number is a decimal comma" if cells.decimal_comma else ""
        cells.notes.append(f"Columns are separated by {_NAMES[delimiter]}{extra}.")
    return cells


def _skip_separator_line(text: str) -> tuple[str, int]:
    """Drop the line ``sep=;`` that tells Excel the separator."""
    if text[:4].lower() == "sep=":
        return text.split("\n", 1)[1] if "\n" in text else "", 1
    return text, 0


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    counts = {d: len(next(csv.reader([header], delimiter=d))) for d in _DELIMITERS}
    return max(_DELIMITERS, key=lambda d: counts[d])


def _assemble(source: str, header: list[str], records: list[tuple[int, list[Any]]]) -> Cells:
    """Make one frame of rows of cells; say which rows are empty, too long or too short."""
    cells = Cells(pd.DataFrame(), [], source)
    blank: list[int] = []
    kept: list[list[Any]] = []
    width = len(header)
    while width and not header[width - 1] and all(_is_empty(r, width - 1) for _, r in records):
        width -= 1  # columns without a name and without a value
    for line, row in records:
        if all(c is None or not str(c).strip() for c in row):
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
    return _checked_header(cells, names)


def _is_empty(row: list[Any], position: int) -> bool:
    return position >= len(row) or row[position] is None or not str(row[position]).strip()


def _wrong_width(line: int, row: list[Any], width: int) -> Fault:
    if len(row) > width:
        mend = "put text that holds the separator in double quotes, or delete the surplus cells"
    elif any("\n" in str(cell) for cell in row):
        mend = _OPEN_QUOTE
    else:
        mend = "add the missing separators, also for empty cells at the end of the line"
    return Fault(line, "", f"{len(row)} cells", f"{width} cells, as in the header", mend)


def _checked_header(cells: Cells, names: list[str]) -> Cells:
    """Refuse names that occur twice and columns without a name; keep the first of each."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    for name in twice:
        cells.faults.append(
            Fault(None, name, "", "each column name once", "rename or delete one of the columns")
        )
    for position, name in enumerate(names, start=1):
        if name == f"column {position}":
            cells.faults.append(
                Fault(
                    None,
                    name,
                    "",
                    "a name in the header for every column that holds values",
                    f"write a name above column {position}, or delete the column",
                )
            )
    if twice:
        cells.frame = cells.frame.loc[:, ~cells.frame.columns.duplicated()]
    return cells
