"""Name countries in English, Russian or the state's own language and script."""

from __future__ import annotations

from functools import cache

import pandas as pd

from ca_summit.checks import check_choice
from ca_summit.tables.reader import read_table

LANGUAGES = ("en", "ru", "local")
STATES = ("KAZ", "KGZ", "TJK", "TKM", "UZB")


def country_name(code: str, language: str = "en") -> str:
    """Return the name of a country or group; a code without a name comes back unchanged.

    Parameters
    ----------
    code
        ISO3 code, or a group such as ``EU``, ``CA5``, ``WLD``.
    language
        ``"en"``, ``"ru"``, or ``"local"``: each of the five in its own language and script
        (other countries, whose own names the tables do not hold, in English).

    Raises
    ------
    ValueError
        If the language is none of the three.

    Examples
    --------
    >>> country_name("KAZ"), country_name("KAZ", "local"), country_name("CHN", "ru")
    ('Kazakhstan', 'Қазақстан', 'Китай')
    """
    check_choice("language", language, LANGUAGES)
    return _names(language).get(code, code)


@cache
def _names(language: str) -> dict[str, str]:
    names = read_table("country_names")
    column = "name_ru" if language == "ru" else "name_en"
    result = dict(zip(names["code"], names[column], strict=True))
    states = read_table("countries")
    own = {"en": "name", "ru": "name_russian", "local": "name_local"}[language]
    result.update(zip(states["iso3"].astype("str"), states[own], strict=True))
    others = read_table("comparators")
    for code, name in zip(others["code"], others["name"], strict=True):
        if pd.notna(name):
            result.setdefault(str(code), str(name))
    return {str(k): str(v) for k, v in result.items()}


def in_sentence(name: str) -> str:
    """Put the article before an English name that has one.

    Examples
    --------
    >>> in_sentence("United States"), in_sentence("China")
    ('the United States', 'China')
    """
    return (
        f"the {name}"
        if name.split(" ")[0] in ("United", "European", "Gulf", "Netherlands")
        else name
    )
