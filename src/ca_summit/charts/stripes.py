"""Draw years as coloured stripes, a row per state, with what changed at their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ca_summit.charts.comparisons import warming
from ca_summit.figures import Key, marks, theme
from ca_summit.figures.axes import name_rows, year_axis
from ca_summit.figures.language import format_number
from ca_summit.figures.text import hovers

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from ca_summit.figures.language import Words

_ROW, _GAP = 44, 6  # pixels of a row with its gap, of the gap


def is_anomaly(unit: str) -> bool:
    """Tell whether values of a unit are departures from a mean, which lines would tangle."""
    return unit.startswith("degrees") and " vs " in unit


def draw_stripes(fig: go.Figure, rows: pd.DataFrame, words: Words, **place: Any) -> int:
    """Draw a stripe per year and a row per state, warmed most on top; return the pixels they take.

    Parameters
    ----------
    rows
        ``iso3, year, value, unit`` of one indicator; the world stands last.
    place
        ``row`` and ``col`` of a panel.
    """
    rows = rows[rows["value"].notna()].astype({"iso3": "str"})
    change = warming(rows)
    order = sorted(rows["iso3"].unique(), key=lambda c: (c != "WLD", change.get(c, 0.0)))
    first, last = int(rows["year"].min()), int(rows["year"].max())
    most = float(rows["value"].abs().max()) or 1.0
    marks.cells(
        fig,
        rows.assign(
            place=rows["iso3"].map(order.index),
            told=hovers(
                rows.assign(name=rows["iso3"].map(words.label)),
                words,
                "<b>{name}</b>, {year}",
                "{value:n} {unit}",
            ),
        ),
        x="year",
        y="place",
        value="value",
        told="told",
        colors=theme.DIVERGING_SCALE,
        span=(-most, most),
        gaps=(0, _GAP),
        **place,
    )
    for code in change.index:
        text = _signed(change[code], words)
        where: dict[str, Any] = {"xref": "x domain", "yref": "y", "xanchor": "left", "xshift": 8}
        marks.note(fig, text, 1, order.index(code), size=13, **where, **place)
    year_axis(fig, first, last, **place)
    name_rows(fig, range(len(order)), [words.label(code) for code in order], **place)
    return _ROW * len(order)


def stripe_key(words: Words) -> list[Key]:
    """Return what the colours of stripes mean."""
    cold, warm = (str(theme.DIVERGING_SCALE[end][1]) for end in (0, -1))
    return [Key(words.say("colder than the mean"), cold), Key(words.say("warmer"), warm)]


def _signed(change: float, words: Words) -> str:
    text = format_number(round(change, 1), 2, words.sentences)
    return f"+{text}" if change > 0 else text
