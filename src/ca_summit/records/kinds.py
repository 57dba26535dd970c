"""Say what a user's own table of each kind must hold, and where it may go beyond the bundled one.

Everything else, types, units, vocabularies, ranges, patterns, comes from the description of the
bundled table in ``datapackage.json``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from ca_summit.catalog import Field, get_table
from ca_summit.records.codes import iso_codes
from ca_summit.spelling import plain_name
from ca_summit.tables.reader import read_table


@dataclass(frozen=True)
class Kind:
    """What one kind of records needs.

    Attributes
    ----------
    table
        The bundled table whose description holds.
    required
        Columns that must be there.
    filled
        Those of them whose cells must not be empty.
    codes
        Columns of country codes, with the groups allowed beside ISO 3166-1 alpha-3.
    open
        Columns whose vocabulary the user may widen.
    same
        Other names of our columns that mean nothing else, in small letters; they are read.
    names_of_states
        The same for columns that hold the names of states rather than codes.
    aliases
        What other people may call our columns; a fault offers them.
    limits
        Ranges that replace those of the bundled table, which end where our records end.
    """

    table: str
    required: tuple[str, ...]
    filled: tuple[str, ...]
    codes: dict[str, frozenset[str]] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    same: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names_of_states: dict[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    limits: dict[str, tuple[float | str, float | str]] = field(default_factory=dict)


_GROUPS = frozenset({"EU", "UN", "GCC", "C5", "-"})
_DAYS = ("1900-01-01", "2100-12-31")
_CODE = ("country_code", "iso3", "iso3_code", "country_iso3", "iso_code", "iso_alpha3")
_NAMED = ("country_name",)
_POINT = {"latitude": ("lat",), "longitude": ("lon", "lng", "long")}

KINDS: dict[str, Kind] = {
    "meetings": Kind(
        "meetings",
        ("meeting_id", "name", "format", "level", "start_date", "counterpart", "status"),
        ("meeting_id", "name", "format", "level", "counterpart", "status"),
        {"counterpart": _GROUPS, "country_iso3": frozenset(), "parties": _GROUPS - {"-"}},
        same={"country_iso3": ("host_iso3", *_CODE), **_POINT},
        names_of_states={"country_iso3": ("host_country", *_NAMED)},
        aliases={
            "meeting_id": ("id", "meeting", "event_id"),
            "name": ("title", "meeting_name", "event_name", "название"),
            "start_date": ("date", "start", "day", "event_date", "date_start", "дата"),
            "end_date": ("end", "date_end"),
            "country_iso3": ("country", "страна"),
            "counterpart": ("with", "partner", "партнёр", "партнер"),
            "city": ("host_city", "place", "город"),
        },
        limits={"start_date": _DAYS, "end_date": _DAYS, "edition": (1, 200)},
    ),
    "attendance": Kind(
        "attendance",
        ("meeting_id", "actor_iso3", "status", "known_on"),
        ("meeting_id", "actor_iso3", "status", "known_on"),
        {"actor_iso3": _GROUPS},
        same={"actor_iso3": ("actor_code", *_CODE)},
        names_of_states={"actor_iso3": _NAMED},
        aliases={"actor_iso3": ("actor",), "known_on": ("published",)},
        limits={"known_on": _DAYS, "seq": (1, 999)},
    ),
    "places": Kind(
        "places",
        ("place_id", "name", "country_iso3", "latitude", "longitude", "kind"),
        ("place_id", "name", "country_iso3", "latitude", "longitude", "kind"),
        {"country_iso3": frozenset()},
        same={"country_iso3": _CODE, **_POINT},
        names_of_states={"country_iso3": (*_NAMED, "country")},
        aliases={"place_id": ("id",), "country_iso3": ("страна",)},
    ),
    "indicators": Kind(
        "indicators",
        ("indicator_id", "iso3", "year", "value", "unit"),
        ("indicator_id", "iso3", "year", "value", "unit"),
        {"iso3": frozenset({"EUU", "WLD", "CA5"})},
        ("indicator_id", "unit"),
        same={
            "indicator_id": (
                *("indicator_code", "series_code", "indicator"),
                *("indicator_name", "series_name"),
            ),
            "iso3": (*_CODE, "iso"),
            "value": ("obs_value",),
            "year": ("time_period",),
            "unit": ("units", "unit_measure", "unit_of_measure"),
        },
        names_of_states={"iso3": (*_NAMED, "country", "country_or_area", "entity")},
        aliases={
            "iso3": ("code", "страна"),
            "value": ("значение", "показатель"),
            "year": ("год",),
        },
        limits={"year": (1900, 2100)},
    ),
    "trade": Kind(
        "trade_partners",
        ("area", "partner", "year"),
        ("area", "partner", "year"),
        {
            "area": frozenset({"CA4", "CA5"}),
            "partner": frozenset({"EU", "WLD"}),
            "reporter": frozenset({"CA5", "COW", "EDB", "EU", "IMF", "WTO"}),
        },
        (
            "series",
            "period",
            "licence",
            "redistribute",
            "currency_original",
            "exports_valuation",
            "imports_valuation",
        ),
        aliases={
            "area": ("reporter_iso", "reporter_iso3"),
            "partner": ("partner_iso", "partner_iso3"),
            "exports_usd": ("exports", "export"),
            "imports_usd": ("imports", "import"),
            "total_usd": ("total", "turnover"),
        },
        limits={"year": (1900, 2100)},
    ),
}


@cache
def fields(kind: str) -> dict[str, Field]:
    """Return the fields of a kind as they hold for a user's own records, by name."""
    rules = KINDS[kind]
    result = {}
    for item in get_table(rules.table).fields:
        low, high = rules.limits.get(item.name, (item.minimum, item.maximum))
        allowed = item.allowed
        if item.name in rules.codes or item.name in rules.open:
            allowed = ()
        if item.name == "format" and kind == "meetings":
            allowed = tuple(read_table("formats")["format"])
        result[item.name] = replace(
            item,
            required=item.name in rules.filled,
            minimum=low,  # type: ignore[arg-type]  # days are text in the description
            maximum=high,  # type: ignore[arg-type]
            allowed=allowed,
            pattern="" if item.name in rules.codes else item.pattern,
        )
    return result


def code_columns(kind: str) -> dict[str, frozenset[str]]:
    """Return the columns of country codes, each with all codes allowed in it."""
    return {name: iso_codes() | groups for name, groups in KINDS[kind].codes.items()}


def guess_kind(columns: list[str]) -> str:
    """Return the kind whose own columns a table has; empty where none or several fit equally."""
    plain = {plain_name(c) for c in columns}
    scores = {}
    for kind, rules in KINDS.items():
        known = [{n, *rules.same.get(n, ())} for n in rules.required]
        scores[kind] = sum(bool(names & plain) for names in known) / len(known)
    amounts = {"exports_usd", "imports_usd", "total_usd"} & plain
    scores["trade"] *= 1 if amounts else 0.5
    best = max(scores, key=lambda k: scores[k])
    tied = [k for k, score in scores.items() if score == scores[best]]
    return best if scores[best] > 0.4 and len(tied) == 1 else ""


def known_columns() -> frozenset[str]:
    """Return the names that columns of records have in any kind."""
    return frozenset(name for kind in KINDS for name in fields(kind))
