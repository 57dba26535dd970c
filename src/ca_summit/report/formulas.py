"""Turn LaTeX formulas into MathML that browsers draw by themselves."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TAG = re.compile(r"^[a-z]{2,20}$")
_ATTRIBUTES = frozenset(
    [
        "display",
        "mathvariant",
        "stretchy",
        "fence",
        "separator",
        "form",
        "lspace",
        "rspace",
        "accent",
        "accentunder",
        "minsize",
        "maxsize",
        "columnalign",
        "rowspacing",
        "columnspacing",
        "columnlines",
        "rowlines",
        "linethickness",
        "width",
        "height",
        "depth",
        "displaystyle",
        "scriptlevel",
        "movablelimits",
        "symmetric",
        "notation",
        "largeop",
        "class",
    ]
)
_PLAIN = re.compile(r"^[\w\s.#%+-]*$")
_HTML_IN_MATHML = frozenset(
    ["script", "style", "a", "img", "iframe", "object", "embed", "annotation", "maction"]
)


def formula(source: str, *, block: bool = False) -> str:
    """Return a formula as MathML; what cannot be converted is shown as its source.

    Parameters
    ----------
    source
        LaTeX without dollar signs.
    block
        Stand on a line of its own.

    Examples
    --------
    >>> formula("x^2")
    '<math display="inline"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>'
    """
    from latex2mathml.converter import convert_to_element

    text = _simplify(source)
    try:
        tree = convert_to_element(text, display="block" if block else "inline")
        return _write(tree)
    except Exception:  # noqa: BLE001  # any fault of the converter means: show the source
        return f'<code class="formula">{escape(source.strip())}</code>'


def _simplify(source: str) -> str:
    text = source.strip()
    text = re.sub(r"\\displaystyle\b", "", text)
    text = re.sub(r"\\(label|tag)\{[^{}]*\}|\\(nonumber|notag)\b", "", text)
    return re.sub(r"\\(begin|end)\{equation\*?\}", "", text).strip()


def _write(node: Element) -> str:
    tag = node.tag.rpartition("}")[2]
    if not _TAG.match(tag) or tag in _HTML_IN_MATHML:
        return "".join(_write(child) for child in node)
    kept = "".join(
        f' {name}="{escape(value)}"'
        for name, value in node.attrib.items()
        if name in _ATTRIBUTES and _PLAIN.match(value)
    )
    inside = escape(unescape(node.text or ""), quote=False) + "".join(
        _write(child) + escape(unescape(child.tail or ""), quote=False) for child in node
    )
    return f"<{tag}{kept}>{inside}</{tag}>"
