"""Map the meetings in their order: host cities, arcs from one to the next, day by day."""

from __future__ import annotations

import itertools
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from ca_summit.checks import check_choice, check_day, check_year
from ca_summit.diplomacy.coverage import LEVELS
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.canvas import EXTENTS, Canvas, whole
from ca_summit.figures.rows import table_for
from ca_summit.figures.text import (
    day_text,
    listed,
    plain,
    power_name,
    proof,
    shown,
    span_text,
)
from ca_summit.figures.theme import power_color
from ca_summit.geography import WGS84, geodesic_line
from ca_summit.maps.animation import DONE, OFF, Stage, State, animate, show
from ca_summit.maps.basemap import Basemap, draw_basemap
from ca_summit.names import STATES
from ca_summit.sources import frame_sources
from ca_summit.tables.as_of import known_by
from ca_summit.tables.reported import check_not_mixed, is_reported, only_reported
from ca_summit.tables.spans import check_span
from ca_summit.tables.states import select_states

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States

_NEEDED = ["meeting_id", "name", "format", "level", "start_date", "end_date", "city"]
_NEEDED += ["country_iso3", "latitude", "longitude", "counterpart", "status"]
_COLUMNS = ["number", "start_date", "end_date", "city", "country_iso3", "counterpart", "name"]
_COLUMNS += ["status", "verification"]
_YEAR = 2025
_MOST_STEPS, _MOST_LEGS, _MAP_PX, _WIDEST = 30, 120, 310, 2.75
_TITLE = "Who met Central Asia, and where?"


def map_meetings(
    meetings: pd.DataFrame | None = None,
    *,
    year: int | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    level: str = "heads_of_state",
    country: States = None,
    counterpart: States = None,
    bilateral: bool = False,
    as_of: Day = None,
    extent: str | None = None,
    play: bool = True,
    language: str = "en",
) -> go.Figure:
    """Map the meetings of a year or span in order, with arcs from each host city to the next.

    With ``play`` a slider and two buttons go through the days on which meetings began; each step
    shows no more than was known that day: announced meetings are hollow until they begin.

    Parameters
    ----------
    meetings
        A table like ``load_meetings()``, also one of your own from ``read_meetings()``.
        Default: that table.
    year
        Year in which the meetings start. Default, without ``since`` and ``until``: 2025 where the
        table has meetings of that year, else all.
    since, until
        First and last day or year in which the meetings start, instead of ``year``.
    level
        ``"heads_of_state"``, ``"foreign_ministers"``, ``"ministers"`` or ``"envoys"``.
    country, counterpart
        Host states, and the other side, by any name or code. Default: all.
    bilateral
        Whether meetings of two sides are drawn, without arcs; of these the records hold a choice.
    as_of
        Draw only what could be known on that day, ``YYYY-MM-DD``. Default: everything known.
    extent
        ``"world"``, ``"eurasia"`` or ``"region"``; hosts outside the view are named in the note.
        Default: the closest view that holds all hosts.
    play
        Whether to add the slider over the days.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for names of powers.

    Raises
    ------
    ValueError
        If an argument is unknown, a column is missing, or a place lies nowhere on Earth.

    Examples
    --------
    >>> fig = map_meetings(as_of="2025-10-27")
    >>> figure = fig.layout.meta["ca_summit"]["data"]
    >>> [row[3] for row in figure["rows"] if row[7] == "planned"]
    ['Washington']
    """
    days = ["start_date", "end_date"]
    table = table_for("map_meetings", "meetings", meetings, _NEEDED, days=days)
    check_not_mixed("map_meetings", table, marked=True)
    check_choice("level", level, LEVELS)
    if extent is not None:
        check_choice("extent", extent, EXTENTS)
    day = None if as_of is None else check_day("as_of", as_of)
    span = _span(table, year, since, until)
    table = select_states(table, "country", country, "country_iso3")
    table = select_states(table, "counterpart", counterpart, "counterpart")
    own, missing = _chosen(table, span, level, bilateral)
    known = known_by("meetings", own, day)
    rows = _numbered(known)
    if rows.empty:
        when = span.words + (f" as known on {day:%Y-%m-%d}" if day is not None else "")
        why = f"The records hold no meeting with a place at the level {level} in {when}."
        return empty_figure(_TITLE, why)
    spots = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(rows["longitude"], rows["latitude"]), crs=WGS84
    )
    canvas = _ground(spots, extent, language)
    flat = canvas.project(spots).geometry
    states = _states(own, rows, day, span)
    stage = _stage(canvas, rows, flat, language)
    _key(canvas, rows, language)
    if play and len(states) > 1:
        animate(stage, states)
    show(stage, states[-1])
    fig = canvas.finish(
        question=_TITLE,
        subtitle=states[-1].words,
        alt=_alt(rows, span, level, day, language),
        data=rows[[c for c in _COLUMNS if c in rows]],
        sources=frame_sources(rows),
        caption="Arcs are the shortest way from one host city to the next, not a flight path.",
        notes=_notes(canvas, rows, flat, missing),
        finding=_finding(rows),
    )
    return fig.update_layout(height=_MAP_PX + fig.layout.margin.t + fig.layout.margin.b)


@dataclass(frozen=True)
class _Span:
    """First and last day on which the meetings drawn start, in words too."""

    first: pd.Timestamp
    last: pd.Timestamp
    words: str

    @property
    def is_one_year(self) -> bool:
        return self.first.year == self.last.year


def _span(
    table: pd.DataFrame, year: int | None, since: Moment | None, until: Moment | None
) -> _Span:
    if year is not None and not (since is None and until is None):
        raise ValueError(
            f"`year` and `since` or `until` exclude each other; got year={year!r}, "
            f"since={since!r}, until={until!r}. Leave `year` out."
        )
    days = table["start_date"].dropna()
    if since is None and until is None and (year is not None or days.dt.year.eq(_YEAR).any()):
        year = check_year("year", _YEAR if year is None else year, 1992, 2100)
        return _Span(*check_span(year, year), str(year))  # type: ignore[arg-type]
    first, last = check_span(since, until)
    first = first if first is not None else days.min() if len(days) else last
    last = last if last is not None else max(days.max(), first) if len(days) else first
    if first is None or last is None:
        return _Span(pd.Timestamp.min, pd.Timestamp.max, "any year")
    return _Span(first, last, f"the time from {day_text(first)} to {day_text(last)}")


def _chosen(
    table: pd.DataFrame, span: _Span, level: str, bilateral: bool
) -> tuple[pd.DataFrame, int]:
    """Return the meetings asked for that have a place, and how many have none.

    Zero degrees north and east is what many programs write where they have no position.
    """
    keep = table["start_date"].between(span.first, span.last)
    reported = is_reported(table)  # of these no level is known, and each is of two
    keep &= table["level"].astype("str").eq(level) | reported
    if not bilateral:
        keep &= table["format"].astype("str").ne("bilateral") | reported
    own = table[keep].sort_values(["start_date", "end_date", "meeting_id"])
    places = own[["latitude", "longitude"]].astype(float)
    wrong = places["latitude"].abs().gt(90) | places["longitude"].abs().gt(180)
    if wrong.any():
        row = own[wrong].iloc[0]
        raise ValueError(
            f"Meeting {row['meeting_id']!r} lies at latitude {row['latitude']:g}, longitude "
            f"{row['longitude']:g}; latitudes reach from -90 to 90, longitudes from -180 to 180. "
            "Look whether the two stand in each other's column."
        )
    placed = places.notna().all(axis=1) & places.ne(0).any(axis=1)
    return own[placed].reset_index(drop=True), int((~placed).sum())


def _numbered(known: pd.DataFrame) -> pd.DataFrame:
    """Give numbers to what was held or is planned, none to what was called off."""
    rows = known.reset_index(drop=True)
    counted = ~rows["status"].astype("str").isin([*OFF, "unknown"])
    rows["number"] = counted.cumsum().where(counted).astype("Int64")
    return rows


def _ground(spots: gpd.GeoDataFrame, extent: str | None, language: str) -> Canvas:
    """Draw the base in the closest view that holds all places, the world cut to where they are."""
    chosen = extent or next((e for e in ("region", "eurasia") if _holds(e, spots)), "world")
    canvas = Canvas.open(chosen, height=620)
    world = canvas.plane.is_world
    features = ("neighbours", "scale_bar", *(["graticule"] if world else []))
    draw_basemap(canvas, Basemap(features, detail_km=25 if world else None, language=language))
    if world:
        flat = canvas.project(spots).geometry
        x0, _, x1, _ = flat.total_bounds
        whole_world = canvas.window
        wide = max(x1 - x0 + 4600, 12_000)
        left = max(whole_world[0], (x0 + x1 - wide) / 2)
        right = min(whole_world[2], left + wide)
        south = min(flat.y.min() - 2400, whole_world[3] - (right - left) / _WIDEST)
        south = max(whole_world[1], south)
        canvas.look_at((round(left), round(south), round(right), whole_world[3]))
    return canvas


def _holds(extent: str, spots: gpd.GeoDataFrame) -> bool:
    west, south, east, north = EXTENTS[extent].bounds
    return bool(spots.geometry.within(shapely.box(west, south, east, north)).all())


def _states(
    own: pd.DataFrame, rows: pd.DataFrame, day: pd.Timestamp | None, span: _Span
) -> list[State]:
    """Return what was known on each day on which a meeting began, the last as the table has it."""
    ids = rows["meeting_id"].tolist()
    final = dict(enumerate(rows["status"].astype("str")))
    begun = rows.loc[[i for i, s in final.items() if s in DONE], "start_date"]
    days = begun.drop_duplicates().sort_values()
    if len(days) > _MOST_STEPS:  # then a step holds what began in one week, or in one month
        weeks = days.groupby(days.dt.to_period("W")).max()
        days = weeks if len(weeks) <= _MOST_STEPS else days.groupby(days.dt.to_period("M")).max()
    states = []
    for start in days:
        then = known_by("meetings", own, start)
        known = dict(zip(then["meeting_id"], then["status"].astype("str"), strict=True))
        status = {i: known[key] for i, key in enumerate(ids) if key in known}
        newest = int(begun.index[begun.le(start)].max())
        label = day_text(start, year=not span.is_one_year)
        states.append(State(newest, status, label, _caption(rows, newest, span)))
    newest = int(begun.index.max()) if len(begun) else -1
    end = _caption_all(rows, day)
    return [*states[:-1], State(newest, final, states[-1].label if states else "", end)]


def _caption(rows: pd.DataFrame, index: int, span: _Span) -> str:
    row = rows.loc[index]
    when = span_text(row["start_date"], row["end_date"], year=not span.is_one_year)
    return shown(textwrap.shorten(f"{row['number']} · {row['city']}, {when}", 48, placeholder="…"))


def _caption_all(rows: pd.DataFrame, day: pd.Timestamp | None) -> str:
    done = int(rows["status"].astype("str").isin(DONE).sum())
    planned = int(rows["status"].astype("str").eq("planned").sum())
    reported = int(is_reported(rows).sum())
    text = f"{done} meetings held" if done != 1 else "1 meeting held"
    if reported:
        many = f"{reported} candidates from reports, not checked"
        text = f"{text}, {many}" if done else many
    text += f", {planned} planned" if planned else ""
    return text + (f", known on {day:%Y-%m-%d}" if day is not None else "")


def _stage(canvas: Canvas, rows: pd.DataFrame, flat: gpd.GeoSeries, language: str) -> Stage:
    """Draw arcs, then one marker and name per city, which the states of the map change."""
    legs = _draw_legs(canvas, rows)
    cities: dict[tuple[float, float], list[int]] = {}
    inside = flat.within(canvas.sheet).tolist()
    for index, spot in enumerate(whole(flat)):
        if inside[index]:
            cities.setdefault(spot, []).append(index)
    trace = canvas.dots(list(cities), name="Host cities", marker={}, hoverinfo="text")
    canvas.dots(
        [],
        name="Names of cities",
        marker={"size": 13, "opacity": 0},
        mode="markers+text",
        hoverinfo="skip",
        textfont={"size": 11},
    )
    years = rows["start_date"].dt.year.nunique()
    hovers = [_line(row, language, year=years > 1) for row in rows.to_dict("records")]
    return Stage(canvas, rows, cities, hovers, trace, legs)


def _draw_legs(canvas: Canvas, rows: pd.DataFrame) -> list[tuple[int, int]]:
    """Draw an arc to each numbered meeting from the one before; return meeting and trace.

    Arcs join the meetings of many; bilateral ones are joined only where there are no others. Among
    very many meetings no arc could be followed, so there is none.
    """
    joined = rows["number"].notna()
    many = rows["format"].astype("str").ne("bilateral")
    order = rows.index[joined & many if many.any() else joined].tolist()
    places = list(zip(rows["longitude"].astype(float), rows["latitude"].astype(float), strict=True))
    legs = [(a, b) for a, b in itertools.pairwise(order) if places[a] != places[b]]
    if len(legs) > _MOST_LEGS:
        return []
    arcs = [geodesic_line([places[a], places[b]], step_km=120) for a, b in legs]
    seen = canvas.lonlat_shapes(arcs).simplify(12).clip_by_rect(*canvas.drawn)
    return [
        (
            int(after),
            canvas.line(
                arc,
                name=f"to {rows.loc[after, 'city']}",
                color=power_color(rows.loc[after, "counterpart"]),
                width=2,
                style={"shape": "spline"},
            ),
        )
        for (_, after), arc in zip(legs, seen, strict=True)
        if not arc.is_empty
    ]


def _line(row: dict[Any, Any], language: str, *, year: bool) -> str:
    number = "" if pd.isna(row["number"]) else f"{row['number']} · "
    name = "<br>".join(textwrap.wrap(shown(row["name"]), 46))
    when = span_text(row["start_date"], row["end_date"], year=year)
    return f"<b>{number}{name}</b><br>{when}, {power_name(row['counterpart'], language)}, " + (
        proof(row).replace(" (", ", ").rstrip(")") if "source_id" in row else ""
    )


def _key(canvas: Canvas, rows: pd.DataFrame, language: str) -> None:
    """Add one legend entry per power, in the order of first meetings."""
    entries: dict[str, str] = {}
    for code in rows["counterpart"].astype("object").drop_duplicates():
        own = theme.POWER_COLORS.get(plain(code)) or theme.COUNTRY_COLORS.get(plain(code))
        entries[power_name(code, language) if own else "Others"] = own or theme.OTHER_COLOR
    if "Others" in entries:
        entries["Others"] = entries.pop("Others")
    for name, color in entries.items():
        canvas.key(name, marker={"color": color, "size": 11})
    canvas.fig.update_layout(legend={"itemclick": False, "itemdoubleclick": False})


def _finding(rows: pd.DataFrame) -> str:
    """Say how many of the meetings held had a host among the five."""
    held = rows[rows["status"].astype("str").isin(DONE)]
    if len(held) < 2:
        return ""
    here = int(held["country_iso3"].astype("str").isin(STATES).sum())
    return f"{here} of {len(held)} meetings were held in Central Asia"


def _notes(canvas: Canvas, rows: pd.DataFrame, flat: gpd.GeoSeries, missing: int) -> list[str]:
    notes = []
    status = rows["status"].astype("str")
    if status.eq("planned").any():
        notes.append("Hollow: announced, not yet held")
    if is_reported(rows).any():
        notes.append("Hollow: reported, coded by machine, not checked; no meeting for certain")
    off = rows.loc[status.isin(OFF), ["city", "status"]]
    notes += [f"Not numbered: {shown(c)}, {shown(s)}" for c, s in off.itertuples(index=False)]
    inside = flat.intersects(canvas.seen)
    beyond = rows.loc[~inside.to_numpy(), "city"].drop_duplicates().astype("str").tolist()
    notes += [f"Outside this view: {shown(listed(beyond, 6))}"] if beyond else []
    notes += [f"{missing} without a place not drawn"] if missing else []
    notes += _memory(rows)
    return notes


def _memory(rows: pd.DataFrame) -> list[str]:
    """Tell how many of the positions are from memory, where the table says so."""
    if "recalled_fields" not in rows:
        return []
    count = int(rows["recalled_fields"].astype("str").str.contains("latitude").sum())
    if count == len(rows):
        return ["City positions from memory"]
    return [f"City positions from memory: {count} of {len(rows)}"] if count else []


def _alt(
    rows: pd.DataFrame, span: _Span, level: str, day: pd.Timestamp | None, language: str
) -> str:
    status = rows["status"].astype("str")
    words = level.replace("_", " ")
    count = int(status.isin(DONE).sum())
    text = f"Map of {count} meeting{'' if count == 1 else 's'} held in {span.words}, level {words}"
    if only_reported(rows):
        text = (
            f"Map of {len(rows)} candidates for meetings from reports, not checked, in {span.words}"
        )
    text += f", as known on {day:%Y-%m-%d}" if day is not None else ""
    done = rows[rows["number"].notna()]
    stops = [
        f"{n} {city} ({power_name(power, language)})"
        for n, city, power in done[["number", "city", "counterpart"]].itertuples(index=False)
    ]
    text += f", in order: {listed(stops, 30)}."
    planned = rows.loc[status.eq("planned"), "city"].astype("str").tolist()
    return text + (f" Planned: {listed(planned)}." if planned else "")
