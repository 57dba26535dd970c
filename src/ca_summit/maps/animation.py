"""Show meetings on a map day by day: markers, arcs, frames, slider, buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from ca_summit.figures.text import STATUS_WORDS, shown
from ca_summit.figures.theme import power_color
from ca_summit.maps.labels import MAP_KEY, ROOMY, free_positions

if TYPE_CHECKING:
    import pandas as pd

DONE = ("held", "under_way")
OFF = ("postponed", "cancelled")
#: More meetings than this make the words under the pointer brief while playing.
_MANY = 30
_MARKER_PX = 15  # with its rim


@dataclass(frozen=True)
class State:
    """What is drawn on one day: index of the newest meeting, and the status of each or nothing."""

    newest: int
    status: dict[int, str]
    label: str
    words: str


def _look(
    fig: go.Figure, rows: pd.DataFrame, state: State, cities: dict[str, Any], *, brief: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the markers with their hover, and the labels, of one state."""
    sizes, colors, symbols, texts, hovers, order = [], [], [], [], [], []
    points = list(cities["cities"])
    for own in cities["cities"].values():
        seen = [i for i in own if i in state.status]
        done = [i for i in seen if state.status[i] in DONE]
        here = (done or seen or [own[0]])[-1]
        newest = state.newest in own
        sizes.append((15 if newest else 11) if seen else 0)
        colors.append(power_color(rows.loc[here, "counterpart"]))
        off = bool(seen) and state.status[here] in (*OFF, "unknown")
        symbols.append("circle" if done else "x-thin-open" if off else "circle-open")
        city = shown(rows.loc[here, "city"])
        texts.append(f"{_numbers(rows, seen)} {city}".strip() if seen else "")
        told = [_told(state, i, cities["hovers"], brief=brief) for i in seen]
        if brief and len(told) > 1:
            told = [told[-1], f"and {len(told) - 1} before"]
        hovers.append("<br>".join([f"<b>{city}</b>", *told]) if seen else "")
        order.append(-max(seen, default=-1) - (1000 if newest else 0))
    marker = {"size": sizes, "color": colors, "symbol": symbols, "line": {"width": 2}}
    return {"hovertext": hovers, "marker": marker}, _labels(fig, points, texts, order, cities)


def _numbers(rows: pd.DataFrame, seen: list[int]) -> str:
    """Join the numbers of the meetings in one city; of more than three the last and a count."""
    numbers = [str(n) for n in rows.loc[seen, "number"].dropna()]
    return ",".join(numbers) if len(numbers) < 4 else f"{numbers[-1]}+{len(numbers) - 1}"


def _told(state: State, index: int, hovers: dict[int, str], *, brief: bool) -> str:
    """Return what the pointer tells of a meeting; in frames of many meetings only name and day."""
    status = STATUS_WORDS.get(state.status[index], shown(state.status[index]))
    told = hovers[index]
    return told.split(", ")[0] if brief else f"{told}, {status}"


def _labels(
    fig: go.Figure,
    points: list[tuple[float, float]],
    texts: list[str],
    order: list[int],
    cities: dict[str, Any],
) -> dict[str, Any]:
    """Return the labels that found a place, and only these."""
    words, places = _places(fig, points, texts, order, cities["boxes"])
    kept = [i for i, word in enumerate(words) if word]
    return {
        "x": [points[i][0] for i in kept],
        "y": [points[i][1] for i in kept],
        "text": [words[i] for i in kept],
        "textposition": [places[i] for i in kept],
    }


def _places(
    fig: go.Figure,
    points: list[tuple[float, float]],
    texts: list[str],
    order: list[int],
    boxes: list[Any],
) -> tuple[list[str], list[str]]:
    """Place the labels of one state: the newest in any case, others whole, by number, or not."""
    ranked = [i for i in sorted(range(len(points)), key=order.__getitem__) if texts[i]]
    meta = dict(fig.layout.meta)
    fig.update_layout(meta={**meta, MAP_KEY: {**meta[MAP_KEY], "boxes": boxes}})
    out, places = [""] * len(points), ["top center"] * len(points)
    for rank, i in enumerate(ranked):
        numbers = texts[i].split(" ")[0] if texts[i][:1].isdigit() else ""
        others = [points[j] for j in ranked if j != i]
        if not rank:  # if need be, the newest covers a marker
            out[i] = texts[i]
        second = (numbers.rstrip(","), others) if rank else (texts[i], [])
        for words, avoided in ((texts[i], others), second):
            spots, labels = [points[i], *avoided], [words, *[""] * len(avoided)]
            near = free_positions(fig, spots, labels, size=11 * ROOMY, marker_px=_MARKER_PX)
            if words and near[0]:
                out[i], places[i] = words, near[0]
                break
    return out, places


def _faded(state: State, index: int) -> float:
    """Return how strongly the arc to a meeting shows: newest full, older pale, later not at all."""
    status = state.status.get(index)
    if status in DONE:
        return 1.0 if index == state.newest else 0.4
    return 0.18 if status == "planned" else 0.0


def show(
    fig: go.Figure,
    rows: pd.DataFrame,
    state: State,
    legs: list[tuple[int, int]],
    cities: dict[str, Any],
) -> None:
    """Draw one state into the figure itself, as it is seen before anything is played."""
    for index, trace in legs:
        fig.data[trace].opacity = 0.55 if _faded(state, index) > 0.3 else _faded(state, index)
        if state.status.get(index) == "planned":
            fig.data[trace].line.dash = "dot"
    markers, labels = _look(fig, rows, state, cities, brief=False)
    fig.data[cities["trace"]].update(markers)
    fig.data[cities["trace"] + 1].update(labels)


def animate(
    fig: go.Figure,
    rows: pd.DataFrame,
    states: list[State],
    legs: list[tuple[int, int]],
    cities: dict[str, Any],
) -> None:
    """Add frames, slider and buttons; frames change opacity, markers and words, never a shape."""
    numbers = [trace for _, trace in legs]
    frames = []
    for step, state in enumerate(states):
        last = step == len(states) - 1
        strength = [_faded(state, i) for i, _ in legs]
        traces: list[Any] = [
            {"type": "scatter", "opacity": 0.55 if last and v > 0.3 else v} for v in strength
        ]
        brief = not last and len(rows) > _MANY
        traces += [go.Scatter(part) for part in _look(fig, rows, state, cities, brief=brief)]
        layout = {"title": {"subtitle": {"text": state.words}}}
        frames.append(
            go.Frame(
                name=str(step),
                data=traces,
                traces=[*numbers, cities["trace"], cities["trace"] + 1],
                layout=layout,
            )
        )
    fig.frames = frames
    move = {"mode": "immediate", "frame": {"duration": 900, "redraw": True}}
    move["transition"] = {"duration": 0}
    jump = {**move, "frame": {"duration": 0, "redraw": True}}
    labels = [state.label for state in states[:-1]] + ["all"]
    fig.update_layout(
        margin={"t": 158},
        sliders=[{
            "active": len(states) - 1, "y": 1, "yanchor": "bottom", "x": 0.26, "len": 0.74,
            "pad": {"b": 4, "t": 0, "r": 12}, "currentvalue": {"visible": False, "prefix": "Day "},
            "ticklen": 3, "font": {"size": 10},
            "steps": [
                {"label": text, "method": "animate", "args": [[str(i)], jump]}
                for i, text in enumerate(labels)
            ],
        }],
        updatemenus=[{
            "type": "buttons", "direction": "left", "x": 0, "y": 1, "xanchor": "left",
            "yanchor": "bottom", "pad": {"b": 18, "l": 4}, "showactive": False,
            "font": {"size": 12}, "bgcolor": "rgba(128,134,139,0.25)",
            "buttons": [
                {"label": "▶", "method": "animate",
                 "args": [None, {**move, "fromcurrent": False}]},
                {"label": "⏸", "method": "animate", "args": [[None], jump]},
            ],
        }],
    )  # fmt: skip
