"""Charts of votes, institutions, migrants and lending follow their tables, also altered ones."""

import numpy as np
import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.claims.society import clear_changes
from ca_summit.figures import SOURCE_NAME, figure_alt, figure_data
from ca_summit.figures.typesetting import text_size
from ca_summit.metadata import title_of
from ca_summit.tables import (
    load_china_finance,
    load_migrant_stock,
    load_un_agreement,
    load_un_ukraine_votes,
    load_vdem,
)

FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
CHARTS = {
    "plot_un_agreement": (load_un_agreement, "partner"),
    "plot_ukraine_votes": (load_un_ukraine_votes, "country"),
    "plot_migrants": (load_migrant_stock, "origin"),
    "plot_china_finance": (load_china_finance, "recipient"),
}


def test_heads_that_stand_upright_on_a_phone_have_the_room_they_need():
    """A name of a state is longer in Russian than in English."""
    room, long = {}, {}
    for language in ("en", "ru"):
        fig = ca.plot_ukraine_votes(language=language)
        narrow = fig.layout.meta["ca_summit"]["narrow"]
        room[language] = narrow["margin.t"] - fig.layout.margin.t
        long[language] = text_size("<br>".join(narrow["xaxis.ticktext"]), 11.5)[0]
    assert room["ru"] - room["en"] >= long["ru"] - long["en"] - 1


def _title(fig):
    return title_of(fig)


def _notes(fig):
    text = [a.text for a in fig.layout.annotations if a.name == SOURCE_NAME]
    return text[0].replace("<br>", " ")


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_choice_or_table_says_so_and_a_missing_column_names_the_loader(name):
    load, argument = CHARTS[name]
    plot = getattr(ca, name)
    assert f"`{argument}` is empty" in figure_alt(plot(**{argument: []}))
    assert figure_alt(plot(load().head(0))).startswith("Nothing to draw")
    with pytest.raises(ValueError, match=rf"{load.__name__}\(\)"):
        plot(load().drop(columns="year" if "year" in load() else "date"))


@pytest.mark.parametrize("name", CHARTS)
def test_the_order_of_rows_and_their_index_change_nothing(name):
    load, _ = CHARTS[name]
    plot = getattr(ca, name)
    mixed = load().sample(frac=1, random_state=3)
    assert _title(plot(mixed)) == _title(plot())
    assert figure_alt(plot(mixed)) == figure_alt(plot())


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        ("plot_un_agreement", {"partner": "France"}, "`partner`"),
        ("plot_un_agreement", {"since": 2030}, "`since`"),
        ("plot_ukraine_votes", {"country": "Kazakstan"}, "Kazakhstan"),
        ("plot_vdem", {"index": "v2x_libdm"}, "v2x_libdem"),
        ("plot_migrants", {"year": 2003}, "`year`"),
        ("plot_china_finance", {"recipient": "France"}, "`recipient`"),
    ],
)
def test_a_choice_that_does_not_occur_is_refused_by_name(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(ca, function)(**arguments)


def test_the_finding_on_agreement_is_the_range_of_the_five_in_the_last_year():
    assert _title(ca.plot_un_agreement()) == (
        "In 2023 the five voted with China in 83 to 90% of UN votes, with the United States in 21 "
        "to 34%"
    )
    frame = load_un_agreement()
    china = frame["partner"].eq("CHN") & frame["year"].eq(2023) & frame["iso3"].isin(FIVE)
    frame.loc[china, "agreement_pct"] = 5.0
    assert _title(ca.plot_un_agreement(frame)) == (
        "In 2023 the five voted with Russia in 64 to 75% of UN votes, with China in 5%"
    )


def test_a_year_with_few_common_votes_is_an_open_place_and_is_named():
    fig = ca.plot_un_agreement(country="UZB", partner="CHN")
    points = dict(zip(fig.data[0].x, fig.data[0].y, strict=True))
    assert points[2000] is not None
    assert points[2001] is None
    assert points[2002] is not None
    assert "Uzbekistan 1992, 1993, 2001" in _notes(fig)


def test_a_share_of_few_common_votes_is_not_drawn_although_the_table_has_it():
    held = load_un_agreement(country="TKM", partner="CHN").set_index("year")
    assert 0 < held.loc[1995, "both_voted"] < 20
    assert held.loc[1995, "agreement_pct"] > 0
    drawn = figure_data(ca.plot_un_agreement(country="TKM", partner="CHN"))
    assert 1995 not in set(drawn["year"])
    assert 1994 in set(drawn["year"])


def test_absence_is_counted_apart_and_said():
    usual = ca.plot_un_agreement()
    assert "Turkmenistan was absent from 25 of 88 roll calls in 2023" in ca.reading(usual)
    frame = load_un_agreement(since=2023)
    frame.loc[frame["iso3"].eq("UZB"), "absent"] = 80
    assert "Uzbekistan was absent from 80 of 88" in ca.reading(ca.plot_un_agreement(frame))


def test_one_state_has_a_line_and_no_band():
    fig = ca.plot_un_agreement(country="Қазақстан")
    assert all(trace.fill is None for trace in fig.data)
    assert any(trace.fill == "toself" for trace in ca.plot_un_agreement().data)


def test_each_vote_on_ukraine_has_its_own_sign_and_none_stands_for_another():
    fig = ca.plot_ukraine_votes(country=FIVE)
    drawn = {trace.name: len(trace.x) for trace in fig.data}
    held = load_un_ukraine_votes(country=FIVE)["vote"].astype(object)
    assert drawn == {
        "no": held.eq("no").sum(),
        "abstained": held.eq("abstain").sum(),
        "absent": held.eq("absent").sum(),
        "not known": held.isna().sum(),
    }
    assert sum(drawn.values()) == 25 * 5
    assert figure_data(fig)["vote"].value_counts()["not known"] == 2
    symbols = [trace.marker.symbol for trace in fig.data if trace.mode == "markers"]
    assert len(set(symbols)) == len(symbols)


def test_a_yes_of_one_of_the_five_changes_the_finding():
    assert _title(ca.plot_ukraine_votes()) == (
        "None of the five is on record with a yes in 25 UN votes on Ukraine"
    )
    frame = load_un_ukraine_votes()
    first = frame["text_id"].eq("es-11-1") & frame["iso3"].eq("KAZ")
    frame.loc[first, "vote"] = "yes"
    assert _title(ca.plot_ukraine_votes(frame)) == (
        "In 25 UN votes on Ukraine the five said yes once"
    )
    germany = ca.plot_ukraine_votes(country="Germany", since=2022, until=2022)
    assert _title(germany) == "In 6 UN votes on Ukraine Germany said yes 6 times"


def test_votes_after_a_day_were_not_known_on_it():
    fig = ca.plot_ukraine_votes(as_of="2022-03-10")
    assert figure_data(fig)["date"].max() == pd.Timestamp("2022-03-02")
    assert "12 UN votes" in _title(fig)


def test_the_press_of_one_day_that_names_only_some_states_is_said():
    fig = ca.plot_ukraine_votes(country=FIVE)
    assert "Not known: Tajikistan and Turkmenistan on 3 Dec 2025" in _notes(fig)
    old = ca.plot_ukraine_votes(country=FIVE, until=2024)
    assert "Not known" not in _notes(old)


def test_a_number_of_a_resolution_from_memory_is_marked_under_the_pointer():
    fig = ca.plot_ukraine_votes(country="KAZ")
    texts = [text for trace in fig.data for text in trace.hovertext]
    assert sum("(number from memory)" in text for text in texts) == 6


def test_a_change_of_democracy_is_clear_only_where_the_intervals_do_not_touch():
    frame = load_vdem("v2x_libdem", country=FIVE)
    assert clear_changes(frame) == {"KAZ": 0, "KGZ": -1, "TJK": 0, "TKM": 0, "UZB": 1}
    wide = frame.assign(low=frame["low"] - 0.2, high=frame["high"] + 0.2)
    assert set(clear_changes(wide).values()) == {0}
    title = _title(ca.plot_vdem("v2x_libdem", wide.assign(index_id="v2x_libdem")))
    assert title == "Liberal democracy since 2014: no clear change"


def test_an_index_without_intervals_has_no_band_and_says_so():
    fig = ca.plot_vdem("v2x_rule")
    assert all(trace.fill is None for trace in fig.data)
    assert "no intervals at hand" in fig.layout.title.subtitle.text
    assert "since" not in _title(fig)
    bands = [t for t in ca.plot_vdem("v2x_libdem").data if t.fill == "toself"]
    assert len(bands) == 5


def test_a_figure_of_v_dem_names_the_licence():
    assert "CC BY-SA 4.0" in _notes(ca.plot_vdem())


def test_states_of_v_dem_stand_in_the_order_of_the_last_year():
    data = figure_data(ca.plot_vdem("v2x_libdem"))
    last = data[data["year"].eq(2024)].set_index("iso3")["value"].sort_values(ascending=False)
    heads = [
        a.text
        for a in ca.plot_vdem("v2x_libdem").layout.annotations
        if (a.xref or "").endswith("domain")
    ]
    assert heads == [f"<b>{ca.country_name(code)}</b>" for code in last.index]


def test_migrants_are_counted_once_although_the_table_holds_sums():
    fig = ca.plot_migrants(origin="Kyrgyzstan")
    parts = sum(sum(trace.x) for trace in fig.data)
    total = load_migrant_stock(origin="KGZ", destination="WLD", since=2024)["migrants"].item()
    assert parts * 1e6 == pytest.approx(total)
    assert set(figure_data(fig)["destination"]).isdisjoint({"WLD", "OTH"})
    assert "Seasonal labour" in _notes(fig)


def test_the_finding_on_migrants_follows_the_year_and_the_table():
    assert "in 1990" in _title(ca.plot_migrants(year=1990))
    frame = load_migrant_stock()
    frame.loc[frame["destination"].eq("DEU"), "migrants"] *= 20
    assert "lived in Germany" in _title(ca.plot_migrants(frame))
    assert "lived in Russia" in _title(ca.plot_migrants())


def test_an_amount_that_is_not_recorded_is_a_question_mark_and_no_circle():
    fig = ca.plot_china_finance()
    marks = {trace.name: trace for trace in fig.data}
    assert list(marks["amount not known"].x) == [2008, 2013, 2017, 2018, 2020, 2021]
    assert set(marks["Turkmenistan"].x).isdisjoint(marks["amount not known"].x)
    assert "no amount is recorded for Turkmenistan in 6 years" in _notes(fig)
    assert "no amount" not in _notes(ca.plot_china_finance(recipient="KAZ"))


def test_the_area_of_a_circle_is_the_amount():
    trace = next(t for t in ca.plot_china_finance().data if t.name == "Kazakhstan")
    amounts = load_china_finance(recipient="KAZ").sort_values("year")["total_usd2021"].dropna()
    areas = np.array(trace.marker.size) ** 2 / max(trace.marker.size) ** 2
    seen = np.array(trace.marker.size) > min(trace.marker.size)
    assert areas[seen] == pytest.approx((amounts / amounts.max()).to_numpy(dtype=float)[seen])


def test_the_finding_on_lending_follows_the_table():
    frame = load_china_finance()
    uzbek = frame["iso3"].eq("UZB")
    for column in ("total_usd2021", "oof_usd2021"):
        frame[column] = frame[column].astype("Float64")
        frame.loc[uzbek, column] = frame.loc[uzbek, column] * 10
    assert "% of it to Uzbekistan" in _title(ca.plot_china_finance(frame))
    one = ca.plot_china_finance(recipient="Tajikistan", since=2010)
    assert _title(one).startswith("China committed $")
    assert "of it to" not in _title(one)


def test_all_amounts_unknown_is_said_and_not_drawn_as_zero():
    frame = load_china_finance(recipient="TKM")
    none = frame.assign(total_usd2021=pd.array([pd.NA] * len(frame), dtype="Int64"))
    assert figure_alt(ca.plot_china_finance(none, recipient="TKM")) == (
        "Nothing to draw: No amount is recorded for this choice."
    )
