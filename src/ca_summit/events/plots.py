"""Chart reports by period and by pair of states, each with the rule by which they were counted."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_columns
from ca_summit.diplomacy.presence import FIVE
from ca_summit.events.counts import ASKED
from ca_summit.events.rules import NEEDED, PERIODS, RULES, count, pair_words, rule_words
from ca_summit.figures import Key, empty_figure, finish, marks
from ca_summit.figures.axes import name_columns, name_rows, round_ticks, value_axis
from ca_summit.figures.labels import half_lines
from ca_summit.figures.language import Words, month_name, msg
from ca_summit.figures.text import hovers
from ca_summit.figures.theme import REST_COLOR, SEQUENTIAL_SCALE, power_color
from ca_summit.sources import unknown_source

_NAMED, _COLUMNS = 5, 10
_SPARE = ("#5FA8A0", "#A88B1F", "#6E7B57", "#9A6FB0", "#B5567D")  # of states without a colour
_ELSE = msg("others")
_MOST_BARS, _FEW_BARS = 240, 8  # of the few each is named below
_DARK = 0.55  # of the largest count: cells from here on have light ink


def plot_reports(
    day: pd.DataFrame,
    *,
    by: str = "month",
    rule: str = "reports",
    gap_days: int = 1,
    least_reports: int = 1,
    source: str | None = None,
    language: str | None = None,
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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; counts per period by the rule that stands below.

    Raises
    ------
    ValueError
        If an argument is unknown, or there are more periods than bars could be told apart.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"day": pd.to_datetime(["2025-11-05", "2025-12-06"]), "actor": "KAZ"})
    >>> day = day.assign(other="USA", kind="042", reports=[4, 9])
    >>> plot_reports(day).layout.title.text.replace("<br>", " ")
    '13 reports, the most in Dec 2025: 9'
    """
    words = Words(language)
    check_choice("by", by, PERIODS)
    check_columns("plot_reports", day, NEEDED, "ev.by_day()")
    rules: dict[str, Any] = {"rule": rule, "gap_days": gap_days, "least_reports": least_reports}
    question = words.say("When was written about meetings of Central Asia?")
    counted = count(day, by=[by, "pair"], **rules)
    if counted.empty:
        return nothing(question, rules, words)
    focus = list(asked(day).get("focus") or FIVE)
    sides = zip(counted["actor"], counted["other"], strict=True)
    counted["with"] = [_partner(a, b, focus) for a, b in sides]
    totals = counted.groupby("with")["count"].sum().sort_values(ascending=False, kind="stable")
    named = list(totals.index[:_NAMED])
    counted["with"] = counted["with"].where(counted["with"].isin(named), _ELSE)
    bars = counted.groupby([by, "with"], as_index=False)["count"].sum()
    top = bars.groupby(by)["count"].sum()
    if len(top) > _MOST_BARS:
        raise ValueError(
            f"plot_reports() draws up to {_MOST_BARS} bars; by {by} there are {len(top)}. "
            "Choose a longer period with `by`, or fewer days in by_day()."
        )
    bars = bars.assign(
        period=[_period(p, by, words) for p in bars[by]],
        label=[_label(code, words) for code in bars["with"]],
        counted=[what(rule, n, words) for n in bars["count"]],
    )
    parts = [*named, *([_ELSE] if bars["with"].eq(_ELSE).any() else [])]
    colors = _colors(parts)
    fig = go.Figure()
    for code in parts:
        own = bars[bars["with"].eq(code)]
        marks.bars(
            fig,
            own,
            x=by,
            y="count",
            color=colors[code],
            told=hovers(own, words, "<b>{period}</b>", "{label}: {counted}", proof=False),
            orientation="v",
            name=_label(code, words),
            hollow=[False] * len(own),
            showlegend=False,
        )
    fig.update_layout(barmode="stack", bargap=0.12)
    ends = value_axis(fig, 0, float(top.max()), language=words.sentences)
    ticks = [tick for tick in round_ticks(*ends) if tick == int(tick)]
    fig.update_yaxes(
        tickvals=ticks, ticktext=[words.say("{v:n}", v=v) for v in ticks], fixedrange=True
    )
    if by == "year":
        fig.update_xaxes(tickformat="d", dtick=max(1, len(top) // 8))
    elif len(top) <= _FEW_BARS:
        fig.update_xaxes(
            tickvals=list(top.index), ticktext=[_period(p, by, words) for p in top.index]
        )
    peak, most = top.idxmax(), int(top.max())
    finding = what(rule, int(top.sum()), words)
    if len(top) > 1:
        marks.note(fig, words.say("{v:n}", v=most), peak, most, yanchor="bottom")
        message = "{counted}, the most in {period}: {most:n}"
        if by == "day":
            message = "{counted}, the most on {period}: {most:n}"
        finding = words.say(message, counted=finding, period=_period(peak, by, words), most=most)
    finding = told_synthetic(finding, day, words)
    return finish(
        fig,
        area=260,
        question=question,
        finding=finding,
        subtitle=words.say(
            "Counted by {by}: {rule}", by=words.say(by), rule=counted_by(rules, words)
        ),
        key=[Key(_label(code, words), colors[code]) for code in parts],
        caution=caution(words),
        alt=words.say(
            "Bars by {by}. {finding}. Counted: {rule}. With: {parts}.",
            by=words.say(by),
            finding=finding,
            rule=counted_by(rules, words),
            parts=words.listed((f"{_label(str(c), words)} {n}" for c, n in totals.items()), 6),
        ),
        data=bars[[by, "with", "count"]].assign(rule=counted_by(rules, words)),
        sources=records_source(day, source),
        caption=words.say("One bar is one period; colours say with whom."),
        notes=[caution(words), *skipped(day, words)],
        language=words.sentences,
    )


def plot_pairs(
    day: pd.DataFrame,
    *,
    rule: str = "runs",
    gap_days: int = 1,
    least_reports: int = 1,
    source: str | None = None,
    language: str | None = None,
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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; a row per pair, counts by the rule that stands below.

    Raises
    ------
    ValueError
        If an argument is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"day": pd.to_datetime(["2025-11-05", "2025-12-06"]), "actor": "KAZ"})
    >>> day = day.assign(other="USA", kind="042", reports=[4, 9])
    >>> plot_pairs(day).layout.title.text.replace("<br>", " ")
    '2 runs of days with reports, all of them about Kazakhstan – United States'
    """
    words = Words(language)
    check_columns("plot_pairs", day, NEEDED, "ev.by_day()")
    rules: dict[str, Any] = {"rule": rule, "gap_days": gap_days, "least_reports": least_reports}
    question = words.say("About which pairs is written most?")
    counted = count(day, by="pair", **rules)
    if counted.empty:
        return nothing(question, rules, words)
    focus = list(asked(day).get("focus") or FIVE)
    turned = counted.rename(columns={"actor": "other", "other": "actor"})
    both = pd.concat([counted, turned], ignore_index=True)
    both = both[both["actor"].isin(focus)]
    most = both.groupby("actor")["count"].sum().sort_values(kind="stable")
    columns = both.groupby("other")["count"].sum().sort_values(ascending=False, kind="stable")
    shown, rows = list(columns.index[:_COLUMNS]), list(most.index)
    cells = both[both["other"].isin(shown)]
    cells = cells.assign(
        x=[shown.index(c) for c in cells["other"]],
        y=[rows.index(c) for c in cells["actor"]],
        pair=[pair_words(*ab, language) for ab in zip(cells["actor"], cells["other"], strict=True)],
        counted=[what(rule, n, words) for n in cells["count"]],
        written=[what("reports", n, words) for n in cells["reports"]],
        ink=cells["count"].gt(_DARK * cells["count"].max()),
    )
    cells["told"] = hovers(cells, words, "<b>{pair}</b>", "{counted}", "{written}", proof=False)
    fig = go.Figure()
    marks.cells(
        fig,
        cells,
        x="x",
        y="y",
        value="count",
        told="told",
        colors=SEQUENTIAL_SCALE,
        span=(0, float(cells["count"].max())),
    )
    for dark, own in cells.groupby("ink"):
        texts = [words.say("{v:s}" if n >= 10_000 else "{v:n}", v=n) for n in own["count"]]
        marks.write(fig, own["x"], own["y"], texts, size=12)
        fig.data[-1].textfont.color = "#FFFFFF" if dark else "#22272B"
    heads = [half_lines(words.label(code), 12) for code in shown]
    name_columns(fig, range(len(shown)), heads, size=11.5)
    name_rows(fig, range(len(rows)), [words.label(code) for code in rows], fixedrange=True)
    left = len(columns) - len(shown)
    finding = told_synthetic(_pairs_finding(counted, rule, words), day, words)
    return finish(
        fig,
        area=44 * len(rows),
        above=40,
        question=question,
        finding=finding,
        subtitle=words.say("Counted: {rule}", rule=counted_by(rules, words)),
        narrow={"xaxis.ticktext": shown},
        caution=caution(words),
        alt=words.say(
            "Grid of pairs. {finding}. Counted: {rule}.",
            finding=finding,
            rule=counted_by(rules, words),
        ),
        data=counted,
        sources=records_source(day, source),
        caption=words.say("One cell is one pair of states; an empty one has no report."),
        notes=[
            caution(words),
            words.count(
                "Left out: {count} state with fewer", "Left out: {count} states with fewer", left
            )
            if left > 0
            else "",
            *skipped(day, words),
        ],
        language=words.sentences,
    )


def _pairs_finding(counted: pd.DataFrame, rule: str, words: Words) -> str:
    """Name the pair that stands first; of two that stand alike none."""
    order = counted.sort_values("count", ascending=False, kind="stable")
    whole, first = int(order["count"].sum()), order.iloc[0]
    said: dict[str, Any] = {
        "counted": what(rule, whole, words),
        "pair": f"{words.name(first['actor'], article=False)} – "
        f"{words.name(first['other'], article=False)}",
        "most": int(first["count"]),
    }
    if len(order) == 1:
        return words.say("{counted}, all of them about {pair}", **said)
    if order["count"].iloc[1] == first["count"]:
        return what(rule, whole, words)
    return words.say("{counted}, the most about {pair}: {most:n}", **said)


def asked(day: pd.DataFrame) -> dict[str, Any]:
    """Return what ``by_day()`` was asked for, as far as the table still says so."""
    return dict(day.attrs.get(ASKED, {}))


def what(rule: str, n: int, words: Words) -> str:
    """Say how many of what a rule counts there are: always of reports, never of meetings."""
    if rule == "reports":
        return words.count("{count:n} report", "{count:n} reports", n)
    if rule == "kinds":
        return words.count(
            "{count:n} day, pair and kind of reports",
            "{count:n} days, pairs and kinds of reports",
            n,
        )
    if rule == "pairs":
        return words.count(
            "{count:n} day and pair with reports", "{count:n} days and pairs with reports", n
        )
    return words.count(
        "{count:n} run of days with reports", "{count:n} runs of days with reports", n
    )


def counted_by(rules: dict[str, Any], words: Words) -> str:
    """Say the rule in words; every report counts whatever the least number is."""
    check_choice("rule", rules["rule"], RULES)
    least = 1 if rules["rule"] == "reports" else rules["least_reports"]
    return rule_words(rules["rule"], rules["gap_days"], least, words)


def nothing(question: str, rules: dict[str, Any], words: Words) -> go.Figure:
    """Return a figure that says that no report is counted."""
    return empty_figure(
        question, words.say("Nothing to count: {rule}.", rule=counted_by(rules, words)), words
    )


def caution(words: Words) -> str:
    """Say what no count of reports says."""
    return words.say("Reports coded by machine, not checked: a report is no meeting.")


def told_synthetic(finding: str, day: pd.DataFrame, words: Words) -> str:
    """Say in the title that records were made up, if they were."""
    if not finding or not asked(day).get("synthetic"):
        return finding
    return words.say("{finding} (synthetic records)", finding=finding)


def records_source(day: pd.DataFrame, source: str | None) -> list[dict[str, Any]]:
    """Return the source line of records: what the user says, else the layout they came in."""
    return [unknown_source(source or asked(day).get("title", "the user’s own records"))]


def skipped(day: pd.DataFrame, words: Words) -> list[str]:
    """Say how many reports named no state that a table of codes knows."""
    codes = asked(day).get("skipped", {})
    if not codes:
        return []
    return [
        words.say(
            "Not counted, {many:n} reports without a day or a state: {codes}",
            many=sum(codes.values()),
            codes=words.listed((f"{code} {n}" for code, n in codes.items()), 3),
        )
    ]


def _partner(actor: str, other: str, focus: list[str]) -> str:
    """Return the side outside the focus; of a pair within it both."""
    outside = [code for code in (actor, other) if code not in focus]
    return outside[0] if outside else "-"


def _label(code: str, words: Words) -> str:
    if code == "-":
        return words.say("each other")
    return words.say(code) if code == _ELSE else words.label(code)


def _colors(codes: list[str]) -> dict[str, str]:
    """Give each state its colour, one without a colour of its own a spare one."""
    spare = iter(_SPARE)
    own = {code: REST_COLOR if code in (_ELSE, "-") else power_color(code) for code in codes}
    plain = [code for code in codes if code != _ELSE and own[code] == REST_COLOR]
    return own | {code: next(spare) for code in plain}


def _period(start: Any, by: str, words: Words) -> str:
    if by == "year":
        return str(start)
    if by == "month":
        return f"{month_name(start.month, words.sentences)} {start.year}"
    return words.say("{day:d}", day=start)
