"""Turn tables into maps: map_*() -> go.Figure."""

from ca_summit.figures.canvas import EXTENTS
from ca_summit.maps.area_comparison import map_area_comparison
from ca_summit.maps.basemap import base_map, finish_map
from ca_summit.maps.corridors import map_corridors
from ca_summit.maps.energy import map_energy_links
from ca_summit.maps.land import map_land
from ca_summit.maps.layers import add_layer
from ca_summit.maps.meetings import map_meetings
from ca_summit.maps.network_then_now import map_then_and_now
from ca_summit.maps.region import map_region
from ca_summit.maps.resources import map_resources
from ca_summit.maps.route_between import map_route_between
from ca_summit.maps.silk_road import map_silk_road

__all__ = [
    "EXTENTS",
    "add_layer",
    "base_map",
    "finish_map",
    "map_area_comparison",
    "map_corridors",
    "map_energy_links",
    "map_land",
    "map_meetings",
    "map_region",
    "map_resources",
    "map_route_between",
    "map_silk_road",
    "map_then_and_now",
]
