"""Draw what every map stands on: land, water, borders, graticule, scale bar, names of countries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ca_summit.checks import check_choices, check_columns
from ca_summit.figures import theme
from ca_summit.figures.canvas import Canvas, Window, coarser_beyond, joined_ends, polygons
from ca_summit.figures.ink import label_ink
from ca_summit.figures.language import Words, in_table, msg, translate
from ca_summit.figures.placement import label_point
from ca_summit.figures.typesetting import text_size
from ca_summit.geography import (
    check_crs,
    graticule,
    scale_bar_km,
    simplify_plane,
    window_lonlat,
)
from ca_summit.names import country_name, language_or_chosen
from ca_summit.sources import frame_sources
from ca_summit.tables import load_lakes, load_outlines, load_rivers
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import plotly.graph_objects as go

#: Codes of the five, where a screen has no room for their names.
STATE_CODES = {"KAZ": "KZ", "KGZ": "KG", "TJK": "TJ", "TKM": "TM", "UZB": "UZ"}
#: What may be drawn besides the five states, and what is where nothing else is asked for.
LAYERS = ("neighbours", "lakes", "rivers", "graticule", "scale_bar", "labels")
USUAL_LAYERS = tuple(name for name in LAYERS if name != "rivers")
#: What of it a map of the whole world may have.
ON_WORLD = ("neighbours", "graticule")
_CASPIAN = (51.0, 42.0)
#: Names of seas and a point in each, longitude and latitude; the Caspian lies in the region.
SEAS = (
    (msg("Caspian Sea"), (50.6, 41.9)),
    (msg("Black Sea"), (34.6, 43.2)),
    (msg("Mediterranean Sea"), (31.0, 33.6)),
    (msg("Persian Gulf"), (51.2, 27.3)),
    (msg("Arabian Sea"), (62.5, 22.0)),
)
_INLAND_KM2 = 600_000
_NAME_SIZES = {True: 13, False: 11}  # pixels, of the five and of others
#: Of the width of a name, what must find room: a phone's, that of 600 pixels, that of a desk.
_SHARES = (1, 0.72, 0.5)
_WIDE_KM = 5500  # beyond that a name without a place stays away
_SHORE_PX = 12  # from which a name of a sea keeps off with its middle
_SEA_KM = 550  # around the middle of a sea its name stands
_FAINT_PX = 10  # of names of states on maps about something else
_CLEAR = "rgba(0,0,0,0)"
#: Where a place is disputed or a value missing.
HATCH = {"shape": "/", "size": 8, "solidity": 0.2, "fgcolor": theme.BORDER_LINE}
_DRY_FILL = "rgba(214,190,140,0.55)"


@dataclass(frozen=True)
class Basemap:
    """How a basemap looks: what is drawn, and colours, texts and names by ISO3 code.

    ``state_px`` is the size of the names of the five. Default: by the width of the window.
    """

    layers: Collection[str] = ("neighbours", "lakes", "scale_bar")
    fills: Mapping[str, str] = field(default_factory=dict)
    hovers: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    detail_km: float | None = None
    language: str | None = None
    state_px: int | None = None


@dataclass(frozen=True)
class Ground:
    """What was drawn as ground, on the plane: countries, and the seas between them."""

    land: gpd.GeoDataFrame
    seas: Sequence[shapely.Polygon]


def base_map(
    outlines: gpd.GeoDataFrame | None = None,
    *,
    extent: str | Window = "region",
    layers: Collection[str] = USUAL_LAYERS,
    fills: Mapping[str, str] | None = None,
    hovers: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    language: str | None = None,
    height: int = 600,
) -> go.Figure:
    """Draw an offline map without any theme; lay your own data on it with ``add_layer()``.

    Everything is a plain ``go.Scatter`` on an equal-area plane in kilometres, so that nothing is
    fetched, areas are true and the whole of a country answers to the pointer.

    Parameters
    ----------
    outlines
        Shapes with ``iso3``, ``name``, ``role``. Default: ``load_outlines()``.
    extent
        ``"region"`` (the five), ``"eurasia"`` (Black Sea to China), ``"europe"``, ``"world"``, or
        ``(west, south, east, north)`` in degrees on the plane of the region.
    layers
        What is drawn besides the five: any of ``"neighbours"``, ``"lakes"``, ``"rivers"``,
        ``"graticule"``, ``"scale_bar"`` and ``"labels"`` (names of countries and seas); a map of
        the world has no more than neighbours and graticule. Default: all but rivers.
    fills
        Colours by ISO3 code. Default: a half-transparent grey for the five.
    hovers
        Text under the pointer by ISO3 code. Default: the country's name.
    labels
        Text on the map by ISO3 code. Default: the country's name.
    title, subtitle, notes
        See ``finish_map()``.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.
    height
        Pixels.

    Returns
    -------
    Figure, to lay layers on.

    Raises
    ------
    ValueError
        If the extent, a layer or the language is unknown, or ``outlines`` lacks columns or a
        ``crs``.

    Examples
    --------
    >>> fig = base_map(layers=["neighbours", "rivers"], title="Central Asia")
    >>> [t.name for t in fig.data if t.meta and t.meta.get("iso3") == "UZB"]
    ['Uzbekistan']
    """
    chosen = check_choices("layers", layers, LAYERS)
    canvas = Canvas.open(extent, height=height)
    look = Basemap(
        layers=chosen,
        fills=_by_country("fills", fills),
        hovers=_by_country("hovers", hovers),
        labels=_by_country("labels", labels),
        language=language,
    )
    words = Words(language)
    land = draw_basemap(canvas, look, outlines).land
    states = land.loc[land["role"].eq("state"), ["iso3", "name", "area_km2"]]
    return canvas.finish(
        question=title,
        subtitle=subtitle,
        notes=notes,
        alt=words.say(
            "Map of {places} with their neighbours.",
            places=", ".join(words.name(code) for code in states["iso3"]) or words.say("the world"),
        ),
        data=states,
        sources=frame_sources(canvas.outlines()),
    )


def finish_map(
    fig: go.Figure,
    *,
    title: str,
    alt: str,
    data: pd.DataFrame,
    sources: Sequence[dict[str, Any]],
    subtitle: str = "",
    caption: str = "",
    notes: Sequence[str] = (),
) -> go.Figure:
    """Give a map its title, borders note, source line and metadata; return ``fig``.

    Like ``figures.finish()``, but the outlines are added to the sources and the borders note to the
    notes. May be called again after layers were added; the last call counts.

    Examples
    --------
    >>> table = pd.DataFrame({"town": ["Osh"]})
    >>> fig = finish_map(base_map(), title="My towns", alt="A map.", data=table, sources=[])
    >>> fig.layout.title.text
    'My towns'
    """
    return Canvas.of(fig).finish(
        question=title,
        alt=alt,
        data=data,
        sources=sources,
        subtitle=subtitle,
        caption=caption,
        notes=notes,
    )


def draw_basemap(canvas: Canvas, look: Basemap, outlines: gpd.GeoDataFrame | None = None) -> Ground:
    """Draw a basemap and return the countries and seas on it.

    Raises
    ------
    ValueError
        If the language is unknown, or ``outlines`` lacks columns or a ``crs``.
    """
    language = language_or_chosen(look.language)
    canvas.language = Words(language).sentences
    shapes = _shapes(canvas, outlines)
    width, world = canvas.window[2] - canvas.window[0], canvas.plane.is_world
    land = _on_plane(canvas, shapes, look.detail_km or width / 1200)
    names = [
        _name(code, name, language) for code, name in zip(land["iso3"], land["name"], strict=True)
    ]
    land = land.assign(shown=names)
    layers = [name for name in look.layers if name in ON_WORLD or not world]
    seas: list[shapely.Polygon] = []
    if world:
        _draw_globe(canvas, _on_plane(canvas, shapes, width / 350))
    else:
        ground = _on_plane(canvas, shapes, width / 180)
        seas = _draw_land_and_sea(canvas, ground, borders="neighbours" in layers)
    lakes = _lakes(canvas) if "lakes" in layers else None
    _draw_countries(canvas, land, look, lakes)
    if lakes is not None:
        _draw_lakes(canvas, lakes)
    if "rivers" in layers:
        _draw_rivers(canvas)
    canvas.marks.clear()  # names may lie on rivers
    if "graticule" in layers:
        _draw_graticule(canvas)
    if "scale_bar" in layers:
        _draw_scale_bar(canvas)
    drawn = Ground(land, seas)
    if "labels" in layers:
        name_countries(canvas, drawn, look)
        name_seas(canvas, drawn, language)
    return drawn


def country_trace(fig: go.Figure, iso3: str) -> int:
    """Return the number of the trace that draws a country, for frames and updates."""
    for index, trace in enumerate(fig.data):
        if isinstance(trace.meta, dict) and trace.meta.get("iso3") == iso3:
            return index
    raise ValueError(f"This map draws no country {iso3!r}.")


def _by_country(argument: str, given: Any) -> Mapping[str, str]:
    if given is not None and not isinstance(given, Mapping):
        raise TypeError(
            f"`{argument}` must name codes and what stands for them, such as {{'KAZ': …}}; got "
            f"{given!r}. What is drawn at all is said by `layers`."
        )
    return {} if given is None else given


def _shapes(canvas: Canvas, given: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    if given is not None:
        check_columns("base_map", given, ["iso3", "name", "role"], "load_outlines()")
        check_crs(given, "outlines")
        return given if "area_km2" in given else given.assign(area_km2=pd.NA)
    world = read_table("outlines_world")
    if canvas.plane.is_world:
        return world
    near = load_outlines()
    far = world[~world["iso3"].isin(near["iso3"]) & world.geometry.bounds["miny"].gt(-20)]
    return gpd.GeoDataFrame(pd.concat([near, far], ignore_index=True), crs=near.crs)


def _name(iso3: str, fallback: str, language: str) -> str:
    name = country_name(iso3, language)
    return in_table(fallback, Words(language).sentences) if name == iso3 else name


def _on_plane(canvas: Canvas, shapes: gpd.GeoDataFrame, detail_km: float) -> gpd.GeoDataFrame:
    """Project areas, leave out what lies outside, and drop detail no screen would show."""
    world = canvas.plane.is_world
    if not world:
        west, south, east, north = window_lonlat(canvas.drawn, canvas.plane)
        shapes = shapes[shapes.intersects(shapely.box(west, south, east, north))]
    flat = canvas.project(shapes)
    if detail_km:
        flat["geometry"] = simplify_plane(flat.geometry, detail_km)
    if not world:
        flat["geometry"] = flat.geometry.clip_by_rect(*canvas.drawn)
    keep = ~flat.geometry.is_empty & flat.geometry.geom_type.str.contains("Polygon|Collection")
    return flat[keep].reset_index(drop=True)


def _draw_globe(canvas: Canvas, land: gpd.GeoDataFrame) -> None:
    """Draw all land of the world view as one shape."""
    large = shapely.MultiPolygon([p for g in land.geometry for p in polygons(g) if p.area > 20_000])
    canvas.area(large, name="Land", fill=theme.LAND_FILL, line=theme.FAINT_LINE, width=0.6)


def _draw_land_and_sea(
    canvas: Canvas, land: gpd.GeoDataFrame, *, borders: bool
) -> list[shapely.Polygon]:
    """Draw land as one sheet, the sea on it, each inland border once; return the seas."""
    whole = shapely.union_all(land.geometry.to_numpy())
    sea = _seas(canvas, whole)
    caspian = canvas.lonlat_shapes([shapely.Point(*_CASPIAN)]).iloc[0]
    inland = [p for p in sea if p.area < _INLAND_KM2 and p.contains(caspian)]
    flat: dict[str, Any] = {"line": _CLEAR, "width": 0, "step_km": 1}
    step = 2.5 * canvas.km_per_px  # a broad or a tall screen shows what lies beyond
    if borders:
        canvas.area(canvas.sheet, name="Land", fill=theme.LAND_FILL, **flat)
    open_sea = shapely.MultiPolygon([p for p in sea if p not in inland])
    canvas.area(
        coarser_beyond(open_sea, canvas.seen, step), name="Sea", fill=theme.WATER_FILL, **flat
    )
    for part in inland:
        name = translate("Caspian Sea", canvas.language)
        canvas.area(part, name=name, hover=name, fill=theme.WATER_FILL, **flat)
    if borders:
        edges = shapely.union_all(land.geometry.boundary.to_numpy())
        inner = edges.difference(shapely.union_all([whole.boundary, canvas.sheet.boundary]))
        own = land[land["role"].eq("state")].geometry.boundary
        inner = inner.difference(shapely.union_all(own.to_numpy()))
        inner = coarser_beyond(joined_ends(inner), canvas.seen, step)
        canvas.line(inner, name="Borders", color=theme.FAINT_LINE, width=0.8)
    return sea


def _seas(canvas: Canvas, land: shapely.Geometry) -> list[shapely.Polygon]:
    """Return what of the sheet is no land; small bays and islands are left away."""
    least = ((canvas.drawn[2] - canvas.drawn[0]) / 150) ** 2
    return [
        shapely.Polygon(p.exterior, [r for r in p.interiors if shapely.Polygon(r).area > least])
        for p in shapely.get_parts(canvas.sheet.difference(land))
        if p.area > least
    ]


def _draw_countries(
    canvas: Canvas,
    land: gpd.GeoDataFrame,
    look: Basemap,
    lakes: gpd.GeoDataFrame | None,
) -> None:
    """Draw what answers to the pointer: the five, neighbours, disputed and coloured places.

    Lakes are cut out of the five, so that water has one colour on every fill.
    """
    words = Words(look.language)
    water = shapely.union_all([] if lakes is None else lakes.geometry.to_numpy())
    chosen = land["role"].eq("state") | land["iso3"].isin([*look.fills, *look.hovers])
    if "neighbours" in look.layers and not canvas.plane.is_world:
        around = land["role"].isin(["neighbour", "disputed"])
        chosen |= around & land.intersects(canvas.seen)
    order = land[chosen].assign(top=land["role"].eq("state")).sort_values("top", kind="stable")
    for row in order.itertuples():
        is_state, is_filled = row.role == "state", row.iso3 in look.fills
        dry = row.geometry.difference(water) if is_state else row.geometry
        shape = shapely.MultiPolygon(polygons(dry))
        if not (is_state or is_filled):
            shape = shape.simplify((4 if row.role == "neighbour" else 1) * canvas.km_per_px)
        disputed = row.role == "disputed"
        name = row.shown
        told = msg("{name} (status disputed)") if disputed else "{name}"
        canvas.area(
            shape,
            name=name,
            fill=look.fills.get(row.iso3, theme.STATE_FILL if is_state else _CLEAR),
            line=theme.BORDER_LINE if is_state or is_filled else _CLEAR,
            width=1.1 if is_state else 0.6,
            hover=look.hovers.get(row.iso3, words.say(told, name=name)),
            step_km=canvas.step_km,
            meta={"iso3": row.iso3},
            **({"fillpattern": HATCH} if disputed else {}),
        )


def _lakes(canvas: Canvas) -> gpd.GeoDataFrame:
    """Return lakes, reservoirs and dry sea beds that can be seen, on the plane."""
    scale = canvas.km_per_px
    flat = _on_plane(canvas, load_lakes(), 0)
    seen = flat.intersects(canvas.seen) & flat.geometry.area.gt((4 * scale) ** 2)
    flat = flat[flat["kind"].ne("sea") & seen]
    flat["geometry"] = flat.geometry.simplify_coverage(0.7 * scale)
    return flat


def _draw_lakes(canvas: Canvas, lakes: gpd.GeoDataFrame) -> None:
    """Draw lakes and reservoirs; a sea bed that is dry in most years in another colour."""
    for row in lakes.itertuples():
        dry, name = row.kind == "dry_bed", in_table(row.name, canvas.language)
        canvas.area(
            row.geometry,
            name=name,
            fill=_DRY_FILL if dry else theme.WATER_FILL,
            line=theme.WATER_LINE,
            width=0.7,
            hover=f"{name}<br>{translate('dry in most years', canvas.language)}" if dry else name,
            outline={"dash": "dot"} if dry else {},
            step_km=canvas.step_km,
        )


def _draw_rivers(canvas: Canvas) -> None:
    """Draw the rivers that cross the window."""
    flat = canvas.project(load_rivers())
    clipped = flat.geometry.clip_by_rect(*canvas.drawn)
    flat["geometry"] = clipped.simplify(0.5 * canvas.km_per_px)
    for row in flat[flat.intersects(canvas.seen)].itertuples():
        draw_river(canvas, row.geometry, row.name, step_km=0.5)


def draw_river(canvas: Canvas, course: shapely.Geometry, name: str, step_km: float = 1) -> None:
    """Draw one river that is on the plane."""
    name = in_table(name, canvas.language)
    canvas.line(course, name=name, color=theme.WATER_LINE, width=1.4, hover=name, step_km=step_km)


def _draw_graticule(canvas: Canvas) -> None:
    """Draw meridians and parallels, labelled at the edge of the window."""
    world = canvas.plane.is_world
    sheet = canvas.window if world else canvas.drawn
    lines = graticule(sheet, canvas.plane, step=30 if world else None)
    smooth = shapely.MultiLineString(_line_strings(lines.geometry.simplify(0.5 * canvas.km_per_px)))
    canvas.line(smooth, name="Graticule", color=theme.FAINT_LINE, width=0.6, dash="dot")
    if world:
        return
    spots, texts, sides = [], [], []
    for row in lines.itertuples():
        inside = row.geometry.intersection(canvas.seen)
        if not inside.is_empty:
            x, y = shapely.get_coordinates(inside)[-1 if row.is_meridian else 0]
            spots.append((float(x), float(y)))
            texts.append(row.label)
            sides.append("bottom center" if row.is_meridian else "middle right")
    free = canvas.free_middles(spots, texts, size=10, shifts=(0,))
    kept = [i for i, spot in enumerate(free) if spot]
    canvas.words(
        [spots[i] for i in kept],
        [texts[i] for i in kept],
        name="Degrees",
        size=10,
        font={"color": theme.OTHER_COLOR},
        textposition=[sides[i] for i in kept],
    )


def _line_strings(shapes: Iterable[shapely.Geometry]) -> list[shapely.LineString]:
    return [p for s in shapes for p in shapely.get_parts(s) if p.geom_type == "LineString"]


def _draw_scale_bar(canvas: Canvas) -> None:
    """Draw a bar of round length in the lower left corner."""
    west, south, east, _ = canvas.window
    width = east - west
    length = scale_bar_km(width * 0.9)
    x0, y0 = round(west + 0.02 * width), round(south + 0.03 * width)
    tick = round(0.006 * width)
    ends = [(x0, y0 + tick), (x0, y0 - tick), (x0, y0)]
    ends += [(x0 + length, y0), (x0 + length, y0 + tick), (x0 + length, y0 - tick)]
    bar = shapely.LineString(ends)
    canvas.line(bar, name="Scale", color=theme.OTHER_COLOR, width=1.6)
    middle = (x0 + length / 2, y0 + tick)
    canvas.words(
        [middle],
        [translate("{km} km", canvas.language).format(km=length)],
        name="Scale length",
        size=11,
        textposition="top center",
    )
    canvas.take([(x0, y0 - tick, x0 + length, y0 + tick + 16 * canvas.km_per_px)])


def name_countries(canvas: Canvas, ground: Ground, look: Basemap) -> None:
    """Name the five, and others where the name fits into the country.

    Drawn after what a map is about, the names of the five keep clear of it where they can.
    """
    others = ground.land["role"].ne("state")
    if "neighbours" not in look.layers:
        others &= False
    _name_states(canvas, ground.land[ground.land["role"].eq("state")], look)
    _name_others(canvas, ground.land[others & ground.land["role"].ne("disputed")], look)


def _name_states(canvas: Canvas, states: gpd.GeoDataFrame, look: Basemap) -> None:
    wide = canvas.window[2] - canvas.window[0] > _WIDE_KM
    size = look.state_px or _NAME_SIZES[not wide]
    texts = [look.labels.get(c, n) for c, n in zip(states["iso3"], states["shown"], strict=True)]
    names = states.assign(text=texts).loc[[bool(text) for text in texts]]
    spots: list[Any] = []
    for text, shape in zip(names["text"], names.geometry, strict=True):
        seen = polygons(shape.intersection(canvas.seen))
        spots.append(_state_spot(canvas, shapely.MultiPolygon(seen), text, size, wide=wide))
    _write_names(canvas, names.assign(spot=spots), size=size, fills=look.fills, opacity=1)


def _state_spot(
    canvas: Canvas, shape: shapely.Geometry, text: str, size: float, *, wide: bool
) -> tuple[float, float] | None:
    """Return where a state is named: clear of all, if need be over lines, or anyhow."""
    spot = _spot(canvas, shape, text, size)
    if spot or wide or shape.is_empty:
        return spot
    x, y, _ = label_point(shape)
    return canvas.free_spot(shape, text, size=size, over_marks=True) or (x, y)


def _spot(
    canvas: Canvas, shape: shapely.Geometry, text: str, size: float
) -> tuple[float, float] | None:
    """Return a place for a name clear of all on a phone, or at least on wider screens."""
    if shape.is_empty:
        return None
    tries = (canvas.free_spot(shape, text, size=size * share) for share in _SHARES)
    return next((spot for spot in tries if spot), None)


def _name_others(canvas: Canvas, others: gpd.GeoDataFrame, look: Basemap) -> None:
    size, rows = _NAME_SIZES[False], []
    texts = [look.labels.get(c, n) for c, n in zip(others["iso3"], others["shown"], strict=True)]
    for code, text, shape in zip(others["iso3"], texts, others.geometry, strict=True):
        seen = polygons(shape.intersection(canvas.seen)) if text else []
        if seen:
            x, y, room = label_point(shapely.MultiPolygon(seen))
            if room > 0.45 * text_size(text, size)[0] * canvas.km_per_px:
                rows.append((-room, x, y, text, code))
    names = pd.DataFrame(sorted(rows), columns=["room", "x", "y", "text", "iso3"])
    points = list(zip(names["x"], names["y"], strict=True))
    texts = names["text"].tolist()
    free = canvas.free_middles(points, texts, size=size, shifts=(0, 0.6, -0.6, 1, -1))
    names = names.assign(spot=pd.Series(free, index=names.index, dtype="object"))
    _write_names(canvas, names, size=size, fills=look.fills, opacity=0.7)


def name_ground(canvas: Canvas, ground: Ground, language: str | None) -> None:
    """Name states and seas faintly where it covers nothing that the map is about."""
    states = ground.land[ground.land["role"].eq("state")]
    named = [
        (_spot(canvas, shape, name, _FAINT_PX), name)
        for name, shape in zip(states["shown"], states.geometry, strict=True)
    ]
    kept = [(spot, name) for spot, name in named if spot]
    if kept:
        spots, names = zip(*kept, strict=True)
        canvas.words(spots, names, name="Names of states", size=_FAINT_PX, opacity=0.65)
    name_seas(canvas, ground, language)


def name_seas(
    canvas: Canvas, ground: Ground, language: str | None, named: Sequence[Any] = SEAS
) -> None:
    """Name the seas of which enough is seen, in the slanted letters of water."""
    middles = canvas.lonlat_shapes([shapely.Point(spot) for *_, spot in named])
    spots, texts, within = [], [], []
    words = Words(language)
    for (english, _), middle in zip(named, middles, strict=True):
        name = words.say(english).replace(" ", "<br>")
        own = next((sea for sea in ground.seas if sea.contains(middle)), None)
        seen = [] if own is None else polygons(own & canvas.seen & middle.buffer(_SEA_KM))
        area = shapely.MultiPolygon(seen)
        spot = _spot(canvas, area, name, 10)
        if spot:
            spots.append(spot)
            texts.append("<br>".join(f"<i>{word}</i>" for word in name.split("<br>")))
            within.append(_spots_within(area, canvas.km_per_px))
    if spots:
        canvas.words(
            spots,
            texts,
            name="Names of seas",
            size=10,
            font={"color": theme.WATER_INK},
            meta={"within": within},
        )


def _rooms(canvas: Canvas, countries: gpd.GeoDataFrame) -> list[list[tuple[int, int]]]:
    """Return for each country where in it the name may stand instead."""
    seen = (shapely.MultiPolygon(polygons(shape & canvas.seen)) for shape in countries.geometry)
    return [_spots_within(shape, canvas.km_per_px) for shape in seen]


def _spots_within(area: shapely.MultiPolygon, km_per_px: float) -> list[tuple[int, int]]:
    """Return points in a sea or state, off its border, where its name may stand instead."""
    if area.is_empty:
        return []
    west, south, east, north = area.bounds
    inner = area.buffer(-_SHORE_PX * km_per_px)
    x, y = np.meshgrid(np.linspace(west, east, 13), np.linspace(south, north, 17))
    inside = shapely.contains_xy(inner, x, y)
    return [(round(a), round(b)) for a, b in zip(x[inside], y[inside], strict=True)]


def _write_names(
    canvas: Canvas, names: pd.DataFrame, *, size: int, fills: Mapping[str, str], opacity: float
) -> None:
    """Write names of countries that have a spot; on a fill in the ink that reads on it."""
    names = names.loc[[spot is not None for spot in names["spot"]]]
    filled = names["iso3"].isin(list(fills))
    for own, on_fill in ((names[filled], True), (names[~filled], False)):
        if len(own):
            codes = own["iso3"].tolist()
            meta: dict[str, Any] | None = None
            if on_fill:
                meta = {"states": codes, "within": _rooms(canvas, own)}
            elif set(codes) <= STATE_CODES.keys():
                short = [STATE_CODES[code] for code in codes]
                meta = {"short": short, "within": _rooms(canvas, own)}
            canvas.words(
                own["spot"].tolist(),
                own["text"].tolist(),
                name="Names",
                size=size,
                font=label_ink([fills[code] for code in codes]) if on_fill else {},
                opacity=opacity,
                meta=meta,
            )
