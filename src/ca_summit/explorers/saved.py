"""Choose the views of an explorer that its file keeps, and write them into the notebook."""

from __future__ import annotations

import base64
import html
import itertools
import json
import re
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from ca_summit.explorers.controls import same
from ca_summit.explorers.frames import Frames, complete, stored_size
from ca_summit.explorers.front import program, style
from ca_summit.explorers.picture import draw_picture
from ca_summit.explorers.simplify import barest
from ca_summit.explorers.views import figure_alt
from ca_summit.figures.language import Words
from ca_summit.metadata import META_KEY, carried_by, carrying
from ca_summit.names import LANGUAGES
from ca_summit.translations import msg, msgs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ca_summit.explorers.controls import Control
    from ca_summit.explorers.frames import Spec
    from ca_summit.explorers.recipe import Recipe, Values
    from ca_summit.explorers.views import Views

#: Views at most, most of them repainted in some milliseconds each.
_MOST = 480
_MENU_HEIGHT, _SLIDER_HEIGHT = 46, 64
#: What of a figure's own metadata a view needs on the page.
_SAID = ("alt", "caption", "question", "subtitle", "narrow", "head", "foot", "inks")
#: What of it a page writes around the figure anew for each view.
_TOLD = ("alt", "caption", "question", "subtitle")
#: What of the package's looks a figure keeps that has to be small.
_LOOKS = ("font", "paper_bgcolor", "plot_bgcolor", "colorway")
#: Bytes that a figure beside the script may take.
_ROOM = 24_000
#: Room of a figure whose menus are wanted, not its size.
_WIDE = 90_000
#: Begins the last line of the script in a notebook, which holds the packed views.
MARK = "caSummitExplorer(element, "
_SCRIPT = """const caSummitExplorer = async (host, size, packed) => {
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const signs = `0123456789${letters}${letters.toLowerCase()}` + "!#$%&()*+-;<=>?@^_`{|}~";
const bytes = new DataView(new ArrayBuffer(packed.length * 0.8));
for (let at = 0; at < packed.length; at += 5) {
let number = 0;
for (const sign of packed.slice(at, at + 5)) number = number * 85 + signs.indexOf(sign);
bytes.setUint32(at * 0.8, number);
}
const blob = new Blob([bytes.buffer.slice(0, size)]);
const stream = blob.stream().pipeThrough(new DecompressionStream("deflate"));
const saved = JSON.parse(await new Response(stream).text());
const address = URL.createObjectURL(new Blob([saved.program], { type: "text/javascript" }));
(await import(address)).default.showSaved(host, saved);
};
"""


def _packed(text: str) -> tuple[int, str]:
    """Return text as deflated bytes, their number and the signs that hold them."""
    raw = zlib.compress(text.encode(), 9)
    return len(raw), base64.b85encode(raw + bytes(-len(raw) % 4)).decode()


def unpacked_script(script: str) -> dict[str, Any] | None:
    """Return what the script of an explorer in a notebook holds; None of another script.

    Examples
    --------
    >>> unpacked_script("alert(1)") is None
    True
    """
    line = script.rstrip().rsplit("\n", 1)[-1]
    found = re.fullmatch(re.escape(MARK) + r'(\d+), "([^"]*)"\);', line)
    if not found:
        return None
    try:
        raw = base64.b85decode(found[2])[: int(found[1])]
        held: dict[str, Any] = json.loads(zlib.decompress(raw))
    except (ValueError, zlib.error):
        return None
    return held


def said_of(spec: Spec, lines: Mapping[str, Any]) -> Spec:
    """Return a view with lines of code that make it, without its table, sources and template."""
    layout = {k: v for k, v in spec.get("layout", {}).items() if k != "template"}
    said = {k: v for k, v in carried_by(layout).items() if k in _SAID and v}
    return {"data": spec["data"], "layout": carrying(layout, {**said, **lines})}


def script_of(saved: dict[str, Any], *, own: bool, parts: tuple[str, ...] = ()) -> str:
    """Return the script of an output: program, looks and what was kept.

    Parameters
    ----------
    own
        Whether the figure is one of this package, which has looks for dark pages.
    parts
        Files of the program that few explorers need.
    """
    from ca_summit.figures.theme import CONFIG, TEMPLATE, TEMPLATE_DARK

    if own:
        saved["figure"]["layout"]["template"] = {"layout": TEMPLATE.layout.to_plotly_json()}
    page = {
        "own": own,
        "dark": TEMPLATE_DARK.layout.to_plotly_json() if own else {},
        "config": CONFIG,
        "style": style(),
        "program": program(*parts),
    }
    text = json.dumps(saved | page, ensure_ascii=False, separators=(",", ":"))
    size, signs = _packed(text)
    return f'{_SCRIPT}{MARK}{size}, "{signs}");'


def picture_of(recipe: Recipe, views: Views, values: Values) -> str:
    """Return the present view as a picture in HTML, for viewers that draw nothing."""
    spec = views.get(values)[0]
    spec = recipe.short(spec) if recipe.short else spec
    svg = draw_picture(spec).replace('"', "'")  # in an address one sign, not three
    svg = quote(svg, safe=" =:/(),.;'-+!*")
    alt, code = html.escape(figure_alt(spec)), html.escape(recipe.call(values).code)
    image = f'<img src="data:image/svg+xml,{svg}" alt="{alt}">'
    return f"<figure>{image}<figcaption><code>{code}</code></figcaption></figure>"


class Axis(NamedTuple):
    """A control whose choices the file keeps: all that it offers in any state of the others."""

    control: Control
    options: tuple[tuple[str, Any], ...]

    def place(self, value: Any) -> int:
        """Return the place of a value among the choices."""
        return next(i for i, (_, own) in enumerate(self.options) if same(own, value))


class SavedViews:
    """The views that a file keeps of an explorer in its present state.

    Parameters
    ----------
    recipe
        What the explorer is made of.
    views
        The views drawn so far.
    values
        The present values of all controls.
    """

    def __init__(self, recipe: Recipe, views: Views, values: Values) -> None:
        self.recipe, self.views, self.values = recipe, views, values
        language = values.get("language")
        self.words = Words(language if language in LANGUAGES else None)
        self.start = self._plain(views.get(values)[0])
        self.axes = list(_axes(recipe, values))
        self.names = [self._name(values)]
        said = self._said(self.start, values)
        self.frames = Frames(said)
        self.frames.add(self.names[0], said)
        self._whole = True  # until a view is left out
        self._more = self._candidates() if self._possible(values) else iter(())
        self.count = self._fill()

    # ---- which views

    def _candidates(self) -> Iterator[tuple[dict[str, Any], Spec]]:
        """Yield values and view, choices of one control first, then those of several together."""
        drawn = made = 0
        for names, options in self._combinations():
            asked = {**self.values, **dict(zip(names, options, strict=True))}
            spec = self.recipe.light(self.start, self.values, asked) if self.recipe.light else None
            if spec is None and drawn == self.recipe.draws:
                self._whole = False
                continue
            if spec is None and self._possible(asked):
                drawn += 1
                spec = self._plain(self.views.get(asked)[0])
            if not spec:
                continue
            made += 1
            yield asked, spec
            if made == _MOST:
                self._whole = False
                return

    def _combinations(self) -> list[tuple[tuple[str, ...], tuple[Any, ...]]]:
        """Return choices of all axes in growing blocks, so that any that are kept combine."""
        names = tuple(axis.control.name for axis in self.axes)
        if not names:
            return []
        ranked = [self._ranked(axis) for axis in self.axes]
        found = list(itertools.product(*ranked))
        found.sort(key=lambda c: (max(at for at, _ in c), [at for at, _ in c]))
        return [(names, tuple(value for _, value in combination)) for combination in found[1:]]

    def _ranked(self, axis: Axis) -> list[tuple[tuple[int, float], Any]]:
        """Return choices with their turn: the present one, telling ones evenly, then the rest."""
        first = self.recipe.first.get(axis.control.name)
        now = self.values[axis.control.name]

        def order(value: Any) -> tuple[bool, int]:
            place = next((i for i, v in enumerate(first or ()) if same(v, value)), len(first or ()))
            return not same(value, now), place

        ordered = sorted((value for _, value in axis.options), key=order)
        telling = [v for v in ordered if first is None or any(same(v, one) for one in first)]
        turns: list[tuple[tuple[int, float], Any]] = []
        for rank, value in enumerate(ordered):
            late = rank > 0 and not any(same(value, one) for one in telling)
            others = 100 if axis.control.tabs else len(ordered if late or not telling else telling)
            share = rank / others
            turns.append(((int(late), share) if rank else (0, 0.0), value))
        return turns

    def _possible(self, asked: Values) -> bool:
        return not any(c.fault(asked[c.name]) for c in self.recipe.controls(asked))

    def _name(self, values: Values) -> str:
        return "|".join(str(axis.place(values[axis.control.name])) for axis in self.axes)

    # ---- what of a view

    def _plain(self, spec: Spec) -> Spec:
        return self.recipe.short(spec) if self.recipe.short else spec

    def _said(self, spec: Spec, values: Values) -> Spec:
        """Return a view with the line of code that makes it, without its table and sources."""
        hidden = [c.name for c in self.recipe.controls(values) if not c.shown]
        lines = {
            "code": self.recipe.call(values).code,
            "restore": self.recipe.line(values),
            "kind": self.recipe.call(values).code.split("(")[0],
            "hidden": [axis.control.name for axis in self.axes if axis.control.name in hidden],
        }
        return said_of(spec, lines)

    @property
    def own(self) -> bool:
        """Whether the figure is one of this package, which has looks for dark pages."""
        return bool(carried_by(self.views.get(self.values)[0]["layout"]))

    # ---- how many fit

    def _script(self, count: int, key: str) -> str:
        """Return the script that holds the first views."""
        figure = self.frames.figure(count)
        shown = self.views.get(self.values)[0]["layout"]
        if self.own:  # table and sources of the first view, which exports print
            own = figure["layout"]["meta"][META_KEY]
            own |= {k: shown["meta"][META_KEY].get(k) for k in ("data", "sources")}
        else:
            figure["layout"]["template"] = shown.get("template") or {}
        held = self._held(count)
        axes = [at for at, places in enumerate(held) if len(places) > 1]
        for frame in figure["frames"]:
            places = frame["name"].split("|")
            frame["name"] = "|".join(str(held[at].index(int(places[at]))) for at in axes)
        start = figure["frames"][0]["name"]
        figure["frames"].sort(key=lambda frame: frame["name"])  # what is alike packs well
        saved = {
            "key": key,
            "title": f"Controls of {self.recipe.title}",
            "places": [int(place) for place in start.split("|") if place],
            "controls": [self._state(self.axes[at], held[at]) for at in axes],
            "kept": self.kept(count),
            "figure": figure,
        }
        return script_of(saved, own=self.own)

    def _held(self, count: int) -> list[list[int]]:
        """Return for each axis the places of the choices that the first views hold."""
        names = [name.split("|") for name in self.names[:count]]
        return [sorted({int(name[at]) for name in names}) for at in range(len(self.axes))]

    def _state(self, axis: Axis, places: list[int]) -> Spec:
        control, options = axis.control, [axis.options[place] for place in places]
        told = {k: getattr(control, k) for k in ("name", "label", "kind", "tabs", "help")}
        plays = [at for at, (_, value) in enumerate(options) if value is not None]
        return {**told, "options": [text for text, _ in options], "plays": plays}

    def _fill(self) -> int:
        """Take in views until the script is full; return how many fit."""
        first = self._size(1)
        step, fits = 8, 1
        while (size := self._size(len(self.names))) <= self.recipe.budget:
            fits = len(self.names)
            each = max(60, (size - first) / max(1, fits - 1))
            wanted = min(step, 1 + int((self.recipe.budget - size) / each))
            for changed, spec in itertools.islice(self._more, wanted):
                self.names.append(self._name(changed))
                self.frames.add(self.names[-1], self._said(spec, changed))
            if len(self.names) == fits:
                return fits
            step *= 2
        self._whole = False
        budget = self.recipe.budget
        return _most(lambda n: self._size(n) <= budget, fits, len(self.names))

    def _size(self, count: int) -> int:
        return len(self._script(count, "")) - len(_SCRIPT)

    def script(self, key: str) -> str:
        """Return JavaScript that shows the views; a live explorer of that key takes their place."""
        return self._script(self.count, key)

    def kept(self, count: int) -> str:
        """Say which choices are kept, where not all are."""
        pairs = zip(self.axes, self._held(count), strict=True)
        held = [(axis, len(places)) for axis, places in pairs if len(places) < len(axis.options)]
        if count == len(self.names) and not held and self._whole:
            return ""
        if not held:
            return self.words.count(
                "This file keeps {count} view; the live explorer has every choice.",
                "This file keeps {count} views; the live explorer has every choice.",
                count,
            )
        return self.words.count(
            "This file keeps {count} view ({choices}); the live explorer has every choice.",
            "This file keeps {count} views ({choices}); the live explorer has every choice.",
            count,
            choices=self._shares(held),
        )

    def _shares(self, held: list[tuple[Axis, int]]) -> str:
        """Say how many of the choices of some controls are kept."""
        message = msg("{control}: {held:n} of {all:n}")
        told = [(axis.control.label, number, len(axis.options)) for axis, number in held]
        return "; ".join(
            self.words.say(message, control=label, held=number, all=every)
            for label, number, every in told
        )

    # ---- the same for viewers that draw plotly figures and run no scripts

    def twin(self, room: int = _WIDE) -> Spec:
        """Return a plotly figure whose own menus show the views that change one control.

        Parameters
        ----------
        room
            Bytes that it may take in a notebook file; without any menu it may take more.
        """
        single = [n for n in self.names if _changes(n, self.names[0]) <= 1]
        single = [n for n in single if self._same_form(n)]
        # The first control's choices come before those of the others.
        single.sort(key=lambda name: _moved(name, self.names[0]))
        most = _most(lambda n: stored_size(self._menus(single[:n])) <= room, 1, len(single))
        return self._menus(single[:most])

    def _same_form(self, name: str) -> bool:
        """Tell whether a view is drawn by the same function as the start; tabs are no menus."""
        tabs = [at for at, axis in enumerate(self.axes) if axis.control.tabs]
        return all(name.split("|")[at] == self.names[0].split("|")[at] for at in tabs)

    def _menus(self, names: list[str]) -> Spec:
        chosen = Frames(self._lean())
        for name in names:
            spec = self.frames.specs[self.names.index(name)]
            chosen.add(name, barest(spec))
        figure = complete(chosen.figure())
        layout = figure["layout"]
        offers = []
        for at, axis in enumerate(self.axes):
            own = [n for n in names if _changes(n, self.names[0], but=at) == 0]
            own.sort(key=_place_of(at))
            if len(own) > 1:
                every = list(range(len(axis.options)))
                offers.append((at, self._state(axis, every), own))
        _add_menus(layout, offers, self.names[0])
        self._tell(layout, offers)
        return {**figure, "config": {"displaylogo": False, "showSendToCloud": False}}

    def _tell(self, layout: Spec, offers: list[tuple[int, Spec, list[str]]]) -> None:
        """Say in the caption what the menus offer and what only the live explorer does."""
        held = {control["name"]: len(own) for _, control, own in offers}
        say, count = self.words.say, self.words.count
        one, many = msgs("{control} ({count} choice)", "{control} ({count} choices)")
        offered = [count(one, many, len(own), control=told["label"]) for _, told, own in offers]
        short = [(axis, held.get(axis.control.name, 0)) for axis in self.axes]
        short = [(axis, number) for axis, number in short if number < len(axis.options)]
        said = []
        if offered:
            controls = self.words.either(offered)
            said.append(
                say("Choose {controls}; each choice starts from this view.", controls=controls)
            )
        if short:
            left = msg(
                "Left out, to keep the file small or because there is nothing to show: {choices}."
            )
            said.append(say(left, choices=self._shares(short)))
        explorer = f"{self.recipe.name}()"
        said.append(say("All choices together: {explorer} in JupyterLab.", explorer=explorer))
        own = layout["meta"].setdefault(META_KEY, {})
        note = " ".join(said)
        own["caption"] = f"{own.get('caption', '')} {note}".strip()
        own["alt"] = f"{own.get('alt') or ''} {note}".strip()

    def _lean(self) -> Spec:
        """Return the start without what the views beside it hold: its table and sources."""
        layout = {k: v for k, v in self.start.get("layout", {}).items() if k != "uirevision"}
        for axis in [k for k in layout if k[:5] in {"xaxis", "yaxis"}]:
            layout[axis] = {k: v for k, v in layout[axis].items() if k != "uirevision"}
        own = carried_by(layout)
        said: Spec = {k: own[k] for k in ("alt", "caption", "head", "foot") if k in own}
        said |= {"data": {"columns": [], "rows": []}, "sources": []}
        layout = carrying(layout, said)
        template = layout.get("template") or {}
        looks = template.get("layout") or {}
        if self.own:  # the most telling of the package's looks; the rest is plotly's own
            layout["template"] = {"layout": {k: looks[k] for k in _LOOKS if k in looks}}
        return {**self.start, "layout": layout}

    def picture(self) -> str:
        """Return the present view as a picture in HTML, for viewers that draw nothing."""
        return picture_of(self.recipe, self.views, self.values)

    def bundle(self, key: str) -> dict[str, Any]:
        """Return the forms of the output: script, picture, a figure where it is small."""
        made: dict[str, Any] = {
            "application/javascript": self.script(key),
            "text/html": self.picture(),
        }
        twin = self.twin(self.recipe.room)
        if stored_size(twin) <= max(self.recipe.room, _ROOM):
            made["application/vnd.plotly.v1+json"] = twin
        return made


def _place_of(at: int) -> Callable[[str], int]:
    """Return what gives the place of one control's choice in the name of a view."""
    return lambda name: int(name.split("|")[at])


def page_figure(saved: dict[str, Any]) -> Spec:
    """Return the views of an explorer as one figure whose menus play its frames, for a report.

    Parameters
    ----------
    saved
        What ``unpacked_script()`` gives. Views that other tabs show are left out.
    """
    if "pack" in saved:
        return _painted_figure(saved)
    start = "|".join(map(str, saved["places"]))
    controls = list(enumerate(saved["controls"]))
    tabs = [at for at, control in controls if control["tabs"]]
    figure = saved["figure"]
    frames = {
        frame["name"]: frame
        for frame in figure["frames"]
        if all(frame["name"].split("|")[at] == start.split("|")[at] for at in tabs)
    }
    figure = complete({**figure, "frames": list(frames.values())}, packed=False)
    for frame in figure["frames"]:
        _leave_room(frame)
        told = carried_by({"meta": frame["layout"].pop("meta", None)})
        said = {k: told[k] or "" for k in _TOLD if k in told}
        if "caption" in said:
            said["caption"] = f"{said['caption']} {saved['kept']}".strip()
        frame["layout"] |= {"meta": {META_KEY: said}} if said else {}
    layout = figure["layout"]
    offers = []
    for at, control in controls:
        own = [n for n in frames if _changes(n, start, but=at) == 0]
        own.sort(key=_place_of(at))
        if at not in tabs and len(own) > 1:
            offers.append((at, control, own))
    carried = carried_by(layout)
    carried["caption"] = f"{carried.get('caption') or ''} {saved['kept']}".strip()
    layout = figure["layout"] = carrying(layout, carried)
    _add_menus(layout, offers, start)
    if not saved["own"]:
        layout["meta"] = {k: v for k, v in layout["meta"].items() if k != META_KEY}
    return figure


def _leave_room(frame: Spec) -> None:
    """Take height and the room for words out of a frame: they are the page's."""
    sides = {k: v for k, v in frame["layout"].pop("margin", {}).items() if k in "lr"}
    frame["layout"].pop("height", None)
    frame["layout"] |= {"margin": sides} if sides else {}


def _painted_figure(saved: dict[str, Any]) -> Spec:
    """Return the map with menus of which the page paints each choice; of another tab, its view."""
    if "shown" in saved:
        return {**saved["shown"], "frames": []}
    figure, pack, values = saved["figure"], saved["pack"], saved["values"]
    for frame in figure["frames"]:
        _leave_room(frame)
        frame["layout"].pop("meta", None)
    every = sorted({year for fact in pack["facts"] for year in fact["mapped"]})
    places: list[Any] = [*every, None]
    now = places.index(values["year"])
    told = {control["name"]: control for control in saved["controls"]}
    options = {
        "indicator": [fact["option"] for fact in pack["facts"]],
        "year": [*map(str, every), "latest"],
    }
    names = {
        "indicator": [f"{at}|{now}" for at in range(len(options["indicator"]))],
        "year": [f"{values['indicator']}|{at}" for at in range(len(places))],
    }
    offers = [
        (at, {**told[name], "options": options[name]}, names[name])
        for at, name in enumerate(("indicator", "year"))
        if len(names[name]) > 1
    ]
    _add_menus(figure["layout"], offers, f"{values['indicator']}|{now}")
    return {**figure, "painted": {**pack, "places": places}}


def _add_menus(layout: Spec, offers: list[tuple[int, Spec, list[str]]], start: str) -> None:
    """Add a list for each control and a slider, and the room that plotly needs for them."""
    slide = next((offer for offer in offers if offer[1]["kind"] == "slide"), None)
    drops = [offer for offer in offers if offer is not slide]
    _make_room(layout, above=bool(drops), below=bool(slide))
    if drops:
        top = layout["margin"]["t"]
        layout["updatemenus"] = [
            _dropdown(place / len(drops), top, *offer, start=start)
            for place, offer in enumerate(drops)
        ]
    if slide:
        bottom = layout["margin"]["b"] - _SLIDER_HEIGHT
        layout["sliders"] = [_slider(bottom, *slide, start=start)]


def _axes(recipe: Recipe, values: Values) -> Iterator[Axis]:
    """Yield the controls whose choices can be listed, with all that they offer in any state."""
    held = {c.name: c for c in recipe.controls(values) if c.shown}
    named = [n for n in recipe.axes if n in held] or list(held)
    finite = [held[n] for n in named if held[n].finite and len(held[n].choices) > 1]
    states = [{c.name: v} for c in finite for _, v in c.choices]
    seen = [recipe.controls({**values, **state}) for state in states]
    for control in finite:
        options = list(control.choices)
        for other in (c for controls in seen for c in controls if c.name == control.name):
            options += [o for o in other.choices if not any(same(o[1], v) for _, v in options)]
        now = values[control.name]
        if not any(same(now, v) for _, v in options):
            options.insert(0, (f"{now} (not possible)", now))
        yield Axis(control, _in_order(options, control.kind))


def _in_order(options: list[tuple[str, Any]], kind: str) -> tuple[tuple[str, Any], ...]:
    numbers = [o for o in options if isinstance(o[1], (int, float)) and not isinstance(o[1], bool)]
    if kind != "slide" or len(numbers) < len(options) - 1:
        return tuple(options)
    rest = [o for o in options if o not in numbers]
    ordered = sorted(numbers, key=lambda o: o[1])
    return tuple([*rest, *ordered] if options[0] in rest else [*ordered, *rest])


def _most(fits: Callable[[int], bool], low: int, high: int) -> int:
    """Return the largest number that fits, found by halving; the lowest is taken to fit."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _changes(name: str, start: str, *, but: int = -1) -> int:
    pairs = zip(name.split("|"), start.split("|"), strict=True)
    return sum(one != two for at, (one, two) in enumerate(pairs) if at != but)


def _step(label: str, name: str) -> Spec:
    how = {
        "mode": "immediate",
        "frame": {"duration": 0, "redraw": True},
        "transition": {"duration": 0},
    }
    return {"label": label, "method": "animate", "args": [[name], how]}


def _moved(name: str, start: str) -> int:
    """Return which place of a name differs from the start; -1 where none does."""
    pairs = zip(name.split("|"), start.split("|"), strict=True)
    return next((at for at, (one, two) in enumerate(pairs) if one != two), -1)


def _dropdown(x: float, top: int, at: int, control: Spec, names: list[str], *, start: str) -> Spec:
    label = control["label"]
    words = [control["options"][int(name.split("|")[at])] for name in names]
    return {
        "buttons": [_step(f"{label}: {w}", n) for w, n in zip(words, names, strict=True)],
        "active": names.index(start),
        "x": x,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "pad": {"b": top - _MENU_HEIGHT + 6, "l": 2},
        "name": label,
        "bgcolor": "#E9EDF0",
        "bordercolor": "#8A949C",
        "font": {"color": "#22272B", "size": 12},
    }


def _slider(bottom: int, at: int, control: Spec, names: list[str], *, start: str) -> Spec:
    words = [control["options"][int(name.split("|")[at])] for name in names]
    return {
        "active": names.index(start),
        "currentvalue": {"prefix": f"{control['label']}: "},
        "y": 0,
        "yanchor": "top",
        "pad": {"t": bottom - 4, "l": 4, "r": 4},
        "font": {"size": 10},
        "ticklen": 3,
        "steps": [_step(w, n) for w, n in zip(words, names, strict=True)],
    }


def _make_room(layout: Spec, *, above: bool, below: bool) -> None:
    """Leave room for menus above the title and for a slider below the figure."""
    more = {"head": _MENU_HEIGHT if above else 0, "foot": _SLIDER_HEIGHT if below else 0}
    margin = layout.setdefault("margin", {})
    margin["t"] = margin.get("t", 100) + more["head"]
    margin["b"] = margin.get("b", 80) + more["foot"]
    layout["height"] = layout.get("height", 450) + sum(more.values())
    carried = layout["meta"][META_KEY]
    for side in more:
        if carried.get(side):
            carried[side] += more[side]
    if above:
        title = layout.get("title")
        title = dict(title) if isinstance(title, dict) else {"text": title or ""}
        pad = title.get("pad", {})
        layout["title"] = {**title, "pad": {**pad, "t": pad.get("t", 0) + _MENU_HEIGHT}}
