"""Chart who came to the meetings, who sent a deputy, who stayed away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_choices, check_day, check_year
from ca_summit.diplomacy import FIVE, LEVELS
from ca_summit.figures import Key, empty_figure, finish, marks, taller_when_narrow, theme
from ca_summit.figures.axes import name_columns, name_rows
from ca_summit.figures.crowding import PHONE
from ca_summit.figures.labels import short_head
from ca_summit.figures.language import Words, format_days, msg, msgs
from ca_summit.figures.rows import codes_of, table_for
from ca_summit.figures.text import plain, proof, shown, wrap
from ca_summit.figures.typesetting import widest
from ca_summit.provenance.drawn import Drawn, looked_up
from ca_summit.sources import frame_sources
from ca_summit.tables import load_formats, load_meetings
from ca_summit.tables.as_of_meetings import COMPILED_ON, state_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ca_summit.tables.choice import Day
    from ca_summit.tables.states import States

#: What a statement says: sign, word, colour (mid-tone, for white and for near-black).
STATES = {
    "attended": ("●", msg("came"), "#22808C"),
    "represented_by_deputy": ("◆", msg("sent a deputy"), "#D08A1D"),
    "absent": ("✕", msg("stayed away"), "#C8463C"),
    "declined": ("✕", msg("declined"), "#C8463C"),
    "confirmed": ("✓", msg("confirmed"), "#4E9F8E"),
    "invited": ("✉", msg("invited"), "#7F8FB8"),
    "unconfirmed": ("?", msg("unconfirmed"), "#C77B4A"),
}
#: What says that a meeting has been; before it, nobody can be counted as having come.
_OUTCOMES = ("attended", "represented_by_deputy", "absent")
_STATEMENTS = ["meeting_id", "actor_iso3", "person", "status", "event", "known_on", "seq"]
_QUESTION = msg("Who came, and who sent a deputy?")
_MEETINGS = ["meeting_id", "name", "format", "level", "start_date", "end_date", "city"]
_WIDE, _NARROW = 56, 22  # signs of a line of a row's name on a desk and on a phone
_HEAD_SIZE, _UPRIGHT, _SIDES = 9.5, 50, 44  # of heads on a phone, their height, other margins
_LINE, _GAP = 16, 9  # pixels of a line of a name, between rows
_GENERAL = {"", "bilateral", "trilateral", "other_multilateral", "un"}
#: Symbol in the plot, its size, and its sign in the key.
_SIGNS = {
    "attended": ("circle", 17, "⬤"),
    "represented_by_deputy": ("diamond", 16, "◆"),
    "absent": ("x", 13, "✖"),
    "declined": ("x", 13, "✖"),
    "confirmed": ("circle-open", 15, "○"),
    "invited": ("circle-open-dot", 13, "◎"),
    "unconfirmed": ("circle-open", 13, "○?"),
}
_UNKNOWN = ("line-ew-open", 8, "–")


def plot_attendance(
    attendance: pd.DataFrame | None = None,
    *,
    meetings: pd.DataFrame | None = None,
    meeting: str | Sequence[str] | None = None,
    year: int | None = None,
    format: str | Sequence[str] | None = None,  # noqa: A002 - the column's name
    level: str | None = "heads_of_state",
    bilateral: bool = False,
    actor: States = FIVE,
    as_of: Day = None,
    language: str | None = None,
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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per meeting and actor with the last ``status`` and the
    day on which it was ``known_on``; what is not recorded has no row.

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
    words = Words(language)
    function = "plot_attendance"
    frame = table_for(function, "attendance", attendance, _STATEMENTS)
    table = table_for(function, "meetings", meetings, _MEETINGS)
    if year is None and meeting is None and format is None:
        years = table["start_date"].dt.year.dropna()
        year = 2025 if years.empty or years.eq(2025).any() else int(years.min())
    elif year is not None:
        year = check_year("year", year, 1900, 2200)
    actors = codes_of("actor", actor, {*FIVE, *frame["actor_iso3"].dropna()})
    chosen = _chosen(table, frame, meeting, year, format, level, bilateral=bilateral)
    day = _last_day(frame) if as_of is None else check_day("as_of", as_of)
    if as_of is not None and meetings is None:  # when a meeting would end was not known before
        ends = load_meetings(as_of=day).set_index("meeting_id")["end_date"]
        chosen = chosen.assign(end_date=ends.reindex(chosen["meeting_id"]).to_numpy())
    state = state_on(frame[frame["meeting_id"].isin(chosen["meeting_id"])], day)
    state = state[state["actor_iso3"].astype("object").isin(actors)]
    chosen = chosen[chosen["meeting_id"].isin(state["meeting_id"])]
    question = words.say(_QUESTION)
    until = None if as_of is None else day
    if chosen.empty:
        why = _nothing(frame, table, until, words)
        return empty_figure(question, why, words, meeting=meeting, format=format, actor=actor)
    chosen = chosen.sort_values(["start_date", "meeting_id"], ignore_index=True)
    chosen = words.cells(chosen, "name", "city")
    names = _row_names(chosen, words)
    cells = _cells(chosen, state, actors, words).assign(
        row=lambda c: c["meeting_id"].map(names["row"]),
        narrow_row=lambda c: c["meeting_id"].map(names["narrow_row"]),
    )
    over = bool(cells["status"].isin(_OUTCOMES).any())
    fig = go.Figure()
    narrow: dict[str, Any] = {}
    for number, (low, other) in enumerate(zip(names["low"], names["narrow_low"], strict=True)):
        marks.stretch(fig, (-0.5, low), (len(actors) - 0.5, low), color=theme.FAINT_LINE)
        narrow |= dict.fromkeys((f"shapes[{number}].y0", f"shapes[{number}].y1"), other)
    narrow |= _draw_cells(fig, cells, words)
    counts = _counts(cells, words) if over else {}
    heads = [words.label(code) + counts.get(code, "") for code in actors]
    name_columns(fig, range(len(actors)), heads, size=13, range=[-0.5, len(actors) - 0.5])
    name_rows(
        fig,
        names["row"],
        names["name"],
        range=[names["low"].min(), 0],
        fixedrange=True,
        tickfont={"size": 13},
    )
    fig.update_layout(margin={"r": 16}, showlegend=False)
    caption = msg("What had been said about each leader’s coming; nobody had come yet.")
    if over:
        caption = msg("Under each name: meetings to which the leader came, of those recorded.")
    gaps = words.say("An empty place is not recorded, not an absence.")
    span = format_days(
        chosen["start_date"].min(), chosen["end_date"].max(), language=words.sentences
    )
    drawn = words.count(
        "{count} meeting, {days}", "{count} meetings, {days}", len(chosen), days=span
    )
    known = [] if until is None else [words.say("As known on {day:d}", day=day)]
    short_heads = _short_heads(actors, counts, names["narrow"], words)
    area, narrow_area = -float(names["low"].min()), -float(names["narrow_low"].min())
    finish(
        fig,
        area=area,
        above=40,
        question=question,
        finding=_finding(cells, words, over=over),
        subtitle="<br>".join([drawn, *known]),
        key=_key(cells, words),
        caution=gaps if cells["status"].isna().any() else "",
        alt=_alt(cells, actors, words),
        data=cells.drop(columns=["row", "narrow_row", "column", "hover", "seq", "source_id"]),
        sources=frame_sources(state),
        drawn=[
            Drawn(
                "attendance",
                cells[cells["status"].notna()].rename(columns={"actor": "actor_iso3"}),
            ),
            Drawn("meetings", looked_up(chosen, "meeting_id", cells), {"status": ""}),
        ],
        caption=words.say(caption),
        narrow=narrow
        | short_heads
        | {
            "yaxis.tickvals": list(names["narrow_row"]),
            "yaxis.ticktext": list(names["narrow"]),
            "yaxis.tickfont.size": 12,
            "yaxis.range": [-narrow_area, 0],
        },
        notes=[gaps if cells["status"].isna().any() else ""],
        language=words.sentences,
    )
    upright = _UPRIGHT if "xaxis.tickangle" in short_heads else 0
    return taller_when_narrow(fig, narrow_area - area, heads=upright)


def _nothing(
    frame: pd.DataFrame, table: pd.DataFrame, until: pd.Timestamp | None, words: Words
) -> str:
    why = words.say("No statement about who came to these meetings.")
    if until is not None:
        message = "No statement about who came to these meetings up to {day:d}."
        why = words.say(message, day=until)
    strange = sorted(set(frame["meeting_id"].astype("str")) - {*table["meeting_id"].astype("str")})
    if not strange:
        return why
    message = "The table of meetings does not hold {ids}: pass `meetings` too."
    return f"{why} {words.say(message, ids=words.listed(strange, 3))}"


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
    chosen: pd.DataFrame, state: pd.DataFrame, actors: Sequence[str], words: Words
) -> pd.DataFrame:
    """Return one row per meeting and state, with the last statement or without one."""
    last = {(r["meeting_id"], str(r["actor_iso3"])): r for r in state.to_dict("records")}
    rows = []
    for meeting in chosen.to_dict("records"):
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
                    "seq": said.get("seq"),
                    "source_id": said.get("source_id"),
                    "column": column,
                    "hover": _cell_hover(meeting, code, said, words),
                }
            )
    out = pd.DataFrame(rows)
    return out.assign(known_on=pd.to_datetime(out["known_on"]))


def _cell_hover(meeting: dict[Any, Any], code: str, said: dict[Any, Any], words: Words) -> str:
    days = format_days(meeting["start_date"], meeting["end_date"], language=words.sentences)
    where = ", ".join(part for part in (days, shown(meeting["city"])) if part)
    lines = [f"<b>{shown(meeting['name'], 46)}</b>", where]
    place = shown(words.name(code))
    if not said:
        return "<br>".join([*lines, words.say("{place}: not recorded", place=place)])
    status = plain(said["status"])
    word = words.say(STATES[status][1]) if status in STATES else shown(status)
    lines += [
        f"{place}: <b>{word}</b>",
        ", ".join(
            shown(words.cell(cell))
            for cell in (plain(said.get(c)) for c in ("person", "role"))
            if cell
        ),
        words.say("known on {day:d}", day=said["known_on"]),
        f"<i>{proof(said, words)}</i>",
    ]
    return "<br>".join(line for line in lines if line)


def _draw_cells(fig: go.Figure, cells: pd.DataFrame, words: Words) -> dict[str, list[float]]:
    """Draw a sign per meeting and state; return where they stand on a narrow screen."""
    narrow = {}
    for status, own in cells.groupby(cells["status"].fillna(""), sort=False):
        narrow[f"data[{len(fig.data)}].y"] = list(own["narrow_row"])
        symbol, size, _ = _SIGNS.get(str(status), _UNKNOWN)
        _, name, color = STATES.get(str(status), ("", msg("not recorded"), theme.OTHER_COLOR))
        marks.dots(
            fig,
            own,
            x="column",
            y="row",
            symbol=symbol,
            size=size,
            color=color,
            name=words.say(name),
            opacity=1 if status else 0.45,
            told=list(own["hover"]),
        )
    unsure = cells[cells["status"].eq("unconfirmed")]
    if len(unsure):
        narrow[f"data[{len(fig.data)}].y"] = list(unsure["narrow_row"])
        name = words.say("unconfirmed")
        marks.write(fig, unsure["column"], unsure["row"], ["?"] * len(unsure), size=11, name=name)
    return narrow


def _counts(cells: pd.DataFrame, words: Words) -> dict[str, str]:
    """Return for the head of each column the meetings attended, of those recorded."""
    said = cells[cells["status"].notna()]
    counts = {}
    for code, status in said.groupby("actor")["status"]:
        came = words.say("{came} / {all}", came=status.eq("attended").sum(), all=len(status))
        counts[str(code)] = f"<br><b>{came}</b>"
    return counts


def _row_names(chosen: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Name each meeting whole and in short, with place and days below, and give it its height."""
    one_year = len(set(chosen["start_date"].dt.year)) == 1
    shorts = load_formats().set_index("format")["display_name"].to_dict()
    names = []
    for row in chosen.to_dict("records"):
        kind = str(row["format"])
        short = row["name"] if kind in _GENERAL else words.cell(shorts.get(kind, row["name"]))
        virtual = plain(row.get("mode")) == "virtual"
        place = words.say("by video") if virtual else shown(row["city"])
        days = format_days(
            row["start_date"], row["end_date"], year=not one_year, language=words.sentences
        )
        where = ", ".join(part for part in (place, days) if part)
        small = f"<br><span style='font-size:11px'>{where}</span>"
        names.append(
            (
                wrap(shown(row["name"]), _WIDE) + small,
                wrap(shown(short), _NARROW) + small,
            )
        )
    out = pd.DataFrame(names, columns=["name", "narrow"], index=chosen["meeting_id"])
    for text, before in (("name", ""), ("narrow", "narrow_")):
        heights = out[text].map(lambda words: _LINE * (words.count("<br>") + 1) + _GAP)
        low = -heights.cumsum()
        out[f"{before}low"], out[f"{before}row"] = low, low + heights / 2
    return out


def _short_heads(
    actors: Sequence[str], counts: dict[str, str], names: Iterable[str], words: Words
) -> dict[str, Any]:
    """Return the heads of columns on a phone: in short lines, or upright where these are too wide.

    ``names`` are those of the rows, which take the left of the screen.
    """
    heads = [
        short_head(code, words.labels) + counts.get(code, "").replace(" ", "") for code in actors
    ]
    room = (PHONE - max(widest(name, 12) for name in names) - _SIDES) / len(actors)
    if max(widest(head, _HEAD_SIZE) for head in heads) <= room:
        return {"xaxis.ticktext": heads, "xaxis.tickfont.size": _HEAD_SIZE}
    heads = [words.label(c) + counts.get(c, "").replace(" ", "") for c in actors]
    return {"xaxis.ticktext": heads, "xaxis.tickfont.size": 11, "xaxis.tickangle": -90}


def _finding(cells: pd.DataFrame, words: Words, *, over: bool) -> str:
    """Say who sent deputies most often, of what is recorded; of one meeting, how many came."""
    if len(set(cells["meeting_id"])) == 1:
        said = cells.loc[cells["status"].notna(), "status"]
        message = (
            msg("{count} of {all} came themselves")
            if over
            else msg("{count} of {all} had confirmed")
        )
        count = int(said.eq("attended" if over else "confirmed").sum())
        return words.say(message, count=count, all=len(said)) if len(said) > 1 else ""
    sent = cells.loc[cells["status"].eq("represented_by_deputy"), "actor"].value_counts()
    years = cells["start_date"].dropna().dt.year
    if sent.empty or (sent == sent.iloc[0]).sum() > 1 or years.empty:
        return ""
    first, last = int(years.min()), int(years.max())
    recorded = cells["actor"].eq(sent.index[0]) & cells["status"].notna()
    told = {
        "place": words.name(sent.index[0]),
        "all": int(recorded.sum()),
        "when": str(first) if first == last else f"{first}–{last}",
    }
    if len(sent) > 1:
        message = "{place} sent a deputy most often: to {count} of {all:n} meetings in {when}"
        return words.say(message, count=int(sent.iloc[0]), **told)
    one, many = msgs(
        "Only {place} sent a deputy, to one of {all:n} meetings in {when}",
        "Only {place} sent a deputy, to {count} of {all:n} meetings in {when}",
    )
    if len(set(cells["actor"])) == 1:  # nobody else is drawn
        one, many = msgs(
            "{place} sent a deputy to one of {all:n} meetings in {when}",
            "{place} sent a deputy to {count} of {all:n} meetings in {when}",
        )
    return words.count(one, many, int(sent.iloc[0]), **told)


def _key(cells: pd.DataFrame, words: Words) -> list[Key]:
    """Return the key: only what occurs."""
    present = set(cells["status"].dropna())
    held = [(STATES[status], _SIGNS[status][2]) for status in _SIGNS if status in present]
    entries = [Key(words.say(word), color, sign) for (_, word, color), sign in held]
    if cells["status"].isna().any():
        entries.append(Key(words.say("not recorded"), theme.OTHER_COLOR, _UNKNOWN[2]))
    return entries


def _alt(cells: pd.DataFrame, actors: Sequence[str], words: Words) -> str:
    parts = []
    for code in actors:
        own = cells.loc[cells["actor"].eq(code), "status"].value_counts()
        said = [f"{words.say(word)} {own[s]}" for s, (_, word, _) in STATES.items() if s in own]
        text = ", ".join(said) or words.say("not recorded")
        parts.append(f"{words.name(code, article=False)}: {text}")
    grid = words.count(
        "Grid of {count} meeting.", "Grid of {count} meetings.", cells["meeting_id"].nunique()
    )
    return f"{grid} {'; '.join(parts)}."
