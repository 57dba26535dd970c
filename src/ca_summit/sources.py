"""Hold the records of sources: look them up, count them, write the line under a figure."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice
from ca_summit.tables.reader import read_table
from ca_summit.translations import in_table, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SOURCE_COLUMNS = ("source_id", "second_source_id", "area_source_id", "population_source_id")
_RECORD = (
    *("source_id", "publisher", "title", "url", "published", "licence"),
    *("obtained_via", "obtained_on"),
)
_BETWEEN_NAMES = re.compile(r";\s*(?![^()]*\))")  # not the semicolons inside of brackets


def publishers(record: Mapping[str, Any]) -> list[str]:
    """Return the publishers of a source one by one.

    Examples
    --------
    >>> publishers({"publisher": "Trend; Project (A; B)"})
    ['Trend', 'Project (A; B)']
    """
    return _BETWEEN_NAMES.split(str(record["publisher"]))


def source_records(ids: Iterable[object]) -> list[dict[str, Any]]:
    """Return the records of some sources, in the order given, each once; unknown ids are refused.

    Examples
    --------
    >>> source_records(["recalled"])[0]["publisher"]
    'From memory'
    """
    wanted = [str(i) for i in dict.fromkeys(ids) if isinstance(i, str) and i]
    known = known_sources()
    for source_id in wanted:
        check_choice("source_id", source_id, known)
    return [dict(known[source_id]) for source_id in wanted]


def packed_records(records: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Replace the records of bundled sources by their ids, which a figure stores in less room.

    Examples
    --------
    >>> packed_records(source_records(["recalled"])), unpacked_records(["recalled"])[0]["title"]
    (['recalled'], 'No document found')
    """
    known = known_sources()
    return [
        record["source_id"] if dict(record) == known.get(str(record.get("source_id"))) else record
        for record in records
    ]


def unpacked_records(packed: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the records that ``packed_records()`` has shortened; an unknown id stays visible."""
    known = known_sources()
    return [
        dict(known.get(item) or unknown_source(item)) if isinstance(item, str) else dict(item)
        for item in packed
    ]


def frame_sources(*frames: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the records of all sources that the rows of some frames name, the busiest first.

    Frames without source columns add nothing.
    """
    counts: dict[str, int] = {}
    for frame in frames:
        for column in _SOURCE_COLUMNS:
            if column in frame.columns:
                for source_id, count in frame[column].value_counts().items():
                    counts[str(source_id)] = counts.get(str(source_id), 0) + int(count)
    known = known_sources()
    ordered = sorted(counts, key=lambda i: (-counts[i], i))
    return [dict(known.get(i) or unknown_source(i)) for i in ordered if counts[i]]


#: Letters of the publishers named under a figure.
_LINE = 70


def source_line(
    records: Sequence[Mapping[str, Any]], *, limit: int = 4, language: str = "en"
) -> str:
    """Return the short line under a figure: the publishers, the first ``limit`` of them by name.

    Of long names there are fewer, so that they take about one line.

    Examples
    --------
    >>> source_line([{"publisher": "World Bank"}, {"publisher": "UN; World Bank"}])
    'Sources: World Bank; UN'
    """
    names = list(dict.fromkeys(name for r in records for name in publishers(r)))
    if not names:
        return ""
    shown = [in_table(name, language) for name in names]
    while limit > 1 and len("; ".join(shown[:limit])) > _LINE:
        limit -= 1
    told = "; ".join(shown[:limit])
    if len(names) > limit:
        more = translate("{names} and {count} more", language)
        told = more.format(names=told, count=len(names) - limit)
    line = translate("Source: {names}" if len(names) == 1 else "Sources: {names}", language)
    return line.format(names=told)


@cache
def known_sources() -> dict[str, dict[str, Any]]:
    """Return the record of every bundled source by its id; not to be changed."""
    frame = read_table("sources")
    return {
        str(row["source_id"]): {k: cell_text(row[k]) for k in _RECORD}
        for row in frame.reindex(columns=list(_RECORD)).to_dict("records")
    }


def unknown_source(source_id: str) -> dict[str, Any]:
    """Return the record of an id that no table of sources knows: it stands for its publisher."""
    return {**dict.fromkeys(_RECORD, ""), "source_id": source_id, "publisher": source_id}


def cell_text(value: Any) -> str:
    """Return a cell as text, a day without hours, a missing cell as empty text.

    Examples
    --------
    >>> cell_text(None), cell_text(pd.Timestamp("2026-11-23"))
    ('', '2026-11-23')
    """
    if isinstance(value, dt.datetime) and not pd.isna(value):
        return value.date().isoformat()
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)
