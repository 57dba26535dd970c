"""Draw the main marks of a figure as a small SVG, for viewers that draw no figures themselves."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
import textwrap
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from ca_summit.explorers.frames import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ca_summit.explorers.frames import Spec

_WIDTH, _LEFT, _RIGHT = 480, 110, 20
_MOST = 4_500  # bytes
_LINE = 15  # pixels of a line of words
_TEXTS = 40  # of one trace at most
_INK, _FAINT = "#22272B", "#8A949C"


def draw_picture(figure: Spec) -> str:
    """Return bars, lines, areas, markers, cells and words of a figure as SVG.

    The picture gets coarser until it takes at most 4,500 bytes or has a grain of 16 pixels.

    Parameters
    ----------
    figure
        A plotly figure as plain JSON. What is neither bar, scatter nor heatmap is left out.

    Examples
    --------
    >>> bars = {"data": [{"type": "bar", "x": ["a"], "y": [3]}], "layout": {}}
    >>> bars["layout"]["title"] = {"text": "One"}
    >>> "One" in draw_picture(bars), draw_picture(bars).count("<rect")
    (True, 1)
    """
    for grain in (1, 2, 4, 8, 16):
        drawn = _drawn(figure, grain)
        if len(drawn) <= _MOST:
            break
    return drawn


def _drawn(figure: Spec, grain: int) -> str:
    traces = [unpacked(t) for t in figure.get("data", []) if t.get("visible", True) is True]
    layout = figure.get("layout", {})
    title = layout.get("title") or {}
    texts = [title.get("text"), (title.get("subtitle") or {}).get("text")]
    heads = [line for text in texts for line in textwrap.wrap(_bare(text), 76)][:5]
    if not traces:
        heads += [_bare(note.get("text")) for note in layout.get("annotations") or []][:3]
    top = 8 + _LINE * (len(heads) + 1)
    height = top + round(min(0.62, (layout.get("height") or 450) / 900) * _WIDTH)
    parts = [
        f'<text x="8" y="{_LINE * (n + 1)}" font-weight="{400 if n else 700}">{escape(line)}</text>'
        for n, line in enumerate(heads)
    ]
    for pair in sorted({(t.get("xaxis", "x"), t.get("yaxis", "y")) for t in traces}):
        own = [t for t in traces if (t.get("xaxis", "x"), t.get("yaxis", "y")) == pair]
        parts += _Panel(own, layout, pair, (top, height - 24), grain).parts()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" font-family="sans-serif" font-size="11" fill="{_INK}">'
        f'<path fill="#fff" d="M0 0h{_WIDTH}v{height}H0z"/>{"".join(parts)}</svg>'
    )


class _Axis:
    """Where the values of one axis lie, from 0 to 1."""

    def __init__(self, layout: Spec, values: Iterable[Any], *, from_zero: bool) -> None:
        held = [v for v in values if v is not None]
        self.names = [str(v) for v in dict.fromkeys(v for v in held if _number(v) is None)]
        if layout.get("type") == "category":
            self.names = [str(v) for v in dict.fromkeys(held)]
        order = layout.get("categoryarray")
        self.names = (
            [str(v) for v in order] if self.names and isinstance(order, list) else self.names
        )
        self.log = layout.get("type") == "log"
        given = [self._value(v) for v in layout.get("range") or ()]
        span = [n for n in given if n is not None]
        if len(span) != 2 or len(given) != 2 or layout.get("autorange"):
            found = [n for n in map(self._value, held) if n is not None] or [0.0]
            low, high = min(found), max(found)
            span = [min(low, 0) if from_zero and not self.names else low, high]
            if self.names:
                span = [-0.5, len(self.names) - 0.5]
            if layout.get("autorange") == "reversed":
                span.reverse()
        elif self.log and layout.get("range"):
            span = [float(v) for v in layout["range"]]
        low, high = float(span[0]), float(span[1])
        self.low, self.high = (low, high) if low != high else (low - 1, high + 1)
        ticks = zip(layout.get("tickvals") or (), layout.get("ticktext") or (), strict=False)
        self.ticks = [(v, _bare(text)) for v, text in ticks] or [(n, _bare(n)) for n in self.names]

    def _value(self, value: Any) -> float | None:
        if isinstance(value, str) and value in self.names:
            return float(self.names.index(value))
        if self.names and str(value) in self.names:
            return float(self.names.index(str(value)))
        number = _number(value)
        if number is not None and self.log:
            return math.log10(number) if number > 0 else None
        return number

    def at(self, value: Any) -> float | None:
        """Return the place of a value; None where there is none."""
        number = self._value(value)
        return None if number is None else (number - self.low) / (self.high - self.low)


class _Panel:
    """The traces of one pair of axes."""

    def __init__(
        self,
        traces: list[Spec],
        layout: Spec,
        pair: tuple[str, str],
        rows: tuple[int, int],
        grain: int,
    ) -> None:
        self.traces, self.grain = traces, grain
        own = [layout.get(f"{name[0]}axis{name[1:]}") or {} for name in pair]
        across = any(t.get("type") == "bar" and t.get("orientation") == "h" for t in traces)
        upright = any(t.get("type") == "bar" for t in traces) and not across
        self.stacked = layout.get("barmode") in {"stack", "relative"}
        self.x = _Axis(own[0], self._all("x"), from_zero=across)
        self.y = _Axis(own[1], self._all("y"), from_zero=upright)
        self.plain = own[1].get("visible") is False or bool(own[1].get("scaleanchor"))
        left, right = (8 if self.plain else _LEFT), _WIDTH - _RIGHT
        top, bottom = rows
        (x0, x1), (y0, y1) = (axis.get("domain") or (0, 1) for axis in own)
        self.left, self.width = left + x0 * (right - left), (x1 - x0) * (right - left)
        self.bottom, self.height = bottom - y0 * (bottom - top), (y1 - y0) * (bottom - top)
        if own[1].get("scaleanchor"):
            self._keep_scale()

    def _all(self, axis: str) -> list[Any]:
        values: list[Any] = []
        for trace in self.traces:
            given = trace.get(axis)
            own = given if isinstance(given, list) else []
            values += own or ([*range(len(trace.get("y") or trace.get("x") or []))])
        return values

    def _keep_scale(self) -> None:
        """Widen the axis that has room to spare, so that a kilometre is one length."""
        wide = abs(self.x.high - self.x.low) / self.width
        high = abs(self.y.high - self.y.low) / self.height
        axis, more = (self.x, high / wide) if high > wide else (self.y, wide / high)
        middle, half = (axis.low + axis.high) / 2, (axis.high - axis.low) / 2 * more
        axis.low, axis.high = middle - half, middle + half

    def _spot(self, x: Any, y: Any) -> tuple[int, int] | None:
        across, up = self.x.at(x), self.y.at(y)
        if across is None or up is None or not -1 < across < 2 or not -1 < up < 2:
            return None
        return round(self.left + across * self.width), round(self.bottom - up * self.height)

    def parts(self) -> list[str]:
        """Return the marks as pieces of SVG, clipped to the panel, and the words of its axes."""
        box = f"{self.left:.0f} {self.bottom - self.height:.0f} {self.width:.0f} {self.height:.0f}"
        x, y, width, height = box.split(" ")
        sums: dict[Any, float] = {}
        marks = [mark for trace in self.traces for mark in self._marks(trace, sums)]
        place = f'x="{x}" y="{y}" width="{width}" height="{height}" viewBox="{box}"'
        inner = f"<svg {place}>{''.join(marks)}</svg>"
        return [inner, *([] if self.plain else self._words())]

    def _words(self) -> list[str]:
        found = []
        for value, text in self.y.ticks[:40]:
            spot = self.y.at(value)
            if spot is not None and 0 <= spot <= 1:
                y = round(self.bottom - spot * self.height) + 4
                short = textwrap.shorten(text, 20, placeholder="…")
                found.append(_words(self.left - 5, y, short, "end"))
        ends = (
            [(v, f"{v:.4g}") for v in (self.x.low, self.x.high)]
            if not self.x.ticks
            else self.x.ticks
        )
        for value, text in ends[:12]:
            spot = (
                (value - self.x.low) / (self.x.high - self.x.low)
                if not self.x.ticks
                else self.x.at(value)
            )
            if (
                spot is not None
                and 0 <= spot <= 1
                and not (isinstance(value, float) and abs(value) > 1e11)
            ):
                x = round(self.left + spot * self.width)
                found.append(_words(x, self.bottom + 14, text[:14], "middle"))
        return found

    def _marks(self, trace: Spec, sums: dict[Any, float]) -> list[str]:
        kind = trace.get("type", "scatter")
        if kind == "bar":
            return self._bars(trace, sums)
        if kind == "heatmap":
            return self._cells(trace)
        return self._scatter(trace) if kind in {"scatter", "scattergl"} else []

    def _bars(self, trace: Spec, sums: dict[Any, float]) -> list[str]:
        across = trace.get("orientation") == "h"
        names, lengths = (trace.get(k) or [] for k in ("yx" if across else "xy"))
        colors = (trace.get("marker") or {}).get("color")
        step = (self.height if across else self.width) / max(
            1, len((self.y if across else self.x).names) or len(names)
        )
        thick, found = max(1, 0.7 * step), []
        for place, (name, length) in enumerate(zip(names, lengths, strict=False)):
            begin = sums.get(name, 0.0) if self.stacked else 0.0
            end = begin + (_number(length) or 0)
            sums[name] = end
            spots = [self._spot(v, name) if across else self._spot(name, v) for v in (begin, end)]
            if None in spots:
                continue
            (x0, y0), (x1, y1) = spots  # type: ignore[misc]
            size = (abs(x1 - x0), thick) if across else (thick, abs(y1 - y0))
            at = (min(x0, x1), y0 - thick / 2) if across else (x0 - thick / 2, min(y0, y1))
            fill = _color(
                colors[place] if isinstance(colors, list) and place < len(colors) else colors
            )
            found.append(_box(at[0], at[1], size[0], size[1], fill))
        return found

    def _cells(self, trace: Spec) -> list[str]:
        rows = trace.get("z") or []
        held = [v for row in rows for v in row if _number(v) is not None]
        most, found = max(held, default=1) or 1, []
        for y, row in zip(trace.get("y") or range(len(rows)), rows, strict=False):
            for x, value in zip(trace.get("x") or range(len(row)), row, strict=False):
                spot, share = self._spot(x, y), _number(value)
                if spot is None or share is None:
                    continue
                width, height = (
                    s / max(1, len(a.names))
                    for s, a in ((self.width, self.x), (self.height, self.y))
                )
                shade = round(240 - 150 * max(0.0, share / most))
                found.append(
                    _box(
                        spot[0] - width / 2,
                        spot[1] - height / 2,
                        width,
                        height,
                        f"rgb({shade},{shade},235)",
                    )
                )
        return found

    def _scatter(self, trace: Spec) -> list[str]:
        y = trace.get("y") or []
        spots = [
            self._spot(*pair) for pair in zip(trace.get("x") or range(len(y)), y, strict=False)
        ]
        mode, line = str(trace.get("mode", "lines")), trace.get("line") or {}
        fill = _color(trace.get("fillcolor")) if trace.get("fill") == "toself" else "none"
        found = []
        if "lines" in mode or fill != "none":
            stroke = _color(line.get("color"), "none") if line.get("width") != 0 else "none"
            way = _way(spots, self.grain, closed=fill != "none")
            style = (
                f'fill="{fill}" stroke="{stroke}" stroke-width="{min(3, line.get("width") or 1)}"'
            )
            if way and (fill, stroke) != ("none", "none"):
                found.append(f'<path d="{way}" {style}/>')
        shown = [(n, s) for n, s in enumerate(spots) if s is not None]
        if "markers" in mode:
            marker = trace.get("marker") or {}
            for n, (x, up) in shown[: 160 // self.grain]:
                size, color = (_item(marker.get(k), n) for k in ("size", "color"))
                radius = max(1, round((_number(size) or 6) / 2.6))
                found.append(f'<circle cx="{x}" cy="{up}" r="{radius}" fill="{_color(color)}"/>')
        if "text" in mode:
            anchor = {"left": "end", "right": "start"}
            for n, (x, up) in shown[: _TEXTS // self.grain]:
                side = str(_item(trace.get("textposition"), n) or "").split(" ")[-1]
                text = _bare(_item(trace.get("text"), n)).strip()
                if text:
                    found.append(_words(x, up + 4, text, anchor.get(side, "middle")))
        return found


def _way(spots: list[tuple[int, int] | None], grain: int, *, closed: bool) -> str:
    """Return the path through the spots, each told from the one before; near ones are passed."""
    said: list[str] = []
    run: list[tuple[int, int]] = []
    for spot in [*spots, None]:
        if spot is not None:
            if not run or max(abs(a - b) for a, b in zip(spot, run[-1], strict=True)) >= grain:
                run.append(spot)
            continue
        if len(run) > (2 if closed else 1):
            steps = itertools.pairwise(run)
            said.append(f"M{run[0][0]} {run[0][1]}l")
            said.append(" ".join(f"{x1 - x0} {y1 - y0}" for (x0, y0), (x1, y1) in steps))
            said += ["z"] if closed else []
        run = []
    return "".join(said).replace(" -", "-")


def _words(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(text)}</text>'


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    size = f'width="{width:.0f}" height="{height:.0f}"'
    return f'<rect x="{x:.0f}" y="{y:.0f}" {size} fill="{fill}"/>'


def _item(value: Any, place: int) -> Any:
    if isinstance(value, list):
        return value[place] if place < len(value) else None
    return value


def _number(value: Any) -> float | None:
    """Return a number or a day as a number; None for words."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value) if math.isfinite(value) else None
    try:
        return dt.datetime.fromisoformat(str(value)[:19]).replace(tzinfo=dt.UTC).timestamp() * 1e3
    except ValueError:
        return None


def _color(value: Any, other: str = _FAINT) -> str:
    """Return a colour that can stand in an attribute."""
    return value if isinstance(value, str) and re.fullmatch(r"[#\w(),.%\s]+", value) else other


def _bare(text: Any) -> str:
    """Return words without the tags of plotly's texts."""
    return unescape(re.sub(r"<[^>]*>", " ", str(text or ""))).strip()
