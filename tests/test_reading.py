"""What a figure found is said in Markdown, with what it does not say."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import pytest

import ca_summit as ca
from ca_summit.figures import Key, finish


def drawn(**said):
    fig = go.Figure(go.Bar(x=["a"], y=["2"]))
    return finish(
        fig, question="How many?", alt="One bar.", data=pd.DataFrame(), sources=[], **said
    )


def test_a_reading_is_the_finding_and_its_caution():
    fig = drawn(finding="Two came,<br>of five", caution="Who was asked is not known.")
    assert ca.reading(fig) == "**Two came, of five.** Who was asked is not known."
    assert ca.reading(fig)._repr_markdown_() == str(ca.reading(fig))


def test_without_a_finding_the_reading_tells_what_is_drawn():
    assert ca.reading(drawn()) == "One bar."


def test_a_figure_of_others_has_no_reading_and_says_which_has():
    with pytest.raises(ValueError, match=r"reading\(\) needs a figure made by"):
        ca.reading(go.Figure())


def test_a_page_does_not_say_the_title_twice(tmp_path):
    import nbformat

    from ca_summit.report import build_report

    fig = drawn(finding="Two came,<br>of five", caution="Who was asked is not known.")
    alone = drawn(finding="Three stayed away")
    outputs = [
        [{"application/vnd.plotly.v1+json": fig.to_plotly_json()}],
        [{"text/markdown": str(ca.reading(fig))}],
        [{"text/markdown": str(ca.reading(alone))}],
    ]
    cells = [
        nbformat.v4.new_code_cell(
            "", outputs=[nbformat.v4.new_output("display_data", data) for data in bundles]
        )
        for bundles in outputs
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "a.ipynb")
    file = build_report([tmp_path / "a.ipynb"], tmp_path / "a.html", execute=False, progress=False)
    text = file.read_text(encoding="utf-8")
    assert "<strong>Two came, of five.</strong>" not in text
    assert "Who was asked is not known." in text
    assert "<strong>Three stayed away.</strong>" in text, "its figure is not on the page"


def test_a_key_stands_in_a_line_of_its_own():
    fig = drawn(subtitle="Number", key=[Key("came", "#123456", "circle")])
    (line,) = [a.text for a in fig.layout.annotations if a.name == "ca_summit_key"]
    assert line == '<span style="color:#123456">●</span>\xa0came'
    assert fig.layout.title.subtitle.text == "Number"
