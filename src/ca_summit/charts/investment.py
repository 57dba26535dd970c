"""Chart foreign investment by origin, one way of measuring per panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plotly.subplots import make_subplots

from ca_summit.checks import check_choice
from ca_summit.figures import empty_figure, finish, marks, theme
from ca_summit.figures.axes import name_rows, value_axis
from ca_summit.figures.language import Words, listed
from ca_summit.figures.rows import choices, column, not_yet, table_for
from ca_summit.figures.text import hovers, label, plain, wrap
from ca_summit.sources import frame_sources
from ca_summit.tables.states import country_code

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from ca_summit.tables.choice import Day

_NEEDED = ["recipient", "origin", "year", "measure", "value_usd", "source_id", "verification"]
#: Pixels of a bar with its gap, and between two panels: numbers of one, heading of the next.
_ROW, _BETWEEN = 32, 92
_ORIGIN_COLOR = "#5F7F95"
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
    as_of: Day = None,
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
        One of the five, ``"CA5"`` or another recipient of the table, by any name or code.
    measure
        One way of measuring, such as ``"FDI stock"``. Default: all of this recipient.
    as_of
        Draw only figures published by this day.
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
    words = Words(language)
    frame = table_for(
        "plot_investment",
        "investment_partners",
        investment,
        _NEEDED,
        as_of=as_of,
        numbers=["value_usd"],
    )
    recipient = country_code(
        recipient, "recipient", choices("investment_partners", investment, "recipient")
    )
    if measure is not None:
        check_choice("measure", measure, choices("investment_partners", investment, "measure"))
    place = _GROUPS.get(recipient, words.name(recipient))
    question = words.say("Who has invested in {place}?", place=place)
    own = frame[frame["recipient"].eq(recipient) & frame["value_usd"].notna()]
    rows = own if measure is None else own[own["measure"].eq(measure)]
    if rows.empty:
        held = own["measure"].astype("str").unique()
        why = words.say("No row for this measure; {place} has: {held:l}.", place=place, held=held)
        return empty_figure(question, not_yet(words, as_of, why))
    rows = _prepared(rows, words)
    measures = list(rows["measure"].astype("str").value_counts().index)
    panels = [rows[rows["measure"].eq(m)].sort_values(["billion", "year"]) for m in measures]
    area = _ROW * len(rows) + _BETWEEN * (len(panels) - 1)
    fig = make_subplots(
        rows=len(panels),
        cols=1,
        row_heights=[len(p) for p in panels],
        vertical_spacing=_BETWEEN / area if len(panels) > 1 else 0,
    )
    for number, (name, panel) in enumerate(zip(measures, panels, strict=True), start=1):
        _panel(fig, panel, number, words)
        marks.panel_heading(fig, wrap(label(name), 20), number)
    fig.update_layout(bargap=0.3, showlegend=False)
    fig.update_xaxes(title_text=words.say("billion US dollars"), row=len(panels), col=1)
    known = rows[~rows["wide"]]
    largest = (known if len(known) else rows).sort_values("billion").iloc[-1]
    return finish(
        fig,
        area=area,
        above=44,
        question=question,
        subtitle=words.say(
            "Billion US dollars; each panel measures differently, so compare within one alone"
        ),
        alt=words.count(
            "Bars of foreign investment in {place} in one panel: {measures:l}.",
            "Bars of foreign investment in {place} in {count} panels: {measures:l}.",
            len(panels),
            place=place,
            measures=measures,
        )
        + " "
        + words.say(
            "The largest single origin is {origin} with {billion:n} billion dollars "
            "({measure}, {year}).",
            origin=_origin(str(largest["origin"]), words, in_label=False),
            billion=largest["billion"],
            measure=largest["measure"],
            year=largest["year"],
        ),
        data=rows.sort_values(["measure", "billion"], ascending=[True, False])[
            ["measure", "recipient", "origin", "name", "year", "value_usd", "verification"]
        ],
        sources=frame_sources(rows),
        caption=words.say(
            "Stock: held at a date. Inflow: in one year. Cumulative: summed over years. "
            "Hollow bars are groups of states or all origins."
        ),
        notes=_notes(rows, words),
    )


def _prepared(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Add billions, the name of each origin and whether it is a group, which is drawn hollow."""
    origins = rows["origin"].astype("str")
    return rows.assign(
        billion=rows["value_usd"].astype(float) / 1e9,
        note=column(rows, "note").map(plain),
        name=[_origin(origin, words) for origin in origins],
        wide=origins.isin(list(_GROUPS)) | origins.str.contains(";"),
    )


def _panel(fig: go.Figure, panel: pd.DataFrame, number: int, words: Words) -> None:
    """Draw one measure; rows keep their place by number, names stand as tick labels."""
    panel = panel.assign(place=range(len(panel)))
    least = panel["note"].str.contains("more than")
    marks.bars(
        fig,
        panel,
        x="billion",
        y="place",
        hollow=panel["wide"],
        color=[
            theme.OTHER_COLOR if wide else theme.POWER_COLORS.get(str(origin), _ORIGIN_COLOR)
            for origin, wide in zip(panel["origin"], panel["wide"], strict=True)
        ],
        told=hovers(
            panel,
            words,
            "<b>{name}</b>, {year}",
            "{billion:n} billion US dollars, {measure}",
            "{note}",
        ),
        text=[
            words.say(" > {v:n}" if more else " {v:n}", v=v)
            for v, more in zip(panel["billion"], least, strict=True)
        ],
        row=number,
        col=1,
    )
    names = [f"{name}, {year}" for name, year in zip(panel["name"], panel["year"], strict=True)]
    name_rows(fig, panel["place"], names, width=30, row=number, col=1)
    value_axis(fig, 0, 1.15 * float(panel["billion"].max()), across=True, row=number, col=1)


def _origin(code: str, words: Words, *, in_label: bool = True) -> str:
    name = words.label if in_label else words.name
    parts = [_GROUPS.get(c) or name(c) for c in code.split(";")]
    return listed(parts) if len(parts) < 3 else f"{parts[0]} and {len(parts) - 1} others"


def _notes(rows: pd.DataFrame, words: Words) -> list[str]:
    """Bring the words of the table that change how a bar is read."""
    notes = []
    holding = rows.loc[rows["note"].str.contains("holding compan"), "origin"].astype("str")
    if len(holding):
        names = listed(_origin(code, words, in_label=False) for code in holding.unique())
        message = "{names}: includes holding companies of third countries"
        notes.append(words.say(message, names=names))
    for code in rows["origin"].astype("str").unique():
        if ";" in code:
            members = [_GROUPS.get(c) or words.name(c) for c in code.split(";")]
            notes.append(words.say("Group: {members:l}", members=members))
    if rows["verification"].eq("recalled").any():
        notes.append(words.say("Some values are from memory"))
    return notes
