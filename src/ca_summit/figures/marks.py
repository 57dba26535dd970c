"""Draw rows as marks, each kind once: lines, bars, dots, cells, words; hollow is from memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ca_summit.figures import theme
from ca_summit.figures.rows import recalled_rows
from ca_summit.figures.text import CLEAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import plotly.graph_objects as go

_HOVER = "%{hovertext}<extra></extra>"
_OUTLINE = 1.6
_LEAST_POINT = 9  # diameter of a point that no line leads to


@dataclass(frozen=True)
class Line:
    """How one line looks and what it is called; points of no size are not drawn.

    Without ``points`` only those values have a point that no line leads to or that are from memory.
    """

    name: str
    color: str = theme.OTHER_COLOR
    dash: str = "solid"
    symbol: str = "circle"
    width: float = 2.4
    size: float = 5
    joined: bool = True
    points: bool = True


def lines(
    fig: go.Figure,
    rows: pd.DataFrame,
    looks: Mapping[str, Line],
    *,
    by: str,
    y: str,
    told: Sequence[str],
    x: str = "year",
    breaks: Mapping[str, Sequence[int]] | None = None,
    sparse: float = 0.0,
    **trace: Any,
) -> None:
    """Draw a line per group, open where a year is missing and where its series breaks.

    Parameters
    ----------
    looks
        Look of each group of the column ``by``, in the order drawn.
    told
        Hover of each row.
    breaks
        First years of a new way of counting, for each group.
    sparse
        Part of its years below which a group has no gaps but a dotted line from value to value.
    trace
        Passed on to ``add_scatter()``, such as ``row`` and ``col``.
    """
    rows = rows.assign(_told=list(told), _recalled=recalled_rows(rows))
    for code, look in looks.items():
        own = rows[rows[by].astype("str").eq(code)]
        own = (own.drop_duplicates(x) if look.joined else own).set_index(x).sort_index()
        if own.empty:
            continue
        first, last = int(own.index.min()), int(own.index.max())
        known = own[own[y].notna()]
        thin = len(known) < sparse * (last - first + 1)
        if look.joined and not thin:
            gaps = [year - 0.5 for year in (breaks or {}).get(code, ()) if first < year <= last]
            known = own.reindex(sorted([*range(first, last + 1), *gaps]))
        _add_line(fig, known, look, y, thin=thin, **{"hovertemplate": _HOVER} | trace)


def _add_line(
    fig: go.Figure, own: pd.DataFrame, look: Line, y: str, *, thin: bool, **trace: Any
) -> None:
    size = _point_size(own, own[y].notna(), look, thin=thin)
    fig.add_scatter(
        x=[int(year) if year == int(year) else year for year in own.index],
        y=[None if v != v else v for v in own[y].astype(float)],
        name=look.name,
        mode="markers" if not look.joined else "lines+markers" if size else "lines",
        line={
            "color": look.color,
            "width": look.width / 2 if thin else look.width,
            "dash": "dot" if thin else look.dash,
        },
        marker={
            "size": size,
            "color": look.color,
            **_signs(look.symbol, own["_recalled"].eq(other=True)),
        },
        hovertext=list(own["_told"].fillna("")),
        **trace,
    )


def _point_size(own: pd.DataFrame, known: pd.Series, look: Line, *, thin: bool) -> Any:
    """Return the diameter of all points of a line, or of each, zero where it has none."""
    if known.sum() == 1:
        return max(look.size, _LEAST_POINT)
    if look.points or thin:
        return look.size
    led = known.shift(1, fill_value=False) | known.shift(-1, fill_value=False)
    pointed = known & (own["_recalled"].eq(other=True) | ~led)
    return _even([look.size if point else 0 for point in pointed])


def band(
    fig: go.Figure,
    x: Sequence[Any] | pd.Series,
    low: Sequence[float] | pd.Series,
    high: Sequence[float] | pd.Series,
    *,
    color: str,
    opacity: float = 0.25,
    **trace: Any,
) -> None:
    """Fill the room between a lower and an upper line."""
    fig.add_scatter(
        x=[*x, *list(x)[::-1]],
        y=[*high, *list(low)[::-1]],
        fill="toself",
        fillcolor=color,
        opacity=opacity,
        mode="lines",
        line={"color": CLEAR, "width": 0},
        hoverinfo="skip",
        showlegend=False,
        **trace,
    )


def bars(
    fig: go.Figure,
    rows: pd.DataFrame,
    *,
    x: str,
    y: str,
    color: str | Sequence[str],
    told: Sequence[str],
    text: Sequence[str] | None = None,
    hollow: Sequence[bool] | pd.Series | None = None,
    pattern: str = "",
    hatch: Sequence[str] | None = None,
    **trace: Any,
) -> None:
    """Draw a bar per row, along ``x`` unless ``orientation`` says otherwise; its figure behind it.

    Parameters
    ----------
    color
        One colour, or one for each row.
    hollow
        Which bars are outlines only. Default: those from memory.
    pattern
        Hatching of empty bars, such as ``"/"``.
    hatch
        Light hatching over the colour of each bar, ``""`` for none.
    """
    colors = [color] * len(rows) if isinstance(color, str) else list(color)
    empty = list(recalled_rows(rows) if hollow is None else hollow)
    marker: dict[str, Any] = {
        "color": _even([CLEAR if e else c for e, c in zip(empty, colors, strict=True)]),
        "line": {"color": _even(colors), "width": _even([_OUTLINE if e else 0 for e in empty])},
    }
    if pattern:
        marker["pattern"] = {"shape": pattern, "fillmode": "replace"}
        marker["line"]["width"] = _OUTLINE
    if hatch is not None:
        marker["pattern"] = {
            "shape": list(hatch),
            "fgcolor": "rgba(255,255,255,0.45)",
            "bgcolor": _even(colors),
            "fillmode": "overlay",
            "size": 7,
            "solidity": 0.25,
        }
    if text is not None:
        trace = {"text": list(text), "textposition": "outside", "cliponaxis": False} | trace
        # What stands beside a bar need not be as small as a thin bar.
        if trace["textposition"] == "outside":
            trace.setdefault("constraintext", "none")
    fig.add_bar(
        x=rows[x],
        y=rows[y],
        marker=marker,
        hovertext=list(told),
        hovertemplate=_HOVER,
        **({"orientation": "h"} | trace),
    )


def dots(
    fig: go.Figure,
    rows: pd.DataFrame,
    *,
    x: str,
    y: str,
    color: str | Sequence[str],
    told: Sequence[str],
    symbol: str | Sequence[str] = "circle",
    size: float | Sequence[float] = 12,
    recalled: pd.Series | None = None,
    text: Sequence[str] | None = None,
    **trace: Any,
) -> None:
    """Draw a sign per row; one from memory is hollow, a hollow one from memory has a dot.

    Parameters
    ----------
    color, symbol, size
        One for all rows, or one for each.
    recalled
        Which rows rest on memory alone. Default: those whose ``verification`` says so.
    text
        Words beside the signs.
    """
    unsure = recalled_rows(rows) if recalled is None else recalled
    drawn: dict[str, Any] = {"mode": "markers" if text is None else "markers+text"}
    if text is not None:
        drawn |= {"text": list(text), "textposition": "middle right"}
    fig.add_scatter(
        x=rows[x],
        y=rows[y],
        marker={
            "size": size,
            "color": color,
            "opacity": 1,
            **_signs(symbol, unsure, color),
        },
        cliponaxis=False,
        hovertext=list(told),
        hovertemplate=_HOVER,
        **(drawn | trace),
    )


def cells(
    fig: go.Figure,
    rows: pd.DataFrame,
    *,
    x: str,
    y: str,
    value: str,
    told: str,
    colors: Sequence[Sequence[Any]],
    span: tuple[float, float],
    gaps: tuple[float, float] = (3, 3),
    **trace: Any,
) -> None:
    """Draw a grid of coloured cells; a missing value leaves its place empty.

    Parameters
    ----------
    value, told
        Columns of the value that is coloured and of the hover.
    colors, span
        Colour scale, and the values at its ends.
    gaps
        Pixels between columns and between rows.
    """
    grid = rows.pivot(index=y, columns=x, values=[value, told]).sort_index()  # noqa: PD010
    values = grid[value].astype("object")
    fig.add_heatmap(
        x=list(values.columns),
        y=list(values.index),
        z=values.where(values.notna(), None).to_numpy().tolist(),
        colorscale=colors,
        zmin=span[0],
        zmax=span[1],
        showscale=False,
        xgap=gaps[0],
        ygap=gaps[1],
        hovertext=grid[told].fillna("").to_numpy().tolist(),
        hovertemplate=_HOVER,
        hoverongaps=False,
        **trace,
    )


def write(
    fig: go.Figure,
    x: Sequence[Any] | pd.Series,
    y: Sequence[Any] | pd.Series,
    text: Sequence[str],
    *,
    size: float = 12,
    told: Sequence[str] | None = None,
    **trace: Any,
) -> None:
    """Write words at places of the chart; with ``told`` they answer the pointer."""
    hover = {"hoverinfo": "skip"} if told is None else {"hovertext": told, "hovertemplate": _HOVER}
    fig.add_scatter(
        x=x,
        y=y,
        mode="text",
        text=text,
        textfont={"size": size},
        cliponaxis=False,
        showlegend=False,
        **hover,
        **trace,
    )


def rule(
    fig: go.Figure,
    *,
    x: Any = None,
    y: Any = None,
    color: str = theme.OTHER_COLOR,
    dash: str = "dot",
    width: float = 1,
    text: str = "",
    **place: Any,
) -> None:
    """Draw a thin line across the chart at a place of one axis, below the marks."""
    line = {"color": color, "width": width, "dash": dash}
    words: dict[str, Any] = {}
    if text:
        words = {
            "annotation": {"text": text, "font": {"size": 11}},
            "annotation_position": "bottom right",
        }
    if x is not None:
        fig.add_vline(x=x, line=line, layer="below", **words, **place)
    else:
        fig.add_hline(y=y, line=line, layer="below", **words, **place)


def stretch(
    fig: go.Figure,
    first: tuple[Any, Any],
    last: tuple[Any, Any],
    *,
    color: str = theme.OTHER_COLOR,
    opacity: float = 1,
    **line: Any,
) -> None:
    """Draw a straight line between two places, below the marks."""
    (x0, y0), (x1, y1) = first, last
    style = {"color": color, "width": 1} | line
    fig.add_shape(
        type="line", x0=x0, y0=y0, x1=x1, y1=y1, line=style, layer="below", opacity=opacity
    )


def note(fig: go.Figure, text: str, x: Any, y: Any, *, size: float = 12, **place: Any) -> None:
    """Write a remark at one place; an arrow only where ``ax`` and ``ay`` are given."""
    look = {"arrowcolor": theme.OTHER_COLOR} if "ax" in place else {"showarrow": False}
    fig.add_annotation(**({"text": text, "x": x, "y": y, "font": {"size": size}} | look | place))


def panel_heading(fig: go.Figure, text: str, number: int, unit: str = "", **look: Any) -> None:
    """Write the heading of a panel, and its unit, above its upper left corner."""
    axis = "" if number == 1 else str(number)
    place = {
        "xref": f"x{axis} domain",
        "yref": f"y{axis} domain",
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 4,
        "align": "left",
    }
    small = f"<br><span style='font-size:11px'>{unit}</span>" if unit else ""
    note(fig, f"<b>{text}</b>{small}", 0, 1, size=14, **(place | look))


def _signs(
    symbol: str | Sequence[str], recalled: pd.Series, color: str | Sequence[str] | None = None
) -> dict[str, Any]:
    """Return symbols and outlines of points: hollow where a value is from memory."""
    unsure = [bool(r) for r in recalled]
    symbols = [symbol] * len(unsure) if isinstance(symbol, str) else list(symbol)
    signs = [_hollow(s) if u else s for s, u in zip(symbols, unsure, strict=True)]
    widths = [2 if "open" in s or "thin" in s else 0 for s in signs]
    line: dict[str, Any] = {"width": _even(widths)}
    if color is not None:
        line["color"] = color
    return {"symbol": _even(signs), "line": line}


def _even(values: list[Any]) -> Any:
    """Return the one value of a list that has no other, else the list."""
    return values[0] if values and all(v == values[0] for v in values) else values


def _hollow(symbol: str) -> str:
    if symbol.endswith("-dot"):
        return symbol
    return f"{symbol}-dot" if symbol.endswith("-open") else f"{symbol}-open"
