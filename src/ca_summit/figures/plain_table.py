"""Write a table for people: headings in words, numbers with separators and units, no codes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pandas as pd

from ca_summit.figures.language import Words, fixed, format_days, format_number, is_missing
from ca_summit.figures.text import label
from ca_summit.names import STATES, country_name
from ca_summit.tables.reader import read_table
from ca_summit.translations import translate

_DIGITS = 6  # telling digits of numbers; whole ones are written out, years without a separator
#: Columns that hold the name of a state, a group or a power as a code.
_CODES = re.compile(
    r"(^|_)(iso3|code|area|partner|counterpart|recipient|origin|reporter|actor|destination|other)$"
)
#: Columns of ids, which stay as they are so that a row can be found again.
_IDS = re.compile(r"(^|_)(id|ids|url)$")
_LIST = re.compile(r"[\w .-]+(;[\w .-]+)+")
_ENDS = {
    "km2": "km²",
    "km": "km",
    "m": "m",
    "t": "t",
    "tonnes": "tonnes",
    "pct": "%",
    "usd": "US dollars",
    "usd2021": "US dollars of 2021",
    "days": "days",
    "m3": "m³",
}
_WORDS = {
    "iso3": "State",
    "code": "State or group",
    "actor_iso3": "Side",
    "country_iso3": "Country",
    "known_on": "Known since",
    "event": "What was said",
    "verification": "How it was verified",
    "name_local": "Own name",
    "days_min": "Days at least",
    "days_max": "Days at most",
    "km": "km",
    "supported_when": "Supported when",
    "home_iso3": "Home state",
    "actor": "Side",
    **{code.lower(): country_name(code, "en") for code in STATES},
    "ca5_total": "All five",
    "billion_usd": "Billion US dollars",
    "oda_usd2021": "Development aid (ODA), US dollars of 2021",
    "oof_usd2021": "Other official flows (OOF), US dollars of 2021",
    "vof_usd2021": "Official flows of unclear kind (VOF), US dollars of 2021",
    "indicator_id": "Id of the indicator",
    "place_id": "Id of the place",
}
#: Codes of the five by their English names, as some tables tell them.
_STATES = {country_name(code, "en"): code for code in STATES}
_YEARS = re.compile(r"(^|_)(year|edition|rank|seq|number|paragraph)$")


def heading(column: object, words: Words | None = None) -> str:
    """Write the name of a column in words, with its unit; in the language of ``words``.

    Examples
    --------
    >>> heading("area_km2"), heading("world_share_pct"), heading("actor_iso3")
    ('Area, km²', 'World share, %', 'Side')
    """
    text = _heading(column)
    return words.cell(text) if words else text


def _heading(column: object) -> str:
    name = str(column)
    if name in _WORDS or "_" not in name:
        return _WORDS.get(name, label(name) if name.islower() else name)
    stem, _, end = name.rpartition("_")
    return f"{label(stem)}, {_ENDS[end]}" if end in _ENDS else label(name)


def plain_table(table: pd.DataFrame, language: str | None = None) -> pd.DataFrame:
    """Return a table as text for people; its rows and their order stay.

    Parameters
    ----------
    table
        Any table. Codes of states become names, words with underscores words, days days; a gap
        stays empty.
    language
        Language of headings, names and words of the tables; default: the one chosen for all.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"iso3": ["KAZ"], "year": [2024], "area_km2": [2724900], "note": [None]}
    ... )
    >>> plain_table(rows).to_dict("records")
    [{'State': 'Kazakhstan', 'Year': '2024', 'Area, km²': '2,724,900', 'Note': ''}]
    """
    words = Words(language)
    columns: dict[str, list[str]] = {}
    for at, name in enumerate(table.columns):
        head = heading(name, words)
        columns[head if head not in columns else str(name)] = [
            _cell(str(name), value, words) for value in table.iloc[:, at]
        ]
    return pd.DataFrame(columns, index=table.index)


def _cell(column: str, value: Any, words: Words) -> str:
    if is_missing(value):
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return words.say("yes") if value else words.say("no")
    if isinstance(value, pd.Timestamp):
        return format_days(value, language=words.sentences)
    if isinstance(value, str):
        return _text(column, value, words)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    if _YEARS.search(column) and number.is_integer():
        return str(int(number))
    told = format_number(number, _DIGITS)
    decimals = len(told.partition(".")[2].rstrip("0"))
    return fixed(number, decimals, words.sentences)


def _text(column: str, value: str, words: Words) -> str:
    if _IDS.search(column):
        return value
    if column == "format" and (name := _formats().get(value)):
        return words.cell(name)
    if _CODES.search(column) or re.fullmatch(r"[A-Z]{3}(;[A-Z]{3})*", value):
        return ", ".join(_named(part, words) for part in value.split(";"))
    if _LIST.fullmatch(value) and words.cell(value) == value:
        return ", ".join(_word(part.strip(), words) for part in value.split(";"))
    return _word(value, words)


@cache
def _formats() -> dict[str, str]:
    """Return the names of the formats of meetings by their ids."""
    rows = read_table("formats")
    return dict(zip(rows["format"].astype("str"), rows["display_name"].astype("str"), strict=True))


def _named(text: str, words: Words) -> str:
    """Return the name of a state told by its code or in English, any other text as a word."""
    name = words.name(_STATES.get(text, text), article=False)
    return _word(name, words)


def _word(text: str, words: Words) -> str:
    if text in _STATES:
        return words.name(_STATES[text], article=False)
    plain = text.replace("_", " ") if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", text) else text
    told = words.cell(plain)
    # What figures say of a row, such as a verdict, is a message of theirs.
    return translate(told, words.sentences) if told == plain and plain.islower() else told


def table_words(table: pd.DataFrame, words: Words) -> dict[str, Any]:
    """Return the headings of a table and, for each column, what its texts are in a language.

    In English the texts of the cells stay as they are.

    Examples
    --------
    >>> table_words(pd.DataFrame({"iso3": ["KAZ"], "year": [2024]}), Words("ru"))
    {'columns': ['Страна', 'Год'], 'words': [{'KAZ': 'Казахстан'}, {}]}
    """
    told_in_english = words.sentences == "en"
    heads = [heading(name, None if told_in_english else words) for name in table.columns]
    found: list[dict[str, str]] = []
    for at, name in enumerate(table.columns):
        if told_in_english:
            found.append({})
            continue
        values = table.iloc[:, at].astype("object").dropna().unique()
        told = {str(v): _cell(str(name), v, words) for v in values if isinstance(v, (str, bool))}
        found.append({code: text for code, text in told.items() if text != code})
    # A second column of the same heading is numbered.
    columns = [
        h if (n := heads[: at + 1].count(h)) == 1 else f"{h} {n}" for at, h in enumerate(heads)
    ]
    return {"columns": columns, "words": found}
