r"""Show terminal text as a terminal does: colours, carriage returns, backspaces."""

from __future__ import annotations

import re
from html import escape

#: Memory addresses in the default text of an object, temporary names of cells: never the same.
_OBJECT = re.compile(r"(?<=<)([^<>\n]{1,200}? at )0x[0-9a-fA-F]{6,}(?=>|\s*\(|, )")
_OBJECT_ESCAPED = re.compile(r"(&lt;[^<>\n]{1,200}? at )0x[0-9a-fA-F]{6,}(?=&gt;)")
_CELL_FILE = re.compile(r"(?:/[\w.-]+)*/ipykernel_\d+/\d+\.py")
#: All that is no colour: movements of the cursor, window titles, links, character sets.
_NO_COLOUR = re.compile(
    r"\x1b\[[0-9;:?]*[@-ln-z~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b(?!\[)|\x07"
)
_COLOUR = re.compile(r"\x1b\[[0-9;:]*m")
_UNIT = re.compile(r"\x1b\[[0-9;:]*m|[\s\S]")


def steady(text: str) -> str:
    """Take memory addresses of objects and temporary file names out: two runs give the same text.

    Numbers that only look like an address stay as they are.

    Examples
    --------
    >>> steady("<object at 0x7f3a11b2c3d0> /tmp/ipykernel_71/812.py:3, stack at 0x7ffc1234abcd")
    '<object at 0x…> cell:3, stack at 0x7ffc1234abcd'
    """
    if " at 0x" in text:
        text = _OBJECT_ESCAPED.sub(r"\g<1>0x…", _OBJECT.sub(r"\g<1>0x…", text))
    return _CELL_FILE.sub("cell", text) if "/ipykernel_" in text else text


def terminal_html(text: str) -> str:
    r"""Return terminal text as HTML.

    Examples
    --------
    >>> terminal_html("\x1b[1;31mno\x1b[0m <b>")
    '<span class="ansi-red-intense-fg ansi-bold">no</span> &lt;b&gt;'
    >>> terminal_html("loading: 10%\b\b\b20%")
    'loading: 20%'
    """
    shown = _NO_COLOUR.sub("", overwritten(steady(text)))
    if "\x1b[" not in shown:
        return escape(shown)
    from nbconvert.filters.ansi import ansi2html

    return str(ansi2html(_COLOUR.sub(lambda code: code[0].replace(":", ";"), shown)))


def strip_colours(text: str) -> str:
    """Return text without any code of a terminal."""
    return _NO_COLOUR.sub("", _COLOUR.sub("", steady(text)))


def overwritten(text: str) -> str:
    r"""Return what stays on a terminal after carriage returns and backspaces; in linear time.

    Examples
    --------
    >>> overwritten("10%\r20%\nab\bc")
    '20%\nac'
    """
    text = text.replace("\r\n", "\n")
    if "\r" not in text and "\b" not in text:
        return text
    return "\n".join(
        _line(line) if "\r" in line or "\b" in line else line for line in text.split("\n")
    )


def _line(line: str) -> str:
    """Write one line sign by sign; colour codes stand before the sign that follows them."""
    signs: list[str] = []
    at, codes = 0, ""
    for unit in _UNIT.findall(line):
        if unit == "\r":
            at = 0
        elif unit == "\b":
            at = max(0, at - 1)
        elif unit.startswith("\x1b["):
            codes += unit
        else:
            if at < len(signs):
                signs[at] = codes + unit
            else:
                signs.append(codes + unit)
            at, codes = at + 1, ""
    return "".join(signs) + codes
