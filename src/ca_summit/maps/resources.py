"""Map deposits, mines, fields, plants and dams by what they yield."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choices
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.canvas import Canvas, opened, whole
from ca_summit.figures.placement import ROOMY, label_point
from ca_summit.figures.rows import known_on, none_chosen, recalled_rows
from ca_summit.figures.text import hover, label, listed, plain, proof, shown
from ca_summit.figures.theme import format_number
from ca_summit.geography import check_crs
from ca_summit.maps.basemap import Basemap, draw_basemap, name_ground
from ca_summit.names import country_name
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
    "oil_gas": ("Oil and gas", "#7A5AA6", ("oil", "natural_gas")),
    "coal": ("Coal", "#6B6259", ("coal",)),
    "uranium": ("Uranium", "#7F9A1E", ("uranium",)),
    "hydropower": ("Hydropower", "#2D86C4", ("hydropower",)),
    "rare_earths": ("Rare earths", "#C2408C", ("rare_earths",)),
    "gold_silver": ("Gold and silver", "#C99700", ("gold", "silver")),
    "critical": (
        "Critical metals",
        "#C8503C",
        (
            *("tungsten", "antimony", "tin", "molybdenum", "mercury", "tantalum", "beryllium"),
            *("titanium", "vanadium", "chromium", "nickel", "cobalt", "zirconium", "niobium"),
            *("lithium", "bismuth", "rhenium", "magnesium", "manganese", "gallium"),
        ),
    ),
    "base_metals": (
        "Base metals",
        "#3F8F86",
        ("copper", "zinc", "lead", "iron_ore", "bauxite", "alumina", "aluminum"),
    ),
    "minerals": (
        "Other minerals",
        "#9A7B4F",
        ("phosphate", "potash", "sulfur", "salt", "sodium_sulfate", "iodine", "bromine", "boron"),
    ),
}
_OTHER: tuple[str, str, tuple[str, ...]] = ("Other", theme.OTHER_COLOR, ())
#: Marker of each kind of place.
KINDS: dict[str, str] = {
    "mine": "circle",
    "deposit": "diamond",
    "oil_field": "square",
    "gas_field": "square",
    "dam": "triangle-down",
    "processing_plant": "pentagon",
}
_SHAPES = {
    "mine": "round: mine",
    "deposit": "diamond: deposit",
    "oil_field": "square: field",
    "gas_field": "square: field",
    "dam": "triangle: dam",
    "processing_plant": "pentagon: plant",
}
_PRECISION = {"exact": ", exact", "nearest_town": ", point of the nearest town"}
_CLAIMS = ("government_claim", "company_estimate")
_CLAIM_NAME = "Announced only"
_CLAIM_MARKER = {
    "symbol": "hexagram-open",
    "size": 19,
    "line": {"width": 2},
    "color": theme.OTHER_COLOR,
}
_TITLE = "What lies in the ground, and where?"
_COLUMNS = ["name", "iso3", "commodity", "kind", "verification"]
_NEEDED = ["name", "commodity", "kind"]
_CLAIM_COLUMNS = ["iso3", "commodity", "measure", "value", "unit", "status", "year"]
_NAMED = 40  # places; of more, none is named


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
    language: str = "en",
) -> go.Figure:
    """Map deposits, mines, fields, plants and dams, coloured by commodity, shaped by kind.

    Places from memory are hollow. With ``claims``, a star in each state tells figures that its
    government or a company announced and no statistical body confirmed.
    Positions are good to some ten kilometres.

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
        Whether to mark states with announced, not statistical, figures for what is drawn.
    resources
        A table like ``load_resources()`` for these figures. Default: that table.
    as_of
        Draw what could be known on that day, ``YYYY-MM-DD``. Default: everything known.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    TypeError
        If ``deposits`` is no GeoDataFrame.
    ValueError
        If a commodity, group, kind or the language is unknown, or a column is missing.

    Examples
    --------
    >>> fig = map_resources(commodity="uranium")
    >>> fig.layout.meta["ca_summit"].get("question", fig.layout.title.text)
    'Where to find uranium?'
    """
    if deposits is not None:
        check_crs(deposits, "deposits")
    tables = Tables("map_resources", {"deposits": deposits, "resources": resources}, as_of=as_of)
    given = tables.shapes("deposits", [*_NEEDED, *(["iso3"] if country is not None else [])])
    rows = given[given.geometry.notna() & ~given.geometry.is_empty].copy()
    rows["group"] = [_group(plain(cell)) for cell in rows["commodity"]]
    rows, chosen = _select(select_states(rows, "country", country, "iso3"), commodity, group, kind)
    title = f"Where to find {' or '.join(w.lower() for w in chosen)}?" if chosen else _TITLE
    if len(title) > 36:
        title = _TITLE
    if rows.empty:
        wanted = f" for {', '.join(chosen)}" if chosen else ""
        why = f"The table of deposits has no place with a position{wanted}{known_on(tables.as_of)}."
        none = none_chosen(commodity=commodity, group=group, kind=kind)
        return empty_figure(title, none or why)
    said = _claims(tables.rows("resources", _CLAIM_COLUMNS), rows) if claims else {}
    if country is not None:
        said = {code: own for code, own in said.items() if code in set(rows["iso3"])}
    many = len(rows) > 60
    canvas = Canvas.open("region", height=640)
    features = ("scale_bar",) if many else ("neighbours", "lakes", "scale_bar")
    look = Basemap(features=features, detail_km=27 if many else 8, language=language)
    ground = draw_basemap(canvas, look)
    if many:
        canvas.fig.data = [trace for trace in canvas.fig.data if trace.name != "Sea"]
    _draw(canvas, canvas.project(rows))
    _draw_claims(canvas, said, language)
    name_ground(canvas, ground, language)
    fig = canvas.finish(
        question=title,
        subtitle=_subtitle(rows),
        alt=_alt(rows, said, language),
        data=pd.DataFrame(rows)[[c for c in _COLUMNS if c in rows]],
        sources=frame_sources(pd.DataFrame(rows), *said.values()),
        caption="Colour: main commodity. Shape: kind of place. Hollow: from memory.",
        notes=_notes(rows, said),
        finding=_finding(rows, language),
    )
    return fig.update_layout(height=440 + fig.layout.margin.b)


def _group(cell: str) -> str:
    first = cell.split(";")[0].strip()
    return next((key for key, (_, _, words) in GROUPS.items() if first in words), "other")


def _select(
    rows: gpd.GeoDataFrame,
    commodity: str | Sequence[str] | None,
    group: str | Sequence[str] | None,
    kind: str | Sequence[str] | None,
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Keep what was asked for and return the words for the title."""
    chosen: list[str] = []
    if commodity is not None:
        cells = [plain(c).split(";") for c in rows["commodity"]]
        known = sorted({w for words in cells for w in words})
        wanted = set(check_choices("commodity", commodity, known))
        rows = rows[[bool(wanted & set(words)) for words in cells]]
        chosen += [label(w) for w in sorted(wanted)]
    if group is not None:
        keys = check_choices("group", group, [*GROUPS, "other"])
        rows = rows[rows["group"].isin(keys)]
        chosen += [GROUPS.get(k, _OTHER)[0] for k in keys]
    if kind is not None:
        known = [*KINDS, *rows["kind"].astype("str").unique()]
        kinds = check_choices("kind", kind, known)
        rows = rows[rows["kind"].astype("str").isin(kinds)]
        if not chosen:
            chosen += [f"a {label(k).lower()}" for k in kinds]
    return rows, chosen


def _claims(resources: pd.DataFrame, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return by state the announced figures for the commodities drawn."""
    drawn = {w for cell in rows["commodity"] for w in plain(cell).split(";")}
    keep = resources["status"].astype("str").isin(_CLAIMS)
    keep &= resources["commodity"].isin(drawn) & resources["value"].notna()
    own = resources[keep]
    return {str(c): part for c, part in own.groupby(own["iso3"].astype("str"))}


def _claim_hover(code: str, own: pd.DataFrame, language: str) -> str:
    lines = []
    largest = own.sort_values("value", ascending=False).drop_duplicates("commodity")
    for row in largest.to_dict("records"):
        who = "government" if row["status"] == "government_claim" else "company"
        unit, measure = str(row["unit"]).replace("_", " "), label(row["measure"]).lower()
        lines.append(
            f"{label(row['commodity'])}: {format_number(float(row['value']))} {unit}, {measure}, "
            f"{who} {row['year']}"
        )
    return hover(
        f"<b>{country_name(code, language)}</b>", "Announced, not statistics:", *map(shown, lines)
    )


def _draw_claims(canvas: Canvas, said: dict[str, pd.DataFrame], language: str) -> None:
    """Draw a star in each state with announced figures, told under the pointer."""
    if not said:
        return
    own = canvas.project(load_outlines(country=list(said)))
    spots = [label_point(shape)[:2] for shape in own.geometry]
    codes = own["iso3"].astype("str").tolist()
    canvas.dots(
        [(round(x), round(y)) for x, y in spots],
        name=_CLAIM_NAME,
        marker=_CLAIM_MARKER,
        hovers=[_claim_hover(code, said[code], language) for code in codes],
        showlegend=True,
    )


def _short(name: object) -> str:
    """Return a name without its bracket, which the pointer tells."""
    return shown(plain(name).split(" (")[0])


def _draw(canvas: Canvas, flat: gpd.GeoDataFrame) -> None:
    """Draw one trace per group; names where they are free, fields of one commodity first."""
    rank = {key: number for number, key in enumerate([*GROUPS, "other"])}
    flat = flat.iloc[flat["group"].map(rank).argsort(kind="stable")].reset_index(drop=True)
    spots = whole(flat.geometry.centroid)
    words = [_short(n) for n in flat["name"]]
    sides = None
    if len(flat) <= _NAMED:  # placed together, so that no name covers the marker of another group
        sides = canvas.free_sides(spots, words, size=10 * ROOMY, marker_px=12)
    for key in rank:
        own = flat[flat["group"].eq(key)]
        if own.empty:
            continue
        name, color, _ = GROUPS.get(key, _OTHER)
        looks = [KINDS.get(plain(k), "star") for k in own["kind"]]
        names = ([words[i] for i in own.index], [sides[i] for i in own.index]) if sides else None
        canvas.dots(
            [spots[i] for i in own.index],
            name=name,
            marker={
                "symbol": opened(looks, recalled_rows(own)),
                "size": 10,
                "color": color,
                "opacity": 0.9,
                "line": {"width": 1.5, "color": color},
            },
            hovers=[_hover(row) for row in own.to_dict("records")],
            beside=names,
            showlegend=True,
        )


def _hover(row: dict[Any, Any]) -> str:
    words = ", ".join(w.replace("_", " ") for w in plain(row["commodity"]).split(";"))
    state = plain(row.get("status"))
    owner = textwrap.shorten(plain(row.get("operator")).split(" (")[0], 22, placeholder="…")
    recalled = plain(row.get("status_operator_verification")) == "recalled"
    told = ", ".join(v for v in (state, owner) if v) + (" (from memory)" if recalled else "")
    lines = [f"<b>{shown(row['name'])}</b>", f"{shown(label(row['kind']))}: {shown(words)}"]
    lines += [shown(told)] if state or owner else []
    if "source_id" in row:
        precise = _PRECISION.get(plain(row.get("coordinate_precision")), "")
        lines.append(_cited(row) + precise)
    return "<br>".join(lines)


def _cited(row: dict[Any, Any]) -> str:
    """Name the first publisher, shortened, and how the place was verified."""
    if plain(row.get("verification")) == "recalled":
        return "From memory"
    cited, _, how = proof(row).rpartition(" (")
    first = textwrap.shorten(cited.split(" (")[0], 24, placeholder="…")
    return f"{first} ({how}"


def _finding(rows: pd.DataFrame, language: str) -> str:
    """Say which state has the most of the places drawn; nothing where it is a matter of one."""
    if "iso3" not in rows:
        return ""
    counts = rows["iso3"].dropna().astype("str").value_counts()
    if len(counts) < 2 or counts.iloc[0] == counts.iloc[1]:
        return ""
    name = country_name(counts.index[0], "en" if language == "local" else language)
    return f"{name} has {counts.iloc[0]} of the {len(rows)} places"


def _subtitle(rows: pd.DataFrame) -> str:
    recalled = int(recalled_rows(rows).sum())
    text = f"{len(rows)} places" if len(rows) > 1 else "1 place"
    return f"{text}, {recalled} from memory (hollow)" if recalled else text


def _notes(rows: pd.DataFrame, said: dict[str, pd.DataFrame]) -> list[str]:
    shapes = dict.fromkeys(_SHAPES[k] for k in rows["kind"].astype("str").unique() if k in _SHAPES)
    notes = [", ".join(shapes).capitalize()] if shapes else []
    if "coordinate_precision" in rows:
        rough = int(rows["coordinate_precision"].astype("str").ne("exact").sum())
        notes.append(f"{rough} of {len(rows)} positions are approximate or of the nearest town")
    if said:
        notes.append("Star: figures that a government or company announced, told under the pointer")
    return notes


def _alt(rows: pd.DataFrame, said: dict[str, pd.DataFrame], language: str) -> str:
    counts = rows["group"].value_counts()
    groups = [f"{GROUPS.get(str(k), _OTHER)[0].lower()} {n}" for k, n in counts.items()]
    text = f"Map of {len(rows)} mines, deposits, fields, plants and dams: {listed(groups)}."
    if "iso3" in rows:
        states = rows["iso3"].astype("str").value_counts()
        counts_by = [f"{country_name(str(c), language)} {n}" for c, n in states.items() if n]
        text += f" By state: {listed(counts_by)}."
    if len(rows) <= 12:
        text += f" They are {listed([str(n) for n in rows['name']])}."
    recalled = int(recalled_rows(rows).sum())
    text += f" From memory: {recalled}." if recalled else ""
    if said:
        names = [country_name(c, language) for c in said]
        text += f" Announced figures that are no statistics exist for {listed(names)}."
    return text
