"""Cells, files and tables of many kinds: read with their values, or refused with the reason."""

from __future__ import annotations

import gzip
import json
import zipfile

import numpy as np
import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.records import check_file, check_records, read_indicators, read_places
from ca_summit.records.codes import hint, iso_codes

TEXT = "indicator_id,iso3,year,value,unit\nx,KAZ,2020,1.5,t\nx,UZB,2020,2.5,t\n"


def series(values):
    frame = pd.DataFrame({"value": pd.Series(values, dtype="object")})
    return frame.assign(
        indicator_id="x", iso3="KAZ", year=range(2000, 2000 + len(values)), unit="t"
    )


def mends(source, **options):
    return " ".join(check_records(source, "indicators", **options).faults["mend"])


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("٣٨", 38),
        ("۳۸٫۵", 38.5),
        ("١٬٢٣٤٫٥", 1234.5),
        ("३८", 38),
        ("１２．５", 12.5),
        ("－5", -5),
        ("\u200e5\u200f", 5),
        ("\u061c7", 7),
    ],
)
def test_digits_of_every_script_are_numbers(written, number):
    assert read_indicators(series([written, "7.5"]))["value"].to_list() == [number, 7.5]


def test_thousands_in_digits_of_another_script_are_asked_about_too(tmp_path):
    path = tmp_path / "own.csv"
    text = TEXT.replace("1.5", "٣٨.٠٠٠").replace("2.5", "950").replace(",", ";")
    path.write_text(text, encoding="utf-8")
    assert "is 38000 if the dot parts thousands" in " ".join(check_file(path).faults["mend"])


def test_lakhs_are_read_when_the_decimal_sign_is_named():
    own = series(["12,34,567", "1,23,456.5"])
    assert "1234567, or say decimal='.'" in mends(own)
    assert read_indicators(own, decimal=".")["value"].to_list() == [1234567, 123456.5]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (np.True_, "not true or false"),
        (b"5", "holds bytes"),
        ([5, 6], "holds a list"),
        ({"a": 1}, "holds a dict"),
        ("1e-400", "too small"),
    ],
)
def test_a_cell_that_is_no_number_is_not_taken_for_one(value, said):
    assert said in mends(series([value, 1.0]))


def test_bytes_are_no_text():
    frame = series([1.5]).assign(indicator_id=[b"apples"])
    assert "holds bytes" in mends(frame)


@pytest.mark.parametrize("fill", [-32768, -2147483648, 9.969209968386869e36, 1e20, -99.99, -999.9])
def test_fills_of_programs_are_asked_about_and_the_answer_works(fill):
    own = series([5.0, 6.0, fill])
    remedy = mends(own).partition("missing=[")[2].partition("]")[0]
    assert float(remedy) == pytest.approx(fill)
    read = read_indicators(own, missing=[float(remedy)])
    assert read["value"].to_list() == [5.0, 6.0]


def test_a_number_that_stands_for_nothing_takes_no_neighbour_along():
    own = series([9999999, 10000000, 1234567, 1234568])
    assert read_indicators(own, missing=[9999999])["value"].to_list() == [
        10000000,
        1234567,
        1234568,
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("USSR", "the Soviet Union, which is gone"),
        ("Советский Союз", "the Soviet Union, which is gone"),
        ("Yugoslavia", "name its successor"),
        ("Туркестан", "a region of several states"),
        ("Kazakh SSR", "KAZ is the state since 1991"),
        ("SCO", "an organisation"),
        ("ЕАЭС", "an organisation"),
        ("Bukhara", "a place in Uzbekistan: write UZB"),
        ("Scotland", "GBR"),
    ],
)
def test_what_is_no_state_is_named_and_no_other_state_is_offered(written, said):
    assert said in hint(written, iso_codes())
    with pytest.raises(ValueError, match=said) as told:
        ca.load_meetings(country=written)
    assert "Did you mean" not in str(told.value)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Zaire", "COD"),
        ("FYROM", "MKD"),
        ("Vatican", "VAT"),
        ("ＫＡＺ", "KAZ"),
        ("KAZ\u200b", "KAZ"),
    ],
)
def test_other_names_and_widths_of_a_state_are_read(written, code):
    assert read_indicators(series([1.0]).assign(iso3=written), codes="names")["iso3"][0] == code


def test_a_code_with_a_letter_that_looks_alike_is_shown_in_latin_letters():
    assert "write 'KAZ'" in hint("КAZ", iso_codes())
    with pytest.raises(ValueError, match="Did you mean 'KAZ'"):
        ca.load_indicators(country="КAZ")


def test_a_number_is_a_code_of_every_system_that_has_it():
    assert "codes='numeric'" in hint("398", iso_codes()).replace('"', "'")
    both = hint("705", iso_codes())
    assert "SVN" in both
    assert "KAZ" in both


@pytest.mark.parametrize("value", [None, float("nan"), 5, b"KAZ", ["KAZ", None]])
def test_what_is_no_text_names_no_state(value):
    if value is None:
        return  # all states
    with pytest.raises(ValueError, match="must be the name or code of a state"):
        ca.load_indicators(country=value)


def test_packed_files_with_one_table_are_read(tmp_path):
    expected = read_indicators(written(tmp_path / "own.csv", TEXT.encode()))
    (tmp_path / "own.csv.gz").write_bytes(gzip.compress(TEXT.encode()))
    with zipfile.ZipFile(tmp_path / "own.zip", "w") as archive:
        archive.writestr("own.csv", TEXT)
        archive.writestr("__MACOSX/own.csv", "no table")
    for name in ("own.csv.gz", "own.zip"):
        pd.testing.assert_frame_equal(read_indicators(tmp_path / name), expected)


def written(path, data):
    path.write_bytes(data)
    return path


def test_packed_files_that_are_broken_or_hold_several_are_refused(tmp_path):
    broken = written(tmp_path / "own.csv.gz", gzip.compress(TEXT.encode())[:-9])
    assert "pack it again" in " ".join(check_file(broken).faults["mend"])
    with zipfile.ZipFile(tmp_path / "own.zip", "w") as archive:
        archive.writestr("a.csv", TEXT)
        archive.writestr("b.csv", TEXT)
    fault = check_file(tmp_path / "own.zip").faults.iloc[0]
    assert fault["value"] == "2 files: a.csv, b.csv"
    assert "not read" not in str(check_file(written(tmp_path / "no.zip", b"PK")))


def test_records_in_json_are_read(tmp_path):
    rows = [
        {"indicator_id": "x", "iso3": "KAZ", "year": 2020, "value": v, "unit": "t"} for v in (1,)
    ]
    whole = written(tmp_path / "own.json", json.dumps(rows).encode())
    lines = written(tmp_path / "own.jsonl", "\n".join(map(json.dumps, rows)).encode())
    assert read_indicators(whole)["value"].to_list() == [1.0]
    pd.testing.assert_frame_equal(read_indicators(lines), read_indicators(whole))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"data": [1]}', "with the keys 'data'"),
        ("[1, 2]", "a list"),
        ('[{"a": 1, "a": 2}]', "stands twice"),
        ("[{", "no sound JSON"),
        ("", "nothing"),
        ("[" * 100_000, "no sound JSON"),
    ],
)
def test_other_json_is_refused_in_one_sentence(text, said, tmp_path):
    report = check_file(written(tmp_path / "own.json", text.encode()))
    assert len(report.faults) == 1
    assert said in report.faults["value"].iloc[0]


def test_an_index_that_pandas_saved_is_left_out_and_other_nameless_columns_are_not(tmp_path):
    frame = pd.DataFrame({"indicator_id": "x", "iso3": ["KAZ", "UZB"], "year": 2020, "value": 1.5})
    frame = frame.assign(unit="t")
    frame.to_csv(tmp_path / "own.csv")
    report = check_file(tmp_path / "own.csv")
    assert report.ok
    assert "counts the rows" in " ".join(report.notes)
    frame.set_axis([3, 7]).to_csv(tmp_path / "other.csv")
    assert "column 1" in check_file(tmp_path / "other.csv").faults["column"].to_list()


def test_points_of_a_layer_are_positions():
    geopandas = pytest.importorskip("geopandas")
    names = {"place_id": ["p"], "name": ["P"], "country_iso3": ["KAZ"], "kind": ["city"]}
    points = geopandas.points_from_xy([76.89], [43.24])
    layer = geopandas.GeoDataFrame(names, geometry=points, crs="EPSG:4326")
    read = read_places(layer)
    assert (read["latitude"][0], read["longitude"][0]) == (43.24, 76.89)
    metres = check_records(layer.to_crs(3857), "places")
    assert set(metres.faults["column"]) == {"latitude", "longitude"}


def test_many_columns_of_ones_own_are_kept_without_a_warning():
    more = pd.DataFrame({f"c{i}": [1] for i in range(300)})
    read = read_indicators(pd.concat([series([1.0]), more], axis="columns"))
    assert set(more.columns) <= set(read.columns)
