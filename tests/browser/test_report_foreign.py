"""Open pages of other people's notebooks: figures as authored, each fault in its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ca_summit.report.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser
PLOTLY = "application/vnd.plotly.v1+json"


def exported(folder: Path, *cells: Any) -> Path:
    """Write a page of texts, figures (dicts) and HTML outputs (one-item lists)."""
    made = []
    for cell in cells:
        if isinstance(cell, str):
            made.append(new_markdown_cell(cell))
        else:
            data = {PLOTLY: cell} if isinstance(cell, dict) else {"text/html": cell[0]}
            made.append(new_code_cell("x", outputs=[new_output("display_data", data=data)]))
    page = Page()
    page.add_notebook(new_notebook(cells=made), name="n")
    target = folder / "n.html"
    target.write_text(page.html(), encoding="utf-8")
    return target


def size(page: Any, number: int) -> list[int]:
    found = page.locator(f"#figure_{number}-plot .main-svg").first.bounding_box()
    return [round(found["width"]), round(found["height"])]


def test_sizes_are_the_authors_and_scaled_on_a_phone(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    square = {"data": [{"y": [1, 2]}], "layout": {"width": 400, "height": 400}}
    wide = {"data": [{"y": [1, 2]}], "layout": {"width": 900, "height": 300}}
    tall = {"data": [{"y": [1, 2]}], "layout": {"height": 4400}}
    path = exported(tmp_path, square, wide, tall)
    page = open_page(path).draw().page
    assert size(page, 1) == [400, 400]
    assert size(page, 2) == [900, 300]
    assert size(page, 3)[1] == 4400
    phone = open_page(path, width=390).draw()
    room = phone.page.locator("#figure_2").bounding_box()["width"]
    assert size(phone.page, 2) == [round(room), round(room / 3)]
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    caption = phone.page.locator("#figure_2 figcaption").bounding_box()["y"]
    drawn = phone.page.locator("#figure_2-plot").bounding_box()
    assert caption - drawn["y"] < room / 3 + 40, "no gap where the unscaled figure would end"
    phone.check()


TRACES: dict[str, list[dict[str, Any]]] = {
    "bars and dots": [
        {"type": "bar", "x": ["a", "b"], "y": [1, 2]},
        {"type": "scatter", "x": ["a", "b"], "y": [2, 1], "mode": "markers"},
    ],
    "lines": [
        {"type": "scatter", "y": [1, 3, 2], "name": "one"},
        {"type": "scatter", "y": [2, 1, 3], "name": "two", "fill": "tozeroy"},
    ],
    "pie": [{"type": "pie", "labels": ["a", "b", "c"], "values": [3, 2, 1]}],
    "heatmap": [{"type": "heatmap", "z": [[1, 2], [3, 4]]}],
    "boxes": [{"type": "box", "y": [1, 2, 3, 9]}, {"type": "violin", "y": [1, 2, 3, 5]}],
    "histogram": [{"type": "histogram", "x": [1, 1, 2, 3, 3, 3, 4]}],
    "polar": [{"type": "barpolar", "r": [1, 2, 3], "theta": [0, 90, 180]}],
    "tree": [{"type": "treemap", "labels": ["all", "a", "b"], "parents": ["", "all", "all"]}],
}
TEMPLATES = ("ggplot2", "seaborn", "plotly_dark", "simple_white")
#: What a figure looks like: its size, ground and letters, and the colour of each of its marks.
LOOK = """selector => [...document.querySelectorAll(selector)].map((plot) => {
  const all = (inner, read) => [...plot.querySelectorAll(inner)]
    .map((node) => read(getComputedStyle(node)));
  const drawn = ".trace path, .points path, .slice path, .bars path, .box path";
  const svg = plot.querySelector(".main-svg").getBoundingClientRect();
  return {
    size: [svg.width, svg.height].map(Math.round),
    ground: all(".main-svg", (style) => style.backgroundColor),
    plane: all(".bglayer rect, .bg, .polarbg path", (style) => style.fill),
    marks: all(drawn, (style) => [style.fill, style.stroke, style.strokeWidth].join()),
    letters: all("text", (style) => [style.fontFamily, style.fontSize, style.fill].join()),
    lines: plot.querySelectorAll(".gridlayer path, .zerolinelayer path").length,
    pictures: plot.querySelectorAll("image").length,
  };
})"""


def test_thirty_two_figures_look_as_plain_plotly_draws_them(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    from plotly.offline import get_plotlyjs

    figures = []
    for template in TEMPLATES:
        for name, traces in TRACES.items():
            layout = {"template": template, "width": 500, "height": 300, "title": {"text": name}}
            figures.append(json.loads(go.Figure(traces, layout).to_json()))
    assert len(figures) >= 30
    sheet = open_page(exported(tmp_path, *figures)).draw()
    draw = "".join(
        f"Plotly.newPlot('p{n}', {json.dumps(f['data'])}, {json.dumps(f['layout'])});"
        for n, f in enumerate(figures)
    )
    divs = "".join(f"<div class=p id=p{n}></div>" for n in range(len(figures)))
    (tmp_path / "plain.html").write_text(
        f"<!DOCTYPE html><meta charset=utf-8>{divs}<script>{get_plotlyjs()}</script>"
        f"<script>{draw}</script>",
        encoding="utf-8",
    )
    page = open_page(tmp_path / "plain.html").page
    page.wait_for_function("document.querySelectorAll('.p .main-svg').length >= 32")
    for _ in range(30):  # what is out of sight is laid out after the next frames
        ours, plain = sheet.page.evaluate(LOOK, ".plot"), page.evaluate(LOOK, ".p")
        if ours == plain:
            break
        page.wait_for_timeout(500)
    assert sum(len(look["marks"]) for look in plain) > 60
    for at, (mine, theirs) in enumerate(zip(ours, plain, strict=True)):
        assert mine == theirs, figures[at]["layout"]["title"]
    sheet.check()


def test_one_figure_that_fails_leaves_the_others_drawn(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    path = exported(tmp_path, {"data": [{"y": [1]}]}, {"data": [{"y": [2]}]})
    text = path.read_text(encoding="utf-8")
    import re

    from ca_summit.report.compress import pack, unpack

    packed = re.search(r'id="_specs">([^<]+)<', text)[1]
    lines = unpack(packed).split("\n")
    path.write_text(
        text.replace(packed, pack("\n".join([lines[0], "{broken", lines[2]]))), encoding="utf-8"
    )
    page = open_page(path).page
    page.evaluate("caSummit.drawAll()")
    page.wait_for_selector("#figure_2-plot.drawn")
    assert page.locator("#figure_1-plot.failed").count() == 1
    assert "could not draw" in page.locator("#figure_1").inner_text()


def test_headings_and_style_sheets_take_nothing_from_the_page(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    path = exported(
        tmp_path,
        "# T",
        *[f"## {n}" for n in ("Settings", "Plotly", "Specs", "Bibtex", "Text", "Said")],
        ["<style>~ * {display:none}</style><p>one</p>"],
        "<style>~ * {display:none}</style>\n\nHello",
        "This stays.",
        {"data": [{"y": [1]}]},
    )
    sheet = open_page(path).draw()
    assert sheet.page.get_by_text("This stays.").is_visible()
    assert sheet.page.locator("#figure_1-plot.drawn").count() == 1
    sheet.check()


def test_an_address_that_cannot_be_decoded_is_no_error(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(exported(tmp_path, "# T", "## A"))
    sheet.page.evaluate("location.hash = '#%E0%A4%A'")
    sheet.page.wait_for_timeout(200)
    sheet.check()


def test_links_in_figures_tell_nothing_and_names_are_not_looked_up(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    figure = {
        "data": [{"y": [1]}],
        "layout": {"title": {"text": '<a href="https://example.org/x">t</a>'}},
    }
    page = open_page(exported(tmp_path, figure)).draw().page
    assert page.locator("#figure_1-plot a").get_attribute("rel") == "noopener noreferrer"
    assert (
        page.locator('meta[http-equiv="x-dns-prefetch-control"]').get_attribute("content") == "off"
    )


def test_maps_of_others_are_drawn_on_outlines_without_a_request(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    countries = {
        "data": [{"type": "choropleth", "locations": ["KAZ", "UZB", "SGP"], "z": [1, 2, 3]}]
    }
    names = {
        "data": [
            {
                "type": "choropleth",
                "locationmode": "country names",
                "locations": ["Kazakhstan", "Germany"],
                "z": [1, 2],
            }
        ]
    }
    states = {
        "data": [
            {
                "type": "choropleth",
                "locationmode": "USA-states",
                "locations": ["CA", "TX"],
                "z": [1, 2],
            }
        ],
        "layout": {"geo": {"scope": "usa"}},
    }
    points = {
        "data": [{"type": "scattergeo", "lat": [41.3], "lon": [69.2]}],
        "layout": {"geo": {"showland": True, "fitbounds": False}},
    }
    sheet = open_page(exported(tmp_path, countries, names, states, points)).draw()
    page = sheet.page
    for number, marks in ((1, 3), (2, 2), (3, 2)):
        paths = page.locator(f"#figure_{number} .choroplethlayer path")
        assert paths.count() == marks
        assert min(len(p.get_attribute("d") or "") for p in paths.all()) > 10
    assert len(page.locator("#figure_4 .layer.land path").first.get_attribute("d")) > 1000
    sheet.check()


def test_many_three_dimensional_figures_keep_what_they_show(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    solid = {
        "data": [{"type": "scatter3d", "x": [1, 2], "y": [1, 2], "z": [1, 2], "mode": "markers"}]
    }
    sheet = open_page(exported(tmp_path, *[solid] * 12)).draw()
    page = sheet.page
    assert page.locator(".plot.drawn").count() == 12
    page.wait_for_function(
        "() => [...document.querySelectorAll('.plot')]"
        ".every((plot) => plot.querySelector('canvas, img.still'))"
    )
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_function("document.querySelector('#figure_1-plot canvas')")
    assert page.locator("#figure_1-plot img.still").count() == 0, "drawn again when scrolled back"
