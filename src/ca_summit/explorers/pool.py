"""Keep the traces of many views once, and say what each view changes."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEPTH = 6  # levels of a notebook file above a figure, a space each
_NOT_COMPARED = {"template", "meta", "uirevision", "updatemenus", "sliders", "height", "margin"}


class Pool:
    """Traces of all views, equal geometry stored once."""

    def __init__(self, start: dict[str, Any], *, packed: bool = True) -> None:
        self.start, self.packed = start, packed
        self.order: list[str] = []
        self.views: list[tuple[dict[str, dict[str, Any]], dict[str, Any]]] = []
        self.add(start)

    def add(self, spec: dict[str, Any]) -> int:
        """Take a view in; return its number."""
        keyed, layout = dict(_keyed(spec)), _compared(spec)
        for number, (known, old) in enumerate(self.views):
            if known == keyed and old == layout:
                return number
        at = -1
        for key in keyed:
            if key in self.order:
                at = max(at, self.order.index(key))
            else:
                at += 1
                self.order.insert(at, key)
        self.views.append((keyed, layout))
        return len(self.views) - 1

    def cost(self, spec: dict[str, Any]) -> int:
        """Estimate the bytes that a view adds."""
        keyed, layout = dict(_keyed(spec)), _compared(spec)
        if any(known == keyed and old == layout for known, old in self.views):
            return 120
        first, old = self.views[0]
        new = 0
        for key, trace in keyed.items():
            known = first.get(key)
            if key not in self.order or known is None:
                new += stored_size(trace) + 40 * len(self.views)
            else:
                new += stored_size(dict(_changed(dict(_leaves(known)), dict(_leaves(trace)))))
        return new + stored_size(dict(_changed(old, layout))) + 20 * len(keyed) + 200

    def steps(self) -> tuple[list[dict[str, Any]], list[list[Any]]]:
        """Return the traces and, for each view, the arguments of plotly's ``update``."""
        flat = [{k: dict(_leaves(t)) for k, t in keyed.items()} for keyed, _ in self.views]
        differing: dict[str, set[str]] = {}
        for key in self.order:
            held = [f[key] for f in flat if key in f]
            own = {p for one in held for p, _ in _changed(held[0], one)}
            differing[key] = own | ({"visible"} if len(held) < len(flat) else set())
        touched = [k for k in self.order if differing[k]]
        paths = sorted({p for k in touched for p in differing[k]})
        numbers = [self.order.index(k) for k in touched]
        every = {k: next(f[k] for f in flat if k in f) for k in self.order}
        relayouts = self._relayouts()
        arguments = []
        for one, relayout in zip(flat, relayouts, strict=True):
            change = {p: _spread(one, every, touched, p) for p in paths}
            arguments.append([change, relayout, numbers])
        traces = []
        for key in self.order:
            trace = next(v[key] for v, _ in self.views if key in v)
            unseen = {} if key in flat[0] else {"visible": False}
            whole = {**trace, **unseen}
            traces.append(_packed_trace(whole) if self.packed else whole)
        return traces, arguments

    def _relayouts(self) -> list[dict[str, Any]]:
        """Return what each view changes in the layout; lists item by item where equally long."""
        every = [own for _, own in self.views]
        for path in {p for own in every for p, v in own.items() if _is_items(v)}:
            lengths = {len(own.get(path) or ()) for own in every}
            if len(lengths) == 1:
                every = [_by_item(own, path) for own in every]
        paths = sorted({p for own in every for p, _ in _changed(every[0], own)})
        changes = []
        for own in every:
            change = {p: own.get(p) for p in paths}
            for path in paths:
                if path.endswith("axis.range") and own.get(path) is None:
                    change[path.replace(".range", ".autorange")] = True
            changes.append(change)
        return changes


def _spread(one: dict[str, Any], every: dict[str, Any], touched: list[str], path: str) -> list[Any]:
    """Return the values of one attribute for the touched traces, as short as plotly reads them.

    Plotly goes round in a list that is shorter than the traces, so traces that do not heed the
    attribute need no entry at the end, and one value serves all that heed it.
    """
    values = [_put(one, every, k, path) for k in touched]
    heeding = [not _blind(every[k], path) for k in touched]
    held = [v for v, heeds in zip(values, heeding, strict=True) if heeds]
    if not held or all(v == held[0] for v in held):
        return [held[0] if held else values[0]]
    last = max(i for i, heeds in enumerate(heeding) if heeds)
    return values[: last + 1]


def _blind(trace: dict[str, Any], path: str) -> bool:
    """Tell whether a trace draws nothing of an attribute."""
    if trace.get("type") != "scatter":
        return False
    mode, root = str(trace.get("mode", "")), path.split(".")[0]
    return (
        (root == "marker" and "markers" not in mode)
        or (root in {"textfont", "textposition"} and "text" not in mode)
        or (root in {"fillcolor", "fillpattern"} and trace.get("fill", "none") == "none")
        or (root == "text" and "text" not in mode and trace.get("hoverinfo") == "skip")
    )


def _packed_trace(trace: dict[str, Any]) -> dict[str, Any]:
    """Pack long lists of numbers; a gap of a line needs to stand in one of x and y only."""
    x, y = (unpacked(trace.get(k)) for k in "xy")
    if trace.get("type") == "scatter" and isinstance(x, list) and isinstance(y, list):
        gaps = [v is None for v in x]
        if any(gaps) and not gaps[0] and gaps == [v is None for v in y]:
            for place, gap in enumerate(gaps):
                x[place] = x[place - 1] if gap else x[place]
            trace = {**trace, "x": x}
    return {k: _packed(unpacked(v) if k in "xy" else v) for k, v in trace.items()}


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


def _put(one: dict[str, Any], every: dict[str, Any], key: str, path: str) -> Any:
    """Return the value of one attribute of one trace in one view; a trace not in it is unseen."""
    if path == "visible":
        return key in one and one[key].get(path, True)
    return (one.get(key) or every[key]).get(path)


def _compared(spec: dict[str, Any]) -> dict[str, Any]:
    leaves = _leaves(spec.get("layout", {}))
    return {k: v for k, v in leaves if k.split(".")[0] not in _NOT_COMPARED and _kept_axis(k)}


def _kept_axis(path: str) -> bool:
    return not path.endswith(".uirevision")


def _is_items(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _by_item(own: dict[str, Any], path: str) -> dict[str, Any]:
    rest = {k: v for k, v in own.items() if k != path}
    for number, item in enumerate(own.get(path) or ()):
        rest |= dict(_leaves(item, f"{path}[{number}]."))
    return rest


def _keyed(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each trace a key made of its geometry."""
    seen: dict[str, int] = {}
    for trace in spec.get("data", []):
        parts = [trace.get(k) for k in ("type", "x", "y", "xaxis", "yaxis", "orientation")]
        key = json.dumps(parts)
        seen[key] = seen.get(key, 0) + 1
        plain = {
            k: v if k in {"x", "y"} else unpacked(v) for k, v in trace.items() if k != "uirevision"
        }
        yield f"{key}#{seen[key]}", plain


def unpacked(value: Any) -> Any:
    """Turn plotly's base64 arrays into lists, which buttons can carry."""
    if isinstance(value, dict):
        if "bdata" in value and "dtype" in value:
            raw = np.frombuffer(base64.b64decode(value["bdata"]), dtype=f"<{value['dtype']}")
            shape = [int(n) for n in str(value.get("shape", len(raw))).split(",")]
            listed: list[Any] = [None if v != v else v for v in raw.tolist()]
            return np.array(listed, dtype=object).reshape(shape).tolist()
        return {k: unpacked(v) for k, v in value.items()}
    return [unpacked(v) for v in value] if isinstance(value, list) else value


def _leaves(node: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if isinstance(value, dict) and value and "bdata" not in value:
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _changed(one: dict[str, Any], two: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for path in one.keys() | two.keys():
        if one.get(path) != two.get(path):
            yield path, two.get(path)


def stored_size(value: Any) -> int:
    """Return the bytes of a value in a notebook file, where each item has a line of its own."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return len(text.encode()) + _DEPTH * text.count("\n")
