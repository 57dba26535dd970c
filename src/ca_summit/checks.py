"""Say precisely what is wrong with an argument or a table."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, SupportsIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

_LISTED, _CLOSEST = 60, 6  # so many choices are written out; so many of more
_LISTED_BESIDE_NEAR = 20  # where one is near, a long list only hides it


def check_choice(argument: str, value: object, allowed: Iterable[object]) -> None:
    """Raise ``ValueError`` unless ``value`` is one of ``allowed``.

    Parameters
    ----------
    argument
        Name of the argument, as the caller wrote it.

    Examples
    --------
    >>> check_choice("country", "KZA", ["KAZ", "UZB"])
    Traceback (most recent call last):
    ValueError: `country` must be one of ['KAZ', 'UZB']; got 'KZA'. Did you mean 'KAZ'?
    """
    choices = sorted({_bare(c) for c in allowed}, key=lambda c: (isinstance(c, str), str(c)))
    if getattr(value, "ndim", 0):
        kind = type(value).__name__
        raise ValueError(f"`{argument}` must be one of {_listed(choices, ())}; got a {kind}.")
    try:
        if value in choices:
            return
    except TypeError:  # pandas' NA is equal to nothing and cannot be asked
        pass
    if not choices:
        raise ValueError(f"`{argument}` is {value!r}, but the table has no rows to choose from.")
    near = nearest(value, choices)
    message = f"`{argument}` must be one of {_listed(choices, near)}; got {value!r}."
    raise ValueError(message + (f" Did you mean {near[0]!r}?" if near else ""))


def _bare(value: object) -> Any:
    """Return the Python value in a NumPy scalar, other values as they are."""
    return value.item() if hasattr(value, "item") else value


def nearest(value: object, choices: Sequence[Any]) -> list[Any]:
    """Return the choices that resemble a value, the likeliest first; swapped letters win.

    Examples
    --------
    >>> nearest("KZA", ["KGZ", "KAZ"]), nearest(1800, [1991, 2025]), nearest("?", ["KAZ"])
    (['KAZ', 'KGZ'], [1991], [])
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        numbers = [c for c in choices if isinstance(c, (int, float))]
        return sorted(numbers, key=lambda c: abs(c - value))[:1]
    plain = {str(c).casefold(): c for c in choices}
    asked = str(value).casefold()
    swapped = [word for word in plain if sorted(word) == sorted(asked)]
    close = difflib.get_close_matches(asked, list(plain), n=_CLOSEST, cutoff=0.5)
    return [plain[word] for word in dict.fromkeys([*swapped, *close])]


def _listed(choices: Sequence[Any], near: Sequence[Any]) -> str:
    """Write choices out: runs of whole numbers in short, of very many only the nearest."""
    if choices and all(isinstance(c, int) for c in choices):
        runs: list[list[int]] = []
        for number in sorted(choices):
            if runs and number == runs[-1][1] + 1:
                runs[-1][1] = number
            else:
                runs.append([number, number])
        return ", ".join(f"{a}" if a == b else f"{a} to {b}" for a, b in runs)
    if len(choices) <= (_LISTED_BESIDE_NEAR if near else _LISTED):
        return f"{list(choices)}"
    shown = list(near or choices[:_CLOSEST])
    return f"{len(choices)} values such as {shown}"


def check_choices(
    argument: str, values: object, allowed: Iterable[object], *, some: bool = False
) -> list[Any]:
    """Return ``values`` (one value or several) as a list after checking each one.

    With ``some`` there must be one: of a table an empty list would be taken for "all" by one reader
    and for "none" by the next. A figure of nothing says so itself.

    Examples
    --------
    >>> check_choices("country", "KAZ", ["KAZ", "KGZ"])
    ['KAZ']
    """
    one = isinstance(values, (str, bytes)) or not hasattr(values, "__iter__")
    several: list[Any] = [values] if one else list(values)  # type: ignore[call-overload]
    if some and not several:
        raise ValueError(f"`{argument}` names nothing: the list is empty. Leave it away for all.")
    choices = list(allowed)
    for value in several:
        check_choice(argument, value, choices)
    return several


def check_columns(function: str, frame: pd.DataFrame, needed: Sequence[str], start: str) -> None:
    """Raise ``ValueError`` unless the frame has the columns ``needed``.

    Parameters
    ----------
    function
        Name of the public function that needs the columns.
    start
        The call that gives a table with these columns, such as ``"load_meetings()"``.

    Examples
    --------
    >>> import pandas as pd
    >>> check_columns("plot_area", pd.DataFrame({"a": [1]}), ["iso3"], "load_countries()")
    Traceback (most recent call last):
    ValueError: plot_area() needs column(s) ['iso3']; the table has ['a'].
    Start from load_countries().
    """
    if not hasattr(frame, "columns"):
        raise TypeError(
            f"{function}() needs a table (pandas DataFrame); got {type(frame).__name__}. "
            f"Start from {start}."
        )
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise ValueError(
            f"{function}() needs column(s) {missing}; the table has {list(frame.columns)}. "
            f"Start from {start}."
        )


def check_year(argument: str, value: object, first: int, last: int) -> int:
    """Return ``value`` as a year after checking that it lies in ``first``-``last``.

    Examples
    --------
    >>> check_year("year", 2030, 1991, 2025)
    Traceback (most recent call last):
    ValueError: `year` must be a whole year from 1991 to 2025; got 2030.
    """
    if isinstance(value, SupportsIndex) and not isinstance(value, bool):
        year = int(value)
        if first <= year <= last:
            return year
    raise ValueError(f"`{argument}` must be a whole year from {first} to {last}; got {value!r}.")


def check_day(argument: str, value: object) -> pd.Timestamp:
    """Return ``value`` as a day without a time; refuse anything ambiguous.

    Text must be ISO, ``YYYY-MM-DD``, because ``06-11-2025`` reads as two different days.

    Examples
    --------
    >>> check_day("as_of", "2025-10-27")
    Timestamp('2025-10-27 00:00:00')
    """
    import datetime as dt
    import re

    import pandas as pd

    message = (
        f"`{argument}` must be a day, written YYYY-MM-DD or given as a date; got {value!r}. "
        'For example "2025-10-27".'
    )
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        raise ValueError(message)
    if not isinstance(value, (str, dt.date, pd.Timestamp)) and type(value).__name__ != "datetime64":
        raise TypeError(message)
    if type(value).__name__ == "datetime64" and len(str(value)) < len("2025-10-27"):
        raise ValueError(message)  # a year or a month is no day
    try:
        day = pd.Timestamp(value)  # type: ignore[arg-type]
    except ValueError as error:
        raise ValueError(message) from error
    if pd.isna(day):
        raise ValueError(message)
    return day.tz_localize(None).normalize() if day.tzinfo else day.normalize()
