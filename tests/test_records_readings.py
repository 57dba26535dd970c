"""Other people's files: read with exactly their values, or refused with the true reason."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ca_summit as ca
from ca_summit.records import check_file, check_records, read_indicators, read_meetings, read_trade
from ca_summit.records.codes import hint, iso_codes, system
from ca_summit.records.encoding import decode

FILES = Path(__file__).parent / "data" / "records"
MEETINGS = "meeting_id,name,format,level,start_date,counterpart,status,country_iso3\n"
SERIES = "indicator_id,iso3,year,value,unit\n"

#: File, number of its records, faults as (line, column, words), words among the notes.
EXPECTED = {
    "tsv_quotes.tsv": (3, [], ["quotes are text"]),
    "csv_quotes.csv": (3, [(2, "", "opens in line 2 and closes in line 3")], []),
    "dim_short.xlsx": (20, [], []),
    "dim_a1.xlsx": (20, [], []),
    "thousands.csv": (
        3,
        [(2, "value", "is 38000 if the dot parts thousands"), (3, "value", "9.12 if it stands")],
        [],
    ),
    "koi8r.csv": (1, [], ["koi8-r", "Встреча президентов в Астане"]),
    "cp1250.csv": (1, [], ["cp1250", "Łódź"]),
    "gb18030.csv": (1, [], ["gb18030", "中国中亚峰会"]),
    "mixed.csv": (2, [(3, "", "cp1252 reads 'Zürich'")], []),
    "percent.xlsx": (
        2,
        [(2, "value", "shows 5.3% and holds 0.053"), (3, "value", "shows 12% and holds 0.12")],
        [],
    ),
    "year_as_date.xlsx": (2, [(2, "start_date", "17 July 1905 is what")], []),
    "cow_codes.csv": (
        3,
        [
            (2, "counterpart", "Australia in ISO 3166-1 and Austria"),
            (3, "counterpart", "Eswatini in ISO 3166-1 and Switzerland"),
            (4, "counterpart", "Mongolia in ISO 3166-1 and Montenegro"),
        ],
        [],
    ),
    "sentinel.csv": (
        4,
        [(2, "value", "missing=[-9]"), (3, "value", "missing=[-99]"), (5, "value", "[-9999]")],
        [],
    ),
    "swapped.csv": (
        2,
        [(2, "latitude", "swapped it is latitude 51.17"), (3, "latitude", "no position is known")],
        [],
    ),
    "time_of_day.csv": (
        2,
        [
            (2, "start_date", "the time 20:00"),
            (2, "end_date", "the time 21:00"),
            (3, "start_date", "the time 23:00"),
            (3, "end_date", "the time 23:30"),
        ],
        [],
    ),
    "utc_day.csv": (
        2,
        [
            (2, "start_date", "00:00 on 2025-05-01 in Kazakhstan"),
            (2, "end_date", "(UTC+5)"),
            (3, "start_date", "(UTC+5)"),
            (3, "end_date", "(UTC+5)"),
        ],
        [],
    ),
    "several_ids.csv": (3, [], ["One meeting under 3 ids? a, b, B", "capital letters: b, B"]),
    "parties.csv": (
        4,
        [
            (2, "parties", "KAZ stands there twice"),
            (3, "parties", "3 side(s) are named"),
            (4, "parties", "1 side(s) are named"),
        ],
        ["c, d (4, 5)"],
    ),
    "infinite.csv": (3, [(2, "value", "write digits")], []),
    "year_twice.csv": (4, [(4, "indicator_id", "line 3 has the same ones")], []),
    "icews.tab": (1, [(None, "", 'columns={"theirs": "ours"}')], []),
    "wikidata.csv": (1, [(None, "", "layout='wikidata'")], []),
    "aiddata.xlsx": (2, [(None, "", "the kind you mean")], []),
    "world_bank.csv": (2, [], ["line 5, left out", "layout='world_bank'"]),
    "sipri.xlsx": (4, [(1, "", "header=4")], []),
    "no_header.tab": (2, [(1, "", "no header in the first line")], []),
    "cow_de.csv": (2, [(None, "", "the kind you mean")], []),
}


def text_of(tmp_path: Path, text: str, name: str = "own.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def adds_up(report) -> bool:
    return report.read + report.refused + report.left_out == report.total


def words_of(report) -> str:
    return " ".join(" ".join(map(str, row)) for row in report.faults.to_numpy().tolist())


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_file_is_read_as_it_is_or_refused_with_the_place_and_the_reason(name):
    total, faults, notes = EXPECTED[name]
    report = check_file(FILES / name)
    found = report.faults
    assert [tuple(row) for row in found[["row", "column"]].to_numpy().tolist()] == [
        (row, column) for row, column, _ in faults
    ], str(report)
    for said, (_, _, words) in zip(found.to_dict("records"), faults, strict=True):
        assert words in f"{said['value']} {said['mend']}"
    assert all(any(words in note for note in report.notes) for words in notes), report.notes
    assert report.ok == (not faults)
    assert adds_up(report)
    if name != "no_header.tab":
        assert report.total == total
    if report.ok and name != "world_bank.csv":  # years as columns become rows
        assert len(report.frame) == total


def test_there_is_an_expectation_for_every_file():
    assert sorted(p.name for p in FILES.iterdir()) == sorted([*EXPECTED, "codes_hints.csv"])


HINTS = {
    "KYR": "KGZ",
    "KZK": "KAZ",
    "TAJ": "TJK",
    "KG": "KGZ",
    "KZ": "KAZ",
    "NA": "empty",
    "KSA": "SAU",
    "GER": "DEU",
    "UKG": "GBR",
    "EUR": "write EU",
    "XKX": "Kosovo",
    "Türkiye": "TUR",
    "ROM": "ROU",
    "SUI": "CHE",
    "FRN": "FRA",
    "IRI": "IRN",
    "UAE": "ARE",
    "TMP": "TLS",
    "ROK": "KOR",
    "TAW": "TWN",
}


@pytest.mark.parametrize("code", HINTS)
def test_a_hint_names_the_right_state(code):
    assert HINTS[code] in hint(code, iso_codes() | {"EU"})


def test_the_hints_for_a_file_of_mixed_codes_name_no_other_state():
    report = check_file(FILES / "codes_hints.csv")
    assert len(report.faults) == 12
    for wrong in ("TZA", "USA", "PER", "NGA", "UKR", "REU"):
        assert wrong not in " ".join(report.faults["mend"])


@pytest.mark.parametrize("code", ["QQQ", "XYZ", "ZZZ", "Q9"])
def test_a_code_that_nobody_knows_gets_no_hint(code):
    assert hint(code, iso_codes()) == ""


def test_codes_of_other_systems_are_what_is_known_of_them():
    iso2, fips = system("iso2"), system("fips")
    other = [code for code, state in fips.items() if code in iso2 and iso2[code] != state]
    assert len(other) == 69
    known = {
        "cow": {
            "KZK": "KAZ",
            "KYR": "KGZ",
            "AUL": "AUS",
            "AUS": "AUT",
            "SWA": "SWZ",
            "SWZ": "CHE",
            "MON": "MNG",
            "MNG": "MNE",
            "705": "KAZ",
            "2": "USA",
        },
        "fips": {
            "KZ": "KAZ",
            "TI": "TJK",
            "TX": "TKM",
            "CH": "CHN",
            "GM": "DEU",
            "AU": "AUT",
            "AS": "AUS",
            "RS": "RUS",
            "UP": "UKR",
            "SZ": "CHE",
        },
        "ioc": {"MGL": "MNG", "SUI": "CHE", "BRN": "BHR", "BRU": "BRN", "KAZ": "KAZ"},
        "cameo": {"ROM": "ROU", "KAZ": "KAZ"},
        "numeric": {"398": "KAZ", "004": "AFG"},
    }
    for name, codes in known.items():
        assert {code: system(name)[code] for code in codes} == codes


@pytest.mark.parametrize(
    ("codes", "cells", "expected"),
    [
        ("iso2", ["kz", "CH", "UZ"], ["KAZ", "CHE", "UZB"]),
        ("fips", ["KZ", "CH", "TI"], ["KAZ", "CHN", "TJK"]),
        ("cow", ["705", "AUS", "KYR"], ["KAZ", "AUT", "KGZ"]),
        ("ioc", ["KAZ", "GER", "MGL"], ["KAZ", "DEU", "MNG"]),
        ("numeric", ["398", "4", "860"], ["KAZ", "AFG", "UZB"]),
        ("names", ["Қазақстан", "Киргизия", "Korea, Rep."], ["KAZ", "KGZ", "KOR"]),
    ],
)
def test_codes_and_names_become_iso_codes_and_the_report_lists_each(codes, cells, expected):
    frame = pd.DataFrame(
        {"indicator_id": "x", "iso3": cells, "year": 2024, "value": 1.5, "unit": "t"}
    )
    read = read_indicators(frame, codes=codes)
    assert read["iso3"].to_list() == expected
    notes = " ".join(read.attrs["notes"])
    assert all(f"{a} → {b} (1)" in notes for a, b in zip(cells, expected, strict=True) if a != b)


def test_a_code_of_two_letters_is_shown_with_its_meaning_in_the_other_system():
    frame = pd.DataFrame(
        {"indicator_id": ["x"], "iso3": "CH", "year": 2024, "value": 1.5, "unit": "t"}
    )
    assert "In FIPS 10-4: CH China." in " ".join(
        read_indicators(frame, codes="iso2").attrs["notes"]
    )
    said = words_of(check_records(frame))
    assert "Switzerland (CHE)" in said
    assert "China (CHN)" in said


def test_a_name_that_two_states_share_is_refused_with_both():
    frame = pd.DataFrame(
        {"indicator_id": ["x"], "iso3": "Congo", "year": 2024, "value": 1.5, "unit": "t"}
    )
    said = words_of(check_records(frame, codes="names"))
    assert "COD" in said
    assert "COG" in said


def test_values_of_years_still_to_come_are_counted_as_no_results():
    this_year = pd.Timestamp.today().year
    frame = pd.DataFrame(
        {
            "indicator_id": "x",
            "iso3": ["KAZ", "UZB", "KAZ"],
            "year": [this_year, this_year + 1, this_year + 4],
            "value": 1.5,
            "unit": "t",
        }
    )
    assert "2 row(s) are of years still to come" in " ".join(check_records(frame).notes)
    assert "still to come" not in " ".join(check_records(frame.head(1)).notes)


def test_a_code_that_means_another_state_elsewhere_is_noted_where_the_others_speak_for_iso():
    text = MEETINGS + "".join(
        f"m{i},Visit,bilateral,heads_of_state,2024-05-0{i + 1},{code},held,\n"
        for i, code in enumerate(["AUS", "MNG", "DEU"])
    )
    frame = pd.read_csv(io.StringIO(text))
    report = check_records(frame)
    assert report.ok
    assert any("AUS Australia (elsewhere Austria)" in note for note in report.notes)
    asked = check_records(frame.assign(counterpart=["AUS", "MNG", "GMY"]))
    assert asked.faults["row"].to_list() == [0, 1, 2]
    assert read_meetings(frame.assign(counterpart=["AUS", "MNG", "GMY"]), codes="cow")[
        "counterpart"
    ].to_list() == ["AUT", "MNE", "DEU"]


QUOTES = [
    ('a,"Open,x,y\nb,Closing",x,y\n', 2, 2),
    ('a,x,y,"open\nb,x,y,"\n', 2, 2),
    ('a,x,"y,z\nb,x,y,z\nc,x,y,z\nd,x",y,z\n', 2, 5),
    ('a,x,y,"never closed\nb,x,y,z\n', 2, None),
    ('a,"in" side,y,z\nb,x,y,z\n', 2, None),
]


@pytest.mark.parametrize(("body", "first", "last"), QUOTES)
def test_an_unbalanced_quote_never_swallows_a_line(tmp_path, body, first, last):
    path = text_of(tmp_path, "k1,k2,k3,k4\n" + body)
    report = check_file(path)
    said = report.faults.iloc[0]
    assert said["row"] == first
    assert "quote" in said["value"] + said["mend"]
    if last:
        assert f"line {last}" in said["value"]
    assert report.total == body.count("\n")
    assert report.read + report.refused == report.total


def test_a_line_break_inside_a_quoted_text_is_read(tmp_path):
    body = 'a,"First,\nsecond, third",bilateral,heads_of_state,2024-05-01,USA,held,\n'
    frame = read_meetings(text_of(tmp_path, MEETINGS + body))
    assert frame["name"].to_list() == ["First,\nsecond, third"]
    assert any("several lines" in note for note in frame.attrs["notes"])


def test_quotes_of_a_spreadsheet_in_a_file_with_tabs_are_taken_off(tmp_path):
    body = 'a,"Model, summit",bilateral,heads_of_state,2024-05-01,USA,held,\n'
    cells = next(csv.reader([body]))
    text = MEETINGS.replace(",", "\t") + "\t".join(
        f'"{cell}"' if "," in cell else cell for cell in cells
    )
    frame = read_meetings(text_of(tmp_path, text, "own.tsv"))
    assert frame["name"].to_list() == ["Model, summit"]
    assert any("taken off" in note for note in frame.attrs["notes"])


def series(values: list[str], separator: str = ",") -> str:
    rows = [["x", "KAZ", str(2000 + i), value, "t"] for i, value in enumerate(values)]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(
        [SERIES.strip().split(","), *rows]
    )
    return out.getvalue()


@pytest.mark.parametrize(
    ("values", "separator", "expected"),
    [
        (["38,000", "950"], "\t", None),
        (["38.000", "950"], "\t", None),
        (["38.000", "9.120"], ";", None),
        (["38.000", "950"], ",", None),
        (["38,000", "950"], ",", None),
        (["1.234.567", "38.000"], ";", None),
        (["38.000", "12.5"], ";", [38.0, 12.5]),
        (["38,000", "1,5"], "\t", [38.0, 1.5]),
        (["1.234", "12.5"], ",", [1.234, 12.5]),
        (["0.123", "0.456"], ";", [0.123, 0.456]),
        (["1 234,5", "1"], ";", [1234.5, 1.0]),
    ],
)
def test_a_sign_in_a_number_is_read_by_its_column_or_asked_about(
    tmp_path, values, separator, expected
):
    report = check_file(text_of(tmp_path, series(values, separator)))
    if expected is not None:
        assert report.frame["value"].to_list() == expected
        return
    assert not report.ok
    assert set(report.faults["column"]) == {"value"}


def test_both_readings_stand_side_by_side_and_the_option_decides(tmp_path):
    path = text_of(tmp_path, series(["38.000", "9.120", "950"], ";"))
    said = check_file(path).faults["mend"].iloc[0]
    assert "38000" in said
    assert "or 38 if" in said
    assert read_indicators(path, decimal=",")["value"].to_list() == [38000, 9120, 950]
    assert read_indicators(path, decimal=".")["value"].to_list() == [38, 9.12, 950]


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ([-9, 5, 12], [-9]),
        ([-99, -9999, 3], [-99, -9999]),
        ([-88, 4, 5], [-88]),
        ([9999, 1, 5], [9999]),
        ([-9, -3.5, 2], []),
        ([-9999, -3.5, 2], [-9999]),
        ([9000, 9999, 8000], []),
        ([-9, -8, 4], [-9, -8]),
    ],
)
def test_numbers_that_stand_for_nothing_are_asked_about_and_others_are_not(values, asked):
    frame = pd.DataFrame(
        {
            "indicator_id": "x",
            "iso3": "KAZ",
            "year": [2000, 2001, 2002],
            "value": values,
            "unit": "t",
        }
    )
    report = check_records(frame)
    assert [float(v) for v in report.faults["value"]] == asked
    assert check_records(frame, missing=[]).frame["value"].to_list() == values
    if asked:
        left = check_records(frame, missing=asked)
        assert left.frame["value"].to_list() == [v for v in values if v not in asked]
        assert (left.read, left.left_out, left.refused) == (3 - len(asked), len(asked), 0)


@pytest.mark.parametrize("word", ["NA", "n/a", "-99", "NULL", ".."])
def test_words_that_say_nothing_are_no_names_of_cities(word):
    text = MEETINGS.replace("country_iso3", "city") + (
        f"a,Visit,bilateral,heads_of_state,2024-05-01,USA,held,{word}\n"
    )
    frame = pd.read_csv(io.StringIO(text), keep_default_na=False)
    assert check_records(frame).faults["column"].to_list() == ["city"]
    assert read_meetings(frame, missing=[word])["city"].isna().all()


CYRILLIC = ["cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5"]
WRITTEN = [
    *((encoding, "Встреча глав государств в Ташкенте") for encoding in CYRILLIC),
    *((encoding, "Токаев") for encoding in CYRILLIC),
    *((encoding, "САММИТ В АСТАНЕ") for encoding in CYRILLIC),
    ("kz1048", "Қазақстан Республикасы"),
    ("cp1251", "Зустріч у Києві"),
    ("cp1250", "Návštěva prezidenta – Łódź"),
    ("cp1250", "Návštěva prezidenta"),
    ("iso8859-2", "Žádost a Příští"),
    ("cp1252", "Café in Zürich"),
    ("cp1252", "São Paulo"),
    ("cp1254", "Erdoğan İstanbul'da"),
    ("cp1257", "Šiauliai ir Klaipėda"),
    ("cp1253", "Σύνοδος στην Αστάνα"),
    ("cp1256", "قمة آسيا الوسطى"),
    ("gb18030", "中国—中亚峰会"),
    ("gb18030", "习近平访问哈萨克斯坦"),
    ("big5", "中國與中亞峰會"),
    ("shift_jis", "中央アジア プラス 日本"),
    ("euc_kr", "중앙아시아 정상회의"),
    ("mac-roman", "Visite à Astana"),
    ("cp850", "Besuch in Zürich"),
]


@pytest.mark.parametrize(("encoding", "words"), WRITTEN)
def test_an_encoding_gives_the_right_words_or_is_refused(encoding, words):
    data = f"{MEETINGS}a,{words},bilateral,heads_of_state,2024-05-01,USA,held,\n".encode(encoding)
    text, notes, faults = decode(data)
    if faults:
        assert text == ""
        return
    assert f"a,{words}," in text
    assert encoding in notes[0] or words.split()[0] in notes[0]


def test_where_several_encodings_fit_all_readings_are_listed():
    fault = decode("a,Erdoğan\n".encode("cp1254"))[2][0]
    for words in ("'Erdoğan' in cp1254", "'Erdoðan' in cp1252", "'Erdođan' in cp1250"):
        assert words in fault.value
    assert "encoding=" in fault.mend


def test_utf8_that_was_saved_twice_is_refused_with_the_words_it_meant():
    twice = "a,Тараз\n".encode().decode("cp1251").encode()
    fault = decode(twice)[2][0]
    assert "'Тараз'" in fault.value
    assert fault.row == 1


@pytest.mark.parametrize(
    "name", ["T\ufffdrkiye", "T?rkiye", "??????? ? ??????", "TÃ¼rkiye", "РўР°СЂР°Р·"]
)
def test_words_whose_letters_were_lost_are_refused_in_frames_too(name):
    text = MEETINGS + "a,Visit,bilateral,heads_of_state,2024-05-01,USA,held,\n"
    frame = pd.read_csv(io.StringIO(text)).assign(name=name)
    assert check_records(frame).faults["column"].to_list() == ["name"]
    assert check_records(frame.assign(name="Visit to Türkiye? Тараз?")).ok


@pytest.mark.parametrize("day", ["1970-01-01", "1900-01-01", "9999-12-31", "0001-01-01"])
def test_days_that_programs_write_for_no_day_are_refused(day):
    text = MEETINGS + f"a,Visit,bilateral,heads_of_state,{day},USA,held,\n"
    report = check_records(pd.read_csv(io.StringIO(text)))
    assert report.faults["column"].to_list() == ["start_date"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_marked_unicode_is_certain(encoding):
    assert decode("a,Тараз\n".encode(encoding))[0] == "a,Тараз\n"


def workbook(tmp_path: Path, rows: list[list[object]], *, state: str = "") -> Path:
    """Write a workbook; ``state`` replaces the size that the sheet states."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / "own.xlsx"
    book.save(path)
    if state:
        with zipfile.ZipFile(path) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        sheet = parts["xl/worksheets/sheet1.xml"]
        start = sheet.index(b"<dimension")
        end = sheet.index(b"/>", start) + 2
        new = b"" if state == "none" else f'<dimension ref="{state}"/>'.encode()
        parts["xl/worksheets/sheet1.xml"] = sheet[:start] + new + sheet[end:]
        with zipfile.ZipFile(path, "w") as changed:
            for name, data in parts.items():
                changed.writestr(name, data)
    return path


@pytest.mark.parametrize("state", ["A1", "A1:E3", "A1:B40", "none", "A1:XFD1048576"])
def test_a_workbook_is_read_whole_whatever_size_it_states(tmp_path, state):
    rows = [SERIES.strip().split(","), *(["x", "KAZ", 2000 + i, i + 0.5, "t"] for i in range(20))]
    report = check_file(workbook(tmp_path, rows, state=state))
    assert report.total == 20
    assert report.frame["value"].to_list() == [i + 0.5 for i in range(20)]


@pytest.mark.parametrize(
    ("number_format", "value", "shown"),
    [("0%", 0.053, "5.3%"), ("0.00%;[Red]-0.00%", 1.2, "120%"), ("#,##0,,", 2e7, "20")],
)
def test_a_cell_that_shows_another_number_is_refused_with_both(
    tmp_path, number_format, value, shown
):
    path = workbook(tmp_path, [SERIES.strip().split(","), ["x", "KAZ", 2024, value, "t"]])
    book = openpyxl.load_workbook(path)
    book.active["D2"].number_format = number_format
    book.save(path)
    said = check_file(path).faults["mend"].iloc[0]
    assert f"shows {shown} and holds {value:.10g}" in said
    book.active["D2"].number_format = '0.0" %"'
    book.save(path)
    assert read_indicators(path)["value"].to_list() == [value]


def test_years_in_cells_with_a_date_format_are_refused_as_days_and_as_years(tmp_path):
    day = pd.Timestamp("1905-07-17").to_pydatetime()
    path = workbook(tmp_path, [SERIES.strip().split(","), ["x", "KAZ", day, 1.5, "t"]])
    assert "it holds 2025" in check_file(path).faults["mend"].iloc[0]
    text = MEETINGS + "a,Visit,bilateral,heads_of_state,17.07.1905,USA,held,\n"
    report = check_records(pd.read_csv(io.StringIO(text)))
    assert "the year 2025" in report.faults["mend"].iloc[0]


def test_merged_cells_are_refused_because_they_leave_rows_without_a_value(tmp_path):
    rows = [SERIES.strip().split(","), ["x", "KAZ", 2023, 1, "t"], ["x", None, 2024, 2, "t"]]
    path = workbook(tmp_path, rows)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("B2:B3")
    book.save(path)
    report = check_file(path)
    assert "B2:B3" in report.faults["value"].iloc[0]
    assert adds_up(report)


def test_a_sheet_is_chosen_by_name(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    page = book.create_sheet("Data")
    for row in ([*SERIES.strip().split(",")], ["x", "KAZ", 2024, 1.5, "t"]):
        page.append(row)
    path = tmp_path / "own.xlsx"
    book.save(path)
    assert "sheet='Cover'" in check_file(path).faults["mend"].iloc[0]
    assert len(read_indicators(path, sheet="Data")) == 1
    assert "a sheet 'data'" in check_file(path, sheet="data").faults["expected"].iloc[0]


def test_lines_above_the_header_are_named_and_left_out_when_asked(tmp_path):
    text = "My series\nmade at home\n\n" + series(["1.5", "2.5"])
    path = text_of(tmp_path, text)
    assert "header=4" in check_file(path).faults["mend"].iloc[0]
    report = check_file(path, header=4)
    assert report.frame["value"].to_list() == [1.5, 2.5]
    assert any("2 line(s) above the header" in note for note in report.notes)


def test_a_table_without_a_header_takes_a_list_of_names(tmp_path):
    path = text_of(tmp_path, "".join(series(["1.5", "2.5"]).splitlines(keepends=True)[1:]))
    assert "header=0" in check_file(path).faults["mend"].iloc[0]
    names = SERIES.strip().split(",")
    assert read_indicators(path, header=0, columns=names)["value"].to_list() == [1.5, 2.5]
    with pytest.raises(ValueError, match="needs `columns`"):
        read_indicators(path, header=0)


def test_their_names_of_columns_become_ours():
    frame = pd.DataFrame({"Land": ["KAZ"], "Jahr": [2024], "Wert": [1.5]})
    mapping = {"Land": "iso3", "Jahr": "year", "Wert": "value"}
    fixed = {"indicator_id": "x", "unit": "t"}
    read = read_indicators(frame, columns=mapping, constants=fixed)
    assert read[["iso3", "year", "value", "unit"]].iloc[0].to_list() == ["KAZ", 2024, 1.5, "t"]
    report = check_records(frame, "indicators", columns={"Lnad": "iso3"})
    assert report.faults["column"].iloc[0] == "Lnad"
    with pytest.raises(ValueError, match="has already"):
        read_indicators(frame, constants={"Land": "KAZ"})


@pytest.mark.parametrize(
    "names", [["2022", "2023"], ["X2022", "X2023"], ["2022 [YR2022]", "YR2023"]]
)
def test_years_in_columns_become_rows(names):
    frame = pd.DataFrame({"iso3": ["KAZ", "UZB"], names[0]: [1.5, 2.5], names[1]: [3.5, None]})
    fixed = {"indicator_id": "x", "unit": "t"}
    asked = check_records(frame.assign(**fixed), "indicators")
    assert "wide=True" in " ".join(asked.faults["mend"])
    report = check_records(frame, "indicators", constants=fixed, wide=True)
    assert report.frame["year"].to_list() == [2022, 2023, 2022]
    assert report.frame["value"].to_list() == [1.5, 3.5, 2.5]
    assert (report.total, report.read) == (2, 2)


def test_a_missing_column_brings_no_fault_that_follows_from_it():
    frame = pd.DataFrame({"indicator_id": "x", "year": 2005, "value": [1.5, 2.5], "unit": "t"})
    report = check_records(frame, "indicators")
    assert report.faults["column"].to_list() == ["iso3"]


@pytest.mark.parametrize("column", ["Target Name", "Source Name", "AidData Record ID", "location"])
def test_a_column_that_is_another_thing_is_not_offered_for_a_missing_one(column):
    frame = pd.DataFrame({column: ["x"], "name": ["x"], "format": ["un"]})
    assert column not in " ".join(check_records(frame, "meetings").faults["mend"])


def test_the_layout_of_the_world_bank_is_read():
    read = read_indicators(FILES / "world_bank.csv", layout="world_bank")
    assert len(read) == 5
    assert set(read["unit"]) == {"current US$"}
    assert read.loc[read["iso3"].eq("KAZ"), "value"].to_list() == [225.5e9, 262.6e9, 288e9]


def test_aggregates_and_remarks_of_the_world_bank_are_left_out_and_counted(tmp_path):
    text = (
        "Country Name,Country Code,Series Name,Series Code,2022 [YR2022],2023 [YR2023]\n"
        "Kazakhstan,KAZ,GDP (current US$),NY.GDP,5,..\nEurope,ECS,GDP (current US$),NY.GDP,7,8\n"
        ",,,,,\nData from database: WDI,,,,,\nLast Updated: 2025,,,,,\n"
    )
    report = check_file(text_of(tmp_path, text), layout="world_bank")
    assert report.frame[["year", "value"]].to_numpy().tolist() == [[2022, 5]]
    assert (report.total, report.read, report.left_out, report.refused) == (4, 1, 3, 0)


def test_trade_is_read_and_drawn():
    frame = pd.DataFrame(
        {
            "area": "KAZ",
            "partner": ["CHN", "RUS"] * 2,
            "year": [2023, 2023, 2024, 2024],
            "exports_usd": [15, 9, 16, 10],
            "imports_usd": [16, 17, 18, 19],
        }
    )
    amounts = ["exports_usd", "imports_usd"]
    frame[amounts] *= 10**9
    own = read_trade(frame)
    assert set(own["series"].astype("str")) == {"own"}
    report = check_records(frame.assign(total_usd=10**9))
    assert set(report.faults["column"]) == {"total_usd"}
    assert ca.plot_trade_balance(own, area="KAZ", series="own").data


def test_flows_of_comtrade_become_rows_seen_from_the_area(tmp_path):
    text = (
        "reporterISO,partnerISO,refYear,flowCode,cmdCode,primaryValue\nKAZ,CHN,2023,X,TOTAL,100.4\n"
        "KAZ,CHN,2023,M,TOTAL,50\nCHN,UZB,2023,M,TOTAL,7\nKAZ,W00,2023,X,TOTAL,999\n"
        "KAZ,CHN,2023,RX,TOTAL,5\n"
    )
    path = text_of(tmp_path, text)
    report = check_file(path, layout="comtrade")
    columns = ["area", "partner", "reporter", "exports_usd", "imports_usd"]
    rows = report.frame[columns].astype("object").where(report.frame[columns].notna(), None)
    assert rows.to_numpy().tolist() == [
        ["KAZ", "CHN", "KAZ", 100, 50],
        ["UZB", "CHN", "CHN", 7, None],
        ["KAZ", "WLD", "KAZ", 999, None],
    ]
    assert (report.total, report.read, report.left_out) == (5, 4, 1)
    twice = text_of(tmp_path, text + "KAZ,CHN,2023,X,TOTAL,3\n", "twice.csv")
    assert "each flow once" in words_of(check_file(twice, layout="comtrade"))
    goods = text_of(tmp_path, text + "KAZ,CHN,2023,X,27,3\n", "goods.csv")
    assert "2 commodities" in words_of(check_file(goods, layout="comtrade"))


def test_trips_of_leaders_become_meetings_where_leaders_met(tmp_path):
    text = (
        "LeaderCountryISO,CountryVisitedISO,LeaderFullName,LeaderRole,TripStartDate,TripEndDate,"
        "AttendedMultilatEvent,MetHostHoGS\n"
        "RUS,UZB,A,GS,2024-05-26,2024-05-28,No,Yes\nKAZ,CHN,B,GS,2023-05-17,2023-05-19,Yes,Yes\n"
        "FRA,DEU,C,GS,2024-05-26,2024-05-28,No,Yes\nKAZ,ITA,D,GS,2024-01-01,2024-01-02,No,No\n"
    )
    report = check_file(text_of(tmp_path, text), layout="colt")
    assert report.frame["format"].to_list() == ["bilateral", "other_multilateral"]
    assert report.frame["parties"].iloc[0] == "UZB;RUS"
    assert report.frame["parties"].isna().to_list() == [False, True]
    assert (report.total, report.read, report.left_out) == (4, 2, 2)


def test_travels_of_the_state_department_are_read_with_their_days(tmp_path):
    text = 'Country,Locale,Remarks,Date\nUzbekistan,Samarkand,Met,"October 31–November 2, 2015"\n'
    read = read_meetings(
        text_of(tmp_path, text), layout="state_department", constants={"level": "foreign_ministers"}
    )
    row = read.iloc[0]
    assert (row["country_iso3"], row["parties"], row["counterpart"]) == ("UZB", "UZB;USA", "USA")
    assert (row["start_date"], row["end_date"]) == (
        pd.Timestamp("2015-10-31"),
        pd.Timestamp("2015-11-02"),
    )


def test_an_export_of_wikidata_is_read_with_its_position():
    fixed = {
        "format": "bilateral",
        "level": "heads_of_state",
        "counterpart": "USA",
        "status": "held",
    }
    row = read_meetings(FILES / "wikidata.csv", layout="wikidata", constants=fixed).iloc[0]
    assert (row["meeting_id"], row["country_iso3"]) == ("Q1", "USA")
    assert (row["latitude"], row["longitude"]) == (38.9, -77.03)


def test_a_layout_of_another_kind_is_refused():
    with pytest.raises(ValueError, match=r"read_indicators\(\)"):
        read_meetings(FILES / "wikidata.csv", layout="world_bank")


def test_an_option_that_there_is_not_is_refused_with_the_nearest():
    with pytest.raises(TypeError, match="Did you mean `columns`"):
        read_meetings(FILES / "wikidata.csv", colums={})


def test_the_first_records_are_shown_as_understood(capsys):
    from ca_summit.cli import main

    code = main(["check", str(FILES / "thousands.csv"), "--decimal", ","])
    out = capsys.readouterr().out
    assert code == 0
    assert "3 records of indicators: 3 read, 0 refused" in out
    assert "First records as understood" in out
    assert "38000.0" in out


def test_the_command_takes_the_options_of_the_readers(capsys):
    from ca_summit.cli import main

    arguments = [
        "--kind",
        "indicators",
        "--header",
        "4",
        "--columns",
        "Country=iso3",
        "--codes",
        "names",
        "--wide",
        "--constants",
        "indicator_id=milex",
        "unit=million US$",
        "--missing",
        ". .",
        "xxx",
    ]
    code = main(["check", str(FILES / "sipri.xlsx"), *arguments])
    out = capsys.readouterr().out
    assert "Country → iso3" in out
    assert "as understood" in out
    assert code in {0, 1}
    assert main(["check", str(FILES / "sipri.xlsx"), "--constants", "unit"]) == 1


def test_eighty_meetings_of_one_day_are_all_drawn():
    rows = [
        [
            f"m{i}",
            f"Visit {i}",
            "bilateral",
            "heads_of_state",
            "2025-05-01",
            "USA",
            "held",
            "KAZ;USA",
        ]
        for i in range(80)
    ]
    names = [*MEETINGS.strip().split(",")[:-1], "parties"]
    figure = ca.plot_timeline(read_meetings(pd.DataFrame(rows, columns=names)))
    assert len(ca.figure_data(figure)) == 80


def test_faults_of_records_are_a_public_error():
    assert issubclass(ca.RecordsError, ValueError)
    with pytest.raises(ca.RecordsError):
        ca.read_meetings(FILES / "parties.csv")


def test_a_file_is_read_without_pandera(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pandera", None)
    assert check_file(FILES / "tsv_quotes.tsv").ok


WORDS = st.text(alphabet='ab "\n,;\tЖ1.é', max_size=6)


@settings(max_examples=120, deadline=None)
@given(
    rows=st.lists(st.lists(WORDS, min_size=1, max_size=9), max_size=8),
    separator=st.sampled_from([",", ";", "\t", "|"]),
)
def test_whatever_a_file_holds_its_records_add_up(tmp_path_factory, rows, separator):
    text = MEETINGS.replace(",", separator) + "\n".join(separator.join(row) for row in rows)
    path = text_of(tmp_path_factory.mktemp("own"), text)
    report = check_file(path, "meetings")
    assert adds_up(report)
    assert min(report.read, report.refused, report.left_out) >= 0
    if report.ok:
        assert len(report.frame) == report.read


@settings(max_examples=60, deadline=None)
@given(
    cells=st.lists(
        st.sampled_from(["KAZ", "KZ", "UZB", "AUS", "MNG", "", "x"]), min_size=1, max_size=6
    ),
    numbers=st.lists(
        st.sampled_from(["1.5", "38.000", "-9", "9999", "", "n/a", "2,5", "1e3"]),
        min_size=6,
        max_size=6,
    ),
)
def test_every_record_of_a_series_is_read_or_refused(cells, numbers):
    rows = [
        ["x", code, 2000 + i, value, "t"]
        for i, (code, value) in enumerate(zip(cells, numbers, strict=False))
    ]
    report = check_records(pd.DataFrame(rows, columns=SERIES.strip().split(",")))
    assert report.read + report.refused == report.total == len(rows)
    refused = set(report.faults["row"])
    assert report.refused == len(refused)
