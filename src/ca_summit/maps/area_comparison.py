"""Lay the five states over the European Union at the same true scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from ca_summit.figures import Key, empty_figure, theme
from ca_summit.figures.canvas import Canvas
from ca_summit.figures.ink import label_ink
from ca_summit.figures.language import Words, is_missing, msg
from ca_summit.figures.placement import ROOMY, label_point
from ca_summit.figures.rows import table_for
from ca_summit.figures.text import hover
from ca_summit.geography import EUROPE, project, simplify_plane
from ca_summit.maps.basemap import Basemap, draw_basemap
from ca_summit.maps.layers import faded
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.choice import Tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go


_QUESTION = msg("As large as the European Union?")
_LARGE_KM2 = 60_000  # members that large are named, where the five leave room
_MEMBERS = "rgba(104,112,120,0.72)"  # no hue: blue is Kazakhstan's and the sea's


def map_area_comparison(
    outlines: gpd.GeoDataFrame | None = None,
    comparators: pd.DataFrame | None = None,
    *,
    language: str | None = None,
) -> go.Figure:
    """Lay the five states over the European Union, both at the same true scale.

    The shapes of the five are moved as one piece on an equal-area plane, so that areas and the
    places of the five to one another stay true; where they land in Europe means nothing.

    Parameters
    ----------
    outlines
        Shapes like ``load_outlines()``. Default: those.
    comparators
        Official areas like ``load_comparators()``. Default: those.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per place compared: ``code``, ``name``, ``area_km2``
    (official, km²), the five and then their sum and the European Union.

    Examples
    --------
    >>> fig = map_area_comparison()
    >>> fig.layout.title.text
    'Central Asia is 94.5% as large as the European Union'
    """
    words = Words(language)
    function, needed = "map_area_comparison", ["code", "area_km2", "source_id"]
    shapes = Tables(function, {"outlines": outlines}).shapes("outlines", ["iso3", "role", "name"])
    areas = table_for(function, "comparators", comparators, needed)
    members = shapes.loc[shapes["role"].eq("eu"), "iso3"].tolist()
    if not members or not shapes["iso3"].isin(STATES).any():
        missing = words.say("the five") if members else words.say("the members of the EU")
        why = words.say("The outlines hold no shape of {missing}.", missing=missing)
        return empty_figure(words.say(_QUESTION), why, words)
    known = areas.set_index("code")["area_km2"].astype(float)
    canvas = Canvas.open("europe")
    look = Basemap(
        layers=("neighbours", "scale_bar"),
        fills=dict.fromkeys(members, _MEMBERS),
        hovers=_member_hovers(shapes, words),
        detail_km=22,
        language=language,
    )
    ground = draw_basemap(canvas, look, shapes[~shapes["iso3"].isin(STATES)])
    moved = _moved_states(shapes)
    moved["geometry"] = simplify_plane(moved.geometry, 5)
    for row in moved.itertuples():
        name, area = words.label(row.iso3), known.get(row.iso3)
        share = _share(row.iso3, known)
        canvas.area(
            row.geometry,
            name=name,
            fill=faded(theme.COUNTRY_COLORS[row.iso3], 0.66),
            line="#FFFFFF",
            width=1.2,
            hover=hover(
                name,
                "" if is_missing(area) else words.say("{area:n} km²", area=area),
                "" if share is None else words.say("{share:p} of the EU", share=share),
            ),
            meta={"iso3": row.iso3},
        )
    _name_states(canvas, moved, words)
    _name_members(canvas, ground.land, shapely.union_all(moved.geometry.to_numpy()))
    used = areas[areas["code"].isin([*STATES, "CA5", "EUU"])]
    cited = used.assign(source_id=used.get("area_source_id", used["source_id"]))
    share = _share("CA5", known)
    told = {"share": share, "ca5": known.get("CA5"), "eu": known.get("EUU")}
    finding = words.say("Central Asia is {share:p} as large as the European Union", **told)
    return canvas.finish(
        question=words.say(_QUESTION),
        finding=finding if share is not None else "",
        subtitle=words.say("Official areas: {ca5:n} km² and {eu:n} km²", **told)
        if share is not None
        else "",
        key=[Key(words.say("the 27 members of the EU"), "#687078")],
        caution=words.say("Where the five land in Europe means nothing; only sizes are compared."),
        alt=_alt(told, _share("KAZ", known), words),
        data=used[[c for c in ("code", "name", "area_km2") if c in used]],
        sources=frame_sources(cited[["source_id"]]),
        drawn=[Drawn("comparators", used)],
        caption=words.say("Both lie on planes of true area; the five were moved as one piece."),
        notes=[words.say("Members without overseas parts and small islands")],
    )


def _alt(told: Mapping[str, Any], kazakhstan: float | None, words: Words) -> str:
    """Tell what is drawn, and areas where they are known."""
    sentences = [
        words.say(
            "Map of the European Union with the five states of Central Asia laid over it at the "
            "same scale."
        )
    ]
    if told["share"] is not None:
        message = "Together they have {ca5:n} km², {share:p} of the EU's {eu:n} km²."
        sentences.append(words.say(message, **told))
    if kazakhstan is not None:
        sentences.append(
            words.say("Kazakhstan alone has {kaz:p} of the EU's area.", kaz=kazakhstan)
        )
    return " ".join(sentences)


def _member_hovers(shapes: gpd.GeoDataFrame, words: Words) -> dict[str, str]:
    members = shapes[shapes["role"].eq("eu")]
    names = [
        words.label(code) if words.labels in ("ru", "kk") else name
        for code, name in zip(members["iso3"], members["name"], strict=True)
    ]
    said = words.say("member of the EU")
    return {c: f"{n}<br>{said}" for c, n in zip(members["iso3"], names, strict=True)}


def _moved_states(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Lay the five on their own equal-area plane and move them onto the middle of the EU."""
    five = project(shapes[shapes["iso3"].isin(STATES)]).reset_index(drop=True)
    members = project(shapes[shapes["role"].eq("eu")], EUROPE)
    target = shapely.union_all(members.geometry.to_numpy()).centroid
    middle = shapely.union_all(five.geometry.to_numpy()).centroid
    five["geometry"] = five.geometry.translate(target.x - middle.x, target.y - middle.y)
    return gpd.GeoDataFrame(five.drop(columns="geometry"), geometry=five.geometry.to_numpy())


def _share(code: str, known: pd.Series) -> float | None:
    """Return how many percent of the EU's area a state or group has, if both are known."""
    area, eu = known.get(code), known.get("EUU")
    if area is None or eu is None or pd.isna(area) or pd.isna(eu) or not eu:
        return None
    return float(100 * area / eu)


def _name_states(canvas: Canvas, moved: gpd.GeoDataFrame, words: Words) -> None:
    points = [label_point(shape)[:2] for shape in moved.geometry]
    names = [words.label(c) for c in moved["iso3"]]
    # This window is higher than wide, so that on a phone its height sets the scale.
    size = 13 * ROOMY * 1.25
    free = canvas.free_middles(points, names, size=size, shifts=(0, 0.4, -0.4, 0.7, -0.7, 1, -1))
    canvas.words(
        [spot or point for spot, point in zip(free, points, strict=True)],
        [f"<b>{name}</b>" for name in names],
        name="Names",
        size=13,
        font=label_ink(["#000000"] * len(names)),
    )


def _name_members(canvas: Canvas, land: gpd.GeoDataFrame, covered: shapely.Geometry) -> None:
    """Name large members where the five do not cover them."""
    large = land[land["role"].eq("eu") & land.geometry.area.gt(_LARGE_KM2)]
    spots, names = [], []
    for name, shape in zip(large["shown"], large.geometry, strict=True):
        rest = shape.difference(covered).intersection(canvas.seen)
        if rest.area < _LARGE_KM2:
            continue
        spot = canvas.free_spot(rest, name, size=9, over_marks=True)
        if spot and rest.contains(shapely.Point(spot)):
            spots.append(spot)
            names.append(name)
    if spots:
        white = {"color": "#FFFFFF", "shadow": "auto"}
        canvas.words(spots, names, name="Names of members", size=10, font=white)
