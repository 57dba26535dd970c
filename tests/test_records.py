"""The user's own records: what is understood, what is refused, in which words."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from ca_summit import charts
from ca_summit.records import (
    KINDS,
    RecordsError,
    check_file,
    check_records,
    read_attendance,
    read_indicators,
    read_meetings,
    read_places,
    values,
)
from ca_summit.tables import load_meetings, read_table

BAD = Path(__file__).parent / "data" / "bad"

GOOD = """meeting_id,name,format,level,start_date,end_date,city,country_iso3,latitude,longitude,\
counterpart,status
mine-1,Model summit,bilateral,heads_of_state,2025-03-04,2025-03-05,Astana,KAZ,51.1694,71.4491,\
NZL,held
mine-2,Second,c5_plus_1,foreign_ministers,2025-04-03,,Tashkent,UZB,41.2995,69.2401,USA,held
"""


def meeting(**changes: object) -> pd.DataFrame:
    frame = pd.read_csv(io.StringIO(GOOD), dtype="str", keep_default_na=False).iloc[[0]]
    return frame.assign(**changes)


def only_fault(report) -> pd.Series:
    assert len(report.faults) == 1, str(report)
    return report.faults.iloc[0]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_bundled_tables_pass_their_own_check_and_come_back_unchanged(kind):
    bundled = read_table(KINDS[kind].table)
    report = check_records(bundled, kind)
    assert report.ok, str(report)
    pd.testing.assert_frame_equal(report.frame, bundled)


def test_read_meetings_gives_the_types_of_load_meetings(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(GOOD, encoding="utf-8")
    mine, bundled = read_meetings(path), load_meetings()
    assert list(mine.columns) == list(bundled.columns)
    for name in bundled.columns:
        if name == "counterpart":
            assert list(mine[name].cat.categories) == [*bundled[name].cat.categories, "NZL"]
        else:
            assert mine[name].dtype == bundled[name].dtype, name
    assert mine["end_date"].isna().to_list() == [False, True]
    assert mine["verification"].isna().all()


def test_read_meetings_goes_together_with_the_bundled_meetings():
    both = pd.concat([load_meetings(), read_meetings(meeting(counterpart="CHN"))])
    assert both["counterpart"].dtype == load_meetings()["counterpart"].dtype
    assert len(both) == len(load_meetings()) + 1


def excel_text() -> str:
    text = GOOD.replace("2025-03-04", "04.03.2025").replace("2025-03-05", "05.03.2025")
    text = text.replace("2025-04-03", "3.4.2025").replace(",", ";")
    for number in ("51.1694", "71.4491", "41.2995", "69.2401"):
        text = text.replace(number, number.replace(".", ","))
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GOOD, "utf-8"),
        (GOOD.replace("\n", "\r\n"), "utf-8-sig"),
        (excel_text(), "utf-8-sig"),
        ("sep=;\r\n" + excel_text(), "utf-8"),
        (excel_text().replace(";", "\t"), "utf-16"),
        (excel_text(), "utf-16"),
    ],
)
def test_files_as_spreadsheets_save_them_give_the_same_records(tmp_path, text, encoding):
    path = tmp_path / "mine.csv"
    path.write_bytes(text.encode(encoding))
    expected = read_meetings(pd.read_csv(io.StringIO(GOOD)))
    pd.testing.assert_frame_equal(read_meetings(path), expected)


@pytest.mark.parametrize(
    ("word", "encoding", "note"),
    [("Тараз", "cp1251", "Windows Cyrillic"), ("Café Zürich", "cp1252", "Windows Western")],
)
def test_windows_encodings_are_recognised_and_named(tmp_path, word, encoding, note):
    path = tmp_path / "mine.csv"
    path.write_bytes(GOOD.replace("Model summit", word).encode(encoding))
    frame = read_meetings(path)
    assert frame["name"].iloc[0] == word
    assert note in " ".join(frame.attrs["notes"])


def test_an_encoding_can_be_named(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(GOOD.replace("Model summit", "Erdoğan").encode("cp1254"))
    assert read_meetings(path, encoding="cp1254")["name"].iloc[0] == "Erdoğan"


def test_unmarked_utf16_is_refused_with_advice(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(GOOD.encode("utf-16-le"))
    assert "CSV UTF-8" in only_fault(check_file(path))["mend"]


@pytest.mark.parametrize("suffix", ["parquet", "xlsx"])
def test_other_file_types_give_the_same_records(tmp_path, suffix):
    frame = pd.read_csv(io.StringIO(GOOD), parse_dates=["start_date", "end_date"])
    path = tmp_path / f"mine.{suffix}"
    frame.to_parquet(path) if suffix == "parquet" else frame.to_excel(path, index=False)
    pd.testing.assert_frame_equal(read_meetings(path), read_meetings(frame))


def test_tables_of_other_libraries_are_taken():
    import pyarrow as pa

    frame = pd.read_csv(io.StringIO(GOOD))
    table = pa.Table.from_pandas(frame)
    pd.testing.assert_frame_equal(read_meetings(table), read_meetings(frame))
    with pytest.raises(TypeError, match="got int"):
        read_meetings(5)


def test_own_columns_are_kept_and_named():
    frame = read_meetings(meeting(archive_box="12", note="seen"))
    assert frame["archive_box"].to_list() == ["12"]
    assert frame.columns[-1] == "archive_box"
    assert any("archive_box" in note for note in frame.attrs["notes"])


def test_minimal_records_work_in_the_figures_of_meetings():
    needed = list(KINDS["meetings"].required)
    mine = read_meetings(pd.read_csv(io.StringIO(GOOD))[needed])
    for draw in (charts.plot_timeline, charts.plot_summits_per_year, charts.plot_meeting_matrix):
        figure = draw(mine)
        assert figure.layout.meta["ca_summit"]["alt"]
    names = charts.plot_timeline(mine).layout.meta["ca_summit"]["data"]["rows"]
    assert any("Model summit" in row for row in names)


def test_input_frame_is_left_unchanged():
    frame = meeting()
    before = frame.copy(deep=True)
    read_meetings(frame)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("changes", "column", "mend"),
    [
        ({"start_date": "03/04/2025"}, "start_date", "2025-04-03 or 2025-03-04"),
        ({"start_date": "45720"}, "start_date", "would be 2025-03-04"),
        ({"start_date": "31.02.2025"}, "start_date", "no such day"),
        ({"end_date": "2025-03-01"}, "end_date", "swapped"),
        ({"latitude": "51,17"}, "latitude", "write 51.17"),
        ({"latitude": "71.4491", "longitude": "51.1694"}, "latitude", "latitude 51.1694"),
        ({"latitude": "5.1"}, "latitude", "check both numbers"),
        ({"longitude": ""}, "longitude", "or empty latitude"),
        ({"country_iso3": "KZA"}, "country_iso3", "'KAZ'"),
        ({"country_iso3": "Казахстан"}, "country_iso3", "'KAZ'"),
        ({"counterpart": "Germany"}, "counterpart", "'DEU'"),
        ({"status": "Held"}, "status", "did you mean 'held'?"),
        ({"format": "C5+1"}, "format", "'c5_plus_1'"),
        ({"format": "c5_plus_1"}, "counterpart", "write USA"),
        ({"name": "=1+1"}, "name", "paste it as a value"),
        ({"name": ""}, "name", "fill the cell"),
        ({"start_date": ""}, "start_date", "fill the cell"),
        ({"start_date": "2999-01-01", "end_date": ""}, "start_date", "year"),
        ({"edition": "2.5"}, "edition", "decimals"),
        ({"parties": "KAZ;NZX"}, "parties", "'NZL'"),
        ({"agreements_value_usd": "-5"}, "agreements_value_usd", "check the number"),
    ],
)
def test_each_fault_is_found_alone_with_its_remedy(changes, column, mend):
    fault = only_fault(check_records(meeting(**changes), "meetings"))
    assert fault["column"] == column
    assert mend in fault["mend"]
    assert fault["expected"]


def test_all_faults_come_in_one_error_with_the_lines_of_the_file(tmp_path):
    path = tmp_path / "mine.csv"
    text = GOOD.replace("Model summit", '"Model\nsummit"').replace("UZB", "UBZ")
    path.write_text(text.replace("2025-03-04", "03/04/2025"), encoding="utf-8")
    with pytest.raises(RecordsError) as caught:
        read_meetings(path)
    assert isinstance(caught.value, ValueError)
    assert caught.value.faults["row"].to_list() == [2, 4]
    assert caught.value.faults["column"].to_list() == ["start_date", "country_iso3"]
    assert "line 4, column `country_iso3`: 'UBZ'" in str(caught.value)


def test_duplicate_ids_name_the_first_line():
    frame = pd.concat([meeting(), meeting()], ignore_index=True)
    fault = only_fault(check_records(frame, "meetings"))
    assert fault["row"] == 1
    assert "row 0 has the same one" in fault["mend"]


def test_attendance_numbers_statements_and_knows_own_meetings():
    frame = pd.DataFrame(
        {
            "meeting_id": "mine-1",
            "actor_iso3": ["NZL", "NZL", "KAZ"],
            "status": ["attended", "confirmed", "invited"],
            "known_on": ["2025-03-05", "2025-03-01", "2025-03-01"],
        }
    )
    with pytest.raises(RecordsError, match="meetings="):
        read_attendance(frame)
    own = read_attendance(frame, meetings=read_meetings(meeting()))
    assert own["seq"].to_list() == [2, 1, 1]
    assert any("`seq` was made" in note for note in own.attrs["notes"])


def test_indicators_keep_one_unit_each():
    frame = pd.DataFrame(
        {
            "indicator_id": "population",
            "iso3": "KAZ",
            "year": 2024,
            "value": [20.5],
            "unit": "million",
        }
    )
    fault = only_fault(check_records(frame, "indicators"))
    assert fault["expected"] == "one unit per indicator: 'people', as in the bundled table"
    assert read_indicators(frame.assign(indicator_id="my_population"))["value"].to_list() == [20.5]


def test_places_beyond_their_country_are_refused_and_crimea_fits_both_claims():
    place = pd.DataFrame(
        {"place_id": "x", "name": "X", "latitude": 45.04, "longitude": 35.38, "kind": "city"},
        index=[0],
    )
    assert len(read_places(place.assign(country_iso3="UKR"))) == 1
    assert len(read_places(place.assign(country_iso3="RUS"))) == 1
    assert only_fault(check_records(place.assign(country_iso3="KAZ")))["column"] == "latitude"


def test_a_missing_file_is_told_with_the_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match="does not exist"):
        check_file(tmp_path / "none.csv")
    with pytest.raises(ValueError, match="`kind` must be one of"):
        check_file(BAD / "12_not_records.csv", "meeting")


def test_a_quote_that_is_never_closed_is_told_as_such(tmp_path):
    path = tmp_path / "open.csv"
    path.write_text(GOOD.replace("Model summit", '"Model summit'), encoding="utf-8")
    fault = only_fault(check_file(path))
    assert fault["row"] == 2
    assert "double quote" in fault["mend"]


@pytest.mark.parametrize("allowed", [131_072, 10_000_000])  # another library may set it for all
@pytest.mark.parametrize("place", ["Model summit", "meeting_id"])
def test_a_cell_of_a_million_characters_is_a_fault_with_its_line(tmp_path, place, allowed):
    path = tmp_path / "long.csv"
    path.write_text(GOOD.replace(place, "x" * 1_000_000), encoding="utf-8")
    before = csv.field_size_limit(allowed)
    try:
        fault = only_fault(check_file(path))
    finally:
        csv.field_size_limit(before)
    assert fault["row"] == (2 if place == "Model summit" else 1)
    assert "131,072 characters" in fault["expected"]


@pytest.mark.parametrize("name", ["broken.xlsx", "broken.parquet", "empty.xlsx", "empty.parquet"])
def test_a_broken_workbook_or_parquet_file_is_a_fault_in_words(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"" if name.startswith("empty") else b"PK\x03\x04" + b"\0" * 50 + b"PAR1")
    fault = only_fault(check_file(path))
    assert fault["expected"].startswith("a whole ")
    assert "CSV UTF-8" in fault["mend"]


@pytest.mark.parametrize("nothing", [{}, pd.DataFrame(), pd.DataFrame(index=[1, 2])])
def test_a_table_without_columns_is_a_fault(nothing):
    assert only_fault(check_records(nothing))["value"] == "an empty table"


def test_a_number_beyond_all_bounds_is_refused():
    report = check_records(meeting(latitude="1e999"))
    assert only_fault(report)["expected"] == "a finite number"


@pytest.mark.parametrize("number", ["1e30", "9" * 30, 9e30])
def test_a_whole_number_too_large_for_a_table_is_a_fault(number):
    said = {
        "meeting_id": ["c5-plus-1-2025-washington"],
        "actor_iso3": ["KAZ"],
        "status": ["attended"],
        "known_on": ["2025-11-06"],
        "seq": [number],
    }
    fault = only_fault(check_records(said, "attendance"))
    assert fault["expected"] == "a whole number of at most 15 digits"


def test_a_long_wrong_value_is_cut_in_the_report_and_whole_in_the_table():
    report = check_records(meeting(status="h" * 5000))
    assert len(str(report)) < 1000
    assert "(5,002 characters)" in str(report)
    assert len(only_fault(report)["value"]) == 5002


@pytest.mark.parametrize(("own", "error"), [(3, TypeError), (pd.DataFrame({"a": [1]}), ValueError)])
def test_own_meetings_that_are_none_are_refused_in_words(own, error):
    said = pd.DataFrame(
        {
            "meeting_id": ["mine-1"],
            "actor_iso3": "KAZ",
            "status": "attended",
            "known_on": "2025-01-01",
        }
    )
    with pytest.raises(error, match=r"read_attendance\(\) needs"):
        read_attendance(said, meetings=own)


BAD_FILES = {
    "01_ambiguous_dates": (7, "it reads as 3 April 2025 or as 4 March 2025"),
    "02_unknown_codes": (7, "did you mean 'KAZ' instead of 'KZA'?"),
    "03_missing_columns": (3, "rename your column 'Title' to `name`"),
    "04_swapped_coordinates": (8, "write latitude 51.1694 and longitude 71.4491"),
    "05_duplicates_and_order": (6, "line 2 has the same one"),
    "06_wrong_words": (7, "did you mean 'c5_plus_1'?"),
    "07_formulas": (5, "text, not a formula"),
    "08_ragged_lines": (3, "line 7, column `start_date`"),
    "09_excel_semicolons": (6, "write 20500000"),
    "10_mixed_alphabets": (1, "CSV UTF-8"),
    "11_attendance": (7, "did you mean 'c5-plus-1-2025-washington'?"),
    "12_not_records": (1, "places: place_id, name"),
}


def test_there_is_an_expectation_for_every_bad_file():
    assert sorted(BAD_FILES) == sorted(path.stem for path in BAD.glob("*.csv"))


@pytest.mark.parametrize("name", sorted(BAD_FILES))
def test_each_bad_file_is_reported_in_full(name):
    number, words = BAD_FILES[name]
    report = check_file(BAD / f"{name}.csv")
    assert not report.ok
    assert report.frame is None
    assert len(report.faults) == number
    assert words in str(report)
    assert report.faults[["expected", "mend"]].ne("").all(axis=None)


@pytest.mark.parametrize(
    ("text", "comma", "expected"),
    [
        ("51.17", False, 51.17),
        ("51,17", True, 51.17),
        ("1 234,5", True, 1234.5),
        ("1\u00a0234", False, 1234.0),
        ("−5", False, -5.0),
        ("1e3", False, 1000.0),
    ],
)
def test_numbers_are_understood(text, comma, expected):
    assert values.number(text, comma=comma) == expected


@pytest.mark.parametrize("text", ["1,234", "1.234.567", "12 km", "n/a", "1,2,3", "--5", "inf"])
def test_numbers_in_doubt_are_refused(text):
    assert isinstance(values.number(text), values.Wrong)


def test_a_thousands_comma_gets_both_remedies():
    assert values.number("1,234").mend == "write 1234 if the comma parts thousands, else 1.234"


def test_report_shows_text_of_the_user_escaped():
    report = check_records(meeting(status="<script>"), "meetings")
    assert "<script>" not in report._repr_html_()


def test_cells_without_a_value_are_told_how_to_leave_them_out(tmp_path):
    path = tmp_path / "own.csv"
    text = "Страна;Год;Значение\nКазахстан;2023;38,5\nКиргизия;2023;н/д\nУзбекистан;2023;\n"
    path.write_text(text, encoding="utf-8")
    report = check_records(path, "indicators")
    mends = " ".join(fault["mend"] for fault in report.faults.to_dict("records"))
    for ours, theirs in (("iso3", "Страна"), ("year", "Год"), ("value", "Значение")):
        assert f"rename your column {theirs!r} to `{ours}`" in mends
    options = {
        "columns": {"Страна": "iso3", "Год": "year", "Значение": "value"},
        "codes": "names",
        "constants": {"indicator_id": "own", "unit": "points"},
    }
    report = check_records(path, "indicators", **options)
    mends = [fault["mend"] for fault in report.faults.to_dict("records")]
    assert any("missing=['н/д']" in mend for mend in mends)
    assert any('missing=[""]' in mend for mend in mends)
    own = read_indicators(path, **options, missing=["н/д", ""])
    assert own["value"].to_list() == [38.5]
