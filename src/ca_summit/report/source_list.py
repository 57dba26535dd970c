"""Number the sources of all figures and list each once."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ca_summit.report.plugins import source_records
from ca_summit.report.sanitise import web_address
from ca_summit.translations import in_table

if TYPE_CHECKING:
    from collections.abc import Mapping


class SourceShelf:
    """Collect the sources of the figures of a page.

    Parameters
    ----------
    words
        Words of the page.
    language
        Language of these words; what a source calls itself in another one says so.

    Examples
    --------
    >>> from ca_summit.report.i18n import words
    >>> shelf = SourceShelf(words("en"))
    >>> print(shelf.add([{"source_id": "un-1", "publisher": "UN", "title": "People"}])[:51])
    <details class="sources"><summary>Sources</summary>
    """

    def __init__(self, words: Mapping[str, str], language: str = "en") -> None:
        self._words, self._language = words, language
        self._records: dict[str, dict[str, Any]] = {}
        self._numbers: dict[str, int] = {}

    def add(self, records: Any) -> str:
        """Take the sources of a figure, ids or records; return links to their entries."""
        listed = records if isinstance(records, list) else []
        asked = source_records(r for r in listed if isinstance(r, (str, dict)))
        found = [record for record in asked if record.get("source_id")]
        if not found:
            return ""
        for record in found:
            key = str(record["source_id"])
            self._records.setdefault(key, record)
            self._numbers.setdefault(key, len(self._numbers) + 1)
        links = _links(sorted({self._numbers[str(record["source_id"])] for record in found}))
        return (
            f'<details class="sources"><summary>{escape(self._words["sources"])}</summary>'
            f'<p class="refs">{links}</p></details>'
        )

    def html(self) -> str:
        """Return the list of all sources, or an empty text."""
        if not self._records:
            return ""
        items = "".join(
            f'<li id="source_{number}">{_source_line(record, self._words, self._language)}</li>'
            for number, record in enumerate(self._records.values(), start=1)
        )
        summary = escape(self._words["source_count"].format(count=len(self._records)))
        return (
            f'<details class="all-sources"><summary>{summary}</summary>'
            f'<ol class="source-list">{items}</ol></details><details class="bib js-only"><summary>'
            f'{escape(self._words["bibtex"])}</summary><pre class="code" id="_bibtex" tabindex="0">'
            "<code></code></pre></details>"
        )

    def ids(self) -> list[str]:
        """Return the ids in the order of the list; the page makes BibTeX keys of them."""
        return list(self._records)


def _links(numbers: list[int]) -> str:
    """Return links to numbered sources, three and more in a row as one."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    pieces = []
    for run in runs:
        if len(run) > 2:
            pieces.append(f'<a href="#source_{run[0]}" data-to="{run[-1]}">{run[0]}–{run[-1]}</a>')
        else:
            pieces += [f'<a href="#source_{number}">{number}</a>' for number in run]
    return " ".join(pieces)


def _source_line(record: Mapping[str, Any], words: Mapping[str, str], language: str) -> str:
    """Return publisher, title as link, date, licence, copy: the order the page reads."""
    publisher, title, published, licence = (
        " ".join(str(record.get(key) or "").split())
        for key in ("publisher", "title", "published", "licence")
    )
    address = web_address(str(record.get("url") or ""))
    name = escape(_place(address or ""))
    if title or not name:
        name = _spoken(title or str(record["source_id"]), language)
    linked = f'<a href="{escape(address)}">{name}</a>' if address else f"<cite>{name}</cite>"
    before = f"{_spoken(publisher, language)}: " if publisher else ""
    after = f" ({escape(published)})." if published else "."
    after += f" {_spoken(licence, language)}." if licence else ""
    return f"{before}{linked}{after}{_copy(record, words, language)}"


def _spoken(text: str, language: str) -> str:
    """Return a text of a record in a language, or as it is published, with what that is in.

    Examples
    --------
    >>> _spoken("World Bank", "ru"), _spoken("A <title>", "ru"), _spoken("A title", "en")
    ('Всемирный банк', '<span lang="en">A &lt;title&gt;</span>', 'A title')
    """
    told = in_table(text, language)
    if not text or language == "en" or told != text:
        return escape(told)
    # What has letters of its own may be German, Turkish or Kyrgyz: nobody recorded which.
    return f'<span lang="{"en" if text.isascii() else ""}">{escape(text)}</span>'


def _place(address: str) -> str:
    """Return an address as people read it, the name of a source without a title.

    Examples
    --------
    >>> _place("https://www.example.org/news/%D0%90%D1%80%D0%B0%D0%BB/")
    'example.org/news/Арал'
    """
    return " ".join(unquote(re.sub(r"^https?://(www\.)?", "", address)).split()).rstrip("/")


def _copy(record: Mapping[str, Any], words: Mapping[str, str], language: str) -> str:
    """Say in which copy a source was read and when; empty where it was read at its own address."""
    places = " ".join(str(record.get("obtained_via") or "").replace(";", ", ").split())
    if not places:
        return ""
    day = str(record.get("obtained_on") or "")
    told = escape(words["read_in_on" if day else "read_in"])
    told = told.format(places=_spoken(places, language), day=escape(day))
    return f' <span class="read-in">{told}</span>'
