"""Chart the meetings along the calendar, a lane for each outside power."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choices, check_day
from ca_summit.diplomacy import LEVELS
from ca_summit.figures import Key, empty_figure, finish, marks, taller_when_narrow, theme
from ca_summit.figures.axes import name_rows
from ca_summit.figures.labels import free_rows, half_lines
from ca_summit.figures.language import Words, format_days, format_span, month_name, msg
from ca_summit.figures.rows import (
    codes_of,
    has_meetings_near,
    recalled_rows,
    table_for,
)
from ca_summit.figures.text import STATUS_WORDS, meeting_hover, plain, shown
from ca_summit.figures.theme import power_color
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.as_of import known_by
from ca_summit.tables.as_of_meetings import COMPILED_ON
from ca_summit.tables.reader import read_table
from ca_summit.tables.reported import REPORTED, check_not_mixed, is_reported, only_reported
from ca_summit.tables.spans import check_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States

_QUESTION = msg("Who met Central Asia, and when?")
_NEEDED = ["meeting_id", "name", "format", "level", "counterpart", "status"]
_NEEDED += ["start_date", "end_date", "city"]
_ARTICLE = pd.Timestamp("2025-10-27")
_LONG = 430  # days from which only the years are named
#: Kind of meeting: symbol, size, sign and words of the key.
KINDS = {
    "summit": ("circle", 15, "⬤", msg("summit of the five")),
    "multilateral": ("diamond", 10, "◆", msg("other leaders’ meeting")),
    "bilateral": ("circle", 7.5, "•", msg("two leaders")),
    "lower": ("triangle-up", 8, "▲", msg("ministers or envoys")),
    "reported": ("line-ns-open", 9, "│", msg("reported, not checked")),
}
#: Pixels for which marks and names are kept apart, on a desk and on a phone.
_WIDE, _NARROW = 600, 230
_STEP, _STRIP, _GAP = 13, 14, 12  # pixels of a mark, of a line of names, between lanes
_MOST_NAMES = 5
CALLED_OFF = {"postponed", "cancelled"}


def plot_timeline(
    meetings: pd.DataFrame | None = None,
    *,
    year: int | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    level: str | Sequence[str] | None = None,
    format: str | Sequence[str] | None = None,  # noqa: A002 - the column's name
    counterpart: States = None,
    bilateral: bool | None = None,
    language: str | None = None,
) -> go.Figure:
    """Chart the meetings along the calendar, a lane for each outside power.

    Full marks were held, hollow ones planned, crosses called off; a meeting planned for a day that
    has passed without a record carries a question mark. Meetings without a day are counted below.

    Parameters
    ----------
    meetings
        A table like ``load_meetings()``, also the user's own. Default: that table.
    year
        Year drawn. Default, without ``since`` and ``until``: 2025 where the table has meetings of
        that year, else all.
    since, until
        First and last day drawn, years or days, instead of ``year``.
    as_of
        Draw what could be known on that day. Default: all that is recorded.
    level, format
        Values kept, one or several.
    counterpart
        Powers kept, by any name or code.
    bilateral
        Whether bilateral meetings are drawn. Default: up to 14 months, not beyond, because the
        records hold them for 2025 and 2026 only.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per meeting that has a day, with ``status`` and
    ``verification``.

    Raises
    ------
    ValueError
        If a column is missing, a filter names a value that does not occur, or days are in the
        wrong order.

    Examples
    --------
    >>> fig = plot_timeline()
    >>> "United States" in fig.layout.yaxis.ticktext
    True
    >>> plot_timeline(year=2025, counterpart="USA", bilateral=False).layout.yaxis.ticktext
    ('United States',)
    """
    words = Words(language)
    frame = table_for("plot_timeline", "meetings", meetings, _NEEDED)
    check_not_mixed("plot_timeline", frame, marked=True)
    chosen = _choose(frame, counterpart, level=level, format=format)
    day = None if as_of is None else check_day("as_of", as_of)
    known = known_by("meetings", chosen, day)
    dated = known[known["start_date"].notna()]
    first, last = _span(dated, year, since, until)
    if bilateral is None:
        bilateral = (last - first).days <= _LONG or only_reported(dated)
    if not bilateral:
        known = known[known["format"].astype("object") != "bilateral"]
        dated = dated[dated["format"].astype("object") != "bilateral"]
    drawn = dated[dated["start_date"].between(first, last)]
    question = words.say(_QUESTION)
    if drawn.empty:
        why = _nothing(dated, first, last, day, words)
        asked = {"level": level, "format": format, "counterpart": counterpart}
        return empty_figure(question, why, words, **asked)
    drawn = _prepared(words.cells(drawn, "name", "city"), day, words)
    codes = _lanes(drawn)
    desk, phone = (_place(drawn, codes, first, last, width) for width in (_WIDE, _NARROW))
    fig = go.Figure()
    _set_axes(fig, desk, first, last, words)
    narrow: dict[str, Any] = _name_days(fig, first, last, words) | {
        "yaxis.tickvals": list(phone.bases.values()),
        "yaxis.ticktext": [half_lines(words.label(code)) for code in codes],
        "yaxis.range": [0, phone.height],
    }
    narrow |= _draw_lanes(fig, drawn, (desk, phone), (first, last), words)
    narrow |= _draw_marks(fig, drawn, (desk, phone), words)
    _draw_days(fig, (first, last), day, words, article=has_meetings_near(frame, _ARTICLE))
    fig.update_layout(margin={"r": 48}, showlegend=False)
    undated = int(known["start_date"].isna().sum())
    finish(
        fig,
        area=desk.height,
        above=20,
        question=question,
        finding=_finding(drawn, words),
        subtitle="<br>".join(_drawn_words(drawn, first, last, day, words)),
        key=_key(drawn, words),
        caution=_caution(drawn, words),
        alt=_alt(drawn, codes, words),
        data=_table(drawn),
        sources=frame_sources(drawn),
        drawn=[Drawn("meetings", drawn)],
        caption=words.say("One mark is one meeting; the number at the right counts them."),
        narrow=narrow,
        notes=_notes(undated, drawn, words, bilateral=bilateral),
        language=words.sentences,
    )
    return taller_when_narrow(fig, phone.height - desk.height)


class Places(NamedTuple):
    """Where marks and names of cities stand on a screen, in pixels from the foot."""

    rows: pd.DataFrame
    bases: dict[str, float]
    height: int


def _lanes(drawn: pd.DataFrame) -> list[str]:
    """Return the powers, the busiest first, meetings among the five alone last."""
    counts = drawn["counterpart"].astype("str").value_counts()
    return sorted(counts.index, key=lambda code: (code == "-", -counts[code], code))


def _place(
    drawn: pd.DataFrame,
    codes: Sequence[str],
    first: pd.Timestamp,
    last: pd.Timestamp,
    width: int,
) -> Places:
    """Place marks and names so that none covers another on a plot of ``width`` pixels.

    Summits stand on the line of their lane, their city below it; other meetings stand above each
    other where days are near. A name that finds no room is empty.
    """
    days = (drawn["start_date"] - first).dt.days
    x = (days * width / max(1, (last - first).days)).to_dict()
    summit = drawn["kind"].eq("summit").to_dict()
    half = (0.64 * 6.6 * drawn["place"].map(plain).str.len()).to_dict()  # lanes' names take room
    rank = drawn["kind"].map({"summit": 0, "multilateral": 1, "bilateral": 2}).fillna(3)
    rows = pd.DataFrame({"y": 0.0, "name_y": 0.0, "name": ""}, index=drawn.index)
    bases: dict[str, float] = {}
    top = 0.0
    for code in reversed(codes):
        own = rank[drawn["counterpart"].astype("str").eq(code)].sort_values(kind="stable").index
        sides = {i: 7 if summit[i] else 5 for i in own}
        steps = free_rows({i: (x[i] - sides[i], x[i] + sides[i]) for i in own})
        spans = {i: (x[i] - half[i], x[i] + half[i]) for i in own if summit[i] and half[i]}
        strips = free_rows(spans, _MOST_NAMES)
        base = top + _GAP / 2 + _STRIP * (1 + max(strips.values(), default=-1)) + 8
        bases[code] = base
        rows.loc[own, "y"] = [base + steps[i] * _STEP for i in own]
        rows.loc[own, "name_y"] = [base - 17 - strips.get(i, 0) * _STRIP for i in own]
        rows.loc[list(strips), "name"] = [shown(drawn["place"][i]) for i in strips]
        top = base + 8 + max(steps.values()) * _STEP + _GAP / 2
    return Places(rows, {code: bases[code] for code in codes}, int(top))


def _finding(drawn: pd.DataFrame, words: Words) -> str:
    """Say how many summits with how many powers there were, or with whom most meetings are."""
    reported = is_reported(drawn)
    held = drawn[drawn["kind"].eq("summit") & drawn["state"].eq("held")]
    held = held[held["counterpart"].astype("str").ne("-")].sort_values("start_date")
    if len(held) > 1:
        city = shown(held["city"].iloc[-1])
        powers = set(held["counterpart"].astype("str"))
        message = msg("{powers} outside powers held {count} summits with the five")
        if len(powers) == len(held):
            message = msg("{powers} outside powers held a summit with the five")
        elif len(powers) == 1:
            message = msg("{power} held {count} summits with the five")
        values = {"powers": len(powers), "power": words.name(min(powers)), "count": len(held)}
        said = words.sentence(message, **values)
        return words.say("{said}, the last in {city}", said=said, city=city) if city else said
    counts = drawn["counterpart"].astype("str").value_counts()
    if len(counts) < 2 or counts.iloc[0] == counts.iloc[1] or reported.any() != reported.all():
        return ""
    message = msg("{count} of {all} meetings are with {power}")
    if counts.index[0] == "-":
        message = msg("{count} of {all} meetings are of the five alone")
    if reported.all():
        message = msg("{count} of {all} candidates from reports are with {power}")
    values = {"count": int(counts.iloc[0]), "all": len(drawn), "power": words.name(counts.index[0])}
    return words.say(message, **values)


def _caution(drawn: pd.DataFrame, words: Words) -> str:
    if is_reported(drawn).any():
        return words.say("Reports coded by machine and not checked are no meetings.")
    if _has_chosen_bilaterals(drawn):
        return words.say("Bilateral meetings are a choice: a full lane is not a strong bond.")
    return words.say("A full lane is not a strong bond: no mark says what was agreed.")


def _choose(
    frame: pd.DataFrame, counterpart: States, **filters: str | Sequence[str] | None
) -> pd.DataFrame:
    for name, wanted in filters.items():
        if wanted is not None:
            column = frame[name].astype("object")
            known = {*column.dropna(), *(LEVELS if name == "level" else ())}
            frame = frame[column.isin(check_choices(name, wanted, known))]
    if counterpart is None:
        return frame
    powers = frame["counterpart"].astype("object")
    return frame[powers.isin(codes_of("counterpart", counterpart, powers))]


def _span(
    dated: pd.DataFrame, year: int | None, since: Moment | None, until: Moment | None
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return first and last day drawn."""
    years = dated["start_date"].dt.year
    if since is None and until is None:
        if year is None and (dated.empty or years.eq(2025).any()):
            year = 2025
        if year is not None:
            if not hasattr(year, "__index__") or isinstance(year, bool) or not 1 <= year <= 9999:
                raise ValueError(f"`year` must be a whole year, such as 2025; got {year!r}.")
            return pd.Timestamp(f"{year:04d}-01-01"), pd.Timestamp(f"{year:04d}-12-31")
    elif year is not None:
        raise ValueError(
            f"`year` and `since` or `until` exclude each other; got year={year!r}, "
            f"since={since!r}, until={until!r}. Leave `year` out."
        )
    days = dated["start_date"]
    start = pd.Timestamp(COMPILED_ON) if dated.empty else days.min()
    end = pd.Timestamp(COMPILED_ON) if dated.empty else days.max()
    asked, wanted = check_span(since, until)
    first = start.replace(day=1) if asked is None else asked
    last = end + pd.offsets.MonthEnd(0) if wanted is None else wanted
    return first, max(first, last)


def _nothing(
    dated: pd.DataFrame,
    first: pd.Timestamp,
    last: pd.Timestamp,
    as_of: pd.Timestamp | None,
    words: Words,
) -> str:
    message = msg("No meeting of this choice from {first:d} to {last:d}.")
    if as_of is not None:
        message = msg("No meeting of this choice was known on {day:d} from {first:d} to {last:d}.")
    text = words.say(message, first=first, last=last, day=as_of)
    if dated.empty:
        return f"{text} {words.say('The table has none with a day.')}"
    years = [str(dated["start_date"].dt.year.agg(end)) for end in ("min", "max")]
    if years[0] == years[1]:
        return f"{text} {words.say('The table has some of {year}.', year=years[0])}"
    message = "The table has some of {first} to {last}."
    return f"{text} {words.say(message, first=years[0], last=years[1])}"


def _prepared(drawn: pd.DataFrame, as_of: pd.Timestamp | None, words: Words) -> pd.DataFrame:
    """Add kind, state and hover of each meeting."""
    today = COMPILED_ON if as_of is None else as_of
    out = drawn.reset_index(drop=True)
    passed = out["status"].astype("object").eq("planned") & out["start_date"].lt(today)
    out["state"] = out["status"].astype("object").mask(passed, "unknown")
    out["kind"] = [_kind(row) for row in out.to_dict("records")]
    by_video = out["mode"].astype("object").eq("virtual") if "mode" in out.columns else False
    out["place"] = (
        out["city"].astype("object").mask(out["city"].isna() & by_video, words.say("by video"))
    )
    out["hover"] = [meeting_hover(row, words) for row in out.to_dict("records")]
    return out


def _kind(row: dict[Any, Any]) -> str:
    if row["status"] == REPORTED:
        return "reported"
    if row["level"] != "heads_of_state":
        return "lower"
    if row["format"] == "bilateral":
        return "bilateral"
    name = str(row["format"])
    of_the_five = name in {"c5_plus_1", "central_asia_consultative"}
    return "summit" if of_the_five or name.endswith("_central_asia") else "multilateral"


def _draw_lanes(
    fig: go.Figure,
    drawn: pd.DataFrame,
    screens: tuple[Places, Places],
    span: tuple[pd.Timestamp, pd.Timestamp],
    words: Words,
) -> dict[str, float]:
    """Draw the line of each lane and the number of meetings; return where they are narrow."""
    desk, phone = screens
    narrow = {}
    counts = drawn["counterpart"].astype("str").value_counts()
    for number, (code, base) in enumerate(desk.bases.items()):
        ends = (span[0], base), (span[1], base)
        marks.stretch(fig, *ends, color=power_color(code), opacity=0.45)
        told = words.count(
            "{count} meeting with {power}",
            "{count} meetings with {power}",
            int(counts[code]),
            power=words.name(code),
        )
        place = {"xref": "paper", "xanchor": "left", "xshift": 15}
        marks.note(fig, f"<b>{counts[code]}</b>", 1, base, size=14, hovertext=told, **place)
        for path in (f"shapes[{number}].y0", f"shapes[{number}].y1", f"annotations[{number}].y"):
            narrow[path] = phone.bases[code]
    return narrow


def _mark(row: dict[Any, Any]) -> tuple[str, str]:
    """Return symbol and sign of one meeting."""
    symbol = KINDS[row["kind"]][0]
    if row["state"] in CALLED_OFF:
        return "x-thin", ""
    if row["state"] in ("planned", "unknown"):
        return f"{symbol}-open", "?" if row["state"] == "unknown" else ""
    return (f"{symbol}-open-dot" if row.get("verification") == "recalled" else symbol), ""


def _draw_marks(
    fig: go.Figure, drawn: pd.DataFrame, screens: tuple[Places, Places], words: Words
) -> dict[str, list[Any]]:
    """Draw the meetings and the cities of summits; return where they stand on a narrow screen."""
    desk, phone = (places.rows for places in screens)
    narrow = {}
    none = pd.Series(False, index=drawn.index)
    for code, own in drawn.assign(y=desk["y"]).groupby(drawn["counterpart"].astype("str")):
        symbols, texts = zip(*map(_mark, own.to_dict("records")), strict=True)
        narrow[f"data[{len(fig.data)}].y"] = list(phone.loc[own.index, "y"])
        marks.dots(
            fig,
            own,
            x="start_date",
            y="y",
            name=words.label(code),
            color=power_color(code),
            symbol=symbols,
            recalled=none[own.index],
            size=[KINDS[kind][1] for kind in own["kind"]],
            text=texts if any(texts) else None,
            textfont={"size": 13},
            told=list(own["hover"]),
            showlegend=False,
        )
    named = drawn.index[drawn["kind"].eq("summit")]
    narrow[f"data[{len(fig.data)}].y"] = list(phone.loc[named, "name_y"])
    narrow[f"data[{len(fig.data)}].text"] = list(phone.loc[named, "name"])
    days, names = drawn.loc[named, "start_date"], desk.loc[named]
    marks.write(fig, days, names["name_y"], list(names["name"]), size=11.5)
    return narrow


def _draw_days(
    fig: go.Figure,
    span: tuple[pd.Timestamp, pd.Timestamp],
    as_of: pd.Timestamp | None,
    words: Words,
    *,
    article: bool,
) -> None:
    """Mark the day of the article, or the day as of which the chart speaks."""
    first, last = span
    day = as_of
    text = words.say("known on {day:d}", day=as_of)
    if as_of is None and article and (last - first).days <= _LONG:
        day, text = _ARTICLE, words.say("article, 27 Oct")
    if day is None or not first <= day <= last:
        return
    marks.rule(fig, x=day, width=1.5)
    side = "right" if (day - first) > (last - first) / 2 else "left"
    marks.note(fig, text, day, 1, yref="paper", yanchor="bottom", xanchor=side)
    if as_of is not None and as_of < last:
        fig.add_vrect(x0=as_of, x1=last, fillcolor=theme.LAND_FILL, line_width=0, layer="below")


def _set_axes(
    fig: go.Figure, places: Places, first: pd.Timestamp, last: pd.Timestamp, words: Words
) -> None:
    days = (last - first).days
    pad = pd.Timedelta(days=max(1, days // 60))
    fig.update_xaxes(
        range=[first - pad, last + pad],
        tickformat="%Y" if days > _LONG else "%b",
        ticklabelmode="period" if days > 60 else "instant",
        showgrid=True,
        side="bottom",
    )
    if days <= 60:
        fig.update_xaxes(tickformat="%-d %b", nticks=5)
    name_rows(
        fig,
        places.bases.values(),
        [words.label(code) for code in places.bases],
        width=22,
        standoff=0,
        range=[0, places.height],
        fixedrange=True,
    )


def _name_days(
    fig: go.Figure, first: pd.Timestamp, last: pd.Timestamp, words: Words
) -> dict[str, Any]:
    """Name months or days where plotly would in English; return a third of them for a phone."""
    days = (last - first).days
    if words.sentences == "en" or days > _LONG:
        return {}
    months = pd.date_range(first, last, freq="MS")
    ticks = months if days > 60 else pd.date_range(first, last, periods=5).normalize().unique()
    texts = [
        month_name(day.month, words.sentences)
        if days > 60
        else format_days(day, year=False, language=words.sentences)
        for day in ticks
    ]
    at = [day.isoformat() for day in ticks]
    fig.update_xaxes(tickvals=at, ticktext=texts, ticklabelmode="instant")
    few = slice(0, None, -(-len(at) // 4))
    return {"xaxis.tickvals": at[few], "xaxis.ticktext": texts[few]}


def _drawn_words(
    drawn: pd.DataFrame,
    first: pd.Timestamp,
    last: pd.Timestamp,
    as_of: pd.Timestamp | None,
    words: Words,
) -> list[str]:
    """Say what is drawn, and as of which day."""
    span = format_span(first, last, words.sentences)
    if only_reported(drawn):
        said = words.count(
            "{count} candidate from reports, {span}",
            "{count} candidates from reports, {span}",
            len(drawn),
            span=span,
        )
    else:
        many = int((~is_reported(drawn)).sum())
        said = words.count("{count} meeting, {span}", "{count} meetings, {span}", many, span=span)
    known = [] if as_of is None else [words.say("As known on {day:d}", day=as_of)]
    return [said, *known]


def _key(drawn: pd.DataFrame, words: Words) -> list[Key]:
    """Return what the signs mean that occur."""
    states = set(drawn["state"])
    recalled = recalled_rows(drawn) & drawn["state"].eq("held")
    signs = [
        (sign, said) for kind, (_, _, sign, said) in KINDS.items() if kind in set(drawn["kind"])
    ]
    signs += [("○", msg("planned"))] if states & {"planned", "under_way"} else []
    signs += [("○?", msg("planned day has passed"))] if "unknown" in states else []
    signs += [("✕", msg("called off"))] if states & CALLED_OFF else []
    signs += [("◎", msg("from memory"))] if recalled.any() else []
    return [Key(words.say(said), theme.OTHER_COLOR, sign) for sign, said in signs]


def _has_chosen_bilaterals(drawn: pd.DataFrame) -> bool:
    """Tell whether meetings of two leaders are drawn that the bundled table chose to record."""
    theirs = drawn["format"].astype("object").eq("bilateral") & ~is_reported(drawn)
    ours = set(read_table("meetings")["meeting_id"])
    return bool(drawn.loc[theirs, "meeting_id"].astype("object").isin(ours).any())


def _notes(undated: int, drawn: pd.DataFrame, words: Words, *, bilateral: bool) -> list[str]:
    notes = []
    reported = is_reported(drawn)
    if reported.any():
        message = "Reports coded by machine, not checked, are no meetings: {count} marks"
        notes.append(words.say(message, count=int(reported.sum())))
    if _has_chosen_bilaterals(drawn):
        notes.append(words.say("Bilateral meetings are a choice, not all"))
    elif not bilateral:
        notes.append(words.say("Bilateral meetings are left out"))
    if (drawn["state"] == "unknown").any():
        message = "A question mark: the planned day has passed, no record says what happened"
        notes.append(words.say(message))
    if undated:
        message = "Meetings of the table without a day are not drawn: {count}"
        notes.append(words.say(message, count=undated))
    return notes


def _alt(drawn: pd.DataFrame, codes: Sequence[str], words: Words) -> str:
    counts = drawn["counterpart"].astype("str").value_counts()
    busiest = [f"{words.name(code, article=False)} {counts[code]}" for code in codes if code != "-"]
    many = words.count("{count} meeting", "{count} meetings", len(drawn))
    if only_reported(drawn):
        many = words.count("{count} candidate", "{count} candidates", len(drawn))
    rows = words.count("{count} lane", "{count} lanes", len(codes))
    message = (
        "Timeline of {many} in {rows}: {busiest}." if busiest else "Timeline of {many} in {rows}."
    )
    sentences = [words.say(message, many=many, rows=rows, busiest=words.listed(busiest, 4))]
    summits = drawn[drawn["kind"].eq("summit") & drawn["state"].eq("held")]
    summits = summits.sort_values("start_date", kind="stable")
    if len(summits):
        cities = [
            words.say("{city} ({day:d})", city=plain(city) or words.say("by video"), day=day)
            for city, day in zip(summits["city"], summits["start_date"], strict=True)
        ]
        sentences.append(words.say("Summits of the five held: {cities:l}.", cities=cities))
    reported = int(is_reported(drawn).sum())
    if reported:
        sentences.append(words.say("Reported and not checked: {count}.", count=reported))
    others = drawn.loc[~drawn["state"].isin(["held", REPORTED]), "state"].value_counts()
    if len(others):
        states = {
            state: words.say(STATUS_WORDS.get(str(state), str(state))) for state in others.index
        }
        told = ", ".join(
            words.say("{count} {status}", count=n, status=states[s]) for s, n in others.items()
        )
        sentences.append(words.say("Not held: {told}.", told=told))
    return " ".join(sentences)


def _table(drawn: pd.DataFrame) -> pd.DataFrame:
    columns = ["meeting_id", "name", "counterpart", "format", "level", "start_date", "end_date"]
    columns += ["city", "state", "verification"]
    out = drawn[[c for c in columns if c in drawn.columns]].sort_values(
        ["start_date", "meeting_id"]
    )
    return out.rename(columns={"state": "status"})
