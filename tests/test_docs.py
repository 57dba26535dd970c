"""The documentation builds without a fault, asks for nothing, and its code runs."""

from __future__ import annotations

import doctest
import inspect
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
import site_reference

import ca_summit as ca
import ca_summit.events as ev
from ca_summit.cli import _parser, _parsers, main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
#: Pages whose code needs files of gigabytes or an engine; they run in tests of their own.
ELSEWHERE = {"events.md"}
TEXTS = [*PAGES, *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md"))]
#: Commands that only print, so that a test can run them as they stand.
PRINTING = ("data list", "data show ", "data verify", "why ", "cite", "claims --verdicts")


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


def test_the_reference_lists_what_each_name_does_and_leads_on(site):
    index = (site / "reference" / "index.html").read_text(encoding="utf-8")
    for module, names in (("ca_summit", ca.__all__[1:]), ("ca_summit.events", ev.__all__)):
        for name in names:
            assert re.search(rf'href="\w+\.html#{re.escape(module)}\.{name}"', index), name
    figures = [n for n in ca.__all__ if n.startswith(("plot_", "map_"))]
    pages = {p.stem: p.read_text(encoding="utf-8") for p in (site / "reference").glob("*.html")}
    for name in figures:
        assert f'href="../gallery/{name}.html"' in pages["maps"] + pages["charts"], name
    assert 'href="../tables/trade_partners.html"' in pages["tables"]
    assert "ca-summit data export" in pages["command"]


@pytest.mark.parametrize(
    ("text", "markup", "links"),
    [
        ("`meetings_of` and ``known_on()``", ":obj:`\\1`", ["meetings_of", "known_on"]),
        ("the column ``known_on``", ":obj:`\\1`", []),
        ("the column `known_on`", "{obj}`\\1`", []),
        ("`known_on()`, `ca.cite` and `ca.cite()`", "{obj}`\\1`", ["known_on", "cite", "cite"]),
    ],
)
def test_a_function_is_linked_and_a_column_of_its_name_is_not(text, markup, links):
    found = re.findall(r"obj[:}]`(\w+)`", site_reference.linked(text, markup))
    assert sorted(found) == sorted(links)


def test_a_name_in_the_text_of_a_page_leads_to_its_entry(site):
    text = (site / "as_of.html").read_text(encoding="utf-8")
    assert 'href="reference/diplomacy.html#ca_summit.known_on"' not in text  # stands in code only
    text = (site / "cite.html").read_text(encoding="utf-8")
    assert 'href="reference/provenance.html#ca_summit.why"' in text


@pytest.mark.parametrize(
    ("module", "name"),
    [("ca_summit", n) for n in ca.__all__[1:]] + [("ca_summit.events", n) for n in ev.__all__],
)
def test_the_examples_of_the_reference_run_as_they_are_shown(module, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    value = getattr(ev if module.endswith("events") else ca, name)
    lines = (inspect.getdoc(value) or "").splitlines() if callable(value) else []
    text = "\n".join(site_reference.as_users_write(lines))
    start = {"ca": ca, "ev": ev} if module.endswith("events") else {"ca": ca}
    test = doctest.DocTestParser().get_doctest(text, start, name, None, None)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    failed, _ = doctest.DocTestRunner(optionflags=flags).run(test)
    assert failed == 0


@pytest.mark.browser
def test_the_search_answers_from_a_folder_and_asks_for_nothing(site, open_page):
    sheet = open_page(site / "index.html")
    sheet.page.keyboard.press("Control+k")
    sheet.page.keyboard.type("bibtex")
    sheet.page.keyboard.press("Enter")
    sheet.page.wait_for_selector("#search-results li")
    titles = sheet.page.locator("#search-results li a").all_inner_texts()
    assert "Cite and trace" in titles
    assert len(set(titles)) == len(titles), "two pages of one title cannot be told apart"
    sheet.check()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "page",
    ["index", "gallery/index", "gallery/map_region", "own_records", "data", "reference/charts"],
)
def test_no_page_is_wider_than_its_screen(site, open_page, page, width):
    for scheme in ("light", "dark"):
        sheet = open_page(site / f"{page}.html", width=width, scheme=scheme)
        assert sheet.page.evaluate("document.documentElement.scrollWidth") <= width
        dark = sheet.page.evaluate("document.documentElement.dataset.theme")
        assert dark == scheme
        sheet.check()


@pytest.mark.browser
def test_on_a_phone_no_cell_of_a_wide_table_lies_beyond_the_screen(site, open_page):
    sheet = open_page(site / "coverage.html", width=390)
    cells = "[...document.querySelectorAll('.bd-article td')]"
    assert sheet.page.evaluate(f"{cells}.every((c) => c.getBoundingClientRect().right <= 391)")
    first = sheet.page.locator(".bd-article table tbody tr").first.locator("td").nth(1)
    assert first.get_attribute("data-heading") == "rows"
    assert first.bounding_box()["x"] < 40, "cells stand one below the other"
    sheet.check()


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


def commands(page: Path) -> list[str]:
    """Return the commands of a page: lines of its blocks for a shell, and what stands in prose."""
    text = page.read_text(encoding="utf-8")
    lines = []
    for block in re.findall(r"(?m)^```(?:console|bash|sh)\n(.*?)^```", text, re.DOTALL):
        bare = (re.split(r" +# ", line)[0].strip() for line in block.splitlines())
        lines += [line for line in bare if line and not line.startswith("#")]
    prose = re.sub(r"(?ms)^```.*?^```", "", text)
    lines += [f"~{code}" for code in re.findall(r"`((?:ca-summit|make) [^`]+)`", prose)]
    return lines


def examples() -> list[str]:
    """Return the examples in the help of the command and of those inside it."""
    texts = (parser.epilog or "" for parser in _parsers(_parser()))
    return [one for text in texts for one in re.findall(r"(?m)^  (ca-summit .+)$", text)]


def fault_of(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is wrong with a command of ours: an option, a target, an extra, a tool."""
    in_prose, command = command.startswith("~"), command.removeprefix("~")
    words = shlex.split(command.partition(" > ")[0], posix=True)
    if words[0] == "ca-summit":
        if in_prose and (set("…|") & set(command) or "DIR" in command):
            return ""
        try:
            _parser().parse_args(words[1:])
        except SystemExit as stop:
            said = capsys.readouterr().err.strip().rpartition("\n")[2]
            return said if stop.code and not (in_prose and "are required" in said) else ""
    if words[0] == "make":
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        targets = set(re.findall(r"(?m)^([a-z-]+):", makefile))
        return "".join(w for w in words[1:] if "=" not in w and w not in targets)
    if words[0].startswith("python") and len(words) > 1 and words[1].endswith(".py"):
        return "" if (ROOT / words[1]).is_file() or "/" not in words[1] else words[1]
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.findall(r"\.\[([\w,]+)\]", command)
    known = extras["optional-dependencies"]
    return "".join(one for part in named for one in part.split(",") if one not in known)


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.name)
def test_the_commands_of_a_page_are_commands_there_are(page, capsys):
    found = {command: fault_of(command, capsys) for command in commands(page)}
    assert {command: fault for command, fault in found.items() if fault} == {}


def test_a_command_there_is_not_is_found(capsys):
    wrong = ["ca-summit reports", "ca-summit cite --xml", "make tests", "python tools/no.py a"]
    wrong += ['pip install ".[labs]"', "~ca-summit report --sheets 3"]
    assert all(fault_of(command, capsys) for command in wrong)


def test_commands_of_the_pages_that_only_print_do_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    ran = 0
    told = {one.removeprefix("~") for page in TEXTS for one in commands(page)}
    for command in told | {one.partition(" > ")[0] for one in examples()}:
        words = shlex.split(command)[1:]
        if command.startswith(tuple(f"ca-summit {start}" for start in PRINTING)) and not (
            {"TABLE", "KEY", "COLUMN", "…"} & set(words)
        ):
            assert main(words) == 0, (words, capsys.readouterr().err)
            assert len(capsys.readouterr().out) > 50, words
            ran += 1
    assert ran >= 8


def test_the_code_of_the_readme_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.csv").write_text(
        "meeting_id,name,format,level,start_date,counterpart,status\n"
        "a,Talks,bilateral,heads_of_state,2025-05-01,CHN,held\n",
        encoding="utf-8",
    )
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"(?m)^```python\n(.*?)^```", text, re.DOTALL):
        exec(block, names)  # noqa: S102  # our own page
    names["fig"] = ca.plot_known_on()
    calls = re.findall(r"`((?:ca\.|import )[^`]+)`", re.sub(r"(?ms)^```.*?^```", "", text))
    assert len(calls) > 8
    for call in calls:
        exec(call, names)  # noqa: S102
    ca.use_language(None)


def test_the_first_screen_of_the_readme_says_what_it_is_with_five_lines_and_a_picture():
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    head = "\n".join(lines[:18])
    assert re.search(r"(?m)^\*\*[A-Z]", head)
    assert re.search(r"(?m)^!\[[^]]{20,}\]\((docs/images/\w+\.png)\)$", head)
    [code] = re.findall(r"(?ms)^```python\n(.*?)^```", head)
    assert len([line for line in code.splitlines() if line]) == 5


def test_the_readme_is_short_and_points_to_the_site():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    assert "make docs" in text
    for picture in re.findall(r"\]\((docs/images/[^)]+)\)", text):
        assert (ROOT / picture).is_file()
