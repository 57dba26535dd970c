"""Check what several cells of some records say together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from ca_summit.records.faults import Fault
from ca_summit.records.positions import advice, lies_in
from ca_summit.tables.reader import read_table

Found = Iterable[tuple[int, str, Any, str, str]]
Rule = Callable[[pd.DataFrame], Found]


def rule_faults(
    kind: str, frame: pd.DataFrame, rows: list[Any], known_meetings: frozenset[str]
) -> list[Fault]:
    """Return the faults between cells; a rule whose columns are missing finds nothing."""
    rules = _RULES[kind]
    found = [case for rule in rules for case in rule(frame)]
    if kind == "attendance":
        found += list(_unknown_meetings(frame, known_meetings))
    return [Fault(rows[i], column, _shown(value), e, m) for i, column, value, e, m in found]


def _shown(value: Any) -> str:
    if value is None or pd.isna(value):
        return "empty"
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else repr(value)


def _positions(frame: pd.DataFrame, mask: pd.Series) -> Iterable[int]:
    return [int(i) for i in frame.index[mask.fillna(False).astype(bool)]]


def _ends_after_start(frame: pd.DataFrame) -> Found:
    for i in _positions(frame, frame["end_date"] < frame["start_date"]):
        start = frame["start_date"][i].date().isoformat()
        yield (
            i,
            "end_date",
            frame["end_date"][i],
            f"a day not before the start, {start}",
            "check both days; perhaps they are swapped, or day and month are",
        )


def _held_has_a_day(frame: pd.DataFrame) -> Found:
    held = frame["status"].eq("held")
    for i in _positions(frame, held & frame["start_date"].isna()):
        yield i, "start_date", None, "a day, because the status is held", "fill the cell"
    today = pd.Timestamp.today().normalize()
    future = frame["start_date"].between(today, pd.Timestamp("2100-12-31"), inclusive="right")
    for i in _positions(frame, held & future):
        yield (
            i,
            "status",
            "held",
            f"planned, because the start lies after today, {today.date().isoformat()}",
            "check the year of start_date, or write planned",
        )


def _format_fits_counterpart(frame: pd.DataFrame) -> Found:
    formats = read_table("formats")
    partner = dict(zip(formats["format"], formats["counterpart"].astype("str"), strict=True))
    free = {"bilateral", "trilateral", "other_multilateral", "un"}
    for i in _positions(frame, frame["format"].notna() & frame["counterpart"].notna()):
        wanted = partner.get(frame["format"][i], "nan")
        if frame["format"][i] in free or wanted == "nan" or wanted == frame["counterpart"][i]:
            continue
        yield (
            i,
            "counterpart",
            frame["counterpart"][i],
            f"{wanted}, the outside power of the format {frame['format'][i]}",
            f"write {wanted}, or choose another format such as bilateral or other_multilateral",
        )


def _position_is_whole(frame: pd.DataFrame) -> Found:
    for have, lack in (("latitude", "longitude"), ("longitude", "latitude")):
        for i in _positions(frame, frame[have].notna() & frame[lack].isna()):
            yield i, lack, None, f"a value, because {have} is given", f"fill it, or empty {have}"


def _position_lies_in_country(frame: pd.DataFrame) -> Found:
    whole = frame["latitude"].between(-90, 90) & frame["longitude"].between(-180, 180)
    for i in _positions(frame, whole & frame["country_iso3"].notna()):
        country, lat, lon = (frame[c][i] for c in ("country_iso3", "latitude", "longitude"))
        if not lies_in(country, lat, lon):
            yield (
                i,
                "latitude",
                f"{lat:g}, {lon:g}",
                f"a point in {country} (latitude, longitude)",
                advice(country, lat, lon),
            )


def _statement_fits_day(frame: pd.DataFrame) -> Found:
    """Find statements that are older than one with a smaller number."""
    columns = ["meeting_id", "actor_iso3"]
    ordered = frame.dropna(subset=[*columns, "seq", "known_on"]).sort_values([*columns, "seq"])
    earlier = ordered.groupby(columns)["known_on"].shift()
    for i in ordered.index[ordered["known_on"] < earlier]:
        yield (
            int(i),
            "known_on",
            frame["known_on"][i],
            f"a day not before {earlier[i].date().isoformat()}, that of the statement before it",
            "check the day, or number `seq` in the order in which the statements became public",
        )


def _unknown_meetings(frame: pd.DataFrame, known: frozenset[str]) -> Found:
    import difflib

    for i in _positions(frame, frame["meeting_id"].notna() & ~frame["meeting_id"].isin(known)):
        value = frame["meeting_id"][i]
        near = difflib.get_close_matches(value, sorted(known), n=1, cutoff=0.6)
        hint = f"did you mean {near[0]!r}? " if near else ""
        yield (
            i,
            "meeting_id",
            value,
            "the id of a bundled meeting, or of one in your own meetings table",
            (
                f"{hint}For your own meetings pass them: read_attendance(..., meetings=...), or "
                "ca-summit check ... --meetings FILE"
            ),
        )


def _one_unit(frame: pd.DataFrame) -> Found:
    catalogue = read_table("indicator_catalogue")
    bundled = dict(zip(catalogue["indicator_id"].astype("str"), catalogue["unit"], strict=True))
    first = frame.dropna(subset=["indicator_id", "unit"]).drop_duplicates("indicator_id")
    own = dict(zip(first["indicator_id"], first["unit"], strict=True))
    for i in _positions(frame, frame["indicator_id"].notna() & frame["unit"].notna()):
        name = frame["indicator_id"][i]
        wanted = bundled.get(name, own[name])
        if frame["unit"][i] != wanted:
            whose = "bundled table" if name in bundled else "first row of it"
            yield (
                i,
                "unit",
                frame["unit"][i],
                f"one unit per indicator: {wanted!r}, as in the {whose}",
                f"convert the value and write {wanted!r}, or give the indicator an id of its own",
            )


def _needs(rule: Rule, *columns: str) -> Rule:
    def guarded(frame: pd.DataFrame) -> Found:
        return rule(frame) if set(columns) <= set(frame.columns) else ()

    return guarded


_POSITION = (
    _needs(_position_is_whole, "latitude", "longitude"),
    _needs(_position_lies_in_country, "country_iso3", "latitude", "longitude"),
)
_RULES: dict[str, tuple[Rule, ...]] = {
    "meetings": (
        _needs(_ends_after_start, "start_date", "end_date"),
        _needs(_held_has_a_day, "status", "start_date"),
        _needs(_format_fits_counterpart, "format", "counterpart"),
        *_POSITION,
    ),
    "attendance": (_needs(_statement_fits_day, "meeting_id", "actor_iso3", "seq", "known_on"),),
    "places": _POSITION,
    "indicators": (_needs(_one_unit, "indicator_id", "unit"),),
}
