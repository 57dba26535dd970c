"""Keep the names on a map apart in the smallest figure for which they are made."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ca_summit.figures.typesetting import lines_of, widest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import plotly.graph_objects as go

    from ca_summit.figures.placement import Box

#: Width and height in pixels of the smallest figure, in which no name may cover another.
SMALLEST = (600, 400)
PHONE = 374  #: width of a map on a phone in pixels
_AIR = 16, 8  # pixels that are free between two names on a phone
_UNDER_TITLE_PX = 168  # height of a map under a title of two lines
_LEAST_PX = 110  # height of a map, however much stands above and below
_WIDER = 1.06  # by which letters may be wider than estimated
_GAP = 1  # pixels by which names may touch: letters do not fill their boxes
_BESIDE = 3  # pixels between a marker and its name
_SIDES = {"left": -1, "center": 0, "right": 1}, {"bottom": -1, "middle": 0, "top": 1}
#: Sides of a marker and shifts of a centred name, in widths and heights, in the order of trial.
_OTHER_SIDES = tuple(
    f"{up} {side}"
    for up, side in (
        ("middle", "right"),
        ("middle", "left"),
        ("top", "center"),
        ("bottom", "center"),
        ("top", "right"),
        ("bottom", "right"),
        ("top", "left"),
        ("bottom", "left"),
    )
)
_SHIFTS = sorted(
    itertools.product((0, -0.2, 0.2, -0.4, 0.4), [step * 0.15 for step in range(-12, 13)]),
    key=lambda way: abs(way[0]) + abs(way[1]),
)
#: Scales at which names must be clear: of the smallest figure and of larger ones.
_LARGER = (1, 0.7, 0.45)
_PUSHES = 20
#: How long names keep their place where others want it too; those of states with values for ever.
_KEPT, _SCALE = 9, 8
_WEIGHTS = {
    "Scale length": _SCALE,
    "Names of lines": 6,
    "Names of pipelines": 6,
    "Names": 4,
    "Peaks": 5,
    "Waters": 3,
    "Names of seas": 5,
    "Names of states": 0,
    "Degrees": 0,
    "Names of members": 0,
}
#: From that weight on names stand beside what they name: they move along it, those of several
#: lines also up and down by no more than a part of their height.
_STILL, _HARDLY = 6, 0.3


@dataclass(frozen=True)
class _Name:
    """One text of a trace: where it stands and which pixels it takes around its point.

    One that has ``places`` stands at one of them and nowhere else, such as a sea's in the sea.
    One that has a ``short`` form, a code and its width, takes it where the whole has no place.
    """

    trace: int
    place: int
    text: str
    x: float
    y: float
    side: str
    width: float
    height: float
    radius: float
    weight: int = 1
    places: tuple[tuple[float, float], ...] = ()
    short: tuple[str, float] = ("", 0)

    def box(self, scale: float) -> Box:
        """Return left, bottom, right, top on the plane at a scale in km per pixel."""
        up, _, side = self.side.partition(" ")
        beside, above = _SIDES[0][side], _SIDES[1][up]
        apart = self.radius + (_BESIDE if self.radius else 0)
        x = self.x + beside * (apart + self.width / 2) * scale
        y = self.y + above * (apart + self.height / 2) * scale
        half_width, half_height = self.width / 2 * scale, self.height / 2 * scale
        return x - half_width, y - half_height, x + half_width, y + half_height

    def marker(self, scale: float) -> Box:
        """Return the box of the marker beside which the name stands."""
        half = self.radius * scale
        return self.x - half, self.y - half, self.x + half, self.y + half


def keep_apart(fig: go.Figure, window: Box) -> None:
    """Move names that would cover others in the smallest figure, or leave them to the pointer.

    The five states keep their names where these have values; others give way by their weight.

    Parameters
    ----------
    fig
        A map whose margins are final.
    window
        West, south, east, north of what is seen, on the plane.
    """
    margin = fig.layout.margin
    wide, high = SMALLEST[0] - margin.l - margin.r, SMALLEST[1] - margin.t - margin.b
    west, south, east, north = window
    before = list(_names(fig))
    names = [_weigh(name, fig.data[name.trace]) for name in before]
    if any(name.weight == _KEPT for name in names):
        high = _UNDER_TITLE_PX  # alike for every indicator and title, with a slider or without
    scale = max((east - west) / wide, (north - south) / max(high, _LEAST_PX))
    across = (east - west) / wide
    after = [
        None if name and name.weight == 0 and _is_cut(name, across, window) else name
        for name in _settled(_pushed(_seated(names, scale), scale), scale, window)
    ]
    gone: dict[int, list[int]] = {}
    for old, name, new in zip(before, names, after, strict=True):
        if new is None:
            gone.setdefault(old.trace, []).append(old.place)
        elif new != name:
            _move(fig.data[old.trace], old.place, new)
    for trace, places in gone.items():
        _leave_out(fig.data[trace], places)
    for trace in fig.data:
        if isinstance(trace.meta, dict):
            kept = {key: v for key, v in trace.meta.items() if key not in ("within", "short")}
            trace.meta = kept or None


def _settled(names: Sequence[_Name], scale: float, window: Box) -> list[_Name | None]:
    """Move names of little weight out of the way of others; leave away what has no place."""
    order = sorted(range(len(names)), key=lambda number: (names[number].weight, -number))
    out: list[_Name | None] = list(names)

    def others(number: int) -> list[_Name]:
        return [name for n, name in enumerate(out) if name is not None and n != number]

    def move(number: int, name: _Name) -> _Name | None:
        ways = [way for way in _ways(name, scale) if way == name or _is_seen(way, scale, window)]
        free = [way for way in ways if _is_free(way, others(number), scale)]
        return next((w for w in free if not _hides(w, others(number), scale)), (*free, None)[0])

    for number in [*order, *order]:
        if not _is_free(out[number] or names[number], others(number), scale):
            out[number] = move(number, names[number]) or out[number]
    for number in order:
        name = out[number]
        if name and name.weight < _KEPT and not _is_free(name, others(number), scale):
            out[number] = None
    for number in reversed(order):
        name = names[number]
        out[number] = out[number] or move(number, name)
        if not out[number] and name.short[0]:
            text, width = name.short
            out[number] = move(number, replace(name, text=text, width=width, places=()))
    return out


def thinned(fig: go.Figure, window: Box) -> dict[str, list[str]]:
    """Return the names that a phone shows and their sides, by their path: those with air around.

    The lightest and last drawn give way first, and those cut at an edge; those of lines and states
    stay; one of a line that would be cut ends or begins at its point where that is free, and else
    goes too. A map of states with their values has few names, and shows all that are whole.
    """
    scale = (window[2] - window[0]) / PHONE
    names = [_weigh(name, fig.data[name.trace]) for name in _names(fig)]
    has_values = any(name.weight == _KEPT for name in names)
    airy = [
        replace(name, width=name.width + _AIR[0], height=name.height + _AIR[1]) for name in names
    ]
    shown: list[_Name] = []
    for name in sorted(airy, key=lambda name: -name.weight):  # stable: first drawn, first shown
        stands = has_values or _is_free(name, shown, scale)
        whole = replace(name, width=name.width - _AIR[0])
        if _STILL < name.weight < _SCALE and _is_cut(whole, scale, window):
            others = [*shown, *(n for n in airy if n.weight > _STILL and n is not name)]
            ways = (replace(name, side=side) for side in _OTHER_SIDES if "center" not in side)
            shown += [
                way
                for way in ways
                if not _is_cut(way, scale, window) and _is_free(way, others, scale)
            ][:1]
        elif name.weight > _STILL or (stands and not _is_cut(name, scale, window)):
            shown.append(name)
    kept = {(name.trace, name.place): name.side for name in shown}
    short: dict[str, list[str]] = {}
    for number in sorted({name.trace for name in names}):
        own = [name for name in names if name.trace == number]
        texts = fig.data[number].text
        if isinstance(texts, str):
            continue
        if any((number, place) not in kept for place in range(len(texts))):
            short[f"data[{number}].text"] = [
                text if (number, place) in kept else "" for place, text in enumerate(texts)
            ]
        sides = {name.place: kept.get((number, name.place), name.side) for name in own}
        if any(name.side != sides[name.place] for name in own):
            short[f"data[{number}].textposition"] = [
                sides.get(place, "middle center") for place in range(len(texts))
            ]
    return short


def _weigh(name: _Name, trace: Any) -> _Name:
    """Return a name with its weight: how long it keeps its place where others want it."""
    if isinstance(trace.meta, dict) and {"states", "circles"} & set(trace.meta):
        return replace(name, weight=_KEPT)
    return replace(name, weight=_WEIGHTS.get(trace.name, 1) + ("<b>" in name.text))


def _names(fig: go.Figure) -> Iterator[_Name]:
    """Give the texts on the map that are written, not only told by the pointer."""
    for number, trace in enumerate(fig.data):
        if "text" not in (getattr(trace, "mode", None) or "") or trace.text is None:
            continue
        texts = [trace.text] if isinstance(trace.text, str) else list(trace.text)
        sizes = trace.textfont.size or 12
        for place, text in enumerate(texts):
            x, y = trace.x[place], trace.y[place]
            if not text or x is None or y is None:
                continue
            size = float(_of(sizes, place))
            lines = len(lines_of(text))
            has_marker = "markers" in trace.mode
            meta = trace.meta if isinstance(trace.meta, dict) else {}
            within, short = (meta.get(key, {}) for key in ("within", "short"))
            yield _Name(
                number,
                place,
                text,
                float(x),
                float(y),
                str(_of(trace.textposition, place) or "middle center"),
                widest(text, size) * _WIDER,
                size * (1.25 + 1.3 * (lines - 1)),
                float(_of(trace.marker.size, place) or 6) / 2 if has_marker else 0,
                places=tuple(map(tuple, within[place])) if within else (),
                short=(short[place], widest(short[place], size) * _WIDER) if short else ("", 0),
            )


def _of(values: Any, place: int) -> Any:
    return values if values is None or isinstance(values, (str, int, float)) else values[place]


def _ways(name: _Name, scale: float) -> Iterator[_Name]:
    """Give the places where a name may stand, the present one first."""
    yield name
    if name.weight == _SCALE:
        return
    if name.places:
        near = sorted(name.places, key=lambda spot: math.dist(spot, (name.x, name.y)))
        yield from (replace(name, x=x, y=y) for x, y in near)
        return
    if name.side != "middle center":
        yield from (replace(name, side=side) for side in _OTHER_SIDES)
        return
    still = name.weight >= _STILL
    hardly = _HARDLY if "<br>" in name.text else 0
    for across, up in _SHIFTS:
        if still and abs(up) > hardly:
            continue
        dx, dy = across * name.width * scale, up * name.height * scale
        yield replace(name, x=round(name.x + dx), y=round(name.y + dy))


def _seated(names: Sequence[_Name], scale: float) -> list[_Name]:
    """Let states with their values choose a place within their borders, the smallest first."""
    out = list(names)
    seated = [name for name in names if name.weight == _SCALE]
    states = [n for n, name in enumerate(names) if name.weight == _KEPT and name.places]
    for number in sorted(states, key=lambda n: len(names[n].places)):
        free = (way for way in _ways(names[number], scale) if _is_free(way, seated, scale))
        out[number] = next(free, names[number])
        seated.append(out[number])
    return out


def _pushed(names: Sequence[_Name], scale: float) -> list[_Name]:
    """Push names of states with their values up and down until none covers another."""
    out = list(names)
    pushed = [n for n, name in enumerate(out) if name.weight >= _SCALE and name.radius == 0]
    for _, (i, j) in itertools.product(range(_PUSHES), itertools.combinations(pushed, 2)):
        one, two = out[i], out[j]
        if _meet(one.box(scale), two.box(scale), _GAP * scale):
            (_, low, _, top), (_, under, _, over) = one.box(scale), two.box(scale)
            way, need = 1 if low + top >= under + over else -1, min(top, over) - max(low, under)
            part = 1 if _SCALE in (one.weight, two.weight) else 2
            if one.weight == _KEPT:
                out[i] = replace(one, y=one.y + math.ceil(way * need / part))
            if two.weight == _KEPT:
                out[j] = replace(two, y=two.y - math.ceil(way * need / part))
    return out


def _is_free(name: _Name, others: Sequence[_Name], scale: float) -> bool:
    """Tell whether a name covers no other, in the smallest figure and in larger ones."""
    return not any(
        _meet(name.box(scale * part), other.box(scale * part), _GAP * scale * part)
        for part in _LARGER
        for other in others
    )


def _is_seen(name: _Name, scale: float, window: Box) -> bool:
    """Tell whether the whole of a name lies in the window."""
    left, bottom, right, top = name.box(scale)
    return window[0] <= left and right <= window[2] and window[1] <= bottom and top <= window[3]


def _is_cut(name: _Name, scale: float, window: Box) -> bool:
    """Tell whether a name that begins in the window goes on beyond its left or right edge."""
    left, _, right, _ = name.box(scale)
    return window[0] <= name.x <= window[2] and (left < window[0] or right > window[2])


def _hides(name: _Name, others: Sequence[_Name], scale: float) -> bool:
    """Tell whether a name would cover the marker of another."""
    box = name.box(scale)
    return any(_meet(box, other.marker(scale), 0) for other in others)


def _meet(one: Box, two: Box, gap: float) -> bool:
    return (
        one[0] + gap < two[2]
        and two[0] + gap < one[2]
        and one[1] + gap < two[3]
        and two[1] + gap < one[3]
    )


def _move(trace: Any, place: int, name: _Name) -> None:
    if name.side == "middle center":
        for key, value in (("x", name.x), ("y", name.y), ("text", name.text)):
            values = list(trace[key])
            values[place] = value
            trace[key] = values
        return
    sides = trace.textposition
    sides = [sides] * len(trace.x) if isinstance(sides, str) or sides is None else list(sides)
    sides[place] = name.side
    trace.textposition = sides


def _leave_out(trace: Any, places: Sequence[int]) -> None:
    """Take texts off a trace; their markers stay, and tell their names under the pointer."""
    if "markers" in trace.mode:
        trace.text = ["" if n in places else text for n, text in enumerate(trace.text)]
        return
    for key in ("x", "y", "text", "textposition"):
        if trace[key] is not None and not isinstance(trace[key], str):
            trace[key] = [value for n, value in enumerate(trace[key]) if n not in places]
