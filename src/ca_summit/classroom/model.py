"""Say what an exercise, its variant and a feedback are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ca_summit.catalog import get_table, table_names
from ca_summit.tables.choice import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
YOUNGER, OLDER = "14–16", "16–19"
LEVELS = (YOUNGER, OLDER)
SUBJECTS = (
    "maps and true size",
    "population",
    "indicators",
    "resources",
    "Silk Road",
    "corridors",
    "meetings",
    "attendance",
    "commitments",
    "reading the news",
    "missing data and sources",
)
KINDS = ("number", "choice", "order", "text", "true-false")
Given = dict[str, Any]


def tables_for(data: Mapping[str, pd.DataFrame] | None = None) -> Tables:
    """Return the tables that exercises read: ours, with altered copies in the place of some."""
    whole = {table: [field.name for field in get_table(table).fields] for table in table_names()}
    return Tables("exercise", data, needs=whole)


@dataclass(frozen=True)
class Problem:
    """One variant worked out: what is asked, what is right, and how one finds it.

    Attributes
    ----------
    answer
        A number; the text of the right option; the items in order; or a name.
    options
        What can be chosen, or what is to be put in order.
    accepted
        Other spellings of a name that are right as well.
    working
        The way to the answer in words, with the values used.
    sources
        Ids of the sources of the values used.
    """

    question: str
    answer: Any
    working: str
    sources: tuple[str, ...]
    options: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """An exercise as data.

    Attributes
    ----------
    id
        Key, such as ``"area-times"``.
    kind
        ``number``, ``choice``, ``order``, ``text`` or ``true-false``.
    unit
        What a number counts; empty for a ratio.
    digits
        Significant digits asked for; None: the number must be exact (a count, a year).
    hint
        Shown after a wrong answer; names the way, never a value.
    how
        How the answer is computed, in words.
    tables
        Names of the tables that the answer depends on.
    pool
        Gives all variants; each is a dict of what differs (country, year, …).
    work
        Works one variant out.
    swap
        For a ratio of two values: the product of the ratio and its mistaken inverse
        (1, or 10,000 for percentages); 0 where nothing can be swapped.
    """

    id: str
    subject: str
    level: str
    title: str
    kind: str
    hint: str
    how: str
    tables: tuple[str, ...]
    pool: Callable[[Tables], list[Given]] = field(repr=False)
    work: Callable[..., Problem] = field(repr=False)
    unit: str = ""
    digits: int | None = None
    swap: float = 0.0


def sources_of(*frames: pd.DataFrame, columns: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the source ids of rows, first met first."""
    found: dict[str, None] = {}
    for frame in frames:
        for name in columns or ("source_id", "second_source_id"):
            if name in frame.columns:
                found.update(dict.fromkeys(str(v) for v in frame[name].dropna()))
    return tuple(found)


def number(value: float, digits: int = 3) -> str:
    """Write a number with thousands separators and at most ``digits`` significant digits.

    Whole numbers stay whole; of more than three digits, zeros at the end are left out.

    Examples
    --------
    >>> number(2724900), number(6.0907, 2), number(0.01234, 2), number(83.645827, 2)
    ('2,724,900', '6.1', '0.012', '84')
    >>> number(5.0001, 2), number(6.379, 6), number(11666.67, 6), number(-34.01)
    ('5.0', '6.379', '11,666.7', '−34.0')
    """
    if float(value).is_integer() and digits >= 3:
        return f"{int(value):,}".replace("-", "−")
    rounded = float(f"{value:.{digits}g}")
    if abs(rounded) >= 10 ** (digits - 1):
        return f"{rounded:,.0f}".replace("-", "−")
    text = f"{value:#.{digits}g}" if digits <= 3 else f"{value:,.{digits}g}"
    text = text if "e" not in text else f"{rounded:.10f}".rstrip("0")
    return text.replace("-", "−")


def position(latitude: float, longitude: float) -> str:
    """Write where a place lies.

    Examples
    --------
    >>> position(41.31, 69.24), position(-4.32, -15.31)
    ('41.3° N, 69.2° E', '4.3° S, 15.3° W')
    """
    north, east = "S" if latitude < 0 else "N", "W" if longitude < 0 else "E"
    return f"{abs(latitude):.1f}° {north}, {abs(longitude):.1f}° {east}"


def unit_words(unit: object) -> str:
    """Write a unit of the tables in words.

    Examples
    --------
    >>> unit_words("thousand_bbl_per_day"), unit_words("m3 per person"), unit_words("tonnes_u")
    ('thousand barrels per day', 'm³ per person', 'tonnes (U content)')
    """
    text = str(unit).replace("tonnes_u", "tonnes (U content)").replace("_", " ")
    return text.replace("bbl", "barrels").replace("m3", "m³")
