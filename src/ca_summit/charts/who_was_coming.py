"""Chart what was known, day by day, about who would come to a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.charts.attendance import STATES
from ca_summit.checks import check_choice, check_day
from ca_summit.diplomacy import FIVE, known_each_day
from ca_summit.figures import Key, empty_figure, finish, marks, theme
from ca_summit.figures.axes import name_rows
from ca_summit.figures.language import Words, format_days, month_name, msg
from ca_summit.figures.rows import table_for
from ca_summit.figures.text import plain, proof, shown
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.as_of_meetings import HOST_EVENT
from ca_summit.tables.spans import check_moment, check_span

if TYPE_CHECKING:
    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment

WASHINGTON = "c5-plus-1-2025-washington"
ARTICLE_DAY = "2025-10-27"
_NEEDED = ["meeting_id", "actor_iso3", "person", "role", "status", "event", "known_on", "seq"]
_YES = ("confirmed", "attended", "represented_by_deputy")
_MANY_DAYS, _MOST_DAYS = 20, 400
_ROW = 44  # pixels of a state
_PHONE = 215  # pixels of the tiles on a phone
_NARROW_DAYS = 10  # of more the numbers of days are small on a phone
_DAY = pd.Timedelta(days=1)


def plot_known_on(
    attendance: pd.DataFrame | None = None,
    *,
    meeting: str = WASHINGTON,
    since: Moment | None = None,
    until: Moment | None = None,
    include_host: bool = True,
    mark: Day = ARTICLE_DAY,
    meetings: pd.DataFrame | None = None,
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Chart what was known about each leader's coming, a row per state, a column per day.

    A full tile with a sign is a day on which the state of knowledge changed; pale tiles follow it
    until the next change. Empty is a day before anything was said.

    Parameters
    ----------
    attendance
        A table like ``load_attendance()``, also the user's own. Default: that table.
    meeting
        Id of the meeting. Default: the Washington summit of 6 November 2025.
    since, until
        First and last day. Default: the day before the first statement to the last one.
    include_host
        Whether confirmations that came from the host's side only count.
    mark
        A day marked by a frame, where it lies in the span; ``None`` for none. Default: 27 October
        2025, the day that the article describes.
    meetings
        A table like ``load_meetings()`` that names the meeting. Default: that table.
    as_of
        Draw what had been said up to that day. Default: everything.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per day and actor with the ``status`` known on it; who
    had not been spoken of by then has no row. ``changed`` marks days of news.

    Raises
    ------
    ValueError
        If there is no such meeting, a day is not ``YYYY-MM-DD``, or ``since`` is after ``until``.

    Examples
    --------
    >>> from ca_summit.figures import figure_data
    >>> days = figure_data(plot_known_on())
    >>> days.loc[days["day"].eq("2025-10-27"), "status"].to_list()[:3]
    ['confirmed', 'confirmed', 'unconfirmed']
    """
    words = Words(language)
    function = "plot_known_on"
    needed = [*_NEEDED, "source_id"]
    frame = table_for(function, "attendance", attendance, needed, as_of=as_of)
    named = ["meeting_id", "name", "city", "start_date"]
    table = table_for(function, "meetings", meetings, named)
    check_choice("meeting", meeting, {*frame["meeting_id"], *table["meeting_id"]})
    record = _record(table, meeting)
    marked = None if mark is None else check_day("mark", mark)
    said = frame[frame["meeting_id"].astype("object").eq(meeting)]
    if not include_host:
        said = said[said["event"].astype("object").ne(HOST_EVENT)]
    record |= {name: words.cell(plain(record.get(name))) for name in ("name", "city")}
    question = _question(record, words)
    first, last = check_span(since, until)
    last = said["known_on"].max() if last is None else last
    if said.empty or said["known_on"].min() > last:
        until_day = None if said.empty else last
        return empty_figure(
            question, _nothing(record, until_day, words, include_host=include_host), words
        )
    first = said["known_on"].min() - _DAY if first is None else first
    check_span(first, last)
    if (last - first).days >= _MOST_DAYS:
        raise ValueError(
            f"plot_known_on() draws at most {_MOST_DAYS} days; got {(last - first).days + 1}. "
            "Set `since` and `until` closer together."
        )
    days = known_each_day(meeting, frame, since=first - _DAY, until=last, include_host=include_host)
    tiles = _tiles(days, said, words)
    tiles = tiles[tiles["day"] >= first].reset_index(drop=True)
    if marked is not None and not tiles["day"].min() <= marked <= tiles["day"].max():
        marked = None
    five = [c for c in FIVE if c in set(tiles["actor"])]
    yes = _count_yes(tiles, five)
    fig = go.Figure()
    _draw_tiles(fig, tiles, words)
    _draw_words(fig, tiles, words)
    _set_axes(fig, tiles, yes, len(five), words)
    if marked is not None:
        _draw_mark(fig, marked, tiles["row"].min(), words)
    lines = [_name_and_day(record, words)]
    lines += [] if include_host else [words.say("Own statements only, none of the host")]
    return finish(
        fig,
        area=_ROW * len(set(tiles["row"])),
        above=20,
        question=question,
        finding=_finding(yes, len(five), marked, words, include_host=include_host),
        subtitle="<br>".join(lines),
        key=_key(tiles, words),
        caution=_caution(tiles, words, include_host=include_host),
        alt=_alt(tiles, record, yes, five, marked, words),
        data=tiles[["day", "actor", "status", "changed", "person", "event", "known_on"]],
        sources=frame_sources(said[said["known_on"] <= last]),
        drawn=[
            Drawn(
                "attendance",
                tiles[tiles["status"].notna()],
                key={"meeting_id": [meeting], "actor_iso3": "actor", "known_on": "known_on"},
            )
        ],
        caption=words.say("A full tile is a day of news, a pale one carries the last news on."),
        narrow={"xaxis.tickfont.size": 10} if tiles["day"].nunique() > _NARROW_DAYS else {},
        notes=[words.say("Empty: nothing said yet") if tiles["status"].isna().any() else ""],
        language=words.sentences,
    )


def _key(tiles: pd.DataFrame, words: Words) -> list[Key]:
    """Return what signs and colours mean that occur, and what a pale tile is."""
    held = set(tiles["status"].dropna())
    looks = dict.fromkeys(STATES[status] for status in STATES if status in held)
    entries = [Key(words.say(word), color, sign) for sign, word, color in looks]
    if (tiles["status"].notna() & ~tiles["changed"]).any():
        entries.append(Key(words.say("pale: nothing newer"), theme.LAND_FILL, "area"))
    return entries


def _caution(tiles: pd.DataFrame, words: Words, *, include_host: bool) -> str:
    """Say what the days leave open, and whose word counts among those who had said yes."""
    said = [words.say("A day is that of the earliest statement found; an earlier one may exist.")]
    first = tiles[tiles["status"].isin(_YES)].drop_duplicates("actor")
    hosted = first.loc[first["event"].astype("object").eq(HOST_EVENT), "actor"]
    if include_host and len(hosted):
        names = [words.name(code, article=False) for code in hosted]
        message = "For {places:l} the first yes was the word of the host’s side."
        said.append(words.say(message, places=names))
    return " ".join(said)


def _record(table: pd.DataFrame, meeting: str) -> dict[Any, Any]:
    rows = table[table["meeting_id"].astype("object").eq(meeting)].to_dict("records")
    record = rows[0] if rows else {"start_date": pd.NaT, "city": None}
    return {**record, "name": plain(record.get("name")) or meeting}


def _question(record: dict[Any, Any], words: Words) -> str:
    city = shown(record.get("city"))
    return (
        words.say("Who was coming to {city}?", city=city) if city else words.say("Who was coming?")
    )


def _name_and_day(record: dict[Any, Any], words: Words) -> str:
    day = record["start_date"]
    return (
        record["name"]
        if pd.isna(day)
        else words.say("{name}, {day:d}", name=record["name"], day=day)
    )


def _nothing(
    record: dict[Any, Any], until: pd.Timestamp | None, words: Words, *, include_host: bool
) -> str:
    message = msg("No statements about “{name}”.")
    if until is None and not include_host:
        message = msg("No statements of the states themselves about “{name}”.")
    elif until is not None and include_host:
        message = msg("No statements about “{name}” up to {day:d}.")
    elif until is not None:
        message = msg("No statements of the states themselves about “{name}” up to {day:d}.")
    return words.say(message, name=record["name"], day=until)


def _tiles(days: pd.DataFrame, said: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per day and actor: what was known, whether it changed, the hover."""
    out = days.rename(columns={"actor_iso3": "actor"}).reset_index(drop=True)
    out["status"] = out["status"].astype("object").where(out["status"].notna(), None)
    before = out.groupby("actor", sort=False)["status"].shift()
    out["changed"] = out["status"].notna() & out["status"].ne(before) & out["is_new"]
    codes = list(dict.fromkeys(out["actor"]))
    out["row"] = [-codes.index(code) for code in out["actor"]]
    spoken: dict[tuple[str, Any], list[dict[Any, Any]]] = {}
    for row in said.sort_values(["known_on", "seq"], kind="stable").to_dict("records"):
        spoken.setdefault((str(row["actor_iso3"]), row["known_on"]), []).append(row)
    out["hover"] = [_hover(row, spoken, words) for row in out.to_dict("records")]
    return out


def _hover(
    tile: dict[Any, Any], spoken: dict[tuple[str, Any], list[dict[Any, Any]]], words: Words
) -> str:
    place = shown(words.name(tile["actor"], article=False))
    head = f"<b>{words.sentence('{place}, {day:d}', place=place, day=tile['day'])}</b>"
    if tile["status"] is None:
        return f"{head}<br>{words.say('nothing said yet')}"
    lines = [f"{head}: {_word(tile['status'], words)}", shown(words.cell(plain(tile["person"])))]
    today = spoken.get((tile["actor"], tile["day"]), [])
    if not today:
        lines.append(words.say("last said on {day:d}", day=tile["known_on"]))
    for row in today or spoken.get((tile["actor"], tile["known_on"]), [])[-1:]:
        event = plain(row["event"]).replace("_", " ")
        sign = "○ " if plain(row.get("verification")) == "recalled" else ""
        status = _word(plain(row["status"]), words)
        lines.append(f"{sign}{status}: {shown(words.cell(event))} – <i>{proof(row, words)}</i>")
    return "<br>".join(line for line in lines if line)


def _word(status: str, words: Words) -> str:
    return words.say(STATES[status][1]) if status in STATES else shown(status)


def _draw_tiles(fig: go.Figure, tiles: pd.DataFrame, words: Words) -> None:
    """Draw the tiles as two grids of one colour per state: full and pale."""
    order, count = list(STATES), len(STATES)
    scale: list[list[Any]] = []
    for number, (_, _, color) in enumerate(STATES.values()):
        scale += [[number / count, color], [(number + 1) / count, color]]
    codes = tiles["status"].map({status: n + 0.5 for n, status in enumerate(order)})
    wide = tiles["day"].nunique()
    gap = 3 if wide <= _MANY_DAYS else 1 if wide <= 3 * _MANY_DAYS else 0
    for shown_here, opacity, name in (
        (~tiles["changed"], 0.34, words.say("carried on")),
        (tiles["changed"], 1.0, words.say("news")),
    ):
        marks.cells(
            fig,
            tiles.assign(code=codes.where(shown_here)),
            x="day",
            y="row",
            value="code",
            told="hover",
            colors=scale,
            span=(0, count),
            gaps=(gap, 4),
            opacity=opacity,
            name=name,
        )


def _draw_words(fig: go.Figure, tiles: pd.DataFrame, words: Words) -> None:
    """Put a sign where a state begins, and its word where it lasts for some days."""
    days = tiles["day"].drop_duplicates()
    size = 15 if len(days) <= _MANY_DAYS else 8
    for _, own in tiles.groupby("row"):
        news = own[own["changed"] | (own["day"].eq(days.min()) & own["status"].notna())]
        ends = [*news["day"], days.max() + _DAY][1:]
        for row, end in zip(news.to_dict("records"), ends, strict=True):
            sign = STATES[row["status"]][0] if row["status"] in STATES else "•"
            word, place = _word(row["status"], words), (row["day"], row["row"])
            font = {"size": size, "color": "#FFFFFF"} if row["changed"] else {"size": size}
            marks.note(fig, f"<b>{sign}</b>", *place, font=font)
            free = (end - row["day"]).days - 1
            if free * _PHONE / len(days) > 7.5 * len(word):
                marks.note(fig, word, place[0] + pd.Timedelta(hours=15), place[1], xanchor="left")


def _count_yes(tiles: pd.DataFrame, five: list[str]) -> pd.Series:
    """Return for each day how many of the five had said yes or came."""
    own = tiles[tiles["actor"].isin(five)]
    return own["status"].isin(_YES).groupby(own["day"]).sum()


def _finding(
    yes: pd.Series, five: int, marked: pd.Timestamp | None, words: Words, *, include_host: bool
) -> str:
    """Say how many had said yes on the day marked, and on the next day if that changed."""
    if not five or marked is None:
        return ""
    values = {
        "day": format_days(marked, year=False, language=words.sentences),
        "yes": yes[marked],
        "five": five,
    }
    later = yes.get(marked + _DAY)
    if later in (None, yes[marked]):
        message = msg("{yes} of {five} had said yes on {day}")
        if not include_host:
            message = msg("{yes} of {five} had said yes themselves on {day}")
        return words.say(message, **values)
    message = msg("{yes} of {five} had said yes on {day}, {later} a day later")
    if not include_host:
        message = msg("{yes} of {five} had said yes themselves on {day}, {later} a day later")
    return words.say(message, later=later, **values)


def _set_axes(fig: go.Figure, tiles: pd.DataFrame, yes: pd.Series, five: int, words: Words) -> None:
    days = list(tiles["day"].drop_duplicates())
    ticks = days[:: max(1, -(-len(days) // 14))]
    labels = []
    for number, day in enumerate(ticks):
        new_month = number == 0 or day.month != ticks[number - 1].month
        text = f"{day.day}<br>{month_name(day.month, words.sentences) if new_month else ' '}"
        labels.append(text + (f"<br><b>{yes[day]}</b>" if five else ""))
    rows = tiles.drop_duplicates("row").sort_values("row")
    half = _DAY / 2
    fig.update_xaxes(
        tickvals=ticks,
        ticktext=labels,
        range=[days[0] - half, days[-1] + half],
        showgrid=False,
        zeroline=False,
        tickangle=0,
        ticks="",
        fixedrange=True,
        tickfont={"size": 12},
    )
    name_rows(
        fig,
        rows["row"],
        [words.label(code) for code in rows["actor"]],
        width=14,
        range=[rows["row"].min() - 0.5, 0.5],
        fixedrange=True,
    )
    if five:
        marks.note(
            fig,
            f"<b>{words.say('yes, of {five}', five=five)}</b>",
            0,
            0,
            xref="paper",
            yref="paper",
            xanchor="right",
            xshift=-8,
            yanchor="top",
            yshift=-29,
        )
    fig.update_layout(margin={"r": 16}, showlegend=False)


def _draw_mark(fig: go.Figure, day: pd.Timestamp, lowest: int, words: Words) -> None:
    half = _DAY / 2
    fig.add_shape(
        type="rect",
        x0=day - half,
        x1=day + half,
        y0=lowest - 0.5,
        y1=0.5,
        line={"color": theme.OTHER_COLOR, "width": 2},
        fillcolor=theme.LAND_FILL,
    )
    is_article = day == check_moment("mark", ARTICLE_DAY)
    text = words.say("the article’s day") if is_article else words.say("{day:d}", day=day)
    marks.note(fig, text, day - half, 1, yref="paper", yanchor="bottom", xanchor="left")


def _alt(
    tiles: pd.DataFrame,
    record: dict[Any, Any],
    yes: pd.Series,
    five: list[str],
    marked: pd.Timestamp | None,
    words: Words,
) -> str:
    span = format_days(tiles["day"].min(), tiles["day"].max(), language=words.sentences)
    message = "Table of tiles: what was known about {name}, {span}."
    sentences = [words.say(message, name=record["name"], span=span)]
    for code, own in tiles[tiles["changed"]].groupby("actor", sort=False):
        steps = [
            words.say(
                "{word} on {day}",
                word=_word(status, words),
                day=format_days(day, year=False, language=words.sentences),
            )
            for status, day in zip(own["status"], own["day"], strict=True)
        ]
        told = words.sentence(
            "{place}: {steps}.", place=words.name(code, article=False), steps=", ".join(steps)
        )
        sentences.append(told)
    if marked is not None and five:
        message = "On {day:d} {yes} of {five} had said yes."
        sentences.append(words.say(message, day=marked, yes=yes[marked], five=len(five)))
    return " ".join(sentences)
