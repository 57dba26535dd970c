"""Turn the codes of event data into ISO3: actors after CAMEO, places after FIPS 10-4."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ca_summit.tables.reader import read_table
from ca_summit.tables.states import country_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

_BETWEEN = re.compile(r"[;,|/\s]+")

#: What the table leaves out because it has one row for a state that the system parts.
_PARTS = {"cameo": {"WSB": "PSE", "GZS": "PSE"}, "fips": {"WE": "PSE", "GZ": "PSE"}}


@cache
def iso_codes(system: str) -> Mapping[str, str]:
    """Return the ISO3 code of each code of a system: ``cameo``, ``fips`` or ``iso3``.

    Examples
    --------
    >>> iso_codes("cameo")["ROM"], iso_codes("fips")["TI"], "AFR" in iso_codes("cameo")
    ('ROU', 'TJK', False)
    """
    table = read_table("country_codes")
    if system == "iso3":
        return {c: c for c in [*table["iso3"], "EU"]}
    rows = table[[system, "iso3"]].dropna()
    return dict(zip(rows[system], rows["iso3"], strict=True)) | _PARTS[system]


def raw_codes(states: str | Iterable[str], system: str) -> list[str]:
    """Return what a system of codes calls some states, given by any name or code.

    Examples
    --------
    >>> raw_codes(["Kazakhstan", "Romania"], "cameo")
    ['KAZ', 'ROM']
    """
    wanted = set(country_codes(states, "focus", sorted(set(iso_codes(system).values()))))
    return sorted(raw for raw, iso in iso_codes(system).items() if iso in wanted)


def states_in(cell: object, system: str, *, several: bool) -> tuple[list[str], list[str]]:
    """Return the states that a cell names, as ISO3, and the codes that name none.

    Examples
    --------
    >>> states_in("KAZ; USA; XYZ", "iso3", several=True)
    (['KAZ', 'USA'], ['XYZ'])
    """
    text = cell.strip() if isinstance(cell, str) else ""
    parts = [p for p in _BETWEEN.split(text) if p] if several else [text] if text else []
    known = iso_codes(system)
    found = [known[p] for p in parts if p in known]
    return list(dict.fromkeys(found)), [p for p in parts if p not in known and p != "None"]


def place_iso(cells: pd.Series, system: str) -> pd.Series:
    """Return the ISO3 codes of places; of an unknown code none."""
    return cells.astype("object").map(lambda c: iso_codes(system).get(str(c).strip()), "ignore")
