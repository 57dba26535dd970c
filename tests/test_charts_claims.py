"""The chart of claims shows each verdict as it was computed."""

import re
from itertools import pairwise

import pandas as pd
import pytest

from ca_summit.charts import plot_claims
from ca_summit.charts.claims import SIGNS
from ca_summit.claims import VERDICTS, check_claims
from ca_summit.figures import SOURCE_NAME, figure_alt, figure_data
from ca_summit.metadata import question_of as asked

CHECKED = check_claims()


def key_of(fig):
    """Return the entries of the key: words, colour, sign."""
    return {label: (color, sign) for label, color, sign in fig.layout.meta["ca_summit"]["key"]}


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


def words_of(text):
    """Return a text of the figure without its lines and tags."""
    return re.sub(r"<[^>]*>", " ", text).replace("\u2002", " ").replace("  ", " ").strip()


def test_every_verdict_has_a_sign_of_its_own():
    assert set(SIGNS) == set(VERDICTS)
    assert len({symbol for symbol, *_ in SIGNS.values()}) == len(VERDICTS)


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
    shown = " ".join(words_of(text) for t in signs for text in t.text)
    assert all(claim in shown for claim in CHECKED["claim"])
    assert "…" not in shown


def test_plot_claims_keeps_the_order_of_the_article_or_of_the_verdicts():
    assert list(figure_data(plot_claims(own_claims()))["claim_id"]) == ["b", "a"]
    grouped = figure_data(plot_claims(own_claims(), order="verdict"))
    assert list(grouped["claim_id"]) == ["a", "b"]


def test_plot_claims_tells_the_reason_in_the_hover_and_below_what_does_not_hold():
    fig = plot_claims(own_claims(), reasons=True)
    wet = next(t for t in fig.data if t.name == "supported (1)")
    assert "<b>supported</b>: Water is wet" in wet.hovertext[0]
    assert "It is. See 2.5 reasons" in wet.hovertext[0]
    assert "paragraph 2, fact" in wet.hovertext[0]
    assert words_of(wet.text[0]) == "Water is wet"
    failed = next(t for t in fig.data if t.name == "not supported (1)")
    assert " ".join(words_of(failed.text[0]).split()) == ("Two is three Not supported: It is not.")
    bare = plot_claims(own_claims(), reasons=False)
    assert [words_of(t.text[0]) for t in bare.data] == ["Water is wet", "Two is three"]


@pytest.mark.parametrize("screen", ["wide", "narrow"])
def test_no_claim_covers_another_on_a_wide_or_a_narrow_screen(screen):
    fig = plot_claims(CHECKED)
    short = fig.layout.meta["ca_summit"]["narrow"]
    rows = []
    for number, trace in enumerate(fig.data):
        wide = screen == "wide"
        texts = trace.text if wide else short[f"data[{number}].text"]
        places = trace.y if wide else short[f"data[{number}].y"]
        rows += [(y, 17 * (text.count("<br>") + 1)) for y, text in zip(places, texts, strict=True)]
    rows.sort(reverse=True)
    for (above, tall), (below, high) in pairwise(rows):
        assert above - below >= (tall + high) / 2
    assert len(rows) == len(CHECKED)


def test_paragraphs_are_named_once_at_their_first_claim():
    heads = [text for text in plot_claims(CHECKED).layout.yaxis.ticktext if text]
    assert heads == [str(number) for number in sorted(CHECKED["paragraph"].unique())]
    grouped = [text for text in plot_claims(order="verdict").layout.yaxis.ticktext if text]
    assert grouped[0] == "Supported"
    assert "Not supported" in grouped


def test_claims_of_an_own_article_are_drawn():
    own = pd.DataFrame(
        {
            "claim": ["Central Asia measures 4 million km²", "It measures 9 million km²"],
            "table": "countries",
            "quantity": "sum of area_km2",
            "comparison": "about",
            "value": ["4 million", "9 million"],
            "tolerance": "2 %",
        }
    )
    fig = plot_claims(check_claims(own))
    assert fig.layout.title.text == "1 of 2 claims hold, 1 does not"


def test_plot_claims_has_title_alt_data_and_sources():
    fig = plot_claims(CHECKED)
    assert asked(fig) == "How much of the article holds?"
    held = int(CHECKED["verdict"].eq("supported").sum())
    failed = int(CHECKED["verdict"].eq("not supported").sum())
    assert fig.layout.title.text == f"{held} of {len(CHECKED)} claims hold, {failed} do not"
    assert f"{len(CHECKED)} claims" in fig.layout.title.subtitle.text
    assert key_of(fig)["3 not supported"] == ("#C8463C", "✖")
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
