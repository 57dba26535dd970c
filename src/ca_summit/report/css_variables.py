"""Put values in the place of the variables of foreign CSS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFINED = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+)")
#: ``var(--name, fallback)``, the innermost first.
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\((?:[^()]|\([^()]*\))*\))*))?\)")
#: Colours of Jupyter that sheets of outputs use, and those of the page in their place.
_JUPYTER = (
    (re.compile(r"--jp-layout-color[01]"), "paper"),
    (re.compile(r"--jp-layout-color[23]"), "rule"),
    (re.compile(r"--jp-layout-color4"), "soft"),
    (re.compile(r"--jp-(?:content|ui)-font-color[01]"), "ink"),
    (re.compile(r"--jp-(?:content|ui)-font-color[23]"), "soft"),
    (re.compile(r"--jp-border-color\d"), "rule"),
)
#: The only variables that a resolved value may hold.
PAGE_VARIABLE = re.compile(r"var\(--(?:paper|ink|soft|rule)\)")
_DEEPEST, _LONGEST = 8, 2000


def variables(text: str) -> dict[str, str]:
    """Return the variables that a style sheet defines; the first value of each, its light one.

    Examples
    --------
    >>> variables(":root {--a: #e33} @media (prefers-color-scheme: dark) {:root {--a: #fcc}}")
    {'--a': '#e33'}
    """
    found: dict[str, str] = {}
    for name, value in _DEFINED.findall(text):
        found.setdefault(name, value.strip())
    return found


def resolved(value: str, known: Mapping[str, str]) -> str:
    """Return a value with what its variables stand for; Jupyter's colours become the page's.

    Examples
    --------
    >>> resolved("1px solid var(--line, #ccc)", {"--line": "red"})
    '1px solid red'
    >>> resolved("var(--line, var(--jp-border-color2, #ccc))", {})
    'var(--rule)'
    >>> resolved("var(--ink)", {})
    'unknown(--ink)'
    """

    def put(match: re.Match[str]) -> str:
        name, fallback = match[1], (match[2] or "").strip()
        own = next((page for pattern, page in _JUPYTER if pattern.fullmatch(name)), None)
        if own:
            return f"\ue00d{own}\ue00d"
        return known.get(name) or fallback or f"unknown({name})"

    for _ in range(_DEEPEST):
        if "var(" not in value or len(value) > _LONGEST:
            break
        value = _VARIABLE.sub(put, value)
    value = value.replace("var(", "unknown(")
    return re.sub("\ue00d(\\w+)\ue00d", r"var(--\1)", value)
