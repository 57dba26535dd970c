"""Chart what China has committed to lend and give, by recipient and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from ca_summit.figures import Key, empty_figure, finish, marks
from ca_summit.figures.axes import hide_rows, year_axis
from ca_summit.figures.language import Words
from ca_summit.figures.rows import table_for, usual
from ca_summit.figures.text import hovers
from ca_summit.figures.theme import OTHER_COLOR, power_color
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_AMOUNTS = ["oda_usd2021", "oof_usd2021", "vof_usd2021", "total_usd2021"]
_NEEDED = ["iso3", "year", *_AMOUNTS, "source_id", "verification"]
_ROW = 78  # pixels
_WIDEST = 40  # pixels of the largest circle
_LEAST = 3


def plot_china_finance(
    finance: pd.DataFrame | None = None,
    *,
    recipient: str | Sequence[str] | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Chart what Chinese state lenders and donors committed, a circle for each recipient and year.

    The area of a circle is the amount. A question mark is a year with recorded projects but no
    recorded amount, an empty place a year without a recorded project. Commitments are neither
    payments nor debt still owed.

    Parameters
    ----------
    finance
        A table like ``load_china_finance()``, US dollars of 2021. Default: that table.
    recipient
        States by any name or code. Default: the five.
    since, until
        First and last year drawn.
    as_of
        Draw only what had been published by that day.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per state and year with a recorded project, amounts in
    US dollars of 2021, missing where a project has none.

    Raises
    ------
    ValueError
        If a recipient or year does not occur; the message lists what does.

    Examples
    --------
    >>> fig = plot_china_finance()
    >>> fig.layout.title.text.replace("<br>", " ")
    'China committed $105 billion to the five from 2000 to 2021, 61% of it to Kazakhstan'
    """
    words = Words(language)
    question = words.say("What has China lent?")
    recipient = usual("china_finance", finance, "iso3", recipient, STATES)
    rows = table_for(
        "plot_china_finance",
        "china_finance",
        finance,
        _NEEDED,
        as_of=as_of,
        once=True,
        words=["verification"],
        recipient=recipient,
        since=since,
        until=until,
    )
    if not rows["total_usd2021"].gt(0).any():
        why = words.say("No amount is recorded for this choice.")
        return empty_figure(question, why, words, as_of=as_of, recipient=recipient)
    totals = _billions(rows, "total_usd2021").groupby(rows["iso3"].astype("str")).sum()
    totals = totals.sort_values()
    places = {code: i for i, code in enumerate(totals.index)}
    rows = rows.assign(
        billion=_billions(rows, "total_usd2021"),
        name=[words.label(code) for code in rows["iso3"]],
        place=rows["iso3"].astype("str").map(places).astype(int),
    )
    first, last = int(rows["year"].min()), int(rows["year"].max())
    known, unknown = rows[rows["billion"].notna()], rows[rows["billion"].isna()]
    fig = go.Figure()
    for code in totals.index[::-1]:
        _add_circles(fig, known[known["iso3"].eq(code)], str(code), known["billion"].max(), words)
        text = f"<b>{words.label(code)}</b> {_dollars(totals[code], words)}"
        marks.note(fig, text, 0, places[code] + 0.44, size=13, xref="paper", xanchor="left")
    _add_unknown(fig, unknown, words)
    hide_rows(fig, -0.5, len(totals) - 0.4)
    year_axis(fig, first, last, pad=1.4)
    fig.update_layout(showlegend=False, margin={"l": 16, "r": 16})
    circle = Key(words.say("area: amount committed in a year"), OTHER_COLOR, "circle")
    gap = Key(words.say("projects without an amount"), OTHER_COLOR, "question")
    return finish(
        fig,
        area=_ROW * len(totals),
        question=question,
        finding=_finding(totals, first, last, words),
        subtitle=words.say(
            "Commitments by year, {span}, in US dollars of 2021", span=words.years(first, last)
        ),
        key=[circle, gap] if len(unknown) else [circle],
        caution=words.say(
            "A commitment is neither a payment nor a debt still owed, and private investment is "
            "not in it; nothing is recorded after {last}."
            if until is None
            else "A commitment is neither a payment nor a debt still owed, and private investment "
            "is not in it.",
            last=last,
        ),
        alt=_alt(known, totals, first, last, words),
        data=rows.sort_values(["iso3", "year"])[["iso3", "year", *_AMOUNTS, "verification"]],
        sources=frame_sources(rows),
        drawn=[Drawn("china_finance", rows)],
        caption=words.say("Commitments of state banks, funds and ministries of China."),
        notes=[_terms(rows, words), _unknown_years(unknown, words)],
        language=words.sentences,
    )


def _billions(rows: pd.DataFrame, name: str) -> pd.Series:
    return rows[name].astype("float64") / 1e9


def _add_circles(
    fig: go.Figure, own: pd.DataFrame, code: str, largest: float, words: Words
) -> None:
    """Draw the known amounts of one recipient."""
    amounts = {
        name: [_dollars(v, words) for v in _billions(own, column)]
        for name, column in zip(("aid", "market", "vague", "total"), _AMOUNTS, strict=True)
    }
    marks.dots(
        fig,
        own,
        x="year",
        y="place",
        name=words.label(code),
        color=power_color(code),
        size=[max(_LEAST, _WIDEST * (v / largest) ** 0.5) for v in own["billion"]],
        opacity=0.6,
        told=hovers(
            own.assign(**amounts),
            words,
            "<b>{name}, {year}</b>",
            "{total}",
            "aid-like {aid}, near market terms {market}, vague {vague}",
        ),
    )


def _add_unknown(fig: go.Figure, own: pd.DataFrame, words: Words) -> None:
    if own.empty:
        return
    marks.write(
        fig,
        own["year"],
        own["place"],
        ["<b>?</b>"] * len(own),
        size=13,
        told=hovers(own, words, "<b>{name}, {year}</b>", "projects recorded, amount not known"),
        name=words.say("amount not known"),
    )


def _dollars(billion: float, words: Words) -> str:
    """Write an amount given in billions; one that is missing or nought is not recorded.

    Examples
    --------
    >>> [_dollars(v, Words()) for v in (12.716, 0.0418, 0)]
    ['$12.7 billion', '$41.8 million', 'none recorded']
    """
    if not billion > 0:
        return words.say("none recorded")
    if billion >= 1:
        return words.say("${v:n} billion", v=billion)
    if billion >= 1e-3:
        return words.say("${v:n} million", v=billion * 1e3)
    return words.dollars(billion * 1e9)


def _finding(totals: pd.Series, first: int, last: int, words: Words) -> str:
    """Say how much it was in all, and which recipient has the largest part of it."""
    whole = float(totals.sum())
    said = {
        "amount": _dollars(whole, words),
        "who": words.states(totals.index[::-1]),
        "first": first,
        "last": last,
        "share": round(100 * totals.iloc[-1] / whole),
        "most": words.name(totals.index[-1]),
    }
    message = "China committed {amount} to {who} from {first} to {last}"
    if first == last:
        message = "China committed {amount} to {who} in {last}"
    told = words.say(message, **said)
    if len(totals) < 2 or totals.iloc[-1] == totals.iloc[-2]:
        return told
    return words.say("{told}, {share:p} of it to {most}", told=told, **said)


def _terms(rows: pd.DataFrame, words: Words) -> str:
    """Say which part was lent near market terms."""
    parts = rows[_AMOUNTS].astype("float64").sum()
    parts = (100 * parts / parts["total_usd2021"]).round()
    market, aid = parts["oof_usd2021"], parts["oda_usd2021"]
    message = "{market:p} near market terms, {aid:p} aid-like, the rest unclear"
    if market + aid >= 100:  # rounded parts may be 101
        message = "{market:p} near market terms, {aid:p} aid-like"
    return words.say(message, market=market, aid=aid)


def _unknown_years(unknown: pd.DataFrame, words: Words) -> str:
    counts = unknown["iso3"].astype("str").value_counts(sort=False)
    parts = [
        words.count(
            "{name} in {count} year",
            "{name} in {count} years",
            int(count),
            name=words.name(code, article=False),
        )
        for code, count in counts.items()
    ]
    message = "Sums are “at least”: no amount is recorded for {parts:l}"
    return words.say(message, parts=parts) if parts else ""


def _alt(known: pd.DataFrame, totals: pd.Series, first: int, last: int, words: Words) -> str:
    parts = []
    for code, total in totals[::-1].items():
        own, name = known[known["iso3"].eq(str(code))], words.name(code, article=False)
        if own.empty:
            parts.append(words.say("{name}: no amount recorded", name=name))
            continue
        top = own.sort_values("billion").iloc[-1]
        most = own["billion"].eq(top["billion"]).sum() == 1 < len(own)
        parts.append(
            words.say(
                "{name} {total}, most in {year} ({amount})" if most else "{name} {total}",
                name=name,
                total=_dollars(total, words),
                year=top["year"],
                amount=_dollars(top["billion"], words),
            )
        )
    message = "Circles by recipient and year, {span}. {parts}."
    return words.say(message, span=words.years(first, last), parts="; ".join(parts))
