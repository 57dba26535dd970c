"""Keep the state of an explorer and show it: live in JupyterLab, as a static twin elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ca_summit.explorers.twin import build_twin
from ca_summit.explorers.views import Views, figure_alt

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from ca_summit.explorers.controls import Control
    from ca_summit.explorers.recipe import Recipe

_PLOTLY = "application/vnd.plotly.v1+json"
_WIDGET = "application/vnd.jupyter.widget-view+json"
_SESSION: dict[tuple[str, ...], dict[str, Any]] = {}


class Explorer:
    """A figure with controls; made by the ``explore_*()`` functions.

    In JupyterLab the last line of a cell shows it. ``figure`` is the current view, ``code`` the
    line that makes it, ``set()`` moves controls from code. Run the cell again: the controls stand
    where they stood; after another call, or with ``reset=True``, they begin anew.

    Exports and viewers of stored notebooks show the twin. In JupyterLab a notebook that was closed
    says "model not found" until the cell runs again: the live controls end with their kernel, and
    JupyterLab tries no other form of an output whose controls are gone.

    Examples
    --------
    >>> from ca_summit import explore_region
    >>> region = explore_region(year=2020, reset=True)
    >>> region.set(year=2015).code
    'map_region(year=2015)'
    """

    def __init__(
        self,
        recipe: Recipe,
        values: dict[str, Any],
        *,
        reset: bool = False,
        tables: tuple[Any, ...] = (),
        identity: tuple[str, ...] = (),
    ) -> None:
        self.recipe = recipe
        self._views = Views(recipe)
        key = (_cell(), recipe.name, repr(sorted(values.items())), *map(_stamp, tables), *identity)
        if reset:
            _SESSION.pop(key, None)
        self._values = _SESSION.setdefault(key, dict(values))
        self._panel: Any = None
        self._twin: tuple[str, dict[str, Any]] | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The values of all controls."""
        return dict(self._values)

    @property
    def controls(self) -> list[Control]:
        """The controls as they are now."""
        return self.recipe.controls(self._values)

    @property
    def figure(self) -> go.Figure:
        """The current view as a figure of its own."""
        import plotly.graph_objects as go

        if self.message and not self._drawable():
            return go.Figure(self._views.get(self._values)[0])
        drawn: go.Figure = self.recipe.call(self._values).draw()
        return drawn

    def _drawable(self) -> bool:
        try:
            self.recipe.call(self._values).draw()
        except Exception:  # noqa: BLE001 - told in `message`
            return False
        return not any(c.fault(self._values.get(c.name)) for c in self.controls)

    @property
    def code(self) -> str:
        """The line of code that makes the current view (``from ca_summit import *`` before it)."""
        return self.recipe.call(self._values).code

    @property
    def message(self) -> str:
        """What is wrong with the current choice, or an empty text."""
        return self._views.get(self._values)[1]

    @property
    def spec(self) -> dict[str, Any]:
        """The current view as plotly's JSON, zoom kept between views."""
        return self._views.get(self._values)[0]

    @property
    def alt(self) -> str:
        """Text for readers who do not see the figure."""
        return figure_alt(self.spec)

    def set(self, **values: Any) -> Explorer:
        """Move controls, as by hand; return the explorer.

        Raises
        ------
        ValueError
            If there is no such control. An impossible value is explained in the figure instead.
        """
        from ca_summit.checks import check_choice

        for name in values:
            check_choice("control", name, self._values)
        changed = {k: v for k, v in values.items() if repr(self._values[k]) != repr(v)}
        self._values.update(changed)
        if changed:
            self._mend(frozenset(changed))
            if self._panel is not None:
                self._panel.show()
        return self

    def _mend(self, moved: frozenset[str]) -> None:
        """Put back to the first choice what a moved control has made impossible."""
        for control in self.controls:
            fault = control.finite and control.fault(self._values[control.name])
            if fault and control.name not in moved:
                self._values[control.name] = control.choices[0][1]

    @property
    def widget(self) -> Any:
        """The live controls and figure (an ``ipywidgets`` box).

        Raises
        ------
        ImportError
            If ``ipywidgets`` is not installed.
        """
        if self._panel is None:
            from ca_summit.explorers.panel import Panel

            self._panel = Panel(self)
        return self._panel.box

    @property
    def sent_bytes(self) -> int:
        """Bytes of the last view sent to the page; 0 before the controls are shown."""
        if self._panel is None:
            return 0
        return len(self._panel.script.outputs[0]["data"]["application/javascript"])

    def twin(self) -> dict[str, Any]:
        """Return the static twin: plotly's JSON with menus that need no kernel.

        Each menu changes one control from the current view. Choices that would make the twin
        larger than its budget are left out, and the twin says so.
        """
        key = repr(sorted(self._values.items()))
        if self._twin is None or self._twin[0] != key:
            self._twin = key, build_twin(self.recipe, self._views, self._values)
        return self._twin[1]

    def __repr__(self) -> str:
        """Say what it is and what it shows."""
        return f"{self.recipe.name}: {self.code}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:  # noqa: ARG002 - IPython's names
        """Give JupyterLab the widget and every other viewer the twin."""
        bundle: dict[str, Any] = {"text/plain": repr(self), _PLOTLY: self.twin()}
        try:
            model = self.widget.model_id
        except ImportError:
            return bundle
        view = {"version_major": 2, "version_minor": 0, "model_id": model}
        return {**bundle, _WIDGET: view}


def _stamp(value: Any) -> str:
    """Tell tables apart by columns and length, so that the same table read again is the same."""
    if hasattr(value, "columns"):
        return f"table {list(value.columns)} {len(value)}"
    return repr(value)


def _cell() -> str:
    """Return the id of the running cell, or an empty text outside a notebook."""
    import sys

    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    header = getattr(shell, "parent_header", None) or {}
    return str((header.get("metadata") or {}).get("cellId", ""))
