"""Take the cells out of a file or a frame of any library."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.records.cells import (
    Cells,
    Options,
    checked_header,
    choose_header,
    missing_file,
    refused,
)
from ca_summit.records.faults import Fault
from ca_summit.records.layouts import LAYOUTS, sure_layout
from ca_summit.records.packed import JSON, PACKED, json_records, unpacked
from ca_summit.records.text_file import read_text
from ca_summit.records.workbook import read_workbook
from ca_summit.spelling import plain_name

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_NAME = 255
_DEGREES = "EPSG:4326"
#: First bytes of files that are no text.
_MAGIC = {
    b"PK\x03\x04": "a workbook or an archive",
    b"\xd0\xcf\x11\xe0": "an old workbook (.xls)",
    b"\x1f\x8b": "a packed file (.gz)",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF",
    b"SQLite f": "a database",
    b"ARROW1": "a table of Arrow (Feather)",
}
_OTHERS = set(".xls .xlsb .ods .pdf .docx .dta .sav .rds .feather .pkl .shp .gpkg".split())


def take_cells(
    source: Any, options: Options, known: frozenset[str], kind: str, kinds: tuple[str, ...]
) -> Cells:
    """Take the cells of a CSV, Parquet, JSON or Excel file, or of a dataframe of any library.

    Parameters
    ----------
    known
        Names that columns of records have: a line with one of them is a header.
    """
    _check_options(source, options)
    if not isinstance(source, (str, Path)):
        return _from_frame(_as_pandas(source), f"the {type(source).__name__}")
    path = _path(str(source))
    suffix = path.suffix.lower()
    if suffix in {".parquet", ".pq"}:
        return _from_parquet(path)
    if suffix in {".xlsx", ".xlsm"}:
        grid = read_workbook(path, kind, kinds, options.get("sheet"))
    elif suffix in JSON:
        return _from_json(path, options.get("encoding"))
    elif suffix in PACKED:
        found = unpacked(path)
        if isinstance(found, Fault):
            return refused(path.name, found)
        grid = read_text(*found, options.get("encoding"), options.get("header"))
    elif suffix == ".geojson":
        mend = "read it with geopandas.read_file() and give that table"
        return refused(path.name, Fault(None, "", path.name, "a table", mend))
    elif suffix in _OTHERS:
        return _unreadable(path, "a CSV, Parquet or Excel (.xlsx) file")
    elif what := _packed(path):
        return _unreadable(path, f"text; this is {what} with another name")
    else:
        grid = read_text(
            path.name, path.read_bytes(), options.get("encoding"), options.get("header")
        )
    if grid.faults and not grid.rows:
        cells = refused(grid.source, grid.faults[0], grid.notes, grid.swallowed)
        cells.faults = grid.faults
        return cells
    return choose_header(grid, known, options, _header_test(kind, options.get("layout", "")))


def _header_test(kind: str, name: str) -> Callable[[list[str]], bool]:
    """Return what tells the line of names of a layout, or of one that leaves no doubt."""
    if layout := LAYOUTS.get(name):
        marks = frozenset(layout.marks)
        sure = layout.is_sure
        return lambda row: (
            sure(row)
            if sure is not None and sure(row)
            else (bool(marks) and marks <= {plain_name(c) for c in row})
        )
    return lambda row: bool(sure_layout(row, kind))


def _check_options(source: Any, options: Options) -> None:
    """Refuse options that such a source cannot follow, rather than pass over them."""
    is_book = Path(str(source)).suffix.lower() in {".xlsx", ".xlsm"}
    unfit = {
        "header": not isinstance(source, (str, Path)),
        "encoding": not isinstance(source, (str, Path)) or is_book,
        "sheet": not (isinstance(source, (str, Path)) and is_book),
    }
    for name, odd in unfit.items():
        if odd and name in options:
            only = "a workbook (.xlsx)" if name == "sheet" else "a file of text"
            raise ValueError(f"`{name}` is for {only}; leave it away for {_kind_of(source)}.")


def _kind_of(source: Any) -> str:
    if isinstance(source, (str, Path)):
        return Path(source).name
    return f"a {type(source).__name__}"


def _path(text: str) -> Path:
    """Return the path of a file that is there, or say what the text is instead."""
    if re.match(r"[a-z][a-z0-9+]+:/", text, re.IGNORECASE):
        raise ValueError(f"`{text[:80]}` is an address; download the file and give its path.")
    path = Path(text)
    if "\n" in text or len(path.name) > _LONGEST_NAME:
        raise ValueError(
            f"`{text[:40]}…` is no path. Give the path of a file, or the records as a table."
        )
    if path.is_dir() or not path.exists():
        raise missing_file(path)
    return path


def _packed(path: Path) -> str:
    """Return what a file is that bears the name of a text file and is none; else nothing."""
    with path.open("rb") as stream:
        start = stream.read(8)
    return next((what for magic, what in _MAGIC.items() if start.startswith(magic)), "")


def _as_pandas(source: Any) -> pd.DataFrame:
    if isinstance(source, pd.DataFrame):
        return source
    if callable(getattr(source, "collect", None)) and not hasattr(source, "to_pandas"):
        raise TypeError(
            f"Records must be a table in memory; got {type(source).__name__}: give .collect()."
        )
    for method in ("to_pandas", "df"):
        if callable(getattr(source, method, None)):
            try:
                return pd.DataFrame(getattr(source, method)())
            except ImportError:  # polars without pyarrow: its exchange protocol still works
                continue
    if hasattr(source, "__dataframe__"):
        return pd.api.interchange.from_dataframe(source)
    if isinstance(source, (dict, list)):
        try:
            return pd.DataFrame(source)
        except ValueError as error:
            raise ValueError(f"These records make no table: {error}.") from error
    raise TypeError(
        "Records must be a path, or a table of pandas, polars, pyarrow or another library that "
        f"turns into pandas; got {type(source).__name__}."
    )


def _from_frame(frame: pd.DataFrame, source: str) -> Cells:
    twice = [name for name in frame.index.names if name is not None and name in frame.columns]
    if twice:  # an index that stands among the columns too
        whole = len(twice) == frame.index.nlevels
        frame = frame.reset_index(drop=True) if whole else frame.droplevel(twice)
    named = any(frame.index.names)
    plain = frame.reset_index() if named else frame
    rows = list(plain.index) if plain.index.is_unique and not named else list(range(len(plain)))
    cells = plain.set_axis(range(len(plain)), axis="index").astype("object")
    notes = []
    if not named and not frame.index.is_unique:
        notes.append("The index names rows twice; rows are counted from 0 here.")
    if "geometry" in cells.columns:
        cells, note = _with_positions(cells, getattr(frame, "crs", None))
        notes.append(note)
    cells.columns = [str(c) for c in cells.columns]
    taken = Cells(cells, rows, source, row_word="row", total=len(rows), notes=notes)
    return checked_header(taken, list(cells.columns))


def _with_positions(cells: pd.DataFrame, crs: Any) -> tuple[pd.DataFrame, str]:
    """Take the positions out of points in degrees, where no columns hold them."""
    shapes = cells["geometry"]
    cells = cells.drop(columns="geometry")
    held = {plain_name(str(c)) for c in cells.columns} & {"latitude", "longitude", "lat", "lon"}
    points = [getattr(s, "geom_type", "") == "Point" and not s.is_empty for s in shapes]
    if held or not any(points) or crs is None or not crs.equals(_DEGREES):
        return cells, (
            "The column `geometry` is left out; positions stand in latitude, longitude. Points in "
            "EPSG:4326 would become these."
        )
    pairs = [(s.y, s.x) if ok else (None, None) for s, ok in zip(shapes, points, strict=True)]
    latitudes, longitudes = ([pair[i] for pair in pairs] for i in (0, 1))
    cells = cells.assign(
        latitude=pd.Series(latitudes, dtype="object", index=cells.index),
        longitude=pd.Series(longitudes, dtype="object", index=cells.index),
    )
    count = f"{sum(points)} point(s)"
    return cells, f"Latitude and longitude were taken from {count} of `geometry`."


def _from_json(path: Path, encoding: str | None) -> Cells:
    found = json_records(path, encoding)
    if isinstance(found, Fault):
        return refused(path.name, found)
    cells = _from_frame(found[0], path.name)
    cells.notes += found[1]
    return cells


def _unreadable(path: Path, expected: str) -> Cells:
    """Return no cells and the one fault that the file is of another kind, or broken."""
    mend = 'open it in the program that made it and save it as "CSV UTF-8"'
    return refused(path.name, Fault(None, "", path.name, expected, mend))


def _from_parquet(path: Path) -> Cells:
    try:
        return _from_frame(pd.read_parquet(path), path.name)
    except PermissionError:
        raise
    except (ValueError, OSError):  # what pyarrow raises for bytes that are no table
        return _unreadable(path, "a whole Parquet file")
    except ImportError as error:
        raise ImportError(
            f"Reading {path.name} needs pyarrow. Install it (pip install pyarrow), "
            "or save the table as CSV."
        ) from error
