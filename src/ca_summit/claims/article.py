"""Read the claims of any article, each told as a row: which rows, what of them, how much."""

from __future__ import annotations

import re
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.catalog import data_version, table_names
from ca_summit.claims.cells import ClaimError, choose, near, read_day, read_number
from ca_summit.claims.conditions import read_conditions
from ca_summit.claims.wording import plain_number
from ca_summit.figures.language import Words, msg
from ca_summit.figures.sentences import count, joined, say, written
from ca_summit.records.inputs import take_cells
from ca_summit.records.values import is_blank
from ca_summit.records.workbook import Shown
from ca_summit.tables.as_of import DATED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ca_summit.claims.conditions import Condition
    from ca_summit.figures.sentences import Text
    from ca_summit.records.faults import Fault
    from ca_summit.tables.choice import Tables

#: Columns of a table of own claims; those without which a claim cannot be checked come first.
NEEDED = ("claim", "table", "quantity", "comparison", "value")
ALSO = ("claim_id", "rows", "against", "tolerance", "as_of", "source")

#: Signs of comparisons, with the words for them in English, Russian and Kazakh.
_COMPARISONS = {
    "=": "=|is|equals|равно|ровно|тең|дәл",
    "about": "about|around|≈|около|примерно|приблизительно|шамамен",
    ">": ">|more than|over|больше|больше чем|более|более чем|свыше|артық|көп|астам",
    ">=": ">=|≥|at least|не меньше|не менее|по меньшей мере|минимум|кем емес|аз емес|кемінде",
    "<": "<|less than|under|меньше|меньше чем|менее|менее чем|кем|аз",
    "<=": "<=|≤|at most|не больше|не более|максимум|артық емес|көп емес|ең көбі",
    "between": "between|между|арасында|аралығында",
}
_COMPARED = {word: sign for sign, words in _COMPARISONS.items() for word in words.split("|")}
_QUANTITY = re.compile(r"^(\w+(?: \w+)??)\s+(?:of\s+)?(\w+)$")
_ROWS = frozenset("rows|number of rows|count|строки|число строк|жолдар|жолдар саны".split("|"))
#: What is asked of a column, in three languages.
_QUANTITIES = {
    "sum": "sum|сумма|қосынды|қосындысы",
    "mean": "mean|среднее|орташа|орташасы",
    "largest": "largest|наибольшее|ең үлкен",
    "smallest": "smallest|наименьшее|ең кіші",
    "latest": "latest|последнее|соңғы",
    "different": "different|разные|разных|число разных|әртүрлі",
}
_ASKED = {word: how for how, words in _QUANTITIES.items() for word in words.split("|")}
_TOLD = 3  # so many faults of a file are told


@dataclass(frozen=True)
class Claim:
    """One claim as its table tells it, read and without a fault."""

    text: str
    table: str
    rows: tuple[Condition, ...]
    against: tuple[Condition, ...] | None
    how: str
    column: str
    comparison: str
    values: tuple[float, ...]
    tolerance: float
    as_of: pd.Timestamp | None
    written: str = ""


def read_article(path: str | Path) -> pd.DataFrame:
    r"""Read the claims of an article from a CSV file or a workbook, every cell as it is written.

    Parameters
    ----------
    path
        File with the columns that `check_claims` names.

    Returns
    -------
    DataFrame of text, one row per claim; empty cells are missing.

    Raises
    ------
    FileNotFoundError, IsADirectoryError
        If there is no such file, or it is a folder.
    TypeError
        If it is no path.
    ValueError
        If the file is no table.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "article.csv"
    >>> line = "Central Asia measures 4 million km²,countries,sum of area_km2,about,4 million"
    >>> _ = file.write_text(f"claim,table,quantity,comparison,value\n{line}", encoding="utf-8")
    >>> read_article(file)["value"].to_list()
    ['4 million']
    """
    if not isinstance(path, (str, PathLike)):
        raise TypeError(
            "read_article() needs the path of a CSV file or workbook of claims; got "
            f"{type(path).__name__}. A table that you hold already goes to check_claims() as it is."
        )
    file = Path(path)
    if file.is_dir():
        raise IsADirectoryError(
            Words().say(
                "{path} is a folder. Give the path of a CSV file or workbook of claims.",
                path=repr(str(path)),
            )
        )
    if not file.is_file():
        raise FileNotFoundError(
            Words().say(
                "There is no file {path}. Give the path of a CSV file or workbook of claims.",
                path=repr(str(path)),
            )
        )
    cells = take_cells(file, {}, frozenset((*NEEDED, *ALSO)), "claims", ("claims",))
    if cells.faults:
        told = "; ".join(_told_fault(fault) for fault in cells.faults[:_TOLD])
        raise ValueError(
            f"{file.name} cannot be read as a table of claims: {told}. Save it as CSV in UTF-8, "
            'with "…" around a cell that holds the separator.'
        )
    _check_columns(cells.frame, Words())
    if cells.frame.empty:
        raise ValueError(
            Words().say(
                "{file:c} holds no claim: write one line for each below the header.", file=file.name
            )
        )
    for name in cells.frame.columns:
        odd = next((cell for cell in cells.frame[name] if isinstance(cell, Shown)), None)
        if odd is not None:
            raise ValueError(
                Words().say(
                    "{file:c}: a cell of {column:c} shows {shown:c} and holds {held:c}; give the "
                    "column the format Text and write what is meant.",
                    file=file.name,
                    column=repr(name),
                    shown=odd.shown,
                    held=f"{float(odd):g}",
                )
            )
    return cells.frame.map(lambda cell: None if is_blank(cell) else cell)


def _told_fault(fault: Fault) -> str:
    where = "" if fault.row is None else f"line {fault.row}: "
    found = " ".join(part for part in (fault.column, fault.value) if part)
    return f"{where}{found}, where {fault.expected} was needed ({fault.mend})"


def is_article(claims: pd.DataFrame) -> bool:
    """Whether a table tells claims of an article of one's own, not rows of ``load_claims()``."""
    return "quantity" in claims.columns or "comparison" in claims.columns


def read_claims(claims: pd.DataFrame, tables: Tables, words: Words | None = None) -> list[Claim]:
    """Read every row of a table of own claims.

    Raises
    ------
    ValueError
        If a row cannot be read; the message names each such claim with what is wrong in it, in the
        language of ``words``.
    """
    words = words or Words()
    _check_columns(claims, words)
    known = list(NEEDED + ALSO)
    faults: list[Text] = [
        near(say("Column {name} is none of {known:c}.", name=repr(name), known=known), name, known)
        for name in claims.columns
        if name not in known
    ]
    read = []
    for place, row in enumerate(claims.to_dict("records"), start=1):
        try:
            read.append(_read({str(k): v for k, v in row.items()}, tables))
        except (ValueError, TypeError) as fault:
            reason = fault.reason if isinstance(fault, ClaimError) else str(fault)
            faults.append(say("claim {place}: {reason:c}", place=place, reason=reason))
    if faults:
        head = count(
            "check_claims() cannot read {count} part of the table of claims:",
            "check_claims() cannot read {count} parts of the table of claims:",
            len(faults),
        )
        raise ValueError(written(joined([head, *faults], "\n- "), words))
    return read


def _check_columns(claims: pd.DataFrame, words: Words) -> None:
    missing = [name for name in NEEDED if name not in claims.columns]
    if missing:
        raise ValueError(
            words.say(
                "check_claims() needs column(s) {missing:c}; the table has {found:c}. The guide "
                "docs/classroom.md shows an example.",
                missing=missing,
                found=list(claims.columns),
            )
        )


def _read(row: Mapping[str, Any], tables: Tables) -> Claim:
    def cell(name: str) -> str:
        value = row.get(name)
        return "" if value is None or pd.isna(value) else str(value).strip()

    for name in NEEDED:
        if not cell(name):
            raise ClaimError("{name} is empty; every claim needs one.", name=repr(name))
    table = cell("table").removeprefix("load_").removesuffix("()")
    choose("table", table, table_names())
    frame = tables[table]
    how, column = _quantity(cell("quantity"), frame)
    comparison = cell("comparison").lower()
    if comparison not in _COMPARED:
        ascii_ = comparison.isascii()
        choose("comparison", comparison, [w for w in _COMPARED if w.isascii() == ascii_])
    comparison = _COMPARED[comparison]
    values = _values(cell("value"), comparison)
    if cell("against") and "%" in cell("value"):
        values = tuple(value / 100 for value in values)  # of the other figure
    known = cell("as_of")
    if known and table not in DATED:
        raise ClaimError(
            "Rows of {table:c} have no date of knowledge; leave `as_of` empty.",
            table=repr(table),
        )
    return Claim(
        text=cell("claim"),
        table=table,
        rows=read_conditions(cell("rows"), table, frame),
        against=read_conditions(cell("against"), table, frame) if cell("against") else None,
        how=how,
        column=column,
        comparison=comparison,
        values=values,
        tolerance=_tolerance(cell("tolerance"), comparison, values),
        as_of=_known_by(known.removesuffix(" 00:00:00")) if known else None,
        written=cell("value"),
    )


def _known_by(text: str) -> pd.Timestamp:
    """Read a day of knowledge; what will be known on a coming day nobody knows."""
    asked = read_day("as_of", text)
    last = max(pd.Timestamp.today().normalize(), pd.Timestamp(data_version().date))
    if asked > last:
        raise ClaimError(
            "`as_of` must not lie in the future, after {last:c}; got {text}.",
            last=f"{last:%Y-%m-%d}",
            text=repr(text),
        )
    return asked


def _quantity(text: str, frame: pd.DataFrame) -> tuple[str, str]:
    """Read what is asked of the rows: their number, or something of one column."""
    lower = " ".join(text.lower().split())
    if lower in _ROWS:
        return "rows", ""
    found = _QUANTITY.match(lower)
    how, name = found.groups() if found and found[1] in _ASKED else ("value", text)
    how = _ASKED.get(how, how)
    columns = {str(c).lower(): str(c) for c in frame.columns}
    if name.lower() not in columns:
        reason = say(
            "`quantity` must be 'rows', a column, or 'sum', 'mean', 'largest', 'smallest', "
            "'latest' or 'different' with a column; got {text}. Columns with numbers: {numbers:c}.",
            text=repr(text),
            numbers=[c for c in columns.values() if _is_number(frame[c])],
        )
        raise ClaimError(near(reason, name, columns.values()))
    name = columns[name.lower()]
    numeric = _is_number(frame[name])
    if how != "different" and not numeric:
        raise ClaimError(
            "`quantity` needs numbers for {how}; column {name:c} holds words. Ask for "
            "'different {name:c}' or 'rows'.",
            how=repr(how),
            name=name,
        )
    return how, name


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _values(value: Any, comparison: str) -> tuple[float, ...]:
    if comparison != "between":
        return (read_number(value),)
    ends = re.split(r"\s+(?:and|to|и|до|және|мен|пен|бен)\s+|\s*[–…]\s*", str(value).strip())
    if len(ends) != 2:
        message = msg("`value` of 'between' needs two numbers, such as '3 and 4'; got {value}.")
        raise ClaimError(message, value=repr(value))
    low, high = (read_number(end) for end in ends)
    if low > high:
        message = msg("`value` of 'between' needs the smaller number first; got {value}.")
        raise ClaimError(message, value=repr(value))
    return (low, high)


def _tolerance(text: str, comparison: str, values: tuple[float, ...]) -> float:
    """Return by how much a figure may differ, in the unit of the figure."""
    if not text:
        if comparison == "about":
            raise ClaimError("'about' needs a `tolerance`, such as '5%' or 2.")
        return 0.0
    width = read_number(text)
    if width < 0:
        raise ClaimError("`tolerance` must not be negative; got {text}.", text=repr(text))
    size = max(map(abs, values))
    if text.endswith("%"):
        width = abs(values[0]) * width / 100
    if size and width >= size:
        raise ClaimError(
            "`tolerance` must be smaller than the value, {size}; got {text}, with which "
            "nearly any figure would pass.",
            size=plain_number(size),
            text=repr(text),
        )
    return width
