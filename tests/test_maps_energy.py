"""The map of pipelines tells status, direction and memory, and fits its budget."""

import re

import geopandas as gpd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from ca_summit import figures
from ca_summit.maps import map_energy_links
from ca_summit.maps.energy import _arrow, _short
from ca_summit.tables import load_energy_links


@pytest.fixture(scope="module")
def links():
    return load_energy_links()


@pytest.fixture(scope="module")
def fig():
    return map_energy_links()


def lines_of(fig, name):
    return [t for t in fig.data if t.name == name and t.mode == "lines"]


def note(fig):
    line = next(a.text for a in fig.layout.annotations if a.name == figures.SOURCE_NAME)
    return line.replace("<br>", " ")


def test_map_energy_links_draws_each_pipeline_by_fuel_and_status(fig, links):
    pipelines = links[links["record_type"].eq("pipeline")]
    counts = pipelines["status"].value_counts()
    gas = sum(len(lines_of(fig, f"Gas, {w}")) for w in ("operating", "planned", "mothballed"))
    gas += len(lines_of(fig, "Gas, under construction"))
    assert gas + len(lines_of(fig, "Oil, operating")) == len(pipelines) == 21
    assert len(lines_of(fig, "Oil, operating")) == 4
    assert len(lines_of(fig, "Gas, planned")) == counts["planned"]
    dashes = {t.name: t.line.dash for t in fig.data if t.showlegend}
    assert dashes["Gas, operating"] is None
    assert dashes["Gas, planned"] == "dot"
    assert dashes["Gas, under construction"] == "dash"


def test_map_energy_links_keeps_lines_with_one_course_apart(fig):
    own = [t for t in lines_of(fig, "Gas, operating") if "Central Asia-China" in t.text]
    assert len(own) == 3
    assert len({tuple(t.x) for t in own}) == 3


def test_arrows_head_the_way_the_line_was_drawn():
    assert _arrow(shapely.LineString([(0, 0), (100, 0)]))[2] == 90
    assert _arrow(shapely.LineString([(0, 0), (0, -100)]))[2] == 180
    x, y, _ = _arrow(shapely.LineString([(0, 0), (100, 0)]))
    assert (x, y) == (67, 0)


def test_map_energy_links_marks_memory(fig):
    pale = [t for t in fig.data if t.mode == "lines" and t.opacity == 0.55]
    assert sorted(t.text.split("</b>")[0] for t in pale) == [
        "<b>Atyrau-Samara oil pipeline",
        "<b>Baku-Tbilisi-Ceyhan (BTC) oil pipeline",
    ]
    arrows = next(t for t in fig.data if t.name == "Oil, operating, direction")
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
    assert alt.startswith("Map of 21 pipelines: 16 operating, 3 planned")
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
    line = lines_of(fig, "Other, rumoured")[0]
    assert line.text.startswith("<b>Water &amp; &lt;b&gt;main&lt;/b&gt;</b>")
    assert figures.figure_data(fig)["status"].tolist() == ["rumoured"]
    assert_geodataframe_equal(mine, before)


def test_the_subtitle_counts_every_line():
    words = map_energy_links().layout.title.subtitle.text
    whole, *parts = [int(n) for n in re.findall(r"\d+", words)]
    assert whole == sum(parts) == 21
    assert map_energy_links(status="mothballed").layout.title.subtitle.text == "1 line, mothballed"


def test_each_name_stands_nearer_to_its_own_line_than_to_any_other(fig):
    lines = {}
    for t in fig.data:
        if t.mode == "lines" and str(t.text).startswith("<b>"):
            name = _short(t.text[3:].partition("</b>")[0])
            xy = [(x, y) for x, y in zip(t.x, t.y, strict=True) if x is not None]
            lines.setdefault(name, []).append(shapely.LineString(xy))
    names = next(t for t in fig.data if t.name == "Names of pipelines")
    assert {"TAPI", "Trans-Caspian", "Soyuz", "Atyrau-Samara", "CPC"} < set(names.text)
    for name, x, y in zip(names.text, names.x, names.y, strict=True):
        away = {n: min(p.distance(shapely.Point(x, y)) for p in own) for n, own in lines.items()}
        assert min(away, key=away.get) == name


def test_lines_of_one_status_are_counted_once():
    assert map_energy_links(status="planned").layout.title.subtitle.text == "3 lines, all planned"


def test_pipelines_are_chosen_by_the_states_at_their_ends():
    table = figures.figure_data(map_energy_links(country="Kazakhstan", counterpart="cn"))
    assert len(table)
    assert table["home_iso3"].str.contains("KAZ").all()
    assert len(table) < len(figures.figure_data(map_energy_links()))


def test_the_title_says_whither_the_lines_lead_and_follows_the_table():
    table = load_energy_links()
    assert map_energy_links(table).layout.title.text.startswith("Of 16 lines in operation")
    china = table.assign(counterpart_iso3="CHN", status="operating")
    lines = int((china.geometry.notna() & ~china.geometry.is_empty).sum())
    title = map_energy_links(china).layout.title.text
    assert title == f"Of {lines} lines in operation {lines} lead to China"
    bare = map_energy_links(table.drop(columns="counterpart_iso3"))
    assert bare.layout.title.text == "Where do the pipelines lead?"
