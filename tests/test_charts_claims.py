"""The chart of claims shows each verdict as it was computed."""

from itertools import pairwise

import pandas as pd
import pytest

from ca_summit.charts import plot_claims
from ca_summit.charts.claims import SIGNS
from ca_summit.claims import VERDICTS, check_claims
from ca_summit.figures import SOURCE_NAME, figure_alt, figure_data
from ca_summit.figures.labels import LINE_HEIGHT, LINE_PIXELS, pixels, sentence_lines
from ca_summit.metadata import question_of as asked

CHECKED = check_claims()


def own_claims():
    return pd.DataFrame(
        {
            "claim_id": ["a", "b"],
            "paragraph": [2, 1],
            "claim": ["Water is wet", "Two is three"],
            "kind": ["fact", "fact"],
            "verdict": ["supported", "not supported"],
            "explanation": ["It is. See 2.5 reasons", "It is not."],
        }
    )


def test_every_verdict_has_a_sign_of_its_own():
    assert set(SIGNS) == set(VERDICTS)
    assert len({symbol for symbol, _ in SIGNS.values()}) == len(VERDICTS)


@pytest.mark.parametrize("order", ["paragraph", "verdict"])
@pytest.mark.parametrize("reasons", [False, True])
def test_plot_claims_draws_every_claim_once(order, reasons):
    fig = plot_claims(CHECKED, order=order, reasons=reasons)
    signs = [t for t in fig.data if t.type == "scatter"]
    assert sum(len(t.y) for t in signs) == len(CHECKED)
    places = [y for t in signs for y in t.y]
    assert len(set(places)) == len(places)
    counts = CHECKED["verdict"].value_counts()
    assert {t.name for t in signs} == {f"{v} ({n})" for v, n in counts.items() if n}
    shown = " ".join(str(a.text).replace("<br>", " ") for a in fig.layout.annotations)
    assert all(claim in shown for claim in CHECKED["claim"])


def test_plot_claims_keeps_the_order_of_the_article_or_of_the_verdicts():
    assert list(figure_data(plot_claims(own_claims()))["claim_id"]) == ["b", "a"]
    grouped = figure_data(plot_claims(own_claims(), order="verdict"))
    assert list(grouped["claim_id"]) == ["a", "b"]


def test_plot_claims_tells_the_reason_in_the_hover_and_beside_the_claim():
    fig = plot_claims(own_claims(), reasons=True)
    wet = next(t for t in fig.data if t.name == "supported (1)")
    assert "<b>supported</b>: Water is wet" in wet.hovertext[0]
    assert "It is. See 2.5 reasons" in wet.hovertext[0]
    assert "paragraph 2, fact" in wet.hovertext[0]
    beside = next(t for t in fig.data if t.type == "bar")
    assert [text.strip("\u00a0") for text in beside.text] == ["It is not.", "It is."]
    assert "bar" not in {t.type for t in plot_claims(own_claims(), reasons=False).data}


def test_reasons_vanish_together_where_the_screen_is_too_narrow_for_them():
    beside = next(t for t in plot_claims(CHECKED).data if t.type == "bar")
    assert plot_claims(CHECKED).layout.uniformtext.mode == "hide"
    widths = [pixels(text) for text in beside.text]
    assert max(widths) <= LINE_PIXELS + 2
    assert min(widths) >= LINE_PIXELS - 2
    steps = {round(b - a, 6) for a, b in pairwise(beside.y) if b - a < 20}
    assert steps == {LINE_HEIGHT}


def test_a_long_sentence_ends_in_dots_after_three_lines_and_a_short_one_is_whole():
    long = sentence_lines("Kazakhstan and Uzbekistan " * 30)
    assert len(long) == 3
    assert long[-1].endswith("…")
    assert all(pixels(line) <= LINE_PIXELS for line in long)
    assert sentence_lines("The summit is recorded as held.") == ["The summit is recorded as held."]
    assert sentence_lines("") == []


def test_plot_claims_has_title_alt_data_and_sources():
    fig = plot_claims(CHECKED)
    assert asked(fig) == "How much of the article holds?"
    held = int(CHECKED["verdict"].eq("supported").sum())
    assert fig.layout.title.text == f"{held} of {len(CHECKED)} claims hold"
    assert f"{len(CHECKED)} claims" in fig.layout.title.subtitle.text
    assert "#C8463C'>✖</span> 3 not supported" in fig.layout.title.subtitle.text
    refuted = CHECKED.loc[CHECKED["verdict"].eq("not supported"), "claim"]
    assert refuted.iloc[0] in figure_alt(fig)
    assert list(figure_data(fig)["verdict"].value_counts().sort_index()) == list(
        CHECKED["verdict"].astype("str").value_counts().sort_index()
    )
    used = {s for cell in CHECKED["sources"] for s in cell}
    assert set(fig.layout.meta["ca_summit"]["sources"]) == used
    assert any(a.name == SOURCE_NAME and "Sources:" in a.text for a in fig.layout.annotations)


def test_plot_claims_refuses_unknown_verdicts_orders_and_tables():
    with pytest.raises(ValueError, match="`order` must be one of"):
        plot_claims(own_claims(), order="kind")
    with pytest.raises(ValueError, match="Did you mean 'supported'"):
        plot_claims(own_claims().assign(verdict="suported"))
    with pytest.raises(ValueError, match=r"needs column\(s\).*check_claims"):
        plot_claims(pd.DataFrame({"claim": ["x"]}))


def test_plot_claims_without_claims_says_so():
    assert figure_alt(plot_claims(own_claims().iloc[:0])) == (
        "Nothing to draw: The table holds no checked claim."
    )


def test_plot_claims_leaves_its_input_unchanged():
    own = own_claims()
    before = own.copy(deep=True)
    plot_claims(own, order="verdict", reasons=True)
    pd.testing.assert_frame_equal(own, before)
