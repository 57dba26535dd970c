"""Votes and institutions stand beside verdicts and never decide them."""

import pytest

from ca_summit.claims import check_claim
from ca_summit.claims.society import clear_changes
from ca_summit.tables import read_table


def _altered(claim, **tables):
    return check_claim(claim, data=tables)


def test_votes_with_russia_stand_beside_the_share_of_trade():
    checked = check_claim("russia-is-waning")
    assert (
        "the five agreed with Russia in 75 to 79% of the votes of 2021 and 64 to 75% of those"
        in (checked["explanation"])
    )
    found = checked["figures"]["un_votes_with_russia_pct"]
    assert found["2023"]["TKM"] == pytest.approx(75.4, abs=0.05)
    assert set(found["2021"]) == {"KAZ", "KGZ", "TJK", "TKM", "UZB"}


def test_votes_on_ukraine_are_counted_kind_by_kind_and_the_unknown_apart():
    checked = check_claim("russia-is-waning")
    assert checked["figures"]["votes_on_ukraine_count"] == {
        "yes": 0,
        "no": 25,
        "abstain": 56,
        "absent": 42,
        "not_known": 2,
    }
    assert "no yes, 25 no, 56 abstentions and 42 absences (2 not known)" in checked["explanation"]


def test_altered_votes_change_the_words_and_not_the_verdict():
    before = check_claim("russia-is-waning")
    votes = read_table("un_ukraine_votes")
    first = votes["text_id"].eq("es-11-1") & votes["iso3"].eq("KAZ")
    votes.loc[first, "vote"] = "yes"
    agreement = read_table("un_agreement")
    agreement.loc[agreement["partner"].eq("RUS"), "agreement_pct"] = 99.0
    after = _altered("russia-is-waning", un_ukraine_votes=votes, un_agreement=agreement)
    assert after["verdict"] == before["verdict"]
    assert "1 yes, 25 no, 55 abstentions" in after["explanation"]
    assert "99 to 99% of the votes of 2021" in after["explanation"]


def test_a_year_in_which_one_of_the_five_hardly_voted_is_not_compared():
    agreement = read_table("un_agreement")
    newest = agreement["year"].eq(2023) & agreement["iso3"].eq("TKM")
    agreement.loc[newest, "both_voted"] = 7
    found = _altered("russia-is-waning", un_agreement=agreement)["figures"]
    assert sorted(found["un_votes_with_russia_pct"]) == ["2021", "2022"]


def test_without_votes_and_institutions_the_verdicts_stay_as_they_are():
    names = ("un_agreement", "un_ukraine_votes", "vdem")
    empty = {name: read_table(name).head(0) for name in names}
    for claim in ("russia-is-waning", "instability"):
        with_them, without = check_claim(claim), _altered(claim, **empty)
        assert without["verdict"] == with_them["verdict"]
        assert "General Assembly" not in without["explanation"]
        assert "V-Dem" not in without["explanation"]
        assert without["rows_used"] < with_them["rows_used"]


def test_a_change_of_democracy_is_told_only_beyond_the_interval():
    checked = check_claim("instability")
    assert checked["figures"]["liberal_democracy_fell"] == ["KGZ"]
    assert checked["figures"]["liberal_democracy_rose"] == ["UZB"]
    vdem = read_table("vdem")
    vdem["low"], vdem["high"] = vdem["low"] - 0.3, vdem["high"] + 0.3
    wide = _altered("instability", vdem=vdem)
    assert wide["figures"]["liberal_democracy_fell"] == []
    assert "liberal democracy did not change beyond the interval" in wide["explanation"]
    assert wide["verdict"] == checked["verdict"]


def test_a_state_without_the_earlier_year_has_no_change():
    rows = read_table("vdem")
    rows = rows[rows["index_id"].eq("v2x_libdem") & rows["iso3"].isin(["KGZ", "UZB"])]
    assert clear_changes(rows) == {"KGZ": -1, "UZB": 1}
    gap = rows[~(rows["iso3"].eq("UZB") & rows["year"].eq(2014))]
    assert clear_changes(gap) == {"KGZ": -1}
