"""Bring pictures into the page as ``data:`` addresses; nothing is fetched."""

from __future__ import annotations

import base64
import mimetypes
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ca_summit.report.svg import svg_address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_RASTER = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif"}
)
_PICTURES = _RASTER | {"image/svg+xml"}
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_DATA = re.compile(r"(?is)^data:\s*(image/[\w.+-]+)\s*((?:;[^;,]*)*),(.*)$")


def picture_address(
    address: str,
    attachments: Mapping[str, Any],
    folder: Path | None,
    left: list[str] | None = None,
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
    left
        Takes the addresses of pictures that an SVG picture would load.

    Examples
    --------
    >>> picture_address("https://example.org/a.png", {}, None) is None
    True
    >>> picture_address("data: image/png; charset=utf-8; base64, iVBO Rw==", {}, None)
    'data:image/png;base64,iVBORw=='
    """
    address = address.strip()
    if address.startswith("attachment:"):
        return _attached(attachments.get(unquote(address.removeprefix("attachment:"))) or {}, left)
    if address.lower().startswith("data:"):
        return _data_picture(address, left)
    if re.match(r"^[a-zA-Z][\w+.-]*:|^//", address):
        return None
    return _file_picture(address, folder, left)


def _attached(bundle: Mapping[str, Any], left: list[str] | None) -> str | None:
    for kind, value in bundle.items():
        text = "".join(value) if isinstance(value, list) else str(value)
        address = raster_address(kind, text)
        if address:
            return address
        if kind == "image/svg+xml":
            return svg_address(_decoded(text) if _BASE64.fullmatch(text) else text, left)
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
        stored = base64.b64encode(match[0].encode("utf-8", "replace")).decode("ascii")
        return f'<img alt="" src="data:image/svg+xml;base64,{stored}">'

    code = (
        r"(?P<code>^ {0,3}(?P<fence>`{3,}|~{3,}).*?^ {0,3}(?P=fence)|(?P<ticks>`+)[^`]+(?P=ticks))"
    )
    return re.sub(rf"(?ims){code}|<svg\b.*?</svg\s*>", replace, source)


def _data_picture(address: str, left: list[str] | None) -> str | None:
    found = _DATA.match(address)
    if not found:
        return None
    kind, parameters, content = found[1].lower(), found[2].lower(), found[3].strip()
    encoded = "base64" in parameters
    if kind == "image/svg+xml":
        return svg_address(_decoded(content) if encoded else unquote(content), left)
    return (
        raster_address(kind.replace("image/jpg", "image/jpeg"), unquote(content))
        if encoded
        else None
    )


def _file_picture(address: str, folder: Path | None, left: list[str] | None) -> str | None:
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
        return svg_address(path.read_text(encoding="utf-8", errors="replace"), left)
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
