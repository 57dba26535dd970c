"""Name what an export leaves out: a sentence in its place, and one list at the end."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Loss:
    """One thing that a notebook shows and the page does not.

    Attributes
    ----------
    notebook
        Name of the notebook.
    cell
        Its cell, counted from 1.
    text
        What is missing and why.
    """

    notebook: str
    cell: int
    text: str

    def __str__(self) -> str:
        """Return place and sentence."""
        return f"{self.notebook}, cell {self.cell}: {self.text}"


class Losses:
    """Write the sentence that stands in for something, and remember it.

    Parameters
    ----------
    words
        Words of the page.

    Examples
    --------
    >>> from ca_summit.report.i18n import words
    >>> losses = Losses(words("en"))
    >>> losses.at("tour", 3)
    >>> losses.block("script_left")[:22]
    '<p class="left-out">Th'
    >>> print(losses.found[0])
    tour, cell 3: This output holds a program for the browser; a sealed file does not run it.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words
        self.found: list[Loss] = []
        self._notebook, self._cell = "", 0

    def at(self, notebook: str, cell: int) -> None:
        """Say where what follows stands."""
        self._notebook, self._cell = notebook, cell

    def add(self, text: str) -> None:
        """Remember a sentence that stands in the page already."""
        loss = Loss(self._notebook, self._cell, " ".join(text.split()))
        if loss not in self.found:
            self.found.append(loss)

    def text(self, key: str, **values: str) -> str:
        """Return the sentence of a loss as plain text."""
        text = self.words[key].format(**values)
        self.add(text)
        return text

    def block(self, key: str, **values: str) -> str:
        """Return the sentence as a paragraph."""
        return f'<p class="left-out">{escape(self.text(key, **values))}</p>'

    def inline(self, key: str, **values: str) -> str:
        """Return the sentence inside a line."""
        return f'<span class="left-out">{escape(self.text(key, **values))}</span>'

    def html(self, inside: str, *, block: bool) -> str:
        """Return a sentence that is HTML already, with links in it."""
        import re

        self.add(unescape(re.sub(r"<[^>]+>", "", inside)))
        tag = "p" if block else "span"
        return f'<{tag} class="left-out">{inside}</{tag}>'
