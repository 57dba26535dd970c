"""Title, alt text, language and maker of a figure inside its PNG, SVG or PDF."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from ca_summit import __version__
from ca_summit.metadata import figure_metadata

if TYPE_CHECKING:
    from pathlib import Path

    import plotly.graph_objects as go

_INCH = 25.4  # millimetres
_PNG_HEAD = 33  # bytes of signature and first chunk (IHDR)
_MAKER = f"ca_summit {__version__}"
#: How each format names its maker; a file without it was made by somebody else.
_MARKS = {
    "png": b"iTXtSoftware\0\0\0\0\0ca_summit ",
    "svg": b"<metadata>ca_summit ",
    "pdf": b"/Creator <feff" + "ca_summit ".encode("utf-16-be").hex().encode(),
}


@dataclass(frozen=True)
class Told:
    """What a picture says of itself to a program that reads it out; missing is empty."""

    title: str
    alt: str
    language: str


def told_of(fig: go.Figure) -> Told:
    """Return title, alt text and language of a figure.

    Examples
    --------
    >>> import plotly.graph_objects as go
    >>> told_of(go.Figure(layout={"title": {"text": "Wells<br>of <b>two</b> states"}}))
    Told(title='Wells of two states', alt='', language='')
    """
    carried = figure_metadata(fig)
    title = " ".join(re.sub(r"<[^>]*>", " ", str(fig.layout.title.text or "")).split())
    language = str(carried.get("language", "en")) if carried else ""
    return Told(title, str(carried.get("alt", "")), language)


def is_ours(path: Path) -> bool:
    """Tell whether a PNG, SVG or PDF was written by this package; an empty file is nobody's."""
    content = path.read_bytes()
    return not content or _MARKS[path.suffix.lower()[1:]] in content


def tell_svg(svg: bytes, told: Told, width_mm: float) -> bytes:
    """Give an SVG its width in millimetres, its title, alt text and language."""
    text = svg.decode("utf-8")
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    if size is None:
        return svg
    height = width_mm * float(size[2]) / float(size[1])
    head = re.sub(r' (?:width|height)="[^"]*"', "", text[: size.end()], count=2)
    language = f' xml:lang="{escape(told.language)}"' if told.language else ""
    place = f'<svg role="img"{language} width="{width_mm:g}mm" height="{height:.2f}mm" '
    head = head.replace("<svg ", place, 1)
    words = {"title": told.title, "desc": told.alt, "metadata": _MAKER}
    inside = "".join(f"<{tag}>{escape(word)}</{tag}>" for tag, word in words.items() if word)
    return (head + text[size.end() :].replace(">", ">" + inside, 1)).encode()


def tell_png(png: bytes, told: Told, dpi: int) -> bytes:
    """Give a PNG its dots per metre, so that it is placed as wide as asked, title and alt text."""
    dots = round(dpi / _INCH * 1000)
    chunks = [(b"pHYs", struct.pack(">IIB", dots, dots, 1))]
    words = {"Title": told.title, "Description": told.alt}
    chunks += [
        (b"iTXt", f"{name}\0\0\0{told.language}\0\0{word}".encode())
        for name, word in words.items()
        if word
    ]
    chunks.append((b"iTXt", f"Software\0\0\0\0\0{_MAKER}".encode()))
    made = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    ]
    return png[:_PNG_HEAD] + b"".join(made) + png[_PNG_HEAD:]


def tell_pdf(pdf: bytes, told: Told) -> bytes:
    """Give a PDF its title, subject and language, and its figure the alt text.

    The browser writes a tagged file with one element ``Figure`` that says nothing. The objects
    concerned are written anew at the end, as an update after which the older ones do not count.
    A file of another build comes back as it is.
    """
    pdf = pdf.rstrip() + b"\n"
    trailer = re.search(
        rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", pdf[-2048:], re.DOTALL
    )
    if trailer is None:
        return pdf
    numbers = {
        name: int(found[1])
        for name in (b"Size", b"Root", b"Info")
        if (found := re.search(rb"/%b (\d+)" % name, trailer[1]))
    }
    if len(numbers) < 3:
        return pdf
    new = {}
    info = _pdf_object(pdf, numbers[b"Info"])
    words = {b"Title": told.title, b"Subject": told.alt, b"Creator": _MAKER}
    new[numbers[b"Info"]] = _with_entries(info, words)
    spoken = {b"Lang": told.language}
    new[numbers[b"Root"]] = _with_entries(_pdf_object(pdf, numbers[b"Root"]), spoken)
    for kind, words in ((b"Document", spoken), (b"Figure", {b"Alt": told.alt})):
        place = re.search(
            rb"(\d+) 0 obj\s*<</Type /StructElem\s*/S /%b\b.*?endobj" % kind, pdf, re.DOTALL
        )
        if place:
            new[int(place[1])] = _with_entries(_pdf_object(pdf, int(place[1])), words)
    return pdf + _pdf_update(new, len(pdf), numbers, int(trailer[2]))


def _pdf_object(pdf: bytes, number: int) -> bytes:
    found = re.search(rb"[\r\n]%d 0 obj\s*(<<.*?>>)\s*endobj" % number, pdf, re.DOTALL)
    return found[1] if found else b"<<>>"


def _with_entries(dictionary: bytes, words: dict[bytes, str]) -> bytes:
    """Set entries of a PDF dictionary that are texts; an empty one leaves what stands there."""
    for name, word in words.items():
        if not word:
            continue
        dictionary = re.sub(rb"/%b (\((?:\\.|[^\\)])*\)|<[0-9A-Fa-f]*>)\s*" % name, b"", dictionary)
        text = word.encode("utf-16-be").hex().encode()
        dictionary = b"<</%b <feff%b>\n%b" % (name, text, dictionary[2:])
    return dictionary


def _pdf_update(
    objects: dict[int, bytes], start: int, numbers: dict[bytes, int], before: int
) -> bytes:
    """Return objects with the table that says where they stand, as it follows a whole PDF."""
    out, places = b"", b"0 1\n0000000000 65535 f \n"
    for number, content in sorted(objects.items()):
        places += b"%d 1\n%010d 00000 n \n" % (number, start + len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    return (
        out
        + b"xref\n%btrailer\n<</Size %d\n/Root %d 0 R\n/Info %d 0 R\n/Prev %d>>\n"
        % (
            places,
            numbers[b"Size"],
            numbers[b"Root"],
            numbers[b"Info"],
            before,
        )
        + b"startxref\n%d\n%%%%EOF\n" % (start + len(out))
    )
