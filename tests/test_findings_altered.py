"""Read what figures say of altered rows: one year, one state, a tie, nothing known."""

import re
import warnings

import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.figures import figure_alt, reading
from ca_summit.metadata import figure_metadata, title_of


def said(fig):
    """Return all that a figure says in sentences."""
    carried = figure_metadata(fig)
    notes = [note.text.replace("<br>", " ") for note in fig.layout.annotations if note.text]
    told = [carried.get(name, "") for name in ("question", "subtitle", "caution", "caption", "alt")]
    return " | ".join([title_of(fig), *told, *notes])


def one_state(table):
    column = next(c for c in ("iso3", "recipient", "origin", "actor") if c in table)
    return table[table[column].astype("str").eq("KGZ")]


ONE_YEAR = [
    lambda: ca.plot_china_finance(since=2021),
    lambda: ca.plot_un_agreement(since=2023),
    lambda: ca.plot_vdem(since=2024),
    lambda: ca.plot_population(ca.load_region_population().iloc[:1]),
    lambda: ca.map_region("life_expectancy", slider=True, since=2020, until=2020),
    lambda: ca.plot_ukraine_votes(since="2022-03-02", until="2022-03-02"),
    lambda: ca.plot_trade_balance(since=2024),
    lambda: ca.map_meetings(since="2025-11-06", until="2025-11-06"),
]


@pytest.mark.parametrize("draw", ONE_YEAR)
def test_of_one_year_nothing_runs_from_that_year_to_itself(draw):
    text = said(draw())
    assert not re.search(r"(\d{4})\D{1,12}\b(?:to|and|in)\b \1\b", text), text
    assert not re.search(r"from (\S+) in (\d{4}) to \1 in \2", text), text


ONE_ROW = [
    lambda: ca.map_corridors(ca.load_routes().iloc[-1:]),
    lambda: ca.map_then_and_now(ca.load_routes().iloc[:1]),
    lambda: ca.map_then_and_now(ca.load_routes().iloc[-1:]),
    lambda: ca.map_land(ca.load_landforms().iloc[:1]),
    lambda: ca.map_energy_links(status="mothballed"),
    lambda: ca.map_resources(ca.load_deposits().iloc[:1]),
    lambda: ca.plot_ukraine_votes(country="KAZ", until=2014),
    lambda: ca.plot_commitments(ca.load_commitments().iloc[-1:]),
    lambda: ca.plot_commitments(most=1),
    lambda: ca.plot_meeting_matrix(since="2024-01-01", until="2024-01-31"),
    lambda: ca.plot_critical_minerals(ca.load_critical_minerals().iloc[:3]),
]
PLURAL_OF_ONE = re.compile(
    r"\b(?:All 1|The 1|1 times|\b1 (?:\w+ )?(?:routes|corridors|texts|states|deals|positions)\b"
    r"|0 without|0 of them|1 mines|1 pipelines|\b0 of 0\b|0 dated|1 of 1 positions)"
)


@pytest.mark.parametrize("draw", ONE_ROW)
def test_what_is_one_or_none_is_not_told_in_the_plural(draw):
    text = said(draw())
    assert not PLURAL_OF_ONE.search(text), text


def test_two_who_met_once_have_not_met_most_often():
    fig = ca.plot_meeting_matrix(since="2024-01-01", until="2024-01-31")
    assert title_of(fig) == "Who met whom, and how often?"


@pytest.mark.parametrize("actor", ["KAZ", "TKM"])
def test_the_one_leader_drawn_is_neither_the_only_nor_the_most_frequent_to_send_a_deputy(actor):
    title = title_of(ca.plot_attendance(actor=actor, year=2025))
    assert "sent a deputy to" in title
    assert "Only" not in title
    assert "most often" not in title


def test_of_several_leaders_the_only_one_who_sent_deputies_is_told_as_such():
    title = title_of(ca.plot_attendance(actor=["KAZ", "TKM"], year=2024))
    assert re.fullmatch(r"Only Turkmenistan sent a deputy, to \d+ of \d+ meetings in 2024", title)


def test_areas_that_are_not_known_are_not_told_as_zero_or_no_data():
    own = ca.load_comparators()
    for fig in (ca.plot_area(own.iloc[:1]), ca.map_area_comparison(comparators=own.iloc[:1])):
        text = said(fig)
        assert not re.search(r"\b0 km²|no data|All five", text), text


def test_competing_areas_of_a_place_of_no_size_are_not_infinitely_far_apart():
    assert "∞" not in said(ca.plot_area(ca.load_comparators().assign(area_km2=0.0)))


def test_an_own_table_of_one_state_is_not_asked_how_five_compare():
    fig = ca.plot_indicator(data=one_state(ca.load_indicators()))
    assert title_of(fig) == "GDP per capita, PPP: what changed in Kyrgyzstan?"


def test_one_state_is_no_count_of_states():
    text = said(ca.plot_challenges(indicators=one_state(ca.load_indicators())))
    assert "1 of 1" not in text
    assert "Kyrgyzstan 25.5 (2022) to" not in text


def test_a_sea_that_grew_is_not_told_as_smaller():
    sea = ca.load_challenges()
    grown = figure_alt(ca.plot_challenges(sea, topics=["aral_sea"], since=2010))
    assert "% less" not in grown
    once = figure_alt(ca.plot_challenges(sea, topics=["aral_sea"], until=1960))
    assert once.count("1960") == 1


def test_signs_beside_stripes_are_explained_only_where_they_stand():
    short = said(ca.plot_challenges(topics=["temperature"], since=2020))
    whole = said(ca.plot_challenges(topics=["temperature"]))
    assert "Warming, right" in whole
    assert "Warming, right" not in short


def test_lending_with_an_end_does_not_say_that_nothing_came_later():
    assert "nothing is recorded after" in reading(ca.plot_china_finance())
    assert "nothing is recorded after" not in reading(ca.plot_china_finance(until=2005))


def test_equal_sums_have_no_largest_recipient_and_no_best_year():
    own = ca.load_china_finance()
    own["total_usd2021"] = own["total_usd2021"].mask(own["total_usd2021"].notna(), 5e9)
    own = own[own["iso3"].isin(["KAZ", "KGZ"]) & own["year"].between(2008, 2012)]
    text = said(ca.plot_china_finance(own))
    assert "of it to" not in text
    assert "most in" not in text


def test_counts_that_agree_are_not_told_as_a_percentage_or_a_gap():
    own = ca.load_trade_partners()
    for name in ("exports_usd", "imports_usd", "total_usd"):
        own[name] = own[name].mask(own[name].notna(), 5e9)
    text = said(ca.plot_trade_disagreement(own))
    assert "agree: $" in text
    assert "0%" not in text


def test_trade_that_stands_twice_is_refused():
    own = ca.load_trade_partners()
    with pytest.raises(ValueError, match="needs one row for each"):
        ca.plot_trade_disagreement(pd.concat([own, own], ignore_index=True))


def test_a_target_as_high_as_the_result_is_no_multiple_of_it():
    own = ca.load_corridor_volumes()
    own["volume"] = own["volume"].mask(own["volume"].notna(), 5e6)
    assert "1.0 times" not in said(ca.plot_corridor_volumes(own)).replace("<br>", " ")


def test_a_map_refuses_tonnes_below_zero_as_the_chart_does():
    own = ca.load_corridor_volumes()
    own["volume"] = -own["volume"]
    with pytest.raises(ValueError, match="numbers of at least 0"):
        ca.map_corridors(volumes=own)


def test_few_migrants_are_not_told_as_none():
    own = ca.load_migrant_stock()
    own["migrants"] = (own["migrants"] / 1e4).round()
    assert not re.search(r"[^.\d]0 million", said(ca.plot_migrants(own)))


@pytest.mark.parametrize(
    ("since", "until", "span"),
    [("2025-04-01", "2025-06-30", "1 Apr – 30 Jun 2025"), (2024, 2025, "2024–2025")],
)
def test_summits_of_a_part_of_a_year_are_told_with_its_days(since, until, span):
    fig = ca.plot_summits_per_year(since=since, until=until)
    assert figure_metadata(fig)["subtitle"].endswith(span)


def test_of_one_panel_nothing_is_said_of_panels():
    one = said(ca.plot_investment(recipient="TKM"))
    assert "each panel" not in one
    assert "panels" not in one
    assert "panels" in said(ca.plot_investment())


def test_votes_of_others_are_not_asked_of_the_five():
    assert "the five" not in said(ca.plot_ukraine_votes(country=["RUS", "USA"]))


def test_two_states_without_a_yes_are_named_with_neither_and_nor():
    title = title_of(ca.plot_ukraine_votes(country=["KAZ", "UZB"], since=2022, until=2022))
    assert title.startswith("Neither Kazakhstan nor Uzbekistan is on record with a yes in ")


def test_a_series_cut_by_the_user_is_not_said_to_end():
    assert "This series ends" not in said(ca.plot_trade_balance(until=1995))
    assert "This series ends" in said(ca.plot_trade_balance(area="KAZ"))


def test_why_there_is_no_way_is_told_without_ids_and_advice():
    text = said(ca.map_route_between("Almaty", "Baku"))
    assert "passes Baku. Nearest places on the network: Derbent (227 km)" in text
    assert "'baku'" not in text
    assert "Use one of these" not in text


def test_words_at_breaks_of_a_series_do_not_overlap_on_a_phone():
    fig = ca.plot_indicator("gdp_usd", language="ru")
    notes = [n for n in fig.layout.annotations if n.yref == "y domain" and n.yanchor == "bottom"]
    assert len(notes) == 3
    assert len({note.yshift for note in notes}) == 3, "the years are too near for one line"
    apart = ca.plot_indicator("gdp_usd", country=["UZB", "KGZ"], since=2009)
    assert apart.layout.margin.t < fig.layout.margin.t


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_why_a_series_breaks_is_told_in_the_language(language):
    text = said(ca.plot_indicator("gdp_usd", language=language))
    assert "revised accounts" not in text
    assert "release" not in text


def test_peaks_alone_are_not_measured_against_each_other():
    assert title_of(ca.map_land(kind="peak")).endswith("is the highest place drawn, 7,495 m")
    assert "rises" in title_of(ca.map_land())


def test_hosts_of_a_map_of_meetings_add_up_to_the_meetings_held():
    alt = figure_alt(ca.map_meetings(year=2026))
    held = int(re.match(r"Map of (\d+)", alt)[1])
    hosts = alt.partition("by host city: ")[2].partition(".")[0]
    assert sum(map(int, re.findall(r"\d+", hosts))) == held
    assert "heads_of_state" not in said(ca.map_meetings(ca.load_meetings().iloc[:1]))


def test_the_key_of_old_and_new_roads_names_only_what_is_drawn():
    old = ca.map_then_and_now(ca.load_routes().iloc[:1])
    assert [entry[0] for entry in figure_metadata(old)["key"]] == ["old roads"]


def test_two_values_on_a_map_are_neither_highest_nor_lowest():
    title = title_of(ca.map_region("gini", year=2010))
    assert title == "Gini index in 2010: Kyrgyzstan 30.1, Kazakhstan 28"


@pytest.mark.parametrize(
    ("draw", "load"),
    [
        (ca.plot_timeline, ca.load_meetings),
        (ca.plot_resource_shares, ca.load_resources),
        (ca.plot_rare_earths, ca.load_rare_earths_world),
    ],
)
def test_sentences_do_not_follow_the_order_of_rows(draw, load):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert figure_alt(draw(load().sample(frac=1, random_state=7))) == figure_alt(draw(load()))
