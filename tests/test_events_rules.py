"""Counting rules, candidates and their comparison, against a truth that is known."""

from __future__ import annotations

import pandas as pd
import pytest

import ca_summit.events as ev

pytest.importorskip("duckdb")


def table(*rows):
    """Make a table of days from rows of day, actor, other, kind, reports."""
    frame = pd.DataFrame(rows, columns=["day", "actor", "other", "kind", "reports"])
    return frame.assign(day=pd.to_datetime(frame["day"]))


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("events") / "sample.parquet"
    truth = ev.make_sample(path, rows=400_000, seed=1)
    return ev.by_day(ev.scan(path, layout="gdelt2"), places=True), truth


DAYS = table(
    ("2025-01-31", "KAZ", "USA", "042", 2),
    ("2025-01-31", "KAZ", "USA", "043", 1),
    ("2025-02-01", "KAZ", "USA", "042", 4),
    ("2025-02-03", "KAZ", "USA", "042", 1),
    ("2025-02-02", "CHN", "KAZ", "057", 5),
)


@pytest.mark.parametrize(
    ("settings", "counted"),
    [
        ({"rule": "reports"}, 13),
        ({"rule": "kinds"}, 5),
        ({"rule": "pairs"}, 4),
        ({"rule": "runs"}, 3),
        ({"rule": "runs", "gap_days": 2}, 2),
        ({"rule": "runs", "least_reports": 2}, 2),
        ({"rule": "pairs", "least_reports": 4}, 2),
    ],
)
def test_each_rule_counts_what_it_says(settings, counted):
    assert ev.count(DAYS, by=None, **settings)["count"].to_list() == [counted]


def test_a_run_belongs_to_the_month_in_which_it_begins():
    months = ev.count(DAYS, by=["month", "pair"]).set_index(["month", "actor", "other"])["count"]
    assert months.to_dict() == {
        (pd.Timestamp("2025-01-01"), "KAZ", "USA"): 1,
        (pd.Timestamp("2025-02-01"), "CHN", "KAZ"): 1,
        (pd.Timestamp("2025-02-01"), "KAZ", "USA"): 1,
    }


def test_the_order_of_rows_changes_no_count():
    for seed in range(5):
        mixed = DAYS.sample(frac=1, random_state=seed)
        assert ev.count(mixed, by="pair").equals(ev.count(DAYS, by="pair"))


def test_rules_stand_side_by_side_and_differ_from_the_truth_as_measured(sample):
    day, truth = sample
    found = ev.rules(day).set_index(["rule", "least_reports"])["count"].sort_index() / len(truth)
    assert found["reports", 1].item() > 10
    assert found["kinds", 1].item() > found["pairs", 1].item() > found["runs", 1].iloc[0] > 2
    assert 0.6 < found["runs", 3].iloc[0] < 1.1


def test_candidates_invent_nothing(sample):
    day, _ = sample
    found = ev.candidates(day, least_reports=3)
    assert found["meeting_id"].is_unique
    assert found["status"].eq("reported").all()
    assert found[["level", "mode", "verification", "edition"]].isna().all(axis=None)
    assert found["reports"].ge(3).all()
    assert set(found["city"].dropna()) <= {
        "Astana",
        "Bishkek",
        "Dushanbe",
        "Ashgabat",
        "Tashkent",
        "Washington",
    }
    assert found["place_share"].dropna().between(0, 1).all()
    with pytest.raises(ValueError, match="a report is no meeting"):
        ev.candidates(day, rule="reports")


def test_a_candidate_of_the_five_among_themselves_has_no_outside_power():
    day = table(("2025-01-01", "KAZ", "UZB", "042", 20), ("2025-01-01", "UZB", "USA", "042", 20))
    assert ev.candidates(day)["counterpart"].to_list() == ["-", "USA"]


def test_the_place_of_a_candidate_is_the_one_most_reports_name():
    day = table(
        ("2025-01-01", "KAZ", "USA", "042", 7),
        ("2025-01-01", "KAZ", "USA", "042", 2),
        ("2025-01-02", "KAZ", "USA", "043", 1),
    ).assign(
        place=["KAZ", "USA", None],
        place_name=["Astana, Kazakhstan", "Washington", None],
        latitude=[51.18, 38.9, None],
        longitude=[71.45, -77.04, None],
    )
    row = ev.candidates(day).iloc[0]
    assert (row["city"], row["country_iso3"], row["latitude"]) == ("Astana", "KAZ", 51.18)
    assert row["place_share"] == 0.7


def test_candidates_of_places_without_a_name_have_none():
    place = {"place": "USA", "place_name": float("nan"), "latitude": 38.9, "longitude": -77.0}
    found = ev.candidates(DAYS.assign(**place), least_reports=1)
    assert len(found) > 1
    assert found["city"].isna().all()
    assert found["latitude"].isna().all()


def test_more_reports_asked_for_give_more_precision_and_less_recall(sample):
    day, truth = sample
    few, many = (
        ev.compare(ev.candidates(day, least_reports=n), truth, by=None).iloc[-1] for n in (1, 5)
    )
    assert few["recall"] > 0.9 > many["recall"]
    assert few["precision"] < 0.5
    assert many["precision"] > 0.95
    assert few["checked"] == many["checked"] == len(truth)


def test_compare_counts_a_pair_only_with_itself_and_in_time():
    day = table(
        ("2025-01-01", "KAZ", "USA", "042", 20),
        ("2025-03-01", "KAZ", "USA", "042", 20),
        ("2025-01-01", "UZB", "USA", "042", 20),
    )
    truth = pd.DataFrame(
        {"start_date": ["2025-01-02", "2025-01-20"], "actor": "USA", "other": ["KAZ", "UZB"]}
    )
    found = ev.compare(ev.candidates(day), truth).set_index("pair")
    assert found.loc["KAZ-USA", ["checked", "found", "candidates", "confirmed"]].to_list() == [
        1,
        1,
        2,
        1,
    ]
    assert found.loc["USA-UZB", ["found", "confirmed"]].to_list() == [0, 0]
    assert found.loc["all", ["recall", "precision"]].to_list() == [0.5, 1 / 3]
    strict = ev.compare(ev.candidates(day), truth, by=None, tolerance_days=0)
    assert strict["found"].to_list() == [0]


def test_compare_takes_checked_meetings_of_two_that_were_held():
    from ca_summit import load_meetings

    checked = load_meetings(year=2025)
    pairs = checked[checked["format"].eq("bilateral") & checked["status"].eq("held")]
    day = table(("2025-11-06", "KAZ", "USA", "042", 20))
    found = ev.compare(ev.candidates(day), checked, by=None).iloc[0]
    assert found["checked"] == pairs["parties"].str.count(";").eq(1).sum()
    assert found["confirmed"] == found["found"] == 1
    assert ev.compare(ev.candidates(day), checked.iloc[:0], by=None)["recall"].isna().all()


def test_a_wrong_argument_is_named():
    with pytest.raises(ValueError, match="`rule` must be one of"):
        ev.count(DAYS, rule="run")
    with pytest.raises(ValueError, match="`gap_days` must be a whole number above 0"):
        ev.count(DAYS, gap_days=0)
    with pytest.raises(ValueError, match="`by` must be one of"):
        ev.count(DAYS, by="week")
    with pytest.raises(ValueError, match="column"):
        ev.count(DAYS.drop(columns="reports"))
    with pytest.raises(ValueError, match="`tolerance_days`"):
        ev.compare(ev.candidates(DAYS), DAYS, tolerance_days=-1)


def test_an_empty_table_counts_nothing():
    none = DAYS.iloc[:0]
    assert ev.count(none).empty
    assert ev.count(none, by=None)["count"].to_list() == [0]
    assert ev.candidates(none).empty
    assert ev.rules(none)["count"].eq(0).all()


def test_counting_imports_neither_figures_nor_an_engine():
    import subprocess
    import sys

    code = (
        "import sys, ca_summit.events as ev; print([m for m in ('plotly', 'duckdb', 'geopandas', "
        "'polars') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], encoding="utf-8").strip() == "[]"
    with pytest.raises(AttributeError, match="plot_reports"):
        _ = ev.plot_report
