"""Every chart leaves room for its title on a phone, and no more than it needs."""

import pandas as pd
import plotly.graph_objects as go
import pytest

import ca_summit as ca
from ca_summit.figures import Key, finish
from ca_summit.figures.margins import EDGE
from ca_summit.figures.typesetting import widest
from ca_summit.metadata import META_KEY
from ca_summit.pictures import for_print, smallest_text

DRAWN = [name for name in ca.__all__ if name.startswith("plot_")]


def room(fig):
    """Pixels of the figure that its head and its foot take."""
    carried = fig.layout.meta[META_KEY]
    return carried["head"], carried["foot"]


def made(**said):
    return finish(
        go.Figure(go.Bar(x=[1], y=[2])),
        question="How many came?",
        alt="",
        data=ca.load_formats(),
        sources=[],
        area=400,
        **said,
    )


@pytest.mark.parametrize("name", DRAWN)
def test_every_chart_keeps_its_plot_area_below_its_head_and_above_its_foot(name):
    fig = getattr(ca, name)()
    (head, foot), margin = room(fig), fig.layout.margin
    assert fig.layout.title.automargin is False
    assert 16 <= margin.t - head <= 170, "heads of columns and a legend may follow"
    assert 0 <= margin.b - foot <= 80, "ticks and the title of an axis stand between"
    assert fig.layout.height - margin.t - margin.b > 150


def test_the_head_grows_with_its_lines_and_only_with_them():
    plain, _ = room(made(subtitle="In 2025"))
    assert room(made(subtitle="In 2025<br>In 2026"))[0] > plain
    assert room(made(subtitle="word " * 60))[0] > plain, "a long text takes more than a line"
    assert room(made(subtitle="In 2025", finding="Two came"))[0] > plain, "the question moves up"
    coloured = "<span style='color:#C8463C'>In</span> 2025"
    assert room(made(subtitle=coloured))[0] == plain


def test_the_plot_area_has_its_pixels_whatever_stands_above_and_below():
    for said in ({"subtitle": "one"}, {"subtitle": "one<br>two", "notes": ["word " * 100]}):
        layout = made(**said).layout
        assert layout.height - layout.margin.t - layout.margin.b == 400


def test_question_title_key_and_note_have_one_left_edge():
    fig = made(finding="Two came", key=[Key("came", "#123456")], notes=["Counted twice"])
    fig.update_yaxes(ticksuffix=" of all the people")
    for one in (fig, ca.plot_trade_balance(), ca.plot_known_on(), ca.map_region()):
        layout = one.layout
        edges = {
            layout.margin.l + note.xshift
            for note in layout.annotations
            if str(note.name).startswith("ca_summit_")
        }
        assert edges == {layout.title.pad.l}


def test_the_question_stands_above_a_title_that_states_a_finding_and_nowhere_else():
    def asked(fig):
        return [a.text for a in fig.layout.annotations if a.name == "ca_summit_question"]

    assert asked(made(finding="Two came")) == ["How many came?"]
    assert made(finding="Two came").layout.title.text == "Two came"
    assert asked(made()) == []
    assert made().layout.title.text == "How many came?"


def test_names_of_rows_are_given_the_room_they_take():
    def left(names):
        fig = go.Figure(go.Bar(y=names, x=[1, 2], orientation="h"))
        finish(fig, question="T", alt="", data=ca.load_formats(), sources=[], area=300)
        return fig.layout.margin.l

    short, long = left(["Oman", "Iran"]), left(["Organization for Security", "Iran"])
    assert 35 < short < 60
    assert 140 < long < 220


@pytest.mark.parametrize("name", ["KAZ", "TKM", "UZB"])
def test_rows_of_bars_have_one_height_however_many_there_are(name):
    fig = ca.plot_investment(recipient=name)
    area = fig.layout.height - fig.layout.margin.t - fig.layout.margin.b
    for axis in fig.select_yaxes():
        (low, high), (first, last) = axis.domain or (0, 1), axis.range
        assert (high - low) * area / (last - first) == pytest.approx(30, abs=0.5)


def test_a_flat_legend_stands_between_head_and_panels():
    fig = finish(
        go.Figure([go.Bar(x=[1], y=[2], name=name) for name in ("east", "west")]),
        question="How many came?",
        alt="",
        data=ca.load_formats(),
        sources=[],
        area=400,
        legend_rows=1,
    )
    legend, margin = fig.layout.legend, fig.layout.margin
    area = fig.layout.height - margin.t - margin.b
    assert (legend.orientation, legend.yanchor) == ("h", "bottom")
    assert 0 < (legend.y - 1) * area < margin.t - room(fig)[0]


def test_short_names_of_rows_take_a_narrower_margin():
    fig = go.Figure(go.Bar(x=[1], y=[0], orientation="h"))
    fig.update_yaxes(tickvals=[0], ticktext=["A very long name of a row that takes room"])
    short = {"yaxis.ticktext": ["A short one"]}
    said = {"question": "?", "alt": "One bar.", "data": pd.DataFrame(), "sources": []}
    finish(fig, area=50, narrow=short, **said)
    carried = fig.layout.meta["ca_summit"]["narrow"]
    assert 40 < carried["margin.l"] < fig.layout.margin.l / 2
    finish(fig, area=50, narrow={**short, "margin.l": 33}, **said)
    assert fig.layout.meta["ca_summit"]["narrow"]["margin.l"] == 33


@pytest.mark.parametrize("draw", [ca.plot_claims, ca.plot_commitments])
def test_sentences_in_rows_are_whole_where_two_columns_of_print_have_room(draw):
    fig = draw()
    wide = 170 / 25.4 * 96 / (7 / 72 * 96 / smallest_text(fig))  # letters of 7 points on 170 mm
    rows = {text for t in fig.data if "text" in (getattr(t, "mode", "") or "") for text in t.text}
    printed = for_print(fig, wide).data
    assert rows == {x for t in printed if "text" in (getattr(t, "mode", "") or "") for x in t.text}
    phone = for_print(fig, 400).data
    assert rows != {x for t in phone if "text" in (getattr(t, "mode", "") or "") for x in t.text}


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("draw", [ca.plot_claims, ca.plot_commitments])
def test_sentences_in_rows_fit_a_phone_in_every_language(draw, language):
    fig = draw(language=language)
    short = fig.layout.meta[META_KEY]["narrow"]
    texts = [t for path, own in short.items() if path.endswith("].text") for t in own]
    lines = [line for text in texts for line in text.split("<br>") if "font-size:11px" not in line]
    assert max(widest(line, 12) for line in lines if "<span" not in line) <= 340


def test_headings_of_panels_begin_at_the_left_edge_of_the_head_on_every_screen():
    fig = ca.plot_investment()
    short = fig.layout.meta[META_KEY]["narrow"]
    heads = [(n, a) for n, a in enumerate(fig.layout.annotations) if "domain" in str(a.xref)]
    assert len(heads) == 3
    for number, head in heads:
        assert fig.layout.margin.l + head.xshift == EDGE
        assert short["margin.l"] + short[f"annotations[{number}].xshift"] == EDGE


def test_ticks_that_plotly_sets_between_whole_numbers_have_their_room():
    fig = ca.plot_indicator("life_expectancy", since=2020, until=2020)
    assert fig.layout.margin.l >= widest("68.5", 12) + 8
