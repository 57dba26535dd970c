"""Check what several cells of some records say together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from ca_summit.names import STATES
from ca_summit.records.faults import Fault
from ca_summit.records.positions import advice, lies_in, place_of
from ca_summit.tables.reader import read_table

Found = Iterable[tuple[int, str, Any, str, str]]
_ROUNDED = 0.1  # so much may printed totals differ from the sum of printed parts
Rule = Callable[[pd.DataFrame], Found]


def rule_faults(
    kind: str, frame: pd.DataFrame, rows: list[Any], first_days: dict[str, Any]
) -> list[Fault]:
    """Return the faults between cells; a rule whose columns are missing finds nothing.

    Parameters
    ----------
    first_days
        The first day of each meeting known, by its id.
    """
    rules = _RULES[kind]
    found = [case for rule in rules for case in rule(frame)]
    if kind == "attendance":
        found += list(_unknown_meetings(frame, frozenset(first_days)))
        found += list(_known_before_the_meeting(frame, first_days))
    return [Fault(rows[i], column, _shown(value), e, m) for i, column, value, e, m in found]


def _shown(value: Any) -> str:
    if value is None or pd.isna(value):
        return "empty"
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else repr(value)


def meeting_twice(frame: pd.DataFrame, rows: list[Any]) -> list[str]:
    """Return a sentence for each meeting that seems to stand there under several ids."""
    said = []
    if {"start_date", "name"} <= set(frame.columns):
        columns = [c for c in ("name", "start_date", "counterpart", "city") if c in frame.columns]
        known = frame[frame["start_date"].notna() & frame["name"].notna()]
        keys = known[columns].assign(name=known["name"].str.casefold())
        for _, same in keys.groupby(columns, dropna=False, observed=True, sort=False):
            if len(same) > 1:
                ids = ", ".join(str(frame["meeting_id"][i]) for i in same.index[:6])
                where = ", ".join(str(rows[i]) for i in same.index[:6])
                said.append(
                    f"One meeting under {len(same)} ids? {ids} ({where}) have the same name and "
                    "day: all of them count."
                )
    known_ids = frame["meeting_id"].dropna().astype("str")
    folded = known_ids.str.casefold().duplicated(keep=False)
    alike = list(known_ids[folded & ~known_ids.duplicated(keep=False)])
    if alike:
        said.append(f"Ids that differ only in capital letters: {', '.join(alike[:6])}.")
    return said


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
    none = frame["latitude"].eq(0) & frame["longitude"].eq(0)
    for i in _positions(frame, whole & frame["country_iso3"].notna() & ~none):
        country, lat, lon = (frame[c][i] for c in ("country_iso3", "latitude", "longitude"))
        if not lies_in(country, lat, lon):
            yield (
                i,
                "latitude",
                f"{lat:g}, {lon:g}",
                f"a point in {country} (latitude, longitude)",
                advice(country, lat, lon),
            )


def _position_is_one(frame: pd.DataFrame) -> Found:
    """Find 0, 0, which stands for "no position", and points at sea that are swapped."""
    for i in _positions(frame, frame["latitude"].eq(0) & frame["longitude"].eq(0)):
        yield (
            i,
            "latitude",
            "0, 0",
            "a position (latitude, longitude)",
            "0, 0 lies in the Gulf of Guinea and often says that no position is known: empty both",
        )
    whole = frame["latitude"].between(-90, 90) & frame["longitude"].between(-90, 90)
    country = frame.get("country_iso3")
    silent = whole if country is None else whole & country.isna()
    for i in _positions(frame, silent & frame["latitude"].ne(0)):
        lat, lon = frame["latitude"][i], frame["longitude"][i]
        meant = place_of(lon, lat)
        if meant in STATES and not place_of(lat, lon):
            yield (
                i,
                "latitude",
                f"{lat:g}, {lon:g}",
                "a point on land (latitude, longitude), or a country that it lies in",
                (
                    f"{lat:g}, {lon:g} lies in the sea; swapped it is latitude {lon:g}, longitude "
                    f"{lat:g} in {meant}: write that if it is meant, and fill country_iso3"
                ),
            )


def _sides_are_two(frame: pd.DataFrame) -> Found:
    """Find sides named twice, and bilateral meetings that have not two sides."""
    for i in _positions(frame, frame["parties"].notna()):
        sides = str(frame["parties"][i]).split(";")
        if len(set(sides)) < len(sides):
            twice = next(side for side in sides if sides.count(side) > 1)
            yield i, "parties", ";".join(sides), "each side once", f"{twice} stands there twice"
        elif frame["format"][i] == "bilateral" and len(sides) != 2:
            yield (
                i,
                "parties",
                ";".join(sides),
                "the two sides of a bilateral meeting, such as KAZ;USA",
                (
                    f"{len(sides)} side(s) are named: write both, or choose another format, whose "
                    "participants stand in attendance"
                ),
            )


def _trade_adds_up(frame: pd.DataFrame) -> Found:
    total = frame["exports_usd"] + frame["imports_usd"]
    off = (frame["total_usd"] - total).abs() > total.abs() * _ROUNDED
    for i in _positions(frame, off):
        yield (
            i,
            "total_usd",
            str(frame["total_usd"][i]),
            f"the sum of exports and imports, {total[i]}",
            "check the three amounts and their units",
        )


def _trade_is_with_another(frame: pd.DataFrame) -> Found:
    for i in _positions(frame, frame["area"].eq(frame["partner"])):
        yield i, "partner", frame["partner"][i], "another state than the area", "check both codes"


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


def _known_before_the_meeting(frame: pd.DataFrame, first_days: dict[str, Any]) -> Found:
    """Find statements about who came that are older than the meeting."""
    begins = pd.to_datetime(frame["meeting_id"].map(first_days))
    came = frame["status"].isin(["attended", "absent"])
    for i in _positions(frame, came & (frame["known_on"] < begins)):
        yield (
            i,
            "known_on",
            frame["known_on"][i],
            (
                f"a day not before the meeting, {begins[i].date().isoformat()}, as the status is "
                f"{frame['status'][i]}"
            ),
            "check the day, or write what was known then, such as confirmed or declined",
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
    needed = frame["indicator_id"].map(own | {n: u for n, u in bundled.items() if n in own})
    for i in _positions(frame, frame["unit"].notna() & needed.notna() & frame["unit"].ne(needed)):
        name, wanted = frame["indicator_id"][i], needed[i]
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
    _needs(_position_is_one, "latitude", "longitude"),
)
_RULES: dict[str, tuple[Rule, ...]] = {
    "meetings": (
        _needs(_ends_after_start, "start_date", "end_date"),
        _needs(_held_has_a_day, "status", "start_date"),
        _needs(_format_fits_counterpart, "format", "counterpart"),
        _needs(_sides_are_two, "parties", "format"),
        *_POSITION,
    ),
    "attendance": (_needs(_statement_fits_day, "meeting_id", "actor_iso3", "seq", "known_on"),),
    "places": _POSITION,
    "indicators": (_needs(_one_unit, "indicator_id", "unit"),),
    "trade": (
        _needs(_trade_adds_up, "exports_usd", "imports_usd", "total_usd"),
        _needs(_trade_is_with_another, "area", "partner"),
    ),
}
