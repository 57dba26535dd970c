"""What figures of meetings say in their titles follows altered rows; if it cannot, they ask."""

from __future__ import annotations

import pandas as pd

import ca_summit as ca

MEETINGS = ca.load_meetings()
OUTSIDE = set(ca.summits_per_year(by_format=True)["format"])


def titled(fig) -> str:
    return fig.layout.title.text.replace("<br>", " ")


def summits_of(year: int) -> pd.Series:
    """Return which rows are leaders' summits of the five with one outside power in a year."""
    rows = MEETINGS["format"].astype("str").isin(OUTSIDE) & MEETINGS["status"].eq("held")
    return rows & MEETINGS["level"].eq("heads_of_state") & MEETINGS["start_date"].dt.year.eq(year)


def test_the_year_of_most_summits_follows_the_rows():
    covered = ca.load_coverage()
    assert titled(ca.plot_summits_per_year()) == "6 summits in 2025, none from 2015 to 2021"
    fewer = MEETINGS[~summits_of(2025)]
    assert titled(ca.plot_summits_per_year(fewer, coverage=covered)) == (
        "5 summits in 2023, none from 2015 to 2021"
    )
    assert titled(ca.plot_summits_per_year(since=2023)) == (
        "6 of the 12 summits on record fell in 2025"
    )


def test_years_that_tie_or_are_cut_are_no_finding_of_one_year():
    covered = ca.load_coverage()
    one = MEETINGS.index[summits_of(2025)][:1]
    tied = MEETINGS.drop(one)
    assert titled(ca.plot_summits_per_year(tied, coverage=covered)) == (
        "15 summits on record since 2022, none from 2015 to 2021"
    )
    assert titled(ca.plot_summits_per_year(tied, coverage=covered, since=2023)).endswith("?")
    assert titled(ca.plot_summits_per_year(since=2025, until=2025)).endswith("?")
    half = ca.plot_summits_per_year(since="2022-07-01", until="2025-06-30")
    assert "2025" not in titled(half)


def test_years_whose_records_have_gaps_are_never_said_to_have_had_none():
    own = MEETINGS.assign(meeting_id="my-" + MEETINGS["meeting_id"].astype("str"))
    assert titled(ca.plot_summits_per_year(own, since=2015)).endswith("?")
    assert "1992" in ca.reading(ca.plot_summits_per_year(since=1992))
    assert "none from" not in titled(ca.plot_summits_per_year(since=1992))


def test_the_two_that_met_most_often_follow_the_rows():
    assert titled(ca.plot_meeting_matrix()) == (
        "Kazakhstan and Uzbekistan met most often, 20 times; Tajikistan and Russia 12 times"
    )
    talks = MEETINGS["format"].eq("bilateral") & MEETINGS["parties"].eq("TJK;RUS")
    some = MEETINGS.drop(MEETINGS.index[talks & MEETINGS["start_date"].dt.year.eq(2025)][:2])
    assert len(some) == len(MEETINGS) - 2
    drawn = ca.figure_data(ca.plot_meeting_matrix(some)).set_index(["actor", "other"])["meetings"]
    title = titled(ca.plot_meeting_matrix(some))
    assert title.startswith("Kazakhstan and Uzbekistan met most often, 20 times")
    assert "12 times" not in title
    assert drawn["TJK", "RUS"] == 10
    assert titled(ca.plot_meeting_matrix(count="bilateral")).startswith(
        "Tajikistan and Russia met most often, 4 times"
    )


def test_pairs_that_tie_and_meetings_by_video_are_no_finding():
    tied = ca.plot_meeting_matrix(since=2024, until=2024, count="bilateral")
    counts = ca.figure_data(tied)["meetings"].dropna()
    assert counts.eq(counts.max()).sum() > 1
    assert titled(tied).endswith("?")
    assert titled(ca.plot_meeting_matrix(count="virtual_or_unclear", since=2022)).endswith("?")


def test_the_reading_of_meetings_says_that_counts_are_at_least():
    assert "Counts are “at least”" in ca.reading(ca.plot_meeting_matrix())


def test_of_one_meeting_the_title_counts_who_came_or_had_confirmed():
    washington = {"meeting": "c5-plus-1-2025-washington"}
    said = ca.load_attendance(**washington)
    assert titled(ca.plot_attendance(**washington)) == "5 of 5 came themselves"
    assert titled(ca.plot_attendance(**washington, as_of="2025-10-27")) == "2 of 5 had confirmed"
    last = said["actor_iso3"].eq("TJK") & said["status"].eq("attended")
    sent = said.assign(
        status=said["status"].astype("object").mask(last, "represented_by_deputy").astype("str")
    )
    assert titled(ca.plot_attendance(sent, **washington)) == "4 of 5 came themselves"
    alone = said[said["actor_iso3"].eq("KAZ")]
    assert titled(ca.plot_attendance(alone, **washington)).endswith("?")


def test_who_sent_deputies_follows_the_statements():
    said = ca.load_attendance()
    assert titled(ca.plot_attendance()) == (
        "Turkmenistan sent a deputy most often: to 4 of 19 meetings in 2025"
    )
    sent = said["status"].eq("represented_by_deputy")
    kept = said["meeting_id"].eq("eco-2025-khankendi") & said["actor_iso3"].eq("TKM")
    once = said[~sent | kept]
    assert titled(ca.plot_attendance(once)) == (
        "Only Turkmenistan sent a deputy, to one of 16 meetings in 2025"
    )
    assert "not an absence" in ca.reading(ca.plot_attendance())


DEALS = ca.load_commitments()


def test_what_is_signed_of_the_largest_deals_follows_the_rows():
    assert titled(ca.plot_commitments()) == "3 of the 10 largest deals are contracts or agreements"
    signed = DEALS.assign(kind="contract")
    assert titled(ca.plot_commitments(signed)).startswith("10 of the 10 largest deals")
    some = DEALS[DEALS["sector"].eq("aviation")]
    assert titled(ca.plot_commitments(some)) == (
        "1 of 3 deals with a price is a contract or an agreement"
    )


def test_of_few_deals_the_title_counts_what_has_no_price_or_asks():
    chinese = DEALS[DEALS["counterpart"].eq("CHN") & ~DEALS["is_aggregate"]]
    silent = int(chinese["value_usd"].isna().sum())
    assert titled(ca.plot_commitments(chinese)) == (
        f"{silent} of {len(chinese)} announcements name no sum in dollars"
    )
    assert titled(ca.plot_commitments(chinese[chinese["value_usd"].notna()])).endswith("?")


def test_the_group_of_most_priced_deals_follows_the_rows_and_a_tie_is_none():
    single = DEALS[DEALS["value_usd"].notna() & ~DEALS["is_aggregate"]]
    single = single[~single["commitment_id"].isin(DEALS["restates"])]
    american = int(single["counterpart"].eq("USA").sum())
    assert titled(ca.plot_commitments(by="partner")) == (
        f"{american} of {len(single)} deals with a price are with the United States"
    )
    rest = single[single["counterpart"].ne("USA")]
    assert "United States" not in titled(ca.plot_commitments(rest, by="partner"))
    two = pd.concat([single[single["counterpart"].eq(code)].head(1) for code in ("USA", "RUS")])
    assert titled(ca.plot_commitments(two, by="partner")).endswith("?")
    assert "concern" in titled(ca.plot_commitments(by="sector"))


def test_claims_that_hold_and_do_not_are_counted_anew():
    checked = ca.check_claims()
    verdicts = checked["verdict"].astype("object")
    assert titled(ca.plot_claims(checked)) == "21 of 27 claims hold, 3 do not"
    one = checked.assign(
        verdict=verdicts.mask(checked["claim_id"].eq("soviet-past"), "not decided")
    )
    assert titled(ca.plot_claims(one)) == "20 of 27 claims hold, 3 do not"
    good = checked[checked["verdict"].ne("not supported")]
    assert titled(ca.plot_claims(good)) == "21 of 24 claims hold"
    assert titled(ca.plot_claims(checked.head(1))).endswith("?")
    assert "not “proven”" in ca.reading(ca.plot_claims(checked))


def test_the_powers_that_held_summits_follow_the_rows():
    assert titled(ca.plot_timeline()) == (
        "6 outside powers held a summit with the five, the last in Tokyo"
    )
    assert titled(ca.plot_timeline(until="2025-11-06", since=2025)).endswith("in Washington")
    without = MEETINGS[~(MEETINGS["counterpart"].eq("JPN") & summits_of(2025))]
    assert titled(ca.plot_timeline(without)) == (
        "5 outside powers held a summit with the five, the last in Washington"
    )
    assert titled(ca.plot_timeline(counterpart="CHN", since=2020)).startswith(
        "China held 3 summits"
    )
    assert titled(ca.plot_timeline(as_of="2025-10-27")).startswith("4 outside powers")


def test_without_summits_the_busiest_lane_is_said_and_a_tie_asks():
    assert titled(ca.plot_timeline(level="foreign_ministers", since=2020)).endswith(
        "meetings are with the United States"
    )
    one = MEETINGS[MEETINGS["format"].eq("bilateral") & MEETINGS["start_date"].dt.year.eq(2025)]
    tied = pd.concat([one[one["counterpart"].eq(code)].head(2) for code in ("CHN", "RUS")])
    assert titled(ca.plot_timeline(tied)).endswith("?")
    assert titled(ca.plot_timeline(counterpart="USA", bilateral=False)).endswith("?")
    assert "not a strong bond" in ca.reading(ca.plot_timeline())


def test_who_had_said_yes_follows_whose_word_counts():
    assert titled(ca.plot_known_on(include_host=False)) == (
        "2 of 5 had said yes themselves on 27 Oct, 3 a day later"
    )
    later = ca.plot_known_on(include_host=False, mark="2025-11-04")
    assert titled(later) == "5 of 5 had said yes themselves on 4 Nov"
    assert "For Uzbekistan the first yes was the word of the host" in ca.reading(ca.plot_known_on())
    assert "the host" not in ca.reading(ca.plot_known_on(include_host=False))
    said = ca.load_attendance(meeting="c5-plus-1-2025-washington")
    own = said[said["event"].ne("confirmed_by_host_side")]
    assert "the host" not in ca.reading(ca.plot_known_on(own))


def test_the_key_of_the_days_holds_what_occurs():
    key = [label for label, *_ in ca.plot_known_on().layout.meta["ca_summit"]["key"]]
    assert key == ["came", "confirmed", "invited", "unconfirmed", "pale: nothing newer"]
    only = ca.plot_known_on(since="2025-11-06", until="2025-11-06")
    assert [label for label, *_ in only.layout.meta["ca_summit"]["key"]] == ["came"]
