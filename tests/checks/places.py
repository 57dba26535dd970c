"""Check that points, legs and distances lie where their columns say."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyproj import Geod

from ca_summit.records.positions import lies_in
from checks.core import Finding, Tables, check, where

if TYPE_CHECKING:
    from collections.abc import Iterable

_GEOD = Geod(ellps="WGS84")
_CENTURY = re.compile(r"(\d+)(?:st|nd|rd|th) c\. ([BC])")
#: Outlines are simplified to a few kilometres; a point may lie this far outside, in degrees.
_MARGIN = 0.1
_POINTS = {
    "places": ("place_id", "country_iso3", "latitude", "longitude"),
    "deposits": ("deposit_id", "iso3", "latitude", "longitude"),
    "unesco_components": ("component_id", "country_iso3", "latitude", "longitude"),
    "meetings": ("meeting_id", "country_iso3", "latitude", "longitude"),
    "countries": ("iso3", "iso3", "capital_latitude", "capital_longitude"),
}


def kilometres(lat1: pd.Series, lon1: pd.Series, lat2: pd.Series, lon2: pd.Series) -> pd.Series:
    """Return geodesic distances in kilometres, missing where a coordinate is."""
    a, b, c, d = (np.asarray(v, dtype="float64") for v in (lon1, lat1, lon2, lat2))
    return pd.Series(_GEOD.inv(a, b, c, d)[2] / 1000, index=lat1.index)


@cache
def _inside(country: str, latitude: float, longitude: float, margin: float) -> bool:
    return lies_in(country, latitude, longitude, margin)


@check(*_POINTS)
def points_lie_in_their_country(tables: Tables) -> Iterable[Finding]:
    """Require that every point lies in the country of its row."""
    for name, (_, country, latitude, longitude) in _POINTS.items():
        frame = tables.typed(name)
        margin = 0.5 if name == "meetings" else _MARGIN  # city centres good at country scale
        cells = frame[[country, latitude, longitude]].itertuples(index=False, name=None)
        for i, (code, lat, lon) in enumerate(cells):
            if code and lat == lat and lon == lon and not _inside(code, lat, lon, margin):
                yield name, i, latitude, f"a point in {code}"


@check("meetings")
def cities_lie_in_one_place(tables: Tables) -> Iterable[Finding]:
    """Require that a city has one position and one country in all its rows."""
    frame = tables.typed("meetings")
    named = frame[frame["city"].ne("")]
    for column in ("latitude", "longitude", "country_iso3"):
        for _, group in named.groupby("city"):
            usual = group[column].mode()
            if usual.empty:
                continue
            for i in group.index[group[column].ne(usual.iloc[0]) & group[column].notna()]:
                yield "meetings", int(i), column, f"{usual.iloc[0]}, as in the other rows"


@check("meetings", "places")
def cities_of_meetings_are_the_places(tables: Tables) -> Iterable[Finding]:
    """Require that a city that is also a place lies within 40 km of it."""
    places = tables.typed("places").drop_duplicates("name").set_index("name")
    frame = tables.typed("meetings")
    lat, lon = (frame["city"].map(places[c]) for c in ("latitude", "longitude"))
    distance = kilometres(frame["latitude"], frame["longitude"], lat, lon)
    yield from (("meetings", i, "latitude", "near the place") for i in where(distance > 40))


@check("unesco_components", "places")
def components_lie_at_their_place(tables: Tables) -> Iterable[Finding]:
    """Require that a World Heritage component lies at its place and in the same country."""
    places = tables.typed("places").drop_duplicates("place_id").set_index("place_id")
    frame = tables.typed("unesco_components")
    lat, lon = (frame["place_id"].map(places[c]) for c in ("latitude", "longitude"))
    distance = kilometres(frame["latitude"], frame["longitude"], lat, lon)
    slack = frame["coord_precision_km"] + frame["place_id"].map(places["coord_precision_km"]) + 30
    for i in where(distance > slack):
        yield "unesco_components", i, "latitude", "near the place"
    country = frame["place_id"].map(places["country_iso3"])
    for i in where(country.notna() & country.ne(frame["country_iso3"])):
        yield "unesco_components", i, "country_iso3", "the country of the place"


@check("transit_times", "places")
def travel_times_fit_their_distance(tables: Tables) -> Iterable[Finding]:
    """Require that distances are those between the places; speeds are distance over days."""
    frame = tables.typed("transit_times")
    places = tables.typed("places").drop_duplicates("place_id").set_index("place_id")
    ends = [
        frame[end].map(places[c])
        for end in ("from_place_id", "to_place_id")
        for c in ("latitude", "longitude")
    ]
    measured = kilometres(*ends)
    wide = (measured - frame["great_circle_km"]).abs() > measured * 0.02 + 1
    yield from (("transit_times", i, "great_circle_km", "the distance") for i in where(wide))
    for i in where(frame["days_max"] < frame["days_min"]):
        yield "transit_times", i, "days_max", "not less than days_min"
    for column, days in (("km_per_day_low", "days_max"), ("km_per_day_high", "days_min")):
        speed = frame["great_circle_km"] / frame[days]
        for i in where((speed - frame[column]).abs() > 0.6):
            yield "transit_times", i, column, f"{speed.iloc[i]:.0f}, distance over {days}"
    miles = frame["distance_unit"].eq("miles") & ~(measured / frame["distance_value"]).between(
        1, 2.5
    )
    yield from (
        ("transit_times", i, "distance_unit", "a likely unit")
        for i in where(miles & measured.notna())
    )
    farsakh = frame["distance_unit"].eq("farsakh")
    ratio = measured / frame["distance_value"]
    for i in where(farsakh & ~ratio.between(2, 9)):
        yield "transit_times", i, "distance_value", "2 to 9 km per farsakh"


@check("route_stops", "routes", "places")
def legs_have_a_likely_length(tables: Tables) -> Iterable[Finding]:
    """Require numbered stops without a gap, legs up to 1,100 km and routes of their length."""
    places = tables.typed("places").drop_duplicates("place_id").set_index("place_id")
    stops = tables.typed("route_stops")
    groups = stops.groupby("route_id", sort=False)
    for i in where(stops["sequence"].ne(groups.cumcount() + 1)):
        yield "route_stops", i, "sequence", "1, 2, 3 … in the order of the rows"
    lat, lon = (stops["place_id"].map(places[c]) for c in ("latitude", "longitude"))
    before_lat, before_lon = (v.groupby(stops["route_id"]).shift() for v in (lat, lon))
    leg = kilometres(before_lat, before_lon, lat, lon)
    limit = stops["leg_kind"].map({"pass": 250, "road": 700}).fillna(1100)
    yield from (("route_stops", i, "place_id", "a nearer place") for i in where(leg > limit))
    yield from (("route_stops", i, "place_id", "another place") for i in where(leg < 0.001))
    unnamed = stops["leg_kind"].eq("") & stops["sequence"].gt(1)
    if unnamed.sum() > 1:  # one stop is reached by two kinds of leg
        yield from (("route_stops", i, "leg_kind", "a kind") for i in where(unnamed))
    yield from (
        ("route_stops", i, "leg_kind", "none before the first stop")
        for i in where(stops["leg_kind"].ne("") & stops["sequence"].eq(1))
    )
    routes = tables.typed("routes")
    ratio = routes["route_id"].map(leg.groupby(stops["route_id"]).sum()) / routes["length_km"]
    for i in where(~ratio.between(0.68, 1.0) & ratio.notna()):
        yield "routes", i, "length_km", "a length that fits the stops"


@check("route_stops", "routes")
def historical_routes_have_a_certainty(tables: Tables) -> Iterable[Finding]:
    """Require certainty of historical routes only; kind, status and years fit."""
    routes = tables.typed("routes")
    old = routes["route_id"].str.startswith("h-")
    tests = {
        "kind": old != routes["kind"].str.startswith("historical"),
        "status": old != routes["status"].eq("historical"),
        "certainty": old != routes["certainty"].ne(""),
        "end_year": (routes["end_year"] < routes["start_year"])
        | (~old & routes["end_year"].notna()),
        "start_year": (~old & (routes["start_year"] < 1850))
        | (old & (routes["start_year"] > 1500)),
    }
    for column, mask in tests.items():
        yield from (("routes", i, column, "what fits the id and the years") for i in where(mask))
    for i in where(~old):
        year = routes["start_year"].iloc[i]
        if year == year and f"{year:.0f}" not in routes["era"].iloc[i]:
            yield "routes", i, "start_year", "a year of the era"
    for i, era in enumerate(routes["era"].where(old, "")):
        centuries = [int(n) * (-1 if e == "B" else 1) for n, e in _CENTURY.findall(era)]
        for column, number in zip(("start_year", "end_year"), centuries, strict=False):
            year = routes[column].iloc[i]
            first, last = sorted([number * 100, (number - (1 if number > 0 else -1)) * 100])
            if not first <= year <= last:
                yield "routes", i, column, f"a year of the century in the era, {era}"
    stops = tables.typed("route_stops")
    modern = ~stops["route_id"].str.startswith("h-") & stops["certainty"].ne("")
    lacking = stops["route_id"].str.startswith("h-") & stops["certainty"].eq("")
    for i in where(modern | lacking):
        yield "route_stops", i, "certainty", "one for historical routes only"


@check("border_crossings", "places", "countries")
def crossings_lie_between_neighbours(tables: Tables) -> Iterable[Finding]:
    """Require that a border crossing joins two neighbours and lies in one of them."""
    frame = tables.typed("border_crossings")
    country = (
        tables.typed("places").drop_duplicates("place_id").set_index("place_id")["country_iso3"]
    )
    states = tables.typed("countries").set_index("iso3")["neighbours"].str.split(";").to_dict()
    for i, row in enumerate(frame.to_dict("records")):
        pair = {row["country_a"], row["country_b"]}
        at = country.get(row["place_id"])
        if at is not None and at not in pair:
            yield "border_crossings", i, "place_id", f"a place in one of {sorted(pair)}"
        known = [s for s in pair if s in states]
        if len(pair) < 2 or any(not (pair - {s}) <= set(states[s]) for s in known):
            yield "border_crossings", i, "country_b", "a neighbour of country_a"


@check("energy_links")
def pipelines_have_a_likely_length(tables: Tables) -> Iterable[Finding]:
    """Require that a pipeline is not much shorter or longer than the line through its vertices."""
    frame = tables.typed("energy_links")
    for i in where(frame["waypoints"].ne("")):
        points = [p.rsplit("|", 2) for p in frame["waypoints"].iloc[i].split(";")]
        lat = [float(p[1]) for p in points]
        lon = [float(p[2]) for p in points]
        legs = np.asarray(_GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]) / 1000
        if legs.max() > 2500:
            yield "energy_links", i, "waypoints", "vertices nearer to each other"
        length = frame["length_km"].iloc[i]
        if length == length and not 0.5 < legs.sum() / length < 1.3:
            yield "energy_links", i, "length_km", f"about {legs.sum():.0f} km"


@check("landforms")
def landforms_lie_in_one_of_their_countries(tables: Tables) -> Iterable[Finding]:
    """Require that a landform's middle lies in its countries, and a point has no outline."""
    frame = tables.typed("landforms")
    for i, row in enumerate(frame.to_dict("records")):
        codes = row["iso3"].split(";")
        if not any(_inside(c, row["latitude"], row["longitude"], 0.3) for c in codes):
            yield "landforms", i, "latitude", f"a point in one of {codes}"
        if (row["shape"] == "point") == bool(row["outline"]):
            yield "landforms", i, "shape", "point exactly where there is no outline"
