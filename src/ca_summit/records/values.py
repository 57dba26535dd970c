"""Understand one cell as a day, a number, a yes or no, or text, or say why not."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ca_summit.records.encoding import saved_twice
from ca_summit.records.workbook import Shown
from ca_summit.tables.no_values import is_sentinel

_BLANKS = " \t\r\n\u00a0\u2007\u2009\u202f\ufeff\u200b\u2060\u00ad\u200c\u200d\u200e\u200f\u061c"
_TIMED = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2}|UTC|GMT)?"
)
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_WORDED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([^\W\d_]+)\.?,?[ -](\d{4})(?:\s*г\.?)?")
_WORD_FIRST = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
#: Months as days have them in English and Russian; the first three letters tell them apart.
MONTHS = """
    january february march april may june july august september october november december
    """.split()
_MONTHS_OF = """
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    """.split()
_PARTED = " \u00a0\u2009\u202f"
_THOUSANDS = re.compile(rf"[+-]?\d{{1,3}}([{_PARTED}]\d{{3}})+([.,]\d+)?")
#: Signs of numbers in other widths; those of Arabic are read by `_written_number`.
_WIDE = str.maketrans("−－．，＋", "--.,+")
_ARABIC = re.compile(r"[+-]?\d{1,3}(٬\d{3})*(٫\d+)?|[+-]?\d+٫\d+")
#: Thousands of India, the first group of three and the others of two.
_LAKHS = re.compile(r"[+-]?\d{1,2}(,\d{2})+,\d{3}(\.\d+)?")
#: Signs that nobody sees, and that turn, hide or control what stands around them.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
#: What stands behind a number to point at a remark; k, m, b and t may be thousands and more.
_REMARK = re.compile(
    r"[*†‡§¹²³⁰⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᵖ]+|\[[^\]]*\]|\([^)]*\)|[acdefnprsuz]\)?", re.IGNORECASE
)
_FORMULA = re.compile(r"[=@]|[+-].*[(|!]")
_NOTHING = {
    "na",
    "n/a",
    "n.a.",
    "nan",
    "none",
    "null",
    "nil",
    "-",
    "--",
    "–",
    "—",
    "?",
    "unknown",
    "tba",
    "..",
    "...",
    "…",
    ".",
    ":",
    "*",
    "x",
    "#n/a n/a",
    "<na>",
}
#: Words in a cell of text that say "no value" and are no name of anything.
_NO_TEXT = {"na", "n/a", "n.a.", "nan", "none", "null", "nil", "..", "<na>", "nat"}
_EXCEL_ERRORS = {"#n/a", "#name?", "#ref!", "#value!", "#div/0!", "#num!", "#null!"}
_TRUE = {"true", "yes", "1"}
_FALSE = {"false", "no", "0"}

#: Days from which programs count, and which they write for an empty cell.
_NO_DAYS = {"1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01", "1970-01-01"}
_LARGEST = 10**15  # below it every whole number is exact as a float
DAY = "a day, written 2025-11-06 (or 06.11.2025)"


@dataclass(frozen=True)
class Wrong:
    """Why a cell could not be understood: what was expected and how to mend it."""

    expected: str
    mend: str


def is_blank(value: Any) -> bool:
    """Whether a cell holds nothing."""
    if isinstance(value, str):
        return not value.strip(_BLANKS)
    return bool(value is None or (pd.api.types.is_scalar(value) and pd.isna(value)))


def text(value: Any, *, described: bool = False) -> str | Wrong:
    """Return text without blanks around it; refuse what a spreadsheet would run as a formula.

    In a ``described`` column, one that we know, also refuse words that say "no value".
    """
    result = str(value).strip(_BLANKS)
    if described and (result.lower() in _NO_TEXT or is_sentinel(result)):
        return Wrong(
            "text, or an empty cell",
            f"{result!r} often says that nothing is known: leave the cell empty, or say "
            f"missing=[{result!r}]",
        )
    if "\ufffd" in result or re.search(r"\?{3}|[^\W\d_]\?[^\W\d_]", result):
        return Wrong(
            "text with all its letters",
            "letters were lost when the file was saved; take them from the first file, saved as "
            "CSV UTF-8",
        )
    if unseen := _UNSEEN.search(result):
        return Wrong(
            "text without signs that nobody sees",
            f"the cell holds U+{ord(unseen[0]):04X}, which hides or turns what stands beside it: "
            "write the text anew",
        )
    if not result.isascii() and (pair := saved_twice(result)) is not None:
        return Wrong(
            "text in its own letters",
            f"{pair[0]!r} is {pair[1]!r} read in a wrong encoding: read the file again as UTF-8",
        )
    if result.lower() in _EXCEL_ERRORS:
        return Wrong("text", "the spreadsheet could not work this cell out; write the text itself")
    if _FORMULA.match(result):
        return Wrong(
            "text, not a formula",
            "in the spreadsheet, copy the cell and paste it as a value; "
            "if it is meant as text, begin it with a letter",
        )
    return result


@dataclass(frozen=True)
class Style:
    """How the numbers of one column are written.

    Attributes
    ----------
    comma
        Whether ``51,17`` is a number.
    doubt
        Signs that may part thousands or decimals here, such as ``.`` in ``38.000``.
    groups
        Signs that are known to part thousands.
    asked
        Whether the user said so; then thousands are read, else they are refused.
    """

    comma: bool = False
    doubt: str = ""
    groups: str = ""
    asked: bool = False


def column_style(
    cells: list[Any],
    *,
    comma: bool,
    decimal: str | None = None,
    low: float | None = None,
    high: float | None = None,
    whole: bool = False,
) -> Style:
    """Tell from all cells of a column how its numbers are written.

    Examples
    --------
    >>> column_style(["38.000", "950"], comma=True).doubt
    '.'
    >>> column_style(["38.000", "9.5"], comma=True).doubt
    ''
    """
    if decimal is not None:
        return Style(decimal == ",", "", "." if decimal == "," else ",", asked=True)
    found = [western(c) for c in cells if isinstance(c, str)]
    doubt = groups = ""
    for sign, other in ((".", ","), (",", ".")):
        unsure = [t for t in found if _ambiguous(t, sign)]
        if not unsure:
            continue
        decimals = any(_decimal(t, sign) or _grouped(t, other) for t in found)
        thousands = any(_grouped(t, sign) or _decimal(t, other) for t in found)
        plain = [float(t.replace(sign, "")) for t in unsure]
        if any((low is not None and n < low) or (high is not None and n > high) for n in plain):
            decimals = True
        if whole and any(not t.endswith("000") for t in unsure):
            thousands = True
        if thousands and not decimals:
            groups += sign
        elif (not decimals and _worth_asking(found, unsure, sign, comma=comma)) or (
            decimals and thousands
        ):
            doubt += sign
    return Style(comma, doubt, groups)


def western(text_: str) -> str:
    """Return a text without blanks around it, its digits and signs in the letters of ASCII.

    Examples
    --------
    >>> western("−٣٨"), western("１．５ "), western("12²")
    ('-38', '1.5', '12²')
    """
    plain = text_.strip(_BLANKS)
    if plain.isascii():
        return plain
    plain = plain.translate(_WIDE)
    return "".join(str(unicodedata.decimal(c, c)) for c in plain)


def style_words(cells: list[Any], style: Style) -> str:
    """Say how numbers with commas, or with signs between thousands, were read; empty if none."""
    found = [western(c) for c in cells if isinstance(c, str)]
    if style.asked and any(sign in text_ for text_ in found for sign in style.groups):
        return f"'{style.groups}' parts thousands, as asked"
    if style.comma and any("," in text_ for text_ in found):
        return "a comma stands before decimals"
    return ""


def _ambiguous(found: str, sign: str) -> bool:
    return bool(re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}\{sign}\d{{3}}", found))


def _decimal(found: str, sign: str) -> bool:
    """Tell whether the sign stands before decimals for sure."""
    return not _ambiguous(found, sign) and bool(
        re.fullmatch(rf"[+-]?\d*\{sign}\d+([eE][+-]?\d+)?", found)
    )


def _grouped(found: str, sign: str) -> bool:
    """Tell whether the sign parts thousands for sure."""
    other = "," if sign == "." else "."
    three = rf"\{sign}\d{{3}}"
    return bool(re.fullmatch(rf"[+-]?\d{{1,3}}({three}){{2,}}(\{other}\d+)?", found)) or bool(
        re.fullmatch(rf"[+-]?\d{{1,3}}({three})+\{other}\d+", found)
    )


def _worth_asking(found: list[str], unsure: list[str], sign: str, *, comma: bool) -> bool:
    """In a file with commas a dot is a decimal point, unless its column looks whole."""
    if comma or sign == ",":
        return True
    small = any(re.fullmatch(r"\d{1,3}", t) for t in found)
    large = any(re.fullmatch(r"\d{4,}", t) for t in found)
    return small and not large and any(t.endswith("0") for t in unsure)


def number(value: Any, *, comma: bool = False, style: Style | None = None) -> float | Wrong:
    """Return a number; ``comma`` tells that the file writes ``51,17``.

    Examples
    --------
    >>> number("51,17", comma=True)
    51.17
    """
    style = style or Style(comma)
    if (odd := _no_number(value)) is not None:
        return odd
    if not isinstance(value, str):
        return _plain_number(value)
    found = western(value)
    if found.lower() in _NOTHING | _EXCEL_ERRORS:
        return Wrong("a number", _no_value(found))
    if found.startswith("="):
        return Wrong(
            "a number, not a formula", "in the spreadsheet, copy the cell and paste it as a value"
        )
    if _THOUSANDS.fullmatch(found):
        found = re.sub(rf"[{_PARTED}]", "", found)
    return _written_number(found, style)


def _no_value(found: str) -> str:
    return (
        f"leave the cell empty if the value is not known, or say missing=[{found!r}]"
        if found.lower() in _NOTHING
        else "the spreadsheet could not work this cell out; leave it empty"
    )


def _no_number(value: Any) -> Wrong | None:
    """Refuse what is no number, or one whose cell shows another."""
    if isinstance(value, (bool, np.bool_)):
        return Wrong("a number", "write digits, not true or false")
    if isinstance(value, Shown):
        return Wrong(
            "a number in a cell that shows it as it is",
            f"the cell shows {value.shown} and holds {float(value):.10g} (its number format is "
            f"{value.format!r}): write the one you mean into a cell with the format General",
        )
    if isinstance(value, (dt.date, pd.Timestamp)):
        return Wrong("a number", _dated_number(value))
    return None


def _written_number(found: str, style: Style) -> float | Wrong:
    """Read digits with signs between them in the style of their column."""
    if _ARABIC.fullmatch(found):
        return _plain_number(found.replace("٬", "").replace("٫", "."))
    if _LAKHS.fullmatch(found) and style.asked and not style.comma:
        return _plain_number(found.replace(",", ""))
    for sign in style.groups:
        if _ambiguous(found, sign) or _grouped(found, sign):
            plain = found.replace(sign, "").replace(",", ".")
            if not style.asked:
                word = "dots" if sign == "." else "commas"
                advice = f"write {plain}, or {_say(',' if sign == '.' else '.')}"
                return Wrong(f"a number without {word} between thousands", advice)
            found = found.replace(sign, "")
    for sign in style.doubt:
        if _ambiguous(found, sign):
            return _two_readings(found, sign)
    if re.fullmatch(r"[+-]?\d+,\d+", found):
        if not style.comma:
            return Wrong("a number with a decimal point", _comma_advice(found))
        found = found.replace(",", ".")
    elif style.comma and re.fullmatch(
        r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}", found
    ):
        plain = found.replace(".", "").replace(",", ".")
        return Wrong("a number without dots between thousands", f"write {plain}, or {_say(',')}")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", found):
        return Wrong("a number", _number_advice(found))
    return _plain_number(found)


def _two_readings(found: str, sign: str) -> Wrong:
    thousands, decimals = found.replace(sign, ""), found.replace(sign, ".")
    word, other = ("dot", ",") if sign == "." else ("comma", ".")
    return Wrong(
        "a number that reads in one way",
        f"{found} is {thousands} if the {word} parts thousands (say decimal={other!r}), or "
        f"{float(decimals):g} if it stands before decimals (say decimal={sign!r})",
    )


def _dated_number(value: dt.date) -> str:
    serial = (pd.Timestamp(value).tz_localize(None) - pd.Timestamp("1899-12-30")).days
    if 1000 <= serial <= 2999:
        return (
            f"the cell has a date format and shows {value:%d.%m.%Y}; it holds {serial}: give the "
            "column the format General"
        )
    return f"the cell holds the day {pd.Timestamp(value).date().isoformat()}; write digits"


def _plain_number(value: Any) -> float | Wrong:
    try:
        result = float(value)
    except (TypeError, ValueError):
        return Wrong("a number", "write digits, with a point before the decimals")
    if not math.isfinite(result):
        return Wrong("a finite number", "leave the cell empty")
    if not result and isinstance(value, str) and re.search("[1-9]", re.split("[eE]", value)[0]):
        return Wrong("a number that a computer can hold", "it is too small: check it and its unit")
    return result


def _comma_advice(found: str) -> str:
    point = found.replace(",", ".")
    if re.fullmatch(r"[+-]?\d{1,3},\d{3}", found):
        return f"write {found.replace(',', '')} if the comma parts thousands, else {point}"
    return f"write {point}"


def _say(decimal: str) -> str:
    return f"say decimal={decimal!r}: then they are read"


def _thousands_advice(found: str) -> str:
    """Say how to write a number whose thousands are parted; empty for others."""
    for sign, other, word in ((",", ".", "commas"), (".", ",", "dots")):
        if re.fullmatch(rf"[+-]?\d{{1,3}}(\{sign}\d{{3}})+(\{other}\d+)?", found):
            plain = found.replace(sign, "").replace(",", ".")
            return f"leave out the {word} between thousands: {plain}, or {_say(other)}"
    if _LAKHS.fullmatch(found):
        plain = found.replace(",", "")
        return f"leave out the commas between thousands: {plain}, or {_say('.')}"
    if re.fullmatch(r"[+-]?\d{1,3}(['’]\d{3})+([.,]\d+)?", found):
        plain = re.sub(r"['’]", "", found).replace(",", ".")
        return f"leave out the apostrophes between thousands: {plain}"
    return ""


def _number_advice(found: str) -> str:
    if advice := _thousands_advice(found):
        return advice
    digits = re.match(r"[+-]?\d+([.,]\d+)?", found)
    if found.startswith("(") and found.endswith(")"):
        return f"brackets stand for a remark or for a minus: write {found[1:-1]} or -{found[1:-1]}"
    if re.fullmatch(r"[–‒]\d+([.,]\d+)?", found):
        return f"the sign before it is a dash, no minus: write -{found[1:]}"
    if digits and re.search(r"[°'′\"]|\d\s*[NSEW]$", found):
        return "write degrees as a plain decimal number, south and west with a minus: 41.2995"
    behind = found[digits.end() :].strip() if digits else ""
    if digits and _REMARK.fullmatch(behind):
        return (
            f"{behind!r} looks like the mark of a remark: write "
            f"{digits[0].replace(',', '.')}, and the remark into `note`"
        )
    if digits and found.endswith("%"):
        return f"the unit stands in `unit`: write {digits[0].replace(',', '.')}"
    if re.match(r"(?:<|>|≤|≥|~|≈|c\.|ca\.|около\s)\s*\d", found):
        return "a bound or a guess is no value: leave the cell empty and write it into `note`"
    if re.fullmatch(r"[12]\d{3}\s*[-–/]\s*\d{2,4}", found):
        return "write one year; of a year that is no calendar year the one in which it ends"
    if digits:
        return "write digits only: no unit, no word such as million, no remark"
    if not any(sign.isdigit() for sign in found):
        return f"write digits; if {found!r} stands for no value, say missing=[{found!r}]"
    return "write digits, with a point before the decimals, or leave the cell empty"


def whole(value: Any, *, style: Style | None = None) -> int | Wrong:
    """Return a whole number."""
    result = number(value, style=style)
    if isinstance(result, Wrong):
        return Wrong(result.expected.replace("a number", "a whole number"), result.mend)
    if not result.is_integer():
        return Wrong("a whole number", "leave out the decimals, or check the column")
    if abs(result) >= _LARGEST:
        return Wrong("a whole number of at most 15 digits", "check the number and its column")
    return int(result)


def truth(value: Any) -> bool | Wrong:
    """Return yes or no."""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return bool(value)
    found = str(value).strip(_BLANKS).lower()
    if found in _TRUE | _FALSE:
        return found in _TRUE
    return Wrong("true or false", "write true or false, or leave the cell empty")


def month_first(cells: list[Any]) -> str:
    """Return the first of some days that has a month where others have the day; else nothing.

    Examples
    --------
    >>> month_first(["03.04.2024", "04.13.2024"]), month_first(["03.04.2024", "13.04.2024"])
    ('04.13.2024', '')
    """
    for cell in cells:
        parts = _day_parts(cell)
        if parts is not None and parts[1] > 12 and 1 <= parts[2] <= 12:
            return str(cell).strip()
    return ""


def _day_parts(cell: Any) -> tuple[int, int, int] | None:
    """Return year, month and day of a day with dots, as they usually stand."""
    found = cell.strip(_BLANKS) if isinstance(cell, str) else ""
    if match := _DOTS.fullmatch(found):
        return int(match[3]), int(match[2]), int(match[1])
    return None


def _may_be_turned(value: Any, other: str) -> Wrong | None:
    """Refuse a day that is another one in the order of days and months of its neighbour."""
    parts = _day_parts(value)
    if parts is None or parts[1] == parts[2] or max(parts[1:]) > 12 or min(parts) < 1:
        return None
    year, month, number_ = parts
    usual, turned = (
        dt.date(year, a, b).isoformat() for a, b in ((month, number_), (number_, month))
    )
    return Wrong(
        DAY,
        f"{other!r} in this column puts the month in another place, so it reads as {usual} or as "
        f"{turned}: write one of them",
    )


def day(value: Any, *, other: str = "") -> pd.Timestamp | Wrong:
    """Return a day without a time; refuse whatever can be read as two days.

    With ``other``, a day of the same column in which month and day stand the other way round,
    refuse also what would be another day in that order.

    Examples
    --------
    >>> day("03.04.2025"), day("3 April 2025")
    (Timestamp('2025-04-03 00:00:00'), Timestamp('2025-04-03 00:00:00'))
    >>> day("03/04/2025").mend
    'it reads as 3 April 2025 or as 4 March 2025: write 2025-04-03 or 2025-03-04'
    """
    if other and (turned := _may_be_turned(value, other)) is not None:
        return turned
    if isinstance(value, (pd.Timestamp, dt.date)):
        return _plain_day(pd.Timestamp(value))
    if isinstance(value, np.datetime64) and np.datetime_data(value)[0] not in {"Y", "M", "W"}:
        return _plain_day(pd.Timestamp(value))
    found = western(str(value))
    if match := _ISO.fullmatch(found):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DOTS.fullmatch(found):
        return _date(int(match[3]), int(match[2]), int(match[1]))
    if _TIMED.fullmatch(found):
        return _timed_text(found)
    if (worded := _worded(found)) is not None:
        return _date(*worded)
    return Wrong(DAY, _day_advice(found))


def _worded(found: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a day whose month is a word, such as 5 May 2025."""
    if match := _WORDED.fullmatch(found):
        number_, word, year = match.groups()
    elif match := _WORD_FIRST.fullmatch(found):
        word, number_, year = match.groups()
    else:
        return None
    word = word.lower()
    for names in (MONTHS, _MONTHS_OF):
        for month, name in enumerate(names, start=1):
            if word == name or word in {name[:3], name[:4]}:
                return int(year), month, int(number_)
    return None


def _timed_text(found: str) -> pd.Timestamp | Wrong:
    try:
        value = pd.Timestamp(found)
    except ValueError:
        return Wrong(DAY, "there is no such day or time; check the numbers")
    return _plain_day(value)


def _plain_day(value: pd.Timestamp) -> pd.Timestamp | Wrong:
    if pd.isna(value):
        return Wrong(DAY, "leave the cell empty if the day is not known")
    if value != value.normalize():
        return _timed(value)
    return _no_year(value.tz_localize(None) if value.tzinfo else value)


def _timed(value: pd.Timestamp) -> Wrong:
    """Refuse a time of day; where a time zone is given, say which days it may be."""
    day_, hours = value.date().isoformat(), f"{value:%H:%M}"
    if value.tzinfo is None:
        return Wrong(
            "a day without a time of day", f"it holds the time {hours}; write the day alone, {day_}"
        )
    there = value.tz_convert("Etc/GMT-5")
    zone = value.tzname() or "its time zone"
    return Wrong(
        "a day without a time of day and a time zone",
        f"{hours} {zone} on {day_} is {there:%H:%M} on {there.date().isoformat()} in Kazakhstan "
        "and Uzbekistan (UTC+5): write the day that it was in the place of the meeting",
    )


def _no_year(value: pd.Timestamp) -> pd.Timestamp | Wrong:
    """Refuse the days that a spreadsheet makes of a year, such as 17 July 1905 of 2025."""
    serial = (value - pd.Timestamp("1899-12-30")).days
    if value.date().isoformat() in _NO_DAYS:
        return Wrong(
            DAY,
            f"{value.date().isoformat()} often says that no day is known, because programs count "
            "from it: leave the cell empty",
        )
    if 1950 <= serial <= 2060:
        return Wrong(
            DAY,
            f"{value.day} {value.month_name()} {value.year} is what a spreadsheet shows for the "
            f"year {serial} in a cell with a date format: write the day; a year alone is no day",
        )
    return value


def _date(year: int, month: int, number_: int) -> pd.Timestamp | Wrong:
    try:
        return _no_year(pd.Timestamp(dt.date(year, month, number_)))
    except ValueError:
        if month > 12 >= number_ > 0:
            return Wrong(
                DAY,
                f"there is no month {month}; if month and day have changed places, write "
                f"{year:04d}-{number_:02d}-{month:02d}",
            )
        return Wrong(DAY, "there is no such day in the calendar; check day and month")


def _day_advice(found: str) -> str:
    if match := _SLASHES.fullmatch(found):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        readings = [_date(year, second, first), _date(year, first, second)]
        days = list(dict.fromkeys(r for r in readings if not isinstance(r, Wrong)))
        if len(days) == 2:
            words = " or as ".join(f"{d.day} {d.month_name()} {d.year}" for d in days)
            return f"it reads as {words}: write {' or '.join(d.date().isoformat() for d in days)}"
        if days:
            return f"write {days[0].date().isoformat()}"
    if found.lower() in _NOTHING | _EXCEL_ERRORS:
        return "leave the cell empty if the day is not known"
    if match := re.fullmatch(r"([12]\d{3})([01]\d)([0-3]\d)", found):
        return f"write {match[1]}-{match[2]}-{match[3]}"
    if re.fullmatch(r"\d{4}(-\d{1,2})?", found):
        return "give the exact day, or leave the cell empty and put the month into `note`"
    if re.fullmatch(r"[34]\d{4}(\.0+)?", found):
        meant = pd.Timestamp("1899-12-30") + pd.Timedelta(days=int(float(found)))
        return (
            "this is how Excel counts days; give the column a date format and save again "
            f"({found} would be {meant.date().isoformat()})"
        )
    if match := re.fullmatch(r"(\d{4})\.(\d{1,2})\.(\d{1,2})", found):
        return f"write {match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
    if re.fullmatch(r"\d{1,2}[./ -](\d{1,2}|[^\W\d_]+)[./ -]\d{2}", found):
        return "write the year with four digits"
    return "write year, month and day as digits"
