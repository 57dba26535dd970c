"""The map of resources keeps commodities, kinds, memory and announced figures apart."""

import itertools

import geopandas as gpd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from ca_summit import figures
from ca_summit.figures.canvas import Canvas
from ca_summit.maps import map_resources
from ca_summit.maps.resources import GROUPS, KINDS
from ca_summit.metadata import figure_metadata
from ca_summit.tables import load_deposits, load_resources

COMMODITIES = sorted({w for cell in load_deposits()["commodity"] for w in cell.split(";")})


@pytest.fixture(scope="module")
def deposits():
    return load_deposits()


@pytest.fixture(scope="module")
def fig():
    return map_resources()


def trace(fig, name):
    return next(t for t in fig.data if t.name == name)


def note(fig):
    line = next(a.text for a in fig.layout.annotations if a.name == figures.SOURCE_NAME)
    return line.replace("<br>", " ")


def test_every_commodity_of_the_table_has_a_group(deposits):
    first = {cell.split(";")[0] for cell in deposits["commodity"]}
    assert first <= {w for _, _, words in GROUPS.values() for w in words}
    assert set(deposits["kind"].astype("str")) == set(KINDS)


def hovers_of(fig):
    return [h for t in fig.data for h in t.hovertext or ()]


def test_each_group_has_a_panel_of_its_own_with_every_place_once(fig, deposits):
    names = [name for name, _, _ in GROUPS.values()]
    panels = [t for t in fig.data if t.name in names]
    assert sum(len(t.x) for t in panels) == len(deposits) == 174
    assert len(trace(fig, "Hydropower").x) == 20
    assert len(trace(fig, "Coal").x) == 7
    boxes = [(min(t.x), min(t.y), max(t.x), max(t.y)) for t in panels]
    for (w1, s1, e1, n1), (w2, s2, e2, n2) in itertools.combinations(boxes, 2):
        assert e1 < w2 or e2 < w1 or n1 < s2 or n2 < s1, "panels do not overlap"


def test_a_heading_tells_the_group_its_count_and_where_most_of_it_is(fig, deposits):
    heads = list(trace(fig, "Headings").text)
    counts = [int(h.partition("</b>")[0].rpartition(" ")[2]) for h in heads]
    assert counts == sorted(counts, reverse=True)
    assert "<b>Uranium: 21</b><br>14 in Kazakhstan" in heads
    turned = deposits.assign(iso3=deposits["iso3"].astype("str").replace({"KAZ": "TKM"}))
    assert (
        "<b>Uranium: 21</b><br>14 in Turkmenistan" in trace(map_resources(turned), "Headings").text
    )


def test_there_is_one_sign_per_group_and_memory_is_hollow(fig):
    names = [name for name, _, _ in GROUPS.values()]
    symbols = [s for t in fig.data if t.name in names for s in t.marker.symbol]
    assert set(symbols) == {"circle", "circle-open"}
    assert symbols.count("circle-open") == 29
    colors = {t.name: t.marker.color for t in fig.data if t.name in names}
    assert len(set(colors.values())) == len(colors)
    assert [entry[0] for entry in figure_metadata(fig)["key"]] == ["from memory (29)"]


def test_what_is_chosen_is_named_and_in_colour_and_the_rest_is_grey(deposits):
    fig = map_resources(commodity="uranium")
    chosen = trace(fig, "Places")
    other = trace(fig, "other places")
    assert len(chosen.x) + len(other.x) == len(deposits)
    assert other.hoverinfo == "skip"
    assert sum(bool(word) for word in chosen.text) >= 10
    assert trace(map_resources(group="coal"), "Coal").marker.color == GROUPS["coal"][1]


def test_the_pointer_tells_operator_precision_and_source(deposits):
    told = hovers_of(map_resources(commodity="uranium"))
    one = next(h for h in told if "Semizbay" in h)
    assert "Mine: uranium" in one
    assert "From memory (from memory)" in one
    exact = deposits[deposits["coordinate_precision"].eq("exact")]
    told = hovers_of(map_resources(exact, group=["hydropower"], claims=False))
    assert told
    assert all("<br>exact<br>" in h for h in told)


def test_announced_figures_are_kept_apart_from_statistics():
    fig = map_resources(commodity=["rare_earths", "coal"])
    kaz = next(t.text for t in fig.data if t.meta and t.meta.get("iso3") == "KAZ")
    assert "Announced, not statistics:" in kaz
    assert "Rare earths: 20,000,000" in kaz.replace("<br>", " ")
    assert "government 2025" in kaz.replace("<br>", " ")
    assert len(load_resources(country="KAZ", commodity="coal", statistics_only=True))
    assert "Coal" not in kaz
    alt = figures.figure_alt(fig)
    assert "Announced figures that are no statistics exist for Kazakhstan" in alt
    for quiet in (
        map_resources(commodity="rare_earths", claims=False),
        map_resources(group="coal"),
    ):
        assert "Announced" not in str([t.text for t in quiet.data])


def test_map_resources_carries_alt_data_and_sources(fig, deposits):
    alt = figures.figure_alt(fig)
    assert "Kazakhstan 89, Uzbekistan 31" in alt
    assert "From memory: 29" in alt
    assert sorted(figures.figure_data(fig)["name"]) == sorted(deposits["name"])
    assert "159 of 174 positions are approximate" in note(fig)
    assert "U.S. Geological Survey" in note(fig)
    assert "Borders: Natural Earth" in note(fig)
    assert fig.layout.meta["ca_summit"].get("question", fig.layout.title.text).endswith("?")
    named = set(deposits["source_id"].astype("str"))
    assert named <= set(fig.layout.meta["ca_summit"]["sources"])
    assert note(fig).count(" more") == 1
    assert "other sources" not in note(fig)


def test_map_resources_fits_its_budget(fig):
    assert len(fig.to_json()) <= 60_000


@pytest.mark.parametrize("commodity", COMMODITIES)
def test_every_commodity_makes_a_map(commodity):
    fig = map_resources(commodity=commodity)
    data = figures.figure_data(fig)
    assert len(data)
    assert all(commodity in cell.split(";") for cell in data["commodity"])
    assert len(fig.to_json()) <= 60_000
    assert fig.layout.meta["ca_summit"].get("question", fig.layout.title.text).endswith("?")


@pytest.mark.parametrize(
    ("kind", "language"), [*((k, "en") for k in KINDS), ("dam", "ru"), ("mine", "local")]
)
def test_every_kind_and_language_makes_a_map(kind, language):
    fig = map_resources(kind=kind, language=language)
    assert set(figures.figure_data(fig)["kind"]) == {kind}
    assert len(fig.to_json()) <= 60_000


@pytest.mark.parametrize("group", list(GROUPS))
def test_every_group_alone_makes_a_map_of_its_places(group):
    fig = map_resources(group=group)
    assert len(trace(fig, GROUPS[group][0]).x) == len(figures.figure_data(fig))


def test_map_resources_refuses_what_it_cannot_draw(deposits):
    with pytest.raises(ValueError, match=r"`commodity` must be one of .*Did you mean 'uranium'"):
        map_resources(commodity="uranum")
    with pytest.raises(ValueError, match="`group` must be one of"):
        map_resources(group="oil")
    with pytest.raises(ValueError, match="`kind` must be one of"):
        map_resources(kind="shop")
    with pytest.raises(ValueError, match=r"needs column\(s\) \['commodity'\]"):
        map_resources(deposits.drop(columns="commodity"))
    with pytest.raises(TypeError, match="GeoDataFrame"):
        map_resources(deposits.drop(columns="geometry"))


def test_map_resources_says_when_there_is_nothing(deposits):
    fig = map_resources(deposits.iloc[:0])
    assert figures.figure_alt(fig).startswith("Nothing to draw: ")
    none = map_resources(commodity="potash", kind="dam")
    assert "Potash" in figures.figure_alt(none)


def test_map_resources_draws_the_users_own_places_and_leaves_them_alone():
    mine = gpd.GeoDataFrame(
        {"name": ["A & B"], "commodity": ["marble;gold"], "kind": ["quarry"]},
        geometry=[shapely.Point(70, 42)],
        crs="EPSG:4326",
    )
    before = mine.copy(deep=True)
    fig = map_resources(mine)
    own = trace(fig, "Other")
    assert own.hovertext == ("<b>A &amp; B</b><br>Quarry: marble, gold",)
    assert own.text == ("A &amp; B",)
    assert fig.layout.title.subtitle.text == "Places on record: 1 quarry"
    assert_geodataframe_equal(mine, before)


@pytest.mark.parametrize("commodity", ["gold", "copper", "uranium"])
def test_names_are_short_and_cover_no_marker_of_another_group(commodity):
    fig = map_resources(commodity=commodity, claims=False)
    groups = [t for t in fig.data if t.mode == "markers+text"]
    assert not any("(" in word for t in groups for word in t.text)
    spots = [spot for t in groups for spot in zip(t.x, t.y, strict=True)]
    boxes = Canvas.of(fig).boxes
    assert sum(bool(word) for t in groups for word in t.text) >= 3
    for x0, y0, x1, y1 in boxes:
        assert not [(x, y) for x, y in spots if x0 < x < x1 and y0 < y < y1]


def test_places_of_one_state_are_kept_by_any_of_its_names():
    fig = map_resources(country="Таджикистан")
    assert set(figures.figure_data(fig)["iso3"]) == {"TJK"}
    with pytest.raises(ValueError, match="`country` must be one of"):
        map_resources(country="Atlantis")


def test_as_of_an_earlier_day_fewer_places_are_known():
    few = len(figures.figure_data(map_resources(as_of="2020-01-01")))
    assert 0 < few < len(figures.figure_data(map_resources()))
