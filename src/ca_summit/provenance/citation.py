"""Say how to cite whatever a user holds: a table, some rows, a merge, a figure, an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.catalog import get_table, table_names
from ca_summit.checks import check_choice, nearest
from ca_summit.metadata import SOURCES_ATTR, figure_metadata
from ca_summit.provenance import references
from ca_summit.provenance.origin import Origin, cell_sources
from ca_summit.provenance.tracing import (
    SOURCE_COLUMN,
    column_origins,
    flat,
    source_ids,
    table_keys,
)
from ca_summit.sources import frame_sources, known_sources, unknown_source, unpacked_records
from ca_summit.tables.reader import TABLE_ATTR, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def cite(what: Any = None, *, style: str = "text") -> str:
    """Return how to cite the sources of what you hold, with the copy in which each was read.

    Parameters
    ----------
    what
        A frame from a loader or made of some: rows, a merge, a concat, a group whose
        ``source_id`` survived. Only the sources of its rows are cited, those of joined columns
        too as long as the frame has the key of their table. Or one row, a figure of this package,
        ``figure_data(fig)``, an answer of ``why()``, the name of a table, a ``source_id``, a list
        of these; nothing for the package itself.
    style
        ``"text"``, one line per source; ``"bibtex"``; ``"csl-json"`` (Zotero, pandoc, Word);
        ``"ris"`` (EndNote, Mendeley).

    Returns
    -------
    str
        The references, the busiest source first. A source read in a copy names the copy and the
        day (``obtained_via``, ``obtained_on``). Unless one source was asked for, the last
        reference is this data package with its version and hash: that is what was read.

    Raises
    ------
    ValueError
        If the object carries no sources (the message says how to keep them), or the style is
        unknown.

    Examples
    --------
    >>> print(cite("countries").splitlines()[0][:3])
    CIA
    >>> from ca_summit.tables import load_countries, load_indicators
    >>> merged = load_countries()[["iso3", "area_km2"]].merge(load_indicators("population"))
    >>> [name for name in ("Factbook", "SP.POP.TOTL") if name in cite(merged)]
    ['Factbook', 'SP.POP.TOTL']
    """
    check_choice("style", style, references.STYLES)
    records = [] if what is None else records_of(what)
    one = isinstance(what, str) and what in known_sources()
    return references.written(records, style, package=not one)


def records_of(what: Any) -> list[dict[str, Any]]:
    """Return the records of the sources of what a user holds, each once, the busiest first."""
    if isinstance(what, str):
        return _named(what)
    if isinstance(what, Origin):
        own = [record for record in (what.source, what.second) if record]
        return _each_once([*own, *(one for part in what.parts for one in records_of(part))])
    if isinstance(what, pd.DataFrame):
        return _of_frame(what)
    if isinstance(what, pd.Series):
        return _of_series(what)
    if isinstance(getattr(what, "obj", None), (pd.DataFrame, pd.Series)):  # a group before its sum
        return records_of(what.obj)
    if isinstance(what, dict):
        return _of_frame(pd.DataFrame([what]))
    if isinstance(what, (list, tuple, set)):
        if not what:
            raise ValueError("cite() has nothing to cite: the list is empty.")
        return _each_once(record for item in what for record in records_of(item))
    if hasattr(what, "to_pandas"):
        return _of_frame(what.to_pandas())
    if "sources" in figure_metadata(what):
        return unpacked_records(figure_metadata(what)["sources"])
    if hasattr(what, "layout"):
        raise ValueError(
            "cite() knows the sources of figures made by this package; this one was made "
            "elsewhere. Give it its sources with annotate_sources(fig, table), or cite the table "
            "you drew."
        )
    raise ValueError(
        "cite() needs a table, rows of one, a figure of this package, an answer of why(), or the "
        f"name of a table or source; got {type(what).__name__}."
    )


def _each_once(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({record["source_id"]: record for record in records}.values())


def _named(what: str) -> list[dict[str, Any]]:
    known = known_sources()
    if what in known:
        return [known[what]]
    if what not in table_names():
        near = nearest(what, [*table_names(), *known])
        raise ValueError(
            "`what` must be the name of a table (see list_tables()) or a source_id; "
            f"got {what!r}." + (f" Did you mean {near[0]!r}?" if near else "")
        )
    return frame_sources(read_table(what))


def _of_series(row: pd.Series) -> list[dict[str, Any]]:
    """Return the sources of one row, or those that a column of ids names."""
    if row.index.nlevels == 1 and any(SOURCE_COLUMN.search(str(name)) for name in row.index):
        return _of_frame(row.to_frame().T)
    frame = row.to_frame(name=row.name if row.name is not None else "value")
    frame.attrs.update(row.attrs)
    return _of_frame(frame)


def _of_frame(frame: pd.DataFrame) -> list[dict[str, Any]]:
    table = flat(frame)
    table.attrs.update(frame.attrs)
    ids = list(source_ids(table))
    home = frame.attrs.get(TABLE_ATTR)
    fields = {field.name for field in get_table(home).fields} if home in table_names() else set()
    if not ids or not set(table.columns) <= fields:
        ids += [one for one in _traced(table) if one not in set(ids)]
    if ids:
        return _records(ids)
    if frame.attrs.get(SOURCES_ATTR):
        return unpacked_records(frame.attrs[SOURCES_ATTR])
    if home in table_names() and "source_id" not in fields:
        raise ValueError(
            f"Table {home!r} names no source row by row; see `gaps` in get_table({home!r})."
        )
    if not len(frame):
        raise ValueError("cite() needs rows; this table has none, so no source stands behind it.")
    if any(SOURCE_COLUMN.search(str(name)) for name in table.columns):
        raise ValueError(
            "cite() finds no source: the column of sources is empty in all rows of this table. "
            "Write any short text that names yours into `source_id`."
        )
    start = f"cite({home!r}) or cite() of the rows you started from" if home else "the loaded table"
    raise ValueError(
        "cite() needs a table with a `source_id` column, or with the key of a bundled table beside "
        f"its values; this one has {[str(name) for name in frame.columns]}. A sum or a pivot "
        f"loses the sources of its rows: cite {start}, or keep `source_id` "
        "(for example .agg({'value': 'sum', 'source_id': 'unique'}))."
    )


def _traced(table: pd.DataFrame) -> Iterable[str]:
    """Return the ids of the bundled cells whose values stand in the columns of a frame."""
    columns: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in column_origins(table).values():
        columns.setdefault((one.table, one.key), []).append(one.column)
    for (name, key), bases in columns.items():
        bundled = read_table(name)
        here = table_keys(bundled, get_table(name).key).isin(table_keys(table, key).unique())
        if not _says(table, set(bundled.loc[here].get("source_id", ()))):
            yield from cell_sources(name, bundled[here], bases)


def _says(table: pd.DataFrame, ids: set[str]) -> bool:
    """Tell whether a frame itself still names the sources of some bundled rows."""
    return bool(ids) and ids <= set(source_ids(table))


def _records(ids: list[str]) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for one in ids:
        counts[one] = counts.get(one, 0) + 1
    known: Mapping[str, dict[str, Any]] = known_sources()
    ordered = sorted(counts, key=lambda one: (-counts[one], one))
    return [dict(known.get(one) or unknown_source(one)) for one in ordered]
