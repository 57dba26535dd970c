"""Map deposits, mines, fields, plants and dams: a panel for each group of materials, or one map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from ca_summit.checks import check_choices
from ca_summit.figures import Key, empty_figure, theme
from ca_summit.figures.canvas import Canvas, opened, whole
from ca_summit.figures.language import Words, msg, msgs
from ca_summit.figures.placement import ROOMY, label_point
from ca_summit.figures.rows import column, recalled_rows
from ca_summit.figures.text import hover, hovers, label, plain, shown
from ca_summit.geography import check_crs, simplify_plane
from ca_summit.maps.basemap import STATE_CODES, Basemap, draw_basemap, name_ground
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources
from ca_summit.tables import load_outlines
from ca_summit.tables.choice import Tables
from ca_summit.tables.states import select_states

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import plotly.graph_objects as go

    from ca_summit.tables.choice import Day
    from ca_summit.tables.states import States

#: Group to name, colour and the commodities in it; the first commodity of a place decides.
GROUPS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "oil_gas": (msg("Oil and gas"), "#7A5AA6", ("oil", "natural_gas")),
    "coal": (msg("Coal"), "#6B6259", ("coal",)),
    "uranium": (msg("Uranium"), "#7F9A1E", ("uranium",)),
    "hydropower": (msg("Hydropower"), "#2D86C4", ("hydropower",)),
    "rare_earths": (msg("Rare earths"), "#C2408C", ("rare_earths",)),
    "gold_silver": (msg("Gold and silver"), "#C99700", ("gold", "silver")),
    "critical": (
        msg("Critical metals"),
        "#C8503C",
        (
            *("tungsten", "antimony", "tin", "molybdenum", "mercury", "tantalum", "beryllium"),
            *("titanium", "vanadium", "chromium", "nickel", "cobalt", "zirconium", "niobium"),
            *("lithium", "bismuth", "rhenium", "magnesium", "manganese", "gallium"),
        ),
    ),
    "base_metals": (
        msg("Base metals"),
        "#3F8F86",
        ("copper", "zinc", "lead", "iron_ore", "bauxite", "alumina", "aluminum"),
    ),
    "minerals": (
        msg("Other minerals"),
        "#9A7B4F",
        ("phosphate", "potash", "sulfur", "salt", "sodium_sulfate", "iodine", "bromine", "boron"),
    ),
}
_OTHER: tuple[str, str, tuple[str, ...]] = (msg("Other"), theme.OTHER_COLOR, ())
#: Kinds of places, and what several are called.
KINDS = {
    "mine": msg("mines"),
    "deposit": msg("deposits"),
    "oil_field": msg("oil fields"),
    "gas_field": msg("gas fields"),
    "dam": msg("dams"),
    "processing_plant": msg("processing plants"),
}
_COUNTED = {
    "mine": msgs("{count} mine", "{count} mines"),
    "deposit": msgs("{count} deposit", "{count} deposits"),
    "oil_field": msgs("{count} oil field", "{count} oil fields"),
    "gas_field": msgs("{count} gas field", "{count} gas fields"),
    "dam": msgs("{count} dam", "{count} dams"),
    "processing_plant": msgs("{count} processing plant", "{count} processing plants"),
}
_PRECISION = {"exact": msg("exact"), "nearest_town": msg("point of the nearest town")}
_CLAIMS = {"government_claim": msg("government"), "company_estimate": msg("company")}
_QUESTION = msg("What lies in the ground, and where?")
_COLUMNS = ["name", "iso3", "commodity", "kind", "verification"]
_CLAIM_COLUMNS = ["iso3", "commodity", "measure", "value", "unit", "status", "year"]
_STATE_PX, _LEAST_KM2 = 9, 4000
_NAMED, _FEW = 40, 12  # places whose names are written; that fit one map whatever they yield
_COLUMNS_OF_PANELS, _HEAD = 3, 0.27  # panels side by side; part of a panel's height for its heading


def map_resources(
    deposits: gpd.GeoDataFrame | None = None,
    *,
    commodity: str | Sequence[str] | None = None,
    group: str | Sequence[str] | None = None,
    kind: str | Sequence[str] | None = None,
    country: States = None,
    claims: bool = True,
    resources: pd.DataFrame | None = None,
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Map deposits, mines, fields, plants and dams: a small map for each group of materials.

    What is chosen by ``commodity``, or is of one group, or is not much, is drawn on one map, named
    and in colour, with all other places in grey. Places from memory are hollow. Positions are good
    to some ten kilometres, and a place is not an amount.

    Parameters
    ----------
    deposits
        Points with ``name``, ``commodity`` (words with ``;`` between, the main one first), ``kind``
        and a ``crs``; other columns of ``load_deposits()`` are shown where they are given.
        Default: that table.
    commodity
        Commodities kept, also where they are by-products, such as ``"uranium"``. Default: all.
    group
        Keys of ``GROUPS`` kept, such as ``"oil_gas"``. Default: all.
    kind
        Kinds kept, such as ``"mine"`` or ``"dam"``. Default: all.
    country
        States in which they lie, by any name or code. Default: all.
    claims
        Whether a state tells under the pointer, on one map, the figures for what is drawn that its
        government or a company announced and no statistical body confirmed.
    resources
        A table like ``load_resources()`` for these figures. Default: that table.
    as_of
        Draw what could be known on that day, ``YYYY-MM-DD``. Default: everything known.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per place, with ``commodity`` and ``kind``; rows are no
    amounts.

    Raises
    ------
    TypeError
        If ``deposits`` is no GeoDataFrame.
    ValueError
        If a commodity, group, kind or the language is unknown, or a column is missing.

    Examples
    --------
    >>> fig = map_resources(commodity="uranium")
    >>> fig.layout.title.text
    'Kazakhstan has 15 of the 22 places with uranium'
    """
    words = Words(language)
    if deposits is not None:
        check_crs(deposits, "deposits")
    tables = Tables("map_resources", {"deposits": deposits, "resources": resources}, as_of=as_of)
    needed = ["name", "commodity", "kind", *(["iso3"] if country is not None else [])]
    given = tables.shapes("deposits", needed)
    placed = given[given.geometry.notna() & ~given.geometry.is_empty].copy()
    placed["group"] = [_group(plain(cell)) for cell in placed["commodity"]]
    rows, what = _select(
        select_states(placed, "country", country, "iso3"), commodity, group, kind, words
    )
    question = words.say(_QUESTION)
    if what:
        question = words.sentence("Where to find {goods}?", goods=words.either(what).lower())
    if rows.empty:
        why = words.say("The table of deposits has no such place with a position.")
        if what:
            why = words.say("The table of deposits has no place for {what:l}.", what=what)
        chosen = {"commodity": commodity, "group": group, "kind": kind}
        return empty_figure(question, why, words, as_of=tables.as_of, **chosen)
    rows = words.cells(rows, "name", "operator")
    said = _claims(tables.rows("resources", _CLAIM_COLUMNS), rows) if claims else {}
    if country is not None:
        said = {code: own for code, own in said.items() if code in set(rows["iso3"])}
    several = commodity is None and len(rows["group"].unique()) > 1 and len(rows) > _FEW
    canvas = Canvas.open("region", height=720)
    canvas.language = words.sentences
    narrow: dict[str, Any] = {}
    if several:
        narrow = _draw_panels(canvas, canvas.project(rows), words)
    else:
        others = canvas.project(placed[~placed.index.isin(rows.index)])
        _draw_one(canvas, canvas.project(rows), others, said, words)
    return canvas.finish(
        question=question,
        finding=_finding(rows, what, words),
        subtitle=_subtitle(rows, words),
        key=_key(rows, words, alone=several or len(rows) == len(placed)),
        caution=words.say("A place is not an amount: a small find counts like the largest mine."),
        narrow=narrow,
        alt=_alt(rows, said, words),
        caption=words.say(
            "A panel holds the places whose main material is of its group."
            if several
            else "In colour: what is asked for, also where it is a by-product."
        ),
        data=pd.DataFrame(rows)[[c for c in _COLUMNS if c in rows]],
        sources=frame_sources(pd.DataFrame(rows), *said.values()),
        drawn=[Drawn("deposits", rows)],
        notes=_notes(rows, said if not several else {}, words),
    )


def _group(cell: str) -> str:
    first = cell.split(";")[0].strip()
    return next((key for key, (_, _, goods) in GROUPS.items() if first in goods), "other")


def _select(
    rows: gpd.GeoDataFrame,
    commodity: str | Sequence[str] | None,
    group: str | Sequence[str] | None,
    kind: str | Sequence[str] | None,
    words: Words,
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Keep what was asked for and return the words for it."""
    chosen: list[str] = []
    if commodity is not None:
        cells = [plain(c).split(";") for c in rows["commodity"]]
        wanted = set(check_choices("commodity", commodity, sorted({w for c in cells for w in c})))
        rows = rows[[bool(wanted & set(goods)) for goods in cells]]
        chosen += [label(w, words) for w in sorted(wanted)]
    if group is not None:
        keys = check_choices("group", group, [*GROUPS, "other"])
        rows = rows[rows["group"].isin(keys)]
        chosen += [words.say(GROUPS.get(k, _OTHER)[0]) for k in keys]
    if kind is not None:
        known = [*KINDS, *rows["kind"].astype("str").unique()]
        kinds = check_choices("kind", kind, known)
        rows = rows[rows["kind"].astype("str").isin(kinds)]
        several = [words.say(KINDS[k]) if k in KINDS else label(k, words) for k in kinds]
        chosen += several if not chosen else []
    return rows, chosen


def _claims(resources: pd.DataFrame, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return by state the announced figures for the commodities drawn."""
    drawn = {w for cell in rows["commodity"] for w in plain(cell).split(";")}
    keep = resources["status"].astype("str").isin(_CLAIMS)
    keep &= resources["commodity"].isin(drawn) & resources["value"].notna()
    own = resources[keep]
    return {str(c): part for c, part in own.groupby(own["iso3"].astype("str"))}


def _claim_hover(code: str, own: pd.DataFrame, words: Words) -> str:
    largest = own.sort_values("value", ascending=False).drop_duplicates("commodity")
    lines = [
        words.say(
            "{what}: {value:n} {unit}, {measure}, {who} {year}",
            what=label(row["commodity"], words),
            value=float(row["value"]),
            unit=label(row["unit"], words).lower(),
            measure=label(row["measure"], words).lower(),
            who=words.say(_CLAIMS[str(row["status"])]),
            year=row["year"],
        )
        for row in largest.to_dict("records")
    ]
    announced = words.say("Announced, not statistics:")
    return hover(f"<b>{words.label(code)}</b>", announced, *map(shown, lines))


def _draw_one(
    canvas: Canvas,
    flat: gpd.GeoDataFrame,
    others: gpd.GeoDataFrame,
    said: dict[str, pd.DataFrame],
    words: Words,
) -> None:
    """Draw what is chosen in one colour and by name, all other places as grey dots."""
    look = Basemap(
        layers=("neighbours", "lakes", "scale_bar"),
        detail_km=10,
        hovers={code: _claim_hover(code, own, words) for code, own in said.items()},
        language=words.labels,
    )
    ground = draw_basemap(canvas, look)
    if len(others):
        canvas.dots(
            whole(others.geometry.centroid),
            name=words.say("other places"),
            marker={"size": 4, "color": theme.BORDER_LINE},
            hoverinfo="skip",
        )
        canvas.marks.clear()  # what is chosen and the states come first
    spots = whole(flat.geometry.centroid)
    names = [shown(plain(name).split(" (")[0]) for name in flat["name"]]
    sides = None
    if len(flat) <= _NAMED:
        sides = canvas.free_sides(spots, names, size=10 * ROOMY, marker_px=12)
    _dots(canvas, flat, spots, words, beside=(names, sides) if sides else None)
    name_ground(canvas, ground, words.labels)


def _dots(
    canvas: Canvas,
    flat: gpd.GeoDataFrame,
    spots: Sequence[Any],
    words: Words,
    *,
    brief: bool = False,
    **names: Any,
) -> None:
    """Draw places of one colour, hollow where they are from memory."""
    groups = set(flat["group"])
    name, color, _ = GROUPS.get(groups.pop(), _OTHER) if len(groups) == 1 else _MIXED
    canvas.dots(
        spots,
        name=words.say(name),
        marker={
            "symbol": opened("circle", recalled_rows(flat)),
            "size": 8,
            "color": color,
            "line": {"width": 1.5, "color": color},
        },
        hovers=_hovers(flat, words, brief=brief),
        **names,
    )


#: Places of several groups that have what was asked for.
_MIXED = (msg("Places"), "#C2408C", ())


def _draw_panels(canvas: Canvas, flat: gpd.GeoDataFrame, words: Words) -> dict[str, Any]:
    """Draw one small map per group, the group with most places first; return short names."""
    groups = list(flat["group"].value_counts().index)
    states = canvas.project(load_outlines(role="state"))
    shapes = [_mainland(shape) for shape in simplify_plane(states.geometry, 40)]
    west, south, east, north = shapely.total_bounds(shapes)
    wide, high = 1.05 * (east - west), (1 + _HEAD) * (north - south)
    columns = min(_COLUMNS_OF_PANELS, len(groups))
    shifts = {g: (n % columns * wide, -(n // columns) * high) for n, g in enumerate(groups)}
    top = north + _HEAD * (north - south)
    foot = north - (len(groups) - 1) // columns * high - (north - south)
    window = (west, foot, west + columns * wide, top)
    canvas.drawn = (round(window[0]), round(window[1]), round(window[2]), round(window[3]))
    canvas.look_at(canvas.drawn)
    canvas.has_panels = True
    canvas.fig.update_layout(height=160 + 265 * -(-len(groups) // columns))
    ground = [
        shapely.transform(shape, lambda xy, by=by: xy + by)
        for by in shifts.values()
        for shape in shapes
    ]
    canvas.area(
        shapely.MultiPolygon([part for shape in ground for part in shapely.get_parts(shape)]),
        name="States",
        fill=theme.STATE_FILL,
        line=theme.BORDER_LINE,
        width=0.7,
        step_km=1,
    )
    for group, (dx, dy) in shifts.items():
        own = flat[flat["group"].eq(group)]
        spots = [(x + round(dx), y + round(dy)) for x, y in whole(own.geometry.centroid)]
        _dots(canvas, own, spots, words, brief=True)
        if (dx, dy) == (0, 0):
            first = list(canvas.marks)
    canvas.marks = first
    heads = [_heading(flat[flat["group"].eq(group)], words) for group in groups]
    corners = [(west + dx, top + dy - 20) for dx, dy in shifts.values()]
    side = {"textposition": "bottom right"}
    number = canvas.words(corners, heads, name="Headings", size=12, **side)
    narrow = {
        f"data[{number}].text": [
            head.partition("<br>")[0].replace(" ", "<br>", 1) for head in heads
        ],
        f"data[{number}].textfont.size": 9,
    }
    narrow |= {f"data[{i}].marker.size": 4 for i, t in enumerate(canvas.fig.data) if t.marker.size}
    codes = states["iso3"].astype("str").tolist()
    names = [words.label(code) for code in codes]
    points = [
        canvas.free_spot(shape, name, size=_STATE_PX / 2) or label_point(shape)[:2]
        for shape, name in zip(shapes, names, strict=True)
    ]
    number = canvas.words(points, names, name="Names of states", size=_STATE_PX)
    short = [STATE_CODES.get(code, code) for code in codes]
    return narrow | {f"data[{number}].text": short, f"data[{number}].textfont.size": 7}


def _mainland(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Leave out parts too small for a small map."""
    return shapely.MultiPolygon([p for p in shapely.get_parts(shape) if p.area > _LEAST_KM2])


def _heading(own: pd.DataFrame, words: Words) -> str:
    """Head a panel with its group, the number of places, and the state that has most of them."""
    name, *_ = GROUPS.get(str(own["group"].iloc[0]), _OTHER)
    codes, most = _leaders(own)
    states = words.listed([words.name(code) for code in codes])
    where = words.say("{n:n} in {states}", n=most, states=states) if len(codes) == 1 else ""
    if len(codes) == 2:
        where = words.say("{n:n} each in {states}", n=most, states=states)
    return f"<b>{words.say(name)}: {len(own)}</b><br>{where}"


def _leaders(rows: pd.DataFrame) -> tuple[list[str], int]:
    """Return the states with most of the places, several where they share that, and how many."""
    counts = column(rows, "iso3").dropna().astype("str").value_counts()
    most = int(counts.max()) if len(counts) else 0
    return sorted(counts.index[counts.eq(most)]), most


def _hovers(rows: pd.DataFrame, words: Words, *, brief: bool) -> list[str]:
    """Return what the pointer tells of each place; among many the table tells the rest."""
    unsure = column(rows, "status_operator_verification").astype("object").eq("recalled")
    told = pd.DataFrame(rows).assign(
        kind=[label(kind, words) for kind in rows["kind"]],
        goods=[
            ", ".join(words.cell(part.replace("_", " ")) for part in plain(cell).split(";"))
            for cell in rows["commodity"]
        ],
        owner=[plain(cell).split(" (")[0] for cell in column(rows, "operator")],
        memory=[words.say("(from memory)") if flag else "" for flag in unsure],
        precise=[
            words.say(_PRECISION.get(plain(p), "")) for p in column(rows, "coordinate_precision")
        ],
        status=[plain(cell) for cell in column(rows, "status")],
    )
    lines = ["<b>{name}</b>", "{kind}: {goods}"]
    lines += [] if brief else ["{status} {owner} {memory}", "{precise}"]
    return hovers(told, words, *lines, proof="source_id" in rows and not brief)


def _finding(rows: pd.DataFrame, what: list[str], words: Words) -> str:
    """Say which state has the most of the places drawn; nothing where it is a matter of one."""
    codes, most = _leaders(rows)
    if len(codes) != 1 or most == len(rows):
        return ""
    said = {"state": words.name(codes[0]), "n": most, "total": len(rows)}
    if not what:
        return words.sentence("{state} has {n:n} of the {total:n} places on record", **said)
    goods = words.listed([word.lower() for word in what])
    return words.sentence(
        "{state} has {n:n} of the {total:n} places with {goods}", goods=goods, **said
    )


def _subtitle(rows: pd.DataFrame, words: Words) -> str:
    counts = rows["kind"].astype("str").value_counts()
    kinds = [
        words.count(*_COUNTED[k], n) if k in _COUNTED else f"{n} {label(k, words).lower()}"
        for k, n in counts.items()
    ]
    return words.say("Places on record: {kinds:l}", kinds=kinds)


def _key(rows: pd.DataFrame, words: Words, *, alone: bool) -> list[Key]:
    entries = []
    recalled = int(recalled_rows(rows).sum())
    if recalled:
        said = words.say("from memory ({n:n})", n=recalled)
        entries.append(Key(said, theme.OTHER_COLOR, "hollow"))
    if not alone:
        entries.append(Key(words.say("other places"), theme.OTHER_COLOR, "circle"))
    return entries


def _notes(rows: pd.DataFrame, said: dict[str, pd.DataFrame], words: Words) -> list[str]:
    notes = []
    if "coordinate_precision" in rows:
        rough = int(rows["coordinate_precision"].astype("str").ne("exact").sum())
        notes.append(
            words.say(
                "{rough:n} of {n:n} positions are approximate or of the nearest town"
                if len(rows) > 1
                else "Positions approximate or of the nearest town: {rough:n} of {n:n}",
                rough=rough,
                n=len(rows),
            )
        )
    if said:
        notes.append(
            words.say("States tell under the pointer what a government or company announced")
        )
    return notes


def _alt(rows: pd.DataFrame, said: dict[str, pd.DataFrame], words: Words) -> str:
    counts = rows["group"].value_counts()
    groups = [f"{words.say(GROUPS.get(str(k), _OTHER)[0]).lower()} {n}" for k, n in counts.items()]
    text = words.count(
        "Map of one place: {groups:l}.",
        "Map of {count} mines, deposits, fields, plants and dams: {groups:l}.",
        len(rows),
        groups=groups,
    )
    states = column(rows, "iso3").dropna().astype("str").value_counts()
    if len(states):
        by = [f"{words.name(code, article=False)} {n}" for code, n in states.items() if n]
        text += words.say(" By state: {by:l}.", by=by)
    if len(rows) <= _FEW:
        text += words.say(" Drawn: {names:l}.", names=[str(n) for n in rows["name"]])
    recalled = int(recalled_rows(rows).sum())
    text += words.say(" From memory: {n:n}.", n=recalled) if recalled else ""
    if said:
        names = [words.name(code, article=False) for code in STATES if code in said]
        message = " Announced figures that are no statistics exist for {names:l}."
        text += words.say(message, names=names)
    return text
