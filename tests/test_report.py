"""Run notebooks and write reports, without a browser."""

from __future__ import annotations

import asyncio
import json
import random
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import TYPE_CHECKING, Any

import nbformat
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ca_summit.figures import describe
from ca_summit.report import OfflineHTMLExporter, ReportError, build_report
from ca_summit.report.compress import fold, pack, unfold, unpack
from ca_summit.report.figure_table import describe_spec, figure_table
from ca_summit.report.i18n import PAGE, words
from ca_summit.report.page import Options, Page
from ca_summit.report.plotly_json import prepare

if TYPE_CHECKING:
    from pathlib import Path

PLOTLY = "application/vnd.plotly.v1+json"


def write(folder: Path, name: str, *cells: Any) -> Path:
    """Write a notebook of texts (Markdown) and code cells."""
    made = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=made), path)
    return path


def page(*cells: Any, **options: Any) -> str:
    """Return the HTML of a notebook with stored outputs."""
    made = Page(options=Options(**options))
    made.add_notebook(
        new_notebook(cells=[new_markdown_cell(c) if isinstance(c, str) else c for c in cells]),
        name="n",
    )
    return made.html()


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def shown(data: dict[str, Any]) -> Any:
    return new_code_cell("x", outputs=[new_output("display_data", data=data)])


# -- running --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Path, str]:
    """Run two notebooks into one report; each looks for what the other one left."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "near.txt").write_text("beside the notebook", encoding="utf-8")
    code = (
        "import os, plotly.graph_objects as go, pandas as pd\n"
        "seen = [name for name in ('mine', 'yours') if name in globals()]\n"
        "print('seen', seen, pd.options.display.max_rows, open('near.txt').read(), "
        "os.environ.get('LEFT'))"
    )
    leave = (
        "{} = 1; pd.options.display.max_rows = 7; os.environ['LEFT'] = 'x'\n"
        "go.Figure(go.Bar(y=[1, 2]))"
    )
    first = write(
        folder,
        "01_a",
        "# First",
        new_code_cell(code),
        new_code_cell(leave.format("mine")),
        "See [there](02_b.ipynb#Far-part)",
    )
    second = write(
        folder,
        "02_b",
        "# Second",
        new_code_cell(code),
        new_code_cell(leave.format("yours")),
        "## Far part",
        new_code_cell("print(object(), {'a', 'b', 'c'})"),
    )
    output = build_report([first, second], folder / "r.html", title="Both", progress=False, jobs=1)
    return [first, second], output, output.read_text(encoding="utf-8")


def test_notebooks_become_one_file_with_one_list_of_contents(two: Any) -> None:
    _, _, html = two
    assert html.count("<nav") == 1
    contents = html[html.index("<nav") : html.index("</nav>")]
    assert re.findall(r">([^<]+)</a>", contents) == ["First", "Second", "Far part"]
    assert '<a href="#far-part">there</a>' in html
    assert html.count('id="_plotly"') == 1


def test_a_notebook_sees_nothing_of_another(two: Any) -> None:
    _, _, html = two
    assert html.count("seen [] 60 beside the notebook None") == 2


def test_two_builds_are_byte_identical(two: Any) -> None:
    notebooks, output, html = two
    again = build_report(notebooks, output.with_name("again.html"), title="Both", progress=False)
    assert again.read_text(encoding="utf-8") == html
    assert "&lt;object object at 0x…&gt;" in html


def test_the_day_comes_from_source_date_epoch_alone(
    two: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Built on" not in main_of(two[2])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1762387200")
    assert "Built on 2025-11-06." in main_of(page("# A"))


def test_an_error_names_notebook_cell_and_cause_and_keeps_the_earlier_report(
    tmp_path: Path,
) -> None:
    good = write(tmp_path, "good", "# Good", new_code_cell("1 + 1"))
    bad = write(tmp_path, "bad", "# Bad", new_code_cell("x = 1"), new_code_cell("\nlater(x)"))
    target = tmp_path / "report.html"
    target.write_text("earlier", encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        build_report([good, bad], target, progress=False)
    assert (
        str(caught.value)
        == "bad.ipynb, cell 3 of 3 (later(x)): NameError: name 'later' is not defined"
    )
    assert target.read_text(encoding="utf-8") == "earlier"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.ipynb", "good.ipynb", "report.html"]


def test_a_kernel_that_dies_is_reported(tmp_path: Path) -> None:
    bad = write(tmp_path, "dies", new_code_cell("import os; os._exit(3)"))
    with pytest.raises(
        ReportError, match=r"^dies\.ipynb, cell 1 of 1 .*DeadKernelError: the kernel stopped"
    ):
        build_report([bad], tmp_path / "r.html", progress=False)


def test_an_output_folder_that_cannot_be_written_stops_before_anything_runs(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    notebook = write(tmp_path, "n", new_code_cell(f"open({str(marker)!r}, 'w')"))
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(
        ReportError, match=r"^The folder '.*file/sub' cannot be written \(Not a directory\)\."
    ):
        build_report([notebook], tmp_path / "file" / "sub" / "r.html", progress=False)
    with pytest.raises(ReportError, match=r"^`output` must be a file; '.*' is a folder\."):
        build_report([notebook], tmp_path, progress=False)
    assert not marker.exists()


def test_missing_or_broken_notebooks_are_named(tmp_path: Path) -> None:
    write(tmp_path, "near", "x")
    with pytest.raises(
        ReportError, match=r"'.*far\.ipynb' was not found\. The folder has \['near\.ipynb'\]\."
    ):
        build_report([tmp_path / "far.ipynb"], tmp_path / "r.html")
    with pytest.raises(ReportError, match=r"is a folder, not a notebook\. The folder has \['near"):
        build_report([tmp_path], tmp_path / "r.html")
    (tmp_path / "broken.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(ReportError, match="is not a readable notebook"):
        build_report([tmp_path / "broken.ipynb"], tmp_path / "r.html")
    path = write(tmp_path, "x", new_code_cell("1"))
    nb = nbformat.read(path, 4)
    nb.metadata["kernelspec"] = {"name": "cobol", "display_name": "C", "language": "cobol"}
    nbformat.write(nb, path)
    with pytest.raises(ReportError, match=r"^x\.ipynb needs the Jupyter kernel 'cobol'"):
        build_report([path], tmp_path / "r.html", progress=False)


def test_progress_goes_to_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build_report([write(tmp_path, "n", new_code_cell("1"))], tmp_path / "r.html")
    assert capsys.readouterr().err == "1 of 1 cells run\n"


def test_an_unknown_audience_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError,
        match=r"`audience` must be one of \['reader', 'student', 'teacher'\]; got 'pupil'\.",
    ):
        build_report([tmp_path / "n.ipynb"], tmp_path / "r.html", audience="pupil")


# -- the page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "present", "absent"),
    [
        ("reader", ['<details class="answer">', "forty-two"], ["For teachers only", "Pupils only"]),
        ("student", ["Pupils only"], ["forty-two", "For teachers only"]),
        (
            "teacher",
            ['<div class="answer">', "forty-two", "For teachers only"],
            ["Pupils only", '<details class="answer">'],
        ),
    ],
)
def test_each_audience_gets_its_cells(audience: str, present: list[str], absent: list[str]) -> None:
    html = main_of(
        page(
            "# Lesson",
            new_markdown_cell("forty-two", metadata={"tags": ["answer"]}),
            new_markdown_cell("For teachers only", metadata={"tags": ["teacher-only"]}),
            new_markdown_cell("Pupils only", metadata={"tags": ["student-only"]}),
            audience=audience,
        )
    )
    assert [text for text in present if text not in html] == []
    assert [text for text in absent if text in html] == []


def test_plotly_js_is_packed_once_and_only_if_there_are_figures() -> None:
    from ca_summit.report.plotly_source import plotly_source

    spec = json.loads(go.Figure(go.Bar(y=[1])).to_json())
    html = page(shown({PLOTLY: spec}), shown({PLOTLY: spec}))
    packed = re.findall(r'id="_plotly">([^<]+)<', html)
    assert len(packed) == 1
    assert unpack(packed[0]) == plotly_source()
    assert len(html) < 2_100_000
    assert 'id="_plotly"' not in page("# Words only")
    assert len(page("# Words only")) < 111_000


def packed_of(html: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what the page packs away: tables and sources, and the figures."""
    lines = unpack(re.search(r'id="_specs">([^<]+)<', html)[1]).split("\n")
    return json.loads(lines[0]), [json.loads(line) for line in lines[1:]]


def test_what_figures_repeat_takes_hardly_any_room() -> None:
    template = json.loads(go.Figure(layout={"template": "ggplot2"}).to_json())["layout"]["template"]
    noise = random.Random(5)  # noqa: S311
    big = {"type": "scatter", "x": [noise.random() for _ in range(3000)]}

    def size(figures: int) -> int:
        cells = [
            shown({PLOTLY: {"data": [big], "layout": {"template": template, "title": str(n)}}})
            for n in range(figures)
        ]
        return len(re.search(r'id="_specs">([^<]+)<', page(*cells))[1])

    one, six = size(1), size(6)
    assert six < 1.12 * one
    assert one > 20_000


def rules_of(html: str) -> dict[str, str]:
    """Return the rules of the page's policy."""
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    return dict(rule.strip().split(" ", 1) for rule in unescape(found[1]).split(";"))


def test_the_policy_forbids_every_request_and_foreign_script() -> None:
    html = page("# A", shown({PLOTLY: {"data": [], "layout": {}}}))
    rules = rules_of(html)
    assert rules["default-src"] == "'none'"
    assert re.fullmatch(r"'sha256-[\w+/=]{44}' 'sha256-[\w+/=]{44}'", rules["script-src"])
    assert rules["img-src"] == "data: blob:"
    assert rules["form-action"] == rules["base-uri"] == "'none'"
    assert "connect-src" not in rules
    assert "http" not in str(rules)
    assert "unsafe-eval" not in str(rules)


@pytest.mark.parametrize("kind", ["splom", "parcoords", "scattergl"])
def test_only_a_page_with_compiled_traces_lets_plotly_compile(kind: str) -> None:
    trace = {"type": kind, "y": list(range(30_000)), "mode": "markers"}
    html = page("# A", shown({PLOTLY: {"data": [trace], "layout": {}}}))
    rules = rules_of(html)
    assert re.fullmatch(r"('sha256-[\w+/=]{44}' ){2}'unsafe-eval'", rules["script-src"])
    assert rules["default-src"] == "'none'"


def test_a_figure_of_this_package_brings_caption_alt_table_sources_and_bibtex() -> None:
    import pandas as pd

    source = {
        "source_id": "un-1",
        "publisher": "UN",
        "title": "People & places",
        "url": "https://example.org/un",
        "published": "2024-07",
        "licence": "CC BY 4.0",
    }
    figure = describe(
        go.Figure(go.Bar(y=[1])),
        alt="Two <bars>.",
        data=pd.DataFrame({"country": ["KAZ", "UZB"], "share_pct": [1.5, None]}),
        sources=[source],
        caption="Read it & weep.",
    )
    html = page(shown({PLOTLY: json.loads(figure.to_json())}))
    assert '<span class="alt">Two &lt;bars&gt;.</span>' in html
    assert "Read it &amp; weep." in html
    assert "<tr><td>KAZ<td data-n>1.5<tr><td>UZB<td></table>" in html
    assert '<p class="refs"><a href="#source_1">1</a></p>' in html
    listed = (
        '<li id="source_1">UN: <a href="https://example.org/un">People &amp; places</a> '
        "(2024-07). CC BY 4.0.</ol>"
    )
    assert html.count(listed) == 1
    stored, figures = packed_of(html)
    assert stored["sources"] == ["un-1"]
    assert "ca_summit" not in json.dumps(figures), "what stands in the page is not stored twice"


def test_long_tables_show_their_first_rows_and_pack_the_others() -> None:
    import pandas as pd

    table = pd.DataFrame({"year": range(1990, 2030), "name": ["a <b>"] * 39 + [None]})
    figure = describe(go.Figure(go.Bar(y=[1])), alt="Bars.", data=table, sources=[])
    html = page(shown({PLOTLY: json.loads(figure.to_json())}))
    assert html.count("<td data-n>") == 10
    assert "The first 10 of 40 rows" in html
    rows = packed_of(html)[0]["rows"]["figure_1"]
    assert rows == [{"$d": 0, "v": [2000, *[1] * 29]}, ["a <b>"] * 29 + [None]]


def test_ends_of_cells_that_a_browser_puts_in_are_left_out_and_no_others() -> None:
    table = "<table><tr><th>a</th> <td>b</td>\n<td>c</td></tr><tr><td>d</td></tr></table>"
    lists = "<ul><li>one</li><li>two <ol><li>deep</li></ol></li> </ul>"
    html = main_of(page("# T", shown({"text/html": table + lists})))
    assert '<tr><th scope="row">a<td>b<td>c<tr><td>d</table>' in html
    assert "<li>one<li>two <ol><li>deep</ol></li> </ul>" in html
    several = Page(several=True)
    data = [{"type": "bar", "x": [f"well {at}" for at in range(40)], "y": [1] * 40}]
    for name in ("a", "b"):
        cell = shown({PLOTLY: {"data": data, "layout": {}}})
        several.add_notebook(new_notebook(cells=[cell]), name=name)
    assert "The first 2 of 40 rows" in several.html(), "of a book fewer rows stand open"


def test_a_pandas_table_takes_the_style_of_the_page_and_keeps_a_style_of_its_own() -> None:
    import pandas as pd

    frame = pd.DataFrame({"country": ["KAZ"], "area": [2.7], "day": ["2025-11-06"]})
    html = main_of(page("# T", shown({"text/html": frame._repr_html_()})))
    assert "<td>KAZ<td data-n>2.7<td data-d>2025-11-06</table>" in html
    assert "<style" not in html
    own = "<style scoped>.dataframe td { color: red }</style>" + frame.to_html()
    assert "color: red" in main_of(page("# T", shown({"text/html": own}))).replace(
        "color:", "color: "
    )


def test_neighbouring_words_of_one_colour_are_marked_once() -> None:
    from ca_summit.report.markdown import highlight

    marked = highlight('x = f"a {b}" if True else 1  # < end', "python").replace(
        "&quot;", '"'
    )  # older Pygments
    assert '<i class=s>f"a {</i>b<i class=s>}"</i>' in marked
    assert "<i class=c># &lt; end</i>" in marked
    assert re.sub(r"<[^>]+>", "", marked) == 'x = f"a {b}" if True else 1  # &lt; end'


def test_links_to_neighbouring_sources_are_one_link() -> None:
    from ca_summit.report.source_list import SourceShelf

    shelf = SourceShelf(words("en"))
    records = [{"source_id": f"s{n}", "title": f"T{n}"} for n in range(6)]
    assert '<a href="#source_1" data-to="4">1–4</a></p>' in shelf.add(records[:4])
    both = shelf.add([records[5], records[0], records[1]])
    assert '<a href="#source_1">1</a> <a href="#source_2">2</a> <a href="#source_5">5</a>' in both


def test_a_source_without_a_title_is_named_by_its_address_not_by_its_id() -> None:
    from ca_summit.report.source_list import SourceShelf

    shelf = SourceShelf(words("en"))
    address = "https://www.example.org/%D0%90%3Cb%3E/"
    shelf.add([{"source_id": "ex-6d02f3", "publisher": "Trend", "url": address}])
    shelf.add([{"source_id": "ex-000001", "publisher": "Nobody"}])
    first, second = re.findall(r"<li.*?</li>", shelf.html())
    assert first.endswith(f'Trend: <a href="{address}">example.org/А&lt;b&gt;</a>.</li>')
    assert "<cite>ex-000001</cite>" in second


def test_the_list_of_sources_says_in_which_language_each_part_is() -> None:
    from ca_summit.report.source_list import SourceShelf

    records = [
        {"source_id": "recalled", "publisher": "From memory", "title": "No document found"},
        {"source_id": "a", "publisher": "World Bank", "title": "People & years"},
        {"source_id": "b", "publisher": "Fergana", "title": "Usbekistan schließt", "licence": "?"},
    ]
    told = []
    for language in ("en", "ru"):
        shelf = SourceShelf(words(language), language)
        shelf.add(records)
        told.append(re.findall(r"<li[^>]*>(.*?)</li>", shelf.html()))
    english, russian = told
    assert not [line for line in english if "lang=" in line]
    assert russian[0] == "по памяти: <cite>Документ не найден</cite>."
    assert russian[1].startswith('Всемирный банк: <cite><span lang="en">People &amp; years<')
    assert '<span lang="">Usbekistan schließt</span>' in russian[2]


@pytest.mark.parametrize("text", ["", "Арал", "x" * 100_000, "<script>&\r\n"])
def test_packing_loses_nothing_and_needs_no_escapes(text: str) -> None:
    assert unpack(pack(text)) == text
    assert not set(pack(text)) & set("<>&")


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=9),
    st.integers(0, 2**32 - 1),
    st.integers(1, 400),
    st.sampled_from([2, 256]),
)
@settings(max_examples=40, deadline=None)
def test_far_repetitions_are_taken_out_and_put_back(
    order: list[int], seed: int, length: int, kinds: int
) -> None:
    noise = bytes(random.Random(seed).choices(range(kinds), k=33_000))  # noqa: S311
    parts = [noise[n * length : (n + 1) * length] for n in range(6)]
    raw = noise + b"".join(parts[n] for n in order) + noise[:length] + noise
    kept, references = fold(raw)
    assert unfold(kept, references) == raw
    assert len(references) % 9 == 0


def test_what_repeats_further_back_than_gzip_sees_is_stored_once() -> None:
    import numpy as np

    noise = np.random.default_rng(7).integers(0, 256, 60_000, dtype=np.uint8).tobytes()
    raw = b"".join([noise, b"between", noise, noise[:5_000]])
    kept, references = fold(raw)
    assert 60_000 < len(kept) < 60_200
    assert len(references) <= 5 * 9
    assert unfold(kept, references) == raw
    text = noise.hex()
    assert len(pack(text + text)) < 1.01 * len(pack(text))
    assert unpack(pack(text + text)) == text + text


def test_numbers_are_packed_without_loss() -> None:
    import numpy as np

    from ca_summit.report.json_numbers import plain_numbers, steps

    decimals = [round(0.1 * n**3 - 7, 3) for n in range(40)] + [None, -1.005]
    made = steps(decimals)
    whole, last = [], 0
    for value in made["v"]:
        last = last if value is None else last + value
        whole.append(None if value is None else last / 10 ** made["$d"])
    assert whole == decimals
    assert steps([0.1 + 0.2] * 20) == [0.1 + 0.2] * 20
    assert steps([True] * 20) == [True] * 20
    drawn = json.loads(go.Figure(go.Scatter(y=np.array([0.1, 2, np.nan], dtype="f4"))).to_json())
    assert plain_numbers(drawn)["data"][0]["y"] == [0.1, 2, None]
    endless = json.loads(go.Figure(go.Scatter(y=np.array([1, np.inf]))).to_json())
    assert "bdata" in plain_numbers(endless)["data"][0]["y"]


def test_a_figure_of_others_is_described_from_its_traces() -> None:
    figure = go.Figure(
        [
            go.Scatter(x=[2000, 2010], y=[1.0, 2.5], name="KAZ"),
            go.Scatter(x=[2000, 2010], y=[3, None], name="UZB"),
        ],
        layout={
            "title": "Wells",
            "xaxis": {"title": {"text": "year"}},
            "yaxis": {"title": {"text": "number"}},
        },
    )
    spec = prepare(json.loads(figure.to_json()))
    assert figure_table(spec) == (
        ["series", "year", "number"],
        [["KAZ", 2000, 1.0], ["KAZ", 2010, 2.5], ["UZB", 2000, 3], ["UZB", 2010, None]],
    )
    assert describe_spec(spec) == (
        "Line chart: Wells, 2 series (KAZ, UZB), 4 values; year from 2000 to 2010, number from 1 "
        "to 3."
    )


def test_headings_never_skip_a_level_and_keep_their_order() -> None:
    html = main_of(page("# A", "### B", "###### C", "## D"))
    assert re.findall(r"<(h\d)", html) == ["h1", "h2", "h3", "h2"]


def test_pictures_outside_the_folder_of_the_notebook_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    inside = tmp_path / "book"
    inside.mkdir()
    (inside / "a.png").write_bytes(b"picture")
    made = Page()
    cell = new_markdown_cell("![in](a.png) ![out](../secret.png) ![etc](/etc/passwd)")
    made.add_notebook(new_notebook(cells=[cell]), name="n", folder=inside)
    html = main_of(made.html())
    assert html.count("data:image/png;base64,cGljdHVyZQ==") == 1
    assert "c2VjcmV0" not in html
    assert "not included: ../secret.png" in html


@pytest.mark.parametrize(
    ("source", "note"),
    [
        (
            "<div id='m'></div><script>start('m')</script>",
            "This output holds a program for the browser",
        ),
        ("<canvas></canvas>", "This output holds a program for the browser"),
        (
            "<div><iframe srcdoc='<b>map</b>'></iframe></div>",
            '<div class="page-inside"><b>map</b></div>',
        ),
        ("<iframe src='https://example.org/m'></iframe>", "Embedded page (not included: "),
        ("<p>read me</p><script>start()</script>", "read me"),
    ],
)
def test_what_needs_a_browser_program_is_replaced_by_a_note(source: str, note: str) -> None:
    html = main_of(page(shown({"text/html": source, "text/plain": "<Map at 0x7f>"})))
    assert note in html
    assert "<Map" not in unescape(html)
    for tag in ("<script", "<iframe", "<canvas"):
        assert tag not in html


def test_words_that_stand_in_for_an_unknown_kind_have_a_note_beside_them() -> None:
    chart = {"application/vnd.example.v5+json": {"mark": "bar"}, "text/plain": "<Chart>"}
    html = unescape(main_of(page(shown(chart))))
    assert "<Chart>" in html
    assert "cannot show: application/vnd.example.v5+json" in html
    assert "left-out" not in main_of(page(shown({"text/plain": "42"})))


def test_scripts_that_start_plotly_leave_no_note_as_the_page_draws_its_figures() -> None:
    html = main_of(page(shown({"text/html": "<script>window.PlotlyConfig = {};</script>"})))
    assert "left-out" not in html


def test_the_page_speaks_the_language_asked_for() -> None:
    html = page(
        "# А", "## Б ![](far.png)", shown({"text/html": "<canvas></canvas>"}), language="ru"
    )
    assert '<html lang="ru">' in html
    assert "Содержание" in html
    assert "Картинка (не включено: far.png)" in html
    assert "В этом выводе — программа" in html


def test_every_word_of_the_page_is_translated() -> None:
    kept = {"bibtex", "csv", "png", "svg"}  # names of formats
    russian = words("ru")
    same = {key for key, text in PAGE.items() if russian[key] == text}
    assert same == kept


# -- the exporter ---------------------------------------------------------------------------------


def export(notebook: Any, **config: Any) -> str:
    from traitlets.config import Config

    body, resources = OfflineHTMLExporter(config=Config(config)).from_notebook_node(notebook)
    assert resources["output_extension"] == ".html"
    return str(body)


def test_the_exporter_is_registered_for_nbconvert_and_the_menu_of_jupyterlab() -> None:
    from nbconvert.exporters import get_export_names, get_exporter

    assert "offline_html" in get_export_names()
    assert get_exporter("offline_html") is OfflineHTMLExporter
    assert OfflineHTMLExporter.export_from_notebook == "Offline HTML (one file)"


def test_the_usual_traits_of_nbconvert_hold() -> None:
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# T"),
            new_code_cell("secret = 1", outputs=[new_output("stream", text="shown\n")]),
            new_code_cell(
                "x", metadata={"tags": ["drop"]}, outputs=[new_output("stream", text="dropped\n")]
            ),
        ]
    )
    whole = export(notebook)
    assert "secret" in whole
    assert "shown" in whole
    assert "secret" not in export(notebook, TemplateExporter={"exclude_input": True})
    assert "dropped" not in export(notebook, TagRemovePreprocessor={"remove_cell_tags": {"drop"}})
    assert "shown" not in main_of(export(notebook, OfflineHTMLExporter={"exclude_output": True}))
    assert "<title>Other</title>" in export(notebook, OfflineHTMLExporter={"title": "Other"})
    assert '<html lang="kk">' in export(notebook, OfflineHTMLExporter={"language_code": "kk"})


def test_the_exporter_stands_alone() -> None:
    """With the words of pages alone beside it, it exports a notebook with a figure and TeX."""
    alone = """
import sys
WORDS = {"report", "metadata", "files", "translations", "judgements"}
class Missing:
    def find_spec(self, name, path=None, target=None):
        parts = name.split(".")
        if parts[0] == "ca_summit" and len(parts) > 1 and parts[1] not in WORDS:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
import nbformat.v4 as v4
from ca_summit.report.exporter import OfflineHTMLExporter
figure = {"data": [{"y": [1, 2]}], "layout": {"title": {"text": "Own"}}}
shown = v4.new_output("display_data", data={"application/vnd.plotly.v1+json": figure})
cells = [v4.new_markdown_cell("# Alone $x^2$"), v4.new_code_cell("f", outputs=[shown])]
html, _ = OfflineHTMLExporter().from_notebook_node(v4.new_notebook(cells=cells))
ours = (n for n in sys.modules if n.startswith("ca_summit."))
print(sorted(n for n in ours if n.split(".")[1] not in WORDS))
print("Own" in html, "<title>Alone x²</title>" in html)
"""
    run = subprocess.run(
        [sys.executable, "-c", alone],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert run.stdout.splitlines() == ["[]", "True True"], run.stderr


def test_the_exporter_leaves_the_notebook_unchanged() -> None:
    notebook = new_notebook(
        cells=[shown({PLOTLY: {"data": [{"y": [1], "uid": "a"}], "layout": {"mapbox": {}}}})]
    )
    before = nbformat.writes(notebook)
    export(notebook)
    assert nbformat.writes(notebook) == before


def test_a_report_is_built_from_within_a_notebook_too(tmp_path: Path) -> None:
    async def cell() -> str:  # in a kernel, code runs while an event loop does
        made = build_report(
            [write(tmp_path, "inner", "# Inner", new_code_cell("print(6 * 7)"))],
            tmp_path / "inner.html",
            progress=False,
        )
        return made.read_text(encoding="utf-8")

    with ThreadPoolExecutor(1) as other:  # the tests in a browser keep a loop in this thread
        assert ">42" in other.submit(asyncio.run, cell()).result()


def test_the_list_of_sources_names_the_copy_in_which_one_was_read() -> None:
    from ca_summit.report.source_list import SourceShelf

    shelf = SourceShelf(words("en"))
    record = {
        "source_id": "un-1",
        "publisher": "UN",
        "title": "People",
        "url": "https://un.example",
    }
    shelf.add([record | {"obtained_via": "example.org/<copy>", "obtained_on": "2026-11-23"}])
    assert "Read in a copy: example.org/&lt;copy&gt;, on 2026-11-23." in shelf.html()
