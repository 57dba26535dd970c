"""Make the tables of Silk Road places, historical routes and modern corridors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from common import join_list, plain_number, register, take_sources
from family_resources import read_clean, row_ids, slug, terms_of

if TYPE_CHECKING:
    from pathlib import Path

# The facts name a meeting in words; only these are rows of the table of meetings.
_MEETINGS = {
    "China-CA Xi'an 2023": "china-central-asia-2023-xian",
    "C5+1 New York 2023": "c5-plus-1-2023-new-york",
    "Khujand trilateral summit 2025": "trilateral-2025-khujand",
    "EU-CA Samarkand 2025": "eu-central-asia-2025-samarkand",
    "China-CA Astana 2025": "china-central-asia-2025-astana",
    "Trilateral meeting, August 2025": "trilateral-2025-awaza",
    "SCO summit, Tianjin 2025": "sco-2025-tianjin",
    "C5+1 Washington 2025": "c5-plus-1-2025-washington",
}


#: Columns that name a row in ``corrections.csv``.
_KEYS = {
    "routes": ("route_id",),
    "route_events": ("route_id", "date"),
    "border_crossings": ("crossing",),
}

#: What the facts lack: a place and two lines, from memory, so that two capitals are on the network.
_ADDED_PLACES = [
    {
        "place_id": "beijing",
        "name": "Beijing",
        "other_names": "Peking;Khanbaliq;Dadu;Beiping",
        "country_iso3": "CHN",
        "latitude": "39.9042",
        "longitude": "116.4074",
        "coord_precision_km": "3",
        "kind": "city",
        "era_note": "Capital of China; Dadu of the Yuan",
        "unesco_id": "",
        "source_id": "recalled",
        "verification": "recalled",
        "note": "Position from memory, the middle of the city",
    }
]
_ADDED_ROUTES = [
    {
        "route_id": "beijing-zhengzhou",
        "name": "Beijing-Zhengzhou trunk line",
        "kind": "modern_rail",
        "era": "1906 - present",
        "start_year": "1906",
        "status": "operating",
        "operator_or_sponsor": "China Railway",
        "description": "Joins the capital with the Longhai railway and so with the lines to "
        "Central Asia.",
        "source_id": "recalled",
        "verification": "recalled",
        "note": "Northern part of the Beijing-Guangzhou railway",
    },
    {
        "route_id": "bishkek-branch",
        "name": "Kulan-Bishkek-Balykchy railway",
        "kind": "modern_rail",
        "era": "1924 - present",
        "start_year": "1924",
        "status": "operating",
        "operator_or_sponsor": "Kyrgyz Railways and KTZ",
        "description": "Branch of the Turksib from Kulan (Lugovaya), between Shu and Taraz, to "
        "the Kyrgyz capital and on to Issyk-Kul; joins no other line of Kyrgyzstan.",
        "source_id": "recalled",
        "verification": "recalled",
        "note": "Opened to Bishkek in 1924, to Balykchy in 1948",
    },
]
#: Route, place before, place, kind of the leg that arrives there; the first of a route has none.
_ADDED_STOPS = [
    ("beijing-zhengzhou", "", "beijing", ""),
    ("beijing-zhengzhou", "beijing", "zhengzhou", "rail"),
    ("khorgos-lines-south", "shu", "kulan", "rail"),
    ("bishkek-branch", "", "kulan", ""),
    ("bishkek-branch", "kulan", "bishkek", "rail"),
    ("bishkek-branch", "bishkek", "tokmok", "rail"),
    ("bishkek-branch", "tokmok", "balykchy", "rail"),
]


def build(facts: Path) -> dict[str, pd.DataFrame]:
    """Return the eight tables of the family by name."""
    paths = sorted((facts / "routes").glob("*.csv"))
    tables = {path.stem: read_clean(path, *_KEYS.get(path.stem, ())) for path in paths}
    routes = take_sources(tables["routes"])
    routes["length_km"] = plain_number(routes["length_km"])
    return {
        "places": _with(_places(tables["places"]), _ADDED_PLACES),
        "routes": _with(routes, _ADDED_ROUTES),
        "route_stops": _with_stops(_stops(tables["route_stops"], routes)),
        "unesco_components": _components(tables["unesco_components"]),
        "corridor_volumes": _volumes(tables["corridor_volumes"]),
        "transit_times": take_sources(tables["transit_times"]),
        "border_crossings": _crossings(tables["border_crossings"]),
        "route_events": _events(tables["route_events"]),
    }


def _with(df: pd.DataFrame, rows: list[dict[str, str]]) -> pd.DataFrame:
    """Append rows; what they leave out is empty."""
    added = pd.DataFrame(rows).reindex(columns=df.columns).fillna("")
    return pd.concat([df, added], ignore_index=True)


def _with_stops(df: pd.DataFrame) -> pd.DataFrame:
    """Put the added stops in their places and number each route anew."""
    rows = df.to_dict("records")
    for route, before, place, leg in _ADDED_STOPS:
        stop = dict.fromkeys(df.columns, "") | {
            "route_id": route,
            "place_id": place,
            "leg_kind": leg,
            "source_id": "recalled",
        }
        ends = [
            n for n, row in enumerate(rows) if (row["route_id"], row["place_id"]) == (route, before)
        ]
        rows.insert(ends[0] + 1 if ends else len(rows), stop)
    out = pd.DataFrame(rows, columns=df.columns)
    out["sequence"] = (out.groupby("route_id", sort=False).cumcount() + 1).astype("str")
    return out


def _places(df: pd.DataFrame) -> pd.DataFrame:
    out = take_sources(df)
    out["other_names"] = join_list(out["other_names"])
    out["unesco_id"] = join_list(out["unesco_id"])
    return out


def _stops(df: pd.DataFrame, routes: pd.DataFrame) -> pd.DataFrame:
    """Give each stop the source of its route; the facts state none stop by stop.

    CASA-1000 is two separate lines: its second one starts at Sangtuda, so no leg arrives there.
    """
    source = routes.set_index("route_id")["source_id"]
    out = df.assign(source_id=df["route_id"].map(source))
    second = (out["route_id"] == "casa-1000") & (out["place_id"] == "sangtuda")
    out.loc[second, "leg_kind"] = ""
    out.loc[second, "via_note"] = (
        "second line starts here; Khujand to Sangtuda is existing grid and not part of the link"
    )
    return out


def _components(df: pd.DataFrame) -> pd.DataFrame:
    ids = [f"{prop}-{slug(name)}" for prop, name in zip(df["property_id"], df["name"], strict=True)]
    out = take_sources(df)
    out["position_source"] = df["position_source"].map(_position_source)
    out = out.rename(columns={"position_source": "position_source_id"})
    out.insert(0, "component_id", ids)
    return out


def _position_source(text: str) -> str:
    """Register ``publisher; title address`` as a source; no position, no source."""
    if not text:
        return ""
    publisher, *others = re.split(r"; (?![^(]*\))", text, maxsplit=1)
    rest = "".join(others)
    found = re.fullmatch(r"(?P<title>.*?)\s*(?P<url>https?://\S+)?", rest)
    if found is None:
        raise ValueError(f"source of a position must read 'publisher; title address'; got {text!r}")
    licence = terms_of(publisher)
    known = {"licence": licence, "redistribute": "yes"} if licence else {}
    return register(publisher, found["title"], found["url"] or "", **known)


def _volumes(df: pd.DataFrame) -> pd.DataFrame:
    parts = ["corridor", "year", "period", "unit", "value_kind"]
    ids = row_ids(
        df.assign(period=df["period"].replace("full year", "")),
        parts,
        ["source_publisher"],
        limit=96,
    )
    out = take_sources(df)
    out["volume"] = plain_number(out["volume"])
    out.insert(0, "volume_id", ids)
    return out


def _crossings(df: pd.DataFrame) -> pd.DataFrame:
    ids = row_ids(df, ["crossing"], ["mode"])
    out = take_sources(df)
    out.insert(0, "crossing_id", ids)
    return out


def _events(df: pd.DataFrame) -> pd.DataFrame:
    ids = row_ids(df, ["date", "title"], ["route_id"])
    out = take_sources(df)
    meeting = df["related_meeting"].map(_MEETINGS).fillna("")
    out.insert(out.columns.get_loc("related_meeting") + 1, "meeting_id", meeting)
    out.insert(0, "event_id", ids)
    return out
