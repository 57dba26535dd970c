"""The documentation builds without a fault, asks for nothing, and its code runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

import ca_summit as ca

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
#: Pages whose code needs files of gigabytes or an engine; they run in tests of their own.
ELSEWHERE = {"events.md"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", DOCS, folder],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=1500,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_nothing_is_loaded_from_elsewhere_and_the_site_is_small(site):
    size = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    assert size < 40_000_000
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe|source)\b[^>]*\bsrc="([^"]+)"', text)
        loaded += re.findall(r'<link\b[^>]*\bhref="([^"]+)"', text)
        assert [one for one in loaded if re.match(r"(?:https?:)?//", one)] == [], page.name


def test_every_link_inside_leads_somewhere(site):
    pages = {page: page.read_text(encoding="utf-8") for page in site.rglob("*.html")}
    ids = {page: set(re.findall(r'\bid="([^"]+)"', text)) for page, text in pages.items()}
    dead = []
    for page, text in pages.items():
        for link in re.findall(r'<a\b[^>]*\bhref="([^"]+)"', text):
            if re.match(r"\w+:|//", link) or "search" in link:
                continue
            path, _, mark = unquote(link).partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.is_file() or (mark and target in ids and mark not in ids[target]):
                dead.append((page.name, link))
    assert dead == []


def test_every_public_figure_has_a_page_with_its_picture_data_and_sources(site):
    names = [n for n in ca.__all__ if n.startswith(("plot_", "map_"))]
    assert len(names) > 30
    for name in names:
        text = (site / "gallery" / f"{name}.html").read_text(encoding="utf-8")
        assert f'src="../_static/figures/{name}.html"' in text
        shown = (site / "_static/figures" / f"{name}.html").read_text(encoding="utf-8")
        for part in ("data-spec", 'class="fig-source"', "<table", 'class="source-list"'):
            assert part in shown, (name, part)


def test_every_public_name_is_in_the_reference(site):
    text = "".join(p.read_text(encoding="utf-8") for p in (site / "reference").glob("*.html"))
    names = [name for name in ca.__all__ if name != "__version__"]
    assert [name for name in names if f'id="ca_summit.{name}"' not in text] == []


@pytest.mark.parametrize("page", [p.name for p in PAGES if p.name not in ELSEWHERE])
def test_the_code_of_a_page_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cells = [nbformat.v4.new_code_cell("1 + 1")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "analysis.ipynb")
    text = (DOCS / page).read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"(?m)^```python\n(.*?)^```", text, re.DOTALL):
        if "not run" not in block:
            exec(block, names)  # noqa: S102  # our own pages
