"""Check the route tables against values typed by hand and against each other."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pyproj
import pytest

from ca_summit.files import data_path
from ca_summit.tables.reader import read_table

PLANE = "+proj=aeqd +lat_0=41 +lon_0=65 +units=km"
GEOD = pyproj.Geod(ellps="WGS84")
TABLES = {
    "places": 341,
    "routes": 68,
    "route_stops": 637,
    "unesco_components": 63,
    "corridor_volumes": 85,
    "transit_times": 43,
    "border_crossings": 24,
    "route_events": 58,
}


def counts(table: str, column: str) -> dict[str, int]:
    found = read_table(table)[column].value_counts()
    return {str(level): int(count) for level, count in found.items() if count}


def km_outside(points: pd.DataFrame) -> pd.Series:
    """Return how far each point lies outside the country it names, in kilometres."""
    shapes = read_table("outlines").dissolve("iso3").to_crs(PLANE).geometry
    geometry = gpd.points_from_xy(points["longitude"], points["latitude"], crs="EPSG:4326")
    pairs = zip(gpd.GeoSeries(geometry).to_crs(PLANE), points["country_iso3"], strict=True)
    return pd.Series([shapes[code].distance(point) for point, code in pairs], index=points.index)


def test_no_row_of_the_inputs_is_left_out() -> None:
    assert {name: len(read_table(name)) for name in TABLES} == TABLES


@pytest.mark.parametrize(
    ("table", "levels"),
    [
        ("places", {"two_sources": 194, "read": 125, "recalled": 22}),
        ("routes", {"read": 36, "two_sources": 24, "recalled": 8}),
        ("corridor_volumes", {"read": 54, "two_sources": 28, "recalled": 3}),
        ("transit_times", {"read": 27, "two_sources": 16}),
        ("route_events", {"two_sources": 36, "read": 20, "recalled": 2}),
        ("border_crossings", {"read": 14, "two_sources": 9, "recalled": 1}),
        ("unesco_components", {"read": 57, "recalled": 6}),
    ],
)
def test_verification_levels_are_those_of_the_inputs(table: str, levels: dict) -> None:
    assert counts(table, "verification") == levels


def test_certainty_is_that_of_the_inputs() -> None:
    assert counts("routes", "certainty") == {"certain": 7, "probable": 19, "schematic": 5}
    assert counts("route_stops", "certainty") == {"certain": 110, "probable": 122, "schematic": 35}
    routes = read_table("routes")
    assert routes["certainty"].notna().eq(routes["status"].eq("historical")).all()


def test_rows_without_a_document_are_recalled_except_loulan() -> None:
    for name in [t for t in TABLES if t != "route_stops"]:
        table = read_table(name)
        alone = table[table["source_id"].eq("recalled")]
        kept = alone if name != "places" else alone[alone["place_id"].ne("loulan")]
        assert kept["verification"].eq("recalled").all(), name
        assert len(alone) > 0 or name == "transit_times"


@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "country"),
    [
        ("samarkand", 39.6542, 66.9597, "UZB"),
        ("merv", 37.6664, 62.1921, "TKM"),
        ("aktau", 43.65, 51.1667, "KAZ"),
        ("panjakent", 39.4868, 67.6196, "TJK"),
        ("karmana-rabati-malik", 40.1223, 65.1489, "UZB"),
        ("kashgar", 39.4666, 75.99, "CHN"),
        ("caffa", 45.0368, 35.3779, "UKR"),
    ],
)
def test_places_lie_where_their_sources_put_them(
    place: str, latitude: float, longitude: float, country: str
) -> None:
    row = read_table("places").set_index("place_id").loc[place]
    assert (row["latitude"], row["longitude"], row["country_iso3"]) == (
        latitude,
        longitude,
        country,
    )


def test_places_lie_inside_the_countries_they_name() -> None:
    points = read_table("places").set_index("place_id")
    outside = km_outside(points)
    # Crimea is its own shape in the outlines, so Caffa is far from the rest of Ukraine.
    assert outside.index[outside > 4].tolist() == ["caffa"]
    assert (outside > 2.5).sum() <= 7


def test_components_lie_inside_the_countries_they_name() -> None:
    components = read_table("unesco_components")
    assert km_outside(components[components["latitude"].notna()]).max() < 1.5


@pytest.mark.parametrize(
    ("year", "unit", "kind", "volume"),
    [
        (2019, "t", "actual", 759_000),
        (2020, "t", "actual", 783_000),
        (2021, "t", "actual", 586_000),
        (2022, "t", "actual", 1_485_000),
        (2023, "t", "actual", 2_764_000),
        (2024, "t", "actual", 4_484_000),
        (2025, "t", "actual", 4_119_000),
        (2021, "TEU", "actual", 25_200),
        (2023, "TEU", "derived", 20_500),
        (2024, "TEU", "actual", 56_500),
        (2025, "TEU", "actual", 77_000),
        (2017, "t", "forecast", 1_300_000),
        (2018, "TEU", "forecast", 15_000),
        (2030, "t", "forecast", 11_000_000),
    ],
)
def test_middle_corridor_carried_what_its_sources_say(
    year: int, unit: str, kind: str, volume: int
) -> None:
    table = read_table("corridor_volumes")
    rows = table[table["corridor"].eq("TITR / Middle Corridor") & table["period"].eq("full year")]
    rows = rows[rows["year"].eq(year) & rows["unit"].eq(unit) & rows["value_kind"].eq(kind)]
    assert rows["volume"].tolist() == [volume]


def test_kinds_of_volumes_are_counted() -> None:
    kinds = {"actual": 70, "target": 6, "derived": 4, "forecast": 3, "capacity": 2}
    assert counts("corridor_volumes", "value_kind") == kinds
    units = {"t": 27, "TEU": 27, "trains": 26, "USD": 3, "vehicles": 2}
    assert counts("corridor_volumes", "unit") == units


def test_both_figures_of_the_eastern_corridor_are_kept() -> None:
    table = read_table("corridor_volumes")
    rows = table[table["route_id"].eq("instc-east") & table["year"].eq(2023)]
    assert sorted(rows["volume"]) == [650_000, 2_100_000]


@pytest.mark.parametrize(
    ("route", "length", "status", "start"),
    [
        ("titr", 4766, "operating", None),
        ("cku", 532.53, "under_construction", 2024),
        ("kti", 925, "operating", 2014),
        ("tripp", 42, "planned", 2025),
        ("h-zarafshan-karakum", 866, "historical", -200),
        ("h-tian-shan-north", 5000, "historical", -150),
    ],
)
def test_routes_hold_the_values_of_their_sources(
    route: str, length: float, status: str, start: int | None
) -> None:
    row = read_table("routes").set_index("route_id").loc[route]
    assert (row["length_km"], row["status"]) == (length, status)
    assert start is None or row["start_year"] == start


def test_routes_are_31_historical_36_modern_and_one_power_link() -> None:
    routes = read_table("routes")
    historical = routes["route_id"].str.startswith("h-")
    assert historical.eq(routes["status"].eq("historical")).all()
    power = routes["kind"].eq("energy_link")
    assert (historical.sum(), power.sum(), len(routes) - historical.sum() - power.sum()) == (
        31,
        1,
        36,
    )


def test_stops_are_numbered_from_one_without_gaps_and_only_starts_have_no_kind() -> None:
    stops = read_table("route_stops")
    for route, own in stops.groupby("route_id"):
        assert own["sequence"].tolist() == list(range(1, len(own) + 1)), route
    starts = stops[stops["leg_kind"].isna()]
    inner = starts[starts["sequence"].ne(1)]
    assert inner[["route_id", "place_id"]].to_numpy().tolist() == [["casa-1000", "sangtuda"]]
    assert counts("route_stops", "leg_kind") == {
        "land": 236,
        "rail": 261,
        "road": 48,
        "sea": 9,
        "pass": 14,
    }


@pytest.mark.parametrize(
    ("leg", "start", "end", "days"),
    [
        ("pego-1a", "tana", "astrakhan", (25, 25)),
        ("pego-1b", "tana", "astrakhan", (10, 12)),
        ("pego-5", "konye-urgench", "otrar", (35, 40)),
        ("rubruck-1", "karakorum", "sarai-batu", (130, 130)),
        ("titr-3", "altynkol", "constanta", (20, 22)),
        ("north-2", "chongqing", "duisburg", (16, 18)),
    ],
)
def test_transit_times_hold_the_days_of_their_sources(
    leg: str, start: str, end: str, days: tuple
) -> None:
    row = read_table("transit_times").set_index("leg_id").loc[leg]
    assert (row["from_place_id"], row["to_place_id"]) == (start, end)
    assert (row["days_min"], row["days_max"]) == days


def test_straight_distances_of_transit_times_follow_from_the_places() -> None:
    times = read_table("transit_times")
    times = times[times["great_circle_km"].notna()]
    where = read_table("places").set_index("place_id")[["longitude", "latitude"]]
    start = where.loc[times["from_place_id"]].to_numpy()
    end = where.loc[times["to_place_id"]].to_numpy()
    km = GEOD.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])[2] / 1000
    assert len(times) == 40
    given = times["great_circle_km"].to_numpy(dtype=float)
    # Rounded to whole kilometres and measured on a sphere, at most 0.4 percent off the ellipsoid.
    assert (abs(km - given) <= 0.5 + 0.004 * km).all()
    fast = times["days_min"].notna()
    speed = km[fast.to_numpy()] / times.loc[fast, "days_min"]
    assert (speed - times.loc[fast, "km_per_day_high"]).abs().max() < 2


def test_a_farsakh_comes_out_at_about_six_kilometres() -> None:
    times = read_table("transit_times").set_index("leg_id")
    for leg in ("ikh-2", "ikh-4", "if-1"):
        row = times.loc[leg]
        assert row["distance_unit"] == "farsakh"
        assert 5.4 < row["great_circle_km"] / row["distance_value"] < 6.0


def test_border_posts_hold_the_state_of_their_day() -> None:
    posts = read_table("border_crossings").set_index("crossing_id")
    assert counts("border_crossings", "status") == {
        "open": 17,
        "closed": 3,
        "under_reconstruction": 3,
        "opened_partly": 1,
    }
    assert posts.loc["bedel", ["status", "as_of"]].tolist() == ["opened_partly", "2024-09-04"]
    assert posts.loc["altynkol-khorgos", "throughput"] == 16_100_000


def test_components_are_33_and_30_with_14_unplaced() -> None:
    components = read_table("unesco_components")
    assert components["property_id"].value_counts().to_dict() == {1442: 33, 1675: 30}
    unplaced = components["latitude"].isna()
    assert unplaced.sum() == 14
    for column in ("longitude", "coord_basis", "position_verification", "position_source_id"):
        assert components[column].isna().eq(unplaced).all(), column
    assert counts("unesco_components", "coord_basis") == {
        "site": 29,
        "village": 9,
        "city": 7,
        "town": 4,
    }


@pytest.mark.parametrize(
    ("words", "meeting"),
    [
        ("C5+1 Washington 2025", "c5-plus-1-2025-washington"),
        ("China-CA Xi'an 2023", "china-central-asia-2023-xian"),
        ("Trilateral meeting, August 2025", "trilateral-2025-awaza"),
        ("Washington trilateral summit, August 2025", None),
    ],
)
def test_milestones_lead_to_their_meeting_where_the_table_has_it(
    words: str, meeting: str | None
) -> None:
    events = read_table("route_events")
    found = events.loc[events["related_meeting"].eq(words), "meeting_id"]
    assert len(found) > 0
    assert found.isna().all() if meeting is None else found.eq(meeting).all()


def test_milestones_of_a_meeting_lie_within_days_of_it() -> None:
    events = read_table("route_events")
    meetings = read_table("meetings").set_index("meeting_id")["start_date"]
    dated = events[events["meeting_id"].notna()]
    apart = (dated["date"] - dated["meeting_id"].map(pd.to_datetime(meetings))).dt.days
    assert len(dated) == 9
    assert apart.between(0, 3).all()


@pytest.mark.parametrize(
    ("table", "column", "other", "key"),
    [
        ("route_stops", "route_id", "routes", "route_id"),
        ("route_stops", "place_id", "places", "place_id"),
        ("unesco_components", "place_id", "places", "place_id"),
        ("corridor_volumes", "route_id", "routes", "route_id"),
        ("transit_times", "route_id", "routes", "route_id"),
        ("transit_times", "from_place_id", "places", "place_id"),
        ("transit_times", "to_place_id", "places", "place_id"),
        ("border_crossings", "place_id", "places", "place_id"),
        ("route_events", "route_id", "routes", "route_id"),
        ("route_events", "meeting_id", "meetings", "meeting_id"),
        ("unesco_components", "position_source_id", "sources", "source_id"),
    ],
)
def test_references_lead_somewhere(table: str, column: str, other: str, key: str) -> None:
    named = set(read_table(table)[column].dropna().astype("str"))
    assert named
    assert named <= set(read_table(other)[key].astype("str"))


def test_every_source_of_the_family_is_in_the_table_of_sources() -> None:
    known = set(pd.read_csv(data_path("sources.csv"))["source_id"])
    for name in TABLES:
        assert set(read_table(name)["source_id"]) <= known, name


def test_sources_of_positions_are_named_whole_and_no_document_stands_twice() -> None:
    sources = read_table("sources").set_index("source_id")
    positions = sources.loc[read_table("unesco_components")["position_source_id"].dropna().unique()]
    broken = positions["publisher"].str.count(r"\(") != positions["publisher"].str.count(r"\)")
    assert positions.loc[broken, "publisher"].to_list() == []
    twice = sources.duplicated(["publisher", "title", "url"], keep=False) & sources["url"].notna()
    assert sources.index[twice].to_list() == []
