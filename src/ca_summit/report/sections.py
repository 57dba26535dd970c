"""Make a notebook of one section of a notebook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ca_summit.report.errors import ReportError

if TYPE_CHECKING:
    from pathlib import Path

_TITLE, _HEADING = re.compile(r"# \S"), re.compile(r"## \S")


def keep_section(nb: Any, tag: str, path: Path) -> None:
    """Turn a notebook into one about one of its sections.

    A section begins at a Markdown cell with a second-level heading and bears the tags of that cell.
    Its heading becomes the title. What stands before the first section follows it, as it may set
    up what the section needs, without cells that bear tags of other sections alone.

    Raises
    ------
    ReportError
        If no section bears the tag; names those there are.
    """
    before: list[Any] = []
    section: list[Any] = []
    tags: set[str] = set()
    into = before
    for cell in nb.cells:
        written = cell.source if cell.cell_type == "markdown" else ""
        if _HEADING.match(written):
            tags |= _tags(cell)
            into = section if tag in _tags(cell) else []
        if not _TITLE.match(written):
            into.append(cell)
    if not section:
        there = ", ".join(sorted(tags)) or "none"
        raise ReportError(
            f"No section of {path.name} has the tag {tag!r}; tags of its sections: {there}."
        )
    before = [cell for cell in before if not (own := _tags(cell) & tags) or tag in own]
    section[0].source = section[0].source.removeprefix("#")
    nb.cells = [section[0], *before, *section[1:]]


def _tags(cell: Any) -> set[str]:
    return {str(tag) for tag in cell.metadata.get("tags") or []}
