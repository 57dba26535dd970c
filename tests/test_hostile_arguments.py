"""Arguments that name nothing, several things or a state in any language; files that stay."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.cli import main

if TYPE_CHECKING:
    from pathlib import Path

STATES = {
    "KAZ": [
        "Қозоғистон",
        "Казакстан",
        "Gazagystan",
        "Қазоқистон",
        "Qozogʻiston",
        "kaz\u200bakhstan",
    ],
    "KGZ": ["Қырғызстан", "Qirg'iziston", "Қирғизистон", "Gyrgyzystan"],
    "TJK": ["Тәжікстан", "Тажикстан", "Tojikiston", "Тожикистон", "Täjigistan"],
    "TKM": ["Түрікменстан", "Түркмөнстан", "Turkmaniston", "Туркманистон"],
    "UZB": ["Өзбекстан", "Ӯзбекистон", "Özbegistan", "\u2067O‘zbekiston\u2069"],
    "RUS": ["Ресей", "Rossiya", "Русия", "Russiýa", "Орусия"],
    "CHN": ["Қытай", "Xitoy", "Хитой", "Кытай", "Hytaý", "Чин"],
    "USA": ["АҚШ", "AQSh", "ABŞ", "ИМА", "Америка Құрама Штаттары"],
}


@pytest.mark.parametrize(("code", "names"), STATES.items())
def test_a_state_goes_by_its_names_in_the_languages_of_the_region(code, names):
    for name in names:
        assert set(ca.load_indicators("population", country=name)["iso3"]) == {code}, name
    own = pd.DataFrame({"iso3": names, "year": range(2000, 2000 + len(names)), "value": 1.0})
    read = ca.read_indicators(
        own, codes="names", constants={"indicator_id": "x", "unit": "t"}, missing=[]
    )
    assert set(read["iso3"]) == {code}


@pytest.mark.parametrize("name", ["Таджикистан", "Tojikiston", "tj", "TJK", "Tajikistan"])
def test_why_takes_a_state_by_any_name(name, capsys):
    assert ca.why("countries", name, "area_km2").key == {"iso3": "TJK"}
    assert ca.why("indicators", ("population", name, "2020"), "value").key["iso3"] == "TJK"
    assert main(["why", "countries", name, "area_km2"]) == 0
    assert "iso3 TJK" in capsys.readouterr().out


def test_why_suggests_the_state_that_is_meant():
    with pytest.raises(ValueError, match="Did you mean 'TJK'"):
        ca.why("countries", "Tajikstan", "area_km2")


@pytest.mark.parametrize("several", ["KAZ;UZB", "KAZ, UZB", "Kazakhstan and Uzbekistan", "kz|uz"])
def test_several_states_in_one_text_are_asked_for_as_a_list(several):
    with pytest.raises(ValueError, match=r"as a list: country=\['KAZ', 'UZB'\]"):
        ca.load_indicators("population", country=several)


@pytest.mark.parametrize(
    "call",
    [
        lambda: ca.load_indicators([]),
        lambda: ca.load_indicators(year=[]),
        lambda: ca.load_indicators(country=()),
        lambda: ca.load_meetings(format=[]),
        lambda: ca.load_meetings(status=set()),
        lambda: ca.load_resources(commodity=pd.Series([], dtype="str")),
        lambda: ca.load_deposits(kind=[]),
        lambda: ca.shortest_way("Merv", "Samarkand", routes=[]),
        lambda: ca.check_claims([]),
    ],
)
def test_an_empty_list_is_neither_all_nor_none(call):
    with pytest.raises(ValueError, match="names nothing: the list is empty"):
        call()


@pytest.mark.parametrize("year", ["25", 25, "3", 999, 0, "0025"])
@pytest.mark.parametrize("argument", ["since", "until"])
def test_a_year_has_four_digits(argument, year):
    with pytest.raises(ValueError, match=f"`{argument}` must be a year of four digits"):
        ca.load_meetings(**{argument: year})


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (ca.load_meetings().iloc[:0], "this table has none"),
        (ca.load_indicators("population", year=2020).query("value < 0"), "this table has none"),
        (
            pd.DataFrame({"indicator_id": ["x"], "value": [1.0], "source_id": [None]}),
            "empty in all rows",
        ),
    ],
)
def test_cite_says_why_a_table_has_no_source(table, said):
    with pytest.raises(ValueError, match=said):
        ca.cite(table)


NOTEBOOK = {
    "cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Words"}],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def report(path: Path, output: Path) -> int:
    return main(["report", str(path), "--no-execute", "--quiet", "-o", str(output)])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mine.html", b"<!DOCTYPE html><title>My own page</title>"),
        ("paper.docx", b"PK\x03\x04 my paper"),
        ("data.csv", b"a,b\n1,2\n"),
        ("notes", "мои записи".encode()),
    ],
)
def test_a_file_that_we_did_not_write_is_never_replaced(name, content, tmp_path, capsys):
    notebook = tmp_path / "words.ipynb"
    notebook.write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    there = tmp_path / name
    there.write_bytes(content)
    assert report(notebook, there) == 1
    assert "stays as it is" in capsys.readouterr().err
    assert there.read_bytes() == content


def test_a_report_never_takes_the_place_of_its_notebook(tmp_path, capsys):
    notebook = tmp_path / "words.ipynb"
    notebook.write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    assert report(notebook, notebook) == 1
    assert "stays as it is" in capsys.readouterr().err
    assert json.loads(notebook.read_text("utf-8")) == NOTEBOOK


def test_an_earlier_page_and_an_empty_file_are_replaced(tmp_path):
    notebook, page = tmp_path / "words.ipynb", tmp_path / "page.html"
    notebook.write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    page.touch()
    assert report(notebook, page) == report(notebook, page) == 0
    assert b"Words" in page.read_bytes()
    page.chmod(0o444)
    assert report(notebook, page) == 1


def test_a_figure_never_takes_the_place_of_a_page_of_others(tmp_path):
    page = tmp_path / "index.html"
    page.write_text("<title>Home</title>", encoding="utf-8")
    fig = ca.plot_indicator("population")
    with pytest.raises(RuntimeError, match="stays as it is"):
        ca.save_figure(fig, page)
    assert page.read_text("utf-8") == "<title>Home</title>"
    page.unlink()
    ca.save_figure(fig, page)
    ca.save_figure(fig, page)


def test_a_table_in_the_place_of_the_folder_is_asked_about(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["data", "export", "countries"]) == 1
    assert "data export FOLDER countries" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    assert main(["data", "export", "out", "countries"]) == 0


@pytest.mark.parametrize("value", ["no", "false", [], 2, pd.Series([True])])
def test_a_word_where_yes_or_no_is_asked_does_not_count_as_yes(value):
    with pytest.raises(TypeError, match="needs True or False for 'log'"):
        ca.plot_indicator("population", log=value)


def test_a_year_of_numpy_is_a_year_to_its_last_day_and_no_day():
    year = np.datetime64("2024")
    expected = ca.load_meetings(until=2024)
    assert len(ca.load_meetings(until=year)) == len(expected)
    with pytest.raises(ValueError, match="`as_of` must be a day"):
        ca.load_attendance(as_of=year)
    with pytest.raises(ValueError, match="`since` must be a year"):
        ca.load_meetings(since=np.datetime64("2024-05"))


def test_an_empty_name_of_a_state_is_no_empty_list():
    with pytest.raises(ValueError, match="or a name of one; got ''"):
        ca.plot_indicator("population", country="")


def test_nothing_is_not_cited_as_the_package():
    with pytest.raises(ValueError, match="nothing to cite"):
        ca.cite([])


def test_a_missing_year_is_told_in_words():
    with pytest.raises(ValueError, match="`year` must be one of"):
        ca.map_region("population", year=pd.NA)


def test_what_one_loads_is_nobody_elses():
    first, second = ca.load_meetings(), ca.load_meetings()
    first.attrs["mine"] = True
    first.loc[:, "name"] = "changed"
    pd.testing.assert_frame_equal(ca.load_meetings(), second)
    assert "mine" not in ca.load_meetings().attrs


@pytest.mark.parametrize("draw", [ca.plot_timeline, ca.plot_meeting_matrix, ca.read_meetings])
def test_the_callers_table_stays_as_it_is(draw):
    own = ca.load_meetings(year=2025)
    before, attrs = own.copy(deep=True), dict(own.attrs)
    draw(own)
    pd.testing.assert_frame_equal(own, before)
    assert own.attrs == attrs
