"""Say what an exercise, its variant and a feedback are.

How a module of exercises speaks every language:

1. Work functions return texts, not strings: ``say("How many … {place}?", place=name("KAZ"))``,
   ``count("{count} day", "{count} days", n)``, ``Cell(row["title"])`` for a text of a table,
   ``joined(texts)`` for a row of them. No f-string, no string pieced together.
2. Numbers, days and lists are values of the message and say how they are written: ``{km:r3}`` with
   three significant digits, ``{x:.1f}`` with one decimal, ``{on:D}`` a day, ``{names:l}`` a list.
3. ``answer`` and ``options`` are such texts too (a fixed option: ``say("true")``), in an order that
   no language changes; ``accepted`` holds strings in any language.
4. In a ``Task`` title, hint and unit are plain English: ``tools/extract_messages.py`` finds them.
   A fixed text in a dict or list is marked: ``msg("the area")``; a table whose texts are shown
   (``Cell``) is named in ``TABLES`` of that tool.
5. ``pytest tests/test_classroom_languages.py`` tells what is not extracted, and that seed, letters
   and answers are the same in every language.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ca_summit.catalog import get_table, table_names
from ca_summit.figures.language import msg
from ca_summit.figures.sentences import Sentence, Text, say, spellings, written
from ca_summit.names import STATES
from ca_summit.tables.choice import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from ca_summit.figures.language import Words

FIVE = STATES
YOUNGER, OLDER = "14–16", "16–19"
LEVELS = (YOUNGER, OLDER)
SUBJECTS = (
    msg("maps and true size"),
    msg("population"),
    msg("indicators"),
    msg("resources"),
    msg("Silk Road"),
    msg("corridors"),
    msg("meetings"),
    msg("attendance"),
    msg("commitments"),
    msg("reading the news"),
    msg("missing data and sources"),
)
KINDS = ("number", "choice", "order", "text", "true-false")
Given = dict[str, Any]
#: A DataFrame whose cells are taken by label, which pandas-stubs gives no single type.
Labelled = Any


def tables_for(data: Mapping[str, pd.DataFrame] | None = None) -> Tables:
    """Return the tables that exercises read: ours, with altered copies in the place of some."""
    whole = {table: [field.name for field in get_table(table).fields] for table in table_names()}
    return Tables("exercise", data, needs=whole)


@dataclass(frozen=True)
class Problem:
    """One variant worked out: what is asked, what is right, and how one finds it.

    Its texts are those of :mod:`ca_summit.figures.sentences`: one variant is the same in every
    language by construction.

    Attributes
    ----------
    answer
        A number; the text of the right option; the items in order; or a name.
    options
        What can be chosen, or what is to be put in order.
    accepted
        Other spellings of a name that are right as well.
    working
        The way to the answer in words, with the values used.
    sources
        Ids of the sources of the values used.
    """

    question: Text
    answer: Any
    working: Text
    sources: tuple[str, ...]
    options: tuple[Text, ...] = ()
    accepted: tuple[str, ...] = ()

    def written(self, words: Words) -> Problem:
        """Return the variant in one language; a name to be typed is right in every one."""
        answer = written(self.answer, words)
        other = spellings(self.answer) if isinstance(answer, str) and not self.options else ()
        return replace(
            self,
            question=written(self.question, words),
            answer=answer,
            working=written(self.working, words),
            options=written(self.options, words),
            accepted=tuple(dict.fromkeys([*self.accepted, *other])),
        )


@dataclass(frozen=True)
class Task:
    """An exercise as data.

    Attributes
    ----------
    id
        Key, such as ``"area-times"``.
    kind
        ``number``, ``choice``, ``order``, ``text`` or ``true-false``.
    unit
        What a number counts; empty for a ratio.
    digits
        Significant digits asked for; None: the number must be exact (a count, a year).
    hint
        Shown after a wrong answer; names the way, never a value.
    how
        How the answer is computed, in words.
    tables
        Names of the tables that the answer depends on.
    pool
        Gives all variants; each is a dict of what differs (country, year, …).
    work
        Works one variant out.
    swap
        For a ratio of two values: the product of the ratio and its mistaken inverse
        (1, or 10,000 for percentages); 0 where nothing can be swapped.
    """

    id: str
    subject: str
    level: str
    title: str
    kind: str
    hint: str
    how: str
    tables: tuple[str, ...]
    pool: Callable[[Tables], list[Given]] = field(repr=False)
    work: Callable[..., Problem] = field(repr=False)
    unit: str = ""
    digits: int | None = None
    swap: float = 0.0


def rows_where(frame: pd.DataFrame, **wanted: object) -> pd.DataFrame:
    """Return the rows whose columns hold a value, or one of several.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"iso3": ["KAZ", "KGZ", "KAZ"], "year": [2020, 2020, 2021]})
    >>> rows_where(frame, iso3=("KAZ", "UZB"), year=2021).index.to_list()
    [2]
    """
    for name, value in wanted.items():
        column = frame[name]
        several = isinstance(value, (tuple, list, range))
        frame = frame[column.isin(list(value)) if several else column.eq(value)]  # type: ignore[arg-type, call-overload]
    return frame


def sources_of(*frames: pd.DataFrame, columns: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the source ids of rows, first met first."""
    found: dict[str, None] = {}
    for frame in frames:
        for name in columns or ("source_id", "second_source_id"):
            if name in frame.columns:
                found.update(dict.fromkeys(str(v) for v in frame[name].dropna()))
    return tuple(found)


#: Where a place lies, by whether it is south and west.
_POSITIONS = {
    (False, False): msg("{latitude:.1f}° N, {longitude:.1f}° E"),
    (False, True): msg("{latitude:.1f}° N, {longitude:.1f}° W"),
    (True, False): msg("{latitude:.1f}° S, {longitude:.1f}° E"),
    (True, True): msg("{latitude:.1f}° S, {longitude:.1f}° W"),
}


def position(latitude: float, longitude: float) -> Sentence:
    """Write where a place lies.

    Examples
    --------
    >>> from ca_summit.figures.language import Words
    >>> position(41.31, 69.24).written(Words()), position(-4.32, -15.31).written(Words())
    ('41.3° N, 69.2° E', '4.3° S, 15.3° W')
    """
    message = _POSITIONS[latitude < 0, longitude < 0]
    return say(message, latitude=abs(latitude), longitude=abs(longitude))


def plain_code(code: object) -> str:
    """Write a code of the tables in words.

    Examples
    --------
    >>> plain_code("in_person")
    'in person'
    """
    return str(code).replace("_", " ")


def unit_words(unit: object) -> str:
    """Write a unit of the tables in words.

    Examples
    --------
    >>> unit_words("thousand_bbl_per_day"), unit_words("m3 per person"), unit_words("tonnes_u")
    ('thousand barrels per day', 'm³ per person', 'tonnes (U content)')
    """
    text = str(unit).replace("tonnes_u", "tonnes (U content)").replace("_", " ")
    return text.replace("bbl", "barrels").replace("m3", "m³")
