"""Hold the faults of some records and tell them in words."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

COLUMNS = ("row", "column", "value", "expected", "mend")
_SHOWN_GROUPS = 60
_SHOWN_ROWS = 6
_SHOWN_CHARACTERS = 200
_SHOWN_CELL = 60


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what stands there, what was expected, how to mend it.

    Attributes
    ----------
    row
        Line of the file (the header is line 1) or index label of the frame; ``None`` where the
        fault belongs to the whole table.
    """

    row: Any
    column: str
    value: str
    expected: str
    mend: str


@dataclass
class Report:
    """What the check of some records found; prints as text, shows as a table in a notebook.

    Attributes
    ----------
    kind
        ``meetings``, ``attendance``, ``places`` or ``indicators``; empty where it stayed unknown.
    source
        Name of the file, or what kind of object was given.
    total, read, refused
        Records in the source, and how many of them were read and refused; where a fault concerns
        the whole table, all are refused. With those left out they add up to ``total``.
    left_out
        Records that a layout leaves out on purpose; a note says which.
    first
        The first records as understood, also where others are wrong.
    notes
        What was understood, added or kept, so that nothing happens silently.
    frame
        The typed records, ``None`` where there is a fault.
    row_word
        ``line`` for files, ``row`` for frames.
    """

    kind: str
    source: str
    total: int = 0
    refused: int = 0
    left_out: int = 0
    faults_list: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    frame: pd.DataFrame | None = None
    row_word: str = "line"
    first: pd.DataFrame | None = None

    @property
    def ok(self) -> bool:
        """Whether there is no fault."""
        return not self.faults_list

    @property
    def read(self) -> int:
        """Number of records without a fault."""
        return self.total - self.refused - self.left_out

    @property
    def rows(self) -> int:
        """Number of records in the source."""
        return self.total

    @property
    def faults(self) -> pd.DataFrame:
        """The faults, one row each: ``row``, ``column``, ``value``, ``expected``, ``mend``."""
        rows = [[getattr(f, name) for name in COLUMNS] for f in self.faults_list]
        return pd.DataFrame(rows, columns=list(COLUMNS), dtype="object")

    def __str__(self) -> str:
        """Return the report as text, faults grouped where the same one occurs in several rows."""
        return "\n".join([self._headline(), *self._fault_lines(), *self._note_lines()])

    def _repr_html_(self) -> str:
        notes = "".join(f"<li>{html.escape(note)}</li>" for note in self.notes)
        table = self.faults.to_html(index=False, escape=True) if self.faults_list else ""
        first = ""
        if self.first is not None and not self.first.empty:
            shown = self.first.to_html(escape=True, na_rep="", max_cols=12)
            first = f"<p>First records as understood</p>{shown}"
        return f"<p>{html.escape(self._headline())}</p>{table}<ul>{notes}</ul>{first}"

    def _headline(self) -> str:
        if not self.total and not self.kind:
            what = "no records read"
        else:
            kind = f" of {self.kind}" if self.kind else ""
            what = f"{_count(self.total, 'record')}{kind}: {self.read} read, {self.refused} refused"
            what += f", {self.left_out} left out" if self.left_out else ""
        if self.ok:
            return f"{self.source}: no fault; {what}."
        hit = len({str(f.row) for f in self.faults_list if f.row is not None})
        where = f" in {_count(hit, self.row_word)}" if hit else ""
        return f"{self.source}: {_count(len(self.faults_list), 'fault')}{where}; {what}."

    def first_rows(self) -> str:
        """Return the first records as understood, a line for each cell; empty if there is none.

        Long text is cut; a cell that is missing shows as ``-``.
        """
        if self.first is None or self.first.empty:
            return ""
        lines = ["First records as understood"]
        width = max(len(str(c)) for c in self.first.columns)
        for label, row in self.first.iterrows():
            lines += ["", f"{self.row_word} {label}"]
            lines += [f"    {name:<{width}}  {_cell(value)}" for name, value in row.items()]
        return "\n".join(lines)

    def _fault_lines(self) -> list[str]:
        groups: dict[tuple[str, str, str, str], list[Any]] = {}
        for f in self.faults_list:
            groups.setdefault((f.column, f.value, f.expected, f.mend), []).append(f.row)
        lines: list[str] = []
        for (column, value, expected, mend), rows in list(groups.items())[:_SHOWN_GROUPS]:
            if len(value) > _SHOWN_CHARACTERS:
                value = f"{value[:_SHOWN_CHARACTERS]}… ({len(value):,} characters)"
            shown = f": {value}" if value else ""
            lines += ["", f"{self._place(rows, column)}{shown}", f"    expected  {expected}"]
            lines.append(f"    to mend   {mend}")
        if len(groups) > _SHOWN_GROUPS:
            lines += ["", f"and {len(groups) - _SHOWN_GROUPS} more kinds of fault: see `.faults`."]
        return lines

    def _place(self, rows: list[Any], column: str) -> str:
        known = [row for row in rows if row is not None]
        name = f"column `{column}`" if column else ""
        if not known:
            return name or "the whole file"
        word = self.row_word if len(known) == 1 else f"{self.row_word}s"
        more = f" and {len(known) - _SHOWN_ROWS} more" if len(known) > _SHOWN_ROWS else ""
        place = f"{word} {', '.join(str(row) for row in known[:_SHOWN_ROWS])}{more}"
        return f"{place}, {name}" if name else place

    def _note_lines(self) -> list[str]:
        return ["", "Notes", *(f"  - {note}" for note in self.notes)] if self.notes else []


class RecordsError(ValueError):
    """Some records have faults; ``.faults`` lists all of them, ``.report`` says them in words.

    Attributes
    ----------
    faults
        DataFrame: ``row`` (line of the file, the header is line 1), ``column``, ``value``,
        ``expected``, ``mend``.
    """

    def __init__(self, report: Report) -> None:
        super().__init__(str(report))
        self.report = report
        self.faults = report.faults


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _cell(value: Any) -> str:
    if value is None or pd.isna(value):
        return "-"
    text = value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
    return text if len(text) <= _SHOWN_CELL else text[: _SHOWN_CELL - 1] + "…"
