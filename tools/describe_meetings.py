"""Describe the tables of diplomacy for the data package: fields, units, keys, coverage, gaps.

``meeting_coverage`` is written by hand; the others come from the facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from common import DATA, put_resources, read_facts

if TYPE_CHECKING:
    import pandas as pd

_STATES = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
_OTHERS = [
    *(
        "ARE",
        "ARM",
        "AZE",
        "BEL",
        "BLR",
        "CHE",
        "CHN",
        "DEU",
        "FRA",
        "GBR",
        "HUN",
        "IND",
        "IRN",
        "ISR",
    ),
    *("ITA", "JOR", "JPN", "KOR", "KWT", "LUX", "PAK", "RUS", "SAU", "TUR", "USA"),
]
_BODIES = ["EU", "UN", "GCC", "C5", "-"]
_COUNTRIES = [*_STATES, *_OTHERS]
_ACTORS = [*_STATES, *_OTHERS, *_BODIES]
_CODE = "ISO 3166-1 alpha-3, or EU, UN, GCC, C5 (all five together), - (none, purely regional)"

_VERIFICATION = ["two_sources", "read", "recalled"]
LEVELS = ["heads_of_state", "ministers", "foreign_ministers", "envoys"]
MEETING_STATUS = ["held", "planned", "postponed", "cancelled"]
MODES = ["in_person", "hybrid", "virtual"]
ATTENDANCE_STATUS = [
    "invited",
    "unconfirmed",
    "confirmed",
    "attended",
    "represented_by_deputy",
    "absent",
    "declined",
]
EVENTS = [
    *("invitation_reported", "thank_you_letter", "invitation_letter_published"),
    *("attendance_confirmed", "confirmed_by_host_side", "restated_to_envoys"),
    *("bilateral_announced", "press_survey", "press_service_silent", "no_comment"),
    *("readout_mentions_summit", "anonymous_source_expects", "departure", "arrival"),
    *("attendance", "not_listed", "kremlin_list", "organiser_list", "host_announcement"),
    *("presence_in_awaza", "trip_cancelled", "attendance_announced"),
]
SECTORS = [
    *("aviation", "climate", "critical_minerals", "digital", "diplomacy", "education"),
    *("energy", "finance", "other", "security", "trade", "transport"),
]
KINDS = ["treaty", "contract", "agreement", "mou", "investment_programme", "announcement"]
CHRONOLOGY_EVENTS = [
    *("telephone_call", "contact", "meeting", "letter", "envoys", "media_report"),
    *("confirmation", "silence", "readout", "press_survey", "confirmation_by_host"),
    *("anonymous_source", "announcement", "departure", "departure_and_arrival", "arrival"),
    *("reception", "summit"),
]


def _f(name: str, kind: str, description: str, **more: Any) -> dict[str, Any]:
    """Return one field; constraints by keyword, ``unit`` and ``is_list`` are our own."""
    field: dict[str, Any] = {"name": name, "type": kind, "description": description}
    if more.pop("is_list", False):
        field["list"] = True
    if unit := more.pop("unit", ""):
        field["unit"] = unit
    if more:
        field["constraints"] = more
    return field


def _source(*, second: bool = True) -> list[dict[str, Any]]:
    fields = [_f("source_id", "string", "Document the row rests on, see sources", required=True)]
    if second:
        fields.append(
            _f("second_source_id", "string", "Independent second document; empty = none found")
        )
    return fields


def _verified(what: str = "the row") -> dict[str, Any]:
    return _f(
        "verification",
        "string",
        f"How {what} was checked: two_sources (two independent documents), read (one document, "
        "or several that go back to one agency), recalled (from memory, nothing found)",
        required=True,
        enum=_VERIFICATION,
    )


_NOTE = _f("note", "string", "Remark of the makers, written in November 2026 with hindsight")
_RECALLED = _f(
    "recalled_fields",
    "string",
    "Columns of this row that are from memory although the row as a whole is not",
    is_list=True,
)
_MEETING_KEY = _f("meeting_id", "string", "Meeting, see meetings", required=True)

_FIELDS: dict[str, list[dict[str, Any]]] = {
    "meetings": [
        _f("meeting_id", "string", "Key of the meeting", required=True, unique=True),
        _f("name", "string", "Name in words", required=True),
        _f("format", "string", "Format or organisation, see formats", required=True),
        _f(
            "level",
            "string",
            "heads_of_state (also heads of government and EU presidents), ministers (prime "
            "ministers of the EAEU), foreign_ministers, envoys (also business forums)",
            required=True,
            enum=LEVELS,
        ),
        _f(
            "edition",
            "integer",
            "Number in the series at that level, only where the organisers count",
            minimum=1,
            maximum=30,
        ),
        _f(
            "start_date",
            "date",
            "First day, local date; empty = no day known",
            minimum="2004-01-01",
            maximum="2027-12-31",
        ),
        _f("end_date", "date", "Last day, local date", minimum="2004-01-01", maximum="2027-12-31"),
        _f("city", "string", "City, by its present name; empty for virtual meetings"),
        _f("country_iso3", "string", "Country of the city", enum=_COUNTRIES),
        _f("venue", "string", "Building or place inside the city"),
        _f(
            "latitude",
            "number",
            "City centre, WGS84, from memory, good at country scale",
            unit="degrees",
            minimum=-90,
            maximum=90,
        ),
        _f(
            "longitude",
            "number",
            "City centre, WGS84, from memory, good at country scale",
            unit="degrees",
            minimum=-180,
            maximum=180,
        ),
        _f(
            "counterpart",
            "string",
            "Outside power of the format; for organisations the weightiest outside member, meant "
            f"for colouring only. {_CODE}",
            required=True,
            enum=_ACTORS,
        ),
        _f(
            "parties",
            "string",
            "The two sides of a bilateral meeting; other formats have rows in attendance. " + _CODE,
            is_list=True,
            pattern="([A-Z]{3}|EU);([A-Z]{3}|EU)",
        ),
        _f(
            "presence_unknown",
            "string",
            "Host, counterpart or parties of a held meeting of leaders about whose presence "
            "nothing was found; they stand in no count",
            is_list=True,
        ),
        _f(
            "status",
            "string",
            "What is recorded: held, planned, postponed, cancelled. A plan whose day has passed "
            "stays planned here; load_meetings(as_of=...) makes it unknown",
            required=True,
            enum=MEETING_STATUS,
        ),
        _f("status_as_of", "date", "Day of the last document about the status"),
        _f(
            "mode",
            "string",
            "in_person, hybrid, virtual; empty = not yet held or in doubt",
            enum=MODES,
        ),
        _f("outcome_summary", "string", "What came out, or what was planned, in one sentence"),
        _f(
            "agreements_value_usd",
            "integer",
            "Headline value of what was announced, as printed in dollars; empty = none printed. "
            "Headlines overlap with each other and with commitments: never add them up",
            unit="US dollars",
            minimum=0,
        ),
        *_source(),
        _verified("the row"),
        _RECALLED,
        _NOTE,
    ],
    "attendance": [
        _MEETING_KEY,
        _f("actor_iso3", "string", "Whose participant. " + _CODE, required=True, enum=_ACTORS),
        _f("person", "string", "Who is spoken of", required=True),
        _f("role", "string", "Role of the person on that day", required=True),
        _f(
            "status",
            "string",
            "What the statement says; represented_by_deputy whenever the head of state (or the "
            "minister, at ministerial meetings) was replaced",
            required=True,
            enum=ATTENDANCE_STATUS,
        ),
        _f("event", "string", "What kind of statement it was", required=True, enum=EVENTS),
        _f(
            "known_on",
            "date",
            "Day on which it was public",
            required=True,
            minimum="2018-01-01",
            maximum="2026-12-31",
        ),
        _f(
            "seq",
            "integer",
            "Order of the statements of one actor about one meeting, also within a day",
            required=True,
            minimum=1,
            maximum=9,
        ),
        *_source(),
        _verified("the statement"),
        _NOTE,
    ],
    "chronology": [
        _f("chronology_id", "string", "Key of the event", required=True, unique=True),
        _f(
            "date",
            "date",
            "Day of the event",
            required=True,
            minimum="2025-09-01",
            maximum="2026-12-31",
        ),
        _f(
            "actors",
            "string",
            "Who acted. " + _CODE,
            required=True,
            is_list=True,
            pattern="([A-Z]{3}|EU|C5)(;([A-Z]{3}|EU|C5))*",
        ),
        _f("event", "string", "Kind of event", required=True, enum=CHRONOLOGY_EVENTS),
        _f("description", "string", "What happened, in one sentence", required=True),
        _f(
            "meeting_ids",
            "string",
            "Meetings the event belongs to or announces, our reading of the description; empty "
            "while the summit was only asked for",
            is_list=True,
        ),
        *_source(),
        _verified("the event"),
        _NOTE,
    ],
    "commitments": [
        _f("commitment_id", "string", "Key of the deal or outcome", required=True, unique=True),
        _f("meeting_id", "string", "Meeting, see meetings; empty = announced at none of them"),
        _f(
            "actor_iso3",
            "string",
            "Central Asian side. " + _CODE,
            required=True,
            enum=[*_STATES, "C5"],
        ),
        _f("counterpart", "string", "Other side. " + _CODE, required=True, enum=_ACTORS),
        _f("sector", "string", "Subject", required=True, enum=SECTORS),
        _f("title", "string", "What was announced", required=True),
        _f(
            "kind",
            "string",
            "How binding it is, from treaty to announcement",
            required=True,
            enum=KINDS,
        ),
        _f(
            "value_usd",
            "integer",
            "Value where a source printed dollars; empty = no dollars printed, not zero",
            unit="US dollars",
            minimum=0,
        ),
        _f("value_original", "integer", "Value as printed, in currency", minimum=0),
        _f(
            "currency",
            "string",
            "Currency of value_original, ISO 4217",
            enum=["USD", "EUR", "CNY", "JPY"],
        ),
        _f("horizon_years", "integer", "Over how many years", unit="years", minimum=1, maximum=30),
        _f(
            "announced_on",
            "date",
            "Day of the announcement",
            required=True,
            minimum="2025-01-01",
            maximum="2026-12-31",
        ),
        _f(
            "is_aggregate",
            "boolean",
            "Headline total or package: never add it to the single deals",
            required=True,
        ),
        _f(
            "restates",
            "string",
            "Earlier announcement (commitment_id) of the same deal: count the two once",
        ),
        *_source(),
        _verified("the commitment"),
        _NOTE,
    ],
    "people": [
        _f("person_id", "string", "Key of a person in a role", required=True, unique=True),
        _f("person", "string", "Name in Latin letters", required=True),
        _f("actor_iso3", "string", "State or body. " + _CODE, required=True, enum=_ACTORS),
        _f("role", "string", "Role", required=True),
        _f(
            "in_role_from",
            "date",
            "First day in the role; empty = unknown",
            minimum="1985-01-01",
            maximum="2026-12-31",
        ),
        _f(
            "in_role_until",
            "date",
            "Last day in the role; empty = still in it, or unknown",
            minimum="1985-01-01",
            maximum="2026-12-31",
        ),
        _f(
            "name_local",
            "string",
            "Name in the letters of the country, mostly from memory",
            is_list=True,
        ),
        _f(
            "role_verification",
            "string",
            "How the role itself was checked",
            required=True,
            enum=_VERIFICATION,
        ),
        *_source(second=False),
        _verified("the dates in the role (or, without dates, the role on one day)"),
        _RECALLED,
        _NOTE,
    ],
    "formats": [
        _f("format", "string", "Key of the format", required=True, unique=True),
        _f("display_name", "string", "Short name for figures", required=True),
        _f("counterpart", "string", "Outside power. " + _CODE, required=True, enum=_ACTORS),
        _f("created", "integer", "Year of foundation", minimum=1940, maximum=2026),
        _f("first_leaders_summit", "date", "First meeting of leaders"),
        _f(
            "leaders_summits_to_date",
            "integer",
            "Summits of leaders as the organisers number them; empty = not compiled",
            minimum=0,
            maximum=50,
        ),
        _f(
            "leaders_meetings_incl_unnumbered",
            "integer",
            "Meetings of leaders including those without number; empty = not compiled",
            minimum=0,
            maximum=50,
        ),
        _f("official_name", "string", "Official name", required=True),
        _f("secretariat", "string", "Seat of the secretariat, if any is known"),
        *_source(),
        _verified("the row"),
        _RECALLED,
        _NOTE,
    ],
    "meeting_coverage": [
        _f(
            "format",
            "string",
            "Format or organisation, see formats; any = every format",
            required=True,
        ),
        _f(
            "level",
            "string",
            "Level of the meetings, as in meetings",
            required=True,
            enum=LEVELS,
        ),
        _f(
            "partner",
            "string",
            "Other side of the meetings; any = every other side. " + _CODE,
            required=True,
            enum=["any", *_ACTORS],
        ),
        _f("since", "date", "First day", required=True),
        _f("until", "date", "Last day", required=True),
        _f(
            "completeness",
            "string",
            "complete: a meeting without a row was not held; partial: a choice, so every count is "
            "at least; none: not compiled. Days without a row are none. Of several rows for a day "
            "the most complete counts",
            required=True,
            enum=["complete", "partial", "none"],
        ),
        _f("basis", "string", "What the statement rests on, and what is missing", required=True),
    ],
    "claims": [
        _f("claim_id", "string", "Key of the claim", required=True, unique=True),
        _f(
            "paragraph", "integer", "Paragraph of the article", required=True, minimum=1, maximum=10
        ),
        _f("claim", "string", "The claim in our own words", required=True),
        _f(
            "kind",
            "string",
            "What kind of sentence it is",
            required=True,
            enum=["fact", "interpretation", "forecast", "opinion"],
        ),
        _f("how_to_check", "string", "Which data speak to it", required=True),
        _f("supported_when", "string", "The rule for the verdict", required=True),
        _f("source_id", "string", "The article that makes the claim", required=True),
    ],
}

_KEYS = {
    "meetings": ["meeting_id"],
    "attendance": ["meeting_id", "actor_iso3", "seq"],
    "chronology": ["chronology_id"],
    "commitments": ["commitment_id"],
    "people": ["person_id"],
    "formats": ["format"],
    "meeting_coverage": ["format", "level", "partner", "since"],
    "claims": ["claim_id"],
}

# table -> title, description, gaps, columns whose range is the coverage
_WORDS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "meetings": (
        "Meetings of the five Central Asian states",
        (
            "One row per meeting of leaders, ministers or envoys of Kazakhstan, Kyrgyzstan, "
            "Tajikistan, Turkmenistan and Uzbekistan, with each other and with outside powers."
        ),
        (
            "Dense for 2025, thin after mid-March 2026, selective before 2022. Bilateral meetings "
            "of leaders are recorded from 2023 on, with China, Russia, Türkiye, the EU and the "
            "USA only before 2025, and as a choice from then on. Counts of different years "
            "compare for state and official visits only. Early ministerials with Russia, the EU, "
            "China, Korea and Japan are not listed. Nine rows have no day: seven plans and two "
            "postponed ones."
        ),
        ("start_date",),
    ),
    "attendance": (
        "Who would come, who came, and when that was known",
        (
            "One row per statement about one participant of one meeting, with the day on which it "
            "was public. The last statement up to a day is what was known on that day."
        ),
        (
            "Every held meeting of leaders has a statement for host, counterpart and parties, "
            "except the two named in meetings.presence_unknown; other guests are recorded in "
            "part. Several ministerials have no rows or only name deputies. Earlier confirmations "
            "than those found may exist."
        ),
        ("known_on",),
    ),
    "chronology": (
        "The road to the Washington summit of 6 November 2025, and what followed",
        (
            "One row per dated event before, at and after the summit, also other events than "
            "attendance."
        ),
        (
            "No page of the White House was found. Arrivals of two presidents are missing. After "
            "mid-March 2026 two events only."
        ),
        ("date",),
    ),
    "commitments": (
        "Announced deals and outcomes",
        (
            "One row per deal, treaty, pledge or other outcome announced at a meeting. Announced "
            "is not paid, and headline totals (is_aggregate) contain single deals."
        ),
        (
            "2025 and early 2026 only; amounts are missing where none was printed. Three rows were "
            "announced at none of the meetings."
        ),
        ("announced_on",),
    ),
    "people": (
        "People in their roles",
        "One row per person and role, with the dates in office.",
        (
            "Dates of a quarter of the rows are from memory, many rows have none; earlier terms "
            "are left out."
        ),
        ("in_role_from",),
    ),
    "formats": (
        "Formats and organisations",
        "One row per format or organisation in which meetings take place.",
        "Number of summits not compiled for CIS, EAEU, CSTO and IFAS.",
        ("created",),
    ),
    "meeting_coverage": (
        "For which meetings the records are complete",
        (
            "One row per format, level, other side and span of days, with what the statement "
            "rests on. Every count of meetings asks this table: where it says complete, no row "
            "means none held; where it says partial a count is at least and a zero is missing."
        ),
        "Our own judgement of the search, in part from memory of what there was to find.",
        ("since", "until"),
    ),
    "claims": (
        "Claims of the news article",
        (
            "One row per checkable or uncheckable claim of one news article of about 27 October "
            "2025, in our own words, with the rule for its verdict. The verdict is computed."
        ),
        "One article only, whose outlet was not recorded.",
        (),
    ),
}


def resources(tables: dict[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Return the Data Package resources of these tables; rows and coverage come from the data."""
    return [_resource(name, tables[name]) for name in _FIELDS]


def _resource(name: str, df: pd.DataFrame) -> dict[str, Any]:
    if list(df.columns) != [field["name"] for field in _FIELDS[name]]:
        raise ValueError(f"{name}: described columns differ from {list(df.columns)}")
    title, description, gaps, ranges = _WORDS[name]
    coverage = {column: [_value(df, column, min), _value(df, column, max)] for column in ranges}
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": title,
        "description": description,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": _FIELDS[name],
            "primaryKey": _KEYS[name],
            "foreignKeys": _foreign_keys(name, df),
        },
        "ca_summit": {
            "coverage": {**coverage, "rows": len(df)},
            "gaps": gaps,
            "family": "claims" if name == "claims" else "meetings",
        },
    }


def _value(df: pd.DataFrame, column: str, pick: Any) -> str | int:
    value: str = pick(cell for cell in df[column] if cell)
    return int(value) if column == "created" else value


def _foreign_keys(name: str, df: pd.DataFrame) -> list[dict[str, Any]]:
    wanted = {
        "source_id": ("sources", "source_id"),
        "second_source_id": ("sources", "source_id"),
        "meeting_id": ("meetings", "meeting_id"),
    }
    if name != "meeting_coverage":  # its word "any" is no format
        wanted["format"] = ("formats", "format")
    return [
        {"fields": [own], "reference": {"resource": table, "fields": [column]}}
        for own, (table, column) in wanted.items()
        if own in df.columns and table != name
    ]


def main() -> None:
    """Put the resources of this family into the data package, in the place of older ones."""
    tables = {name: read_facts(DATA / f"{name}.csv") for name in _FIELDS}
    put_resources(resources(tables))


if __name__ == "__main__":
    main()
