"""Chart foreign investment by origin, one way of measuring per panel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plotly.subplots import make_subplots

from ca_summit.checks import check_choice, check_columns
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import column
from ca_summit.figures.text import CLEAR, hover, label, listed, plain, provenance, wrap
from ca_summit.figures.theme import format_number
from ca_summit.names import country_name
from ca_summit.sources import frame_sources
from ca_summit.tables import load_investment_partners

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

_NEEDED = ["recipient", "origin", "year", "measure", "value_usd", "source_id", "verification"]
#: Pixels between two panels: the numbers of the upper one, the heading of the lower one.
_BETWEEN = 92
#: Groups of the Eurasian Development Bank, spelled out in the notes of the table.
_GROUPS = {
    "ASIA13": "13 Asian states",
    "EURASIA13": "13 Eurasian states",
    "GULF": "Gulf states",
    "WLD": "All origins",
}


def plot_investment(
    investment: pd.DataFrame | None = None,
    *,
    recipient: str = "KAZ",
    measure: str | None = None,
    language: str = "en",
) -> go.Figure:
    """Chart who has invested how much in one state or the region, in billion US dollars.

    Stocks, yearly inflows and sums over years are different things: each has a panel and an
    axis of its own. Hollow bars are all origins together or groups of states.

    Parameters
    ----------
    investment
        A table like ``load_investment_partners()``, US dollars. Default: that table.
    recipient
        One of the five, ``"CA5"`` or another recipient of the table.
    measure
        One way of measuring, such as ``"FDI stock"``. Default: all of this recipient.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    ValueError
        If the recipient or the measure does not occur in the table.

    Examples
    --------
    >>> fig = plot_investment(recipient="KAZ", measure="FDI stock")
    >>> fig.layout.xaxis.title.text
    'billion US dollars'
    """
    frame = load_investment_partners() if investment is None else investment
    check_columns("plot_investment", frame, _NEEDED, "load_investment_partners()")
    check_choice("recipient", recipient, frame["recipient"].dropna().astype("str").unique())
    if measure is not None:
        check_choice("measure", measure, frame["measure"].dropna().astype("str").unique())
    place = _GROUPS.get(recipient, country_name(recipient, language))
    title = f"Who has invested in {place}?"
    rows = frame[frame["recipient"].eq(recipient) & frame["value_usd"].notna()]
    rows = rows if measure is None else rows[rows["measure"].eq(measure)]
    if rows.empty:
        held = frame.loc[frame["recipient"].eq(recipient), "measure"].dropna().astype("str")
        return empty_figure(
            title, f"No row for this measure; {place} has: {listed(held.unique())}."
        )
    rows = rows.assign(
        billion=rows["value_usd"].astype(float) / 1e9,
        name=[_origin(str(o), language) for o in rows["origin"]],
        said=provenance(rows),
    )
    measures = list(rows["measure"].astype("str").value_counts().index)
    panels = [rows[rows["measure"].eq(m)].sort_values(["billion", "year"]) for m in measures]
    area = 32 * len(rows) + _BETWEEN * (len(panels) - 1)
    fig = make_subplots(
        rows=len(panels),
        cols=1,
        row_heights=[len(p) for p in panels],
        vertical_spacing=_BETWEEN / area if len(panels) > 1 else 0,
    )
    for number, (name, panel) in enumerate(zip(measures, panels, strict=True), start=1):
        _panel(fig, panel, name, number)
    fig.update_layout(
        height=84 + area + 120,
        bargap=0.3,
        showlegend=False,
    )
    fig.update_xaxes(title_text="billion US dollars", row=len(panels), col=1)
    known = rows[~rows["origin"].isin(list(_GROUPS)) & ~rows["origin"].str.contains(";")]
    largest = (known if len(known) else rows).sort_values("billion").iloc[-1]
    return finish_chart(
        fig,
        above=44,
        title=title,
        subtitle="Billion US dollars; each panel measures differently, so compare within one alone",
        alt=f"Bars of foreign investment in {place} in {len(panels)} panels: {listed(measures)}. "
        f"The largest single origin is {largest['name']} with {format_number(largest['billion'])} "
        f"billion dollars ({largest['measure']}, {largest['year']}).",
        data=rows.sort_values(["measure", "billion"], ascending=[True, False])[
            ["measure", "recipient", "origin", "name", "year", "value_usd", "verification"]
        ],
        sources=frame_sources(rows),
        caption="Stock: held at a date. Inflow: in one year. Cumulative: summed over years. "
        "Hollow bars are groups of states or all origins.",
        notes=_notes(rows),
    )


def _panel(fig: go.Figure, panel: pd.DataFrame, measure: str, number: int) -> None:
    """Draw one measure; rows keep their place by number, names stand as tick labels."""
    places = list(range(len(panel)))
    wide = [str(o) in _GROUPS or ";" in str(o) for o in panel["origin"]]
    colors = [
        theme.OTHER_COLOR if w else theme.POWER_COLORS.get(str(o), "#5F7F95")
        for o, w in zip(panel["origin"], wide, strict=True)
    ]
    notes = column(panel, "note").map(plain)
    fig.add_bar(
        y=places,
        x=panel["billion"],
        orientation="h",
        marker={
            "color": [CLEAR if w else c for c, w in zip(colors, wide, strict=True)],
            "line": {"color": colors, "width": 1.6},
        },
        text=[
            f" {'> ' if 'more than' in n else ''}{format_number(v)}"
            for n, v in zip(notes, panel["billion"], strict=True)
        ],
        textposition="outside",
        cliponaxis=False,
        hovertext=[
            hover(
                f"<b>{r['name']}</b>, {r['year']}",
                f"{format_number(r['billion'])} billion US dollars, {measure}",
                note,
                r["said"],
            )
            for r, note in zip(panel.to_dict("records"), notes, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        row=number,
        col=1,
    )
    fig.update_yaxes(
        tickvals=places,
        ticktext=[f"{n}, {y}" for n, y in zip(panel["name"], panel["year"], strict=True)],
        ticks="",
        ticklabelstandoff=6,
        showgrid=False,
        row=number,
        col=1,
    )
    fig.update_xaxes(
        range=[0, float(panel["billion"].max()) * 1.2],
        row=number,
        col=1,
    )
    axis = "" if number == 1 else str(number)
    fig.add_annotation(
        text=f"<b>{wrap(label(measure), 20)}</b>",
        align="left",
        x=0,
        y=1,
        xref=f"x{axis} domain",
        yref=f"y{axis} domain",
        xanchor="left",
        yanchor="bottom",
        showarrow=False,
    )


def _origin(code: str, language: str) -> str:
    parts = [_GROUPS.get(c, country_name(c, language)) for c in re.split(";", code)]
    return listed(parts) if len(parts) < 3 else f"{parts[0]} and {len(parts) - 1} others"


def _notes(rows: pd.DataFrame) -> list[str]:
    """Bring the words of the table that change how a bar is read."""
    notes = []
    if column(rows, "note").map(plain).str.contains("holding companies").any():
        names = listed(
            rows.loc[
                column(rows, "note").map(plain).str.contains("holding compan"), "name"
            ].unique()
        )
        notes.append(f"{names}: includes holding companies of third countries")
    groups = [code for code in rows["origin"].astype("str").unique() if ";" in code]
    notes += [
        f"Group: {listed(_GROUPS.get(c, country_name(c)) for c in code.split(';'))}"
        for code in groups
    ]
    if rows["verification"].eq("recalled").any():
        notes.append("Some values are from memory")
    return notes
