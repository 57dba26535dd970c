"""Find the recorded travel times that cover a way, without extrapolating."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ca_summit.tables.reader import read_table

_LEAST_SHARE = 0.5

COLUMNS = """
    leg_ids from_place_id to_place_id period mode days_min days_max km share_on_recorded_route
    source_ids verification
    """.split()


def times_on_way(
    place_ids: list[str], km_from_start: list[float], leg_routes: list[tuple[str, ...]], kind: str
) -> pd.DataFrame:
    """Return recorded times between places of a way, chosen so that they cover most of it.

    Records with the same two ends are joined to one row that spans all of them, whichever their
    means of travel. A record counts in both directions. It counts only where at least half of
    the kilometres between its two places lie on the route it was recorded for: the days of a
    train over the Caspian say nothing about a road through Tashkent. Records that give only
    stages or a distance are left out. Parts never overlap.
    """
    records = _records(kind)
    order = {place: number for number, place in enumerate(place_ids)}
    on_way = records["from_place_id"].isin(order) & records["to_place_id"].isin(order)
    pieces = []
    for _, own in records[on_way].groupby("ends", sort=False):
        a, b = sorted((order[own["from_place_id"].iloc[0]], order[own["to_place_id"].iloc[0]]))
        piece = _piece(own, place_ids, km_from_start, leg_routes, (a, b))
        if piece["share_on_recorded_route"] >= _LEAST_SHARE:
            pieces.append((a, b, piece))
    chosen = _cover(pieces, km_from_start)
    return pd.DataFrame([piece for _, _, piece in chosen], columns=COLUMNS)


def _records(kind: str) -> pd.DataFrame:
    times = read_table("transit_times")
    historical = times["route_id"].fillna("").str.startswith("h-")
    named = times["from_place_id"].notna() & times["to_place_id"].notna()
    wanted = historical if kind == "historical" else ~historical
    kept = times[wanted & named & times["days_min"].notna()]
    pairs = zip(kept["from_place_id"], kept["to_place_id"], strict=True)
    return kept.assign(ends=["|".join(sorted(pair)) for pair in pairs])


def _piece(
    own: pd.DataFrame,
    place_ids: list[str],
    km_from_start: list[float],
    leg_routes: list[tuple[str, ...]],
    ends: tuple[int, int],
) -> dict[str, Any]:
    a, b = ends
    km = km_from_start[b] - km_from_start[a]
    routes = set(own["route_id"])
    same = sum(
        km_from_start[i + 1] - km_from_start[i] for i in range(a, b) if routes & set(leg_routes[i])
    )
    return {
        "leg_ids": ";".join(own["leg_id"]),
        "from_place_id": place_ids[a],
        "to_place_id": place_ids[b],
        "period": "; ".join(dict.fromkeys(own["period"])),
        "mode": "; ".join(dict.fromkeys(own["mode"])),
        "days_min": float(own["days_min"].min()),
        "days_max": float(own["days_max"].max()),
        "km": km,
        "share_on_recorded_route": same / km,
        "source_ids": ";".join(dict.fromkeys(own["source_id"])),
        "verification": _weakest(own["verification"]),
    }


def _weakest(levels: pd.Series) -> str:
    order = ("recalled", "read", "two_sources")
    return min((str(level) for level in levels), key=order.index)


def _cover(
    pieces: list[tuple[int, int, dict[str, Any]]], km_from_start: list[float]
) -> list[tuple[int, int, dict[str, Any]]]:
    """Choose pieces that do not overlap, with the most kilometres, then the most pieces."""
    best: list[tuple[tuple[float, int], list[tuple[int, int, dict[str, Any]]]]] = [((0.0, 0), [])]
    for stop in range(1, len(km_from_start)):
        options = [best[stop - 1]]
        for a, b, piece in pieces:
            if b == stop:
                (km, count), chosen = best[a]
                options.append(((round(km + piece["km"], 3), count + 1), [*chosen, (a, b, piece)]))
        best.append(max(options, key=lambda option: option[0]))
    return best[-1][1]
