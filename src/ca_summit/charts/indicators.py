"""Chart one indicator over the years."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_choices, check_columns, check_year
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.labels import label_ends
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import none_chosen
from ca_summit.figures.text import listed
from ca_summit.figures.theme import format_number
from ca_summit.names import STATES, country_name, in_sentence
from ca_summit.sources import frame_sources
from ca_summit.tables import (
    load_indicator_catalogue,
    load_indicators,
    load_series_breaks,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

#: Signs of a unit that still fit beside the axis of a phone; the subtitle names every unit.
_LONGEST_UNIT = 34
_DATA = ("iso3", "year", "value", "unit", "verification")
#: Round steps in each power of ten on a logarithmic axis, the roundest first.
_LOG_STEPS = ((1,), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 8), (1, 1.1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3,
              3.5, 4, 4.5, 5, 5.5, 6, 7, 8, 9))  # fmt: skip


def plot_indicator(
    indicator: str = "gdp_per_capita_ppp",
    data: pd.DataFrame | None = None,
    *,
    countries: Sequence[str] | None = None,
    since: int | None = None,
    log: bool = False,
    language: str = "en",
) -> go.Figure:
    """Chart one indicator over the years, a line per country, breaks in a series left open.

    Parameters
    ----------
    indicator
        Id of an indicator, see ``load_indicator_catalogue()``.
    data
        A table like ``load_indicators()``. Default: that table.
    countries
        ISO3 codes drawn. Default: the five and, where its values are of their order, the world.
    since
        First year drawn.
    log
        Whether the value axis is logarithmic.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    ValueError
        If the indicator or a country does not occur; the message lists what does.

    Examples
    --------
    >>> fig = plot_indicator("population", countries=["KAZ", "UZB"])
    >>> sorted({trace.legendgroup for trace in fig.data})
    ['KAZ', 'UZB']
    """
    frame = load_indicators() if data is None else data
    check_columns(
        "plot_indicator",
        frame,
        ["indicator_id", "iso3", "year", "value", "unit", "source_id"],
        "load_indicators()",
    )
    check_choice("indicator", indicator, frame["indicator_id"].unique())
    rows = frame[frame["indicator_id"].eq(indicator)]
    present = list(rows["iso3"].unique())
    if countries is None:
        codes = _default_codes(rows)
    else:
        codes = check_choices("countries", countries, present)
    rows = rows[rows["iso3"].isin(codes)]
    if since is not None:
        rows = rows[rows["year"] >= check_year("since", since, 1, 2200)]
    label, unit = _label_and_unit(indicator, rows)
    if rows.empty:
        why = f"No values of “{label}” for this choice."
        return empty_figure(label, none_chosen(countries=countries) or why)
    low = int(rows["value"].le(0).fillna(False).sum())
    if log and not rows["value"].gt(0).any():
        raise ValueError(
            f"`log` needs values above zero; {indicator!r} has none for this choice. Leave it out."
        )
    breaks = load_series_breaks()
    breaks = breaks[
        breaks["table"].eq("indicators")
        & breaks["series"].eq(indicator)
        & breaks["area"].isin(codes)
        & breaks["kind"].ne("vintage")
    ]
    fig = go.Figure()
    for code in codes:
        own = rows[rows["iso3"].eq(code)].sort_values("year")
        _add_line(
            fig, code, own, breaks.loc[breaks["area"].eq(code), "year"].tolist(), unit, language
        )
    for row in breaks.to_dict("records"):
        if rows["year"].min() < row["year"] <= rows["year"].max():
            fig.add_vline(
                x=row["year"] - 0.5,
                line={
                    "color": theme.COUNTRY_COLORS.get(row["area"], theme.OTHER_COLOR),
                    "dash": "dot",
                    "width": 1,
                },
            )
    notes = [
        f"Break in the series of {listed(list(map(country_name, own['area'])), 5)} "
        f"before {year}: {reason}"
        for (year, reason), own in breaks.groupby(["year", "reason"], sort=False)
    ]
    if log and low:
        words = "1 value of zero or less has" if low == 1 else f"{low} values of zero or less have"
        notes.append(f"{words} no place on a logarithmic axis")
    fig.update_yaxes(title_text=unit if len(unit) <= _LONGEST_UNIT else "")
    if log:
        _log_axis(fig, rows["value"])
    first, last = int(rows["year"].min()), int(rows["year"].max())
    heading, family = _heading(label)
    fig.update_xaxes(showgrid=False, range=[first - 0.7, last + 0.7])
    fig.update_layout(height=520, hovermode="x unified", showlegend=False, margin={"r": 118})
    _label_lines(fig, rows, codes, log=log, language=language)
    return finish_chart(
        fig,
        title=_question(heading, codes, countries is None, language),
        subtitle=f"{family}{unit}, {first} to {last}",
        alt=_line_alt(label, unit, rows, codes),
        data=rows[[c for c in _DATA if c in rows]].sort_values(["iso3", "year"]),
        sources=frame_sources(rows),
        caption=_definition(indicator),
        notes=notes,
    )


def _label_lines(
    fig: go.Figure, rows: pd.DataFrame, codes: Sequence[str], *, log: bool, language: str
) -> None:
    """Name the lines at their ends; one that ends a little earlier is named where the others end."""
    values = rows["value"].dropna()
    low, high = float(values.min()), float(values.max())
    if low == high and not log:  # one level; plotly would set it in the middle of the names
        high = low + 1
        fig.update_yaxes(range=[low - 0.1, high])
    last = int(rows.loc[values.index, "year"].max()) if len(values) else 0
    label_ends(
        fig,
        [
            (last if last - year <= 3 else year, value, country_name(code, language), _color(code))
            for code in codes
            for year, value in _last_point(rows, code)
            if not log or value > 0
        ],
        low=float(values[values > 0].min()) if log else low,
        high=high,
        log=log,
        height=260,
        gap=16,
    )


def _last_point(rows: pd.DataFrame, code: str) -> list[tuple[int, float]]:
    own = rows[rows["iso3"].eq(code) & rows["value"].notna()].sort_values("year").tail(1)
    return [(int(y), float(v)) for y, v in zip(own["year"], own["value"], strict=True)]


def _default_codes(rows: pd.DataFrame) -> list[str]:
    """Return the five that occur, and the world where its values are of the same order."""
    highest = rows.groupby("iso3", observed=True)["value"].max().dropna()
    codes = [c for c in STATES if c in highest.index]
    if "WLD" in highest.index and codes and highest["WLD"] <= 4 * highest[codes].max():
        codes.append("WLD")
    return codes


def _color(code: str) -> str:
    return theme.COUNTRY_COLORS.get(code, theme.POWER_COLORS.get(code, theme.OTHER_COLOR))


def _add_line(
    fig: go.Figure, code: str, own: pd.DataFrame, breaks: list[int], unit: str, language: str
) -> None:
    """Draw one country as pieces between its breaks; missing years stay open."""
    if own.empty:
        return
    first, last = int(own["year"].min()), int(own["year"].max())
    values = own.set_index("year")["value"].reindex(range(first, last + 1))
    known = values.dropna()
    sparse = len(known) < 0.5 * len(values)
    edges = [first, *sorted(int(b) for b in breaks if first < b <= last), last + 1]
    name = country_name(code, language)
    color = _color(code)
    for number, (start, stop) in enumerate(pairwise(edges)):
        piece = values.loc[start : stop - 1]
        piece = piece.dropna() if sparse else piece
        fig.add_scatter(
            x=list(piece.index),
            y=[None if np.isnan(v) else float(v) for v in piece],
            name=name,
            legendgroup=code,
            showlegend=number == 0,
            mode="lines+markers",
            line={
                "color": color,
                "width": 2.4 if code in STATES else 1.6,
                "dash": "dot" if sparse or code not in STATES else "solid",
            },
            marker={"symbol": theme.COUNTRY_SYMBOLS.get(code, "circle-open"), "size": 6},
            customdata=[format_number(float(v)) for v in piece],
            hovertemplate="%{customdata} " + unit + "<extra>" + name + "</extra>",
        )


def _log_axis(fig: go.Figure, values: pd.Series) -> None:
    """Set a logarithmic axis with at least three ticks, as round as the range allows."""
    known = values[values > 0].dropna().astype(float)
    if known.empty:
        fig.update_yaxes(type="log")
        return
    low, high = float(known.min()), float(known.max())
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks: list[float] = []
    for steps in _LOG_STEPS[high / low < 1000 :]:
        marks = [s * 10.0**p for p in powers for s in steps]
        ticks = [m for m in marks if low / 1.15 <= m <= high * 1.15]
        if len(ticks) >= 3:
            break
    fig.update_yaxes(
        type="log",
        range=[math.log10(low / 1.15), math.log10(high * 1.15)],
        tickvals=ticks,
        ticktext=[_short_number(v) for v in ticks],
    )


def _short_number(value: float) -> str:
    """Write a round number as the axis of plotly does.

    Examples
    --------
    >>> [_short_number(v) for v in (0.2, 50.0, 20000.0, 5e6)]
    ['0.2', '50', '20k', '5M']
    """
    for size, word in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{word}"
    return f"{value:g}"


def _question(heading: str, codes: Sequence[str], is_default: bool, language: str) -> str:
    """Return the title: of the five, of some countries or of one."""
    if is_default or set(STATES) <= set(codes):
        return f"{heading}: how do the five compare?"
    if len(codes) > 1:
        return f"{heading}: how do they compare?"
    return f"{heading}: what changed in {in_sentence(country_name(codes[0], language))}?"


def _heading(label: str) -> tuple[str, str]:
    """Split a label in what is measured and the family of indicators, which the subtitle names.

    Examples
    --------
    >>> _heading("WGI Rule of law (score)")
    ('Rule of law', 'World Governance Indicators, ')
    >>> _heading("Gini index")
    ('Gini index', '')
    """
    name = re.sub(r" \((percentile rank|score|current US\$)\)$", "", label)
    short = name.removeprefix("WGI ")
    return short, "World Governance Indicators, " if short != name else ""


def _label_and_unit(indicator: str, rows: pd.DataFrame) -> tuple[str, str]:
    catalogue = load_indicator_catalogue().set_index("indicator_id")
    label = str(catalogue["label"].get(indicator, indicator))
    unit = str(rows["unit"].iloc[0]) if len(rows) else str(catalogue["unit"].get(indicator, ""))
    return label, unit


def _definition(indicator: str) -> str:
    catalogue = load_indicator_catalogue().set_index("indicator_id")
    return str(catalogue["definition"].get(indicator, ""))


def _line_alt(label: str, unit: str, rows: pd.DataFrame, codes: Sequence[str]) -> str:
    parts = []
    for code in codes:
        own = rows[rows["iso3"].eq(code) & rows["value"].notna()].sort_values("year")
        if own.empty:
            parts.append(f"{country_name(code)}: no data")
            continue
        first, last = own.iloc[0], own.iloc[-1]
        parts.append(
            f"{country_name(code)} from {format_number(first['value'])} in {first['year']} "
            f"to {format_number(last['value'])} in {last['year']}"
        )
    return f"Line chart of {label} in {unit}. " + "; ".join(parts) + "."
