"""Chart which minerals of the critical lists the five states produce."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from ca_summit.charts.resources import ROW, draw_shares, set_share_rows
from ca_summit.checks import check_choice
from ca_summit.figures import empty_figure, finish, marks
from ca_summit.figures.language import Words, msg
from ca_summit.figures.rows import recalled_rows, table_for
from ca_summit.figures.text import label, plain, shown
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn, looked_up
from ca_summit.sources import frame_sources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

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
_NAMED = "a state that the entry of the list names as a producer"
_QUESTION = msg("Which critical minerals does Central Asia produce?")


def plot_critical_minerals(
    minerals: pd.DataFrame | None = None,
    resources: pd.DataFrame | None = None,
    *,
    critical_list: str = "us_2025",
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Chart which minerals of one critical list the five states produce, and how much of the world.

    Bars are shares of world output. Where a state is named as a producer but no share is
    published, words stand instead.

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
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per mineral, and per producer of the five with ``value``
    in ``unit`` and ``world_share_pct`` (percent), missing where not published.

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
    facts = table_for(function, "resources", resources, _FACTS, as_of=as_of)
    question, name = words.say(_QUESTION), words.say(list_name)
    entries = frame[frame["row_kind"].eq("official_entry") & frame[flag].fillna(False).astype(bool)]
    cells = _cells(entries, facts, words)
    if entries.empty:
        why = words.say("The table holds no entry of the {name}.", name=name)
        return empty_figure(question, why, words, as_of=as_of)
    if cells.empty:
        why = words.say("No entry of the {name} names a producer in Central Asia.", name=name)
        return empty_figure(question, why, words)
    shares = cells[cells["world_share_pct"].notna()]
    unshared = {
        str(row): words.listed(_producers(own, words))
        for row, own in cells[cells["world_share_pct"].isna()].groupby("row")
    }
    unmeasured = sorted(set(unshared) - set(shares["row"]), reverse=True)
    fig = go.Figure()
    lacks = {row: words.say("{names}: no share", names=names) for row, names in unshared.items()}
    beside = {row: f"; {said}" for row, said in lacks.items()}
    key = draw_shares(fig, shares, words, beside)
    said = [lacks[row] for row in unmeasured]
    if said:
        place = "middle right"
        marks.write(fig, [0] * len(said), unmeasured, said, told=said, textposition=place)
    rows = set_share_rows(fig, shares, unmeasured, words)
    produced = entries[entries["commodity"].isin(cells["commodity"])]
    by_name = critical_list.startswith("eu")
    found = {
        "count": _entries(produced, by_name=by_name),
        "total": _entries(entries, by_name=by_name),
        "name": name,
    }
    earths = {
        "made": int(produced["group"].eq("rare_earth").sum()),
        "listed": int(entries["group"].eq("rare_earth").sum()),
    }
    return finish(
        fig,
        area=ROW * rows,
        question=question,
        finding=words.say(
            "{count} of {total} entries of the {name} have a producer in Central Asia", **found
        ),
        subtitle=words.say("Share of world output, %, latest year"),
        key=key,
        caution=_caution(earths, words),
        alt=_alt(found, earths, _foremost(cells, words), words),
        data=cells[["commodity", "iso3", "year", "value", "unit", "world_share_pct"]],
        sources=frame_sources(produced, cells),
        drawn=[
            Drawn("resources", cells[cells["value"].notna()]),
            Drawn(
                "critical_minerals",
                looked_up(entries, "commodity", cells),
                how={"iso3": (_NAMED, "central_asia_producers")},
            ),
        ],
        caption=words.say("Rows are list entries with a producer, the largest share on top."),
        notes=[
            words.say(
                "Rare-earth elements with output in these statistics: {made} of {listed} listed",
                **earths,
            )
            if earths["listed"]
            else "",
            words.say("No share: a producer is named, no share is published") if unshared else "",
            words.say("Hollow: from memory") if recalled_rows(shares).any() else "",
        ],
        language=words.sentences,
    )


def _foremost(cells: pd.DataFrame, words: Words) -> str:
    """Name the state that produces most of the entries, if one is ahead."""
    counts = cells["iso3"].value_counts()
    tied = len(counts) > 1 and counts.iloc[0] == counts.iloc[1]
    return "" if tied else words.name(counts.index[0])


def _alt(found: Mapping[str, Any], earths: Mapping[str, int], state: str, words: Words) -> str:
    message = (
        "Bars of minerals by state: {count} of {total} entries of the {name} have a producer in "
        "Central Asia, most of them {state}."
    )
    if not state:
        message = (
            "Bars of minerals by state: {count} of {total} entries of the {name} have a producer "
            "in Central Asia."
        )
    alt = words.say(message, state=state, **found)
    if not earths["listed"]:
        return alt
    return (
        f"{alt} {words.say('Rare-earth elements with a producer: {made} of {listed}.', **earths)}"
    )


def _caution(earths: Mapping[str, int], words: Words) -> str:
    """Say what no bar means, and how it is with rare earths where the list has some."""
    if not earths["listed"]:
        return words.say("A state without a bar may only publish little.")
    message = (
        "A state without a bar may only publish little. Of the {listed} rare-earth elements on "
        "the list {made} have a producer here."
    )
    if not earths["made"]:
        message = (
            "A state without a bar may only publish little. None of the {listed} rare-earth "
            "elements on the list has a producer here."
        )
    return words.say(message, **earths)


def _producers(rows: pd.DataFrame, words: Words) -> list[str]:
    return [
        words.say("{name}, from memory" if recalled else "{name}", name=words.label(code))
        for code, recalled in zip(rows["iso3"], recalled_rows(rows), strict=True)
    ]


def _entries(rows: pd.DataFrame, *, by_name: bool) -> int:
    """Count entries; the EU joins several elements, such as the light rare earths, in one."""
    return int(rows["eu_name"].dropna().nunique()) if by_name else len(rows)


def _cells(entries: pd.DataFrame, facts: pd.DataFrame, words: Words) -> pd.DataFrame:
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
    columns = [*_FACTS, *(["figure_id"] if "figure_id" in facts else []), "row"]
    found = []
    for row in entries.to_dict("records"):
        for code in plain(row["central_asia_producers"]).split(";"):
            if code in STATES:
                listed = {name: row.get(name) for name in ("source_id", "verification")}
                fact = latest.get((str(row["commodity"]), code), _EMPTY_FACT | listed)
                name = str(row["commodity"])
                found.append(
                    {**fact, "commodity": name, "iso3": code, "row": shown(label(name, words))}
                )
    return pd.DataFrame(found, columns=columns).astype({"world_share_pct": "float64"})
