"""Drive the explorers in Notebook 7 in Chromium, without the internet, by mouse and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from live_notebook import CELLS, LISTS, Lab, opened, served

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Lab]:
    """Open the notebook with every explorer in Notebook 7 and run it."""
    folder = tmp_path_factory.mktemp("explorers")
    app = "notebook"
    with served(folder, app) as address, opened(browser, address, folder, app) as lab:
        lab.before = set(lab.errors)  # of Notebook 7 itself: no cell has run
        lab.run_all()
        yield lab


@pytest.mark.parametrize("name", CELLS)
def test_keyboard_and_mouse_move_each_explorer(lab: Lab, name: str) -> None:
    choice = lab.cell(name).get_by_label(LISTS[name], exact=True)

    def down(_: Any) -> None:
        choice.focus()
        lab.page.keyboard.press("ArrowDown")

    before, after = lab.after(name, down)
    assert before != after
    back = lab.after(name, lambda _: choice.select_option(index=0))
    assert back[0] != back[1]
    assert lab.page.locator(".jp-Notebook .jp-CodeCell").count() == len(CELLS) + 1


def test_a_figure_fills_its_place_when_the_window_narrows_and_widens(lab: Lab) -> None:
    stage = lab.stage("region")
    stage.scroll_into_view_if_needed()
    fills = """(s) => Math.abs(s.querySelector('.main-svg').getBoundingClientRect().width
      - s.getBoundingClientRect().width) <= 1"""
    read = "(s) => Math.round(s.querySelector('.nsewdrag').getBoundingClientRect().width)"
    before = stage.evaluate(read)
    for width in (420, 560, 1400):
        lab.page.set_viewport_size({"width": width, "height": 1000})
        lab.page.wait_for_function(fills, arg=stage.element_handle())
    lab.page.wait_for_function(
        f"([s, was]) => ({read})(s) === was", arg=[stage.element_handle(), before]
    )


def test_the_menu_exports_every_indicator(lab: Lab) -> None:
    lab.menu("File")
    lab.page.get_by_text("Save and Export Notebook As", exact=True).hover()
    entry = lab.page.get_by_role("menuitem", name="Offline_html")
    entry.wait_for()
    with lab.page.expect_download(timeout=120_000) as coming:  # the page itself hears of it
        entry.click()
    download = coming.value
    assert download.suggested_filename == "explorers.html"
    text = download.path().read_text(encoding="utf-8")
    assert "figurePainter" in text
    assert text.count('-plot"') >= len(CELLS)


def test_a_notebook_opened_again_without_its_kernel_shows_every_explorer(lab: Lab) -> None:
    lab.reopen_without_kernel()
    indicator = lab.cell("region").get_by_label("Indicator", exact=True)
    assert indicator.locator("option").count() > 50
    for place in (3, 40):
        lab.after("region", lambda _, at=place: indicator.select_option(index=at))


def test_nothing_was_asked_of_the_internet_and_no_error_logged(lab: Lab) -> None:
    assert lab.outside == []
    assert set(lab.errors) <= lab.before
