"""Hold the program that an explorer runs in the page, in plain files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent
_PARTS = ("views.js", "explorer.js")


@cache
def program(*more: str) -> str:
    """Return the program as one JavaScript module, without comments and indents.

    Parameters
    ----------
    more
        Files that few explorers need, such as ``"region.js"``.

    Examples
    --------
    >>> program().rstrip().endswith("export default explorerPage;")
    True
    """
    return f"{source(*more, *_PARTS)}\nexport default explorerPage;\n"


@cache
def source(*names: str) -> str:
    """Return files of the program as they stand, without comments and indents."""
    return _bare("".join((_FOLDER / name).read_text(encoding="utf-8") for name in names))


@cache
def style() -> str:
    """Return the rules of its looks."""
    return _bare((_FOLDER / "explorer.css").read_text(encoding="utf-8"))


def _bare(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*")))
