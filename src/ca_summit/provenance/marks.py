"""Find the rows behind the marks of a figure, and the arithmetic behind its computed numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from numbers import Real
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.catalog import get_table
from ca_summit.checks import check_choice, nearest
from ca_summit.provenance.drawn import Part, unpacked_rows
from ca_summit.provenance.origin import Origin, Origins, cell
from ca_summit.provenance.tracing import ABOUT, bundled, flat, key_text, plain, row_places
from ca_summit.sources import cell_text, known_sources, unknown_source, unpacked_records
from ca_summit.tables.place_names import find_place
from ca_summit.tables.states import country_code
from ca_summit.translations import in_table

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

_SCALES = (1.0, 1e3, 1e6, 1e9, 1e12)  # thousands, millions … as figures write large numbers
_POSITION = ("name", "latitude", "longitude", "coord_precision_km")
_OWN = "A row of the table that the figure was given; the bundled table has no such row."
_INSTEAD = "A row of the table that the figure was given, not the bundled one under the same key."
_OTHERWISE = (
    "The row drawn names this source; the bundled row under the same key names another one: it was "
    "known otherwise on the day drawn, or the figure was given another table."
)


def figure_table(carried: Mapping[str, Any]) -> pd.DataFrame:
    """Return the data of a figure as they are stored, days as text."""
    return pd.DataFrame(carried["data"]["rows"], columns=carried["data"]["columns"], dtype=object)


def rows_asked(what: Any, carried: Mapping[str, Any], key: object) -> list[int]:
    """Return the places in the data of a figure of the rows asked about.

    Parameters
    ----------
    what
        The figure, or its table or a part of it: of a table each row must be one of the figure's,
        else nothing is found.
    """
    data = figure_table(carried)
    if isinstance(what, pd.DataFrame):
        if key is not None:
            check_choice("key", key, list(what.index))
        return _same_rows(flat(what if key is None else what.loc[[key]]), data)
    if key is None:
        return list(range(len(data)))
    return _seen(data, carried, key)


def figure_cells(
    carried: Mapping[str, Any],
    places: Iterable[int],
    column: str | None = None,
    among: Container[str] | None = None,
) -> Origins:
    """Return where what some rows of the data of a figure show comes from.

    Parameters
    ----------
    column
        The column asked for, also where it shows nothing.
    among
        Columns besides which no other is explained. Default: all.

    Raises
    ------
    ValueError
        If no table holds the column asked for.
    """
    data = figure_table(carried)
    if column is not None:
        check_choice("column", column, list(data.columns))
    records = unpacked_records(carried.get("sources", []))
    figure = _Figure(carried, data, {record["source_id"]: record for record in records})
    places = list(places)
    wanted = among if column is None else {column}
    found = Origins(
        one for place in places for one in figure.cells(place, wanted, empty=column is not None)
    )
    if not found:
        asked = f"column {column!r}" if column else "these rows"
        raise ValueError(
            f"Nothing says from which table {asked} of the figure comes: the mark stands for "
            "something that is not recorded, or its words were written for the figure. "
            "cite(fig) names the sources of the figure."
        )
    return found


def place_cells(carried: Mapping[str, Any], key: object) -> Origins:
    """Return where the position of a place on a map comes from that is no row of its data."""
    drawn = carried.get("places", ())
    try:
        place = find_place(str(key), among=drawn)
    except ValueError:
        return Origins()
    return Origins(cell("places", place, name) for name in _POSITION if place in drawn)


class _Figure:
    """The data of a figure with the rows that went into each of its marks."""

    def __init__(
        self, carried: Mapping[str, Any], data: pd.DataFrame, records: dict[str, dict[str, Any]]
    ) -> None:
        self.data = data
        self.records = records
        self.language = str(carried.get("language") or "en")
        self.drawn = carried["drawn"]
        self.parts = [unpacked_rows(one, data, list(records)) for one in self.drawn]

    def cells(self, place: int, wanted: Container[str] | None, *, empty: bool) -> Iterator[Origin]:
        """Yield the origin of each cell of one row of the data, each column once."""
        row = {str(name): plain(value) for name, value in self.data.iloc[place].items()}
        computed: dict[str, list[int]] = {}
        taken: set[str] = set()

        def asked(name: str) -> bool:
            told = wanted is None or name in wanted
            return told and (empty or not _is_empty(row.get(name)))

        for at, one in enumerate(self.drawn):
            for name in one.get("how", ()):
                computed.setdefault(name, []).append(at)
        for at, one in enumerate(self.drawn):
            parts = self.parts[at][place]
            if len(parts) == 1 and not one.get("how"):
                for name, base in self._columns(one):
                    if name in computed or name in taken or not asked(name):
                        continue
                    taken.add(name)
                    yield from self._cell(one, parts[0], row, name, base)
        for name, entries in computed.items():
            if asked(name):
                origin = self._computed(name, entries, place, row)
                if origin is not None:
                    yield origin

    def _columns(self, one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield the columns of the data that one table holds, with their names in it."""
        table = get_table(one["table"])
        fields = {field.name for field in table.fields} - set(table.key)
        for name in self.data.columns:
            base = one.get("columns", {}).get(name, name)
            if base in fields and not ABOUT.search(base):
                yield name, base

    def _cell(
        self, one: Mapping[str, Any], part: Part, row: dict[str, Any], name: str, base: str
    ) -> Iterator[Origin]:
        """Yield the origin of one value drawn; of what the table does not hold, what is known."""
        rows = self._bundled(one, part, row)
        if not rows:
            yield self._own(one, part, row, name, base)
        for key in rows:
            held = cell(one["table"], key, base)
            yield held if self._agrees(row[name], held.value) else _changed(held, row[name], name)

    def _bundled(
        self, one: Mapping[str, Any], part: Part, row: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Return the keys of the bundled rows that a part means; none if it is the user's own."""
        if one.get("own"):
            return []
        table, names = one["table"], list(get_table(one["table"]).key)
        rows = [_row(table, place) for place in row_places(table, part.key)]
        if part.source_id:
            rows = [own for own in rows if own.get("source_id", part.source_id) == part.source_id]
        if len(rows) > 1:  # a part of a key fits several: those that say what is drawn
            known = [(n, b) for n, b in self._columns(one) if not _is_empty(row.get(n))]
            told = [own for own in rows if all(self._agrees(row[n], own[b]) for n, b in known)]
            rows = told or rows
        return [{name: own[name] for name in names} for own in rows]

    def _own(
        self, one: Mapping[str, Any], part: Part, row: dict[str, Any], name: str, base: str
    ) -> Origin:
        """Return what is known of a value from a row of the user's."""
        field = get_table(one["table"]).field(base)
        note = _OWN
        if not one.get("own") and row_places(one["table"], part.key):
            note = _OTHERWISE if part.source_id in known_sources() else _INSTEAD
        return Origin(
            table=one["table"],
            key=dict(part.key) or _mark(row, {name}),
            column=base,
            value=row[name],
            unit=field.unit or (cell_text(row.get("unit")) if field.kind == "number" else ""),
            meaning=field.description,
            verification=cell_text(row.get("verification")),
            note=note if part.source_id else f"{note} It names no source.",
            source=self._record(part.source_id),
        )

    def _computed(
        self, name: str, entries: Iterable[int], place: int, row: dict[str, Any]
    ) -> Origin | None:
        """Return the arithmetic of a number and the cells that went in."""
        parts: list[Origin] = []
        texts: list[str] = []
        for at in entries:
            one = self.drawn[at]
            text, *columns = one["how"][name]
            texts += [text] if text else []
            for part in self.parts[at][place]:
                rows = self._bundled(one, part, {})
                for base in columns:
                    parts += [cell(one["table"], key, base) for key in rows]
                    if not rows and part.source_id:
                        unknown = {**row, name: None}
                        parts.append(self._own(one, part, unknown, name, base))
        if not parts:
            return None
        words = [part.verification for part in parts]
        used = {n for one in self.drawn for n in one.get("how", ())}
        return Origin(
            table=" and ".join(dict.fromkeys(part.table for part in parts)),
            key=_mark(row, used),
            column=name,
            value=row[name],
            unit="",
            meaning="",
            verification="recalled" if "recalled" in words else min(words, default=""),
            note="",
            source={},
            how="; ".join(dict.fromkeys(texts)),
            parts=tuple(parts),
        )

    def _agrees(self, drawn: Any, held: Any) -> bool:
        """Tell whether a figure shows what the table holds, in its language or as it stands."""
        text = key_text(held)
        return key_text(drawn) in (text, in_table(text, self.language))

    def _record(self, source_id: str) -> dict[str, Any]:
        if not source_id:
            return {}
        record = self.records.get(source_id) or known_sources().get(source_id)
        return dict(record or unknown_source(source_id))


def _row(table: str, place: int) -> dict[str, Any]:
    """Return one row of a bundled table as plain values."""
    row = bundled(table).iloc[place]
    return {str(name): plain(value) for name, value in row.items()}


def _changed(held: Origin, drawn: Any, name: str) -> Origin:
    """Return the origin of a value that differs from the table's under the same key."""
    shown = "no value" if _is_empty(held.value) else repr(held.value)
    note = (
        f"The figure shows {drawn!r} as {name!r}, the bundled table holds {shown} under this key: "
        "it was computed, put into other words, known otherwise on the day drawn, or the figure "
        "was given another table."
    )
    return replace(held, value=drawn, note=note, verification="", source={}, second={}, dissent=())


def _mark(row: Mapping[str, Any], used: set[str]) -> dict[str, Any]:
    """Return what tells a mark from others: short words and years of its row."""
    return {
        name: value
        for name, value in row.items()
        if name not in used
        and not ABOUT.search(name)
        and not _is_empty(value)
        and (isinstance(value, str) or name == "year")
        and len(str(value)) <= 60
        and ";" not in str(value)
    }


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or (not isinstance(value, str) and bool(pd.isna(value)))


def _same_rows(rows: pd.DataFrame, data: pd.DataFrame) -> list[int]:
    """Return the places of rows that a figure gave, told by their cells; none if one is unknown."""
    shared = [name for name in rows.columns if name in data.columns]
    known: dict[tuple[str, ...], list[int]] = {}
    for place, texts in enumerate(_texts(data[shared])):
        known.setdefault(texts, []).append(place)
    found = [known.get(texts, []) for texts in _texts(rows[shared])]
    return [places[0] for places in found] if all(len(own) == 1 for own in found) else []


def _texts(frame: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    return zip(*([key_text(value) for value in frame[name]] for name in frame.columns), strict=True)


def _seen(data: pd.DataFrame, carried: Mapping[str, Any], key: object) -> list[int]:
    """Return the places of the rows that hold what was seen in a figure."""
    if isinstance(key, dict):
        for name in key:
            check_choice("key", name, list(data.columns))
        wanted = [(value, [name]) for name, value in key.items()]
    else:
        values = list(key) if isinstance(key, (tuple, list)) else [key]
        wanted = [(value, list(data.columns)) for value in values]
    words = dict(zip(data.columns, carried["data"].get("shown", {}).get("words", ()), strict=False))
    places = set(range(len(data)))
    for value, names in wanted:
        places &= _holding(data, value, names, words)
    if not places:
        raise ValueError(f"No row of the figure holds all of {key!r}; see figure_data(fig).")
    return sorted(places)


def _holding(
    data: pd.DataFrame, value: Any, names: list[str], words: Mapping[str, Mapping[str, str]]
) -> set[int]:
    """Return the places of the rows that hold a value in one of some columns."""
    if isinstance(value, Real) and not isinstance(value, bool):
        found = _numbers(data, float(value), names)
        near: list[str] = []
    else:
        text = value.isoformat()[:10] if isinstance(value, dt.date) else str(value)
        found, near = _words(data, text, names, words)
    if not found:
        raise ValueError(
            f"No mark of the figure holds {value!r}."
            + (f" Did you mean {near[0]!r}?" if near else "")
            + " Ask for a value of a column of figure_data(fig); what title and subtitle say is "
            "computed from all its rows: why(fig)."
        )
    return found


def _words(
    data: pd.DataFrame, text: str, names: list[str], words: Mapping[str, Mapping[str, str]]
) -> tuple[set[int], list[str]]:
    """Return the places of the rows that hold a text, and texts that are like it."""
    found: set[int] = set()
    said: set[str] = set()
    for name in names:
        cells = [key_text(value) for value in data[name]]
        told = words.get(name, {})
        code = _code(text, cells)
        wanted = {text.casefold(), *([code.casefold()] if code else [])}
        for place, own in enumerate(cells):
            texts = {own, told.get(own, own), *own.split(";")}
            said |= {one for one in texts if 0 < len(one) <= 60}
            if wanted & {one.casefold() for one in texts}:
                found.add(place)
    return found, nearest(text, sorted(said))


def _code(text: str, cells: list[str]) -> str:
    """Return the code in a column that a name of a state stands for, if it is one."""
    codes = {part for own in cells for part in own.split(";") if len(part) == 3 and part.isupper()}
    try:
        return country_code(text, among=codes) if codes else ""
    except ValueError:
        return ""


def _numbers(data: pd.DataFrame, value: float, names: list[str]) -> set[int]:
    """Return the places of the rows that hold a number, or else one that is so written."""
    columns = {name: pd.to_numeric(data[name], errors="coerce") for name in names}
    exact = {p for own in columns.values() for p, held in enumerate(own) if held == value}
    if exact:
        return exact
    digits = len(repr(value).partition(".")[2].rstrip("0")) if "e" not in repr(value) else 0
    return {
        place
        for name, own in columns.items()
        if name != "year"
        for place, held in enumerate(own)
        if held == held and any(round(held / scale, digits) == value for scale in _SCALES)
    }
