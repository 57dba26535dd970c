"""Read and check the user's own records: read_meetings(), check_records(), check_file()."""

from ca_summit.records.api import (
    check_file,
    check_records,
    read_attendance,
    read_indicators,
    read_meetings,
    read_places,
    read_trade,
)
from ca_summit.records.faults import RecordsError, Report
from ca_summit.records.kinds import KINDS
from ca_summit.records.layouts import LAYOUTS

__all__ = [
    "KINDS",
    "LAYOUTS",
    "RecordsError",
    "Report",
    "check_file",
    "check_records",
    "read_attendance",
    "read_indicators",
    "read_meetings",
    "read_places",
    "read_trade",
]
