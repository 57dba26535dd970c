"""One vocabulary of arguments: states by any name, spans by years or days, in every loader."""

from __future__ import annotations

import datetime as dt
import inspect
import pickle
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import ca_summit
from ca_summit import tables
from ca_summit.tables import read_table
from ca_summit.tables.as_of import DATED, PUBLISHED, known_by, known_days
from ca_summit.tables.choice import ARGUMENTS, Tables
from ca_summit.tables.spans import check_moment, check_span, in_span
from ca_summit.tables.states import country_code, country_codes, select_states

LOADERS = sorted(name for name in tables.__all__ if name.startswith("load_"))
#: Arguments that name states.
ROLES = (
    "country",
    "area",
    "partner",
    "recipient",
    "origin",
    "actor",
    "counterpart",
    "destination",
    "asylum",
)
#: A state that the table holds, in the words of somebody who does not know its code.
HELD = {
    ("load_series_breaks", "partner"): ("Россия", "Russian Federation", "ru"),
    ("load_investment_partners", "origin"): ("Нидерланды", "Netherlands", "nl"),
    ("load_trade_partners", "partner"): ("Турция", "Turkey", "TR"),
    ("load_commitments", "counterpart"): ("США", "United States of America", "us"),
    ("load_energy_links", "counterpart"): ("Китай", "中国", "cn"),
    ("load_formats", "counterpart"): ("Евросоюз", "European Union", "eu"),
    ("load_meetings", "counterpart"): ("Россия", "Russian Federation", "ru"),
}
AT_HOME = ("Қазақстан", "Казахстан", "kz", "KAZ", "Republic of Kazakhstan")


def roles(loader):
    return [name for name in inspect.signature(getattr(tables, loader)).parameters if name in ROLES]


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("Kazakhstan", "KAZ"),
        ("Қазақстан", "KAZ"),
        ("o'zbekiston", "UZB"),
        ("Oʻzbekiston", "UZB"),
        ("Киргизия", "KGZ"),
        ("Кыргызстан", "KGZ"),
        ("Kyrgyz Republic", "KGZ"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("turkiye", "TUR"),
        ("Турция", "TUR"),
        ("US", "USA"),
        ("U.S.", "USA"),
        ("the United States", "USA"),
        ("Соединённые Штаты", "USA"),
        ("Соединенные Штаты", "USA"),
        ("Deutschland", "DEU"),
        ("中国", "CHN"),
        ("Korea, Rep.", "KOR"),
        ("South Korea", "KOR"),
        ("UK", "GBR"),
        ("Kenya", "KEN"),
        ("NA", "NAM"),
        ("евросоюз", "EU"),
        ("Central Asia", "CA5"),
        ("c5", "C5"),
        ("World", "WLD"),
        ("Texas", "US-TX"),
    ],
)
def test_a_state_answers_to_the_names_people_write(spelling, code):
    assert country_code(spelling) in {code, "EUU" if code == "EU" else code}
    assert country_codes([f"  {spelling.upper()} ", "KAZ"])[0] == country_code(spelling)


@pytest.mark.parametrize(
    ("shared", "codes"),
    [
        ("Congo", {"COD", "COG"}),
        ("Конго", {"COD", "COG"}),
        ("KOREA", {"KOR", "PRK"}),
        ("Корея", {"KOR", "PRK"}),
        ("Virgin Islands", {"VGB", "VIR"}),
        ("Republic of China", {"CHN", "TWN"}),
    ],
)
def test_a_name_that_two_states_share_is_asked_back(shared, codes):
    for among in (None, sorted(codes)[:1]):
        with pytest.raises(ValueError, match="the one you mean") as caught:
            country_codes(shared, among=among)
        assert all(f"({code})" in str(caught.value) for code in codes)
    assert country_codes(["Sudan", "Guinea", "Ireland", "DR Congo", "Südkorea"]) == [
        *("SDN", "GIN", "IRL", "COD", "KOR"),
    ]


def test_a_group_is_written_as_the_table_writes_it():
    assert country_codes("EU", among=["EUU", "CHN"]) == ["EUU"]
    assert country_codes("EUU", among=["EU", "CHN"]) == ["EU"]
    assert country_codes("C5", among=["CA5"]) == ["CA5"]
    assert set(tables.load_indicators(country="European Union")["iso3"]) == {"EUU"}
    assert set(tables.load_trade_partners(partner="European Union")["partner"]) == {"EU"}


def test_no_spelling_stands_for_two_states():
    from ca_summit.tables.states import spellings

    groups = ({"EU", "EUU", "EUU_METRO"}, {"CA5", "C5"}, {"FRA", "FRA_METRO"})
    double = {
        spelling: codes
        for spelling, codes in spellings().items()
        if len(codes) > 1 and not any(set(codes) <= group for group in groups)
    }
    assert double == {}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("KZA", "KAZ"),
        ("KZK", "KAZ"),
        ("GER", "DEU"),
        ("TAJ", "TJK"),
        ("KYR", "KGZ"),
        ("Kazakstan", "KAZ"),
        ("Узбекстан", "UZB"),
        ("Chna", "CHN"),
    ],
)
def test_a_misspelt_state_suggests_the_one_meant(written, meant):
    with pytest.raises(ValueError, match=re.escape(f"Did you mean '{meant}'")):
        country_codes(written)


def test_a_state_that_the_table_lacks_is_told_from_no_state():
    with pytest.raises(ValueError, match="This table has no rows of 'JPN'"):
        tables.load_trade_partners(partner="Япония")


@pytest.mark.parametrize("value", [5, None, "", float("nan"), ["KAZ", None], [], b"KAZ"])
def test_what_names_no_state_is_refused(value):
    with pytest.raises(ValueError, match="`country`"):
        country_codes(value)


def test_a_list_of_states_in_a_cell_is_searched():
    frame = pd.DataFrame({"who": ["KAZ;UZB", "CHN", None]})
    assert len(select_states(frame, "country", ["Узбекистан"], "who")) == 1
    assert len(select_states(frame, "country", None, "who")) == 3


@pytest.mark.parametrize(
    ("loader", "role"), [(loader, role) for loader in LOADERS for role in roles(loader)]
)
def test_every_loader_takes_a_state_by_any_name(loader, role):
    load = getattr(tables, loader)
    names = HELD.get((loader, role), AT_HOME)
    found = [load(**{role: name}) for name in names]
    assert len(found[0]) > 0
    for other in found[1:]:
        pd.testing.assert_frame_equal(pd.DataFrame(found[0]), pd.DataFrame(other))
    several = load(**{role: list(names)})
    assert len(several) == len(found[0])
    assert len(several) < len(load())
    with pytest.raises(ValueError, match=f"`{role}`"):
        load(**{role: "Atlantis"})


@pytest.mark.parametrize("loader", LOADERS)
def test_every_table_with_a_column_of_states_takes_them(loader):
    frame = getattr(tables, loader)()
    codes = {str(c) for c in read_table("country_names")["code"]} - {"-", "UN", "EU"}
    held = [
        column
        for column in frame.columns
        if column != "geometry"
        and not pd.api.types.is_numeric_dtype(frame[column])
        and (cells := set(frame[column].dropna().astype("str")))
        and {c for cell in cells for c in cell.split(";")} <= codes | {"EU", "UN", "-"}
        and {c for cell in cells for c in cell.split(";")} & codes
    ]
    if held:
        assert roles(loader), f"{loader}() has the columns {held} and no argument for them"


def test_a_year_as_until_means_its_last_day():
    assert check_span(2003, 2003) == (pd.Timestamp("2003-01-01"), pd.Timestamp("2003-12-31"))
    assert check_span("2003", "2003-05-01")[1] == pd.Timestamp("2003-05-01")
    assert check_moment("until", np.int64(2003), last=True) == pd.Timestamp("2003-12-31")
    assert check_moment("since", dt.date(2003, 5, 1)) == pd.Timestamp("2003-05-01")
    days = tables.load_meetings(since=2025, until=2025)["start_date"]
    assert days.equals(tables.load_meetings(year=2025)["start_date"])
    assert days.max() > pd.Timestamp("2025-12-01")


@pytest.mark.parametrize("value", ["05/2003", "2003-05", 2003.5, True, "soon", 0, 12345, [2003]])
def test_what_is_no_year_and_no_day_is_refused(value):
    with pytest.raises((TypeError, ValueError), match="`since` must be a year"):
        check_span(value, None)


def test_a_span_that_runs_backwards_or_misses_the_table_is_refused():
    with pytest.raises(ValueError, match="must not be later"):
        check_span(2005, "2004-12-31")
    with pytest.raises(ValueError, match="outside what the table 'indicators' covers"):
        tables.load_indicators(since=2090)
    with pytest.raises(ValueError, match="outside what the table 'meetings' covers"):
        tables.load_meetings(until=1990)


def test_a_year_counts_only_if_it_lies_wholly_in_the_span():
    frame = pd.DataFrame({"year": [2002, 2003, 2004, None]})
    assert in_span(frame, "year", "2002-06-01", "2004-12-30")["year"].to_list() == [2003]
    assert in_span(frame, "year", "2003-01-01", "2004-12-31")["year"].to_list() == [2003, 2004]
    assert len(in_span(frame, "year", None, None)) == 4


def test_routes_are_chosen_by_the_years_in_which_they_were_used():
    early = tables.load_routes(until=-1)
    assert (early["start_year"] < 0).all()
    assert len(early) > 0
    assert (tables.load_routes(since=1991)["end_year"].fillna(9999) >= 1991).all()


def test_a_count_of_filtered_rows_has_no_line_for_what_was_filtered_out():
    counts = tables.load_meetings(format="c5_plus_1", year=2025)["format"].value_counts()
    assert counts.index.to_list() == ["c5_plus_1"]
    wanted = tables.load_trade_partners(partner="CHN")["partner"].value_counts()
    assert wanted.index.to_list() == ["CHN"]


@pytest.mark.parametrize("loader", LOADERS)
def test_every_loader_takes_the_arguments_its_table_has(loader):
    table = loader.removeprefix("load_")
    taken = set(inspect.signature(getattr(tables, loader)).parameters)
    if table in ARGUMENTS:
        meant = {*ARGUMENTS[table].states, *ARGUMENTS[table].words}
        meant |= {"since", "until"} if ARGUMENTS[table].span else set()
        assert meant <= taken
    assert ("as_of" in taken) == (table in DATED)
    for name in ("since", "until", "as_of", *roles(loader)):
        if name in taken:
            told = str(inspect.getdoc(getattr(tables, loader)))
            named = rf"^(\w+, )*{name}(, \w+)*$"
            assert f"``{name}``" in told or re.search(named, told, re.MULTILINE), name


@pytest.mark.parametrize("table", sorted(DATED - {"meetings"}))
def test_what_was_known_only_grows_and_says_nothing_from_later(table):
    load = getattr(tables, f"load_{table}")
    key = list(tables.reader.get_table(table).key)
    before = set()
    for day in ("1300-01-01", "2023-12-31", "2025-10-27", "2026-11-28"):
        known = pd.DataFrame(load(as_of=day))
        rows = set(map(tuple, known[key].astype("str").to_numpy()))
        assert before <= rows
        before = rows
        assert (known_days(table, known).fillna(pd.Timestamp.max) <= pd.Timestamp(day)).all()
        if "note" in known.columns:
            assert known["note"].isna().all()
    assert len(load(as_of="1300-01-01")) == 0
    undated = known_days(table, read_table(table)).isna().sum()
    assert len(before) == len(read_table(table)) - undated


@pytest.mark.parametrize("table", sorted(PUBLISHED))
def test_a_figure_is_known_from_the_document_or_copy_that_it_was_taken_from(table):
    day = "2025-10-27"
    sources = read_table("sources").set_index("source_id")["published"]
    known = set(getattr(tables, f"load_{table}")(as_of=day)["source_id"])
    assert all(str(sources[one])[:10] <= day for one in known)
    left = {one for one in read_table(table)["source_id"] if str(sources[one])[:4] < "2025"}
    assert left <= known


def test_a_year_or_month_of_publication_counts_from_its_end():
    frame = pd.DataFrame({"as_of": ["2025", "2025-02", "2025-02-03", None]})
    days = known_days("border_crossings", frame)
    assert days.dt.strftime("%Y-%m-%d").to_list()[:3] == ["2025-12-31", "2025-02-28", "2025-02-03"]
    assert pd.isna(days[3])
    events = pd.DataFrame({"date": pd.to_datetime(["2024-05-01"]), "date_precision": ["month"]})
    assert known_days("route_events", events)[0] == pd.Timestamp("2024-05-31")


def test_an_end_in_office_is_unknown_before_it_comes():
    people = read_table("people").dropna(subset=["in_role_from", "in_role_until"])
    person = people.iloc[0]
    day = person["in_role_until"] - pd.Timedelta(days=1)
    then = tables.load_people(as_of=day).set_index("person_id").loc[person["person_id"]]
    assert pd.isna(then["in_role_until"])
    later = tables.load_people(as_of=person["in_role_until"]).set_index("person_id")
    assert later.loc[person["person_id"], "in_role_until"] == person["in_role_until"]


def test_the_figure_preferred_then_was_the_last_one_out_then():
    keys = {"country": "KAZ", "commodity": "antimony", "measure": "production", "year": 2024}
    now = tables.load_resources(**keys, statistics_only=True)
    then = tables.load_resources(**keys, statistics_only=True, as_of="2025-10-27")
    assert now["edition"].to_list() == ["MCS2026"]
    assert then["edition"].to_list() == ["MCS2025"]


def test_own_rows_without_a_day_of_knowledge_are_not_dated_by_guess():
    own = pd.DataFrame({"indicator_id": ["x"], "iso3": ["KAZ"], "year": [2020], "value": [1.0]})
    with pytest.raises(ValueError, match="Add a column 'known_on'"):
        known_by("indicators", own, "2025-10-27")
    own["known_on"] = ["2025-10-28"]
    assert known_by("indicators", own, "2025-10-27").empty
    with pytest.raises(ValueError, match="no date of knowledge"):
        known_by("places", read_table("places"), "2025-10-27")


def test_tables_hold_the_users_own_or_ours():
    own = tables.load_meetings(year=2025)
    held = Tables("plot_timeline", {"meetings": own, "attendance": None}, as_of="2025-10-27")
    assert held.is_own("meetings")
    assert not held.is_own("attendance")
    assert set(held["meetings"]["meeting_id"]) <= set(own["meeting_id"])
    assert (held["attendance"]["known_on"] <= pd.Timestamp("2025-10-27")).all()
    assert held["meetings"] is held["meetings"]
    assert len(held.shapes("places")) == len(read_table("places"))
    with pytest.raises(ValueError, match=re.escape("plot_timeline() needs column(s) ['city']")):
        Tables("plot_timeline", {"meetings": own.drop(columns="city")}).rows("meetings", ["city"])
    with pytest.raises(ValueError, match="Did you mean 'meetings'"):
        Tables("check_claims", {"meeting": own})
    with pytest.raises(TypeError, match="needs a table"):
        Tables("check_claims", {"meetings": [1]})


#: Words that stand for something else in this package, or for nothing.
FORBIDDEN = {
    *("actors", "code", "codes", "countries", "counterparts", "partners", "origins"),
    *("begin", "end", "finish", "first", "from_year", "last", "start", "stop", "to_year"),
}
FUNCTIONS = sorted(
    name for name in ca_summit.__all__ if inspect.isfunction(getattr(ca_summit, name))
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("plot_timline", "plot_timeline"),
        ("load_meeting", "load_meetings"),
        ("map_regoin", "map_region"),
        ("Load_Countries", "load_countries"),
        ("shortest_path", "shortest_way"),
    ],
)
def test_a_misspelt_public_name_suggests_the_nearest(written, meant):
    with pytest.raises(AttributeError, match=f"Did you mean {meant}"):
        getattr(ca_summit, written)
    assert not hasattr(ca_summit, "_repr_html_")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_misspelt_argument_suggests_the_nearest(name):
    function = getattr(ca_summit, name)
    parameters = inspect.signature(function).parameters.values()
    words = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY]
    if any(p.kind is p.VAR_KEYWORD for p in parameters) or not words:
        return
    wrong = max(words, key=len)[:-1] + "q"
    with pytest.raises(TypeError, match=rf"{name}\(\) has no argument '{wrong}'. Did you mean '"):
        function(**{wrong: None})


def test_words_of_other_libraries_lead_to_ours():
    with pytest.raises(TypeError, match="Did you mean 'country'"):
        ca_summit.load_indicators(countries=["KAZ"])
    with pytest.raises(TypeError, match="Did you mean 'since'"):
        ca_summit.load_meetings(start="2025-01-01")


def test_an_error_inside_a_function_is_not_taken_for_a_misspelt_argument():
    with pytest.raises(TypeError, match="must be a year"):
        ca_summit.load_meetings(since=[2025])


def test_public_functions_stay_what_they_were():
    public, own = ca_summit.load_meetings, tables.load_meetings
    assert inspect.signature(public) == inspect.signature(own)
    assert (public.__doc__, public.__name__) == (own.__doc__, own.__name__)
    assert inspect.unwrap(public) is own
    assert pickle.loads(pickle.dumps(public)) is public  # noqa: S301 - made here


def test_a_misspelt_public_name_or_argument_fails_in_mypy(tmp_path):
    path = tmp_path / "use.py"
    path.write_text(
        "import ca_summit as ca\nca.plot_timline()\nca.load_meetings(sinse=2025)\n"
        "ca.load_meetings(since=2025)\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent", "--no-incremental"]
    done = subprocess.run([*command, str(path)], capture_output=True, encoding="utf-8", check=False)
    found = [line.split(":")[1] for line in done.stdout.splitlines() if ": error:" in line]
    assert found == ["2", "3"], done.stdout


def test_importing_the_package_costs_next_to_nothing():
    code = (
        "import sys; before = set(sys.modules); import ca_summit; print(set(sys.modules) - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    new = eval(done.stdout)  # noqa: S307 - printed by the line above
    assert {name for name in new if name.partition(".")[0] not in ("importlib", "warnings")} == {
        "ca_summit"
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_public_function_has_a_word_of_its_own_for_what_has_one(name):
    taken = set(inspect.signature(getattr(ca_summit, name)).parameters)
    if name in {"shortest_way", "then_and_now", "map_route_between"}:
        taken -= {"start", "end"}  # of a way, two places; spans of time are since and until
    if name == "country_name":
        taken -= {"code"}
    assert not taken & FORBIDDEN


def test_explorers_take_states_and_days_as_people_write_them():
    made = ca_summit.explore_trade("Казахстан", partner="Россия", reset=True)
    assert (made.values["area"], made.values["partner"]) == ("KAZ", "RUS")
    made = ca_summit.explore_meetings(counterpart="США", since=2025, until=2025, reset=True)
    assert "since='2025-01-01', until='2025-12-31', counterpart='USA'" in made.code
    wrong = ca_summit.explore_meetings(counterpart="Atlantis", reset=True)
    assert "Atlantis" in wrong.message


def test_the_command_line_has_the_same_words(capsys):
    from ca_summit.cli import main

    asked = ["data", "show", "indicators", "--country", "Узбекистан", "--country", "kz"]
    assert main([*asked, "--since", "2023", "--until", "2023", "--as-of", "2026-08-01"]) == 0
    shown = capsys.readouterr().out
    assert {"UZB", "KAZ"} & set(shown.split())
    assert not {"KGZ", "CHN"} & set(shown.split())
    rows = tables.load_indicators(country=["UZB", "KAZ"], year=2023, as_of="2026-08-01")
    assert f"of {len(rows)} rows" in shown
    assert main(["data", "show", "routes", "--as-of", "2025-01-01"]) == 1
    assert "'routes' have nothing that --as-of could choose by" in capsys.readouterr().err
    assert main(["data", "show", "meetings", "--country", "Atlantis"]) == 1
    assert "`country` must be one of" in capsys.readouterr().err
