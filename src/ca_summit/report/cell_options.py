"""Read how authors say that a cell is to be shown: Quarto, Jupyter Book, MyST, GitHub."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_OPTION = re.compile(r"^\s*(?:#|//|%%|--|;)\|\s?(?P<line>.*)$")
_ENTRY = re.compile(r"^(?P<key>[A-Za-z][\w.-]*)\s*:\s*(?P<value>.*)$")
_FENCE = re.compile(r"^ {0,3}(?P<mark>`{3,}|~{3,}|:{3,})\s*(?P<info>[^`]*)$")
_MYST = re.compile(r"^\{(?P<name>[\w-]+)\}\s*(?P<title>.*)$")
_QUARTO = re.compile(r"^\{?\s*\.callout-(?P<name>\w+)(?P<rest>[^}]*)\}?$")
_ALERT = re.compile(r"^>\s*\[!(?P<name>\w+)\]\s*(?P<title>.*)$")
_ATTRIBUTES = r"\{(?:\s*(?:[#.][\w:.-]+|-|[\w-]+=(?:\"[^\"]*\"|[^\s{}]+)))+\s*\}"
#: A box of Quarto that only places what stands in it: columns, tabs, margins.
_PLAIN_BOX = re.compile(rf"^ {{0,3}}:{{3,}}\s*{_ATTRIBUTES}\s*$")
_HEADING = re.compile(rf"^(?P<text>#{{1,6}}\s.*?\S)\s*(?P<marks>{_ATTRIBUTES})\s*$")
_PICTURE = re.compile(rf"(!\[[^\]]*\]\([^()]*\)){_ATTRIBUTES}")
#: A text without any of these holds no mark of Quarto, MyST or GitHub.
_MARKED = re.compile(rf"(?m)^\s{{0,3}}(?:>\s*\[!|:{{3,}}|[`~]{{3,}}\s*\{{)|{_ATTRIBUTES}")
_KINDS = {
    "note": "note",
    "seealso": "note",
    "hint": "tip",
    "tip": "tip",
    "important": "important",
    "warning": "warning",
    "attention": "warning",
    "caution": "warning",
    "danger": "warning",
    "error": "warning",
    "admonition": "note",
    "dropdown": "note",
    "margin": "note",
    "topic": "note",
}
_NO = frozenset({"false", "no", "off"})


@dataclass
class CellMarks:
    """What the author asked for one code cell.

    Attributes
    ----------
    source
        The code without the lines that hold the marks.
    show_code, show_output
        ``True``, ``False`` (left out), ``None`` (as the page does it).
    fold_output
        Whether the output is folded away until opened.
    caption, label, alt
        Of the figure that the cell shows.
    left_out
        Whether the whole cell is left out.
    """

    source: str
    show_code: bool | None = None
    show_output: bool | None = None
    fold_output: bool = False
    left_out: bool = False
    caption: list[str] = field(default_factory=list)
    label: str = ""
    alt: str = ""


def cell_marks(source: str, metadata: Mapping[str, Any], document: Mapping[str, str]) -> CellMarks:
    r"""Return what Quarto's comment lines, tags and Jupyter's own settings say about a code cell.

    Parameters
    ----------
    source
        Code of the cell.
    metadata
        Metadata of the cell.
    document
        Settings of the whole notebook, from its front matter.

    Examples
    --------
    >>> marks = cell_marks("#| echo: false\n#| fig-cap: 'Wells'\nplot()", {}, {})
    >>> marks.source, marks.show_code, marks.caption
    ('plot()', False, ['Wells'])
    """
    rows = source.split("\n")
    lines: list[str] = []
    while len(lines) < len(rows) and (found := _OPTION.match(rows[len(lines)])):
        lines.append(found["line"])
    options = {**document, **options_of(lines)}
    tags = set(map(str, metadata.get("tags") or []))
    own = metadata.get("jupyter")
    jupyter: Mapping[str, Any] = own if isinstance(own, dict) else {}

    def tagged(*names: str) -> bool:
        return any(name in tags or name.replace("-", "_") in tags for name in names)

    made = CellMarks("\n".join(rows[len(lines) :]))
    if _is_no(options.get("include")):
        made.left_out = True
    if tagged("remove-cell"):
        made.left_out = True
    if _is_no(options.get("echo")) or tagged("remove-input") or metadata.get("hide_input") is True:
        made.show_code = False
    elif tagged("show-input") or str(options.get("code-fold", "")).lower() == "show":
        made.show_code = True
    if _is_no(options.get("output")) or tagged("remove-output"):
        made.show_output = False
    made.fold_output = (
        tagged("hide-output", "hide-cell") or jupyter.get("outputs_hidden") is True
    ) and made.show_output is not False
    captions = options.get("fig-cap") or options.get("tbl-cap") or ""
    made.caption = [c for c in (captions if isinstance(captions, list) else [captions]) if c]
    made.label = str(options.get("label") or "")
    made.alt = str(options.get("fig-alt") or "")
    return made


def options_of(lines: Iterable[str]) -> dict[str, Any]:
    """Return the entries of simple YAML: ``key: value``, lists with dashes, texts over lines.

    Examples
    --------
    >>> options_of(['title: "A: b"', 'fig-cap:', '  - one', '  - two', 'about: |', '  x', '  y'])
    {'title': 'A: b', 'fig-cap': ['one', 'two'], 'about': 'x y'}
    """
    found: dict[str, Any] = {}
    key, block = "", False
    for line in lines:
        entry = _ENTRY.match(line)
        if entry:
            key, value = entry["key"], entry["value"].strip()
            block = value in {"|", ">", "|-", ">-"}
            listed = re.fullmatch(r"\[(.*)\]", value)
            found[key] = (
                [_value(v) for v in listed[1].split(",")]
                if listed
                else ""
                if block
                else _value(value)
            )
        elif key and (item := re.match(r"^\s*-\s+(.*)$", line)):
            kept = found[key] if isinstance(found[key], list) else []
            found[key] = [*kept, _value(item[1])]
        elif key and block and line.strip():
            found[key] = f"{found[key]} {line.strip()}".strip()
        elif key and (inner := _ENTRY.match(line.strip())):
            found[f"{key}.{inner['key']}"] = _value(inner["value"].strip())
    return found


def _value(text: str) -> str:
    text = text.strip()
    quoted = re.fullmatch(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'", text)
    if not quoted:
        return re.sub(r"\s+#.*$", "", text)
    return (
        re.sub(r"\\(.)", r"\1", quoted[1])
        if quoted[1] is not None
        else quoted[2].replace("''", "'")
    )


def _is_no(value: Any) -> bool:
    return str(value).strip().lower() in _NO


def front_matter(source: str) -> dict[str, Any] | None:
    r"""Return the entries of YAML front matter, or None if a text is none.

    Examples
    --------
    >>> front_matter("---\ntitle: Wells\n---")
    {'title': 'Wells'}
    """
    found = re.fullmatch(r"\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\s*", source, re.DOTALL)
    if not found:
        return None
    entries = options_of(found[1].split("\n"))
    return entries or None


def admonitions(source: str, words: Mapping[str, str]) -> str:
    r"""Return Markdown with the notes and warnings of MyST, Quarto and GitHub as boxes.

    Examples
    --------
    >>> print(admonitions("> [!NOTE]\n> Read.", {"callout_note": "Note"}))
    <div class="callout callout-note"><p class="callout-title">Note</p>
    <BLANKLINE>
    Read.
    <BLANKLINE>
    </div>
    """
    if not _MARKED.search(source):
        return source
    return "\n".join(_Boxes(source.split("\n"), words).lines())


class _Boxes:
    """Read Markdown line by line and turn marked parts into boxes; code stays as it is."""

    def __init__(self, lines: list[str], words: Mapping[str, str]) -> None:
        self._lines, self._words = lines, words
        self._made: list[str] = []
        self._open: list[str] = []  # fences that close the boxes around this line
        self._code = ""  # fence that closes the code around this line

    def lines(self) -> list[str]:
        """Return all lines; boxes left open end with the text."""
        at = 0
        while at < len(self._lines):
            at = self._read(at)
        return [*self._made, *(["", "</div>"] * len(self._open))]

    def _read(self, at: int) -> int:
        """Take one line, or those of one mark; return the number of the next line."""
        line = self._lines[at]
        fence = _FENCE.match(line)
        ends = fence is not None and not fence["info"].strip()
        if self._code:
            if fence and ends and fence["mark"].startswith(self._code):
                self._code = ""
            self._made.append(line)
        elif (alert := _ALERT.match(line)) and alert["name"].lower() in _KINDS:
            return self._alert(alert, at + 1)
        elif fence and ends and self._open and fence["mark"] == self._open[-1]:
            self._open.pop()
            self._made += ["", "</div>"]
        elif fence and (box := _box(fence)):
            return self._box(fence["mark"], *box, at + 1)
        elif fence and _PLAIN_BOX.match(line):
            self._open.append(fence["mark"])
            self._made += ["<div>", ""]
        else:
            is_code = fence is not None and fence["mark"][0] in "`~"
            self._code = fence["mark"] if fence and is_code else ""
            self._made.append(line if is_code else _without_attributes(line))
        return at + 1

    def _alert(self, alert: re.Match[str], at: int) -> int:
        inside = []
        while at < len(self._lines) and self._lines[at].startswith(">"):
            inside.append(re.sub(r"^> ?", "", self._lines[at]))
            at += 1
        opening = _opening(alert["name"], alert["title"], self._words)
        self._made += [opening, "", *inside, "", "</div>"]
        return at

    def _box(self, mark: str, name: str, title: str, at: int) -> int:
        following = self._lines[at] if at < len(self._lines) else ""
        if not title and (heading := re.match(r"^#{1,6}\s+(.*)$", following)):
            title, at = heading[1], at + 1
        while at < len(self._lines) and re.match(r"^:[\w-]+:", self._lines[at]):
            at += 1
        self._open.append(mark)
        self._made += [_opening(name, title, self._words), ""]
        return at


def _without_attributes(line: str) -> str:
    """Return a line without the attributes that pandoc reads behind headings and pictures.

    Examples
    --------
    >>> _without_attributes("## Wells {#sec-wells .unnumbered}")
    '## Wells <a id="sec-wells"></a>'
    >>> _without_attributes("![map](map.png){#fig-map width=50%}")
    '![map](map.png)'
    """
    line = _PICTURE.sub(r"\1", line)
    heading = _HEADING.match(line)
    if not heading:
        return line
    name = re.search(r"#([\w:.-]+)", heading["marks"])
    return heading["text"] + (f' <a id="{name[1]}"></a>' if name else "")


def _box(fence: re.Match[str]) -> tuple[str, str] | None:
    """Return kind and title of a fence that opens a box, or None."""
    info = fence["info"].strip()
    myst = _MYST.match(info)
    if myst and myst["name"].lower() in _KINDS:
        return myst["name"], myst["title"]
    quarto = _QUARTO.match(info) if fence["mark"][0] == ":" else None
    if quarto and quarto["name"].lower() in _KINDS:
        title = re.search(r"title\s*=\s*\"([^\"]*)\"", quarto["rest"])
        return quarto["name"], title[1] if title else ""
    return None


def _opening(name: str, title: str, words: Mapping[str, str]) -> str:
    kind = _KINDS[name.lower()]
    shown = escape(title.strip()) or escape(words[f"callout_{kind}"])
    return f'<div class="callout callout-{kind}"><p class="callout-title">{shown}</p>'
