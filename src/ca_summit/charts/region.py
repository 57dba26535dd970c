"""Chart the area and the people of the region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ca_summit.figures import Key, empty_figure, finish, marks, theme
from ca_summit.figures.axes import name_rows, value_axis, year_axis
from ca_summit.figures.labels import label_ends
from ca_summit.figures.language import Words, fixed
from ca_summit.figures.rows import codes_of, column, recalled_rows, table_for, usual
from ca_summit.figures.text import hovers
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables import load_area_variants

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ca_summit.tables.choice import Day

_TARGET = 80_000_000
_PEOPLE = [*(code.lower() for code in STATES), "ca5_total"]
_ROW, _AREA = 36, 350  # pixels of a bar with its gap, of the plot of the people
_SUM_COLOR = "#4B5A67"

#: Areas beside which the five are drawn, as far as a table holds them.
OTHERS = ("EUU", "TUR", "FRA", "DEU", "US-AK")


def plot_area(
    comparators: pd.DataFrame | None = None,
    *,
    compare_with: str | Iterable[str] = OTHERS,
    language: str | None = None,
) -> go.Figure:
    """Chart the area of the five states, their sum and other places, in million km².

    Where the tables keep competing figures, the hover and the caution tell how far they differ.

    Parameters
    ----------
    comparators
        A table like ``load_comparators()``. Default: that table.
    compare_with
        Places drawn beside the five and their sum, by name or code of the table.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per place with ``area_km2`` and the span of competing
    figures, ``lowest_km2`` to ``highest_km2`` (km²).

    Raises
    ------
    ValueError
        If a code does not occur in the table.

    Examples
    --------
    >>> fig = plot_area(compare_with=["EUU"])
    >>> len(fig.data[0].y)
    7
    """
    words = Words(language)
    needed = ["code", "name", "area_km2", "source_id"]
    frame = table_for("plot_area", "comparators", comparators, needed)
    if compare_with == OTHERS:
        compare_with = usual("comparators", comparators, "code", None, OTHERS) or ()
    codes = [*STATES, "CA5", *codes_of("compare_with", compare_with, frame["code"])]
    drawn = frame[frame["code"].isin(codes) & frame["area_km2"].notna()].sort_values("area_km2")
    if drawn.empty:
        question = words.say("How large is Central Asia?")
        return empty_figure(question, words.say("The table holds none of these areas."), words)
    drawn = _area_rows(drawn, words)
    memory = words.say("from memory")
    fig = go.Figure()
    marks.bars(
        fig,
        drawn,
        x="million_km2",
        y="label",
        color=[
            theme.COUNTRY_COLORS.get(c, _SUM_COLOR if c == "CA5" else theme.OTHER_COLOR)
            for c in drawn["code"]
        ],
        told=hovers(drawn, words, "<b>{label}</b>", "{area_km2:n} km²", "{spread}"),
        text=[
            f" {fixed(v, 2 if v >= 1 else 3, words.sentences)}{f', {memory}' if recalled else ''}"
            for v, recalled in zip(drawn["million_km2"], drawn["recalled"], strict=True)
        ],
    )
    fig.update_layout(bargap=0.35, showlegend=False)
    value_axis(
        fig, 0, 1.12 * float(drawn["million_km2"].max()), across=True, language=words.sentences
    )
    fig.update_xaxes(visible=False)
    name_rows(fig, drawn["label"], drawn["label"])
    total, union = (float(drawn.loc[drawn["code"].eq(c), "area_km2"].sum()) for c in ("CA5", "EUU"))
    largest = drawn.iloc[-1]
    alt = words.say(
        "Bar chart of areas. {place}: {area:n} km²",
        place=largest["label"],
        area=largest["area_km2"],
    )
    if total:
        message = "Bar chart of areas. The five states together cover {total:n} km²"
        alt = words.say(message, total=total)
    question, finding = words.say("How large is Central Asia?"), ""
    if union and total:
        share = total / union * 100
        alt += words.say(", {share:p} of the European Union", share=share)
        question = words.say("Is Central Asia as large as the European Union?")
        finding = words.say("Central Asia is {share:p} as large as the European Union", share=share)
    return finish(
        fig,
        area=_ROW * len(drawn),
        question=question,
        finding=finding,
        subtitle=words.say("Total area in million km²"),
        caution=_competing(drawn, words),
        alt=alt + ".",
        data=drawn[["code", "label", "area_km2", "lowest_km2", "highest_km2"]],
        sources=frame_sources(drawn[["source_id"]]),
        drawn=_areas_drawn(frame),
        caption=words.say("All five: the sum of the five states.")
        if drawn["code"].eq("CA5").any()
        else "",
        notes=[words.say("Hollow bar: from memory") if drawn["recalled"].any() else ""],
        language=words.sentences,
    )


def plot_population(
    population: pd.DataFrame | None = None,
    *,
    projections: bool = False,
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Chart the people of the five states since 1991, stacked, and when 80 million were passed.

    The World Bank is drawn as areas, the United Nations as a line of its own; the hover tells
    where the two differ.

    Parameters
    ----------
    population
        A table like ``load_region_population()``. Default: that table.
    projections
        Whether to draw the UN projection for 2030, 2040 and 2050, dotted.
    as_of
        Draw only figures published by this day.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per series and year, people of each state and of all
    five (``ca5_total``).

    Examples
    --------
    >>> fig = plot_population()
    >>> "80 million" in fig.layout.title.text
    True
    """
    words = Words(language)
    needed = ["series_id", "year", *_PEOPLE, "source_id"]
    frame = table_for(
        "plot_population", "region_population", population, needed, as_of=as_of, once=True
    )
    known = frame[frame["ca5_total"].notna()].sort_values("year")
    bank, un = (known[known["series_id"].eq("world_bank") == ours] for ours in (True, False))
    question = words.say("When did Central Asia pass 80 million people?")
    if bank.empty:
        why = words.say("The table holds no rows of the World Bank series.")
        return empty_figure(question, why, words, as_of=as_of)
    first, last = int(bank["year"].min()), int(bank["year"].max())
    ahead = un[un["year"].ge(last)] if projections else un.iloc[:0]
    end = max(last, int(ahead["year"].max()) + 1 if len(ahead) else 0)
    totals = pd.concat([bank["ca5_total"], ahead["ca5_total"]]).astype(float) / 1e6
    fig = go.Figure()
    low, high = value_axis(fig, 0, float(totals.max()), language=words.sentences)
    year_axis(fig, first, end, pad=0)
    _draw_bands(fig, bank, (low, high), words)
    _draw_un(fig, un[un["year"] <= last], words.say("All five, United Nations"), "dot", words)
    if len(ahead):
        _draw_un(fig, ahead, words.say("UN projection, medium variant"), "dash", words)
        tip = ahead.iloc[-1]
        where: dict[str, Any] = {"xanchor": "left", "xshift": 12, "align": "left"}
        marks.note(
            fig, words.say("UN<br>projection"), int(tip["year"]), tip["ca5_total"] / 1e6, **where
        )
    crossing = _crossing(bank["year"], bank["ca5_total"])
    alt = words.say(
        "Stacked areas: {start:n} million people in {first}, {stop:n} million in {last} "
        "(World Bank)."
        if first < last
        else "Stacked areas: {stop:n} million people in {last} (World Bank).",
        start=float(bank["ca5_total"].iloc[0]) / 1e6,
        first=first,
        stop=float(bank["ca5_total"].iloc[-1]) / 1e6,
        last=last,
    )
    if crossing:
        before, after = crossing
        span = {"before": before, "after": after}
        alt += " " + words.say("The sum passed 80 million between {before} and {after}.", **span)
        marks.stretch(fig, (first, _TARGET / 1e6), (after, _TARGET / 1e6), dash="dot")
        reached = float(bank.loc[bank["year"].eq(after), "ca5_total"].iloc[0]) / 1e6
        told = words.say("80 million<br>passed between<br>{before} and {after}", **span)
        marks.note(fig, told, after, reached, ax=-46, ay=-36, align="right")
    fig.update_layout(hovermode="x unified", showlegend=False, margin={"r": 118})
    gap = _population_gap(bank, un[un["year"] <= last], words)
    drawn = frame if projections else frame[frame["year"] <= last]
    caution = words.say("The dashed line is a projection, not a result.") if len(ahead) else ""
    return finish(
        fig,
        area=_AREA,
        above=34 if crossing else 0,
        question=question,
        finding=_growth(bank, ahead, crossing, words),
        subtitle=words.say(
            "People in million by the World Bank, {span}", span=words.years(first, last)
        ),
        key=[Key(words.say("sum of the United Nations"), theme.OTHER_COLOR, "dot")][: len(un)],
        caution=f"{caution} {gap}".strip(),
        alt=f"{alt} {gap}".strip(),
        data=drawn[["series_id", "year", *_PEOPLE]],
        sources=frame_sources(drawn),
        drawn=[Drawn("region_population", drawn)],
        caption=words.say("Bands add up to the five states."),
        notes=[gap],
        language=words.sentences,
    )


def _growth(
    bank: pd.DataFrame, ahead: pd.DataFrame, crossing: tuple[int, int] | None, words: Words
) -> str:
    """Say when 80 million were passed, or else how far the sum grew, and what is projected."""
    first, last = bank.iloc[0], bank.iloc[-1]
    values = {
        "before": crossing[0] if crossing else first["year"],
        "after": crossing[1] if crossing else last["year"],
        "start": float(first["ca5_total"]) / 1e6,
        "stop": float(last["ca5_total"]) / 1e6,
    }
    if crossing is None:
        if not values["stop"] > values["start"]:
            return ""
        message = (
            "Central Asia grew from {start:n} million people in {before} to {stop:n} in {after}"
        )
        return words.say(message, **values)
    if ahead.empty:
        message = "Central Asia passed 80 million people between {before} and {after}"
        return words.say(message, **values)
    return words.say(
        "Central Asia passed 80 million people between {before} and {after}; the UN expects "
        "{ahead:n} million in {then}",
        ahead=round(float(ahead["ca5_total"].iloc[-1]) / 1e6),
        then=ahead["year"].iloc[-1],
        **values,
    )


def _draw_bands(
    fig: go.Figure, bank: pd.DataFrame, span: tuple[float, float], words: Words
) -> None:
    """Stack the five and write each name at the end of its band."""
    below, ends = 0.0, []
    for code in STATES:
        values = bank[code.lower()].astype(float) / 1e6
        name, color = words.label(code), theme.COUNTRY_COLORS[code]
        fig.add_scatter(
            x=bank["year"],
            y=values,
            name=name,
            stackgroup="people",
            mode="lines",
            line={"color": color, "width": 0.8},
            hovertext=[words.say("{v:n} million", v=v) for v in values],
            hovertemplate="%{hovertext}<extra>%{fullData.name}, "
            f"{words.cell('World Bank')}</extra>",
        )
        last = float(values.iloc[-1])
        ends.append((int(bank["year"].iloc[-1]), below + last / 2, name, color))
        below += last
    label_ends(fig, ends, low=span[0], high=span[1], area=_AREA)


def _draw_un(fig: go.Figure, un: pd.DataFrame, name: str, dash: str, words: Words) -> None:
    """Draw the sum of the United Nations: years as a line, single years ahead with their signs."""
    values = un["ca5_total"].astype(float) / 1e6
    fig.add_scatter(
        x=un["year"],
        y=values,
        name=name,
        mode="lines" if dash == "dot" else "lines+markers",
        line={"color": theme.OTHER_COLOR, "width": 2, "dash": dash},
        marker={"symbol": "circle-open", "size": 9},
        hovertext=[words.say("{v:n} million", v=v) for v in values],
        hovertemplate="%{hovertext}<extra>%{fullData.name}</extra>",
    )


def _area_rows(drawn: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Add labels, the spread of competing figures and where the area itself comes from."""
    variants = load_area_variants()
    totals = variants[variants["kind"].eq("total")].groupby("code", observed=True)["area_km2"]
    own, codes = drawn["area_km2"].astype(float), drawn["code"].astype("str")
    low = np.fmin(own, codes.map(totals.min()).astype(float))
    high = np.fmax(own, codes.map(totals.max()).astype(float))
    checked = column(drawn, "area_verification").fillna(column(drawn, "verification"))
    source = column(drawn, "area_source_id").fillna(drawn["source_id"])
    out = drawn.assign(
        label=[_place(row, words) for row in drawn.to_dict("records")],
        million_km2=own / 1e6,
        lowest_km2=low,
        highest_km2=high,
        verification=checked,
        source_id=source,
        second_source_id=None,
    )
    spread = [
        words.say("other figures: {low:n} to {high:n} km²", low=a, high=b) if a < b else ""
        for a, b in zip(low, high, strict=True)
    ]
    return out.assign(spread=spread, recalled=recalled_rows(out))


def _areas_drawn(frame: pd.DataFrame) -> list[Drawn]:
    """Say where areas and the ends of the competing figures come from."""
    ends = {
        "lowest_km2": ("the least of the areas published for the place", "area_km2"),
        "highest_km2": ("the greatest of the areas published for the place", "area_km2"),
    }
    variants = Drawn("area_variants", key={"code": "code", "kind": ["total"]}, how=ends)
    return [Drawn("comparators", frame), Drawn("comparators", frame, how=ends), variants]


def _competing(drawn: pd.DataFrame, words: Words) -> str:
    """Say for which place the competing figures lie furthest apart."""
    known = drawn[drawn["lowest_km2"].gt(0)]
    spread = (known["highest_km2"] / known["lowest_km2"] - 1) * 100
    if not spread.max() > 0:
        return ""
    return words.say(
        "Competing figures differ most for {place}, by {share:p}.",
        place=known["label"].iloc[int(spread.argmax())],
        share=float(spread.max()),
    )


def _place(row: Mapping[Any, Any], words: Words) -> str:
    """Name a place; one that the table tells apart, such as "France (metropolitan)", goes by it."""
    if row["code"] == "CA5":
        return words.say("All five")
    name = words.label(row["code"])
    qualified = words.labels == "en" and "(" in str(row["name"])
    return words.cell(row["name"] if qualified or name == row["code"] else name)


def _crossing(years: pd.Series, totals: pd.Series) -> tuple[int, int] | None:
    """Return the last year at or below 80 million and the first above it."""
    above = [int(y) for y, v in zip(years, totals, strict=True) if v > _TARGET]
    below = [int(y) for y, v in zip(years, totals, strict=True) if v <= _TARGET]
    if not above or not below or max(below) > min(above):
        return None
    return max(below), min(above)


def _population_gap(bank: pd.DataFrame, un: pd.DataFrame, words: Words) -> str:
    """Say for which state and year the two series differ most."""
    both = bank.merge(un, on="year", suffixes=("_bank", "_un"))
    if both.empty:
        return ""
    ratios = pd.DataFrame(
        {s: (both[f"{s.lower()}_bank"] / both[f"{s.lower()}_un"] - 1).abs() for s in STATES}
    ).set_axis(both["year"], axis=0)
    values = ratios.replace(np.inf, np.nan).to_numpy(dtype=float)
    if np.isnan(values).all():
        return ""
    row, state = (int(n) for n in np.unravel_index(np.nanargmax(values), values.shape))
    year, code, worst = both["year"].iloc[row], STATES[state], float(values[row, state])
    if worst < 0.001:
        return words.say("World Bank and United Nations agree.")
    return words.say(
        "World Bank and United Nations differ most for {place}, by {share:p} in {year}.",
        place=words.name(code),
        share=worst * 100,
        year=year,
    )
