"""Exported tables: the same values, described, sourced, harmless in a spreadsheet."""

from __future__ import annotations

import importlib.util
import json

import frictionless
import openpyxl
import pandas as pd
import pytest

from ca_summit import export, tables
from ca_summit.catalog import get_table, table_names
from ca_summit.export import export_tables, harmless, positioned_tables
from ca_summit.files import data_path
from ca_summit.tables import read_table


def test_csv_holds_the_bundled_bytes_and_a_description_of_what_was_written(tmp_path):
    paths = export_tables(tmp_path / "new" / "folder", tables=["countries", "meetings"])
    names = [path.name for path in paths]
    assert names == ["countries.csv", "meetings.csv", "sources.csv", "datapackage.json"]
    assert paths[0].read_bytes() == data_path("countries.csv").read_bytes()
    package = json.loads(paths[-1].read_text(encoding="utf-8"))
    assert sorted(r["name"] for r in package["resources"]) == ["countries", "meetings", "sources"]


def test_exported_csv_is_a_valid_data_package(tmp_path):
    export_tables(tmp_path, tables=["countries", "formats"])
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])


def test_every_table_is_exported_by_default(tmp_path):
    paths = export_tables(tmp_path)
    stems = [path.stem for path in paths if path.name != "datapackage.json"]
    assert stems == table_names()


@pytest.mark.parametrize("name", ["meetings", "indicators", "outlines"])
def test_parquet_keeps_values_and_types(tmp_path, name):
    paths = export_tables(tmp_path, tables=name, format="parquet")
    assert paths[0].name == f"{name}.parquet"
    bundled = pd.DataFrame(read_table(name)).drop(columns="geometry", errors="ignore")
    again = pd.read_parquet(paths[0]).drop(columns="geometry", errors="ignore")
    pd.testing.assert_frame_equal(again, bundled, check_categorical=False, check_dtype=False)
    dates = [f.name for f in get_table(name).fields if f.kind == "date"]
    assert all(pd.api.types.is_datetime64_any_dtype(again[d]) for d in dates)


def test_the_excel_file_holds_tables_description_and_sources(tmp_path):
    (path,) = export_tables(tmp_path, tables=["countries", "meetings"], format="xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["description", "columns", "countries", "meetings", "sources"]
    sheet = book["meetings"]
    header = [cell.value for cell in sheet[1]]
    assert header == [f.name for f in get_table("meetings").fields]
    assert sheet.max_row == len(read_table("meetings")) + 1
    first = dict(zip(header, (cell.value for cell in sheet[2]), strict=True))
    bundled = read_table("meetings").iloc[0]
    assert first["latitude"] == bundled["latitude"]
    assert pd.Timestamp(first["start_date"]) == bundled["start_date"]
    assert first["venue"] is None


def test_no_cell_of_the_excel_file_is_a_formula(tmp_path, monkeypatch):
    evil = read_table("countries")
    evil["capital"] = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1"]
    evil["flag_emoji"] = ["#N/A", "\x07bell", "-", "−5", "C5+1"]
    monkeypatch.setattr(
        export, "read_table", lambda name: evil if name == "countries" else read_table(name)
    )
    (path,) = export_tables(tmp_path, tables="countries", format="xlsx")
    sheet = openpyxl.load_workbook(path)["countries"]
    kinds = {c.data_type for row in sheet.iter_rows() for c in row}
    assert not kinds & {"f", "e"}, "f is a formula, e an error value"
    header = [cell.value for cell in sheet[1]]
    cells = [row[header.index("capital")] for row in sheet.iter_rows(min_row=2)]
    assert [c.value for c in cells] == evil["capital"].to_list()
    assert all(c.quotePrefix for c in cells)
    flags = [row[header.index("flag_emoji")].value for row in sheet.iter_rows(min_row=2)]
    assert flags == ["#N/A", "\ufffdbell", "-", "−5", "C5+1"]
    areas = [row[header.index("area_km2")].value for row in sheet.iter_rows(min_row=2)]
    assert areas == evil["area_km2"].to_list()


def test_excel_safe_csv_defuses_text_and_leaves_numbers(tmp_path):
    path = export_tables(tmp_path, tables="countries", excel_safe=True)[0]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    again = pd.read_csv(path)
    assert again["lowest_point_m"].to_list() == read_table("countries")["lowest_point_m"].to_list()
    names = export_tables(tmp_path / "names", tables="country_names", excel_safe=True)[0]
    assert "\n-,,Central Asia alone" in names.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("text", ["=1", "+a", "-a", "@a", "\tx", "\r=1", " =1", "-2+3", "'=1"])
def test_harmless_puts_an_apostrophe_before_every_start_of_a_formula(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-5", "-", "+3.2", "C5+1", "", "1e-3", -5, 2.5, None, True])
def test_harmless_leaves_numbers_and_plain_text(value):
    assert harmless(value) is value


def test_geojson_holds_points_dates_and_the_description(tmp_path):
    paths = export_tables(tmp_path, tables=["meetings", "outlines"], format="geojson")
    assert [p.name for p in paths] == ["meetings.geojson", "outlines.geojson", "sources.csv"]
    content = json.loads(paths[0].read_text(encoding="utf-8"))
    assert content["type"] == "FeatureCollection"
    assert content["ca_summit"]["columns"]["start_date"]
    by_id = {f["properties"]["meeting_id"]: f for f in content["features"]}
    assert len(by_id) == len(read_table("meetings"))
    washington = by_id["c5-plus-1-2025-washington"]
    assert washington["geometry"]["coordinates"] == pytest.approx([-77.0369, 38.9072])
    assert washington["properties"]["start_date"] == "2025-11-06"
    no_place = read_table("meetings").query("latitude.isna()")["meeting_id"].iloc[0]
    assert by_id[no_place]["geometry"] is None


def test_geojson_holds_routes_and_pipelines_as_lines(tmp_path):
    for path, key in zip(
        export_tables(tmp_path, tables=["routes", "energy_links"], format="geojson"),
        ("route_id", "energy_link_id"),
        strict=False,
    ):
        content = json.loads(path.read_text(encoding="utf-8"))
        loaded = getattr(tables, f"load_{path.stem}")().set_index(key)
        assert len(content["features"]) == len(loaded)
        for feature in content["features"]:
            row = loaded.loc[feature["properties"][key]]
            kind = feature["geometry"] and feature["geometry"]["type"]
            assert kind == (row.geometry.geom_type if row.geometry is not None else None)
            measured = feature["properties"]["length_measured_km"]
            assert measured == (pytest.approx(row["length_measured_km"]) if kind else None)
        assert "length_measured_km" in content["ca_summit"]["columns"]


def test_geojson_takes_only_tables_with_positions(tmp_path):
    assert {"places", "deposits", "meetings", "outlines"} <= set(positioned_tables())
    with pytest.raises(ValueError, match=r"GeoJSON needs positions; \['claims'\] have none"):
        export_tables(tmp_path, tables=["places", "claims"], format="geojson")
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten_unasked_and_nothing_half(tmp_path):
    (tmp_path / "sources.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"sources\.csv; nothing was written"):
        export_tables(tmp_path, tables="countries")
    assert [p.name for p in tmp_path.iterdir()] == ["sources.csv"]
    export_tables(tmp_path, tables="countries", overwrite=True)
    assert (tmp_path / "sources.csv").read_bytes() == data_path("sources.csv").read_bytes()


def test_a_folder_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    with pytest.raises(NotADirectoryError, match="is a file, not a folder"):
        export_tables(blocked, tables="countries")
    with pytest.raises(PermissionError, match="Choose a folder of your own"):
        export_tables(blocked / "none", tables="countries")


def test_a_missing_library_is_named_with_how_to_install_it(tmp_path, monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda n, *a: None if n in {"pyarrow", "openpyxl"} else real(n, *a),
    )
    for form, library in (("parquet", "pyarrow"), ("xlsx", "openpyxl")):
        with pytest.raises(ImportError, match=rf"{library}.*pip install {library}"):
            export_tables(tmp_path, tables="countries", format=form)
    assert not list(tmp_path.iterdir())


def test_wrong_names_are_refused(tmp_path):
    with pytest.raises(ValueError, match="Did you mean 'meetings'"):
        export_tables(tmp_path, tables="meeting")
    with pytest.raises(ValueError, match="`format` must be one of"):
        export_tables(tmp_path, format="pdf")
    with pytest.raises(ValueError, match="names no table"):
        export_tables(tmp_path, tables=[])
