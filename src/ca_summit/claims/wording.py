"""Say the figures of a verdict in words: names, days, what JSON can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.diplomacy import FIVE
from ca_summit.figures.language import msg
from ca_summit.figures.sentences import Cell, Name, Text, name, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def names(codes: Iterable[object]) -> list[Name]:
    """Return names of states, to be listed in a sentence.

    Examples
    --------
    >>> from ca_summit.figures.language import Words
    >>> from ca_summit.figures.sentences import written
    >>> written(say("{states:l}", states=names(["KAZ", "UZB"])), Words())
    'Kazakhstan and Uzbekistan'
    """
    return [name(code) for code in codes]


def cells(texts: Iterable[object]) -> list[Cell]:
    """Return words of tables, to be listed in a sentence; ids count as words."""
    return [Cell(str(text).replace("_", " ")) for text in texts]


def said(message: Text, **values: Any) -> Text:
    """Return a message filled with its values, and any other text as it is."""
    return say(message, **values) if isinstance(message, str) else message


def plain_number(value: float) -> Text:
    """Return a number to be written as the language does: whole, or with four digits."""
    whole = float(value).is_integer() or abs(value) >= 1e6
    return say("{v:.0f}" if whole else "{v:r4}", v=float(value))


def sentence(text: str) -> str:
    """Begin a sentence with a capital.

    Examples
    --------
    >>> sentence("all five")
    'All five'
    """
    return text[:1].upper() + text[1:]


def of_five(number: int, every: str, some: str, none: str, **values: Any) -> Text:
    """Return the sentence for all, some (``{number}``) or none of the five states.

    Examples
    --------
    >>> str(of_five(3, "All five came.", "{number} of the five came.", "None of the five came."))
    '3 of the five came.'
    """
    message = every if number == len(FIVE) else some if number else none
    return say(message, number=number, **values)


def paired(codes: Sequence[object], told: Sequence[object]) -> list[Text]:
    """Return names of states, each with what is told of it in brackets.

    Examples
    --------
    >>> [str(text) for text in paired(["KAZ"], [4])]
    ['Kazakhstan (4)']
    """
    message = msg("{place} ({told})")
    return [say(message, place=name(c), told=t) for c, t in zip(codes, told, strict=True)]


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
