"""Say what a user's own table of each kind must hold, and where it may go beyond the bundled one.

Everything else, types, units, vocabularies, ranges, patterns, comes from the description of the
bundled table in ``datapackage.json``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from ca_summit.catalog import Field, get_table
from ca_summit.tables.reader import read_table

_ISO3 = (
    "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD "
    "BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR "
    "COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH "
    "ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL "
    "GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR "
    "JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR "
    "MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL "
    "NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY "
    "PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP "
    "SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA "
    "UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE"
)
COUNTRY_CODES = frozenset(_ISO3.split())


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
    limits
        Ranges that replace those of the bundled table, which end where our records end.
    """

    table: str
    required: tuple[str, ...]
    filled: tuple[str, ...]
    codes: dict[str, frozenset[str]] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    limits: dict[str, tuple[float | str, float | str]] = field(default_factory=dict)


_GROUPS = frozenset({"EU", "UN", "GCC", "C5", "-"})
_DAYS = ("1900-01-01", "2100-12-31")

KINDS: dict[str, Kind] = {
    "meetings": Kind(
        "meetings",
        ("meeting_id", "name", "format", "level", "start_date", "counterpart", "status"),
        ("meeting_id", "name", "format", "level", "counterpart", "status"),
        {"counterpart": _GROUPS, "country_iso3": frozenset(), "parties": _GROUPS - {"-"}},
        limits={"start_date": _DAYS, "end_date": _DAYS, "edition": (1, 200)},
    ),
    "attendance": Kind(
        "attendance",
        ("meeting_id", "actor_iso3", "status", "known_on"),
        ("meeting_id", "actor_iso3", "status", "known_on"),
        {"actor_iso3": _GROUPS},
        limits={"known_on": _DAYS, "seq": (1, 999)},
    ),
    "places": Kind(
        "places",
        ("place_id", "name", "country_iso3", "latitude", "longitude", "kind"),
        ("place_id", "name", "country_iso3", "latitude", "longitude", "kind"),
        {"country_iso3": frozenset()},
    ),
    "indicators": Kind(
        "indicators",
        ("indicator_id", "iso3", "year", "value", "unit"),
        ("indicator_id", "iso3", "year", "value", "unit"),
        {"iso3": frozenset({"EUU", "WLD", "CA5"})},
        ("indicator_id", "unit"),
        {"year": (1900, 2100)},
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
        if item.name == "format":
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
    return {name: COUNTRY_CODES | groups for name, groups in KINDS[kind].codes.items()}


def guess_kind(columns: list[str]) -> str:
    """Return the kind whose own columns a table has; empty where none or several fit equally."""
    plain = {c.strip().lower().replace(" ", "_").replace("-", "_") for c in columns}
    scores = {}
    for kind, rules in KINDS.items():
        names = set(rules.required)
        scores[kind] = len(names & plain) / len(names)
    best = max(scores, key=lambda k: scores[k])
    tied = [k for k, score in scores.items() if score == scores[best]]
    return best if scores[best] > 0.4 and len(tied) == 1 else ""
