"""Make the specification of a plotly figure harmless and independent of the internet."""

from __future__ import annotations

import base64
import json
import math
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ca_summit.metadata import META_KEY
from ca_summit.report.formulas import plotly_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ca_summit.report.formulas import Formulas


PLOTLY_MIME = "application/vnd.plotly.v1+json"
_LINK = re.compile(r"<a\s[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_STYLE = re.compile(r"""(?i)style\s*=\s*(?:"([^"]*)"|'([^']*)')""")
#: A value of a style with a function that names no address; no escapes, no entities.
_PLAIN = re.compile(r"(?i)^(?:[^\\&()]|\b(?:rgba?|hsla?|calc)\([^\\&()]*\))*$")
_URL = re.compile(r"(?i)^\s*url\s*\(")
#: Attributes whose value may be an address, or a kind of trace that asks the network.
_ADDRESSED = re.compile(r"(?:^|\.)(?:source|geojson|images|type)$")
_FORMULA = re.compile(r"(?<!\\)\$([^$]*[\\^_][^$]*|\s*[A-Za-z]\s*)\$")
_TILE_TRACES = {
    "scattermapbox": "scattergeo",
    "scattermap": "scattergeo",
    "choroplethmapbox": "choropleth",
    "choroplethmap": "choropleth",
    "densitymapbox": "scattergeo",
    "densitymap": "scattergeo",
}
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
_DTYPES = {
    "int8": "i1",
    "uint8": "u1",
    "int16": "i2",
    "uint16": "u2",
    "int32": "i4",
    "uint32": "u4",
    "float32": "f4",
    "float64": "f8",
    "uint8c": "u1c",
    "int64": "i8",
    "uint64": "u8",
}
_WIDTHS = {
    "i1": 1,
    "u1": 1,
    "u1c": 1,
    "i2": 2,
    "u2": 2,
    "i4": 4,
    "u4": 4,
    "f4": 4,
    "f8": 8,
    "i8": 8,
    "u8": 8,
}
_LARGEST = 20_000
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
#: Paths that a figure may replace on a narrow screen; none leads to a picture or an address.
_NARROW = re.compile(
    r"(?!.*(?:source|href|geojson|images|meta|uid))(?:data\[\d+\]|(?:annotations|shapes)\[\d+\]"
    r"|[xy]axis\d*|title|legend|margin)(?:\.\w+)+|height"
)
#: What a page writes around a figure and a frame may say anew.
_AROUND = ("alt", "caption", "question", "subtitle")
#: Outlines of ``tools/build_page_outlines.py``, in the form and with the codes of plotly.js.
OUTLINES = Path(__file__).resolve().parent / "template" / "outlines.json"
#: Width and height of a figure, and what plotly keeps free at its sides, where none is given.
_USUAL_SIZE, _USUAL_MARGIN = (760, 450), {"l": 80, "r": 80, "t": 100, "b": 80}
_NEAREST = 18.0
_MOST_POINTS = 20_000


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
    chosen
        Whether the author chose template, fonts or colours of the whole figure.
    narrow
        Short forms for a narrow screen, by the path of what they replace.
    inks
        Colours of letters on light paper, and of the same letters on dark paper.
    painted
        Values and words from which the page makes further views.
    width, height
        Size in pixels that the author gave; None: not given.
    outlines
        Whether plotly.js needs outlines of land and countries for it.
    lost_places
        Places that the outlines of the page do not have.
    lost_tex
        Formulas that stand as their source.
    """

    data: list[dict[str, Any]]
    layout: dict[str, Any]
    frames: list[dict[str, Any]] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    narrow: dict[str, Any] = field(default_factory=dict)
    inks: dict[str, str] = field(default_factory=dict)
    painted: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    drawable: bool = True
    chosen: bool = False
    width: int | None = None
    height: int | None = None
    outlines: bool = False
    lost_places: str = ""
    lost_tex: str = ""

    def note(self, why: str) -> None:
        """Add the key of a sentence once."""
        if why not in self.notes:
            self.notes.append(why)

    def refuse(self, why: str) -> None:
        """Say why the figure is not drawn."""
        self.drawable = False
        self.note(why)

    def traces(self) -> Iterator[dict[str, Any]]:
        """Give all traces, those of frames too."""
        yield from self.data
        for frame in self.frames:
            yield from frame["data"]


def prepare(raw: dict[str, Any], formulas: Formulas | None = None) -> Spec:
    """Return a figure as it may stand in a sealed page; the input is not changed.

    Parameters
    ----------
    raw
        The figure as a notebook stores it, with whatever is wrong in it.
    formulas
        Sets TeX in titles and labels; None: they stay as they are.

    Examples
    --------
    >>> prepare({"data": [{"y": [1, float("nan")]}], "layout": {"template": None}}).data
    [{'y': [1, None]}]
    """
    broken: list[str] = []
    plain = _plain(raw, broken, 0)
    layout = plain.get("layout")
    spec = Spec(_objects(plain.get("data")), layout if isinstance(layout, dict) else {})
    for frame in _objects(plain.get("frames")):
        spec.frames.append(_frame(frame))
    config = plain.get("config")
    spec.config = {
        k: v for k, v in (config if isinstance(config, dict) else {}).items() if k in _CONFIG_KEPT
    }
    painted = plain.get("painted")
    spec.painted = painted if isinstance(painted, dict) else {}
    if broken:
        spec.note("array_broken")
    if not isinstance(spec.layout.get("template"), dict):
        spec.layout.pop("template", None)
    meta = spec.layout.get("meta")
    if isinstance(meta, dict) and isinstance(meta.get(META_KEY), dict):
        spec.meta = meta.pop(META_KEY)
        spec.narrow = _narrow(spec.meta.get("narrow"))
        spec.inks = _inks(spec.meta.get("inks"))
        if not meta:
            del spec.layout["meta"]
    spec.chosen = _chosen(spec.layout)
    spec.width, spec.height = (_size(spec.layout.get(key)) for key in ("width", "height"))
    _maps(spec)
    unset: list[str] = []
    for part in (spec.data, spec.layout, spec.frames, spec.narrow):
        _pictures(part, spec)
        _texts(part, formulas, unset)
    _texts(spec.painted, None, unset)
    if unset:
        spec.lost_tex = ", ".join(dict.fromkeys(unset))[:200]
        spec.note("tex_in_figure")
    return spec


def _frame(frame: dict[str, Any]) -> dict[str, Any]:
    """Return a frame, with what the page writes around it apart from what plotly draws."""
    made = {**frame, "data": _objects(frame.get("data"))}
    layout = frame.get("layout") if isinstance(frame.get("layout"), dict) else {}
    meta = layout.get("meta") if layout else None
    own = meta.get(META_KEY) if isinstance(meta, dict) else None
    if not layout or not isinstance(own, dict):
        return made
    said = {part: own[part] for part in _AROUND if isinstance(own.get(part), str)}
    plain = {key: value for key, value in layout.items() if key != "meta"}
    return {**made, "layout": plain, **({"said": said} if said else {})}


def _narrow(value: Any) -> dict[str, Any]:
    """Return the short forms of a figure whose paths lead to texts, places and sizes."""
    paths = value if isinstance(value, dict) else {}
    return {path: short for path, short in paths.items() if _NARROW.fullmatch(path)}


def _inks(value: Any) -> dict[str, str]:
    pairs = value.items() if isinstance(value, dict) else ()
    return {a: b for a, b in pairs if _HEX.fullmatch(str(a)) and _HEX.fullmatch(str(b))}


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _size(value: Any) -> int | None:
    known = isinstance(value, (int, float)) and not isinstance(value, bool)
    return int(value) if known and 10 <= value <= _LARGEST else None


def _plain(node: Any, broken: list[str], depth: int) -> Any:
    """Return a copy without what JSON and browsers cannot read; damaged arrays are left out."""
    if isinstance(node, float):
        return node if math.isfinite(node) else None
    if isinstance(node, str):
        return node.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(node, dict) and depth < 100:
        if "bdata" in node:
            array = _array(node)
            if array is None:
                broken.append("bdata")
            return array
        return {_plain(str(k), broken, 0): _plain(v, broken, depth + 1) for k, v in node.items()}
    if isinstance(node, (list, tuple)) and depth < 100:
        return [_plain(v, broken, depth + 1) for v in node]
    return node if node is None or isinstance(node, (int, bool)) else None


def _array(node: dict[str, Any]) -> dict[str, Any] | None:
    """Return a binary array in plotly's own form, or None if bytes and description differ."""
    kind = _DTYPES.get(str(node.get("dtype")), str(node.get("dtype")))
    text = node["bdata"]
    if kind not in _WIDTHS or not isinstance(text, str):
        return None
    try:
        size = len(base64.b64decode(text, validate=True))
    except ValueError:
        return None
    made: dict[str, Any] = {"dtype": kind, "bdata": text}
    shape = shape_of(node.get("shape"))
    if shape is None or size % _WIDTHS[kind]:
        return None
    if shape and math.prod(shape) * _WIDTHS[kind] != size:
        return None
    if len(shape) > 1:
        made["shape"] = ", ".join(map(str, shape))
    return made


def shape_of(value: Any) -> list[int] | None:
    """Return the shape of an array, written as a number, a list or text; empty if there is none.

    Examples
    --------
    >>> shape_of("2, 3"), shape_of([2, 3]), shape_of(None), shape_of("two")
    ([2, 3], [2, 3], [], None)
    """
    if value is None:
        return []
    parts = value if isinstance(value, (list, tuple)) else str(value).split(",")
    try:
        shape = [int(part) for part in parts]
    except (TypeError, ValueError):
        return None
    return shape if all(n >= 0 for n in shape) else None


# -- the look that the author chose ---------------------------------------------------------------


@cache
def _default_template() -> dict[str, Any]:
    import plotly.io as pio

    template: dict[str, Any] = pio.templates["plotly"].to_plotly_json()
    return template


def _chosen(layout: dict[str, Any]) -> bool:
    """Whether colours, fonts or template differ from those that plotly gives unasked."""
    font = layout.get("font")
    if layout.get("paper_bgcolor") or layout.get("plot_bgcolor") or layout.get("colorway"):
        return True
    if isinstance(font, dict) and (font.get("color") or font.get("family")):
        return True
    template = layout.get("template")
    base = template.get("layout") if isinstance(template, dict) else None
    if not isinstance(base, dict) or not base:
        return False
    return not _agrees(base, _default_template()["layout"])


def _agrees(own: Any, default: Any) -> bool:
    """Whether a template says nothing else than the default one; older editions lack some parts."""
    if isinstance(own, dict) and isinstance(default, dict):
        return all(
            key in {"map", "mapbox", "meta"} or (key in default and _agrees(value, default[key]))
            for key, value in own.items()
        )
    if isinstance(own, (list, tuple)) and isinstance(default, (list, tuple)):
        return len(own) == len(default) and all(map(_agrees, own, default))
    return bool(own == default or str(own).lower() == str(default).lower())


# -- maps -----------------------------------------------------------------------------------------


def _maps(spec: Spec) -> None:
    for trace in spec.traces():
        trace.pop("uid", None)
        kind = str(trace.get("type", "scatter"))
        if kind in _TILE_TRACES:
            _from_tiles(trace)
            spec.note("tiles_left")
            kind = trace["type"]
        if isinstance(trace.get("geojson"), str):
            spec.refuse("remote_geojson")
        elif kind in _GEO_TRACES and _lacks_places(trace):
            _find_places(spec, trace)
        elif kind in _GONE:
            spec.refuse("unknown_trace")
        spec.outlines |= kind in _GEO_TRACES
    for key in [k for k in spec.layout if re.fullmatch(r"map(box)?\d*", k)]:
        old = spec.layout.pop(key)
        number = re.sub(r"\D", "", key)
        spec.layout[f"geo{number}"] = _plain_map(old if isinstance(old, dict) else {}, spec)


def _plain_map(tiles: dict[str, Any], spec: Spec) -> dict[str, Any]:
    """Return a map of outlines that shows the part of the Earth that the tiles showed."""
    made: dict[str, Any] = {
        "projection": {"type": "mercator"},
        "fitbounds": "locations",
        "showcountries": True,
        "showland": True,
        "showcoastlines": True,
        "showlakes": True,
    }
    if isinstance(tiles.get("domain"), dict):
        made["domain"] = tiles["domain"]
    center = tiles.get("center")
    lon: Any
    lat: Any
    lon, lat = (center.get(k) if isinstance(center, dict) else None for k in ("lon", "lat"))
    zoom: Any = tiles.get("zoom", 1)
    if _is_number(lon) and _is_number(lat) and _is_number(zoom) and abs(lat) <= 85:
        room = _room(spec, made.get("domain"))
        across, up = _seen(lon, lat, min(zoom, _NEAREST), room)
        made |= {"fitbounds": False, "lonaxis": {"range": across}, "lataxis": {"range": up}}
    return made


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _room(spec: Spec, domain: Any) -> list[float]:
    """Return about how many pixels wide and high a map is drawn."""
    given = spec.layout.get("margin")
    margin = _USUAL_MARGIN | (given if isinstance(given, dict) else {})
    sides = (("x", spec.width, ("l", "r")), ("y", spec.height, ("t", "b")))
    room = []
    for (axis, size, ends), usual in zip(sides, _USUAL_SIZE, strict=True):
        kept = sum(margin[end] for end in ends if _is_number(margin[end]))
        part = domain.get(axis) if isinstance(domain, dict) else None
        known = isinstance(part, list) and len(part) == 2 and all(map(_is_number, part))
        share = part[1] - part[0] if known and part else 1.0
        room.append(max(50.0, ((size or usual) - kept) * share))
    return room


def _seen(
    lon: float, lat: float, zoom: float, room: Sequence[float]
) -> tuple[list[float], list[float]]:
    """Return the degrees that tiles show around a center: west and east, south and north.

    Examples
    --------
    >>> _seen(69, 41, 3, [800, 400])
    ([33.84, 104.16], [26.46, 52.92])
    """
    degree = 512 * 2.0**zoom / 360  # pixels; at zoom 0 the Earth is 512 pixels wide
    wide = min(room[0] / degree / 2, 180.0)
    middle = math.degrees(math.asinh(math.tan(math.radians(lat))))

    def latitude(height: float) -> float:
        return math.degrees(math.atan(math.sinh(math.radians(max(-180.0, min(180.0, height))))))

    high = room[1] / degree / 2
    digits = 2 if zoom < 8 else 5
    return (
        [round(lon - wide, digits), round(lon + wide, digits)],
        [round(latitude(middle - high), digits), round(latitude(middle + high), digits)],
    )


@cache
def known_places() -> dict[str, frozenset[str]]:
    """Return the codes of places whose outlines a page can hold, by plotly's ``locationmode``."""
    content = json.loads(OUTLINES.read_text(encoding="utf-8"))

    def ids(layer: str) -> frozenset[str]:
        shapes = content["objects"][layer]["geometries"]
        return frozenset(str(shape["id"]) for shape in shapes if shape.get("id"))

    return {"ISO-3": ids("countries"), "USA-states": ids("subunits")}


def _find_places(spec: Spec, trace: dict[str, Any]) -> None:
    """Say which places named by a trace have no outline here."""
    mode = str(trace.get("locationmode") or "ISO-3")
    if mode == "country names":
        return
    if mode not in known_places():
        spec.refuse("remote_geojson")
        return
    asked = trace.get("locations")
    named = [str(v) for v in asked if v is not None] if isinstance(asked, list) else []
    lost = sorted(set(named) - known_places()[mode])
    if lost:
        shown = ", ".join(lost[:8]) + (" …" if len(lost) > 8 else "")
        spec.lost_places = shown
        spec.note("places_unknown")


def _from_tiles(trace: dict[str, Any]) -> None:
    """Turn a trace on map tiles into one on a plain projection, which needs no network."""
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


# -- marks drawn by the graphics card -------------------------------------------------------------


def points_of(trace: dict[str, Any]) -> int:
    """Return how many points a trace has."""
    arrays = (trace.get(key) for key in ("x", "y", "r", "theta"))
    sizes = [0]
    for array in arrays:
        if isinstance(array, dict):
            sizes.append(
                len(str(array.get("bdata", ""))) * 3 // 4 // _WIDTHS.get(str(array.get("dtype")), 8)
            )
        elif isinstance(array, list):
            sizes.append(len(array))
    return max(sizes)


def as_shapes(spec: Spec, room: int) -> int:
    """Draw WebGL traces as shapes, for old machines, if all have room; return their points.

    Examples
    --------
    >>> small = prepare({"data": [{"type": "scattergl", "y": [1, 2]}]})
    >>> as_shapes(small, 1000), small.data[0]["type"]
    (2, 'scatter')
    """
    found = [t for t in spec.traces() if str(t.get("type")) in {"scattergl", "scatterpolargl"}]
    points = sum(map(points_of, found))
    if not found or points > min(room, _MOST_POINTS):
        return 0
    for trace in found:
        trace["type"] = trace["type"].removesuffix("gl")
    return points


# -- pictures and texts ---------------------------------------------------------------------------


def _pictures(node: Any, spec: Spec) -> None:
    """Leave out pictures and outlines of the internet, also in menus and frames."""
    if isinstance(node, list):
        if len(node) > 1 and isinstance(node[0], str) and _ADDRESSED.search(node[0]):
            # What a menu sets: the name of an attribute and its value.
            pair = {node[0]: node[1]}
            _address(pair, node[0], spec)
            node[1] = pair.get(node[0])
    elif isinstance(node, dict):
        for key in [key for key in node if _ADDRESSED.search(str(key))]:
            _address(node, key, spec)
    for value in node.values() if isinstance(node, dict) else node:
        if isinstance(value, (dict, list)):
            _pictures(value, spec)


def _address(node: dict[str, Any], key: str, spec: Spec) -> None:
    """Take from one attribute what would be fetched: one value, or one for each trace."""
    name, value = key.rpartition(".")[2], node[key]
    listed = value if isinstance(value, list) else [value]
    texts = [v for v in listed if isinstance(v, str)]
    if name == "images" and isinstance(value, list):
        node[key] = [v for v in value if not isinstance(v, dict) or _inside(v.get("source", ""))]
        if len(node[key]) < len(value):
            spec.note("picture_left")
    elif name == "source" and not all(map(_inside, texts)):
        kept = [v if not isinstance(v, str) or _inside(v) else "" for v in listed]
        node[key] = kept if isinstance(value, list) else ""
        if node.get("type") == "image":
            spec.refuse("picture_left")
        else:
            spec.note("picture_left")
    elif name == "geojson" and texts:
        del node[key]
        spec.note("remote_geojson")
    elif name == "type":
        kinds = [_TILE_TRACES.get(v, v) if isinstance(v, str) else v for v in listed]
        node[key] = kinds if isinstance(value, list) else kinds[0]


def _inside(source: Any) -> bool:
    return (
        isinstance(source, str)
        and re.match(r"^(data:image/(png|jpeg|gif|webp|svg\+xml)[;,]|$)", source) is not None
    )


def _texts(node: Any, formulas: Formulas | None, unset: list[str]) -> None:
    """Keep only links to the web in the texts of a figure, and set their formulas."""
    items = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, value in list(items):
        if isinstance(value, str):
            node[key] = _text(value, formulas, unset)
        elif isinstance(value, (dict, list)) and value and not _numbers(value):
            _texts(value, formulas, unset)


def _text(value: str, formulas: Formulas | None, unset: list[str]) -> str:
    if "<" in value:
        value = _TAG.sub(_plain_style, _LINK.sub(_web_link, value))
    elif _URL.match(value):
        return ""
    if "$" in value and formulas is not None and "%{" not in value:
        return _FORMULA.sub(lambda match: _formula(match, formulas, unset), value)
    return value


def _plain_style(tag: re.Match[str]) -> str:
    """Return a tag without the parts of its style that may name an address."""

    def kept(style: re.Match[str]) -> str:
        said = style[1] if style[1] is not None else style[2]
        parts = [part for part in said.split(";") if _PLAIN.match(part)]
        return style[0] if len(parts) == said.count(";") + 1 else f"style='{';'.join(parts)}'"

    return _STYLE.sub(kept, tag[0])


def _formula(match: re.Match[str], formulas: Formulas, unset: list[str]) -> str:
    tree = formulas.parse(match[1])
    made = plotly_text(tree) if tree is not None else None
    if made is None:
        unset.append(match[1])
        return match[0]
    return made


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
