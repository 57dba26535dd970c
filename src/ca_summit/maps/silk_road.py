"""Map the historical routes by kind, certainty and century: map_silk_road()."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice, check_choices, check_columns
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.canvas import Canvas
from ca_summit.figures.controls import slider
from ca_summit.figures.rows import none_chosen, recalled_rows
from ca_summit.figures.text import hover, listed, plain, proof, shown
from ca_summit.figures.theme import format_number
from ca_summit.geodesic import leg_lines
from ca_summit.maps.basemap import Basemap, draw_basemap, name_ground
from ca_summit.maps.lines import (
    CERTAINTY_DASHES,
    draw_places,
    draw_route,
    length_text,
    place_hover,
    stops,
    year_text,
)
from ca_summit.names import LANGUAGES
from ca_summit.sources import frame_sources
from ca_summit.tables import (
    load_places,
    load_route_stops,
    load_routes,
    load_unesco_components,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import plotly.graph_objects as go

TITLE = "Where did the Silk Roads run?"
#: Word for the legend, colour and width by kind of route.
KINDS = {
    "historical_land": ("Main roads", "#C8463C", 2.6),
    "historical_steppe": ("Steppe roads", "#2A7F9E", 2.4),
    "historical_branch": ("Branches", "#C98A12", 1.9),
}
#: Places named on the map, the most telling first, by the name they bore on the road.
LABELS = {
    "changan-xian": "Chang'an",
    "kashgar": "Kashgar",
    "samarkand": "Samarkand",
    "dunhuang": "Dunhuang",
    "merv": "Merv",
    "constantinople": "Constantinople",
    "baghdad": "Baghdad",
    "almaty": "Almaty",
    "bukhara": "Bukhara",
    "sarai-batu": "Sarai",
    "karakorum": "Karakorum",
    "balkh": "Balkh",
    "antioch": "Antioch",
    "taraz": "Talas",
    "khotan": "Khotan",
    "taxila": "Taxila",
    "tabriz": "Tabriz",
    "turpan": "Turfan",
    "nishapur": "Nishapur",
    "otrar": "Otrar",
    "konye-urgench": "Gurganj",
    "trebizond": "Trebizond",
    "rayy": "Rayy",
    "caffa": "Caffa",
    "itil": "Itil",
}
WINDOW = (30.0, 33.0, 111.0, 52.0)  # west, south, east, north: Constantinople to Luoyang
_COLUMNS = ["route_id", "name", "kind", "start_year", "end_year"]
_HERITAGE = {
    "symbol": "diamond",
    "size": 8,
    "color": "rgba(124,99,184,0.55)",
    "line": {"color": "#7C63B8", "width": 1.2},
}
_DATA = [*_COLUMNS, "certainty", "length_km", "length_measured_km", "verification", "source_id"]


def map_silk_road(
    routes: pd.DataFrame | None = None,
    *,
    route_stops: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    heritage: pd.DataFrame | None = None,
    century: int | None = None,
    kind: str | Sequence[str] | None = None,
    certainty: str | Sequence[str] | None = None,
    language: str = "en",
) -> go.Figure:
    """Map the historical routes, with a slider over the centuries.

    Stretches are solid where certain, dashed where probable, dotted where schematic. A route
    counts in a century if it was alive for more than one year of it; years are round conventions.
    Lines join the stops by the shortest way, for the real course between them is not known.

    Parameters
    ----------
    routes
        Table like ``load_routes()``; only rows with the status ``historical`` are drawn.
    route_stops, places, heritage
        Tables like ``load_route_stops()``, ``load_places()`` and ``load_unesco_components()``.
    century
        Century drawn first, ``8`` for the 8th of our era, ``-2`` for the 2nd BCE. Default: all.
    kind
        Kinds to keep: ``historical_land``, ``historical_branch``, ``historical_steppe``.
    certainty
        Stretches to keep: ``certain``, ``probable``, ``schematic``.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names under the pointer.

    Returns
    -------
    Figure; ``figure_data()`` has one row per route and certainty, ``length_measured_km`` being
    the geodesic length of those stretches and ``length_km`` the published one of the whole route.

    Raises
    ------
    ValueError
        If an argument is unknown, a column is missing or a stop has no place.

    Examples
    --------
    >>> fig = map_silk_road(century=8)
    >>> fig.layout.sliders[0].steps[0].label
    'all'
    """
    check_choice("language", language, LANGUAGES)
    table = load_routes() if routes is None else routes
    stops = load_route_stops() if route_stops is None else route_stops
    towns = load_places() if places is None else places
    sites = load_unesco_components() if heritage is None else heritage
    check_columns("map_silk_road", table, [*_COLUMNS, "status"], "load_routes()")
    check_columns("map_silk_road", stops, ["route_id", "certainty"], "load_route_stops()")
    check_columns("map_silk_road", towns, ["name"], "load_places()")
    check_columns(
        "map_silk_road", sites, ["name", "latitude", "longitude"], "load_unesco_components()"
    )
    kinds = list(KINDS) if kind is None else check_choices("kind", kind, KINDS)
    levels = (
        list(CERTAINTY_DASHES)
        if certainty is None
        else check_choices("certainty", certainty, CERTAINTY_DASHES)
    )
    own = pd.DataFrame(table[table["status"].eq("historical") & table["kind"].isin(kinds)])
    own = own[own["route_id"].isin(stops["route_id"])]
    if own.empty:
        why = "The table has no historical route of this kind with stops."
        return empty_figure(TITLE, none_chosen(kind=kind) or why)
    spans = centuries_of(own)
    if century is not None:
        check_choice("century", century, spans)
    legs = leg_lines(stops[stops["route_id"].isin(own["route_id"])], towns, step_km=110)
    legs = legs[legs["certainty"].isin(levels)]
    if legs.empty:
        why = f"No stretch is {' or '.join(levels)} on the routes asked for."
        return empty_figure(TITLE, none_chosen(certainty=certainty) or why)
    drawn = stretches(own, legs)
    return _draw(drawn, _towns(drawn, legs, towns), sites, spans, century, language)


def stretches(routes: pd.DataFrame, legs: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return one row per route and certainty, in drawing order, with the lines of its legs."""
    facts = {str(row["route_id"]): row for row in routes.to_dict("records")}
    order = {kind: number for number, kind in enumerate(reversed(KINDS))}
    rows = [
        {
            **facts[str(route)],
            "certainty": level,
            "route_certainty": facts[str(route)].get("certainty"),
            "whole_km": facts[str(route)].get("length_measured_km"),
            "length_measured_km": round(float(own["length_measured_km"].sum()), 1),
            "lines": own.geometry.tolist(),
        }
        for (route, level), own in legs.groupby(
            ["route_id", legs["certainty"].astype("str")], sort=False
        )
    ]
    rows.sort(key=lambda row: order[str(row["kind"])])
    return pd.DataFrame(rows)


def _draw(
    drawn: pd.DataFrame,
    towns: pd.DataFrame,
    heritage: pd.DataFrame,
    spans: Sequence[int],
    century: int | None,
    language: str,
) -> go.Figure:
    canvas = Canvas.open(WINDOW, height=760)
    ground = draw_basemap(canvas, Basemap(detail_km=14, language=language))
    _keys(canvas, drawn)
    lives: dict[int, list[bool]] = {}
    for row, years in zip(drawn.to_dict("records"), years_of(drawn), strict=True):
        word, color, width = KINDS[str(row["kind"])]
        number = draw_route(
            canvas,
            row["lines"],
            name=word,
            color=color,
            width=width if plain(row.get("verification")) != "recalled" else 1.2,
            hover=_route_hover(row),
            dash=CERTAINTY_DASHES[str(row["certainty"])],
        )
        if number is not None:
            lives[number] = [alive(*years, c) for c in spans]
    sites = pd.DataFrame(heritage[heritage["latitude"].notna() & heritage["longitude"].notna()])
    if len(sites):
        draw_places(
            canvas,
            sites,
            name="World Heritage",
            marker=_HERITAGE,
            legend=True,
            hovers=[_site_hover(row) for row in sites.to_dict("records")],
        )
    lived = [[any(alive(a, b, c) for a, b in years) for c in spans] for years in towns["years"]]
    dots = draw_places(
        canvas,
        towns,
        name="Places",
        marker={
            "size": [7 if label else 4 for label in towns["label"]],
            "color": theme.OTHER_COLOR,
            "line": {"color": theme.OTHER_COLOR, "width": 1},
        },
        hovers=towns["hover"].tolist(),
    )
    named = towns[towns["label"].ne("")]
    groups = [tuple(lived[i]) for i in named.index]
    written = canvas.name_dots(canvas.spots(named), named["label"].tolist(), groups=groups)
    lives |= {number: list(group) for group, number in written.items()}
    _add_slider(canvas.fig, drawn, spans, century, lives, (dots, lived))
    name_ground(canvas, ground, language)
    return canvas.finish(
        question=TITLE,
        subtitle=_subtitle(drawn, century),
        alt=_alt(drawn, towns, spans, century),
        data=drawn[[c for c in _DATA if c in drawn]],
        sources=frame_sources(drawn, towns, sites),
        caption="Solid: certain. Dashed: probable. Dotted: schematic, the line only joins places.",
        notes=_notes(drawn, sites),
        finding=_finding(drawn, spans),
    )


def _keys(canvas: Canvas, drawn: pd.DataFrame) -> None:
    kinds, levels = set(drawn["kind"].astype("str")), set(drawn["certainty"])
    for kind, (word, color, width) in KINDS.items():
        if kind in kinds:
            canvas.key(word, group=word, line={"color": color, "width": width})
    for level, dash in CERTAINTY_DASHES.items():
        if level in levels:
            line = {"color": theme.OTHER_COLOR, "width": 2, "dash": dash}
            canvas.key(level, group=level, line=line)


def _route_hover(row: dict[Any, Any]) -> str:
    word = KINDS[str(row["kind"])][0]
    whole = {**row, "length_measured_km": row.get("whole_km")}
    end = row["end_year"]
    until = "today" if pd.isna(end) else year_text(end)
    reason = plain(row.get("certainty_reason"))
    overall = plain(row.get("route_certainty"))
    return hover(
        f"<b>{shown(row['name'])}</b>",
        f"{word} · {year_text(row['start_year'])} to {until} (round years)",
        length_text(whole),
        f"This stretch: <b>{row['certainty']}</b>,"
        f" {format_number(round(row['length_measured_km']))} km",
        f"The route: {overall}. {shown(reason)}" if overall else "",
        f"<i>{proof(row)}</i>",
    )


def _site_hover(row: dict[Any, Any]) -> str:
    number = plain(row.get("property_id"))
    basis = plain(row.get("coord_basis"))
    return hover(
        f"<b>{shown(row['name'])}</b>",
        f"Part of World Heritage property {number}" if number else "World Heritage",
        f"Point of the {basis}" if basis and basis != "site" else "",
        "Position from memory" if row.get("position_verification") == "recalled" else "",
        f"<i>{proof(row)}</i>",
    )


def _towns(drawn: pd.DataFrame, legs: gpd.GeoDataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return the places on the stretches drawn, with the years of their routes and their hover."""
    spans = dict(zip(drawn["route_id"], years_of(drawn), strict=True))
    names = dict(zip(drawn["route_id"], drawn["name"], strict=True))
    own = stops(legs, places, LABELS)
    own["years"] = [[spans[route] for route in routes] for routes in own["routes"]]
    own["hover"] = [
        place_hover(row, f"On: {shown(listed([names[r] for r in row['routes']], 3))}")
        for row in own.to_dict("records")
    ]
    return own


def _add_slider(
    fig: go.Figure,
    drawn: pd.DataFrame,
    spans: Sequence[int],
    century: int | None,
    lives: dict[int, list[bool]],
    dots: tuple[int, list[list[bool]]],
) -> None:
    """Add one step per century that shows its lines and names and fades the other places."""
    number, lived = dots
    numbers = [*lives, number]
    steps = []
    for index, one in enumerate([None, *spans]):
        seen = [one is None or flags[index - 1] for flags in lives.values()]
        faint = [1 if one is None or flags[index - 1] else 0.25 for flags in lived]
        change = {"visible": [*seen, True], "marker.opacity": [*[1] * len(lives), faint]}
        subtitle = {"title.subtitle.text": _subtitle(drawn, one)}
        label = "all" if one is None else (f"{one}" if one > 0 else f"{-one} BCE")
        steps.append({"label": label, "method": "update", "args": [change, subtitle, numbers]})
        if one == century:
            for trace, flag in zip(lives, seen, strict=True):
                fig.data[trace].visible = flag
            fig.data[number].marker.opacity = faint
    active = [None, *spans].index(century)
    fig.update_layout(sliders=[slider(steps, active=active, prefix="Century ")])


def _subtitle(drawn: pd.DataFrame, century: int | None) -> str:
    routes = drawn.drop_duplicates("route_id")
    if century is None:
        spans = centuries_of(routes)
        return (
            f"All centuries: {_count(len(routes))}, "
            f"{century_text(spans[0])} to {century_text(spans[-1])}"
        )
    count = sum(alive(a, b, century) for a, b in years_of(routes))
    said = century_text(century)
    return f"{said}: {count} of {_count(len(routes))}"


def _count(number: int) -> str:
    return "1 route" if number == 1 else f"{number} routes"


def _finding(drawn: pd.DataFrame, spans: Sequence[int]) -> str:
    """Say in which century most of the routes were alive, the first of several."""
    routes = drawn.drop_duplicates("route_id")
    if len(routes) < 2:
        return ""
    counts = {c: sum(alive(a, b, c) for a, b in years_of(routes)) for c in spans}
    most = max(counts, key=lambda c: counts[c])
    said = century_text(most)
    return f"Most roads were alive in the {said}: {counts[most]} of {len(routes)}"


def _notes(drawn: pd.DataFrame, sites: pd.DataFrame) -> list[str]:
    notes = ["Between stops lines are straight; years are round conventions"]
    recalled = drawn.loc[recalled_rows(drawn), "route_id"].nunique()
    if recalled:
        notes.append(f"Thin: {_count(recalled)} from memory. Hollow: position from memory")
    if len(sites):
        notes.append("World Heritage: the listed components whose position is known")
    return notes


def _alt(
    drawn: pd.DataFrame, towns: pd.DataFrame, spans: Sequence[int], century: int | None
) -> str:
    routes = drawn.drop_duplicates("route_id")
    kinds = routes["kind"].astype("str").value_counts()
    km = drawn.groupby("certainty")["length_measured_km"].sum()
    share = [f"{level} {km[level] / km.sum():.0%}" for level in CERTAINTY_DASHES if level in km]
    listing = ", ".join(f"{KINDS[str(k)][0].lower()} {n}" for k, n in kinds.items())
    text = (
        f"Map of {_count(len(routes))} between {len(towns)} places ({listing}). "
        f"Of {format_number(round(km.sum()))} km between stops: {', '.join(share)}. "
        f"First {year_text(routes['start_year'].min())}."
    )
    if century is not None:
        text += f" Shown: {_subtitle(drawn, century)}."
    first, last = century_text(spans[0]), century_text(spans[-1])
    return f"{text} A slider runs from the {first} to the {last}."


def alive(start: int, end: int, century: int) -> bool:
    """Tell whether years from ``start`` to ``end`` fill more than one year of a century.

    Examples
    --------
    >>> alive(1000, 1500, 10), alive(-130, 400, -2)
    (False, True)
    """
    first = century * 100 - 99 if century > 0 else century * 100
    return start < first + 99 and end > first


def century_text(century: int) -> str:
    """Write a century.

    Examples
    --------
    >>> century_text(3), century_text(-2), century_text(12)
    ('3rd century', '2nd century BCE', '12th century')
    """
    number = abs(century)
    ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending} century" + (" BCE" if century < 0 else "")


def years_of(routes: pd.DataFrame) -> list[tuple[int, int]]:
    """Return first and last year of each route; one without an end lives on."""
    last = routes["end_year"].fillna(2100).astype(int)
    return list(zip(routes["start_year"].astype(int), last, strict=True))


def centuries_of(routes: pd.DataFrame) -> list[int]:
    """Return every century from the first to the last in which a route was alive."""
    spans = years_of(routes)
    lived = [c for c in range(-30, 22) if c and any(alive(a, b, c) for a, b in spans)]
    return [c for c in range(lived[0], lived[-1] + 1) if c] if lived else []
