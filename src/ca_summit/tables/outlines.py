"""Load the outlines of countries, lakes, rivers and landforms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.checks import check_choice
from ca_summit.tables.choice import choose
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    import geopandas as gpd
    import shapely

    from ca_summit.tables.choice import Words
    from ca_summit.tables.states import States


def load_outlines(
    *, country: States = None, role: Words = None, detail: str = "region"
) -> gpd.GeoDataFrame:
    """Load simplified country outlines (Natural Earth, public domain).

    Outlines are one claim about borders among several, simplified for maps of the region:
    good to draw, not to decide where a border runs.

    Parameters
    ----------
    country
        States by any name or code. Default: all.
    role
        ``state`` (the five), ``neighbour``, ``eu``, ``disputed`` or ``world``. Default: all.
    detail
        ``"region"``, the five and what lies around them, or ``"world"``, all countries coarsely.

    Returns
    -------
    GeoDataFrame in WGS84, one row per country.

    Examples
    --------
    >>> sorted(load_outlines(role="state")["iso3"])
    ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']
    """
    check_choice("detail", detail, ("region", "world"))
    name = "outlines" if detail == "region" else "outlines_world"
    return choose(name, country=country, role=role)


def load_lakes() -> gpd.GeoDataFrame:
    """Load the larger lakes of the region, the Caspian and what is left of the Aral Sea.

    Returns
    -------
    GeoDataFrame in WGS84, one row per lake, unique on ``lake_id``: ``area_km2`` (km²) of the shape
    drawn, as it was in ``as_of``.

    Examples
    --------
    >>> load_lakes().crs.to_epsg()
    4326
    """
    return read_table("lakes")


def load_rivers() -> gpd.GeoDataFrame:
    """Load the larger rivers of the region as lines.

    Returns
    -------
    GeoDataFrame in WGS84, one row per river, unique on ``river_id``; ``drawn_length_km`` is the
    length of the line drawn, which is shorter than the river.

    Examples
    --------
    >>> load_rivers().crs.to_epsg()
    4326
    """
    return read_table("rivers")


def load_landforms(*, kind: Words = None, country: States = None) -> gpd.GeoDataFrame:
    """Load named deserts, plateaus, ranges, peaks and depressions; points have heights.

    Outlines are sketches from memory that show where to look; they measure nothing.

    Parameters
    ----------
    kind
        ``desert``, ``plateau``, ``upland``, ``plain``, ``valley``, ``range``, ``peak`` or
        ``depression``. Default: all.
    country
        States in which they lie, by any name or code. Default: all.

    Returns
    -------
    GeoDataFrame in WGS84, one row per landform: areas and lines where ``outline`` gives them, else
    the point. ``verification`` covers the position, ``height_verification`` the height in metres.

    Examples
    --------
    >>> peaks = load_landforms(kind="peak")
    >>> peaks.loc[peaks["height_m"].idxmax(), "name"]
    'Ismoil Somoni Peak'
    """
    import geopandas as gpd

    frame = choose("landforms", kind=kind, country=country)
    points = zip(frame["longitude"], frame["latitude"], strict=True)
    shapes = list(map(_landform, frame["shape"], frame["outline"], points))
    result = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs="EPSG:4326"))
    result.attrs.update(frame.attrs)
    return result


def _landform(shape: str, outline: object, point: tuple[float, float]) -> shapely.Geometry:
    import shapely

    if shape == "point" or not isinstance(outline, str):
        return shapely.Point(point)
    pairs = [vertex.split("|") for vertex in outline.split(";")]
    lonlats = [(float(lon), float(lat)) for lat, lon in pairs]
    return shapely.Polygon(lonlats) if shape == "area" else shapely.LineString(lonlats)
