"""Fold many views into one plotly figure whose own menus switch between them."""

from __future__ import annotations

import json
import os
import zlib
from typing import TYPE_CHECKING, Any

from ca_summit.explorers.controls import same
from ca_summit.explorers.light import on_one_ground
from ca_summit.explorers.pool import Pool, stored_size
from ca_summit.explorers.recipe import room_of
from ca_summit.metadata import META_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ca_summit.explorers.controls import Control
    from ca_summit.explorers.recipe import Recipe, Values
    from ca_summit.explorers.views import Views

_MENU_HEIGHT, _SLIDER_HEIGHT = 46, 64
_GENEROUS = 60_000  # packed bytes in a report, which packs its figures
_UNBOUNDED = 10_000_000
_SHARE = 0.45  # of the room beside the start view, which one choice may take
_MISSES = 3  # choices too large in a row after which a control offers no more
_SLIDER_AT = "sliders[0].active"
_TABLE, _SOURCES = 5_000, 2_500  # bytes
Choice = tuple[int, str, Any, int]  # place in the list, label, value, number of the view


def build_twin(recipe: Recipe, views: Views, values: Values) -> dict[str, Any]:
    """Return one figure whose menus and slider offer the finite choices of the controls.

    Every button sets the whole figure, so each always shows what its label says; a menu changes
    one control and puts the others back to the current view. While a report is built
    (``CA_SUMMIT_TWIN=full``), the twin may be larger and holds more choices.
    """
    full = os.environ.get("CA_SUMMIT_TWIN") == "full"
    return _Fitting(recipe, views, values, full=full).largest()


class _Fitting:
    """The search for as many choices as the budget allows."""

    def __init__(
        self,
        recipe: Recipe,
        views: Views,
        values: Values,
        *,
        full: bool,
    ) -> None:
        self.recipe, self.views, self.values, self.full = recipe, views, values, full
        self.budget = _GENEROUS if full else room_of(recipe, values)
        few = None if full else recipe.small
        self.steps = [s for s in (recipe.trim, None if full else recipe.short) if s]
        self.lights = [f for f in (recipe.light, None if full else recipe.thin) if f]
        start = views.get(values)[0]
        self.start = self.trim(start if full else _slim(start))
        self.all = dict(_offers(recipe, values))
        self.offers = {n: c for n, c in self.all.items() if few is None or n in few}
        self._found: list[tuple[str, int, str, Any, dict[str, Any]]] = []
        self._more = self._candidates()
        self.room = _UNBOUNDED if full else self.budget - stored_size(self.build(0))

    def trim(self, spec: dict[str, Any]) -> dict[str, Any]:
        """Leave out of a view what the twin can do without."""
        for step in self.steps:
            spec = step(spec)
        return spec

    def largest(self) -> dict[str, Any]:
        """Double the number of choices until they no longer fit, then halve the step."""
        best, step, count = self.build(0), 8, 0
        while step:
            twin = self.build(count + step)
            if self._size(twin) <= self.budget:
                best, count = twin, count + step
                if count > len(self._found):
                    break
                step *= 2 if count == step else 1
            else:
                step //= 2
        return best

    def _size(self, twin: dict[str, Any]) -> int:
        """Return the bytes of a twin where it will lie: packed in a report, or in a notebook."""
        if not self.full:
            return stored_size(twin)
        return len(zlib.compress(json.dumps(twin, separators=(",", ":")).encode()))

    def build(self, count: int) -> dict[str, Any]:
        """Return the twin with the first ``count`` choices."""
        while len(self._found) < count:
            one = next(self._more, None)
            if one is None:
                break
            self._found.append(one)
        pool = Pool(self.start, packed=not self.full)
        taken: dict[str, list[Choice]] = {name: [] for name in self.offers}
        for name, place, text, value, spec in self._found[:count]:
            taken[name].append((place, text, value, pool.add(spec)))
        menus = {n: sorted(own, key=lambda c: c[0]) for n, own in taken.items() if len(own) > 1}
        left = [n for n, c in self.all.items() if len(menus.get(n, ())) < len(c.choices)]
        return _compose(self.recipe, self.values, pool, menus, self.all, left)

    def _candidates(self) -> Iterator[tuple[str, int, str, Any, dict[str, Any]]]:
        """Yield the choices in turn; pass over those that would take most of the room."""
        pool, misses = Pool(self.start), dict.fromkeys(self.offers, 0)
        for name, place, (text, value) in _rounds(self.recipe, self.offers, self.values):
            if misses[name] >= _MISSES:
                continue
            made = (f(self.start, self.values, name, value) for f in self.lights)
            spec = next((m for m in made if m is not None), None)
            if spec == {}:
                continue
            if spec is None:
                after = {**self.values, **_moved(self.recipe, self.values, name, value)}
                spec = on_one_ground(self.start, self.trim(self.views.get(after)[0]))
            if pool.cost(spec) > _SHARE * self.room:
                misses[name] += 1
                continue
            yield name, place, text, value, spec


def _slim(spec: dict[str, Any]) -> dict[str, Any]:
    """Leave out of the figure's own table and sources what would outweigh the figure."""
    layout = dict(spec.get("layout", {}))
    meta = layout.get("meta")
    own = dict(meta.get("ca_summit", {})) if isinstance(meta, dict) else {}
    if own:
        if stored_size(own.get("data")) > _TABLE:
            own["data"] = {"columns": [], "rows": []}
        kept: list[Any] = []
        for source in own.get("sources", []):
            if stored_size(kept) + stored_size(source) > _SOURCES:
                break
            kept.append(source)
        own["sources_left_out"] = len(own.get("sources", [])) - len(kept)
        own["sources"] = kept
        layout["meta"] = {**(meta or {}), "ca_summit": own}
    return {**spec, "layout": layout}


def _offers(recipe: Recipe, values: Values) -> list[tuple[str, Control]]:
    held = {c.name: c for c in recipe.controls(values) if c.shown}
    named = [n for n in recipe.axes if n in held] or list(held)
    return [(n, held[n]) for n in named if held[n].finite and len(held[n].choices) > 1]


def _rounds(
    recipe: Recipe, offers: dict[str, Control], values: Values
) -> Iterator[tuple[str, int, tuple[str, Any]]]:
    """Yield the choices, the current ones first, then one of each control in turn."""
    queues = []
    for name, control in offers.items():
        first = list(recipe.first.get(name, ()))

        def rank(item: tuple[int, tuple[str, Any]], first: Any = first, name: str = name) -> Any:
            value = item[1][1]
            place = next((i for i, v in enumerate(first) if same(v, value)), len(first))
            return (not same(value, values[name]), place, item[0])

        ranked = sorted(enumerate(control.choices), key=rank)
        queues.append([(name, place, pair) for place, pair in ranked])
    for step in range(max(map(len, queues), default=0)):
        yield from (own[step] for own in queues if step < len(own))


def _moved(recipe: Recipe, values: Values, name: str, value: Any) -> dict[str, Any]:
    """Return the values after one control moved, mended where another became impossible."""
    after = {**values, name: value}
    for control in recipe.controls(after):
        if control.name != name and control.finite and control.fault(after[control.name]):
            after[control.name] = control.choices[0][1]
    return after


def _compose(
    recipe: Recipe,
    values: Values,
    pool: Pool,
    menus: dict[str, list[Choice]],
    offers: dict[str, Control],
    left: list[str],
) -> dict[str, Any]:
    """Put traces, menus, slider and notes together."""
    traces, arguments = pool.steps()
    layout = json.loads(json.dumps(pool.start.get("layout", {})))
    margin = layout.setdefault("margin", {})
    slide = next((n for n in menus if offers[n].kind == "slide"), None)
    drops = [n for n in menus if n != slide]
    starts = _starts(drops, slide, menus, values)
    if drops:
        top = margin.get("t", 100) + _MENU_HEIGHT
        margin["t"] = top
        _lower_title(layout)
        layout["updatemenus"] = _dropdowns(drops, menus, offers, starts, arguments, top)
    if slide:
        bottom = margin.get("b", 80)
        margin["b"] = bottom + _SLIDER_HEIGHT
        layout["sliders"] = [_slider(offers[slide], menus[slide], starts, arguments, bottom)]
    extra = (_MENU_HEIGHT if drops else 0) + (_SLIDER_HEIGHT if slide else 0)
    layout["height"] = layout.get("height", 450) + extra
    carried = (layout.get("meta") or {}).get(META_KEY) or {}
    for side, more in (
        ("head", bool(drops) * _MENU_HEIGHT),
        ("foot", bool(slide) * _SLIDER_HEIGHT),
    ):
        if carried.get(side):
            carried[side] += more
    layout.pop("uirevision", None)
    for axis in [v for k, v in layout.items() if k[:5] in {"xaxis", "yaxis"}]:
        axis.pop("uirevision", None)
    _tell(layout, recipe, menus, offers, left)
    return {
        "data": traces,
        "layout": layout,
        "config": {"displaylogo": False, "showSendToCloud": False},
    }


def _starts(
    drops: list[str], slide: str | None, menus: dict[str, list[Choice]], values: Values
) -> dict[str, int]:
    """Return where menus and slider stand in the current view, by plotly's names for it."""
    places = {f"updatemenus[{place}].active": name for place, name in enumerate(drops)}
    places |= {_SLIDER_AT: slide} if slide else {}
    return {
        at: next((i for i, (_, _, v, _) in enumerate(menus[name]) if same(v, values[name])), 0)
        for at, name in places.items()
    }


def _and(arguments: list[Any], reset: dict[str, int]) -> list[Any]:
    """Put the other menus back to the current view, which a choice starts from."""
    change, layout, numbers = arguments
    return [change, {**layout, **reset}, numbers]


def _dropdowns(
    names: list[str],
    menus: dict[str, list[Choice]],
    offers: dict[str, Control],
    starts: dict[str, int],
    arguments: list[list[Any]],
    top: int,
) -> list[dict[str, Any]]:
    made = []
    for place, name in enumerate(names):
        reset = {k: v for k, v in starts.items() if k != f"updatemenus[{place}].active"}
        buttons = [
            {
                "label": f"{offers[name].label}: {text}",
                "method": "update",
                "args": _and(arguments[number], reset),
            }
            for _, text, _, number in menus[name]
        ]
        made.append(
            {
                "buttons": buttons,
                "active": starts[f"updatemenus[{place}].active"],
                "x": place / max(1, len(names)),
                "xanchor": "left",
                "y": 1,
                "yanchor": "bottom",
                "pad": {"b": top - _MENU_HEIGHT + 6, "l": 2},
                "name": offers[name].label,
                "bgcolor": "#E9EDF0",
                "bordercolor": "#8A949C",
                "font": {"color": "#22272B", "size": 12},
            }
        )
    return made


def _slider(
    control: Control,
    own: list[Choice],
    starts: dict[str, int],
    arguments: list[list[Any]],
    bottom: int,
) -> dict[str, Any]:
    reset = {k: v for k, v in starts.items() if k != _SLIDER_AT}
    return {
        "active": starts[_SLIDER_AT],
        "currentvalue": {"prefix": f"{control.label}: "},
        "y": 0,
        "yanchor": "top",
        "pad": {"t": bottom - 4, "l": 4, "r": 4},
        "font": {"size": 10},
        "ticklen": 3,
        "steps": [
            {"label": t, "method": "update", "args": _and(arguments[n], reset)}
            for _, t, _, n in own
        ],
    }


def _lower_title(layout: dict[str, Any]) -> None:
    """Leave room for the menus above the title."""
    title = layout.get("title")
    title = dict(title) if isinstance(title, dict) else {"text": title or ""}
    pad = title.get("pad", {})
    layout["title"] = {**title, "pad": {**pad, "t": pad.get("t", 0) + _MENU_HEIGHT}}


def _tell(
    layout: dict[str, Any],
    recipe: Recipe,
    menus: dict[str, Any],
    offers: dict[str, Control],
    left: list[str],
) -> None:
    """Say in the figure's caption what its menus offer and what only the live explorer does."""
    words = [f"{offers[n].label} ({len(menus[n])} choices)" for n in menus]
    note = f"Choose {' or '.join(words)}; each choice starts from this view." if words else ""
    short = [
        f"{offers[n].label}: {len(menus.get(n, []))} of {len(offers[n].choices)}" for n in left
    ]
    if short:
        note += (
            " Left out, to keep the file small or because there is nothing to show: "
            f"{'; '.join(short)}."
        )
    sources = ((layout.get("meta") or {}).get("ca_summit") or {}).pop("sources_left_out", 0)
    if sources:
        note += f" {sources} further sources: figure_data() and why() name them."
    note += f" All choices together: {recipe.name}() in JupyterLab."
    meta = layout.get("meta") if isinstance(layout.get("meta"), dict) else {}
    own = dict(meta.get("ca_summit", {})) if meta else {}
    own["caption"] = f"{own.get('caption', '')} {note}".strip()
    own["alt"] = f"{own.get('alt') or ''} {note}".strip()
    layout["meta"] = {**(meta or {}), "ca_summit": own}
