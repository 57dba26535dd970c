"""Check that the bundled tables agree with their description and with each other."""

from checks import dates, described, ids, places, series, sums, trade  # noqa: F401 - they register
from checks.core import CHECKS, Tables, check_integrity

__all__ = ["CHECKS", "Tables", "check_integrity"]
