"""Keep with a figure which rows of which tables stand behind each row of its data.

A figure says so with `Drawn`; ``figures.finish()`` stores it in few bytes: a part of a key that
stands in the data goes by the name of its column, what is the same for all stands once. Keys are
stored and no row numbers, so that a figure kept for years never points at another row.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ca_summit.catalog import get_table
from ca_summit.provenance.tracing import bundled, key_text
from ca_summit.sources import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Drawn(NamedTuple):
    """Which rows of a table went into the data of a figure.

    Attributes
    ----------
    table
        Name of the table.
    rows
        Its rows, each labelled in the index like the row of the data it went into; several may go
        into one. Columns of the key and ``source_id`` are read. Default: the data hold the key.
    columns
        Columns of the data that the table calls otherwise, or ``""`` that do not come from it.
    how
        Columns of the data that were computed, each with the arithmetic in words and the columns
        of the table that went in. The rows then stand behind these columns only.
    key
        Columns of the table that tell the row instead of its key, each with the column of the data
        that holds them (a cell may hold several with ``;`` between, several columns stand for
        either), or with a list of one for all rows.
    """

    table: str
    rows: pd.DataFrame | None = None
    columns: Mapping[str, str] = {}
    how: Mapping[str, tuple[str, ...]] = {}
    key: Mapping[str, Any] = {}


class Part(NamedTuple):
    """The key of a row that went into a mark, and the source that the row named."""

    key: dict[str, str]
    source_id: str


def packed_rows(
    drawn: Iterable[Drawn], data: pd.DataFrame, ids: Sequence[str]
) -> list[dict[str, Any]]:
    """Write down which rows were drawn, as `unpacked_rows` reads it.

    Parameters
    ----------
    ids
        Ids of the sources of the figure, in its order.

    Examples
    --------
    >>> rows = pd.DataFrame({"iso3": ["KAZ"], "year": [2020], "indicator_id": ["gdp_usd"]})
    >>> packed_rows([Drawn("indicators", rows)], rows[["iso3", "year"]], [])[0]["key"]
    {'indicator_id': ['gdp_usd'], 'iso3': 'iso3', 'year': 'year'}
    """
    return [_packed(one, data, ids) for one in drawn]


def looked_up(rows: pd.DataFrame, name: str, data: pd.DataFrame) -> pd.DataFrame:
    """Return, for each row of the data, the row of a table with the same word, labelled like it.

    Examples
    --------
    >>> names = pd.DataFrame({"code": ["a", "b"], "name": ["A", "B"]})
    >>> looked_up(names, "code", pd.DataFrame({"code": ["b", "c"]}, index=[7, 8]))
      code name
    7    b    B
    """
    places = {str(word): place for place, word in enumerate(rows[name])}
    found = [places.get(str(word), -1) for word in data[name]]
    kept = [place for place in found if place >= 0]
    return rows.iloc[kept].set_axis(data.index[[place >= 0 for place in found]])


def bundled_places(places: pd.DataFrame) -> list[str]:
    """Return the ids of the places that lie where the bundled table has them.

    Examples
    --------
    >>> bundled_places(pd.DataFrame({"place_id": ["almaty"], "latitude": [0], "longitude": [0]}))
    []
    """
    spot = ["place_id", "latitude", "longitude"]
    known = set(bundled("places")[spot].itertuples(index=False, name=None))
    return [row[0] for row in places[spot].itertuples(index=False, name=None) if row in known]


def unpacked_rows(
    packed: Mapping[str, Any], data: pd.DataFrame, ids: Sequence[str]
) -> list[list[Part]]:
    """Return for each row of the data of a figure the rows of one table that went in.

    Examples
    --------
    >>> data = pd.DataFrame({"pair": ["a;b", None]})
    >>> packed = {"table": "meetings", "key": {"meeting_id": {"either": ["pair"]}}}
    >>> [[part.key["meeting_id"] for part in parts] for parts in unpacked_rows(packed, data, [])]
    [['a', 'b'], []]
    """
    counts = packed.get("of") or [1] * len(data)
    total = sum(counts)
    stored = {n: _long(v, total) for n, v in packed["key"].items() if _is_stored(v)}
    sources = [ids[s] if isinstance(s, int) else s for s in _long(packed.get("from", [""]), total)]
    found: list[list[Part]] = []
    first = 0
    for count, row in zip(counts, data.to_dict("records"), strict=True):
        parts = []
        for at in range(first, first + count):
            options = [
                [stored[name][at]] if name in stored else _cells(row, columns)
                for name, columns in packed["key"].items()
            ]
            keys = [dict(zip(packed["key"], key, strict=True)) for key in product(*options)]
            parts += [Part(key, sources[at]) for key in keys]
        found.append(parts)
        first += count
    return found


def _packed(one: Drawn, data: pd.DataFrame, ids: Sequence[str]) -> dict[str, Any]:
    rows, counts = (None, None) if one.rows is None else _ordered(one.rows, data)
    repeated = data if counts is None else data.loc[data.index.repeat(counts)]
    key: dict[str, Any] = {}
    own = False  # a table without the key of ours
    for name, given in one.key.items():
        names = [given] if isinstance(given, str) else list(given)
        key[name] = given if isinstance(given, list) else {"either": names}
    for name in () if key else get_table(one.table).key:
        if rows is None:
            key[name] = name
        elif name in rows.columns:
            texts = _texts(rows[name])
            stands = name in repeated.columns and texts == _texts(repeated[name])
            key[name] = name if stands else _short(texts)
        else:
            own = True
    said: dict[str, Any] = {"table": one.table, "key": key}
    if rows is not None and "source_id" in rows.columns:
        places = {source_id: at for at, source_id in enumerate(ids)}
        said["from"] = _short(
            [places.get(text, text) for text in map(cell_text, rows["source_id"])]
        )
    if own:
        said["own"] = True
    if counts is not None:
        said["of"] = counts
    if one.columns:
        said["columns"] = dict(one.columns)
    if one.how:
        said["how"] = {name: list(words) for name, words in one.how.items()}
    return said


def _ordered(rows: pd.DataFrame, data: pd.DataFrame) -> tuple[pd.DataFrame, list[int] | None]:
    """Return rows in the order of the data, and how many went into each of its rows if not one."""
    if rows.index.equals(data.index):
        return rows, None
    if not data.index.is_unique:
        raise ValueError("Drawn() needs data whose labels differ, or rows labelled just like them.")
    places = pd.Series(range(len(data)), index=data.index)
    at = pd.Series(places.reindex(rows.index).to_numpy()).dropna().astype(int).sort_values()
    counts = at.value_counts().reindex(range(len(data)), fill_value=0).tolist()
    kept = rows.iloc[at.sort_values(kind="stable").index.to_numpy()]
    return kept, None if counts == [1] * len(data) else counts


def _texts(cells: pd.Series) -> list[str]:
    return [key_text(value) for value in cells]


def _is_stored(part: Any) -> bool:
    return isinstance(part, list) or (isinstance(part, dict) and "runs" in part)


def _short(values: list[Any]) -> Any:
    """Write a list short: one value that is all, runs of equal ones, or the list.

    Examples
    --------
    >>> _short(["a", "a"]), _short(["a", "a", "a", "b", "b"]), _short(["a", "b"])
    (['a'], {'runs': [['a', 3], ['b', 2]]}, ['a', 'b'])
    """
    runs: list[list[Any]] = []
    for value in values:
        if runs and runs[-1][0] == value:
            runs[-1][1] += 1
        else:
            runs.append([value, 1])
    if len(runs) == 1:
        return [runs[0][0]]
    return {"runs": runs} if 2 * len(runs) < len(values) else values


def _long(short: Any, count: int) -> list[Any]:
    """Return the list that `_short` wrote."""
    if isinstance(short, dict):
        return [value for value, times in short["runs"] for _ in range(times)]
    return list(short) * count if len(short) == 1 else list(short)


def _cells(row: Mapping[Any, Any], columns: Any) -> list[str]:
    """Return the part of a key that stands in a column, or those in either of several."""
    if isinstance(columns, str):
        return [key_text(row.get(columns))]
    texts = [key_text(row.get(name)) for name in columns["either"]]
    return [part for text in texts for part in text.split(";") if part]
