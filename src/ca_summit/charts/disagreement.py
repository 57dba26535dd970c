"""Chart where two sides count the same trade differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from ca_summit.charts.trade import (
    FLOWS,
    NEEDED,
    SERIES,
    full_years,
    with_amount,
    year_axis,
    zero_note,
)
from ca_summit.checks import check_choice, check_columns
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.text import hover, plain, provenance
from ca_summit.figures.theme import format_number
from ca_summit.names import country_name, in_sentence
from ca_summit.sources import frame_sources
from ca_summit.tables import breaks_between, load_trade_partners

if TYPE_CHECKING:
    import pandas as pd

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


def plot_trade_disagreement(
    trade: pd.DataFrame | None = None,
    *,
    area: str = "KGZ",
    partner: str = "CHN",
    flow: str = "total",
    language: str = "en",
) -> go.Figure:
    """Chart how differently the two sides and others count the same trade.

    Parameters
    ----------
    trade
        A table like ``load_trade_partners()``, US dollars. Default: that table.
    area, partner
        The two sides: one of the five or ``"CA5"``, and a partner.
    flow
        ``"total"``, ``"exports"`` (from the area), ``"imports"`` or ``"balance"``.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

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
    frame = load_trade_partners() if trade is None else trade
    check_columns("plot_trade_disagreement", frame, NEEDED, "load_trade_partners()")
    check_choice("area", area, frame["area"].dropna().astype("str").unique())
    check_choice("partner", partner, frame["partner"].dropna().astype("str").unique())
    check_choice("flow", flow, FLOWS)
    place = country_name(area, language)
    sides = f"{place} and {in_sentence(country_name(partner, language))}"
    title = f"How large is the trade between {sides}?"
    rows = full_years(frame[frame["area"].eq(area) & frame["partner"].eq(partner)])
    rows = with_amount(rows, flow, None)
    zeros = zero_note(rows, flow)
    rows = rows[rows["amount"].notna()].sort_values(["series", "year"])
    if rows.empty:
        return empty_figure(title, f"The table holds no {flow} between {sides} for whole years.")
    fig = go.Figure()
    for name in [s for s in SERIES if s in set(rows["series"].astype("str"))]:
        _series_line(fig, rows[rows["series"].eq(name)], name, flow, language)
    strangers = rows[~rows["series"].isin(list(SERIES))]
    for name, own in strangers.groupby(strangers["series"].astype("str")):
        _series_line(fig, own, str(name), flow, language)
    gap, finding = _widest_gap(rows if flow == "balance" else rows[rows["amount"] > 0])
    if gap is not None and gap["amount"].iloc[-1] > 1.15 * gap["amount"].iloc[0]:
        _mark_gap(fig, gap)
    low, high = float(rows["amount"].min()), float(rows["amount"].max())
    low = low - 0.06 * (high - low) if flow == "balance" else 0.0
    room = (0.06 + 0.06 * len(fig.data)) * (high - low)  # for the legend
    fig.update_yaxes(title_text="billion US dollars", range=[low, high + room or 1.0])
    year_axis(fig, rows["year"], right=64)
    fig.update_layout(
        height=560, legend={"x": 0.01, "y": 0.99, "xanchor": "left", "yanchor": "top"}
    )
    return finish_chart(
        fig,
        title=title,
        subtitle=f"{FLOWS[flow][1]}{'' if flow == 'total' else f' of {place}'}, billion US dollars, "
        "one line per way of counting",
        alt=f"Lines of the same trade counted by {rows['reporter'].nunique()} reporters. {finding}",
        data=rows[
            ["area", "partner", "year", "series", "reporter", "amount", "verification"]
        ].rename(columns={"amount": "billion_usd"}),
        sources=frame_sources(rows),
        caption="Importers count goods with freight and insurance, and by origin; transit and "
        "re-export make the rest of the gap. Diamonds are single figures from the press.",
        notes=[
            finding,
            "A line is open where its series changes its basis"
            if any(y is None for line in fig.data for y in line.y)
            else "",
            zeros,
            "Hollow: from memory" if rows["verification"].eq("recalled").any() else "",
        ],
    )


def _reporter(code: str, language: str) -> str:
    names = {
        "EDB": "Eurasian Development Bank",
        "COW": "Correlates of War",
        "WTO": "WTO",
        "IMF": "IMF",
    }
    return names.get(code, country_name(code, language))


def _series_line(fig: go.Figure, own: pd.DataFrame, name: str, flow: str, language: str) -> None:
    """Draw one series, open where its basis changes; where two merely part, the chart shows it."""
    words = SERIES.get(name, name)
    if name == "imf_imts":
        other = in_sentence(country_name(str(own["partner"].iloc[0]), language))
        words = f"customs of {other} (IMF)"
    press = name == "press"
    color = _SERIES_COLORS.get(name, theme.OTHER_COLOR)
    recalled = own["verification"].eq("recalled")
    area, partner = (str(own[column].iloc[0]) for column in ("area", "partner"))
    breaks = breaks_between(name, area, partner=partner, flow=flow, since=own["year"].min())
    opened = [int(year) - 0.5 for year in breaks.loc[breaks["kind"].ne("mirror"), "year"].unique()]
    texts = [
        hover(
            f"<b>{words}</b>, {r['year']}",
            f"{format_number(r['amount'])} billion US dollars",
            f"reporter {_reporter(str(r['reporter']), language)}",
            plain(r.get("note")),
            origin,
        )
        for r, origin in zip(own.to_dict("records"), provenance(own), strict=True)
    ]
    points = [
        *zip(own["year"].astype(int), own["amount"].astype(float), texts, strict=True),
        *((year, None, "") for year in opened),
    ]
    points.sort(key=lambda point: point[0])
    fig.add_scatter(
        x=[x for x, _, _ in points],
        y=[y for _, y, _ in points],
        name="single figures in the press" if press else words,
        mode="markers" if press else "lines+markers",
        line={"color": color, "width": 2.4, "dash": _SERIES_DASHES.get(name, "solid")},
        marker={
            "symbol": ["diamond-open" if r else "diamond" for r in recalled] if press else "circle",
            "size": 9 if press else 4,
            "color": theme.OTHER_COLOR if press else color,
            "line": {"width": [2 if r else 0 for r in recalled] if press else 0},
        },
        hovertext=[text for _, _, text in points],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
    )


def _widest_gap(rows: pd.DataFrame) -> tuple[pd.DataFrame | None, str]:
    """Return the two furthest counts of the latest year with two reporters, and a sentence."""
    counts = rows.groupby("year")["reporter"].nunique()
    years = counts[counts > 1].index
    if not len(years):
        return None, "No year has two reporters, so nothing can be compared."
    own = rows[rows["year"].eq(years.max())].sort_values("amount")
    ends = own.iloc[[0, -1]]
    low, high = (float(v) for v in ends["amount"])
    names = [_reporter(str(r), "en") for r in ends["reporter"]]
    if 0 < high < 1.15 * low:
        return (
            ends,
            f"In {years.max()} the counts agree within {(high / low - 1) * 100:.0f} percent.",
        )
    text = (
        f"In {years.max()} the counts lie between {format_number(low)} ({names[0]}) and "
        f"{format_number(high)} billion ({names[1]})"
    )
    if low > 0:
        return ends, f"{text}, a factor of {high / low:.1f}."
    return ends, text + (", on both sides of zero." if low < 0 < high else ".")


def _mark_gap(fig: go.Figure, ends: pd.DataFrame) -> None:
    year = int(ends["year"].iloc[0])
    low, high = (float(v) for v in ends["amount"])
    fig.add_shape(
        type="line",
        x0=year,
        x1=year,
        y0=low,
        y1=high,
        line={"color": theme.OTHER_COLOR, "dash": "dot", "width": 1.5},
    )
    fig.add_annotation(
        x=year,
        y=(low + high) / 2,
        text=f"× {high / low:.1f}" if low > 0 else f"{format_number(high - low)}<br>apart",
        showarrow=False,
        xanchor="left",
        align="left",
        xshift=8,
        font={"size": 15},
    )
