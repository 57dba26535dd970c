"""Make views of the static twin from a view already drawn, without drawing it anew."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import shapely

from ca_summit.explorers.pool import unpacked
from ca_summit.explorers.slides import geometry
from ca_summit.figures.canvas import MAP_KEY, Canvas
from ca_summit.figures.ink import label_ink
from ca_summit.figures.language import Words
from ca_summit.figures.text import power_name
from ca_summit.maps.basemap import HATCH
from ca_summit.maps.region import (
    StateLook,
    color_scale,
    describe_indicator,
    is_total,
    region_words,
    state_looks,
    value_span,
)
from ca_summit.names import STATES
from ca_summit.tables import load_indicators

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from ca_summit.explorers.recipe import Values

Spec = dict[str, Any]
_NEAR_KM = 8
_LONG = 120  # vertices
_COASTS = {"Land", "Borders", "Sea"}


def light_region(data: pd.DataFrame | None) -> Any:
    """Return a function that repaints the map of the region for another indicator or year."""

    def light(start: Spec, values: Values, name: str, value: Any) -> Spec | None:
        drawn = MAP_KEY in (start["layout"].get("meta") or {})
        if not drawn or values["view"] != "map" or name not in {"indicator", "year"}:
            return None
        asked = {**values, name: value}
        frame = load_indicators() if data is None else data
        rows = frame[frame["indicator_id"].eq(asked["indicator"]) & frame["iso3"].isin(STATES)]
        rows = rows[rows["value"].notna()]
        years = rows["year"].value_counts()
        year = asked["year"]
        if name == "indicator" and year not in years.index:
            year = None
        if year is None and len(years):
            year = int(max(years.index[years.eq(years.max())]))
        drawn_rows = rows[rows["year"].eq(year)] if year is not None else rows.iloc[:0]
        if drawn_rows.empty or drawn_rows.duplicated("iso3").any():
            return None
        label, _ = describe_indicator(frame, asked["indicator"])
        circles = any("circles" in (trace.get("meta") or {}) for trace in start["data"])
        if circles or is_total(rows, label):  # circles are another form, drawn anew
            return None
        return _repainted(start, drawn_rows, label, asked, value_span(rows))

    return light


def plain_map(spec: Spec) -> Spec:
    """Give all countries the same attributes, so that a choice changes few of them."""
    traces = []
    for trace in spec["data"]:
        meta = trace.get("meta") if isinstance(trace.get("meta"), dict) else {}
        if trace.get("fill") and (meta or {}).get("iso3") in STATES:
            trace = {**trace, "fillpattern": {**HATCH, **trace.get("fillpattern", {})}}
        elif (meta or {}).get("states"):
            trace = {**trace, "textfont": {**trace["textfont"], "shadow": "auto"}}
        traces.append(trace)
    return {**spec, "data": traces}


#: Traces that a map draws before what it is about, the last of these on the region's plane.
_GROUND = ("Scale length", "Scale", "Graticule", "Degrees", "Names")


def on_one_ground(start: Spec, other: Spec) -> Spec:
    """Draw another view of a map on the ground of the first, if both show the same window."""
    windows = [(s["layout"].get("meta") or {}) for s in (start, other)]
    windows = [m.get(MAP_KEY, {}).get("window") if isinstance(m, dict) else None for m in windows]
    if windows[0] is None or windows[0] != windows[1]:
        return other
    first, second = (_ground_length(s) for s in (start, other))
    return {**other, "data": [*start["data"][:first], *other["data"][second:]]}


def _ground_length(spec: Spec) -> int:
    places = [i for i, t in enumerate(spec["data"]) if t.get("name") in _GROUND]
    return max(places, default=-1) + 1


def _repainted(
    start: Spec, rows: pd.DataFrame, label: str, asked: Values, span: tuple[float, float]
) -> Spec:
    year = int(rows["year"].iloc[0])
    looks = state_looks(rows, year, span, asked["language"])
    words = region_words(rows, year, label, Words(asked["language"]))
    return {
        **start,
        "data": [_painted(t, looks, span) for t in start["data"]],
        "layout": _retold(start["layout"], words),
    }


def _painted(trace: Spec, looks: Mapping[str, StateLook], span: tuple[float, float]) -> Spec:
    meta = trace.get("meta") if isinstance(trace.get("meta"), dict) else {}
    look = looks.get(str((meta or {}).get("iso3")))
    states = (meta or {}).get("states")
    if look is not None and trace.get("fill"):
        own = {k: v for k, v in trace.items() if k != "fillpattern"}
        return {
            **own,
            "fillcolor": look.fill,
            "text": look.hover,
            "fillpattern": {**HATCH, **look.pattern},
        }
    if states:
        ink = label_ink([looks[c].fill for c in states])
        font = {**trace.get("textfont", {}), **ink, "shadow": "auto"}
        return {**trace, "text": [looks[c].label for c in states], "textfont": font}
    if trace.get("name") == "Scale of colours":
        low, high = span if span[1] > span[0] else (span[0] - 0.5, span[1] + 0.5)
        marker = json.loads(json.dumps(trace["marker"]))
        marker |= {"color": [low], "cmin": low, "cmax": high, "colorscale": color_scale(*span)}
        return {**trace, "marker": marker}
    return trace


def _retold(layout: Spec, words: Mapping[str, Any]) -> Spec:
    """Return the layout with title, unit and source line of another view."""
    told = go.Figure(layout={"meta": {MAP_KEY: layout["meta"][MAP_KEY]}})
    Canvas.of(told).finish(**words)
    made = json.loads(told.to_json())["layout"]
    title = {**layout["title"], "text": made["title"]["text"]}
    title["subtitle"] = {**title["subtitle"], "text": made["title"]["subtitle"]["text"]}
    own = [
        {**a, "text": made["annotations"][0]["text"]}
        if a.get("name") == made["annotations"][0]["name"]
        else a
        for a in layout.get("annotations", [])
    ]
    return {**layout, "title": title, "annotations": own}


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
    return {**spec, "data": traces}


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


def light_ground(spec: Spec) -> Spec:
    """Draw coasts and borders of a map with half the vertices, its lines with as few as will do."""
    if MAP_KEY not in (spec["layout"].get("meta") or {}):
        return spec
    traces = []
    for trace in spec["data"]:
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


def light_partner(start: Spec, values: Values, name: str, value: Any) -> Spec | None:
    """Show one partner's lane of a timeline that is already drawn."""
    if values["view"] != "timeline" or name != "counterpart":
        return None
    if values["counterpart"] is not None or value is None:
        return None
    wanted = power_name(value)
    traces = [{**t, "visible": t.get("name") == wanted} for t in start["data"]]
    count = sum(len(unpacked(t.get("x")) or []) for t in traces if t["visible"])
    if not count:
        return {}
    layout = json.loads(json.dumps(start["layout"]))
    first, _, rest = layout["title"]["subtitle"]["text"].partition("<br>")
    words = re.sub(r"^(\d+) meetings", rf"{count} of \1 meetings", first)
    layout["title"]["subtitle"]["text"] = "<br>".join(filter(None, [f"{words}: {wanted}", rest]))
    return {**start, "data": traces, "layout": layout}


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
