"""Titles on trade, money, votes and people follow the rows drawn; else the question stays."""

from __future__ import annotations

import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.metadata import figure_metadata, question_of

MONEY = ["exports_usd", "imports_usd", "total_usd"]


def titled(fig) -> str:
    return fig.layout.title.text.replace("<br>", " ")


def asks(fig) -> bool:
    return titled(fig) == question_of(fig)


def trade(times: dict[str, float] | None = None, **chosen) -> pd.DataFrame:
    """Return rows of trade with the amounts of some partners multiplied."""
    rows = ca.load_trade_partners(**chosen)
    factors = rows["partner"].astype("object").map(times or {}).fillna(1.0).astype(float)
    return rows.assign(**{name: rows[name].astype("Float64") * factors for name in MONEY})


def test_trade_names_the_leader_and_by_how_much():
    usual = ca.plot_trade_balance(series="imf_imts")
    assert titled(usual) == (
        "Central Asia traded 23 times as much with China as with the United States in 2024"
    )
    turned = trade({"USA": 1000}, series="imf_imts")
    assert titled(ca.plot_trade_balance(turned, series="imf_imts")) == (
        "Central Asia traded 44 times as much with the United States as with China in 2024"
    )
    near = trade({"USA": 20}, series="imf_imts")
    assert titled(ca.plot_trade_balance(near, series="imf_imts")) == (
        "China led the trade of Central Asia in 2024 with $94.9bn, ahead of the United States"
    )


def test_the_amounts_compared_stand_at_the_ends_of_their_lines():
    texts = {a.text for a in ca.plot_trade_balance(series="imf_imts").layout.annotations}
    assert {"<b>China<br>$94.9bn</b>", "<b>United States<br>$4.14bn</b>"} <= texts


def test_equal_partners_have_no_leader():
    rows = ca.load_trade_partners(series="imf_imts", area="KAZ", since=2024)
    both = rows[rows["partner"].isin(["CHN", "USA"])].copy()
    for name in MONEY:
        both[name] = 5_000_000_000
    assert asks(ca.plot_trade_balance(both, series="imf_imts", area="KAZ"))


def test_shares_name_first_and_second():
    chosen = {"area": "KAZ", "series": "national_kaz"}
    assert titled(ca.plot_trade_balance(**chosen, share=True)) == (
        "The European Union had 29.6% of the trade of Kazakhstan in 2023, China 21.5%"
    )
    halved = trade({"EU": 0.5, "EUU": 0.5}, **chosen)
    title = titled(ca.plot_trade_balance(halved, **chosen, share=True))
    assert title == "China had 21.5% of the trade of Kazakhstan in 2023, Russia 19.4%"


@pytest.mark.parametrize(
    ("flow", "title"),
    [
        ("exports", "China bought goods worth"),
        ("imports", "China sold Kazakhstan goods worth"),
        ("total", "Kazakhstan traded goods worth"),
    ],
)
def test_one_partner_is_told_from_the_first_year_to_the_last(flow, title):
    chosen = {"area": "KAZ", "series": "national_kaz", "partner": "China", "flow": flow}
    fig = ca.plot_trade_balance(**chosen)
    assert titled(fig).startswith(title)
    assert " in 2018" in titled(fig)
    assert titled(fig).endswith("in 2023")
    assert asks(ca.plot_trade_balance(**chosen, since=2023))


def test_a_change_is_told_only_since_the_last_break_of_the_series():
    kyrgyz = {"area": "KGZ", "series": "cow_trade_4", "partner": ["CHN"]}
    fig = ca.plot_trade_balance(**kyrgyz, flow="imports")
    assert titled(fig) == "China sold Kyrgyzstan goods worth $5.75bn in 2009, $5.77bn in 2014"


def test_a_balance_says_who_gains():
    chosen = {"area": "KAZ", "series": "national_kaz", "flow": "balance"}
    title = titled(ca.plot_trade_balance(**chosen))
    assert title.startswith("In 2023 Kazakhstan sold the European Union $")
    assert title.endswith(" less")
    turned = trade(area="KAZ", series="national_kaz")
    turned = turned.rename(columns={"exports_usd": "imports_usd", "imports_usd": "exports_usd"})
    title = titled(ca.plot_trade_balance(turned, **chosen))
    assert "than it bought, and the European Union $" in title


def test_the_gap_between_two_counts_follows_them():
    assert titled(ca.plot_trade_disagreement()) == (
        "For 2024 China counts 4.3 times as much trade as Kyrgyzstan: $22.7bn against $5.3bn"
    )
    rows = ca.load_trade_partners(area="KGZ", partner="CHN")
    own = rows["reporter"].astype("str").eq("KGZ") & rows["year"].eq(2024)
    rows.loc[own, "total_usd"] = 22_000_000_000
    assert titled(ca.plot_trade_disagreement(rows)) == (
        "For 2024 the counts of the trade of Kyrgyzstan and China agree within 3%"
    )
    alone = rows[rows["reporter"].astype("str").eq("CHN")]
    assert asks(ca.plot_trade_disagreement(alone))
    assert not figure_metadata(ca.plot_trade_disagreement(alone)).get("caution")


def test_two_counts_of_one_reporter_are_no_disagreement():
    rows = ca.load_trade_partners(area="KGZ", partner="CHN", since=2024)
    own = rows[rows["reporter"].astype("str").isin(["CHN", "KGZ"])].copy()
    low = own.head(1).assign(
        reporter="CHN", series="press", period="full year", total_usd=1_000_000_000
    )
    fig = ca.plot_trade_disagreement(pd.concat([own, low], ignore_index=True))
    assert "as Kyrgyzstan" in titled(fig)


def test_investment_names_first_second_and_the_whole():
    assert titled(ca.plot_investment()) == (
        "Of $153bn FDI stock in Kazakhstan in 2021, more than $60bn came from the Netherlands, "
        "$39.5bn from the United States"
    )
    rows = ca.load_investment_partners()
    rows.loc[rows["origin"].eq("CHN") & rows["year"].eq(2021), "value_usd"] = 50_000_000_000
    assert "$50bn from China" in titled(ca.plot_investment(rows))
    part = rows[rows["origin"].ne("WLD")]
    assert titled(ca.plot_investment(part)) == (
        "FDI stock in Kazakhstan, 2021: the Netherlands more than $60bn, China $50bn"
    )
    assert asks(ca.plot_investment(recipient="UZB"))
    assert "holding companies of third countries" in ca.reading(ca.plot_investment())


def test_a_corridor_tells_its_last_result_and_its_change():
    assert titled(ca.plot_corridor_volumes()) == (
        "The Middle Corridor carried 4.12 million tonnes in 2025, 8% less than the year before"
    )
    rows = ca.load_corridor_volumes()
    newest = rows["corridor"].eq("TITR / Middle Corridor") & rows["unit"].eq("t")
    newest &= rows["year"].eq(2025) & rows["period"].eq("full year")
    rows.loc[newest & rows["value_kind"].eq("actual"), "volume"] = 9_000_000
    title = titled(ca.plot_corridor_volumes(rows))
    assert title.startswith("The Middle Corridor carried 9 million tonnes in 2025, ")
    assert title.endswith("% more than the year before")
    planned = rows[rows["value_kind"].isin(["target", "forecast", "capacity"])]
    assert asks(ca.plot_corridor_volumes(planned))
    trains = ca.plot_corridor_volumes(corridor="China-Europe Railway Express (all corridors)")
    assert "counted 20,000 trains in 2025" in titled(trains)


def test_votes_follow_the_shares_and_equal_ones_are_no_finding():
    rows = ca.load_un_agreement()
    rows.loc[rows["year"].eq(2023), "agreement_pct"] = 50.0
    assert asks(ca.plot_un_agreement(rows))
    one = ca.plot_un_agreement(rows, country="KAZ", partner="RUS")
    assert titled(one) == "Kazakhstan and Russia agreed in 50% of UN votes in 2023"


def test_institutions_without_intervals_say_who_stands_where():
    assert titled(ca.plot_vdem("v2x_rule")) == (
        "Rule of law in 2023: from 0.36 in Kyrgyzstan to 0.05 in Tajikistan"
    )
    rows = ca.load_vdem("v2x_rule")
    rows.loc[rows["iso3"].eq("TJK") & rows["year"].eq(2023), "value"] = 0.9
    assert titled(ca.plot_vdem("v2x_rule", rows)).startswith(
        "Rule of law in 2023: from 0.9 in Tajikistan to "
    )


def test_a_single_year_of_lending_is_told_as_one():
    one = ca.plot_china_finance(since=2008, until=2008)
    assert titled(one).startswith("China committed $")
    assert " in 2008" in titled(one)
    assert "from 2008" not in titled(one)


@pytest.mark.parametrize(
    ("draw", "caution"),
    [
        (ca.plot_un_agreement, "Absence is no vote"),
        (ca.plot_ukraine_votes, "To abstain is not to agree"),
        (ca.plot_vdem, "Experts judge it"),
        (ca.plot_migrants, "Seasonal labour"),
        (ca.plot_china_finance, "neither a payment nor a debt"),
        (ca.plot_trade_disagreement, "cannot say which side is right"),
        (ca.plot_corridor_volumes, "is no result"),
        (lambda: ca.plot_trade_balance(series="cow_trade_4"), "must not be compared"),
    ],
)
def test_reading_gives_the_finding_and_what_it_does_not_say(draw, caution):
    fig = draw()
    said = ca.reading(fig)
    assert said.startswith(f"**{titled(fig)}.**")
    assert caution in said
