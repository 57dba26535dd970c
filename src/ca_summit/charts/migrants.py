"""Chart where the people born in the five live abroad."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from ca_summit.checks import check_choice
from ca_summit.figures import Key, empty_figure, finish, marks
from ca_summit.figures.axes import hide_rows
from ca_summit.figures.language import Words, listed, msg
from ca_summit.figures.rows import table_for, usual
from ca_summit.figures.text import hovers
from ca_summit.figures.theme import REST_COLOR, power_color
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ca_summit.tables.choice import Day

_NEEDED = ["origin", "destination", "year", "migrants", "source_id", "verification"]
_TOTALS = ("WLD", "OTH")
_NAMED = 5
#: Colours of destinations that no other figure has; distinct from those that have one.
_COLORS = {"UKR": "#5FA8A0", "ISR": "#6E7B57", "POL": "#B5567D"}
_ELSEWHERE = msg("elsewhere")
_ROW = 54  # pixels
_ROOM = 0.12  # of the widest bar: a name inside needs so much


def plot_migrants(
    stock: pd.DataFrame | None = None,
    *,
    origin: str | Sequence[str] | None = None,
    year: int | None = None,
    as_of: Day = None,
    language: str | None = None,
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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per origin, destination and year, ``migrants`` in
    people.

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
    words = Words(language)
    question = words.say("Where do people from the five live abroad?")
    origin = usual("migrant_stock", stock, "origin", origin, STATES)
    rows = table_for(
        "plot_migrants",
        "migrant_stock",
        stock,
        _NEEDED,
        as_of=as_of,
        once=True,
        words=["verification"],
        origin=origin,
    )
    _check_origins(rows)
    rows = rows[~rows["destination"].isin(_TOTALS) & rows["migrants"].gt(0)]
    if rows.empty:
        why = words.say("No destination is recorded for this choice.")
        return empty_figure(question, why, words, as_of=as_of, origin=origin)
    years = rows["year"].astype(int)
    when = int(years.max()) if year is None else year
    check_choice("year", when, years.unique())
    rows = rows[years.eq(when)].assign(
        origin=lambda own: own["origin"].astype("str"),
        destination=lambda own: own["destination"].astype("str"),
        migrants=lambda own: own["migrants"].astype(float),
    )
    by_place = rows.groupby("destination")["migrants"].sum().sort_values(ascending=False)
    totals = rows.groupby("origin")["migrants"].sum().sort_values()
    named = list(by_place.index[:_NAMED])
    parts = _parts(rows, named, totals)
    fig = go.Figure()
    for code in parts["place"].unique():
        _add_part(fig, parts[parts["place"].eq(code)], code, words)
    _write_rows(fig, totals, words)
    fig.update_layout(barmode="stack", bargap=0.52, showlegend=False)
    return finish(
        fig,
        area=_ROW * len(totals),
        question=question,
        finding=_finding(by_place, totals, when, words),
        subtitle=words.say("People living abroad in the middle of {year}", year=when),
        key=[Key(_name(code, words), _color(code)) for code in parts["place"].unique()],
        caution=words.say(
            "Seasonal labour, above all in Russia, is mostly not counted; people who left for good "
            "after 1991, and those who had moved inside the Soviet Union, are."
        ),
        alt=_alt(rows, totals, named, when, words),
        data=rows.sort_values(["origin", "migrants"], ascending=[True, False])[
            ["origin", "destination", "year", "migrants", "verification"]
        ],
        sources=frame_sources(rows),
        drawn=[Drawn("migrant_stock", rows)],
        caption=words.say(
            "Born in the state or holding its nationality, by censuses and registers."
        ),
        notes=[words.say("Seasonal labour, above all in Russia, is mostly not counted")],
        language=words.sentences,
    )


def _check_origins(rows: pd.DataFrame) -> None:
    """Refuse origins of which the table holds only those who live in the five."""
    others = sorted(set(rows["origin"].astype("str")) - set(STATES))
    if others:
        raise ValueError(
            f"`origin` must be of the five, {listed(STATES)}; got {listed(others)}. Of others the "
            "table holds only people who live in the five; see load_migrant_stock()."
        )


def _name(code: str, words: Words) -> str:
    return words.say(code) if code == _ELSEWHERE else words.label(code)


def _color(code: str) -> str:
    return REST_COLOR if code == _ELSEWHERE else _COLORS.get(code, power_color(code))


def _parts(rows: pd.DataFrame, named: Sequence[str], totals: pd.Series) -> pd.DataFrame:
    """Return the parts of each bar: the largest destinations, then all others together."""
    place = rows["destination"].where(rows["destination"].isin(named), _ELSEWHERE)
    groups = rows.assign(place=place).groupby(["place", "origin"], as_index=False)
    parts = groups.agg(
        people=("migrants", "sum"),
        source_id=("source_id", "first"),
        verification=("verification", "first"),
    )
    order = {code: i for i, code in enumerate([*named, _ELSEWHERE])}
    return parts.assign(
        million=parts["people"] / 1e6,
        share=parts["people"] / parts["origin"].map(totals) * 100,
        row=parts["origin"].map({code: i for i, code in enumerate(totals.index)}),
        wide=parts["people"] > _ROOM * float(totals.max()),
    ).sort_values(
        ["place", "row"], key=lambda cells: cells.map(order) if cells.name == "place" else cells
    )


def _add_part(fig: go.Figure, own: pd.DataFrame, code: str, words: Words) -> None:
    """Add one destination, or all others together, to the bar of each origin."""
    marks.bars(
        fig,
        own,
        x="million",
        y="row",
        color=_color(code),
        name=_name(code, words),
        opacity=0.55 if code == _ELSEWHERE else 1,
        told=hovers(
            own.assign(
                source=[words.label(origin) for origin in own["origin"]], place=_name(code, words)
            ),
            words,
            "<b>{source} → {place}</b>",
            "{people:n} people, {share:p} of all who live abroad",
        ),
        text=[
            words.say("{v:p}", v=round(share)) if wide else ""
            for share, wide in zip(own["share"], own["wide"], strict=True)
        ],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"size": 12},
        constraintext="none",
    )


def _write_rows(fig: go.Figure, totals: pd.Series, words: Words) -> None:
    """Write name and total above each bar, so that the bars have the whole width of a phone."""
    for place, (code, total) in enumerate(totals.items()):
        text = words.say("<b>{name}</b> {v:n} million", name=words.label(code), v=_million(total))
        marks.note(fig, text, 0, place + 0.27, size=13, xanchor="left", yanchor="bottom")
    hide_rows(fig, -0.5, len(totals) - 0.2)
    fig.update_xaxes(title_text=words.say("million people"), rangemode="tozero", fixedrange=True)
    fig.update_layout(margin={"l": 16, "r": 16})


def _million(people: float) -> float:
    """Return people in million with two decimals, fewer than ten thousand to two digits."""
    return round(people / 1e6, 2) if people >= 1e4 else float(f"{people / 1e6:.2g}")


def _finding(by_place: pd.Series, totals: pd.Series, year: int, words: Words) -> str:
    """Say how many there are and in which country most of them live."""
    whole = float(totals.sum())
    return words.say(
        "Of {people:.1f} million people from {who} who lived abroad in {year}, {share:p} lived in "
        "{place}",
        people=whole / 1e6,
        who=words.states(totals.index[::-1]),
        year=year,
        share=round(100 * by_place.iloc[0] / whole),
        place=words.name(by_place.index[0]),
    )


def _alt(
    rows: pd.DataFrame, totals: pd.Series, named: Sequence[str], year: int, words: Words
) -> str:
    parts = []
    for code, total in totals[::-1].items():
        own = rows[rows["origin"].eq(str(code))].sort_values("migrants")
        top = own.iloc[-1]
        parts.append(
            words.say(
                "{name} {v:n} million, most in {place} ({share:p})",
                name=words.name(code, article=False),
                v=_million(total),
                place=words.name(top["destination"]),
                share=round(100 * top["migrants"] / total),
            )
        )
    return words.say(
        "Bars of people living abroad in {year}, parted by {places:l}. {parts}.",
        year=year,
        places=[words.name(code) for code in named],
        parts="; ".join(parts),
    )
