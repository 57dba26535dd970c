"""Titles state what the rows drawn say; where they say nothing the question stays."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.metadata import question_of

FINDING = [
    ca.plot_known_on,
    ca.plot_attendance,
    ca.plot_claims,
    ca.plot_commitments,
    ca.plot_critical_minerals,
    ca.plot_area,
    ca.plot_resource_shares,
    ca.plot_trade_balance,
    ca.plot_un_agreement,
    ca.plot_ukraine_votes,
    ca.plot_vdem,
    ca.plot_migrants,
    ca.plot_china_finance,
    ca.map_energy_links,
    ca.map_resources,
    ca.map_then_and_now,
    ca.map_silk_road,
    ca.map_meetings,
    ca.map_corridors,
]


@pytest.mark.parametrize("draw", FINDING, ids=lambda f: f.__name__)
def test_the_title_is_a_sentence_with_a_number_and_the_question_is_kept(draw):
    fig = draw()
    title = fig.layout.title.text.replace("<br>", " ")
    assert re.search(r"\d|[Nn]one", title)
    assert not title.endswith("?")
    assert question_of(fig) != title


def titled(fig) -> str:
    return fig.layout.title.text.replace("<br>", " ")


def test_who_was_coming_follows_the_statements():
    rows = ca.load_attendance(meeting="c5-plus-1-2025-washington")
    rows = rows[~(rows["actor_iso3"].eq("TKM") & rows["known_on"].lt("2025-11-02"))]
    assert titled(ca.plot_known_on(rows)) == "2 of 5 had said yes on 27 Oct, 3 a day later"
    quiet = rows[rows["known_on"].ne(pd.Timestamp("2025-10-28"))]
    assert titled(ca.plot_known_on(quiet)) == "2 of 5 had said yes on 27 Oct"
    assert titled(ca.plot_known_on(mark=None)) == "Who was coming to Washington?"


def test_deputies_follow_the_statements_and_a_tie_is_no_finding():
    rows = ca.load_attendance()
    states = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
    sent = rows["status"].eq("represented_by_deputy") & rows["actor_iso3"].isin(states)
    assert titled(ca.plot_attendance(rows[~sent])).endswith("?")
    only = rows[~(sent & rows["actor_iso3"].eq("TKM"))]
    assert "Turkmenistan" not in titled(ca.plot_attendance(only))


def test_claims_and_minerals_are_counted():
    checked = ca.check_claims()
    fewer = checked[checked["verdict"].ne("supported")]
    assert titled(ca.plot_claims(fewer)).startswith(f"0 of {len(fewer)} ")
    assert titled(ca.plot_claims(checked.head(1))).endswith("?")
    assert titled(ca.plot_critical_minerals(critical_list="eu_2023")) != titled(
        ca.plot_critical_minerals()
    )


def test_areas_and_shares_follow_the_numbers():
    areas = ca.load_comparators()
    half = areas["area_km2"].where(areas["code"].ne("CA5"), areas["area_km2"] // 2)
    share = float(half[areas["code"].eq("CA5")].iloc[0])
    union = float(areas.loc[areas["code"].eq("EUU"), "area_km2"].iloc[0])
    title = titled(ca.plot_area(areas.assign(area_km2=half)))
    assert f"{share / union * 100:.1f}%" in title
    rows = ca.load_resources()
    rows = rows[rows["commodity"].ne("uranium")]
    assert "uranium" not in titled(ca.plot_resource_shares(rows))
    assert titled(ca.plot_resource_shares(rows, commodity="copper")).endswith("?")
