"""Find places for names on a plane where they cover no other name and no marker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]
Box = tuple[float, float, float, float]

#: By how much letters are taken for larger where names stand close or at the edge: that is the
#: room they need on a phone of 370 pixels.
ROOMY = 1.17
#: Sides of a marker in the order in which they are tried: plotly's word, east or west, up or down.
_SIDES = {
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
    "top right": (1, 1),
    "bottom right": (1, -1),
    "top left": (-1, 1),
    "bottom left": (-1, -1),
}
_TRIES = 26  # places for a label along each side of an area
_HARDLY = 0.8  # of its box must lie in the area where it may as well stay away


def free_sides(
    points: Sequence[Point],
    sizes: Sequence[tuple[float, float]],
    taken: Sequence[Box] | np.ndarray,
    *,
    radius: float,
    edges: tuple[float, float],
) -> tuple[list[str | None], list[Box]]:
    """Choose for each marker the side on which its label is free; earlier markers choose first.

    Parameters
    ----------
    points
        Middles of the markers.
    sizes
        Width and height of each label in the unit of the plane; one without width needs no place.
    taken
        Boxes of labels that stand already: left, bottom, right, top.
    radius
        Of a marker, in the unit of the plane.
    edges
        Left and right edge of what is seen.

    Returns
    -------
    For each label a plotly ``textposition``, ``None`` where no side is free, and the new boxes.
    """
    left, right = edges
    markers = marker_boxes(points, radius)
    blocked = np.vstack([np.reshape(taken, (-1, 4)), np.full((len(points), 4), np.nan)])
    count, found, new = len(taken), [], []
    for index, ((x, y), (width, height)) in enumerate(zip(points, sizes, strict=True)):
        place = None
        others = np.concatenate([blocked[:count], markers[:index], markers[index + 1 :]])
        for name, (side, level) in _SIDES.items() if width else ():
            cx = x + side * (radius + width / 2)
            cy = y + level * (radius + height / 2) * (0.8 if side else 1)
            box = (cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2)
            reach = (ROOMY - 1) * width  # names at the edge are cut off, not only crowded
            inside = left <= box[0] - reach * (side < 0) and box[2] + reach * (side > 0) <= right
            if (inside or not left < x < right) and not _hits(box, others):
                place = name
                new.append(box)
                blocked[count] = box
                count += 1
                break
        found.append(place)
    return found, new


def marker_boxes(points: Sequence[Point], radius: float) -> np.ndarray:
    """Return the boxes that markers take: left, bottom, right, top."""
    xy = np.reshape(points, (-1, 2)).astype(float)
    return np.hstack([xy - radius, xy + radius])


def free_middles(
    points: Sequence[Point],
    sizes: Sequence[tuple[float, float]],
    taken: Sequence[Box] | np.ndarray,
    *,
    shifts: Sequence[float],
) -> tuple[list[Point | None], list[Box]]:
    """Centre labels on points, or some lines above or below, where they cover no other label.

    Returns
    -------
    For each label its place, ``None`` where it would cover another, and the new boxes.
    """
    blocked = np.vstack([np.reshape(taken, (-1, 4)), np.full((len(points), 4), np.nan)])
    count, found, new = len(taken), [], []
    for (x, y), (width, height) in zip(points, sizes, strict=True):
        spot = None
        for shift in shifts:
            middle = y + shift * height
            box = (x - width / 2, middle - height / 2, x + width / 2, middle + height / 2)
            if not _hits(box, blocked[:count]):
                spot = (x, middle)
                new.append(box)
                blocked[count] = box
                count += 1
                break
        found.append(spot)
    return found, new


def _hits(box: Box, others: np.ndarray) -> bool:
    """Tell whether a box meets any other; a box of missing numbers meets none."""
    if not len(others):
        return False
    meets = (box[0] < others[:, 2]) & (others[:, 0] < box[2])
    meets &= (box[1] < others[:, 3]) & (others[:, 1] < box[3])
    return bool(meets.any())


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


def label_spot(
    shape: shapely.Geometry,
    width: float,
    height: float,
    blocked: Sequence[shapely.Geometry] = (),
) -> Point | None:
    """Return where the box of a label lies best inside an area, clear of what is blocked.

    Returns
    -------
    The middle of the box, which lies whole inside the area, or else as far as it goes; with
    ``blocked``, ``None`` where it would hardly lie inside or cover something.

    Examples
    --------
    >>> x, y = label_spot(shapely.box(0, 0, 60, 4), 30, 3)
    >>> (15 < x < 45, round(y))
    (True, 2)
    >>> label_spot(shapely.box(0, 0, 60, 4), 30, 3, [shapely.LineString([(0, 2), (60, 2)])])
    """
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    largest = max(parts, key=lambda part: part.area)
    west, south, east, north = largest.bounds
    across = np.linspace(west, east, _TRIES), np.linspace(south, north, _TRIES)
    xs, ys = (axis.ravel() for axis in np.meshgrid(*across))
    inside = shapely.contains_xy(largest, xs, ys)
    x, y, _ = label_point(largest)
    xs, ys = np.append(xs[inside], x), np.append(ys[inside], y)
    boxes = _boxes(xs, ys, width, height)
    within = _shares(boxes, largest)
    on_a_desk = _shares(_boxes(xs, ys, width / 2, height / 2), largest)  # letters half as wide
    if len(blocked):
        free = np.full(len(boxes), True)
        free[shapely.STRtree(list(blocked)).query(boxes, predicate="intersects")[0]] = False
        free &= within > _HARDLY
        xs, ys, within, on_a_desk = xs[free], ys[free], within[free], on_a_desk[free]
    if not len(xs):
        return None
    # Of places that hold the label alike, the one farthest from the border.
    away = shapely.distance(shapely.points(xs, ys), largest.exterior)
    best = int(np.lexsort((away, within.round(2), on_a_desk.round(2)))[-1])
    return float(xs[best]), float(ys[best])


def _boxes(xs: np.ndarray, ys: np.ndarray, width: float, height: float) -> np.ndarray:
    half_width, half_height = width / 2, height / 2
    return np.asarray(
        shapely.box(xs - half_width, ys - half_height, xs + half_width, ys + half_height)
    )


def _shares(boxes: np.ndarray, shape: shapely.Polygon) -> np.ndarray:
    """Return the share of each box that lies inside an area."""
    return np.asarray(shapely.area(shapely.intersection(boxes, shape)) / shapely.area(boxes))
