"""Chart what was announced at the meetings: deals by subject and partner."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.asof import rows_as_of
from ca_summit.checks import check_choice, check_choices, check_columns, check_day
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.labels import color_key, free_rows, half_lines, key_lines
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import none_chosen, with_days
from ca_summit.figures.text import day_text, plain, power_name, proof, shown
from ca_summit.figures.theme import format_number, power_color
from ca_summit.sources import frame_sources
from ca_summit.tables import load_commitments

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    Day = str | dt.date | pd.Timestamp

TITLE = "Who promised what, for how much?"
_NEEDED = ["commitment_id", "actor_iso3", "counterpart", "sector", "title", "kind", "value_usd"]
_NEEDED += ["announced_on", "is_aggregate"]
_COLUMNS = {"sector": "sector", "partner": "counterpart"}
_WIDTH, _STEP, _STRIP = 210, 14, 14
_NAME = 22


def plot_commitments(
    commitments: pd.DataFrame | None = None,
    *,
    by: str = "sector",
    actor: str | Sequence[str] | None = None,
    counterpart: str | Sequence[str] | None = None,
    sector: str | Sequence[str] | None = None,
    as_of: Day | None = None,
    language: str = "en",
) -> go.Figure:
    """Chart announced deals by their value in dollars, in lanes by subject or by partner.

    Every mark is one announcement; nothing is added up, because headline totals contain single
    deals and deals replace each other. What was printed without a value in dollars is counted at
    the right of its lane and drawn nowhere.

    Parameters
    ----------
    commitments
        A table like ``load_commitments()``, also the user's own. Default: that table.
    by
        Lanes: ``"sector"`` or ``"partner"``.
    actor, counterpart, sector
        Values kept, one or several. A deal of all five (``C5``) is kept for ``actor="C5"`` only.
    as_of
        Draw what had been announced up to that day (``YYYY-MM-DD``).
    language
        ``"en"``, ``"ru"`` or ``"local"``, for names of countries.

    Raises
    ------
    ValueError
        If a column is missing or a filter names a value that does not occur.

    Examples
    --------
    >>> fig = plot_commitments(sector="aviation", counterpart="USA")
    >>> sorted(round(float(value) / 1e9, 1) for value in fig.data[0].x)
    [3.2, 7.0, 8.0, 8.5]
    """
    frame = load_commitments() if commitments is None else commitments
    check_columns("plot_commitments", frame, _NEEDED, "load_commitments()")
    check_choice("by", by, _COLUMNS)
    rows = with_days("plot_commitments", frame, ["announced_on"])
    for name, column, wanted in (
        ("actor", "actor_iso3", actor),
        ("counterpart", "counterpart", counterpart),
        ("sector", "sector", sector),
    ):
        if wanted is not None:
            values = rows[column].astype("object")
            rows = rows[values.isin(check_choices(name, wanted, values.dropna()))]
    rows = rows if as_of is None else rows_as_of(rows, "announced_on", check_day("as_of", as_of))
    if rows.empty:
        none = none_chosen(actor=actor, counterpart=counterpart, sector=sector)
        return empty_figure(TITLE, none or "No announcement fits this choice.")
    rows = _prepared(rows, _COLUMNS[by], language)
    priced = rows[rows["drawn"]]
    if priced.empty:
        many = f"{len(rows)} announcements fit" if len(rows) > 1 else "1 announcement fits"
        return empty_figure(TITLE, f"{many} this choice; none has a value printed in dollars.")
    low, high = float(priced["usd"].min()) / 1.7, float(priced["usd"].max()) * 1.7
    lanes = _lanes(rows, low, high)
    fig = go.Figure()
    _draw_deals(fig, rows, lanes, language)
    _draw_names(fig, rows)
    _axes(fig, lanes, (low, high), by, language)
    return finish_chart(
        fig,
        above=16,
        planned=160,
        title=TITLE,
        subtitle="<br>".join(_subtitle(rows, by, language)),
        alt=_alt(rows, lanes, by, language),
        data=_table(rows),
        sources=frame_sources(rows),
        caption="One mark is one announcement; the number at the right counts those without "
        "a value in dollars.",
        notes=_notes(rows),
        source_shift=64,
    )


def _prepared(rows: pd.DataFrame, column: str, language: str) -> pd.DataFrame:
    out = rows.reset_index(drop=True)
    out["usd"] = pd.to_numeric(out["value_usd"]).astype("Float64").astype("float64")
    out["drawn"] = out["usd"].gt(0)
    out["lane"] = out[column].astype("str")
    out["total"] = out["is_aggregate"].astype("boolean").fillna(value=False).astype(bool)
    out["hover"] = [_hover(row, language) for row in out.to_dict("records")]
    return out


def _money(value: float) -> str:
    """Write an amount of dollars in words.

    Examples
    --------
    >>> _money(8.5e9), _money(32.5e6)
    ('USD 8.5 billion', 'USD 32.5 million')
    """
    for size, word in ((1e9, " billion"), (1e6, " million"), (1.0, "")):
        if value >= size:
            amount = value / size
            return (
                f"USD {amount:.3g}{word}" if amount < 1000 else f"USD {format_number(amount)}{word}"
            )
    return f"USD {value:.3g}"


def _hover(row: dict[Any, Any], language: str) -> str:
    who = f"{power_name(row['actor_iso3'], language)} – {power_name(row['counterpart'], language)}"
    value = _money(row["usd"]) if row["drawn"] else "no value in dollars"
    original, currency = row.get("value_original"), plain(row.get("currency"))
    if currency and currency != "USD" and pd.notna(original):
        value += f" ({_money(float(original)).replace('USD', currency)})"
    years = row.get("horizon_years")
    value += f", over {int(years)} years" if years is not None and pd.notna(years) else ""
    kind = plain(row["kind"]).replace("_", " ").replace("mou", "memorandum")
    kind += ", a headline total" if row["total"] else ""
    lines = [
        f"<b>{shown(row['title'], 48)}</b>",
        who,
        f"<b>{value}</b>",
        f"{shown(kind)}, {day_text(row['announced_on'])}",
        shown(row.get("note"), 60),
        f"<i>{proof(row)}</i>",
    ]
    return "<br>".join(line for line in lines if line)


def _lanes(rows: pd.DataFrame, low: float, high: float) -> dict[str, dict[str, float]]:
    """Place marks and names; return the lanes, those with most values in dollars first."""
    priced = rows["drawn"].groupby(rows["lane"]).sum()
    count = rows["lane"].value_counts()
    order = sorted(count.index, key=lambda code: (-priced[code], -count[code], code))
    scale = _WIDTH / math.log10(high / low)
    x = [
        math.log10(v / low) * scale if d else 0.0
        for v, d in zip(rows["usd"], rows["drawn"], strict=True)
    ]
    rows["y"], rows["name_y"] = float("nan"), float("nan")
    rows["anchor"] = [_anchor(place) for place in x]
    lanes: dict[str, dict[str, float]] = {}
    top = 0.0
    for code in reversed(order):
        own = rows[rows["lane"].eq(code)]
        drawn = own[own["drawn"]].sort_values("usd", ascending=False)
        places = free_rows({i: (x[i] - 6, x[i] + 6) for i in drawn.index})
        named = [*drawn.index[~drawn["total"]][:1], *drawn.index[drawn["total"]][:1]]
        spans = {i: _name_span(plain(rows.loc[i, "title"]), x[i]) for i in named}
        strips = free_rows(spans, 2)
        foot = top + 6 + _STRIP * (1 + max(strips.values(), default=-1)) + 9
        for i, row in places.items():
            rows.loc[i, "y"] = foot + row * _STEP
        for i, row in strips.items():
            rows.loc[i, "name_y"] = foot - 15 - row * _STRIP
        top = foot + max(places.values(), default=0) * _STEP + 15
        lanes[code] = {
            "base": foot,
            "high": top,
            "unpriced": int((~own["drawn"]).sum()),
            "singles": int((own["drawn"] & ~own["total"]).sum()),
        }
    return dict(reversed(lanes.items()))


def _short(title: str) -> str:
    """Return the first words of a title, up to a colon."""
    name = title.split(":")[0]
    return name if len(name) <= _NAME else name[: _NAME - 1].rstrip() + "…"


def _anchor(x: float) -> str:
    """Return the side on which a name hangs, so that it stays inside the plot of a phone."""
    return "right" if x > 0.6 * _WIDTH else "left" if x < 0.4 * _WIDTH else "center"


def _name_span(title: str, x: float) -> tuple[float, float]:
    width = 6.2 * len(_short(title))
    left = {"right": width, "left": 8.0, "center": width / 2}[_anchor(x)]
    return x - left, x - left + width + 8


def _draw_deals(
    fig: go.Figure, rows: pd.DataFrame, lanes: dict[str, dict[str, float]], language: str
) -> None:
    for lane in lanes.values():
        fig.add_shape(
            type="line",
            xref="paper",
            x0=0,
            x1=1,
            y0=lane["base"],
            y1=lane["base"],
            line={"color": theme.FAINT_LINE, "width": 1},
            layer="below",
        )
        fig.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=8,
            y=lane["base"],
            text=f"<b>{lane['unpriced']}</b>" if lane["unpriced"] else "–",
            hovertext=f"{lane['unpriced']} without a value in dollars",
            showarrow=False,
        )
    for code in dict.fromkeys(rows.loc[rows["drawn"], "counterpart"].astype("str")):
        own = rows[rows["drawn"] & rows["counterpart"].astype("str").eq(code)]
        for total in (False, True):
            part = own[own["total"].eq(total)]
            if part.empty:
                continue
            symbol = "diamond-open" if total else "circle"
            recalled = part.get("verification", part["kind"]).astype("object").eq("recalled")
            hollow = "diamond-open-dot" if total else "circle-open-dot"
            fig.add_scatter(
                x=part["usd"],
                y=part["y"],
                name=power_name(code, language) + (", totals" if total else ""),
                mode="markers",
                cliponaxis=False,
                marker={
                    "color": power_color(code),
                    "symbol": [hollow if r else symbol for r in recalled],
                    "size": 12,
                    "opacity": 1,
                    "line": {"color": power_color(code), "width": 2 if total else 0.5},
                },
                customdata=part["hover"],
                hovertemplate="%{customdata}<extra></extra>",
            )


def _draw_names(fig: go.Figure, rows: pd.DataFrame) -> None:
    """Name the dearest deal and the largest total of each lane."""
    for row in rows[rows["name_y"].notna()].to_dict("records"):
        fig.add_annotation(
            x=math.log10(row["usd"]),
            y=row["name_y"],
            text=shown(_short(plain(row["title"]))),
            xanchor=row["anchor"],
            xshift={"right": 6, "left": -6}.get(row["anchor"], 0),
            showarrow=False,
            font={"size": 11.5},
            opacity=0.8 if row["total"] else 1,
        )


def _axes(
    fig: go.Figure,
    lanes: dict[str, dict[str, float]],
    ends: tuple[float, float],
    by: str,
    language: str,
) -> None:
    low, high = ends
    powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
    ticks = [10.0**p for p in powers] or [math.sqrt(low * high)]
    fig.update_xaxes(
        type="log",
        range=[math.log10(low), math.log10(high)],
        tickvals=ticks,
        ticktext=[_tick(v) for v in ticks],
        title_text="value as printed, US dollars,<br>each step tenfold",
        title_font={"size": 12},
        tickangle=0,
        showgrid=True,
        fixedrange=True,
    )
    height = int(next(iter(lanes.values()))["high"]) + 8
    names = [_lane_name(code, by, language) for code in lanes]
    fig.update_yaxes(
        tickvals=[lane["base"] for lane in lanes.values()],
        ticktext=names,
        range=[0, height],
        showgrid=False,
        zeroline=False,
        ticks="",
        fixedrange=True,
    )
    fig.add_annotation(
        x=1,
        xref="paper",
        xanchor="right",
        xshift=40,
        y=1,
        yref="paper",
        yanchor="bottom",
        align="right",
        text="not in dollars",
        showarrow=False,
        font={"size": 12},
    )
    fig.update_layout(height=height + 270, margin={"r": 44}, showlegend=False)


def _tick(value: float) -> str:
    if value >= 1e9:
        return f"{format_number(value / 1e9)} bn"
    return f"{format_number(value / 1e6)} m" if value >= 1e6 else format_number(value)


def _lane_name(code: str, by: str, language: str) -> str:
    if by == "partner":
        return half_lines(power_name(code, language))
    return half_lines(shown(code.replace("_", " ").capitalize()))


def _subtitle(rows: pd.DataFrame, by: str, language: str) -> list[str]:
    drawn = rows[rows["drawn"]]
    many = f"{len(rows)} announcements" if len(rows) > 1 else "1 announcement"
    lines = [f"{many}, {len(drawn)} with a value in dollars"]
    signs = ["● one deal"] if (~drawn["total"]).any() else []
    signs += ["◇ a total, never added to deals"] if drawn["total"].any() else []
    lines += key_lines(signs)
    if by == "sector":
        codes = drawn["counterpart"].astype("str").value_counts().index
        colors = {power_name(code, language): power_color(code) for code in codes}
        lines += color_key(colors, dict.fromkeys(colors, "●"))
    return lines


def _notes(rows: pd.DataFrame) -> list[str]:
    notes = ["Nothing is added up: totals contain deals, deals can replace each other"]
    without = rows[~rows["drawn"]]
    if "currency" in rows.columns and "value_original" in rows.columns:
        other = without.loc[without["value_original"].notna(), "currency"].dropna().astype("str")
        if len(other):
            names = " or ".join(sorted(set(other)))
            notes.append(f"Not in dollars: {len(without)}, of these {len(other)} in {names}")
    return notes


def _alt(rows: pd.DataFrame, lanes: dict[str, dict[str, float]], by: str, language: str) -> str:
    drawn = rows[rows["drawn"]]
    singles = drawn[~drawn["total"]].sort_values("usd", ascending=False)
    text = f"{len(rows)} announcements in {len(lanes)} lanes by {by}; {len(drawn)} have a value in dollars"
    text += f", {int(drawn['total'].sum())} of them totals." if drawn["total"].any() else "."
    for row in singles.head(3).to_dict("records"):
        where = power_name(row["counterpart"], language)
        text += f" {plain(row['title'])} ({where}): {_money(row['usd'])}."
    none = [
        _lane_name(c, by, language).replace("<br>", " ")
        for c in lanes
        if not (drawn["lane"] == c).any()
    ]
    return text + (f" No dollar value at all: {', '.join(none)}." if none else "")


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    columns = ["commitment_id", "title", "actor_iso3", "counterpart", "sector", "kind", "value_usd"]
    columns += ["value_original", "currency", "is_aggregate", "announced_on", "verification"]
    kept = rows[[c for c in columns if c in rows.columns]]
    return kept.sort_values(["value_usd", "commitment_id"], ascending=[False, True])
