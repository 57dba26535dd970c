"""Chart how often the five vote alike with others in the United Nations."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from ca_summit.figures import Key, empty_figure, finish, marks
from ca_summit.figures.axes import year_axis
from ca_summit.figures.labels import half_lines, label_ends
from ca_summit.figures.language import Words, percent_sign
from ca_summit.figures.rows import table_for, usual
from ca_summit.figures.text import hovers
from ca_summit.figures.theme import OTHER_COLOR, power_color
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_AREA = 376  # pixels
_NUMBERS = ["year", "agreement_pct", "both_voted", "roll_calls", "absent"]
_NEEDED = ["iso3", "partner", *_NUMBERS, "source_id", "verification"]
#: Below so many common votes a share says nothing.
_FEWEST = 20


def plot_un_agreement(
    agreement: pd.DataFrame | None = None,
    *,
    country: str | Sequence[str] | None = None,
    partner: str | Sequence[str] | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str | None = None,
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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per pair and year, ``agreement_pct`` in percent of the
    ``both_voted`` roll calls in which both voted.

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
    words = Words(language)
    question = words.say("Who votes with whom in the United Nations?")
    country = usual("un_agreement", agreement, "iso3", country, STATES)
    partner = usual("un_agreement", agreement, "partner", partner, ("CHN", "RUS", "USA"))
    pairs = table_for(
        "plot_un_agreement",
        "un_agreement",
        agreement,
        _NEEDED,
        as_of=as_of,
        once=True,
        words=["verification"],
        country=country,
        partner=partner,
        since=since,
        until=until,
    )
    pairs = pairs[pairs["iso3"].astype("str").ne(pairs["partner"].astype("str"))]
    rows = pairs[pairs["both_voted"].ge(_FEWEST) & pairs["agreement_pct"].notna()]
    rows = rows.sort_values(["partner", "iso3", "year"])
    if rows.empty:
        why = words.say("No pair of this choice has {fewest} common votes a year.", fewest=_FEWEST)
        return empty_figure(question, why, words, as_of=as_of, country=country, partner=partner)
    states = list(dict.fromkeys(rows["iso3"].astype("str")))
    first, last = int(rows["year"].min()), int(rows["year"].max())
    spans = _spans(rows)
    fig = go.Figure()
    for code, span in spans.items():
        _add_band(fig, code, span, len(states), words)
    ends = {code: span.iloc[-1] for code, span in spans.items() if span.index[-1] == last}
    ends = dict(sorted(ends.items(), key=lambda end: -end[1]["middle"]))
    fig.update_layout(showlegend=False, margin={"r": 112}, hovermode="closest")
    fig.update_yaxes(range=[0, 100], ticksuffix=percent_sign(words.sentences), fixedrange=True)
    year_axis(fig, first, last)
    label_ends(
        fig,
        [
            (
                last,
                float(end["middle"]),
                f"{half_lines(words.label(code))}<br>{_share(end, words)}",
                power_color(code),
            )
            for code, end in ends.items()
        ],
        low=0,
        high=100,
        area=_AREA,
    )
    key = [
        Key(words.say("the middle state"), OTHER_COLOR, "line"),
        Key(words.say("lowest to highest"), OTHER_COLOR, "area"),
    ]
    return finish(
        fig,
        area=_AREA,
        question=question,
        finding=_finding(_voters(rows, ends, last), ends, last, words),
        subtitle=words.say(
            "Same votes in roll calls of the UN General Assembly, {span}; "
            "an abstention beside a yes or no counts half",
            span=words.years(first, last),
        ),
        key=key if len(states) > 1 else (),
        caution=_absence(pairs, last, words),
        alt=_alt(states, spans, words),
        data=rows[[*_NEEDED[:-2], "verification"]],
        sources=frame_sources(rows),
        drawn=[Drawn("un_agreement", rows)],
        caption=words.say(
            "Roll calls in which either was absent are not counted: absence is no vote."
        ),
        notes=[
            _left_out(pairs.drop(index=rows.index), words),
            words.say("The emergency session on Ukraine is not among these roll calls"),
        ],
        language=words.sentences,
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


def _add_band(fig: go.Figure, code: str, span: pd.DataFrame, most: int, words: Words) -> None:
    """Draw a partner as a band and a line, both open where a year is missing."""
    color = power_color(code)
    edges = [i for i, (a, b) in enumerate(pairwise(span.index), 1) if b - a > 1]
    for start, stop in pairwise([0, *edges, len(span)]) if most > 1 else ():
        piece = span.iloc[start:stop]
        marks.band(fig, list(piece.index), piece["low"], piece["high"], color=color, opacity=0.22)
    told = span.reset_index().assign(
        partner=code,
        name=words.label(code),
        share=[_share(row, words) for _, row in span.iterrows()],
        counted=[f"{n} / {most}" if most > 1 else "" for n in span["states"]],
    )
    marks.lines(
        fig,
        told,
        {code: marks.Line(words.label(code), color, size=4)},
        by="partner",
        y="middle",
        told=hovers(
            told, words, "<b>{name}</b>, {year}", "{share}", "{counted} states", proof=False
        ),
    )


def _share(end: pd.Series, words: Words) -> str:
    low, high = round(end["low"]), round(end["high"])
    return words.say("{high:p}" if low == high else "{low}–{high:p}", low=low, high=high)


def _voters(rows: pd.DataFrame, partners: Iterable[str], year: int) -> list[str]:
    """Return the states that have a share in a year, if they are the same with every partner."""
    own = rows[rows["year"].eq(year) & rows["partner"].isin(list(partners))]
    sets = {tuple(map(str, states)) for _, states in own.groupby("partner", observed=True)["iso3"]}
    return list(sets.pop()) if len(sets) == 1 else []


def _finding(states: Sequence[str], ends: dict[str, pd.Series], year: int, words: Words) -> str:
    """Say with whom they agree most and least in the last year."""
    if not ends or not states:
        return ""
    shares = [
        (words.name(code), _share(end, words).replace("–", words.say(" to ")))
        for code, end in ends.items()
    ]
    (most, share), (least, little) = shares[0], shares[-1]
    said = {"who": words.states(states), "most": most, "share": share, "year": year}
    if len(ends) == 1 and len(states) > 1:
        message = "{who} agreed with {most} in {share} of UN votes in {year}"
    elif len(ends) == 1:
        message = "{who} and {most} agreed in {share} of UN votes in {year}"
    elif share == little:
        return ""
    else:
        message = (
            "In {year} {who} voted with {most} in {share} of UN votes, with {least} in {little}"
        )
    return words.sentence(message, **said, least=least, little=little)


def _alt(states: Sequence[str], spans: dict[str, pd.DataFrame], words: Words) -> str:
    parts = [
        words.say(
            "with {partner} from {begin} in {first} to {end} in {last}"
            if len(span) > 1
            else "with {partner} {end} in {last}",
            partner=words.name(code),
            begin=_share(span.iloc[0], words),
            first=span.index[0],
            end=_share(span.iloc[-1], words),
            last=span.index[-1],
        )
        for code, span in spans.items()
    ]
    message = "Lines over the years: how often {who} voted alike {parts}."
    return words.say(message, who=words.states(states), parts="; ".join(parts))


def _absence(pairs: pd.DataFrame, last: int, words: Words) -> str:
    """Say who stayed away most in the last year: whose high share is no loyalty."""
    newest = pairs[pairs["year"].eq(last) & pairs["roll_calls"].gt(0) & pairs["absent"].gt(0)]
    if newest.empty:
        return ""
    row = newest.assign(part=newest["absent"] / newest["roll_calls"]).sort_values("part").iloc[-1]
    return words.sentence(
        "Absence is no vote: {who} was absent from {absent:n} of {all:n} roll calls in {year}.",
        who=words.name(row["iso3"]),
        absent=row["absent"],
        all=row["roll_calls"],
        year=last,
    )


def _left_out(left: pd.DataFrame, words: Words) -> str:
    """Name the states and years of too few common votes."""
    years = left.groupby(left["iso3"].astype("str"))["year"].agg(lambda y: sorted(set(y)))
    named = [
        f"{words.name(code, article=False)} {', '.join(map(str, own))}"
        for code, own in years.items()
    ]
    message = "Left out, fewer than {fewest} common votes: {named}"
    return words.say(message, fewest=_FEWEST, named="; ".join(named)) if named else ""
