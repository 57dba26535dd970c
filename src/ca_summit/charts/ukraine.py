"""Chart how states voted on texts about Ukraine in the United Nations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.figures import empty_figure, finish, marks
from ca_summit.figures.axes import name_columns, name_rows
from ca_summit.figures.labels import color_key
from ca_summit.figures.language import format_days, listed
from ca_summit.figures.rows import as_pandas, none_chosen
from ca_summit.figures.text import hover, plain, proof, shown, wrap
from ca_summit.names import STATES, country_name, in_sentence
from ca_summit.sources import frame_sources
from ca_summit.tables.choice import choose
from ca_summit.tables.own import rows_of
from ca_summit.tables.states import country_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_QUESTION = "How did the five vote on Ukraine?"
_NEEDED = ["text_id", "iso3", "vote", "date", "title", "total_yes", "total_no", "total_abstain"]
_NEEDED += ["source_id", "verification"]
_UNKNOWN = "not known"
#: Word of each vote, colour and sign; symbol in the plot; blue against orange, grey for neither.
_VOTES = {
    "yes": ("yes", "#2480C4", "●", "circle"),
    "no": ("no", "#D55E00", "■", "square"),
    "abstain": ("abstained", "#7B8794", "○", "circle-open"),
    "absent": ("absent", "#7B8794", "–", "line-ew-open"),
    _UNKNOWN: (_UNKNOWN, "#7B8794", "?", None),
}
_ROW = 36  # pixels
_TITLE_SIGNS = 24


def plot_ukraine_votes(
    votes: pd.DataFrame | None = None,
    *,
    country: str | Sequence[str] = (*STATES, "CHN", "RUS", "USA"),
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str = "en",
) -> go.Figure:
    """Chart each vote on texts about Ukraine in the UN General Assembly: a row a text, a column a state.

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
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    ValueError
        If a state does not occur, or a day is not written ``YYYY-MM-DD``.

    Examples
    --------
    >>> fig = plot_ukraine_votes()
    >>> fig.layout.title.text
    'None of the five is on record with a yes in 25 UN votes on Ukraine'
    """
    own = as_pandas("plot_ukraine_votes", votes, "load_un_ukraine_votes()")
    frame = rows_of("plot_ukraine_votes", "un_ukraine_votes", own, _NEEDED)
    if none_chosen(country=country) or frame.empty:
        why = none_chosen(country=country) or "The table holds no vote."
        return empty_figure(_QUESTION, why)
    rows = choose("un_ukraine_votes", frame, country=country, since=since, until=until, as_of=as_of)
    if rows.empty:
        return empty_figure(_QUESTION, "No vote of these states is recorded for this time.")
    held = set(rows["iso3"].astype("str"))
    asked = country_codes(country, "country", sorted(set(frame["iso3"].dropna().astype("str"))))
    states = sorted((c for c in asked if c in held), key=lambda code: code not in STATES)
    texts = rows.sort_values("date", kind="stable").drop_duplicates("text_id")
    rows = rows.assign(
        said=rows["vote"].astype("object").where(rows["vote"].notna(), _UNKNOWN),
        x=rows["iso3"].astype("str").map(_places(states)),
        y=rows["text_id"].map({key: -i for i, key in enumerate(texts["text_id"])}),
    )
    fig = go.Figure()
    for kind in _VOTES:
        _add_votes(fig, kind, rows[rows["said"].eq(kind)])
    places = _places(states)
    name_columns(
        fig,
        places.values(),
        [country_name(code, language) for code in states],
        size=12,
        tickangle=-65,
        range=[-0.6, max(places.values()) + 0.6],
    )
    name_rows(
        fig,
        range(0, -len(texts), -1),
        [_row_label(text) for text in texts.to_dict("records")],
        standoff=4,
        tickfont={"size": 10.5},
        range=[-len(texts) + 0.5, 0.5],
        fixedrange=True,
    )
    fig.update_layout(showlegend=False, margin={"r": 36})
    used = [kind for kind in _VOTES if rows["said"].eq(kind).any()]
    key = color_key(
        {_VOTES[k][0]: _VOTES[k][1] for k in used}, {_VOTES[k][0]: _VOTES[k][2] for k in used}
    )
    first, last = texts["date"].iloc[0], texts["date"].iloc[-1]
    return finish(
        fig,
        area=_ROW * len(texts),
        above=74,
        question=_QUESTION,
        finding=_finding(rows, states, len(texts)),
        subtitle="<br>".join(
            [
                f"UN General Assembly, {format_days(first)} to {format_days(last)}, titles in our words",
                *key,
            ]
        ),
        alt=_alt(rows, states, len(texts)),
        data=rows.sort_values(["date", "text_id", "iso3"])[
            ["date", "text_id", "title", "iso3", "said", "verification"]
        ].rename(columns={"said": "vote"}),
        sources=frame_sources(rows),
        caption="Absent: a member that did not vote; it is not an abstention, and neither is a yes "
        "or a no. Under the pointer: totals of all members and the source.",
        notes=_notes(rows),
    )


def _places(states: Sequence[str]) -> dict[str, float]:
    """Return the column of each state; a gap parts the five from the others."""
    gap = 0.5 if 0 < sum(code in STATES for code in states) < len(states) else 0
    return {code: i + (0 if code in STATES else gap) for i, code in enumerate(states)}


def _add_votes(fig: go.Figure, kind: str, own: pd.DataFrame) -> None:
    """Draw all votes of one kind; text stands for what is not known."""
    if own.empty:
        return
    word, color, _, symbol = _VOTES[kind]
    told = [_hover(row, word) for row in own.to_dict("records")]
    if symbol is None:
        marks.write(fig, own["x"], own["y"], ["<b>?</b>"] * len(own), size=15, told=told, name=word)
        return
    nothing = pd.Series(False, index=own.index)  # what is from memory stands in the hover
    marks.dots(
        fig,
        own,
        x="x",
        y="y",
        name=word,
        symbol=symbol,
        color=color,
        told=told,
        size=7 if kind == "absent" else 12,
        recalled=nothing,
    )


def _hover(row: dict[Any, Any], word: str) -> str:
    number = plain(row.get("resolution"))
    if "resolution" in plain(row.get("recalled_fields")).split(";"):
        number += " (number from memory)"
    return hover(
        f"<b>{country_name(str(row['iso3']))}: {word}</b>",
        shown(row["title"]),
        ", ".join(p for p in (number, format_days(row["date"])) if p),
        f"All members: {row['total_yes']} yes, {row['total_no']} no, {row['total_abstain']} "
        "abstained",
        shown(row.get("note")),
        f"<i>{proof(row)}</i>",
    )


def _row_label(text: dict[Any, Any]) -> str:
    """Write the month and a title of one or two lines; what stands in brackets is in the hover."""
    title = re.sub(r"\s*\(.*?\)", "", plain(text["title"]))
    lines = wrap(shown(title), _TITLE_SIGNS).split("<br>")
    if len(lines) > 2:
        lines = [lines[0], lines[1].rstrip(",;: ") + " …"]
    year = f"{text['date']:%Y}"
    return "<br>".join([*lines[:-1], f"{lines[-1]}, {year}"])


def _finding(rows: pd.DataFrame, states: Sequence[str], texts: int) -> str:
    """Say how many recorded yes the five have, or another choice of states."""
    ours = [code for code in states if code in STATES] or list(states)
    yes = int(rows[rows["iso3"].isin(ours)]["said"].eq("yes").sum())
    who = (
        "the five"
        if set(ours) == set(STATES)
        else listed([in_sentence(country_name(c)) for c in ours], 2)
    )
    many = f"{texts} UN vote{'s' if texts > 1 else ''} on Ukraine"
    if yes:
        return f"In {many} {who} said yes {'once' if yes == 1 else f'{yes} times'}"
    if len(ours) == 1:
        return f"{who[:1].upper()}{who[1:]} is not on record with a yes in {many}"
    return f"None of {who} is on record with a yes in {many}"


def _counts(rows: pd.DataFrame, states: Sequence[str]) -> str:
    said = rows[rows["iso3"].isin(list(states))]["said"].value_counts()
    return ", ".join(f"{_VOTES[k][0]} {said[k]}" for k in _VOTES if k in said)


def _alt(rows: pd.DataFrame, states: Sequence[str], texts: int) -> str:
    parts = [f"{country_name(code)}: {_counts(rows, [code])}" for code in states]
    return f"Grid of {texts} texts and {len(states)} states. {'; '.join(parts)}."


def _notes(rows: pd.DataFrame) -> list[str]:
    notes = []
    ours = [code for code in STATES if rows["iso3"].eq(code).any()]
    if ours:
        who = "The five" if len(ours) == len(STATES) else listed([country_name(c) for c in ours])
        notes.append(f"{who}: {_counts(rows, ours)}")
    silent = rows[rows["said"].eq(_UNKNOWN)]
    for date, own in silent.groupby("date"):
        names = listed([country_name(str(c)) for c in own["iso3"]])
        notes.append(
            f"Not known: {names} on {format_days(date)}; the reports read name only some states"
        )
    return notes
