"""No text of our figures is cut, lies outside its figure or covers another in a report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import nbformat
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import ca_summit as ca
from ca_summit.figures import Key, finish, taller_when_narrow
from ca_summit.files import notebook_paths
from ca_summit.report import build_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser

# Texts of one drawn figure that reach beyond its box, and pairs that cover each other by more than
# a third of the smaller one. Names on maps may be clipped by the frame of the map on purpose.
FAULTS = """(plot) => {
  const box = plot.getBoundingClientRect();
  const seen = (text) => text.textContent.trim() && getComputedStyle(text).display !== "none"
    && !text.closest(".hoverlayer, .modebar, [style*='display: none']");
  const texts = [...plot.querySelectorAll("svg text")].filter(seen)
    .map((text) => ({ said: text.textContent, map: Boolean(text.closest(".textpoint, .trace")),
      ...text.getBoundingClientRect().toJSON() }))
    .filter(({ width, height }) => width && height);
  const cut = texts.filter(({ left, right, top, bottom, map }) => !map
    && (left < box.left - 1.5 || right > box.right + 1.5
      || top < box.top - 2.5 || bottom > box.bottom + 2.5));
  const covered = [];
  texts.forEach((one, at) => texts.slice(at + 1).forEach((two) => {
    const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
    const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
    const least = Math.min(one.width * one.height, two.width * two.height);
    if (wide > 1 && high > 1 && wide * high > 0.34 * least && one.said !== two.said)
      covered.push([one.said, two.said]);
  }));
  return { cut: cut.map(({ said }) => said), covered };
}"""


def shown(fig: go.Figure) -> Any:
    bundle = {"application/vnd.plotly.v1+json": json.loads(fig.to_json())}
    return new_code_cell("draw()", outputs=[new_output("display_data", data=bundle)])


def page_of(folder: Path, *figures: go.Figure) -> Path:
    cells = [new_markdown_cell("# Figures"), *map(shown, figures)]
    nbformat.write(new_notebook(cells=cells), folder / "f.ipynb")
    return build_report([folder / "f.ipynb"], folder / "f.html", execute=False, progress=False)


def faults(page: Any) -> dict[str, Any]:
    found = {}
    for plot in page.locator(".plot.drawn").all():
        figure = plot.evaluate(f"(plot) => ({FAULTS})(plot)")
        if figure["cut"] or figure["covered"]:
            title = plot.evaluate(
                "(plot) => plot.closest('figure').querySelector('.fig-title')?.textContent || ''"
            )
            found[f"{plot.get_attribute('id')}: {title}"] = figure
    return found


def test_every_text_of_the_readers_edition_is_whole_and_free(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    target = tmp_path / "ca-summit.html"
    build_report(notebook_paths("reader"), target, chapters=True, progress=False, jobs=1)
    sheet = open_page(target, width=980)
    page = sheet.page
    page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    sheet.draw()
    width = page.evaluate("document.querySelector('.plot').clientWidth")
    assert 860 <= width <= 940
    assert faults(page) == {}


def test_what_is_cut_or_covered_is_found(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    cut, covered = made(finding="One is cut"), made(finding="One is covered")
    beside = {"xref": "paper", "yref": "paper", "showarrow": False}
    cut.add_annotation(text="reaches far beyond the edge", x=1.1, y=0.5, xanchor="left", **beside)
    for text in ("Osh", "Ош"):
        covered.add_annotation(text=text, x=0.5, y=0.5, **beside)
    page = open_page(page_of(tmp_path, cut, covered)).draw().page
    first, second = faults(page).values()
    assert first["cut"] == ["reaches far beyond the edge"]
    assert second["covered"] == [["Osh", "Ош"]]


def made(**said: Any) -> go.Figure:
    fig = go.Figure(go.Bar(x=[3, 5], y=["long name of a row", "short"], orientation="h"))
    return finish(
        fig, question="How many?", alt="", data=ca.load_formats(), sources=[], area=200, **said
    )


def test_the_short_forms_stand_on_a_narrow_screen_and_give_way_when_it_widens(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    fig = made(
        finding="Two numbers were counted in two rows",
        subtitle="All that was counted",
        narrow={
            "title.text": "Two numbers",
            "data[0].y": ["row", "short"],
            "xaxis.title.text": "n",
        },
    )
    fig.update_xaxes(title_text="number")
    page = open_page(page_of(tmp_path, fig), width=390).draw().page
    plot = page.locator(".plot")
    title = page.locator(".fig-title")
    ticks = (
        "(plot) => [...plot.querySelectorAll('.yaxislayer-above text')].map((t) => t.textContent)"
    )
    below = "(plot) => plot.querySelector('.xtitle').textContent"
    assert title.inner_text() == "Two numbers"
    assert plot.evaluate(ticks) == ["row", "short"]
    assert plot.evaluate(below) == "n"
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function("() => document.querySelector('.xtitle').textContent === 'number'")
    assert title.inner_text() == "Two numbers were counted in two rows"
    assert plot.evaluate(ticks) == ["long name of a row", "short"]
    page.set_viewport_size({"width": 390, "height": 900})
    page.wait_for_function("() => document.querySelector('.xtitle').textContent === 'n'")
    assert plot.evaluate(ticks) == ["row", "short"]


def test_a_chart_whose_rows_have_more_lines_on_a_narrow_screen_is_not_squeezed(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    fig = taller_when_narrow(made(), 400)
    page = open_page(page_of(tmp_path, fig), width=1280).draw().page
    tall = "() => document.querySelector('.plot')._fullLayout.height"
    wide = page.evaluate(tall)
    page.set_viewport_size({"width": 390, "height": 900})
    page.wait_for_function(f"() => ({tall})() === {wide} + 400")


@pytest.mark.parametrize("width", [390, 1280])
def test_lists_of_meetings_deals_and_claims_cover_and_cut_no_text(
    tmp_path: Path, open_page: Callable[..., Any], width: int
) -> None:
    few = ca.plot_commitments(sector="aviation", counterpart="USA")
    drawn = [few, ca.plot_commitments(by="partner"), ca.plot_claims(), ca.plot_attendance()]
    page = open_page(page_of(tmp_path, *drawn), width=width).draw().page
    assert not faults(page)


def test_head_and_foot_are_text_of_the_page_also_without_scripts(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    fig = made(
        finding="Two of <five> came",
        subtitle="Heads",
        key=[Key("came", "#2477E3", "circle")],
        notes=["Counted twice"],
    )
    file = page_of(tmp_path, fig)
    for scripts in (True, False):
        page = open_page(file, scripts=scripts).page
        if scripts:
            page.evaluate("caSummit.drawAll()")
            page.wait_for_function("() => document.querySelector('.plot.drawn')")
            assert page.locator(".gtitle, .gtitle-subtitle").count() == 0
            assert page.locator(".plot .annotation text").count() == 0
        order = ".fig-question, .fig-title, .fig-subtitle, .fig-key, .plot, .fig-source, figcaption"
        assert page.locator(order).evaluate_all("all => all.map((one) => one.className)")[:6] == [
            "fig-question",
            "fig-title",
            "fig-subtitle",
            "fig-key",
            *(["plot js-plotly-plot drawn"] if scripts else ["plot"]),
            "fig-source",
        ]
        assert page.locator(".fig-question").inner_text() == "How many?"
        assert page.locator(".fig-key").inner_text() == "●\xa0came"
        assert page.locator(".fig-source").inner_text().startswith("Counted twice.")
        edges = page.locator(".fig-question, .fig-title, .fig-source, figcaption").evaluate_all(
            "all => all.map((one) => Math.round(one.getBoundingClientRect().left))"
        )
        assert len(set(edges)) == 1, "one left edge"


def test_letters_change_their_ink_with_the_paper(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    fig = made(finding="Two came")
    fig.add_annotation(x=3, y=0, text="Uzbekistan", font={"color": "#D99A00"}, showarrow=False)
    fig = finish(fig, question="T", alt="", data=ca.load_formats(), sources=[], area=200)
    ((light, dark),) = fig.layout.meta["ca_summit"]["inks"].items()
    page = open_page(page_of(tmp_path, fig)).draw().page
    ink = "(plot) => plot.layout.annotations.find((one) => one.text === 'Uzbekistan').font.color"
    plot = page.locator(".plot")
    assert plot.evaluate(ink) == light
    for wanted in (dark, light):
        page.locator("[data-do=theme]").click()
        page.wait_for_function(
            f"() => document.querySelector('.plot').layout.annotations"
            f".some((one) => one.font && one.font.color === '{wanted}')"
        )


def test_a_picture_has_the_head_and_foot_that_the_page_writes(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    fig = made(finding="Two came", subtitle="Heads", notes=["Counted twice"])
    page = open_page(page_of(tmp_path, fig)).draw().page
    with page.expect_download() as saved:
        page.locator("[data-do=svg]").click()
    text = saved.value.path().read_text(encoding="utf-8")
    for said in ("How many?", "Two came", "Heads", "Counted twice."):
        assert said in text
