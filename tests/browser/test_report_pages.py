"""Open exported files in Chromium as a reader does: no network, light and dark, phone, printer."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser
KINDS = ("many", "solid", "maps", "widgets", "pictures", "words", "renderers", "all")
FIGURES = {
    "many": 17,
    "solid": 3,
    "maps": 9,
    "widgets": 2,
    "pictures": 0,
    "words": 0,
    "renderers": 2,
    "all": 33,
}
UNDRAWN = {"maps": 1, "all": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_is_drawn_or_explained_without_a_request(
    kind: str, reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    sheet = open_page(reports[kind]).draw()
    page = sheet.page
    assert page.locator("figure.fig").count() == FIGURES[kind]
    explained = page.locator(".undrawn").count()
    assert explained == UNDRAWN.get(kind, 0)
    causes = "[...document.querySelectorAll('.plot.failed [data-cause]')].map(p => p.dataset.cause)"
    assert page.evaluate(causes) == []
    assert page.locator(".plot.drawn").count() == FIGURES[kind] - explained
    assert page.locator(".plot.failed").count() == 0
    assert page.locator(".plot.drawn .main-svg").count() >= FIGURES[kind] - explained
    sheet.check()


@pytest.mark.parametrize("kind", ["all", "words"])
def test_no_sideways_scrolling_on_a_phone_nor_after_turning_to_a_projector(
    kind: str, reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    sheet = open_page(reports[kind], width=390, scheme="dark").draw()
    fitting = (
        "() => [...document.querySelectorAll('.plot.drawn')].every(p => "
        "Math.abs(p._fullLayout.width - p.clientWidth) < 2)"
    )
    wide = (
        "[...document.querySelectorAll('.plot svg.main-svg')].filter(s => "
        "s.getBoundingClientRect().right > innerWidth + 1).length"
    )
    for width in (390, 1920, 390):
        sheet.page.set_viewport_size({"width": width, "height": 900})
        sheet.page.wait_for_function(fitting)
        assert sheet.page.evaluate("document.documentElement.scrollWidth") == width
        assert sheet.page.evaluate(wide) == 0
    sheet.check()


@pytest.mark.parametrize("kind", ["all", "words"])
def test_axe_finds_no_violation_in_light_nor_dark(
    kind: str, reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    sheet = open_page(reports[kind], scheme="light").draw()
    for scheme in ("light", "dark"):
        sheet.page.emulate_media(color_scheme=scheme)
        other = f".plot.drawn:not([data-dark='{str(scheme == 'dark').lower()}'])"
        sheet.page.wait_for_function(f"""() => !document.querySelector("{other}")""")
        found = Axe().run(sheet.page)
        faults = [
            (
                fault["id"],
                fault["nodes"][0]["html"][:160],
                fault["nodes"][0]["failureSummary"][:300],
            )
            for fault in found.response["violations"]
        ]
        assert (scheme, faults) == (scheme, [])


def test_figures_follow_light_and_dark_by_setting_and_by_switch(
    reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    sheet = open_page(reports["many"], scheme="dark").draw()
    page = sheet.page
    ink = "getComputedStyle(document.querySelector('#figure_2-plot .xtick text')).fill"
    own = "getComputedStyle(document.querySelector('#figure_15-plot .xtick text')).fill"
    dark = page.evaluate(ink)
    kept = page.evaluate(own)
    page.get_by_role("button", name="Light", exact=True).click()
    page.wait_for_function(f"() => {ink} !== {json.dumps(dark)}")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.evaluate(ink) == "rgb(28, 35, 40)"
    assert dark == "rgb(230, 231, 228)"
    assert page.evaluate(own) == kept, "a figure with its own background keeps its own colours"
    sheet.check()


def test_figures_below_the_fold_wait_until_they_come_near(
    reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(reports["many"]).page
    page.wait_for_selector("#figure_1-plot.drawn")
    assert page.locator("#figure_16-plot.drawn").count() == 0
    page.locator("#figure_16-plot").scroll_into_view_if_needed()
    page.wait_for_selector("#figure_16-plot.drawn")


def test_printing_has_every_figure_in_light_colours(
    reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    sheet = open_page(reports["many"], scheme="dark")
    sheet.page.wait_for_selector("#figure_1-plot.drawn")
    document = sheet.page.pdf(format="A4")
    assert document.startswith(b"%PDF")
    assert sheet.page.evaluate("document.documentElement.dataset.figures") == "17/17"
    pages = len(re.findall(rb"/Type\s*/Page\b", document))
    assert 8 <= pages <= 12, "two small sections fit on one sheet"
    sheet.check()


def test_without_javascript_text_tables_and_data_remain(
    reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(reports["all"], scripts=False).page
    assert page.get_by_role("heading", name="All together").is_visible()
    assert page.get_by_role("heading", name="Chart 2", exact=True).is_visible()
    assert page.locator("figure.fig details.data table").count() == FIGURES["all"]
    waiting = page.locator("#figure_2 .waiting")
    assert waiting.is_visible()
    told = waiting.evaluate("(node) => getComputedStyle(node, '::after').content")
    assert "needs JavaScript" in told
    page.locator("#figure_2 details.data summary").click()
    assert page.locator("#figure_2-table tbody tr").count() == 2, "a book shows how a table begins"
    assert (
        "with JavaScript, this table and its CSV file have all"
        in page.locator("#figure_2 .left").inner_text()
    )
    assert page.locator(".js-only:visible").count() == 0
    alone = open_page(reports["many"], scripts=False).page
    alone.locator("#figure_2 details.data summary").click()
    assert alone.locator("#figure_2-table td", has_text="Bangladesh").is_visible()


def test_keyboard_walks_contents_tools_and_presentation(
    reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    sheet = open_page(reports["many"])
    page = sheet.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("nav#_contents a", has_text="Chart 3").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "chart-3"
    page.wait_for_selector("#figure_3-plot.drawn")
    page.locator("#figure_3 details.data summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#figure_3-table").is_visible()
    with page.expect_download() as saved:
        page.locator("#figure_3 [data-do=csv]").focus()
        page.keyboard.press("Enter")
    text = saved.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines()[:2] == ["series,year,pop", "China,1952,556263527"]

    page.get_by_role("button", name="Present").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("body.presenting")
    page.keyboard.press("Home")
    assert page.locator("section.screen:visible").count() == 0
    assert page.locator(".pager .at").inner_text().startswith("Slide 1 of ")
    head = page.locator(".slide-head")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    later = head.inner_text()
    page.keyboard.press("ArrowLeft")
    assert head.inner_text() != later
    page.keyboard.press("Escape")
    assert page.locator("body.presenting").count() == 0
    assert page.locator("section.screen:visible").count() == 18
    sheet.check()


def test_menus_and_sliders_answer_the_keyboard(
    reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    sheet = open_page(reports["many"]).draw()
    page = sheet.page
    page.locator("#figure_17 select").select_option("1")
    page.wait_for_function(
        "() => document.querySelector('#figure_17-plot').data[1].visible === true"
    )
    assert page.evaluate("document.querySelector('#figure_17-plot').data[0].visible") is False
    slider = page.locator("#figure_1 input[type=range]")
    slider.focus()
    place = "document.querySelector('#figure_1-plot')._fullData[0].x[0]"
    first = page.evaluate(place)
    page.keyboard.press("End")
    assert page.locator("#figure_1 output").inner_text() == "2007"
    page.wait_for_function(f"() => {place} !== {first}")
    sheet.check()


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_a_figure_is_saved_as_picture_by_the_browser(
    kind: str, start: bytes, reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    sheet = open_page(reports["many"]).draw()
    with sheet.page.expect_download() as saved:
        sheet.page.locator(f"#figure_2 [data-do={kind}]").click()
    assert saved.value.suggested_filename == f"figure-2.{kind}"
    assert saved.value.path().read_bytes().startswith(start)
    sheet.check()


def test_code_opens_with_one_switch_and_is_copied(
    reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(reports["words"]).page
    assert page.locator("details.source[open]").count() == 0
    page.get_by_role("button", name="Code", exact=True).click()
    assert (
        page.locator("details.source[open]").count() == page.locator("details.source").count() > 5
    )
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("details.source .copy").nth(3).click()
    assert page.evaluate("navigator.clipboard.readText()") == "talk()"


def test_heads_of_tables_stand_over_their_columns(
    reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(reports["words"]).page
    heads = page.locator(".html table").first.locator("thead th")
    aligned = [head.evaluate("e => getComputedStyle(e).textAlign") for head in heads.all()]
    # Country, area in km², a number with a gap in the first row.
    assert aligned == ["left", "right", "right"]


def test_widgets_become_their_twin_their_outputs_or_a_note(
    reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(reports["widgets"]).draw().page
    text = page.locator("main").inner_text()
    assert "Year: 2025" in text
    assert "shown inside" in text
    assert text.count("A control that works only while the notebook runs in Jupyter.") == 1
    assert text.count("its state was not saved with the notebook") == 1
    assert page.evaluate("document.querySelector('#figure_2-plot')._fullData[0].y.length") == 3


def test_pictures_show_and_remote_ones_are_named(
    reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    sheet = open_page(reports["pictures"])
    broken = "[...document.images].filter(i => !i.complete || !i.naturalWidth).length"
    assert sheet.page.evaluate(broken) == 0
    assert sheet.page.locator("main img").count() == 6
    assert (
        "far (not included: https://example.org/far.png)" in sheet.page.locator("main").inner_text()
    )
    assert sheet.page.get_by_role("link", name="https://example.org/video").count() == 1
    sheet.check()


def test_figures_of_the_renderers_are_drawn_from_their_html(
    reports: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(reports["renderers"]).draw().page
    assert page.evaluate("document.querySelector('#figure_1-plot').data[0].type") == "bar"
    assert page.locator("#figure_2 figcaption").inner_text() == "Figure 2 By HTML"
