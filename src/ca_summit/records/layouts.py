"""Bring the layouts that many people have into ours: World Bank, Comtrade, COLT and others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice
from ca_summit.names import STATES
from ca_summit.records.codes import SYSTEMS, convert_codes, iso_codes, state_name
from ca_summit.records.faults import Fault
from ca_summit.records.reshape import (
    Layout,
    fill,
    keep,
    lengthen,
    plain_number,
    text_of,
)
from ca_summit.records.series_layouts import SERIES_LAYOUTS
from ca_summit.records.values import MONTHS
from ca_summit.spelling import plain_name

if TYPE_CHECKING:
    from ca_summit.records.cells import Cells, Options

#: Words in the name of a column that say its numbers are to be multiplied.
_SCALE = re.compile(
    r"(?<![^\W_])(thousands?|millions?|billions?|trillions?|mln|mn|bln|bn|тыс|млн|млрд|'?000s?)"
    r"(?![^\W_])",
    re.IGNORECASE,
)
#: Columns that say by what the numbers are to be multiplied.
_SCALES = {"scale", "unit_multiplier", "unit_mult", "multiplier", "power_code"}


def shape(cells: Cells, kind: str, options: Options) -> tuple[str, dict[str, str]]:
    """Bring the columns into ours as the options say, or as the layout of a known publisher.

    The cells change in place: renamed columns, constants, and years from columns to rows.

    Returns
    -------
    tuple
        The kind of records, empty where it is not known yet, and the systems of codes by column.
    """
    _rename(cells, options.get("columns"))
    layout = _layout(cells, kind, options)
    codes = _codes(options, layout)
    _check_scale(cells, options)
    theirs = set(cells.frame.columns)
    if layout is not None:
        _apply(cells, layout)
    for column, value in options.get("constants", {}).items():
        _set_constant(cells, column, value, theirs)
    years = layout is not None and layout.wide and "year" not in cells.frame.columns
    if options.get("wide") or years:
        lengthen(cells, options.get("missing", ()))
    elif "value" in cells.frame.columns and options.get("missing"):
        words = {plain_number(w) for w in options["missing"]}
        known = ~cells.frame["value"].map(lambda v: plain_number(v) in words).astype(bool)
        keep(cells, known, "the value is one of those that stand for nothing, as asked")
    if layout is not None and layout.complete is not None:
        layout.complete(cells)
    return (layout.kind if layout is not None else kind), codes


def _layout(cells: Cells, kind: str, options: Options) -> Layout | None:
    """Return the layout that is asked for, or the one that the columns leave no doubt about."""
    if name := options.get("layout"):
        check_choice("layout", name, LAYOUTS)
        layout = LAYOUTS[name]
        if kind and layout.kind != kind:
            raise ValueError(
                f"layout={name!r} holds {layout.kind}: call read_{layout.kind}() for it."
            )
        return layout
    name = sure_layout(list(cells.frame.columns), kind)
    if not name:
        return None
    cells.notes.append(f"Read with layout={name!r}, which the names of the columns show.")
    return LAYOUTS[name]


def sure_layout(columns: Sequence[str], kind: str) -> str:
    """Return the name of the layout that columns can only be of; empty if there is none.

    Examples
    --------
    >>> sure_layout(["Entity", "Code", "Year", "Life expectancy"], "")
    'owid'
    """
    for name, layout in LAYOUTS.items():
        if layout.is_sure is not None and kind in {"", layout.kind} and layout.is_sure(columns):
            return name
    return ""


def _set_constant(cells: Cells, column: str, value: Any, theirs: set[str]) -> None:
    """Give all rows one value in a column that their table lacks, or that a layout left open."""
    if column in theirs:
        raise ValueError(f"`constants` names {column!r}, which the table has already.")
    made = cells.frame.get(column, pd.Series(None, index=cells.frame.index, dtype="object"))
    empty = made.isna()
    held = list(dict.fromkeys(made.dropna()))
    if not empty.any() and len(held) > 1:
        shown = ", ".join(map(repr, held[:4]))
        raise ValueError(
            f"`constants` names {column!r}, which holds {len(held)} values here: {shown}. "
            "Leave it away, or keep the rows of one of them."
        )
    everywhere = empty.all() or not empty.any()
    cells.frame[column] = value if everywhere else made.where(~empty, value)
    where = "in all rows" if everywhere else f"in {int(empty.sum())} row(s) that had none"
    cells.notes.append(f"Column `{column}` is {value!r} {where}, as asked.")


def _codes(options: Options, layout: Layout | None) -> dict[str, str]:
    given = options.get("codes")
    codes = dict(layout.codes) if layout is not None else {}
    if isinstance(given, Mapping):
        codes.update(given)
    elif given is not None:
        codes["*"] = given
    for name in codes.values():
        check_choice("codes", name, SYSTEMS)
    return codes


def _rename(cells: Cells, columns: Any) -> None:
    """Give the columns the names that the user wants."""
    if not columns:
        return
    have = list(cells.frame.columns)
    if not isinstance(columns, Mapping):
        if len(columns) != len(have):
            found, needed = f"{len(have)} columns", f"{len(columns)}, as `columns` lists"
            cells.faults.append(Fault(None, "", found, needed, "list the names of all columns"))
            return
        cells.frame.columns = list(columns)
        return
    absent = [name for name in columns if name not in have]
    if absent:
        shown = ", ".join(have[:12]) + (" …" if len(have) > 12 else "")
        for name in absent:
            mend = f"correct `columns`; the table has {shown}"
            cells.faults.append(Fault(None, name, "no such column", "a column of the table", mend))
    targets = [columns.get(name, name) for name in have]
    for name in {t for t in targets if targets.count(t) > 1}:
        mend = "let `columns` name each of ours once"
        cells.faults.append(Fault(None, name, "two columns", "one column of this name", mend))
        return
    cells.frame.columns = targets
    said = ", ".join(f"{a} → {b}" for a, b in columns.items() if a in have and a != b)
    if said:
        cells.notes.append(f"Columns renamed as asked: {said}.")


def _check_scale(cells: Cells, options: Options) -> None:
    """Refuse a column of millions as one of whole dollars, or as values in a unit without them."""
    columns = options.get("columns")
    unit = options.get("constants", {}).get("unit")
    for theirs, ours in columns.items() if isinstance(columns, Mapping) else ():
        scale = _SCALE.search(theirs)
        if not scale or ours not in cells.frame.columns:
            continue
        if ours.endswith("_usd"):
            mend = "multiply its numbers, then name the column without that word"
            cells.faults.append(Fault(None, ours, repr(theirs), "whole US dollars", mend))
        elif ours == "value" and unit is not None and not _SCALE.search(str(unit)):
            mend = f"name it in the unit, such as constants={{'unit': '{scale[0]} {unit}'}}"
            wanted = f"a unit that says {scale[0]}, as the name of the column does"
            cells.faults.append(Fault(None, "unit", repr(unit), wanted, mend))


def join_scale(cells: Cells) -> None:
    """Put what a column `Scale` says into the unit: dollars in billions are no dollars."""
    frame = cells.frame
    scale = next((c for c in frame.columns if plain_name(str(c)) in _SCALES), None)
    if scale is None or "unit" not in frame.columns:
        return
    joined = {}
    for word, unit in zip(frame[scale].map(text_of), frame["unit"].map(text_of), strict=True):
        said = word.strip()
        if said and said.lower() not in {"units", "unit", "0", "1"} and not _SCALE.search(unit):
            joined[word, unit] = f"{unit} ({'10^' if said.isdigit() else ''}{said})"
    if joined:
        pairs = zip(
            frame[scale].map(text_of), frame["unit"].map(text_of), frame["unit"], strict=True
        )
        new = [joined.get((word, unit), was) for word, unit, was in pairs]
        cells.frame = frame.assign(unit=pd.Series(new, dtype="object", index=frame.index))
        said = ", ".join(sorted(set(joined.values()))[:4])
        cells.notes.append(f"Column `{scale}` was put into the unit: {said}.")


def _apply(cells: Cells, layout: Layout) -> None:
    plain = {plain_name(c): c for c in reversed(list(cells.frame.columns))}
    new = {}
    for ours, theirs in layout.columns.items():
        found = next((plain[name] for name in theirs if name in plain), None)
        if found is not None and ours not in cells.frame.columns:
            new[found] = ours
    cells.frame = cells.frame.rename(columns=new)
    said = ", ".join(f"{a} → {b}" for a, b in new.items())
    cells.notes.append(f"Layout of {layout.title}: {said or 'no column of it found'}.")
    if layout.prepare is not None:
        layout.prepare(cells)


def _comtrade(cells: Cells) -> None:
    """Make one row per area, partner and year of one row per flow."""
    frame = cells.frame
    needed = ["reporter", "partner", "year", "flow", "value"]
    if not set(needed) <= set(frame.columns):
        missing = [c for c in needed if c not in frame.columns]
        cells.faults.append(
            Fault(
                None,
                "",
                f"no columns for {', '.join(missing)}",
                "a file of UN Comtrade",
                "download it with reporter, partner, year, flow and primary value",
            )
        )
        return
    if "commodity" in frame.columns:
        goods = {text_of(c).strip().upper() for c in frame["commodity"]}
        if len(goods) > 1:
            cells.faults.append(
                Fault(
                    None,
                    "commodity",
                    f"{len(goods)} commodities, such as {sorted(goods)[:3]}",
                    "one, because a row holds the trade in all goods or in one",
                    "keep the rows of one commodity, such as TOTAL",
                )
            )
            return
    frame = frame.assign(
        partner=frame["partner"].map(lambda c: "WLD" if text_of(c) in {"W00", "WLD", "0"} else c),
        flow=frame["flow"].map(lambda c: text_of(c).strip().upper()[:1]),
        year=frame["year"].map(lambda c: plain_number(c)),
    )
    if part := _part_of_year(frame):
        mend = "download yearly figures; months make no year"
        cells.faults.append(Fault(None, "", part, "figures of whole years", mend))
        return
    cells.frame = frame
    keep(cells, frame["flow"].isin(["X", "E", "M", "I"]), "flows other than exports and imports")
    frame = cells.frame
    pairs: dict[tuple[str, str, str, str], list[Any]] = {}
    for i, row in enumerate(frame[needed].itertuples(index=False, name=None)):
        reporter, partner, year, flow, value = row
        mirrored = text_of(reporter) not in STATES and text_of(partner) in STATES
        area, other = (partner, reporter) if mirrored else (reporter, partner)
        out = (flow in {"X", "E"}) != mirrored
        key = (text_of(area), text_of(other), text_of(year), text_of(reporter))
        place = pairs.setdefault(key, [cells.rows[i], None, None])
        if place[1 if out else 2] is not None:
            cells.faults.append(
                Fault(
                    cells.rows[i],
                    "flow",
                    f"{area}, {other}, {year}",
                    "each flow once",
                    f"{cells.row_word} {place[0]} has the same one; keep one, such as that of "
                    "all customs procedures and modes of transport together",
                )
            )
            continue
        place[1 if out else 2] = value
    records = [[a, p, y, r, place[1], place[2]] for (a, p, y, r), place in pairs.items()]
    names = ["area", "partner", "year", "reporter", "exports_usd", "imports_usd"]
    both = len(frame) - len(records)
    cells.paired += both
    cells.rows = [place[0] for place in pairs.values()]
    cells.frame = pd.DataFrame(records, columns=names, dtype="object")
    cells.frame["exports_usd"] = cells.frame["exports_usd"].map(_rounded)
    cells.frame["imports_usd"] = cells.frame["imports_usd"].map(_rounded)
    mirror = cells.frame["area"].ne(cells.frame["reporter"])
    cells.frame["series"] = ["un_comtrade_mirror" if m else "un_comtrade" for m in mirror]
    cells.frame["period"] = "full year"
    cells.notes.append(
        f"{len(frame)} flows make {len(records)} rows, seen from the Central Asian side: what a "
        "partner reports as imports are exports of the area, series un_comtrade_mirror. Dollars "
        "are rounded to whole ones."
    )


def _part_of_year(frame: pd.DataFrame) -> str:
    """Name what says that rows hold a month; empty where all hold a year."""
    plain = {plain_name(str(c)): c for c in frame.columns}
    if "freq_code" in plain:
        other = {text_of(c).strip().upper() for c in frame[plain["freq_code"]]} - {"A", ""}
        if other:
            return f"{plain['freq_code']} {min(other)}"
    months = [year for year in frame["year"] if re.fullmatch(r"\d{6}", year)]
    return f"the month {months[0]}" if months else ""


def _rounded(value: Any) -> Any:
    try:
        return round(float(value))
    except (TypeError, ValueError):
        return value


def _colt(cells: Cells) -> None:
    frame = cells.frame
    if not {"guest", "country_iso3"} <= set(frame.columns):
        mend = "keep the columns LeaderCountryISO and CountryVisitedISO"
        cells.faults.append(
            Fault(None, "", "no columns for leader's and visited country", "a file of COLT", mend)
        )
        return
    host, guest = (frame[c].map(text_of).str.strip().str.upper() for c in ("country_iso3", "guest"))
    keep(cells, host.isin(STATES) | guest.isin(STATES), "neither side is in Central Asia")
    frame = cells.frame
    met = _said(frame, "met_host_ho_gs")
    many = _said(frame, "attended_multilat_event")
    keep(cells, ~(met.eq("no") & ~many.eq("yes")), "the host's leader was not met")
    frame = cells.frame
    many = _said(frame, "attended_multilat_event").eq("yes")
    host, guest = (frame[c].map(text_of).str.strip().str.upper() for c in ("country_iso3", "guest"))
    pairs = [
        sorted(pair, key=lambda c: (c not in STATES, c)) for pair in zip(guest, host, strict=True)
    ]
    leader = frame["leader"].map(text_of) if "leader" in frame.columns else guest.map(state_name)
    new: dict[str, Any] = {
        "counterpart": ["-" if b in STATES else b for _, b in pairs],
        "format": ["other_multilateral" if m else "bilateral" for m in many],
        "parties": [
            None if m or a == b else f"{a};{b}" for m, (a, b) in zip(many, pairs, strict=True)
        ],
        "status": "held",
        "name": [f"{a} in {state_name(b)}" for a, b in zip(leader, host, strict=True)],
    }
    fill(cells, new)
    _number(cells, "colt")
    _level(cells, "role", {"F": "foreign_ministers", "CP": "envoys"}, "heads_of_state", "E")
    if many.any():
        cells.notes.append(
            f"{int(many.sum())} trip(s) went to events of many states: format other_multilateral; "
            "who met whom there is not recorded."
        )


def _said(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return what a column says in small letters, empty where there is no such column."""
    found = next((c for c in frame.columns if plain_name(str(c)) == name), None)
    if found is None:
        return pd.Series("", index=frame.index, dtype="object")
    return frame[found].map(text_of).str.strip().str.lower()


def _number(cells: Cells, word: str) -> None:
    if "meeting_id" not in cells.frame.columns:
        fill(cells, {"meeting_id": [f"{word}-{row}" for row in cells.rows]})


def _level(
    cells: Cells, column: str, levels: Mapping[str, str], usual: str, ministers: str
) -> None:
    if column not in cells.frame.columns or "level" in cells.frame.columns:
        return
    roles = cells.frame[column].map(text_of).str.strip().str.upper()
    new = [levels.get(r, "ministers" if r in ministers.split() else usual) for r in roles]
    fill(cells, {"level": new})


def _state_department(cells: Cells) -> None:
    frame = cells.frame
    visits = "visitor" in frame.columns
    if "start_date" in frame.columns and "end_date" not in frame.columns:
        spans = [english_span(text_of(c)) for c in frame["start_date"]]
        first, last = ([s[i] for s in spans] for i in (0, 1))
        days = {"start_date": pd.Series(first), "end_date": pd.Series(last, dtype="object")}
        cells.frame = frame = frame.assign(**days)
    if "country_iso3" in frame.columns:
        other = frame["country_iso3"].map(text_of).map(lambda c: _by_name(c) or c)
        new = {"counterpart": "USA", "format": "bilateral", "status": "held"}
        fill(cells, {**new, "parties": [f"{c};USA" for c in other]})
        if visits:
            cells.frame = cells.frame.assign(country_iso3="United States")
            fill(cells, {"name": [f"{text_of(v)} in the United States" for v in frame["visitor"]]})
        elif "name" not in frame.columns:
            fill(cells, {"name": [f"Visit to {text_of(c)}" for c in frame["country_iso3"]]})
    _number(cells, "state")
    _level(cells, "role", {"PRESIDENT": "heads_of_state"}, "foreign_ministers", "")


def _by_name(name: str) -> str:
    found = convert_codes([name], "names", iso_codes(), many=False)
    return "" if found.wrong else str(found.values[0])


def english_span(text: str) -> tuple[str, str | None]:
    """Return first and last day of a span in English words; what is none comes back as it was.

    Examples
    --------
    >>> english_span("March 30–April 2, 2009"), english_span("May 12, 2025")
    (('2009-03-30', '2009-04-02'), ('2025-05-12', '2025-05-12'))
    """
    months = "|".join(MONTHS)
    pattern = (
        rf"(?P<m>{months}) (?P<d>\d{{1,2}})(?:, (?P<y>\d{{4}}))?"
        rf"(?:\s*[–—-]\s*(?:(?P<m2>{months}) )?(?P<d2>\d{{1,2}}))?(?:, (?P<y2>\d{{4}}))?"
    )
    match = re.fullmatch(pattern, " ".join(text.lower().split()))
    year = match and (match["y2"] or match["y"])
    if not match or not year:
        return text, None
    first = f"{match['y'] or year}-{MONTHS.index(match['m']) + 1:02}-{int(match['d']):02}"
    month = MONTHS.index(match["m2"] or match["m"]) + 1
    return first, f"{year}-{month:02}-{int(match['d2'] or match['d']):02}"


def _wikidata(cells: Cells) -> None:
    frame = cells.frame
    new: dict[str, Any] = {}
    if "meeting_id" in frame.columns:
        new["meeting_id"] = [text_of(c).rsplit("/", 1)[-1] for c in frame["meeting_id"]]
    for name in ("start_date", "end_date"):
        if name in frame.columns:
            new[name] = [re.sub(r"T00:00:00Z?$", "", text_of(c)) or None for c in frame[name]]
    if "coord" in frame.columns:
        points = [re.fullmatch(r"Point\((\S+) (\S+)\)", text_of(c)) for c in frame["coord"]]
        new["longitude"] = [p[1] if p else None for p in points]
        new["latitude"] = [p[2] if p else None for p in points]
    cells.frame = frame.assign(**new)
    if "start_date" in new:
        years = [i for i, d in enumerate(new["start_date"]) if text_of(d).endswith("-01-01")]
        if years:
            shown = ", ".join(str(cells.rows[i]) for i in years[:6])
            cells.notes.append(
                f"{len(years)} start on 1 January ({cells.row_word} {shown}): Wikidata writes so "
                "where only the year is known; look them up."
            )


#: Layouts by the name that `layout=` takes.
LAYOUTS: dict[str, Layout] = {
    **SERIES_LAYOUTS,
    "comtrade": Layout(
        "trade",
        "UN Comtrade",
        ("reporter_iso", "partner_iso"),
        {
            "reporter": ("reporter_iso", "reporter_iso3"),
            "partner": ("partner_iso", "partner_iso3"),
            "year": ("ref_year", "year", "period"),
            "flow": ("flow_code", "flow_desc", "trade_flow", "flow"),
            "commodity": ("cmd_code", "commodity_code"),
            "value": ("primary_value", "trade_value_(us$)", "trade_value", "trade_value_us$"),
        },
        prepare=_comtrade,
    ),
    "colt": Layout(
        "meetings",
        "Country and Organizational Leader Travel (COLT)",
        ("leader_country_iso", "country_visited_iso"),
        {
            "guest": ("leader_country_iso", "leader_country_or_igo_iso"),
            "country_iso3": ("country_visited_iso",),
            "leader": ("leader_full_name", "leader_name", "leader"),
            "start_date": ("trip_start_date", "start_date", "trip_start"),
            "end_date": ("trip_end_date", "end_date", "trip_end"),
            "city": ("city_visited", "city"),
            "role": ("leader_role",),
        },
        prepare=_colt,
    ),
    "state_department": Layout(
        "meetings",
        "the Office of the Historian, US Department of State",
        ("locale", "remarks"),
        {
            "country_iso3": ("country", "from"),
            "city": ("locale",),
            "start_date": ("start_date", "date"),
            "end_date": ("end_date",),
            "outcome_summary": ("remarks", "description"),
            "visitor": ("visitor",),
            "role": ("role",),
            "meeting_id": ("id",),
        },
        {"country_iso3": "names", "parties": "names"},
        prepare=_state_department,
    ),
    "wikidata": Layout(
        "meetings",
        "a Wikidata query",
        ("item", "item_label"),
        {
            "meeting_id": ("item", "event", "meeting"),
            "name": ("item_label", "event_label", "meeting_label"),
            "start_date": ("start", "start_time", "point_in_time", "date"),
            "end_date": ("end", "end_time"),
            "country_iso3": ("country_label", "country"),
            "city": ("location_label", "city_label"),
            "coord": ("coord", "coordinates", "location_coord"),
        },
        {"country_iso3": "names"},
        prepare=_wikidata,
    ),
}


def likely_layout(columns: Sequence[str], kind: str) -> str:
    """Return the name of the layout that the columns show, if they show one."""
    plain = {plain_name(c) for c in columns}
    for name, layout in LAYOUTS.items():
        if layout.marks and set(layout.marks) <= plain and kind in {"", layout.kind}:
            return name
    return ""
