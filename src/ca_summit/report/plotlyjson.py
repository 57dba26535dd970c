"""Find plotly figures in notebook outputs and make their specifications harmless and offline."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ca_summit.figures import META_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

PLOTLY_MIME = "application/vnd.plotly.v1+json"
_LINK = re.compile(r"<a\s[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_TILE_TRACES = {
    "scattermapbox": "scattergeo", "scattermap": "scattergeo",
    "choroplethmapbox": "choropleth", "choroplethmap": "choropleth",
    "densitymapbox": "scattergeo", "densitymap": "scattergeo",
}  # fmt: skip
_GEO_TRACES = frozenset({"scattergeo", "choropleth"})
_GONE = frozenset({"pointcloud", "heatmapgl", "area"})
_CONFIG_KEPT = frozenset(
    [
        "staticPlot",
        "editable",
        "scrollZoom",
        "doubleClick",
        "displayModeBar",
        "modeBarButtonsToRemove",
        "locale",
    ]
)


@dataclass
class Spec:
    """One figure, ready for a page without a network.

    Attributes
    ----------
    data, layout, frames, config
        As plotly.js takes them.
    meta
        What ``ca_summit.figures.describe`` left: ``alt``, ``caption``, ``data``, ``sources``.
    notes
        Keys of ``words`` that say what is left out.
    drawable
        False if plotly.js would need the network for it.
    """

    data: list[dict[str, Any]]
    layout: dict[str, Any]
    frames: list[dict[str, Any]] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    drawable: bool = True


def find_figures(bundle: Mapping[str, Any]) -> list[dict[str, Any]]:
    r"""Return the raw figures of one output: from the plotly type or out of a renderer's HTML.

    Examples
    --------
    >>> find_figures({"text/html": "<script>Plotly.newPlot('a', [{\"y\": [1]}], {}, {})</script>"})
    [{'data': [{'y': [1]}], 'layout': {}, 'config': {}, 'frames': []}]
    """
    raw = bundle.get(PLOTLY_MIME)
    if isinstance(raw, dict) and isinstance(raw.get("data"), list):
        return [raw]
    html = _text(bundle.get("text/html", ""))
    return _from_html(html) if "Plotly.newPlot" in html else []


def _text(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


def _from_html(html: str) -> list[dict[str, Any]]:
    found = []
    for match in re.finditer(r"Plotly\.newPlot\(", html):
        values = _arguments(html, match.end(), 4)
        if len(values) >= 2 and isinstance(values[1], list):
            named = dict(zip(("data", "layout", "config"), values[1:4], strict=False))
            named["frames"] = []
            after = html.find("Plotly.addFrames(", match.end())
            if after >= 0:
                frames = _arguments(html, after + len("Plotly.addFrames("), 2)
                if len(frames) == 2 and frames[0] == values[0]:
                    named["frames"] = frames[1]
            found.append(named)
    return found


def _arguments(text: str, start: int, count: int) -> list[Any]:
    """Read up to ``count`` JSON arguments of a call in JavaScript."""
    decoder = json.JSONDecoder()
    values: list[Any] = []
    position = start
    while len(values) < count:
        while position < len(text) and text[position] in " \t\r\n,":
            position += 1
        if position < len(text) and text[position] == "'":
            end = text.find("'", position + 1)
            values.append(text[position + 1 : end])
            position = end + 1
            continue
        try:
            value, position = decoder.raw_decode(text, position)
        except ValueError:
            break
        values.append(value)
    return values


def prepare(raw: dict[str, Any]) -> Spec:
    """Return a figure as it may stand in a sealed page; the input is not changed."""
    plain = json.loads(json.dumps(raw))
    layout = plain.get("layout") or {}
    data = [trace for trace in plain.get("data") or [] if isinstance(trace, dict)]
    spec = Spec(data, layout if isinstance(layout, dict) else {}, plain.get("frames") or [])
    spec.config = {k: v for k, v in (plain.get("config") or {}).items() if k in _CONFIG_KEPT}
    meta = spec.layout.get("meta")
    if isinstance(meta, dict) and isinstance(meta.get(META_KEY), dict):
        spec.meta = meta.pop(META_KEY)
        if not meta:
            del spec.layout["meta"]
    _maps(spec)
    _pictures(spec)
    for part in (spec.data, spec.layout, spec.frames):
        _texts(part)
    return spec


def _maps(spec: Spec) -> None:
    for trace in [*spec.data, *(t for f in spec.frames for t in f.get("data") or [])]:
        trace.pop("uid", None)
        if str(trace.get("type")) in _TILE_TRACES:
            _from_tiles(trace)
        elif (
            str(trace.get("type")) in {"scattergl", "scatterpolargl"}
            and _points(trace) <= _SVG_POINTS
        ):
            trace["type"] = trace["type"].removesuffix("gl")  # old machines have no WebGL
        kind = trace.get("type", "scatter")
        if isinstance(trace.get("geojson"), str):
            _refuse(spec, "remote_geojson")
        elif kind in _GEO_TRACES and _lacks_places(trace):
            _refuse(spec, "geo")
        elif kind in _GONE:
            _refuse(spec, "unknown_trace")
        elif kind == "scattergeo":
            _note(spec, "geo_points")
    for key in [k for k in spec.layout if re.fullmatch(r"map(box)?\d*", k)]:
        old = spec.layout.pop(key)
        number = re.sub(r"\D", "", key)
        spec.layout[f"geo{number}"] = {
            **({"domain": old["domain"]} if isinstance(old, dict) and "domain" in old else {}),
            "projection": {"type": "mercator"}, "fitbounds": "locations",
        }  # fmt: skip
    for key, part in spec.layout.items():
        if re.fullmatch(r"geo\d*", key) and isinstance(part, dict):
            for layer in (
                "land",
                "ocean",
                "lakes",
                "rivers",
                "countries",
                "subunits",
                "coastlines",
            ):
                part[f"show{layer}"] = False


def _points(trace: dict[str, Any]) -> int:
    arrays = (trace.get(key) for key in ("x", "y", "r", "theta"))
    return max(
        (len(a.get("bdata", "")) // 4 if isinstance(a, dict) else len(a) for a in arrays if a),
        default=0,
    )


def _from_tiles(trace: dict[str, Any]) -> None:
    """Turn a trace that lies on map tiles into one on a plain projection, which needs no network."""
    trace["type"] = _TILE_TRACES[trace["type"]]
    subplot = str(trace.pop("subplot", ""))
    trace["geo"] = "geo" + re.sub(r"\D", "", subplot)
    for key in ("below", "cluster"):
        trace.pop(key, None)
    marker = trace.get("marker")
    if isinstance(marker, dict):
        for key in ("symbol", "allowoverlap", "angle"):
            marker.pop(key, None)
    if "radius" in trace:  # a density map: its points, coloured by weight
        colours = {
            k: trace.pop(k) for k in ("colorscale", "zmin", "zmax", "coloraxis") if k in trace
        }
        trace.pop("radius")
        weights = trace.pop("z", None)
        trace["mode"] = "markers"
        trace["marker"] = {"opacity": 0.6, "size": 9}
        if weights is not None:
            renamed = {"zmin": "cmin", "zmax": "cmax"}
            trace["marker"] |= {
                "color": weights,
                **{renamed.get(k, k): v for k, v in colours.items()},
            }


def _lacks_places(trace: dict[str, Any]) -> bool:
    """Whether the trace names countries, whose outlines plotly.js would fetch."""
    own = isinstance(trace.get("geojson"), dict)
    return not own and ("lon" not in trace or trace.get("type") == "choropleth")


def _refuse(spec: Spec, why: str) -> None:
    spec.drawable = False
    _note(spec, why)


def _note(spec: Spec, why: str) -> None:
    if why not in spec.notes:
        spec.notes.append(why)


def _pictures(spec: Spec) -> None:
    for holder in (spec.layout, spec.layout.get("template", {}).get("layout", {})):
        images = holder.get("images") if isinstance(holder, dict) else None
        if isinstance(images, list):
            kept = [i for i in images if isinstance(i, dict) and _inside(i.get("source", ""))]
            if len(kept) < len(images):
                _note(spec, "picture_left")
            holder["images"] = kept
    for trace in spec.data:
        if trace.get("type") == "image" and "source" in trace and not _inside(trace["source"]):
            _refuse(spec, "picture_left")


def _inside(source: Any) -> bool:
    return (
        isinstance(source, str)
        and re.match(r"^data:image/(png|jpeg|gif|webp|svg\+xml)[;,]", source) is not None
    )


def _texts(node: Any) -> None:
    """Keep only links to the web in the texts of a figure."""
    items = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, value in list(items):
        if isinstance(value, str):
            if "<" in value and _LINK.search(value):
                node[key] = _LINK.sub(_web_link, value)
        elif isinstance(value, (dict, list)) and value and not _numbers(value):
            _texts(value)


def _numbers(value: Any) -> bool:
    return (
        isinstance(value, list)
        and isinstance(value[0], (int, float))
        and isinstance(value[-1], (int, float))
        and not any(isinstance(v, str) for v in value)
    )


def _web_link(match: re.Match[str]) -> str:
    from ca_summit.report.sanitise import web_address

    href = _HREF.search(match[0])
    safe = web_address(next((g for g in href.groups() if g), "")) if href else None
    return f'<a href="{safe}" target="_blank">' if safe else "<a>"


def shared_parts(specs: list[Any]) -> tuple[list[Any], list[Any]]:
    """Store what several figures repeat once.

    Returns
    -------
    (shared, specs): parts that occur more than once, and the figures with ``{"$s": index}`` in
        their place. Keys of the figures that start with ``$`` get one more ``$``.

    Examples
    --------
    >>> big = list(range(100))
    >>> shared_parts([{"x": big}, {"y": big}])[1]
    [{'x': {'$s': 0}}, {'y': {'$s': 0}}]
    """
    counts: dict[str, int] = {}
    keys: dict[int, str] = {}

    def count(node: Any) -> None:
        if not isinstance(node, (dict, list)):
            return
        text = json.dumps(node, separators=(",", ":"))
        if len(text) < _SHARED_SIZE:
            return
        keys[id(node)] = text
        counts[text] = counts.get(text, 0) + 1
        if counts[text] == 1:
            for child in node.values() if isinstance(node, dict) else node:
                count(child)

    count(specs)
    shared: list[Any] = []
    places: dict[str, int] = {}

    def pack(node: Any) -> Any:
        text = keys.get(id(node))
        if text is not None and counts.get(text, 0) > 1:
            if text not in places:
                packed = unfold(node)
                places[text] = len(shared)
                shared.append(packed)
            return {"$s": places[text]}
        return unfold(node)

    def unfold(node: Any) -> Any:
        if isinstance(node, dict):
            return {("$" + k if k.startswith("$") else k): pack(v) for k, v in node.items()}
        if isinstance(node, list):
            return (
                [pack(v) for v in node] if any(isinstance(v, (dict, list)) for v in node) else node
            )
        return node

    packed = [pack(spec) for spec in specs]
    return shared, packed


_SHARED_SIZE = 160
_SVG_POINTS = 20_000
