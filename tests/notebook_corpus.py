"""Outputs as some sixty kernels and libraries leave them, each written for the tests."""

from __future__ import annotations

import base64
import json
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

PLOTLY = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'><title>Lakes</title><rect "
    "width='60' height='40'/><text x='5' y='20'>Balkhash</text></svg>"
)
BAR = {
    "data": [{"type": "bar", "x": ["Aral", "Issyk"], "y": [1, 2]}],
    "layout": {"title": {"text": "Lakes"}},
}
VEGA_LITE = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "data": {"values": [{"a": "x", "b": 1}]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "a", "type": "nominal"},
        "y": {"field": "b", "type": "quantitative"},
    },
}
FRAME = pd.DataFrame({"river": ["Amu", "Syr"], "length km": [2540, 2212], "share": [0.53, None]})


def out(**bundle: Any) -> Any:
    """Return a display of one bundle; two underscores stand for the stroke of a media type."""
    return new_output("display_data", data={k.replace("__", "/"): v for k, v in bundle.items()})


def said(text: str, name: str = "stdout") -> Any:
    return new_output("stream", name=name, text=text)


def book(*cells: Any, **metadata: Any) -> Any:
    """Return a notebook; texts are Markdown, lists are the outputs of one code cell."""
    made = []
    for cell in cells:
        if isinstance(cell, str):
            made.append(new_markdown_cell(cell))
        elif isinstance(cell, list):
            made.append(new_code_cell("show()", outputs=cell))
        else:
            made.append(cell)
    return new_notebook(cells=made, metadata=metadata)


def widgets(state: dict[str, Any], *tops: str) -> Any:
    cells = [[out(**{WIDGET: {"model_id": top}, "text__plain": "Widget()"})] for top in tops]
    return book(*cells, widgets={STATE: {"state": state}})


def program(text: str, before: str = "", after: str = "") -> Any:
    return out(
        text__html=f'{before}<div id="p"></div><script '
        f'type="text/javascript">{text}</script>{after}'
    )


def renderer(name: str) -> Any:
    bundle = pio.renderers[name].to_mimebundle(json.loads(go.Figure(BAR).to_json()))
    return new_output("display_data", data=bundle)


def array(values: Any, **more: Any) -> dict[str, Any]:
    content = np.asarray(values, dtype="f8")
    return {"dtype": "f8", "bdata": base64.b64encode(content.tobytes()).decode(), **more}


XARRAY = (
    "<div><svg style='position:absolute;width:0;height:0'><defs><symbol id='i'></symbol></defs>"
    "</svg><style>.xr-wrap{display:block}</style><pre "
    "class='xr-text-repr-fallback'>&lt;xarray.DataArray&gt;</pre><div class='xr-wrap' "
    "style='display:none'><details><summary>Coordinates</summary><ul><li>latitude degrees</li>"
    f"</ul></details></div>{SVG}</div>"
)
SKLEARN = (
    "<style>#sk-1 {color: black}</style><div id='sk-1' class='sk-top-container'><div "
    "class='sk-text-repr-fallback'><pre>Pipeline(steps)</pre><b>In a Jupyter environment, please "
    "rerun this cell.</b></div><div class='sk-container' hidden><label "
    "for='a'>StandardScaler</label><input type='checkbox' id='a'></div></div><script>function "
    "copyToClipboard(text, element) { return text }</script>"
)
STYLER = (
    '<style type="text/css">#T_1_row0_col0, #T_1_row1_col0 {background-color: navy; color: '
    '#f1f1f1}</style><table id="T_1"><caption>Rivers ranked</caption><thead><tr><th class="blank '
    'level0">&nbsp;</th><th>length</th></tr></thead><tbody><tr><th>Amu</th><td '
    'id="T_1_row0_col0">2540</td></tr><tr><th>Syr</th><td id="T_1_row1_col0">2212</td></tr>'
    "</tbody></table>"
)
FOLIUM = (
    '<div style="width:100%"><div style="position:relative"><span style="color:#565656">Make this '
    'Notebook Trusted to load map: File -> Trust Notebook</span><iframe srcdoc="&lt;!DOCTYPE '
    "html&gt;&lt;html&gt;&lt;head&gt;&lt;script "
    "src=&quot;https://cdn.example.org/leaflet.js&quot;&gt;&lt;/script&gt;&lt;/head&gt;"
    "&lt;body&gt;&lt;div "
    "class=&quot;folium-map&quot; id=&quot;m&quot;&gt;&lt;/div&gt;&lt;script&gt;var m = "
    'L.map(&quot;m&quot;)&lt;/script&gt;&lt;/body&gt;&lt;/html&gt;"></iframe></div></div>'
)


def corpus() -> dict[str, Any]:
    """Return the notebooks by name."""
    return {
        **words(),
        **tables(),
        **pictures(),
        **plotly_figures(),
        **other_charts(),
        **interactive(),
        **marked(),
    }


def words() -> dict[str, Any]:
    """Text of every kind."""
    return {
        "printed": book(
            [
                said("plain words\nand numbers 12.5\n"),
                said("more of it\n"),
                said("a warning\n", "stderr"),
            ]
        ),
        "colours": book(
            [
                said(
                    "\x1b[1;31mbold red\x1b[0m \x1b[38;5;208morange\x1b[0m "
                    "\x1b[48;2;0;0;90mground\x1b[0m \x1b[4munder\x1b[24m\n"
                )
            ]
        ),
        "progress_bar": book(
            [said("\r 10%|█         | 1/10\r100%|██████████| 10/10 finished\n", "stderr")]
        ),
        "rich": book(
            [
                out(
                    text__html="<pre style='white-space:pre;font-family:Menlo'><span "
                    "style='color:#008000'>rich words</span></pre>",
                    text__plain="rich words",
                )
            ]
        ),
        "error": book(
            [
                new_output(
                    "error",
                    ename="KeyError",
                    evalue="'Ural'",
                    traceback=["\x1b[31mKeyError\x1b[0m", "line three"],
                )
            ]
        ),
        "plain_object": book(
            [
                out(text__plain="Point(x=1, y=2)"),
                new_output("execute_result", data={"text/plain": "'words'"}, execution_count=1),
            ]
        ),
        "empty_html": book([out(text__html="", text__plain="plain instead")]),
        "markdown_output": book(
            [out(text__markdown="**Bold** words and $x^2$\n\n| a | b |\n|--|--|\n| one | two |")]
        ),
        "latex": book(
            [
                out(text__latex="$\\displaystyle \\frac{a}{b}$", text__plain="a/b"),
                out(text__latex="\\begin{align}a&=b\\\\c&=d\\end{align}"),
            ]
        ),
        "sympy_matrix": book(
            [
                out(
                    text__latex="$\\displaystyle \\left[\\begin{matrix}1 & 2\\\\3 & "
                    "4\\end{matrix}\\right]$",
                    image__png=PIXEL,
                    text__plain="Matrix([[1, 2], [3, 4]])",
                )
            ]
        ),
        "unknown_tex": book("Reaction $\\ce{2H2 + O2 -> 2H2O}$ and $\\SI{5}{km}$."),
        "json": book(
            [
                out(application__json={"river": ["Amu", {"deep": 1}]}, text__plain="<JSON>"),
                out(
                    **{
                        "application__geo+json": {"type": "Point", "coordinates": [69, 41]},
                        "text__plain": "<GeoJSON>",
                    }
                ),
            ]
        ),
        "code_object": book(
            [
                out(
                    text__html="<div class='highlight'><pre><span class='k'>def</span> <span "
                    "class='nf'>flow</span>():</pre></div>",
                    text__plain="def flow():",
                )
            ]
        ),
        "unknown_kind": book(
            [
                out(**{"application__x-custom": "blob", "text__plain": "stands in"}),
                out(**{"application__x-other": "blob"}),
            ]
        ),
        "long_line": book([said("z" * 90_000 + " end of it\n")]),
        "backspaces": book([said("loading 10%\b\b\b20%\b\b\b30% loaded\n")]),
        "old_output": book(
            [new_output("display_data", data={"text/plain": ["lines ", "as list"]})]
        ),
        "other_scripts": book(
            "Русские слова, қазақша сөздер, 中文字, عربي, emoji 🌍", [said("Тянь-Шань 天山\n")]
        ),
    }


def tables() -> dict[str, Any]:
    """Tables as libraries and other languages write them."""
    plain = FRAME.to_html()
    return {
        "pandas": book([out(text__html=FRAME._repr_html_(), text__plain=str(FRAME))]),
        "styler": book([out(text__html=STYLER, text__plain="<Styler>")]),
        "wide_table": book([out(text__html=pd.DataFrame(np.arange(90).reshape(3, 30)).to_html())]),
        "polars": book(
            [
                out(
                    text__html="<div><style>.dataframe > tbody > tr > td "
                    "{text-align:right}</style><small>shape: (1, 2)</small><table "
                    "class='dataframe'><thead><tr><th>name</th><th>depth</th></tr><tr><td>str</td>"
                    "<td>i64</td></tr></thead><tbody><tr><td>&quot;Issyk&quot;</td><td>668</td>"
                    "</tr></tbody></table></div>"
                )
            ]
        ),
        "r_table": book(
            [
                out(
                    text__html="<table><caption>A tibble</caption><thead><tr><th "
                    "scope=col>name</th></tr></thead><tbody><tr><td>Naryn</td></tr></tbody>"
                    "</table>",
                    text__markdown="| name |\n|---|\n| Naryn |",
                    text__latex="\\begin{tabular}{l} Naryn \\end{tabular}",
                    text__plain="Naryn",
                )
            ],
            kernelspec={"name": "ir", "display_name": "R", "language": "R"},
        ),
        "julia_table": book(
            [
                out(
                    text__html="<div><div style='float: left;'><span>2×1 DataFrame</span></div>"
                    "</div><div class='data-frame'><table><tr><th>name</th></tr><tr><td>Chu</td>"
                    "</tr></table></div>"
                )
            ]
        ),
        "tags_left_open": book(
            [
                out(
                    text__html="<table><tr><th>a<th>b<tr><td>one<td>two</table>"
                    "<p>first<p>second<ul><li>x<li>y"
                )
            ]
        ),
        "scripted_table": book(
            [out(text__html=f"<div>{plain}</div><script>new DataTable('#t')</script>")]
        ),
        "xarray": book([out(text__html=XARRAY, text__plain="<xarray>")]),
        "sklearn": book([out(text__html=SKLEARN, text__plain="Pipeline(steps)")]),
        "great_table": book(
            [
                out(
                    text__html="<div id='g1'><style>#g1 table{font-family:system-ui}</style>"
                    "<table class='gt_table'><thead><tr class='gt_heading'><td "
                    "class='gt_title'>Rivers of note</td></tr></thead><tbody><tr>"
                    "<td>Zeravshan</td></tr></tbody></table></div>"
                )
            ]
        ),
        "sql": book(
            [
                out(text__html="<span style='None'>Running query</span>"),
                out(text__html="<table><tr><th>count</th></tr><tr><td>42</td></tr></table>"),
            ]
        ),
    }


def pictures() -> dict[str, Any]:
    """Pictures, sound, film and pages inside pages."""
    attached = new_markdown_cell("![dot](attachment:dot.png)")
    attached["attachments"] = {"dot.png": {"image/png": PIXEL}}
    frames = (
        f'var frames = new Array(2);\nframes[0] = "data:image/png;base64,{PIXEL}"\n'
        f'frames[1] = "data:image/png;base64,{PIXEL}"\n'
    )
    return {
        "matplotlib": book(
            [said("made\n"), out(image__png=PIXEL, text__plain="<Figure size 640x480>")]
        ),
        "matplotlib_svg": book(
            [
                out(
                    **{
                        "image__svg+xml": f'<?xml version="1.0"?><!-- by a program -->{SVG}',
                        "text__plain": "<Figure>",
                    }
                )
            ]
        ),
        "jshtml": book([program(frames, "<img id='f'>", "<label>Once</label>")]),
        "html_film": book(
            [
                out(
                    text__html="<video controls><source "
                    "src='data:video/mp4;base64,AAAAIGZ0eXBpc29t' type='video/mp4'>no film</video>"
                )
            ]
        ),
        "sound": book(
            [
                out(
                    text__html="<audio controls='controls'><source "
                    "src='data:audio/wav;base64,UklGRg==' type='audio/wav'/>no sound</audio>",
                    text__plain="<Audio>",
                )
            ]
        ),
        "graphviz": book(
            [
                out(
                    **{
                        "image__svg+xml": '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
                        f'"http://www.w3.org/svg11.dtd">{SVG}'
                    }
                )
            ]
        ),
        "svg_in_html": book(
            [
                out(
                    text__html="before<svg width=40 height=40><circle cx=20 cy=20 r=15 fill=blue>"
                    "</svg>after"
                )
            ]
        ),
        "broken_picture": book(
            [
                out(image__png="@@@", text__plain="<Figure>"),
                out(**{"image__svg+xml": "no svg", "text__plain": "<Figure>"}),
            ]
        ),
        "attachment": book(attached, f"![inside](data:image/gif;base64,{PIXEL})"),
        "far_picture": book(
            "![far](https://example.org/a.png) and words",
            [out(text__html="<img src='https://example.org/b.jpg' alt='remote picture'>")],
        ),
        "youtube": book(
            [
                out(
                    text__html="<iframe width='400' src='https://www.example.org/embed/abc' "
                    "allowfullscreen></iframe>",
                    text__plain="<Video>",
                )
            ]
        ),
        "page_inside": book(
            [
                out(
                    text__html="<iframe srcdoc='&lt;p&gt;words of the inner page&lt;/p&gt;'>"
                    "</iframe>"
                )
            ]
        ),
        "links": book(
            "[mail](mailto:a@example.org) [file](data.csv) [gone](#nowhere)",
            [out(text__html="<a href='results.csv' target='_blank'>results.csv</a>")],
        ),
    }


def plotly_figures() -> dict[str, Any]:
    """Figures of plotly in every way that kernels and versions write them."""
    stored = json.dumps({"x": BAR, "evals": [], "jsHooks": []})
    call = f"Plotly.newPlot('p', {json.dumps(BAR['data'])}, {json.dumps(BAR['layout'])})"
    tall = {**BAR, "layout": {"width": 300, "height": 4400}}
    return {
        "plotly": book([out(**{PLOTLY: BAR, "text__html": "<div>other form</div>"})]),
        "plotly_gaps": book(
            [
                out(
                    **{
                        PLOTLY: {
                            "data": [{"y": [1, float("nan"), float("inf")]}],
                            "layout": {"template": None},
                        }
                    }
                )
            ]
        ),
        "plotly_arrays": book(
            [
                out(
                    **{
                        PLOTLY: {
                            "data": [
                                {"y": array([1, 2, 3])},
                                {"type": "heatmap", "z": array([1, 2, 3, 4], shape="2, 2")},
                            ]
                        }
                    }
                )
            ]
        ),
        "plotly_damaged": book(
            [
                out(**{PLOTLY: {"data": [{"y": {"dtype": "f8", "bdata": "AA"}}]}}),
                out(**{PLOTLY: "no figure", "text__plain": "a figure"}),
            ]
        ),
        "plotly_sizes": book([out(**{PLOTLY: tall})]),
        "plotly_renderers": book(
            *[[renderer(name)] for name in ("notebook_connected", "colab", "kaggle")]
        ),
        "plotly_net": book(
            [
                program(
                    "var renderPlotly = function() { require(['plotly'], function(Plotly) { var "
                    f"data = {json.dumps(BAR['data'])}; var layout = \"\"; Plotly.newPlot('p', "
                    "data, layout); }); }"
                )
            ]
        ),
        "plotly_object": book(
            [
                program(
                    f"Plotly.newPlot('p', {json.dumps(BAR)})",
                    "<h4>Words before</h4>",
                    "<p>words after</p>",
                )
            ]
        ),
        "plotly_computed": book([program("Plotly.newPlot('p', fetchData())", "<p>words</p>")]),
        "plotly_r": book(
            [
                out(
                    text__html='<div id="h" class="plotly html-widget"></div><script '
                    f'type="application/json" data-for="h">{stored}</script>',
                    text__plain="HTML widgets cannot be represented",
                )
            ]
        ),
        "plotly_r_text": book([out(**{PLOTLY: json.dumps(BAR)})]),
        "plotly_frame": book(
            [
                out(
                    text__html="<iframe srcdoc='&lt;div id=&quot;p&quot;&gt;&lt;/div&gt;"
                    f"&lt;script&gt;{escape(call)}&lt;/script&gt;'></iframe>"
                )
            ]
        ),
        "plotly_map": book(
            [
                out(
                    **{
                        PLOTLY: {
                            "data": [
                                {"type": "choropleth", "locations": ["KAZ", "ZZZ"], "z": [1, 2]}
                            ],
                            "layout": {},
                        }
                    }
                )
            ]
        ),
        "plotly_tiles": book(
            [
                out(
                    **{
                        PLOTLY: {
                            "data": [{"type": "scattermap", "lat": [41], "lon": [69]}],
                            "layout": {"map": {"zoom": 3}},
                        }
                    }
                )
            ]
        ),
        "plotly_tex": book(
            [out(**{PLOTLY: {**BAR, "layout": {"title": {"text": "$\\ce{x_1}$"}}}})]
        ),
        "plotly_cloud": book(
            [
                out(
                    text__html='<iframe src="https://plot.example.org/~someone/12.embed"></iframe>',
                    text__plain="<PlotlyDisplay>",
                )
            ]
        ),
    }


def other_charts() -> dict[str, Any]:
    """Charts of other libraries."""
    return {
        "altair": book(
            [
                out(
                    **{
                        "application__vnd.vegalite.v5+json": VEGA_LITE,
                        "text__plain": "alt.Chart(...)",
                    }
                )
            ]
        ),
        "altair_html": book(
            [
                program(
                    f"(function(spec, o){{vegaEmbed('#p', spec, o)}})({json.dumps(VEGA_LITE)}, "
                    "{})",
                    "<style>#p{width:100%}</style>",
                )
            ]
        ),
        "vega_picture": book(
            [
                out(
                    **{
                        "application__vnd.vegalite.v5+json": VEGA_LITE,
                        "image__png": PIXEL,
                        "text__plain": "<VegaLite>",
                    }
                )
            ]
        ),
        "vega_broken": book(
            [out(**{"application__vnd.vega.v5+json": {"marks": 3}, "text__plain": "<Vega>"})]
        ),
        "bokeh": book(
            [
                out(
                    text__html="<div id='b1'></div>",
                    **{
                        "application__javascript": "Bokeh.embed()",
                        "application__vnd.bokehjs_exec.v0+json": "",
                    },
                )
            ]
        ),
        "holoviews": book(
            [
                out(
                    text__html="<div id='1001'><div class='bk-root' id='b'></div></div><script "
                    "type='application/javascript'>Bokeh.embed()</script>",
                    **{
                        "application__vnd.holoviews_exec.v0+json": "",
                        "text__plain": ":Curve [x] (y)",
                    },
                )
            ]
        ),
        "folium": book([out(text__html=FOLIUM, text__plain="<folium.folium.Map at 0x7f>")]),
        "d3": book(
            [
                program("d3.select('#p').append('svg')", "<p>A chart of d3</p>"),
                out(application__javascript="element.text(1)"),
            ]
        ),
        "canvas": book([out(text__html="<canvas id='c'></canvas><p>words beside</p>")]),
        "mermaid": book(
            "```mermaid\ngraph LR\n  Tashkent --> Astana\n```",
            [out(text__plain="<M>", **{"text__vnd.mermaid": "graph LR; Amu-->Aral"})],
        ),
    }


def interactive() -> dict[str, Any]:
    """Widgets."""
    figure = {
        "model_name": "FigureModel",
        "state": {"_widget_data": BAR["data"], "_widget_layout": BAR["layout"]},
    }
    return {
        "interact": widgets(
            {
                "b": {
                    "model_name": "VBoxModel",
                    "state": {"children": ["IPY_MODEL_s", "IPY_MODEL_o"]},
                },
                "s": {
                    "model_name": "IntSliderModel",
                    "state": {"description": "Year", "value": 2025},
                },
                "o": {
                    "model_name": "OutputModel",
                    "state": {"outputs": [dict(said("held inside\n"))]},
                },
            },
            "b",
        ),
        "widget_words": widgets(
            {
                "v": {
                    "model_name": "VBoxModel",
                    "state": {"children": ["IPY_MODEL_h", "IPY_MODEL_l"]},
                },
                "h": {"model_name": "HTMLModel", "state": {"value": "<b>important value</b>"}},
                "l": {"model_name": "LabelModel", "state": {"value": "label words"}},
            },
            "v",
        ),
        "figure_widgets": widgets(
            {
                "v": {
                    "model_name": "HBoxModel",
                    "state": {"children": ["IPY_MODEL_f", "IPY_MODEL_g"]},
                },
                "f": figure,
                "g": figure,
            },
            "v",
        ),
        "widget_lost": widgets({}, "lost"),
        "progress_widget": widgets(
            {
                "t": {
                    "model_name": "HBoxModel",
                    "state": {"children": ["IPY_MODEL_h", "IPY_MODEL_p"]},
                },
                "h": {"model_name": "HTMLModel", "state": {"value": "Rows: 100%"}},
                "p": {"model_name": "FloatProgressModel", "state": {"value": 10.0}},
            },
            "t",
        ),
        "buttons": widgets(
            {"b": {"model_name": "ButtonModel", "state": {"description": "Count again"}}}, "b"
        ),
        "form": book(
            [
                out(
                    text__html="<form><label>Name</label><input value='typed words'><select>"
                    "<option>first choice<option>second choice</select><button>Send it</button>"
                    "<textarea>longer words</textarea></form>"
                )
            ]
        ),
    }


def marked() -> dict[str, Any]:
    """Text cells, raw cells and what authors mark."""
    return {
        "prose": book(
            "# Title\n\nWords with `code`, **bold**, [link](https://example.org), "
            "footnote[^1].\n\n- [x] done\n\nTerm\n"
            ": meaning\n\n[^1]: The note.",
            "<details><summary>More</summary>\n\nhidden words\n\n</details>",
        ),
        "formulas": book(
            "$\\newcommand{\\R}{\\mathbb{R}}$ Let $x\\in\\R$ and $\\text{if $z$ is odd}$.",
            "\\begin{equation}\\label{a}E=mc^2\\end{equation} See \\eqref{a}.",
        ),
        "callouts": book(
            "```{note}\nA note of MyST.\n```\n\n"
            "::: {.callout-tip}\n## Advice\nA tip of Quarto.\n"
            ":::\n\n> [!WARNING]\n> A warning of GitHub."
        ),
        "raw": book(
            new_raw_cell("Raw words stand here."),
            new_raw_cell("<b>raw html</b>", metadata={"raw_mimetype": "text/html"}),
            new_raw_cell("\\textbf{for paper}", metadata={"raw_mimetype": "text/latex"}),
        ),
        "quarto": book(
            new_raw_cell("---\ntitle: From front matter\n---"),
            new_code_cell(
                "#| fig-cap: A caption\n#| label: fig-a\nplot()", outputs=[out(**{PLOTLY: BAR})]
            ),
            "See @fig-a.",
        ),
        "mathml": book(
            "Half: <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>.",
            [out(text__html="<math><mi>x</mi><mo>=</mo><mn>1</mn></math> beside words")],
        ),
    }
