"""The panels of challenges show series with their gaps, and say what they lack."""

from itertools import pairwise

import pandas as pd
import pytest

from ca_summit.charts import plot_challenges
from ca_summit.charts.challenges import TOPICS
from ca_summit.figures import SOURCE_NAME, figure_alt, figure_data
from ca_summit.figures.typesetting import text_size
from ca_summit.metadata import question_of
from ca_summit.names import STATES, country_name
from ca_summit.tables import load_challenges, load_indicators


def source_line(fig):
    return " ".join(a.text for a in fig.layout.annotations if a.name == SOURCE_NAME).replace(
        "<br>", " "
    )


def test_plot_challenges_has_a_panel_with_heading_and_unit_for_each_topic():
    fig = plot_challenges()
    text = " ".join(a.text for a in fig.layout.annotations)
    for topic in TOPICS.values():
        assert f"<b>{topic.heading}</b>" in text
        assert topic.unit in text
    assert len({t.xaxis for t in fig.data}) == 6
    assert question_of(fig) == "What weighs on Central Asia?"
    assert set(figure_data(fig)["topic"]) == set(TOPICS)
    assert "Copernicus Climate Change Service" in source_line(fig)
    assert "and 5 more" in source_line(fig)


def test_plot_challenges_draws_the_values_of_the_tables():
    fig = plot_challenges(topics=["income"])
    line = next(t for t in fig.data if t.name == "Kazakhstan")
    rows = load_indicators("gdp_per_capita_ppp", country="KAZ", year=2024)
    assert dict(zip(line.x, line.y, strict=True))[2024] == pytest.approx(
        rows["value"].iloc[0] / 1000
    )
    for part in ("Kazakhstan", "2024", "international $", "World Bank"):
        assert part in line.hovertext[-1]


def test_plot_challenges_says_how_much_of_the_aral_sea_is_left():
    fig = plot_challenges(topics=["aral_sea"])
    assert next(iter(fig.data[0].x)) == 1960
    assert next(iter(fig.data[0].y)) == 68
    symbols = dict(zip(fig.data[0].x, fig.data[0].marker.symbol, strict=True))
    assert (symbols[2009], symbols[2015]) == ("circle", "circle-open")
    assert "8,303 in 2015 (autumn), 88% less" in figure_alt(fig)
    assert "88% smaller in 2015 than in 1960" in fig.layout.title.text
    assert list(fig.data[0].text)[:4] == ["68.0", "28.7", "17.2", "11.8"]
    ends = [a.text for a in fig.layout.annotations if a.text.startswith("<b>")]
    assert ends == ["<b>7.3, lowest<br>2014</b>", "<b>8.3, autumn</b>", "<b>10.8, spring</b>"]


def test_plot_challenges_keeps_gaps_open_and_single_surveys_single():
    fig = plot_challenges(topics=["stability", "poverty"])
    stability = next(t for t in fig.data if t.name == "Kazakhstan" and t.xaxis == "x")
    assert dict(zip(stability.x, stability.y, strict=True))[2001] is None
    turkmen = next(t for t in fig.data if t.name == "Turkmenistan" and t.xaxis == "x2")
    assert list(turkmen.x) == [1998]
    assert "one old survey and no later one: Turkmenistan 1998" in source_line(fig)


def test_plot_challenges_names_each_line_in_its_panel_and_no_old_survey():
    fig = plot_challenges(topics=["stability", "poverty"])
    names = {
        axis: {a.text for a in fig.layout.annotations if a.xref == axis and "%" not in a.text}
        for axis in ("x", "x2")
    }
    assert names["x"] == {f"<b>{country_name(code)}</b>" for code in STATES}
    assert names["x"] - names["x2"] == {"<b>Turkmenistan</b>"}
    assert not fig.layout.showlegend


def test_plot_challenges_stands_in_one_column_on_a_narrow_screen():
    fig = plot_challenges()
    narrow = fig.layout.meta["ca_summit"]["narrow"]
    assert {tuple(narrow[path]) for path in narrow if path.startswith("xaxis")} == {(0, 1)}
    rows = sorted(narrow[path] for path in narrow if path.startswith("yaxis"))
    assert len(rows) == 6
    assert all(above[0] > below[1] for below, above in pairwise(rows)), "no panel covers another"
    assert narrow["height"] > 1.5 * fig.layout.height
    assert "narrow" not in plot_challenges(columns=1).layout.meta["ca_summit"]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_names_beside_stripes_have_room_on_a_narrow_screen(language):
    fig = plot_challenges(language=language)
    names = [name for axis in fig.select_yaxes() for name in axis.ticktext or ()]
    room = fig.layout.meta["ca_summit"]["narrow"]["margin.l"]
    assert len(names) == 5
    assert room > text_size("<br>".join(names), 12)[0] + 8


def test_the_years_of_the_aral_sea_have_room_on_a_narrow_screen():
    fig = plot_challenges(topics=["aral_sea"])
    narrow = fig.layout.meta["ca_summit"]["narrow"]
    assert list(fig.layout.xaxis.tickvals) == [1960, 1998, 2004, 2009, 2015]
    assert narrow["xaxis.tickvals"] == [1960, 1998, 2015]
    assert narrow["data[0].text"] == ["68.0", "28.7", "", "", "", "", ""]


def test_plot_challenges_draws_warming_as_stripes():
    fig = plot_challenges(topics=["temperature", "water"])
    stripes = next(t for t in fig.data if t.type == "heatmap")
    assert len(stripes.y) == 5
    assert any(a.text == "+1.4" for a in fig.layout.annotations)


@pytest.mark.parametrize("topic", list(TOPICS))
@pytest.mark.parametrize("language", ["en", "ru", "local"])
def test_plot_challenges_draws_every_topic_in_every_language(topic, language):
    fig = plot_challenges(topics=[topic], language=language)
    assert any(v is not None for t in fig.data for v in t.y)
    assert not fig.layout.title.text.endswith("?")


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_plot_challenges_sets_the_panels_side_by_side(columns):
    fig = plot_challenges(columns=columns)
    starts = {round(fig.layout[k].domain[0], 3) for k in fig.layout if str(k).startswith("xaxis")}
    assert len(starts) == columns


def test_plot_challenges_refuses_unknown_topics_and_columns():
    with pytest.raises(ValueError, match="Did you mean 'poverty'"):
        plot_challenges(topics=["povrty"])
    with pytest.raises(ValueError, match="`columns` must be 1, 2 or 3; got 5"):
        plot_challenges(columns=5)
    with pytest.raises(ValueError, match="`language` must be one of"):
        plot_challenges(language="xx")
    with pytest.raises(ValueError, match=r"needs column\(s\).*load_challenges"):
        plot_challenges(pd.DataFrame({"a": [1]}))


def test_plot_challenges_says_when_there_is_nothing_to_draw():
    nothing = plot_challenges(load_challenges().iloc[:0], topics=["aral_sea"])
    assert figure_alt(nothing) == "Nothing to draw: The tables hold no rows on aral_sea."
    assert figure_alt(plot_challenges(topics=[])).startswith("Nothing to draw: No topic chosen")


def test_plot_challenges_says_in_the_panel_which_topic_has_no_rows():
    fig = plot_challenges(load_challenges().iloc[:0], topics=["water", "aral_sea"])
    assert "Aral Sea: no rows." in figure_alt(fig)
    assert any(t.text == ("no rows in the table",) for t in fig.data)


def test_plot_challenges_draws_a_table_of_ones_own_and_changes_nothing():
    own = pd.DataFrame(
        {
            "indicator_id": ["poverty_420"] * 2,
            "iso3": ["UZB"] * 2,
            "year": [2024, 2025],
            "value": [5.0, 4.0],
            "unit": ["% of population"] * 2,
            "source_id": ["my-survey"] * 2,
            "verification": ["recalled"] * 2,
        }
    )
    before = own.copy(deep=True)
    fig = plot_challenges(indicators=own, topics=["poverty"])
    assert list(fig.data[0].y) == [5, 4]
    assert "Some values are from memory" in source_line(fig)
    pd.testing.assert_frame_equal(own, before)
    challenges, indicators = load_challenges(), load_indicators()
    copies = challenges.copy(deep=True), indicators.copy(deep=True)
    plot_challenges(challenges, indicators)
    pd.testing.assert_frame_equal(challenges, copies[0])
    pd.testing.assert_frame_equal(indicators, copies[1])
