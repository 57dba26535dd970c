"""Word rows for people: publishers and proofs, hovers, days, lists, numbers, names of powers."""

from __future__ import annotations

import textwrap
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.figures.theme import format_number
from ca_summit.names import country_name
from ca_summit.sources import frame_sources
from ca_summit.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERIFIED = {
    "read": "read in one document",
    "two_sources": "found in two sources",
    "recalled": "from memory, unconfirmed",
}
CLEAR = "rgba(0,0,0,0)"
PROOF = {"two_sources": "two sources", "read": "one source", "recalled": "from memory"}
STATUS_WORDS = {
    "held": "held",
    "under_way": "under way",
    "planned": "planned",
    "postponed": "postponed",
    "cancelled": "cancelled",
    "unknown": "planned for a day that has passed; what happened is not known",
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


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


def day_text(day: Any, *, year: bool = True) -> str:
    """Write a day, an unknown one in words.

    Examples
    --------
    >>> day_text(pd.Timestamp("2025-11-06")), day_text(pd.NaT)
    ('6 Nov 2025', 'day not known')
    """
    if day is None or pd.isna(day):
        return "day not known"
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if year else text


def span_text(start: Any, end: Any, *, year: bool = True) -> str:
    """Write first and last day of a meeting as briefly as possible.

    Examples
    --------
    >>> span_text(pd.Timestamp("2025-06-16"), pd.Timestamp("2025-06-18"))
    '16–18 Jun 2025'
    """
    if pd.isna(start) or pd.isna(end) or end <= start:
        return day_text(start, year=year)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day_text(end, year=year)}"
    return f"{day_text(start, year=year and start.year != end.year)} – {day_text(end, year=year)}"


def power_name(code: object, language: str = "en") -> str:
    """Name a power or group for an axis; a code of the user's own stays as it is."""
    name = country_name(plain(code), language)
    return shown("ООН" if name == "Организация Объединённых Наций" else name)


def proof(row: Mapping[Any, Any]) -> str:
    """Write the sources of a row and how they were checked, for a hover.

    Examples
    --------
    >>> proof({"source_id": "recalled", "verification": "recalled"})
    'From memory (from memory)'
    """
    known = _publishers()
    ids = [plain(row.get(name)) for name in ("source_id", "second_source_id")]
    names = dict.fromkeys(known.get(i, i) for i in ids if i)
    how = PROOF.get(plain(row.get("verification")), "not checked")
    return f"{shown('; '.join(names)) or 'no source named'} ({how})"


@cache
def _publishers() -> dict[str, str]:
    table = read_table("sources")
    return dict(
        zip(table["source_id"].astype("str"), table["publisher"].astype("str"), strict=True)
    )


def meeting_hover(row: Mapping[Any, Any], language: str = "en") -> str:
    """Return the hover of one meeting: name, days, city, status, power, proof."""
    place = shown(row.get("city"))
    if plain(row.get("mode")) == "virtual":
        place = "by video"
    status = plain(row.get("state", row.get("status")))
    lines = [
        f"<b>{shown(row.get('name'), 46)}</b>",
        ", ".join(p for p in (span_text(row["start_date"], row["end_date"]), place) if p),
        f"{power_name(row['counterpart'], language)} · {STATUS_WORDS.get(status, shown(status))}",
        shown(row.get("outcome_summary"), 60),
        f"<i>{proof(row)}</i>",
    ]
    return "<br>".join(line for line in lines if line)
