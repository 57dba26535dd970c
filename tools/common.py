"""Read compiled facts, take their sources out into one table, write tables in one shape."""

from __future__ import annotations

import csv
import json
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sources_key import source_id

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).resolve().parents[1] / "data"

SOURCE_COLUMNS = [
    "source_id",
    "publisher",
    "title",
    "url",
    "published",
    "licence",
    "redistribute",
    "obtained_via",
    "obtained_on",
    "has_address",
]
#: Those of sources of outlines and names, whose copies are packages with versions.
UNDATED_COLUMNS = [name for name in SOURCE_COLUMNS if name != "obtained_on"]
TERMS = ("licence", "redistribute", "obtained_via")
#: Day on which the stored copies of the first facts were read; later ones name their own.
FIRST_READ = "2026-11-23"
RECALLED = "recalled"
_FROM_MEMORY = re.compile(
    r"^(-|none\b.*|.*\bfrom memory\b.*|compiler knowledge|recalled)?$", re.IGNORECASE
)
_COPY = re.compile(
    r"(, stored in (?P<a>.+)| \(archived dataset (?P<b>[^)]+)\)"
    r"|,? \(?via (?P<c>ryanfb/[\w-]+|cristan/[\w-]+"
    r"|(?:the |DARPA CriticalMAAS )?MinMod data set)\)?)$"
)
#: Repositories that one person keeps, for a course or a project: a file of the publisher, but
#: nobody answers for it.
PERSONAL = (
    "AL3X4231/Data_data_analysis_project",
    "Elpazzu/WDI_DQ_Pipeline",
    "ValentimPiazera/wb-economic-freedom",
    "aalipourmarziye-pixel/econometrics-panel-project",
    "dk546/sovereign-credit-rating-prediction",
    "dmitry798/Descriptive-data-analysis",
    "enisshabani/BigData-Projekti---2026",
    "lapidba/WHO-capstone-project",
    "lucasbuildsapps/Masterthesis",
    "mary-lev/eu-export-sanctions",
    "rizqikapratamaa/tubes2-visdat",
)
_MARK = " (a personal project)"
_REGISTRY: dict[str, dict[str, str]] = {
    RECALLED: {
        "publisher": "From memory",
        "title": "No document found",
        "url": "",
        "published": "",
        **dict.fromkeys(TERMS, ""),
        "obtained_on": "",
    }
}


def read_facts(path: Path) -> pd.DataFrame:
    """Read one facts table as text, exactly as written; an empty cell is an empty string."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


def split_urls(cell: str) -> list[str]:
    """Split a cell of one or several addresses; a semicolon inside an address stays."""
    return [part.strip() for part in re.split(r";\s*(?=https?://|$)", cell) if part.strip()]


def register(
    publisher: str,
    title: str = "",
    url: str = "",
    published: str = "",
    *,
    obtained_on: str = FIRST_READ,
    **terms: str,
) -> str:
    """Keep one source and return its id; none named, or "none (from memory)", is ``recalled``.

    A document named again without its date is the dated one. ``obtained_on`` is the day on which
    the copies of ``obtained_via`` were read.
    """
    publisher, title, published = publisher.strip(), title.strip(), published.strip()
    urls = split_urls(url)
    if not urls and _FROM_MEMORY.match(publisher):
        return RECALLED
    url = ";".join(urls)
    publisher, copy = _split_copy(publisher)
    published = published or _date_of(publisher, title, url)
    key = source_id(publisher, title, url, published)
    terms["obtained_via"] = _with_makers(_union(terms.get("obtained_via", "").strip(), copy, ";"))
    row = {"publisher": publisher, "title": title, "url": url, "published": published}
    known = _REGISTRY.setdefault(key, row | dict.fromkeys([*TERMS, "obtained_on"], ""))
    if {name: known[name] for name in row} != row:
        raise ValueError(f"Two different sources share the id {key!r}: {known} and {row}")
    for name in TERMS:
        between = ";" if name == "obtained_via" else " | "
        known[name] = _union(known[name], terms.get(name, "").strip(), between)
    if known["obtained_via"]:
        known["obtained_on"] = known["obtained_on"] or obtained_on
    return key


def _date_of(publisher: str, title: str, url: str) -> str:
    wanted = (publisher, title, url)
    known = (row for row in _REGISTRY.values() if row["published"])
    same = (r["published"] for r in known if (r["publisher"], r["title"], r["url"]) == wanted)
    return next(same, "")


def _split_copy(publisher: str) -> tuple[str, str]:
    """Part the publisher from the copy in which the facts say it was read."""
    match = _COPY.search(publisher)
    if not match:
        return publisher, ""
    return publisher[: match.start()].rstrip(), match["a"] or match["b"] or match["c"]


def _with_makers(copies: str) -> str:
    """Say beside a copy that one person keeps it."""
    return ";".join(
        f"{copy}{_MARK}" if any(name in copy for name in PERSONAL) else copy
        for copy in copies.split(";")
    )


def _union(known: str, new: str, between: str) -> str:
    if not known or not new or new == known:
        return known or new
    return between.join(sorted({*known.split(between), *new.split(between)}))


def take_sources(
    df: pd.DataFrame,
    prefix: str = "source",
    *,
    second: bool = True,
    terms: bool = True,
    keep: tuple[str, ...] = (),
    obtained_on: str = FIRST_READ,
) -> pd.DataFrame:
    """Replace the source columns of a facts table by ids and register the sources.

    Parameters
    ----------
    df
        Text table as `read_facts` returns it.
    prefix
        Takes ``<prefix>_publisher``, ``_title``, ``_url``, ``_date`` (those present) and puts
        ``<prefix>_id`` in the place of the first.
    second
        Also takes ``<prefix>2_publisher``, ``<prefix>2_url`` … (if present) into
        ``second_<prefix>_id``, empty where the row has no second source.
    terms
        Takes the columns ``licence``, ``redistribute``, ``obtained_via`` (if present) along into
        the source row.
    keep
        Those of these three columns that also stay in the table, because the terms differ by row.
    obtained_on
        Day on which the stored copies named in ``obtained_via`` were read.
    """
    out = df.copy()
    term_columns = [name for name in TERMS if terms and name in df.columns]
    out = _replace(out, prefix, f"{prefix}_id", term_columns, RECALLED, obtained_on)
    if second and f"{prefix}2_publisher" in df.columns:
        out = _replace(out, f"{prefix}2", f"second_{prefix}_id", [], "", obtained_on)
    return out.drop(columns=[name for name in term_columns if name not in keep])


def _replace(
    df: pd.DataFrame, prefix: str, target: str, terms: list[str], missing: str, obtained_on: str
) -> pd.DataFrame:
    parts = {
        "publisher": f"{prefix}_publisher",
        "title": f"{prefix}_title",
        "url": f"{prefix}_url",
        "published": f"{prefix}_date",
    }
    parts = {part: column for part, column in parts.items() if column in df.columns}
    names = [*parts, *terms]
    rows = df[[*parts.values(), *terms]].itertuples(index=False, name=None)
    ids = [register(obtained_on=obtained_on, **dict(zip(names, row, strict=True))) for row in rows]
    place = min(df.columns.get_loc(column) for column in parts.values())
    out = df.drop(columns=list(parts.values()))
    out.insert(place, target, [missing if key == RECALLED else key for key in ids])
    return out


def plain_number(cells: pd.Series) -> pd.Series:
    """Write whole numbers in text cells without ``.0``; everything else stays as it is."""
    return cells.str.replace(r"^(-?\d+)\.0+$", r"\1", regex=True)


def join_list(cells: pd.Series) -> pd.Series:
    """Write list cells as ``a;b;c``, without blanks around the semicolons."""
    return cells.str.strip().str.replace(r"\s*;\s*", ";", regex=True)


def write_table(df: pd.DataFrame, name: str, folder: Path = DATA) -> Path:
    """Write ``<name>.csv``: UTF-8, LF, rows as given, whole numbers as such, missing empty."""
    path = folder / f"{name}.csv"
    text = df.apply(lambda column: column.map(_cell))
    text.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    return path


def _cell(value: object) -> str:
    if isinstance(value, str):
        # The compiled facts spell these in two ways; titles of sources stay as printed.
        text = value.replace("\r\n", "\n").strip().replace("Turkiye", "Türkiye")
        return re.sub(r"(?<=\d) %", "%", text)
    if pd.isna(value):
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def write_sources(folder: Path = DATA, *, fresh: bool = False) -> int:
    """Write ``sources.csv`` from all registered sources and return how many rows it has.

    Without ``fresh`` the rows already in the file stay, so that one family can be built alone.
    Rows of ``sources_*.csv``, the sources of outlines and names, are merged in.
    """
    path = folder / "sources.csv"
    rows: dict[str, dict[str, str]] = {}
    if path.exists() and not fresh:
        rows |= _read_sources(path)
    for other in sorted(DATA.glob("sources_*.csv")):
        rows |= _read_sources(other)
    rows |= {
        key: {"source_id": key, **row, "has_address": "true" if row["url"] else "false"}
        for key, row in _REGISTRY.items()
    }
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, SOURCE_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[key] for key in sorted(rows))
    return len(rows)


@contextmanager
def data_package() -> Iterator[dict[str, Any]]:
    """Give the data package to be changed, and write it once the change is whole."""
    path = DATA / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    yield package
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def put_resources(resources: list[dict[str, Any]]) -> None:
    """Put described tables into the data package, in the place of older ones or at the end."""
    own = {resource["name"]: resource for resource in resources}
    with data_package() as package:
        package["resources"] = [own.pop(r["name"], r) for r in package["resources"]]
        package["resources"] += own.values()


def state_rows(name: str, rows: int) -> None:
    """State in the data package how many rows a table has whose fields are described by hand."""
    with data_package() as package:
        resource = next(r for r in package["resources"] if r["name"] == name)
        resource["ca_summit"]["coverage"]["rows"] = rows


def _read_sources(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["source_id"]: row for row in csv.DictReader(stream)}
