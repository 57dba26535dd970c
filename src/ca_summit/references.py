"""Write sources as references: text, BibTeX, names of publishers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ca_summit import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

_TITLE = "ca_summit: Central Asia and its diplomacy as dataframes, offline maps and reports"
_BETWEEN_NAMES = re.compile(r";\s*(?![^()]*\))")  # not the semicolons inside of brackets


def publishers(record: Mapping[str, Any]) -> list[str]:
    """Return the publishers of a source one by one.

    Examples
    --------
    >>> publishers({"publisher": "Trend; Project (A; B)"})
    ['Trend', 'Project (A; B)']
    """
    return _BETWEEN_NAMES.split(str(record["publisher"]))


def reference(record: Mapping[str, Any]) -> str:
    """Return a source as one line of text; an empty record gives an empty text."""
    parts = [record.get(name) for name in ("publisher", "title", "published", "url")]
    return ". ".join(str(part).rstrip(".") for part in parts if part)


def bibtex(record: Mapping[str, Any]) -> str:
    """Return a source as an entry of BibTeX; what is not known is left out."""
    year = re.search(r"\d{4}", str(record["published"]))
    authors = " and ".join(f"{{{_tex(name)}}}" for name in publishers(record))
    fields = {
        "author": authors,
        "title": f"{{{_tex(record['title'])}}}" if record["title"] else "",
        "year": year.group(0) if year else "",
        "date": record["published"],
        "url": str(record["url"]).split(";http")[0],
        "note": _tex(f"Licence: {record['licence']}") if record["licence"] else "",
    }
    body = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items() if text)
    return f"@misc{{{record['source_id']},\n{body}\n}}"


def package_reference(style: str) -> str:
    """Return how to cite the package itself, as ``"text"`` or ``"bibtex"``."""
    if style == "text":
        return f"The ca_summit contributors. {_TITLE}. Version {__version__}, 2026."
    return (
        "@software{ca_summit,\n  author = {{The ca\\_summit contributors}},\n"
        f"  title = {{{{{_tex(_TITLE)}}}}},\n  version = {{{__version__}}},\n  year = {{2026}}\n}}"
    )


def _tex(text: object) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", str(text))
