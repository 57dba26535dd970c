"""Draw the rivers of the region and name its lakes and rivers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely

from ca_summit.figures import theme
from ca_summit.geography import project
from ca_summit.maps.base import map_plane
from ca_summit.maps.basemap import path
from ca_summit.maps.labels import ROOMY, free_spots, label_point
from ca_summit.tables import load_lakes, load_outlines, load_rivers

if TYPE_CHECKING:
    import geopandas as gpd
    import plotly.graph_objects as go

WATER_INK = "#3D8DBF"
#: Blue letters vanish on grey land; the page's own ink in a blue halo reads on white and on black.
_HALO = "0 0 3px rgba(61,141,191,0.75), 0 0 5px rgba(61,141,191,0.6)"


def _rivers(fig: go.Figure) -> gpd.GeoDataFrame:
    """Return the rivers that cross the five states, on the plane."""
    states = project(load_outlines(role="state"), map_plane(fig)).union_all()
    rivers = project(load_rivers(), map_plane(fig))
    rivers["geometry"] = rivers.geometry.simplify(10).intersection(states.buffer(250))
    return rivers[rivers.intersects(states)]


def draw_region_rivers(fig: go.Figure) -> None:
    """Draw the rivers that cross the five states."""
    for row in _rivers(fig).itertuples():
        x, y = path(row.geometry, step_km=1)
        fig.add_scatter(
            x=x, y=y, name="Rivers", mode="lines", hovertext=row.name, hoverinfo="text",
            line={"color": theme.WATER_LINE, "width": 1.4}, showlegend=False,
        )  # fmt: skip


def waters_to_name(fig: go.Figure) -> list[tuple[str, list[shapely.Point]]]:
    """Return names of lakes and rivers with places for them; the greatest come first."""
    plane = map_plane(fig)
    states = project(load_outlines(role="state"), plane).union_all()
    lakes = project(load_lakes(), plane)
    lakes = lakes[lakes["kind"].ne("dry_bed") & lakes.intersects(states.buffer(20))]
    rivers = _rivers(fig)
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
    return [(name.split(",")[0], spots) for _, name, spots in named]


def name_waters(fig: go.Figure, waters: list[tuple[str, list[shapely.Point]]]) -> None:
    """Write each name at the first of its places where it covers no other."""
    kept = []
    for name, spots in waters:
        for spot in spots:
            free = free_spots(
                fig, [(spot.x, spot.y)], [name], size=10 * ROOMY, shifts=(0, 0.9, -0.9)
            )
            if free[0]:
                kept.append((free[0], name))
                break
    if kept:
        fig.add_scatter(
            x=[round(s[0]) for s, _ in kept], y=[round(s[1]) for s, _ in kept], mode="text",
            text=[f"<i>{n}</i>" for _, n in kept], name="Waters", hoverinfo="skip",
            textfont={"size": 10, "shadow": _HALO}, showlegend=False,
        )  # fmt: skip
