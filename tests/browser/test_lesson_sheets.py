"""Print the sheet of each lesson and follow it on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ca_summit.files import notebook_paths
from ca_summit.report import build_report

pytestmark = pytest.mark.browser
PAGES = {1: 2, 2: 2, 3: 2, 4: 1}


@pytest.fixture(scope="module", params=PAGES)
def sheet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    lesson = request.param
    target = tmp_path_factory.mktemp("sheet") / f"lesson-{lesson}.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CA_SUMMIT_SHEET", "3")
        build_report(
            notebook_paths("classroom")[:1],
            target,
            audience="student",
            section=f"lesson-{lesson}",
            progress=False,
        )
    return lesson, target


def test_the_sheet_of_a_lesson_takes_one_or_two_printed_pages(sheet, browser):
    lesson, target = sheet
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    page.goto(target.as_uri())
    page.wait_for_function("() => window.caSummit && document.readyState === 'complete'")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})  # a sheet of A4 within its margins
    cut = page.evaluate(
        "[...document.querySelectorAll('[data-sheet] .scroll')].filter("
        "(box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.textContent.slice(0, 60))"
    )
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == PAGES[lesson]
    assert not cut


def test_a_tap_leads_from_an_exercise_to_its_table(sheet, browser):
    lesson, target = sheet
    if lesson == 4:
        pytest.skip("lesson 4 sets no exercises")
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(target.as_uri())
    links = page.locator(".ex-rule a")
    assert links.count() == page.locator(".ex-rule", has_text="Table:").count() > 0
    titles = [link.inner_text() for link in links.all()]
    links.last.tap()
    page.wait_for_function(
        "(hash) => { const at = document.querySelector(location.hash || '#none');"
        " return at && Math.abs(at.getBoundingClientRect().top) < innerHeight / 2; }",
        arg="",
    )
    assert page.locator(":target").inner_text().startswith(titles[-1])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


#: Links that skip, the page's buttons, its contents; two for each figure, one for a wide table.
MOST_STOPS = 14


def stops_before_an_answer(page):
    """Press Tab until a field of an exercise has the focus; return what was passed."""
    passed = []
    while len(passed) < 60:
        page.keyboard.press("Tab")
        passed.append(
            page.evaluate(
                "(() => { const at = document.activeElement;"
                " return at.closest('form.exercise') ? '' : at.textContent || at.ariaLabel; })()"
            )
        )
        if not passed[-1]:
            return passed
    raise AssertionError(f"no exercise within {passed}")


def test_few_tab_stops_stand_before_the_first_answer(sheet, browser):
    lesson, target = sheet
    if lesson == 4:
        pytest.skip("lesson 4 sets no exercises")
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    page.goto(target.as_uri())
    page.wait_for_function("() => window.caSummit")
    page.evaluate("caSummit.drawAll()")
    page.wait_for_function("() => !document.querySelector('.plot[data-spec]:not(.drawn, .failed)')")
    passed = stops_before_an_answer(page)
    page.close()
    assert len(passed) <= MOST_STOPS, passed


def test_arrows_move_inside_the_buttons_of_a_figure(sheet, browser):
    lesson, target = sheet
    if lesson > 2:
        pytest.skip("this lesson shows no figure")
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    page.goto(target.as_uri())
    tools = page.locator(".fig-tools").first
    items = tools.locator(":scope > details > summary, :scope > .buttons > button")
    assert tools.get_attribute("role") == "toolbar"
    assert [item.get_attribute("tabindex") for item in items.all()].count("0") == 1
    items.first.focus()
    reached = []
    for _ in range(items.count() - 1):
        page.keyboard.press("ArrowRight")
        reached.append(page.evaluate("document.activeElement.textContent"))
    assert reached == [item.inner_text() for item in items.all()][1:]
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == reached[-1]
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.textContent") == items.first.inner_text()
    page.close()
