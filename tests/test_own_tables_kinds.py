"""Whatever a cell of an own table holds, a figure is drawn of it or says what it needs instead."""

import numpy as np
import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.catalog import get_table
from ca_summit.tables.own_tables import of_kinds

FIGURES = {
    "attendance": lambda own: ca.plot_attendance(attendance=own),
    "challenges": lambda own: ca.plot_challenges(own, topics=["aral_sea"]),
    "commitments": ca.plot_commitments,
    "comparators": lambda own: ca.map_area_comparison(comparators=own),
    "deposits": ca.map_resources,
    "energy_links": ca.map_energy_links,
    "landforms": ca.map_land,
    "meetings": ca.plot_meeting_matrix,
    "places": lambda own: ca.map_silk_road(places=own),
    "resources": ca.plot_resource_shares,
    "routes": ca.map_corridors,
}
LOADERS = {name: getattr(ca, f"load_{name}") for name in FIGURES}
NUMBERS = [
    (table, field.name)
    for table in FIGURES
    for field in get_table(table).fields
    if field.kind in ("integer", "number", "boolean") and field.name in LOADERS[table]()
]


def with_cells(table, column, value):
    own = LOADERS[table]()
    own[column] = own[column].astype("object")
    own[column] = value
    return own


@pytest.mark.parametrize(("table", "column"), NUMBERS)
@pytest.mark.parametrize("value", ["abc", np.inf])
def test_a_cell_that_is_no_number_is_refused_with_column_and_row(table, column, value):
    with pytest.raises(ValueError, match=rf"in column '{column}'; row 1 has '?{value}'?\. Correct"):
        FIGURES[table](with_cells(table, column, value))


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table, key)
        for table in FIGURES
        for key in get_table(table).key
        if len(get_table(table).key) == 1
    ],
)
def test_a_name_of_a_row_is_there_and_stands_once(table, column):
    with pytest.raises(ValueError, match=rf"needs a value in every row (in column|of) '{column}'"):
        FIGURES[table](with_cells(table, column, None))
    with pytest.raises(ValueError, match=r"one row for each|needs each .* once"):
        FIGURES[table](with_cells(table, column, "same"))


@pytest.mark.parametrize(
    ("table", "column"), [("meetings", "start_date"), ("attendance", "known_on")]
)
def test_a_number_is_no_day(table, column):
    with pytest.raises(ValueError, match=f"needs days written YYYY-MM-DD in column '{column}'"):
        FIGURES[table](with_cells(table, column, 45965))


def test_text_that_reads_as_numbers_and_truths_is_read():
    own = ca.load_commitments()
    told = own.assign(
        value_original=own["value_original"].map(lambda v: None if pd.isna(v) else f"{v}"),
        is_aggregate=own["is_aggregate"].map({True: "yes", False: "No"}),
    )
    assert ca.plot_commitments(told).to_json() == ca.plot_commitments(own).to_json()


def test_numbers_may_name_rows():
    own = ca.load_meetings(since=2025)
    own["meeting_id"] = range(len(own))
    assert len(ca.plot_timeline(own).data) == len(
        ca.plot_timeline(ca.load_meetings(since=2025)).data
    )


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (
            lambda: ca.map_energy_links(with_cells("energy_links", "status", None)),
            "value in every row in column 'status'",
        ),
        (
            lambda: ca.map_land(with_cells("landforms", "kind", None)),
            "value in every row in column 'kind'",
        ),
        (
            lambda: ca.plot_challenges(with_cells("challenges", "year", None)),
            "value in every row in column 'year'",
        ),
        (
            lambda: ca.plot_challenges(indicators=ca.load_indicators().assign(year=2000)),
            "one row for each indicator_id, iso3, year",
        ),
        (
            lambda: ca.map_silk_road(route_stops=ca.load_route_stops().assign(certainty="sure")),
            "`certainty` must be one of",
        ),
    ],
)
def test_what_a_figure_cannot_do_without_is_named(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_a_map_without_a_leg_says_so():
    fig = ca.map_then_and_now(route_stops=ca.load_route_stops().assign(leg_kind=None))
    assert "no historical route" in fig.layout.annotations[0].text


def test_a_sea_that_was_never_there_has_lost_nothing():
    own = ca.load_challenges().assign(value=0.0)
    assert "smaller" not in ca.reading(ca.plot_challenges(own, topics=["aral_sea"]))


def test_a_number_that_names_rows_is_one_name_beside_a_gap_too():
    holed = pd.DataFrame({"meeting_id": [1.0, 2.0], "city": [7.0, None]})
    told = of_kinds("plot_timeline", "meetings", holed)
    assert told["meeting_id"].tolist() == ["1", "2"]
    assert told["city"][0] == "7"
    assert pd.isna(told["city"][1])


@pytest.mark.parametrize("draw", [ca.plot_indicator, ca.map_region])
def test_an_indicator_in_two_units_is_not_compared(draw):
    own = ca.load_indicators("population", year=[2020, 2021]).astype({"unit": "object"})
    own.loc[own["iso3"].eq("KAZ"), "unit"] = "thousand people"
    with pytest.raises(ValueError, match=r"one unit for each indicator_id; population has \w+"):
        draw("population", own)


def test_a_number_that_nobody_can_write_out_is_refused():
    own = ca.load_indicators("population", year=[2020, 2021]).assign(value=1e30)
    with pytest.raises(ValueError, match=r"numbers up to 1e\+24 in column 'value'; row 1"):
        ca.plot_indicator("population", own)


def test_a_route_that_stays_where_it_is_has_a_text_without_numbers_by_nought():
    routes = ca.load_routes().query("route_id == 'h-tian-shan-north'")
    stops = ca.load_route_stops().query("route_id == 'h-tian-shan-north'")
    stops = stops.assign(place_id=stops["place_id"].iloc[0])
    assert "nan" not in ca.figure_alt(ca.map_silk_road(routes, route_stops=stops))
