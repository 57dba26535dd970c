"""Ask the package that made a figure for its themes and source records, where it is installed.

The exporter imports nothing of that package: it finds it through the entry points of the group
``ca_summit.report``, so another package can bring its own figures as well.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@cache
def _plugins() -> tuple[Any, ...]:
    from importlib.metadata import entry_points

    found = []
    for point in entry_points(group="ca_summit.report"):
        try:
            found.append(point.load())
        except ImportError:
            continue
    return tuple(found)


@cache
def own_themes() -> dict[str, Any]:
    """Return the light and dark template of figures that carry their data, if there are any."""
    for plugin in _plugins():
        themes = plugin.page_themes()
        if {"light", "dark"} <= set(themes):
            return {name: json.loads(themes[name].to_json()) for name in ("light", "dark")}
    return {}


def kept_figure(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the figure that the package of an output reads from its script, if one does.

    Examples
    --------
    >>> kept_figure({"application/javascript": "alert(1)"}) is None
    True
    """
    for plugin in _plugins():
        try:
            found: dict[str, Any] | None = plugin.kept_figure(data)
        except (AttributeError, KeyError, TypeError, ValueError):  # not as this version writes it
            continue
        if found is not None:
            return found
    return None


def painter() -> str:
    """Return the program that makes views of a kept figure from its values, if one is needed."""
    return "\n".join(plugin.painter() for plugin in _plugins())


def source_records(packed: Iterable[Any]) -> list[dict[str, Any]]:
    """Return records of sources from records and ids; an id that nobody knows stays visible.

    Examples
    --------
    >>> [record["source_id"] for record in source_records([{"source_id": "a"}, "no-such-id"])]
    ['a', 'no-such-id']
    """
    made = []
    for item in packed:
        if isinstance(item, dict):
            made.append(dict(item))
        elif isinstance(item, str):
            known = (c.source_record(item) for c in _plugins())
            made.append(next((dict(r) for r in known if r), {"source_id": item}))
    return made
