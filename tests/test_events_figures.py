"""Figures of checked meetings draw candidates from reports as such, and never mix them silently."""

from __future__ import annotations

import pandas as pd
import pytest

import ca_summit as ca
import ca_summit.events as ev
from ca_summit.figures import figure_alt


def reported(year=2025, many=3):
    days = pd.date_range(f"{year}-02-01", periods=many, freq="3D")
    day = pd.DataFrame({"day": days, "actor": "KAZ", "other": "USA", "kind": "042", "reports": 20})
    place = {
        "place": "KAZ",
        "place_name": "Astana, Kazakhstan",
        "latitude": 51.2,
        "longitude": 71.4,
    }
    return ev.candidates(day.assign(**place))


def words(fig):
    notes = [a.text.replace("<br>", " ") for a in fig.layout.annotations if a.text]
    return " ".join([str(fig.layout.title.subtitle.text), figure_alt(fig), *notes])


FIGURES = [
    ca.plot_timeline,
    ca.map_meetings,
    lambda table: ca.plot_meeting_matrix(table, count="bilateral"),
]


@pytest.mark.parametrize("draw", FIGURES, ids=["timeline", "map", "matrix"])
def test_candidates_are_drawn_and_called_unchecked(draw):
    fig = draw(reported())
    assert "Nothing to draw" not in figure_alt(fig)
    assert "not checked" in words(fig)
    assert "ministers" not in words(fig)
    assert "heads of state" not in words(fig)


@pytest.mark.parametrize("draw", FIGURES, ids=["timeline", "map", "matrix"])
def test_a_silent_mixture_is_refused(draw):
    mixed = pd.concat([ca.load_meetings(year=2025), reported()], ignore_index=True)
    with pytest.raises(ValueError, match="does not mix 3 candidates from reports with"):
        draw(mixed)


@pytest.mark.parametrize("draw", FIGURES[:2], ids=["timeline", "map"])
def test_a_table_put_together_is_drawn_with_its_marks(draw):
    both = ev.together(ca.load_meetings(year=2025), reported())
    fig = draw(both)
    assert "not checked" in words(fig)
    assert "not checked" not in words(draw(ca.load_meetings(year=2025)))


def test_counts_never_take_both():
    both = ev.together(ca.load_meetings(year=2025), reported())
    with pytest.raises(ValueError, match="choose one kind by the column 'status'"):
        ca.plot_meeting_matrix(both, count="bilateral")


def test_put_together_keeps_all_rows_and_columns():
    checked = ca.load_meetings(year=2025)
    both = ev.together(checked, reported())
    assert len(both) == len(checked) + 3
    assert both["marked"].sum() == 3
    assert {*checked.columns, "reports"} <= set(both.columns)


def test_thousands_of_candidates_make_figures_of_bounded_height():
    many = reported(2016, many=1_200)
    assert ca.plot_timeline(many, since=2016, until=2025).layout.height < 3_000
    assert ca.map_meetings(many, since=2016, until=2025).layout.height < 1_200
