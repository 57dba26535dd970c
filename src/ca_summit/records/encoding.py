"""Turn the bytes of a text file into text, or refuse with advice."""

from __future__ import annotations

import codecs
import re

from ca_summit.checks import check_choice
from ca_summit.records.faults import Fault

_ADVICE = 'save the file as "CSV UTF-8" (in Excel: File, Save As, CSV UTF-8)'
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1251", "cp1252", "cp1254")
_HIGH_RUN = re.compile(rb"[A-Za-z\x80-\xff]+")


def decode(data: bytes, encoding: str | None = None) -> tuple[str, list[str], list[Fault]]:
    """Return the text, notes on how it was understood, and the fault that stopped it.

    UTF-8 and marked UTF-16 are certain. Other bytes are taken for Windows Cyrillic (cp1251) or
    Western (cp1252) only where every word speaks for the same one, and the note says so.

    Examples
    --------
    >>> decode("Тараз".encode("cp1251"))[0]
    'Тараз'
    """
    if encoding is not None:
        check_choice("encoding", encoding, _ENCODINGS)
        return _try(data, encoding, f"Read as {encoding}, as asked.")
    for mark, name, words in _BOMS:
        if data.startswith(mark):
            note = "" if mark == codecs.BOM_UTF8 else f"The file is {words}."
            return _try(data, name, note)
    if b"\x00" in data:
        return "", [], [_fault("binary or unmarked UTF-16 bytes")]
    try:
        return _lines(data.decode("utf-8")), [], []
    except UnicodeDecodeError:
        return _windows(data)


def _windows(data: bytes) -> tuple[str, list[str], list[Fault]]:
    cyrillic = western = 0
    for word in _HIGH_RUN.findall(data):
        high = sum(byte >= 0x80 for byte in word)
        if high == 0:
            continue
        # A Cyrillic word holds letters above 0x7f only, an accented one has plain letters too.
        if high == len(word) and high > 1:
            cyrillic += 1
        elif high < len(word):
            western += 1
    if cyrillic and not western:
        return _try(data, "cp1251", "The file is not UTF-8; it was read as Windows Cyrillic.")
    if western and not cyrillic:
        return _try(data, "cp1252", "The file is not UTF-8; it was read as Windows Western.")
    return "", [], [_fault("bytes that are neither UTF-8 nor one clear Windows alphabet")]


def _try(data: bytes, encoding: str, note: str) -> tuple[str, list[str], list[Fault]]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return "", [], [_fault(f"bytes that are not {encoding}")]
    return _lines(text), [note] if note else [], []


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _fault(found: str) -> Fault:
    return Fault(None, "", found, "text in UTF-8", f"{_ADVICE}, or name its `encoding=`")
