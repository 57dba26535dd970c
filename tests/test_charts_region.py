"""Charts of area, people and indicators."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from ca_summit.charts import plot_area, plot_indicator, plot_population
from ca_summit.figures import figure_alt, figure_data
from ca_summit.figures.theme import COUNTRY_COLORS
from ca_summit.metadata import question_of
from ca_summit.names import LANGUAGES, STATES
from ca_summit.tables import (
    load_comparators,
    load_indicator_catalogue,
    load_indicators,
    load_region_population,
)

INDICATORS = list(load_indicator_catalogue()["indicator_id"])


def _source_line(fig):
    return next(a.text for a in fig.layout.annotations if a.name == "ca_summit_source")


def test_plot_area_draws_the_largest_on_top_in_million_km2():
    fig = plot_area(compare_with=["EUU"])
    bars = fig.data[0]
    assert list(bars.x) == sorted(bars.x)
    assert bars.y[-1].startswith("European Union")
    assert bars.x[-1] == pytest.approx(4.236351)
    assert bars.x[-2] == pytest.approx(4.004451)
    assert fig.layout.title.subtitle.text == "Total area in million km²"
    assert "94.5%" in figure_alt(fig)
    assert "Source" in _source_line(fig)


def test_plot_area_shows_the_spread_of_competing_figures():
    data = figure_data(plot_area(compare_with=[])).set_index("code")
    assert data.loc["TJK", "lowest_km2"] < data.loc["TJK", "area_km2"]
    assert data.loc["KAZ", "lowest_km2"] == 2_717_300


def test_plot_area_draws_recalled_places_hollow():
    fig = plot_area(compare_with=["US-AK"])
    alaska = list(fig.data[0].y).index("Alaska")
    assert fig.data[0].marker.color[alaska] == "rgba(0,0,0,0)"
    assert "from memory" in _source_line(fig)


def test_plot_area_refuses_an_unknown_place():
    with pytest.raises(ValueError, match="Did you mean 'FRA'"):
        plot_area(compare_with=["Frnce"])


def test_plot_area_takes_places_by_name():
    assert "Alaska" in plot_area(compare_with=["Alaska", "EU"]).data[0].y


@pytest.mark.parametrize("language", LANGUAGES)
def test_plot_area_speaks_every_language(language):
    names = list(plot_area(language=language).data[0].y)
    wanted = {"en": "Kazakhstan", "ru": "Казахстан"}.get(language, "Қазақстан")
    assert wanted in names


def test_plot_population_stacks_the_five_and_marks_80_million():
    fig = plot_population()
    stacked = [t for t in fig.data if t.stackgroup]
    assert len(stacked) == 5
    assert [t.line.color for t in stacked] == [COUNTRY_COLORS[c] for c in STATES]
    tops = sum(np.asarray(t.y, dtype=float) for t in stacked)
    assert tops[-1] == pytest.approx(83.645827)
    assert any("between<br>2022 and 2023" in (a.text or "") for a in fig.layout.annotations)
    assert "3.2% in" in figure_alt(fig)


def test_plot_population_keeps_projections_apart():
    fig = plot_population(projections=True)
    ahead = fig.data[-1]
    assert "projection" in ahead.name
    assert max(ahead.x) == 2050
    assert max(figure_data(plot_population())["year"]) == 2025


def test_plot_population_marks_no_crossing_that_the_data_do_not_hold():
    early = load_region_population()
    fig = plot_population(early[early["year"] < 2010])
    assert not any("80 million passed" in (a.text or "") for a in fig.layout.annotations)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_plot_indicator_draws_every_indicator(indicator):
    fig = plot_indicator(indicator)
    rows = load_indicators(indicator)
    shown = figure_data(fig)
    assert _values_drawn(fig) == shown["value"].notna().sum() > 0
    assert set(shown["iso3"]) <= set(rows["iso3"])
    assert rows["unit"].iloc[0] in fig.layout.title.subtitle.text
    assert not fig.layout.yaxis.title.text, "the unit is said once"
    form = "Stripes" if indicator == "temperature_anomaly" else "Line chart"
    assert figure_alt(fig).startswith(f"{form} of ")
    assert "Source" in _source_line(fig)


def _values_drawn(fig):
    if fig.data[0].type == "heatmap":
        return sum(v is not None for row in fig.data[0].z for v in row)
    return sum(sum(v is not None for v in t.y) for t in fig.data)


def test_a_point_stands_only_where_no_line_leads():
    uzbek = plot_indicator("wgi_pv_rank", country=["UZB", "KAZ"]).data[0]
    sizes = dict(zip(uzbek.x, uzbek.marker.size, strict=True))
    assert sizes[1998] > 0
    assert {sizes[year] for year in range(2002, 2023)} == {0}
    assert plot_indicator("population").data[0].mode == "lines"
    surveys = plot_indicator("poverty_420", country=["UZB"]).data[0]
    assert "markers" in surveys.mode


def test_a_recalled_value_keeps_its_hollow_point_on_a_line():
    rows = load_indicators("population", country="KAZ")
    rows = rows.astype({"verification": "object"})
    rows.loc[rows["year"].eq(2010), "verification"] = "recalled"
    line = plot_indicator("population", rows).data[0]
    at = list(line.x).index(2010)
    assert line.marker.size[at] > 0
    assert line.marker.symbol[at].endswith("-open")
    assert sum(size > 0 for size in line.marker.size) == 1


def test_temperature_is_drawn_as_stripes_and_on_a_log_axis_as_lines():
    fig = plot_indicator("temperature_anomaly", country=["KAZ", "TJK"])
    (stripes,) = fig.data
    assert stripes.zmin == -stripes.zmax
    assert list(fig.layout.yaxis.ticktext) == ["Kazakhstan", "Tajikistan"]
    assert {a.text for a in fig.layout.annotations if a.text.startswith("+")} == {"+1.3", "+1.4"}
    assert [entry[0] for entry in fig.layout.meta["ca_summit"]["key"]] == [
        "colder than the mean",
        "warmer",
    ]
    assert plot_indicator("temperature_anomaly", log=True).data[0].type == "scatter"


def test_water_stands_on_zero_with_a_line_where_all_is_used():
    fig = plot_indicator("water_stress_sdg642")
    assert fig.layout.yaxis.range[0] == 0
    assert [s.y0 for s in fig.layout.shapes] == [100]
    assert any("100%" in a.text for a in fig.layout.annotations)
    low = plot_indicator("water_stress_sdg642", country=["KAZ"])
    assert low.layout.yaxis.range[1] > 100


def test_a_word_stands_at_each_break():
    fig = plot_indicator("gdp_usd", country=["TKM", "UZB"])
    words = {a.text: a.x for a in fig.layout.annotations}
    assert words["Turkmenistan revised"] == 2015.5
    assert words["Uzbekistan revised"] == 2009.5
    late = plot_indicator("gdp_usd", country=["TKM", "UZB"], since=2017)
    assert not any("revised" in a.text for a in late.layout.annotations)
    ahead = plot_indicator("population_wpp")
    assert any(a.text == "5 series: projection" for a in ahead.layout.annotations)


def test_plot_indicator_leaves_revisions_open():
    fig = plot_indicator("gdp_usd", country=["UZB"])
    points = dict(zip(fig.data[0].x, fig.data[0].y, strict=True))
    assert points[2009] is not None
    assert points[2010] is not None
    assert points[2009.5] is None, "the line is open between them"
    assert "before 2010" in _source_line(fig).replace("<br>", " ")


def test_plot_indicator_never_joins_missing_years_to_zero():
    fig = plot_indicator("population", country=["KAZ"])
    assert all(v > 1e7 for t in fig.data for v in t.y if v is not None)
    holes = load_indicators("gdp_growth", country="KAZ")
    line = plot_indicator("gdp_growth", country=["KAZ"]).data[0]
    years = set(range(int(min(line.x)), int(max(line.x)) + 1))
    gone = years - set(holes["year"])
    assert gone
    assert all(line.y[list(line.x).index(y)] is None for y in gone)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"indicator": "populatoin"}, "Did you mean 'population'?"),
        ({"indicator": "population", "country": ["DEU"]}, "`country` must be one of"),
        ({"indicator": "population", "language": "de"}, "`language` must be one of"),
    ],
)
def test_plot_indicator_refuses_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        plot_indicator(**arguments)


def test_plot_indicator_says_when_a_choice_is_empty():
    own = load_indicators("population", country="KAZ", until=2000)
    own.attrs.clear()
    fig = plot_indicator("population", own, since=2010)
    assert "No values" in fig.layout.annotations[0].text


def test_plot_indicator_takes_a_table_of_the_users_own():
    own = pd.DataFrame(
        {
            "indicator_id": ["trust"] * 2,
            "iso3": ["KAZ", "KAZ"],
            "year": [2020, 2021],
            "value": [1.0, 2.0],
            "unit": ["index"] * 2,
            "verification": ["read"] * 2,
            "source_id": ["my-survey"] * 2,
        }
    )
    fig = plot_indicator("trust", own)
    assert list(fig.data[0].y) == [1.0, 2.0]
    assert "my-survey" in _source_line(fig)


def test_charts_leave_their_input_unchanged():
    for load, draw in (
        (load_comparators, plot_area),
        (load_region_population, plot_population),
        (load_indicators, lambda frame: plot_indicator("population", frame)),
    ):
        frame = load()
        before = frame.copy(deep=True)
        draw(frame)
        pd.testing.assert_frame_equal(frame, before)


def test_charts_name_the_columns_they_miss():
    with pytest.raises(ValueError, match=re.escape("Start from load_comparators()")):
        plot_area(pd.DataFrame({"a": [1]}))


def test_a_logarithmic_axis_has_ticks_in_words_inside_its_range():
    fig = plot_indicator("gdp_per_capita_usd", log=True)
    axis = fig.layout.yaxis
    assert axis.type == "log"
    assert list(axis.ticktext) == ["200", "500", "1k", "2k", "5k", "10k"]
    assert list(axis.tickvals) == [200, 500, 1000, 2000, 5000, 10000]


def test_a_governance_indicator_asks_in_short_and_has_its_family_in_the_subtitle():
    fig = plot_indicator("wgi_pv_rank")
    asked = "Political stability and absence of violence: how do the five compare?"
    assert question_of(fig) == asked
    subtitle = fig.layout.title.subtitle.text
    assert subtitle.startswith("World Governance Indicators, percentile rank 0-100, 1996 to ")


def test_plot_area_writes_large_and_small_areas_and_names_in_one_way():
    fig = plot_area()
    written = dict(zip(fig.data[0].y, fig.data[0].text, strict=True))
    assert (written["Kazakhstan"], written["Kyrgyzstan"]) == (" 2.72", " 0.200")
    assert "Türkiye" in written
    assert "France (with<br>overseas regions)" in fig.layout.yaxis.ticktext


@pytest.mark.parametrize(
    ("countries", "question"),
    [
        (None, "how do the five compare?"),
        ([*STATES, "CHN"], "how do the five compare?"),
        (["KAZ", "UZB"], "how do they compare?"),
        (["TKM"], "what changed in Turkmenistan?"),
    ],
)
def test_plot_indicator_asks_about_the_countries_drawn(countries, question):
    fig = plot_indicator("gdp_growth", country=countries)
    assert (question_of(fig) or fig.layout.title.text).endswith(question)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("indicator", ["co2_per_capita", "population", "gdp_usd", "gini"])
def test_a_logarithmic_axis_has_three_ticks_at_least(state, indicator):
    try:
        fig = plot_indicator(indicator, country=[state], log=True)
    except ValueError:
        pytest.skip("no such series")
    low, high = fig.layout.yaxis.range
    if len(set(fig.data[0].y)) > 3:
        assert len(fig.layout.yaxis.tickvals) >= 3
    assert all(10**low * 0.999 <= t <= 10**high * 1.001 for t in fig.layout.yaxis.tickvals)


def test_a_series_of_zeros_alone_stands_at_zero():
    fig = plot_indicator("elec_share_nuclear")
    low, high = fig.layout.yaxis.range
    assert low < 0 < high
    above = [a.yshift for a in fig.layout.annotations if a.name is None]
    assert above == sorted(above)
    assert 0 <= min(above) < max(above) < 300


def test_a_logarithmic_axis_tells_what_has_no_place_on_it():
    with pytest.raises(ValueError, match="`log` needs values above zero; 'elec_share_nuclear'"):
        plot_indicator("elec_share_nuclear", log=True)
    note = _source_line(plot_indicator("gdp_growth", log=True)).replace("<br>", " ")
    assert re.search(r"\d+ values of zero or less have no place on a logarithmic axis", note)
    assert "logarithmic" not in _source_line(plot_indicator("population", log=True))


def test_one_break_of_several_countries_is_told_once():
    note = _source_line(plot_indicator("population_wpp")).replace("<br>", " ")
    assert note.count("from here on the medium variant") == 1
    assert "Kazakhstan, Kyrgyzstan, Tajikistan, Turkmenistan and Uzbekistan" in note


def test_names_of_lines_that_end_a_little_earlier_stand_at_the_end():
    fig = plot_indicator("elec_share_hydro")
    assert len({a.x for a in fig.layout.annotations if a.name is None}) == 1
