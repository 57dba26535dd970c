"""Chart indices of democracy and institutions with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plotly.subplots import make_subplots

from ca_summit.claims.society import DECADE, clear_changes
from ca_summit.figures import empty_figure, finish, marks
from ca_summit.figures.language import listed
from ca_summit.figures.rows import as_pandas, none_chosen
from ca_summit.figures.theme import OTHER_COLOR, power_color
from ca_summit.names import STATES, country_name, in_sentence
from ca_summit.sources import frame_sources
from ca_summit.tables import load_vdem_indices
from ca_summit.tables.choice import choose
from ca_summit.tables.own import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_NEEDED = ["index_id", "iso3", "year", "value", "low", "high", "source_id", "verification"]
_PANEL, _BETWEEN = 92, 22  # pixels
_TERMS = "V-Dem data stand under CC BY-SA 4.0"


def plot_vdem(
    index: str = "v2x_libdem",
    vdem: pd.DataFrame | None = None,
    *,
    country: str | Sequence[str] = STATES,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str = "en",
) -> go.Figure:
    """Chart one V-Dem index over the years, a panel for each state, with the interval of the experts.

    Each panel shows one state in colour, with the band inside which V-Dem expects the true value
    in about two of three cases, and the others in grey. Indices without intervals in the table
    have no band and say so.

    Parameters
    ----------
    index
        Id of an index, see ``load_vdem_indices()``.
    vdem
        A table like ``load_vdem()``. Default: that table.
    country
        States by any name or code, ``"EU"`` for the mean of its members. Default: the five.
    since, until
        First and last year drawn.
    as_of
        Draw only what had been published by that day.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    ValueError
        If the index, a state or a year does not occur; the message lists what does.

    Examples
    --------
    >>> fig = plot_vdem("v2x_libdem")
    >>> fig.layout.title.text
    'Liberal democracy since 2014: down in Kyrgyzstan, up in Uzbekistan, else no clear change'
    """
    own = as_pandas("plot_vdem", vdem, "load_vdem()")
    frame = rows_of("plot_vdem", "vdem", own, _NEEDED, free=["index_id"])
    label, measures = _words(index)
    if none_chosen(country=country) or frame.empty:
        return empty_figure(label, none_chosen(country=country) or "The table holds no value.")
    rows = choose(
        "vdem", frame, index=index, country=country, since=since, until=until, as_of=as_of
    )
    rows = rows[rows["value"].notna()].sort_values(["iso3", "year"])
    if rows.empty:
        known = "" if as_of is None else f" that were published by {as_of}"
        return empty_figure(label, f"No values of “{label}” for this choice{known}.")
    held = set(rows["iso3"].astype("str"))
    states = [c for c in STATES if c in held] + sorted(held - set(STATES))
    last = {c: rows[rows["iso3"].eq(c)].iloc[-1] for c in states}
    states = sorted(states, key=lambda code: -last[code]["value"])
    area = _PANEL * len(states) + _BETWEEN * (len(states) - 1)
    fig = make_subplots(
        rows=len(states),
        cols=1,
        shared_xaxes=True,
        vertical_spacing=_BETWEEN / area if len(states) > 1 else 0,
    )
    for number, code in enumerate(states, start=1):
        _panel(fig, rows, code, number, language)
    top = float(rows[["value", "high"]].max().max()) * 1.08
    first_year, last_year = int(rows["year"].min()), int(rows["year"].max())
    fig.update_yaxes(range=[0, top or 1], nticks=4, fixedrange=True)
    fig.update_xaxes(range=[first_year - 0.5, last_year + 0.5], showgrid=False, fixedrange=True)
    fig.update_layout(showlegend=False, margin={"r": 48})
    with_bands = rows["low"].notna().any()
    band = "band: V-Dem's interval, about 68 percent" if with_bands else "no intervals at hand"
    return finish(
        fig,
        area=area,
        above=20,
        question=label,
        finding=_finding(label, rows, last, states),
        subtitle=f"V-Dem index, {first_year} to {last_year}; higher is more<br>{band}",
        alt=_alt(label, rows, states),
        data=rows[[c for c in _NEEDED if c != "source_id"]],
        sources=frame_sources(rows),
        caption=f"{label}: {measures}. Experts code it; states are in the order of the last year.",
        notes=[_TERMS] if _is_vdem(rows) else [],
    )


def _words(index: str) -> tuple[str, str]:
    """Return name and meaning of an index; of one that the user brings, its id."""
    known = load_vdem_indices().set_index("index_id")
    if index not in known.index:
        return index, "an index of the user's own table"
    return str(known.loc[index, "label"]), str(known.loc[index, "measures"])


def _is_vdem(rows: pd.DataFrame) -> bool:
    ours = set(load_vdem_indices()["source_id"].astype("str"))
    return bool(rows["source_id"].astype("str").isin(ours).any())


def _panel(fig: go.Figure, rows: pd.DataFrame, code: str, number: int, language: str) -> None:
    """Draw one state in colour over the others in grey; the last value stands at the end."""
    for other, own in rows[rows["iso3"].ne(code)].groupby(rows["iso3"].astype("str")):
        fig.add_scatter(
            x=own["year"],
            y=own["value"],
            mode="lines",
            line={"color": OTHER_COLOR, "width": 1},
            opacity=0.35,
            name=country_name(str(other), language),
            hoverinfo="skip",
            row=number,
            col=1,
        )
    own = rows[rows["iso3"].eq(code)]
    color, name = power_color(code), country_name(code, language)
    known = own.dropna(subset=["low", "high"])
    place: dict[str, Any] = {"row": number, "col": 1}
    if len(known):
        marks.band(fig, known["year"], known["low"], known["high"], color=color, **place)
    told = [
        f"{v:.2f}" + (f" ({a:.2f} to {b:.2f})" if a == a else "")
        for v, a, b in zip(own["value"], own["low"], own["high"], strict=True)
    ]
    marks.lines(
        fig,
        own,
        {code: marks.Line(name, color, size=3)},
        by="iso3",
        y="value",
        told=told,
        hovertemplate="%{x}: %{hovertext}<extra>%{fullData.name}</extra>",
        **place,
    )
    end, font = own.iloc[-1], {"color": color, "size": 13}
    marks.note(
        fig,
        f"<b>{end['value']:.2f}</b>",
        end["year"],
        end["value"],
        font=font,
        xanchor="left",
        xshift=6,
        **place,
    )
    marks.panel_heading(fig, name, number, font=font, yshift=0)


def _finding(
    label: str, rows: pd.DataFrame, last: dict[str, pd.Series], states: Sequence[str]
) -> str:
    """Say who changed clearly in ten years, or, without intervals, who stands where."""
    found = clear_changes(rows)
    if set(found) != set(states):
        high, low = states[0], states[-1]
        said = [
            f"{in_sentence(country_name(c))} {last[c]['value']:.2f}"
            for c in dict.fromkeys([high, low])
        ]
        year = int(last[high]["year"])
        return f"{label} in {year}: {' to '.join(said)}"
    words = [
        f"{word} in {listed([in_sentence(country_name(c)) for c in states if found[c] == sign], 3)}"
        for sign, word in ((-1, "down"), (1, "up"))
        if sign in found.values()
    ]
    if 0 in found.values():
        words.append("else no clear change" if words else "no clear change")
    since = int(max(row["year"] for row in last.values())) - DECADE
    return f"{label} since {since}: {', '.join(words)}"


def _alt(label: str, rows: pd.DataFrame, states: Sequence[str]) -> str:
    parts = []
    for code in states:
        own = rows[rows["iso3"].eq(code)]
        first, end = own.iloc[0], own.iloc[-1]
        text = (
            f"{country_name(code)} from {first['value']:.2f} in {first['year']} to "
            f"{end['value']:.2f} in {end['year']}"
        )
        if end["low"] == end["low"]:
            text += f" (interval {end['low']:.2f} to {end['high']:.2f})"
        parts.append(text)
    return f"Lines of {label.lower()}, a panel for each state. {'; '.join(parts)}."
