"""Give a figure its final margins and height: room for head, axes, legend, controls and foot.

From top to bottom stand question, title, subtitle and key (the head); controls, legend and the
heads of columns or panels; the plot area; its axes; again legend and controls; notes and sources
(the foot). A report writes head and foot itself and offers controls beside the figure: the
metadata tell how many pixels of the margins are theirs.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ca_summit.figures.axes import log_ticks, round_ticks
from ca_summit.figures.language import short_number
from ca_summit.figures.typesetting import lines_of, set_in, widest
from ca_summit.metadata import META_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import plotly.graph_objects as go

#: Names of the annotations that hold the question, the key and the source line.
QUESTION_NAME, KEY_NAME, SOURCE_NAME = "ca_summit_question", "ca_summit_key", "ca_summit_source"
#: Pixels from the left edge of a figure at which its head and foot begin.
EDGE = 8
#: Pixels for which head and foot are set: a figure of 600 pixels, a narrow column of a notebook.
WIDTH = 570
#: Sizes of letters.
QUESTION, TITLE, SUBTITLE, KEY, TICKS, NOTE = 12, 18, 14, 12, 12, 11
_LINE = 1.3  # height of a line in its size
_TOP, _GAP = 8, 16  # pixels above the head; between head, axes and foot
_LEGEND_ROW = 30
_CONTROLS = 82  # a slider and buttons above the plot area
_TICK, _TITLE_GAP = 6, 8  # pixels of ticks, and before the title of an axis
_NAMES = re.compile(r"yaxis\d*\.ticktext")  # paths of names of rows
_MOST_TICKS = 9  # that plotly.js sets by itself on an axis of our usual height
_HALF_TICK = 10  # pixels by which a first number reaches beyond its tick
_BEYOND = 12  # pixels that plotly.js keeps free beyond the labels of an axis


class Head(NamedTuple):
    """What stands above a figure; texts may have tags and breaks of plotly."""

    question: str
    title: str
    subtitle: str
    key: str = ""


def set_head(
    fig: go.Figure, head: Head, *, above: int = 0, legend_rows: int = 0, width: float = WIDTH
) -> int:
    """Write the head and set the upper margin; return the pixels that a report takes off it.

    Parameters
    ----------
    above, legend_rows
        As for ``figures.finish()``; on a desk a legend has as many rows as its names take.
    width
        Pixels for which the texts are set.
    """
    question, title, subtitle, key = (
        set_in(text, width, size)
        for text, size in zip(head, (QUESTION, TITLE * 1.07, SUBTITLE, KEY), strict=True)
    )
    question_at = _TOP
    y = _TOP + (_pixels(question, QUESTION) + 3 if question else 0)
    # plotly.js puts a title of several lines higher than one of a single line, and a subtitle of
    # several lines nearer to the title.
    many = title.count("<br>") > 0
    pad = y + round(TITLE * (1.05 if many else 0.35))
    y += _pixels(title, TITLE) + (4 if title else 0)
    if subtitle:
        y += round(SUBTITLE * (0.5 if "<br>" in subtitle else 1.2)) + _pixels(subtitle, SUBTITLE)
    key_at = y + 2
    y = key_at + _pixels(key, KEY) if key else y
    under = _GAP + above + _LEGEND_ROW * min(legend_rows, _rows_of_legend(fig))
    taken = y + (_CONTROLS if _has_controls_above(fig) else 0)
    top = taken + under
    fig.layout.annotations = [
        note for note in fig.layout.annotations if note.name not in (QUESTION_NAME, KEY_NAME)
    ]
    fig.update_layout(
        margin={"t": top},
        title={
            "text": title,
            "font": {"size": TITLE, "weight": 700},
            "subtitle": {"text": subtitle, "font": {"size": SUBTITLE, "weight": 400}},
            "pad": {"l": EDGE, "t": pad},
            "automargin": False,
        },
    )
    for name, text, at, size in (
        (QUESTION_NAME, question, question_at, QUESTION),
        (KEY_NAME, key, key_at, KEY),
    ):
        if text:
            _write(fig, name, text, y=1, yshift=top - at, size=size)
    return taken


def set_foot(fig: go.Figure, *, shift: int, controls: int = 0) -> int:
    """Set notes and sources below axes, legend and controls, and the lower margin.

    Parameters
    ----------
    shift
        Pixels from the plot area to the source line.
    controls
        How many of them sliders and buttons take.

    Returns
    -------
    Pixels that a report takes off the lower margin.
    """
    notes = [note for note in fig.layout.annotations if note.name == SOURCE_NAME]
    lines = sum(len(lines_of(note.text)) for note in notes)
    text = math.ceil(NOTE * _LINE) * lines + 10
    fig.update_layout(margin={"b": shift + text})
    for note in notes:
        note.update(yshift=-shift, xshift=EDGE - (fig.layout.margin.l or 0))
    return text + controls + (_GAP - 6 if shift >= _GAP else 0)


def set_sides(fig: go.Figure) -> None:
    """Make the left and right margin as wide as ticks and titles of the axes there."""
    margin = fig.layout.margin
    left, right = 0.0, 0.0
    across = list(fig.select_xaxes())
    for axis in (*across, *fig.select_yaxes()):
        axis.title.text = axis.title.text or None  # for an empty title plotly.js keeps room
    for axis in fig.select_yaxes():
        if axis.visible is False:
            continue
        room = _axis_width(fig, axis)
        if axis.side == "right":
            right = max(right, room)
        elif not axis.domain or _starts_left(fig, axis):
            left = max(left, room)
    ends = max((widest(_last(axis), _size(axis)) / 2 for axis in across), default=0)
    margin.l = math.ceil(left) + _BEYOND if left else EDGE
    if any(axis.visible is not False and axis.showticklabels is not False for axis in across):
        margin.l = max(margin.l, EDGE + _HALF_TICK)
    margin.r = math.ceil(
        max(
            right + _BEYOND if right else 0, margin.r if margin.r is not None else 24, min(ends, 40)
        )
    )


def narrow_left(fig: go.Figure, narrow: Mapping[str, Any]) -> dict[str, int]:
    """Return the left margin that the short names of rows need, where there are some."""
    shorts = {path.partition(".")[0]: texts for path, texts in narrow.items() if _NAMES.match(path)}
    axes = [axis for axis in fig.select_yaxes() if axis.visible is not False]
    rooms = [_axis_width(fig, axis, shorts.get(axis.plotly_name)) for axis in axes]
    return {"margin.l": math.ceil(max(rooms)) + _BEYOND} if shorts and rooms else {}


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
    return max(map(_axis_height, fig.select_xaxes()), default=0) + _GAP


def place_flat_legend(fig: go.Figure, *, above: int, area: float) -> None:
    """Set the legend as rows between the head and what stands above the plot area."""
    fig.update_layout(
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1 + (above + 6) / area,
            "yanchor": "bottom",
        }
    )


def narrow_legend(fig: go.Figure, rows: int) -> None:
    """Leave room for the rows that a flat legend has on a narrow screen."""
    more = _LEGEND_ROW * (rows - _rows_of_legend(fig)) if rows else 0
    if more > 0:
        short = {"margin.t": fig.layout.margin.t + more, "height": fig.layout.height + more}
        carried = fig.layout.meta[META_KEY].get("narrow", {})
        store(fig, narrow={**short, **carried})


def _rows_of_legend(fig: go.Figure) -> int:
    """Count the rows of a flat legend on a desk."""
    names = {trace.name for trace in fig.data if trace.name and trace.showlegend is not False}
    return math.ceil(sum(widest(name, TICKS) + 56 for name in names) / WIDTH)


def _write(fig: go.Figure, name: str, text: str, *, y: int, yshift: float, size: float) -> None:
    fig.add_annotation(
        name=name,
        text=text,
        x=0,
        y=y,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="top",
        xshift=EDGE - (fig.layout.margin.l or 0),
        yshift=yshift,
        align="left",
        showarrow=False,
        borderpad=0,
        font={"size": size},
        opacity=0.85,
    )


def _pixels(text: str, size: float) -> int:
    return math.ceil(len(lines_of(text)) * size * _LINE)


def _has_controls_above(fig: go.Figure) -> bool:
    return any(
        control.visible is not False and (control.y or 0) >= 1
        for control in (*fig.layout.updatemenus, *fig.layout.sliders)
    )


def _size(axis: Any) -> float:
    return float(axis.tickfont.size or TICKS)


def _axis_height(axis: Any) -> int:
    if axis.visible is False:
        return 0
    titles = len(lines_of(axis.title.text))
    room = _TITLE_GAP + math.ceil(12 * _LINE) * titles if titles else 0
    if axis.side == "top" or axis.showticklabels is False:
        return room
    ticks = max((len(lines_of(str(text))) for text in axis.ticktext or ()), default=1)
    return room + _TICK + math.ceil(_size(axis) * _LINE * ticks)


def _axis_width(fig: go.Figure, axis: Any, texts: Sequence[str] | None = None) -> float:
    titles = len(lines_of(axis.title.text))
    room = _TITLE_GAP + 12 * _LINE * titles if titles else 0.0
    if axis.showticklabels is False or axis.ticklabelposition in ("inside", "inside top"):
        return room
    size = _size(axis)
    label = max((widest(text, size) for text in texts or _labels(fig, axis)), default=0.0)
    return room + label + (axis.ticklabelstandoff or 0) + (3 if axis.ticks == "" else 8) + 3


def _labels(fig: go.Figure, axis: Any) -> Iterator[str]:
    """Give the texts of the ticks of a vertical axis, as far as they can be known beforehand."""
    if axis.ticktext is not None:
        yield from map(str, axis.ticktext)
        return
    number = axis.plotly_name.removeprefix("yaxis")
    values: list[Any] = [
        value
        for trace in fig.data
        if (getattr(trace, "yaxis", None) or "y") == f"y{number}"
        for value in (trace.y if getattr(trace, "y", None) is not None else ())
    ]
    words = {value for value in values if isinstance(value, str)}
    if words:
        yield from words
        return
    if axis.type == "log" and axis.range:
        low, high = (10**end for end in axis.range)
        ticks = log_ticks(low, high)
    else:
        numbers = [float(v) for v in values if _is_number(v)]
        low, high = axis.range or (min(numbers, default=0.0), max(numbers, default=1.0))
        if not (_is_number(low) and _is_number(high)):
            yield "Jan 2000"
            return
        ticks = round_ticks(low, high, _MOST_TICKS) if high > low else [low]
    for tick in axis.tickvals if axis.tickvals is not None else ticks:
        percent = "%" if "%" in (axis.tickformat or "") else ""
        shown = f"{short_number(float(tick) * (100 if percent else 1))}{percent}"
        yield f"{axis.tickprefix or ''}{shown}{axis.ticksuffix or ''}"


def _is_number(value: Any) -> bool:
    try:
        return math.isfinite(float(value))
    except (TypeError, ValueError):
        return False


def _starts_left(fig: go.Figure, axis: Any) -> bool:
    """Tell whether a vertical axis stands at the left edge of the plot area."""
    name = axis.anchor or f"x{axis.plotly_name.removeprefix('yaxis')}"
    if not name.startswith("x"):
        return True
    domain = fig.layout[f"xaxis{name.removeprefix('x')}"].domain
    return not domain or domain[0] < 0.02


def _last(axis: Any) -> str:
    """Return the text of the last tick of a horizontal axis, where it stands at the very end."""
    texts, places, ends = axis.ticktext, axis.tickvals, axis.range
    if texts is None or places is None or not ends or not len(texts) or axis.type == "log":
        return ""
    if not all(map(_is_number, (places[-1], *ends))) or ends[1] == ends[0]:
        return ""
    return str(texts[-1]) if abs(ends[1] - places[-1]) < 0.06 * abs(ends[1] - ends[0]) else ""


def heads_at_the_edge(fig: go.Figure) -> go.Figure:
    """Let the headings of panels of a finished figure begin where its head does; return it.

    The names of rows stand left of the panels, and on a narrow screen take another room.
    """
    narrow = dict(fig.layout.meta[META_KEY].get("narrow", {}))
    for number, note in enumerate(fig.layout.annotations):
        if str(note.xref).endswith("domain") and note.xanchor == "left" and note.x == 0:
            note.xshift = EDGE - fig.layout.margin.l
            narrow[f"annotations[{number}].xshift"] = EDGE - narrow.get(
                "margin.l", fig.layout.margin.l
            )
    store(fig, narrow=narrow)
    return fig


def store(fig: go.Figure, **known: Any) -> None:
    """Add to what a finished figure carries, such as the pixels that a report takes off."""
    meta = fig.layout.meta if isinstance(fig.layout.meta, dict) else {}
    if META_KEY in meta:
        fig.update_layout(meta={**meta, META_KEY: {**meta[META_KEY], **known}})


def shorten_below(fig: go.Figure, narrow: Mapping[str, Any]) -> None:
    """Keep the room that legend and colour bar take on a narrow screen."""
    carried = fig.layout.meta.get(META_KEY, {}) if isinstance(fig.layout.meta, dict) else {}
    others = {
        path: short
        for path, short in carried.get("narrow", {}).items()
        if path != "margin.b" and not path.endswith("colorbar.ypad")
    }
    store(fig, narrow={**others, **narrow})
