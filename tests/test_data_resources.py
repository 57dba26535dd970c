"""Check the resource tables against values typed by hand and against each other."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from ca_summit.files import data_path
from ca_summit.geodesic import parse_waypoints
from ca_summit.tables.reader import read_table

PLANE = "+proj=aeqd +lat_0=41 +lon_0=65 +units=km"


def value_of(**row: object) -> object:
    """Return the one value of the resources table in the row named."""
    found = read_table("resources")
    for column, wanted in row.items():
        found = found[found[column].eq(wanted)]
    assert len(found) == 1, f"{row} names {len(found)} rows"
    return found["value"].iloc[0]


def levels(table: str, column: str = "verification") -> dict[str, int]:
    counts = read_table(table)[column].value_counts()
    return {str(level): int(count) for level, count in counts.items() if count}


def km_outside(points: pd.DataFrame, iso3: str) -> pd.Series:
    """Return how far each point lies outside the country it names, in kilometres."""
    shapes = read_table("outlines").dissolve("iso3").to_crs(PLANE).geometry
    geometry = gpd.points_from_xy(points["longitude"], points["latitude"], crs="EPSG:4326")
    there = gpd.GeoSeries(geometry).to_crs(PLANE)
    pairs = zip(there, points[iso3], strict=True)
    return pd.Series([shapes[code].distance(point) for point, code in pairs], index=points.index)


ANTIMONY = {"commodity": "antimony", "measure": "production", "year": 2024}
URANIUM = {"commodity": "uranium", "measure": "production", "preferred": True}
CHROMITE = {"iso3": "KAZ", "commodity": "chromium", "measure": "reserves"}


@pytest.mark.parametrize(
    ("row", "value"),
    [
        (ANTIMONY | {"iso3": "TJK", "edition": "MCS2025"}, 17000),
        (ANTIMONY | {"iso3": "TJK", "edition": "MCS2026"}, 22000),
        (ANTIMONY | {"iso3": "KGZ", "edition": "MCS2025"}, 20),
        (ANTIMONY | {"iso3": "KGZ", "edition": "MCS2026"}, 700),
        (ANTIMONY | {"iso3": "KAZ", "edition": "MCS2025"}, 40),
        (ANTIMONY | {"iso3": "KAZ", "edition": "MCS2026"}, 800),
        (URANIUM | {"iso3": "KAZ", "year": 2014}, 23127),
        (URANIUM | {"iso3": "KAZ", "year": 2016}, 24689),
        (URANIUM | {"iso3": "KAZ", "year": 2023}, 21109),
        (URANIUM | {"iso3": "KAZ", "year": 2024}, 23270),
        (URANIUM | {"iso3": "UZB", "year": 2016}, 3325),
        (URANIUM | {"iso3": "UZB", "year": 2021}, 3516),
        (CHROMITE | {"year": 2024, "edition": "MCS2025"}, 320000),
        (CHROMITE | {"year": 2024, "edition": "MCS2026"}, 230000),
        (CHROMITE | {"year": 2025}, 100000),
        ({"iso3": "KAZ", "commodity": "tungsten", "measure": "production", "year": 2025}, 2400),
        ({"iso3": "KAZ", "commodity": "tungsten", "measure": "production", "year": 2024}, 0),
        ({"iso3": "TKM", "commodity": "natural_gas", "measure": "reserves", "year": 2021}, 11327),
        ({"iso3": "KGZ", "commodity": "coal", "measure": "reserves"}, 28499),
        ({"iso3": "TJK", "commodity": "coal", "measure": "reserves"}, 4075),
        ({"iso3": "KAZ", "commodity": "rare_earths", "measure": "occurrences"}, 160),
        ({"iso3": "UZB", "commodity": "rare_earths", "measure": "occurrences"}, 87),
        ({"iso3": "KGZ", "commodity": "rare_earths", "measure": "occurrences"}, 75),
        ({"iso3": "TJK", "commodity": "rare_earths", "measure": "occurrences"}, 60),
        ({"iso3": "TKM", "commodity": "rare_earths", "measure": "occurrences"}, 2),
        ({"iso3": "KGZ", "commodity": "gold", "measure": "production", "year": 2022}, 17.3),
    ],
)
def test_resources_hold_the_values_of_their_sources(row: dict, value: float) -> None:
    assert value_of(**row) == value


@pytest.mark.parametrize(
    ("iso3", "year", "share"),
    [("KAZ", 2019, 41.66), ("KAZ", 2021, 45.64), ("KAZ", 2024, 38.65), ("UZB", 2024, 6.643)],
)
def test_uranium_shares_are_those_of_the_association(iso3: str, year: int, share: float) -> None:
    table = read_table("resources")
    row = table[table["iso3"].eq(iso3) & table["commodity"].eq("uranium") & table["year"].eq(year)]
    row = row[row["measure"].eq("production") & row["preferred"]]
    assert row["world_share_pct"].tolist() == [share]


def test_no_central_asian_rare_earth_figure_is_a_statistic_of_output_or_reserves() -> None:
    table = read_table("resources")
    rows = table[table["commodity"].eq("rare_earths")]
    rows = rows[rows["measure"].isin(["production", "reserves"])]
    assert len(rows) == 25
    assert rows["value"].isna().all()


def test_shares_are_value_over_world_total() -> None:
    for name in ("resources", "rare_earths_world"):
        table = read_table(name)
        rows = table[table[["value", "world_total", "world_share_pct"]].notna().all(axis=1)]
        rows = rows[rows["value"].gt(0)]
        share = rows["value"] / rows["world_total"] * 100
        assert len(rows) > 35
        assert ((share - rows["world_share_pct"]).abs() / share).max() < 0.005


def test_no_value_exceeds_its_world_total() -> None:
    table = read_table("resources")
    both = table[table["value"].notna() & table["world_total"].notna()]
    assert len(both) > 150
    assert (both["value"] <= both["world_total"]).all()


def test_each_commodity_and_measure_has_one_unit() -> None:
    units = read_table("resources").groupby(["commodity", "measure"], observed=True)["unit"]
    assert units.ngroups == 75
    assert units.nunique().eq(1).all()


def test_no_two_preferred_statistics_say_the_same() -> None:
    table = read_table("resources")
    kept = table[table["preferred"] & table["status"].eq("reported_statistic")]
    columns = ["iso3", "commodity", "measure", "basis", "year"]
    assert not kept.duplicated(columns).any()


def test_values_left_empty_on_purpose_stay_empty_and_say_why() -> None:
    table = read_table("resources")
    empty = table[table["value"].isna()]
    assert len(empty) == 35
    assert empty["note"].notna().all()


def test_kyrgyz_and_tajik_coal_reserves_warn_that_they_are_resources() -> None:
    table = read_table("resources")
    coal = table[table["commodity"].eq("coal") & table["measure"].eq("reserves")]
    notes = coal.set_index("iso3")["note"]
    assert "probably counts resources" in notes["KGZ"]
    assert "close to resources" in notes["TJK"]


@pytest.mark.parametrize(
    ("table", "counts"),
    [
        ("resources", {"read": 221, "two_sources": 32, "recalled": 4}),
        ("critical_minerals", {"read": 23, "two_sources": 59}),
        ("deposits", {"read": 108, "two_sources": 37, "recalled": 29}),
        ("energy_links", {"read": 74, "two_sources": 25, "recalled": 4}),
        ("rare_earths_world", {"read": 48, "two_sources": 21}),
    ],
)
def test_verification_levels_are_those_of_the_inputs(table: str, counts: dict) -> None:
    assert levels(table) == counts


def test_operators_from_memory_are_counted() -> None:
    assert levels("deposits", "status_operator_verification") == {"read": 89, "recalled": 71}
    precision = levels("deposits", "coordinate_precision")
    assert precision == {"exact": 15, "approximate": 132, "nearest_town": 27}


def test_rows_from_memory_alone_are_recalled() -> None:
    for name in ("resources", "deposits", "energy_links"):
        table = read_table(name)
        assert table[table["source_id"].eq("recalled")]["verification"].eq("recalled").all()


def test_critical_mineral_lists_have_50_60_and_34_entries() -> None:
    table = read_table("critical_minerals")
    official = table[table["row_kind"].eq("official_entry")]
    assert official["on_us_list_2022"].sum() == 50
    assert official["on_us_list_2025"].sum() == 60
    assert official["eu_name"].nunique() == 34


@pytest.mark.parametrize(
    ("commodity", "flags"),
    [
        ("uranium", (False, True, False, False)),
        ("copper", (False, True, True, True)),
        ("antimony", (True, True, True, False)),
        ("gold", (False, False, False, False)),
        ("boron", (False, True, True, True)),
    ],
)
def test_minerals_stand_on_their_lists(commodity: str, flags: tuple) -> None:
    columns = ["on_us_list_2022", "on_us_list_2025", "on_eu_crm_list_2023", "eu_strategic"]
    row = read_table("critical_minerals").set_index("commodity").loc[commodity, columns]
    assert tuple(row) == flags


@pytest.mark.parametrize(
    ("measure", "year", "total", "printed"),
    [("production", 2023, 376_090, 376_000), ("production", 2024, 393_950, 390_000)],
)
def test_rare_earth_parts_add_up(measure: str, year: int, total: int, printed: int) -> None:
    table = read_table("rare_earths_world")
    rows = table[table["measure"].eq(measure) & table["year"].eq(year)]
    parts = rows[rows["row_kind"].isin(["country", "rest_of_world"])]
    assert parts["value"].sum() == total
    assert rows.loc[rows["row_kind"].eq("world_total"), "value"].tolist() == [printed]
    assert rows["row_kind"].eq("country").sum() == 16
    assert set(rows.loc[rows["row_kind"].eq("not_listed"), "iso3"]) == {
        "KAZ",
        "KGZ",
        "TJK",
        "TKM",
        "UZB",
    }


@pytest.mark.parametrize(
    ("deposit", "latitude", "longitude", "status", "commodity"),
    [
        ("tengiz", 46.1528, 53.3833, "operating", "oil;natural_gas;sulfur"),
        ("kutessay-ii", 42.8833, 76.1833, "closed", "rare_earths;bismuth;molybdenum;silver"),
        ("konchoch-talco-gold", 39.0457, 68.3372, "operating", "antimony;gold"),
        ("kumtor", 41.867, 78.2, "operating", "gold"),
        ("nurek-dam", 38.3717, 69.3481, "operating", "hydropower"),
    ],
)
def test_deposits_lie_where_their_sources_put_them(
    deposit: str, latitude: float, longitude: float, status: str, commodity: str
) -> None:
    row = read_table("deposits").set_index("deposit_id").loc[deposit]
    assert (row["latitude"], row["longitude"]) == (latitude, longitude)
    assert (row["status"], row["commodity"]) == (status, commodity)


def test_deposits_are_counted_by_kind_and_state() -> None:
    assert levels("deposits", "kind") == {
        "mine": 82,
        "deposit": 32,
        "dam": 20,
        "oil_field": 16,
        "processing_plant": 15,
        "gas_field": 9,
    }
    assert levels("deposits", "iso3") == {"KAZ": 89, "UZB": 31, "KGZ": 25, "TJK": 20, "TKM": 9}


def test_deposits_lie_inside_their_states_except_those_at_sea_and_on_the_border() -> None:
    points = read_table("deposits").set_index("deposit_id")
    outside = km_outside(points, "iso3")
    at_sea = {"kashagan", "kalamkas-more", "block-1-offshore-magtymguly"}
    far = set(outside.index[outside > 1.5])
    assert far == at_sea | {"kalamkas", "tuyamuyun-dam"}
    assert outside["kalamkas"] < 14
    assert outside["tuyamuyun-dam"] < 4


def test_pipelines_have_104_waypoints_in_21_lines() -> None:
    links = read_table("energy_links")
    cells = links.loc[links["record_type"].eq("pipeline"), "waypoints"]
    assert len(cells) == 21
    assert sum(len(parse_waypoints(cell)) for cell in cells) == 104
    assert links.loc[links["record_type"].ne("pipeline"), "waypoints"].isna().all()


@pytest.mark.parametrize(
    ("subject", "sum_pct"),
    [
        ("Tengizchevroil (Tengiz, Korolev)", 100),
        ("North Caspian Operating Company (Kashagan)", 100.01),
        ("Karachaganak Petroleum Operating", 100),
        ("Caspian Pipeline Consortium", 100),
        ("Zarechnoye JV", 99.98),
        ("Sangtuda-1 (hydropower)", 100),
    ],
)
def test_stakes_of_a_company_add_up(subject: str, sum_pct: float) -> None:
    links = read_table("energy_links")
    stakes = links[links["record_type"].eq("operator_stake") & links["subject"].eq(subject)]
    assert stakes["value"].sum() == pytest.approx(sum_pct, abs=1e-9)


@pytest.mark.parametrize(
    ("link", "column", "value"),
    [
        ("central-asia-china-gas-pipeline-line-c", "capacity", 25),
        ("turkmenistan-afghanistan-pakistan-india-pipeline-tapi", "length_km", 1814),
        ("caspian-pipeline-consortium-cpc-oil-pipeline", "capacity", 72.5),
        ("central-asia-china-gas-pipeline-line-d", "status", "construction"),
        ("us-import-share-uranium-kaz-united-states-2023", "value", 21),
        ("us-import-share-beryllium-kaz-united-states-2020-2023", "year_from", 2020),
        ("us-import-share-beryllium-kaz-united-states-2020-2023", "year_to", 2023),
        ("processing-share-gallium-china-2024", "value", 98.7),
        ("export-route-oil-kaz-cpc-novorossiysk-2024-10-months", "value", 46.3),
    ],
)
def test_energy_links_hold_the_values_of_their_sources(
    link: str, column: str, value: object
) -> None:
    assert read_table("energy_links").set_index("energy_link_id").loc[link, column] == value


def test_no_row_of_the_inputs_is_left_out() -> None:
    rows = {"resources": 256 + 1, "critical_minerals": 82, "deposits": 174}
    rows |= {"energy_links": 97 + 4 + 2, "rare_earths_world": 69}
    assert {name: len(read_table(name)) for name in rows} == rows


def test_every_source_of_the_family_is_in_the_table_of_sources() -> None:
    known = set(pd.read_csv(data_path("sources.csv"))["source_id"])
    names = ["resources", "critical_minerals", "deposits", "energy_links", "rare_earths_world"]
    for name in names:
        table = read_table(name)
        columns = [c for c in table.columns if c.endswith("source_id")]
        for column in columns:
            assert set(table[column].dropna()) <= known, f"{name}.{column}"


def test_producers_on_the_lists_produce_in_the_resources_table() -> None:
    table = read_table("resources")
    output = table[table["measure"].eq("production") & table["value"].gt(0)]
    made = set(zip(output["commodity"].astype("str"), output["iso3"].astype("str"), strict=True))
    listed = read_table("critical_minerals").set_index("commodity")["central_asia_producers"]
    for commodity in ("antimony", "uranium", "chromium", "tungsten", "rhenium"):
        for state in listed[commodity].split(";"):
            assert (commodity, state) in made, f"{state} makes no {commodity}"
