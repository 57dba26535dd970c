"""Leave room above a chart for its title and subtitle, on a phone too."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

from ca_summit.figures.frame import finish

if TYPE_CHECKING:
    import plotly.graph_objects as go

#: Signs that fit in a line of a title and of a subtitle on a screen of 360 to 390 pixels.
TITLE_SIGNS, SUBTITLE_SIGNS = 38, 41
_TITLE_LINE, _SUBTITLE_LINE = 28, 18
_FIRST_LINES = 52  # pixels down to the foot of one line of title and one of subtitle
_GAP = 16
_LEGEND_ROW = 30
_PLANNED = 84  # upper margin of the template


def finish_chart(
    fig: go.Figure,
    *,
    title: str,
    subtitle: str = "",
    above: int = 0,
    legend_rows: int = 0,
    planned: int = _PLANNED,
    **rest: Any,
) -> go.Figure:
    """Give a chart its upper margin, then all that ``figures.finish()`` gives; return ``fig``.

    The height grows by what the margin takes beyond ``planned``, so that the rows of a chart keep
    their height.

    Parameters
    ----------
    above
        Pixels between subtitle and plot area that heads of columns or panels take.
    legend_rows
        Rows of a flat legend under the subtitle, as many as it has on a phone; 0 leaves the
        legend as it is.
    planned
        Upper margin for which the height of ``fig`` was chosen.
    rest
        Passed on to ``figures.finish()``.
    """
    height = fig.layout.height or 450
    head = head_pixels(title, subtitle, height)
    top = head + above + _LEGEND_ROW * legend_rows
    height += top - planned
    fig.update_layout(height=height, margin={"t": top}, title={"automargin": False})
    if legend_rows:
        fig.update_layout(
            legend={
                "orientation": "h",
                "x": 0.02,
                "xref": "container",
                "xanchor": "left",
                "y": 1 - (head - 6) / height,
                "yref": "container",
                "yanchor": "top",
            }
        )
    return finish(fig, title=title, subtitle=subtitle, **rest)


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
    return round(room + 0.02 * height + _GAP)


def _lines(text: str, width: int) -> int:
    """Count the lines of a text whose forced breaks are ``<br>``."""
    parts = re.split(r"<br\s*/?>", text)
    return sum(len(textwrap.wrap(re.sub(r"<[^>]*>", "", part), width)) or 1 for part in parts)
