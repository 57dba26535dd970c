"""Write long lists of numbers of a figure in fewer characters, without loss."""

from __future__ import annotations

import math
from typing import Any

from ca_summit.report.figure_table import values_of

_LEAST = 12
_DECIMALS = 7
_EXACT = 2**53
#: Signs of base64 from which bytes may stay bytes, those looked at, digits that are too many.
_LONG, _SAMPLE, _DIGITS = 40_000, 8_000, 13


def plain_numbers(node: Any) -> Any:
    """Return a figure with plotly's binary arrays as lists, which pack smaller; infinite ones stay.

    Examples
    --------
    >>> plain_numbers({"y": {"dtype": "i1", "bdata": "AQID"}})
    {'y': [1, 2, 3]}
    """
    if isinstance(node, dict):
        if "bdata" not in node or "dtype" not in node:
            return {key: plain_numbers(value) for key, value in node.items()}
        if _as_bytes_is_shorter(node):
            return node
        short = node["dtype"] == "f4"
        values = _shortest(values_of(node), short=short)
        return node if values is None else values
    if isinstance(node, list):
        return [plain_numbers(v) if isinstance(v, (dict, list)) else v for v in node]
    return node


def _as_bytes_is_shorter(node: dict[str, Any]) -> bool:
    """Whether the numbers of a long array have so many digits that their bytes take less room."""
    if node["dtype"] != "f8" or len(node["bdata"]) < _LONG:
        return False
    some = values_of({"dtype": "f8", "bdata": node["bdata"][:_SAMPLE]})
    return sum(len(repr(v)) for v in some) > _DIGITS * len(some)


def _shortest(value: Any, *, short: bool) -> Any:
    """Return numbers as few digits as tell them apart; None if one is infinite."""
    import numpy as np

    if isinstance(value, list):
        made = [_shortest(v, short=short) if v is not None else None for v in value]
        lost = any(a is None and b is not None for a, b in zip(made, value, strict=True))
        return None if lost else made
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        value = float(str(np.float32(value))) if short else value
        return int(value) if value.is_integer() and abs(value) < _EXACT else value
    return value


def steps(node: Any) -> Any:
    """Return long lists of decimals as ``{"$d": decimals, "v": differences}``; gaps stay ``None``.

    Keys of the figure that start with ``$`` get one more.

    Examples
    --------
    >>> steps([70.1] * 6 + [70.3] * 6)
    {'$d': 1, 'v': [701, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0]}
    """
    if isinstance(node, dict):
        return {("$" + k if k.startswith("$") else k): steps(value) for k, value in node.items()}
    if not isinstance(node, list):
        return node
    if len(node) < _LEAST or not all(map(_is_gap_or_number, node)):
        return [steps(v) if isinstance(v, (dict, list)) else v for v in node]
    for decimals in range(_DECIMALS):
        scale = 10**decimals
        whole = [None if v is None else round(v * scale) for v in node]
        if all(
            w is None or (w / scale == v and abs(w) < _EXACT)
            for w, v in zip(whole, node, strict=True)
        ):
            return {"$d": decimals, "v": _differences(whole)}
    return node


def _is_gap_or_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return value is None or (isinstance(value, (int, float)) and math.isfinite(value))


def _differences(whole: list[int | None]) -> list[int | None]:
    made: list[int | None] = []
    last = 0
    for value in whole:
        made.append(None if value is None else value - last)
        last = last if value is None else value
    return made
