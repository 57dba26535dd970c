"""Chart who came to the meetings, who sent a deputy, who stayed away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.asof import COMPILED_ON, state_on
from ca_summit.checks import check_choice, check_choices, check_columns, check_day, check_year
from ca_summit.diplomacy import FIVE, LEVELS
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.labels import key_lines, short_head
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import none_chosen, with_days
from ca_summit.figures.text import day_text, listed, plain, power_name, proof, shown, span_text
from ca_summit.sources import frame_sources
from ca_summit.tables import load_attendance, load_formats, load_meetings
from ca_summit.tables.states import country_codes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    Day = str | dt.date | pd.Timestamp

#: What a statement says: sign, word, colour (mid-tone, for white and for near-black).
STATES = {
    "attended": ("●", "came", "#22808C"),
    "represented_by_deputy": ("◆", "sent a deputy", "#D08A1D"),
    "absent": ("✕", "stayed away", "#C8463C"),
    "declined": ("✕", "declined", "#C8463C"),
    "confirmed": ("✓", "confirmed", "#4E9F8E"),
    "invited": ("✉", "invited", "#7F8FB8"),
    "unconfirmed": ("?", "unconfirmed", "#C77B4A"),
}
#: What says that a meeting has been; before it, nobody can be counted as having come.
_OUTCOMES = ("attended", "represented_by_deputy", "absent")
_STATEMENTS = ["meeting_id", "actor_iso3", "person", "status", "event", "known_on", "seq"]
_ATTENDANCE_TITLE = "Who came, and who sent a deputy?"


def plot_attendance(
    attendance: pd.DataFrame | None = None,
    *,
    meetings: pd.DataFrame | None = None,
    meeting: str | Sequence[str] | None = None,
    year: int | None = None,
    format: str | Sequence[str] | None = None,  # noqa: A002 - the column's name
    level: str | None = "heads_of_state",
    bilateral: bool = False,
    actor: str | Sequence[str] = FIVE,
    as_of: Day | None = None,
    language: str = "en",
) -> go.Figure:
    """Chart who came to each meeting, who sent a deputy, who stayed away.

    A row is a meeting with statements, a column a state. An empty place is not recorded: not an
    absence. Hollow signs rest on memory alone.

    Parameters
    ----------
    attendance
        A table like ``load_attendance()``, also the user's own. Default: that table.
    meetings
        A table like ``load_meetings()`` that names the meetings. Default: that table.
    meeting
        Ids of the meetings drawn. Default: all that ``year``, ``format`` and ``level`` leave.
    year
        Year in which the meetings start. Default: 2025, unless ``meeting`` or ``format`` is given.
    format, level
        Values kept; ``level=None`` keeps all.
    bilateral
        Whether bilateral meetings are drawn too. Where ``meeting`` or ``format`` names them
        they always are.
    actor
        States and bodies of the columns, by any name or code. Default: the five.
    as_of
        Draw what had been said up to that day. Default: everything.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for names of countries.

    Raises
    ------
    ValueError
        If a column is missing or a filter names a value that does not occur.

    Examples
    --------
    >>> from ca_summit.figures import figure_data
    >>> data = figure_data(plot_attendance(meeting="eco-2025-khankendi")).set_index("actor")
    >>> data["status"].to_list()
    ['represented_by_deputy', 'attended', 'attended', 'represented_by_deputy', 'attended']
    """
    frame = load_attendance() if attendance is None else attendance
    table = load_meetings() if meetings is None else meetings
    check_columns("plot_attendance", frame, _STATEMENTS, "load_attendance()")
    needed = ["meeting_id", "name", "format", "level", "start_date", "end_date", "city"]
    check_columns("plot_attendance", table, needed, "load_meetings()")
    frame = with_days("plot_attendance", frame, ["known_on"])
    table = with_days("plot_attendance", table, ["start_date", "end_date"])
    if year is None and meeting is None and format is None:
        has_2025 = table["start_date"].dt.year.eq(2025).any() or table.empty
        year = 2025 if has_2025 else int(table["start_date"].dt.year.min())
    held = sorted({*FIVE, *frame["actor_iso3"].dropna()})
    empty = hasattr(actor, "__len__") and not len(actor)
    actors = [] if empty else country_codes(actor, "actor", held)
    chosen = _chosen(table, frame, meeting, year, format, level, bilateral=bilateral)
    day = _last_day(frame) if as_of is None else check_day("as_of", as_of)
    if as_of is not None and meetings is None:  # when a meeting would end was not known before
        ends = load_meetings(as_of=day).set_index("meeting_id")["end_date"]
        chosen = chosen.assign(end_date=chosen["meeting_id"].map(ends))
    state = state_on(frame[frame["meeting_id"].isin(chosen["meeting_id"])], day)
    state = state[state["actor_iso3"].astype("object").isin(actors)]
    chosen = chosen[chosen["meeting_id"].isin(state["meeting_id"])]
    if chosen.empty:
        known = "" if as_of is None else f" up to {day_text(day)}"
        none = none_chosen(meeting=meeting, format=format, actor=actors)
        reason = f"No statement about who came to these meetings{known}."
        strange = sorted(
            set(frame["meeting_id"].astype("str")) - {*table["meeting_id"].astype("str")}
        )
        if strange:
            reason += (
                f" The table of meetings does not hold {listed(strange, 3)}: pass `meetings` too."
            )
        return empty_figure(_ATTENDANCE_TITLE, none or reason)
    chosen = chosen.sort_values(["start_date", "meeting_id"], ignore_index=True)
    cells = _cells(chosen, state, actors, language)
    fig = go.Figure()
    _draw_cells(fig, cells, len(chosen), actors)
    _attendance_axes(fig, chosen, cells, actors, language)
    words = [f"{n} meetings" if (n := len(chosen)) > 1 else "1 meeting"]
    words += [f"in {year}"] if year is not None else []
    words += [f"as known on {day_text(day)}"] if as_of is not None else []
    return finish_chart(
        fig,
        above=50,
        planned=172,
        title=_ATTENDANCE_TITLE,
        subtitle="<br>".join([" ".join(words), *_finding(cells, language), *_key(cells)]),
        alt=_attendance_alt(cells, actors, language),
        data=cells.drop(columns=["row", "column", "hover"]),
        sources=frame_sources(state),
        caption="Under each name: meetings to which the leader came / meetings recorded."
        if cells["status"].isin(_OUTCOMES).any()
        else "What had been said about each leader’s coming; nobody had come yet.",
        notes=["An empty place is not recorded, not an absence"]
        if cells["status"].isna().any()
        else [],
        source_shift=28,
    )


def _last_day(frame: pd.DataFrame) -> pd.Timestamp:
    last = frame["known_on"].max()
    return COMPILED_ON if pd.isna(last) else max(last, COMPILED_ON)


def _chosen(
    table: pd.DataFrame,
    frame: pd.DataFrame,
    meeting: str | Sequence[str] | None,
    year: int | None,
    format: str | Sequence[str] | None,  # noqa: A002
    level: str | None,
    *,
    bilateral: bool,
) -> pd.DataFrame:
    """Return the meetings asked for; named ones are taken whatever their year and level."""
    if meeting is not None:
        ids = {*table["meeting_id"], *frame["meeting_id"]}
        wanted = check_choices("meeting", meeting, ids)
        return _named(table, wanted)
    if format is not None:
        kinds = table["format"].astype("object")
        table = table[kinds.isin(check_choices("format", format, kinds.dropna()))]
    elif not bilateral:
        table = table[table["format"].astype("object").ne("bilateral")]
    if level is not None:
        check_choice("level", level, LEVELS)
        table = table[table["level"].astype("object").eq(level)]
    if year is not None:
        year = check_year("year", year, 1900, 2200)
        table = table[table["start_date"].dt.year.eq(year)]
    return table


def _named(table: pd.DataFrame, wanted: Sequence[str]) -> pd.DataFrame:
    """Return the rows of some meetings; one that only has statements goes by its id."""
    found = table[table["meeting_id"].isin(wanted)]
    missing = [key for key in wanted if key not in set(found["meeting_id"])]
    if not missing:
        return found
    bare = pd.DataFrame({"meeting_id": missing, "name": missing, "format": "", "city": None})
    bare["start_date"] = bare["end_date"] = pd.Series(pd.NaT, index=bare.index)
    parts = [found.astype({"format": "object"}), bare] if len(found) else [bare]
    return pd.concat(parts, ignore_index=True)


def _cells(
    chosen: pd.DataFrame, state: pd.DataFrame, actors: Sequence[str], language: str
) -> pd.DataFrame:
    """Return one row per meeting and state, with the last statement or without one."""
    last = {(r["meeting_id"], str(r["actor_iso3"])): r for r in state.to_dict("records")}
    rows = []
    for number, meeting in enumerate(chosen.to_dict("records")):
        for column, code in enumerate(actors):
            said = last.get((meeting["meeting_id"], code), {})
            status = plain(said.get("status")) or None
            rows.append(
                {
                    "meeting_id": meeting["meeting_id"],
                    "name": meeting["name"],
                    "start_date": meeting["start_date"],
                    "end_date": meeting["end_date"],
                    "city": plain(meeting["city"]) or None,
                    "actor": code,
                    "status": status,
                    "person": said.get("person"),
                    "role": said.get("role"),
                    "known_on": said.get("known_on"),
                    "verification": plain(said.get("verification")) or None,
                    "row": -number,
                    "column": column,
                    "hover": _cell_hover(meeting, code, said, language),
                }
            )
    out = pd.DataFrame(rows)
    return out.assign(known_on=pd.to_datetime(out["known_on"]))


def _cell_hover(meeting: dict[Any, Any], code: str, said: dict[Any, Any], language: str) -> str:
    where = ", ".join(
        p
        for p in (span_text(meeting["start_date"], meeting["end_date"]), shown(meeting["city"]))
        if p
    )
    lines = [f"<b>{shown(meeting['name'], 46)}</b>", where]
    if not said:
        return "<br>".join([*lines, f"{power_name(code, language)}: not recorded"])
    status = plain(said["status"])
    word = STATES.get(status, ("", status, ""))[1]
    who = ", ".join(p for p in (shown(said.get("person")), shown(said.get("role"))) if p)
    lines.append(f"{power_name(code, language)}: <b>{shown(word)}</b>")
    lines += [who, f"known on {day_text(said['known_on'])}", f"<i>{proof(said)}</i>"]
    return "<br>".join(line for line in lines if line)


_SYMBOLS = {
    "attended": ("circle", 17),
    "represented_by_deputy": ("diamond", 16),
    "absent": ("x", 13),
    "declined": ("x", 13),
    "confirmed": ("circle-open", 15),
    "invited": ("circle-open-dot", 13),
    "unconfirmed": ("circle-open", 13),
}


def _draw_cells(fig: go.Figure, cells: pd.DataFrame, rows: int, actors: Sequence[str]) -> None:
    for number in range(rows):
        fig.add_shape(
            type="line",
            x0=-0.5,
            x1=len(actors) - 0.5,
            y0=-number - 0.5,
            y1=-number - 0.5,
            line={"color": theme.FAINT_LINE, "width": 1},
            layer="below",
        )
    for status, own in cells.groupby(cells["status"].fillna(""), sort=False):
        symbol, size = _SYMBOLS.get(str(status), ("line-ew-open", 8))
        color = STATES.get(str(status), ("", "", theme.OTHER_COLOR))[2]
        recalled = own["verification"].eq("recalled")
        hollow = f"{symbol.removesuffix('-dot').removesuffix('-open')}-open"
        fig.add_scatter(
            x=own["column"],
            y=own["row"],
            name=STATES.get(str(status), ("", "not recorded", ""))[1],
            mode="markers+text",
            text=["?" if status == "unconfirmed" else ""] * len(own),
            textfont={"size": 11},
            marker={
                "color": color,
                "symbol": [hollow if r else symbol for r in recalled],
                "size": size,
                "opacity": 1 if status else 0.45,
                "line": {"color": color, "width": 2.2 if "open" in symbol else 0},
            },
            customdata=own["hover"],
            hovertemplate="%{customdata}<extra></extra>",
        )


def _attendance_axes(
    fig: go.Figure,
    chosen: pd.DataFrame,
    cells: pd.DataFrame,
    actors: Sequence[str],
    language: str,
) -> None:
    known = cells[cells["status"].notna()].groupby("actor")["status"]
    came = known.agg(lambda s: int(s.eq("attended").sum())).to_dict()
    spoken = known.size().to_dict()
    over = cells["status"].isin(_OUTCOMES).any()
    heads = [
        short_head(code, language)
        + (f"<br><b>{came.get(code, 0)}/{spoken.get(code, 0)}</b>" if over else "")
        for code in actors
    ]
    fig.update_xaxes(
        tickvals=list(range(len(actors))),
        ticktext=heads,
        side="top",
        range=[-0.5, len(actors) - 0.5],
        showgrid=False,
        zeroline=False,
        ticks="",
        tickangle=0,
        fixedrange=True,
        tickfont={"size": 9.5},
    )
    one_year = len(set(chosen["start_date"].dt.year)) == 1
    shorts = load_formats().set_index("format")["display_name"].to_dict()
    fig.update_yaxes(
        tickvals=[-n for n in range(len(chosen))],
        ticktext=[_row_label(row, shorts, one_year=one_year) for row in chosen.to_dict("records")],
        range=[-len(chosen) + 0.4, 0.6],
        showgrid=False,
        zeroline=False,
        ticks="",
        fixedrange=True,
        tickfont={"size": 12},
    )
    fig.update_layout(height=275 + 37 * len(chosen), showlegend=False)


def _row_label(row: dict[Any, Any], shorts: dict[Any, Any], *, one_year: bool) -> str:
    kind = str(row["format"])
    general = {"", "bilateral", "trilateral", "other_multilateral", "un"}
    name = row["name"] if kind in general else shorts.get(kind, row["name"])
    place = "by video" if plain(row.get("mode")) == "virtual" else shown(row["city"])
    where = ", ".join(
        p
        for p in (
            place,
            span_text(row["start_date"], row["end_date"], year=not one_year),
        )
        if p
    )
    name = plain(name)
    short = name if len(name) <= 21 else name[:20].rstrip() + "…"
    return f"{shown(short)}<br><span style='font-size:10px'>{where}</span>"


def _finding(cells: pd.DataFrame, language: str) -> list[str]:
    """Say who sent deputies most often, if one state did."""
    sent = cells.loc[cells["status"].eq("represented_by_deputy"), "actor"].value_counts()
    if sent.empty or (sent == sent.iloc[0]).sum() > 1 or len(set(cells["meeting_id"])) == 1:
        return []
    times = f"{sent.iloc[0]} times" if sent.iloc[0] > 1 else "once"
    return [f"Most deputies: {power_name(sent.index[0], language)}, {times}"]


def _key(cells: pd.DataFrame) -> list[str]:
    """Return the key in short lines: only what occurs."""
    signs = {
        "attended": "⬤ came",
        "represented_by_deputy": "◆ sent a deputy",
        "absent": "✖ stayed away",
        "declined": "✖ declined",
        "confirmed": "○ confirmed",
        "invited": "◎ invited",
        "unconfirmed": "○? unconfirmed",
    }
    present = set(cells["status"].dropna())
    words = [word for status, word in signs.items() if status in present]
    words += ["– not recorded"] if cells["status"].isna().any() else []
    return key_lines(words)


def _attendance_alt(cells: pd.DataFrame, actors: Sequence[str], language: str) -> str:
    parts = []
    for code in actors:
        own = cells.loc[cells["actor"].eq(code), "status"].value_counts()
        said = [f"{word} {own[s]}" for s, (_, word, _) in STATES.items() if s in own]
        parts.append(f"{power_name(code, language)}: {', '.join(said) or 'not recorded'}")
    return f"Grid of {cells['meeting_id'].nunique()} meetings. " + "; ".join(parts) + "."
