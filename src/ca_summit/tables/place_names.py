"""Find a place by its id or any of its names, old or new, in English, Russian or its own."""

from __future__ import annotations

import difflib
from functools import cache
from typing import TYPE_CHECKING

from ca_summit.spelling import folded
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Container

_LISTED = 6


def find_place(place: str, *, among: Container[str] | None = None, argument: str = "place") -> str:
    """Return the id of the place that a text names.

    An id counts before a name, a name before another name; letter case, accents, apostrophes
    and hyphens do not matter.

    Parameters
    ----------
    place
        Id, name or other name, such as ``"changan-xian"``, ``"Xi'an"``, ``"Chang'an"``, ``"Сиань"``
        or ``"西安"``.
    among
        Ids to prefer when several places bear the name.
    argument
        What errors call ``place``.

    Raises
    ------
    TypeError
        If ``place`` is not text.
    ValueError
        If no place bears the name (the message lists similar names) or several do.

    Examples
    --------
    >>> find_place("Chang'an"), find_place("Maracanda", among={"samarkand"})
    ('changan-xian', 'samarkand')
    """
    if not isinstance(place, str):
        raise TypeError(
            f"`{argument}` must be the name or id of a place; got {type(place).__name__}. "
            'For example "Samarkand".'
        )
    for spellings in _spellings():
        found = spellings.get(folded(place), ())
        if among is not None and len(found) > 1:
            found = tuple(i for i in found if i in among) or found
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueError(
                f"`{argument}` must name one place; {place!r} is a name of several: "
                f"{_with_names(found)}. Use one of these ids."
            )
    raise ValueError(
        f"`{argument}` must be a place of load_places(); got {place!r}. {_similar(place)}"
    )


def place_name(place_id: str) -> str:
    """Return the name of a place from its id."""
    return _names()[place_id]


def _similar(place: str) -> str:
    known = {spelling: ids for spellings in _spellings() for spelling, ids in spellings.items()}
    text = folded(place)
    near = difflib.get_close_matches(text, known, n=_LISTED, cutoff=0.6)
    if len(text) >= 3:
        near += [name for name in known if text in name or (len(name) > 3 and name in text)]
    ids = list(dict.fromkeys(i for name in near for i in known[name]))[:_LISTED]
    if not ids:
        return "No place has a similar name; load_places() lists all."
    return f"Did you mean {_with_names(tuple(ids))}?"


def _with_names(ids: tuple[str, ...]) -> str:
    return ", ".join(f"{i!r} ({place_name(i)})" for i in ids)


@cache
def _names() -> dict[str, str]:
    places = read_table("places")
    return dict(zip(places["place_id"], places["name"], strict=True))


@cache
def _spellings() -> tuple[dict[str, tuple[str, ...]], ...]:
    """Return spelling to ids three times: ids, names (also without their bracket), other names."""
    places = read_table("places")
    levels: tuple[dict[str, tuple[str, ...]], ...] = ({}, {}, {})
    abroad = _names_abroad()
    columns = places[["place_id", "name", "other_names"]].itertuples(index=False, name=None)
    for place_id, name, others in columns:
        before, _, inside = str(name).partition("(")
        other = others.split(";") if isinstance(others, str) else []
        other += [inside.rstrip(") ")] if inside else []
        first, further = abroad.get(place_id, ([], []))
        names = ([place_id], [name, before, *first], [*other, *further])
        for level, own in zip(levels, names, strict=True):
            for spelling in {folded(n) for n in own} - {""}:
                level[spelling] = (*level.get(spelling, ()), place_id)
    return levels


def _names_abroad() -> dict[str, tuple[list[str], list[str]]]:
    """Return for each place its Russian and local names: those in use, and older or other ones."""
    table = read_table("place_names")
    found = {}
    for place_id, *cells in table[["place_id", "name_ru", "name_local"]].itertuples(
        index=False, name=None
    ):
        lists = [cell.split(";") for cell in cells if isinstance(cell, str)]
        found[place_id] = ([names[0] for names in lists], [n for names in lists for n in names[1:]])
    return found
