"""Chart the challenges of the region side by side: stability, income, poverty, climate, water."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from plotly.subplots import make_subplots

from ca_summit.checks import check_choices, check_columns
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import column
from ca_summit.figures.text import hover, listed, plain, provenance
from ca_summit.figures.theme import format_number
from ca_summit.names import STATES, country_name
from ca_summit.sources import frame_sources
from ca_summit.tables import load_challenges, load_indicators

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

_TITLE = "What weighs on Central Asia?"
_HEADING = 44  # pixels of heading and unit above a panel
_CHALLENGES = ["indicator", "country", "year", "value", "unit", "source_id", "verification"]
_INDICATORS = ["indicator_id", "iso3", "year", "value", "unit", "source_id", "verification"]
_ARAL = {
    "aral_sea_area": "whole sea",
    "aral_sea_area_low": "lowest, whole sea or its southern part",
    "aral_sea_area_spring": "spring",
    "aral_sea_area_autumn": "autumn",
}


@dataclass(frozen=True)
class _Topic:
    """One panel: its heading, unit and the indicator drawn (none for the Aral Sea)."""

    heading: str
    unit: str
    indicator: str = ""


TOPICS = {
    "stability": _Topic("Political stability", "percentile rank, 100 = best", "wgi_pv_rank"),
    "income": _Topic("Income per person", "1000 dollars of 2021, PPP", "gdp_per_capita_ppp"),
    "poverty": _Topic("Poverty", "% under $4.20 a day", "poverty_420"),
    "temperature": _Topic("Warming", "°C above 1991–2020", "temperature_anomaly"),
    "water": _Topic("Water stress", "% of available water", "water_stress_sdg642"),
    "aral_sea": _Topic("Aral Sea", "1000 km²"),
}


def plot_challenges(
    challenges: pd.DataFrame | None = None,
    indicators: pd.DataFrame | None = None,
    *,
    topics: Sequence[str] = tuple(TOPICS),
    columns: int = 2,
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
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

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
    frame = load_challenges() if challenges is None else challenges
    check_columns("plot_challenges", frame, _CHALLENGES, "load_challenges()")
    series = load_indicators() if indicators is None else indicators
    check_columns("plot_challenges", series, _INDICATORS, "load_indicators()")
    chosen = check_choices("topics", topics, TOPICS)
    if columns not in (1, 2, 3):
        raise ValueError(f"`columns` must be 1, 2 or 3; got {columns!r}.")
    country_name("KAZ", language)
    if not chosen:
        return empty_figure(_TITLE, f"No topic chosen. There are: {listed(TOPICS)}.")
    data = {t: _rows(t, frame, series) for t in chosen}
    if all(rows.empty for rows in data.values()):
        return empty_figure(_TITLE, f"The tables hold no rows on {listed(chosen)}.")
    columns = min(columns, len(chosen))
    lines = -(-len(chosen) // columns)
    height = 220 + 300 * lines
    fig = make_subplots(
        rows=lines,
        cols=columns,
        horizontal_spacing=0.11,
        vertical_spacing=min(0.9 / max(1, lines - 1), 104 / (height - 300)),
    )
    findings = []
    shown: set[str] = set()
    for number, topic in enumerate(chosen):
        place = (number // columns + 1, number % columns + 1)
        findings.append(_panel(fig, topic, data[topic], place, shown, language))
        if len(chosen) > 1:
            _heading(fig, TOPICS[topic], number + 1)
    fig.update_layout(
        height=height,
        margin={"r": 20, "l": 44},
    )
    fig.update_xaxes(showgrid=False, tickformat="d", nticks=3 if columns > 1 else 5, tickangle=0)
    if "aral_sea" in chosen:
        at = chosen.index("aral_sea")
        fig.update_xaxes(dtick=30, tick0=1960, row=at // columns + 1, col=at % columns + 1)
    title = _TITLE if len(chosen) > 1 else f"{TOPICS[chosen[0]].heading}: how did it change?"
    subtitle = TOPICS[chosen[0]].unit
    if len(chosen) > 1:
        subtitle = "Each panel has its own scale; the panel's heading names the unit"
    return finish_chart(
        fig,
        above=_HEADING if len(chosen) > 1 else 0,
        legend_rows=0 if list(chosen) == ["aral_sea"] else 3,
        planned=208,
        title=title,
        subtitle=subtitle,
        alt=f"{len(chosen)} small charts. " + " ".join(f for f in findings if f),
        data=pd.concat(data.values())[
            ["topic", "country", "year", "value", "unit", "verification"]
        ],
        sources=frame_sources(*data.values()),
        caption="A gap in a line is a year without a value. Single points stand alone.",
        notes=_notes(data),
    )


def _rows(topic: str, frame: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of one panel with the columns topic, country, year, value, unit, what."""
    indicator = TOPICS[topic].indicator
    if indicator:
        rows = series[series["indicator_id"].eq(indicator) & series["iso3"].isin(list(STATES))]
        rows = rows.assign(country=rows["iso3"].astype("str"), what="")
    else:
        rows = frame[frame["indicator"].isin(list(_ARAL))]
        rows = rows.assign(what=rows["indicator"].astype("str").map(_ARAL))
    rows = rows[rows["value"].notna()].assign(topic=topic)
    names = ["topic", "country", "year", "value", "unit", "what", "source_id", "verification"]
    return rows.assign(note=column(rows, "note"), unit=rows["unit"].astype("str"))[
        [*names, "note"]
    ].sort_values(["country", "year", "value"])


def _panel(
    fig: go.Figure,
    topic: str,
    rows: pd.DataFrame,
    place: tuple[int, int],
    shown: set[str],
    language: str,
) -> str:
    """Draw one panel and return one sentence about it."""
    heading = TOPICS[topic].heading
    if rows.empty:
        fig.add_scatter(
            x=[0],
            y=[0],
            mode="text",
            text=["no rows in the table"],
            hoverinfo="skip",
            showlegend=False,
            row=place[0],
            col=place[1],
        )
        fig.update_xaxes(showticklabels=False, row=place[0], col=place[1])
        fig.update_yaxes(showticklabels=False, row=place[0], col=place[1])
        return f"{heading}: no rows."
    if topic == "aral_sea":
        return _aral(fig, rows, place)
    scale = 1000.0 if topic == "income" else 1.0
    for code in STATES:
        own = rows[rows["country"].eq(code)]
        if len(own):
            _line(fig, own, code, scale, place, language, legend=code not in shown)
            shown.add(code)
    if topic == "temperature":
        fig.add_hline(
            y=0, line={"color": theme.OTHER_COLOR, "width": 1}, row=place[0], col=place[1]
        )
    elif topic == "water":
        fig.add_hline(
            y=100,
            line={"color": theme.OTHER_COLOR, "width": 1, "dash": "dot"},
            row=place[0],
            col=place[1],
            annotation={"text": "100%: all that is renewed", "font": {"size": 11}},
            annotation_position="bottom right",
        )
    if topic != "temperature":
        fig.update_yaxes(rangemode="tozero", row=place[0], col=place[1])
    last = rows.groupby("country").tail(1).sort_values("value")
    low, high = last.iloc[0], last.iloc[-1]
    return (
        f"{heading}, latest values from {country_name(low['country'])} "
        f"{format_number(low['value'])} ({low['year']}) to {country_name(high['country'])} "
        f"{format_number(high['value'])} ({high['year']})."
    )


def _line(
    fig: go.Figure,
    own: pd.DataFrame,
    code: str,
    scale: float,
    place: tuple[int, int],
    language: str,
    *,
    legend: bool,
) -> None:
    """Draw one country; a yearly series breaks at missing years, a sparse survey is dotted."""
    name = country_name(code, language)
    values = own.drop_duplicates("year").set_index("year")
    years = range(int(values.index.min()), int(values.index.max()) + 1)
    sparse = len(values) < 0.7 * len(years) or len(values) < 3
    index = list(values.index) if sparse else list(years)
    texts = pd.Series(
        [
            hover(
                f"<b>{name}</b>, {year}",
                f"{format_number(v)} {unit}",
                plain(note),
                said,
            )
            for year, v, unit, note, said in zip(
                values.index,
                values["value"],
                values["unit"],
                values["note"],
                provenance(values),
                strict=True,
            )
        ],
        index=values.index,
        dtype="object",
    )
    fig.add_scatter(
        x=[int(y) for y in index],
        y=[None if np.isnan(v) else float(v) / scale for v in values["value"].reindex(index)],
        name=name,
        legendgroup=code,
        showlegend=legend,
        mode="lines+markers",
        line={
            "color": theme.COUNTRY_COLORS[code],
            "width": 1 if sparse else 2,
            "dash": "dot" if sparse else "solid",
        },
        marker={
            "symbol": theme.COUNTRY_SYMBOLS[code],
            "size": 9 if len(values) == 1 else 5 if sparse else 3,
        },
        hovertext=list(texts.reindex(index).fillna("")),
        hovertemplate="%{hovertext}<extra></extra>",
        row=place[0],
        col=place[1],
    )


def _aral(fig: go.Figure, rows: pd.DataFrame, place: tuple[int, int]) -> str:
    rows = rows.sort_values(["year", "value"], ascending=[True, False])
    whole = rows["what"].eq("whole sea")
    fig.add_scatter(
        x=rows["year"].astype(int),
        y=rows["value"] / 1000,
        mode="lines+markers",
        name="Aral Sea",
        showlegend=False,
        line={"color": "#4A90C4", "width": 1.4, "dash": "dot"},
        marker={
            "symbol": ["circle" if w else "circle-open" for w in whole],
            "size": 9,
            "color": "#4A90C4",
            "line": {"width": [0 if w else 2 for w in whole]},
        },
        hovertext=[
            hover(f"<b>{format_number(v)} km²</b>, {y}", what, plain(note), said)
            for v, y, what, note, said in zip(
                rows["value"],
                rows["year"],
                rows["what"],
                rows["note"],
                provenance(rows),
                strict=True,
            )
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        row=place[0],
        col=place[1],
    )
    fig.update_yaxes(rangemode="tozero", row=place[0], col=place[1])
    first, last = rows.iloc[0], rows.iloc[-1]
    lost = 1 - last["value"] / first["value"]
    fig.add_annotation(
        x=int(last["year"]),
        y=last["value"] / 1000,
        text=f"{lost * 100:.0f}% smaller<br>than in {first['year']}",
        ax=-10,
        ay=-110,
        arrowcolor=theme.OTHER_COLOR,
        font={"size": 12},
        align="right",
        row=place[0],
        col=place[1],
    )
    return (
        f"Aral Sea: {format_number(first['value'])} km² in {first['year']}, "
        f"{format_number(last['value'])} in {last['year']} ({last['what']}), {lost:.0%} less."
    )


def _heading(fig: go.Figure, topic: _Topic, number: int) -> None:
    axis = "" if number == 1 else str(number)
    fig.add_annotation(
        text=f"<b>{topic.heading}</b><br><span style='font-size:11px'>{topic.unit}</span>",
        x=0,
        y=1,
        xref=f"x{axis} domain",
        yref=f"y{axis} domain",
        xanchor="left",
        yanchor="bottom",
        yshift=4,
        align="left",
        showarrow=False,
        font={"size": 14},
    )


def _notes(data: dict[str, pd.DataFrame]) -> list[str]:
    notes = []
    poverty = data.get("poverty", pd.DataFrame())
    if len(poverty):
        last = poverty.groupby("country")["year"].max()
        old = [f"{country_name(str(c))} {y}" for c, y in last.items() if y < last.max() - 10]
        if old:
            notes.append(f"Poverty, one old survey and no later one: {listed(old)}")
    if len(data.get("water", pd.DataFrame())):
        notes.append("Water stress is modelled between reports, so small changes mean little")
    if len(data.get("temperature", pd.DataFrame())):
        notes.append("Warming: against the mean of 1991 to 2020")
    aral = data.get("aral_sea", pd.DataFrame())
    if len(aral) and aral["what"].ne("whole sea").any():
        notes.append("Aral Sea, hollow: a season's low or high, not a yearly mean")
    if any(rows["verification"].eq("recalled").any() for rows in data.values() if len(rows)):
        notes.append("Some values are from memory")
    return notes
