"""Keep the harmless part of foreign CSS."""

from __future__ import annotations

import re

_PROPERTIES = frozenset(
    [
        "color",
        "background",
        "background-color",
        "font-weight",
        "font-style",
        "font-family",
        "font-size",
        "font-variant",
        "font-variant-numeric",
        "text-align",
        "text-decoration",
        "text-transform",
        "text-indent",
        "vertical-align",
        "white-space",
        "word-break",
        "overflow-wrap",
        "line-height",
        "letter-spacing",
        "opacity",
        "border-collapse",
        "border-spacing",
        "caption-side",
        "list-style-type",
        "display",
        "width",
        "min-width",
        "max-width",
        "height",
        "min-height",
        "max-height",
        "table-layout",
        "empty-cells",
        "gap",
        "flex",
        "flex-wrap",
        "flex-direction",
        "align-items",
        "justify-content",
        "border",
        "border-top",
        "border-right",
        "border-bottom",
        "border-left",
        "border-color",
        "border-style",
        "border-width",
        "border-radius",
        "padding",
        "padding-top",
        "padding-right",
        "padding-bottom",
        "padding-left",
        "margin",
        "margin-top",
        "margin-right",
        "margin-bottom",
        "margin-left",
        "border-top-color",
        "border-bottom-color",
        "border-left-color",
        "border-right-color",
        "border-top-style",
        "border-bottom-style",
        "border-left-style",
        "border-right-style",
        "border-top-width",
        "border-bottom-width",
        "border-left-width",
        "border-right-width",
    ]
)
_VALUE = re.compile(r"^[\w\s.,%#()+\-/*]+$")
_FORBIDDEN = re.compile(r"(?i)url|expression|image|element|attr|var|env|src|paint")
_SELECTOR = re.compile(r"^[\w\s.#:\-*>+~()]+$")
_HEX = re.compile(r"^#([0-9a-f]{3}|[0-9a-f]{6})$", re.IGNORECASE)
_RGB = re.compile(r"^rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)")
_LIGHT_NAMES = frozenset(
    [
        "white",
        "yellow",
        "lightgreen",
        "lightblue",
        "lightgray",
        "lightgrey",
        "pink",
        "orange",
        "gold",
    ]
)


def clean_declarations(text: str) -> str:
    """Return the harmless declarations of a ``style`` attribute.

    Text on a background of its own gets a colour that can be read in light and in dark.

    Examples
    --------
    >>> clean_declarations("position: fixed; background-color: #ffff00; width: url(x)")
    'background-color:#ffff00;color:#111'
    """
    found: dict[str, str] = {}
    for declaration in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        value = re.sub(r"(?i)\s*!important$", "", value)
        if name not in _PROPERTIES or not _VALUE.match(value) or _FORBIDDEN.search(value):
            continue
        if name.startswith("margin") and "-" in value:
            continue
        found[name] = " ".join(value.split())
    background = found.get("background-color", found.get("background", ""))
    if background and "color" not in found:
        dark = _is_dark(background)
        if dark is not None:
            found["color"] = "#fff" if dark else "#111"
    return ";".join(f"{name}:{value}" for name, value in found.items())


def clean_stylesheet(text: str, inside: str, scope: str) -> str:
    """Return the harmless rules of a stylesheet, made valid only below the selector ``inside``.

    Examples
    --------
    >>> clean_stylesheet("#T_1 td {color: red} @import 'x'; body {position: fixed}", "#o1", "o1")
    '#o1 #o1-T_1 td{color:red}'
    """
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"@[^{};]*;", "", text)
    text = re.sub(r"@[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", text)
    rules = []
    for match in re.finditer(r"([^{}]+)\{([^{}]*)\}", text):
        declarations = clean_declarations(match[2])
        selectors = [
            f"{inside} {_rename(part.strip(), scope)}"
            for part in match[1].split(",")
            if part.strip() and _SELECTOR.match(part.strip())
        ]
        if declarations and selectors:
            rules.append(f"{','.join(selectors)}{{{declarations}}}")
    return "\n".join(rules)


def _rename(selector: str, scope: str) -> str:
    selector = re.sub(r"\.([A-Za-z_][\w-]*)", r".u-\1", selector)
    return re.sub(r"#([\w-]+)", rf"#{scope}-\1", selector)


def _is_dark(colour: str) -> bool | None:
    colour = colour.lower()
    rgb = _RGB.match(colour)
    hexa = _HEX.match(colour)
    if rgb:
        red, green, blue = (int(part) for part in rgb.groups())
        if re.search(r",\s*0?\.[0-4]\d*\s*\)", colour):
            return None
    elif hexa:
        digits = hexa[1] if len(hexa[1]) == 6 else "".join(2 * c for c in hexa[1])
        red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    else:
        return False if colour in _LIGHT_NAMES else None
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140
