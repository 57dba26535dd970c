"""Find the shortest way between two places along historical routes or today's corridors."""

from ca_summit.network.graph import corridor_network
from ca_summit.network.shortest_path import NoWayError, Way, shortest_way, then_and_now
from ca_summit.tables.place_names import find_place

__all__ = [
    "NoWayError",
    "Way",
    "corridor_network",
    "find_place",
    "shortest_way",
    "then_and_now",
]
