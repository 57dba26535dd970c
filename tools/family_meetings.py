"""Make the tables of diplomacy: meetings, who came, commitments, people, formats, claims."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from common import join_list, plain_number, read_facts, register, take_sources
from family_resources import slug

if TYPE_CHECKING:
    from pathlib import Path

_WASHINGTON = "c5-plus-1-2025-washington"
_BILATERALS = [
    f"bilateral-{who}-usa-2025-washington" for who in ("kaz", "kgz", "tjk", "tkm", "uzb")
]

# Which meetings a dated event speaks of: (date, actor, event) -> meeting ids.
# The call of 5 September and the letter of 20 October speak of a summit still to be called.
_ABOUT: dict[tuple[str, str, str], list[str]] = {
    ("2025-09-05", "UZB;USA", "telephone_call"): [],
    ("2025-09-22", "KAZ;USA", "contact"): ["bilateral-kaz-usa-2025-new-york"],
    ("2025-09-23", "UZB;USA", "meeting"): ["bilateral-uzb-usa-2025-new-york"],
    ("2025-10-20", "USA", "letter"): [],
    ("2025-10-25", "USA;UZB", "envoys"): ["envoys-usa-uzb-2025-tashkent"],
    ("2025-10-27", "UZB", "readout"): ["envoys-usa-uzb-2025-tashkent", _WASHINGTON],
    ("2025-10-28", "USA;UZB", "confirmation_by_host"): [
        "bilateral-uzb-usa-2025-washington",
        _WASHINGTON,
    ],
    ("2025-10-29", "KAZ;USA", "envoys"): ["envoys-usa-kaz-2025-astana"],
    ("2025-11-01", "TKM", "announcement"): ["bilateral-tkm-usa-2025-washington", _WASHINGTON],
    ("2025-11-05", "USA;C5", "reception"): ["c5-plus-1-fm-2025-washington"],
    ("2025-11-06", "C5;USA", "summit"): [*_BILATERALS, _WASHINGTON],
    ("2025-11-06", "KAZ", "announcement"): ["bilateral-kaz-usa-2025-washington", _WASHINGTON],
    ("2025-11-07", "UZB;USA", "announcement"): ["bilateral-uzb-usa-2025-washington"],
}

_WORDING = [
    (r"PROPOSAL ONLY: no stored document", "Proposal only: no document"),
    (r"\bNo stored document names\b", "No document found names"),
    (r"\bno stored document\b", "no document"),
    (r"\bnot found in the stored material\b", "not found in the material read"),
    (r"\bin stored material\b", "in the material read"),
    (r"\bin any stored material\b", "in any material read"),
    (r"\bthe audit found no second text\b", "a second check found no second text"),
    (r" and README, Audit\)", ")"),
    (r"\bsee README\b", "see the doubts in data/README.md"),
    (r"\bbefore the audit\b", "before a second check"),
    (
        r"\bState of knowledge of the seed article\b",
        "State of knowledge of the article of 27 October",
    ),
]

_PARTIES = re.compile(r"^(?:bilateral|envoys)-([a-z]{2,3})-([a-z]{2,3})-\d{4}-")


def build(facts: Path) -> dict[str, pd.DataFrame]:
    """Return the seven tables of the family by name."""
    names = ("meetings", "attendance", "commitments", "people", "formats")
    raw = {name: _read(facts / "meetings" / f"{name}.csv") for name in names}
    raw["chronology"] = _read(facts / "meetings" / "c5_plus_1_2025_chronology.csv")
    known = _known_addresses(raw)
    raw = {name: _complete_second(df, known) for name, df in raw.items()}
    return {
        "meetings": _meetings(raw["meetings"]),
        "attendance": take_sources(raw["attendance"]),
        "chronology": _chronology(raw["chronology"]),
        "commitments": _commitments(raw["commitments"]),
        "people": _people(raw["people"]),
        "formats": _formats(raw["formats"]),
        "claims": _claims(_read(facts / "claims" / "claims.csv")),
    }


def _read(path: Path) -> pd.DataFrame:
    df = read_facts(path)
    for column in df.columns:
        if not column.endswith("_url"):
            for pattern, words in _WORDING:
                df[column] = df[column].str.replace(pattern, words, regex=True)
    return df


def _known_addresses(raw: dict[str, pd.DataFrame]) -> dict[str, tuple[str, str, str]]:
    """Return publisher, title and date of every address that is somewhere a first source."""
    columns = ["source_url", "source_publisher", "source_title", "source_date"]
    rows = pd.concat([df[columns] for df in raw.values()]).drop_duplicates()
    rows = rows[rows["source_url"] != ""]
    if rows["source_url"].duplicated().any():
        raise ValueError("one address bears two titles; mend the facts or take both apart")
    return {row[0]: row[1:] for row in rows.itertuples(index=False, name=None)}


def _complete_second(df: pd.DataFrame, known: dict[str, tuple[str, str, str]]) -> pd.DataFrame:
    """Give a second source the title and date that its address has elsewhere."""
    if "source2_url" not in df.columns:
        return df
    place = df.columns.get_loc("source2_publisher")
    found = [
        known.get(url, (publisher, "", ""))
        for publisher, url in zip(df["source2_publisher"], df["source2_url"], strict=True)
    ]
    out = df.assign(source2_publisher=[item[0] for item in found])
    out.insert(place + 1, "source2_title", [item[1] for item in found])
    out.insert(place + 2, "source2_date", [item[2] for item in found])
    return out


def _meetings(df: pd.DataFrame) -> pd.DataFrame:
    out = take_sources(df)
    for column in ("edition", "agreements_value_usd", "latitude", "longitude"):
        out[column] = plain_number(out[column])
    out["recalled_fields"] = join_list(out["recalled_fields"])
    found = [_PARTIES.match(key) for key in out["meeting_id"]]
    out.insert(
        out.columns.get_loc("status"),
        "parties",
        [";".join(code.upper() for code in match.groups()) if match else "" for match in found],
    )
    bilateral = out["format"] == "bilateral"
    if not bilateral.equals(out["parties"] != ""):
        raise ValueError("every bilateral meeting, and no other, names two parties in its id")
    return out


def _chronology(df: pd.DataFrame) -> pd.DataFrame:
    out = take_sources(df)
    keys = list(zip(out["date"], out["actor"], out["event"], strict=True))
    missing = set(_ABOUT) - set(keys)
    if missing:
        raise ValueError(f"no dated event any more for {sorted(missing)}")
    ids = [slug("-".join(key)) for key in keys]
    out.insert(0, "chronology_id", _numbered(ids))
    place = out.columns.get_loc("source_id")
    out.insert(place, "meeting_ids", [";".join(_ABOUT.get(key, [_WASHINGTON])) for key in keys])
    return out.rename(columns={"actor": "actors"})


def _commitments(df: pd.DataFrame) -> pd.DataFrame:
    out = take_sources(df)
    for column in ("value_usd", "value_original", "horizon_years"):
        out[column] = plain_number(out[column])
    out["is_aggregate"] = out["is_aggregate"].map({"yes": "true", "no": "false"})
    parts = out[["actor_iso3", "counterpart", "announced_on", "title"]]
    ids = [
        "-".join(part for part in (slug(a), slug(c) or "none", day, slug(title, 40)) if part)
        for a, c, day, title in parts.itertuples(index=False, name=None)
    ]
    out.insert(0, "commitment_id", _numbered(ids))
    return out


def _people(df: pd.DataFrame) -> pd.DataFrame:
    out = take_sources(df)
    ids = [slug(f"{p}-{r}", 80) for p, r in zip(out["person"], out["role"], strict=True)]
    out.insert(0, "person_id", _numbered(ids))
    for column in ("name_local", "recalled_fields"):
        out[column] = join_list(out[column])
    return out


def _formats(df: pd.DataFrame) -> pd.DataFrame:
    out = take_sources(df)
    for column in ("created", "leaders_summits_to_date", "leaders_meetings_incl_unnumbered"):
        out[column] = plain_number(out[column])
    out["recalled_fields"] = join_list(out["recalled_fields"])
    return out


def _claims(df: pd.DataFrame) -> pd.DataFrame:
    """All claims come from one article, whose outlet was not recorded."""
    article = register(
        "News article (outlet not recorded)",
        "Trump to Host Summit of Central Asian Leaders (about 27 October 2025)",
    )
    return df.assign(source_id=article)


def _numbered(ids: list[str]) -> list[str]:
    """Return the ids; the second and later ones of the same text get a number."""
    counts: dict[str, int] = {}
    out = []
    for key in ids:
        counts[key] = counts.get(key, 0) + 1
        out.append(key if counts[key] == 1 else f"{key}-{counts[key]}")
    return out
