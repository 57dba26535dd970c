"""Draw land, water, graticule, scale bar and country names on the plane of a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from ca_summit.figures import theme
from ca_summit.geography import (
    Plane,
    graticule,
    project,
    scale_bar_km,
    simplify_plane,
    window_lonlat,
)
from ca_summit.maps.labels import (
    MAP_KEY,
    free_spots,
    km_per_px,
    label_ink,
    label_point,
    remember_boxes,
    text_size_px,
)
from ca_summit.tables import load_lakes, load_rivers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

Window = tuple[float, float, float, float]
_CASPIAN = (51.0, 42.0)
_NAME_SIZES = {True: 13, False: 11}  # pixels, of the five and of others
_INT16 = 32_000
_BASE = {"mode": "lines", "showlegend": False}


def path(
    shape: shapely.Geometry, *, step_km: float = 0.5, bridged: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Turn lines or areas on the plane into x and y, compact in JSON.

    Parts are set apart by NaN in y, or joined by bridges walked there and back, which a fill
    without an outline does not show. Whole kilometres without NaN are stored as 16-bit numbers.
    """
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        shape = shapely.orient_polygons(shape)
        rings = [r for p in shapely.get_parts(shape) for r in (p.exterior, *p.interiors)]
    else:
        rings = [p for p in shapely.get_parts(shape) if p.geom_type != "Point"]
    parts = [shapely.get_coordinates(ring) for ring in rings]
    if bridged:
        pieces = [*parts, *(part[:1] for part in parts[-2::-1])]
    else:
        gap = np.array([[0, np.nan]])
        pieces = [piece for part in parts for piece in (part, gap)][:-1]
    xy = np.round((np.vstack(pieces) if pieces else np.empty((0, 2))) / step_km) * step_km
    x, y = (_small(values, whole=step_km >= 1) for values in xy.T)
    return x, y


def _small(values: np.ndarray, *, whole: bool) -> np.ndarray:
    fits = whole and not np.isnan(values).any() and np.abs(values).max(initial=0) < _INT16
    return values.astype("int16" if fits else "float32")


def on_plane(
    frame: gpd.GeoDataFrame, plane: Plane, drawn: Window, *, detail_km: float = 0.0
) -> gpd.GeoDataFrame:
    """Project shapes, leave out what lies outside, and drop detail no screen would show."""
    if not plane.is_world:
        west, south, east, north = window_lonlat(drawn, plane)
        frame = frame[frame.intersects(shapely.box(west, south, east, north))]
    flat = project(frame, plane)
    if detail_km:
        flat["geometry"] = simplify_plane(flat.geometry, detail_km)
    if not plane.is_world:
        flat["geometry"] = flat.geometry.clip_by_rect(*drawn)
    keep = ~flat.geometry.is_empty & flat.geometry.geom_type.str.contains("Polygon|Collection")
    return flat[keep].reset_index(drop=True)


def add_shape(
    fig: go.Figure,
    shape: shapely.Geometry,
    *,
    name: str,
    fill: str | None,
    line: str,
    width: float = 0.8,
    hover: str | None = None,
    step_km: float = 0.5,
    **more: Any,
) -> None:
    """Add one area on the plane; the whole of it answers to the pointer with ``hover``."""
    if shape.is_empty:
        return
    x, y = path(shape, step_km=step_km, bridged=not width and not hover)
    pointer: dict[str, Any] = {"hoverinfo": "skip"}
    if hover:
        pointer = {"hoveron": "fills", "hoverinfo": "text", "text": hover}
    fig.add_scatter(
        x=x,
        y=y,
        name=name,
        fill="toself" if fill else None,
        fillcolor=fill,
        line={"color": line, "width": width, **more.pop("line_more", {})},
        **_BASE,
        **pointer,
        **more,
    )


def draw_ground(
    fig: go.Figure, land: gpd.GeoDataFrame, plane: Plane, drawn: Window, *, neighbours: bool
) -> None:
    """Draw land as one sheet, the sea on it, and each inland border once."""
    sheet = shapely.box(*drawn)
    whole = shapely.union_all(land.geometry.to_numpy())
    least = ((drawn[2] - drawn[0]) / 150) ** 2
    sea = [
        shapely.Polygon(p.exterior, [r for r in p.interiors if shapely.Polygon(r).area > least])
        for p in shapely.get_parts(sheet.difference(whole))
        if p.area > least
    ]
    here = project(gpd.GeoDataFrame(geometry=[shapely.Point(*_CASPIAN)], crs=4326), plane)
    inland = [p for p in sea if p.area < 600_000 and p.contains(here.geometry.iloc[0])]
    flat: dict[str, Any] = {"line": "rgba(0,0,0,0)", "width": 0, "step_km": 1}
    if neighbours:
        add_shape(fig, sheet, name="Land", fill=theme.LAND_FILL, **flat)
    open_sea = shapely.MultiPolygon([p for p in sea if p not in inland])
    add_shape(fig, open_sea, name="Sea", fill=theme.WATER_FILL, **flat)
    for part in inland:
        add_shape(fig, part, name="Caspian Sea", hover="Caspian Sea", fill=theme.WATER_FILL, **flat)
    if neighbours:
        edges = shapely.union_all(land.geometry.boundary.to_numpy())
        borders = edges.difference(shapely.union_all([whole.boundary, sheet.boundary]))
        own = land[land["role"].eq("state")].geometry.boundary
        borders = borders.difference(shapely.union_all(own.to_numpy()))
        x, y = path(shapely.line_merge(borders), step_km=1)
        style = {"color": theme.FAINT_LINE, "width": 0.8}
        fig.add_scatter(x=x, y=y, name="Borders", hoverinfo="skip", line=style, **_BASE)


def draw_countries(
    fig: go.Figure,
    land: gpd.GeoDataFrame,
    names: Mapping[str, str],
    fills: dict[str, str],
    hovers: dict[str, str],
    *,
    neighbours: bool,
) -> None:
    """Draw what answers to the pointer: the five, their neighbours, disputed and coloured places."""
    asked = land["iso3"].isin([*fills, *hovers])
    around = land["role"].isin(["neighbour", "disputed"]) & land.intersects(_frame(fig))
    around &= not _is_world(fig)
    chosen = land["role"].eq("state") | asked | (around & neighbours)
    order = land[chosen].assign(top=land["role"].eq("state")).sort_values("top", kind="stable")
    for row in order.itertuples():
        is_state, is_filled = row.role == "state", row.iso3 in fills
        shape = shapely.MultiPolygon(_polygons(row.geometry))
        if not (is_state or is_filled):
            shape = shape.simplify((4 if row.role == "neighbour" else 1) * km_per_px(fig))
        more: dict[str, Any] = {"fillpattern": _HATCH} if row.role == "disputed" else {}
        plain = theme.STATE_FILL if is_state else "rgba(0,0,0,0)"
        add_shape(
            fig,
            shape,
            name=names[row.iso3],
            fill=fills.get(row.iso3, plain),
            line=theme.BORDER_LINE if is_state or is_filled else "rgba(0,0,0,0)",
            width=1.1 if is_state else 0.6,
            hover=hovers.get(row.iso3, names[row.iso3] + _status(row.role)),
            step_km=0.5 if km_per_px(fig) < 4 else 1,
            meta={"iso3": row.iso3},
            **more,
        )


def draw_globe(fig: go.Figure, land: gpd.GeoDataFrame) -> None:
    """Draw all land of the world view as one shape."""
    polygons = [p for g in land.geometry for p in _polygons(g) if p.area > 20_000]
    style: dict[str, Any] = {"fill": theme.LAND_FILL, "line": theme.FAINT_LINE, "width": 0.6}
    add_shape(fig, shapely.MultiPolygon(polygons), name="Land", **style)


_HATCH = {"shape": "/", "size": 7, "solidity": 0.15, "fgcolor": theme.BORDER_LINE}


def _status(role: str) -> str:
    return " (status disputed)" if role == "disputed" else ""


def _polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    return [p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon"]


def _is_world(fig: go.Figure) -> bool:
    return bool(fig.layout.meta[MAP_KEY]["plane"] == "world")


def _frame(fig: go.Figure) -> shapely.Polygon:
    return shapely.box(*fig.layout.meta[MAP_KEY]["window"])


def draw_lakes(fig: go.Figure, plane: Plane, drawn: Window) -> None:
    """Draw lakes and reservoirs; a sea bed that is dry in most years in another colour."""
    scale = km_per_px(fig)
    flat = on_plane(load_lakes(), plane, drawn)
    seen = flat.intersects(_frame(fig)) & flat.geometry.area.gt((4 * scale) ** 2)
    flat = flat[flat["kind"].ne("sea") & seen]
    flat["geometry"] = flat.geometry.simplify_coverage(0.7 * scale)
    for row in flat.itertuples():
        dry = row.kind == "dry_bed"
        add_shape(
            fig,
            row.geometry,
            name=row.name,
            fill="rgba(214,190,140,0.55)" if dry else theme.WATER_FILL,
            line=theme.WATER_LINE,
            width=0.7,
            hover=f"{row.name}<br>dry in most years" if dry else row.name,
            line_more={"dash": "dot"} if dry else {},
            step_km=0.5 if km_per_px(fig) < 4 else 1,
        )


def draw_rivers(fig: go.Figure, plane: Plane, drawn: Window) -> None:
    """Draw the rivers that cross the window."""
    flat = project(load_rivers(), plane)
    flat["geometry"] = flat.geometry.clip_by_rect(*drawn).simplify(0.5 * km_per_px(fig))
    for row in flat[flat.intersects(_frame(fig))].itertuples():
        x, y = path(row.geometry)
        fig.add_scatter(
            x=x, y=y, name=row.name, text=row.name, hoverinfo="text",
            line={"color": theme.WATER_LINE, "width": 1.4}, **_BASE,
        )  # fmt: skip


def draw_graticule(fig: go.Figure, plane: Plane, drawn: Window, window: Window) -> None:
    """Draw meridians and parallels, labelled at the edge of the window."""
    lines = graticule(drawn, plane, step=30 if plane.is_world else None)
    smooth = lines.geometry.simplify(0.5 * km_per_px(fig))
    x, y = path(shapely.MultiLineString(_lines(smooth)), step_km=1)
    style = {"color": theme.FAINT_LINE, "width": 0.6, "dash": "dot"}
    fig.add_scatter(x=x, y=y, name="Graticule", hoverinfo="skip", line=style, **_BASE)
    if plane.is_world:
        return
    frame = shapely.box(*window)
    spots = []
    for row in lines.itertuples():
        inside = row.geometry.intersection(frame)
        if inside.is_empty:
            continue
        x_, y_ = shapely.get_coordinates(inside)[-1 if row.is_meridian else 0]
        spots.append((float(x_), float(y_), row.label, row.is_meridian))
    free = free_spots(fig, [s[:2] for s in spots], [s[2] for s in spots], size=10, shifts=(0,))
    spots = [s for s, spot in zip(spots, free, strict=True) if spot]
    fig.add_scatter(
        x=[round(s[0]) for s in spots],
        y=[round(s[1]) for s in spots],
        text=[s[2] for s in spots],
        mode="text",
        name="Degrees",
        textposition=["bottom center" if s[3] else "middle right" for s in spots],
        textfont={"size": 10, "color": theme.OTHER_COLOR},
        hoverinfo="skip",
        showlegend=False,
    )


def _lines(shapes: gpd.GeoSeries) -> list[shapely.LineString]:
    return [p for s in shapes for p in shapely.get_parts(s) if p.geom_type == "LineString"]


def draw_scale_bar(fig: go.Figure, window: Window) -> None:
    """Draw a bar of round length in the lower left corner."""
    width = window[2] - window[0]
    length = scale_bar_km(width * 0.9)
    x0, y0 = round(window[0] + 0.02 * width), round(window[1] + 0.03 * width)
    tick = round(0.006 * width)
    fig.add_scatter(
        x=[x0, x0, x0, x0 + length, x0 + length, x0 + length],
        y=[y0 + tick, y0 - tick, y0, y0, y0 + tick, y0 - tick],
        name="Scale",
        hoverinfo="skip",
        line={"color": theme.OTHER_COLOR, "width": 1.6},
        **_BASE,
    )
    fig.add_scatter(
        x=[x0 + length / 2], y=[y0 + tick], text=[f"{length} km"], mode="text",
        textposition="top center", textfont={"size": 11}, hoverinfo="skip", showlegend=False,
        name="Scale length",
    )  # fmt: skip
    scale = km_per_px(fig)
    remember_boxes(fig, [(x0, y0 - tick, x0 + length, y0 + tick + 16 * scale)])


def label_countries(
    fig: go.Figure,
    land: gpd.GeoDataFrame,
    texts: Mapping[str, str],
    window: Window,
    fills: Mapping[str, str],
    *,
    neighbours: bool,
) -> None:
    """Name the five, and others where the name fits into the country."""
    frame = shapely.box(*window)
    scale = km_per_px(fig)
    rows = []
    for row in land.itertuples():
        is_state = row.role == "state"
        if not texts.get(row.iso3) or not (is_state or (neighbours and row.role != "disputed")):
            continue
        seen = row.geometry.intersection(frame)
        if seen.is_empty or not _polygons(seen):
            continue
        x, y, room = label_point(shapely.MultiPolygon(_polygons(seen)))
        size = _NAME_SIZES[is_state]
        needed = text_size_px(texts[row.iso3], size)[0] / 2 * scale
        if is_state or room > 0.9 * needed:
            rows.append((not is_state, -room, x, y, texts[row.iso3], row.iso3))
    rows.sort()
    wide = window[2] - window[0] > 5000  # there a name that finds no place stays away
    for is_other, size in ((False, _NAME_SIZES[not wide]), (True, _NAME_SIZES[False])):
        own = [r for r in rows if r[0] == is_other]
        texts_ = [r[4] for r in own]
        points = [(r[2], r[3]) for r in own]
        spots = free_spots(fig, points, texts_, size=size, shifts=(0, 0.6, -0.6, 1, -1))
        kept = [
            (*r[:2], *(spot or r[2:4]), *r[4:])
            for r, spot in zip(own, spots, strict=True)
            if spot or not (is_other or wide)
        ]
        if kept:
            write_names(fig, kept, size=size, fills=fills, faint=is_other)


def write_names(
    fig: go.Figure,
    rows: Sequence[tuple[Any, ...]],
    *,
    size: int,
    fills: Mapping[str, str],
    faint: bool,
) -> None:
    """Write country names; on a filled country in the ink that reads on it."""
    for filled in (True, False):
        own = [r for r in rows if (r[5] in fills) == filled]
        if not own:
            continue
        font: dict[str, Any] = {"size": size}
        if filled:
            font |= label_ink([fills[r[5]] for r in own])
        fig.add_scatter(
            x=[round(r[2]) for r in own],
            y=[round(r[3]) for r in own],
            text=[r[4] for r in own],
            mode="text",
            name="Names",
            textfont=font,
            opacity=0.7 if faint else 1,
            hoverinfo="skip",
            showlegend=False,
            meta={"states": [r[5] for r in own]} if filled else None,
        )
