"""Keep the harmless part of foreign CSS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import tinycss2
from tinycss2.color3 import parse_color

from ca_summit.report.css_variables import PAGE_VARIABLE, resolved

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
        background-size background-position background-repeat visibility
        """.split()
)
_VALUE = re.compile(r"^[\w\s.,%#()+\-/*]+$")
_FORBIDDEN = re.compile(r"(?i)url|expression|image|element|attr|var|unknown|env|src|paint")
_STRINGS = re.compile(r"(?:\s*(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'))+\s*")
_SELECTOR = re.compile(r"^[\w#.:*][\w\s.#:\-*>+~()]*$")
#: Classes of what stands for parts of a form: a sheet's rules for the elements hold for them.
CHECKED, DISABLED, INPUT, LABEL = "-checked", "-disabled", "-input", "-label"
_DARK, _LIGHT, _READABLE, _GREY = 0.25, 0.8, 0.5, 0.2
_Colour = tuple[float, float, float]
#: Classes that Jupyter puts around every output, and what is around the whole page.
_AROUND = re.compile(
    r"^(?:\.(?:output_html|rendered_html|output_area|jp-RenderedHTML(?:Common)?|"
    r"jp-OutputArea-output)|html|body|:root)\s+(?=[\w.#:*])"
)


def clean_declarations(text: str, known: Mapping[str, str] | None = None) -> str:
    """Return the harmless declarations of a ``style`` attribute; ``known`` are variables.

    Text on a background of its own gets a colour that can be read in light and in dark. Nearly
    black or white text without one takes the colour of the page: its ground may be another here.
    Other dark and light colours keep their hue, and are readable in both.

    Examples
    --------
    >>> clean_declarations("color: blue")
    'color:light-dark(blue,#6f6fff)'
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
        value = " ".join(resolved(tinycss2.serialize(declaration.value), known or {}).split())
        written.setdefault(name, value)
        if name == "content" and _STRINGS.fullmatch(value):
            found[name], stronger[name] = value.replace("<", r"\3c "), ""
        if name not in _PROPERTIES or not _is_harmless(value):
            continue
        if name == "background":  # it sets all that was said of the ground before
            found = {n: v for n, v in found.items() if not n.startswith("background")}
        if not (name.startswith("margin") and "-" in value):
            found[name] = value
            stronger[name] = " !important" if declaration.important else ""
    if _cut_off(written):
        return "display:none"
    if any(name.startswith("overflow") for name in written):
        # Nothing scrolls here: what is higher than its box would lie over what follows.
        found = {name: v for name, v in found.items() if name not in {"height", "max-height"}}
    if re.fullmatch(r"0(?:px)?", written.get("height", "")):
        # Its padding keeps room, by its width, for a page inside the page.
        found = {n: v for n, v in found.items() if not (n.startswith("padding") and "%" in v)}
    _readable(found)
    return ";".join(f"{name}:{value}{stronger.get(name, '')}" for name, value in found.items())


def _is_harmless(value: str) -> bool:
    bare = PAGE_VARIABLE.sub("", value)
    return bool(_VALUE.match(bare or "x")) and not _FORBIDDEN.search(bare)


def _readable(found: dict[str, str]) -> None:
    """Give text a colour that can be read in light and in dark."""
    ground = _colour(found.get("background-color", found.get("background", "")))
    own = _colour(found.get("color", ""))
    if found.get("color") == "var(--paper)" and "background" not in " ".join(found):
        del found["color"]
    if ground is not None and "color" not in found:
        found["color"] = "#fff" if _lightness(ground) < 0.55 else "#111"
    elif ground is None and own is not None and not _DARK < _lightness(own) < _LIGHT:
        if max(own) - min(own) < _GREY:
            del found["color"]
        elif _lightness(own) <= _DARK:
            found["color"] = f"light-dark({found['color']},{_towards(own, 1.0)})"
        else:
            found["color"] = f"light-dark({_towards(own, 0.0)},{found['color']})"


def _towards(colour: _Colour, end: float) -> str:
    """Return a colour mixed with black or white until it can be read on the other ground."""
    share = (_READABLE - _lightness(colour)) / (end - _lightness(colour))
    parts = (round(255 * (part + (end - part) * share)) for part in colour)
    return "#" + "".join(f"{part:02x}" for part in parts)


def _cut_off(written: Mapping[str, str]) -> bool:
    """Whether nobody, or a screen reader alone, meets an element that the page would show."""
    cut = re.match(r"(?:rect|inset)\(", written.get("clip", written.get("clip-path", "")))
    sizes = (written.get(name, "") for name in ("height", "max-height", "width"))
    empty = any(re.fullmatch(r"[01](?:px)?", size) for size in sizes)
    room = any(re.search(r"[1-9]", v) for name, v in written.items() if name.startswith("padding"))
    return bool(
        (cut and written.get("position", "").startswith("absolute"))
        or (empty and not room and written.get("overflow") == "hidden")
    )


def clean_stylesheet(
    text: str, inside: str, scope: str, known: Mapping[str, str] | None = None
) -> str:
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
        declarations = clean_declarations(tinycss2.serialize(rule.content), known)
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
    selector = _AROUND.sub("", selector)
    selector = re.sub(r"\.([A-Za-z_][\w-]*)", r".u-\1", selector)
    selector = re.sub(r"(?<![\w.#:-])(h[1-6])(?![\w-])", r":is(\1,.u--\1)", selector)
    selector = selector.replace(":checked", f".u-{CHECKED}").replace(":enabled", "")
    selector = selector.replace(":disabled", f".u-{DISABLED}")
    selector = re.sub(r"(?<![\w.#:-])(input|label)(?![\w-])", r".u--\1", selector)
    return re.sub(r"#([\w-]+)", rf"#{scope}_\1", selector)


def _colour(value: str) -> _Colour | None:
    """Return the first opaque colour of a value as red, green and blue from 0 to 1, or None."""
    for token in tinycss2.parse_component_value_list(value):
        if token.type == "function" and token.lower_name in {"var", "color-mix", "light-dark"}:
            return None
        inner = token.arguments if token.type == "function" else []
        for candidate in (token, *inner):
            parsed = parse_color(candidate)
            if parsed is not None and not isinstance(parsed, str):
                return None if parsed.alpha < 0.5 else (parsed.red, parsed.green, parsed.blue)
    return None


def _lightness(colour: _Colour) -> float:
    red, green, blue = colour
    return float(0.299 * red + 0.587 * green + 0.114 * blue)
