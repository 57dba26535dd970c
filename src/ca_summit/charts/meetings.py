"""Chart who met whom, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_day
from ca_summit.diplomacy import FIVE, meeting_matrix, meeting_pairs, uncounted_meetings
from ca_summit.figures import Key, empty_figure, finish, marks, taller_when_narrow, theme
from ca_summit.figures.axes import name_columns, name_rows
from ca_summit.figures.labels import half_lines
from ca_summit.figures.language import Words, format_span, msg
from ca_summit.figures.rows import table_for
from ca_summit.figures.text import plain, shown
from ca_summit.figures.typesetting import text_size
from ca_summit.provenance.drawn import Drawn, looked_up
from ca_summit.sources import frame_sources
from ca_summit.tables.reported import only_reported
from ca_summit.tables.spans import check_moment, check_span

if TYPE_CHECKING:
    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_NEEDED = ["meeting_id", "name", "format", "level", "counterpart", "status", "mode"]
_NEEDED += ["start_date", "end_date", "city"]
#: Kinds of count of `plot_meeting_matrix` and their words.
COUNTS = {
    "in_person": msg("face to face"),
    "bilateral": msg("in bilateral meetings"),
    "multilateral": msg("at larger meetings"),
    "by_deputy": msg("with a deputy on either side"),
    "virtual_or_unclear": msg("by video, or in a way not known"),
}
_BLOCKS = {"five": msg("among the five"), "power": msg("with outside powers")}
_TOPS = {
    "five": msg("Most among the five: {pair}, {count}"),
    "power": msg("Most with others: {pair}, {count}"),
}
_COLORS = {"five": "#2A7F9E", "power": "#C05F52"}
_SCALES = {
    "five": [[0, "rgba(42,127,158,0.14)"], [1, "rgba(42,127,158,0.85)"]],
    "power": [[0, "rgba(192,95,82,0.14)"], [1, "rgba(192,95,82,0.9)"]],
}
_LEVELS = {
    "heads_of_state": msg("leaders"),
    "envoys": msg("envoys"),
    "ministers": msg("prime ministers"),
    "foreign_ministers": msg("foreign ministers"),
}
_QUESTION = msg("Who met whom, and how often?")
_CAUTION = msg("Two gatherings on one journey count twice, and no count says what was agreed.")
_SAID = ["meeting_id", "actor_iso3", "status", "known_on", "seq"]
_ROW = 32  # pixels of a state
_UPRIGHT_SIZE, _ABOVE = 11.5, 24  # of heads on a phone; pixels that heads have on a desk
_APART = 0.35  # rows between the five and the outside powers
_LISTED = 8  # meetings named in a hover


def plot_meeting_matrix(
    meetings: pd.DataFrame | None = None,
    *,
    since: Moment = "2025-01-01",
    until: Moment = "2025-12-31",
    count: str = "in_person",
    level: str = "heads_of_state",
    as_of: Day = None,
    attendance: pd.DataFrame | None = None,
    coverage: pd.DataFrame | None = None,
    language: str | None = None,
) -> go.Figure:
    """Chart how often each of the five met each other one and each outside power, each pair once.

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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per pair with the number of ``meetings``, missing where
    nothing is recorded and the records are not complete.

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
    words = Words(language)
    function = "plot_meeting_matrix"
    check_choice("count", count, COUNTS)
    frame = table_for(function, "meetings", meetings, _NEEDED)
    said = table_for(function, "attendance", attendance, _SAID)
    first, last = check_moment("since", since), check_moment("until", until, last=True)
    check_span(first, last)
    day = None if as_of is None else check_day("as_of", as_of)
    asked: dict[str, Any] = {
        "since": first,
        "until": last,
        "level": level,
        "as_of": day,
        "attendance": said,
    }
    wide = meeting_matrix(frame, count=count, coverage=coverage, **asked)
    two = frame["format"].astype("object").eq("bilateral")
    apart = uncounted_meetings(frame[two] if count == "bilateral" else frame, **asked)
    told_apart = _apart_lines(apart, words)
    how = words.say(COUNTS[count])
    span = format_span(first, last, words.sentences)
    question = words.say(_QUESTION)
    if not wide.fillna(0).to_numpy().any():
        why = words.say("No two sides are recorded to have met {how}, {span}.", how=how, span=span)
        if not wide.eq(0).fillna(value=False).to_numpy().any():
            message = "The records of that time are not complete, so this is no zero."
            why = f"{why} {words.say(message)}"
        return empty_figure(question, " ".join([why, *told_apart]), words)
    pairs = meeting_pairs(frame, count=count, coverage=coverage, **asked)
    cells = _cells(wide, pairs, frame, count, words)
    reported = only_reported(frame)
    fig = go.Figure()
    for block in dict.fromkeys(cells["block"]):
        _draw_block(fig, cells[cells["block"].eq(block)], block, words)
    short = _set_axes(fig, cells, words)
    ids = {key for text in pairs["meeting_ids"] for key in text.split(";")}
    used = frame[frame["meeting_id"].isin(ids)]
    message = msg("Bilateral meetings of {who}, {span}")
    if count != "bilateral":
        message = msg("Meetings of {who} {how}, {span}")
    if reported:
        message = msg("Candidates from reports, not checked, {span}")
    drawn = words.say(message, who=words.say(_LEVELS[level]), how=how, span=span)
    known = [] if day is None else [words.say("As known on {day:d}", day=day)]
    least = _least(cells, words, reported=reported)
    tops = [words.say(_TOPS[block], **top) for block, top in _tops(cells, words).items()]
    finish(
        fig,
        area=_ROW * (0.5 - float(cells["row"].min())) + _ROW / 2,
        above=_ABOVE,
        question=question,
        finding=_finding(cells, count, words, reported=reported),
        subtitle="<br>".join([drawn, *known]),
        key=_key(cells, words),
        caution=f"{least}. {words.say(_CAUTION)}",
        alt=" ".join([_alt(cells, span, how, words), *(f"{line}." for line in tops + told_apart)]),
        data=cells[["actor", "other", "meetings", "meeting_ids"]],
        sources=frame_sources(used, said[said["meeting_id"].isin(ids)]),
        drawn=_rows_drawn(cells, None if meetings is None and attendance is None else used, count),
        caption=words.say("Read a row and a column: how often these two are recorded to have met."),
        narrow=short,
        notes=[least, *told_apart],
        language=words.sentences,
    )
    longest = text_size("<br>".join(short["xaxis.ticktext"]), _UPRIGHT_SIZE)[0]
    return taller_when_narrow(fig, 0, heads=max(0, round(longest) - _ABOVE + 8))


def _set_axes(fig: go.Figure, cells: pd.DataFrame, words: Words) -> dict[str, Any]:
    """Name columns and rows whole; return upright heads for a narrow screen."""
    rows = cells.drop_duplicates("other")
    columns = cells.drop_duplicates("column").sort_values("column")
    ends = [columns["column"].min() - 0.52, columns["column"].max() + 0.52]
    names = [words.label(code) for code in columns["actor"]]
    name_columns(fig, columns["column"], names, size=13, range=ends)
    name_rows(
        fig,
        rows["row"],
        [words.label(code) for code in rows["other"]],
        width=22,
        standoff=0,
        range=[rows["row"].min() - 0.5, rows["row"].max() + 0.5],
        fixedrange=True,
    )
    fig.update_layout(margin={"r": 16}, showlegend=False)
    return {
        "xaxis.ticktext": names,
        "xaxis.tickangle": -90,
        "xaxis.tickfont.size": _UPRIGHT_SIZE,
        "yaxis.ticktext": [half_lines(words.label(code)) for code in rows["other"]],
    }


def _key(cells: pd.DataFrame, words: Words) -> list[Key]:
    """Return what the colours mean, and what a dot says that stands in a cell."""
    entries = [Key(words.say(_BLOCKS[b]), _COLORS[b]) for b in dict.fromkeys(cells["block"])]
    if cells["meetings"].isna().any():
        text = words.say("none recorded, which is not zero")
        entries.append(Key(text, theme.OTHER_COLOR, "·"))
    return entries


def _least(cells: pd.DataFrame, words: Words, *, reported: bool) -> str:
    if reported:
        return words.say("Counts of candidates from reports coded by machine, not of meetings")
    if cells["meetings"].eq(0).any():
        return words.say("Counts are “at least”, except where a 0 stands")
    return words.say("Counts are “at least”")


def _finding(cells: pd.DataFrame, count: str, words: Words, *, reported: bool) -> str:
    """Say which two met most often, and which of the five and an outside power, without a tie."""
    tops = sorted(_tops(cells, words).values(), key=lambda top: -top["count"])
    if count not in ("in_person", "bilateral", "multilateral") or not tops:
        return ""
    if len(tops) > 1 and tops[0]["count"] == tops[1]["count"]:
        return ""
    if tops[0]["count"] < cells["meetings"].max():  # the most often met are several pairs
        return ""
    if tops[0]["count"] == 1:  # "most often" is no word for once
        return ""
    most = {name: tops[0][name] for name in ("one", "two", "count")}
    if reported:
        message = "Reports name {one} and {two} together most often: {count} candidates"
        return words.sentence(message, **most)
    if len(tops) == 1 or tops[1]["count"] == 1:
        return words.sentence("{one} and {two} met most often, {count} times", **most)
    message = "{one} and {two} met most often, {count} times; {third} and {fourth} {more} times"
    more = {"third": tops[1]["one"], "fourth": tops[1]["two"], "more": tops[1]["count"]}
    return words.sentence(message, **most, **more)


def _cells(
    wide: pd.DataFrame, pairs: pd.DataFrame, frame: pd.DataFrame, count: str, words: Words
) -> pd.DataFrame:
    """Return one row per pair with its place, count and hover: each pair once."""
    known = {frozenset((r["actor"], r["other"])): r for r in pairs.to_dict("records")}
    names = frame.drop_duplicates("meeting_id").set_index("meeting_id")
    rows = []
    others = [code for code in wide.columns if code != FIVE[0]]
    for number, other in enumerate(others):
        block = "five" if other in FIVE else "power"
        for actor in FIVE[: FIVE.index(other)] if block == "five" else FIVE:
            pair = known.get(frozenset((actor, other)), {})
            rows.append(
                {
                    "actor": actor,
                    "other": other,
                    "meetings": wide.loc[actor, other],
                    "meeting_ids": plain(pair.get("meeting_ids")) or None,
                    "block": block,
                    "column": FIVE.index(actor),
                    "row": -number - (_APART if block == "power" else 0),
                    "hover": _pair_hover(actor, other, pair, names, count, words),
                }
            )
    return pd.DataFrame(rows).astype({"meetings": "Int64"})


def _rows_drawn(cells: pd.DataFrame, own: pd.DataFrame | None, count: str) -> list[Drawn]:
    """Say from which rows a number of meetings is counted."""
    text = f"the number of these meetings that both were at ({count.replace('_', ' ')})"
    if own is not None:
        ids = cells["meeting_ids"].str.split(";").explode().dropna()
        rows = looked_up(own, "meeting_id", ids.to_frame("meeting_id"))
        return [Drawn("meetings", rows, how={"meetings": (text, "mode")})]
    sides = {"meeting_id": "meeting_ids", "actor_iso3": ("actor", "other")}
    return [
        Drawn("meetings", how={"meetings": (text, "mode")}, key={"meeting_id": "meeting_ids"}),
        Drawn("attendance", how={"meetings": ("", "status")}, key=sides),
    ]


def _apart_lines(apart: pd.DataFrame, words: Words) -> list[str]:
    """Say in a line for each reason which meetings are not counted, or not for every side."""
    lines = []
    unclear = apart[apart["reason"].eq("mode_unknown")]
    if len(unclear):
        names = [
            words.say("{name}, {day:d}", name=name, day=day)
            for name, day in zip(
                words.cells(unclear, "name")["name"], unclear["start_date"], strict=True
            )
        ]
        lines.append(
            words.count(
                "Not counted, meeting or call unknown: {count} meeting ({names})",
                "Not counted, meeting or call unknown: {count} meetings ({names})",
                len(names),
                names=words.listed(names, 2),
            )
        )
    sides = apart[apart["reason"].ne("mode_unknown")]
    if len(sides):
        kinds = [
            f"{words.cell(reason.removesuffix('_unknown'))} {words.name(side, article=False)}"
            for reason, side in zip(sides["reason"], sides["side"], strict=True)
        ]
        message = "Not counted with a side about which nothing is stated: {count} ({who})"
        who = words.listed(list(dict.fromkeys(kinds)), 3)
        lines.append(words.say(message, count=sides["meeting_id"].nunique(), who=who))
    return lines


def _pair_hover(
    actor: str,
    other: str,
    pair: dict[Any, Any],
    names: pd.DataFrame,
    count: str,
    words: Words,
) -> str:
    sides = {"actor": words.name(actor), "other": words.name(other)}
    head = f"<b>{shown(words.sentence('{actor} and {other}', **sides))}</b>"
    how = words.say(COUNTS[count])
    if not pair or pd.isna(pair[count]) or not pair[count]:
        whole = bool(pair) and not pd.isna(pair[count])
        message = msg("none {how}") if whole else msg("none recorded {how}")
        return f"{head}<br>{words.say(message, how=how)}"
    lines = [head, words.say("{count} {how}", count=pair[count], how=how)]
    known = [
        words.say(message, count=pair[name])
        for message, name in (
            (msg("bilateral {count}"), "bilateral"),
            (msg("at larger meetings {count}"), "multilateral"),
        )
        if pd.notna(pair[name])
    ]
    lines += [", ".join(known)] if known else []
    if pair["mode_unknown"]:
        message = "not counted: {count}, meeting or call unknown"
        lines.append(words.say(message, count=pair["mode_unknown"]))
    ids = pair["meeting_ids"].split(";")
    for key in ids[:_LISTED]:
        row = names.loc[key]
        city = shown(words.cell(plain(row["city"]))) or words.say("by video")
        lines.append(words.say("{day:d}: {city}", day=row["start_date"], city=city))
    if len(ids) > _LISTED:
        lines.append(words.say("and {count} more", count=len(ids) - _LISTED))
    return "<br>".join(lines)


def _draw_block(fig: go.Figure, own: pd.DataFrame, block: str, words: Words) -> None:
    """Draw the counts of one block as tiles, and what is no count as words beside no tile."""
    filled = own["meetings"].gt(0).fillna(value=False)
    counts = own["meetings"].astype("float64").where(filled)
    marks.cells(
        fig,
        own.assign(count=counts),
        x="column",
        y="row",
        value="count",
        told="hover",
        colors=_SCALES[block],
        span=(0, int(own["meetings"].fillna(0).max()) or 1),
        name=words.say(_BLOCKS[block]),
    )
    bare = own[~filled]
    numbers = [f"<b>{n}</b>" for n in own.loc[filled, "meetings"]]
    silent = ["·" if pd.isna(n) else "0" for n in bare["meetings"]]
    marks.write(fig, own.loc[filled, "column"], own.loc[filled, "row"], numbers, size=14)
    marks.write(fig, bare["column"], bare["row"], silent, size=14, told=list(bare["hover"]))


def _tops(cells: pd.DataFrame, words: Words) -> dict[str, dict[str, Any]]:
    """Return which pair met most often among the five, and with an outside power; none of a tie."""
    found = {}
    for block, own in cells[cells["meetings"].gt(0).fillna(value=False)].groupby("block"):
        best = own[own["meetings"].eq(own["meetings"].max())]
        if len(best) == 1:
            first, second, count = best.iloc[0][["actor", "other", "meetings"]]
            found[str(block)] = {
                "one": words.name(first),
                "two": words.name(second),
                "pair": "–".join(words.name(side, article=False) for side in (first, second)),
                "count": count,
            }
    return found


def _alt(cells: pd.DataFrame, span: str, how: str, words: Words) -> str:
    text = words.say("Table of numbers of meetings {how}, {span}.", how=how, span=span)
    own = cells[cells["block"].eq("power")]
    if own.empty:
        return text
    sums = own.groupby("other", sort=False)["meetings"].sum()
    sums = sums.sort_values(ascending=False, kind="stable")
    tops = [f"{words.name(code, article=False)} {n}" for code, n in sums.items()]
    message = "Meetings of the five with outside powers, summed: {tops}."
    return f"{text} {words.say(message, tops=words.listed(tops, 5))}"
