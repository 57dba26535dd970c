"""Chart what was known, day by day, about who would come to a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.asof import HOST_EVENT
from ca_summit.charts.attendance import STATES
from ca_summit.checks import check_choice, check_columns, check_day
from ca_summit.diplomacy import FIVE, known_each_day
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.labels import half_lines, key_lines
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import with_days
from ca_summit.figures.text import MONTHS, day_text, plain, power_name, proof, shown, span_text
from ca_summit.sources import frame_sources
from ca_summit.tables import load_attendance, load_meetings
from ca_summit.tables.spans import Moment, check_span

if TYPE_CHECKING:
    import datetime as dt

    Day = str | dt.date | pd.Timestamp

WASHINGTON = "c5-plus-1-2025-washington"
ARTICLE_DAY = "2025-10-27"
_NEEDED = ["meeting_id", "actor_iso3", "person", "role", "status", "event", "known_on", "seq"]
_YES = ("confirmed", "attended", "represented_by_deputy")
_MANY_DAYS = 20
_MOST_DAYS = 400


def plot_known_on(
    attendance: pd.DataFrame | None = None,
    *,
    meeting: str = WASHINGTON,
    since: Moment | None = None,
    until: Moment | None = None,
    include_host: bool = True,
    mark: Day | None = ARTICLE_DAY,
    meetings: pd.DataFrame | None = None,
    language: str = "en",
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
        First and last day, a year or a day. Default: the day before the first statement to the last one.
    include_host
        Whether confirmations that came from the host's side only count.
    mark
        A day marked by a frame, where it lies in the span; ``None`` for none. Default: 27 October
        2025, the day that the article describes.
    meetings
        A table like ``load_meetings()`` that names the meeting. Default: that table.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for names of countries.

    Raises
    ------
    ValueError
        If there is no such meeting, a day is none, or ``since`` is later than ``until``.

    Examples
    --------
    >>> from ca_summit.figures import figure_data
    >>> days = figure_data(plot_known_on())
    >>> days.loc[days["day"].eq("2025-10-27"), "status"].to_list()[:3]
    ['confirmed', 'confirmed', 'unconfirmed']
    """
    frame = load_attendance() if attendance is None else attendance
    table = load_meetings() if meetings is None else meetings
    check_columns("plot_known_on", frame, [*_NEEDED, "source_id"], "load_attendance()")
    check_columns(
        "plot_known_on", table, ["meeting_id", "name", "city", "start_date"], "load_meetings()"
    )
    frame = with_days("plot_known_on", frame, ["known_on"])
    check_choice("meeting", meeting, {*frame["meeting_id"], *table["meeting_id"]})
    record = _record(table, meeting)
    marked = None if mark is None else check_day("mark", mark)
    said = frame[frame["meeting_id"].astype("object").eq(meeting)]
    if not include_host:
        said = said[said["event"].astype("object").ne(HOST_EVENT)]
    title = _title(record)
    begin, final = check_span(since, until)
    last = said["known_on"].max() if final is None else final
    if said.empty or said["known_on"].min() > last:
        known = "" if said.empty else f" up to {day_text(last)}"
        whose = "" if include_host else " of the states themselves"
        name = plain(record.get("name")) or meeting
        return empty_figure(title, f"No statements{whose} about “{name}”{known}.")
    first = said["known_on"].min() - pd.Timedelta(days=1)
    first = first if begin is None else begin
    if (last - first).days >= _MOST_DAYS:
        raise ValueError(
            f"plot_known_on() draws at most {_MOST_DAYS} days; got {(last - first).days + 1}. "
            "Set `since` and `until` closer together."
        )
    if first > last:
        raise ValueError(
            f"`since` must not be later than `until`; got {first.date()} and {last.date()}."
        )
    eve = first - pd.Timedelta(days=1)
    days = known_each_day(meeting, frame, since=eve, until=last, include_host=include_host)
    tiles = _tiles(days, said, language)
    tiles = tiles[tiles["day"] >= first].reset_index(drop=True)
    span = tiles["day"]
    fig = go.Figure()
    _draw_tiles(fig, tiles)
    _draw_words(fig, tiles)
    five = [c for c in FIVE if c in set(tiles["actor"])]
    yes = _count_yes(tiles, five)
    _axes(fig, tiles, yes, len(five), language)
    is_marked = marked is not None and span.min() <= marked <= span.max()
    if marked is not None and is_marked:
        _draw_mark(fig, marked, tiles["row"].min(), article=str(marked.date()) == ARTICLE_DAY)
    lines = [plain(record.get("name")) or meeting]
    lines[0] += f", {day_text(record['start_date'])}" if pd.notna(record["start_date"]) else ""
    lines += [] if include_host else ["Own statements only, none of the host"]
    if marked is not None and is_marked:
        lines += _finding(yes, len(five), marked)
    keys = [f"{s} {word}" for k, (s, word, _) in STATES.items() if tiles["status"].eq(k).any()]
    return finish_chart(
        fig,
        above=20,
        planned=118,
        title=title,
        subtitle="<br>".join([*lines, *key_lines(list(dict.fromkeys(keys)))]),
        alt=_alt(tiles, record, yes, five, marked if is_marked else None, language),
        data=tiles[["day", "actor", "status", "changed", "person", "event", "known_on"]],
        sources=frame_sources(said[said["known_on"] <= last]),
        caption="A full tile is a day of news, a pale one carries the last news on.",
        notes=["Full tile: news of that day. Pale tile: nothing newer. Empty: nothing said yet"],
        source_shift=66,
    )


def _record(table: pd.DataFrame, meeting: str) -> dict[Any, Any]:
    known = with_days("plot_known_on", table, ["start_date"])
    rows = known[known["meeting_id"].astype("object").eq(meeting)].to_dict("records")
    return rows[0] if rows else {"name": meeting, "start_date": pd.NaT, "city": None}


def _title(record: dict[Any, Any]) -> str:
    city = shown(record.get("city"))
    return f"Who was coming to {city}?" if city else "Who was coming?"


def _tiles(days: pd.DataFrame, said: pd.DataFrame, language: str) -> pd.DataFrame:
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
    out["hover"] = [_hover(row, spoken, language) for row in out.to_dict("records")]
    return out


def _hover(
    tile: dict[Any, Any], spoken: dict[tuple[str, Any], list[dict[Any, Any]]], language: str
) -> str:
    head = f"<b>{power_name(tile['actor'], language)}, {day_text(tile['day'])}</b>"
    if tile["status"] is None:
        return f"{head}<br>nothing said yet"
    lines = [f"{head}: {_word(tile['status'])}", shown(tile["person"])]
    today = spoken.get((tile["actor"], tile["day"]), [])
    if not today:
        lines.append(f"last said on {day_text(tile['known_on'])}")
    for row in today or spoken.get((tile["actor"], tile["known_on"]), [])[-1:]:
        event = plain(row["event"]).replace("_", " ")
        sign = "○ " if plain(row.get("verification")) == "recalled" else ""
        lines.append(f"{sign}{_word(plain(row['status']))}: {shown(event)} – <i>{proof(row)}</i>")
    return "<br>".join(line for line in lines if line)


def _word(status: str) -> str:
    return STATES.get(status, ("", shown(status), ""))[1]


def _draw_tiles(fig: go.Figure, tiles: pd.DataFrame) -> None:
    """Draw the tiles as two grids of one colour per state: full and pale."""
    order = list(STATES)
    count = len(order)
    scale: list[list[Any]] = []
    for number, (_, _, color) in enumerate(STATES.values()):
        scale += [[number / count, color], [(number + 1) / count, color]]
    codes = tiles["status"].map({status: n + 0.5 for n, status in enumerate(order)})
    wide = _grid(tiles.assign(code=codes), "code")
    changed = _grid(tiles, "changed").astype(bool)
    hover = _grid(tiles, "hover")
    gap = 3 if wide.shape[1] <= _MANY_DAYS else 1 if wide.shape[1] <= 3 * _MANY_DAYS else 0
    for values, opacity, text in (
        (wide.where(~changed), 0.34, "carried on"),
        (wide.where(changed), 1.0, "news"),
    ):
        fig.add_heatmap(
            x=list(wide.columns),
            y=list(wide.index),
            z=values.astype("object").where(values.notna(), None).to_numpy().tolist(),
            name=text,
            zmin=0,
            zmax=count,
            colorscale=scale,
            showscale=False,
            opacity=opacity,
            xgap=gap,
            ygap=4,
            customdata=hover.to_numpy().tolist(),
            hovertemplate="%{customdata}<extra></extra>",
            hoverongaps=False,
        )


def _grid(tiles: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a column as rows by days."""
    return tiles.set_index(["row", "day"])[column].unstack("day").sort_index()  # noqa: PD010


def _draw_words(fig: go.Figure, tiles: pd.DataFrame) -> None:
    """Put a sign where a state begins, and its word where it lasts for some days."""
    days = tiles["day"].drop_duplicates()
    last = days.max()
    size = 15 if len(days) <= _MANY_DAYS else 8
    for _, own in tiles.groupby("row"):
        news = own[own["changed"] | (own["day"].eq(days.min()) & own["status"].notna())]
        ends = [*news["day"], last + pd.Timedelta(days=1)][1:]
        for row, end in zip(news.to_dict("records"), ends, strict=True):
            sign, word, _ = STATES.get(row["status"], ("•", shown(row["status"]), ""))
            fig.add_annotation(
                x=row["day"],
                y=row["row"],
                text=f"<b>{sign}</b>",
                showarrow=False,
                font={"size": size, "color": "#FFFFFF"} if row["changed"] else {"size": size},
            )
            free = (end - row["day"]).days - 1
            if free * 215 / len(days) > 7.5 * len(word):
                fig.add_annotation(
                    x=row["day"] + pd.Timedelta(hours=15),
                    y=row["row"],
                    text=word,
                    xanchor="left",
                    showarrow=False,
                    font={"size": 12},
                )


def _count_yes(tiles: pd.DataFrame, five: list[str]) -> pd.Series:
    """Return for each day how many of the five had said yes or came."""
    own = tiles[tiles["actor"].isin(five)]
    return own["status"].isin(_YES).groupby(own["day"]).sum()


def _finding(yes: pd.Series, five: int, marked: pd.Timestamp) -> list[str]:
    """Say how many had said yes on the day marked, and on the next day if that changed."""
    if not five:
        return []
    text = f"Yes on {day_text(marked, year=False)}: {yes[marked]} of {five}"
    later = yes.get(marked + pd.Timedelta(days=1))
    return [text if later in (None, yes[marked]) else f"{text}, a day later {later}"]


def _axes(fig: go.Figure, tiles: pd.DataFrame, yes: pd.Series, five: int, language: str) -> None:
    days = list(tiles["day"].drop_duplicates())
    step = max(1, -(-len(days) // 14))
    ticks = days[::step]
    labels = []
    for number, day in enumerate(ticks):
        new_month = number == 0 or day.month != ticks[number - 1].month
        text = f"{day.day}<br>{MONTHS[day.month - 1] if new_month else ' '}"
        labels.append(text + (f"<br><b>{yes[day]}</b>" if five else ""))
    rows = tiles.drop_duplicates("row").sort_values("row")
    half = pd.Timedelta(hours=12)
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
    fig.update_yaxes(
        tickvals=rows["row"],
        ticktext=[half_lines(power_name(code, language)) for code in rows["actor"]],
        range=[rows["row"].min() - 0.55, 0.55],
        showgrid=False,
        zeroline=False,
        ticks="",
        fixedrange=True,
    )
    if five:
        fig.add_annotation(
            x=0, xref="paper", xanchor="right", xshift=-8, y=0, yref="paper", yanchor="top",
            yshift=-29, text=f"<b>yes, of {five}</b>", showarrow=False, font={"size": 12},
        )  # fmt: skip
    fig.update_layout(height=250 + 44 * len(rows), margin={"r": 16}, showlegend=False)


def _draw_mark(fig: go.Figure, day: pd.Timestamp, lowest: int, *, article: bool) -> None:
    half = pd.Timedelta(hours=12)
    fig.add_shape(
        type="rect",
        x0=day - half,
        x1=day + half,
        y0=lowest - 0.55,
        y1=0.55,
        line={"color": theme.OTHER_COLOR, "width": 2},
        fillcolor=theme.LAND_FILL,
    )
    fig.add_annotation(
        x=day - half,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="left",
        text="the article’s day" if article else day_text(day),
        showarrow=False,
        font={"size": 12},
    )


def _alt(
    tiles: pd.DataFrame,
    record: dict[Any, Any],
    yes: pd.Series,
    five: list[str],
    marked: pd.Timestamp | None,
    language: str,
) -> str:
    when = span_text(tiles["day"].min(), tiles["day"].max())
    text = f"Table of tiles: what was known about {plain(record['name'])}, {when}."
    for code, own in tiles[tiles["changed"]].groupby("actor", sort=False):
        steps = [
            f"{_word(r['status'])} on {day_text(r['day'], year=False)}"
            for r in own.to_dict("records")
        ]
        text += f" {power_name(code, language)}: {', '.join(steps)}."
    if marked is not None and five:
        text += f" On {day_text(marked)} {yes[marked]} of {len(five)} had said yes."
    return text
