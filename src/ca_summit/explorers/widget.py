"""Show an explorer live in the page: an anywidget that carries its state there and moves back."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from ca_summit.explorers.controls import same
from ca_summit.explorers.front import program, style
from ca_summit.metadata import META_KEY, carried_by

try:
    import anywidget
    import traitlets
except ImportError as error:  # pragma: no cover - shown by a test in a new interpreter
    raise ImportError(
        "Live controls need anywidget, which is not installed: pip install anywidget. "
        "Without it, `.figure`, `.code` and `.twin()` work."
    ) from error

if TYPE_CHECKING:
    from ca_summit.explorers.controls import Control
    from ca_summit.explorers.explorer import Explorer


class ExplorerWidget(anywidget.AnyWidget):
    """The live form of an explorer; its views are drawn by plotly.js in the page.

    The output in the notebook holds the key of this widget and takes its views from it while the
    kernel lives; shown by itself, the widget brings controls and figure of its own.
    """

    _esm = program()
    _css = style()
    key = traitlets.Unicode().tag(sync=True)
    dark = traitlets.Dict().tag(sync=True)
    config = traitlets.Dict().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, explorer: Explorer) -> None:
        from ca_summit.figures.theme import CONFIG, TEMPLATE_DARK

        self._explorer = explorer
        self._number = self._answers = 0
        self._offered: dict[str, list[Any]] = {}
        looks = TEMPLATE_DARK.layout.to_plotly_json()
        super().__init__(key=uuid.uuid4().hex[:12], dark=looks, config=CONFIG, view=self._view())
        self.on_msg(self._moved)

    def refresh(self) -> None:
        """Send the present state to the page."""
        self.view = self._view()

    def _view(self) -> dict[str, Any]:
        explorer = self._explorer
        spec = explorer.spec
        meta = spec["layout"].get("meta")
        meta = meta if isinstance(meta, dict) else {}
        carried = carried_by(spec["layout"])
        said = {k: v for k, v in carried.items() if k not in {"data", "drawn", "sources"}}
        layout = {**spec["layout"], "meta": {k: v for k, v in meta.items() if k != META_KEY}}
        code = explorer.code
        self._number += 1
        return {
            "number": self._number,
            "answers": self._answers,
            "title": f"Controls of {explorer.recipe.title}",
            "controls": [self._state(c) for c in explorer.controls],
            "message": explorer.message,
            "code": code,
            "restore": explorer.restore,
            "meta": {
                **said,
                "alt": explorer.alt,
                "own": META_KEY in meta,
                "kind": code.split("(")[0],
            },
            "figure": json.dumps({"data": spec["data"], "layout": layout}, separators=(",", ":")),
        }

    def _state(self, control: Control) -> dict[str, Any]:
        """Return a control as the page needs it; a choice by its place, which always compares."""
        value = self._explorer.values[control.name]
        state: dict[str, Any] = {
            k: getattr(control, k)
            for k in ("name", "label", "kind", "help", "shown", "tabs", "low", "high", "step")
        }
        fault = control.fault(value)
        pairs = list(control.options)
        if control.kind in {"choice", "slide"}:
            if fault or not any(same(v, value) for _, v in pairs):
                pairs = [(f"{value} (not possible)" if fault else str(value), value), *pairs]
            value = next(i for i, (_, v) in enumerate(pairs) if same(v, value))
        elif control.kind == "several":
            chosen = () if fault else value
            value = [i for i, (_, v) in enumerate(pairs) if any(same(v, one) for one in chosen)]
        elif fault:
            value = None
        self._offered[control.name] = [v for _, v in pairs]
        plays = [i for i, (_, v) in enumerate(pairs) if v is not None]
        picks = self._offered[control.name] if control.picks else None
        return {
            **state,
            "value": value,
            "options": [text for text, _ in pairs],
            "plays": plays,
            "picks": picks,
        }

    def _moved(self, _: Any, content: Any, __: Any) -> None:
        """Take a move made in the page; one that cannot be read changes nothing."""
        name, value = content.get("move"), content.get("value")
        self._answers = int(content.get("number") or 0)
        control = next((c for c in self._explorer.controls if c.name == name), None)
        if control is not None and content.get("seen") == self._number:
            offered = self._offered[control.name]
            if control.kind in {"choice", "slide"}:
                value = offered[int(value)]
            elif control.kind == "several":
                value = [offered[int(place)] for place in value]
            elif control.kind == "number" and float(control.step).is_integer():
                value = int(value) if float(value).is_integer() else value
            self._explorer.set(**{control.name: value})
        if self.view["answers"] != self._answers:
            self.refresh()
