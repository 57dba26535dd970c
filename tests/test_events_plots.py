"""Figures of reports print the rule by which they count, and what they leave out."""

from __future__ import annotations

import pandas as pd
import pytest

import ca_summit.events as ev
from ca_summit.figures import figure_alt, figure_data

pytest.importorskip("duckdb")


def table(*rows):
    frame = pd.DataFrame(rows, columns=["day", "actor", "other", "kind", "reports"])
    return frame.assign(day=pd.to_datetime(frame["day"]))


DAYS = table(
    ("2025-01-31", "KAZ", "USA", "042", 2),
    ("2025-02-01", "KAZ", "USA", "042", 4),
    ("2025-02-02", "CHN", "UZB", "057", 5),
    ("2025-02-05", "KAZ", "UZB", "057", 1),
)


def heights(fig):
    return {trace.name: dict(zip(map(str, trace.x), trace.y, strict=True)) for trace in fig.data}


def test_bars_are_the_reports_of_each_month_by_outside_power():
    fig = ev.plot_reports(DAYS)
    bars = heights(fig)
    assert {name: sum(by.values()) for name, by in bars.items()} == {
        "United States": 6,
        "China": 5,
        "each other": 1,
    }
    assert fig.layout.title.text == "12 reports, the most in Feb 2025: 10"
    assert figure_data(fig)["count"].sum() == 12


@pytest.mark.parametrize("plot", [ev.plot_reports, ev.plot_pairs])
def test_the_rule_and_the_caution_stand_in_the_figure(plot):
    fig = plot(DAYS, rule="runs", gap_days=2, least_reports=4)
    subtitle = fig.layout.title.subtitle.text.replace("<br>", " ")
    rule = (
        "one a run of days with reports about a pair of states, at most 2 days from one to the "
        "next, 4 reports or more"
    )
    assert rule in subtitle
    assert rule in figure_alt(fig)
    note = next(a.text for a in fig.layout.annotations if a.name == "ca_summit_source")
    assert "a report is no meeting" in note.replace("<br>", " ")


def test_a_synthetic_sample_is_called_so_in_every_figure(tmp_path):
    ev.make_sample(tmp_path / "s.parquet", rows=20_000)
    day = ev.by_day(ev.scan(tmp_path / "s.parquet", layout="gdelt2"), places=True)
    for plot in (ev.plot_reports, ev.plot_pairs, ev.map_reports):
        title = plot(day).layout.title.text.replace("<br>", " ")
        assert title.endswith("(synthetic records)")
        note = next(a.text for a in plot(day).layout.annotations if a.name == "ca_summit_source")
        assert "synthetic records" in note.replace("<br>", " ")
    assert "Not counted" in note.replace("<br>", " ")


def test_cells_are_the_counts_of_each_pair_from_both_sides():
    data = ev.plot_pairs(DAYS).data[0]
    cells = {
        (str(y), str(x)): v
        for y, row in zip(data.y, data.z, strict=True)
        for x, v in zip(data.x, row, strict=True)
        if v is not None
    }
    assert sum(cells.values()) == 4  # the run of the five among themselves stands in two rows


def test_nothing_to_count_is_said():
    assert "Nothing to draw" in figure_alt(ev.plot_reports(DAYS, rule="runs", least_reports=50))
    assert "Nothing to draw" in figure_alt(ev.plot_pairs(DAYS.iloc[:0]))


def test_too_many_bars_are_refused():
    days = pd.date_range("2024-01-01", periods=300).astype(str)
    many = table(*((d, "KAZ", "USA", "042", 1) for d in days))
    with pytest.raises(ValueError, match="by day there are 300"):
        ev.plot_reports(many, by="day")


def test_figures_leave_the_table_as_it_was():
    before = DAYS.copy()
    ev.plot_reports(DAYS)
    ev.plot_pairs(DAYS)
    assert before.equals(DAYS)


def test_titles_follow_the_reports_and_speak_of_reports_under_every_rule():
    def title(fig):
        return fig.layout.title.text

    more = DAYS.assign(reports=[20, 4, 5, 1])
    assert title(ev.plot_reports(more)) == "30 reports, the most in Jan 2025: 20"
    assert title(ev.plot_reports(more, by="day")) == "30 reports, the most on 31 Jan 2025: 20"
    for rule in ("reports", "kinds", "pairs", "runs"):
        for fig in (ev.plot_reports(DAYS, rule=rule), ev.plot_pairs(DAYS, rule=rule)):
            assert "report" in title(fig)
            assert "meeting" not in title(fig)
    assert title(ev.plot_pairs(DAYS, rule="pairs")) == (
        "4 days and pairs with reports, the most about Kazakhstan –<br>United States: 2"
    )
    assert title(ev.plot_pairs(DAYS)) == "3 runs of days with reports", "three pairs stand alike"


def test_columns_have_whole_names_and_codes_on_a_phone():
    fig = ev.plot_pairs(DAYS)
    assert "United<br>States" in fig.layout.xaxis.ticktext
    assert "USA" in fig.layout.meta["ca_summit"]["narrow"]["xaxis.ticktext"]


PLACED = DAYS.assign(place=["KAZ", "KAZ", "UZB", None])


def circles(fig):
    trace = next(t for t in fig.data if t.hovertext is not None and t.name == "reports")
    names = [text.split("<br>")[0].strip("</b>") for text in trace.hovertext]
    return dict(zip(names, trace.marker.size, strict=True))


def test_the_area_of_a_circle_is_the_count_of_a_country_and_no_country_is_coloured():
    fig = ev.map_reports(PLACED)
    assert fig.layout.title.text == "Of 11 reports, 55% name a place in Kazakhstan"
    size = circles(fig)
    assert (size["Uzbekistan"] / size["Kazakhstan"]) ** 2 == pytest.approx(5 / 6)
    assert len({t.fillcolor for t in fig.data if (t.meta or {}).get("iso3") in ev.FIVE}) == 1
    assert "1 reports name no country" in note_of(fig)
    turned = PLACED.assign(reports=[2, 4, 9, 1])
    assert ev.map_reports(turned).layout.title.text == (
        "Of 15 reports, 60% name a place in Uzbekistan"
    )
    runs = ev.map_reports(PLACED, rule="runs")
    assert figure_data(runs)["count"].to_list() == [1, 1]
    assert runs.layout.title.text == "Where are the places that reports name?"


def note_of(fig):
    return next(a.text for a in fig.layout.annotations if a.name == "ca_summit_source").replace(
        "<br>", " "
    )


def test_a_map_of_reports_names_what_lies_outside_its_view():
    away = PLACED.assign(place=["KAZ", "USA", "KAZ", "KAZ"], reports=[20, 3, 20, 20])
    assert "Outside the view: United States 3" in note_of(ev.map_reports(away))
    assert "Outside the view" not in note_of(ev.map_reports(away, extent="world"))


def test_a_map_of_reports_needs_places():
    with pytest.raises(ValueError, match=r"\['place'\].*ev\.by_day\(\.\.\., places=True\)"):
        ev.map_reports(DAYS)
    with pytest.raises(ValueError, match="`extent` must be one of"):
        ev.map_reports(PLACED, extent="asia")
    assert "Nothing to draw" in figure_alt(ev.map_reports(PLACED.iloc[:0]))
    assert "Nothing to draw" in figure_alt(ev.map_reports(PLACED.assign(place=None)))
