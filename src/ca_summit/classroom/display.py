"""Show exercises, feedback and worked answers in notebooks and exports."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.classroom.answer_hash import locked
from ca_summit.classroom.lessons import LOOKED_UP, NUMBERS, table_title
from ca_summit.figures.language import Words, msg, msgs, percent_sign, rounded
from ca_summit.figures.plain_table import plain_table
from ca_summit.judgements import MESSAGES
from ca_summit.sources import source_line, source_records

if TYPE_CHECKING:
    from ca_summit.classroom.model import Given, Problem, Task

MIME = "application/vnd.ca-summit.exercise+json"
#: When an answer counts as right, by the significant digits or the kind of the exercise.
_RULES: dict[object, str] = {
    "exact": msg("must be exact"),
    2: msg("two significant digits; right within 5%"),
    3: msg("three significant digits; right within 0.5%"),
    "choice": msg("one option is right"),
    "true-false": msg("one option is right"),
    "order": msg("every place must be right"),
    "text": msg("capitals, accents and spaces do not matter"),
}
#: What a number counts, with the number before it.
_COUNTED = {
    "days": msgs("{count:n} day", "{count:n} days"),
    "years": msgs("{count:n} year", "{count:n} years"),
    "leaders": msgs("{count:n} leader", "{count:n} leaders"),
    "presidents": msgs("{count:n} president", "{count:n} presidents"),
    "deals": msgs("{count:n} deal", "{count:n} deals"),
}
#: Measured units whose word follows the number; behind a decimal it is that of two.
_MEASURED = {
    "times": msgs("{number} time", "{number} times"),
    "years": msgs("{number} year", "{number} years"),
    "people per km²": msgs("{number} person per km²", "{number} people per km²"),
}


def show_table(table: pd.DataFrame, *, language: str | None = None) -> None:
    """Show every row and the full text of a table for people.

    Headings are words with their units, numbers have separators, states their names; gaps stay
    empty. ``table.attrs["title"]`` stands above it.

    Parameters
    ----------
    table
        Any table.
    language
        Language of headings, names and words of the tables. Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    None; the table is shown below the cell.

    Examples
    --------
    >>> import pandas as pd
    >>> show_table(pd.DataFrame({"area_km2": [199951.0]}))
    <IPython.core.display.HTML object>
    """
    from IPython.display import HTML, display

    with pd.option_context("display.max_colwidth", None):
        shown = plain_table(table, language=language)
        for at, kind in enumerate(table.dtypes):
            if pd.api.types.is_datetime64_any_dtype(kind):  # a day stays on one line
                shown[shown.columns[at]] = shown.iloc[:, at].str.replace(" ", "\N{NO-BREAK SPACE}")
        page = shown.to_html(index=False)
    page = page.replace("<table ", f'<table lang="{Words(language).sentences}" ', 1)
    title = table.attrs.get("title")
    if title:
        page = page.replace(">", f"><caption>{escape(title)}</caption>", 1)
    display(HTML(page))


def rule(task: Task, words: Words | None = None) -> str:
    """Say in words when an answer counts as right."""
    key = (task.digits or "exact") if task.kind == "number" else task.kind
    return (words or Words()).say(_RULES[key])


@dataclass(frozen=True)
class Exercise:
    """One variant of an exercise, ready to be shown.

    Attributes
    ----------
    question, options
        What is asked; the options in the order shown.
    unit, rule, hint
        Unit of a number, when an answer is right, help after a wrong answer.
    given
        What is special in this variant, such as country and year.
    language
        Language of all these texts.
    """

    id: str
    seed: int
    subject: str
    level: str
    title: str
    kind: str
    question: str
    options: tuple[str, ...]
    unit: str
    rule: str
    hint: str
    language: str = field(repr=False)
    given: Given = field(repr=False)
    task: Task = field(repr=False, compare=False)
    problem: Problem = field(repr=False, compare=False)
    order: str = field(repr=False, compare=False, default="")

    def __str__(self) -> str:
        """Return question, options and how to check."""
        lines = [f"{self.title} ({self.about})", self.question]
        lines += [
            f"  {mark} {option}" for mark, option in zip(self._marks(), self.options, strict=True)
        ]
        return "\n".join([*lines, f"({self.rule})", self._how_to_check()])

    def sealed(self) -> dict[str, Any]:
        """Return what an exported page needs: everything but the answer, which is only hashed.

        Examples
        --------
        >>> from ca_summit.classroom import exercise
        >>> sorted(exercise("which-city").sealed()["lock"])
        ['iterations', 'near', 'right', 'salt']
        """
        return {
            "version": 1,
            "id": self.id,
            "number": NUMBERS[self.id],
            "seed": self.seed,
            "subject": self.subject,
            "level": self.level,
            "title": self.title,
            "kind": self.kind,
            "question": self.question,
            "options": list(self.options),
            "unit": self.unit,
            "rule": self._rule_and_table(),
            "hint": self.hint,
            "language": self.language,
            "lock": locked(self.task, self.problem, self.seed, self.order),
        }

    @property
    def about(self) -> str:
        """Subject and age in words."""
        return Words(self.language).say(
            "{subject}, ages {level}", subject=self.subject, level=self.level
        )

    def _rule_and_table(self) -> str:
        """Return the rule, and the table of the sheet in which something is looked up."""
        words = Words(self.language)
        if self.id not in LOOKED_UP:
            return words.sentence("{rule}.", rule=self.rule)
        table = table_title(self.task, words)
        return words.sentence("{rule}. Table: {table}.", rule=self.rule, table=table)

    def _marks(self) -> list[str]:
        if self.kind == "order":
            return [f"{letter}." for letter in "ABCDEFGH"[: len(self.options)]]
        return ["○"] * len(self.options)

    def _how_to_check(self) -> str:
        sample = {"number": "12.5", "order": '"BADC"', "text": '"…"'}.get(self.kind, '"…"')
        number_of_sheet = f", seed={self.seed}" if self.seed else ""
        call = f'ca.check_answer("{self.id}", {sample}{number_of_sheet})'
        return Words(self.language).say("Check: {call}", call=call)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        options = "".join(
            f"<div>{escape(mark)} {escape(option)}</div>"
            for mark, option in zip(self._marks(), self.options, strict=True)
        )
        html = (
            f'<div lang="{self.language}"><b>{escape(self.title)}</b> <small>({escape(self.about)})'
            f"</small><p>{escape(self.question)}</p>{options}"
            f"<p><small>{escape(self.rule)}</small><br><code>{escape(self._how_to_check())}</code>"
            "</p></div>"
        )
        return {MIME: self.sealed(), "text/html": html, "text/plain": str(self)}


@dataclass(frozen=True)
class Feedback:
    """What is to be said about an answer.

    Attributes
    ----------
    outcome
        ``right``, ``near``, ``wrong``, or ``unclear`` (nothing that can be judged).
    reason
        Why: ``unit``, ``swapped``, ``sign``, ``rounding``, ``one_off``, ``spelling``, ``reversed``,
        ``one_swap``, ``unreadable``, …
    hint
        Given after a wrong answer.
    """

    outcome: str
    reason: str
    hint: str = ""
    language: str = "en"

    @property
    def message(self) -> str:
        """The feedback in words."""
        return f"{Words(self.language).say(MESSAGES[self.reason])} {self.hint}".strip()

    def __bool__(self) -> bool:
        """Return whether the answer is right."""
        return self.outcome == "right"

    def __str__(self) -> str:
        """Return the message."""
        return self.message

    def _repr_html_(self) -> str:
        mark = {"right": "✔", "near": "≈", "wrong": "✘", "unclear": "?"}[self.outcome]
        return f"<p>{mark} {escape(self.message)}</p>"


@dataclass(frozen=True)
class WorkedAnswer:
    """The answer to one variant with the way to it, for teachers."""

    id: str
    seed: int
    question: str
    answer: Any
    unit: str
    digits: int | None
    rule: str
    working: str
    letters: str
    sources: tuple[str, ...]
    language: str = "en"

    @property
    def text(self) -> str:
        """The answer as text, rounded as asked, with its unit."""
        if isinstance(self.answer, tuple):
            return f"{self.letters}: " + " → ".join(self.answer)
        if isinstance(self.answer, str):
            return self.answer
        words, whole = Words(self.language), int(self.answer)
        if self.unit == "year":
            return str(whole)
        if self.digits is None and self.unit in _COUNTED:
            return words.count(*_COUNTED[self.unit], whole)
        number = rounded(self.answer, self.digits or 3, self.language)
        if self.unit == "%":
            return number + percent_sign(self.language)
        if self.unit in _MEASURED:
            plain = rounded(self.answer, self.digits or 3).replace(",", "")
            count = int(plain) if plain.isdecimal() else 2
            return words.count(*_MEASURED[self.unit], count, number=number)
        return words.say("{number} {unit}", number=number, unit=words.say(self.unit)).strip()

    @property
    def cited(self) -> str:
        """The sources in one line."""
        return source_line(source_records(self.sources), limit=3, language=self.language)

    def __str__(self) -> str:
        """Return answer, way and sources."""
        answer = Words(self.language).say("Answer: {text}", text=self.text)
        return f"{answer}\n{self.working}\n{self.cited}".strip()

    def _repr_html_(self) -> str:
        return (
            f'<div lang="{self.language}"><p><b>{escape(self.text)}</b></p>'
            f"<p>{escape(self.working)}</p>"
            f"<p><small>{escape(self.rule[:1].upper() + self.rule[1:])}. "
            f"{escape(self.cited)}</small></p></div>"
        )
