"""Hold what the writers of one notebook share."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path  # noqa: TC003  # documented field type
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ca_summit.report.losses import Losses  # noqa: TC001  # documented field type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ca_summit.report.formulas import Formulas

#: A film or sound beside the notebook is put into the page up to this size.
_MOST = 30_000_000


@dataclass
class Context:
    """What cells and outputs of one notebook need beside their own content.

    Attributes
    ----------
    words
        Words of the page.
    losses
        Remembers what is left out.
    figure
        Takes a raw plotly figure, gives its HTML.
    formulas
        Sets formulas; remembers macros and numbers of equations.
    folder
        Folder of the notebook; None: read no file.
    attachments
        Attachments of the cell at hand: bundles by name.
    widgets
        State of the notebook's widgets, by model id.
    numbers
        Numbers the exercises of the page.
    self_check
        Whether exercises check themselves.
    language
        Language of the notebook where it is not that of the page; outputs are in it unless they
        say another.
    browser
        Program that draws what only a program shows; empty: name it as missing.
    """

    words: Mapping[str, str]
    losses: Losses
    figure: Callable[[dict[str, Any]], str]
    formulas: Formulas
    folder: Path | None = None
    attachments: Mapping[str, Any] = field(default_factory=dict)
    widgets: Mapping[str, Any] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    self_check: bool = True
    language: str = ""
    browser: str = ""

    def image(self, address: str, left: list[str] | None = None) -> str | None:
        """Return a picture as a ``data:`` address, or None; ``left`` takes what it would load."""
        from ca_summit.report.pictures import picture_address

        return picture_address(address, self.attachments, self.folder, left)

    def file(self, address: str) -> Path | None:
        """Return a file that lies in the folder of the notebook or below it, or None."""
        if self.folder is None or not address or "\0" in address or ":" in address[:12]:
            return None
        root = self.folder.resolve()
        try:
            path = (root / unquote(address.partition("?")[0].partition("#")[0])).resolve()
            inside = path.is_relative_to(root) and path.is_file()
            return path if inside and path.stat().st_size <= _MOST else None
        except (OSError, ValueError):
            return None
