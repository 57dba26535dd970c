"""Choose colours of letters that read on light and on dark paper, and on fills.

A colour for lines and areas is too pale for letters on one of the papers, mostly on both. A
figure is stored with the inks of light paper; ``write_in_ink()`` tells which dark paper needs.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from ca_summit.metadata import figure_metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import plotly.graph_objects as go

#: Grounds of the page on which letters must read.
LIGHT_PAPER, DARK_PAPER = "#FCFBF8", "#14191D"
#: Least contrast of letters with their ground, after WCAG 2.2 (AA).
LEAST = 4.5
_STEPS = 50
_SAFE = 1.02
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_COLORED = re.compile(r"""(<span style=["']color:\s*)(#[0-9A-Fa-f]{6})(["'][^>]*>)([^<]*)""")
_NEAR_BLACK, _NEAR_WHITE = "#0A0C0E", "#FFFFFF"
_HALO = "0 0 2px {0}, 0 0 2px {0}, 0 0 3px {0}, 0 0 3px {0}"


def channels(color: str) -> tuple[float, float, float]:
    """Return red, green and blue from 0 to 255 of ``#rrggbb`` or ``rgb()``.

    Examples
    --------
    >>> channels("#0A0C0E"), channels("rgb(91,42,86)")
    ((10.0, 12.0, 14.0), (91.0, 42.0, 86.0))
    """
    if color.startswith("#"):
        red, green, blue = (float(int(color[i : i + 2], 16)) for i in (1, 3, 5))
    else:
        red, green, blue = (float(v) for v in re.findall(r"[\d.]+", color)[:3])
    return red, green, blue


def luminance(color: str) -> float:
    """Return the relative luminance of a colour, black 0 and white 1."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in channels(color))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    Examples
    --------
    >>> round(contrast("#000000", "#FFFFFF"))
    21
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@cache
def inks(color: str) -> tuple[str, str]:
    """Return the inks nearest to a colour that read on light and on dark paper.

    Neither is the colour itself, so that letters and areas can be told apart.

    Examples
    --------
    >>> light, dark = inks("#D99A00")
    >>> contrast(light, LIGHT_PAPER) >= 4.5, contrast(dark, DARK_PAPER) >= 4.5
    (True, True)
    """
    from ca_summit.figures.theme import WATER_FILL, WATER_INK  # brings plotly: only where one draws

    light, dark = LIGHT_PAPER, DARK_PAPER
    if color == WATER_INK:
        light, dark = (laid_on(WATER_FILL, paper) for paper in (light, dark))
    return _towards(color, 0, light), _towards(color, 255, dark)


def laid_on(color: str, paper: str) -> str:
    """Return what a half-transparent colour ``rgba()`` looks like on paper.

    Examples
    --------
    >>> laid_on("rgba(0,0,0,0.5)", "#FFFFFF")
    '#808080'
    """
    share = float(re.findall(r"[\d.]+", color)[3])
    mixed = zip(channels(color), channels(paper), strict=True)
    return "#" + "".join(f"{round(below + (over - below) * share):02X}" for over, below in mixed)


def _towards(color: str, end: int, paper: str) -> str:
    mixed = color
    for step in range(1, _STEPS + 1):
        share = step / _STEPS
        mixed = "#" + "".join(f"{round(c + (end - c) * share):02X}" for c in channels(color))
        if contrast(mixed, paper) >= LEAST * _SAFE:
            break
    return mixed


def write_in_ink(fig: go.Figure) -> dict[str, str]:
    """Set letters that have the colour of a series in ink for light paper.

    Letters inside bars, cells and markers stay: other grounds lie behind them.

    Returns
    -------
    The ink of dark paper for each of light paper that the figure uses.
    """
    pen = _Pen(dict(figure_metadata(fig).get("inks", {})))
    for note in fig.layout.annotations:
        if note.bgcolor is None:
            _change(note.font, "color", pen.ink)
        _change(note, "text", pen.spans)
    for axis in (*fig.select_xaxes(), *fig.select_yaxes()):
        _change(axis.tickfont, "color", pen.ink)
        _change(axis, "ticktext", pen.spans)
    for trace in fig.data:
        if _writes_on_paper(trace):
            _change(trace.textfont, "color", pen.ink)
            _change(trace, "text", pen.spans)
        if trace.type == "bar":
            _change(trace.outsidetextfont, "color", pen.ink)
    return pen.used


class _Pen:
    """Exchange colours of series for ink, and remember which."""

    def __init__(self, used: dict[str, str]) -> None:
        self.used = used

    def ink(self, color: Any) -> Any:
        """Return the ink of one colour, or of each in a list."""
        if isinstance(color, str):
            if not _HEX.fullmatch(color) or color in self.used or _is_extreme(color):
                return color
            light, dark = inks(color.upper())
            self.used[light] = dark
            return light
        return color if color is None else [self.ink(one) for one in color]

    def spans(self, text: Any) -> Any:
        """Return a text whose coloured words are in ink; coloured signs keep their colour."""
        if isinstance(text, str):
            return _COLORED.sub(self._span, text) if "color:" in text else text
        return [self.spans(one) for one in text] if "color:" in str(text) else text

    def _span(self, match: re.Match[str]) -> str:
        before, color, after, words = match.groups()
        is_word = any(map(str.isalnum, words))
        return f"{before}{self.ink(color) if is_word else color}{after}{words}"


def _writes_on_paper(trace: Any) -> bool:
    if trace.type == "scatter":
        return "text" in str(trace.mode) and "middle center" not in str(trace.textposition)
    return bool(trace.type == "bar" and trace.textposition == "outside")


def _is_extreme(color: str) -> bool:
    """Tell whether a colour is near black or white: chosen for a ground of its own."""
    return not 0.02 < luminance(color) < 0.75


def _change(node: Any, name: str, change: Callable[[Any], Any]) -> None:
    value = node[name]
    if value is not None and (new := change(value)) is not value:
        node[name] = new


def readable_on(color: str) -> str:
    """Return near-black or white, whichever reads better on a colour ``#rrggbb`` or ``rgb()``.

    Examples
    --------
    >>> readable_on("#F4E3B2"), readable_on("rgb(91,42,86)")
    ('#0A0C0E', '#FFFFFF')
    """
    return max((_NEAR_BLACK, _NEAR_WHITE), key=lambda ink: contrast(ink, color))


def label_ink(fills: Sequence[str]) -> dict[str, list[str]]:
    """Return ink and halo of labels on fills, so that they read also where they reach beyond."""
    chosen = [readable_on(f) if f.startswith("#") else _NEAR_BLACK for f in fills]
    halos = [_HALO.format("#FFF" if i == _NEAR_BLACK else "#000") for i in chosen]
    return {"color": chosen, "shadow": halos}
