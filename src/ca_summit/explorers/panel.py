"""Make the ipywidgets of an explorer and keep them and its state in step."""

from __future__ import annotations

import html
import uuid
from typing import TYPE_CHECKING, Any

from ca_summit.explorers.controls import same
from ca_summit.explorers.stage import script

try:
    import ipywidgets
except ImportError as error:  # pragma: no cover - shown by a test in a new interpreter
    raise ImportError(
        "Live controls need ipywidgets, which is not installed: pip install ipywidgets. "
        "Without it, `.figure`, `.code` and `.twin()` work."
    ) from error

if TYPE_CHECKING:
    import datetime as dt

    from ca_summit.explorers.controls import Control
    from ca_summit.explorers.explorer import Explorer

_STYLE = {"description_width": "initial"}


class Panel:
    """The widgets of one explorer."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.identity = uuid.uuid4().hex[:10]
        self._number = 0
        self._busy = False
        self._offered: dict[str, list[Any]] = {}
        self.inputs = {c.name: self._input(c) for c in explorer.controls}
        self.copy = ipywidgets.Button(
            description="Copy this view",
            icon="copy",
            tooltip="Copy the line of code that makes this figure",
            layout=ipywidgets.Layout(width="auto", margin="2px"),
        )
        self.copy.on_click(self._copied)
        self.message = ipywidgets.HTML()
        self.line = ipywidgets.HTML()
        self.stage = ipywidgets.Box(
            layout=ipywidgets.Layout(display="block", width="100%", overflow="hidden")
        )
        self.script = ipywidgets.Output(layout=ipywidgets.Layout(display="none"))
        row = ipywidgets.Layout(
            display="flex", flex_flow="row wrap", align_items="center", width="100%"
        )
        controls = ipywidgets.Box([*self.inputs.values(), self.copy], layout=row)
        parts = {"stage": self.stage, "message": self.message, "controls": controls}
        for name, part in {**parts, "copy": self.copy}.items():
            part.add_class(f"ca-explore-{name}-{self.identity}")
        self.box = ipywidgets.VBox([controls, self.message, self.stage, self.line, self.script])
        self.show()

    def show(self) -> None:
        """Show the present state: values, choices, message, line and figure."""
        self._busy = True
        try:
            for control in self.explorer.controls:
                self._put(control)
        finally:
            self._busy = False
        self._say(self.explorer.message)
        code = self.explorer.code
        self.line.value = (
            '<code style="user-select:all;font-size:12px;overflow-wrap:anywhere" '
            f'title="The line that makes this figure">{html.escape(code)}</code>'
        )
        self._number += 1
        text = script(
            self._number,
            self.explorer.spec,
            identity=self.identity,
            title=f"Controls of {self.explorer.recipe.title}",
            code=code,
            alt=self.explorer.alt,
        )
        data = {"application/javascript": text}
        self.script.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},)

    def _say(self, text: str) -> None:
        warning = "border-left:4px solid #D55E00;padding:2px 8px;line-height:1.4"
        self.message.value = f'<div style="{warning}">{html.escape(text)}</div>' if text else ""

    def _copied(self, _: Any) -> None:
        self._say(self.explorer.message)
        # Only the page can copy, and browsers refuse it on addresses without encryption.
        told = "Copied, if your browser allows it. Or select the line below the figure."
        self.message.value += f'<div style="padding:2px 8px">{told}</div>'

    def _input(self, control: Control) -> Any:
        widget = _WIDGETS[control.kind](control)
        widget.observe(lambda change: self._moved(control.name, change["new"]), names="value")
        return widget

    def _moved(self, name: str, value: Any) -> None:
        if self._busy:
            return
        control = next(c for c in self.explorer.controls if c.name == name)
        if control.kind in {"choice", "slide"}:
            value = self._offered[name][value]
        elif control.kind == "day":
            value = None if value is None else value.isoformat()
        elif control.kind == "several":
            value = [self._offered[name][i] for i in value]
        self.explorer.set(**{name: value})

    def _put(self, control: Control) -> None:
        """Bring one widget to the state without answering itself."""
        widget, value = self.inputs[control.name], self.explorer.values[control.name]
        widget.layout.display = None if control.shown else "none"
        fault = control.fault(value)
        if control.kind in {"choice", "slide", "several"}:
            value = self._offer(control, widget, value, lost=bool(fault))
        elif control.kind == "day":
            value = None if fault or value is None else _day(value)
        elif fault or not control.shown:
            return
        if widget.value != value:
            widget.value = value

    def _offer(self, control: Control, widget: Any, value: Any, *, lost: bool) -> Any:
        """Renew the choices of a list; return the place of the value in it."""
        pairs = list(control.options)
        if control.kind == "several":
            places = [
                i for i, (_, v) in enumerate(pairs) if any(same(v, one) for one in value or ())
            ]
        elif lost or not any(same(v, value) for _, v in pairs):
            pairs = [(f"{value} (not possible)" if lost else str(value), value), *pairs]
        self._offered[control.name] = [v for _, v in pairs]
        options = [(text, place) for place, (text, _) in enumerate(pairs)]
        if list(widget.options) != options:
            widget.options = options
        if control.kind == "several":
            return tuple(places)
        return next(i for i, (_, v) in enumerate(pairs) if same(v, value))


def _day(value: Any) -> dt.date:
    from ca_summit.checks import check_day

    return check_day("day", value).date()


def _common(control: Control, width: str) -> dict[str, Any]:
    return {
        "description": control.label,
        "tooltip": control.help or control.label,
        "style": _STYLE,
        "layout": ipywidgets.Layout(width=width, max_width="100%", margin="2px 10px 2px 2px"),
    }


def _numbered(control: Control) -> list[tuple[str, int]]:
    """Return labels with their places; a place, unlike a value, always compares well."""
    return [(text, place) for place, (text, _) in enumerate(control.options)]


def _choice(control: Control) -> Any:
    longest = max((len(text) for text, _ in control.options), default=4)
    width = min(420, 60 + 7 * len(control.label) + 7 * min(longest, 36))
    return ipywidgets.Dropdown(options=_numbered(control), **_common(control, f"{width}px"))


def _slide(control: Control) -> Any:
    return ipywidgets.SelectionSlider(
        options=_numbered(control) or [("none", 0)],
        continuous_update=True,
        **_common(control, "330px"),
    )


def _several(control: Control) -> Any:
    rows = min(4, len(control.options))
    return ipywidgets.SelectMultiple(
        options=_numbered(control), rows=rows, **_common(control, "260px")
    )


def _switch(control: Control) -> Any:
    return ipywidgets.Checkbox(indent=False, **_common(control, "auto"))


def _number(control: Control) -> Any:
    whole = all(float(v).is_integer() for v in (control.low, control.high, control.step))
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    turn = int if whole else float
    return kind(
        value=turn(control.low),
        min=turn(control.low),
        max=turn(control.high),
        step=turn(control.step),
        **_common(control, "330px"),
    )


def _text(control: Control) -> Any:
    return ipywidgets.Text(continuous_update=False, **_common(control, "260px"))


_WIDGETS = {
    "choice": _choice,
    "slide": _slide,
    "several": _several,
    "switch": _switch,
    "number": _number,
    "day": lambda control: ipywidgets.DatePicker(**_common(control, "215px")),
    "text": _text,
}
