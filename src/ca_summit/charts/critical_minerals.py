"""Chart which minerals of the critical lists the five states produce."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_columns
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.labels import short_head
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.text import hover, label, percent, plain, provenance
from ca_summit.figures.theme import format_number
from ca_summit.names import STATES, country_name
from ca_summit.sources import frame_sources
from ca_summit.tables import load_critical_minerals, load_resources

#: Column of the table and name of each list.
LISTS = {
    "us_2025": ("on_us_list_2025", "US list of November 2025"),
    "us_2022": ("on_us_list_2022", "US list of 2022"),
    "eu_2023": ("on_eu_crm_list_2023", "EU list of 2023"),
    "eu_strategic": ("eu_strategic", "EU list of strategic raw materials"),
}
_FACTS = ["iso3", "commodity", "measure", "year", "value", "unit", "world_share_pct"]
_FACTS += ["preferred", "status", "source_id", "verification"]
_EMPTY_FACT: dict[str, object] = dict.fromkeys([*_FACTS, "said"])


def plot_critical_minerals(
    minerals: pd.DataFrame | None = None,
    resources: pd.DataFrame | None = None,
    *,
    critical_list: str = "us_2025",
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
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    ValueError
        If the list is none of the four.

    Examples
    --------
    >>> fig = plot_critical_minerals()
    >>> fig.layout.title.text
    'Which critical minerals does Central Asia produce?'
    """
    frame = load_critical_minerals() if minerals is None else minerals
    check_choice("critical_list", critical_list, LISTS)
    flag, words = LISTS[critical_list]
    needed = ["commodity", "group", "row_kind", flag, "eu_name", "central_asia_producers"]
    check_columns(
        "plot_critical_minerals", frame, [*needed, "source_id"], "load_critical_minerals()"
    )
    facts = load_resources() if resources is None else resources
    check_columns("plot_critical_minerals", facts, _FACTS, "load_resources()")
    country_name("KAZ", language)
    title = "Which critical minerals does Central Asia produce?"
    entries = frame[frame["row_kind"].eq("official_entry") & frame[flag].fillna(False).astype(bool)]
    cells = _cells(entries, facts)
    if entries.empty:
        return empty_figure(title, f"The table holds no entry of the {words}.")
    if cells.empty:
        return empty_figure(title, f"No entry of the {words} names a producer in Central Asia.")
    order = _order(cells)
    fig = _discs(cells, order, language)
    by_name = critical_list.startswith("eu")
    produced = entries[entries["commodity"].isin(cells["commodity"])]
    count, total = (_entries(produced, by_name=by_name), _entries(entries, by_name=by_name))
    earths = int(entries["group"].eq("rare_earth").sum())
    earths_made = int(produced["group"].eq("rare_earth").sum())
    finding = f"{count} of {total} entries of the {words}"
    return finish_chart(
        fig,
        above=34,
        planned=150,
        title=title,
        subtitle=f"{finding}; disc and figure: share of world output, %",
        alt=f"Matrix of minerals and states: {finding} have a producer in Central Asia, most of "
        f"them {country_name(cells['iso3'].value_counts().index[0])}. "
        f"Rare-earth elements with a producer: {earths_made} of {earths}.",
        data=cells[["commodity", "iso3", "year", "value", "unit", "world_share_pct"]],
        sources=frame_sources(entries[entries["commodity"].isin(cells["commodity"])], cells),
        caption="Rows are list entries with a producer, the largest share on top. Hollow: no "
        "share of the world is published here.",
        notes=[
            f"Rare-earth elements with output in these statistics: {earths_made} of {earths} listed",
            "Hollow: named as a producer, no share published",
        ],
        source_shift=16,
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
    output = output.assign(said=provenance(output))
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
                fact = latest.get((str(row["commodity"]), code), _EMPTY_FACT)
                found.append({**fact, "commodity": str(row["commodity"]), "iso3": code})
    return pd.DataFrame(found)


def _order(cells: pd.DataFrame) -> list[str]:
    shares = cells.assign(share=cells["world_share_pct"].astype(float).fillna(0))
    total = shares.groupby("commodity")["share"].sum().reset_index()
    return list(total.sort_values(["share", "commodity"], ascending=[True, False])["commodity"])


def _discs(cells: pd.DataFrame, order: list[str], language: str) -> go.Figure:
    fig = go.Figure()
    for code in STATES:
        own = cells[cells["iso3"].eq(code)]
        name = country_name(code, language)
        share = own["world_share_pct"].astype(float)
        fig.add_scatter(
            x=[name] * len(own),
            y=[label(c) for c in own["commodity"]],
            mode="markers+text",
            name=name,
            marker={
                "size": [9.0 if s != s else 6 + 3 * s**0.5 for s in share],
                "symbol": ["circle-open" if s != s else "circle" for s in share],
                "color": theme.COUNTRY_COLORS[code],
                "opacity": 0.9,
                "line": {"width": [2 if s != s else 0 for s in share]},
            },
            text=["" if s != s else percent(s).removesuffix("%") for s in share],
            textposition="middle right",
            textfont={"size": 11.5},
            cliponaxis=False,
            hovertext=[
                hover(
                    f"<b>{label(r['commodity'])}</b>, {name}",
                    f"{percent(r['world_share_pct'])} of world output, {r['year']}"
                    if pd.notna(r["world_share_pct"])
                    else "no share of the world published here",
                    f"{format_number(r['value'])} {plain(r['unit']).replace('_', ' ')}"
                    if pd.notna(r["value"])
                    else "producer by the list, without a figure",
                    plain(r["said"]),
                )
                for r in own.to_dict("records")
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
    fig.update_xaxes(
        type="category",
        side="top",
        categoryorder="array",
        categoryarray=[country_name(s, language) for s in STATES],
        range=[-0.4, 4.6],
        ticks="",
        tickvals=[country_name(s, language) for s in STATES],
        ticktext=[short_head(s, language) for s in STATES],
        tickangle=0,
        tickfont={"size": 11.5},
        showline=False,
    )
    fig.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=[label(c) for c in order],
        range=[-0.6, len(order) - 0.4],
        ticks="",
    )
    fig.update_layout(height=230 + 27 * len(order))
    return fig
