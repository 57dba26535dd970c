"""Check the lines of routes and pipelines: their course, their parts, their lengths."""

from __future__ import annotations

import itertools

import pandas as pd
import pyproj
import pytest
from shapely import get_coordinates

from ca_summit.geodesic import leg_lines, parse_waypoints, pipeline_lines, route_lines
from ca_summit.tables.reader import read_table

GEOD = pyproj.Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def routes() -> pd.DataFrame:
    tables = [read_table(name) for name in ("routes", "route_stops", "places")]
    return route_lines(*tables).set_index("route_id")


@pytest.fixture(scope="module")
def legs() -> pd.DataFrame:
    return leg_lines(read_table("route_stops"), read_table("places"))


def small() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    places = pd.DataFrame(
        {
            "place_id": ["a", "b", "c", "d"],
            "latitude": [40.0, 41.0, 41.0, 42.0],
            "longitude": [60.0, 60.0, 61.0, 62.0],
        }
    )
    stops = pd.DataFrame(
        {
            "route_id": ["r"] * 4,
            "sequence": [1, 2, 3, 4],
            "place_id": ["a", "b", "c", "d"],
            "leg_kind": [None, "road", None, "rail"],
        }
    )
    return pd.DataFrame({"route_id": ["r", "none"]}), stops, places


@pytest.mark.parametrize(
    ("route", "published", "percent"),
    [
        ("titr", 4766, 87),
        ("dostyk-moyynty", 836, 92),
        ("bakhty-ayagoz", 272, 90),
        ("northern-corridor", 11179, 82),
        ("we-wc-highway", 8445, 98),
        ("cku", 532.53, 85),
        ("kti", 925, 85),
        ("southern-iran-turkiye", 4500, 93),
        ("trans-afghan", 647, 87),
        ("torghundi-herat", 115, 93),
        ("btk", 826, 86),
        ("tripp", 42, 71),
        ("kars-dilucu", 224, 81),
        ("almaty-issyk-kul", 260, 96),
        ("h-tian-shan-north", 5000, 79),
        ("h-zarafshan-karakum", 866, 76),
    ],
)
def test_measured_length_stands_in_the_known_ratio_to_the_published_one(
    routes: pd.DataFrame, route: str, published: float, percent: float
) -> None:
    row = routes.loc[route]
    assert row["length_km"] == published
    assert row["length_measured_km"] / published * 100 == pytest.approx(percent, abs=1.1)


def test_measured_length_stands_beside_the_published_one(routes: pd.DataFrame) -> None:
    names = list(routes.columns)
    assert names[names.index("length_km") + 1] == "length_measured_km"
    published = routes["length_km"].notna()
    assert published.sum() == 17
    assert (routes["length_measured_km"] < routes["length_km"])[published].all()


def test_casa_1000_is_two_lines_without_the_grid_between(routes: pd.DataFrame) -> None:
    line = routes.loc["casa-1000", "geometry"]
    assert line.geom_type == "MultiLineString"
    khujand, sangtuda = (69.6222, 40.2826), (69.0741, 38.0426)
    assert line.geoms[0].coords[-1] == pytest.approx(khujand)
    assert line.geoms[1].coords[0] == pytest.approx(sangtuda)
    assert routes.loc["casa-1000", "length_measured_km"] == pytest.approx(0.72 * 1387, rel=0.01)
    others = routes.drop("casa-1000").geometry
    assert others.geom_type.eq("LineString").all()


def test_drawn_line_is_as_long_as_it_says_and_passes_its_stops(routes: pd.DataFrame) -> None:
    stops, places = read_table("route_stops"), read_table("places").set_index("place_id")
    for route in ("titr", "h-khorasan", "casa-1000", "h-steppe-karakorum"):
        row = routes.loc[route]
        drawn = GEOD.geometry_length(row["geometry"]) / 1000
        assert drawn == pytest.approx(row["length_measured_km"], rel=1e-5)
        vertices = {tuple(point) for point in get_coordinates(row["geometry"]).round(4)}
        for place in stops.loc[stops["route_id"].eq(route), "place_id"]:
            point = places.loc[place, ["longitude", "latitude"]]
            assert tuple(point.astype(float)) in vertices, f"{route} misses {place}"


@pytest.mark.parametrize("step_km", [25.0, 100.0, 400.0])
def test_vertices_are_at_most_a_step_apart(step_km: float) -> None:
    drawn = route_lines(
        read_table("routes"), read_table("route_stops"), read_table("places"), step_km=step_km
    )
    longest = 0.0
    for line in drawn.geometry.explode():
        for (x1, y1), (x2, y2) in itertools.pairwise(line.coords):
            longest = max(longest, GEOD.inv(x1, y1, x2, y2)[2] / 1000)
    assert 0.8 * step_km < longest <= step_km + 0.01


def test_line_follows_the_geodesic_not_the_parallel() -> None:
    places = pd.DataFrame(
        {"place_id": ["a", "b"], "latitude": [45.0, 45.0], "longitude": [50.0, 70.0]}
    )
    stops = pd.DataFrame(
        {"route_id": "r", "sequence": [1, 2], "place_id": ["a", "b"], "leg_kind": [None, "sea"]}
    )
    line = route_lines(pd.DataFrame({"route_id": ["r"]}), stops, places).geometry[0]
    north = max(y for _, y in line.coords)
    middle = GEOD.npts(50, 45, 70, 45, 1)[0][1]
    assert north == pytest.approx(middle, abs=0.01)
    assert north > 45.4


def test_a_stop_without_kind_starts_a_new_line_and_routes_without_stops_stay() -> None:
    table = route_lines(*small())
    assert table["route_id"].tolist() == ["r", "none"]
    assert len(table.geometry[0].geoms) == 2
    assert table.geometry[1] is None
    assert pd.isna(table["length_measured_km"][1])
    length = (GEOD.inv(60, 40, 60, 41)[2] + GEOD.inv(61, 41, 62, 42)[2]) / 1000
    assert table["length_measured_km"][0] == pytest.approx(length)


def test_order_of_the_stops_table_does_not_matter() -> None:
    routes, stops, places = small()
    shuffled = stops.iloc[[2, 0, 3, 1]]
    one, two = route_lines(routes, stops, places), route_lines(routes, shuffled, places)
    assert one.geometry[0].equals(two.geometry[0])


def test_inputs_are_not_changed_and_crs_and_name_are_kept() -> None:
    tables = [read_table(name) for name in ("routes", "route_stops", "places")]
    before = [table.copy() for table in tables]
    result = route_lines(*tables)
    for table, old in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(table, old)
    assert result.crs.to_epsg() == 4326
    assert result.attrs["ca_summit_table"] == "routes"


def test_unknown_places_are_named() -> None:
    routes, stops, places = small()
    with pytest.raises(
        ValueError,
        match=r"route_lines\(\) needs a place with a position for every stop; \['d'\] have none",
    ):
        route_lines(routes, stops, places[places["place_id"].ne("d")])


def test_a_place_without_position_is_named() -> None:
    routes, stops, places = small()
    places.loc[places["place_id"].eq("d"), "longitude"] = float("nan")
    with pytest.raises(ValueError, match=r"position for every stop; \['d'\] have none in `places`"):
        leg_lines(stops, places)
    with pytest.raises(ValueError, match=r"\['d'\]"):
        route_lines(routes, stops, places)


def test_tables_without_rows_give_tables_without_rows() -> None:
    routes, stops, places = small()
    assert len(leg_lines(stops.iloc[:0], places)) == 0
    assert route_lines(routes, stops.iloc[:0], places).geometry.isna().all()
    assert len(route_lines(routes.iloc[:0], stops, places)) == 0
    assert len(pipeline_lines(read_table("energy_links").iloc[:0])) == 0


def test_missing_columns_and_wrong_steps_are_refused() -> None:
    routes, stops, places = small()
    with pytest.raises(ValueError, match=r"needs column\(s\) \['leg_kind'\]"):
        leg_lines(stops.drop(columns="leg_kind"), places)
    with pytest.raises(ValueError, match="`step_km` must be above zero; got 0"):
        route_lines(routes, stops, places, step_km=0)


def test_there_is_one_leg_between_neighbouring_stops(legs: pd.DataFrame) -> None:
    # 637 stops, 68 first ones, and one start in the middle of casa-1000
    assert len(legs) == 637 - 68 - 1
    assert not legs.duplicated(["route_id", "sequence"]).any()
    ends = legs.groupby("route_id")["length_measured_km"].sum()
    tables = [read_table(name) for name in ("routes", "route_stops", "places")]
    whole = route_lines(*tables).set_index("route_id")["length_measured_km"]
    pd.testing.assert_series_equal(ends, whole.sort_index(), check_names=False)


@pytest.mark.parametrize(
    ("route", "start", "end", "km"),
    [
        ("h-khwarazm-volga", "sarai-batu", "bulgar", 864),
        ("northern-corridor", "samara", "moscow", 854),
        ("h-steppe-karakorum", "khovd", "karakorum", 842),
        ("sea-poti-constanta", "poti", "constanta", 1079),
    ],
)
def test_longest_legs_are_those_that_were_measured_before(
    legs: pd.DataFrame, route: str, start: str, end: str, km: float
) -> None:
    leg = legs[legs["route_id"].eq(route)].set_index(["from_place_id", "to_place_id"])
    assert leg.loc[(start, end), "length_measured_km"] == pytest.approx(km, rel=0.004)
    assert legs["length_measured_km"].max() < 1500


def test_leg_is_as_uncertain_as_its_weaker_end(legs: pd.DataFrame) -> None:
    rows = legs.set_index(["route_id", "to_place_id"])["certainty"]
    assert rows["h-tian-shan-north", "jinghe"] == "schematic"
    assert rows["h-tian-shan-north", "almaliq"] == "schematic"
    assert rows["h-tian-shan-north", "changan-xian"] == "certain"
    modern = ~legs["route_id"].str.startswith("h-")
    assert legs["certainty"].isna().eq(modern).all()


def test_pipelines_are_lines_and_other_links_have_none() -> None:
    links = pipeline_lines(read_table("energy_links"))
    pipeline = links["record_type"].eq("pipeline")
    assert links.geometry.notna().eq(pipeline).all()
    assert links["length_measured_km"].notna().eq(pipeline).all()
    assert links.geometry[pipeline].geom_type.eq("LineString").all()


def test_one_published_length_of_a_pipeline_cannot_hold_the_way_drawn() -> None:
    links = pipeline_lines(read_table("energy_links")).set_index("energy_link_id")
    ratio = (links["length_measured_km"] / links["length_km"]).dropna()
    longer = ratio[ratio > 1]
    assert longer.index.to_list() == ["kazakhstan-china-oil-pipeline-atyrau-alashankou"]
    assert longer.iloc[0] == pytest.approx(2535 / 2228, rel=0.001)
    assert (ratio.drop(longer.index).min(), ratio.drop(longer.index).max()) == pytest.approx(
        (0.77, 0.96), abs=0.005
    )


@pytest.mark.parametrize(
    ("pipeline", "published", "measured"),
    [
        ("turkmenistan-afghanistan-pakistan-india-pipeline-tapi", 1814, 1737),
        ("caspian-pipeline-consortium-cpc-oil-pipeline", 1511, 1323),
        ("baku-tbilisi-ceyhan-btc-oil-pipeline", 1768, 1360),
    ],
)
def test_pipelines_measure_less_than_published(
    pipeline: str, published: float, measured: float
) -> None:
    row = pipeline_lines(read_table("energy_links")).set_index("energy_link_id").loc[pipeline]
    assert row["length_km"] == published
    assert row["length_measured_km"] == pytest.approx(measured, abs=1)


@pytest.mark.parametrize(
    "cell", ["Tengiz|46.15", "Tengiz|46.15|53.38|oil", "Tengiz|north|53", "Tengiz|95|53", "|1|200"]
)
def test_waypoints_that_cannot_be_read_are_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"A waypoint must read 'name\|latitude\|longitude'"):
        parse_waypoints(cell)
