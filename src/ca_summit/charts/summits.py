"""Chart how many summits each year brought, and with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_columns, check_day, check_year
from ca_summit.diplomacy import COVERED_YEARS
from ca_summit.diplomacy import summits_per_year as count_summits
from ca_summit.figures import empty_figure
from ca_summit.figures.labels import key_lines
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import as_pandas, meetings_known, recalled_rows, with_days
from ca_summit.figures.text import day_text, listed, meeting_hover, power_name
from ca_summit.figures.theme import power_color
from ca_summit.sources import frame_sources
from ca_summit.tables import load_meetings
from ca_summit.tables.spans import check_moment, check_span

if TYPE_CHECKING:
    import datetime as dt

    from ca_summit.tables.spans import Moment

    Day = str | dt.date | pd.Timestamp

_NEEDED = ["meeting_id", "name", "format", "level", "edition", "counterpart", "status", "mode"]
_NEEDED += ["start_date", "end_date", "city"]
_SUMMITS_TITLE = "How many summits, and with whom?"
_YEARS = (1991, 2100)
_FEW_YEARS = 14  # of these each has room for its number and codes on a phone


def plot_summits_per_year(
    meetings: pd.DataFrame | None = None,
    *,
    since: Moment = COVERED_YEARS[0],
    until: Moment = COVERED_YEARS[1] + 1,
    as_of: Day | None = None,
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
    name = "plot_summits_per_year"
    frame = load_meetings() if meetings is None else as_pandas(name, meetings, "load_meetings()")
    check_columns("plot_summits_per_year", frame, _NEEDED, "load_meetings()")
    begin, end = check_moment("since", since), check_moment("until", until, last=True)
    check_span(begin, end)
    check_year("since", begin.year, *_YEARS)
    check_year("until", end.year, *_YEARS)
    first, last = begin.year, end.year
    frame = with_days("plot_summits_per_year", frame, ["start_date", "end_date"])
    day = None if as_of is None else check_day("as_of", as_of)
    if frame.empty:
        return empty_figure(_SUMMITS_TITLE, "The table holds no meeting.")
    frame = meetings_known(frame, day)
    asked: dict[str, Any] = {"since": begin, "until": end, "coverage": coverage}
    years = count_summits(frame, as_of=day, **asked).set_index("year")
    formats = set(count_summits(frame, by_format=True, **asked)["format"])
    held = frame[
        frame["status"].astype("object").eq("held")
        & frame["level"].astype("object").eq("heads_of_state")
        & frame["format"].astype("object").isin(formats)
        & frame["start_date"].between(begin, end)
    ]
    held = held.sort_values(["start_date", "meeting_id"], ignore_index=True)
    if years["summits"].isna().all():
        span = f"{first}" if first == last else f"{first} to {last}"
        reason = f"No summit of the five with an outside power is recorded for {span}, and the records of that time are not complete."
        return empty_figure(_SUMMITS_TITLE, reason)
    year = held["start_date"].dt.year
    held = held.assign(year=year, place=held.groupby(year).cumcount())
    held["hover"] = [meeting_hover(row, language) for row in held.to_dict("records")]
    fig = go.Figure()
    _draw_summits(fig, held, language)
    _draw_year_totals(fig, years)
    peak = int(years["summits"].max())
    gap = " A “?”: records of that year are not complete" if _open_years(years) else ""
    return finish_chart(
        fig,
        planned=110,
        title=_SUMMITS_TITLE,
        subtitle="<br>".join(_summits_subtitle(held, years, day, language)),
        alt=_summits_alt(years, held, language),
        data=_summit_table(held)
        if len(held)
        else years.reset_index()[["year", "summits", "coverage"]],
        sources=frame_sources(held),
        caption="One tile is one summit; the number above counts the year.",
        notes=[
            "Leaders’ meetings of the five with one outside power, numbered or not",
            gap.strip(),
        ],
        source_shift=44 if peak else 30,
    )


def _open_years(years: pd.DataFrame) -> list[int]:
    return [int(y) for y in years.index[years["summits"].isna().to_numpy()]]


def _draw_summits(fig: go.Figure, held: pd.DataFrame, language: str) -> None:
    virtual = held["mode"].astype("object").eq("virtual")
    for code in held["counterpart"].astype("str").drop_duplicates():
        own = held[held["counterpart"].astype("str").eq(code)]
        film = virtual[own.index]
        recalled = recalled_rows(own)
        fig.add_bar(
            x=own["year"],
            y=[1] * len(own),
            base=own["place"],
            name=power_name(code, language),
            width=0.86,
            text=[code] * len(own),
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 12},
            marker={
                "color": power_color(code),
                "line": {"color": power_color(code), "width": 1.5},
                "pattern": {
                    "shape": ["x" if r else "/" if v else "" for r, v in zip(recalled, film, strict=True)],
                    "fgcolor": "rgba(255,255,255,0.45)",
                    "bgcolor": power_color(code),
                    "fillmode": "overlay",
                    "size": 7,
                    "solidity": 0.25,
                },
            },
            customdata=own["hover"],
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip


def _draw_year_totals(fig: go.Figure, years: pd.DataFrame) -> None:
    peak = max(1, int(years["summits"].max()))
    words, heights = [], []
    for count, coverage in zip(years["summits"], years["coverage"], strict=True):
        known = pd.notna(count)
        least = known and coverage != "complete"
        words.append(f"<b>{'≥ ' if least else ''}{count}</b>" if known else "<b>?</b>")
        heights.append(int(count) if known else 0)
    fig.add_scatter(
        x=list(years.index),
        y=[h + 0.28 for h in heights],
        mode="text",
        text=words,
        textfont={"size": 15 if len(years) <= _FEW_YEARS else 10},
        hovertext=[
            f"{y}: records {c}" for y, c in zip(years.index, years["coverage"], strict=True)
        ],
        hoverinfo="text",
        showlegend=False,
    )
    fig.update_xaxes(
        range=[years.index.min() - 0.6, years.index.max() + 0.6],
        showgrid=False,
        tickformat="d",
        tick0=int(years.index.max()),
        ticks="",
        fixedrange=True,
    )
    if len(years) <= _FEW_YEARS:
        fig.update_xaxes(tickvals=list(years.index), ticktext=[_short_year(y) for y in years.index])
    else:  # codes that find no room on a narrow tile are read under the pointer
        fig.update_layout(uniformtext={"minsize": 8, "mode": "hide"})
    fig.update_yaxes(visible=False, range=[0, peak + 0.8], fixedrange=True)
    fig.update_layout(
        barmode="overlay",
        bargap=0.1,
        height=250 + 44 * peak,
        margin={"l": 16, "r": 16},
        showlegend=False,
    )


def _short_year(year: int) -> str:
    return f"’{year % 100:02d}"


def _summits_subtitle(
    held: pd.DataFrame, years: pd.DataFrame, day: pd.Timestamp | None, language: str
) -> list[str]:
    """Return what is drawn, since when there are summits, and what codes and hatches mean."""
    first, last = years.index.min(), years.index.max()
    many = f"{len(held)} leaders’ summits" if len(held) != 1 else "1 leaders’ summit"
    lines = [f"{many}, {first} to {last}" if last > first else f"{many} in {first}"]
    start = first if held.empty else int(held["year"].min())
    if start > first and years.loc[: start - 1, "summits"].eq(0).fillna(value=False).all():
        lines[0] += f", none before {start}"
    lines += [f"As known on {day_text(day)}"] if day is not None else []
    codes = held["counterpart"].astype("str").value_counts()
    names = {code: power_name(code, language) for code in codes.index}
    words = [f"{code} {name}" for code, name in names.items() if name != code]
    words += ["hatched: by video"] if held["mode"].astype("object").eq("virtual").any() else []
    words += ["crossed: from memory"] if recalled_rows(held).any() else []
    return [*lines, *key_lines(words)]


def _summits_alt(years: pd.DataFrame, held: pd.DataFrame, language: str) -> str:
    counts = [f"{y}: {n}" for y, n in years["summits"].items() if pd.notna(n)]
    text = "One tile per summit. Summits held by year, " + ", ".join(counts) + "."
    missing = _open_years(years)
    if missing:
        text += f" Not known: {', '.join(map(str, missing))}."
    powers = held["counterpart"].astype("str").value_counts()
    tops = [f"{power_name(code, language)} {n}" for code, n in powers.items()]
    return f"{text} By power: {listed(tops, 6)}." if tops else text


def _summit_table(held: pd.DataFrame) -> pd.DataFrame:
    columns = ["year", "meeting_id", "name", "counterpart", "start_date", "city", "mode", "edition"]
    columns += ["verification"] if "verification" in held.columns else []
    return held[columns]
