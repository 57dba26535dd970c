"""The reader's edition: a story, then chapters that are folded until wanted."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import nbformat
import plotly.graph_objects as go
import plotly.io as pio
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from selectolax.lexbor import LexborHTMLParser

from ca_summit.cli import main
from ca_summit.files import EDITIONS, notebook_paths
from ca_summit.report import build_report

if TYPE_CHECKING:
    from pathlib import Path

PLOTLY = "application/vnd.plotly.v1+json"


def _figure(height: float) -> Any:
    fig = go.Figure(go.Bar(x=["a", "b"], y=[1, height]), layout={"title": f"Bars up to {height}"})
    bundle = {PLOTLY: json.loads(pio.to_json(fig, validate=False))}
    return new_code_cell(
        f"bars({height})", outputs=[new_output("display_data", data=nbformat.from_dict(bundle))]
    )


def _text(code: str, words: str) -> Any:
    return new_code_cell(code, outputs=[new_output("display_data", data={"text/markdown": words})])


def _tagged(cell: Any, *tags: str) -> Any:
    cell.metadata["tags"] = list(tags)
    return cell


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    story = [
        new_markdown_cell("# The story"),
        _tagged(new_markdown_cell("Press Shift and Enter."), "jupyter-only"),
        _tagged(_text("say()", "In short."), "standfirst"),
        new_markdown_cell("## First question"),
        _text("told()", "Two came."),
        _figure(2),
    ]
    chapter = [
        new_markdown_cell("# The chapter"),
        _tagged(new_markdown_cell("## The data"), "methods"),
        _tagged(_text("table()", "A table of ten rows."), "methods"),
        new_markdown_cell("## How many?\n\nLook at [the story](story.ipynb)."),
        _tagged(_text("finding()", "**Ten of them.**"), "finding"),
        _figure(2),
        _figure(3),
        _tagged(new_markdown_cell("## One thing to try"), "exercise"),
        _tagged(_text("answer()", "Forty-two."), "exercise", "answer"),
    ]
    paths = []
    for name, cells in (("story", story), ("chapter", chapter)):
        paths.append(tmp_path / f"{name}.ipynb")
        nbformat.write(new_notebook(cells=cells), paths[-1])
    return paths


def _page(paths: list[Path], **options: Any) -> Any:
    out = build_report(
        paths, paths[0].with_name("r.html"), execute=False, progress=False, **options
    )
    return LexborHTMLParser(out.read_text(encoding="utf-8"))


def test_the_first_notebook_is_open_and_the_next_is_folded_behind_its_finding(two):
    page = _page(two, chapters=True)
    assert page.css_first("title").text() == "The story"
    fold = page.css_first("details.chapter")
    assert "open" not in fold.attributes
    head = page.css_first("#chapter").text()
    assert "The chapter" in head
    assert "Ten of them." in head
    assert "How many?" not in head
    assert "How many?" in fold.text()
    assert "1 figures" not in fold.css_first("summary").text()
    assert page.css_first("details.chapter #figure_1") is None
    assert page.css_first("#figure_1") is not None


def test_in_the_contents_the_chapters_stand_apart_from_the_story(two):
    apart = _page(two, chapters=True).css("nav li.apart")
    assert [item.css_first("a").text() for item in apart] == ["The chapter"]
    assert _page(two).css("nav li.apart") == []


def test_methods_come_last_and_are_not_in_the_contents(two):
    page = _page(two, chapters=True)
    fold = page.css_first("details.chapter")
    text = fold.text()
    assert text.index("How many?") < text.index("A table of ten rows.")
    assert fold.css_first("details.methods").text().count("A table of ten rows.") == 1
    assert "The data" not in page.css_first("nav").text()


def test_words_for_jupyter_and_exercises_are_not_in_it(two):
    text = _page(two, chapters=True).css_first("main").text()
    for words in ("Shift", "One thing to try", "Forty-two"):
        assert words not in text
    everything = _page(two).css_first("main").text()
    assert "Shift" not in everything
    assert "Forty-two" in everything


def test_a_figure_stands_once_and_is_referred_to_after_that(two):
    page = _page(two, chapters=True)
    assert len(page.css("figure")) == 2
    again = page.css_first("details.chapter .fig-again")
    assert again.css_first("a").attributes["href"] == "#figure_1"
    assert "Bars up to 2" in again.text()
    assert len(_page(two).css("figure")) == 3


def test_code_stands_below_figures_only_beside_data_and_sources(two):
    page = _page(two, chapters=True)
    shown = [box.text() for box in page.css("details.source pre")]
    assert sorted(shown) == ["bars(2)", "bars(3)"]
    places = page.css("figure > .fig-tools > details.source")
    assert [place.css_first("pre").text() for place in places] == shown
    together = _page(two)
    assert len(together.css("details.source")) == 8
    assert together.css_first("figure details.source") is None, "elsewhere code comes first"


def test_links_between_the_notebooks_work_inside_the_page(two):
    page = _page(two, chapters=True)
    link = next(a for a in page.css("details.chapter a") if a.text() == "the story")
    assert page.css_first(link.attributes["href"]) is not None


def test_every_notebook_but_the_first_steps_is_in_one_edition():
    named = [name for names in EDITIONS.values() for name in names]
    assert sorted([*named, "00_start_here"]) == [p.stem for p in notebook_paths()]
    for edition in EDITIONS:
        assert all(path.is_file() for path in notebook_paths(edition))
    with pytest.raises(ValueError, match="reader"):
        notebook_paths("readers")


@pytest.mark.parametrize(
    ("options", "first", "chapters"),
    [
        ([], "10_the_road_to_washington", True),
        (["--classroom"], "09_classroom", False),
        (["--for", "student"], "09_classroom", False),
        (["--all"], "00_start_here", False),
        (["--all", "--for", "teacher"], "00_start_here", False),
    ],
)
def test_the_command_builds_the_edition_that_is_asked_for(
    monkeypatch, tmp_path, options, first, chapters
):
    seen: dict[str, Any] = {}

    def build(paths: Any, output: Any, **given: Any) -> Any:
        seen.update(given, first=paths[0].stem)
        output.write_text("", encoding="utf-8")
        return output

    monkeypatch.setattr("ca_summit.report.build_report", build)
    assert main(["report", *options, "-o", str(tmp_path / "r.html")]) == 0
    assert (seen["first"], seen["chapters"]) == (first, chapters)


def test_an_edition_and_named_notebooks_are_not_mixed(tmp_path, capsys):
    assert main(["report", "x.ipynb", "--all", "-o", str(tmp_path / "r.html")]) == 1
    assert "not both" in capsys.readouterr().err


@pytest.mark.parametrize("path", notebook_paths("reader"), ids=lambda p: p.stem)
def test_no_instruction_for_cells_is_left_in_the_readers_edition(path):
    for cell in nbformat.read(path, as_version=4).cells:
        tags = set(cell.metadata.get("tags", []))
        if cell.cell_type != "markdown" or tags & {"jupyter-only", "exercise", "methods"}:
            continue
        assert not re.search(r"<kbd>|Shift|[Rr]un (a|the|this) cell|first cell|`\d\d_", cell.source)
        assert not re.search(r"Level: |You will learn", cell.source)
