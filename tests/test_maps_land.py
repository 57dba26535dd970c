"""The map of the land names what is there, keeps memory apart, and fits its budget."""

import geopandas as gpd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from ca_summit import figures
from ca_summit.maps import map_land
from ca_summit.tables import load_countries, load_landforms


@pytest.fixture(scope="module")
def fig():
    return map_land()


@pytest.fixture(scope="module")
def landforms():
    return load_landforms()


def source_line(fig):
    return next(a.text for a in fig.layout.annotations if a.name == figures.SOURCE_NAME)


def by_name(fig, name):
    return [t for t in fig.data if t.name == name]


def hover_of(fig, word):
    texts = []
    for trace in fig.data:
        for cell in (trace.hovertext, trace.text):
            texts += [cell] if isinstance(cell, str) else list(cell if cell is not None else [])
    return next(t for t in texts if isinstance(t, str) and t.startswith(f"<b>{word}</b>"))


def test_landforms_agree_with_the_heights_of_the_countries_table(landforms):
    own = landforms.set_index("name")["height_m"]
    names = {"Jengish Chokusu (Pobeda)": "Jengish Chokusu"}
    names["Hazrati Sulton (Xazrat Sulton)"] = "Hazrati Sulton"
    for row in load_countries().itertuples():
        name = names.get(row.highest_point, row.highest_point)
        assert own[name] == row.highest_point_m


def test_landforms_from_memory_say_so(landforms):
    recalled = landforms[landforms["verification"].eq("recalled")]
    assert recalled["source_id"].eq("recalled").all()
    areas = landforms[landforms["shape"].ne("point")]
    assert areas["verification"].eq("recalled").all()
    assert landforms.geometry.is_valid.all()
    heights = landforms["height_m"].notna()
    assert landforms.loc[heights, "height_verification"].notna().all()
    assert landforms.loc[~heights, "height_source_id"].isna().all()


def test_map_land_names_deserts_and_peaks_with_heights(fig):
    texts = {
        w for t in fig.data if t.text is not None and not isinstance(t.text, str) for w in t.text
    }
    assert {"<i>Karakum</i>", "<i>Kyzylkum</i>", "<i>Ustyurt</i>", "<i>Kopet Dag</i>"} <= texts
    assert "Ismoil Somoni<br>7,495 m" in texts
    assert len(by_name(fig, "Peaks")[0].x) == 12
    assert fig.layout.meta["ca_summit"]["question"].endswith("?")
    assert fig.layout.title.subtitle.text == ("14 ranges, 12 peaks, 7 deserts; up to 7,495\u00a0m")


def test_map_land_draws_memory_hollow_and_dotted(fig, landforms):
    peaks = by_name(fig, "Peaks")[0]
    ordered = landforms[landforms["kind"].eq("peak")].sort_values("height_m", ascending=False)
    hollow = [s.endswith("-open") for s in peaks.marker.symbol]
    assert hollow == ordered["verification"].eq("recalled").tolist()
    assert {t.line.dash for t in by_name(fig, "Deserts") if t.fill} == {"dot"}
    assert source_line(fig).startswith("Hollow, dotted: position from memory (31 of 40)")


def test_map_land_tells_height_source_and_states_under_the_pointer(fig):
    words = hover_of(fig, "Khan Tengri")
    assert "Kazakhstan, Kyrgyzstan and China" in words
    assert "7,010 m" in words
    assert "two sources" in words
    assert "Peakware" in words
    assert "Position from memory" in hover_of(fig, "Karakum")
    assert "more than four fifths" in hover_of(fig, "Turkmenistan").replace("<br>", " ")


def test_map_land_carries_alt_data_and_sources(fig, landforms):
    alt = figures.figure_alt(fig)
    assert "7 deserts: Karakum, Kyzylkum" in alt
    assert "Ismoil Somoni Peak 7,495 m" in alt
    assert "31 of 40 positions are from memory" in alt
    data = figures.figure_data(fig)
    assert data["name"].tolist() == landforms["name"].tolist()
    assert "Natural Earth" in source_line(fig)
    assert "Borders: Natural Earth" in source_line(fig).replace("<br>", " ")


def test_map_land_fits_its_budget(fig):
    assert len(fig.to_json()) <= 60_000


@pytest.mark.parametrize(
    "kind", ["desert", "plateau", "upland", "plain", "valley", "range", "peak"]
)
@pytest.mark.parametrize("language", ["en", "ru", "local"])
def test_every_kind_and_language_makes_a_map(kind, language):
    fig = map_land(kind=kind, language=language)
    data = figures.figure_data(fig)
    assert set(data["kind"]) == {kind}
    assert len(fig.to_json()) <= 60_000 + (
        2_000 if language == "ru" else 0
    )  # its letters are longer in JSON


def test_map_land_names_the_two_great_rivers_before_small_features():
    (*_, first) = [t for t in by_name(map_land(), "Waters") if "Syr Darya" in str(t.text)]
    assert {"<i>Caspian Sea</i>", "<i>Balkhash</i>", "<i>Amu Darya</i>"} < set(first.text)
    assert first.textfont.color is None  # the ink of the page reads on light and on dark


def test_map_land_without_water_names_none():
    assert not by_name(map_land(water=False), "Waters")


def test_map_land_refuses_what_it_cannot_draw(landforms):
    with pytest.raises(ValueError, match=r"`kind` must be one of .*Did you mean 'desert'"):
        map_land(kind="dessert")
    with pytest.raises(ValueError, match="`language`"):
        map_land(language="fr")
    with pytest.raises(ValueError, match=r"needs column\(s\) \['kind'\]"):
        map_land(landforms.drop(columns="kind"))
    with pytest.raises(TypeError, match="must be a GeoDataFrame"):
        map_land(landforms.drop(columns="geometry"))


def test_map_land_says_when_there_is_nothing(landforms):
    fig = map_land(landforms.iloc[:0])
    assert figures.figure_alt(fig).startswith("Nothing to draw: ")


def test_map_land_draws_the_users_own_shapes_and_leaves_them_alone():
    mine = gpd.GeoDataFrame(
        {"name": ["My <lake>", "My hill"], "kind": ["marsh", "peak"], "height_m": [None, 812.0]},
        geometry=[shapely.box(60, 45, 62, 46), shapely.Point(66, 40)],
        crs="EPSG:4326",
    )
    before = mine.copy(deep=True)
    fig = map_land(mine)
    assert hover_of(fig, "My &lt;lake&gt;")
    assert "812 m" in hover_of(fig, "My hill")
    assert by_name(fig, "Marsh")[0].line.dash == "solid"
    assert figures.figure_data(fig)["name"].tolist() == ["My <lake>", "My hill"]
    assert_geodataframe_equal(mine, before)


def test_depressions_go_down():
    assert map_land(kind="depression").layout.title.subtitle.text.endswith("down to −132\u00a0m")
    assert map_land(kind="peak").layout.title.subtitle.text.endswith("up to 7,495\u00a0m")


def test_landforms_of_one_state_are_kept_by_any_of_its_names():
    table = figures.figure_data(map_land(country="Кыргызстан"))
    assert table["iso3"].str.contains("KGZ").all()
    assert 0 < len(table) < len(figures.figure_data(map_land()))


def test_the_title_compares_the_highest_with_the_lowest_place():
    table = load_landforms()
    assert map_land().layout.title.text.startswith("Ismoil Somoni Peak rises 7,627 m above")
    low = table.assign(height_m=table["height_m"].mask(table["height_m"].gt(7000), 100.0))
    assert not map_land(low).layout.title.text.startswith("Ismoil Somoni Peak")
    assert map_land(kind="desert").layout.title.text == "Where is desert, where mountain?"
