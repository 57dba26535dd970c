"""Show where one cell comes from: source, copy, verification, note, dissent."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ca_summit.catalog import get_table
from ca_summit.checks import check_choice
from ca_summit.provenance.references import copy_read, reference
from ca_summit.provenance.tracing import bundled, key_text, plain, row_places
from ca_summit.sources import cell_text, known_sources
from ca_summit.tables.choice import ARGUMENTS
from ca_summit.tables.states import country_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHOWN = 20  # so many rows, and so many rows behind a number, are printed

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
    how
        The arithmetic in words, of a number of a figure that stands in no cell.
    parts
        The cells that such a number was made of.
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
    how: str = ""
    parts: tuple[Origin, ...] = ()

    def __str__(self) -> str:
        """Return the lines as text, one per fact."""
        return _as_text(_told([self]))

    def _repr_html_(self) -> str:
        return _as_html(_told([self]))


class Origins(list[Origin]):
    """Where several cells come from; prints and shows them row by row, the first twenty rows."""

    def __str__(self) -> str:
        """Return the origins as text, an empty line between."""
        rows = self._rows()
        return "\n\n".join([*map(_as_text, map(_told, rows[:_SHOWN])), *self._rest(rows)])

    def _repr_html_(self) -> str:
        rows = self._rows()
        shown = "".join(map(_as_html, map(_told, rows[:_SHOWN])))
        return shown + "".join(f"<p>{html.escape(text)}</p>" for text in self._rest(rows))

    def _rows(self) -> list[list[Origin]]:
        """Return cells of one row together where the same is to be said of them."""
        return [list(own) for _, own in groupby(self, key=_shared)]

    def _rest(self, rows: list[list[Origin]]) -> list[str]:
        left = len(rows) - _SHOWN
        return (
            [f"… and {left} more; ask for one of them by a value of its row."] if left > 0 else []
        )


def _shared(one: Origin) -> object:
    """Return what cells have in common that are printed together; of a computed number itself."""
    if one.parts or one.how or one.dissent:
        return id(one)
    said = (one.table, one.key, one.verification, one.note, one.source, one.second)
    return str(said)


def _told(cells: Sequence[Origin]) -> list[tuple[str, str]]:
    """Return what is known of cells of one row, each fact with its heading."""
    first = cells[0]
    key = ", ".join(f"{k} {v}" for k, v in first.key.items())
    if len(cells) > 1:
        values = "; ".join(f"{one.column} {_value(one)}" for one in cells)
        about = [("Cells", f"{first.table}, {key}"), ("Values", values)]
    else:
        head = "Number" if first.how else "Cell"
        about = [(head, f"{first.table}, {key}, {first.column}"), ("Value", _value(first))]
        about += [("Meaning", first.meaning), ("Computed", first.how)]
    lines = [
        *about,
        *(("From", text) for text in _rows_behind(first.parts)),
        ("Verified", _verified(first)),
        ("Source", reference(first.source, with_copy=False)),
        ("Read in", copy_read(first.source)),
        ("Terms", first.source.get("licence", "")),
        ("Second source", reference(first.second)),
        ("Note", first.note),
        *(("Dissent", text) for text in first.dissent),
    ]
    return [(name, text) for name, text in lines if text]


def _value(one: Origin) -> str:
    unit = "" if one.unit == "year" else one.unit
    return "no value" if pd.isna(one.value) else f"{one.value} {unit}".strip()


def _rows_behind(parts: Sequence[Origin]) -> list[str]:
    """Name the rows that a number was made of: table, key, values, publisher."""
    told = []
    for _, own in groupby(parts, key=_shared):
        cells = list(own)
        key = ", ".join(f"{k} {v}" for k, v in cells[0].key.items())
        values = ", ".join(f"{one.column} {_value(one)}" for one in cells)
        publisher = cells[0].source.get("publisher", "")
        told.append(f"{cells[0].table}, {key}: {values}" + (f" ({publisher})" if publisher else ""))
    left = len(told) - _SHOWN
    return [*told[:_SHOWN], *([f"… and {left} more rows"] if left > 0 else [])]


def _verified(one: Origin) -> str:
    if not one.parts:
        if one.verification == "recalled" != one.source.get("source_id", "recalled"):
            return _PARTLY
        return _VERIFICATION.get(one.verification, "")
    rows = {(part.table, str(part.key)): part.verification for part in one.parts}
    counts = {word: list(rows.values()).count(word) for word in _VERIFICATION}
    return ", ".join(
        f"{count} of {len(rows)} {'row' if len(rows) == 1 else 'rows'} {_VERIFICATION[word]}"
        for word, count in counts.items()
        if count
    )


def _as_text(lines: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{name + ':':<15}{text}" for name, text in lines)


def _as_html(lines: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f"<tr><th style='text-align:left'>{name}</th>"
        f"<td style='text-align:left'>{html.escape(text)}</td></tr>"
        for name, text in lines
    )
    return f"<table>{rows}</table>"


_PARTLY = "at least in part recalled from memory, which no document confirmed"
_VERIFICATION = {
    "read": "read in one document",
    "two_sources": "found in two independent sources",
    "recalled": "recalled from memory, not confirmed by a document",
}


def cell_sources(table: str, rows: pd.DataFrame, columns: Sequence[str]) -> Iterator[str]:
    """Yield the ids of the sources of some cells of a bundled table, one for each cell."""
    for row in rows.to_dict("records"):
        for name in columns:
            known = _standing(table, pd.Series(row), name)
            yield from (one for one in (known.source_id, known.second_id) if one)


def cell(table: str, key: object, column: str) -> Origin:
    """Return where one cell of a table comes from; for the arguments see `why`."""
    described = get_table(table).field(column)
    frame = bundled(table)
    wanted = _key_columns(table, key)
    row = frame.iloc[_one_row(table, frame, wanted)]
    known = _standing(table, row, column)
    return Origin(
        table=table,
        key={name: plain(row[name]) for name in wanted},
        column=column,
        value=plain(row[column]),
        unit=described.unit or (_row_unit(row, column) if described.kind == "number" else ""),
        meaning=described.description,
        verification=known.verification,
        note=known.note,
        source=_record(known.source_id),
        second=_record(known.second_id),
        dissent=tuple(_dissent(table, frame, row, column)),
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


def _one_row(table: str, frame: pd.DataFrame, wanted: dict[str, Any]) -> int:
    """Return the place of the one row that has the values wanted."""
    found = row_places(table, {n: key_text(value) for n, value in wanted.items()})
    if not found:
        texts = {n: key_text(_spelt(frame, n, value)) for n, value in wanted.items()}
        found = row_places(table, texts)
    if not found:
        for name, value in wanted.items():
            check_choice(f"key[{name}]", key_text(value), frame[name].map(key_text).unique())
        raise ValueError(f"Table {table!r} has no row with {wanted}.")
    if len(found) > 1:
        others = [k for k in get_table(table).key if k not in wanted]
        raise ValueError(
            f"{len(found)} rows of table {table!r} have {wanted}; say more: the key is "
            f"{list(get_table(table).key)}" + (f", still open: {others}." if others else ".")
        )
    return found[0]


class _Standing(NamedTuple):
    """How one cell is known."""

    source_id: str
    second_id: str
    verification: str
    note: str


def _standing(table: str, row: pd.Series, column: str) -> _Standing:
    """Return how one cell is known, finer than its row where that is recorded."""
    note = cell_text(row.get("note"))
    if table == "countries":
        facts = bundled("country_sources")
        own = facts[facts["iso3"].eq(row["iso3"]) & facts["field"].eq(column)]
        if len(own):
            one = own.iloc[0]
            return _Standing(one["source_id"], "", one["verification"], cell_text(one["note"]))
    if "source_id" not in row.index:
        where = f"see its description, get_table({table!r})"
        return _Standing(
            "", "", "", f"The table names no source row by row; {where}. {note}".strip()
        )
    if column in cell_text(row.get("recalled_fields")).split(";"):
        return _Standing("recalled", "", "recalled", note)
    prefix = column.split("_")[0]
    source_id, verification = cell_text(row["source_id"]), cell_text(row.get("verification"))
    if table == "route_stops":  # a stop rests on the source of its route
        routes = bundled("routes").set_index("route_id")
        verification = cell_text(routes.loc[row["route_id"], "verification"])
    own_source = cell_text(row.get(f"{prefix}_source_id"))
    own_word = cell_text(row.get(f"{prefix}_verification"))
    if table == "deposits" and column in {"status", "operator"}:
        own_word = cell_text(row["status_operator_verification"])
    if own_word == "recalled" != verification and not own_source:
        own_source = "recalled"  # the document of the row does not say it
    of_row = own_source in ("", source_id) and own_word in ("", verification)
    source_id = own_source or source_id
    second = cell_text(row.get("second_source_id")) if of_row else ""
    return _Standing(
        source_id, second, "recalled" if source_id == "recalled" else own_word or verification, note
    )


def _row_unit(row: pd.Series, column: str) -> str:
    """Return the unit that the row itself names for a number."""
    return cell_text(row.get(f"{column}_unit", row.get("unit")))


def _dissent(table: str, frame: pd.DataFrame, row: pd.Series, column: str) -> list[str]:
    if table == "countries" and column == "area_km2":
        frame = bundled("area_variants")
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
