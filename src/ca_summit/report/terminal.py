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
_UNIT = re.compile(r"\x1b\[(?P<count>\d*)[0-9;:]*(?P<kind>[mABCDGK])|[\s\S]")
_MOVES = re.compile(r"[\r\b]|\x1b\[\d*[ABCDGK]")
_UP_OR_DOWN = re.compile(r"\x1b\[\d*[AB]")
#: What neither colours nor moves: window titles, links, character sets.
_UNMOVED = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;:?]*[@EFHIJL-ln-z~]|\x1b[()][A-Z0-9]"
    r"|\x1b(?!\[)|\x07"
)
#: No terminal is wider or higher.
_FARTHEST = 500


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
    r"""Return what stays on a terminal after all movements of the cursor; in linear time.

    Examples
    --------
    >>> overwritten("10%\r20%\nab\bc")
    '20%\nac'
    >>> overwritten("loading 99%\r\x1b[Kdone\nfirst\nsecond\x1b[A\r1st  ")
    'done\n1st  \nsecond'
    """
    text = text.replace("\r\n", "\n")
    if not _MOVES.search(text):
        return text
    text = _UNMOVED.sub("", text)
    parts = [text] if _UP_OR_DOWN.search(text) else text.split("\n")
    return "\n".join(_screen(part) if _MOVES.search(part) else part for part in parts)


def _screen(text: str) -> str:
    screen = _Screen()
    for unit in _UNIT.finditer(text):
        screen.take(unit)
    return screen.text()


class _Screen:
    """Lines of signs; the codes of a colour stand before the sign that follows them."""

    def __init__(self) -> None:
        self._lines: list[list[str]] = [[]]
        self._row = self._column = 0
        self._codes = ""

    def take(self, unit: re.Match[str]) -> None:
        """Write a sign, or move the cursor."""
        sign, kind = unit[0], unit["kind"]
        if kind == "m":
            self._codes += sign
        elif kind:
            self._move(kind, int(unit["count"] or 0))
        elif sign == "\r":
            self._column = 0
        elif sign == "\b":
            self._column = max(0, self._column - 1)
        elif sign == "\n":
            self._lines[self._row].append(self._codes)
            self._row, self._column, self._codes = self._row + 1, 0, ""
            if self._row == len(self._lines):
                self._lines.append([])
        else:
            self._write(sign)

    def _write(self, sign: str) -> None:
        line = self._lines[self._row]
        self._column = min(self._column, max(len(line), _FARTHEST))
        line += " " * (self._column - len(line))
        line[self._column : self._column + 1] = [self._codes + sign]
        self._column, self._codes = self._column + 1, ""

    def _move(self, kind: str, count: int) -> None:
        line, steps = self._lines[self._row], min(max(1, count), _FARTHEST)
        if kind == "A":
            self._row = max(0, self._row - steps)
        elif kind == "B":
            self._row = min(len(self._lines) - 1, self._row + steps)
        elif kind == "C":
            self._column += steps
        elif kind == "D":
            self._column = max(0, self._column - steps)
        elif kind == "G":
            self._column = steps - 1
        elif kind == "K" and count == 0:
            del line[self._column :]
        elif kind == "K":
            self._lines[self._row] = []

    def text(self) -> str:
        """Return what is on the screen."""
        self._lines[-1].append(self._codes)
        return "\n".join(map("".join, self._lines))
