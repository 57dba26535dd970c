"""Chart where the people born in the five live abroad."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice
from ca_summit.figures import empty_figure, finish, marks
from ca_summit.figures.labels import color_key
from ca_summit.figures.language import format_number
from ca_summit.figures.rows import as_pandas, none_chosen
from ca_summit.figures.text import hover, listed, provenance
from ca_summit.figures.theme import OTHER_COLOR, power_color
from ca_summit.names import STATES, country_name, in_sentence
from ca_summit.sources import frame_sources
from ca_summit.tables.choice import choose
from ca_summit.tables.own import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ca_summit.tables.choice import Day

_QUESTION = "Where do people from the five live abroad?"
_NEEDED = ["origin", "destination", "year", "migrants", "source_id", "verification"]
_TOTALS = ("WLD", "OTH")
_NAMED = 5
#: Colours of destinations that no other figure has; distinct from those that have one.
_COLORS = {"UKR": "#5FA8A0", "ISR": "#6E7B57", "POL": "#B5567D"}
_ELSEWHERE = "elsewhere"
_COUNTED = (
    "Seasonal labour, above all in Russia, is mostly not counted; people who left for good after "
    "1991, and those who had moved inside the Soviet Union, are"
)
_ROW = 54  # pixels
_ROOM = 0.12  # of the widest bar: a name inside needs so much


def plot_migrants(
    stock: pd.DataFrame | None = None,
    *,
    origin: str | Sequence[str] = STATES,
    year: int | None = None,
    as_of: Day = None,
    language: str = "en",
) -> go.Figure:
    """Chart how many people born in each state live abroad, and in which countries, in one year.

    The figures come from censuses and registers: seasonal labour is mostly not in them, and
    people who left for good long ago are.

    Parameters
    ----------
    stock
        A table like ``load_migrant_stock()``. Default: that table.
    origin
        States by any name or code. Default: the five.
    year
        One of the years of the table. Default: the last.
    as_of
        Draw only what had been published by that day.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    ValueError
        If a state or year does not occur; the message lists what does.

    Examples
    --------
    >>> fig = plot_migrants(year=2024)
    >>> fig.layout.title.text[:30]
    'Of 6.3 million people from the'
    """
    own = as_pandas("plot_migrants", stock, "load_migrant_stock()")
    frame = rows_of("plot_migrants", "migrant_stock", own, _NEEDED)
    if none_chosen(origin=origin) or frame.empty:
        return empty_figure(_QUESTION, none_chosen(origin=origin) or "The table holds no pair.")
    rows = choose("migrant_stock", frame, origin=origin, as_of=as_of)
    _check_origins(rows)
    rows = rows[~rows["destination"].isin(_TOTALS) & rows["migrants"].gt(0)]
    if rows.empty:
        known = "" if as_of is None else f" that was published by {as_of}"
        return empty_figure(_QUESTION, f"No destination is recorded for this choice{known}.")
    years = rows["year"].dropna().astype(int)
    when = int(years.max()) if year is None else year
    check_choice("year", when, years.unique())
    rows = rows[rows["year"].eq(when)].assign(said=lambda own: provenance(own))
    by_place = rows.groupby(rows["destination"].astype("str"))["migrants"].sum()
    by_place = by_place.sort_values(ascending=False).astype(float)
    named = list(by_place.index[:_NAMED])
    totals = rows.groupby(rows["origin"].astype("str"))["migrants"].sum().astype(float)
    totals = totals.sort_values()
    fig = go.Figure()
    for code in [*named, _ELSEWHERE]:
        _add_part(fig, rows, code, named, totals, language)
    _write_rows(fig, totals, language)
    fig.update_layout(barmode="stack", bargap=0.52, showlegend=False)
    key = {_name(code, language): _color(code) for code in [*named, _ELSEWHERE]}
    return finish(
        fig,
        area=_ROW * len(totals),
        question=_QUESTION,
        finding=_finding(by_place, totals, when),
        subtitle="<br>".join([f"People living abroad in the middle of {when}", *color_key(key)]),
        alt=_alt(rows, totals, named, when),
        data=rows.sort_values(["origin", "migrants"], ascending=[True, False])[
            ["origin", "destination", "year", "migrants", "verification"]
        ],
        sources=frame_sources(rows),
        caption="Born in the state or holding its nationality, by censuses and registers.",
        notes=[_COUNTED],
    )


def _check_origins(rows: pd.DataFrame) -> None:
    """Refuse origins of which the table holds only those who live in the five."""
    others = sorted(set(rows["origin"].astype("str")) - set(STATES))
    if others:
        raise ValueError(
            f"`origin` must be of the five, {listed(STATES)}; got {listed(others)}. Of others the "
            "table holds only people who live in the five; see load_migrant_stock()."
        )


def _name(code: str, language: str = "en") -> str:
    return code if code == _ELSEWHERE else country_name(code, language)


def _color(code: str) -> str:
    return OTHER_COLOR if code == _ELSEWHERE else _COLORS.get(code, power_color(code))


def _add_part(
    fig: go.Figure,
    rows: pd.DataFrame,
    code: str,
    named: Sequence[str],
    totals: pd.Series,
    language: str,
) -> None:
    """Add one destination, or all others together, to the bar of each origin."""
    place = rows["destination"].astype("str")
    own = rows[~place.isin(named) if code == _ELSEWHERE else place.eq(code)]
    counts = own.groupby(own["origin"].astype("str"))["migrants"].sum().astype(float)
    said = own.groupby(own["origin"].astype("str"))["said"].first()
    origins = [c for c in totals.index if c in counts.index]
    parts = pd.DataFrame({"origin": origins, "people": [counts[c] for c in origins]})
    parts["place"] = [list(totals.index).index(c) for c in origins]
    parts["million"], parts["share"] = (
        parts["people"] / 1e6,
        parts["people"] / totals[origins].to_numpy(),
    )
    told = [
        hover(
            f"<b>{country_name(c, language)} → {_name(code, language)}</b>",
            f"{format_number(people)} people, {100 * share:.1f}% of all who live abroad",
            said[c],
        )
        for c, people, share in zip(origins, parts["people"], parts["share"], strict=True)
    ]
    wide = parts["people"] > _ROOM * float(totals.max())
    marks.bars(
        fig,
        parts,
        x="million",
        y="place",
        color=_color(code),
        name=_name(code, language),
        opacity=0.55 if code == _ELSEWHERE else 1,
        told=told,
        text=[f"{100 * v:.0f}%" if w else "" for v, w in zip(parts["share"], wide, strict=True)],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"size": 12},
        constraintext="none",
    )


def _write_rows(fig: go.Figure, totals: pd.Series, language: str) -> None:
    """Write name and total above each bar, so that the bars have the whole width of a phone."""
    for place, (code, total) in enumerate(totals.items()):
        text = f"<b>{country_name(str(code), language)}</b> {total / 1e6:.2f} million"
        marks.note(fig, text, 0, place + 0.27, size=13, xanchor="left", yanchor="bottom")
    fig.update_yaxes(
        showticklabels=False,
        showgrid=False,
        zeroline=False,
        ticks="",
        range=[-0.5, len(totals) - 0.2],
        fixedrange=True,
    )
    fig.update_xaxes(title_text="million people", rangemode="tozero", fixedrange=True)
    fig.update_layout(margin={"l": 16, "r": 16})


def _finding(by_place: pd.Series, totals: pd.Series, year: int) -> str:
    """Say how many there are and in which country most of them live."""
    whole, first = float(totals.sum()), str(by_place.index[0])
    who = "from the five" if set(totals.index) == set(STATES) else _from(totals)
    return (
        f"Of {whole / 1e6:.1f} million people {who} who lived abroad in {year}, "
        f"{100 * by_place.iloc[0] / whole:.0f}% lived in {in_sentence(country_name(first))}"
    )


def _from(totals: pd.Series) -> str:
    return "from " + listed([in_sentence(country_name(str(c))) for c in totals.index[::-1]], 2)


def _alt(rows: pd.DataFrame, totals: pd.Series, named: Sequence[str], year: int) -> str:
    parts = []
    for code, total in totals[::-1].items():
        own = rows[rows["origin"].astype("str").eq(str(code))].sort_values("migrants")
        top = own.iloc[-1]
        parts.append(
            f"{country_name(str(code))} {total / 1e6:.2f} million, most in "
            f"{in_sentence(country_name(str(top['destination'])))} "
            f"({100 * top['migrants'] / total:.0f}%)"
        )
    places = listed([in_sentence(country_name(c)) for c in named])
    return f"Bars of people living abroad in {year}, parted by {places}. {'; '.join(parts)}."
