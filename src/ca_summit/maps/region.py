"""Map any indicator over the five states, for one year or with a slider."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_day
from ca_summit.figures import controls, empty_figure, theme
from ca_summit.figures.canvas import Canvas
from ca_summit.figures.language import format_number, short_number
from ca_summit.figures.placement import label_ink
from ca_summit.figures.rows import known_on, recalled_rows, table_for
from ca_summit.figures.text import proofs, shown
from ca_summit.maps.basemap import FEATURES, Basemap, country_trace, draw_basemap
from ca_summit.names import LANGUAGES, STATES, country_name
from ca_summit.sources import frame_sources
from ca_summit.tables import load_indicator_catalogue
from ca_summit.tables.spans import in_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

HATCH = {"shape": "/", "size": 8, "solidity": 0.2, "fgcolor": theme.BORDER_LINE}
_COLUMNS = ["iso3", "indicator_id", "year", "value", "unit", "source_id"]


def map_region(
    indicator: str = "population",
    data: pd.DataFrame | None = None,
    *,
    year: int | None = None,
    slider: bool = False,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str = "en",
) -> go.Figure:
    """Map one indicator over the five states, for one year or with a slider over the years.

    Colours keep one scale over all years. A state without a value in the year drawn is hatched and
    says "no data"; nothing is filled in.

    Parameters
    ----------
    indicator
        An id of ``load_indicator_catalogue()``, or one of ``data``.
    data
        A table like ``load_indicators()``. Default: that table.
    year
        The year drawn. Default: the latest in which most of the five have a value.
    slider
        Whether to add a slider over all years with values.
    since, until
        First and last year that count. Default: all.
    as_of
        Draw what could be known on that day, ``YYYY-MM-DD``. Default: everything known.
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
    day = None if as_of is None else check_day("as_of", as_of)
    frame = table_for("map_region", "indicators", data, _COLUMNS, as_of=day, numbers=["value"])
    label, definition = describe_indicator(frame, indicator)
    rows = frame[frame["indicator_id"].eq(indicator) & frame["iso3"].isin(STATES)]
    rows = rows[rows["value"].notna()].sort_values(["year", "iso3"])
    rows = in_span(rows, "year", since, until)
    if rows.empty:
        why = "The table has no value of this indicator for the five states"
        return empty_figure(label, f"{why}{known_on(day)}.")
    if rows.duplicated(["iso3", "year"]).any():
        raise ValueError("map_region() needs one value per country and year; keep one series.")
    years = [int(y) for y in rows["year"].drop_duplicates()]
    if year is None:
        counts = rows["year"].value_counts()
        year = int(max(counts.index[counts.eq(counts.max())]))
    check_choice("year", year, years)
    low, high = span = value_span(rows)
    unit = str(rows["unit"].iloc[0])
    looks = {
        y: state_looks(rows[rows["year"].eq(y)], y, span, language)
        for y in (years if slider else [year])
    }
    canvas = Canvas.open("region", height=700)
    now = looks[year]
    look = Basemap(
        features=[f for f in FEATURES if f != "rivers"],
        fills={code: state.fill for code, state in now.items()},
        hovers={code: state.hover for code, state in now.items()},
        labels={code: state.label for code, state in now.items()},
        language=language,
    )
    draw_basemap(canvas, look)
    for code, state in now.items():
        canvas.fig.data[country_trace(canvas.fig, code)].fillpattern = state.pattern
    canvas.color_bar(low, high, unit, color_scale(low, high))
    if slider:
        _add_slider(canvas.fig, looks, year, label)
    drawn = rows if slider else rows[rows["year"].eq(year)]
    missing = [code for code, state in now.items() if not state.has_value]
    return canvas.finish(
        title=f"{label}, {year}",
        subtitle=unit,
        alt=_alt(label, unit, rows[rows["year"].eq(year)], missing)
        + (f" A slider runs from {years[0]} to {years[-1]}." if slider else ""),
        data=drawn[[c for c in (*_COLUMNS[:5], "verification") if c in drawn]],
        sources=frame_sources(drawn),
        caption=definition,
        notes=region_notes(drawn, missing, year),
    )


def describe_indicator(frame: pd.DataFrame, indicator: str) -> tuple[str, str]:
    """Return label and definition; an id of the user's own table is its own label."""
    catalogue = load_indicator_catalogue().set_index("indicator_id")
    ids = [*catalogue.index, *frame["indicator_id"].astype("str").unique()]
    check_choice("indicator", indicator, ids)
    if indicator in catalogue.index:
        known = catalogue.loc[indicator]
        return str(known["label"]), str(known["definition"])
    return indicator.replace("_", " ").capitalize(), ""


def value_span(rows: pd.DataFrame) -> tuple[float, float]:
    """Return least and greatest value; where zero lies between them it is the middle."""
    low, high = float(rows["value"].min()), float(rows["value"].max())
    return (min(low, -high), max(high, -low)) if low < 0 < high else (low, high)


@dataclass(frozen=True)
class StateLook:
    """How a state looks on the map in one year."""

    has_value: bool
    fill: str
    hover: str
    label: str

    @property
    def pattern(self) -> dict[str, Any]:
        """Hatching where there is no value."""
        return {"shape": ""} if self.has_value else HATCH


def state_looks(
    rows: pd.DataFrame, year: int, span: tuple[float, float], language: str = "en"
) -> dict[str, StateLook]:
    """Return how each of the five states looks in one year.

    Parameters
    ----------
    rows
        Values of one indicator in that year, at most one a state.
    span
        Least and greatest value of the scale.
    """
    low, high = span
    told = rows.assign(proof=proofs(rows))
    records = {str(row["iso3"]): row for row in told.to_dict("records")}
    looks: dict[str, StateLook] = {}
    for code in STATES:
        name, row = country_name(code, language), records.get(code)
        if row is None:
            hover = f"<b>{name}</b><br>no data for {year}"
            looks[code] = StateLook(False, theme.NO_DATA_FILL, hover, f"{name}<br>no data")
            continue
        value = float(row["value"])
        share = (value - low) / (high - low) if high > low else 0.5
        looks[code] = StateLook(
            True,
            colour_at(share, color_scale(low, high)),
            f"<b>{name}</b><br>{format_number(value)} {shown(row['unit'])}<br>{year}"
            f"<br><i>{row['proof']}</i>",
            f"{name}<br>{short_number(value)}",
        )
    return looks


def region_notes(drawn: pd.DataFrame, missing: Sequence[str], year: int) -> list[str]:
    """Return what stands below the map on missing and recalled values."""
    notes = [f"Hatched: no data for {year}"] if missing else []
    if recalled_rows(drawn).any():
        notes.append("Some values are recalled from memory, see the table")
    return notes


def color_scale(low: float, high: float) -> list[Any]:
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


def _rgb(color: object) -> list[int]:
    text = str(color)
    return [int(text[i : i + 2], 16) for i in (1, 3, 5)]


def _add_slider(
    fig: go.Figure, looks: dict[int, dict[str, StateLook]], year: int, label: str
) -> None:
    """Add a frame and a slider step per year; frames change colours and texts, never shapes."""
    numbers = [country_trace(fig, code) for code in STATES]
    names = {i: t.meta["states"] for i, t in enumerate(fig.data) if t.meta and "states" in t.meta}
    frames = []
    for step, look in looks.items():
        states = [look[code] for code in STATES]
        traces: list[Any] = [
            go.Scatter(fillcolor=one.fill, text=one.hover, fillpattern=one.pattern)
            for one in states
        ]
        for codes in names.values():
            own = [look[code] for code in codes]
            ink = label_ink([one.fill for one in own])
            traces.append(go.Scatter(text=[one.label for one in own], textfont=ink))
        title = {"title": {"text": f"{label}, {step}"}}
        frames.append(
            go.Frame(name=str(step), data=traces, traces=[*numbers, *names], layout=title)
        )
    fig.frames = frames
    steps = [controls.frame_step(str(step), str(step)) for step in looks]
    fig.update_layout(
        sliders=[controls.slider(steps, active=list(looks).index(year), prefix="Year ")]
    )


def _alt(label: str, unit: str, rows: pd.DataFrame, missing: Sequence[str]) -> str:
    ordered = rows.sort_values("value", ascending=False)
    values = "; ".join(
        f"{country_name(str(code))} {format_number(value)}"
        for code, value in zip(ordered["iso3"], ordered["value"].astype(float), strict=True)
    )
    year = rows["year"].iloc[0]
    text = f"Map of the five states of Central Asia: {label}, {unit}, {year}. {values}."
    if missing:
        text += f" No data: {', '.join(country_name(c) for c in missing)}."
    return text
