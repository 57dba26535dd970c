"""Tables with one row, ties, twins, markup or nothing are drawn right or refused."""

import pandas as pd
import pytest
import shapely

import ca_summit as ca
from ca_summit.geography import REGION, project
from ca_summit.pictures import for_print
from ca_summit.tables import (
    load_commitments,
    load_comparators,
    load_corridor_volumes,
    load_investment_partners,
    load_meetings,
    load_outlines,
    load_rare_earths_world,
    load_region_population,
    load_resources,
    load_trade_partners,
    load_un_agreement,
)


def title(fig):
    return (fig.layout.title.text or "").replace("<br>", " ")


def why_empty(fig):
    return " ".join(a.text.replace("<br>", " ") for a in fig.layout.annotations if not a.name)


def test_areas_of_one_country_are_drawn_without_the_usual_comparison():
    fig = ca.plot_area(load_comparators().query("code == 'KAZ'"))
    assert list(fig.data[0].y) == ["Kazakhstan"]


def test_an_empty_table_is_said_to_be_empty():
    with pytest.raises(ValueError, match="the table has no rows to choose from"):
        ca.plot_corridor_volumes(load_corridor_volumes().iloc[:0])
    with pytest.raises(ValueError, match="the table has no rows to choose from"):
        ca.plot_trade_balance(load_trade_partners().iloc[:0])


@pytest.mark.parametrize(
    ("draw", "load"),
    [
        (ca.plot_rare_earths, load_rare_earths_world),
        (ca.plot_trade_balance, load_trade_partners),
        (ca.plot_investment, load_investment_partners),
    ],
)
def test_a_row_that_stands_twice_is_not_drawn_twice(draw, load):
    with pytest.raises(ValueError, match="needs one row for each"):
        draw(pd.concat([load()] * 2, ignore_index=True))


def test_a_table_of_meetings_without_days_or_of_another_century_is_no_crash():
    meetings = load_meetings(since=2025, until=2025)
    undated = meetings.assign(start_date=pd.NaT, end_date=pd.NaT)
    assert "No statement" in why_empty(ca.plot_attendance(meetings=undated))
    shift = pd.DateOffset(years=170)
    past = meetings.assign(start_date=meetings["start_date"] - shift, end_date=pd.NaT)
    assert "1855" in ca.plot_attendance(meetings=past).layout.title.subtitle.text


def test_an_amount_as_large_as_the_year_before_is_called_so():
    own = load_corridor_volumes()
    own["volume"] = 2_000_000.0
    assert title(ca.plot_corridor_volumes(own)).endswith("about as much as the year before")


def test_a_volume_that_is_missing_leaves_no_broken_sentence():
    own = load_corridor_volumes().assign(volume=float("nan"))
    assert "is recorded." in why_empty(ca.plot_corridor_volumes(own))
    partners = load_investment_partners().assign(value_usd=float("nan"))
    assert why_empty(ca.plot_investment(partners)) == "No amount is recorded for this choice."


def test_one_signed_deal_is_told_in_the_singular():
    own = load_commitments().assign(kind="memorandum")
    drawn = ca.figure_data(ca.plot_commitments(own))
    largest = drawn.loc[~drawn["is_aggregate"].astype(bool)].nlargest(1, "value_usd")
    largest = largest["commitment_id"].iloc[0]
    own.loc[own["commitment_id"].eq(largest), "kind"] = "contract"
    expected = "1 of the 10 largest deals is a contract or an agreement"
    assert title(ca.plot_commitments(own)) == expected


def test_states_without_a_vote_in_the_last_year_are_not_in_the_finding():
    own = load_un_agreement()
    last = own["year"].max()
    own = own[own["partner"].eq("RUS") & (own["year"].lt(last) | own["iso3"].eq("UZB"))]
    assert title(ca.plot_un_agreement(own)).startswith("Uzbekistan and Russia agreed in")


def test_a_population_without_numbers_is_no_crash():
    totals = ["kaz", "kgz", "tjk", "tkm", "uzb", "ca5_total"]
    missing = load_region_population().assign(**dict.fromkeys(totals, float("nan")))
    assert "holds no rows" in why_empty(ca.plot_population(missing))
    nought = load_region_population().assign(**dict.fromkeys(totals, 0.0))
    assert title(ca.plot_population(nought)) == "When did Central Asia pass 80 million people?"


def test_text_of_a_table_is_no_markup_in_a_title():
    own = load_resources()
    own["commodity"] = own["commodity"].astype("str").replace("uranium", "<i>yellow</i>")
    fig = ca.plot_resource_shares(own)
    assert "&lt;i&gt;yellow" in title(fig)
    assert not [name for name in fig.layout.yaxis.ticktext if "<i>" in name]


def test_dollars_below_zero_have_their_sign_first():
    own = ca.load_indicators("gdp_per_capita_ppp")
    own["value"] = -own["value"]
    assert "−$35," in title(ca.plot_indicator("gdp_per_capita_ppp", own))


@pytest.mark.parametrize("indicator", ["gdp_per_capita_ppp", "life_expectancy"])
def test_the_values_of_a_map_stand_in_their_states(indicator):
    fig = ca.map_region(indicator)
    (names,) = (t for t in fig.data if isinstance(t.meta, dict) and "states" in t.meta)
    shapes = project(load_outlines(role="state"), REGION).set_index("iso3").geometry
    for code, x, y in zip(names.meta["states"], names.x, names.y, strict=True):
        assert shapes[code].buffer(60).contains(shapely.Point(x, y)), code
    assert "within" not in names.meta


def test_no_name_is_cut_at_the_edge_of_a_map_on_a_phone():
    fig = ca.map_region()
    (degrees,) = (t for t in fig.data if t.name == "Degrees")
    assert "60°E" in degrees.text
    west, *_, east, _ = fig.layout.meta["ca_summit_map"]["window"]
    km_per_px = (east - west) / 374
    assert all(west + 12 * km_per_px < x < east - 12 * km_per_px for x in degrees.x[:-1])


def test_heads_of_columns_are_short_in_print_where_they_would_touch():
    fig = ca.plot_attendance()
    assert for_print(fig, 1000).layout.xaxis.tickangle == 0
    printed = for_print(fig, 640)
    assert printed.layout.xaxis.tickangle == -90
    assert printed.layout.yaxis.ticktext == fig.layout.yaxis.ticktext
