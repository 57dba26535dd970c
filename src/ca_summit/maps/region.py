"""Map any indicator over the five states, for one year or with a slider."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_day
from ca_summit.figures import controls, empty_figure, margins, theme
from ca_summit.figures.canvas import Canvas
from ca_summit.figures.ink import label_ink
from ca_summit.figures.language import Words, format_number, msg, short_number
from ca_summit.figures.placement import label_point
from ca_summit.figures.rows import described, recalled_rows, table_for
from ca_summit.figures.text import hovers, shown
from ca_summit.figures.typesetting import set_in
from ca_summit.maps.basemap import (
    HATCH,
    STATE_CODES,
    USUAL_LAYERS,
    Basemap,
    country_trace,
    draw_basemap,
)
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables import load_indicator_catalogue
from ca_summit.tables.spans import in_span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_COLUMNS = ["iso3", "indicator_id", "year", "value", "unit", "source_id"]
#: Words of a unit or a label that make a number a total, and those that make it a rate.
_COUNTED = re.compile(
    r"\b(people|persons|us\$|dollars?|usd|tonnes|t|m3|m³|km2|km²|kwh)\b|\$", re.IGNORECASE
)
_RATED = re.compile(
    r"per (person|capita|1000|head)|%|share|index|score|rank|rate|ratio|mean|percentile"
    r"|average|median|wage|price|cost",
    re.IGNORECASE,
)
#: Measures whose zero is none: of these no multiple is told.
_NO_ZERO = re.compile(r"index|score|rank|mean|degrees|growth|years|per year", re.IGNORECASE)
CIRCLE_PX, _CIRCLE = 64, "#8F3D57"  # of the largest total
_CIRCLES = "Totals"
#: Sides of the circles on which names stand: those of the states outwards, clear of each other.
_SIDES = {
    "KAZ": "top center",
    "KGZ": "middle right",
    "TJK": "middle left",
    "TKM": "middle left",
    "UZB": "top center",
}
TIMES = (1.5, 20)  # times the lowest value that the highest is, where told as a multiple
#: What a map of the region says; a saved explorer fills the same messages without Python.
SAID = {
    "name": "<b>{state}</b>",
    "amount": msg("{value:n} {unit}"),
    "gap": msg("<b>{name}</b><br>no data for {year}"),
    "no data": msg("no data"),
    "hatched": msg("Hatched: no data for {year}"),
    "recalled": msg("Some values are recalled from memory, see the table"),
    "share": msg("{high} had {share:p} of the five states' {what} in {year}"),
    "times": msg("{what}: {times} times as high in {high} as in {low} in {year}"),
    "range": msg("{what}: highest in {high}, {most:n}, lowest in {low}, {least:n}, in {year}"),
    "percent": msg("{what}: highest in {high}, {most:p}, lowest in {low}, {least:p}, in {year}"),
    "range of two": msg("{what} in {year}: {high} {most:n}, {low} {least:n}"),
    "percent of two": msg("{what} in {year}: {high} {most:p}, {low} {least:p}"),
    "alt": msg("Map of the five states of Central Asia: {label}, {unit}, {year}. {values}."),
    "gaps": msg(" No data: {gaps:l}."),
}


def map_region(
    indicator: str = "gdp_per_capita_ppp",
    data: pd.DataFrame | None = None,
    *,
    year: int | None = None,
    slider: bool = False,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Map one indicator over the five states, for one year or with a slider over the years.

    Rates and averages colour the states; totals of people, dollars or tonnes are circles whose
    area is the value, because a large country would look like much. Colours and circles keep one
    scale over all years. A state without a value in the year drawn is hatched and says "no data";
    nothing is filled in.

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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per state and year with a value, in ``unit``; a state
    without a row has no published value.

    Raises
    ------
    ValueError
        If the indicator or language is unknown, the year has no value, or a column is missing.

    Examples
    --------
    >>> fig = map_region("population", year=2024)
    >>> fig.layout.title.text.replace("<br>", " ")
    "Uzbekistan had 44.2% of the five states' population in 2024"
    """
    words = Words(language)
    day = None if as_of is None else check_day("as_of", as_of)
    frame = table_for("map_region", "indicators", data, _COLUMNS, as_of=day)
    label = describe_indicator(frame, indicator)[0]
    rows = frame[frame["indicator_id"].eq(indicator) & frame["iso3"].isin(STATES)]
    rows = rows[rows["value"].notna()].sort_values(["year", "iso3"])
    rows = in_span(rows, "year", since, until)
    if rows.empty:
        why = words.say("The table has no value of this indicator for the five states.")
        return empty_figure(words.cell(label), why, words, as_of=day)
    named, _, definition = described(indicator, rows, data)
    label = label if named == indicator else named
    if rows.duplicated(["iso3", "year"]).any():
        raise ValueError("map_region() needs one value per country and year; keep one series.")
    years = [int(y) for y in rows["year"].drop_duplicates()]
    if year is None:
        counts = rows["year"].value_counts()
        year = int(max(counts.index[counts.eq(counts.max())]))
    check_choice("year", year, years)
    span = value_span(rows)
    as_circles = is_total(rows, label)
    looks = {
        y: state_looks(rows[rows["year"].eq(y)], y, span, language)
        for y in (years if slider else [year])
    }
    canvas = Canvas.open("region", height=700)
    narrow = _draw(canvas, looks[year], span, language, as_circles=as_circles)
    if slider:
        _add_slider(canvas.fig, looks, year, lambda y: _title(rows, y, label, words), words)
    told = region_words(rows, year, label, words)
    if slider:
        told |= {
            "question": words.cell(label),
            "alt": words.say(
                "{alt} A slider runs from {first} to {last}.",
                alt=told["alt"],
                first=years[0],
                last=years[-1],
            )
            if len(years) > 1
            else told["alt"],
            "sources": frame_sources(rows),
            "drawn": [Drawn("indicators", rows)],
            "data": _data(rows),
        }
    return canvas.finish(**told, narrow=narrow, caption=words.cell(definition))


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


def is_total(rows: pd.DataFrame, label: str = "") -> bool:
    """Tell whether values of one indicator are totals, which a large state has more of.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"unit": ["people"], "value": [7e6]})
    >>> is_total(people), is_total(people.assign(unit="tonnes per person"))
    (True, False)
    """
    return is_counted(label, str(rows["unit"].iloc[0])) and float(rows["value"].min()) >= 0


def is_counted(label: str, unit: str) -> bool:
    """Tell whether label and unit speak of people, dollars or tonnes and of no rate."""
    return bool(_COUNTED.search(unit)) and not _RATED.search(f"{label} {unit}")


def region_words(rows: pd.DataFrame, year: int, label: str, words: Words) -> dict[str, Any]:
    """Return what a map of the region says of one year, as ``Canvas.finish()`` takes it.

    Parameters
    ----------
    rows
        Values of one indicator; other years than ``year`` are not spoken of.
    """
    own = rows[rows["year"].eq(year)]
    missing = [code for code in STATES if code not in set(own["iso3"])]
    caution = words.say("One number stands for a whole state and hides what differs within it.")
    if is_total(own, label):
        caution = words.say("Large states have large totals: per person the order may differ.")
    notes = [words.say(SAID["hatched"], year=year)] if missing else []
    if recalled_rows(own).any():
        notes.append(words.say(SAID["recalled"]))
    return {
        "question": f"{words.cell(label)}, {year}",
        "finding": _finding(own, label, words),
        "subtitle": shown(words.cell(own["unit"].iloc[0])),
        "alt": _alt(own, label, missing, words),
        "data": _data(own),
        "sources": frame_sources(own),
        "drawn": [Drawn("indicators", own)],
        "caution": caution,
        "notes": notes,
    }


def _data(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[[c for c in (*_COLUMNS[:5], "verification") if c in rows]]


def _title(rows: pd.DataFrame, year: int, label: str, words: Words) -> str:
    return _finding(rows[rows["year"].eq(year)], label, words) or f"{words.cell(label)}, {year}"


def _finding(rows: pd.DataFrame, label: str, words: Words) -> str:
    """Compare the highest value with the lowest; nothing where two states share one of the ends."""
    ordered = rows.sort_values("value", ascending=False, kind="stable")
    values = [float(v) for v in ordered["value"]]
    if len(values) < 2 or values[0] == values[1] or values[-1] == values[-2]:
        return ""
    high, low, unit = values[0], values[-1], str(ordered["unit"].iloc[0])
    said: dict[str, Any] = {
        "what": inside(words.cell(label)),
        "high": words.name(ordered["iso3"].iloc[0]),
        "low": words.name(ordered["iso3"].iloc[-1]),
        "year": int(ordered["year"].iloc[0]),
    }
    if is_total(ordered, label) and len(values) == len(STATES):
        return words.sentence(SAID["share"], share=100 * high / sum(values), **said)
    said["what"] = words.cell(label).split(" (")[0]
    if low > 0 and has_zero(label, unit) and TIMES[0] <= high / low <= TIMES[1]:
        times = format_number(high / low, 2, language=words.sentences)
        return words.sentence(SAID["times"], times=times, **said)
    message = SAID[
        ("percent" if unit.startswith("%") else "range") + (" of two" if len(values) == 2 else "")
    ]
    return words.sentence(message, most=high, least=low, **said)


def has_zero(label: str, unit: str) -> bool:
    """Tell whether zero of a measure means none, so that a multiple says something.

    Examples
    --------
    >>> has_zero("GDP per person", "US$"), has_zero("Gini index", "0 to 100")
    (True, False)
    """
    return not _NO_ZERO.search(f"{label} {unit}")


def inside(label: str) -> str:
    """Return a label as it stands inside a sentence: no source, no capital but of acronyms."""
    bare = label.split(" (")[0].removesuffix(", total")
    return bare if bare[:2].isupper() else bare[:1].lower() + bare[1:]


@dataclass(frozen=True)
class StateLook:
    """How a state looks on the map in one year."""

    has_value: bool
    fill: str
    hover: str
    label: str
    size: float = 0

    @property
    def pattern(self) -> dict[str, Any]:
        """Hatching where there is no value."""
        return {"shape": ""} if self.has_value else HATCH


def state_looks(
    rows: pd.DataFrame, year: int, span: tuple[float, float], language: str | None = None
) -> dict[str, StateLook]:
    """Return how each of the five states looks in one year.

    Parameters
    ----------
    rows
        Values of one indicator in that year, at most one a state.
    span
        Least and greatest value of the scale.
    """
    words, (low, high) = Words(language), span
    told = rows.assign(state=[words.label(code) for code in rows["iso3"]])
    lines = hovers(told, words, SAID["name"], SAID["amount"], "{year}")
    values = zip(rows["iso3"].astype(str), rows["value"].astype(float), lines, strict=True)
    known = {code: (value, line) for code, value, line in values}
    looks: dict[str, StateLook] = {}
    for code in STATES:
        name = words.label(code)
        if code not in known:
            hover = words.say(SAID["gap"], name=name, year=year)
            text = f"{name}<br>{words.say(SAID['no data'])}"
            looks[code] = StateLook(False, theme.NO_DATA_FILL, hover, text)
            continue
        value, line = known[code]
        share = (value - low) / (high - low) if high > low else 0.5
        fill = colour_at(share, color_scale(low, high))
        size = round(CIRCLE_PX * math.sqrt(max(0, value) / high), 1) if high > 0 else 0
        looks[code] = StateLook(
            True, fill, line, f"{name}<br>{short_number(value, language=words.sentences)}", size
        )
    return looks


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


def _draw(
    canvas: Canvas,
    looks: Mapping[str, StateLook],
    span: tuple[float, float],
    language: str | None,
    *,
    as_circles: bool,
) -> dict[str, Any]:
    """Draw the states in their colours, or in grey with a circle each; return what is narrow."""
    named = {code: look.label for code, look in looks.items()}
    look = Basemap(
        layers=USUAL_LAYERS,
        fills={} if as_circles else {code: state.fill for code, state in looks.items()},
        hovers={code: state.hover for code, state in looks.items()},
        labels=dict.fromkeys(named, "") if as_circles else named,
        language=language,
    )
    land = draw_basemap(canvas, look).land.set_index("iso3")
    for code, state in looks.items():
        canvas.fig.data[country_trace(canvas.fig, code)].fillpattern = state.pattern
    if not as_circles:
        canvas.color_bar(*span, color_scale(*span), language)
        return {}
    drawn = [code for code in looks if code in land.index]
    number = canvas.dots(
        [label_point(land.loc[code, "geometry"])[:2] for code in drawn],
        name=_CIRCLES,
        marker={"color": _CIRCLE, "opacity": 0.8, **circle_looks(looks, drawn)["marker"]},
        hovers=[looks[code].hover for code in drawn],
        beside=([looks[code].label for code in drawn], [_SIDES[code] for code in drawn]),
        size=13,
        meta={"circles": drawn},
    )
    return narrow_circles(number, looks, drawn)


def narrow_circles(
    number: int, looks: Mapping[str, StateLook], codes: Sequence[str]
) -> dict[str, Any]:
    """Return the short forms of the circles, which are trace ``number``, for a narrow screen."""
    short = [f"{STATE_CODES[code]}<br>{looks[code].label.partition('<br>')[2]}" for code in codes]
    return {
        f"data[{number}].text": short,
        f"data[{number}].textfont.size": 11,
        f"data[{number}].marker.size": [round(looks[code].size / 2, 1) for code in codes],
    }


def circle_looks(looks: Mapping[str, StateLook], codes: Sequence[str]) -> dict[str, Any]:
    """Return what of the circles changes with the year."""
    own = [looks[code] for code in codes]
    return {
        "marker": {"size": [look.size for look in own]},
        "text": [look.label for look in own],
        "hovertext": [look.hover for look in own],
    }


def _add_slider(
    fig: go.Figure, looks: dict[int, dict[str, StateLook]], year: int, title: Any, words: Words
) -> None:
    """Add a frame and a slider step per year; frames change looks and texts, never shapes."""
    numbers = [country_trace(fig, code) for code in STATES]
    metas = {i: t.meta for i, t in enumerate(fig.data) if isinstance(t.meta, dict)}
    names = {i: meta["states"] for i, meta in metas.items() if "states" in meta}
    circles = {i: meta["circles"] for i, meta in metas.items() if "circles" in meta}
    frames = []
    for step, look in looks.items():
        traces: list[Any] = []
        for code in STATES:
            fill = {} if circles else {"fillcolor": look[code].fill}
            own = {"text": look[code].hover, "fillpattern": look[code].pattern, **fill}
            traces.append(go.Scatter(own))
        for codes in names.values():
            ink = label_ink([look[code].fill for code in codes])
            traces.append(go.Scatter(text=[look[code].label for code in codes], textfont=ink))
        traces += [go.Scatter(circle_looks(look, codes)) for codes in circles.values()]
        layout = {"title": {"text": set_in(title(step), margins.WIDTH, margins.TITLE * 1.07)}}
        moved = [*numbers, *names, *circles]
        frames.append(go.Frame(name=str(step), data=traces, traces=moved, layout=layout))
    fig.frames = frames
    steps = [controls.frame_step(str(step), str(step)) for step in looks]
    fig.update_layout(
        sliders=[controls.slider(steps, active=list(looks).index(year), prefix=words.say("Year "))]
    )


def _alt(rows: pd.DataFrame, label: str, missing: Sequence[str], words: Words) -> str:
    ordered = rows.sort_values("value", ascending=False, kind="stable")
    values = [
        f"{words.name(code, article=False)} {format_number(value, language=words.sentences)}"
        for code, value in zip(ordered["iso3"], ordered["value"].astype(float), strict=True)
    ]
    text = words.say(
        SAID["alt"],
        label=label,
        unit=rows["unit"].iloc[0],
        year=int(rows["year"].iloc[0]),
        values="; ".join(values),
    )
    gaps = [words.name(code, article=False) for code in missing]
    return text + (words.say(SAID["gaps"], gaps=gaps) if gaps else "")
