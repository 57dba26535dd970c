"""What the records say about each day, and what is derived from them."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_summit.diplomacy import (
    all_five_attended,
    known_each_day,
    known_on,
    meeting_matrix,
    meeting_pairs,
    sequence,
    summits_per_year,
)
from ca_summit.tables import (
    load_attendance,
    load_chronology,
    load_commitments,
    load_formats,
    load_meetings,
    load_sources,
)
from ca_summit.tables.as_of_meetings import (
    AS_OF_STATUS,
    COMPILED_ON,
    meetings_as_of,
    mentions,
    published_on,
    rows_as_of,
    state_on,
)

WASHINGTON = "c5-plus-1-2025-washington"
FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]

MEETINGS = load_meetings().set_index("meeting_id", drop=False)
ALL_MEETINGS = load_meetings()
RECORDED = {row["meeting_id"]: row for row in ALL_MEETINGS.to_dict("records")}
ATTENDANCE = load_attendance()
CHRONOLOGY = load_chronology()
_TEXTS = load_sources().set_index("source_id")["published"].astype("object")
EXACT = pd.to_datetime(_TEXTS, format="%Y-%m-%d", errors="coerce")
#: The first day on which a source can have been out: of a month or a year its first.
PUBLISHED = EXACT.fillna(pd.to_datetime(_TEXTS, format="ISO8601", errors="coerce"))

WAS_KNOWN = [
    ("2025-10-25", None, None, None, None, None),
    ("2025-10-26", "confirmed", "invited", "invited", "invited", "invited"),
    ("2025-10-27", "confirmed", "confirmed", "unconfirmed", "unconfirmed", "unconfirmed"),
    ("2025-10-28", "confirmed", "confirmed", "unconfirmed", "confirmed", "confirmed"),
    ("2025-11-03", "confirmed", "confirmed", "confirmed", "confirmed", "confirmed"),
    ("2025-11-04", "confirmed", "confirmed", "confirmed", "confirmed", "confirmed"),
    ("2025-11-06", "attended", "attended", "attended", "attended", "attended"),
]
OWN_STATEMENTS_ONLY = [
    ("2025-10-25", None, None, None, None, None),
    ("2025-10-26", "confirmed", "invited", "invited", "invited", "invited"),
    ("2025-10-27", "confirmed", "confirmed", "unconfirmed", "unconfirmed", "unconfirmed"),
    ("2025-10-28", "confirmed", "confirmed", "unconfirmed", "confirmed", "unconfirmed"),
    ("2025-11-03", "confirmed", "confirmed", "confirmed", "confirmed", "unconfirmed"),
    ("2025-11-04", "confirmed", "confirmed", "confirmed", "confirmed", "confirmed"),
    ("2025-11-06", "attended", "attended", "attended", "attended", "attended"),
]


def states(day, **options):
    known = known_on(WASHINGTON, day, **options).set_index("actor_iso3")["status"]
    return tuple(known.get(code) for code in FIVE)


@pytest.mark.parametrize(("day", "kaz", "kgz", "tjk", "tkm", "uzb"), WAS_KNOWN)
def test_what_was_known_of_the_washington_summit_on_a_day(day, kaz, kgz, tjk, tkm, uzb):
    assert states(day) == (kaz, kgz, tjk, tkm, uzb)


@pytest.mark.parametrize(("day", "kaz", "kgz", "tjk", "tkm", "uzb"), OWN_STATEMENTS_ONLY)
def test_what_was_known_without_statements_of_the_host(day, kaz, kgz, tjk, tkm, uzb):
    assert states(day, include_host=False) == (kaz, kgz, tjk, tkm, uzb)


def test_who_had_said_it_on_28_october_and_4_november():
    october = known_on(WASHINGTON, "2025-10-28").set_index("actor_iso3")["event"]
    november = known_on(WASHINGTON, "2025-11-04").set_index("actor_iso3")["event"]
    assert (october["TKM"], october["UZB"]) == ("attendance_confirmed", "confirmed_by_host_side")
    assert november["UZB"] == "arrival"


def test_known_on_gives_each_side_once_and_the_five_first():
    known = known_on(WASHINGTON, "2025-11-06")
    assert known["actor_iso3"].to_list() == [*FIVE, "USA"]
    assert known.set_index("actor_iso3").loc["USA", "person"] == "Donald Trump"


def test_known_on_takes_a_date_as_well_as_text():
    day = dt.date(2025, 10, 27)
    pd.testing.assert_frame_equal(known_on(WASHINGTON, day), known_on(WASHINGTON, "2025-10-27"))


def test_known_on_is_empty_for_a_meeting_without_statements():
    assert known_on("envoys-usa-kaz-2025-astana", "2025-12-31").empty


def test_known_on_refuses_an_unknown_meeting_and_names_a_near_one():
    with pytest.raises(ValueError, match="Did you mean 'c5-plus-1-2025-washington'"):
        known_on("c5-plus-1-2025-washingtn", "2025-10-27")


def test_known_on_refuses_an_ambiguous_day():
    with pytest.raises(ValueError, match="must be a day, written YYYY-MM-DD"):
        known_on(WASHINGTON, "27.10.2025")


def test_known_each_day_says_the_same_as_known_on():
    days = known_each_day(WASHINGTON, since="2025-10-25", until="2025-11-06")
    assert len(days) == 13 * 6
    for day, *expected in WAS_KNOWN:
        rows = days[days["day"].eq(day)].set_index("actor_iso3")["status"]
        assert [None if pd.isna(rows[code]) else rows[code] for code in FIVE] == expected


def test_known_each_day_marks_the_day_of_a_statement():
    days = known_each_day(WASHINGTON)
    new = days[days["is_new"] & days["actor_iso3"].eq("TJK")]["day"].dt.strftime("%m-%d")
    assert new.to_list() == ["10-26", "10-27", "10-28", "11-03", "11-05", "11-06"]
    assert not days["is_new"].isna().any()


def test_known_each_day_names_nobody_who_was_first_spoken_of_later():
    assert "USA" not in set(known_each_day(WASHINGTON, until="2025-10-26")["actor_iso3"])


def test_known_each_day_refuses_days_in_the_wrong_order():
    with pytest.raises(ValueError, match="`since` must not be later than `until`"):
        known_each_day(WASHINGTON, since="2025-11-06", until="2025-10-26")


def test_known_each_day_refuses_a_meeting_without_statements():
    with pytest.raises(ValueError, match=r"Talks of envoys.* have none"):
        known_each_day("envoys-usa-kaz-2025-astana")


# Meetings as known on a day


def status(meeting_id, day):
    return load_meetings(as_of=day).set_index("meeting_id")["status"].get(meeting_id)


@pytest.mark.parametrize(
    ("meeting_id", "day", "expected"),
    [
        (WASHINGTON, "2025-10-25", None),
        (WASHINGTON, "2025-10-26", "planned"),
        (WASHINGTON, "2025-11-05", "planned"),
        (WASHINGTON, "2025-11-06", "held"),
        ("bilateral-tkm-usa-2025-washington", "2025-10-31", None),
        ("bilateral-tkm-usa-2025-washington", "2025-11-01", "planned"),
        ("china-central-asia-2025-astana", "2025-06-15", None),
        ("china-central-asia-2025-astana", "2025-06-16", "under_way"),
        ("china-central-asia-2025-astana", "2025-06-17", "under_way"),
        ("china-central-asia-2025-astana", "2025-06-18", "held"),
        ("eu-central-asia-2025-samarkand", "2025-02-11", None),
        ("eu-central-asia-2025-samarkand", "2025-02-12", "planned"),
        ("gulf-central-asia-2025-samarkand", "2025-04-30", None),
        ("gulf-central-asia-2025-samarkand", "2025-05-01", "postponed"),
        ("japan-central-asia-2024-astana", "2024-08-09", "cancelled"),
        ("korea-central-asia-2025-seoul", "2025-06-29", None),
        ("korea-central-asia-2025-seoul", "2025-06-30", "postponed"),
        ("consultative-2020-bishkek", "2020-12-31", "unknown"),
        ("consultative-2020-bishkek", "2026-11-27", "unknown"),
        ("consultative-2020-bishkek", "2026-11-28", "postponed"),
        ("cis-2026-awaza", "2025-12-29", None),
        ("cis-2026-awaza", "2026-10-09", "planned"),
        ("cis-2026-awaza", "2026-10-10", "unknown"),
    ],
)
def test_status_of_a_meeting_as_known_on_a_day(meeting_id, day, expected):
    assert status(meeting_id, day) == expected


def test_exactly_five_plans_have_passed_without_a_record_when_the_tables_were_compiled():
    known = load_meetings(as_of=COMPILED_ON)
    assert set(known.loc[known["status"].eq("unknown"), "meeting_id"]) == {
        "res-2026-astana",
        "eaeu-2026-astana",
        "korea-central-asia-2026-seoul",
        "cis-2026-awaza",
        "csto-2026-russia",
    }
    assert known["status"].value_counts().to_dict() == {
        "held": 212,
        "planned": 8,
        "unknown": 5,
        "postponed": 3,
        "cancelled": 1,
        "under_way": 0,
    }


@pytest.mark.parametrize("day", ["1990-01-01", "2004-01-01", "2025-02-17", "2026-03-01"])
@pytest.mark.parametrize(
    "words",
    [{"counterpart": "USA"}, {"format": "c5_plus_1"}, {"level": "envoys"}]
    + [{"status": status} for status in AS_OF_STATUS],
    ids=str,
)
def test_a_filter_that_finds_nothing_on_a_day_gives_no_rows(day, words):
    known = load_meetings(as_of=day)
    ((column, value),) = words.items()
    found = load_meetings(as_of=day, **words)["meeting_id"].to_list()
    assert found == known[known[column].eq(value)]["meeting_id"].to_list()


def test_a_status_that_no_meeting_can_have_is_refused_on_any_day():
    with pytest.raises(ValueError, match="Did you mean 'held'"):
        load_meetings(status="hold", as_of="2025-02-17")


@pytest.mark.parametrize("year", ["2025", True, [2024, 2025], 20250])
@pytest.mark.parametrize("ask", [load_meetings, sequence, all_five_attended])
def test_a_year_that_is_none_is_refused_instead_of_finding_nothing(ask, year):
    with pytest.raises(ValueError, match="`year` must be a whole year"):
        ask(year=year)


def test_without_a_day_the_recorded_status_stays():
    assert MEETINGS.loc["cis-2026-awaza", "status"] == "planned"
    assert MEETINGS["status"].value_counts()["planned"] == 13


def test_results_of_the_summit_show_only_when_it_is_over():
    before = load_meetings(as_of="2025-11-05").set_index("meeting_id").loc[WASHINGTON]
    after = load_meetings(as_of="2025-11-10").set_index("meeting_id").loc[WASHINGTON]
    assert before[["outcome_summary", "mode", "end_date", "venue", "note"]].isna().all()
    assert after["outcome_summary"] == MEETINGS.loc[WASHINGTON, "outcome_summary"]
    assert after["mode"] == "in_person"


def test_a_headline_value_waits_for_the_document_that_prints_it():
    # Source of 7 November 2025, meeting of 6 November.
    key = "bilateral-uzb-usa-2025-washington"
    on_the_day = load_meetings(as_of="2025-11-06").set_index("meeting_id").loc[key]
    next_day = load_meetings(as_of="2025-11-07").set_index("meeting_id").loc[key]
    assert on_the_day["status"] == "held"
    assert pd.isna(on_the_day["agreements_value_usd"])
    assert next_day["agreements_value_usd"] == 100_000_000_000


def test_a_plan_is_cited_from_what_was_in_print():
    row = load_meetings(as_of="2025-10-27").set_index("meeting_id").loc[WASHINGTON]
    assert row["source_id"] != MEETINGS.loc[WASHINGTON, "source_id"]
    assert PUBLISHED[row["source_id"]] <= pd.Timestamp("2025-10-27")
    assert row["status_as_of"] == pd.Timestamp("2025-10-27")


def test_a_second_source_that_was_not_out_is_left_away():
    key = "envoys-usa-uzb-2025-tashkent"
    second = RECORDED[key]["second_source_id"]
    for day in (PUBLISHED[second] - pd.Timedelta(days=1), PUBLISHED[second]):
        row = load_meetings(as_of=day).set_index("meeting_id").loc[key]
        out = day == PUBLISHED[second]
        assert row["second_source_id"] == second if out else pd.isna(row["second_source_id"])
        assert row["verification"] == ("two_sources" if out else "read")


def test_commitments_of_the_summit_are_unknown_before_it():
    before = load_commitments(meeting=WASHINGTON, as_of="2025-11-05")
    after = load_commitments(meeting=WASHINGTON, as_of="2025-11-06")
    assert len(before) == 0
    assert len(after) == (load_commitments()["meeting_id"] == WASHINGTON).sum()
    assert after["note"].isna().all()


def test_mentions_ignore_events_that_only_ask_for_a_summit():
    said = mentions(load_meetings(), ATTENDANCE, CHRONOLOGY, published_on(load_sources()))
    first = said[said["meeting_id"].eq(WASHINGTON)]["known_on"].min()
    assert first == pd.Timestamp("2025-10-26")


def test_meetings_as_of_works_without_chronology_ids_and_sources():
    known = meetings_as_of(
        load_meetings(), ATTENDANCE, CHRONOLOGY.drop(columns="meeting_ids"), "2025-10-27"
    )
    assert known.set_index("meeting_id").loc[WASHINGTON, "status"] == "planned"
    assert "source_published_later" not in known


def test_meetings_as_of_names_missing_columns():
    with pytest.raises(ValueError, match=r"meetings_as_of\(\) needs column\(s\) \['status'\]"):
        meetings_as_of(load_meetings().drop(columns="status"), ATTENDANCE, CHRONOLOGY, "2025-10-27")


# No value recorded later leaks into an answer

DAYS = st.dates(dt.date(2003, 1, 1), dt.date(2027, 12, 31))
SOURCES = load_sources()
PUBLISHED_ON = PUBLISHED.to_dict()
SAID = mentions(ALL_MEETINGS, ATTENDANCE, CHRONOLOGY, published_on(SOURCES))


def check_meetings_on(day):
    last = pd.Timestamp(day)
    known = meetings_as_of(ALL_MEETINGS, ATTENDANCE, CHRONOLOGY, day, sources=SOURCES)
    assert known["meeting_id"].is_unique
    assert known["note"].isna().all()
    assert set(known["status"]) <= set(AS_OF_STATUS)
    for row in known.to_dict("records"):
        recorded = RECORDED[row["meeting_id"]]
        key, state = row["meeting_id"], row["status"]
        if state in ("held", "under_way"):
            assert recorded["status"] == "held", key
            assert recorded["start_date"] <= last, key
        assert (state == "held") == (
            recorded["status"] == "held" and recorded["end_date"] <= last
        ), key
        if state in ("planned", "under_way"):
            assert pd.isna(row["mode"]), key
            assert pd.isna(row["agreements_value_usd"]), key
        if state in ("planned", "under_way") and recorded["status"] == "held":
            assert pd.isna(row["end_date"]), key
            assert pd.isna(row["outcome_summary"]), key
        if state == "planned" and not pd.isna(row["start_date"]):
            assert row["start_date"] >= last, key
        if state == "planned":
            assert row["status_as_of"] <= last, key
        for column in ("outcome_summary", "agreements_value_usd"):
            if not pd.isna(row[column]):
                assert not PUBLISHED_ON.get(recorded["source_id"], pd.NaT) > last, (key, column)
                assert not recorded["end_date"] > last or recorded["status"] != "held", key
                assert row[column] == recorded[column], (key, column)
        if recorded["status"] != "held" and not pd.isna(row["outcome_summary"]):
            assert not recorded["status_as_of"] > last, key
        assert not row["status_as_of"] > last, key
        assert not PUBLISHED_ON.get(row["second_source_id"], pd.NaT) > last, key
        if state == "planned" and row["source_published_later"] is True:
            cited = SAID[SAID["meeting_id"].eq(key) & (SAID["known_on"] <= last)]["source_id"]
            assert all(PUBLISHED_ON.get(one, pd.NaT) > last for one in cited), key
    return known


@settings(max_examples=40, deadline=None)
@given(DAYS)
def test_no_meeting_shows_a_value_recorded_later(day):
    check_meetings_on(day)


@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_no_meeting_shows_a_later_value_around_any_recorded_day(offset):
    days = pd.concat(
        [MEETINGS["start_date"], MEETINGS["end_date"], MEETINGS["status_as_of"]]
    ).dropna()
    around = sorted({day + pd.Timedelta(days=offset) for day in days})[::6]
    for day in around:
        check_meetings_on(day)


@settings(max_examples=20, deadline=None)
@given(DAYS, st.integers(1, 1500))
def test_what_was_known_is_never_forgotten(day, days_more):
    earlier = meetings_as_of(ALL_MEETINGS, ATTENDANCE, CHRONOLOGY, day, sources=SOURCES)
    later_day = day + dt.timedelta(days=days_more)
    later = meetings_as_of(ALL_MEETINGS, ATTENDANCE, CHRONOLOGY, later_day, sources=SOURCES)
    assert set(earlier["meeting_id"]) <= set(later["meeting_id"])
    held = set(earlier.loc[earlier["status"].eq("held"), "meeting_id"])
    assert held <= set(later.loc[later["status"].eq("held"), "meeting_id"])


@settings(max_examples=100, deadline=None)
@given(DAYS, st.sampled_from(sorted(set(ATTENDANCE["meeting_id"]))), st.booleans())
def test_no_statement_made_later_enters_the_state_of_a_day(day, meeting_id, include_host):
    known = known_on(meeting_id, day, include_host=include_host, attendance=ATTENDANCE)
    last = pd.Timestamp(day)
    assert (known["known_on"] <= last).all()
    rows = ATTENDANCE[ATTENDANCE["meeting_id"].eq(meeting_id) & (ATTENDANCE["known_on"] <= last)]
    if not include_host:
        rows = rows[rows["event"] != "confirmed_by_host_side"]
    expected = {}
    for row in sorted(rows.to_dict("records"), key=lambda r: (r["known_on"], r["seq"])):
        expected[row["actor_iso3"]] = row["status"]
    assert dict(zip(known["actor_iso3"], known["status"], strict=True)) == expected


@settings(max_examples=40, deadline=None)
@given(DAYS)
def test_no_row_of_a_dated_table_is_younger_than_the_day(day):
    last = pd.Timestamp(day)
    for table, column in (
        (ATTENDANCE, "known_on"),
        (CHRONOLOGY, "date"),
        (load_commitments(), "announced_on"),
    ):
        known = rows_as_of(table, column, day)
        assert len(known) == (table[column] <= last).sum()
        assert known["note"].isna().all()
        assert not (known[column] > last).any()


DATED = [
    (load_attendance, "known_on"),
    (load_chronology, "date"),
    (load_commitments, "announced_on"),
]


@pytest.mark.parametrize(("load", "column"), DATED)
@pytest.mark.parametrize("day", ["2025-06-17", "2025-10-27", "2025-11-06", "2026-03-01"])
def test_no_second_source_is_younger_than_the_day_and_a_younger_first_one_is_marked(
    load, column, day
):
    last = pd.Timestamp(day)
    known, whole = load(as_of=day), load()
    before = whole[whole[column] <= last].reset_index(drop=True)
    later = before["second_source_id"].map(PUBLISHED).gt(last)
    wanted = before["second_source_id"].mask(later)
    pd.testing.assert_series_equal(known["second_source_id"], wanted)
    wanted = before["verification"].astype("str").mask(later, "read")
    pd.testing.assert_series_equal(known["verification"].astype("str"), wanted)
    first = known["source_id"].map(PUBLISHED)
    marked = known["source_published_later"]
    assert set(known.index[first.gt(last)]) == set(known.index[marked.fillna(value=False)])
    exact = known["source_id"].map(EXACT).notna()
    assert marked.notna().equals(exact | first.gt(last))


def test_there_are_second_sources_that_came_later():
    rows = ATTENDANCE[ATTENDANCE["second_source_id"].map(PUBLISHED) > ATTENDANCE["known_on"]]
    row = rows.iloc[0]
    known = load_attendance(meeting=row["meeting_id"], as_of=row["known_on"])
    told = known[known["actor_iso3"].eq(row["actor_iso3"]) & known["seq"].eq(row["seq"])].iloc[0]
    assert pd.isna(told["second_source_id"])
    assert told["verification"] == "read"


def test_changing_the_future_does_not_change_the_past():
    """Answers for a day stay the same when every later statement is altered."""
    day = pd.Timestamp("2025-10-27")
    altered = ATTENDANCE.copy()
    later = altered["known_on"] > day
    altered.loc[later, "status"] = "declined"
    altered.loc[later, "person"] = "Somebody else"
    known = [rows_as_of(table, "known_on", day) for table in (altered, ATTENDANCE)]
    pd.testing.assert_frame_equal(*known)
    pd.testing.assert_frame_equal(state_on(altered, day), state_on(ATTENDANCE, day))
    future = load_meetings()
    after = future["start_date"] > day
    future.loc[after, ["outcome_summary", "venue", "note"]] = "altered"
    future.loc[after, "agreements_value_usd"] = 1
    future.loc[after, "end_date"] = pd.Timestamp("2030-01-01")
    pd.testing.assert_frame_equal(
        meetings_as_of(future, altered, CHRONOLOGY, day, sources=SOURCES)
        .query("status != 'planned' or start_date.notna()")
        .reset_index(drop=True),
        meetings_as_of(ALL_MEETINGS, ATTENDANCE, CHRONOLOGY, day, sources=SOURCES)
        .query("status != 'planned' or start_date.notna()")
        .reset_index(drop=True),
    )


# Derived tables


def test_sequence_of_2025_is_ordered_and_numbered():
    order = sequence(year=2025)
    assert order["number"].to_list() == list(range(1, len(order) + 1))
    assert order["start_date"].dt.year.eq(2025).all()
    assert order["start_date"].is_monotonic_increasing
    assert pd.isna(order.loc[0, "days_since_previous"])
    assert (order["days_since_previous"].dropna() >= 0).all()


def test_sequence_without_bilateral_meetings_shows_the_road_to_washington():
    order = sequence(year=2025, bilateral=False).set_index("meeting_id")
    assert len(order) == 23
    road = order.loc["russia-central-asia-2025-dushanbe":"consultative-2025-tashkent"]
    assert road["days_since_previous"].to_list() == [3, 1, 27, 9]
    assert road["city"].to_list() == ["Dushanbe", "Dushanbe", "Washington", "Tashkent"]
    assert road["number"].to_list() == [15, 16, 17, 18]


def test_sequence_as_known_on_a_day_ends_before_it():
    order = sequence(load_meetings(as_of="2025-10-27"), year=2025)
    assert order["end_date"].max() <= pd.Timestamp("2025-10-27")


def test_sequence_of_a_year_without_records_is_empty():
    assert sequence(year=1999).empty


def test_sequence_refuses_an_unknown_level():
    with pytest.raises(ValueError, match="`level` must be one of"):
        sequence(year=2025, level="presidents")


def test_pairs_of_one_week_are_those_of_the_washington_summit():
    pairs = meeting_pairs(since="2025-11-03", until="2025-11-09").set_index(["actor", "other"])
    assert len(pairs) == 15  # the five among themselves, and each with the United States
    assert (pairs["in_person"][[(c, "USA") for c in ("KAZ", "KGZ", "TJK", "TKM")]] == 2).all()
    assert pairs.loc[("KAZ", "KGZ"), "in_person"] == 1
    recorded = pairs[["bilateral", "multilateral"]].fillna(0)
    assert pairs["in_person"].equals(recorded["bilateral"] + recorded["multilateral"])


def test_a_deputy_is_not_a_meeting_of_leaders():
    # Gurbanguly Berdimuhamedov, not the president, sat in Awaza on 22 August 2025.
    pairs = meeting_pairs(since="2025-08-22", until="2025-08-22").set_index(["actor", "other"])
    assert pairs.loc[("TKM", "UZB"), ["in_person", "by_deputy"]].fillna(0).to_list() == [0, 1]
    assert pairs.loc[("AZE", "UZB"), ["in_person", "by_deputy"]].fillna(0).to_list() == [1, 0]


def test_a_guest_below_the_rank_of_leader_counts_as_a_deputy():
    pairs = meeting_pairs(since="2025-11-15", until="2025-11-15").set_index(["actor", "other"])
    assert pairs.loc[("KAZ", "UN"), ["in_person", "by_deputy"]].fillna(0).to_list() == [0, 1]


def test_video_and_doubtful_meetings_are_counted_apart():
    virtual = meeting_pairs(since="2022-01-25", until="2022-01-25")
    assert virtual["virtual_or_unclear"].eq(1).all()
    assert virtual["in_person"].isna().all()  # none is recorded, and the records are not complete
    doubtful = meeting_pairs(since="2025-09-22", until="2025-09-22")
    doubtful = doubtful.set_index(["actor", "other"])
    talk = doubtful.loc[("KAZ", "USA")]
    assert pd.isna(talk["in_person"])
    assert talk[["virtual_or_unclear", "mode_unknown"]].to_list() == [1, 1]


def test_plans_are_not_meetings():
    assert meeting_pairs(since="2026-09-01", until="2026-11-30").empty


def test_matrix_is_symmetric_inside_the_five_and_empty_on_its_diagonal():
    matrix = meeting_matrix(since="2025-01-01", until="2025-12-31")
    square = matrix[FIVE]
    assert square.index.to_list() == FIVE
    assert all(pd.isna(square.loc[code, code]) for code in FIVE)
    for one in FIVE:
        for other in FIVE:
            if one != other:
                assert square.loc[one, other] == square.loc[other, one]


def test_matrix_counts_bilateral_talks_of_2025_by_hand():
    matrix = meeting_matrix(since="2025-01-01", until="2025-12-31", count="bilateral")
    # Beijing February, Astana June, Tianjin August
    assert matrix.loc["KGZ", "CHN"] == 3
    # Almaty March, Tashkent November
    assert matrix.loc["KAZ", "UZB"] == 2
    assert pd.isna(matrix.loc["TJK", "UZB"])  # a choice of 2025: nothing recorded is not zero


def test_matrix_outside_the_records_is_missing_not_zero():
    assert meeting_matrix(since="1990-01-01", until="1990-12-31").isna().all().all()


def test_all_five_came_in_person_to_these_meetings_of_2025():
    came = all_five_attended(year=2025)
    assert came.loc[came["all_in_person"].fillna(value=False), "meeting_id"].to_list() == [
        "eu-central-asia-2025-samarkand",
        "victory-day-2025-moscow",
        "italy-central-asia-2025-astana",
        "china-central-asia-2025-astana",
        "sco-2025-tianjin",
        "victory-parade-2025-beijing",
        "russia-central-asia-2025-dushanbe",
        "cis-2025-dushanbe",
        WASHINGTON,
        "consultative-2025-tashkent",
        "peace-and-trust-forum-2025-ashgabat",
        "japan-central-asia-2025-tokyo",
        "cis-informal-2025-saint-petersburg",
    ]


def test_deputies_are_counted_apart():
    came = all_five_attended().set_index("meeting_id")
    row = came.loc["consultative-preparatory-2025-awaza"]
    assert row[["attended", "by_deputy", "absent", "not_recorded"]].to_list() == [3, 2, 0, 0]
    assert row["deputies"] == "KGZ;TKM"
    assert not row["all_attended"]
    assert came.loc["consultative-2018-astana", "deputies"] == "TKM"


def test_a_video_summit_of_all_five_is_not_in_person():
    row = (
        all_five_attended(year=2022).set_index("meeting_id").loc["china-central-asia-2022-virtual"]
    )
    assert row["all_attended"]
    assert not row["all_in_person"]


def test_missing_attendance_is_not_absence():
    unsaid = ATTENDANCE[ATTENDANCE["meeting_id"].ne("sco-2024-astana")]
    came = all_five_attended(year=2024, attendance=unsaid).set_index("meeting_id")
    row = came.loc["sco-2024-astana"]
    assert row["not_recorded"] == 5
    assert pd.isna(row["all_attended"])
    assert pd.isna(row["all_in_person"])


def test_numbers_of_the_five_always_add_up_to_five():
    for level in ("heads_of_state", "foreign_ministers"):
        came = all_five_attended(level=level)
        total = came[["attended", "by_deputy", "absent", "not_recorded"]].sum(axis=1)
        assert total.eq(5).all()


def test_summits_with_outside_powers_per_year():
    years = summits_per_year(since=2014, until=2027).set_index("year")
    assert years.loc[2015:2025, "summits"].to_list() == [0, 0, 0, 0, 0, 0, 0, 4, 5, 1, 6]
    assert years.loc[2022, ["numbered", "virtual"]].to_list() == [2, 2]
    assert years.loc[[2014, 2026, 2027], "summits"].isna().all()
    assert years.loc[[2014, 2025, 2026, 2027], "coverage"].to_list() == [
        "none",
        "complete",
        "partial",
        "none",
    ]


def test_summits_per_format_agree_with_the_table_of_formats():
    counted = summits_per_year(by_format=True).groupby("format")["summits"].sum()
    stated = load_formats().set_index("format")["leaders_meetings_incl_unnumbered"]
    assert len(counted) == 11
    assert counted.to_dict() == stated[counted.index].to_dict()


def test_summits_as_of_the_day_of_the_article():
    years = summits_per_year(since=2023, until=2026, as_of="2025-10-27").set_index("year")
    assert years.loc[2025, ["summits", "coverage"]].to_list() == [4, "partial"]
    assert years.loc[2026, "coverage"] == "none"


def test_summits_per_year_refuses_years_in_the_wrong_order():
    with pytest.raises(ValueError, match="`since` must not be later than `until`"):
        summits_per_year(since=2025, until=2015)


def test_a_year_that_an_own_table_does_not_cover_has_no_zero():
    own = ALL_MEETINGS[ALL_MEETINGS["start_date"].dt.year.isin([2019, 2025])]
    counts = summits_per_year(since=2018, until=2025, meetings=own).set_index("year")
    assert counts["summits"].drop([2019, 2025]).isna().all()
    assert counts["coverage"].drop([2019, 2025]).eq("none").all()
    whole = summits_per_year(since=2018, until=2025).set_index("year")
    assert counts.loc[[2019, 2025]].equals(whole.loc[[2019, 2025]])


def test_derived_tables_do_not_change_what_they_are_given():
    meetings, attendance = load_meetings(), load_attendance()
    copies = meetings.copy(), attendance.copy()
    options = {"meetings": meetings, "attendance": attendance}
    meeting_matrix(since="2025-01-01", until="2025-12-31", **options)
    all_five_attended(year=2025, **options)
    sequence(year=2025, meetings=meetings)
    summits_per_year(meetings=meetings)
    meetings_as_of(meetings, attendance, CHRONOLOGY, "2025-10-27", sources=SOURCES)
    pd.testing.assert_frame_equal(meetings, copies[0])
    pd.testing.assert_frame_equal(attendance, copies[1])


def own_records():
    meetings = pd.DataFrame(
        {
            "meeting_id": ["talks", "round-table"],
            "name": ["Talks", "Round table"],
            "format": ["bilateral", "other_multilateral"],
            "level": "heads_of_state",
            "edition": pd.array([pd.NA, pd.NA], dtype="Int64"),
            "start_date": pd.to_datetime(["2024-05-01", "2024-05-02"]),
            "end_date": pd.to_datetime(["2024-05-01", None]),
            "counterpart": ["TUR", "-"],
            "parties": ["KAZ;TUR", None],
            "status": "held",
            "mode": "in_person",
        }
    )
    attendance = pd.DataFrame(
        {
            "meeting_id": ["talks", "round-table", "round-table"],
            "actor_iso3": ["KAZ", "KAZ", "KGZ"],
            "role": ["president", None, None],
            "status": "attended",
            "event": "attendance",
            "known_on": pd.to_datetime(["2024-05-01", "2024-05-02", "2024-05-02"]),
            "seq": 1,
        }
    )
    return meetings, attendance


def test_own_records_without_roles_count_as_they_state():
    meetings, attendance = own_records()
    options = {"meetings": meetings, "attendance": attendance}
    pairs = meeting_pairs(since="2024-01-01", until="2024-12-31", **options)
    kinds = ["bilateral", "multilateral"]
    assert pairs[["actor", "other"]].to_numpy().tolist() == [["KAZ", "TUR"], ["KAZ", "KGZ"]]
    assert pairs[kinds].fillna(-1).to_numpy().tolist() == [[1, -1], [-1, 1]]
    assert all_five_attended(**options)["attended"].to_list() == [2]


def test_own_meetings_without_an_end_are_over_after_their_first_day():
    meetings, attendance = own_records()
    known = meetings_as_of(meetings, attendance, CHRONOLOGY, "2024-05-02")
    assert known["status"].to_list() == ["held", "held"]


def test_missing_columns_are_named_with_the_way_to_get_them():
    with pytest.raises(
        ValueError, match=r"sequence\(\) needs column\(s\) \['mode'\].*read_meetings"
    ):
        sequence(year=2024, meetings=own_records()[0].drop(columns="mode"))
