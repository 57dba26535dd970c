"""Chart what was announced at the meetings: deals by subject and partner."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_choices
from ca_summit.figures import empty_figure, finish, marks, theme
from ca_summit.figures.axes import name_rows
from ca_summit.figures.labels import color_key, free_rows, half_lines, key_lines
from ca_summit.figures.language import Words, msg, short_number
from ca_summit.figures.rows import codes_of, column, none_chosen, table_for
from ca_summit.figures.text import plain, proof, shown
from ca_summit.figures.theme import power_color
from ca_summit.sources import frame_sources
from ca_summit.tables.spans import in_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States

_QUESTION = msg("Who promised what, for how much?")
_NEEDED = ["commitment_id", "actor_iso3", "counterpart", "sector", "title", "kind", "value_usd"]
_NEEDED += ["announced_on", "is_aggregate"]
_COLUMNS = {"sector": "sector", "partner": "counterpart"}
_WIDTH, _STEP, _STRIP = 210, 14, 14
_NAME = 22


def plot_commitments(
    commitments: pd.DataFrame | None = None,
    *,
    by: str = "sector",
    actor: States = None,
    counterpart: States = None,
    sector: str | Sequence[str] | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
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
    actor, counterpart
        States kept, by any name or code. A deal of all five (``C5``) is kept for ``actor="C5"``
        only.
    sector
        Sectors kept, one or several.
    since, until
        First and last day of the announcements.
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
    words = Words(language)
    frame = table_for(
        "plot_commitments",
        "commitments",
        commitments,
        _NEEDED,
        as_of=as_of,
        days=["announced_on"],
        numbers=["value_usd"],
    )
    check_choice("by", by, _COLUMNS)
    rows = _choose(in_span(frame, "announced_on", since, until), actor, counterpart, sector)
    question = words.say(_QUESTION)
    if rows.empty:
        none = none_chosen(actor=actor, counterpart=counterpart, sector=sector)
        return empty_figure(question, none or words.say("No announcement fits this choice."))
    rows = _prepared(rows, _COLUMNS[by], words)
    priced = rows[rows["drawn"]]
    if priced.empty:
        why = words.count(
            "{count} announcement fits this choice; it has no value printed in dollars.",
            "{count} announcements fit this choice; none has a value printed in dollars.",
            len(rows),
        )
        return empty_figure(question, why)
    low, high = float(priced["usd"].min()) / 1.7, float(priced["usd"].max()) * 1.7
    lanes = _lanes(rows, low, high)
    area = int(next(iter(lanes.values()))["high"]) + 8
    fig = go.Figure()
    _draw_lanes(fig, lanes, words)
    _draw_deals(fig, rows, words)
    _draw_names(fig, rows)
    _set_axes(fig, lanes, (low, high), area, by, words)
    return finish(
        fig,
        area=area,
        above=16,
        question=question,
        finding=_finding(rows, words),
        subtitle="<br>".join(_subtitle(rows, by, words)),
        alt=_alt(rows, lanes, by, words),
        data=_table(rows),
        sources=frame_sources(rows),
        caption=words.say(
            "One mark is one announcement; the number at the right counts those without a value in "
            "dollars."
        ),
        notes=_notes(rows, words),
    )


def _finding(rows: pd.DataFrame, words: Words) -> str:
    """Say of how many announcements nobody printed a sum in dollars."""
    silent = int((~rows["drawn"]).sum())
    if not silent:
        return ""
    message = "{silent} of {total} announcements name no sum in dollars"
    return words.say(message, silent=silent, total=len(rows))


def _choose(
    rows: pd.DataFrame, actor: States, counterpart: States, sector: str | Sequence[str] | None
) -> pd.DataFrame:
    for argument, name, wanted in (
        ("actor", "actor_iso3", actor),
        ("counterpart", "counterpart", counterpart),
    ):
        if wanted is not None:
            codes = rows[name].astype("object")
            rows = rows[codes.isin(codes_of(argument, wanted, codes))]
    if sector is None:
        return rows
    sectors = rows["sector"].astype("object")
    return rows[sectors.isin(check_choices("sector", sector, sectors.dropna()))]


def _prepared(rows: pd.DataFrame, lane: str, words: Words) -> pd.DataFrame:
    out = rows.reset_index(drop=True)
    out["usd"] = pd.to_numeric(out["value_usd"]).astype("Float64").astype("float64")
    out["drawn"] = out["usd"].gt(0)
    out["lane"] = out[lane].astype("str")
    out["total"] = out["is_aggregate"].astype("boolean").fillna(value=False).astype(bool)
    out["hover"] = [_hover(row, words) for row in out.to_dict("records")]
    return out


def _money(value: float, currency: str = "USD") -> str:
    """Write an amount of money in few signs.

    Examples
    --------
    >>> _money(8.5e9), _money(32.5e6, "EUR")
    ('$8.5bn', 'EUR 32.5m')
    """
    return f"${short_number(value)}" if currency == "USD" else f"{currency} {short_number(value)}"


def _hover(row: dict[Any, Any], words: Words) -> str:
    sides = (words.name(row[side], article=False) for side in ("actor_iso3", "counterpart"))
    value = _money(row["usd"]) if row["drawn"] else words.say("no value in dollars")
    original, currency = row.get("value_original"), plain(row.get("currency"))
    if currency and currency != "USD" and pd.notna(original):
        value += f" ({_money(float(original), currency)})"
    years = row.get("horizon_years")
    if years is not None and pd.notna(years):
        value += words.count(", over {count} year", ", over {count} years", int(years))
    kind = plain(row["kind"]).replace("_", " ").replace("mou", "memorandum")
    message = "{kind}, a headline total, {day:d}" if row["total"] else "{kind}, {day:d}"
    lines = [
        f"<b>{shown(row['title'], 48)}</b>",
        " – ".join(map(shown, sides)),
        f"<b>{value}</b>",
        words.say(message, kind=shown(kind), day=row["announced_on"]),
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


def _draw_lanes(fig: go.Figure, lanes: dict[str, dict[str, float]], words: Words) -> None:
    """Draw the line of each lane; at its end stands what has no value in dollars."""
    right: dict[str, Any] = {"xref": "paper", "xanchor": "left", "xshift": 8}
    for lane in lanes.values():
        base, count = lane["base"], int(lane["unpriced"])
        fig.add_shape(
            type="line",
            xref="paper",
            x0=0,
            x1=1,
            y0=base,
            y1=base,
            layer="below",
            line={"color": theme.FAINT_LINE, "width": 1},
        )
        told = words.say("{count} without a value in dollars", count=count)
        marks.note(
            fig, f"<b>{count}</b>" if count else "–", 1, base, size=14, hovertext=told, **right
        )
    marks.note(
        fig,
        words.say("not in dollars"),
        1,
        1,
        xref="paper",
        xanchor="right",
        xshift=40,
        yref="paper",
        yanchor="bottom",
        align="right",
    )


def _draw_deals(fig: go.Figure, rows: pd.DataFrame, words: Words) -> None:
    drawn = rows[rows["drawn"]]
    for code in dict.fromkeys(drawn["counterpart"].astype("str")):
        for total in (False, True):
            part = drawn[drawn["counterpart"].astype("str").eq(code) & drawn["total"].eq(total)]
            if part.empty:
                continue
            symbol = "diamond-open" if total else "circle"
            recalled = column(part, "verification").eq("recalled").fillna(value=False)
            name = words.label(code)
            marks.dots(
                fig,
                part,
                x="usd",
                y="y",
                color=power_color(code),
                told=list(part["hover"]),
                symbol=[
                    f"{symbol.removesuffix('-open')}-open-dot" if r else symbol for r in recalled
                ],
                recalled=recalled & False,
                name=words.say("{name}, totals", name=name) if total else name,
            )


def _draw_names(fig: go.Figure, rows: pd.DataFrame) -> None:
    """Name the dearest deal and the largest total of each lane."""
    for row in rows[rows["name_y"].notna()].to_dict("records"):
        marks.note(
            fig,
            shown(_short(plain(row["title"]))),
            math.log10(row["usd"]),
            row["name_y"],
            size=11.5,
            xanchor=row["anchor"],
            opacity=0.8 if row["total"] else 1,
            xshift={"right": 6, "left": -6}.get(row["anchor"], 0),
        )


def _set_axes(
    fig: go.Figure,
    lanes: dict[str, dict[str, float]],
    ends: tuple[float, float],
    area: int,
    by: str,
    words: Words,
) -> None:
    low, high = (math.log10(end) for end in ends)
    powers = range(math.ceil(low), math.floor(high) + 1)
    ticks = [10.0**p for p in powers] or [10 ** ((low + high) / 2)]
    fig.update_xaxes(
        type="log",
        range=[low, high],
        tickvals=ticks,
        tickangle=0,
        showgrid=True,
        fixedrange=True,
        ticktext=[short_number(v) for v in ticks],
        title_font={"size": 12},
        title_text=words.say("value as printed, US dollars,<br>each step tenfold"),
    )
    name_rows(
        fig,
        [lane["base"] for lane in lanes.values()],
        [half_lines(_lane_name(code, by, words), 14) for code in lanes],
        standoff=0,
        range=[0, area],
        fixedrange=True,
    )
    fig.update_layout(margin={"r": 44}, showlegend=False)


def _lane_name(code: str, by: str, words: Words) -> str:
    return shown(words.label(code) if by == "partner" else code.replace("_", " ").capitalize())


def _subtitle(rows: pd.DataFrame, by: str, words: Words) -> list[str]:
    drawn = rows[rows["drawn"]]
    lines = [
        words.count(
            "{count} announcement, {priced} with a value in dollars",
            "{count} announcements, {priced} with a value in dollars",
            len(rows),
            priced=len(drawn),
        )
    ]
    signs = [words.say("● one deal")] if (~drawn["total"]).any() else []
    signs += [words.say("◇ a total, never added to deals")] if drawn["total"].any() else []
    lines += key_lines(signs)
    if by == "sector":
        codes = drawn["counterpart"].astype("str").value_counts().index
        colors = {words.label(code): power_color(code) for code in codes}
        lines += color_key(colors, dict.fromkeys(colors, "●"))
    return lines


def _notes(rows: pd.DataFrame, words: Words) -> list[str]:
    notes = [words.say("Nothing is added up: totals contain deals, deals can replace each other")]
    without = rows[~rows["drawn"]]
    other = without.loc[column(without, "value_original").notna(), :]
    names = sorted(set(column(other, "currency").dropna().astype("str")))
    if names:
        message = "Not in dollars: {count}, of these {other} in {names}"
        values = {"count": len(without), "other": len(other), "names": " or ".join(names)}
        notes.append(words.say(message, **values))
    return notes


def _alt(rows: pd.DataFrame, lanes: dict[str, dict[str, float]], by: str, words: Words) -> str:
    drawn = rows[rows["drawn"]]
    sentences = [
        words.count(
            "{count} announcement in {lanes} lanes by {by}; {priced} with a value in dollars, "
            "{totals} of them totals.",
            "{count} announcements in {lanes} lanes by {by}; {priced} with a value in dollars, "
            "{totals} of them totals.",
            len(rows),
            lanes=len(lanes),
            by=by,
            priced=len(drawn),
            totals=int(drawn["total"].sum()),
        )
    ]
    singles = drawn[~drawn["total"]].sort_values("usd", ascending=False)
    for row in singles.head(3).to_dict("records"):
        where = words.name(row["counterpart"], article=False)
        sentences.append(f"{plain(row['title'])} ({where}): {_money(row['usd'])}.")
    none = [_lane_name(c, by, Words()) for c in lanes if not (drawn["lane"] == c).any()]
    if none:
        sentences.append(words.say("No dollar value at all: {none}.", none=", ".join(none)))
    return " ".join(sentences)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    columns = ["commitment_id", "title", "actor_iso3", "counterpart", "sector", "kind", "value_usd"]
    columns += ["value_original", "currency", "is_aggregate", "announced_on", "verification"]
    kept = rows[[c for c in columns if c in rows.columns]]
    return kept.sort_values(["value_usd", "commitment_id"], ascending=[False, True])
