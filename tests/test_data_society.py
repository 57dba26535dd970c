"""The tables of votes, institutions and people hold what their inputs hold: values by hand."""

import pandas as pd
import pytest

from ca_summit import tables, why
from ca_summit.catalog import get_table
from ca_summit.files import data_path
from ca_summit.tables import (
    load_china_finance,
    load_migrant_stock,
    load_refugees,
    load_region_population,
    load_sources,
    load_un_agreement,
    load_un_ideal_points,
    load_un_ukraine_votes,
    load_vdem,
    load_vdem_indices,
)

FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
NAMES = (
    "un_ideal_points",
    "un_agreement",
    "un_ukraine_votes",
    "vdem",
    "vdem_indices",
    "china_finance",
    "migrant_stock",
    "refugees",
)
MEMBERS_OF_THE_UN = 193


@pytest.mark.parametrize("name", NAMES)
def test_each_table_names_its_licence_its_gaps_and_the_copies_that_were_read(name):
    table, frame = get_table(name), getattr(tables, f"load_{name}")()
    assert table.licences
    assert table.gaps
    sources = load_sources(source=list(frame["source_id"].unique()))
    read = sources[~sources["publisher"].str.contains("Interfax|CentralAsia")]
    assert read["obtained_via"].str.contains("GitHub").all()
    assert sources["redistribute"].eq("yes").all()


def test_the_share_alike_tables_are_files_of_their_own_and_say_so():
    for name in ("vdem", "vdem_indices"):
        assert get_table(name).licences == ("CC-BY-SA-4.0",)
    alike = set(load_sources().query("licence.str.contains('BY-SA 4.0')")["source_id"])
    vdem = set(load_vdem()["source_id"])
    assert vdem <= alike
    for name in set(NAMES) - {"vdem", "vdem_indices"}:
        frame = getattr(tables, f"load_{name}")()
        assert not vdem & set(frame["source_id"]), name
    assert "Share alike" in load_vdem.__doc__


def test_what_may_not_be_passed_on_in_bulk_is_out_and_the_readme_says_so():
    text = data_path("README.md").read_text(encoding="utf-8")
    left_out = text.partition("## Left out")[2].partition("\n## ")[0]
    assert "yearly counts of yes, no and abstain" in left_out
    assert "visa requirements" in left_out
    titles = " ".join(load_sources()["publisher"].dropna())
    assert "Arton" not in titles
    assert "Data-Driven Decision Lab" not in titles


def test_ideal_points_lie_inside_their_intervals():
    points = load_un_ideal_points()
    for value, low, high in (
        ("ideal_point", "low", "high"),
        ("with_parts", "with_parts_low", "with_parts_high"),
    ):
        known = points.dropna(subset=value)
        assert known[value].between(known[low], known[high]).all()
    width = (points["high"] - points["low"]).groupby(points["iso3"]).mean()
    assert round(width["KAZ"], 2) == 0.38
    assert round(width["TKM"], 2) == pytest.approx(0.71, abs=0.03)


def test_a_state_that_cast_no_vote_has_no_ideal_point_and_a_doubted_one_is_out():
    held = set(zip(*[load_un_ideal_points()[c] for c in ("iso3", "year")], strict=True))
    for state, years in {
        "UZB": [1992, 1993, 2001],
        "KGZ": [1999, 2001],
        "TJK": [2001],
        "GEO": [1992],
        "AFG": [2024],
        "TUR": [2024],
    }.items():
        assert not {(state, year) for year in years} & held
    assert ("KAZ", 2024) in held


def test_agreement_of_2023_is_high_with_china_and_low_with_the_united_states():
    frame = load_un_agreement(country=FIVE, partner=["CHN", "RUS", "USA"], since=2023)
    ends = frame.groupby("partner", observed=True)["agreement_pct"].agg(["min", "max"]).round()
    assert ends.loc["CHN"].to_list() == [83, 90]
    assert ends.loc["RUS"].to_list() == [64, 75]
    assert ends.loc["USA"].to_list() == [21, 34]
    turkmen = frame[frame["iso3"].eq("TKM")].iloc[0]
    assert (turkmen["absent"], turkmen["roll_calls"]) == (25, 88)


def test_votes_on_ukraine_are_25_texts_by_23_states():
    votes = load_un_ukraine_votes()
    assert votes["text_id"].nunique() == 25
    assert votes.groupby("text_id")["iso3"].nunique().eq(23).all()
    sizes = votes.groupby("text_id")[
        [f"total_{word}" for word in ("yes", "no", "abstain", "absent")]
    ].first()
    assert (sizes.sum(axis=1) - MEMBERS_OF_THE_UN).abs().max() <= 1


def test_none_of_the_five_said_yes_and_what_is_not_known_stays_empty():
    five = load_un_ukraine_votes(country=FIVE)
    assert not five["vote"].eq("yes").any()
    unknown = five[five["vote"].isna()]
    assert list(unknown["iso3"]) == ["TJK", "TKM"]
    assert set(unknown["date"]) == {pd.Timestamp("2025-12-03")}
    assert unknown["note"].str.contains("do not name").all()
    first = five[five["text_id"].eq("es-11-1")].set_index("iso3")["vote"].astype(str)
    assert first.to_dict() == {
        "KAZ": "abstain",
        "KGZ": "abstain",
        "TJK": "abstain",
        "TKM": "absent",
        "UZB": "absent",
    }


def test_a_number_from_memory_is_marked_and_a_number_that_was_not_read_is_missing():
    texts = load_un_ukraine_votes().drop_duplicates("text_id").set_index("text_id")
    recalled = texts[texts["recalled_fields"].eq("resolution")]
    assert set(recalled["resolution"]) == {
        f"A/RES/{n}" for n in ("75/29", "75/192", "76/70", "76/179", "77/229", "78/221")
    }
    assert texts["resolution"].isna().to_dict()["2026-02-24"]
    number = why("un_ukraine_votes", ("75-29", "KAZ"), "resolution")
    vote = why("un_ukraine_votes", ("75-29", "KAZ"), "vote")
    assert (number.verification, vote.verification) == ("recalled", "read")


def test_each_vdem_index_has_one_edition_and_says_whether_it_has_intervals():
    indices = load_vdem_indices().set_index("index_id")
    assert indices["edition"].value_counts().to_dict() == {14: 8, 15: 5}
    frame = load_vdem()
    assert frame.groupby("index_id", observed=True)["source_id"].nunique().eq(1).all()
    members = frame[frame["states"].eq(1)]
    has = members.groupby("index_id", observed=True)["low"].count().gt(0)
    assert has.to_dict() == indices["has_interval"].astype(bool).to_dict()
    last = frame.groupby("index_id", observed=True)["year"].max()
    assert last.to_dict() == indices["last_year"].to_dict()


def test_finance_adds_up_and_an_unknown_amount_is_not_zero():
    frame = load_china_finance()
    parts = frame[["oda_usd2021", "oof_usd2021", "vof_usd2021"]].sum(axis=1, min_count=3)
    known = frame["amount_known"]
    assert parts[known].eq(frame.loc[known, "total_usd2021"]).all()
    assert frame.loc[~known, "total_usd2021"].isna().all()
    assert not frame["total_usd2021"].eq(0).any()
    unknown = frame[~known & frame["iso3"].eq("TKM")]
    assert list(unknown["year"]) == [2008, 2013, 2017, 2018, 2020, 2021]
    totals = frame.groupby("iso3")["total_usd2021"].sum() / 1e9
    assert totals[FIVE].round(1).to_dict() == {
        "KAZ": 64.1,
        "KGZ": 4.1,
        "TJK": 6.3,
        "TKM": 12.3,
        "UZB": 18.2,
    }


@pytest.mark.parametrize("year", [1990, 2024])
def test_migrants_of_all_origins_add_up_to_the_printed_total(year):
    frame = load_migrant_stock(destination=FIVE, since=year, until=year)
    total = frame[frame["origin"].eq("WLD")].set_index("destination")["migrants"]
    parts = frame[frame["origin"].ne("WLD")].groupby("destination")["migrants"].sum()
    assert parts.to_dict() == total.to_dict()


def test_sums_over_destinations_are_marked_and_equal_their_parts():
    frame = load_migrant_stock(origin=FIVE)
    sums = frame[frame["is_sum"]].set_index(["origin", "year"])["migrants"]
    parts = frame[~frame["is_sum"]].groupby(["origin", "year"])["migrants"].sum()
    assert parts.sub(sums).abs().max() == 0
    assert len(sums) == 5 * 8
    people = load_region_population(series="un_wpp").set_index("year").loc[2024]
    share = {c: round(100 * sums[c, 2024] / people[c.lower()], 1) for c in FIVE}
    assert share == {"KAZ": 13.6, "KGZ": 7.5, "TJK": 4.9, "TKM": 4.9, "UZB": 5.8}


def test_refugees_have_the_known_counts():
    frame = load_refugees()
    kyrgyz = frame[frame["origin"].eq("KGZ") & frame["asylum"].eq("KGZ")].set_index("year")
    assert kyrgyz.loc[[2010, 2011], "displaced_inside"].to_list() == [80000, 163900]
    tajik = frame[frame["origin"].eq("TJK") & frame["year"].eq(1993)]
    assert tajik["refugees"].sum() == 70108


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: load_vdem("v2x_libdm"), "Did you mean 'v2x_libdem'?"),
        (lambda: load_un_agreement(partner="FRA"), "`partner`"),
        (lambda: load_un_ukraine_votes(text="es-11-10"), "`text` must be one of"),
        (lambda: load_china_finance(recipient="USA"), "`recipient`"),
    ],
)
def test_an_unknown_choice_is_refused_with_what_there_is(call, message):
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        call()
