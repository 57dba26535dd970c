"""Keep the state of an explorer and show it: live in JupyterLab, from kept views elsewhere."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from ca_summit.explorers.painted import PaintedViews
from ca_summit.explorers.saved import SavedViews
from ca_summit.explorers.views import Views, figure_alt

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from ca_summit.explorers.controls import Control
    from ca_summit.explorers.recipe import Recipe
    from ca_summit.explorers.widget import ExplorerWidget

_SESSION: dict[tuple[str, ...], dict[str, Any]] = {}
#: The widget that the last run of a cell showed, by the key of its explorer.
_LIVE: dict[tuple[str, ...], ExplorerWidget] = {}


class Explorer:
    """A figure with controls; made by the ``explore_*()`` functions.

    In JupyterLab the last line of a cell shows it. ``figure`` is the current view, ``code`` the
    line that makes it, ``restore`` the line that opens the explorer as it stands, ``set()`` moves
    controls from code. Run the cell again: the controls stand where they stood; after another
    call, or with ``reset=True``, they begin anew.

    The notebook keeps views of the choices: closed and opened again, without its kernel, it shows
    those under the same controls; so do exports. Viewers that run no scripts show plotly's own
    menus, and those that draw nothing a picture.

    Examples
    --------
    >>> from ca_summit import explore_region
    >>> region = explore_region(year=2020, reset=True)
    >>> region.set(year=2015).code
    'map_region(year=2015)'
    >>> region.restore
    'explore_region(year=2015)'
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
        self._key = key
        self._values = _SESSION.setdefault(key, dict(values))
        self._widget: ExplorerWidget | None = None
        self._saved: tuple[str, SavedViews | PaintedViews] | None = None

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
    def restore(self) -> str:
        """The line that opens the explorer as it stands; empty for a function of your own."""
        return self.recipe.line(self._values)

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
            if self._widget is not None:
                self._widget.refresh()
        return self

    def _mend(self, moved: frozenset[str]) -> None:
        """Put back to the first choice what a moved control has made impossible."""
        for control in self.controls:
            fault = control.finite and control.fault(self._values[control.name])
            if fault and control.name not in moved:
                self._values[control.name] = control.choices[0][1]

    @property
    def widget(self) -> ExplorerWidget:
        """The live controls and figure, for pages that show no output of the notebook.

        Raises
        ------
        ImportError
            If ``anywidget`` is not installed.
        """
        if self._widget is None:
            from ca_summit.explorers.widget import ExplorerWidget

            self._widget = ExplorerWidget(self)
        return self._widget

    @property
    def saved(self) -> SavedViews | PaintedViews:
        """The views that the file keeps of the present state."""
        key = repr(sorted(self._values.items()))
        if self._saved is None or self._saved[0] != key:
            pack = self.recipe.pack(self._values) if self.recipe.pack else None
            made = self.recipe, self._views, self._values
            self._saved = key, PaintedViews(*made, pack) if pack else SavedViews(*made)
        return self._saved[1]

    def twin(self) -> dict[str, Any]:
        """Return plotly's JSON with menus that need no kernel and no script.

        Each menu changes one control from the current view. Choices that would make the twin
        larger than its budget are left out, and the twin says so.
        """
        return self.saved.twin()

    def __repr__(self) -> str:
        """Say what it is and what it shows."""
        return f"{self.recipe.name}: {self.code}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:  # noqa: ARG002 - IPython's names
        """Give JupyterLab a script with views and controls, other viewers the twin or a picture."""
        try:
            key = self.widget.key
            self._close_former()
        except ImportError:
            key = uuid.uuid4().hex[:12]
        return {"text/plain": repr(self), **self.saved.bundle(key)}

    def _close_former(self) -> None:
        """End the widget that an earlier run of the same cell showed."""
        former = _LIVE.get(self._key)
        if former is not None and former is not self._widget and self._key[0]:
            former.close()
        _LIVE[self._key] = self.widget


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
