"""Every word that a pupil or teacher sees in a classroom page is of its language, or says not."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from ca_summit.catalog import get_table, table_names
from ca_summit.figures.language import Words
from ca_summit.figures.plain_table import heading
from ca_summit.files import notebook_paths
from ca_summit.report import build_report
from ca_summit.sources import known_sources, publishers
from test_languages import LATIN, TRANSLATED, other_percents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.browser

#: Names of programs, formats and keys, which other languages write in Latin letters too.
NAMES = """
    BibTeX Chrome Edge Firefox Safari JavaScript Jupyter JupyterLab Escape Excel Plotly Mermaid Vega
    Save Widget State Automatically Settings pip install python vl convert
    """.split()
NAMES += ["Our World in Data", "Copernicus"]
#: All texts with the language that holds for each: what is written, spoken and shown on a button.
TEXTS = """() => {
  const CODE = "script, style, code, pre, kbd";
  document.querySelectorAll("details").forEach((part) => { part.open = true; });
  const found = [];
  const told = new Set();
  const add = (element, text, kind) => {
    const cell = element.closest("td");
    const head = cell && cell.closest("table").tHead;
    found.push({ lang: element.closest("[lang]").lang, text: text.trim(), kind,
      head: head ? (head.rows[0].cells[cell.cellIndex] || {}).textContent || "" : "" });
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const lines = element.closest("text");
    if (lines && told.has(lines)) continue;
    if (lines) {
      told.add(lines);
      const parts = [...lines.querySelectorAll("tspan.line")].map((line) => line.textContent);
      add(element, parts.join(" ") || lines.textContent, "figure");
      continue;
    }
    if (!walker.currentNode.data.trim() || element.closest(CODE)) continue;
    add(element, walker.currentNode.data, element.closest("figure") ? "figure" : element.tagName);
  }
  const spoken = ["title", "aria-label", "alt", "placeholder", "value", "aria-description"];
  document.querySelectorAll("body *").forEach((element) => spoken.forEach((name) => {
    const text = element.getAttribute(name) || "";
    if (text.trim() && element.type !== "text") add(element, text, name);
  }));
  return found;
}"""


@pytest.fixture(scope="module", params=TRANSLATED)
def sheet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Build what a teacher opens: worksheets with answers, key and handbook."""
    target = tmp_path_factory.mktemp("told") / "classroom.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CA_SUMMIT_SHEET", "3")
        build_report(
            notebook_paths("classroom"),
            target,
            audience="teacher",
            language=request.param,
            progress=False,
        )
    return request.param, target


def ids(language: str) -> set[str]:
    """Return the headings of columns of ids, by which a row is found again."""
    fields = {field.name for name in table_names() for field in get_table(name).fields}
    words = Words(language)
    return {heading(n, words) for n in fields if n.endswith(("_id", "_ids"))} | {
        words.say("Exercise")
    }


@cache
def names() -> re.Pattern[str]:
    """Return a pattern of names of programs, publishers and tables, the longest first."""
    told = {name for record in known_sources().values() for name in publishers(record)}
    ordered = sorted(map(re.escape, {*told, *NAMES, *LATIN, *table_names()}), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered)})(?!\w)")


def strange_in(shown: list[dict[str, str]], language: str) -> Iterator[str]:
    """Give what is English without saying so."""
    codes = ids(language)
    for part in shown:
        text = part["text"]
        # An id is no word, an address neither; calls and conditions are code.
        if part["head"] in codes or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+|\S+[./]\S+", text):
            continue
        text = " ".join(text.split())
        text = re.sub(r"\b(?:ca\.|why)\w*\([^)]*\)|\b\w+ (?:[!<>]?=|[<>]) [\w|]+", " ", text)
        words = re.findall(r"\b[A-Za-z][a-z]{2,}\b", names().sub(" ", text))
        if words:
            yield f"{part['kind']}: {' '.join(words)} in {text[:80]}"


def test_every_word_of_the_page_is_of_its_language_or_says_in_which_it_is(
    sheet: tuple[str, Path], open_page: Callable[..., Any]
) -> None:
    language, target = sheet
    opened = open_page(target)
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    opened.draw()
    forms = page.locator("form.exercise:has(input[type=text])")
    forms.first.locator("input").fill("7")
    forms.first.locator("button[type=submit]").click()
    forms.first.locator('.ex-said[data-outcome="wrong"]').wait_for()
    shown = page.evaluate(TEXTS)
    kinds = {part["kind"] for part in shown}
    assert {"figure", "LEGEND", "BUTTON", "SUMMARY", "title", "aria-label", "TD"} <= kinds
    own = [part for part in shown if part["lang"] == language]
    assert len(own) > 2000
    assert not list(dict.fromkeys(strange_in(own, language)))[:20]
    assert not [part["text"] for part in own if other_percents(part["text"], language)]
    # What says that it is English is.
    marked = [part["text"] for part in shown if part["lang"] == "en" and part["kind"] != "figure"]
    sentence = re.compile(r"(?:[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІі]+,? ){2}")
    assert not [text for text in marked if sentence.search(text)]


def test_what_the_page_may_say_later_is_of_its_language(
    sheet: tuple[str, Path], open_page: Callable[..., Any]
) -> None:
    language, target = sheet
    settings = open_page(target).page.locator("#_settings").text_content()
    words = json.loads(settings)["words"]
    told = [
        {"text": re.sub(r"\{\w+\}|FIGURE", " ", text), "head": "", "kind": key}
        for key, text in words.items()
    ]
    assert len(told) > 20
    assert not list(strange_in(told, language))


def test_a_word_that_lacks_its_translation_is_found() -> None:
    shown = {"lang": "ru", "head": "", "kind": "P"}
    texts = ["Источник: World Bank и ещё 2", "Две цифры. How many people?", "Table", "area-times"]
    found = [list(strange_in([{**shown, "text": text}], "ru")) for text in texts]
    assert [bool(faults) for faults in found] == [False, True, True, False]
