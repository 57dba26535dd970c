"""Know under which key a figure carries its alt text, data and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Key in ``fig.layout.meta``; exports look for it.
META_KEY = "ca_summit"
#: Key in ``frame.attrs`` of a figure's table: the sources of the figure.
SOURCES_ATTR = "ca_summit_sources"
#: Key in ``frame.attrs`` of a figure's table: what `why` needs of the figure.
FIGURE_ATTR = "ca_summit_figure"


def figure_metadata(fig: Any) -> dict[str, Any]:
    """Return what a figure carries, empty for a figure made elsewhere.

    Examples
    --------
    >>> figure_metadata(None)
    {}
    """
    return carried_by({"meta": getattr(getattr(fig, "layout", None), "meta", None)})


def carried_by(layout: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same from the layout of a figure in JSON.

    Examples
    --------
    >>> carried_by({"meta": {"ca_summit": {"alt": "A line."}}}), carried_by({"meta": "own"})
    ({'alt': 'A line.'}, {})
    """
    meta = layout.get("meta")
    found = meta.get(META_KEY) if isinstance(meta, dict) else None
    return dict(found) if isinstance(found, dict) else {}


def asked_of(what: Any) -> dict[str, Any]:
    """Return what a figure, or the table it gave, carries that is asked about: data, rows, sources.

    Examples
    --------
    >>> asked_of(None)
    {}
    """
    carried = figure_metadata(what)
    if "data" not in carried:
        attrs = getattr(what, "attrs", None)
        return dict(attrs.get(FIGURE_ATTR) or {}) if isinstance(attrs, dict) else {}
    asked = ("data", "drawn", "places", "sources", "language")
    return {name: carried[name] for name in asked if name in carried}


def carrying(layout: Mapping[str, Any], carried: Mapping[str, Any]) -> dict[str, Any]:
    """Return a layout that carries this in the place of what it carries.

    Examples
    --------
    >>> carrying({"meta": {"own": 1}}, {"alt": "A line."})
    {'meta': {'own': 1, 'ca_summit': {'alt': 'A line.'}}}
    """
    meta = layout.get("meta")
    rest = meta if isinstance(meta, dict) else {}
    return {**layout, "meta": {**rest, META_KEY: dict(carried)}}


def title_of(fig: Any) -> str:
    """Return the title of a figure in one line: what it found, or else what it asks.

    Examples
    --------
    >>> title_of(None)
    ''
    """
    title = getattr(getattr(getattr(fig, "layout", None), "title", None), "text", None)
    return " ".join(str(title or "").replace("<br>", " ").split())


def question_of(fig: Any) -> str:
    """Return what a figure asks: its title, or the line above a title that states a finding.

    Examples
    --------
    >>> question_of(None)
    ''
    """
    return str(figure_metadata(fig).get("question") or title_of(fig))
