"""Tell where a value comes from and how to cite it: why(), cite()."""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.catalog import get_table, table_names
from ca_summit.checks import check_choice, nearest
from ca_summit.references import bibtex, package_reference, publishers, reference
from ca_summit.tables.reader import TABLE_ATTR, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import plotly.graph_objects as go

_SOURCE_COLUMNS = ("source_id", "second_source_id", "area_source_id", "population_source_id")
_RECORD = ("source_id", "publisher", "title", "url", "published", "licence")
_STYLES = ("text", "bibtex")

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
            ("Source", reference(self.source)),
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


_VERIFICATION = {
    "read": "read in one document",
    "two_sources": "found in two independent sources",
    "recalled": "recalled from memory, not confirmed by a document",
}


def why(table: str, key: object, column: str) -> Origin:
    """Show where one cell comes from: publisher, address, date, verification, dissent.

    Parameters
    ----------
    table
        Name of a table, see ``list_tables()``.
    key
        The row: one value, a tuple in the order of the table's key, or a dict of columns.
    column
        The column of the cell.

    Raises
    ------
    ValueError
        If the table, the column or the row does not exist, or the key fits several rows.

    Examples
    --------
    >>> origin = why("countries", "KAZ", "area_km2")
    >>> origin.value, origin.verification
    (2724900, 'two_sources')
    >>> origin.dissent[0].split(" (")[0]
    '2717300'
    """
    described = get_table(table).field(column)
    frame = read_table(table)
    wanted = _key_columns(table, key)
    row = _one_row(table, frame, wanted)
    source_id, verification, note = _cell_source(table, row, column)
    return Origin(
        table=table,
        key={name: _plain(row[name]) for name in wanted},
        column=column,
        value=_plain(row[column]),
        unit=described.unit or (_row_unit(row, column) if described.kind == "number" else ""),
        meaning=described.description,
        verification=verification,
        note=note,
        source=_record(source_id),
        second=_record(_plain_text(row.get("second_source_id"))),
        dissent=tuple(_dissent(table, frame, row, column)),
    )


def cite(what: pd.DataFrame | go.Figure | str | None = None, *, style: str = "text") -> str:
    """Return how to cite the sources of a frame, a figure, a table, one source, or the package.

    Parameters
    ----------
    what
        A frame from a loader (only the sources of its rows are cited), a figure of this package,
        the name of a table, a ``source_id``, or nothing for the package itself.
    style
        ``"text"``, one line per source, or ``"bibtex"``.

    Raises
    ------
    ValueError
        If the object carries no sources, or the style is unknown.

    Examples
    --------
    >>> print(cite("countries").splitlines()[0][:3])
    CIA
    >>> cite(style="bibtex").startswith("@software{ca_summit")
    True
    """
    check_choice("style", style, _STYLES)
    if what is None:
        return package_reference(style)
    records = _records_of(what)
    write = reference if style == "text" else bibtex
    return ("\n" if style == "text" else "\n\n").join(write(r) for r in records)


def source_records(ids: Iterable[object]) -> list[dict[str, Any]]:
    """Return the records of some sources, in the order given, each once; unknown ids are refused.

    Examples
    --------
    >>> source_records(["recalled"])[0]["publisher"]
    'From memory'
    """
    wanted = [str(i) for i in dict.fromkeys(ids) if isinstance(i, str) and i]
    known = _sources()
    for source_id in wanted:
        check_choice("source_id", source_id, known)
    return [dict(known[source_id]) for source_id in wanted]


def packed_records(records: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Replace the records of bundled sources by their ids, which a figure stores in less room.

    Examples
    --------
    >>> packed_records(source_records(["recalled"])), unpacked_records(["recalled"])[0]["title"]
    (['recalled'], 'No document found')
    """
    known = _sources()
    return [
        record["source_id"] if dict(record) == known.get(str(record.get("source_id"))) else record
        for record in records
    ]


def unpacked_records(packed: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the records that ``packed_records()`` has shortened; an unknown id stays visible."""
    known = _sources()
    return [
        dict(known.get(item) or _unknown_source(item)) if isinstance(item, str) else dict(item)
        for item in packed
    ]


def frame_sources(*frames: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the records of all sources that the rows of some frames name, the busiest first.

    Frames without source columns add nothing.
    """
    counts: dict[str, int] = {}
    for frame in frames:
        for column in _SOURCE_COLUMNS:
            if column in frame.columns:
                for source_id, count in frame[column].value_counts().items():
                    counts[str(source_id)] = counts.get(str(source_id), 0) + int(count)
    known = _sources()
    ordered = sorted(counts, key=lambda i: (-counts[i], i))
    return [dict(known.get(i) or _unknown_source(i)) for i in ordered if counts[i]]


def source_line(records: Sequence[Mapping[str, Any]], *, limit: int = 4) -> str:
    """Return the short line under a figure: the publishers, the first ``limit`` of them by name.

    Examples
    --------
    >>> source_line([{"publisher": "World Bank"}, {"publisher": "UN; World Bank"}])
    'Sources: World Bank; UN'
    """
    names = list(dict.fromkeys(name for r in records for name in publishers(r)))
    if not names:
        return ""
    word = "Source" if len(names) == 1 else "Sources"
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return f"{word}: {'; '.join(names[:limit])}{more}"


@cache
def _sources() -> dict[str, dict[str, Any]]:
    frame = read_table("sources")
    return {
        str(row["source_id"]): {k: _plain_text(row[k]) for k in _RECORD}
        for row in frame[list(_RECORD)].to_dict("records")
    }


def _unknown_source(source_id: str) -> dict[str, Any]:
    return {**dict.fromkeys(_RECORD, ""), "source_id": source_id, "publisher": source_id}


def _record(source_id: str) -> dict[str, Any]:
    return _sources()[source_id] if source_id else {}


def _records_of(what: pd.DataFrame | go.Figure | str) -> list[dict[str, Any]]:
    if isinstance(what, str):
        known = _sources()
        if what in known:
            return [known[what]]
        if what not in table_names():
            near = nearest(what, [*table_names(), *known])
            raise ValueError(
                "`what` must be the name of a table (see list_tables()) or a source_id; "
                f"got {what!r}." + (f" Did you mean {near[0]!r}?" if near else "")
            )
        return frame_sources(read_table(what))
    if isinstance(what, pd.DataFrame):
        records = frame_sources(what)
        if not records and TABLE_ATTR in what.attrs:
            records = frame_sources(read_table(what.attrs[TABLE_ATTR]))
        if records:
            return records
        raise ValueError(
            "cite() needs a table with a `source_id` column, as the load_*() functions give it; "
            f"this one has {list(what.columns)}. Cite before dropping that column."
        )
    meta = getattr(getattr(what, "layout", None), "meta", None)
    if isinstance(meta, dict) and "ca_summit" in meta:
        return unpacked_records(meta["ca_summit"]["sources"])
    raise ValueError(
        f"cite() needs a table, a figure of this package, or a name; got {type(what).__name__}."
    )


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


def _one_row(table: str, frame: pd.DataFrame, wanted: dict[str, Any]) -> pd.Series:
    keep = pd.Series(True, index=frame.index)
    for name, value in wanted.items():
        keep &= frame[name].astype("str").eq(_key_text(value))
    count = int(keep.sum())
    if count == 0:
        for name, value in wanted.items():
            known = frame[name].dropna().astype("str").unique()
            check_choice(f"key[{name}]", _key_text(value), known)
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
            return first["source_id"], first["verification"], _plain_text(first["note"])
    prefix = column.split("_")[0]
    source_id = row.get(f"{prefix}_source_id", row.get("source_id"))
    verification = row.get(f"{prefix}_verification", row.get("verification"))
    if table == "deposits" and column in {"status", "operator"}:
        verification = row["status_operator_verification"]
    if column in _plain_text(row.get("recalled_fields")).split(";"):
        source_id, verification = "recalled", "recalled"
    if table == "route_stops":  # a stop rests on the source of its route
        routes = read_table("routes").set_index("route_id")
        verification = routes.loc[row["route_id"], "verification"]
    return (
        _plain_text(source_id) or "recalled",
        "recalled" if source_id == "recalled" else _plain_text(verification),
        _plain_text(row.get("note")),
    )


def _row_unit(row: pd.Series, column: str) -> str:
    """Return the unit that the row itself names for a number."""
    return _plain_text(row.get(f"{column}_unit", row.get("unit")))


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
    known = _sources()
    return [
        f"{_plain(other[column])} ({known[other['source_id']]['publisher']}"
        + "".join(
            f", {_plain_text(other.get(extra))}"
            for extra in ("edition", "series", "status", "note")
            if extra != column and _plain_text(other.get(extra))
        )
        + ")"
        for other in same.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime) and not pd.isna(value):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


def _key_text(value: Any) -> str:
    """Write one part of a key as the table prints it: days without hours, 2020.0 as 2020."""
    value = _plain(value)
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _plain_text(value: Any) -> str:
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)
