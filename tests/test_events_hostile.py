"""Event records that are odd: counted as they are, or refused in words, never counted as none."""

from __future__ import annotations

import bz2

import pandas as pd
import pytest

pytest.importorskip("duckdb")
pytest.importorskip("narwhals")

import ca_summit.events as ev
from ca_summit.events.layouts import get_layout

GDELT = get_layout("gdelt2")


def records(**columns):
    told = {"actor": ["KAZ", "UZB"], "other": ["USA", "CHN"], "kind": ["042", "043"]}
    told |= {"day": [20251106, 20251107]} | columns
    return pd.DataFrame({GDELT.column(role): cells for role, cells in told.items()})


def line():
    cells = {"day": "20251106", "actor": "KAZ", "other": "USA", "kind": "042"}
    named = {GDELT.column(role): text for role, text in cells.items()}
    return "\t".join(named.get(column, "") for column in GDELT.columns) + "\n"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"kind": ["42", "43"]}, "'EventCode'; it holds ['42', '43']"),
        ({"kind": ["meeting", "visit"]}, "'EventCode'"),
        ({"actor": ["KZ", "UZ"], "other": ["US", "CN"]}, "'Actor1CountryCode'"),
        ({"actor": ["kaz", "uzb"], "other": ["usa", "chn"]}, "'Actor1CountryCode'"),
        ({"other": ["Китай", "США"]}, "'Actor2CountryCode'"),
    ],
)
def test_codes_of_another_system_are_not_counted_as_nothing(columns, said):
    with pytest.raises(ValueError, match="finds no code of GDELT") as fault:
        ev.by_day(records(**columns))
    assert said in str(fault.value)


@pytest.mark.parametrize("asked", [{"since": 2026}, {"focus": "TKM"}, {"kinds": ["057"]}])
def test_where_nothing_was_reported_nothing_is_counted(asked):
    assert ev.by_day(records(), **asked).empty
    assert ev.by_day(records().iloc[:0]).empty


def test_a_column_that_stands_twice_is_named():
    twice = pd.concat([records(), records()[["Actor1CountryCode"]]], axis=1)
    with pytest.raises(ValueError, match=r"each column once.*'Actor1CountryCode'"):
        ev.by_day(twice)


@pytest.mark.parametrize(
    ("column", "cells", "said"),
    [
        ("reports", [-1, 2], "whole reports from 1"),
        ("reports", [0.5, 2], "whole reports from 1"),
        ("reports", [None, 2], "whole reports from 1"),
        ("reports", ["x", "2"], "whole reports from 1"),
        ("reports", [float("inf"), 2], "whole reports from 1"),
        ("day", ["2025-11-06", "2025-11-07"], "must hold days"),
        ("day", [20251106, 20251107], "must hold days"),
        ("reports", ["1", "2"], "as numbers, because text would be joined"),
        ("reports", [True, True], "as numbers"),
        ("day", pd.to_datetime(["2025-11-06", None]), "'day'; row 2 has none"),
        ("day", pd.to_datetime(["2025-11-06 23:00", "2025-11-07 00:00"]), "days without hours"),
        ("actor", [None, "KAZ"], "'actor'; row 1 has none"),
        ("kind", [42, 43], "has lost its zero"),
    ],
)
@pytest.mark.parametrize("use", [ev.rules, ev.count, ev.candidates, ev.plot_reports, ev.plot_pairs])
def test_counts_that_count_nothing_are_refused(use, column, cells, said):
    day = ev.by_day(records())
    day[column] = cells if isinstance(cells, pd.Index) else pd.Series(cells, dtype="object")
    with pytest.raises(ValueError, match=said):
        use(day)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"\x28\xb5\x2f\xfd", "Zstandard"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"Rar!\x1a\x07", "RAR"),
        ("x".encode("utf-16"), "UTF-16"),
        (b"\xd0\xcf\x11\xe0", "an old workbook"),
    ],
)
def test_a_file_that_cannot_be_unpacked_says_what_it_is(start, said, tmp_path):
    (tmp_path / "bad").write_bytes(start + b"rest")
    (tmp_path / "good").write_text(line(), encoding="utf-8")
    source = ev.scan([tmp_path / "bad", tmp_path / "good"], layout="gdelt2")
    assert said in source.report["damaged"].iloc[0]
    assert source.report["kept"].to_list() == [0, 1]


def test_bzip2_is_unpacked(tmp_path):
    (tmp_path / "a.bz2").write_bytes(bz2.compress(line().encode()))
    assert ev.by_day(ev.scan(tmp_path / "a.bz2", layout="gdelt2"))["reports"].to_list() == [1]


@pytest.mark.parametrize("memory", ["lots", "", "-5MB"])
def test_memory_is_a_size(memory, tmp_path):
    (tmp_path / "a").write_text(line(), encoding="utf-8")
    with pytest.raises(ValueError, match="`memory` must be a size"):
        ev.scan(tmp_path / "a", layout="gdelt2", memory=memory)


def test_the_folder_for_records_is_no_file(tmp_path):
    (tmp_path / "a").write_text(line(), encoding="utf-8")
    with pytest.raises(NotADirectoryError, match="is a file"):
        ev.scan(tmp_path / "a", layout="gdelt2", to=tmp_path / "a")


def test_a_file_that_came_twice_is_not_counted_twice(tmp_path):
    text = "".join(line().replace("\t", f"{n}\t", 1) for n in range(5))
    (tmp_path / "a.CSV").write_text(text, encoding="utf-8")
    (tmp_path / "b.CSV.bz2").write_bytes(bz2.compress(text.replace("\n", "\r\n").encode()))
    (tmp_path / "c.CSV").write_text(text.replace("20251106", "20251107"), encoding="utf-8")
    source = ev.scan(tmp_path, layout="gdelt2")
    report = source.report.set_index("file")
    assert report["kept"].to_dict() == {"a.CSV": 5, "b.CSV.bz2": 0, "c.CSV": 5}
    assert (report["kept"] + report["rejected"]).eq(report["lines"]).all()
    assert "same lines as a.CSV" in report["damaged"]["b.CSV.bz2"]
    assert ev.by_day(source)["reports"].to_list() == [5, 5]


def test_a_negative_number_of_mentions_is_no_count(tmp_path):
    place = list(GDELT.columns).index(GDELT.column("mentions"))
    cells = line().rstrip("\n").split("\t")
    cells[place] = "-5"
    (tmp_path / "a.CSV").write_text("\t".join(cells) + "\n" + line(), encoding="utf-8")
    report = ev.scan(tmp_path, layout="gdelt2").report
    assert report[["kept", "rejected"]].to_numpy().tolist() == [[1, 1]]
    assert "NumMentions is below 0" in report["reasons"].item()
