"""Answer where a value comes from, whatever a user holds: why()."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from ca_summit.catalog import get_table
from ca_summit.checks import check_choice
from ca_summit.metadata import asked_of
from ca_summit.provenance.marks import figure_cells, figure_table, place_cells, rows_asked
from ca_summit.provenance.origin import Origin, Origins, cell
from ca_summit.provenance.tracing import column_origins, flat, key_text, table_keys
from ca_summit.sources import cell_text, known_sources

_MOST = 20  # so many cells of a frame are explained at once


def why(what: Any, key: object = None, column: str | None = None) -> Origin | Origins:
    """Show where one cell comes from: publisher, copy, address, date, verification, dissent.

    Parameters
    ----------
    what
        Name of a table, see ``list_tables()``; or what you hold: a frame made of loaded tables
        (rows, a merge, a concat), one row of it, ``figure_data(fig)``, a figure, an answer of
        ``why()``, a list of these. A frame must still have the key of the table that a value
        comes from.
    key
        The row. Of a named table: one value, a tuple in the order of the table's key, or a dict
        of columns; a state goes by any of its names or codes. Of a frame: a label of its index.
        Default: all rows of the frame, at most 20. Of a figure: what is seen of a mark, a name, a
        day or a number as it is written there, several of them in a tuple, or a dict of columns
        of ``figure_data(fig)``; also the name of a place on a map. Default: all marks.
    column
        The column of the cell. Default, for frames and figures: every column that comes from a
        table, and for figures those that were computed from it.

    Returns
    -------
    Origin
        For one cell; ``Origins``, a list of them, for several. A number that was computed for a
        figure names the arithmetic in ``how`` and the cells that went in in ``parts``.

    Raises
    ------
    ValueError
        If the table, the column or the row does not exist, the key fits several rows, or a value
        is no longer that of a bundled table; the message says what to do.

    Examples
    --------
    >>> origin = why("countries", "KAZ", "area_km2")
    >>> origin.value, origin.verification
    (2724900, 'two_sources')
    >>> origin.dissent[0].split(" (")[0]
    '2717300'
    >>> from ca_summit.tables import load_countries, load_indicators
    >>> merged = load_indicators("population", year=2020).merge(load_countries(), on="iso3")
    >>> why(merged[merged["iso3"] == "UZB"], column="value").source["publisher"]
    'World Bank'
    >>> from ca_summit.charts import plot_indicator
    >>> why(plot_indicator("population"), ("Uzbekistan", 2020)).key
    {'indicator_id': 'population', 'iso3': 'UZB', 'year': 2020}
    """
    if isinstance(what, str):
        if column is None:
            raise ValueError(
                f"why() needs the row and the column of table {what!r}: why({what!r}, key, "
                f"column); the key is {list(get_table(what).key)}."
            )
        return cell(what, key, column)
    if isinstance(what, (Origin, Origins)):
        return what
    if isinstance(what, (list, tuple)):
        found = Origins()
        for item in what:
            answer = why(item, key, column)
            found.extend([answer] if isinstance(answer, Origin) else answer)
        return found
    carried = asked_of(what)
    if not isinstance(what, pd.DataFrame) and "data" in carried and not carried["data"]["rows"]:
        raise ValueError(
            "why() needs marks; this figure shows none, or carries no table of its data. "
            "figure_alt(fig) says what it shows."
        )
    if carried.get("drawn"):
        try:
            places = rows_asked(what, carried, key)
        except ValueError:
            if isinstance(key, str) and (found := place_cells(carried, key)):
                return found
            raise
        if places:
            among = flat(what).columns if isinstance(what, pd.DataFrame) else None
            return _one_or_all(figure_cells(carried, places, column, among))
    elif "data" in carried and key is not None and not isinstance(what, pd.DataFrame):
        table = figure_table(carried)
        return _held(table.iloc[rows_asked(what, carried, key)], column)
    return _held(_rows(what, key), column)


def _one_or_all(found: Origins) -> Origin | Origins:
    return found[0] if len(found) == 1 else found


def _rows(what: Any, key: object) -> pd.DataFrame:
    """Return the rows asked about as a flat frame."""
    if isinstance(what, pd.Series):
        is_row = what.index.name is None and all(isinstance(label, str) for label in what.index)
        named = what if what.name is not None else what.rename("value")
        what = what.to_frame().T if is_row else named.to_frame().set_axis([named.name], axis=1)
        what.attrs.update(named.attrs)
    elif hasattr(what, "to_pandas"):
        what = what.to_pandas()
    elif isinstance(what, dict):
        what = pd.DataFrame([what])
    elif not isinstance(what, pd.DataFrame) and "data" in asked_of(what):
        what = figure_table(asked_of(what))
    if not isinstance(what, pd.DataFrame):
        raise TypeError(
            "why() needs the name of a table, a frame made of loaded tables, a row of one, a "
            f"figure of this package or an answer of why(); got {type(what).__name__}."
        )
    if key is not None:
        check_choice("key", key, list(what.index))
        what = what.loc[[key]]
    out = flat(what)
    out.attrs.update(what.attrs)
    return out


def _held(rows: pd.DataFrame, column: str | None) -> Origin | Origins:
    """Return the origins of the cells of a flat frame."""
    if column is not None:
        check_choice("column", column, list(rows.columns))
    traced = column_origins(rows)
    names = list(traced) if column is None else [name for name in [column] if name in traced]
    if not names:
        asked = f"column {column!r}" if column else f"the columns {list(rows.columns)}"
        raise ValueError(
            f"Nothing says from which table {asked} comes: computed and renamed values, sums and "
            "pivots have no row of their own, and a row needs the key of its table. Ask "
            "why('indicators', key, 'value') or the like, or cite() what you hold."
        )
    if len(rows) * len(names) > _MOST:
        raise ValueError(
            f"why() explains at most {_MOST} cells at once; got {len(rows)} rows with "
            f"{len(names)} column(s). Choose a `column` and fewer rows, or use cite()."
        )
    found = Origins()
    said = [_own_source(row) for row in rows.to_dict("records")]
    for name in names:
        table, base, columns = traced[name]
        keys = table_keys(rows, columns)
        for values, own, value in zip(keys, said, rows[name], strict=True):
            parts = (values,) if isinstance(values, str) else tuple(values)
            one = cell(table, dict(zip(get_table(table).key, parts, strict=True)), base)
            if key_text(value) == key_text(one.value):  # a gap may be of the user's making
                found.append(replace(one, note=f"{one.note} {own}".strip()) if own else one)
    return _one_or_all(found)


def _own_source(row: dict[Any, Any]) -> str:
    """Say that a row names a source of the user's: an equal value may be taken from there."""
    named = cell_text(row.get("source_id"))
    if not named or named in known_sources():
        return ""
    return (
        f"The row asked about names a source of its own, {named!r}; this is the cell of the "
        "bundled table with the same key and value."
    )
