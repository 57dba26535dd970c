"""Chart the meetings along the calendar, a lane for each outside power."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.asof import COMPILED_ON
from ca_summit.checks import check_choices, check_columns, check_day
from ca_summit.diplomacy import LEVELS
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.labels import half_lines, key_lines, lanes_of, place
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import (
    has_meetings_near,
    meetings_known,
    none_chosen,
    recalled_rows,
    with_days,
)
from ca_summit.figures.text import day_text, listed, meeting_hover, plain, power_name, shown
from ca_summit.figures.theme import power_color
from ca_summit.sources import frame_sources
from ca_summit.tables import load_meetings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    Day = str | dt.date | pd.Timestamp

TITLE = "Who met Central Asia, and when?"
_NEEDED = ["meeting_id", "name", "format", "level", "counterpart", "status"]
_NEEDED += ["start_date", "end_date", "city"]
_ARTICLE = pd.Timestamp("2025-10-27")
_LONG = 430  # days from which only the years are named
#: Kind of meeting: symbol, size, words of the key.
KINDS = {
    "summit": ("circle", 15, "⬤ summit of the five"),
    "multilateral": ("diamond", 10, "◆ other leaders’ meeting"),
    "bilateral": ("circle", 7.5, "• two leaders"),
    "lower": ("triangle-up", 8, "▲ ministers or envoys"),
}
CALLED_OFF = {"postponed", "cancelled"}


def plot_timeline(
    meetings: pd.DataFrame | None = None,
    *,
    year: int | None = None,
    since: Day | None = None,
    until: Day | None = None,
    as_of: Day | None = None,
    level: str | Sequence[str] | None = None,
    format: str | Sequence[str] | None = None,  # noqa: A002 - the column's name
    counterpart: str | Sequence[str] | None = None,
    bilateral: bool | None = None,
    language: str = "en",
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
        First and last day drawn (``YYYY-MM-DD``), instead of ``year``.
    as_of
        Draw what could be known on that day. Default: all that is recorded.
    level, format, counterpart
        Values kept, one or several.
    bilateral
        Whether bilateral meetings are drawn. Default: up to 14 months, not beyond, because the
        records hold them for 2025 and 2026 only.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for names of countries.

    Raises
    ------
    ValueError
        If a column is missing, a filter names a value that does not occur, or days are in the
        wrong order.

    Examples
    --------
    >>> fig = plot_timeline(year=2025, counterpart="USA", bilateral=False)
    >>> fig.layout.yaxis.ticktext
    ('United States',)
    """
    frame = load_meetings() if meetings is None else meetings
    check_columns("plot_timeline", frame, _NEEDED, "load_meetings()")
    chosen = _choose(frame, level=level, format=format, counterpart=counterpart)
    as_of = None if as_of is None else check_day("as_of", as_of)
    known = meetings_known(with_days("plot_timeline", chosen, ["start_date", "end_date"]), as_of)
    dated = known[known["start_date"].notna()]
    first, last = _span(dated, year, since, until)
    if bilateral is None:
        bilateral = (last - first).days <= _LONG
    if not bilateral:
        known = known[known["format"].astype("object") != "bilateral"]
        dated = dated[dated["format"].astype("object") != "bilateral"]
    drawn = dated[dated["start_date"].between(first, last)]
    if drawn.empty:
        none = none_chosen(level=level, format=format, counterpart=counterpart)
        return empty_figure(TITLE, none or _nothing(dated, first, last, as_of))
    drawn = _prepared(drawn, as_of, language)
    fig, names = go.Figure(), lanes_of(drawn)
    height = place(drawn, names, first, last)
    _draw_lanes(fig, names, first, last, language)
    _draw_marks(fig, drawn)
    _label_summits(fig, drawn)
    _draw_days(fig, first, last, as_of, article=has_meetings_near(frame, _ARTICLE))
    _axes(fig, names, first, last, height, language)
    undated = int(known["start_date"].isna().sum())
    return finish_chart(
        fig,
        above=20,
        planned=150,
        title=TITLE,
        subtitle=_subtitle(drawn, first, last, as_of),
        alt=_alt(drawn, names, language),
        data=_table(drawn),
        sources=frame_sources(drawn),
        caption="One mark is one meeting; the number at the right counts them.",
        notes=_notes(undated, bilateral=bilateral, drawn=drawn),
        source_shift=60,
    )


def _choose(frame: pd.DataFrame, **filters: str | Sequence[str] | None) -> pd.DataFrame:
    for name, wanted in filters.items():
        if wanted is not None:
            column = frame[name].astype("object")
            known = {*column.dropna(), *(LEVELS if name == "level" else ())}
            frame = frame[column.isin(check_choices(name, wanted, known))]
    return frame


def _span(
    dated: pd.DataFrame, year: int | None, since: Day | None, until: Day | None
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
    first = check_day("since", since) if since is not None else start.replace(day=1)
    last = check_day("until", until) if until is not None else end + pd.offsets.MonthEnd(0)
    if since is not None and until is not None and first > last:
        raise ValueError(
            f"`since` must not be later than `until`; got {first.date()} and {last.date()}."
        )
    return first, max(first, last)


def _nothing(
    dated: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, as_of: pd.Timestamp | None
) -> str:
    known = "" if as_of is None else f" was known on {day_text(as_of)}"
    text = f"No meeting of this choice{known} from {day_text(first)} to {day_text(last)}."
    if dated.empty:
        return text + " The table has none with a day."
    years = [str(dated["start_date"].dt.year.agg(end)) for end in ("min", "max")]
    return f"{text} The table has some of {' to '.join(dict.fromkeys(years))}."


def _prepared(drawn: pd.DataFrame, as_of: pd.Timestamp | None, language: str) -> pd.DataFrame:
    """Add kind, state and hover of each meeting."""
    today = COMPILED_ON if as_of is None else as_of
    out = drawn.reset_index(drop=True)
    passed = out["status"].astype("object").eq("planned") & out["start_date"].lt(today)
    out["state"] = out["status"].astype("object").mask(passed, "unknown")
    out["kind"] = [_kind(row) for row in out.to_dict("records")]
    by_video = out["mode"].astype("object").eq("virtual") if "mode" in out.columns else False
    out["place"] = out["city"].astype("object").mask(out["city"].isna() & by_video, "by video")
    out["hover"] = [meeting_hover(row, language) for row in out.to_dict("records")]
    return out


def _kind(row: dict[Any, Any]) -> str:
    if row["level"] != "heads_of_state":
        return "lower"
    if row["format"] == "bilateral":
        return "bilateral"
    name = str(row["format"])
    of_the_five = name in {"c5_plus_1", "central_asia_consultative"}
    return "summit" if of_the_five or name.endswith("_central_asia") else "multilateral"


def _draw_lanes(
    fig: go.Figure,
    lanes: dict[str, dict[str, float]],
    first: pd.Timestamp,
    last: pd.Timestamp,
    language: str,
) -> None:
    for code, lane in lanes.items():
        fig.add_shape(
            type="line", x0=first, x1=last, y0=lane["base"], y1=lane["base"], layer="below",
            line={"color": power_color(code), "width": 1}, opacity=0.45,
        )  # fmt: skip
        fig.add_annotation(
            x=1, xref="paper", xanchor="left", y=lane["base"], text=f"<b>{lane['count']}</b>",
            showarrow=False, xshift=15, hovertext=f"{lane['count']} with {power_name(code, language)}",
        )  # fmt: skip


def _mark(row: dict[Any, Any]) -> tuple[str, str]:
    """Return symbol and sign of one meeting."""
    symbol = KINDS[row["kind"]][0]
    if row["state"] in ("postponed", "cancelled"):
        return "x-thin", ""
    if row["state"] in ("planned", "unknown"):
        return f"{symbol}-open", "?" if row["state"] == "unknown" else ""
    return (f"{symbol}-open-dot" if row.get("verification") == "recalled" else symbol), ""


def _draw_marks(fig: go.Figure, drawn: pd.DataFrame) -> None:
    for code, own in drawn.groupby(drawn["counterpart"].astype("str"), sort=False):
        signs = [_mark(row) for row in own.to_dict("records")]
        fig.add_scatter(
            x=own["start_date"],
            y=own["y"],
            name=power_name(code),
            mode="markers+text",
            text=[sign for _, sign in signs],
            textposition="middle right",
            textfont={"size": 13},
            marker={
                "color": power_color(code),
                "opacity": 1,
                "symbol": [symbol for symbol, _ in signs],
                "size": [KINDS[kind][1] for kind in own["kind"]],
                "line": {
                    "color": power_color(code),
                    "width": [2.4 if symbol != KINDS[kind][0] else 0.0 for (symbol, _), kind in zip(signs, own["kind"], strict=True)],
                },
            },
            cliponaxis=False,
            customdata=own["hover"],
            hovertemplate="%{customdata}<extra></extra>",
            showlegend=False,
        )  # fmt: skip


def _label_summits(fig: go.Figure, drawn: pd.DataFrame) -> None:
    named = drawn[drawn["named"]]
    fig.add_scatter(
        x=named["start_date"],
        y=named["name_y"] - 4,
        mode="text",
        text=[shown(city) for city in named["place"]],
        textfont={"size": 11.5},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def _draw_days(
    fig: go.Figure,
    first: pd.Timestamp,
    last: pd.Timestamp,
    as_of: pd.Timestamp | None,
    *,
    article: bool,
) -> None:
    """Mark the day of the article and the day as of which the chart speaks."""
    marks = [(_ARTICLE, "article, 27 Oct")] if article and (last - first).days <= _LONG else []
    if as_of is not None:
        marks = [(as_of, f"known on {day_text(as_of)}")]
    for day, words in marks:
        if first <= day <= last:
            fig.add_vline(x=day, line={"color": theme.OTHER_COLOR, "dash": "dot", "width": 1.5})
            fig.add_annotation(
                x=day, y=1, yref="paper", yanchor="bottom", text=words, showarrow=False,
                xanchor="right" if (day - first) > (last - first) / 2 else "left", font={"size": 12},
            )  # fmt: skip
    if as_of is not None and first <= as_of < last:
        fig.add_vrect(x0=as_of, x1=last, fillcolor=theme.LAND_FILL, line_width=0, layer="below")


def _axes(
    fig: go.Figure,
    lanes: dict[str, dict[str, float]],
    first: pd.Timestamp,
    last: pd.Timestamp,
    height: int,
    language: str,
) -> None:
    long = (last - first).days > _LONG
    width = 14 if language == "en" else 18
    pad = pd.Timedelta(days=max(1, (last - first).days // 60))
    fig.update_xaxes(
        range=[first - pad, last + pad],
        tickformat="%Y" if long else "%b",
        ticklabelmode="period" if long or (last - first).days > 60 else "instant",
        showgrid=True,
        side="bottom",
    )
    if (last - first).days <= 60:
        fig.update_xaxes(tickformat="%-d %b", nticks=5)
    fig.update_yaxes(
        range=[0, height],
        tickvals=[lane["base"] for lane in lanes.values()],
        ticktext=[half_lines(power_name(code, language), width) for code in lanes],
        showgrid=False,
        zeroline=False,
        ticks="",
        fixedrange=True,
    )
    fig.update_layout(
        height=height + 250,
        margin={"r": 48},
        showlegend=False,
    )


def _subtitle(
    drawn: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, as_of: pd.Timestamp | None
) -> str:
    """Return what is drawn and, in short lines, what the signs mean that occur."""
    span = f"in {first.year}" if first.year == last.year else f"{first.year}–{last.year}"
    many = f"{len(drawn)} meetings" if len(drawn) != 1 else "1 meeting"
    lines = [f"{many} {span}, by outside power"]
    if as_of is not None:
        lines.append(f"As known on {day_text(as_of)}")
    states = set(drawn["state"])
    recalled = recalled_rows(drawn) & drawn["state"].eq("held")
    signs = [sign for kind, (_, _, sign) in KINDS.items() if kind in set(drawn["kind"])]
    signs += ["○ planned"] if states & {"planned", "under_way"} else []
    signs += ["○? planned day has passed"] if "unknown" in states else []
    signs += ["✕ called off"] if states & CALLED_OFF else []
    signs += ["◎ from memory"] if recalled.any() else []
    return "<br>".join([*lines, *key_lines(signs)])


def _notes(undated: int, *, bilateral: bool, drawn: pd.DataFrame) -> list[str]:
    notes = []
    if (drawn["format"].astype("object") == "bilateral").any():
        notes.append("Bilateral meetings are a choice, not all")
    elif not bilateral:
        notes.append("Bilateral meetings are left out")
    if (drawn["state"] == "unknown").any():
        notes.append("A question mark: the planned day has passed, no record says what happened")
    if undated:
        notes.append(f"Meetings of the table without a day are not drawn: {undated}")
    return notes


def _alt(drawn: pd.DataFrame, lanes: dict[str, dict[str, float]], language: str) -> str:
    busiest = [f"{power_name(c, language)} {int(v['count'])}" for c, v in lanes.items() if c != "-"]
    summits = drawn[drawn["kind"].eq("summit") & drawn["state"].eq("held")]
    cities = [
        f"{plain(r['city']) or 'by video'} ({day_text(r['start_date'])})"
        for r in summits.to_dict("records")
    ]
    text = f"Timeline of {len(drawn)} meetings in {len(lanes)} lanes"
    text += f": {listed(busiest, 4)}." if busiest else "."
    if cities:
        text += f" Summits of the five held: {listed(cities, 12)}."
    others = drawn.loc[drawn["state"].ne("held"), "state"].value_counts()
    if len(others):
        text += " Not held: " + ", ".join(f"{n} {state}" for state, n in others.items()) + "."
    return text


def _table(drawn: pd.DataFrame) -> pd.DataFrame:
    columns = ["meeting_id", "name", "counterpart", "format", "level", "start_date", "end_date"]
    columns += ["city", "state", "verification"]
    out = drawn[[c for c in columns if c in drawn.columns]].sort_values(
        ["start_date", "meeting_id"], ignore_index=True
    )
    return out.rename(columns={"state": "status"})
