"""Write tables to files, with their description and their sources."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.catalog import get_table, table_names
from ca_summit.checks import check_choice, check_choices
from ca_summit.files import data_path
from ca_summit.tables.outlines import load_landforms
from ca_summit.tables.reader import points, read_table
from ca_summit.tables.resources import load_energy_links
from ca_summit.tables.routes import load_routes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ca_summit.catalog import Table

_DRAWN: dict[str, Callable[[], Any]] = {
    "routes": load_routes,
    "energy_links": load_energy_links,
    "landforms": load_landforms,
}
_MEASURED = "Length of the drawn line along geodesics, a lower bound of the real one."
FORMATS = ("csv", "parquet", "xlsx", "geojson")
BOOK = "ca_summit.xlsx"
DESCRIPTION = "datapackage.json"
_SOURCES = "sources"
_NEEDS = {"parquet": "pyarrow", "xlsx": "openpyxl"}
#: What Excel, LibreOffice and Google Sheets take for the start of a formula.
_FORMULA = re.compile(r"^[\s'\"]*[=+\-@\t\r].", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def export_tables(
    directory: str | Path,
    *,
    tables: str | Sequence[str] | None = None,
    format: str = "csv",  # noqa: A002 - the word of the command line option
    overwrite: bool = False,
    excel_safe: bool = False,
) -> list[Path]:
    """Write tables to a folder, with what their columns mean and where the values come from.

    The table of sources always goes along. CSV and Parquet get a ``datapackage.json`` of the
    tables written; the Excel file gets the sheets ``description`` and ``columns``; GeoJSON gets
    the description of each table as member ``ca_summit`` and the sources as ``sources.csv``.

    Parameters
    ----------
    directory
        Folder to write to; it is made if it does not exist.
    tables
        Names of tables, see ``list_tables()``. Default: all that the format can hold.
    format
        ``"csv"`` (UTF-8, the bundled values unchanged), ``"parquet"`` (typed), ``"xlsx"`` (one
        file, one sheet per table) or ``"geojson"`` (tables with shapes, with a position in
        each row, or whose rows are lines: routes through their stops, pipelines; WGS84).
    overwrite
        Whether files that exist may be replaced. Default: nothing is written if one exists.
    excel_safe
        For CSV: write an apostrophe before text that a spreadsheet would run as a formula, for
        files that will be opened by double click. Numbers stay numbers. The Excel format is
        always safe.

    Returns
    -------
    list of Path
        The files written, in the order of the tables.

    Raises
    ------
    ValueError
        If a table or format does not exist, or GeoJSON is asked for a table without positions.
    FileExistsError
        If files exist and ``overwrite`` is false; the message lists them.
    NotADirectoryError, PermissionError
        If the folder cannot be made or written to.
    ImportError
        If the library of the format is missing; the message says how to install it.

    Examples
    --------
    >>> import tempfile
    >>> paths = export_tables(tempfile.mkdtemp(), tables="countries")
    >>> [path.name for path in paths]
    ['countries.csv', 'sources.csv', 'datapackage.json']
    """
    check_choice("format", format, FORMATS)
    names = _chosen(tables, format)
    _check_library(format)
    folder = Path(directory)
    targets = _targets(folder, names, format)
    _check_free(targets, overwrite=overwrite)
    _make_folder(folder)
    try:
        if format == "xlsx":
            _write_book(targets[0], names)
        elif format == "geojson":
            _write_geojson(folder, names, excel_safe=excel_safe)
        else:
            for name in names:
                _write_table(folder, name, format, excel_safe=excel_safe)
            _write_description(folder, names, format, excel_safe=excel_safe)
    except PermissionError as error:
        raise PermissionError(
            f"`{error.filename or folder}` cannot be written. Close the program that has it open, "
            "or choose another folder."
        ) from error
    return targets


def positioned_tables() -> list[str]:
    """Return the names of the tables that GeoJSON can hold: shapes, or a position per row.

    Examples
    --------
    >>> "places" in positioned_tables(), "claims" in positioned_tables()
    (True, False)
    """
    return [name for name in table_names() if _has_position(get_table(name))]


def harmless(value: Any) -> Any:
    """Return text that a spreadsheet would run as a formula with an apostrophe before it.

    Numbers, text that merely holds a number such as ``-5``, and a lone sign, such as the code
    ``-`` for no country, come back unchanged.

    Examples
    --------
    >>> harmless("=1+1"), harmless("C5+1"), harmless("-5"), harmless(-5)
    ("'=1+1", 'C5+1', '-5', -5)
    """
    if not isinstance(value, str) or not _FORMULA.match(value) or _is_number(value):
        return value
    return f"'{value}"


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", text) is not None


def _chosen(tables: str | Sequence[str] | None, form: str) -> list[str]:
    able = positioned_tables() if form == "geojson" else table_names()
    if tables is None:
        names = list(able)
    else:
        names = list(dict.fromkeys(check_choices("tables", tables, table_names())))
        if not names:
            raise ValueError(f"`tables` names no table; choose from {table_names()}.")
        flat = [name for name in names if name not in able and name != _SOURCES]
        if flat:
            raise ValueError(
                f"GeoJSON needs positions; {flat} have none. With positions: {able}. "
                'Choose those, or format="csv".'
            )
    if _SOURCES not in names:
        names.append(_SOURCES)
    return names


def _check_library(form: str) -> None:
    library = _NEEDS.get(form)
    if library and importlib.util.find_spec(library) is None:
        raise ImportError(
            f"Writing {form} needs {library}. Install it with: pip install {library}. "
            'Or choose format="csv", which needs nothing.'
        )


def _targets(folder: Path, names: list[str], form: str) -> list[Path]:
    if form == "xlsx":
        return [folder / BOOK]
    if form == "geojson":
        return [folder / (f"{n}.csv" if n == _SOURCES else f"{n}.geojson") for n in names]
    return [*(folder / _file_name(n, form) for n in names), folder / DESCRIPTION]


def _file_name(name: str, form: str) -> str:
    if get_table(name).is_geographic and form == "csv":
        return f"{name}.geojson"  # shapes do not fit into the cells of a CSV
    return f"{name}.{form}"


def _check_free(targets: list[Path], *, overwrite: bool) -> None:
    taken = [path.name for path in targets if path.exists()]
    if taken and not overwrite:
        shown = ", ".join(taken[:8]) + (f" and {len(taken) - 8} more" if len(taken) > 8 else "")
        raise FileExistsError(
            f"{targets[0].parent} already holds {shown}; nothing was written. "
            "Choose another folder, or replace them with overwrite=True (--force on the command "
            "line)."
        )


def _make_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"`{folder}` is a file, not a folder. Choose another name.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".ca_summit_probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise PermissionError(
            f"`{folder}` cannot be written to ({error.strerror}). "
            "Choose a folder of your own, such as one in your home."
        ) from error


def _write_table(folder: Path, name: str, form: str, *, excel_safe: bool) -> None:
    path = folder / _file_name(name, form)
    table = get_table(name)
    if form == "parquet":
        frame = read_table(name)
        frame.attrs = {}
        frame.to_parquet(path, index=False)
    elif table.is_geographic or not excel_safe:
        path.write_bytes(data_path(table.path).read_bytes())
    else:
        # With the mark, Excel takes the file for UTF-8.
        cells = pd.read_csv(data_path(table.path), dtype="str", keep_default_na=False)
        cells = cells.map(harmless)
        cells.to_csv(path, index=False, lineterminator="\n", encoding="utf-8-sig")


def _write_description(folder: Path, names: list[str], form: str, *, excel_safe: bool) -> None:
    package = json.loads(data_path(DESCRIPTION).read_text(encoding="utf-8"))
    kept = [r for r in package["resources"] if r["name"] in names]
    for resource in kept:
        resource["path"] = _file_name(resource["name"], form)
        for size in ("bytes", "hash"):
            resource.pop(size, None)
        if form == "parquet":
            resource.update(format="parquet", mediatype="application/vnd.apache.parquet")
            resource.pop("encoding", None)
            resource.pop("dialect", None)
        elif excel_safe:
            resource["ca_summit"] = {
                **resource.get("ca_summit", {}),
                "excel_safe": "an apostrophe stands before text that begins like a formula",
            }
        keys = resource["schema"].get("foreignKeys", [])
        inside = [k for k in keys if k["reference"].get("resource", "") in ("", *names)]
        if keys:
            resource["schema"]["foreignKeys"] = inside
    package["resources"] = kept
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8")


def _write_book(path: Path, names: list[str]) -> None:
    with pd.ExcelWriter(path, engine="openpyxl", datetime_format="yyyy-mm-dd") as writer:
        _write_sheet(writer, "description", _table_list(names))
        _write_sheet(writer, "columns", _column_list(names))
        for name in names:
            frame = pd.DataFrame(read_table(name))
            if "geometry" in frame.columns:
                frame = frame.drop(columns="geometry")
            _write_sheet(writer, name[:31], frame)


def _write_sheet(writer: pd.ExcelWriter, name: str, frame: pd.DataFrame) -> None:
    """Write one sheet whose text cells are text, whatever they begin with."""
    plain = frame.astype("object").where(frame.notna(), None)
    text = {c for c in plain.columns if plain[c].map(lambda v: isinstance(v, str)).any()}
    for column in text:
        plain[column] = plain[column].map(
            lambda v: _CONTROL.sub("\ufffd", v) if isinstance(v, str) else v
        )
    plain.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
    sheet = writer.sheets[name]
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                # openpyxl takes "=…" for a formula and "#N/A" for an error; this is text.
                cell.data_type = "s"
                cell.quotePrefix = bool(_FORMULA.match(cell.value))
    sheet.auto_filter.ref = sheet.dimensions
    for column, title in zip(sheet.columns, plain.columns, strict=True):
        longest = plain[title].map(lambda v: len(str(v)) if v is not None else 0).max()
        width = max(len(str(title)), min(int(longest), 60) if len(plain) else 0) + 2
        sheet.column_dimensions[column[0].column_letter].width = width


def _table_list(names: list[str]) -> pd.DataFrame:
    tables = [get_table(name) for name in names]
    return pd.DataFrame(
        {
            "table": t.name,
            "title": t.title,
            "description": t.description,
            "rows": t.rows,
            "key": ", ".join(t.key),
            "coverage": "; ".join(f"{k} {a} to {b}" for k, (a, b) in t.coverage.items()),
            "gaps": t.gaps,
            "licence": "; ".join(t.licences),
            "shapes": "not in this file; see GeoJSON" if t.is_geographic else None,
        }
        for t in tables
    )


def _column_list(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "table": name,
            "column": f.name,
            "type": f.kind,
            "unit": f.unit or None,
            "description": f.description,
            "always filled": f.required,
            "allowed values": "; ".join(map(str, f.allowed)) or None,
        }
        for name in names
        for f in get_table(name).fields
    )


def _has_position(table: Table) -> bool:
    names = {field.name for field in table.fields}
    return table.is_geographic or table.name in _DRAWN or {"latitude", "longitude"} <= names


def _shapes(table: Table) -> Any:
    if table.name in _DRAWN:
        return _DRAWN[table.name]()
    frame = read_table(table.name)
    return frame if table.is_geographic else points(frame)


def _write_geojson(folder: Path, names: list[str], *, excel_safe: bool) -> None:
    for name in names:
        if name == _SOURCES:
            _write_table(folder, name, "csv", excel_safe=excel_safe)
            continue
        table = get_table(name)
        shapes = _shapes(table)
        for column in shapes.columns:
            if pd.api.types.is_datetime64_any_dtype(shapes[column]):
                shapes[column] = shapes[column].dt.strftime("%Y-%m-%d")
        content = json.loads(shapes.to_json(na="null", drop_id=True, to_wgs84=False))
        content.pop("crs", None)  # RFC 7946: always WGS84
        content["ca_summit"] = {
            "name": table.name,
            "title": table.title,
            "description": table.description,
            "gaps": table.gaps,
            "sources": f"{_SOURCES}.csv",
            "columns": {f.name: _column_text(f.description, f.unit) for f in table.fields},
        }
        if "length_measured_km" in shapes.columns:
            content["ca_summit"]["columns"]["length_measured_km"] = _column_text(_MEASURED, "km")
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        (folder / f"{name}.geojson").write_text(text + "\n", encoding="utf-8")


def _column_text(description: str, unit: str) -> str:
    return f"{description} [{unit}]" if unit else description
