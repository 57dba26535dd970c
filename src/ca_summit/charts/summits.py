"""Chart how many summits each year brought, and with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_day, check_year
from ca_summit.diplomacy import COVERED_YEARS
from ca_summit.diplomacy import summits_per_year as count_summits
from ca_summit.figures import Key, empty_figure, finish, marks, theme
from ca_summit.figures.axes import name_rows
from ca_summit.figures.ink import readable_on
from ca_summit.figures.labels import half_lines
from ca_summit.figures.language import Words, format_span, msg
from ca_summit.figures.rows import recalled_rows, table_for
from ca_summit.figures.text import meeting_hover, shown
from ca_summit.figures.theme import power_color
from ca_summit.figures.typesetting import widest
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.as_of import known_by
from ca_summit.tables.spans import check_moment, check_span

if TYPE_CHECKING:
    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

_NEEDED = ["meeting_id", "name", "format", "level", "edition", "counterpart", "status", "mode"]
_NEEDED += ["start_date", "end_date", "city"]
_QUESTION = msg("How many summits, and with whom?")
_YEARS = (1991, 2100)
_ROW = 46  # pixels of a year
#: Signs of a line of a tile on a phone, pixels of its letters and of its width.
_NARROW, _LETTERS, _TILE_PX = 8, 10, 40
#: Short names for these tiles: the letters of the whole ones would be too small to read.
_SHORT = {"EU": msg("EU"), "GCC": msg("GCC"), "USA": msg("US")}


def plot_summits_per_year(
    meetings: pd.DataFrame | None = None,
    *,
    since: Moment = COVERED_YEARS[0],
    until: Moment = COVERED_YEARS[1] + 1,
    as_of: Day = None,
    coverage: pd.DataFrame | None = None,
    language: str | None = None,
) -> go.Figure:
    """Chart the leaders' summits of the five with outside powers, a row per year, one tile each.

    Counted are meetings held at the level of leaders in the formats made of the five and one
    outside power. A year whose records are complete can show 0; one whose are not shows "?".
    Years in a row without a summit share a row.

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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per summit with ``year`` and ``counterpart``;
    ``edition`` is missing where the organisers give no number.

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
    frame = table_for("plot_summits_per_year", "meetings", meetings, _NEEDED)
    begin, end = check_moment("since", since), check_moment("until", until, last=True)
    check_span(begin, end)
    first = check_year("since", begin.year, *_YEARS)
    last = check_year("until", end.year, *_YEARS)
    day = None if as_of is None else check_day("as_of", as_of)
    question = words.say(_QUESTION)
    if frame.empty:
        return empty_figure(question, words.say("The table holds no meeting."), words)
    frame = known_by("meetings", frame, day)
    asked: dict[str, Any] = {"since": begin, "until": end, "coverage": coverage}
    years = count_summits(frame, as_of=day, **asked).set_index("year")
    formats = set(count_summits(frame, by_format=True, **asked)["format"])
    if years["summits"].isna().all():
        why = words.say(
            "No summit of the five with an outside power is recorded for {span}, and the records "
            "of that time are not complete.",
            span=words.years(first, last),
        )
        return empty_figure(question, why, words)
    told = words.cells(frame[frame["start_date"].between(begin, end)], "name", "city")
    held = _held(told, formats, words)
    rows = _rows(years)
    held["row"] = held["year"].map(rows.explode("years").set_index("years")["row"])
    whole = _whole_years(years, begin, end)
    fig = go.Figure()
    short = _draw_summits(fig, held, words)
    short["yaxis.ticktext"] = [_span(row, century=False) for row in rows.to_dict("records")]
    _draw_totals(fig, rows, words)
    fig.update_layout(uniformtext={"minsize": 8, "mode": "show"})  # one size in all tiles
    _set_axes(fig, rows, peak=int(held.groupby("year").size().max()) if len(held) else 1)
    counted = years.reset_index()[["year", "summits", "coverage"]]
    return finish(
        fig,
        area=_ROW * len(rows),
        question=question,
        finding=_finding(whole, words),
        subtitle="<br>".join(_drawn(held, (begin, end), day, words)),
        key=_key(held, words),
        caution=_caution(years, words),
        alt=_alt(years, held, words),
        data=_summit_table(held) if len(held) else counted,
        sources=frame_sources(held),
        drawn=[Drawn("meetings", held)] if len(held) else [],
        caption=words.say("One tile is one summit; the number at its end counts the year."),
        narrow=short,
        notes=[
            words.say("Summits count whether or not their organisers number them"),
            words.say("A “?”: records of that year are not complete") if _open_years(years) else "",
        ],
        language=words.sentences,
    )


def _held(frame: pd.DataFrame, formats: set[str], words: Words) -> pd.DataFrame:
    """Return the summits held, with their year, place in it, words and hover."""
    held = frame[
        frame["status"].astype("object").eq("held")
        & frame["level"].astype("object").eq("heads_of_state")
        & frame["format"].astype("object").isin(formats)
    ].sort_values(["start_date", "meeting_id"], ignore_index=True)
    year = held["start_date"].dt.year
    virtual = held["mode"].astype("object").eq("virtual")
    city = held["city"].astype("object").mask(virtual, words.say("by video"))
    return held.assign(
        year=year,
        place=held.groupby(year).cumcount(),
        tile=0.96,
        virtual=virtual,
        recalled=recalled_rows(held),
        where=[shown(place) for place in city],
        hover=[meeting_hover(row, words) for row in held.to_dict("records")],
    )


def _rows(years: pd.DataFrame) -> pd.DataFrame:
    """Return a row per year, and one for neighbours without a summit that are known alike."""
    empty = years["summits"].fillna(0).eq(0)
    state = years["summits"].astype("object").where(years["summits"].notna(), "?")
    alike = empty & empty.shift(fill_value=False) & state.eq(state.shift())
    grouped = years.reset_index().groupby((~alike).cumsum().to_numpy())
    rows = grouped.agg(
        first=("year", "min"),
        last=("year", "max"),
        years=("year", list),
        summits=("summits", "first"),
        coverage=("coverage", "first"),
    ).reset_index(drop=True)
    return rows.assign(row=-rows.index)


def _open_years(years: pd.DataFrame) -> list[int]:
    return [int(y) for y in years.index[years["summits"].isna().to_numpy()]]


def _whole_years(years: pd.DataFrame, begin: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Return the years whose every day is asked about."""
    low = begin.year + (begin.day_of_year > 1)
    high = end.year - ((end.month, end.day) != (12, 31))
    return years.loc[low:high]


def _finding(years: pd.DataFrame, words: Words) -> str:
    """Say which year had most summits, and how long there had been none."""
    known = years[years["summits"].notna()]
    most = known[known["summits"].eq(known["summits"].max()) & known["summits"].gt(0)]
    if len(known) < 2 or most.empty:
        return ""
    start = int(known.index[known["summits"].gt(0)][0])
    before = years.loc[: start - 1, "summits"]
    none = len(before) > 0 and before.eq(0).fillna(value=False).all()
    least = most["coverage"].ne("complete").any()
    values = {
        "total": int(known["summits"].sum()),
        "year": int(most.index[0]),
        "since": int(before.index[0]) if none else start,
        "until": start - 1,
    }
    if len(most) > 1 or least:  # a year that is not complete may have had more than another
        message = "{total} summits on record since {start}, none from {since} to {until}"
        return words.say(message, start=start, **values) if none else ""
    many = int(most["summits"].iloc[0])
    if none:
        return words.count(
            "{count} summit in {year}, none from {since} to {until}",
            "{count} summits in {year}, none from {since} to {until}",
            many,
            **values,
        )
    message = "{count} of the {total} summits on record fell in {year}"
    return words.say(message, count=many, **values)


def _caution(years: pd.DataFrame, words: Words) -> str:
    """Say what the numbers leave open."""
    said = [words.say("How many summits there were says nothing about what they decided.")]
    rows = _rows(years)
    missing = [_span(row) for row in rows[rows["summits"].isna()].to_dict("records")]
    if missing:
        message = "Of {years:l} too little is recorded to give a number."
        said.append(words.say(message, years=missing))
    return " ".join(said)


def _draw_summits(fig: go.Figure, held: pd.DataFrame, words: Words) -> dict[str, Any]:
    """Draw a tile per summit, hatched where by video; return its words for a narrow screen."""
    short: dict[str, Any] = {}
    for code in held["counterpart"].astype("str").drop_duplicates():
        own = held[held["counterpart"].astype("str").eq(code)]
        signs = zip(own["recalled"], own["virtual"], strict=True)
        name = shown(words.label(code))
        halves = words.say(_SHORT[code]) if code in _SHORT else half_lines(name, _NARROW)
        fits = _LETTERS * _TILE_PX / widest(halves, _LETTERS)
        short[f"data[{len(fig.data)}].text"] = [halves] * len(own)
        short[f"data[{len(fig.data)}].textfont.size"] = round(min(_LETTERS, max(7, fits)), 1)
        marks.bars(
            fig,
            own,
            x="tile",
            y="row",
            base=own["place"],
            width=0.88,
            color=power_color(code),
            hollow=[False] * len(own),
            name=name,
            hatch=["x" if memory else "/" if film else "" for memory, film in signs],
            text=[f"<b>{name}</b><br>{where}" for where in own["where"]],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 12, "color": readable_on(power_color(code))},
            told=list(own["hover"]),
        )
    return short


def _draw_totals(fig: go.Figure, rows: pd.DataFrame, words: Words) -> None:
    """Write behind the tiles of each year how many there were, or that nobody knows."""
    texts, told = [], []
    for row in rows.to_dict("records"):
        known = pd.notna(row["summits"])
        least = "≥ " if known and row["coverage"] != "complete" else ""
        texts.append(f"<b>{least}{row['summits']}</b>" if known else "<b>?</b>")
        message = "{years}: records {coverage}"
        told.append(words.say(message, years=_span(row), coverage=row["coverage"]))
    places = rows["summits"].fillna(0).astype(float) + 0.06
    marks.write(fig, places, rows["row"], texts, size=16, told=told, textposition="middle right")


def _span(row: dict[Any, Any], *, century: bool = True) -> str:
    """Name the year of a row, or its first and last one, perhaps without the century."""
    years = dict.fromkeys([row["first"], row["last"]])
    return "–".join(str(year) if century else f"’{year % 100:02d}" for year in years)


def _set_axes(fig: go.Figure, rows: pd.DataFrame, *, peak: int) -> None:
    fig.update_xaxes(visible=False, range=[0, peak + 0.5], fixedrange=True)
    name_rows(
        fig,
        rows["row"],
        [_span(row) for row in rows.to_dict("records")],
        range=[0.5 - len(rows), 0.5],
        fixedrange=True,
    )
    fig.update_layout(barmode="overlay", bargap=0.1, margin={"r": 16}, showlegend=False)


def _drawn(
    held: pd.DataFrame,
    ends: tuple[pd.Timestamp, pd.Timestamp],
    day: pd.Timestamp | None,
    words: Words,
) -> list[str]:
    """Say what is drawn, of which years or days, and as of which day."""
    drawn = words.count(
        "{count} leaders’ summit of the five with one outside power, {span}",
        "{count} leaders’ summits of the five with one outside power, {span}",
        len(held),
        span=format_span(*ends, words.sentences),
    )
    return [drawn] if day is None else [drawn, words.say("As known on {day:d}", day=day)]


def _key(held: pd.DataFrame, words: Words) -> list[Key]:
    """Return what the hatches mean that occur."""
    signs = [
        (held["virtual"] & ~held["recalled"], "▨", msg("by video")),
        (held["recalled"], "▩", msg("from memory")),
    ]
    return [Key(words.say(text), theme.OTHER_COLOR, sign) for at, sign, text in signs if at.any()]


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
