"""Announced deals: drawn one by one, totals apart, undisclosed values counted."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from ca_summit.charts import plot_commitments
from ca_summit.figures import SOURCE_NAME, figure_alt, figure_data
from ca_summit.figures.typesetting import widest
from ca_summit.metadata import question_of as asked
from ca_summit.tables import load_commitments

DEALS = load_commitments()
ONCE = DEALS[~DEALS["commitment_id"].isin(DEALS["restates"])]


def key_of(fig):
    """Return the entries of the key: words, colour, sign."""
    return {label: (color, sign) for label, color, sign in fig.layout.meta["ca_summit"]["key"]}


def own_deals():
    return pd.DataFrame(
        {
            "commitment_id": ["a", "b", "c"],
            "actor_iso3": ["KAZ", "UZB", "C5"],
            "counterpart": ["QQQ", "QQQ", "USA"],
            "sector": ["space travel"] * 3,
            "title": ["Rocket <b>one</b>", "Rocket two", "All rockets"],
            "kind": ["contract", "mou", "announcement"],
            "value_usd": [1_500_000, None, 90_000_000],
            "announced_on": ["2028-01-01", "2028-01-02", "2028-01-03"],
            "is_aggregate": [False, False, True],
            "source_id": ["my-notes"] * 3,
            "verification": ["recalled", "read", "read"],
        }
    )


def bars(fig):
    """Return every bar: its value, place, written value, whether it is a total, words above it."""
    names = next(t for t in fig.data if t.type == "scatter")
    told = dict(zip(names.y, names.text, strict=True))
    rows = [
        (value, y, text, trace.name, trace.xaxis == "x2", hover)
        for trace in fig.data
        if trace.type == "bar"
        for value, y, text, hover in zip(trace.x, trace.y, trace.text, trace.hovertext, strict=True)
    ]
    out = pd.DataFrame(rows, columns=["value", "y", "text", "name", "total", "hover"])
    above = {round(place): text for place, text in told.items()}
    out["words"] = [above[round(y + 8)] for y in out["y"]]
    return out.sort_values("y", ascending=False, ignore_index=True)


def headings(fig):
    return [a.text for a in fig.layout.annotations if not a.name]


def line_of(fig):
    text = next(a.text for a in fig.layout.annotations if a.name == SOURCE_NAME)
    return text.replace("<br>", " ")


def test_the_largest_deals_are_drawn_each_once_and_nothing_is_a_sum():
    drawn = bars(plot_commitments())
    single = ONCE[~ONCE["is_aggregate"]]
    largest = single["value_usd"].dropna().sort_values(ascending=False)
    assert drawn.loc[~drawn["total"], "value"].to_list() == largest.head(10).to_list()
    every = bars(plot_commitments(most=100))
    assert sorted(every.loc[~every["total"], "value"]) == sorted(largest)


def test_totals_stand_below_in_grey_and_at_a_scale_of_their_own():
    fig = plot_commitments()
    drawn = bars(fig)
    totals = drawn[drawn["total"]]
    assert totals["y"].max() < drawn.loc[~drawn["total"], "y"].min()
    assert totals["value"].max() == 1e11
    grey, *_ = {t.marker.color for t in fig.data if t.xaxis == "x2"}
    assert grey not in {t.marker.color for t in fig.data if t.xaxis != "x2"}
    assert fig.layout.xaxis2.range[1] > 1e11 > fig.layout.xaxis.range[1]
    assert fig.layout.xaxis.range[0] == fig.layout.xaxis2.range[0] == 0
    assert any("scale of their own" in text for text in headings(fig))


def test_names_are_whole_with_both_sides_status_and_value():
    fig = plot_commitments()
    drawn = bars(fig).set_index("value")
    titles = DEALS.set_index("value_usd")["title"]
    for value, words in drawn["words"].items():
        assert "…" not in words
        assert "<b>" in words
        if (titles.index == value).sum() == 1:
            assert str(titles[value]) in words.replace("<br>", " ")
    planes = drawn.loc[8.5e9]
    assert "Uzbekistan – United States, contract, 6 Nov 2025" in planes["words"]
    assert planes["text"] == "<b>$8.5bn</b>"


def test_what_is_signed_has_another_colour_than_what_was_announced():
    fig = plot_commitments(counterpart="USA", sector="aviation")
    colours = {t.name: t.marker.color for t in fig.data if t.type == "bar"}
    assert len(set(colours.values())) == len(colours) == 2
    signed = next(t for t in fig.data if t.name == "contract, agreement or treaty")
    planes = ONCE[ONCE["sector"].eq("aviation") & ONCE["counterpart"].eq("USA")]
    assert (
        list(signed.x)
        == planes.loc[planes["kind"].eq("contract"), "value_usd"].nlargest().to_list()
    )
    assert "contract, agreement or treaty" in key_of(fig)


def test_deals_without_dollars_are_counted_and_not_drawn():
    fig = plot_commitments()
    assert "119 announcements in all, 80 without" in fig.layout.title.subtitle.text
    assert "Not in dollars: 80, of these 9 in CNY or EUR" in line_of(fig)
    lists = plot_commitments(by="partner")
    missing = DEALS[DEALS["value_usd"].isna()]["counterpart"].value_counts()
    assert f"{missing['USA']} more without a sum" in " ".join(headings(lists))


def test_groups_without_a_value_are_named_in_words_and_take_no_room():
    fig = plot_commitments(by="sector")
    assert "No sum in dollars at all: Diplomacy 21, Security 6" in line_of(fig)
    assert not any("Diplomacy" in text for text in headings(fig))
    by_partner = plot_commitments(by="partner")
    drawn = bars(by_partner)
    assert len(drawn[~drawn["total"]]) <= 3 * len(headings(by_partner))
    assert "Italy" not in " ".join(headings(by_partner))


def test_groups_begin_with_the_one_of_the_largest_deal():
    fig = plot_commitments(by="partner")
    single = DEALS[~DEALS["is_aggregate"] & DEALS["value_usd"].notna()]
    order = single.groupby("counterpart", observed=True)["value_usd"].max()
    first = {"RUS": "Russia", "UN": "United Nations", "USA": "United States"}
    names = [first[c] for c in order.sort_values(ascending=False).index[:3]]
    assert [text.split("</b>")[0] for text in headings(fig)][:3] == [f"<b>{n}" for n in names]


def test_hover_names_sides_value_kind_day_and_source():
    drawn = bars(plot_commitments(counterpart="USA", sector="aviation"))
    hover = drawn.loc[drawn["value"].eq(8.5e9), "hover"].iloc[0]
    for words in ("Uzbekistan – United States", "$8.5bn", "contract", "6 Nov 2025"):
        assert words in hover
    assert "(two sources)" in hover


def test_title_subtitle_alt_and_sources_are_there():
    fig = plot_commitments()
    assert asked(fig) == "Who promised what, for how much?"
    assert "The 10 largest of" in fig.layout.title.subtitle.text
    alt = figure_alt(fig)
    totals = (DEALS["is_aggregate"] & DEALS["value_usd"].notna()).sum()
    assert f"{totals} of them totals" in alt
    assert "$10bn" in alt
    assert "No sum in dollars at all: Diplomacy 21" in figure_alt(plot_commitments(by="sector"))
    assert "Nothing is added up" in line_of(fig)
    assert "Sources:" in line_of(fig)


def test_data_keeps_missing_values_missing():
    data = figure_data(plot_commitments())
    assert len(data) == len(DEALS)
    assert data["value_usd"].isna().sum() == DEALS["value_usd"].isna().sum() == 80
    assert not data["value_usd"].eq(0).any()


def test_as_of_knows_no_later_deal():
    data = figure_data(plot_commitments(as_of="2025-10-27"))
    assert data["announced_on"].max() <= pd.Timestamp("2025-10-27")
    assert len(data) == len(load_commitments(as_of="2025-10-27"))


def test_a_value_of_zero_is_not_drawn():
    mine = own_deals().assign(value_usd=[0, None, 90_000_000])
    fig = plot_commitments(mine)
    assert bars(fig)["value"].to_list() == [9e7]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "sum"}, "`by` must be one of \\['partner', 'sector'\\]"),
        ({"sector": "avation"}, "Did you mean 'aviation'"),
        ({"counterpart": "USSA"}, "Did you mean 'USA'"),
        ({"actor": "KAZA"}, "Did you mean 'KAZ'"),
        ({"as_of": "27.10.2025"}, "must be a day"),
        ({"language": "fr"}, "`language` must be one of"),
        ({"most": 0}, "`most` must be a whole number from 1 on"),
        ({"most": "ten"}, "`most` must be a whole number from 1 on"),
    ],
)
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        plot_commitments(**arguments)


def test_a_table_without_the_columns_is_refused():
    with pytest.raises(ValueError, match=r"needs column\(s\) .*load_commitments"):
        plot_commitments(DEALS[["title"]])


def test_empty_choices_say_what_is_missing():
    assert figure_alt(plot_commitments(as_of="2020-01-01")) == (
        "Nothing to draw: No announcement fits this choice."
    )
    assert "it has no value printed in dollars" in figure_alt(plot_commitments(counterpart="TUR"))


def test_a_table_of_the_user_is_drawn_and_its_text_is_not_markup():
    mine = own_deals()
    fig = plot_commitments(mine)
    drawn = bars(fig).set_index("value")
    rocket = next(t for t in fig.data if list(t.x) == [1.5e6])
    assert rocket.marker.color == "rgba(0,0,0,0)", "from memory"
    assert key_of(fig)["from memory"][1] == "□"
    assert drawn["total"].to_dict() == {1.5e6: False, 9e7: True}
    for words in (drawn.loc[1.5e6, "hover"], drawn.loc[1.5e6, "words"]):
        assert "&lt;b" in words
        assert "<b>one" not in words
    assert drawn.loc[1.5e6, "text"] == "<b>$1.5m</b>"
    pd.testing.assert_frame_equal(mine, own_deals())


def test_the_input_stays_unchanged():
    before = DEALS.copy(deep=True)
    plot_commitments(DEALS)
    pd.testing.assert_frame_equal(DEALS, before)


def test_every_sector_partner_actor_and_language_gives_a_figure():
    choices = [
        {"sector": s, "by": by} for s in DEALS["sector"].unique() for by in ("sector", "partner")
    ]
    choices += [{"counterpart": c} for c in DEALS["counterpart"].unique()]
    choices += [{"actor": c} for c in DEALS["actor_iso3"].unique()]
    choices += [{"language": language} for language in ("en", "ru", "local")]
    for choice in choices:
        fig = plot_commitments(DEALS, **choice)
        empty = figure_alt(fig).startswith("Nothing to draw")
        assert empty or len(bars(fig)), choice
    russian = " ".join(headings(plot_commitments(by="partner", language="ru")))
    assert "Китай" in russian


def test_on_a_narrow_screen_every_text_has_its_lines_and_no_row_covers_another():
    fig = plot_commitments()
    short = fig.layout.meta["ca_summit"]["narrow"]
    text = next(n for n, t in enumerate(fig.data) if t.type == "scatter")
    lines = [words.count("<br>") + 1 for words in short[f"data[{text}].text"]]
    places = short[f"data[{text}].y"]
    assert max(lines) > max(words.count("<br>") + 1 for words in fig.data[text].text)
    for above, below, count in zip(places, places[1:], lines[1:], strict=False):
        assert above - below >= 16 * count + 12
    assert short["height"] > fig.layout.height
    assert short["height"] - fig.layout.height == round(
        fig.layout.yaxis.range[0] - short["yaxis.range"][0]
    )


def test_a_deal_announced_again_is_drawn_once_as_announced_last():
    again = DEALS.dropna(subset=["restates"]).iloc[0]
    first = DEALS[DEALS["commitment_id"].eq(again["restates"])].iloc[0]
    pair = DEALS[DEALS["commitment_id"].isin([again["commitment_id"], first["commitment_id"]])]

    def drawn(fig):
        return bars(fig)["value"].to_list()

    def note(fig):
        text = next(a.text for a in fig.layout.annotations if a.name == SOURCE_NAME)
        return text.replace("<br>", " ")

    fig = plot_commitments(pair)
    assert drawn(fig) == [again["value_usd"]]
    assert "deal that was announced again is drawn once" in note(fig)
    assert drawn(plot_commitments(pair, until=first["announced_on"])) == [first["value_usd"]]
    own = pair.assign(restates=pair["commitment_id"].to_numpy())
    assert len(drawn(plot_commitments(own))) == 2, "no row takes the place of itself"
    own["restates"] = pair["commitment_id"].to_numpy()[::-1]
    assert drawn(plot_commitments(own)) == [again["value_usd"]]
    without = pair.assign(value_usd=pair["value_usd"].where(pair["restates"].isna()))
    for apart in (plot_commitments(pair.assign(restates=pd.NA)), plot_commitments(without)):
        assert first["value_usd"] in drawn(apart)
        assert "announced again" not in note(apart)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_headings_of_groups_are_whole_on_a_phone(language):
    fig = plot_commitments(by="partner", language=language)
    narrow = fig.layout.meta["ca_summit"]["narrow"]
    short = [
        text for path, text in narrow.items() if re.fullmatch(r"annotations\[\d+\].text", path)
    ]
    assert len(short) == len(headings(fig))
    assert max(widest(text, 14) for text in short) < 340, "the width of a phone between its edges"
    for whole, text in zip(headings(fig), short, strict=True):
        assert text.replace("<br>", " ").split() == whole.split()
