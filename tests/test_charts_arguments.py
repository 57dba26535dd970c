"""Every figure refuses wrong arguments by name, and says so where nothing is chosen."""

import inspect

import pytest

import ca_summit
import ca_summit as ca
from ca_summit.figures import figure_alt, figure_data
from ca_summit.tables import (
    load_attendance,
    load_comparators,
    load_indicators,
    load_landforms,
    load_meetings,
    load_outlines,
    load_route_stops,
)

EMPTY = [
    ("map_corridors", "status"),
    ("map_energy_links", "status"),
    ("map_energy_links", "fuel"),
    ("map_land", "kind"),
    ("map_resources", "commodity"),
    ("map_resources", "group"),
    ("map_resources", "kind"),
    ("map_silk_road", "kind"),
    ("map_silk_road", "certainty"),
    ("plot_attendance", "meeting"),
    ("plot_attendance", "format"),
    ("plot_attendance", "actor"),
    ("plot_commitments", "actor"),
    ("plot_commitments", "counterpart"),
    ("plot_commitments", "sector"),
    ("plot_indicator", "country"),
    ("plot_resource_revisions", "commodity"),
    ("plot_resource_shares", "commodity"),
    ("plot_timeline", "level"),
    ("plot_timeline", "format"),
    ("plot_timeline", "counterpart"),
    ("plot_trade_balance", "partner"),
]

WRONG = [
    ("map_region", "indicator", ["population"]),
    ("map_region", "indicator", "populaton"),
    ("plot_area", "compare_with", 5),
    ("plot_area", "compare_with", None),
    ("plot_attendance", "actor", ["KAZ", "KGX"]),
    ("plot_attendance", "actor", 5),
    ("plot_commitments", "as_of", "27-10-2025"),
    ("plot_indicator", "country", 5),
    ("plot_indicator", "since", "in 2000"),
    ("plot_indicator", "since", [2000]),
    ("plot_resource_shares", "year", "2024"),
    ("plot_resource_shares", "year", [2024]),
    ("plot_resource_shares", "at_least_pct", "2"),
    ("plot_resource_shares", "at_least_pct", 200),
]


@pytest.mark.parametrize(("function", "argument"), EMPTY)
def test_an_empty_list_is_told_as_such(function, argument):
    fig = getattr(ca_summit, function)(**{argument: []})
    assert figure_alt(fig).startswith(f"Nothing to draw: Nothing is chosen: `{argument}` is empty")
    assert fig.layout.annotations


@pytest.mark.parametrize(("function", "argument", "value"), WRONG)
def test_a_wrong_argument_is_named_as_the_user_wrote_it(function, argument, value):
    with pytest.raises((TypeError, ValueError), match=f"^`{argument}` must be"):
        getattr(ca_summit, function)(**{argument: value})


def test_a_string_of_one_country_is_one_country():
    fig = ca_summit.plot_indicator("population", country="KAZ")
    assert {trace.name for trace in fig.data} == {"Kazakhstan"}


@pytest.mark.parametrize("function", ["map_corridors", "map_silk_road", "map_then_and_now"])
def test_stops_without_routes_are_refused(function):
    stops = load_route_stops().drop(columns="route_id")
    with pytest.raises(ValueError, match=r"needs column\(s\) \['route_id'\].*load_route_stops\(\)"):
        getattr(ca_summit, function)(route_stops=stops)


def test_landforms_without_heights_are_drawn():
    fig = ca_summit.map_land(load_landforms().drop(columns="height_m"))
    assert fig.layout.title.subtitle.text == "14 ranges, 12 peaks, 7 deserts"


def test_outlines_without_a_shape_say_so():
    alt = figure_alt(ca_summit.map_area_comparison(load_outlines().iloc[:0]))
    assert alt == "Nothing to draw: The outlines hold no shape of the members of the EU."


def test_a_table_of_one_year_names_it_once():
    fig = ca_summit.plot_timeline(since="2024-06-01", until="2025-03-31", level="ministers")
    assert figure_alt(fig).endswith("The table has some of 2025.")


@pytest.mark.parametrize(
    ("function", "table", "column"),
    [
        ("plot_known_on", "attendance", "known_on"),
        ("plot_meeting_matrix", "attendance", "known_on"),
        ("plot_meeting_matrix", "attendance", "seq"),
    ],
)
def test_a_missing_column_is_named(function, table, column):
    own = load_attendance().drop(columns=column)
    with pytest.raises(ValueError, match=rf"^{function}\(\) needs column\(s\) \['{column}'\]"):
        getattr(ca_summit, function)(**{table: own})


def test_own_tables_need_not_say_how_they_were_verified():
    indicators = load_indicators().drop(columns="verification")
    fig = ca_summit.plot_indicator("population", indicators)
    assert list(figure_data(fig)) == ["iso3", "year", "value", "unit"]
    areas = load_comparators().drop(columns=["verification"])
    assert len(figure_data(ca_summit.plot_area(areas)))


def test_a_table_without_meetings_is_no_year_without_summits():
    fig = ca_summit.plot_summits_per_year(load_meetings().iloc[:0])
    assert figure_alt(fig) == "Nothing to draw: The table holds no meeting."


DRAWN_AS_OF = [
    name
    for name in ca.__all__
    if name.startswith(("plot_", "map_"))
    and "as_of" in inspect.signature(getattr(ca, name)).parameters
]


@pytest.mark.parametrize("day", ["1900-01-01", "2010-06-01", "2025-10-27"])
@pytest.mark.parametrize("name", DRAWN_AS_OF)
def test_a_figure_of_any_day_is_drawn_or_says_that_nothing_was_known(name, day):
    fig = getattr(ca, name)(as_of=day)
    assert fig.data or "Nothing to draw" in ca.figure_alt(fig)
    misspelt = {"indicator": "gpd", "measure": "prodction", "area": "KZX"}
    taken = inspect.signature(getattr(ca, name)).parameters
    for argument in misspelt.keys() & taken.keys():
        with pytest.raises(ValueError, match=f"`{argument}` must be"):
            getattr(ca, name)(as_of=day, **{argument: misspelt[argument]})
