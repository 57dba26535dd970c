"""Map today's corridors, the one that carries most in colour: map_corridors()."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choices
from ca_summit.figures import Key, empty_figure, theme
from ca_summit.figures.canvas import Canvas
from ca_summit.figures.language import Words, format_days, format_number, month_name, msg
from ca_summit.figures.rows import recalled_rows
from ca_summit.figures.text import hover, plain, proof, shown
from ca_summit.geodesic import leg_lines
from ca_summit.maps.basemap import Basemap, draw_basemap, name_ground
from ca_summit.maps.corridor_volumes import common_year, full_years, latest_tonnes
from ca_summit.maps.lines import (
    draw_places,
    draw_route,
    labels_in,
    length_text,
    name_lines,
    short_name,
    stops,
    stops_drawn,
)
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.choice import Tables
from ca_summit.tables.own_tables import as_described
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import plotly.graph_objects as go

    from ca_summit.tables.choice import Day

QUESTION = msg("Which corridors run today?")
#: The question where corridors of one status are drawn.
_QUESTIONS = {
    "operating": QUESTION,
    "under_construction": msg("Which corridors are being built?"),
    "planned": msg("Which corridors are planned?"),
}
#: Word for the key and dash by status.
STATUSES = {
    "operating": (msg("In operation"), "solid"),
    "under_construction": (msg("Under construction"), "dash"),
    "planned": (msg("Planned"), "dot"),
}
#: Colour of the corridor that carries most and of all others.
SUBJECT, OTHERS = "#2A7F9E", "#8A9299"
#: Places named on the map, the most telling first.
LABELS = {
    "changan-xian": "Xi'an",
    "almaty": "Almaty",
    "aktau": "Aktau",
    "tashkent": "Tashkent",
    "constantinople": "Istanbul",
    "moscow": "Moscow",
    "kashgar": "Kashgar",
    "tehran": "Tehran",
    "urumqi": "Urumqi",
    "alat": "Alat",
    "poti": "Poti",
    "bandar-abbas": "Bandar Abbas",
    "mersin": "Mersin",
    "khorgos-gateway": "Khorgos",
    "kharlachi": "Kharlachi",
    "astana": "Astana",
    "herat": "Herat",
    "samara": "Samara",
    "turkmenbashi": "Turkmenbashi",
    "lanzhou": "Lanzhou",
    "kars": "Kars",
    "dostyk": "Dostyk",
    "ashgabat": "Ashgabat",
    "termez": "Termez",
}
WINDOW = (33.0, 26.2, 110.0, 54.5)  # west, south, east, north in degrees
_THIN, _PART, _WIDE, _EVENTS, _NAMED = 1.6, 3.2, 9.0, 1, 7
_COLUMNS = ["route_id", "name", "kind", "status"]
_NEEDED = {
    "routes": _COLUMNS,
    "route_stops": ["route_id"],
    "places": ["name"],
    "corridor_volumes": [
        *("route_id", "corridor", "year", "period", "volume", "unit", "value_kind")
    ],
    "route_events": ["route_id", "date", "title"],
}
_DATA = [*_COLUMNS, "start_year", "length_km", "length_measured_km", "volume_t", "volume_year"]


def map_corridors(
    routes: pd.DataFrame | None = None,
    *,
    route_stops: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    volumes: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    status: str | Sequence[str] | None = None,
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Map today's corridors: the one that carries most in colour, by name and tonnes, others grey.

    Solid lines are in operation, dashed ones under construction, dotted ones planned. Only results
    count for the width: actual tonnes of one full year, the same for all corridors,
    counted for the corridor as a whole. It is the year that most corridors have, the latest of
    several. Newer years, and what was counted at one crossing or port, are told under the pointer.
    If figures for the year differ, the lowest is drawn. Power links are left out.

    Parameters
    ----------
    routes
        Table like ``load_routes()``; historical routes are left out.
    route_stops, places, volumes, events
        Tables like ``load_route_stops()``, ``load_places()``, ``load_corridor_volumes()`` and
        ``load_route_events()``. A volume whose ``corridor`` names a crossing, a port or a part is
        not that of the whole corridor; any other is taken for it.
    status
        Statuses to keep: ``operating``, ``under_construction``, ``planned``.
    as_of
        Tonnes and milestones as they could be known on that day, ``YYYY-MM-DD``; courses and
        status are those recorded today. Default: everything known.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per corridor with ``volume_t`` (tonnes) and
    ``volume_year``, missing where no such figure is known, and ``milestones`` (count).

    Raises
    ------
    ValueError
        If an argument is unknown, a column is missing or a stop has no place.

    Examples
    --------
    >>> from ca_summit import figure_data
    >>> table = figure_data(map_corridors()).set_index("route_id")
    >>> float(table.loc["titr", "volume_t"]), int(table.loc["titr", "volume_year"])
    (4484000.0, 2024)
    """
    words = Words(language)
    own_tables = {
        "routes": routes,
        "route_stops": route_stops,
        "places": places,
        "corridor_volumes": volumes,
        "route_events": events,
    }
    tables = Tables("map_corridors", own_tables, as_of=as_of, needs=_NEEDED)
    table, stops, towns, tonnes, dated = (tables[name] for name in own_tables)
    if volumes is not None:
        tonnes = as_described("map_corridors", "corridor_volumes", tonnes, ["volume", "year"])
    kept = list(STATUSES) if status is None else check_choices("status", status, STATUSES)
    own = modern_routes(table, kept)
    own = own[own["route_id"].isin(stops["route_id"])]
    if own.empty:
        states = words.either([words.say(STATUSES[s][0]).lower() for s in kept])
        why = words.say("The table has no corridor {states} with stops.", states=states)
        return empty_figure(words.say(QUESTION), why, words, status=status)
    legs = leg_lines(stops[stops["route_id"].isin(own["route_id"])], towns, step_km=150)
    own, towns = words.cells(own, "name"), words.cells(towns, "name")
    drawn = _with_facts(own, legs, tonnes, words.cells(dated, "title"), words)
    return _draw(drawn, legs, towns, tables.as_of, words)


def modern_routes(routes: pd.DataFrame, statuses: Sequence[str]) -> pd.DataFrame:
    """Return the corridors of some statuses, without power links."""
    wanted = routes["status"].isin(statuses) & routes["kind"].ne("energy_link")
    return pd.DataFrame(routes[wanted])


def _with_facts(
    routes: pd.DataFrame,
    legs: gpd.GeoDataFrame,
    volumes: pd.DataFrame,
    events: pd.DataFrame,
    words: Words,
) -> pd.DataFrame:
    """Add lines, length, tonnes, milestones; tonnes, then short ones lie on top for the pointer."""
    results = full_years(volumes[volumes["route_id"].isin(routes["route_id"])])
    results = words.cells(results, "corridor")  # what is a part is judged by the table's own words
    tonnes = latest_tonnes(results)
    year = common_year(results)
    shared = _shared(routes, legs)
    rows = []
    for row in routes.to_dict("records"):
        own = legs[legs["route_id"].eq(row["route_id"])]
        counted = tonnes[tonnes["route_id"].eq(row["route_id"])]
        whole = counted[~counted["is_part"]]
        newest = whole[whole["year"].eq(whole["year"].max())]
        own_results = results[results["route_id"].eq(row["route_id"]) & ~results["is_part"]]
        wide = own_results[own_results["year"].isin([year])]
        dated = events[events["route_id"].eq(row["route_id"])].sort_values("date", kind="stable")
        rows.append(
            {
                **row,
                "length_measured_km": round(float(own["length_measured_km"].sum()), 1),
                "volume_t": float(wide["volume"].min()) if len(wide) else float("nan"),
                "volume_year": year if len(wide) else pd.NA,
                "milestones": len(dated),
                "counts": wide.to_dict("records"),
                "lines": own.geometry.tolist(),
                "volumes": [*newest.to_dict("records"), *_parts(counted)],
                "events": dated.to_dict("records"),
                "shared": shared.get(str(row["route_id"]), []),
            }
        )
    rows.sort(key=lambda r: (not pd.isna(r["volume_t"]), -r["length_measured_km"]))
    return pd.DataFrame(rows).astype({"volume_year": "Int64"})


def _shared(routes: pd.DataFrame, legs: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Return by corridor the short names of those that share a leg with it."""
    shorts = map(short_name, routes["name"])
    names = dict(zip(routes["route_id"].astype("str"), shorts, strict=True))
    on: dict[frozenset[str], dict[str, None]] = {}
    for start, end, route in zip(
        legs["from_place_id"], legs["to_place_id"], legs["route_id"], strict=True
    ):
        on.setdefault(frozenset((str(start), str(end))), {})[str(route)] = None
    found: dict[str, dict[str, None]] = {}
    for together in on.values():
        for route in together:
            others = {names[other]: None for other in together if names[other] != names[route]}
            found.setdefault(route, {}).update(others)
    return {route: list(others) for route, others in found.items()}


def _parts(counted: pd.DataFrame) -> list[dict[Any, Any]]:
    return counted[counted["is_part"]].to_dict("records")


def _draw(
    drawn: pd.DataFrame,
    legs: gpd.GeoDataFrame,
    places: pd.DataFrame,
    as_of: pd.Timestamp | None,
    words: Words,
) -> go.Figure:
    canvas = Canvas.open(WINDOW, height=720)
    ground = draw_basemap(canvas, Basemap(detail_km=26, language=words.labels))
    present = [s for s in STATUSES if drawn["status"].eq(s).any()]
    subject = _subject(drawn)
    _draw_lines(canvas, drawn, subject, words)
    towns = stops(legs, places, labels_in(words, LABELS))
    dot = {"color": theme.OTHER_COLOR, "line": {"color": theme.OTHER_COLOR, "width": 1}}
    draw_places(
        canvas,
        towns,
        name="Places",
        marker={"size": [5 if label else 3 for label in towns["label"]], **dot},
        hovers=[shown(name) for name in towns["name"]],
    )
    _name_corridors(canvas, drawn, subject, words)
    named = towns[towns["label"].ne("")]
    canvas.name_dots(canvas.spots(named), named["label"].tolist())
    name_ground(canvas, ground, words.labels)
    return canvas.finish(
        question=words.say(_question(present)),
        finding=_finding(drawn, words),
        subtitle=_subtitle(drawn, words),
        key=_key(drawn, present, subject, words),
        caution=words.say(
            "A thin line is not an empty one: of most corridors no tonnes of a full year are known."
        )
        if subject
        else "",
        alt=_alt(drawn, words),
        data=drawn[[c for c in (*_DATA, "milestones", "verification", "source_id") if c in drawn]],
        sources=frame_sources(drawn, *_told(drawn)),
        drawn=_rows_drawn(drawn, legs),
        places=towns,
        caption=words.say(
            "Wide lines: tonnes of one full year, the same for all; thin: not known."
            if subject
            else "Lines join the places of a corridor; its course between them is not drawn."
        ),
        notes=_notes(drawn, as_of, words),
    )


def _rows_drawn(drawn: pd.DataFrame, legs: gpd.GeoDataFrame) -> list[Drawn]:
    """Say from which rows names, tonnes, milestones and lengths come."""
    least = "the least of the tonnes counted for the whole corridor in a full year"
    how = {"volume_t": (least, "volume"), "volume_year": ("the year of these tonnes", "year")}
    milestones = {"milestones": ("the number of dated events of the corridor", "date")}
    return [
        Drawn("routes", drawn),
        *stops_drawn(legs, "length_measured_km"),
        Drawn("corridor_volumes", _each(drawn["counts"]), how=how),
        _events_drawn(_each(drawn["events"]), drawn["route_id"], milestones),
    ]


def _events_drawn(
    events: pd.DataFrame, routes: pd.Series, how: Mapping[str, tuple[str, ...]]
) -> Drawn:
    """Name events by their route where these are all that the table has of it, else one by one."""
    bundled = read_table("route_events")
    whole = bundled[bundled["route_id"].isin(routes)]
    if events.empty or set(events["event_id"]) != set(whole["event_id"]):
        return Drawn("route_events", events, how=how)
    return Drawn("route_events", key={"route_id": "route_id"}, how=how)


def _each(lists: pd.Series) -> pd.DataFrame:
    """Return records that stand in lists as rows, each labelled like its list."""
    labels = [label for label, rows in lists.items() for _ in rows]
    return pd.DataFrame([row for rows in lists for row in rows], index=labels)


def _question(present: Sequence[str]) -> str:
    if len(present) == 1:
        return _QUESTIONS[present[0]]
    return (
        QUESTION if "operating" in present else msg("Which corridors are being built or planned?")
    )


def _subject(drawn: pd.DataFrame) -> str:
    """Return the short name of the corridor that carries most, empty where no tonnes are known."""
    known = drawn[drawn["volume_t"].gt(0)].sort_values("volume_t", ascending=False, kind="stable")
    return short_name(known["name"].iloc[0]) if len(known) else ""


def _draw_lines(canvas: Canvas, drawn: pd.DataFrame, subject: str, words: Words) -> None:
    """Draw the corridors as wide as their tonnes, the subject and its branches on top."""
    most = drawn["volume_t"].max()
    own = [bool(subject) and short_name(name) == subject for name in drawn["name"]]
    for row in drawn.assign(own=own).sort_values("own", kind="stable").to_dict("records"):
        word, dash = STATUSES[str(row["status"])]
        known = row["volume_t"] > 0
        width = max(_PART, _WIDE * row["volume_t"] / most) if known else _THIN
        draw_route(
            canvas,
            row["lines"],
            name=words.say(word),
            color=SUBJECT if row["own"] or not subject else OTHERS,
            width=round(max(width, _PART if row["own"] else 0), 1),
            hover=corridor_hover(row, words),
            dash=dash,
            opacity=0.75 if known else 1,
        )


def _name_corridors(canvas: Canvas, drawn: pd.DataFrame, subject: str, words: Words) -> None:
    """Name the subject and its tonnes, then the other long ones, each beside its line."""
    rows = drawn.assign(
        short=[short_name(name) for name in drawn["name"]], none=drawn["volume_t"].isna()
    ).sort_values(["none", "length_measured_km"], ascending=[True, False], kind="stable")
    named = []
    for row in rows.drop_duplicates("short").head(_NAMED).to_dict("records"):
        amount = (
            "" if row["none"] else f"<br>{_carried(row['volume_t'], row['volume_year'], words)}"
        )
        text = shown(row["short"])
        text = f"<b>{text}</b>{amount}" if row["short"] == subject else f"{text}{amount}"
        named.append((row["short"], text, canvas.lonlat_shapes(row["lines"]).union_all()))
    name_lines(canvas, named)


def _key(drawn: pd.DataFrame, present: Sequence[str], subject: str, words: Words) -> list[Key]:
    """Say what colour and dashes mean."""
    entries = [Key(subject, SUBJECT, "line")] if subject else []
    counts = drawn["status"].value_counts()
    rest = OTHERS if subject else SUBJECT
    for status in present:
        word, dash = STATUSES[status]
        said = words.say("{word} ({n:n})", word=words.say(word).lower(), n=int(counts[status]))
        entries.append(Key(said, rest, "line" if dash == "solid" else dash))
    return entries


def corridor_hover(row: Mapping[Any, Any], words: Words) -> str:
    """Return the hover of a corridor."""
    year = row.get("start_year")
    since = "" if year is None or pd.isna(year) else words.say("since {year}", year=int(year))
    kind = str(row["kind"]).replace("modern_", "").replace("planned_", "").replace("_", " ")
    more = len(row["events"]) - _EVENTS
    status = words.say(STATUSES[str(row["status"])][0])
    return hover(
        f"<b>{shown(row['name'])}</b>",
        " · ".join(part for part in (status, words.cell(kind), since) if part),
        length_text(row, words),
        *[_volume_line(volume, words) for volume in row["volumes"]],
        *[_event_line(event, words) for event in row["events"][-_EVENTS:]],
        words.say("and {count} earlier milestones", count=more) if more > 0 else "",
        words.say("Shares stretches with: {names}", names=shown(words.listed(row["shared"], 2)))
        if row["shared"]
        else "",
        f"<i>{proof(row, words)}</i>",
    )


def _volume_line(row: Mapping[Any, Any], words: Words) -> str:
    year, before = int(row["year"]), row["before"]
    told = [_carried(row["volume"], year, words)]
    told += [words.say("from memory")] if row.get("verification") == "recalled" else []
    told += [] if pd.isna(before) else [_carried(before, year - 1, words)]
    message = msg("At {place}: {told}") if row["is_part"] else msg("Carried: {told}")
    return words.say(message, place=shown(row["corridor"]), told=", ".join(told))


def _event_line(row: Mapping[Any, Any], words: Words) -> str:
    precision, day = plain(row.get("date_precision")), row["date"]
    if pd.isna(day):
        when = words.say("day not known")
    elif precision == "year":
        when = str(day.year)
    elif precision == "month":
        when = f"{month_name(day.month, language=words.sentences)} {day.year}"
    else:
        when = format_days(day, language=words.sentences)
    memory = f" {words.say('(from memory)')}" if row.get("verification") == "recalled" else ""
    return f"{when}: {shown(row['title'])}{memory}"


def _tonnes(value: float, words: Words) -> str:
    if value >= 1e6:
        return words.say("{v:n} million t", v=value / 1e6)
    return words.say("{v:n} t", v=value)


def _carried(value: float, year: object, words: Words) -> str:
    return words.say("{amount} in {year}", amount=_tonnes(value, words), year=year)


def _counts(drawn: pd.DataFrame, words: Words) -> str:
    said = [(words.say(STATUSES[s][0]).lower(), int(drawn["status"].eq(s).sum())) for s in STATUSES]
    message = "{count} {status}"
    return ", ".join(words.say(message, count=n, status=word) for word, n in said if n)


def _subtitle(drawn: pd.DataFrame, words: Words) -> str:
    years = drawn["volume_year"].dropna()
    if years.empty:
        return words.count("{count} corridor", "{count} corridors", len(drawn))
    return words.say("Width: tonnes carried in {year}", year=years.max())


def _told(drawn: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the volumes and milestones told under the pointer as frames with their sources."""
    volumes = [v for row in drawn["volumes"] for v in row]
    events = [e for row in drawn["events"] for e in row[-_EVENTS:]]
    return [pd.DataFrame(rows) for rows in (volumes, events) if rows]


def _finding(drawn: pd.DataFrame, words: Words) -> str:
    """Say which corridor carried most, and how many times the next one."""
    known = drawn[drawn["volume_t"].gt(0)].sort_values("volume_t", ascending=False, kind="stable")
    known = known[~known["name"].map(short_name).duplicated()]  # branches of one are one
    if known.empty:
        return _not_running(drawn, words)
    said = {
        "name": shown(short_name(known["name"].iloc[0])),
        "tonnes": _tonnes(known["volume_t"].iloc[0], words),
        "year": known["volume_year"].iloc[0],
    }
    times = known["volume_t"].iloc[0] / known["volume_t"].iloc[1] if len(known) > 1 else 0
    if times < 1.1:
        return words.say("{name} carried {tonnes} in {year}", **said)
    return words.say(
        "{name} carried {tonnes} in {year}, {times} times as much as {next}",
        times=format_number(times, 2, language=words.sentences),
        next=shown(short_name(known["name"].iloc[1])),
        **said,
    )


def _not_running(drawn: pd.DataFrame, words: Words) -> str:
    """Count what is built and what is planned, where both are drawn and nothing else."""
    counts = drawn["status"].astype("str").value_counts()
    if set(counts.index) != {"under_construction", "planned"}:
        return ""
    built, planned = (int(counts[s]) for s in ("under_construction", "planned"))
    message = "Of {n:n} corridors that do not run yet {built:n} are being built"
    return words.say(message, n=built + planned, built=built)


def _notes(drawn: pd.DataFrame, as_of: pd.Timestamp | None, words: Words) -> list[str]:
    known = drawn[drawn["volume_t"].notna()]
    notes = [words.say("Between stops lines are straight")]
    if len(known):
        notes.append(
            words.say(
                "Width: actual tonnes of {year}, known for {known:n} of {all:n}; counts at one "
                "crossing or port not drawn",
                year=known["volume_year"].max(),
                known=len(known),
                all=len(drawn),
            )
        )
        notes += _newer(known, words)
    recalled = int(recalled_rows(drawn).sum())
    if recalled:
        notes.append(
            words.count(
                "{count} corridor is from memory, see the pointer",
                "{count} corridors are from memory, see the pointer",
                recalled,
            )
        )
    if as_of is not None:
        message = "Tonnes and milestones as known on {day:d}; courses and status as recorded today"
        notes.append(words.say(message, day=as_of))
    return notes


def _newer(known: pd.DataFrame, words: Words) -> list[str]:
    """Tell results newer than the year drawn."""
    return [
        f"{row['name'].split(':')[0]}: {_carried(new['volume'], int(new['year']), words)}"
        for row in known.to_dict("records")
        for new in row["volumes"]
        if not new["is_part"] and new["year"] > row["volume_year"]
    ]


def _alt(drawn: pd.DataFrame, words: Words) -> str:
    known = drawn[drawn["volume_t"].notna()].sort_values("volume_t", ascending=False)
    each = zip(known["name"], known["volume_t"], known["volume_year"], strict=True)
    said = [f"{name} {_carried(volume, year, words)}" for name, volume, year in each]
    text = words.say(
        "Map of {many}. {counts}.",
        many=words.count("{count} corridor", "{count} corridors", len(drawn)),
        counts=_counts(drawn, words),
    )
    tonnes = words.say(" Tonnes are known for {said:l}.", said=said)
    text += tonnes if said else words.say(" No tonnes are known.")
    text += "".join(f" {newer}." for newer in _newer(known, words))
    if not (dated := int(drawn["milestones"].sum())):
        return text
    return text + words.count(
        " {count} dated milestone stands under the pointer.",
        " {count} dated milestones stand under the pointer.",
        dated,
    )
