"""Measure the shortest way between two places: legs, borders, recorded days."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd

from ca_summit.checks import check_choice, check_choices
from ca_summit.network.graph import corridor_network, line_between
from ca_summit.network.travel_times import times_on_way
from ca_summit.tables.place_names import find_place, place_name
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WHEN = {"then": "historical", "now": "modern"}
_LISTED = 12


class NoWayError(ValueError):
    """No route of the network joins the two places."""


@dataclass(frozen=True, eq=False)
class Way:
    """The shortest way between two places on one network.

    Attributes
    ----------
    start, end
        Place ids.
    when
        ``"then"`` (historical routes) or ``"now"`` (modern corridors).
    year
        Year whose routes count, or None for all.
    places
        Places in order: ``place_id``, ``name``, ``country_iso3``, ``latitude``, ``longitude``,
        ``km_from_start``.
    legs
        GeoDataFrame of the legs in order: ``from_place_id``, ``to_place_id``, ``km``,
        ``leg_kinds`` and ``route_ids`` (``;`` lists: several routes can share a leg),
        ``certainty``, line in the direction of travel.
    borders
        Today's borders between neighbouring places: ``from_iso3``, ``to_iso3``,
        ``from_place_id``, ``to_place_id``, ``leg_kinds``. A country crossed between two stops
        of one and the same country does not show.
    times
        Recorded times that cover parts of the way, see ``days_share``.
    total_km
        Sum of the straight legs; real roads and railways are longer.
    days_min, days_max
        Sum of the recorded days over the covered part only; None if nothing is recorded.
    days_share
        Share of ``total_km`` that the recorded times cover, 0 to 1.
    """

    start: str
    end: str
    when: str
    year: int | None
    places: pd.DataFrame
    legs: gpd.GeoDataFrame
    borders: pd.DataFrame
    times: pd.DataFrame
    total_km: float
    days_min: float | None
    days_max: float | None
    days_share: float

    @property
    def route_ids(self) -> list[str]:
        """Routes that have at least one leg of the way, in order of appearance."""
        return list(dict.fromkeys(r for cell in self.legs["route_ids"] for r in cell.split(";")))

    @property
    def leg_kinds(self) -> list[str]:
        """Kinds of the legs, in order of appearance."""
        return list(dict.fromkeys(k for cell in self.legs["leg_kinds"] for k in cell.split(";")))

    def summary(self) -> str:
        """Tell the way in one sentence, with the days that are recorded and for how much of it."""
        network = "historical routes" if self.when == "then" else "today's corridors"
        stops = len(self.places) - 2
        crossings = " ".join(f"{a}-{b}" for a, b in self._pairs()) or "none"
        text = (
            f"{place_name(self.start)} to {place_name(self.end)} along {network}: "
            f"{self.total_km:,.0f} km in straight legs over {stops} stops; "
            f"borders (today's): {crossings}; "
        )
        if self.days_min is None:
            return text + "no travel time is recorded for any part of it."
        days = f"{self.days_min:.0f}"
        days += "" if self.days_max == self.days_min else f"-{self.days_max:.0f}"
        return text + f"recorded: {days} days for {self.days_share:.0%} of the way."

    def _pairs(self) -> Iterable[tuple[str, str]]:
        return zip(self.borders["from_iso3"], self.borders["to_iso3"], strict=True)


def shortest_way(
    start: str,
    end: str,
    *,
    when: str = "then",
    year: int | None = None,
    planned: bool = False,
    routes: str | Sequence[str] | None = None,
    leg_kinds: str | Sequence[str] | None = None,
) -> Way:
    """Find the shortest way by kilometres between two places on one network.

    Parameters
    ----------
    start, end
        Names, other names or ids of places.
    when
        ``"then"``: historical routes; ``"now"``: modern corridors in operation.
    year
        Only routes alive in that year, negative before our era. Recorded times are not filtered
        by year: their ``period`` stands beside them.
    planned
        With ``when="now"``: also corridors under construction or planned.
    routes, leg_kinds
        Only these routes (ids of ``load_routes()``), only these kinds of legs (``"land"``,
        ``"pass"``, ``"rail"``, ``"road"``, ``"sea"``). Default: all.

    Returns
    -------
    Way
        ``places``, ``legs``, ``borders`` and ``times`` (tables in the order of travel),
        ``total_km``, ``days_min`` and ``days_max`` of the ``days_share`` of the way (0 to 1) for
        which times are recorded, None where there are none; ``.summary()`` says it in words.

    Raises
    ------
    NoWayError
        If no route of the network passes one of the places, or none joins them; the message
        names what lies near or can be reached. It is a ``ValueError``.
    ValueError
        If a place is unknown or ambiguous (with similar names), or an argument is out of range.

    Examples
    --------
    >>> way = shortest_way("Samarkand", "Merv")
    >>> way.places["place_id"].tolist()[:3], round(way.total_km)
    (['samarkand', 'kattakurgan', 'dabusiya'], 549)
    >>> shortest_way("Altynkol", "Poti", when="now", routes="titr").summary()
    "Altynkol to Poti along today's corridors: 4,159 km in straight legs over 17 stops; borders
    (today's): KAZ-AZE AZE-GEO; recorded: 12 days for 100% of the way."
    """
    check_choice("when", when, _WHEN)
    network = corridor_network(
        _WHEN[when], year=year, planned=planned, routes=routes, leg_kinds=leg_kinds
    )
    ids = [
        find_place(place, among=network, argument=argument)
        for argument, place in (("start", start), ("end", end))
    ]
    for place_id in ids:
        _check_on_network(place_id, network)
    if ids[0] == ids[1]:
        raise ValueError(
            f"`start` and `end` must be two places; both are {ids[0]!r} ({place_name(ids[0])})."
        )
    try:
        path = nx.shortest_path(network, *ids, weight="km")
    except nx.NetworkXNoPath:
        raise NoWayError(_no_way(ids, network)) from None
    return _way(path, network, when, year)


def then_and_now(
    start: str,
    end: str,
    *,
    year: int | None = None,
    routes_now: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """Set the way along historical routes beside the way along today's corridors.

    Parameters
    ----------
    start, end
        Names, other names or ids of places.
    year
        Only historical routes alive in that year.
    routes_now
        Only these modern corridors, such as ``"titr-extended"``. Default: all in operation, roads
        and railways mixed, for which hardly any travel time is recorded.

    Returns
    -------
    DataFrame with the index ``then``, ``now`` and ``total_km``, ``stops``, ``borders`` (count),
    ``days_min``, ``days_max`` (recorded, for the covered part only), ``days_share`` (0 to 1),
    ``route_ids``, ``problem`` (why there is no way; missing where there is one).

    Raises
    ------
    ValueError
        If a place is unknown or ambiguous, or the year is out of range.

    Examples
    --------
    >>> table = then_and_now("Xi'an", "Constantinople")
    >>> table["total_km"].round(-2).tolist()
    [8000.0, 7800.0]
    """
    if routes_now is not None:
        routes_now = check_choices(
            "routes_now", routes_now, corridor_network("modern").graph["routes"]
        )
    rows = {}
    asked = {"then": {"year": year}, "now": {"routes": routes_now}}
    for when, limits in asked.items():
        try:
            way = shortest_way(start, end, when=when, **limits)  # type: ignore[arg-type]
        except NoWayError as error:
            rows[when] = {"days_share": np.nan, "problem": str(error)}
        else:
            rows[when] = {
                "total_km": way.total_km,
                "stops": len(way.places) - 2,
                "borders": len(way.borders),
                "days_min": way.days_min,
                "days_max": way.days_max,
                "days_share": way.days_share,
                "route_ids": ";".join(way.route_ids),
                "problem": None,
            }
    columns = ["total_km", "stops", "borders", "days_min", "days_max", "days_share"]
    table = pd.DataFrame.from_dict(rows, orient="index")
    table = table.reindex(columns=[*columns, "route_ids", "problem"])
    return table.astype(dict.fromkeys(columns, float)).astype(
        {"stops": "Int64", "borders": "Int64"}
    )


def _way(path: list[str], network: nx.Graph, when: str, year: int | None) -> Way:
    edges = [network.edges[pair] for pair in pairwise(path)]
    marks = [0.0, *np.cumsum([edge["km"] for edge in edges]).tolist()]
    places = pd.DataFrame(
        [
            {"place_id": i, **network.nodes[i], "km_from_start": km}
            for i, km in zip(path, marks, strict=True)
        ]
    )
    legs = _legs(path, edges)
    iso = places["country_iso3"].tolist()
    crossed = [number for number, (a, b) in enumerate(pairwise(iso)) if a != b]
    borders = legs.loc[crossed, ["from_place_id", "to_place_id", "leg_kinds"]]
    borders = pd.DataFrame(borders).reset_index(drop=True)
    borders.insert(0, "from_iso3", pd.Series([iso[n] for n in crossed], dtype="str"))
    borders.insert(1, "to_iso3", pd.Series([iso[n + 1] for n in crossed], dtype="str"))
    times = times_on_way(path, marks, [edge["route_ids"] for edge in edges], network.graph["kind"])
    return Way(
        start=path[0],
        end=path[-1],
        when=when,
        year=year,
        places=places,
        legs=legs,
        borders=borders,
        times=times,
        total_km=marks[-1],
        days_min=float(times["days_min"].sum()) if len(times) else None,
        days_max=float(times["days_max"].sum()) if len(times) else None,
        days_share=float(times["km"].sum()) / marks[-1] if len(times) else 0.0,
    )


def _legs(path: list[str], edges: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    table = pd.DataFrame(
        {
            "from_place_id": path[:-1],
            "to_place_id": path[1:],
            "km": [edge["km"] for edge in edges],
            "leg_kinds": [";".join(edge["leg_kinds"]) for edge in edges],
            "route_ids": [";".join(edge["route_ids"]) for edge in edges],
            "certainty": pd.Series([edge["certainty"] for edge in edges], dtype="str"),
        }
    )
    lines = [line_between(a, b) for a, b in pairwise(path)]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(lines, crs="EPSG:4326"))


def _check_on_network(place_id: str, network: nx.Graph) -> None:
    if place_id in network:
        return
    near = ", ".join(
        f"{i!r} ({place_name(i)}, {km:.0f} km)" for i, km in _nearest(place_id, network)
    )
    advice = f"Nearest places on the network: {near}. Use one of these."
    raise NoWayError(
        f"No {_routes_name(network)} passes {place_id!r} ({place_name(place_id)}). "
        + (advice if near else "No leg at all is of the kinds and routes asked for.")
    )


def _routes_name(network: nx.Graph) -> str:
    year = network.graph["year"]
    words = "historical route" if network.graph["kind"] == "historical" else "modern corridor"
    if year is None:
        return f"{words} of the network"
    return (
        f"{words} of the network in {year}"
        if year > 0
        else f"{words} of the network in {-year} BCE"
    )


def _nearest(place_id: str, network: nx.Graph) -> list[tuple[str, float]]:
    import pyproj

    nodes = list(network)
    points = read_table("places").set_index("place_id")[["longitude", "latitude"]]
    there = points.loc[nodes].to_numpy(dtype=float)
    here = np.broadcast_to(points.loc[[place_id]].to_numpy(dtype=float), there.shape)
    _, _, metres = pyproj.Geod(ellps="WGS84").inv(here[:, 0], here[:, 1], there[:, 0], there[:, 1])
    order = np.argsort(metres)[:3]
    return [(nodes[i], float(metres[i]) / 1000) for i in order]


def _no_way(ids: list[str], network: nx.Graph) -> str:
    reach = nx.single_source_dijkstra_path_length(network, ids[0], weight="km")
    others = [place_name(i) for i in sorted(reach, key=reach.__getitem__) if i != ids[0]]
    shown = ", ".join(others[:_LISTED]) + (" and others" if len(others) > _LISTED else "")
    return (
        f"No {_routes_name(network)} joins {ids[0]!r} ({place_name(ids[0])}) with {ids[1]!r} "
        f"({place_name(ids[1])}). From {place_name(ids[0])} one can reach {len(others)} places: "
        f"{shown}."
    )
