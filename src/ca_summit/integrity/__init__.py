"""Check that the bundled tables agree with their description and with each other."""

from ca_summit.integrity import dates, described, ids, places, sums  # noqa: F401 - they register
from ca_summit.integrity.core import CHECKS, Tables, check_integrity

__all__ = ["CHECKS", "Tables", "check_integrity"]
