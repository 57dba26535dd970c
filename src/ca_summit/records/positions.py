"""Tell whether a point lies in its country, by the outlines of the maps."""

from __future__ import annotations

from functools import cache

import shapely

from ca_summit.catalog import table_names
from ca_summit.tables.reader import read_table

#: Outlines are simplified; coasts, border posts and small islands may lie this far outside.
MARGIN_DEG = 0.5


@cache
def _shapes() -> dict[str, shapely.Geometry]:
    result: dict[str, shapely.Geometry] = {}
    for name in ("outlines_world", "outlines"):
        if name in table_names():
            frame = read_table(name)
            result.update(zip(frame["iso3"].astype("str"), frame.geometry, strict=True))
    claimed = result.get("XCR")  # Crimea: the tables do not decide whose it is
    for country in ("UKR", "RUS") if claimed is not None else ():
        result[country] = shapely.union(result[country], claimed)
    lakes = read_table("lakes")
    sea = lakes[lakes["lake_id"].astype("str").eq("caspian")].geometry
    for country in ("AZE", "IRN", "KAZ", "RUS", "TKM"):  # fields and ports off the shore
        result[country] = shapely.union_all([result[country], *sea])
    for shape in result.values():
        shapely.prepare(shape)
    return result


def lies_in(country: str, latitude: float, longitude: float, margin: float = MARGIN_DEG) -> bool:
    """Tell whether a point (degrees, WGS84) lies in a country or close to its outline.

    A country without an outline cannot be checked and counts as right.

    Examples
    --------
    >>> lies_in("KAZ", 51.17, 71.45), lies_in("KAZ", 71.45, 51.17)
    (True, False)
    """
    shape = _shapes().get(country)
    return shape is None or bool(shapely.dwithin(shape, shapely.Point(longitude, latitude), margin))


@cache
def _tree() -> tuple[list[str], shapely.STRtree]:
    names = list(_shapes())
    return names, shapely.STRtree([_shapes()[name] for name in names])


def place_of(latitude: float, longitude: float) -> str:
    """Return the code of the state that a point (degrees, WGS84) lies in or near; empty at sea.

    Examples
    --------
    >>> place_of(51.17, 71.43), place_of(71.43, 51.17)
    ('KAZ', '')
    """
    names, tree = _tree()
    point = shapely.Point(longitude, latitude)
    inside = sorted(names[i] for i in tree.query(point, predicate="intersects"))
    near = inside or [names[i] for i in tree.query(point, predicate="dwithin", distance=0.1)]
    return near[0] if near else ""


def advice(country: str, latitude: float, longitude: float) -> str:
    """Return what to do about a point outside its country."""
    if country in _shapes() and lies_in(country, longitude, latitude):
        return (
            "latitude and longitude look swapped: "
            f"write latitude {longitude:g} and longitude {latitude:g}"
        )
    return "check both numbers and the country; south and west are negative"
