"""No claim of one's own is supported by accident: odd tables are refused or not checkable."""

from __future__ import annotations

import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.cli import main

HEADER = "claim,table,rows,quantity,comparison,value,tolerance,against,as_of"
PEOPLE = "indicator = population; country = Kazakhstan"
SUMMITS = "format = c5_plus_1; level = heads_of_state"


def checked(**told):
    row = {"claim": "x", "table": "indicators", "rows": f"{PEOPLE}; year = 2020"}
    row |= {"quantity": "value", "comparison": "more than", "value": 1}
    return ca.check_claims(pd.DataFrame([{**row, **told}])).iloc[0]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        # sums of what does not add up
        ({"quantity": "sum of value", "rows": PEOPLE}, "hold 35 years"),
        ({"quantity": "mean of value", "rows": PEOPLE}, "hold 35 years"),
        (
            {"quantity": "sum of value", "rows": f"{PEOPLE}; year >= 2020"},
            "counted several times",
        ),
        (
            {
                "quantity": "sum of value",
                "rows": "indicator = life_expectancy; year = 2020; country = KAZ|UZB",
            },
            "do not add up",
        ),
        ({"quantity": "sum of year", "rows": f"{PEOPLE}; year = 2020"}, "do not add up"),
        (
            {"table": "countries", "rows": "", "quantity": "sum of capital_latitude"},
            "do not add up",
        ),
        (
            {
                "table": "vdem",
                "rows": "index_id = v2x_polyarchy; year = 2020; country = KAZ|UZB",
                "value": 0.1,
            }
            | {"quantity": "sum of low"},
            "do not add up",
        ),
        # what is planned, forecast or claimed beside facts
        ({"table": "meetings", "rows": "year = 2025", "quantity": "rows"}, "differ in status"),
        ({"table": "deposits", "rows": "country = KAZ", "quantity": "rows"}, "differ in status"),
        (
            {"table": "region_population", "rows": "year >= 2020", "quantity": "largest kaz"},
            "differ in is_projection",
        ),
        (
            {
                "table": "corridor_volumes",
                "rows": "corridor = TITR / Middle Corridor; unit = t; year >= 2025",
                "quantity": "largest volume",
            },
            "differ in value_kind",
        ),
        # figures that cannot be compared
        (
            {"against": "indicator = gdp_usd; country = Kazakhstan; year = 2020", "value": 0.001}
            | {"comparison": "less than"},
            "different units",
        ),
        ({"value": "20 %"}, "percent"),
        ({"value": "2 million", "against": f"{PEOPLE}; year = 2010"}, "how many times"),
        (
            {
                "table": "resources",
                "rows": "commodity = coal; country = KAZ; measure = production",
                "quantity": "latest value",
                "comparison": "less than",
                "value": "200 million",
            },
            "million_tonnes already",
        ),
        # nothing there
        (
            {
                "table": "meetings",
                "rows": f"{SUMMITS}; status = held; year = 2019",
                "quantity": "rows",
                "comparison": "at most",
                "value": 3,
            },
            "hold no such row",
        ),
        (
            {
                "table": "meetings",
                "rows": f"{SUMMITS}; status = held",
                "quantity": "rows",
                "comparison": "less than",
                "value": 3,
                "as_of": "1990-01-01",
            },
            "hold no such row",
        ),
    ],
)
def test_what_would_be_supported_by_accident_is_not_checkable(told, why):
    row = checked(**told)
    assert row["verdict"] == "not checkable", row["explanation"]
    assert why in row["explanation"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"as_of": "2999-01-01"}, "future"),
        ({"as_of": "9999-12-31"}, "future"),
        ({"comparison": "about", "value": 5, "tolerance": "300 %"}, "smaller than the value"),
        ({"comparison": "about", "value": 5, "tolerance": 5}, "smaller than the value"),
        ({"value": 10, "tolerance": "100 million"}, "smaller than the value"),
        ({"comparison": "between", "value": "2 and 3", "tolerance": 9}, "smaller than the value"),
        ({"value": "38.000"}, "38000 if the sign parts thousands, or 38 "),
        ({"value": "1,250"}, "1250 if the sign parts thousands, or 1.25 "),
        ({"value": "7.500 million"}, "7500 if the sign parts thousands, or 7.5 "),
        ({"comparison": "between", "value": "1.000 and 2.000"}, "parts thousands"),
        ({"value": "1,234,567"}, "not a number"),
        ({"value": "inf"}, "not a number"),
        ({"value": "NaN"}, "not a number"),
        ({"rows": "country = |"}, "names no value"),
        ({"rows": "country != |"}, "names no value"),
        ({"rows": "year = |"}, "names no value"),
    ],
)
def test_a_row_that_reads_in_two_ways_or_says_nothing_is_refused(told, said):
    with pytest.raises(ValueError, match="claim 1") as fault:
        checked(**told)
    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("value", "comparison", "verdict"),
    [
        ("60 %", "less than", "supported"),  # 18.9 against 34.2 million: 58 per cent
        ("50 %", "less than", "not supported"),
        ("0.6", "less than", "supported"),
        ("0,6", "≤", "supported"),
        ("58,1 %", "≈", "supported"),
        ("50% and 60%", "between", "supported"),
        ("5 and 60", "between", "not supported"),
    ],
)
def test_percent_of_another_figure_is_a_hundredth(value, comparison, verdict):
    row = checked(
        value=value,
        comparison=comparison,
        tolerance="2 %" if comparison == "≈" else "",
        against="indicator = population; country = Uzbekistan; year = 2020",
    )
    people = ca.load_indicators("population", year=2020).set_index("iso3")["value"]
    assert row["figures"]["found"] == pytest.approx(people["KAZ"] / people["UZB"], rel=1e-5)
    assert row["verdict"] == verdict


def test_the_latest_figures_of_two_states_are_of_one_year():
    own = ca.load_indicators()
    late = own["indicator_id"].eq("population") & own["iso3"].eq("UZB") & own["year"].ge(2023)
    claim = {"claim": "x", "table": "indicators", "rows": PEOPLE, "quantity": "latest value"}
    claim |= {"comparison": "less than", "value": 1}
    claim |= {"against": "indicator = population; country = Uzbekistan"}
    whole = ca.check_claims(pd.DataFrame([claim])).iloc[0]
    assert whole["verdict"] == "supported"
    cut = ca.check_claims(pd.DataFrame([claim]), data={"indicators": own[~late]}).iloc[0]
    assert cut["verdict"] == "not checkable"
    assert "of 2022; name one year" in cut["explanation"]


def test_an_empty_cell_is_neither_this_nor_another():
    rows = ca.load_meetings()
    known = rows["status"].eq("held") & rows["city"].notna() & rows["city"].ne("Astana")
    claim = {"claim": "x", "table": "meetings", "rows": "status = held; city != Astana"}
    claim |= {"quantity": "rows", "comparison": "=", "value": 1}
    found = ca.check_claims(pd.DataFrame([claim])).iloc[0]["figures"]["found"]
    assert rows["city"].isna().any()
    assert found == known.sum()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            {
                "table": "region_population",
                "rows": "series_id = un_wpp; year = 2050",
                "quantity": "kaz",
            },
            "a projection, no count",
        ),
        (
            {
                "table": "corridor_volumes",
                "rows": "value_kind = forecast; unit = t",
                "quantity": "largest volume",
            },
            "a forecast",
        ),
    ],
)
def test_a_forecast_is_said_to_be_one(told, said):
    row = checked(**told)
    assert said in row["weakness"]
    assert said in row["explanation"]


CLAIM = (
    "Many people,indicators,indicator = population; country = KAZ; year = 2020,value,>,5 million"
)


@pytest.mark.parametrize(
    "data",
    [
        f"{HEADER}\n{CLAIM},,,\n".encode(),
        f"\ufeff{HEADER}\r\n{CLAIM},,,\r\n\r\n".encode(),
        f"{HEADER}\n{CLAIM},,,\n".encode("utf-16"),
        f"{HEADER}\n{CLAIM},,,\n".replace(",", "\t").encode(),
        f"{HEADER};\n{CLAIM};;;;\n".replace("; c", "| c")
        .replace("; y", "| y")
        .replace(",", ";")
        .replace("population| country = KAZ| year = 2020", '"population; country = KAZ"')
        .replace('indicator = "', '"indicator = ')
        .replace(">;5", ">;5")
        .replace('KAZ"', 'KAZ; year = 2020"')
        .encode(),
        f"{HEADER},,\n{CLAIM},,,,,\n".encode(),
        f"{HEADER}\n".encode() + f"Людей в Казахстане много{CLAIM[11:]},,,\n".encode("cp1251"),
    ],
    ids=["plain", "bom", "utf-16", "tabs", "semicolons", "commas behind", "cp1251"],
)
def test_an_article_is_read_in_the_forms_that_spreadsheets_write(data, tmp_path):
    file = tmp_path / "article.csv"
    file.write_bytes(data)
    row = ca.check_claims(ca.read_article(file)).iloc[0]
    assert row["verdict"] == "supported"
    assert row["claim"] in {"Many people", "Людей в Казахстане много"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEADER}\n{CLAIM}\n", "line 2"),
        (f"{HEADER}\n{CLAIM},,,,x\n", "line 2"),
        (f"{HEADER},value\n{CLAIM},,,,7\n", "value"),
        (f"{HEADER}\n", "holds no claim"),
        ("", "empty"),
        (f'{HEADER}\n"Open{CLAIM},,,\n{CLAIM},,,\n', "quote"),
        ("claim,table,rows\nx,indicators,\n", "needs column(s) ['quantity'"),
        ("indicator_id,iso3\na,KAZ\n", "needs column(s) ['claim'"),
    ],
)
def test_a_file_of_claims_that_is_none_is_told_with_its_place(text, said, tmp_path, capsys):
    file = tmp_path / "article.csv"
    file.write_text(text, encoding="utf-8")
    assert main(["claims", str(file)]) == 1
    assert said in capsys.readouterr().err


def test_a_percent_cell_of_a_workbook_is_no_hundredth(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER.split(","))
    sheet.append(["x", "countries", "country = KAZ", "area_km2", "about", 2_700_000, 0.05])
    sheet["G2"].number_format = "0%"
    book.save(tmp_path / "article.xlsx")
    with pytest.raises(ValueError, match=r"shows 5% and holds 0\.05"):
        ca.read_article(tmp_path / "article.xlsx")
