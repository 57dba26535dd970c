"""Bring pictures into the page as ``data:`` addresses; nothing is fetched."""

from __future__ import annotations

import base64
import mimetypes
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.sax.saxutils import escape, quoteattr

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_RASTER = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif"}
)
_PICTURES = _RASTER | {"image/svg+xml"}
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_DATA = re.compile(r"(?is)^data:\s*(image/[\w.+-]+)\s*((?:;[^;,]*)*),(.*)$")
_FOREIGN = re.compile(r"""(?i)(?:https?:)?//(?!www\.w3\.org/)|javascript:|@import""")
_NAME = re.compile(r"^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$")
_DROPPED = frozenset(
    "script foreignobject iframe object embed audio video metadata handler listener".split()
)
_SPACES = {"xlink": "http://www.w3.org/1999/xlink", "xml": "http://www.w3.org/XML/1998/namespace"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTITY = re.compile(r"<!ENTITY\s+(\w+)\s+([\"'])(.*?)\2\s*>", re.DOTALL)
_DEEPEST = 150


def picture_address(
    address: str, attachments: Mapping[str, Any], folder: Path | None
) -> str | None:
    """Return a picture as a ``data:`` address, or None where it lies on the internet or nowhere.

    Parameters
    ----------
    address
        As the notebook writes it.
    attachments
        Attachments of the cell: bundles by name.
    folder
        Folder of the notebook; None: read no file.

    Examples
    --------
    >>> picture_address("https://example.org/a.png", {}, None) is None
    True
    >>> picture_address("data: image/png; charset=utf-8; base64, iVBO Rw==", {}, None)
    'data:image/png;base64,iVBORw=='
    """
    address = address.strip()
    if address.startswith("attachment:"):
        return _attached(attachments.get(unquote(address.removeprefix("attachment:"))) or {})
    if address.lower().startswith("data:"):
        return _data_picture(address)
    if re.match(r"^[a-zA-Z][\w+.-]*:|^//", address):
        return None
    return _file_picture(address, folder)


def _attached(bundle: Mapping[str, Any]) -> str | None:
    for kind, value in bundle.items():
        text = "".join(value) if isinstance(value, list) else str(value)
        address = raster_address(kind, text)
        if address:
            return address
        if kind == "image/svg+xml":
            return svg_address(_decoded(text) if _BASE64.fullmatch(text) else text)
    return None


def raster_address(kind: str, text: str) -> str | None:
    """Return base64 of a picture in pixels as a ``data:`` address, or None."""
    if kind not in _RASTER or not _BASE64.fullmatch(text):
        return None
    return f"data:{kind};base64,{''.join(text.split())}"


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except ValueError:
        return ""


def inline_svg(source: str) -> str:
    """Return Markdown with its inline SVG pictures as images; code stays as it is."""

    def replace(match: re.Match[str]) -> str:
        if match["code"]:
            return match[0]
        address = svg_address(match[0])
        return f'<img alt="" src="{address}">' if address else ""

    code = (
        r"(?P<code>^ {0,3}(?P<fence>`{3,}|~{3,}).*?^ {0,3}(?P=fence)|(?P<ticks>`+)[^`]+(?P=ticks))"
    )
    return re.sub(rf"(?ims){code}|<svg\b.*?</svg\s*>", replace, source)


def _data_picture(address: str) -> str | None:
    found = _DATA.match(address)
    if not found:
        return None
    kind, parameters, content = found[1].lower(), found[2].lower(), found[3].strip()
    encoded = "base64" in parameters
    if kind == "image/svg+xml":
        return svg_address(_decoded(content) if encoded else unquote(content))
    return (
        raster_address(kind.replace("image/jpg", "image/jpeg"), unquote(content))
        if encoded
        else None
    )


def _file_picture(address: str, folder: Path | None) -> str | None:
    """Return a picture that lies beside the notebook; nothing outside its folder is read."""
    if folder is None or not address or "\0" in address:
        return None
    root = folder.resolve()
    try:
        path = (root / unquote(address.partition("?")[0])).resolve()
        inside = path.is_relative_to(root) and path.is_file()
    except (OSError, ValueError):
        return None
    kind = mimetypes.guess_type(path.name)[0]
    if kind not in _PICTURES or not inside:
        return None
    if kind == "image/svg+xml":
        return svg_address(path.read_text(encoding="utf-8", errors="replace"))
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


# -- SVG ------------------------------------------------------------------------------------------


def svg_address(source: str) -> str | None:
    """Return an SVG picture as a ``data:`` address, or None if there is none in the text.

    As a picture it can run no script and load nothing. It is read as browsers read it inside HTML,
    whatever stands before it; entities of its own are put in.

    Examples
    --------
    >>> svg_address("<!-- made by hand --><svg width=9><circle r=4></svg>")[:26]
    'data:image/svg+xml;base64,'
    """
    start = source.lower().find("<svg")
    if start < 0:
        return None
    body = source[start:]
    for name, _, value in _ENTITY.findall(source[:start]):
        if "<" not in value and "&" not in value and len(value) < 500:
            body = body.replace(f"&{name};", value)
    tree = LexborHTMLParser(_own_tags_closed(body), is_fragment=True)
    node = tree.css_first("svg")
    return svg_of_tree(node) if node is not None else None


def _own_tags_closed(body: str) -> str:
    """Return XML without marked sections, which the parser of HTML reads in its own way."""
    return re.sub(r"<!\[CDATA\[(.*?)\]\]>", lambda m: escape(m[1]), body, flags=re.DOTALL)


def svg_of_tree(node: Any) -> str | None:
    """Return an ``svg`` element as a ``data:`` address."""
    text = _svg(node, 0)
    if not text:
        return None
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode("ascii")


def _svg(node: Any, depth: int) -> str:
    tag = str(node.tag or "")
    if tag == "-text":
        return escape(_CONTROL.sub("", node.text_content or ""))
    name = tag.rpartition(":")[2]
    if not _NAME.match(tag) or name.lower() in _DROPPED or depth > _DEEPEST:
        return ""
    inside, child = [], node.child
    while child is not None:
        inside.append(_svg(child, depth + 1))
        child = child.next
    content = "".join(inside)
    if name == "style" and (
        _FOREIGN.search(content) or ("url(" in content and "url(#" not in content)
    ):
        content = ""
    attributes = {k: _CONTROL.sub("", v or "") for k, v in node.attributes.items()}
    kept = "".join(
        f" {key}={quoteattr(value)}" for key, value in attributes.items() if _harmless(key, value)
    )
    if depth == 0:
        kept += ' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        kept += _size(attributes)
    return f"<{name}{kept}>{content}</{name}>"


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
    if lower.startswith("on") or _FOREIGN.search(value):
        return False
    inside = value.strip().lower().startswith(("#", "data:image/"))
    return inside if lower in {"href", "src"} else True


def _size(attributes: Mapping[str, str]) -> str:
    """Return a box for a picture without size and box, which some browsers show as nothing."""
    if "viewBox" in attributes or "width" in attributes or "height" in attributes:
        return ""
    return ' width="300" height="150"'
