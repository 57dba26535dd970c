"""The map of pipelines tells status, direction and memory, and fits its budget."""

import re

import geopandas as gpd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from ca_summit import figures
from ca_summit.maps import map_energy_links
from ca_summit.maps.energy import _arrow, _short
from ca_summit.metadata import figure_metadata
from ca_summit.tables import load_energy_links


@pytest.fixture(scope="module")
def links():
    return load_energy_links()


@pytest.fixture(scope="module")
def fig():
    return map_energy_links()


def lines_of(fig, name):
    return [t for t in fig.data if t.name == name and t.mode == "lines" and t.text]


def key(fig):
    return " ".join(entry[0] for entry in figure_metadata(fig)["key"])


def note(fig):
    line = next(a.text for a in fig.layout.annotations if a.name == figures.SOURCE_NAME)
    return line.replace("<br>", " ")


def test_every_pipeline_answers_to_the_pointer_and_only_what_runs_is_solid(fig, links):
    pipelines = links[links["record_type"].eq("pipeline")]
    told = [t for fuel in ("Gas", "Oil") for t in lines_of(fig, fuel)]
    for row in pipelines.to_dict("records"):
        (trace,) = [t for t in told if f"<b>{row['subject']}</b>" in t.text.replace("<br>", " ")]
        assert (trace.line.dash is None) == (row["status"] == "operating")
    assert "Gas" in key(fig)
    assert "16 in operation" in key(fig)


def test_lines_of_one_course_are_one_as_wide_as_their_joint_capacity(fig):
    (china,) = [t for t in lines_of(fig, "Gas") if "Line A" in t.text]
    assert "Line B" in china.text
    assert "Line C" in china.text
    (cpc,) = [t for t in lines_of(fig, "Oil") if "CPC" in t.text]
    assert china.line.width / cpc.line.width == pytest.approx(55 / 72.5, abs=0.02)
    names = next(t for t in fig.data if t.name == "Names of pipelines").text
    assert "<b>Central Asia-China</b> 55" in names


def test_the_width_follows_the_capacity_of_the_table(links):
    doubled = links.assign(
        capacity=links["capacity"].mask(links["subject"].str.contains("Bukhara-Ural"), 72.5)
    )
    (ural,) = [t for t in lines_of(map_energy_links(doubled), "Gas") if "Bukhara-Ural" in t.text]
    assert ural.line.width == 13
    unknown = map_energy_links(links.assign(capacity=float("nan")))
    assert {t.line.width for t in lines_of(unknown, "Gas")} == {1.8}


def test_arrows_stand_where_the_line_leads_to_and_head_its_way():
    assert _arrow(shapely.LineString([(0, 0), (100, 0)])) == (100, 0, 90)
    assert _arrow(shapely.LineString([(0, 0), (0, -100)])) == (0, -100, 180)


def test_map_energy_links_marks_memory(fig):
    pale = [t for t in fig.data if t.mode == "lines" and t.opacity == 0.45]
    assert sorted(t.text.split("</b>")[0] for t in pale) == [
        "<b>Atyrau-Samara oil pipeline",
        "<b>Baku-Tbilisi-Ceyhan (BTC) oil pipeline",
    ]
    arrows = next(t for t in fig.data if t.name == "Directions")
    assert list(arrows.marker.symbol).count("triangle-up-open") == 2
    assert "from memory (2)" in note(fig)
    assert "Central Asia-Center flows partly the other way now" in note(fig)


def test_map_energy_links_tells_capacity_with_its_unit(fig):
    line = next(t for t in fig.data if t.text and "Line A" in str(t.text))
    words = line.text.replace("<br>", " ")
    assert "Capacity 15 billion m³ a year" in words
    assert "Since 2009" in words
    assert "two sources" in words
    assert "Turkmenistan, Uzbekistan and Kazakhstan → China" in words


def test_map_energy_links_carries_alt_data_and_sources(fig):
    alt = figures.figure_alt(fig)
    assert alt.startswith("Map of 21 pipelines: 16 in operation, 3 planned")
    assert "TAPI to Afghanistan; Pakistan; India" in alt
    data = figures.figure_data(fig)
    assert len(data) == 21
    assert data.loc[data["subject"].str.contains("CPC"), "capacity"].tolist() == [72.5]
    assert fig.layout.meta["ca_summit"]["question"] == "Where do the pipelines lead?"
    assert "Global Energy Monitor" in note(fig)
    assert "Borders: Natural Earth" in note(fig)


def test_map_energy_links_fits_its_budget(fig):
    assert len(fig.to_json()) <= 60_000


@pytest.mark.parametrize("status", ["operating", "construction", "planned", "mothballed"])
@pytest.mark.parametrize("fuel", ["gas", "oil"])
def test_every_status_and_fuel_draws_or_says_why_not(status, fuel):
    fig = map_energy_links(status=status, fuel=fuel)
    data = figures.figure_data(fig)
    if len(data):
        assert set(data["status"]) == {status}
        assert set(data["fuel"]) == {fuel}
    else:
        assert figures.figure_alt(fig).startswith("Nothing to draw: ")
        assert status in figures.figure_alt(fig)


@pytest.mark.parametrize("language", ["en", "ru", "local"])
def test_every_language_makes_a_map(language):
    assert len(map_energy_links(fuel="oil", language=language).to_json()) <= 60_000


def test_map_energy_links_refuses_what_it_cannot_draw(links):
    with pytest.raises(ValueError, match=r"`status` must be one of .*Did you mean 'planned'"):
        map_energy_links(status="planed")
    with pytest.raises(ValueError, match="`fuel` must be one of"):
        map_energy_links(fuel="coal")
    with pytest.raises(ValueError, match="`extent` must be one of"):
        map_energy_links(extent="moon")
    with pytest.raises(ValueError, match=r"needs column\(s\) \['subject'\]"):
        map_energy_links(links.drop(columns="subject"))
    with pytest.raises(TypeError, match="GeoDataFrame"):
        map_energy_links(links.drop(columns="geometry"))


def test_map_energy_links_says_when_there_is_nothing(links):
    fig = map_energy_links(links[links["record_type"].eq("buyer_share")])
    assert "no pipeline with a course" in figures.figure_alt(fig)


def test_map_energy_links_draws_the_users_own_lines_and_leaves_them_alone():
    mine = gpd.GeoDataFrame(
        {"subject": ["Water & <b>main</b>"], "status": ["rumoured"]},
        geometry=[shapely.LineString([(60, 40), (66, 44)])],
        crs="EPSG:4326",
    )
    before = mine.copy(deep=True)
    fig = map_energy_links(mine)
    line = lines_of(fig, "Other")[0]
    assert line.text.startswith("<b>Water &amp; &lt;b>main&lt;/b></b>")
    assert figures.figure_data(fig)["status"].tolist() == ["rumoured"]
    assert_geodataframe_equal(mine, before)


def test_the_key_counts_every_line(fig):
    assert sum(int(n) for n in re.findall(r" (\d+) [a-z]", f" {key(fig)}")) == 21
    assert key(map_energy_links(status="mothballed")).endswith("1 mothballed")
    assert key(map_energy_links(status="planned")).endswith("3 planned")


def test_each_name_stands_nearer_to_its_own_line_than_to_any_other(fig):
    lines = {}
    for t in [*lines_of(fig, "Gas"), *lines_of(fig, "Oil")]:
        name = _short(t.text[3:].partition("</b>")[0])
        lines.setdefault(name, []).append(shapely.LineString(list(zip(t.x, t.y, strict=True))))
    names = next(t for t in fig.data if t.name == "Names of pipelines")
    bare = [re.sub(r"</b>.*", "", text).removeprefix("<b>") for text in names.text]
    assert {"TAPI", "CPC", "BTC", "Central Asia-Center"} < set(bare)
    for name, x, y in zip(bare, names.x, names.y, strict=True):
        away = {n: min(p.distance(shapely.Point(x, y)) for p in own) for n, own in lines.items()}
        assert min(away, key=away.get) == name


def test_ports_and_the_states_are_named(fig):
    written = {text for t in fig.data if t.mode == "text" for text in t.text or ()}
    assert {"<i>Novorossiysk</i>", "<i>Ceyhan</i>"} <= written
    states = {"Kazakhstan": "KZ", "Kyrgyzstan": "KG", "Turkmenistan": "TM", "Uzbekistan": "UZ"}
    assert all({name, code} & written for name, code in states.items())
    assert {"<i>Caspian</i><br><i>Sea</i>", "<i>Black</i><br><i>Sea</i>"} <= written
    assert {"<b>Soyuz</b>", "<b>Russia-Kazakhstan-China</b>", "<b>East-West</b> 30"} <= written


def test_a_name_at_a_pipeline_leaves_out_what_the_key_says_in_kazakh_too():
    (names,) = [t for t in map_energy_links(language="kk").data if t.name == "Names of pipelines"]
    assert not any("құбыры" in text for text in names.text)


def test_pipelines_are_chosen_by_the_states_at_their_ends():
    table = figures.figure_data(map_energy_links(country="Kazakhstan", counterpart="cn"))
    assert len(table)
    assert table["home_iso3"].str.contains("KAZ").all()
    assert len(table) < len(figures.figure_data(map_energy_links()))
