"""Lay the five states over the European Union at the same true scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from ca_summit.checks import check_choice, check_columns
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.canvas import Canvas
from ca_summit.figures.ink import label_ink
from ca_summit.figures.placement import ROOMY, label_point
from ca_summit.figures.theme import format_number
from ca_summit.geography import EUROPE, project, simplify_plane
from ca_summit.maps.basemap import Basemap, draw_basemap
from ca_summit.maps.layers import faded
from ca_summit.names import LANGUAGES, STATES, country_name
from ca_summit.sources import frame_sources
from ca_summit.tables import load_comparators, load_outlines

if TYPE_CHECKING:
    import plotly.graph_objects as go


_TITLE = "As large as the European Union?"
_MEMBERS = "rgba(104,112,120,0.72)"  # no hue: blue is Kazakhstan's and the sea's


def map_area_comparison(
    outlines: gpd.GeoDataFrame | None = None,
    comparators: pd.DataFrame | None = None,
    *,
    language: str = "en",
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
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Examples
    --------
    >>> fig = map_area_comparison()
    >>> fig.layout.title.subtitle.text
    'Central Asia has 94.5% of its area'
    """
    check_choice("language", language, LANGUAGES)
    shapes = load_outlines() if outlines is None else outlines
    areas = load_comparators() if comparators is None else comparators
    check_columns("map_area_comparison", shapes, ["iso3", "role", "name"], "load_outlines()")
    check_columns(
        "map_area_comparison", areas, ["code", "area_km2", "source_id"], "load_comparators()"
    )
    members = shapes.loc[shapes["role"].eq("eu"), "iso3"].tolist()
    if not members or not shapes["iso3"].isin(STATES).any():
        missing = "the five states" if members else "the members of the EU (role 'eu')"
        return empty_figure(_TITLE, f"The outlines hold no shape of {missing}.")
    known = areas.set_index("code")["area_km2"].astype(float)
    canvas = Canvas.open("europe")
    look = Basemap(
        features=("neighbours", "scale_bar"),
        fills=dict.fromkeys(members, _MEMBERS),
        hovers=_member_hovers(shapes, language),
        detail_km=22,
        language=language,
    )
    draw_basemap(canvas, look, shapes[~shapes["iso3"].isin(STATES)])
    moved = _moved_states(shapes)
    moved["geometry"] = simplify_plane(moved.geometry, 5)
    for row in moved.itertuples():
        area = float(known.get(row.iso3, float("nan")))
        name = country_name(row.iso3, language)
        canvas.area(
            row.geometry,
            name=name,
            fill=faded(theme.COUNTRY_COLORS[row.iso3], 0.66),
            line="#FFFFFF",
            width=1.2,
            hover=f"{name}<br>{format_number(area)} km²<br>{_share(area, known)}",
            meta={"iso3": row.iso3},
        )
    _name_states(canvas, moved, language)
    ca5, eu = known.get("CA5", float("nan")), known.get("EUU", float("nan"))
    used = areas[areas["code"].isin([*STATES, "CA5", "EUU"])]
    share = format_number(100 * ca5 / eu) if eu and ca5 else "no data"
    sources = frame_sources(
        used.assign(source_id=used.get("area_source_id", used["source_id"]))[["source_id"]]
    )
    return canvas.finish(
        question=_TITLE,
        subtitle=f"Central Asia has {share}% of its area",
        alt=(
            f"Map of the European Union with the five states of Central Asia laid over it at the "
            f"same scale. Together they have {format_number(ca5)} km², {share}% of the "
            f"EU's {format_number(eu)} km²; Kazakhstan alone {_share(known.get('KAZ'), known)}."
        ),
        data=used[[c for c in ("code", "name", "area_km2") if c in used]],
        sources=sources,
        caption="Both are drawn on equal-area planes in kilometres; only the place was changed.",
        finding=f"Central Asia is {share}% as large as the European Union" if eu and ca5 else "",
        notes=["Grey: the 27 members, without overseas parts and small islands"],
    )


def _member_hovers(shapes: gpd.GeoDataFrame, language: str) -> dict[str, str]:
    members = shapes[shapes["role"].eq("eu")]
    codes, names = members["iso3"], members["name"]
    if language == "ru":
        names = [country_name(code, language) for code in codes]
    return {c: f"{n}<br>member of the EU" for c, n in zip(codes, names, strict=True)}


def _moved_states(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Lay the five on their own equal-area plane and move them onto the middle of the EU."""
    five = project(shapes[shapes["iso3"].isin(STATES)]).reset_index(drop=True)
    members = project(shapes[shapes["role"].eq("eu")], EUROPE)
    target = shapely.union_all(members.geometry.to_numpy()).centroid
    middle = shapely.union_all(five.geometry.to_numpy()).centroid
    five["geometry"] = five.geometry.translate(target.x - middle.x, target.y - middle.y)
    return gpd.GeoDataFrame(five.drop(columns="geometry"), geometry=five.geometry.to_numpy())


def _share(area: float | None, known: pd.Series) -> str:
    eu = known.get("EUU")
    if area is None or eu is None or pd.isna(area) or pd.isna(eu):
        return "no data"
    return f"{format_number(100 * area / eu)}% of the EU"


def _name_states(canvas: Canvas, moved: gpd.GeoDataFrame, language: str) -> None:
    points = [label_point(shape)[:2] for shape in moved.geometry]
    names = [country_name(c, language) for c in moved["iso3"]]
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
