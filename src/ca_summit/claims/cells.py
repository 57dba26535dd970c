"""Read one cell of a table of claims: a number, a day, one of several words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_day, nearest
from ca_summit.claims.wording import said
from ca_summit.figures.language import msg
from ca_summit.figures.sentences import joined, say
from ca_summit.records.values import Style, Wrong, number
from ca_summit.written_numbers import number_scale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ca_summit.figures.sentences import Text

LISTED, _SHOWN = 60, 3  # so many words are listed, of more so many
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")


class ClaimError(ValueError):
    """Say what is wrong in a row, in a language that is chosen later."""

    def __init__(self, message: Text, **values: Any) -> None:
        self.reason = said(message, **values)
        super().__init__(str(self.reason))


def near(reason: Text, value: object, allowed: Iterable[object]) -> Text:
    """Add what a misspelt word was probably meant to be."""
    close = nearest(value, [str(word) for word in allowed])
    meant = [say("Did you mean {near}?", near=repr(close[0]))] if close else []
    return joined([reason, *meant], " ")


def choose(name: str, value: str, allowed: Iterable[object]) -> None:
    """Refuse a word that is none of those allowed, with the nearest."""
    words = sorted({str(word) for word in allowed})
    if value in words:
        return
    close = [str(word) for word in nearest(value, words)]
    message = msg("`{name:c}` must be one of {allowed:c}; got {value}.")
    if len(words) > LISTED:
        message = msg("`{name:c}` must be one of {number} values such as {allowed:c}; got {value}.")
    shown = words if len(words) <= LISTED else close or words[:_SHOWN]
    reason = say(message, name=name, allowed=shown, number=len(words), value=repr(value))
    raise ClaimError(near(reason, value, words))


def read_number(value: Any) -> float:
    """Read a number, also with ``million`` or ``billion`` behind it."""
    text = str(value).strip().removesuffix("%").strip()
    digits, _, word = text.rpartition(" ")
    scale = number_scale(word.lower().rstrip(".")) if digits else None
    digits = (digits if scale else text).strip()
    if (doubt := _AMBIGUOUS.fullmatch(digits)) and (doubt[1] == "," or digits.endswith("0")):
        raise ClaimError(
            "{value} is {whole:c} if the sign parts thousands, or {part:c} if it stands before "
            "decimals; write one of them.",
            value=repr(str(value)),
            whole=digits.replace(doubt[1], ""),
            part=f"{float(digits.replace(doubt[1], '.')):g}",
        )
    read = number(digits, style=Style(comma=True))
    if isinstance(read, Wrong) or pd.isna(read):
        raise ClaimError(
            "{value} is not a number; write 1234.5 or '80 million'.", value=repr(str(value))
        )
    return float(read) * (scale or 1.0)


def read_day(name: str, text: str) -> pd.Timestamp:
    """Read a day."""
    try:
        return check_day(name, text)
    except ValueError as error:
        raise ClaimError(
            "`{name:c}` must be a day, written YYYY-MM-DD, such as 2025-10-27; got {text}.",
            name=name,
            text=repr(text),
        ) from error
