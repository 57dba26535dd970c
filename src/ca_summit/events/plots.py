"""Chart reports by period and by pair of states, each with the rule by which they were counted."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_columns
from ca_summit.diplomacy.presence import FIVE
from ca_summit.events.days import ASKED
from ca_summit.events.rules import NEEDED, PERIODS, RULES, count, pair_words, rule_words
from ca_summit.figures import empty_figure, finish, marks
from ca_summit.figures.labels import color_key
from ca_summit.figures.text import hover, listed, power_name
from ca_summit.figures.theme import OTHER_COLOR, SEQUENTIAL_SCALE, format_number, power_color
from ca_summit.sources import unknown_source

_WHEN = "When was written about meetings of Central Asia?"
_WHO = "About which pairs is written most?"
_NAMED, _COLUMNS = 5, 10
_SPARE = ("#5FA8A0", "#A88B1F", "#6E7B57", "#9A6FB0", "#B5567D")  # of states without a colour
_ELSE = "others"
_MOST_BARS = 240
_CAUTION = "Reports coded by machine, not checked: a report is no meeting"


def plot_reports(
    day: pd.DataFrame,
    *,
    by: str = "month",
    rule: str = "reports",
    gap_days: int = 1,
    least_reports: int = 1,
    source: str | None = None,
    language: str = "en",
) -> go.Figure:
    """Chart reports, or what a counting rule makes of them, by period, with whom in colours.

    Parameters
    ----------
    day
        What ``by_day()`` returns.
    by
        ``"day"``, ``"month"`` or ``"year"``; a period without reports has no bar.
    rule, gap_days, least_reports
        As in ``ev.count()``.
    source
        What the records are, for the source line. Default: the name of their layout.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for names of states.

    Raises
    ------
    ValueError
        If an argument is unknown, or there are more periods than bars could be told apart.

    Examples
    --------
    >>> day = pd.DataFrame({"day": pd.to_datetime(["2025-11-05", "2025-12-06"]), "actor": "KAZ"})
    >>> day = day.assign(other="USA", kind="042", reports=[4, 9])
    >>> plot_reports(day).layout.title.text
    '13 reports, most of them in December 2025: 9'
    """
    check_choice("by", by, PERIODS)
    check_columns("plot_reports", day, NEEDED, "ev.by_day()")
    settings: dict[str, Any] = {"rule": rule, "gap_days": gap_days, "least_reports": least_reports}
    counted = count(day, by=[by, "pair"], **settings)
    if counted.empty:
        return empty_figure(_WHEN, f"Nothing to count: {_rule(settings)}.")
    focus = _focus(day)
    counted["with"] = [
        _partner(a, b, focus) for a, b in zip(counted["actor"], counted["other"], strict=True)
    ]
    totals = counted.groupby("with")["count"].sum().sort_values(ascending=False, kind="stable")
    named = list(totals.index[:_NAMED])
    counted["with"] = counted["with"].where(counted["with"].isin(named), _ELSE)
    bars = counted.groupby([by, "with"], as_index=False)["count"].sum()
    periods = bars[by].drop_duplicates().sort_values()
    if len(periods) > _MOST_BARS:
        raise ValueError(
            f"plot_reports() draws up to {_MOST_BARS} bars; by {by} there are {len(periods)}. "
            "Choose a longer period with `by`, or fewer days in by_day()."
        )
    words = {p: _period(p, by) for p in periods}
    fig = go.Figure()
    parts = [*named, *([_ELSE] if _ELSE in set(bars["with"]) else [])]
    colors = _colors(parts)
    for code in parts:
        own = bars[bars["with"].eq(code)]
        told = [
            hover(
                f"<b>{words[p]}</b>",
                f"{_label(code, language)}: {format_number(n)} {_what(rule, n)}",
            )
            for p, n in zip(own[by], own["count"], strict=True)
        ]
        marks.bars(
            fig,
            own,
            x=by,
            y="count",
            color=colors[code],
            told=told,
            orientation="v",
            name=_label(code, language),
            hollow=[False] * len(own),
            showlegend=False,
        )
    fig.update_layout(barmode="stack", bargap=0.12)
    fig.update_yaxes(
        title_text=_what(rule, 2), rangemode="tozero", fixedrange=True, tickformat=",d"
    )
    if by == "year":
        fig.update_xaxes(tickformat="d", dtick=max(1, len(periods) // 8))
    whole, top = bars["count"].sum(), bars.groupby(by)["count"].sum()
    peak = top.idxmax()
    finding = f"{format_number(whole, 6)} {_what(rule, whole)}"
    if len(periods) > 1:
        finding += f", most of them in {words[peak]}: {format_number(top[peak], 6)}"
    key = {_label(code, language): colors[code] for code in parts}
    asked = _asked(day)
    return finish(
        fig,
        area=260,
        question=_WHEN,
        finding=finding,
        subtitle="<br>".join([*_counted(settings), f"By {by}, with:", *color_key(key)]),
        alt=f"Bars by {by}. {finding}. Counted: {_rule(settings)}. With: "
        + listed([f"{_label(str(c), language)} {n}" for c, n in totals.items()], 6)
        + ".",
        data=bars.assign(rule=_rule(settings)),
        sources=[unknown_source(source or asked.get("title", "the user’s own records"))],
        caption="One bar is one period; colours say with whom.",
        notes=[_CAUTION, *_skipped(day)],
    )


def plot_pairs(
    day: pd.DataFrame,
    *,
    rule: str = "runs",
    gap_days: int = 1,
    least_reports: int = 1,
    source: str | None = None,
    language: str = "en",
) -> go.Figure:
    """Chart for each pair of states what a counting rule makes of the reports about them.

    Parameters
    ----------
    day
        What ``by_day()`` returns. Rows are the states in focus there, columns those most written
        about with them.
    rule, gap_days, least_reports
        As in ``ev.count()``.
    source
        What the records are, for the source line. Default: the name of their layout.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for names of states.

    Raises
    ------
    ValueError
        If an argument is unknown.

    Examples
    --------
    >>> day = pd.DataFrame({"day": pd.to_datetime(["2025-11-05", "2025-12-06"]), "actor": "KAZ"})
    >>> day = day.assign(other="USA", kind="042", reports=[4, 9])
    >>> plot_pairs(day).layout.title.text
    'Kazakhstan – United States stands first: 2 of 2 runs of days'
    """
    check_columns("plot_pairs", day, NEEDED, "ev.by_day()")
    settings: dict[str, Any] = {"rule": rule, "gap_days": gap_days, "least_reports": least_reports}
    counted = count(day, by="pair", **settings)
    if counted.empty:
        return empty_figure(_WHO, f"Nothing to count: {_rule(settings)}.")
    focus = _focus(day)
    turned = counted.rename(columns={"actor": "other", "other": "actor"})
    both = pd.concat([counted, turned], ignore_index=True)
    both = both[both["actor"].isin(focus)]
    columns = both.groupby("other")["count"].sum().sort_values(ascending=False, kind="stable")
    shown = list(columns.index[:_COLUMNS])
    rows = [code for code in focus if code in set(both["actor"])][::-1]
    cells = both[both["other"].isin(shown)].copy()
    cells["x"] = [shown.index(c) for c in cells["other"]]
    cells["y"] = [rows.index(c) for c in cells["actor"]]
    cells["told"] = [
        hover(
            f"<b>{pair_words(a, b, language)}</b>",
            f"{format_number(n, 6)} {_what(rule, n)}",
            f"{format_number(r, 6)} reports",
        )
        for a, b, n, r in cells[["actor", "other", "count", "reports"]].itertuples(index=False)
    ]
    peak = float(cells["count"].max())
    fig = go.Figure()
    marks.cells(
        fig,
        cells,
        x="x",
        y="y",
        value="count",
        told="told",
        colors=SEQUENTIAL_SCALE,
        span=(0, peak),
    )
    dark = cells["count"].gt(0.55 * peak)
    for ink, own in (("#FFFFFF", cells[dark]), ("#22272B", cells[~dark])):
        texts = [format_number(n, 6) if n < 10_000 else f"{n / 1000:.0f}k" for n in own["count"]]
        marks.write(fig, own["x"], own["y"], texts, size=11)
        fig.data[-1].textfont.color = ink
    fig.update_xaxes(
        tickvals=list(range(len(shown))),
        ticktext=shown,
        side="bottom",
        showgrid=False,
        ticks="",
        fixedrange=True,
        tickangle=0,
        tickfont={"size": 11},
    )
    fig.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[power_name(c, language) for c in rows],
        showgrid=False,
        ticks="",
        fixedrange=True,
        zeroline=False,
    )
    whole = int(counted["count"].sum())
    best = counted.sort_values("count", ascending=False, kind="stable").iloc[0]
    finding = (
        f"{pair_words(best['actor'], best['other'], language)} stands first: "
        f"{format_number(int(best['count']), 6)} of {format_number(whole, 6)} {_what(rule, whole)}"
    )
    left = len(columns) - len(shown)
    notes = [_CAUTION, f"Left out: {left} states with fewer" if left > 0 else "", *_skipped(day)]
    names = [f"{c} {power_name(c, language)}" for c in shown if c not in FIVE][:8]
    return finish(
        fig,
        area=44 * len(rows),
        question=_WHO,
        finding=finding,
        subtitle="<br>".join(_counted(settings)),
        alt=f"Grid of pairs. {finding}. Counted: {_rule(settings)}.",
        data=counted,
        sources=[unknown_source(source or _asked(day).get("title", "the user’s own records"))],
        caption="One cell is one pair of states; an empty one has no report.",
        notes=[listed(names), *notes],
    )


def _asked(day: pd.DataFrame) -> dict[str, Any]:
    return dict(day.attrs.get(ASKED, {}))


def _focus(day: pd.DataFrame) -> list[str]:
    return list(_asked(day).get("focus") or FIVE)


def _partner(actor: str, other: str, focus: list[str]) -> str:
    """Return the side outside the focus; of a pair within it both."""
    outside = [code for code in (actor, other) if code not in focus]
    return outside[0] if outside else "-"


def _label(code: str, language: str) -> str:
    if code == "-":
        return "each other"
    return code if code == _ELSE else power_name(code, language)


def _colors(codes: list[str]) -> dict[str, str]:
    """Give each state its colour, one without a colour of its own a spare one."""
    spare = iter(_SPARE)
    own = {code: OTHER_COLOR if code in (_ELSE, "-") else power_color(code) for code in codes}
    plain = [code for code in codes if code != _ELSE and own[code] == OTHER_COLOR]
    return own | {code: next(spare) for code in plain}


def _period(start: Any, by: str) -> str:
    if by == "year":
        return str(start)
    return f"{start:%B %Y}" if by == "month" else f"{start.day} {start:%B %Y}"


def _what(rule: str, n: float) -> str:
    one, many = {
        "reports": ("report", "reports"),
        "kinds": ("day, pair and kind", "days, pairs and kinds"),
        "pairs": ("day and pair", "days and pairs"),
        "runs": ("run of days", "runs of days"),
    }[rule]
    return one if n == 1 else many


def _rule(settings: dict[str, Any]) -> str:
    check_choice("rule", settings["rule"], RULES)
    least = 1 if settings["rule"] == "reports" else settings["least_reports"]
    return rule_words(settings["rule"], settings["gap_days"], least)


def _counted(settings: dict[str, Any]) -> list[str]:
    return textwrap.wrap(f"Counted: {_rule(settings)}", 56)


def _skipped(day: pd.DataFrame) -> list[str]:
    """Say how many reports named no state that a table of codes knows."""
    skipped = _asked(day).get("skipped", {})
    many = sum(skipped.values())
    codes = listed([f"{c} {n}" for c, n in skipped.items()], 3)
    return (
        [f"Not counted, {format_number(many, 6)} reports without a day or a state: {codes}"]
        if many
        else []
    )
