"""Name countries in a language, and hold the language that is chosen for all."""

from __future__ import annotations

import os
from functools import cache

import pandas as pd

from ca_summit.checks import check_choice
from ca_summit.tables.reader import read_table
from ca_summit.translations import VARIABLE, translate

#: Languages in which names can be asked for.
LANGUAGES = ("en", "ru", "kk", "local")
STATES = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
#: Kazakh names that are usual and short where those of CLDR are official and long.
_KAZAKH = {
    "ARE": "БАӘ",
    "COD": "Конго ДР",
    "HKG": "Гонконг",
    "MMR": "Мьянма",
    "PSE": "Палестина",
    "USA": "АҚШ",
}
_chosen: str | None = None


def use_language(language: str | None) -> None:
    """Choose the language of all figures and exercises that are not given one.

    Parameters
    ----------
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"``; None: what the environment variable
        ``CA_SUMMIT_LANGUAGE`` says, which ``ca-summit report --language`` sets, else English.

    Returns
    -------
    None

    Raises
    ------
    ValueError
        If there is no such language.

    Examples
    --------
    >>> use_language("ru")
    >>> country_name("KAZ")
    'Казахстан'
    >>> use_language(None)
    """
    global _chosen
    if language is not None:
        check_choice("language", language, LANGUAGES)
    _chosen = language


def language_or_chosen(language: str | None = None) -> str:
    """Return a language after checking it; None is the one chosen for all.

    Examples
    --------
    >>> language_or_chosen("kk"), language_or_chosen()
    ('kk', 'en')
    """
    if language is None:
        language = _chosen
    if language is None:
        told = os.environ.get(VARIABLE, "en")
        language = told if told in LANGUAGES else "en"
    check_choice("language", language, LANGUAGES)
    return language


def country_name(code: str, language: str | None = None) -> str:
    """Return the name of a country or group; a code without a name comes back unchanged.

    Parameters
    ----------
    code
        ISO3 code, or a group such as ``EU``, ``CA5``, ``WLD``.
    language
        ``"en"``, ``"ru"``, ``"kk"``, or ``"local"``: each of the five in its own language and
        script (other countries, whose own names the tables do not hold, in English). Default: the
        language of :func:`use_language`, English at first.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If there is no such language.

    Notes
    -----
    English and Russian names are those of the tables; Kazakh ones come from the Unicode
    Consortium's CLDR as Babel brings it, of groups from the catalogue of translations.

    Examples
    --------
    >>> country_name("KAZ"), country_name("KAZ", "local"), country_name("CHN", "ru")
    ('Kazakhstan', 'Қазақстан', 'Китай')
    >>> country_name("UZB", "kk")
    'Өзбекстан'
    """
    return _names(language_or_chosen(language)).get(code, code)


@cache
def _names(language: str) -> dict[str, str]:
    names = read_table("country_names")
    column = "name_ru" if language == "ru" else "name_en"
    result = dict(zip(names["code"], names[column], strict=True))
    states = read_table("countries")
    own = {"ru": "name_russian", "local": "name_local"}.get(language, "name")
    result.update(zip(states["iso3"].astype("str"), states[own], strict=True))
    others = read_table("comparators")
    for code, name in zip(others["code"], others["name"], strict=True):
        if pd.notna(name):
            result.setdefault(str(code), str(name))
    if language == "kk":
        result.update(_kazakh(names))
    return {str(k): str(v) for k, v in result.items()}


def _kazakh(names: pd.DataFrame) -> dict[str, str]:
    from babel.core import Locale

    known = Locale("kk").territories
    return {
        str(code): known.get(str(iso2)) or translate(str(name), "kk", "name")
        for code, iso2, name in zip(names["code"], names["iso2"], names["name_en"], strict=True)
    } | _KAZAKH


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
