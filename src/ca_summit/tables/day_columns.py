"""Make the day columns of a user's table days, without losing an hour or moving a date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?")


def with_days(
    function: str, frame: pd.DataFrame, columns: Iterable[str], start: str = "read_meetings()"
) -> pd.DataFrame:
    """Return a copy whose day columns are days, also where they are text or have hours.

    A time of day counts on its day. With a time zone the day is taken only if every time is
    midnight there, because dates are local days of the place and 19:00 in UTC is the next day in
    Astana.

    Parameters
    ----------
    function
        Name of the public function that needs the days, for its messages.
    start
        The call that checks such a table.

    Raises
    ------
    ValueError
        If a cell is no day, or a time zone leaves the day open; the message names the hours.

    Examples
    --------
    >>> frame = pd.DataFrame({"start_date": pd.to_datetime(["2025-12-31 23:00"])})
    >>> with_days("sequence", frame, ["start_date"])["start_date"].to_list()
    [Timestamp('2025-12-31 00:00:00')]
    """
    out = frame.copy()
    for name in columns:
        out[name] = _days(function, name, out[name], start)
    return out


def _days(function: str, name: str, cells: pd.Series, start: str) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        days: pd.Series = _without_zone(function, name, cells).dt.normalize()
        return days
    if pd.api.types.is_numeric_dtype(cells.dtype) and cells.notna().any():
        raise ValueError(
            f"{function}() needs days written YYYY-MM-DD in column {name!r}; got the number "
            f"{cells.dropna().iloc[0]}. Check the table with {start}."
        )
    try:
        return pd.to_datetime(cells.map(_day, na_action="ignore"), format="%Y-%m-%d")
    except (ValueError, TypeError) as error:
        raise ValueError(
            f"{function}() needs days written YYYY-MM-DD in column {name!r}; "
            f"{str(error).splitlines()[0].split('. You might')[0].rstrip('.')}. "
            f"Check the table with {start}."
        ) from error


def _without_zone(function: str, name: str, cells: pd.Series) -> pd.Series:
    zone = cells.dt.tz
    if zone is None:
        return cells
    hours = cells.dropna()
    hours = hours[hours.ne(hours.dt.normalize())]
    if len(hours):
        raise ValueError(
            f"{function}() needs days in column {name!r}; it has hours of the time zone {zone}, "
            f"such as {hours.iloc[0]:%Y-%m-%d %H:%M}, and another zone may have another day. "
            f'Choose one: table[{name!r}].dt.tz_convert("Asia/Almaty").dt.tz_localize(None).'
        )
    local: pd.Series = cells.dt.tz_localize(None)
    return local


def _day(cell: object) -> object:
    """Return what to read as a day: of ISO text with an hour the day, other cells as they are."""
    if isinstance(cell, str) and _ISO.fullmatch(cell.strip()):
        return cell.strip()[:10]
    if isinstance(cell, pd.Timestamp):
        if cell.tzinfo is not None:
            raise ValueError(f"{cell} has a time zone, and dates are local days")
        return cell.normalize()
    if isinstance(cell, (int, float)):
        raise ValueError(f"got the number {cell}")
    return cell
