"""What is wider than its column scrolls, shrinks or is parted alone."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import nbformat
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from browser.conftest import drawn, shown
from browser.test_report_slides import WALL
from ca_summit.report import build_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser
TERMS = " + ".join(f"a_{{{at}}}" for at in range(60))
HEADS = "".join(f"<th>column number {at}</th>" for at in range(30))
CELLS = "".join(f"<td>{at}.25</td>" for at in range(30))
TABLE = f"<table><thead><tr>{HEADS}</tr></thead><tbody>{f'<tr>{CELLS}</tr>' * 3}</tbody></table>"
SANKEY = {
    "type": "sankey",
    "node": {"label": ["ore", "metal", "slag"]},
    "link": {"source": [0, 0], "target": [1, 2], "value": [2, 1]},
}

#: Whether the page runs sideways, and which blocks of a notebook scroll by themselves.
SIDEWAYS = """() => {
  const alone = [...document.querySelectorAll(".wide, .cell > .html > .scroll, .formula-line, pre")]
    .filter((part) => part.scrollWidth > part.clientWidth + 1);
  return {
    over: document.documentElement.scrollWidth - innerWidth,
    alone: [...new Set(alone.map((part) => part.className))].sort(),
    unreached: alone.filter((part) => part.tabIndex !== 0).length,
  };
}"""


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export formulas, lines, tables, code and figures that no column holds."""
    big = go.Figure(go.Scatter(y=[1, 3, 2]), {"width": 1600, "height": 900, "title": "Broad"})
    cells = [
        new_markdown_cell("# Wide things\n\nA plain sentence that gives the measure."),
        shown({"text/html": TABLE}),
        new_markdown_cell(f"Inline $x = {TERMS}$ ends.\n\n$$y = {TERMS}$$"),
        shown({"text/html": f"<p style='white-space: nowrap'>{'caravan ' * 60}last</p>"}),
        new_markdown_cell("```\n" + "camel + " * 60 + "\n```"),
        drawn(big),
        drawn(go.Figure(SANKEY, {"height": 300, "title": "Flow"})),
        new_markdown_cell("## The end\n\nNothing more."),
    ]
    folder = tmp_path_factory.mktemp("wide")
    nbformat.write(new_notebook(cells=cells), folder / "w.ipynb")
    return build_report([folder / "w.ipynb"], folder / "w.html", execute=False, progress=False)


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_wide_formulas_lines_and_tables_scroll_alone_on_a_screen(
    width: int, wide: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(wide, width=width)
    sheet.page.wait_for_function("() => document.querySelectorAll('.wide').length === 2")
    seen = sheet.page.evaluate(SIDEWAYS)
    assert seen["over"] <= 0
    assert seen["alone"] == ["code", "formula-line", "html wide", "scroll", "wide"]
    assert not seen["unreached"], "a keyboard moves each of them"
    sheet.check()


def test_wide_formulas_lines_and_figures_shrink_alone_on_paper(
    wide: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_page(wide).draw().page
    page.pdf(path=tmp_path / "w.pdf", format="A4", prefer_css_page_size=True)
    run = ["pdftotext", "-bbox", str(tmp_path / "w.pdf"), "-"]
    told = subprocess.run(run, capture_output=True, encoding="utf-8", check=True).stdout
    word = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<'
    words = [(text, *map(float, box)) for *box, text in re.findall(word, told)]
    heights = {text: bottom - top for text, _, top, _, bottom in words}
    assert heights["sentence"] > 10.5, "the text keeps its size"
    assert heights["sentence"] == pytest.approx(heights["Nothing"])
    assert max(right for _, _, _, right, _ in words) < 595.3 - 40, "nothing is cut at the edge"
    assert heights["caravan"] < heights["sentence"]
    assert told.count("caravan") == 60
    assert "".join(text for text, *_ in words).count("59") >= 2, "both formulas are whole"
    order = [text for text, *_ in words]
    assert order.index("Contents") < order.index("plain"), "the contents are not amid the text"
    assert page.evaluate("document.querySelectorAll('math[style*=font-size]').length") == 0


def test_a_flow_stands_at_its_place_when_it_is_printed(
    wide: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(wide).draw()
    drawing = "[...document.querySelectorAll('.sankey-node')].map((node) => node.style.opacity)"
    now = f"(dispatchEvent(new Event('beforeprint')), {drawing})"
    assert sheet.page.evaluate(now) == ["1", "1", "1"]
    sheet.page.evaluate("dispatchEvent(new Event('afterprint'))")
    still = "document.querySelector('#figure_2-plot')._context.staticPlot"
    sheet.page.wait_for_function(f"() => !{still}")
    sheet.check()


def test_on_a_wall_wide_things_are_whole_and_large(
    wide: Path, open_page: Callable[..., Any]
) -> None:
    page = open_page(wide, width=1920, height=1080).draw().page
    page.evaluate("document.documentElement.requestFullscreen = undefined")
    page.get_by_role("button", name="Present").click()
    assert page.locator(".pager .at").inner_text().startswith("Slide 1 of"), "the cover is first"
    columns: set[str] = set()
    for _ in range(int(page.locator(".pager .at").inner_text().split()[-1])):
        page.wait_for_selector(".stage:not([aria-busy=true])", timeout=30_000)
        slide = page.evaluate(WALL)
        assert not slide["spills"], slide["head"]
        formula = page.locator(".slide math").count()
        assert formula or slide["small"] == [], slide["head"]
        hidden = "[...document.querySelectorAll('.slide *')].some((part) => "
        hidden += "/auto|scroll/.test(getComputedStyle(part).overflowX) && "
        hidden += "part.scrollWidth > part.clientWidth + 1)"
        assert not page.evaluate(hidden), slide["head"]
        columns |= set(re.findall(r"column number \d+", slide["text"]))
        page.keyboard.press("ArrowRight")
    assert len(columns) == 30, "every column of the wide table stands on a slide"
