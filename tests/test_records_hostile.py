"""Records as others leave them: read with exactly their values, or refused for the true reason."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from ca_summit.records import check_records, read_indicators, read_meetings

MEETINGS = "meeting_id,name,format,level,start_date,counterpart,status\n"
SERIES = "indicator_id,iso3,year,value,unit\n"


def series(*values, **columns):
    return pd.DataFrame(
        {
            "indicator_id": "apples",
            "iso3": "KAZ",
            "year": range(2000, 2000 + len(values)),
            "value": list(values),
            "unit": "t",
            **columns,
        }
    )


def days(*written):
    return pd.DataFrame(
        {
            "meeting_id": [f"m{i}" for i in range(len(written))],
            "name": [f"Visit {i}" for i in range(len(written))],
            "format": "bilateral",
            "level": "heads_of_state",
            "start_date": list(written),
            "counterpart": "USA",
            "status": "held",
        }
    )


def told(report):
    return " | ".join(map(str, report.faults.to_numpy().ravel()))


@pytest.mark.parametrize(
    ("written", "refused"),
    [
        (["03.04.2024", "04.13.2024"], {0: "2024-04-03 or as 2024-03-04", 1: "write 2024-04-13"}),
        (["2024-03-04", "2024-13-04"], {1: "write 2024-04-13"}),  # nobody writes the month last
        (["2024/05/06", "2024/31/05", "03.04.2024"], {1: "2024-05-31"}),
        (["01.02.2024", "12.25.2023", "25.12.2023"], {0: "or as 2024-01-02", 1: "2023-12-25"}),
        (["31.02.2024"], {0: "no such day"}),
        (["0000-00-00", "03.04.2024"], {0: "no such day"}),
    ],
)
def test_days_whose_column_turns_day_and_month_read_in_two_ways(written, refused):
    faults = check_records(days(*written), "meetings").faults
    assert list(faults["row"]) == list(refused)
    for mend, said in zip(faults["mend"], refused.values(), strict=True):
        assert said in mend


def test_days_with_the_day_first_are_read_as_before():
    frame = check_records(days("03.04.2024", "13.04.2024", "2024-04-05"), "meetings").frame
    assert frame["start_date"].dt.strftime("%Y-%m-%d").to_list() == [
        "2024-04-03",
        "2024-04-13",
        "2024-04-05",
    ]


@pytest.mark.parametrize(
    ("value", "mend"),
    [
        ("5.3*", "'*' looks like the mark of a remark: write 5.3"),
        ("12²", "'²' looks like the mark of a remark: write 12"),
        ("6 [b]", "'[b]' looks like the mark of a remark: write 6"),
        ("7 (est.)", "'(est.)' looks like the mark of a remark: write 7"),
        ("8p", "'p' looks like the mark of a remark: write 8"),
        ("5.3e", "'e' looks like the mark of a remark: write 5.3"),
        ("5.3%", "the unit stands in `unit`: write 5.3"),
        ("(5.3)", "write 5.3 or -5.3"),
        ("–5", "write -5"),
        ("<5", "a bound or a guess is no value"),
        ("≈ 5", "a bound or a guess is no value"),
        ("ca. 5", "a bound or a guess is no value"),
        ("5k", "write digits only"),
        ("5m", "write digits only"),
        ("5 млн", "write digits only"),
    ],
)
def test_what_stands_beside_a_number_is_named(value, mend):
    report = check_records(series(value, "7.5"), "indicators")
    assert report.faults["mend"].to_list() == [report.faults["mend"].iloc[0]]
    assert mend in report.faults["mend"].iloc[0]


@pytest.mark.parametrize("year", ["2020/21", "2020-2021", "2019–20"])
def test_two_years_in_one_cell_are_one_year_to_choose(year):
    report = check_records(series("5", year=[year]), "indicators")
    assert "write one year" in told(report)


def test_narrow_blanks_part_thousands_and_unseen_ones_are_taken_off():
    frame = check_records(
        series("1\u2009234", "\u200b7\u2060", "1\u202f234\u2009567", iso3="KAZ\u200b"), "indicators"
    ).frame
    assert frame["value"].to_list() == [1234, 7, 1234567]
    assert set(frame["iso3"]) == {"KAZ"}


@pytest.mark.parametrize("sign", ["\x07", "\x1b[31m", "\u202e", "\u2067", "\x00", "\x85", "\x7f"])
def test_signs_that_nobody_sees_do_not_come_into_a_text(sign):
    rows = days("2024-05-01").assign(name=f"Visit{sign}paid", note=f"a{sign}b")
    report = check_records(rows, "meetings")
    assert list(report.faults["column"]) == ["name", "note"]
    assert f"U+{ord(sign[0]):04X}" in told(report)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!DOCTYPE html><html><table><tr><td>meeting_id</td></tr></table>", "a page of the web"),
        ('[{"meeting_id": "a", "name": "b"}]', "JSON"),
        ('{"meetings": []}', "JSON"),
        ("<?xml version='1.0'?><meetings/>", "XML"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n", "Git LFS"),
        (f"<<<<<<< HEAD\n{MEETINGS}=======\n", "merge"),
        (MEETINGS.replace(",", ":") + "a:b:c:d:e:f:g\n", "parted by commas"),
        (MEETINGS.replace(",", "^"), "parted by commas"),
        (MEETINGS.replace(",", "   ") + "a   b\n", "parted by commas"),
        (f'"{MEETINGS.strip()}"\n"a,b,c,d,e,f,g"\n', "quotes stand around single cells"),
    ],
)
def test_a_file_that_is_no_table_is_told_in_one_fault(text, said, tmp_path):
    path = tmp_path / "m.csv"
    path.write_text(text, encoding="utf-8")
    report = check_records(path, "meetings")
    assert len(report.faults) == 1
    assert said in told(report)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"PK\x03\x04rest", "a workbook or an archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old workbook"),
        (b"\x1f\x8b\x08\x00", "a packed file"),
        (b"PAR1....PAR1", "a Parquet file"),
        (b"%PDF-1.7", "a PDF"),
    ],
)
def test_a_file_with_the_name_of_another_kind_is_named(start, said, tmp_path):
    path = tmp_path / "m.csv"
    path.write_bytes(start)
    assert said in told(check_records(path, "meetings"))


@pytest.mark.parametrize(
    ("source", "options", "error", "said"),
    [
        ("https://example.org/m.csv", {}, ValueError, "an address"),
        (MEETINGS + "a,b\n", {}, ValueError, "is no path"),
        ("x" * 5000, {}, ValueError, "is no path"),
        (series(1.0), {"header": 3}, ValueError, "`header` is for a file"),
        (series(1.0), {"sheet": "Data"}, ValueError, "`sheet` is for a workbook"),
        (series(1.0), {"encoding": "cp1251"}, ValueError, "`encoding` is for a file"),
        (series(1.0), {"constants": ["t"]}, TypeError, "`constants` must be a mapping"),
        (series(1.0), {"codes": ["names"]}, TypeError, "`codes` must be a mapping"),
        (series(1.0), {"codes": {"country": "names"}}, ValueError, "`codes` must be one of"),
    ],
)
def test_an_option_that_cannot_be_followed_is_not_passed_over(source, options, error, said):
    with pytest.raises(error, match=said):
        check_records(source, "indicators", **options)


def test_an_index_that_is_also_a_column_is_read_once():
    rows = series(1.0, 2.0)
    assert check_records(rows.set_index("iso3", drop=False), "indicators").ok
    both = rows.set_index(["iso3", "year"], drop=False).rename_axis(["iso3", "no"])
    assert check_records(both, "indicators").ok


@pytest.mark.parametrize("name", ["2002*", "2002 (est.)", "2002 г.", "2002p", "2002¹", "2002 [a]"])
def test_a_year_with_a_mark_among_years_is_not_left_behind(name):
    wide = pd.DataFrame({"iso3": ["KAZ"], "2000": [1.0], "2001": [2.0], name: [3.0]})
    how = {"wide": True, "constants": {"indicator_id": "apples", "unit": "t"}}
    report = check_records(wide, "indicators", **how)
    assert "2002 if it holds that year" in told(report)
    read = check_records(wide, "indicators", columns={name: "2002"}, **how).frame
    assert read["value"].to_list() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"refYear": 2024, "freqCode": "M"}, "freqCode M"),
        ({"period": "202406"}, "the month 202406"),
        ({"period": 202406.0}, "the month 202406"),
    ],
)
def test_a_month_of_trade_is_no_year(columns, said):
    rows = {"reporterISO": "KAZ", "partnerISO": "CHN", "flowCode": "X", "primaryValue": 5.0}
    report = check_records(pd.DataFrame([rows | columns]), "trade", layout="comtrade")
    assert not report.ok
    assert said in told(report)


def test_years_of_trade_are_read():
    rows = {"reporterISO": "KAZ", "partnerISO": "CHN", "flowCode": "X", "primaryValue": 5.0}
    rows |= {"refYear": 2024, "freqCode": "A"}
    frame = check_records(pd.DataFrame([rows]), "trade", layout="comtrade").frame
    assert frame["year"].to_list() == [2024]


@pytest.fixture
def sheet():
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(SERIES.strip().split(","))
    book.active.append(["apples", "KAZ", 2020, 5300, "t"])
    return book


def read(book, tmp_path, **options):
    book.save(tmp_path / "book.xlsx")
    return check_records(tmp_path / "book.xlsx", "indicators", **options)


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (5300, '0" bn"', "5300 bn"),
        (5300, '0.0" млн"', "5300 млн"),
        (5300, '0"k"', "5300 k"),
        (5300, ";;;", "nothing"),
        (0, '0;0;"n/a"', "'n/a'"),
        (5300, "-0;0", "-5300"),
        (5300, '"secret"', None),
        (5300, '0" t"', None),
        (0, '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', None),
        (-5300, "0;[Red]-0", None),
        (5.5, "# ?/?", None),
        (5300, "#,##0.00", None),
    ],
)
def test_a_cell_that_shows_another_number_asks(value, number_format, shown, sheet, tmp_path):
    sheet.active["D2"] = value
    sheet.active["D2"].number_format = number_format
    report = read(sheet, tmp_path)
    if shown is None:
        assert report.frame["value"].to_list() == [value]
    else:
        assert f"shows {shown} and holds {value}" in told(report)


def test_a_raised_digit_in_a_cell_is_a_mark_and_no_decimal(sheet, tmp_path):
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    raised = TextBlock(InlineFont(vertAlign="superscript"), "2")
    sheet.active["D2"] = CellRichText("5.3", raised)
    assert "write 5.3" in told(read(sheet, tmp_path))
    sheet.active["D2"] = 5.3
    sheet.active["B2"] = CellRichText("KAZ", raised)
    assert "KAZ²" in told(read(sheet, tmp_path))
    sheet.active["B2"] = CellRichText(TextBlock(InlineFont(b=True), "KAZ"))
    assert read(sheet, tmp_path).ok


def test_comments_and_struck_out_cells_are_told(sheet, tmp_path):
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    sheet.active["D2"].comment = Comment("provisional, do not cite", "author")
    sheet.active["D2"].font = Font(strike=True)
    notes = " ".join(read(sheet, tmp_path).notes)
    assert "D2: 'provisional, do not cite'" in notes
    assert "struck out are read too, such as D2" in notes


def test_a_table_set_to_the_right_is_read(sheet, tmp_path):
    sheet.active.move_range("A1:E2", rows=3, cols=2)
    assert read(sheet, tmp_path).frame["value"].to_list() == [5300]
    sheet.active["A5"] = dt.date(2024, 5, 1)  # a value without a name
    assert "write a name above column 1" in told(read(sheet, tmp_path))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Қазақстан Республикасы", "KAZ"),
        ("Oʻzbekiston Respublikasi", "UZB"),
        ("Ҷумҳурии Тоҷикистон", "TJK"),
        ("Kasachstan", "KAZ"),
        ("Ouzbékistan", "UZB"),
        ("哈萨克斯坦", "KAZ"),
        ("카자흐스탄", "KAZ"),
        ("Gambia, The", "GMB"),
        ("Saint Lucia", "LCA"),
    ],
)
def test_names_of_states_are_read_in_more_languages_and_as_republics(written, code):
    assert read_indicators(series(1, iso3=written), codes="names")["iso3"].to_list() == [code]


def test_no_name_of_a_state_means_another_one_in_another_language():
    from babel import Locale

    from ca_summit.tables import read_table
    from ca_summit.tables.states import _LANGUAGES, named

    codes = read_table("country_codes").set_index("iso2")["iso3"]
    for language in _LANGUAGES:
        for place, name in Locale.parse(language).territories.items():
            if place in codes.index and place != "EU":
                assert codes[place] in named(name), (language, name)


def test_one_year_in_a_column_becomes_rows_too():
    own = {"indicator_id": ["apples"], "iso3": ["KAZ"], "unit": ["t"], "2020": [1.5]}
    assert read_indicators(own, wide=True)["year"].to_list() == [2020]


@pytest.mark.parametrize(
    ("day", "status", "refused"),
    [
        ("2025-10-01", "attended", True),
        ("2025-10-01", "absent", True),
        ("2025-10-01", "confirmed", False),
        ("2025-11-06", "attended", False),
    ],
)
def test_nobody_has_come_before_a_meeting(day, status, refused):
    own = pd.DataFrame(
        {
            "meeting_id": ["c5-plus-1-2025-washington"],
            "actor_iso3": ["UZB"],
            "status": [status],
            "known_on": [day],
        }
    )
    faults = check_records(own, "attendance").faults
    assert faults["column"].to_list() == (["known_on"] if refused else [])


def test_nobody_has_come_before_a_meeting_of_ones_own():
    meetings = read_meetings(
        {
            "meeting_id": ["club"],
            "name": ["Club"],
            "format": ["bilateral"],
            "level": ["ministers"],
            "start_date": ["2025-05-02"],
            "counterpart": ["CHN"],
            "status": ["held"],
        }
    )
    own = {"meeting_id": ["club"], "actor_iso3": ["KAZ"], "status": ["attended"]}
    faults = check_records({**own, "known_on": ["2025-05-01"]}, meetings=meetings).faults
    assert "not before the meeting, 2025-05-02" in faults["expected"].item()
    assert check_records({**own, "known_on": ["2025-05-02"]}, meetings=meetings).ok


@pytest.mark.parametrize("theirs", ["Exports, mln USD", "exports_bn_usd", "Экспорт, тыс. долл."])
def test_a_column_of_millions_is_no_column_of_dollars(theirs):
    own = {"area": ["KAZ"], "partner": ["CHN"], "year": [2024], theirs: [15000]}
    report = check_records(own, "trade", columns={theirs: "exports_usd"})
    assert report.faults["expected"].to_list() == ["whole US dollars"]


def test_a_word_of_scale_in_the_name_of_a_column_belongs_into_the_unit():
    own = {"indicator_id": ["apples"], "iso3": ["KAZ"], "year": [2020], "Value (thousand)": [3]}
    how = {"columns": {"Value (thousand)": "value"}}
    assert not check_records(own, "indicators", **how, constants={"unit": "tonnes"}).ok
    assert check_records(own, "indicators", **how, constants={"unit": "thousand tonnes"}).ok


def test_degrees_with_a_letter_are_no_number_with_a_remark():
    own = {"place_id": ["s"], "name": ["S"], "country_iso3": ["ARG"], "kind": ["city"]}
    faults = check_records({**own, "latitude": ["34.6S"], "longitude": ["58.38W"]}).faults
    assert all("with a minus" in mend for mend in faults["mend"])


@pytest.mark.parametrize(
    "written",
    ["5 May 2025", "05-May-2025", "May 5, 2025", "5 мая 2025 г.", "5 мая 2025", "5th May 2025"],
)
def test_a_day_whose_month_is_a_word_is_read(written):
    assert check_records(days(written), "meetings").frame["start_date"].item() == pd.Timestamp(
        "2025-05-05"
    )


@pytest.mark.parametrize("written", ["31 June 2025", "5 Mayor 2025", "5 ma 2025", "45 May 2025"])
def test_words_that_are_no_day_of_a_month_are_refused(written):
    assert check_records(days(written), "meetings").faults["column"].to_list() == ["start_date"]


@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_goes_by_its_name_and_by_its_first_letters(month):
    expected = pd.Timestamp(2025, month, 5)
    for form in ("%d %B %Y", "%d-%b-%Y", "%B %d, %Y"):
        found = check_records(days(f"{expected:{form}}"), "meetings").frame["start_date"]
        assert found.item() == expected


def test_billions_in_a_column_of_scale_stand_in_the_unit():
    own = series(225.5, 15.0, indicator_id=["gdp", "inflation"], Scale=["Billions", None])
    own["unit"] = ["U.S. dollars", "Percent change"]
    report = check_records(own, "indicators")
    assert report.frame["unit"].to_list() == ["U.S. dollars (Billions)", "Percent change"]
    assert any("`Scale` was put into the unit" in note for note in report.notes)


def test_a_constant_fills_what_a_layout_left_empty(tmp_path):
    path = tmp_path / "bank.csv"
    path.write_text(
        "Country Name,Country Code,Series Name,Series Code,2021,2022\n"
        'Kazakhstan,KAZ,"Population, total",SP.POP.TOTL,19000000,19621972\n'
        "Kazakhstan,KAZ,GDP (current US$),NY.GDP,1,2\n"
        "Data from database: World Development Indicators,,,,,\n",
        encoding="utf-8",
    )
    assert not check_records(path, layout="world_bank").ok
    report = check_records(path, layout="world_bank", constants={"unit": "people"})
    assert report.frame["unit"].to_list() == ["people"] * 2 + ["current US$"] * 2


@pytest.mark.parametrize(
    ("remark", "left_out"),
    [
        ("Source: Agency of Statistics", True),
        ("\nПримечание: оценка", True),
        ("© IMF, 2026", True),
        ("apples", False),
        ("Total,,,4", False),
    ],
)
def test_a_remark_below_a_table_is_left_out_and_half_a_record_is_not(remark, left_out, tmp_path):
    path = tmp_path / "apples.csv"
    path.write_text(f"{SERIES}apples,KAZ,2020,1.5,t\n{remark.replace(', ', ' ')}\n", "utf-8")
    report = check_records(path, "indicators")
    assert report.ok == left_out
    assert report.total == 2
    assert report.read + report.refused + report.left_out == 2


@pytest.mark.parametrize("year", ["YR2022", "2022 [YR2022]", "X2022"])
def test_a_year_in_a_cell_is_read_as_in_the_name_of_a_column(year):
    assert check_records(series(1, year=year)).frame["year"].to_list() == [2022]
