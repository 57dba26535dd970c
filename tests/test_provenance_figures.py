"""Every mark of a figure leads to its rows, every computed number to its arithmetic."""

from __future__ import annotations

import copy
import json
from functools import cache

import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.metadata import figure_metadata
from ca_summit.provenance.drawn import Drawn, packed_rows, unpacked_rows
from ca_summit.tables import read_table

FIGURES = {
    **{name: () for name in dir(ca) if name.startswith(("plot_", "map_"))},
    "plot_indicator": ("gdp_usd",),
    "map_route_between": ("Samarkand", "Almaty"),
}


@cache
def figure(name):
    return getattr(ca, name)(*FIGURES[name])


@cache
def answers(name):
    return ca.why(figure(name))


@pytest.mark.parametrize("name", FIGURES)
def test_each_figure_names_the_rows_behind_all_its_marks(name):
    data = ca.figure_data(figure(name))
    found = answers(name)
    cells = [part for one in found for part in (one.parts or (one,))]
    for one in cells:
        rows = read_table(one.table)
        keep = pd.Series(True, index=rows.index)
        for column, value in one.key.items():
            same = rows[column].eq(value)
            keep &= rows[column].isna() if pd.isna(value) else same.fillna(False).astype(bool)
        assert keep.sum() == 1, (one.table, one.key)
        assert one.column in rows.columns
        assert one.source or "the bundled table holds no value" in one.note, str(one)
    assert all(one.how for one in found if one.parts and one.source == {})
    columns = {one.column for one in found}
    drawn = {"value", "billion_usd", "meetings", "status", "verdict", "km", "ratio"}
    assert columns & set(data.columns) or columns & drawn


def test_a_verdict_leads_to_the_rows_that_its_rule_used():
    checked = ca.check_claims(["summit-date", "area-like-eu"]).set_index("claim_id")
    fig = ca.plot_claims(checked.reset_index())
    found = ca.why(fig, "summit-date", "verdict")
    keys = {(part.table, *part.key.values()) for part in found.parts}
    assert keys == {
        ("claims", "summit-date"),
        ("meetings", "c5-plus-1-2025-washington"),
    }
    shown = {p.table: p.key for p in ca.why(fig, "area-like-eu", "verdict").parts}
    assert {"comparators", "country_sources", "area_variants"} <= set(shown)
    for claim_id, told in checked["evidence"].items():
        rows = sum(map(len, told.values()))
        assert 0 < rows <= checked.loc[claim_id, "rows_used"]


@pytest.mark.parametrize("name", ["map_silk_road", "map_corridors", "map_then_and_now"])
def test_a_town_on_a_map_of_roads_leads_to_its_position(name):
    found = {one.column: one for one in ca.why(figure(name), "Самарканд")}
    assert found["latitude"].key == {"place_id": "samarkand"}
    assert found["latitude"].source
    with pytest.raises(ValueError, match="No mark of the figure holds 'Atlantis'"):
        ca.why(figure(name), "Atlantis")


def test_a_town_that_was_moved_is_not_explained_by_the_bundled_place():
    moved = ca.load_places()
    moved.loc[moved["place_id"].eq("samarkand"), "latitude"] += 1
    fig = ca.map_silk_road(places=moved)
    with pytest.raises(ValueError, match="No mark of the figure holds"):
        ca.why(fig, "Samarkand")
    assert ca.why(fig, "Bukhara")


def test_a_figure_says_how_many_of_its_rows_name_no_source():
    rows = ca.load_meetings(since=2025, until=2025, as_of=None)
    told = {}
    for silent in (0, 2, len(rows)):
        own = rows.copy()
        own.loc[own.index[:silent], ["source_id", "second_source_id"]] = None
        fig = ca.plot_timeline(own, year=2025, bilateral=True)
        told[silent] = " ".join(a.text or "" for a in fig.layout.annotations).replace("<br>", " ")
    assert "no source" not in told[0]
    assert "2 name no source" in told[2]
    assert "The rows drawn name no source" in told[len(rows)]


def test_rows_of_an_altered_copy_are_not_called_bundled_rows_behind_a_verdict():
    mine = ca.load_comparators().assign(area_km2=1.0)
    checked = ca.check_claims("area-like-eu", data={"comparators": mine})
    assert "comparators" not in checked["evidence"].iloc[0]
    assert "area_variants" in checked["evidence"].iloc[0]


@pytest.mark.parametrize("name", FIGURES)
def test_what_a_figure_stores_of_its_rows_is_small(name):
    carried = figure_metadata(figure(name))
    stored = len(json.dumps(carried["drawn"], ensure_ascii=False))
    if name == "plot_claims":  # its verdicts rest on many rows of many tables
        used = ca.check_claims()["rows_used"].sum()
        assert stored <= 60 * used
        return
    assert stored <= 400 + 35 * len(carried["data"]["rows"]) or stored <= 6000
    assert stored <= 6000


def test_a_value_of_a_chart_is_found_as_it_is_read_there():
    fig = figure("plot_indicator")
    one = ca.why(fig, ("Казахстан", 2020))
    assert one == ca.why("indicators", ("gdp_usd", "KAZ", 2020), "value")
    assert ca.why(fig, {"iso3": "Kazakhstan", "year": 2020}) == one
    assert ca.why(fig, (round(one.value / 1e9, 1), 2020)) == one
    assert ca.why(fig, one.value) == one


def test_a_day_a_word_and_a_name_lead_to_the_meeting():
    fig = figure("plot_timeline")
    city = ca.why(fig, ("Washington", "2025-11-06", "c5_plus_1"), "city")
    assert city == ca.why("meetings", "c5-plus-1-2025-washington", "city")
    assert {one.key["meeting_id"] for one in ca.why(fig, pd.Timestamp("2025-11-06"))} >= {
        "c5-plus-1-2025-washington"
    }


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("Washingtn", "Did you mean 'Washington'?"),
        (123456.7, "No mark of the figure holds 123456.7"),
        (("Washington", "2025-01-13"), "holds all of"),
        ({"town": "Washington"}, "`key` must be one of"),
    ],
)
def test_what_no_mark_shows_is_refused_with_what_to_do(asked, message):
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        ca.why(figure("plot_timeline"), asked)


def test_a_figure_in_another_language_leads_to_the_same_cells():
    fig = ca.plot_timeline(year=2025, counterpart="USA", language="ru")
    one = ca.why(fig, "Вашингтон", "city")
    assert {origin.value for origin in one} == {"Washington"}
    assert all(origin.source for origin in one)


def test_a_count_names_the_meetings_and_statements_it_counts():
    fig = figure("plot_meeting_matrix")
    one = ca.why(fig, ("Tajikistan", "Russia"))
    data = ca.figure_data(fig).set_index(["actor", "other"]).loc[("TJK", "RUS")]
    assert one.value == data["meetings"]
    assert "number of these meetings" in one.how
    ids = set(data["meeting_ids"].split(";"))
    assert {p.key["meeting_id"] for p in one.parts} == ids
    sides = {p.key["actor_iso3"] for p in one.parts if p.table == "attendance"}
    assert sides <= {"TJK", "RUS"}
    assert "Verified:" in str(one)
    assert {r["source_id"] for r in ca.provenance.citation.records_of(one)} >= {
        p.source["source_id"] for p in one.parts
    }


def test_a_share_and_a_balance_name_what_was_divided_and_subtracted():
    share = ca.why(ca.plot_trade_balance(share=True), ("China", 2010))
    both = {part.key["partner"]: part.value for part in share.parts}
    assert share.value == pytest.approx(100 * both["CHN"] / both["WLD"])
    balance = ca.why(ca.plot_trade_balance(flow="balance"), ("China", 2010))
    sums = {part.column: part.value for part in balance.parts}
    assert balance.value == pytest.approx((sums["exports_usd"] - sums["imports_usd"]) / 1e9)
    assert "exports minus imports" in balance.how


def test_a_ratio_of_two_editions_names_both():
    found = ca.why(figure("plot_resource_revisions"), ("antimony", "KGZ"), "ratio")
    first, second = (part.value for part in found.parts)
    assert found.value == second / first


def test_the_least_and_greatest_area_name_the_figures_that_compete():
    one = ca.why(figure("plot_area"), "KAZ", "highest_km2")
    assert one.value == max(part.value for part in one.parts)
    assert "greatest" in one.how


def test_rows_of_ones_own_are_never_given_a_bundled_source():
    own = ca.load_indicators("population", country=["KAZ", "UZB"], since=2018)
    mine = own.assign(source_id="mine", value=own["value"] * 2)
    fig = ca.plot_indicator("population", mine)
    one = ca.why(fig, ("KAZ", 2020))
    assert one.source["publisher"] == "mine"
    assert "table that the figure was given" in one.note
    doubled = ca.why(ca.plot_indicator("population", own.assign(value=own["value"] * 2)), 2020)
    assert [origin.source for origin in doubled] == [{}, {}]
    assert all("the bundled table holds" in origin.note for origin in doubled)
    same = ca.why(ca.plot_indicator("population", own), ("KAZ", 2020))
    assert same == ca.why("indicators", ("population", "KAZ", 2020), "value")


def test_own_meetings_and_stops_are_not_taken_for_bundled_ones():
    meetings = ca.load_meetings(year=2025, counterpart="USA")
    fig = ca.plot_timeline(meetings.assign(source_id="my diary"), year=2025)
    assert {one.source["publisher"] for one in ca.why(fig, column="city")} == {"my diary"}
    nameless = meetings.drop(columns=["source_id", "second_source_id"]).assign(
        meeting_id=[f"m{n}" for n in range(len(meetings))]
    )
    for one in ca.why(ca.plot_timeline(nameless, year=2025), column="city"):
        assert one.source == {}
        assert "names no source" in one.note
    stops = ca.load_route_stops()
    moved = stops.assign(sequence=stops["sequence"] + 100)
    lengths = {one.column for one in ca.why(ca.map_corridors(route_stops=moved))}
    assert "length_measured_km" not in lengths


def test_deposits_of_ones_own_without_the_key_of_ours_stay_ones_own():
    own = ca.load_deposits().head(3)[["name", "iso3", "commodity", "kind", "geometry"]]
    for one in ca.why(ca.map_resources(own), column="name"):
        assert one.source == {}


def test_the_table_of_a_figure_answers_after_filters_sorts_and_new_labels():
    fig = figure("plot_timeline")
    table = ca.figure_data(fig)
    some = table[table["counterpart"].eq("USA")].sort_values("city").reset_index(drop=True)
    found = ca.why(some[["meeting_id", "city"]])
    assert [one.key["meeting_id"] for one in found] == list(some["meeting_id"])
    assert [one.value for one in found] == list(some["city"])
    counts = figure("plot_meeting_matrix")
    row = ca.figure_data(counts).query("actor == 'TJK' and other == 'RUS'")
    assert ca.why(row) == ca.why(counts, ("TJK", "RUS"))


def test_rows_that_no_longer_tell_which_they_were_get_no_answer():
    table = ca.figure_data(figure("plot_meeting_matrix"))
    with pytest.raises(ValueError, match="Nothing says from which table"):
        ca.why(table[["meetings"]].reset_index(drop=True))
    with pytest.raises(ValueError, match="Nothing says from which table"):
        ca.why(table.assign(meetings=99))


def test_a_figure_answers_after_a_round_trip():
    import plotly.io as pio

    fig = figure("plot_trade_balance")
    for other in (copy.deepcopy(fig), pio.from_json(fig.to_json())):
        assert ca.why(other) == answers("plot_trade_balance")


def test_a_long_answer_prints_its_first_rows_and_says_how_many_are_left():
    found = answers("plot_timeline")
    text = str(found)
    assert text.count("Cells:") == 20
    assert f"{len(ca.figure_data(figure('plot_timeline'))) - 20} more" in text
    assert "more" in found._repr_html_()


def test_a_place_without_a_statement_has_no_row():
    fig = figure("plot_attendance")
    table = ca.figure_data(fig)
    silent = table[table["status"].isna()].iloc[0]
    key = (silent["meeting_id"], silent["actor"])
    assert {one.table for one in ca.why(fig, key)} == {"meetings"}
    with pytest.raises(ValueError, match="not recorded"):
        ca.why(fig, key, "status")


def test_rows_are_stored_in_the_order_of_the_data():
    rows = pd.DataFrame(
        {"iso3": ["UZB", "KAZ", "KAZ"], "source_id": ["b", "a", "b"]}, index=["u", "k", "k"]
    )
    data = pd.DataFrame({"n": [1, 2, 3]}, index=["k", "x", "u"])
    packed = packed_rows([Drawn("countries", rows)], data, ["a", "b"])[0]
    found = unpacked_rows(packed, data, ["a", "b"])
    assert [[(part.key["iso3"], part.source_id) for part in parts] for parts in found] == [
        [("KAZ", "a"), ("KAZ", "b")],
        [],
        [("UZB", "b")],
    ]
    assert json.loads(json.dumps(packed)) == packed


def test_a_row_as_it_was_known_names_the_source_of_that_day():
    then = ca.load_meetings(as_of="2025-10-27").set_index("meeting_id")
    fig = ca.plot_timeline(year=2025, as_of="2025-10-27")
    one = ca.why(fig, "c5-plus-1-2025-washington", "status")
    assert one.value == "planned"
    assert one.source["source_id"] == then.loc["c5-plus-1-2025-washington", "source_id"]
    assert "known otherwise on the day drawn" in one.note
    assert "no such row" not in one.note


def test_a_figure_without_marks_has_nothing_to_explain():
    with pytest.raises(ValueError, match=r"why\(\) needs marks"):
        ca.why(ca.plot_commitments(sector=[]))
