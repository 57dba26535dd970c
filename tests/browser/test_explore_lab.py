"""Drive the explorers in JupyterLab in Chromium, without the internet, by mouse and by keyboard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from live_notebook import CELLS, LISTS, PATIENCE, SCRIPT, SHOWN, Lab, opened, served

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Lab]:
    """Open the notebook with every explorer and run it."""
    folder = tmp_path_factory.mktemp("explorers")
    with served(folder) as address, opened(browser, address, folder) as lab:
        lab.run_all()
        yield lab


@pytest.mark.parametrize("name", CELLS)
def test_the_keyboard_moves_a_list_and_the_figure_follows(lab: Lab, name: str) -> None:
    def down(cell: Any) -> None:
        cell.get_by_label(LISTS[name], exact=True).focus()
        lab.page.keyboard.press("ArrowDown")

    before, after = lab.after(name, down)
    assert before != after
    lab.page.keyboard.press("Tab")
    outline = "() => getComputedStyle(document.activeElement).outline"
    assert " solid 2px" in lab.page.evaluate(outline), "what has the focus stands out"


def test_the_keyboard_moves_a_slider_that_says_its_name(lab: Lab) -> None:
    handle = lab.cell("region").get_by_role("slider", name="Year")
    assert handle.get_attribute("aria-label") == "Year"

    def left(_: Any) -> None:
        handle.focus()
        for _ in range(3):  # the first step leads from "latest" to the latest year, the same map
            lab.moved("region", lambda: lab.page.keyboard.press("ArrowLeft"))

    before, after = lab.after("region", left)
    assert before != after
    year = lab.cell("region").locator("output").first.inner_text()
    assert year.isdecimal()
    lab.page.wait_for_function(
        "([h, year]) => h.getAttribute('aria-valuetext') === year",
        arg=[handle.element_handle(), year],
    )


@pytest.mark.parametrize(
    ("name", "label"),
    [("meetings", "Two leaders"), ("trade", "% of all trade"), ("own", "Projections")],
)
def test_the_mouse_ticks_a_box_and_the_figure_follows(lab: Lab, name: str, label: str) -> None:
    box = lab.cell(name).get_by_label(label, exact=True)
    before, after = lab.after(name, lambda _: box.click())
    assert before != after


def test_the_mouse_drags_a_slider_and_the_figure_follows(lab: Lab) -> None:
    def drag(cell: Any) -> None:
        slider = cell.get_by_role("slider", name="Smallest share, %")
        slider.scroll_into_view_if_needed()
        spot = slider.bounding_box()
        middle = spot["y"] + spot["height"] / 2
        lab.page.mouse.move(spot["x"] + spot["width"] * 0.1, middle)
        lab.page.mouse.down()
        lab.page.mouse.move(spot["x"] + spot["width"] * 0.6, middle, steps=4)
        lab.page.mouse.up()

    before, after = lab.after("resources", drag)
    assert before != after


def test_zoom_and_the_drawing_itself_outlive_an_update(lab: Lab) -> None:
    stage = lab.stage("region")
    stage.scroll_into_view_if_needed()
    read = "(s) => [s._fullLayout.xaxis.range, s._fullLayout.yaxis.range]"
    whole = stage.evaluate(read)
    spot = stage.locator(".nsewdrag").first.bounding_box()
    lab.page.mouse.move(spot["x"] + 300, spot["y"] + 150)
    lab.page.mouse.down()
    lab.page.mouse.move(spot["x"] + 380, spot["y"] + 190, steps=4)
    lab.page.mouse.up()
    lab.page.wait_for_function(
        f"([s, whole]) => JSON.stringify(({read})(s)) !== whole",
        arg=[stage.element_handle(), json.dumps(whole, separators=(",", ":"))],
    )
    moved = stage.evaluate(read)
    assert moved != whole
    stage.evaluate("(s) => { s.querySelector('.main-svg').dataset.same = 'yes'; }")

    def names(cell: Any) -> None:
        cell.get_by_label("Names", exact=True).select_option(label="русский")

    before, after = lab.after("region", names)
    assert before != after
    assert stage.evaluate(read) == moved
    assert stage.evaluate("(s) => s.querySelector('.main-svg').dataset.same") == "yes"


def test_an_impossible_choice_is_explained_where_it_was_made(lab: Lab) -> None:
    def empty(cell: Any) -> None:
        field = cell.locator("input[type=date]").nth(1)
        field.fill("2024-01-01")
        field.blur()

    lab.after("meetings", empty)
    said = lab.cell("meetings").get_by_role("status")
    said.get_by_text("must not be later than").wait_for()
    assert lab.cell("meetings").locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0

    def back(cell: Any) -> None:
        field = cell.locator("input[type=date]").nth(1)
        field.fill("2025-12-31")
        field.blur()

    lab.after("meetings", back)
    assert "must not" not in said.inner_text()


def test_figures_and_own_functions_follow_the_dark_theme(lab: Lab) -> None:
    for name in ("trade", "plain"):
        stage = lab.stage(name)
        stage.scroll_into_view_if_needed()
        ink = "(s) => s._fullLayout.font.color"
        light = stage.evaluate(ink)
        for theme, same in (("JupyterLab Dark", "!=="), ("JupyterLab Light", "===")):
            lab.theme(theme)  # hides all that is shown for a moment, in which no word has a size
            lab.page.wait_for_function(
                f"([s, c]) => s._fullLayout.font.color {same} c",
                arg=[stage.element_handle(), light],
            )
            paper = stage.evaluate("(s) => s._fullLayout.paper_bgcolor")
            assert ("rgba(0" in paper or "#2" in paper) or theme.endswith("Light"), paper


@pytest.mark.parametrize(
    ("name", "view", "line", "seen", "unseen"),
    [
        ("resources", "map of places", "map_resources(", "Group", "Measure"),
        ("resources", "map of pipelines", "map_energy_links(", "Fuel", "Group"),
        ("meetings", "who met whom", "plot_meeting_matrix(", "Count", "Partner"),
        ("meetings", "map", "map_meetings(", "Known on", "Count"),
    ],
)
def test_another_view_shows_its_own_controls_and_line(
    lab: Lab, name: str, view: str, line: str, seen: str, unseen: str
) -> None:
    cell = lab.cell(name)
    lab.after(name, lambda c: c.get_by_label("View", exact=True).select_option(label=view))
    cell.get_by_label(seen, exact=True).wait_for()
    assert not cell.get_by_label(unseen, exact=True).is_visible()
    cell.locator(".ca-line code", has_text=line).wait_for()


def test_the_map_of_meetings_follows_the_day_of_knowledge(lab: Lab) -> None:
    def early(cell: Any) -> None:
        field = cell.get_by_label("Known on", exact=True)
        field.fill("2025-10-27")
        field.blur()

    before, after = lab.after("meetings", early)
    assert "known on" not in before.split("}")[0].split("Source")[0]
    assert "1 planned, known on 27 Oct 2025" in after


def test_a_figure_fills_its_place_when_the_window_narrows_and_widens(lab: Lab) -> None:
    measure = """(s) => {
      const wide = (n) => Math.round(n.getBoundingClientRect().width);
      const low = (n) => n.getBoundingClientRect().bottom;
      const drawn = s.querySelector('.main-svg');
      const words = [...s.parentElement.querySelectorAll('.ca-head p, .ca-foot')];
      const over = words.filter((w) => w.scrollWidth > w.clientWidth + 1);
      const gap = Math.round(s.nextElementSibling.getBoundingClientRect().top - low(drawn));
      return [wide(drawn) - wide(s), gap, over.length, wide(s.querySelector('.nsewdrag'))];
    }"""
    for name in ("region", "trade"):
        lab.cell(name).scroll_into_view_if_needed()
        stage = lab.stage(name)
        stage.locator(".main-svg").first.wait_for()
        fills = f"(s) => s.clientWidth > 700 && Math.abs(({measure})(s)[0]) <= 1"
        lab.page.wait_for_function(fills, arg=stage.element_handle())
        before = stage.evaluate(measure)
        for width in (780, 800, 820, 1400):  # of which the side bars take some
            lab.page.set_viewport_size({"width": width, "height": 1000})
            lab.page.wait_for_function(
                f"(s) => Math.abs(({measure})(s)[0]) <= 1", arg=stage.element_handle()
            )
            assert stage.evaluate(measure)[2] == 0
        lab.page.wait_for_function(
            f"([s, was]) => JSON.stringify(({measure})(s)) === was",
            arg=[stage.element_handle(), json.dumps(before, separators=(",", ":"))],
        )


def test_tabs_show_chart_and_table_of_the_same_choice(lab: Lab) -> None:
    cell = lab.cell("region")
    cell.scroll_into_view_if_needed()
    cell.get_by_role("tab", name="Map").focus()
    lab.page.keyboard.press("ArrowRight")
    cell.locator(".ca-line code", has_text="plot_indicator(").wait_for()
    assert cell.get_by_role("tab", name="Chart").get_attribute("aria-selected") == "true"
    lab.page.keyboard.press("ArrowRight")
    cell.locator(".ca-stage table th", has_text="Год").wait_for()
    assert cell.locator(".ca-stage tbody tr").count() > 10
    cell.get_by_role("tab", name="Map").click()
    cell.locator(".ca-stage .nsewdrag").wait_for()


def test_a_click_on_a_state_picks_it_and_another_lets_it_go(lab: Lab) -> None:
    cell = lab.cell("region")
    cell.scroll_into_view_if_needed()
    spot = cell.locator(".nsewdrag").first.bounding_box()
    button = cell.locator(".ca-several button").first
    pressed = "([b, was]) => b.getAttribute('aria-pressed') === was"
    for was in ("true", "false"):
        lab.page.mouse.click(spot["x"] + 0.55 * spot["width"], spot["y"] + 0.3 * spot["height"])
        lab.page.wait_for_function(pressed, arg=[button.element_handle(), was])


def test_play_goes_through_the_years_until_it_is_stopped(lab: Lab) -> None:
    cell = lab.cell("region")
    cell.scroll_into_view_if_needed()
    slider = cell.get_by_role("slider", name="Year")
    slider.focus()
    lab.page.keyboard.press("Home")
    cell.locator(".ca-line code", has_text="year=").wait_for()
    first = slider.input_value()
    cell.get_by_role("button", name="Play: Year").click()
    lab.page.wait_for_function(
        "([s, was]) => Number(s.value) >= Number(was) + 2", arg=[slider.element_handle(), first]
    )
    cell.get_by_role("button", name="Pause: Year").click()
    stopped = slider.input_value()
    lab.page.wait_for_timeout(1500)
    assert abs(int(slider.input_value()) - int(stopped)) <= 1
    slider.focus()
    lab.page.keyboard.press("End")
    lab.page.wait_for_function(
        "(line) => !line.textContent.includes('year=')",
        arg=cell.locator(".ca-line code").element_handle(),
    )


def test_controls_stand_where_they_stood_when_the_cell_runs_again(lab: Lab) -> None:
    stood = lab.line("region")
    assert "language='ru'" in stood
    lab.page.evaluate(
        "document.querySelectorAll('[data-drawn]').forEach((s) => s.removeAttribute('data-drawn'))"
    )
    lab.run_all()
    assert lab.line("region") == stood
    assert "Казахстан" in lab.stage("region").evaluate(SHOWN)


def test_the_saved_notebook_is_small_and_holds_no_widget(lab: Lab) -> None:
    from ca_summit.report import OfflineHTMLExporter

    path = lab.saved()
    assert path.stat().st_size < 300 * 1024 + 28_000, "six explorers and one of the user's own"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert "widgets" not in notebook["metadata"]
    shown = [c["outputs"] for c in notebook["cells"][1:]]
    assert [len(outputs) for outputs in shown] == [1] * len(CELLS)
    for (output,) in shown:
        assert {SCRIPT, "text/html", "text/plain"} <= set(output["data"])
        assert not any("widget" in mime or "png" in mime for mime in output["data"])
    text, _ = OfflineHTMLExporter().from_filename(str(path))
    assert text.count('-plot"') >= len(CELLS)


def test_after_a_restart_the_views_in_the_file_answer_and_say_so(lab: Lab) -> None:
    lab.menu("Kernel")
    lab.page.locator(".lm-Menu-itemLabel").get_by_text("Restart Kernel…", exact=True).click()
    lab.page.locator(".jp-Dialog .jp-mod-accept").click()
    cell = lab.cell("region")
    cell.scroll_into_view_if_needed()
    cell.locator(".ca-explorer[data-live=false]").wait_for()
    cell.locator(".ca-note", has_text="The kernel has ended").wait_for()
    before, after = lab.after(
        "region", lambda c: c.get_by_label("Indicator", exact=True).select_option(index=0)
    )
    assert before != after


def test_a_notebook_opened_again_shows_its_views_whose_choices_combine(lab: Lab) -> None:
    lab.reopen_without_kernel()
    cell = lab.cell("region")
    cell.scroll_into_view_if_needed()
    assert cell.locator(".ca-note").inner_text() == "", "every view of the region is kept"
    assert cell.get_by_label("Indicator", exact=True).locator("option").count() > 50
    indicator = cell.get_by_label("Indicator", exact=True)
    lab.after("region", lambda _: indicator.select_option(index=0))
    chosen = indicator.input_value()
    slider = cell.get_by_role("slider", name="Year")
    slider.focus()
    before, after = lab.after("region", lambda _: lab.page.keyboard.press("ArrowLeft"))
    assert before != after
    assert indicator.input_value() == chosen, "the year keeps the indicator"
    year = cell.locator("output").first.inner_text()
    assert f"year={year}" in lab.line("region")
    assert year in cell.locator(".ca-head").inner_text()


def test_running_again_brings_every_explorer_to_life(lab: Lab) -> None:
    lab.page.get_by_text("| Idle").wait_for(timeout=PATIENCE)
    lab.page.evaluate(
        "document.querySelectorAll('[data-drawn]').forEach((s) => s.removeAttribute('data-drawn'))"
    )
    lab.run_all()
    for name in CELLS:
        lab.cell(name).scroll_into_view_if_needed()
        lab.cell(name).locator(".ca-explorer[data-live=true]").wait_for()
    before, after = lab.after(
        "own", lambda cell: cell.locator("input[type=checkbox]").first.click()
    )
    assert before != after


def test_nothing_was_asked_of_the_internet_and_no_error_logged(lab: Lab) -> None:
    assert lab.outside == []
    assert lab.errors == []
