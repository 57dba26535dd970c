"""Choose the rows of a figure and say why none is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ca_summit.asof import meetings_as_of
from ca_summit.checks import check_columns, check_day
from ca_summit.figures.language import is_missing
from ca_summit.tables import read_table
from ca_summit.tables.choice import Tables
from ca_summit.tables.days import with_days as with_days  # also for the charts and maps
from ca_summit.tables.states import country_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ca_summit.figures.language import Words


def table_for(
    function: str,
    name: str,
    own: Any,
    needed: Sequence[str],
    *,
    as_of: Any = None,
    days: Sequence[str] = (),
    numbers: Sequence[str] = (),
    once: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the table a figure draws, as it was known: the user's own, checked, or ours.

    Parameters
    ----------
    function
        Name of the public function, for messages.
    name, own
        Name of the bundled table, and the user's own instead of it, of pandas or Polars.
    needed
        Columns that an own table must have.
    as_of
        Day whose knowledge counts.
    days, numbers
        Columns of days, and of numbers that must be finite.
    once
        Columns that together name a row: two rows of one name are refused.

    Raises
    ------
    ValueError, TypeError
        If the table is no table, lacks a column, or holds a cell that is no day or no finite
        number; the message names the row.
    """
    if own is not None:
        own = as_pandas(function, own, f"load_{name}()")
        check_columns(function, own, needed, f"load_{name}()")
        own = with_days(function, own, days, f"load_{name}()")
        for column_name in numbers:
            own[column_name] = _finite(function, own, column_name)
        _check_once(function, own, once)
    return Tables(function, {name: own}, as_of=as_of)[name]


def choices(name: str, own: Any, column_name: str) -> list[Any]:
    """Return the values of a column in the whole table, whatever the day whose knowledge counts.

    A choice is good or misspelt on every day; that nothing of it was known yet is no fault.
    """
    whole = read_table(name) if own is None else as_pandas(name, own, f"load_{name}()")
    return list(whole[column_name].dropna().astype("str").unique())


def not_yet(words: Words, as_of: Any, otherwise: str) -> str:
    """Return why nothing is drawn: not known by the day asked about, or another reason."""
    if as_of is None:
        return otherwise
    return words.say("Nothing of this was published by {day:d}.", day=check_day("as_of", as_of))


def _check_once(function: str, frame: pd.DataFrame, once: Sequence[str]) -> None:
    twice = frame.duplicated(list(once), keep=False) if once else pd.Series(dtype=bool)
    if twice.any():
        first = frame.loc[twice, list(once)].iloc[0]
        same = np.flatnonzero(frame[list(once)].eq(first).all(axis=1))
        named = ", ".join(f"{name} {first[name]}" for name in once)
        raise ValueError(
            f"{function}() needs one row for each {', '.join(once)}; rows {same[0] + 1} and "
            f"{same[1] + 1} are both {named}. Keep one of them."
        )


def as_pandas(function: str, own: Any, start: str) -> Any:
    """Return a table of another library (Polars, Arrow) as one of pandas, anything else as it is."""
    if isinstance(own, pd.DataFrame) or not hasattr(own, "to_pandas"):
        return own.copy() if isinstance(own, pd.DataFrame) else own
    try:
        frame = own.to_pandas()
    except ImportError as error:
        raise TypeError(
            f"{function}() needs a table of pandas, or pyarrow to read a "
            f"{type(own).__module__.split('.')[0]} one: {error}. Install pyarrow, or start from {start}."
        ) from error
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"{function}() needs a table; got a column. Start from {start}.")
    return frame


def _finite(function: str, frame: pd.DataFrame, name: str) -> pd.Series:
    try:
        values = pd.to_numeric(frame[name])
    except (ValueError, TypeError) as error:
        raise ValueError(
            f"{function}() needs numbers in column {name!r}: {error}. Write 1234.5, or leave the "
            "cell empty."
        ) from error
    endless = np.isinf(values.to_numpy(dtype=float, na_value=np.nan))
    if endless.any():
        row = int(np.flatnonzero(endless)[0])
        raise ValueError(
            f"{function}() needs finite numbers in column {name!r}; row {row + 1} has "
            f"{values.iloc[row]}. Leave the cell empty where a value is not known."
        )
    return values


def codes_of(argument: str, values: Any, among: Iterable[object]) -> list[str]:
    """Return the codes that names or codes of states stand for; of an empty list, none.

    Examples
    --------
    >>> codes_of("country", ["Kazakhstan", "uz"], ["KAZ", "UZB"]), codes_of("country", [], ["KAZ"])
    (['KAZ', 'UZB'], [])
    """
    if hasattr(values, "__len__") and not len(values):
        return []
    return country_codes(values, argument, sorted({str(v) for v in among if not is_missing(v)}))


def column(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column, or one of missing values where a table does not have it."""
    return frame[name] if name in frame.columns else pd.Series(pd.NA, index=frame.index)


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


def known_on(day: pd.Timestamp | None) -> str:
    """Return the end of a sentence that says on which day something was known, if on one.

    Examples
    --------
    >>> known_on(pd.Timestamp("2025-10-27")), known_on(None)
    (' known on 2025-10-27', '')
    """
    return "" if day is None else f" known on {day:%Y-%m-%d}"


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
