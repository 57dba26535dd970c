"""Read an exported page as people do: with a finger, on paper, along the contents."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ca_summit.charts import plot_indicator
from ca_summit.maps import map_region
from ca_summit.report import build_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser
PLOTLY = "application/vnd.plotly.v1+json"
WORDS = "The quick brown fox jumps over the lazy dog and runs along the river to the sea. " * 6


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export a map, a chart, a wide table and enough text to scroll through."""
    cells: list[Any] = [new_markdown_cell("# Reading")]
    figures = [map_region("life_expectancy"), plot_indicator("life_expectancy")]
    for number in range(12):
        cells.append(
            new_markdown_cell(f"## Chapter {number}\n\n{WORDS}\n\n### Part {number}\n\n{WORDS}")
        )
        if number < len(figures):
            bundle = {PLOTLY: figures[number].to_plotly_json()}
            output = new_output("display_data", data=nbformat.from_dict(_plain(bundle)))
            cells.append(new_code_cell("figure", outputs=[output]))
    told = new_output("display_data", data={"text/markdown": WORDS})
    cells.append(new_code_cell("told", outputs=[told]))
    lines = "".join(f"line{at}of80\n" for at in range(1, 81))
    cells.append(new_code_cell("talk", outputs=[new_output("stream", text=lines)]))
    head = "".join(f"<th>column number {at}</th>" for at in range(16))
    row = "".join(f"<td>word{at}word word{at}</td>" for at in range(16))
    table = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    cells.append(
        new_code_cell("t", outputs=[new_output("display_data", data={"text/html": table})])
    )
    folder = tmp_path_factory.mktemp("reading")
    nbformat.write(new_notebook(cells=cells), folder / "reading.ipynb")
    return build_report(
        [folder / "reading.ipynb"], folder / "r.html", execute=False, progress=False
    )


def _plain(bundle: dict[str, Any]) -> dict[str, Any]:
    import json

    import plotly.io as pio

    return {kind: json.loads(pio.to_json(value, validate=False)) for kind, value in bundle.items()}


def swipe(page: Any, x: float, y: float, by: float) -> None:
    """Draw a finger over the screen, in steps as a hand does."""
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for step in range(1, 13):
        point = {"x": x, "y": y + by * step / 12}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        page.wait_for_timeout(16)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(250)


@pytest.mark.parametrize("number", [0, 1])
def test_a_finger_on_a_figure_scrolls_the_page_and_leaves_the_figure(
    number: int, page_file: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(page_file, width=390, height=844, touch=True).draw()
    page = sheet.page
    plot = page.locator(".plot").nth(number)
    plot.evaluate("node => node.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = plot.bounding_box()
    ranges = (
        "node => [node._fullLayout.xaxis.range, node._fullLayout.yaxis.range].flat().map(Number)"
    )
    before = (page.evaluate("scrollY"), plot.evaluate(ranges))
    swipe(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, -150)
    page.wait_for_function("(was) => scrollY > was + 60", arg=before[0])
    assert plot.evaluate(ranges) == pytest.approx(before[1])
    assert page.locator(".modebar-container:visible .modebar-btn:visible").count() == 0
    sheet.check()


def test_opened_large_a_figure_is_moved_by_the_finger_and_put_back(
    page_file: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(page_file, width=390, height=844, touch=True).draw()
    page = sheet.page
    figure, plot = page.locator("figure.fig").first, page.locator(".plot").first
    wide = plot.evaluate("node => node._fullLayout.xaxis.range.map(Number)")
    high = plot.evaluate("node => Number(node._fullLayout.yaxis.range[0])")
    button = figure.locator('[data-do="large"]')
    button.scroll_into_view_if_needed()
    scrolled = page.evaluate("scrollY")
    button.click()
    page.locator("figure.large .modebar-btn").first.wait_for()
    box = plot.bounding_box()
    assert box["height"] > 0.6 * 844, "title and notes stand around it"
    swipe(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, -150)
    assert page.evaluate("scrollY") == scrolled
    page.wait_for_function(
        "([node, was]) => Math.abs(node._fullLayout.yaxis.range[0] - was) > 1e-6",
        arg=[plot.element_handle(), high],
    )
    moved = plot.evaluate("node => node._fullLayout.yaxis.range.map(Number)")
    page.keyboard.press("Escape")
    page.locator("figure.large").wait_for(state="detached")
    assert plot.evaluate("node => node._fullLayout.xaxis.range.map(Number)") == pytest.approx(wide)
    assert plot.evaluate("node => node._fullLayout.yaxis.range.map(Number)") != pytest.approx(moved)
    assert button.evaluate("node => node === document.activeElement")
    sheet.check()


@pytest.mark.parametrize("width", [390, 1280])
def test_opening_tables_does_not_widen_the_page(
    width: int, page_file: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(page_file, width=width).draw()
    sheet.page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    sheet.page.wait_for_timeout(400)
    assert sheet.page.evaluate("document.documentElement.scrollWidth") == width


def test_the_contents_follow_the_reader_and_fold(
    page_file: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(page_file, width=1280, height=500)
    page = sheet.page
    page.evaluate("document.querySelectorAll('h3')[9].scrollIntoView({ behavior: 'instant' })")
    current = page.locator("nav a[aria-current]", has_text="Part 9")
    current.wait_for()
    box, nav = current.bounding_box(), page.locator("nav#_contents").bounding_box()
    assert nav["y"] <= box["y"] <= nav["y"] + nav["height"]
    shown = page.locator("nav a:visible").all_inner_texts()
    assert [text for text in shown if text.startswith("Part")] == ["Part 9"]
    assert len([text for text in shown if text.startswith("Chapter")]) == 12


def test_prose_has_one_measure(page_file: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(page_file, width=1280).page
    widths = page.evaluate(
        "[...document.querySelectorAll('.prose p')].filter(p => p.textContent.length > 300)"
        ".map(p => Math.round(p.getBoundingClientRect().width))"
    )
    assert len(widths) > 20
    assert len(set(widths)) == 1


def test_a_wide_table_shrinks_alone_on_paper(
    page_file: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_page(page_file, width=1280).page
    page.pdf(path=str(tmp_path / "r.pdf"), format="A4", prefer_css_page_size=True)
    fonts = subprocess.run(
        ["pdftotext", "-bbox", str(tmp_path / "r.pdf"), "-"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    heights = {
        word: max(
            float(high) - float(low)
            for low, high in re.findall(rf'yMin="([\d.]+)" [^>]*yMax="([\d.]+)">{word}<', fonts)
        )
        for word in ("brown", "word15word")
    }
    assert heights["brown"] > 10
    assert heights["word15word"] < heights["brown"]
    right = [float(x) for x in re.findall(r'xMax="([\d.]+)"', fonts)]
    assert max(right) < 595 - 30
    numbers = re.findall(r">(\d+)</word>\s*<word [^>]*>/</word>\s*<word [^>]*>(\d+)<", fonts)
    assert [int(at) for at, _ in numbers] == list(range(1, len(numbers) + 1))
    assert {int(total) for _, total in numbers} == {len(numbers)}


def test_a_long_output_is_whole_on_paper(
    page_file: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_page(page_file, width=1280).page
    page.pdf(path=str(tmp_path / "r.pdf"), format="A4", prefer_css_page_size=True)
    told = ["pdftotext", "-layout", str(tmp_path / "r.pdf"), "-"]
    text = subprocess.run(told, capture_output=True, encoding="utf-8", check=True).stdout
    assert [f"line{at}of80" for at in range(1, 81) if f"line{at}of80" not in text] == []


def test_the_first_screen_waits_for_nothing_far_below(
    page_file: Path, open_page: Callable[..., Any]
) -> None:
    skipped = (
        "[...document.querySelectorAll('main > section')].filter((one) => "
        "!one.firstElementChild.checkVisibility({ contentVisibilityAuto: true })).length"
    )
    page = open_page(page_file, width=1280, height=900).page
    assert page.evaluate(skipped) == 0, "all can be measured once the program runs"
    page.evaluate("document.documentElement.classList.remove('js')")
    page.wait_for_function(f"() => {skipped} > 4")
    assert page.evaluate(skipped) < page.locator("main > section").count() - 2
