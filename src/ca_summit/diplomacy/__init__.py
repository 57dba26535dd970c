"""Derive from the records: as-of state, sequence, who met whom, how often."""

from ca_summit.diplomacy.counts import (
    COVERED_YEARS,
    all_five_attended,
    sequence,
    summits_per_year,
)
from ca_summit.diplomacy.encounters import meeting_matrix, meeting_pairs
from ca_summit.diplomacy.knowledge import known_each_day, known_on
from ca_summit.diplomacy.presence import FIVE, LEVELS

__all__ = [
    "COVERED_YEARS",
    "FIVE",
    "LEVELS",
    "all_five_attended",
    "known_each_day",
    "known_on",
    "meeting_matrix",
    "meeting_pairs",
    "sequence",
    "summits_per_year",
]
