"""Every loader under one contract: keys, types, references, coverage, fresh copies."""

from __future__ import annotations

import inspect
import re

import geopandas as gpd
import pandas as pd
import pytest

import ca_summit as ca
from ca_summit import tables
from ca_summit.catalog import get_table, table_names
from ca_summit.tables import read_table
from ca_summit.tables.reader import TABLE_ATTR, start_of
from ca_summit.tables.states import country_codes

LOADERS = sorted(name for name in tables.__all__ if name.startswith("load_"))
NAMES = table_names()


@pytest.mark.parametrize("loader", LOADERS)
def test_each_loader_gives_a_fresh_table_that_names_itself(loader):
    load = getattr(tables, loader)
    first = load()
    assert len(first) > 0
    assert first.attrs[TABLE_ATTR] in NAMES
    first.iloc[0, 0] = first.iloc[-1, 0]
    pd.testing.assert_frame_equal(pd.DataFrame(load()), pd.DataFrame(load()))
    assert list(load().columns[:1]) == list(first.columns[:1])
    assert not load().iloc[:, 0].equals(first.iloc[:, 0]) or len(first) == 1


@pytest.mark.parametrize("loader", LOADERS)
def test_each_loader_takes_filters_by_keyword_and_documents_an_example(loader):
    load = getattr(tables, loader)
    kinds = {p.kind for p in inspect.signature(load).parameters.values()}
    assert inspect.Parameter.VAR_KEYWORD not in kinds
    assert ">>>" in load.__doc__


def test_every_table_has_a_loader():
    loaded = {getattr(tables, name)().attrs[TABLE_ATTR] for name in LOADERS}
    assert tables.load_outlines(detail="world").attrs[TABLE_ATTR] == "outlines_world"
    assert set(NAMES) - loaded == {
        "country_codes",
        "country_names",
        "outlines_world",
        "place_names",
    }


@pytest.mark.parametrize("name", NAMES)
def test_columns_and_rows_are_those_described(name):
    table, frame = get_table(name), read_table(name)
    described = [f.name for f in table.fields if f.name != "geometry"]
    assert [c for c in frame.columns if c != "geometry"] == described
    assert len(frame) == table.rows


@pytest.mark.parametrize("name", NAMES)
def test_keys_are_complete_and_unique(name):
    table, frame = get_table(name), read_table(name)
    assert table.key
    assert not frame[list(table.key)].duplicated().any()


@pytest.mark.parametrize("name", NAMES)
def test_types_are_those_described(name):
    frame = read_table(name)
    for field in get_table(name).fields:
        if field.name == "geometry":
            continue
        kind = frame[field.name].dtype
        wanted = {
            "integer": "Int64",
            "number": "float64",
            "boolean": "boolean",
        }.get(field.kind)
        if field.kind == "date":
            assert pd.api.types.is_datetime64_dtype(kind), field.name
        elif field.kind == "string" and field.allowed:
            assert isinstance(kind, pd.CategoricalDtype), field.name
        elif wanted:
            assert str(kind) == wanted, field.name


@pytest.mark.parametrize("name", [n for n in NAMES if not get_table(n).is_geographic])
def test_no_cell_outside_a_vocabulary_was_lost_as_missing(name):
    table = get_table(name)
    raw = pd.read_csv(
        __import__("ca_summit.files").files.data_path(table.path),
        dtype="str",
        keep_default_na=False,
        na_values=[""],
    )
    frame = read_table(name)
    for field in table.fields:
        assert frame[field.name].isna().sum() == raw[field.name].isna().sum(), field.name
        if field.required:
            assert not raw[field.name].isna().any(), field.name


@pytest.mark.parametrize("name", NAMES)
def test_foreign_keys_resolve(name):
    frame = read_table(name)
    for own, other, theirs in get_table(name).foreign_keys:
        known = set(map(tuple, read_table(other)[list(theirs)].astype("str").to_numpy()))
        used = frame[list(own)].dropna().astype("str").drop_duplicates()
        missing = [row for row in map(tuple, used.to_numpy()) if row not in known]
        assert not missing, (own, other, missing[:5])


@pytest.mark.parametrize("name", NAMES)
def test_coverage_is_true(name):
    frame = read_table(name)
    for column, (first, last) in get_table(name).coverage.items():
        if column not in frame.columns:
            pytest.fail(f"coverage names {column!r}, which {name} does not have")
        values = frame[column].dropna()
        if pd.api.types.is_datetime64_dtype(values.dtype):
            values = values.dt.strftime("%Y-%m-%d")
        assert (str(values.min()), str(values.max())) == (str(first), str(last)), column


@pytest.mark.parametrize("name", [n for n in NAMES if "verification" in read_table(n).columns])
def test_each_row_names_its_source_and_how_it_was_verified(name):
    frame = read_table(name)
    assert frame["verification"].isin(["read", "two_sources", "recalled"]).all()
    if "source_id" in frame.columns:
        assert frame["source_id"].notna().all()


def test_shapes_are_in_wgs84():
    for load in (
        tables.load_places,
        tables.load_routes,
        tables.load_deposits,
        tables.load_outlines,
    ):
        frame = load()
        assert isinstance(frame, gpd.GeoDataFrame)
        assert frame.crs.to_epsg() == 4326
        west, south, east, north = frame.total_bounds
        assert -180 <= west < east <= 180
        assert -90 <= south < north <= 90


def test_select_refuses_a_value_that_never_occurs():
    with pytest.raises(ValueError, match=re.escape("`format` must be one of")) as caught:
        tables.load_meetings(format="c5plus1")
    assert "Did you mean 'c5_plus_1'?" in str(caught.value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tables.load_countries(country="Kazakstan"), "`country` must be one of"),
        (lambda: tables.load_indicators("populaton"), "Did you mean 'population'?"),
        (lambda: tables.load_indicators("population", year=1890), "`year` must be one of"),
        (lambda: tables.load_indicators(since=2020, until=2010), "must not be later"),
        (lambda: tables.load_meetings(as_of="27.10.2025"), "written YYYY-MM-DD"),
        (lambda: tables.load_meetings(since="2025-13-01"), "written YYYY-MM-DD"),
        (lambda: tables.load_deposits(commodity="unobtainium"), "`commodity` must be one of"),
        (lambda: read_table("cuntries"), "Did you mean 'countries'?"),
    ],
)
def test_bad_arguments_say_what_was_needed(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


def test_countries_are_found_by_any_known_spelling():
    assert country_codes(["Kazakhstan", "KG", "Тоҷикистон", "tkm", "Узбекистан"]) == [
        "KAZ",
        "KGZ",
        "TJK",
        "TKM",
        "UZB",
    ]


def test_the_five_cover_what_the_factbook_says():
    assert int(tables.load_countries()["area_km2"].sum()) == 4_004_451
    union = tables.load_comparators(country="EUU")["area_km2"].iloc[0]
    assert int(union) == 4_236_351
    assert round(4_004_451 / union, 3) == 0.945


def test_filters_keep_the_name_of_the_table():
    assert tables.load_indicators("population", country="KAZ").attrs[TABLE_ATTR] == "indicators"
    assert tables.load_meetings(year=2025, as_of="2025-10-27").attrs[TABLE_ATTR] == "meetings"


def test_missing_stays_missing():
    poverty = tables.load_indicators(country="TKM")
    assert "inflation_cpi" not in set(poverty["indicator_id"])
    deals = tables.load_commitments()
    assert deals["value_usd"].isna().sum() > 0
    assert not (deals["value_usd"] == 0).any()


def test_messages_name_calls_that_exist():

    named = {name: start_of(name) for name in table_names() if hasattr(ca, f"load_{name}")}
    named["meeting_coverage"] = start_of("meeting_coverage")
    for calls in named.values():
        for call in calls.split(" or "):
            assert callable(getattr(ca, call.removesuffix("()"))), call
    assert named["trade_partners"] == "load_trade_partners() or read_trade()"
