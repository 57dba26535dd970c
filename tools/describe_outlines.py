"""Describe outlines, lakes and rivers in the data package, and write the rows of their sources."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import geopandas as gpd

from build_outlines import IDS, NATURAL_EARTH, PACKAGES, SOURCES, YEAR
from common import UNDATED_COLUMNS, put_resources

DATA = Path(__file__).resolve().parents[1] / "data"
LICENCE = {
    "name": "PDDL-1.0",
    "title": "Public domain (Natural Earth, no permission needed)",
    "path": "https://www.naturalearthdata.com/about/terms-of-use/",
}
BORDERS = (
    "Natural Earth draws who holds the ground, not who is in the right. Places without a code of "
    "their own there stand alone with the role `disputed` and a free code that begins with X: "
    "Crimea, Kosovo, Northern Cyprus, the Siachen Glacier. Not set apart, because Natural Earth "
    "does not: Kashmir along the line of control, Aksai Chin, Abkhazia, South Ossetia, "
    "Transnistria and what is held in eastern Ukraine. The lines are of 2018: the Kyrgyz-Tajik "
    "border was agreed in March 2025 and the shapes do not show that treaty."
)


def _field(name: str, kind: str, description: str, **more: Any) -> dict[str, Any]:
    unit = {"unit": more.pop("unit")} if "unit" in more else {}
    required = more.pop("required", True)
    allowed = more.get("enum")
    field = {"name": name, "type": kind, "description": description, **unit}
    field["constraints"] = {"required": required, **more}
    if allowed:
        field["categories"] = allowed
    return field


def _source() -> dict[str, Any]:
    return _field("source_id", "string", "Source of the shape; refers to `sources`.")


def _outline_fields(roles: list[str]) -> list[dict[str, Any]]:
    return [
        _field(
            "iso3",
            "string",
            "ISO 3166-1 alpha-3 code; codes that begin with X are free for users and mark places "
            "whose status is disputed.",
            unique=True,
            pattern="[A-Z]{3}",
        ),
        _field("name", "string", "Short name in English."),
        _field(
            "role",
            "string",
            "state: one of the five; neighbour: shares a land border or the Caspian with them; eu: "
            "member of the European Union; disputed: see note; world: all others.",
            enum=roles,
        ),
        _field(
            "area_km2",
            "integer",
            "Area of the simplified shape on the ellipsoid, a check of the drawing; official areas "
            "are in `countries` and `comparators`.",
            unit="km²",
            minimum=1,
        ),
        _field("as_of", "integer", "Year of the borders drawn.", minimum=2018, maximum=2018),
        _source(),
        _field("note", "string", "What is disputed, and what this map does.", required=False),
    ]


def _resource(name: str, title: str, description: str, gaps: str, fields: list, key: str) -> dict:
    frame = gpd.read_file(DATA / f"{name}.geojson")
    coverage: dict[str, Any] = {"rows": len(frame)}
    if "as_of" in frame:
        coverage["as_of"] = [int(frame["as_of"].min()), int(frame["as_of"].max())]
    return {
        "name": name,
        "path": f"{name}.geojson",
        "title": title,
        "description": description,
        "format": "geojson",
        "mediatype": "application/geo+json",
        "encoding": "utf-8",
        "licenses": [LICENCE],
        "schema": {
            "fields": fields,
            "primaryKey": key,
            "foreignKeys": [
                {
                    "fields": ["source_id"],
                    "reference": {"resource": "sources", "fields": ["source_id"]},
                }
            ],
        },
        "ca_summit": {
            "family": "countries",
            "coverage": coverage,
            "gaps": gaps,
            "packages": [
                {"name": f"npm {n}", "version": v, "sha256": sha, "natural_earth": NATURAL_EARTH}
                for n, (v, sha) in PACKAGES.items()
            ],
            "year": YEAR,
        },
    }


def resources() -> list[dict[str, Any]]:
    """Return the four descriptors."""
    return [
        _resource(
            "outlines",
            "Outlines of countries",
            "Shapes of the five states, their neighbours, the EU members and most of the rest of "
            "Eurasia, from Natural Earth 1:50m, simplified together so that common borders have no "
            "gap and no overlap: to 2 km around the Fergana valley, coarser the farther away. "
            "Turkmenistan includes the bay Garabogazköl, as its official area does. " + BORDERS,
            "Of the Fergana exclaves Sokh, Shohimardon, Vorukh and Sarvan are drawn; Barak, "
            "Qayraghoch (Western Qalacha), Jani-Ayil and Chong-Qara are smaller than the 1:50m "
            "layer shows. Islands below 600 km² (EU), 1500 km² (neighbours) and 2500 km² (others) "
            "and overseas parts are left out. The USA and other far countries are in "
            "`outlines_world`.",
            _outline_fields(["state", "neighbour", "eu", "disputed", "world"]),
            "iso3",
        ),
        _resource(
            "outlines_world",
            "Coarse outlines of the world",
            "Shapes of all countries that Natural Earth 1:110m draws, simplified to 60 km for "
            "world views; Somaliland is drawn with Somalia. " + BORDERS,
            "States too small for 1:110m have no shape (Bahrain, Malta, Singapore and others), nor "
            "have Fiji and Antarctica. At this size the Fergana exclaves are not drawn.",
            _outline_fields(["state", "neighbour", "eu", "disputed", "world"]),
            "iso3",
        ),
        _resource(
            "lakes",
            "Lakes and inland seas",
            "The Caspian Sea, the larger lakes and reservoirs of the region and of its "
            "surroundings, from Natural Earth. The Aral Sea is cut into its basins: Natural Earth "
            "1:50m draws the shores of about 2005 (18 500 km²), 1:110m an even older sea (21 400 "
            "km²).",
            "No layer of the packages has today's Aral shores: the northern basin is drawn a "
            "little small, the western a little wide, the eastern is a dry bed in most years and "
            "has its own kind. Balkhash is missing at 1:50m and comes from 1:110m, about a sixth "
            "too large. Aydarkul, Kapchagay, Tengiz, Song-Kul, Karakul and the Amu Darya "
            "reservoirs are missing.",
            [
                _field("lake_id", "string", "Short key.", unique=True, pattern="[a-z-]+"),
                _field("name", "string", "Name in English."),
                _field(
                    "kind",
                    "string",
                    "sea, bay, lake, reservoir, or dry_bed: under water in the year drawn, dry in "
                    "most years since.",
                    enum=["sea", "bay", "lake", "reservoir", "dry_bed"],
                ),
                _field("area_km2", "integer", "Area of the shape drawn.", unit="km²", minimum=1),
                _field(
                    "as_of",
                    "integer",
                    "Year of the shore drawn; 2005 stands for the middle of the 2000s.",
                    minimum=1990,
                    maximum=2025,
                ),
                _source(),
                _field("note", "string", "How the drawing departs from today.", required=False),
            ],
            "lake_id",
        ),
        _resource(
            "rivers",
            "Rivers",
            "Larger rivers as lines, from Natural Earth 1:50m, through the lakes and reservoirs on "
            "their way; names were given by place, as the package has none.",
            "Ili, Chu, Talas, Zeravshan, Murghab, Tejen, Vakhsh, Kafirnigan, Ishim and Nura are "
            "not in the layer. The Amu Darya is drawn to the old delta; its water does not reach "
            "the Aral Sea in most years.",
            [
                _field("river_id", "string", "Short key.", unique=True, pattern="[a-z-]+"),
                _field("name", "string", "Name in English."),
                _field(
                    "drawn_length_km",
                    "integer",
                    "Length of the simplified line, shorter than the river.",
                    unit="km",
                    minimum=1,
                ),
                _source(),
            ],
            "river_id",
        ),
    ]


def write_sources() -> None:
    """Write the two rows that ``build_tables.py`` merges into ``sources.csv``."""
    path = DATA / "sources_outlines.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(UNDATED_COLUMNS)
        for name, key in SOURCES.items():
            via = f"npm {name} {PACKAGES[name][0]}"
            writer.writerow([IDS[name], *key, "public domain", "yes", via, "true"])


def main() -> None:
    """Put the four resources into the data package, in the place of older ones."""
    write_sources()
    put_resources(resources())


if __name__ == "__main__":
    main()
