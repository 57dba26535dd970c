"""The command line: what it prints, what it refuses, what it leaves alone."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from ca_summit.catalog import table_names
from ca_summit.cli import _name, _parser, _parsers, main
from ca_summit.files import notebook_paths
from ca_summit.names import STATES
from ca_summit.records import LAYOUTS
from ca_summit.tables import read_table


def _run(capsys, *arguments):
    code = main(list(map(str, arguments)))
    out = capsys.readouterr()
    return code, out.out, out.err


def test_the_command_is_installed():
    done = subprocess.run(
        [sys.executable, "-m", "ca_summit.cli", "--version"], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0
    assert done.stdout.startswith("ca-summit ")


def test_without_a_command_it_prints_help_and_fails(capsys):
    code, out, _ = _run(capsys)
    assert code == 2
    for command in ("report", "notebooks", "lab", "data", "check", "cite", "why", "claims"):
        assert command in out


def test_data_lists_every_table(capsys):
    code, out, _ = _run(capsys, "data")
    assert code == 0
    assert all(name in out for name in table_names())


def test_data_show_prints_rows_and_counts_them(capsys):
    code, out, _ = _run(capsys, "data", "show", "countries", "--rows", 2)
    assert code == 0
    assert "Kazakhstan" in out
    assert "2 of 5 rows" in out


def test_data_show_describes_columns(capsys):
    code, out, _ = _run(capsys, "data", "show", "meetings", "--columns")
    assert code == 0
    assert "status (string)" in out
    assert "one of: " in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("data", "show", "contries"), "Did you mean 'countries'?"),
        (("data", "show", "countries", "--rows", "-1"), "`--rows` must be 0 (all) or more"),
        (("why", "countries", "ABC", "area_km2"), "`key[iso3]` must be one of"),
        (("cite", "cuntries"), "Did you mean 'countries'?"),
        (("report", "--sheet", "-3"), "`--sheet` must be 0 or more; got -3"),
    ],
)
def test_faults_are_one_clear_line_and_exit_1(capsys, arguments, message):
    code, out, err = _run(capsys, *arguments)
    assert code == 1
    assert message in err
    assert "Traceback" not in err + out


def test_cite_prints_text_and_bibtex(capsys):
    assert _run(capsys, "cite")[1].startswith("The ca_summit contributors")
    assert "@misc{" in _run(capsys, "cite", "countries", "--style", "bibtex")[1]


def test_why_prints_the_origin(capsys):
    code, out, _ = _run(capsys, "why", "indicators", "population,KAZ,2024", "value")
    assert code == 0
    assert "World Bank" in out


def test_claims_prints_a_verdict_for_each_claim(capsys):
    code, out, _ = _run(capsys, "claims", "--verdicts")
    assert code == 0
    assert len(out.strip().splitlines()) == 27


def test_notebooks_are_copied_once_and_never_overwritten(capsys, tmp_path):
    target = tmp_path / "copy"
    assert _run(capsys, "notebooks", target)[0] == 0
    assert {p.name for p in target.iterdir()} == {p.name for p in notebook_paths()}
    mine = target / notebook_paths()[0].name
    mine.write_text("mine", encoding="utf-8")
    code, _, err = _run(capsys, "notebooks", target)
    assert code == 1
    assert "nothing was copied" in err
    assert "--force" in err
    assert mine.read_text(encoding="utf-8") == "mine"
    assert _run(capsys, "notebooks", target, "--force")[0] == 0
    assert mine.read_bytes() == notebook_paths()[0].read_bytes()


@pytest.mark.parametrize("command", ["notebooks", "lab"])
def test_notebooks_refuse_a_file_in_place_of_a_folder(capsys, tmp_path, command):
    if command == "lab":
        pytest.importorskip("jupyterlab")
    (tmp_path / "f").write_text("x", encoding="utf-8")
    code, _, err = _run(capsys, command, tmp_path / "f")
    assert code == 1
    assert "is a file; name a folder" in err
    code, _, err = _run(capsys, command, tmp_path / "f" / "folder")
    assert code == 1
    assert "cannot be written to" in err
    assert "Errno" not in err


def test_lab_gives_pupils_a_copy_without_answers_and_asks_nobody_for_news(
    capsys, tmp_path, monkeypatch
):
    pytest.importorskip("jupyterlab")
    started = []

    def run(command, *, env, check):
        overrides = Path(env["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
        found = json.loads(
            (overrides / "labconfig/default_setting_overrides.json").read_text(encoding="utf-8")
        )
        started.append((command, found))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("ca_summit.cli.subprocess.run", run)
    for audience in ("student", "reader"):
        assert _run(capsys, "lab", tmp_path / audience, "--for", audience)[0] == 0
    assert [found["@jupyterlab/apputils-extension:notification"] for _, found in started] == [
        {"fetchNews": "false", "checkForUpdates": False}
    ] * 2
    tags = {
        audience: [
            tag
            for path in sorted((tmp_path / audience).glob("*.ipynb"))
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            for tag in cell["metadata"].get("tags", [])
        ]
        for audience in ("student", "reader")
    }
    assert {"answer", "teacher-only"} <= set(tags["reader"])
    assert not {"answer", "teacher-only"} & set(tags["student"])
    assert "exercise" in tags["student"] or len(tags["student"]) > 0


def test_report_refuses_a_missing_notebook(capsys, tmp_path):
    code, _, err = _run(capsys, "report", tmp_path / "none.ipynb", "-o", tmp_path / "r.html")
    assert code == 1
    assert "none.ipynb" in err
    assert not (tmp_path / "r.html").exists()


def test_report_refuses_an_output_folder_it_cannot_write(capsys, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    code, _, err = _run(
        capsys, "report", notebook_paths()[0], "-o", tmp_path / "file" / "r.html", "--quiet"
    )
    assert code == 1
    assert "file" in err


def test_check_exits_1_on_faults_and_0_on_good_records(capsys, tmp_path):
    good = tmp_path / "good.csv"
    assert _run(capsys, "data", "export", tmp_path / "out", "places")[0] == 0
    (tmp_path / "out" / "places.csv").rename(good)
    code, out, err = _run(capsys, "check", good, "--kind", "places")
    assert code == 0, out + err
    bad = tmp_path / "bad.csv"
    bad.write_text(good.read_text(encoding="utf-8").replace(",UZB,", ",UZX,"), encoding="utf-8")
    code, out, _ = _run(capsys, "check", bad, "--kind", "places")
    assert code == 1
    assert "UZX" in out


def test_check_takes_own_meetings_for_statements_about_them(capsys, tmp_path):
    meetings, said = tmp_path / "meetings.csv", tmp_path / "said.csv"
    meetings.write_text(
        "meeting_id,name,format,level,start_date,counterpart,status\n"
        "mine-1,Round 1,c5_plus_1,heads_of_state,2025-02-14,USA,held\n",
        encoding="utf-8",
    )
    said.write_text(
        "meeting_id,actor_iso3,status,known_on\nmine-1,KAZ,attended,2025-02-14\n", encoding="utf-8"
    )
    code, out, _ = _run(capsys, "check", said)
    assert code == 1
    assert "--meetings FILE" in out
    code, out, _ = _run(capsys, "check", said, "--meetings", meetings)
    assert code == 0, out
    code, _, err = _run(capsys, "check", said, "--meetings", said)
    assert code == 1
    assert "said.csv" in err
    assert "records of meetings" in err or "record of meetings" in err


@pytest.mark.skipif(os.name != "posix", reason="a pipe of POSIX's shell")
def test_a_closed_pipe_is_no_fault():
    done = subprocess.run(  # noqa: S602 - the pipe is what is tested
        f"{sys.executable} -m ca_summit.cli data show indicators --rows 3000 | head -1",
        shell=True,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert "Traceback" not in done.stderr


def test_report_of_all_notebooks_has_a_title_of_its_own(capsys, tmp_path, monkeypatch):
    one = tmp_path / "one.ipynb"
    cells = [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# My own heading"}]
    one.write_text(
        json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}),
        encoding="utf-8",
    )
    monkeypatch.setattr("ca_summit.files.notebook_paths", lambda _: [one])
    page = tmp_path / "r.html"
    assert _run(capsys, "report", "--all", "-o", page, "--quiet")[0] == 0
    assert "<title>Central Asia and its diplomacy</title>" in page.read_text(encoding="utf-8")
    assert _run(capsys, "report", one, "-o", page, "--quiet")[0] == 0
    assert "<title>My own heading</title>" in page.read_text(encoding="utf-8")


def test_report_names_the_libraries_it_lacks(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "ca_summit.report.build._LIBRARIES", ("json", "no_such_library", "math_core_none")
    )
    code, _, err = _run(capsys, "report", notebook_paths()[0], "-o", tmp_path / "r.html")
    assert code == 1
    assert err == (
        "ca-summit: A report needs no_such_library, math_core_none, which the bare package does "
        "not bring. Install it with: pip install no-such-library math-core-none\n"
    )
    assert not (tmp_path / "r.html").exists()


def test_export_can_make_csv_harmless_and_counts_in_the_singular(capsys, tmp_path):
    code, out, _ = _run(capsys, "data", "export", tmp_path / "a", "claims", "--excel-safe")
    assert (code, out) == (0, f"Wrote 3 files to {tmp_path / 'a'}.\n")
    assert (tmp_path / "a" / "claims.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    code, out, _ = _run(capsys, "data", "export", tmp_path / "b", "claims", "--format", "xlsx")
    assert (code, out) == (0, f"Wrote 1 file to {tmp_path / 'b'}.\n")


def _table(capsys, *arguments):
    """Return the same answer as rows of JSON and as rows of CSV."""
    code, out, _ = _run(capsys, *arguments, "--json")
    assert code == 0
    rows = json.loads(out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    code, out, _ = _run(capsys, *arguments, "--csv")
    assert code == 0
    cells = list(csv.DictReader(io.StringIO(out)))
    assert [list(row) for row in rows] == [list(row) for row in cells]
    return rows, cells


def test_rows_for_programs_are_whole_and_exact(capsys):
    rows, cells = _table(capsys, "data", "show", "indicators", "--country", "KAZ")
    frame = read_table("indicators").query("iso3 == 'KAZ'")
    assert [row["value"] for row in rows] == frame["value"].to_list()
    assert [float(cell["value"]) for cell in cells] == frame["value"].to_list()
    assert {type(row["year"]) for row in rows} == {int}
    rows, cells = _table(capsys, "data", "show", "meetings")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", rows[0]["start_date"])
    empty = [row["edition"] is None for row in rows]
    assert any(empty)
    assert [cell["edition"] == "" for cell in cells] == empty
    assert len(_table(capsys, "data", "show", "meetings", "--rows", "3")[0]) == 3


def test_lists_descriptions_and_shapes_are_told_to_programs_too(capsys):
    rows, _ = _table(capsys, "data", "list")
    assert sorted(row["name"] for row in rows) == sorted(table_names())
    rows, cells = _table(capsys, "data", "show", "countries", "--columns")
    assert rows[0]["allowed"] == json.loads(cells[0]["allowed"]) == list(STATES)
    rows, _ = _table(capsys, "data", "show", "outlines", "--rows", "1")
    assert rows[0]["geometry"].startswith(("POLYGON", "MULTIPOLYGON"))


def test_origin_sources_and_verdicts_are_told_to_programs_too(capsys):
    rows, cells = _table(capsys, "why", "countries", "KAZ", "area_km2")
    assert rows[0]["value"] == int(cells[0]["value"]) == 2724900
    assert rows[0]["source"]["source_id"] == json.loads(cells[0]["source"])["source_id"]
    rows, _ = _table(capsys, "claims")
    assert {"claim_id", "verdict", "figures"} <= set(rows[0])
    assert len(rows) == len(read_table("claims"))
    items = json.loads(_run(capsys, "cite", "countries", "--json")[1])
    code, out, _ = _run(capsys, "cite", "countries", "--csv")
    records = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert "CIA" in {record["publisher"] for record in records}
    assert len(items) == len(records) + 1  # and the package itself
    assert _run(capsys, "cite", "--csv")[2].startswith("ca-summit: `--csv` lists sources")
    with pytest.raises(SystemExit):
        main(["cite", "countries", "--json", "--csv"])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_completes_commands_options_and_tables(capsys, shell):
    pytest.importorskip("shtab")
    code, out, _ = _run(capsys, "completion", shell)
    assert code == 0
    for word in ("report", "cite", "no-execute", "un_ukraine_votes"):
        assert word in out
    if shell == "bash" and shutil.which("bash"):
        ask = "COMP_WORDS=(ca-summit data show un_u); COMP_CWORD=3; "
        script = f"{out}\n{ask}_shtab_ca_summit; printf '%s\\n' ${{COMPREPLY[@]}}"
        done = subprocess.run(
            ["bash", "-c", script], capture_output=True, encoding="utf-8", check=False
        )
        assert done.stdout.split() == ["un_ukraine_votes"], done.stderr


def test_completion_says_what_it_needs(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "shtab", None)
    code, _, err = _run(capsys, "completion", "bash")
    assert (code, "pip install shtab" in err) == (1, True)


_HERE = {
    "no name of a folder": ("data", "export", "", "meetings"),
    "no name of a folder for notebooks": ("notebooks", ""),
    "no name of a page": ("report", "-o", ""),
    "no name of records": ("check", ""),
    "no name of events": ("events", ""),
}


@pytest.mark.parametrize("arguments", _HERE.values(), ids=_HERE)
def test_an_empty_name_is_never_the_current_folder(capsys, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    assert stop.value.code == 2
    assert "a name is needed; got an empty one" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_words_of_a_list_may_stand_after_an_option(capsys, tmp_path):
    page = tmp_path / "x.html"
    code, _, err = _run(
        capsys, "figure", "plot_indicator", "-o", page, "indicator=population", "country=KAZ"
    )
    assert code == 0, err
    assert "Population" in page.read_text(encoding="utf-8")
    code, _, _ = _run(capsys, "data", "export", tmp_path / "d", "--format", "csv", "formats")
    assert (code, (tmp_path / "d" / "formats.csv").is_file()) == (0, True)
    assert not (tmp_path / "d" / "meetings.csv").exists()
    for late in (["--nonsense"], ["x", "--nonsense"]):
        with pytest.raises(SystemExit):
            main(["figure", "plot_known_on", "-o", str(page), *late])
    with pytest.raises(SystemExit):
        main(["data", "list", "lakes"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("plot_known_on", "-o", "x"), "`path` must end in one of .png, .svg, .pdf, .html"),
        (("plot_known_on", "-o", "x.gif"), "`path` must end in one of .png, .svg, .pdf, .html"),
        (("plot_known_on", "-o", "folder.png"), "'folder.png' is a folder"),
        (("plot_indicator", "country=", "-o", "x.html"), "key=value; got 'country='"),
        (("map_region", "year=2020", "year=2021", "-o", "x.html"), "`year` is given twice"),
        (("map_route_between", "start=Osh", "-o", "x.html"), "map_route_between also needs end=…"),
    ],
)
def test_a_figure_that_is_not_clear_is_refused_in_a_line(
    capsys, tmp_path, monkeypatch, arguments, message
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.png").mkdir()
    code, out, err = _run(capsys, "figure", *arguments)
    assert (code, out) == (1, "")
    assert message in err
    assert err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["folder.png"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("events", "--rows", 1000, "--keep", "mine.txt"), "mine.txt is a file; name a folder"),
        (("events", "--rows", 1000, "-o", "folder"), "'folder' is a folder"),
        (("events", "--rows", 1000, "--since", "abc"), "`since` must be a year"),
        (("lab", "--port", 99999), "`--port` must be 1 to 65535; got 99999"),
        (("lab", "--port", 0), "`--port` must be 1 to 65535; got 0"),
        (("claims", "folder"), "'folder' is a folder"),
        (("report", "n.ipynb", "--language", "x y"), "`language` must be the code of a language"),
        (("data", "show", "meetings", "--country", "Narnia"), "`country` must be one of"),
        (("data", "show", "lakes", "--since", 2000), "nothing that --since could choose by"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_printed_or_written(
    capsys, tmp_path, monkeypatch, arguments, message
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    code, out, err = _run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert message in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "mine.txt"]


def test_a_fault_of_the_system_is_told_without_its_number(capsys, tmp_path, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "records.csv")

    monkeypatch.setattr("ca_summit.records.check_file", refuse)
    code, _, err = _run(capsys, "check", tmp_path / "records.csv")
    assert (code, err) == (1, "ca-summit: records.csv: Permission denied.\n")


@pytest.mark.skipif(os.name != "posix", reason="names of files are bytes there only")
@pytest.mark.parametrize("name", ["нет.csv".encode(), b"\xff.csv"])
def test_a_name_that_the_console_cannot_write_is_told_nevertheless(name):
    done = subprocess.run(
        [sys.executable, "-m", "ca_summit.cli", "check", name],
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    assert done.returncode == 1
    assert b"does not exist" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="names are bytes there only")
def test_a_word_in_no_encoding_of_the_console_names_the_way_out():
    done = subprocess.run(
        [sys.executable, "-m", "ca_summit.cli", "why", "countries", b"\xff", "area_km2"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"PYTHONUTF8=1" in done.stderr


def test_records_of_events_are_kept_in_a_folder_named_from_here(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = _run(capsys, "events", "--rows", 1000, "--keep", "kept", "-o", "e.html")
    assert code == 0, err
    assert "Wrote e.html" in out
    assert (tmp_path / "kept" / "sample.parquet").is_file()


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        (RuntimeError("Query interrupted"), 130, "stopped; nothing was overwritten"),
        (RuntimeError("no kernel"), 1, "no kernel"),
        (duckdb.IOException("No space left\nLINE 1"), 1, "ca-summit: No space left\n"),
    ],
)
def test_what_the_engine_raises_is_one_sentence(
    capsys, tmp_path, monkeypatch, fault, code, message
):
    def fail(*_, **__):
        raise fault

    monkeypatch.setattr("ca_summit.events.make_sample", fail)
    found, _, err = _run(capsys, "events", "-o", tmp_path / "e.html")
    assert found == code
    assert message in err


@pytest.mark.parametrize("parser", _parsers(_parser()), ids=lambda parser: parser.prog)
def test_help_explains_every_word_and_its_examples_are_commands_there_are(parser):
    words = parser.prog.removeprefix("ca-summit").strip()
    assert parser.description.endswith((".", ")"))
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction) and not action.choices:
            assert action.help, (words, action.dest)
    lines = re.findall(r"(?m)^  ca-summit (.+)$", parser.epilog or "")
    assert lines or words in {"", "data list", "data verify"}
    for line in lines:
        assert line.startswith(words), line
        asked = _parser().parse_args(shlex.split(line.partition(" > ")[0]))
        assert callable(asked.run)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("reprot",), "did you mean 'report'"),
        (("data", "exprot", "x"), "did you mean 'export'"),
        (("cite", "--style", "bib"), "did you mean 'bibtex'"),
        (("data", "show"), "required: TABLE"),
        (("data", "export"), "required: DIR."),
        (("data", "show", "lakes", "--rows", "x"), "invalid int value: 'x'"),
    ],
)
def test_a_wrong_word_is_one_sentence_and_exit_2(capsys, arguments, said):
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    out = capsys.readouterr()
    assert (stop.value.code, out.out) == (2, "")
    assert said in out.err
    assert out.err.count("\n") == 1
    assert "--help`" in out.err


def test_the_list_of_tables_takes_its_form_before_and_after_the_word_list(capsys):
    wanted = _run(capsys, "data", "list", "--csv")[1]
    assert wanted.startswith("name,title,")
    assert _run(capsys, "data", "--csv")[1] == wanted
    assert _run(capsys, "data", "--csv", "list")[1] == wanted


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "html"])
def test_a_figure_replaces_no_file_unasked(capsys, tmp_path, ending):
    mine = tmp_path / f"mine.{ending}"
    mine.write_text("mine", encoding="utf-8")
    code, out, err = _run(capsys, "figure", "plot_known_on", "-o", mine)
    assert (code, out) == (1, "")
    assert "exists and stays as it is" in err
    assert "--force" in err
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_figure_replaces_an_earlier_one_when_asked(capsys, tmp_path):
    page = tmp_path / "area.html"
    assert _run(capsys, "figure", "plot_area", "-o", page)[0] == 0
    page.write_text(page.read_text(encoding="utf-8")[:5000], encoding="utf-8")
    assert _run(capsys, "figure", "plot_area", "-o", page, "--force")[0] == 0
    assert page.stat().st_size > 5000


def test_check_offers_every_layout_that_the_readers_know():
    [check] = [one for one in _parsers(_parser()) if one.prog == "ca-summit check"]
    offered = {action.dest: action.choices for action in check._actions}
    assert set(offered["layout"]) == set(LAYOUTS)


def test_of_many_names_only_the_near_ones_are_told(capsys):
    code, _, err = _run(capsys, "data", "show", "meting")
    assert (code, err.count("\n")) == (1, 1)
    assert err.endswith("Did you mean 'meetings'?\n")
    assert len(err) < 250
    assert "vdem" in _run(capsys, "data", "show", "xxqq")[2], "else all are listed"


@pytest.mark.parametrize(
    "arguments",
    [
        ("figure", "plot_area", "-o", "shut/x.svg"),
        ("figure", "plot_area", "-o", "shut/x.html"),
        ("notebooks", "shut"),
        ("data", "export", "shut", "formats"),
        ("events", "--rows", "1000", "--keep", "shut"),
    ],
)
def test_a_folder_that_takes_nothing_is_told_in_a_sentence_before_anything_is_drawn(
    capsys, tmp_path, monkeypatch, arguments
):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system", ".x.svg.1")

    monkeypatch.chdir(tmp_path)
    (tmp_path / "shut").mkdir()
    monkeypatch.setattr("ca_summit.cli.tempfile.TemporaryFile", refuse)
    monkeypatch.setattr(Path, "touch", refuse)
    code, out, err = _run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert "cannot be written" in err
    assert "Choose" in err
    assert err.count("\n") == 1
    assert list((tmp_path / "shut").iterdir()) == []


@pytest.mark.parametrize("countries", [["KAZ,Узбекистан"], ["Kazakhstan", "--country", "uz"]])
def test_several_states_are_given_with_commas_or_one_by_one(capsys, countries):
    assert main(["data", "show", "countries", "--csv", "--country", *countries]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["iso3"] for row in rows} == {"KAZ", "UZB"}
    assert main(["data", "show", "countries", "--country", "KAZ,Narnia"]) == 1
    assert "got 'Narnia'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("map:b.html", False),
        ("C:\\a\\con.html", False),
        ("NUL", False),
        ("a<b>.html", False),
        ("C:\\a\\b.html", True),
        ("c:b.html", True),
        ("console.html", True),
        ("a/contents.v2.html", True),
    ],
)
def test_on_windows_a_name_that_means_something_else_is_refused(name, good, monkeypatch):
    assert _name(name) == name
    monkeypatch.setattr("ca_summit.cli.sys.platform", "win32")
    if good:
        assert _name(name) == name
    else:
        with pytest.raises(argparse.ArgumentTypeError, match="no name for a file on Windows"):
            _name(name)
