"""Say in plain text what a widget was, and find what it showed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def _state(model: str, widgets: Mapping[str, Any]) -> dict[str, Any]:
    found = widgets.get(model)
    return found if isinstance(found, dict) else {}


def _children(state: Mapping[str, Any]) -> list[str]:
    children = (state.get("state") or {}).get("children") or []
    return [str(c).removeprefix("IPY_MODEL_") for c in children if isinstance(c, str)]


def _walk(model: str, widgets: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    waiting, seen = [model], set[str]()
    while waiting and len(found) < 200:
        at = waiting.pop(0)
        state = _state(at, widgets)
        if at in seen or not state:
            continue
        seen.add(at)
        found.append(state)
        waiting = _children(state) + waiting
    return found


def widget_figure(model: str, widgets: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the figure of a plotly ``FigureWidget`` whose state the notebook keeps."""
    for found in _walk(model, widgets):
        state = found.get("state") or {}
        data = state.get("_widget_data", state.get("_data"))
        layout = state.get("_widget_layout", state.get("_layout"))
        if isinstance(data, list) and isinstance(layout, dict):
            data = _with_buffers(data, found.get("buffers") or [])
            return {"data": data, "layout": layout, "config": {}, "frames": []}
    return None


def _with_buffers(data: list[Any], buffers: list[Any]) -> list[Any]:
    """Put binary arrays, which a notebook keeps apart, back as plotly's base64 form."""
    import json

    copy = json.loads(json.dumps(data))
    for buffer in buffers:
        path = buffer.get("path") or []
        node: Any = copy
        try:
            for key in path[1:-1]:
                node = node[key]
            if path and path[0] in {"_widget_data", "_data"} and buffer.get("encoding") == "base64":
                node.pop("buffer", None)
                node["bdata"] = buffer["data"]
        except (KeyError, IndexError, TypeError, AttributeError):
            continue
    return copy if isinstance(copy, list) else data


def widget_outputs(model: str, widgets: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the outputs that ``Output`` widgets below this one hold (as ``interact`` does)."""
    found: list[dict[str, Any]] = []
    for entry in _walk(model, widgets):
        if entry.get("model_name") == "OutputModel":
            found += [
                o for o in (entry.get("state") or {}).get("outputs") or [] if isinstance(o, dict)
            ]
    return found


def widget_note(model: str, widgets: Mapping[str, Any], sentence: str) -> str:
    """Return a plain note with the labels and values the controls had.

    Examples
    --------
    >>> widget_note("m", {}, "A control.")
    '<p class="left-out">A control.</p>'
    """
    shown = []
    for entry in _walk(model, widgets):
        state = entry.get("state") or {}
        label = str(state.get("description") or "").strip().rstrip(":")
        value = state.get("value")
        options = state.get("_options_labels")
        index = state.get("index")
        if isinstance(options, list) and isinstance(index, int) and 0 <= index < len(options):
            value = options[index]
        if label and isinstance(value, (str, int, float, bool)):
            shown.append(f"{label}: {value}")
        elif label:
            shown.append(label)
    values = f" ({'; '.join(shown)})" if shown else ""
    return f'<p class="left-out">{escape(sentence + values)}</p>'
