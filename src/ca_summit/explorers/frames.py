"""Keep many views of a figure as plotly's frames, each trace once."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from ca_summit.metadata import META_KEY, carried_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Spec = dict[str, Any]
_DEPTH = 6  # levels of a notebook file above a figure, a space each
_LONG = 40  # numbers from which on coordinates tell traces apart; shorter ones are what may change
#: What makes a trace another one than a trace with other values.
_FORM = ("type", "mode", "name", "xaxis", "yaxis", "orientation")
_NARROW = "narrow"  # short forms by path; their keys are no steps of a path
_SAME = {"template", "uirevision", "updatemenus", "sliders"}


class Frames:
    """Views of one figure as frames, each told by what differs from the start.

    Parameters
    ----------
    start
        The view that the figure shows first.
    """

    def __init__(self, start: Spec) -> None:
        self.start = start
        self._layout = _told(start)
        self._order: list[str] = []
        self._first: dict[str, tuple[Spec, Spec]] = {}
        self._known: dict[int, tuple[Spec, str, Spec, Spec]] = {}
        self._views: list[tuple[str, dict[str, Spec], Spec]] = []
        self.specs: list[Spec] = []

    def add(self, name: str, spec: Spec) -> None:
        """Take in a view under a name."""
        changes, at = {}, -1
        for key, trace, leaves in self._keyed(spec):
            if key in self._first:
                at = max(at, self._order.index(key))
            else:
                at += 1
                self._order.insert(at, key)
                self._first[key] = trace, leaves
            changes[key] = _difference(self._first[key][1], leaves)
        layout = _difference(self._layout, _padded(_told(spec), self._layout))
        self._views.append((name, changes, layout))
        self.specs.append(spec)

    def _keyed(self, spec: Spec) -> Iterator[tuple[str, Spec, Spec]]:
        """Give each trace a key made of its form and, where it is long, of its geometry."""
        seen: dict[str, int] = {}
        for trace in spec.get("data", []):
            if id(trace) not in self._known:
                plain = {k: unpacked(v) for k, v in trace.items() if k != "uirevision"}
                parts = [plain.get(k) for k in _FORM]
                longs = [v for v in (plain.get("x"), plain.get("y")) if isinstance(v, list)]
                key = json.dumps([*parts, *(v for v in longs if len(v) > _LONG)])
                self._known[id(trace)] = trace, key, plain, dict(_leaves(plain))
            _, key, plain, leaves = self._known[id(trace)]
            seen[key] = seen.get(key, 0) + 1
            yield f"{key}#{seen[key]}", plain, leaves

    def figure(self, count: int | None = None) -> Spec:
        """Return the first ``count`` views; a frame is laid over the first view, as it is shown."""
        views = self._views[:count]
        order = [k for k in self._order if any(k in changes for _, changes, _ in views)]
        shown = views[0][1]
        frames = []
        for name, changes, layout in views:
            data, numbers = [], []
            for number, key in enumerate(order):
                change = changes.get(key, {"visible": False} if key in shown else {})
                if key in changes and key not in shown:
                    change = {"visible": True, **change}
                if change:
                    data.append(_nested(change))
                    numbers.append(number)
            frames.append(
                {"name": name, "traces": numbers, "data": data, "layout": _nested(layout)}
            )
        traces = [self._first[k][0] for k in order]
        unseen = [
            t if k in shown else {**t, "visible": False} for k, t in zip(order, traces, strict=True)
        ]
        layout = json.loads(json.dumps(self.start.get("layout", {})))
        shorts = [
            renumbered(_short_forms(spec), dict(enumerate(order.index(k) for k in changes)))
            for (_, changes, _), spec in zip(views, self.specs, strict=False)
        ]
        if any(shorts):
            for one, short in zip([{"layout": layout}, *frames], [shorts[0], *shorts], strict=True):
                one["layout"].setdefault("meta", {}).setdefault(META_KEY, {})[_NARROW] = short
        return {"data": unseen, "layout": layout, "frames": frames}


def _short_forms(spec: Spec) -> Spec:
    return dict(carried_by(spec.get("layout", {})).get(_NARROW) or {})


def renumbered(short: Spec, numbers: Mapping[int, int]) -> Spec:
    """Return short forms whose paths name traces by other numbers; of traces left out none.

    Examples
    --------
    >>> renumbered({"data[3].text": "a", "data[0].text": "b", "title.text": "c"}, {3: 1})
    {'data[1].text': 'a', 'title.text': 'c'}
    """
    made = {}
    for path, value in short.items():
        found = re.match(r"data\[(\d+)\]", path)
        number = numbers.get(int(found[1])) if found else None
        if found and number is not None:
            made[f"data[{number}]{path[found.end() :]}"] = value
        elif not found:
            made[path] = value
    return made


def complete(figure: Spec, *, packed: bool = True) -> Spec:
    """Return a figure whose frames say all that any of them changes, so that plotly plays them.

    Parameters
    ----------
    packed
        Whether long lists of numbers are packed, as a notebook file wants them.

    Examples
    --------
    >>> one = {"name": "a", "traces": [], "data": [], "layout": {}}
    >>> two = {"name": "b", "traces": [0], "data": [{"y": [2]}], "layout": {}}
    >>> made = complete({"data": [{"y": [1]}], "layout": {}, "frames": [one, two]})
    >>> [frame["data"] for frame in made["frames"]]
    [[{'y': [1]}], [{'y': [2]}]]
    """
    base = [dict(_leaves(trace)) for trace in figure["data"]]
    told = _told(figure)
    changes = [
        (
            frame["name"],
            {n: dict(_leaves(c)) for n, c in zip(frame["traces"], frame["data"], strict=True)},
            dict(_leaves(frame["layout"])),
        )
        for frame in figure["frames"]
    ]
    longest = [
        (path, max((len(own.get(path) or ()) for *_, own in changes), default=0))
        for path, value in told.items()
        if _is_items(value)
    ]
    paths: dict[int, set[str]] = {}
    across: set[str] = set()
    for _, traces, layout in changes:
        across |= layout.keys()
        for number, change in traces.items():
            paths.setdefault(number, set()).update(change)
    for path, length in longest:
        told[path] = [*told[path], *([{"visible": False}] * (length - len(told[path])))]
    frames = []
    for name, traces, layout in changes:
        data = []
        for number in sorted(paths):
            own = {p: base[number].get(p, True if p == "visible" else None) for p in paths[number]}
            data.append(_nested(own | traces.get(number, {})))
        whole = {p: told.get(p) for p in across} | layout
        frames.append(
            {"name": name, "traces": sorted(paths), "data": data, "layout": _nested(_ranged(whole))}
        )
    traces_made = [_packed_trace(t) if packed else t for t in figure["data"]]
    return {**figure, "data": traces_made, "frames": frames if len(frames) > 1 else []}


def _difference(first: Spec, leaves: Spec) -> Spec:
    """Return the leaves that have another value than in the first; what is missing is unset."""
    if first is leaves:
        return {}
    paths = (p for p in {**first, **leaves} if first.get(p) != leaves.get(p))
    return {p: leaves.get(p, True if p == "visible" else None) for p in paths}


def _ranged(layout: Spec) -> Spec:
    """Let an axis find its range where a view gives none."""
    free = [p for p, v in layout.items() if p.endswith("axis.range") and v is None]
    return layout | {path.replace(".range", ".autorange"): True for path in free}


def _padded(layout: Spec, first: Spec) -> Spec:
    """Fill lists of annotations and shapes to their first length: a frame cannot shorten them."""
    made = dict(layout)
    for path, value in first.items():
        own = made.get(path)
        if _is_items(value) and isinstance(own, list) and own != value:
            rest = [{"visible": False}] * (len(value) - len(own))
            made[path] = [*({"visible": True, **item} for item in own), *rest]
    return made


def _nested(leaves: Spec) -> Spec:
    made: Spec = {}
    for path, value in sorted(leaves.items()):
        node, (*steps, last) = made, path.split(".")
        for step in steps:
            inner = node.get(step)
            node[step] = inner if isinstance(inner, dict) else {}
            node = node[step]
        node[last] = value
    return made


def _packed_trace(trace: Spec) -> Spec:
    """Pack long lists of numbers; a gap of a line needs to stand in one of x and y only."""
    x, y = (trace.get(k) for k in "xy")
    if trace.get("type") == "scatter" and isinstance(x, list) and isinstance(y, list):
        gaps = [v is None for v in x]
        if any(gaps) and not gaps[0] and gaps == [v is None for v in y]:
            x = list(x)
            for place, gap in enumerate(gaps):
                x[place] = x[place - 1] if gap else x[place]
            trace = {**trace, "x": x}
    return {k: _packed(v) for k, v in trace.items()}


def _packed(value: Any) -> Any:
    """Pack a long list of numbers, which would take a line each in a notebook."""
    if not isinstance(value, list) or len(value) < 6:
        return value
    if not all(type(v) in (int, float) or v is None for v in value):
        return value
    array = np.array([np.nan if v is None else v for v in value], dtype="<f8")
    for kind in ("<i1", "<i2", "<f4"):
        with np.errstate(invalid="ignore", over="ignore"):
            short = array.astype(kind)
        if np.array_equal(array, short, equal_nan=kind == "<f4"):
            array = short
            break
    return {"dtype": array.dtype.str[1:], "bdata": base64.b64encode(array.tobytes()).decode()}


def _told(spec: Spec) -> Spec:
    """Return the leaves of a layout that views may change."""
    kept = {k: v for k, v in spec.get("layout", {}).items() if k not in _SAME}
    return {k: v for k, v in _leaves(kept) if not k.endswith(".uirevision")}


def _is_items(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def unpacked(value: Any) -> Any:
    """Turn plotly's base64 arrays into lists.

    Examples
    --------
    >>> unpacked({"x": {"dtype": "i1", "bdata": "AQI="}})
    {'x': [1, 2]}
    """
    if isinstance(value, dict):
        if "bdata" in value and "dtype" in value:
            raw = np.frombuffer(base64.b64decode(value["bdata"]), dtype=f"<{value['dtype']}")
            shape = [int(n) for n in str(value.get("shape", len(raw))).split(",")]
            listed: list[Any] = [None if v != v else v for v in raw.tolist()]
            return np.array(listed, dtype=object).reshape(shape).tolist()
        return {k: unpacked(v) for k, v in value.items()}
    return [unpacked(v) for v in value] if isinstance(value, list) else value


def _leaves(node: Spec, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if isinstance(value, dict) and value and key != _NARROW:
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def stored_size(value: Any) -> int:
    """Return the bytes of a value in a notebook file, where each item has a line of its own."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return len(text.encode()) + _DEPTH * text.count("\n")
