"""Each check passes on the bundled tables and fails on a table broken for it."""

from __future__ import annotations

import pytest

from checks import CHECKS, Tables, check_integrity

#: For each check: table, what the row is found by, column, the broken value.
BROKEN = {
    "written_as_described": ("meetings", {"meeting_id": "c5-plus-1-2025-washington"}, "level", "x"),
    "unique_keys": ("countries", {"iso3": "KGZ"}, "iso3", "KAZ"),
    "foreign_keys": ("route_stops", {"route_id": "titr", "sequence": "1"}, "place_id", "nowhere"),
    "coverage_as_described": ("meetings", {"start_date": "2004-08-28"}, "start_date", "2005-08-28"),
    "memory_is_marked": ("deposits", {"deposit_id": "kashagan"}, "verification", "read"),
    "every_source_is_used": ("sources", {"source_id": "recalled"}, "source_id", "unused-000000"),
    "ids_spell_their_columns": ("commitments", {"actor_iso3": "UZB"}, "actor_iso3", "KAZ"),
    "commitment_ids_name_the_counterpart": (
        "commitments",
        {"counterpart": "FRA"},
        "counterpart",
        "DEU",
    ),
    "meeting_ids_tell_year_level_and_sides": (
        "meetings",
        {"meeting_id": "c5-plus-1-2025-washington"},
        "end_date",
        "2026-11-06",
    ),
    "meeting_ids_tell_format_and_city": ("meetings", {"city": "Washington"}, "city", "New York"),
    "source_ids_follow_from_the_source": ("sources", {"has_address": "true"}, "published", "1900"),
    "shares_are_value_over_world_total": (
        "resources",
        {"world_share_pct": "0.0377"},
        "value",
        "400",
    ),
    "resources_keep_unit_category_and_total": (
        "resources",
        {"commodity": "gold"},
        "unit",
        "tonnes_u",
    ),
    "rare_earth_ranks_follow_the_values": ("rare_earths_world", {"iso3": "AUS"}, "rank", "9"),
    "populations_add_up_and_agree": ("region_population", {"year": "2025"}, "uzb", "1"),
    "areas_and_people_agree_between_tables": ("countries", {"iso3": "KAZ"}, "area_km2", "2724901"),
    "area_variants_vary_little": ("area_variants", {"code": "TKM"}, "preferred", "false"),
    "trade_totals_add_up": ("trade_partners", {"series": "fcs_russia"}, "total_usd", "1"),
    "trade_series_keep_their_terms": (
        "trade_partners",
        {"series": "fcs_russia", "area": "KAZ"},
        "licence",
        "CC BY 4.0",
    ),
    "same_terms_same_permission": (
        "indicator_catalogue",
        {"licence": "CC BY 4.0"},
        "redistribute",
        "no",
    ),
    "catalogue_counts_the_indicators": (
        "indicator_catalogue",
        {"indicator_id": "hdi"},
        "rows",
        "1",
    ),
    "indicators_agree_with_each_other": (
        "indicators",
        {"indicator_id": "trade_pct_gdp", "iso3": "KAZ", "year": "2020"},
        "value",
        "5",
    ),
    "governance_ranks_follow_the_scores": (
        "indicators",
        {"indicator_id": "wgi_rl_rank", "iso3": "USA", "year": "2015"},
        "value",
        "1",
    ),
    "indicators_do_not_jump": (
        "indicators",
        {"indicator_id": "life_expectancy", "iso3": "UZB", "year": "2010"},
        "value",
        "7.01",
    ),
    "challenges_repeat_the_indicators": (
        "challenges",
        {"challenge_id": "co2_per_capita-UZB-2024"},
        "value",
        "3.9",
    ),
    "stops_name_the_source_of_their_route": (
        "route_stops",
        {"route_id": "titr", "sequence": "1"},
        "source_id",
        "recalled",
    ),
    "a_series_of_trade_has_one_publisher": (
        "trade_partners",
        {"series": "us_census"},
        "source_id",
        "world-bank-from-world-trade-34e910",
    ),
    "breaks_lie_in_their_series": ("series_breaks", {"series": "gdp_growth"}, "year", "1991"),
    "slow_series_have_no_spike": (
        "indicators",
        {"indicator_id": "renewable_water_per_capita", "iso3": "TJK", "year": "1998"},
        "value",
        "2742",
    ),
    "per_head_times_people_is_the_total": (
        "indicators",
        {"indicator_id": "renewable_water_per_capita", "iso3": "UZB", "year": "1994"},
        "value",
        "2270",
    ),
    "two_inventories_have_two_names": (
        "indicator_catalogue",
        {"indicator_id": "co2_total_mt"},
        "label",
        "CO2 emissions, total",
    ),
    "a_part_is_not_above_its_whole": (
        "indicators",
        {"indicator_id": "merchandise_trade_pct_gdp", "iso3": "TKM", "year": "2001"},
        "note",
        "",
    ),
    "stakes_make_a_whole": (
        "energy_links",
        {"energy_link_id": "stake-caspian-pipeline-consortium-eni-international-2025"},
        "subject",
        "x",
    ),
    "an_event_is_told_once": (
        "route_events",
        {"route_id": "bedel-road", "date": "2025-09-03"},
        "date",
        "2024-09-04",
    ),
    "a_project_has_one_cost": ("routes", {"route_id": "cku"}, "capacity_or_volume", "4.7 bn USD"),
    "levels_of_trade_hold_no_zero": (
        "trade_partners",
        {"series": "cow_trade_4", "area": "TKM", "partner": "CHN", "year": "1992"},
        "exports_usd",
        "0",
    ),
    "sums_name_their_states_and_lack_none": (
        "trade_partners",
        {"series": "cow_trade_4", "area": "CA5", "partner": "RUS", "year": "1992"},
        "imports_usd",
        "172000000",
    ),
    "mirrors_part_only_at_a_break": (
        "series_breaks",
        {
            "series": "cow_trade_4",
            "area": "KGZ",
            "partner": "CHN",
            "flow": "imports",
            "year": "2009",
        },
        "year",
        "2010",
    ),
    "dollars_are_dollars": ("commitments", {"currency": "USD"}, "value_usd", "5"),
    "official_lists_have_their_length": (
        "critical_minerals",
        {"row_kind": "official_entry", "on_us_list_2025": "true"},
        "on_us_list_2025",
        "false",
    ),
    "energy_shares_stay_below_the_whole": (
        "energy_links",
        {"record_type": "buyer_share"},
        "value",
        "101",
    ),
    "points_lie_in_their_country": ("countries", {"iso3": "KAZ"}, "capital_latitude", "71.4"),
    "cities_lie_in_one_place": ("meetings", {"city": "Astana"}, "longitude", "71.5"),
    "cities_of_meetings_are_the_places": ("places", {"name": "Samarkand"}, "longitude", "65.2"),
    "components_lie_at_their_place": ("places", {"place_id": "suyab"}, "latitude", "42.1"),
    "travel_times_fit_their_distance": (
        "transit_times",
        {"leg_id": "ist-3"},
        "great_circle_km",
        "290",
    ),
    "legs_have_a_likely_length": (
        "route_stops",
        {"route_id": "titr", "sequence": "2"},
        "sequence",
        "9",
    ),
    "historical_routes_have_a_certainty": ("routes", {"route_id": "titr"}, "certainty", "certain"),
    "crossings_lie_between_neighbours": (
        "border_crossings",
        {"country_b": "CHN"},
        "country_b",
        "TKM",
    ),
    "pipelines_have_a_likely_length": (
        "energy_links",
        {"record_type": "pipeline"},
        "length_km",
        "9",
    ),
    "landforms_lie_in_one_of_their_countries": (
        "landforms",
        {"landform_id": "karakum"},
        "latitude",
        "3.93",
    ),
    "meetings_run_forward": (
        "meetings",
        {"meeting_id": "c5-plus-1-2025-washington"},
        "end_date",
        "2025-11-05",
    ),
    "meetings_fit_their_format": ("meetings", {"format": "c5_plus_1"}, "counterpart", "CHN"),
    "status_mode_and_edition_fit": ("meetings", {"status": "planned"}, "mode", "in_person"),
    "formats_count_their_summits": (
        "formats",
        {"format": "c5_plus_1"},
        "first_leaders_summit",
        "2022-09-19",
    ),
    "statements_fit_the_meeting": ("attendance", {"status": "attended"}, "status", "invited"),
    "statements_are_in_order": ("attendance", {"seq": "2"}, "seq", "3"),
    "persons_belong_to_their_office": (
        "attendance",
        {"person": "Sadyr Japarov"},
        "actor_iso3",
        "KAZ",
    ),
    "meetings_of_leaders_tell_who_was_there": (
        "attendance",
        {"meeting_id": "victory-day-2025-moscow", "actor_iso3": "RUS"},
        "status",
        "confirmed",
    ),
    "deals_fall_on_their_meeting_or_say_so": (
        "commitments",
        {"commitment_id": "uzb-usa-2025-09-22-uzbekistan-airways-up-to-22-boeing-787-1"},
        "note",
        "More than 8 bn according to Trump.",
    ),
    "plans_long_past_have_a_note": ("meetings", {"meeting_id": "eaeu-2026-astana"}, "note", ""),
    "leaders_are_among_the_people": (
        "countries",
        {"iso3": "TKM"},
        "head_of_state",
        "Serdar Berdimuhamedow",
    ),
    "one_event_has_one_date": ("chronology", {"event": "summit"}, "date", "2025-11-09"),
    "coverage_says_one_thing_of_a_day": (
        "meeting_coverage",
        {"format": "c5_plus_1", "completeness": "partial"},
        "since",
        "2025-06-01",
    ),
    "deals_are_announced_at_the_meeting": (
        "commitments",
        {"meeting_id": "c5-plus-1-2025-washington"},
        "announced_on",
        "2025-12-06",
    ),
    "country_facts_fit": ("countries", {"iso3": "UZB"}, "neighbours", "AFG;KAZ;KGZ;TJK"),
    "chronology_is_in_order": ("chronology", {"date": "2025-10-27"}, "date", "2025-09-01"),
    "route_events_fall_on_their_meeting": (
        "route_events",
        {"meeting_id": "trilateral-2025-khujand"},
        "meeting_id",
        "c5-plus-1-2023-new-york",
    ),
    "votes_in_common_add_up": (
        "un_agreement",
        {"iso3": "KAZ", "partner": "CHN", "year": "2023"},
        "same",
        "1",
    ),
    "two_agree_in_both_directions": (
        "un_agreement",
        {"iso3": "KAZ", "partner": "UZB", "year": "2023"},
        "agreement_pct",
        "1",
    ),
    "votes_on_ukraine_fit_their_text": (
        "un_ukraine_votes",
        {"text_id": "es-11-1", "iso3": "KAZ"},
        "total_yes",
        "14",
    ),
    "values_lie_in_their_intervals": (
        "vdem",
        {"index_id": "v2x_libdem", "iso3": "KGZ", "year": "2024"},
        "value",
        "0.9",
    ),
    "indices_are_described_as_they_are": (
        "vdem_indices",
        {"index_id": "v2x_rule"},
        "has_interval",
        "true",
    ),
    "lending_adds_up_and_unknown_is_empty": (
        "china_finance",
        {"iso3": "TKM", "amount_known": "false"},
        "total_usd2021",
        "0",
    ),
    "migrants_add_up": (
        "migrant_stock",
        {"origin": "UZB", "destination": "RUS", "year": "2024"},
        "migrants",
        "778042",
    ),
    "refugees_count_what_applies": (
        "refugees",
        {"origin": "TJK", "asylum": "KGZ", "year": "1993"},
        "displaced_inside",
        "0",
    ),
}


def test_every_check_has_a_broken_table():
    assert sorted(BROKEN) == sorted(CHECKS)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_bundled_tables_pass(name):
    found = check_integrity(only=name)
    assert found.empty, found.to_string()


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_table_fails(name):
    table, at, column, value = BROKEN[name]
    text = Tables().text(table).copy()
    keep = text[list(at)].eq(list(at.values())).all(axis="columns")
    assert keep.any(), f"no row {at}"
    text.loc[text.index[keep][0], column] = value
    found = check_integrity(Tables({table: text}), only=name, touching=table)
    assert not found.empty
    assert set(found["check"]) == {name}


def test_a_challenge_whose_indicator_has_another_name_is_compared_too():
    text = Tables().text("challenges").copy()
    row = text.index[text["challenge_id"] == "hydro_dependence-UZB-2023"][0]
    text.loc[row, "value"] = "8.75574"
    found = check_integrity(Tables({"challenges": text}), only="challenges_repeat_the_indicators")
    assert found["row"].to_list() == ["hydro_dependence-UZB-2023"]


@pytest.mark.parametrize(
    ("name", "table", "at", "column", "value"),
    [
        (
            "meetings_of_leaders_tell_who_was_there",
            "meetings",
            {"meeting_id": "board-of-peace-2026-davos"},
            "presence_unknown",
            "",
        ),
        (
            "leaders_are_among_the_people",
            "attendance",
            {"person": "Sadyr Japarov"},
            "person",
            "Sadyr Zhaparov",
        ),
        (
            "one_event_has_one_date",
            "meetings",
            {"meeting_id": "bilateral-kaz-rus-2024-astana-sco"},
            "start_date",
            "2024-11-27",
        ),
    ],
)
def test_a_meeting_without_a_side_a_leader_spelt_otherwise_and_a_meeting_twice_are_found(
    name, table, at, column, value
):
    text = Tables().text(table).copy()
    row = text.index[text[list(at)].eq(list(at.values())).all(axis="columns")][0]
    text.loc[row, column] = value
    assert not check_integrity(Tables({table: text}), only=name, touching=table).empty


def test_a_fault_names_table_row_column_and_value():
    text = Tables().text("countries").copy()
    text.loc[0, "capital_latitude"] = "71.4"
    found = check_integrity(Tables({"countries": text}), only="points_lie_in_their_country")
    assert found.iloc[0].to_list() == [
        "points_lie_in_their_country",
        "countries",
        "KAZ",
        "capital_latitude",
        "71.4",
        "a point in KAZ",
    ]


@pytest.mark.parametrize(
    ("name", "table", "at", "column", "value"),
    [
        ("votes_in_common_add_up", "un_agreement", {"both_voted": "0"}, "agreement_pct", "0"),
        ("votes_in_common_add_up", "un_agreement", {"few_votes": "true"}, "few_votes", "false"),
        ("votes_on_ukraine_fit_their_text", "un_ukraine_votes", {"vote": ""}, "note", ""),
        ("votes_on_ukraine_fit_their_text", "un_ukraine_votes", {"iso3": "KGZ"}, "text_id", "x"),
        ("values_lie_in_their_intervals", "un_ideal_points", {"iso3": "TKM"}, "low", "9"),
        ("values_lie_in_their_intervals", "vdem", {"iso3": "UZB", "states": "1"}, "high", ""),
        (
            "lending_adds_up_and_unknown_is_empty",
            "china_finance",
            {"iso3": "KAZ"},
            "oof_usd2021",
            "7",
        ),
        ("migrants_add_up", "migrant_stock", {"origin": "WLD"}, "migrants", "5"),
        ("refugees_count_what_applies", "refugees", {"year": "1999"}, "asylum_seekers", "0"),
    ],
)
def test_a_zero_for_nothing_and_a_part_beyond_its_whole_are_found(name, table, at, column, value):
    text = Tables().text(table).copy()
    rows = text.index[text[list(at)].eq(list(at.values())).all(axis="columns")]
    rows = [i for i in rows if text.loc[i, column] != value]
    text.loc[rows[-1], column] = value
    assert not check_integrity(Tables({table: text}), only=name, touching=table).empty


def test_unknown_checks_are_refused():
    with pytest.raises(ValueError, match="`only` must be one of"):
        check_integrity(only="sums")
