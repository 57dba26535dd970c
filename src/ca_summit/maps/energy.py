"""Map the pipelines: what flows where, and what is only planned."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from ca_summit.checks import check_choice, check_choices
from ca_summit.figures import empty_figure
from ca_summit.figures.canvas import Canvas, opened
from ca_summit.figures.placement import text_size_px
from ca_summit.figures.rows import known_on, none_chosen, recalled_rows
from ca_summit.figures.text import hover, label, listed, plain, proof, shown
from ca_summit.figures.theme import format_number
from ca_summit.geography import check_crs
from ca_summit.maps.basemap import Basemap, draw_basemap, name_countries, name_seas
from ca_summit.names import LANGUAGES, country_name
from ca_summit.sources import frame_sources
from ca_summit.tables.choice import Tables
from ca_summit.tables.states import select_states

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    import plotly.graph_objects as go

    from ca_summit.figures.canvas import Window
    from ca_summit.tables.choice import Day
    from ca_summit.tables.states import States

#: Status to name in the legend and line style, in the order of the legend.
_STATUS = {
    "operating": ("operating", "solid"),
    "construction": ("under construction", "dash"),
    "planned": ("planned", "dot"),
    "mothballed": ("mothballed", "dashdot"),
}
_FUELS = {"gas": ("Gas", "#C8662B"), "oil": ("Oil", "#7A5AA6"), "other": ("Other", "#5E7F8C")}
_UNITS = {
    "billion_m3_per_year": "billion m³ a year",
    "million_tonnes_per_year": "million t a year",
}
_TITLE = "Where do the pipelines lead?"
_COLUMNS = [
    *("subject", "fuel", "status", "home_iso3", "counterpart", "capacity", "capacity_unit"),
    *("start_year", "length_km", "verification"),
]
_BESIDE_PX, _NAME_PX = 5.0, 10


def map_energy_links(
    energy_links: gpd.GeoDataFrame | None = None,
    *,
    status: str | Sequence[str] | None = None,
    fuel: str | Sequence[str] | None = None,
    country: States = None,
    counterpart: States = None,
    extent: str | Window = (39.5, 34.0, 86.0, 54.8),
    as_of: Day = None,
    language: str = "en",
) -> go.Figure:
    """Map the pipelines by fuel and status; an arrow tells which way they were built to flow.

    Lines that share a course are drawn side by side. Courses run straight between a few known
    points, so they are shorter than the pipes. Pale lines are from memory.

    Parameters
    ----------
    energy_links
        Lines with ``subject``, ``status`` and a ``crs``, drawn from the first point to the last,
        which is the direction of the arrow; other columns of ``load_energy_links()`` are shown
        where they are given. Rows without a line are left out. Default: that table.
    status
        ``"operating"``, ``"construction"``, ``"planned"`` or ``"mothballed"``. Default: all.
    fuel
        ``"gas"``, ``"oil"`` or ``"other"``, read from the name. Default: all.
    country
        Home states kept, by any name or code. Default: all.
    counterpart
        States at the other end kept. Default: all.
    extent
        See ``base_map()``.
    as_of
        Draw what could be known on that day, ``YYYY-MM-DD``. Default: everything known.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    TypeError
        If ``energy_links`` is no GeoDataFrame.
    ValueError
        If a status, a fuel, the extent or the language is unknown, or a column is missing.

    Examples
    --------
    >>> fig = map_energy_links(fuel="oil")
    >>> sorted({t.name for t in fig.data if t.showlegend})
    ['Oil, operating']
    """
    if energy_links is not None:
        check_crs(energy_links, "energy_links")
    tables = Tables("map_energy_links", {"energy_links": energy_links}, as_of=as_of)
    ends = {"home_iso3": country, "counterpart_iso3": counterpart}
    needed = ["subject", "status", *(column for column, asked in ends.items() if asked is not None)]
    given = tables.shapes("energy_links", needed)
    rows = given[given.geometry.notna() & ~given.geometry.is_empty]
    rows = select_states(rows, "country", country, "home_iso3")
    rows = select_states(rows, "counterpart", counterpart, "counterpart_iso3")
    rows = rows[rows.geom_type.str.contains("Line")]
    rows = rows.assign(fuel=[_fuel(row) for row in rows.to_dict("records")])
    if status is not None:
        known = [*_STATUS, *rows["status"].astype("str").unique()]
        rows = rows[rows["status"].astype("str").isin(check_choices("status", status, known))]
    if fuel is not None:
        rows = rows[rows["fuel"].isin(check_choices("fuel", fuel, list(_FUELS)))]
    canvas = Canvas.open(extent, height=680)
    check_choice("language", language, LANGUAGES)
    if rows.empty:
        asked = {"status": status, "fuel": fuel}
        words = " and ".join(
            f"{name} {' or '.join([values] if isinstance(values, str) else values)}"
            for name, values in asked.items()
            if values is not None
        )
        chosen = f" of {words}" if words else ""
        why = f"The table has no pipeline with a course{chosen}{known_on(tables.as_of)}."
        return empty_figure(_TITLE, none_chosen(status=status, fuel=fuel) or why)
    look = Basemap(("neighbours", "scale_bar"), detail_km=15, language=language)
    ground = draw_basemap(canvas, look)
    flat = _side_by_side(canvas.project(rows), canvas.km_per_px)
    _draw(canvas, flat, language)
    _name(canvas, flat)
    name_countries(canvas, ground, look)
    name_seas(canvas, ground, language)
    table = pd.DataFrame(rows)[[c for c in _COLUMNS if c in rows]]
    return canvas.finish(
        title=_TITLE,
        subtitle=_subtitle(rows),
        alt=_alt(rows),
        data=table,
        sources=frame_sources(pd.DataFrame(rows)),
        caption="The arrow follows the direction for which the line was built.",
        notes=_notes(rows),
        finding=_finding(rows),
    )


def _fuel(row: dict[Any, Any]) -> str:
    """Tell oil from gas by the unit, else by the name."""
    words = f"{plain(row.get('subject'))} {plain(row.get('capacity_unit'))}".casefold()
    for fuel, signs in (("oil", (" oil", "tonnes")), ("gas", ("gas", "tapi", "m3"))):
        if any(sign in f" {words}" for sign in signs):
            return fuel
    return "other"


def _side_by_side(flat: gpd.GeoDataFrame, scale: float) -> gpd.GeoDataFrame:
    """Move lines with one course apart, so that each is seen and answers to the pointer."""
    out = flat.copy()
    for _, own in out.groupby(out.geometry.to_wkb(), sort=False):
        middle = (len(own) - 1) / 2
        for number, row_id in enumerate(own.index):
            away = (number - middle) * _BESIDE_PX * scale
            if away:
                line = out.loc[row_id, "geometry"]
                out.loc[row_id, "geometry"] = shapely.offset_curve(line, away, join_style="mitre")
    return out


def _draw(canvas: Canvas, flat: gpd.GeoDataFrame, language: str) -> None:
    """Draw lines and arrows; one legend entry per fuel and status."""
    order = {s: n for n, s in enumerate(_STATUS)}
    ranked = flat.assign(
        rank=flat["status"].astype("str").map(order).fillna(len(order)), pale=recalled_rows(flat)
    ).sort_values(["fuel", "rank"], kind="stable")
    for (fuel, state), own in ranked.groupby(["fuel", ranked["status"].astype("str")], sort=False):
        words, dash = _STATUS.get(str(state), (shown(state).replace("_", " "), "longdash"))
        kind, color = _FUELS[str(fuel)]
        name = f"{kind}, {words}"
        for number, row in enumerate(own.to_dict("records")):
            canvas.line(
                row["geometry"],
                name=name,
                color=color,
                width=2.6,
                hover=_hover(row, language),
                dash=dash,
                opacity=0.55 if row["pale"] else 1.0,
                legendgroup=name,
                showlegend=number == 0,
            )
        arrows = [_arrow(line) for line in own.geometry]
        marker = {
            "symbol": opened("triangle-up", own["pale"]),
            "size": 11,
            "angle": [angle for *_, angle in arrows],
            "color": color,
        }
        canvas.dots(
            [(x, y) for x, y, _ in arrows],
            name=f"{name}, direction",
            marker=marker,
            hoverinfo="skip",
            legendgroup=name,
        )


def _arrow(line: shapely.Geometry) -> tuple[float, float, float]:
    """Return a point at two thirds of a line and its heading, in degrees from north."""
    longest = max(shapely.get_parts(line), key=lambda part: part.length)
    before, after = (longest.interpolate(v, normalized=True) for v in (0.65, 0.67))
    heading = math.degrees(math.atan2(after.x - before.x, after.y - before.y))
    return round(after.x), round(after.y), round(heading)


def _hover(row: dict[Any, Any], language: str) -> str:
    home = [country_name(c, language) for c in plain(row.get("home_iso3")).split(";") if c]
    capacity = row.get("capacity")
    unit = _UNITS.get(plain(row.get("capacity_unit")), plain(row.get("capacity_unit")))
    length, start = row.get("length_km"), row.get("start_year")
    note = plain(row.get("status_note"))
    return hover(
        f"<b>{shown(row['subject'])}</b>",
        shown(label(row["status"])) + (f", {shown(note)}" if note else ""),
        f"{shown(listed(home))} → {shown(row.get('counterpart'))}" if home else "",
        (
            f"Capacity {format_number(float(capacity))} {shown(unit)}"
            if capacity is not None and not pd.isna(capacity)
            else ""
        ),
        f"Since {start}" if start is not None and not pd.isna(start) else "",
        (
            f"{format_number(float(length))} km"
            if length is not None and not pd.isna(length)
            else ""
        ),
        f"<i>{proof(row)}</i>" if "source_id" in row else "",
    )


def _name(canvas: Canvas, flat: gpd.GeoDataFrame) -> None:
    """Write short names along the lines, the longest line first; equal courses once."""
    named: dict[str, shapely.Geometry] = {}
    ordered = flat.assign(size=flat.length).sort_values("size", ascending=False)
    for name, line in zip(ordered["subject"], ordered.geometry, strict=True):
        seen = line.intersection(canvas.seen)
        if not seen.is_empty:
            named.setdefault(_short(str(name)), seen)
    spots, texts = [], []
    courses = [(_short(str(n)), g) for n, g in zip(flat["subject"], flat.geometry, strict=True)]
    for name, line in named.items():
        others = shapely.union_all([g for n, g in courses if n != name])
        for point, shifts in _beside(line, others, shown(name), canvas.km_per_px):
            (free,) = canvas.free_middles([point], [shown(name)], size=_NAME_PX, shifts=shifts)
            if free:
                spots.append(free)
                texts.append(shown(name))
                break
    canvas.words(spots, texts, name="Names of pipelines", size=_NAME_PX)


def _beside(
    own: shapely.Geometry, others: shapely.Geometry, text: str, scale: float
) -> Iterator[tuple[tuple[float, float], list[float]]]:
    """Yield points along a line with shifts for its name, those that cover no other line first.

    In any case the name stands clear of other lines, and nearer to its own.
    """
    longest = max(shapely.get_parts(own), key=lambda part: part.length)
    width, height = (v * scale for v in text_size_px(text, _NAME_PX))
    points = [longest.interpolate(v, normalized=True) for v in (0.42, 0.6, 0.25, 0.8, 0.1)]
    for needs in (width / 2, 0):
        for point in points:
            shifts = []
            for shift in (0.9, -0.9, 1.3, -1.3):
                x, y = point.x, point.y + shift * height
                middle = shapely.LineString([(x - needs, y), (x + needs, y)])
                away = middle.distance(others) if not others.is_empty else math.inf
                if away > max(0.6 * height, shapely.Point(x, y).distance(own)):
                    shifts.append(shift)
            yield (point.x, point.y), shifts


def _short(name: str) -> str:
    """Shorten a name for a label: an acronym in brackets, else without what the legend says.

    Examples
    --------
    >>> _short("Caspian Pipeline Consortium (CPC) oil pipeline")
    'CPC'
    >>> _short("Bukhara-Ural gas pipeline")
    'Bukhara-Ural'
    """
    start, _, rest = name.partition("(")
    inside = rest.partition(")")[0]
    if inside.isupper():
        return inside
    for word in (" gas pipeline", " oil pipeline", " pipeline"):
        start = start.replace(word, "")
    return start.split(",")[0].strip()


def _counts(rows: pd.DataFrame) -> list[str]:
    counts = rows["status"].astype("str").value_counts()
    order = [*_STATUS, *(s for s in counts.index if s not in _STATUS)]
    order.sort(key=lambda s: -int(counts.get(s, 0)))
    return [f"{counts[s]} {_STATUS.get(s, (s, ''))[0]}" for s in order if s in counts]


def _subtitle(rows: pd.DataFrame) -> str:
    """Count the lines by status; what finds no room on a phone is summed up, so that all add up."""
    counts = _counts(rows)
    if len(counts) == 1:
        word = counts[0].partition(" ")[2]
        return f"1 line, {word}" if len(rows) == 1 else f"{len(rows)} lines, all {word}"
    kept = list(counts)
    while len(kept) > 1 and len(", ".join(kept)) > 36:
        kept.pop()
    rest = len(rows) - sum(int(words.split()[0]) for words in kept)
    kept += [f"{rest} other" if rest == 1 else f"{rest} others"] if rest else []
    return f"{len(rows)} line{'' if len(rows) == 1 else 's'}: {', '.join(kept)}"


def _finding(rows: pd.DataFrame) -> str:
    """Say to which states most of the working lines lead."""
    running = rows[rows["status"].astype("str").eq("operating")]
    if "counterpart_iso3" not in running:
        return ""
    ends = running["counterpart_iso3"].dropna().astype("str").str.split(";").explode()
    counts = ends.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    if counts.empty:
        return ""
    most = [f"{n} lead to {country_name(str(code))}" for code, n in counts.iloc[:2].items()]
    return f"Of {len(running)} lines in operation {' and '.join(most)}"


def _notes(rows: pd.DataFrame) -> list[str]:
    notes = ["Straight between a few known points; arrows show the way each line was built to flow"]
    recalled = int(recalled_rows(rows).sum())
    if recalled:
        notes.append(f"Pale with hollow arrow: from memory ({recalled})")
    reversed_ = [
        _short(str(s))
        for s, note in zip(
            rows["subject"], rows.get("status_note", pd.Series("", index=rows.index)), strict=True
        )
        if "reversed" in plain(note)
    ]
    return [*notes, *(f"{shown(name)} flows partly the other way now" for name in reversed_)]


def _alt(rows: pd.DataFrame) -> str:
    text = f"Map of {len(rows)} pipelines: {listed(_counts(rows))}."
    for state, (words, _) in _STATUS.items():
        own = rows[rows["status"].astype("str").eq(state)]
        if len(own):
            names = [
                _short(str(n)) + (f" to {plain(to)}" if plain(to) else "")
                for n, to in zip(
                    own["subject"],
                    own.get("counterpart", pd.Series("", index=own.index)),
                    strict=True,
                )
            ]
            text += f" {words.capitalize()}: {listed(list(dict.fromkeys(names)), 12)}."
    recalled = int(recalled_rows(rows).sum())
    return text + (f" From memory: {recalled}." if recalled else "")
