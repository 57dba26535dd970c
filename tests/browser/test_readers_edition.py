"""The reader's edition as built: five answers on two screens, no figure twice, light to open."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from ca_summit import story

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser
NODES = "document.querySelectorAll('*').length"


def _bare(markdown: str) -> str:
    return " ".join(re.sub(r"[*]|^- |^\d\. ", "", markdown, flags=re.MULTILINE).split())


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_five_questions_are_answered_on_the_first_two_screens(
    width: int, height: int, edition: Path, open_page: Callable[..., Any]
) -> None:
    page = open_page(edition, width=width, height=height).page
    seen = page.evaluate(
        "[...document.querySelectorAll('main h1, main p, main li')]"
        ".filter((node) => node.getBoundingClientRect().bottom <= 2 * innerHeight)"
        ".map((node) => node.innerText).join(' ')"
    )
    seen = " ".join(seen.split())
    assert _bare(story.standfirst()) in seen
    assert _bare(story.data_line()) in seen
    answers = story.in_brief().splitlines()
    asked = [line.split("**")[1] for line in answers]
    assert asked == [
        "What was it?",
        "When and where?",
        "Who came?",
        "What was new?",
        "How sure is this?",
    ]
    # The five findings follow; on a phone they begin on the second screen.
    for line in [*answers, *(story.findings().splitlines() if width > 1000 else [])]:
        assert _bare(line) in seen


def test_it_is_light_to_open_and_whole(edition: Path, open_page: Callable[..., Any]) -> None:
    assert edition.stat().st_size <= 2_600_000
    sheet = open_page(edition)
    page = sheet.page
    page.wait_for_timeout(1500)
    assert page.evaluate(NODES) <= 8000
    assert page.evaluate("document.querySelectorAll('details.chapter[open]').length") == 0
    assert page.locator("details.chapter .plot.drawn").count() == 0, "what is folded is not drawn"
    sheet.check()


def test_every_figure_of_it_says_what_it_found(
    edition: Path, open_page: Callable[..., Any]
) -> None:
    page = open_page(edition).page
    heads = page.evaluate(
        "[...document.querySelectorAll('figure')].filter((one) => one.querySelector('.plot'))"
        ".map((one) => ['question', 'title'].map((part) =>"
        " one.querySelector(`.fig-${part}`)?.textContent.trim() ?? ''))"
    )
    assert len(heads) > 45
    assert [title for question, title in heads if not question] == []
    assert all(question != title for question, title in heads)


def test_no_figure_stands_in_it_twice(edition: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(edition).page
    titles = page.evaluate(
        "[...document.querySelectorAll('figure .alt')].map((node) => node.textContent)"
    )
    assert len(titles) > 40
    assert sorted(titles) == sorted(set(titles))
    again = page.locator(".fig-again a").evaluate_all("links => links.map((a) => a.hash)")
    assert again
    assert all(page.locator(target).count() == 1 for target in again)


def test_its_words_hold_no_ids_no_missing_values_and_no_instructions_for_cells(
    edition: Path, open_page: Callable[..., Any]
) -> None:
    page = open_page(edition).page
    text = page.evaluate(
        """() => {
          const main = document.querySelector("main").cloneNode(true);
          const code = "code, pre, kbd, details.sources, .source-list, .stream, figure, .waiting";
          main.querySelectorAll(code).forEach((part) => part.remove());
          return main.textContent;
        }"""
    )
    assert not re.search(r"\bNaN\b|<NA>|\bNaT\b", text)
    assert not re.search(r"Shift|[Rr]un (a|the|this) cell|first cell|Level: ", text)
    assert not re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", text)
    around = page.locator("figure :is(figcaption, .fig-source, .fig-subtitle, .data td)")
    named = [t for t in around.all_text_contents() if re.search(r"\b[a-z]+(?:_[a-z0-9]+)+\b", t)]
    assert named == []


def test_a_chapter_opens_from_the_contents_and_draws_its_figures(
    edition: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(edition, width=1280, height=900)
    page = sheet.page
    page.locator("details.chapter > summary").first.click()
    page.locator("details.chapter[open] figure").first.scroll_into_view_if_needed()
    page.locator("details.chapter[open] .plot.drawn").first.wait_for(timeout=60_000)
    link = page.locator("details.chapter:not([open]) h3").first.get_attribute("id")
    page.evaluate(f"location.hash = {link!r}")
    page.wait_for_function(
        f"() => document.getElementById({link!r}).closest('details').open"
        f" && Math.abs(document.getElementById({link!r}).getBoundingClientRect().top) < innerHeight"
    )
    sheet.check()


def test_paper_holds_the_story_its_figures_and_their_sources_only(
    edition: Path, open_page: Callable[..., Any]
) -> None:
    page = open_page(edition, width=1280, height=900).page
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    page.wait_for_function("window.printed", timeout=120_000)
    drawn, every = page.evaluate("document.documentElement.dataset.figures").split("/")
    story_figures = page.locator("figure").count() - page.locator("details.chapter figure").count()
    assert int(drawn) == story_figures < int(every)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    listed = page.locator(".source-list li:visible").count()
    assert 20 < listed < page.locator(".source-list li").count() / 1.2
    page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_printed_pages_are_full_and_the_sources_few(
    edition: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_page(edition, width=1280, height=900).page
    page.evaluate(
        "caSummit.drawAll([...document.querySelectorAll('.plot')]"
        ".filter((plot) => !plot.closest('details')))"
    )
    before = page.evaluate("document.querySelector('main').innerText")
    page.pdf(path=tmp_path / "story.pdf", prefer_css_page_size=True)
    told = ["pdftotext", "-layout", str(tmp_path / "story.pdf"), "-"]
    text = subprocess.run(told, capture_output=True, encoding="utf-8", check=True).stdout
    pages = text.split("\f")[:-1]
    assert all(f"{number} / {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert pages[0].index("The road to Washington") < pages[0].index("Contents")
    assert min(len(page.split()) for page in pages[:-1]) > 80, "nearly empty"
    sources = [number for number, page in enumerate(pages) if "Sources of the figures" in page]
    assert len(pages) - sources[-1] <= 7
    assert page.evaluate("document.querySelector('main').innerText") == before
