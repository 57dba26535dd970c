"""Show what widgets held when the notebook was saved: figures, words, outputs, values."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from ca_summit.report.sanitise import Cleaner, plain
from ca_summit.report.vega import vega_html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ca_summit.report.context import Context

#: Widgets that only arrange others.
_BOXES = frozenset(
    """
        BoxModel HBoxModel VBoxModel GridBoxModel TabModel AccordionModel StackModel
        AppLayoutModel TwoByTwoLayoutModel
        """.split()
)
_MEDIA = {"ImageModel": "image", "AudioModel": "audio", "VideoModel": "video"}
_USUAL_FORMAT = {"image": "png", "audio": "mp3", "video": "mp4"}
_MOST = 500


def widget_html(
    model: str,
    context: Context,
    scope: str,
    write: Callable[[Mapping[str, Any], str], str],
) -> str:
    """Return what a widget and all below it showed, in their order; controls as a note with values.

    Parameters
    ----------
    model
        Id of the widget.
    context
        Knows the state of the notebook's widgets.
    scope
        Prefix of ids.
    write
        Writes an output that an ``Output`` widget holds.
    """
    return _Walk(context, scope, write).html(model)


class _Walk:
    def __init__(
        self, context: Context, scope: str, write: Callable[[Mapping[str, Any], str], str]
    ) -> None:
        self._context, self._scope, self._write = context, scope, write
        self._seen: set[str] = set()
        self._controls: list[str] = []
        self._nameless = 0

    def html(self, model: str) -> str:
        if model not in self._context.widgets:
            return self._context.losses.block("widget_state")
        body = self._one(model)
        if self._controls:
            values = "; ".join(self._controls)
            note = self._context.losses.text("widget")
            shown = f"{note} ({values})" if values else note
            body = f'<p class="left-out">{escape(shown)}</p>{body}'
        elif self._nameless and not body:
            body = self._context.losses.block("widget")
        return body

    def _one(self, model: str) -> str:
        entry = self._context.widgets.get(model)
        if model in self._seen or len(self._seen) > _MOST or not isinstance(entry, dict):
            return ""
        self._seen.add(model)
        stored = entry.get("state")
        state: dict[str, Any] = stored if isinstance(stored, dict) else {}
        kind = str(entry.get("model_name") or state.get("_model_name") or "")
        figure = _figure(entry, state)
        if figure is not None:
            return self._context.figure(figure)
        chart = state.get("spec")
        if isinstance(chart, dict) and "vega" in str(chart.get("$schema", "")):
            return vega_html(chart, self._context)
        if kind == "OutputModel":
            outputs = [o for o in state.get("outputs") or [] if isinstance(o, dict)]
            scope = f"{self._scope}-w{len(self._seen)}"
            return "".join(self._write(o, f"{scope}-{at}") for at, o in enumerate(outputs))
        if kind in {"HTMLModel", "HTMLMathModel", "LabelModel"}:
            return self._words(kind, state)
        if kind in _MEDIA:
            return self._medium(_MEDIA[kind], entry, state)
        if kind in {"FloatProgressModel", "IntProgressModel"}:
            return _progress(state)
        children = self._children(kind, state)
        if kind not in _BOXES and not children:
            self._control(kind, state)
        return children

    def _children(self, kind: str, state: Mapping[str, Any]) -> str:
        titles = state.get("titles") or state.get("_titles") or []
        pieces = []
        for at, child in enumerate(state.get("children") or []):
            if not isinstance(child, str):
                continue
            title = titles[at] if isinstance(titles, list) and at < len(titles) else ""
            if isinstance(titles, dict):
                title = titles.get(str(at), "")
            html = self._one(child.removeprefix("IPY_MODEL_"))
            if title and html and kind in {"TabModel", "AccordionModel", "StackModel"}:
                html = f'<p class="out-heading">{escape(plain(title))}</p>{html}'
            pieces.append(html)
        whole = "".join(pieces)
        if kind == "HBoxModel" and sum(map(bool, pieces)) > 1 and "<figure" not in whole:
            inside = "".join(f"<div>{piece}</div>" for piece in pieces if piece)
            return f'<div class="beside">{inside}</div>'
        return whole

    def _words(self, kind: str, state: Mapping[str, Any]) -> str:
        value, label = plain(state.get("value") or ""), plain(state.get("description") or "")
        before = f"{escape(label)} " if label.strip() else ""
        if kind == "LabelModel":
            inside = self._context.formulas.in_text(value)
            return f"<p>{before}{inside}</p>" if value.strip() or before else ""
        scope = f"{self._scope}-w{len(self._seen)}"
        cleaner = Cleaner(scope, self._context, output=True)
        body = cleaner.clean(value)
        sheets = "".join(f"<style>{sheet}</style>" for sheet in cleaner.stylesheets if sheet)
        return f'{sheets}<div class="html" id="{escape(scope)}">{before}{body}</div>'

    def _medium(self, tag: str, entry: Mapping[str, Any], state: Mapping[str, Any]) -> str:
        """Return the picture, sound or film that a widget holds."""
        name = str(state.get("format") or _USUAL_FORMAT[tag])
        if name == "url":
            return self._context.losses.block("widget")
        kind = f"{tag}/{name.replace('jpg', 'jpeg').replace('svg', 'svg+xml')}"
        for buffer in entry.get("buffers") or []:
            if isinstance(buffer, dict) and buffer.get("path") == ["value"]:
                address = f"data:{kind};base64,{buffer.get('data') or ''}"
                if tag != "image":
                    return Cleaner(self._scope, self._context).clean(f'<{tag} src="{address}">')
                shown = self._context.image(address)
                if shown:
                    alt = escape(self._context.words["picture"])
                    return f'<p class="picture"><img alt="{alt}" src="{shown}"></p>'
        return self._context.losses.block("picture_unreadable")

    def _control(self, kind: str, state: Mapping[str, Any]) -> None:
        """Remember label and value of a control, which only works while the notebook runs."""
        if kind.endswith(("StyleModel", "LayoutModel")) or not kind:
            return
        self._nameless += 1
        label = str(state.get("description") or "").strip().rstrip(":")
        value = state.get("value") if kind != "PasswordModel" else ""
        options, index = state.get("_options_labels"), state.get("index")
        if isinstance(options, list) and isinstance(index, int) and 0 <= index < len(options):
            value = options[index]
        elif isinstance(options, list) and isinstance(index, list):
            value = [options[i] for i in index if isinstance(i, int) and 0 <= i < len(options)]
        if isinstance(value, list) and all(isinstance(v, (str, int, float)) for v in value):
            value = ", ".join(map(str, value))
        known = isinstance(value, (str, int, float, bool)) and str(value).strip()
        text = f"{label}: {value}" if label and known else label or (str(value) if known else "")
        if text:
            self._controls.append(plain(text))


def _progress(state: Mapping[str, Any]) -> str:
    """Return how far something had come, with its label, as Jupyter shows it."""
    value, low, high = state.get("value", 0), state.get("min", 0), state.get("max", 100)
    numbers = all(isinstance(v, (int, float)) for v in (value, low, high))
    if state.get("bar_style") == "info" and value == high == 1:
        numbers = False  # tqdm without a total: the bar is full from its first step
    if not numbers or high <= low:
        return ""
    bar = f'<progress value="{value - low:g}" max="{high - low:g}"></progress>'
    label = escape(plain(state.get("description") or "").strip())
    return f"<p>{label} {bar} {value:g}/{high:g}</p>" if label else f"<p>{bar}</p>"


def _figure(entry: Mapping[str, Any], state: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the figure of a plotly ``FigureWidget`` whose state the notebook keeps."""
    data = state.get("_widget_data", state.get("_data"))
    layout = state.get("_widget_layout", state.get("_layout"))
    if not (isinstance(data, list) and isinstance(layout, dict)):
        return None
    data = _with_buffers(data, layout, entry.get("buffers") or [])
    return {"data": data[0], "layout": data[1], "config": {}, "frames": []}


def _with_buffers(data: list[Any], layout: dict[str, Any], buffers: list[Any]) -> list[Any]:
    """Put binary arrays, which a notebook keeps apart, back as plotly's base64 form."""
    copy: list[Any] = json.loads(json.dumps([data, layout]))
    places = {"_widget_data": 0, "_data": 0, "_widget_layout": 1, "_layout": 1}
    for buffer in buffers:
        path = (buffer.get("path") or []) if isinstance(buffer, dict) else []
        if not path or path[0] not in places or buffer.get("encoding") != "base64":
            continue
        node: Any = copy[places[path[0]]]
        try:
            for key in path[1:-1]:
                node = node[key]
            node.pop("buffer", None)
            node["bdata"] = buffer["data"]
        except (KeyError, IndexError, TypeError, AttributeError):
            continue
    return copy
