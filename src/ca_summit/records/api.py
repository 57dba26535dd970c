"""Read the user's own meetings, attendance, places, indicators, trade, or say all faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from ca_summit.checks import check_choice, check_columns
from ca_summit.names import STATES
from ca_summit.records.cells import checked_options
from ca_summit.records.codes import cow_only, doubtful, speaks_for_iso, state_name
from ca_summit.records.convert import convert, finish, missing_columns, widened
from ca_summit.records.faults import Fault, RecordsError, Report
from ca_summit.records.headings import disagreeing_names, settle_headings
from ca_summit.records.inputs import take_cells
from ca_summit.records.kinds import KINDS, code_columns, fields, guess_kind, known_columns
from ca_summit.records.layouts import LAYOUTS, join_scale, likely_layout, shape
from ca_summit.records.positions import place_of
from ca_summit.records.rules import meeting_twice, rule_faults
from ca_summit.records.schema import schema_faults
from ca_summit.tables.reader import TABLE_ATTR, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from ca_summit.records.cells import Cells, Options

_FIRST = 3


def read_meetings(source: Any, **options: Unpack[Options]) -> pd.DataFrame:
    """Read your own meetings, in the form that ``load_meetings()`` has, or refuse with all faults.

    Needed columns: ``meeting_id``, ``name``, ``format``, ``level``, ``start_date``,
    ``counterpart``, ``status``, in any letters (``Meeting ID``, ``START-DATE``).
    All others of ``load_meetings()`` are optional and stay missing
    where you do not give them; nothing is filled in, also no ``end_date``, position or
    ``verification``. Give ``source_id`` any short text that names your source; figures print it.

    Parameters
    ----------
    source
        Path of a CSV (also as Excel saves it), Parquet or Excel file, or a dataframe.
    **options
        How to read a layout that is not ours:

        - ``columns={"Datum": "start_date"}``: their names to ours; a list names all columns in
          order, for a table without a header.
        - ``codes="iso2"``: what the codes of countries are (``iso3``, ``iso2``, ``numeric``,
          ``cow``, ``fips``, ``ioc``, ``cameo``), or ``"names"`` for names in English, Russian or
          the state's own language; one for all columns of codes, or a mapping by column.
        - ``header=5``: the line that holds the names of the columns; 0 if none does.
        - ``sheet="Data"``: the sheet of a workbook.
        - ``layout="colt"``: a layout that many people have: ``colt``, ``state_department``,
          ``wikidata`` (meetings), ``world_bank``, ``imf``, ``eurostat``, ``sdmx``, ``undata``,
          ``faostat``, ``owid`` (indicators; told from the columns), ``comtrade`` (trade).
        - ``encoding="cp1251"``: of a text file. Default: recognised where only one fits, or
          refused.
        - ``decimal=","``: the sign before the decimals; the other one parts thousands.
        - ``missing=[-9, ".."]``: what stands for "no value"; ``[]`` says that nothing does.
        - ``constants={"level": "heads_of_state"}``: columns that hold one value in all rows.
        - ``wide=True``: each year has a column of its own (indicators).

    Returns
    -------
    DataFrame with the columns and types of ``load_meetings()``, your own columns behind them,
    in your order of rows. ``attrs["notes"]`` says what was understood, added and kept.
    ``counterpart`` and ``country_iso3`` may hold any ISO 3166-1 alpha-3 code.

    Raises
    ------
    RecordsError
        If anything is wrong; ``.faults`` lists row, column, value, expectation and remedy of all
        faults at once. A ``ValueError``.
    FileNotFoundError
        If there is no such file.

    Notes
    -----
    Days are ``2025-11-06``, ``06.11.2025`` or ``6 November 2025`` (also ``6 ноября 2025 г.``);
    ``03/04/2025`` is refused because it names two days.
    Whatever reads in two ways (``38.000``, -99, a code that means another state elsewhere, an
    encoding) is refused with both readings and the option that says which one is meant.

    Examples
    --------
    >>> import pandas as pd
    >>> mine = pd.DataFrame({
    ...     "meeting_id": ["club-2025"], "name": ["Model summit"], "format": ["bilateral"],
    ...     "level": ["heads_of_state"], "start_date": ["06.11.2025"], "counterpart": ["NZL"],
    ...     "status": ["held"]})
    >>> read_meetings(mine)["start_date"].iloc[0]
    Timestamp('2025-11-06 00:00:00')
    """
    return _frame_of(check_records(source, "meetings", **options))


def read_attendance(
    source: Any, *, meetings: pd.DataFrame | None = None, **options: Unpack[Options]
) -> pd.DataFrame:
    """Read your own statements about who would come and who came, or refuse with all faults.

    Needed columns: ``meeting_id``, ``actor_iso3``, ``status``, ``known_on``. Without ``seq``
    the statements of an actor about a meeting are numbered by ``known_on``, then in your order.

    Parameters
    ----------
    source, **options
        As in `read_meetings`.
    meetings
        Your own meetings, whose ids then count beside those of ``load_meetings()``.

    Returns
    -------
    DataFrame with the columns and types of ``load_attendance()``.

    Raises
    ------
    RecordsError
        If anything is wrong.

    Examples
    --------
    >>> import pandas as pd
    >>> mine = pd.DataFrame({
    ...     "meeting_id": ["c5-plus-1-2025-washington"], "actor_iso3": ["UZB"],
    ...     "status": ["confirmed"], "known_on": ["2025-11-01"]})
    >>> read_attendance(mine)["seq"].to_list()
    [1]
    """
    report = check_records(source, "attendance", meetings=meetings, **options)
    return _frame_of(report)


def read_places(source: Any, **options: Unpack[Options]) -> pd.DataFrame:
    """Read your own places, in the form that ``load_places()`` has, or refuse with all faults.

    Needed columns: ``place_id``, ``name``, ``country_iso3``, ``latitude``, ``longitude``
    (degrees, WGS84), ``kind``. A point must lie in its country, within half a degree.

    Parameters
    ----------
    source, **options
        As in `read_meetings`.

    Returns
    -------
    DataFrame with the columns and types of the bundled table ``places``.

    Raises
    ------
    RecordsError
        If anything is wrong.

    Examples
    --------
    >>> import pandas as pd
    >>> mine = pd.DataFrame({
    ...     "place_id": ["school"], "name": ["Our school"], "country_iso3": ["KAZ"],
    ...     "latitude": [43.24], "longitude": [76.89], "kind": ["city"]})
    >>> read_places(mine)["name"].to_list()
    ['Our school']
    """
    return _frame_of(check_records(source, "places", **options))


def read_indicators(source: Any, **options: Unpack[Options]) -> pd.DataFrame:
    """Read your own time series, in the form that ``load_indicators()`` has, or refuse.

    Needed columns: ``indicator_id``, ``iso3``, ``year``, ``value``, ``unit``. New indicators are
    welcome, each with one unit; a bundled indicator keeps the unit of the bundled table.

    Parameters
    ----------
    source, **options
        As in `read_meetings`.

    Returns
    -------
    DataFrame with the columns and types of ``load_indicators()``.

    Raises
    ------
    RecordsError
        If anything is wrong.

    Examples
    --------
    >>> import pandas as pd
    >>> mine = pd.DataFrame({
    ...     "indicator_id": ["apples"], "iso3": ["KAZ"], "year": [2024], "value": [1.5],
    ...     "unit": ["million tonnes"]})
    >>> read_indicators(mine)["value"].to_list()
    [1.5]
    """
    return _frame_of(check_records(source, "indicators", **options))


def read_trade(source: Any, **options: Unpack[Options]) -> pd.DataFrame:
    """Read your own figures of trade, in the form that ``load_trade_partners()`` has, or refuse.

    Needed columns: ``area``, ``partner``, ``year`` and one of ``exports_usd``, ``imports_usd``,
    ``total_usd`` (whole US dollars, seen from the area); where exports and imports are known,
    their sum is the total. Without ``series`` all rows are one series,
    ``own``; figures compare whole years, so say ``period`` where a row holds less than one.

    Parameters
    ----------
    source, **options
        As in `read_meetings`; ``layout="comtrade"`` reads a download of UN Comtrade.

    Returns
    -------
    DataFrame with the columns and types of ``load_trade_partners()``.

    Raises
    ------
    RecordsError
        If anything is wrong.

    Examples
    --------
    >>> import pandas as pd
    >>> mine = pd.DataFrame({
    ...     "area": ["KAZ"], "partner": ["CHN"], "year": [2024], "exports_usd": [15_000_000_000]})
    >>> read_trade(mine)["exports_usd"].to_list()
    [15000000000]
    """
    return _frame_of(check_records(source, "trade", **options))


def check_file(
    path: str | Path,
    kind: str | None = None,
    *,
    meetings: str | Path | None = None,
    **options: Unpack[Options],
) -> Report:
    """Check a file of records and return the report; ``str(report)`` says all faults in words.

    Parameters
    ----------
    kind
        ``meetings``, ``attendance``, ``places``, ``indicators`` or ``trade``. Default: known by the
        columns.
    meetings
        File with your own meetings, for attendance.
    **options
        As in `read_meetings`.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If ``kind`` is none of the five.
    RecordsError
        If the file of meetings has faults.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "empty.csv"
    >>> _ = path.write_text("")
    >>> check_file(path).ok
    False
    """
    own = None if meetings is None else read_meetings(meetings)
    return check_records(path, kind, meetings=own, **options)


def check_records(
    source: Any,
    kind: str | None = None,
    *,
    meetings: pd.DataFrame | None = None,
    **options: Unpack[Options],
) -> Report:
    """Check records of one kind without raising; ``.frame`` holds them where nothing is wrong.

    Parameters
    ----------
    source, **options
        As in `read_meetings`.
    kind
        ``meetings``, ``attendance``, ``places``, ``indicators`` or ``trade``. Default: known by the
        columns.
    meetings
        Your own meetings, for attendance.

    Returns
    -------
    Report
        ``.ok``, ``.faults`` (DataFrame), ``.notes``, how many records were ``.read`` and
        ``.refused`` of the ``.total`` and, if ok, ``.frame``.

    Examples
    --------
    >>> report = check_records({"place_id": ["x"], "name": ["X"], "country_iso3": ["KZA"],
    ...     "latitude": [43.2], "longitude": [76.9], "kind": ["city"]})
    >>> report.faults["mend"].iloc[0]
    "did you mean 'KAZ' instead of 'KZA'?"
    """
    how = checked_options(options)
    if kind is not None:
        check_choice("kind", kind, KINDS)
    if meetings is not None:
        check_columns("read_attendance", meetings, ["meeting_id"], "read_meetings()")
    cells = take_cells(source, how, known_columns(), kind or "", tuple(KINDS))
    report = Report("", cells.source, row_word=cells.row_word, notes=cells.notes)
    report.total, report.kind = cells.total, kind or ""
    columns = list(cells.frame.columns)
    if not columns:
        report.faults_list = list(cells.faults)
        if report.ok:
            needed = "columns with names, and one row per record"
            report.faults_list.append(Fault(None, "", "an empty table", needed, "fill it"))
        report.kind = ""
        return _counted(report, cells)
    kind, codes = shape(cells, kind or "", how)
    columns = list(cells.frame.columns)
    kind = kind or guess_kind(columns)
    if kind:
        settle_headings(cells, kind, codes)
        join_scale(cells)
    report.faults_list = list(cells.faults)
    if not kind:
        report.faults_list.append(_unknown_kind(columns))
        return _counted(report, cells)
    report.kind = kind
    given = how.get("codes")
    for name in given if isinstance(given, dict) else ():
        check_choice("codes", name, code_columns(kind))
    _check(report, kind, cells, meetings, how, codes)
    return _counted(report, cells)


def _counted(report: Report, cells: Cells) -> Report:
    """Say how many records were refused: those with a fault, or all."""
    report.left_out = cells.left_out
    hit = {str(f.row) for f in report.faults_list if f.row is not None}
    if report.ok:
        report.refused = 0
    elif any(f.row is None for f in report.faults_list) or not len(cells.frame.columns):
        report.refused = report.total - report.left_out
    else:
        labels = [str(row) for row in cells.rows]
        lines = set(labels) if len(set(labels)) < len(labels) else labels
        swallowed = report.total - cells.left_out - cells.silent - cells.paired - len(set(labels))
        report.refused = sum(label in hit for label in lines) + max(swallowed, 0)
    return report


def _check(
    report: Report,
    kind: str,
    cells: Cells,
    meetings: pd.DataFrame | None,
    options: Options,
    codes: dict[str, str],
) -> None:
    raw = cells.frame
    missing = missing_columns(kind, list(raw.columns))
    if any(f.row is None and f.column for f in report.faults_list):
        missing = [f for f in missing if f.column not in {g.column for g in report.faults_list}]
    frame, faults, bad = convert(kind, cells, options, codes)
    if not len(frame) and not missing and report.ok:
        faults.append(Fault(None, "", "no records", "one line per record", "fill the table"))
    if kind == "attendance" and "seq" not in frame.columns and not missing:
        _number_statements(frame, report)
    if kind == "trade" and not missing:
        _complete_trade(frame, report, missing)
    faults += schema_faults(kind, frame, cells, bad)
    faults += _foreign_codes(kind, frame, cells, codes)
    # A rule speaks only about cells that are right in themselves.
    wrong = {(str(f.row), f.column) for f in faults}
    names = disagreeing_names(kind, frame, cells.rows)
    faults += [f for f in names if (str(f.row), f.column) not in wrong]
    known = _first_days(read_table("meetings"))
    if meetings is not None:
        known |= _first_days(meetings.dropna(subset=["meeting_id"]))
    faults = [f for f in faults if f.row not in cells.ragged]
    later = [] if missing else rule_faults(kind, frame, cells.rows, known)
    faults += [
        f for f in later if (str(f.row), f.column) not in wrong and f.row not in cells.ragged
    ]
    order = {row: i for i, row in enumerate(cells.rows)}
    faults.sort(key=lambda f: order.get(f.row, -1))
    report.faults_list += missing + faults
    first = frame.head(_FIRST).copy()
    first.index = pd.Index(cells.rows[: len(first)])
    report.first = first
    if report.ok:
        report.frame = finish(kind, frame, read_table(KINDS[kind].table).__getitem__)
        report.frame.attrs[TABLE_ATTR] = KINDS[kind].table
    report.notes += _notes(kind, frame, list(raw.columns), cells.rows, ok=report.ok)
    if report.frame is not None:
        report.frame.attrs["notes"] = list(report.notes)


def _first_days(meetings: pd.DataFrame) -> dict[str, Any]:
    days = meetings.get("start_date", pd.Series(pd.NaT, index=meetings.index))
    return dict(zip(meetings["meeting_id"].astype("str"), days, strict=True))


def _foreign_codes(
    kind: str, frame: pd.DataFrame, cells: Cells, codes: dict[str, str]
) -> list[Fault]:
    """Ask about codes that mean another state elsewhere; note them where the rest is ISO."""
    used: dict[str, set[str]] = {}
    for name in code_columns(kind):
        if name in frame.columns and name not in codes and "*" not in codes:
            cell = frame[name].dropna().astype("str")
            used[name] = {part for text in cell for part in text.split(";")}
    every = set().union(*used.values()) if used else set()
    found = doubtful(every)
    if not found:
        return []
    cow = bool(every & cow_only())
    said = [f"{c} {state_name(c)} (elsewhere {state_name(o)})" for c, o in found.items()]
    if not cow and (speaks_for_iso(every) or len(found) < 2):
        cells.notes.append(
            f"Codes as read, ISO 3166-1 alpha-3: {', '.join(said)}. If another set is meant, say "
            'codes="cow" or codes="ioc".'
        )
        return []
    faults = []
    for name in used:
        for position, value in frame[name].items():
            hit = [c for c in str(value).split(";") if c in found]
            if isinstance(value, str) and hit:
                both = "; ".join(
                    f"{c} is {state_name(c)} in ISO 3166-1 and {state_name(found[c])} in the "
                    "Correlates of War or Olympic codes"
                    for c in hit
                )
                faults.append(
                    Fault(
                        cells.rows[int(str(position))],
                        name,
                        repr(value),
                        "a code that is clear",
                        f'{both}: say codes="iso3", codes="cow" or codes="ioc"',
                    )
                )
    return faults


def _complete_trade(frame: pd.DataFrame, report: Report, missing: list[Fault]) -> None:
    """Call the rows one series where none is named, add sums; refuse a table without amounts."""
    amounts = [c for c in ("exports_usd", "imports_usd", "total_usd") if c in frame.columns]
    if not amounts:
        mend = "add one of the columns exports_usd, imports_usd, total_usd, in whole dollars"
        missing.append(
            Fault(None, "exports_usd", "no column of amounts", "amounts in US dollars", mend)
        )
        return
    if {"exports_usd", "imports_usd"} <= set(frame.columns):
        both = frame["exports_usd"] + frame["imports_usd"]
        had = frame.get("total_usd", pd.Series(pd.NA, index=frame.index, dtype="Int64"))
        frame["total_usd"] = had.fillna(both)
        count = int((had.isna() & both.notna()).sum())
        if count:
            report.notes.append(f"Column `total_usd`: {count} sum(s) of exports and imports.")
    if "series" not in frame.columns:
        frame["series"] = "own"
        report.notes.append("Column `series` was made: all rows are one series, `own`.")
    if "period" not in frame.columns:
        report.notes.append("No `period`: figures take each row for a full year.")


def _unknown_kind(columns: list[str]) -> Fault:
    needs = "".join(f"\n      {kind}: {', '.join(k.required)}" for kind, k in KINDS.items())
    shown = ", ".join(columns[:12]) + (" …" if len(columns) > 12 else "")
    mend = (
        'rename your columns so, in the first line of the file, say columns={"theirs": "ours"}, '
        "or say the kind you mean"
    )
    if layout := likely_layout(columns, ""):
        mend = f"say layout={layout!r}, if the file is from {LAYOUTS[layout].title}; else {mend}"
    return Fault(
        None,
        "",
        f"the columns are {shown}",
        f"the columns of one kind of records{needs}",
        mend,
    )


def _number_statements(frame: pd.DataFrame, report: Report) -> None:
    ordered = frame.sort_values("known_on", kind="stable")
    numbers = ordered.groupby(["meeting_id", "actor_iso3"], dropna=False).cumcount() + 1
    frame["seq"] = numbers.reindex(frame.index).astype("Int64")
    report.notes.append(
        "Column `seq` was made: statements numbered by known_on, then as they stand."
    )


def _notes(
    kind: str, frame: pd.DataFrame, columns: list[str], rows: list[Any], *, ok: bool
) -> list[str]:
    """Say what was kept, what is new and what is missing, so that nothing happens silently."""
    notes = []
    own = [c for c in columns if c not in fields(kind)]
    if own:
        notes.append(f"Columns of your own, kept as they are: {', '.join(own)}.")
    if kind == "meetings" and "meeting_id" in frame.columns:
        notes += meeting_twice(frame, rows)
    if not ok:
        return notes
    for name, new in sorted(widened(kind, frame).items()):
        notes.append(f"Column `{name}` has values that the bundled table lacks: {', '.join(new)}.")
    absent = [n for n in ("source_id", "verification") if n in fields(kind)]
    absent = [n for n in absent if n not in frame.columns or frame[n].isna().all()]
    if "source_id" in absent:
        notes.append("No `source_id`: figures cannot name a source for these rows.")
    if "verification" in absent:
        notes.append(
            "No `verification`: it stays missing, nobody is said to have checked the rows."
        )
    if kind == "meetings":
        notes += _meeting_notes(frame, rows)
    if kind in ("indicators", "trade"):
        coming = int(frame["year"].gt(pd.Timestamp.today().year).sum())
        if coming:
            notes.append(
                f"{coming} row(s) are of years still to come: a forecast is no result, and figures "
                "draw both alike. Leave such rows out, or give them an id or series of their own."
            )
    if kind == "trade":
        amounts = [c for c in ("exports_usd", "imports_usd", "total_usd") if c in frame.columns]
        open_ = int(frame[amounts].isna().all(axis="columns").sum())
        if open_:
            notes.append(f"{open_} row(s) hold no amount: what they hold stays unknown.")
    return notes


def _meeting_notes(frame: pd.DataFrame, rows: list[Any]) -> list[str]:
    notes = []
    placed = {"latitude", "longitude"} <= set(frame.columns)
    lost = (
        int((frame["latitude"].isna() | frame["longitude"].isna()).sum()) if placed else len(frame)
    )
    if lost:
        notes.append(f"{lost} meeting(s) have no position: maps leave them out.")
    if "format" in frame.columns and frame["format"].eq("bilateral").any():
        sides = frame.get("parties")
        silent = frame["format"].eq("bilateral") & (True if sides is None else sides.isna())
        if silent.any():
            notes.append(
                f"{int(silent.sum())} bilateral meeting(s) name no `parties` (such as KAZ;USA): "
                "who met whom cannot count them."
            )
    notes += _far_notes(frame, rows) + _side_notes(frame, rows)
    if "mode" not in frame.columns or frame["mode"].isna().all():
        notes.append("No `mode` (in_person, virtual …): figures of who met whom leave it open.")
    if "meeting_id" in frame.columns:
        shared = set(frame["meeting_id"].dropna()) & set(read_table("meetings")["meeting_id"])
        if shared:
            notes.append(
                f"{len(shared)} id(s) also stand in the bundled table, such as "
                f"{min(shared)}: put together, both would count."
            )
    return notes


def _far_notes(frame: pd.DataFrame, rows: list[Any]) -> list[str]:
    """Say which meetings without a country lie where nobody meets, or where swapping helps."""
    if not {"latitude", "longitude"} <= set(frame.columns):
        return []
    silent = frame["latitude"].notna() & frame["longitude"].notna()
    if "country_iso3" in frame.columns:
        silent &= frame["country_iso3"].isna()
    notes = []
    for i in frame.index[silent]:
        lat, lon = float(frame["latitude"][i]), float(frame["longitude"][i])
        here = place_of(lat, lon)
        there = place_of(lon, lat) if abs(lon) <= 90 else ""
        if here not in STATES and there in STATES:
            where = f"in {here}" if here else "at sea"
            notes.append(
                f"Row {rows[i]}: {lat:g}, {lon:g} lies {where}; swapped it lies in {there}."
            )
        elif not here:
            notes.append(f"Row {rows[i]}: {lat:g}, {lon:g} lies at sea, far from any country.")
    return notes


def _side_notes(frame: pd.DataFrame, rows: list[Any]) -> list[str]:
    """Say which bilateral meetings have a counterpart that is none of their sides."""
    if not {"format", "parties", "counterpart"} <= set(frame.columns):
        return []
    strange = [
        i
        for i in frame.index[frame["format"].eq("bilateral") & frame["parties"].notna()]
        if frame["counterpart"][i] not in {*str(frame["parties"][i]).split(";"), "-", "C5"}
    ]
    if not strange:
        return []
    shown = ", ".join(str(rows[i]) for i in strange[:6])
    return [f"{len(strange)} bilateral meeting(s) whose counterpart is no side of them: {shown}."]


def _frame_of(report: Report) -> pd.DataFrame:
    if report.frame is None:
        raise RecordsError(report)
    return report.frame
