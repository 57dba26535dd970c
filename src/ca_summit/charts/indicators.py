"""Chart one indicator over the years."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from ca_summit.charts.comparisons import FULL, breaks_of, compare
from ca_summit.charts.stripes import draw_stripes, is_anomaly, stripe_key
from ca_summit.checks import check_choice
from ca_summit.figures import empty_figure, finish, marks, theme
from ca_summit.figures.axes import value_axis, year_axis
from ca_summit.figures.labels import label_lines
from ca_summit.figures.language import Words, msg
from ca_summit.figures.rows import choices, codes_of, described, table_for
from ca_summit.figures.text import hovers
from ca_summit.figures.typesetting import text_size
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.spans import in_span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States

_NEEDED = ["indicator_id", "iso3", "year", "value", "unit", "source_id"]
_DATA = ("iso3", "year", "value", "unit", "verification")
_AREA, _BREAK_LINE, _BREAK_SIZE = 350, 15, 11  # pixels of the plot, of a word above it
_PHONE_PX = 215  # pixels that the years have on a phone
_SPARSE = 0.5  # part of its years below which a line is dotted from value to value
#: What a chart says; a saved explorer fills the same messages without Python.
CHART_SAID = {
    "five": msg("{heading}: how do the five compare?"),
    "several": msg("{heading}: how do they compare?"),
    "one": msg("{heading}: what changed in {place}?"),
    "spans": msg("{family}{unit}, {first} to {last}"),
    "one year": msg("{family}{unit}, {last}"),
    "lines": msg("Line chart of {label} in {unit}."),
    "no line": msg("{place}: no data"),
    "line": msg("{place} from {low:n} in {first} to {high:n} in {last}"),
    "point": msg("{place} {low:n} in {first}"),
    "full": msg("100%: all that is renewed"),
    "revision": msg("{place} revised"),
    "projection": msg("{place}: projection"),
    "break": msg("Break in the series of {places} before {year}: {reason}"),
}


def plot_indicator(
    indicator: str = "gdp_per_capita_ppp",
    data: pd.DataFrame | None = None,
    *,
    country: States = None,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    log: bool = False,
    language: str | None = None,
) -> go.Figure:
    """Chart one indicator over the years, a line per country, breaks in a series left open.

    Parameters
    ----------
    indicator
        Id of an indicator, see ``load_indicator_catalogue()``.
    data
        A table like ``load_indicators()``. Default: that table.
    country
        States drawn, by any name or code. Default: the five and, where its values are of their
        order, the world.
    since, until
        First and last year drawn.
    as_of
        Draw what could be known on that day: values whose copy was out.
    log
        Whether the value axis is logarithmic.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per state and year, ``value`` in ``unit``; a year
    without a row has no published value.

    Raises
    ------
    ValueError
        If the indicator or a country does not occur (the message lists what does), a value is
        infinite, or a country has a year twice.

    Examples
    --------
    >>> fig = plot_indicator("population", country=["Kazakhstan", "UZB"])
    >>> sorted(trace.name for trace in fig.data)
    ['Kazakhstan', 'Uzbekistan']
    """
    words = Words(language)
    frame = table_for("plot_indicator", "indicators", data, _NEEDED, as_of=as_of, once=True)
    check_choice("indicator", indicator, choices("indicators", data, "indicator_id"))
    rows = frame[frame["indicator_id"].eq(indicator)]
    codes = (
        default_codes(rows)
        if country is None
        else codes_of("country", country, choices("indicators", data, "iso3"))
    )
    rows = in_span(rows[rows["iso3"].isin(codes)], "year", since, until)
    label, unit, definition = described(indicator, rows, data)
    known = rows[rows["value"].notna()]
    if known.empty:
        why = words.say("No values of “{label}” for this choice.", label=label)
        return empty_figure(words.cell(label), why, words, as_of=as_of, country=country)
    if log and not known["value"].gt(0).any():
        raise ValueError(
            f"`log` needs values above zero; {indicator!r} has none for this choice. Leave it out."
        )
    first, last = int(rows["year"].min()), int(rows["year"].max())
    breaks = breaks_of(indicator, codes)
    heading, family = chart_heads(label, words)
    found = compare(indicator, rows, label, breaks, words)
    breaks = breaks[breaks["year"].between(first + 1, last)]
    fig = go.Figure()
    subtitle = words.say(
        CHART_SAID["spans" if first < last else "one year"],
        family=family,
        unit=unit,
        first=first,
        last=last,
    )
    look: dict[str, Any]
    if is_anomaly(unit) and not log:
        look = {"area": draw_stripes(fig, rows, words), "key": stripe_key(words)}
        fig.update_layout(margin={"r": 64})
        subtitle += ". " + words.say("Right: last ten years against first ten, °C")
    else:
        ends = _value_axis(fig, known["value"], FULL.get(indicator), words, log=log)
        above = _draw_lines(fig, rows, codes, breaks, ends, found.ends, words, log=log)
        look = {"area": _AREA, "above": above}
    return finish(
        fig,
        question=_question(heading, codes, words, is_default=country is None and data is None),
        finding=found.finding,
        subtitle=subtitle,
        caution=found.caution,
        alt=_alt(label, unit, rows, codes, words),
        data=rows[[c for c in _DATA if c in rows]].sort_values(["iso3", "year"]),
        sources=frame_sources(rows),
        drawn=[Drawn("indicators", rows)],
        caption=words.cell(definition),
        notes=[*_break_notes(breaks, words), _log_note(rows, words) if log else ""],
        **look,
        language=words.sentences,
    )


def _value_axis(
    fig: go.Figure, values: pd.Series, level: float | None, words: Words, *, log: bool
) -> tuple[float, float]:
    """Set the axis of values, from zero where that costs little, with the level that counts."""
    low, high = (float(v) for v in values[values.gt(0) | (not log)].agg(["min", "max"]))
    if not log:
        high = max(high, level or high)
        low = 0.0 if level is not None or 0 < low <= high / 2 else low
    ends = value_axis(fig, low, high, log=log, language=words.sentences)
    if level is not None:
        marks.rule(fig, y=level, text=words.say(CHART_SAID["full"]))
    elif not log and low < 0 < high:
        marks.rule(fig, y=0, dash="solid")
    return ends


def _draw_lines(
    fig: go.Figure,
    rows: pd.DataFrame,
    codes: Sequence[str],
    breaks: pd.DataFrame,
    ends: tuple[float, float],
    written: Mapping[str, str],
    words: Words,
    *,
    log: bool,
) -> int:
    """Draw a line per state with its name, and breaks with a word; return the pixels above."""
    looks = {code: state_look(code, words) for code in codes}
    if written and len(codes) > 2:  # what the title is not about stands back
        aside = {code: look for code, look in looks.items() if code not in written}
        looks |= {code: replace(look, width=look.width / 2) for code, look in aside.items()}
    year_axis(fig, int(rows["year"].min()), int(rows["year"].max()), pad=0.7)
    marks.lines(
        fig,
        rows,
        looks,
        by="iso3",
        y="value",
        sparse=_SPARSE,
        breaks={str(code): own["year"].to_list() for code, own in breaks.groupby("area")},
        told=hovers(rows, words, "{value:n} {unit}", proof=False),
        hovertemplate="%{hovertext}<extra>%{fullData.name}</extra>",
    )
    named = {
        code: replace(look, name=f"{look.name}<br>{written[code]}") if code in written else look
        for code, look in looks.items()
    }
    label_lines(fig, rows, named, by="iso3", y="value", ends=ends, area=_AREA, log=log)
    fig.update_layout(hovermode="x unified", showlegend=False, margin={"r": 118})
    return _draw_breaks(fig, breaks, words)


def _draw_breaks(fig: go.Figure, breaks: pd.DataFrame, words: Words) -> int:
    """Draw a dotted line with a word where series change; return the pixels above the plot."""
    first, last = fig.layout.xaxis.range
    pixel = (last - first) / _PHONE_PX
    ends: list[float] = []  # of the words in each line, the lowest first, in years
    for (year, kind), own in breaks.groupby(["year", "kind"], observed=True):
        at = int(str(year)) - 0.5
        areas = list(own["area"].astype("str"))
        color = theme.power_color(areas[0]) if len(areas) == 1 else theme.OTHER_COLOR
        marks.rule(fig, x=at, color=color)
        place = words.label(areas[0])
        message = CHART_SAID.get(str(kind), CHART_SAID["revision"])
        if len(areas) > 1:
            place = words.count("{count} series", "{count} series", len(areas))
        text = words.say(message, place=place)
        half = text_size(text, _BREAK_SIZE)[0] / 2 * pixel
        line = next((n for n, end in enumerate(ends) if end < at - half), len(ends))
        ends[line:] = [at + half, *ends[line + 1 :]]
        where = {"yref": "y domain", "yanchor": "bottom", "yshift": 2 + _BREAK_LINE * line}
        marks.note(fig, text, at, 1, size=_BREAK_SIZE, **where)
    return _BREAK_LINE * len(ends) + 4 if ends else 0


def default_codes(rows: pd.DataFrame) -> list[str]:
    """Return the five that occur, and the world where its values are of the same order."""
    highest = rows.groupby(rows["iso3"].astype("str"))["value"].max().dropna()
    codes = [c for c in STATES if c in highest.index]
    if "WLD" in highest.index and codes and highest["WLD"] <= 4 * highest[codes].max():
        codes.append("WLD")
    return codes or list(highest.index)


def state_look(code: str, words: Words) -> marks.Line:
    """Return how a country is drawn: one of the five full, others thin and dotted."""
    own = code in STATES
    return marks.Line(
        words.label(code),
        theme.power_color(code),
        dash="solid" if own else "dot",
        symbol=theme.COUNTRY_SYMBOLS.get(code, "circle-open"),
        width=2.4 if own else 1.6,
        size=6,
        points=False,
    )


def _break_notes(breaks: pd.DataFrame, words: Words) -> list[str]:
    """Tell the reason of each break once, with all countries that have it."""
    return [
        words.say(
            CHART_SAID["break"],
            places=words.listed([words.name(code) for code in own["area"]], 5),
            year=year,
            reason=words.cell(reason),
        )
        for (year, reason), own in breaks.groupby(["year", "reason"], sort=False)
    ]


def _log_note(rows: pd.DataFrame, words: Words) -> str:
    low = int(rows["value"].le(0).fillna(value=False).sum())
    if not low:
        return ""
    return words.count(
        "{count} value of zero or less has no place on a logarithmic axis",
        "{count} values of zero or less have no place on a logarithmic axis",
        low,
    )


def _question(heading: str, codes: Sequence[str], words: Words, *, is_default: bool) -> str:
    """Return the title: of the five, of some countries or of one."""
    if is_default or set(STATES) <= set(codes):
        return words.say(CHART_SAID["five"], heading=heading)
    if len(codes) > 1:
        return words.say(CHART_SAID["several"], heading=heading)
    place = words.name(codes[0])
    return words.say(CHART_SAID["one"], heading=heading, place=place)


def chart_heads(label: str, words: Words) -> tuple[str, str]:
    """Split a label in what is measured and the family of indicators, which the subtitle names.

    Examples
    --------
    >>> chart_heads("WGI Rule of law (score)", Words())
    ('Rule of law', 'World Governance Indicators, ')
    >>> chart_heads("Gini index", Words())
    ('Gini index', '')
    """
    name = re.sub(r" \((percentile rank|score|current US\$)\)$", "", label)
    short = name.removeprefix("WGI ")
    family = words.say("World Governance Indicators, ") if short != name else ""
    told = words.cell(label)
    if told != label:
        short = re.sub(r" \([^()]*\)$", "", told) if name != label else told
    return short, family


def _alt(label: str, unit: str, rows: pd.DataFrame, codes: Sequence[str], words: Words) -> str:
    parts = []
    for code in codes:
        own = rows[rows["iso3"].eq(code) & rows["value"].notna()].sort_values("year")
        if own.empty:
            parts.append(words.say(CHART_SAID["no line"], place=words.name(code)))
            continue
        first, last = own.iloc[0], own.iloc[-1]
        message = CHART_SAID["point" if len(own) == 1 else "line"]
        parts.append(
            words.say(
                message,
                place=words.name(code),
                low=first["value"],
                first=first["year"],
                high=last["value"],
                last=last["year"],
            )
        )
    message = msg("Stripes of {label} in {unit}.") if is_anomaly(unit) else CHART_SAID["lines"]
    text = words.say(message, label=label, unit=unit)
    return f"{text} {'; '.join(parts)}."
