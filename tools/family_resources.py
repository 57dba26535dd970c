"""Make the tables of natural resources: figures, critical minerals, deposits, energy links."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

from common import join_list, plain_number, read_facts, register, split_urls, take_sources
from corrections import correct
from single_rows import with_single_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

_WORDING = [
    (r"\bAUDIT: ", "second check: "),
    (r"\bCORRECTED in the audit: ", "corrected on a second check: "),
    (r"\bsee README doubts\b|\bsee Doubts\b", "see the doubts in data/README.md"),
    (r"\bthe stored text carried\b", "the text that was read carried"),
    (r"\bUnnamed stored GitHub file\b", "Unnamed file on GitHub"),
    (r"\bquoted in a stored GitHub research note\b", "quoted in a research note on GitHub"),
    (r"\bquoted in a stored spatial-evidence register\b", "quoted in a register of map evidence"),
    (r"\bStored Nominatim answers\b", "Nominatim answers"),
    (r"\bstored file id (?=\d)", "archive number "),
    (r"\bstored file (?=\d)", "archive number "),
    (r"(?<=\()file (?=\d{8})", "archive number "),
    (r"\b[Aa] stored (?=app|trade|web|blog)", "a public "),
    (r"\bin the stored (gazetteers|material)\b", r"in the \1 used"),
    (r"\bAnother stored gazetteer\b", "Another gazetteer"),
    (r"\bthree stored files\b", "three public files"),
    (r"\bstored web map", "public web map"),
    (r"\bStored web maps\b", "Public web maps"),
    (r"\bthe compiler's reading of it\b", "our reading of it"),
    (r"\b(are|is) the compiler's\b", r"\1 ours"),
    (r"^compiler knowledge$", "none (from memory)"),
]

# Terms by publisher, the first match counts; texts of the press are quoted fact by fact.
_TERMS = [
    (r"none \(from memory\)", ""),
    (r"U\.?S\. Geological Survey|CIA World Factbook|USDA", "public domain (US federal work)"),
    (r"OpenStreetMap", "ODbL 1.0"),
    (r"dr5hn", "ODbL 1.0; GeoNames part CC BY 4.0"),
    (r"GeoNames", "CC BY 4.0"),
    (r"Pleiades", "CC BY 3.0"),
    (r"al-Thurayya", "CC BY-SA (as far as known)"),
    (r"Natural Earth", "public domain"),
    (r"Wikipedia", "CC BY-SA 4.0"),
    (r"Global Energy Monitor", "CC BY 4.0"),
    (r"Geological Survey of Canada", "Open Government Licence - Canada"),
    (r"", "single fact, cite"),
]


def add_terms(df: pd.DataFrame, publisher: str = "source_publisher") -> pd.DataFrame:
    """Add the terms of each row's publisher as ``licence`` and ``redistribute``."""
    licence = df[publisher].map(terms_of)
    return df.assign(licence=licence, redistribute=licence.map(lambda t: "yes" if t else ""))


def terms_of(publisher: str) -> str:
    """Return the licence under which facts of a publisher stand here."""
    return next(licence for name, licence in _TERMS if re.search(name, publisher))


def read_clean(path: Path, *key: str) -> pd.DataFrame:
    """Read one facts table, corrected where a key is given, in words for users."""
    df = read_facts(path)
    if key:
        df = correct(df, path.stem, *key)
    df = with_single_rows(df, path.stem)
    for column in df.columns:
        for pattern, words in _WORDING:
            df[column] = df[column].str.replace(pattern, words, regex=True)
    return add_terms(df) if "source_publisher" in df.columns else df


def slug(text: str, limit: int = 48) -> str:
    """Write a text as lower-case ascii words joined by hyphens, at most ``limit`` long."""
    plain = unicodedata.normalize("NFKD", text.replace("'", "")).encode("ascii", "ignore")
    words = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")
    return words[:limit].strip("-")


def row_ids(df: pd.DataFrame, parts: Sequence[str], apart: Sequence[str], limit: int = 60) -> list:
    """Join ``parts`` to a readable id; rows that share one also get a hash of ``apart``."""
    base = df[list(parts)].agg(lambda row: slug("-".join(v for v in row if v), limit), axis=1)
    shared = base.duplicated(keep=False)
    rest = df[list(apart)].agg("|".join, axis=1)
    mark = rest.map(lambda text: hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:4])
    ids = base.where(~shared, base + "-" + mark)
    if ids.duplicated().any():
        raise ValueError(f"ids are not unique: {sorted(ids[ids.duplicated()])}")
    return ids.tolist()


def build(facts: Path) -> dict[str, pd.DataFrame]:
    """Return the five tables of the family by name."""
    folder = facts / "resources"
    keys = ("record_type", "subject", "counterpart", "year")
    links = _energy_links(read_clean(folder / "processing_and_power.csv", *keys))  # dates first
    keys = ("iso3", "commodity", "measure", "year")
    return {
        "resources": _resources(read_clean(folder / "resources.csv", *keys)),
        "critical_minerals": _critical(read_clean(folder / "critical_minerals_list.csv")),
        "rare_earths_world": _rare_earths(read_clean(folder / "rare_earths_world.csv")),
        "deposits": _deposits(read_clean(folder / "deposits.csv")),
        "energy_links": links,
    }


def _resources(df: pd.DataFrame) -> pd.DataFrame:
    apart = ["basis", "edition", "source_publisher", "source_title"]
    ids = row_ids(df, ["iso3", "commodity", "measure", "year"], apart)
    out = take_sources(df)
    for name in ("value", "world_total", "world_share_pct"):
        out[name] = plain_number(out[name])
    out.insert(0, "figure_id", ids)
    return out


_SINGLE = {"licence": "single fact, cite", "redistribute": "yes"}


def _critical(df: pd.DataFrame) -> pd.DataFrame:
    """Part the one joint source of the facts into the American and the European list."""
    publishers = df["source_publisher"].str.split("; ", expand=True)
    titles = df["source_title"].str.split("; ", expand=True)
    urls = df["source_url"].map(split_urls)
    out = take_sources(
        df.assign(source_url=urls.str[:2].str.join(";")).assign(
            source_publisher=publishers[0], source_title=titles[0]
        )
    )
    second = [
        register(publisher, title, ";".join(addresses[2:]), **_SINGLE)
        for publisher, title, addresses in zip(publishers[1], titles[1], urls, strict=True)
    ]
    out.insert(out.columns.get_loc("source_id") + 1, "second_source_id", second)
    return out


def _rare_earths(df: pd.DataFrame) -> pd.DataFrame:
    kinds = {"Other countries": "rest_of_world", "World total (rounded)": "world_total"}
    central_asia = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
    kind = df["country"].map(kinds).fillna("country")
    kind = kind.where(~df["iso3"].isin(central_asia), "not_listed")
    out = take_sources(df)
    out.insert(2, "row_kind", kind)
    return out


def _deposits(df: pd.DataFrame) -> pd.DataFrame:
    ids = row_ids(df, ["name"], ["iso3", "commodity"])
    out = take_sources(df)
    out["commodity"] = join_list(out["commodity"])
    out.insert(0, "deposit_id", ids)
    return out


_STATUS = {
    "construction, long delayed": ("construction", "long delayed"),
    "operating; since 2023 partly reversed": ("operating", "since 2023 partly reversed"),
    "planned; Afghan section under construction": ("planned", "Afghan section under construction"),
}


def _energy_links(df: pd.DataFrame) -> pd.DataFrame:
    pipeline = df["record_type"] == "pipeline"
    parts = ["record_type", "subject", "home_iso3", "counterpart", "year"]
    named = df.assign(record_type=df["record_type"].replace({"operator_stake": "stake"}))
    named.loc[pipeline, ["record_type", "home_iso3", "counterpart"]] = ""
    named.loc[named["record_type"] == "stake", "home_iso3"] = ""
    ids = row_ids(named, parts, ["value", "unit", "note"], limit=100)
    out = take_sources(df)
    out.insert(0, "energy_link_id", ids)
    years = df["year"].str.extract(r"(?P<year_from>\d{4})(?:-(?P<year_to>\d{4}))?").fillna("")
    place = out.columns.get_loc("year")
    out.insert(place, "year_from", years["year_from"])
    out.insert(
        place + 1, "year_to", years["year_to"].where(years["year_to"] != "", years["year_from"])
    )
    out = out.rename(columns={"year": "period"})
    parts_of_status = df["status"].map(lambda text: _STATUS.get(text, (text, "")))
    out["status"] = parts_of_status.str[0]
    out.insert(out.columns.get_loc("status") + 1, "status_note", parts_of_status.str[1])
    for name in ("home_iso3", "counterpart_iso3", "route_countries", "waypoints"):
        out[name] = join_list(out[name])
    for name in ("value", "capacity", "length_km"):
        out[name] = plain_number(out[name])
    return out
