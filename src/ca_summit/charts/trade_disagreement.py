"""Chart where two sides count the same trade differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.catalog import get_table
from ca_summit.charts.trade import (
    FLOWS,
    NEEDED,
    SERIES,
    amounts_drawn,
    break_years,
    full_years,
    who_counts,
    with_amount,
    zero_note,
)
from ca_summit.checks import check_choice
from ca_summit.figures import empty_figure, finish, marks, theme
from ca_summit.figures.axes import value_axis, year_axis
from ca_summit.figures.labels import half_lines
from ca_summit.figures.language import Words
from ca_summit.figures.rows import choices, table_for
from ca_summit.figures.text import hovers
from ca_summit.sources import frame_sources
from ca_summit.tables.own_tables import check_once
from ca_summit.tables.spans import in_span
from ca_summit.tables.states import country_code

if TYPE_CHECKING:
    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_SERIES_COLORS = {
    "cow_trade_4": "#7B8794",
    "eurostat_comext": "#3C6FD1",
    "fcs_russia": "#7C63B8",
    "imf_imts": "#C8463C",
    "national_kaz": "#2480C4",
    "national_kgz": "#D55E00",
    "national_uzb": "#D99A00",
    "us_census": "#2A7F9E",
    "wdi_wto_total": "#8A8F2A",
}
_SERIES_DASHES = {"cow_trade_4": "dot", "us_census": "dash", "wdi_wto_total": "dash"}
_AREA, _LEGEND_LINE = 340, 19  # pixels of the plot, of a line of the legend in it
_AGREE = 1.15  # ratio up to which two counts agree


def plot_trade_disagreement(
    trade: pd.DataFrame | None = None,
    *,
    area: str = "KGZ",
    partner: str = "CHN",
    flow: str = "total",
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Chart how differently the two sides and others count the same trade.

    Parameters
    ----------
    trade
        A table like ``load_trade_partners()``, US dollars. Default: that table.
    area, partner
        The two sides, by any name or code: one of the five or ``"CA5"``, and a partner.
    flow
        ``"total"``, ``"exports"`` (from the area), ``"imports"`` or ``"balance"``.
    since, until
        First and last year drawn.
    as_of
        Draw what could be known on that day: figures whose document was out.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per series and year, ``billion_usd`` in billions of US
    dollars, with its ``reporter``.

    Raises
    ------
    ValueError
        If area, partner or flow do not occur.

    Examples
    --------
    >>> fig = plot_trade_disagreement()
    >>> "Kyrgyz statistics" in {trace.name for trace in fig.data}
    True
    """
    words = Words(language)
    function = "plot_trade_disagreement"
    frame = table_for(function, "trade_partners", trade, NEEDED, as_of=as_of)
    if trade is not None:
        series = frame["series"].astype("object")
        apart = series.mask(series.eq("press"), frame.index)  # it prints several figures of a year
        check_once(function, frame.assign(series=apart), get_table("trade_partners").key)
    area = country_code(area, "area", choices("trade_partners", trade, "area"))
    partner = country_code(partner, "partner", choices("trade_partners", trade, "partner"))
    check_choice("flow", flow, FLOWS)
    sides = {"place": words.name(area), "other": words.name(partner)}
    question = words.say("How large is the trade between {place} and {other}?", **sides)
    rows = full_years(frame[frame["area"].eq(area) & frame["partner"].eq(partner)])
    rows = with_amount(in_span(rows, "year", since, until), flow, None)
    zeros = zero_note(rows, flow, words)
    rows = rows[rows["amount"].notna()].sort_values(["series", "year"])
    if rows.empty:
        message = "The table holds no {flow} between {place} and {other} for whole years."
        why = words.say(message, flow=flow, **sides)
        return empty_figure(question, why, words, as_of=as_of)
    broken = {
        str(name): break_years(str(name), area, partner, flow, own, parting=False)
        for name, own in rows.groupby(rows["series"].astype("str"))
        if name != "press"
    }
    looks = _looks(rows, sides["other"], words)
    fig = go.Figure()
    marks.lines(
        fig,
        rows,
        looks,
        by="series",
        y="amount",
        cliponaxis=False,
        breaks=broken,
        told=hovers(
            rows.assign(
                who=[looks[str(name)].name for name in rows["series"]],
                counted=[who_counts(code, words) for code in rows["reporter"]],
            ),
            words,
            "<b>{who}</b>, {year}",
            "{amount:n} billion US dollars",
            "reporter {counted}",
            "{note}",
        ),
    )
    gap = _widest_gap(rows if flow == "balance" else rows[rows["amount"] > 0])
    finding = _finding(gap, sides, words)
    if gap is not None and gap["amount"].iloc[-1] > _AGREE * gap["amount"].iloc[0]:
        _mark_gap(fig, gap, words)
    one_side = words.say("No year has two reporters, so nothing can be compared.")
    low, high = min(0.0, float(rows["amount"].min())), float(rows["amount"].max())
    room = 1 + _LEGEND_LINE * (len(looks) + 1) / _AREA
    value_axis(fig, low, low + ((high - low) or 1.0) * room, language=words.sentences)
    year_axis(fig, int(rows["year"].min()), int(rows["year"].max()))
    fig.update_layout(
        legend={"x": 0.01, "y": 0.99, "xanchor": "left", "yanchor": "top"}, margin={"r": 104}
    )
    recalled = rows["verification"].eq("recalled").any()
    return finish(
        fig,
        area=_AREA,
        question=question,
        finding=finding,
        subtitle=words.say(
            "{what}, billion US dollars, one line per way of counting",
            what=words.say("Trade in goods")
            if flow == "total"
            else words.say(FLOWS[flow][1], **sides),
        ),
        alt=words.count(
            "Lines of the same trade counted by one reporter. {finding}",
            "Lines of the same trade counted by {count} reporters. {finding}",
            rows["reporter"].nunique(),
            finding=f"{finding}." if finding else one_side,
        ),
        caution=words.say(
            "Goods in transit and re-exports that nobody registers are the usual explanation; the "
            "chart cannot say which side is right."
        )
        if gap is not None
        else "",
        data=rows[
            ["area", "partner", "year", "series", "reporter", "amount", "verification"]
        ].rename(columns={"amount": "billion_usd"}),
        sources=frame_sources(rows),
        drawn=amounts_drawn(rows, flow),
        caption=words.say(
            "Importers count goods with freight and insurance, and by origin; transit and "
            "re-export make the rest of the gap."
        )
        if gap is not None
        else "",
        notes=[
            words.say("Diamonds are single figures from the press")
            if rows["series"].eq("press").any()
            else "",
            "" if finding else one_side,
            words.say("A line is open where its series changes its basis")
            if any(broken.values())
            else "",
            zeros,
            words.say("Hollow: from memory") if recalled else "",
        ],
        language=words.sentences,
    )


def _looks(rows: pd.DataFrame, other: str, words: Words) -> dict[str, marks.Line]:
    """Return how each way of counting is drawn, ours first; press figures are single points."""
    held = set(rows["series"].astype("str"))
    looks = {}
    for name in [*(s for s in SERIES if s in held), *sorted(held - set(SERIES))]:
        told = words.say(SERIES.get(name, name))
        if name == "imf_imts":
            told = words.say("customs of {other} (IMF)", other=other)
        if name == "press":
            told = words.say("single figures in the press")
            looks[name] = marks.Line(told, symbol="diamond", size=9, joined=False)
            continue
        color = _SERIES_COLORS.get(name, theme.OTHER_COLOR)
        looks[name] = marks.Line(told, color, _SERIES_DASHES.get(name, "solid"), size=4)
    return looks


def _widest_gap(rows: pd.DataFrame) -> pd.DataFrame | None:
    """Return the two furthest counts of the latest year with two reporters."""
    counts = rows.groupby("year")["reporter"].nunique()
    years = counts[counts > 1].index
    if not len(years):
        return None
    own = rows[rows["year"].eq(years.max())].sort_values("amount")
    high = own.iloc[[-1]]
    return pd.concat([own[own["reporter"].ne(high["reporter"].iloc[0])].head(1), high])


def _finding(gap: pd.DataFrame | None, sides: dict[str, str], words: Words) -> str:
    """Say how far the two counts are apart, or how near."""
    if gap is None:
        return ""
    low, high = (float(v) for v in gap["amount"])
    first, second = (who_counts(code, words) for code in gap["reporter"])
    said = {"year": int(gap["year"].iloc[0]), "first": first, "second": second, **sides}
    said |= {"low": words.dollars(low * 1e9), "high": words.dollars(high * 1e9)}
    if 0 < high < 1.005 * low:
        message = "For {year} the counts of the trade of {place} and {other} agree: {high}"
        return words.say(message, **said)
    if 0 < high < _AGREE * low:
        message = "For {year} the counts of the trade of {place} and {other} agree within {share:p}"
        return words.say(message, share=round((high / low - 1) * 100), **said)
    if low > 0:
        message = (
            "For {year} {second} counts {times:.1f} times as much trade as {first}: {high} "
            "against {low}"
        )
        return words.sentence(message, times=high / low, **said)
    message = "For {year} {second} counts {high}, {first} {low}"
    if low < 0 < high:
        message = "For {year} the counts lie on both sides of zero: {second} {high}, {first} {low}"
    return words.say(message, **said)


def _mark_gap(fig: go.Figure, ends: pd.DataFrame, words: Words) -> None:
    """Write the two amounts at their ends, and between them how far they are apart."""
    year = int(ends["year"].iloc[0])
    low, high = (float(v) for v in ends["amount"])
    marks.stretch(fig, (year, low), (year, high), dash="dot", width=1.5)
    side: dict[str, Any] = {"xanchor": "left", "align": "left", "xshift": 8}
    apart = words.say("× {times:.1f}", times=high / low) if low > 0 else ""
    marks.note(fig, apart, year, (low + high) / 2, size=15, **side)
    for value, code in zip((low, high), ends["reporter"], strict=True):
        told = f"<b>{words.dollars(value * 1e9)}</b><br>{half_lines(who_counts(code, words), 12)}"
        marks.note(fig, told, year, value, size=13, **side)
