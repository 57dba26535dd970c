"""Check that the bundled tables agree with their description and with each other."""

from checks import (  # noqa: F401 - they register
    dates,
    described,
    ids,
    meetings,
    places,
    series,
    society,
    sums,
    trade,
)
from checks.core import CHECKS, Tables, check_integrity

__all__ = ["CHECKS", "Tables", "check_integrity"]
