"""Understand one cell as a day, a number, a yes or no, or text, or say why not."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

_BLANKS = " \t\r\n\u00a0\u2007\u202f\ufeff"
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([ \u00a0\u202f]\d{3})+([.,]\d+)?")
_FORMULA = re.compile(r"[=@]|[+-].*[(|!]")
_NOTHING = {"na", "n/a", "nan", "none", "null", "nil", "-", "--", "–", "—", "?", "unknown", "tba"}
_EXCEL_ERRORS = {"#n/a", "#name?", "#ref!", "#value!", "#div/0!", "#num!", "#null!"}
_TRUE = {"true", "yes", "1"}
_FALSE = {"false", "no", "0"}

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


def text(value: Any) -> str | Wrong:
    """Return text without blanks around it; refuse what a spreadsheet would run as a formula."""
    result = str(value).strip(_BLANKS)
    if result.lower() in _EXCEL_ERRORS:
        return Wrong("text", "the spreadsheet could not work this cell out; write the text itself")
    if _FORMULA.match(result):
        return Wrong(
            "text, not a formula",
            "in the spreadsheet, copy the cell and paste it as a value; "
            "if it is meant as text, begin it with a letter",
        )
    return result


def number(value: Any, *, comma: bool = False) -> float | Wrong:
    """Return a number; ``comma`` tells that the file writes ``51,17``.

    Examples
    --------
    >>> number("51,17", comma=True)
    51.17
    """
    if isinstance(value, bool):
        return Wrong("a number", "write digits, not true or false")
    if not isinstance(value, str):
        return _plain_number(value)
    found = value.strip(_BLANKS).replace("−", "-")
    if found.lower() in _NOTHING | _EXCEL_ERRORS:
        return Wrong("a number", "leave the cell empty if the value is not known")
    if _THOUSANDS.fullmatch(found):
        found = re.sub(r"[ \u00a0\u202f]", "", found)
    if re.fullmatch(r"[+-]?\d+,\d+", found):
        if not comma:
            return Wrong("a number with a decimal point", _comma_advice(found))
        found = found.replace(",", ".")
    elif comma and re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}", found):
        plain = found.replace(".", "").replace(",", ".")
        return Wrong("a number without dots between thousands", f"write {plain}")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", found):
        return Wrong("a number", _number_advice(found))
    return _plain_number(found)


def _plain_number(value: Any) -> float | Wrong:
    try:
        result = float(value)
    except (TypeError, ValueError):
        return Wrong("a number", "write digits, with a point before the decimals")
    return result if math.isfinite(result) else Wrong("a finite number", "leave the cell empty")


def _comma_advice(found: str) -> str:
    point = found.replace(",", ".")
    if re.fullmatch(r"[+-]?\d{1,3},\d{3}", found):
        return f"write {found.replace(',', '')} if the comma parts thousands, else {point}"
    return f"write {point}"


def _number_advice(found: str) -> str:
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", found):
        return f"leave out the commas between thousands: {found.replace(',', '')}"
    digits = re.match(r"[+-]?\d+([.,]\d+)?", found)
    if digits and re.search(r"[°'′\"]|\d\s*[NSEWnsew]$", found):
        return "write degrees as a plain decimal number, south and west with a minus: 41.2995"
    if digits:
        return "write digits only: no unit, no word such as million, no remark"
    return "write digits, with a point before the decimals, or leave the cell empty"


def whole(value: Any, *, comma: bool = False) -> int | Wrong:
    """Return a whole number."""
    result = number(value, comma=comma)
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


def day(value: Any) -> pd.Timestamp | Wrong:
    """Return a day without a time; refuse whatever can be read as two days.

    Examples
    --------
    >>> day("03.04.2025")
    Timestamp('2025-04-03 00:00:00')
    >>> day("03/04/2025").mend
    'it reads as 3 April 2025 or as 4 March 2025: write 2025-04-03 or 2025-03-04'
    """
    if isinstance(value, (pd.Timestamp, dt.date)):
        return _plain_day(pd.Timestamp(value))
    if type(value).__name__ == "datetime64":
        return _plain_day(pd.Timestamp(value))
    found = str(value).strip(_BLANKS)
    if match := _ISO.fullmatch(found):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DOTS.fullmatch(found):
        return _date(int(match[3]), int(match[2]), int(match[1]))
    return Wrong(DAY, _day_advice(found))


def _plain_day(value: pd.Timestamp) -> pd.Timestamp | Wrong:
    if value != value.normalize():
        return Wrong("a day without a time", f"write {value.date().isoformat()} if that is the day")
    return value.tz_localize(None) if value.tzinfo else value


def _date(year: int, month: int, number_: int) -> pd.Timestamp | Wrong:
    try:
        return pd.Timestamp(dt.date(year, month, number_))
    except ValueError:
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
    if re.fullmatch(r"\d{4}(-\d{1,2})?", found):
        return "give the exact day, or leave the cell empty and put the month into `note`"
    if re.fullmatch(r"[34]\d{4}(\.0+)?", found):
        meant = pd.Timestamp("1899-12-30") + pd.Timedelta(days=int(float(found)))
        return (
            "this is how Excel counts days; give the column a date format and save again "
            f"({found} would be {meant.date().isoformat()})"
        )
    if re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{2}", found):
        return "write the year with four digits"
    return "write year, month and day as digits"
