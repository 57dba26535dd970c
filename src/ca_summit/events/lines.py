"""Read files line by line as they come, packed or not, and say of each line whether it is whole."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ca_summit.events.layouts import Layout

UTF8 = "utf-8"
_CHUNK = 4 << 20
_LONGEST = 16 << 20  # bytes of a line; what is longer is no record
EXAMPLES = 3
_SHOWN = 80
#: First bytes of files that cannot be read line by line, with what to do.
_FOREIGN = {
    b"\x28\xb5\x2f\xfd": "packed with Zstandard; unpack it first",
    b"7z\xbc\xaf\x27\x1c": "packed with 7-Zip; unpack it first",
    b"Rar!": "packed with RAR; unpack it first",
    b"\xff\xfe": "UTF-16; save it as UTF-8 first",
    b"\xfe\xff": "UTF-16; save it as UTF-8 first",
    b"\xd0\xcf\x11\xe0": "an old workbook; save it as text with tabs",
}


class PackingError(OSError):
    """Say that a member of an archive is locked, or packed in a way that Python does not know."""


@dataclass
class FileReport:
    """What became of the lines of one file."""

    file: str
    lines: int = 0
    kept: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    examples: list[tuple[int, str, str]] = field(default_factory=list)  # line, reason, its start
    damaged: str = ""  # why the file could not be read, or not to its end

    @property
    def rejected(self) -> int:
        """Lines that were not kept."""
        return self.lines - self.kept

    def reject(self, line: int, reason: str, text: bytes | str) -> None:
        """Count a line that is not kept, and keep the first few as examples."""
        self.faults[reason] = self.faults.get(reason, 0) + 1
        if len(self.examples) < EXAMPLES:
            shown = text.decode("utf-8", "backslashreplace") if isinstance(text, bytes) else text
            self.examples.append((line, reason, shown[:_SHOWN]))


def members(path: Path) -> list[tuple[str, Callable[[], IO[bytes]]]]:
    """Return the streams of a file: of a zip archive its members, else one.

    Raises
    ------
    OSError, zipfile.BadZipFile
        If the file cannot be opened.
    """
    with path.open("rb") as stream:
        magic = stream.read(6)
    if magic[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        archive = zipfile.ZipFile(path)
        infos = [i for i in archive.infolist() if not i.is_dir()]
        return [
            (f"{path.name}:{i.filename}" if len(infos) > 1 else path.name, _opener(archive, i))
            for i in infos
        ]
    if magic[:2] == b"\x1f\x8b":
        return [(path.name, lambda: cast("IO[bytes]", gzip.open(path, "rb")))]
    if magic[:3] == b"BZh":
        return [(path.name, lambda: cast("IO[bytes]", bz2.open(path, "rb")))]
    for mark, what in _FOREIGN.items():
        if magic.startswith(mark):
            raise PackingError(f"it is {what}")
    if magic == b"\xfd7zXZ\x00":
        return [(path.name, lambda: lzma.open(path, "rb"))]
    return [(path.name, lambda: path.open("rb"))]


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        try:
            return archive.open(info)
        except RuntimeError as error:  # zipfile's word for a password and for unknown packing
            raise PackingError(str(error)) from error

    return opened


def whole_lines(stream: IO[bytes], report: FileReport) -> Iterator[list[bytes]]:
    """Yield the lines of a stream in lists, without their ends; a broken end is told, not raised.

    The part of a line before a break is one line of the report, and is rejected.
    """
    rest = b""
    while not report.damaged and (chunk := _read(stream, report)):
        *lines, rest = (rest + chunk).split(b"\n")
        while len(rest) > _LONGEST and not report.damaged and (more := _read(stream, report)):
            _, end, tail = more.partition(b"\n")  # no record: its beginning stands for it
            if end:
                lines.append(rest)
                *others, rest = tail.split(b"\n")
                lines += others
        if lines:
            yield lines
    if rest and report.damaged:
        report.lines += 1
        report.reject(report.lines, "cut off", rest)
    elif rest:
        yield [rest]


def _read(stream: IO[bytes], report: FileReport) -> bytes:
    """Return the next bytes, few only before the end or a break, which is told."""
    parts: list[bytes] = []
    size = 0
    try:
        while size < _CHUNK and (part := stream.read1(_CHUNK)):  # type: ignore[attr-defined]
            parts.append(part)
            size += len(part)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, lzma.LZMAError) as error:
        report.damaged = f"cannot be unpacked to its end: {error}"
    return b"".join(parts)


def sound(
    lines: list[bytes], layout: Layout, width: int, report: FileReport, encoding: str = UTF8
) -> tuple[list[bytes], list[int]]:
    """Return the lines that have their fields in good text, as UTF-8, and their numbers."""
    first = report.lines + 1
    report.lines += len(lines)
    gaps, tab = width - 1, layout.delimiter.encode()
    good, numbers = [], []
    for number, line in enumerate(lines, first):
        text = line[:-1] if line.endswith(b"\r") else line
        reason = _fault(text, tab, gaps)
        if not reason and not text.isascii():
            try:
                text = text.decode(encoding).encode()
            except UnicodeDecodeError:
                reason = "not UTF-8" if encoding == UTF8 else f"not {encoding}"
        if reason:
            report.reject(number, reason, line)
        else:
            good.append(text)
            numbers.append(number)
    return good, numbers


def _fault(line: bytes, delimiter: bytes, gaps: int) -> str:
    fields = line.count(delimiter)
    if fields != gaps:
        return f"{fields + 1} fields, {gaps + 1} needed" if line.strip() else "empty line"
    if b"\r" in line:
        return "a carriage return within the line"
    return "longer than 16 MB" if len(line) > _LONGEST else ""


def records(
    stream: IO[bytes], layout: Layout, report: FileReport, encoding: str = UTF8
) -> Iterator[list[str]]:
    """Yield the rows of a file whose cells are quoted, the header first; a row counts as a line."""
    coding = "utf-8-sig" if encoding == UTF8 else encoding
    text = io.TextIOWrapper(stream, encoding=coding, newline="")
    rows = csv.reader(text, delimiter=layout.delimiter, strict=True)
    try:
        yield from rows
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        report.damaged = f"cannot be read beyond row {report.lines + 1}: {error}"
    finally:
        text.close()
