import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pytest
import shapely

from ca_summit.files import data_path
from ca_summit.geography import geodesic_area_km2
from ca_summit.tables import load_countries, load_lakes, load_outlines, load_rivers
from ca_summit.tables.reader import read_table

FILES = ("outlines", "outlines_world", "lakes", "rivers")
EU = {
    "AUT",
    "BEL",
    "BGR",
    "CYP",
    "CZE",
    "DEU",
    "DNK",
    "ESP",
    "EST",
    "FIN",
    "FRA",
    "GRC",
    "HRV",
    "HUN",
    "IRL",
    "ITA",
    "LTU",
    "LUX",
    "LVA",
    "MLT",
    "NLD",
    "POL",
    "PRT",
    "ROU",
    "SVK",
    "SVN",
    "SWE",
}


@pytest.fixture(scope="module")
def outlines():
    return load_outlines()


def shape(frame, iso3):
    return frame.loc[frame["iso3"].eq(iso3), "geometry"].iloc[0]


@pytest.mark.parametrize("iso3", ["KAZ", "KGZ", "TJK", "TKM", "UZB"])
def test_area_of_each_state_is_within_one_and_a_half_percent_of_the_official_one(outlines, iso3):
    official = int(load_countries(country=iso3)["area_km2"].iloc[0])
    assert geodesic_area_km2(shape(outlines, iso3)) == pytest.approx(official, rel=0.015)


def test_outlines_form_one_coverage_without_gaps_or_overlaps(outlines):
    assert shapely.coverage_is_valid(outlines.geometry.to_numpy())
    world = read_table("outlines_world")
    assert shapely.coverage_is_valid(world.geometry.to_numpy())
    assert outlines.is_valid.all()
    assert world.is_valid.all()


@pytest.mark.parametrize("name", ["outlines", "outlines_world", "lakes"])
def test_shapes_are_valid_and_their_rings_run_as_geojson_asks(name):
    shapes = read_table(name).geometry
    assert shapes.is_valid.all()
    parts = shapely.get_parts(shapes.to_numpy())
    assert all(part.exterior.is_ccw for part in parts)
    assert not any(hole.is_ccw for part in parts for hole in part.interiors)


def test_a_gap_between_countries_would_be_seen(outlines):
    moved = outlines.geometry.copy()
    where = outlines.index[outlines["iso3"].eq("UZB")]
    moved.loc[where] = moved.loc[where].translate(0.05, 0)
    assert not shapely.coverage_is_valid(moved.to_numpy())


def test_written_area_is_that_of_the_shape(outlines):
    measured = outlines.geometry.map(geodesic_area_km2).round()
    assert (outlines["area_km2"].astype(float) - measured).abs().max() <= 1


def test_all_eu_members_and_neighbours_are_there(outlines):
    assert set(outlines.loc[outlines["role"].eq("eu"), "iso3"]) == EU
    assert set(outlines.loc[outlines["role"].eq("neighbour"), "iso3"]) == {
        "AFG",
        "AZE",
        "CHN",
        "IRN",
        "RUS",
    }
    assert {"GEO", "ARM", "TUR", "PAK", "IND", "MNG", "UKR"} <= set(outlines["iso3"])


def test_no_arguable_code_of_natural_earth_is_left(outlines):
    world = read_table("outlines_world")
    for frame in (outlines, world):
        assert frame["iso3"].is_unique
        assert frame["iso3"].str.fullmatch("[A-Z]{3}").all()
        disputed = frame[frame["role"].eq("disputed")]
        assert set(disputed["iso3"]) <= {"XCR", "XKX", "XNC", "XSG"}
        assert disputed["note"].str.len().gt(20).all()
        assert not frame["iso3"].eq("-99").any()
    assert {"FRA", "NOR"} <= set(world["iso3"])  # -99 in several editions


@pytest.mark.parametrize(
    ("place", "iso3", "around"),
    [
        ((71.10, 39.97), "UZB", "KGZ"),  # Sokh
        ((71.75, 39.95), "UZB", "KGZ"),  # Shohimardon
        ((70.59, 39.85), "TJK", "KGZ"),  # Vorukh
        ((70.61, 40.97), "TJK", "UZB"),  # Sarvan
    ],
)
def test_fergana_exclaves_are_kept(outlines, place, iso3, around):
    point = shapely.Point(place)
    assert shape(outlines, iso3).contains(point)
    assert not shape(outlines, around).contains(point)


@pytest.mark.parametrize(
    ("place", "iso3"),
    [
        ((69.24, 41.30), "UZB"),
        ((71.43, 51.13), "KAZ"),
        ((74.59, 42.87), "KGZ"),
        ((68.78, 38.56), "TJK"),
        ((58.38, 37.95), "TKM"),
        ((34.1, 45.1), "XCR"),
        ((53.4, 41.4), "TKM"),
    ],
)
def test_places_lie_in_their_country(outlines, place, iso3):
    inside = outlines[outlines.contains(shapely.Point(place))]
    assert inside["iso3"].tolist() == [iso3]


def test_caspian_is_no_land_and_russia_does_not_cross_the_world(outlines):
    assert not outlines.contains(shapely.Point(51, 42)).any()
    for frame in (outlines, read_table("outlines_world")):
        parts = shapely.get_parts(shape(frame, "RUS"))
        assert max(p.bounds[2] - p.bounds[0] for p in parts) < 175


def test_aral_sea_is_parted_and_its_dry_basin_is_no_lake():
    lakes = load_lakes().set_index("lake_id")
    aral = lakes.loc[["aral-north", "aral-west", "aral-east"]]
    assert aral["kind"].tolist() == ["lake", "lake", "dry_bed"]
    assert aral["as_of"].eq(2005).all()
    assert aral["note"].str.contains("68 000 km²").all()
    assert 2500 < aral.loc["aral-north", "area_km2"] < 3600  # 3300 km² in 2008
    assert lakes.loc["caspian", "area_km2"] == pytest.approx(371_000, rel=0.04)
    assert lakes.loc["issyk-kul", "area_km2"] == pytest.approx(6236, rel=0.02)


def test_rivers_run_where_they_should():
    rivers = load_rivers().set_index("river_id").geometry
    termez, kyzylorda = shapely.Point(67.28, 37.22), shapely.Point(65.5, 44.85)
    assert rivers["amu-darya"].distance(termez) < 0.3
    assert rivers["syr-darya"].distance(kyzylorda) < 0.3
    assert rivers["panj"].touches(rivers["amu-darya"]) or rivers["panj"].intersects(
        rivers["amu-darya"].buffer(0.05)
    )


def test_files_are_small_and_say_what_made_them():
    package = json.loads(data_path("datapackage.json").read_text(encoding="utf-8"))
    resources = {r["name"]: r for r in package["resources"]}
    tool = Path(__file__).parents[1] / "tools" / "build_outlines.py"
    pinned = re.findall(r'"([\w-]+)": \(\s*"([\d.]+)",\s*"([0-9a-f]{64})"', tool.read_text("utf-8"))
    assert len(pinned) == 2
    assert sum(data_path(f"{name}.geojson").stat().st_size for name in FILES) < 400_000
    for name in FILES:
        own = resources[name]
        named = {(p["name"], p["version"], p["sha256"]) for p in own["ca_summit"]["packages"]}
        assert named == {(f"npm {n}", version, sha) for n, version, sha in pinned}
        assert own["licenses"][0]["name"] == "PDDL-1.0"
        collection = json.loads(data_path(own["path"]).read_text(encoding="utf-8"))
        assert len(collection["features"]) == own["ca_summit"]["coverage"]["rows"]
        described = [f["name"] for f in own["schema"]["fields"]]
        assert [*collection["features"][0]["properties"]] == described


def test_built_files_are_those_in_data_when_the_packages_are_at_hand(tmp_path):
    packages = Path(__file__).parents[1] / ".packages"
    if not list(packages.glob("world-atlas-*.tgz")):
        pytest.skip("run `npm pack` of both packages into .packages/ to compare bytes")
    import subprocess
    import sys

    tool = Path(__file__).parents[1] / "tools" / "build_outlines.py"
    subprocess.run(
        [sys.executable, str(tool), "--packages", packages, "--out", tmp_path],
        check=True,
        timeout=120,
    )
    for name in FILES:
        built = hashlib.sha256((tmp_path / f"{name}.geojson").read_bytes()).hexdigest()
        kept = hashlib.sha256(data_path(f"{name}.geojson").read_bytes()).hexdigest()
        assert built == kept, name


def test_sources_of_the_outlines_are_in_the_sources_table():
    known = set(read_table("sources")["source_id"])
    frames = [read_table(name) for name in FILES]
    assert set(pd.concat([f["source_id"] for f in frames])) <= known
