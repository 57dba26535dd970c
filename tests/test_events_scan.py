"""Files of event records: whatever they hold, each line is kept or told."""

from __future__ import annotations

import gzip
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import ca_summit.events as ev
from ca_summit.events.layouts import LAYOUTS

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("duckdb")
WIDTH = len(LAYOUTS["gdelt2"].columns)


def gdelt_line(day="20251106", one="KAZ", two="USA", kind="042", layout="gdelt2", **cells):
    columns = LAYOUTS[layout].columns
    row = dict.fromkeys(columns, "") | {"GlobalEventID": "1", "SQLDATE": day, "EventCode": kind}
    row |= {"Actor1CountryCode": one, "Actor2CountryCode": two, "NumMentions": "2"}
    row |= {"NumArticles": "2", "AvgTone": "1.5"} | cells
    return "\t".join(row[c] for c in columns)


def written(path: Path, *lines: str | bytes, end: bytes = b"\n") -> Path:
    data = [line if isinstance(line, bytes) else line.encode() for line in lines]
    path.write_bytes(b"".join(line + end for line in data))
    return path


def told(source: ev.Source) -> dict[str, tuple[int, int, int]]:
    report = source.report
    return {f: (n, k, r) for f, n, k, r in report.iloc[:, :4].itertuples(index=False)}


def test_gdelt2_has_61_columns_and_gdelt1_58():
    assert len(LAYOUTS["gdelt2"].columns) == len(set(LAYOUTS["gdelt2"].columns)) == 61
    assert len(LAYOUTS["gdelt1"].columns) == len(set(LAYOUTS["gdelt1"].columns)) == 58


def test_kept_and_rejected_are_the_lines_of_a_hostile_file(tmp_path):
    good = gdelt_line()
    lines = [
        good,
        good + "\tone more",
        good.rsplit("\t", 1)[0],
        gdelt_line(ActionGeo_FullName='He said "come, and "go'),
        gdelt_line(ActionGeo_FullName="Zürich, Алматы"),
        good.encode().replace(b"KAZ", b"\xff\xfe", 1),
        gdelt_line(SOURCEURL="http://a\rb").encode(),
        "",
        gdelt_line(day="00000101"),
        gdelt_line(day="99991231"),
        gdelt_line(day="20250230"),
        gdelt_line(day=""),
        gdelt_line(NumMentions="many"),
        gdelt_line(AvgTone="nan"),
        gdelt_line(one="XYZ"),
        good.encode() + b"\r",
    ]
    source = ev.scan(written(tmp_path / "a.csv", *lines), layout="gdelt2")
    row = source.report.iloc[0]
    assert (row["lines"], row["kept"], row["rejected"]) == (16, 5, 11)
    reasons = row["reasons"]
    for words in (
        "1 × 62 fields, 61 needed",
        "1 × 60 fields, 61 needed",
        "1 × not UTF-8",
        "1 × a carriage return within the line",
        "1 × empty line",
        "3 × a day that is none",
        "1 × no day",
        "1 × NumMentions is no number",
        "1 × AvgTone is no number",
    ):
        assert words in reasons
    assert "line 2" in row["examples"]
    assert source.native.aggregate("count(*)").fetchall()[0] == (5,)
    assert source.unknown.to_numpy().tolist() == [["XYZ", 1]]
    assert ev.by_day(source)["reports"].sum() == 4


@pytest.mark.parametrize("columns", ["SQLDATE", "ActionGeo_FullName", "EventCode"])
def test_what_is_read_does_not_depend_on_the_columns_asked_for(tmp_path, columns):
    bad = gdelt_line().encode().replace(b"1.5", b"1.5\xff")
    name = gdelt_line(ActionGeo_FullName="Astana").encode().replace(b"Astana", b"Astan\xe9")
    source = ev.scan(written(tmp_path / "a.csv", gdelt_line(), bad, name), layout="gdelt2")
    assert len(source.native.project(columns).fetchall()) == 1


@pytest.mark.parametrize(
    ("encoding", "name"), [("latin-1", "Zürich"), ("cp1251", "Алматы"), ("gbk", "阿拉木图")]
)
def test_text_of_another_encoding_is_read_as_what_it_says(tmp_path, encoding, name):
    line = gdelt_line(ActionGeo_FullName=name).encode(encoding)
    path = written(tmp_path / "a.csv", line, gdelt_line())
    assert told(ev.scan(path, layout="gdelt2"))["a.csv"] == (2, 1, 1)
    source = ev.scan(path, layout="gdelt2", encoding=encoding)
    assert told(source)["a.csv"] == (2, 2, 0)
    found = source.native.project("ActionGeo_FullName").fetchall()
    assert (name,) in found


def test_a_line_that_is_no_text_of_the_encoding_is_rejected_by_name(tmp_path):
    bad = gdelt_line().encode().replace(b"1.5", b"1.5\x81\xff")
    source = ev.scan(
        written(tmp_path / "a.csv", bad, gdelt_line()), layout="gdelt2", encoding="ascii"
    )
    assert "1 × not ascii" in source.report["reasons"].iloc[0]


@pytest.mark.parametrize("encoding", ["utf-16", "utf8x", 8, "rot13"])
def test_an_encoding_that_cannot_be_read_by_line_is_refused(tmp_path, encoding):
    with pytest.raises(ValueError, match="`encoding` must"):
        ev.scan(written(tmp_path / "a.csv", gdelt_line()), layout="gdelt2", encoding=encoding)


def test_own_meetings_in_another_encoding_keep_their_letters(tmp_path):
    from ca_summit import load_meetings

    meetings = load_meetings(format="bilateral", year=2025, status="held").head(2)
    meetings.assign(city="Алматы").to_csv(tmp_path / "o.csv", index=False, encoding="cp1251")
    source = ev.scan(tmp_path / "o.csv", layout="meetings", encoding="cp1251")
    assert told(source)["o.csv"] == (2, 2, 0)


def test_a_truncated_archive_does_not_take_the_others_along(tmp_path):
    lines = [
        gdelt_line(SOURCEURL=f"http://{sha256(str(n).encode()).hexdigest()}") for n in range(20_000)
    ]
    whole = gzip.compress("".join(f"{line}\n" for line in lines).encode())
    (tmp_path / "b.csv.gz").write_bytes(whole[: len(whole) // 2])
    written(tmp_path / "c.csv", gdelt_line())
    (tmp_path / "d.zip").write_bytes(b"PK\x03\x04 nothing more")
    (tmp_path / "e.csv").write_bytes(b"")
    (tmp_path / "g.csv.gz").write_bytes(b"")
    (tmp_path / "f.parquet").write_bytes(b"PAR1 but no more")
    (tmp_path / "folder").mkdir()
    source = ev.scan(tmp_path, layout="gdelt2")
    counts = told(source)
    lines_read, kept, rejected = counts["b.csv.gz"]
    assert 0 < kept < 20_000
    assert rejected in (0, 1)
    assert lines_read == kept + rejected
    assert counts["c.csv"] == (1, 1, 0)
    damaged = source.report.set_index("file")["damaged"]
    assert "end" in damaged["b.csv.gz"]
    assert damaged["d.zip"]
    assert damaged["f.parquet"]
    assert damaged["c.csv"] == ""
    assert counts["e.csv"] == (0, 0, 0)
    assert "folder" not in counts
    assert source.native.aggregate("count(*)").fetchall()[0] == (kept + 1,)


def test_files_of_an_archive_are_reported_one_by_one(tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("x.CSV", gdelt_line() + "\n")
        archive.writestr("y.CSV", gdelt_line() + "\nbroken\n" + gdelt_line())
    written(tmp_path / "z.csv", gdelt_line(day="no day"))
    counts = told(ev.scan(str(tmp_path / "*"), layout="gdelt2"))
    assert counts == {"two.zip:x.CSV": (1, 1, 0), "two.zip:y.CSV": (3, 2, 1), "z.csv": (1, 0, 1)}


def test_a_locked_archive_or_one_packed_in_an_unknown_way_is_told_and_the_rest_counted(tmp_path):
    for name, place, value in (("locked.zip", 6, 1), ("packed.zip", 8, 99)):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("x.CSV", gdelt_line())
        data = bytearray((tmp_path / name).read_bytes())
        data[place] = value  # flags and method of the member, in its own head …
        data[data.index(b"PK\x01\x02") + place + 2] = value  # … and in the archive's list
        (tmp_path / name).write_bytes(data)
    written(tmp_path / "whole.csv", gdelt_line())
    source = ev.scan(tmp_path, layout="gdelt2")
    damaged = source.report.set_index("file")["damaged"].to_dict()
    assert "password" in damaged["locked.zip"]
    assert "compression" in damaged["packed.zip"]
    assert told(source)["whole.csv"] == (1, 1, 0)


def test_gdelt1_named_2_is_refused_as_such(tmp_path):
    old = gdelt_line(layout="gdelt1")
    path = written(tmp_path / "old.csv", old, old)
    with pytest.raises(ValueError, match=r"58 columns: this is GDELT 1\.0 events.*layout='gdelt1'"):
        ev.scan(path, layout="gdelt2")
    assert told(ev.scan(path, layout="gdelt1"))["old.csv"] == (2, 2, 0)
    written(tmp_path / "new.csv", gdelt_line())
    source = ev.scan(tmp_path, layout="gdelt2")
    assert told(source) == {"new.csv": (1, 1, 0), "old.csv": (2, 0, 2)}
    assert "GDELT 1.0" in source.report["damaged"].iloc[1]


def test_polecat_is_read_by_its_header_with_several_states_in_a_cell(tmp_path):
    head = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tActor Country\tRecipient Country\tNote"
    rows = [
        'a\t2025-11-06\tCONSULT\tvisit\tKAZ; UZB\tUSA\tsaid "yes',
        "b\t2025-11-06\tCONSULT\tphone\tKAZ\tUSA\t",
        "c\t2025-11-06\tCONSULT\tvisit\tNone\tUSA\t",
        "d\t2025-11-07\tCONSULT\tmultilateral\tTJK; ZZZ\tTJK; CHN\t",
        "e\t2025-11\tCONSULT\tvisit\tKAZ\tUSA\t",
    ]
    source = ev.scan(written(tmp_path / "p.txt", head, *rows, end=b"\r\n"), layout="polecat")
    assert told(source)["p.txt"] == (5, 4, 1)
    day = ev.by_day(source)
    assert day[["actor", "other", "kind", "reports"]].to_numpy().tolist() == [
        ["KAZ", "USA", "CONSULT:visit", 1],
        ["USA", "UZB", "CONSULT:visit", 1],
        ["CHN", "TJK", "CONSULT:multilateral", 1],
    ]
    assert day.attrs["ca_summit_events"]["skipped"] == {"ZZZ": 1}
    assert ev.by_day(source, kinds="phone")["reports"].to_list() == [1]
    assert ev.by_day(source, kinds="consultations")["reports"].sum() == 4


def test_own_meetings_are_read_as_the_tables_of_the_package(tmp_path):
    from ca_summit import load_meetings

    meetings = load_meetings(format="bilateral", year=2025, status="held")
    meetings.to_csv(tmp_path / "own.csv", index=False)
    source = ev.scan(tmp_path / "own.csv", layout="meetings")
    assert told(source)["own.csv"] == (len(meetings), len(meetings), 0)
    day = ev.by_day(source)
    assert day["reports"].sum() == len(meetings)


def test_parquet_is_read_where_it_is_and_a_code_as_number_is_refused(tmp_path):
    frame = pd.DataFrame(
        {"SQLDATE": [20251106], "Actor1CountryCode": "KAZ", "Actor2CountryCode": "USA"}
    )
    frame.assign(EventCode="042").to_parquet(tmp_path / "a.parquet")
    frame.assign(EventCode=42).to_parquet(tmp_path / "b.parquet")
    frame.assign(EventCode="042", AvgTone=2, SQLDATE="20251107").to_parquet(tmp_path / "c.parquet")
    source = ev.scan(tmp_path / "*.parquet", layout="gdelt2")
    assert told(source) == {"a.parquet": (1, 1, 0), "b.parquet": (0, 0, 0), "c.parquet": (1, 1, 0)}
    assert "lost its zero" in source.report["damaged"].iloc[1]
    assert ev.by_day(source)["reports"].to_list() == [1, 1]


def test_what_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file"):
        ev.scan(tmp_path / "none-*.zip", layout="gdelt2")
    with pytest.raises(FileNotFoundError, match="no file in the folder"):
        ev.scan(tmp_path, layout="gdelt2")
    with pytest.raises(ValueError, match=r"`layout` must be one of"):
        ev.scan(tmp_path, layout="gdelt")
    with pytest.raises(ValueError, match=r"found no record of GDELT 2\.0 events"):
        ev.scan(written(tmp_path / "x.csv", "a,b"), layout="gdelt2")


def test_the_parquet_of_a_source_goes_with_it_unless_it_has_a_folder(tmp_path):
    path = written(tmp_path / "a.csv", gdelt_line())
    source = ev.scan(path, layout="gdelt2", to=tmp_path / "kept")
    del source
    again = ev.scan(tmp_path / "kept" / "*.parquet", layout="gdelt2")
    assert ev.by_day(again)["reports"].to_list() == [1]


def test_records_of_two_scans_never_lie_in_one_folder(tmp_path):
    path = written(tmp_path / "a.csv", gdelt_line())
    ev.scan(path, layout="gdelt2", to=tmp_path / "kept")
    with pytest.raises(FileExistsError, match="count twice"):
        ev.scan(path, layout="gdelt2", to=tmp_path / "kept")
    assert ev.by_day(ev.scan(tmp_path / "kept", layout="gdelt2"))["reports"].to_list() == [1]


def test_progress_tells_bytes_read_and_in_all(tmp_path):
    path = written(tmp_path / "a.csv", gdelt_line())
    calls = []
    ev.scan(path, layout="gdelt2", progress=lambda *said: calls.append(said))
    size = path.stat().st_size
    assert calls[-1] == (size, size, "a.csv")


def test_one_command_makes_a_page_of_a_folder_or_of_a_sample(tmp_path, capsys):
    from ca_summit.cli import main

    folder = tmp_path / "records"
    folder.mkdir()
    lines = [gdelt_line(day=f"202511{day:02d}") for day in range(1, 29)] * 12
    written(folder / "a.csv", *lines, "broken")
    page = tmp_path / "page.html"
    assert main(["events", str(folder), "--output", str(page), "--since", "2025"]) == 0
    out = capsys.readouterr().out
    assert "336 of 337 lines kept" in out
    text = page.read_text(encoding="utf-8")
    assert "336 reports of meetings of the five" in text
    assert "Event records" in text
    assert main(["events", "--rows", "20000", "--output", str(page)]) == 0
    assert "Synthetic event records" in page.read_text(encoding="utf-8")


def test_a_source_that_nobody_holds_is_counted_whole(tmp_path):
    path = written(tmp_path / "a.csv", *[gdelt_line() for _ in range(50)])
    held = ev.scan(path, layout="gdelt2")
    alone = ev.by_day(ev.scan(path, layout="gdelt2"))  # its files go with the last who names it
    assert alone["reports"].to_list() == ev.by_day(held)["reports"].to_list() != []
