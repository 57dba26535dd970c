"""Bring pictures into the page as ``data:`` addresses; nothing is fetched."""

from __future__ import annotations

import base64
import mimetypes
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ca_summit.report.outputs import svg_address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"})


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
    """
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
        raster = kind in _PICTURES and kind != "image/svg+xml"
        if raster and re.fullmatch(r"[A-Za-z0-9+/=\s]+", text):
            return f"data:{kind};base64,{''.join(text.split())}"
    return None


def inline_svg(source: str) -> str:
    """Return Markdown with its inline SVG pictures as images."""

    def replace(match: re.Match[str]) -> str:
        address = svg_address(match[0])
        return f'<img alt="" src="{address}">' if address else ""

    return re.sub(r"(?is)<svg\b.*?</svg\s*>", replace, source)


def _data_picture(address: str) -> str | None:
    if re.match(r"^data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+$", address):
        return "".join(address.split())
    svg = re.match(
        r"^data:image/svg\+xml(?:;charset=[\w-]+)?(;base64)?,(.*)$",
        address,
        re.DOTALL | re.IGNORECASE,
    )
    if svg:
        try:
            text = base64.b64decode(svg[2]).decode() if svg[1] else unquote(svg[2])
        except ValueError:
            return None
        return svg_address(text)
    return None


def _file_picture(address: str, folder: Path | None) -> str | None:
    """Return a picture that lies beside the notebook; nothing outside its folder is read."""
    if folder is None or not address:
        return None
    root = folder.resolve()
    path = (root / unquote(address.partition("?")[0])).resolve()
    kind = mimetypes.guess_type(path.name)[0]
    if kind not in _PICTURES or not path.is_relative_to(root) or not path.is_file():
        return None
    if kind == "image/svg+xml":
        return svg_address(path.read_text(encoding="utf-8", errors="replace"))
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
