"""Account for every output of the corpus: words and media are shown, or named as missing."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from ca_summit.report.page import Page
from ca_summit.report.runner import Run, run_notebooks

if TYPE_CHECKING:
    from pathlib import Path
from notebook_corpus import PLOTLY, STATE, WIDGET, book, corpus, out

CORPUS = corpus()
#: What JupyterLab shows of a bundle: the first of these.
PREFERRED = (
    PLOTLY,
    "application/vnd.vegalite.v5+json",
    "application/vnd.vega.v5+json",
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "text/latex",
    "application/json",
    "application/geo+json",
    "text/vnd.mermaid",
    "text/plain",
)
DRAWN = frozenset(PREFERRED[:3])
SILENT = frozenset(
    {
        "script",
        "style",
        "head",
        "title",
        "template",
        "noscript",
        "iframe",
        "video",
        "audio",
        "svg",
        "math",
    }
)
MEDIA = frozenset({"img", "svg", "audio", "video", "iframe", "canvas", "math"})


class Seen(HTMLParser):
    """What a browser shows of HTML, read by another parser than the exporter's."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.media: list[str] = []
        self._silent = 0
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in MEDIA and not (tag == "img" and not dict(attrs).get("src")):
            self.media.append(tag)
        self._silent += tag in SILENT
        inner = dict(attrs).get("srcdoc") if tag == "iframe" else None
        if inner and "<script" not in inner:
            page = Seen(inner)
            self.media[-1:] = page.media
            self.words += page.words
        if tag == "input":
            self.words += re.findall(r"\w{3,}", dict(attrs).get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words += re.findall(r"\w{3,}", data)


def held(state: dict[str, Any], model: str) -> tuple[list[str], int]:
    """Return the words and figures that a widget and those below it hold."""
    entry = state.get(model)
    if not entry:
        return [], 0
    inside = entry["state"]
    words = (
        Seen(inside["value"]).words if entry["model_name"] in {"HTMLModel", "LabelModel"} else []
    )
    for output in inside.get("outputs", []):
        words += wanted(output)[0]
    figures = int("_widget_data" in inside)
    for child in inside.get("children", []):
        more, several = held(state, child.removeprefix("IPY_MODEL_"))
        words, figures = words + more, figures + several
    return words, figures


def wanted(output: Any) -> tuple[list[str], int]:
    """Return the words and the number of media that an output shows in Jupyter."""
    kind = output["output_type"]
    if kind == "stream":
        text = re.sub(r"\x1b\[[\d;]*m", "", output["text"])
        while "\x08" in text:
            text = re.sub(r"[^\x08]?\x08", "", text, count=1)
        lines = [line.rpartition("\r")[2] for line in text.split("\n")]
        return re.findall(r"\w{3,}", " ".join(lines)), 0
    if kind == "error":
        return re.findall(r"\w{3,}", f"{output['ename']} {output['evalue']}"), 0
    data = output["data"]
    mime = next((m for m in PREFERRED if data.get(m)), "")
    if mime in DRAWN or not mime:
        return [], int(bool(data))
    text = (
        data[mime]
        if isinstance(data[mime], str)
        else "".join(data[mime])
        if isinstance(data[mime], list)
        else str(data[mime])
    )
    if mime == "text/html":
        seen = Seen(text)
        figures = (
            len(re.findall(r"Plotly\.newPlot|data-for=|vegaEmbed\('#", text))
            if "iframe" not in seen.media
            else 0
        )
        return seen.words, len(seen.media) + min(figures, 1)
    if mime.startswith("image/") or mime == "text/latex":
        return [], 1
    return re.findall(r"\w{3,}", text), 0


def account(notebook: Any) -> list[str]:
    """Return what neither stands on the page nor is named as missing, cell by cell."""
    missing = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        page = Page()
        page.add_notebook(new_notebook(cells=[cell], metadata=notebook.metadata), name="n")
        html = page.html()
        body = html[html.index("<section") : html.index("<footer>")] if "<section" in html else ""
        shown = set(re.findall(r"\w{3,}", unescape(re.sub(r"<[^>]+>", " ", body))))
        media = len(re.findall(r"<(?:img|audio|video|figure|math)\b", body))
        state = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
        words, count = [], 0
        for output in cell.outputs:
            view = output.get("data", {}).get(WIDGET)
            more, several = held(state, view["model_id"]) if view else wanted(output)
            words += more
            count += several
        lost = sorted({w for w in words if w not in shown})
        if not page.losses and (lost or media < count):
            missing.append(f"cell {number + 1}: words {lost}, media {media} of {count}")
        missing += [
            f"cell {number + 1}: {loss} is not said in its place"
            for loss in page.losses
            if not set(re.findall(r"\w{3,}", loss.text)) <= shown
        ]
    return missing


@pytest.mark.parametrize("name", sorted(CORPUS))
def test_every_output_is_accounted_for(name: str) -> None:
    assert account(CORPUS[name]) == []


def test_the_corpus_is_large_and_the_account_notices_a_silent_loss(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len(CORPUS) >= 60
    from ca_summit.report.sanitise import Cleaner

    notebook = book([out(text__html="<p>kept words</p><blink>blinking words</blink>")])
    assert account(notebook) == []
    monkeypatch.setattr(Cleaner, "_text", lambda self, data: None)
    assert account(notebook) == ["cell 1: words ['blinking', 'kept', 'words'], media 0 of 0"]


RUN = [
    (
        "import numpy as np, pandas as pd, plotly.graph_objects as go, plotly.express as px, "
        "ipywidgets as w\nprint('begun')"
    ),
    "pd.DataFrame({'river': ['Amu', 'Syr'], 'km': [2540, 2212]})",
    (
        "pd.DataFrame({'km': [2540, 2212]}).style.background_gradient() if False else "
        "pd.DataFrame({'km': [2540]}).style.set_caption('Rivers ranked')"
    ),
    "go.FigureWidget(go.Scatter(x=np.arange(1000), y=np.sin(np.arange(1000) / 50)))",
    (
        "w.HBox([go.FigureWidget(px.scatter(x=[1, 2], y=[2, 1], title='left')), "
        "go.FigureWidget(px.bar(x=['a'], y=[1], title='right'))])"
    ),
    (
        "w.VBox([w.HTML('<b>bold words</b>'), w.Label('label words'), "
        "w.IntSlider(description='Year', value=7)])"
    ),
    (
        "from IPython.display import *\ndisplay(SVG(\"<svg xmlns='http://www.w3.org/2000/svg' "
        "width='9' height='9'><circle r='4'/></svg>\"), Latex('$x^2$'), Markdown('**strong** "
        "words'), JSON({'a': ['words']}), Code('def flow(): pass', language='python'))"
    ),
    (
        "display(HTML('<p>paragraph<p>another'), Audio(np.sin(np.arange(4000) / 5), rate=8000), "
        "YouTubeVideo('abc'), FileLink('none.csv'), Javascript('1'))"
    ),
    (
        "fig = px.line(x=[1, 2], y=[3, 4]); fig.show(renderer='notebook_connected'); "
        "fig.show(renderer='plotly_mimetype'); fig"
    ),
    "import polars as pl\npl.DataFrame({'lake': ['Issyk'], 'depth': [668]})",
    "import sys; print('warned', file=sys.stderr); print('10%', end='\\r'); print('done')",
]


def test_outputs_of_a_run_are_accounted_for(tmp_path: Path) -> None:
    pytest.importorskip("polars")
    notebook = new_notebook(cells=[new_code_cell(source) for source in RUN])
    run_notebooks([(tmp_path / "run.ipynb", notebook)], Run(progress=False, allow_errors=True))
    assert [o.ename for c in notebook.cells for o in c.outputs if o.output_type == "error"] == []
    assert account(notebook) == []
    page = Page()
    page.add_notebook(notebook, name="run", folder=tmp_path)
    assert page.html().count('<figure class="fig"') == 6
    assert sorted(loss.cell for loss in page.losses) == [6, 8, 8]


LOSSES = {
    "unknown_tex": 2,
    "unknown_kind": 2,
    "scripted_table": 1,
    "sklearn": 1,
    "broken_picture": 1,
    "far_picture": 2,
    "youtube": 1,
    "links": 3,
    "plotly_computed": 1,
    "plotly_map": 1,
    "plotly_tiles": 1,
    "plotly_tex": 1,
    "plotly_cloud": 1,
    "plotly_damaged": 2,
    "vega_broken": 1,
    "bokeh": 1,
    "holoviews": 1,
    "folium": 1,
    "d3": 1,
    "canvas": 1,
    "mermaid": 2,
    "interact": 1,
    "widget_lost": 1,
    "buttons": 1,
}


@pytest.mark.parametrize("name", sorted(CORPUS))
def test_what_is_lost_is_what_cannot_be_kept(name: str) -> None:
    """A loss that comes or goes is a change that somebody wants to know of."""
    page = Page()
    page.add_notebook(CORPUS[name], name=name)
    page.html()
    assert len(page.losses) == LOSSES.get(name, 0), [str(loss) for loss in page.losses]
