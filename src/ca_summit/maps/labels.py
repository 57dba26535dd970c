"""Place labels on a map so that they do not cover each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

#: Width in pixels at which labels must not collide: a phone held upright, letters guessed wide.
REFERENCE_PX = 430
#: By how much letters are taken for larger where names stand close or at the edge: that is the
#: room they need on a phone of 370 pixels.
ROOMY = 1.17
MAP_KEY = "ca_summit_map"
_POSITIONS = {
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
    "top right": (1, 1),
    "bottom right": (1, -1),
    "top left": (-1, 1),
    "bottom left": (-1, -1),
}
_DARK, _LIGHT = "#0A0C0E", "#FFFFFF"
_HALO = "0 0 1px rgb({0}), 0 0 2px rgb({0}), 0 0 4px rgb({0})"
Box = tuple[float, float, float, float]


def text_size_px(text: str, size: float) -> tuple[float, float]:
    """Estimate width and height of a label in pixels; ``<br>`` starts a new line.

    Examples
    --------
    >>> text_size_px("Bishkek", 12)
    (48.7, 15.0)
    """
    lines = [re.sub(r"<[^>]*>", "", line) for line in re.split(r"<br\s*/?>", text)]
    widest = max(sum(0.58 if letter < "\u0400" else 0.64 for letter in line) for line in lines)
    return round(widest * size, 1), len(lines) * size * 1.25


def km_per_px(fig: go.Figure) -> float:
    """Return the scale at which the labels of a map are placed."""
    x_min, _, x_max, _ = fig.layout.meta[MAP_KEY]["window"]
    return (x_max - x_min) / REFERENCE_PX


def taken_boxes(fig: go.Figure) -> list[Box]:
    """Return the boxes of the labels a map already has, in kilometres."""
    return [tuple(box) for box in fig.layout.meta[MAP_KEY].get("boxes", [])]


def remember_boxes(fig: go.Figure, boxes: Sequence[Box]) -> None:
    """Note the boxes of new labels, so that later layers keep clear of them."""
    meta = dict(fig.layout.meta)
    own = dict(meta[MAP_KEY])
    own["boxes"] = [*own.get("boxes", []), *[[round(v) for v in box] for box in boxes]]
    fig.update_layout(meta={**meta, MAP_KEY: own})


def free_positions(
    fig: go.Figure,
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    *,
    size: float,
    marker_px: float = 8.0,
) -> list[str | None]:
    """Choose for each point the side on which its label is free, in the order given.

    Parameters
    ----------
    points
        Positions on the plane in kilometres; earlier points have the first choice.
    texts
        Labels; an empty text needs no place.
    size
        Font size in pixels.
    marker_px
        Diameter of the marker the label stands beside.

    Returns
    -------
    For each point a plotly ``textposition``, or ``None`` where no side is free: hide that label.
    """
    scale = km_per_px(fig)
    taken = taken_boxes(fig)
    radius = marker_px / 2 * scale
    x_min, _, x_max, _ = fig.layout.meta[MAP_KEY]["window"]
    markers = [(x - radius, y - radius, x + radius, y + radius) for x, y in points]
    chosen: list[str | None] = []
    new: list[Box] = []
    for index, ((x, y), text) in enumerate(zip(points, texts, strict=True)):
        if not text:
            chosen.append(None)
            continue
        width, height = (v * scale for v in text_size_px(text, size))
        blocked = [*taken, *new, *markers[:index], *markers[index + 1 :]]
        place = None
        for name, (side, level) in _POSITIONS.items():
            cx = x + side * (radius + width / 2)
            cy = y + level * (radius + height / 2) * (0.8 if side else 1)
            box = (cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2)
            reach = (ROOMY - 1) * width  # names at the edge are cut off, not only crowded
            inside = x_min <= box[0] - reach * (side < 0) and box[2] + reach * (side > 0) <= x_max
            if (inside or not x_min < x < x_max) and not _hits(box, blocked):
                place = name
                new.append(box)
                break
        chosen.append(place)
    remember_boxes(fig, new)
    return chosen


def free_spots(
    fig: go.Figure,
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    *,
    size: float,
    shifts: Sequence[float] = (0, 1, -1, 2, -2),
) -> list[tuple[float, float] | None]:
    """Centre labels on points, or a little above or below, where they cover no other label.

    Parameters
    ----------
    shifts
        Heights to try, in lines of text.

    Returns
    -------
    For each label its place on the plane, or ``None`` where it would cover another.
    """
    scale = km_per_px(fig)
    taken = taken_boxes(fig)
    spots: list[tuple[float, float] | None] = []
    new: list[Box] = []
    for (x, y), text in zip(points, texts, strict=True):
        width, height = (v * scale / 2 for v in text_size_px(text, size))
        found = None
        for shift in shifts:
            middle = y + shift * 2 * height
            box = (x - width, middle - height, x + width, middle + height)
            if not _hits(box, [*taken, *new]):
                found = (x, middle)
                new.append(box)
                break
        spots.append(found)
    remember_boxes(fig, new)
    return spots


def label_point(shape: shapely.Geometry) -> tuple[float, float, float]:
    """Return the roomiest point of an area, or the middle of a line, and the room there in km."""
    if shape.geom_type in ("LineString", "MultiLineString"):
        longest = max(shapely.get_parts(shape), key=lambda part: part.length)
        middle = longest.interpolate(0.5, normalized=True)
        return middle.x, middle.y, 0.0
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        largest = max(shapely.get_parts(shape), key=lambda part: part.area)
        circle = shapely.maximum_inscribed_circle(largest, tolerance=5.0)
        (x, y), _ = circle.coords
        return x, y, float(circle.length)
    point = shape.centroid
    return point.x, point.y, 0.0


def readable_on(color: str) -> str:
    """Return near-black or white, whichever reads better on a colour ``#rrggbb`` or ``rgb()``.

    Examples
    --------
    >>> readable_on("#F4E3B2"), readable_on("rgb(91,42,86)")
    ('#0A0C0E', '#FFFFFF')
    """
    if color.startswith("#"):
        channels = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    else:
        channels = [int(float(v)) for v in re.findall(r"[\d.]+", color)[:3]]
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in np.array(channels) / 255
    ]
    luminance = float(np.dot(linear, [0.2126, 0.7152, 0.0722]))
    return _DARK if (luminance + 0.05) ** 2 > 1.05 * 0.054 else _LIGHT


def label_ink(fills: Sequence[str]) -> dict[str, list[str]]:
    """Return ink and halo of labels on fills, so that they read also where they reach beyond."""
    inks = [readable_on(f) if f.startswith("#") else _DARK for f in fills]
    halos = [_HALO.format("255,255,255" if ink == _DARK else "0,0,0") for ink in inks]
    return {"color": inks, "shadow": halos}


def _hits(box: Box, others: Sequence[Any]) -> bool:
    return any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in others)
