"""Keep every choice of an explorer whose views the page makes from values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ca_summit.explorers.frames import Frames, complete
from ca_summit.explorers.saved import SavedViews, picture_of, said_of, script_of
from ca_summit.metadata import META_KEY

if TYPE_CHECKING:
    from ca_summit.explorers.frames import Spec
    from ca_summit.explorers.recipe import Recipe, Values
    from ca_summit.explorers.views import Views


#: Files of the program that make the views.
PARTS = ("numbers.js", "series.js", "region.js")


class PaintedViews:
    """All choices of an explorer: its values, the words around them, and figures to paint over.

    Parameters
    ----------
    recipe
        What the explorer is made of.
    views
        The views drawn so far.
    values
        The present values of all controls.
    pack
        What the page makes views from: ``forms`` are figures by name that it paints over,
        ``pack`` values and words, ``values`` the present choice as the page counts it.
    """

    def __init__(self, recipe: Recipe, views: Views, values: Values, pack: dict[str, Any]) -> None:
        self.recipe, self.views, self.values = recipe, views, values
        self._pack = pack

    def script(self, key: str) -> str:
        """Return JavaScript that makes the views; a live explorer of that key takes their place."""
        controls = self.recipe.controls(self.values)
        wanted = [c for c in controls if c.name in self._pack["values"]]
        told = ("name", "label", "kind", "tabs", "help")
        forms = self._pack["forms"]
        frames = Frames(self._said(next(iter(forms.values()))))
        for name, spec in forms.items():
            frames.add(name, self._said(spec))
        figure = complete(frames.figure(), packed=False)
        shown = self.views.get(self.values)[0]["layout"]["meta"][META_KEY]
        figure["layout"]["meta"][META_KEY] |= {k: shown.get(k) for k in ("data", "sources")}
        saved = {
            "key": key,
            "title": f"Controls of {self.recipe.title}",
            "kept": "",
            "controls": [{k: getattr(c, k) for k in told} for c in wanted],
            "values": self._pack["values"],
            "pack": self._pack["pack"],
            "figure": figure,
        }
        if self._pack["values"]["view"] != "map":  # what an export shows
            spec = self.views.get(self.values)[0]
            saved["shown"] = {"data": spec["data"], "layout": dict(spec["layout"])}
            saved["shown"]["layout"].pop("template", None)
        return script_of(saved, own=True, parts=PARTS)

    def _said(self, spec: Spec) -> Spec:
        short = self.recipe.short(spec) if self.recipe.short else spec
        return said_of(short, {})

    def picture(self) -> str:
        """Return the present view as a picture in HTML, for viewers that draw nothing."""
        return picture_of(self.recipe, self.views, self.values)

    def twin(self) -> Spec:
        """Return a plotly figure whose own menus show some views, for viewers without scripts."""
        return SavedViews(self.recipe, self.views, self.values).twin()

    def bundle(self, key: str) -> dict[str, Any]:
        """Return the forms of the output: script and picture."""
        return {"application/javascript": self.script(key), "text/html": self.picture()}
