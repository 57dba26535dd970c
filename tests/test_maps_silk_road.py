"""The map of the Silk Roads: content, centuries, kinds, certainty, errors."""

from __future__ import annotations

import copy

import pandas as pd
import pytest

from ca_summit import figure_alt, figure_data, map_silk_road
from ca_summit.figures.language import Words
from ca_summit.maps.silk_road import KINDS, LABELS, alive, centuries_of, century_text
from ca_summit.tables import load_places, load_route_stops, load_routes, load_unesco_components


@pytest.fixture(scope="module")
def fig():
    return map_silk_road()


def lines(fig, language="en"):
    words = {Words(language).say(word) for word, _, _ in KINDS.values()}
    return [t for t in fig.data if t.mode == "lines" and t.name in words and t.text]


def test_every_historical_route_is_in_the_data(fig):
    table = figure_data(fig)
    routes = load_routes()
    assert set(table["route_id"]) == set(routes.loc[routes["status"].eq("historical"), "route_id"])
    assert set(table["certainty"]) == {"certain", "probable", "schematic"}
    measured = table.groupby("route_id")["length_measured_km"].sum()
    expected = routes.set_index("route_id").loc[measured.index, "length_measured_km"]
    assert (measured - expected).abs().max() < 1


def test_certainty_is_the_dash_and_kind_is_the_colour(fig):
    table = figure_data(fig)
    drawn = lines(fig)
    assert len(drawn) == len(table)
    dashes = {"certain": "solid", "probable": "dash", "schematic": "dot"}
    for trace, row in zip(drawn, table.to_dict("records"), strict=True):
        assert (trace.line.dash or "solid") == dashes[row["certainty"]]
        assert trace.line.color == KINDS[row["kind"]][1]
        assert f"This stretch: <b>{row['certainty']}</b>" in trace.text


def test_hover_tells_both_lengths_dates_and_source(fig):
    text = next(t.text for t in lines(fig) if "World Heritage 1675" in t.text)
    assert "866 km published" in text
    assert "200 BCE to 1600 CE" in text
    assert "(two sources)" in text


def test_routes_from_memory_are_thin(fig):
    table = figure_data(fig)
    for trace, how in zip(lines(fig), table["verification"], strict=True):
        assert (trace.line.width == 1.2) == (how == "recalled")
        assert ("(from memory)" in trace.text) == (how == "recalled")


def test_slider_shows_what_was_alive(fig):
    (slider,) = fig.layout.sliders
    spans = centuries_of(load_routes().query("status == 'historical'"))
    assert len(slider.steps) == len(spans) + 1
    routes = load_routes().set_index("route_id")
    table = figure_data(fig)
    drawn = {t.uid or id(t) for t in lines(fig)}
    order = [i for i, t in enumerate(fig.data) if (t.uid or id(t)) in drawn]
    assert len(order) == len(table)
    for century, step in zip(spans, slider.steps[1:], strict=True):
        change, subtitle, traces = step.args
        seen = dict(zip(traces, change["visible"], strict=True))
        for trace, route in zip(order, table["route_id"], strict=True):
            start, end = routes.loc[route, ["start_year", "end_year"]]
            assert seen[trace] == alive(int(start), int(end), century)
        assert subtitle["title.subtitle.text"].startswith(century_text(century, Words()))


def test_only_the_years_of_a_century_count():
    assert alive(-200, 1500, -2)
    assert not alive(-200, 1500, -3)
    assert not alive(1000, 1700, 10)
    assert alive(1000, 1700, 11)
    assert alive(1235, 1368, 14)
    assert not alive(-120, 400, 5)


@pytest.mark.parametrize("century", [-3, -1, 1, 8, 13, 17])
def test_a_chosen_century_is_drawn_first(century):
    fig = map_silk_road(century=century)
    assert fig.layout.title.subtitle.text.startswith(century_text(century, Words()))
    shown = [t.visible for t in lines(fig)]
    assert any(shown)
    assert not all(shown)
    assert f"Shown: {century_text(century, Words())}" in figure_alt(fig)


def test_names_on_the_map_are_names_of_their_places():
    places = load_places().set_index("place_id")
    for place, label in LABELS.items():
        known = f"{places.loc[place, 'name']};{places.loc[place, 'other_names']}"
        assert label in known, place


def test_places_tell_their_other_names_and_sites_their_property(fig):
    texts = [x for t in fig.data if t.name == "Places" for x in t.hovertext]
    assert any("Samarkand" in x and "Marakanda" in x for x in texts)
    sites = next(t for t in fig.data if t.name == "World Heritage")
    components = load_unesco_components()
    assert len(sites.x) == components["latitude"].notna().sum()
    assert any("property 1675" in x for x in sites.hovertext)


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("certainty", ["certain", "probable", "schematic"])
def test_each_kind_and_certainty_draws_or_says_why_not(kind, certainty):
    fig = map_silk_road(kind=kind, certainty=certainty)
    if figure_alt(fig).startswith("Nothing to draw"):
        assert certainty in figure_alt(fig)
        return
    table = figure_data(fig)
    assert set(table["kind"]) == {kind}
    assert set(table["certainty"]) == {certainty}


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Uzbekistan"), ("ru", "Узбекистан"), ("local", "Oʻzbekiston")]
)
def test_countries_bear_their_name_in_every_language(language, name):
    fig = map_silk_road(kind="historical_steppe", language=language)
    assert name in [t.name for t in fig.data]
    assert len(lines(fig, language)) == len(figure_data(fig))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"century": 25}, "`century` must be one of"),
        ({"kind": "historical_lnd"}, "Did you mean 'historical_land'"),
        ({"certainty": "sure"}, "`certainty` must be one of"),
        ({"language": "de"}, "`language` must be one of"),
        ({"routes": pd.DataFrame({"route_id": []})}, r"load_routes\(\)"),
        ({"places": pd.DataFrame({"place_id": []})}, r"load_places\(\)"),
    ],
)
def test_wrong_arguments_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        map_silk_road(**wrong)


def test_an_empty_table_gives_a_figure_that_says_so():
    fig = map_silk_road(load_routes().head(0))
    assert figure_alt(fig).startswith("Nothing to draw: The table has no historical route")


def test_own_tables_are_drawn_and_stay_unchanged():
    routes = load_routes()
    own = pd.DataFrame(
        routes[routes["route_id"].isin(["h-nasaf", "titr"])].drop(columns="geometry")
    )
    stops, places = pd.DataFrame(load_route_stops()), load_places()
    before = [copy.deepcopy(f) for f in (own, stops, places)]
    table = figure_data(map_silk_road(own, route_stops=stops, places=places))
    assert table["route_id"].unique().tolist() == ["h-nasaf"]
    for old, new in zip(before, (own, stops, places), strict=True):
        pd.testing.assert_frame_equal(pd.DataFrame(old), pd.DataFrame(new))


def test_the_figure_is_small_and_carries_its_sources(fig):
    assert len(fig.to_json()) <= 190_000
    assert len(fig.layout.meta["ca_summit"]["sources"]) > 10
    assert "31 routes" in figure_alt(fig)
    assert (
        fig.layout.meta["ca_summit"].get("question", fig.layout.title.text)
        == "Where did the Silk Roads run?"
    )
