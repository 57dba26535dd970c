"""Show meetings on a map day by day: markers, arcs, frames, slider, buttons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from ca_summit.figures import controls
from ca_summit.figures.language import is_missing
from ca_summit.figures.placement import ROOMY, free_sides, marker_boxes, text_size_px
from ca_summit.figures.text import STATUS_WORDS, shown
from ca_summit.figures.theme import power_color

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.figures.canvas import Canvas
    from ca_summit.figures.placement import Point

DONE = ("held", "under_way")
OFF = ("postponed", "cancelled")
#: More meetings than this make the words under the pointer brief while playing.
_MANY = 30
_MOST_TOLD, _MOST_NAMED = 12, 60  # meetings under the pointer of one city; names of one day
_MARKER_PX = 15  # with its rim
_NAME_PX = 11


@dataclass(frozen=True)
class State:
    """What is drawn on one day: index of the newest meeting, and the status of each or nothing."""

    newest: int
    status: dict[int, str]
    label: str
    words: str


@dataclass(frozen=True)
class Stage:
    """What changes from day to day: host cities and their names, arcs between them.

    Attributes
    ----------
    canvas
        The map on which they stand.
    rows
        Meetings in their order, with ``number``, ``city`` and ``counterpart``.
    cities
        Indexes of the meetings by place on the plane.
    hovers
        What the pointer tells of each meeting.
    trace
        Number of the trace with the cities; the next one holds their names.
    legs
        Index of the meeting to which an arc leads, and the number of its trace.
    """

    canvas: Canvas
    rows: pd.DataFrame
    cities: dict[Point, list[int]]
    hovers: list[str]
    trace: int
    legs: list[tuple[int, int]]


def animate(stage: Stage, states: list[State]) -> None:
    """Add frames, slider and buttons; frames change opacity, markers and words, never a shape."""
    fig = stage.canvas.fig
    numbers = [*(trace for _, trace in stage.legs), stage.trace, stage.trace + 1]
    frames = []
    for step, state in enumerate(states):
        last = step == len(states) - 1
        strength = [_strength(state, index) for index, _ in stage.legs]
        traces: list[Any] = [
            {"type": "scatter", "opacity": 0.55 if last and v > 0.3 else v} for v in strength
        ]
        brief = not last and len(stage.rows) > _MANY
        clear = replace(stage.canvas, boxes=list(stage.canvas.boxes))
        traces += [go.Scatter(part) for part in _look(stage, state, clear, brief=brief)]
        layout = {"title": {"subtitle": {"text": state.words}}}
        frames.append(go.Frame(name=str(step), data=traces, traces=numbers, layout=layout))
    fig.frames = frames
    labels = [state.label for state in states[:-1]] + ["all"]
    steps = [controls.frame_step(label, str(step)) for step, label in enumerate(labels)]
    days = controls.slider(
        steps,
        active=len(states) - 1,
        prefix="Day ",
        y=1,
        yanchor="bottom",
        x=0.26,
        len=0.74,
        pad={"b": 4, "t": 0, "r": 12},
    )
    play = controls.player(x=0, y=1, xanchor="left", yanchor="bottom", pad={"b": 18, "l": 4})
    fig.update_layout(sliders=[days], updatemenus=[play])


def show(stage: Stage, state: State) -> None:
    """Draw one state into the figure itself, as it is seen before anything is played.

    Its names take their places on the map, so that this comes after ``animate()``.
    """
    fig = stage.canvas.fig
    for index, trace in stage.legs:
        strength = _strength(state, index)
        fig.data[trace].opacity = 0.55 if strength > 0.3 else strength
        if state.status.get(index) == "planned":
            fig.data[trace].line.dash = "dot"
    markers, names = _look(stage, state, stage.canvas, brief=False)
    fig.data[stage.trace].update(markers)
    fig.data[stage.trace + 1].update(names)


def _strength(state: State, index: int) -> float:
    """Return how strongly the arc to a meeting shows: newest full, older pale, later not at all."""
    status = state.status.get(index)
    if status in DONE:
        return 1.0 if index == state.newest else 0.4
    return 0.18 if status == "planned" else 0.0


def _look(
    stage: Stage, state: State, canvas: Canvas, *, brief: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the markers with their hover, and the names, of one state; they take their places."""
    sizes, colors, symbols, texts, hovers, order = [], [], [], [], [], []
    columns = [stage.rows[name].tolist() for name in ("number", "city", "counterpart")]
    numbers, cities, powers = columns
    for own in stage.cities.values():
        seen = [i for i in own if i in state.status]
        done = [i for i in seen if state.status[i] in DONE]
        here = (done or seen or [own[0]])[-1]
        newest = state.newest in own
        sizes.append((15 if newest else 11) if seen else 0)
        colors.append(power_color(powers[here]))
        off = bool(seen) and state.status[here] in (*OFF, "unknown")
        symbols.append("circle" if done else "x-thin-open" if off else "circle-open")
        city = shown(cities[here])
        texts.append(f"{_joined([numbers[i] for i in seen])} {city}".strip() if seen else "")
        told = _told(stage, state, seen, brief=brief)
        hovers.append("<br>".join([f"<b>{city}</b>", *told]) if seen else "")
        order.append(-max(seen, default=-1) - (len(stage.rows) if newest else 0))
    marker = {"size": sizes, "color": colors, "symbol": symbols, "line": {"width": 2}}
    return {"hovertext": hovers, "marker": marker}, _names(canvas, list(stage.cities), texts, order)


def _joined(numbers: list[Any]) -> str:
    """Join the numbers of the meetings in one city; of more than three the last and a count."""
    words = [str(number) for number in numbers if not is_missing(number)]
    return ",".join(words) if len(words) < 4 else f"{words[-1]}+{len(words) - 1}"


def _told(stage: Stage, state: State, seen: list[int], *, brief: bool) -> list[str]:
    """Return what the pointer tells of the meetings in one city; if brief, of the newest alone."""
    most = 1 if brief else _MOST_TOLD
    before = len(seen) - most
    lines = []
    for index in seen[-most:]:
        status = STATUS_WORDS.get(state.status[index], shown(state.status[index]))
        told = stage.hovers[index]
        lines.append(told.split(", ")[0] if brief else f"{told}, {status}")
    return [*lines, f"and {before} before"] if before > 0 else lines


def _names(
    canvas: Canvas, points: list[Point], texts: list[str], order: list[int]
) -> dict[str, Any]:
    """Return the names that found a place: the newest always, others whole, by number, or not."""
    scale = canvas.km_per_px
    radius = _MARKER_PX / 2 * scale
    ranked = [i for i in sorted(range(len(points)), key=order.__getitem__) if texts[i]]
    markers = marker_boxes([points[i] for i in ranked], radius)
    kept: dict[int, tuple[str, str]] = {}
    for rank, i in enumerate(ranked[:_MOST_NAMED]):
        number = texts[i].split(" ")[0] if texts[i][:1].isdigit() else ""
        tries = [(texts[i], True), (number.rstrip(","), True)]
        if not rank:  # if need be, the newest covers a marker
            tries[1] = (texts[i], False)
        for words, clear in tries:
            others = np.delete(markers, rank, axis=0) if clear else markers[:0]
            taken = np.vstack([np.reshape(canvas.boxes, (-1, 4)), others])
            width, height = text_size_px(words, _NAME_PX * ROOMY)
            (side,), new = free_sides(
                [points[i]],
                [(width * scale, height * scale)],
                taken,
                radius=radius,
                edges=(canvas.window[0], canvas.window[2]),
            )
            if side:
                canvas.take(new)
                kept[i] = words, side
                break
        else:
            if not rank:
                kept[i] = texts[i], "top center"
    named = sorted(kept)
    return {
        "x": [points[i][0] for i in named],
        "y": [points[i][1] for i in named],
        "text": [kept[i][0] for i in named],
        "textposition": [kept[i][1] for i in named],
    }
