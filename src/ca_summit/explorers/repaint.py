"""Repaint a map of the region, and show one partner of a timeline, without drawing anew."""

from __future__ import annotations

import inspect
import json
import re
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from ca_summit.explorers.frames import Spec, unpacked
from ca_summit.explorers.recipe import text_of_value
from ca_summit.explorers.simplify import light_ground
from ca_summit.explorers.views import as_dict, told_anew
from ca_summit.figures import SOURCE_NAME
from ca_summit.figures.canvas import MAP_KEY, Canvas
from ca_summit.figures.ink import label_ink
from ca_summit.figures.language import Words
from ca_summit.figures.text import power_name
from ca_summit.maps.region import (
    circle_looks,
    color_scale,
    describe_indicator,
    is_total,
    narrow_circles,
    region_words,
    state_looks,
    value_span,
)
from ca_summit.metadata import META_KEY, carried_by
from ca_summit.names import STATES, language_or_chosen
from ca_summit.tables import load_indicators

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from ca_summit.explorers.recipe import Values
    from ca_summit.maps.region import StateLook


class RegionPainter:
    """Views of the region's map, painted over one of the same form that was drawn before.

    Parameters
    ----------
    data
        The table of indicators that the explorer was given, or None for the bundled one.
    draw
        Draws the map; called once for colours and once for circles, in each language.
    """

    def __init__(self, data: pd.DataFrame | None, draw: Callable[..., go.Figure]) -> None:
        self.own, self._draw = data, draw
        self._rows: dict[str, pd.DataFrame] = {}
        self._drawn: dict[tuple[bool, str], Spec] = {}
        self._short: dict[int, tuple[Spec, Spec]] = {}
        self._plain: dict[str, Spec] = {}

    @property
    def frame(self) -> pd.DataFrame:
        """The table of indicators."""
        return load_indicators() if self.own is None else self.own

    def rows(self, indicator: str) -> pd.DataFrame:
        """Return the values of an indicator for the five states, by year and state."""
        if indicator not in self._rows:
            frame = self.frame
            own = frame[frame["indicator_id"].eq(indicator) & frame["iso3"].isin(STATES)]
            self._rows[indicator] = own[own["value"].notna()].sort_values(["year", "iso3"])
        return self._rows[indicator]

    def years(self, indicator: str) -> list[int]:
        """Return the years in which one of the five has a value; none of a broken table."""
        try:
            return sorted(int(y) for y in self.rows(indicator)["year"].dropna().unique())
        except (KeyError, TypeError, ValueError):
            return []

    def latest(self, indicator: str) -> int | None:
        """Return the year that the map shows where none is asked for."""
        if not self.years(indicator):
            return None
        years = self.rows(indicator)["year"].value_counts()
        return int(max(years.index[years.eq(years.max())]))

    def paint(self, values: Values) -> Spec | None:
        """Return the map of one indicator and year; None where it has to be drawn.

        Degrees at the edge stand where they gave way to the values of the view drawn first.
        """
        indicator, language = values["indicator"], values["language"]
        year = self.latest(indicator) if values["year"] is None else values["year"]
        if values["view"] != "map" or year not in self.years(indicator):
            return None
        rows = self.rows(indicator)
        own = rows[rows["year"].eq(year)]
        if rows.duplicated(["iso3", "year"]).any():
            return None
        label, definition = describe_indicator(self.frame, indicator)
        form = is_total(rows, label), language
        base = self._form(*form, indicator)
        looks, span = state_looks(own, year, value_span(rows), language), value_span(rows)
        words = region_words(rows, year, label, Words(language))
        words["caption"] = Words(language).cell(definition)
        for number, trace in enumerate(base["data"]):
            if codes := _meta(trace).get("circles"):
                words["narrow"] = narrow_circles(number, looks, codes)
        traces = [_painted(trace, looks, span, as_circles=form[0]) for trace in base["data"]]
        return {"data": traces, "layout": _retold(base["layout"], words)}

    def _form(self, circles: bool, language: str, indicator: str) -> Spec:
        """Return a map with circles or with colours, which any indicator of that form draws."""
        if (circles, language) not in self._drawn:
            fig = self._draw(indicator, self.own, language=language)
            self._drawn[circles, language] = as_dict(fig)
        return self._drawn[circles, language]

    def forms(self, facts: Sequence[Mapping[str, Any]], language: str) -> dict[str, Spec]:
        """Return the map of each form that some indicator has: colours first, then circles."""
        first = {bool(fact["circles"]): str(fact["id"]) for fact in reversed(facts)}
        return {
            ("circles" if form else "colours"): self._form(form, language, first[form])
            for form in sorted(first)
        }

    def arguments(self, language: str) -> dict[str, Any]:
        """Return what lines of code name besides the choices, and the defaults that they leave."""
        told = None if language == language_or_chosen() else language
        table = None if self.own is None else text_of_value(self.own, "data")
        parameters = inspect.signature(self._draw).parameters
        names = ("indicator", "year", "language", "data")
        defaults = {name: parameters[name].default for name in names}
        return {"language": told, "table": table, "defaults": {**defaults, "view": "map"}}

    def light(self, start: Spec, values: Values, asked: Values) -> Spec | None:  # noqa: ARG002
        """Return another view for the file, shortened; ``{}`` where the year has no value."""
        if asked["view"] != "map":
            return None if asked["year"] == values["year"] else {}
        if asked["year"] is not None and asked["year"] not in self.years(asked["indicator"]):
            return {}
        made = self.paint(asked)
        return None if made is None else self.shortened(made)

    def shortened(self, spec: Spec) -> Spec:
        """Return a view with fewer vertices and hover texts of three lines, each trace once."""
        if MAP_KEY not in (spec["layout"].get("meta") or {}):
            return spec
        if not self._plain:
            self._plain = {_key(t): t for t in light_ground(spec)["data"] if _is_line(t)}
        return {**spec, "data": [self._shortened(trace) for trace in spec["data"]]}

    def _shortened(self, trace: Spec) -> Spec:
        if id(trace) in self._short:
            return self._short[id(trace)][1]
        plain = self._plain.get(_key(trace), trace) if _is_line(trace) else trace
        made = {**trace, **{k: plain[k] for k in "xy" if k in plain}}
        for key in ("text", "hovertext"):
            if key == "hovertext" or "text" not in str(trace.get("mode")):
                made |= {key: _three(trace[key])} if trace.get(key) else {}
        self._short[id(trace)] = trace, made
        return made


def _key(trace: Spec) -> str:
    places = unpacked(trace["x"])[:4]
    return f"{trace.get('name')} {_meta(trace).get('iso3')} {places}"


def _meta(trace: Spec) -> Spec:
    meta = trace.get("meta")
    return meta if isinstance(meta, dict) else {}


def _is_line(trace: Spec) -> bool:
    return str(trace.get("mode")) == "lines"


def _three(text: Any) -> Any:
    """Keep the first lines of hover texts: name, value, year."""
    if isinstance(text, list):
        return [_three(one) for one in text]
    return "<br>".join(str(text).split("<br>")[:3])


def _painted(
    trace: Spec,
    looks: Mapping[str, StateLook],
    span: tuple[float, float],
    *,
    as_circles: bool,
) -> Spec:
    """Return one trace of the map as it looks with other values."""
    code, states, circles = (_meta(trace).get(k) for k in ("iso3", "states", "circles"))
    if isinstance(code, str) and code in looks and trace.get("fill"):
        look = looks[code]
        fill = {} if as_circles else {"fillcolor": look.fill}
        return {**trace, **fill, "text": look.hover, "fillpattern": look.pattern}
    if circles:
        change = circle_looks(looks, circles)
        return {**trace, **change, "marker": {**trace["marker"], **change["marker"]}}
    if states and not as_circles:
        font = {k: v for k, v in trace.get("textfont", {}).items() if k not in {"color", "shadow"}}
        ink = label_ink([looks[c].fill for c in states])
        return {**trace, "text": [looks[c].label for c in states], "textfont": font | ink}
    if trace.get("name") == "Scale of colours":
        low, high = span if span[1] > span[0] else (span[0] - 0.5, span[1] + 0.5)
        scale = {"color": [low], "cmin": low, "cmax": high, "colorscale": color_scale(*span)}
        return {**trace, "marker": {**json.loads(json.dumps(trace["marker"])), **scale}}
    return trace


def _retold(layout: Spec, words: Mapping[str, Any]) -> Spec:
    """Return the layout with the words of another view and the room that they take."""
    kept = {"meta": {MAP_KEY: layout["meta"][MAP_KEY]}, "margin": layout["margin"]}
    made = as_dict(Canvas.of(go.Figure(layout=kept)).finish(**words))["layout"]
    old, new = (_source(own) for own in (layout, made))
    # Notes stand as far below the map as before; as many lines as they are, so high is the foot.
    more = made["margin"]["b"] + new["yshift"] - layout["margin"]["b"] - old["yshift"]
    new["yshift"] = old["yshift"]
    margin = {**made["margin"], "b": layout["margin"]["b"] + more}
    before, carried = layout["meta"][META_KEY], made["meta"][META_KEY]
    inks = {**before.get("inks", {}), **carried.get("inks", {})}
    carried = {**carried, "foot": before["foot"] + more, "inks": inks}
    own = [n for n in layout["annotations"] if not str(n.get("name")).startswith("ca_summit_")]
    return {
        **layout,
        **{axis: dict(layout[axis]) for axis in ("xaxis", "yaxis")},
        "title": made["title"],
        "margin": margin,
        "annotations": [*own, *made["annotations"]],
        "meta": {**layout["meta"], META_KEY: carried},
    }


def _source(layout: Spec) -> Spec:
    found: Spec = next(n for n in layout["annotations"] if n.get("name") == SOURCE_NAME)
    return found


def one_partner(start: Spec, values: Values, asked: Values) -> Spec | None:
    """Show one partner's lane of a timeline that is drawn with all."""
    moved = {k for k, v in asked.items() if v != values[k]}
    if asked["view"] != "timeline" or moved != {"counterpart"} or values["counterpart"] is not None:
        return None
    wanted = power_name(asked["counterpart"])
    traces = [{**t, "visible": t.get("name") == wanted} for t in start["data"]]
    count = sum(len(unpacked(t.get("x")) or []) for t in traces if t["visible"])
    if not count:
        return {}
    layout = start["layout"]
    first, _, rest = layout["title"]["subtitle"]["text"].partition("<br>")
    words = re.sub(r"^(\d+) meetings", rf"{count} of \1 meetings", first)
    told = "<br>".join(filter(None, [f"{words}: {wanted}", rest]))
    question = carried_by(layout).get("question")  # the finding is that of all partners
    layout = told_anew(layout, told, title=question or None)
    return {**start, "data": traces, "layout": layout}
