"""Tell the road to Washington in sentences that are computed from the tables."""

from ca_summit.story.chapters import finding
from ca_summit.story.cover import data_line, findings, in_brief, standfirst
from ca_summit.story.narrative import (
    rare_earths,
    the_article,
    the_day,
    what_nobody_knows,
    what_the_corridor_carries,
    what_they_have,
    what_was_promised,
    which_roads,
    who_came,
    who_else,
    who_trades,
)

__all__ = [
    "data_line",
    "finding",
    "findings",
    "in_brief",
    "rare_earths",
    "standfirst",
    "the_article",
    "the_day",
    "what_nobody_knows",
    "what_the_corridor_carries",
    "what_they_have",
    "what_was_promised",
    "which_roads",
    "who_came",
    "who_else",
    "who_trades",
]
