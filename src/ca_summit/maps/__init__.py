"""Turn tables into maps: map_*() -> go.Figure."""

from ca_summit.maps.base import EXTENTS, base_map, finish_map
from ca_summit.maps.layers import add_layer

__all__ = ["EXTENTS", "add_layer", "base_map", "finish_map"]
