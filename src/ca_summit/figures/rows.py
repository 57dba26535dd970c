"""Choose the rows of a figure and say why none is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.asof import meetings_as_of
from ca_summit.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable


def column(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column, or one of missing values where a table does not have it."""
    return frame[name] if name in frame.columns else pd.Series(pd.NA, index=frame.index)


def with_days(function: str, frame: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Return a copy whose day columns are days, also where the user's table has them as text.

    Raises
    ------
    ValueError
        If a cell is no day.
    """
    out = frame.copy()
    for name in columns:
        if not pd.api.types.is_datetime64_any_dtype(out[name]):
            try:
                out[name] = pd.to_datetime(out[name], format="%Y-%m-%d")
            except (ValueError, TypeError) as error:
                raise ValueError(
                    f"{function}() needs days written YYYY-MM-DD in column {name!r}; {error}. "
                    "Check the table with read_meetings()."
                ) from error
    return out


def has_meetings_near(frame: pd.DataFrame, day: pd.Timestamp, around: int = 31) -> bool:
    """Tell whether a table has meetings within ``around`` days of a day.

    Examples
    --------
    >>> table = pd.DataFrame({"start_date": ["2025-11-06"]})
    >>> has_meetings_near(table, pd.Timestamp("2025-10-27"))
    True
    """
    days = with_days("plot_timeline", frame, ["start_date"])["start_date"]
    return bool((days - day).abs().le(pd.Timedelta(days=around)).any())


def recalled_rows(frame: pd.DataFrame) -> pd.Series:
    """Tell which rows rest on memory alone; none in a table that does not say."""
    if "verification" not in frame.columns:
        return pd.Series(False, index=frame.index)
    return frame["verification"].astype("object").eq("recalled")


def meetings_known(frame: pd.DataFrame, as_of: Any) -> pd.DataFrame:
    """Return the meetings of any table as they were known on a day; all of them without a day."""
    if as_of is None:
        return frame
    return meetings_as_of(
        frame,
        read_table("attendance"),
        read_table("chronology"),
        as_of,
        sources=read_table("sources"),
    )


def none_chosen(**filters: object) -> str:
    """Say which filter is an empty list, and so keeps nothing; empty text where none is.

    Examples
    --------
    >>> none_chosen(kind=[], status=None, fuel="gas")
    'Nothing is chosen: `kind` is empty. Leave it out to draw all.'
    """
    empty = [
        name for name, value in filters.items() if hasattr(value, "__len__") and not len(value)
    ]
    return f"Nothing is chosen: `{empty[0]}` is empty. Leave it out to draw all." if empty else ""
