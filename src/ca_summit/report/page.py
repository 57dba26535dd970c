"""Put notebooks together as one sealed HTML page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ca_summit.report.exercises import exercise_parts
from ca_summit.report.figurehtml import FigureShelf
from ca_summit.report.markdown import highlight, markdown
from ca_summit.report.outputs import OutputWriter
from ca_summit.report.packing import pack
from ca_summit.report.pictures import inline_svg, picture_address
from ca_summit.report.sanitise import Cleaner
from ca_summit.report.seal import built, own_themes, plotly_packed, policy, script_json
from ca_summit.report.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEMPLATE = Path(__file__).resolve().parent / "template"
_HREF = re.compile(r' href="\ue002([^|"]*)\|([^"\ue003]*)\ue003"')
_NEXT_SECTION = '</div></section><section class="screen"><div class="prose">'
AUDIENCES = ("reader", "student", "teacher")


@dataclass
class Options:
    """What to leave out and for whom.

    Attributes
    ----------
    audience
        ``reader``: answers folded; ``student``: answers left out; ``teacher``: all shown.
    """

    audience: str = "reader"
    language: str = "en"
    exclude_input: bool = False
    exclude_output: bool = False
    exclude_markdown: bool = False
    exclude_code_cell: bool = False
    exclude_raw: bool = False
    show_code: bool = False


@dataclass
class _Part:
    """One notebook of the page."""

    name: str
    folder: Path | None
    number: int
    demote: int = 0
    anchors: dict[str, str] = field(default_factory=dict)
    top: str = ""


class Page:
    """Collect notebooks, then write one HTML file.

    Parameters
    ----------
    title
        Title of the page; default: the first heading of the first notebook.
    options
        Audience, language, parts left out.
    several
        Whether more than one notebook follows: their titles become second-level headings.
    """

    def __init__(
        self, *, title: str = "", options: Options | None = None, several: bool = False
    ) -> None:
        self.options = options or Options()
        self.title, self._several = title.strip(), several
        self._words = words(self.options.language)
        self._shelf = FigureShelf(self._words)
        self._body: list[str] = []
        self._toc: list[tuple[int, str, str]] = []
        self._taken: set[str] = {"top", "contents", "text", "bibtex"}
        self._parts: list[_Part] = []
        self._level = 1
        self._wrapped = False
        self._attachments: Mapping[str, Any] = {}

    @property
    def figures(self) -> int:
        """Number of figures so far."""
        return self._shelf.count

    # -- notebooks ----------------------------------------------------------------------------

    def add_notebook(self, nb: Any, *, name: str, folder: Path | None = None) -> None:
        """Add one executed notebook.

        Parameters
        ----------
        nb
            Notebook of format 4.
        name
            File name without its ending; links between notebooks use it.
        folder
            Where pictures named in Markdown lie; None: leave them out.
        """
        part = _Part(name, folder, len(self._parts))
        part.top = self._anchor(name)
        self._parts.append(part)
        first = _first_heading(nb)
        if not self.title:
            self.title = str(nb.metadata.get("title") or first or name.replace("_", " "))
        ones = sum(
            len(re.findall(r"(?m)^# \S", c.source)) for c in nb.cells if c.cell_type == "markdown"
        )
        same = first == self.title
        part.demote = 1 if self._several or ones > 1 or (ones == 1 and not same) else 0
        self._body.append(f'<section class="screen" id="{part.top}">')
        state = nb.metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {})
        writer = OutputWriter(self._shelf.add, self._picture, self._words, state.get("state", {}))
        language = nb.metadata.get("language_info", {}).get("pygments_lexer") or nb.metadata.get(
            "language_info", {}
        ).get("name", "python")
        for number, cell in enumerate(nb.cells):
            self._cell(cell, f"n{part.number}c{number}", writer, str(language))
        self._body.append("</section>")

    def _cell(self, cell: Any, scope: str, writer: OutputWriter, language: str) -> None:
        tags = set(cell.metadata.get("tags") or [])
        if self._left_out(tags):
            return
        opening, closing = self._wrapper(tags)
        self._wrapped = bool(opening)
        self._attachments = cell.get("attachments") or {}
        if cell.cell_type == "markdown":
            html = "" if self.options.exclude_markdown else self._markdown(cell.source, scope)
        elif cell.cell_type == "raw":
            html = self._raw(cell, scope, writer)
        elif self.options.exclude_code_cell:
            html = ""
        else:
            html = self._code(cell, scope, writer, language, tags)
        if html:
            self._body.append(f"{opening}{html}{closing}")

    def _left_out(self, tags: set[str]) -> bool:
        audience = self.options.audience
        return bool(
            tags & {"remove-cell", "remove_cell"}
            or ("answer" in tags and audience == "student")
            or ("teacher-only" in tags and audience != "teacher")
            or ("student-only" in tags and audience != "student")
        )

    def _wrapper(self, tags: set[str]) -> tuple[str, str]:
        if "answer" in tags and self.options.audience == "reader":
            label = escape(self._words["show_answer"])
            return f'<details class="answer"><summary>{label}</summary>', "</details>"
        label = "answer" if "answer" in tags else "teacher_only" if "teacher-only" in tags else ""
        if label:
            return (
                f'<div class="answer"><p class="label">{escape(self._words[label])}</p>',
                "</div>",
            )
        return "", ""

    def _markdown(self, source: str, scope: str) -> str:
        part = self._parts[-1]
        cleaner = Cleaner(scope, self._picture, self._heading, self._words)
        html = markdown(inline_svg(source), cleaner)
        part.anchors.update(
            {k.lower(): v for k, v in cleaner.ids.items() if k.lower() not in part.anchors}
        )
        sheets = "".join(f"<style>{sheet}</style>" for sheet in cleaner.stylesheets if sheet)
        html = html.replace("<section-break>", "" if self._wrapped else _NEXT_SECTION)
        return f'{sheets}<div class="prose" id="{scope}">{html}</div>' if html.strip() else ""

    def _heading(self, level: int, text: str, anchor: str, top: bool) -> tuple[str, str]:
        part = self._parts[-1]
        is_title = level == 1 and text == self.title and not self._toc and not self._several
        shown = min(6, level + part.demote, self._level + 1)
        if is_title:
            part.anchors.setdefault(_slug(text), "top")
            return "<!--title-->", "<!--/title-->"
        self._level = shown
        name = self._anchor(text)
        for key in (_slug(text), text.replace(" ", "-").lower(), anchor.lower()):
            if key:
                part.anchors.setdefault(key, name)
        self._toc.append((shown, text, name))
        breaks = "<section-break>" if top and shown <= 2 + (1 if self._several else 0) else ""
        link = f'<a class="anchor" href="#{name}" tabindex="-1" aria-hidden="true">#</a>'
        return f'{breaks}<h{shown} id="{name}" tabindex="-1">', f"{link}</h{shown}>"

    def _anchor(self, text: str) -> str:
        base = _slug(text) or "section"
        name, number = base, 2
        while name in self._taken:
            name, number = f"{base}-{number}", number + 1
        self._taken.add(name)
        return name

    def _code(
        self, cell: Any, scope: str, writer: OutputWriter, language: str, tags: set[str]
    ) -> str:
        source = cell.source.strip("\n")
        hidden = self.options.exclude_input or bool(tags & {"remove-input", "remove_input"})
        hidden = hidden or bool(cell.metadata.get("transient", {}).get("remove_source"))
        pieces = []
        if source.strip() and not hidden:
            opened = " open" if self.options.show_code or "show-input" in tags else ""
            summary = escape(self._words["show_code"])
            pieces.append(
                f'<details class="source"{opened}><summary>{summary}</summary>'
                f'<div class="code-box">{highlight(source, language)}</div></details>'
            )
        if not self.options.exclude_output and not tags & {"remove-output", "remove_output"}:
            outputs = [
                writer.write(output, f"{scope}o{number}")
                for number, output in enumerate(cell.outputs)
            ]
            pieces += [html for html in outputs if html]
        return f'<div class="cell">{"".join(pieces)}</div>' if pieces else ""

    def _raw(self, cell: Any, scope: str, writer: OutputWriter) -> str:
        kind = str(cell.metadata.get("raw_mimetype") or cell.metadata.get("format") or "")
        if self.options.exclude_raw or kind not in {"text/html", "text/markdown"}:
            return ""
        return (
            self._markdown(cell.source, scope)
            if kind == "text/markdown"
            else writer.html(cell.source, scope)
        )

    # -- pictures and links -------------------------------------------------------------------

    def _picture(self, address: str) -> str | None:
        folder = self._parts[-1].folder if self._parts else None
        return picture_address(address, self._attachments, folder)

    def _resolve(self, match: re.Match[str]) -> str:
        number = re.match(r"n(\d+)", match[1])
        part = self._parts[int(number[1])] if number else None
        address = unquote(match[2].replace("&amp;", "&"))
        file, _, fragment = address.partition("#")
        if file:
            stem = re.sub(r"(?i)\.ipynb$", "", file.rsplit("/", 1)[-1])
            part = next((p for p in self._parts if p.name == stem), None)
        if part is None:
            return ""
        target = part.top if not fragment else self._target(part, fragment)
        return f' href="#{escape(target)}"' if target else ""

    def _target(self, part: _Part, fragment: str) -> str:
        found = part.anchors.get(fragment.lower()) or part.anchors.get(_slug(fragment))
        if found:
            return found
        return fragment if fragment in self._taken else ""

    # -- the file -----------------------------------------------------------------------------

    def html(self) -> str:
        """Return the whole page."""
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        sources = self._shelf.sources.html()
        if sources:
            name = self._anchor(self._words["source_list"])
            self._toc.append((2, self._words["source_list"], name))
            self._body.append(
                f'<section class="screen"><h2 id="{name}" tabindex="-1">'
                f"{escape(self._words['source_list'])}</h2>{sources}</section>"
            )
        body = _HREF.sub(self._resolve, _tidy("".join(self._body)))
        more_script, more_style = exercise_parts(body)
        script = (_TEMPLATE / "report.js").read_text(encoding="utf-8") + more_script
        drawn, figures = 'data-spec="' in body, self._shelf.count > 0
        environment = Environment(
            loader=FileSystemLoader(_TEMPLATE), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        return environment.get_template("page.html.j2").render(
            language=self.options.language, title=self.title, words=self._words, body=body,
            contents=_contents(self._toc), script=script,
            policy=policy(script, figures=drawn, compiles=self._shelf.compiles),
            style=(_TEMPLATE / "style.css").read_text(encoding="utf-8") + more_style,
            plotly=plotly_packed() if drawn else "",
            specs=pack(self._shelf.packed()) if figures else "",
            settings=script_json({"words": self._words, "themes": own_themes() if drawn else {}}),
            built=built(self._words), has_code='class="source"' in body, audience=self.options.audience,
        )  # fmt: skip


def _tidy(body: str) -> str:
    body = re.sub(r"<!--title-->.*?<!--/title-->", "", body, flags=re.DOTALL)
    body = re.sub(r'<div class="prose"(?: id="[\w-]+")?>\s*</div>', "", body)
    body = re.sub(
        r'(<section class="screen" id="[^"]*">)\s*</section><section class="screen">', r"\1", body
    )
    return re.sub(r'<section class="screen">\s*</section>', "", body)


def _first_heading(nb: Any) -> str:
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            found = re.search(r"(?m)^#\s+(.+?)\s*#*$", cell.source)
            if found:
                return " ".join(re.sub(r"[*_`]|\[([^\]]*)\]\([^)]*\)", r"\1", found[1]).split())
    return ""


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.lower(), flags=re.UNICODE).strip("-")[:80]


def _contents(toc: list[tuple[int, str, str]]) -> str:
    """Return the headings as one nested list."""
    shown = [entry for entry in toc if entry[0] <= 3]
    if not shown:
        return ""
    html, depth = [], 0
    base = min(level for level, _, _ in shown)
    for level, text, name in shown:
        wanted = min(level - base + 1, depth + 1)
        while depth < wanted:
            html.append("<ol>")
            depth += 1
            if depth < wanted:
                html.append("<li>")
        if depth > wanted:
            html.append("</li></ol>" * (depth - wanted))
            depth = wanted
        if html[-1] != "<ol>":
            html.append("</li>")
        html.append(f'<li><a href="#{name}">{escape(text)}</a>')
    return "".join(html) + "</li></ol>" * depth
