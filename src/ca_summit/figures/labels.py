"""Write names where they fit: at line ends, beside rows, in lanes."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, insort
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from ca_summit.figures.text import power_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from ca_summit.figures.marks import Line

_NEARLY = 3  # years by which a line may end before the others and be named with them


def free_rows(spans: Mapping[int, tuple[float, float]], most: int | None = None) -> dict[int, int]:
    """Return for each span the lowest row in which it covers no earlier one; none beyond ``most``.

    Without ``most`` every span has a row, however many lie on one spot.

    Examples
    --------
    >>> free_rows({7: (0, 10), 8: (5, 15), 9: (10, 20)})
    {7: 0, 8: 1, 9: 0}
    """
    rows: list[list[tuple[float, float]]] = []  # each sorted, as nothing in a row overlaps
    full: dict[tuple[float, float], int] = {}  # rows below which a span found no room
    out: dict[int, int] = {}
    for key, span in spans.items():
        number = full.get(span, 0)
        while number < len(rows) and not _fits(span, rows[number]):
            number += 1
        full[span] = number
        if most is not None and number >= most:
            continue
        if number == len(rows):
            rows.append([])
        insort(rows[number], span)
        out[key] = number
    return out


def _fits(span: tuple[float, float], row: list[tuple[float, float]]) -> bool:
    """Tell whether a span covers none of a row of spans that are sorted and apart."""
    at = bisect_left(row, span)
    before = at == 0 or row[at - 1][1] <= span[0]
    return before and (at == len(row) or span[1] <= row[at][0])


def short_head(code: str, language: str | None = None) -> str:
    """Return the name of a state in two short lines, for the head of a narrow column.

    Examples
    --------
    >>> short_head("TKM"), short_head("TJK", "local")
    ('Turkmen-<br>istan', 'Тоҷик-<br>истон')
    """
    name = power_name(code, language)
    split = re.sub(r"((?:i|и)?(?:stan|ston|стан|стон))$", r"-<br>\1", name)
    return split if split != name else "<br>".join(wrap(name, 11))


def half_lines(name: str, width: int = 14) -> str:
    """Break a name of an axis into one or two lines, longer than ``width`` only if it must.

    No word is broken.

    Examples
    --------
    >>> half_lines("United Arab Emirates"), half_lines("Организация Объединённых Наций")
    ('United Arab<br>Emirates', 'Организация<br>Объединённых Наций')
    >>> half_lines("Европейский союз", 8)
    'Европейский<br>союз'
    """
    width = max(width, *map(len, name.split()), 1)
    lines = wrap(name, width)
    while len(lines) > 2:
        width += 1
        lines = wrap(name, width)
    return "<br>".join(lines) or name


def label_ends(
    fig: go.Figure,
    ends: Sequence[tuple[float, float, str, str]],
    *,
    low: float,
    high: float,
    area: float,
    log: bool = False,
    line: float = 16,
    **place: Any,
) -> None:
    """Write a name at the end of each line, moved apart where names would cover each other.

    Parameters
    ----------
    ends
        ``(x, y, name, colour)`` of the last point of each line.
    low, high
        Ends of the value axis.
    area
        Height of the plot area in pixels.
    line
        Pixels of one line of a name.
    place
        Passed on to ``add_annotation()``, such as ``row`` and ``col``.
    """

    def above(value: float) -> float:
        """Return the pixels from the foot of the plot area."""
        if log:
            value, bottom, top = (math.log10(v) for v in (value, low, high))
        else:
            bottom, top = low, high
        return (value - bottom) / ((top - bottom) or 1.0) * area

    ordered = sorted(ends, key=lambda end: end[1])
    names = [name if "<br>" in name else half_lines(name, 15) for _, _, name, _ in ordered]
    heights = [line * (name.count("<br>") + 1) for name in names]
    places: list[float] = []
    for number, (_, y, _, _) in enumerate(ordered):
        least = places[-1] + (heights[number - 1] + heights[number]) / 2 if number else -math.inf
        places.append(max(above(y), least))
    for number in reversed(range(len(places))):
        most = area
        if number + 1 < len(places):
            most = places[number + 1] - (heights[number] + heights[number + 1]) / 2
        places[number] = min(places[number], most)
    for (x, y, _, color), name, middle in zip(ordered, names, places, strict=True):
        fig.add_annotation(
            x=x,
            y=math.log10(y) if log else y,
            text=f"<b>{name}</b>",
            align="left",
            xanchor="left",
            xshift=9,
            yshift=round(middle - above(y), 1),
            showarrow=False,
            font={"color": color, "size": 13},
            **place,
        )


def label_lines(
    fig: go.Figure,
    rows: pd.DataFrame,
    looks: Mapping[str, Line],
    *,
    by: str,
    y: str,
    ends: tuple[float, float],
    area: float,
    log: bool = False,
    **place: Any,
) -> None:
    """Name the lines of ``marks.lines()`` at their ends; ``place`` is that of ``label_ends()``.

    One that ends up to three years early is named where the others end.

    Parameters
    ----------
    ends
        Ends of the value axis.
    area
        Height of the plot area in pixels.
    """
    known = rows[rows[y].notna() & (rows[y].gt(0) if log else True)]
    if known.empty:
        return
    tips = known.sort_values("year").groupby(known[by].astype("str")).tail(1)
    last = int(tips["year"].max())
    label_ends(
        fig,
        [
            (last if last - year <= _NEARLY else int(year), float(v), looks[c].name, looks[c].color)
            for year, v, c in zip(tips["year"], tips[y], tips[by].astype("str"), strict=True)
            if c in looks
        ],
        low=ends[0],
        high=ends[1],
        area=area,
        log=log,
        **place,
    )
