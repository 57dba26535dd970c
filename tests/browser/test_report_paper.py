"""Print an exported page: full sheets, figures in order, hatches without seams."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING, Any

import nbformat
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import ca_summit as ca
from browser.engines import browser_of, running
from ca_summit.report import build_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser.engines import Firefox

pytestmark = pytest.mark.browser
PLOTLY = "application/vnd.plotly.v1+json"
LINES = " ".join(["The quick brown fox jumps over the lazy dog and runs to the sea."] * 5)


def _figure(fig: go.Figure) -> Any:
    data = nbformat.from_dict({PLOTLY: json.loads(fig.to_json())})
    return new_code_cell("figure", outputs=[new_output("display_data", data=data)])


def _write(folder: Path, *notebooks: list[Any]) -> Path:
    paths = []
    for number, cells in enumerate(notebooks):
        paths.append(folder / f"part{number}.ipynb")
        nbformat.write(new_notebook(cells=cells), paths[-1])
    return build_report(
        paths, folder / "p.html", execute=False, progress=False, title="On paper", jobs=1
    )


def _words(document: Path) -> list[list[tuple[str, float]]]:
    """Return for each page its words and where they end, as a share of its height."""
    run = ["pdftotext", "-bbox", str(document), "-"]
    text = subprocess.run(run, capture_output=True, encoding="utf-8", check=True).stdout
    pages = []
    for height, inside in re.findall(r'<page [^>]*height="([\d.]+)">(.*?)</page>', text, re.DOTALL):
        found = re.findall(r'yMax="([\d.]+)">([^<]*)<', inside)
        pages.append([(word, float(low) / float(height)) for low, word in found])
    return pages


@pytest.mark.parametrize("sheet", ["A4", "Letter"])
def test_the_text_goes_on_where_a_figure_has_to_stand_overleaf(
    sheet: str, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    text = [new_markdown_cell(f"{LINES} {LINES}") for _ in range(6)]
    first = [new_markdown_cell(f"# First part\n\n{LINES}\n\n{LINES}"), _figure(ca.plot_claims())]
    second = [new_markdown_cell("# Second part"), *text]
    page = open_page(_write(tmp_path, [*first, *text], second)).page
    page.evaluate("caSummit.drawAll()")
    page.pdf(path=tmp_path / "p.pdf", prefer_css_page_size=True, format=sheet)
    pages = _words(tmp_path / "p.pdf")
    ends = [max(low for _, low in words if low < 0.93) for words in pages[:-1]]
    assert min(ends) > 0.6, "the first sheet was left when the figure did not fit on it"
    order = [word for words in pages for word, _ in words]
    assert order.index("Figure") < len(order) - order[::-1].index("Second") - 1


def test_a_figure_that_says_nothing_of_itself_keeps_its_place_on_paper(
    open_page: Callable[..., Any], tmp_path: Path
) -> None:
    bars = go.Figure(go.Bar(x=["one", "two"], y=[1, 2]), layout={"height": 600})
    texts = [new_markdown_cell(f"before{at} {LINES} {LINES}") for at in range(2)]
    after = new_markdown_cell(f"afterwards {LINES}")
    page = open_page(_write(tmp_path, [*texts, _figure(bars), after])).page
    page.evaluate("caSummit.drawAll()")
    page.pdf(path=tmp_path / "p.pdf", prefer_css_page_size=True, format="Letter")
    order = [word for words in _words(tmp_path / "p.pdf") for word, _ in words]
    assert order.index("before1") < order.index("Figure") < order.index("afterwards")


def test_a_printed_hatch_has_no_seams_and_the_screen_none_of_its_ground(tmp_path: Path) -> None:
    """Firefox prints a pattern tile by tile; paper showed between the tiles."""
    if browser_of("firefox") is None and not os.environ.get("CI"):
        pytest.skip("needs firefox as Debian packages it")
    look = {"shape": "/", "bgcolor": "#000060", "fgcolor": "#400000"}
    bar = go.Figure(
        go.Bar(y=[1], marker={"pattern": look}),
        layout={"xaxis": {"visible": False}, "yaxis": {"visible": False}, "bargap": 0},
    )
    target = _write(tmp_path, [new_markdown_cell("# Hatch"), _figure(bar)])
    with running("firefox", tmp_path) as engine:
        fox: Firefox = engine  # type: ignore[assignment]
        fox.open(target).wait("document.querySelector('.plot.drawn')")
        marks = "return document.querySelectorAll('.plot path').length;"
        before = fox.run(marks)
        (tmp_path / "p.pdf").write_bytes(fox.printed())
        fox.wait("document.querySelector('.plot').dataset.dark === 'false'")
        assert fox.run(marks) == before
        assert fox.errors() == []
    pixels = ["pdftoppm", "-r", "240", "-gray", "-f", "1", "-l", "1", str(tmp_path / "p.pdf")]
    head, size, _, grey = subprocess.run(pixels, capture_output=True, check=True).stdout.split(
        b"\n", 3
    )
    assert head == b"P5"
    width = int(size.split()[0])
    rows = [grey[at : at + width] for at in range(0, len(grey), width)]
    bars = [row for row in rows if sum(value < 60 for value in row) > 0.4 * width]
    assert len(bars) > 200
    seams = 0
    for row in bars[5:-5]:
        dark = [at for at, value in enumerate(row) if value < 60]
        seams += sum(value > 90 for value in row[dark[0] + 5 : dark[-1] - 5])
    assert seams == 0
