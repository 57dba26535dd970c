"""Flip single values of the tables and count how many flips a check notices.

Kinds of flip: a digit of a number, a number ten times as large or small, a code for another code
of the same column, a code misspelt, a day shifted, a source for another source. Only checks of
meaning are asked: ranges, sums, shares, neighbours, references, positions, ids. Nothing compares
with a stored copy or a checksum of the table. The only known values used are the counts of rows
per level of verification.
"""

from __future__ import annotations

import sys
from collections import defaultdict

import numpy as np
import pandas as pd

from ca_summit.catalog import Field, get_table
from checks import Tables, check_integrity
from checks.core import csv_tables

FLIPS = 200
SEED = 20251106
NUMBERS = ("digit", "times ten")
CODES = ("other code", "misspelt code")


def kind_of(name: str, field: Field) -> str:
    if field.name.endswith("source_id") and name != "sources":
        return "source"
    if field.kind in {"integer", "number"}:
        return "number"
    if field.kind == "date":
        return "date"
    keys = {own for columns, _, _ in get_table(name).foreign_keys for own in columns}
    coded = field.allowed or field.name in keys or "iso3" in field.name
    if field.kind == "string" and (coded or field.name in {"country", "country_a", "country_b"}):
        return "code"
    return ""


def flip(value: str, kind: str, column: pd.Series, rng: np.random.Generator) -> tuple[str, str]:
    """Return the flipped value and what was done; the value itself if it cannot be flipped."""
    if kind == "number":
        if rng.random() < 0.5:
            places = [i for i, c in enumerate(value) if c.isdigit()]
            at = places[int(rng.integers(len(places)))]
            digit = str((int(value[at]) + int(rng.integers(1, 10))) % 10)
            return value[:at] + digit + value[at + 1 :], "digit"
        factor = 10 if rng.random() < 0.5 else 0.1
        return f"{float(value) * factor:.10g}", "times ten"
    if kind == "date":
        days = int(rng.choice([-365, -30, -7, -1, 1, 7, 30, 365]))
        moved = pd.Timestamp(value) + pd.Timedelta(days=days)
        return moved.date().isoformat(), f"day {'by a week or less' if abs(days) < 10 else 'far'}"
    if kind == "code" and rng.random() < 0.3:
        at = int(rng.integers(len(value)))
        return value[:at] + value[at + 1 :], "misspelt code"
    others = sorted(set(column) - {value, ""})
    other = others[int(rng.integers(len(others)))] if others else value
    return other, "other source" if kind == "source" else "other code"


def flips() -> list[tuple[str, str, int, str, str]]:
    """Draw the places: a table, then a kind, a column and a filled cell, each with equal chance."""
    rng = np.random.default_rng(SEED)
    columns = {
        name: {
            kind: [f.name for f in get_table(name).fields if kind_of(name, f) == kind]
            for kind in ("number", "date", "code", "source")
        }
        for name in csv_tables()
    }
    drawn: list[tuple[str, str, int, str, str]] = []
    bundled = Tables()
    while len(drawn) < FLIPS:
        name = str(rng.choice(list(columns)))
        kinds = [k for k, c in columns[name].items() if c]
        kind = str(rng.choice(kinds, p=weights(kinds))) if kinds else ""
        if not kind:
            continue
        column = str(rng.choice(columns[name][kind]))
        cells = bundled.text(name)[column]
        filled = np.flatnonzero(cells.ne("").to_numpy())
        at = int(rng.choice(filled))
        new, what = flip(cells.iloc[at], kind, cells, rng)
        same_number = kind == "number" and float(new) == float(cells.iloc[at])
        if new != cells.iloc[at] and not same_number:
            drawn.append((name, column, at, new, what))
    return drawn


def weights(kinds: list[str]) -> list[float]:
    raw = [{"number": 4, "code": 4, "date": 3, "source": 1}[k] for k in kinds]
    return [w / sum(raw) for w in raw]


#: Known values: rows per level of verification, typed from the notes of the compiled facts.
LEVELS = {
    "resources": {"read": 221, "two_sources": 32, "recalled": 4},
    "critical_minerals": {"read": 23, "two_sources": 59},
    "deposits": {"read": 108, "two_sources": 37, "recalled": 29},
    "energy_links": {"read": 74, "two_sources": 25, "recalled": 4},
    "rare_earths_world": {"read": 48, "two_sources": 21},
    "places": {"read": 125, "two_sources": 194, "recalled": 22},
    "routes": {"read": 36, "two_sources": 24, "recalled": 8},
    "corridor_volumes": {"read": 54, "two_sources": 28, "recalled": 3},
    "route_events": {"read": 20, "two_sources": 36, "recalled": 2},
    "transit_times": {"read": 27, "two_sources": 16},
    "border_crossings": {"read": 14, "two_sources": 9, "recalled": 1},
    "unesco_components": {"read": 57, "recalled": 6},
    "meetings": {"read": 56, "two_sources": 172, "recalled": 1},
    "attendance": {"read": 274, "two_sources": 515},
    "chronology": {"read": 16, "two_sources": 31},
    "commitments": {"read": 45, "two_sources": 74},
    "formats": {"read": 3, "two_sources": 21, "recalled": 2},
    "people": {"read": 37, "two_sources": 31, "recalled": 20},
    "area_variants": {"read": 7, "recalled": 5},
    "challenges": {"read": 169, "two_sources": 18, "recalled": 12},
    "country_sources": {"read": 112, "two_sources": 40, "recalled": 25},
    "investment_partners": {"read": 26, "two_sources": 13},
    "region_population": {"read": 73},
    "trade_partners": {"read": 2318, "two_sources": 35, "recalled": 1},
}


def levels(text: pd.DataFrame) -> dict[str, int]:
    return text["verification"].value_counts().to_dict()


def noticed(name: str, column: str, at: int, new: str) -> set[str]:
    changed = Tables().text(name).copy()
    changed.loc[at, column] = new
    found = set(check_integrity(Tables({name: changed}), touching=name)["check"])
    if name in LEVELS and levels(changed) != LEVELS[name]:
        found.add("known levels of verification")
    return found


def test_levels_of_verification_are_those_of_the_facts():
    assert {name: levels(Tables().text(name)) for name in LEVELS} == LEVELS


def test_most_flips_are_noticed(capsys):
    results = defaultdict(list)
    slipped = []
    for name, column, at, new, what in flips():
        checks = noticed(name, column, at, new)
        results[what].append(bool(checks))
        if not checks:
            slipped.append(f"{name}.{column}: {Tables().text(name)[column].iloc[at]} -> {new}")
    lines = [f"{FLIPS} flips of single values, seed {SEED}:"]
    lines += [f"  {w:<24}{sum(h):>4} of {len(h):>3} noticed" for w, h in sorted(results.items())]
    lines += ["  unnoticed:", *(f"    {line[:110]}" for line in sorted(slipped))]
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    share = {what: (sum(hits), len(hits)) for what, hits in results.items()}
    hits, total = (sum(share[w][i] for w in (*NUMBERS, *CODES)) for i in (0, 1))
    assert hits / total >= 0.6, share
    assert np.mean(results["misspelt code"]) >= 0.95
    assert np.mean(results["times ten"]) >= 0.6


def test_untouched_tables_are_not_accused():
    for name in csv_tables():
        same = Tables({name: Tables().text(name).copy()})
        assert check_integrity(same, touching=name).empty
