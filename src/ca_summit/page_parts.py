"""Give the exporter what figures of this package do not carry: themes and records of sources."""

from __future__ import annotations

from typing import Any


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
