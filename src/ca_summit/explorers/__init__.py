"""Put live controls on a figure, with a static twin for exports: explore_*()."""

from ca_summit.explorers.controls import Control
from ca_summit.explorers.explorer import Explorer
from ca_summit.explorers.goods import explore_resources
from ca_summit.explorers.library import explore_region, explore_trade
from ca_summit.explorers.own import explore
from ca_summit.explorers.roads import explore_silk_road
from ca_summit.explorers.talks import explore_meetings

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
