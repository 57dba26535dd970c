"""Findings on the region follow the rows drawn; where they say nothing the question stays."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.charts.comparisons import compare
from ca_summit.figures.language import Words

NO_BREAKS = pd.DataFrame({"area": [], "year": [], "kind": []})
INDICATORS = list(ca.load_indicator_catalogue()["indicator_id"])


def titled(fig) -> str:
    return fig.layout.title.text.replace("<br>", " ")


def caution(fig) -> str:
    return fig.layout.meta["ca_summit"].get("caution", "")


def series(indicator: str, values: dict[str, dict[int, float]]) -> pd.DataFrame:
    """Return rows of one bundled indicator with values of one's own."""
    like = ca.load_indicators(indicator).iloc[0]
    return pd.DataFrame(
        [
            {
                "indicator_id": indicator,
                "iso3": code,
                "year": year,
                "value": value,
                "unit": str(like["unit"]),
                "source_id": like["source_id"],
                "verification": "read",
            }
            for code, own in values.items()
            for year, value in own.items()
        ]
    )


def drawn(indicator: str, values: dict[str, dict[int, float]], **options):
    return ca.plot_indicator(indicator, series(indicator, values), **options)


def test_amounts_are_compared_as_multiples_in_the_latest_year_that_all_have():
    values = {"KAZ": {2023: 100.0, 2024: 900.0}, "UZB": {2023: 50.0}}
    title = titled(drawn("co2_total_mt", values))
    assert title == "Kazakhstan had 2 times the CO2 emissions of Uzbekistan in 2023"
    values["KAZ"][2023] = 20.0
    title = titled(drawn("co2_total_mt", values))
    assert title == "Uzbekistan had 2.5 times the CO2 emissions of Kazakhstan in 2023"


def test_a_multiple_needs_one_first_one_last_and_one_year():
    tied = {"KAZ": {2024: 100.0}, "UZB": {2024: 100.0}, "TJK": {2024: 10.0}}
    assert titled(drawn("co2_total_mt", tied)).endswith("?")
    apart = {"KAZ": {2021: 100.0}, "TJK": {2024: 10.0}}
    assert titled(drawn("co2_total_mt", apart)) == (
        "CO2 emissions ranged from 10 million tonnes in Tajikistan (2024) "
        "to 100 in Kazakhstan (2021)"
    )


def test_shares_are_compared_by_their_ends_and_carry_their_whole():
    values = {"KAZ": {2024: 60.0}, "KGZ": {2024: 40.0}, "UZB": {2024: 50.0}}
    assert titled(drawn("urban_share", values)) == (
        "Urban population ranged from 40% of the people in Kyrgyzstan to 60% in Kazakhstan in 2024"
    )
    assert "% of GDP" in titled(drawn("exports_pct_gdp", values))


def test_ranks_and_scores_and_rates_are_never_multiplied():
    values = {"KAZ": {2022: 60.0}, "KGZ": {2022: 4.0}}
    for indicator in ("wgi_pv_rank", "wgi_pv_est", "gdp_growth", "gini", "hdi", "life_expectancy"):
        assert " times " not in titled(drawn(indicator, values))
    assert "rank 4 of 100 in Kyrgyzstan to 60" in titled(drawn("wgi_pv_rank", values))


def test_what_rose_or_fell_everywhere_is_told_with_its_years():
    values = {"KAZ": {1995: 60.0, 2024: 75.0}, "TJK": {1993: 55.0, 2024: 72.0}}
    fig = drawn("life_expectancy", values)
    assert titled(fig) == (
        "Life expectancy at birth rose in each of the 2 states, most in Tajikistan: "
        "55 years in 1993, 72 in 2024"
    )
    values["TJK"] = {1993: 72.0, 2024: 55.0}
    assert "ranged from 55 years in Tajikistan" in titled(drawn("life_expectancy", values))
    values["KAZ"] = {1995: 75.0, 2024: 60.0}
    assert "fell in each of the 2 states" in titled(drawn("life_expectancy", values))
    values["KAZ"] |= dict.fromkeys(range(2000, 2010), 20.0)
    assert "ranged from" in titled(drawn("life_expectancy", values)), "a jagged line is no trend"


def test_no_change_is_told_across_a_revision_or_into_a_projection():
    rows = series("hdi", {"KAZ": {1991: 0.5, 2024: 0.9}, "UZB": {1991: 0.4, 2024: 0.7}})
    broken = pd.DataFrame({"area": ["UZB"], "year": [2010], "kind": ["revision"]})
    whole = compare("hdi", rows, "Human Development Index", NO_BREAKS, Words())
    assert "rose in each of the 2 states" in whole.finding
    apart = compare("hdi", rows, "Human Development Index", broken, Words())
    assert "rose" not in apart.finding
    assert "Across a revision nothing may be compared: Uzbekistan 2010." in apart.caution
    ahead = broken.assign(kind="projection")
    assert compare("hdi", rows, "Human Development Index", ahead, Words()).finding == ""
    assert "2023" in titled(ca.plot_indicator("population_wpp"))
    assert not ca.reading(ca.plot_indicator("population_wpp", since=2024)).startswith("**")


def test_the_world_alone_or_a_span_without_a_break_is_told_without_comparison():
    assert not ca.reading(ca.plot_indicator("gdp_usd", country="world")).startswith("**")
    late = ca.plot_indicator("gdp_usd", since=2024)
    assert "revision" not in caution(late)
    assert "revision" in caution(ca.plot_indicator("gdp_usd"))


def test_an_old_value_is_not_compared_and_is_named():
    fig = ca.plot_indicator("poverty_420")
    assert "Turkmenistan" not in titled(fig)
    assert "Too old to compare: Turkmenistan 1998." in caution(fig)
    values = {"KAZ": {2021: 30.0}, "KGZ": {2024: 20.0}, "TKM": {1998: 99.0}}
    fig = drawn("gini", values)
    assert (
        titled(fig) == "Gini index ranged from 20 in Kyrgyzstan (2024) to 30 in Kazakhstan (2021)"
    )
    assert "of different years" in caution(fig)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_one_state_one_value_or_a_tie_leave_the_question(indicator):
    alone = {"KAZ": {1991: 50.0, 2000: 60.0, 2010: 70.0, 2024: 120.0}}
    assert titled(drawn(indicator, alone)).endswith("?")
    assert titled(drawn(indicator, {"KAZ": {2024: 70.0}, "WLD": {2024: 90.0}})).endswith("?")
    tie = {"KAZ": {2024: 70.0}, "UZB": {2024: 70.0}}
    assert titled(drawn(indicator, tie)).endswith("?")


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_finding_is_a_sentence_with_a_number_and_names_what_is_drawn(indicator):
    title = titled(ca.plot_indicator(indicator))
    if title.endswith("?"):
        return
    assert re.search(r"\d", title)
    assert title[0].isupper() or title[0].isdigit()
    assert "{" not in title
    assert "no data" not in title


def test_an_indicator_of_ones_own_has_no_finding():
    own = series("gdp_usd", {"KAZ": {2024: 5.0}, "UZB": {2024: 1.0}})
    own = own.assign(indicator_id="trust", unit="points")
    assert titled(ca.plot_indicator("trust", own)).endswith("?")


def test_lines_that_each_state_draws_for_itself_are_not_compared():
    fig = ca.plot_indicator("poverty_national")
    assert titled(fig).endswith("?")
    assert "must not be compared" in caution(fig)


def test_water_names_the_states_beyond_what_is_renewed():
    values = {"KAZ": {2022: 30.0}, "UZB": {2022: 101.0}, "TKM": {2022: 140.0}}
    fig = drawn("water_stress_sdg642", values)
    assert titled(fig) == (
        "2 of 3 states take more water than is renewed: Turkmenistan (140%) and Uzbekistan (101%)"
    )
    assert "used more than once" in caution(fig)
    values = {"KAZ": {2022: 30.0}, "UZB": {2022: 99.0}}
    assert "ranged from 30% in Kazakhstan to 99%" in titled(drawn("water_stress_sdg642", values))


def test_warming_compares_the_last_ten_years_with_the_first():
    years = range(2000, 2024)
    values = {
        "KAZ": {year: 0.0 if year < 2010 else 1.0 for year in years},
        "UZB": {year: 0.0 if year < 2010 else 2.0 for year in years},
    }
    assert titled(drawn("temperature_anomaly", values)) == (
        "The last ten years were 1 to 2 °C warmer than the first ten"
    )
    values["UZB"] = {year: -value for year, value in values["UZB"].items()}
    assert titled(drawn("temperature_anomaly", values)).endswith("?")
    short = {code: {2020: 1.0, 2021: 2.0} for code in ("KAZ", "UZB")}
    assert titled(drawn("temperature_anomaly", short)).endswith("?")


def test_values_that_carry_the_finding_stand_at_the_line_ends():
    fig = ca.plot_indicator("gdp_usd", country=["KAZ", "UZB", "KGZ"])
    ends = [a.text for a in fig.layout.annotations if a.text.startswith("<b>")]
    assert sorted("$" in text for text in ends) == [False, True, True]


def test_the_people_follow_the_sum_and_a_projection_is_no_result():
    table = ca.load_region_population()
    fig = ca.plot_population(projections=True)
    assert "the UN expects 114 million in 2050" in titled(fig)
    assert "not a result" in caution(fig)
    assert "UN" not in titled(ca.plot_population())
    early = table[table["year"].lt(2010)]
    assert re.fullmatch(
        r"Central Asia grew from [\d.]+ million people in 1991 to [\d.]+ in 2009",
        titled(ca.plot_population(early)),
    )
    later = table.copy()
    bank = later["series_id"].eq("world_bank")
    later.loc[bank & later["year"].eq(2023), "ca5_total"] = 79_000_000
    assert "between 2023 and 2024" in titled(ca.plot_population(later))
    one = table[table["year"].eq(2000)]
    assert titled(ca.plot_population(one)).endswith("?")


def test_areas_tell_the_widest_gap_between_figures():
    fig = ca.plot_area()
    assert "Competing figures differ most for" in caution(fig)
    areas = ca.load_comparators()
    assert titled(ca.plot_area(areas[areas["code"].ne("EUU")], compare_with=[])).endswith("?")


def test_a_share_that_is_a_bound_is_told_as_one_and_a_tie_is_no_finding():
    rows = ca.load_resources()
    assert "at most 18.5%" in titled(ca.plot_resource_shares(measure="reserves"))
    assert "at most" not in titled(ca.plot_resource_shares())
    two = rows[rows["commodity"].isin(["zinc", "barite"]) & rows["iso3"].eq("KAZ")]
    assert titled(ca.plot_resource_shares(two)).endswith("production of barite")
    assert titled(ca.plot_resource_shares(two.assign(world_share_pct=5.0))).endswith("?")


def test_mines_and_refineries_are_not_added_in_the_title():
    rows = ca.load_resources()
    rows = rows[rows["commodity"].isin(["copper", "zinc"])]
    highest = float(ca.figure_data(ca.plot_resource_shares(rows))["world_share_pct"].max())
    assert f"{highest:.1f}%" in titled(ca.plot_resource_shares(rows))


def test_critical_minerals_are_counted_in_the_rows_given():
    minerals = ca.load_critical_minerals()
    made = minerals["central_asia_producers"].notna() & minerals["on_us_list_2025"]
    some = minerals[~made | minerals["commodity"].eq("uranium")]
    listed = int((some["on_us_list_2025"] & some["row_kind"].eq("official_entry")).sum())
    assert titled(ca.plot_critical_minerals(some)).startswith(f"1 of {listed} entries")


def test_who_mines_rare_earths_follows_the_figures():
    world = ca.load_rare_earths_world()
    assert titled(ca.plot_rare_earths(world)) == (
        "China mined 69.2% of the world’s rare earths in 2024; "
        "the statistic names none of the five states"
    )
    listed = world[~(world["row_kind"].eq("not_listed") & world["iso3"].isin(["KAZ", "UZB"]))]
    assert "the statistic does not name 3 of the five" in titled(ca.plot_rare_earths(listed))
    rest = world[world["iso3"].ne("CHN").fillna(value=True)]
    assert titled(ca.plot_rare_earths(rest)).startswith("The United States mined 11.5%")
    assert "quota" in caution(ca.plot_rare_earths(world))
    reserves = ca.plot_rare_earths(world, measure="reserves")
    assert titled(reserves).startswith("China holds at most 48.9%")
    assert "Claims run from 39,382 to 20,000,000 tonnes" in caution(reserves)
    sure = world.assign(note="")
    assert "at most" not in titled(ca.plot_rare_earths(sure, measure="reserves"))
    tie = world.assign(value=world["value"].where(world["iso3"].ne("USA"), 270000.0))
    assert titled(ca.plot_rare_earths(tie)).endswith("?")


def test_the_largest_revision_of_a_state_is_told():
    rows = ca.load_resources()
    assert titled(ca.plot_resource_revisions(rows)) == (
        "20 t of antimony production in Kyrgyzstan became 700 t in the next edition"
    )
    rest = rows[~(rows["commodity"].eq("antimony") & rows["iso3"].isin(["KGZ", "KAZ"]))]
    assert "320 million t of chromium reserves in Kazakhstan became 230 million t" in titled(
        ca.plot_resource_revisions(rest)
    )


def test_what_got_worse_is_counted_over_the_states_drawn():
    rows = ca.load_indicators(["poverty_420", "gdp_per_capita_ppp"])
    fig = ca.plot_challenges(indicators=rows, topics=["poverty", "income"])
    assert titled(fig).endswith("?"), "nothing got worse"
    assert "whatever their years" in caution(fig)
    worse = rows.copy()
    uzbek = worse["iso3"].eq("UZB") & worse["year"].eq(worse["year"].max())
    worse.loc[uzbek & worse["indicator_id"].eq("gdp_per_capita_ppp"), "value"] = 1.0
    title = titled(ca.plot_challenges(indicators=worse, topics=["poverty", "income"]))
    assert title == "1 of 5 states grew poorer by income"
    worse.loc[worse["indicator_id"].eq("poverty_420"), "value"] *= -1
    title = titled(ca.plot_challenges(indicators=worse, topics=["poverty", "income"]))
    assert title == "4 of 4 states grew poorer by surveys and 1 of 5 poorer by income"


def test_the_aral_sea_follows_its_rows():
    facts = ca.load_challenges()
    fig = ca.plot_challenges(facts, topics=["aral_sea"])
    assert "no area after 2015" in caution(fig)
    early = ca.plot_challenges(facts, topics=["aral_sea"], until=1998)
    assert titled(early) == "The Aral Sea was 58% smaller in 1998 than in 1960"
    assert "season" not in caution(early)
    grown = facts.copy()
    grown.loc[grown["indicator"].eq("aral_sea_area_autumn"), "value"] = 90_000
    grown.loc[grown["indicator"].eq("aral_sea_area_spring"), "value"] = 80_000
    assert titled(ca.plot_challenges(grown, topics=["aral_sea"])).endswith("?")


def test_a_challenge_alone_says_what_its_indicator_says():
    alone = titled(ca.plot_challenges(topics=["water"]))
    assert alone == titled(ca.plot_indicator("water_stress_sdg642"))


def test_lines_that_the_title_is_not_about_stand_back():
    fig = ca.plot_indicator("wgi_pv_rank")
    widths = {t.name: t.line.width for t in fig.data if t.name}
    told = {name for name in widths if name in titled(fig)}
    assert len(told) == 2 < len(widths)
    assert min(widths[n] for n in told) > max(w for n, w in widths.items() if n not in told)
