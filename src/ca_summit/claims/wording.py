"""Say the figures of a verdict in words: names, counts, days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.diplomacy import FIVE
from ca_summit.names import country_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def listing(codes: Iterable[str], *, none: str = "none") -> str:
    """Return names of countries as words: ``Kazakhstan, Kyrgyzstan and Tajikistan``.

    Examples
    --------
    >>> listing(["KAZ", "UZB"])
    'Kazakhstan and Uzbekistan'
    """
    return words([country_name(code) for code in codes], none=none)


def words(items: Sequence[str], *, none: str = "none") -> str:
    """Join words with commas and an ``and``.

    Examples
    --------
    >>> words(["gold", "uranium", "zinc"])
    'gold, uranium and zinc'
    """
    several = [str(item).replace("_", " ") for item in items]
    if not several:
        return none
    return several[0] if len(several) == 1 else f"{', '.join(several[:-1])} and {several[-1]}"


def sentence(text: str) -> str:
    """Begin a sentence with a capital.

    Examples
    --------
    >>> sentence("all five")
    'All five'
    """
    return text[:1].upper() + text[1:]


def of_the_five(number: int, noun: str = "") -> str:
    """Say how many of the five states: ``all five``, ``none of the five``, ``3 of the five``.

    Examples
    --------
    >>> of_the_five(5), of_the_five(3), of_the_five(0, "presidents")
    ('all five', '3 of the five', 'none of the five presidents')
    """
    name = f"five {noun}".strip()
    if number == len(FIVE):
        return f"all {name}"
    return f"{number or 'none'} of the {name}"


def counted(number: int, one: str, several: str = "") -> str:
    """Write a number with its noun: ``1 contract``, ``3 contracts``.

    Examples
    --------
    >>> counted(1, "day"), counted(3, "day")
    ('1 day', '3 days')
    """
    return f"{number} {one if number == 1 else several or one + 's'}"


def day(value: Any) -> str:
    """Write a date in words: ``27 October 2025``.

    Examples
    --------
    >>> day("2025-10-27")
    '27 October 2025'
    """
    stamp = pd.Timestamp(value)
    return f"{stamp.day} {stamp:%B %Y}"


def iso(value: Any) -> str | None:
    """Write a date as ``YYYY-MM-DD``; a missing one is ``None``."""
    return None if pd.isna(value) else pd.Timestamp(value).date().isoformat()


def plain(value: Any) -> Any:
    """Turn figures into what JSON can hold; missing numbers become ``None``."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(v) for v in value]
    if isinstance(value, pd.Timestamp):
        return iso(value)
    if value is None or isinstance(value, (str, bool)):
        return value
    if pd.isna(value):
        return None
    number = value.item() if hasattr(value, "item") else value
    if not isinstance(number, float):
        return number
    return int(number) if number.is_integer() else float(f"{number:.6g}")
