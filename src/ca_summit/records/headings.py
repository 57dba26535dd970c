"""Know our columns under the names that people give them, and say which was taken for which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ca_summit.records.codes import state_name
from ca_summit.records.faults import Fault
from ca_summit.records.kinds import KINDS, fields
from ca_summit.spelling import plain_name
from ca_summit.tables.states import named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from ca_summit.records.cells import Cells


def settle_headings(cells: Cells, kind: str, codes: dict[str, str]) -> None:
    """Give columns our names where theirs say the same in other letters or usual words.

    A name of ours that stands there as it is wins; of two columns that say the same in other
    letters none is taken. A column of names of states is read as such.

    Parameters
    ----------
    codes
        Systems of codes by column; completed here.
    """
    rules, ours = KINDS[kind], fields(kind)
    theirs: dict[str, list[str]] = {}
    for name in cells.frame.columns:
        if name not in ours:
            theirs.setdefault(plain_name(name), []).append(name)
    new: dict[str, str] = {}
    for ours_name in ours:
        if ours_name in cells.frame.columns:
            continue
        named = rules.names_of_states.get(ours_name, ())
        for other in (ours_name, *rules.same.get(ours_name, ()), *named):
            found = [name for name in theirs.get(other, ()) if name not in new]
            if len(found) > 1:
                cells.faults.append(_twice(ours_name, found))
            elif found:
                new[found[0]] = ours_name
                if other in named and "*" not in codes:
                    codes.setdefault(ours_name, "names")
            if found:
                break
    _rename(cells, new)


def disagreeing_names(kind: str, frame: pd.DataFrame, rows: Sequence[Any]) -> list[Fault]:
    """Return a fault for each row whose code means another state than the name beside it."""
    faults = []
    for ours, theirs in KINDS[kind].names_of_states.items():
        beside = [c for c in frame.columns if plain_name(c) in theirs]
        if ours not in frame.columns or not beside:
            continue
        pairs = zip(frame[ours], frame[beside[0]], strict=True)
        for position, (code, name) in enumerate(pairs):
            meant = named(name) if isinstance(name, str) and isinstance(code, str) else ()
            if meant and code not in meant:
                faults.append(_other_state(rows[position], ours, code, name, meant[0]))
    return faults


def _other_state(row: Any, column: str, code: str, name: str, meant: str) -> Fault:
    expected = f"the code of the state that is named beside it, {name!r}"
    mend = f"{code} is {state_name(code)}: write {meant}, or correct the name"
    return Fault(row, column, repr(code), expected, mend)


def _twice(ours: str, found: list[str]) -> Fault:
    mend = f"say which one it is: columns={{{found[0]!r}: {ours!r}}}"
    return Fault(None, ours, f"columns {' and '.join(map(repr, found))}", "one column", mend)


def _rename(cells: Cells, new: Mapping[str, str]) -> None:
    if not new:
        return
    cells.frame = cells.frame.rename(columns=new)
    said = ", ".join(f"{theirs!r} → {ours}" for theirs, ours in new.items())
    cells.notes.append(f"Columns read by their names: {said}.")
