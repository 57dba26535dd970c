"""Leave out of a view what a file can do without: vertices, long hover texts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import shapely

from ca_summit.explorers.frames import Spec, renumbered, unpacked
from ca_summit.explorers.slider_steps import geometry
from ca_summit.figures.canvas import MAP_KEY
from ca_summit.metadata import carried_by, carrying

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEAR_KM = 8
_LONG = 120  # vertices
_SIMPLE_KM = 10  # side of the triangles that may be left out
_COASTS = {"Land", "Borders", "Sea"}


def merged_roads(spec: Spec, lives: Mapping[str, str]) -> Spec:
    """Join lines of one style and time to one trace, keep the first line of a place's hover text.

    ``lives`` tells by geometry at which steps of a slider a trace is seen; the joined trace keeps
    that as its ``meta``.
    """
    traces: list[Spec] = []
    found: dict[str, Spec] = {}
    for trace in spec["data"]:
        if trace.get("name") in {"Borders", "Sea"}:
            traces.append(_thinned(trace))
            continue
        if trace.get("mode") == "text" and geometry(trace) in lives:
            _join_names(traces, {**trace, "meta": lives[geometry(trace)]})
            continue
        if trace.get("mode") != "lines" or trace.get("fill", "none") != "none":
            traces.append(_first_lines(trace))
            continue
        seen = lives.get(geometry(trace))
        style = [trace.get("line"), trace.get("opacity"), trace.get("legendgroup"), seen]
        key = json.dumps(style)
        x, y = _straightened(unpacked(trace.get("x")) or [], unpacked(trace.get("y")) or [])
        known = found.get(key)
        if known is None:
            kept = ("type", "mode", "name", "line", "opacity", "legendgroup", "showlegend")
            known = {k: trace[k] for k in kept if k in trace} | {"hoverinfo": "skip"}
            known |= {"meta": seen} if seen else {}
            found[key] = {**known, "x": list(x), "y": list(y)}
            traces.append(found[key])
            continue
        if trace.get("showlegend") and not known.get("showlegend"):
            known |= {"showlegend": True, "name": trace.get("name")}
        known["x"] += [None, *x]
        known["y"] += [None, *y]
    return {**spec, "data": traces, "layout": _unshortened(spec["layout"])}


def _unshortened(layout: Spec) -> Spec:
    """Leave out short forms of traces: of joined ones the numbers are others."""
    own = carried_by(layout)
    short = {p: form for p, form in own.get("narrow", {}).items() if not p.startswith("data[")}
    return carrying(layout, {**own, "narrow": short}) if own else layout


def _join_names(traces: list[Spec], names: Spec) -> None:
    """Add names to the trace of names that are seen at the same steps, or as one more trace."""
    lists = {k: unpacked(names[k]) for k in ("x", "y", "text", "textposition")}
    known = next(
        (t for t in traces if t.get("mode") == "text" and t.get("meta") == names["meta"]), None
    )
    if known is None:
        traces.append({**names, **lists})
        return
    for key, own in lists.items():
        known[key] += own


def _straightened(x: list[Any], y: list[Any]) -> tuple[list[Any], list[Any]]:
    """Leave out vertices that lie within some kilometres of the line without them."""
    runs: list[list[tuple[float, float]]] = [[]]
    for spot in zip(x, y, strict=True):
        if None in spot:
            runs.append([])
        else:
            runs[-1].append(spot)
    out: tuple[list[Any], list[Any]] = ([], [])
    for run in filter(None, runs):
        kept = shapely.LineString(run).simplify(_NEAR_KM).coords if len(run) > 1 else run
        for axis, own in zip(out, zip(*kept, strict=True), strict=True):
            axis += [None] if axis else []
            axis += [int(v) if float(v).is_integer() else v for v in own]
    return out if out[0] else (x, y)


def plain_areas(spec: Spec) -> Spec:
    """Draw countries with fewer vertices; what two of them share stays shared."""
    areas = [t for t in spec["data"] if t.get("fill") == "toself" and _code(t)]
    rings = [_rings(trace) for trace in areas]
    whole = [shapely.Polygon(ring) for own in rings for ring in own]
    simpler = iter(shapely.coverage_simplify(whole, _SIMPLE_KM))
    changed = {}
    for trace, own in zip(areas, rings, strict=True):
        x: list[Any] = []
        y: list[Any] = []
        for ring in (next(simpler).exterior.coords for _ in own):
            gap = [None] if x else []
            x += [*gap, *(round(px) for px, _ in ring)]
            y += [*gap, *(round(py) for _, py in ring)]
        changed[id(trace)] = {**trace, "x": x, "y": y}
    return {**spec, "data": [changed.get(id(t), t) for t in spec["data"]]}


def _code(trace: Spec) -> Any:
    meta = trace.get("meta")
    return meta.get("iso3") if isinstance(meta, dict) else None


def _rings(trace: Spec) -> list[list[tuple[float, float]]]:
    """Return the rings of an area, as gaps divide its line."""
    rings: list[list[tuple[float, float]]] = [[]]
    for spot in zip(unpacked(trace["x"]), unpacked(trace["y"]), strict=True):
        if None in spot:
            rings.append([])
        else:
            rings[-1].append(spot)
    return [ring for ring in rings if len(ring) > 3]


def light_ground(spec: Spec) -> Spec:
    """Draw coasts and borders of a map with half the vertices, its lines with as few as will do."""
    if MAP_KEY not in (spec["layout"].get("meta") or {}):
        return spec
    traces = []
    for trace in plain_areas(spec)["data"]:
        x, y = unpacked(trace.get("x")), unpacked(trace.get("y"))
        if trace.get("name") in _COASTS and len(x) > _LONG:
            trace = _thinned(trace)
        elif trace.get("mode") == "lines" and trace.get("fill", "none") == "none" and len(x) > 9:
            x, y = _straightened(x, y)
            trace = {**trace, "x": x, "y": y}
        traces.append(trace)
    return {**spec, "data": traces}


def _thinned(trace: Spec) -> Spec:
    """Leave out every second vertex; ends of lines and corners of rings stay."""
    x, y = unpacked(trace["x"]), unpacked(trace["y"])
    gaps = {i for i, v in enumerate(zip(x, y, strict=True)) if None in v}
    ends = {i + d for i in gaps for d in (-1, 0, 1)} | {0, len(x) - 1}
    kept = [i for i in range(len(x)) if i in ends or i % 2 == 0]
    return {**trace, "x": [x[i] for i in kept], "y": [y[i] for i in kept]}


def _first_lines(trace: Spec) -> Spec:
    texts = trace.get("hovertext")
    if not isinstance(texts, list):
        return trace
    marker = {k: v[0] if isinstance(v, list) else v for k, v in _flat(trace.get("marker", {}))}
    return {
        **trace,
        "hovertext": [str(t).split("<br>", 1)[0] for t in texts],
        "marker": marker,
    }


def two_lines(spec: Spec) -> Spec:
    """Keep name and value of each hover text; the line below the figure names the source."""
    traces = [
        {**t, "hovertext": ["<br>".join(str(h).split("<br>")[:2]) for h in t["hovertext"]]}
        if isinstance(t.get("hovertext"), list)
        else t
        for t in spec["data"]
    ]
    return {**spec, "data": traces}


def _flat(marker: Spec) -> list[tuple[str, Any]]:
    """Return the attributes of a marker, packed numbers as lists."""
    return [(k, unpacked(v)) for k, v in marker.items()]


def short_hover(spec: Spec) -> Spec:
    """Leave out of the hover texts of meetings what was discussed; name, day, sources stay.

    Of a matrix, names and counts stay, the days are left out.
    """

    def short(text: Any) -> Any:
        if isinstance(text, list):
            cells = [str(cell).split("<br>")[:3] for cell in text]
            return ["<br>".join(lines) for lines in cells]
        if not isinstance(text, str):
            return text
        return re.sub(r"( · [^<]*)<br>.*(<br><i>)", r"\1\2", text, flags=re.DOTALL)

    traces = []
    for trace in spec["data"]:
        told = {k: trace[k] for k in ("customdata", "hovertext") if isinstance(trace.get(k), list)}
        traces.append({**trace, **{key: [short(c) for c in cells] for key, cells in told.items()}})
    return {**spec, "data": traces}


#: Traces of a map's ground that a picture of it can do without.
_BESIDE = {"Graticule", "Degrees"}
#: What of a trace only the pointer shows or only programs read.
_UNSEEN = ("customdata", "hovertext", "hovertemplate", "hoveron", "hoverlabel", "ids", "meta")


def barest(spec: Spec) -> Spec:
    """Leave out what is not seen without a pointer, and what of a map's ground is not needed."""
    on_map = MAP_KEY in (spec["layout"].get("meta") or {})
    traces: list[Spec] = []
    numbers: dict[int, int] = {}
    for number, trace in enumerate(spec["data"]):
        if on_map and trace.get("name") in _BESIDE:
            continue
        numbers[number] = len(traces)
        own = {k: v for k, v in trace.items() if k not in _UNSEEN}
        if "text" not in str(trace.get("mode")) and trace.get("type", "scatter") == "scatter":
            own.pop("text", None)
        x, y = unpacked(trace.get("x")), unpacked(trace.get("y"))
        plain = trace.get("mode") == "lines" and trace.get("fill", "none") == "none"
        if on_map and plain and isinstance(x, list) and len(x) > 9:
            own["x"], own["y"] = _straightened(x, y)
        traces.append({**own, "hoverinfo": "name" if trace.get("showlegend") else "skip"})
    return {**spec, "data": traces, "layout": _shortened_as(spec["layout"], numbers)}


def _shortened_as(layout: Spec, numbers: Mapping[int, int]) -> Spec:
    """Let short forms name the traces that are left by their new numbers."""
    own = carried_by(layout)
    if not own.get("narrow"):
        return layout
    return carrying(layout, {**own, "narrow": renumbered(own["narrow"], numbers)})
