"""Trace the columns of any table back to the bundled tables whose values they hold.

A merge, a concat, a choice of columns or a changed index loses the name of the table, and a join
of two tables keeps the sources of one. The values themselves still tell: a column comes from a
bundled table if the frame has the key of that table and every value agrees with the row of its key.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ca_summit.catalog import get_table, table_names
from ca_summit.sources import cell_text
from ca_summit.tables.reader import TABLE_ATTR, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: Columns that say how a value is known, or that stand in every table; they are never traced.
ABOUT = re.compile(r"(^|_)(source_id|verification|note|unit|recalled_fields)(_[xy])?$")
SOURCE_COLUMN = re.compile(r"(^|_)source_id(_|$)")


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose named index levels are columns and whose column names are text."""
    out = pd.DataFrame(frame)
    names = [name for name in out.index.names if name is not None and name not in out.columns]
    if names:
        out = out.reset_index(level=names)
    if out.columns.nlevels > 1:
        out.columns = ["_".join(str(p) for p in parts if p != "") for parts in out.columns]
    out.columns = [str(name) for name in out.columns]
    return out.loc[:, ~out.columns.duplicated()]


class Traced(NamedTuple):
    """The column of a bundled table whose values a column holds, and where its key stands."""

    table: str
    column: str
    key: tuple[str, ...]


def column_origins(frame: pd.DataFrame) -> dict[str, Traced]:
    """Say of each column of a flat frame from which column of which bundled table its values are.

    Returns
    -------
    dict
        Name of the column to its origin. Joins and ``add_prefix()`` may have changed the names of a
        table's columns alike, its key among them. Columns that were computed, renamed otherwise or
        joined without the key of their table are left out, and those that two tables explain alike.

    Examples
    --------
    >>> frame = read_table("countries")[["iso3", "area_km2"]]
    >>> column_origins(frame.assign(half=frame["area_km2"] / 2))
    {'area_km2': Traced(table='countries', column='area_km2', key=('iso3',))}
    """
    open_: dict[tuple[str, tuple[str, ...]], dict[str, str]] = {}
    for name in table_names():
        if get_table(name).key and not get_table(name).is_geographic:
            for key, wanted in _named_alike(frame, name).items():
                agreed = {
                    c: base for c, base in wanted.items() if _agrees(frame, name, key, c, base)
                }
                if agreed:
                    open_[name, key] = agreed
    found: dict[str, Traced] = {}
    home = frame.attrs.get(TABLE_ATTR)
    while open_:  # the table that explains most columns first
        ranks = {one: (one[0] == home, len(columns)) for one, columns in open_.items()}
        best = [one for one, rank in ranks.items() if rank == max(ranks.values())]
        unclear = {c for one in best for c in open_[one] if sum(c in open_[b] for b in best) > 1}
        settled = unclear or set(open_[best[0]])
        if not unclear:
            (name, key), columns = best[0], open_[best[0]]
            found |= {column: Traced(name, base, key) for column, base in columns.items()}
        left = {
            one: {c: base for c, base in columns.items() if c not in settled}
            for one, columns in open_.items()
        }
        open_ = {one: columns for one, columns in left.items() if columns}
    return found


def _named_alike(frame: pd.DataFrame, table: str) -> dict[tuple[str, ...], dict[str, str]]:
    """Return columns named like those of a table, by the columns that would hold its key."""
    names = list(get_table(table).key)
    fields = {field.name for field in get_table(table).fields} - set(names)
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for column in frame.columns:
        for before, base, after in _affixes(column, fields):
            changed = [f"{before}{name}{after}" for name in names]
            held = [c if c in frame.columns else n for c, n in zip(changed, names, strict=True)]
            if set(held) <= set(frame.columns) and not ABOUT.search(base):
                found.setdefault(tuple(held), {}).setdefault(column, base)
    return found


def _affixes(column: str, fields: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what a name of a column may be: that of a field, with an ending or a beginning."""
    if column in fields:
        yield "", column, ""
        return
    for base in sorted(fields, key=len, reverse=True):
        after, before = column.removeprefix(base), column.removesuffix(base)
        if after != column and not after[:1].isalnum():
            yield "", base, after
        elif before != column and not before[-1:].isalnum():
            yield before, base, ""


def table_keys(frame: pd.DataFrame, key: Sequence[str]) -> pd.Index:
    """Return what some columns of a flat frame hold in each row, as comparable text."""
    texts = [[key_text(value) for value in frame[name]] for name in key]
    return pd.Index(texts[0]) if len(key) == 1 else pd.MultiIndex.from_arrays(texts)


def key_text(value: Any) -> str:
    """Write one part of a key as its CSV prints it: no hours, 2020.0 as 2020, missing empty."""
    value = plain(value)
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def plain(value: Any) -> Any:
    """Return a cell as a value of plain Python, a day as text."""
    if isinstance(value, dt.datetime) and not pd.isna(value):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


def source_ids(frame: pd.DataFrame) -> Iterator[str]:
    """Yield the ids in all source columns of a flat frame, also in lists that a group made."""
    for column in frame.columns:
        if SOURCE_COLUMN.search(column):
            for cell in frame[column]:
                several = cell.split(";") if isinstance(cell, str) else cell
                if isinstance(several, (list, tuple, set)) or hasattr(several, "__array__"):
                    yield from (text for text in map(cell_text, several) if text.strip())


def _agrees(frame: pd.DataFrame, table: str, key: Sequence[str], column: str, base: str) -> bool:
    """Tell whether a column holds, row by row, what the table holds under the same key."""
    here = frame[column].notna().to_numpy()
    if not here.any():
        return False
    names = list(get_table(table).key)
    known = bundled(table)[base].to_numpy(dtype=object)
    shown = frame.loc[here]
    keys = zip(*([key_text(value) for value in shown[name]] for name in key), strict=True)
    for value, texts in zip(shown[column], keys, strict=True):
        places = row_places(table, dict(zip(names, texts, strict=True)))
        if not places or key_text(known[places[0]]) != key_text(value):
            return False
    return True


def row_places(table: str, texts: Mapping[str, str]) -> list[int]:
    """Return the places of the rows of a bundled table whose columns hold some texts.

    Examples
    --------
    >>> len(row_places("countries", {"iso3": "KAZ"})), row_places("countries", {"iso3": "FRA"})
    (1, [])
    """
    return _places(table, tuple(texts)).get(tuple(texts.values()), [])


@cache
def _places(table: str, names: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
    """Return the places of the rows of a table by the texts of some of its columns."""
    columns = [[key_text(value) for value in bundled(table)[name]] for name in names]
    found: dict[tuple[str, ...], list[int]] = {}
    for place, key in enumerate(zip(*columns, strict=True)):
        found.setdefault(key, []).append(place)
    return found


@cache
def bundled(table: str) -> pd.DataFrame:
    """Return a bundled table, read once; not to be changed."""
    return read_table(table)
