"""Write sources as references: text, BibTeX, CSL-JSON, RIS."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ca_summit import __version__
from ca_summit.catalog import data_version
from ca_summit.sources import publishers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STYLES = ("text", "bibtex", "csl-json", "ris")
_TITLE = "ca_summit: Central Asia and its diplomacy as dataframes, offline maps and reports"
_AUTHOR = "The ca_summit contributors"
_TEX = {sign: f"\\{sign}" for sign in "&%$#_"} | {
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "\\": r"{\textbackslash}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
}
_IN_ADDRESSES = "!#$%&'()*+,/:;=?@[]~"  # signs with a meaning in addresses


def written(records: Sequence[Mapping[str, Any]], style: str, *, package: bool = True) -> str:
    """Return the references of some sources in one style, the data package itself last.

    Examples
    --------
    >>> print(written([{"source_id": "un-1", "publisher": "UN", "title": "People"}], "text",
    ...               package=False))
    UN. People
    """
    if style == "csl-json":
        items = [csl_item(record) for record in records]
        return json.dumps(
            [*items, *([_csl_package()] if package else [])], ensure_ascii=False, indent=1
        )
    closing = {"text": _text_package, "bibtex": _bibtex_package, "ris": _ris_package}[style]
    if style == "bibtex":
        keys = bibtex_keys([str(record["source_id"]) for record in records])
        parts = [bibtex(record, key) for record, key in zip(records, keys, strict=True)]
    else:
        parts = [(reference if style == "text" else ris)(record) for record in records]
    parts += [closing()] if package else []
    return ("\n" if style == "text" else "\n\n").join(parts)


def copy_read(record: Mapping[str, Any]) -> str:
    """Say in which copy a source was read and when; empty where it was read at its own address.

    Examples
    --------
    >>> copy_read({"obtained_via": "example.org/copy", "obtained_on": "2026-11-23"})
    'a copy at example.org/copy, on 2026-11-23'
    """
    copies = [part.strip() for part in str(record.get("obtained_via") or "").split(";")]
    if not copies[0]:
        return ""
    day = str(record.get("obtained_on") or "")
    places = " and ".join(copies)
    return f"{'a copy' if len(copies) == 1 else 'copies'} at {places}" + (
        f", on {day}" if day else ""
    )


def reference(record: Mapping[str, Any], *, with_copy: bool = True) -> str:
    """Return a source as one line of text; an empty record gives an empty text."""
    parts = [record.get(name) for name in ("publisher", "title", "published", "url")]
    copy = copy_read(record) if with_copy else ""
    parts.append(f"Read in {copy}" if copy else "")
    said = [" ".join(str(part).split()).rstrip(".") for part in parts if part]
    ended = [part if part[-1:] in "?!" else f"{part}." for part in said[:-1]]
    return " ".join([*ended, *said[-1:]])


def bibtex(record: Mapping[str, Any], key: str = "") -> str:
    r"""Return a source as an entry of BibTeX; what is not known is left out.

    Examples
    --------
    >>> print(bibtex({"source_id": "Мой атлас", "publisher": "A & B {C", "title": "100 %",
    ...               "url": "", "published": "2020"}))
    @misc{source,
      author = {{A \& B {\textbraceleft}C}},
      title = {{100 \%}},
      year = {2020},
      date = {2020}
    }
    """
    authors = " and ".join(f"{{{_tex(name)}}}" for name in publishers(record))
    return _entry(
        "misc",
        key or bibtex_keys([str(record["source_id"])])[0],
        {
            "author": authors,
            "title": f"{{{_tex(record['title'])}}}" if record["title"] else "",
            "year": _year(record),
            "date": _iso(record["published"]),
            "url": _address(record),
            "urldate": _iso(record.get("obtained_on")),
            "note": _tex(". ".join(_notes(record))),
        },
    )


def bibtex_keys(ids: Sequence[str]) -> list[str]:
    """Return keys of BibTeX for some ids: Latin letters, digits and a few signs, no key twice.

    Examples
    --------
    >>> bibtex_keys(["un-1", "my count, 2020", "My Count 2020", "Газета"])
    ['un-1', 'my-count-2020', 'My-Count-2020-2', 'source']
    """
    found: dict[str, str] = {}
    for one in ids:
        latin = unicodedata.normalize("NFKD", one).encode("ascii", "ignore").decode()
        key = re.sub(r"[^A-Za-z0-9_.:+-]+", "-", latin).strip("-") or "source"
        number = 2
        free = key
        while free.lower() in found:  # BibTeX takes large and small letters for the same
            free, number = f"{key}-{number}", number + 1
        found[free.lower()] = free
    return list(found.values())


def ris(record: Mapping[str, Any]) -> str:
    """Return a source as a record of RIS; what is not known is left out."""
    lines = [("TY", "GEN"), ("ID", record["source_id"])]
    lines += [("AU", f"{name},") for name in publishers(record)]
    lines += [
        ("TI", record["title"]),
        ("PY", _year(record)),
        ("DA", _iso(record["published"]).replace("-", "/")),
        ("UR", _address(record)),
        ("Y2", _iso(record.get("obtained_on")).replace("-", "/")),
        *(("N1", note) for note in _notes(record)),
    ]
    return _ris(lines)


def csl_item(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source as an item of CSL-JSON; what is not known is left out."""
    item = {
        "id": record["source_id"],
        "type": "document",
        "title": record["title"],
        "author": [{"literal": name} for name in publishers(record)],
        "issued": _date_parts(record["published"]),
        "accessed": _date_parts(record.get("obtained_on")),
        "URL": _address(record),
        "note": ". ".join(_notes(record)),
    }
    return {name: value for name, value in item.items() if value}


def _notes(record: Mapping[str, Any]) -> list[str]:
    """Return licence, further addresses and the copy that was read."""
    others = _addresses(record)[1:]
    licence, copy = record.get("licence"), copy_read(record)
    notes = [
        f"Licence: {licence}" if licence else "",
        f"Also at {' and '.join(others)}" if others else "",
        f"Read in {copy}" if copy else "",
    ]
    return [note for note in notes if note]


def _text_package() -> str:
    address = package_address()
    return f"{_AUTHOR}. {_TITLE}. {_version_words()}" + (f". {address}" if address else "")


def _bibtex_package() -> str:
    return _entry(
        "software",
        "ca_summit",
        {
            "author": f"{{{_tex(_AUTHOR)}}}",
            "title": f"{{{_tex(_TITLE)}}}",
            "version": __version__,
            "year": data_version().date[:4],
            "date": data_version().date,
            "url": package_address(),
            "note": _tex(_version_words()),
        },
    )


def _ris_package() -> str:
    version = data_version()
    lines = [("TY", "DATA"), ("ID", "ca_summit"), ("AU", f"{_AUTHOR},"), ("TI", _TITLE)]
    lines += [("PY", version.date[:4]), ("DA", version.date.replace("-", "/"))]
    return _ris([*lines, ("UR", package_address()), ("N1", _version_words())])


def _csl_package() -> dict[str, Any]:
    item = {
        "id": "ca_summit",
        "type": "dataset",
        "title": _TITLE,
        "author": [{"literal": _AUTHOR}],
        "issued": _date_parts(data_version().date),
        "version": __version__,
        "URL": package_address(),
        "note": _version_words(),
    }
    return {name: value for name, value in item.items() if value}


def _version_words() -> str:
    version = data_version()
    return f"Version {__version__}, data of {version.date}, SHA-256 {version.hash[:16]}"


@cache
def package_address() -> str:
    """Return where the package is published, as its own metadata says; empty while it is not."""
    try:
        urls = metadata.metadata("ca-summit").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    return next((url.partition(",")[2].strip() for url in urls), "")


def _entry(kind: str, key: str, fields: Mapping[str, Any]) -> str:
    body = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items() if text)
    return f"@{kind}{{{key},\n{body}\n}}"


def _ris(lines: Sequence[tuple[str, Any]]) -> str:
    said = [f"{tag}  - {' '.join(str(text).split())}" for tag, text in lines if text]
    return "\n".join([*said, "ER  - "])


def _addresses(record: Mapping[str, Any]) -> list[str]:
    """Return the addresses of a source in letters that every program takes."""
    parts = re.split(r"\s*;\s*(?=https?:)", str(record["url"] or "").strip())
    return [quote(part, safe=_IN_ADDRESSES) for part in parts if part]


def _address(record: Mapping[str, Any]) -> str:
    return next(iter(_addresses(record)), "")


def _iso(day: object) -> str:
    """Return a year, month or day as ISO writes it; anything else is no date."""
    text = str(day or "").strip()
    return text if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text) else ""


def _year(record: Mapping[str, Any]) -> str:
    year = re.search(r"\d{4}", str(record["published"]))
    return year.group(0) if year else ""


def _date_parts(day: object) -> dict[str, Any]:
    parts = [int(part) for part in _iso(day).split("-") if part]
    return {"date-parts": [parts]} if parts else {}


def _tex(text: object) -> str:
    """Write a text so that TeX prints it; braces go by name, since BibTeX counts them."""
    return "".join(_TEX.get(sign, sign) for sign in " ".join(str(text).split()))
