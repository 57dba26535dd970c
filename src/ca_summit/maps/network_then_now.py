"""Map the historical roads, today's corridors and what these add: map_then_and_now()."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ca_summit.checks import check_choice
from ca_summit.figures import Key, empty_figure, theme
from ca_summit.figures.canvas import Canvas
from ca_summit.figures.controls import buttons
from ca_summit.figures.language import Words, msg
from ca_summit.figures.rows import recalled_rows
from ca_summit.figures.text import hover, plain, proof, shown
from ca_summit.geodesic import leg_lines
from ca_summit.maps import corridors, silk_road
from ca_summit.maps.basemap import Basemap, draw_basemap, name_ground
from ca_summit.maps.lines import (
    CERTAINTY_DASHES,
    OF_ROUTE,
    draw_places,
    draw_route,
    labels_in,
    length_text,
    stops,
    stops_drawn,
    years_text,
)
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.choice import Tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import plotly.graph_objects as go
    import shapely

QUESTION = msg("What do today's corridors add to the old roads?")
#: Word, colour and width of the two networks.
AGES = {"then": (msg("Then"), "#C8463C", 2.0), "now": (msg("Now"), "#2A7F9E", 2.4)}
#: The steps of the map: label and what is drawn.
STEPS = {
    "then": (msg("Old roads"), ("then",)),
    "now": (msg("Corridors today"), ("old_ground", "new")),
    "new": (msg("What is new"), ("then", "old_ground", "new")),
}
#: Places named on the map, by the name they bear today where both networks pass.
LABELS = {**silk_road.LABELS, **corridors.LABELS, "taraz": "Taraz"}
_PARTS = {"then": msg("Then"), "old_ground": msg("Now, on old ground"), "new": msg("Now, new")}
_PALE = "#8DB6C7"
_NEAR_KM = 40  # within which a stop of today and one of the old roads are one place
#: Word and colour of what the lines are.
_KEY = {
    "then": (msg("old roads"), AGES["then"][1]),
    "old_ground": (msg("corridors on old ground"), _PALE),
    "new": (msg("new"), AGES["now"][1]),
}
#: Widths of lines on a phone, where the wide ones would cover the old roads.
_PHONE_WIDTHS = {"old_ground": 1.4, "new": 1.6}
_COLUMNS = ["route_id", "name", "kind", "status"]
_DATA = ["network", *_COLUMNS, "certainty", "length_measured_km", "new_km"]
_DATA += ["verification", "source_id"]
_NEEDED = {
    "routes": [*_COLUMNS, "start_year", "end_year"],
    "route_stops": ["route_id", "certainty"],
    "places": ["name"],
}


def map_then_and_now(
    routes: pd.DataFrame | None = None,
    *,
    route_stops: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    show: str = "new",
    language: str | None = None,
) -> go.Figure:
    """Map the old roads, today's corridors and where these run new, in three steps.

    A stretch between two stops of a corridor is new where one of them lies more than 40 km from
    every stop of the old roads. Stretches that several corridors share count once.

    Parameters
    ----------
    routes
        Table like ``load_routes()``: status ``historical`` is then, ``operating`` is now; power
        links and lines not yet running are left out.
    route_stops, places
        Tables like ``load_route_stops()`` and ``load_places()``.
    show
        Step shown first: ``then``, ``now`` or ``new``.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per route and certainty with its ``network`` (``then`` or
    ``now``), ``length_measured_km``, geodesic between the stops, and ``new_km``, how much of that
    is new. Modern corridors have no certainty, old roads no ``new_km``.

    Raises
    ------
    ValueError
        If an argument is unknown, a column is missing or a stop has no place.

    Examples
    --------
    >>> fig = map_then_and_now()
    >>> [button.label for button in fig.layout.updatemenus[0].buttons]
    ['Old roads', 'Corridors today', 'What is new']
    """
    words = Words(language)
    check_choice("show", show, STEPS)
    own_tables = {"routes": routes, "route_stops": route_stops, "places": places}
    tables = Tables("map_then_and_now", own_tables, needs=_NEEDED)
    table, all_stops, towns = (tables[name] for name in own_tables)
    own = pd.concat(
        [
            pd.DataFrame(table[table["status"].eq("historical")]).assign(network="then"),
            corridors.modern_routes(table, ["operating"]).assign(network="now"),
        ]
    )
    own = own[own["route_id"].isin(all_stops["route_id"])]
    if own.empty:
        why = words.say("The table has no historical route and no running corridor.")
        return empty_figure(words.say(QUESTION), why, words)
    legs = leg_lines(all_stops[all_stops["route_id"].isin(own["route_id"])], towns, step_km=150)
    if legs.empty:
        why = words.say("The table has no historical route and no running corridor.")
        return empty_figure(words.say(QUESTION), why, words)
    ages = dict(zip(own["route_id"].astype("str"), own["network"], strict=True))
    legs = legs.assign(network=[ages[str(route)] for route in legs["route_id"]])
    legs["is_new"] = _is_new(legs, towns)
    own, towns = words.cells(own, "name"), words.cells(towns, "name")
    return _draw(_rows(own, legs), legs, towns, show, words)


def _is_new(legs: gpd.GeoDataFrame, places: pd.DataFrame) -> pd.Series:
    """Tell which legs of today have an end that is far from every stop of the old roads."""
    known = places.drop_duplicates("place_id").set_index("place_id")
    then = legs[legs["network"].eq("then")]
    old = known.loc[sorted({*then["from_place_id"], *then["to_place_id"]})]
    near = {place: _near(known.loc[place], old) for place in known.index}
    ends = zip(legs["from_place_id"], legs["to_place_id"], legs["network"], strict=True)
    new = [now == "now" and not (near[a] and near[b]) for a, b, now in ends]
    return pd.Series(new, index=legs.index)


def _near(place: pd.Series, old: pd.DataFrame) -> bool:
    """Tell whether a place lies within some kilometres of any of others, on the sphere."""
    lat1, lon1 = np.radians([float(place["latitude"]), float(place["longitude"])])
    lat2, lon2 = (np.radians(old[n].astype(float).to_numpy()) for n in ("latitude", "longitude"))
    chord = np.sin((lat2 - lat1) / 2) ** 2
    chord += np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return bool((2 * 6371 * np.arcsin(np.sqrt(chord)) <= _NEAR_KM).any())


def _rows(routes: pd.DataFrame, legs: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return one row per route and certainty, the old roads last, with lines by what they are."""
    facts = {str(row["route_id"]): row for row in routes.to_dict("records")}
    levels = legs["certainty"].astype("object").where(legs["certainty"].notna(), "")
    rows = []
    for (route, level), own in legs.groupby(["route_id", levels], sort=False):
        then = facts[str(route)]["network"] == "then"
        km, new = own["length_measured_km"], own["is_new"]
        parts = {"then": own} if then else {"old_ground": own[~new], "new": own[new]}
        rows.append(
            {
                **facts[str(route)],
                "whole_km": facts[str(route)].get("length_measured_km"),
                "certainty": level or None,
                "length_measured_km": round(float(km.sum()), 1),
                "new_km": None if then else round(float(km[new].sum()), 1),
                "parts": {name: part.geometry.tolist() for name, part in parts.items()},
            }
        )
    rows.sort(key=lambda row: (row["network"] == "then", -row["length_measured_km"]))
    return pd.DataFrame(rows)


def _draw(
    drawn: pd.DataFrame,
    legs: gpd.GeoDataFrame,
    places: pd.DataFrame,
    show: str,
    words: Words,
) -> go.Figure:
    canvas = Canvas.open(silk_road.WINDOW, height=720)
    ground = draw_basemap(canvas, Basemap(detail_km=26, language=words.labels))
    parts: dict[int, str] = {}
    for part in ("then", "old_ground", "new"):
        for row in drawn.to_dict("records"):
            lines = row["parts"].get(part)
            number = _draw_part(canvas, part, row, lines, words) if lines else None
            if number is not None:
                parts[number] = part
    towns = stops(legs, places, labels_in(words, LABELS))
    named = towns[towns["label"].ne("")]
    draw_places(
        canvas,
        named,
        name="Places",
        marker={"size": 5, "color": theme.OTHER_COLOR, "line": {"width": 0}},
        hovers=[shown(name) for name in named["name"]],
    )
    canvas.name_dots(canvas.spots(named), named["label"].tolist())
    _add_steps(canvas.fig, parts, show, words)
    name_ground(canvas, ground, words.labels)
    return canvas.finish(
        question=words.say(QUESTION),
        finding=_finding(legs, words),
        subtitle=_subtitle(drawn, words),
        key=[
            Key(words.say(said), color, "line")
            for part, (said, color) in _KEY.items()
            if part in parts.values()
        ],
        caution=words.say(
            "Likeness on a map is no proof of descent: valleys and passes lead every age onto the "
            "same lines."
        ),
        alt=_alt(drawn, legs, show, words),
        data=drawn[[c for c in _DATA if c in drawn]],
        sources=frame_sources(drawn),
        drawn=[
            Drawn("routes", drawn, OF_ROUTE),
            *stops_drawn(legs, "length_measured_km", "new_km"),
        ],
        places=named,
        caption=words.say(
            "New: between stops of which one lies more than {km:n} km from the old roads' stops.",
            km=_NEAR_KM,
        ),
        notes=_notes(drawn, words),
        narrow={
            f"data[{number}].line.width": _PHONE_WIDTHS[part]
            for number, part in parts.items()
            if part in _PHONE_WIDTHS
        },
    )


def _draw_part(
    canvas: Canvas,
    part: str,
    row: Mapping[Any, Any],
    lines: list[shapely.Geometry],
    words: Words,
) -> int | None:
    level = plain(row["certainty"])
    return draw_route(
        canvas,
        lines,
        name=words.say(_PARTS[part]),
        color={"then": AGES["then"][1], "old_ground": _PALE, "new": AGES["now"][1]}[part],
        width={"then": 1.5, "old_ground": 2.4, "new": 3.2}[part],
        hover=_hover(row, words),
        dash=CERTAINTY_DASHES.get(level, "solid"),
        opacity=0.6 if part == "then" else 1,
        curved=level == "schematic",
    )


def _hover(row: Mapping[Any, Any], words: Words) -> str:
    start, age = row["start_year"], words.say(AGES[row["network"]][0])
    years = ""
    if not pd.isna(start):
        years = words.say("since {year}", year=int(start))
        if row["network"] == "then":
            years = years_text(start, row["end_year"], words)
    return hover(
        f"<b>{shown(row['name'])}</b>",
        f"{age} · {years}" if years else age,
        length_text({**row, "length_measured_km": row.get("whole_km")}, words),
        f"<i>{proof(row, words)}</i>",
    )


def _add_steps(fig: go.Figure, parts: Mapping[int, str], show: str, words: Words) -> None:
    """Add a button for each step, which shows its lines."""
    choices = []
    for step, (label, drawn) in STEPS.items():
        seen = [part in drawn for part in parts.values()]
        args = [{"visible": seen}, list(parts)]
        choices.append({"label": words.say(label), "method": "restyle", "args": args})
        if step == show:
            for number, flag in zip(parts, seen, strict=True):
                fig.data[number].visible = flag
    fig.update_layout(updatemenus=[buttons(choices, active=list(STEPS).index(show))])


def _once(legs: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the legs of today's corridors, each pair of neighbours once."""
    now = legs[legs["network"].eq("now")]
    ends = zip(now["from_place_id"], now["to_place_id"], strict=True)
    pairs = [" ".join(sorted(map(str, pair))) for pair in ends]
    return pd.DataFrame(now).assign(pair=pairs).drop_duplicates("pair")


def _new_share(legs: gpd.GeoDataFrame) -> float | None:
    """Return how many percent of today's kilometres are new; nothing without old roads or new."""
    own = _once(legs)
    whole = float(own["length_measured_km"].sum())
    if not whole or not legs["network"].eq("then").any():
        return None
    return 100 * float(own.loc[own["is_new"], "length_measured_km"].sum()) / whole


def _finding(legs: gpd.GeoDataFrame, words: Words) -> str:
    share = _new_share(legs)
    if share is None:
        return ""
    message = "{share}% of today's corridor kilometres run where no old road is on record"
    return words.say(message, share=round(share))


def _subtitle(drawn: pd.DataFrame, words: Words) -> str:
    routes = drawn.drop_duplicates("route_id")["network"].value_counts()
    told = [
        words.count(
            "{count} historical route", "{count} historical routes", int(routes.get("then", 0))
        ),
        words.count(
            "{count} corridor in operation",
            "{count} corridors in operation",
            int(routes.get("now", 0)),
        ),
    ]
    return ", ".join(told)


def _alt(drawn: pd.DataFrame, legs: gpd.GeoDataFrame, show: str, words: Words) -> str:
    km = drawn.groupby("network")["length_measured_km"].sum()
    sizes = [
        words.say("{age} {km:n} km", age=words.say(AGES[a][0]).lower(), km=round(km[a]))
        for a in AGES
        if a in km
    ]
    share = _new_share(legs)
    text = words.say(
        "Map of {what}, between stops {sizes:l}.", what=_subtitle(drawn, words), sizes=sizes
    )
    if share is not None:
        text += words.say(
            " {share}% of today's kilometres, shared ones once, are new.", share=round(share)
        )
    label = words.say(STEPS[show][0]).lower()
    return text + words.say(" Shown: {label}; buttons show the other steps.", label=label)


def _notes(drawn: pd.DataFrame, words: Words) -> list[str]:
    notes = [words.say("Between stops lines are straight; only corridors in operation")]
    if drawn["network"].eq("then").any():
        notes.append(words.say("Old roads: solid certain, dashed probable, dotted schematic"))
    count = len(drawn.loc[recalled_rows(drawn), "route_id"].unique())
    if count:
        notes.append(
            words.count(
                "From memory: {count} route, see the pointer",
                "From memory: {count} routes, see the pointer",
                count,
            )
        )
    return notes
