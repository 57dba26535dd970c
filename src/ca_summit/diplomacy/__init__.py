"""Derive from the records: as-of state, sequence, who met whom, how often, where one went."""

from ca_summit.diplomacy.counts import (
    COVERED_YEARS,
    all_five_attended,
    sequence,
    summits_per_year,
)
from ca_summit.diplomacy.coverage import LEVELS, Coverage, counted
from ca_summit.diplomacy.encounters import meeting_matrix, meeting_pairs, uncounted_meetings
from ca_summit.diplomacy.journeys import days_abroad, meetings_of
from ca_summit.diplomacy.knowledge import known_each_day, known_on
from ca_summit.diplomacy.presence import FIVE

__all__ = [
    "COVERED_YEARS",
    "FIVE",
    "LEVELS",
    "Coverage",
    "all_five_attended",
    "counted",
    "days_abroad",
    "known_each_day",
    "known_on",
    "meeting_matrix",
    "meeting_pairs",
    "meetings_of",
    "sequence",
    "summits_per_year",
    "uncounted_meetings",
]
