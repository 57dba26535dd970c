"""Chart which share of the world's raw materials the five states have."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_choices, check_columns, check_year
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.labels import color_key
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import column, none_chosen
from ca_summit.figures.text import CLEAR, hover, label, listed, percent, plain, provenance
from ca_summit.figures.theme import format_number
from ca_summit.names import STATES, country_name
from ca_summit.sources import frame_sources
from ca_summit.tables import load_resources

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEEDED = ["iso3", "commodity", "measure", "basis", "year", "value", "unit", "world_share_pct"]
_NEEDED += ["edition", "preferred", "status", "source_id", "verification"]
_QUESTION = {
    "production": "Which raw materials does the world get from Central Asia?",
    "reserves": "Which of the world's known reserves lie in Central Asia?",
    "exports": "How much of the world's exports come from Central Asia?",
    "capacity": "How much of the world's capacity stands in Central Asia?",
    "resources_identified": "Which of the world's identified resources lie in Central Asia?",
}
#: Statistics that must not be drawn without this word of caution.
_CAUTION = {
    ("coal", "reserves"): "Coal: the Kyrgyz and Tajik figures are probably resources, not reserves",
    (
        "molybdenum",
        "reserves",
    ): "Molybdenum: Kazakh reserves equal two years of output, an artefact",
}
CLAIMS = {"government_claim": "government claim", "company_estimate": "company estimate"}
NO_STATISTIC = "no statistic"
_FEW = 14  # rows below which a legend inside the chart would cover bars


def plot_resource_shares(
    resources: pd.DataFrame | None = None,
    *,
    measure: str = "production",
    commodity: str | Sequence[str] | None = None,
    year: int | None = None,
    at_least_pct: float = 2.0,
    language: str = "en",
) -> go.Figure:
    """Chart the share of the five states in the world, per commodity, in percent.

    Only preferred reported statistics are drawn. A commodity whose statistic names none of the
    five says ``no statistic``; claims of governments and companies are told, never drawn as shares.

    Parameters
    ----------
    resources
        A table like ``load_resources()``. Default: that table.
    measure
        ``"production"``, ``"reserves"``, ``"exports"``, ``"capacity"`` …
    commodity
        One or several commodities. Default: all with at least ``at_least_pct``.
    year
        Year drawn. Default: the latest year with a share, per commodity.
    at_least_pct
        Smallest share of the five together (percent) drawn where no commodity is chosen.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    ValueError
        If the measure or a commodity does not occur in the table.

    Examples
    --------
    >>> fig = plot_resource_shares(commodity=["uranium", "rare_earths"])
    >>> [text for trace in fig.data for text in (trace.text or ()) if "no statistic" in text]
    ['no statistic, claims only ◇']
    """
    frame = load_resources() if resources is None else resources
    check_columns("plot_resource_shares", frame, _NEEDED, "load_resources()")
    check_choice("measure", measure, frame["measure"].dropna().astype("str").unique())
    title = _QUESTION.get(measure, f"{label(measure)}: what is the share of Central Asia?")
    chosen = None
    if commodity is not None:
        chosen = check_choices("commodity", commodity, frame["commodity"].astype("str").unique())
    rows = frame[_is_statistic(frame) & frame["measure"].eq(measure)]
    rows = rows if chosen is None else rows[rows["commodity"].isin(chosen)]
    if year is not None:
        rows = rows[rows["year"].eq(check_year("year", year, 1900, 2200))]
    if not isinstance(at_least_pct, Real) or not 0 <= at_least_pct <= 100:
        raise ValueError(f"`at_least_pct` must be a number from 0 to 100; got {at_least_pct!r}.")
    if rows.empty:
        what = "" if chosen is None else f" of {listed(map(label, chosen))}"
        when = "" if year is None else f" in {year}"
        why = f"The table holds no statistic on {measure}{what}{when}."
        return empty_figure(title, none_chosen(commodity=commodity) or why)
    shares, silent, unshared, earlier = _sort_out(rows)
    published = len(shares) > 0
    small: list[str] = []
    if chosen is None and len(shares):
        total = shares.groupby("row")["world_share_pct"].transform("sum")
        small = sorted(shares.loc[total < at_least_pct, "row"].unique())
        shares = shares[total >= at_least_pct]
    claims = frame[frame["status"].isin(list(CLAIMS))]
    texts = {c: _silence(c, claims) for c in silent}
    if chosen is not None:
        texts |= dict.fromkeys(unshared, "world share not published")
    if shares.empty and not texts:
        why = f"No share of {at_least_pct:g} percent or more."
        return empty_figure(title, why if published else "No share of the world is published.")
    fig = _share_bars(shares, texts, language)
    order = list(shares.groupby("row")["world_share_pct"].sum().sort_values().index)
    fig.update_yaxes(
        showgrid=False,
        ticks="",
        categoryorder="array",
        categoryarray=[*map(label, sorted(texts, key=lambda c: ("claims" in texts[c], c))), *order],
        ticklabelstandoff=6,
    )
    top = float(shares.groupby("row")["world_share_pct"].sum().max()) if len(shares) else 1.0
    fig.update_xaxes(title_text=f"% of world {_noun(measure)}", range=[0, top * 1.25])
    fig.update_layout(
        barmode="stack",
        bargap=0.28,
        height=200 + 27 * (len(order) + len(texts)),
        legend={
            "x": 1,
            "y": (len(texts) + 1) / (len(order) + len(texts) + 1),
            "xanchor": "right",
            "yanchor": "bottom",
            "traceorder": "normal",
        },
    )
    subtitle = f"Share of world {_noun(measure)}, %, {_span(shares['year'] if len(shares) else rows['year'])}, reported statistics only"
    if len(order) + len(texts) < _FEW:
        named = {t.name: theme.COUNTRY_COLORS[t.legendgroup] for t in fig.data if t.type == "bar"}
        subtitle = "<br>".join([subtitle, *color_key(named)])
        fig.update_layout(showlegend=False)
    drawn = pd.concat([shares, rows[rows["commodity"].isin(texts)]])
    notes = [
        text for (c, m), text in _CAUTION.items() if m == measure and c in set(drawn["commodity"])
    ]
    notes += _share_notes(drawn, small, [] if chosen is not None else unshared, at_least_pct)
    notes += [f"Of an earlier year and not added: {listed(earlier)}"] if earlier else []
    return finish_chart(
        fig,
        title=title,
        subtitle=subtitle,
        alt=_share_alt(shares, texts, measure),
        data=_share_table(drawn),
        sources=frame_sources(drawn),
        caption="Bars add up the five states. “No statistic” means that the source names none of "
        "the five; it is not zero. Claims have no world share and are not drawn as bars.",
        notes=notes,
    )


def _is_statistic(frame: pd.DataFrame) -> pd.Series:
    return frame["preferred"].fillna(False).astype(bool) & frame["status"].eq("reported_statistic")


def _sort_out(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str], list[str], list[str]]:
    """Return latest shares, commodities without a value or a world total, and older shares.

    Shares of an earlier year are named, never added to those of a later one.
    """
    shares: list[pd.DataFrame] = []
    silent: list[str] = []
    unshared: list[str] = []
    earlier: list[str] = []
    for commodity, own in rows.groupby(rows["commodity"].astype("str"), sort=False):
        known = own[own["world_share_pct"].notna()]
        if known.empty:
            (unshared if own["value"].notna().any() else silent).append(str(commodity))
            continue
        latest = known[known["year"].eq(known["year"].max())]
        left = known[~known["iso3"].isin(latest["iso3"])]
        for code, years in left.groupby(left["iso3"].astype("str"))["year"]:
            earlier.append(f"{label(commodity).lower()} {country_name(str(code))} {years.max()}")
        several = len(set(latest["basis"].map(plain))) > 1
        names = [
            f"{label(commodity)} ({plain(b).split(',')[0]})" if several else label(commodity)
            for b in latest["basis"]
        ]
        shares.append(latest.assign(row=names))
    table = pd.concat(shares) if shares else rows.iloc[:0].assign(row=pd.Series(dtype="str"))
    return table, silent, unshared, earlier


def _silence(commodity: str, claims: pd.DataFrame) -> str:
    told = claims["commodity"].eq(commodity) & claims["value"].notna()
    return f"{NO_STATISTIC}, claims only ◇" if told.any() else NO_STATISTIC


def _share_bars(shares: pd.DataFrame, texts: dict[str, str], language: str) -> go.Figure:
    fig = go.Figure()
    for code in [c for c in STATES if c in set(shares["iso3"].astype("str"))]:
        own = shares[shares["iso3"].eq(code)]
        color = theme.COUNTRY_COLORS[code]
        recalled = own["verification"].eq("recalled")
        fig.add_bar(
            y=own["row"],
            x=own["world_share_pct"],
            orientation="h",
            name=country_name(code, language),
            legendgroup=code,
            marker={
                "color": [CLEAR if r else color for r in recalled],
                "line": {"color": color, "width": [2 if r else 0 for r in recalled]},
            },
            hovertext=_share_hover(own, language),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    if len(shares):
        ends = shares.groupby("row").agg(
            total=("world_share_pct", "sum"), year=("year", "max"), bound=("row", "size")
        )
        bounds = _bounded(shares).groupby(shares["row"]).any()
        fig.add_scatter(
            y=list(ends.index),
            x=ends["total"],
            mode="text",
            text=[
                f" {'≤ ' if bounds[row] else ''}{percent(total)}"
                for row, total in zip(ends.index, ends["total"], strict=True)
            ],
            textposition="middle right",
            textfont={"size": 13},
            hoverinfo="skip",
            showlegend=False,
            cliponaxis=False,
        )
    if texts:
        fig.add_scatter(
            y=[label(c) for c in texts],
            x=[0] * len(texts),
            mode="text",
            text=list(texts.values()),
            textposition="middle right",
            textfont={"size": 12},
            hovertemplate="%{y}: the source prints no figure for the five; not zero<extra></extra>",
            showlegend=False,
            cliponaxis=False,
        )
    return fig


def _share_hover(rows: pd.DataFrame, language: str) -> list[str]:
    return [
        hover(
            f"<b>{label(r['commodity'])}</b>, {country_name(str(r['iso3']), language)}, {r['year']}",
            f"{percent(r['world_share_pct'])} of the world"
            + (f", rank {r['world_rank']}" if plain(r.get("world_rank")) else ""),
            f"{format_number(r['value'])} {plain(r['unit']).replace('_', ' ')}"
            if pd.notna(r["value"])
            else "",
            plain(r["basis"]),
            origin,
        )
        for r, origin in zip(rows.to_dict("records"), provenance(rows), strict=True)
    ]


def _bounded(rows: pd.DataFrame) -> pd.Series:
    """Tell which shares are upper bounds, because the world total is printed as “more than”."""
    notes = column(rows, "note").map(plain)
    return notes.str.contains("upper bound|lower bound", regex=True)


def _share_notes(
    drawn: pd.DataFrame, small: list[str], unshared: list[str], at_least: float
) -> list[str]:
    notes = []
    if _bounded(drawn[drawn["world_share_pct"].notna()]).any():
        notes.append("≤: the world total is printed as “more than”, so the share is an upper bound")
    if drawn["verification"].eq("recalled").any():
        notes.append("Hollow: from memory")
    if small:
        notes.append(f"Below {at_least:g}%: {listed([s.lower() for s in small], 9)}")
    if unshared:
        words = listed(label(u).lower() for u in unshared)
        notes.append(f"Output known, but no share of the world: {words}")
    return notes


def _share_table(drawn: pd.DataFrame) -> pd.DataFrame:
    names = ["commodity", "basis", "iso3", "year", "value", "unit", "world_share_pct"]
    order = drawn.groupby("commodity", observed=True)["world_share_pct"].transform("sum")
    table = drawn.assign(order=order).sort_values(["order", "commodity", "iso3"], ascending=False)
    return table[[*names, "edition", "verification"]]


def _share_alt(shares: pd.DataFrame, texts: dict[str, str], measure: str) -> str:
    totals = shares.groupby("row")["world_share_pct"].sum().sort_values(ascending=False)
    parts = [f"{row} {format_number(v)} percent" for row, v in totals.head(5).items()]
    alt = f"Bars of the share of Central Asia in world {_noun(measure)}"
    alt += f": {listed(parts)}." if parts else "."
    if texts:
        alt += " " + "; ".join(f"{label(c)}: {t.rstrip(' ◇')}" for c, t in texts.items()) + "."
    return alt


def _noun(measure: str) -> str:
    return {"resources_identified": "identified resources"}.get(measure, measure)


def _span(years: pd.Series) -> str:
    first, last = int(years.min()), int(years.max())
    return f"{first}" if first == last else f"latest year, {first} to {last}"
