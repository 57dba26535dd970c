"""Chart which share of the world's raw materials the five states have."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_choices, check_year
from ca_summit.figures import Key, empty_figure, finish, marks, theme
from ca_summit.figures.axes import name_rows, value_axis
from ca_summit.figures.language import Words, msg
from ca_summit.figures.rows import (
    choices,
    column,
    recalled_rows,
    table_for,
)
from ca_summit.figures.text import hovers, label, plain, shown
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ca_summit.tables.choice import Day

_NEEDED = ["iso3", "commodity", "measure", "basis", "year", "value", "unit", "world_share_pct"]
_NEEDED += ["edition", "preferred", "status", "source_id", "verification"]
_QUESTION = {
    "production": msg("Which raw materials does the world get from Central Asia?"),
    "reserves": msg("Which of the world's known reserves lie in Central Asia?"),
    "exports": msg("How much of the world's exports come from Central Asia?"),
    "capacity": msg("How much of the world's capacity stands in Central Asia?"),
    "resources_identified": msg("Which of the world's identified resources lie in Central Asia?"),
}
_NOUNS = {"resources_identified": msg("identified resources")}
#: Statistics that must not be drawn without this word of caution.
_CAUTION = {
    ("coal", "reserves"): msg(
        "Coal: the Kyrgyz and Tajik figures are probably resources, not reserves"
    ),
    ("molybdenum", "reserves"): msg(
        "Molybdenum: Kazakh reserves equal two years of output, an artefact"
    ),
}
CLAIMS = {"government_claim": msg("government claim"), "company_estimate": msg("company estimate")}
NO_STATISTIC = msg("no statistic")
_CLAIMED = msg("no statistic, claims only ◇")
_UNSHARED = msg("world share not published")
#: What a share of each measure does not say.
_MEANING = {
    "reserves": msg("Reserves are what can be mined at a profit today; they change with prices"),
    "resources_identified": msg("Identified resources are not what can be mined at a profit"),
}
ROW = 27  # pixels of a bar with its gap


def plot_resource_shares(
    resources: pd.DataFrame | None = None,
    *,
    measure: str = "production",
    commodity: str | Sequence[str] | None = None,
    year: int | None = None,
    at_least_pct: float = 2.0,
    as_of: Day = None,
    language: str | None = None,
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
    as_of
        Draw what could be known on that day: figures whose document was out.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per commodity and state, ``value`` in ``unit`` and
    ``world_share_pct`` (percent), missing where there is no statistic.

    Raises
    ------
    ValueError
        If the measure or a commodity does not occur in the table.

    Examples
    --------
    >>> fig = plot_resource_shares()
    >>> few = plot_resource_shares(commodity=["uranium", "rare_earths"])
    >>> [text for trace in few.data for text in (trace.text or ()) if "no statistic" in text]
    ['no statistic, claims only ◇']
    """
    words = Words(language)
    frame = table_for("plot_resource_shares", "resources", resources, _NEEDED, as_of=as_of)
    check_choice("measure", measure, choices("resources", resources, "measure"))
    if not isinstance(at_least_pct, Real) or not 0 <= at_least_pct <= 100:
        raise ValueError(f"`at_least_pct` must be a number from 0 to 100; got {at_least_pct!r}.")
    question = words.say(
        _QUESTION.get(measure, msg("{measure}: what is the share of Central Asia?")),
        measure=label(measure, words),
    )
    chosen = None
    if commodity is not None:
        chosen = check_choices("commodity", commodity, choices("resources", resources, "commodity"))
    rows = frame[_is_statistic(frame) & frame["measure"].eq(measure)]
    rows = rows if chosen is None else rows[rows["commodity"].isin(chosen)]
    if year is not None:
        rows = rows[rows["year"].eq(check_year("year", year, 1900, 2200))]
    if rows.empty:
        why = _nothing(measure, chosen, year, words)
        return empty_figure(question, why, words, as_of=as_of, commodity=commodity)
    drawn = _choose(rows, frame, chosen, at_least_pct, words)
    if drawn.shares.empty and not drawn.silent:
        why = words.say("No share of the world is published.")
        if drawn.small:
            why = words.say("No share of {least:n} percent or more.", least=at_least_pct)
        return empty_figure(question, why, words)
    noun = words.say(_NOUNS[measure]) if measure in _NOUNS else words.cell(measure)
    silent = sorted(drawn.silent, key=lambda c: (drawn.silent[c] == _CLAIMED, c))
    fig = go.Figure()
    key = draw_shares(fig, drawn.shares, words)
    _draw_silent(fig, drawn.silent, words)
    rows_drawn = set_share_rows(fig, drawn.shares, [shown(label(c, words)) for c in silent], words)
    years = drawn.shares["year"] if len(drawn.shares) else rows["year"]
    told = pd.concat([drawn.shares, rows[rows["commodity"].isin(drawn.silent)]])
    return finish(
        fig,
        area=ROW * rows_drawn,
        question=question,
        finding=_finding(drawn.shares, noun, words),
        subtitle=words.sentence(
            "Share of world {noun}, %, {span}, reported statistics only",
            noun=noun,
            span=_span(years, words),
        ),
        key=key,
        caution=_caution(told, measure, words),
        alt=_share_alt(drawn, noun, words),
        data=_share_table(told),
        sources=frame_sources(told),
        drawn=[Drawn("resources", told)],
        caption=_caption(drawn, words),
        notes=_share_notes(told, drawn, measure, at_least_pct, words),
        language=words.sentences,
    )


def _finding(shares: pd.DataFrame, noun: str, words: Words) -> str:
    """Say of what the five have the largest share of the world, if one row is ahead."""
    sums = shares.groupby("row")["world_share_pct"].sum().sort_values()
    if shares["commodity"].nunique() < 2 or sums.iloc[-1] == sums.iloc[-2]:
        return ""
    first = shares[shares["row"].eq(sums.index[-1])]
    message = msg("Central Asia has {share:p} of the world’s {noun} of {commodity}")
    if _bounded(first).any():
        message = msg("Central Asia has at most {share:p} of the world’s {noun} of {commodity}")
    return words.sentence(
        message,
        share=float(sums.iloc[-1]),
        noun=noun,
        commodity=shown(label(first["commodity"].iloc[0], words).lower()),
    )


def _caution(told: pd.DataFrame, measure: str, words: Words) -> str:
    said = [
        text for (c, m), text in _CAUTION.items() if m == measure and c in set(told["commodity"])
    ]
    said.append(_MEANING.get(measure, msg("A share of the world says nothing of the value")))
    return " ".join(f"{words.say(text)}." for text in said)


def _caption(drawn: _Drawn, words: Words) -> str:
    said = [words.say("Bars add up the five states.")] if len(drawn.shares) else []
    if drawn.silent:
        message = "“No statistic” means that the source names none of the five; it is not zero."
        said.append(words.say(message))
    if _CLAIMED in drawn.silent.values():
        said.append(words.say("Claims have no world share and are not drawn as bars."))
    return " ".join(said)


@dataclass(frozen=True)
class _Drawn:
    """What is drawn and what is only named.

    Attributes
    ----------
    shares
        Latest shares, with the ``row`` of the chart.
    silent
        Commodities without a share that are drawn as words, with these words.
    small, unshared, earlier
        Rows below the smallest share, commodities whose world total is not published, and
        shares of an earlier year, which are never added to those of a later one.
    """

    shares: pd.DataFrame
    silent: dict[str, str]
    small: list[str]
    unshared: list[str]
    earlier: list[tuple[str, str, int]]


def _is_statistic(frame: pd.DataFrame) -> pd.Series:
    return frame["preferred"].fillna(False).astype(bool) & frame["status"].eq("reported_statistic")


def _choose(
    rows: pd.DataFrame,
    frame: pd.DataFrame,
    chosen: list[str] | None,
    at_least: float,
    words: Words,
) -> _Drawn:
    shares: list[pd.DataFrame] = []
    silent: dict[str, str] = {}
    unshared: list[str] = []
    earlier: list[tuple[str, str, int]] = []
    claimed = frame["status"].isin(list(CLAIMS)) & frame["value"].notna()
    for name, own in rows.groupby(rows["commodity"].astype("str"), sort=False):
        commodity = str(name)
        known = own[own["world_share_pct"].notna()]
        if len(known):
            latest = known[known["year"].eq(known["year"].max())]
            left = known[~known["iso3"].isin(latest["iso3"])]
            earlier += [
                (commodity, str(code), int(years.max()))
                for code, years in left.groupby(left["iso3"].astype("str"))["year"]
            ]
            shares.append(latest.assign(row=_row_names(commodity, latest, words)))
        elif own["value"].isna().all():
            told = (claimed & frame["commodity"].eq(commodity)).any()
            silent[commodity] = _CLAIMED if told else NO_STATISTIC
        elif chosen is not None:
            silent[commodity] = _UNSHARED
        else:
            unshared.append(commodity)
    table = pd.concat(shares) if shares else rows.iloc[:0].assign(row=pd.Series(dtype="str"))
    total = table.groupby("row")["world_share_pct"].transform("sum")
    least = at_least if chosen is None else 0.0
    small = sorted(table.loc[total < least, "row"].unique())
    return _Drawn(table[total >= least], silent, small, unshared, earlier)


def _row_names(commodity: str, latest: pd.DataFrame, words: Words) -> list[str]:
    """Name the rows of one commodity, told apart where it is measured in two ways."""
    several = len(set(latest["basis"].map(plain))) > 1
    name = shown(label(commodity, words))
    return [
        f"{name} ({shown(words.cell(plain(basis).split(',')[0]))})" if several else name
        for basis in latest["basis"]
    ]


def draw_shares(
    fig: go.Figure, shares: pd.DataFrame, words: Words, beside: Mapping[str, str] | None = None
) -> list[Key]:
    """Stack the states in each row and write the sum behind them; return what the colours mean.

    Parameters
    ----------
    shares
        ``row, commodity, iso3, year, value, unit, basis, world_share_pct``.
    beside
        Words behind the sum of a row.
    """
    key = []
    for code in [c for c in STATES if c in set(shares["iso3"].astype("str"))]:
        own = shares[shares["iso3"].eq(code)]
        key.append(Key(words.label(code), theme.COUNTRY_COLORS[code]))
        told = own.assign(
            what=[label(commodity, words) for commodity in own["commodity"]],
            name=words.label(code),
            year=pd.to_numeric(own["year"]).astype("Int64"),
            unit=own["unit"].map(plain).str.replace("_", " "),
            rank=column(own, "world_rank"),
            basis=column(own, "basis"),
            amount=[words.say("{v:n}", v=v) if pd.notna(v) else "" for v in own["value"]],
        )
        told["unit"] = told["unit"].where(told["amount"].ne(""), "")
        marks.bars(
            fig,
            own,
            x="world_share_pct",
            y="row",
            color=theme.COUNTRY_COLORS[code],
            name=words.label(code),
            told=hovers(
                told,
                words,
                "<b>{what}</b>, {name}, {year}",
                "{world_share_pct:p} of the world",
                "rank {rank}",
                "{amount} {unit}",
                "{basis}",
            ),
        )
    if len(shares):
        ends = shares.groupby("row")["world_share_pct"].sum()
        bounds = _bounded(shares).groupby(shares["row"]).any()
        sums = [
            f" {'≤ ' if bound else ''}{words.say('{v:p}', v=v)}{(beside or {}).get(str(row), '')}"
            for (row, v), bound in zip(ends.items(), bounds, strict=True)
        ]
        marks.write(fig, ends, list(ends.index), sums, size=13, textposition="middle right")
    fig.update_layout(barmode="stack", bargap=0.28, showlegend=False)
    return key


def set_share_rows(fig: go.Figure, shares: pd.DataFrame, below: list[str], words: Words) -> int:
    """Name the rows, the largest share on top and those without one below; return how many."""
    sums = shares.groupby("row")["world_share_pct"].sum().sort_values()
    names = [*below, *sums.index]
    name_rows(fig, names, names, width=40, categoryorder="array", categoryarray=names)
    value_axis(
        fig, 0, 1.2 * float(sums.max()) if len(sums) else 1.0, across=True, language=words.sentences
    )
    fig.update_xaxes(visible=False)
    return len(names)


def _draw_silent(fig: go.Figure, silent: dict[str, str], words: Words) -> None:
    if not silent:
        return
    names = [shown(label(commodity, words)) for commodity in silent]
    why = words.say("the source prints no figure for the five; not zero")
    said = [words.say(text) for text in silent.values()]
    told = [f"{name}: {why}" for name in names]
    marks.write(fig, [0] * len(names), names, said, told=told, textposition="middle right")


def _bounded(rows: pd.DataFrame) -> pd.Series:
    """Tell which shares are upper bounds, because the world total is printed as “more than”."""
    notes = column(rows, "note").map(plain)
    return notes.str.contains("upper bound|lower bound", regex=True)


def _nothing(measure: str, chosen: list[str] | None, year: int | None, words: Words) -> str:
    values = {"measure": measure, "named": list(map(label, chosen or ())), "year": year}
    if chosen is None and year is None:
        return words.say("The table holds no statistic on {measure}.", **values)
    if year is None:
        return words.say("The table holds no statistic on {measure} of {named:l}.", **values)
    if chosen is None:
        return words.say("The table holds no statistic on {measure} in {year}.", **values)
    return words.say("The table holds no statistic on {measure} of {named:l} in {year}.", **values)


def _share_notes(
    told: pd.DataFrame, drawn: _Drawn, measure: str, at_least: float, words: Words
) -> list[str]:
    held = set(told["commodity"])
    notes = [words.say(text) for (c, m), text in _CAUTION.items() if m == measure and c in held]
    if _bounded(told[told["world_share_pct"].notna()]).any():
        message = "≤: the world total is printed as “more than”, so the share is an upper bound"
        notes.append(words.say(message))
    if recalled_rows(told).any():
        notes.append(words.say("Hollow: from memory"))
    if drawn.small:
        names = words.listed([s.lower() for s in drawn.small], 9)
        notes.append(words.say("Below {least:n}%: {names}", least=at_least, names=names))
    if drawn.unshared:
        names = words.listed(sorted(label(u, words).lower() for u in drawn.unshared))
        notes.append(words.say("Output known, but no share of the world: {names}", names=names))
    if drawn.earlier:
        names = words.listed(
            [
                f"{label(c, words).lower()} {words.name(code)} {year}"
                for c, code, year in drawn.earlier
            ]
        )
        notes.append(words.say("Of an earlier year and not added: {names}", names=names))
    return notes


def _share_table(drawn: pd.DataFrame) -> pd.DataFrame:
    names = ["commodity", "basis", "iso3", "year", "value", "unit", "world_share_pct"]
    order = drawn.groupby("commodity", observed=True)["world_share_pct"].transform("sum")
    table = drawn.assign(order=order).sort_values(["order", "commodity", "iso3"], ascending=False)
    return table[[*names, "edition", "verification"]]


def _share_alt(drawn: _Drawn, noun: str, words: Words) -> str:
    totals = drawn.shares.groupby("row")["world_share_pct"].sum().sort_values(ascending=False)
    parts = [words.say("{row} {v:n} percent", row=row, v=v) for row, v in totals.head(5).items()]
    alt = words.say("Bars of the share of Central Asia in world {noun}.", noun=noun)
    if parts:
        message = "Bars of the share of Central Asia in world {noun}: {parts:l}."
        alt = words.say(message, noun=noun, parts=parts)
    silent = [
        f"{label(c, words)}: {words.say(text).rstrip(' ◇')}"
        for c, text in sorted(drawn.silent.items())
    ]
    return f"{alt} {'; '.join(silent)}." if silent else alt


def _span(years: pd.Series, words: Words) -> str:
    first, last = int(years.min()), int(years.max())
    if first == last:
        return str(first)
    return words.say("latest year, {first} to {last}", first=first, last=last)
