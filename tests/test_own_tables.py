"""A user's table is held to the description of the one that it stands for."""

import numpy as np
import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.figures import figure_alt
from ca_summit.figures.rows import table_for
from ca_summit.tables import (
    load_china_finance,
    load_migrant_stock,
    load_un_agreement,
    load_un_ideal_points,
    load_un_ukraine_votes,
    load_vdem,
)

TABLES = {
    "plot_un_agreement": (load_un_agreement, "agreement_pct"),
    "plot_migrants": (load_migrant_stock, "migrants"),
    "plot_china_finance": (load_china_finance, "total_usd2021"),
    "plot_vdem": (load_vdem, "value"),
}


def _plot(name, frame):
    if name == "plot_vdem":
        return ca.plot_vdem("v2x_libdem", frame)
    return getattr(ca, name)(frame)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("value", ["38,000", np.inf, -9999, "n/a"])
def test_a_cell_that_is_no_value_is_refused_with_its_row_and_never_drawn(name, value):
    load, column = TABLES[name]
    frame = load()
    frame[column] = frame[column].astype("object")
    frame.loc[7, column] = value
    with pytest.raises(ValueError, match=rf"{name}\(\) needs .*'{column}'; row 8 has"):
        _plot(name, frame)


@pytest.mark.parametrize("value", ["38,000", np.inf, -9999, "n/a"])
@pytest.mark.parametrize(
    ("plot", "load", "column"),
    [
        (ca.plot_trade_balance, ca.load_trade_partners, "total_usd"),
        (ca.plot_trade_disagreement, ca.load_trade_partners, "imports_usd"),
        (ca.plot_investment, ca.load_investment_partners, "value_usd"),
        (ca.plot_corridor_volumes, ca.load_corridor_volumes, "volume"),
    ],
)
def test_money_and_volumes_are_held_to_their_description_too(plot, load, column, value):
    frame = load()
    frame[column] = frame[column].astype("object")
    frame.iloc[4, frame.columns.get_loc(column)] = value
    with pytest.raises(ValueError, match=rf"needs .* column '{column}'; row 5 has"):
        plot(frame)


@pytest.mark.parametrize("name", [*TABLES, "plot_ukraine_votes"])
def test_a_row_given_twice_is_refused_and_not_counted_twice(name):
    load = load_un_ukraine_votes if name == "plot_ukraine_votes" else TABLES[name][0]
    with pytest.raises(ValueError, match=r"needs one row for each .* rows 1 and \d+ are both"):
        _plot(name, pd.concat([load(), load().head(1)]))


@pytest.mark.parametrize("name", TABLES)
def test_whole_years_as_text_or_decimals_are_the_same_years(name):
    load, _ = TABLES[name]
    usual = figure_alt(_plot(name, load()))
    for kind in (str, float):
        frame = load()
        frame["year"] = frame["year"].astype(kind)
        assert figure_alt(_plot(name, frame)) == usual


@pytest.mark.parametrize("year", ["1905-07-17", 2003.5, None])
def test_what_is_no_whole_year_is_refused(year):
    frame = load_china_finance()
    frame["year"] = frame["year"].astype("object")
    frame.loc[3, "year"] = year
    with pytest.raises(ValueError, match="'year'; row 4 has"):
        ca.plot_china_finance(frame)


def test_a_vote_in_other_words_is_not_taken_for_an_unknown_one():
    frame = load_un_ukraine_votes()
    frame["vote"] = frame["vote"].astype("object").replace("yes", "Yes")
    with pytest.raises(
        ValueError, match=r"one of yes, no, abstain, absent .* Did you mean 'yes'\?"
    ):
        ca.plot_ukraine_votes(frame)


def test_days_in_another_order_are_refused():
    frame = load_un_ukraine_votes()
    frame["date"] = frame["date"].dt.strftime("%d.%m.%Y")
    with pytest.raises(ValueError, match="days written YYYY-MM-DD"):
        ca.plot_ukraine_votes(frame)
    frame = load_un_ukraine_votes()
    frame["date"] = frame["date"].dt.strftime("%Y-%m-%d")
    assert figure_alt(ca.plot_ukraine_votes(frame)) == figure_alt(ca.plot_ukraine_votes())


def test_an_index_of_the_users_own_is_drawn_under_its_id():
    own = load_vdem("v2x_libdem")
    own = own.assign(index_id="my_index", source_id="mine", low=np.nan, high=np.nan)
    fig = ca.plot_vdem("my_index", own)
    assert fig.layout.title.text.startswith("my_index in 2024")
    assert "CC BY-SA" not in " ".join(a.text for a in fig.layout.annotations)


def test_migrants_of_others_are_refused_because_only_those_in_the_five_are_held():
    with pytest.raises(ValueError, match="people who live in the five"):
        ca.plot_migrants(origin="Afghanistan")


def test_another_kind_of_table_is_refused():
    class Other:
        columns = ("iso3", "year", "total_usd2021")

    with pytest.raises(TypeError, match=r"plot_china_finance\(\) needs a table"):
        ca.plot_china_finance(Other())


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinity_is_refused_where_nothing_else_bounds_the_column(value):
    frame = load_un_ideal_points()
    frame.loc[2, "ideal_point"] = value
    with pytest.raises(ValueError, match="numbers in column 'ideal_point'; row 3 has"):
        table_for("plot_x", "un_ideal_points", frame, ["iso3"], numbers=["ideal_point"])


def test_the_users_table_is_not_changed():
    frame = load_un_agreement().astype({"year": "str"})
    before = frame.copy()
    ca.plot_un_agreement(frame)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("draw", "load", "own", "column"),
    [
        (ca.plot_china_finance, ca.load_china_finance, "finance", "iso3"),
        (ca.plot_vdem, ca.load_vdem, "vdem", "iso3"),
        (ca.plot_un_agreement, ca.load_un_agreement, "agreement", "iso3"),
        (ca.plot_ukraine_votes, ca.load_un_ukraine_votes, "votes", "iso3"),
        (ca.plot_migrants, ca.load_migrant_stock, "stock", "origin"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_an_own_table_of_one_state_is_drawn_without_naming_it(draw, load, own, column):
    rows = load()
    fig = draw(**{own: rows[rows[column].astype("str").eq("KAZ")]})
    assert set(ca.figure_data(fig)[column].astype("str")) == {"KAZ"}


@pytest.mark.parametrize(
    ("known_on", "as_of", "state"),
    [
        ("2025-09-15", "2025-09-14", None),
        ("2025-09-15", "2025-09-15", "held"),
        ("2025-01-01", "2025-01-02", "planned"),
        ("2025-01-01", "2024-12-31", None),
        (None, "2025-01-13", "held"),
    ],
)
def test_an_own_meeting_is_known_from_the_day_that_its_row_says(known_on, as_of, state):
    own = pd.DataFrame(
        {
            "meeting_id": ["own-1", "own-2"],
            "name": "Visit",
            "format": "bilateral",
            "level": "heads_of_state",
            "counterpart": "USA",
            "start_date": ["2025-01-13", "2024-12-01"],
            "end_date": ["2025-01-13", "2024-12-01"],
            "city": "Astana",
            "status": "held",
            "known_on": [known_on, "2024-12-01"],
        }
    )
    shown = ca.figure_data(
        ca.plot_timeline(own, since=2024, until=2025, bilateral=True, as_of=as_of)
    )
    assert dict(zip(shown["meeting_id"], shown["status"], strict=True)) == {
        "own-2": "held",
        **({"own-1": state} if state else {}),
    }


@pytest.mark.parametrize("known_on", ["03/04/2025", "soon", 45000, "2025-09-15T23:00:00-05:00"])
def test_a_day_of_knowledge_that_reads_in_two_ways_is_refused(known_on):
    values = ca.load_indicators("gdp_usd", since=2020).assign(known_on=known_on)
    with pytest.raises(ValueError, match="`as_of` needs days written YYYY-MM-DD"):
        ca.plot_indicator("gdp_usd", values, as_of="2025-03-10")
    meetings = ca.load_meetings(since=2025, until=2025).assign(known_on=known_on)
    with pytest.raises(ValueError, match="`as_of` needs days written YYYY-MM-DD"):
        ca.plot_timeline(meetings, as_of="2025-03-10")
