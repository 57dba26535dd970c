"""A class checks the claims of its own article by the same tables, and faults are told in words."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.cli import main

GUIDES = [Path(__file__).parents[1] / "docs" / f"classroom{end}.md" for end in ("", ".ru")]
FIVE = "country = KAZ|KGZ|TJK|TKM|UZB"


def claim(**told):
    row = {"claim": "x", "table": "countries", "quantity": "sum of area_km2", "rows": FIVE}
    return pd.DataFrame(
        [{**row, "comparison": "about", "value": 4_000_000, "tolerance": "2 %", **told}]
    )


def checked(**told):
    return ca.check_claims(claim(**told)).iloc[0]


def test_a_sum_is_checked_with_its_figure_and_its_sources():
    row = checked()
    assert row["verdict"] == "supported"
    assert row["figures"]["found"] == ca.load_countries()["area_km2"].sum()
    assert row["sources"]
    assert row["rows_used"] == 5


def test_the_verdict_follows_the_table_and_says_at_which_figure_it_turns():
    half = ca.load_countries().assign(area_km2=lambda t: t["area_km2"] // 2)
    row = ca.check_claims(claim(), data={"countries": half}).iloc[0]
    assert row["verdict"] == "not supported"
    assert "between 3,920,000 and 4,080,000" in row["would_change"]
    assert "away" in checked()["would_change"]


@pytest.mark.parametrize(
    ("comparison", "value", "verdict"),
    [
        ("more than", 4_000_000, "supported"),
        ("more than", "5 million", "not supported"),
        ("at least", 4_004_451, "supported"),
        ("more than", 4_004_451, "not supported"),
        ("less than", 4_004_451, "not supported"),
        ("at most", 4_004_451, "supported"),
        ("=", 4_004_451, "supported"),
        ("=", 4_004_450, "not supported"),
        ("between", "3.9 million and 4.1 million", "supported"),
        ("between", "1 to 2", "not supported"),
    ],
)
def test_comparisons_are_exact_at_their_edges(comparison, value, verdict):
    assert ca.load_countries()["area_km2"].sum() == 4_004_451
    assert checked(comparison=comparison, value=value, tolerance="")["verdict"] == verdict


def test_one_figure_divided_by_another():
    row = checked(
        rows="country = Kazakhstan",
        against="country = Kyrgyzstan",
        quantity="area_km2",
        comparison="more than",
        value=10,
        tolerance="",
    )
    assert row["verdict"] == "supported"
    area = ca.load_countries().set_index("iso3")["area_km2"]
    assert row["figures"]["found"] == pytest.approx(area["KAZ"] / area["KGZ"], rel=1e-5)


def test_only_what_was_known_that_day_counts():
    told = {
        "table": "meetings",
        "rows": "meeting_id = c5-plus-1-2025-washington; status = held",
        "quantity": "rows",
        "comparison": "=",
        "value": 1,
        "tolerance": "",
    }
    assert checked(**told)["verdict"] == "supported"
    assert checked(**told, as_of="2025-10-27")["verdict"] == "not supported"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (
            {"table": "trade_partners", "rows": "year = 2015", "quantity": "sum of total_usd"},
            "differ in series",
        ),
        ({"rows": "country = Kazakhstan; area_km2 < 5"}, "no row"),
        ({"rows": FIVE, "quantity": "area_km2"}, "5 rows answer"),
        (
            {"table": "migrant_stock", "rows": "year = 2020", "quantity": "sum of migrants"},
            "totals beside their parts",
        ),
    ],
)
def test_what_the_rows_cannot_carry_is_not_checkable(told, why):
    row = checked(**told)
    assert row["verdict"] == "not checkable"
    assert why in row["explanation"]


def test_missing_is_not_zero():
    gaps = ca.load_countries()
    gaps.loc[gaps["iso3"].eq("UZB"), "area_km2"] = pd.NA
    row = ca.check_claims(claim(), data={"countries": gaps}).iloc[0]
    assert row["verdict"] == "not checkable"
    assert "missing is not zero" in row["explanation"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"comparison": "abuot"}, "Did you mean 'about'"),
        ({"table": "contries"}, "Did you mean 'countries'"),
        ({"quantity": "sum of area"}, "Did you mean 'area_km2'"),
        ({"quantity": "sum of name"}, "holds words"),
        ({"rows": "contry = Kazakhstan"}, "Did you mean 'country'"),
        ({"rows": "country = Kazahkstan"}, "Kazakhstan"),
        ({"rows": "Kazakhstan"}, "must be like"),
        ({"value": "many"}, "not a number"),
        ({"value": ""}, "'value' is empty"),
        ({"value": "5 and 4", "comparison": "between"}, "smaller number first"),
        ({"tolerance": ""}, "needs a `tolerance`"),
        ({"tolerance": -1}, "must not be negative"),
        ({"as_of": "27.10.2025"}, "no date of knowledge"),
        (
            {"as_of": "27.10.2025", "table": "meetings", "quantity": "rows", "rows": ""},
            "YYYY-MM-DD",
        ),
    ],
)
def test_a_fault_is_told_with_the_number_of_the_claim(told, said):
    table = pd.concat([claim(), claim(**told)], ignore_index=True)
    with pytest.raises(ValueError, match="claim 2") as fault:
        ca.check_claims(table)
    assert said in str(fault.value)
    assert "claim 1" not in str(fault.value)


def test_every_fault_of_the_table_is_told_at_once():
    table = pd.concat([claim(value="x"), claim(table="y"), claim()], ignore_index=True)
    with pytest.raises(ValueError, match="3 parts") as fault:
        ca.check_claims(table.assign(tolrance=1))
    assert "tolrance" in str(fault.value)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_the_example_of_the_guide_is_checked_from_its_file(guide, tmp_path, capsys):
    found = re.search(r"<!-- article.*?```text\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)
    file = tmp_path / "article.csv"
    file.write_text(found[1], encoding="utf-8")
    rows = ca.check_claims(ca.read_article(file))
    assert list(rows["verdict"]) == ["supported", "supported", "supported", "not supported"]
    assert len(ca.figure_data(ca.plot_claims(rows))) == 4
    assert main(["claims", str(file)]) == 0
    printed = capsys.readouterr().out
    assert printed.count("supported ") >= 4
    assert "would" in printed


def test_a_file_that_is_none_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file"):
        ca.read_article(tmp_path / "none.csv")
    broken = tmp_path / "broken.csv"
    broken.write_text('a,b\n1,2,3,4\n"', encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.csv cannot be read"):
        ca.read_article(broken)
    with pytest.raises(TypeError, match=r"needs the path .* got DataFrame.*check_claims\(\)"):
        ca.read_article(pd.DataFrame({"claim": ["One"]}))


def test_a_workbook_tells_the_same(tmp_path):
    file = tmp_path / "article.xlsx"
    pytest.importorskip("openpyxl")
    claim().to_excel(file, index=False)
    assert ca.check_claims(ca.read_article(file))["verdict"].to_list() == ["supported"]
    text = io.StringIO(claim().to_csv(index=False))
    assert ca.check_claims(pd.read_csv(text))["verdict"].to_list() == ["supported"]
