"""Leave room above and below a chart for its texts, on a phone too."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import plotly.graph_objects as go

#: Signs that fit in a line of a title and of a subtitle on a screen of 360 to 390 pixels.
TITLE_SIGNS, SUBTITLE_SIGNS = 38, 41
_TITLE_LINE, _SUBTITLE_LINE = 28, 18
_FIRST_LINES = 52  # pixels down to the foot of one line of title and one of subtitle
_GAP = 16
_LEGEND_ROW = 30
_UPPER = 0.02  # part of the height above the title, see the template
_TICKS, _TICK_LINE, _TITLE_GAP = 6, 17, 8  # pixels of ticks, of a line below them, before a title


def set_height(
    fig: go.Figure, *, area: float, bottom: int, above: int = 0, legend_rows: int = 0
) -> None:
    """Set margins and height so that the plot area has ``area`` pixels below title and subtitle.

    Parameters
    ----------
    bottom
        Pixels below the plot area.
    above, legend_rows
        As for ``figures.finish()``.
    """
    title, subtitle = fig.layout.title.text, fig.layout.title.subtitle.text
    fixed = head_pixels(title, subtitle, 0) + above + _LEGEND_ROW * legend_rows
    height = round((fixed + area + bottom) / (1 - _UPPER))
    top = round(height - area - bottom)
    fig.update_layout(height=height, margin={"t": top, "b": bottom}, title={"automargin": False})
    if legend_rows:
        fig.update_layout(
            legend={
                "orientation": "h",
                "x": 0.02,
                "xref": "container",
                "xanchor": "left",
                "y": 1 - (top - above - _LEGEND_ROW * legend_rows - 6) / height,
                "yref": "container",
                "yanchor": "top",
            }
        )


def head_pixels(title: str, subtitle: str, height: float = 450) -> int:
    """Return the pixels that title and subtitle take above a chart, wrapped as on a phone.

    Examples
    --------
    >>> head_pixels("How many?", "Meetings in 2025") < head_pixels("How many?", "a<br>b<br>c")
    True
    """
    titles = _lines(title, TITLE_SIGNS)
    subtitles = _lines(subtitle, SUBTITLE_SIGNS)
    room = _FIRST_LINES + _TITLE_LINE * (titles - 1) + _SUBTITLE_LINE * (subtitles - 1)
    return round(room + _UPPER * height + _GAP)


def below_axes(fig: go.Figure) -> int:
    """Return the pixels that the axes take below the plot area, with a gap.

    Examples
    --------
    >>> import plotly.graph_objects as go
    >>> fig = go.Figure()
    >>> plain = below_axes(fig)
    >>> below_axes(fig.update_xaxes(title_text="billion US dollars")) > plain
    True
    """
    return max(map(_axis_pixels, fig.select_xaxes()), default=0) + _GAP


def _axis_pixels(axis: Any) -> int:
    if axis.visible is False:
        return 0
    titles = (axis.title.text or "").count("<br>") + 1 if axis.title.text else 0
    pixels = _TITLE_GAP + _TICK_LINE * titles if titles else 0
    if axis.side == "top" or axis.showticklabels is False:
        return pixels
    ticks = max((str(text).count("<br>") + 1 for text in axis.ticktext or ()), default=1)
    return pixels + _TICKS + _TICK_LINE * ticks


def _lines(text: str, width: int) -> int:
    """Count the lines of a text whose forced breaks are ``<br>``."""
    parts = re.split(r"<br\s*/?>", text or "")
    return sum(len(textwrap.wrap(re.sub(r"<[^>]*>", "", part), width)) or 1 for part in parts)
