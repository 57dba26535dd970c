"""Build notebooks of many kinds, with outputs as Jupyter stores them, and export them."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from typing import TYPE_CHECKING, Any

import nbformat
import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

if TYPE_CHECKING:
    from pathlib import Path

PLOTLY = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
KINDS = ("many", "solid", "maps", "widgets", "pictures", "words", "renderers")
SQUARE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "A",
            "properties": {},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[60, 40], [60, 45], [66, 45], [66, 40], [60, 40]]],
            },
        }
    ],
}


def png(red: int = 20) -> str:
    """Return a small PNG picture in base64."""
    rows = b"".join(b"\x00" + bytes([red, 120, 140]) * 8 for _ in range(8))

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
    return base64.b64encode(data + chunk(b"IEND", b"")).decode()


def shown(data: dict[str, Any], source: str = "", **metadata: Any) -> Any:
    """Return a code cell whose one output is ``data``."""
    cell = new_code_cell(source or "figure")
    cell.outputs = [new_output("display_data", data=data, metadata=metadata)]
    return cell


def drawn(figure: Any, source: str = "figure") -> Any:
    """Return a code cell that shows a plotly figure."""
    spec = figure if isinstance(figure, dict) else json.loads(figure.to_json())
    return shown({PLOTLY: spec, "text/plain": "Figure"}, source)


def many() -> Any:
    """Charts of many kinds, one animated, one with a menu, one large."""
    frame = px.data.gapminder().query("continent == 'Asia'")
    late = frame[frame.year == 2007]
    long_title = (
        "How life expectancy and income moved together in the countries of Asia, 1952 to 2007"
    )
    figures = [
        px.scatter(
            frame,
            x="gdpPercap",
            y="lifeExp",
            animation_frame="year",
            hover_name="country",
            title=long_title,
            range_x=[200, 60000],
            log_x=True,
        ),
        px.bar(late.head(8), x="country", y="pop", title="People"),
        px.line(frame[frame.country.isin(["India", "China"])], x="year", y="pop", color="country"),
        px.pie(late.head(5), names="country", values="pop"),
        px.histogram(frame, x="lifeExp"),
        px.box(frame, x="year", y="lifeExp"),
        px.imshow(np.arange(30).reshape(5, 6)),
        px.treemap(late.head(10), path=["continent", "country"], values="pop"),
        px.scatter(late, x="gdpPercap", y="lifeExp", render_mode="webgl"),
        px.line_polar(r=[1, 2, 3], theta=["a", "b", "c"], line_close=True),
        go.Figure(
            go.Sankey(
                node={"label": ["a", "b", "c"]},
                link={"source": [0, 0], "target": [1, 2], "value": [3, 4]},
            )
        ),
        go.Figure(go.Table(header={"values": ["x", "y"]}, cells={"values": [[1, 2], [3, 4]]})),
        go.Figure(go.Indicator(value=7, title="Seven", mode="number")),
        go.Figure(
            go.Candlestick(
                x=["2024-01-01", "2024-01-02"], open=[1, 2], high=[3, 4], low=[0, 1], close=[2, 3]
            )
        ),
        go.Figure(
            go.Bar(y=[1, 2]),
            layout={"paper_bgcolor": "#fff", "plot_bgcolor": "#eee", "title": "Own colours"},
        ),
        go.Figure(
            go.Scatter(x=np.arange(2000), y=np.arange(2000) % 7),
            layout={"width": 1600, "template": "plotly_dark"},
        ),
    ]
    menu = go.Figure([go.Bar(y=[1, 2]), go.Bar(y=[3, 1], visible=False)])
    menu.update_layout(
        updatemenus=[
            {
                "buttons": [
                    {"label": "first", "method": "update", "args": [{"visible": [True, False]}]},
                    {"label": "second", "method": "update", "args": [{"visible": [False, True]}]},
                ]
            }
        ]
    )
    cells = [new_markdown_cell("# Many figures\n\nAll in one file.")]
    for number, figure in enumerate([*figures, menu], start=1):
        cells += [
            new_markdown_cell(f"## Chart {number}\n\nRead it from left to right."),
            drawn(figure),
        ]
    return new_notebook(cells=cells)


def solid() -> Any:
    """Figures in three dimensions."""
    grid = np.outer(np.sin(np.arange(12) / 3), np.cos(np.arange(12) / 3))
    return new_notebook(
        cells=[
            new_markdown_cell("# Three dimensions"),
            drawn(go.Figure(go.Surface(z=grid))),
            drawn(go.Figure(go.Scatter3d(x=[1, 2, 3], y=[1, 4, 9], z=[1, 8, 27], mode="markers"))),
            drawn(go.Figure(go.Mesh3d(x=[0, 1, 0, 0], y=[0, 0, 1, 0], z=[0, 0, 0, 1]))),
        ]
    )


def maps() -> Any:
    """Maps of other authors, which plotly draws with the help of the internet."""
    old = {
        "data": [{"type": "scattermapbox", "lat": [41.3], "lon": [69.2], "subplot": "mapbox"}],
        "layout": {
            "mapbox": {
                "style": "open-street-map",
                "zoom": 4,
                "layers": [
                    {"sourcetype": "raster", "source": ["https://tile.example.org/{z}/{x}/{y}.png"]}
                ],
            }
        },
    }
    remote = {
        "data": [
            {
                "type": "choropleth",
                "locations": ["A"],
                "z": [1],
                "geojson": "https://example.org/a.json",
            }
        ],
        "layout": {},
    }
    picture = {
        "data": [{"y": [1, 2]}],
        "layout": {"images": [{"source": "https://example.org/a.png"}]},
    }
    return new_notebook(
        cells=[
            new_markdown_cell("# Maps of others"),
            drawn(px.choropleth(locations=["KAZ", "UZB"], color=[1, 2], title="Countries by name")),
            drawn(px.choropleth(geojson=SQUARE, locations=["A"], color=[5], fitbounds="locations")),
            drawn(px.scatter_geo(lat=[41.3, 43.2], lon=[69.2, 76.9], text=["Tashkent", "Almaty"])),
            drawn(px.scatter_map(lat=[41.3, 43.2], lon=[69.2, 76.9])),
            drawn(px.choropleth_map(geojson=SQUARE, locations=["A"], color=[5])),
            drawn(px.density_map(lat=[41.3, 43.2], lon=[69.2, 76.9], z=[1, 2])),
            drawn(old),
            drawn(remote),
            drawn(picture),
        ]
    )


def widgets() -> Any:
    """Widgets with a twin, with state, with outputs inside, and with nothing."""
    twin = shown(
        {WIDGET: {"model_id": "t"}, PLOTLY: json.loads(go.Figure(go.Bar(y=[1, 2])).to_json())}
    )
    state = {
        "box": {
            "model_name": "VBoxModel",
            "state": {"children": ["IPY_MODEL_slider", "IPY_MODEL_out"]},
        },
        "slider": {"model_name": "IntSliderModel", "state": {"description": "Year", "value": 2025}},
        "out": {
            "model_name": "OutputModel",
            "state": {
                "outputs": [{"output_type": "stream", "name": "stdout", "text": "shown inside"}]
            },
        },
        "figure": {
            "model_name": "FigureModel",
            "state": {
                "_widget_data": [{"type": "bar", "y": {"dtype": "i1", "shape": "3"}}],
                "_widget_layout": {},
            },
            "buffers": [
                {"path": ["_widget_data", 0, "y", "value"], "data": "AQID", "encoding": "base64"}
            ],
        },
    }
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Widgets"),
            twin,
            shown({WIDGET: {"model_id": "box"}, "text/plain": "VBox()"}),
            shown({WIDGET: {"model_id": "figure"}, "text/plain": "FigureWidget()"}),
            shown({WIDGET: {"model_id": "lost"}, "text/plain": "Button()"}),
        ]
    )
    notebook.metadata["widgets"] = {WIDGET_STATE: {"state": state}}
    return notebook


def pictures() -> Any:
    """Pictures in every way a notebook can hold them."""
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><title>Disc</title><circle "
        "r='4' cx='4' cy='4'/></svg>"
    )
    attached = new_markdown_cell("![attached](attachment:a.png)")
    attached["attachments"] = {"a.png": {"image/png": png(90)}}
    return new_notebook(
        cells=[
            new_markdown_cell(
                f"# Pictures\n\n![inside](data:image/png;base64,{png()})\n\n"
                "![far](https://example.org/far.png)\n\n"
                f"{svg}"
            ),
            attached,
            shown({"image/png": png(200), "text/plain": "<Figure>"}),
            shown({"image/svg+xml": svg}),
            shown(
                {
                    "text/html": f"<p>Seen: {svg}</p><img src='https://example.org/x.png' "
                    "alt='remote'>"
                }
            ),
            shown(
                {
                    "text/html": f"<audio src='data:audio/wav;base64,{png()}'></audio><iframe "
                    "src='https://example.org/video'></iframe>"
                }
            ),
        ]
    )


def words() -> Any:
    """Text of every kind."""
    frame = pd.DataFrame(
        {"country": ["KAZ", "UZB"], "area km²": [2724902.0, 448978.5], "missing": [None, 3]}
    )
    table = frame.to_html(classes="dataframe")
    wide = pd.DataFrame(np.arange(90).reshape(3, 30)).to_html()
    style = (
        "<style>#T_a1b2c td {background-color: #ffff66}</style><table id='T_a1b2c'><thead><tr>"
        "<th></th><th>x</th></tr></thead><tbody><tr><th>0</th><td>1</td></tr></tbody></table>"
    )
    talk = new_code_cell("talk()")
    talk.outputs = [
        new_output(
            "stream",
            name="stdout",
            text="\x1b[1;32mgreen\x1b[0m\nat 0x7fdeadbeef00\n" + "long " * 80,
        ),
        new_output("stream", name="stderr", text="/tmp/ipykernel_1/2.py:1: UserWarning: careful\n"),  # noqa: S108
        new_output(
            "error",
            ename="ValueError",
            evalue="no <b>such</b> country",
            traceback=["\x1b[31mValueError\x1b[0m"],
        ),
    ]
    prose = (
        "# Words\n\nInline $a^2 + b^2 = c^2$, price $5 and $6.\n\n$$\\frac{1}{2}$$\n\n"
        "\\begin{align}x &= 1 \\\\ y &= 2\\end{align}\n\n"
        "| Land | Area |\n|:--|--:|\n| Kazakhstan | 2724902 |\n\n"
        "Note[^1] and [later](#Later-part) and [out](https://example.org) and "
        "[bad](javascript:alert(1)).\n\n[^1]: A footnote.\n\n"
        "- [x] done\n- [ ] open\n\n```python\n"
        "for x in range(3):\n    print(x)  # comment\n"
        "```\n\n> quoted"
    )
    return new_notebook(
        cells=[
            new_markdown_cell(prose),
            shown({"text/html": table}),
            shown({"text/html": wide}),
            shown({"text/html": style}),
            talk,
            shown({"text/latex": "$\\displaystyle \\sqrt{x}$"}),
            shown({"text/markdown": "**bold** _md_"}),
            shown({"application/json": {"a": [1, 2]}}),
            shown({"application/javascript": "alert(1)"}),
            shown({"application/x-unknown": "?"}),
            new_markdown_cell("### Later part\n\nText.\n\n##### Deep\n\nText."),
            new_markdown_cell("It is 42.", metadata={"tags": ["answer"]}),
            new_markdown_cell("Only for teachers.", metadata={"tags": ["teacher-only"]}),
        ]
    )


def renderers() -> Any:
    """Figures shown with ``fig.show(renderer=…)``: as HTML with scripts."""
    figure = go.Figure(go.Bar(x=["a", "b"], y=[2, 3]), layout={"title": "By <b>HTML</b>"})
    whole, part = io.StringIO(), io.StringIO()
    figure.write_html(whole, include_plotlyjs="cdn")
    figure.write_html(part, include_plotlyjs=False, full_html=False)
    return new_notebook(
        cells=[
            new_markdown_cell("# Renderers"),
            shown(
                {
                    "text/html": "<script>window.PlotlyConfig = {}</script><script "
                    "src='https://cdn.plot.ly/x.js'></script>"
                }
            ),
            shown({"text/html": whole.getvalue()}),
            shown({"text/html": part.getvalue()}),
        ]
    )


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run story and chapters as `make report` does."""
    from ca_summit.files import notebook_paths
    from ca_summit.report import build_report

    target = tmp_path_factory.mktemp("edition") / "ca-summit.html"
    return build_report(notebook_paths("reader"), target, chapters=True, progress=False, jobs=1)


@pytest.fixture(scope="session")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write one notebook file of each kind."""
    folder = tmp_path_factory.mktemp("notebooks")
    makers = (many, solid, maps, widgets, pictures, words, renderers)
    for kind, make in zip(KINDS, makers, strict=True):
        nbformat.write(make(), folder / f"{kind}.ipynb")
    return {kind: folder / f"{kind}.ipynb" for kind in KINDS}


@pytest.fixture(scope="session")
def reports(notebooks: dict[str, Path]) -> dict[str, Path]:
    """Export each notebook, and all of them together as ``all``."""
    from ca_summit.report import build_report

    made = {
        kind: build_report([path], path.with_suffix(".html"), execute=False, progress=False)
        for kind, path in notebooks.items()
    }
    together = notebooks["many"].with_name("all.html")
    made["all"] = build_report(
        list(notebooks.values()), together, execute=False, progress=False, title="All together"
    )
    return made
