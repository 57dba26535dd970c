import json
import pickle

import geopandas as gpd
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io
import pytest
import shapely

from ca_summit import figures
from ca_summit.figures import theme
from ca_summit.figures.canvas import LEGEND_ROW_PX, SLIDER_PX, Canvas, path
from ca_summit.figures.ink import readable_on
from ca_summit.figures.typesetting import text_size
from ca_summit.geography import project
from ca_summit.maps import EXTENTS, add_layer, base_map, finish_map, map_area_comparison, map_region
from ca_summit.maps.basemap import LAYERS, USUAL_LAYERS, country_trace
from ca_summit.tables import load_deposits, load_outlines, load_places


def towns(**columns):
    places = {"Tashkent": (69.24, 41.30), "Almaty": (76.95, 43.24), "Osh": (72.8, 40.53)}
    return gpd.GeoDataFrame(
        {"town": list(places), **columns},
        geometry=[shapely.Point(p) for p in places.values()],
        crs="EPSG:4326",
    )


@pytest.mark.parametrize("extent", [*EXTENTS, (60, 37, 76, 44)])
def test_base_map_is_plain_scatter_and_small(extent):
    fig = base_map(extent=extent, title="Ground")
    assert {t.type for t in fig.data} == {"scatter"}
    assert len(fig.to_json()) <= 52_000  # leaves room for what is laid on it
    assert fig.layout.yaxis.scaleanchor == "x"
    assert fig.layout.xaxis.visible is False
    assert fig.layout.dragmode == "pan"


@pytest.mark.parametrize("extent", EXTENTS)
def test_largest_base_map_keeps_the_budget_of_a_map(extent):
    assert len(base_map(extent=extent, layers=LAYERS, title="All").to_json()) <= 62_000


def test_areas_on_the_plane_are_those_of_the_countries():
    fig = base_map(layers=without("lakes"))
    trace = fig.data[country_trace(fig, "TKM")]
    xy = np.column_stack([trace.x, trace.y]).astype(float)
    rings = np.split(xy, np.flatnonzero(np.isnan(xy[:, 1])))
    area = sum(shapely.Polygon(r[~np.isnan(r[:, 1])]).area for r in rings if len(r) > 4)
    assert area == pytest.approx(488_100, rel=0.015)


@pytest.mark.parametrize("iso3", ["KAZ", "KGZ", "TJK", "TKM", "UZB", "CHN", "IRN"])
def test_whole_countries_answer_to_the_pointer(iso3):
    fig = base_map(hovers={"KAZ": "<b>Kazakhstan</b><br>67%"})
    trace = fig.data[country_trace(fig, iso3)]
    assert trace.hoveron == "fills"
    assert trace.fill == "toself"
    assert trace.text == ("<b>Kazakhstan</b><br>67%" if iso3 == "KAZ" else trace.name)


def test_disputed_places_are_hatched_and_named_as_such():
    fig = base_map(extent="eurasia")
    crimea = fig.data[country_trace(fig, "XCR")]
    assert crimea.fillpattern.shape == "/"
    assert crimea.text == "Crimea (status disputed)"


def test_map_says_whose_borders_it_draws():
    fig = base_map(title="Ground", notes=["A note."])
    line = next(a.text for a in fig.layout.annotations if a.name == figures.SOURCE_NAME)
    plain = line.replace("<br>", " ")
    assert plain.startswith("A note. Borders: Natural Earth, 2018")
    assert plain.endswith("Source: Natural Earth")
    assert "Kazakhstan" in figures.figure_alt(fig)
    assert figures.figure_data(fig)["iso3"].tolist() == ["KAZ", "KGZ", "TJK", "TKM", "UZB"]


def test_finish_map_replaces_the_earlier_source_line_and_keeps_the_plane():
    fig = base_map(title="Ground")
    finish_map(fig, title="New", alt="New alt.", data=towns()[["town"]], sources=[])
    assert [a.name for a in fig.layout.annotations].count(figures.SOURCE_NAME) == 1
    assert fig.layout.title.text == "New"
    assert Canvas.of(fig).plane.name == "region"
    assert figures.figure_data(fig)["town"].tolist() == ["Tashkent", "Almaty", "Osh"]


def test_names_come_in_the_language_asked_for():
    def names(language):
        return {t for tr in base_map(language=language).data if tr.name == "Names" for t in tr.text}

    assert {"Казахстан", "Россия"} <= names("ru")
    assert {"Қазақстан", "Oʻzbekiston"} <= {n.replace("‘", "ʻ") for n in names("local")}
    with pytest.raises(ValueError, match=r"must be one of \['en', 'kk', 'local', 'ru'\]"):
        base_map(language="fr")


@pytest.mark.parametrize("extent", ["region", "eurasia", (60, 37, 76, 44)])
def test_labels_of_the_ground_do_not_cover_each_other(extent):
    boxes = [shapely.box(*b) for b in Canvas.of(base_map(extent=extent)).boxes]
    assert len(boxes) > 5
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            assert one.intersection(other).area < 0.02 * min(one.area, other.area)


def without(layer):
    return [name for name in USUAL_LAYERS if name != layer]


def test_layers_are_named_and_what_is_meant_otherwise_is_refused():
    with pytest.raises(ValueError, match=r"`layers` must be one of .*Did you mean 'rivers'"):
        base_map(layers=["river"])
    with pytest.raises(TypeError, match=r"`labels` must name codes.*`layers`"):
        base_map(labels=False)
    assert {t.name for t in base_map(layers="lakes").data} >= {"Balkhash", "Sea"}
    assert "Scale bar" not in {t.name for t in base_map(layers=[]).data}


def test_water_follows_the_layers():
    def names(**switches):
        return {t.name for t in base_map(**switches).data}

    assert {"Balkhash", "Caspian Sea"} <= names()
    assert "Balkhash" not in names(layers=without("lakes"))
    assert "Amu Darya" in names(layers=LAYERS) - names()
    fig = base_map()
    dry = next(t for t in fig.data if t.name == "South Aral Sea, eastern basin")
    assert dry.line.dash == "dot"
    assert "dry in most years" in dry.text
    assert dry.fillcolor != theme.WATER_FILL


def test_unknown_extents_are_refused_with_those_there_are():
    with pytest.raises(ValueError, match=r"`extent` must be one of \['eurasia'.*'regoin'"):
        base_map(extent="regoin")
    with pytest.raises(ValueError, match="west, south, east, north"):
        base_map(extent=(1, 2, 3))
    with pytest.raises(ValueError, match="west < east"):
        base_map(extent=(80, 30, 60, 50))


def test_own_outlines_need_columns_and_a_crs():
    with pytest.raises(ValueError, match=r"base_map\(\) needs column\(s\) \['iso3', 'name'"):
        base_map(outlines=towns())
    bare = gpd.GeoDataFrame(load_outlines().set_crs(None, allow_override=True))
    with pytest.raises(ValueError, match="`outlines` has no coordinate reference system"):
        base_map(outlines=bare)


def test_add_layer_puts_points_where_they_belong():
    fig = add_layer(base_map(), towns(), name="Towns", color="#C8463C", label="town")
    trace = fig.data[-1]
    wanted = project(towns()).geometry
    assert np.allclose(trace.x, wanted.x, atol=0.1)
    assert np.allclose(trace.y, wanted.y, atol=0.1)
    assert trace.name == "Towns"
    assert trace.showlegend is True
    assert trace.marker.color == "#C8463C"


def test_add_layer_takes_any_crs_and_leaves_the_input_unchanged():
    mercator = towns().to_crs(3857)
    before = mercator.copy()
    one = add_layer(base_map(), mercator, name="Towns").data[-1]
    two = add_layer(base_map(), towns(), name="Towns").data[-1]
    assert np.allclose(one.x, two.x, atol=0.11)
    assert mercator.equals(before)


def test_add_layer_draws_lines_and_areas_with_hover():
    line = shapely.LineString([(60, 40), (70, 42)])
    area = shapely.box(62, 44, 66, 46)
    mixed = gpd.GeoDataFrame(
        {"what": ["road", "park"], "km": [880.0, np.nan]}, geometry=[line, area], crs=4326
    )
    fig = base_map()
    before = len(fig.data)
    add_layer(fig, mixed, name="Mine", color="#2480C4", hover=["what", "km"], dash="dash", width=3)
    park, road = fig.data[before:]
    assert park.fillcolor == "rgba(36,128,196,0.33)"
    assert park.hoveron == "fills"
    assert park.text == "what: park<br>km: no data"
    assert (road.line.dash, road.line.width) == ("dash", 3)
    assert road.text == "what: road<br>km: 880"
    assert [t.showlegend for t in fig.data[before:]] == [True, False]
    assert {t.legendgroup for t in fig.data[before:]} == {"Mine"}


def test_add_layer_draws_recalled_rows_hollow_and_sizes_by_column():
    frame = towns(recalled=[False, True, False], people=[30.0, 20.0, 8.0])
    trace = add_layer(base_map(), frame, name="T", hollow="recalled", size="people").data[-1]
    assert trace.marker.symbol == ("circle", "circle-open", "circle")
    assert trace.marker.size == (30.0, 20.0, 8.0)


def test_add_layer_leaves_rows_without_place_out():
    frame = towns()
    frame.loc[1, "geometry"] = None
    assert len(add_layer(base_map(), frame, name="T").data[-1].x) == 2


@pytest.mark.parametrize("rows", [towns().iloc[:0], towns().assign(geometry=None)])
def test_add_layer_refuses_a_table_without_a_shape(rows):
    fig = base_map()
    before = len(fig.data)
    with pytest.raises(ValueError, match=f"a row with a shape; got {len(rows)} rows"):
        add_layer(fig, rows, name="None", label="town")
    assert len(fig.data) == before


@pytest.mark.parametrize(
    ("look", "message"),
    [
        ({"color": "nocolor"}, "^`color` must be a CSS colour.*; got 'nocolor'.$"),
        ({"symbol": "blob"}, "^`symbol` must be a marker symbol.*; got 'blob'.$"),
        ({"symbol": None}, "^`symbol` must be a marker symbol"),
        ({"dash": "wavy"}, "^`dash` must be 'solid'"),
        ({"size": -1}, "^`size` must be a number from 0 on; got -1.$"),
        ({"size": "town"}, "^`size` names the column 'town', which must hold pixels"),
        ({"width": None}, "^`width` must be a number"),
        ({"opacity": 2}, "^`opacity` must be a number from 0 to 1; got 2.$"),
        ({"label_size": "x"}, "^`label_size` must be a number"),
        ({"simplify_km": -2}, "^`simplify_km` must be a number"),
        ({"hover": 5}, r"needs column\(s\) \[5\]"),
    ],
)
def test_add_layer_names_a_wrong_look_in_one_sentence(look, message):
    fig = base_map()
    before = len(fig.data)
    with pytest.raises(ValueError, match=message):
        add_layer(fig, towns(), name="T", **look)
    assert len(fig.data) == before


def test_add_layer_draws_collections_and_tables_with_one_index_twice():
    both = shapely.GeometryCollection(
        [shapely.Point(70, 40), shapely.LineString([(70, 40), (72, 42)])]
    )
    frame = gpd.GeoDataFrame({"what": ["a", "b"]}, geometry=[both, both], index=[7, 7], crs=4326)
    fig = base_map()
    before = len(fig.data)
    add_layer(fig, frame, name="T", hover="what")
    assert [t.mode for t in fig.data[before:]] == ["lines", "lines", "markers"]
    assert list(fig.data[-1].hovertext) == ["a", "b"]


def test_add_layer_says_what_it_needs():
    with pytest.raises(ValueError, match="no coordinate reference system"):
        add_layer(base_map(), towns().set_crs(None, allow_override=True), name="T")
    with pytest.raises(ValueError, match=r"needs column\(s\) \['city'\]; the table has \['town'"):
        add_layer(base_map(), towns(), name="T", label="city")
    import plotly.graph_objects as go

    with pytest.raises(ValueError, match="`fig` must be a map of this package"):
        add_layer(go.Figure(), towns(), name="T")
    with pytest.raises(TypeError, match="must be a GeoDataFrame"):
        add_layer(base_map(), {"a": 1}, name="T")


@pytest.mark.parametrize(("load", "column"), [(load_places, "name"), (load_deposits, "name")])
def test_labels_of_crowded_layers_do_not_collide(load, column):
    frame = load()
    fig = add_layer(base_map(extent="eurasia"), frame, name="Many", label=column, size=6)
    boxes = [shapely.box(*b) for b in Canvas.of(fig).boxes]
    tree = shapely.STRtree(boxes)
    for i, box in enumerate(boxes):
        for j in tree.query(box):
            if j > i:
                assert box.intersection(boxes[j]).area < 0.05 * min(box.area, boxes[j].area)
    written = [t for t in fig.data[-1].text if t]
    assert 5 < len(written) < len(frame)


def test_world_map_places_both_sides_of_the_pacific():
    hosts = gpd.GeoDataFrame(
        {"city": ["Washington", "Tokyo"]},
        geometry=[shapely.Point(-77.04, 38.91), shapely.Point(139.69, 35.69)],
        crs=4326,
    )
    trace = add_layer(base_map(extent="world"), hosts, name="Hosts", label="city").data[-1]
    assert trace.x[0] < -6000
    assert trace.x[1] > 9000


def test_a_name_that_finds_no_place_is_left_out():
    canvas = Canvas.of(base_map(layers=["neighbours", "lakes"]))
    spots = canvas.free_middles([(0, 0)] * 7, ["same place"] * 7, size=12)
    assert spots[0] == (0, 0)
    assert sum(s is None for s in spots) == 2
    assert len(canvas.boxes) == 5


def test_path_separates_rings_with_gaps():
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(2, 2, 4, 4))
    x, y = path(ring)
    assert len(x) == len(y) == 11
    assert [number for number, value in enumerate(y) if value is None] == [5]


def in_json(values):
    return len(go.Figure(go.Scatter(x=values)).to_json())


@pytest.mark.parametrize("size", [3, 9, 40])
@pytest.mark.parametrize("reach", [9, 4000, -4000])
@pytest.mark.parametrize("gap", [False, True])
def test_coordinates_take_the_form_that_is_shorter_in_json(size, reach, gap):
    rng = np.random.default_rng(size)
    lines = [shapely.LineString(reach * rng.random((size, 2))) for _ in range(1 + gap)]
    x, y = path(shapely.MultiLineString(lines), step_km=1)
    for values in (x, y):
        plain = [None if v is None or np.isnan(v) else round(float(v)) for v in values]
        floats = np.array(plain, dtype="float32")
        packed = floats if None in plain else floats.astype("int16")
        assert in_json(values) == min(in_json(plain), in_json(packed))


def test_coordinates_beyond_two_bytes_stay_whole():
    x, y = path(shapely.LineString([(i * 1000, i % 7) for i in range(60)]), step_km=1)
    assert list(x) == [i * 1000 for i in range(60)]
    assert list(y) == [i % 7 for i in range(60)]


def test_bridges_join_parts_without_adding_area():
    parts = shapely.MultiPolygon(
        [shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10), shapely.box(50, 5, 60, 15)]
    )
    x, y = (np.array(values) for values in path(parts, step_km=1, bridged=True))
    steps = x[:-1] * y[1:] - x[1:] * y[:-1]
    assert abs(steps.sum()) / 2 == parts.area
    assert (x[0], y[0]) == (x[-1], y[-1])


@pytest.mark.parametrize("color", [c for _, c in theme.SEQUENTIAL_SCALE])
def test_ink_on_every_fill_has_contrast(color):
    def luminance(hexcolor):
        rgb = [int(hexcolor[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        lin = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
        return float(np.dot(lin, [0.2126, 0.7152, 0.0722]))

    a, b = sorted([luminance(color), luminance(readable_on(color))])
    assert (b + 0.05) / (a + 0.05) >= 4.5


@pytest.mark.parametrize("extent", EXTENTS)
def test_no_map_uses_a_trace_or_a_base_map_that_asks_the_network(extent):
    drawn = json.loads(base_map(extent=extent).to_json())
    assert {t["type"] for t in drawn["data"]} == {"scatter"}
    assert not {"geo", "map", "mapbox", "images"} & set(drawn["layout"])
    assert "http" not in json.dumps(drawn["data"])


def test_legend_and_source_line_stand_below_each_other():
    def shift(fig):
        return next(a.yshift for a in fig.layout.annotations if a.name == figures.SOURCE_NAME)

    fig = base_map(title="Ground")
    bare = shift(fig)
    add_layer(fig, towns(), name="Towns")
    one = shift(fig)
    for number in range(6):
        add_layer(fig, towns(), name=f"A layer with a long name {number}")
    assert bare > one > shift(fig)
    assert fig.layout.margin.b >= -shift(fig) + 16


@pytest.mark.parametrize("extent", [5, (1, 2), ("a", 1, 2, 3), None])
def test_an_extent_that_is_none_is_refused_in_one_sentence(extent):
    with pytest.raises(ValueError, match=r"`extent` needs \(west, south, east, north\) in degrees"):
        base_map(extent=extent)


def test_the_bounds_of_a_table_are_an_extent():
    bounds = load_outlines(role="state").total_bounds
    numbers = tuple(float(v) for v in bounds)
    assert map_window(base_map(extent=bounds)) == map_window(base_map(extent=numbers))


def map_window(fig):
    return fig.layout.meta["ca_summit_map"]["window"]


def test_a_name_at_the_edge_stands_inwards_where_a_phone_would_cut_it():
    fig = base_map()
    _, south, east, north = map_window(fig)
    canvas = Canvas.of(fig)
    width = text_size("Verkhnee Espe", 10)[0] * canvas.km_per_px
    near = 1.05 * width + 4 * canvas.km_per_px  # by the estimate it would just fit outwards
    spot = (east - near, (south + north) / 2)
    assert canvas.free_sides([spot], ["Verkhnee Espe"], size=10) == ["middle left"]


def note_under(fig):
    note = next(a.text for a in fig.layout.annotations if a.name == figures.SOURCE_NAME)
    return note.replace("<br>", " ")


def points(*lonlats, crs=4326):
    return gpd.GeoDataFrame(
        {"n": [str(i) for i in range(len(lonlats))]},
        geometry=[shapely.Point(p) for p in lonlats],
        crs=crs,
    )


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (points((7951551.2, 6651420.0)), "degrees.*7,951,551.*look like metres"),
        (points((51.17, 71.43)), "'Mine' lies.*exchanged 1 row would.*right order"),
        (points((41.3, 95.0)), "degrees.*right order"),
        (points((2.35, 48.86), (2.4, 48.9)), "Nothing of 'Mine' lies on this map.*extent"),
        (points((400000, 5000000), crs="EPSG:3035"), "Nothing of 'Mine'"),
    ],
)
def test_a_layer_of_which_nothing_can_be_seen_is_refused_with_the_reason(layer, words):
    fig = base_map()
    before = len(fig.data)
    with pytest.raises(ValueError, match=words):
        add_layer(fig, layer, name="Mine")
    assert len(fig.data) == before


def test_what_of_a_layer_cannot_be_seen_is_told_below_the_map_also_when_it_is_finished_anew():
    mixed = points((69.24, 41.3), (51.17, 71.43), (2.35, 48.86))
    mixed = pd.concat([mixed, gpd.GeoDataFrame({"n": ["x"]}, geometry=[None], crs=4326)])
    fig = add_layer(base_map(notes=["A note."]), mixed, name="Mine")
    told = "2 rows of “Mine” beyond this map, 1 of them on it with longitude and latitude exchanged"
    assert note_under(fig).startswith(f"{told}; 1 row of “Mine” without a place. A note.")
    finish_map(fig, title="New", alt="New.", data=mixed[["n"]], sources=[])
    assert note_under(fig).startswith(told)
    assert "beyond" not in note_under(add_layer(base_map(), towns(), name="Mine"))


@pytest.mark.parametrize("stored", ["json", "pickle"])
def test_a_stored_map_takes_layers_as_the_fresh_one_does(stored):
    fresh = add_layer(base_map(), towns(), name="First", label="town")
    again = (
        plotly.io.from_json(fresh.to_json())
        if stored == "json"
        else pickle.loads(pickle.dumps(fresh))  # noqa: S301 - our own bytes
    )
    more = towns(other=["Toshkent", "Alma-Ata", "Osh city"])
    one = add_layer(fresh, more, name="Second", label="other").data[-1]
    two = add_layer(again, more, name="Second", label="other").data[-1]
    assert (one.text, one.textposition) == (two.text, two.textposition)
    assert Canvas.of(fresh).boxes == Canvas.of(again).boxes


def test_the_legend_of_own_layers_stands_clear_of_the_colour_bar_and_of_the_slider():
    def below(fig):
        bar = next(t for t in fig.data if t.name == "Scale of colours").marker.colorbar
        return [bar.ypad, fig.layout.sliders[0].pad.t]

    fig = map_region("life_expectancy", slider=True)
    bare = below(fig)
    add_layer(fig, towns(), name="Towns")
    one = below(fig)
    add_layer(fig, towns(), name="Towns of which the name is too long " * 3)
    assert [b - a for a, b in zip(bare, one, strict=True)] == [LEGEND_ROW_PX] * 2
    assert [b - a for a, b in zip(one, below(fig), strict=True)] == [LEGEND_ROW_PX] * 2
    bar = next(t for t in fig.data if t.name == "Scale of colours").marker.colorbar
    assert fig.layout.sliders[0].x > bar.x + bar.len, "the slider stands beside the bar"
    beside = map_region("life_expectancy", slider=True).layout.margin.b
    assert beside < map_region("life_expectancy").layout.margin.b + SLIDER_PX
    narrow = fig.layout.meta["ca_summit"]["narrow"]
    assert narrow["margin.b"] > fig.layout.margin.b, "on a phone the legend has more rows"


def test_a_layer_on_a_figure_with_the_users_own_traces_is_drawn():
    fig = base_map()
    fig.add_heatmap(z=[[1, 2]], showscale=False)
    assert add_layer(fig, towns(), name="Towns").data[-1].name == "Towns"


def covered(fig, iso3):
    trace = fig.data[country_trace(fig, iso3)]
    xy = np.column_stack([trace.x, trace.y]).astype(float)
    rings = np.split(xy, np.flatnonzero(np.isnan(xy[:, 1])))
    rings = [shapely.Polygon(r[~np.isnan(r[:, 1])]) for r in rings if len(r) > 4]
    whole = shapely.Polygon()
    for ring in rings:
        whole = whole.symmetric_difference(ring.buffer(0))
    return whole


def test_lakes_are_cut_out_of_the_states_so_that_water_has_one_colour():
    fig = base_map(fills={"KAZ": "#5B2A56"})
    (balkhash,) = [t for t in fig.data if t.name == "Balkhash"]
    middle = shapely.MultiPoint(np.column_stack([balkhash.x, balkhash.y])[:-1]).centroid
    west = shapely.Point(min(balkhash.x) + 15, balkhash.y[int(np.argmin(balkhash.x))])
    assert not covered(fig, "KAZ").buffer(-3).contains(west)
    assert covered(base_map(layers=without("lakes")), "KAZ").contains(middle)
    lakes = covered(base_map(layers=without("lakes")), "KAZ").area - covered(fig, "KAZ").area
    assert lakes > 20_000  # Balkhash alone has 16,400 km²


@pytest.mark.parametrize("language", ["en", "ru", "local"])
def test_names_of_the_five_stay_inside_their_borders_where_there_is_room(language):
    fig = base_map(language=language)
    canvas = Canvas.of(fig)
    (names,) = [t for t in fig.data if t.name == "Names" and t.textfont.size == 13]
    five = load_outlines(role="state")
    shapes = project(five).geometry
    for x, y, text in zip(names.x, names.y, names.text, strict=True):
        wide, high = (v * 0.5 * canvas.km_per_px for v in text_size(text, 13))  # on a desk
        label = shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        assert max(shapes.intersection(label).area) > 0.97 * label.area, text


def test_seas_are_named_in_the_language_asked_for_and_within_the_water():
    def seas(**how):
        return [w for t in base_map(**how).data if t.name == "Names of seas" for w in t.text]

    assert seas() == ["<i>Caspian</i><br><i>Sea</i>"]
    assert seas(language="ru") == ["<i>Каспийское</i><br><i>море</i>"]
    assert len(seas(extent="eurasia")) > 2
    assert seas(layers=without("labels")) == []


def test_the_coast_beyond_the_usual_window_is_as_fine_as_within_it():
    """A broad screen shows what lies beyond: the sea may not run ashore there."""
    fig = map_area_comparison()
    canvas = Canvas.open("europe")
    [sea] = [trace for trace in fig.data if trace.name == "Sea"]
    xy = np.column_stack([sea.x, sea.y]).astype(float)
    rings = np.split(xy, np.flatnonzero(np.isnan(xy[:, 0])))
    edges = shapely.MultiLineString(
        [ring[~np.isnan(ring[:, 0])] for ring in rings if (~np.isnan(ring[:, 0])).sum() > 2]
    )
    shapes = canvas.project(load_outlines())
    turkey = shapes.loc[shapes["iso3"].eq("TUR"), "geometry"].iloc[0]
    others = shapely.union_all(shapes.loc[shapes["iso3"].ne("TUR"), "geometry"].to_numpy())
    coast = shapely.points(shapely.get_coordinates(turkey.boundary.segmentize(20)))
    west, south, east, north = canvas.drawn
    inside = shapely.box(west + 100, south + 100, east - 100, north - 100)
    coast = coast[shapely.intersects(coast, inside) & (shapely.distance(coast, others) > 60)]
    beyond = coast[~shapely.intersects(coast, canvas.seen)]
    assert len(beyond) > 10
    assert shapely.distance(beyond, edges).max() < 35
