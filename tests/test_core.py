"""Catalogue, names, argument checks, number formats, figure metadata, lazy import."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

import ca_summit
from ca_summit import checks
from ca_summit.catalog import get_table, list_tables, table_names
from ca_summit.figures import describe, empty_figure, figure_alt, figure_data, finish, theme
from ca_summit.figures.labels import label_ends
from ca_summit.figures.language import format_number
from ca_summit.files import DataError, data_path, notebook_paths
from ca_summit.names import STATES, country_name
from ca_summit.sources import source_records


def test_import_is_lazy_and_every_public_name_resolves():
    code = (
        "import sys, ca_summit; heavy = {'pandas','plotly','geopandas','numpy'} & set(sys.modules);"
        "print(sorted(heavy)); [getattr(ca_summit, n) for n in ca_summit.__all__]"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "[]"
    assert set(dir(ca_summit)) == set(ca_summit.__all__)


def test_an_unknown_public_name_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'load_everything'"):
        ca_summit.load_everything  # noqa: B018


def test_all_names_what_the_modules_export():
    for module in ("tables", "charts", "maps"):
        home = __import__(f"ca_summit.{module}", fromlist=["__all__"])
        public = {n for n in home.__all__ if n.startswith(("load_", "plot_", "map_"))}
        assert public <= set(ca_summit.__all__), sorted(public - set(ca_summit.__all__))


def test_list_tables_agrees_with_the_description():
    listed = list_tables()
    assert list(listed["name"]) == table_names()
    package = json.loads(data_path("datapackage.json").read_text(encoding="utf-8"))
    assert len(listed) == len(package["resources"])


def test_every_field_is_described():
    for name in table_names():
        for field in get_table(name).fields:
            assert field.description, (name, field.name)


def test_a_field_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="Did you mean 'capital'"):
        get_table("countries").field("capitol")


def test_check_choice_lists_every_allowed_value_sorted():
    with pytest.raises(ValueError, match=re.escape("must be one of ['a', 'b', 'c']; got 'd'.")):
        checks.check_choice("x", "d", ["c", "a", "b"])


def test_a_series_where_one_value_is_wanted_is_refused_plainly():
    with pytest.raises(ValueError, match=r"`x` must be one of \['a', 'b'\]; got a Series\."):
        checks.check_choice("x", pd.Series(["a"]), ["a", "b"])


def test_check_choices_takes_one_or_several():
    assert checks.check_choices("x", ["a", "b"], ["a", "b"]) == ["a", "b"]
    assert checks.check_choices("x", 3, [3]) == [3]
    with pytest.raises(ValueError, match="got 'z'"):
        checks.check_choices("x", ["a", "z"], ["a", "b"])


@pytest.mark.parametrize(
    "value", ["2025-10-27", dt.date(2025, 10, 27), pd.Timestamp("2025-10-27 14:00")]
)
def test_check_day_takes_text_dates_and_timestamps(value):
    assert checks.check_day("as_of", value) == pd.Timestamp("2025-10-27")


@pytest.mark.parametrize("value", ["27.10.2025", "2025-02-30", "", "27 October", pd.NaT])
def test_check_day_refuses_what_is_no_clear_day(value):
    with pytest.raises(ValueError, match="written YYYY-MM-DD"):
        checks.check_day("as_of", value)


def test_check_day_refuses_a_number():
    with pytest.raises(TypeError, match="got 20251027"):
        checks.check_day("as_of", 20251027)


@pytest.mark.parametrize("value", [1990, 2026, 2000.5, "2000", True, None])
def test_check_year_refuses_what_is_no_year_of_the_range(value):
    with pytest.raises(ValueError, match="whole year from 1991 to 2025"):
        checks.check_year("year", value, 1991, 2025)


def test_check_year_takes_numpy_numbers():
    assert checks.check_year("year", np.int64(2000), 1991, 2025) == 2000


def test_check_columns_refuses_what_is_no_table():
    with pytest.raises(TypeError, match="got list"):
        checks.check_columns("plot_x", [1], ["a"], "load_x()")


def test_names_come_in_four_languages():
    assert [country_name(c, "local") for c in STATES] == [
        "Қазақстан",
        "Кыргызстан",
        "Тоҷикистон",
        "Türkmenistan",
        "Oʻzbekiston",
    ]
    assert country_name("UZB", "ru") == "Узбекистан"
    assert country_name("DEU", "ru") == "Германия"
    assert country_name("KGZ", "kk") == "Қырғызстан"
    assert country_name("DEU", "kk") == "Германия"
    assert country_name("US-TX") == "Texas"
    assert country_name("???") == "???"
    with pytest.raises(ValueError, match="`language` must be one of"):
        country_name("KAZ", "de")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0376, "0.0376"),
        (4_004_451, "4,004,451"),
        (83.6458, "83.6"),
        (-12.5, "\u221212.5"),
        (2.0, "2"),
        (None, "no data"),
        (float("nan"), "no data"),
    ],
)
def test_numbers_are_written_for_readers(value, text):
    assert format_number(value) == text


def _contrast(first: str, second: str) -> float:
    def light(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("page", ["#FFFFFF", "#14171A"])
def test_country_and_power_colours_show_on_light_and_dark(page):
    for color in {*theme.COUNTRY_COLORS.values(), *theme.POWER_COLORS.values()}:
        assert _contrast(color, page) >= 2.4, (color, page)


def test_each_country_has_a_colour_and_a_sign_of_its_own():
    for table in (theme.COUNTRY_COLORS, theme.COUNTRY_SYMBOLS):
        assert set(table) == set(STATES)
        assert len(set(table.values())) == 5


def test_exports_never_offer_an_upload():
    assert theme.CONFIG["showSendToCloud"] is False
    assert theme.CONFIG["displaylogo"] is False


def test_describe_stores_alt_data_and_sources():
    data = pd.DataFrame(
        {"day": pd.to_datetime(["2025-11-06", None]), "n": pd.array([5, None], dtype="Int64")}
    )
    fig = describe(go.Figure(), alt="Two days.", data=data, sources=source_records(["recalled"]))
    assert figure_alt(fig) == "Two days."
    assert figure_data(fig).to_dict("list")["day"][0] == pd.Timestamp("2025-11-06")
    assert figure_data(fig)["n"].isna().to_list() == [False, True]
    json.loads(fig.to_json())


def test_figure_data_refuses_a_stranger():
    with pytest.raises(ValueError, match="carries no table"):
        figure_data(go.Figure())
    assert figure_alt(go.Figure()) == ""


def test_finish_writes_title_and_sources_and_leaves_room():
    fig = finish(
        go.Figure(),
        question="Why?",
        subtitle="km",
        alt="a",
        data=pd.DataFrame(),
        sources=source_records(["recalled"]),
        notes=["Hollow: from memory"],
    )
    assert fig.layout.title.text == "Why?"
    line = next(a for a in fig.layout.annotations if a.name == "ca_summit_source")
    assert line.text == "Hollow: from memory. Source: From memory"
    assert fig.layout.margin.b >= -line.yshift


def test_an_empty_figure_says_why():
    fig = empty_figure("Who met?", "No meeting in 1995.")
    assert "No meeting in 1995." in fig.layout.annotations[0].text
    assert figure_data(fig).empty


def test_names_at_line_ends_do_not_cover_each_other():
    fig = go.Figure()
    ends = [
        (2025, 10.0, "a", "#000000"),
        (2025, 10.1, "b", "#000000"),
        (2025, 99.9, "c", "#000000"),
    ]
    label_ends(fig, ends, low=0, high=100, area=330)
    places = sorted(330 * a.y / 100 + a.yshift for a in fig.layout.annotations)
    assert min(np.diff(places)) >= 16 - 0.1
    assert places[-1] <= 330
    assert sorted(a.y for a in fig.layout.annotations) == [10.0, 10.1, 99.9], "they follow a zoom"


def test_notebooks_are_numbered_from_nought():
    names = [p.name for p in notebook_paths()]
    assert [int(n[:2]) for n in names] == list(range(len(names)))


def test_a_missing_data_file_names_the_folder():
    with pytest.raises(DataError, match=re.escape("'nothing.csv' is missing")):
        data_path("nothing.csv")
