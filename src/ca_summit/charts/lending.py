"""Chart what China has committed to lend and give, by recipient and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from ca_summit.figures import empty_figure, finish, marks
from ca_summit.figures.language import format_number, format_percent, listed
from ca_summit.figures.rows import as_pandas, none_chosen
from ca_summit.figures.text import hover, provenance
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

_QUESTION = "What has China lent?"
_AMOUNTS = ["oda_usd2021", "oof_usd2021", "vof_usd2021", "total_usd2021"]
_NEEDED = ["iso3", "year", *_AMOUNTS, "source_id", "verification"]
_ROW = 78  # pixels
_WIDEST = 40  # pixels of the largest circle
_LEAST = 3


def plot_china_finance(
    finance: pd.DataFrame | None = None,
    *,
    recipient: str | Sequence[str] = STATES,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str = "en",
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
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    ValueError
        If a recipient or year does not occur; the message lists what does.

    Examples
    --------
    >>> fig = plot_china_finance()
    >>> fig.layout.title.text
    'China committed $105 billion to the five from 2000 to 2021, 61% of it to Kazakhstan'
    """
    own = as_pandas("plot_china_finance", finance, "load_china_finance()")
    frame = rows_of("plot_china_finance", "china_finance", own, _NEEDED)
    if none_chosen(recipient=recipient) or frame.empty:
        why = none_chosen(recipient=recipient) or "The table holds no commitment."
        return empty_figure(_QUESTION, why)
    rows = choose(
        "china_finance", frame, recipient=recipient, since=since, until=until, as_of=as_of
    )
    if not rows["total_usd2021"].gt(0).any():
        known = "" if as_of is None else f" that was published by {as_of}"
        return empty_figure(_QUESTION, f"No amount is recorded for this choice{known}.")
    rows = rows.assign(billion=rows["total_usd2021"].astype("float64") / 1e9, said=provenance(rows))
    totals = rows.groupby(rows["iso3"].astype("str"))["billion"].sum().sort_values()
    places = {code: i for i, code in enumerate(totals.index)}
    first, last = int(rows["year"].min()), int(rows["year"].max())
    fig = go.Figure()
    largest = float(rows["billion"].max())
    for code in totals.index[::-1]:
        _add_circles(fig, rows[rows["iso3"].eq(code)], code, places[code], largest, language)
    _add_unknown(fig, rows[rows["billion"].isna()], places, language)
    fig.update_yaxes(
        showticklabels=False,
        showgrid=False,
        zeroline=False,
        ticks="",
        range=[-0.5, len(totals) - 0.4],
        fixedrange=True,
    )
    fig.update_xaxes(
        range=[first - 1.4, last + 1.4], showgrid=False, zeroline=False, fixedrange=True
    )
    fig.update_layout(showlegend=False, margin={"l": 16, "r": 16})
    return finish(
        fig,
        area=_ROW * len(totals),
        question=_QUESTION,
        finding=_finding(totals, first, last),
        subtitle=f"Commitments by year, {first} to {last}, in US dollars of 2021<br>"
        "area: amount · ? projects without an amount",
        alt=_alt(rows, totals, first, last),
        data=rows.sort_values(["iso3", "year"])[["iso3", "year", *_AMOUNTS, "verification"]],
        sources=frame_sources(rows),
        caption="Commitments of state banks, funds and ministries: neither paid out nor still owed, "
        "and no private investment.",
        notes=[_terms(rows), _unknown_years(rows)],
    )


def _add_circles(
    fig: go.Figure, own: pd.DataFrame, code: str, place: int, largest: float, language: str
) -> None:
    """Draw the known amounts of one recipient; its name and sum stand above the row."""
    known = own[own["billion"].notna()].assign(place=place)
    name = country_name(code, language)
    told = [
        hover(
            f"<b>{name}, {row['year']}</b>",
            _dollars(row["billion"]),
            f"aid-like {_dollars(row['oda_usd2021'] / 1e9)}, near market terms "
            f"{_dollars(row['oof_usd2021'] / 1e9)}, vague {_dollars(row['vof_usd2021'] / 1e9)}",
            row["said"],
        )
        for row in known.to_dict("records")
    ]
    sizes = [max(_LEAST, _WIDEST * (v / largest) ** 0.5) for v in known["billion"]]
    marks.dots(
        fig,
        known,
        x="year",
        y="place",
        name=name,
        color=power_color(code),
        size=sizes,
        opacity=0.6,
        told=told,
    )
    text = f"<b>{name}</b> {_dollars(known['billion'].sum())}"
    marks.note(fig, text, 0, place + 0.44, size=13, xref="paper", xanchor="left")


def _add_unknown(fig: go.Figure, rows: pd.DataFrame, places: dict[str, int], language: str) -> None:
    if rows.empty:
        return
    told = [
        f"<b>{country_name(str(c), language)}, {y}</b><br>projects recorded, amount not known"
        for c, y in zip(rows["iso3"], rows["year"], strict=True)
    ]
    marks.write(
        fig,
        rows["year"],
        [places[str(code)] for code in rows["iso3"]],
        ["<b>?</b>"] * len(rows),
        size=13,
        told=told,
        name="amount not known",
    )


def _dollars(billion: float) -> str:
    """Write an amount given in billions.

    Examples
    --------
    >>> _dollars(12.716), _dollars(0.0418), _dollars(0)
    ('$12.7 billion', '$41.8 million', 'none recorded')
    """
    if not billion:
        return "none recorded"
    if billion >= 1:
        return f"${format_number(billion)} billion"
    return f"${format_number(billion * 1e3)} million"


def _finding(totals: pd.Series, first: int, last: int) -> str:
    whole, most = float(totals.sum()), str(totals.index[-1])
    five = set(totals.index) == set(STATES)
    names = listed([in_sentence(country_name(str(c))) for c in totals.index[::-1]], 2)
    text = f"China committed {_dollars(whole)} to {'the five' if five else names}"
    text += f" from {first} to {last}" if last > first else f" in {first}"
    if len(totals) > 1:
        text += f", {100 * totals.iloc[-1] / whole:.0f}% of it to {in_sentence(country_name(most))}"
    return text


def _terms(rows: pd.DataFrame) -> str:
    """Say which part was lent near market terms."""
    sums = rows[_AMOUNTS].astype("float64").sum()
    return f"{format_percent(100 * sums['oof_usd2021'] / sums['total_usd2021'])} near market terms, {format_percent(100 * sums['oda_usd2021'] / sums['total_usd2021'])} aid-like, the rest unclear"


def _unknown_years(rows: pd.DataFrame) -> str:
    gaps = rows[rows["billion"].isna()].groupby(rows["iso3"].astype("str"))["year"]
    words = [f"{country_name(c)} in {len(years)} years" for c, years in gaps]
    return f"Sums are “at least”: no amount is recorded for {listed(words)}" if words else ""


def _alt(rows: pd.DataFrame, totals: pd.Series, first: int, last: int) -> str:
    parts = []
    for code, total in totals[::-1].items():
        own = rows[rows["iso3"].eq(str(code)) & rows["billion"].notna()].sort_values("billion")
        if own.empty:
            parts.append(f"{country_name(str(code))}: no amount recorded")
            continue
        top = own.iloc[-1]
        parts.append(
            f"{country_name(str(code))} {_dollars(total)}, most in {top['year']} "
            f"({_dollars(top['billion'])})"
        )
    return f"Circles by recipient and year, {first} to {last}. {'; '.join(parts)}."
