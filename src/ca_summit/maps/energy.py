"""Map the pipelines: what can flow where, and what is only planned."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from ca_summit.checks import check_choices
from ca_summit.figures import Key, empty_figure, theme
from ca_summit.figures.canvas import Canvas, opened, whole
from ca_summit.figures.language import Words, format_number, msg
from ca_summit.figures.rows import column, recalled_rows
from ca_summit.figures.text import hovers, label, plain, shown
from ca_summit.geodesic import parse_waypoints
from ca_summit.geography import check_crs
from ca_summit.maps.basemap import SEAS, Basemap, draw_basemap, name_countries, name_seas
from ca_summit.maps.lines import name_lines
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables.choice import Tables
from ca_summit.tables.own_tables import check_filled
from ca_summit.tables.states import select_states

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import plotly.graph_objects as go

    from ca_summit.figures.canvas import Window
    from ca_summit.tables.choice import Day
    from ca_summit.tables.states import States

_RUNNING = "operating"
#: Word of each status; whatever does not run is thin and dashed.
_STATUS = {
    _RUNNING: msg("in operation"),
    "construction": msg("under construction"),
    "planned": msg("planned"),
    "mothballed": msg("mothballed"),
}
_FUELS = {
    "gas": (msg("Gas"), "#C8662B"),
    "oil": (msg("Oil"), "#7A5AA6"),
    "other": (msg("Other"), "#5E7F8C"),
}
_UNITS = {
    "billion_m3_per_year": (msg("billion m³"), msg("billion m³ a year")),
    "million_tonnes_per_year": (msg("million t"), msg("million t a year")),
}
_QUESTION = msg("Where do the pipelines lead?")
_COLUMNS = [
    *("subject", "fuel", "status", "home_iso3", "counterpart", "capacity", "capacity_unit"),
    *("start_year", "length_km", "verification"),
]
#: What the key says already, in a name of any language that has it behind.
_PIPELINE = (" gas pipeline", " oil pipeline", " pipeline", " газ құбыры", " мұнай құбыры")
_WIDEST_PX, _THIN_PX, _NAMED, _PORTS, _BEND_KM = 13.0, 1.8, 9, 2, 25


def map_energy_links(
    energy_links: gpd.GeoDataFrame | None = None,
    *,
    status: str | Sequence[str] | None = None,
    fuel: str | Sequence[str] | None = None,
    country: States = None,
    counterpart: States = None,
    extent: str | Window = (33.5, 30.5, 86.0, 55.5),
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Map the pipelines, as wide as their capacity; an arrow ends each where it leads to.

    Lines of one course, such as the three to China, are drawn as one of their joint capacity.
    What is not in operation is thin and dashed, what is from memory pale. Of the courses only a
    few points are known; between them the lines are smooth curves, no survey.

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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per pipeline drawn, with ``capacity`` in
    ``capacity_unit``, ``length_km`` and ``start_year``, missing where not known.

    Raises
    ------
    TypeError
        If ``energy_links`` is no GeoDataFrame.
    ValueError
        If a status, a fuel, the extent or the language is unknown, or a column is missing.

    Examples
    --------
    >>> fig = map_energy_links()
    >>> fig.layout.title.text
    '10 of 16 pipelines in operation lead to China or Russia'
    """
    words = Words(language)
    if energy_links is not None:
        check_crs(energy_links, "energy_links")
    tables = Tables("map_energy_links", {"energy_links": energy_links}, as_of=as_of)
    ends = {"home_iso3": country, "counterpart_iso3": counterpart}
    needed = ["subject", "status", *(column for column, asked in ends.items() if asked is not None)]
    given = tables.shapes("energy_links", needed)
    check_filled("map_energy_links", given, ["status"])
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
    canvas = Canvas.open(extent, height=720)
    if rows.empty:
        asked = [v for v in (status, fuel) if v is not None]
        named = [words.either([v] if isinstance(v, str) else v) for v in asked]
        why = words.say("The table has no pipeline with a course ({asked:l}).", asked=named)
        if not named:
            why = words.say("The table has no pipeline with a course.")
        chosen = {"as_of": tables.as_of, "status": status, "fuel": fuel}
        return empty_figure(words.say(_QUESTION), why, words, **chosen)
    look = Basemap(("neighbours", "scale_bar"), detail_km=16, language=language, state_px=10)
    ground = draw_basemap(canvas, look)
    rows = words.cells(rows, "subject", "counterpart")
    bands = _bands(canvas.project(rows), words)
    _draw(canvas, bands, words)
    ports = bands[bands["end"].ne("") & bands["runs"]].drop_duplicates("end")
    _name_ends(canvas, ports.head(_PORTS))
    name_seas(canvas, ground, language, SEAS[:1])
    _name_largest(canvas, bands, words)
    name_countries(canvas, ground, look)
    _name_ends(canvas, ports.iloc[_PORTS:])
    name_seas(canvas, ground, language, SEAS[1:])
    return canvas.finish(
        question=words.say(_QUESTION),
        finding=_finding(rows, words),
        subtitle=_subtitle(rows, words),
        key=_key(rows, words),
        caution=words.say(
            "Capacity is what a line was built for; how much flows, and since 2022 partly which "
            "way, is another matter."
        ),
        alt=_alt(rows, words),
        data=pd.DataFrame(rows)[[c for c in _COLUMNS if c in rows]],
        sources=frame_sources(pd.DataFrame(rows)),
        drawn=[Drawn("energy_links", rows)],
        caption=words.say("Each arrow ends where the line was built to deliver."),
        notes=_notes(rows, words),
    )


def _fuel(row: dict[Any, Any]) -> str:
    """Tell oil from gas by the unit, else by the name."""
    said = f"{plain(row.get('subject'))} {plain(row.get('capacity_unit'))}".casefold()
    for fuel, signs in (("oil", (" oil", "tonnes")), ("gas", ("gas", "tapi", "m3"))):
        if any(sign in f" {said}" for sign in signs):
            return fuel
    return "other"


def _bands(flat: gpd.GeoDataFrame, words: Words) -> pd.DataFrame:
    """Return one row per course, fuel and status, widest first: width, joint capacity, hover."""
    status = flat["status"].astype("str")
    told = flat.assign(
        state=[_state(s, words) for s in status],
        home=[
            words.listed([words.name(c, article=False) for c in plain(v).split(";") if c])
            for v in column(flat, "home_iso3")
        ],
        unit=[
            words.say(_UNITS[plain(u)][1]) if plain(u) in _UNITS else plain(u)
            for u in column(flat, "capacity_unit")
        ],
        pale=recalled_rows(flat),
    )
    told["hover"] = hovers(
        pd.DataFrame(told),
        words,
        *("<b>{subject}</b>", "{state}", "{status_note}", "{home} → {counterpart}"),
        *("Capacity {capacity:n} {unit}", "Since {start_year}", "{length_km:n} km"),
        proof="source_id" in flat,
    )
    told["capacity"] = pd.to_numeric(column(flat, "capacity"), errors="coerce").astype(float)
    bands = []
    for (_, fuel, state), own in told.groupby([told.geometry.to_wkb(), "fuel", status], sort=False):
        bands.append(
            {
                "name": _short(str(own["subject"].iloc[0])),
                "line": own.geometry.iloc[0],
                "fuel": fuel,
                "runs": state == _RUNNING,
                "capacity": own["capacity"].sum() if own["capacity"].notna().all() else math.nan,
                "unit": own["unit"].iloc[0],
                "pale": bool(own["pale"].any()),
                "hover": "<br>".join(own["hover"]),
                "end": words.cell(_end(own)),
            }
        )
    table = pd.DataFrame(bands)
    most = table.loc[table["runs"], "capacity"].max()
    width = (_WIDEST_PX * table["capacity"] / most).clip(lower=_THIN_PX).fillna(_THIN_PX)
    table["width"] = width.where(table["runs"], _THIN_PX).round(1)
    return table.sort_values(["width", "capacity"], ascending=False, ignore_index=True)


def _end(own: pd.DataFrame) -> str:
    """Return the name of the last known point of a course, empty where none is told."""
    cell = own["waypoints"].iloc[0] if "waypoints" in own else None
    points = parse_waypoints(cell) if isinstance(cell, str) else []
    return re.split(r" \(| area|-| /", points[-1][0])[0] if points else ""


def _draw(canvas: Canvas, bands: pd.DataFrame, words: Words) -> None:
    """Draw the widest first, so that thin lines and all arrows stay in sight."""
    for row in bands.to_dict("records"):
        canvas.line(
            row["line"].simplify(_BEND_KM),
            name=words.say(_FUELS[row["fuel"]][0]),
            color=_FUELS[row["fuel"]][1],
            width=row["width"],
            hover=row["hover"],
            dash="solid" if row["runs"] else "dash",
            style={"shape": "spline", "smoothing": 0.7},
            opacity=0.45 if row["pale"] else 0.85,
        )
    arrows = [_arrow(line) for line in bands["line"]]
    canvas.dots(
        [(x, y) for x, y, _ in arrows],
        name="Directions",
        marker={
            "symbol": opened("triangle-up", bands["pale"]),
            "size": [round(9 + 0.7 * width) for width in bands["width"]],
            "angle": [angle for *_, angle in arrows],
            "color": [_FUELS[fuel][1] for fuel in bands["fuel"]],
        },
        hoverinfo="skip",
    )


def _arrow(line: shapely.Geometry) -> tuple[float, float, float]:
    """Return the end of a line and its heading there, in degrees from north."""
    longest = max(shapely.get_parts(line), key=lambda part: part.length)
    (x0, y0), (x1, y1) = (whole([longest.interpolate(v, normalized=True)])[0] for v in (0.97, 1))
    return x1, y1, round(math.degrees(math.atan2(x1 - x0, y1 - y0)))


def _name_largest(canvas: Canvas, bands: pd.DataFrame, words: Words) -> None:
    """Name the largest lines, with the capacity of those that run."""
    largest = bands.sort_values("capacity", ascending=False, kind="stable")
    largest = largest.drop_duplicates("name").head(_NAMED)
    named = []
    for row in largest.to_dict("records"):
        known = row["runs"] and row["capacity"] > 0
        amount = f" {format_number(row['capacity'], language=words.sentences)}" if known else ""
        named.append((row["name"], f"<b>{shown(row['name'])}</b>{amount}", row["line"]))
    name_lines(canvas, named, others=bands[["name", "line"]], name="Names of pipelines")


def _name_ends(canvas: Canvas, ends: pd.DataFrame) -> None:
    points = whole([shapely.Point(_arrow(line)[:2]) for line in ends["line"]])
    canvas.name_dots(points, [f"<i>{shown(name)}</i>" for name in ends["end"]], size=10)


def _short(name: str) -> str:
    """Shorten a name for a label: an acronym in brackets, else without what the key says.

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
    for word in _PIPELINE:
        start = start.replace(word, "")
    return start.split(",")[0].strip()


def _key(rows: pd.DataFrame, words: Words) -> list[Key]:
    entries = [
        Key(words.say(word), color)
        for fuel, (word, color) in _FUELS.items()
        if fuel in set(rows["fuel"])
    ]
    counts = _counts(rows, words)
    running = [said for status, said in counts.items() if status == _RUNNING]
    idle = [said for status, said in counts.items() if status != _RUNNING]
    for said, sign in ((running, "line"), (idle, "dash")):
        if said:
            entries.append(Key(words.listed(said), theme.OTHER_COLOR, sign))
    return entries


def _finding(rows: pd.DataFrame, words: Words) -> str:
    """Say to which one or two states most of the working lines lead; nothing where several tie."""
    running = rows[rows["status"].astype("str").eq(_RUNNING)]
    ends = [set(plain(cell).split(";")) - {""} for cell in column(running, "counterpart_iso3")]
    counts = pd.Series([code for own in ends for code in sorted(own)], dtype="str").value_counts()
    ranked = [
        (int(n), str(code)) for code, n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    ]
    most = next(
        (
            {code for _, code in ranked[:n]}
            for n in (2, 1)
            if len(ranked) == n or (len(ranked) > n and ranked[n - 1][0] > ranked[n][0])
        ),
        set(),
    )
    if not most or len(running) < 2:
        return ""
    names = [words.name(code) for _, code in ranked if code in most]
    return words.count(
        "{count} of {total} pipelines in operation leads to {where}",
        "{count} of {total} pipelines in operation lead to {where}",
        sum(bool(own & most) for own in ends),
        total=len(running),
        where=words.either(names),
    )


def _state(status: str, words: Words) -> str:
    return words.say(_STATUS[status]) if status in _STATUS else label(status, words).lower()


def _counts(rows: pd.DataFrame, words: Words) -> dict[str, str]:
    """Say of each status how many lines have it, the commonest first."""
    counts = rows["status"].astype("str").value_counts()
    order = sorted(counts.index, key=lambda s: (-int(counts[s]), s))
    message = "{count} {status}"
    return {s: words.say(message, count=int(counts[s]), status=_state(s, words)) for s in order}


def _subtitle(rows: pd.DataFrame, words: Words) -> str:
    units = column(rows, "capacity_unit").dropna().unique()
    if not len(units):
        return words.say("Courses between a few known points")
    named = [words.say(_UNITS[unit][0]) if unit in _UNITS else str(unit) for unit in units]
    return words.say("Width and numbers: capacity, {units} a year", units=words.either(named))


def _notes(rows: pd.DataFrame, words: Words) -> list[str]:
    notes = [words.say("Curves between a few known points, no surveyed courses")]
    recalled = int(recalled_rows(rows).sum())
    if recalled:
        notes.append(words.say("Pale with hollow arrow: from memory ({n:n})", n=recalled))
    told = zip(rows["subject"], column(rows, "status_note"), strict=True)
    notes += [
        words.say("{name} flows partly the other way now", name=shown(_short(str(name))))
        for name, note in told
        if "reversed" in plain(note)
    ]
    return notes


def _alt(rows: pd.DataFrame, words: Words) -> str:
    text = words.count(
        "Map of {count} pipeline: {counts:l}.",
        "Map of {count} pipelines: {counts:l}.",
        len(rows),
        counts=_counts(rows, words).values(),
    )
    for state, word in _STATUS.items():
        own = rows[rows["status"].astype("str").eq(state)]
        ends = zip(own["subject"], column(own, "counterpart"), strict=True)
        names = [
            words.say("{name} to {place}", name=_short(str(n)), place=plain(to))
            if plain(to)
            else _short(str(n))
            for n, to in ends
        ]
        if names:
            told = words.listed(list(dict.fromkeys(names)))
            text += " " + words.sentence("{status}: {names}.", status=words.say(word), names=told)
    recalled = int(recalled_rows(rows).sum())
    return text + (words.say(" From memory: {n:n}.", n=recalled) if recalled else "")
