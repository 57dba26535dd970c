"""Fold many views into one plotly figure whose own menus switch between them."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from ca_summit.explorers.controls import same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ca_summit.explorers.controls import Control
    from ca_summit.explorers.recipe import Recipe, Values
    from ca_summit.explorers.views import Views

_MENU_HEIGHT, _SLIDER_HEIGHT = 46, 64
_NOT_COMPARED = {"template", "meta", "uirevision", "updatemenus", "sliders", "height", "margin"}
_MOST = 60


def build_twin(recipe: Recipe, views: Views, values: Values) -> dict[str, Any]:
    """Return one figure whose menus and slider offer the finite choices of the controls.

    Every button sets the whole figure, so each always shows what its label says; a menu changes
    one control and puts the others back to the current view.
    """
    start = views.get(values)[0]
    offers = _offers(recipe, values)
    rounds = _rounds(offers)
    pool, taken, left = _Pool(start), {name: [] for name, _ in offers}, []
    menus: dict[str, list[dict[str, Any]]]
    size = _size(start)
    for name, label, value in rounds:
        spec, _ = views.get({**values, **_moved(recipe, values, name, value)})
        cost = pool.cost(spec)
        if size + cost > recipe.budget or sum(map(len, taken.values())) >= _MOST:
            left.append(name)
            continue
        size += cost
        taken[name].append((label, value, pool.add(spec)))
    menus = {name: own for name, own in taken.items() if len(own) > 1}
    return _compose(recipe, values, pool, menus, dict(offers), sorted(set(left)))


def _offers(recipe: Recipe, values: Values) -> list[tuple[str, Control]]:
    held = {c.name: c for c in recipe.controls(values) if c.shown}
    named = [n for n in recipe.axes if n in held] or [n for n, c in held.items() if c.finite]
    return [(n, held[n]) for n in named if held[n].finite and len(held[n].choices) > 1]


def _rounds(offers: list[tuple[str, Control]]) -> list[tuple[str, str, Any]]:
    return [(name, text, value) for name, c in offers for text, value in c.choices]


def _moved(recipe: Recipe, values: Values, name: str, value: Any) -> dict[str, Any]:
    """Return the values after one control moved, mended where another became impossible."""
    after = {**values, name: value}
    for control in recipe.controls(after):
        if control.name != name and control.finite and control.fault(after[control.name]):
            after[control.name] = control.choices[0][1]
    return after


class _Pool:
    """Traces of all views, equal geometry stored once."""

    def __init__(self, start: dict[str, Any]) -> None:
        self.start = start
        self.order: list[str] = []
        self.views: list[tuple[dict[str, dict[str, Any]], dict[str, Any]]] = []
        self.add(start)

    def add(self, spec: dict[str, Any]) -> int:
        """Take a view in; return its number."""
        keyed = dict(_keyed(spec))
        layout = {
            k: v for k, v in _leaves(spec.get("layout", {})) if k.split(".")[0] not in _NOT_COMPARED
        }
        for number, (known, old) in enumerate(self.views):
            if known == keyed and old == layout:
                return number
        at = -1
        for key in keyed:
            if key in self.order:
                at = max(at, self.order.index(key))
            else:
                at += 1
                self.order.insert(at, key)
        self.views.append((keyed, layout))
        return len(self.views) - 1

    def cost(self, spec: dict[str, Any]) -> int:
        """Estimate the bytes that a view adds."""
        keyed = dict(_keyed(spec))
        first, layout = self.views[0]
        new = sum(
            _size(t)
            if k not in self.order
            else _size(dict(_changed(dict(_leaves(first.get(k, {}))), dict(_leaves(t)))))
            for k, t in keyed.items()
        )
        own = {
            k: v for k, v in _leaves(spec.get("layout", {})) if k.split(".")[0] not in _NOT_COMPARED
        }
        return new + _size(dict(_changed(layout, own))) + 5 * len(self.order) + 90

    def steps(self) -> tuple[list[dict[str, Any]], list[list[Any]]]:
        """Return the traces and, for each view, the arguments of plotly's ``update``."""
        flat = [{k: dict(_leaves(t)) for k, t in keyed.items()} for keyed, _ in self.views]
        differing: dict[str, set[str]] = {}
        for key in self.order:
            held = [f[key] for f in flat if key in f]
            paths = {p for one in held for p, _ in _changed(held[0], one)}
            differing[key] = paths | ({"visible"} if len(held) < len(flat) else set())
        touched = [k for k in self.order if differing[k]]
        paths = sorted({p for k in touched for p in differing[k]})
        numbers = [self.order.index(k) for k in touched]
        every = {k: next(f[k] for f in flat if k in f) for k in self.order}
        arguments = []
        for one, (_, layout) in zip(flat, self.views, strict=True):
            change = {
                p: [
                    ((k in one) and one[k].get(p, True))
                    if p == "visible"
                    else (one.get(k) or every[k]).get(p)
                    for k in touched
                ]
                for p in paths
            }
            arguments.append([change, self._relayout(layout), numbers])
        traces = []
        for key in self.order:
            trace = next(v[key] for v, _ in self.views if key in v)
            traces.append({**trace, **({} if key in flat[0] else {"visible": False})})
        return traces, arguments

    def _relayout(self, layout: dict[str, Any]) -> dict[str, Any]:
        every = [own for _, own in self.views]
        paths = sorted({p for own in every for p, _ in _changed(every[0], own)})
        change = {p: layout.get(p) for p in paths}
        for path in [p for p in paths if p.endswith("axis.range") or p[:5].endswith("axis")]:
            if path.endswith(".range") and layout.get(path) is None:
                change[path.replace(".range", ".autorange")] = True
        return change


def _keyed(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each trace a key made of its geometry."""
    seen: dict[str, int] = {}
    for trace in spec.get("data", []):
        parts = [trace.get(k) for k in ("type", "x", "y", "xaxis", "yaxis", "orientation")]
        key = json.dumps(parts)
        seen[key] = seen.get(key, 0) + 1
        plain = {
            k: v if k in {"x", "y"} else _unpacked(v) for k, v in trace.items() if k != "uirevision"
        }
        yield f"{key}#{seen[key]}", plain


def _unpacked(value: Any) -> Any:
    """Turn plotly's base64 arrays into lists, which buttons can carry."""
    if isinstance(value, dict):
        if "bdata" in value and "dtype" in value:
            raw = np.frombuffer(base64.b64decode(value["bdata"]), dtype=f"<{value['dtype']}")
            shape = [int(n) for n in str(value.get("shape", len(raw))).split(",")]
            listed: list[Any] = [None if v != v else v for v in raw.tolist()]
            return np.array(listed, dtype=object).reshape(shape).tolist()
        return {k: _unpacked(v) for k, v in value.items()}
    return [_unpacked(v) for v in value] if isinstance(value, list) else value


def _leaves(node: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if isinstance(value, dict) and value and "bdata" not in value:
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _changed(one: dict[str, Any], two: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for path in one.keys() | two.keys():
        if one.get(path) != two.get(path):
            yield path, two.get(path)


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _compose(
    recipe: Recipe,
    values: Values,
    pool: _Pool,
    menus: dict[str, list[tuple[str, Any, int]]],
    offers: dict[str, Control],
    left: list[str],
) -> dict[str, Any]:
    """Put traces, menus, slider and notes together."""
    traces, arguments = pool.steps()
    layout = json.loads(json.dumps(pool.start.get("layout", {})))
    margin = layout.setdefault("margin", {})
    slide = next((n for n in menus if offers[n].kind == "slide"), None)
    drops = [n for n in menus if n != slide]
    if drops:
        top = max(margin.get("t", 100), _title_height(layout)) + _MENU_HEIGHT
        margin["t"] = top
        _lower_title(layout)
        layout["updatemenus"] = _dropdowns(drops, menus, offers, values, arguments, top)
    if slide:
        bottom = margin.get("b", 80)
        margin["b"] = bottom + _SLIDER_HEIGHT
        layout["sliders"] = [_slider(offers[slide], menus[slide], values, arguments, bottom)]
    extra = (_MENU_HEIGHT if drops else 0) + (_SLIDER_HEIGHT if slide else 0)
    layout["height"] = layout.get("height", 450) + extra
    layout.pop("uirevision", None)
    for axis in [v for k, v in layout.items() if k[:5] in {"xaxis", "yaxis"}]:
        axis.pop("uirevision", None)
    _tell(layout, recipe, menus, offers, left)
    return {
        "data": traces,
        "layout": layout,
        "config": {"displaylogo": False, "showSendToCloud": False},
    }


def _dropdowns(
    names: list[str],
    menus: dict[str, list[tuple[str, Any, int]]],
    offers: dict[str, Control],
    values: Values,
    arguments: list[list[Any]],
    top: int,
) -> list[dict[str, Any]]:
    made = []
    for place, name in enumerate(names):
        buttons = [
            {
                "label": f"{offers[name].label}: {text}",
                "method": "update",
                "args": arguments[number],
            }
            for text, _, number in menus[name]
        ]
        active = [i for i, (_, v, _) in enumerate(menus[name]) if same(v, values[name])]
        made.append(
            {
                "buttons": buttons,
                "active": active[0] if active else 0,
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
    own: list[tuple[str, Any, int]],
    values: Values,
    arguments: list[list[Any]],
    bottom: int,
) -> dict[str, Any]:
    active = [i for i, (_, v, _) in enumerate(own) if same(v, values[control.name])]
    return {
        "active": active[0] if active else 0,
        "currentvalue": {"prefix": f"{control.label}: "},
        "y": 0,
        "yanchor": "top",
        "pad": {"t": bottom - 4, "l": 4, "r": 4},
        "font": {"size": 10},
        "ticklen": 3,
        "steps": [{"label": t, "method": "update", "args": arguments[n]} for t, _, n in own],
    }


def _title_height(layout: dict[str, Any]) -> int:
    title = layout.get("title") or {}
    words = title.get("subtitle", {}).get("text", "") if isinstance(title, dict) else ""
    return 50 + (19 * (str(words).count("<br>") + 1) if words else 0)


def _lower_title(layout: dict[str, Any]) -> None:
    """Leave room for the menus above the title."""
    title = layout.get("title")
    title = dict(title) if isinstance(title, dict) else {"text": title or ""}
    pad = {**title.get("pad", {}), "t": _MENU_HEIGHT + 4, "l": title.get("pad", {}).get("l", 16)}
    layout["title"] = {
        **title, "pad": pad, "automargin": False, "yref": "container", "y": 1, "yanchor": "top",
    }  # fmt: skip


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
        note += f" Left out to keep the file small: {'; '.join(short)}."
    note += f" All choices together: {recipe.name}() in JupyterLab."
    meta = layout.get("meta") if isinstance(layout.get("meta"), dict) else {}
    own = dict(meta.get("ca_summit", {})) if meta else {}
    own["caption"] = f"{own.get('caption', '')} {note}".strip()
    own["alt"] = f"{own.get('alt') or ''} {note}".strip()
    layout["meta"] = {**(meta or {}), "ca_summit": own}
