"""Chart what the corridors carried, were said to carry and are meant to carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_columns
from ca_summit.figures import empty_figure
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import column
from ca_summit.figures.text import CLEAR, hover, listed, plain, provenance
from ca_summit.figures.theme import format_number
from ca_summit.sources import frame_sources
from ca_summit.tables import load_corridor_volumes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

_NEEDED = ["corridor", "year", "period", "volume", "unit", "value_kind", "source_id"]
_NEEDED += ["verification"]
_UNITS = {
    "t": ("million tonnes", 1e6),
    "TEU": ("thousand TEU", 1e3),
    "trains": ("trains", 1.0),
    "USD": ("billion US dollars", 1e9),
    "vehicles": ("thousand vehicles", 1e3),
}
_COLOR = "#2A7F9E"
_PLAN_COLOR = "#C2702B"
#: How each kind is drawn: name, symbol (empty for a bar), colour.
_KINDS = {
    "actual": ("Result of a full year", "", _COLOR),
    "derived": ("Worked out from a growth rate", "", _COLOR),
    "part": ("Part of a year or another period", "circle-open", _COLOR),
    "forecast": ("Forecast", "diamond-open", _PLAN_COLOR),
    "target": ("Target", "triangle-up-open", _PLAN_COLOR),
    "capacity": ("Capacity", "line-ew-open", _PLAN_COLOR),
}


def plot_corridor_volumes(
    volumes: pd.DataFrame | None = None,
    *,
    corridor: str = "TITR / Middle Corridor",
    unit: str | None = None,
    part_years: bool = False,
) -> go.Figure:
    """Chart the yearly volume of one corridor: results as bars, forecasts and targets as signs.

    A hatched bar was worked out from a published growth rate; a hollow bar is from memory.

    Parameters
    ----------
    volumes
        A table like ``load_corridor_volumes()``. Default: that table.
    corridor
        Name of a corridor, crossing or port in the table.
    unit
        ``"t"``, ``"TEU"``, ``"trains"``, ``"USD"`` or ``"vehicles"``.
        Default: the unit with most rows for this corridor.
    part_years
        Whether to draw counts of parts of years too, as hollow circles. They are drawn in any
        case where a corridor has nothing else.

    Raises
    ------
    ValueError
        If the corridor or the unit does not occur in the table.

    Examples
    --------
    >>> fig = plot_corridor_volumes()
    >>> fig.layout.yaxis.title.text
    'million tonnes'
    """
    frame = load_corridor_volumes() if volumes is None else volumes
    check_columns("plot_corridor_volumes", frame, _NEEDED, "load_corridor_volumes()")
    check_choice("corridor", corridor, frame["corridor"].dropna().unique())
    own = frame[frame["corridor"].eq(corridor) & frame["volume"].notna()]
    if unit is None:
        counts = own["unit"].astype("str").value_counts()
        unit = str(counts.index[0]) if len(counts) else "t"
    check_choice("unit", unit, frame["unit"].dropna().astype("str").unique())
    title = f"{corridor}: how much does it carry?"
    held = own["unit"].astype("str").unique()
    rows = own[own["unit"].eq(unit)]
    if rows.empty:
        return empty_figure(
            title, f"No volume of {corridor} in {unit}. Units with rows: {listed(held)}."
        )
    word, scale = _UNITS.get(unit, (unit, 1.0))
    rows = rows.assign(amount=rows["volume"].astype(float) / scale, kind=_kinds(rows))
    part = rows["kind"].eq("part")
    if not part_years and not part.all():
        rows = rows[~part]
    rows = rows.sort_values(["year", "amount"])
    rows = rows.assign(text=_labels(rows))
    fig = go.Figure()
    barred = set(rows.loc[rows["kind"].isin(["actual", "derived"]), "year"])
    for kind in _KINDS:
        _add_kind(fig, rows[rows["kind"].eq(kind)], kind, word, barred)
    finding = _finding(rows, word)
    _annotate(fig, rows)
    years = rows["year"].astype(int)
    step = next(s for s in (1, 2, 5, 10) if (years.max() - years.min()) / s <= 7 or s == 10)
    fig.update_xaxes(
        range=[years.min() - 0.7, years.max() + 0.7],
        tickvals=[
            y for y in range(years.min(), years.max() + 1) if y % step == 0 or len(rows) == 1
        ],
        tickangle=0,
        tickfont={"size": 12},
        showgrid=False,
    )
    top = float(rows["amount"].max()) * (1.12 + 0.065 * len(fig.data))
    fig.update_yaxes(title_text=word, range=[0, top], tickformat=",~g")
    fig.update_layout(
        height=500,
        barmode="overlay",
        showlegend=True,
        legend={"x": 0.01, "y": 0.99, "xanchor": "left", "yanchor": "top"},
    )
    skipped = int(part.sum()) if not part_years and not part.all() else 0
    return finish_chart(
        fig,
        title=title,
        subtitle=f"{word[:1].upper()}{word[1:]} a year; results filled, plans hollow",
        alt=f"Bars of the volume of {corridor} in {word}. {finding}",
        data=rows[["corridor", "year", "period", "kind", "volume", "unit", "verification"]],
        sources=frame_sources(rows),
        caption="Filled bars are results; hatched ones were worked out from a growth rate. "
        "Forecasts, targets and capacities are no results.",
        notes=[
            finding,
            _left_out(skipped),
            "Hollow bar: from memory" if rows["verification"].eq("recalled").any() else "",
        ],
    )


def _left_out(count: int) -> str:
    """Say how many counts of parts of years are not drawn.

    Examples
    --------
    >>> _left_out(1)
    '1 count of a part of a year is left out'
    """
    if count > 1:
        return f"{count} counts of parts of years are left out"
    return "1 count of a part of a year is left out" if count else ""


def _kinds(rows: pd.DataFrame) -> pd.Series:
    """Split results of full years from counts of other periods."""
    kind = rows["value_kind"].astype("str")
    other = kind.isin(["actual", "derived"]) & rows["period"].ne("full year")
    return kind.where(~other, "part")


def _places(rows: pd.DataFrame) -> tuple[list[float], list[float]]:
    """Set bars of one year side by side: two counts of one year must both be seen."""
    count = rows.groupby("year")["amount"].transform("size").astype(int)
    rank = rows.groupby("year").cumcount()
    width = 0.72 / count
    middle = rows["year"].astype(float) + (rank - (count - 1) / 2) * width
    return [float(v) for v in middle], [float(v) * 0.94 for v in width]


def _labels(rows: pd.DataFrame) -> list[str]:
    """Write every figure where there is room, else the first, the largest and the last result."""
    bars = rows[rows["kind"].isin(["actual", "derived"])]
    few = len(bars) <= 4
    told = set() if bars.empty else {bars.index[0], bars["amount"].idxmax(), bars.index[-1]}
    return [
        format_number(v, 2) if few or i in told or i not in bars.index else ""
        for i, v in zip(rows.index, rows["amount"], strict=True)
    ]


def _add_kind(fig: go.Figure, own: pd.DataFrame, kind: str, word: str, barred: set[int]) -> None:
    """Draw the rows of one kind; a count of a part of a year stands beside the bar of its year."""
    if own.empty:
        return
    name, symbol, color = _KINDS[kind]
    texts = ["" if kind == "part" else t for t in own["text"]]
    shared: dict[str, Any] = {
        "name": name,
        "text": texts,
        "textfont": {"size": 12},
        "cliponaxis": False,
        "hovertext": _hover(own, name, word),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    if symbol:
        fig.add_scatter(
            x=[float(y) + (0.5 if kind == "part" and y in barred else 0) for y in own["year"]],
            y=own["amount"],
            mode="markers+text",
            textposition="top center",
            marker={"symbol": symbol, "size": 13, "color": color, "line": {"width": 2.4}},
            **shared,
        )
        return
    places, widths = _places(own)
    recalled = own["verification"].eq("recalled")
    fig.add_bar(
        x=places,
        y=own["amount"],
        width=widths,
        textposition="outside",
        textangle=0,
        constraintext="none",
        marker={
            "color": [CLEAR if r else color for r in recalled],
            "line": {"color": color, "width": 1.6},
            "pattern": {"shape": "/" if kind == "derived" else "", "fillmode": "replace"},
        },
        **shared,
    )


def _hover(own: pd.DataFrame, name: str, word: str) -> list[str]:
    notes = column(own, "note").map(plain)
    return [
        hover(
            f"<b>{format_number(r['amount'])} {word}</b>, {r['year']}",
            name,
            "" if r["period"] == "full year" else f"period: {r['period']}",
            note,
            said,
        )
        for r, note, said in zip(own.to_dict("records"), notes, provenance(own), strict=True)
    ]


def _results(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["kind"].eq("actual")].drop_duplicates("year", keep=False)


def _finding(rows: pd.DataFrame, word: str) -> str:
    """Say the last result, its change, and how far the next target is away."""
    results = _results(rows)
    plans = rows[rows["kind"].isin(["target", "forecast"])]
    if results.empty:
        if rows["kind"].isin(["actual", "derived"]).any():
            return "Two counts of one year disagree; both are drawn."
        kinds = listed(sorted({_KINDS[k][0].lower() for k in rows["kind"]}))
        return f"No result of a full year is in the table, only: {kinds}."
    last = results.iloc[-1]
    text = f"{last['year']}: {format_number(last['amount'])} {word}"
    before = results[results["year"].eq(last["year"] - 1)]
    if len(before):
        text += f", {_change(last['amount'] / before['amount'].iloc[0] - 1)} on the year before"
    ahead = plans[plans["year"] > last["year"]]
    if len(ahead):
        plan = ahead.iloc[0]
        text += f"; the {plan['kind']} for {plan['year']} is {plan['amount'] / last['amount']:.1f} times that"
    return text + "."


def _change(ratio: float) -> str:
    return f"{'up' if ratio >= 0 else 'down'} {abs(ratio) * 100:.0f} percent"


def _annotate(fig: go.Figure, rows: pd.DataFrame) -> None:
    """Point at a last result that fell, which many texts pass over."""
    results = _results(rows)
    pair: Sequence[Any] = list(results.tail(2).to_dict("records"))
    ahead = rows["year"].max() - pair[-1]["year"] if pair else 0
    if len(pair) < 2 or ahead < 2 or pair[1]["year"] != pair[0]["year"] + 1:
        return
    beside = rows["kind"].eq("part") & rows["year"].eq(pair[1]["year"])
    if pair[1]["amount"] < pair[0]["amount"]:
        fig.add_annotation(
            x=pair[1]["year"] + (0.85 if beside.any() else 0.45),
            y=pair[1]["amount"],
            text=f"{_change(pair[1]['amount'] / pair[0]['amount'] - 1)}<br>on {pair[0]['year']}",
            showarrow=False,
            align="left",
            xanchor="left",
            font={"size": 12},
        )
