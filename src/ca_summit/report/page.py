"""Put notebooks together as one sealed HTML page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ca_summit.report.cell_options import cell_marks, front_matter
from ca_summit.report.compress import pack
from ca_summit.report.context import Context
from ca_summit.report.csp import built, plotly_packed, policy, script_json
from ca_summit.report.exercises import exercise_parts
from ca_summit.report.figure_html import FigureShelf
from ca_summit.report.formulas import Formulas
from ca_summit.report.i18n import page_language, prose, review_note, words
from ca_summit.report.losses import Loss, Losses
from ca_summit.report.markdown import highlight, markdown
from ca_summit.report.notebook_file import language_of
from ca_summit.report.outputs import OutputWriter
from ca_summit.report.pictures import inline_svg
from ca_summit.report.plotly_json import OUTLINES
from ca_summit.report.plugins import own_themes, painter
from ca_summit.report.sanitise import Cleaner, plain

if TYPE_CHECKING:
    from ca_summit.report.cell_options import CellMarks

_TEMPLATE = Path(__file__).resolve().parent / "template"
_HREF = re.compile(r' href="\ue002([^|"]*)\|([^"\ue003]*)\ue003"')
#: The page's program: parts that are tested alone, then what ties them to the page.
_SCRIPTS = (
    *("packed.js", "csv.js", "bibtex.js", "themes.js", "toolbars.js"),
    *("loading.js", "figure_forms.js", "figure_heads.js", "controls.js", "tables.js"),
    *("figure_layout.js", "figures.js", "printing.js", "saving.js"),
    *("slides.js", "contents.js", "report.js"),
)
#: What only a page with drawings needs.
_DRAWING = ("outlines.js", "text_sizes.js", "wheels.js", "wall.js")
_WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
_NEXT_SECTION = '</div></section><section class="screen"><div class="prose"{lang}>'
#: Ends of cells, rows and items that a browser puts in itself, where the next tag follows at once.
_ENDS = re.compile(
    r"</(?:td|th)>(?=<(?:td|th|/tr)\b)|</tr>(?=<(?:tr|/tbody|/thead|/table)\b)"
    r"|</li>(?=<(?:li|/ol|/ul)\b)|</thead>(?=<tbody\b)|</tbody>(?=</table>)"
)
_CROSS = re.compile("\ue008([^\ue009]*)\ue009")
AUDIENCES = ("reader", "student", "teacher")
THEMES = ("ours", "author")


@dataclass
class Options:
    """What to leave out and for whom.

    Attributes
    ----------
    audience
        ``reader``: answers folded; ``student``: answers left out; ``teacher``: all shown.
    theme
        Colours of figures: ``"ours"``, ``"author"``; None: the author's wherever one chose any.
    chapters
        The first notebook is the story, the others are chapters, folded until wanted: their
        title and the cells tagged ``finding`` stand open, those tagged ``methods`` come last.
        Code stands below figures only.
    self_check
        False: exercises are fields to write on; nothing in the page tells a right answer.
    browser
        Path of a browser that draws what only a program shows; empty: it is named as missing.
    bare
        The outputs alone, without title, buttons and footer: a page to stand inside another.
    beside
        Name of plotly's program in the folder of the page; empty: the page carries it.
    """

    audience: str = "reader"
    chapters: bool = False
    self_check: bool = True
    browser: str = ""
    bare: bool = False
    beside: str = ""
    language: str = "en"
    exclude_input: bool = False
    exclude_output: bool = False
    exclude_markdown: bool = False
    exclude_code_cell: bool = False
    exclude_raw: bool = False
    show_code: bool = False
    theme: str | None = None


@dataclass
class _Part:
    """One notebook of the page."""

    name: str
    number: int
    context: Context
    demote: int = 0
    named_by_heading: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
    anchors: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, int] = field(default_factory=dict)
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
        self._losses = Losses(self._words)
        self._shelf = FigureShelf(
            self._losses,
            self.options.theme,
            once=self.options.chapters,
            book=self.options.chapters or several,
            language=page_language(self.options.language),
        )
        self._body: list[str] = []
        self._toc: list[tuple[int, str, str, str]] = []
        self._taken: set[str] = set()
        self._parts: list[_Part] = []
        self._numbers = count(1)
        self._level = 1
        self._wrapped = self._aside = False
        self._foreign = self._title_lang = ""
        self._left_foreign = False
        self._chapters = ""  # name of the first chapter's heading

    @property
    def figures(self) -> int:
        """Number of figures so far."""
        return self._shelf.count

    @property
    def losses(self) -> list[Loss]:
        """What the notebooks show and the page does not."""
        return self._losses.found

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
        number, own = len(self._parts), str(_dict(nb.metadata).get("lang") or "")
        formulas = Formulas(f"n{number}", self._losses)
        state = _dict(_dict(_dict(nb.metadata).get("widgets")).get(_WIDGET_STATE)).get("state")
        context = Context(
            self._words,
            self._losses,
            lambda raw: self._shelf.add(raw, formulas),
            formulas,
            folder,
            widgets=_dict(state),
            numbers=self._numbers,
            self_check=self.options.self_check,
            language="" if own == self.options.language else own,
            browser=self.options.browser,
        )
        part = _Part(plain(name), number, context)
        part.top = self._anchor(part.name)
        self._parts.append(part)
        cells = [self._in_language(c, own) for c in nb.cells if isinstance(c.get("source"), str)]
        self._name(part, nb, cells)
        start = len(self._body)
        self._body.append(f'<section class="screen" id="{part.top}">')
        writer = OutputWriter(context)
        language = "" if self.options.chapters else _language(nb)
        figures = self._shelf.count
        groups: dict[str, list[str]] = {"head": [], "body": [], "methods": []}
        for at, cell in enumerate(cells):
            self._losses.at(part.name, at + 1)
            place = self._place(cell, first=at == 0)
            self._aside = place == "methods"
            html = self._cell(cell, f"n{number}_c{at}", writer, language)
            groups[place] += [html] if html else []
        self._body += groups["head"]
        self._body += self._folded(groups["body"], self._shelf.count - figures)
        self._body += self._methods(groups["methods"])
        self._body.append("</details>" if self._is_chapter else "</section>")
        whole = formulas.resolved("".join(self._body[start:]))
        self._body[start:] = [_CROSS.sub(lambda m: self._cross_reference(part, m[1]), whole)]

    def _in_language(self, cell: Any, own: str) -> Any:
        """Return a cell in the language of the page, else marked as being in its notebook's own."""
        if cell.cell_type != "markdown" or own in ("", self.options.language):
            return cell
        told = prose(cell.source, self.options.language)
        metadata = {**cell.metadata, **({"lang": own} if told is None else {})}
        source = cell.source if told is None else told
        return type(cell)({**cell, "source": source, "metadata": type(cell)(metadata)})

    def _name(self, part: _Part, nb: Any, cells: list[Any]) -> None:
        """Find the title of the page and the settings that hold for the whole notebook."""
        for cell in cells[:2]:
            entries = front_matter(cell.source) if cell.cell_type in {"raw", "markdown"} else None
            if entries:
                part.settings = entries
                cells.remove(cell)
                break
        first = _first_heading(cells)
        given = _dict(nb.metadata).get("title") or part.settings.get("title")
        if not self.title:
            part.named_by_heading = not given and bool(first)
            self.title = plain(given or first or part.name.replace("_", " "))
        ones = sum(
            len(re.findall(r"(?m)^# \S", c.source)) for c in cells if c.cell_type == "markdown"
        )
        same = part.named_by_heading or first == self.title
        # The notebook whose title is that of the page stands at its top, also before others.
        leads = part.named_by_heading and ones == 1 and not self._is_chapter
        several = (self._several and not leads) or self._is_chapter
        part.demote = 1 if several or ones > 1 or (ones == 1 and not same) else 0

    @property
    def _is_chapter(self) -> bool:
        return self.options.chapters and len(self._parts) > 1

    def _place(self, cell: Any, *, first: bool) -> str:
        """Return where a cell of a chapter stands: open at its head, folded, or at its end."""
        tags = _tags(cell)
        if not self.options.chapters:
            return "body"
        if "methods" in tags:
            return "methods"
        return "head" if self._is_chapter and (first or "finding" in tags) else "body"

    def _folded(self, body: list[str], figures: int) -> list[str]:
        """Return the body of a notebook, folded if it is a chapter."""
        if not self._is_chapter:
            return body
        said = self._words["chapter" if figures else "chapter_bare"]
        label = escape(said.format(figures=figures))
        opening = (
            f'</section><details class="chapter"><summary>{label}</summary><section class="screen">'
        )
        return [opening, *body, "</section>"]

    def _methods(self, cells: list[str]) -> list[str]:
        if not cells:
            return []
        label = escape(self._words["methods"])
        return [f'<details class="methods"><summary>{label}</summary>{"".join(cells)}</details>']

    def _cell(self, cell: Any, scope: str, writer: OutputWriter, language: str) -> str:
        tags = _tags(cell)
        if self._left_out(tags):
            return ""
        opening, closing = self._wrapper(tags)
        self._wrapped = bool(opening)
        self._parts[-1].context.attachments = _dict(cell.get("attachments"))
        if cell.cell_type == "markdown":
            self._foreign = str(cell.metadata.get("lang") or "")
            html = "" if self.options.exclude_markdown else self._markdown(cell.source, scope)
            self._left_foreign |= bool(html and self._foreign)
            self._foreign = ""
        elif cell.cell_type == "raw":
            html = self._raw(cell, scope, writer)
        elif self.options.exclude_code_cell:
            html = ""
        else:
            html = self._code(cell, scope, writer, language)
        return f"{opening}{html}{closing}" if html else ""

    def _left_out(self, tags: set[str]) -> bool:
        audience = self.options.audience
        return bool(
            tags & {"remove-cell", "remove_cell", "jupyter-only"}
            or ("exercise" in tags and self.options.chapters)
            or ("answer" in tags and audience == "student")
            or ("teacher-only" in tags and audience != "teacher")
            or ("student-only" in tags and audience != "student")
        )

    def _wrapper(self, tags: set[str]) -> tuple[str, str]:
        for look in ("standfirst", "imprint", "signpost"):
            if look in tags:
                return f'<div class="{look}">', "</div>"
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
        cleaner = Cleaner(scope, part.context, self._heading)
        html = markdown(inline_svg(source), cleaner, part.context)
        part.anchors.update(
            {k.lower(): v for k, v in cleaner.ids.items() if k.lower() not in part.anchors}
        )
        sheets = "".join(f"<style>{sheet}</style>" for sheet in cleaner.stylesheets if sheet)
        lang = f' lang="{escape(self._foreign)}"' if self._foreign else ""
        section = "" if self._wrapped else _NEXT_SECTION.format(lang=lang)
        html = html.replace("<section-break>", section)
        return f'{sheets}<div class="prose" id="{scope}"{lang}>{html}</div>' if html.strip() else ""

    def _heading(self, level: int, text: str, names: list[str], top: bool) -> tuple[str, str]:
        part = self._parts[-1]
        leads = not self._several or (part.named_by_heading and not part.demote)
        first = level == 1 and not self._toc and leads and not self._is_chapter
        if first and (part.named_by_heading or text == self.title):
            if part.named_by_heading:
                self.title = text or self.title
            self._title_lang = self._foreign
            part.named_by_heading = False
            for key in (_slug(text), *(n.replace(" ", "-").lower() for n in names)):
                part.anchors.setdefault(key, "_top")
            return "<!--title-->", "<!--/title-->"
        shown = min(6, level + part.demote, self._level + 1)
        self._level = shown
        name = self._anchor(text)
        repeated = part.repeated[_slug(text)] = part.repeated.get(_slug(text), -1) + 1
        numbered = f"{_slug(text)}-{repeated}" if repeated else ""
        written = [n.replace(" ", "-").lower() for n in (text, *names)]
        for key in (_slug(text), numbered, *written):
            if key:
                part.anchors.setdefault(key, name)
        if not self._aside:
            self._toc.append((shown, text, name, self._foreign))
            if self._is_chapter and not self._chapters:
                self._chapters = name
        breaks = (
            "<section-break>"
            if top
            and not self._aside
            and shown <= 2 + (1 if self._several or self._is_chapter else 0)
            else ""
        )
        link = f'<a class="anchor" href="#{name}" tabindex="-1" aria-hidden="true">#</a>'
        return f'{breaks}<h{shown} id="{name}" tabindex="-1">', f"{link}</h{shown}>"

    def _anchor(self, text: str) -> str:
        base = _slug(text) or "section"
        name, number = base, 2
        while name in self._taken:
            name, number = f"{base}-{number}", number + 1
        self._taken.add(name)
        return name

    def _code(self, cell: Any, scope: str, writer: OutputWriter, language: str) -> str:
        settings = self._parts[-1].settings
        document = {
            key: settings[f"execute.{key}"]
            for key in ("echo", "output", "include")
            if f"execute.{key}" in settings
        }
        marks = cell_marks(cell.source.strip("\n"), cell.metadata, document)
        if marks.left_out:
            return ""
        hidden = self.options.exclude_input or marks.show_code is False
        hidden = hidden or bool(_dict(cell.metadata.get("transient")).get("remove_source"))
        source = ""
        if marks.source.strip() and not hidden:
            opened = " open" if self.options.show_code or marks.show_code else ""
            summary = escape(self._words["show_code"])
            source = (
                f'<details class="source"{opened}><summary>{summary}</summary>'
                f'<div class="code-box">{highlight(plain(marks.source), language)}</div></details>'
            )
        # In a story the code of a figure stands below it, with its data and its sources.
        self._shelf.code = source if self.options.chapters else ""
        pieces = [source] if source and not self.options.chapters else []
        if not self.options.exclude_output and marks.show_output is not False:
            shown = self._outputs(cell, scope, writer, marks)
            if shown and marks.fold_output:
                summary = escape(self._words["outputs"])
                shown = f'<details class="source"><summary>{summary}</summary>{shown}</details>'
            pieces += [shown] if shown else []
        wide = " full-width" if "full-width" in _tags(cell) else ""
        return f'<div class="cell{wide}">{"".join(pieces)}</div>' if pieces else ""

    def _outputs(self, cell: Any, scope: str, writer: OutputWriter, marks: CellMarks) -> str:
        """Return the outputs of a cell; its caption goes to what the cell shows."""
        outputs = [o for o in cell.get("outputs") or [] if isinstance(o, dict)]
        before = self._shelf.count
        self._shelf.captions = list(marks.caption)
        pieces = writer.write_all(outputs, scope)
        left, self._shelf.captions = self._shelf.captions, []
        for at, piece in enumerate(pieces):
            if left and piece.startswith(('<p class="picture">', '<div class="html"')):
                pieces[at] = self._shelf.captioned(piece, left.pop(0))
        if marks.alt:
            pieces = [
                p.replace(f'alt="{escape(self._words["picture"])}"', f'alt="{escape(marks.alt)}"')
                for p in pieces
            ]
        if marks.label and self._shelf.count > before:
            self._parts[-1].labels[marks.label] = f"figure_{before + 1}"
        if left and pieces:
            pieces.append(f'<p class="fig-note">{escape(" ".join(left))}</p>')
        return "".join(pieces)

    def _raw(self, cell: Any, scope: str, writer: OutputWriter) -> str:
        kind = str(cell.metadata.get("raw_mimetype") or cell.metadata.get("format") or "")
        if self.options.exclude_raw or not cell.source.strip():
            return ""
        if kind in {"text/markdown", "markdown"}:
            return self._markdown(cell.source, scope)
        if kind in {"text/html", "html"}:
            return writer.html(cell.source, scope)
        return f'<pre class="raw" tabindex="0">{escape(plain(cell.source))}</pre>'

    # -- links --------------------------------------------------------------------------------

    def _cross_reference(self, part: _Part, label: str) -> str:
        target = part.labels.get(label) or part.anchors.get(label.lower())
        if not target:
            return f"@{escape(label)}"
        number = target.rpartition("_")[2] if target.startswith("figure_") else ""
        name = f"{self._words['figure']} {number}" if number else label
        return f'<a href="#{escape(target)}">{escape(name)}</a>'

    def _resolve(self, match: re.Match[str]) -> str:
        place = re.match(r"n(\d+)_c(\d+)", match[1])
        part = self._parts[int(place[1])] if place else None
        here = part
        written = unescape(match[2])
        address = unquote(written)
        file, fragment = (unquote(piece) for piece in written.partition("#")[::2])
        if file:
            stem = re.sub(r"(?i)\.ipynb$", "", file.rpartition("/")[2])
            named = [p for p in self._parts if p.name == stem]
            folder = _folder_of(here, file) if here else None
            there = [p for p in named if folder and p.context.folder == folder]
            part = here if here in named and not there else next(iter([*there, *named]), None)
        target = ""
        if part is not None:
            target = part.top if not fragment else self._target(part, fragment)
        if target:
            return f' href="#{escape(target)}"'
        if place and here:
            self._losses.at(here.name, int(place[2]) + 1)
        shown = address if len(address) < 200 else address[:80] + "…"
        sentence = self._losses.text(
            "link_dead" if part is not None else "link_left", address=plain(shown)
        )
        return f' data-dead="{escape(sentence)}"'

    def _target(self, part: _Part, fragment: str) -> str:
        found = part.anchors.get(fragment.lower()) or part.anchors.get(_slug(fragment))
        if found or not fragment:
            return found or part.top
        return part.labels.get(fragment) or (fragment if fragment in self._taken else "")

    def _style(self, more: str, *, drawn: bool) -> str:
        """Return the style sheet, and what stands in for figures where no scripts run."""
        style = (_TEMPLATE / "style.css").read_text(encoding="utf-8") + more
        quoted = self._words["not_drawn"].replace("\\", "").replace('"', "”")
        return _compact_style(style) + (f':root{{--not-drawn:" {quoted}"}}' if drawn else "")

    def _own_lang(self) -> str:
        """Return the language of the page's own words where it is not that of the page."""
        spoken = page_language(self.options.language)
        return "" if self.options.language.lower().split("-")[0] == spoken else spoken

    # -- the file -----------------------------------------------------------------------------

    def html(self) -> str:
        """Return the whole page."""
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        sources = self._shelf.sources.html()
        if sources and self.options.bare:
            self._body.append(f'<section class="screen">{sources}</section>')
        elif sources:
            name = self._anchor(self._words["source_list"])
            self._toc.append((2, self._words["source_list"], name, ""))
            self._body.append(
                f'<section class="screen"><h2 id="{name}" tabindex="-1">'
                f"{escape(self._words['source_list'])}</h2>{sources}</section>"
            )
        body = _HREF.sub(self._resolve, _tidy("".join(self._body)))
        more_script, more_style = exercise_parts(body)
        drawn, figures = 'data-spec="' in body, self._shelf.count > 0
        names = (*(_DRAWING if drawn else ()), *_SCRIPTS)
        parts = [(_TEMPLATE / name).read_text(encoding="utf-8") for name in names]
        painting = painter() if self._shelf.paints else ""
        script = _compact('"use strict";\n' + painting + "".join(parts) + more_script)
        environment = Environment(
            loader=FileSystemLoader(_TEMPLATE),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        return environment.get_template("page.html.j2").render(
            language=self.options.language,
            title=self.title,
            title_lang=self._title_lang,
            own_lang=self._own_lang(),
            note=review_note(self.options.language, foreign=self._left_foreign),
            words=self._words,
            body=body,
            contents="" if self.options.bare else _contents(self._toc, self._chapters),
            script=script,
            policy=policy(
                script, figures=drawn, beside=self.options.beside, compiles=self._shelf.compiles
            ),
            style=self._style(more_style, drawn=drawn),
            plotly=plotly_packed() if drawn and not self.options.beside else "",
            specs=pack(self._shelf.packed()) if figures else "",
            outlines=pack(OUTLINES.read_text(encoding="utf-8")) if self._shelf.outlines else "",
            settings=script_json(
                {
                    "words": _script_words(script, self._words),
                    "themes": own_themes() if drawn else {},
                    "beside": self.options.beside,
                    "language": page_language(self.options.language),
                }
            ),
            built=built(self._words),
            has_code='class="source"' in body,
            audience=self.options.audience,
            bare=self.options.bare,
        )


def _compact(script: str) -> str:
    """Return a program without indentation and comments; it has no text of several lines."""
    script = re.sub(r"(?m)(?<=;) +//[^\n\"'`]*$", "", script)
    return re.sub(r"(?m)^[ \t]+|^[ \t]*(?://.*|/\*[^\n]*\*/)\n", "", script)


def _compact_style(style: str) -> str:
    """Return a style sheet of the page without comments and needless spaces."""
    style = re.sub(r"/\*.*?\*/|(?m:^\s+)", "", style, flags=re.DOTALL)
    return re.sub(r"([:,]) +", r"\1", re.sub(r"\s*([{};])\s*", r"\1", style))


def _script_words(script: str, known: dict[str, str]) -> dict[str, str]:
    """Return the words that a script names, whole or by how they begin."""
    whole = set(re.findall(r"words\.(\w+)", script)) | {"csv", "png", "svg"}
    begun = tuple(re.findall(r"words\[`(\w+_)\$\{", script))
    return {
        key: text
        for key, text in known.items()
        if key in whole or (begun and key.startswith(begun))
    }


def _tidy(body: str) -> str:
    body = re.sub(r"<!--title-->.*?<!--/title-->", "", body, flags=re.DOTALL)
    body = re.sub(r'<div class="prose"(?: id="\w+")?(?: lang="[^"]*")?>\s*</div>', "", body)
    body = re.sub(
        r'(<section class="screen" id="[^"]*">)\s*</section><section class="screen">', r"\1", body
    )
    return _ENDS.sub("", re.sub(r'<section class="screen">\s*</section>', "", body))


def _folder_of(part: _Part, file: str) -> Path | None:
    """Return the folder of a file that a notebook links."""
    folder = part.context.folder
    try:
        return (folder / file).resolve().parent if folder else None
    except (OSError, ValueError):  # no name of a file
        return None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _tags(cell: Any) -> set[str]:
    return {str(tag) for tag in cell.metadata.get("tags") or []}


def _language(nb: Any) -> str:
    info = _dict(_dict(nb.metadata).get("language_info"))
    return str(info.get("pygments_lexer") or info.get("name") or language_of(nb))


def _first_heading(cells: list[Any]) -> str:
    for cell in cells:
        if cell.cell_type == "markdown":
            found = re.search(r"(?m)^#\s+(.+?)\s*#*$", cell.source)
            if found:
                return " ".join(re.sub(r"[*_`]|\[([^\]]*)\]\([^)]*\)", r"\1", found[1]).split())
    return ""


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.lower(), flags=re.UNICODE).strip("-")[:80]


def _contents(toc: list[tuple[int, str, str, str]], apart: str = "") -> str:
    """Return the headings as one nested list; before the one named ``apart`` there is a gap."""
    shown = [entry for entry in toc if entry[0] <= 3]
    if not shown:
        return ""
    html, depth = [], 0
    base = min(level for level, *_ in shown)
    for level, text, name, foreign in shown:
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
        lang = f' lang="{escape(foreign)}"' if foreign else ""
        gap = ' class="apart"' if name == apart else ""
        html.append(f'<li{gap}><a href="#{name}"{lang}>{escape(text)}</a>')
    return "".join(html) + "</li></ol>" * depth
