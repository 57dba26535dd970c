"""Chart the challenges of the region side by side: stability, income, poverty, climate, water."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from plotly.subplots import make_subplots

from ca_summit.charts.comparisons import FULL, breaks_of, compare, warming
from ca_summit.charts.indicators import state_look
from ca_summit.charts.stripes import draw_stripes, stripe_key
from ca_summit.checks import check_choices
from ca_summit.figures import empty_figure, finish, marks, theme
from ca_summit.figures.axes import value_axis, year_axis
from ca_summit.figures.labels import label_ends, label_lines
from ca_summit.figures.language import Words, msg
from ca_summit.figures.rows import column, recalled_rows, table_for
from ca_summit.figures.text import hovers
from ca_summit.figures.typesetting import text_size
from ca_summit.metadata import META_KEY
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.own_tables import check_filled
from ca_summit.tables.spans import in_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_QUESTION = msg("What weighs on Central Asia?")
_CHALLENGES = ["indicator", "country", "year", "value", "unit", "source_id", "verification"]
_INDICATORS = ["indicator_id", "iso3", "year", "value", "unit", "source_id", "verification"]
_COLUMNS = "topic country iso3 year value unit what source_id verification note".split()
_KEYS = ["indicator_id", "challenge_id"]
_ARAL = {
    "aral_sea_area": msg("whole sea"),
    "aral_sea_area_low": msg("lowest, whole sea or its southern part"),
    "aral_sea_area_spring": msg("spring"),
    "aral_sea_area_autumn": msg("autumn"),
}
_WHOLE = _ARAL["aral_sea_area"]
_WATER, _INK = "#4A90C4", theme.OTHER_COLOR
#: Pixels of a panel, of one that stands alone, between two, of heading and unit above a panel.
_PANEL, _ALONE, _BETWEEN, _HEADING = 208, 280, 104, 44
_SPACING = {1: 0.0, 2: 0.3, 3: 0.22}  # part of the width between panels, for names at lines
_GAPS = msg("Points stand alone where no other year is known.")
_CAPTIONS = {
    "aral_sea": msg("The dotted line leads from figure to figure; what lies between is not known."),
    "temperature": msg("Each stripe is a year; the darker, the further from the mean."),
}
_MOST_TOLD = 3
_NAME_SIZE, _BESIDE = 12, 12  # pixels of names of states, and between them and stripes
_ROOM = 15  # years before the last that have room beside it on a phone
_OLD = 10  # years after which a last value is named in a note, not at its point
_SPARSE = 0.7  # part of its years below which a survey is dotted from value to value


@dataclass(frozen=True)
class _Topic:
    """One panel: its heading, unit, the indicator drawn (none for the Aral Sea), what is worse."""

    heading: str
    unit: str
    worse: str
    indicator: str = ""
    scale: float = 1.0
    falls: bool = False


TOPICS = {
    "stability": _Topic(
        msg("Political stability"),
        msg("percentile rank, 100 = best"),
        msg("less stable"),
        "wgi_pv_rank",
        falls=True,
    ),
    "income": _Topic(
        msg("Income per person"),
        msg("1000 dollars of 2021, PPP"),
        msg("poorer by income"),
        "gdp_per_capita_ppp",
        1000.0,
        falls=True,
    ),
    "poverty": _Topic(
        msg("Poverty"),
        msg("% under $4.20 a day"),
        msg("poorer by surveys"),
        "poverty_420",
    ),
    "temperature": _Topic(
        msg("Warming"),
        msg("°C against 1991–2020"),
        msg("warmer"),
        "temperature_anomaly",
    ),
    "water": _Topic(
        msg("Water stress"),
        msg("% of available water"),
        msg("more water-stressed"),
        "water_stress_sdg642",
    ),
    "aral_sea": _Topic(msg("Aral Sea"), msg("1000 km²"), "", scale=1000.0),
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
    language: str | None = None,
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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per topic, country and year, ``value`` in ``unit``;
    ``country`` holds codes, several with ``;`` between.

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
    function = "plot_challenges"
    frame = table_for(function, "challenges", challenges, _CHALLENGES, as_of=as_of)
    check_filled(function, frame, ["year"])
    series = table_for(function, "indicators", indicators, _INDICATORS, as_of=as_of, once=True)
    chosen = check_choices("topics", topics, TOPICS)
    if columns not in (1, 2, 3):
        raise ValueError(f"`columns` must be 1, 2 or 3; got {columns!r}.")
    question = words.say(_QUESTION)
    if not chosen:
        why = words.say("No topic chosen. There are: {topics:l}.", topics=TOPICS)
        return empty_figure(question, why, words)
    data = {t: in_span(_rows(t, frame, series), "year", since, until) for t in chosen}
    if all(rows.empty for rows in data.values()):
        why = words.say("The tables hold no rows on {topics:l}.", topics=chosen)
        return empty_figure(question, why, words)
    columns = min(columns, len(chosen))
    lines = -(-len(chosen) // columns)
    panel = _PANEL if len(chosen) > 1 else _ALONE
    area = panel * lines + _BETWEEN * (lines - 1)
    fig = make_subplots(
        rows=lines,
        cols=columns,
        horizontal_spacing=_SPACING[columns],
        vertical_spacing=_BETWEEN / area if lines > 1 else 0,
    )
    fig.update_layout(margin={"r": 118}, showlegend=False)
    for number, topic in enumerate(chosen):
        place: dict[str, Any] = {"row": number // columns + 1, "col": number % columns + 1}
        _panel(fig, topic, data[topic], panel, words, place)
        if len(chosen) > 1:
            about = TOPICS[topic]
            marks.panel_heading(fig, words.say(about.heading), number + 1, words.say(about.unit))
    if len(chosen) == 1:
        about = TOPICS[chosen[0]]
        question = words.say("{heading}: how did it change?", heading=words.say(about.heading))
        finding, caution = _alone(chosen[0], data[chosen[0]], words)
        years = data[chosen[0]]["year"]
        subtitle = words.say(
            "{heading}, {unit}, {first} to {last}",
            heading=words.say(about.heading),
            unit=words.say(about.unit),
            first=years.min(),
            last=years.max(),
        )
    else:
        finding = _worse(data, words)
        caution = ""
        if any(rows["country"].duplicated().any() for rows in data.values()):
            message = "First and last value of each series are compared, whatever their years."
            caution = words.say(message)
        subtitle = words.say("Each panel has its own scale and unit")
    warms = len(data.get("temperature", ())) > 0
    told = pd.concat(data.values(), ignore_index=True)
    finish(
        fig,
        area=area,
        above=_HEADING if len(chosen) > 1 else 0,
        question=question,
        finding=finding,
        subtitle=subtitle,
        key=stripe_key(words) if warms else [],
        caution=caution,
        alt=" ".join(
            [
                words.count("{count} small chart.", "{count} small charts.", len(chosen)),
                *(_told(topic, rows, words) for topic, rows in data.items()),
            ]
        ),
        data=told[["topic", "country", "year", "value", "unit", "verification"]],
        sources=frame_sources(*data.values()),
        drawn=[
            Drawn("indicators", told[told["topic"].ne("aral_sea")]),
            Drawn("challenges", told[told["topic"].eq("aral_sea")]),
        ],
        caption=words.say(_CAPTIONS.get(chosen[0] if len(chosen) == 1 else "", _GAPS)),
        narrow=_one_below_the_other(chosen, panel, words)
        if columns > 1
        else _short_years(fig, chosen),
        notes=_notes(data, words),
        language=words.sentences,
    )
    if columns > 1:
        taller = (panel + _BETWEEN) * (len(chosen) - lines)
        fig.layout.meta[META_KEY]["narrow"]["height"] = fig.layout.height + taller
    return fig


def _short_years(fig: go.Figure, chosen: Sequence[str]) -> dict[str, Any]:
    """Return years and figures of the Aral Sea that a narrow screen has room for."""
    if list(chosen) != ["aral_sea"]:
        return {}
    years, figures = list(fig.layout.xaxis.tickvals), list(fig.data[0].text)
    kept = [y for y in years if y == years[-1] or years[-1] - y >= _ROOM]
    texts = [text if x in kept else "" for x, text in zip(fig.data[0].x, figures, strict=True)]
    return {"xaxis.tickvals": kept, "data[0].text": texts}


def _one_below_the_other(chosen: Sequence[str], pixels: int, words: Words) -> dict[str, Any]:
    """Return where the axes of panels lie on a screen that has room for one beside none."""
    area = pixels * len(chosen) + _BETWEEN * (len(chosen) - 1)
    narrow: dict[str, Any] = {}
    if "temperature" in chosen:  # a row of stripes per state, its name beside it
        names = "<br>".join(words.label(code) for code in STATES)
        narrow["margin.l"] = round(text_size(names, _NAME_SIZE)[0]) + _BESIDE
    for number in range(len(chosen)):
        axis = str(number + 1) if number else ""
        top = 1 - number * (pixels + _BETWEEN) / area
        narrow[f"xaxis{axis}.domain"] = [0, 1]
        narrow[f"yaxis{axis}.domain"] = [max(0.0, round(top - pixels / area, 4)), round(top, 4)]
    return narrow


def _alone(topic: str, rows: pd.DataFrame, words: Words) -> tuple[str, str]:
    """Return finding and caution of the one topic drawn."""
    indicator = TOPICS[topic].indicator
    if indicator:
        breaks = breaks_of(indicator, list(rows["iso3"]))
        found = compare(indicator, rows, TOPICS[topic].heading, breaks, words)
        return found.finding, found.caution
    first, last = rows.iloc[0], rows.iloc[-1]
    caution = words.say("There is no area after {year} in the table.", year=last["year"])
    if rows["what"].ne(_WHOLE).any():
        message = "Values of a season and of the whole year do not measure the same thing."
        caution += " " + words.say(message)
    if not 0 < last["value"] < first["value"]:
        return "", caution
    finding = words.say(
        "The Aral Sea was {lost}% smaller in {year} than in {first}",
        lost=f"{_lost(rows):.0f}",
        year=last["year"],
        first=first["year"],
    )
    return finding, caution


def _lost(sea: pd.DataFrame) -> float:
    """Return how many percent the sea lost; nothing where it had nothing to lose."""
    first = float(sea["value"].iloc[0])
    return (1 - float(sea["value"].iloc[-1]) / first) * 100 if first else 0.0


def _worse(data: dict[str, pd.DataFrame], words: Words) -> str:
    """Say of how many states each topic got worse, the most first; the better is not told."""
    counted = []
    for topic, rows in data.items():
        about = TOPICS[topic]
        if not about.indicator or rows.empty:
            continue
        own = rows.groupby("country")["value"]
        change = (own.last() - own.first())[own.size().gt(1)]
        if topic == "temperature":
            change = warming(rows)
        count = int((change.lt(0) if about.falls else change.gt(0)).sum())
        if count:
            counted.append((count, len(change), words.say(about.worse)))
    if not any(total > 1 for _, total, _ in counted):
        return ""  # one state is nothing to count
    counted.sort(key=lambda entry: -entry[0] / entry[1])
    messages = [msg("{count} of {total} states grew {what}"), msg("{count} of {total} {what}")]
    told = [
        words.say(messages[number > 0], count=count, total=total, what=what)
        for number, (count, total, what) in enumerate(counted[:_MOST_TOLD])
    ]
    return words.listed(told)


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
    rows = rows.assign(topic=topic, note=column(rows, "note"), iso3=rows["country"].astype("str"))
    rows = rows[[*_COLUMNS, *(name for name in _KEYS if name in rows)]].sort_values(
        "value", ascending=False, kind="stable"
    )
    return rows.sort_values(["country", "year"], kind="stable")


def _panel(
    fig: go.Figure,
    topic: str,
    rows: pd.DataFrame,
    area: float,
    words: Words,
    place: dict[str, Any],
) -> None:
    """Draw one panel of ``area`` pixels."""
    if rows.empty:
        marks.write(fig, [0], [0], [words.say("no rows in the table")], **place)
        fig.update_xaxes(visible=False, **place)
        fig.update_yaxes(visible=False, **place)
    elif topic == "temperature":
        draw_stripes(fig, rows, words, **place)
    elif topic == "aral_sea":
        _aral(fig, rows, area, words, place)
    else:
        _lines(fig, topic, rows, area, words, place)


def _lines(
    fig: go.Figure,
    topic: str,
    rows: pd.DataFrame,
    area: float,
    words: Words,
    place: dict[str, Any],
) -> None:
    """Draw a line per state with its name at the end, from zero."""
    scale = TOPICS[topic].scale
    rows = rows.assign(name=rows["country"].map(words.label), scaled=rows["value"] / scale)
    level = FULL.get(TOPICS[topic].indicator)
    looks = {code: state_look(code, words) for code in STATES if code in set(rows["country"])}
    told = hovers(rows, words, "<b>{name}</b>, {year}", "{value:n} {unit}", "{note}")
    marks.lines(fig, rows, looks, by="country", y="scaled", told=told, sparse=_SPARSE, **place)
    year_axis(fig, int(rows["year"].min()), int(rows["year"].max()), most=4, **place)
    ends = value_axis(
        fig, 0, max(float(rows["scaled"].max()), level or 0.0), **place, language=words.sentences
    )
    fig.update_yaxes(nticks=5, **place)
    last = rows.groupby("country")["year"].transform("max")
    fresh = rows[last > rows["year"].max() - _OLD]
    label_lines(fig, fresh, looks, by="country", y="scaled", ends=ends, area=area, **place)
    if level is not None:
        marks.rule(fig, y=level, text=words.say("100%: all that is renewed"), **place)


def _told(topic: str, rows: pd.DataFrame, words: Words) -> str:
    """Return one sentence about a panel."""
    heading = words.say(TOPICS[topic].heading)
    if rows.empty:
        return words.say("{heading}: no rows.", heading=heading)
    if topic == "aral_sea":
        first, last = rows.iloc[0], rows.iloc[-1]
        message = "Aral Sea: {before:n} km² in {start}, {after:n} in {end} ({what})."
        if len(rows) == 1:
            message = "Aral Sea: {after:n} km² in {end} ({what})."
        elif 0 < last["value"] < first["value"]:
            message = (
                "Aral Sea: {before:n} km² in {start}, {after:n} in {end} ({what}), {lost}% less."
            )
        return words.say(
            message,
            before=first["value"],
            start=first["year"],
            after=last["value"],
            end=last["year"],
            what=words.say(last["what"]),
            lost=f"{_lost(rows):.0f}",
        )
    ends = rows.groupby("country").tail(1).sort_values("value")
    low, high = ends.iloc[0], ends.iloc[-1]
    message = (
        "{heading}, latest values from {first} {low:n} ({start}) to {second} {high:n} ({end})."
    )
    if len(ends) == 1:
        message = "{heading}, latest value: {first} {low:n} ({start})."
    elif low["value"] == high["value"]:
        message = "{heading}, latest value of each state: {low:n}."
    return words.say(
        message,
        heading=heading,
        first=words.name(low["country"]),
        low=low["value"],
        start=low["year"],
        second=words.name(high["country"]),
        high=high["value"],
        end=high["year"],
    )


def _aral(
    fig: go.Figure, rows: pd.DataFrame, area: float, words: Words, place: dict[str, Any]
) -> None:
    """Draw the area of the sea with its figures; values of a season are hollow."""
    season = rows["what"].ne(_WHOLE)
    short = [words.say(what).partition(",")[0] for what in rows["what"]]
    rows = rows.assign(
        scaled=rows["value"] / TOPICS["aral_sea"].scale,
        what=rows["what"].map(words.say),
        short=short,
    )
    first, last = int(rows["year"].min()), int(rows["year"].max())
    told = [first, last]
    if area == _ALONE:
        told = sorted({*rows.loc[~season, "year"], last})
    marks.dots(
        fig,
        rows,
        x="year",
        y="scaled",
        color=_WATER,
        size=9,
        recalled=season | recalled_rows(rows),
        told=hovers(rows, words, "<b>{value:n} km²</b>, {year}", "{what}", "{note}"),
        text=[
            "" if of_season or year not in told else words.say("{v:.1f}", v=value)
            for of_season, year, value in zip(season, rows["year"], rows["scaled"], strict=True)
        ],
        textposition="top right",
        textfont={"size": 12},
        mode="lines+markers+text",
        line={"color": _WATER, "width": 1.4, "dash": "dot"},
        name=words.say("Aral Sea"),
        **place,
    )
    low, high = value_axis(
        fig, 0, 1.1 * float(rows["scaled"].max()), **place, language=words.sentences
    )
    fig.update_xaxes(range=[first - 3, last + 2], showgrid=False, tickangle=0, **place)
    fig.update_xaxes(tickvals=told, tickformat="d", **place)
    names = [
        (
            last,
            r["scaled"],
            words.say(
                "{v:.1f}, {kind}" if r["year"] == last else "{v:.1f}, {kind} {year}",
                v=r["scaled"],
                kind=r["short"],
                year=r["year"],
            ),
            _INK,
        )
        for r in rows[season].to_dict("records")
    ]
    label_ends(fig, names, low=low, high=high, area=area, **place)


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
    if "temperature" in held and len(warming(held["temperature"])):
        notes.append(words.say("Warming, right: last ten years against the first ten, °C"))
    if "aral_sea" in held and held["aral_sea"]["what"].ne(_WHOLE).any():
        message = "Aral Sea, hollow: a season's low or high, not a yearly mean"
        notes.append(words.say(message))
    if any(recalled_rows(rows).any() for rows in held.values()):
        notes.append(words.say("Some values are from memory"))
    return notes
