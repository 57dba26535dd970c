"""Chart indices of democracy and institutions with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plotly.subplots import make_subplots

from ca_summit.claims.society import DECADE, clear_changes
from ca_summit.figures import Key, empty_figure, finish, marks
from ca_summit.figures.axes import year_axis
from ca_summit.figures.language import Words, fixed
from ca_summit.figures.rows import table_for, usual
from ca_summit.figures.text import hovers
from ca_summit.figures.theme import OTHER_COLOR, power_color
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables import load_vdem_indices

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_NEEDED = ["index_id", "iso3", "year", "value", "low", "high", "source_id", "verification"]
_PANEL, _BETWEEN = 92, 22  # pixels


def plot_vdem(
    index: str = "v2x_libdem",
    vdem: pd.DataFrame | None = None,
    *,
    country: str | Sequence[str] | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Chart one V-Dem index over the years, a panel for each state, with its interval.

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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per state and year, ``value`` with ``low`` and ``high``,
    missing for an index without an interval.

    Raises
    ------
    ValueError
        If the index, a state or a year does not occur; the message lists what does.

    Examples
    --------
    >>> fig = plot_vdem("v2x_libdem")
    >>> fig.layout.title.text.replace("<br>", " ")
    'Liberal democracy since 2014: down in Kyrgyzstan, up in Uzbekistan, else no clear change'
    """
    words = Words(language)
    label, measures = _named(index, words)
    country = usual("vdem", vdem, "iso3", country, STATES)
    rows = table_for(
        "plot_vdem",
        "vdem",
        vdem,
        _NEEDED,
        as_of=as_of,
        once=True,
        words=["verification"],
        index=index,
        country=country,
        since=since,
        until=until,
    )
    rows = rows[rows["value"].notna()].sort_values(["iso3", "year"])
    if rows.empty:
        why = words.say("The table holds no values of “{label}” for this choice.", label=label)
        return empty_figure(label, why, words, as_of=as_of, country=country)
    last = {code: own.iloc[-1] for code, own in rows.groupby(rows["iso3"].astype("str"))}
    states = sorted(last, key=lambda code: (-last[code]["value"], code))
    area = _PANEL * len(states) + _BETWEEN * (len(states) - 1)
    fig = make_subplots(
        rows=len(states),
        cols=1,
        shared_xaxes=True,
        vertical_spacing=_BETWEEN / area if len(states) > 1 else 0,
    )
    for number, code in enumerate(states, start=1):
        _panel(fig, rows, code, number, words)
    top = float(rows[["value", "high"]].max().max()) * 1.08
    first_year, last_year = int(rows["year"].min()), int(rows["year"].max())
    fig.update_yaxes(range=[0, top or 1], nticks=4, fixedrange=True)
    year_axis(fig, first_year, last_year)
    fig.update_layout(showlegend=False, margin={"r": 48})
    has_bands = rows["low"].notna().any()
    key = [
        Key(words.say("V-Dem’s interval, about 68 percent"), OTHER_COLOR, "area"),
        Key(words.say("the other states"), OTHER_COLOR, "line"),
    ]
    return finish(
        fig,
        area=area,
        above=20,
        question=label,
        finding=_finding(label, rows, last, states, words),
        subtitle=words.say(
            "V-Dem index, {span}; higher is more"
            if has_bands
            else "V-Dem index, {span}; higher is more; no intervals at hand",
            span=words.years(first_year, last_year),
        ),
        key=key[not has_bands : 1 + (len(states) > 1)],
        caution=words.say("Experts judge it; where intervals overlap, no change can be told.")
        if has_bands
        else words.say("Experts judge it; without an interval small changes mean nothing."),
        alt=_alt(label, rows, states, words),
        data=rows[[c for c in _NEEDED if c != "source_id"]],
        sources=frame_sources(rows),
        drawn=[Drawn("vdem", rows)],
        caption=words.say("{label}: {measures}.", label=label, measures=measures),
        notes=[words.say("V-Dem data stand under CC BY-SA 4.0") if _is_vdem(rows) else ""],
        language=words.sentences,
    )


def _named(index: str, words: Words) -> tuple[str, str]:
    """Return name and meaning of an index; of one that the user brings, its id."""
    known = load_vdem_indices().set_index("index_id")
    if index not in known.index:
        return index, words.say("an index of the user's own table")
    return words.cell(known.loc[index, "label"]), words.cell(known.loc[index, "measures"])


def _is_vdem(rows: pd.DataFrame) -> bool:
    ours = set(load_vdem_indices()["source_id"].astype("str"))
    return bool(rows["source_id"].astype("str").isin(ours).any())


def _panel(fig: go.Figure, rows: pd.DataFrame, code: str, number: int, words: Words) -> None:
    """Draw one state in colour over the others in grey; the last value stands at the end."""
    place: dict[str, Any] = {"row": number, "col": 1}
    others = rows[rows["iso3"].ne(code)]
    grey = {
        str(other): marks.Line(words.label(other), width=1, size=0)
        for other in others["iso3"].unique()
    }
    faint: dict[str, Any] = {"opacity": 0.35, "hoverinfo": "skip", "hovertemplate": None}
    marks.lines(fig, others, grey, by="iso3", y="value", told=[""] * len(others), **faint, **place)
    own = rows[rows["iso3"].eq(code)]
    color, name = power_color(code), words.label(code)
    known = own.dropna(subset=["low", "high"])
    if len(known):
        marks.band(fig, known["year"], known["low"], known["high"], color=color, **place)
    marks.lines(
        fig,
        own,
        {code: marks.Line(name, color, size=3)},
        by="iso3",
        y="value",
        told=hovers(
            own.assign(name=name, span=_spans(own, words)),
            words,
            "<b>{name}</b>, {year}",
            "{value:n}",
            "{span}",
        ),
        **place,
    )
    end, font = own.iloc[-1], {"color": color, "size": 13}
    text = f"<b>{fixed(end['value'], 2, words.sentences)}</b>"
    marks.note(fig, text, end["year"], end["value"], font=font, xanchor="left", xshift=6, **place)
    marks.panel_heading(fig, name, number, font=font, yshift=0)


def _spans(rows: pd.DataFrame, words: Words) -> list[str]:
    """Write the interval of each row, empty where it has none."""
    return [
        words.say("interval {low:n} to {high:n}", low=low, high=high) if low == low else ""
        for low, high in zip(rows["low"].astype(float), rows["high"].astype(float), strict=True)
    ]


def _finding(
    label: str,
    rows: pd.DataFrame,
    last: dict[str, pd.Series],
    states: Sequence[str],
    words: Words,
) -> str:
    """Say who changed clearly in ten years, or, without intervals, who stands where."""
    found = clear_changes(rows)
    if set(found) != set(states):
        high, low = states[0], states[-1]
        said = {
            "label": label,
            "year": int(last[high]["year"]),
            "most": round(float(last[high]["value"]), 2),
            "high": words.name(high),
            "least": round(float(last[low]["value"]), 2),
            "low": words.name(low),
        }
        if high == low:
            return words.say("{label} in {year}: {most:n} in {high}", **said)
        if last[high]["year"] != last[low]["year"]:
            return ""
        return words.say("{label} in {year}: from {most:n} in {high} to {least:n} in {low}", **said)
    down, up, same = (
        [words.name(code) for code in states if found[code] == sign] for sign in (-1, 1, 0)
    )
    parts = [
        words.say("down in {names}", names=words.listed(down, 3)) if down else "",
        words.say("up in {names}", names=words.listed(up, 3)) if up else "",
        words.say("else no clear change" if down or up else "no clear change") if same else "",
    ]
    since = int(max(row["year"] for row in last.values())) - DECADE
    changes = ", ".join(part for part in parts if part)
    return words.say("{label} since {since}: {changes}", label=label, since=since, changes=changes)


def _alt(label: str, rows: pd.DataFrame, states: Sequence[str], words: Words) -> str:
    parts = []
    for code in states:
        own = rows[rows["iso3"].eq(code)]
        begin, end = own.iloc[0], own.iloc[-1]
        text = words.say(
            "{name} from {low:n} in {first} to {high:n} in {last}"
            if len(own) > 1
            else "{name} {high:n} in {last}",
            name=words.name(code, article=False),
            low=begin["value"],
            first=begin["year"],
            high=end["value"],
            last=end["year"],
        )
        span = _spans(own.tail(1), words)[0]
        parts.append(f"{text} ({span})" if span else text)
    message = "Lines of {label}, a panel for each state. {parts}."
    return words.say(message, label=label.lower(), parts="; ".join(parts))
