"""Chart who met whom, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_columns, check_day
from ca_summit.diplomacy import FIVE, meeting_matrix, meeting_pairs, uncounted_meetings
from ca_summit.figures import empty_figure
from ca_summit.figures.labels import half_lines, short_head
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import as_pandas, with_days
from ca_summit.figures.text import day_text, listed, plain, power_name
from ca_summit.sources import frame_sources
from ca_summit.tables import load_attendance, load_meetings
from ca_summit.tables.spans import check_moment, check_span

if TYPE_CHECKING:
    import datetime as dt

    from ca_summit.tables.spans import Moment

    Day = str | dt.date | pd.Timestamp

_NEEDED = ["meeting_id", "name", "format", "level", "counterpart", "status", "mode"]
_NEEDED += ["start_date", "end_date", "city"]
#: Kinds of count of `plot_meeting_matrix` and their words.
COUNTS = {
    "in_person": "face to face",
    "bilateral": "in bilateral meetings",
    "multilateral": "at larger meetings",
    "by_deputy": "with a deputy on either side",
    "virtual_or_unclear": "by video, or in a way not known",
}
_SCALES = {
    "five": [[0, "rgba(42,127,158,0.14)"], [1, "rgba(42,127,158,0.85)"]],
    "power": [[0, "rgba(192,95,82,0.14)"], [1, "rgba(192,95,82,0.9)"]],
}
_MATRIX_TITLE = "Who met whom, and how often?"


def plot_meeting_matrix(
    meetings: pd.DataFrame | None = None,
    *,
    since: Moment = "2025-01-01",
    until: Moment = "2025-12-31",
    count: str = "in_person",
    level: str = "heads_of_state",
    as_of: Day | None = None,
    attendance: pd.DataFrame | None = None,
    coverage: pd.DataFrame | None = None,
    language: str = "en",
) -> go.Figure:
    """Chart how often each of the five met each other one and each outside power.

    A count is "at least" wherever `load_coverage` does not call the records complete: bilateral
    meetings of leaders are recorded from 2023 on, in part, and many outside guests are not. There
    a dot says that nothing is recorded, which is not zero. The figure says how many meetings
    could not be counted, and why. The two blocks have colours of their own, because the five
    meet each other far more often.

    Parameters
    ----------
    meetings
        A table like ``load_meetings()``, also the user's own. Default: that table.
    since, until
        First and last day of the meetings counted: years or days.
    count
        ``in_person``, ``bilateral``, ``multilateral``, ``by_deputy`` or ``virtual_or_unclear``.
    level
        ``heads_of_state``, ``ministers``, ``foreign_ministers`` or ``envoys``.
    as_of
        Count only what was known on that day.
    attendance
        A table like ``load_attendance()`` that says who was there. Default: that table.
    coverage
        What the meetings cover, a table like ``load_coverage()``. Default: what is known of the
        bundled meetings, nothing of others.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for names of countries.

    Raises
    ------
    ValueError
        If a column is missing, an argument names a value that does not exist, or ``since`` is
        later than ``until``.

    Examples
    --------
    >>> from ca_summit.figures import figure_data
    >>> data = figure_data(plot_meeting_matrix(count="bilateral"))
    >>> data.loc[data["other"].eq("USA"), "meetings"].astype(int).to_list()
    [1, 1, 1, 1, 2]
    """
    name = "plot_meeting_matrix"
    frame = load_meetings() if meetings is None else as_pandas(name, meetings, "load_meetings()")
    said = load_attendance()
    said = said if attendance is None else as_pandas(name, attendance, "load_attendance()")
    check_columns("plot_meeting_matrix", frame, _NEEDED, "load_meetings()")
    needed = ["meeting_id", "actor_iso3", "status", "known_on", "seq"]
    check_columns("plot_meeting_matrix", said, needed, "load_attendance()")
    check_choice("count", count, COUNTS)
    frame = with_days("plot_meeting_matrix", frame, ["start_date", "end_date"])
    said = with_days("plot_meeting_matrix", said, ["known_on"])
    first, last = check_moment("since", since), check_moment("until", until, last=True)
    check_span(first, last)
    day = None if as_of is None else check_day("as_of", as_of)
    asked: dict[str, Any] = {"since": first, "until": last, "level": level, "as_of": day}
    asked["attendance"] = said
    wide = meeting_matrix(frame, count=count, coverage=coverage, **asked)
    two = frame["format"].astype("object").eq("bilateral")
    apart = uncounted_meetings(frame[two] if count == "bilateral" else frame, **asked)
    span = f"{day_text(first)} to {day_text(last)}"
    if not wide.fillna(0).to_numpy().any():
        whole = wide.eq(0).fillna(value=False).to_numpy().any()
        reason = f"No two sides are recorded to have met {COUNTS[count]}, {span}."
        reason += "" if whole else " The records of that time are not complete, so this is no zero."
        return empty_figure(_MATRIX_TITLE, " ".join([reason, *_apart_lines(apart, language)]))
    pairs = meeting_pairs(frame, coverage=coverage, **asked)
    cells = _cells(wide, pairs, frame, count, language)
    fig = go.Figure()
    powers = [code for code in wide.columns if code not in FIVE]
    positions = {code: -n - (0.35 if n >= len(FIVE) else 0) for n, code in enumerate(wide.columns)}
    for block in ("five", "power"):
        own = cells[cells["block"].eq(block)]
        if len(own):
            _draw_block(fig, own, positions, block)
    _matrix_axes(fig, positions, language)
    ids = {key for text in pairs["meeting_ids"] for key in text.split(";")}
    used = frame[frame["meeting_id"].isin(ids)]
    return finish_chart(
        fig,
        above=34,
        planned=150,
        title=_MATRIX_TITLE,
        subtitle="<br>".join(
            [
                f"Bilateral meetings of {_level_word(level)}"
                if count == "bilateral"
                else f"Meetings of {_level_word(level)} {COUNTS[count]}",
                span,
                *([] if day is None else [f"As known on {day_text(day)}"]),
                *_tops(cells, language),
            ]
        ),
        alt=_matrix_alt(cells, span, COUNTS[count], powers, language) + _apart_alt(apart, language),
        data=cells[["actor", "other", "meetings", "meeting_ids"]],
        sources=frame_sources(used, said[said["meeting_id"].isin(ids)]),
        caption="Read a row and a column: how often these two are recorded to have met.",
        notes=[
            "Counts are “at least”"
            + (", except where a 0 stands" if cells["meetings"].eq(0).any() else "")
            + ". A dot: no meeting of the two is recorded, which is not zero",
            *_apart_lines(apart, language),
        ],
        source_shift=16,
    )


def _level_word(level: str) -> str:
    words = {"heads_of_state": "leaders", "envoys": "envoys", "ministers": "prime ministers"}
    return words.get(level, "foreign ministers")


def _cells(
    wide: pd.DataFrame, pairs: pd.DataFrame, frame: pd.DataFrame, count: str, language: str
) -> pd.DataFrame:
    """Return one row per pair with its count and hover; the pair with itself is left out."""
    known = {frozenset((r["actor"], r["other"])): r for r in pairs.to_dict("records")}
    names = frame.drop_duplicates("meeting_id").set_index("meeting_id")
    rows = []
    for other in wide.columns:
        for actor in wide.index:
            if actor == other:
                continue
            pair = known.get(frozenset((actor, other)), {})
            ids = plain(pair.get("meeting_ids"))
            value = wide.loc[actor, other]
            rows.append(
                {
                    "actor": actor,
                    "other": other,
                    "meetings": value,
                    "meeting_ids": ids or None,
                    "block": "five" if other in FIVE else "power",
                    "hover": _pair_hover(actor, other, pair, names, count, language),
                }
            )
    return pd.DataFrame(rows).astype({"meetings": "Int64"})


def _apart_lines(apart: pd.DataFrame, language: str) -> list[str]:
    """Say in a line for each reason which meetings are not counted, or not for every side."""
    lines = []
    unclear = apart[apart["reason"].eq("mode_unknown")]
    if len(unclear):
        names = [
            f"{plain(name)}, {day_text(day)}"
            for name, day in zip(unclear["name"], unclear["start_date"], strict=True)
        ]
        many = "1 meeting" if len(names) == 1 else f"{len(names)} meetings"
        lines.append(f"Not counted, meeting or call unknown: {many} ({listed(names, 2)})")
    sides = apart[apart["reason"].ne("mode_unknown")]
    if len(sides):
        affected = sides["meeting_id"].nunique()
        kinds = [
            f"{reason.removesuffix('_unknown')} {power_name(str(side), language)}"
            for reason, side in zip(sides["reason"], sides["side"], strict=True)
        ]
        who = listed(list(dict.fromkeys(kinds)), 3)
        lines.append(f"Not counted with a side about which nothing is stated: {affected} ({who})")
    return lines


def _apart_alt(apart: pd.DataFrame, language: str) -> str:
    return "".join(f" {line}." for line in _apart_lines(apart, language))


def _pair_hover(
    actor: str,
    other: str,
    pair: dict[Any, Any],
    names: pd.DataFrame,
    count: str,
    language: str,
) -> str:
    head = f"<b>{power_name(actor, language)} and {power_name(other, language)}</b>"
    if not pair or pd.isna(pair[count]) or not pair[count]:
        whole = bool(pair) and not pd.isna(pair[count])
        return f"{head}<br>{'none' if whole else 'none recorded'} {COUNTS[count]}"
    ids = pair["meeting_ids"].split(";")
    lines = [head, f"{pair[count]} {COUNTS[count]}"]
    parts = (("bilateral", "bilateral"), ("at larger meetings", "multilateral"))
    known = [f"{words} {pair[name]}" for words, name in parts if pd.notna(pair[name])]
    lines += [", ".join(known)] if known else []
    if pair["mode_unknown"]:
        lines.append(f"not counted: {pair['mode_unknown']}, meeting or call unknown")
    for key in ids[:8]:
        row = names.loc[key]
        lines.append(f"{day_text(row['start_date'])}: {plain(row['city']) or 'by video'}")
    lines += [f"and {len(ids) - 8} more, of all kinds"] if len(ids) > 8 else []
    return "<br>".join(lines)


def _draw_block(fig: go.Figure, own: pd.DataFrame, positions: dict[str, float], block: str) -> None:
    counted = own.assign(y=own["other"].map(positions))
    grid = counted.set_index(["y", "actor"])
    counts = grid["meetings"].astype("float64")
    values = counts.where(counts > 0).unstack("actor")  # noqa: PD010
    values = values.reindex(columns=list(FIVE)).sort_index()
    hover = grid["hover"].unstack("actor").reindex(columns=list(FIVE)).sort_index()  # noqa: PD010
    fig.add_heatmap(
        x=list(range(len(FIVE))),
        y=list(values.index),
        z=values.astype("object").where(values.notna(), None).to_numpy().tolist(),
        name="among the five" if block == "five" else "with outside powers",
        colorscale=_SCALES[block],
        zmin=0,
        zmax=int(own["meetings"].fillna(0).max()) or 1,
        showscale=False,
        xgap=3,
        ygap=3,
        customdata=hover.astype("object").where(hover.notna(), "").to_numpy().tolist(),
        hovertemplate="%{customdata}<extra></extra>",
        hoverongaps=False,
    )
    filled = counted["meetings"].gt(0).fillna(value=False)
    for rows, hoverless in ((counted[filled], True), (counted[~filled], False)):
        fig.add_scatter(
            x=[FIVE.index(code) for code in rows["actor"]],
            y=rows["y"],
            mode="text",
            text=["·" if pd.isna(n) else f"<b>{n}</b>" if n else "0" for n in rows["meetings"]],
            textfont={"size": 14},
            customdata=None if hoverless else rows["hover"],
            hovertemplate=None if hoverless else "%{customdata}<extra></extra>",
            hoverinfo="skip" if hoverless else None,  # the tile below tells
            showlegend=False,
        )


def _matrix_axes(fig: go.Figure, positions: dict[str, float], language: str) -> None:
    fig.update_xaxes(
        tickvals=list(range(len(FIVE))),
        ticktext=[short_head(code, language) for code in FIVE],
        side="top",
        range=[-0.52, len(FIVE) - 0.48],
        tickangle=0,
        tickfont={"size": 9.5},
        showgrid=False,
        zeroline=False,
        ticks="",
        fixedrange=True,
    )
    low = min(positions.values())
    fig.update_yaxes(
        tickvals=list(positions.values()),
        ticktext=[half_lines(power_name(code, language), 16) for code in positions],
        range=[low - 0.55, 0.55],
        showgrid=False,
        zeroline=False,
        ticks="",
        fixedrange=True,
    )
    fig.update_layout(height=240 + 32 * len(positions), margin={"r": 16}, showlegend=False)


def _tops(cells: pd.DataFrame, language: str) -> list[str]:
    """Say which pair met most often: among the five, and with an outside power."""
    lines = []
    for block, words in (("five", "Most among the five"), ("power", "Most with others")):
        own = cells[cells["block"].eq(block) & cells["meetings"].gt(0).fillna(value=False)]
        own = own[own["actor"].lt(own["other"]) | own["block"].eq("power")]
        if own.empty:
            continue
        best = own.sort_values("meetings", ascending=False, kind="stable").iloc[0]
        ties = {
            frozenset(p)
            for p in own.loc[own["meetings"].eq(best["meetings"]), ["actor", "other"]].to_numpy()
        }
        if len(ties) == 1:
            pair = "–".join(power_name(best[side], language) for side in ("actor", "other"))
            lines.append(f"{words}: {pair}, {best['meetings']}")
    return lines


def _matrix_alt(
    cells: pd.DataFrame, span: str, words: str, powers: list[str], language: str
) -> str:
    text = f"Table of numbers of meetings {words}, {span}."
    own = cells[cells["block"].eq("power")]
    sums = (
        own.groupby("other", sort=False)["meetings"]
        .sum()
        .sort_values(ascending=False, kind="stable")
    )
    if powers:
        tops = [f"{power_name(code, language)} {n}" for code, n in sums.items()]
        text += f" Meetings of the five with outside powers, summed: {listed(tops, 5)}."
    tops = _tops(cells, language)
    return text + "".join(f" {line}." for line in tops)
