"""The page in Firefox and WebKit as Debian ships them: what it does in Chromium, it does there."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import ca_summit as ca
from browser import lookups
from browser.engines import ENGINES, browser_of, running
from ca_summit.classroom import answer_hash
from ca_summit.maps import map_region
from ca_summit.report import build_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser.engines import Engine, Firefox

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLOTLY = "application/vnd.plotly.v1+json"
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
    """Export a map with a slider and an exercise for students, with a quick lock."""
    folder = tmp_path_factory.mktemp("engines")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer_hash, "ITERATIONS", 5_000)
        cells = [
            new_markdown_cell("# Worksheet"),
            _shown({PLOTLY: json.loads(map_region("life_expectancy", slider=True).to_json())}),
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
    faults = "window.both = true; console.error('told'); throw new Error('thrown');"
    scripts = f"setTimeout(() => {{ {faults} }}, 700);"
    (tmp_path / "f.html").write_text(f"<!DOCTYPE html><script>{scripts}</script>", encoding="utf-8")
    engine.open(tmp_path / "f.html").wait("document.readyState === 'complete'")
    engine.wait("window.both")
    told, end = "", time.monotonic() + 20
    while "hrown" not in told and "Script error" not in told and time.monotonic() < end:
        time.sleep(0.2)
        told += " ".join(engine.errors())
    assert "told" in told
    assert "thrown" in told or "Script error" in told  # WebKit says no more of a local file


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


def test_the_page_answers_while_many_figures_are_drawn(engine: Engine, edition: Path) -> None:
    engine.open(edition).wait("window.Plotly")
    silent, whole = engine.run(
        """
        const plots = [...document.querySelectorAll(".plot")]
          .filter((one) => !one.closest("details:not([open])"));
        const begin = performance.now();
        let [last, silent] = [begin, 0];
        const beat = () => {
          silent = Math.max(silent, performance.now() - last);
          last = performance.now();
        };
        const beats = setInterval(beat, 0);
        await caSummit.drawAll(plots);
        beat();
        clearInterval(beats);
        return [silent, performance.now() - begin];
        """
    )
    assert silent < max(400, 0.6 * whole), "silent for most of the time"


def test_a_control_redraws_its_figure_and_says_what_is_chosen(
    engine: Engine, worksheet: Path
) -> None:
    engine.open(worksheet)
    assert engine.run(DRAW, engine.run(SHOWN)[0])[0]
    drawn, before, after = engine.run(
        """
        const slider = document.querySelector(".controls input[type=range]");
        const said = () => slider.closest("label").querySelector("output").textContent;
        const plot = slider.closest("figure").querySelector(".plot");
        const looks = () => [...plot.querySelectorAll(".main-svg path")]
          .map((path) => path.getAttribute("style") + path.getAttribute("d")).join();
        const [before, look] = [said(), looks()];
        slider.value = String(Number(slider.value) > 0 ? Number(slider.value) - 1 : 1);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        const turn = () => new Promise((done) => setTimeout(done, 25));
        for (let turns = 0; turns < 400 && looks() === look; turns += 1) await turn();
        return [looks() !== look, before, said()];
        """
    )
    assert drawn
    assert before != after
    _clean(engine)


def test_a_table_opened_by_a_click_holds_all_rows(engine: Engine, edition: Path) -> None:
    engine.open(edition)
    name = engine.run(
        "return [...document.querySelectorAll('.fig-tools .left')]"
        ".find((left) => !left.closest('details.chapter:not([open])')).closest('figure').id;"
    )
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
    name = plot.removesuffix("-plot")
    found = {
        kind: engine.saved(f"#{name} [data-do={kind}]", f"{name.replace('_', '-')}.{kind}")
        for kind in ("csv", "png", "svg")
    }
    assert len(list(csv.reader(io.StringIO(found["csv"].decode("utf-8-sig"))))) > 1
    assert found["png"].startswith(b"\x89PNG")
    assert len(found["png"]) > 20_000
    assert ET.fromstring(found["svg"]).tag.endswith("svg")
    _clean(engine)


def test_an_exercise_is_judged(engine: Engine, worksheet: Path) -> None:
    engine.open(worksheet)
    right = f"{ca.worked_answer('area-times').answer:.3f}"
    for typed, outcome in (("quite a lot", "unclear"), (right, "right")):
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
        encoding="utf-8",
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

    whole = joined(text)
    assert [title for title in titles if joined(title) not in whole] == []
    letters = fox.run(
        "return [...document.querySelectorAll('.plot text')]"
        ".filter((part) => !part.closest('details'))"
        ".flatMap((part) => part.querySelector('tspan') ? [...part.children] : [part])"
        ".map((part) => part.textContent).filter((said) => said.trim());"
    )
    lost = [said for said in letters if joined(said) not in whole]
    assert lost == [], "a figure is cut at the edge of the sheet"
    pages = [page.strip().splitlines() for page in text.split("\f") if page.strip()]
    assert not any(re.match(r"\s*Figure \d", page[0]) for page in pages), "a caption alone"
    heads = {
        joined(head)
        for head in fox.run(
            "return [...document.querySelectorAll('h2, h3')]"
            ".map((head) => head.firstChild.textContent);"
        )
    }
    text_pages = [page for page in pages if sum(joined(line) in heads for line in page) < 4]
    alone = [page[-3:] for page in text_pages if joined(page[-1]) in heads]
    assert alone == [], "a heading without its text"
    assert fox.errors() == []


NAMES = ("Settings", "Plotly", "Specs", "BibTeX", "Text", "Said", "Contents", "Top", "Figure 1")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export a notebook that is called and headed as parts of the page might be."""
    folder = tmp_path_factory.mktemp("foreign")
    bars = {"data": [{"type": "bar", "y": [1, 2]}], "layout": {"title": {"text": "Two bars"}}}
    play = {"type": "buttons", "buttons": [{"label": "▶", "method": "animate", "args": [None]}]}
    frames = [{"name": str(number), "data": [{"y": [number, 2]}]} for number in range(4)]
    moving = {**bars, "layout": {"updatemenus": [play], "width": 400}, "frames": frames}
    cells = [
        new_markdown_cell("# Plotly\n\n" + "\n\n".join(f"## {name}\n\nText." for name in NAMES)),
        _shown({PLOTLY: bars}),
        _shown({PLOTLY: moving}),
    ]
    nbformat.write(new_notebook(cells=cells), folder / "plotly.ipynb")
    return build_report([folder / "plotly.ipynb"], folder / "p.html", execute=False, progress=False)


def test_headings_names_and_addresses_of_others_break_nothing(
    engine: Engine, foreign: Path, tmp_path: Path
) -> None:
    engine.open(foreign)
    led = engine.run(
        "return [...document.querySelectorAll('nav a')].map((link) =>"
        " document.getElementById(decodeURIComponent(link.hash.slice(1)))?.firstChild.textContent);"
    )
    assert led == list(NAMES)
    for address in ("#%E0%A4%A", "#settings", "#_plotly", "#figure_1"):
        engine.run("location.hash = args[0];", address)
    if engine.name == "firefox":  # before anything is drawn
        fox: Firefox = engine  # type: ignore[assignment]
        (tmp_path / "p.pdf").write_bytes(fox.printed())
    for plot in engine.run(SHOWN):
        assert engine.run(DRAW, plot)[0], plot
    engine.click("#figure_2 .controls button")
    if engine.name == "firefox":
        assert fox.printed().startswith(b"%PDF")
    else:
        engine.run(
            "for (const kind of ['before', 'after']) dispatchEvent(new Event(`${kind}print`));"
        )
    engine.run("await new Promise((done) => setTimeout(done, 700));")
    _clean(engine)


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export a figure with sources and words with links, each to a host of its own."""
    folder = tmp_path_factory.mktemp("linked")
    links = " ".join(f"[{number}](https://host-{number}.example.org/)" for number in range(30))
    cells = [
        new_markdown_cell(f"# Links\n\n{links}"),
        _shown({PLOTLY: json.loads(map_region("life_expectancy").to_json())}),
    ]
    nbformat.write(new_notebook(cells=cells), folder / "l.ipynb")
    return build_report([folder / "l.ipynb"], folder / "l.html", execute=False, progress=False)


def _looked_up(name: str, page: Path) -> dict[str, list[str]]:
    apart = ["unshare", "--net", "--mount", sys.executable, str(Path(lookups.__file__)), name]
    run = subprocess.run(
        [*apart, str(page)], capture_output=True, encoding="utf-8", check=False, timeout=180
    )
    assert run.returncode == 0, run.stderr
    return dict(json.loads(run.stdout))


@pytest.mark.parametrize("name", ENGINES)
def test_no_host_is_looked_up_before_a_link_is_followed(
    name: str, linked: Path, tmp_path: Path
) -> None:
    """In a network namespace whose only name server notes every question."""
    apart = subprocess.run(
        ["unshare", "--net", "--mount", "true"], capture_output=True, check=False
    )
    if (browser_of(name) is None or apart.returncode) and not os.environ.get("CI"):
        pytest.skip(f"needs {name} and the right to make a network namespace")
    found = _looked_up(name, linked)
    assert found["without a click"] == []
    assert found["after a click"] == ["host-0.example.org"]
    if name == "firefox":
        text = linked.read_text(encoding="utf-8")
        bare = re.sub(r'<meta http-equiv="x-dns-prefetch-control"[^>]*>', "", text)
        (tmp_path / "bare.html").write_text(bare, encoding="utf-8")
        assert len(_looked_up(name, tmp_path / "bare.html")["without a click"]) >= 30
