"""Check the claims of any article, each told as a row: which rows, what of them, how much."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.catalog import data_version, get_table, table_names
from ca_summit.checks import check_day, nearest
from ca_summit.claims.evidence import (
    NOT_CHECKABLE,
    NOT_SUPPORTED,
    SUPPORTED,
    Evidence,
    Finding,
    NotCheckableError,
)
from ca_summit.figures.language import Words, msg
from ca_summit.figures.sentences import Name, count, joined, say, spellings, written
from ca_summit.records.inputs import take_cells
from ca_summit.records.values import Style, Wrong, is_blank, number
from ca_summit.records.workbook import Shown
from ca_summit.tables.as_of import DATED
from ca_summit.tables.choice import ARGUMENTS, Tables
from ca_summit.tables.states import country_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ca_summit.figures.sentences import Text
    from ca_summit.records.faults import Fault

#: Columns of a table of own claims; those without which a claim cannot be checked come first.
NEEDED = ("claim", "table", "quantity", "comparison", "value")
ALSO = ("claim_id", "rows", "against", "tolerance", "as_of", "source")

_COMPARISONS: dict[str, str] = {
    "=": "=",
    "is": "=",
    "equals": "=",
    "about": "about",
    "around": "about",
    ">": ">",
    "more than": ">",
    "over": ">",
    ">=": ">=",
    "at least": ">=",
    "<": "<",
    "less than": "<",
    "under": "<",
    "<=": "<=",
    "at most": "<=",
    "between": "between",
    "≈": "about",
    "≥": ">=",
    "≤": "<=",
}
#: The same words in Russian and Kazakh.
_COMPARED_WITH: dict[str, str] = {
    "=": "равно|ровно|тең|дәл",
    "about": "около|примерно|приблизительно|шамамен",
    ">": "больше|больше чем|более|более чем|свыше|артық|көп|астам",
    ">=": "не меньше|не менее|по меньшей мере|минимум|кем емес|аз емес|кемінде",
    "<": "меньше|меньше чем|менее|менее чем|кем|аз",
    "<=": "не больше|не более|максимум|артық емес|көп емес|ең көбі",
    "between": "между|арасында|аралығында",
}
_COMPARED = {word: sign for sign, words in _COMPARED_WITH.items() for word in words.split("|")}
_COMPARISON_WORDS = _COMPARISONS | _COMPARED
_TESTS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALES |= {"тыс": 1e3, "тысяча": 1e3, "тысячи": 1e3, "тысяч": 1e3, "мың": 1e3}
_SCALES |= {"млн": 1e6, "миллион": 1e6, "миллиона": 1e6, "миллионов": 1e6}
_SCALES |= {"млрд": 1e9, "миллиард": 1e9, "миллиарда": 1e9, "миллиардов": 1e9}
_SCALES |= {"трлн": 1e12, "триллион": 1e12, "триллиона": 1e12, "триллионов": 1e12}
_CONDITION = re.compile(r"^\s*(\w+)\s*(!=|>=|<=|=|>|<)\s*(.+?)\s*$")
_QUANTITY = re.compile(r"^(\w+(?: \w+)??)\s+(?:of\s+)?(\w+)$")
_ROWS = frozenset("rows|number of rows|count|строки|число строк|жолдар|жолдар саны".split("|"))
#: What is asked of a column, in three languages.
_ASKED: dict[str, str] = {
    **{how: how for how in ("sum", "mean", "largest", "smallest", "latest", "different")},
    "сумма": "sum",
    "среднее": "mean",
    "наибольшее": "largest",
    "наименьшее": "smallest",
    "последнее": "latest",
    "разные": "different",
    "разных": "different",
    "число разных": "different",
    "қосынды": "sum",
    "қосындысы": "sum",
    "орташа": "mean",
    "орташасы": "mean",
    "ең үлкен": "largest",
    "ең кіші": "smallest",
    "соңғы": "latest",
    "әртүрлі": "different",
}
_SIDES: dict[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
#: Columns in which rows must agree before their numbers are put together.
_BASIS: tuple[str, ...] = (
    "unit",
    "series",
    "series_id",
    "indicator",
    "indicator_id",
    "index_id",
    "measure",
)
_BASIS += ("basis", "value_kind", "period", "currency", "kind", "throughput_unit", "is_projection")
_TOTALS = ("is_sum", "is_aggregate")
#: Columns that tell what took place or was counted from what is planned, forecast or claimed.
_STANDING = ("is_projection", "value_kind", "status")
#: Words of these columns that make a figure less than a fact, with what they make of it.
_LESS: dict[str, dict[str, str]] = {
    "is_projection": {"True": msg("The figure is a projection, no count.")},
    "value_kind": {
        "forecast": msg("The figure is a forecast."),
        "target": msg("The figure is a target."),
        "capacity": msg("The figure is a capacity, no traffic."),
        "derived": msg("The figure is worked out from other figures."),
    },
    "status": {
        "government_claim": msg("The figure is a claim of a government, no statistic."),
        "company_estimate": msg("The figure is an estimate of a company."),
        "planned": msg("The figure is planned only."),
    },
}
#: Units and columns whose numbers mean nothing when they are added up.
_SHARES = re.compile(
    r"%|percent|index|score|\brank|degrees|\bper (person|\d)|^years?$|^days$|per day$|^m\b|_pct$"
    r"|^(latitude|longitude|edition|rank|world_rank|seq|sequence|m49|paragraph|created|stages)$"
    r"|^(property_id|low|high|ideal_point|with_parts\w*|fx_rate_used|coord_precision_km)$"
)
_LISTED, _SHOWN = 60, 3  # so many words are listed, of more so many
_TOLD = 3  # so many faults of a file are told
_SCALED_UNIT = re.compile(r"thousand|million|billion|trillion", re.IGNORECASE)
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")
#: States and groups that hold others of the same column.
_GROUPS = frozenset({"CA5", "CA4", "WLD", "EUU", "EU", "ASIA13", "EURASIA13"})


class ClaimError(ValueError):
    """Say what is wrong in a row, in a language that is chosen later."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True)
class Claim:
    """One claim as its table tells it, read and without a fault."""

    text: str
    table: str
    rows: tuple[tuple[str, str, str], ...]
    against: tuple[tuple[str, str, str], ...] | None
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
    ValueError
        If the file is no table.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "article.csv"
    >>> line = "Central Asia measures 4 million km²,countries,sum of area_km2,about,4 million"
    >>> _ = file.write_text(f"claim,table,quantity,comparison,value\\n{line}", encoding="utf-8")
    >>> read_article(file)["value"].to_list()
    ['4 million']
    """
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
        odd = [cell for cell in cells.frame[name] if isinstance(cell, Shown)]
        if odd:
            raise ValueError(
                f"{file.name}: a cell of {name!r} shows {odd[0].shown} and holds "
                f"{float(odd[0]):g}; give the column the format Text and write what is meant."
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
        _near(say("Column {name} is none of {known:c}.", name=repr(name), known=known), name, known)
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


def _near(reason: Text, value: object, allowed: Iterable[object]) -> Text:
    """Add what a misspelt word was probably meant to be."""
    close = nearest(value, [str(word) for word in allowed])
    meant = [say("Did you mean {near}?", near=repr(close[0]))] if close else []
    return joined([reason, *meant], " ")


def _choose(name: str, value: str, allowed: Iterable[object]) -> None:
    """Refuse a word that is none of those allowed, with the nearest."""
    words = sorted({str(word) for word in allowed})
    if value in words:
        return
    near = [str(word) for word in nearest(value, words)]
    message = msg("`{name:c}` must be one of {allowed:c}; got {value}.")
    if len(words) > _LISTED:
        message = msg("`{name:c}` must be one of {number} values such as {allowed:c}; got {value}.")
    shown = words if len(words) <= _LISTED else near or words[:_SHOWN]
    reason = say(message, name=name, allowed=shown, number=len(words), value=repr(value))
    raise ClaimError(_near(reason, value, words))


def check(claim: Claim, evidence: Evidence) -> tuple[Finding, Text]:
    """Return what the tables say of a claim, and what would change the verdict."""
    try:
        found, figures, weakness = _figure(claim, evidence)
    except NotCheckableError as error:
        return Finding(NOT_CHECKABLE, {}, [error.reason], as_of=_known(claim)), ""
    holds, bounds = _judged(claim, found)
    figures = {"found": found, "claimed": list(claim.values), **figures}
    message = msg("{quantity}: {found}; the claim says {said}.")
    text: list[Text] = [
        say(message, quantity=_quantity_of(claim), found=_plain(found), said=_said(claim))
    ]
    if holds and claim.how == "rows" and not found:
        text.append(
            say(
                "The tables hold no such row; that they hold none does not say that there was none."
            )
        )
        return Finding(NOT_CHECKABLE, figures, text, weakness, _known(claim)), ""
    verdict = SUPPORTED if holds else NOT_SUPPORTED
    finding = Finding(verdict, figures, text, weakness, _known(claim))
    return finding, _would_change(found, bounds, holds=holds)


def rule_of(claim: Claim) -> Text:
    """Return in words when a claim is supported."""
    return say("{quantity}: {said}", quantity=_quantity_of(claim), said=_said(claim))


def _read(row: Mapping[str, Any], tables: Tables) -> Claim:
    def cell(name: str) -> str:
        value = row.get(name)
        return "" if value is None or pd.isna(value) else str(value).strip()

    for name in NEEDED:
        if not cell(name):
            raise ClaimError(say("{name} is empty; every claim needs one.", name=repr(name)))
    table = cell("table").removeprefix("load_").removesuffix("()")
    _choose("table", table, table_names())
    frame = tables[table]
    how, column = _quantity(cell("quantity"), frame)
    comparison = cell("comparison").lower()
    if comparison not in _COMPARISON_WORDS:
        _choose("comparison", comparison, _COMPARISONS if comparison.isascii() else _COMPARED)
    comparison = _COMPARISON_WORDS[comparison]
    values = _values(cell("value"), comparison)
    if cell("against") and "%" in cell("value"):
        values = tuple(value / 100 for value in values)  # of the other figure
    known = cell("as_of")
    if known and table not in DATED:
        raise ClaimError(
            say(
                "Rows of {table:c} have no date of knowledge; leave `as_of` empty.",
                table=repr(table),
            )
        )
    return Claim(
        text=cell("claim"),
        table=table,
        rows=_conditions(cell("rows"), table, frame),
        against=_conditions(cell("against"), table, frame) if cell("against") else None,
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
    asked = _day("as_of", text)
    last = max(pd.Timestamp.today().normalize(), pd.Timestamp(data_version().date))
    if asked > last:
        raise ClaimError(
            say(
                "`as_of` must not lie in the future, after {last:c}; got {text}.",
                last=f"{last:%Y-%m-%d}",
                text=repr(text),
            )
        )
    return asked


def _day(name: str, text: str) -> pd.Timestamp:
    try:
        return check_day(name, text)
    except ValueError as error:
        raise ClaimError(
            say(
                "`{name:c}` must be a day, written YYYY-MM-DD, such as 2025-10-27; got {text}.",
                name=name,
                text=repr(text),
            )
        ) from error


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
        raise ClaimError(_near(reason, name, columns.values()))
    name = columns[name.lower()]
    numeric = _is_number(frame[name])
    if how != "different" and not numeric:
        raise ClaimError(
            say(
                "`quantity` needs numbers for {how}; column {name:c} holds words. Ask for "
                "'different {name:c}' or 'rows'.",
                how=repr(how),
                name=name,
            )
        )
    return how, name


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _conditions(text: str, table: str, frame: pd.DataFrame) -> tuple[tuple[str, str, str], ...]:
    """Read ``country = Kazakhstan | Uzbekistan; year >= 2020`` and hold it to the table."""
    out = []
    states = ARGUMENTS[table].states if table in ARGUMENTS else {}
    named = ARGUMENTS[table].words if table in ARGUMENTS else {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        found = _CONDITION.match(part)
        if found is None:
            raise ClaimError(
                say(
                    "`rows` must be like 'country = Kazakhstan | Uzbekistan; year = 2024'; got "
                    "{part}.",
                    part=repr(part),
                )
            )
        name, sign, wanted = found.groups()
        allowed = [
            *frame.columns,
            *states,
            *named,
            *(["year"] if _day_column(table, frame) else []),
        ]
        if name not in allowed:
            _choose("rows", name, allowed)
        out.append((name, sign, wanted))
        _keep(frame, table, out[-1])
    return tuple(out)


def _day_column(table: str, frame: pd.DataFrame) -> str:
    """Return the column of days of a table that has no ``year``; empty if there is none."""
    span = (ARGUMENTS[table].span or "") if table in ARGUMENTS else ""
    dated = span in frame.columns and pd.api.types.is_datetime64_any_dtype(frame[span])
    return span if dated and "year" not in frame.columns else ""


def _keep(frame: pd.DataFrame, table: str, condition: tuple[str, str, str]) -> pd.Series:
    """Tell which rows a condition keeps; a word that never occurs is refused."""
    name, sign, wanted = condition
    arguments = ARGUMENTS.get(table)
    states = dict(arguments.states) if arguments else {}
    column = (arguments.words if arguments else {}).get(name, name)
    columns: tuple[str, ...] = (column,)
    is_state = name in states or name in {c for own in states.values() for c in _several(own)}
    if name in states:
        columns = _several(states[name])
    values: list[Any] = [value.strip() for value in wanted.split("|") if value.strip()]
    if not values:
        raise ClaimError(
            say(
                "`rows` names no value behind '{name:c} {sign:c}'; got {wanted}.",
                name=name,
                sign=sign,
                wanted=repr(wanted),
            )
        )
    keep = pd.Series(False, index=frame.index)
    known_cells = pd.Series(False, index=frame.index)  # an empty cell is neither this nor another
    for own in columns:
        cells = frame[own] if own in frame.columns else frame[_day_column(table, frame)].dt.year
        known_cells |= cells.notna()
        if sign in _SIDES:
            keep |= _sided(cells, sign, wanted, own)
            continue
        if pd.api.types.is_bool_dtype(cells):
            keep |= cells.isin([_truth(value) for value in values]).fillna(False).astype(bool)
        elif pd.api.types.is_numeric_dtype(cells):
            keep |= cells.isin([_number(value) for value in values]).fillna(False).astype(bool)
        elif pd.api.types.is_datetime64_any_dtype(cells):
            keep |= cells.isin([_day(name, value) for value in values])
        else:
            parts = cells.astype("object").map(lambda v: [] if pd.isna(v) else str(v).split(";"))
            known = {part for found in parts for part in found}
            if is_state:
                chosen = _states(values, name, sorted(known))
            else:
                for value in values:
                    _choose(name, value, known)
                chosen = values
            keep |= parts.map(lambda found, chosen=chosen: bool(set(found) & set(chosen)))
    return known_cells & ~keep if sign == "!=" else keep


def _states(values: list[str], name: str, known: list[str]) -> list[str]:
    try:
        return country_codes(values, name, known)
    except ValueError as error:
        strange = [value for value in values if not _is_state(value, known)]
        reason = say(
            "`{name:c}` names no state or group of this table: {strange:c}. It has {known}.",
            name=name,
            strange=strange,
            known=joined([Name(code) for code in known[:_LISTED]], ", "),
        )
        spelt = [text for code in known for text in spellings(Name(code))]
        raise ClaimError(_near(reason, strange[0], spelt)) from error


def _is_state(value: str, known: list[str]) -> bool:
    try:
        return bool(country_codes([value], among=known))
    except ValueError:
        return False


def _several(columns: str | tuple[str, ...]) -> tuple[str, ...]:
    return (columns,) if isinstance(columns, str) else columns


def _sided(cells: pd.Series, sign: str, wanted: str, name: str) -> pd.Series:
    compare = _SIDES[sign]
    if pd.api.types.is_datetime64_any_dtype(cells):
        return pd.Series(compare(cells, _day(name, wanted)), dtype=bool)
    if not pd.api.types.is_numeric_dtype(cells):
        raise ClaimError(
            say("`rows` can compare numbers and days; column {name:c} holds words.", name=name)
        )
    return pd.Series(compare(cells, _number(wanted))).fillna(False).astype(bool)


def _truth(text: str) -> bool:
    _choose("rows", text.lower(), ["true", "false", "yes", "no", "да", "нет", "иә", "жоқ"])
    return text.lower() in {"true", "yes", "да", "иә"}


def _number(value: Any) -> float:
    """Read a number, also with ``million`` or ``billion`` behind it."""
    text = str(value).strip().removesuffix("%").strip()
    digits, _, word = text.rpartition(" ")
    scale = _SCALES.get(word.lower().rstrip(".")) if digits else None
    digits = (digits if scale else text).strip()
    if (doubt := _AMBIGUOUS.fullmatch(digits)) and (doubt[1] == "," or digits.endswith("0")):
        raise ClaimError(
            say(
                "{value} is {whole:c} if the sign parts thousands, or {part:c} if it stands before "
                "decimals; write one of them.",
                value=repr(str(value)),
                whole=digits.replace(doubt[1], ""),
                part=f"{float(digits.replace(doubt[1], '.')):g}",
            )
        )
    read = number(digits, style=Style(comma=True))
    if isinstance(read, Wrong) or pd.isna(read):
        raise ClaimError(
            say("{value} is not a number; write 1234.5 or '80 million'.", value=repr(str(value)))
        )
    return float(read) * (scale or 1.0)


def _values(value: Any, comparison: str) -> tuple[float, ...]:
    if comparison != "between":
        return (_number(value),)
    ends = re.split(r"\s+(?:and|to|и|до|және|мен|пен|бен)\s+|\s*[–…]\s*", str(value).strip())
    if len(ends) != 2:
        message = msg("`value` of 'between' needs two numbers, such as '3 and 4'; got {value}.")
        raise ClaimError(say(message, value=repr(value)))
    low, high = (_number(end) for end in ends)
    if low > high:
        message = msg("`value` of 'between' needs the smaller number first; got {value}.")
        raise ClaimError(say(message, value=repr(value)))
    return (low, high)


def _tolerance(text: str, comparison: str, values: tuple[float, ...]) -> float:
    """Return by how much a figure may differ, in the unit of the figure."""
    if not text:
        if comparison == "about":
            raise ClaimError(say("'about' needs a `tolerance`, such as '5%' or 2."))
        return 0.0
    width = _number(text)
    if width < 0:
        raise ClaimError(say("`tolerance` must not be negative; got {text}.", text=repr(text)))
    size = max(map(abs, values))
    if text.endswith("%"):
        width = abs(values[0]) * width / 100
    if size and width >= size:
        raise ClaimError(
            say(
                "`tolerance` must be smaller than the value, {size}; got {text}, with which "
                "nearly any figure would pass.",
                size=_plain(size),
                text=repr(text),
            )
        )
    return width


def _figure(claim: Claim, evidence: Evidence) -> tuple[float, dict[str, Any], list[Text]]:
    """Compute the figure of a claim; return it, its parts, and what it is less than a fact."""
    found, frame = _of_rows(claim, claim.rows, evidence)
    weakness: list[Text] = _standing(frame)
    if claim.how == "rows":
        weakness = [say("Counted are the records that the tables hold.")]
    if claim.against is None:
        _fits_unit(claim, frame)
        return found, {}, weakness
    other, rest = _of_rows(claim, claim.against, evidence)
    _comparable(claim, frame, rest)
    if not other:
        raise NotCheckableError(
            say("The figure to divide by is zero: {rows}.", rows=_where(claim.against))
        )
    return found / other, {"figure": found, "against": other}, weakness or _standing(rest)


def _of_rows(
    claim: Claim, conditions: tuple[tuple[str, str, str], ...], evidence: Evidence
) -> tuple[float, pd.DataFrame]:
    """Return the figure of some rows, and the rows that it was taken from."""
    frame = evidence.table(claim.table)
    names = {name for name, _, _ in conditions}
    if "preferred" in frame.columns and "preferred" not in names:
        frame = frame[frame["preferred"].fillna(False).astype(bool)]
    for condition in conditions:
        frame = frame[_keep_known(frame, claim.table, condition)]
    where = _where(conditions)
    _same_standing(frame, names)
    if claim.how == "rows":
        evidence.use(frame)
        return float(len(frame)), frame
    if frame.empty:
        message = msg("The tables hold no row of {table:c} where {rows}.")
        if claim.as_of is not None:
            message = msg("On {on:D} the tables held no row of {table:c} where {rows}.")
        raise NotCheckableError(say(message, on=claim.as_of, table=claim.table, rows=where))
    if claim.how == "latest":
        frame = _newest(frame, claim.table)
    if claim.how in {"sum", "mean", "largest", "smallest"}:
        _same_basis(frame, names)
    if claim.how in {"sum", "mean"}:
        _adds_up(claim, frame, names)
    values = evidence.use(frame, columns=[claim.column])[claim.column]
    if claim.how == "different":
        if values.isna().all():
            raise NotCheckableError(
                say(
                    "No row where {rows} has a value in {column:c}; missing is not zero.",
                    rows=where,
                    column=claim.column,
                )
            )
        return float(values.dropna().astype("str").nunique()), frame
    return _put_together(claim, values, where), frame


def _put_together(claim: Claim, values: pd.Series, where: str) -> float:
    """Return one number of several, if none is missing."""
    gaps = int(values.isna().sum())
    if gaps:
        raise NotCheckableError(
            say(
                "Rows where {rows}: {all}; without a value in {column:c}: {gaps}; missing is not "
                "zero. Choose rows that have one.",
                rows=where,
                all=len(values),
                column=claim.column,
                gaps=gaps,
            )
        )
    if claim.how in {"value", "latest"} and len(values) != 1:
        raise NotCheckableError(
            count(
                "{count} row answers, not one, where {rows}; ask for the sum, mean, largest or "
                "smallest of {column:c}, or narrow the rows.",
                "{count} rows answer, not one, where {rows}; ask for the sum, mean, largest or "
                "smallest of {column:c}, or narrow the rows.",
                len(values),
                rows=where,
                column=claim.column,
            )
        )
    put = {"sum": "sum", "mean": "mean", "smallest": "min"}.get(claim.how, "max")
    return float(values.astype(float).agg(put))


def _keep_known(frame: pd.DataFrame, table: str, condition: tuple[str, str, str]) -> pd.Series:
    """Keep rows of a table that may lack, on an earlier day, what it holds today."""
    try:
        return _keep(frame, table, condition)
    except ValueError:
        return pd.Series(False, index=frame.index)


def _newest(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    span = ARGUMENTS[table].span if table in ARGUMENTS else ""
    if not span:
        raise NotCheckableError(
            say("Rows of {table:c} have no year or day, so none is the latest.", table=table)
        )
    return frame[frame[span].eq(frame[span].max())]


def _same_standing(frame: pd.DataFrame, named: set[str]) -> None:
    """Refuse to take what was planned or forecast together with what took place."""
    for name in _STANDING:
        kinds = frame[name].dropna().astype("str").unique() if name in frame.columns else ()
        if len(kinds) > 1 and name not in named:
            raise NotCheckableError(
                say(
                    "The rows differ in {column:c} ({kinds:c}): what is planned, forecast or "
                    "claimed is no fact. Add '{column:c} = …' to the rows.",
                    column=name,
                    kinds=joined(sorted(kinds)[:4], ", "),
                )
            )


def _standing(frame: pd.DataFrame) -> list[Text]:
    """Say what the figures are less than facts, if they are."""
    return [
        say(less[kind])
        for name, less in _LESS.items()
        if name in frame.columns
        for kind in sorted(set(frame[name].dropna().astype("str")) & set(less))
    ]


def _units(claim: Claim, frame: pd.DataFrame) -> set[str]:
    """Return the units of the numbers of a claim: of their rows, else of their column."""
    if claim.how in {"rows", "different"}:
        return set()
    for name in ("unit", "throughput_unit"):
        if name in frame.columns and claim.column in {"value", "volume", "throughput"}:
            return set(frame[name].dropna().astype("str"))
    unit = get_table(claim.table).field(claim.column).unit
    return {unit} if unit else set()


def _fits_unit(claim: Claim, frame: pd.DataFrame) -> None:
    """Refuse a value whose percent sign or ``million`` the unit of the rows does not bear."""
    units = _units(claim, frame)
    named = say("no unit") if not units else joined(sorted(units), " / ")
    shares = [u for u in (*units, claim.column) if re.search(r"%|percent|_pct$", u)]
    if "%" in claim.written and not shares:
        raise NotCheckableError(
            say(
                "The value is in percent, the figure ({figure}) is in {unit}. To compare it with "
                "another figure, name its rows in `against`.",
                figure=_quantity_of(claim),
                unit=named,
            )
        )
    if any(word in claim.written.lower() for word in _SCALES) and any(
        _SCALED_UNIT.search(unit) for unit in units
    ):
        raise NotCheckableError(
            say(
                "The rows are in {unit} already; write the value in that unit, without a word such "
                "as million.",
                unit=named,
            )
        )


def _comparable(claim: Claim, frame: pd.DataFrame, other: pd.DataFrame) -> None:
    """Refuse to divide figures of different units, or the latest ones of different years."""
    units, others = _units(claim, frame), _units(claim, other)
    if units != others:
        raise NotCheckableError(
            say(
                "The two figures are in different units ({one}; {other}); one is no multiple of "
                "the other.",
                one=joined(sorted(units), " / ") if units else say("no unit"),
                other=joined(sorted(others), " / ") if others else say("no unit"),
            )
        )
    if claim.how == "latest":
        span = ARGUMENTS[claim.table].span
        first, second = (str(rows[span].max())[:10] for rows in (frame, other))
        if first != second:
            message = msg("The latest figures are of {one} and of {other}; name one day for both.")
            if span == "year":
                message = msg(
                    "The latest figures are of {one} and of {other}; name one year for both."
                )
            raise NotCheckableError(say(message, one=first, other=second))
    if any(word in claim.written.lower() for word in _SCALES):
        raise NotCheckableError(
            say(
                "With `against` the value says how many times one figure holds the other; "
                "'{value}' is an amount.",
                value=claim.written,
            )
        )


def _adds_up(claim: Claim, frame: pd.DataFrame, named: set[str]) -> None:
    """Refuse sums of shares, ranks or years, and of several years that nobody asked for."""
    years = sorted({int(year) for year in frame["year"].dropna()}) if "year" in frame else []
    units = _units(claim, frame)
    if len(years) > 1 and ("year" not in named or (claim.how == "sum" and "people" in units)):
        message = msg(
            "The rows hold {years} years, {first} to {last}: name those that are meant. Add "
            "'year = …' to the rows."
        )
        if "year" in named:
            message = msg(
                "The rows hold {years} years, {first} to {last}: people who are counted in each of "
                "them are counted several times. Add 'year = …' to the rows."
            )
        raise NotCheckableError(say(message, years=len(years), first=years[0], last=years[-1]))
    odd = [word for word in (*units, claim.column) if _SHARES.search(word)]
    if odd and claim.how == "sum":
        raise NotCheckableError(
            say(
                "A sum of {column:c} ({unit}) means nothing: shares, scores, ranks and years do "
                "not add up. Ask for the mean, the largest or the smallest.",
                column=claim.column,
                unit=joined(sorted(units) or odd[:1], " / "),
            )
        )


def _same_basis(frame: pd.DataFrame, named: set[str]) -> None:
    """Refuse to put numbers together that measure different things or contain each other."""
    for name in _BASIS:
        kinds = frame[name].dropna().astype("str").unique() if name in frame.columns else ()
        if len(kinds) > 1 and name not in named:
            raise NotCheckableError(
                say(
                    "The rows differ in {column:c} ({kinds:c}); numbers of different kinds are not "
                    "put together. Add '{column:c} = …' to the rows.",
                    column=name,
                    kinds=joined(sorted(kinds)[:4], ", "),
                )
            )
    for name in _TOTALS:
        if name in frame.columns and {True, False} <= set(frame[name].dropna()):
            raise NotCheckableError(
                say(
                    "The rows hold totals beside their parts; add '{column:c} = false' to the "
                    "rows.",
                    column=name,
                )
            )
    for name in frame.columns:
        if pd.api.types.is_numeric_dtype(frame[name]) or name.endswith("source_id"):
            continue
        found = set(frame[name].dropna().astype("str"))
        if _GROUPS & found and found - _GROUPS:
            raise NotCheckableError(
                say(
                    "The rows hold groups of states ({groups:c}) beside states; name the ones that "
                    "are meant, such as '{column:c} = {state:c}'.",
                    groups=joined(sorted(_GROUPS & found), ", "),
                    column=name,
                    state=min(found - _GROUPS),
                )
            )


def _judged(claim: Claim, found: float) -> tuple[bool, tuple[float, ...]]:
    """Return whether the claim holds, and at which figures that turns."""
    width = claim.tolerance
    if claim.comparison in {"about", "=", "between"}:
        low, high = claim.values[0] - width, claim.values[-1] + width
        return low <= found <= high, (low, high)
    # A tolerance widens what is allowed: "more than 10, give or take 1" holds from 9 on.
    edge = claim.values[0] + (-width if claim.comparison.startswith(">") else width)
    return _TESTS[claim.comparison](found, edge), (edge,)


def _would_change(found: float, bounds: tuple[float, ...], *, holds: bool) -> Text:
    edge = min(bounds, key=lambda bound: abs(bound - found))
    values: dict[str, Any] = {"edge": _plain(edge), "gap": _plain(abs(edge - found))}
    if holds:
        message = msg("The claim would turn if the figure were beyond {edge}: {gap} away.")
    elif len(bounds) == 1:
        message = msg("The claim would hold if the figure were beyond {edge}: {gap} away.")
    else:
        values |= {"low": _plain(bounds[0]), "high": _plain(bounds[1])}
        message = msg(
            "The claim would hold if the figure lay between {low} and {high}: {gap} away."
        )
    if not found:
        return say(message, **values)
    share = say("That is {share}% of it.", share=_plain(100 * abs(edge - found) / abs(found)))
    return joined([say(message, **values), share], " ")


#: What is asked of a column, without and with conditions, without and with what it is divided by.
_TELLS = {
    "rows": msg("number of rows of {table:c}"),
    "sum": msg("sum of {column:c} in {table:c}"),
    "mean": msg("mean of {column:c} in {table:c}"),
    "largest": msg("largest {column:c} in {table:c}"),
    "smallest": msg("smallest {column:c} in {table:c}"),
    "latest": msg("latest {column:c} in {table:c}"),
    "different": msg("number of different {column:c} in {table:c}"),
    "value": msg("{column:c} in {table:c}"),
}
_SAYS = {
    "=": msg("exactly {amount}"),
    "about": msg("about {amount}"),
    ">": msg("above {amount}"),
    ">=": msg("at least {amount}"),
    "<": msg("below {amount}"),
    "<=": msg("at most {amount}"),
    "between": msg("between {amount} and {other}"),
}


def _quantity_of(claim: Claim) -> Text:
    """Say which figure a claim is about."""
    figure = say(_TELLS[claim.how], column=claim.column, table=claim.table)
    values = {"figure": figure, "rows": _where(claim.rows)}
    if claim.against is not None:
        values["other"] = _where(claim.against)
        if claim.rows:
            return say("{figure} where {rows}, divided by that where {other}", **values)
        return say("{figure}, divided by that where {other}", **values)
    return say("{figure} where {rows}", **values) if claim.rows else figure


def _where(conditions: tuple[tuple[str, str, str], ...]) -> str:
    """Return conditions as they are written in the table of claims."""
    return "; ".join(" ".join(condition) for condition in conditions) or "…"


def _plain(value: float) -> Text:
    """Return a number to be written as the language does: whole, or with four digits."""
    whole = float(value).is_integer() or abs(value) >= 1e6
    return say("{v:.0f}" if whole else "{v:r4}", v=float(value))


def _said(claim: Claim) -> Text:
    told = say(
        _SAYS[claim.comparison], amount=_plain(claim.values[0]), other=_plain(claim.values[-1])
    )
    if not claim.tolerance:
        return told
    return say("{said}, give or take {width}", said=told, width=_plain(claim.tolerance))


def _known(claim: Claim) -> str:
    return "" if claim.as_of is None else f"{claim.as_of:%Y-%m-%d}"
