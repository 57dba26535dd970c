"""Share the small parts of charts: publishers, hover lines, wrapped words, bounds in notes."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.sources import frame_sources
from ca_summit.theme import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable

VERIFIED = {
    "read": "read in one document",
    "two_sources": "found in two sources",
    "recalled": "from memory, unconfirmed",
}
CLEAR = "rgba(0,0,0,0)"


def publishers(frame: pd.DataFrame) -> pd.Series:
    """Return the publisher of each row, the bare ``source_id`` where no record is known."""
    known = {r["source_id"]: r["publisher"] for r in frame_sources(frame[["source_id"]])}
    return frame["source_id"].astype("str").map(known).fillna("source not given")


def provenance(frame: pd.DataFrame) -> pd.Series:
    """Return the last hover line of each row: who published it and how it was verified."""
    words = frame["verification"].astype("str").map(VERIFIED).fillna("not verified")
    return publishers(frame) + ", " + words


def hover(*lines: object) -> str:
    """Join the lines that say something; long ones are wrapped, so that a hover box stays small.

    Examples
    --------
    >>> hover("Uranium", None, "", "2024")
    'Uranium<br>2024'
    """
    said = [str(line) for line in lines if line is not None and line == line and str(line)]
    return "<br>".join(wrap(line, 60) for line in said)


def wrap(text: str, width: int) -> str:
    """Break a text into lines of at most ``width`` signs.

    Examples
    --------
    >>> wrap("one two three", 8)
    'one two<br>three'
    """
    return "<br>".join(textwrap.wrap(text, width, break_long_words=False)) or text


def plain(value: Any) -> str:
    """Return a text cell, empty where it is missing."""
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)


def column(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column, or one of missing values where a table does not have it."""
    return frame[name] if name in frame.columns else pd.Series(pd.NA, index=frame.index)


def label(word: object) -> str:
    """Write an id such as ``natural_gas`` as words.

    Examples
    --------
    >>> label("natural_gas")
    'Natural gas'
    """
    text = str(word).replace("_", " ")
    return text[:1].upper() + text[1:]


def listed(words: Iterable[str], limit: int = 12) -> str:
    """Join words with commas and ``and``; beyond ``limit`` say how many more there are.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], limit=1)
    ('a, b and c', 'a and 2 more')
    """
    items = list(words)
    if len(items) > limit:
        items = [*items[:limit], f"{len(items) - limit} more"]
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def percent(value: float) -> str:
    """Write a share with one decimal, two telling digits below one.

    Examples
    --------
    >>> percent(45.29), percent(4.0), percent(0.0926)
    ('45.3%', '4%', '0.093%')
    """
    if value != value:
        return "no data"
    text = f"{value:.1f}".removesuffix(".0") if value >= 1 or value == 0 else f"{value:.2g}"
    return f"{text}%"


def amounts(values: Iterable[float], unit: str) -> list[str]:
    """Write amounts of one unit alike, thousands of tonnes as millions where they are many.

    Examples
    --------
    >>> amounts([6500, 6100], "thousand_tonnes"), amounts([20, 700], "tonnes")
    (['6.50 million t', '6.10 million t'], ['20 t', '700 t'])
    """
    numbers = [float(v) for v in values]
    factor = {"tonnes": 1.0, "thousand_tonnes": 1e3, "million_tonnes": 1e6}.get(unit)
    if factor is None:
        return [f"{format_number(v)} {unit.replace('_', ' ')}" for v in numbers]
    largest = max(abs(v) for v in numbers) * factor
    scale, word = (1e6, "million t") if largest >= 1e6 else (1.0, "t")
    return [f"{format_number(v * factor / scale)} {word}" for v in numbers]
