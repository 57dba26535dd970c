"""Announced deals: drawn one by one, totals apart, undisclosed values counted."""

from __future__ import annotations

import pandas as pd
import pytest

from ca_summit.charts import plot_commitments
from ca_summit.figures import SOURCE_NAME, figure_alt, figure_data
from ca_summit.metadata import question_of as asked
from ca_summit.tables import load_commitments

DEALS = load_commitments()


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


def marks(fig):
    def each(trace):
        symbol = trace.marker.symbol
        return [symbol] * len(trace.x) if isinstance(symbol, str) else symbol

    return pd.DataFrame(
        [
            (trace.name, value, y, symbol, hover)
            for trace in fig.data
            for value, y, symbol, hover in zip(
                trace.x, trace.y, each(trace), trace.hovertext, strict=True
            )
        ],
        columns=["name", "value", "y", "symbol", "hover"],
    )


def line_of(fig):
    text = next(a.text for a in fig.layout.annotations if a.name == SOURCE_NAME)
    return text.replace("<br>", " ")


def test_each_printed_value_is_one_mark_and_nothing_is_a_sum():
    drawn = marks(plot_commitments())
    printed = DEALS["value_usd"].dropna()
    assert sorted(drawn["value"]) == sorted(float(v) for v in printed)


def test_totals_are_open_diamonds_apart_from_single_deals():
    drawn = marks(plot_commitments())
    totals = drawn[drawn["name"].str.endswith(", totals")]
    assert set(totals["symbol"]) == {"diamond-open"}
    assert len(totals) == (DEALS["is_aggregate"] & DEALS["value_usd"].notna()).sum()
    assert set(drawn.drop(totals.index)["symbol"]) == {"circle"}
    assert totals["value"].max() == 1e11
    assert totals["hover"].str.contains("a headline total").all()


def test_deals_without_dollars_are_counted_at_the_right_of_their_lane():
    fig = plot_commitments()
    counted = {a.y: a.text for a in fig.layout.annotations if a.xref == "paper" and a.hovertext}
    lanes = dict(zip(fig.layout.yaxis.ticktext, fig.layout.yaxis.tickvals, strict=True))
    missing = DEALS[DEALS["value_usd"].isna()]["sector"].value_counts()
    for lane, y in lanes.items():
        sector = lane.replace("<br>", " ").lower().replace(" ", "_")
        assert counted[y] == f"<b>{missing[sector]}</b>"
    assert counted[lanes["Diplomacy"]] == "<b>21</b>"
    assert "Not in dollars: 80, of these 9 in CNY or EUR" in line_of(fig)


def test_lanes_go_from_most_values_downwards():
    fig = plot_commitments()
    axis = fig.layout.yaxis
    order = [t for _, t in sorted(zip(axis.tickvals, axis.ticktext, strict=True), reverse=True)]
    values = DEALS.dropna(subset=["value_usd"])["sector"].value_counts()
    assert order[0] == "Trade"
    lanes = [name.replace("<br>", " ").lower().replace(" ", "_") for name in order]
    assert [values.get(name, 0) for name in lanes] == sorted(values.reindex(lanes), reverse=True)
    assert order[-1] == "Education"


def test_lanes_by_partner():
    fig = plot_commitments(by="partner")
    lanes = dict(zip(fig.layout.yaxis.ticktext, fig.layout.yaxis.tickvals, strict=True))
    assert max(lanes, key=lanes.get) == "United States"
    drawn = marks(fig)
    boeing = drawn[drawn["value"].eq(8.5e9)].iloc[0]
    assert boeing["name"] == "United States"
    assert boeing["y"] >= lanes["United States"]


def test_values_stand_on_a_logarithmic_axis_with_its_unit():
    axis = plot_commitments().layout.xaxis
    assert axis.type == "log"
    assert "US dollars" in axis.title.text
    assert list(axis.ticktext) == ["10m", "100m", "1bn", "10bn", "100bn"]
    assert list(axis.tickvals) == [1e7, 1e8, 1e9, 1e10, 1e11]


def test_hover_names_sides_value_kind_day_and_source():
    drawn = marks(plot_commitments(counterpart="USA", sector="aviation"))
    hover = drawn.loc[drawn["value"].eq(8.5e9), "hover"].iloc[0]
    for words in ("Uzbekistan – United States", "$8.5bn", "contract", "6 Nov 2025"):
        assert words in hover
    assert "(two sources)" in hover


def test_title_subtitle_alt_and_sources_are_there():
    fig = plot_commitments()
    assert asked(fig) == "Who promised what, for how much?"
    assert fig.layout.title.text == "80 of 119 announcements name no sum in dollars"
    assert "119 announcements, 39 with a value in dollars" in fig.layout.title.subtitle.text
    alt = figure_alt(fig)
    totals = (DEALS["is_aggregate"] & DEALS["value_usd"].notna()).sum()
    assert f"{totals} of them totals" in alt
    assert "$10bn" in alt
    assert "No dollar value at all: Diplomacy, Security, Climate, Education" in alt
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
    assert marks(fig)["value"].to_list() == [9e7]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "sum"}, "`by` must be one of \\['partner', 'sector'\\]"),
        ({"sector": "avation"}, "Did you mean 'aviation'"),
        ({"counterpart": "USSA"}, "Did you mean 'USA'"),
        ({"actor": "KAZA"}, "Did you mean 'KAZ'"),
        ({"as_of": "27.10.2025"}, "must be a day"),
        ({"language": "fr"}, "`language` must be one of"),
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
    drawn = marks(plot_commitments(mine)).set_index("value")
    assert drawn.loc[1.5e6, "symbol"] == "circle-open-dot"
    assert drawn.loc[9e7, "symbol"] == "diamond-open"
    assert "&lt;b&gt;one" in drawn.loc[1.5e6, "hover"]
    assert "$1.5m" in drawn.loc[1.5e6, "hover"]
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
        assert empty or len(marks(fig)), choice
    russian = plot_commitments(by="partner", language="ru").layout.yaxis.ticktext
    assert "Китай" in russian
