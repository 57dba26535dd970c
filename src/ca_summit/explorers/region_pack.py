"""Pack the values of the region and the words around them, from which a file makes every view."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from babel.lists import format_list
from babel.numbers import format_compact_decimal

from ca_summit.charts.comparisons import FULL, breaks_of, compare
from ca_summit.charts.indicators import CHART_SAID, chart_heads, default_codes, state_look
from ca_summit.explorers.options import indicator_options
from ca_summit.explorers.table_view import TABLE_ALT, YEAR
from ca_summit.figures.canvas import BORDERS_NOTE
from ca_summit.figures.ink import inks, label_ink
from ca_summit.figures.language import LOCALES, MINUS, Words, percent_sign, separators, translate
from ca_summit.figures.rows import recalled_rows
from ca_summit.figures.theme import DIVERGING_SCALE, NO_DATA_FILL, OTHER_COLOR, SEQUENTIAL_SCALE
from ca_summit.maps.basemap import HATCH, STATE_CODES
from ca_summit.maps.region import (
    CIRCLE_PX,
    SAID,
    TIMES,
    describe_indicator,
    has_zero,
    inside,
    is_counted,
    is_total,
    value_span,
)
from ca_summit.names import STATES
from ca_summit.sources import frame_sources, source_line
from ca_summit.tables import load_outlines

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from ca_summit.explorers.options import Options
    from ca_summit.explorers.recipe import Values
    from ca_summit.explorers.repaint import RegionPainter
    from ca_summit.figures.marks import Line

_MESSAGES = {**SAID, **CHART_SAID, "table": TABLE_ALT, "year": YEAR}
_LONG_UNIT = 44  # signs of a unit from which on a hover may take another line


def region_pack(painter: RegionPainter, language: str) -> dict[str, Any] | None:
    """Return values and words of all indicators; None of a table whose maps they do not make.

    Parameters
    ----------
    painter
        Knows the table; a table with two values of a year or two units of an indicator is drawn
        by Python alone.
    """
    frame = painter.frame
    words = Words(language)
    offered = [(text, key) for text, key in indicator_options(painter.own) if painter.years(key)]
    codes = [str(code) for code in frame["iso3"].astype("str").unique()]
    areas = [*STATES, *sorted(set(codes) - set(STATES))]
    sources = _Sources(words)
    facts, told = [], []
    for text, indicator in offered:
        rows = frame[frame["indicator_id"].eq(indicator) & frame["value"].notna()]
        if rows.duplicated(["iso3", "year"]).any() or len(set(rows["unit"])) > 1:
            return None
        unit = str(rows["unit"].iloc[0])
        if len(unit) > _LONG_UNIT and "-" in unit:  # at which lines are broken too
            return None
        if recalled_rows(rows).any():  # whose signs only the figures of Python draw
            return None
        label, definition = describe_indicator(frame, indicator)
        facts.append(_facts(painter, indicator, rows, label, sources) | {"option": text})
        told.append(_told(label, unit, definition, words))
    if not facts:
        return None
    return {
        "states": list(STATES),
        "areas": areas,
        "facts": facts,
        "words": {
            **{name: [one[name] for one in told] for name in told[0]},
            **_language(words, areas),
            "sources": sources.lines,
        },
        "looks": _looks(),
    }


def _facts(
    painter: RegionPainter, indicator: str, rows: pd.DataFrame, label: str, sources: _Sources
) -> dict[str, Any]:
    """Return the values of one indicator and what decides how they are drawn and spoken of."""
    unit = str(rows["unit"].iloc[0])
    mapped = painter.rows(indicator)
    drawn = default_codes(rows)
    wide = rows[rows["iso3"].astype("str").isin([*STATES, *drawn])]
    wide = wide.assign(iso3=wide["iso3"].astype("str"))
    values = wide.pivot_table(index="year", columns="iso3", values="value").sort_index()
    by_year = {0: mapped}
    if len(set(mapped["source_id"])) > 1:
        by_year = {y: mapped[mapped["year"].eq(y)] for y in painter.years(indicator)}
    found: dict[str, Any] = {
        "id": indicator,
        "years": [int(year) for year in values.index],
        "values": {str(c): [_plain(v) for v in values[c]] for c in values.columns},
        "mapped": painter.years(indicator),
        "latest": painter.latest(indicator),
        "default": drawn,
        "span": [_plain(v) for v in value_span(mapped)],
        "circles": is_total(mapped, label),
        "counted": is_counted(label, unit),
        "zero": has_zero(label, unit),
        "percent": unit.startswith("%"),
    }
    lines = {year: sources.of_map(own) for year, own in by_year.items()}
    found["sources"] = lines if len(set(lines.values())) > 1 else next(iter(lines.values()))
    found["charted"] = sources.of_charts(wide, drawn)
    return found | _history(indicator, wide, drawn, label, sources.words)


def _history(
    indicator: str, rows: pd.DataFrame, drawn: list[str], label: str, words: Words
) -> dict[str, Any]:
    """Return what the chart of all states finds, and the breaks in the series of any."""
    told = compare(
        indicator, rows[rows["iso3"].isin(drawn)], label, breaks_of(indicator, drawn), words
    )
    breaks = breaks_of(indicator, [*STATES, *drawn])
    columns = ["area", "year", "kind", "reason"]
    return {
        "finding": told.finding,
        "ends": dict(told.ends),
        "breaks": [
            {"area": str(area), "year": int(year), "kind": str(kind), "reason": words.cell(reason)}
            for area, year, kind, reason in breaks[columns].itertuples(index=False)
        ],
        **({"full": FULL[indicator]} if indicator in FULL else {}),
    }


def packed_region(painter: RegionPainter, tabs: Options, values: Values) -> dict[str, Any] | None:
    """Return what a file keeps of the explorer of the region, see ``PaintedViews``.

    Parameters
    ----------
    tabs
        Words and values of the tabs.
    values
        The present values of all controls; of impossible ones nothing is packed.
    """
    try:
        pack = region_pack(painter, values["language"])
    except (KeyError, TypeError, ValueError):  # a broken table, which the figure explains
        return None
    ids = [fact["id"] for fact in pack["facts"]] if pack else []
    picked = list(values["country"])
    if not pack or values["indicator"] not in ids or not set(picked) <= set(STATES):
        return None
    chosen = values["year"]
    if chosen is not None and chosen not in painter.years(values["indicator"]):
        return None
    pack["tabs"] = [list(tab) for tab in tabs]
    pack["code"] = painter.arguments(values["language"])
    at_map = {**values, "view": "map"}
    now = painter.paint(at_map)
    if now is None:
        return None
    return {
        "pack": pack,
        "forms": {"now": now, **painter.forms(pack["facts"], values["language"])},
        "values": {
            "view": values["view"],
            "indicator": ids.index(values["indicator"]),
            "year": chosen,
            "country": [STATES.index(code) for code in picked],
        },
    }


class _Sources:
    """Lines of publishers, each once, with what leads to them."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.lines: list[str] = []
        self._outlines = frame_sources(load_outlines())
        self._known: dict[str, int] = {}

    def _place(self, records: list[dict[str, Any]]) -> int:
        line = source_line(records, language=self.words.sentences)
        if line not in self._known:
            self._known[line] = len(self.lines)
            self.lines.append(line)
        return self._known[line]

    def of_map(self, rows: pd.DataFrame) -> int:
        """Return the line of a map of some rows, whose outlines have a source too."""
        own = frame_sources(rows)
        known = {record["source_id"] for record in own}
        return self._place([*own, *(r for r in self._outlines if r["source_id"] not in known)])

    def of_charts(self, rows: pd.DataFrame, drawn: list[str]) -> int | dict[str, int]:
        """Return the line of a chart or table; where states differ, one for each choice of some."""
        if len(frame_sources(rows)) == 1:
            return self._place(frame_sources(rows))
        held = [code for code in STATES if rows["iso3"].eq(code).any()]
        some = [c for n in range(1, len(held) + 1) for c in itertools.combinations(held, n)]
        return {
            " ".join(sorted(own)): self._place(frame_sources(rows[rows["iso3"].isin(own)]))
            for own in (*some, tuple(drawn))
        }


def _told(label: str, unit: str, definition: str, words: Words) -> dict[str, str]:
    said = words.cell(label)
    heading, family = chart_heads(label, words)
    return {
        "label": said,
        "inside": inside(said),
        "bare": said.split(" (")[0],
        "unit": words.cell(unit),
        "definition": words.cell(definition),
        "heading": heading,
        "family": family,
    }


def _language(words: Words, areas: Iterable[str]) -> dict[str, Any]:
    """Return names, messages and the signs of numbers and lists in one language."""
    locale = LOCALES[words.sentences]
    signs = separators(words.sentences)
    thousands = [
        format_compact_decimal(10.0 ** (3 * power), locale=locale).removeprefix("1")
        for power in range(1, 5)
    ]
    two, three = (format_list(["A", "B", "C"][:n], locale=locale) for n in (2, 3))
    return {
        "names": {
            code: [words.label(code), words.name(code), words.name(code, article=False)]
            for code in areas
        },
        "say": {key: translate(text, words.sentences) for key, text in _MESSAGES.items()},
        "borders": words.say(BORDERS_NOTE),
        "series": {n: words.count("{count} series", "{count} series", n) for n in range(2, 7)},
        "lines": {code: _line(state_look(code, words)) for code in areas},
        "inks": dict(inks(state_look(code, words).color.upper()) for code in areas),
        "other": OTHER_COLOR,
        "point": signs[0],
        "group": signs[1:],
        "minus": MINUS,
        "percent": percent_sign(words.sentences),
        "thousands": thousands,
        "lists": [three[1 : three.index("B")], two[1:-1], three[three.index("B") + 1 : -1]],
    }


def _line(look: Line) -> dict[str, Any]:
    names = ("name", "color", "dash", "symbol", "width", "size")
    return {n: getattr(look, n) for n in names} | {"ink": inks(look.color.upper())[0]}


def _looks() -> dict[str, Any]:
    on_light, on_dark = (label_ink([fill]) for fill in ("#FFFFFF", "#000000"))
    return {
        "sequential": SEQUENTIAL_SCALE,
        "diverging": DIVERGING_SCALE,
        "none": NO_DATA_FILL,
        "hatch": HATCH,
        "circle": CIRCLE_PX,
        "times": list(TIMES),
        "codes": STATE_CODES,
        "inks": [own["color"][0] for own in (on_light, on_dark)],
        "halos": [own["shadow"][0] for own in (on_light, on_dark)],
    }


def _plain(value: Any) -> float | int | None:
    """Return a number as JSON writes it shortest; None for a missing one."""
    number = float(value)
    if number != number:
        return None
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
