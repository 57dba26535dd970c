"""Give the exporter what figures of this package do not carry: themes and records of sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def page_themes() -> dict[str, Any]:
    """Return the templates of this package's figures for light and for dark pages.

    Examples
    --------
    >>> sorted(page_themes())
    ['dark', 'light']
    """
    from ca_summit.figures.theme import TEMPLATE, TEMPLATE_DARK

    return {"light": TEMPLATE, "dark": TEMPLATE_DARK}


def source_record(source_id: str) -> dict[str, Any]:
    """Return the record of a bundled source; an unknown id stays visible.

    Examples
    --------
    >>> source_record("no-such-id")["source_id"]
    'no-such-id'
    """
    from ca_summit.sources import unpacked_records

    return unpacked_records([source_id])[0]


def kept_figure(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the views that the output of an explorer keeps as one figure with frames and menus.

    Examples
    --------
    >>> kept_figure({"application/javascript": "alert(1)"}) is None
    True
    """
    from ca_summit.explorers.saved import page_figure, unpacked_script

    script = data.get("application/javascript")
    text = "".join(script) if isinstance(script, list) else str(script or "")
    saved = unpacked_script(text)
    return None if saved is None else page_figure(saved)


def painter() -> str:
    """Return the program that makes views of an explorer in a page, ``figurePainter(figure)``.

    Examples
    --------
    >>> "figurePainter" in painter()
    True
    """
    from ca_summit.explorers.front import source
    from ca_summit.explorers.painted import PARTS

    made = "({ painted, ...figure }) => regionViews({ pack: painted, figure }).painted"
    return f"{source('views.js', *PARTS)}\nwindow.figurePainter = {made};\n"
