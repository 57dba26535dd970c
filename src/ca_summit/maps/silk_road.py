"""Map the historical routes by kind, certainty and century: map_silk_road()."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice, check_choices
from ca_summit.figures import Key, empty_figure, theme
from ca_summit.figures.canvas import Canvas
from ca_summit.figures.controls import slider
from ca_summit.figures.language import Words, msg
from ca_summit.figures.rows import recalled_rows
from ca_summit.figures.text import hover, plain, proof, shown
from ca_summit.geodesic import leg_lines
from ca_summit.maps.basemap import Basemap, draw_basemap, name_ground
from ca_summit.maps.lines import (
    CERTAINTY_DASHES,
    OF_ROUTE,
    draw_places,
    draw_route,
    labels_in,
    length_text,
    place_hover,
    short_name,
    stops,
    stops_drawn,
    year_text,
    years_text,
)
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.choice import Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import plotly.graph_objects as go

QUESTION = msg("Where did the Silk Roads run?")
#: Word for the key, colour and width by kind of route: the main roads are the subject.
KINDS = {
    "historical_land": (msg("Main roads"), "#C8463C", 3.2),
    "historical_steppe": (msg("Steppe roads"), "#5E7F8C", 1.9),
    "historical_branch": (msg("Branches"), "#8A9299", 1.4),
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
_NEEDED = {
    "routes": [*_COLUMNS, "status"],
    "route_stops": ["route_id", "certainty"],
    "places": ["name"],
    "unesco_components": ["name", "latitude", "longitude"],
}
_HERITAGE = {"symbol": "diamond", "size": 6, "color": "rgba(124,99,184,0.6)", "line": {"width": 0}}
_HERITAGE_INK = "#7C63B8"
#: What stands for a site whose own position is not known.
_BASES = {"city": msg("Point of the city"), "town": msg("Point of the town")}
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
    language: str | None = None,
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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

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
    words = Words(language)
    own_tables = {
        "routes": routes,
        "route_stops": route_stops,
        "places": places,
        "unesco_components": heritage,
    }
    tables = Tables("map_silk_road", own_tables, needs=_NEEDED)
    table, stops, towns, sites = (tables[name] for name in own_tables)
    kinds = list(KINDS) if kind is None else check_choices("kind", kind, KINDS)
    levels = (
        list(CERTAINTY_DASHES)
        if certainty is None
        else check_choices("certainty", certainty, CERTAINTY_DASHES)
    )
    own = pd.DataFrame(table[table["status"].eq("historical") & table["kind"].isin(kinds)])
    own = own[own["route_id"].isin(stops["route_id"])]
    if own.empty:
        why = words.say("The table has no historical route of this kind with stops.")
        return empty_figure(words.say(QUESTION), why, words, kind=kind)
    spans = centuries_of(own)
    if century is not None:
        check_choice("century", century, spans)
    legs = leg_lines(stops[stops["route_id"].isin(own["route_id"])], towns, step_km=110)
    legs = legs[legs["certainty"].isin(levels)]
    if legs.empty:
        message = "No stretch is {levels} on the routes asked for."
        why = words.say(message, levels=words.either(map(words.cell, levels)))
        return empty_figure(words.say(QUESTION), why, words, certainty=certainty)
    own, towns = words.cells(own, "name"), words.cells(towns, "name")
    sites = words.cells(sites, "name")
    drawn = stretches(own, legs)
    return _draw(drawn, legs, _towns(drawn, legs, towns, words), sites, spans, century, words)


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
    legs: gpd.GeoDataFrame,
    towns: pd.DataFrame,
    heritage: pd.DataFrame,
    spans: Sequence[int],
    century: int | None,
    words: Words,
) -> go.Figure:
    canvas = Canvas.open(WINDOW, height=720)
    ground = draw_basemap(canvas, Basemap(detail_km=20, language=words.labels))
    lives: dict[int, list[bool]] = {}
    for row, years in zip(drawn.to_dict("records"), years_of(drawn), strict=True):
        word, color, width = KINDS[str(row["kind"])]
        number = draw_route(
            canvas,
            row["lines"],
            name=words.say(word),
            color=color,
            width=width if plain(row.get("verification")) != "recalled" else 1.2,
            hover=_route_hover(row, words),
            dash=CERTAINTY_DASHES[str(row["certainty"])],
            curved=row["certainty"] == "schematic",
        )
        if number is not None:
            lives[number] = [alive(*years, c) for c in spans]
    sites = pd.DataFrame(heritage[heritage["latitude"].notna() & heritage["longitude"].notna()])
    if len(sites):
        draw_places(
            canvas,
            sites,
            name=words.say("World Heritage"),
            marker=_HERITAGE,
            hovers=[_site_hover(row, words) for row in sites.to_dict("records")],
        )
    lived = [[any(alive(a, b, c) for a, b in years) for c in spans] for years in towns["years"]]
    dots = draw_places(
        canvas,
        towns,
        name="Places",
        marker={
            "size": [6 if label else 3 for label in towns["label"]],
            "color": theme.OTHER_COLOR,
            "line": {"color": theme.OTHER_COLOR, "width": 1},
        },
        hovers=towns["hover"].tolist(),
    )
    named = towns[towns["label"].ne("")]
    groups = [tuple(lived[i]) for i in named.index]
    written = canvas.name_dots(canvas.spots(named), named["label"].tolist(), groups=groups)
    lives |= {number: list(group) for group, number in written.items()}
    _add_slider(canvas.fig, drawn, spans, century, lives, (dots, lived), words)
    name_ground(canvas, ground, words.labels)
    return canvas.finish(
        question=words.say(QUESTION),
        finding=_finding(drawn, spans, words),
        subtitle=_subtitle(drawn, century, words),
        key=_key(drawn, sites, words),
        caution=words.say(
            "First and last years are round conventions, and the map shows where people could go, "
            "not how many went."
        ),
        alt=_alt(drawn, towns, spans, century, words),
        data=drawn[[c for c in _DATA if c in drawn]],
        sources=frame_sources(drawn, towns, sites),
        drawn=[Drawn("routes", drawn, OF_ROUTE), *stops_drawn(legs, "length_measured_km")],
        places=towns,
        caption=words.say("Lines join the places of a road; its course between them is not known."),
        notes=_notes(drawn, sites, words),
    )


def _key(drawn: pd.DataFrame, sites: pd.DataFrame, words: Words) -> list[Key]:
    kinds, levels = set(drawn["kind"].astype("str")), set(drawn["certainty"])
    entries = [
        Key(words.say(word), color, "line") for k, (word, color, _) in KINDS.items() if k in kinds
    ]
    entries += [
        Key(words.cell(level), theme.OTHER_COLOR, dash)
        for level, dash in CERTAINTY_DASHES.items()
        if level in levels and dash != "solid"
    ]
    if len(sites):
        entries.append(Key(words.say("World Heritage"), _HERITAGE_INK, "diamond"))
    return entries


def _route_hover(row: dict[Any, Any], words: Words) -> str:
    word = words.say(KINDS[str(row["kind"])][0])
    whole = {**row, "length_measured_km": row.get("whole_km")}
    reason = plain(row.get("certainty_reason"))
    overall = plain(row.get("route_certainty"))
    return hover(
        f"<b>{shown(row['name'])}</b>",
        f"{word} · {years_text(row['start_year'], row['end_year'], words)}",
        length_text(whole, words),
        words.say(
            "This stretch: <b>{certainty}</b>, {km:n} km",
            certainty=str(row["certainty"]),
            km=round(row["length_measured_km"]),
        ),
        words.say("The route: {certainty}. {reason}", certainty=overall, reason=shown(reason))
        if overall
        else "",
        f"<i>{proof(row, words)}</i>",
    )


def _site_hover(row: dict[Any, Any], words: Words) -> str:
    number = plain(row.get("property_id"))
    basis = plain(row.get("coord_basis"))
    return hover(
        f"<b>{shown(row['name'])}</b>",
        words.say("Part of World Heritage property {number}", number=number)
        if number
        else words.say("World Heritage"),
        words.say(_BASES[basis]) if basis in _BASES else "",
        words.say("Position from memory") if row.get("position_verification") == "recalled" else "",
        f"<i>{proof(row, words)}</i>",
    )


def _towns(
    drawn: pd.DataFrame, legs: gpd.GeoDataFrame, places: pd.DataFrame, words: Words
) -> pd.DataFrame:
    """Return the places on the stretches drawn, with the years of their routes and their hover."""
    spans = dict(zip(drawn["route_id"], years_of(drawn), strict=True))
    names = dict(zip(drawn["route_id"], drawn["name"], strict=True))
    own = stops(legs, places, labels_in(words, LABELS))
    own["years"] = [[spans[route] for route in routes] for routes in own["routes"]]
    own["hover"] = [
        place_hover(row, words, words.say("On: {on}", on=shown(words.listed(_on(row, names), 2))))
        for row in own.to_dict("records")
    ]
    return own


def _on(row: dict[Any, Any], names: dict[str, str]) -> list[str]:
    return [short_name(names[route]) for route in row["routes"]]


def _add_slider(
    fig: go.Figure,
    drawn: pd.DataFrame,
    spans: Sequence[int],
    century: int | None,
    lives: dict[int, list[bool]],
    dots: tuple[int, list[list[bool]]],
    words: Words,
) -> None:
    """Add one step per century that shows its lines and names and fades the other places."""
    number, lived = dots
    numbers = [*lives, number]
    steps = []
    for index, one in enumerate([None, *spans]):
        seen = [one is None or flags[index - 1] for flags in lives.values()]
        faint = [1 if one is None or flags[index - 1] else 0.25 for flags in lived]
        change = {"visible": [*seen, True], "marker.opacity": [*[1] * len(lives), faint]}
        subtitle = {"title.subtitle.text": _subtitle(drawn, one, words)}
        label = words.say("all") if one is None else f"{one}"
        label = words.say("{year} BCE", year=-one) if one is not None and one < 0 else label
        steps.append({"label": label, "method": "update", "args": [change, subtitle, numbers]})
        if one == century:
            for trace, flag in zip(lives, seen, strict=True):
                fig.data[trace].visible = flag
            fig.data[number].marker.opacity = faint
    active = [None, *spans].index(century)
    fig.update_layout(sliders=[slider(steps, active=active, prefix=words.say("Century "))])


def _subtitle(drawn: pd.DataFrame, century: int | None, words: Words) -> str:
    routes = drawn.drop_duplicates("route_id")
    count = _count(len(routes), words)
    if century is None:
        spans = centuries_of(routes)
        ends = {"first": century_text(spans[0], words), "last": century_text(spans[-1], words)}
        return words.say("All centuries: {count}, {first} to {last}", count=count, **ends)
    lived = sum(alive(a, b, century) for a, b in years_of(routes))
    said = century_text(century, words)
    return words.say("{century}: {lived:n} of {count}", century=said, lived=lived, count=count)


def _count(number: int, words: Words) -> str:
    return words.count("{count} route", "{count} routes", number)


def _finding(drawn: pd.DataFrame, spans: Sequence[int], words: Words) -> str:
    """Say in which century most of the routes were alive; nothing where far centuries tie."""
    routes = drawn.drop_duplicates("route_id")
    if len(routes) < 2:
        return ""
    counts = {c: sum(alive(a, b, c) for a, b in years_of(routes)) for c in spans}
    most = max(counts.values())
    best = [c for c in spans if counts[c] == most]
    if best[-1] - best[0] > len(best) - 1 + (best[0] < 0 < best[-1]):
        return ""
    when = century_text(best[0], words)
    if len(best) > 1:
        when = words.say("{first} to {last}", first=when, last=century_text(best[-1], words))
    message = "Most roads were in use in the {when}: {most:n} of {count:n}"
    return words.say(message, when=when, most=most, count=len(routes))


def _notes(drawn: pd.DataFrame, sites: pd.DataFrame, words: Words) -> list[str]:
    notes = [words.say("Between stops lines are straight; years are round conventions")]
    recalled = len(drawn.loc[recalled_rows(drawn), "route_id"].unique())
    if recalled:
        message = "Thinnest: {count} from memory. Hollow: position from memory"
        notes.append(words.say(message, count=_count(recalled, words)))
    if len(sites):
        notes.append(words.say("World Heritage: the listed components whose position is known"))
    return notes


def _alt(
    drawn: pd.DataFrame,
    towns: pd.DataFrame,
    spans: Sequence[int],
    century: int | None,
    words: Words,
) -> str:
    routes = drawn.drop_duplicates("route_id")
    kinds = routes["kind"].astype("str").value_counts()
    km = drawn.groupby("certainty")["length_measured_km"].sum()
    whole = km.sum() or 1.0  # a route that stays where it is
    text = words.say(
        "Map of {count} between {places:n} places ({kinds}). Of {km:n} km between stops: {shares}. "
        "First {first}.",
        count=_count(len(routes), words),
        places=len(towns),
        kinds=", ".join(f"{words.say(KINDS[str(k)][0]).lower()} {n}" for k, n in kinds.items()),
        km=round(km.sum()),
        shares=", ".join(
            f"{words.cell(c)} {km[c] / whole:.0%}" for c in CERTAINTY_DASHES if c in km
        ),
        first=year_text(routes["start_year"].min(), words),
    )
    if century is not None:
        text += words.say(" Shown: {what}.", what=_subtitle(drawn, century, words))
    ends = {"first": century_text(spans[0], words), "last": century_text(spans[-1], words)}
    return text + words.say(" A slider runs from the {first} to the {last}.", **ends)


def alive(start: int, end: int, century: int) -> bool:
    """Tell whether years from ``start`` to ``end`` fill more than one year of a century.

    Examples
    --------
    >>> alive(1000, 1500, 10), alive(-130, 400, -2)
    (False, True)
    """
    first = century * 100 - 99 if century > 0 else century * 100
    return start < first + 99 and end > first


def century_text(century: int, words: Words) -> str:
    """Write a century.

    Examples
    --------
    >>> [century_text(century, Words()) for century in (3, -2, 12)]
    ['3rd century', '2nd century BCE', '12th century']
    """
    number = abs(century)
    ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    message = msg("{nth} century BCE") if century < 0 else msg("{nth} century")
    nth = f"{number}{ending}" if words.sentences == "en" else _roman(number)
    return words.say(message, nth=nth)


def _roman(number: int) -> str:
    """Write a small number in Roman numerals, as centuries are in other languages.

    Examples
    --------
    >>> _roman(4), _roman(19)
    ('IV', 'XIX')
    """
    text = ""
    for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += sign * (number // value)
        number %= value
    return text


def years_of(routes: pd.DataFrame) -> list[tuple[int, int]]:
    """Return first and last year of each route; one without an end lives on."""
    last = routes["end_year"].fillna(2100).astype(int)
    return list(zip(routes["start_year"].astype(int), last, strict=True))


def centuries_of(routes: pd.DataFrame) -> list[int]:
    """Return every century from the first to the last in which a route was alive."""
    spans = years_of(routes)
    lived = [c for c in range(-30, 22) if c and any(alive(a, b, c) for a, b in spans)]
    return [c for c in range(lived[0], lived[-1] + 1) if c] if lived else []
