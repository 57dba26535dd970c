"""Hold texts that are written in a language when they are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ca_summit.figures.language import Words
from ca_summit.names import country_name
from ca_summit.translations import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Sentence:
    """A message with what fills its places; with ``many`` it follows the number ``count``."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)
    many: str = ""
    capital: bool = False

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.written(Words("en"))

    def written(self, words: Words) -> str:
        """Return the sentence in a language."""
        values = {key: written(value, words) for key, value in self.values.items()}
        if self.many:
            count = values.pop("count")
            return words.count(self.message, self.many, count, **values)
        text = words.say(self.message, **values)
        return text[:1].upper() + text[1:] if self.capital else text


@dataclass(frozen=True)
class Name:
    """The name of a state or group."""

    code: str
    article: bool = False

    def written(self, words: Words) -> str:
        """Return the name in a language."""
        return words.name(self.code, article=self.article)


@dataclass(frozen=True)
class Cell:
    """A text of a table, such as the title of a meeting."""

    text: str

    def written(self, words: Words) -> str:
        """Return the text in a language, as it is where there is no translation."""
        return words.cell(self.text)


@dataclass(frozen=True)
class Joined:
    """Several texts in a row."""

    items: tuple[Any, ...]
    mark: str

    def __str__(self) -> str:
        """Return the texts in English."""
        return self.written(Words("en"))

    def written(self, words: Words) -> str:
        """Return the texts in a language."""
        return self.mark.join(str(written(item, words)) for item in self.items)


Text = Sentence | Name | Cell | Joined | str


def say(message: str, **values: Any) -> Sentence:
    """Return a sentence that is filled and translated when it is shown.

    Parameters
    ----------
    values
        Numbers, days, texts of this module; ``fill()`` of ``figures.language`` has the formats.

    Examples
    --------
    >>> text = say("{km:r2} km from {place}", km=1234.5, place=name("KAZ"))
    >>> written(text, Words())
    '1,200 km from Kazakhstan'
    """
    return Sentence(message, values)


def sentence(message: str, **values: Any) -> Sentence:
    """Return a sentence as :func:`say` does, with a capital although it may begin with a name."""
    return Sentence(message, values, capital=True)


def count(one: str, many: str, count: float, **values: Any) -> Sentence:
    """Return a sentence in the plural form of its place ``{count}``.

    Examples
    --------
    >>> written(count("{count} day", "{count} days", 1), Words())
    '1 day'
    """
    return Sentence(one, {"count": count, **values}, many)


def name(code: object, *, article: bool = False) -> Name:
    """Return the name of a state; with ``article`` as inside an English sentence."""
    return Name(str(code), article)


def place(code: object, told: str, *, article: bool = False) -> Name | Cell:
    """Return a name as a table tells it: of the state, or one that says more.

    Examples
    --------
    >>> place("DEU", "Germany")
    Name(code='DEU', article=False)
    >>> place("FRA", "France (with overseas regions)")
    Cell(text='France (with overseas regions)')
    """
    return name(code, article=article) if told == country_name(str(code), "en") else Cell(told)


def joined(items: Iterable[Any], mark: str = "; ") -> Joined:
    """Return texts in a row."""
    return Joined(tuple(items), mark)


def written(text: Any, words: Words) -> Any:
    """Return a text in a language, a list of texts one by one, anything else as it is."""
    if isinstance(text, (Sentence, Name, Cell, Joined)):
        return text.written(words)
    if isinstance(text, (tuple, list)):
        return type(text)(written(item, words) for item in text)
    return text


def spellings(text: Any) -> tuple[str, ...]:
    """Return a text in every language, names of the five also in their own.

    Examples
    --------
    >>> spellings(name("UZB"))
    ('Uzbekistan', 'Узбекистан', 'Өзбекстан', 'Oʻzbekiston')
    """
    found = [str(written(text, _only(language))) for language in WRITTEN]
    if isinstance(text, Name):
        found.append(country_name(text.code, "local"))
    return tuple(dict.fromkeys(found))


def _only(language: str) -> Words:
    """Return the words of a language, of one whose catalogue is begun as well."""
    words = Words(language)
    words.sentences = language
    return words
