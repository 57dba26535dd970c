"""Make a network of places from the routes of an age."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import networkx as nx

from ca_summit.checks import check_choice, check_choices, check_year
from ca_summit.geodesic import leg_lines
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from shapely import LineString

KINDS = ("historical", "modern")


def corridor_network(
    kind: str = "historical",
    *,
    year: int | None = None,
    planned: bool = False,
    routes: str | Sequence[str] | None = None,
    leg_kinds: str | Sequence[str] | None = None,
) -> nx.Graph:
    """Join the places of all routes of one kind to a network.

    Parameters
    ----------
    kind
        ``"historical"``, or ``"modern"``: corridors in operation. Power links are never part.
    year
        Keep routes alive in that year, negative before our era. Years of historical routes are
        round conventions. Default: all of the kind.
    planned
        Whether modern corridors under construction or planned count, too.
    routes
        Ids of the routes to keep, such as ``"titr"``. Default: all of the kind.
    leg_kinds
        Kinds of legs to keep: ``land``, ``pass``, ``rail``, ``road``, ``sea``. Default: all.

    Returns
    -------
    Graph whose nodes are place ids with ``name``, ``country_iso3``, ``latitude``, ``longitude``,
    and whose edges have ``km`` (geodesic, so shorter than the road), ``route_ids``, ``leg_kinds``
    (both tuples) and ``certainty`` (of the surest route; None on modern ones).
    ``graph.graph["routes"]`` lists the routes used.

    Raises
    ------
    ValueError
        If the kind, a route or a kind of leg is unknown, the year lies outside the routes of the
        kind, or ``planned`` is asked for historical routes.

    Examples
    --------
    >>> network = corridor_network("modern")
    >>> round(network.edges["aktau", "alat"]["km"]), network.edges["aktau", "alat"]["leg_kinds"]
    (432, ('sea',))
    """
    check_choice("kind", kind, KINDS)
    if planned and kind == "historical":
        raise ValueError('`planned` needs kind="modern"; no historical route is planned.')
    table = _routes(kind, planned=planned)
    if year is not None:
        first, last = int(table["start_year"].min()), _last_year(table)
        year = check_year("year", year, first, last)
    kept = None if routes is None else check_choices("routes", routes, table["route_id"], some=True)
    known = ("land", "pass", "rail", "road", "sea")
    kinds = known if leg_kinds is None else check_choices("leg_kinds", leg_kinds, known, some=True)
    return _network(kind, year, planned, None if kept is None else tuple(kept), tuple(kinds)).copy()


def _routes(kind: str, *, planned: bool) -> pd.DataFrame:
    routes = read_table("routes")
    historical = routes["status"].eq("historical")
    if kind == "historical":
        return routes[historical]
    wanted = ~historical if planned else routes["status"].eq("operating")
    return routes[wanted & routes["kind"].ne("energy_link")]


def _last_year(routes: pd.DataFrame) -> int:
    """Return the last year of ended routes, for living ones the year of the newest milestone."""
    if routes["end_year"].notna().all():
        return int(routes["end_year"].max())
    return int(read_table("route_events")["date"].dt.year.max())


def line_between(start: str, end: str) -> LineString:
    """Return the line of the leg between two neighbouring places, from the first to the second."""
    lines = _lines()
    along = lines.get((start, end))
    return lines[end, start].reverse() if along is None else along


@cache
def _legs() -> gpd.GeoDataFrame:
    return leg_lines(read_table("route_stops"), read_table("places"))


@cache
def _lines() -> dict[tuple[str, str], LineString]:
    legs = _legs()
    ends = zip(legs["from_place_id"], legs["to_place_id"], strict=True)
    return dict(zip(ends, legs.geometry, strict=True))


@cache
def _network(
    kind: str,
    year: int | None,
    planned: bool,
    kept: tuple[str, ...] | None,
    kinds: tuple[str, ...],
) -> nx.Graph:
    routes = _routes(kind, planned=planned)
    if kept is not None:
        routes = routes[routes["route_id"].isin(kept)]
    if year is not None:
        ended = routes["end_year"].lt(year).fillna(False).astype(bool)
        routes = routes[routes["start_year"].le(year) & ~ended]
    ids = routes["route_id"].tolist()
    network = nx.Graph(kind=kind, year=year, routes=tuple(ids))
    legs = _legs()
    wanted = legs["route_id"].isin(ids) & legs["leg_kind"].isin(kinds)
    for leg in legs[wanted].drop(columns="geometry").to_dict("records"):
        _add_leg(network, leg)
    places = read_table("places").set_index("place_id")
    for place_id, data in network.nodes(data=True):
        row = places.loc[place_id]
        for name in ("name", "country_iso3", "latitude", "longitude"):
            data[name] = row[name]
    return network


def _add_leg(network: nx.Graph, leg: dict[str, Any]) -> None:
    start, end = leg["from_place_id"], leg["to_place_id"]
    certainty = leg["certainty"] if isinstance(leg["certainty"], str) else None
    known = network.get_edge_data(start, end)
    if known is None:
        known = {"km": leg["length_measured_km"], "route_ids": (), "leg_kinds": ()}
        known["certainty"] = certainty
        network.add_edge(start, end, **known)
        known = network.edges[start, end]
    known["route_ids"] = tuple(dict.fromkeys((*known["route_ids"], leg["route_id"])))
    known["leg_kinds"] = tuple(dict.fromkeys((*known["leg_kinds"], str(leg["leg_kind"]))))
    order = ("certain", "probable", "schematic", None)
    known["certainty"] = min(known["certainty"], certainty, key=order.index)
