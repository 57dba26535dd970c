"""The page in Firefox and WebKit as Debian ships them: what it does in Chromium, it does there."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import time
import unicodedata
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import ca_summit as ca
from browser.engines import ENGINES, browser_of, running
from ca_summit.classroom import lock
from ca_summit.report import build_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser.engines import Engine, Firefox

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: Draw one figure by scrolling to it, and tell how long the page did not answer meanwhile.
DRAW = """
  const plot = document.getElementById(args[0]);
  let [last, blocked] = [performance.now(), 0];
  const beat = setInterval(() => {
    const now = performance.now();
    blocked = Math.max(blocked, now - last);
    last = now;
  }, 5);
  plot.scrollIntoView({ block: "center", behavior: "instant" });
  while (!plot.matches(".drawn, .failed")) await new Promise((done) => setTimeout(done, 10));
  clearInterval(beat);
  return [plot.matches(".drawn"), blocked];
"""
SHOWN = """
  return [...document.querySelectorAll(".plot")]
    .filter((plot) => !plot.closest("details:not([open])")).map((plot) => plot.id);
"""
#: What a page fetched beside itself, or wanted to and its policy stopped.
ASKED = """
  return performance.getEntriesByType("resource").map((entry) => entry.name)
    .filter((name) => !/^(data|blob|file|about):/.test(name));
"""


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Start a browser once for the module; skip where it is missing, but never on CI."""
    if browser_of(request.param) is None and not os.environ.get("CI"):
        pytest.skip(f"needs {request.param} as Debian packages it")
    with running(request.param, tmp_path_factory.mktemp(request.param)) as started:
        yield started


def _shown(data: Any, code: str = "show()") -> Any:
    return new_code_cell(code, outputs=[new_output("display_data", data=nbformat.from_dict(data))])


@pytest.fixture(scope="module")
def worksheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export one exercise for students, with a quick lock."""
    folder = tmp_path_factory.mktemp("engines")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lock, "ITERATIONS", 5_000)
        cells = [
            new_markdown_cell("# Worksheet"),
            _shown(ca.exercise("area-times")._repr_mimebundle_()),
        ]
        nbformat.write(new_notebook(cells=cells), folder / "w.ipynb")
        return build_report(
            [folder / "w.ipynb"],
            folder / "w.html",
            audience="student",
            execute=False,
            progress=False,
        )


def _clean(engine: Engine) -> None:
    assert engine.run(ASKED) == []
    assert engine.errors() == []


def test_a_fault_of_a_page_is_noticed(engine: Engine, tmp_path: Path) -> None:
    """Otherwise no test here could find one."""
    scripts = "console.error('told'); setTimeout(() => { throw new Error('thrown'); });"
    (tmp_path / "f.html").write_text(f"<!DOCTYPE html><script>{scripts}</script>", encoding="utf-8")
    engine.open(tmp_path / "f.html").wait("document.readyState === 'complete'")
    time.sleep(0.5)
    told = " ".join(engine.errors())
    assert "told" in told
    assert "thrown" in told


def test_every_figure_of_story_and_chapters_is_drawn(engine: Engine, edition: Path) -> None:
    engine.open(edition)
    chapters = engine.run("return document.querySelectorAll('details.chapter').length;")
    drawn: list[str] = []
    for number in range(-1, chapters):
        # One chapter at a time: what is folded again costs no layout.
        engine.run(
            "document.querySelectorAll('details.chapter')"
            ".forEach((part, at) => { part.open = at === args[0]; });",
            number,
        )
        for plot in engine.run(SHOWN):
            if plot not in drawn:
                whole, _ = engine.run(DRAW, plot)
                assert whole, plot
                drawn.append(plot)
    assert len(drawn) == engine.run("return document.querySelectorAll('.plot').length;") > 40
    marks = engine.run(
        "return [...document.querySelectorAll('.plot')]"
        ".filter((plot) => !plot.querySelector('.main-svg path, .main-svg image, canvas')).length;"
    )
    assert marks == 0
    _clean(engine)


def test_the_page_answers_between_two_figures(engine: Engine, edition: Path) -> None:
    engine.open(edition).wait("window.Plotly")
    beats = engine.run(
        """
        let beats = 0;
        const beat = setInterval(() => { beats += 1; }, 0);
        const plots = [...document.querySelectorAll(".plot")]
          .filter((one) => !one.closest("details:not([open])"));
        await caSummit.drawAll(plots);
        clearInterval(beat);
        return [beats, plots.length];
        """
    )
    assert beats[0] >= beats[1] - 1 > 5


def test_a_control_redraws_its_figure_and_says_what_is_chosen(
    engine: Engine, edition: Path
) -> None:
    engine.open(edition).run("document.querySelectorAll('details.chapter')[0].open = true;")
    for plot in engine.run(SHOWN):
        assert engine.run(DRAW, plot)[0]
    told = engine.run(
        """
        const slider = document.querySelector(".controls input[type=range]");
        const plot = slider.closest("figure").querySelector(".plot");
        let drawn = 0;
        plot.on("plotly_afterplot", () => { drawn += 1; });
        plot.on("plotly_animated", () => { drawn += 1; });
        const said = slider.closest("label").querySelector("output").textContent;
        slider.value = String(Number(slider.value) > 0 ? Number(slider.value) - 1 : 1);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        const turn = () => new Promise((done) => setTimeout(done, 25));
        for (let turns = 0; turns < 200 && !drawn; turns += 1) await turn();
        return [drawn, said, slider.closest("label").querySelector("output").textContent];
        """
    )
    assert told[0] > 0
    assert told[1] != told[2]
    _clean(engine)


def test_a_table_opened_by_a_click_holds_all_rows(engine: Engine, edition: Path) -> None:
    engine.open(edition)
    name = engine.run("return document.querySelector('.fig-tools .left').closest('figure').id;")
    rows = f"document.querySelectorAll('#{name} tbody tr').length"
    before = engine.run(f"return {rows};")
    engine.click(f"#{name} details.data > summary")
    engine.wait(f"{rows} > {before}")
    assert engine.run("return document.documentElement.scrollWidth <= innerWidth;")
    _clean(engine)


def test_downloads_are_whole_files(engine: Engine, edition: Path) -> None:
    engine.open(edition)
    plot = engine.run(SHOWN)[0]
    assert engine.run(DRAW, plot)[0]
    figure = plot.removesuffix("-plot")
    found = {}
    for kind in ("csv", "png", "svg"):
        engine.click(f"#{figure} [data-do={kind}]")
        found[kind] = _arrived(engine, kind)
    assert len(list(csv.reader(io.StringIO(found["csv"].decode("utf-8-sig"))))) > 1
    assert found["png"].startswith(b"\x89PNG")
    assert len(found["png"]) > 20_000
    assert ET.fromstring(found["svg"]).tag.endswith("svg")
    _clean(engine)


def _arrived(engine: Engine, kind: str) -> bytes:
    """Return the one file of a kind, once it has stopped growing."""
    end = time.monotonic() + 30
    seen = (-1, b"")
    while time.monotonic() < end:
        for path in engine.downloads.glob(f"*.{kind}"):
            content = path.read_bytes()
            if content and len(content) == seen[0]:
                path.unlink()
                return content
            seen = (len(content), content)
        time.sleep(0.3)
    raise AssertionError(f"no {kind} arrived in {[p.name for p in engine.downloads.iterdir()]}")


def test_an_exercise_is_judged(engine: Engine, worksheet: Path) -> None:
    engine.open(worksheet)
    right = f"{ca.worked_answer('area-times').answer:.3f}"
    for typed, outcome in (("about two", "unclear"), (right, "right")):
        engine.run("document.querySelector('form.exercise input[type=text]').value = '';")
        engine.type("form.exercise input[type=text]", typed)
        engine.click("form.exercise button")
        engine.wait(f"document.querySelector('form.exercise').dataset.outcome === '{outcome}'")
    _clean(engine)


def test_dark_reaches_page_and_figures(engine: Engine, edition: Path) -> None:
    engine.open(edition)
    plot = engine.run(SHOWN)[0]
    assert engine.run(DRAW, plot)[0]
    look = f"""
      const light = (colour) => {{
        const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number);
        return (red + green + blue) / 765;
      }};
      const text = document.querySelector("#{plot} .main-svg text:not(:empty)");
      const paper = getComputedStyle(document.body).backgroundColor;
      return [light(paper), light(getComputedStyle(text).fill)];
    """
    paper, ink = engine.run(look)
    assert paper > 0.9
    assert ink < 0.5
    engine.click("[data-do=theme]")
    engine.wait(f"document.getElementById('{plot}').dataset.dark === 'true'")
    engine.wait(
        f"getComputedStyle(document.querySelector('#{plot} .main-svg text:not(:empty)')).fill"
        ".match(/[\\d.]+/g)[0] > 120"
    )
    paper, ink = engine.run(look)
    assert paper < 0.2
    assert ink > 0.5
    engine.click("[data-do=theme]")
    engine.run("localStorage.clear();")
    _clean(engine)


@pytest.mark.parametrize("width", [390, 768])
def test_on_narrow_screens_nothing_runs_over_the_edge(
    width: int, engine: Engine, edition: Path
) -> None:
    engine.open(edition, width=width, height=844)
    for plot in engine.run(SHOWN)[:4]:
        assert engine.run(DRAW, plot)[0]
    over = engine.run(
        """
        const parts = document.querySelectorAll("main figure, main p, main h1, main h2, .main-svg");
        const over = [...parts].filter((part) => part.getClientRects().length
          && part.getBoundingClientRect().right > innerWidth + 1
          && !part.closest("details:not([open])"));
        const told = over.map((part) => part.outerHTML.slice(0, 80));
        return [document.documentElement.scrollWidth > innerWidth, told];
        """
    )
    assert over == [False, []]
    _clean(engine)


def test_firefox_prints_the_story_with_its_figures(
    engine: Engine, edition: Path, tmp_path: Path
) -> None:
    """WebKit's driver has no command for printing."""
    if engine.name != "firefox":
        engine.open(edition).run("dispatchEvent(new Event('beforeprint'));")
        engine.run("dispatchEvent(new Event('afterprint'));")
        _clean(engine)
        return
    fox: Firefox = engine  # type: ignore[assignment]
    fox.open(edition)
    for plot in fox.run(SHOWN):
        assert fox.run(DRAW, plot)[0]
    (tmp_path / "story.pdf").write_bytes(fox.printed())
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "story.pdf"), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert 8 < text.count("\f") < 60
    titles = fox.run(
        "return [...document.querySelectorAll('.fig-title')]"
        ".filter((title) => !title.closest('details') && title.textContent.trim())"
        ".map((title) => title.textContent);"
    )

    def joined(words: str) -> str:
        return re.sub(r"\s+", "", unicodedata.normalize("NFKC", words))

    assert [title for title in titles if joined(title) not in joined(text)] == []
    assert fox.errors() == []
