"""The verdict of each claim on the real tables, and on copies altered to change it."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from ca_summit.claims import (
    RULES,
    VERDICTS,
    challenges,
    check_claim,
    check_claims,
    meetings,
    region,
    resources,
    routes,
    summit,
    trade,
)
from ca_summit.tables import load_claims, load_sources, read_table

if TYPE_CHECKING:
    from pathlib import Path

#: Typed by hand from the rules and the READMEs of the compiled facts.
VERDICT_OF = {
    "five-members": "supported",
    "soviet-past": "supported",
    "area-like-eu": "supported",
    "population-80-million": "supported",
    "deserts-and-mountains": "supported",
    "rich-in-resources": "supported",
    "rare-earths-in-particular": "not supported",
    "russia-was-dominant": "supported",
    "russia-is-waning": "partly supported",
    "powers-compete": "supported",
    "summit-date": "supported",
    "announced-by-two": "supported",
    "two-confirmed": "supported",
    "three-not-confirmed": "supported",
    "no-white-house-statement": "supported",
    "met-china-and-russia": "supported",
    "met-eu-and-china-this-year": "supported",
    "silk-road-crossroads": "supported",
    "trade-routes-revive": "supported",
    "routes-were-a-focus": "not supported",
    "us-ties-grow": "supported",
    "instability": "supported",
    "underdevelopment": "supported",
    "climate-change": "supported",
    "divisions-or-unity": "not supported",
    "most-watched": "not checkable",
    "lasting-implications": "not decided",
}


@pytest.fixture(scope="module")
def checked() -> pd.DataFrame:
    return check_claims()


@pytest.fixture(scope="module")
def figures(checked: pd.DataFrame) -> dict[str, Any]:
    return dict(zip(checked["claim_id"], checked["figures"], strict=True))


@pytest.fixture(scope="module")
def explained(checked: pd.DataFrame) -> dict[str, str]:
    return dict(zip(checked["claim_id"], checked["explanation"], strict=True))


# --- the whole table -------------------------------------------------------------------------


def test_check_claims_gives_one_row_for_each_of_the_27_claims_in_their_order(checked):
    assert checked["claim_id"].to_list() == load_claims()["claim_id"].to_list()
    assert len(checked) == 27
    assert set(RULES) == set(checked["claim_id"])


@pytest.mark.parametrize("claim_id", sorted(VERDICT_OF))
def test_verdict_on_the_real_tables(checked, claim_id):
    assert checked.set_index("claim_id").loc[claim_id, "verdict"] == VERDICT_OF[claim_id]


def test_verdicts_are_the_five_allowed_ones(checked):
    assert checked["verdict"].cat.categories.to_list() == list(VERDICTS)
    assert checked["verdict"].notna().all()


def test_figures_survive_json_unchanged(checked):
    for value in checked["figures"]:
        assert json.loads(json.dumps(value, allow_nan=False)) == value


def test_rule_holds_the_words_of_the_table(checked):
    assert checked["rule"].to_list() == load_claims()["supported_when"].to_list()


def test_all_sources_resolve_and_every_finding_names_some(checked):
    known = set(load_sources()["source_id"])
    for row in checked.to_dict("records"):
        assert row["sources"], row["claim_id"]
        assert set(row["sources"]) <= known, row["claim_id"]
        assert row["source_id"] in known


def test_every_explanation_says_the_weakness_and_is_a_finished_sentence(checked):
    for row in checked.to_dict("records"):
        assert row["weakness"], row["claim_id"]
        assert row["weakness"] in row["explanation"]
        assert row["explanation"].endswith(".")
        assert "nan" not in row["explanation"].lower().split()


def test_recalled_rows_are_counted_and_said(checked):
    said = checked["explanation"].str.contains("recalled from memory, not read in a document")
    assert (said == checked["recalled_used"].gt(0)).all()
    counts = checked.set_index("claim_id")["recalled_used"]
    assert counts["deserts-and-mountains"] == 5  # all five desert notes (recalled_fields)
    assert counts["area-like-eu"] == 5  # of the twelve competing areas
    assert counts["population-80-million"] == 0
    assert (
        "Of the 10 rows used, 5 are recalled" in check_claim("deserts-and-mountains")["explanation"]
    )


def test_a_row_turned_to_recalled_is_counted():
    volumes = read_table("corridor_volumes")
    titr = volumes["corridor"].eq("TITR / Middle Corridor") & volumes["year"].eq(2025)
    before = check_claim("trade-routes-revive")["recalled_used"]
    volumes.loc[titr & volumes["unit"].eq("t"), "verification"] = "recalled"
    after = check_claim("trade-routes-revive", data={"corridor_volumes": volumes})
    assert after["recalled_used"] == before + 1


def test_thresholds_in_code_are_those_of_the_words():
    rule = load_claims().set_index("claim_id")["supported_when"]
    assert "between 0.90 and 1.10" in rule["area-like-eu"]
    assert region.AREA_RATIO == (0.90, 1.10)
    assert "within 5% of 80 million" in rule["population-80-million"]
    assert (region.POPULATION_TOLERANCE_PCT, region.POPULATION) == (5, 80_000_000)
    assert "above 7000 m and at least three states" in rule["deserts-and-mountains"]
    assert (region.HIGH_PEAK_M, region.DESERT_STATES) == (7000, 3)
    assert rule["rich-in-resources"] == "at least five commodities"
    assert (resources.COMMODITIES, resources.WORLD_SHARE_PCT) == (5, 5)
    assert "above 1% of the world" in rule["rare-earths-in-particular"]
    assert resources.RARE_EARTH_SHARE_PCT == 1
    assert "at least three of the five" in rule["russia-was-dominant"]
    assert trade.FIRST_PARTNER_STATES == 3
    assert "than in 2021" in rule["russia-is-waning"]
    assert trade.WAR_BASE_YEAR == 2021
    assert "2023-2025 than in 2015-2022" in rule["powers-compete"]
    assert (meetings.LATER_YEARS, meetings.EARLIER_YEARS) == ((2023, 2025), (2015, 2022))
    assert "at least three historical routes cross at least four" in rule["silk-road-crossroads"]
    assert (routes.ROUTES_PER_STATE, routes.STATES) == (3, 4)
    assert "more than twice that of 2020" in rule["trade-routes-revive"]
    assert (routes.GROWTH_FACTOR, routes.BASE_YEAR) == (2, 2020)
    assert "first or second" in rule["routes-were-a-focus"]
    assert routes.RANK == 2
    assert "at least three of the five" in rule["instability"]
    assert "at least three of the five" in rule["underdevelopment"]
    assert challenges.STATES == 3
    assert "at least two of these series worsened since 1990" in rule["climate-change"]
    assert (challenges.WORSENED_SERIES, challenges.SINCE) == (2, 1990)
    assert (summit.SUMMIT_DAY, summit.HOST) == ("2025-11-06", "USA")


# --- key figures, typed from the READMEs -----------------------------------------------------


def test_area_ratio_is_94_5_percent_and_96_6_without_the_french_overseas(figures, explained):
    found = figures["area-like-eu"]
    assert (found["area_five_km2"], found["area_eu_km2"]) == (4_004_451, 4_236_351)
    assert found["ratio"] == pytest.approx(0.945, abs=0.0005)
    assert found["ratio_without_french_overseas"] == pytest.approx(0.966, abs=0.0005)
    assert found["largest_share_pct"] == pytest.approx(68, abs=0.1)
    assert found["ratio_lowest"] < 0.945 < found["ratio_highest"]
    assert "4,004,451 km²" in explained["area-like-eu"]
    assert "0.945" in explained["area-like-eu"]


def test_80_million_people_were_passed_between_2022_and_2023(figures, explained):
    found = figures["population-80-million"]
    assert found["latest_year"] == 2025
    assert found["people_latest_count"] == pytest.approx(83.6e6, abs=0.05e6)
    assert found["passed_between_years"] == [2022, 2023]
    assert found["passed_at_year_interpolated"] == pytest.approx(2022.43, abs=0.01)
    assert found["deviation_pct"] == pytest.approx(4.56, abs=0.01)
    assert "one more year like the last would leave it" in explained["population-80-million"]


def test_peaks_and_deserts(figures):
    found = figures["deserts-and-mountains"]
    assert found["highest_point_m"] == {
        "KAZ": 7010,
        "KGZ": 7439,
        "TJK": 7495,
        "TKM": 3139,
        "UZB": 4643,
    }
    assert sorted(found["named_deserts"]) == ["KAZ", "TKM", "UZB"]
    assert found["named_deserts"]["TKM"] == ["Karakum"]


def test_ten_commodities_reach_five_percent_and_coal_is_left_out_as_doubted(figures):
    found = figures["rich-in-resources"]
    share = found["world_share_pct"]
    assert found["commodities_count"] == 10
    assert share["uranium"] == pytest.approx((23270 + 4000) / 60213 * 100, abs=0.01)
    assert share["antimony"] == pytest.approx((22000 + 700 + 800) / 110000 * 100, abs=0.01)
    assert share["natural_gas"] == pytest.approx(7.54, abs=0.01)  # reserves, all five
    assert share["cadmium"] == pytest.approx(5.0)
    assert "coal" not in share
    assert found["left_out_as_doubted"] == ["coal"]


def test_rare_earths_are_claims_and_occurrences_not_statistics(figures, explained):
    found = figures["rare-earths-in-particular"]
    assert found["largest_reported_share_pct"] is None
    assert found["occurrences_count"] == 384
    assert found["claims_count"] == 6
    assert {c["status"] for c in found["claims"]} == {"government_claim", "company_estimate"}
    assert found["rest_of_world_output_pct"] == pytest.approx(0.28, abs=0.005)
    assert "384 occurrences and 6 claims" in explained["rare-earths-in-particular"]


def test_russia_was_first_partner_of_three_in_1994(figures, explained):
    found = figures["russia-was-dominant"]
    assert found["year"] == 1994
    assert found["first_partner"] == {
        "KAZ": "RUS",
        "KGZ": "RUS",
        "TJK": "EU",
        "TKM": "EU",
        "UZB": "RUS",
    }
    assert found["states_known_in_opening_year"] == ["KGZ"]
    assert found["members_of_russian_formats"]["CSTO"] == ["KAZ", "KGZ", "TJK"]
    assert "for 1992, where the series begins" in explained["russia-was-dominant"]


def test_russia_share_fell_in_the_three_states_with_own_series(figures, explained):
    found = figures["russia-is-waning"]
    assert found["states"] == ["KAZ", "KGZ", "UZB"]
    assert found["latest_year"] == 2023
    assert found["share_2021_pct"]["RUS"] == pytest.approx(22.6, abs=0.05)
    assert found["share_latest_pct"]["RUS"] == pytest.approx(18.4, abs=0.05)
    text = explained["russia-is-waning"]
    assert "An indication, never a proof" in text
    assert "Tajikistan and Turkmenistan have no series" in text
    assert "customs ends in 2021" in text


def test_twelve_summits_in_three_years_against_four_in_eight(figures):
    found = figures["powers-compete"]
    assert found["summits_2023_2025_count"] == 12
    assert found["summits_2015_2022_count"] == 4
    assert found["summits_by_year_count"]["2025"] == 6
    assert found["with_china_eu_usa_2023_2025_count"] == 6
    assert found["with_china_eu_usa_2015_2022_count"] == 2


def test_first_confirmations_and_the_days_the_others_changed(figures, explained):
    assert figures["announced-by-two"]["first_own_confirmation"] == {
        "KAZ": "2025-10-26",
        "KGZ": "2025-10-27",
    }
    assert figures["two-confirmed"]["status"] == {"KAZ": "confirmed", "KGZ": "confirmed"}
    found = figures["three-not-confirmed"]
    assert set(found["status"].values()) == {"unconfirmed"}
    assert found["first_confirmation"] == {
        "TJK": {"any_side": "2025-11-03", "own_side": "2025-11-03"},
        "TKM": {"any_side": "2025-10-28", "own_side": "2025-10-28"},
        "UZB": {"any_side": "2025-10-28", "own_side": "2025-11-04"},
    }
    assert (
        "28 October 2025 by the host's word, by its own on 4 November 2025"
        in (explained["three-not-confirmed"])
    )


def test_white_house_silence_is_called_absence_of_evidence(figures, explained):
    assert figures["no-white-house-statement"]["official_statements_count"] == 0
    assert figures["no-white-house-statement"]["reports_of_no_comment_count"] == 1
    assert "absence of evidence" in explained["no-white-house-statement"]


def test_meetings_with_china_russia_and_the_eu_are_named_with_dates(figures, explained):
    found = figures["met-china-and-russia"]["meetings"]
    assert [m["meeting_id"] for m in found["CHN"]] == ["china-central-asia-2025-astana"]
    assert [m["meeting_id"] for m in found["RUS"]] == ["russia-central-asia-2025-dushanbe"]
    assert found["RUS"][0]["start_date"] == "2025-10-09"
    eu = figures["met-eu-and-china-this-year"]["meetings"]["EU"]
    assert [(m["city"], m["start_date"], m["end_date"]) for m in eu] == [
        ("Samarkand", "2025-04-03", "2025-04-04")
    ]
    assert "Samarkand, 3–4 April 2025" in explained["met-eu-and-china-this-year"]


def test_silk_road_counts_states_and_admits_the_strict_reading(figures, explained):
    found = figures["silk-road-crossroads"]
    assert found["states_with_three_routes_count"] == 5
    assert found["routes_through_four_states_count"] == 0
    assert found["world_heritage_components_count"] == 8 + 3 + 9 + 5 + 16
    assert "can be read in two ways" in explained["silk-road-crossroads"]


def test_middle_corridor_grew_fivefold_and_fell_in_2025(figures, explained):
    found = figures["trade-routes-revive"]
    assert (found["tonnes_2020_t"], found["tonnes_latest_t"]) == (783_000, 4_119_000)
    assert found["latest_year"] == 2025
    assert found["factor"] == pytest.approx(5.26, abs=0.005)
    assert (found["peak_year"], found["tonnes_peak_t"]) == (2024, 4_484_000)
    assert "8.1% less than in 2024" in explained["trade-routes-revive"]


def test_transport_is_rank_five_among_the_commitments(figures, explained):
    found = figures["routes-were-a-focus"]
    assert found["transport_count"] == 3
    assert found["transport_rank"] == 5
    assert sum(found["by_sector_count"].values()) == found["commitments_count"] == 36
    assert found["transport_rank_with_aviation"] == 2
    assert "the rule would be met" in explained["routes-were-a-focus"]


def test_aggregates_are_not_counted_as_commitments(figures):
    deals = read_table("commitments")
    at_summit = deals["counterpart"].eq("USA") & deals["announced_on"].eq("2025-11-06")
    single = at_summit & ~deals["is_aggregate"]
    assert 0 < single.sum() < at_summit.sum()
    assert figures["us-ties-grow"]["commitments_at_summit_count"] == int(single.sum())


def test_us_share_in_trade_stayed_at_1_7_percent(figures):
    share = figures["us-ties-grow"]["us_share_in_trade"]
    assert (share["latest_year"], share["earlier_year"]) == (2024, 2014)
    assert share["latest_pct"] == pytest.approx(4.139 / 238.53 * 100, abs=0.01)


def test_challenges_in_figures(figures, explained):
    assert figures["instability"]["below_median_count"] == 5
    assert figures["instability"]["percentile"]["TJK"] == pytest.approx(21.2264)
    assert figures["underdevelopment"]["below_world_mean_count"] == 4
    assert figures["underdevelopment"]["below_without_turkmenistan_count"] == 3
    assert "TKM" not in figures["underdevelopment"]["poverty_420_pct"]  # last survey 1998
    climate = figures["climate-change"]
    assert climate["worsened"] == ["temperature", "Aral Sea area"]
    assert climate["aral_sea_area"]["area_km2"] == {"1998": 28687, "2009": 11800}
    assert climate["glacier_area"]["worse"] is None  # its period begins in 1961
    assert climate["water_stress"]["change_percentage_points"]["TKM"] > 0
    assert "irrigation" in explained["climate-change"]


def test_unity_and_follow_up(figures):
    assert figures["divisions-or-unity"]["attended_count"] == 5
    found = figures["lasting-implications"]
    assert found["last_record"] >= "2026-02-19"
    assert found["commitments_since_count"] == 4


def test_copies_read_back_from_csv_with_text_dates_give_the_same_verdicts(tmp_path: Path, checked):
    data = {}
    for name in ("meetings", "attendance", "chronology", "commitments", "countries"):
        read_table(name).to_csv(tmp_path / f"{name}.csv", index=False)
        data[name] = pd.read_csv(
            tmp_path / f"{name}.csv", keep_default_na=False, na_values=[""], encoding="utf-8"
        )
    again = check_claims(data=data)
    assert again["verdict"].to_list() == checked["verdict"].to_list()
    assert again["figures"].to_list() == checked["figures"].to_list()


def test_inputs_are_left_unchanged():
    names = ("meetings", "attendance", "resources", "trade_partners", "countries", "commitments")
    data = {name: read_table(name) for name in names}
    before = {name: frame.copy(deep=True) for name, frame in data.items()}
    check_claims(data=data)
    for name in names:
        pd.testing.assert_frame_equal(data[name], before[name])


def test_bundled_tables_are_left_unchanged():
    before = read_table("trade_partners")
    check_claims(["russia-is-waning", "us-ties-grow"])
    pd.testing.assert_frame_equal(read_table("trade_partners"), before)


def test_no_network_is_used(monkeypatch):
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert len(check_claims()) == 27


# --- arguments -------------------------------------------------------------------------------


def test_one_claim_several_claims_or_rows_may_be_asked_for():
    assert check_claims("instability")["claim_id"].to_list() == ["instability"]
    two = check_claims(["instability", "five-members"])
    assert two["claim_id"].to_list() == ["five-members", "instability"]
    rows = load_claims(kind="opinion")
    assert check_claims(rows)["claim_id"].to_list() == ["most-watched"]


def test_unknown_claim_is_refused_with_a_suggestion():
    with pytest.raises(ValueError, match=r"`claims` must be one of .*Did you mean 'summit-date'\?"):
        check_claims("summit-dat")


def test_unknown_table_is_refused_with_a_suggestion():
    with pytest.raises(ValueError, match=r"`data` must be one of .*Did you mean 'countries'\?"):
        check_claims(data={"countrys": read_table("countries")})


def test_altered_copy_without_a_needed_column_is_refused():
    frame = read_table("countries").drop(columns="area_km2")
    with pytest.raises(ValueError, match=r"needs column\(s\) \['area_km2'\]"):
        check_claims(data={"countries": frame})


def test_altered_copy_with_a_gap_where_a_value_is_required_is_refused():
    frame = read_table("commitments")
    frame.loc[[0, 5], "is_aggregate"] = pd.NA
    with pytest.raises(ValueError, match=r"every row of 'is_aggregate'.*2 of 119 rows have none"):
        check_claims("us-ties-grow", data={"commitments": frame})


def test_something_else_than_a_frame_is_refused():
    with pytest.raises(TypeError, match=r"needs a table \(pandas DataFrame\); got list"):
        check_claims(data={"countries": []})  # type: ignore[dict-item]


def test_explanations_never_count_five_of_five_and_write_percent_in_one_way():
    said = check_claims().set_index("claim_id")["explanation"]
    assert not said.str.contains("5 of the five|five of the five|One of these leaders").any()
    assert not said.str.contains(r"[0-9] %").any()
    assert said["soviet-past"].startswith("All five declared independence in 1991")
    assert said["divisions-or-unity"].startswith("All five presidents attended")
    assert "All five and one of these leaders were also at" in said["met-china-and-russia"]
