"""Make views of the static twin from a view already drawn, without drawing it anew."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from ca_summit.charts.wording import power_name
from ca_summit.explorers.pool import unpacked
from ca_summit.maps.base import finish_map
from ca_summit.maps.labels import MAP_KEY, label_ink
from ca_summit.maps.region import _describe_indicator, _looks, _pattern
from ca_summit.names import STATES
from ca_summit.sources import frame_sources
from ca_summit.tables import load_indicators

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.explorers.recipe import Values

Spec = dict[str, Any]
_HATCH = _pattern({"has_value": False})


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
        rows = rows[rows["year"].eq(year)] if year is not None else rows.iloc[:0]
        if rows.empty or rows.duplicated("iso3").any():
            return None
        return _repainted(start, rows, frame, asked, int(year))

    return light


def plain_map(spec: Spec) -> Spec:
    """Give all countries the same attributes, so that a choice changes few of them."""
    traces = []
    for trace in spec["data"]:
        meta = trace.get("meta") if isinstance(trace.get("meta"), dict) else {}
        if trace.get("fill") and (meta or {}).get("iso3") in STATES:
            trace = {**trace, "fillpattern": {**_HATCH, **trace.get("fillpattern", {})}}
        elif (meta or {}).get("states"):
            trace = {**trace, "textfont": {**trace["textfont"], "shadow": "auto"}}
        traces.append(trace)
    return {**spec, "data": traces}


def _repainted(
    start: Spec, rows: pd.DataFrame, frame: pd.DataFrame, asked: Values, year: int
) -> Spec:
    low, high = float(rows["value"].min()), float(rows["value"].max())
    looks = _looks(rows, year, low, high, asked["language"])
    unit = str(rows["unit"].iloc[0])
    return {
        **start,
        "data": [_painted(t, looks, low, high, unit) for t in start["data"]],
        "layout": _retold(start["layout"], rows, looks, frame, asked["indicator"], year, unit),
    }


def _painted(trace: Spec, looks: dict[str, Spec], low: float, high: float, unit: str) -> Spec:
    meta = trace.get("meta") if isinstance(trace.get("meta"), dict) else {}
    look = looks.get(str((meta or {}).get("iso3")))
    states = (meta or {}).get("states")
    if look is not None and trace.get("fill"):
        own = {k: v for k, v in trace.items() if k != "fillpattern"}
        return {
            **own,
            "fillcolor": look["fill"],
            "text": look["hover"],
            "fillpattern": {**_HATCH, **_pattern(look)},
        }
    if states:
        ink = label_ink([looks[c]["fill"] for c in states])
        font = {**trace.get("textfont", {}), **ink, "shadow": "auto"}
        return {**trace, "text": [looks[c]["label"] for c in states], "textfont": font}
    if trace.get("name") == "Scale of colours":
        span = [low, high] if high > low else [low - 0.5, high + 0.5]
        marker = json.loads(json.dumps(trace["marker"]))
        marker |= {"color": [span[0]], "cmin": span[0], "cmax": span[1]}
        marker["colorbar"]["title"]["text"] = unit
        return {**trace, "marker": marker}
    return trace


def _retold(
    layout: Spec,
    rows: pd.DataFrame,
    looks: dict[str, Spec],
    frame: pd.DataFrame,
    indicator: str,
    year: int,
    unit: str,
) -> Spec:
    """Return the layout with title, unit and source line of another view."""
    missing = any(not looks[c]["has_value"] for c in STATES)
    notes = [f"Hatched: no data for {year}"] if missing else []
    if "verification" in rows and rows["verification"].eq("recalled").any():
        notes.append("Some values are recalled from memory, see the table")
    told = go.Figure(layout={"meta": {MAP_KEY: layout["meta"][MAP_KEY]}})
    finish_map(
        told,
        title=f"{_describe_indicator(frame, indicator)[0]}, {year}",
        subtitle=unit,
        alt="",
        data=rows.iloc[:0],
        sources=frame_sources(rows),
        notes=notes,
        source_shift=layout["meta"][MAP_KEY]["shift"],
    )
    made = json.loads(told.to_json())["layout"]
    title = {**layout["title"], "text": made["title"]["text"]}
    title["subtitle"] = {**title["subtitle"], "text": unit}
    own = [
        {**a, "text": made["annotations"][0]["text"]}
        if a.get("name") == made["annotations"][0]["name"]
        else a
        for a in layout.get("annotations", [])
    ]
    return {**layout, "title": title, "annotations": own}


def merged_roads(spec: Spec) -> Spec:
    """Join lines of one style to one trace and keep the first line of each place's hover text."""
    traces: list[Spec] = []
    found: dict[str, Spec] = {}
    for trace in spec["data"]:
        if trace.get("name") in {"Borders", "Sea"}:
            traces.append(_thinned(trace))
            continue
        if trace.get("mode") != "lines" or trace.get("fill", "none") != "none":
            traces.append(_first_lines(trace))
            continue
        key = json.dumps([trace.get("line"), trace.get("opacity"), trace.get("legendgroup")])
        x, y = unpacked(trace.get("x")) or [], unpacked(trace.get("y")) or []
        known = found.get(key)
        if known is None:
            kept = ("type", "mode", "name", "line", "opacity", "legendgroup", "showlegend")
            known = {k: trace[k] for k in kept if k in trace} | {"hoverinfo": "skip"}
            found[key] = {**known, "x": list(x), "y": list(y)}
            traces.append(found[key])
            continue
        if trace.get("showlegend") and not known.get("showlegend"):
            known |= {"showlegend": True, "name": trace.get("name")}
        known["x"] += [None, *x]
        known["y"] += [None, *y]
    return {**spec, "data": traces}


def _thinned(trace: Spec) -> Spec:
    """Leave out every second vertex; ends of lines and corners of rings stay."""
    x, y = unpacked(trace["x"]), unpacked(trace["y"])
    gaps = {i for i, v in enumerate(x) if v is None}
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
    if name != "counterpart" or values["counterpart"] is not None or value is None:
        return None
    wanted = power_name(value)
    traces = [{**t, "visible": t.get("name") == wanted} for t in start["data"]]
    count = sum(len(t["customdata"]) for t in traces if t["visible"])
    if not count:
        return {}
    layout = json.loads(json.dumps(start["layout"]))
    first, _, rest = layout["title"]["subtitle"]["text"].partition("<br>")
    words = re.sub(r"^(\d+) meetings", rf"{count} of \1 meetings", first)
    layout["title"]["subtitle"]["text"] = "<br>".join(filter(None, [f"{words}: {wanted}", rest]))
    return {**start, "data": traces, "layout": layout}


def short_hover(spec: Spec) -> Spec:
    """Leave out of the hover texts of meetings what was discussed; name, day, sources stay."""

    def short(text: Any) -> Any:
        if not isinstance(text, str):
            return text
        return re.sub(r"( · [^<]*)<br>.*(<br><i>)", r"\1\2", text, flags=re.DOTALL)

    traces = [
        {**t, "customdata": [short(c) for c in t["customdata"]]}
        if isinstance(t.get("customdata"), list)
        else t
        for t in spec["data"]
    ]
    return {**spec, "data": traces}
