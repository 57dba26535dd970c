"""Bring series as statistical offices publish them into ours: units, scales, marks, forecasts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.records.cells import year_of
from ca_summit.records.codes import iso_codes, system
from ca_summit.records.faults import Fault
from ca_summit.records.reshape import (
    Layout,
    column_called,
    fill,
    holds,
    keep,
    keep_known,
    plain_number,
    text_of,
    year_columns,
)
from ca_summit.spelling import plain_name
from ca_summit.tables.states import named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ca_summit.records.cells import Cells

_NO_STATES = "aggregates and areas without an ISO code"
_GROUPS = {"WLD", "EUU"}
#: Codes of two letters that the European Union writes otherwise than ISO 3166-1.
_EUROPEAN = {"EL": "GRC", "UK": "GBR"}
#: What publishers write for a value that there is not, in letters that no number has.
_NO_VALUE = {"", ":", "..", "n/a", "nan"}
#: Marks of values: of Eurostat and other users of SDMX (the common code list), and of FAOSTAT.
_SDMX_MARKS = {
    "b": "break in the series",
    "c": "confidential",
    "d": "definition differs",
    "e": "estimated",
    "i": "imputed by the publisher",
    "n": "not significant",
    "p": "provisional",
    "r": "revised",
    "s": "estimated by the publisher",
    "t": "reported by another source",
    "u": "low reliability",
    "z": "not applicable",
}
_FAO_MARKS = {
    "b": "break in the series",
    "e": "estimated value",
    "i": "imputed value",
    "p": "provisional value",
    "t": "unofficial figure",
    "x": "figure from international organizations",
    "im": "imputed value",
    "f": "estimate of FAO",
    "fc": "calculated data",
    "*": "unofficial figure",
}
_FORECAST = "a forecast is no result; to read it too, delete the column of marks"
_TIMES = r"time(_period)?"
#: Columns of SDMX that tell something about a value and do not set a series apart.
_ASIDE = {
    *("dataflow", "structure", "structure_id", "structure_name", "action", "last_update"),
    *("freq", "time_period", "obs_value", "obs_flag", "obs_status", "conf_status", "decimals"),
    *("unit_mult", "base_per", "time_format", "obs_comment", "comment_obs", "observation_value"),
}
#: Columns of UNdata that say what is measured.
_UN_TITLES = ("item", "series", "commodity_transaction", "indicator", "subgroup")
#: Columns of UNdata that tell something about a value and do not set a series apart.
_UN_ASIDE = {
    *("iso3", "year", "value", "unit", "indicator_id", "note", "value_footnotes"),
    *("quantity_footnotes", "source_year", "reliability"),
}


def _world_bank(cells: Cells) -> None:
    if "iso3" not in cells.frame.columns:
        return
    known = iso_codes() | _GROUPS
    keep_known(cells, "iso3", lambda code: code in known, _NO_STATES)
    frame = cells.frame
    dots = sum(int(frame[c].eq("..").sum()) for c in frame.columns)
    if dots:
        cells.frame = frame = frame.replace("..", None)
        cells.notes.append(f"{dots} cell(s) with '..' are empty: so the World Bank marks them.")
    title = column_called(cells, "indicator_name", "series_name", "indicator")
    if title is not None and "unit" not in frame.columns:
        units = pd.Series([_unit(name) for name in frame[title]], dtype="object")
        if units.isna().all():
            return
        cells.frame = frame.assign(unit=units)
        shown = ", ".join(sorted({text_of(u) for u in units if u})[:4])
        cells.notes.append(f"Column `unit` was made of the brackets in {title!r}: {shown}.")


def _unit(name: Any) -> str | None:
    found = re.findall(r"\(([^()]*)\)", text_of(name))
    return found[-1] if found else None


def _owid(cells: Cells) -> None:
    """Take the one column of numbers for the values; its name is the indicator."""
    frame = cells.frame
    if "iso3" not in frame.columns:
        return
    if "year" not in frame.columns and (day := column_called(cells, "day", "date")):
        mend = "download yearly values, or make one value a year of the days"
        cells.faults.append(Fault(None, "year", f"days in {day!r}", "values of whole years", mend))
        return
    world = frame["iso3"].map(lambda c: "WLD" if text_of(c).strip() == "OWID_WRL" else c)
    cells.frame = frame = frame.assign(iso3=world)
    _drop_without_code(cells)
    known = iso_codes() | _GROUPS
    keep_known(cells, "iso3", lambda code: code in known, _NO_STATES)
    if "value" in cells.frame.columns:
        return
    others = [c for c in cells.frame.columns if c not in {"iso3", "year", "unit", "indicator_id"}]
    numbers = [c for c in others if _holds_numbers(cells.frame[c])]
    if len(numbers) != 1:
        found = f"{len(numbers)} columns of numbers: {', '.join(map(repr, numbers[:6]))}"
        say = f"columns={{{(numbers or others or ['theirs'])[0]!r}: 'value'}}"
        mend = f"say which one holds the values, such as {say}"
        cells.faults.append(Fault(None, "value", found, "one column of values", mend))
        return
    name = numbers[0]
    cells.frame = cells.frame.rename(columns={name: "value"})
    cells.notes.append(f"Column {name!r} holds the values; its name is the indicator.")
    new: dict[str, Any] = {"indicator_id": name}
    if unit := _unit(name):
        new["unit"] = unit
    fill(cells, new)
    _drop_without_value(cells)


def _drop_without_code(cells: Cells) -> None:
    """Leave out areas that have a name and no code, such as continents."""
    name = column_called(cells, "entity", "country", "country_name")
    if name is None:
        return
    coded = cells.frame["iso3"].map(text_of).str.strip().ne("")
    others = list(dict.fromkeys(cells.frame.loc[~coded, name].map(text_of)))
    keep(cells, coded, f"areas without a code, such as {', '.join(others[:4])}")


def _drop_without_value(cells: Cells) -> None:
    filled = ~cells.frame["value"].map(lambda v: text_of(v).strip().lower() in _NO_VALUE)
    keep(cells, filled.astype(bool), "no value")


def _holds_numbers(cells: pd.Series) -> bool:
    texts = [text for text in cells.map(text_of).str.strip() if text]
    return bool(texts) and all(re.match(r"[+\-−]?[.,]?\d", text) for text in texts)


def _sdmx(cells: Cells) -> None:
    """Read rows of SDMX: one place and one time each, the other columns set series apart."""
    place = column_called(cells, "geo", "ref_area", "location", "country", "reporter")
    if place is None or "iso3" in cells.frame.columns:
        return
    cells.frame = cells.frame.rename(columns={place: "iso3"})
    _iso_of_places(cells, place)
    if "year" in cells.frame.columns:
        whole = cells.frame["year"].map(
            lambda c: re.fullmatch(r"\d{4}", plain_number(c)) is not None
        )
        part = cells.frame["year"][~whole].map(text_of)
        if len(part):
            found = f"{len(part)} values of parts of a year, such as {part.iloc[0]}"
            mend = "download yearly values, or leave out the rows of quarters, months and days"
            cells.faults.append(Fault(None, "year", found, "values of whole years", mend))
            return
    unit = column_called(cells, "unit_measure")
    if unit is not None and "unit" not in cells.frame.columns:
        cells.frame = cells.frame.rename(columns={unit: "unit"})
    flow = column_called(cells, "dataflow", "structure_id")
    names = {_flow(c) for c in cells.frame[flow]} if flow is not None else set()
    base = names.pop() if len(names) == 1 else ""
    _name_series(cells, base, _dimensions(cells), always=not base)


def _eurostat(cells: Cells) -> None:
    """Part the first column of a file with tabs, which holds all that sets a series apart."""
    first = next((c for c in cells.frame.columns if _is_time_head(c)), None)
    if first is None or not year_columns(list(cells.frame.columns)):
        mend = "download yearly values; of the rows as SDMX-CSV take layout='sdmx'"
        wanted = "a first column such as freq,unit,geo\\TIME_PERIOD and a column for each year"
        cells.faults.append(Fault(None, "", "no columns that are years", wanted, mend))
        return
    heads = [part.strip() for part in first.split("\\")[0].split(",")]
    parts = cells.frame[first].map(text_of).str.split(",").tolist()
    wrong = [row for row, part in zip(cells.rows, parts, strict=True) if len(part) != len(heads)]
    if wrong:
        found = f"other parts than {', '.join(heads)}"
        mend = "take the file as it was downloaded"
        cells.faults += [Fault(row, first, found, f"{len(heads)} parts", mend) for row in wrong]
        return
    new = {h: [p[i].strip() for p in parts] for i, h in enumerate(heads)}
    cells.frame = cells.frame.drop(columns=first).assign(**new)
    _sdmx(cells)


def _split_marks(cells: Cells) -> None:
    """Part values and their marks, ``1.5 e``; what is marked as no value makes no row."""
    if "value" not in cells.frame.columns:
        return
    pairs = [text_of(v).strip().partition(" ") for v in cells.frame["value"]]
    cells.frame = cells.frame.assign(
        value=[first for first, _, _ in pairs], flag=[last.strip() for _, _, last in pairs]
    )
    none = cells.frame["value"].isin(_NO_VALUE)
    if none.any():
        cells.notes.append(f"{int(none.sum())} cell(s) with ':' are empty: so Eurostat marks them.")
        cells.rows = [row for row, gone in zip(cells.rows, none, strict=True) if not gone]
        cells.frame = cells.frame[~none.to_numpy()].reset_index(drop=True)
    _sdmx_marks(cells)


def _sdmx_marks(cells: Cells) -> None:
    mark = column_called(cells, "obs_flag", "obs_status", "flag")
    if "value" in cells.frame.columns:
        _drop_without_value(cells)
    if mark is None:
        return
    flags = cells.frame[mark].map(text_of).str.strip().str.lower()
    keep(cells, ~flags.str.fullmatch("[a-z]*f[a-z]*|f: .*"), _FORECAST)
    _note_marks(cells, mark, _SDMX_MARKS)


def _is_time_head(name: object) -> bool:
    return re.search(rf"\w\\{_TIMES}$", str(name).strip(), re.IGNORECASE) is not None


def _iso_of_places(cells: Cells, place: str) -> None:
    """Turn codes of two letters into ours; leave out what is no state."""
    texts = cells.frame["iso3"].map(text_of).str.strip()
    short = system("iso2") | _EUROPEAN
    turned = {t: short[t] for t in dict.fromkeys(texts) if len(t) == 2 and t in short}
    cells.frame = cells.frame.assign(
        iso3=pd.Series([turned.get(t, t) for t in texts], dtype="object")
    )
    if turned:
        said = ", ".join(f"{a} → {b}" for a, b in list(turned.items())[:12])
        more = f" and {len(turned) - 12} more" if len(turned) > 12 else ""
        cells.notes.append(f"Codes of two letters in {place!r} became ours: {said}{more}.")
    known = iso_codes() | _GROUPS
    keep_known(cells, "iso3", lambda code: code in known, _NO_STATES)


def _flow(cell: Any) -> str:
    """Return the name in ``ESTAT:NAMA_10_GDP(1.0)``."""
    found = re.fullmatch(r"(?:.*[:@])?([A-Za-z]\w*)(?:\(.*\))?", text_of(cell).strip())
    return found[1].lower() if found else text_of(cell).strip()


def _dimensions(cells: Cells) -> list[str]:
    """Return the columns that set series apart; names with blanks are labels of others."""
    aside = _ASIDE | {"iso3", "year", "value", "unit", "indicator_id", "flag", "note"}
    return [
        name
        for name in cells.frame.columns
        if plain_name(name) not in aside
        and re.fullmatch(r"[A-Z][A-Z0-9_]*|[a-z][a-z0-9_]*", name)
        and year_of(name) is None
    ]


def _name_series(
    cells: Cells, base: str, dimensions: Sequence[str], joint: str = "_", *, always: bool = False
) -> None:
    """Make ids of what sets the series of a file apart; ``always`` also of what they share."""
    if "indicator_id" in cells.frame.columns:
        return
    apart = [*dimensions, *(["unit"] if "unit" in cells.frame.columns else [])]
    texts = {name: cells.frame[name].map(text_of).str.strip() for name in apart}
    varying = [name for name in apart if len(set(texts[name])) > 1]
    told = [n for n in apart if n in varying or (always and n in dimensions)]
    if not base and not told:
        return
    rows = zip(*(texts[name] for name in told), strict=True) if told else [()] * len(cells.rows)
    ids = [joint.join(part for part in (base, *row) if part) for row in rows]
    fill(cells, {"indicator_id": ids[0] if len(set(ids)) == 1 else ids})
    if len(set(ids)) > 1:
        shown = ", ".join(map(repr, list(dict.fromkeys(ids))[:4]))
        cells.notes.append(f"{len(set(ids))} series, told apart by {', '.join(told)}: {shown}.")


def _note_marks(cells: Cells, mark: str, known: Mapping[str, str]) -> None:
    """Write marks of values into the note of their rows, in words where they are known."""
    flags = cells.frame[mark].map(text_of).str.strip()
    words = [_mark_words(flag, known) for flag in flags]
    had = cells.frame.get("note", pd.Series("", index=cells.frame.index)).map(text_of)
    both = ["; ".join(filter(None, pair)) or None for pair in zip(had, words, strict=True)]
    cells.frame = cells.frame.assign(note=pd.Series(both, dtype="object"))
    counts = pd.Series([word for word in words if word], dtype="object").value_counts()
    if len(counts):
        said = ", ".join(f"{word} ({count})" for word, count in counts.items())
        cells.notes.append(f"Marks of {mark!r} stand in `note`: {said}.")


def _mark_words(flag: str, known: Mapping[str, str]) -> str:
    """Say a mark in words, each letter of several; ``A`` marks an ordinary value.

    Examples
    --------
    >>> _mark_words("bp", _SDMX_MARKS), _mark_words("A", _SDMX_MARKS), _mark_words("w", {})
    ('break in the series, provisional', '', 'w')
    """
    plain = flag.lower()
    if plain == "a":
        return ""
    if plain in known:
        return known[plain]
    return ", ".join(known[c] for c in plain) if plain and set(plain) <= set(known) else flag


def _undata(cells: Cells) -> None:
    _drop_footnotes(cells)
    _drop_no_states(cells)
    remark = column_called(cells, "value_footnotes", "quantity_footnotes")
    if remark is not None and "note" not in cells.frame.columns:
        texts = cells.frame[remark].map(text_of).str.strip()
        notes = [f"footnote {text}" if text else None for text in texts]
        cells.frame = cells.frame.assign(note=pd.Series(notes, dtype="object"))
    if "value" in cells.frame.columns:
        _drop_without_value(cells)
    title = column_called(cells, *_UN_TITLES)
    apart = [c for c in cells.frame.columns if plain_name(c) not in _UN_ASIDE and c != title]
    if title is None:
        _name_series(cells, "", apart, ", ")
        return
    titles = {text_of(cell).strip() for cell in cells.frame[title]}
    one = titles.pop() if len(titles) == 1 else ""
    _name_series(cells, one, apart if one else [title, *apart], ", ")


def _drop_footnotes(cells: Cells) -> None:
    """Leave out the table of footnotes that UNdata writes below the values."""
    first = cells.frame.iloc[:, 0].map(text_of).str.strip().str.lower()
    starts = [i for i, text in enumerate(first) if re.fullmatch(r"f(oot)?n(ote)?_?seqid", text)]
    if not starts:
        return
    below = pd.Series(range(len(first)), index=cells.frame.index) >= starts[0]
    told = cells.frame[below].iloc[1:, :2].map(text_of).to_numpy().tolist()
    lines = {row for row, gone in zip(cells.rows, below, strict=True) if gone}
    cells.faults[:] = [fault for fault in cells.faults if fault.row not in lines]
    cells.ragged -= lines
    keep(cells, ~below, "the footnotes below the values")
    for number, text in told[:6]:
        cells.notes.append(f"Footnote {number}: {text}")


def _drop_no_states(cells: Cells) -> None:
    """Leave out names that no state bears in any language, such as continents."""
    if "iso3" in cells.frame.columns:
        known = iso_codes() | _GROUPS
        keep_known(cells, "iso3", lambda text: bool(known & {text, *named(text)}), _NO_STATES)


def _imf(cells: Cells) -> None:
    """Empty what the Fund marks as not there, and what it does not call a result."""
    years = year_columns(list(cells.frame.columns))
    frame = cells.frame.copy()
    none = sum(int(frame[c].isin(["n/a"]).sum()) for c in years)
    frame[years] = frame[years].replace("n/a", None)
    if none:
        cells.notes.append(f"{none} cell(s) with 'n/a' are empty: so the Fund marks them.")
    limit = column_called(cells, "estimates_start_after")
    if limit is not None:
        last = frame[limit].map(plain_number)
        gone = 0
        for name in years:
            late = pd.to_numeric(last, errors="coerce").between(1, int(year_of(name) or 0) - 1)
            late &= frame[name].map(text_of).str.strip().ne("")
            gone += int(late.sum())
            frame[name] = frame[name].mask(late, None)
        if gone:
            cells.notes.append(
                f"{gone} value(s) behind the year in {limit!r} left out: estimates and forecasts "
                "are no results. To read them too, delete that column."
            )
        unsaid = int((~last.str.isdigit()).sum())
        if unsaid:
            cells.notes.append(
                f"{unsaid} {cells.row_word}(s) do not say where estimates start: read as they are."
            )
    cells.frame = frame


def _faostat(cells: Cells) -> None:
    _drop_no_states(cells)
    frame = cells.frame
    if {"Item", "Element"} <= set(frame.columns) and "indicator_id" not in frame.columns:
        pairs = zip(frame["Item"].map(text_of), frame["Element"].map(text_of), strict=True)
        ids = [f"{item} {element.lower()}".strip() for item, element in pairs]
        fill(cells, {"indicator_id": ids})


def _fao_marks(cells: Cells) -> None:
    mark = column_called(cells, "flag")
    if mark is None or "value" not in cells.frame.columns:
        return
    missing = cells.frame[mark].map(text_of).str.strip().str.upper().isin(["M", "O"])
    empty = cells.frame["value"].map(text_of).str.strip().eq("")
    keep(cells, ~(missing & empty), "marked as missing")
    _note_marks(cells, mark, _FAO_MARKS)


def _is_eurostat(columns: Sequence[str]) -> bool:
    return any(_is_time_head(c) for c in columns)


_WDI = holds("country_name", "country_code", "indicator_code|series_code")

#: Layouts of series by the name that `layout=` takes.
SERIES_LAYOUTS: dict[str, Layout] = {
    "world_bank": Layout(
        "indicators",
        "the World Bank",
        ("country_name", "country_code"),
        {
            "iso3": ("country_code", "economy"),
            "indicator_id": ("indicator_code", "series_code"),
        },
        wide=True,
        prepare=_world_bank,
        is_sure=lambda columns: _WDI(columns) and bool(year_columns(columns)),
    ),
    "owid": Layout(
        "indicators",
        "Our World in Data",
        ("entity", "code"),
        {"iso3": ("code",), "year": ("year",)},
        prepare=_owid,
        is_sure=holds("entity", "code", "year|day"),
    ),
    "sdmx": Layout(
        "indicators",
        "Eurostat, the OECD or another office that publishes SDMX",
        ("time_period", "obs_value"),
        {"year": ("time_period",), "value": ("obs_value",)},
        {"iso3": "iso3"},
        prepare=_sdmx,
        complete=_sdmx_marks,
        is_sure=holds("time_period", "obs_value", "geo|ref_area"),
    ),
    "eurostat": Layout(
        "indicators",
        "Eurostat, with a column for each year",
        (),
        {},
        {"iso3": "iso3"},
        wide=True,
        prepare=_eurostat,
        complete=_split_marks,
        is_sure=_is_eurostat,
    ),
    "undata": Layout(
        "indicators",
        "UNdata",
        ("country_or_area",),
        {
            "iso3": ("country_or_area",),
            "year": ("year", "year(s)"),
            "value": ("value", "quantity"),
            "unit": ("unit", "units"),
        },
        {"iso3": "names"},
        prepare=_undata,
        is_sure=holds("country_or_area", "year|year(s)", "value|quantity"),
    ),
    "imf": Layout(
        "indicators",
        "the International Monetary Fund",
        ("weo_subject_code",),
        {
            "iso3": ("iso",),
            "indicator_id": ("weo_subject_code",),
            "unit": ("units",),
        },
        wide=True,
        prepare=_imf,
        is_sure=holds("iso", "weo_subject_code", "units"),
    ),
    "faostat": Layout(
        "indicators",
        "FAOSTAT",
        ("area", "item", "element"),
        {
            "iso3": ("area",),
            "year": ("year",),
            "value": ("value",),
            "unit": ("unit",),
        },
        {"iso3": "names"},
        wide=True,
        prepare=_faostat,
        complete=_fao_marks,
        is_sure=holds("area", "item", "element", "unit"),
    ),
}
