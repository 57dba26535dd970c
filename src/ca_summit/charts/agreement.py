"""Chart how often the five vote alike with others in the United Nations."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from ca_summit.figures import empty_figure, finish, marks
from ca_summit.figures.labels import label_ends
from ca_summit.figures.language import listed
from ca_summit.figures.rows import as_pandas, none_chosen
from ca_summit.figures.theme import power_color
from ca_summit.names import STATES, country_name, in_sentence
from ca_summit.sources import frame_sources
from ca_summit.tables.choice import choose
from ca_summit.tables.own import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_AREA = 376  # pixels
_QUESTION = "Who votes with whom in the United Nations?"
_NEEDED = ["iso3", "partner", "year", "agreement_pct", "both_voted", "roll_calls", "absent"]
_NEEDED += ["source_id", "verification"]
#: Below so many common votes a share says nothing.
_FEWEST = 20


def plot_un_agreement(
    agreement: pd.DataFrame | None = None,
    *,
    country: str | Sequence[str] = STATES,
    partner: str | Sequence[str] = ("CHN", "RUS", "USA"),
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str = "en",
) -> go.Figure:
    """Chart how often states vote alike with powers in the UN General Assembly, year by year.

    Counted are roll calls in which **both** voted yes, no or abstain: the same vote counts one, an
    abstention beside a yes or no half. Absence is no vote, and a year with fewer than 20 common
    votes is left open. Of several states the band shows the lowest and the highest.

    Parameters
    ----------
    agreement
        A table like ``load_un_agreement()``, shares in percent. Default: that table.
    country
        States by any name or code. Default: the five.
    partner
        Those they are compared with. Default: China, Russia, the United States.
    since, until
        First and last year drawn.
    as_of
        Draw only what had been published by that day.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    ValueError
        If a state, partner or year does not occur; the message lists what does.

    Examples
    --------
    >>> fig = plot_un_agreement(country="KAZ", partner="CHN")
    >>> fig.layout.title.text
    'Kazakhstan and China agreed in 83% of UN votes in 2023'
    """
    own = as_pandas("plot_un_agreement", agreement, "load_un_agreement()")
    frame = rows_of("plot_un_agreement", "un_agreement", own, _NEEDED)
    chosen = none_chosen(country=country, partner=partner)
    if chosen or frame.empty:
        return empty_figure(_QUESTION, chosen or "The table holds no pair of states.")
    pairs = choose(
        "un_agreement",
        frame,
        country=country,
        partner=partner,
        since=since,
        until=until,
        as_of=as_of,
    )
    rows = pairs[pairs["both_voted"].ge(_FEWEST) & pairs["agreement_pct"].notna()]
    rows = rows[rows["iso3"].astype("str").ne(rows["partner"].astype("str"))]
    rows = rows.sort_values(["partner", "iso3", "year"])
    if rows.empty:
        known = "" if as_of is None else f" was known on {as_of} to have"
        return empty_figure(
            _QUESTION, f"No pair of this choice{known or ' has'} {_FEWEST} common votes a year."
        )
    states = list(dict.fromkeys(rows["iso3"].astype("str")))
    spans = _spans(rows)
    fig = go.Figure()
    for code, span in spans.items():
        _add_band(fig, code, span, country_name(code, language), len(states))
    last = int(rows["year"].max())
    at_last = {
        c: span[span.index == last].iloc[-1] for c, span in spans.items() if last in span.index
    }
    ends = dict(sorted(at_last.items(), key=lambda end: -end[1]["middle"]))
    fig.update_layout(showlegend=False, margin={"r": 104}, hovermode="closest")
    fig.update_yaxes(range=[0, 100], ticksuffix="%", fixedrange=True)
    first = int(rows["year"].min())
    fig.update_xaxes(range=[first - 0.5, last + 0.5], showgrid=False, fixedrange=True)
    label_ends(
        fig,
        [
            (
                last,
                float(end["middle"]),
                f"{country_name(code, language)}<br>{_percent(end)}",
                power_color(code),
            )
            for code, end in ends.items()
        ],
        low=0,
        high=100,
        area=_AREA,
    )
    who = _who(states)
    many = "Band: lowest and highest; line: the middle one" if len(states) > 1 else ""
    return finish(
        fig,
        area=_AREA,
        question=_QUESTION,
        finding=_finding(who, ends, last, several=len(states) > 1),
        subtitle="<br>".join(
            line
            for line in (
                f"Roll calls of the UN General Assembly, {first} to {last}",
                "in which both voted; abstaining counts half",
                many,
            )
            if line
        ),
        alt=_alt(who, spans),
        data=rows[[*_NEEDED[:-2], "verification"]],
        sources=frame_sources(rows),
        caption="Same vote 1, yes or no beside an abstention 0.5, yes against no 0; roll calls in "
        "which either was absent are not counted.",
        notes=_notes(pairs, rows, last),
    )


def _spans(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return lowest, middle and highest share and the number of states, by partner and year."""
    shares = rows.assign(share=rows["agreement_pct"].astype(float), year=rows["year"].astype(int))
    return {
        str(code): own.groupby("year")[["share"]].agg(
            low=("share", "min"),
            middle=("share", "median"),
            high=("share", "max"),
            states=("share", "size"),
        )
        for code, own in shares.groupby(shares["partner"].astype("str"), sort=False)
    }


def _add_band(fig: go.Figure, code: str, span: pd.DataFrame, name: str, most: int) -> None:
    """Draw a partner as a band and a line, both open where a year is missing."""
    color = power_color(code)
    edges = [i for i, (a, b) in enumerate(pairwise(span.index), 1) if b - a > 1]
    for start, stop in pairwise([0, *edges, len(span)]) if most > 1 else ():
        piece = span.iloc[start:stop]
        marks.band(fig, list(piece.index), piece["low"], piece["high"], color=color, opacity=0.22)
    told = [
        f"<b>{name}</b>, {year}<br>{_percent(row)}"
        + (f", {row['states']:.0f} of {most} states" if most > 1 else "")
        for year, row in span.iterrows()
    ]
    marks.lines(
        fig,
        span.reset_index().assign(partner=code),
        {code: marks.Line(name, color, size=4)},
        by="partner",
        y="middle",
        told=told,
    )


def _percent(end: pd.Series) -> str:
    low, high = round(end["low"]), round(end["high"])
    return f"{low}%" if low == high else f"{low}–{high}%"


def _who(states: Sequence[str]) -> str:
    if set(states) == set(STATES):
        return "The five"
    names = listed([in_sentence(country_name(code)) for code in states], 2)
    return names[:1].upper() + names[1:]


def _finding(who: str, ends: dict[str, pd.Series], year: int, *, several: bool) -> str:
    """Say with whom they agree most and least in the last year."""
    said = [
        (in_sentence(country_name(code)), _percent(end).replace("–", " to "))
        for code, end in ends.items()
    ]
    (most, share), (least, little) = said[0], said[-1]
    verb = "agree" if several else "and"
    if len(said) == 1:
        if several:
            return f"{who} agreed with {most} in {share} of UN votes in {year}"
        return f"{who} {verb} {most} agreed in {share} of UN votes in {year}"
    who = f"the{who[3:]}" if who.startswith("The ") else who
    return f"In {year} {who} voted with {most} in {share} of UN votes, with {least} in {little}"


def _alt(who: str, spans: dict[str, pd.DataFrame]) -> str:
    parts = [
        f"with {in_sentence(country_name(code))} from {_percent(span.iloc[0])} in {span.index[0]} "
        f"to {_percent(span.iloc[-1])} in {span.index[-1]}"
        for code, span in spans.items()
    ]
    return f"Lines over the years. {who} voted alike {'; '.join(parts)}."


def _notes(pairs: pd.DataFrame, rows: pd.DataFrame, last: int) -> list[str]:
    """Say what is not in the shares: absence, years with few votes, the session on Ukraine."""
    notes = []
    newest = pairs[pairs["year"].eq(last) & pairs["roll_calls"].gt(0)]
    most = newest.assign(part=newest["absent"] / newest["roll_calls"]).sort_values("part").tail(1)
    notes += [
        f"Absence is no vote: {in_sentence(country_name(str(row['iso3'])))} was absent from "
        f"{row['absent']} of {row['roll_calls']} roll calls in {last}"
        for row in most.to_dict("records")
        if row["absent"]
    ]
    left = pairs[~pairs.index.isin(rows.index)]
    left = left[left["iso3"].astype("str").ne(left["partner"].astype("str"))]
    years = left.groupby(left["iso3"].astype("str"))["year"].agg(lambda y: sorted(set(y)))
    if len(years):
        words = [f"{country_name(str(c))} {', '.join(map(str, y))}" for c, y in years.items()]
        notes.append(f"Left out, fewer than {_FEWEST} common votes: {'; '.join(words)}")
    notes.append("The emergency session on Ukraine is not among these roll calls")
    return notes
