"""Charts of raw materials say what a statistic says, and no more."""

import pandas as pd
import pytest

from ca_summit.charts import (
    plot_critical_minerals,
    plot_rare_earths,
    plot_resource_revisions,
    plot_resource_shares,
)
from ca_summit.figures import SOURCE_NAME, figure_alt, figure_data
from ca_summit.tables import load_critical_minerals, load_rare_earths_world, load_resources

RESOURCES = load_resources()
COMMODITIES = sorted(RESOURCES["commodity"].astype("str").unique())
MEASURES = sorted(RESOURCES["measure"].astype("str").unique())


def source_line(fig):
    return " ".join(a.text for a in fig.layout.annotations if a.name == SOURCE_NAME).replace(
        "<br>", " "
    )


def says_why_it_is_empty(fig):
    return figure_alt(fig).startswith("Nothing to draw: ") and len(fig.data) == 0


def texts(fig):
    return [t for trace in fig.data for t in (trace.text if trace.text is not None else ())]


def test_plot_resource_shares_draws_the_published_shares_of_uranium():
    fig = plot_resource_shares(commodity="uranium")
    bars = {trace.name: trace for trace in fig.data if trace.type == "bar"}
    assert dict(zip(bars["Kazakhstan"].y, bars["Kazakhstan"].x, strict=True)) == {"Uranium": 38.65}
    assert list(bars["Uzbekistan"].x) == [6.643]
    assert " 45.3%" in texts(fig)
    assert fig.layout.title.subtitle.text.startswith("Share of world production, %")
    assert fig.layout.title.text == "Which raw materials does the world get from Central Asia?"
    hover = bars["Kazakhstan"].hovertext[0]
    for part in (
        "Uranium",
        "Kazakhstan",
        "2024",
        "38.6%",
        "23,270 tonnes u",
        "World Nuclear",
    ):
        assert part in hover
    assert "World Nuclear Association" in source_line(fig)
    assert "45.3 percent" in figure_alt(fig)


def test_plot_resource_shares_puts_the_largest_share_on_top():
    fig = plot_resource_shares()
    order = list(fig.layout.yaxis.categoryarray)
    assert order[-3:] == ["Chromium", "Antimony", "Uranium"]
    data = figure_data(fig)
    assert data["commodity"].iloc[0] == "uranium"
    assert {"value", "unit", "world_share_pct", "year"} <= set(data.columns)


def test_plot_resource_shares_says_no_statistic_for_rare_earths_and_draws_no_bar():
    fig = plot_resource_shares(commodity="rare_earths")
    assert [t.type for t in fig.data] == ["scatter"]
    assert texts(fig) == ["no statistic, claims only ◇"]
    assert figure_data(fig)["world_share_pct"].isna().all()
    assert "no statistic" in figure_alt(fig)


def test_plot_resource_shares_never_draws_a_claim():
    fig = plot_resource_shares()
    ids = set(fig.layout.meta["ca_summit"]["sources"])
    statistics = RESOURCES[RESOURCES["status"].eq("reported_statistic")]
    assert ids <= set(statistics["source_id"])


def test_plot_resource_shares_does_not_add_mines_and_refineries():
    fig = plot_resource_shares(commodity="copper")
    bar = next(t for t in fig.data if t.type == "bar")
    assert dict(zip(bar.y, bar.x, strict=True)) == {
        "Copper (mine)": 3.22,
        "Copper (refinery)": 1.74,
    }


def test_plot_resource_shares_marks_upper_bounds_and_recalled_values():
    assert any("≤ 16" in t for t in texts(plot_resource_shares(measure="reserves")))
    identified = plot_resource_shares(
        measure="resources_identified", commodity="uranium", year=2020
    )
    kazakh = next(t for t in identified.data if t.name == "Kazakhstan")
    assert kazakh.marker.color == "rgba(0,0,0,0)"
    assert "Hollow: from memory" in source_line(identified)


def test_plot_resource_shares_does_not_add_shares_of_different_years():
    fig = plot_resource_shares(measure="resources_identified", commodity="uranium")
    assert {t.name: list(t.x) for t in fig.data if t.type == "bar"} == {"Kazakhstan": [12.0]}
    assert "not added: uranium Uzbekistan 2020" in source_line(fig)


def test_plot_resource_shares_warns_of_kyrgyz_coal_reserves():
    assert "probably resources" in source_line(plot_resource_shares(measure="reserves"))


def test_plot_resource_shares_tells_output_without_a_world_total():
    fig = plot_resource_shares(commodity="wheat")
    assert texts(fig) == ["world share not published"]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("commodity", [None, *COMMODITIES])
def test_plot_resource_shares_of_every_commodity_is_drawn_or_says_why_not(commodity, measure):
    fig = plot_resource_shares(measure=measure, commodity=commodity)
    assert says_why_it_is_empty(fig) or texts(fig)


@pytest.mark.parametrize("language", ["en", "ru", "local"])
def test_every_resource_chart_speaks_every_language(language):
    assert any(
        t.name == {"en": "Kazakhstan", "ru": "Казахстан", "local": "Қазақстан"}[language]
        for t in plot_resource_shares(language=language).data
    )
    for fig in (
        plot_rare_earths(language=language),
        plot_resource_revisions(language=language),
        plot_critical_minerals(language=language),
    ):
        assert len(fig.data) > 0


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (plot_resource_shares, {"measure": "prodction"}, "Did you mean 'production'"),
        (plot_resource_shares, {"commodity": "uranum"}, "Did you mean 'uranium'"),
        (plot_resource_shares, {"language": "xx"}, "`language` must be one of"),
        (plot_rare_earths, {"measure": "exports"}, "`measure` must be one of"),
        (plot_resource_revisions, {"commodity": "antimon"}, "Did you mean 'antimony'"),
        (plot_resource_revisions, {"language": "xx"}, "`language` must be one of"),
        (plot_critical_minerals, {"critical_list": "us_2024"}, "`critical_list` must be one of"),
    ],
)
def test_resource_charts_refuse_unknown_words(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(**arguments)


@pytest.mark.parametrize(
    "function",
    [plot_resource_shares, plot_rare_earths, plot_resource_revisions, plot_critical_minerals],
)
def test_resource_charts_name_the_missing_columns(function):
    with pytest.raises(ValueError, match=r"needs column\(s\).*Start from load_"):
        function(pd.DataFrame({"a": [1]}))


def test_an_empty_selection_of_resources_says_so():
    assert says_why_it_is_empty(plot_resource_shares(commodity="uranium", year=1990))
    assert says_why_it_is_empty(plot_resource_revisions(commodity="gold"))
    world = load_rare_earths_world()
    assert says_why_it_is_empty(plot_rare_earths(world[world["row_kind"].ne("country")]))
    minerals = load_critical_minerals()
    assert says_why_it_is_empty(
        plot_critical_minerals(minerals[minerals["group"].eq("rare_earth")])
    )
    assert says_why_it_is_empty(plot_critical_minerals(minerals.iloc[:0]))


def test_a_table_of_ones_own_is_drawn():
    own = pd.DataFrame(
        {
            "iso3": ["KAZ"],
            "commodity": ["saffron"],
            "measure": ["production"],
            "basis": [None],
            "year": [2025],
            "value": [3.0],
            "unit": ["tonnes"],
            "world_share_pct": [12.5],
            "edition": [None],
            "preferred": [True],
            "status": ["reported_statistic"],
            "source_id": ["my-farm"],
            "verification": ["read"],
        }
    )
    fig = plot_resource_shares(own)
    assert list(fig.data[0].x) == [12.5]
    assert "my-farm" in source_line(fig)


def test_resource_charts_leave_their_input_unchanged():
    resources, world, minerals = (
        load_resources(),
        load_rare_earths_world(),
        load_critical_minerals(),
    )
    before = [t.copy(deep=True) for t in (resources, world, minerals)]
    plot_resource_shares(resources)
    plot_resource_revisions(resources)
    plot_rare_earths(world, resources, measure="reserves")
    plot_critical_minerals(minerals, resources)
    for old, new in zip(before, (resources, world, minerals), strict=True):
        pd.testing.assert_frame_equal(old, new)


def test_plot_rare_earths_shows_who_mines_and_names_no_state_of_the_region():
    fig = plot_rare_earths()
    assert fig.data[0].y[-1] == "China"
    assert fig.data[0].x[-1] == pytest.approx(270)
    assert "2024, thousand tonnes of rare-earth oxides" in fig.layout.title.subtitle.text
    assert fig.data[0].text[-1] == " 270 (69.2%)"
    said = dict(zip(fig.data[1].y, fig.data[1].text, strict=True))
    assert list(said) == ["Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"]
    assert all("no statistic" in t for t in said.values())
    assert len(fig.data) == 2
    assert "does not name Kazakhstan, Kyrgyzstan" in figure_alt(fig)


def test_plot_rare_earths_draws_claims_hollow_and_apart():
    fig = plot_rare_earths(measure="reserves")
    claims = [t for t in fig.data if t.name in {"Government claim", "Company estimate"}]
    assert {t.marker.symbol for t in claims} == {"diamond-open", "square-open"}
    government = next(t for t in claims if t.name == "Government claim")
    assert max(government.x) == pytest.approx(20)
    assert set(government.y) == {"Kazakhstan"}
    data = figure_data(fig)
    assert data.loc[data["status"].eq("government_claim"), "world_share_pct"].isna().all()
    assert "No figure printed: Burma" in source_line(fig)


def test_plot_resource_revisions_gives_both_editions():
    fig = plot_resource_revisions()
    data = figure_data(fig).set_index(["commodity", "measure", "iso3"])
    row = data.loc[("antimony", "production", "KGZ")]
    assert (row["before"], row["after"], row["ratio"]) == (20, 700, 35)
    assert (row["first_edition"], row["second_edition"]) == ("MCS2025", "MCS2026")
    assert data.loc[("chromium", "reserves", "KAZ"), "ratio"] == pytest.approx(230 / 320)
    assert data.loc[("antimony", "production", "WLD"), "after"] == 119000
    assert list(fig.data[0].x) == sorted(fig.data[0].x)
    assert "from 20 t to 700 t" in figure_alt(fig)
    assert "MCS2025: 20 tonnes" in fig.data[0].hovertext[-1]
    assert "U.S. Geological Survey" in source_line(fig)


def test_plot_critical_minerals_counts_entries_and_producers():
    fig = plot_critical_minerals()
    assert fig.layout.title.text.startswith("18 of 60 entries of the US list")
    assert "Rare-earth elements with a producer: 0 of 15" in figure_alt(fig)
    data = figure_data(fig).set_index(["commodity", "iso3"])
    assert data.loc[("uranium", "KAZ"), "world_share_pct"] == 38.65
    assert pd.isna(data.loc[("aluminum", "TJK"), "world_share_pct"])
    bars = {t.name: dict(zip(t.y, t.x, strict=True)) for t in fig.data if t.type == "bar"}
    assert bars["Kazakhstan"]["Uranium"] == 38.65
    assert "Aluminum" not in {row for own in bars.values() for row in own}
    assert "Kazakhstan and Tajikistan: no share" in texts(fig)
    minerals = load_critical_minerals().astype({"verification": "object"})
    told = texts(plot_critical_minerals(minerals.assign(verification="recalled")))
    assert "Kazakhstan, from memory and Tajikistan, from memory: no share" in told
    assert " 3.2%; Uzbekistan: no share" in texts(fig)
    order = list(fig.layout.yaxis.categoryarray)
    assert (order[0], order[-1]) == ("Aluminum", "Uranium")


def test_plot_critical_minerals_counts_the_eu_list_by_its_own_names():
    fig = plot_critical_minerals(critical_list="eu_2023")
    assert " of 34 entries of the EU list" in fig.layout.title.text


@pytest.mark.parametrize("measure", ["production", "reserves"])
def test_states_are_told_by_one_key_below_the_subtitle(measure):
    for fig in (plot_resource_shares(measure=measure), plot_critical_minerals()):
        drawn = {t.name for t in fig.data if t.type == "bar"}
        assert {entry[0] for entry in fig.layout.meta["ca_summit"]["key"]} == drawn
        assert not fig.layout.showlegend


def test_claims_of_rare_earths_have_a_panel_and_a_unit_of_their_own():
    fig = plot_rare_earths(measure="reserves")
    claims = next(t for t in fig.data if t.name == "Government claim")
    assert (fig.data[0].xaxis, claims.xaxis) == ("x", "x2")
    heading = next(a.text for a in fig.layout.annotations if "Claims" in a.text)
    assert "million tonnes" in heading
    assert "◇ government claim · □ company estimate" in heading
    assert "\u2003up to 20 million t\u2003" in texts(fig)


@pytest.mark.parametrize("name", ["us_2025", "us_2022", "eu_2023", "eu_strategic"])
def test_plot_critical_minerals_draws_every_list(name):
    assert sum(len(t.x) for t in plot_critical_minerals(critical_list=name).data) > 5


@pytest.mark.parametrize("measure", ["occurrences", "potential"])
def test_a_measure_without_any_share_says_so(measure):
    alt = figure_alt(plot_resource_shares(measure=measure))
    assert alt == "Nothing to draw: No share of the world is published."


def test_small_shares_of_the_world_have_two_decimals_but_are_never_zero():
    world = load_rare_earths_world()
    tiny = world["iso3"].eq("BRA") & world["measure"].eq("production")
    said = [t for t in plot_rare_earths().data[0].text if "%" in t]
    assert all(len(t.split("(")[1].rstrip("%)").partition(".")[2]) <= 2 for t in said)
    smaller = world.assign(world_share_pct=world["world_share_pct"].mask(tiny, 0.0021))
    assert any("(0.0021%)" in t for t in plot_rare_earths(smaller).data[0].text)
