import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_summit import geography as geo

LONS = st.floats(45, 90)
LATS = st.floats(34, 56)


def frame(*shapes, crs="EPSG:4326"):
    return gpd.GeoDataFrame({"n": range(len(shapes))}, geometry=list(shapes), crs=crs)


@pytest.mark.parametrize("name", list(geo.PLANES))
def test_planes_keep_areas_true(name):
    lon, lat = (10, 50) if name == "europe" else (66, 42)
    box = shapely.box(lon, lat, lon + 4, lat + 3).segmentize(0.05)
    flat = geo.project(frame(box), geo.PLANES[name])
    assert flat.area.iloc[0] == pytest.approx(geo.geodesic_area_km2(box), rel=2e-3)


def test_project_leaves_its_input_unchanged_and_keeps_columns():
    given_frame = frame(shapely.Point(69.24, 41.3))
    before = given_frame.copy()
    flat = geo.project(given_frame)
    assert given_frame.equals(before)
    assert list(flat.columns) == ["n", "geometry"]
    assert flat.crs == geo.REGION.crs


def test_project_takes_any_coordinate_system():
    mercator = frame(shapely.Point(71.43, 51.13)).to_crs(3857)
    direct = geo.project(frame(shapely.Point(71.43, 51.13))).geometry.iloc[0]
    assert geo.project(mercator).geometry.iloc[0].distance(direct) < 0.001


def test_project_refuses_shapes_without_crs():
    with pytest.raises(ValueError, match=r"`gdf` has no coordinate reference system.*set_crs"):
        geo.project(frame(shapely.Point(0, 0), crs=None))


def test_project_refuses_plain_tables():
    with pytest.raises(TypeError, match=r"must be a GeoDataFrame; got DataFrame.*points_from_xy"):
        geo.project(frame(shapely.Point(0, 0)).drop(columns="geometry"))


def test_world_plane_cuts_lines_opposite_its_centre():
    pacific = frame(shapely.LineString([(170, 40), (180, 40)]), shapely.box(-180, 50, -160, 60))
    flat = geo.project(pacific, geo.WORLD)
    wide = flat.geometry.bounds["maxx"] - flat.geometry.bounds["minx"]
    parts = [p for s in flat.geometry for p in shapely.get_parts(s)]
    assert wide.iloc[1] > 20_000  # two halves, one at each edge of the map
    assert max(p.bounds[2] - p.bounds[0] for p in parts) < 2_500


@settings(max_examples=60, deadline=None)
@given(LONS, LATS, LONS, LATS)
def test_geodesic_length_of_a_leg_is_the_distance_of_its_ends(lon1, lat1, lon2, lat2):
    direct = geo.great_circle_km(lon1, lat1, lon2, lat2)
    leg = [(lon1, lat1), (lon2, lat2)]
    assert geo.geodesic_length_km(leg) == pytest.approx(direct, rel=1e-6, abs=1e-6)
    assert geo.geodesic_length_km(shapely.LineString([*leg, leg[0]])) == pytest.approx(
        2 * direct, rel=1e-6, abs=1e-6
    )


def test_geodesic_area_takes_holes_out():
    outer = shapely.box(60, 40, 62, 42)
    hole = shapely.box(60.5, 40.5, 61, 41)
    ring = outer.difference(hole)
    assert geo.geodesic_area_km2(ring) == pytest.approx(
        geo.geodesic_area_km2(outer) - geo.geodesic_area_km2(hole), rel=1e-3
    )
    with pytest.raises(TypeError, match="must be an area"):
        geo.geodesic_area_km2(shapely.Point(0, 0))


def test_graticule_lines_lie_in_the_window_and_are_labelled():
    window = (-1800, -1200, 1800, 1200)
    lines = geo.graticule(window)
    assert {"40°N", "50°N", "60°E", "70°E"} <= set(lines["label"])
    assert shapely.box(*window).buffer(1e-6).contains(shapely.union_all(lines.geometry.to_numpy()))
    assert lines.loc[lines["is_meridian"], "degrees"].is_monotonic_increasing


def test_lonlat_window_holds_all_corners_and_refuses_reversed_bounds():
    window = shapely.box(*geo.lonlat_window((47, 35, 87, 55)))
    corners = frame(*(shapely.Point(lon, lat) for lon in (47, 87) for lat in (35, 55)))
    assert geo.project(corners).geometry.within(window.buffer(1e-6)).all()
    with pytest.raises(ValueError, match="west < east"):
        geo.lonlat_window((87, 35, 47, 55))


@settings(max_examples=100, deadline=None)
@given(st.floats(8, 50_000))
def test_scale_bar_is_round_and_fits(width):
    bar = geo.scale_bar_km(width)
    assert str(bar).rstrip("0") in {"1", "2", "5"}
    assert bar <= width / 5 < bar * 2.5 or bar == 1


def test_simplify_plane_keeps_common_borders_common():
    wiggle = [
        (
            0,
            y,
        )
        for y in range(0, 101, 5)
    ]
    border = [(3 * (i % 2), y) for i, (_, y) in enumerate(wiggle)]
    left = shapely.Polygon([(-100, 0), *border, (-100, 100)])
    right = shapely.Polygon([(100, 0), *border, (100, 100)])
    a, b = geo.simplify_plane([left, right], 20)
    assert len(a.exterior.coords) < len(left.exterior.coords)
    assert a.intersection(b).area == pytest.approx(0)
    assert a.union(b).area == pytest.approx(a.area + b.area)
    assert geo.simplify_plane([left], 0)[0].equals(left)
