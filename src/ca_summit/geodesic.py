"""Join stops and waypoints to lines along geodesics."""

from __future__ import annotations

from functools import cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ca_summit.checks import check_choices, check_columns

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    import geopandas as gpd
    import pyproj

Point = tuple[float, float]

_CRS = "EPSG:4326"
_CERTAINTY = ("certain", "probable", "schematic")


def route_lines(
    routes: pd.DataFrame,
    route_stops: pd.DataFrame,
    places: pd.DataFrame,
    *,
    step_km: float = 100.0,
) -> gpd.GeoDataFrame:
    """Draw each route through its stops, along the shortest way on the ellipsoid.

    A stop without ``leg_kind`` starts a line. A route that has two of them, such as the two
    separate lines of ``casa-1000``, becomes a MultiLineString; nothing is drawn between the parts.

    Parameters
    ----------
    routes, route_stops, places
        Tables with the columns of ``load_routes()``, ``load_route_stops()``, ``load_places()``.
    step_km
        Largest distance between two vertices, in kilometres.

    Returns
    -------
    GeoDataFrame in WGS84 with the rows of ``routes``. ``length_measured_km`` is the geodesic
    length through the stops, so a lower bound of the real one; ``length_km`` is the published
    length. A route with fewer than two stops has no geometry and no measured length.

    Raises
    ------
    ValueError
        If a column is missing, a stop names an unknown place, or ``step_km`` is not above zero.

    Examples
    --------
    >>> import pandas as pd
    >>> places = pd.DataFrame(
    ...     {"place_id": ["a", "b"], "latitude": [40.0, 41.0], "longitude": [60.0, 60.0]}
    ... )
    >>> stops = pd.DataFrame(
    ...     {
    ...         "route_id": "r",
    ...         "sequence": [1, 2],
    ...         "place_id": ["a", "b"],
    ...         "leg_kind": [None, "road"],
    ...     }
    ... )
    >>> line = route_lines(pd.DataFrame({"route_id": ["r"], "length_km": [120.0]}), stops, places)
    >>> float(line.loc[0, "length_measured_km"].round())
    111.0
    """
    check_columns("route_lines", routes, ["route_id"], "load_routes()")
    legs = _legs("route_lines", route_stops, places)
    owners = legs["route_id"].tolist()
    shapes = _joined(owners, legs["part"].tolist(), legs["ends"].tolist(), step_km)
    lengths = _sums(owners, legs["length_measured_km"])
    ids = routes["route_id"].tolist()
    return _with_line(routes, [shapes.get(i) for i in ids], [lengths.get(i) for i in ids])


def leg_lines(
    route_stops: pd.DataFrame, places: pd.DataFrame, *, step_km: float = 100.0
) -> gpd.GeoDataFrame:
    """Draw each leg between two neighbouring stops of a route as its own line.

    Returns
    -------
    GeoDataFrame in WGS84, unique on ``route_id``, ``sequence``: ``sequence`` (of the stop where the
    leg arrives), ``from_place_id``, ``to_place_id``, ``leg_kind`` (land, rail, road, sea, pass),
    ``certainty`` (the weaker of the two stops; missing on modern routes), ``via_note``,
    ``length_measured_km`` (geodesic). Dash legs whose certainty is ``schematic``.

    Raises
    ------
    ValueError
        As for `route_lines`.

    Examples
    --------
    >>> import pandas as pd
    >>> places = pd.DataFrame(
    ...     {"place_id": ["a", "b"], "latitude": [40.0, 41.0], "longitude": [60.0, 60.0]}
    ... )
    >>> stops = pd.DataFrame(
    ...     {"route_id": "r", "sequence": [1, 2], "place_id": ["a", "b"], "leg_kind": [None, "sea"],
    ...      "certainty": ["certain", "schematic"]}
    ... )
    >>> leg_lines(stops, places)[["from_place_id", "to_place_id", "certainty"]].iloc[0].tolist()
    ['a', 'b', 'schematic']
    """
    import geopandas as gpd
    import shapely

    legs = _legs("leg_lines", route_stops, places)
    shapes = [shapely.linestrings(path) for path in _paths(legs["ends"].tolist(), step_km)]
    table = legs.drop(columns=["part", "ends"])
    result = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=_CRS), crs=_CRS)
    result.attrs.update(route_stops.attrs)
    return result


def pipeline_lines(energy_links: pd.DataFrame, *, step_km: float = 100.0) -> gpd.GeoDataFrame:
    """Draw each pipeline through its waypoints; rows without waypoints get no geometry.

    Parameters
    ----------
    energy_links
        Table with a column ``waypoints``, as ``load_energy_links()`` has it.
    step_km
        Largest distance between two vertices, in kilometres.

    Returns
    -------
    GeoDataFrame in WGS84 with the rows of ``energy_links``. ``length_measured_km`` is the geodesic
    length through the waypoints (few, so mostly too short), ``length_km`` the published one, which
    may count fewer sections than are drawn.

    Raises
    ------
    ValueError
        If the column is missing or a list of waypoints cannot be read.

    Examples
    --------
    >>> import pandas as pd
    >>> links = pd.DataFrame({"waypoints": ["Tengiz|46.15|53.38;Atyrau|47.10|51.92", None]})
    >>> pipeline_lines(links)["length_measured_km"].round().tolist()
    [154.0, nan]
    """
    check_columns("pipeline_lines", energy_links, ["waypoints"], "load_energy_links()")
    stops = [
        [(lon, lat) for _, lat, lon in parse_waypoints(cell)] if isinstance(cell, str) else []
        for cell in energy_links["waypoints"]
    ]
    owners, pairs = [], []
    for row, own in enumerate(stops):
        steps = list(pairwise(own))
        owners += [row] * len(steps)
        pairs += steps
    shapes = _joined(owners, [0] * len(pairs), pairs, step_km)
    lengths = _sums(owners, _lengths_km(pairs))
    rows = range(len(stops))
    return _with_line(energy_links, [shapes.get(i) for i in rows], [lengths.get(i) for i in rows])


def parse_waypoints(cell: str) -> list[tuple[str, float, float]]:
    """Read ``name|latitude|longitude;…`` as a list of name, latitude and longitude in degrees.

    Raises
    ------
    ValueError
        If a waypoint does not have these three parts or lies outside the globe.

    Examples
    --------
    >>> parse_waypoints("Tengiz|46.15|53.38;Atyrau|47.10|51.92")
    [('Tengiz', 46.15, 53.38), ('Atyrau', 47.1, 51.92)]
    """
    return [_waypoint(part) for part in cell.split(";") if part.strip()]


def _waypoint(text: str) -> tuple[str, float, float]:
    parts = [part.strip() for part in text.split("|")]
    try:
        name, latitude, longitude = parts[0], float(parts[1]), float(parts[2])
    except (IndexError, ValueError):
        latitude = longitude = np.nan
        name = ""
    if len(parts) != 3 or not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError(
            f"A waypoint must read 'name|latitude|longitude' in degrees; got {text.strip()!r}. "
            "Write for example 'Tengiz|46.15|53.38' and part waypoints by ';'."
        )
    return name, latitude, longitude


def _legs(function: str, route_stops: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Pair each stop with the one before; ``ends`` holds both points, ``part`` counts lines."""
    needed = ["route_id", "sequence", "place_id", "leg_kind"]
    check_columns(function, route_stops, needed, "load_route_stops()")
    check_columns(function, places, ["place_id", "latitude", "longitude"], "load_places()")
    if "certainty" in route_stops:
        check_choices("certainty", route_stops["certainty"].dropna().unique(), _CERTAINTY)
    placed = places.dropna(subset=["longitude", "latitude"])
    points = zip(placed["longitude"].astype(float), placed["latitude"].astype(float), strict=True)
    where = dict(zip(placed["place_id"], points, strict=True))
    unknown = sorted(set(route_stops["place_id"]) - set(where))
    if unknown:
        raise ValueError(
            f"{function}() needs a place with a position for every stop; {unknown} have none in "
            "`places`. Add them to the table of places or drop the stops."
        )
    routes, _ = pd.factorize(route_stops["route_id"])
    order = np.lexsort((route_stops["sequence"].to_numpy(float, na_value=np.nan), routes))
    routes, stops = routes[order], route_stops.iloc[order].reset_index(drop=True)
    follows = np.append(False, routes[1:] == routes[:-1])[: len(stops)]
    starts = ~follows | stops["leg_kind"].isna().to_numpy()
    after = np.flatnonzero(~starts)
    kept = ["route_id", "sequence", "leg_kind", *(c for c in ["via_note"] if c in stops)]
    legs = stops.loc[after, kept].reset_index(drop=True)
    ids = stops["place_id"].to_numpy()
    legs.insert(2, "from_place_id", stops["place_id"].iloc[after - 1].array)
    legs.insert(3, "to_place_id", stops["place_id"].iloc[after].array)
    if "certainty" in stops:
        legs["certainty"] = _weaker(stops["certainty"], after - 1, after)
    legs["part"] = starts.cumsum()[after]
    legs["ends"] = [(where[a], where[b]) for a, b in zip(ids[after - 1], ids[after], strict=True)]
    legs["length_measured_km"] = _lengths_km(legs["ends"].tolist())
    return legs


def _weaker(certainty: pd.Series, one: np.ndarray, other: np.ndarray) -> Any:
    """Return the less certain of two rows for each pair of rows; missing if either is."""
    codes = pd.Categorical(certainty, categories=list(_CERTAINTY)).codes
    pairs = np.stack([codes[one], codes[other]])
    worst = np.where(pairs.min(axis=0) < 0, -1, pairs.max(axis=0))
    return pd.Categorical.from_codes(worst, dtype=pd.CategoricalDtype(list(_CERTAINTY)))


@cache
def _geod() -> pyproj.Geod:
    import pyproj

    return pyproj.Geod(ellps="WGS84")


def _lengths_km(ends: Sequence[tuple[Point, Point]]) -> np.ndarray:
    start, end = _columns(ends)
    _, _, metres = _geod().inv(*start, *end)
    return np.asarray(metres) / 1000


def _sums(owners: Sequence[Hashable], values: Iterable[float]) -> dict[Any, float]:
    sums = dict.fromkeys(owners, 0.0)
    for owner, value in zip(owners, values, strict=True):
        sums[owner] += float(value)
    return sums


def _columns(ends: Sequence[tuple[Point, Point]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the starts and the ends of some pairs, each as rows of longitudes and latitudes."""
    flat = np.array(ends, dtype=float).reshape(-1, 4).T
    return flat[:2].copy(), flat[2:].copy()


def _paths(ends: Sequence[tuple[Point, Point]], step_km: float) -> list[np.ndarray]:
    """Return for each pair the points from start to end, at most ``step_km`` apart."""
    if not step_km > 0:
        raise ValueError(f"`step_km` must be above zero; got {step_km!r}. Leave it out for 100.")
    if not ends:
        return []
    start, end = _columns(ends)
    azimuth, _, metres = map(np.asarray, _geod().inv(*start, *end))
    pieces = np.maximum(np.ceil(metres / 1000 / step_km), 1).astype(int)
    pair = np.repeat(np.arange(len(ends)), pieces + 1)
    first = np.cumsum(pieces + 1) - pieces - 1
    nth = np.arange(len(pair)) - first[pair]
    lon, lat, _ = _geod().fwd(
        start[0, pair], start[1, pair], azimuth[pair], metres[pair] * nth / pieces[pair]
    )
    points = np.stack([lon, lat])
    points[:, first], points[:, first + pieces] = start, end
    return np.split(points.round(5).T, first[1:])


def _joined(
    owners: Sequence[Hashable],
    parts: Sequence[int],
    ends: Sequence[tuple[Point, Point]],
    step_km: float,
) -> dict[Any, Any]:
    """Draw the pairs of each owner, one line for each run of pairs with the same part."""
    import shapely

    lines: dict[Any, list[Any]] = {}
    paths = zip(owners, parts, _paths(ends, step_km), strict=True)
    for (owner, _), run in groupby(paths, key=itemgetter(0, 1)):
        chain = [path for *_, path in run]
        points = np.concatenate([chain[0], *(path[1:] for path in chain[1:])])
        lines.setdefault(owner, []).append(shapely.linestrings(points))
    return {
        owner: own[0] if len(own) == 1 else shapely.multilinestrings(own)
        for owner, own in lines.items()
    }


def _with_line(
    table: pd.DataFrame, shapes: Sequence[Any], lengths: Sequence[float | None]
) -> gpd.GeoDataFrame:
    import geopandas as gpd

    out = table.copy()
    names = list(out.columns)
    place = names.index("length_km") + 1 if "length_km" in names else len(names)
    out.insert(place, "length_measured_km", np.array(lengths, dtype=float))
    geometry = gpd.GeoSeries(list(shapes), index=out.index, crs=_CRS)
    result = gpd.GeoDataFrame(out, geometry=geometry, crs=_CRS)
    result.attrs.update(table.attrs)
    return result
