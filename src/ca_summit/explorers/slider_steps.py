"""Step through the centuries of a map that is drawn once."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from ca_summit.explorers.frames import Spec, unpacked
from ca_summit.explorers.views import as_dict, told_anew, without_menus
from ca_summit.figures import SOURCE_NAME
from ca_summit.figures.canvas import SLIDER_PX
from ca_summit.metadata import META_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ca_summit.explorers.recipe import Values

_KEPT = 12  # maps: kinds, certainties, languages


class Slides:
    """Views of a map whose own slider shows and hides its traces, drawn once for all steps.

    Parameters
    ----------
    call
        The figure function and its arguments, given the values.
    name
        The control that the slider moves; ``None`` is its first step.
    label
        Label of a step, given the value.
    """

    def __init__(
        self, call: Callable[[Values], Any], name: str, label: Callable[[Any], str]
    ) -> None:
        self.call, self.name, self.label = call, name, label
        self._drawn: OrderedDict[str, tuple[Spec, dict[str, int]]] = OrderedDict()

    def view(self, values: Values) -> Spec | None:
        """Return one step as a figure without slider; None where there is no such step."""
        spec, steps = self._whole(values)
        number = steps.get(self.label(values[self.name]))
        return None if number is None else _closed_up(without_menus(_stepped(spec, number)))

    def words(self, values: Values) -> str:
        """Return the subtitle of one step."""
        spec, steps = self._whole(values)
        change = spec["layout"]["sliders"][0]["steps"][steps[self.label(values[self.name])]]["args"]
        return str(change[1]["title.subtitle.text"])

    def lives(self, values: Values, choices: Sequence[Any]) -> dict[str, str]:
        """Return for the geometry of each trace at which choices it is seen, as ``"1101…"``."""
        spec, steps = self._whole(values)
        places = [steps[self.label(c)] for c in choices if self.label(c) in steps]
        if len(places) < len(choices):
            return {}
        made = [spec["layout"]["sliders"][0]["steps"][p]["args"] for p in places]
        found: dict[str, str] = {}
        for place, number in enumerate(made[0][2]):
            key = geometry(spec["data"][number])
            own = "".join("1" if change["visible"][place] else "0" for change, *_ in made)
            known = found.get(key, "0" * len(own))
            found[key] = "".join(max(a, b) for a, b in zip(known, own, strict=True))
        return found

    def _whole(self, values: Values) -> tuple[Spec, dict[str, int]]:
        asked = {**values, self.name: None}
        key = repr(sorted(asked.items()))
        if key not in self._drawn:
            spec = as_dict(self.call(asked).draw())
            sliders = spec["layout"].get("sliders") or [{"steps": []}]
            labels = [step["label"] for step in sliders[0]["steps"]]
            self._drawn[key] = spec, {label: place for place, label in enumerate(labels)}
            while len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(key)
        return self._drawn[key]


def geometry(trace: Spec) -> str:
    """Return a key of where a trace is drawn."""
    return json.dumps([trace.get("type"), unpacked(trace.get("x")), unpacked(trace.get("y"))])


def _stepped(spec: Spec, number: int) -> Spec:
    """Return the figure as the slider leaves it at one step."""
    made: Spec = json.loads(json.dumps(spec))
    if not number:
        return made
    change, told, numbers = made["layout"]["sliders"][0]["steps"][number]["args"]
    for place, trace in enumerate(numbers):
        own = made["data"][trace]
        if own.get("visible", True) != change["visible"][place]:
            own["visible"] = change["visible"][place]
        faint = change["marker.opacity"][place]
        if isinstance(faint, list):
            own["marker"]["opacity"] = faint
    words = told["title.subtitle.text"]
    made["layout"]["title"]["subtitle"]["text"] = words
    own = made["layout"]["meta"][META_KEY]
    own["subtitle"] = words
    before, slider, rest = own["alt"].partition(" A slider runs")
    own["alt"] = f"{before} Shown: {words}.{slider}{rest}"
    return made


def _closed_up(spec: Spec) -> Spec:
    """Raise the source line of a map into the room that its slider took."""
    layout = spec["layout"]
    for note in layout["annotations"]:
        if note.get("name") == SOURCE_NAME:
            note["yshift"] += SLIDER_PX
    layout["margin"]["b"] -= SLIDER_PX
    layout["height"] -= SLIDER_PX
    layout["meta"][META_KEY]["foot"] -= SLIDER_PX
    return spec


def step_of(
    slides: Slides, choices: Sequence[Any], start: Spec, values: Values, asked: Values
) -> Spec | None:
    """Return one of the choices in a view whose traces tell in ``meta`` at which they live."""
    moved = {k for k, v in asked.items() if v != values[k]}
    if moved != {slides.name} or values[slides.name] is not None:
        return None
    wanted = asked[slides.name]
    if wanted not in choices or not any(isinstance(t.get("meta"), str) for t in start["data"]):
        return {}
    number = list(choices).index(wanted)
    traces = [
        {**t, "visible": t["meta"][number] == "1"} if isinstance(t.get("meta"), str) else t
        for t in start["data"]
    ]
    layout = told_anew(start["layout"], slides.words(asked))
    return {**start, "data": traces, "layout": layout}
