"""Map any indicator over the five states, for one year or with a slider."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_columns
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.theme import format_number
from ca_summit.maps.base import (
    base_map,
    country_trace,
    finish_map,
)
from ca_summit.maps.labels import label_ink
from ca_summit.names import LANGUAGES, STATES, country_name
from ca_summit.sources import frame_sources, source_records
from ca_summit.tables import (
    load_indicator_catalogue,
    load_indicators,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

_COLUMNS = ["iso3", "indicator_id", "year", "value", "unit", "source_id"]


def map_region(
    indicator: str = "population",
    data: pd.DataFrame | None = None,
    *,
    year: int | None = None,
    slider: bool = False,
    language: str = "en",
) -> go.Figure:
    """Map one indicator over the five states, for one year or with a slider over the years.

    A state without a value in the year drawn is hatched and says "no data"; nothing is filled in.

    Parameters
    ----------
    indicator
        An id of ``load_indicator_catalogue()``, or one of ``data``.
    data
        A table like ``load_indicators()``. Default: that table.
    year
        The year drawn. Default: the latest in which most of the five have a value.
    slider
        Whether to add a slider over all years with values; the colours then keep one scale.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    ValueError
        If the indicator or language is unknown, the year has no value, or a column is missing.

    Examples
    --------
    >>> fig = map_region("population", year=2024)
    >>> fig.layout.title.text
    'Population, total (World Bank), 2024'
    """
    check_choice("language", language, LANGUAGES)
    frame = load_indicators() if data is None else data
    check_columns("map_region", frame, _COLUMNS, "load_indicators()")
    label, definition = _describe_indicator(frame, indicator)
    rows = frame[frame["indicator_id"].eq(indicator) & frame["iso3"].isin(STATES)]
    rows = rows[rows["value"].notna()].sort_values(["year", "iso3"])
    if rows.empty:
        return empty_figure(label, "The table has no value of this indicator for the five states.")
    if rows.duplicated(["iso3", "year"]).any():
        raise ValueError("map_region() needs one value per country and year; keep one series.")
    years = [int(y) for y in rows["year"].drop_duplicates()]
    if year is None:
        counts = rows["year"].value_counts()
        year = int(max(counts.index[counts.eq(counts.max())]))
    check_choice("year", year, years)
    scope = rows if slider else rows[rows["year"].eq(year)]
    low, high = float(scope["value"].min()), float(scope["value"].max())
    if low < 0 < high:  # then zero is the middle of the scale
        low, high = min(low, -high), max(high, -low)
    unit = str(rows["unit"].iloc[0])
    looks = {
        y: _looks(rows[rows["year"].eq(y)], y, low, high, language)
        for y in (years if slider else [year])
    }
    fig = base_map(
        fills={c: v["fill"] for c, v in looks[year].items()},
        hovers={c: v["hover"] for c, v in looks[year].items()},
        labels={c: v["label"] for c, v in looks[year].items()},
        language=language,
    )
    _hatch(fig, looks[year])
    _colour_bar(fig, low, high, unit)
    if slider:
        _slider(fig, looks, year, label)
    drawn = rows if slider else rows[rows["year"].eq(year)]
    missing = [c for c in STATES if not looks[year][c]["has_value"]]
    notes = [f"Hatched: no data for {year}"] if missing else []
    if "verification" in drawn and drawn["verification"].eq("recalled").any():
        notes.append("Some values are recalled from memory, see the table")
    return finish_map(
        fig,
        title=f"{label}, {year}",
        subtitle=unit,
        alt=_alt(label, unit, rows[rows["year"].eq(year)], year, missing, slider, years),
        data=drawn[[c for c in (*_COLUMNS[:5], "verification") if c in drawn]],
        sources=frame_sources(drawn),
        caption=definition,
        notes=notes,
        source_shift=130 if slider else 64,
    )


def _describe_indicator(frame: pd.DataFrame, indicator: str) -> tuple[str, str]:
    """Return label and definition; an id of the user's own table is its own label."""
    catalogue = load_indicator_catalogue().set_index("indicator_id")
    ids = [*catalogue.index, *frame["indicator_id"].astype("str").unique()]
    check_choice("indicator", indicator, ids)
    if indicator in catalogue.index:
        known = catalogue.loc[indicator]
        return str(known["label"]), str(known["definition"])
    return indicator.replace("_", " ").capitalize(), ""


def _looks(
    rows: pd.DataFrame, year: int, low: float, high: float, language: str
) -> dict[str, dict[str, Any]]:
    """Return fill, hover and label of each state in one year."""
    records = {str(r["iso3"]): r for r in rows.to_dict("records")}
    looks: dict[str, dict[str, Any]] = {}
    for code in STATES:
        name, row = country_name(code, language), records.get(code)
        if row is None:
            looks[code] = {
                "has_value": False,
                "fill": theme.NO_DATA_FILL,
                "hover": f"<b>{name}</b><br>no data for {year}",
                "label": f"{name}<br>no data",
            }
            continue
        value, unit = float(row["value"]), str(row["unit"])
        source = source_records([row["source_id"]])[0]["publisher"] if row["source_id"] else ""
        recalled = " (from memory)" if row.get("verification") == "recalled" else ""
        looks[code] = {
            "has_value": True,
            "fill": colour_at(
                (value - low) / (high - low) if high > low else 0.5, _scale(low, high)
            ),
            "hover": f"<b>{name}</b><br>{format_number(value)} {unit}{recalled}"
            f"<br>{year}<br>{source}",
            "label": f"{name}<br>{short_number(value)}",
        }
    return looks


def _scale(low: float, high: float) -> list[Any]:
    """Return the scale with a middle where values lie on both sides of zero."""
    return theme.DIVERGING_SCALE if low < 0 < high else theme.SEQUENTIAL_SCALE


def colour_at(share: float, scale: list[Any] = theme.SEQUENTIAL_SCALE) -> str:
    """Return the colour of a scale at a share between 0 and 1.

    Examples
    --------
    >>> colour_at(0), colour_at(1)
    ('#F4E3B2', '#5B2A56')
    """
    share = min(1.0, max(0.0, share))
    for (start, one), (end, two) in itertools.pairwise(scale):
        if share <= end:
            part = (share - start) / (end - start)
            mixed = [round(a + part * (b - a)) for a, b in zip(_rgb(one), _rgb(two), strict=True)]
            return "#{:02X}{:02X}{:02X}".format(*mixed)
    return str(scale[-1][1])


def short_number(value: float) -> str:
    """Write a number shortly for a label on a map.

    Examples
    --------
    >>> short_number(37151846), short_number(0.734)
    ('37.2 million', '0.734')
    """
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{format_number(value / size)} {word}"
    return format_number(value)


def _rgb(color: object) -> list[int]:
    text = str(color)
    return [int(text[i : i + 2], 16) for i in (1, 3, 5)]


def _hatch(fig: go.Figure, looks: dict[str, dict[str, Any]]) -> None:
    for code, look in looks.items():
        fig.data[country_trace(fig, code)].fillpattern = _pattern(look)


def _pattern(look: dict[str, Any]) -> dict[str, Any]:
    if look["has_value"]:
        return {"shape": ""}
    return {"shape": "/", "size": 8, "solidity": 0.2, "fgcolor": theme.BORDER_LINE}


def _colour_bar(fig: go.Figure, low: float, high: float, unit: str) -> None:
    """Add an unseen marker that carries the colour bar."""
    span = [low, high] if high > low else [low - 0.5, high + 0.5]
    fig.add_scatter(
        x=[None],
        y=[None],
        mode="markers",
        name="Scale of colours",
        showlegend=False,
        hoverinfo="skip",
        marker={
            "color": [span[0]],
            "cmin": span[0],
            "cmax": span[1],
            "colorscale": _scale(low, high),
            "showscale": True,
            "colorbar": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 0,
                "yanchor": "top",
                "len": 0.6,
                "thickness": 12,
                "outlinewidth": 0,
                "nticks": 5,
                "ypad": 8,
                "tickfont": {"size": 11},
                "title": {"text": unit, "side": "bottom", "font": {"size": 11}},
            },
        },
    )


def _slider(
    fig: go.Figure, looks: dict[int, dict[str, dict[str, Any]]], year: int, label: str
) -> None:
    """Add a frame and a slider step per year; frames change colours and texts, never shapes."""
    numbers = [country_trace(fig, code) for code in STATES]
    names = [i for i, t in enumerate(fig.data) if t.meta and t.meta.get("states")]
    frames = []
    for step, look in looks.items():
        traces: list[Any] = [
            go.Scatter(
                fillcolor=look[c]["fill"], text=look[c]["hover"], fillpattern=_pattern(look[c])
            )
            for c in STATES
        ]
        traces += [
            go.Scatter(
                text=[look[c]["label"] for c in fig.data[i].meta["states"]],
                textfont=label_ink([look[c]["fill"] for c in fig.data[i].meta["states"]]),
            )
            for i in names
        ]
        title = {"title": {"text": f"{label}, {step}"}}
        frames.append(
            go.Frame(name=str(step), data=traces, traces=[*numbers, *names], layout=title)
        )
    fig.frames = frames
    play = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}}
    play["transition"] = {"duration": 0}
    fig.update_layout(
        sliders=[
            {
                "active": list(looks).index(year),
                "y": 0,
                "yanchor": "top",
                "pad": {"t": 64, "l": 4, "r": 4},
                "currentvalue": {"visible": False, "prefix": "Year "},
                "ticklen": 3,
                "font": {"size": 10},
                "steps": [
                    {"label": str(s), "method": "animate", "args": [[str(s)], play]} for s in looks
                ],
            }
        ]
    )


def _alt(
    label: str,
    unit: str,
    rows: pd.DataFrame,
    year: int,
    missing: Sequence[str],
    slider: bool,
    years: Sequence[int],
) -> str:
    ordered = rows.sort_values("value", ascending=False)
    values = "; ".join(
        f"{country_name(str(code))} {short_number(value)}"
        for code, value in zip(ordered["iso3"], ordered["value"].astype(float), strict=True)
    )
    text = f"Map of the five states of Central Asia: {label}, {unit}, {year}. {values}."
    if missing:
        text += f" No data: {', '.join(country_name(c) for c in missing)}."
    if slider:
        text += f" A slider runs from {years[0]} to {years[-1]}."
    return text
