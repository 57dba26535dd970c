"""Presenting is slides: one thought or one figure each, fitted to the screen."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import nbformat
import plotly.express as px
import plotly.io as pio
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import ca_summit as ca
from ca_summit.report import build_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser
LONG = "The caravan went on for another day and found no water. " * 8

#: What a slide shows: its head, what spills over, its smallest letters in text and figure.
LOOK = """() => {
  const [body, stage] = [document.querySelector(".slide"), document.querySelector(".stage")];
  const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT);
  const sizes = { text: [], figure: [] };
  let lowest = 0;
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    if (!walker.currentNode.textContent.trim() || !box.width) continue;
    const plot = parent.closest(".plot");
    const scale = plot ? Number(plot.style.getPropertyValue("--scale")) : 1;
    sizes[plot ? "figure" : "text"].push(parseFloat(getComputedStyle(parent).fontSize) * scale);
    lowest = Math.max(lowest, box.bottom);
  }
  return {
    head: document.querySelector(".slide-head").textContent,
    text: body.innerText,
    figure: body.querySelectorAll("figure").length,
    spills: body.scrollHeight > body.clientHeight + 2 || body.scrollWidth > body.clientWidth + 2,
    page: document.documentElement.scrollHeight > innerHeight + 1,
    smallest: Math.min(99, ...sizes.text), inFigure: Math.min(99, ...sizes.figure), lowest,
  };
}"""

#: The same of the reader's edition, where letters are measured as they appear on the screen and
#: a figure may go on overleaf: what stands outside the window of a slide is not seen on it.
WALL = """() => {
  const [body, stage] = [document.querySelector(".slide"), document.querySelector(".stage")];
  const [seen, cut, rows] = [[], [], []];
  const view = body.getBoundingClientRect();
  for (const root of [stage, document.querySelector(".pager")]) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim();
      const node = walker.currentNode.parentElement;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const box = range.getBoundingClientRect();
      if (!text || !box.width || node.closest(".strip .modebar-container")) continue;
      const plot = node.closest(".plot.part");
      let [top, bottom] = [0, innerHeight];
      if (plot) {
        const style = (name) => parseFloat(plot.style.getPropertyValue(name));
        const all = plot.getBoundingClientRect();
        [top, bottom] = [all.top + style("--from") * style("--scale"),
          all.bottom - style("--until") * style("--scale")];
      }
      const strip = node.closest(".strip");
      if (strip) ({ top, bottom } = strip.getBoundingClientRect());
      const middle = (box.top + box.bottom) / 2;
      if (middle < top || middle > bottom) continue;
      if (node.closest(".textpoint")) rows.push(text);
      const third = box.height / 3;
      if (box.top < top - third || box.bottom > Math.min(bottom, view.bottom + 60) + third)
        cut.push(text);
      let size = parseFloat(getComputedStyle(node).fontSize);
      if (node.getScreenCTM) { const { a, b } = node.getScreenCTM(); size *= Math.hypot(a, b); }
      else for (let at = node; at; at = at.parentElement) size *= Number(getComputedStyle(at).zoom);
      seen.push([size, text]);
    }
  }
  return {
    head: `${document.querySelector(".slide-head").textContent}: ${body.innerText.slice(0, 60)}`,
    figures: body.querySelectorAll(".plot").length, text: body.innerText, cut,
    spills: body.scrollHeight > body.clientHeight + 2 || body.scrollWidth > body.clientWidth + 2,
    small: seen.filter(([size]) => size < 0.0124 * innerWidth),
    rows, seen: seen.map(([, text]) => text),
  };
}"""


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export a talk: short words and a chart, long words, a long list, a long table, a fold."""
    line = px.line(x=[1, 2, 3], y=[2, 5, 3], title="Wells by year")
    tall = px.bar(x=[1] * 90, y=[f"well {n}" for n in range(90)], title="Ninety wells", height=2400)

    def cell(code: str, mime: str, data: Any) -> Any:
        bundle = nbformat.from_dict({mime: data})
        return new_code_cell(code, outputs=[new_output("display_data", data=bundle)])

    def drawn(fig: Any) -> Any:
        spec = json.loads(pio.to_json(fig, validate=False))
        return cell("draw()", "application/vnd.plotly.v1+json", spec)

    head = "<thead><tr><th>well</th><th>depth</th></tr></thead>"
    rows = "".join(f"<tr><td>well {n}</td><td>{n}</td></tr>" for n in range(80))
    cells = [
        new_markdown_cell("# A talk\n\nOne sentence."),
        new_markdown_cell("## The chart\n\nThe wells rose and fell."),
        drawn(line),
        new_markdown_cell("## Long words\n\n" + f"{LONG}\n\n" * 7),
        new_markdown_cell("## A list\n\n" + "\n".join(f"{n}. Stop {n}" for n in range(1, 61))),
        new_markdown_cell("## A table"),
        cell("table()", "text/html", f"<table>{head}<tbody>{rows}</tbody></table>"),
        new_markdown_cell("## Tall"),
        drawn(tall),
    ]
    folded = cell("answer()", "text/markdown", "A secret.")
    folded.metadata["tags"] = ["answer"]
    folder = tmp_path_factory.mktemp("talk")
    nbformat.write(new_notebook(cells=[*cells, folded]), folder / "talk.ipynb")
    return build_report([folder / "talk.ipynb"], folder / "t.html", execute=False, progress=False)


def _slides(sheet: Any) -> list[dict[str, Any]]:
    page = sheet.page
    page.evaluate("document.documentElement.requestFullscreen = undefined")
    page.get_by_role("button", name="Present").click()
    page.keyboard.press("Home")
    seen = []
    for _ in range(int(page.locator(".pager .at").inner_text().split()[-1])):
        page.wait_for_selector(".stage:not([aria-busy=true])", timeout=30_000)
        seen.append(page.evaluate(LOOK))
        page.locator("[data-do=forward]").click()  # nothing covers the buttons
    return seen


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720), (390, 844)])
def test_no_slide_needs_scrolling(
    width: int, height: int, talk: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(talk, width=width, height=height).draw()
    for slide in _slides(sheet):
        assert not slide["spills"], slide["head"]
        assert not slide["page"], slide["head"]
        assert slide["lowest"] <= height, slide["head"]
    sheet.check()


def test_on_a_wall_every_letter_has_24_pixels(talk: Path, open_page: Callable[..., Any]) -> None:
    slides = _slides(open_page(talk, width=1920, height=1080).draw())
    for slide in slides:
        assert slide["smallest"] >= 24, slide["head"]
        assert slide["inFigure"] >= 24, slide["head"]


def test_a_slide_is_one_thought_and_nothing_is_lost_between(
    talk: Path, open_page: Callable[..., Any]
) -> None:
    slides = _slides(open_page(talk, width=1920, height=1080).draw())
    chart = [slide for slide in slides if slide["head"] == "The chart"]
    assert len(chart) == 1
    assert chart[0]["figure"] == 1
    assert "The wells rose and fell." in chart[0]["text"]
    assert all(slide["figure"] <= 1 for slide in slides)
    whole = "\n".join(slide["text"] for slide in slides)
    assert whole.count("The caravan went on") == 56
    assert [whole.count(f"Stop {n}\n") for n in (1, 30, 59)] == [1, 1, 1]
    table = [slide["text"] for slide in slides if slide["head"] == "A table"]
    assert len(table) > 1
    assert all("depth" in text for text in table), "the head of the table is repeated"
    assert sum(text.count("well ") for text in table) == 80
    (tall,) = [slide for slide in slides if slide["head"] == "Tall"]
    assert tall["figure"] == 0
    assert "Ninety wells" in tall["text"], "an unreadable figure is told in words"
    assert not any("Sources" in slide["head"] or "secret" in slide["text"] for slide in slides)


def test_after_the_talk_the_page_is_as_before(talk: Path, open_page: Callable[..., Any]) -> None:
    sheet = open_page(talk, width=1920, height=1080).draw()
    page = sheet.page
    text = page.locator("main").text_content()
    order = "[...document.querySelectorAll('main [id]')].map((node) => node.id)"
    before = page.evaluate(order)
    width = page.evaluate("document.querySelector('#figure_1-plot')._fullLayout.width")
    _slides(sheet)
    page.keyboard.press("Escape")
    drawn = "document.querySelector('#figure_1-plot')._fullLayout.width"
    page.wait_for_function(f"() => {drawn} === {width}")
    assert page.evaluate(order) == before
    assert page.locator("main").text_content() == text
    assert page.locator(".stage").is_hidden()
    sheet.check()


def test_a_window_of_another_size_keeps_the_place(
    talk: Path, open_page: Callable[..., Any]
) -> None:
    page = open_page(talk, width=1920, height=1080).draw().page
    page.evaluate("document.documentElement.requestFullscreen = undefined")
    page.get_by_role("button", name="Present").click()
    page.keyboard.press("Home")
    while page.locator(".slide-head").inner_text() != "A list":
        page.keyboard.press("ArrowRight")
    page.set_viewport_size({"width": 1024, "height": 600})
    page.wait_for_function(f"() => !({LOOK})().spills")
    assert page.locator(".slide-head").inner_text() == "A list"


def _walk(page: Any) -> list[Any]:
    page.evaluate("document.documentElement.requestFullscreen = undefined")
    page.locator("[data-do=present]").click()
    page.keyboard.press("Home")
    seen = []
    while True:
        page.wait_for_selector(".stage:not([aria-busy=true])", timeout=30_000)
        seen.append(page.evaluate(WALL))
        at, total = re.findall(r"\d+", page.locator(".pager .at").inner_text())
        if at == total:
            return seen
        page.keyboard.press("ArrowRight")


def test_every_slide_of_the_story_can_be_read_on_a_wall(
    edition: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(edition, width=1920, height=1080)
    slides = _walk(sheet.page)
    assert len(slides) > 30
    assert [slide["head"] for slide in slides if slide["spills"] or slide["figures"] > 1] == []
    assert [(slide["head"], slide["small"]) for slide in slides if slide["small"]] == []
    assert [(slide["head"], slide["cut"]) for slide in slides if slide["cut"]] == []
    assert not any("Sources of the figures" in slide["head"] for slide in slides)
    claims = [slide for slide in slides if slide["figures"] and "claims hold" in slide["text"]]
    rows = [row for slide in claims for row in slide["rows"]]
    assert len(claims) > 1, "a high figure goes on overleaf"
    assert len(rows) == len(set(rows)) >= 27, "with every row once"
    timeline = [s for s in slides if s["figures"] and "outside powers held" in s["text"]]
    assert len(timeline) == 2
    for slide in timeline:
        assert any(text.startswith("article") for text in slide["seen"]), "heads are repeated whole"
    assert slides[0]["text"].count("presidents") == 1, "the cover says what it is about"
    assert "Checked:" in slides[0]["text"]
    sheet.check()


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the two figures of long sentences in rows, and a sentence that leads on."""
    cells: list[Any] = [new_markdown_cell("# Rows")]
    for fig in (ca.plot_commitments(since="2025-11-06", until="2025-11-06"), ca.plot_claims()):
        data = {"application/vnd.plotly.v1+json": json.loads(fig.to_json())}
        output = new_output("display_data", data=nbformat.from_dict(data))
        cells.append(new_code_cell("figure", outputs=[output]))
    leads = new_markdown_cell("More stands below.", metadata={"tags": ["signpost"]})
    folder = tmp_path_factory.mktemp("rows")
    nbformat.write(new_notebook(cells=[*cells, leads]), folder / "rows.ipynb")
    return build_report([folder / "rows.ipynb"], folder / "r.html", execute=False, progress=False)


#: Words over the edge of the screen, words broken in two, entries of a key.
EDGES = """() => {
  const [over, broken] = [[], []];
  const walker = document.createTreeWalker(document.querySelector(".slide"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (const { 0: word, index } of node.data.matchAll(/[^\\s]+/g)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const boxes = [...range.getClientRects()].filter((box) => box.width);
      if (boxes.some((box) => box.right > innerWidth)) over.push(word);
      if (!node.parentElement.closest("svg") && new Set(boxes.map((box) => box.top)).size > 1)
        broken.push(word);
    }
  }
  const texts = [...document.querySelectorAll(".slide .plot text")];
  const rows = texts.map((text) => text.getBoundingClientRect());
  const meet = rows.filter((box, at) => rows.some((other, place) => place > at
    && box.left < other.right && other.left < box.right
    && Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 8));
  return { over, broken, meet: meet.length, text: document.querySelector(".slide").innerText };
}"""


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1024, 768)])
def test_sentences_in_rows_take_two_slides_and_are_whole_on_them(
    width: int, height: int, rows: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(rows, width=width, height=height)
    page = sheet.page
    page.evaluate("document.documentElement.requestFullscreen = undefined")
    page.get_by_role("button", name="Present").click()
    page.keyboard.press("Home")
    found = []
    for _ in range(9):
        page.wait_for_function("document.querySelector('.stage').ariaBusy === 'false'")
        page.wait_for_timeout(150)
        found.append(page.evaluate(EDGES))
        at, total = re.findall(r"\d+", page.locator(".pager .at").inner_text())
        if at == total:
            break
        page.keyboard.press("ArrowRight")
    assert [(one["over"], one["broken"]) for one in found if one["over"] or one["broken"]] == []
    assert [one["meet"] for one in found if one["meet"]] == []
    assert len(found) == 4, "two figures, two slides each; a signpost is on none"
    assert not any("More stands below" in one["text"] for one in found)
    sheet.check()


def test_on_a_projector_the_figures_of_all_chapters_fit_their_slides(
    edition: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(edition, width=1280, height=720)
    sheet.page.evaluate(
        "document.querySelectorAll('details.chapter').forEach((box) => { box.open = true; })"
    )
    slides = _walk(sheet.page)
    assert sum(slide["figures"] > 0 for slide in slides) > 48
    assert [slide["head"] for slide in slides if slide["spills"] or slide["figures"] > 1] == []
    figures = [slide for slide in slides if slide["figures"]]
    assert [(slide["head"], slide["small"]) for slide in figures if slide["small"]] == []
    assert [(slide["head"], slide["cut"]) for slide in slides if slide["cut"]] == []
    sheet.check()
