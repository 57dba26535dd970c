"""Set axes: years, values with numbers in one form, names of rows and heads of columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ca_summit.figures.labels import half_lines
from ca_summit.figures.language import short_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    import plotly.graph_objects as go

#: Numbers from which ticks are written short: in English, and where a thousand is a word.
_SHORT_FROM, _WORDS_FROM = 1e6, 1e4
#: Round steps in each power of ten on a logarithmic axis, the roundest first.
_LOG_STEPS = (
    (1,),
    (1, 2, 5),
    (1, 1.5, 2, 3, 4, 5, 6, 8),
    (1, 1.1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7, 8, 9),
)


def year_axis(
    fig: go.Figure, first: int, last: int, *, pad: float = 0.5, most: int = 5, **place: int
) -> None:
    """Set an axis of whole years, of which at most about ``most`` are written."""
    step = next(s for s in (1, 2, 5, 10, 20) if (last - first) / s <= most or s == 20)
    fig.update_xaxes(
        range=[first - pad, last + pad],
        tickvals=[y for y in range(first, last + 1) if y % step == 0 or first == last],
        tickformat="d",
        tickangle=0,
        showgrid=False,
        **place,
    )


def value_axis(
    fig: go.Figure,
    low: float,
    high: float,
    *,
    title: str = "",
    log: bool = False,
    across: bool = False,
    language: str = "en",
    **place: int,
) -> tuple[float, float]:
    """Set an axis of values from ``low`` to ``high`` with a little room, and return its ends.

    Ends at zero get no room there. Large numbers are written short, as everywhere.

    Parameters
    ----------
    log
        Whether the axis is logarithmic; both ends must be above zero.
    across
        Whether values run to the right.
    language
        Language of the numbers.
    """
    update = fig.update_xaxes if across else fig.update_yaxes
    if log:
        ends = (low / 1.15, high * 1.15)
        ticks = log_ticks(low, high)
        update(
            type="log",
            range=[math.log10(end) for end in ends],
            tickvals=ticks,
            ticktext=[short_number(v, language) for v in ticks],
            title_text=title,
            **place,
        )
        return ends
    room = 0.05 * (high - low)
    ends = (low - (room if low else 0.0), high + (room if high else 0.0))
    if low == high:  # one level stands near the foot of the plot
        ends = (low - 0.1 * (abs(low) or 1.0), low + (abs(low) or 1.0))
    update(range=list(ends), title_text=title, **place)
    update(**short_ticks(*ends, language), **place)
    return ends


def short_ticks(low: float, high: float, language: str, most: int = 6) -> dict[str, list[Any]]:
    r"""Return ticks in short words where numbers are large; else nothing, plotly writes them.

    Thousands have their word in other languages; plotly writes an English ``k``.

    Examples
    --------
    >>> short_ticks(0, 30_000, "ru")["ticktext"]
    ['0', '5\xa0тыс.', '10\xa0тыс.', '15\xa0тыс.', '20\xa0тыс.', '25\xa0тыс.', '30\xa0тыс.']
    >>> short_ticks(0, 30_000, "en")
    {}
    """
    if max(abs(low), abs(high)) < (_SHORT_FROM if language == "en" else _WORDS_FROM):
        return {}
    ticks = round_ticks(low, high, most)
    return {"tickvals": ticks, "ticktext": [short_number(v, language) for v in ticks]}


def round_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return at most ``most`` round numbers between two values.

    Examples
    --------
    >>> round_ticks(0, 47), round_ticks(-3.2, 8)
    ([0, 10, 20, 30, 40], [-2, 0, 2, 4, 6, 8])
    """
    rough = (high - low) / most
    power = 10 ** math.floor(math.log10(rough))
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= rough)
    return [n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """Return at least three ticks for a logarithmic axis, as round as the range allows.

    Examples
    --------
    >>> log_ticks(1, 1000), log_ticks(20, 90)
    ([1.0, 10.0, 100.0, 1000.0], [20.0, 50.0, 100.0])
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks: list[float] = []
    for steps in _LOG_STEPS[high / low < 1000 :]:
        marks = [s * 10.0**p for p in powers for s in steps]
        ticks = [m for m in marks if low / 1.15 <= m <= high * 1.15]
        if len(ticks) >= 3:
            break
    return ticks


def name_rows(
    fig: go.Figure,
    places: Iterable[Any],
    names: Iterable[str],
    *,
    width: int = 20,
    standoff: int = 6,
    **axis: Any,
) -> None:
    """Write the names of rows as ticks of the vertical axis, in lines of about ``width`` signs."""
    fig.update_yaxes(
        **{
            "tickvals": list(places),
            "ticktext": [name if "<" in name else half_lines(name, width) for name in names],
            "ticks": "",
            "ticklabelstandoff": standoff,
            "showgrid": False,
            "zeroline": False,
            **axis,
        }
    )


def hide_rows(fig: go.Figure, low: float, high: float) -> None:
    """Set a vertical axis of rows whose names stand in the plot."""
    fig.update_yaxes(
        range=[low, high],
        showticklabels=False,
        showgrid=False,
        zeroline=False,
        ticks="",
        fixedrange=True,
    )


def name_columns(
    fig: go.Figure, places: Iterable[Any], heads: Iterable[str], *, size: float = 9.5, **axis: Any
) -> None:
    """Write the heads of columns above them."""
    fig.update_xaxes(
        **{
            "tickvals": list(places),
            "ticktext": list(heads),
            "side": "top",
            "tickangle": 0,
            "tickfont": {"size": size},
            "ticks": "",
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            **axis,
        }
    )
