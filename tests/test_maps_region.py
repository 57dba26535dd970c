import itertools

import numpy as np
import pandas as pd
import pytest

from ca_summit import figures
from ca_summit.figures import theme
from ca_summit.figures.canvas import Canvas
from ca_summit.maps import map_area_comparison, map_region
from ca_summit.maps.basemap import country_trace
from ca_summit.maps.region import colour_at
from ca_summit.metadata import figure_metadata, question_of
from ca_summit.names import STATES
from ca_summit.tables import load_comparators, load_indicator_catalogue, load_indicators


@pytest.fixture(scope="module")
def indicators():
    return load_indicators()


def trace(fig, iso3):
    return fig.data[country_trace(fig, iso3)]


def test_map_region_shows_value_unit_year_and_source_under_the_pointer():
    fig = map_region("population", year=2024)
    value = load_indicators("population", country="UZB", year=2024)["value"].iloc[0]
    shown = f"{value:,.0f}"
    assert (
        trace(fig, "UZB").text
        == f"<b>Uzbekistan</b><br>{shown} people<br>2024<br><i>World Bank (one source)</i>"
    )
    assert len(shown) == 10
    assert question_of(fig) == "Population, total (World Bank), 2024"
    assert fig.layout.title.subtitle.text == "people"


def test_map_region_orders_colours_like_values(indicators):
    fig = map_region("urban_share", year=2024)
    values = indicators.query("indicator_id == 'urban_share' and year == 2024").set_index("iso3")
    ordered = sorted(STATES, key=lambda c: float(values.loc[c, "value"]))

    def darkness(code):
        color = trace(fig, code).fillcolor
        return -sum(int(color[i : i + 2], 16) for i in (1, 3, 5))

    assert sorted(STATES, key=darkness) == ordered
    bar = next(t for t in fig.data if t.name == "Scale of colours").marker
    whole = indicators.query("indicator_id == 'urban_share' and iso3 in @STATES")["value"]
    assert (bar.cmin, bar.cmax) == (whole.min(), whole.max())  # one scale over all years
    assert bar.colorbar.title.text is None  # the unit stands in the subtitle, once
    assert fig.layout.title.subtitle.text == "% of population"


@pytest.mark.parametrize("indicator", ["population", "gdp_usd", "co2_total_mt"])
def test_totals_are_circles_whose_area_is_the_value_on_one_scale_over_all_years(indicator):
    fig = map_region(indicator, slider=True)
    assert not [t for t in fig.data if t.name == "Scale of colours"]
    assert len({trace(fig, code).fillcolor for code in STATES}) == 1
    number = next(i for i, t in enumerate(fig.data) if t.name == "Totals")
    codes = fig.data[number].meta["circles"]
    rows = figures.figure_data(fig)
    largest = rows["value"].max()
    for frame in fig.frames[:: max(1, len(fig.frames) // 4)]:
        sizes = dict(zip(frame.traces, frame.data, strict=True))[number].marker.size
        known = rows[rows["year"].eq(int(frame.name))].set_index("iso3")["value"]
        for code, size in zip(codes, sizes, strict=True):
            assert (size / 64) ** 2 == pytest.approx(known.get(code, 0) / largest, abs=0.002)


def test_on_a_narrow_screen_circles_are_half_as_wide_and_states_bear_their_codes():
    fig = map_region("population", year=2024)
    number = next(i for i, t in enumerate(fig.data) if t.name == "Totals")
    short = figure_metadata(fig)["narrow"]
    assert short[f"data[{number}].text"][0].startswith("KZ<br>")
    halves = [size / 2 for size in fig.data[number].marker.size]
    assert short[f"data[{number}].marker.size"] == pytest.approx(halves, abs=0.1)


@pytest.mark.parametrize(
    ("unit", "total"),
    [
        *[("people", True), ("US$", True), ("million tonnes", True), ("tonnes per person", False)],
        *[("% of GDP", False), ("hives", False), ("index 0-1", False)],
    ],
)
def test_the_unit_decides_between_circles_and_colours(unit, total):
    fig = map_region("apples", survey(unit=unit))
    assert any(t.name == "Totals" for t in fig.data) == total
    assert any(t.name == "Scale of colours" for t in fig.data) != total
    below = survey(unit=unit, value=[-1.0, 2.0, -3.0, 4.0])
    assert not any(t.name == "Totals" for t in map_region("apples", below).data)


def test_map_region_says_where_there_is_no_data(indicators):
    rows = indicators[indicators["indicator_id"].eq("gini")]
    assert not rows["iso3"].eq("TKM").loc[rows["year"].eq(2021)].any()
    fig = map_region("gini", year=2021)
    missing = trace(fig, "TKM")
    assert missing.text == "<b>Turkmenistan</b><br>no data for 2021"
    assert missing.fillpattern.shape == "/"
    assert trace(fig, "KAZ").fillpattern.shape == ""
    line = next(a.text for a in fig.layout.annotations if a.name == figures.SOURCE_NAME)
    assert line.startswith("Hatched: no data for 2021")
    assert "No data: Turkmenistan" in figures.figure_alt(fig)
    assert "TKM" not in figures.figure_data(fig)["iso3"].tolist()


@pytest.mark.parametrize("indicator", load_indicator_catalogue()["indicator_id"].tolist())
def test_every_indicator_makes_a_map_within_budget(indicator):
    fig = map_region(indicator)
    assert len(fig.to_json()) <= 60_000
    alt = figures.figure_alt(fig)
    data = figures.figure_data(fig)
    assert len(data) >= 1 or alt.startswith("Nothing to draw")
    if len(data):
        assert fig.layout.title.subtitle.text
        assert len(set(data["year"])) == 1


@pytest.mark.parametrize("language", ["en", "ru", "local"])
def test_slider_runs_over_every_year_and_changes_no_shapes(language, indicators):
    fig = map_region("gdp_per_capita_ppp", slider=True, language=language)
    rows = indicators[
        indicators["indicator_id"].eq("gdp_per_capita_ppp") & indicators["iso3"].isin(STATES)
    ]
    years = sorted(rows["year"].unique())
    assert [s.label for s in fig.layout.sliders[0].steps] == [str(y) for y in years]
    assert [f.name for f in fig.frames] == [str(y) for y in years]
    assert len(fig.to_json()) <= 250_000
    last = fig.frames[-1]
    assert str(years[-1]) in last.layout.title.text
    assert str(years[-1]) not in question_of(fig)  # which stands still while the year moves
    for number, change in zip(last.traces, last.data, strict=True):
        assert change.x is None
        assert fig.data[number].type == "scatter"
    names = {fig.data[i].name for i in last.traces[:5]}
    assert len(names) == 5


def test_slider_keeps_one_scale_of_colours():
    fig = map_region("urban_share", slider=True)
    rows = figures.figure_data(fig)
    bar = next(t for t in fig.data if t.name == "Scale of colours").marker
    assert (bar.cmin, bar.cmax) == (rows["value"].min(), rows["value"].max())
    assert rows["year"].nunique() > 30


def test_map_region_draws_the_users_own_table_and_leaves_it_unchanged():
    own = pd.DataFrame(
        {
            "iso3": ["KAZ", "UZB"],
            "indicator_id": "bee_hives",
            "year": 2020,
            "value": [10.0, 30.0],
            "unit": "hives",
            "source_id": "recalled",
            "verification": "recalled",
        }
    )
    before = own.copy()
    fig = map_region("bee_hives", own)
    assert own.equals(before)
    assert question_of(fig) == "Bee hives, 2020"
    assert "(from memory)" in trace(fig, "KAZ").text
    assert trace(fig, "KGZ").text.endswith("no data for 2020")
    line = next(a.text for a in fig.layout.annotations if a.name == figures.SOURCE_NAME)
    assert "recalled from memory" in line.replace("<br>", " ")


def test_map_region_refuses_what_it_does_not_know(indicators):
    with pytest.raises(ValueError, match=r"`indicator` must be one of .*Did you mean 'population'"):
        map_region("populaton")
    with pytest.raises(ValueError, match=r"`year` must be one of .*got 1850"):
        map_region("population", year=1850)
    with pytest.raises(ValueError, match=r"map_region\(\) needs column\(s\) \['value'\]"):
        map_region("population", indicators.drop(columns="value"))
    twice = pd.concat([indicators, indicators])
    with pytest.raises(ValueError, match="one value per country and year"):
        map_region("population", twice)


def test_map_region_without_rows_says_so(indicators):
    empty = indicators[indicators["iso3"].eq("WLD")]
    fig = map_region("population", empty)
    assert figures.figure_alt(fig).startswith("Nothing to draw")


def test_area_comparison_moves_the_states_but_not_their_areas():
    fig = map_area_comparison()
    areas = load_comparators().set_index("code")["area_km2"].astype(float)
    import shapely

    for code in STATES:
        own = trace(fig, code)
        xy = np.column_stack([own.x, own.y]).astype(float)
        rings = np.split(xy, np.flatnonzero(np.isnan(xy[:, 1])))
        shapes = [shapely.Polygon(r[~np.isnan(r[:, 1])]) for r in rings if len(r) > 4]
        holes = sum(s.area for s in shapes[1:] if shapes[0].contains(s.centroid)) * 2
        total = sum(s.area for s in shapes) - holes
        assert total == pytest.approx(areas[code], rel=0.02), code
        assert -4000 < np.nanmean(xy[:, 0]) < 3000
    assert "% of the EU" in trace(fig, "KAZ").text


def test_area_comparison_computes_its_figures_from_the_tables():
    areas = load_comparators()
    fig = map_area_comparison()
    assert fig.layout.title.text == "Central Asia is 94.5% as large as the European Union"
    assert "4,004,451 km²" in figures.figure_alt(fig)
    changed = areas.copy()
    changed.loc[changed["code"].eq("EUU"), "area_km2"] = 8_008_902
    other = map_area_comparison(comparators=changed)
    assert other.layout.title.text == "Central Asia is 50% as large as the European Union"
    assert len(fig.to_json()) <= 60_000


def test_zero_is_the_middle_of_the_colours_where_values_lie_on_both_sides():
    fig = map_region("gdp_growth", slider=True)
    bar = next(t for t in fig.data if t.name == "Scale of colours").marker
    assert bar.cmin == -bar.cmax
    assert bar.colorscale[0][1] == theme.DIVERGING_SCALE[0][1]
    shrunk = colour_at(0.25, theme.DIVERGING_SCALE)
    assert shrunk == theme.DIVERGING_SCALE[1][1]
    rows = load_indicators().query("indicator_id == 'gdp_growth' and year == 2025")
    assert trace(fig, "KAZ").fillcolor == colour_at(
        0.5 + rows.loc[rows["iso3"].eq("KAZ"), "value"].item() / (2 * bar.cmax),
        theme.DIVERGING_SCALE,
    )


@pytest.mark.parametrize("language", ["en", "ru", "local"])
def test_the_names_laid_over_europe_stand_apart(language):
    boxes = Canvas.of(map_area_comparison(language=language)).boxes
    assert len(boxes) >= 5
    for one, two in itertools.combinations(boxes, 2):
        assert one[0] >= two[2] or two[0] >= one[2] or one[1] >= two[3] or two[1] >= one[3]


def survey(**columns):
    return pd.DataFrame(
        {
            "indicator_id": "apples",
            "iso3": ["KAZ", "UZB", "KAZ", "UZB"],
            "year": [2020, 2020, 2021, 2021],
            "value": [1.5, 2.5, 2.0, 3.5],
            "unit": "million tonnes",
            "source_id": "my survey 2025",
            **columns,
        }
    )


def test_own_values_are_drawn_with_their_own_source():
    fig = map_region("apples", survey())
    assert question_of(fig) == "Apples, 2021"
    (line,) = [a.text for a in fig.layout.annotations if a.name == figures.SOURCE_NAME]
    assert "Sources: my survey 2025; Natural Earth" in line.replace("<br>", " ")
    assert "my survey 2025 (not checked)" in trace(fig, "KAZ").text
    assert "no data" in trace(fig, "TJK").text


@pytest.mark.parametrize("source", [None, float("nan"), pd.NA])
def test_own_values_without_a_source_are_drawn_and_say_so(source):
    fig = map_region("apples", survey(source_id=source))
    assert "no source named" in trace(fig, "UZB").text


def test_a_span_of_years_bounds_the_slider_and_the_scale():
    fig = map_region("apples", survey(), until=2020, slider=True)
    assert [s.label for s in fig.layout.sliders[0].steps] == ["2020"]
    whole = map_region("population", since=2000, until="2005", slider=True)
    assert [s.label for s in whole.layout.sliders[0].steps] == [str(y) for y in range(2000, 2006)]


def test_as_of_a_day_before_any_copy_there_is_nothing_and_the_map_says_so():
    alt = figures.figure_alt(map_region("population", as_of="1995-01-01"))
    assert alt.startswith("Nothing to draw")
    assert "1 Jan 1995" in alt


def test_a_value_keeps_its_colour_from_year_to_year():
    table = survey(value=[1.0, 2.0, 2.0, 9.0], unit="% of land")
    early, late = (map_region("apples", table, year=year) for year in (2020, 2021))
    assert trace(early, "UZB").fillcolor == trace(late, "KAZ").fillcolor


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("indicator", ["life_expectancy", "population"])
def test_names_stand_at_the_same_places_with_a_slider_and_without(indicator, language):
    def places(fig):
        texts = [trace for trace in fig.data if "text" in (trace.mode or "") and trace.text]
        return [(trace.name, trace.x, trace.y) for trace in texts if trace.name != "Names of seas"]

    still = map_region(indicator, language=language)
    moving = map_region(indicator, slider=True, language=language)
    assert places(moving) == places(still)
    low, high = moving.layout.yaxis.range
    values = next(t for t in moving.data if t.meta and {"states", "circles"} & set(t.meta))
    assert all(low < y < high for y in values.y)
