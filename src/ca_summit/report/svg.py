"""Write an SVG picture anew as a ``data:`` address, which can run nothing and load nothing."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DATA_ADDRESS = re.compile(r"(?i)^\s*data:(?:image|font|application/(?:x-)?font)[\w/.+-]*[;,]")
_FOREIGN = re.compile(r"(?i)(?:https?:)?//(?!www\.w3\.org/)|javascript:|@import")
_IMPORT = re.compile(r"(?i)@import\b[^;]*;?")
_ADDRESS = re.compile(r"""(?i)url\(\s*(?:"([^"]*)"|'([^']*)'|([^)]*))\s*\)""")
_NAME = re.compile(r"^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$")
#: What shows nothing in a picture.
_UNSEEN = frozenset("script metadata handler listener link meta base template".split())
#: What would show something, but only by loading or running.
_LOADED = frozenset("iframe object embed audio video canvas".split())
_SPACES = {"xlink": "http://www.w3.org/1999/xlink", "xml": "http://www.w3.org/XML/1998/namespace"}
_NAMESPACES = {
    "svg": ' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"',
    "html": ' xmlns="http://www.w3.org/1999/xhtml"',
    "math": ' xmlns="http://www.w3.org/1998/Math/MathML"',
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITY = re.compile(r"<!ENTITY\s+(\w+)\s+([\"'])(.*?)\2\s*>", re.DOTALL)
_DEEPEST = 150
#: Sheets of a page longer than this are not about a picture inside it.
_LONGEST_SHEET = 20_000


def svg_address(source: str, left: list[str] | None = None) -> str | None:
    """Return an SVG picture as a ``data:`` address, or None if there is none in the text.

    It is read as browsers read it inside HTML, whatever stands before it; entities of its own are
    put in.

    Parameters
    ----------
    source
        Text with an ``svg`` element.
    left
        Takes the addresses of pictures that are left out.

    Examples
    --------
    >>> svg_address("<!-- made by hand --><svg width=9><circle r=4></svg>")[:26]
    'data:image/svg+xml;base64,'
    >>> left = []
    >>> _ = svg_address('<svg><image href="https://example.org/a.png"/></svg>', left)
    >>> left
    ['https://example.org/a.png']
    """
    found = re.search(r"(?i)<(?:svg:)?svg\b", source)
    if not found:
        return None
    body = source[found.start() :]
    for name, _, value in _ENTITY.findall(source[: found.start()]):
        if "<" not in value and "&" not in value and len(value) < 500:
            body = body.replace(f"&{name};", value)
    if found[0].lower() == "<svg:svg":
        body = re.sub(r"(</?)svg:", r"\1", body)
    tree = LexborHTMLParser(_own_tags_closed(body), is_fragment=True)
    node = tree.css_first("svg")
    return svg_of_tree(node, left) if node is not None else None


def _own_tags_closed(body: str) -> str:
    """Return XML without marked sections, which the parser of HTML reads in its own way."""
    return re.sub(r"<!\[CDATA\[(.*?)\]\]>", lambda m: escape(m[1]), body, flags=re.DOTALL)


def svg_of_tree(node: Any, left: list[str] | None = None, around: Any = None) -> str | None:
    """Return an ``svg`` element as a ``data:`` address.

    Parameters
    ----------
    node
        The element.
    left
        Takes the addresses of pictures that are left out.
    around
        The HTML in which it stands: its style sheets and symbols hold for the picture as well.
    """
    text = _Writer([] if left is None else left, _borrowed(node, around)).element(node, 0)
    if not text:
        return None
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode("ascii")


def _borrowed(node: Any, around: Any) -> list[Any]:
    """Return the sheets and symbols of the HTML around a picture that the picture uses."""
    if around is None:
        return []
    own = {n.mem_id for n in node.css("style")}
    styled = node.css_first("[class], [id]") is not None or "class" in node.attributes
    sheets = [n for n in around.css("style") if styled and n.mem_id not in own]
    found = [n for n in sheets if len(raw_text(n)) <= _LONGEST_SHEET]
    here = {n.attributes.get("id") for n in node.css("[id]")}
    for use in node.css("use"):
        address = use.attributes.get("href") or use.attributes.get("xlink:href") or ""
        name = address.strip().removeprefix("#")
        if address.strip().startswith("#") and re.fullmatch(r"[\w.-]+", name) and name not in here:
            here.add(name)
            found += [n for n in around.css("[id]") if n.attributes.get("id") == name][:1]
    return found


def raw_text(node: Any) -> str:
    """Return the text of an element that holds text alone, such as a program or a style sheet."""
    return "".join(child.text_content or "" for child in children(node) if child.tag == "-text")


def children(node: Any) -> Iterator[Any]:
    """Give the nodes that stand directly in an element."""
    child = node.child
    while child is not None:
        yield child
        child = child.next


class _Writer:
    def __init__(self, left: list[str], borrowed: list[Any]) -> None:
        self._left, self._borrowed = left, borrowed

    def element(self, node: Any, depth: int, around: str = "", here: str = "svg") -> str:
        """Return an element as XML.

        ``around`` is the namespace of the element around it, ``here`` that of its own place.
        """
        tag = str(node.tag or "")
        if tag == "-text":
            return escape(_CONTROL.sub("", node.text_content or ""))
        name = tag.rpartition(":")[2]
        if not _NAME.match(tag) or name.lower() in _UNSEEN or depth > _DEEPEST:
            return ""
        attributes = {k: _CONTROL.sub("", v or "") for k, v in node.attributes.items()}
        if name in _LOADED:
            self._left.append(attributes.get("src") or attributes.get("data") or name)
            return ""
        if name in {"image", "feImage", "img"} and not self._loads_nothing(attributes):
            return ""
        if attributes.get("attributeName", "").endswith("href"):
            return ""
        space = name if name in {"svg", "math"} else here
        below = "html" if name == "foreignObject" else space
        parts = [*(self._borrowed if depth == 0 else []), *children(node)]
        content = "".join(self.element(part, depth + 1, space, below) for part in parts)
        if name == "style":
            content = escape(_harmless_sheet(raw_text(node)))
        kept = "".join(
            f" {key}={quoteattr(value)}"
            for key, value in attributes.items()
            if _harmless(key, value)
        )
        kept += _NAMESPACES[space] if space != around else ""
        kept += _size(attributes) if depth == 0 else ""
        return f"<{name}{kept}>{content}</{name}>"

    def _loads_nothing(self, attributes: Mapping[str, str]) -> bool:
        """Whether a picture inside the picture is stored in it; else its address is remembered."""
        names = ("href", "xlink:href", "src")
        address = next((attributes[name].strip() for name in names if attributes.get(name)), "")
        if not address or address.startswith("#") or _DATA_ADDRESS.match(address):
            return True
        self._left.append(address)
        return False


def _harmless_sheet(text: str) -> str:
    """Return a style sheet without what it would load."""

    def kept(match: re.Match[str]) -> str:
        address = next(part for part in match.groups() if part is not None).strip()
        stays = address.startswith("#") or _DATA_ADDRESS.match(address)
        return match[0] if stays else "none"

    return _ADDRESS.sub(kept, _IMPORT.sub("", _CONTROL.sub("", text)))


def _harmless(key: str, value: str) -> bool:
    prefix, _, name = key.rpartition(":")
    if (
        not _NAME.match(key)
        or key == "xmlns"
        or prefix == "xmlns"
        or (prefix and prefix not in _SPACES)
    ):
        return False
    lower = name.lower()
    if lower in {"href", "src"}:
        return value.strip().startswith("#") or _DATA_ADDRESS.match(value) is not None
    if lower.startswith("on") or lower in {"srcset", "srcdoc", "action", "formaction"}:
        return False
    return not _FOREIGN.search(_ADDRESS.sub(_unless_data, value))


def _unless_data(match: re.Match[str]) -> str:
    address = next(part for part in match.groups() if part is not None)
    return "" if _DATA_ADDRESS.match(address) else match[0]


def _size(attributes: Mapping[str, str]) -> str:
    """Return a box for a picture without size and box, which some browsers show as nothing."""
    if "viewBox" in attributes or "width" in attributes or "height" in attributes:
        return ""
    return ' width="300" height="150"'
