"""What other people's notebooks hold is on the page, or a sentence in its place says why not."""

from __future__ import annotations

import base64
import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import nbformat
import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from ca_summit.report.compress import unpack
from ca_summit.report.page import Options, Page

if TYPE_CHECKING:
    from pathlib import Path

PLOTLY = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


class Exported:
    """One notebook as a page."""

    def __init__(
        self,
        *cells: Any,
        folder: Path | None = None,
        metadata: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        made = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
        page = Page(options=Options(**options))
        notebook = new_notebook(cells=made, metadata=metadata or {})
        page.add_notebook(notebook, name="n", folder=folder)
        self.whole = page.html()
        self.whole.encode()
        self.html = self.whole[self.whole.index("<main") : self.whole.index("</main>")]
        self.text = unescape(re.sub(r"<[^>]+>", "", self.html))
        self.lost = [loss.text for loss in page.losses]

    @property
    def figures(self) -> list[dict[str, Any]]:
        found = re.search(r'id="_specs">([^<]+)<', self.whole)
        return [json.loads(line) for line in unpack(found[1]).split("\n")[1:]] if found else []


def shown(**bundle: Any) -> Any:
    data = {key.replace("__", "/"): value for key, value in bundle.items()}
    return new_code_cell("x", outputs=[new_output("display_data", data=data)])


def drawn(figure: dict[str, Any]) -> Any:
    return shown(**{PLOTLY: figure})


def html(source: str, **more: Any) -> Exported:
    return Exported(shown(text__html=source, **more))


def printed(text: str, name: str = "stdout") -> Exported:
    return Exported(new_code_cell("x", outputs=[new_output("stream", name=name, text=text)]))


# -- never break ----------------------------------------------------------------------------------


def test_values_that_json_lacks_become_gaps_and_the_other_figures_stay_whole() -> None:
    page = Exported(
        drawn(
            {
                "data": [{"y": [1, float("nan"), float("inf"), 3]}],
                "layout": {"title": {"text": "gap"}},
            }
        ),
        drawn({"data": [{"y": [1, 2, 3]}], "layout": {}}),
    )
    assert [f["data"][0]["y"] for f in page.figures] == [[1, None, None, 3], [1, 2, 3]]
    assert page.lost == []


@pytest.mark.parametrize(
    "figure",
    [
        {"data": [{"y": [1]}], "layout": {"template": None}},
        {"data": [{"y": [1]}], "layout": None},
        {"data": [{"y": [1], "name": "\ud83d"}], "layout": {"title": "half \udc00"}},
        {"data": [{"y": [1]}, None, 7], "layout": {"template": "plotly_dark", "meta": 3}},
        {"data": [{"y": [1]}], "frames": [None, {"data": None}], "config": None},
        {"data": {"y": [1]}},
        {
            "data": [{"y": [1], "marker": None, "header": 3, "dimensions": 4, "node": None}],
            "layout": {"xaxis": None, "scene": 3, "images": 3, "geo": 4, "mapbox": None},
        },
        {"data": [{"type": ["a"], "y": [1]}], "layout": []},
        {"data": [{"type": "table", "header": None, "cells": None, "y": [1]}]},
        {"data": [{"type": "sankey", "node": 3, "link": "x", "y": [1]}]},
    ],
)
def test_an_odd_figure_is_drawn_or_named_and_its_neighbour_stays(figure: dict[str, Any]) -> None:
    page = Exported(drawn(figure), drawn({"data": [{"y": [7]}], "layout": {}}))
    assert any(f["data"][0].get("y") == [7] for f in page.figures)
    assert len(page.figures) == 2 or any("could not be read" in text for text in page.lost)


@pytest.mark.parametrize("shape", [[4], "4", 4, [4.0], "2, 2", [2, 2], None])
def test_arrays_are_read_whatever_way_their_shape_is_written(shape: Any) -> None:
    content = base64.b64encode(np.arange(4.0).tobytes()).decode()
    array = {"dtype": "float64", "bdata": content, "shape": shape}
    page = Exported(drawn({"data": [{"type": "heatmap", "z": array}], "layout": {}}))
    flat = np.ravel(page.figures[0]["data"][0]["z"]).tolist()
    assert flat == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "array",
    [
        {"dtype": "f8", "bdata": "AAAA"},
        {"dtype": "f8", "bdata": "@@"},
        {"dtype": "q", "bdata": "AAAA"},
        {"dtype": "i1", "bdata": "AQID", "shape": "9"},
        {"dtype": "i1", "bdata": 5},
        {"bdata": "AQID"},
        {"dtype": "i1", "bdata": "AQID", "shape": "x"},
    ],
)
def test_a_damaged_array_is_named(array: dict[str, Any]) -> None:
    page = Exported(drawn({"data": [{"y": array, "x": [1, 2]}], "layout": {}}))
    assert page.figures[0]["data"][0]["x"] == [1, 2]
    assert page.lost == ["An array of this figure is damaged and left out."]


def test_many_traces_of_webgl_stay_with_the_graphics_card() -> None:
    trace = {"type": "scattergl", "x": list(range(15_000)), "y": [1] * 15_000}
    page = Exported(drawn({"data": [trace] * 3}), *[drawn({"data": [trace]}) for _ in range(8)])
    kinds = [f["data"][0]["type"] for f in page.figures]
    assert kinds[0] == "scattergl", "45,000 points of one figure"
    assert kinds[1:] == ["scatter"] * 6 + ["scattergl"] * 2, "100,000 points of the page"


def test_a_thousand_nested_elements_are_shown() -> None:
    page = html("<div>" * 3000 + "deep" + "</div>" * 3000)
    assert "deep" in page.text


# -- figures from programs ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "program",
    [
        'Plotly.newPlot("a", [{"y": [1, 2]}], {"title": {"text": "T"}}, {"responsive": true})',
        "Plotly.newPlot('a', [{y:[1,2,],}], {title:{text:'T'}});",
        'Plotly.newPlot("a", {"data":[{"y":[1,2]}],"layout":{"title":{"text":"T"}}});',
        (
            "var data = [{y: [1, 2]}]; var layout = {title: {text: 'T'}}; Plotly.newPlot('a', "
            "data, layout);"
        ),
        (
            "const trace1 = {y: [1, 2]}; let layout = {title: {text: `T`}}; "
            "Plotly.react(document.getElementById('a'), [trace1], layout)"
        ),
        (
            'figure = JSON.parse(\'{"data": [{"y": [1, 2]}], "layout": {"title": {"text": '
            "\"T\"}}}'); Plotly.plot('a', figure.data, figure.layout)"
        ),
        (
            "require(['plotly'], function(Plotly) { var layout = {title:{text:'T'}}; "
            "Plotly.newPlot('a', [{y:[0x1, 2.0]}], layout, {}).then(function(){}) });"
        ),
        (
            'Plotly.newPlot(el, /* data */ [{\'y\': [+1, 2e0]}], {title: {"text": "\\u0054"}} '
            "// layout\n)"
        ),
    ],
)
def test_all_forms_of_a_call_are_read(program: str) -> None:
    page = html(f'<p>before</p><div id="a"></div><script>{program}</script><p>after</p>')
    assert page.figures[0]["data"] == [{"y": [1, 2]}]
    assert page.figures[0]["layout"]["title"]["text"] == "T"
    assert page.lost == []
    figure = page.html.index("<figure")
    if "newPlot(el" not in program:
        assert page.html.index("before") < figure < page.html.index("after")


def test_frames_of_a_call_are_kept() -> None:
    page = html(
        "<div id=a></div><script>Plotly.newPlot('a', [{y:[1]}], "
        "{}).then(function(){Plotly.addFrames('a', [{data: [{y: [2]}], name: "
        "'f'}])})</script>"
    )
    assert page.figures[0]["frames"] == [{"data": [{"y": [2]}], "name": "f"}]


def test_a_figure_that_a_program_computes_is_named() -> None:
    page = html("<div id=a></div><script>Plotly.newPlot('a', make(3), {})</script>")
    assert page.lost == [
        (
            "A figure is missing: a program computes it in the browser, and a sealed file does not "
            "run programs."
        )
    ]
    assert page.lost[0] in page.text


def test_figures_of_r_are_drawn_from_widget_and_from_text() -> None:
    stored = json.dumps({"x": {"data": [{"type": "bar", "y": [1]}], "layout": {}}, "evals": []})
    page = html(
        '<div id="w" class="plotly html-widget"></div><script type="application/json" '
        f'data-for="w">{stored}</script>'
    )
    assert page.figures[0]["data"][0] == {"type": "bar", "y": [1]}
    text = Exported(drawn(json.dumps({"data": [{"y": [5]}], "layout": {}})))  # type: ignore[arg-type]
    assert text.figures[0]["data"][0]["y"] == [5]


@pytest.mark.parametrize(
    "renderer",
    ["notebook_connected", "colab", "kaggle", "sphinx_gallery", "plotly_mimetype", "iframe"],
)
def test_renderers_of_plotly_give_one_figure(
    renderer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    figure = go.Figure(go.Bar(y=[1, 2]), layout={"title": {"text": renderer}})
    bundle = pio.renderers[renderer].to_mimebundle(json.loads(figure.to_json()))
    page = Exported(shown(**bundle), folder=tmp_path)
    assert [f["layout"]["title"]["text"] for f in page.figures] == [renderer]
    assert page.lost == []


def test_what_only_brings_plotly_is_no_loss() -> None:
    loader = "<script>window.PlotlyConfig = {MathJaxConfig: 'local'};</script>"
    module = '<script type="module">import "https://cdn.plot.ly/plotly-3.0.1.min"</script>'
    page = html(f"{loader}{module}")
    assert page.lost == []
    assert html('<script type="module">import "https://example.org/chart"; draw()</script>').lost


def test_html_around_a_figure_stays() -> None:
    page = html(
        '<h4>My object</h4><div id="r"></div><script>Plotly.newPlot("r", [{"y":[1]}], {}, '
        "{})</script><table><tr><td>after</td></tr></table>"
    )
    assert page.html.index("My object") < page.html.index("<figure") < page.html.index("after")


# -- figures as authored --------------------------------------------------------------------------


def test_width_and_height_are_kept() -> None:
    square = {"data": [{"y": [1]}], "layout": {"width": 400, "height": 400}}
    tall = {"data": [{"y": [1]}], "layout": {"height": 4400}}
    page = Exported(drawn(square), drawn(tall))
    assert 'data-height="400" data-width="400"' in page.html
    assert 'data-height="4400"' in page.html


@pytest.mark.parametrize(
    ("layout", "theme", "look"),
    [
        ({}, None, "ours"),
        ({"template": "DEFAULT"}, None, "ours"),
        ({"template": "DEFAULT"}, "author", "author"),
        ({"template": {"layout": {"paper_bgcolor": "#fff7e6"}}}, None, "author"),
        ({"template": {"layout": {"paper_bgcolor": "#fff7e6"}}}, "ours", "ours"),
        ({"template": "ggplot2"}, None, "author"),
        ({"template": "plotly_dark"}, None, "author"),
        ({"paper_bgcolor": "white"}, None, "author"),
        ({"font": {"family": "Georgia"}}, None, "author"),
        ({"font": {"size": 18}}, None, "ours"),
    ],
)
def test_the_look_is_the_authors_wherever_one_was_chosen(
    layout: dict[str, Any], theme: str | None, look: str
) -> None:
    template = layout.get("template")
    if isinstance(template, str):
        name = {"DEFAULT": "plotly"}.get(template, template)
        layout = json.loads(go.Figure(layout={"template": name}).to_json())["layout"]
    page = Exported(drawn({"data": [{"y": [1]}], "layout": layout}), theme=theme)
    assert page.figures[0]["look"] == look


# -- maps -----------------------------------------------------------------------------------------


def test_maps_get_outlines_of_the_page_and_name_places_without_any() -> None:
    trace = {"type": "choropleth", "locations": ["KAZ", "SGP", "XYZ"], "z": [1, 2, 3]}
    page = Exported(drawn({"data": [trace], "layout": {}}))
    world = json.loads(unpack(re.search(r'id="_outlines">([^<]+)<', page.whole)[1]))
    assert set(world["objects"]) >= {"coastlines", "land", "countries", "subunits", "lakes"}
    assert len(page.lost) == 1
    assert "do not have these places of the map: XYZ." in page.lost[0]
    assert 'id="_outlines"' not in Exported(drawn({"data": [{"y": [1]}]})).whole


def test_tiles_leave_a_sentence_and_keep_center_and_zoom() -> None:
    spans = []
    for zoom in (3, 11):
        figure = {
            "data": [{"type": "scattermap", "lat": [41.3], "lon": [69.2]}],
            "layout": {"map": {"center": {"lat": 41, "lon": 69}, "zoom": zoom}},
        }
        page = Exported(drawn(figure))
        geo = page.figures[0]["layout"]["geo"]
        (west, east), (south, north) = geo["lonaxis"]["range"], geo["lataxis"]["range"]
        assert (west + east) / 2 == pytest.approx(69)
        assert south < 41 < north
        assert geo["projection"] == {"type": "mercator"}
        assert len(page.lost) == 1
        assert "map tiles under this figure" in page.lost[0]
        spans.append(east - west)
    assert spans[0] / spans[1] == pytest.approx(2**8, rel=0.01)


def test_the_table_beside_a_map_holds_all_values() -> None:
    trace = {
        "type": "scattergeo",
        "locations": ["KAZ", "UZB"],
        "hovertext": ["Kazakhstan", "Uzbekistan"],
        "marker": {"size": [20, 37], "color": [1.5, 2.5]},
    }
    page = Exported(drawn({"data": [trace], "layout": {}}))
    assert "<tr><td>KAZ<td>Kazakhstan<td data-n>20<td data-n>1.5<tr>" in page.html


def test_addresses_set_by_menus_and_frames_are_taken_out() -> None:
    far = "https://example.org/a.png"
    figure = {
        "data": [
            {"y": [1], "name": '<span style="background:url(https://example.org/t)">t</span>'}
        ],
        "layout": {
            "updatemenus": [
                {
                    "buttons": [
                        {
                            "args": [
                                {
                                    "images[0].source": far,
                                    "layout.images": [{"source": far}],
                                    "geojson": far,
                                }
                            ]
                        }
                    ]
                }
            ]
        },
        "frames": [{"data": [], "layout": {"images": [{"source": far}]}}],
    }
    page = Exported(drawn(figure))
    assert "example.org" not in json.dumps({**page.figures[0], "data": []})
    assert "url(" not in json.dumps(page.figures[0])
    assert "A picture from the internet is left out of this figure." in page.lost


FAR = "https://example.org/a"


@pytest.mark.parametrize(
    "args",
    [
        ["geojson", FAR],
        [{"geojson": [FAR]}],
        [{"geojson": [FAR]}, {"images": [{"source": FAR}]}],
        ["images[0].source", FAR],
        [{"source": [FAR]}],
        ["images", [{"source": FAR}]],
        [{"title.text": f"<span style='background:url({FAR})'>a</span>"}],
    ],
    ids=str,
)
def test_no_form_of_a_menu_brings_an_address_into_a_figure(args: list[Any]) -> None:
    menu = {"buttons": [{"method": "update", "label": "far", "args": args}]}
    figure = {"data": [{"y": [1]}], "layout": {"updatemenus": [menu]}}
    shown = json.dumps(Exported(drawn(figure)).figures[0])
    assert "url(" not in shown
    assert "example.org" not in shown


def test_a_menu_turns_no_trace_into_one_on_tiles() -> None:
    menu = {"buttons": [{"method": "restyle", "args": ["type", "scattermap"]}]}
    figure = {"data": [{"y": [1]}], "layout": {"updatemenus": [menu]}}
    shown = Exported(drawn(figure)).figures[0]["layout"]["updatemenus"][0]["buttons"][0]
    assert shown["args"] == ["type", "scattergeo"]


@pytest.mark.parametrize(
    "style",
    [
        "background:url(//example.org)",
        r"\62 ackground:u\72l(//example.org)",
        "background:image-set('//example.org' 1x)",
        "fill:URL (//example.org)",
        "background:&#117;rl(//example.org)",
    ],
)
def test_a_text_of_a_figure_keeps_only_what_names_no_address(style: str) -> None:
    said = f'<span style="color:rgb(1, 2, 3);{style};font-size:9px">x</span>'
    shown = Exported(drawn({"data": [{"y": [1], "name": said}]})).figures[0]["data"][0]["name"]
    assert shown == "<span style='color:rgb(1, 2, 3);font-size:9px'>x</span>"


# -- formulas -------------------------------------------------------------------------------------


def test_tex_in_texts_of_a_figure_is_set_in_signs() -> None:
    layout = {
        "title": {"text": r"$\alpha = 1$"},
        "xaxis": {"title": {"text": r"$\sqrt{n}$"}},
        "annotations": [{"text": r"a $x_1^2$ b"}, {"text": "$5 and $6"}],
    }
    page = Exported(drawn({"data": [{"y": [1], "name": r"$\sigma$"}], "layout": layout}))
    figure = page.figures[0]
    assert figure["layout"]["title"]["text"] == "<i>α</i> = 1"
    assert figure["layout"]["xaxis"]["title"]["text"] == "√<i>n</i>"
    assert figure["data"][0]["name"] == "<i>σ</i>"
    assert figure["layout"]["annotations"][0]["text"] == "a <i>x</i><sub>1</sub><sup>2</sup> b"
    assert figure["layout"]["annotations"][1]["text"] == "$5 and $6"


def test_macros_labels_and_words_in_formulas_are_set() -> None:
    page = Exported(
        r"$\newcommand{\R}{\mathbb{R}}$ Let $x\in\R$.",
        r"Later $y\in\R$, $\text{if $z$ is odd}$, \\(a=b\\) and before it \eqref{eq:a}.",
        "\\begin{equation}\\label{eq:a}E=mc^2\\tag{7}\\end{equation}\n\n$$a\\\\[2mm]b$$",
    )
    assert page.html.count("<mi>ℝ</mi>") == 2
    assert re.search(r"<mtext>if\s</mtext><mi>z</mi><mtext>\sis\sodd</mtext>", page.html)
    assert '<a href="#n0e_eq-a">(7)</a>' in page.html
    assert 'id="n0e_eq-a"' in page.html
    assert "\\" not in page.text


def test_what_cannot_be_set_stands_as_its_source_and_is_named() -> None:
    page = Exported(r"Water $\ce{H2O}$.")
    assert r'<code class="formula">\ce{H2O}</code>' in page.html
    assert page.lost == [r"A formula could not be set and stands as its source: \ce{H2O}"]


def test_formulas_in_outputs_are_set_and_prices_are_not() -> None:
    page = html(
        r"<table><tr><th>$\alpha^2$</th><td>$5 to $6</td></tr></table><p>\(x\)</p><code>$y$</code>"
        "<div class='tex2jax_ignore'>$z$</div>"
    )
    assert "<msup><mi>α</mi><mn>2</mn></msup>" in page.html
    assert "$5 to $6" in page.text
    assert "<math><mi>x</mi></math>" in page.html
    assert "$y$" in page.text
    assert "$z$" in page.text


def test_mathml_is_kept_in_text_and_outputs() -> None:
    source = "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"
    assert source in Exported(f"Half: {source}.").html
    assert source in html(source).html


def test_a_heading_with_a_formula_is_readable_in_the_contents() -> None:
    page = Exported("# T", r"## The law $E=mc^2$ and $x_1$", "[there](#The-law-$E=mc^2$-and-$x_1$)")
    contents = page.whole[page.whole.index("<nav") : page.whole.index("</nav>")]
    assert '<a href="#the-law-e-mc²-and-x₁">The law E = mc² and x₁</a>' in contents
    assert '<a href="#the-law-e-mc²-and-x₁">there</a>' in page.html


# -- pictures, sound, pages, links ----------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        f"data:image/png;base64,{PIXEL}",
        f"data: image/png; base64, {PIXEL}",
        f"data:image/png;charset=utf-8;base64,{PIXEL[:20]}\n{PIXEL[20:]}",
        f"DATA:image/PNG;base64,{PIXEL}",
    ],
)
def test_pictures_are_read_whatever_way_their_address_is_written(address: str) -> None:
    page = html(f'<img alt="one" src="{address}">')
    assert f"data:image/png;base64,{PIXEL}" in page.html
    assert page.lost == []


@pytest.mark.parametrize(
    "svg",
    [
        (
            '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
            '"http://www.w3.org/svg11.dtd">\n<!-- drawn --><svg xmlns="http://www.w3.org/2000/svg" '
            'width="60" height="60"><rect width="60" height="60" fill="teal"/></svg>'
        ),
        "<svg width=60 height=60><rect width=60 height=60 fill=teal></svg>",
        (
            '<!DOCTYPE svg [<!ENTITY colour "teal">]><svg width="60" height="60"><rect width="60" '
            'height="60" fill="&colour;"/></svg>'
        ),
    ],
)
@pytest.mark.parametrize("kind", ["image__svg+xml", "text__html", "markdown"])
def test_svg_is_shown(svg: str, kind: str) -> None:
    page = Exported(svg.replace("\n", "")) if kind == "markdown" else Exported(shown(**{kind: svg}))
    found = re.search(r"data:image/svg\+xml;base64,([\w+/=]+)", page.html)
    picture = base64.b64decode(found[1]).decode()
    assert 'fill="teal"' in picture or kind != "image__svg+xml"
    assert 'xmlns="http://www.w3.org/2000/svg"' in picture


def test_sound_and_film_have_a_player_or_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "tone.wav").write_bytes(b"RIFF")
    inside = (
        '<audio controls><source src="data:audio/wav;base64,UklGRg==" type="audio/wav">none</audio>'
    )
    page = Exported(
        "<audio controls src='tone.wav'></audio>",
        "<video src='film.mp4'></video>",
        shown(text__html=inside),
        folder=tmp_path,
    )
    assert page.html.count('<audio controls src="data:audio/') == 2
    assert page.lost == ["Film (not included: film.mp4)"]


def test_frames_show_what_the_notebook_holds(tmp_path: Path) -> None:
    (tmp_path / "beside.html").write_text("<p>from the file</p>", encoding="utf-8")
    stored = base64.b64encode(b"<p>from the address</p>").decode()
    page = Exported(
        shown(text__html="<iframe srcdoc='<b>inner page</b>'></iframe>"),
        shown(text__html="<iframe src='beside.html'></iframe>"),
        shown(text__html=f"<iframe src='data:text/html;base64,{stored}'></iframe>"),
        shown(
            text__html="<iframe src='../secret.html'></iframe><iframe src='https://example.org/x'>"
            "</iframe>"
        ),
        folder=tmp_path,
    )
    for text in ("inner page", "from the file", "from the address"):
        assert text in page.text
    assert [t for t in page.lost if "Embedded" in t] == [
        "Embedded page (not included: ../secret.html)",
        "Embedded page (not included: https://example.org/x)",
    ]


def test_frames_of_an_animation_stand_side_by_side() -> None:
    frame = f"data:image/png;base64,{PIXEL[:30]}\\\n{PIXEL[30:]}"
    page = html(
        '<img id="f"><script>var frames = new Array(2);\n'
        f'frames[0] = "{frame}"\nframes[1] = "{frame}"\n'
        "</script>"
    )
    assert page.html.count(f'src="data:image/png;base64,{PIXEL}"') == 2
    assert "Animation, 2 pictures one after another" in page.text


def test_links_lead_somewhere_or_say_that_they_do_not() -> None:
    page = Exported(
        "[mail](mailto:a@example.org) [call](tel:+998711234567) [data](data.csv) [gone](#nowhere) "
        "[out](https://example.org) [bad](javascript:alert(1))"
    )
    assert '<a href="mailto:a@example.org">mail</a>' in page.html
    assert '<a href="tel:+998711234567">call</a>' in page.html
    assert "(data.csv: not in this file)" in page.text
    assert 'data-dead="(no such place: #nowhere)"' in page.html
    assert "javascript" not in page.html.replace("(javascript: not in this file)", "").replace(
        "(javascript:: not in this file)", ""
    )
    assert len(page.lost) == 3


def test_repeated_headings_are_found_by_the_names_that_jupyter_gives() -> None:
    page = Exported("# T", "## Same", "## Same", "[second](#Same-1) [first](#Same)")
    assert '<a href="#same-2">second</a> <a href="#same">first</a>' in page.html


# -- words ----------------------------------------------------------------------------------------


def test_numbers_that_look_like_addresses_stay() -> None:
    page = printed(
        "register at 0xDEADBEEF, stack at 0x7ffc1234abcd, <a.B object at 0x7f0012345678>\n"
    )
    assert "register at 0xDEADBEEF, stack at 0x7ffc1234abcd, <a.B object at 0x…>" in page.text
    assert (
        "fault at 0x00401000" in html("<td>fault at 0x00401000</td><p>fault at 0x00401000</p>").text
    )


def test_terminal_text_is_shown_as_on_a_terminal() -> None:
    page = printed(
        "10%\b\b\b20%\rdone\x1b[K\n\x1b[38;5;208morange\x1b[0m \x1b[41mground\x1b[0m "
        "\x1b[7minverse\x1b[0m \x1b[3mitalic\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07"
    )
    assert "done\norange ground inverse italic link" in page.text
    assert "rgb(255,135,0)" in page.html
    assert "ansi-red-bg" in page.html
    assert "\x1b" not in page.html


def test_white_words_stay_readable_when_their_ground_is_left_out() -> None:
    page = html(
        "<style>.hot{background-color:var(--c);color:white}</style><b class=hot>one</b><b "
        "style='background:var(--x);color:#fff'>two</b><b "
        "style='background:url(x);color:#ffffff'>three</b><b "
        "style='background:navy;color:white'>four</b>"
    )
    assert page.html.count("color:white") == 1
    assert "background:navy;color:white" in page.html
    assert "#fff" not in page.html


def test_a_style_sheet_reaches_nothing_beside_its_output() -> None:
    page = Exported(
        shown(
            text__html="<style>~ * {display:none} + p, td ~ td {display:none} body ~ "
            "*{display:none}</style><p>x</p>"
        ),
        "<style>~ * {display:none}</style>\n\nHello",
    )
    sheets = re.findall(r"<style>(.*?)</style>", page.html, re.DOTALL)
    selectors = [
        s for sheet in sheets for rule in re.findall(r"([^{}]+)\{", sheet) for s in rule.split(",")
    ]
    assert selectors
    assert all(re.match(r"\s*#n0_c\d+(o\d+)? [\w.#:*]", selector) for selector in selectors)


def test_html_is_read_as_browsers_read_it() -> None:
    page = html("<h2>A<h3>B</h3><p>a<p>b<table><tr><td>1<td>2</table><b><i>c</b>d</i>")
    assert "<p>a</p><p>b</p>" in page.html
    assert '<p class="out-heading u--h2">A</p><p class="out-heading u--h3">B</p>' in page.html
    assert "<tr><td data-n>1<td data-n>2</table>" in page.html
    assert "<b><i>c</i></b><i>d</i>" in page.html


def test_fields_of_forms_show_their_values() -> None:
    page = html(
        "<details><summary>more</summary>hidden</details><select><option>one<option "
        "selected>two</select><button>press</button><input value=typed><input type=password "
        "value=no><textarea>area</textarea><progress value=.3></progress><meter "
        "value=.5>half</meter>"
    )
    for word in ("more", "hidden", "one", "● two", "press", "typed", "area", "30%", "50%"):
        assert word in page.text
    assert "no" not in re.findall(r'class="field">([^<]*)<', page.html)


def test_raw_cells_are_shown_and_front_matter_is_read() -> None:
    matter = new_raw_cell('---\ntitle: "From front matter"\nexecute:\n  echo: false\n---')
    page = Exported(matter, new_raw_cell("Plain raw words."), new_code_cell("secret = 1"))
    assert "<title>From front matter</title>" in page.whole
    assert "Plain raw words." in page.text
    assert "secret" not in page.text
    assert "---" not in page.text


# -- widgets --------------------------------------------------------------------------------------


def widgets(state: dict[str, Any], *, top: str = "top") -> Exported:
    stored = {"application/vnd.jupyter.widget-state+json": {"state": state}}
    return Exported(
        shown(**{WIDGET: {"model_id": top}, "text__plain": "VBox(children=(HTML(value='x'),))"}),
        metadata={"widgets": stored},
    )


def test_widgets_show_words_figures_outputs_and_values_in_their_order() -> None:
    content = base64.b64encode(np.arange(3.0).tobytes()).decode()
    figure = {
        "_widget_data": [{"type": "bar", "y": {"dtype": "float64", "shape": [3]}}],
        "_widget_layout": {},
    }
    buffers = [{"path": ["_widget_data", 0, "y", "value"], "data": content, "encoding": "base64"}]
    page = widgets(
        {
            "top": {
                "model_name": "TabModel",
                "state": {
                    "children": [f"IPY_MODEL_{k}" for k in "abcdefg"],
                    "titles": ["First tab"],
                },
            },
            "a": {"model_name": "HTMLModel", "state": {"value": "<b>important</b>"}},
            "b": {"model_name": "FigureModel", "state": figure, "buffers": buffers},
            "c": {"model_name": "LabelModel", "state": {"value": "a label"}},
            "d": {"model_name": "FigureModel", "state": {**figure, "_widget_data": [{"y": [9]}]}},
            "e": {"model_name": "IntProgressModel", "state": {"description": "Rows", "value": 7}},
            "f": {
                "model_name": "OutputModel",
                "state": {
                    "outputs": [{"output_type": "stream", "name": "stdout", "text": "inside"}]
                },
            },
            "g": {
                "model_name": "ImageModel",
                "state": {"format": "png"},
                "buffers": [{"path": ["value"], "data": PIXEL, "encoding": "base64"}],
            },
        }
    )
    assert [f["data"][0]["y"] for f in page.figures] == [[0, 1, 2], [9]]
    places = [
        page.html.index(t)
        for t in (
            "First tab",
            "important",
            'id="figure_1"',
            "a label",
            'id="figure_2"',
            "inside",
            PIXEL,
        )
    ]
    assert places == sorted(places)
    assert "Rows  7/100" in page.text


def test_widgets_that_hold_each_other_end() -> None:
    circle = {
        "top": {"model_name": "VBoxModel", "state": {"children": ["IPY_MODEL_top", "IPY_MODEL_a"]}},
        "a": {"model_name": "LabelModel", "state": {"value": "once"}},
    }
    assert widgets(circle).text.count("once") == 1


def test_a_widget_without_its_state_is_named() -> None:
    page = widgets({}, top="lost")
    assert page.lost[0].startswith(
        "A control or figure of the running notebook; its state was not saved"
    )


# -- marks of authors -----------------------------------------------------------------------------


def test_marks_of_quarto_are_heeded() -> None:
    figure = new_output("display_data", data={PLOTLY: {"data": [{"y": [1]}], "layout": {}}})
    picture = new_output("display_data", data={"image/png": PIXEL})
    page = Exported(
        "See @fig-one, @fig-two and @fig-none; write to a@fig-x.org.",
        new_code_cell(
            '#| fig-cap: "My caption"\n#| echo: false\n#| label: fig-one\nsecret()',
            outputs=[figure],
        ),
        new_code_cell(
            "#| fig-cap: 'A picture'\n#| label: fig-two\n#| fig-alt: Words for it\nplot()",
            outputs=[picture],
        ),
        new_code_cell("#| include: false\nhidden()", outputs=[new_output("stream", text="unseen")]),
        new_code_cell("#| output: false\nshown()", outputs=[new_output("stream", text="unseen")]),
    )
    assert (
        '<a href="#figure_1">Figure 1</a>, <a href="#figure_2">Figure 2</a> and @fig-none'
        in page.html
    )
    assert "Figure 1 My caption" in page.text
    assert "Figure 2 A picture" in page.text
    assert 'alt="Words for it"' in page.html
    for word in ("secret", "hidden", "unseen", "#|"):
        assert word not in page.text
    assert "shown" in page.text


@pytest.mark.parametrize(
    ("source", "kind", "title"),
    [
        ("```{note}\nRead.\n```", "note", "Note"),
        (":::{warning}\nRead.\n:::", "warning", "Warning"),
        ("::: {.callout-tip}\n## Own title\nRead.\n:::", "tip", "Own title"),
        ('::: {.callout-important title="Own title"}\nRead.\n:::', "important", "Own title"),
        ("```{admonition} Own title\n:class: tip\nRead.\n```", "note", "Own title"),
        ("> [!CAUTION]\n> Read.", "warning", "Warning"),
    ],
)
def test_notes_and_warnings_become_boxes(source: str, kind: str, title: str) -> None:
    page = Exported(f"{source}\n\nAfter **it**.")
    box = re.search(
        r'<div class="u-callout u-callout-(\w+)"><p class="u-callout-title">([^<]*)</p>(.*?)</div>',
        page.html,
        re.DOTALL,
    )
    assert (box[1], box[2]) == (kind, title)
    assert "<p>Read.</p>" in box[3]
    assert "<p>After <strong>it</strong>.</p>" in page.html


def test_tags_of_jupyter_hide_and_fold() -> None:
    def cell(word: str, **metadata: Any) -> Any:
        return new_code_cell(
            f"code_{word}", metadata=metadata, outputs=[new_output("stream", text=f"out_{word}")]
        )

    page = Exported(
        cell("a", tags=["remove-cell"]),
        cell("b", tags=["remove_input"]),
        cell("c", tags=["remove-output"]),
        cell("d", tags=["hide-output"]),
        cell("e", jupyter={"outputs_hidden": True}),
        cell("f", hide_input=True),
    )
    seen = re.findall(r"(?:code|out)_\w", page.text)
    assert seen == ["out_b", "code_c", "code_d", "out_d", "code_e", "out_e", "out_f"]
    assert page.html.count("<summary>Output</summary>") == 2


# -- charts of others -----------------------------------------------------------------------------

CHART = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "title": "Wells",
    "data": {"values": [{"a": "x", "b": 1}]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "a", "type": "nominal"},
        "y": {"field": "b", "type": "quantitative"},
    },
}


@pytest.mark.parametrize(
    "bundle",
    [
        {"application__vnd.vegalite.v5+json": CHART, "text__plain": "alt.Chart(...)"},
        {
            "text__html": '<div id="vis"></div><script>(function(spec, opt){vegaEmbed("#vis", '
            f'spec, opt)}})({json.dumps(CHART)}, {{"mode": "vega-lite"}});</script>'
        },
    ],
)
def test_charts_of_vega_are_drawn_as_pictures(bundle: dict[str, Any]) -> None:
    pytest.importorskip("vl_convert")
    page = Exported(shown(**bundle))
    found = re.search(r'alt="Wells" src="data:image/svg\+xml;base64,([\w+/=]+)"', page.html)
    assert "Wells" in base64.b64decode(found[1]).decode()
    assert "Picture of an interactive chart" in page.text


def test_a_chart_of_vega_asks_nobody_for_its_data() -> None:
    pytest.importorskip("vl_convert")
    page = Exported(
        shown(
            **{
                "application__vnd.vegalite.v5+json": {
                    **CHART,
                    "data": {"url": "https://example.org/d.csv"},
                }
            }
        )
    )
    assert page.lost
    assert "could not be drawn" in page.lost[0]


def test_a_stored_picture_stands_for_a_program() -> None:
    page = Exported(
        shown(
            text__html="<div id=p></div><script>Bokeh.embed()</script>",
            image__png=PIXEL,
            text__plain="Figure",
        )
    )
    assert PIXEL in page.html


def test_a_program_that_only_mentions_plotly_is_named() -> None:
    page = html('<div id="x"></div><script>/* like plotly */ draw()</script>')
    assert page.lost == [
        "This output holds a program for the browser; a sealed file does not run it."
    ]


def test_a_program_that_lies_elsewhere_is_named_and_a_library_is_not() -> None:
    page = html('<p>Words</p><script src="https://gist.example/x/1.js"></script>')
    assert page.lost == [
        "This output holds a program for the browser; a sealed file does not run it."
    ]
    assert (
        html('<p>W</p><script src="https://cdn.example/plotly-3.0.1.min.js"></script>').lost == []
    )
    assert html('<p>W</p><script src="https://cdn.example/d3.v7.min.js"></script>').lost == []


def test_a_program_beside_words_is_named_and_the_words_stay() -> None:
    page = html("text beside a canvas <canvas></canvas><script>go()</script>")
    assert "text beside a canvas" in page.text
    assert page.lost == [
        "This output holds a program for the browser; a sealed file does not run it."
    ]


# -- names of the page and of notebooks -----------------------------------------------------------


def test_no_heading_takes_a_name_of_the_page() -> None:
    own = set(re.findall(r'id="([^"]+)"', Exported("# T", drawn({"data": [{"y": [1]}]})).whole)) - {
        "n",
        "t",
    }
    names = [
        "settings",
        "specs",
        "plotly",
        "text",
        "bibtex",
        "top",
        "contents",
        "said",
        "figure 1",
        "source 1",
        "n0 c1",
        *own,
    ]
    page = Exported("# T", *[f"## {name}" for name in names], drawn({"data": [{"y": [1]}]}))
    ids = re.findall(r'\sid="([^"]+)"', page.whole)
    assert len(ids) == len(set(ids))
    headings = set(re.findall(r'<h\d id="([^"]+)"', page.html))
    assert len(headings) == len(names)
    assert not any("_" in name for name in headings)
    assert all("_" in name for name in set(ids) - headings - {"n"})


def test_the_title_of_the_first_notebook_heads_the_page_and_is_not_repeated() -> None:
    page = Page(several=True)
    for name, title in (("first", "Lessons"), ("second", "Records")):
        cells = [new_markdown_cell(f"# {title}\n\n## One\n\n[top](#{title})")]
        page.add_notebook(new_notebook(cells=cells), name=name)
    html = page.html()
    heads = re.findall(r"<(h\d)[^>]*>(\w+)", html)
    assert heads == [("h1", "Lessons"), ("h2", "One"), ("h2", "Records"), ("h3", "One")]
    assert re.findall(r'href="#([^"]+)">top', html) == ["_top", "records"]
    given = Page(title="Both", several=True)
    given.add_notebook(new_notebook(cells=[new_markdown_cell("# Lessons")]), name="first")
    assert re.findall(r"<(h\d)[^>]*>(\w+)", given.html()) == [("h1", "Both"), ("h2", "Lessons")]


def test_two_notebooks_keep_their_names_apart(tmp_path: Path) -> None:
    page = Page(several=True)
    for name in ("plotly", "settings"):
        page.add_notebook(
            new_notebook(cells=[new_markdown_cell("# Same <a id='x'></a>\n\n[x](#x)")]), name=name
        )
    ids = re.findall(r'\sid="([^"]+)"', page.html())
    assert len(ids) == len(set(ids))
    assert nbformat.v4.nbformat == 4
