"""Draw the rivers of the region and name its lakes and rivers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely

from ca_summit.figures.language import in_table
from ca_summit.figures.placement import ROOMY, label_point
from ca_summit.maps.basemap import draw_river
from ca_summit.tables import load_lakes, load_outlines, load_rivers

if TYPE_CHECKING:
    import geopandas as gpd

    from ca_summit.figures.canvas import Canvas

#: Blue letters vanish on grey land; the page's own ink in a blue halo reads on white and on black.
_HALO = "0 0 3px rgba(61,141,191,0.75), 0 0 5px rgba(61,141,191,0.6)"


def _rivers(canvas: Canvas) -> gpd.GeoDataFrame:
    """Return the rivers that cross the five states, on the plane."""
    states = canvas.project(load_outlines(role="state")).union_all()
    rivers = canvas.project(load_rivers())
    rivers["geometry"] = rivers.geometry.simplify(10).intersection(states.buffer(250))
    return rivers[rivers.intersects(states)]


def draw_region_rivers(canvas: Canvas) -> None:
    """Draw the rivers that cross the five states."""
    for row in _rivers(canvas).itertuples():
        draw_river(canvas, row.geometry, row.name)


def waters_to_name(canvas: Canvas) -> list[tuple[str, list[shapely.Point]]]:
    """Return names of lakes and rivers with places for them; the greatest come first."""
    states = canvas.project(load_outlines(role="state")).union_all()
    lakes = canvas.project(load_lakes())
    lakes = lakes[lakes["kind"].ne("dry_bed") & lakes.intersects(states.buffer(20))]
    rivers = _rivers(canvas)
    rivers["geometry"] = rivers.intersection(states)
    named = [
        (math.sqrt(a), n, [shapely.Point(label_point(g)[:2]), g.centroid])
        for a, n, g in zip(lakes["area_km2"], lakes["name"], lakes.geometry, strict=True)
    ]
    for name, shape in zip(rivers["name"], rivers.geometry, strict=True):
        longest = max(shapely.get_parts(shape), key=lambda part: part.length)
        spots = [longest.interpolate(v, normalized=True) for v in (0.65, 0.5, 0.8, 0.35, 0.2)]
        named.append((shape.length / 9, "Naryn" if name.startswith("Naryn") else name, spots))
    named.sort(key=lambda water: -water[0])
    return [(in_table(n, canvas.language).split(",")[0], spots) for _, n, spots in named]


def name_waters(canvas: Canvas, waters: list[tuple[str, list[shapely.Point]]]) -> None:
    """Write each name at the first of its places where it covers no other."""
    kept = []
    for name, spots in waters:
        for spot in spots:
            (free,) = canvas.free_middles(
                [(spot.x, spot.y)], [name], size=10 * ROOMY, shifts=(0, 0.9, -0.9)
            )
            if free:
                kept.append((free, name))
                break
    if kept:
        canvas.words(
            [spot for spot, _ in kept],
            [f"<i>{name}</i>" for _, name in kept],
            name="Waters",
            size=10,
            font={"shadow": _HALO},
        )
