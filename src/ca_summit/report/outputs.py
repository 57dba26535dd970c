"""Turn one output of a code cell into HTML that is safe to print."""

from __future__ import annotations

import json
import re
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from ca_summit.report.exercises import EXERCISE_MIME, exercise_html
from ca_summit.report.markdown import highlight, markdown
from ca_summit.report.pictures import raster_address
from ca_summit.report.plotly_calls import as_figure
from ca_summit.report.plotly_json import PLOTLY_MIME
from ca_summit.report.plugins import kept_figure
from ca_summit.report.sanitise import Cleaner, plain
from ca_summit.report.svg import svg_address
from ca_summit.report.terminal import strip_colours, terminal_html
from ca_summit.report.vega import MIME as VEGA_MIME
from ca_summit.report.vega import vega_html, vega_spec
from ca_summit.report.widgets import widget_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ca_summit.report.context import Context

WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif")
#: Indentation of tables, which shows nowhere.
_BETWEEN = re.compile(
    r"(</?(?:table|thead|tbody|tr|th|td)\b[^>]*>)\s+(?=</?(?:table|thead|tbody|tr|th|td)\b)"
)
#: The style sheet of every pandas table; the page has its own.
_PANDAS_STYLE = re.compile(r"<style scoped>\s*\.dataframe tbody tr th:only-of-type [^<]*</style>")
#: An output that says itself which language it is in.
_SPOKEN = re.compile(r"^\s*<[a-z]+[^>]*\slang=")
_NOTHING = re.compile(
    r"<p class=\"left-out\">.*?</p>|<style>.*?</style>"
    r"|<(?!img|audio|video|hr|figure|math|progress|[^>]*background-image)[^>]*>|\s",
    re.DOTALL,
)
_NOTE = re.compile(r"<p class=\"left-out\">.*?</p>", re.DOTALL)
#: A longer text is shown with its beginning and end: a browser cannot lay it out.
_LONGEST, _BEGINNING, _END = 1_000_000, 400_000, 100_000
#: The words of a longer error stand with its trace.
_LONGEST_CAUSE, _MOST_LINES = 1_000, 12
#: What bokeh and holoviews store beside a program that only brings their library.
_LIBRARY_MIME = re.compile(r"application/vnd\.\w+_load\.v\d+\+json")


class OutputWriter:
    """Write the outputs of one notebook.

    Parameters
    ----------
    context
        What the notebook's writers share.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._words, self._losses = context.words, context.losses
        self._depth = 0
        self._titled = ""  # title of the figure shown last

    def write_all(self, outputs: Iterable[Mapping[str, Any]], scope: str) -> list[str]:
        """Return the HTML of the outputs of a cell; pieces of one stream are joined first."""
        joined = joined_streams(outputs)
        pieces, programs = [], []
        before = len(self._losses.found)
        for n, output in enumerate(joined):
            mark = len(self._losses.found)
            pieces.append(self.write(output, f"{scope}o{n}"))
            if any(loss.text == self._words["script_left"] for loss in self._losses.found[mark:]):
                programs.append(n)
        if programs and self._context.browser:
            self._draw(joined, pieces, programs, before)
        note = f'<p class="left-out">{escape(self._words["script_left"])}</p>'
        once = [piece for n, piece in enumerate(pieces) if piece != note or note not in pieces[:n]]
        return [piece for piece in once if piece]

    def _draw(
        self, outputs: list[Mapping[str, Any]], pieces: list[str], programs: list[int], before: int
    ) -> None:
        """Put a picture in the place of what the programs of a cell show."""
        from ca_summit.report.browser_picture import picture_of

        shown = [n for n, piece in enumerate(pieces) if piece and n not in programs]
        drawn = picture_of(
            [o for n, o in enumerate(outputs) if n not in shown], self._context.browser
        )
        if drawn is None:
            return
        for n in programs:
            pieces[n] = ""
        left = self._words["script_left"]
        self._losses.found[before:] = [
            loss for loss in self._losses.found[before:] if loss.text != left
        ]
        note = f'<p class="made-picture">{escape(self._words["picture_made"])}</p>'
        pieces[programs[0]] = self._picture(drawn, {}) + note

    def write(self, output: Mapping[str, Any], scope: str) -> str:
        """Return the HTML of one output; empty if it shows nothing.

        What cannot be read is named in its place, whatever is wrong with it.
        """
        mark = len(self._losses.found)
        try:
            return self._write(output, scope)
        except Exception as error:  # noqa: BLE001  # one output, however broken, never stops a page
            del self._losses.found[mark:]
            cause = f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"
            return self._losses.block("output_broken", cause=cause)

    def _write(self, output: Mapping[str, Any], scope: str) -> str:
        kind = output.get("output_type")
        if kind == "stream":
            return self._stream(output)
        if kind in {"error", "pyerr"}:
            return self._error(output)
        if kind in {"display_data", "execute_result", "update_display_data", "pyout"}:
            data, metadata = output.get("data"), output.get("metadata")
            return self.bundle(
                data if isinstance(data, dict) else {},
                metadata if isinstance(metadata, dict) else {},
                scope,
            )
        return self._losses.block("output_broken", cause=str(kind))

    def bundle(self, data: Mapping[str, Any], metadata: Mapping[str, Any], scope: str) -> str:
        """Return the HTML of the richest harmless form of a display bundle that shows anything."""
        kept = kept_figure(data) if "application/javascript" in data else None
        if kept is not None or PLOTLY_MIME in data:
            figure = as_figure(data[PLOTLY_MIME] if kept is None else kept)
            if figure is not None:
                figure |= {k: kept[k] for k in ("painted",) if kept and k in kept}
                self._titled = _title_of(figure)
                return self._context.figure(figure)
        if any(map(_LIBRARY_MIME.fullmatch, data)):
            return ""
        if EXERCISE_MIME in data:
            form = exercise_html(
                data[EXERCISE_MIME],
                scope,
                self._words,
                numbers=self._context.numbers,
                self_check=self._context.self_check,
            )
            if form:
                return form
        if WIDGET_MIME in data:
            return self._widget(data, metadata, scope)
        return self._first_shown(data, metadata, scope)

    def _first_shown(self, data: Mapping[str, Any], metadata: Mapping[str, Any], scope: str) -> str:
        """Try the forms in turn; the sentence about the first counts only if all show nothing."""
        note, said = "", self._losses.found[:0]
        for mime, write in self._forms(data):
            if mime == "text/plain" and note:
                break
            mark = len(self._losses.found)
            html = write(metadata.get(mime) or {}, scope)
            if _NOTHING.sub("", html):
                # Words that only name what was left out need a note beside them.
                return html + (self._unknown(data) if mime == "text/plain" else "")
            if html and not note:
                note, said = html, self._losses.found[mark:]
            del self._losses.found[mark:]
        if note:
            self._losses.found += said
            return note
        return self._unknown(data)

    def _forms(
        self, data: Mapping[str, Any]
    ) -> list[tuple[str, Callable[[Mapping[str, Any], str], str]]]:
        found: list[tuple[str, Callable[[Mapping[str, Any], str], str]]] = []

        def take(mime: str, write: Callable[[str, Mapping[str, Any], str], str]) -> None:
            if mime in data:
                found.append((mime, lambda meta, scope: write(_text(data[mime]), meta, scope)))

        for mime, spec in data.items():
            if VEGA_MIME.match(mime) and not _has_picture(data):
                chart = vega_spec(spec)
                found += [(mime, partial(self._vega, mime, chart))] if chart else []
        take("text/html", lambda text, _, scope: self.html(text, scope))
        take("text/markdown", lambda text, _, scope: self._markdown(text, scope))
        take("image/svg+xml", lambda text, meta, _: self._svg_picture(text, meta))
        for mime in _IMAGES:
            take(mime, lambda text, meta, _, m=mime: self._picture(raster_address(m, text), meta))  # type: ignore[misc]
        for mime in data:
            if mime.startswith(("audio/", "video/")):
                take(mime, lambda text, _, scope, m=mime: self._player(m, text, scope))  # type: ignore[misc]
        take("text/latex", lambda text, _, __: self._latex(text))
        take("text/vnd.mermaid", lambda text, _, __: self.mermaid(text))
        take("application/json", lambda text, _, __: highlight(plain(text), "json"))
        take("application/geo+json", lambda text, _, __: highlight(plain(text), "json"))
        take("text/plain", lambda text, _, __: self._plain_text(text))
        return found

    def _vega(
        self,
        mime: str,
        spec: dict[str, Any],
        metadata: Mapping[str, Any],  # noqa: ARG002
        scope: str,  # noqa: ARG002
    ) -> str:
        return vega_html(spec, self._context, mime.split(".")[1])

    # -- kinds of output ----------------------------------------------------------------------

    def html(self, source: str, scope: str) -> str:
        """Return foreign HTML, cleaned."""
        cleaner = Cleaner(scope, self._context, output=True)
        body = _BETWEEN.sub(r"\1", cleaner.clean(_PANDAS_STYLE.sub("", plain(source))))
        sheets = "".join(f"<style>{sheet}</style>" for sheet in cleaner.stylesheets if sheet)
        if not _NOTHING.sub("", body):
            return "".join(dict.fromkeys(_NOTE.findall(body)))
        foreign = "" if _SPOKEN.search(body) else self._context.language
        lang = f' lang="{escape(foreign)}"' if foreign else ""
        return f'{sheets}<div class="html" id="{escape(scope)}"{lang}>{body}</div>'

    def mermaid(self, text: str) -> str:
        """Return the source of a diagram, which needs a program in the browser to be drawn."""
        return self._losses.block("mermaid") + highlight(plain(text), "")

    def _markdown(self, text: str, scope: str) -> str:
        # What only says again the title of the figure above is not said twice.
        text = text.removeprefix(f"**{self._titled}.**") if self._titled else text
        if not text.strip():
            return ""
        cleaner = Cleaner(scope, self._context)
        body = markdown(text, cleaner, self._context)
        sheets = "".join(f"<style>{sheet}</style>" for sheet in cleaner.stylesheets if sheet)
        return f'{sheets}<div class="prose" id="{escape(scope)}">{body}</div>'

    def _stream(self, output: Mapping[str, Any]) -> str:
        text = plain_terminal(_text(output.get("text", "")))
        if not strip_colours(text).strip():
            return ""
        body = self._terminal(text.rstrip())
        if output.get("name") != "stderr":
            return body
        summary = escape(self._words["messages"])
        return f'<details class="messages"><summary>{summary}</summary>{body}</details>'

    def _terminal(self, text: str) -> str:
        note = ""
        if len(text) > _LONGEST:
            size = f"{len(text) - _BEGINNING - _END:,}"
            note = self._losses.block("text_cut", size=size)
            end = f'<pre class="stream" tabindex="0">{terminal_html(text[-_END:])}</pre>'
            return (
                '<pre class="stream" '
                f'tabindex="0">{terminal_html(text[:_BEGINNING])}</pre>{note}{end}'
            )
        return f'<pre class="stream" tabindex="0">{terminal_html(text)}</pre>'

    def _error(self, output: Mapping[str, Any]) -> str:
        name, value = (
            strip_colours(plain_terminal(_text(output.get(key)))).strip()
            for key in ("ename", "evalue")
        )
        lines = output.get("traceback") or []
        trace = plain_terminal(
            "\n".join(map(str, lines)) if isinstance(lines, list) else str(lines)
        )
        said, whole = value.split("\n"), ""
        if len(value) > _LONGEST_CAUSE or len(said) > _MOST_LINES:
            said, whole = [said[0][:_LONGEST_CAUSE] + " …"], f"{name}: {value}"
        trace = trace or whole
        details = ""
        if trace:
            details = f"<details><summary>{escape(name)}</summary>{self._terminal(trace)}</details>"
        return (
            f'<div class="error"><p><strong>{escape(self._words["error"])}</strong> '
            f"<code>{escape(name)}</code>: {'<br>'.join(map(escape, said))}</p>{details}</div>"
        )

    def _svg_picture(self, text: str, meta: Mapping[str, Any]) -> str:
        left: list[str] = []
        picture = self._picture(svg_address(plain(text), left), meta)
        label, without = self._words["left_picture"], self._words["left"]
        notes = (f"{label} ({without}: {address[:200]})" for address in dict.fromkeys(left))
        return picture + "".join(self._losses.html(escape(n), block=True) for n in notes)

    def _picture(self, address: str | None, meta: Mapping[str, Any]) -> str:
        if address is None:
            return self._losses.block("picture_unreadable")
        alt = plain(meta.get("alt") or self._words["picture"])
        size = "".join(
            f' {key}="{meta[key]}"' for key in ("width", "height") if isinstance(meta.get(key), int)
        )
        return f'<p class="picture"><img src="{escape(address)}" alt="{escape(alt)}"{size}></p>'

    def _player(self, mime: str, text: str, scope: str) -> str:
        """Return sound or film, which a bundle holds in base64."""
        tag = mime.partition("/")[0]
        address = escape(f"data:{mime};base64,{text}")
        return self.html(f'<{tag} src="{address}"></{tag}>', scope)

    def _widget(self, data: Mapping[str, Any], metadata: Mapping[str, Any], scope: str) -> str:
        view = data.get(WIDGET_MIME)
        model = str(view.get("model_id", "")) if isinstance(view, dict) else ""
        rich = {k: v for k, v in data.items() if k not in {WIDGET_MIME, "text/plain", PLOTLY_MIME}}
        if self._forms(rich):
            return self.bundle(rich, metadata, scope)
        known = model in self._context.widgets
        if self._depth >= 3:
            return ""
        self._depth += 1
        try:
            html = widget_html(model, self._context, scope, self.write)
        finally:
            self._depth -= 1
        words = _text(data.get("text/plain", ""))
        if not known and words.strip() and not re.fullmatch(r"\w+\([^()]*\)", words.strip()):
            name = escape(words.split("(")[0][:40])
            html += f"<details><summary>{name}</summary>{self._plain_text(words)}</details>"
        return html

    def _unknown(self, data: Mapping[str, Any]) -> str:
        kinds = [mime for mime in data if mime not in {"text/plain", "text/html", "text/markdown"}]
        if not kinds or all(
            "javascript" in kind and not _text(data[kind]).strip() for kind in kinds
        ):
            return ""
        if any("javascript" in kind for kind in kinds):
            return self._losses.block("script_left")
        return self._losses.block("unreadable", kind=plain(", ".join(sorted(kinds))))

    def _plain_text(self, text: str) -> str:
        return self._terminal(plain_terminal(text)) if text.strip() else ""

    def _latex(self, text: str) -> str:
        inner = plain(text).strip()
        for mark in ("$$", "$"):
            content = inner[len(mark) : -len(mark)]
            if inner.startswith(mark) and inner.endswith(mark) and content and mark not in content:
                return self._formula_line(content)
        if self._context.formulas.among_words(inner) or inner.count("$$") > 2:
            body = self._context.formulas.in_text(inner, sure=True)
            return f'<div class="html"><p>{body}</p></div>'
        return self._formula_line(inner)

    def _formula_line(self, source: str) -> str:
        made = self._context.formulas.html(source, block=True)
        return f'<div class="formula-line">{made}</div>' if made else ""


def _title_of(figure: Mapping[str, Any]) -> str:
    """Return the title of a figure in one line, without its full stop."""
    layout = figure.get("layout")
    title = layout.get("title") if isinstance(layout, dict) else None
    text = title.get("text") if isinstance(title, dict) else title
    if not isinstance(text, str):
        return ""
    return re.sub(r"<[^>]*>", "", re.sub(r"<br\s*/?>", " ", text)).strip().rstrip(".")


def _has_picture(data: Mapping[str, Any]) -> bool:
    return "image/png" in data or "image/svg+xml" in data


def joined_streams(outputs: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return outputs with the pieces of one stream as one text, in time linear in their length.

    Examples
    --------
    >>> piece = {"output_type": "stream", "name": "stdout", "text": "a"}
    >>> joined_streams([piece, piece])
    [{'output_type': 'stream', 'name': 'stdout', 'text': 'aa'}]
    """
    made: list[Mapping[str, Any]] = []
    pieces: list[str] = []

    def finish() -> None:
        if len(pieces) > 1:
            made[-1] = {**made[-1], "text": "".join(pieces)}
        pieces.clear()

    for output in outputs:
        stream = output.get("output_type") == "stream"
        same = stream and pieces and made[-1].get("name") == output.get("name")
        if not same:
            finish()
            made.append(output)
        if stream:
            pieces.append(_text(output.get("text", "")))
    finish()
    return made


def plain_terminal(text: str) -> str:
    """Return terminal text without this package's marks; codes of terminals stay."""
    return re.sub(r"[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\ue000-\ue00f\ud800-\udfff]", "", text)


def _text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "".join(value)
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=1)
