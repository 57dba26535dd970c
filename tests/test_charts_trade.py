"""Charts of trade, investment and corridors keep counts apart that must not be added."""

import pandas as pd
import pytest

from ca_summit.charts import (
    plot_corridor_volumes,
    plot_investment,
    plot_trade_balance,
    plot_trade_disagreement,
)
from ca_summit.figures import SOURCE_NAME, figure_alt, figure_data, reading
from ca_summit.metadata import question_of as asked
from ca_summit.tables import load_corridor_volumes, load_investment_partners, load_trade_partners

TRADE = load_trade_partners()
AREAS = sorted(TRADE["area"].astype("str").unique())
SERIES = sorted(TRADE["series"].astype("str").unique())
PARTNERS = sorted(TRADE["partner"].astype("str").unique())
VOLUMES = load_corridor_volumes()
INVESTMENT = load_investment_partners()


def source_line(fig):
    return " ".join(a.text for a in fig.layout.annotations if a.name == SOURCE_NAME).replace(
        "<br>", " "
    )


def says_why_it_is_empty(fig):
    return figure_alt(fig).startswith("Nothing to draw: ") and len(fig.data) == 0


def drawn(fig):
    return sum(v is not None and v == v for t in fig.data for v in t.y)


def test_plot_trade_balance_draws_one_series_in_billions():
    fig = plot_trade_balance(series="imf_imts")
    lines = {t.name: dict(zip(t.x, t.y, strict=True)) for t in fig.data}
    assert set(lines) == {"China", "United States"}
    assert lines["China"][2024] == pytest.approx(94.9, abs=0.05)
    assert "billion US dollars" in fig.layout.title.subtitle.text
    assert not fig.layout.yaxis.title.text, "the unit is said once"
    assert asked(fig) == "Who trades most with Central Asia?"
    assert set(figure_data(fig)["series"]) == {"imf_imts"}
    assert "International Monetary Fund" in source_line(fig)
    hover = fig.data[0].hovertext[-1]
    for part in ("China", "2024", "billion US dollars", "partner's customs, IMF", "(one source)"):
        assert part in hover


def test_plot_trade_balance_orders_partners_and_says_who_leads_since_when():
    fig = plot_trade_balance(series="cow_trade_4")
    assert [t.name for t in fig.data][:3] == ["China", "European Union", "Russia"]
    assert "leads since" not in figure_alt(fig), "a lead across a break of the series"
    own = plot_trade_balance(area="UZB", series="national_uzb")
    assert "Russia led in 2011; China leads since 2023" in figure_alt(own)
    assert "This series ends in 2014" in source_line(fig)


def test_plot_trade_balance_names_each_line_at_its_end():
    fig = plot_trade_balance(series="cow_trade_4")
    labels = {a.text.removeprefix("<b>").removesuffix("</b>") for a in fig.layout.annotations}
    assert {"China<br>$47.6bn", "European Union<br>$45.3bn", "Russia", "Türkiye"} <= labels


def test_plot_trade_balance_takes_a_late_series_of_many_partners_unless_one_is_named():
    def series_of(table=None, **chosen):
        (used,) = set(figure_data(plot_trade_balance(table, **chosen))["series"])
        return used

    assert series_of() == "imf_imts", "all others of Central Asia end early or have one partner"
    assert series_of(area="KAZ") == "national_kaz", "many partners to a year before the newest"
    assert series_of(area="KAZ", partner="China") == "imf_imts"
    assert series_of(until=2000) == "cow_trade_4"
    assert series_of(share=True) == "cow_trade_4", "others lack the trade with the world"
    old = TRADE[~TRADE["series"].eq("national_kaz") | TRADE["year"].lt(2015)]
    assert series_of(old, area="KAZ") != "national_kaz"
    press = TRADE[TRADE["series"].eq("press") & TRADE["area"].eq("KAZ")]
    assert says_why_it_is_empty(plot_trade_balance(press, area="KAZ"))


def test_plot_trade_balance_subtracts_imports_from_exports():
    fig = plot_trade_balance(area="KAZ", series="national_kaz", partner=["RUS"], flow="balance")
    rows = TRADE[
        TRADE["series"].eq("national_kaz") & TRADE["partner"].eq("RUS") & TRADE["year"].eq(2023)
    ].iloc[0]
    assert fig.data[0].y[-1] == pytest.approx((rows["exports_usd"] - rows["imports_usd"]) / 1e9)


def test_plot_trade_balance_gives_shares_of_the_world_of_the_same_series():
    fig = plot_trade_balance(area="UZB", series="national_uzb", partner=["CHN"], share=True)
    own = TRADE[TRADE["series"].eq("national_uzb") & TRADE["year"].eq(2023)].set_index("partner")
    expected = own.loc["CHN", "total_usd"] / own.loc["WLD", "total_usd"] * 100
    assert fig.data[0].y[-1] == pytest.approx(expected)
    assert "% of trade with the world" in fig.layout.title.subtitle.text


def test_a_printed_zero_is_left_open_and_told():
    frame = TRADE.copy()
    early = frame["area"].eq("KAZ") & frame["partner"].eq("RUS") & frame["year"].isin([1994, 1995])
    frame.loc[early & frame["series"].eq("cow_trade_4"), "total_usd"] = 0
    fig = plot_trade_balance(frame, area="KAZ", series="cow_trade_4", partner=["RUS"])
    assert min(v for v in fig.data[0].y if v is not None) > 0
    assert fig.data[0].x[0] == 1996
    assert "2 figures printed as zero are left open" in source_line(fig)


def test_a_line_of_trade_is_open_where_its_reporter_changes_and_says_so():
    kyrgyz = {"area": "KGZ", "series": "cow_trade_4", "partner": ["CHN"]}
    fig = plot_trade_balance(**kyrgyz, flow="imports")
    points = dict(zip(fig.data[0].x, fig.data[0].y, strict=True))
    assert points[2008] is not None
    assert points[2009] is not None
    assert points[2008.5] is None
    assert "changes its basis (1995, 1996, 2009)" in source_line(fig)
    sold = plot_trade_balance(**kyrgyz, flow="exports")
    assert all(float(x).is_integer() for x in sold.data[0].x), "its exports do not break"


def test_the_disagreement_is_open_where_a_reporter_changes_not_where_two_part():
    fig = plot_trade_disagreement(area="KGZ", partner="CHN", flow="imports")
    war = next(t for t in fig.data if t.name == "Correlates of War")
    points = dict(zip(war.x, war.y, strict=True))
    assert points[2008.5] is None
    assert 1995.5 not in points, "there the two series part, which is what the chart is about"


def test_a_share_is_open_where_the_trade_with_the_world_breaks():
    own = plot_trade_balance(area="TJK", partner=["TUR"], flow="exports")
    share = plot_trade_balance(area="TJK", partner=["TUR"], flow="exports", share=True)
    assert 2010.5 not in own.data[0].x
    assert 2010.5 in share.data[0].x


def test_plot_trade_balance_leaves_years_without_a_figure_open():
    frame = TRADE[~(TRADE["series"].eq("imf_imts") & TRADE["year"].eq(2010))]
    line = plot_trade_balance(frame, series="imf_imts", partner=["CHN"]).data[0]
    assert dict(zip(line.x, line.y, strict=True))[2010] is None


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("flow", ["total", "balance"])
def test_plot_trade_balance_of_every_area_and_series_is_drawn_or_says_why_not(area, series, flow):
    fig = plot_trade_balance(area=area, series=series, flow=flow)
    assert says_why_it_is_empty(fig) or drawn(fig)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("partner", PARTNERS)
def test_plot_trade_disagreement_of_every_pair_is_drawn_or_says_why_not(area, partner):
    fig = plot_trade_disagreement(area=area, partner=partner)
    assert says_why_it_is_empty(fig) or drawn(fig)


def test_plot_trade_disagreement_measures_the_gap():
    fig = plot_trade_disagreement()
    assert {t.name for t in fig.data} == {
        "Correlates of War",
        "customs of China (IMF)",
        "Kyrgyz statistics",
        "single figures in the press",
    }
    assert "China counts 4.3 times as much trade as Kyrgyzstan: $22.7bn against $5.3bn" in (
        figure_alt(fig)
    )
    written = {a.text for a in fig.layout.annotations}
    assert {"× 4.3", "<b>$22.7bn</b><br>China", "<b>$5.3bn</b><br>Kyrgyzstan"} <= written
    press = next(t for t in fig.data if t.mode == "markers")
    assert list(press.x).count(2024) == 2, "two reporters of one year are two points"
    assert figure_data(fig)["reporter"].nunique() > 2
    assert "reporter China" in fig.data[1].hovertext[-1]


def test_plot_trade_disagreement_marks_what_is_from_memory_and_skips_parts_of_years():
    fig = plot_trade_disagreement(area="KAZ", partner="RUS")
    press = next(t for t in fig.data if t.mode == "markers")
    assert "diamond-open" in press.marker.symbol
    assert "Hollow: from memory" in source_line(fig)
    turkish = figure_data(plot_trade_disagreement(area="TKM", partner="TUR"))
    assert not turkish["series"].eq("press").any()


def test_plot_investment_keeps_measures_in_panels_of_their_own():
    fig = plot_investment()
    assert len(fig.data) == INVESTMENT.loc[INVESTMENT["recipient"].eq("KAZ"), "measure"].nunique()
    stock = plot_investment(measure="FDI stock")
    assert len(stock.data) == 1
    bars, names = stock.data[0], list(stock.layout.yaxis.ticktext)
    values = dict(zip(names, bars.x, strict=True))
    assert values["Netherlands"] == pytest.approx(60)
    assert " > $60bn" in bars.text
    assert bars.marker.color[names.index("13 Eurasian states")] == "rgba(0,0,0,0)"
    assert "holding companies" in source_line(stock)
    assert "39.5 billion US dollars, FDI stock" in bars.hovertext[names.index("United States")]


def test_plot_investment_sets_years_and_what_all_origins_come_to_apart():
    stock = plot_investment(measure="FDI stock")
    heads = {a.y: a.text for a in stock.layout.annotations if a.xref == "x" and a.yref == "y"}
    assert list(heads.values()) == ["<b>2021</b> all origins: $153bn", "<b>2024</b>"]
    years = dict(zip(stock.data[0].y, stock.data[0].hovertext, strict=True))
    low, high = heads
    assert all(("2021" in text) == (place < low) for place, text in years.items())
    assert all(place not in heads for place in years)
    assert high > max(years)
    assert 152.8 not in list(stock.data[0].x), "the sum has no bar that dwarfs the others"
    inflow = plot_investment(measure="gross FDI inflow")
    texts = " ".join(a.text for a in inflow.layout.annotations)
    assert "<b>2020</b> all origins: $17.2bn" in texts


@pytest.mark.parametrize("language", ["en", "ru", "local"])
@pytest.mark.parametrize("recipient", sorted(INVESTMENT["recipient"].astype("str").unique()))
def test_plot_investment_draws_every_recipient(recipient, language):
    fig = plot_investment(recipient=recipient, language=language)
    own = INVESTMENT[INVESTMENT["recipient"].eq(recipient)]
    assert sum(len(t.x) for t in fig.data) == own["origin"].ne("WLD").sum()


def test_plot_corridor_volumes_tells_results_from_plans():
    fig = plot_corridor_volumes()
    traces = {t.name: t for t in fig.data}
    bars = traces["Result of a full year"]
    assert bars.type == "bar"
    assert dict(zip(bars.x, bars.y, strict=True))[2025] == pytest.approx(4.119)
    assert traces["Target"].marker.symbol == "triangle-up-open"
    assert traces["Forecast"].marker.symbol == "diamond-open"
    assert list(traces["Target"].x) == [2027]
    assert "8% less than the year before" in figure_alt(fig)
    assert "target for 2027 is 2.4 times that; a target is no result" in reading(fig)
    assert "2 counts of parts of years are left out" in source_line(fig)
    assert fig.layout.title.subtitle.text.startswith("Million tonnes a year, 2017 to 2030")
    assert "4.12 million tonnes" in bars.hovertext[-1]


def test_plot_corridor_volumes_marks_derived_recalled_and_part_years():
    fig = plot_corridor_volumes(unit="TEU", part_years=True)
    traces = {t.name: t for t in fig.data}
    assert traces["Worked out from a growth rate"].marker.pattern.shape == "/"
    assert traces["Part of a year or another period"].marker.symbol == "circle-open"
    trains = plot_corridor_volumes(corridor="China-Europe Railway Express (all corridors)")
    assert "rgba(0,0,0,0)" in trains.data[0].marker.color
    assert "Hollow bar: from memory" in source_line(trains)


def test_plot_corridor_volumes_shows_two_counts_of_one_year_side_by_side():
    fig = plot_corridor_volumes(corridor="INSTC eastern branch (KTI railway)")
    places = [x for x in fig.data[0].x if 2022.5 < x < 2023.5]
    assert len(set(places)) == 2


def test_plot_corridor_volumes_says_when_there_is_no_result():
    assert "No result of a full year" in figure_alt(plot_corridor_volumes(corridor="CKU railway"))


@pytest.mark.parametrize("corridor", sorted(VOLUMES["corridor"].unique()))
@pytest.mark.parametrize("unit", [None, *sorted(VOLUMES["unit"].astype("str").unique())])
def test_plot_corridor_volumes_of_every_corridor_is_drawn_or_says_why_not(corridor, unit):
    fig = plot_corridor_volumes(corridor=corridor, unit=unit)
    assert says_why_it_is_empty(fig) or drawn(fig)


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (plot_trade_balance, {"area": "KAZZ"}, "Did you mean 'KAZ'"),
        (plot_trade_balance, {"series": "imf"}, "`series` must be one of"),
        (plot_trade_balance, {"partner": ["CHI"]}, "`partner` must be one of"),
        (plot_trade_balance, {"flow": "sum"}, "`flow` must be one of"),
        (plot_trade_balance, {"flow": "balance", "share": True}, "`share` needs a flow"),
        (plot_trade_disagreement, {"partner": "CHI"}, "`partner` must be one of"),
        (plot_trade_disagreement, {"flow": "sum"}, "`flow` must be one of"),
        (plot_investment, {"recipient": "KZA"}, "Did you mean 'KAZ'"),
        (plot_investment, {"measure": "stock"}, "`measure` must be one of"),
        (plot_corridor_volumes, {"corridor": "Middle"}, "`corridor` must be one of"),
        (plot_corridor_volumes, {"unit": "kg"}, "`unit` must be one of"),
    ],
)
def test_charts_of_trade_refuse_unknown_words(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(**arguments)


@pytest.mark.parametrize(
    "function",
    [plot_trade_balance, plot_trade_disagreement, plot_investment, plot_corridor_volumes],
)
def test_charts_of_trade_name_the_missing_columns(function):
    with pytest.raises(ValueError, match=r"needs column\(s\).*Start from load_"):
        function(pd.DataFrame({"a": [1]}))


def test_an_empty_selection_of_trade_says_so():
    fig = plot_trade_balance(area="CA5", series="national_kaz")
    assert says_why_it_is_empty(fig)
    assert "Series with rows of Central Asia: cow_trade_4" in figure_alt(fig)
    assert says_why_it_is_empty(plot_trade_balance(area="TJK", series="eurostat_comext"))
    assert says_why_it_is_empty(plot_investment(recipient="TKM", measure="gross FDI inflow"))
    assert says_why_it_is_empty(plot_corridor_volumes(corridor="CKU railway", unit="USD"))


def test_a_record_of_ones_own_is_drawn():
    own = pd.DataFrame(
        {
            "corridor": ["My line"] * 2,
            "year": [2024, 2025],
            "period": ["full year"] * 2,
            "volume": [2e6, 3e6],
            "unit": ["t"] * 2,
            "value_kind": ["actual"] * 2,
            "source_id": ["my-notes"] * 2,
            "verification": ["read"] * 2,
        }
    )
    fig = plot_corridor_volumes(own, corridor="My line")
    assert list(fig.data[0].y) == [2, 3]
    assert "my-notes" in source_line(fig)


def test_charts_of_trade_leave_their_input_unchanged():
    for load, draw in (
        (load_trade_partners, plot_trade_balance),
        (load_trade_partners, plot_trade_disagreement),
        (load_investment_partners, plot_investment),
        (load_corridor_volumes, plot_corridor_volumes),
    ):
        frame = load()
        before = frame.copy(deep=True)
        draw(frame)
        pd.testing.assert_frame_equal(before, frame)


def test_plot_corridor_volumes_counts_one_left_out_part_in_the_singular():
    volumes = load_corridor_volumes()
    own = volumes[volumes["corridor"].eq("TITR / Middle Corridor") & volumes["unit"].eq("t")]
    part = own[own["period"].ne("full year") & own["value_kind"].isin(["actual", "derived"])]
    fig = plot_corridor_volumes(volumes.drop(index=part.index[1:]))
    assert "1 count of a part of a year is left out" in source_line(fig)


def test_plot_corridor_volumes_sets_parts_of_years_beside_the_bar_of_their_year():
    fig = plot_corridor_volumes(part_years=True)
    part = next(t for t in fig.data if t.name == "Part of a year or another period")
    assert list(part.x) == [2024.5, 2025.5]


def test_plot_investment_gives_panels_room_for_a_heading():
    fig = plot_investment(recipient="CA5")
    area = fig.layout.height - fig.layout.margin.t - fig.layout.margin.b
    lower, upper = fig.layout.yaxis3.domain[1], fig.layout.yaxis2.domain[0]
    assert (upper - lower) * area > 40


@pytest.mark.parametrize(
    ("choice", "title"),
    [
        ({"flow": "exports"}, "Who buys most from Kazakhstan?"),
        ({"flow": "imports"}, "Who sells most to Kazakhstan?"),
        ({"partner": ["USA"]}, "How much does Kazakhstan trade with the United States?"),
        ({"partner": "CHN", "flow": "exports"}, "How much does Kazakhstan sell to China?"),
        ({"partner": ["CHN", "RUS"]}, "Who trades most with Kazakhstan?"),
    ],
)
def test_plot_trade_balance_asks_what_it_draws(choice, title):
    fig = plot_trade_balance(area="KAZ", **choice)
    assert asked(fig) == title
    word = {"exports": "Exports", "imports": "Imports"}.get(choice.get("flow"), "Trade in goods")
    assert fig.layout.title.subtitle.text.startswith(f"{word} of Kazakhstan, ")


def test_a_long_name_at_the_end_of_a_line_is_broken():
    names = [
        a.text for a in plot_trade_balance(series="cow_trade_4", language="ru").layout.annotations
    ]
    assert "<b>Европейский<br>союз<br>$45,3\xa0млрд</b>" in names


def test_balances_on_both_sides_of_zero_are_told_without_a_factor():
    fig = plot_trade_disagreement(area="KAZ", partner="USA", flow="balance")
    alt = figure_alt(fig)
    assert "For 2023 the counts lie on both sides of zero" in alt
    assert "times" not in alt
    values = [v for t in fig.data for v in t.y if v is not None]
    low, high = fig.layout.yaxis.range
    assert low < min(values)
    assert high > max(values) + 0.2 * (max(values) - min(values))  # room for the legend
    assert "Exports minus imports of Kazakhstan" in fig.layout.title.subtitle.text


def test_short_names_of_rows_leave_the_bars_more_room_on_a_phone():
    fig = plot_investment()
    narrow = fig.layout.meta["ca_summit"]["narrow"]
    assert narrow["margin.l"] < fig.layout.margin.l - 40
    assert "China, Türkiye,<br>Iran, Gulf states" in narrow["yaxis.ticktext"]
    assert "China, Türkiye, Iran, Gulf states" in fig.layout.yaxis.ticktext


def test_a_name_with_an_article_has_it_inside_a_sentence():
    assert "came from the Netherlands" in plot_investment().layout.title.text.replace("<br>", " ")


def test_an_own_table_of_trade_need_not_say_period_and_reporter_but_has_each_row_once():
    own = load_trade_partners(area="KAZ", series="cow_trade_4", partner="CHN")
    own = pd.DataFrame(own).assign(period=None, reporter=None)
    assert plot_trade_balance(own, area="KAZ").data
    last = len(own)
    with pytest.raises(ValueError, match=rf"rows {last} and {last + 1} are both series"):
        plot_trade_balance(pd.concat([own, own.tail(1)]), area="KAZ")
    own.loc[own.index[1], "area"] = None
    with pytest.raises(ValueError, match=r"a value in every row in column 'area'; row 2 has none"):
        plot_trade_balance(own, area="KAZ")


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_remark_at_a_last_target_ends_near_it_in_every_language(language):
    fig = plot_corridor_volumes(unit="TEU", language=language)
    (note,) = [a for a in fig.layout.annotations if "<br>" in a.text and a.yanchor == "top" and a.x]
    assert note.xanchor == "right"
    assert note.xshift <= fig.layout.margin.r + 16
