"""Titles of maps state what the rows drawn say and follow altered rows; else the question stays."""

from __future__ import annotations

import re

import pandas as pd

import ca_summit as ca


def title(fig) -> str:
    return fig.layout.title.text.replace("<br>", " ")


def indicator(name, **values):
    """Return the rows of an indicator of 2024 with other values for some states."""
    rows = ca.load_indicators(name, year=2024)
    changed = rows["value"].astype(float)
    for code, value in values.items():
        changed = changed.mask(rows["iso3"].eq(code), value)
    return rows.assign(value=changed)


def test_a_rate_is_compared_between_the_ends_and_follows_the_values():
    rows = indicator("gdp_per_capita_ppp", KAZ=30_000.0, TJK=5000.0)
    said = "GDP per capita, PPP: 6 times as high in Kazakhstan as in Tajikistan in 2024"
    assert title(ca.map_region("gdp_per_capita_ppp", rows)) == said
    turned = indicator("gdp_per_capita_ppp", UZB=90_000.0, KGZ=4500.0)
    said = "GDP per capita, PPP: 20 times as high in Uzbekistan as in Kyrgyzstan in 2024"
    assert title(ca.map_region("gdp_per_capita_ppp", turned)) == said


def test_a_total_is_told_as_a_share_of_the_five_only_where_all_five_are_known():
    rows = indicator("population", KAZ=60e6, KGZ=10e6, TJK=10e6, TKM=9e6, UZB=11e6)
    assert title(ca.map_region("population", rows)).startswith("Kazakhstan had 60% of")
    four = rows[rows["iso3"].ne("TKM")]
    assert "five" not in title(ca.map_region("population", four))


def test_measures_without_a_zero_are_never_told_as_a_multiple():
    rows = indicator("life_expectancy", KAZ=90.0, TKM=45.0)
    said = title(ca.map_region("life_expectancy", rows))
    ends = "highest in Kazakhstan, 90, lowest in Turkmenistan, 45, in 2024"
    assert said == f"Life expectancy at birth: {ends}"


def test_a_tie_at_either_end_and_one_value_leave_the_question():
    question = "GDP per capita, PPP, 2024"
    for tied in ({"KAZ": 1e5, "UZB": 1e5}, {"TJK": 1.0, "KGZ": 1.0}):
        assert (
            title(ca.map_region("gdp_per_capita_ppp", indicator("gdp_per_capita_ppp", **tied)))
            == question
        )
    alone = indicator("gdp_per_capita_ppp")
    assert title(ca.map_region("gdp_per_capita_ppp", alone[alone["iso3"].eq("KAZ")])) == question


def test_each_step_of_the_slider_has_the_finding_of_its_year():
    fig = ca.map_region("gdp_per_capita_ppp", slider=True)
    for frame in fig.frames[-3:]:
        alone = ca.map_region("gdp_per_capita_ppp", year=int(frame.name))
        assert frame.layout.title.text == alone.layout.title.text


def test_pipelines_are_counted_by_where_they_lead():
    table = ca.load_energy_links()
    assert (
        title(ca.map_energy_links(table))
        == "10 of 16 pipelines in operation lead to China or Russia"
    )
    china = table.assign(counterpart_iso3="CHN", status="operating")
    count = int((china.geometry.notna() & ~china.geometry.is_empty).sum())
    said = f"{count} of {count} pipelines in operation lead to China"
    assert title(ca.map_energy_links(china)) == said
    bare = ca.map_energy_links(table.drop(columns="counterpart_iso3"))
    assert title(bare) == "Where do the pipelines lead?"
    ends = pd.Series(["IRN", "CHN", "RUS"] * len(table), index=range(3 * len(table)))[: len(table)]
    tied = (
        table[table.geometry.notna()]
        .head(3)
        .assign(counterpart_iso3=ends[:3].to_numpy(), status="operating")
    )
    assert title(ca.map_energy_links(tied)) == "Where do the pipelines lead?"


def test_places_are_counted_by_state_and_a_tie_or_one_state_is_no_finding():
    table = ca.load_deposits()
    assert title(ca.map_resources()) == "Kazakhstan has 89 of the 174 places on record"
    other = table.assign(iso3=table["iso3"].astype("str").replace({"KAZ": "TJK"}))
    assert title(ca.map_resources(other)).startswith("Tajikistan has ")
    uranium = ca.map_resources(other, commodity="uranium")
    assert title(uranium).endswith(" of the 22 places with uranium")
    question = "What lies in the ground, and where?"
    assert title(ca.map_resources(table[table["iso3"].eq("UZB")])) == question
    pair = table.groupby(table["iso3"].astype("str")).head(3)
    assert title(ca.map_resources(pair[pair["iso3"].isin(["UZB", "KAZ"])])) == question


def test_meetings_are_counted_by_the_side_of_the_host():
    assert title(ca.map_meetings()) == "12 of 23 meetings were held in Central Asia"
    table = ca.load_meetings(year=2025)
    moved = table.assign(country_iso3=table["country_iso3"].astype("str").replace({"USA": "KAZ"}))
    assert title(ca.map_meetings(moved)) == "13 of 23 meetings were held in Central Asia"
    one = table[table["meeting_id"].eq("c5-plus-1-2025-washington")]
    assert title(ca.map_meetings(one)) == "Where did Central Asia's meetings take place?"


def test_the_corridor_that_carried_most_is_named_with_its_tonnes():
    rows = ca.load_corridor_volumes()
    whole = rows["period"].eq("full year") & rows["unit"].eq("t") & rows["value_kind"].eq("actual")
    middle = rows["route_id"].eq("titr") & whole
    said = "Middle Corridor carried 4.48 million t in 2024, 2.2 times as much as "
    assert title(ca.map_corridors()).startswith(said)
    altered = rows.assign(volume=rows["volume"].mask(middle, 10.0))
    assert title(ca.map_corridors(volumes=altered)).startswith("INSTC eastern branch carried 2")
    idle = ca.map_corridors(status=["planned", "under_construction"])
    assert title(idle) == "Of 9 corridors that do not run yet 6 are being built"
    routes = ca.load_routes()
    less = routes[routes["route_id"].ne("bakhty-ayagoz")]
    idle = ca.map_corridors(less, status=["planned", "under_construction"])
    assert title(idle) == "Of 8 corridors that do not run yet 5 are being built"
    none = ca.map_corridors(volumes=rows.iloc[:0])
    assert title(none) == "Which corridors run today?"


def test_the_century_of_most_roads_follows_their_years_and_a_scattered_tie_is_none():
    table = ca.load_routes()
    assert title(ca.map_silk_road()) == "Most roads were in use in the 13th century: 29 of 31"
    old = table["status"].eq("historical")
    early = table.assign(
        start_year=table["start_year"].mask(old, 701), end_year=table["end_year"].mask(old, 800)
    )
    assert title(ca.map_silk_road(early)) == "Most roads were in use in the 8th century: 31 of 31"
    longer = early.assign(end_year=early["end_year"].mask(old, 1000))
    said = "Most roads were in use in the 8th century to 10th century: 31 of 31"
    assert title(ca.map_silk_road(longer)) == said
    pair = early[old].head(2).assign(start_year=[101, 901], end_year=[200, 1000])
    assert title(ca.map_silk_road(pair)) == "Where did the Silk Roads run?"


def test_what_is_new_follows_the_routes_drawn():
    assert re.fullmatch(
        r"\d+% of today's corridor kilometres run where no old road is on record",
        title(ca.map_then_and_now()),
    )
    routes = ca.load_routes()
    sea = routes["status"].eq("historical") | routes["route_id"].eq("sea-aktau-alat")
    assert title(ca.map_then_and_now(routes[sea])).startswith("100% of today's")
    now = routes.query("status == 'operating'")
    question = "What do today's corridors add to the old roads?"
    assert title(ca.map_then_and_now(now)) == question
    assert title(ca.map_then_and_now(routes.query("status == 'historical'"))) == question


def test_two_ways_are_compared_and_one_way_leaves_the_question():
    way = title(ca.map_route_between("Chang'an", "Constantinople"))
    ends = "Xi'an to Istanbul"
    assert re.fullmatch(rf"{ends}: now [\d,]+ km shorter, borders \d+ instead of \d+", way)
    assert " km longer, " in title(ca.map_route_between("Samarkand", "Kashgar"))
    assert title(ca.map_route_between("Samarkand", "Merv")) == "How far from Samarkand to Merv?"


def test_the_share_of_the_union_follows_the_areas_and_without_one_the_question_stays():
    areas = ca.load_comparators()
    known = areas["area_km2"].astype(float)
    half = areas.assign(area_km2=known.mask(areas["code"].eq("EUU"), 2 * 4_004_451.0))
    said = "Central Asia is 50% as large as the European Union"
    assert title(ca.map_area_comparison(comparators=half)) == said
    none = ca.map_area_comparison(comparators=areas[areas["code"].ne("EUU")])
    assert title(none) == "As large as the European Union?"


def test_the_land_is_told_by_its_highest_and_lowest_place():
    table = ca.load_landforms()
    raised = table.assign(height_m=table["height_m"].mask(table["name"].eq("Khan Tengri"), 9000.0))
    assert title(ca.map_land(raised)).startswith("Khan Tengri rises 9,1")
    assert title(ca.map_land(kind="desert")) == "Where is desert, where mountain?"
