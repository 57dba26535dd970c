"""Draw one view: the figure, or a figure that says why there is none."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from ca_summit.metadata import carried_by, carrying

if TYPE_CHECKING:
    from ca_summit.explorers.recipe import Recipe, Values

_KEPT = 80


class Views:
    """The views of one explorer, the last ones kept so that going back costs nothing."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self._kept: OrderedDict[str, tuple[dict[str, Any], str]] = OrderedDict()

    def get(self, values: Values) -> tuple[dict[str, Any], str]:
        """Return the figure as a dict and the message (empty if all is well)."""
        key = repr(sorted(values.items()))
        if key not in self._kept:
            self._kept[key] = self._draw(values)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _draw(self, values: Values) -> tuple[dict[str, Any], str]:
        controls = self.recipe.controls(values)
        faults = [f for c in controls if (f := c.fault(values.get(c.name)))]
        if faults:
            return _refused(self.recipe.title, " ".join(faults))
        try:
            spec = self.recipe.quick(values) if self.recipe.quick else None
            if spec is None:
                spec = as_dict(self.recipe.call(values).draw())
        except Exception as error:  # noqa: BLE001 - the user's function may raise anything
            message = _words(error)
            for control in controls:
                message = control.named(message)
            return _refused(self.recipe.title, message)
        note = next(iter(figure_alt(spec).split("Nothing to draw: ")[1:]), "")
        keep_zoom(spec, [c for c in controls if c.resets], values)
        return spec, note


def figure_alt(spec: dict[str, Any]) -> str:
    """Return the alt text of a figure, or its title."""
    layout = spec.get("layout", {})
    title = layout.get("title") or {}
    return str(
        carried_by(layout).get("alt")
        or (title.get("text") if isinstance(title, dict) else title)
        or ""
    )


def told_anew(layout: dict[str, Any], subtitle: str, *, title: str | None = None) -> dict[str, Any]:
    """Return the layout with the words of another view: under the title, around the figure.

    Parameters
    ----------
    layout
        Of a figure of this package.
    subtitle
        What the view shows.
    title
        A title in the place of a finding that the view does not show; None: it stays.

    Examples
    --------
    >>> layout = {"title": {"text": "5 met"}, "meta": {"ca_summit": {"alt": "5 marks."}}}
    >>> made = told_anew(layout, "one of 5", title="Who met?")
    >>> made["title"]["text"], made["meta"]["ca_summit"]["alt"]
    ('Who met?', '5 marks. Shown: one of 5.')
    """
    head, own = layout["title"], carried_by(layout)
    own |= {"subtitle": subtitle, "alt": f"{own.get('alt') or ''} Shown: {subtitle}.".strip()}
    head = {**head, "subtitle": {**(head.get("subtitle") or {}), "text": subtitle}}
    if title is not None:
        head["text"] = title
        own["question"] = ""
    return carrying({**layout, "title": head}, own)


def as_dict(figure: Any) -> dict[str, Any]:
    """Return a plotly figure as plain JSON; refuse anything else."""
    if not hasattr(figure, "to_json") or not hasattr(figure, "layout"):
        raise TypeError(
            "An explorer needs a function that returns a plotly figure; "
            f"this one returned {type(figure).__name__}."
        )
    spec: dict[str, Any] = json.loads(figure.to_json())
    return spec


def without_menus(spec: dict[str, Any]) -> dict[str, Any]:
    """Leave out the figure's own menus and sliders and what only they would show."""
    kept = {k: v for k, v in spec["layout"].items() if k not in {"sliders", "updatemenus"}}
    seen = [t for t in spec["data"] if t.get("visible", True) is not False]
    return {"data": seen, "layout": kept}


def keep_zoom(spec: dict[str, Any], resetting: list[Any], values: Values) -> None:
    """Tell plotly to keep zoom and pan, except along axes whose meaning has changed."""
    layout = spec.setdefault("layout", {})
    layout["uirevision"] = "view"
    for axis in [k for k in layout if k[:5] in {"xaxis", "yaxis"}] or ["xaxis", "yaxis"]:
        moved = [f"{c.name}={values.get(c.name)!r}" for c in resetting if axis[0] in c.resets]
        if isinstance(layout.setdefault(axis, {}), dict):
            layout[axis]["uirevision"] = ";".join(moved) or "view"


def _words(error: Exception) -> str:
    text = " ".join(str(error).split()) or "no reason given"
    plain = isinstance(error, (ValueError, TypeError))
    return text if plain else f"{type(error).__name__}: {text}"


def _refused(title: str, reason: str) -> tuple[dict[str, Any], str]:
    from ca_summit.figures import empty_figure

    return json.loads(empty_figure(title, reason).to_json()), reason
