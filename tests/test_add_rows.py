"""New rows are held to the rules of the tests, and are written only when they keep them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """Copy what the command reads and writes."""
    folder = tmp_path_factory.mktemp("checkout")
    for part in ("data", "src", "tools", "tests/checks", "docs"):
        skip = shutil.ignore_patterns("__pycache__", "_site", "images")
        shutil.copytree(ROOT / part, folder / part, ignore=skip)
    return folder


def command(folder, *arguments):
    return subprocess.run(
        [sys.executable, "tools/add_rows.py", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONPATH": str(folder / "src"), "PYTHONUTF8": "1", "PATH": ""},
        check=False,
    )


def rows_of(folder, table):
    return pd.read_csv(folder / "data" / f"{table}.csv", dtype=str, keep_default_na=False)


def value(folder, **changed):
    rows = rows_of(folder, "indicators")
    newest = rows[rows["indicator_id"].eq("life_expectancy") & rows["iso3"].eq("KAZ")].tail(1)
    return newest.assign(**changed)


def test_rows_that_keep_the_rules_are_drawn_and_written_with_what_is_counted(checkout, tmp_path):
    before = rows_of(checkout, "indicators")
    new = value(checkout, year="2026", value="75.5", note="")
    new.to_csv(tmp_path / "new.csv", index=False)
    told = command(checkout, "indicators", tmp_path / "new.csv")
    assert told.returncode == 0, told.stderr
    assert "keep every rule" in told.stdout
    assert rows_of(checkout, "indicators").equals(before), "nothing is written unasked"
    assert (checkout / "build" / "new_indicators.html").stat().st_size > 5_000
    told = command(checkout, "indicators", tmp_path / "new.csv", "--write")
    assert told.returncode == 0, told.stderr
    after = rows_of(checkout, "indicators")
    assert len(after) == len(before) + 1
    catalogue = rows_of(checkout, "indicator_catalogue").set_index("indicator_id")
    assert catalogue.loc["life_expectancy", "last_year"] == "2026"
    own = after["indicator_id"].eq("life_expectancy").sum()
    assert catalogue.loc["life_expectancy", "rows"] == str(own)
    again = command(checkout, "indicators", tmp_path / "new.csv")
    assert again.returncode == 1
    assert "unique_keys" in again.stderr


def test_a_fault_is_named_with_row_column_value_and_rule(checkout, tmp_path):
    before = (checkout / "data" / "meetings.csv").read_bytes()
    rows = rows_of(checkout, "meetings")
    new = rows[rows["meeting_id"].eq("c5-plus-1-2025-washington")]
    new = new.assign(meeting_id="c5-plus-1-2027-washington", start_date="2027-13-01", source_id="x")
    new.to_csv(tmp_path / "new.csv", index=False)
    told = command(checkout, "meetings", tmp_path / "new.csv", "--write")
    assert told.returncode == 1
    assert "column 'start_date': '2027-13-01'" in told.stderr
    assert "column 'source_id': 'x'; a row of sources (foreign_keys)" in told.stderr
    assert (checkout / "data" / "meetings.csv").read_bytes() == before


def test_other_columns_and_other_tables_are_refused_with_what_to_do(checkout, tmp_path):
    (tmp_path / "new.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    told = command(checkout, "meetings", tmp_path / "new.csv")
    assert told.returncode == 2
    assert "--template" in told.stderr
    told = command(checkout, "meeting", tmp_path / "new.csv")
    assert "Did you mean 'meetings'?" in told.stderr
    told = command(checkout, "meetings", "--template")
    assert told.stdout.startswith("meeting_id,name,format")
    assert len(told.stdout.strip().splitlines()) == 2
