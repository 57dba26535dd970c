"""Headings in other letters and series as offices publish them: read right, or refused in words."""

from __future__ import annotations

import pandas as pd
import pytest

from ca_summit.records import (
    check_file,
    check_records,
    read_indicators,
    read_meetings,
    read_places,
)
from ca_summit.records.headings import disagreeing_names

SERIES = ["indicator_id", "iso3", "year", "value", "unit"]
MEETING = {
    "meeting_id": "m",
    "name": "Talks",
    "format": "bilateral",
    "level": "heads_of_state",
    "start_date": "2024-03-14",
    "counterpart": "USA",
    "status": "held",
}


def written(tmp_path, text, name="own.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def rows_of(frame, *columns):
    return frame[list(columns or SERIES)].astype("object").to_numpy().tolist()


def adds_up(report):
    return report.read + report.refused + report.left_out == report.total


@pytest.mark.parametrize(
    "write",
    [
        lambda name: name.replace("_", " ").title(),
        lambda name: name.replace("_", "-").upper(),
        lambda name: f"  {name}\u00a0 ",
        lambda name: "\ufeff" + name.replace("_", " "),
        lambda name: "".join(part.title() for part in name.split("_")),
        lambda name: name.replace("_", "."),
        lambda name: name.replace("_", "\u200b_"),
    ],
)
def test_names_of_columns_in_other_letters_are_ours(write, tmp_path):
    frame = pd.DataFrame([MEETING]).rename(columns=write)
    expected = read_meetings(pd.DataFrame([MEETING]))
    pd.testing.assert_frame_equal(read_meetings(frame), expected)
    text = frame.to_csv(index=False)
    pd.testing.assert_frame_equal(read_meetings(written(tmp_path, text)), expected)
    renamed = [note for note in check_records(frame).notes if "by their names" in note]
    assert renamed or set(map(str.strip, frame.columns)) == set(MEETING)


@pytest.mark.parametrize(
    ("names", "state"),
    [
        (["Indicator Code", "Country Code", "Year", "Value", "Unit"], "KAZ"),
        (["Series Code", "ISO3", "TIME_PERIOD", "OBS_VALUE", "Unit Measure"], "KAZ"),
        (["Indicator", "Country Name", "year", "VALUE", "Units"], "Қазақстан"),
        (
            ["Indicator Name", "Country", "Year", "Value", "Unit of measure"],
            "Republic of Kazakhstan",
        ),
    ],
)
def test_usual_other_names_of_columns_are_read(names, state):
    read = read_indicators(pd.DataFrame([["x", state, 2020, 1.5, "t"]], columns=names))
    assert rows_of(read) == [["x", "KAZ", 2020, 1.5, "t"]]


def test_a_name_of_ours_as_it_is_wins_and_the_other_column_stays_the_users():
    frame = pd.DataFrame([["x", "KAZ", "UZB", 2020, 1.5, "t"]])
    frame.columns = ["indicator_id", "iso3", "Country Code", "year", "value", "unit"]
    read = read_indicators(frame)
    assert read["iso3"].to_list() == ["KAZ"]
    assert read["Country Code"].to_list() == ["UZB"]


def test_two_columns_that_say_the_same_are_asked_about():
    frame = pd.DataFrame([["x", "KAZ", 2020, 2021, 1.5, "t"]])
    frame.columns = ["indicator_id", "iso3", "Year", "YEAR", "value", "unit"]
    report = check_records(frame)
    assert report.faults["column"].to_list() == ["year"]
    assert "'Year' and 'YEAR'" in report.faults["value"].iloc[0]
    assert read_indicators(frame, columns={"YEAR": "year"})["year"].to_list() == [2021]


def test_a_code_beside_the_name_of_another_state_is_refused():
    frame = pd.DataFrame({"Country Name": ["Kazakhstan", "Kyrgyzstan"], "iso3": ["KAZ", "KAZ"]})
    frame = frame.assign(indicator_id="x", year=[2020, 2021], value=1.5, unit="t")
    fault = check_records(frame).faults
    assert fault["row"].to_list() == [1]
    assert "write KGZ" in fault["mend"].iloc[0]
    shared = pd.DataFrame({"iso3": ["PRK"], "country": ["Korea"]})
    assert not disagreeing_names("indicators", shared, [0]), "a name that two states share"


def test_places_take_short_names_of_coordinates():
    frame = pd.DataFrame({"Place ID": ["p"], "Name": ["P"], "Country": ["Kazakhstan"]})
    read = read_places(frame.assign(Lat=43.24, Lon=76.89, Kind="city"))
    assert rows_of(read, "country_iso3", "latitude", "longitude") == [["KAZ", 43.24, 76.89]]


OWID = "Entity,Code,Year,Life expectancy\nKazakhstan,KAZ,2020,71.5\nWorld,OWID_WRL,2020,72\n"


def test_our_world_in_data_is_read_once_its_unit_is_said(tmp_path):
    text = OWID + "Kosovo,OWID_KOS,2020,70\nAsia,,2020,73\nUzbekistan,UZB,2020,\n"
    path = written(tmp_path, text)
    asked = check_file(path)
    assert asked.faults["column"].to_list() == ["unit"]
    assert "constants={'unit'" in asked.faults["mend"].iloc[0]
    report = check_file(path, constants={"unit": "years"})
    assert rows_of(report.frame) == [
        ["Life expectancy", "KAZ", 2020, 71.5, "years"],
        ["Life expectancy", "WLD", 2020, 72.0, "years"],
    ]
    assert (report.total, report.read, report.left_out) == (5, 2, 3)
    own = read_indicators(path, constants={"unit": "years", "indicator_id": "life"})
    assert set(own["indicator_id"]) == {"life"}


def test_a_unit_in_brackets_is_the_unit_of_our_world_in_data(tmp_path):
    text = OWID.replace("Life expectancy", "Life expectancy (years)").replace("World", "world")
    assert set(read_indicators(written(tmp_path, text))["unit"]) == {"years"}


def test_several_columns_of_values_are_asked_about(tmp_path):
    path = written(tmp_path, "Entity,Code,Year,Men,Women,Region\nKazakhstan,KAZ,2020,67,75,Asia\n")
    fault = check_file(path).faults.iloc[0]
    assert "2 columns of numbers: 'Men', 'Women'" in fault["value"]
    fixed = {"unit": "years", "indicator_id": "men"}
    read = read_indicators(path, columns={"Men": "value"}, constants=fixed)
    assert read["value"].to_list() == [67.0]


def test_days_of_our_world_in_data_are_no_years(tmp_path):
    path = written(tmp_path, "Entity,Code,Day,Cases\nKazakhstan,KAZ,2020-03-01,7\n")
    assert "days in 'Day'" in check_file(path).faults["value"].iloc[0]


def test_a_download_of_the_world_bank_is_read_with_the_lines_above_it(tmp_path):
    text = (
        '\ufeff"Data Source","World Development Indicators",\n\n'
        '"Last Updated Date","2025-10-07",\n\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","2022","2023",\n'
        '"Kazakhstan","KAZ","GDP (current US$)","NY.GDP","225.5","..",\n'
        '"Arab World","ARB","GDP (current US$)","NY.GDP","1","2",\n'
    )
    report = check_file(written(tmp_path, text))
    assert rows_of(report.frame) == [["NY.GDP", "KAZ", 2022, 225.5, "current US$"]]
    assert (report.total, report.read, report.left_out) == (2, 1, 1)


SDMX = "DATAFLOW,LAST UPDATE,freq,unit,sex,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
FLOW = "ESTAT:DEMO(1.0),01/02/25 11:00:00,A,NR"


def test_sdmx_of_eurostat_is_read_with_its_codes_and_marks(tmp_path):
    text = (
        f"{SDMX}{FLOW},T,KZ,2020,1.5,e\n{FLOW},T,EL,2020,2.5,\n{FLOW},T,UK,2020,3.5,bp\n"
        f"{FLOW},T,UK,2021,,c\n{FLOW},T,KZ,2026,9,f\n{FLOW},T,EU27_2020,2020,4,\n"
    )
    report = check_file(written(tmp_path, text))
    assert rows_of(report.frame)[0] == ["demo", "KAZ", 2020, 1.5, "NR"]
    assert report.frame["note"].fillna("").to_list() == [
        "estimated",
        "",
        "break in the series, provisional",
    ]
    assert report.frame["iso3"].to_list() == ["KAZ", "GRC", "GBR"]
    assert (report.total, report.read, report.left_out) == (6, 3, 3)
    notes = " ".join(report.notes)
    assert "EL → GRC, UK → GBR" in notes
    assert "a forecast is no result" in notes
    assert "EU27_2020" in notes


def test_series_of_one_file_of_sdmx_stay_apart(tmp_path):
    text = f"{SDMX}{FLOW},F,KZ,2020,1,\n{FLOW},M,KZ,2020,2,\n"
    read = read_indicators(written(tmp_path, text))
    assert rows_of(read, "indicator_id", "value") == [["demo_F", 1.0], ["demo_M", 2.0]]


@pytest.mark.parametrize("time", ["2020-Q1", "2020-01", "2020-S2", "2020-W05"])
def test_parts_of_years_of_sdmx_are_refused(time, tmp_path):
    path = written(tmp_path, f"{SDMX}{FLOW},T,KZ,{time},1.5,\n")
    faults = check_file(path).faults
    assert f"parts of a year, such as {time}" in faults["value"].iloc[0]


def test_a_multiplier_of_sdmx_stands_in_the_unit(tmp_path):
    text = (
        "STRUCTURE_ID,REF_AREA,MEASURE,UNIT_MEASURE,UNIT_MULT,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
        "OECD.SDD:DF_GDP(1.0),KAZ,B1GQ,USD,6,2020,171082,A\n"
    )
    assert rows_of(read_indicators(written(tmp_path, text))) == [
        ["df_gdp", "KAZ", 2020, 171082.0, "USD (10^6)"]
    ]


def test_a_table_of_eurostat_with_tabs_is_read(tmp_path):
    text = (
        "freq,unit,na_item,geo\\TIME_PERIOD\t2020 \t2021 \n"
        "A,PC,GDP,KZ\t1.5 e\t: \nA,PC,GDP,EL\t2.0\t: c\nA,PC,GDP,EA20\t1\t2\n"
    )
    report = check_file(written(tmp_path, text, "own.tsv"))
    assert rows_of(report.frame) == [
        ["GDP", "KAZ", 2020, 1.5, "PC"],
        ["GDP", "GRC", 2020, 2.0, "PC"],
    ]
    assert report.frame["note"].iloc[0] == "estimated"
    assert adds_up(report)


def test_months_of_eurostat_with_tabs_are_refused(tmp_path):
    path = written(tmp_path, "freq,unit,geo\\TIME_PERIOD\t2020-01 \nM,PC,KZ\t1.5\n", "own.tsv")
    assert "yearly values" in check_file(path).faults["mend"].iloc[0]


def test_undata_is_read_without_its_footnotes(tmp_path):
    text = (
        '"Country or Area","Year","Value","Value Footnotes"\n"Kazakhstan","2020","18.7","1"\n'
        '"Central Asia","2020","75",""\n"Kyrgyzstan","2020","6.5",""\n'
        '"footnoteSeqID","Footnote"\n"1","Estimate."\n'
    )
    path = written(tmp_path, text)
    assert set(check_file(path).faults["column"]) == {"indicator_id", "unit"}
    report = check_file(path, constants={"indicator_id": "people", "unit": "million"})
    assert rows_of(report.frame, "iso3", "value") == [["KAZ", 18.7], ["KGZ", 6.5]]
    assert report.frame["note"].iloc[0] == "footnote 1"
    assert "Footnote 1: Estimate." in report.notes
    assert (report.total, report.read, report.left_out) == (5, 2, 3)


def test_variants_of_undata_are_not_mixed(tmp_path):
    rows = ["Kazakhstan,2020,Low,18", "Kazakhstan,2020,High,19"]
    text = "\n".join(["Country or Area,Year(s),Variant,Value", *rows])
    constants = {"unit": "million"}
    read = read_indicators(written(tmp_path, text), constants=constants)
    assert read["indicator_id"].to_list() == ["Low", "High"]
    with pytest.raises(ValueError, match="holds 2 values here: 'Low', 'High'"):
        read_indicators(
            written(tmp_path, text), constants={**constants, "indicator_id": "population"}
        )


IMF = "ISO\tWEO Subject Code\tCountry\tUnits\tScale\t2022\t2023\t2024\tEstimates Start After\n"


def test_estimates_of_the_monetary_fund_are_no_results_and_its_scale_stands_in_the_unit(tmp_path):
    text = (
        f"{IMF}KAZ\tNGDPD\tKazakhstan\tU.S. dollars\tBillions\t225.5\t262.6\t288.0\t2023\n"
        "UZB\tNGDPD\tUzbekistan\tU.S. dollars\tBillions\t90.1\tn/a\t5\t2022\n\n"
        "International Monetary Fund, World Economic Outlook Database, October 2024\n"
    )
    report = check_file(written(tmp_path, text, "own.tsv"))
    unit = "U.S. dollars (Billions)"
    assert rows_of(report.frame) == [
        ["NGDPD", "KAZ", 2022, 225.5, unit],
        ["NGDPD", "KAZ", 2023, 262.6, unit],
        ["NGDPD", "UZB", 2022, 90.1, unit],
    ]
    assert "2 value(s) behind the year" in " ".join(report.notes)
    assert adds_up(report)


def test_crops_of_faostat_are_read_with_unit_and_mark(tmp_path):
    text = (
        "Area Code,Area,Item,Element,Year,Unit,Value,Flag\n"
        "108,Kazakhstan,Wheat,Production,2020,t,5,A\n"
        "235,Uzbekistan,Wheat,Production,2020,t,6,E\n235,Uzbekistan,Rice,Production,2020,t,,M\n"
        "5300,Asia,Wheat,Production,2020,t,9,A\n"
    )
    report = check_file(written(tmp_path, text))
    assert rows_of(report.frame) == [
        ["Wheat production", "KAZ", 2020, 5.0, "t"],
        ["Wheat production", "UZB", 2020, 6.0, "t"],
    ]
    assert report.frame["note"].iloc[1] == "estimated value"
    assert (report.total, report.read, report.left_out) == (4, 2, 2)


def test_the_bulk_file_of_faostat_keeps_its_marks(tmp_path):
    text = "Area,Item,Element,Unit,Y2019,Y2019F,Y2020,Y2020F\nKazakhstan,Wheat,Yield,kg,1,A,2,E\n"
    read = read_indicators(written(tmp_path, text))
    assert read["value"].to_list() == [1.0, 2.0]
    assert read["note"].isna().to_list() == [True, False]


def test_a_layout_that_columns_show_is_named_among_the_notes(tmp_path):
    notes = check_file(written(tmp_path, OWID), constants={"unit": "years"}).notes
    assert any("layout='owid'" in note for note in notes)
