"""Estimate the pixels that texts take, and break them into lines."""

from __future__ import annotations

import re

#: Widths of letters in thousandths of the size, rounded, after Noto Sans.
_WIDTHS = {
    260: "ijlI'|.,:;! \u00a0",
    320: "()[]-ftrJ/",
    500: "csvxyzkTEFLS?",
    740: "DGHNOQUCw",
    920: "mMW%—",
}
_EM = {sign: width for width, signs in _WIDTHS.items() for sign in signs}
_OTHER = 590
_BOLD = 1.07
_OTHER_FONTS = 1.1  # by which letters of some fonts are wider
_BREAK = re.compile(r"<br\s*/?>")
_TAG = re.compile(r"<[^>]*>")
#: A blank at which a line may be broken: none inside a tag.
_BLANK = re.compile(r" (?![^<]*>)")


def pixels(text: str, size: float = 12) -> float:
    """Estimate the width of one line in pixels; tags take none, bold letters some more.

    Examples
    --------
    >>> pixels("ill") < pixels("mom"), pixels("<i>ill</i>") == pixels("ill")
    (True, True)
    """
    plain = _TAG.sub("", text)
    wide = _BOLD if "<b>" in text else 1
    return sum(_EM.get(sign, _OTHER) for sign in plain) * size * wide / 1000


def lines_of(text: str | None) -> list[str]:
    """Return the lines of a text of plotly; of no text, none.

    Examples
    --------
    >>> lines_of("one<br>two"), lines_of("")
    (['one', 'two'], [])
    """
    return _BREAK.split(text) if text else []


def widest(text: str | None, size: float) -> float:
    """Estimate the width of the longest line of a text in pixels."""
    return max((pixels(line, size) for line in lines_of(text)), default=0.0)


def text_size(text: str, size: float) -> tuple[float, float]:
    """Estimate width and height of a label on a map in pixels, wide enough for other fonts.

    Examples
    --------
    >>> text_size("Bishkek", 12)[0] < text_size("Bishkek", 13)[0]
    True
    """
    return round(_OTHER_FONTS * widest(text, size), 1), len(lines_of(text)) * size * 1.25


def set_in(text: str, width: float, size: float) -> str:
    """Break a text of plotly, tags and breaks included, into lines of ``width`` pixels.

    Examples
    --------
    >>> set_in("one two three", 50, 12)
    'one two<br>three'
    """
    done: list[str] = []
    for line in lines_of(text):
        done.append("")
        for word in _BLANK.split(line):
            longer = f"{done[-1]} {word}" if done[-1] else word
            if done[-1] and pixels(longer, size) > width:
                done.append(word)
            else:
                done[-1] = longer
    return "<br>".join(done)
