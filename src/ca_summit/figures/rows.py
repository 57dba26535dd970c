"""Choose the rows of a figure and say why none is left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.figures.language import is_missing
from ca_summit.tables import load_indicator_catalogue, read_table
from ca_summit.tables.choice import Tables, choose, state_columns
from ca_summit.tables.day_columns import with_days as with_days  # also for the charts and maps
from ca_summit.tables.own_tables import as_described, as_pandas, check_states, with_columns
from ca_summit.tables.reader import start_of
from ca_summit.tables.states import country_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def table_for(
    function: str,
    name: str,
    own: Any,
    needed: Sequence[str],
    *,
    as_of: Any = None,
    once: bool = False,
    gaps: Sequence[str] = (),
    words: Sequence[str] = (),
    **chosen: Any,
) -> pd.DataFrame:
    """Return the table a figure draws, as it was known: the user's own, checked, or ours.

    Parameters
    ----------
    function
        Name of the public function, for messages.
    name, own
        Name of the bundled table, and the user's own instead of it, of pandas or Polars.
    needed
        Columns that an own table must have, with numbers and days where ours has them; those that
        name sources and checks are empty where it lacks them.
    as_of
        Day whose knowledge counts.
    once
        Whether the columns that name a row of ours may name only one of an own table.
    gaps
        Those of them that may be empty.
    words
        Columns of an own table that must hold words known to ours; for all see
        ``tables.own_tables.as_described()``.
    chosen
        Arguments of the table that keep some rows, with ``since`` and ``until``; see
        ``tables.choice.choose()``. They are held against all rows, whatever the day.

    Raises
    ------
    ValueError, TypeError
        If the table is no table, lacks a column, holds a cell that cannot be read, or a choice
        never occurs in it; the message names row or choice.
    """
    if own is not None:
        own = as_pandas(function, own, start_of(name), name)
        own = with_columns(function, name, own, needed)
        check_states(function, name, own, state_columns(name))
        own = as_described(function, name, own, needed, once=once, gaps=gaps, words=words)
    if not chosen or (own is not None and own.empty):
        return Tables(function, {name: own}, as_of=as_of)[name]
    if empty_lists(chosen):
        return Tables(function, {name: own}, as_of=as_of)[name].iloc[:0]
    return choose(name, own, as_of=as_of, **chosen)


def choices(name: str, own: Any, column_name: str) -> list[Any]:
    """Return the values of a column in the whole table, whatever the day whose knowledge counts.

    A choice is good or misspelt on every day; that nothing of it was known yet is no fault.
    """
    whole = read_table(name) if own is None else as_pandas(name, own, start_of(name), name)
    return list(whole[column_name].dropna().astype("str").unique())


def usual(name: str, own: Any, column_name: str, wanted: Any, default: Sequence[str]) -> Any:
    """Return the choice wanted, or else those of the usual ones that a table holds.

    An own table need not hold all of them; where it holds none, all of its rows are meant.
    """
    if wanted is not None or own is None:
        return default if wanted is None else wanted
    try:
        held = {str(value) for value in choices(name, own, column_name)}
    except (TypeError, KeyError, AttributeError):
        return None  # what is wrong is told where the table is checked
    return [code for code in default if code in held] or None


def described(indicator: str, rows: pd.DataFrame, own: Any) -> tuple[str, str, str]:
    """Return label, unit and definition of an indicator; own figures are not our publisher's.

    Parameters
    ----------
    rows
        Its rows.
    own
        The user's table that they are from, ``None`` if they are ours.
    """
    catalogue = load_indicator_catalogue().set_index("indicator_id")

    def cell(name: str, default: str = "") -> str:
        return str(catalogue[name].get(indicator, default))

    unit = str(rows["unit"].iloc[0]) if len(rows) else cell("unit")
    label = cell("label", indicator)
    if own is None or set(rows["source_id"].astype("str")) <= {cell("source_id")}:
        return label, unit, cell("definition")
    return re.sub(r"^WGI |,? \((World Bank|Global Carbon|UN WPP)[^)]*\)$", "", label), unit, ""


def codes_of(argument: str, values: Any, among: Iterable[object]) -> list[str]:
    """Return the codes that names or codes of states stand for; of an empty list, none.

    Examples
    --------
    >>> codes_of("country", ["Kazakhstan", "uz"], ["KAZ", "UZB"]), codes_of("country", [], ["KAZ"])
    (['KAZ', 'UZB'], [])
    """
    if hasattr(values, "__len__") and not isinstance(values, (str, bytes)) and not len(values):
        return []
    return country_codes(values, argument, sorted({str(v) for v in among if not is_missing(v)}))


def column(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column, or one of missing values where a table does not have it."""
    return frame[name] if name in frame.columns else pd.Series(pd.NA, index=frame.index)


def has_meetings_near(frame: pd.DataFrame, day: pd.Timestamp) -> bool:
    """Tell whether a table has meetings within a month of a day.

    Examples
    --------
    >>> table = pd.DataFrame({"start_date": ["2025-11-06"]})
    >>> has_meetings_near(table, pd.Timestamp("2025-10-27"))
    True
    """
    days = with_days("plot_timeline", frame, ["start_date"])["start_date"]
    return bool((days - day).abs().le(pd.Timedelta(days=31)).any())


def recalled_rows(frame: pd.DataFrame) -> pd.Series:
    """Tell which rows rest on memory alone; none in a table that does not say."""
    if "verification" not in frame.columns:
        return pd.Series(False, index=frame.index)
    return frame["verification"].astype("object").eq("recalled")


def known_on(day: pd.Timestamp | None) -> str:
    """Return the end of a sentence that says on which day something was known, if on one.

    Examples
    --------
    >>> known_on(pd.Timestamp("2025-10-27")), known_on(None)
    (' known on 2025-10-27', '')
    """
    return "" if day is None else f" known on {day:%Y-%m-%d}"


def empty_lists(chosen: Mapping[str, Any]) -> list[str]:
    """Return the names of arguments that are empty lists, and so keep no row."""
    return [
        name
        for name, value in chosen.items()
        if hasattr(value, "__len__") and not isinstance(value, (str, bytes)) and not len(value)
    ]
