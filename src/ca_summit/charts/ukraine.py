"""Chart how states voted on texts about Ukraine in the United Nations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.figures import Key, empty_figure, finish, marks
from ca_summit.figures.axes import name_columns, name_rows
from ca_summit.figures.frame import taller_when_narrow
from ca_summit.figures.labels import half_lines
from ca_summit.figures.language import Words, msg
from ca_summit.figures.rows import column, table_for, usual
from ca_summit.figures.text import hovers, plain, shown, wrap
from ca_summit.figures.theme import OTHER_COLOR
from ca_summit.figures.typesetting import text_size, widest
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.states import country_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_TOTALS = ["total_yes", "total_no", "total_abstain"]
_NEEDED = ["text_id", "iso3", "vote", "date", "title", *_TOTALS, "source_id", "verification"]
_UNKNOWN = "not known"
#: Word, colour, sign in the key and in the plot of each vote; grey is neither yes nor no.
_VOTES = {
    "yes": (msg("yes"), "#2480C4", "circle", "circle"),
    "no": (msg("no"), "#D55E00", "square", "square"),
    "abstain": (msg("abstained"), OTHER_COLOR, "hollow", "circle-open"),
    "absent": (msg("absent"), OTHER_COLOR, "line-ew-open", "line-ew-open"),
    _UNKNOWN: (msg("not known"), OTHER_COLOR, "question", None),
}
_ROW = 36  # pixels
_HEAD, _HEAD_SIZE = 68, 11.5  # pixels of a column, of the letters of its head
_TITLE_SIGNS = 40
_SHORT_SIGNS, _SHORT_SIZE = 27, 10  # of a title on a phone
_LINE, _ABOVE = 13, 37  # pixels of a line of a title, and those that a head has, on a phone

#: Whose votes are drawn where nobody is named.
_USUAL = (*STATES, "CHN", "RUS", "USA")


def plot_ukraine_votes(
    votes: pd.DataFrame | None = None,
    *,
    country: str | Sequence[str] | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Chart the votes on texts about Ukraine in the UN General Assembly, a row a text.

    Yes, no, abstained, absent and not known are five different signs: absence is not abstention,
    abstention is not agreement, and what no document says stays a question mark.

    Parameters
    ----------
    votes
        A table like ``load_un_ukraine_votes()``. Default: that table.
    country
        Columns, by any name or code. Default: the five, China, Russia, the United States.
    since, until
        First and last day, or year, of the votes drawn.
    as_of
        Draw only votes taken up to that day.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per text and state; ``vote`` is ``not known`` where no
    document that was read says it.

    Raises
    ------
    ValueError
        If a state does not occur, or a day is not written ``YYYY-MM-DD``.

    Examples
    --------
    >>> fig = plot_ukraine_votes()
    >>> fig.layout.title.text.replace("<br>", " ")
    'None of the five is on record with a yes in 25 UN votes on Ukraine'
    """
    words = Words(language)
    question = words.say("How did the five vote on Ukraine?")
    country = usual("un_ukraine_votes", votes, "iso3", country, _USUAL)
    rows = table_for(
        "plot_ukraine_votes",
        "un_ukraine_votes",
        votes,
        _NEEDED,
        as_of=as_of,
        once=True,
        words=["vote", "verification"],
        country=country,
        since=since,
        until=until,
    )
    rows = rows[rows["date"].notna()]
    if rows.empty:
        why = words.say("No vote of these states is recorded for this time.")
        return empty_figure(question, why, words, as_of=as_of, country=country)
    held = rows["iso3"].astype("str").unique()
    asked = [code for code in (held if country is None else country_codes(country)) if code in held]
    states = sorted(asked, key=lambda code: code not in STATES)
    if not set(STATES) <= set(states):
        question = words.say("Who voted how on Ukraine?")
    places = _places(states)
    rows = words.cells(rows, "title")
    texts = rows.sort_values("date", kind="stable").drop_duplicates("text_id")
    rows = rows.assign(
        said=rows["vote"].astype("object").where(rows["vote"].notna(), _UNKNOWN),
        x=rows["iso3"].astype("str").map(places),
        y=rows["text_id"].map({key: -i for i, key in enumerate(texts["text_id"])}),
    )
    kinds = [kind for kind in _VOTES if rows["said"].eq(kind).any()]
    fig = go.Figure()
    for kind in kinds:
        _add_votes(fig, kind, rows[rows["said"].eq(kind)], words)
    heads = [half_lines(words.label(code)) for code in states]
    name_columns(
        fig,
        places.values(),
        heads,
        size=min(_HEAD_SIZE, _HEAD_SIZE * _HEAD / max(widest(h, _HEAD_SIZE) for h in heads)),
        range=[-0.6, max(places.values()) + 0.6],
    )
    names = [_row_label(text) for text in texts.to_dict("records")]
    name_rows(
        fig,
        range(0, -len(texts), -1),
        names,
        width=_TITLE_SIGNS,
        standoff=4,
        tickfont={"size": 11},
        range=[-len(texts) + 0.5, 0.5],
        fixedrange=True,
    )
    fig.update_layout(showlegend=False, margin={"r": 24})
    shorts = [wrap(name, _SHORT_SIGNS) for name in names]
    upright = [words.label(code) for code in states]
    row = max(_ROW, 8 + _LINE * max(name.count("<br>") + 1 for name in shorts))
    finish(
        fig,
        area=_ROW * len(texts),
        above=34,
        question=question,
        finding=_finding(rows, states, len(texts), words),
        subtitle=words.say(
            "UN General Assembly, {first:d} to {last:d}; titles in our words"
            if len(set(texts["date"])) > 1
            else "UN General Assembly, {last:d}; titles in our words",
            first=texts["date"].iloc[0],
            last=texts["date"].iloc[-1],
        ),
        key=[Key(words.say(_VOTES[kind][0]), *_VOTES[kind][1:3]) for kind in kinds],
        caution=words.say(
            "To abstain is not to agree, with either side, and to be absent is not to abstain; "
            "why a state did so the records do not say."
        ),
        narrow={
            "xaxis.ticktext": upright,
            "xaxis.tickangle": -90,
            "yaxis.ticktext": shorts,
            "yaxis.tickfont.size": _SHORT_SIZE,
        },
        alt=_alt(rows, states, len(texts), words),
        data=rows.sort_values(["date", "text_id", "iso3"])[
            ["date", "text_id", "title", "iso3", "said", "verification"]
        ].rename(columns={"said": "vote"}),
        sources=frame_sources(rows),
        drawn=[Drawn("un_ukraine_votes", rows)],
        caption=words.say(
            "Absent is a member that did not vote. Under the pointer: totals of all members."
            if "absent" in kinds
            else "Under the pointer: totals of all members."
        ),
        notes=_notes(rows, words),
        language=words.sentences,
    )
    longest = text_size("<br>".join(upright), _HEAD_SIZE)[0]
    return taller_when_narrow(fig, (row - _ROW) * len(texts), heads=max(0, round(longest - _ABOVE)))


def _places(states: Sequence[str]) -> dict[str, float]:
    """Return the column of each state; a gap parts the five from the others."""
    gap = 0.5 if 0 < sum(code in STATES for code in states) < len(states) else 0
    return {code: i + (0 if code in STATES else gap) for i, code in enumerate(states)}


def _add_votes(fig: go.Figure, kind: str, own: pd.DataFrame, words: Words) -> None:
    """Draw all votes of one kind; text stands for what is not known."""
    message, color, _, symbol = _VOTES[kind]
    fields = column(own, "recalled_fields").map(plain)
    memory = fields.map(lambda cell: "resolution" in cell.split(";"))
    number = column(own, "resolution").map(plain)
    told = hovers(
        own.assign(
            state=[words.label(code) for code in own["iso3"]],
            cast=words.say(message),
            number=number.where(
                ~memory, [words.say("{number} (number from memory)", number=n) for n in number]
            ),
        ),
        words,
        "<b>{state}: {cast}</b>",
        "{title}",
        "{number}",
        "{date:d}",
        "All members: {total_yes:n} yes, {total_no:n} no, {total_abstain:n} abstained",
        "{note}",
    )
    name = words.say(message)
    if symbol is None:
        marks.write(fig, own["x"], own["y"], ["<b>?</b>"] * len(own), size=15, told=told, name=name)
        return
    marks.dots(
        fig,
        own,
        x="x",
        y="y",
        name=name,
        symbol=symbol,
        color=color,
        told=told,
        size=7 if kind == "absent" else 12,
        # Hollow is an abstention here; what is from memory stands under the pointer.
        recalled=pd.Series(False, index=own.index),
    )


def _row_label(text: dict[Any, Any]) -> str:
    """Write title and year; what stands in brackets is under the pointer."""
    title = re.sub(r"\s*\(.*?\)", "", plain(text["title"]))
    return f"{shown(title)}, {text['date']:%Y}"


def _finding(rows: pd.DataFrame, states: Sequence[str], texts: int, words: Words) -> str:
    """Say how many recorded yes the five have, or another choice of states."""
    ours = [code for code in states if code in STATES] or list(states)
    yes = int(rows[rows["iso3"].isin(ours)]["said"].eq("yes").sum())
    said = {
        "who": words.states(ours),
        "votes": words.count("{count} UN vote on Ukraine", "{count} UN votes on Ukraine", texts),
    }
    if yes:
        times = words.count("once", "{count} times", yes)
        return words.say("In {votes} {who} said yes {times}", **said, times=times)
    if len(ours) == 1:
        return words.sentence("{who} is not on record with a yes in {votes}", **said)
    if len(ours) == 2:
        message = "Neither {one} nor {other} is on record with a yes in {votes}"
        return words.say(message, one=words.name(ours[0]), other=words.name(ours[1]), **said)
    if set(ours) != set(STATES):
        return words.say("None of these states is on record with a yes in {votes}", **said)
    return words.say("None of {who} is on record with a yes in {votes}", **said)


def _counts(rows: pd.DataFrame, states: Sequence[str], words: Words) -> str:
    said = rows[rows["iso3"].isin(list(states))]["said"].value_counts()
    return ", ".join(f"{words.say(_VOTES[k][0])} {said[k]}" for k in _VOTES if k in said)


def _alt(rows: pd.DataFrame, states: Sequence[str], texts: int, words: Words) -> str:
    parts = [
        f"{words.name(code, article=False)}: {_counts(rows, [code], words)}" for code in states
    ]
    return words.say(
        "Grid of {texts} and {states}. {parts}.",
        texts=words.count("{count} text", "{count} texts", texts),
        states=words.count("{count} state", "{count} states", len(states)),
        parts="; ".join(parts),
    )


def _notes(rows: pd.DataFrame, words: Words) -> list[str]:
    """Count the signs of the five, and name the days on which some are not known."""
    ours = [code for code in STATES if rows["iso3"].eq(code).any()]
    counts = words.sentence(
        "{who}: {counts}", who=words.states(ours, len(STATES)), counts=_counts(rows, ours, words)
    )
    silent = rows[rows["said"].eq(_UNKNOWN)]
    return [
        counts if ours else "",
        *(
            words.say(
                "Not known: {names:l} on {day:d}; the reports read name only some states",
                names=[words.name(code, article=False) for code in own["iso3"]],
                day=day,
            )
            for day, own in silent.groupby("date")
        ),
    ]
