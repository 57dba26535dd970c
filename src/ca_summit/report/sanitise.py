"""Rewrite foreign HTML so that nothing in it can run, load or leave the page.

The cleaner never passes markup through: it reads tokens and writes its own, so that every ``<`` in
the result comes from a short list of harmless elements, whatever the input tried.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from ca_summit.report.styles import clean_declarations, clean_stylesheet
from ca_summit.report.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_KEEP = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "u",
        "ul",
        "var",
        "wbr",
        "audio",
        "video",
    ]
)
_RENAME = {
    "article": "div", "aside": "div", "center": "div", "font": "span", "footer": "div",
    "header": "div", "main": "div", "nav": "div", "section": "div", "strike": "s", "tt": "code",
    "big": "span", "form": "div", "fieldset": "div", "label": "span", "button": "span",
}  # fmt: skip
_DROP = frozenset(
    [
        "script",
        "template",
        "object",
        "embed",
        "applet",
        "noscript",
        "noembed",
        "noframes",
        "iframe",
        "frameset",
        "select",
        "textarea",
        "title",
        "head",
        "canvas",
        "math",
        "svg",
        "xmp",
        "plaintext",
        "dialog",
    ]
)
_PROGRAMS = frozenset(["script", "canvas", "iframe", "object", "embed", "applet"])
_VOID = frozenset(["br", "col", "hr", "img", "wbr"])
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_ATTRIBUTES = {
    "a": {"title"}, "abbr": {"title"}, "ol": {"start", "reversed", "type"}, "li": {"value"},
    "td": {"colspan", "rowspan", "align", "valign"}, "th": {"colspan", "rowspan", "align", "valign"},
    "col": {"span"}, "colgroup": {"span"}, "details": {"open"}, "time": {"datetime"},
    "img": {"alt", "title", "width", "height"}, "tr": {"align", "valign"},
}  # fmt: skip
_NUMBER_CELL = re.compile(
    r"<td([^>]*)>\s*([-+−]?[\d.,\s\u00a0\u202f]*\d[%]?|NaN|nan|&lt;NA&gt;|—)\s*</td>"
)
_DATE_CELL = re.compile(r"<td([^>]*)>\s*(\d{4}-\d\d(?:-\d\d)?)\s*</td>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ue000-\ue00f]")
_WEB_ADDRESS = re.compile(r"(?i)^https?://[^\s<>\"'\\]+$")


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


class Cleaner(HTMLParser):
    """Turn foreign HTML into harmless HTML.

    Parameters
    ----------
    scope
        Prefix that keeps ids of this fragment apart from those of others.
    image
        Gives the ``data:`` address for an image source, or None if it cannot be included.
    heading
        Gives the opening and closing markup for a heading (level, plain text, its id, whether it
        stands outside every other element); default: bold text.
    language_words
        The report's own words; default: English.

    Attributes
    ----------
    ids
        The ids found, and what they became.
    stylesheets
        The harmless part of each ``<style>`` found.
    programs
        Whether something was left out that runs or is loaded.
    """

    def __init__(
        self,
        scope: str,
        image: Callable[[str], str | None],
        heading: Callable[[int, str, str, bool], tuple[str, str]] | None = None,
        language_words: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(convert_charrefs=True)
        self._words = language_words or words("en")
        self.scope, self._image, self._heading = scope, image, heading
        self._out: list[str] = []
        self._stack: list[str] = []
        self._dropping: list[str] = []
        self._css: list[str] | None = None
        self._headings: list[tuple[int, str, list[str], int]] = []
        self.ids: dict[str, str] = {}
        self.stylesheets: list[str] = []
        self.programs = False

    def clean(self, source: str) -> str:
        """Return ``source`` rewritten; safe to place inside any block element."""
        self.feed(source)
        self.close()
        while self._stack:
            self._pop()
        body = "".join(self._out)
        body = re.sub(r"<th([^>]*)></th>", lambda m: f"<td{_no_scope(m[1])}></td>", body)
        body = _DATE_CELL.sub(r"<td\1 data-d>\2</td>", body)
        return _NUMBER_CELL.sub(r"<td\1 data-n>\2</td>", body)

    # -- tokens -------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write an opening tag, or begin to drop."""
        if tag == "style":
            self._css = []
            return
        values = {name: plain(value or "") for name, value in attrs}
        if tag == "iframe" and not self._dropping:
            self._note_frame(values.get("src", ""))
        self.programs |= tag in _PROGRAMS
        if tag in _DROP:
            self._dropping.append(tag)
            return
        if self._dropping:
            return
        if tag == "input":
            self._input(values)
        elif tag in _HEADINGS:
            self._open_heading(tag, values)
        elif tag == "img":
            self._img(values)
        else:
            self._element(_RENAME.get(tag, tag), values)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Treat ``<x/>`` as a browser does: only void elements close themselves."""
        self.handle_starttag(tag, attrs)
        if tag in _DROP and self._dropping:
            self._dropping.pop()
        elif tag == "style":
            self._css = None

    def handle_endtag(self, tag: str) -> None:
        """Write a closing tag if its element is open."""
        if tag == "style":
            if self._css is not None and not self._dropping:
                self.stylesheets.append(
                    clean_stylesheet("".join(self._css), f"#{self.scope}", self.scope)
                )
            self._css = None
            return
        if self._dropping:
            if tag in self._dropping:
                del self._dropping[self._dropping.index(tag) :]
            return
        tag = _RENAME.get(tag, tag)
        if tag in _VOID or tag not in self._stack:
            return
        while self._stack[-1] != tag:
            self._pop()
        self._pop()

    def handle_data(self, data: str) -> None:
        """Write text."""
        if self._css is not None:
            self._css.append(data)
        elif not self._dropping:
            text = escape(data.replace("\ue002", "").replace("\ue003", ""))
            self._out.append(text)
            for heading in self._headings:
                heading[2].append(data)

    # -- elements -----------------------------------------------------------------------------

    def _pop(self) -> None:
        tag = self._stack.pop()
        if tag in _HEADINGS:
            self._close_heading()
        else:
            self._out.append(f"</{tag}>")
            if tag == "table" and "table" not in self._stack:
                self._out.append("</div>")

    def _element(self, tag: str, values: dict[str, str]) -> None:
        if tag not in _KEEP:
            return
        if tag in {"audio", "video"}:
            source = values.get("src", "")
            if re.match(rf"^data:{tag}/[\w.+-]+;base64,[\w+/=]+$", source):
                self._out.append(f'<{tag} controls src="{source}"></{tag}>')
            return
        attributes = self._common(tag, values)
        if tag == "table" and "table" not in self._stack:
            self._out.append('<div class="scroll">')
        if tag == "a":
            attributes += self._link(values)
        if tag == "th":
            attributes += ' scope="col"' if "thead" in self._stack else ' scope="row"'
        self._out.append(f"<{tag}{attributes}>")
        if tag not in _VOID:
            self._stack.append(tag)

    def _common(self, tag: str, values: dict[str, str]) -> str:
        found = []
        if values.get("id"):
            self.ids[values["id"]] = scoped(self.scope, values["id"])
            found.append(f' id="{self.ids[values["id"]]}"')
        names = [f"u-{n}" for n in values.get("class", "").split() if re.fullmatch(r"[\w-]+", n)]
        if names:
            found.append(f' class="{" ".join(names)}"')
        style = clean_declarations(values.get("style", ""))
        if style:
            found.append(f' style="{escape(style)}"')
        found += [
            f' {name}="{values[name]}"'
            for name in ("lang", "dir")
            if re.fullmatch(r"[A-Za-z-]{2,20}", values.get(name, ""))
        ]
        found += [
            f' {name}="{escape(values[name])}"'
            for name in sorted(_ATTRIBUTES.get(tag, ()))
            if name in values and (name not in {"width", "height"} or values[name].isdigit())
        ]
        return "".join(found)

    def _link(self, values: dict[str, str]) -> str:
        address = values.get("href", "").strip()
        safe = web_address(address)
        if safe:
            return f' class="ext" href="{escape(safe)}" target="_blank" rel="noopener noreferrer"'
        if address.startswith("#") or ".ipynb" in address.lower():
            return f' href="\ue002{escape(self.scope)}|{escape(address)}\ue003"'
        return ""

    def _img(self, values: dict[str, str]) -> None:
        source = values.get("src", "").strip()
        found = self._image(source)
        if found:
            alt = values.get("alt") or values.get("title") or ""
            kept = self._common("img", {**values, "alt": alt})
            self._out.append(f'<img{kept} src="{escape(found)}">')
        elif source:
            label = values.get("alt") or self._words["left_picture"]
            shown = source if len(source) < 200 else source[:80] + "…"
            left = f"{label} ({self._words['left']}: {shown})"
            self._out.append(f'<span class="left-out">{escape(left)}</span>')

    def _input(self, values: dict[str, str]) -> None:
        if values.get("type") == "checkbox":
            self._out.append("☑ " if "checked" in values else "☐ ")

    def _note_frame(self, address: str) -> None:
        safe = web_address(address)
        where = f": {outside_link(safe, escape(safe))}" if safe else ""
        left = f"{self._words['left_page']} ({self._words['left']}{where})"
        self._out.append(f'<p class="left-out">{left}</p>')

    def _open_heading(self, tag: str, values: dict[str, str]) -> None:
        if any(open_tag in _HEADINGS for open_tag in self._stack):
            return
        self._headings.append((int(tag[1]), values.get("id", ""), [], len(self._out)))
        self._stack.append(tag)

    def _close_heading(self) -> None:
        level, anchor, words, start = self._headings.pop()
        inside = "".join(self._out[start:])
        if self._heading is None:
            opening, closing = '<p class="out-heading">', "</p>"
        else:
            opening, closing = self._heading(
                level, " ".join("".join(words).split()), anchor, not self._stack
            )
        self._out[start:] = [opening, inside, closing]


def scoped(scope: str, name: str) -> str:
    """Return an id of the page for an id that a fragment uses."""
    return f"{scope}-{re.sub(r'[^A-Za-z0-9_-]', '-', name)}"


def _no_scope(attributes: str) -> str:
    return re.sub(r' scope="\w+"', "", attributes)
