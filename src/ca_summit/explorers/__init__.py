"""Put live controls on a figure, and keep its views in the file: explore_*()."""

from ca_summit.explorers.controls import Control
from ca_summit.explorers.explorer import Explorer
from ca_summit.explorers.function import explore
from ca_summit.explorers.meetings import explore_meetings
from ca_summit.explorers.region import explore_region
from ca_summit.explorers.resources import explore_resources
from ca_summit.explorers.silk_road import explore_silk_road
from ca_summit.explorers.trade import explore_trade

__all__ = [
    "Control",
    "Explorer",
    "explore",
    "explore_meetings",
    "explore_region",
    "explore_resources",
    "explore_silk_road",
    "explore_trade",
]
