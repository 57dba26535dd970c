"""Chart what the corridors carried, were said to carry and are meant to carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice
from ca_summit.figures import Key, empty_figure, finish, marks
from ca_summit.figures.axes import value_axis, year_axis
from ca_summit.figures.language import Words, format_number, msg
from ca_summit.figures.rows import choices, recalled_rows, table_for
from ca_summit.figures.text import hovers
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.spans import in_span

if TYPE_CHECKING:
    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_NEEDED = ["corridor", "year", "period", "volume", "unit", "value_kind", "source_id"]
_NEEDED += ["verification"]
_UNITS = {
    "t": (msg("million tonnes"), 1e6),
    "TEU": (msg("thousand TEU"), 1e3),
    "trains": (msg("trains"), 1.0),
    "USD": (msg("billion US dollars"), 1e9),
    "vehicles": (msg("thousand vehicles"), 1e3),
}
_COLOR = "#2A7F9E"
_PLAN_COLOR = "#C2702B"
#: How each kind is drawn: name, sign in the key, symbol (empty for a bar), colour.
_KINDS = {
    "actual": (msg("Result of a full year"), "area", "", _COLOR),
    "derived": (msg("Worked out from a growth rate"), "hatched", "", _COLOR),
    "part": (msg("Part of a year or another period"), "hollow", "circle-open", _COLOR),
    "forecast": (msg("Forecast"), "diamond-open", "diamond-open", _PLAN_COLOR),
    "target": (msg("Target"), "triangle-up-open", "triangle-up-open", _PLAN_COLOR),
    "capacity": (msg("Capacity"), "line-ew-open", "line-ew-open", _PLAN_COLOR),
}
_NAMES = {"TITR / Middle Corridor": msg("the Middle Corridor")}
_RESULTS, _PLANS = ["actual", "derived"], ["target", "forecast", "capacity"]
_AREA = 350  # pixels
_LAST_PX = 32  # by which a remark reaches beyond the last mark


def plot_corridor_volumes(
    volumes: pd.DataFrame | None = None,
    *,
    corridor: str = "TITR / Middle Corridor",
    unit: str | None = None,
    part_years: bool = False,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str | None = None,
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

    since, until
        First and last year drawn.
    as_of
        Draw what could be known on that day: figures whose document was out.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per corridor, year and period, ``volume`` in ``unit``;
    ``kind`` tells results from plans. A year without a row has no figure.

    Raises
    ------
    ValueError
        If the corridor or the unit does not occur in the table.

    Examples
    --------
    >>> fig = plot_corridor_volumes()
    >>> fig.layout.title.text.replace("<br>", " ")
    'The Middle Corridor carried 4.12 million tonnes in 2025, 8% less than the year before'
    """
    words = Words(language)
    frame = table_for("plot_corridor_volumes", "corridor_volumes", volumes, _NEEDED, as_of=as_of)
    check_choice("corridor", corridor, choices("corridor_volumes", volumes, "corridor"))
    own = frame[frame["corridor"].eq(corridor) & frame["volume"].notna()]
    own = in_span(own, "year", since, until)
    if unit is None:
        counts = own["unit"].astype("str").value_counts()
        unit = str(counts.index[0]) if len(counts) else "t"
    check_choice("unit", unit, choices("corridor_volumes", volumes, "unit"))
    place = words.say(_NAMES.get(corridor, corridor))
    question = words.say("How much does {corridor} carry?", corridor=place)
    rows = own[own["unit"].eq(unit)]
    if rows.empty:
        held = own["unit"].astype("str").unique()
        why = words.say(
            "No volume of {corridor} in {unit}. Units with rows: {held:l}."
            if len(held)
            else "No volume of {corridor} is recorded.",
            corridor=corridor,
            unit=unit,
            held=held,
        )
        return empty_figure(question, why, words, as_of=as_of)
    name, scale = _UNITS.get(unit, (unit, 1.0))
    name = words.say(name)
    rows = rows.assign(amount=rows["volume"].astype(float) / scale, kind=_kinds(rows))
    part = rows["kind"].eq("part")
    skipped = 0 if part_years or part.all() else int(part.sum())
    rows = (rows[~part] if skipped else rows).sort_values(["year", "amount"])
    fig = go.Figure()
    first, last = int(rows["year"].min()), int(rows["year"].max())
    year_axis(fig, first, last, pad=0.7, most=7)
    _draw(fig, rows.assign(text=_figures(rows, words)), name, words)
    _mark_fall(fig, rows, words)
    _mark_plan(fig, rows, words)
    value_axis(fig, 0, 1.1 * float(rows["amount"].max()), language=words.sentences)
    fig.update_layout(barmode="overlay", showlegend=False)
    finding, silent = _finding(rows, place, name, words), _silence(rows, words)
    drawn = [kind for kind in _KINDS if rows["kind"].eq(kind).any()]
    return finish(
        fig,
        area=_AREA,
        question=question,
        finding=finding,
        subtitle=words.sentence(
            "{unit} a year, {first} to {last}" if first < last else "{unit} in {last}",
            unit=name,
            first=first,
            last=last,
        ),
        key=[Key(words.say(_KINDS[k][0]), _KINDS[k][3], _KINDS[k][1]) for k in drawn],
        caution=_plan(rows, words),
        alt=words.say(
            "Bars of the volume of {corridor} in {unit}. {finding}",
            corridor=place,
            unit=name,
            finding=" ".join(
                f"{text}." for text in (finding, _plan(rows, words).rstrip("."), silent) if text
            ),
        ),
        data=rows[["corridor", "year", "period", "kind", "volume", "unit", "verification"]],
        sources=frame_sources(rows),
        drawn=[Drawn("corridor_volumes", rows)],
        caption=words.say("Forecasts, targets and capacities are no results.")
        if set(drawn) & set(_PLANS)
        else words.say("One bar is one count of a year."),
        notes=[
            silent,
            _left_out(skipped, words),
            words.say("Hollow bar: from memory") if recalled_rows(rows).any() else "",
        ],
        language=words.sentences,
    )


def _left_out(count: int, words: Words) -> str:
    """Say how many counts of parts of years are not drawn."""
    if not count:
        return ""
    said = words.count(
        "{count} count of a part of a year is left out",
        "{count} counts of parts of years are left out",
        count,
    )
    return said[:1].upper() + said[1:]


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


def _figures(rows: pd.DataFrame, words: Words) -> list[str]:
    """Write every figure where there is room, else the first, the largest and the last result."""
    bars = rows[rows["kind"].isin(_RESULTS)]
    few = len(bars) <= 4
    told = set() if bars.empty else {bars.index[0], bars["amount"].idxmax(), bars.index[-1]}
    return [
        format_number(v, 2, language=words.sentences)
        if kind != "part" and (few or i in told or i not in bars.index)
        else ""
        for i, v, kind in zip(rows.index, rows["amount"], rows["kind"], strict=True)
    ]


def _draw(fig: go.Figure, rows: pd.DataFrame, unit: str, words: Words) -> None:
    """Draw each kind; a count of a part of a year stands beside the bar of its year."""
    barred = rows.loc[rows["kind"].isin(_RESULTS), "year"]
    for kind, (message, _, symbol, color) in _KINDS.items():
        own, name = rows[rows["kind"].eq(kind)], words.say(message)
        if own.empty:
            continue
        period = own["period"].where(own["period"].ne("full year"))
        told = hovers(
            own.assign(unit=unit, kind_name=name, period=period),
            words,
            "<b>{amount:n} {unit}</b>, {year}",
            "{kind_name}",
            "period: {period}",
            "{note}",
        )
        shared: dict[str, Any] = {"name": name, "text": list(own["text"]), "told": told}
        if symbol:
            beside = 0.5 * (own["year"].isin(barred) & (kind == "part"))
            marks.dots(
                fig,
                own.assign(place=own["year"].astype(float) + beside),
                x="place",
                y="amount",
                symbol=symbol,
                size=13,
                color=color,
                textposition="top center",
                textfont={"size": 12},
                **shared,
            )
        else:
            places, widths = _places(own)
            marks.bars(
                fig,
                own.assign(place=places),
                x="place",
                y="amount",
                color=color,
                width=widths,
                orientation="v",
                pattern="/" if kind == "derived" else "",
                textangle=0,
                constraintext="none",
                textfont={"size": 12},
                **shared,
            )


def _results(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["kind"].eq("actual")].drop_duplicates("year", keep=False)


def _finding(rows: pd.DataFrame, place: str, unit: str, words: Words) -> str:
    """Say the last result and its change on the year before."""
    results = _results(rows)
    if results.empty:
        return ""
    last = results.iloc[-1]
    before = results[results["year"].eq(last["year"] - 1)]
    message = msg("{place} carried {v:n} {unit} in {year}")
    if last["unit"] == "USD":
        message = msg("{place} carried goods worth {v:n} {unit} in {year}")
    elif last["unit"] in ("trains", "vehicles"):
        message = msg("{place} counted {v:n} {unit} in {year}")
    told = words.sentence(message, place=place, v=last["amount"], unit=unit, year=last["year"])
    if before.empty or not before["amount"].iloc[0] > 0:
        return told
    if _is_alike(before.iloc[0], last):
        return words.say("{told}, about as much as the year before", told=told)
    change = _change(before.iloc[0], last, words)
    return words.say("{told}, {change} the year before", told=told, change=change)


def _silence(rows: pd.DataFrame, words: Words) -> str:
    """Say why the rows give no result of a year, if they give none."""
    if len(_results(rows)):
        return ""
    if rows["kind"].isin(_RESULTS).any():
        return words.say("Two counts of one year disagree; both are drawn")
    kinds = sorted({words.say(_KINDS[k][0]).lower() for k in rows["kind"]})
    return words.say("No result of a full year is in the table, only: {kinds:l}", kinds=kinds)


def _next_plan(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the last result and the first target or forecast after it; nothing where one lacks."""
    results = _results(rows).tail(1)
    if results.empty or not results["amount"].iloc[0] > 0:
        return results.iloc[:0]
    ahead = rows["kind"].isin(_PLANS[:2]) & rows["year"].gt(results["year"].iloc[0])
    plan = rows[ahead].head(1)
    return pd.concat([results, plan]) if len(plan) else plan


def _plan(rows: pd.DataFrame, words: Words) -> str:
    """Say how far the next target is away, which is no result."""
    pair = _next_plan(rows)
    if pair.empty:
        return ""
    is_target = pair["kind"].iloc[1] != "forecast"
    if _is_alike(pair.iloc[0], pair.iloc[1]):
        message = msg("The forecast for {year} is as much as that; a forecast is no result.")
        if is_target:
            message = msg("The target for {year} is as much as that; a target is no result.")
    elif is_target:
        message = msg("The target for {year} is {times:.1f} times that; a target is no result.")
    else:
        message = msg("The forecast for {year} is {times:.1f} times that; a forecast is no result.")
    return words.say(message, year=pair["year"].iloc[1], times=_times(pair))


def _times(pair: pd.DataFrame) -> float:
    return float(pair["amount"].iloc[1] / pair["amount"].iloc[0])


def _is_alike(before: Any, after: Any) -> bool:
    """Tell whether an amount is that of a year before to the nearest percent."""
    return abs(float(after["amount"] / before["amount"] - 1)) < 0.005


def _change(before: Any, after: Any, words: Words) -> str:
    ratio = float(after["amount"] / before["amount"] - 1)
    message = msg("{share:p} more than") if ratio > 0 else msg("{share:p} less than")
    return words.say(message, share=round(abs(ratio) * 100))


def _mark_plan(fig: go.Figure, rows: pd.DataFrame, words: Words) -> None:
    """Write at the next target or forecast how many times the last result it is."""
    pair = _next_plan(rows)
    if len(pair) and not _is_alike(pair.iloc[0], pair.iloc[1]):
        text = words.say(
            "{times:.1f} times<br>that of {year}", times=_times(pair), year=pair["year"].iloc[0]
        )
        plan = pair.iloc[1]
        place: dict[str, Any] = {"yanchor": "top", "yshift": -10, "size": 11}
        if plan["year"] == rows["year"].max():  # at the right edge, where a long text would be cut
            place |= {"xanchor": "right", "xshift": _LAST_PX, "align": "right"}
        marks.note(fig, text, plan["year"], plan["amount"], **place)


def _mark_fall(fig: go.Figure, rows: pd.DataFrame, words: Words) -> None:
    """Point at a last result that fell, which many texts pass over."""
    results = _results(rows)
    if len(results) < 2 or rows["year"].max() - results["year"].iloc[-1] < 2:
        return
    before, last = results.iloc[-2], results.iloc[-1]
    if (
        last["year"] != before["year"] + 1
        or last["amount"] >= before["amount"]
        or _is_alike(before, last)
    ):
        return
    beside = rows["kind"].eq("part") & rows["year"].eq(last["year"])
    text = words.say(
        "{change}<br>in {year}", change=_change(before, last, words), year=before["year"]
    )
    place = last["year"] + (0.85 if beside.any() else 0.45)
    marks.note(fig, text, place, last["amount"], align="left", xanchor="left")
