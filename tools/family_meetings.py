"""Make the tables of diplomacy: meetings, who came, commitments, people, formats, claims."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from common import join_list, plain_number, read_facts, register, take_sources
from corrections import correct
from family_resources import slug
from updates import additions

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

#: Table -> its file of the first round, the column that names a row.
_TABLES = {
    "meetings": ("meetings", "meeting_id"),
    "attendance": ("attendance", "meeting_id"),
    "chronology": ("c5_plus_1_2025_chronology", "chronology_id"),
    "commitments": ("commitments", "commitment_id"),
    "people": ("people", "person_id"),
    "formats": ("formats", "format"),
}

#: Announcement -> the earlier one of the same deal, as the notes of the facts say.
_RESTATES = {
    "uzb-usa-2025-11-06-uzbekistan-airways-converts-eight-787-op": (
        "uzb-usa-2025-09-22-uzbekistan-airways-up-to-22-boeing-787-1"
    ),
    "uzb-usa-2026-02-18-traxys-up-to-1-bn-dollars-for-tungsten-a": (
        "uzb-usa-2025-09-22-traxys-portfolio-of-exploration-and-mini"
    ),
    "kaz-rus-2026-05-29-balkhash-nuclear-power-plant-at-ulken-tw": (
        "kaz-rus-2025-06-14-rosatom-chosen-to-lead-the-consortium-fo"
    ),
}

_PARTIES = re.compile(r"^(?:bilateral|envoys)-([a-z]{2,3})-([a-z]{2,3})-\d{4}-")


def build(facts: Path) -> dict[str, pd.DataFrame]:
    """Return the seven tables of the family by name."""
    raw = {name: _read(facts, name) for name in _TABLES}
    known = _known_addresses(raw)
    raw = {name: _name_alike(df, known) for name, df in raw.items()}
    return {
        "meetings": _meetings(raw["meetings"]),
        "attendance": _attendance(raw["attendance"]),
        "chronology": _chronology(raw["chronology"]),
        "commitments": _commitments(raw["commitments"]),
        "people": _people(raw["people"]),
        "formats": _formats(raw["formats"]),
        "claims": _claims(_reword(read_facts(facts / "claims" / "claims.csv"))),
    }


def _read(facts: Path, name: str) -> pd.DataFrame:
    """Return a table of facts with later additions and corrections, its sources written out."""
    file, key = _TABLES[name]
    first = _reword(read_facts(facts / "meetings" / f"{file}.csv"))
    later = _reword(additions(facts, name))
    if name == "chronology":
        first["meeting_ids"] = _about(first)
        later = later.rename(columns={"actors": "actor"})
    df = pd.concat([first, later], ignore_index=True).fillna("")
    if name == "meetings":
        df["presence_unknown"] = ""
    if name == "commitments":
        df["is_aggregate"] = df["is_aggregate"].replace({"yes": "true", "no": "false"})
    return _with_ids(correct(_with_ids(df, name), name, key), name)


def _with_ids(df: pd.DataFrame, name: str) -> pd.DataFrame:
    """Put the ids that follow from other columns first; the facts name them only in part."""
    if name == "commitments":
        columns = ["actor_iso3", "counterpart", "announced_on", "title"]
        parts = df[columns].itertuples(index=False, name=None)
        ids = [
            "-".join(part for part in (slug(a), slug(c) or "none", day, slug(title, 40)) if part)
            for a, c, day, title in parts
        ]
    elif name == "chronology":
        ids = [slug("-".join(key)) for key in _event_keys(df)]
    elif name == "people":
        ids = [slug(f"{p}-{r}", 80) for p, r in zip(df["person"], df["role"], strict=True)]
    else:
        return df
    key = _TABLES[name][1]
    rest = [column for column in df.columns if column != key]
    return df.assign(**{key: _numbered(ids)})[[key, *rest]]


def _about(df: pd.DataFrame) -> list[str]:
    """Return which meetings each event of the first round speaks of; most: the summit."""
    keys = _event_keys(df)
    missing = set(_ABOUT) - set(keys)
    if missing:
        raise ValueError(f"no dated event any more for {sorted(missing)}")
    return [";".join(_ABOUT.get(key, [_WASHINGTON])) for key in keys]


def _event_keys(df: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(zip(df["date"], df["actor"], df["event"], strict=True))


def _reword(df: pd.DataFrame) -> pd.DataFrame:
    for column in df.columns:
        if not column.endswith("_url"):
            for pattern, words in _WORDING:
                df[column] = df[column].str.replace(pattern, words, regex=True)
    return df


def _known_addresses(raw: dict[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Return publisher, title and date of every address, as first written and as far as known."""
    known: dict[str, list[str]] = {}
    for prefix in ("source", "source2"):
        columns = [f"{prefix}_{part}" for part in ("url", "publisher", "title", "date")]
        for df in raw.values():
            if columns[0] not in df.columns:
                continue
            for url, *said in df.reindex(columns=columns, fill_value="").to_numpy().tolist():
                if url:
                    before = known.setdefault(url, ["", "", ""])
                    known[url] = [a or b for a, b in zip(before, said, strict=True)]
    return known


def _name_alike(df: pd.DataFrame, known: dict[str, list[str]]) -> pd.DataFrame:
    """Give every source the publisher, title and date that its address has elsewhere."""
    out = df.copy()
    for prefix in ("source", "source2"):
        if f"{prefix}_url" not in out.columns:
            continue
        for place, part in enumerate(("publisher", "title", "date")):
            column = f"{prefix}_{part}"
            cells = zip(out[f"{prefix}_url"], out.get(column, [""] * len(out)), strict=True)
            out[column] = [known[url][place] if url else cell for url, cell in cells]
    return out


def _meetings(df: pd.DataFrame) -> pd.DataFrame:
    df = df.assign(open=df["start_date"] == "").sort_values(["open", "start_date"], kind="stable")
    out = take_sources(df.drop(columns="open"))
    for column in ("edition", "agreements_value_usd", "latitude", "longitude"):
        out[column] = plain_number(out[column])
    out["recalled_fields"] = join_list(out["recalled_fields"])
    found = [_PARTIES.match(key) for key in out["meeting_id"]]
    parties = [";".join(code.upper() for code in m.groups()) if m else "" for m in found]
    stated = zip(out.pop("parties"), parties, strict=True)
    if any(said not in ("", derived) for said, derived in stated):
        raise ValueError("the parties that are stated are not those in the id of the meeting")
    place = out.columns.get_loc("status")
    out.insert(place, "parties", parties)
    out.insert(place + 1, "presence_unknown", out.pop("presence_unknown"))
    if not (out["format"] == "bilateral").equals(out["parties"] != ""):
        raise ValueError("every bilateral meeting, and no other, names two parties in its id")
    return out


def _attendance(df: pd.DataFrame) -> pd.DataFrame:
    number = df["seq"].astype(int)
    order = df.assign(seq=number).sort_values(["meeting_id", "actor_iso3", "seq"]).index
    return take_sources(df.loc[order])


def _chronology(df: pd.DataFrame) -> pd.DataFrame:
    out = take_sources(df.sort_values("date", kind="stable")).rename(columns={"actor": "actors"})
    out.insert(out.columns.get_loc("source_id"), "meeting_ids", out.pop("meeting_ids"))
    return out


def _commitments(df: pd.DataFrame) -> pd.DataFrame:
    out = take_sources(df)
    for column in ("value_usd", "value_original", "horizon_years"):
        out[column] = plain_number(out[column])
    lost = (_RESTATES.keys() | _RESTATES.values()) - set(out["commitment_id"])
    if lost:
        raise ValueError(f"no commitment any more of the name {sorted(lost)}")
    restates = out["commitment_id"].map(_RESTATES).fillna("")
    out.insert(out.columns.get_loc("is_aggregate") + 1, "restates", restates)
    return out


def _people(df: pd.DataFrame) -> pd.DataFrame:
    """Keep the one document of each row; a second one is named in the note."""
    second = [
        f"Second document: {', '.join(filter(None, parts))}." if parts[0] else ""
        for parts in df[["source2_publisher", "source2_date"]].to_numpy().tolist()
    ]
    df["note"] = [" ".join(filter(None, p)) for p in zip(df["note"], second, strict=True)]
    out = take_sources(df[[name for name in df.columns if not name.startswith("source2_")]])
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
