"""Read ``since`` and ``until``, each a year or a day, and keep the rows between them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd

from ca_summit.catalog import get_table, table_names
from ca_summit.checks import check_day
from ca_summit.tables.reader import TABLE_ATTR, chosen

#: A day on which something was known.
Day = str | dt.date | pd.Timestamp
#: What ``since`` and ``until`` take: 2003, "2003", "2003-05-01", a date; ``None`` leaves it open.
Moment = int | str | dt.date | pd.Timestamp | np.datetime64 | None


def check_moment(argument: str, value: Any, *, last: bool = False) -> pd.Timestamp:
    """Return a year or a day as a day: of a year its first, or with ``last`` its last.

    Parameters
    ----------
    value
        A year (``2003``, ``"2003"``), a day (``"2003-05-01"``, a date).

    Raises
    ------
    ValueError, TypeError
        If it is neither; the message says what was needed.

    Examples
    --------
    >>> check_moment("until", 2003, last=True), check_moment("since", "2003-05-01")
    (Timestamp('2003-12-31 00:00:00'), Timestamp('2003-05-01 00:00:00'))
    """
    if isinstance(value, np.datetime64) and np.datetime_data(value)[0] == "Y":
        value = str(value)
    text = value.strip() if isinstance(value, str) else ""
    whole = hasattr(value, "__index__") and not isinstance(value, (bool, np.bool_))
    if whole or re.fullmatch(r"\d{1,4}", text):
        year = int(value)
        if not 1000 <= year <= 9999:
            raise ValueError(
                f"`{argument}` must be a year of four digits, such as 2003, or a day; "
                f"got {value!r}."
            )
        return pd.Timestamp(dt.date(year, 12, 31) if last else dt.date(year, 1, 1))
    try:
        return check_day(argument, value)
    except (TypeError, ValueError) as error:
        raise type(error)(
            f"`{argument}` must be a year, such as 2003, or a day, written YYYY-MM-DD or given as "
            f"a date; got {value!r}."
        ) from error


def check_span(since: Any, until: Any) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """Return the first and the last day of a span, each missing where it is open.

    A year as ``since`` means its first day, as ``until`` its last.

    Raises
    ------
    ValueError
        If one of them is no year and no day, or ``since`` is later than ``until``.

    Examples
    --------
    >>> check_span(2003, "2003")
    (Timestamp('2003-01-01 00:00:00'), Timestamp('2003-12-31 00:00:00'))
    """
    first = None if since is None else check_moment("since", since)
    final = None if until is None else check_moment("until", until, last=True)
    if first is not None and final is not None and first > final:
        raise ValueError(
            f"`since` must not be later than `until`; got {_said(since)} and {_said(until)}."
        )
    return first, final


def in_span(frame: pd.DataFrame, column: str, since: Any, until: Any) -> pd.DataFrame:
    """Keep the rows whose day or year lies in a span; both ends belong to it and may be open.

    A row of a year is kept if the whole year lies in the span: ``since="2003-05-01"`` keeps
    2004 and later, because the figure of 2003 counts the four months before as well.
    Rows without a day or year are kept only where both ends are open.

    Raises
    ------
    ValueError
        If the span is no span, or lies outside the years or days that a bundled table covers.

    Examples
    --------
    >>> frame = pd.DataFrame({"year": [2002, 2003, 2004]})
    >>> in_span(frame, "year", 2003, None)["year"].to_list()
    [2003, 2004]
    """
    first, final = check_span(since, until)
    if first is None and final is None:
        return frame
    _check_covered(frame, column, since, until, first, final)
    values = frame[column]
    keep = values.notna()
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        low: Any = first
        high: Any = final
    else:
        low = None if first is None else first.year + (first.day_of_year > 1)
        high = None if final is None else final.year - ((final.month, final.day) != (12, 31))
    if low is not None:
        keep &= values >= low
    if high is not None:
        keep &= values <= high
    return chosen(frame, keep.fillna(False).astype(bool))


def _check_covered(
    frame: pd.DataFrame,
    column: str,
    since: Any,
    until: Any,
    first: pd.Timestamp | None,
    final: pd.Timestamp | None,
) -> None:
    table = frame.attrs.get(TABLE_ATTR)
    covered = get_table(table).coverage.get(column) if table in table_names() else None
    if covered is None:
        return
    low, high = check_span(*covered)
    for name, value, outside in (
        ("since", since, first is not None and high is not None and first > high),
        ("until", until, final is not None and low is not None and final < low),
    ):
        if outside:
            raise ValueError(
                f"`{name}` lies outside what the table {table!r} covers, {covered[0]} to "
                f"{covered[1]}; got {_said(value)}."
            )


def _said(value: Any) -> str:
    return repr(value) if isinstance(value, (str, int)) else str(value)
