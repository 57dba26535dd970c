"""Tell numbers that stand for no value: -9, -99, -9999, ends of whole numbers, fills of grids."""

from __future__ import annotations

import math
import re
from typing import Any

_REPEATED = re.compile(r"-(?:9{1,6}|8{2,6}|7{2,6}|6{2,6})(?:\.0+)?|-9{2,4}\.9{1,2}")
_LARGEST_USUAL = 32767
#: What programs write where nothing is: ends of their whole numbers, and fills of grids.
_FILLS = {
    *(-32768.0, -2147483648.0, 2147483647.0, -9223372036854775808.0, 1e20, 1e30, 1e36),
    *(9.969209968386869e36, 3.4028234663852886e38, -3.4028234663852886e38),
}


def is_sentinel(value: Any) -> bool:
    """Tell whether a number is one of those that stand for "no value": -9, -99, -9999, -88.

    Examples
    --------
    >>> is_sentinel("-99"), is_sentinel(-9999.0), is_sentinel(-5)
    (True, True, False)
    """
    return bool(_REPEATED.fullmatch(f"{value:g}" if isinstance(value, float) else str(value)))


def sentinels(numbers: list[float]) -> set[float]:
    """Return the numbers of one series that look like "no value" rather than like the others.

    Other negative numbers in the series speak for themselves: -9 is then one of them, -9999 only
    if they reach that far. 9999 and the like count where they tower above all others.
    """
    plain = [n for n in numbers if not is_sentinel(n) and n not in (-7, -8, *_FILLS)]
    least = min([n for n in plain if n < 0], default=0.0)
    found = {n for n in numbers if is_sentinel(n) and n < 3 * least}
    greatest = max([n for n in plain if not _all_nines(n)], default=math.inf)
    if not least and all(float(n).is_integer() for n in numbers):
        found |= {n for n in numbers if n in (-7, -8)}  # further codes of surveys
    large = {n for n in numbers if abs(n) > _LARGEST_USUAL}
    found |= {n for n in large if any(math.isclose(n, fill, rel_tol=1e-6) for fill in _FILLS)}
    return found | {n for n in numbers if _all_nines(n) and n > 3 * max(greatest, 0)}


def _all_nines(number_: float) -> bool:
    return bool(re.fullmatch(r"9{4,9}", f"{number_:.0f}")) and float(number_).is_integer()
