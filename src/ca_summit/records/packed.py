"""Unpack a file that holds one table, and take records out of JSON."""

from __future__ import annotations

import gzip
import json
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.records.encoding import decode
from ca_summit.records.faults import Fault

if TYPE_CHECKING:
    from pathlib import Path

PACKED = {".gz", ".zip"}
JSON = {".json", ".jsonl", ".ndjson"}
_MOST = 1 << 30  # bytes of text that a packed file may become
_TEXTS = (".csv", ".tsv", ".tab", ".txt")


def unpacked(path: Path) -> tuple[str, bytes] | Fault:
    """Return name and bytes of the one text file in a packed one, or the fault."""
    try:
        if path.suffix.lower() == ".zip":
            return _member(path)
        with gzip.open(path) as stream:
            data = stream.read(_MOST + 1)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
        if isinstance(error, PermissionError):
            raise
        mend = "download or pack it again; a file with a password must be unpacked first"
        return Fault(None, "", f"{path.name}: {error}", "a whole packed file", mend)
    return _bounded(path.stem, data)


def _member(path: Path) -> tuple[str, bytes] | Fault:
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if not n.endswith("/") and "__MACOSX" not in n]
        texts = [n for n in names if n.lower().endswith(_TEXTS)]
        if len(texts) != 1:
            shown = ", ".join(names[:6]) + (" …" if len(names) > 6 else "")
            found = f"{len(names)} files: {shown}" if names else "an empty archive"
            mend = "unpack it, and give the one file that holds the records"
            return Fault(None, "", found, "an archive with one CSV file", mend)
        with archive.open(texts[0]) as stream:
            return _bounded(texts[0].rpartition("/")[2], stream.read(_MOST + 1))


def _bounded(name: str, data: bytes) -> tuple[str, bytes] | Fault:
    if len(data) > _MOST:
        mend = "unpack it and keep the rows you need"
        return Fault(None, "", f"{name}: more than 1 GB of text", "at most 1 GB", mend)
    return name, data


def json_records(path: Path, encoding: str | None) -> tuple[pd.DataFrame, list[str]] | Fault:
    """Return the rows of a list of objects, one for each line too, and notes; or the fault."""
    text, notes, faults = decode(path.read_bytes(), encoding)
    if faults:
        return faults[0]
    wanted = 'a list of records, such as [{"year": 2024, "value": 1.5}]'
    try:
        if path.suffix.lower() == ".json":
            rows = json.loads(text, object_pairs_hook=_once) if text.strip() else []
        else:
            lines = [line for line in text.splitlines() if line.strip()]
            rows = [json.loads(line, object_pairs_hook=_once) for line in lines]
    except (ValueError, RecursionError) as error:
        return Fault(None, "", f"no sound JSON: {error}", wanted, "mend the file")
    if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
        return pd.DataFrame(rows, dtype="object"), notes
    mend = "take out the list that holds the records and give it, or save it as CSV UTF-8"
    if isinstance(rows, dict) and rows.get("type") == "FeatureCollection":
        mend = "read it with geopandas.read_file() and give that table"
    keys = (
        f" with the keys {', '.join(map(repr, list(rows)[:6]))}" if isinstance(rows, dict) else ""
    )
    found = f"a {type(rows).__name__}{keys}" if rows else "nothing"
    return Fault(None, "", found, wanted, mend)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice in an object: one of its values would be lost."""
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return result
