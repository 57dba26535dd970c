"""Use what stands around a figure as a reader does: its table, its sources, its files."""

from __future__ import annotations

import csv
import io
import json
import struct
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import nbformat
import pandas as pd
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ca_summit.explorers import explore_region
from ca_summit.figures import controls, describe
from ca_summit.maps import base_map, finish_map, map_region, map_then_and_now
from ca_summit.report import build_report
from ca_summit.tables import load_indicators

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser
ROWS = 37
BIBTEX = """@misc{{{key},
  author = {{{{{publisher}}}}},
  title = {{{title}}},
  year = {{{year}}},
  url = {{{url}}},
  note = {{{licence}}},
}}"""


def source(number: int, **changes: str) -> dict[str, str]:
    return {
        "source_id": f"paper-{number}",
        "publisher": f"Office {number}",
        "title": f"Wells & rivers {number}",
        "url": f"https://example.org/{number}",
        "published": f"20{number:02}-05-01",
        "licence": "CC BY 4.0",
        **changes,
    }


def table() -> pd.DataFrame:
    """Rows with every kind of cell: text to quote, numbers, gaps, a formula to defuse."""
    return pd.DataFrame(
        {
            "place": [
                'He said "well", twice',
                "=1+1",
                "two\nlines",
                *(f"Well {n}" for n in range(ROWS - 3)),
            ],
            "depth_m": [None, -1.25, 1234567, *(n / 4 for n in range(ROWS - 3))],
            "note": ["<b>no markup</b>", None, "", *(f"note {n % 3}" for n in range(ROWS - 3))],
        }
    )


def shown(figure: go.Figure) -> Any:
    bundle = {"application/vnd.plotly.v1+json": json.loads(figure.to_json())}
    return new_code_cell("draw()", outputs=[new_output("display_data", data=bundle)])


@pytest.fixture(scope="module")
def wells(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export two figures of this package: one with 37 rows and four sources, one with two rows."""
    first = describe(
        go.Figure(
            go.Bar(x=["Aral", "Caspian"], y=[2, 3]), layout={"height": 900, "title": "Wells"}
        ),
        alt="Two bars.",
        data=table(),
        sources=[source(n) for n in (1, 2, 3, 5)],
    )
    second = describe(
        go.Figure(go.Bar(y=[1])),
        alt="One bar.",
        data=table().tail(2),
        caption="Read it.",
        sources=[
            source(5),
            source(
                4,
                publisher="Office 4; Bureau (A; B)",
                title="50% of {all} #wells",
                published="",
                url="",
            ),
            source(1),
        ],
    )
    folder = tmp_path_factory.mktemp("wells")
    cells = [
        new_markdown_cell("# Wells\n\n## First"),
        shown(first),
        new_markdown_cell("## Second"),
        shown(second),
    ]
    nbformat.write(new_notebook(cells=cells), folder / "wells.ipynb")
    return build_report(
        [folder / "wells.ipynb"], folder / "wells.html", execute=False, progress=False
    )


def downloaded(page: Any, selector: str) -> tuple[str, bytes]:
    with page.expect_download() as saved:
        page.locator(selector).click()
    return saved.value.suggested_filename, saved.value.path().read_bytes()


def clipboard(page: Any) -> str:
    """Return what was copied, once the button says so."""
    page.get_by_role("button", name="Copied").wait_for()
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_rows_packed_away_appear_when_the_table_is_opened(
    wells: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(wells)
    page = sheet.page
    rows = page.locator("#figure_1-table tbody tr")
    assert rows.count() == 10
    page.locator("#figure_1 details.data summary").press("Enter")
    page.wait_for_function(
        "() => document.querySelectorAll('#figure_1-table tbody tr').length > 10"
    )
    assert rows.count() == ROWS
    assert page.locator("#figure_1 .left").count() == 0, "nothing is said to be left any more"
    wanted = table().astype(object).where(table().notna(), "")
    for at in (0, 1, 9, 10, 36):
        cells = rows.nth(at).locator("td").all_text_contents()
        assert cells[0] == wanted.place[at]
        assert cells[1].replace(",", "") == (
            "" if wanted.depth_m[at] == "" else f"{wanted.depth_m[at]:.12g}"
        )
        assert "," in cells[1] or wanted.depth_m[at] == "" or abs(wanted.depth_m[at]) < 10_000
        assert cells[2] == wanted.note[at]
    right = "e => getComputedStyle(e).textAlign"
    assert (
        page.locator("#figure_1-table tr:nth-child(36) td:nth-child(2)").evaluate(right) == "right"
    )
    assert page.locator("#figure_1-table th:nth-child(2)").evaluate(right) == "right"
    page.locator("#figure_1 details.data summary").press("Enter")
    page.locator("#figure_1 details.data summary").press("Enter")
    assert rows.count() == ROWS, "opened again, no row is there twice"
    sheet.check()


def test_csv_holds_all_rows_whether_the_table_was_opened_or_not(
    wells: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(wells)
    name, content = downloaded(sheet.page, "#figure_1 [data-do=csv]")
    assert name == "figure-1.csv"
    assert content.startswith(b"\xef\xbb\xbf"), "Excel reads it as UTF-8"
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert read[0] == ["place", "depth_m", "note"]
    assert len(read) == ROWS + 1
    assert read[1] == ['He said "well", twice', "", "<b>no markup</b>"]
    assert read[2] == ["'=1+1", "-1.25", ""], "a formula becomes text, a negative number stays"
    assert read[3] == ["two\nlines", "1234567", ""]
    data = table()
    assert [row[0] for row in read[4:]] == data.place[3:].tolist()
    assert [float(row[1]) for row in read[4:]] == data.depth_m[3:].tolist()
    sheet.page.locator("#figure_1 details.data summary").click()
    assert downloaded(sheet.page, "#figure_1 [data-do=csv]")[1] == content
    sheet.check()


def test_sources_of_a_figure_lead_to_the_list_of_all(
    wells: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(wells, scripts=False)
    links = sheet.page.locator("#figure_1 .refs a, #figure_2 .refs a")
    shown = [(a.get_attribute("href"), a.text_content()) for a in links.all()]
    assert shown == [
        ("#source_1", "1–4"),
        ("#source_1", "1"),
        ("#source_4", "4"),
        ("#source_5", "5"),
    ]
    listed = sheet.page.locator(".source-list li").all_text_contents()
    assert listed == [
        *(f"Office {n}: Wells & rivers {n} (20{n:02}-05-01). CC BY 4.0." for n in (1, 2, 3, 5)),
        "Office 4; Bureau (A; B): 50% of {all} #wells. CC BY 4.0.",
    ]


def test_opened_by_keyboard_a_figure_names_its_sources_in_full(
    wells: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(wells)
    page = sheet.page
    page.locator("#figure_2 details.sources summary").press("Enter")
    page.locator("#figure_2 .refs-list li").first.wait_for()
    items = page.locator("#figure_2 .refs-list li")
    assert [(i.get_attribute("value"), i.inner_text()) for i in items.all()] == [
        ("1", "Office 1: Wells & rivers 1 (2001-05-01). CC BY 4.0."),
        ("4", "Office 5: Wells & rivers 5 (2005-05-01). CC BY 4.0."),
        ("5", "Office 4; Bureau (A; B): 50% of {all} #wells. CC BY 4.0."),
    ]
    assert items.nth(0).get_by_role("link").get_attribute("href") == "https://example.org/1"
    assert items.nth(2).get_by_role("link").count() == 0, "a source without an address has no link"
    sheet.check()


def test_a_link_to_a_source_opens_the_folded_list(
    wells: Path, open_page: Callable[..., Any]
) -> None:
    page = open_page(wells).page
    assert page.locator("#source_5").is_hidden()
    page.evaluate("location.hash = '#source_5'")
    page.locator("#source_5").wait_for()
    assert page.locator("details.all-sources[open]").count() == 1
    fresh = open_page(wells).page
    fresh.goto(f"{wells.resolve().as_uri()}?again#source_2")
    fresh.locator("#source_2").wait_for()


def test_bibtex_is_copied_for_a_figure_and_shown_for_all(
    wells: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(wells)
    page = sheet.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#figure_2 details.sources summary").click()
    page.locator("#figure_2 [data-do=bibtex]").press("Enter")
    entries = {
        n: BIBTEX.format(
            key=f"paper-{n}",
            publisher=f"Office {n}",
            title=rf"{{Wells \& rivers {n}}}",
            year=f"20{n:02}",
            url=f"https://example.org/{n}",
            licence="CC BY 4.0",
        )
        for n in (1, 2, 3, 5)
    }
    odd = r"""@misc{paper-4,
  author = {{Office 4} and {Bureau (A; B)}},
  title = {{50\% of \{all\} \#wells}},
  note = {CC BY 4.0},
}"""
    assert clipboard(page) == "\n\n".join([entries[1], entries[5], odd])
    page.locator("details.bib summary").press("Enter")
    page.wait_for_function("() => document.querySelector('#_bibtex code').textContent !== ''")
    every = "\n\n".join([*(entries[n] for n in (1, 2, 3, 5)), odd])
    assert page.locator("#_bibtex code").text_content() == every
    sheet.check()


def test_pictures_hold_what_is_drawn_at_its_size(
    wells: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(wells, scheme="dark")
    page = sheet.page
    name, drawing = downloaded(page, "#figure_1 [data-do=svg]")
    assert name == "figure-1.svg"
    picture = ET.fromstring(drawing)
    width = page.evaluate("document.querySelector('#figure_1-plot').clientWidth")
    assert (picture.get("width"), picture.get("height")) == (str(width), "900")
    words = {"".join(text.itertext()) for text in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Wells", "Aral", "Caspian"} <= words
    assert "rgb(20, 25, 29)" in drawing.decode(), "the dark page lies behind light text"
    name, image = downloaded(page, "#figure_1 [data-do=png]")
    assert name == "figure-1.png"
    assert image.startswith(b"\x89PNG")
    assert struct.unpack(">II", image[16:24]) == (2 * width, 1800), "twice as fine as the screen"
    assert page.locator("#_said").text_content() == "Saved: figure-1.png"
    sheet.check()


def test_code_is_copied_and_the_button_says_so(wells: Path, open_page: Callable[..., Any]) -> None:
    sheet = open_page(wells)
    page = sheet.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("details.source summary").first.press("Enter")
    page.get_by_role("button", name="Copy", exact=True).first.press("Enter")
    assert clipboard(page) == "draw()"
    assert page.locator("#_said").text_content() == "Copied"
    page.get_by_role("button", name="Copy", exact=True).first.wait_for()
    sheet.check()


def test_a_presented_figure_fills_its_slide(wells: Path, open_page: Callable[..., Any]) -> None:
    sheet = open_page(wells, width=1920, height=1080).draw()
    page = sheet.page
    page.get_by_role("button", name="Present").click()
    page.keyboard.press("Home")
    slide = page.locator(".slide")
    for number in (1, 2):
        while not slide.locator(f"#figure_{number}").count():
            page.keyboard.press("ArrowRight")
        page.wait_for_selector(".stage:not([aria-busy=true])", timeout=30_000)
        box = page.locator(f"#figure_{number}-plot").bounding_box()
        assert 600 < box["height"] < 950
        assert box["y"] + box["height"] <= 1080
        assert box["x"] + box["width"] <= 1920
    page.keyboard.press("Escape")
    page.wait_for_function(
        "() => document.querySelector('#figure_2-plot').style.getPropertyValue('--scale') === '1'"
    )
    sheet.check()


def test_on_paper_a_tall_figure_shrinks_to_a_page_and_recovers(
    wells: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(wells).draw()
    page = sheet.page
    plot = "document.querySelector('#figure_1-plot')"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(f"() => {plot}._fullLayout.height === 900")
    zoom = float(page.evaluate(f"{plot}.style.zoom"))
    # With head and foot it fits a sheet of A4 and of American letter.
    assert 900 * zoom == pytest.approx(680)
    assert page.evaluate(f"{plot}._fullLayout.width") * zoom == pytest.approx(660, abs=1)
    assert page.evaluate("document.querySelector('#figure_2-plot').style.zoom") == ""
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function(f"() => {plot}._fullLayout.width === {plot}.clientWidth")
    assert page.evaluate(f"{plot}.style.zoom") == ""
    document = page.pdf(format="A4")
    assert page.evaluate("document.documentElement.dataset.figures") == "2/2"
    assert document.startswith(b"%PDF")
    sheet.check()


def played() -> go.Figure:
    """Return a map with a slider and the two buttons that play it, above the map."""
    fig = base_map(title="Day by day")
    fig.frames = [go.Frame(name=str(day), data=[]) for day in range(3)]
    place = {"y": 1, "yanchor": "bottom", "pad": {"b": 4, "t": 0, "r": 12}}
    steps = [controls.frame_step(f"{day} May", str(day)) for day in range(3)]
    days = controls.slider(steps, active=2, prefix="Day ", x=0.26, len=0.74, **place)
    buttons = [
        {"label": "▶", "method": "animate", "args": [None, {"mode": "immediate"}]},
        {"label": "⏸", "method": "animate", "args": [[None], {"mode": "immediate"}]},
    ]
    play = {"type": "buttons", "x": 0, "xanchor": "left", "buttons": buttons, **place}
    fig.update_layout(sliders=[days], updatemenus=[{**play, "showactive": False}])
    return finish_map(fig, title="Day by day", alt="", data=pd.DataFrame(), sources=[])


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export maps with a slider below, a slider and buttons above, buttons below, menus above."""
    figures = [
        map_region("life_expectancy", slider=True),
        played(),
        map_then_and_now(),
        go.Figure(explore_region(reset=True).twin()),
    ]
    cells = [new_markdown_cell("# Moving"), *map(shown, figures)]
    bundle = explore_region("life_expectancy", reset=True)._repr_mimebundle_()
    cells.append(new_code_cell("explore()", outputs=[new_output("display_data", data=bundle)]))
    folder = tmp_path_factory.mktemp("moving")
    nbformat.write(new_notebook(cells=cells), folder / "moving.ipynb")
    return build_report(
        [folder / "moving.ipynb"], folder / "moving.html", execute=False, progress=False
    )


def test_a_playing_figure_may_be_paused_and_interrupted_by_anything(
    moving: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(moving).draw()
    page = sheet.page
    page.evaluate(
        """() => {
          window.unheard = [];
          addEventListener("unhandledrejection", ({ reason }) => unheard.push(String(reason)));
        }"""
    )
    figure = page.locator("#figure_2")
    play, pause = (figure.get_by_role("button", name=name) for name in ("Play", "Pause"))
    day = figure.locator(".controls input[type=range]")
    large = figure.locator("[data-do=large]")
    interruptions: dict[str, Callable[[], Any]] = {
        "paused": pause.click,
        "played again": play.click,
        "moved to a day": lambda: day.press("ArrowLeft"),
        "in other colours": page.locator("[data-do=theme]").click,
        "opened large": lambda: (large.click(), page.keyboard.press("Escape")),
        "made narrow": lambda: page.set_viewport_size({"width": 700, "height": 900}),
        "printed": lambda: page.evaluate(
            "['beforeprint', 'afterprint'].forEach((name) => dispatchEvent(new Event(name)))"
        ),
    }
    for how, interrupt in interruptions.items():
        play.click()
        page.wait_for_timeout(150)
        interrupt()
        page.wait_for_timeout(700)
        assert page.evaluate("unheard") == [], how
        assert sheet.errors == [], how
    pause.click()
    day.press("Home")
    assert figure.locator(".controls output").text_content() == "0 May", "it still follows"
    sheet.check()


ROOM = """(plot) => {
  const own = plot.getBoundingClientRect();
  const marks = [...plot.querySelectorAll(".legend, .colorbar, .bglayer, .xaxislayer-above text")];
  const boxes = marks.map((mark) => mark.getBoundingClientRect()).filter((box) => box.height);
  const { yaxis, _size } = plot._fullLayout;
  return {
    above: _size.t,
    below: own.bottom - Math.max(own.top + _size.t + _size.h, ...boxes.map((box) => box.bottom)),
    within: _size.h - yaxis._length,
  };
}"""


RESTED = """() => {
  const plots = [...document.querySelectorAll(".plot")];
  const state = ({ dataset, _fullLayout: { height, margin, paper_bgcolor } }) =>
    [dataset.dark, height, margin, paper_bgcolor];
  const now = JSON.stringify(plots.map(state));
  const rested = window.before === now && performance.now() - window.since > 700;
  if (window.before !== now) Object.assign(window, { before: now, since: performance.now() });
  return rested;
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_no_room_is_left_where_plotly_would_draw_controls(
    width: int, moving: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(moving, width=width).draw()
    for number in (1, 2, 3, 4):
        room = sheet.page.locator(f"#figure_{number}-plot").evaluate(ROOM)
        assert all(-1 <= room[side] < 52 for side in room), (number, room)
    sheet.page.locator("[data-do=theme]").click()
    sheet.page.wait_for_function(RESTED)
    for number in (1, 2, 3, 4):
        room = sheet.page.locator(f"#figure_{number}-plot").evaluate(ROOM)
        assert all(-1 <= room[side] < 52 for side in room), ("in the other colours", number, room)
    sheet.check()


def test_a_map_on_the_wall_takes_the_room_of_its_controls(
    moving: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(moving, width=1920, height=1080).draw()
    page = sheet.page
    plot = "document.querySelector('#figure_2-plot')"
    seen = (
        f"[{plot}._fullLayout.height, {plot}._fullLayout.xaxis._length, {plot}.layout.xaxis.range]"
    )
    page.wait_for_function(RESTED)
    before = page.evaluate(seen)
    page.get_by_role("button", name="Present").click()
    for _ in range(12):
        if page.locator(".slide #figure_2-plot").count():
            break
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(300)
    page.wait_for_function(RESTED)
    box = page.evaluate(f"{plot}.getBoundingClientRect().toJSON()")
    assert box["bottom"] <= 1080
    head = page.locator("#figure_2 .fig-title").bounding_box()
    assert box["bottom"] - head["y"] > 0.5 * 1080, "with its title it fills most of the wall"
    page.keyboard.press("Escape")
    page.wait_for_function(RESTED)
    after = page.evaluate(seen)
    assert after[:2] == pytest.approx(before[:2], abs=2), "back on the page all is as before"
    assert after[2] == pytest.approx(before[2])
    sheet.check()


def test_controls_of_a_map_have_names_and_say_what_is_chosen(
    moving: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(moving).draw()
    page = sheet.page
    for number, name in ((1, "Year"), (2, "Day")):
        assert page.locator(f"#figure_{number}").get_by_role("slider", name=name).count() == 1
    for name in ("Play", "Pause"):
        button = page.locator("#figure_2").get_by_role("button", name=name)
        assert button.get_attribute("aria-pressed") is None
    buttons = page.locator("#figure_3 .controls button")
    pressed = "buttons => buttons.map((button) => button.ariaPressed)"
    assert buttons.evaluate_all(pressed) == ["false", "false", "true"]
    buttons.nth(0).click()
    assert buttons.evaluate_all(pressed) == ["true", "false", "false"]
    sheet.check()


#: What stands around an explorer's figure, what is chosen, and the ends of its scale of colours.
AROUND = """figure => {
  const said = (part) => figure.querySelector(part).innerText;
  const plot = figure.querySelector(".plot");
  const scale = plot.data.find(({ name }) => name === "Scale of colours").marker;
  return {
    title: said(".fig-title"), caption: said("figcaption"), alt: plot.getAttribute("aria-label"),
    chosen: figure.querySelector("select").selectedOptions[0].textContent,
    year: figure.querySelector("output").textContent, scale: [scale.cmin, scale.cmax],
  };
}"""


def test_choices_of_an_explorer_combine_and_the_words_around_it_follow(
    moving: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(moving).draw()
    figure = sheet.page.locator("#figure_5")
    first = figure.evaluate(AROUND)
    newest = load_indicators().query("indicator_id == 'life_expectancy'")["year"].max()
    assert first["year"].startswith("latest")
    assert first["title"].endswith(f"in {newest}"), "the latest is the year shown"
    names = figure.locator("option").all_text_contents()
    other = next(name for name in names if name.endswith("Remittances received"))
    figure.locator("select").select_option(label=other)
    changed = "([figure, title]) => figure.querySelector('.fig-title').innerText !== title"
    here = figure.element_handle()
    sheet.page.wait_for_function(changed, arg=[here, first["title"]])
    second = figure.evaluate(AROUND)
    for part in ("title", "caption", "alt", "scale"):
        assert second[part] != first[part], part
    assert second["caption"].startswith("Figure 5")
    figure.locator("input[type=range]").evaluate("(range) => { range.value = 1; range.oninput(); }")
    sheet.page.wait_for_function(changed, arg=[here, second["title"]])
    third = figure.evaluate(AROUND)
    assert third["chosen"] == second["chosen"] == other, "the year leaves the indicator"
    assert third["year"] in third["title"]
    assert third["alt"] != second["alt"]
    assert third["scale"] == second["scale"], "one scale for all years"
    sheet.check()


NUMBERS = [n * 37 % 101 / 10 for n in range(60)]
BOX = [[60, 40], [60, 50], [70, 50], [70, 40], [60, 40]]
SQUARE = {"type": "Feature", "id": "A", "geometry": {"type": "Polygon", "coordinates": [BOX]}}
PLACES = {"lat": [40, 41], "lon": [60, 61]}
TREE = {"labels": ["all", "one", "two"], "parents": ["", "all", "all"], "values": [3, 1, 2]}
SIDES = [{"label": "a", "values": [1, 2, 3]}, {"label": "b", "values": [3, 1, 2]}]
KINDS: dict[str, dict[str, Any]] = {
    "barpolar": {"r": [1, 2], "theta": [0, 90]},
    "box": {"y": NUMBERS},
    "choroplethmap": {
        "geojson": {"type": "FeatureCollection", "features": [SQUARE]},
        "locations": ["A"],
        "z": [1],
    },
    "contour": {"z": [NUMBERS[:5], NUMBERS[5:10], NUMBERS[10:15]]},
    "densitymap": {**PLACES, "z": [1, 2]},
    "funnel": {"x": [3, 2], "y": ["a", "b"]},
    "heatmap": {"z": [NUMBERS[:5], NUMBERS[5:10]]},
    "icicle": TREE,
    "indicator": {"mode": "number+gauge", "value": 5},
    "mesh3d": {"x": NUMBERS[:9], "y": NUMBERS[9:18], "z": NUMBERS[18:27]},
    "ohlc": {"open": [1, 2], "high": [3, 3], "low": [0, 1], "close": [2, 1]},
    "parcats": {"dimensions": SIDES},
    "parcoords": {"dimensions": SIDES},
    "pie": {"labels": ["a", "b"], "values": [1, 2]},
    "sankey": {"node": {"label": ["a", "b"]}, "link": {"source": [0], "target": [1], "value": [1]}},
    "scatter3d": {"x": NUMBERS, "y": NUMBERS[::-1], "z": NUMBERS},
    "scattergl": {"x": NUMBERS * 500, "y": [n / 7 for n in range(30_000)], "mode": "markers"},
    "scatterpolar": {"r": [1, 2], "theta": [0, 90]},
    "scatterpolargl": {"r": NUMBERS * 500, "theta": NUMBERS * 500, "mode": "markers"},
    "scatterternary": {"a": [1, 2], "b": [2, 1], "c": [1, 1]},
    "splom": {"dimensions": SIDES},
    "sunburst": TREE,
    "surface": {"z": [NUMBERS[:5], NUMBERS[5:10], NUMBERS[10:15]]},
    "treemap": TREE,
    "violin": {"y": NUMBERS},
    "waterfall": {"y": [1, -0.5]},
}


def test_every_kind_of_trace_is_drawn_under_the_seal(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    cells = [shown(go.Figure([{"type": kind, **trace}])) for kind, trace in KINDS.items()]
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Kinds"), *cells]), tmp_path / "k.ipynb")
    made = build_report([tmp_path / "k.ipynb"], tmp_path / "k.html", execute=False, progress=False)
    sheet = open_page(made)
    page = sheet.page
    for place in page.locator(".plot[data-spec]").all():
        place.evaluate("e => e.scrollIntoView({behavior: 'instant', block: 'center'})")
        page.wait_for_function(
            "e => e.matches('.drawn, .failed')", arg=place.element_handle(), timeout=20_000
        )
    causes = page.evaluate(
        "[...document.querySelectorAll('.failed .waiting')].map(e => e.dataset.cause)"
    )
    assert causes == []
    assert page.locator(".plot.drawn").count() == len(KINDS)
    link = page.locator(".sankey-link").first
    assert "255, 255, 255" not in link.evaluate("e => getComputedStyle(e).fill")
    sheet.check()
