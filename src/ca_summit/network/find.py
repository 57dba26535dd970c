"""Find a place by its id or by any of its names, old or new."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

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
        Id, name or other name, such as ``"changan-xian"``, ``"Xi'an"`` or ``"Chang'an"``.
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
        found = spellings.get(_plain(place), ())
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
    text = _plain(place)
    near = difflib.get_close_matches(text, known, n=_LISTED, cutoff=0.6)
    if len(text) >= 3:
        near += [name for name in known if text in name or (len(name) > 3 and name in text)]
    ids = list(dict.fromkeys(i for name in near for i in known[name]))[:_LISTED]
    if not ids:
        return "No place has a similar name; load_places() lists all."
    return f"Did you mean {_with_names(tuple(ids))}?"


def _with_names(ids: tuple[str, ...]) -> str:
    return ", ".join(f"{i!r} ({place_name(i)})" for i in ids)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    letters = re.sub(r"['’ʻʼ`]", "", letters)
    return re.sub(r"[\s_-]+", " ", letters).strip()


@cache
def _names() -> dict[str, str]:
    places = read_table("places")
    return dict(zip(places["place_id"], places["name"], strict=True))


@cache
def _spellings() -> tuple[dict[str, tuple[str, ...]], ...]:
    """Return spelling to ids three times: ids, names (also without their bracket), other names."""
    places = read_table("places")
    levels: tuple[dict[str, tuple[str, ...]], ...] = ({}, {}, {})
    columns = places[["place_id", "name", "other_names"]].itertuples(index=False, name=None)
    for place_id, name, others in columns:
        before, _, inside = str(name).partition("(")
        other = others.split(";") if isinstance(others, str) else []
        other += [inside.rstrip(") ")] if inside else []
        for level, names in zip(levels, ([place_id], [name, before], other), strict=True):
            for spelling in {_plain(n) for n in names} - {""}:
                level[spelling] = (*level.get(spelling, ()), place_id)
    return levels
