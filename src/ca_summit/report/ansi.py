"""Turn terminal text with colour codes into HTML."""

from __future__ import annotations

import re
from html import escape

_CODE = re.compile(r"\x1b\[([0-9;:]*)m")
_OTHER = re.compile(
    r"\x1b\[[0-9;?]*[A-Za-ln-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b"
)
_NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_BASIC = range(30, 38)
_BRIGHT = range(90, 98)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,}")
_CELL_FILE = re.compile(r"(?:/[\w.-]+)*/ipykernel_\d+/\d+\.py")


def steady(text: str) -> str:
    """Take memory addresses and temporary file names out, so that two runs give the same text.

    Examples
    --------
    >>> steady("<object at 0x7f3a11b2c3d0> /tmp/ipykernel_71/812.py:3")
    '<object at 0x…> cell:3'
    """
    return _CELL_FILE.sub("cell", _ADDRESS.sub(" at 0x…", text))


def ansi(text: str) -> str:
    r"""Return text with ANSI codes as HTML.

    Examples
    --------
    >>> ansi("\x1b[1;31mno\x1b[0m <b>")
    '<span class="a-bold a-red">no</span> &lt;b&gt;'
    """
    text = _carriage(steady(text))
    pieces: list[str] = []
    state: dict[str, str] = {}
    position = 0
    for match in _CODE.finditer(text):
        pieces.append(_span(text[position : match.start()], state))
        _apply(match[1], state)
        position = match.end()
    pieces.append(_span(text[position:], state))
    return "".join(pieces)


def strip_ansi(text: str) -> str:
    """Return text without ANSI codes."""
    return _OTHER.sub("", _CODE.sub("", steady(text)))


def _carriage(text: str) -> str:
    """Keep what a terminal shows after carriage returns (progress bars)."""
    if "\r" not in text:
        return text
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))


def _span(text: str, state: dict[str, str]) -> str:
    shown = escape(_OTHER.sub("", text))
    classes = " ".join(value for _, value in sorted(state.items()) if value)
    return f'<span class="{classes}">{shown}</span>' if classes and shown else shown


def _apply(codes: str, state: dict[str, str]) -> None:
    numbers = [int(part) for part in re.split("[;:]", codes) if part] or [0]
    while numbers:
        number = numbers.pop(0)
        if number == 0:
            state.clear()
        elif number == 1:
            state["bold"] = "a-bold"
        elif number in {22, 39}:
            state.pop("bold" if number == 22 else "colour", None)
        elif number == 4:
            state["line"] = "a-line"
        elif number == 24:
            state.pop("line", None)
        elif number in _BASIC or number in _BRIGHT:
            state["colour"] = f"a-{_NAMES[number % 10]}"
        elif number in {38, 48}:
            _wide_colour(number, numbers, state)


def _wide_colour(number: int, numbers: list[int], state: dict[str, str]) -> None:
    kind = numbers.pop(0) if numbers else 0
    taken = numbers[: 1 if kind == 5 else 3]
    del numbers[: len(taken)]
    if number == 38 and kind == 5 and taken:
        state["colour"] = f"a-{_NAMES[taken[0] % 8]}" if taken[0] < 16 else "a-blue"
