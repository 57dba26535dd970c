"""Map the historical routes by kind, certainty and century: map_silk_road()."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice, check_choices, check_columns
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.rows import none_chosen
from ca_summit.figures.text import hover, listed, plain, proof, shown
from ca_summit.figures.theme import format_number
from ca_summit.lines import leg_lines
from ca_summit.maps.base import base_map, finish_map
from ca_summit.maps.lines import (
    CERTAINTY_DASHES,
    add_dots,
    add_key,
    add_stroke,
    alive,
    centuries_of,
    century_text,
    column_is,
    legend_px,
    length_text,
    name_places,
    place_hover,
    year_text,
    years_of,
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
_SLIDER_PX = 92
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
    >>> fig.layout.title.text, fig.layout.sliders[0].steps[0].label
    ('Where did the Silk Roads run?', 'all')
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
    return _draw(drawn, legs, towns, sites, spans, century, language)


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
    places: pd.DataFrame,
    heritage: pd.DataFrame,
    spans: Sequence[int],
    century: int | None,
    language: str,
) -> go.Figure:
    fig = base_map(
        extent=WINDOW, labels=False, detail_km=14, graticule_lines=False, height=760,
        language=language,
    )  # fmt: skip
    _keys(fig, drawn)
    shown_: dict[int, list[bool]] = {}
    for row, years in zip(drawn.to_dict("records"), years_of(drawn), strict=True):
        word, color, width = KINDS[str(row["kind"])]
        number = add_stroke(
            fig, row["lines"], name=word, color=color, text=_route_hover(row), group=word,
            dash=CERTAINTY_DASHES[str(row["certainty"])],
            width=width if plain(row.get("verification")) != "recalled" else 1.2,
        )  # fmt: skip
        if number is not None:
            shown_[number] = [alive(*years, c) for c in spans]
    sites = pd.DataFrame(heritage[heritage["latitude"].notna() & heritage["longitude"].notna()])
    if len(sites):
        add_dots(
            fig, sites, [_site_hover(r) for r in sites.to_dict("records")],
            name="World Heritage", symbol="diamond", size=8, color="rgba(124,99,184,0.55)",
            line={"color": "#7C63B8", "width": 1.2},
        )  # fmt: skip
    towns = _towns(drawn, legs, places)
    lived = [tuple(any(alive(a, b, c) for a, b in y) for c in spans) for y in towns["years"]]
    dots = add_dots(
        fig, towns, towns["hover"].tolist(), name="Places",
        legend=False, size=towns["size"].tolist(),
        color=theme.OTHER_COLOR, line={"color": theme.OTHER_COLOR, "width": 1},
    )  # fmt: skip
    named = towns[towns["label"].ne("")]
    groups = [lived[i] for i in named.index]
    for group, number in name_places(fig, named, named["label"].tolist(), groups=groups).items():
        shown_[number] = list(group)
    _slider(fig, drawn, spans, century, shown_, (dots, lived))
    return finish_map(
        fig,
        title=TITLE,
        subtitle=_subtitle(drawn, century),
        alt=_alt(drawn, towns, spans, century),
        data=drawn[[c for c in _DATA if c in drawn]],
        sources=frame_sources(drawn, towns, sites),
        caption="Solid: certain. Dashed: probable. Dotted: schematic, the line only joins places.",
        notes=_notes(drawn, sites),
        source_shift=_SLIDER_PX,
    )


def _keys(fig: go.Figure, drawn: pd.DataFrame) -> None:
    kinds, levels = set(drawn["kind"].astype("str")), set(drawn["certainty"])
    for kind, (word, color, width) in KINDS.items():
        if kind in kinds:
            add_key(fig, word, color=color, width=width, group=word)
    for level, dash in CERTAINTY_DASHES.items():
        if level in levels:
            add_key(fig, level, color=theme.OTHER_COLOR, width=2, dash=dash)


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
    """Return the places on the stretches drawn, named ones first, with the years of their routes."""
    spans = dict(zip(drawn["route_id"], years_of(drawn), strict=True))
    names = dict(zip(drawn["route_id"], drawn["name"], strict=True))
    routes: dict[str, dict[str, None]] = {}
    for start, end, route in zip(
        legs["from_place_id"], legs["to_place_id"], legs["route_id"], strict=True
    ):
        for place in (start, end):
            routes.setdefault(str(place), {})[str(route)] = None
    own = pd.DataFrame(places[places["place_id"].isin(routes)])
    rank = {place: number for number, place in enumerate(LABELS)}
    known = set(own["place_id"]) & set(rank)
    own["rank"] = [rank.get(p, len(rank)) for p in own["place_id"]]
    own = own.sort_values("rank", kind="stable").reset_index(drop=True)
    own["label"] = [
        LABELS.get(p, "" if known else str(n))
        for p, n in zip(own["place_id"], own["name"], strict=True)
    ]
    own["years"] = [[spans[r] for r in routes[p]] for p in own["place_id"]]
    own["size"] = [7 if label else 4 for label in own["label"]]
    own["hover"] = [
        place_hover(row, f"On: {shown(listed([names[r] for r in routes[row['place_id']]], 3))}")
        for row in own.to_dict("records")
    ]
    return own


def _slider(
    fig: go.Figure,
    drawn: pd.DataFrame,
    spans: Sequence[int],
    century: int | None,
    shown_: dict[int, list[bool]],
    dots: tuple[int, list[tuple[bool, ...]]],
) -> None:
    """Add one step per century that shows its lines and names and fades the other places."""
    number, lived = dots
    numbers = [*shown_, number]
    steps = []
    for index, one in enumerate([None, *spans]):
        seen = [one is None or flags[index - 1] for flags in shown_.values()]
        faint = [1 if one is None or flags[index - 1] else 0.25 for flags in lived]
        change = {"visible": [*seen, True], "marker.opacity": [*[1] * len(shown_), faint]}
        subtitle = {"title.subtitle.text": _subtitle(drawn, one)}
        label = "all" if one is None else (f"{one}" if one > 0 else f"{-one} BCE")
        steps.append({"label": label, "method": "update", "args": [change, subtitle, numbers]})
        if one == century:
            for trace, flag in zip(shown_, seen, strict=True):
                fig.data[trace].visible = flag
            fig.data[number].marker.opacity = faint
    fig.update_layout(
        sliders=[
            {
                "active": [None, *spans].index(century),
                "y": 0,
                "yanchor": "top",
                "pad": {"t": legend_px(fig) + 18, "l": 4, "r": 4},
                "currentvalue": {"visible": False, "prefix": "Century "},
                "ticklen": 3,
                "font": {"size": 10},
                "steps": steps,
            }
        ]
    )


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


def _notes(drawn: pd.DataFrame, sites: pd.DataFrame) -> list[str]:
    notes = ["Between stops lines are straight; years are round conventions"]
    recalled = drawn[column_is(drawn, "verification", "recalled")]["route_id"].nunique()
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
