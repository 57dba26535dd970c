"""Find the shortest way between two places along historical routes or today's corridors."""

from ca_summit.network.find import find_place
from ca_summit.network.graph import corridor_network
from ca_summit.network.way import NoWayError, Way, shortest_way, then_and_now

__all__ = [
    "NoWayError",
    "Way",
    "corridor_network",
    "find_place",
    "shortest_way",
    "then_and_now",
]
