"""Look texts up in the catalogues of translations, which are read as they are."""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from ca_summit.files import locale_path

if TYPE_CHECKING:
    from pathlib import Path

#: Languages that have a catalogue, whole or begun.
WRITTEN = ("en", "ru", "kk")
#: Languages whose catalogue has every sentence. Others change the names on labels only, because
#: a sentence in two languages is worse than one in a foreign language.
COMPLETE = ("en", "ru", "kk")
#: Languages whose catalogue no native speaker has read; pages and worksheets say so.
NOT_REVIEWED = ("kk",)

#: Where a report tells the programs of its notebooks which language it is in.
VARIABLE = "CA_SUMMIT_LANGUAGE"


def msg(message: str) -> str:
    """Mark a text for the catalogue that is filled in and translated later."""
    return message


def msgs(one: str, many: str) -> tuple[str, str]:
    """Mark a text in singular and plural for the catalogue, to be counted later."""
    return one, many


def translate(message: str, language: str = "en", context: str = "") -> str:
    """Return a whole sentence in a language, the English one where a catalogue lacks it.

    Parameters
    ----------
    context
        Where the text stands, if that matters: ``"table"`` (text of a table), ``"name"`` (of a
        group of states), ``"page"`` (controls of a report), ``"notebook"`` (a cell of prose).
    """
    if not message:
        return ""
    known = catalogue(language)
    return known.pgettext(context, message) if context else known.gettext(message)


@cache
def in_table(text: str, language: str) -> str:
    """Return a word or text of a table in a language; one without a translation stays.

    Ids count as words, and a word is found whether or not it begins a sentence.

    Examples
    --------
    >>> in_table("natural_gas", "ru"), in_table("Natural gas", "ru"), in_table("x", "ru")
    ('природный газ', 'Природный газ', 'x')
    >>> in_table("uranium", "ru"), in_table("Uranium", "ru")
    ('уран', 'Уран')
    """
    if language == "en" or not text:
        return text
    words = text.replace("_", " ")
    for known in (translate(text, language, "table"), translate(words, language, "table")):
        if known not in (text, words):
            return known
    for head in (words[:1].upper() + words[1:], words[:1].lower() + words[1:]):
        known = translate(head, language, "table")
        if known == head:
            continue
        if text[:1].isupper():
            return known[:1].upper() + known[1:]
        return known if known[1:2].isupper() else known[:1].lower() + known[1:]
    return text


def translate_count(one: str, many: str, count: int, language: str = "en") -> str:
    """Return a sentence in the plural form of a count."""
    return catalogue(language).ngettext(one, many, count)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language, an empty one where there is none."""
    path = locale_path(language)
    return read_catalogue(path) if path.is_file() else gettext.NullTranslations()


def read_catalogue(path: Path) -> gettext.GNUTranslations:
    """Read a catalogue of translated sentences, a ``.po`` file, without compiling it first."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
