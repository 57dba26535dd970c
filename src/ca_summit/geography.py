"""Project, measure and simplify: the map planes, geodesic lines and lengths."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer

if TYPE_CHECKING:
    from collections.abc import Iterable

WGS84 = "EPSG:4326"
_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Plane:
    """An equal-area map plane with kilometres as its unit.

    Attributes
    ----------
    name
        The key under which ``PLANES`` holds it.
    proj
        The PROJ text of the projection, ``+units=km``.
    lon_0
        Central meridian in degrees; shapes are cut 180 degrees away from it.
    is_world
        Whether the whole globe fits on it.
    """

    name: str
    proj: str
    lon_0: float
    is_world: bool = False

    @property
    def crs(self) -> CRS:
        """The coordinate reference system of the plane."""
        return _crs(self.proj)


@cache
def _crs(proj: str) -> CRS:
    return CRS.from_user_input(proj)


def _albers(name: str, *, south: float, north: float, lon_0: float) -> Plane:
    """Fit an Albers plane to a band of latitude: true scale one sixth inside each edge."""
    sixth = (north - south) / 6
    return Plane(
        name,
        f"+proj=aea +lat_1={south + sixth:.2f} +lat_2={north - sixth:.2f} "
        f"+lat_0={(south + north) / 2:.2f} +lon_0={lon_0:g} +datum=WGS84 +units=km +no_defs",
        lon_0,
    )


REGION = _albers("region", south=35.1, north=55.5, lon_0=67)
EURASIA = _albers("eurasia", south=22, north=58, lon_0=65)
# Like the grid of the EU's statisticians (EPSG:3035), in kilometres.
EUROPE = Plane("europe", "+proj=laea +lat_0=52 +lon_0=10 +datum=WGS84 +units=km +no_defs", 10)
WORLD = Plane("world", "+proj=eqearth +lon_0=11 +datum=WGS84 +units=km +no_defs", 11, is_world=True)
PLANES: dict[str, Plane] = {p.name: p for p in (REGION, EURASIA, EUROPE, WORLD)}


def check_crs(gdf: gpd.GeoDataFrame, argument: str = "gdf") -> None:
    """Refuse anything but a GeoDataFrame that says which coordinates it uses.

    Raises
    ------
    TypeError
        If ``gdf`` is no GeoDataFrame.
    ValueError
        If its ``crs`` is missing.
    """
    if not isinstance(gdf, gpd.GeoDataFrame):
        raise TypeError(
            f"`{argument}` must be a GeoDataFrame; got {type(gdf).__name__}. From longitude and "
            "latitude columns: geopandas.GeoDataFrame(df, crs='EPSG:4326', "
            "geometry=geopandas.points_from_xy(df.longitude, df.latitude))."
        )
    if gdf.crs is None:
        raise ValueError(
            f"`{argument}` has no coordinate reference system (crs is None), so its place on the "
            "map is unknown. Longitudes and latitudes: call .set_crs('EPSG:4326') first."
        )


def project(gdf: gpd.GeoDataFrame, plane: Plane = REGION) -> gpd.GeoDataFrame:
    """Lay shapes of any coordinate system on a map plane; the input stays unchanged.

    On the world plane shapes are cut along the meridian opposite its centre, so that no line runs
    across the whole map.

    Parameters
    ----------
    gdf
        Points, lines or areas with a ``crs``.
    plane
        The plane to lay them on.

    Returns
    -------
    GeoDataFrame with the same rows and columns, coordinates in kilometres east and north.

    Raises
    ------
    ValueError
        If ``gdf`` has no ``crs``.

    Examples
    --------
    >>> place = gpd.GeoDataFrame(geometry=[shapely.Point(67, 45.3)], crs=WGS84)
    >>> float(round(abs(project(place).geometry.x.iloc[0]), 6))
    0.0
    """
    check_crs(gdf)
    if gdf.crs == plane.crs:
        return gdf.copy()
    lonlat = gdf.to_crs(WGS84)
    if not plane.is_world:
        return lonlat.to_crs(plane.crs)
    shapes = cut_at_antimeridian(lonlat.geometry, plane.lon_0)
    return lonlat.set_geometry(shapes).to_crs(plane.crs)


def cut_at_antimeridian(shapes: gpd.GeoSeries, lon_0: float) -> gpd.GeoSeries:
    """Cut shapes in degrees along the meridian opposite ``lon_0``.

    Each half ends a ten-thousandth of a degree before the cut and so lands on its side of the map.
    """
    cut = (lon_0 + 360) % 360 - 180
    gap = 1e-4
    slit = shapely.box(cut - gap, -90, cut + gap, 90)
    crosses = shapes.intersects(slit) & (shapes.geom_type != "Point")
    out = shapes.copy()
    if crosses.any():
        out[crosses] = shapes[crosses].make_valid().difference(slit)
    return out


def geodesic_length_km(line: Any) -> float:
    """Measure a line, or a chain of (longitude, latitude) pairs, on the ellipsoid in kilometres.

    Examples
    --------
    >>> round(geodesic_length_km([(69.24, 41.30), (71.43, 51.13)]))
    1106
    """
    if not isinstance(line, shapely.Geometry):
        line = shapely.LineString(list(line))
    return float(_GEOD.geometry_length(line)) / 1000


def great_circle_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the distance of two places on the ellipsoid in kilometres.

    Examples
    --------
    >>> round(great_circle_km(69.24, 41.30, -77.04, 38.91))
    10489
    """
    return float(_GEOD.inv(lon1, lat1, lon2, lat2)[2]) / 1000


def geodesic_area_km2(shape: shapely.Geometry) -> float:
    """Measure an area in degrees (WGS84) on the ellipsoid in square kilometres; holes count as out.

    Examples
    --------
    >>> round(geodesic_area_km2(shapely.box(60, 40, 61, 41)))
    9413
    """
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise TypeError(f"`shape` must be an area (Polygon, MultiPolygon); got {shape.geom_type}.")
    parts = [shape] if shape.geom_type == "Polygon" else shape.geoms
    return (
        sum(abs(_GEOD.geometry_area_perimeter(shapely.orient_polygons(p))[0]) for p in parts) / 1e6
    )


def graticule(
    window: tuple[float, float, float, float], plane: Plane = REGION, *, step: float | None = None
) -> gpd.GeoDataFrame:
    """Draw meridians and parallels over a window of a map plane.

    Parameters
    ----------
    window
        ``(x_min, y_min, x_max, y_max)`` in kilometres on ``plane``.
    plane
        The map plane.
    step
        Degrees between lines. Default: 2, 5, 10, 20 or 30, about six lines over the window.

    Returns
    -------
    GeoDataFrame on the plane, cut to the window: ``label`` ("40°N"), ``degrees``, ``is_meridian``.

    Examples
    --------
    >>> graticule((-1500, -1200, 1500, 1200)).label.tolist()[:3]
    ['50°E', '60°E', '70°E']
    """
    x_min, y_min, x_max, y_max = window
    west, south, east, north = window_lonlat(window, plane)
    if step is None:
        wanted = max(east - west, north - south) / 6
        step = next((s for s in (1, 2, 5, 10, 20, 30) if s >= wanted), 30)
    rows = []
    lats = np.linspace(max(south, -90), min(north, 90), 60)
    for lon in np.arange(math.ceil(west / step) * step, east + 1e-9, step):
        line = [(lon, lat) for lat in lats]
        rows.append((_degrees_label(lon, "EW"), float(lon), True, line))
    lons = np.linspace(west, east, 90)
    for lat in np.arange(math.ceil(south / step) * step, north + 1e-9, step):
        line = [(lon, lat) for lon in lons]
        rows.append((_degrees_label(lat, "NS"), float(lat), False, line))
    forward = _transformer(plane.proj).transform
    lines = [shapely.LineString(np.column_stack(forward(*np.asarray(r[3]).T))) for r in rows]
    frame = gpd.GeoDataFrame(
        [r[:3] for r in rows],
        columns=["label", "degrees", "is_meridian"],
        geometry=lines,
        crs=plane.crs,
    )
    frame["geometry"] = frame.geometry.simplify(2.0).intersection(
        shapely.box(x_min, y_min, x_max, y_max)
    )
    return frame[~frame.geometry.is_empty].reset_index(drop=True)


def _degrees_label(value: float, sides: str) -> str:
    wrapped = (value + 180) % 360 - 180 if sides == "EW" else value
    side = "" if wrapped == 0 else sides[0] if wrapped > 0 else sides[1]
    return f"{abs(wrapped):g}°{side}"


@cache
def _transformer(proj: str) -> Transformer:
    return Transformer.from_crs(CRS.from_user_input(WGS84), _crs(proj), always_xy=True)


def window_lonlat(
    window: tuple[float, float, float, float], plane: Plane = REGION
) -> tuple[float, float, float, float]:
    """Return west, south, east, north in degrees of what a window of a plane shows."""
    if plane.is_world:
        edge = 180 - 1e-6
        return plane.lon_0 - edge, -90.0, plane.lon_0 + edge, 90.0
    x_min, y_min, x_max, y_max = window
    gx, gy = np.meshgrid(np.linspace(x_min, x_max, 21), np.linspace(y_min, y_max, 21))
    lon, lat = _transformer(plane.proj).transform(gx, gy, direction="INVERSE")
    lon, lat = lon[np.isfinite(lon)], lat[np.isfinite(lat)]
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def lonlat_window(
    bounds: tuple[float, float, float, float], plane: Plane = REGION
) -> tuple[float, float, float, float]:
    """Return the window of a plane, in kilometres, that holds a box of degrees.

    Raises
    ------
    ValueError
        If ``bounds`` is not west < east, south < north in degrees.

    Examples
    --------
    >>> [round(v) for v in lonlat_window((60, 40, 70, 45))]
    [-596, -592, 255, -10]
    """
    west, south, east, north = bounds
    if not (west < east and -90 <= south < north <= 90):
        raise ValueError(
            "`extent` needs (west, south, east, north) in degrees with west < east and "
            f"south < north; got {bounds!r}."
        )
    edge = shapely.box(west, south, east, north).exterior.segmentize(1.0)
    x, y = _transformer(plane.proj).transform(*np.asarray(edge.coords).T)
    return float(np.min(x)), float(np.min(y)), float(np.max(x)), float(np.max(y))


def scale_bar_km(width_km: float) -> int:
    """Return a round length, about a fifth of a map's width: 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> scale_bar_km(3200)
    500
    """
    if not width_km > 0:
        raise ValueError(f"`width_km` must be positive; got {width_km!r}.")
    target = width_km / 5
    power = 10 ** math.floor(math.log10(target))
    return max(1, int(max(f * power for f in (0.5, 1, 2, 5) if f * power <= target)))


def simplify_plane(shapes: Iterable[shapely.Geometry], tolerance_km: float) -> np.ndarray:
    """Simplify areas on a plane together, so that common borders stay common.

    Parameters
    ----------
    shapes
        Polygons on a plane in kilometres that touch but do not overlap.
    tolerance_km
        Side of the smallest corner kept; 0 changes nothing.
    """
    array = np.asarray(list(shapes), dtype=object)
    if tolerance_km <= 0 or len(array) == 0:
        return array
    return np.asarray(shapely.coverage_simplify(array, tolerance_km))
