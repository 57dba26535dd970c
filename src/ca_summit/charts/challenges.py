"""Chart the challenges of the region side by side: stability, income, poverty, climate, water."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from plotly.subplots import make_subplots

from ca_summit.checks import check_choices
from ca_summit.figures import empty_figure, finish, marks, theme
from ca_summit.figures.language import Words, msg
from ca_summit.figures.rows import column, recalled_rows, table_for
from ca_summit.figures.text import hovers
from ca_summit.names import STATES
from ca_summit.sources import frame_sources
from ca_summit.tables.spans import in_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_QUESTION = msg("What weighs on Central Asia?")
_CHALLENGES = ["indicator", "country", "year", "value", "unit", "source_id", "verification"]
_INDICATORS = ["indicator_id", "iso3", "year", "value", "unit", "source_id", "verification"]
_COLUMNS = [
    "topic",
    "country",
    "year",
    "value",
    "unit",
    "what",
    "source_id",
    "verification",
    "note",
]
_ARAL = {
    "aral_sea_area": msg("whole sea"),
    "aral_sea_area_low": msg("lowest, whole sea or its southern part"),
    "aral_sea_area_spring": msg("spring"),
    "aral_sea_area_autumn": msg("autumn"),
}
_WHOLE = _ARAL["aral_sea_area"]
_WATER = "#4A90C4"
#: Pixels of a panel, of one that stands alone, between two, of heading and unit above a panel.
_PANEL, _ALONE, _BETWEEN, _HEADING = 208, 280, 104, 44
_SPARSE = 0.7  # part of its years below which a survey is dotted from value to value


@dataclass(frozen=True)
class _Topic:
    """One panel: its heading, unit and the indicator drawn (none for the Aral Sea)."""

    heading: str
    unit: str
    indicator: str = ""
    scale: float = 1.0
    from_zero: bool = True


TOPICS = {
    "stability": _Topic(
        msg("Political stability"), msg("percentile rank, 100 = best"), "wgi_pv_rank"
    ),
    "income": _Topic(
        msg("Income per person"), msg("1000 dollars of 2021, PPP"), "gdp_per_capita_ppp", 1000.0
    ),
    "poverty": _Topic(msg("Poverty"), msg("% under $4.20 a day"), "poverty_420"),
    "temperature": _Topic(
        msg("Warming"), msg("°C above 1991–2020"), "temperature_anomaly", from_zero=False
    ),
    "water": _Topic(msg("Water stress"), msg("% of available water"), "water_stress_sdg642"),
    "aral_sea": _Topic(msg("Aral Sea"), msg("1000 km²"), scale=1000.0),
}


def plot_challenges(
    challenges: pd.DataFrame | None = None,
    indicators: pd.DataFrame | None = None,
    *,
    topics: Sequence[str] = tuple(TOPICS),
    columns: int = 2,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str = "en",
) -> go.Figure:
    """Chart stability, income, poverty, warming, water stress and the Aral Sea as small panels.

    Parameters
    ----------
    challenges
        A table like ``load_challenges()``, for the Aral Sea. Default: that table.
    indicators
        A table like ``load_indicators()``, for the yearly series. Default: that table.
    topics
        Panels drawn: ``"stability"``, ``"income"``, ``"poverty"``, ``"temperature"``,
        ``"water"``, ``"aral_sea"``.
    columns
        Panels side by side, 1 to 3; three need a wide screen.
    since, until
        First and last year drawn.
    as_of
        Draw what could be known on that day: values whose copy was out.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for names on labels.

    Raises
    ------
    ValueError
        If a topic is unknown or ``columns`` is not 1 to 3.

    Examples
    --------
    >>> fig = plot_challenges(topics=["aral_sea"])
    >>> int(max(fig.data[0].y))
    68
    """
    words = Words(language)
    checks: dict[str, Any] = {"numbers": ["year", "value"], "as_of": as_of}
    frame = table_for("plot_challenges", "challenges", challenges, _CHALLENGES, **checks)
    series = table_for("plot_challenges", "indicators", indicators, _INDICATORS, **checks)
    chosen = check_choices("topics", topics, TOPICS)
    if columns not in (1, 2, 3):
        raise ValueError(f"`columns` must be 1, 2 or 3; got {columns!r}.")
    question = words.say(_QUESTION)
    if not chosen:
        why = words.say("No topic chosen. There are: {topics:l}.", topics=TOPICS)
        return empty_figure(question, why)
    data = {t: in_span(_rows(t, frame, series), "year", since, until) for t in chosen}
    if all(rows.empty for rows in data.values()):
        why = words.say("The tables hold no rows on {topics:l}.", topics=chosen)
        return empty_figure(question, why)
    columns = min(columns, len(chosen))
    lines = -(-len(chosen) // columns)
    panel = _PANEL if len(chosen) > 1 else _ALONE
    area = panel * lines + _BETWEEN * (lines - 1)
    fig = make_subplots(
        rows=lines,
        cols=columns,
        horizontal_spacing=0.11,
        vertical_spacing=_BETWEEN / area if lines > 1 else 0,
    )
    fig.update_xaxes(showgrid=False, tickformat="d", nticks=3 if columns > 1 else 5, tickangle=0)
    findings, named = [], set[str]()
    for number, topic in enumerate(chosen):
        place: dict[str, Any] = {"row": number // columns + 1, "col": number % columns + 1}
        findings.append(_panel(fig, topic, data[topic], named, words, place))
        if len(chosen) > 1:
            about = TOPICS[topic]
            marks.panel_heading(fig, words.say(about.heading), number + 1, words.say(about.unit))
    fig.update_layout(margin={"r": 20, "l": 44})
    subtitle = words.say("Each panel has its own scale; the panel's heading names the unit")
    if len(chosen) == 1:
        about = TOPICS[chosen[0]]
        heading, subtitle = words.say(about.heading), words.say(about.unit)
        question = words.say("{heading}: how did it change?", heading=heading)
    return finish(
        fig,
        area=area,
        above=_HEADING if len(chosen) > 1 else 0,
        legend_rows=0 if list(chosen) == ["aral_sea"] else 3,
        question=question,
        subtitle=subtitle,
        alt=" ".join(
            [words.count("{count} small chart.", "{count} small charts.", len(chosen)), *findings]
        ),
        data=pd.concat(data.values())[
            ["topic", "country", "year", "value", "unit", "verification"]
        ],
        sources=frame_sources(*data.values()),
        caption=words.say("A gap in a line is a year without a value. Single points stand alone."),
        notes=_notes(data, words),
    )


def _rows(topic: str, frame: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of one panel with the columns `_COLUMNS`."""
    indicator = TOPICS[topic].indicator
    if indicator:
        rows = series[series["indicator_id"].eq(indicator) & series["iso3"].isin(list(STATES))]
        rows = rows.assign(country=rows["iso3"].astype("str"), what="")
    else:
        rows = frame[frame["indicator"].isin(list(_ARAL))]
        rows = rows.assign(what=rows["indicator"].astype("str").map(_ARAL))
    rows = rows[rows["value"].notna()]
    rows = rows.assign(topic=topic, note=column(rows, "note"), unit=rows["unit"].astype("str"))
    return rows[_COLUMNS].sort_values(["country", "year", "value"])


def _panel(
    fig: go.Figure,
    topic: str,
    rows: pd.DataFrame,
    named: set[str],
    words: Words,
    place: dict[str, Any],
) -> str:
    """Draw one panel and return one sentence about it; ``named`` are in the legend already."""
    about = TOPICS[topic]
    heading = words.say(about.heading)
    if about.from_zero:
        fig.update_yaxes(rangemode="tozero", **place)
    if rows.empty:
        marks.write(fig, [0], [0], [words.say("no rows in the table")], **place)
        fig.update_xaxes(showticklabels=False, **place)
        fig.update_yaxes(showticklabels=False, **place)
        return words.say("{heading}: no rows.", heading=heading)
    if topic == "aral_sea":
        return _aral(fig, rows, words, place)
    rows = rows.assign(name=rows["country"].map(words.label), scaled=rows["value"] / about.scale)
    told = hovers(rows, words, "<b>{name}</b>, {year}", "{value:n} {unit}", "{note}")
    for code in [s for s in STATES if s in set(rows["country"])]:
        look = marks.Line(
            words.label(code),
            theme.COUNTRY_COLORS[code],
            symbol=theme.COUNTRY_SYMBOLS[code],
            width=2,
            size=3,
        )
        marks.lines(
            fig,
            rows,
            {code: look},
            by="country",
            y="scaled",
            told=told,
            sparse=_SPARSE,
            legendgroup=code,
            showlegend=code not in named,
            **place,
        )
        named.add(code)
    if topic == "temperature":
        marks.rule(fig, y=0, dash="solid", **place)
    elif topic == "water":
        marks.rule(fig, y=100, text=words.say("100%: all that is renewed"), **place)
    last = rows.groupby("country").tail(1).sort_values("value")
    low, high = last.iloc[0], last.iloc[-1]
    return words.say(
        "{heading}, latest values from {first} {low:n} ({start}) to {second} {high:n} ({end}).",
        heading=heading,
        first=words.name(low["country"]),
        low=low["value"],
        start=low["year"],
        second=words.name(high["country"]),
        high=high["value"],
        end=high["year"],
    )


def _aral(fig: go.Figure, rows: pd.DataFrame, words: Words, place: dict[str, Any]) -> str:
    """Draw the area of the sea; values of a season are hollow."""
    rows = rows.sort_values(["year", "value"], ascending=[True, False])
    rows = rows.assign(
        scaled=rows["value"] / TOPICS["aral_sea"].scale, what=rows["what"].map(words.say)
    )
    season = rows["what"].ne(words.say(_WHOLE)) | recalled_rows(rows)
    marks.dots(
        fig,
        rows,
        x="year",
        y="scaled",
        color=_WATER,
        size=9,
        recalled=season,
        told=hovers(rows, words, "<b>{value:n} km²</b>, {year}", "{what}", "{note}"),
        mode="lines+markers",
        line={"color": _WATER, "width": 1.4, "dash": "dot"},
        name=words.say("Aral Sea"),
        showlegend=False,
        **place,
    )
    fig.update_xaxes(dtick=30, tick0=1960, **place)
    first, last = rows.iloc[0], rows.iloc[-1]
    lost = (1 - last["value"] / first["value"]) * 100
    marks.note(
        fig,
        words.say("{lost}% smaller<br>than in {year}", lost=f"{lost:.0f}", year=first["year"]),
        int(last["year"]),
        float(last["scaled"]),
        ax=-10,
        ay=-110,
        align="right",
        **place,
    )
    return words.say(
        "Aral Sea: {before:n} km² in {start}, {after:n} in {end} ({what}), {lost}% less.",
        before=first["value"],
        start=first["year"],
        after=last["value"],
        end=last["year"],
        what=last["what"],
        lost=f"{lost:.0f}",
    )


def _notes(data: dict[str, pd.DataFrame], words: Words) -> list[str]:
    notes = []
    held = {topic: rows for topic, rows in data.items() if len(rows)}
    if "poverty" in held:
        last = held["poverty"].groupby("country")["year"].max()
        old = [f"{words.name(c)} {y}" for c, y in last.items() if y < last.max() - 10]
        if old:
            message = "Poverty, one old survey and no later one: {old:l}"
            notes.append(words.say(message, old=old))
    if "water" in held:
        message = "Water stress is modelled between reports, so small changes mean little"
        notes.append(words.say(message))
    if "temperature" in held:
        notes.append(words.say("Warming: against the mean of 1991 to 2020"))
    if "aral_sea" in held and held["aral_sea"]["what"].ne(_WHOLE).any():
        message = "Aral Sea, hollow: a season's low or high, not a yearly mean"
        notes.append(words.say(message))
    if any(recalled_rows(rows).any() for rows in held.values()):
        notes.append(words.say("Some values are from memory"))
    return notes
