"""Chart the area and the people of the region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choices, check_columns
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.labels import half_lines, label_ends
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.theme import format_number
from ca_summit.names import STATES, country_name
from ca_summit.sources import frame_sources
from ca_summit.tables import (
    load_area_variants,
    load_comparators,
    load_region_population,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TARGET = 80_000_000


def plot_area(
    comparators: pd.DataFrame | None = None,
    *,
    compare_with: Sequence[str] = ("EUU", "TUR", "FRA", "DEU", "US-AK"),
    language: str = "en",
) -> go.Figure:
    """Chart the area of the five states, their sum and other places, in million km².

    Whiskers show the spread of competing figures where the tables keep several.

    Parameters
    ----------
    comparators
        A table like ``load_comparators()``. Default: that table.
    compare_with
        Codes of the places drawn beside the five and their sum.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

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
    frame = load_comparators() if comparators is None else comparators
    check_columns(
        "plot_area", frame, ["code", "name", "area_km2", "source_id"], "load_comparators()"
    )
    codes = [*STATES, "CA5", *check_choices("compare_with", compare_with, frame["code"])]
    drawn = frame[frame["code"].isin(codes) & frame["area_km2"].notna()].copy()
    if drawn.empty:
        return empty_figure("How large is Central Asia?", "The table holds none of these areas.")
    drawn["label"] = [_place(row, language) for row in drawn.to_dict("records")]
    drawn = drawn.sort_values("area_km2")
    spread = _area_spread(drawn)
    area = drawn["area_km2"].astype(float)
    column = "area_verification" if "area_verification" in drawn else "verification"
    recalled = drawn.get(column, pd.Series("", index=drawn.index)).eq("recalled").to_numpy()
    colors = [
        theme.COUNTRY_COLORS.get(c, "#4B5A67" if c == "CA5" else theme.OTHER_COLOR)
        for c in drawn["code"]
    ]
    fig = go.Figure(
        go.Bar(
            y=drawn["label"],
            x=area / 1e6,
            orientation="h",
            marker={
                "color": [
                    "rgba(0,0,0,0)" if r else c for c, r in zip(colors, recalled, strict=True)
                ],
                "line": {"color": colors, "width": 2},
            },
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (spread["high"] - area) / 1e6,
                "arrayminus": (area - spread["low"]) / 1e6,
                "thickness": 1.4,
                "width": 5,
                "color": theme.OTHER_COLOR,
            },
            text=[f" {v / 1e6:.{2 if v >= 1e6 else 3}f}" for v in area],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}<br>%{customdata} km²<extra></extra>",
            customdata=[format_number(v) for v in area],
        )
    )
    total = float(drawn.loc[drawn["code"].eq("CA5"), "area_km2"].sum())
    alt = f"Bar chart of areas. The five states together cover {format_number(total)} km²"
    title = "How large is Central Asia?"
    if "EUU" in set(drawn["code"]) and total:
        ratio = total / float(drawn.loc[drawn["code"].eq("EUU"), "area_km2"].iloc[0])
        alt += f", {ratio:.1%} of the European Union"
        title = "Is Central Asia as large as the European Union?"
    fig.update_xaxes(
        title_text="million km²",
        range=[0, 1.22 * float(spread["high"].max()) / 1e6],
        showgrid=True,
    )
    fig.update_yaxes(
        showgrid=False,
        ticks="",
        tickvals=list(drawn["label"]),
        ticktext=[half_lines(name, 20) for name in drawn["label"]],
        ticklabelstandoff=6,
    )
    fig.update_layout(height=120 + 36 * len(drawn), bargap=0.35, showlegend=False)
    return finish_chart(
        fig,
        title=title,
        subtitle="Total area in million km²",
        alt=alt + ".",
        data=drawn[["code", "label", "area_km2"]].assign(
            lowest_km2=spread["low"], highest_km2=spread["high"]
        ),
        sources=frame_sources(
            drawn.assign(source_id=drawn.get("area_source_id", drawn["source_id"]))[["source_id"]]
        ),
        caption="Whiskers show competing figures; a hollow bar is recalled from memory.",
        notes=["Whiskers: competing figures. Hollow bar: from memory"]
        if recalled.any()
        else ["Whiskers: competing figures"],
    )


def plot_population(
    population: pd.DataFrame | None = None, *, projections: bool = False, language: str = "en"
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
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Examples
    --------
    >>> fig = plot_population()
    >>> "80 million" in fig.layout.title.text
    True
    """
    frame = load_region_population() if population is None else population
    needed = ["series_id", "year", *(s.lower() for s in STATES), "ca5_total", "source_id"]
    check_columns("plot_population", frame, needed, "load_region_population()")
    bank = frame[frame["series_id"].eq("world_bank")].sort_values("year")
    un = frame[frame["series_id"].ne("world_bank")].sort_values("year")
    title = "When did Central Asia pass 80 million people?"
    if bank.empty:
        return empty_figure(title, "The table holds no rows of the World Bank series.")
    last = int(bank["year"].max())
    fig = go.Figure()
    _draw_bands(fig, bank, language)
    _draw_un(fig, un, last, projections=projections)
    crossing = _crossing(bank["year"], bank["ca5_total"])
    gap = _population_gap(bank, un[un["year"] <= last])
    alt = (
        f"Stacked areas: {format_number(float(bank['ca5_total'].iloc[0]) / 1e6)} million people in "
        f"{int(bank['year'].iloc[0])}, {format_number(float(bank['ca5_total'].iloc[-1]) / 1e6)} "
        f"million in {last} (World Bank)."
    )
    if crossing:
        alt += f" The sum passed 80 million between {crossing[0]} and {crossing[1]}."
        _mark_crossing(fig, bank, *crossing)
    fig.update_yaxes(title_text="million people", rangemode="tozero")
    end = int(un["year"].max()) + 1 if projections and len(un) else last
    fig.update_xaxes(
        showgrid=False,
        dtick=20 if projections else 10,
        tickangle=0,
        range=[int(bank["year"].min()), end],
    )
    fig.update_layout(hovermode="x unified", height=500, showlegend=False, margin={"r": 118})
    drawn = frame if projections else frame[frame["year"] <= last]
    return finish_chart(
        fig,
        title=title,
        subtitle="People in million. Bands: World Bank; dotted line: United Nations",
        alt=alt + gap,
        data=drawn[["series_id", "year", *(s.lower() for s in STATES), "ca5_total"]],
        sources=frame_sources(drawn),
        caption="Bands add up to the five states; the dotted line is the United Nations' own sum.",
        notes=[gap.strip()],
    )


def _draw_bands(fig: go.Figure, bank: pd.DataFrame, language: str) -> None:
    """Stack the five and write each name at the end of its band."""
    below, ends = 0.0, []
    for code in STATES:
        values = bank[code.lower()].astype(float) / 1e6
        name = country_name(code, language)
        fig.add_scatter(
            x=bank["year"],
            y=values,
            name=name,
            stackgroup="people",
            mode="lines",
            line={"color": theme.COUNTRY_COLORS[code], "width": 0.8},
            customdata=[format_number(v) for v in values],
            hovertemplate="%{customdata} million<extra>%{fullData.name}, World Bank</extra>",
        )
        middle = below + float(values.iloc[-1]) / 2
        ends.append((int(bank["year"].iloc[-1]), middle, name, theme.COUNTRY_COLORS[code]))
        below += float(values.iloc[-1])
    label_ends(fig, ends, low=0, high=below, height=260, gap=16)


def _draw_un(fig: go.Figure, un: pd.DataFrame, last: int, *, projections: bool) -> None:
    near = un[un["year"] <= last]
    fig.add_scatter(
        x=near["year"],
        y=near["ca5_total"].astype(float) / 1e6,
        name="All five, United Nations",
        mode="lines",
        line={"color": theme.OTHER_COLOR, "width": 2, "dash": "dot"},
        hovertemplate="%{y:.2f} million<extra>all five, UN</extra>",
    )
    ahead = un[un["year"] >= last]
    if not projections or ahead.empty:
        return
    fig.add_scatter(
        x=ahead["year"],
        y=ahead["ca5_total"].astype(float) / 1e6,
        name="UN projection, medium variant",
        mode="lines+markers",
        line={"color": theme.OTHER_COLOR, "width": 2, "dash": "dash"},
        marker={"symbol": "circle-open", "size": 9},
        hovertemplate="%{y:.1f} million in %{x}<extra>UN projection</extra>",
    )
    final = ahead.iloc[-1]
    fig.add_annotation(
        x=int(final["year"]),
        y=float(final["ca5_total"]) / 1e6,
        text="UN<br>projection",
        xanchor="left",
        xshift=12,
        showarrow=False,
        align="left",
    )


def _mark_crossing(fig: go.Figure, bank: pd.DataFrame, before: int, after: int) -> None:
    line = {"color": theme.OTHER_COLOR, "dash": "dot", "width": 1}
    fig.add_shape(type="line", x0=bank["year"].iloc[0], x1=after, y0=80, y1=80, line=line)
    fig.add_annotation(
        x=after,
        y=float(bank.loc[bank["year"].eq(after), "ca5_total"].iloc[0]) / 1e6,
        text=f"80 million<br>passed between<br>{before} and {after}",
        font={"size": 12},
        ax=-46,
        ay=-36,
        arrowcolor=theme.OTHER_COLOR,
        align="right",
    )


def _area_spread(drawn: pd.DataFrame) -> pd.DataFrame:
    variants = load_area_variants()
    variants = variants[variants["kind"].eq("total")]
    low = variants.groupby("code", observed=True)["area_km2"].min()
    high = variants.groupby("code", observed=True)["area_km2"].max()
    own = drawn["area_km2"].astype(float)
    codes = drawn["code"].astype("str")
    return pd.DataFrame(
        {
            "low": np.fmin(own, codes.map(low).astype(float)),
            "high": np.fmax(own, codes.map(high).astype(float)),
        }
    )


def _place(row: Mapping[Any, Any], language: str) -> str:
    if row["code"] == "CA5":
        return "All five" if language != "ru" else "Все пять"
    name = country_name(row["code"], language)
    qualified = language == "en" and "(" in str(row["name"])
    return str(row["name"]) if qualified or name == row["code"] else name


def _crossing(years: pd.Series, totals: pd.Series) -> tuple[int, int] | None:
    """Return the last year at or below 80 million and the first above it."""
    above = [int(y) for y, v in zip(years, totals, strict=True) if v > _TARGET]
    below = [int(y) for y, v in zip(years, totals, strict=True) if v <= _TARGET]
    if not above or not below or max(below) > min(above):
        return None
    return max(below), min(above)


def _population_gap(bank: pd.DataFrame, un: pd.DataFrame) -> str:
    both = bank.merge(un, on="year", suffixes=("_bank", "_un"))
    if both.empty:
        return ""
    worst, where, when = 0.0, "", 0
    for code in STATES:
        ratio = (both[f"{code.lower()}_bank"] / both[f"{code.lower()}_un"] - 1).abs().to_numpy()
        if ratio.max() > worst:
            worst, where = float(ratio.max()), code
            when = int(both["year"].to_numpy()[ratio.argmax()])
    if worst < 0.001:
        return " World Bank and United Nations agree."
    return (
        f" World Bank and United Nations differ most for {country_name(where)},"
        f" by {worst:.1%} in {when}."
    )
