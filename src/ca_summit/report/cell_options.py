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
    if not re.search(r"(?m)^\s{0,3}(?:>\s*\[!|:{3,}|[`~]{3,}\s*\{)", source):
        return source
    made: list[str] = []
    open_boxes: list[str] = []
    lines = source.split("\n")
    code, at = "", 0
    while at < len(lines):
        line = lines[at]
        at += 1
        fence = _FENCE.match(line)
        if code:
            if fence and fence["mark"].startswith(code) and not fence["info"].strip():
                code = ""
            made.append(line)
            continue
        alert = _ALERT.match(line)
        if alert and alert["name"].lower() in _KINDS:
            inside = []
            while at < len(lines) and lines[at].startswith(">"):
                inside.append(re.sub(r"^> ?", "", lines[at]))
                at += 1
            made += [_opening(alert["name"], alert["title"], words), "", *inside, "", "</div>"]
            continue
        if fence and open_boxes and fence["mark"] == open_boxes[-1] and not fence["info"].strip():
            open_boxes.pop()
            made += ["", "</div>"]
            continue
        box = _box(fence) if fence else None
        if fence and box:
            name, title = box
            if (
                at < len(lines)
                and not title
                and (heading := re.match(r"^#{1,6}\s+(.*)$", lines[at]))
            ):
                title, at = heading[1], at + 1
            while at < len(lines) and re.match(r"^:[\w-]+:", lines[at]):
                at += 1
            open_boxes.append(fence["mark"])
            made += [_opening(name, title, words), ""]
            continue
        if fence and fence["mark"][0] in "`~":
            code = fence["mark"]
        made.append(line)
    return "\n".join([*made, *(["", "</div>"] * len(open_boxes))])


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
