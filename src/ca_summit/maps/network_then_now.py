"""Map the historical network and today's on one map with a switch: map_then_and_now()."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice, check_columns
from ca_summit.figures import empty_figure
from ca_summit.figures.canvas import Canvas
from ca_summit.figures.controls import buttons
from ca_summit.figures.rows import recalled_rows
from ca_summit.figures.text import hover, plain, proof, shown
from ca_summit.figures.theme import format_number
from ca_summit.geodesic import leg_lines
from ca_summit.maps import corridors, silk_road
from ca_summit.maps.basemap import Basemap, draw_basemap, name_ground
from ca_summit.maps.lines import (
    CERTAINTY_DASHES,
    draw_places,
    draw_route,
    length_text,
    stops,
    year_text,
)
from ca_summit.names import LANGUAGES
from ca_summit.sources import frame_sources
from ca_summit.tables import load_places, load_route_stops, load_routes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import plotly.graph_objects as go

TITLE = "Do corridors follow the Silk Road?"
#: Word, colour and width of the two networks.
AGES = {"then": ("Then", "#C8463C", 2.0), "now": ("Now", "#2A7F9E", 2.4)}
CHOICES = ("both", "then", "now")
#: Places named on the map, by the name they bear today where both networks pass.
LABELS = {**silk_road.LABELS, **corridors.LABELS, "taraz": "Taraz"}
#: Word, colour and size of the dots by the networks they lie on.
SIDES = {
    "both": ("On both", "#7B8794", 7),
    "then": ("Only then", "#C8463C", 4),
    "now": ("Only now", "#2A7F9E", 4),
}
_COLUMNS = ["route_id", "name", "kind", "status"]
_DATA = ["network", *_COLUMNS, "certainty", "length_measured_km", "verification", "source_id"]


def map_then_and_now(
    routes: pd.DataFrame | None = None,
    *,
    route_stops: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    show: str = "both",
    language: str = "en",
) -> go.Figure:
    """Map the historical routes and the corridors in operation on one map, with a switch.

    Parameters
    ----------
    routes
        Table like ``load_routes()``: status ``historical`` is then, ``operating`` is now; power
        links and lines not yet running are left out.
    route_stops, places
        Tables like ``load_route_stops()`` and ``load_places()``.
    show
        Network shown first: ``both``, ``then`` or ``now``.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names under the pointer.

    Returns
    -------
    Figure; ``figure_data()`` has one row per route and certainty with its ``network`` (``then`` or
    ``now``) and ``length_measured_km``, geodesic between the stops. Modern corridors have no
    certainty.

    Raises
    ------
    ValueError
        If an argument is unknown, a column is missing or a stop has no place.

    Examples
    --------
    >>> fig = map_then_and_now()
    >>> [button.label for button in fig.layout.updatemenus[0].buttons]
    ['Both', 'Then', 'Now']
    """
    check_choice("language", language, LANGUAGES)
    check_choice("show", show, CHOICES)
    table = load_routes() if routes is None else routes
    stops = load_route_stops() if route_stops is None else route_stops
    towns = load_places() if places is None else places
    needed = [*_COLUMNS, "start_year", "end_year"]
    check_columns("map_then_and_now", table, needed, "load_routes()")
    check_columns("map_then_and_now", stops, ["route_id", "certainty"], "load_route_stops()")
    check_columns("map_then_and_now", towns, ["name"], "load_places()")
    own = pd.concat(
        [
            pd.DataFrame(table[table["status"].eq("historical")]).assign(network="then"),
            corridors.modern_routes(table, ["operating"]).assign(network="now"),
        ]
    )
    own = own[own["route_id"].isin(stops["route_id"])]
    if own.empty:
        return empty_figure(TITLE, "The table has no historical route and no running corridor.")
    legs = leg_lines(stops[stops["route_id"].isin(own["route_id"])], towns, step_km=150)
    return _draw_networks(_rows(own, legs), legs, towns, show, language)


def _rows(routes: pd.DataFrame, legs: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return one row per route and certainty; today's corridors lie below the historical ones."""
    facts = {str(row["route_id"]): row for row in routes.to_dict("records")}
    levels = legs["certainty"].astype("object").where(legs["certainty"].notna(), "")
    rows = [
        {
            **facts[str(route)],
            "whole_km": facts[str(route)].get("length_measured_km"),
            "certainty": level or None,
            "length_measured_km": round(float(own["length_measured_km"].sum()), 1),
            "lines": own.geometry.tolist(),
        }
        for (route, level), own in legs.groupby(["route_id", levels], sort=False)
    ]
    rows.sort(key=lambda row: (row["network"] == "then", -row["length_measured_km"]))
    return pd.DataFrame(rows)


def _draw_networks(
    drawn: pd.DataFrame,
    legs: gpd.GeoDataFrame,
    places: pd.DataFrame,
    show: str,
    language: str,
) -> go.Figure:
    canvas = Canvas.open(silk_road.WINDOW, height=700)
    ground = draw_basemap(canvas, Basemap(detail_km=16, language=language))
    parts = _draw_lines(canvas, drawn)
    towns = _stops(drawn, legs, places)
    parts |= _draw_stops(canvas, towns)
    _add_switch(canvas.fig, drawn, parts, show)
    name_ground(canvas, ground, language)
    return canvas.finish(
        question=TITLE,
        subtitle=_networks_text(drawn, show),
        alt=_networks_alt(drawn, towns, show),
        data=drawn[[c for c in _DATA if c in drawn]],
        sources=frame_sources(drawn),
        caption="Grey dots lie on both networks. Then: dashed probable, dotted schematic.",
        notes=[
            "Between stops lines are straight; only corridors in operation",
            "Then: solid certain, dashed probable, dotted schematic",
            *_recalled_note(drawn),
        ],
        finding=_finding(towns),
    )


def _draw_lines(canvas: Canvas, drawn: pd.DataFrame) -> dict[int, str]:
    """Draw both networks and their keys; return the age of each trace."""
    parts: dict[int, str] = {}
    for age, (word, color, width) in AGES.items():
        if drawn["network"].eq(age).any():
            parts[canvas.key(word, group=word, line={"color": color, "width": width})] = age
    for row in drawn.to_dict("records"):
        word, color, width = AGES[row["network"]]
        number = draw_route(
            canvas,
            row["lines"],
            name=word,
            color=color,
            width=width,
            hover=_hover(row),
            dash=CERTAINTY_DASHES.get(plain(row["certainty"]), "solid"),
            opacity=0.9 if row["network"] == "then" else 0.65,
        )
        if number is not None:
            parts[number] = row["network"]
    return parts


def _draw_stops(canvas: Canvas, towns: pd.DataFrame) -> dict[int, str]:
    """Draw and name the stops; return the side of each trace: then, now or both."""
    parts: dict[int, str] = {}
    for side, (word, color, size) in SIDES.items():
        own = towns[towns["side"].eq(side)]
        if len(own):
            number = draw_places(
                canvas,
                own,
                name=word,
                marker={"size": size, "color": color, "line": {"color": color, "width": 1}},
                legend=True,
                text=[shown(name) for name in own["name"]],
                customdata=own["others"].tolist(),
                hovertemplate=f"<b>%{{text}}</b>%{{customdata}}<br>{word}<extra></extra>",
            )
            parts[number] = side
    named = towns[towns["label"].ne("")]
    sides = named["side"].tolist()
    written = canvas.name_dots(canvas.spots(named), named["label"].tolist(), groups=sides)
    return parts | {number: side for side, number in written.items()}


def _hover(row: Mapping[Any, Any]) -> str:
    then = row["network"] == "then"
    end, start = row["end_year"], row["start_year"]
    known = not pd.isna(start)
    years = f"since {int(start)}" if known else ""
    if then:
        until = "today" if pd.isna(end) else year_text(end)
        years = f"{year_text(start)} to {until} (round years)" if known else ""
    certainty = plain(row["certainty"])
    return hover(
        f"<b>{shown(row['name'])}</b>",
        f"{AGES[row['network']][0]} · {years}" if years else AGES[row["network"]][0],
        length_text({**row, "length_measured_km": row.get("whole_km")}),
        f"This stretch: {certainty}" if certainty else "",
        f"<i>{proof(row)}</i>",
    )


def _stops(drawn: pd.DataFrame, legs: gpd.GeoDataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return the stops of both networks with ``side``: then, now or both, these first."""
    age = dict(zip(drawn["route_id"], drawn["network"], strict=True))
    own = stops(legs, places, LABELS)
    ages = [{age[route] for route in routes} for routes in own["routes"]]
    own["side"] = ["both" if len(one) == 2 else next(iter(one)) for one in ages]
    names = own.get("other_names", pd.Series("", index=own.index)).map(plain)
    own["others"] = [
        f"<br>{shown('; '.join(name.split(';')), 56)}" if name else "" for name in names
    ]
    return own.sort_values("side", kind="stable", key=lambda s: s.ne("both"), ignore_index=True)


def _add_switch(fig: go.Figure, drawn: pd.DataFrame, parts: Mapping[int, str], show: str) -> None:
    choices = []
    for choice in CHOICES:
        seen = [choice == "both" or part in (choice, "both") for part in parts.values()]
        subtitle = {"title.subtitle.text": _networks_text(drawn, choice)}
        args = [{"visible": seen}, subtitle, list(parts)]
        choices.append({"label": choice.capitalize(), "method": "update", "args": args})
        if choice == show:
            for number, flag in zip(parts, seen, strict=True):
                fig.data[number].visible = flag
    fig.update_layout(updatemenus=[buttons(choices, active=CHOICES.index(show))])


def _finding(towns: pd.DataFrame) -> str:
    """Say how many stops of today's corridors lie on the old roads too."""
    both, only_now = (int(towns["side"].eq(side).sum()) for side in ("both", "now"))
    if not both or not towns["side"].isin(["both", "then"]).any():
        return ""
    return f"{both} of {both + only_now} stops of today's corridors lay on the Silk Roads too"


def _networks_text(drawn: pd.DataFrame, show: str) -> str:
    routes = drawn.drop_duplicates("route_id")["network"].value_counts()
    said = {
        "then": f"{routes.get('then', 0)} historical routes",
        "now": f"{routes.get('now', 0)} corridors in operation",
    }
    return ", ".join(text for age, text in said.items() if show in ("both", age))


def _networks_alt(drawn: pd.DataFrame, towns: pd.DataFrame, show: str) -> str:
    km = drawn.groupby("network")["length_measured_km"].sum()
    sizes = " and ".join(
        f"{AGES[age][0].lower()} {format_number(round(km[age]))} km" for age in AGES if age in km
    )
    both = int(towns["side"].eq("both").sum())
    return (
        f"Map of {_networks_text(drawn, 'both')}, between stops {sizes}. {both} of {len(towns)} "
        f"places lie on both networks. Shown: {show}; buttons switch between both, then and now."
    )


def _recalled_note(drawn: pd.DataFrame) -> list[str]:
    count = drawn.loc[recalled_rows(drawn), "route_id"].nunique()
    return [f"From memory: {count} routes, see the pointer"] if count else []
