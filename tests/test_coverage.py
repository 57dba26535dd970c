"""A zero of meetings stands only where the records are complete; elsewhere it is missing."""

from __future__ import annotations

import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.diplomacy import Coverage, counted
from ca_summit.figures import figure_data

MEETINGS = ca.load_meetings()
ATTENDANCE = ca.load_attendance()
FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]


def mine(**columns):
    """Return meetings that share no id with the bundled ones."""
    own = ca.load_meetings(format="eu_central_asia", level="heads_of_state", status="held")
    return own.assign(meeting_id="my-" + own["meeting_id"], **columns)


def stated(**columns):
    return pd.DataFrame({name: [value] for name, value in columns.items()})


def test_bilateral_meetings_of_a_year_are_counted_where_recorded_and_missing_elsewhere():
    matrix = ca.meeting_matrix(since=2023, until=2023, count="bilateral")
    assert matrix["CHN"].to_list() == [2, 1, 1, 2, 2]
    among = matrix[FIVE]
    assert among.isna().all().all()  # the five with each other were not compiled before 2025
    assert not matrix.eq(0).fillna(value=False).any().any()


def test_a_zero_with_china_in_2024_is_a_finding():
    matrix = ca.meeting_matrix(since=2024, until=2024, count="bilateral")
    assert matrix.loc["TKM", "CHN"] == 0
    assert pd.isna(
        ca.meeting_matrix(since=2024, until=2025, count="bilateral").loc["TKM", "TUR"]
    ) is (False)
    assert pd.isna(matrix.loc["TKM", "TUR"])


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (("c5_plus_1", "heads_of_state", "USA", 2015, 2025), "complete"),
        (("c5_plus_1", "heads_of_state", "USA", 2014, 2015), "partial"),
        (("c5_plus_1", "heads_of_state", "USA", 2014, 2014), "none"),
        (("c5_plus_1", "heads_of_state", "USA", 2025, 2026), "partial"),
        (("bilateral", "heads_of_state", "CHN", "2023-05-01", "2024-02-01"), "complete"),
        (("bilateral", "heads_of_state", "CHN", 2022, 2023), "partial"),
        (("bilateral", "heads_of_state", "ITA", 2024, 2024), "none"),
        (("bilateral", "heads_of_state", "-", 2025, 2025), "partial"),
        (("sco", "heads_of_state", "any", 2023, 2025), "complete"),
        ((["sco", "cis"], "heads_of_state", "any", 2023, 2025), "partial"),
        (("uk_central_asia", "foreign_ministers", "GBR", 2020, 2020), "partial"),
        (("uk_central_asia", "foreign_ministers", "GBR", 2010, 2010), "none"),
    ],
)
def test_coverage_of_a_span_is_that_of_its_worst_day(ask, answer):
    assert Coverage().of(*ask) == answer


def test_what_was_not_yet_known_is_not_covered():
    then = Coverage(as_of="2025-10-27")
    assert then.of("c5_plus_1", "heads_of_state", "USA", 2024, 2024) == "complete"
    assert then.of("c5_plus_1", "heads_of_state", "USA", 2025, 2025) == "partial"
    assert then.of("c5_plus_1", "heads_of_state", "USA", 2026, 2026) == "none"


def test_two_statements_that_meet_cover_the_span_together():
    said = pd.DataFrame(
        {
            "since": [2020, "2021-07-01"],
            "until": ["2021-06-30", 2022],
            "completeness": ["complete", "complete"],
        }
    )
    assert Coverage(mine(), said).of("bilateral", "envoys", "CHN", 2020, 2022) == "complete"
    assert Coverage(mine(), said).of("bilateral", "envoys", "CHN", 2020, 2023) == "partial"
    apart = said.assign(since=[2020, "2021-07-02"])
    assert Coverage(mine(), apart).of("bilateral", "envoys", "CHN", 2020, 2022) == "partial"


def test_a_zero_is_counted_only_where_the_records_are_complete():
    assert [counted(0, how) for how in ("complete", "partial", "none")] == [0, None, None]
    assert [counted(3, how) for how in ("complete", "partial", "none")] == [3, 3, 3]


def test_a_year_of_an_own_table_is_never_complete_unless_its_user_says_so():
    years = ca.summits_per_year(mine(), since=2015, until=2025).set_index("year")
    assert not years["coverage"].eq("complete").any()
    assert not years["summits"].eq(0).fillna(value=False).any()
    assert years.loc[2025, ["summits", "coverage"]].to_list() == [1, "partial"]
    said = stated(since=2020, until=2025, completeness="complete")
    years = ca.summits_per_year(mine(), since=2015, until=2025, coverage=said).set_index("year")
    assert years.loc[[2021, 2025], "summits"].to_list() == [0, 1]
    assert years.loc[2019, "coverage"] == "none"


def test_an_own_table_of_one_year_does_not_make_zeros_of_the_others_in_the_figure():
    one = mine()
    one = one[one["start_date"].dt.year.eq(2025)]
    fig = ca.plot_summits_per_year(one, since=2020, until=2025)
    assert list(fig.data[-1].text) == ["<b>?</b>", "<b>≥ 1</b>"]
    said = stated(since=2020, until=2025, completeness="complete")
    fig = ca.plot_summits_per_year(one, since=2020, until=2025, coverage=said)
    assert list(fig.data[-1].text) == ["<b>0</b>", "<b>1</b>"]


def test_bundled_meetings_of_one_format_do_not_answer_for_the_others():
    some = ca.load_meetings(format="c5_plus_1")
    years = ca.summits_per_year(some, since=2021, until=2025)
    assert not years["coverage"].eq("complete").any()
    whole = ca.summits_per_year(some, since=2021, until=2025, by_format=True)
    own = whole[whole["format"].eq("c5_plus_1")].set_index("year")
    assert own["summits"].to_list() == [0, 0, 1, 0, 1]
    assert whole[whole["format"].ne("c5_plus_1")]["summits"].isna().all()


def test_meetings_as_known_on_a_day_are_whole_before_that_day_only():
    known = ca.load_meetings(as_of="2025-10-27")
    years = ca.summits_per_year(known, since=2023, until=2026).set_index("year")
    assert years.loc[[2023, 2024], "coverage"].eq("complete").all()
    assert years.loc[2025, ["summits", "coverage"]].to_list() == [4, "partial"]
    assert pd.isna(years.loc[2026, "summits"])


def test_own_meetings_beside_the_bundled_ones_keep_what_these_cover():
    both = pd.concat([MEETINGS, mine()], ignore_index=True)
    years = ca.summits_per_year(both, since=2024, until=2025).set_index("year")
    assert years["coverage"].eq("complete").all()
    assert years.loc[2025, "summits"] == ca.summits_per_year(since=2025)["summits"].iloc[0] + 1


def test_stated_coverage_takes_names_of_states_and_refuses_other_words():
    said = stated(
        format="bilateral", partner="Китай", since=2020, until=2020, completeness="complete"
    )
    records = Coverage(mine(), said)
    assert records.of("bilateral", "heads_of_state", "CHN", 2020, 2020) == "complete"
    assert records.of("bilateral", "heads_of_state", "RUS", 2020, 2020) == "none"
    for wrong, message in (
        ({"completeness": "all"}, "`completeness` must be one of"),
        ({"since": 2021}, "`since` not later than `until`"),
        ({"partner": "Utopia"}, "`partner` must be one of"),
        ({"since": None}, "needs a year or a day in every row of 'since'"),
    ):
        with pytest.raises(ValueError, match=message):
            Coverage(mine(), said.assign(**wrong))
    with pytest.raises(ValueError, match=r"needs column\(s\) \['completeness'\].*load_coverage"):
        Coverage(mine(), said.drop(columns="completeness"))


def test_load_coverage_gives_the_rows_that_hold_for_a_partner():
    rows = ca.load_coverage(format="bilateral", partner="Россия")
    assert set(rows["partner"]) == {"RUS", "any"}
    assert set(ca.load_coverage(level="envoys")["format"]) == {"any"}


# Who met whom


def test_hosts_of_2025_are_counted_at_their_own_gatherings():
    pairs = ca.meeting_pairs(since=2025, until=2025).set_index(["actor", "other"])
    for meeting in ("victory-day-2025-moscow", "eaeu-2025-saint-petersburg"):
        assert meeting in pairs.loc[("KAZ", "RUS"), "meeting_ids"].split(";")
    assert "victory-parade-2025-beijing" in pairs.loc[("CHN", "TJK"), "meeting_ids"].split(";")


def test_a_contact_of_unknown_mode_is_counted_apart_and_named():
    pairs = ca.meeting_pairs(since=2025, until=2025).set_index(["actor", "other"])
    talk = pairs.loc[("KAZ", "USA")]
    assert talk[["bilateral", "virtual_or_unclear", "mode_unknown"]].to_list() == [1, 1, 1]
    assert "bilateral-kaz-usa-2025-new-york" in talk["meeting_ids"].split(";")
    apart = ca.uncounted_meetings(since=2025, until=2025)
    assert apart["reason"].to_list() == ["mode_unknown"]
    order = ca.sequence(year=2025).set_index("meeting_id")
    assert pd.isna(order.loc["bilateral-kaz-usa-2025-new-york", "mode"])
    went = ca.meetings_of("Tokayev", with_="Trump", since=2025, until=2025).set_index("meeting_id")
    assert pd.isna(went.loc["bilateral-kaz-usa-2025-new-york", "mode"])
    assert ca.days_abroad("Tokayev", since=2025, until=2025)["mode_unknown"].to_list() == [1]


def test_a_pair_is_counted_only_where_both_sides_are_stated():
    silent = ATTENDANCE[
        ~(
            ATTENDANCE["meeting_id"].eq("victory-day-2025-moscow")
            & ATTENDANCE["actor_iso3"].eq("RUS")
        )
    ]
    days = {"since": "2025-05-09", "until": "2025-05-09"}
    assert "RUS" in set(ca.meeting_pairs(**days)["other"])
    assert "RUS" not in set(ca.meeting_pairs(attendance=silent, **days)["other"])
    apart = ca.uncounted_meetings(attendance=silent, **days)
    assert apart[["reason", "side"]].to_numpy().tolist() == [["host_unknown", "RUS"]]


def test_an_own_meeting_without_mode_or_parties_is_named():
    own = mine(mode=None).iloc[[0]]
    apart = ca.uncounted_meetings(own)
    assert set(apart["reason"]) == {"mode_unknown", "counterpart_unknown", "host_unknown"}
    two = own.assign(format="bilateral", parties="KAZ;EU", country_iso3="UZB")
    assert ca.uncounted_meetings(two)["reason"].to_list() == ["mode_unknown"]
    pairs = ca.meeting_pairs(two)
    assert pairs[["actor", "other", "mode_unknown"]].to_numpy().tolist() == [["EU", "KAZ", 1]]
    assert "Not counted, meeting or call unknown: 1 meeting" in ca.figure_alt(
        ca.plot_meeting_matrix(two, since=2000, until=2030)
    )


def test_counts_of_a_day_know_nothing_later():
    then = ca.meeting_pairs(since=2025, until=2025, as_of="2025-10-27").set_index(
        ["actor", "other"]
    )
    now = ca.meeting_pairs(since=2025, until=2025).set_index(["actor", "other"])
    assert then.loc[("KAZ", "USA"), "meeting_ids"] == "bilateral-kaz-usa-2025-new-york"
    assert now.loc[("KAZ", "USA"), "in_person"] == 2
    assert ca.sequence(year=2025, as_of="2025-10-27")["end_date"].max() <= pd.Timestamp(
        "2025-10-27"
    )
    came = ca.all_five_attended(year=2025, as_of="2025-10-27")
    assert "c5-plus-1-2025-washington" not in set(came["meeting_id"])
    fig = ca.plot_meeting_matrix(as_of="2025-10-27")
    data = figure_data(fig).set_index(["actor", "other"])["meetings"]
    assert pd.isna(data["KAZ", "USA"])
    assert data["UZB", "USA"] == 1
    assert "As known on 27 Oct 2025" in fig.layout.title.subtitle.text


# Hours and time zones


def with_hours(text, zone=None):
    own = mine().iloc[[0]]
    days = pd.Series(pd.to_datetime([text]), index=own.index)
    return own.assign(start_date=days if zone is None else days.dt.tz_localize(zone))


def test_a_meeting_late_on_the_last_day_counts_on_that_day():
    late = with_hours("2025-12-31 23:00").assign(
        format="bilateral", parties="KAZ;EU", end_date=pd.Timestamp("2025-12-31 23:30")
    )
    days = {"since": "2025-01-01", "until": "2025-12-31"}
    assert len(ca.meeting_pairs(late, **days)) == 1
    assert ca.meeting_matrix(late, **days).loc["KAZ", "EU"] == 1
    assert len(ca.sequence(late, year=2025)) == 1
    went = ca.meetings_of("Kazakhstan", late, **days)
    assert went[["start_date", "days"]].to_numpy().tolist() == [[pd.Timestamp("2025-12-31"), 1]]
    data = figure_data(ca.plot_meeting_matrix(late, **days)).set_index(["actor", "other"])
    assert data.loc[("KAZ", "EU"), "meetings"] == 1
    summit = with_hours("2025-12-31 23:00")
    assert ca.summits_per_year(summit, since=2025)["summits"].to_list() == [1]
    assert "2025: 1" in ca.figure_alt(ca.plot_summits_per_year(summit, since=2025, until=2025))


@pytest.mark.parametrize("text", ["2025-12-31", "2025-12-31 23:00", "2025-12-31T23:00:15"])
def test_days_written_as_text_are_read_with_or_without_hours(text):
    own = mine().iloc[[0]].astype({"start_date": "object"}).assign(start_date=text, end_date=None)
    assert ca.sequence(own, year=2025)["start_date"].to_list() == [pd.Timestamp("2025-12-31")]


def test_hours_in_a_time_zone_are_refused_by_name_and_midnights_are_days():
    with pytest.raises(
        ValueError, match=r"'start_date'.*hours of the time zone UTC.*2025-12-31 23:00"
    ):
        ca.sequence(with_hours("2025-12-31 23:00", "UTC"), year=2025)
    kept = ca.sequence(with_hours("2025-12-31", "Asia/Almaty"), year=2025)
    assert kept["start_date"].to_list() == [pd.Timestamp("2025-12-31")]


def test_days_that_are_none_are_refused_with_their_column():
    own = mine().iloc[[0]].astype({"start_date": "object"}).assign(start_date="31.12.2025")
    with pytest.raises(
        ValueError, match=r"sequence\(\) needs days written YYYY-MM-DD.*'start_date'"
    ):
        ca.sequence(own, year=2025)


# The meetings of one person or state


@pytest.mark.parametrize(
    "name",
    ["Tokayev", "Kassym-Jomart Tokayev", "kassym jomart tokayev", "Токаев", "Қасым-Жомарт Тоқаев"],
)
def test_a_person_answers_to_every_spelling(name):
    pd.testing.assert_frame_equal(ca.meetings_of(name), ca.meetings_of("Tokayev"))


def test_a_family_name_of_two_persons_is_refused_with_both():
    with pytest.raises(ValueError, match="Gurbanguly Berdimuhamedov, Serdar Berdimuhamedov"):
        ca.meetings_of("Berdimuhamedov")
    son, father = (
        ca.meetings_of("Serdar Berdimuhamedow"),
        ca.meetings_of("Gurbanguly Berdimuhamedov"),
    )
    assert not set(son["meeting_id"]) & set(father["meeting_id"])
    assert father["presence"].isin(["represented_by_deputy", "attended"]).all()
    assert "bilateral-tkm-chn-2023-beijing-brf" in set(father["meeting_id"])


def test_a_name_that_fits_nobody_suggests_the_nearest():
    with pytest.raises(
        ValueError, match=r"`who` must be a person.*Did you mean 'Shavkat Mirziyoyev'"
    ):
        ca.meetings_of("Mirziyoev")
    with pytest.raises(ValueError, match="`with_` must be a person"):
        ca.meetings_of("Tokayev", with_="nobody at all")
    with pytest.raises(ValueError, match="`who` must be the name"):
        ca.meetings_of("  ")


def test_the_meetings_of_two_are_the_same_from_either_side():
    his = ca.meetings_of("Rahmon", with_="Putin")
    theirs = ca.meetings_of("Putin", with_="Rahmon")
    assert his["meeting_id"].to_list() == theirs["meeting_id"].to_list()
    assert his["others_present"].str.contains("RUS").all()
    pairs = ca.meeting_pairs().set_index(["actor", "other"])
    states = ca.meetings_of("Tajikistan", with_="Россия", level="heads_of_state")
    assert set(states["meeting_id"]) == set(pairs.loc[("RUS", "TJK"), "meeting_ids"].split(";"))


def test_each_meeting_has_place_days_mode_company_and_sources():
    row = ca.meetings_of("Japarov").set_index("meeting_id").loc["c5-plus-1-2025-washington"]
    assert row[["city", "days", "mode", "role", "presence"]].to_list() == [
        "Washington",
        1,
        "in_person",
        "president",
        "attended",
    ]
    assert row["others_present"] == "KAZ;TJK;TKM;UZB;USA"
    assert row["abroad"]
    assert isinstance(row["source_id"], str)


def test_span_level_and_day_bound_the_list():
    some = ca.meetings_of("Kazakhstan", since=2024, until="2024-07-31", level="heads_of_state")
    assert some["start_date"].between("2024-01-01", "2024-07-31").all()
    assert some["level"].eq("heads_of_state").all()
    then = ca.meetings_of("Kazakhstan", as_of="2025-10-27")
    assert then["start_date"].max() <= pd.Timestamp("2025-10-27")
    assert len(then) < len(ca.meetings_of("Kazakhstan"))


def test_days_abroad_count_a_day_once_and_only_abroad_and_in_person():
    own = mine().iloc[[0, 0, 0, 0]].reset_index(drop=True)
    own = own.assign(
        meeting_id=list("abcd"),
        format="bilateral",
        parties="KAZ;EU",
        start_date=pd.to_datetime(["2025-03-01", "2025-03-02", "2025-04-01", "2025-05-01"]),
        end_date=pd.to_datetime(["2025-03-02", "2025-03-03", "2025-04-01", "2025-05-01"]),
        country_iso3=["UZB", "RUS", "KAZ", None],
        mode=["in_person"] * 3 + ["virtual"],
    )
    years = ca.days_abroad("kz", own, since=2024, until=2025).set_index("year")
    assert years.loc[2025, ["days_abroad", "meetings_abroad"]].to_list() == [3, 2]
    assert years.loc[2025, "coverage"] == "partial"
    assert pd.isna(years.loc[2024, "days_abroad"])
    said = stated(since=2024, until=2025, completeness="complete")
    years = ca.days_abroad("kz", own, since=2024, until=2025, coverage=said).set_index("year")
    assert years["days_abroad"].to_list() == [0, 3]
    assert ca.meetings_of("kz", own).attrs["days_abroad"]["days_abroad"] == 3


def test_days_abroad_say_how_far_the_records_go():
    years = ca.days_abroad("Mirziyoyev", since=2019, until=2025).set_index("year")
    assert years.loc[2020, "coverage"] == "none"
    assert pd.isna(years.loc[2020, "days_abroad"])
    assert years.loc[2025, "coverage"] == "partial"


def test_figures_of_meetings_take_tables_of_polars():
    polars = pytest.importorskip("polars")
    table = polars.from_pandas(MEETINGS)
    assert ca.figure_alt(ca.plot_meeting_matrix(table)) == ca.figure_alt(ca.plot_meeting_matrix())
    assert "2025: 6" in ca.figure_alt(ca.plot_summits_per_year(table, since=2025, until=2025))


def test_the_meetings_of_a_person_can_be_drawn_as_they_are():
    his = ca.meetings_of("Токаев", since=2025, until=2025)
    assert his["counterpart"].notna().all()
    drawn = ca.figure_data(ca.plot_timeline(his))
    assert len(drawn) == len(his)
