"""Chart foreign investment by origin, one way of measuring per panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plotly.subplots import make_subplots

from ca_summit.checks import check_choice
from ca_summit.figures import Key, empty_figure, finish, margins, marks, theme
from ca_summit.figures.axes import name_rows
from ca_summit.figures.labels import half_lines
from ca_summit.figures.language import Words, msg
from ca_summit.figures.rows import choices, column, recalled_rows, table_for
from ca_summit.figures.text import hovers, label, plain
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.states import country_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from ca_summit.tables.choice import Day

_NEEDED = ["recipient", "origin", "year", "measure", "value_usd", "source_id", "verification"]
_ROW, _BETWEEN = 30, 48  # pixels of a bar with its gap, and between two panels
_ORIGIN_COLOR = "#5F7F95"
_ALL = "WLD"
_FIRST = "FDI stock"
#: Groups of the Eurasian Development Bank, spelled out in the notes of the table.
_GROUPS = {
    "ASIA13": msg("13 Asian states"),
    "EURASIA13": msg("13 Eurasian states"),
    "GULF": msg("Gulf states"),
}


def plot_investment(
    investment: pd.DataFrame | None = None,
    *,
    recipient: str = "KAZ",
    measure: str | None = None,
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Chart who has invested how much in one state or the region, in billion US dollars.

    Stocks, yearly inflows and sums over years are different things: each has a panel and a scale
    of its own, and in it each year stands apart. What all origins come to is written beside the
    year; groups of states, which are part of it or reach beyond it, are hollow bars.

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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per origin, year and ``measure``, ``value_usd`` in US
    dollars.

    Raises
    ------
    ValueError
        If the recipient or the measure does not occur in the table.

    Examples
    --------
    >>> fig = plot_investment(recipient="KAZ", measure="FDI stock")
    >>> fig.layout.title.text.replace("<br>", " ")[:68]
    'Of $153bn FDI stock in Kazakhstan in 2021, more than $60bn came from'
    """
    words = Words(language)
    frame = table_for(
        "plot_investment", "investment_partners", investment, _NEEDED, as_of=as_of, once=True
    )
    recipient = country_code(
        recipient, "recipient", choices("investment_partners", investment, "recipient")
    )
    if measure is not None:
        check_choice("measure", measure, choices("investment_partners", investment, "measure"))
    place = _origin(recipient, words, in_label=False)
    question = words.say("Who has invested in {place}?", place=place)
    own = frame[frame["recipient"].eq(recipient) & frame["value_usd"].notna()]
    rows = own if measure is None else own[own["measure"].eq(measure)]
    if rows.empty:
        held = own["measure"].astype("str").unique()
        why = words.say("No row for this measure; {place} has: {held:l}.", place=place, held=held)
        if not len(held):
            why = words.say("No amount is recorded for this choice.")
        return empty_figure(question, why, words, as_of=as_of)
    rows = _prepared(rows, words)
    counts = rows["measure"].value_counts()
    measures = sorted(counts.index, key=lambda name: name != _FIRST)
    panels = [_placed(rows[rows["measure"].eq(name)]) for name in measures]
    heights = [int(panel["heading"].max()) + 1 for panel in panels]
    area = _ROW * sum(heights) + _BETWEEN * (len(panels) - 1)
    fig = make_subplots(
        rows=len(panels),
        cols=1,
        row_heights=heights,
        vertical_spacing=_BETWEEN / area if len(panels) > 1 else 0,
    )
    for number, (name, panel) in enumerate(zip(measures, panels, strict=True), start=1):
        _panel(fig, panel, number, words)
        marks.panel_heading(fig, label(name, words), number)
    fig.update_layout(bargap=0.3, showlegend=False)
    finish(
        fig,
        area=area,
        above=28,
        question=question,
        finding=_finding(panels, place, words),
        subtitle=words.say("US dollars; each panel measures differently and has its own scale")
        if len(panels) > 1
        else words.say("US dollars"),
        key=[Key(words.say("group of states"), _ORIGIN_COLOR, "hollow")]
        if (rows["kind"] == "group").any()
        else (),
        caution=_caution(rows, words),
        narrow=_short(fig),
        alt=words.count(
            "Bars of foreign investment in {place} in one panel: {measures:l}.",
            "Bars of foreign investment in {place} in {count} panels: {measures:l}.",
            len(panels),
            place=place,
            measures=measures,
        ),
        data=rows.sort_values(["measure", "year", "value_usd"], ascending=[True, False, False])[
            ["measure", "recipient", "origin", "name", "year", "value_usd", "verification"]
        ],
        sources=frame_sources(rows),
        drawn=[Drawn("investment_partners", rows)],
        caption=words.say(
            "Stock: held at a date. Inflow: in one year. Cumulative: summed over years."
        )
        if len(panels) > 1
        else "",
        notes=[
            _holding(rows, words),
            words.say("Some values are from memory") if recalled_rows(rows).any() else "",
        ],
        language=words.sentences,
    )
    return margins.heads_at_the_edge(fig)


def _prepared(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Add billions, names, whether a value is a lower bound, and what an origin is.

    An origin is one state, a group of states, or all together.
    """
    origins = rows["origin"].astype("str")
    several = origins.isin(list(_GROUPS)) | origins.str.contains(";")
    note = column(rows, "note").map(plain)
    return rows.assign(
        measure=rows["measure"].astype("str"),
        origin=origins,
        year=rows["year"].astype(int),
        billion=rows["value_usd"].astype(float) / 1e9,
        note=note,
        least=note.str.contains("more than"),
        name=[_origin(origin, words) for origin in origins],
        kind=origins.eq(_ALL).map({True: "all", False: "state"}).mask(several, "group"),
    )


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each bar its row from the foot: the newest year on top, its heading, the largest bar.

    Groups stand below the states of their year; what all come to has no bar.
    """
    order = rows.sort_values(["year", "kind", "billion"], ascending=[True, True, True])
    bars = order["kind"].ne("all")
    heading = order["year"].ne(order["year"].shift(-1))
    place = (bars.astype(int) + heading.astype(int)).cumsum() - heading.astype(int) - 1
    return order.assign(place=place, heading=place + 1)


def _panel(fig: go.Figure, panel: pd.DataFrame, number: int, words: Words) -> None:
    """Draw one measure; years are headings, names of origins stand as tick labels."""
    place: dict[str, Any] = {"row": number, "col": 1}
    bars = panel[panel["kind"].ne("all")]
    marks.bars(
        fig,
        bars,
        x="billion",
        y="place",
        hollow=bars["kind"].eq("group"),
        color=[theme.POWER_COLORS.get(origin, _ORIGIN_COLOR) for origin in bars["origin"]],
        told=hovers(
            bars,
            words,
            "<b>{name}</b>, {year}",
            "{billion:n} billion US dollars, {measure}",
            "{note}",
        ),
        text=[f" {_amount(row, words, short=True)}" for row in bars.to_dict("records")],
        textfont={"size": 13},
        constraintext="none",
        **place,
    )
    for year, own in panel.groupby("year"):
        text = f"<b>{year}</b>"
        whole = own[own["kind"].eq("all")].to_dict("records")
        if whole:
            text += words.say(" all origins: {amount}", amount=_amount(whole[0], words, short=True))
        marks.note(fig, text, 0, int(own["heading"].max()), size=13, xanchor="left", **place)
    name_rows(fig, bars["place"], bars["name"], width=40, **place)
    top = float(bars["billion"].max()) if len(bars) else 1.0
    fig.update_xaxes(range=[0, 1.25 * top], visible=False, fixedrange=True, **place)
    fig.update_yaxes(range=[-0.5, int(panel["heading"].max()) + 0.5], fixedrange=True, **place)


def _short(fig: go.Figure) -> dict[str, Any]:
    """Return headings and names of rows in two lines, and more room for values, for a phone."""
    headings = {
        f"annotations[{i}].text": half_lines(note.text, 24)
        for i, note in enumerate(fig.layout.annotations)
        if note.xref.endswith("domain")
    }
    ranges = {f"{axis.plotly_name}.range": [0, 1.25 * axis.range[1]] for axis in fig.select_xaxes()}
    return {**headings, **ranges} | {
        f"{axis.plotly_name}.ticktext": [half_lines(name, 16) for name in axis.ticktext]
        for axis in fig.select_yaxes()
    }


def _amount(row: Mapping[Any, Any], words: Words, *, short: bool = False) -> str:
    text = words.dollars(row["value_usd"])
    message = msg("> {amount}") if short else msg("more than {amount}")
    return words.say(message, amount=text) if row["least"] else text


def _origin(code: str, words: Words, *, in_label: bool = True) -> str:
    name = words.label if in_label else words.name
    parts = [words.say(_GROUPS[c]) if c in _GROUPS else name(c) for c in code.split(";")]
    return ", ".join(parts) if in_label else words.listed(parts)


def _finding(panels: Sequence[pd.DataFrame], place: str, words: Words) -> str:
    """Say who stands first and second in the newest year of a measure with two single states."""
    for panel in panels:
        states = panel[panel["kind"].eq("state")]
        counts = states["year"].value_counts()
        years = counts.index[counts > 1]
        if not len(years):
            continue
        year = int(years.max())
        own = states[states["year"].eq(year)].sort_values("billion", ascending=False)
        first, second = own.head(2).to_dict("records")
        if first["billion"] == second["billion"]:
            continue
        whole = panel[panel["year"].eq(year) & panel["kind"].eq("all")]
        said = {
            "place": place,
            "year": year,
            "measure": first["measure"],
            "first": words.name(first["origin"]),
            "amount": _amount(first, words),
            "second": words.name(second["origin"]),
            "less": _amount(second, words),
        }
        if len(whole):
            message = (
                "Of {whole} {measure} in {place} in {year}, {amount} came from {first}, {less} "
                "from {second}"
            )
            return words.sentence(message, whole=_amount(whole.iloc[0].to_dict(), words), **said)
        message = "{measure} in {place}, {year}: {first} {amount}, {second} {less}"
        return words.sentence(message, **said)
    return ""


def _holding(rows: pd.DataFrame, words: Words) -> str:
    """Name the origins of which the table says that they count holding companies."""
    codes = rows.loc[rows["note"].str.contains("holding compan"), "origin"].unique()
    names = words.listed(_origin(code, words, in_label=False) for code in codes)
    message = "{names}: includes holding companies of third countries"
    return words.sentence(message, names=names) if names else ""


def _caution(rows: pd.DataFrame, words: Words) -> str:
    """Say what an origin is not, and that measures and years differ."""
    holding = _holding(rows, words)
    differ = ""
    if len(set(rows["measure"])) > 1:
        differ = words.say("The panels measure different things and years.")
    return " ".join(text for text in (f"{holding}." if holding else "", differ) if text)
