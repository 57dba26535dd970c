"""Every chart leaves room for its title on a phone, and no more than it needs."""

import re

import plotly.graph_objects as go
import pytest

import ca_summit as ca
from ca_summit.figures import finish
from ca_summit.figures.labels import color_key
from ca_summit.figures.margins import head_pixels

DRAWN = [name for name in ca.__all__ if name.startswith("plot_")]


@pytest.mark.parametrize("name", DRAWN)
def test_every_chart_keeps_its_plot_area_below_its_title(name):
    layout = getattr(ca, name)().layout
    assert layout.title.automargin is False
    need = head_pixels(layout.title.text, layout.title.subtitle.text)
    assert need <= layout.margin.t <= need + 220
    assert layout.height - layout.margin.t - layout.margin.b > 150


def test_head_pixels_counts_the_lines_of_a_phone():
    short = head_pixels("How many?", "In 2025")
    assert head_pixels("How many?", "In 2025<br>In 2026") - short == 18
    assert head_pixels("word " * 12, "In 2025") - short == 28
    colored = "<span style='color:#C8463C'>■</span> China"
    assert head_pixels("How many?", colored) == short


def test_the_plot_area_has_its_pixels_whatever_stands_above_and_below():
    def done(subtitle, notes):
        return finish(
            go.Figure(),
            question="T",
            subtitle=subtitle,
            alt="",
            data=ca.load_formats(),
            sources=[],
            notes=notes,
            area=400,
        ).layout

    for layout in (done("one", []), done("one<br>two<br>three", ["word " * 100])):
        assert layout.height - layout.margin.t - layout.margin.b == 400
        assert layout.margin.t >= head_pixels("T", layout.title.subtitle.text, layout.height) - 1


@pytest.mark.parametrize("name", ["KAZ", "TKM", "UZB"])
def test_rows_of_bars_have_one_height_however_many_there_are(name):
    fig = ca.plot_investment(recipient=name)
    area = fig.layout.height - fig.layout.margin.t - fig.layout.margin.b
    for number, trace in enumerate(fig.data, start=1):
        low, high = fig.layout[f"yaxis{number if number > 1 else ''}"].domain
        assert (high - low) * area / len(trace.y) == pytest.approx(32, abs=0.5)


def test_a_flat_legend_stands_between_subtitle_and_panels():
    fig = ca.plot_challenges()
    legend, margin, height = fig.layout.legend, fig.layout.margin, fig.layout.height
    assert (legend.orientation, legend.yref, legend.yanchor) == ("h", "container", "top")
    text = head_pixels(fig.layout.title.text, fig.layout.title.subtitle.text)
    assert text - 30 < (1 - legend.y) * height < margin.t - 90


def test_color_key_gives_each_name_its_colour_and_sign():
    lines = color_key({"China": "#C8463C", "Russia": "#7C63B8"}, {"Russia": "◆"})
    assert lines == [
        "<span style='color:#C8463C'>■</span> China · <span style='color:#7C63B8'>◆</span> Russia"
    ]
    many = color_key(dict.fromkeys(["Kazakhstan", "Kyrgyzstan", "Tajikistan"], "#000"))
    assert all(len(re.sub(r"<[^>]*>", "", line)) <= 41 for line in many)
