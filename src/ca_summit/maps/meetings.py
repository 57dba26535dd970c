"""Map the meetings in their order: host cities, arcs from one to the next, day by day."""

from __future__ import annotations

import itertools
import textwrap
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from ca_summit.checks import check_choice, check_columns, check_day, check_year
from ca_summit.diplomacy.presence import LEVELS
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.rows import meetings_known, with_days
from ca_summit.figures.text import listed, plain, power_name, proof, shown, span_text
from ca_summit.figures.theme import power_color
from ca_summit.geography import WGS84, geodesic_line, project
from ca_summit.maps.animation import DONE, OFF, State, animate, show
from ca_summit.maps.base import EXTENTS, base_map, finish_map, map_plane
from ca_summit.maps.basemap import path
from ca_summit.maps.labels import MAP_KEY
from ca_summit.sources import frame_sources
from ca_summit.tables import load_meetings

if TYPE_CHECKING:
    import datetime as dt

    import plotly.graph_objects as go

    Day = str | dt.date | pd.Timestamp

_NEEDED = ["meeting_id", "name", "format", "level", "start_date", "end_date", "city"]
_NEEDED += ["country_iso3", "latitude", "longitude", "counterpart", "status"]
_COLUMNS = ["number", "start_date", "end_date", "city", "country_iso3", "counterpart", "name"]
_COLUMNS += ["status", "verification"]
_MOST_STEPS, _MAP_PX, _WIDEST = 30, 310, 2.75
_TITLE = "Who met Central Asia, and where?"


def map_meetings(
    meetings: pd.DataFrame | None = None,
    *,
    year: int = 2025,
    level: str = "heads_of_state",
    bilateral: bool = False,
    as_of: Day | None = None,
    extent: str | None = None,
    play: bool = True,
    language: str = "en",
) -> go.Figure:
    """Map the meetings of a year in order, with arcs from each host city to the next.

    With ``play`` a slider and two buttons go through the days on which meetings began; each step
    shows no more than was known that day: announced meetings are hollow until they begin.

    Parameters
    ----------
    meetings
        A table like ``load_meetings()``, also one of your own from ``read_meetings()``.
        Default: that table.
    year
        Year in which the meetings start.
    level
        ``"heads_of_state"``, ``"foreign_ministers"``, ``"ministers"`` or ``"envoys"``.
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
        If the year, level, day, extent or language is unknown, or a column is missing.

    Examples
    --------
    >>> fig = map_meetings(as_of="2025-10-27")
    >>> figure = fig.layout.meta["ca_summit"]["data"]
    >>> [row[3] for row in figure["rows"] if row[7] == "planned"]
    ['Washington']
    """
    table = load_meetings() if meetings is None else meetings
    check_columns("map_meetings", table, _NEEDED, "load_meetings() or read_meetings()")
    check_choice("level", level, LEVELS)
    if extent is not None:
        check_choice("extent", extent, EXTENTS)
    table = with_days("map_meetings", table, ["start_date", "end_date"])
    check_year("year", year, 1992, 2100)
    day = None if as_of is None else check_day("as_of", as_of)
    own, missing = _chosen(table, year, level, bilateral)
    known = meetings_known(own, day)
    rows = _numbered(known)
    if rows.empty:
        when = f"{year}" + (f" as known on {day:%Y-%m-%d}" if day is not None else "")
        why = f"The records hold no meeting with a place at the level {level} in {when}."
        return empty_figure(_TITLE, why)
    spots = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(rows["longitude"], rows["latitude"]), crs=WGS84
    )
    fig = _ground(spots, extent, language)
    flat = project(spots, map_plane(fig)).geometry
    states = _states(own, rows, day)
    legs = _draw_legs(fig, rows)
    cities = _draw_cities(fig, rows, flat, language)
    _key(fig, rows, language)
    show(fig, rows, states[-1], legs, cities)
    if play and len(states) > 1:
        animate(fig, rows, states, legs, cities)
    finish_map(
        fig,
        title=_TITLE,
        subtitle=states[-1].words,
        alt=_alt(rows, year, level, day, language),
        data=rows[[c for c in _COLUMNS if c in rows]],
        sources=frame_sources(rows),
        caption="Arcs are the shortest way from one host city to the next, not a flight path.",
        notes=_notes(fig, rows, flat, missing),
    )
    return fig.update_layout(height=_MAP_PX + fig.layout.margin.t + fig.layout.margin.b)


def _chosen(
    table: pd.DataFrame, year: int, level: str, bilateral: bool
) -> tuple[pd.DataFrame, int]:
    """Return the meetings asked for that have a place, and how many have none."""
    keep = table["start_date"].dt.year.eq(year) & table["level"].astype("str").eq(level)
    if not bilateral:
        keep &= table["format"].astype("str").ne("bilateral")
    own = table[keep].sort_values(["start_date", "end_date", "meeting_id"])
    placed = own["latitude"].notna() & own["longitude"].notna()
    return own[placed].reset_index(drop=True), int((~placed).sum())


def _numbered(known: pd.DataFrame) -> pd.DataFrame:
    """Give numbers to what was held or is planned, none to what was called off."""
    rows = known.reset_index(drop=True)
    counted = ~rows["status"].astype("str").isin([*OFF, "unknown"])
    rows["number"] = counted.cumsum().where(counted).astype("Int64")
    return rows


def _ground(spots: gpd.GeoDataFrame, extent: str | None, language: str) -> go.Figure:
    """Draw the base in the closest view that holds all places, the world cut to where they are."""
    chosen = extent or next((e for e in ("region", "eurasia") if _holds(e, spots)), "world")
    fig = base_map(
        extent=chosen, labels=False, language=language, height=620, lakes=False,
        graticule_lines=chosen == "world", detail_km=25 if chosen == "world" else None,
    )  # fmt: skip
    if chosen == "world":
        flat = project(spots, map_plane(fig)).geometry
        x0, _, x1, _ = flat.total_bounds
        whole = fig.layout.meta[MAP_KEY]["window"]
        wide = max(x1 - x0 + 4600, 12_000)
        left = max(whole[0], (x0 + x1 - wide) / 2)
        right = min(whole[2], left + wide)
        south = min(flat.y.min() - 2400, whole[3] - (right - left) / _WIDEST)
        window = [round(left), round(max(whole[1], south)), round(right), whole[3]]
        meta = dict(fig.layout.meta)
        fig.update_layout(
            meta={**meta, MAP_KEY: {**meta[MAP_KEY], "window": window}},
            xaxis={"range": [window[0], window[2]]},
            yaxis={"range": [window[1], window[3]]},
        )
    return fig


def _holds(extent: str, spots: gpd.GeoDataFrame) -> bool:
    west, south, east, north = EXTENTS[extent].bounds
    return bool(spots.geometry.within(shapely.box(west, south, east, north)).all())


def _states(own: pd.DataFrame, rows: pd.DataFrame, day: pd.Timestamp | None) -> list[State]:
    """Return what was known on each day on which a meeting began, the last as the table has it."""
    ids = rows["meeting_id"].tolist()
    final = dict(enumerate(rows["status"].astype("str")))
    begun = [i for i, s in final.items() if s in DONE]
    days = rows.loc[begun, "start_date"].drop_duplicates().sort_values().tolist()
    if len(days) > _MOST_STEPS:  # then a step holds what began in one week
        days = pd.Series(days).groupby(pd.Series(days).dt.to_period("W")).max().tolist()
    states = []
    for start in days:
        then = meetings_known(own, start).set_index("meeting_id")["status"].astype("str")
        status = {i: str(then[key]) for i, key in enumerate(ids) if key in then.index}
        newest = max(i for i in begun if rows.loc[i, "start_date"] <= start)
        states.append(State(newest, status, f"{start:%-d %b}", _caption(rows, newest)))
    newest = max(begun) if begun else -1
    end = _caption_all(rows, day)
    return [*states[:-1], State(newest, final, states[-1].label if states else "", end)]


def _caption(rows: pd.DataFrame, index: int) -> str:
    row = rows.loc[index]
    when = span_text(row["start_date"], row["end_date"], year=False)
    return shown(textwrap.shorten(f"{row['number']} · {row['city']}, {when}", 48, placeholder="…"))


def _caption_all(rows: pd.DataFrame, day: pd.Timestamp | None) -> str:
    done = int(rows["status"].astype("str").isin(DONE).sum())
    planned = int(rows["status"].astype("str").eq("planned").sum())
    text = f"{done} meetings held" if done != 1 else "1 meeting held"
    text += f", {planned} planned" if planned else ""
    return text + (f", known on {day:%Y-%m-%d}" if day is not None else "")


def _draw_legs(fig: go.Figure, rows: pd.DataFrame) -> list[tuple[int, int]]:
    """Draw an arc to each numbered meeting from the one before; return meeting and trace.

    Arcs join the meetings of many; bilateral ones are joined only where there are no others.
    """
    plane = map_plane(fig)
    joined = rows["number"].notna()
    many = rows["format"].astype("str").ne("bilateral")
    counted = rows.index[joined & many if many.any() else joined].tolist()
    legs = []
    for before, after in itertools.pairwise(counted):
        start, end = (tuple(rows.loc[i, ["longitude", "latitude"]]) for i in (before, after))
        if start == end:
            continue
        arc = gpd.GeoDataFrame(geometry=[geodesic_line([start, end], step_km=120)], crs=WGS84)
        seen = project(arc, plane).geometry.simplify(12).clip_by_rect(*_drawn(fig)).iloc[0]
        if seen.is_empty:
            continue
        x, y = path(seen, step_km=1)
        color = power_color(rows.loc[after, "counterpart"])
        fig.add_scatter(
            x=x, y=y, mode="lines", name=f"to {rows.loc[after, 'city']}", hoverinfo="skip",
            line={"color": color, "width": 2, "shape": "spline"}, showlegend=False,
        )  # fmt: skip
        legs.append((int(after), len(fig.data) - 1))
    return legs


def _drawn(fig: go.Figure) -> list[float]:
    """Return the bounds of the sheet that is drawn; beyond it nothing stands."""
    return list(fig.layout.meta[MAP_KEY]["drawn"])


def _draw_cities(
    fig: go.Figure, rows: pd.DataFrame, flat: gpd.GeoSeries, language: str
) -> dict[str, Any]:
    """Add one trace with a marker per city; return what frames need to redraw it."""
    cities: dict[tuple[float, float], list[int]] = {}
    sheet = shapely.box(*_drawn(fig))
    for index, point in enumerate(flat):
        if sheet.contains(point):
            cities.setdefault((round(point.x), round(point.y)), []).append(index)
    fig.add_scatter(
        x=[x for x, _ in cities], y=[y for _, y in cities], mode="markers",
        name="Host cities", hoverinfo="text", showlegend=False,
    )  # fmt: skip
    fig.add_scatter(
        mode="markers+text", name="Names of cities", hoverinfo="skip", showlegend=False,
        textfont={"size": 11}, marker={"size": 13, "opacity": 0},
    )  # fmt: skip
    window = list(fig.layout.meta[MAP_KEY].get("boxes", []))
    hovers = {i: _line(row, language) for i, row in enumerate(rows.to_dict("records"))}
    return {"trace": len(fig.data) - 2, "cities": cities, "hovers": hovers, "boxes": window}


def _line(row: dict[Any, Any], language: str) -> str:
    number = "" if pd.isna(row["number"]) else f"{row['number']} · "
    name = "<br>".join(textwrap.wrap(shown(row["name"]), 46))
    when = span_text(row["start_date"], row["end_date"], year=False)
    return f"<b>{number}{name}</b><br>{when}, {power_name(row['counterpart'], language)}, " + (
        proof(row).replace(" (", ", ").rstrip(")") if "source_id" in row else ""
    )


def _key(fig: go.Figure, rows: pd.DataFrame, language: str) -> None:
    """Add one legend entry per power, in the order of first meetings."""
    entries: dict[str, str] = {}
    for code in rows["counterpart"].astype("object").drop_duplicates():
        own = theme.POWER_COLORS.get(plain(code)) or theme.COUNTRY_COLORS.get(plain(code))
        entries[power_name(code, language) if own else "Others"] = own or theme.OTHER_COLOR
    if "Others" in entries:
        entries["Others"] = entries.pop("Others")
    for name, color in entries.items():
        fig.add_scatter(
            x=[None], y=[None], mode="markers", name=name, showlegend=True, hoverinfo="skip",
            marker={"color": color, "size": 11},
        )  # fmt: skip
    fig.update_layout(legend={"itemclick": False, "itemdoubleclick": False})


def _notes(
    fig: go.Figure,
    rows: pd.DataFrame,
    flat: gpd.GeoSeries,
    missing: int,
) -> list[str]:
    notes = []
    status = rows["status"].astype("str")
    if status.eq("planned").any():
        notes.append("Hollow: announced, not yet held")
    off = rows.loc[status.isin(OFF), ["city", "status"]]
    notes += [f"Not numbered: {shown(c)}, {shown(s)}" for c, s in off.itertuples(index=False)]
    x0, y0, x1, y1 = fig.layout.meta[MAP_KEY]["window"]
    inside = flat.x.between(x0, x1) & flat.y.between(y0, y1)
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


def _alt(rows: pd.DataFrame, year: int, level: str, day: pd.Timestamp | None, language: str) -> str:
    status = rows["status"].astype("str")
    words = level.replace("_", " ")
    count = int(status.isin(DONE).sum())
    text = f"Map of {count} meeting{'' if count == 1 else 's'} held in {year}, level {words}"
    text += f", as known on {day:%Y-%m-%d}" if day is not None else ""
    done = rows[rows["number"].notna()]
    stops = [
        f"{n} {city} ({power_name(power, language)})"
        for n, city, power in done[["number", "city", "counterpart"]].itertuples(index=False)
    ]
    text += f", in order: {listed(stops, 30)}."
    planned = rows.loc[status.eq("planned"), "city"].astype("str").tolist()
    return text + (f" Planned: {listed(planned)}." if planned else "")
