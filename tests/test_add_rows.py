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
    assert "every rule is kept" in told.stdout
    assert rows_of(checkout, "indicators").equals(before), "nothing is written unasked"
    assert (checkout / "build" / "new_indicators.html").stat().st_size > 500_000
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
    assert "expected: a key of its own" in again.stderr


def test_a_fault_is_named_with_row_column_value_and_rule(checkout, tmp_path):
    before = (checkout / "data" / "meetings.csv").read_bytes()
    rows = rows_of(checkout, "meetings")
    new = rows[rows["meeting_id"].eq("c5-plus-1-2025-washington")]
    new = new.assign(meeting_id="c5-plus-1-2027-washington", start_date="2027-13-01", source_id="x")
    new.to_csv(tmp_path / "new.csv", index=False)
    told = command(checkout, "meetings", tmp_path / "new.csv", "--write")
    assert told.returncode == 1
    assert "new.csv, line 2, column 'start_date': '2027-13-01'; expected: a day" in told.stderr
    assert "new.csv, line 2, column 'source_id': 'x'; expected: a row of sources" in told.stderr
    assert "the year in the id" not in told.stderr, "of a row not read nothing else is asked"
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


SOURCE = (
    "source_id,publisher,title,url,published,licence,redistribute,obtained_via,obtained_on,"
    "has_address\n"
    "new1,Example News,A title,https://example.org/a,2026-09-11,,no,own site,2026-11-29,\n"
)


def filled(folder, table, *rows):
    """Return rows of a table as CSV, given as columns and values; the rest is empty."""
    names = list(rows_of(folder, table).columns)
    return pd.DataFrame([[row.get(c, "") for c in names] for row in rows], columns=names).to_csv(
        index=False
    )


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    pairs = [(name, folder / f"{name}.csv") for name in files]
    return [word for pair in pairs for word in pair]


def test_a_meeting_with_its_source_and_guests_gets_in_at_once(checkout, tmp_path):
    key = "bilateral-kaz-fra-2026-astana"
    meeting = {
        "meeting_id": key,
        "name": "French visit",
        "format": "bilateral",
        "level": "heads_of_state",
    }
    meeting |= {"start_date": "2026-09-10", "end_date": "2026-09-10", "city": "Astana"}
    meeting |= {
        "country_iso3": "KAZ",
        "latitude": "51.1694",
        "longitude": "71.4491",
        "counterpart": "FRA",
    }
    meeting |= {"parties": "KAZ;FRA", "status": "held", "mode": "in_person", "source_id": "new1"}
    said = {
        "meeting_id": key,
        "role": "president",
        "status": "attended",
        "event": "attendance",
        "seq": "1",
    }
    said |= {"known_on": "2026-09-10", "source_id": "new1", "verification": "read"}
    guests = [("FRA", "Emmanuel Macron"), ("KAZ", "Kassym-Jomart Tokayev")]
    given = write(
        tmp_path,
        sources=SOURCE,
        meetings=filled(checkout, "meetings", meeting | {"verification": "read"}),
        attendance=filled(
            checkout, "attendance", *(said | {"actor_iso3": a, "person": p} for a, p in guests)
        ),
    )
    alone = command(checkout, *given[:4])
    assert "'presence_unknown': ''; expected: FRA;KAZ" in alone.stderr
    told = command(checkout, *given, "--write")
    assert told.returncode == 0, told.stderr
    assert "The source 'new1' has the id example-news-" in told.stdout
    assert (checkout / "build" / "new_meetings.html").stat().st_size > 500_000
    written = rows_of(checkout, "meetings").set_index("meeting_id").loc[key, "source_id"]
    assert written in set(rows_of(checkout, "sources")["source_id"])
    assert faults(checkout) == "0"


def test_an_indicator_nobody_had_gets_in_with_its_unit_and_is_counted(checkout, tmp_path):
    row = {"indicator_id": "storks", "source_id": "new1", "verification": "read", "unit": "storks"}
    entry = row | {"label": "Storks", "topic": "water", "definition": "Counted in spring."}
    entry |= {"licence": "CC BY 4.0"}
    entry |= {"coverage_notes": "Two states", "redistribute": "yes", "licence_verification": "read"}
    values = [
        row | {"iso3": a, "year": y, "value": v}
        for a, y, v in [("KAZ", "2024", "9"), ("UZB", "2025", "8.5")]
    ]
    given = write(
        tmp_path,
        sources=SOURCE.replace("A title", "Storks"),
        indicator_catalogue=filled(checkout, "indicator_catalogue", entry),
        indicators=filled(checkout, "indicators", *values),
    )
    alone = command(checkout, *given[:2], *given[4:])
    assert "column 'unit': 'storks'; expected: one of" in alone.stderr
    assert "another one by --new-word" in alone.stderr
    told = command(checkout, *given, "--write")
    assert told.returncode == 0, told.stderr
    counted = rows_of(checkout, "indicator_catalogue").set_index("indicator_id").loc["storks"]
    assert counted[["rows", "first_year", "last_year"]].to_list() == ["2", "2024", "2025"]
    assert faults(checkout) == "0"
    code = "import ca_summit as ca; print(ca.load_indicators('storks')['value'].sum())"
    assert python(checkout, code) == "17.5"


def python(folder, code):
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONPATH": f"{folder / 'src'}:{folder / 'tests'}", "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def faults(folder):
    """Return how many rules of the tests the written tables break."""
    return python(folder, "from checks import check_integrity; print(len(check_integrity()))")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "new.csv is empty"),
        (b"iso3,year\nKAZ,2024\n", "line 1: the columns must be those of 'indicators'; missing: "),
        (b"HEAD\n", "has no row below its header"),
        (b"HEAD\nstorks,KAZ,2024\n", "line 2: 3 cells, where the header has 8"),
        (
            b'HEAD\n\nstorks,KAZ,2024,1,"a,x,read,\n',
            "from line 3 on: unexpected end of data",
        ),
        (b"HEAD\nstorks,KAZ,2024,1,\xe9,x,read,\n", "new.csv is not UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(checkout, tmp_path, text, said):
    head = ",".join(rows_of(checkout, "indicators").columns)
    (tmp_path / "new.csv").write_bytes(text.replace(b"HEAD", head.encode()))
    told = command(checkout, "indicators", tmp_path / "new.csv", "--write")
    assert told.returncode == 2
    assert said in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_files_of_a_european_spreadsheet_are_read(checkout, tmp_path):
    new = value(checkout, year="2027", value="75.5", note="")
    new.to_csv(
        tmp_path / "new.csv", index=False, sep=";", encoding="utf-8-sig", lineterminator="\r\n"
    )
    told = command(checkout, "indicators", tmp_path / "new.csv")
    assert told.returncode == 0, told.stderr
    new.assign(value="75,5").to_csv(tmp_path / "new.csv", index=False, sep=";")
    told = command(checkout, "indicators", tmp_path / "new.csv")
    assert "line 2, column 'value': '75,5'; expected: a number with a decimal point" in told.stderr
