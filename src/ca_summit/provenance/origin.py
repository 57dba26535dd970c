"""Show where one cell comes from: source, copy, verification, note, dissent."""

from __future__ import annotations

import html
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.catalog import get_table
from ca_summit.checks import check_choice
from ca_summit.metadata import figure_metadata
from ca_summit.provenance.references import copy_read, reference
from ca_summit.provenance.tracing import column_origins, flat, key_text, plain, table_keys
from ca_summit.sources import cell_text, known_sources
from ca_summit.tables.choice import ARGUMENTS
from ca_summit.tables.reader import read_table
from ca_summit.tables.states import country_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST = 20  # so many cells are explained at once

#: Columns that name a quantity: rows which agree on them but not on the value dissent.
_SAME_QUANTITY: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "resources": (("iso3", "commodity", "measure", "basis", "year"), ("value", "world_share_pct")),
    "trade_partners": (
        ("area", "partner", "year", "period"),
        ("exports_usd", "imports_usd", "total_usd"),
    ),
    "corridor_volumes": (("corridor", "year", "period", "unit", "value_kind"), ("volume",)),
    "region_population": (("year",), ("kaz", "kgz", "tjk", "tkm", "uzb", "ca5_total")),
    "area_variants": (("code", "kind"), ("area_km2",)),
    "investment_partners": (("recipient", "origin", "year", "measure"), ("value_usd", "share_pct")),
    "rare_earths_world": (("country", "measure", "year"), ("value",)),
}


@dataclass(frozen=True)
class Origin:
    """Where one cell comes from; prints as text, shows as a small table in a notebook.

    Attributes
    ----------
    verification
        ``read``, ``two_sources`` or ``recalled`` (from memory, unconfirmed) for this very cell;
        empty where the table records none.
    source
        Record of the document: ``source_id``, ``publisher``, ``title``, ``url``, ``published``,
        ``licence``, and, where it was read in a copy, ``obtained_via`` and ``obtained_on``.
    second
        The second independent source, empty where there is none.
    dissent
        Values for the same quantity that differ, each with its source.
    """

    table: str
    key: dict[str, Any]
    column: str
    value: Any
    unit: str
    meaning: str
    verification: str
    note: str
    source: dict[str, Any]
    second: dict[str, Any] = field(default_factory=dict)
    dissent: tuple[str, ...] = ()

    def _lines(self) -> list[tuple[str, str]]:
        key = ", ".join(f"{k} {v}" for k, v in self.key.items())
        unit = "" if self.unit == "year" else self.unit
        lines = [
            ("Cell", f"{self.table}, {key}, {self.column}"),
            ("Value", "no value" if pd.isna(self.value) else f"{self.value} {unit}".strip()),
            ("Meaning", self.meaning),
            ("Verified", _VERIFICATION.get(self.verification, "")),
            ("Source", reference(self.source, with_copy=False)),
            ("Read in", copy_read(self.source)),
            ("Terms", self.source.get("licence", "")),
            ("Second source", reference(self.second)),
            ("Note", self.note),
            *(("Dissent", text) for text in self.dissent),
        ]
        return [(name, text) for name, text in lines if text]

    def __str__(self) -> str:
        """Return the lines as text, one per fact."""
        return "\n".join(f"{name + ':':<15}{text}" for name, text in self._lines())

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left'>{name}</th>"
            f"<td style='text-align:left'>{html.escape(text)}</td></tr>"
            for name, text in self._lines()
        )
        return f"<table>{rows}</table>"


class Origins(list[Origin]):
    """Where several cells come from; prints and shows one after the other."""

    def __str__(self) -> str:
        """Return the origins as text, an empty line between."""
        return "\n\n".join(str(one) for one in self)

    def _repr_html_(self) -> str:
        return "".join(one._repr_html_() for one in self)


_VERIFICATION = {
    "read": "read in one document",
    "two_sources": "found in two independent sources",
    "recalled": "recalled from memory, not confirmed by a document",
}


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
        Default: all rows of the frame, at most 20.
    column
        The column of the cell. Default, for frames: every column that comes from a table.

    Returns
    -------
    Origin
        For one cell; ``Origins``, a list of them, for several.

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
    """
    if isinstance(what, str):
        if column is None:
            raise ValueError(
                f"why() needs the row and the column of table {what!r}: why({what!r}, key, "
                f"column); the key is {list(get_table(what).key)}."
            )
        return _cell(what, key, column)
    if isinstance(what, (Origin, Origins)):
        return what
    if isinstance(what, (list, tuple)):
        found = Origins()
        for item in what:
            answer = why(item, key, column)
            found.extend([answer] if isinstance(answer, Origin) else answer)
        return found
    return _held(_rows(what, key), column)


def cell_sources(table: str, rows: pd.DataFrame, columns: Sequence[str]) -> Iterator[str]:
    """Yield the ids of the sources of some cells of a bundled table, one for each cell."""
    for row in rows.to_dict("records"):
        for name in columns:
            yield _cell_source(table, pd.Series(row), name)[0]
            second = cell_text(row.get("second_source_id"))
            if second:
                yield second


def _cell(table: str, key: object, column: str) -> Origin:
    described = get_table(table).field(column)
    frame = read_table(table)
    wanted = _key_columns(table, key)
    row = _one_row(table, frame, wanted)
    source_id, verification, note = _cell_source(table, row, column)
    return Origin(
        table=table,
        key={name: plain(row[name]) for name in wanted},
        column=column,
        value=plain(row[column]),
        unit=described.unit or (_row_unit(row, column) if described.kind == "number" else ""),
        meaning=described.description,
        verification=verification,
        note=note,
        source=_record(source_id),
        second=_record(cell_text(row.get("second_source_id"))),
        dissent=tuple(_dissent(table, frame, row, column)),
    )


def _rows(what: Any, key: object) -> pd.DataFrame:
    """Return the rows asked about as a flat frame."""
    if isinstance(what, pd.Series):
        what = what.to_frame().T if what.name is None or key is None else what.to_frame()
    elif hasattr(what, "to_pandas"):
        what = what.to_pandas()
    elif isinstance(what, dict):
        what = pd.DataFrame([what])
    elif "data" in figure_metadata(what):
        data = figure_metadata(what)["data"]
        what = pd.DataFrame(data["rows"], columns=data["columns"])
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
        table, base = traced[name]
        for values, own in zip(table_keys(rows, table), said, strict=True):
            parts = (values,) if isinstance(values, str) else tuple(values)
            cell = _cell(table, dict(zip(get_table(table).key, parts, strict=True)), base)
            found.append(replace(cell, note=f"{cell.note} {own}".strip()) if own else cell)
    return found[0] if len(found) == 1 else found


def _own_source(row: dict[Any, Any]) -> str:
    """Say that a row names a source of the user's: an equal value may be taken from there."""
    named = cell_text(row.get("source_id"))
    if not named or named in known_sources():
        return ""
    return (
        f"The row asked about names a source of its own, {named!r}; this is the cell of the "
        "bundled table with the same key and value."
    )


def _record(source_id: str) -> dict[str, Any]:
    return known_sources()[source_id] if source_id else {}


def _key_columns(table: str, key: object) -> dict[str, Any]:
    names = get_table(table).key
    if isinstance(key, dict):
        for name in key:
            check_choice("key", name, [one.name for one in get_table(table).fields])
        return dict(key)
    values = key if isinstance(key, (tuple, list)) else (key,)
    if len(values) != len(names):
        raise ValueError(
            f"`key` of table {table!r} needs {len(names)} value(s) for {list(names)}; "
            f"got {key!r}. Or give a dict of columns."
        )
    return dict(zip(names, values, strict=True))


def _spelt(frame: pd.DataFrame, name: str, value: Any) -> Any:
    """Return a part of a key as the table writes it; a state goes by any of its names."""
    states = [one for own in ARGUMENTS.values() for one in own.states.values()]
    columns = {c for one in states for c in ((one,) if isinstance(one, str) else one)}
    if name not in columns or not isinstance(value, str) or not value:
        return value
    known = frame[name].dropna().astype("str").unique()
    return value if value in known else country_code(value, f"key[{name}]", known)


def _one_row(table: str, frame: pd.DataFrame, wanted: dict[str, Any]) -> pd.Series:
    keep = pd.Series(True, index=frame.index)
    for name, given in wanted.items():
        value = _spelt(frame, name, given)
        keep &= frame[name].map(key_text).astype("str").eq(key_text(value))
    count = int(keep.sum())
    if count == 0:
        for name, value in wanted.items():
            check_choice(f"key[{name}]", key_text(value), frame[name].map(key_text).unique())
        raise ValueError(f"Table {table!r} has no row with {wanted}.")
    if count > 1:
        others = [k for k in get_table(table).key if k not in wanted]
        raise ValueError(
            f"{count} rows of table {table!r} have {wanted}; say more: the key is "
            f"{list(get_table(table).key)}" + (f", still open: {others}." if others else ".")
        )
    return frame[keep].iloc[0]


def _cell_source(table: str, row: pd.Series, column: str) -> tuple[str, str, str]:
    """Return source, verification and note of one cell, finer than its row where known."""
    if table == "countries":
        facts = read_table("country_sources")
        own = facts[facts["iso3"].eq(row["iso3"]) & facts["field"].eq(column)]
        if len(own):
            first = own.iloc[0]
            return first["source_id"], first["verification"], cell_text(first["note"])
    prefix = column.split("_")[0]
    source_id = row.get(f"{prefix}_source_id", row.get("source_id"))
    verification = row.get(f"{prefix}_verification", row.get("verification"))
    if table == "deposits" and column in {"status", "operator"}:
        verification = row["status_operator_verification"]
    if column in cell_text(row.get("recalled_fields")).split(";"):
        source_id, verification = "recalled", "recalled"
    if table == "route_stops":  # a stop rests on the source of its route
        routes = read_table("routes").set_index("route_id")
        verification = routes.loc[row["route_id"], "verification"]
    return (
        cell_text(source_id) or "recalled",
        "recalled" if source_id == "recalled" else cell_text(verification),
        cell_text(row.get("note")),
    )


def _row_unit(row: pd.Series, column: str) -> str:
    """Return the unit that the row itself names for a number."""
    return cell_text(row.get(f"{column}_unit", row.get("unit")))


def _dissent(table: str, frame: pd.DataFrame, row: pd.Series, column: str) -> list[str]:
    if table == "countries" and column == "area_km2":
        frame = read_table("area_variants")
        same = frame[frame["code"].eq(row["iso3"]) & frame["kind"].eq("total")]
    elif table in _SAME_QUANTITY and column in _SAME_QUANTITY[table][1]:
        same = frame
        for name in _SAME_QUANTITY[table][0]:
            same = same[same[name].astype("str").eq(str(row[name]))]
    else:
        return []
    same = same[same[column].notna() & same[column].ne(row[column])]
    known = known_sources()
    return [
        f"{plain(other[column])} ({known[other['source_id']]['publisher']}"
        + "".join(
            f", {cell_text(other.get(extra))}"
            for extra in ("edition", "series", "status", "note")
            if extra != column and cell_text(other.get(extra))
        )
        + ")"
        for other in same.to_dict("records")
    ]
