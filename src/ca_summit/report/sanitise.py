"""Rewrite foreign HTML so that nothing in it can run, load or leave the page.

The parser (lexbor, the same rules as browsers) builds a tree; the cleaner never passes markup
through: it walks the tree and writes its own, so that every ``<`` in the result comes from a short
list of harmless elements, whatever the input tried.
"""

from __future__ import annotations

import base64
import mimetypes
import re
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_to_bytes

from selectolax.lexbor import LexborHTMLParser

from ca_summit.report.css_variables import variables
from ca_summit.report.itables import is_helper, stored_table
from ca_summit.report.plotly_calls import is_library, plotly_calls, widget_of_r
from ca_summit.report.styles import (
    CHECKED,
    DISABLED,
    INPUT,
    LABEL,
    clean_declarations,
    clean_stylesheet,
)
from ca_summit.report.svg import children, raw_text, svg_of_tree
from ca_summit.report.terminal import steady

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ca_summit.report.context import Context

_KEEP = frozenset(
    """
        a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt
        em figcaption figure hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span
        strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr
        """.split()
)
_RENAME = {
    "article": "div",
    "aside": "div",
    "center": "div",
    "font": "span",
    "footer": "div",
    "header": "div",
    "main": "div",
    "nav": "div",
    "section": "div",
    "strike": "s",
    "tt": "code",
    "big": "span",
    "form": "div",
    "fieldset": "div",
    "label": "span",
    "legend": "p",
    "output": "span",
    "hgroup": "div",
    "address": "div",
    "dir": "ul",
    "menu": "ul",
    "xmp": "pre",
    "listing": "pre",
    "acronym": "abbr",
    "search": "div",
    "optgroup": "span",
}
#: Left away without a word: nothing of it is on anybody's screen.
_UNSEEN = frozenset(
    """
        head meta link base title template datalist track param noframes noembed noscript
        """.split()
)
#: What would draw or show something, but only by running or loading.
_PROGRAMS = frozenset(["canvas", "object", "embed", "applet", "frame", "frameset", "portal"])
_VOID = frozenset(["br", "col", "hr", "img", "wbr"])
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_NO_FORMULA = frozenset(["code", "pre", "kbd", "samp", "tt", "textarea", "xmp", "listing"])
_LINES = _HEADINGS | frozenset(
    "p span a b i em strong u s small code pre summary abbr cite mark".split()
)
_ATTRIBUTES = {
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "time": {"datetime"},
    "img": {"alt", "width", "height"},
    "tr": {"align", "valign"},
}
_NUMBER_CELL = re.compile(
    r"<td([^>]*)>\s*([-+−]?[\d.,\s\u00a0\u202f]*\d[%]?|NaN|nan|&lt;NA&gt;|—)\s*</td>"
)
_DATE_CELL = re.compile(r"<td([^>]*)>\s*(\d{4}-\d\d(?:-\d\d)?)\s*</td>")
#: Characters that no text needs: those of this package's marks, and halves of a sign.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ue000-\ue00f\ud800-\udfff]")
_WEB_ADDRESS = re.compile(r"(?i)^https?://[^\s<>\"'\\]+$")
_OTHER_ADDRESS = re.compile(
    r"(?i)^(?:mailto:[^\s<>\"'\\]+@[^\s<>\"'\\]+|tel:[+\d().\s-]{3,30}|ftps?://[^\s<>\"'\\]+)$"
)
_MEDIA = re.compile(r"^data:(audio|video)/([\w.+-]+)(?:;[\w=.+\", -]+)*;base64,([\w+/=\s]+)$")
#: Addresses of programs that only lend others their functions; alone they show nothing.
_LIBRARY = re.compile(
    r"plotly|mathjax|katex|require|jquery|bokeh|panel|vega|d3(?=[./@v-])|leaflet|folium|bootstrap|"
    r"polyfill|module-shims|highcharts|echarts|embed-amd|fontawesome|three(?=[./@])|lodash|moment|"
    r"popper|htmlwidgets|crosstalk|deck\.?gl|mapbox|maplibre|datatables|chart(?:\.min)?\.js|mermaid"
)
_OWN_PLACE = re.compile(r' href="\ue002[^|"]*\|#([^"\ue003]*)\ue003"')
#: The address of a picture behind an element.
_BEHIND = re.compile(
    r"(?i)background(?:-image)?\s*:[^;{}]*?url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^)\"']*))\s*\)"
)
#: What an element of the author's own shows: its content, once a program has made it.
_SHADOW = re.compile(r"(?is)<template\s[^>]*shadowroot[^>]*>(.*?)</template\s*>")
#: A file that a link holds itself, and names of files that programs of offices and browsers read.
_STORED_FILE = re.compile(
    r"(?i)^data:(?:text/(?:csv|plain|tab-separated-values)|application/(?:json|pdf|octet-stream|zip"
    r"|vnd\.[\w.+-]+)|file/\w+)?(?:;[\w=-]+)*,[^\s<>\"']*$"
)
_FILE_NAME = re.compile(r"[\w .()+-]{1,120}\.(?:csv|tsv|txt|json|geojson|xlsx|ods|pdf|parquet|zip)")
#: How a sheet of pandas writes the words that show while the pointer is on a cell.
_TOOLTIP = re.compile(
    r"#([\w-]+)\s+\.[\w-]+::?after\s*\{\s*content:\s*\"((?:[^\"\\]|\\.)*)\"\s*;?\s*\}"
)
#: One address in a ``srcset``; that of a ``data:`` address holds commas of its own.
_SET = re.compile(r"(?:^|,)\s*(data:[^\s]+|[^\s,]+)(?=[\s,]|$)")
_FRAME = re.compile(r'"(data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,](?:[^"\\]|\\[\s\S])+)"')
#: matplotlib's program that plays the frames of another one, which are shown without it.
_PLAYER = re.compile(r"(?:function|class)\s+Animation\b|window\.Animation\s*=")
_DEEPEST = 120
#: Kinds of scripts that hold text for programs.
_DATA = frozenset(["text/plain", "text/template", "text/html", "text/x-mathjax-config"])
_SIDES = frozenset(["left", "center", "right"])


def plain(text: object) -> str:
    r"""Return text without the control characters this package uses as marks.

    Examples
    --------
    >>> plain("a\x00b")
    'ab'
    """
    return _CONTROL.sub("", str(text))


def web_address(address: str) -> str | None:
    """Return an http(s) address, or None for every other kind of address.

    Examples
    --------
    >>> web_address("https://example.org/a b")
    'https://example.org/a%20b'
    >>> web_address("javascript:alert(1)") is None
    True
    """
    address = address.strip().replace(" ", "%20")
    return address if _WEB_ADDRESS.match(address) else None


def outside_link(address: str, content: str) -> str:
    """Return a marked link to the web; ``content`` is HTML already."""
    return (
        f'<a class="ext" href="{escape(address)}" target="_blank" '
        f'rel="noopener noreferrer">{content}</a>'
    )


def _attributes(node: Any) -> dict[str, str]:
    return {name: plain(value or "") for name, value in node.attributes.items()}


class Cleaner:
    """Turn foreign HTML into harmless HTML.

    Parameters
    ----------
    scope
        Prefix that keeps ids of this fragment apart from those of others.
    context
        Knows pictures, files, figures, formulas and what is lost.
    heading
        Gives the opening and closing markup for a heading (level, plain text, other names links
        use, whether it stands outside every other element); default: bold text.
    output
        Whether this is an output, whose formulas MathJax would set; Markdown has its own.

    Attributes
    ----------
    ids
        The ids found, and what they became.
    kept
        Formulas and code set aside while Markdown is cleaned: HTML, plain words, source.
    stylesheets
        The harmless part of each ``<style>`` found.
    """

    def __init__(
        self,
        scope: str,
        context: Context,
        heading: Callable[[int, str, list[str], bool], tuple[str, str]] | None = None,
        *,
        output: bool = False,
    ) -> None:
        self.scope, self._context, self._heading, self._output = scope, context, heading, output
        self._words, self._losses = context.words, context.losses
        self._out: list[str] = []
        self._stack: list[str] = []
        self._titles: list[list[str]] = []
        self._figures: dict[str, list[Any]] = {}
        self._tree: Any = None
        self._shows_frames = False
        self._nested = 0
        self._tables: dict[str, str] = {}
        self._variables: dict[str, str] = {}
        self._tooltips: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.kept: list[tuple[str, str, str]] = []
        self.stylesheets: list[str] = []

    def clean(self, source: str) -> str:
        """Return ``source`` rewritten; safe to place inside any block element."""
        self._fragment(source)
        body = _OWN_PLACE.sub(self._own_place, "".join(self._out))
        body = re.sub(r"<th([^>]*)></th>", lambda m: f"<td{_no_scope(m[1])}></td>", body)
        body = _DATE_CELL.sub(r"<td\1 data-d>\2</td>", body)
        return _NUMBER_CELL.sub(r"<td\1 data-n>\2</td>", body)

    def _own_place(self, match: re.Match[str]) -> str:
        """Return a link to a place of the same text as what it is in the page."""
        name = self.ids.get(unquote(unescape(match[1])))
        return f' href="#{name}"' if name else match[0]

    def _fragment(self, source: str) -> None:
        if "shadowroot" in source:
            source = _SHADOW.sub(r"<div>\1</div>", source)
        tree = LexborHTMLParser(steady(source) if self._output else source, is_fragment=True)
        before = self._figures, self._tree
        self._figures, self._tree = self._programs(tree), tree
        for place, table in filter(None, map(stored_table, map(raw_text, tree.css("script")))):
            if tree.css_first(f"#{place}") is not None:
                self._tables[place] = table
        for sheet in map(raw_text, tree.css("style")):
            self._variables |= variables(sheet)
            self._tooltips |= dict(_TOOLTIP.findall(sheet))
        node = tree.root
        while node is not None:
            self._node(node, 0)
            node = node.next
        self._figures, self._tree = before

    # -- programs and the figures they draw ---------------------------------------------------

    def _programs(self, tree: Any) -> dict[str, list[Any]]:
        """Return the figures drawn into elements of this tree, by the id of the element."""
        places: dict[str, list[Any]] = {}
        scripts = tree.css("script")
        self._shows_frames = any(_FRAME.search(raw_text(script)) for script in scripts)
        known = {n.attributes.get("id") for n in tree.css("[id]")} if scripts else set()
        for script in scripts:
            attributes = script.attributes
            target = attributes.get("data-for")
            if target in known and "json" in str(attributes.get("type")):
                figure = widget_of_r(raw_text(script))
                if figure is not None and _is_plotly(tree, str(target)):
                    places.setdefault(str(target), []).append(figure)
                continue
            for call in plotly_calls(raw_text(script)):
                if call.target in known:
                    places.setdefault(call.target, []).append(call.figure)
        return places

    def _script(self, node: Any) -> None:
        text, kind = raw_text(node), str(node.attributes.get("type") or "")
        if kind.startswith("math/tex"):
            self._out.append(self._context.formulas.html(text, block="display" in kind))
        elif "json" in kind:
            place = node.attributes.get("data-for")
            if place and place not in self._figures:
                self._note_program()  # a widget of R that is no figure of plotly
        elif kind not in _DATA:
            address = str(node.attributes.get("src") or "").lower()
            if address and not text.strip() and not _LIBRARY.search(address):
                self._note_program()
            played = self._shows_frames and _PLAYER.search(text)
            table = stored_table(text)
            shown = played or (table and table[0] in self._tables) or is_helper(text)
            if text.strip() and not is_library(text) and not shown:
                self._program(text)

    def _program(self, text: str) -> None:
        """Write the figures, chart or frames that a program would show; else name it."""
        frames = [re.sub(r"\\\r?\n", "", found) for found in _FRAME.findall(text)]
        calls = plotly_calls(text)
        for call in calls:
            if call.target not in self._figures:
                self._figure(call.figure)
        chart = None if calls else _chart(text, self._context)
        if chart:
            self._out.append(chart)
        elif frames and not calls:
            self._frames(frames)
        elif not calls:
            self._note_program()

    def _stands_alone(self) -> bool:
        """Whether a paragraph may stand here."""
        return not _LINES.intersection(self._stack)

    def _note(self, key: str) -> str:
        return self._losses.block(key) if self._stands_alone() else self._losses.inline(key)

    def _note_program(self) -> None:
        """Say once in an output that a program is left out."""
        note = self._note("script_left")
        if note not in self._out:
            self._out.append(note)

    def _figure(self, figure: Any) -> None:
        self._out.append(
            self._note("figure_computed") if figure is None else self._context.figure(figure)
        )

    def _frames(self, frames: list[str]) -> None:
        """Write the frames of an animation side by side, which needs no program."""
        found = [self._context.image(frame.replace("\\/", "/")) for frame in frames]
        kept = [frame for frame in found if frame]
        if not kept:
            self._note_program()
            return
        note = escape(self._words["frames_of"].format(count=len(kept)))
        images = "".join(
            f'<img alt="{at}" src="{escape(f)}">' for at, f in enumerate(kept, start=1)
        )
        self._out.append(
            f'<p class="fig-note">{note}</p><div class="frames" tabindex="0">{images}</div>'
        )

    # -- the tree -----------------------------------------------------------------------------

    def _node(self, node: Any, depth: int) -> None:
        tag = str(node.tag or "")
        if tag == "-text":
            self._text(node.text_content or "")
        elif tag.startswith(("-", "_", "!")):
            return
        elif depth > _DEEPEST:
            self._text(
                "".join(
                    t.text_content or ""
                    for t in node.traverse(include_text=True)
                    if t.tag == "-text"
                )
            )
        else:
            self._element(tag, node, depth)

    def _inside(self, node: Any, depth: int) -> None:
        for child in children(node):
            self._node(child, depth + 1)

    def _text(self, data: str) -> None:
        data = plain(data) if self._output else plain_marks(data)
        if (
            self._output
            and not _NO_FORMULA.intersection(self._stack)
            and "\ue005" not in self._stack
        ):
            self._out.append(self._context.formulas.in_text(data))
        else:
            self._out.append(escape(data))
        for title in self._titles:
            title.append(data)

    def _element(self, tag: str, node: Any, depth: int) -> None:
        values = _attributes(node)
        name = values.get("id", "")
        if name in self._figures and tag not in {"script", "html", "body"}:
            for figure in self._figures[name]:
                self._figure(figure)
            return
        if name.removesuffix("_fallback") in self._tables:  # the other holds the first rows alone
            table = self._tables.get(name, "")
            self._tables |= {name: ""} if table else {}  # it stands once
            self._fragment(table)
            return
        write = getattr(self, f"_write_{tag}", None) if tag in _SPECIAL else None
        if write is not None:
            write(node, values, depth)
        elif tag in _HEADINGS:
            self._write_heading(tag, node, values, depth)
        elif tag in _PROGRAMS:
            self._write_program(tag, node, values, depth)
        elif tag not in _UNSEEN:
            self._write_plain(_RENAME.get(tag, tag), node, values, depth)

    def _write_plain(self, tag: str, node: Any, values: dict[str, str], depth: int) -> None:
        if tag not in _KEEP:
            before = len(self._out)
            self._inside(node, depth)
            if "-" in tag and not "".join(self._out[before:]).strip():
                self._note_program()  # an element of the author's own, which a program fills
            return
        if self._tooltips and tag == "span" and node.child is None:
            return
        behind, lost = self._behind(values.get("style", ""))
        attributes = self._common(tag, _in_css(str(node.tag), values), behind)
        outer = tag == "table" and "table" not in self._stack
        if outer:
            self._out.append('<div class="scroll">')
        after = ""
        if tag == "a":
            link, after = self._link(values)
            attributes += link
        if tag == "th":
            attributes += ' scope="col"' if "thead" in self._stack else ' scope="row"'
        self._out.append(f"<{tag}{attributes}>")
        for address in lost:
            self._left_picture(self._words["left_picture"], address)
        if tag not in _VOID:
            marks = [tag, "\ue005"] if _ignored(values) else [tag]
            self._stack += marks
            self._inside(node, depth)
            del self._stack[-len(marks) :]
            self._out.append(f"</{tag}>{after}")
        if outer:
            self._out.append("</div>")

    def _behind(self, style: str) -> tuple[str, list[str]]:
        """Return the pictures behind an element as a style, and the addresses of those left out."""
        kept, lost = [], []
        for match in _BEHIND.finditer(style):
            address = unescape(next(part for part in match.groups() if part is not None)).strip()
            found = self._context.image(address)
            if found:
                kept.append(f'background-image:url("{found}")')
            elif address and not address.startswith("#"):
                lost.append(address)
        return ";".join(kept), lost

    def _id_of(self, values: Mapping[str, str]) -> str:
        """Return the attribute of an id, apart from those of other texts."""
        if not values.get("id"):
            return ""
        self.ids[values["id"]] = scoped(self.scope, values["id"])
        return f' id="{self.ids[values["id"]]}"'

    def _common(self, tag: str, values: Mapping[str, str], more: str = "") -> str:
        found = [self._id_of(values)]
        tip = self._tooltips.get(values.get("id", ""))
        values = {**values, "title": tip} if tip else values
        names = [f"u-{n}" for n in values.get("class", "").split() if re.fullmatch(r"[\w-]+", n)]
        if names:
            found.append(f' class="{" ".join(names)}"')
        own = clean_declarations(values.get("style", ""), self._variables)
        style = ";".join(filter(None, (own, more)))
        if style:
            found.append(f' style="{escape(style)}"')
        found += [
            f' {name}="{values[name]}"'
            for name in ("lang", "dir")
            if re.fullmatch(r"[A-Za-z-]{2,20}", values.get(name, ""))
        ]
        found += [
            f' {name}="{escape(values[name])}"'
            for name in sorted({"title", *_ATTRIBUTES.get(tag, ())})
            if name in values and (name not in {"width", "height"} or values[name].isdigit())
        ]
        return "".join(found)

    def _link(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Return the attributes of a link, and what stands after one that leads nowhere."""
        address = values.get("href", "").strip()
        safe = web_address(address)
        if safe:
            return (
                f' class="ext" href="{escape(safe)}" target="_blank" rel="noopener noreferrer"',
                "",
            )
        if _OTHER_ADDRESS.match(address):
            return f' href="{escape(address)}"', ""
        name = values.get("download") or "data.csv"
        if "download" in values and _STORED_FILE.match(address) and _FILE_NAME.fullmatch(name):
            return f' href="{escape(address)}" download="{escape(name)}"', ""
        if address.startswith("#") or ".ipynb" in address.lower():
            return f' href="\ue002{escape(self.scope)}|{escape(address)}\ue003"', ""
        if not address:
            return "", ""
        kind = address.partition(":")[0].lower() if re.match(r"^[A-Za-z][\w+.-]*:", address) else ""
        shown = kind or address
        return "", " " + self._losses.inline("link_left", address=_short(shown))

    # -- elements with rules of their own -------------------------------------------------------

    def _write_script(self, node: Any, values: dict[str, str], depth: int) -> None:  # noqa: ARG002
        self._script(node)

    def _write_style(self, node: Any, values: dict[str, str], depth: int) -> None:  # noqa: ARG002
        sheet = clean_stylesheet(raw_text(node), f"#{self.scope}", self.scope, self._variables)
        self.stylesheets.append(sheet)

    def _write_math(self, node: Any, values: dict[str, str], depth: int) -> None:  # noqa: ARG002
        self._out.append(self._context.formulas.mathml(node))

    def _write_svg(self, node: Any, values: dict[str, str], depth: int) -> None:  # noqa: ARG002
        left: list[str] = []
        address = svg_of_tree(node, left, self._tree)
        title = node.css_first("title")
        alt = raw_text(title).strip() if title else self._words["picture"]
        if address:
            kept = {k: v for k, v in values.items() if k in {"class", "style"}} | {"alt": alt}
            kept["style"] = _with_width(values)
            self._out.append(f'<img{self._common("img", kept)} src="{address}">')
            self._left_of_picture(left)
        else:
            self._out.append(self._losses.inline("picture_unreadable"))

    def _left_of_picture(self, addresses: Iterable[str]) -> None:
        """Say which pictures inside a picture are left out."""
        label = self._words["left_picture"]
        for address in dict.fromkeys(addresses):
            self._left_picture(label, address)

    def _left_picture(self, label: str, address: str) -> None:
        left = f"{label} ({self._words['left']}: {_short(address)})"
        self._losses.add(left)
        self._out.append(f'<span class="left-out">{escape(left)}</span>')

    def _write_img(self, node: Any, values: dict[str, str], depth: int) -> None:  # noqa: ARG002
        alt = values.get("alt") or values.get("title") or ""
        sources = _picture_sources(node, values)
        for source in sources:
            left: list[str] = []
            if found := self._context.image(source, left):
                kept = self._common("img", {**_sized(values), "alt": alt})
                self._out.append(f'<img{kept} src="{escape(found)}">')
                self._left_of_picture(left)
                return
        if sources:
            self._left_picture(alt or self._words["left_picture"], sources[0])
        else:  # what a browser shows of a picture without an address
            self._text(alt)

    def _write_input(self, node: Any, values: dict[str, str], depth: int) -> None:  # noqa: ARG002
        kind = values.get("type", "text").lower()
        if kind in {"checkbox", "radio"}:
            on, off = ("☑", "☐") if kind == "checkbox" else ("◉", "○")
            ticked = "checked" in values
            marks = [INPUT, *([CHECKED] * ticked), *([DISABLED] * ("disabled" in values))]
            classes = " ".join([values.get("class", ""), *marks])
            kept = self._common("span", {**values, "class": classes})
            self._out.append(f"<span{kept}>{on if ticked else off} </span>")
        elif kind in {"hidden", "image", "file", "password"}:
            return
        else:
            self._field(values.get("value") or values.get("placeholder") or "")

    def _field(self, text: str) -> None:
        """Write what a field of a form shows; it cannot be used here."""
        if text.strip():
            self._out.append(f'<span class="field">{escape(text)}</span>')

    def _write_textarea(self, node: Any, values: dict[str, str], depth: int) -> None:  # noqa: ARG002
        self._field(plain(raw_text(node)))

    def _write_button(self, node: Any, values: dict[str, str], depth: int) -> None:
        start = len(self._out)
        self._inside(node, depth)
        inside = "".join(self._out[start:])
        hidden = clean_declarations(values.get("style", "")) == "display:none"
        shown = inside.strip() and not hidden
        self._out[start:] = [f'<span class="field">{inside}</span>'] if shown else []

    def _write_select(self, node: Any, values: dict[str, str], depth: int) -> None:  # noqa: ARG002
        options = node.css("option")
        chosen = [o for o in options if "selected" in o.attributes] or options[:1]
        for option in options:
            text = plain(" ".join(raw_text(option).split()))
            here = any(option.mem_id == c.mem_id for c in chosen)
            self._out.append(f'<span class="field">{"● " if here else ""}{escape(text)}</span> ')

    def _write_progress(self, node: Any, values: dict[str, str], depth: int) -> None:  # noqa: ARG002
        try:
            share = float(values.get("value", "")) / float(values.get("max", "") or 1)
            self._field(f"{share:.0%}")
        except (ValueError, ZeroDivisionError):
            self._field(plain(raw_text(node)))

    _write_meter = _write_progress

    def _write_audio(self, node: Any, values: dict[str, str], depth: int) -> None:  # noqa: ARG002
        tag = str(node.tag)
        sources = [
            values.get("src", ""),
            *(s.attributes.get("src") or "" for s in node.css("source")),
        ]
        given = [source.strip() for source in sources if source.strip()]
        for source in given:
            address = _media(source, self._context)
            if address:
                self._out.append(f'<{tag} controls src="{escape(address)}"></{tag}>')
                return
        self._out.append(self._left_away(f"left_{tag}", given[0] if given else ""))

    _write_video = _write_audio

    def _left_away(self, key: str, address: str) -> str:
        """Return the sentence about something that lies elsewhere, with a link where allowed."""
        safe = web_address(address)
        named = outside_link(safe, escape(safe)) if safe else escape(_short(address))
        where = f": {named}" if address and not address.startswith("data:") else ""
        return self._losses.html(
            f"{escape(self._words[key])} ({escape(self._words['left'])}{where})",
            block=self._stands_alone(),
        )

    def _write_iframe(self, node: Any, values: dict[str, str], depth: int) -> None:  # noqa: ARG002
        inner = self._page_inside(values)
        if inner is None or self._nested > 2:
            self._out.append(self._left_away("left_page", values.get("src", "").strip()))
            return
        self._nested += 1
        before = len(self._out)
        self._out.append('<div class="page-inside">')
        self._fragment(inner)
        self._out.append("</div>")
        if not re.sub(
            r"<(?!img|audio|video|hr|figure|p class=.left)[^>]*>|\s",
            "",
            "".join(self._out[before:]),
        ):
            self._out[before:] = [self._left_away("left_page", values.get("src", "").strip())]
        self._nested -= 1

    def _page_inside(self, values: Mapping[str, str]) -> str | None:
        """Return the HTML of a frame that the notebook holds or that lies beside it."""
        if values.get("srcdoc", "").strip():
            return values["srcdoc"]
        address = values.get("src", "").strip()
        stored = re.match(r"(?is)^data:text/html([^,]*),(.*)$", address)
        if stored:
            try:
                content = unquote_to_bytes(stored[2])
                content = base64.b64decode(content) if "base64" in stored[1].lower() else content
            except ValueError:
                return None
            return plain(content.decode("utf-8", "replace"))
        path = self._context.file(address)
        if path is not None and path.suffix.lower() in {".html", ".htm", ".xhtml"}:
            return plain(path.read_text(encoding="utf-8", errors="replace"))
        return None

    def _write_program(self, tag: str, node: Any, values: dict[str, str], depth: int) -> None:
        before = len(self._out)
        if tag == "object" and values.get("data"):
            found = self._context.image(values["data"])
            if found:
                self._out.append(
                    f'<img alt="{escape(self._words["picture"])}" src="{escape(found)}">'
                )
                return
        self._inside(node, depth)
        if not "".join(self._out[before:]).strip():
            self._note_program()

    def _write_heading(self, tag: str, node: Any, values: dict[str, str], depth: int) -> None:
        top = not self._stack
        start = len(self._out)
        self._titles.append([])
        self._stack.append(tag)
        self._inside(node, depth)
        self._stack.pop()
        written = " ".join("".join(self._titles.pop()).split())
        text = " ".join(self._spelt(written, 1).split())
        inside = "".join(self._out[start:])
        if self._heading is None or self._nested:
            opening, closing = f'<p{self._id_of(values)} class="out-heading u--{tag}">', "</p>"
        else:
            names = [self._spelt(written, 2), values.get("id", "")]
            opening, closing = self._heading(int(tag[1]), text, names, top)
        self._out[start:] = [opening, inside, closing]

    def _spelt(self, text: str, form: int) -> str:
        """Return a text with what was set aside as plain words (1) or as its source (2)."""

        def put(match: re.Match[str]) -> str:
            number = int(match[1])
            return self.kept[number][form] if number < len(self.kept) else ""

        return plain(re.sub("\ue000(\\d+)\ue001", put, text))


_SPECIAL = frozenset(
    name.removeprefix("_write_") for name in vars(Cleaner) if name.startswith("_write_")
) - {"plain", "heading", "program"}


def plain_marks(data: str) -> str:
    """Return text without the marks of this package but those of formulas and code set aside."""
    return re.sub("[\ue002-\ue00f]", "", data)


def scoped(scope: str, name: str) -> str:
    """Return an id of the page for an id that a fragment uses.

    The underscore keeps it apart from headings, whose ids have none, and from the page's own.
    """
    return f"{scope}_{re.sub(r'[^A-Za-z0-9_-]', '-', name)}"


def _is_plotly(tree: Any, name: str) -> bool:
    """Whether the element of this id is the place of one of plotly's figures."""
    found = (n for n in tree.css("[id]") if n.attributes.get("id") == name)
    return any("plotly" in (n.attributes.get("class") or "") for n in found)


def _in_css(tag: str, values: dict[str, str]) -> dict[str, str]:
    """Return attributes with what old HTML says about colours and places as style and class.

    Examples
    --------
    >>> _in_css("p", {"align": "center", "style": "color: red"})["style"]
    'text-align:center;color: red'
    """
    made = []
    if tag == "font" and values.get("color"):
        made.append(f"color:{values['color']}")
    side = "center" if tag == "center" else values.get("align", "").lower()
    if side in _SIDES and tag not in {"td", "th", "tr", "table", "img"}:
        made.append(f"text-align:{side}")
    if values.get("bgcolor"):
        made.append(f"background-color:{values['bgcolor']}")
    style = ";".join([*made, values.get("style", "")]) if made else values.get("style", "")
    classes = f"{values.get('class', '')} {LABEL}" if tag == "label" else values.get("class", "")
    return {**values, "style": style, "class": classes}


def _no_scope(attributes: str) -> str:
    return re.sub(r' scope="\w+"', "", attributes)


def _ignored(values: Mapping[str, str]) -> bool:
    return bool(
        re.search(r"(?:^|\s)(?:tex2jax_ignore|mathjax_ignore)(?:\s|$)", values.get("class", ""))
    )


def _short(text: str) -> str:
    return text if len(text) < 200 else text[:80] + "…"


def _sized(values: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes of a picture with its size in pixels, or as a share in its style."""
    made = dict(values)
    for name in ("width", "height"):
        size = re.fullmatch(r"\s*(\d+)(?:\.\d+)?\s*(px|%)?\s*", values.get(name, ""))
        if size and size[2] == "%" and name == "width":
            made["style"] = f"width:{size[1]}%;{made.get('style', '')}"
        elif size and size[2] != "%":
            made[name] = size[1]
    return made


def _with_width(values: Mapping[str, str]) -> str:
    """Return the style of a drawing; where it has a height and a box alone, with its width.

    Examples
    --------
    >>> _with_width({"viewBox": "0 0 250 130", "style": "height: 2em; color: red"})
    'width:3.846em;max-width:none;height: 2em; color: red'
    """
    style = values.get("style", "")
    high = re.search(r"(?:^|[;\s])height\s*:\s*([\d.]+)(em|rem|px)", style)
    box = re.findall(r"[\d.]+", values.get("viewBox", ""))
    if not high or "width" in style or "width" in values or len(box) != 4 or not float(box[3]):
        return style
    width = float(high[1]) * float(box[2]) / float(box[3])
    return f"width:{width:.4g}{high[2]};max-width:none;{style}"


def _picture_sources(node: Any, values: Mapping[str, str]) -> list[str]:
    """Return the addresses of a picture, in one size or several, also those that a program loads.

    ``values`` are its attributes; those of the ``source`` elements beside it count as well.
    """
    around = node.parent
    beside = children(around) if around is not None and around.tag == "picture" else ()
    sets = [n.attributes.get("srcset") or "" for n in beside if n.tag == "source"]
    sets += [values.get("srcset", ""), values.get("data-srcset", "")]
    listed = [address for text in sets for address in _SET.findall(text)]
    named = [values.get("src", ""), *listed, values.get("data-src", "")]
    return [address.strip() for address in named if address.strip()]


def _media(address: str, context: Context) -> str | None:
    """Return a sound or film as a ``data:`` address, from the notebook or from beside it."""
    stored = _MEDIA.match(address)
    if stored:
        return f"data:{stored[1]}/{stored[2]};base64,{''.join(stored[3].split())}"
    path = context.file(unquote(address))
    found = mimetypes.guess_type(path.name)[0] if path else None
    if path is None or not str(found).startswith(("audio/", "video/")):
        return None
    return f"data:{found};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def _chart(text: str, context: Context) -> str | None:
    """Return a chart of Vega that a program would draw, as a picture."""
    from ca_summit.report.vega import embedded_spec, vega_html

    spec = embedded_spec(text)
    return vega_html(spec, context) if spec is not None else None
