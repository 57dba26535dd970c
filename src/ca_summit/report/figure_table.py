"""Describe a plotly figure in words and as a table, from its traces alone."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import numpy as np

from ca_summit.report.plotly_json import shape_of

if TYPE_CHECKING:
    from ca_summit.report.plotly_json import Spec

_KEYS = tuple(
    """
    ids labels parents locations x y z lon lat r theta a b c real imag open high low close value
    values u v w q1 median q3 lowerfence upperfence mean text hovertext
    """.split()
)
_WORDS = {
    "bar": "Bar chart",
    "pie": "Pie chart",
    "heatmap": "Heat map",
    "histogram": "Histogram",
    "box": "Box plot",
    "violin": "Violin plot",
    "scatter3d": "Point chart in three dimensions",
    "surface": "Surface in three dimensions",
    "mesh3d": "Body in three dimensions",
    "choropleth": "Map with coloured areas",
    "choroplethmap": "Map with coloured areas",
    "scattergeo": "Map with points",
    "scattermap": "Map with points",
    "densitymap": "Density map",
    "sankey": "Flow diagram",
    "treemap": "Tree map",
    "sunburst": "Sunburst chart",
    "table": "Table",
    "indicator": "Indicator",
    "funnel": "Funnel chart",
    "waterfall": "Waterfall chart",
    "candlestick": "Candlestick chart",
    "ohlc": "Price chart",
    "contour": "Contour chart",
    "parcoords": "Parallel coordinates",
    "parcats": "Parallel categories",
    "splom": "Scatter matrix",
    "scatterpolar": "Polar chart",
    "barpolar": "Polar bar chart",
    "icicle": "Icicle chart",
    "scatterternary": "Ternary chart",
    "image": "Picture",
    "histogram2d": "Two-way histogram",
}


def text_of(value: Any) -> str:
    """Return the words of a plotly text or title without its markup.

    Examples
    --------
    >>> text_of({"text": "<b>Gas</b><br>2024"})
    'Gas 2024'
    """
    if isinstance(value, dict):
        value = value.get("text", "")
    if not isinstance(value, str):
        return ""
    value = re.sub(r"(?i)<br\s*/?>", " ", value)
    return _in_one_line(unescape(re.sub(r"</?[a-zA-Z][^>]*>", "", value)))


def values_of(node: Any) -> list[Any]:
    """Return an array of a figure as a list, plotly's binary form included.

    Examples
    --------
    >>> values_of({"dtype": "i1", "bdata": "AQID"})
    [1, 2, 3]
    """
    if isinstance(node, dict) and "bdata" in node:
        kind = _numpy(node["dtype"])
        content = base64.b64decode(node["bdata"])
        array = np.frombuffer(content, dtype=np.dtype(kind).newbyteorder("<"))
        shape = shape_of(node.get("shape"))
        if shape and len(shape) > 1:
            array = array.reshape(shape)
        return [None if isinstance(v, float) and v != v else v for v in array.tolist()]
    if isinstance(node, list):
        return node
    return []


#: More rows than a reader or a spreadsheet opens; the figure draws all the same.
MOST_ROWS = 100_000


def beginning(spec: Spec) -> tuple[Spec, int]:
    """Return a figure with as many values as a table takes, and how many the largest trace has.

    Examples
    --------
    >>> from ca_summit.report.plotly_json import prepare
    >>> short, rows = beginning(prepare({"data": [{"y": list(range(200_000))}]}))
    >>> rows, len(short.data[0]["y"])
    (200000, 100000)
    """
    most = max((_length(v) for trace in spec.data for v in trace.values()), default=0)
    if most <= MOST_ROWS or isinstance(spec.meta.get("data"), dict):
        return spec, most
    data = [{key: _cut(value) for key, value in trace.items()} for trace in spec.data]
    return replace(spec, data=data), most


def _flat(value: Any) -> bool:
    return isinstance(value, dict) and "bdata" in value and "shape" not in value


def _length(value: Any) -> int:
    if _flat(value):
        return len(value["bdata"]) * 3 // 4 // np.dtype(_numpy(value["dtype"])).itemsize
    return len(value) if isinstance(value, list) else 0


def _numpy(kind: str) -> str:
    return {"u1c": "u1", "uint8c": "u1"}.get(kind, kind)


def _cut(value: Any) -> Any:
    if _length(value) <= MOST_ROWS:
        return value
    if isinstance(value, list):
        return value[:MOST_ROWS]
    # Whole groups of four signs are whole groups of three bytes.
    signs = -(-MOST_ROWS * np.dtype(_numpy(value["dtype"])).itemsize // 3) * 4
    part = base64.b64decode(value["bdata"][:signs])
    kind = np.dtype(_numpy(value["dtype"])).newbyteorder("<")
    return np.frombuffer(part, dtype=kind, count=MOST_ROWS).tolist()


def figure_table(spec: Spec, series: str = "series") -> tuple[list[str], list[list[Any]]]:
    """Return what a figure draws: column names and rows.

    The table that ``describe`` attached comes first; else one row per mark is read from the traces.
    """
    data = spec.meta.get("data")
    if isinstance(data, dict) and isinstance(data.get("columns"), list):
        rows = [list(row) for row in data.get("rows") or [] if isinstance(row, list)]
        shown = data.get("shown")
        if not isinstance(shown, dict):
            return [str(c) for c in data["columns"]], rows
        told = [[_told(v, own) for v, own in zip(row, shown["words"], strict=True)] for row in rows]
        return [str(c) for c in shown["columns"]], told
    records: list[dict[str, Any]] = []
    many = len(spec.data) > 1
    for number, trace in enumerate(spec.data, start=1):
        name = text_of(trace.get("name")) or f"{trace.get('type', 'scatter')} {number}"
        named = many or trace.get("name")
        records += [{series: name, **r} if named else r for r in _records(trace)]
    columns: dict[str, None] = {}
    for record in records:
        columns.update(dict.fromkeys(record))
    titles = _titles(spec, list(columns))
    rows = [[_plain(record.get(column)) for column in columns] for record in records]
    return titles, rows


def _told(value: Any, words: dict[str, str]) -> Any:
    """Return a cell in the language of the figure; numbers and what has no word stay."""
    return words.get(str(value), value) if isinstance(value, (str, bool)) else value


def _records(trace: dict[str, Any]) -> list[dict[str, Any]]:
    kind = trace.get("type", "scatter")
    if kind == "table":
        names = [text_of(str(_first(v))) for v in values_of(trace.get("header", {}).get("values"))]
        cells = [values_of(v) for v in values_of(trace.get("cells", {}).get("values"))]
        height = max((len(c) for c in cells), default=0)
        return [
            {
                names[i] if i < len(names) else f"column {i + 1}": _at(c, row)
                for i, c in enumerate(cells)
            }
            for row in range(height)
        ]
    if kind == "sankey":
        return _flows(trace)
    if kind in {"parcoords", "parcats", "splom"}:
        named = {
            str(d.get("label") or f"dimension {i + 1}"): values_of(d.get("values"))
            for i, d in enumerate(trace.get("dimensions") or [])
        }
        return _by_row(named)
    if kind == "indicator":
        return [{"value": trace.get("value")}]
    grid = values_of(trace.get("z"))
    if grid and isinstance(grid[0], list):
        return _cells(trace, grid)
    columns = {key: values_of(trace.get(key)) for key in _KEYS if values_of(trace.get(key))}
    own = trace.get("marker")
    marker: dict[str, Any] = own if isinstance(own, dict) else {}
    for key in ("size", "color"):
        if values_of(marker.get(key)):
            columns[f"marker {key}"] = values_of(marker.get(key))
    if kind == "bar" and values_of(trace.get("base")):
        columns |= _spans(trace, columns)
    if "hovertext" in columns and columns.get("text") == columns["hovertext"]:
        del columns["hovertext"]
    return _by_row(columns)


def _spans(trace: dict[str, Any], columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return where bars begin; lengths in milliseconds become the moment at which a bar ends.

    Examples
    --------
    >>> _spans({"base": ["2024-01-01"], "orientation": "h"}, {"x": [86400000], "y": ["a"]})
    {'x': ['2024-01-02'], 'start': ['2024-01-01']}
    """
    axis = "x" if trace.get("orientation") == "h" else "y"
    starts, ends = values_of(trace["base"]), list(columns.get(axis, []))
    for at, (start, length) in enumerate(zip(starts, ends, strict=False)):
        if isinstance(start, str) and isinstance(length, (int, float)):
            try:
                end = datetime.fromisoformat(start) + timedelta(milliseconds=length)
            except (ValueError, OverflowError):
                continue
            ends[at] = end.isoformat().removesuffix("T00:00:00")
    return {axis: ends, "start": starts}


def _by_row(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    height = max((len(values) for values in columns.values()), default=0)
    rows = [{key: _at(values, row) for key, values in columns.items()} for row in range(height)]
    return [row for row in rows if any(v is not None for v in row.values())]


def _cells(trace: dict[str, Any], grid: list[list[Any]]) -> list[dict[str, Any]]:
    xs, ys = values_of(trace.get("x")), values_of(trace.get("y"))
    flat = [values for values in (xs, ys) if values and isinstance(values[0], list)]
    return [
        {
            "x": (j if not xs or flat else _at(xs, j)),
            "y": (i if not ys or flat else _at(ys, i)),
            "z": value,
        }
        for i, row in enumerate(grid)
        if isinstance(row, list)
        for j, value in enumerate(row)
    ]


def _flows(trace: dict[str, Any]) -> list[dict[str, Any]]:
    labels = values_of(trace.get("node", {}).get("label"))
    link = trace.get("link", {})
    columns = {key: values_of(link.get(key)) for key in ("source", "target", "value")}

    def label(index: Any) -> Any:
        return labels[index] if isinstance(index, int) and 0 <= index < len(labels) else index

    return [
        {"source": label(s), "target": label(t), "value": v}
        for s, t, v in zip(columns["source"], columns["target"], columns["value"], strict=False)
    ]


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _at(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else None


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return " / ".join(str(v) for v in value)
    if isinstance(value, float) and value != value:
        return None
    return text_of(value) if isinstance(value, str) else value


def _titles(spec: Spec, columns: list[str]) -> list[str]:
    layout = spec.layout
    scene = layout.get("scene") if isinstance(layout.get("scene"), dict) else {}
    names = {}
    for key in ("x", "y", "z"):
        axis = layout.get(f"{key}axis") or (scene or {}).get(f"{key}axis") or {}
        title = text_of(axis.get("title")) if isinstance(axis, dict) else ""
        if title and len({t.get(f"{key}axis", key) for t in spec.data}) == 1:
            names[key] = title
    titled = [names.get(column, column) for column in columns]
    return [t if titled.count(t) == 1 else c for t, c in zip(titled, columns, strict=True)]


def _in_one_line(text: str) -> str:
    r"""Return a text without breaks of lines; spaces at which no line may break stay.

    Examples
    --------
    >>> _in_one_line("46\u00a0%\n of all")
    '46\xa0% of all'
    """
    return re.sub(r"[^\S\u00a0\u202f]+", " ", text).strip()


def describe_spec(spec: Spec, values: int | None = None) -> str:
    """Return an alternative text made from the data of a figure; ``values``: how many, if counted.

    Examples
    --------
    >>> from ca_summit.report.plotly_json import prepare
    >>> bars = {"type": "bar", "x": ["a", "b"], "y": [1, 5]}
    >>> describe_spec(prepare({"data": [bars], "layout": {}}))
    'Bar chart, 2 values; y from 1 to 5.'
    """
    alt = spec.meta.get("alt")
    if isinstance(alt, str) and alt.strip():
        return _in_one_line(alt)
    kinds = list(dict.fromkeys(_kind(trace) for trace in spec.data)) or ["Empty figure"]
    parts = [" and ".join([kinds[0], *(k[0].lower() + k[1:] for k in kinds[1:])])]
    title = text_of(spec.layout.get("title"))
    if title:
        parts[0] += f": {title}"
    names = [text_of(t.get("name")) for t in spec.data if text_of(t.get("name"))]
    if len(names) > 1:
        shown = ", ".join(names[:6])
        parts.append(f"{len(names)} series ({shown}{', …' if len(names) > 6 else ''})")
    if values is not None:
        return f"{', '.join(parts)}, {values:,} values."
    columns, rows = figure_table(spec)
    if rows:
        parts.append(f"{len(rows):,} value{'s' if len(rows) != 1 else ''}")
    text = ", ".join(parts)
    ranges = _ranges(columns, rows)
    return f"{text}; {ranges}." if ranges else f"{text}."


def _kind(trace: dict[str, Any]) -> str:
    kind = str(trace.get("type") or "scatter")
    if kind in {"scatter", "scattergl"}:
        mode = str(trace.get("mode") or "lines")
        if trace.get("fill") in {"toself", "tonext"}:
            return "Outlines"
        return "Line chart" if "lines" in mode else "Point chart" if "markers" in mode else "Labels"
    return _WORDS.get(kind, f"Chart of type {kind}")


def _ranges(columns: list[str], rows: list[list[Any]]) -> str:
    found: list[str] = []
    for index, column in enumerate(columns):
        values = [
            r[index]
            for r in rows
            if isinstance(r[index], (int, float)) and not isinstance(r[index], bool)
        ]
        if len(values) > 1 and len(found) < 3:
            found.append(f"{column} from {_short(min(values))} to {_short(max(values))}")
    return ", ".join(found)


def _short(value: float) -> str:
    if isinstance(value, int) or float(value).is_integer():
        number = int(value)
        return str(number) if abs(number) < 10_000 else f"{number:,}"
    return f"{value:.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
