"""Chart how many summits each year brought, and with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_day, check_year
from ca_summit.diplomacy import COVERED_YEARS
from ca_summit.diplomacy import summits_per_year as count_summits
from ca_summit.figures import empty_figure, finish, marks
from ca_summit.figures.labels import key_lines
from ca_summit.figures.language import Words, msg
from ca_summit.figures.rows import meetings_known, recalled_rows, table_for
from ca_summit.figures.text import meeting_hover
from ca_summit.figures.theme import power_color
from ca_summit.sources import frame_sources
from ca_summit.tables.spans import check_moment, check_span

if TYPE_CHECKING:
    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_NEEDED = ["meeting_id", "name", "format", "level", "edition", "counterpart", "status", "mode"]
_NEEDED += ["start_date", "end_date", "city"]
_QUESTION = msg("How many summits, and with whom?")
_YEARS = (1991, 2100)
_TILE = 44  # pixels of a summit
_FEW_YEARS = 14  # of these each has room for its number and codes on a phone


def plot_summits_per_year(
    meetings: pd.DataFrame | None = None,
    *,
    since: Moment = COVERED_YEARS[0],
    until: Moment = COVERED_YEARS[1] + 1,
    as_of: Day = None,
    coverage: pd.DataFrame | None = None,
    language: str = "en",
) -> go.Figure:
    """Chart the leaders' summits of the five with outside powers, year by year, one tile each.

    Counted are meetings held at the level of leaders in the formats made of the five and one
    outside power. A year whose records are complete can show 0; one whose are not shows "?".

    Parameters
    ----------
    meetings
        A table like ``load_meetings()``, also the user's own. Default: that table.
    since, until
        First and last year, or days: then only their part of the first and last year counts.
    as_of
        Count only what was known on that day.
    coverage
        What the meetings cover, a table like ``load_coverage()``. Default: what is known of the
        bundled meetings; of others nothing, so that a year of theirs without a summit shows "?".
    language
        ``"en"``, ``"ru"`` or ``"local"``, for names of countries.

    Raises
    ------
    ValueError
        If a column is missing or the years are in the wrong order.

    Examples
    --------
    >>> from ca_summit.figures import figure_alt
    >>> "2025: 6" in figure_alt(plot_summits_per_year())
    True
    """
    words = Words(language)
    days = ["start_date", "end_date"]
    frame = table_for("plot_summits_per_year", "meetings", meetings, _NEEDED, days=days)
    begin, end = check_moment("since", since), check_moment("until", until, last=True)
    check_span(begin, end)
    first = check_year("since", begin.year, *_YEARS)
    last = check_year("until", end.year, *_YEARS)
    day = None if as_of is None else check_day("as_of", as_of)
    question = words.say(_QUESTION)
    if frame.empty:
        return empty_figure(question, words.say("The table holds no meeting."))
    frame = meetings_known(frame, day)
    asked: dict[str, Any] = {"since": begin, "until": end, "coverage": coverage}
    years = count_summits(frame, as_of=day, **asked).set_index("year")
    formats = set(count_summits(frame, by_format=True, **asked)["format"])
    if years["summits"].isna().all():
        why = words.say(
            "No summit of the five with an outside power is recorded for {span}, and the records "
            "of that time are not complete.",
            span=first if first == last else words.say("{first} to {last}", first=first, last=last),
        )
        return empty_figure(question, why)
    held = _held(frame[frame["start_date"].between(begin, end)], formats, words)
    peak = max(1, int(years["summits"].max()))
    fig = go.Figure()
    _set_axes(fig, years, peak)
    _draw_summits(fig, held, words)
    _draw_totals(fig, years, words)
    unknown = words.say("A “?”: records of that year are not complete")
    counted = years.reset_index()[["year", "summits", "coverage"]]
    return finish(
        fig,
        area=_TILE * (peak + 0.8),
        question=question,
        subtitle="<br>".join([_drawn(held, years, words), *_key(held, day, words)]),
        alt=_alt(years, held, words),
        data=_summit_table(held) if len(held) else counted,
        sources=frame_sources(held),
        caption=words.say("One tile is one summit; the number above counts the year."),
        notes=[
            words.say("Leaders’ meetings of the five with one outside power, numbered or not"),
            unknown if _open_years(years) else "",
        ],
    )


def _held(frame: pd.DataFrame, formats: set[str], words: Words) -> pd.DataFrame:
    """Return the summits held, with their year, place in it and hover."""
    held = frame[
        frame["status"].astype("object").eq("held")
        & frame["level"].astype("object").eq("heads_of_state")
        & frame["format"].astype("object").isin(formats)
    ].sort_values(["start_date", "meeting_id"], ignore_index=True)
    year = held["start_date"].dt.year
    hover = [meeting_hover(row, words.labels) for row in held.to_dict("records")]
    return held.assign(year=year, place=held.groupby(year).cumcount(), tile=1, hover=hover)


def _open_years(years: pd.DataFrame) -> list[int]:
    return [int(y) for y in years.index[years["summits"].isna().to_numpy()]]


def _draw_summits(fig: go.Figure, held: pd.DataFrame, words: Words) -> None:
    """Draw a tile per summit, hatched where leaders met by video, crossed where from memory."""
    virtual, recalled = held["mode"].astype("object").eq("virtual"), recalled_rows(held)
    for code in held["counterpart"].astype("str").drop_duplicates():
        own = held[held["counterpart"].astype("str").eq(code)]
        signs = zip(recalled[own.index], virtual[own.index], strict=True)
        marks.bars(
            fig,
            own,
            x="year",
            y="tile",
            base=own["place"],
            width=0.86,
            orientation="v",
            color=power_color(code),
            hollow=[False] * len(own),
            name=words.label(code),
            hatch=["x" if memory else "/" if film else "" for memory, film in signs],
            text=[code] * len(own),
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 12},
            told=list(own["hover"]),
        )


def _draw_totals(fig: go.Figure, years: pd.DataFrame, words: Words) -> None:
    """Write above each year how many there were, or that nobody knows."""
    texts, heights, told = [], [], []
    for year, count, coverage in zip(years.index, years["summits"], years["coverage"], strict=True):
        known = pd.notna(count)
        least = "≥ " if known and coverage != "complete" else ""
        texts.append(f"<b>{least}{count}</b>" if known else "<b>?</b>")
        heights.append((int(count) if known else 0) + 0.28)
        told.append(words.say("{year}: records {coverage}", year=year, coverage=coverage))
    size = 15 if len(years) <= _FEW_YEARS else 10
    marks.write(fig, list(years.index), heights, texts, size=size, told=told)


def _set_axes(fig: go.Figure, years: pd.DataFrame, peak: int) -> None:
    fig.update_xaxes(
        range=[years.index.min() - 0.6, years.index.max() + 0.6],
        showgrid=False,
        tickformat="d",
        tick0=int(years.index.max()),
        ticks="",
        fixedrange=True,
    )
    if len(years) <= _FEW_YEARS:
        fig.update_xaxes(
            tickvals=list(years.index), ticktext=[f"’{year % 100:02d}" for year in years.index]
        )
    else:  # codes that find no room on a narrow tile are read under the pointer
        fig.update_layout(uniformtext={"minsize": 8, "mode": "hide"})
    fig.update_yaxes(visible=False, range=[0, peak + 0.8], fixedrange=True)
    fig.update_layout(barmode="overlay", bargap=0.1, margin={"l": 16, "r": 16}, showlegend=False)


def _drawn(held: pd.DataFrame, years: pd.DataFrame, words: Words) -> str:
    """Say what is drawn, and since when there are summits."""
    first, last = int(years.index.min()), int(years.index.max())
    start = first if held.empty else int(held["year"].min())
    values = {"first": first, "last": last, "start": start}
    if first == last:
        return words.count(
            "{count} leaders’ summit in {first}",
            "{count} leaders’ summits in {first}",
            len(held),
            **values,
        )
    if start > first and years.loc[: start - 1, "summits"].eq(0).fillna(value=False).all():
        return words.count(
            "{count} leaders’ summit, {first} to {last}, none before {start}",
            "{count} leaders’ summits, {first} to {last}, none before {start}",
            len(held),
            **values,
        )
    return words.count(
        "{count} leaders’ summit, {first} to {last}",
        "{count} leaders’ summits, {first} to {last}",
        len(held),
        **values,
    )


def _key(held: pd.DataFrame, day: pd.Timestamp | None, words: Words) -> list[str]:
    """Return the day of knowledge, and what codes and hatches mean."""
    codes = held["counterpart"].astype("str").value_counts().index
    signs = [f"{code} {words.label(code)}" for code in codes if words.label(code) != code]
    if held["mode"].astype("object").eq("virtual").any():
        signs.append(words.say("hatched: by video"))
    if recalled_rows(held).any():
        signs.append(words.say("crossed: from memory"))
    known = [] if day is None else [words.say("As known on {day:d}", day=day)]
    return [*known, *key_lines(signs)]


def _alt(years: pd.DataFrame, held: pd.DataFrame, words: Words) -> str:
    counts = [f"{y}: {n}" for y, n in years["summits"].items() if pd.notna(n)]
    message = "One tile per summit. Summits held by year, {counts}."
    sentences = [words.say(message, counts=", ".join(counts))]
    missing = _open_years(years)
    if missing:
        years_missing = ", ".join(map(str, missing))
        sentences.append(words.say("Not known: {years}.", years=years_missing))
    powers = held["counterpart"].astype("str").value_counts()
    tops = [f"{words.name(code, article=False)} {n}" for code, n in powers.items()]
    if tops:
        sentences.append(words.say("By power: {tops}.", tops=words.listed(tops, 6)))
    return " ".join(sentences)


def _summit_table(held: pd.DataFrame) -> pd.DataFrame:
    columns = ["year", "meeting_id", "name", "counterpart", "start_date", "city", "mode", "edition"]
    columns += ["verification"] if "verification" in held.columns else []
    return held[columns]
