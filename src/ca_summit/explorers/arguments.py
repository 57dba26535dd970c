"""Read what a caller wrote for a control; what cannot be read stays, for the figure to explain."""

from __future__ import annotations

from typing import Any

from ca_summit.tables.spans import check_moment
from ca_summit.tables.states import country_code


def state(value: Any) -> Any:
    """Return the code of a state written in any way.

    Examples
    --------
    >>> state("Казахстан"), state("Atlantis"), state(None)
    ('KAZ', 'Atlantis', None)
    """
    try:
        return country_code(value)
    except ValueError:
        return value


def states(value: Any) -> list[Any]:
    """Return the codes of one or several states, none for None.

    Examples
    --------
    >>> states("Казахстан"), states(["kg", "Atlantis"]), states(None)
    (['KAZ'], ['KGZ', 'Atlantis'], [])
    """
    if value is None:
        return []
    one = isinstance(value, str) or not hasattr(value, "__iter__")
    return [state(own) for own in ([value] if one else value)]


def day(value: Any, *, last: bool = False) -> Any:
    """Return a year or a day as the text of a day, of a year its first or its last.

    Examples
    --------
    >>> day(2025), day("2025", last=True), day("soon"), day(None)
    ('2025-01-01', '2025-12-31', 'soon', None)
    """
    try:
        return f"{check_moment('day', value, last=last):%Y-%m-%d}"
    except (TypeError, ValueError):
        return value
