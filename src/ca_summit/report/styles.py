"""Keep the harmless part of foreign CSS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import tinycss2
from tinycss2.color3 import parse_color

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROPERTIES = frozenset(
    """
        color background background-color font-weight font-style font-family font-size
        font-variant font-variant-numeric text-align text-decoration text-transform text-indent
        vertical-align white-space word-break overflow-wrap line-height letter-spacing opacity
        border-collapse border-spacing caption-side list-style-type display width min-width
        max-width height min-height max-height table-layout empty-cells gap flex flex-wrap
        flex-direction align-items justify-content border border-top border-right border-bottom
        border-left border-color border-style border-width border-radius padding padding-top
        padding-right padding-bottom padding-left margin margin-top margin-right margin-bottom
        margin-left border-top-color border-bottom-color border-left-color border-right-color
        border-top-style border-bottom-style border-left-style border-right-style border-top-width
        border-bottom-width border-left-width border-right-width
        grid-template-columns grid-column grid-row grid-auto-flow column-gap row-gap
        """.split()
)
_VALUE = re.compile(r"^[\w\s.,%#()+\-/*]+$")
_FORBIDDEN = re.compile(r"(?i)url|expression|image|element|attr|var|env|src|paint")
_SELECTOR = re.compile(r"^[\w#.:*][\w\s.#:\-*>+~()]*$")
#: Classes of what stands for parts of a form: a sheet's rules for the elements hold for them.
CHECKED, INPUT, LABEL = "-checked", "-input", "-label"
_DARK, _LIGHT = 0.25, 0.8


def clean_declarations(text: str) -> str:
    """Return the harmless declarations of a ``style`` attribute.

    Text on a background of its own gets a colour that can be read in light and in dark. Nearly
    black or white text without one takes the colour of the page: its ground may be another here.

    Examples
    --------
    >>> clean_declarations("position: fixed; background-color: #ffff00; width: url(x)")
    'background-color:#ffff00;color:#111'
    >>> clean_declarations("background: var(--brand); color: white; font-weight: bold")
    'font-weight:bold'
    """
    found: dict[str, str] = {}
    stronger: dict[str, str] = {}
    written: dict[str, str] = {}
    for declaration in tinycss2.parse_blocks_contents(text, skip_comments=True):
        if declaration.type != "declaration":
            continue
        name = declaration.lower_name
        value = " ".join(tinycss2.serialize(declaration.value).split())
        written.setdefault(name, value)
        if name not in _PROPERTIES or not _VALUE.match(value) or _FORBIDDEN.search(value):
            continue
        if not (name.startswith("margin") and "-" in value):
            found[name] = value
            stronger[name] = " !important" if declaration.important else ""
    if _cut_off(written):
        return "display:none"
    if any(name.startswith("overflow") for name in written):
        # Nothing scrolls here: what is higher than its box would lie over what follows.
        found = {name: v for name, v in found.items() if name not in {"height", "max-height"}}
    ground = _lightness(found.get("background-color", found.get("background", "")))
    own = _lightness(found.get("color", ""))
    if ground is not None and "color" not in found:
        found["color"] = "#fff" if ground < 0.55 else "#111"
    elif ground is None and own is not None and not _DARK < own < _LIGHT:
        del found["color"]
    return ";".join(f"{name}:{value}{stronger.get(name, '')}" for name, value in found.items())


def _cut_off(written: Mapping[str, str]) -> bool:
    """Whether nobody, or a screen reader alone, meets an element that the page would show."""
    cut = re.match(r"(?:rect|inset)\(", written.get("clip", written.get("clip-path", "")))
    sizes = (written.get(name, "") for name in ("height", "max-height", "width"))
    empty = any(re.fullmatch(r"[01](?:px)?", size) for size in sizes)
    return bool(
        (cut and written.get("position", "").startswith("absolute"))
        or (empty and written.get("overflow") == "hidden")
    )


def clean_stylesheet(text: str, inside: str, scope: str) -> str:
    """Return the harmless rules of a stylesheet, made valid only below the selector ``inside``.

    Examples
    --------
    >>> clean_stylesheet("#T_1 td {color: red} @import 'x'; body {position: fixed}", "#o1", "o1")
    '#o1 #o1_T_1 td{color:red}'
    >>> clean_stylesheet("~ * {display: none} td ~ td {width: 3em}", "#o1", "o1")
    '#o1 td ~ td{width:3em}'
    """
    rules = []
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        declarations = clean_declarations(tinycss2.serialize(rule.content))
        prelude = " ".join(tinycss2.serialize(rule.prelude).split())
        # What begins with a combinator would reach what stands beside the output.
        selectors = [
            f"{inside} {_rename(part, scope)}"
            for part in map(str.strip, re.split(r",(?![^(]*\))", prelude))
            if _SELECTOR.match(part)
        ]
        if declarations and selectors:
            rules.append(f"{','.join(selectors)}{{{declarations}}}")
    return "\n".join(rules)


def _rename(selector: str, scope: str) -> str:
    selector = re.sub(r"\.([A-Za-z_][\w-]*)", r".u-\1", selector)
    selector = selector.replace(":checked", f".u-{CHECKED}")
    selector = re.sub(r"(?<![\w.#:-])(input|label)(?![\w-])", r".u--\1", selector)
    return re.sub(r"#([\w-]+)", rf"#{scope}_\1", selector)


def _lightness(colour: str) -> float | None:
    """Return how light a colour is, from 0 to 1; None without an opaque colour."""
    for token in tinycss2.parse_component_value_list(colour):
        inner = token.arguments if token.type == "function" else []
        for candidate in (token, *inner):
            parsed = parse_color(candidate)
            if parsed is not None and not isinstance(parsed, str):
                if parsed.alpha < 0.5:
                    return None
                return float(0.299 * parsed.red + 0.587 * parsed.green + 0.114 * parsed.blue)
    return None
