"""A page starts kinds of traces when a figure names them, and in the end it has all of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import nbformat
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from plotly.offline import get_plotlyjs

from ca_summit.report import build_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser
LATE = "Object.keys(Plotly.unregistered)"
#: What plotly.js knows of itself, in an order that does not depend on that of registering.
SCHEMA = """() => {
  const sorted = (node) => (node && typeof node === "object" && !Array.isArray(node)
    ? Object.fromEntries(Object.keys(node).sort().map((key) => [key, sorted(node[key])])) : node);
  return JSON.stringify(sorted(Plotly.PlotSchema.get()));
}"""


def shown(figure: go.Figure) -> Any:
    bundle = {"application/vnd.plotly.v1+json": json.loads(figure.to_json())}
    return new_code_cell("draw()", outputs=[new_output("display_data", data=bundle)])


def switched() -> go.Figure:
    """Lines that a menu turns into tiles, a second one into a pie, and a frame into bars."""
    figure = go.Figure(go.Scatter(x=[1, 2, 3], y=[1, 2, 3], name="first"))
    tiles = [{"type": "heatmap", "z": [[[1, 2], [3, 4]]]}]
    pie = [{"type": ["pie"], "values": [[1, 2, 5]]}]
    figure.frames = [go.Frame(name="b", data=[go.Bar(x=[1, 2, 3], y=[3, 1, 2])])]
    menus = [
        {"label": "tiles", "method": "restyle", "args": tiles},
        {"label": "pie", "method": "restyle", "args": pie},
        {"label": "bars", "method": "animate", "args": [["b"], {"transition": {"duration": 0}}]},
    ]
    return figure.update_layout(updatemenus=[{"type": "buttons", "buttons": menus}])


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export a figure with menus, and a plain one that comes near when its reader scrolls."""
    folder = tmp_path_factory.mktemp("kinds")
    far = [new_markdown_cell("Words.\n\n" * 200)]
    funnel = go.Figure(go.Funnel(y=["a", "b"], x=[3, 2]))
    figures = [
        shown(switched()),
        *far,
        shown(funnel),
        shown(go.Figure(go.Scatterpolar(r=[1, 2], theta=[0, 9]))),
    ]
    nbformat.write(
        new_notebook(cells=[new_markdown_cell("# Kinds"), *figures]), folder / "kinds.ipynb"
    )
    return build_report(
        [folder / "kinds.ipynb"], folder / "kinds.html", execute=False, progress=False
    )


def test_before_a_figure_is_drawn_all_that_its_menus_and_frames_name_is_there(
    kinds: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(kinds)
    page = sheet.page
    page.evaluate("window.requestIdleCallback = () => {}")
    page.locator("#figure_1-plot.drawn").wait_for()
    late = page.evaluate(LATE)
    assert {"heatmap", "pie", "bar"}.isdisjoint(late)
    assert {"funnel", "scatterpolar", "surface", "scattermap"} <= set(late)
    for name, drawn in (
        ("tiles", ".heatmaplayer image"),
        ("pie", ".pielayer .slice"),
        ("bars", ".barlayer .point"),
    ):
        page.locator(".controls").get_by_role("button", name=name).click()
        page.locator(f"#figure_1-plot {drawn}").first.wait_for(state="attached")
    assert page.locator("#figure_1-plot .barlayer .point").count() == 3
    sheet.check()


def test_a_figure_that_comes_near_later_finds_its_kind(
    kinds: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(kinds)
    page = sheet.page
    page.evaluate("window.requestIdleCallback = () => {}")
    page.locator("#figure_1-plot.drawn").wait_for()
    page.locator("#figure_3").scroll_into_view_if_needed()
    page.locator("#figure_3-plot.drawn").wait_for()
    page.locator("#figure_2-plot.drawn").wait_for()
    assert page.locator("#figure_2-plot .funnellayer .point").count() == 2
    assert page.evaluate("document.querySelector('#figure_3-plot').calcdata[0][0].trace.type") == (
        "scatterpolar"
    )
    assert page.locator("#figure_3-plot .polarlayer .point").count() == 2
    assert "surface" in page.evaluate(LATE)
    sheet.check()


def test_left_alone_the_page_knows_all_that_plotly_knows(
    kinds: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    sheet = open_page(kinds)
    page = sheet.page
    page.locator("#figure_1-plot.drawn").wait_for()
    page.wait_for_function(f"() => {LATE}.length === 0")
    plain = tmp_path / "plain.html"
    plain.write_text(
        f"<!DOCTYPE html><meta charset=utf-8><script>{get_plotlyjs()}</script>", encoding="utf-8"
    )
    wanted = open_page(plain).page.evaluate(SCHEMA)
    assert page.evaluate(SCHEMA) == wanted
    # What was drawn before goes on.
    late = """Plotly.react(document.querySelector('#figure_1-plot'),
      [{ type: 'surface', z: [[1, 2], [3, 4]] }, { type: 'scattersmith', real: [1], imag: [1] }],
      {}).then((figure) => figure.calcdata.map(([point]) => point.trace.type))"""
    assert page.evaluate(late) == ["surface", "scattersmith"]
    sheet.check()
