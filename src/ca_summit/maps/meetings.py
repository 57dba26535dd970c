"""Map the cities that hosted meetings, as large as they hosted many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from ca_summit.checks import check_choice, check_day, check_year
from ca_summit.diplomacy.coverage import LEVELS
from ca_summit.figures import Key, empty_figure
from ca_summit.figures.canvas import EXTENTS, Canvas, opened, whole
from ca_summit.figures.language import Words, format_days, msg, msgs
from ca_summit.figures.placement import ROOMY
from ca_summit.figures.rows import table_for
from ca_summit.figures.text import STATUS_WORDS, label, plain, power_name, proofs, shown
from ca_summit.geography import WGS84
from ca_summit.maps.basemap import Basemap, draw_basemap, name_ground
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.as_of import known_by
from ca_summit.tables.reported import check_not_mixed, is_reported, only_reported
from ca_summit.tables.spans import check_span
from ca_summit.tables.states import select_states

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from ca_summit.figures.canvas import Window
    from ca_summit.maps.basemap import Ground
    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States

_NEEDED = ["meeting_id", "name", "format", "level", "start_date", "end_date", "city"]
_NEEDED += ["country_iso3", "latitude", "longitude", "counterpart", "status"]
_COLUMNS = ["number", "start_date", "end_date", "city", "country_iso3", "counterpart", "name"]
_COLUMNS += ["status", "verification"]
_QUESTION = msg("Where did Central Asia's meetings take place?")
_YEAR = 2025
_DONE, _OFF = ("held", "under_way"), ("postponed", "cancelled")
_HOME, _AWAY = "#C05F52", "#2A7F9E"
_DOT_PX, _MOST_PX, _MOST_TOLD, _MOST_NAMED = 11, 60, 12, 60
#: Hosts beyond these degrees stand at the edge of the map: west, south, east, north.
_NEAR = (18.0, 10.0, 122.0, 62.0)
#: The same where none is nearer; where all are farther, the map shows the world.
_FAR = (-12.0, 0.0, 150.0, 66.0)
_REGION = (50.0, 36.5, 85.0, 52.0)


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
    language: str | None = None,
) -> go.Figure:
    """Map the cities that hosted meetings of a year or span; the area of a dot is their number.

    Hollow is what was announced and not held, or is not checked. Cities beyond the map stand as
    arrows at its edge. For the order of the meetings see ``plot_timeline()``.

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
        Whether meetings of two sides are drawn; of these the records hold a choice.
    as_of
        Draw only what could be known on that day, ``YYYY-MM-DD``. Default: everything known.
    extent
        ``"world"``, ``"eurasia"`` or ``"region"``. Default: around the hosts in Europe and Asia.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per meeting with its city; ``number`` is its place in
    the order of those held, missing for the others.

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
    words = Words(language)
    table = table_for("map_meetings", "meetings", meetings, _NEEDED)
    check_not_mixed("map_meetings", table, marked=True)
    check_choice("level", level, LEVELS)
    if extent is not None:
        check_choice("extent", extent, EXTENTS)
    day = None if as_of is None else check_day("as_of", as_of)
    span = _span(table, year, since, until, words)
    table = select_states(table, "country", country, "country_iso3")
    table = select_states(table, "counterpart", counterpart, "counterpart")
    own, missing = _chosen(table, span, level, bilateral)
    rows = _numbered(known_by("meetings", own, day))
    if rows.empty:
        message = "The records hold no meeting with a place at the level {level} in {when}."
        said = label(level, words).lower()
        why = words.say(message, level=said, when=span.words)
        return empty_figure(words.say(_QUESTION), why, words, as_of=day)
    rows = words.cells(rows, "name", "city")
    canvas, ground, flat = _ground(rows, extent, language)
    cities = _cities(canvas, rows, flat, words)
    _draw(canvas, cities, words)
    if not canvas.plane.is_world:
        name_ground(canvas, ground, language)
    held = int(rows["status"].astype("str").isin(_DONE).sum())
    return canvas.finish(
        question=words.say(_QUESTION),
        finding=_finding(rows, words),
        subtitle=_subtitle(rows, span, day, words),
        key=_key(cities, words),
        caution=words.say(
            "Counted is what the records hold; where a meeting was held says nothing of its weight."
        ),
        alt=_alt(rows, cities, span, level, day, words),
        data=rows[[c for c in _COLUMNS if c in rows]],
        sources=frame_sources(rows),
        drawn=[Drawn("meetings", rows)],
        caption=words.say("The area of a dot is the number of meetings.") if held else "",
        notes=_notes(rows, cities, missing, words),
    )


@dataclass(frozen=True)
class _Span:
    """First and last day on which the meetings drawn start, in words and in short."""

    first: pd.Timestamp
    last: pd.Timestamp
    words: str
    short: str = ""


def _span(
    table: pd.DataFrame,
    year: int | None,
    since: Moment | None,
    until: Moment | None,
    words: Words,
) -> _Span:
    if year is not None and not (since is None and until is None):
        raise ValueError(
            f"`year` and `since` or `until` exclude each other; got year={year!r}, "
            f"since={since!r}, until={until!r}. Leave `year` out."
        )
    days = table["start_date"].dropna()
    if since is None and until is None and (year is not None or days.dt.year.eq(_YEAR).any()):
        year = check_year("year", _YEAR if year is None else year, 1992, 2100)
        return _Span(*check_span(year, year), str(year), str(year))  # type: ignore[arg-type]
    first, last = check_span(since, until)
    first = first if first is not None else days.min() if len(days) else last
    last = last if last is not None else max(days.max(), first) if len(days) else first
    if first is None or last is None:
        return _Span(pd.Timestamp.min, pd.Timestamp.max, words.say("any year"))
    message = msg("the time from {first:d} to {last:d}")
    if first.date() == last.date():
        message = msg("a single day, {last:d}")
    short = format_days(first, last, language=words.sentences)
    return _Span(first, last, words.say(message, first=first, last=last), short)


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
    counted = ~rows["status"].astype("str").isin([*_OFF, "unknown"])
    rows["number"] = counted.cumsum().where(counted).astype("Int64")
    return rows


def _ground(
    rows: pd.DataFrame, extent: str | None, language: str | None
) -> tuple[Canvas, Ground, gpd.GeoSeries]:
    """Draw the base around the hosts; return it, what was drawn, and their places on it."""
    points = gpd.points_from_xy(rows["longitude"], rows["latitude"])
    spots = gpd.GeoDataFrame(geometry=points, crs=WGS84)
    canvas = Canvas.open(extent or _around(spots), height=620)
    world = canvas.plane.is_world
    layers = ("neighbours", "scale_bar", *(["graticule"] if world else []))
    detail = 25 if world else (canvas.window[2] - canvas.window[0]) / 300
    ground = draw_basemap(canvas, Basemap(layers, detail_km=detail, language=language))
    return canvas, ground, canvas.project(spots).geometry


def _around(spots: gpd.GeoDataFrame) -> str | Window:
    """Return degrees around the region and the hosts that are not far away, if there are any."""
    within = (spots.cx[w:e, s:n] for w, s, e, n in (_NEAR, _FAR))
    near = next((own for own in within if len(own)), None)
    if near is None:
        return "world"
    own = near.total_bounds
    west, south, east, north = _REGION
    west, south = min(west, own[0] - 3), min(south, own[1] - 2)
    east, north = max(east, own[2] + 5), max(north, own[3] + 3)
    return float(west), float(south), float(east), float(north)


def _cities(canvas: Canvas, rows: pd.DataFrame, flat: gpd.GeoSeries, words: Words) -> pd.DataFrame:
    """Return one row per host city: place, number of meetings held, what the pointer tells."""
    west, south, east, north = canvas.window
    inset = 0.02 * (east - west)
    spots = [(x, y) if abs(x) < 1e6 else (0, 0) for x, y in whole(flat)]
    status = rows["status"].astype("str")
    several = len(rows["start_date"].dt.year.unique()) > 1
    drawn = rows.assign(
        x=[min(max(x, west + inset), east - inset) for x, _ in spots],
        y=[min(max(y, south + inset), north - inset) for _, y in spots],
        beyond=[not (west <= x <= east and south <= y <= north) for x, y in spots],
        left=[x < west for x, _ in spots],
        done=status.isin(_DONE),
        counts=~status.isin([*_OFF, "unknown"]),
        told=_lines(rows, words, year=several),
    )
    cities = []
    for (x, y, _), own in drawn.groupby(["x", "y", "city"], sort=False, dropna=False):
        held = int(own["done"].sum())
        count = held or int(own["counts"].sum())
        here = [code in STATES for code in own["country_iso3"].astype("str")]
        more = len(own) - _MOST_TOLD
        name = shown(own["city"].iloc[0])
        hover = [f"<b>{name}</b>", *own["told"].head(_MOST_TOLD)]
        hover += [words.say("and {n:n} more", n=more)] if more > 0 else []
        arrow = "triangle-left" if own["left"].iloc[0] else "triangle-right"
        cities.append(
            {
                "x": x,
                "y": y,
                "name": name,
                "label": f"{name} {count}" if count > 1 else name,
                "count": count,
                "home": here[0],
                "hollow": held == 0,
                "beyond": bool(own["beyond"].iloc[0]),
                "symbol": arrow if own["beyond"].iloc[0] else "circle",
                "size": min(_MOST_PX, round(_DOT_PX * max(1, count) ** 0.5, 1)),
                "hover": "<br>".join(hover),
            }
        )
    return pd.DataFrame(cities).sort_values("count", ascending=False, ignore_index=True)


def _lines(rows: pd.DataFrame, words: Words, *, year: bool) -> list[str]:
    """Return what the pointer tells of each meeting: name, day, other side, status, proof."""
    known = proofs(rows, words) if "source_id" in rows else [""] * len(rows)
    lines = []
    for row, told in zip(rows.to_dict("records"), known, strict=True):
        number = "" if pd.isna(row["number"]) else f"{row['number']} · "
        state = words.say(STATUS_WORDS.get(str(row["status"]), shown(row["status"])))
        day = format_days(row["start_date"], row["end_date"], year=year, language=words.sentences)
        said = [day, power_name(row["counterpart"], words.labels), state]
        publishers, _, how = told.rpartition(" (")
        cited = f"{publishers}, {how.rstrip(')')}" if how else ""
        lines.append(
            f"{number}{shown(row['name'], 50)}<br>"
            f"{', '.join(part for part in [*said, cited] if part)}"
        )
    return lines


def _draw(canvas: Canvas, cities: pd.DataFrame, words: Words) -> None:
    """Draw the cities, the largest first, and their names where they are free."""
    spots = list(zip(cities["x"], cities["y"], strict=True))
    named = cities.head(_MOST_NAMED)
    sides = canvas.free_sides(
        spots[: len(named)], named["label"].tolist(), size=10 * ROOMY, marker_px=_DOT_PX
    )
    canvas.dots(
        spots,
        name=words.say("Host cities"),
        marker={
            "symbol": opened(cities["symbol"].tolist(), cities["hollow"]),
            "size": cities["size"].tolist(),
            "color": [_HOME if home else _AWAY for home in cities["home"]],
            "opacity": 0.85,
            "line": {"width": 1.5},
        },
        hovers=cities["hover"].tolist(),
        beside=(cities["label"].tolist(), [*sides, *[None] * (len(spots) - len(sides))]),
        size=11,
    )


def _key(cities: pd.DataFrame, words: Words) -> list[Key]:
    entries = []
    if cities["home"].any():
        entries.append(Key(words.say("in Central Asia"), _HOME, "circle"))
    if not cities["home"].all():
        entries.append(Key(words.say("elsewhere"), _AWAY, "circle"))
    return entries


def _finding(rows: pd.DataFrame, words: Words) -> str:
    """Say how many of the meetings held had a host among the five."""
    held = rows[rows["status"].astype("str").isin(_DONE)]
    if len(held) < 2:
        return ""
    here = int(held["country_iso3"].astype("str").isin(STATES).sum())
    message = "{here:n} of {held:n} meetings were held in Central Asia"
    if not here:
        message = "None of the {held:n} meetings was held in Central Asia"
    return words.say(message, here=here, held=len(held))


def _subtitle(rows: pd.DataFrame, span: _Span, day: pd.Timestamp | None, words: Words) -> str:
    status = rows["status"].astype("str")
    held, planned = int(status.isin(_DONE).sum()), int(status.eq("planned").sum())
    reported = int(is_reported(rows).sum())
    said = []
    if held or not reported:
        said.append(words.count("{count} meeting held", "{count} meetings held", held))
    if reported:
        one, many = msgs("{count} candidate from reports", "{count} candidates from reports")
        said.append(words.count(one, many, reported) + words.say(", not checked"))
    said += [words.say("{n:n} planned", n=planned)] if planned else []
    said += [words.say("known on {day:d}", day=day)] if day is not None else []
    return f"{span.short}: {', '.join(said)}" if span.short else ", ".join(said)


def _notes(rows: pd.DataFrame, cities: pd.DataFrame, missing: int, words: Words) -> list[str]:
    notes = []
    status = rows["status"].astype("str")
    if status.eq("planned").any():
        notes.append(words.say("Hollow: announced, not yet held"))
    if is_reported(rows).any():
        notes.append(
            words.say("Hollow: reported, coded by machine, not checked; no meeting for certain")
        )
    off = rows.loc[status.isin(_OFF), ["city", "status"]]
    for city, state in off.itertuples(index=False):
        told = {"city": shown(city), "state": words.say(STATUS_WORDS[state])}
        notes.append(words.say("Not numbered: {city}, {state}", **told))
    beyond = cities.loc[cities["beyond"], "name"].tolist()
    if beyond:
        named = words.listed(beyond, 6)
        notes.append(words.say("Outside this view: {cities} (arrows at the edge)", cities=named))
    if missing:
        notes.append(words.say("{n:n} without a place not drawn", n=missing))
    return [*notes, *_memory(rows, words)]


def _memory(rows: pd.DataFrame, words: Words) -> list[str]:
    """Tell how many of the positions are from memory, where the table says so."""
    if "recalled_fields" not in rows:
        return []
    count = int(rows["recalled_fields"].astype("str").str.contains("latitude").sum())
    if count == len(rows):
        return [words.say("City positions from memory")]
    message = "City positions from memory: {n:n} of {whole:n}"
    return [words.say(message, n=count, whole=len(rows))] if count else []


def _alt(
    rows: pd.DataFrame,
    cities: pd.DataFrame,
    span: _Span,
    level: str,
    day: pd.Timestamp | None,
    words: Words,
) -> str:
    status = rows["status"].astype("str")
    held = int(status.isin(_DONE).sum())
    said = {"level": label(level, words).lower(), "when": span.words}
    text = words.count(
        "Map of {count} meeting held in {when}, level {level}",
        "Map of {count} meetings held in {when}, level {level}",
        held,
        **said,
    )
    if only_reported(rows):
        message = "Map of {n:n} candidates for meetings from reports, not checked, in {when}"
        text = words.say(message, n=len(rows), when=span.words)
    text += words.say(", as known on {day:d}", day=day) if day is not None else ""
    told = rows if only_reported(rows) else rows[status.isin(_DONE)]
    counts = told["city"].astype("str").value_counts()
    hosts = [f"{plain(n)} {counts[n]}" for n in cities["name"] if n in counts]
    if hosts:
        text += words.say(", by host city: {hosts}.", hosts=words.listed(hosts, 30))
    else:
        text += "."
    planned = rows.loc[status.eq("planned"), "city"].astype("str").tolist()
    return text + (words.say(" Planned: {planned:l}.", planned=planned) if planned else "")
