"""Read the user's own meetings, attendance, places and indicators, or say all that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ca_summit.checks import check_choice, check_columns
from ca_summit.records.cells import take_cells
from ca_summit.records.convert import convert, finish, missing_columns, widened
from ca_summit.records.faults import Fault, RecordsError, Report
from ca_summit.records.kinds import KINDS, fields, guess_kind
from ca_summit.records.rules import rule_faults
from ca_summit.records.schema import schema_faults
from ca_summit.tables.reader import TABLE_ATTR, read_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from ca_summit.records.cells import Cells


def read_meetings(source: Any, *, encoding: str | None = None) -> pd.DataFrame:
    """Read your own meetings, in the form that ``load_meetings()`` has, or refuse with all faults.

    Needed columns: ``meeting_id``, ``name``, ``format``, ``level``, ``start_date``,
    ``counterpart``, ``status``. All others of ``load_meetings()`` are optional and stay missing
    where you do not give them; nothing is filled in, also no ``end_date``, position or
    ``verification``. Give ``source_id`` any short text that names your source; figures print it.

    Parameters
    ----------
    source
        Path of a CSV (also as Excel saves it), Parquet or Excel file, or a dataframe.
    encoding
        How a text file is encoded, if it is not UTF-8. Default: recognised, or refused.

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
    Days are ``2025-11-06`` or ``06.11.2025``; ``03/04/2025`` is refused because it names two days.

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
    return _frame_of(check_records(source, "meetings", encoding=encoding))


def read_attendance(
    source: Any, *, meetings: pd.DataFrame | None = None, encoding: str | None = None
) -> pd.DataFrame:
    """Read your own statements about who would come and who came, or refuse with all faults.

    Needed columns: ``meeting_id``, ``actor_iso3``, ``status``, ``known_on``. Without ``seq``
    the statements of an actor about a meeting are numbered by ``known_on``, then in your order.

    Parameters
    ----------
    source, encoding
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
    report = check_records(source, "attendance", meetings=meetings, encoding=encoding)
    return _frame_of(report)


def read_places(source: Any, *, encoding: str | None = None) -> pd.DataFrame:
    """Read your own places, in the form that ``load_places()`` has, or refuse with all faults.

    Needed columns: ``place_id``, ``name``, ``country_iso3``, ``latitude``, ``longitude``
    (degrees, WGS84), ``kind``. A point must lie in its country, within half a degree.

    Parameters
    ----------
    source, encoding
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
    return _frame_of(check_records(source, "places", encoding=encoding))


def read_indicators(source: Any, *, encoding: str | None = None) -> pd.DataFrame:
    """Read your own time series, in the form that ``load_indicators()`` has, or refuse.

    Needed columns: ``indicator_id``, ``iso3``, ``year``, ``value``, ``unit``. New indicators are
    welcome, each with one unit; a bundled indicator keeps the unit of the bundled table.

    Parameters
    ----------
    source, encoding
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
    return _frame_of(check_records(source, "indicators", encoding=encoding))


def check_file(
    path: str | Path, kind: str | None = None, *, meetings: str | Path | None = None
) -> Report:
    """Check a file of records and return the report; ``str(report)`` says all faults in words.

    Parameters
    ----------
    kind
        ``meetings``, ``attendance``, ``places`` or ``indicators``. Default: known by the columns.
    meetings
        File with your own meetings, for attendance.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If ``kind`` is none of the four.
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
    return check_records(path, kind, meetings=own)


def check_records(
    source: Any,
    kind: str | None = None,
    *,
    meetings: pd.DataFrame | None = None,
    encoding: str | None = None,
) -> Report:
    """Check records of one kind without raising; ``.frame`` holds them where nothing is wrong.

    Parameters
    ----------
    source, encoding
        As in `read_meetings`.
    kind
        ``meetings``, ``attendance``, ``places`` or ``indicators``. Default: known by the columns.
    meetings
        Your own meetings, for attendance.

    Returns
    -------
    Report
        ``.ok``, ``.faults`` (DataFrame), ``.notes`` and, if ok, ``.frame``.

    Examples
    --------
    >>> report = check_records({"place_id": ["x"], "name": ["X"], "country_iso3": ["KZA"],
    ...     "latitude": [43.2], "longitude": [76.9], "kind": ["city"]})
    >>> report.faults["mend"].iloc[0]
    "did you mean 'KAZ' instead of 'KZA'?"
    """
    if kind is not None:
        check_choice("kind", kind, KINDS)
    if meetings is not None:
        check_columns("read_attendance", meetings, ["meeting_id"], "read_meetings()")
    cells = take_cells(source, kind=kind or "", encoding=encoding)
    columns = list(cells.frame.columns)
    report = Report("", cells.source, row_word=cells.row_word, notes=cells.notes)
    report.faults_list = list(cells.faults)
    if not columns:
        if report.ok:
            needed = "columns with names, and one row per record"
            report.faults_list.append(Fault(None, "", "an empty table", needed, "fill it"))
        return report
    kind = kind or guess_kind(columns)
    if not kind:
        report.faults_list.append(_unknown_kind(columns))
        return report
    report.kind, report.rows = kind, len(cells.rows)
    _check(report, kind, cells, meetings)
    return report


def _check(report: Report, kind: str, cells: Cells, meetings: pd.DataFrame | None) -> None:
    raw = cells.frame
    missing = missing_columns(kind, list(raw.columns))
    frame, faults, bad = convert(kind, cells)
    if not len(frame) and not missing:
        faults.append(Fault(None, "", "no records", "one line per record", "fill the table"))
    if kind == "attendance" and "seq" not in frame.columns and not missing:
        _number_statements(frame, report)
    faults += schema_faults(kind, frame, cells, bad)
    # A rule speaks only about cells that are right in themselves.
    wrong = {(str(f.row), f.column) for f in faults}
    known = frozenset(read_table("meetings")["meeting_id"])
    if meetings is not None:
        known |= frozenset(meetings["meeting_id"].dropna().astype("str"))
    faults = [f for f in faults if f.row not in cells.ragged]
    later = [] if missing else rule_faults(kind, frame, cells.rows, known)
    faults += [
        f for f in later if (str(f.row), f.column) not in wrong and f.row not in cells.ragged
    ]
    order = {row: i for i, row in enumerate(cells.rows)}
    faults.sort(key=lambda f: order.get(f.row, -1))
    report.faults_list += missing + faults
    if report.ok:
        report.frame = finish(kind, frame, read_table(KINDS[kind].table).__getitem__)
        report.frame.attrs[TABLE_ATTR] = KINDS[kind].table
    report.notes += _notes(kind, frame, list(raw.columns), ok=report.ok)
    if report.frame is not None:
        report.frame.attrs["notes"] = list(report.notes)


def _unknown_kind(columns: list[str]) -> Fault:
    needs = "".join(f"\n      {kind}: {', '.join(k.required)}" for kind, k in KINDS.items())
    shown = ", ".join(columns[:12]) + (" …" if len(columns) > 12 else "")
    return Fault(
        None,
        "",
        f"the columns are {shown}",
        f"the columns of one kind of records{needs}",
        "rename your columns so, in the first line of the file, or say the kind you mean",
    )


def _number_statements(frame: pd.DataFrame, report: Report) -> None:
    ordered = frame.sort_values("known_on", kind="stable")
    numbers = ordered.groupby(["meeting_id", "actor_iso3"], dropna=False).cumcount() + 1
    frame["seq"] = numbers.reindex(frame.index).astype("Int64")
    report.notes.append(
        "Column `seq` was made: statements numbered by known_on, then as they stand."
    )


def _notes(kind: str, frame: pd.DataFrame, columns: list[str], *, ok: bool) -> list[str]:
    """Say what was kept, what is new and what is missing, so that nothing happens silently."""
    notes = []
    own = [c for c in columns if c not in fields(kind)]
    if own:
        notes.append(f"Columns of your own, kept as they are: {', '.join(own)}.")
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
        notes += _meeting_notes(frame)
    return notes


def _meeting_notes(frame: pd.DataFrame) -> list[str]:
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
    if "meeting_id" in frame.columns:
        shared = set(frame["meeting_id"].dropna()) & set(read_table("meetings")["meeting_id"])
        if shared:
            notes.append(
                f"{len(shared)} id(s) also stand in the bundled table, such as "
                f"{min(shared)}: put together, both would count."
            )
    return notes


def _frame_of(report: Report) -> pd.DataFrame:
    if report.frame is None:
        raise RecordsError(report)
    return report.frame
