"""Chart which minerals of the critical lists the five states produce."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice
from ca_summit.figures import empty_figure, finish, marks, theme
from ca_summit.figures.axes import name_columns, name_rows
from ca_summit.figures.labels import short_head
from ca_summit.figures.language import Words, format_percent, is_missing, msg
from ca_summit.figures.rows import table_for
from ca_summit.figures.text import hovers, label, plain
from ca_summit.names import STATES
from ca_summit.sources import frame_sources

if TYPE_CHECKING:
    from ca_summit.tables.choice import Day

#: Column of the table and name of each list.
LISTS = {
    "us_2025": ("on_us_list_2025", msg("US list of November 2025")),
    "us_2022": ("on_us_list_2022", msg("US list of 2022")),
    "eu_2023": ("on_eu_crm_list_2023", msg("EU list of 2023")),
    "eu_strategic": ("eu_strategic", msg("EU list of strategic raw materials")),
}
_FACTS = ["iso3", "commodity", "measure", "year", "value", "unit", "world_share_pct"]
_FACTS += ["preferred", "status", "source_id", "verification"]
_EMPTY_FACT: dict[str, object] = dict.fromkeys(_FACTS)
_QUESTION = msg("Which critical minerals does Central Asia produce?")
_ROW = 27  # pixels


def plot_critical_minerals(
    minerals: pd.DataFrame | None = None,
    resources: pd.DataFrame | None = None,
    *,
    critical_list: str = "us_2025",
    as_of: Day = None,
    language: str = "en",
) -> go.Figure:
    """Chart which minerals of one critical list the five states produce, and how much of the world.

    The size of a disc is the share of world output. A hollow disc: named as a producer, but no
    share is published.

    Parameters
    ----------
    minerals
        A table like ``load_critical_minerals()``. Default: that table.
    resources
        A table like ``load_resources()``, for shares (percent). Default: that table.
    critical_list
        ``"us_2025"``, ``"us_2022"``, ``"eu_2023"`` or ``"eu_strategic"``.
    as_of
        Draw what could be known on that day: figures whose document was out.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for names on labels.

    Raises
    ------
    ValueError
        If the list is none of the four.

    Examples
    --------
    >>> fig = plot_critical_minerals()
    >>> fig.layout.meta["ca_summit"]["question"]
    'Which critical minerals does Central Asia produce?'
    """
    words = Words(language)
    check_choice("critical_list", critical_list, LISTS)
    flag, list_name = LISTS[critical_list]
    needed = ["commodity", "group", "row_kind", flag, "eu_name", "central_asia_producers"]
    function = "plot_critical_minerals"
    frame = table_for(function, "critical_minerals", minerals, [*needed, "source_id"], as_of=as_of)
    facts = table_for(
        function, "resources", resources, _FACTS, as_of=as_of, numbers=["value", "world_share_pct"]
    )
    question, name = words.say(_QUESTION), words.say(list_name)
    entries = frame[frame["row_kind"].eq("official_entry") & frame[flag].fillna(False).astype(bool)]
    cells = _cells(entries, facts)
    if entries.empty:
        why = words.say("The table holds no entry of the {name}.", name=name)
        return empty_figure(question, why)
    if cells.empty:
        why = words.say("No entry of the {name} names a producer in Central Asia.", name=name)
        return empty_figure(question, why)
    order = _order(cells)
    fig = go.Figure()
    _draw_discs(fig, cells, words)
    rows = [label(commodity) for commodity in order]
    names = [words.label(state) for state in STATES]
    name_columns(
        fig,
        names,
        [short_head(s, language) for s in STATES],
        size=11.5,
        type="category",
        categoryarray=names,
        range=[-0.4, 4.6],
        showgrid=True,
        fixedrange=False,
    )
    name_rows(
        fig,
        rows,
        rows,
        width=40,
        type="category",
        categoryarray=rows,
        range=[-0.6, len(rows) - 0.4],
        showgrid=True,
    )
    produced = entries[entries["commodity"].isin(cells["commodity"])]
    by_name = critical_list.startswith("eu")
    found = {
        "count": _entries(produced, by_name=by_name),
        "total": _entries(entries, by_name=by_name),
        "name": name,
        "state": words.name(cells["iso3"].value_counts().index[0]),
    }
    earths = {
        "made": int(produced["group"].eq("rare_earth").sum()),
        "listed": int(entries["group"].eq("rare_earth").sum()),
    }
    return finish(
        fig,
        area=_ROW * len(rows),
        above=34,
        question=question,
        finding=words.say(
            "{count} of {total} critical minerals have a producer in Central Asia", **found
        ),
        subtitle=words.say(
            "{count} of {total} entries of the {name}; disc and figure: share of world output, %",
            **found,
        ),
        alt=words.say(
            "Matrix of minerals and states: {count} of {total} entries of the {name} have a "
            "producer in Central Asia, most of them {state}.",
            **found,
        )
        + " "
        + words.say("Rare-earth elements with a producer: {made} of {listed}.", **earths),
        data=cells[["commodity", "iso3", "year", "value", "unit", "world_share_pct"]],
        sources=frame_sources(produced, cells),
        caption=words.say(
            "Rows are list entries with a producer, the largest share on top. Hollow: no share of "
            "the world is published here."
        ),
        notes=[
            words.say(
                "Rare-earth elements with output in these statistics: {made} of {listed} listed",
                **earths,
            ),
            words.say("Hollow: named as a producer, no share published"),
        ],
    )


def _entries(rows: pd.DataFrame, *, by_name: bool) -> int:
    """Count entries; the EU joins several elements, such as the light rare earths, in one."""
    return int(rows["eu_name"].dropna().nunique()) if by_name else len(rows)


def _cells(entries: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Return one row per entry and producing state, with the latest output where published."""
    output = facts[
        facts["measure"].eq("production")
        & facts["status"].eq("reported_statistic")
        & facts["preferred"].fillna(False).astype(bool)
        & facts["value"].gt(0)
    ].astype({"iso3": "str", "commodity": "str"})
    ranked = output.assign(has=output["world_share_pct"].notna()).sort_values(
        ["has", "year", "world_share_pct"]
    )
    latest: dict[tuple[str, str], dict[str, object]] = {}
    for r in ranked.to_dict("records"):
        latest[str(r["commodity"]), str(r["iso3"])] = {str(k): v for k, v in r.items()}
    found = []
    for row in entries.to_dict("records"):
        for code in plain(row["central_asia_producers"]).split(";"):
            if code in STATES:
                listed = {name: row.get(name) for name in ("source_id", "verification")}
                fact = latest.get((str(row["commodity"]), code), _EMPTY_FACT | listed)
                found.append({**fact, "commodity": str(row["commodity"]), "iso3": code})
    return pd.DataFrame(found, columns=[*_FACTS])


def _order(cells: pd.DataFrame) -> list[str]:
    shares = cells.assign(share=cells["world_share_pct"].astype(float).fillna(0))
    total = shares.groupby("commodity")["share"].sum().reset_index()
    return list(total.sort_values(["share", "commodity"], ascending=[True, False])["commodity"])


def _draw_discs(fig: go.Figure, cells: pd.DataFrame, words: Words) -> None:
    """Draw a disc per state and mineral: its area the share, hollow where none is published."""
    for code in STATES:
        own = cells[cells["iso3"].eq(code)]
        share = own["world_share_pct"].astype(float)
        told = own.assign(
            what=own["commodity"].map(label),
            name=words.label(code),
            unit=own["unit"].map(plain).str.replace("_", " "),
            part=[
                words.say("no share of the world published here")
                if is_missing(r["world_share_pct"])
                else words.say(
                    "{share:p} of world output, {year}", share=r["world_share_pct"], year=r["year"]
                )
                for r in own[["world_share_pct", "year"]].to_dict("records")
            ],
            output=[
                words.say("producer by the list, without a figure")
                if is_missing(r["value"])
                else words.say(
                    "{value:n} {unit}", value=r["value"], unit=plain(r["unit"]).replace("_", " ")
                )
                for r in own[["value", "unit"]].to_dict("records")
            ],
        )
        marks.dots(
            fig,
            told,
            x="name",
            y="what",
            name=words.label(code),
            color=theme.COUNTRY_COLORS[code],
            recalled=share.isna(),
            size=[9.0 if s != s else 6 + 3 * s**0.5 for s in share],
            text=["" if s != s else format_percent(s).removesuffix("%") for s in share],
            textfont={"size": 11.5},
            showlegend=False,
            told=hovers(told, words, "<b>{what}</b>, {name}", "{part}", "{output}"),
        )
