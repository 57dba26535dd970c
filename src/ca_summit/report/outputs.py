"""Turn one output of a code cell into HTML that is safe to print."""

from __future__ import annotations

import base64
import re
from html import escape
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from ca_summit.report.ansi import ansi, steady, strip_ansi
from ca_summit.report.exercises import EXERCISE_MIME, exercise_html
from ca_summit.report.formulas import formula
from ca_summit.report.markdown import highlight, markdown
from ca_summit.report.plotlyjson import PLOTLY_MIME, find_figures
from ca_summit.report.sanitise import Cleaner
from ca_summit.report.widgets import widget_figure, widget_note, widget_outputs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_SVG = re.compile(r"<svg\b.*?</svg\s*>", re.IGNORECASE | re.DOTALL)
_BASE64 = re.compile(r"^[A-Za-z0-9+/=\s]+$")
_DOCTYPE = re.compile(
    r"<\?xml[^>]*\?>|<!DOCTYPE[^>\[]*(\[[^\]]*\])?[^>]*>|<!ENTITY[^>]*>", re.IGNORECASE
)
#: Indentation of tables, which shows nowhere.
_BETWEEN = re.compile(
    r"(</?(?:table|thead|tbody|tr|th|td)\b[^>]*>)\s+(?=</?(?:table|thead|tbody|tr|th|td)\b)"
)
#: The style sheet of every pandas table; the page has its own.
_PANDAS_STYLE = re.compile(r"<style scoped>\s*\.dataframe tbody tr th:only-of-type [^<]*</style>")
_FOREIGN = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/)""")


class OutputWriter:
    """Write outputs; figures go to ``figure``, which returns their HTML.

    Parameters
    ----------
    figure
        Takes a raw plotly figure, gives HTML.
    image
        Gives the ``data:`` address of a picture in HTML or Markdown, or None.
    words
        Words of the page.
    widgets
        State of the notebook's widgets, by model id.
    """

    def __init__(
        self,
        figure: Callable[[dict[str, Any]], str],
        image: Callable[[str], str | None],
        words: Mapping[str, str],
        widgets: Mapping[str, Any],
    ) -> None:
        self._figure, self._image, self._words, self._widgets = figure, image, words, widgets
        self._depth = 0

    def write(self, output: Mapping[str, Any], scope: str) -> str:
        """Return the HTML of one output; empty if it shows nothing."""
        kind = output.get("output_type")
        if kind == "stream":
            return self._stream(output)
        if kind == "error":
            return self._error(output)
        if kind in {"display_data", "execute_result", "update_display_data"}:
            return self.bundle(output.get("data") or {}, output.get("metadata") or {}, scope)
        return ""

    def bundle(self, data: Mapping[str, Any], metadata: Mapping[str, Any], scope: str) -> str:
        """Return the HTML of the richest harmless form of a display bundle."""
        figures = find_figures(data)
        if figures:
            return "".join(self._figure(raw) for raw in figures)
        if WIDGET_MIME in data:
            return self._widget(data, metadata, scope)
        if EXERCISE_MIME in data:
            form = exercise_html(data[EXERCISE_MIME], scope, self._words)
            if form:
                return form
        for mime, write in self._writers().items():
            if mime in data:
                html = write(_text(data[mime]), metadata.get(mime) or {}, scope)
                if html:
                    # Words that only name what was left out need a note beside them.
                    return html + (self._unknown(data) if mime == "text/plain" else "")
        return self._unknown(data)

    def _writers(self) -> dict[str, Callable[[str, Mapping[str, Any], str], str]]:
        return {
            "text/html": lambda text, _, scope: self.html(text, scope),
            "text/markdown": lambda text, _, scope: self._markdown(text, scope),
            "image/svg+xml": lambda text, meta, _: self._svg_picture(text, meta),
            **{mime: self._raster(mime) for mime in _IMAGES},
            "text/latex": lambda text, _, __: _latex(text),
            "text/vnd.mermaid": lambda text, _, __: highlight(text, ""),
            "application/json": lambda text, _, __: highlight(text, "json"),
            "text/plain": lambda text, _, __: _plain_text(text),
        }

    # -- kinds of output ----------------------------------------------------------------------

    def html(self, source: str, scope: str) -> str:
        """Return foreign HTML, cleaned, with its SVG pictures as pictures."""
        pictures: list[str] = []

        def aside(match: re.Match[str]) -> str:
            address = svg_address(match[0])
            if address is None:
                return ""
            pictures.append(address)
            title = re.search(r"<title[^>]*>([^<]*)</title>", match[0])
            alt = escape(title[1].strip()) if title else escape(self._words["picture"])
            return f'<img src="svg:{len(pictures) - 1}" alt="{alt}">'

        def image(address: str) -> str | None:
            number = re.fullmatch(r"svg:(\d+)", address)
            if number and int(number[1]) < len(pictures):
                return pictures[int(number[1])]
            return self._image(address)

        cleaner = Cleaner(scope, image, language_words=self._words)
        body = _BETWEEN.sub(
            r"\1", cleaner.clean(_SVG.sub(aside, _PANDAS_STYLE.sub("", steady(source))))
        )
        sheets = "".join(f"<style>{sheet}</style>" for sheet in cleaner.stylesheets if sheet)
        if not re.sub(r"<(?!img|audio|video|hr)[^>]*>|\s", "", body):
            # Figures of plotly are drawn by the page; the script that would start it is no loss.
            lost = cleaner.programs and "plotly" not in source.lower()
            return f'<p class="left-out">{escape(self._words["script_left"])}</p>' if lost else ""
        return f'{sheets}<div class="html" id="{escape(scope)}">{body}</div>'

    def _markdown(self, text: str, scope: str) -> str:
        cleaner = Cleaner(scope, self._image, language_words=self._words)
        return f'<div class="prose" id="{escape(scope)}">{markdown(text, cleaner)}</div>'

    def _stream(self, output: Mapping[str, Any]) -> str:
        text = _text(output.get("text", ""))
        if not strip_ansi(text).strip():
            return ""
        body = f'<pre class="stream" tabindex="0">{ansi(text.rstrip())}</pre>'
        if output.get("name") != "stderr":
            return body
        summary = escape(self._words["messages"])
        return f'<details class="messages"><summary>{summary}</summary>{body}</details>'

    def _error(self, output: Mapping[str, Any]) -> str:
        name, value = (
            strip_ansi(str(output.get("ename", ""))),
            strip_ansi(str(output.get("evalue", ""))),
        )
        trace = "\n".join(str(line) for line in output.get("traceback") or [])
        details = ""
        if trace:
            details = f'<details><summary>{escape(name)}</summary><pre class="stream" tabindex="0">{ansi(trace)}</pre></details>'
        return (
            f'<div class="error"><p><strong>{escape(self._words["error"])}</strong> '
            f"<code>{escape(name)}</code>: {escape(value)}</p>{details}</div>"
        )

    def _raster(self, mime: str) -> Callable[[str, Mapping[str, Any], str], str]:
        def write(text: str, meta: Mapping[str, Any], scope: str) -> str:  # noqa: ARG001
            if not _BASE64.match(text):
                return ""
            return self._picture(f"data:{mime};base64,{''.join(text.split())}", meta)

        return write

    def _svg_picture(self, text: str, meta: Mapping[str, Any]) -> str:
        address = svg_address(text)
        return self._picture(address, meta) if address else ""

    def _picture(self, address: str, meta: Mapping[str, Any]) -> str:
        alt = str(meta.get("alt") or self._words["picture"])
        size = "".join(
            f' {key}="{meta[key]}"' for key in ("width", "height") if isinstance(meta.get(key), int)
        )
        return f'<p class="picture"><img src="{escape(address)}" alt="{escape(alt)}"{size}></p>'

    def _widget(self, data: Mapping[str, Any], metadata: Mapping[str, Any], scope: str) -> str:
        model = str((data.get(WIDGET_MIME) or {}).get("model_id", ""))
        figure = widget_figure(model, self._widgets)
        if figure:
            return self._figure(figure)
        rich = {k: v for k, v in data.items() if k not in {WIDGET_MIME, "text/plain", PLOTLY_MIME}}
        if any(mime in rich for mime in self._writers()):
            return self.bundle(rich, metadata, scope)
        inner = ""
        if self._depth < 3:
            self._depth += 1
            inner = "".join(
                self.write(output, f"{scope}-w{number}")
                for number, output in enumerate(widget_outputs(model, self._widgets))
            )
            self._depth -= 1
        return widget_note(model, self._widgets, self._words["widget"]) + inner

    def _unknown(self, data: Mapping[str, Any]) -> str:
        kinds = [mime for mime in data if mime not in {"text/plain", "text/html", "text/markdown"}]
        if not kinds or all(
            "javascript" in kind and not _text(data[kind]).strip() for kind in kinds
        ):
            return ""
        if any("javascript" in kind for kind in kinds):
            return f'<p class="left-out">{escape(self._words["script_left"])}</p>'
        text = self._words["unreadable"].format(kind=", ".join(sorted(kinds)))
        return f'<p class="left-out">{escape(text)}</p>'


def svg_address(source: str) -> str | None:
    """Return an SVG picture as a ``data:`` address, or None if it cannot be read.

    As a picture it can run no script and load nothing.

    Examples
    --------
    >>> svg_address("<svg viewBox='0 0 1 1'/>")[:26]
    'data:image/svg+xml;base64,'
    """
    text = _DOCTYPE.sub("", source).strip()
    if "<!ENTITY" in text or not text.lower().startswith("<svg"):
        return None
    if "xmlns=" not in text.split(">", 1)[0]:
        text = text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    if "xlink:" in text and "xmlns:xlink" not in text:
        text = text.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"', 1)
    try:
        root = ET.fromstring(text)  # noqa: S314  # entities and document types are gone
    except ET.ParseError:
        return None
    _strip_svg(root)
    ET.register_namespace("", "http://www.w3.org/2000/svg")
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    return "data:image/svg+xml;base64," + base64.b64encode(ET.tostring(root)).decode("ascii")


def _strip_svg(node: ET.Element) -> None:
    for child in list(node):
        name = child.tag.rpartition("}")[2].lower() if isinstance(child.tag, str) else ""
        if name in {"script", "foreignobject", "iframe", "metadata", ""}:
            node.remove(child)
        else:
            _strip_svg(child)
    for key, value in list(node.attrib.items()):
        name = key.rpartition("}")[2].lower()
        foreign = name in {"href", "src"} and not value.startswith(("#", "data:image/"))
        if name.startswith("on") or foreign or _FOREIGN.search(value):
            del node.attrib[key]
    if (
        node.text
        and "style" in str(node.tag)
        and ("@import" in node.text or _FOREIGN.search(node.text))
    ):
        node.text = ""


def _text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "".join(value)
    if isinstance(value, str):
        return value
    import json

    return json.dumps(value, ensure_ascii=False, indent=1)


def _plain_text(text: str) -> str:
    return f'<pre class="stream" tabindex="0">{ansi(text)}</pre>' if text.strip() else ""


def _latex(text: str) -> str:
    inner = text.strip()
    for mark in ("$$", "$"):
        if inner.startswith(mark) and inner.endswith(mark) and len(inner) > 2 * len(mark):
            inner = inner[len(mark) : -len(mark)]
            break
    return f'<div class="formula-line">{formula(inner, block=True)}</div>'
