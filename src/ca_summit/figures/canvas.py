"""Hold a map while it is drawn: plane, window, the names that stand, what lies below it."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from numbers import Real
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import plotly.graph_objects as go
import shapely

from ca_summit.checks import check_choice
from ca_summit.figures import frame, margins, theme
from ca_summit.figures.axes import short_ticks
from ca_summit.figures.crowding import keep_apart, thinned
from ca_summit.figures.ink import write_in_ink
from ca_summit.figures.language import Words, msg, translate
from ca_summit.figures.placement import (
    ROOMY,
    Box,
    Point,
    free_middles,
    free_sides,
    label_spot,
)
from ca_summit.figures.typesetting import pixels, text_size
from ca_summit.geography import (
    EURASIA,
    EUROPE,
    PLANES,
    REGION,
    WGS84,
    WORLD,
    Plane,
    lonlat_window,
    project,
    window_lonlat,
)
from ca_summit.metadata import figure_metadata
from ca_summit.sources import frame_sources
from ca_summit.tables import load_outlines
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

Window = Box  # west, south, east, north, in degrees or on the plane in kilometres

#: Where a figure keeps what a later layer needs to know of its map.
MAP_KEY = "ca_summit_map"
#: Width in pixels at which labels must not collide: a phone held upright, letters guessed wide.
REFERENCE_PX = 430
#: Heights in pixels of what may lie below a map, from the map downwards.
LEGEND_ROW_PX, COLOR_BAR_PX, BUTTONS_PX, SLIDER_PX = 22, 36, 42, 50
#: Widths in pixels for which the rows of a legend are counted.
_DESK_PX, _PHONE_PX = 680, 350
_GAP_PX = 12
#: Share of the width that a colour bar takes, and where a slider beside it begins.
_BAR, _BESIDE_BAR = 0.6, 0.65
BORDERS_NOTE = msg(
    "Borders: Natural Earth, 2018, as held on the ground, which decides no claim; "
    "disputed places are hatched"
)
_INT16 = 32_000
_MANY = 100  # dots from which their positions and symbols are stored as compactly as can be
_SYMBOLS = {"circle": 0, "circle-open": 100}  # the numbers that plotly gives to symbols
# Signs that packed numbers take in JSON around their own, and one slash more than another sign.
_PACKED, _SLASH = 24, 5


@dataclass(frozen=True)
class Extent:
    """A named piece of the world on its plane; ``room`` is drawn beyond it on each side."""

    plane: Plane
    bounds: Window  # in degrees
    room: tuple[float, float]  # share of width and of height


EXTENTS: dict[str, Extent] = {
    "region": Extent(REGION, (47.5, 35.3, 86.5, 55.2), (0.3, 0.25)),
    "eurasia": Extent(EURASIA, (27.0, 24.0, 110.0, 57.0), (0.12, 0.15)),
    "europe": Extent(EUROPE, (-9.5, 35.0, 30.0, 70.3), (0.15, 0.03)),
    "world": Extent(WORLD, (-168.99, -56.0, 190.99, 84.0), (0.0, 0.0)),
}
# Around a window given in degrees as much is drawn as a wide screen and a tall one show.
_WIDEST, _TALL_ROOM = 2.7, 0.35


@dataclass
class Canvas:
    """A map being drawn.

    Attributes
    ----------
    fig
        The figure that grows.
    plane
        The plane in kilometres on which everything lies.
    window, drawn
        What is seen, and the larger sheet that is drawn, for screens of another shape.
    boxes
        Where names stand already.
    remarks
        Notes on what of the user's layers cannot be seen.
    marks
        Lines and dots drawn so far that answer to the pointer; names of the ground keep clear.
    language
        Language of the sentences.
    has_panels
        Whether small maps stand below each other; such a sheet cannot be made as low as one map.
    """

    fig: go.Figure
    plane: Plane
    window: Window
    drawn: Window
    boxes: list[Box] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    marks: list[shapely.Geometry] = field(default_factory=list)
    language: str = "en"
    has_panels: bool = False

    @classmethod
    def open(cls, extent: str | Window = "region", *, height: int = 600) -> Canvas:
        """Spread an empty map over a named extent or over bounds in degrees.

        Raises
        ------
        ValueError
            If the extent is neither a key of ``EXTENTS`` nor west, south, east, north in degrees.
        """
        plane, window, drawn = _extent(extent)
        canvas = cls(go.Figure(), plane, window, drawn)
        hidden = {"visible": False, "showgrid": False, "zeroline": False}
        canvas.fig.update_layout(
            template=theme.TEMPLATE,
            height=height,
            margin={"l": margins.EDGE, "r": margins.EDGE},
            dragmode="pan",
            hovermode="closest",
            hoverdistance=12,
            xaxis=hidden,
            yaxis={**hidden, "scaleanchor": "x", "scaleratio": 1},
            legend={"orientation": "h", "x": 0, "y": 0, "yanchor": "top", "xanchor": "left"},
        )
        canvas.look_at(window)
        if plane.is_world:
            canvas.fig.update_xaxes(constrain="domain")
            canvas.fig.update_yaxes(constrain="domain", constraintoward="top")
        return canvas

    @classmethod
    def of(cls, fig: go.Figure) -> Canvas:
        """Take up the map of a figure that was drawn before, also one that was stored.

        Raises
        ------
        ValueError
            If the figure is no map of this package.
        """
        meta = getattr(getattr(fig, "layout", None), "meta", None)
        if not isinstance(meta, dict) or MAP_KEY not in meta:
            raise ValueError(
                "`fig` must be a map of this package, such as base_map() or map_region(); "
                "this figure does not say which plane it is drawn on."
            )
        known = meta[MAP_KEY]
        boxes = [tuple(box) for box in known.get("boxes", [])]
        window, drawn = tuple(known["window"]), tuple(known["drawn"])
        remarks = list(known.get("remarks", []))
        language = known.get("language", "en")
        return cls(fig, PLANES[known["plane"]], window, drawn, boxes, remarks, language=language)

    def keep(self) -> go.Figure:
        """Write what a later layer needs into the figure, set what lies below it, return it."""
        meta = self.fig.layout.meta if isinstance(self.fig.layout.meta, dict) else {}
        state = {
            "plane": self.plane.name,
            "window": list(self.window),
            "drawn": list(self.drawn),
            "boxes": [list(box) for box in self.boxes],
            **({"remarks": self.remarks} if self.remarks else {}),
            **({"language": self.language} if self.language != "en" else {}),
        }
        before = meta.get(MAP_KEY, {}).get("thinned", [])
        self.fig.update_layout(meta={**meta, MAP_KEY: state})
        _stack(self.fig)
        if not self.has_panels:
            keep_apart(self.fig, self.window)
            self._thin(before)
        return self.fig

    def _thin(self, before: Sequence[str]) -> None:
        """Let a phone show fewer names; ``before`` are the paths where an earlier call did so."""
        carried = figure_metadata(self.fig)
        if not carried:
            return
        own = {path: v for path, v in carried.get("narrow", {}).items() if path not in before}
        fewer = {path: v for path, v in thinned(self.fig, self.window).items() if path not in own}
        margins.store(self.fig, narrow={**own, **fewer})
        state = {**self.fig.layout.meta[MAP_KEY], "thinned": list(fewer)}
        self.fig.update_layout(meta={**self.fig.layout.meta, MAP_KEY: state})

    def finish(
        self, *, sources: Sequence[dict[str, Any]], notes: Sequence[str] = (), **said: Any
    ) -> go.Figure:
        """Give the map its words like ``figures.finish()``, with the borders' note and sources.

        ``said`` is what that function takes besides: ``question``, ``finding``, ``key`` and so on.
        """
        kept = [a for a in self.fig.layout.annotations if a.name != margins.SOURCE_NAME]
        self.fig.layout.annotations = kept
        known = {r["source_id"] for r in sources}
        records = [r for r in frame_sources(self.outlines()) if r["source_id"] not in known]
        frame.finish(
            self.fig,
            sources=[*sources, *records],
            notes=[
                *self.remarks,
                *notes,
                *([] if sources else frame.unsourced([], said["data"], language=self.language)),
                translate(BORDERS_NOTE, self.language),
            ],
            language=self.language,
            **said,
        )
        return self.keep()

    def outlines(self) -> gpd.GeoDataFrame:
        """Return the outlines from which the borders of the map come."""
        return read_table("outlines_world") if self.plane.is_world else load_outlines()

    def remark(self, note: str) -> None:
        """Add a note on a layer to the figure, also when the map is finished anew."""
        if note:
            self.remarks.append(note)
            frame.add_note(self.fig, note)

    def look_at(self, window: Window) -> None:
        """Let another part of the sheet be seen."""
        west, south, east, north = self.window = window
        self.fig.update_layout(xaxis={"range": [west, east]}, yaxis={"range": [south, north]})

    @property
    def km_per_px(self) -> float:
        """The scale at which names are placed."""
        return (self.window[2] - self.window[0]) / REFERENCE_PX

    @property
    def seen(self) -> shapely.Polygon:
        """The window as an area."""
        return shapely.box(*self.window)

    @property
    def sheet(self) -> shapely.Polygon:
        """All that is drawn as an area; beyond it nothing stands."""
        return shapely.box(*self.drawn)

    @property
    def lonlat_bounds(self) -> Window:
        """West, south, east, north of the window in degrees."""
        return window_lonlat(self.window, self.plane)

    @property
    def step_km(self) -> float:
        """The least distance that is drawn of what the pointer answers to."""
        return 0.5 if self.km_per_px < 4 else 1.0

    def project(self, shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Lay shapes of any coordinate system on the plane."""
        return project(shapes, self.plane)

    def lonlat_shapes(self, shapes: Iterable[shapely.Geometry]) -> gpd.GeoSeries:
        """Lay shapes in degrees on the plane."""
        return self.project(gpd.GeoDataFrame(geometry=list(shapes), crs=WGS84)).geometry

    def spots(self, places: pd.DataFrame) -> list[Point]:
        """Return the positions of rows with ``longitude`` and ``latitude``, in whole kilometres."""
        flat = self.lonlat_shapes(gpd.points_from_xy(places["longitude"], places["latitude"]))
        return whole(flat)

    def area(
        self,
        shape: shapely.Geometry,
        *,
        name: str,
        fill: str,
        line: str,
        width: float = 0.8,
        hover: str | None = None,
        step_km: float = 0.5,
        **more: Any,
    ) -> None:
        """Draw one area on the plane; the whole of it answers to the pointer with ``hover``."""
        if shape.is_empty:
            return
        x, y = path(shape, step_km=step_km, bridged=not width and not hover)
        told: dict[str, Any] = {"hoverinfo": "skip"}
        if hover:
            told = {"hoveron": "fills", "hoverinfo": "text", "text": hover}
        self.fig.add_scatter(
            x=x,
            y=y,
            mode="lines",
            name=name,
            fill="toself",
            fillcolor=fill,
            line={"color": line, "width": width, **more.pop("outline", {})},
            **{"showlegend": False, **told, **more},
        )

    def line(
        self,
        shape: shapely.Geometry,
        *,
        name: str,
        color: str,
        width: float,
        hover: str | None = None,
        dash: str = "solid",
        step_km: float = 1.0,
        **more: Any,
    ) -> int:
        """Draw lines on the plane as one trace and return its number."""
        if hover:
            self.marks.append(shape)
        x, y = path(shape, step_km=step_km)
        told = {"text": hover, "hoverinfo": "text"} if hover else {"hoverinfo": "skip"}
        style = {"color": color, "width": width} | ({} if dash == "solid" else {"dash": dash})
        return self._add(
            x=x, y=y, mode="lines", name=name, line=style | more.pop("style", {}), **told, **more
        )

    def dots(
        self,
        spots: Sequence[Point | tuple[None, None]],
        *,
        name: str,
        marker: Mapping[str, Any],
        hovers: Sequence[str] | None = None,
        beside: tuple[Sequence[str], Sequence[str | None]] | None = None,
        size: float = 10,
        **more: Any,
    ) -> int:
        """Draw markers and return the number of their trace.

        Parameters
        ----------
        spots
            Positions on the plane; an empty one parts lines that join the markers.
        hovers
            Text under the pointer of each marker; without, only what ``more`` says.
        beside
            Names and the sides on which they are free; those without a side are not written.
        size
            Of the names, in pixels.
        """
        self.marks += [shapely.Point(spot) for spot in spots if spot[0] is not None]
        told: dict[str, Any] = {"mode": "markers"}
        if hovers is not None:
            told |= {"hovertext": list(hovers), "hoverinfo": "text"}
        if beside:
            told |= {
                "mode": "markers+text",
                "text": [word if side else "" for word, side in zip(*beside, strict=True)],
                "textposition": [side or "middle right" for side in beside[1]],
                "textfont": {"size": size},
            }
        x, y = (_packed([s[axis] for s in spots]) for axis in (0, 1))
        marks = {key: _one_for_all(value) for key, value in marker.items()}
        return self._add(**{"x": x, "y": y, "name": name, "marker": marks, **told, **more})

    def words(
        self, spots: Sequence[Point], texts: Sequence[str], *, name: str, size: float, **more: Any
    ) -> int:
        """Write texts on the map and return the number of their trace."""
        font = {"size": size, **more.pop("font", {})}
        return self._add(
            x=[round(x) for x, _ in spots],
            y=[round(y) for _, y in spots],
            mode="text",
            text=list(texts),
            name=name,
            textfont=font,
            **{"hoverinfo": "skip", **more},
        )

    def color_bar(
        self, low: float, high: float, scale: Sequence[Any], language: str | None = None
    ) -> None:
        """Add an unseen marker with a colour bar below the map; the subtitle has its unit."""
        span = [low, high] if high > low else [low - 0.5, high + 0.5]
        bar = {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 0,
            "yanchor": "top",
            "len": _BAR,
            "thickness": 12,
            "outlinewidth": 0,
            "nticks": 5,
            "ypad": 8,
            "tickfont": {"size": 11},
            **short_ticks(span[0], span[1], Words(language).sentences, most=4),
        }
        colors = {"color": [span[0]], "cmin": span[0], "cmax": span[1], "colorscale": scale}
        self._add(
            x=[None],
            y=[None],
            mode="markers",
            name="Scale of colours",
            hoverinfo="skip",
            marker={**colors, "showscale": True, "colorbar": bar},
        )

    def _add(self, **trace: Any) -> int:
        self.fig.add_scatter(**{"showlegend": False, **trace})
        return len(self.fig.data) - 1

    def free_sides(
        self, points: Sequence[Point], texts: Sequence[str], *, size: float, marker_px: float = 8.0
    ) -> list[str | None]:
        """Choose for each marker the side on which its name is free, and take that place.

        Parameters
        ----------
        points
            Positions on the plane; earlier ones have the first choice.
        texts
            Names; an empty one needs no place.
        size
            Of the letters in pixels.
        marker_px
            Diameter of the markers.

        Returns
        -------
        For each a plotly ``textposition``, ``None`` where no side is free: leave that name out.
        """
        found, new = free_sides(
            points,
            self._sizes(texts, size),
            self.boxes,
            radius=marker_px / 2 * self.km_per_px,
            edges=(self.window[0], self.window[2]),
        )
        self.take(new)
        return found

    def free_middles(
        self,
        points: Sequence[Point],
        texts: Sequence[str],
        *,
        size: float,
        shifts: Sequence[float] = (0, 1, -1, 2, -2),
    ) -> list[Point | None]:
        """Centre names on points, or ``shifts`` lines above, where they are free; take the places.

        Returns
        -------
        For each its place on the plane, ``None`` where it would cover another name.
        """
        sizes = self._sizes(texts, size)
        found, new = free_middles(points, sizes, self.boxes, shifts=shifts)
        self.take(new)
        return found

    def free_spot(
        self, shape: shapely.Geometry, text: str, *, size: float, over_marks: bool = False
    ) -> Point | None:
        """Return the best place for a name inside an area, clear of marks and names; take it.

        With ``over_marks`` it may cover marks, but no other name.
        """
        ((width, height),) = self._sizes([text], size)
        gap = 3 * self.km_per_px
        names = [shapely.box(*box) for box in self.boxes]
        blocked = names if over_marks else [*self.marks, *names]
        spot = label_spot(shape, width + gap, height + gap, blocked)
        if spot:
            x, y = spot
            self.take([(x - width / 2, y - height / 2, x + width / 2, y + height / 2)])
        return spot

    def take(self, boxes: Iterable[Box]) -> None:
        """Note places that later names must leave free."""
        for west, south, east, north in boxes:
            self.boxes.append((round(west), round(south), round(east), round(north)))

    def _sizes(self, texts: Sequence[str], size: float) -> list[tuple[float, float]]:
        scale = self.km_per_px
        return [(w * scale, h * scale) for w, h in (text_size(t, size) for t in texts)]

    def name_dots(
        self,
        spots: Sequence[Point],
        names: Sequence[str],
        *,
        size: int = 11,
        groups: Sequence[Any] | None = None,
    ) -> dict[Any, int]:
        """Write names beside dots where they are free; one trace per group, returned by group."""
        sides = [
            self.free_sides([spot], [name], size=size * ROOMY, marker_px=7)[0]
            for spot, name in zip(spots, names, strict=True)
        ]
        keys = list(groups) if groups is not None else [None] * len(spots)
        traces: dict[Any, int] = {}
        for key in dict.fromkeys(keys):
            own = [i for i, k in enumerate(keys) if k == key and sides[i]]
            if own:
                traces[key] = self.words(
                    [spots[i] for i in own],
                    [names[i] for i in own],
                    name="Names of places",
                    size=size,
                    font={"shadow": "auto"},
                    textposition=[sides[i] for i in own],
                )
        return traces


def whole(points: Iterable[shapely.Point]) -> list[Point]:
    """Return points on the plane in whole kilometres.

    Examples
    --------
    >>> whole([shapely.Point(1.4, 2.6)])
    [(1, 3)]
    """
    return [(round(p.x), round(p.y)) for p in points]


def opened(symbol: str | Sequence[str], hollow: Iterable[object]) -> list[str]:
    """Return marker symbols, the open form of each where it is to be hollow.

    Examples
    --------
    >>> opened("circle", [False, True]), opened(["square", "star"], [True, False])
    (['circle', 'circle-open'], ['square-open', 'star'])
    """
    flags = [flag is True or flag == 1 for flag in hollow]
    symbols = [symbol] * len(flags) if isinstance(symbol, str) else symbol
    return [f"{s}-open" if flag else s for s, flag in zip(symbols, flags, strict=True)]


def path(
    shape: shapely.Geometry, *, step_km: float = 0.5, bridged: bool = False
) -> tuple[Any, Any]:
    """Turn lines or areas on the plane into x and y, each in the form that is shorter in JSON.

    Parts are set apart by a gap in y, or joined by bridges walked there and back, which a fill
    without an outline does not show.
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
    x, y = (_small(values, whole_km=step_km >= 1) for values in xy.T)
    return x, y


def _one_for_all(value: Any) -> Any:
    """Return the value that is the same for all of many marks once, symbols as plotly's numbers."""
    if not isinstance(value, list) or len(value) <= _MANY:
        return value
    if all(one == value[0] for one in value):
        return value[0]
    return [_SYMBOLS[one] for one in value] if _SYMBOLS.keys() >= set(map(str, value)) else value


def _packed(values: list[float | None]) -> Any:
    """Store many whole kilometres in the form that is shorter in JSON, others as they are."""
    many = len(values) > _MANY and all(isinstance(value, int) for value in values)
    return _small(np.array(values, dtype="float64"), whole_km=True) if many else values


def _small(values: np.ndarray, *, whole_km: bool) -> Any:
    """Return numbers as plotly packs them, or as a list, its gaps ``None``, where it is shorter."""
    fits = whole_km and not np.isnan(values).any() and np.abs(values).max(initial=0) < _INT16
    packed = values.astype("int16" if fits else "float32")
    text = b64encode(packed.tobytes())
    plain = [
        None if math.isnan(value) else int(value) if value.is_integer() else value
        for value in values.tolist()
    ]
    listed = sum(len(str(value)) + 1 for value in plain)
    return plain if listed < _PACKED + len(text) + _SLASH * text.count(b"/") else packed


def coarser_beyond(
    shape: shapely.Geometry, seen: shapely.Polygon, step_km: float
) -> shapely.Geometry:
    """Return lines or areas, coarser where only screens of another shape show them.

    Examples
    --------
    >>> area = shapely.box(0, 0, 9, 9).segmentize(1)
    >>> len(shapely.get_coordinates(coarser_beyond(area, shapely.box(0, 0, 4, 9), 2)))
    23
    """

    def thinner(line: shapely.Geometry) -> np.ndarray:
        xy = shapely.get_coordinates(line)
        inside = shapely.intersects(seen, shapely.points(xy))
        runs = np.split(xy, np.flatnonzero(inside[1:] != inside[:-1]) + 1)
        flags = np.split(inside, np.flatnonzero(inside[1:] != inside[:-1]) + 1)
        coarse = [
            run if flag[0] or len(run) < 3 else shapely.LineString(run).simplify(step_km).coords
            for run, flag in zip(runs, flags, strict=True)
        ]
        return np.vstack(coarse)

    shapely.prepare(seen)
    parts = shapely.get_parts(shape)
    if all(part.geom_type == "LineString" for part in parts):
        return shapely.MultiLineString([thinner(part) for part in parts])
    return shapely.MultiPolygon(
        [
            shapely.Polygon(thinner(part.exterior), [thinner(r) for r in part.interiors])
            for part in parts
        ]
    )


def joined_ends(lines: shapely.Geometry) -> shapely.MultiLineString:
    """Draw lines that meet in one go as far as possible: fewer gaps between them are stored.

    Examples
    --------
    >>> star = shapely.MultiLineString([[(0, 0), (1, 0)], [(0, 0), (0, 1)], [(0, 0), (0, -1)]])
    >>> len(joined_ends(star).geoms)
    2
    """
    left = [shapely.get_coordinates(p) for p in shapely.get_parts(shapely.line_merge(lines))]
    left = [part for part in left if len(part) > 1]
    runs = []
    while left:
        run = left.pop(0)
        for _ in range(2):  # from its end as far as lines go on, then from its beginning
            while (after := _going_on(left, run[-1])) is not None:
                run = np.vstack([run, after[1:]])
            run = run[::-1]
        runs.append(run)
    return shapely.MultiLineString(runs)


def polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """Return the areas in a shape of any kind."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [p for p in parts if p.geom_type == "Polygon" and not p.is_empty]


def _extent(extent: str | Window) -> tuple[Plane, Window, Window]:
    """Return plane, window seen and sheet drawn, in whole kilometres."""
    if isinstance(extent, str):
        check_choice("extent", extent, EXTENTS)
        chosen = EXTENTS[extent]
        window = lonlat_window(chosen.bounds, chosen.plane)
        plane, (wide, high) = chosen.plane, chosen.room
    else:
        given = list(extent) if isinstance(extent, Iterable) else []
        if len(given) != 4 or not all(isinstance(v, Real) for v in given):
            raise ValueError(
                "`extent` needs (west, south, east, north) in degrees or one of "
                f"{sorted(EXTENTS)}; got {extent!r}."
            )
        plane, high = REGION, _TALL_ROOM
        window = lonlat_window(extent, plane)
        shape = (window[2] - window[0]) / (window[3] - window[1])
        wide = max(0.04, (_WIDEST / shape - 1) / 2)
    west, south, east, north = window
    dx, dy = wide * (east - west), high * (north - south)
    return plane, _rounded(window), _rounded((west - dx, south - dy, east + dx, north + dy))


def _rounded(window: Window) -> Window:
    west, south, east, north = window
    return (round(west), round(south), round(east), round(north))


def legend_rows(fig: go.Figure, width: float) -> int:
    """Count the rows of a map's legend in a figure of some width in pixels."""
    words = {t.name for t in fig.data if t.showlegend and t.name}
    widths = [pixels(word, 12) + 52 for word in words]
    rows = math.ceil(sum(widths) / (width - 24))
    if not any(t.legendgroup for t in fig.data) and rows > 1:  # then names stand in equal columns
        columns = max(1, int((width - 16) // max(widths)))
        rows = max(rows, math.ceil(len(words) / columns))
    return rows


def _stack(fig: go.Figure) -> go.Figure:
    """Set legend, colour bar, buttons, slider and source line below each other under a map."""
    taken = 0
    bars = [
        (number, trace.marker.colorbar)
        for number, trace in enumerate(fig.data)
        # the user's own traces may have no markers
        if getattr(getattr(trace, "marker", None), "showscale", False)
    ]
    below = {w: LEGEND_ROW_PX * legend_rows(fig, w) for w in (_DESK_PX, _PHONE_PX)}
    narrow: dict[str, Any] = {}
    for number, bar in bars:
        bar.ypad = 8 + below[_DESK_PX]
        narrow[f"data[{number}].marker.colorbar.ypad"] = 8 + below[_PHONE_PX]
        below = {width: room + COLOR_BAR_PX for width, room in below.items()}
    under = [
        (control, height)
        for controls, height in (
            (fig.layout.updatemenus, BUTTONS_PX),
            (fig.layout.sliders, SLIDER_PX),
        )
        for control in controls
        if control.y == 0
    ]
    if len(bars) == len(under) == len(fig.layout.sliders) == 1:  # they share a row
        ((slider, height),) = under
        slider.update(x=_BESIDE_BAR, len=1 - _BESIDE_BAR)
        slider.pad.t = _GAP_PX + below[_DESK_PX] - COLOR_BAR_PX
        taken, under = height - COLOR_BAR_PX, []
    for control, height in under:
        control.pad.t = _GAP_PX + below[_DESK_PX] + taken
        taken += height
    shift = _GAP_PX + below[_DESK_PX] + taken
    foot = margins.set_foot(fig, shift=shift, controls=taken)
    more = below[_PHONE_PX] - below[_DESK_PX]
    if more:
        narrow["margin.b"] = fig.layout.margin.b + more
    margins.store(fig, foot=foot, inks=write_in_ink(fig))
    margins.shorten_below(fig, narrow if more else {})
    return fig


def _going_on(left: list[np.ndarray], end: np.ndarray) -> np.ndarray | None:
    """Take the first line out that begins or ends at a point, as it goes on from there."""
    for number, part in enumerate(left):
        for way in (part, part[::-1]):
            if (way[0] == end).all():
                del left[number]
                return way
    return None
