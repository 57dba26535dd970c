"""Put hostile texts into every place of a notebook: nothing runs, leaves or breaks."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import nbformat
import pandas as pd
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ca_summit.figures import describe
from ca_summit.report import build_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser
BAD = "window.hit=1"
TEXTS = [
    f"<script>{BAD}</script>",
    f"</script><script>{BAD}</script>",
    f"<img src=x onerror={BAD}>",
    f"<svg onload={BAD}></svg>",
    f"<svg><script>{BAD}</script></svg>",
    f"<body onload={BAD}>",
    f"<iframe src=javascript:{BAD}></iframe>",
    f"<iframe srcdoc='<script>parent.{BAD}</script>'></iframe>",
    f"<a href=javascript:{BAD}>go</a>",
    f"<a href='java\tscript:{BAD}'>go</a>",
    f"<a href=' javascript:{BAD}'>go</a>",
    f"<a href='&#106;avascript:{BAD}'>go</a>",
    f"<a href='data:text/html,<script>{BAD}</script>'>go</a>",
    f"<a href=vbscript:{BAD}>go</a>",
    f"<form action=javascript:{BAD}><button>go</button></form>",
    f"<input autofocus onfocus={BAD}>",
    f"<select autofocus onfocus={BAD}>",
    f"<textarea autofocus onfocus={BAD}>",
    f"<video><source onerror={BAD}></video>",
    f"<video src=x onerror={BAD}>",
    f"<audio src=x onerror={BAD}>",
    f"<details open ontoggle={BAD}>",
    f"<marquee onstart={BAD}>",
    f"<object data=javascript:{BAD}></object>",
    f"<embed src=javascript:{BAD}>",
    f"<math><mi xlink:href=javascript:{BAD}>x</mi></math>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={BAD}>",
    f"<noscript><p title='</noscript><img src=x onerror={BAD}>'>",
    f"<template><script>{BAD}</script></template>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style>*{background:url(https://evil.example/x)}</style>",
    "<style></style><style>body{display:none}</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<link rel=preload as=image href=https://evil.example/p>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/>",
    "<img src=https://evil.example/pixel.png>",
    "<img srcset='https://evil.example/a 1x'>",
    "<picture><source srcset=https://evil.example/a></picture>",
    "<div style='background:url(https://evil.example/b)'>x</div>",
    "<div style='position:fixed;inset:0'>cover</div>",
    f"<div onclick={BAD} onmouseover={BAD}>x</div>",
    f"<x onclick={BAD} tabindex=1 autofocus onfocus={BAD}>x</x>",
    f'"><script>{BAD}</script>',
    f"'><script>{BAD}</script>",
    f"`\"'><img src=x onerror={BAD}>",
    f"--><script>{BAD}</script><!--",
    f'<!--<img src="--><img src=x onerror={BAD}//">',
    f"<![CDATA[<script>{BAD}</script>]]>",
    f"<?xml version='1'?><script>{BAD}</script>",
    f"]]><script>{BAD}</script>",
    f"</title><script>{BAD}</script>",
    f"</style><script>{BAD}</script>",
    f"</textarea><script>{BAD}</script>",
    f"</pre></div></section></main><script>{BAD}</script>",
    "</section></main></body></html>",
    "<plaintext>",
    "<xmp>",
    "<!--",
    "<table><tr><td>",
    f"<ScRiPt >{BAD}</sCrIpT>",
    f"<script\x0c>{BAD}</script>",
    f"<scr\x00ipt>{BAD}</scr\x00ipt>",
    f"<<script>{BAD}//<</script>",
    f"\\u003cscript\\u003e{BAD}\\u003c/script\\u003e",
    f"&lt;script&gt;{BAD}&lt;/script&gt;",
    f"%3Cscript%3E{BAD}%3C/script%3E",
    f"{{{{constructor.constructor('{BAD}')()}}}}",
    f"${{{BAD}}}",
    "{% raw %}{{ 7*7 }}",
    f"<svg><foreignObject><img src=x onerror={BAD}><iframe src=javascript:{BAD}></iframe></svg>",
    "<svg><foreignObject><div style='background:url(https://evil.example/f)'>x</div></svg>",
    "<svg><foreignObject><link rel=stylesheet href=https://evil.example/l><p>x</p></svg>",
    "<svg><image href='https://evil.example/i.png'/><text>x</text></svg>",
    "<svg><style>@\\69mport 'https://evil.example/s';a{fill:u\\72l(https://evil.example/u)}</style></svg>",
    f"<svg><a><set attributeName=href to=javascript:{BAD} /><text>go</text></a></svg>",
    "<style>.c{fill:url(https://evil.example/c)}</style><svg class=c><use href='#top'/></svg>",
    "<img data-src='https://evil.example/d' srcset='data:image/png,A 1x, //evil.example/e'>",
    f"<label onclick={BAD}><input type=checkbox class='x onfocus={BAD}' checked></label>",
    f"## x {{#a onclick={BAD} .b}}",
    f"::: {{.x onclick={BAD}}}\n<script>{BAD}</script>\n:::",
    "\u2028\u2029\u202e\ufeff",
    "\ue0000\ue001\ue002n0c0|#top\ue003",
    "&#xE000;0&#xE001;",
    "<h1 id=text>stolen</h1>",
    "<div id=settings>{}</div>",
    "<div class=plot data-spec=0>x</div>",
    "<p class='bar presenting' data-do=print>x</p>",
    '=HYPERLINK("https://evil.example")',
    "%{x:javascript}",
    "__proto__",
    "$s",
    f"$\\text{{<script>{BAD}</script>}}$",
    f"$\\href{{javascript:{BAD}}}{{x}}$",
    f"[go](javascript:{BAD})",
    f"![x](javascript:{BAD})",
    f"[x]: javascript:{BAD}\n[x]",
    f"<javascript:{BAD}>",
]


def figure(text: str, number: int) -> dict[str, Any]:
    """Return a figure with the text wherever a figure holds text."""
    made = go.Figure(
        go.Scatter(
            x=["a", text],
            y=[1, 2],
            text=[text, text],
            name=text,
            mode="markers+text",
            hovertext=[text, text],
            customdata=[text, text],
            hovertemplate=text + "<extra></extra>",
        ),
        layout={
            "title": {"text": text},
            "xaxis": {"title": {"text": text}},
            "annotations": [{"text": text, "x": 0, "y": 1}],
            "showlegend": True,
            "updatemenus": [{"buttons": [{"label": text, "method": "skip"}]}],
            "sliders": [
                {"currentvalue": {"prefix": text}, "steps": [{"label": text, "method": "skip"}]}
            ],
        },
    )
    source = {
        "source_id": f"{text[:20]}{number}",
        "publisher": text,
        "title": text,
        "url": text,
        "published": text,
        "licence": text,
    }
    describe(
        made,
        alt=text or "x",
        data=pd.DataFrame({"k": [text], text: [text]}),
        sources=[source],
        caption=text,
    )
    spec = json.loads(made.to_json())
    spec["layout"]["$s"] = text
    spec["layout"]["meta"]["__proto__"] = {"polluted": text}
    return spec


def hostile() -> Any:
    """Return a notebook with every text in every kind of cell and output."""
    cells = [new_markdown_cell("# First\n\nStill here.")]
    for number, text in enumerate(TEXTS):
        cells.append(
            new_markdown_cell(
                f"## {text}\n\n{text}\n\n| {text} |\n"
                f"|--|\n| {text} |\n\n`{text}`\n\n[{text}]({text})"
            )
        )
        cell = new_code_cell(text, metadata={"tags": [text.replace(",", ";")[:30]]})
        bundles: list[dict[str, Any]] = [
            {"text/html": text},
            {"text/markdown": text},
            {"text/latex": text},
            {"text/plain": text},
            {"image/svg+xml": text},
            {"image/png": text},
            {"application/json": {text: text}},
            {text: text},
            {"application/vnd.jupyter.widget-view+json": {"model_id": text}},
            {
                "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>"
                f"<text>{text}</text></svg>"
            },
            {"text/html": f'<table><tr><td title="{text}">{text}</td></tr></table>'},
        ]
        cell.outputs = [
            new_output("display_data", data=bundle, metadata={"image/png": {"alt": text}})
            for bundle in bundles
        ]
        cell.outputs += [
            new_output("stream", name="stdout", text=f"\x1b[31m{text}"),
            new_output("error", ename=text, evalue=text, traceback=[text]),
        ]
        cells.append(cell)
        if number % 4 == 0:
            cells.append(
                new_code_cell(
                    "f",
                    outputs=[
                        new_output(
                            "display_data",
                            data={"application/vnd.plotly.v1+json": figure(text, number)},
                        )
                    ],
                )
            )
    cells.append(new_markdown_cell("## Last\n\nAlso here."))
    notebook = new_notebook(cells=cells)
    notebook.metadata["title"] = TEXTS[1]
    notebook.metadata["language_info"] = {"name": TEXTS[0]}
    return notebook


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "h.ipynb").write_text(nbformat.writes(hostile()), encoding="utf-8")
    return build_report([folder / "h.ipynb"], folder / "h.html", execute=False, progress=False)


def test_there_are_at_least_sixty_hostile_texts() -> None:
    assert len(set(TEXTS)) >= 60


def test_no_hostile_text_runs_leaves_or_breaks_the_page(
    report: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(report).draw()
    page = sheet.page
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit") is None
    assert page.evaluate("({}).polluted") is None
    assert page.locator(".plot.failed").count() == 0
    assert page.locator(".plot.drawn").count() == len(TEXTS[::4])
    assert page.evaluate("document.querySelectorAll('main#_text').length") == 1
    assert page.get_by_text("Still here.").is_visible()
    assert page.get_by_text("Also here.").is_visible()
    assert page.evaluate(
        "document.querySelector('main').contains([...document.querySelectorAll('p')].find(p => "
        "p.textContent === 'Also here.'))"
    )
    assert page.evaluate("document.querySelectorAll('body > script').length") == 4
    assert page.evaluate("document.querySelectorAll('script').length") == 4
    sheet.check()


def test_hostile_page_has_only_safe_links_and_no_handlers(
    report: Path, open_page: Callable[..., Any]
) -> None:
    page = open_page(report).draw().page
    found = page.evaluate(
        """() => ({
          links: [...document.querySelectorAll('a[href]')]
            .map(a => a.getAttribute('href')).filter(h => !/^(#|https?:)/.test(h)),
          unmarked: [...document.querySelectorAll('main a[href^="http"]:not(.ext)')]
            .filter(a => !a.closest('svg')).length,
          handlers: [...document.querySelectorAll('main *')]
            .filter(e => [...e.attributes].some(a => /^on/.test(a.name))).length,
          foreign: document.querySelectorAll('main :is(iframe,object,embed,form,link,meta,base,'
            + 'template,script,textarea,noscript)').length,
          sources: [...document.images]
            .map(i => i.getAttribute('src')).filter(s => !s.startsWith('data:')),
          fixed: [...document.querySelectorAll('main [style]')]
            .filter(e => e.style.position === 'fixed'
              || /url/.test(e.getAttribute('style') || '') && !e.closest('svg')).length,
        })"""
    )
    assert found == {
        "links": [],
        "unmarked": 0,
        "handlers": 0,
        "foreign": 0,
        "sources": [],
        "fixed": 0,
    }


def test_csv_of_a_hostile_figure_starts_no_formula(
    report: Path, open_page: Callable[..., Any]
) -> None:
    page = open_page(report).draw().page
    number = TEXTS[::4].index(next(t for t in TEXTS[::4] if t.startswith(("=", '"', "'")))) + 1
    with page.expect_download() as saved:
        page.locator(f"#figure_{number} [data-do=csv]").click()
    assert not re.search(r"(?m)^=|,=", saved.value.path().read_text(encoding="utf-8-sig"))


def test_without_scripts_the_hostile_page_is_as_harmless(
    report: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(report, scripts=False)
    assert sheet.page.get_by_text("Also here.").is_visible()
    assert sheet.requests == []
