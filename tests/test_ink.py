"""Letters read on both papers, and powers are told apart by every eye; both are computed."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np
import plotly.graph_objects as go
import pytest

import ca_summit as ca
from ca_summit.figures import finish, theme
from ca_summit.figures.ink import DARK_PAPER, LIGHT_PAPER, contrast, inks, laid_on

# Simulated dichromacy, Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
EYES = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
APART = 8.0


def seen(color: str, eye: str) -> np.ndarray:
    """A colour in CIELAB as an eye sees it."""
    srgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(np.asarray(EYES[eye]) @ linear, 0, 1) / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: np.ndarray, two: np.ndarray) -> float:
    """CIEDE2000 of two colours in CIELAB."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    chroma = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(chroma**7 / (chroma**7 + 25**7)))
    c1, c2 = math.hypot(a1 * (1 + g), b1), math.hypot(a2 * (1 + g), b2)
    h1 = math.degrees(math.atan2(b1, a1 * (1 + g))) % 360
    h2 = math.degrees(math.atan2(b2, a2 * (1 + g))) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    light, hue = (l1 + l2) / 2, h1 + turn / 2
    c = (c1 + c2) / 2
    if c1 * c2 == 0:
        hue = h1 + h2
    t = (
        1
        - 0.17 * math.cos(math.radians(hue - 30))
        + 0.24 * math.cos(math.radians(2 * hue))
        + 0.32 * math.cos(math.radians(3 * hue + 6))
        - 0.20 * math.cos(math.radians(4 * hue - 63))
    )
    sl = 1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    bend = 30 * math.exp(-((((hue % 360) - 275) / 25) ** 2))
    rt = -math.sin(math.radians(2 * bend)) * 2 * math.sqrt(c**7 / (c**7 + 25**7))
    dl, dc = (l2 - l1) / sl, (c2 - c1) / sc
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / sh
    return math.sqrt(dl**2 + dc**2 + dh**2 + rt * dc * dh)


def least_difference(one: str, two: str) -> float:
    return min(difference(seen(one, eye), seen(two, eye)) for eye in EYES)


def test_the_difference_is_that_of_published_pairs():
    # Pairs 1, 7, 13 and 25 of the test data of Sharma, Wu and Dalal 2005.
    pairs = [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, -0.001, 2.49), (50, 0.0009, -2.49), 4.8045),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ]
    for one, two, wanted in pairs:
        assert difference(np.array(one), np.array(two)) == pytest.approx(wanted, abs=1e-4)


def test_simulated_eyes_confuse_what_they_should_and_keep_grey():
    for eye in EYES:
        assert np.abs(seen("#808080", eye)[1:]).max() < 1.5
    red, green = "#B24A3A", "#7E7A2A"
    assert difference(seen(red, "normal"), seen(green, "normal")) > 30
    assert difference(seen(red, "deuteranopia"), seen(green, "deuteranopia")) < 12


POWERS = {code: color for code, color in theme.POWER_COLORS.items() if code != "EUU"}
POWERS["everybody else"] = theme.power_color("everybody else")


@pytest.mark.parametrize(("one", "two"), list(itertools.combinations(POWERS, 2)))
def test_powers_are_told_apart_by_every_eye(one, two):
    assert least_difference(POWERS[one], POWERS[two]) >= APART


@pytest.mark.parametrize(("one", "two"), list(itertools.combinations(theme.COUNTRY_COLORS, 2)))
def test_the_five_are_told_apart_by_every_eye(one, two):
    colors = theme.COUNTRY_COLORS
    assert least_difference(colors[one], colors[two]) >= APART


@pytest.mark.parametrize(
    "color",
    [*theme.COUNTRY_COLORS.values(), *theme.POWER_COLORS.values(), "#FFFF00", "#7F8489", "#303030"],
)
def test_every_colour_has_an_ink_for_each_paper_that_is_not_the_colour_itself(color):
    light, dark = inks(color)
    assert contrast(light, LIGHT_PAPER) >= 4.5
    assert contrast(dark, DARK_PAPER) >= 4.5
    assert color not in (light, dark)


def letters(fig: go.Figure) -> set[str]:
    """Colours of letters that lie on the paper: remarks, ticks, words beside marks."""
    fonts = [note.font.color for note in fig.layout.annotations if note.bgcolor is None]
    texts = [str(note.text) for note in fig.layout.annotations]
    for axis in (*fig.select_xaxes(), *fig.select_yaxes()):
        fonts.append(axis.tickfont.color)
        texts += map(str, axis.ticktext if axis.ticktext is not None else ())
    for trace in fig.data:
        beside = trace.type == "scatter" and "middle center" not in str(trace.textposition)
        if (beside and "text" in str(trace.mode)) or (
            trace.type == "bar" and trace.textposition == "outside"
        ):
            fonts += np.ravel(trace.textfont.color).tolist()
            texts += np.ravel(trace.text).astype(str).tolist()
    words = re.findall(r"color:\s*(#\w{6})[^>]*>[^<]*\w", " ".join(texts))
    extremes = {"#0A0C0E", "#FFFFFF", "#000000"}
    return {c for c in [*fonts, *words] if str(c).startswith("#")} - extremes


DRAWN = [name for name in ca.__all__ if name.startswith(("plot_", "map_"))]


@pytest.mark.parametrize("name", sorted(set(DRAWN) - {"map_route_between"}))
def test_letters_of_every_figure_read_on_both_papers(name):
    fig = getattr(ca, name)()
    dark = fig.layout.meta["ca_summit"]["inks"]
    for color in letters(fig):
        assert contrast(color, LIGHT_PAPER) >= 4.5, color
        assert contrast(dark[color], DARK_PAPER) >= 4.5, color


def test_letters_in_the_colour_of_a_series_are_set_in_ink_and_marks_are_not():
    fig = go.Figure(
        [
            go.Scatter(
                x=[1],
                y=[1],
                mode="markers+text",
                text=["Osh"],
                marker={"color": "#D99A00"},
                textfont={"color": "#D99A00"},
            ),
            go.Bar(x=[1], y=[1], text=["inside"], textfont={"color": "#D99A00"}),
        ]
    )
    fig.add_annotation(text="<span style='color:#D99A00'>Uzbekistan</span>", showarrow=False)
    fig.add_annotation(text="<span style='color:#D99A00'>■</span> Uzbekistan", showarrow=False)
    finish(fig, question="T", alt="", data=ca.load_formats(), sources=[])
    light, _ = inks("#D99A00")
    assert fig.data[0].textfont.color == light
    assert fig.data[0].marker.color == "#D99A00"
    assert fig.data[1].textfont.color == "#D99A00", "another ground lies behind"
    assert light in fig.layout.annotations[0].text
    assert "#D99A00" in fig.layout.annotations[1].text, "a sign keeps the colour of its marks"


def test_names_of_seas_read_on_the_water_of_both_papers():
    for ink, paper in zip(inks(theme.WATER_INK), (LIGHT_PAPER, DARK_PAPER), strict=True):
        assert contrast(ink, laid_on(theme.WATER_FILL, paper)) >= 4.5
    (seas,) = [t for t in ca.map_region().data if t.name == "Names of seas"]
    assert seas.textfont.color == inks(theme.WATER_INK)[0]
