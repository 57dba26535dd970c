"""The tables on the five states hold what their inputs hold, with known values typed by hand."""

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from ca_summit.catalog import get_table
from ca_summit.files import data_path
from ca_summit.tables import (
    breaks_between,
    load_area_variants,
    load_challenges,
    load_comparators,
    load_countries,
    load_country_sources,
    load_indicator_catalogue,
    load_indicators,
    load_investment_partners,
    load_region_population,
    load_series_breaks,
    load_sources,
    load_trade_partners,
)

FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
LOADERS = {
    "countries": load_countries,
    "country_sources": load_country_sources,
    "area_variants": load_area_variants,
    "comparators": load_comparators,
    "region_population": load_region_population,
    "indicators": load_indicators,
    "indicator_catalogue": load_indicator_catalogue,
    "series_breaks": load_series_breaks,
    "trade_partners": load_trade_partners,
    "investment_partners": load_investment_partners,
    "challenges": load_challenges,
}

# Rows of the compiled facts per level; of 14 952 indicator rows 2082 are left out, all `read`,
# 48 sums over four states are added to the customs of China and the USA,
# 19 values that fit no year beside them are left out as well,
# and of 65 catalogue rows the ten of indicators without any row.
COUNTS = {
    "countries": {"read": 5, "two_sources": 0, "recalled": 0},
    "country_sources": {"read": 112, "two_sources": 40, "recalled": 25},
    "area_variants": {"read": 7, "two_sources": 0, "recalled": 5},
    "comparators": {"read": 18, "two_sources": 0, "recalled": 3},
    "region_population": {"read": 73, "two_sources": 0, "recalled": 0},
    "indicators": {"read": 14952 - 2082 - 19, "two_sources": 0, "recalled": 0},
    "indicator_catalogue": {"read": 65 - 10, "two_sources": 0, "recalled": 0},
    "trade_partners": {"read": 2270 + 48, "two_sources": 35, "recalled": 1},
    "investment_partners": {"read": 26, "two_sources": 13, "recalled": 0},
    "challenges": {"read": 169, "two_sources": 18, "recalled": 12},
}


@pytest.mark.parametrize("name", COUNTS)
def test_no_level_of_verification_has_fewer_rows_than_the_inputs(name):
    """Rows may come; one that changes its level is a correction, to be made here too."""
    found = LOADERS[name]()["verification"].value_counts().to_dict()
    kept = {level: min(found.get(level, 0), n) for level, n in COUNTS[name].items()}
    assert kept == COUNTS[name]
    assert all(COUNTS[name][level] for level in found if found[level]), "a level that is new"


@pytest.mark.parametrize("name", LOADERS)
def test_keys_are_unique_and_coverage_is_true(name):
    table, frame = get_table(name), LOADERS[name]()
    assert not frame.duplicated(list(table.key)).any()
    assert table.rows == len(frame)
    for column, (first, last) in table.coverage.items():
        assert (frame[column].min(), frame[column].max()) == (first, last)


@pytest.mark.parametrize("name", LOADERS)
def test_every_source_id_is_a_row_of_sources(name):
    known = set(load_sources()["source_id"])
    frame = LOADERS[name]()
    for column in [c for c in frame.columns if c.endswith("source_id")]:
        assert set(frame[column].dropna().astype(str)) <= known


@pytest.mark.parametrize("name", COUNTS)
def test_a_row_without_any_document_is_never_called_read(name):
    frame = LOADERS[name]()
    nobody = frame[frame["source_id"].astype(str) == "recalled"]
    assert set(nobody["verification"].astype(str)) <= {"recalled"}


def _value(indicator, country, year):
    return load_indicators(indicator, country=country, year=year)["value"].item()


def _trade(series, area, partner, year, column):
    frame = load_trade_partners(area=area, partner=partner, series=series)
    return int(frame.loc[frame["year"] == year, column].item())


def _challenge(key):
    return load_challenges().set_index("challenge_id").loc[key, "value"].item()


def test_the_areas_of_the_five_add_up_and_compare_with_the_union():
    countries = load_countries().set_index("iso3")
    assert countries["area_km2"].to_dict() == {
        "KAZ": 2724900,
        "KGZ": 199951,
        "TJK": 144100,
        "TKM": 488100,
        "UZB": 447400,
    }
    assert countries["area_km2"].sum() == 4004451
    assert countries["land_area_km2"].sum() == 3928341
    assert (countries["land_area_km2"] + countries["water_area_km2"] == countries["area_km2"]).all()
    others = load_comparators().set_index("code")["area_km2"]
    assert others["CA5"] == 4004451
    assert others["EUU"] == 4236351
    assert others["EUU_METRO"] == 4144050
    assert round(100 * others["CA5"] / others["EUU"], 1) == 94.5
    assert round(100 * others["CA5"] / others["EUU_METRO"], 1) == 96.6
    assert round(100 * others["KAZ"] / others["CA5"]) == 68


def test_profiles_keep_names_in_all_scripts_relief_and_leaders():
    row = load_countries().set_index("iso3")
    assert row.loc["TJK", "official_name_local"] == "Ҷумҳурии Тоҷикистон"
    assert row.loc["UZB", "name_local"] == "Oʻzbekiston"
    assert row.loc["KGZ", "name_russian"] == "Кыргызстан"
    assert row.loc["KAZ", "highest_point_m"] == 7010
    assert row.loc["KGZ", "lowest_point_m"] == 132
    assert row.loc["UZB", "highest_point_m"] == 4643
    assert row.loc["KAZ", "independence_date"] == pd.Timestamp("1991-12-16")
    assert row["doubly_landlocked"].to_dict() == dict.fromkeys(FIVE[:4], False) | {"UZB": True}
    assert row["leaders_as_of"].eq("2026-05").all()


def test_neighbours_are_mutual():
    neighbours = load_countries().set_index("iso3")["neighbours"].str.split(";")
    for code, others in neighbours.items():
        for other in set(others) & set(FIVE):
            assert code in neighbours[other]


def test_each_state_has_one_preferred_area_and_it_is_the_one_in_use():
    variants = load_area_variants()
    preferred = variants[variants["preferred"]].set_index("code")["area_km2"]
    assert preferred.to_dict() == load_countries().set_index("iso3")["area_km2"].to_dict()
    rest = set(variants.loc[~variants["preferred"], "area_km2"])
    assert rest == {2717300, 198500, 143100, 141400, 491210, 448924, 4003451}


def test_fields_called_recalled_are_fields_and_are_recalled_one_by_one():
    by_cell = load_country_sources().set_index(["iso3", "field"])["verification"].astype(str)
    for row in load_countries().itertuples():
        for name in row.recalled_fields.split(";"):
            assert by_cell[(row.iso3, name)] == "recalled"


@pytest.mark.parametrize(
    ("series", "year", "millions"),
    [
        ("world_bank", 2022, 79.4),
        ("world_bank", 2023, 80.8),
        ("world_bank", 2024, 82.3),
        ("world_bank", 2025, 83.6),
        ("un_wpp", 2024, 82.2),
        ("un_wpp", 2025, 83.6),
    ],
)
def test_people_of_the_five_in_millions(series, year, millions):
    frame = load_region_population()
    row = frame[(frame["series_id"] == series) & (frame["year"] == year)]
    assert round(row["ca5_total"].item() / 1e6, 1) == millions


def test_population_sums_are_sums_and_projections_are_marked():
    frame = load_region_population()
    assert (frame[["kaz", "kgz", "tjk", "tkm", "uzb"]].sum(axis=1) == frame["ca5_total"]).all()
    assert set(frame.loc[frame["is_projection"], "year"]) == {2024, 2025, 2030, 2040, 2050}


def test_the_two_population_series_differ_only_for_kyrgyzstan():
    wide = load_region_population().set_index(["year", "series_id"]).unstack()  # noqa: PD010
    for code in ["kaz", "tjk", "tkm", "uzb"]:
        both = wide[code].dropna()
        assert (both["world_bank"] == both["un_wpp"]).all()
    kyrgyz = wide["kgz"].dropna()
    apart = (kyrgyz["world_bank"] / kyrgyz["un_wpp"] - 1).abs()
    assert round(100 * apart.max(), 2) == 3.25
    assert round(kyrgyz.loc[2024, "world_bank"] / 1e6, 2) == 7.22
    assert round(kyrgyz.loc[2024, "un_wpp"] / 1e6, 2) == 7.19


@pytest.mark.parametrize(
    ("indicator", "country", "year", "value", "digits"),
    [
        ("hdi", "KAZ", 2003, 0.732, 3),
        ("wgi_rl_rank", "TJK", 2014, 13.46, 2),
        ("wgi_va_rank", "UZB", 2018, 6.31, 2),
        ("water_stress_sdg642", "TKM", 2022, 135, 0),
        ("water_stress_sdg642", "UZB", 2022, 123, 0),
        ("water_stress_sdg642", "TJK", 2022, 70, 0),
        ("water_stress_sdg642", "KGZ", 2022, 50, 0),
        ("water_stress_sdg642", "KAZ", 2022, 35, 0),
        ("fdi_inflow_pct_gdp", "KGZ", 2024, 1.4, 1),
        ("gdp_growth", "UZB", 2010, 7.6, 1),
    ],
)
def test_indicators_have_the_published_values(indicator, country, year, value, digits):
    assert round(_value(indicator, country, year), digits) == value


def test_the_turkmen_and_uzbek_gdp_are_those_of_the_new_accounts():
    assert round(_value("gdp_usd", "TKM", 2023) / 1e9, 1) == 39.0
    jump = _value("gdp_usd", "UZB", 2010) / _value("gdp_usd", "UZB", 2009) - 1
    assert round(100 * jump) == 65


def test_temperature_anomalies_average_zero_over_their_base_years():
    frame = load_indicators("temperature_anomaly", country=FIVE, since=1991, until=2020)
    assert frame.groupby("iso3", observed=True)["value"].mean().abs().max() < 0.005


def test_population_gdp_and_temperature_are_complete_for_the_five():
    wanted = ["population", "population_wpp", "gdp_usd", "gdp_per_capita_usd", "life_expectancy"]
    for indicator in [*wanted, "temperature_anomaly"]:
        frame = load_indicators(indicator, country=FIVE, since=1991, until=2024)
        assert len(frame) == 5 * 34, indicator


def test_dead_data_stay_single_values():
    assert load_indicators("gini", country="TKM")["year"].to_list() == [1998]
    assert load_indicators("remittances_pct_gdp", country="TKM")["year"].to_list() == [1996]
    for indicator in ("inflation_cpi", "poverty_national"):
        assert "TKM" not in set(load_indicators(indicator)["iso3"])


def test_a_value_has_the_unit_and_the_extent_of_its_catalogue_row():
    catalogue = load_indicator_catalogue().set_index("indicator_id")
    groups = load_indicators().groupby("indicator_id", observed=True)
    assert set(groups.groups) == set(catalogue.index)
    for name, rows in groups:
        about = catalogue.loc[name]
        assert set(rows["unit"].astype(str)) == {about["unit"]}
        assert (rows["year"].min(), rows["year"].max(), len(rows)) == (
            about["first_year"],
            about["last_year"],
            about["rows"],
        )


def test_series_that_may_not_be_passed_on_are_out():
    out = {"fh_civil_liberties", "fh_political_rights", "fh_total_score", "rsf_rank", "rsf_score"}
    out |= {"cpi_corruption", "nd_gain", "nd_gain_readiness", "nd_gain_vulnerability"}
    out |= {"energy_use_per_capita"}
    assert not out & set(load_indicator_catalogue()["indicator_id"])
    electricity = load_indicators()[
        load_indicators()["indicator_id"].astype(str).str.startswith("elec_share_")
    ]
    assert electricity["year"].min() == 2000
    assert set(load_indicator_catalogue()["redistribute"]) == {"yes"}


def test_the_readme_lists_every_left_out_row():
    text = data_path("README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \| (\d+) \| \d{4}–\d{4} \|", text, flags=re.MULTILINE)
    assert len(listed) == 17
    assert sum(int(rows) for _, rows in listed) == 2082
    gone = {name for name, _ in listed if not name.startswith("elec_share_")}
    assert len(gone) == 10
    assert not gone & set(load_indicator_catalogue()["indicator_id"])


def test_breaks_name_the_first_year_of_the_new_basis():
    breaks = load_series_breaks(series="gdp_usd")
    revised = breaks[breaks["kind"] == "revision"].set_index("area")["year"].to_dict()
    assert revised == {"TKM": 2016, "UZB": 2010, "KGZ": 2023}


@pytest.mark.parametrize(("area", "year"), [("KGZ", 2009), ("TJK", 2011), ("KAZ", 2013)])
def test_imports_break_where_the_reporter_changes(area, year):
    found = breaks_between(
        "cow_trade_4", area, partner="CHN", flow="imports", since=year - 1, until=year
    )
    assert found["kind"].to_list() == ["reporter"]
    for partner in ("EU", "TUR", "RUS", "WLD"):
        assert year in set(breaks_between("cow_trade_4", area, partner=partner)["year"])
    assert breaks_between("imf_imts", area, partner="CHN").empty


def test_breaks_of_a_flow_are_those_of_the_total_but_not_of_the_other_flow():
    asked = {"partner": "CHN", "since": 2008, "until": 2009}
    assert len(breaks_between("cow_trade_4", "KGZ", **asked)) == 1
    assert breaks_between("cow_trade_4", "KGZ", flow="exports", **asked).empty
    assert len(breaks_between("cow_trade_4", "CA5", **asked)) == 1, "it moves the sum"
    with pytest.raises(ValueError, match="`flow` must be one of"):
        breaks_between("cow_trade_4", "KGZ", flow="import")


def test_a_break_in_the_first_year_does_not_part_the_years_after_it():
    assert breaks_between("gdp_usd", "UZB", since=2010, until=2020).empty
    assert not breaks_between("gdp_usd", "UZB", since=2009, until=2020).empty


def test_breaks_are_found_for_indicators_and_for_trade():
    both = load_series_breaks(series=["gdp_usd", "fcs_russia"])
    assert set(both["table"].astype(str)) == {"indicators", "trade_partners"}
    with pytest.raises(ValueError, match="`series` must be one of"):
        load_series_breaks(series="gdp")


def test_trade_with_russia_in_1992_is_known_of_kyrgyzstan_alone_and_has_no_sum():
    frame = load_trade_partners(partner="RUS", series="cow_trade_4", since=1992, until=1992)
    known = frame[frame["total_usd"].notna()]["area"].to_list()
    assert known == ["KGZ"]
    note = frame.set_index("area").loc["CA5", "note"]
    assert "KAZ, TJK, TKM and UZB unknown" in note


@pytest.mark.parametrize(
    ("year", "billions"),
    [(2013, 50.2), (2020, 38.6), (2021, 50.0), (2022, 70.4), (2023, 89.8), (2024, 94.9)],
)
def test_china_with_the_five_by_the_imf(year, billions):
    assert round(_trade("imf_imts", "CA5", "CHN", year, "total_usd") / 1e9, 1) == billions


def test_trade_of_the_united_states_in_2003_is_close_to_its_trade_representative():
    assert round(_trade("us_census", "CA5", "USA", 2003, "exports_usd") / 1e6, 1) == 570.8
    assert round(_trade("us_census", "CA5", "USA", 2003, "imports_usd") / 1e6, 1) == 547.6


def test_kyrgyz_exports_to_china_jump_in_2024():
    assert round(_trade("imf_imts", "KGZ", "CHN", 2023, "exports_usd") / 1e6) == 83
    assert round(_trade("imf_imts", "KGZ", "CHN", 2024, "exports_usd") / 1e6) == 2797


def test_russian_customs_have_twice_the_monthly_figure_for_kazakhstan_in_2010():
    assert round(_trade("fcs_russia", "KAZ", "RUS", 2010, "imports_usd") / 1e9, 1) == 10.7


def test_trade_series_have_as_many_rows_as_the_inputs():
    assert load_trade_partners()["series"].value_counts().to_dict() == {
        "cow_trade_4": 823,
        "national_kgz": 300,
        "imf_imts": 288 + 48,
        "wdi_wto_total": 198,
        "us_census": 186,
        "fcs_russia": 140,
        "national_uzb": 140,
        "press": 87,
        "eurostat_comext": 84,
        "national_kaz": 60,
    }
    terms = load_trade_partners()["redistribute"].astype(str).value_counts().to_dict()
    assert terms == {"unclear": 1163 + 300, "yes": 1143 + 48 - 300}


#: Sums that lack one state, whose exports US customs put under a million.
UNDER_A_MILLION = {("cow_trade_4", "USA", year) for year in (1998, 2007, 2013)}


@pytest.mark.parametrize(
    ("sum_of", "members"), [("CA5", FIVE), ("CA4", ["KAZ", "KGZ", "TJK", "UZB"])]
)
def test_sums_over_the_states_equal_their_parts(sum_of, members):
    frame = load_trade_partners()
    frame = frame[frame["series"] != "press"]
    keys = ["series", "partner", "year", "reporter", "period"]
    tested = 0
    for column in ("exports_usd", "imports_usd", "total_usd"):
        totals = frame[frame["area"] == sum_of].set_index(keys)[column].dropna()
        parts = frame[frame["area"].isin(members)].set_index(keys)[column].dropna()
        parts = parts.groupby(keys, observed=True).agg(["sum", "size"])
        both = parts.loc[parts.index.isin(totals.index)]
        lacking = both[both["size"] < len(members)].index.droplevel(["reporter", "period"])
        assert set(lacking) <= UNDER_A_MILLION
        both = both[both["size"] == len(members)]
        rounding_usd = 2
        assert (totals.loc[both.index] - both["sum"]).abs().max() <= rounding_usd
        tested += len(both)
    assert tested >= 80


def test_investment_measures_stay_apart():
    frame = load_investment_partners()
    assert frame["measure"].value_counts()["FDI stock"] == 21
    row = frame[(frame["recipient"] == "CA5") & (frame["origin"] == "ASIA13")]
    assert row.set_index("year")["value_usd"].to_dict() == {2016: 29900000000, 2025: 68000000000}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("constitution_vote-KAZ-2026-03-15", 87.15),
        ("constitution_vote_turnout-KAZ-2026-03-15", 73.12),
        ("aral_sea_area_low-KAZ-UZB-2014-08", 7297),
        ("unrest_deaths-KAZ-2022-01-02", 225),
        ("north_aral_volume-KAZ-2023-03-05", 19.7),
    ],
)
def test_challenges_have_the_published_values(key, value):
    assert _challenge(key) == value


def test_challenges_say_latest_value_only_where_the_series_is_at_hand():
    challenges = load_challenges()
    latest = challenges["note"].str.startswith("latest value in indicators.csv", na=False)
    out = challenges["note"].str.contains("the series is left out for its terms", na=False)
    assert (latest.sum(), out.sum()) == (94, 25)
    assert set(challenges.loc[out, "indicator"].astype(str)) == {
        "corruption_perceptions_score",
        "freedom_in_the_world_score",
        "nd_gain_readiness",
        "nd_gain_vulnerability",
        "press_freedom_rank",
    }


def test_sources_are_each_there_once_and_marked_when_they_have_no_address():
    sources = load_sources()
    what = ["publisher", "title", "url", "published"]
    assert len(sources) == get_table("sources").rows
    assert not sources.duplicated(what).any()
    assert (sources["has_address"] == sources["url"].notna()).all()
    assert not sources.set_index("source_id").loc["recalled", "has_address"]


def test_every_source_is_used_by_a_table():
    used = set()
    for path in data_path("countries.csv").parent.glob("*.csv"):
        if path.name.startswith("sources"):
            continue
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in frame.columns[frame.columns.str.endswith("source_id")]:
            used |= {key for cell in frame[column].unique() for key in cell.split(";")}
    shapes = "".join(
        path.read_text(encoding="utf-8")
        for path in data_path("countries.csv").parent.glob("*.geojson")
    )
    unused = {key for key in set(load_sources()["source_id"]) - used if key not in shapes}
    assert unused == set()


def test_the_data_dictionary_is_current_and_its_check_can_fail(tmp_path):
    tool = Path(__file__).resolve().parents[1] / "tools" / "build_dictionary.py"
    done = subprocess.run([sys.executable, tool, "--check"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    copy = tmp_path / "tools" / tool.name
    copy.parent.mkdir()
    copy.write_text(tool.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "data").mkdir()
    for name in ("README.md", "datapackage.json"):
        text = data_path(name).read_text(encoding="utf-8").replace("Competing area", "Other area")
        target = tmp_path / "data" / name
        target.write_text(
            text if name != "README.md" else data_path(name).read_text("utf-8"), "utf-8"
        )
    done = subprocess.run([sys.executable, copy, "--check"], capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "build_dictionary.py" in done.stderr
