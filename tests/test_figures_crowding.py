"""Names on a map keep apart in the smallest figure: they move, or leave what matters less."""

from __future__ import annotations

import geopandas as gpd
import plotly.graph_objects as go

import ca_summit as ca
from ca_summit.figures.crowding import SMALLEST, keep_apart, thinned
from ca_summit.metadata import figure_metadata

WINDOW = (0.0, 0.0, 5840.0, 3000.0)  # ten kilometres for each pixel of the smallest figure


def map_with(*traces: go.Scatter) -> go.Figure:
    fig = go.Figure(list(traces))
    fig.update_layout(margin={"l": 8, "r": 8, "t": 50, "b": SMALLEST[1] - 50 - 300})
    return fig


def names(*texts: str, x: list[int], y: list[int], **more: object) -> go.Scatter:
    return go.Scatter(x=x, y=y, text=list(texts), mode="text", **more)


def test_names_that_are_clear_stay_where_they_are() -> None:
    fig = map_with(names("Osh", "Uzgen", x=[1000, 3000], y=[1000, 2000]))
    before = fig.to_dict()
    keep_apart(fig, WINDOW)
    assert fig.to_dict() == before


def test_a_name_that_covers_another_moves_by_as_little_as_it_must() -> None:
    fig = map_with(names("Osh", "Uzgen", x=[1000, 1000], y=[1000, 1050]))
    keep_apart(fig, WINDOW)
    ((_, moved),) = [fig.data[0].y]
    assert list(fig.data[0].x) == [1000, 1000]
    assert 100 < moved - 1000 < 300


def test_the_name_of_a_sea_moves_within_its_sea_or_goes() -> None:
    line = {"x": [1000], "y": [1000], "name": "Names of lines"}
    spots = [(1000, 1040), (1000, 1600), (1000, 1900)]
    for within, stays in ((spots, [1600]), (spots[:1], [])):
        sea = names("Aral", x=[1000], y=[1020], name="Names of seas", meta={"within": [within]})
        fig = map_with(names("Baku-Ceyhan", **line), sea)
        keep_apart(fig, WINDOW)
        assert list(fig.data[1].y) == stays
        assert fig.data[1].meta is None
        assert list(fig.data[0].y) == [1000]


def test_a_name_beside_a_marker_takes_another_side_that_is_free() -> None:
    towns = go.Scatter(
        x=[1000],
        y=[1000],
        text=["Osh"],
        mode="markers+text",
        marker={"size": 8},
        textposition=["middle right"],
    )
    fig = map_with(names("Fergana", x=[1250], y=[1000], name="Names of lines"), towns)
    keep_apart(fig, WINDOW)
    assert fig.data[1].textposition[0] != "middle right"
    assert list(fig.data[1].text) == ["Osh"]


def test_what_finds_no_place_leaves_its_text_and_keeps_its_marker() -> None:
    full = names(*["Fergana valley"] * 81, x=[1000] * 81, y=list(range(0, 3240, 40)))
    town = go.Scatter(x=[1000], y=[1500], text=["Osh"], mode="markers+text", meta={"states": []})
    town.marker.size = 8
    fig = map_with(full, town)
    keep_apart(fig, WINDOW)
    assert 1 < len(fig.data[0].text) < 81
    assert len(fig.data[0].text) == len(fig.data[0].x) == len(fig.data[0].y)
    assert list(fig.data[1].text) == ["Osh"], "a state with its value is always named"


def test_states_with_values_share_the_way_and_a_scale_stays() -> None:
    states = names("Uzbekistan<br>1", "Turkmenistan<br>2", x=[1000, 1000], y=[1200, 1000])
    states.meta = {"states": ["UZB", "TKM"]}
    fig = map_with(states, names("500 km", x=[1000], y=[700], name="Scale length"))
    keep_apart(fig, WINDOW)
    north, south = fig.data[0].y
    assert north > 1200
    assert north - south > 300
    assert (fig.data[1].x[0], fig.data[1].y[0]) == (1000, 700)
    assert list(fig.data[1].text) == ["500 km"]


def test_of_two_names_of_lines_the_bold_one_stays() -> None:
    lines = [
        names(text, x=[1000], y=[y], name="Names of lines")
        for text, y in (("<b>Main</b>", 1000), ("Branch", 1010))
    ]
    fig = map_with(*lines)
    keep_apart(fig, WINDOW)
    assert (list(fig.data[0].x), list(fig.data[0].y)) == ([1000], [1000])
    assert list(fig.data[1].x) != [1000]


def test_a_phone_shows_fewer_names_than_a_desk_and_those_of_lines_that_are_whole() -> None:
    fig = ca.map_energy_links()
    narrow = figure_metadata(fig)["narrow"]
    for number, trace in enumerate(fig.data):
        short = narrow.get(f"data[{number}].text")
        if short is not None:
            assert len(short) == len(trace.text)
            assert all(a in (b, "") for a, b in zip(short, trace.text, strict=True))
            assert "" in short
            gone = sum(a != b for a, b in zip(short, trace.text, strict=True))
            assert gone < 2 or trace.name != "Names of pipelines", "one would be cut at the edge"
    assert sum(path.endswith(".text") for path in narrow) > 0


def test_the_name_of_a_line_that_a_phone_would_cut_turns_to_the_map_or_goes() -> None:
    wide = {"name": "Names of lines", "textposition": "middle center"}
    text = "<b>Russia to Kazakhstan to China</b>"
    edge = WINDOW[2] - 600
    free = thinned(map_with(names(text, x=[edge], y=[1500], **wide)), WINDOW)
    assert free == {"data[0].textposition": ["middle left"]}
    there = names("<b>Soyuz</b>", x=[edge - 1000], y=[1500], **wide)
    taken = thinned(map_with(names(text, x=[edge], y=[1500], **wide), there), WINDOW)
    assert taken.get("data[0].text") == [""] or "middle left" not in taken["data[0].textposition"]
    assert "data[1].text" not in taken


def test_names_of_a_later_layer_do_not_leave_short_forms_of_another_length() -> None:
    fig = ca.base_map(extent="eurasia", title="A map")
    towns = gpd.GeoDataFrame(
        {"name": [f"Town {n}" for n in range(9)]},
        geometry=gpd.points_from_xy(range(60, 69), [41] * 9),
        crs="EPSG:4326",
    )
    ca.add_layer(fig, towns, name="Towns", label="name")
    for path, short in figure_metadata(fig)["narrow"].items():
        if path.endswith("].text"):
            assert len(short) == len(fig.data[int(path[5:].partition("]")[0])].text)
