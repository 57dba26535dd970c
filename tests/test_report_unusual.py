"""Outputs and texts that are unusual but real: shown whole, or named as missing in their place."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from ca_summit.report.errors import ReportError
from ca_summit.report.notebook_file import expanded, parsed_notebook, read_notebook
from ca_summit.report.page import Page
from ca_summit.report.runner import Run, run_notebooks
from ca_summit.report.styles import clean_declarations
from notebook_corpus import PIXEL, VEGA_LITE, book, out, said, widgets

if TYPE_CHECKING:
    from pathlib import Path

PICTURE = f"data:image/png;base64,{PIXEL}"
#: Base64 of any larger picture holds two strokes, which look like an address.
STROKES = "data:image/png;base64,AAAA//AAAA=="


def exported(*cells: Any) -> tuple[str, list[str]]:
    """Return the text of the page and what it names as missing; lists are the outputs of a cell."""
    stored = [
        {"cell_type": "markdown", "source": cell}
        if isinstance(cell, str)
        else {"cell_type": "code", "source": "show()", "outputs": cell}
        for cell in cells
    ]
    page = Page()
    page.add_notebook(parsed_notebook(json.dumps({"cells": stored})), name="n")
    html = page.html()
    return html[html.index("<main") : html.index("</main>")], [loss.text for loss in page.losses]


def drawings(html: str) -> list[str]:
    """Return the SVG pictures of a page as text."""
    found = re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", html)
    return [base64.b64decode(text).decode() for text in found]


def svg(inside: str) -> str:
    return f"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{inside}</svg>"


@pytest.mark.parametrize("place", ["output", "html", "markdown"])
def test_a_picture_stored_in_an_svg_picture_stays(place: str) -> None:
    inside = svg(f"<image xlink:href='{STROKES}'/>")
    bundle = {"image__svg+xml": inside} if place == "output" else {"text__html": inside}
    html, lost = exported(inside if place == "markdown" else [out(**bundle)])
    assert f'<image xlink:href="{STROKES}">' in drawings(html)[0]
    assert lost == []


@pytest.mark.parametrize("place", ["output", "html", "markdown"])
def test_a_picture_that_an_svg_picture_would_load_is_named(place: str) -> None:
    inside = svg("<image href='https://example.org/a.png'/><text>beside</text>")
    bundle = {"image__svg+xml": inside} if place == "output" else {"text__html": inside}
    html, lost = exported(inside if place == "markdown" else [out(**bundle)])
    assert "beside" in drawings(html)[0]
    assert "example.org" not in "".join(drawings(html))
    assert lost == ["Picture (not included: https://example.org/a.png)"]
    assert lost[0] in html


def test_words_of_html_inside_svg_stay_and_run_nothing() -> None:
    words = (
        "<foreignObject width='9' height='9'><div xmlns='http://www.w3.org/1999/xhtml'>"
        "label<br>words<script>1</script><a href='javascript:1' onclick='1'>go</a></div>"
        "</foreignObject>"
    )
    html, lost = exported([out(**{"image__svg+xml": svg(words)})])
    drawn = drawings(html)[0]
    assert '<div xmlns="http://www.w3.org/1999/xhtml">label<br></br>words<a>go</a></div>' in drawn
    assert lost == []


def test_a_sheet_of_an_svg_picture_loses_only_what_it_would_load() -> None:
    sheet = (
        "<style>@import url(https://example.org/a.css);.a{fill:green;background:url('//b/c')}"
        f".b{{fill:url(#g)}}@font-face{{src:url({STROKES})}}</style>"
    )
    html, _ = exported([out(**{"image__svg+xml": svg(sheet)})])
    assert drawings(html)[0].count("<style>") == 1
    assert "<style>.a{fill:green;background:none}.b{fill:url(#g)}" in drawings(html)[0]
    assert STROKES in drawings(html)[0]


def test_sheets_and_symbols_of_the_html_around_a_picture_hold_for_it() -> None:
    sprite = "<svg style='display:none'><symbol id='i'><circle r='4'/></symbol></svg>"
    source = (
        f"<style>.bar{{fill:teal}}</style>{sprite}<svg><rect class='bar'/></svg>"
        "<svg class='icon' width='9'><use href='#i'/></svg>"
    )
    html, _ = exported([out(text__html=source)])
    _, bar, icon = drawings(html)
    assert "<style>.bar{fill:teal}</style>" in bar
    assert '<symbol id="i"><circle r="4"></circle></symbol>' in icon
    assert 'class="u-icon"' in html


def test_svg_with_prefixed_names_is_read() -> None:
    prefixed = "<svg:svg xmlns:svg='http://www.w3.org/2000/svg'><svg:text>x</svg:text></svg:svg>"
    html, lost = exported([out(**{"image__svg+xml": prefixed})])
    assert "<text>x</text>" in drawings(html)[0]
    assert lost == []


@pytest.mark.parametrize(
    ("source", "shown", "lost"),
    [
        ("<img srcset='https://example.org/a.png 2x' alt='only sizes'>", "only sizes", 1),
        ("<img data-src='https://example.org/a.png' alt='loaded late'>", "loaded late", 1),
        ("<img alt='words of no picture'>", "words of no picture", 0),
        (f"<img srcset='{PICTURE} 1x, https://example.org/b.png 2x'>", PICTURE, 0),
        (f"<picture><source srcset='{PICTURE}'><img alt='a'></picture>", PICTURE, 0),
        (
            f"<picture><source srcset='{PICTURE}'><img src='https://example.org/a.png'></picture>",
            PICTURE,
            0,
        ),
    ],
)
def test_pictures_in_several_sizes_are_shown_or_named(source: str, shown: str, lost: int) -> None:
    html, named = exported([out(text__html=source)])
    assert shown in html
    assert len(named) == lost


@pytest.mark.parametrize(
    "mime", ["application/vnd.vegalite.v6.json", "application/vnd.vegalite.v6+json"]
)
@pytest.mark.parametrize("as_text", [False, True])
def test_charts_of_every_altair_are_drawn(mime: str, as_text: bool) -> None:
    pytest.importorskip("vl_convert")
    chart = json.dumps(VEGA_LITE) if as_text else VEGA_LITE
    html, lost = exported([{"output_type": "display_data", "data": {mime: chart}}])
    assert len(drawings(html)) == 1
    assert lost == []


def test_a_run_goes_on_after_an_output_that_the_format_does_not_know(tmp_path: Path) -> None:
    code = (
        "from IPython.display import publish_display_data as p\n"
        "p({'application/vnd.own.json': {'a': 1}, 'text/plain': 'words of it'})\n"
        "p({'text/html': {'no': 'text'}, 'text/plain': 'more words'})\nprint('after')"
    )
    notebook = new_notebook(cells=[new_code_cell(code)])
    run_notebooks([(tmp_path / "n.ipynb", notebook)], Run(progress=False))
    html, _ = exported(notebook.cells[0].outputs)
    assert "words of it" in html
    assert ">after" in html


def test_half_a_sign_stops_no_page() -> None:
    half = "before \ud83d after"
    error = {"output_type": "error", "ename": "E", "evalue": half, "traceback": [half]}
    code = {"application/json": {"k": half}}
    html, _ = exported(
        half, [said(half), out(text__html=f"<b title='{half}'>{half}</b>"), error, out(**code)]
    )
    html.encode("utf-8")
    assert html.count("before") >= 4


@pytest.mark.parametrize(
    ("source", "formulas", "words"),
    [
        ("$a$ and $b$", 2, "and"),
        ("Length $x$ of $$y$$ it", 2, "Length"),
        ("$$a+b$$", 1, ""),
        (r"\begin{align}a&=b\nonumber\\c&=d\label{q}\end{align}", 1, ""),
    ],
)
def test_words_and_formulas_of_a_latex_output_are_both_shown(
    source: str, formulas: int, words: str
) -> None:
    html, lost = exported([out(text__latex=source)])
    assert html.count("<math") == formulas
    assert words in html
    assert lost == []


@pytest.mark.parametrize(
    "source",
    [
        r"\pmb{x}",
        r"\hbox{at}",
        r"\href{https://example.org}{x}",
        r"\unicode{x263a}",
        r"\class{a}{x}",
        r"\begin{displaymath}x\end{displaymath}",
        r"\LaTeX",
        r"a \nonumber",
    ],
)
def test_commands_of_mathjax_that_only_dress_a_formula_are_known(source: str) -> None:
    html, lost = exported(f"Let ${source}$ be.")
    assert "<math" in html
    assert lost == []


@pytest.mark.parametrize(("mime", "tag"), [("audio/wav", "audio"), ("video/mp4", "video")])
def test_sound_and_film_of_a_bundle_can_be_played(mime: str, tag: str) -> None:
    html, lost = exported([out(**{mime.replace("/", "__"): "UklGRg==", "text__plain": "<It>"})])
    assert f'<{tag} controls src="data:{mime};base64,UklGRg=="></{tag}>' in html
    assert lost == []


def test_a_link_to_a_notebook_with_signs_in_its_name_leads_there() -> None:
    page = Page(several=True)
    page.add_notebook(book("# One\n\n[go](c%23d%20e.ipynb#Two%20words)"), name="one")
    page.add_notebook(book("# Two\n\n## Two words"), name="c#d e")
    html = page.html()
    assert page.losses == []
    assert 'href="#two-words"' in html


@pytest.mark.parametrize("kind", ["text__markdown", "text__html"])
def test_links_of_an_output_to_its_own_places_lead_there(kind: str) -> None:
    notes = "Words[^1].\n\n[^1]: The note."
    inside = notes if "markdown" in kind else "<a href='#t b'>go</a><h2 id='t b'>There</h2>"
    html, lost = exported([out(**{kind: inside})])
    assert lost == []
    targets = re.findall(r' href="#([^"]+)"', html)
    assert targets
    assert all(f' id="{target}"' in html for target in targets)


def test_what_a_sheet_insists_on_outdoes_the_attribute_as_in_xarray() -> None:
    source = (
        "<style>.w{display:block !important}</style><div class='w' style='display:none'>x</div>"
    )
    html, _ = exported([out(text__html=source)])
    assert ".u-w{display:block !important}" in html


def test_ticked_boxes_unfold_what_a_sheet_folds() -> None:
    source = (
        "<style>.in{display:none}.in ~ .d{display:none}.in:checked ~ .d{display:block}</style>"
        "<input class='in' type='checkbox' checked><div class='d'>unfolded words</div>"
    )
    html, _ = exported([out(text__html=source)])
    assert ".u-in.u--checked ~ .u-d{display:block}" in html
    assert '<span class="u-in u--input u--checked">☑ </span>' in html


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("overflow:auto;height:50px;max-height:9em;color:teal", "color:teal"),
        ("position:absolute;clip:rect(1px,1px,1px,1px);width:1px", "display:none"),
        ("height:0;overflow:hidden", "display:none"),
        ("height:50px;color:teal", "height:50px;color:teal"),
    ],
)
def test_boxes_that_scroll_grow_and_boxes_that_nobody_sees_are_hidden(
    style: str, kept: str
) -> None:
    assert clean_declarations(style) == kept


def test_a_chart_of_altair_that_lives_in_a_widget_is_drawn() -> None:
    pytest.importorskip("vl_convert")
    page = Page()
    page.add_notebook(
        widgets({"j": {"model_name": "AnyModel", "state": {"spec": VEGA_LITE}}}, "j"), name="n"
    )
    assert len(drawings(page.html())) == 1
    assert page.losses == []


def test_attributes_of_pandoc_are_read_and_not_printed() -> None:
    html, lost = exported(
        "# T\n\n## Wells {#sec-w .unnumbered}\n\nSee @sec-w and [them](#sec-w).\n\n"
        "::: {.columns}\n::: {.column width='50%'}\nleft words\n:::\n:::\n\n"
        f"![dot]({PICTURE}){{#fig-d width=50%}}\n\n```\n## kept {{#code}}\n::: {{.x}}\n```"
    )
    assert lost == []
    assert html.count("href") - html.count('class="anchor"') == 2
    words = re.sub(r"<[^>]+>", "", html)
    assert re.findall(r"\{[^}]*\}|:::[^\n]*", words) == ["{#code}", "::: {.x}"]
    assert "left words" in words


def test_links_between_notebooks_of_one_name_stay_in_their_own() -> None:
    page = Page(several=True)
    for number in (1, 2):
        page.add_notebook(book(f"# Same {number}\n\n## Part\n\n[go](same.ipynb#Part)"), name="same")
    links = re.findall(r'href="#(part[^"]*)">go', page.html())
    assert links == ["part", "part-2"]


def test_a_password_typed_into_a_widget_is_not_printed() -> None:
    state = {
        "p": {"model_name": "PasswordModel", "state": {"description": "Key", "value": "s3cr3t"}}
    }
    page = Page()
    page.add_notebook(widgets(state, "p"), name="n")
    html = page.html()
    assert "(Key)" in html
    assert "s3cr3t" not in html


def test_rules_for_fields_of_a_form_hold_for_what_stands_in_their_place() -> None:
    source = (
        "<style>.i > input{opacity:0}.i input + label{color:teal}.input{color:red}</style>"
        "<div class='i'><input type='checkbox'><label>word</label></div>"
    )
    html, _ = exported([out(text__html=source)])
    assert ".u-i > .u--input{opacity:0}" in html
    assert ".u-i .u--input + .u--label{color:teal}" in html
    assert ".u-input{color:red}" in html
    assert '<span class="u--label">word</span>' in html


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("width='50%'", 'style="width:50%"'),
        ("width=400px height='30px'", 'height="30" width="400"'),
        ("width=12.5", 'width="12"'),
    ],
)
def test_pictures_have_the_size_that_was_given(written: str, kept: str) -> None:
    html, _ = exported(f"<img src='{PICTURE}' alt='a' {written}>")
    assert kept in html


def test_the_player_of_frames_that_are_shown_is_not_missed() -> None:
    source = (
        "<script>function Animation(frames){this.frames = frames}</script><img id='i'>"
        f'<script>var frames = []; frames[0] = "{PICTURE}"</script>'
    )
    html, lost = exported([out(text__html=source)])
    assert 'class="frames"' in html
    assert lost == []


def test_tables_with_uneven_rows_are_tables_and_keep_every_cell() -> None:
    html, _ = exported("| a | b |\n|:-:|--:|\n| `x|y` | two |\n| alone |\n| one | two |")
    assert html.count("<tr") == 4
    words = re.sub(r"<[^>]+>", " ", html)
    assert all(word in words for word in ("x", "y", "two", "alone"))


LEFT = "This output holds a program for the browser; a sealed file does not run it."
WIDGET_OF_R = '<script type=\'application/json\' data-for=\'w\'>{"x":{"data":[["a"]]}}</script>'

COLAB = (
    "<script>if (google.colab.kernel.accessAllowed) show()</script>"
    "<button style='display:none'>Convert</button><p>words</p>"
)
ROOM_FOR_A_FILM = (
    "<div style='position:relative;padding-bottom:56%;height:0;overflow:hidden'>"
    "<iframe src='https://example.org/film'></iframe></div>"
)


@pytest.mark.parametrize(
    ("source", "shown", "lost"),
    [
        ("<perspective-viewer data='[1]'></perspective-viewer>", "", [LEFT]),
        ("<my-box><p>words of it</p></my-box>", "words of it", []),
        ("<x-y><template shadowrootmode='open'><p>inner words</p></template></x-y>", "inner", []),
        (f"<div id='w' class='leaflet html-widget'></div>{WIDGET_OF_R}", "", [LEFT]),
        (f"<div id='w' class='datatables html-widget'></div>{WIDGET_OF_R}", "", [LEFT]),
        (
            COLAB,
            "<p>words</p>",
            [],
        ),
        (
            ROOM_FOR_A_FILM,
            '<p class="left-out">Embedded page',
            ["Embedded page (not included: https://example.org/film)"],
        ),
        (f"<div style='background:url({PICTURE})'></div>", PICTURE, []),
        (
            "<div style='background:url(https://example.org/a.png)'>words</div>",
            "words",
            ["Picture (not included: https://example.org/a.png)"],
        ),
        ("<td title='whole words'>w</td><i title='more'>x</i>", 'title="more"', []),
        (
            "<a download='x.csv' href='data:text/csv;base64,YQ=='>file</a>",
            '<a href="data:text/csv;base64,YQ==" download="x.csv">file</a>',
            [],
        ),
        (
            "<a download='x.html' href='data:text/html;base64,YQ=='>file</a>",
            "<a>file</a>",
            ["(data: not in this file)"],
        ),
    ],
)
def test_what_only_a_program_or_a_sheet_shows_is_kept_or_named(
    source: str, shown: str, lost: list[str]
) -> None:
    html, named = exported([out(text__html=source)])
    assert shown in html
    assert "display:none" not in html
    assert named == lost


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color:blue", "color:light-dark(blue,#6f6fff)"),
        ("color:yellow", "color:light-dark(#909000,yellow)"),
        ("color:white", ""),
        ("color:teal", "color:teal"),
        ("background:var(--none);color:red", "color:red"),
        ("border-color:var(--line, var(--jp-border-color1, #ccc))", "border-color:var(--rule)"),
        ("color:var(--own)", "color:teal"),
        ("color:var(--ink)", ""),
        ("content:'a</style>'", 'content:"a\\3c /style>"'),
        ("content:attr(onclick)", ""),
        ("background:var(--loop)", ""),
        ("color:var(--jp-layout-color1)", ""),
        (
            "background-color:navy;color:#fff;background:linear-gradient(red 5%,transparent)",
            "color:#fff;background:linear-gradient(red 5%,transparent)",
        ),
        (
            "background-color:navy;color:#fff;background:linear-gradient(transparent 5%,red)",
            "background:linear-gradient(transparent 5%,red)",
        ),
    ],
)
def test_colours_keep_their_hue_and_variables_their_value(style: str, kept: str) -> None:
    known = {"--own": "teal", "--loop": "var(--loop) var(--loop)"}
    assert clean_declarations(style, known) == kept


def test_tooltips_of_pandas_and_marks_of_a_sheet_are_kept() -> None:
    sheet = (
        '#T #T_row0_col0 .pd-t::after {content: "tip <one>";} :root {--c: #e33}'
        " .n::before {content: '→ '} .output_html .n {color: var(--c)} body ~ * {color: red}"
    )
    table = "<table><tr><td id='T_row0_col0'>1.5<span class='pd-t'></span></td></tr></table>"
    html, _ = exported([out(text__html=f"<style>{sheet}</style>{table}<p class='n'>x</p>")])
    assert 'title="tip &lt;one&gt;" data-n>1.5<' in html
    assert '#n0_c0o0 .u-n::before{content:"→ "}' in html
    assert "#n0_c0o0 .u-n{color:#e33}" in html
    assert "#n0_c0o0 ~" not in html


def test_drawings_with_a_height_alone_keep_their_form() -> None:
    source = (
        "<table><tr><td><svg viewBox='0 0 250 130' style='height: 2em'></svg></td></tr></table>"
    )
    html, _ = exported([out(text__html=source)])
    assert 'style="width:3.846em;max-width:none;height:2em"' in html


def test_a_cell_says_once_that_programs_are_left_out_and_never_for_a_library_alone() -> None:
    program = out(application__javascript="draw()")
    library = out(
        **{"application__javascript": "bokeh", "application__vnd.bokehjs_load.v0+json": ""}
    )
    html, lost = exported([program, library, program], [library])
    assert html.count(LEFT) == 1
    assert lost == [LEFT]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("loading 100%\r\x1b[Kdone\n", "done"),
        ("loading 100%\x1b[2K\rdone\n", "done"),
        ("outer 0%\n\rinner 0%\x1b[A\router 9%\n\rinner 5%", "outer 9%\ninner 5%"),
        ("one\ntwo\x1b[1A\x1b[3Gx\n", "onx\ntwo"),
        ("see \x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\\r", "see link"),
        ("far\x1b[99999999Cx", "far" + " " * 497 + "x"),
    ],
)
def test_movements_of_the_cursor_leave_what_a_terminal_shows(text: str, shown: str) -> None:
    html, _ = exported([said(text)])
    assert f">{shown}</pre>" in html


@pytest.mark.parametrize("value", ["first\nsecond <b>", "cause\n" + "field x\n" * 400])
def test_the_words_of_an_error_keep_their_lines_and_long_ones_fold(value: str) -> None:
    error = {"output_type": "error", "ename": "E", "evalue": value, "traceback": []}
    html, _ = exported([error])
    words = re.search(r"</code>: (.*?)</p>", html)[1]
    assert words in {"first<br>second &lt;b&gt;", "cause …"}
    assert html.count("field x") in {0, 400}


@pytest.mark.parametrize("output", [{"data": None}, {"data": {"text/html": None}}])
def test_outputs_that_hold_nothing_print_nothing(output: dict[str, Any]) -> None:
    html, lost = exported([{"output_type": "display_data", **output}, said("after")])
    assert "null" not in html
    assert lost == []


@pytest.mark.parametrize(
    ("source", "cells"),
    [
        ("a | b\n--|--\n1 | 2\n3 |", 6),
        ("- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |", 4),
        ("> | a | b |\n> |---|---|\n> | 1 | 2 |", 4),
        ("| a | b |\n|---|---|\n| $|x|$ | costs $5 |", 4),
        ("| a | b | c |\n|---|---|---|\n| $5 | $6 | $7 |", 6),
    ],
)
def test_tables_without_edges_in_lists_and_quotes_and_with_formulas_are_tables(
    source: str, cells: int
) -> None:
    html, _ = exported(source)
    assert len(re.findall(r"<t[hd]\b", html)) == cells
    assert ("<math" in html) == ("$|x|$" in source)


def test_widgets_show_films_progress_and_rows() -> None:
    film = {"path": ["value"], "encoding": "base64", "data": "AAAA"}
    state = {
        "h": {"model_name": "HBoxModel", "state": {"children": ["IPY_MODEL_p", "IPY_MODEL_l"]}},
        "p": {
            "model_name": "IntProgressModel",
            "state": {"description": "Rows", "value": 3, "max": 4, "min": 0},
        },
        "l": {"model_name": "LabelModel", "state": {"value": "3 of 4"}},
        "v": {"model_name": "VideoModel", "state": {"format": "mp4"}, "buffers": [film]},
    }
    page = Page()
    page.add_notebook(widgets(state, "h", "v"), name="n")
    html = page.html()
    assert '<p>Rows <progress value="3" max="4"></progress> 3/4</p>' in html
    assert '<div class="beside"><div><p>Rows' in html
    assert '<video controls src="data:video/mp4;base64,AAAA">' in html
    assert page.losses == []


def test_the_table_of_a_timeline_holds_days_instead_of_lengths() -> None:
    bars = {"type": "bar", "orientation": "h", "base": ["2009-01-01"], "x": [5011200000]}
    html, _ = exported([out(**{"application__vnd.plotly.v1+json": {"data": [bars]}})])
    assert "<tr><td>2009-02-28<td>2009-01-01</table>" in html


def test_a_link_to_a_notebook_of_one_name_in_another_folder_leads_there(tmp_path: Path) -> None:
    page = Page(several=True)
    for name, other in (("one", "two"), ("two", "one")):
        cell = {"cell_type": "markdown", "source": f"# {name}\n\n[to](../{other}/a.ipynb#{other})"}
        page.add_notebook(
            parsed_notebook(json.dumps({"cells": [cell]})), name="a", folder=tmp_path / name
        )
    html = page.html()
    assert page.losses == []
    assert re.findall(r'<a href="#([^"]+)">to</a>', html) == ["two", "_top"]


@pytest.mark.parametrize(
    ("name", "text", "cells"),
    [
        (
            "d.py",
            "# Databricks notebook source\n# MAGIC %md\n# MAGIC # Wells\n# COMMAND ----------\n1",
            [("markdown", "# Wells"), ("code", "1")],
        ),
        (
            "m.md",
            "# Wells\n\n```{code-cell} ipython3\n:tags: [a]\nprint(1)\n```\n",
            [("markdown", "# Wells"), ("code", "print(1)")],
        ),
    ],
)
def test_texts_of_databricks_and_myst_are_notebooks(
    tmp_path: Path, name: str, text: str, cells: list[tuple[str, str]]
) -> None:
    pytest.importorskip("jupytext")
    (tmp_path / name).write_text(text, encoding="utf-8")
    read = read_notebook(tmp_path / name).cells
    assert [(cell.cell_type, cell.source) for cell in read] == cells


def test_a_notebook_that_is_cut_off_is_told_and_patterns_name_files(tmp_path: Path) -> None:
    for name in ("b.ipynb", "a.ipynb"):
        (tmp_path / name).write_text('{"cells": [{"cell_type": "mark', encoding="utf-8")
    assert [path.name for path in expanded(tmp_path / "*.ipynb")] == ["a.ipynb", "b.ipynb"]
    with pytest.raises(ReportError, match="it is cut off"):
        read_notebook(tmp_path / "a.ipynb")


@pytest.mark.parametrize("whole", [True, False])
def test_tables_of_itables_stand_with_all_their_rows_or_are_named(whole: bool) -> None:
    rows = json.dumps([["x &lt; y"], [["1.50", 1.5]]]) if whole else "cut off ["
    head = "<table><thead><tr><th>a</th></tr></thead></table>"
    told = f'{{"data_json": {json.dumps(rows)}, "table_html": {json.dumps(head)}}}'
    source = (
        "<table id='itables_7' hidden><tr><td>Loading</td></tr></table>"
        "<div id='itables_7_fallback'><table><tr><td>x &lt; y</td></tr></table>(1 more row)</div>"
        "<script>document.getElementById(\"itables_7\")?.removeAttribute('hidden')</script>"
        "<script type='module'>document.querySelectorAll(\"#itables_7:not(.dataTable)\");"
        f"new ITable(table, {told})</script>"
    )
    html, lost = exported([out(text__html=source)])
    assert ("<td data-n>1.50" in html) == whole
    assert ("(1 more row)" in html) == (not whole)
    assert html.count("x &lt; y") == 1
    assert lost == ([] if whole else [LEFT])
    assert exported([out(text__html=source.replace("id='itables_7", "id='other"))])[1] == [LEFT]
