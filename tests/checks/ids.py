"""Check that ids say the same as the columns they are made of."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

import pandas as pd

from checks.core import Finding, Tables, check, where

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Columns whose value is a part of the id of the row.
_SPELT = {
    "resources": ("iso3", "commodity", "measure", "year"),
    "corridor_volumes": ("year", "unit", "value_kind"),
    "chronology": ("date", "event"),
    "commitments": ("actor_iso3", "announced_on"),
    "challenges": ("indicator", "country", "year", "event_date"),
    "unesco_components": ("property_id",),
    "route_events": ("date",),
}
_IDS = {
    "resources": "figure_id",
    "corridor_volumes": "volume_id",
    "chronology": "chronology_id",
    "commitments": "commitment_id",
    "challenges": "challenge_id",
    "unesco_components": "component_id",
    "route_events": "event_id",
}


def plain(cells: pd.Series) -> pd.Series:
    """Return text in the form that ids have: small letters, hyphens."""
    return cells.str.lower().str.replace(r"[_;. ]+", "-", regex=True)


@check(*_SPELT)
def ids_spell_their_columns(tables: Tables) -> Iterable[Finding]:
    """Require that codes, years and words in the id of a row are those of its columns."""
    for name, columns in _SPELT.items():
        text = tables.text(name)
        key = _IDS[name] if _IDS[name] in text.columns else text.columns[0]
        ids = "-" + plain(text[key]) + "-"
        for column in columns:
            parts = plain(text[column])
            spelt = [not p or f"-{p}-" in i for p, i in zip(parts, ids, strict=True)]
            for i in where(~pd.Series(spelt)):
                yield name, i, column, f"what the id {text[key].iloc[i]} says"


@check("commitments")
def commitment_ids_name_the_counterpart(tables: Tables) -> Iterable[Finding]:
    """Require that the second part of the id of a commitment is its counterpart."""
    text = tables.text("commitments")
    second = text["commitment_id"].str.split("-").str[1]
    wanted = text["counterpart"].str.lower().replace("-", "none")
    for i in where(second.ne(wanted)):
        yield "commitments", i, "counterpart", f"{second.iloc[i]}, as in the id"


@check("meetings")
def meeting_ids_tell_year_level_and_sides(tables: Tables) -> Iterable[Finding]:
    """Require that the id of a meeting holds its year, its level and the sides of two."""
    text = tables.text("meetings")
    ids = "-" + text["meeting_id"] + "-"
    for column in ("start_date", "end_date"):
        year = text[column].str[:4]
        ok = [not y or f"-{y}-" in i for y, i in zip(year, ids, strict=True)]
        yield from (("meetings", i, column, "the year in the id") for i in where(~pd.Series(ok)))
    minister = text["level"].eq("foreign_ministers")
    marked = ids.str.contains("-fm-")
    for i in where(marked & ~minister):
        yield "meetings", i, "level", "foreign_ministers, as the id says"
    envoys = ids.str.startswith(("-envoys-", "-b5-plus-1-"))
    for i in where(envoys & text["level"].ne("envoys")):
        yield "meetings", i, "level", "envoys, as the id says"
    for i, (key, parties) in enumerate(zip(ids, text["parties"], strict=True)):
        for side in parties.lower().split(";") if parties else ():
            if f"-{side}-" not in key:
                yield "meetings", i, "parties", "the two sides in the id"


@check("meetings")
def meeting_ids_tell_format_and_city(tables: Tables) -> Iterable[Finding]:
    """Require that the id of a meeting begins with its format and ends with its city."""
    text = tables.text("meetings")
    starts = {
        "c5_plus_1": ("c5-plus-1", "b5-plus-1"),
        "central_asia_consultative": ("consultative",),
    }
    renamed = {"Astana": ("astana", "nur-sultan"), "Kuwait City": ("kuwait",)}
    for i, row in enumerate(text.to_dict("records")):
        key, form, city = row["meeting_id"], row["format"], row["city"]
        named = starts.get(form, (form.replace("_", "-"),))
        own_start = key.startswith(_FORMAT_STARTS)
        free = form in {"bilateral", "other_multilateral"}
        if own_start if free else not key.startswith(named):
            yield "meetings", i, "format", "the format that the id begins with"
        slugs = renamed.get(city, (re.sub(r"[^a-z]+", "-", city.lower().replace("'", "")),))
        if city and not any(s in key for s in slugs):
            yield "meetings", i, "city", "the city in the id"


_FORMAT_STARTS = (
    *("c5-plus-1-", "b5-plus-1-", "consultative-", "eu-central-asia-", "china-central-asia-"),
    *(
        "russia-central-asia-",
        "italy-central-asia-",
        "germany-central-asia-",
        "japan-central-asia-",
    ),
    *("india-central-asia-", "korea-central-asia-", "gulf-central-asia-", "uk-central-asia-"),
    *("trilateral-", "sco-", "cis-", "csto-", "eaeu-", "ots-", "eco-", "un-"),
)


@check("sources")
def source_ids_follow_from_the_source(tables: Tables) -> Iterable[Finding]:
    """Require that the id of a source follows from publisher, title, address and date."""
    text = tables.text("sources")
    columns = ["publisher", "title", "url", "published"]
    for i, row in enumerate(text[["source_id", *columns]].itertuples(index=False, name=None)):
        own, publisher, *_ = row
        if own in {"recalled", "ca-summit-group-names"}:
            continue
        ascii_name = unicodedata.normalize("NFKD", publisher).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[:28].strip("-")
        digest = hashlib.sha1("|".join(row[1:]).encode(), usedforsecurity=False).hexdigest()[:6]
        if own != f"{slug}-{digest}":
            yield "sources", i, "source_id", f"{slug}-{digest}"
    wrong = text["has_address"].eq("true") != text["url"].ne("")
    yield from (
        ("sources", i, "has_address", "true where there is an address") for i in where(wrong)
    )


@check("route_stops", "routes")
def stops_name_the_source_of_their_route(tables: Tables) -> Iterable[Finding]:
    """Require that all stops of a route rest on the one source that the route names."""
    stops = tables.text("route_stops")
    routes = tables.text("routes").drop_duplicates("route_id").set_index("route_id")["source_id"]
    wanted = stops["route_id"].map(routes)
    for i in where(wanted.notna() & stops["source_id"].ne(wanted)):
        yield "route_stops", i, "source_id", f"{wanted.iloc[i]}, as its route has it"


@check("trade_partners", "sources")
def a_series_of_trade_has_one_publisher(tables: Tables) -> Iterable[Finding]:
    """Require that all rows of a series of trade, except the press, come from one publisher."""
    rows = tables.text("trade_partners")
    sources = tables.text("sources").drop_duplicates("source_id").set_index("source_id")
    publisher = rows["source_id"].map(sources["publisher"]).fillna("")
    usual = publisher.groupby(rows["series"]).transform(lambda names: names.mode().iloc[0])
    for i in where(rows["series"].ne("press") & publisher.ne(usual)):
        yield "trade_partners", i, "source_id", f"a source published by {usual.iloc[i]}"
