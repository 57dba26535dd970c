"""Chart how the next edition of a statistic changed a figure for the same year."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choices, check_columns
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import none_chosen
from ca_summit.figures.text import amounts, hover, label, plain, provenance
from ca_summit.figures.theme import format_number
from ca_summit.names import country_name
from ca_summit.sources import frame_sources
from ca_summit.tables import load_resources

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEEDED = ["iso3", "commodity", "measure", "basis", "year", "value", "unit", "world_total"]
_NEEDED += ["edition", "status", "source_id", "verification"]
_TITLE = "How far did the next edition change the same figure?"


def plot_resource_revisions(
    resources: pd.DataFrame | None = None,
    *,
    commodity: str | Sequence[str] | None = None,
    language: str = "en",
) -> go.Figure:
    """Chart how the next edition of one statistic changed a figure for the very same year.

    The axis is the later figure divided by the earlier one, logarithmic; 1 means unchanged.
    Where both editions print a world total, it is a row of its own.

    Parameters
    ----------
    resources
        A table like ``load_resources()``. Default: that table.
    commodity
        One or several commodities. Default: all with two editions for one year.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    ValueError
        If a commodity does not occur in the table.

    Examples
    --------
    >>> fig = plot_resource_revisions(commodity="antimony")
    >>> fig.data[0].text[-1]
    '20 → 700 t'
    """
    frame = load_resources() if resources is None else resources
    check_columns("plot_resource_revisions", frame, _NEEDED, "load_resources()")
    country_name("KAZ", language)
    rows = frame[frame["edition"].notna() & frame["status"].eq("reported_statistic")]
    if commodity is not None:
        chosen = check_choices("commodity", commodity, frame["commodity"].astype("str").unique())
        rows = rows[rows["commodity"].isin(chosen)]
    pairs = _pairs(rows, language)
    if pairs.empty:
        why = "No figure of this choice stands in two editions for one year."
        return empty_figure(_TITLE, none_chosen(commodity=commodity) or why)
    fig = _draw(pairs)
    worst = pairs.iloc[int(pairs["ratio"].map(math.log).abs().argmax())]
    before, after = amounts([worst["before"], worst["after"]], worst["unit"])
    return finish_chart(
        fig,
        title=_TITLE,
        subtitle=f"{listed_editions(pairs)} on {_years(pairs)}: later figure ÷ earlier figure",
        alt=f"{len(pairs)} figures that a later edition changed. The largest change: "
        f"{worst['row']}, from {before} to {after}.",
        data=pairs.drop(columns=["row", "hover"]).iloc[::-1],
        sources=frame_sources(rows),
        caption="Each point is one figure; the words beside it give it before and after.",
        notes=["World rows are the printed world totals"] if pairs["iso3"].eq("WLD").any() else [],
    )


def listed_editions(pairs: pd.DataFrame) -> str:
    """Name the two editions compared, such as ``MCS2025 and MCS2026``."""
    names = sorted({*pairs["first_edition"], *pairs["second_edition"]})
    return " and ".join([", ".join(names[:-1]), names[-1]])


def _years(pairs: pd.DataFrame) -> str:
    """Name the year of all figures, or say that each is of one and the same year."""
    years = sorted(set(pairs["year"]))
    return str(years[0]) if len(years) == 1 else "the same year"


def _pairs(rows: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return one row per figure that two editions print for one year, with the later ÷ earlier."""
    world = rows.assign(value=rows["world_total"], iso3="WLD").drop_duplicates(
        ["commodity", "measure", "year", "edition"]
    )
    both = pd.concat([rows.astype({"iso3": "str"}), world])
    both = both[both["value"] > 0].assign(said=lambda f: provenance(f))
    found = []
    keys = ["commodity", "measure", "iso3", "year", "unit"]
    for key, own in both.groupby(keys, observed=True):
        own = own.sort_values("edition", key=lambda s: s.astype("str"))
        first, last = own.iloc[0], own.iloc[-1]
        if str(first["edition"]) == str(last["edition"]) or first["value"] == last["value"]:
            continue
        record: dict[str, object] = {k: str(v) for k, v in zip(keys, key, strict=True)}
        record["year"] = int(str(record["year"]))
        name = country_name(str(record["iso3"]), language)
        record |= {
            "row": f"{name}, {label(record['commodity']).lower()} {record['measure']} {key[3]}",
            "first_edition": str(first["edition"]),
            "before": float(first["value"]),
            "second_edition": str(last["edition"]),
            "after": float(last["value"]),
            "ratio": float(last["value"] / first["value"]),
        }
        record["hover"] = hover(
            f"<b>{record['row']}</b>",
            *(
                f"{r['edition']}: {format_number(r['value'])} {plain(r['unit']).replace('_', ' ')}"
                + (f" ({r['basis']})" if plain(r["basis"]) else "")
                for r in (first, last)
            ),
            plain(last["said"]),
        )
        found.append(record)
    if not found:
        return pd.DataFrame()
    return pd.DataFrame(found).sort_values(["ratio", "row"]).reset_index(drop=True)


def _short(texts: list[str]) -> list[str]:
    """Drop the unit of the first of two amounts where the second has the same."""
    number, _, unit = texts[0].partition(" ")
    return [number, *texts[1:]] if texts[-1].endswith(f" {unit}") else texts


def _draw(pairs: pd.DataFrame) -> go.Figure:
    colors = [theme.COUNTRY_COLORS.get(c, theme.OTHER_COLOR) for c in pairs["iso3"]]
    texts = [
        " → ".join(_short(amounts([a, b], u)))
        for a, b, u in zip(pairs["before"], pairs["after"], pairs["unit"], strict=True)
    ]
    places = range(len(pairs))
    year = f" {_years(pairs)}"
    fig = go.Figure(
        go.Scatter(
            y=list(places),
            x=pairs["ratio"],
            mode="markers",
            marker={"color": colors, "size": 13},
            text=texts,
            hovertext=pairs["hover"],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
    )
    low = min(0.5, pairs["ratio"].min() / 1.6)
    high = max(2.0, pairs["ratio"].max() * 1.6)
    for place, color, ratio, row, text in zip(
        places, colors, pairs["ratio"], pairs["row"], texts, strict=True
    ):
        fig.add_shape(
            type="line", x0=1, x1=ratio, y0=place, y1=place, line={"color": color, "width": 4}
        )
        fig.add_shape(
            type="line",
            x0=1,
            x1=1,
            y0=place - 0.16,
            y1=place + 0.16,
            line={"color": theme.OTHER_COLOR, "width": 2},
        )
        fig.add_annotation(
            x=0,
            xref="paper",
            y=place,
            text=f"<b>{row.removesuffix(year)}</b>: {text}",
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            yshift=7,
            font={"size": 11.5},
        )
    ticks = [t for t in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if low <= t <= high]
    fig.update_xaxes(
        type="log",
        range=[math.log10(low), math.log10(high)],
        tickvals=ticks,
        ticktext=["same" if t == 1 else f"× {t:g}" for t in ticks],
        title_text="later edition as a multiple of the earlier one",
        showgrid=False,
    )
    fig.update_yaxes(visible=False, tickvals=list(places), range=[-0.5, len(pairs) - 0.2])
    fig.update_layout(height=190 + 48 * len(pairs), margin={"l": 24})
    return fig
