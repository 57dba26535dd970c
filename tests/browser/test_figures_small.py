"""Figures are whole outside our page too: as plotly draws them, 600 pixels wide and 400 high."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import pytest
from plotly.offline import get_plotlyjs

import ca_summit as ca
from ca_summit.figures import Key, finish
from ca_summit.figures.canvas import MAP_KEY
from ca_summit.figures.crowding import SMALLEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.browser

#: What the functions need besides their tables, and what gives another form of the figure.
CALLS: dict[str, list[dict[str, Any]]] = {
    "base_map": [{}, {"extent": "eurasia"}, {"extent": (56, 36, 80, 45), "title": "A part"}],
    "map_region": [
        {},
        {"indicator": "population"},
        {"indicator": "life_expectancy", "language": "local"},
        {"indicator": "internet_users", "slider": True},
        {"indicator": "life_expectancy", "slider": True, "language": "kk"},
    ],
    "map_silk_road": [{}, {"language": "ru"}],
    # All resources at once are nine small maps with headings, which need their full height.
    "map_resources": [{"commodity": "rare_earths"}, {"commodity": "uranium"}],
    "map_route_between": [{"start": "Xi'an", "end": "Constantinople"}],
}

# Texts of the head and foot that reach beyond the figure; pairs of names on a map that cover each
# other: by more than 2 pixels across and 4 up, as letters do not fill the boxes of their lines.
FAULTS = """async ([spec, [width, height]]) => {
  const plot = document.getElementById("plot");
  await Plotly.newPlot(plot, spec.data, { ...spec.layout, width, height });
  const box = plot.getBoundingClientRect();
  const seen = [...plot.querySelectorAll("svg text")]
    .filter((text) => text.textContent.trim() && getComputedStyle(text).display !== "none")
    .map((text) => ({ said: text.textContent, names: Boolean(text.closest(".textpoint")),
      head: Boolean(text.closest(".infolayer .annotation, .g-gtitle")),
      ...text.getBoundingClientRect().toJSON() }));
  const cut = seen.filter(({ head, left, right, top, bottom }) => head
    && (left < box.left - 1 || right > box.left + width + 1
      || top < box.top - 2 || bottom > box.top + height + 2));
  const names = seen.filter((text) => text.names);
  const covered = [];
  names.forEach((one, at) => names.slice(at + 1).forEach((two) => {
    const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
    const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
    if (wide > 2 && high > 4) covered.push([one.said, two.said]);
  }));
  const heads = seen.filter(({ head }) => head).length;
  return { cut: cut.map(({ said }) => said), covered, heads };
}"""


@pytest.fixture
def faults(tmp_path: Path, open_page: Callable[..., Any]) -> Callable[[go.Figure], Any]:
    """Draw a figure as plotly alone does and say what is cut and what is covered."""
    (tmp_path / "plotly.js").write_text(get_plotlyjs(), encoding="utf-8")
    (tmp_path / "page.html").write_text(
        "<!doctype html><meta charset='utf-8'><body style='margin: 0'><div id='plot'></div>"
        "<script src='plotly.js'></script>",
        encoding="utf-8",
    )
    page = open_page(tmp_path / "page.html", width=700).page

    def found(fig: go.Figure) -> Any:
        return page.evaluate(FAULTS, [json.loads(fig.to_json()), list(SMALLEST)])

    return found


def figures() -> Iterator[tuple[str, go.Figure]]:
    names = [n for n in dir(ca) if n.startswith(("plot_", "map_")) or n == "base_map"]
    for name in names:
        for call in CALLS.get(name, [{}]):
            yield f"{name}({call})", getattr(ca, name)(**call)


def test_heads_are_whole_and_names_on_maps_apart_in_the_smallest_figure(
    faults: Callable[[go.Figure], Any],
) -> None:
    wrong, maps, all_heads = {}, 0, 0
    for call, fig in figures():
        found = faults(fig)
        is_map = MAP_KEY in fig.layout.meta
        maps, all_heads = maps + is_map, all_heads + found["heads"]
        if found["cut"] or (is_map and found["covered"]):
            wrong[call] = found
    assert wrong == {}
    assert maps >= 11
    assert all_heads > 100


def test_what_is_cut_or_covered_in_a_small_figure_is_found(
    faults: Callable[[go.Figure], Any],
) -> None:
    fig = ca.base_map(title="A map")
    x, y = (sum(axis.range) / 2 for axis in (fig.layout.xaxis, fig.layout.yaxis))
    for text in ("Osh", "Ош"):
        fig.add_scatter(x=[x], y=[y], mode="text", text=[text])
    fig.update_layout(title_text="A title that no one has broken into lines " * 3)
    found = faults(fig)
    assert ["Osh", "Ош"] in found["covered"]
    assert len(found["cut"]) == 1


def test_a_long_head_of_an_own_figure_is_broken_for_the_smallest_one(
    faults: Callable[[go.Figure], Any],
) -> None:
    words = "Numbers of many words that were counted in two rows and in no third one, " * 2
    fig = finish(
        go.Figure(go.Bar(x=[3, 5], y=["one", "two"], orientation="h")),
        question="How many were there?",
        finding=words,
        subtitle=words,
        key=[Key("what was counted in the first of the rows", "#2477E3")] * 4,
        notes=[words],
        alt="",
        data=ca.load_formats(),
        sources=[],
        area=100,
    )
    assert faults(fig)["cut"] == []
