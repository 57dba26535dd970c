"""Know the codes that other people give to states, and turn them into ISO 3166-1 alpha-3."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from ca_summit.names import STATES
from ca_summit.records.values import Wrong
from ca_summit.spelling import folded
from ca_summit.tables.reader import read_table
from ca_summit.tables.states import (
    alike,
    lookalike,
    named,
    no_state,
    plain_text,
    spellings,
)

#: Systems of codes, as `codes=` names them, with the words for them in messages.
SYSTEMS = {
    "iso3": "ISO 3166-1 alpha-3",
    "iso2": "ISO 3166-1 alpha-2",
    "numeric": "ISO 3166-1 numeric",
    "cow": "the Correlates of War",
    "fips": "FIPS 10-4",
    "ioc": "the Olympic Games",
    "cameo": "CAMEO",
    "names": "names",
}
_OLD = "an older or colloquial code"
#: Codes that mean no state, with what to do.
_NO_STATE = {
    "EUR": "no state; for the European Union write EU, where a group may stand",
    "EUU": "the European Union; write EU here, where a group may stand",
    "XKX": "Kosovo, which has no code in ISO 3166; leave the row out, or put it into a note",
    "KOS": "Kosovo in other systems; it has no code in ISO 3166",
    "YUG": "Yugoslavia, which is gone; name its successor by the date",
    "SCG": "Serbia and Montenegro, which is gone; SRB or MNE by the date",
    "SUN": "the Soviet Union, which is gone; name the state you mean",
    "CSK": "Czechoslovakia, which is gone; CZE or SVK by the date",
    "DDR": "the German Democratic Republic, which is gone",
    "CAS": "Central Asia in CAMEO; write C5, where a group may stand",
    "CA5": "Central Asia; write C5 here, where a group may stand",
    "WLD": "the world, no state",
    "AFR": "Africa in CAMEO, no state",
    "ASA": "Asia in CAMEO, or American Samoa (ASM) among the Olympic committees",
    "IGO": "an organisation in CAMEO, no state",
    "UNO": "the United Nations; write UN, where a group may stand",
    "IGOUNO": "the United Nations; write UN, where a group may stand",
}


@cache
def iso_codes() -> frozenset[str]:
    """Return all officially assigned ISO 3166-1 alpha-3 codes."""
    return frozenset(read_table("country_codes")["iso3"])


@cache
def system(name: str) -> dict[str, str]:
    """Return the codes of one system with the ISO 3166-1 alpha-3 code of each.

    Examples
    --------
    >>> system("cow")["AUS"], system("cow")["705"], system("fips")["CH"]
    ('AUT', 'KAZ', 'CHN')
    """
    table = read_table("country_codes")
    columns = {"cow": ("cow_code", "cow_abbrev")}.get(name, (name,))
    result: dict[str, str] = {}
    if name == "iso3":
        return {code: code for code in iso_codes()}
    for column in columns:
        given = table[["iso3", column]].dropna()
        result.update(zip(given[column].astype("str"), given["iso3"], strict=True))
    return result


@cache
def state_name(iso3: str) -> str:
    """Return the English name of a state, or its code."""
    names = read_table("country_names").set_index("code")["name_en"]
    return str(names.get(iso3, iso3))


@cache
def _old_codes() -> dict[str, list[str]]:
    table = read_table("country_codes")[["iso3", "other_codes"]].dropna()
    result: dict[str, list[str]] = {}
    for iso3, codes in table.itertuples(index=False, name=None):
        for code in codes.split(";"):
            result.setdefault(code, []).append(iso3)
    return result


def readings(code: str) -> dict[str, list[str]]:
    """Return the states that a code means, each with the systems in which it does.

    Examples
    --------
    >>> readings("AUS")
    {'AUS': ['ISO 3166-1 alpha-3', 'the Olympic Games', 'CAMEO'],
     'AUT': ['the Correlates of War']}
    """
    found: dict[str, list[str]] = {}
    for name, words in SYSTEMS.items():
        written = code.zfill(3) if name == "numeric" and code.isdecimal() else code
        if name != "names" and written in system(name):
            found.setdefault(system(name)[written], []).append(words)
    for iso3 in _old_codes().get(code, ()):
        found.setdefault(iso3, []).append(_OLD)
    return found


def hint(value: str, allowed: frozenset[str]) -> str:
    """Return what a wrong code may mean, both readings where there are two; empty if unknown."""
    value = plain_text(value)
    code = value.upper()
    if code == "NA":
        return "'NA' often says that nothing is known: leave the cell empty; Namibia is NAM"
    if code in _NO_STATE:
        return f"{value!r} is {_NO_STATE[code]}"
    if told := no_state(value):
        return f"{value!r} is {told}"
    if code in allowed:
        return f"{value!r} is written {code!r} here, in capital letters"
    if latin := lookalike(value):
        return f"{value!r} has Cyrillic letters that look like Latin ones: write {latin!r}"
    if other := next((c for c in alike(code) if c in allowed), ""):
        return f"{value!r} is written {other!r} here"
    named = _named(value, allowed)
    found = {iso3: words for iso3, words in readings(code).items() if iso3 in allowed}
    if len(named) == 1 and (not found or (len(code) == 2 and set(found) == set(named))):
        option = "iso2" if code in system("iso2") else "names"
        return f"{value!r} is written {named[0]!r} here, or say codes={option!r}"
    if len(named) > 1:
        return f"{value!r} names {_listed(named)}: write the code of the one you mean"
    if found:
        said = ", or ".join(
            f"{state_name(iso3)} ({iso3}) in {' and '.join(words)}"
            if words != [_OLD]
            else f"{_OLD} of {state_name(iso3)} ({iso3})"
            for iso3, words in found.items()
        )
        asked = " or ".join(f'codes="{name}"' for name in _systems_of(code))
        return f"{value!r} is {said}" + (f": write that, or say {asked}" if asked else "")
    near = near_code(code, allowed) if len(code) == 3 else near_name(value, allowed)
    if near:
        return f"did you mean {near!r} instead of {value!r}?"
    return ""


def _systems_of(code: str) -> list[str]:
    """Return the systems that know a code, one of those that mean the same by it."""
    found: dict[str, str] = {}
    for name in ("cow", "numeric", "iso2", "fips", "ioc", "cameo"):
        written = code.zfill(3) if name == "numeric" and code.isdecimal() else code
        if written in system(name):
            found.setdefault(system(name)[written], name)
    return list(found.values())


def _listed(codes: list[str]) -> str:
    return " and ".join(f"{state_name(code)} ({code})" for code in codes)


def _named(value: str, allowed: frozenset[str]) -> list[str]:
    """Return the codes of the states and groups that bear a name."""
    codes = [code for code in named(value) if code in allowed]
    return codes[:1] if len({state_name(c) for c in codes}) == 1 else codes


def near_code(code: str, allowed: frozenset[str]) -> str:
    """Return the one code that differs by swapped letters or one letter; empty if several do."""
    states = sorted(allowed & iso_codes())
    swapped = [c for c in states if sorted(c) == sorted(code)]
    if len(swapped) == 1:
        return swapped[0]
    alike = [c for c in states if sum(a != b for a, b in zip(c, code, strict=True)) == 1]
    ours = [c for c in swapped or alike if c in STATES]
    if len(ours) == 1 and (swapped or len(alike) <= 3):
        return ours[0]
    return alike[0] if len(alike) == 1 else ""


def near_name(value: str, allowed: frozenset[str]) -> str:
    """Return the code of the name that a misspelt one resembles; empty if none or several do."""
    text = folded(value)
    known = {s: codes[0] for s, codes in spellings().items() if len(s) > 3 and codes[0] in allowed}
    names = difflib.get_close_matches(text, known, n=2, cutoff=0.8) if len(text) > 3 else []
    codes = list(dict.fromkeys(known[name] for name in names))
    return codes[0] if len(codes) == 1 else ""


@dataclass
class Converted:
    """What became of the codes of one column.

    Attributes
    ----------
    values
        The cells with ISO codes; what could not be converted stays as it was.
    wrong
        For each cell that could not be converted, by position, why not.
    said
        How often each code became which.
    """

    values: list[Any]
    wrong: dict[int, Wrong]
    said: Counter[tuple[str, str]]


def convert_codes(cells: list[Any], name: str, allowed: frozenset[str], *, many: bool) -> Converted:
    """Turn the codes or names of a column into ISO codes; groups of ours stay as they are."""
    result = Converted([], {}, Counter())
    groups = allowed - iso_codes()
    for position, cell in enumerate(cells):
        text = _plain(cell)
        if not text or text == "nan" or cell is None:
            result.values.append(cell)
            continue
        parts = [p.strip() for p in text.split(";") if p.strip()] if many else [text]
        found = [_one(part, name, groups, allowed) for part in parts]
        bad = [f for f in found if isinstance(f, Wrong)]
        if bad:
            result.wrong[position] = bad[0]
            result.values.append(cell)
            continue
        for part, code in zip(parts, found, strict=True):
            if part != code:
                result.said[(part, str(code))] += 1
        result.values.append(";".join(map(str, found)))
    return result


def _plain(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = "" if cell is None else str(cell).strip()
    return text.removesuffix(".0") if text.endswith(".0") and text[:-2].isdigit() else text


def _one(part: str, name: str, groups: frozenset[str], allowed: frozenset[str]) -> str | Wrong:
    part = plain_text(part)
    code = part.upper()
    if name == "names":
        if same := next((c for c in alike(code) if c in allowed), ""):
            return same
        codes = _named(part, allowed)
        if len(codes) == 1:
            return codes[0]
        advice = hint(part, allowed) or "write the name as it is common, or the ISO code"
        return Wrong("the name of one state, in English or a language of the region", advice)
    known = system(name)
    if name == "numeric":
        code = code.zfill(3)
    if code in known and known[code] in allowed:
        return known[code]
    if code in groups and code not in known:
        return code
    other = [w for n, w in SYSTEMS.items() if n not in {"names", name} and code in system(n)]
    advice = f"it is a code of {' and '.join(other)}" if other else "look the code up"
    return Wrong(f"a code of {SYSTEMS[name]}", advice)


def told(column: str, name: str, said: Counter[tuple[str, str]]) -> str:
    """Say what became of each code of a column."""
    each = ", ".join(f"{a} → {b} ({n})" for (a, b), n in sorted(said.items()))
    other = {"iso2": "fips", "fips": "iso2", "cow": "iso3", "ioc": "iso3"}.get(name, "")
    known = system(other) if other else {}
    doubt = [
        f"{a} {state_name(known[a.upper()])}"
        for a, b in sorted(said)
        if known.get(a.upper(), b) != b
    ]
    elsewhere = f" In {SYSTEMS[other]}: {', '.join(doubt)}." if doubt else ""
    return f"Column `{column}`: read as {SYSTEMS[name]}: {each}.{elsewhere}"


def doubtful(codes: set[str]) -> dict[str, str]:
    """Return the codes that are ISO codes and mean another state elsewhere, with that state."""
    return {
        code: other
        for code in sorted(codes)
        for other in (system("cow").get(code), system("ioc").get(code))
        if other is not None and code in iso_codes() and other != code
    }


def speaks_for_iso(codes: set[str]) -> bool:
    """Tell whether one of the codes is used in ISO 3166-1 alone, as KAZ and DEU are."""
    elsewhere = set(system("cow")) | set(_old_codes())
    return any(code in iso_codes() and code not in elsewhere for code in codes)


@cache
def cow_only() -> frozenset[str]:
    """Return the Correlates of War codes that ISO 3166-1 alpha-3 does not know."""
    return frozenset(system("cow")) - iso_codes()
