"""Map today's corridors by status, tonnes and milestones: map_corridors()."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice, check_choices
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.canvas import Canvas
from ca_summit.figures.controls import buttons
from ca_summit.figures.rows import none_chosen, recalled_rows
from ca_summit.figures.text import MONTHS, day_text, hover, listed, plain, proof, shown
from ca_summit.figures.theme import format_number
from ca_summit.geodesic import leg_lines
from ca_summit.maps.basemap import Basemap, draw_basemap, name_ground
from ca_summit.maps.corridor_volumes import common_year, full_years, latest_tonnes
from ca_summit.maps.lines import draw_places, draw_route, length_text, short_name, stops
from ca_summit.names import LANGUAGES
from ca_summit.sources import frame_sources
from ca_summit.tables.choice import Tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import plotly.graph_objects as go

    from ca_summit.tables.choice import Day

TITLE = "Which corridors run today?"
#: The question where corridors of one status are drawn.
_TITLES = {
    "operating": TITLE,
    "under_construction": "Which corridors are being built?",
    "planned": "Which corridors are planned?",
}
#: Word for the legend, colour and dash by status.
STATUSES = {
    "operating": ("In operation", "#2A7F9E", "solid"),
    "under_construction": ("Under construction", "#D0771D", "dash"),
    "planned": ("Planned", "#A24FB0", "dot"),
}
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
_THIN, _WIDE, _EVENTS = 2.0, 9.0, 4
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
    language: str = "en",
) -> go.Figure:
    """Map today's corridors by status, as wide as the tonnes they carry, with their milestones.

    Only results count for the width: actual tonnes of one full year, the same for all corridors,
    counted for the corridor as a whole. It is the year that most corridors have, the latest of
    several. Newer years, and what was counted at one crossing or port, are told under the pointer.
    If figures for the year differ, the lowest is drawn. Power links are left out. Buttons show
    one status alone.

    Parameters
    ----------
    routes
        Table like ``load_routes()``; historical routes are left out.
    route_stops, places, volumes, events
        Tables like ``load_route_stops()``, ``load_places()``, ``load_corridor_volumes()`` and
        ``load_route_events()``.
    status
        Statuses to keep: ``operating``, ``under_construction``, ``planned``.
    as_of
        Tonnes and milestones as they could be known on that day, ``YYYY-MM-DD``; courses and
        status are those recorded today. Default: everything known.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names under the pointer.

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
    check_choice("language", language, LANGUAGES)
    own_tables = {
        "routes": routes,
        "route_stops": route_stops,
        "places": places,
        "corridor_volumes": volumes,
        "route_events": events,
    }
    tables = Tables("map_corridors", own_tables, as_of=as_of, needs=_NEEDED)
    table, stops, towns, tonnes, dated = (tables[name] for name in own_tables)
    kept = list(STATUSES) if status is None else check_choices("status", status, STATUSES)
    own = modern_routes(table, kept)
    own = own[own["route_id"].isin(stops["route_id"])]
    if own.empty:
        words = " or ".join(STATUSES[s][0].lower() for s in kept)
        why = none_chosen(status=status) or f"The table has no corridor {words} with stops."
        return empty_figure(TITLE, why)
    legs = leg_lines(stops[stops["route_id"].isin(own["route_id"])], towns, step_km=150)
    drawn = _with_facts(own, legs, tonnes, dated)
    return _draw(drawn, legs, towns, tables.as_of, language)


def modern_routes(routes: pd.DataFrame, statuses: Sequence[str]) -> pd.DataFrame:
    """Return the corridors of some statuses, without power links."""
    wanted = routes["status"].isin(statuses) & routes["kind"].ne("energy_link")
    return pd.DataFrame(routes[wanted])


def _with_facts(
    routes: pd.DataFrame, legs: gpd.GeoDataFrame, volumes: pd.DataFrame, events: pd.DataFrame
) -> pd.DataFrame:
    """Add lines, length, tonnes, milestones; tonnes, then short ones lie on top for the pointer."""
    results = full_years(volumes[volumes["route_id"].isin(routes["route_id"])])
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
                "lines": own.geometry.tolist(),
                "volumes": [*newest.to_dict("records"), *_parts(counted)],
                "events": dated.to_dict("records"),
                "shared": shared.get(str(row["route_id"]), []),
            }
        )
    rows.sort(key=lambda r: (not pd.isna(r["volume_t"]), -r["length_measured_km"]))
    return pd.DataFrame(rows).astype({"volume_year": "Int64"})


def _shared(routes: pd.DataFrame, legs: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Return by corridor the names of those that share a leg with it."""
    names = dict(zip(routes["route_id"].astype("str"), routes["name"].astype("str"), strict=True))
    on: dict[frozenset[str], dict[str, None]] = {}
    for start, end, route in zip(
        legs["from_place_id"], legs["to_place_id"], legs["route_id"], strict=True
    ):
        on.setdefault(frozenset((str(start), str(end))), {})[str(route)] = None
    found: dict[str, dict[str, None]] = {}
    for together in on.values():
        for route in together:
            others = {names[other]: None for other in together if other != route}
            found.setdefault(route, {}).update(others)
    return {route: list(others) for route, others in found.items()}


def _parts(counted: pd.DataFrame) -> list[dict[Any, Any]]:
    return counted[counted["is_part"]].to_dict("records")


def _draw(
    drawn: pd.DataFrame,
    legs: gpd.GeoDataFrame,
    places: pd.DataFrame,
    as_of: pd.Timestamp | None,
    language: str,
) -> go.Figure:
    canvas = Canvas.open(WINDOW, height=720)
    ground = draw_basemap(canvas, Basemap(detail_km=16, language=language))
    present = [s for s in STATUSES if drawn["status"].eq(s).any()]
    _keys(canvas, drawn, present)
    numbers = _draw_lines(canvas, drawn)
    towns = _towns(drawn, legs, places)
    draw_places(
        canvas,
        towns,
        name="Places",
        marker={
            "size": [7 if label else 4 for label in towns["label"]],
            "color": theme.OTHER_COLOR,
            "line": {"color": theme.OTHER_COLOR, "width": 1},
        },
        text=[shown(name) for name in towns["name"]],
        customdata=towns["on"].tolist(),
        hovertemplate="<b>%{text}</b><br>On: %{customdata}<extra></extra>",
    )
    named = towns[towns["label"].ne("")]
    canvas.name_dots(canvas.spots(named), named["label"].tolist())
    if len(present) > 1:
        _add_buttons(canvas.fig, present, numbers)
    name_ground(canvas, ground, language)
    return canvas.finish(
        question=_TITLES[present[0]] if len(present) == 1 else TITLE,
        subtitle=_counts(drawn),
        alt=_alt(drawn),
        data=drawn[[c for c in (*_DATA, "milestones", "verification", "source_id") if c in drawn]],
        sources=frame_sources(drawn, *_told(drawn)),
        caption="Wide lines: tonnes of one full year, the same for all; thin: no such figure.",
        notes=[*_notes(drawn), *_known_note(as_of)],
        finding=_finding(drawn),
    )


def _keys(canvas: Canvas, drawn: pd.DataFrame, present: Sequence[str]) -> None:
    """Say in the legend what colours, dashes and widths mean."""
    for status in present:
        word, color, dash = STATUSES[status]
        canvas.key(word, group=word, line={"color": color, "width": 2.4, "dash": dash})
    most = drawn["volume_t"].max()
    if not pd.isna(most):
        year = drawn["volume_year"].max()
        for name, width in ((f"{_tonnes(most)} in {year}", _WIDE), ("tonnes not known", _THIN)):
            canvas.key(name, group=name, line={"color": theme.OTHER_COLOR, "width": width})


def _draw_lines(canvas: Canvas, drawn: pd.DataFrame) -> dict[int, str]:
    """Draw the corridors, as wide as their tonnes; return the status of each trace."""
    most = drawn["volume_t"].max()
    numbers: dict[int, str] = {}
    for row in drawn.to_dict("records"):
        word, color, dash = STATUSES[str(row["status"])]
        known = not pd.isna(row["volume_t"])
        width = _THIN + 1.2 * (row["status"] != "operating")
        if known:
            width = max(_THIN + 0.5, _WIDE * row["volume_t"] / most)
        number = draw_route(
            canvas,
            row["lines"],
            name=word,
            color=color,
            width=round(width, 1),
            hover=corridor_hover(row),
            dash=dash,
            opacity=0.55 if known else 1,
        )
        if number is not None:
            numbers[number] = str(row["status"])
    return numbers


def corridor_hover(row: Mapping[Any, Any]) -> str:
    """Return the hover of a corridor."""
    word = STATUSES[str(row["status"])][0]
    year = row.get("start_year")
    since = "" if year is None or pd.isna(year) else f" · since {int(year)}"
    kind = str(row["kind"]).replace("modern_", "").replace("planned_", "").replace("_", " ")
    more = len(row["events"]) - _EVENTS
    return hover(
        f"<b>{shown(row['name'])}</b>",
        f"{word} · {kind}{since}",
        length_text(row),
        *[_volume_line(volume) for volume in row["volumes"]],
        *[_event_line(event) for event in row["events"][-_EVENTS:]],
        f"and {more} earlier milestones" if more > 0 else "",
        f"Shares stretches with: {shown(listed(row['shared'], 3))}" if row["shared"] else "",
        f"<i>{proof(row)}</i>",
    )


def _volume_line(row: Mapping[Any, Any]) -> str:
    where = f"At {shown(row['corridor'])}" if row["is_part"] else "Carried"
    memory = ", from memory" if row.get("verification") == "recalled" else ""
    year, before = int(row["year"]), row["before"]
    past = "" if pd.isna(before) else f", {_tonnes(before)} in {year - 1}"
    return f"{where}: {_tonnes(row['volume'])} in {year}{memory}{past}"


def _event_line(row: Mapping[Any, Any]) -> str:
    precision, day = plain(row.get("date_precision")), row["date"]
    if pd.isna(day):
        when = "day not known"
    elif precision == "year":
        when = str(day.year)
    elif precision == "month":
        when = f"{MONTHS[day.month - 1]} {day.year}"
    else:
        when = day_text(day)
    memory = " (from memory)" if row.get("verification") == "recalled" else ""
    return f"{when}: {shown(row['title'])}{memory}"


def _tonnes(value: float) -> str:
    return (
        f"{format_number(value / 1e6)} million t" if value >= 1e6 else f"{format_number(value)} t"
    )


def _towns(drawn: pd.DataFrame, legs: gpd.GeoDataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return the stops of the corridors, named ones first, with the corridors they are ``on``."""
    names = dict(zip(drawn["route_id"], drawn["name"], strict=True))
    own = stops(legs, places, LABELS)
    short = [list(dict.fromkeys(short_name(names[r]) for r in ids)) for ids in own["routes"]]
    own["on"] = [shown(listed(words, 2), 56) for words in short]
    return own


def _add_buttons(fig: go.Figure, present: Sequence[str], numbers: Mapping[int, str]) -> None:
    """Add buttons that show all corridors or those of one status."""
    choices = [
        {
            "label": label,
            "method": "restyle",
            "args": [{"visible": [one in (None, s) for s in numbers.values()]}, list(numbers)],
        }
        for label, one in [("All", None), *((STATUSES[s][0], s) for s in present)]
    ]
    fig.update_layout(updatemenus=[buttons(choices)])


def _counts(drawn: pd.DataFrame) -> str:
    said = [(STATUSES[s][0].lower(), int(drawn["status"].eq(s).sum())) for s in STATUSES]
    return ", ".join(f"{count} {word}" for word, count in said if count)


def _told(drawn: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the volumes and milestones told under the pointer as frames with their sources."""
    volumes = [v for row in drawn["volumes"] for v in row]
    events = [e for row in drawn["events"] for e in row[-_EVENTS:]]
    return [pd.DataFrame(rows) for rows in (volumes, events) if rows]


def _finding(drawn: pd.DataFrame) -> str:
    """Say which corridor carried most, and how many times the next one."""
    known = drawn[drawn["volume_t"].gt(0)].sort_values("volume_t", ascending=False)
    if known.empty:
        return ""
    first = known.iloc[0]
    said = f"{shown(short_name(first['name']))} carried {_tonnes(first['volume_t'])}"
    text = f"{said} in {first['volume_year']}"
    if len(known) > 1:
        times = first["volume_t"] / known["volume_t"].iloc[1]
        if times >= 1.1:
            next_one = shown(short_name(known["name"].iloc[1]))
            text += f", {format_number(times, 2)} times {next_one}"
    return text


def _notes(drawn: pd.DataFrame) -> list[str]:
    known = drawn[drawn["volume_t"].notna()]
    notes = ["Between stops lines are straight"]
    if len(known):
        notes.append(
            f"Width: actual tonnes of {known['volume_year'].max()}, known for {len(known)} of "
            f"{len(drawn)}; counts at one crossing or port not drawn"
        )
        notes += _newer(known)
    recalled = int(recalled_rows(drawn).sum())
    if recalled:
        notes.append(f"{recalled} corridors are from memory, see the pointer")
    return notes


def _known_note(as_of: pd.Timestamp | None) -> list[str]:
    """Say what of the map is as of a day."""
    if as_of is None:
        return []
    day = day_text(as_of)
    return [f"Tonnes and milestones as known on {day}; courses and status as recorded today"]


def _newer(known: pd.DataFrame) -> list[str]:
    """Tell results newer than the year drawn."""
    return [
        f"{row['name'].split(':')[0]}: {_tonnes(new['volume'])} in {int(new['year'])}"
        for row in known.to_dict("records")
        for new in row["volumes"]
        if not new["is_part"] and new["year"] > row["volume_year"]
    ]


def _alt(drawn: pd.DataFrame) -> str:
    known = drawn[drawn["volume_t"].notna()].sort_values("volume_t", ascending=False)
    said = [
        f"{name} {_tonnes(volume)} in {year}"
        for name, volume, year in zip(
            known["name"], known["volume_t"], known["volume_year"], strict=True
        )
    ]
    tonnes = f" Tonnes are known for {listed(said, 5)}." if said else " No tonnes are known."
    tonnes += "".join(f" {text}." for text in _newer(known))
    return (
        f"Map of {len(drawn)} corridors between China, Russia, Iran and Europe: {_counts(drawn)}."
        f"{tonnes} {int(drawn['milestones'].sum())} dated milestones stand under the pointer."
    )
