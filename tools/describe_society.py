"""Describe the tables of votes, institutions and people for the data package."""

from __future__ import annotations

from typing import Any

import pandas as pd

from common import DATA, put_resources, state_rows
from family_society import INDICES

_STATE = "State (ISO3)"
_SHARE = {"unit": "percent", "minimum": 0, "maximum": 100}
_COUNT = {"minimum": 0}
_DOLLARS = {"unit": "US dollars of 2021", "minimum": 0}
_OPEN = "CC0 1.0"


def _f(name: str, kind: str, description: str, **more: Any) -> dict[str, Any]:
    """Return one field; ``unit`` is our own, every other keyword a constraint.

    ``optional=True`` says that the cell may be empty.
    """
    field: dict[str, Any] = {"name": name, "type": kind, "description": description}
    if more.pop("is_list", False):
        field["list"] = True
    if "unit" in more:
        field["unit"] = more.pop("unit")
    limits = {} if more.pop("optional", False) else {"required": True}
    limits |= more
    if limits:
        field["constraints"] = limits
    if "enum" in limits:
        field["categories"] = limits["enum"]
    return field


def _year(first: int, last: int, what: str = "Year of the value.") -> dict[str, Any]:
    return _f("year", "integer", what, unit="year", minimum=first, maximum=last)


_SOURCE = _f("source_id", "string", "Source of the row; see the table `sources`.")
_VERIFIED = _f(
    "verification",
    "string",
    "How the row was established: `read` in a document or a stored copy of it, confirmed in "
    "`two_sources`, or `recalled` from memory and unconfirmed. What was computed here from rows "
    "that were read is `read`.",
    enum=["read", "two_sources", "recalled"],
)
_TAIL = [_SOURCE, _VERIFIED]


def _interval(value: str) -> list[dict[str, Any]]:
    return [
        _f(f"{value}low", "number", "Lower end of its 90 percent interval.", optional=True),
        _f(f"{value}high", "number", "Upper end of its 90 percent interval.", optional=True),
    ]


#: Fields, key, title, description, gaps, columns whose span is the coverage, licence.
_TABLES: dict[str, dict[str, Any]] = {
    "un_ideal_points": {
        "title": "Ideal points in the UN General Assembly",
        "description": "One number per state and year, estimated from its votes in the General "
        "Assembly; higher is nearer to the United States and its allies. Use it with its interval: "
        "small moves from year to year mean nothing. It says how a state voted, not why.",
        "gaps": "A year in which a state cast no vote has no row: UZB 1992, 1993, 2001; KGZ 1999, "
        "2001; TJK 2001; GEO 1992; AFG 2024. A few early points rest on fewer than 20 votes (see "
        "`votes`). TUR 2024 is left out: it rests on 7 votes where others have 100. The second "
        "estimate, with paragraphs and amendments, ends in 2023.",
        "key": ["iso3", "year"],
        "spans": ["year"],
        "licence": ("CC0-1.0", _OPEN, "https://creativecommons.org/publicdomain/zero/1.0/"),
        "fields": [
            _f("iso3", "string", f"{_STATE}."),
            _year(1991, 2030),
            _f(
                "ideal_point",
                "number",
                "Ideal point from votes on whole resolutions; a scale without unit.",
            ),
            *_interval(""),
            _f("votes", "integer", "Votes used; below 20 the point says little.", minimum=1),
            _f(
                "with_parts",
                "number",
                "The same with votes on paragraphs and amendments.",
                optional=True,
            ),
            *_interval("with_parts_"),
            _f("with_parts_votes", "integer", "Votes used for it.", minimum=1, optional=True),
            *_TAIL,
        ],
    },
    "un_agreement": {
        "title": "Agreement of votes in the UN General Assembly",
        "description": "How often two states voted alike in recorded votes of one calendar year, "
        "computed here from roll calls: each of the five with China, Russia, the United States, "
        "Türkiye, Germany and with each other (in both directions), and three pairs of powers for "
        "reference. A vote is yes, no or abstain. **Absence is not a vote**: roll calls in which "
        "either was absent are left out of the shares and counted apart. **Abstention is not "
        "agreement**: beside a yes or no it counts half in `agreement_pct` and nothing in "
        "`strict_pct`. Compare states within a year: the agenda changes.",
        "gaps": "The emergency session on Ukraine (ES-11) and resolutions ES-10/20 of 2018 are not "
        "in the roll calls, so not in the shares. 2024 is left out: 6 roll calls only. 2012, 2016 "
        "and 2017 hold many votes on single paragraphs. Absence is high for Turkmenistan and for "
        "all five in the 1990s; a year without a common vote has no share.",
        "key": ["iso3", "partner", "year"],
        "spans": ["year"],
        "licence": ("CC0-1.0", _OPEN, "https://creativecommons.org/publicdomain/zero/1.0/"),
        "fields": [
            _f("iso3", "string", "One of the five, or USA and RUS as reference pairs (ISO3)."),
            _f("partner", "string", "The state it is compared with (ISO3)."),
            _year(1992, 2030, "Calendar year of the votes."),
            _f(
                "agreement_pct",
                "number",
                "Computed here: same votes, plus half of those in which one of the two abstained, "
                "in percent of the roll calls in which both voted. Empty where there is none.",
                optional=True,
                **_SHARE,
            ),
            _f(
                "strict_pct",
                "number",
                "Computed here: same votes in percent of the roll calls in which both voted.",
                optional=True,
                **_SHARE,
            ),
            _f(
                "yes_no_pct",
                "number",
                "Computed here: same votes in percent of those in which both said yes or no.",
                optional=True,
                **_SHARE,
            ),
            _f("roll_calls", "integer", "Recorded votes while both were members.", **_COUNT),
            _f("both_voted", "integer", "Of these, both voted yes, no or abstain.", **_COUNT),
            _f("same", "integer", "Of these, the same.", **_COUNT),
            _f("one_abstained", "integer", "Of these, one abstained, the other did not.", **_COUNT),
            _f("opposed", "integer", "Of these, yes against no.", **_COUNT),
            _f("yes_no_votes", "integer", "Of these, both said yes or no.", **_COUNT),
            _f("absent", "integer", "Roll calls in which `iso3` was absent.", **_COUNT),
            _f("absent_partner", "integer", "Roll calls in which `partner` was absent.", **_COUNT),
            _f("few_votes", "boolean", "Whether both voted in fewer than 20 roll calls."),
            *_TAIL,
        ],
    },
    "un_ukraine_votes": {
        "title": "Votes on Ukraine in the UN General Assembly",
        "description": "How 23 states voted on 25 texts about Ukraine from 2014 to February 2026: "
        "territorial integrity, Crimea, the emergency session (ES-11), nuclear plants, occupied "
        "territories. One row per text and state. `absent` is not `abstain`, and an empty vote is "
        "not known. Titles are in our words.",
        "gaps": "Votes of December 2025 and February 2026 come from the press and cover only the "
        "states that it names (20 empty votes; of the five, TJK and TKM in December 2025). "
        "Resolution 80/223 of December 2025 (79 to 16 with 73 abstentions), committee votes and "
        "amendments are missing. Totals of two Crimea texts (2016, 2023) are one vote below the "
        "official count. One report has all five abstaining on ES-11/4, the record has TKM absent.",
        "key": ["text_id", "iso3"],
        "spans": ["date"],
        "licence": (
            "single-facts",
            "Single facts; roll calls CC0 1.0, records of the UN library with attribution",
            "https://digitallibrary.un.org",
        ),
        "fields": [
            _f("text_id", "string", "Number of the resolution in small letters, or the date."),
            _f("iso3", "string", f"{_STATE}."),
            _f(
                "vote",
                "string",
                "What the state did; empty where no document read says it.",
                enum=["yes", "no", "abstain", "absent"],
                optional=True,
            ),
            _f(
                "resolution",
                "string",
                "Number; empty where it was not read, from memory where `recalled_fields` says so.",
                optional=True,
            ),
            _f("date", "date", "Day of the vote."),
            _f("title", "string", "What the text is about, in our words."),
            *(
                _f(f"total_{word}", "integer", f"All states: {said}.", minimum=0, maximum=193)
                for word, said in (
                    ("yes", "votes in favour"),
                    ("no", "votes against"),
                    ("abstain", "abstentions"),
                    ("absent", "members that did not vote"),
                )
            ),
            _f("record", "string", "Address of the record in the UN library.", optional=True),
            _SOURCE,
            _f("second_source_id", "string", "A list or report that confirms it.", optional=True),
            _VERIFIED,
            _f(
                "recalled_fields",
                "string",
                "Columns of this row that are from memory although the row as a whole is not.",
                is_list=True,
                optional=True,
            ),
            _f("note", "string", "Remark on this row.", optional=True),
        ],
    },
    "vdem": {
        "title": "V-Dem indices of democracy and institutions",
        "description": "Indices that experts code year by year (Varieties of Democracy): of the "
        "five, of China, Russia, the USA, Mongolia, Georgia, Azerbaijan, Belarus, and the plain "
        "mean of the 27 EU members (computed here). What each measures stands in `vdem_indices`. "
        "Five indices come from edition 15 with intervals, eight from edition 14 without: never "
        "join two editions in one line. **Licence CC BY-SA 4.0**: pass this table, or one made "
        "from it, on only under the same licence.",
        "gaps": "Edition 14 ends in 2023 and its copy has no intervals; edition 16 was not at "
        "hand. The EU mean has no interval and holds 26 states in 1991 and 1992.",
        "key": ["index_id", "iso3", "year"],
        "spans": ["year"],
        "licence": (
            "CC-BY-SA-4.0",
            "Creative Commons Attribution-ShareAlike 4.0",
            "https://creativecommons.org/licenses/by-sa/4.0/",
        ),
        "fields": [
            _f("index_id", "string", "Index; see `vdem_indices`.", enum=sorted(INDICES)),
            _f("iso3", "string", "State (ISO3); `EU` is the mean of the present 27 members."),
            _year(1991, 2030),
            _f(
                "value",
                "number",
                "Value of the index; 0 to 1, of `v2x_regime` 0 to 3. The mean of the EU is "
                "computed here.",
                minimum=0,
                maximum=3,
            ),
            _f("low", "number", "Lower end of V-Dem's interval (about 68 percent).", optional=True),
            _f("high", "number", "Upper end of V-Dem's interval.", optional=True),
            _f("states", "integer", "States behind the value: 1, or those in a mean.", minimum=1),
            *_TAIL,
        ],
    },
    "vdem_indices": {
        "title": "What the V-Dem indices measure",
        "description": "One row per index of the table `vdem`: its name, what it measures in our "
        "words, its edition and whether it has intervals.",
        "gaps": "Definitions are shortened; the codebook of V-Dem has them in full.",
        "key": ["index_id"],
        "spans": ["first_year", "last_year"],
        "licence": (
            "CC-BY-SA-4.0",
            "Creative Commons Attribution-ShareAlike 4.0",
            "https://creativecommons.org/licenses/by-sa/4.0/",
        ),
        "fields": [
            _f("index_id", "string", "Id of the index, as V-Dem has it.", enum=sorted(INDICES)),
            _f("label", "string", "Name of the index."),
            _f("measures", "string", "What it measures, in our words."),
            _f("edition", "integer", "Edition of the data set.", minimum=14, maximum=15),
            _f("has_interval", "boolean", "Whether its values have intervals here."),
            _f("first_year", "integer", "First year.", unit="year", minimum=1991, maximum=2030),
            _f("last_year", "integer", "Last year.", unit="year", minimum=1991, maximum=2030),
            *_TAIL,
        ],
    },
    "china_finance": {
        "title": "Chinese official finance committed",
        "description": "What Chinese state lenders and donors committed per recipient and year "
        "(AidData GCDF 3.0), in US dollars of 2021. Commitments: not what was paid out, not the "
        "debt still owed, not private investment.",
        "gaps": "A year without a row has no recorded project. Where projects are recorded without "
        "any amount, `amount_known` is false and the amounts are empty (TKM in six years). Years "
        "after 2021 and single projects are not in the copy.",
        "key": ["iso3", "year"],
        "spans": ["year"],
        "licence": (
            "ODC-By-1.0",
            "Open Data Commons Attribution License 1.0",
            "https://opendatacommons.org/licenses/by/1-0/",
        ),
        "fields": [
            _f("iso3", "string", "Recipient (ISO3): the five and six others."),
            _year(2000, 2030, "Year of the commitment."),
            _f(
                "oda_usd2021",
                "integer",
                "Aid-like: grants and cheap loans for development; 0 where no amount is recorded "
                "in this class.",
                optional=True,
                **_DOLLARS,
            ),
            _f(
                "oof_usd2021",
                "integer",
                "Loans near market terms and export credits.",
                optional=True,
                **_DOLLARS,
            ),
            _f("vof_usd2021", "integer", "Terms too vague to tell.", optional=True, **_DOLLARS),
            _f("total_usd2021", "integer", "The three together.", optional=True, **_DOLLARS),
            _f(
                "without_rollovers_usd2021",
                "integer",
                "The total without rescue loans that only renew older ones.",
                optional=True,
                **_DOLLARS,
            ),
            _f("amount_known", "boolean", "Whether any amount is recorded for this year."),
            *_TAIL,
        ],
    },
    "migrant_stock": {
        "title": "Migrants by origin and destination",
        "description": "People who live in `destination` and were born in (or are citizens of) "
        "`origin`, in the middle of the year: all pairs with one of the five at either end. From "
        "censuses and registers: seasonal labour in Russia is mostly **not** in it, while ethnic "
        "Germans and Russians who left for good are.",
        "gaps": "Only 1990, 1995 … 2020 and 2024, nothing between. Pairs that the publisher does "
        "not print have no row. Two destinations (Saint Barthélemy, Saint Martin) were unreadable.",
        "key": ["origin", "destination", "year"],
        "spans": ["year"],
        "licence": (
            "CC-BY-3.0-IGO",
            "Creative Commons Attribution 3.0 IGO",
            "https://creativecommons.org/licenses/by/3.0/igo/",
        ),
        "fields": [
            _f("origin", "string", "Origin (ISO3); `WLD` all origins, `OTH` other or unknown."),
            _f("destination", "string", "Where they live (ISO3); `WLD` the sum over all."),
            _year(1990, 2030, "Year, at its middle."),
            _f(
                "migrants",
                "integer",
                "Migrants; sums over destinations (`is_sum`) are computed here.",
                unit="people",
                minimum=0,
            ),
            _f("is_sum", "boolean", "Whether the row is a sum over destinations made here."),
            *_TAIL,
        ],
    },
    "refugees": {
        "title": "Refugees and displaced people",
        "description": "People whom UNHCR counts at the end of the year, by origin and asylum: all "
        "pairs with one of the five at either end. UNHCR rounds small numbers (recalled).",
        "gaps": "A pair without a row has no figure, which need not mean nobody. A count is empty "
        "where it cannot apply: `displaced_inside` only where origin and asylum are one state, "
        "`stateless` only for the origin `XXA`, asylum seekers only from 2000 and stateless people "
        "only from 2004 on (before, all rows have zero: not collected). No rows for 1991.",
        "key": ["origin", "asylum", "year"],
        "spans": ["year"],
        "licence": (
            "CC-BY-4.0",
            "Creative Commons Attribution 4.0",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        "fields": [
            _f("origin", "string", "Where they come from (ISO3); `UNK` unknown, `XXA` stateless."),
            _f("asylum", "string", "Where they are (ISO3); `UNK` unknown."),
            _year(1992, 2030, "Year, at its end."),
            *(
                _f(name, "integer", said, unit="people", minimum=0, optional=True)
                for name, said in (
                    ("refugees", "Refugees and people in situations like theirs."),
                    ("asylum_seekers", "People whose request is not decided."),
                    ("returned_refugees", "Refugees who went back during the year."),
                    ("displaced_inside", "People displaced inside their country."),
                    ("stateless", "People without a nationality."),
                    ("others_of_concern", "Others whom UNHCR cares for."),
                    ("other_protection", "Others who need international protection."),
                )
            ),
            *_TAIL,
        ],
    },
}
_NAMED = {"iso3", "partner", "origin", "destination", "asylum"}


def resources() -> list[dict[str, Any]]:
    """Return the resources of the family; rows and coverage come from the data."""
    return [_resource(name, about) for name, about in _TABLES.items()]


def _resource(name: str, about: dict[str, Any]) -> dict[str, Any]:
    df = pd.read_csv(DATA / f"{name}.csv", keep_default_na=False, na_values=[""])
    fields = about["fields"]
    if list(df.columns) != [field["name"] for field in fields]:
        raise ValueError(f"{name}: described columns differ from {list(df.columns)}")
    licence, title, path = about["licence"]
    coverage = {c: [_plain(df[c].min()), _plain(df[c].max())] for c in about["spans"]}
    keys = {c: ("country_names", "code") for c in df.columns if c in _NAMED}
    keys |= {c: ("sources", "source_id") for c in df.columns if c.endswith("source_id")}
    if name == "vdem":
        keys["index_id"] = ("vdem_indices", "index_id")
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": about["title"],
        "description": about["description"],
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "licenses": [{"name": licence, "title": title, "path": path}],
        "schema": {
            "fields": fields,
            "primaryKey": about["key"],
            "foreignKeys": [
                {"fields": [own], "reference": {"resource": table, "fields": [column]}}
                for own, (table, column) in keys.items()
            ],
        },
        "ca_summit": {
            "coverage": {**coverage, "rows": len(df)},
            "gaps": about["gaps"],
            "family": "society",
        },
    }


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def main() -> None:
    """Put the family into the data package and count again the two tables that it adds rows to."""
    put_resources(resources())
    for name in ("sources", "country_names"):
        state_rows(name, len(pd.read_csv(DATA / f"{name}.csv")))


if __name__ == "__main__":
    main()
