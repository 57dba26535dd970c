"""Every figure refuses wrong arguments by name, and says so where nothing is chosen."""

import pandas as pd
import pytest

import ca_summit
from ca_summit.figures import figure_alt

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
    ("plot_attendance", "actors"),
    ("plot_commitments", "actor"),
    ("plot_commitments", "counterpart"),
    ("plot_commitments", "sector"),
    ("plot_indicator", "countries"),
    ("plot_resource_revisions", "commodity"),
    ("plot_resource_shares", "commodity"),
    ("plot_timeline", "level"),
    ("plot_timeline", "format"),
    ("plot_timeline", "counterpart"),
    ("plot_trade_balance", "partners"),
]

WRONG = [
    ("map_region", "indicator", ["population"]),
    ("map_region", "indicator", "populaton"),
    ("plot_area", "compare_with", 5),
    ("plot_area", "compare_with", None),
    ("plot_attendance", "actors", ["KAZ", "KGX"]),
    ("plot_attendance", "actors", 5),
    ("plot_commitments", "as_of", "27-10-2025"),
    ("plot_indicator", "countries", 5),
    ("plot_indicator", "since", "2000"),
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
    fig = ca_summit.plot_indicator("population", countries="KAZ")
    assert {trace.legendgroup for trace in fig.data} == {"KAZ"}


def test_stops_without_routes_are_refused():
    with pytest.raises(ValueError, match=r"needs column\(s\) \['route_id'\].*load_route_stops\(\)"):
        ca_summit.map_corridors(route_stops=pd.DataFrame({"a": [1]}))
