"""Count event records of any size, and what of them may be meetings, in the engine that holds them.

Import it as ``ev``: ``import ca_summit.events as ev``.

Reports are not meetings: every figure and table here says by which rule they were counted.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ca_summit.diplomacy.presence import FIVE
from ca_summit.events.candidates import candidates, compare, together
from ca_summit.events.counts import by_day
from ca_summit.events.rules import count, rules
from ca_summit.events.sample import make_sample
from ca_summit.events.scan import Source, scan, unknown_codes

if TYPE_CHECKING:
    from ca_summit.events.places import map_reports as map_reports
    from ca_summit.events.plots import plot_pairs as plot_pairs
    from ca_summit.events.plots import plot_reports as plot_reports

__all__ = [
    "FIVE",
    "Source",
    "by_day",
    "candidates",
    "compare",
    "count",
    "make_sample",
    "map_reports",
    "plot_pairs",
    "plot_reports",
    "rules",
    "scan",
    "together",
    "unknown_codes",
]


_FIGURES = {
    "map_reports": "ca_summit.events.places",
    "plot_pairs": "ca_summit.events.plots",
    "plot_reports": "ca_summit.events.plots",
}


def __getattr__(name: str) -> Any:
    """Import the figures when they are asked for: who only counts needs no plotly."""
    if name in _FIGURES:
        return getattr(import_module(_FIGURES[name]), name)
    raise AttributeError(f"module 'ca_summit.events' has no attribute {name!r}; it has {__all__}")
