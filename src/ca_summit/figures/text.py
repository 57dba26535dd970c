"""Word the rows of a table: hovers with their proof, ids as words, long texts in lines."""

from __future__ import annotations

import re
import textwrap
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.figures.language import (
    Words,
    fill,
    format_days,
    is_missing,
    listed,
    msg,
    translate,
)
from ca_summit.figures.rows import column
from ca_summit.sources import frame_sources, publishers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["listed"]

#: How a row was checked, in words.
VERIFIED = {
    "read": msg("one source"),
    "two_sources": msg("two sources"),
    "recalled": msg("from memory"),
}
NOT_CHECKED = msg("not checked")
STATUS_WORDS = {
    "held": msg("held"),
    "under_way": msg("under way"),
    "planned": msg("planned"),
    "postponed": msg("postponed"),
    "cancelled": msg("cancelled"),
    "unknown": msg("planned for a day that has passed; what happened is not known"),
}
CLEAR = "rgba(0,0,0,0)"
#: Signs in a line of a hover, so that its box stays small.
_HOVER_LINE = 60


def plain(value: Any) -> str:
    """Return a text cell, empty where it is missing.

    Examples
    --------
    >>> plain(None), plain("Astana")
    ('', 'Astana')
    """
    return "" if is_missing(value) else str(value)


def shown(value: object, width: int = 0) -> str:
    """Return a cell as text that plotly shows as it is, in lines of ``width`` signs if given.

    Examples
    --------
    >>> shown("<b>Talks</b>")
    '&lt;b&gt;Talks&lt;/b&gt;'
    """
    text = plain(value)
    lines = textwrap.wrap(text, width) if width else [text]
    return "<br>".join(escape(line, quote=False) for line in lines)


def wrap(text: str, width: int) -> str:
    """Break a text into lines of at most ``width`` signs.

    Examples
    --------
    >>> wrap("one two three", 8)
    'one two<br>three'
    """
    return "<br>".join(textwrap.wrap(text, width, break_long_words=False)) or text


def label(word: object, words: Words | None = None) -> str:
    """Write an id such as ``natural_gas`` as words, in the language of ``words``.

    Examples
    --------
    >>> label("natural_gas")
    'Natural gas'
    """
    text = str(word).replace("_", " ")
    text = text[:1].upper() + text[1:]
    return words.cell(text) if words else text


def amounts(values: Iterable[float], unit: str, words: Words) -> list[str]:
    """Write amounts of one unit alike, thousands of tonnes as millions where they are many.

    Examples
    --------
    >>> amounts([6500, 6100], "thousand_tonnes", Words()), amounts([20, 700], "tonnes", Words())
    (['6.50 million t', '6.10 million t'], ['20 t', '700 t'])
    """
    numbers = [float(v) for v in values]
    factor = {"tonnes": 1.0, "thousand_tonnes": 1e3, "million_tonnes": 1e6}.get(unit)
    if factor is None:
        return [
            words.say("{value:n} {unit}", value=v, unit=unit.replace("_", " ")) for v in numbers
        ]
    largest = max(abs(v) for v in numbers) * factor
    scale, message = (1e6, msg("{v:n} million t")) if largest >= 1e6 else (1.0, msg("{v:n} t"))
    return [words.say(message, v=v * factor / scale) for v in numbers]


def power_name(code: object, language: str | None = None) -> str:
    """Name a power or group for a label; a code of the user's own stays as it is."""
    return shown(Words(language).label(plain(code)))


def hover(*lines: object) -> str:
    """Join the lines that say something; long ones are wrapped, so that a hover box stays small.

    Examples
    --------
    >>> hover("Uranium", None, "", "2024")
    'Uranium<br>2024'
    """
    said = [plain(line) for line in lines if plain(line)]
    return "<br>".join(wrap(line, _HOVER_LINE) for line in said)


def hovers(rows: pd.DataFrame, words: Words, *lines: str, proof: bool = True) -> list[str]:
    """Return the hover of each row from one template a line; who says so stands last.

    Parameters
    ----------
    lines
        Messages with the columns of ``rows`` as places, such as ``"{amount:n} tonnes"``; see
        ``language.fill()`` for the formats. A line whose places are all empty is left out.
    proof
        Whether to end with the publisher and how the row was verified.

    Examples
    --------
    >>> rows = pd.DataFrame({"place": ["Aktau", "Baku"], "amount": [41, None], "note": ["", "x"]})
    >>> hovers(rows, Words(), "<b>{place}</b>", "{amount:n} tonnes", "{note}", proof=False)
    ['<b>Aktau</b><br>41 tonnes', '<b>Baku</b><br>x']
    """
    templates = [
        (text, tuple(re.findall(r"{(\w+)", text)))
        for text in (translate(line, words.sentences) for line in lines)
    ]
    ends = [f"<i>{text}</i>" for text in proofs(rows, words)] if proof else [""] * len(rows)
    return [
        hover(*(_line(text, named, row, words) for text, named in templates), end)
        for row, end in zip(rows.to_dict("records"), ends, strict=True)
    ]


def _line(text: str, named: tuple[str, ...], row: Mapping[Any, Any], words: Words) -> str:
    if named and all(plain(row.get(name)) == "" for name in named):
        return ""
    values = {name: row.get(name) for name in named}
    return fill(text, values, language=words.sentences, escape=True)


def proofs(frame: pd.DataFrame, words: Words) -> list[str]:
    """Return for each row who published it and how it was verified."""
    names = [column(frame, name) for name in ("source_id", "second_source_id", "verification")]
    return [_proof((first, second), how, words) for first, second, how in zip(*names, strict=True)]


def proof(row: Mapping[Any, Any], words: Words) -> str:
    """Return who published one row and how it was verified.

    Examples
    --------
    >>> proof({"source_id": "recalled", "verification": "recalled"}, Words())
    'From memory (from memory)'
    """
    ids = row.get("source_id"), row.get("second_source_id")
    return _proof(ids, row.get("verification"), words)


def _proof(ids: tuple[object, object], how: object, words: Words) -> str:
    names = dict.fromkeys(name for i in ids if plain(i) for name in _publishers(plain(i)))
    told = shown("; ".join(map(words.cell, names))) or words.say("no source named")
    return f"{told} ({words.say(VERIFIED.get(plain(how), NOT_CHECKED))})"


@cache
def _publishers(source_id: str) -> list[str]:
    """Return who published a source; one that the user's own table names by an id keeps it."""
    (record,) = frame_sources(pd.DataFrame({"source_id": [source_id]}))
    return publishers(record)


def meeting_hover(row: Mapping[Any, Any], words: Words) -> str:
    """Return the hover of one meeting: name, days, city, status, power, proof."""
    place = shown(words.cell(plain(row.get("city"))))
    if plain(row.get("mode")) == "virtual":
        place = words.say("by video")
    status = plain(row.get("state", row.get("status")))
    days = format_days(row["start_date"], row["end_date"], language=words.sentences)
    state = words.say(STATUS_WORDS[status]) if status in STATUS_WORDS else shown(status)
    lines = [
        f"<b>{shown(words.cell(plain(row.get('name'))), 46)}</b>",
        ", ".join(p for p in (days, place) if p),
        f"{power_name(row['counterpart'], words.labels)} · {state}",
        shown(row.get("outcome_summary"), _HOVER_LINE),
        f"<i>{proof(row, words)}</i>",
    ]
    return "<br>".join(line for line in lines if line)
