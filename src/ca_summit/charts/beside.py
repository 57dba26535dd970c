"""Write sentences beside the rows of a chart, only where the screen is wide enough for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

SIZE = 12
#: Width of a full line in pixels, and the least size to which letters may shrink.
LINE_PIXELS, LEAST_SIZE = 400, 10
LINE_HEIGHT = 16
#: Mid-grey that reads on white and on near-black: plotly gives no theme's colour to this text.
_GREY = "#7F8489"
#: Widths of letters in thousandths of the size, rounded, after Noto Sans.
_WIDTHS = {
    260: "ijlI'|.,:;! \u00a0",
    320: "()[]-ftrJ/",
    500: "csvxyzkTEFLS?",
    740: "DGHNOQUCw",
    920: "mMW%—",
}
_EM = {sign: width for width, signs in _WIDTHS.items() for sign in signs}


def pixels(text: str, size: float = SIZE) -> float:
    """Estimate the width of a text in pixels.

    Examples
    --------
    >>> pixels("ill") < pixels("mom")
    True
    """
    return sum(_EM.get(sign, 590) for sign in text) * size / 1000


def sentence_lines(text: str, most: int = 3) -> list[str]:
    """Break a text into lines of at most ``LINE_PIXELS``; a longer one is cut after ``most``.

    Examples
    --------
    >>> sentence_lines("Two words")
    ['Two words']
    >>> lines = sentence_lines("word " * 100)
    >>> len(lines), lines[-1][-1]
    (3, '…')
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or pixels(longer) <= LINE_PIXELS:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            while lines[-1] and pixels(f"{lines[-1]}…") > LINE_PIXELS:
                lines[-1] = lines[-1].rpartition(" ")[0]
            lines[-1] = lines[-1].rstrip(" ,;:(") + "…"
            break
    return [line for line in lines if line]


def write_beside(
    fig: go.Figure,
    places: Sequence[float],
    texts: Sequence[Sequence[str]],
    span: tuple[float, float],
) -> None:
    """Write lines beside rows; all of them vanish together where they do not fit, as on a phone.

    Each line is the text of a clear bar. Bars hide a text that would have to shrink below
    ``LEAST_SIZE``. Short lines are filled up with blanks, so that no line stays alone.

    Parameters
    ----------
    places
        Middle of each row on a value axis that counts pixels.
    texts
        Lines of each row.
    span
        Start and end of the bars on the other axis.
    """
    blank = pixels("\u00a0")
    y, words = [], []
    for place, lines in zip(places, texts, strict=True):
        for number, line in enumerate(lines):
            y.append(place + (number - (len(lines) - 1) / 2) * LINE_HEIGHT)
            words.append(line + "\u00a0" * round((LINE_PIXELS - pixels(line)) / blank))
    fig.add_bar(
        x=[span[1] - span[0]] * len(y),
        y=y,
        base=[span[0]] * len(y),
        width=2 * LINE_HEIGHT,
        orientation="h",
        text=words,
        textposition="inside",
        insidetextanchor="start",
        insidetextfont={"size": SIZE, "color": _GREY},
        textangle=0,
        constraintext="inside",
        marker={"color": "rgba(0,0,0,0)", "line": {"width": 0}},
        hoverinfo="skip",
        showlegend=False,
        name="reasons",
    )
    fig.update_layout(barmode="overlay", uniformtext={"mode": "hide", "minsize": LEAST_SIZE})
