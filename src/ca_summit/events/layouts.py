"""Describe how event data sets are laid out: columns, their roles, systems of codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ca_summit.checks import check_choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Roles that columns play; the first four are needed, the others are used where they are there.
NEEDED = ("day", "actor", "other", "kind")
PLACES = ("place", "place_name", "latitude", "longitude")
WHOLE = ("mentions", "articles")
#: Years in which a reported event may lie; others are slips, such as 0 and 9999.
YEARS = (1800, 2100)
_DECIMAL = ("latitude", "longitude", "tone")


@dataclass(frozen=True)
class Layout:
    """Where a data set keeps what, and in which codes."""

    name: str
    title: str
    roles: Mapping[str, str]
    actors: str
    places: str
    kinds: str
    columns: tuple[str, ...] = ()  # in order, of files without header
    delimiter: str = "\t"
    quoted: bool = False
    several: bool = False  # cells of actors may hold more than one state
    missing: tuple[str, ...] = ("",)
    required: tuple[str, ...] = field(default=NEEDED)

    def column(self, role: str) -> str:
        """Return the column of a role."""
        return self.roles[role]

    def kept(self, available: Iterable[str]) -> list[str]:
        """Return the columns that have a role and are there, in the order of the roles."""
        held = set(available)
        return list(dict.fromkeys(c for c in self.roles.values() if c in held))

    def lacking(self, available: Iterable[str]) -> list[str]:
        """Return the needed columns that are not there."""
        held = set(available)
        return [self.roles[r] for r in self.required if self.roles[r] not in held]

    def decimals(self) -> set[str]:
        """Return the columns of numbers with a fraction."""
        return {self.roles[r] for r in _DECIMAL if r in self.roles}

    def wholes(self) -> set[str]:
        """Return the columns of whole numbers."""
        return {self.roles[r] for r in WHOLE if r in self.roles}


def _gdelt_columns(*, second: bool) -> tuple[str, ...]:
    actor: tuple[str, ...] = (
        "Code",
        "Name",
        "CountryCode",
        "KnownGroupCode",
        "EthnicCode",
        "Religion1Code",
    )
    actor += ("Religion2Code", "Type1Code", "Type2Code", "Type3Code")
    place: tuple[str, ...] = (
        "Type",
        "FullName",
        "CountryCode",
        "ADM1Code",
        *(("ADM2Code",) if second else ()),
    )
    place += ("Lat", "Long", "FeatureID")
    return (
        *("GlobalEventID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
        *(f"Actor{n}{part}" for n in (1, 2) for part in actor),
        *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass"),
        *("GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone"),
        *(f"{whose}Geo_{part}" for whose in ("Actor1", "Actor2", "Action") for part in place),
        *("DATEADDED", "SOURCEURL"),
    )


_GDELT = {
    "day": "SQLDATE",
    "actor": "Actor1CountryCode",
    "other": "Actor2CountryCode",
    "kind": "EventCode",
    "mentions": "NumMentions",
    "articles": "NumArticles",
    "tone": "AvgTone",
    "place": "ActionGeo_CountryCode",
    "place_name": "ActionGeo_FullName",
    "latitude": "ActionGeo_Lat",
    "longitude": "ActionGeo_Long",
}
_POLECAT = {
    "day": "Event Date",
    "actor": "Actor Country",
    "other": "Recipient Country",
    "kind": "Event Type",
    "mode": "Event Mode",
    "place": "Country",
    "place_name": "City",
    "latitude": "Latitude",
    "longitude": "Longitude",
}
_MEETINGS = {
    "day": "start_date",
    "actor": "parties",
    "other": "parties",
    "kind": "status",
    "place": "country_iso3",
    "place_name": "city",
    "latitude": "latitude",
    "longitude": "longitude",
}

LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout(
            "gdelt2",
            "GDELT 2.0 events",
            _GDELT,
            "cameo",
            "fips",
            "cameo",
            columns=_gdelt_columns(second=True),
        ),
        Layout(
            "gdelt1",
            "GDELT 1.0 events",
            _GDELT,
            "cameo",
            "fips",
            "cameo",
            columns=_gdelt_columns(second=False),
        ),
        Layout(
            "polecat",
            "POLECAT",
            _POLECAT,
            "iso3",
            "iso3",
            "plover",
            several=True,
            missing=("", "None"),
            required=(*NEEDED, "mode"),
        ),
        Layout(
            "meetings",
            "tables like load_meetings()",
            _MEETINGS,
            "iso3",
            "iso3",
            "status",
            delimiter=",",
            quoted=True,
            several=True,
        ),
    )
}


def get_layout(name: str | Layout) -> Layout:
    """Return a layout by its name.

    Examples
    --------
    >>> len(get_layout("gdelt2").columns), len(get_layout("gdelt1").columns)
    (61, 58)
    >>> get_layout("gdelt")
    Traceback (most recent call last):
    ValueError: `layout` must be one of ['gdelt1', 'gdelt2', 'meetings', 'polecat']; got ...
    """
    if isinstance(name, Layout):
        return name
    check_choice("layout", name, LAYOUTS)
    return LAYOUTS[name]


def layout_of(columns: Iterable[str]) -> Layout:
    """Return the layout whose needed columns a table has; GDELT 1.0 and 2.0 share theirs.

    Examples
    --------
    >>> names = ["Event Date", "Event Type", "Event Mode", "Actor Country", "Recipient Country"]
    >>> layout_of(names).name
    'polecat'
    """
    held = list(columns)
    for layout in LAYOUTS.values():
        if not layout.lacking(held):
            return layout
    lacks = "; ".join(f"{x.name} lacks {x.lacking(held)}" for x in LAYOUTS.values())
    raise ValueError(
        f"The table has the columns of no layout: {lacks}. It has {held[:12]}. Rename its columns, "
        "or name its layout with `layout`."
    )
