"""Write the HTML around a figure: caption, alternative text, table."""

from __future__ import annotations

import json
import math
import re
from html import escape
from typing import TYPE_CHECKING, Any

from ca_summit.report.figure_head import Head
from ca_summit.report.figure_table import MOST_ROWS, beginning, describe_spec, figure_table, text_of
from ca_summit.report.json_numbers import plain_numbers, steps
from ca_summit.report.plotly_json import Spec, as_shapes, prepare
from ca_summit.report.source_list import SourceShelf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ca_summit.report.formulas import Formulas
    from ca_summit.report.losses import Losses

#: Rows of a table that stand in the page as HTML; the page unpacks the others when asked.
_ROWS_SHOWN = 10
_ROWS_OF_A_BOOK = 2

_IDENTIFIER = re.compile(r"[A-Za-z]+[a-z0-9]*(_[A-Za-z0-9]+)+")
_COMPILED = {"scattergl", "scatterpolargl", "splom", "parcoords"}
#: Traces that hold one of the few drawing contexts of the graphics card that a page has.
_SOLID = {
    *_COMPILED,
    "scatter3d",
    "surface",
    "mesh3d",
    "cone",
    "streamtube",
    "volume",
    "isosurface",
}
#: Points of WebGL traces that a whole page draws as shapes.
_SHAPES_OF_PAGE = 100_000


class FigureShelf:
    """Collect the figures of a page: their HTML now, their specifications once for all.

    Parameters
    ----------
    losses
        Words of the page, and what is left out.
    theme
        ``"ours"``: all figures in the colours of the page; ``"author"``: all as their authors made
        them; None: the author's wherever the author chose any.
    once
        A figure that is on the page already becomes a reference to it.
    book
        Fewer rows of each table stand in the page before it is opened.
    language
        Language of the words of the page.

    Attributes
    ----------
    count
        Number of figures so far.
    sources
        Sources of all figures.
    outlines
        Whether plotly.js needs outlines of land and countries to draw one of them.
    captions
        Captions that the author wrote for the next figures.
    code
        HTML of the code that made the next figure, to stand below it; empty where it stands above.
    paints
        Whether the page makes views of one of them from values.
    compiles
        Whether plotly.js needs to write functions at run time to draw one of them (WebGL by regl).
    """

    def __init__(
        self,
        losses: Losses,
        theme: str | None = None,
        *,
        once: bool = False,
        book: bool = False,
        language: str = "en",
    ) -> None:
        self._words, self._losses, self._theme = losses.words, losses, theme
        self._specs: list[str] = []
        self._once = once
        self._shown = _ROWS_OF_A_BOOK if book else _ROWS_SHOWN
        self._seen: dict[str, tuple[int, str]] = {}
        self.count = 0
        self.captions: list[str] = []
        self.code = ""
        self.compiles = self.outlines = self.paints = False
        self._rows: dict[str, list[list[Any]]] = {}
        self._room = _SHAPES_OF_PAGE
        self.sources = SourceShelf(self._words, language)

    def add(self, raw: dict[str, Any], formulas: Formulas | None = None) -> str:
        """Take a raw plotly figure, return its HTML; one that cannot be read is named."""
        key = json.dumps(raw, sort_keys=True, default=str) if self._once else ""
        if key in self._seen:
            return self._reference(*self._seen[key])
        try:
            spec = prepare(raw, formulas)
            self._room -= as_shapes(spec, self._room)
            html = self._html(spec)
            if key:
                self._seen[key] = (self.count, text_of(spec.layout.get("title")))
            return html
        except Exception as error:  # noqa: BLE001  # one figure, however broken, never stops a page
            cause = f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"
            return self._losses.block("figure_broken", cause=cause)

    def _reference(self, number: int, title: str) -> str:
        label = f"{self._words['figure']} {number}"
        link = f'<a href="#figure_{number}">{escape(label)}</a>'
        text = escape(self._words["figure_again"].format(title=title)).replace("FIGURE", link)
        return f'<p class="fig-again">{text}</p>'

    def _html(self, spec: Spec) -> str:
        short, most = beginning(spec)
        columns, rows = figure_table(short, self._words["series"])
        alt = describe_spec(spec, most if short is not spec else None)
        caption = self._caption(spec, alt)
        self.count += 1
        name = f"figure_{self.count}"
        drawn = ""
        if spec.drawable:
            self.compiles |= any(trace.get("type") in _COMPILED for trace in spec.traces())
            head = Head(spec)
            drawn = head.above() + self._place(name, spec, alt, head) + head.below()
        lost = {"places": spec.lost_places, "source": spec.lost_tex}
        notes = "".join(
            f'<p class="fig-note">{escape(self._losses.text(note, **lost))}</p>'
            for note in spec.notes
        )
        if short is not spec:
            cut = self._words["table_cut"].format(shown=f"{MOST_ROWS:,}", total=f"{most:,}")
            notes += f'<p class="fig-note">{escape(cut)}</p>'
        if spec.drawable and spec.outlines:
            self.outlines = True
            notes += f'<p class="fig-note">{escape(self._words["outlines_from"])}</p>'
        if not spec.drawable:
            title = text_of(spec.layout.get("title"))
            drawn = (
                f'<div class="undrawn"><p><strong>{escape(title or alt)}</strong></p>{notes}</div>'
            )
            notes = ""
        label = f"{escape(self._words['figure'])} {self.count}"
        code, self.code = self.code, ""
        return (
            f'<figure class="fig" id="{name}" aria-labelledby="{name}-caption">{drawn}{notes}'
            f'<figcaption id="{name}-caption"><span class="fig-no">{label}</span> {escape(caption)}'
            f'</figcaption><div class="fig-tools">'
            f"{self._table(name, columns, rows, frames=bool(spec.frames), open_=not spec.drawable)}"
            f"{self.sources.add(spec.meta.get('sources'))}{code}</div></figure>"
        )

    def _place(self, name: str, spec: Spec, alt: str, head: Head) -> str:
        look = "own" if spec.meta else self._theme or ("author" if spec.chosen else "ours")
        packed: dict[str, Any] = {
            "data": plain_numbers(spec.data),
            "layout": plain_numbers(spec.layout),
            "config": spec.config,
            "look": look,
        }
        if head.given:
            packed["beside"] = {"t": head.top, "b": head.bottom}
        if spec.inks:
            packed["inks"] = spec.inks
        if spec.narrow:
            packed["narrow"] = plain_numbers(spec.narrow)
        if spec.frames:
            packed["frames"] = plain_numbers(spec.frames)
        if spec.painted:
            packed["painted"] = spec.painted
            self.paints = True
        self._specs.append(_json(steps(packed)))
        height = max(120, (spec.height or 450) - head.top - head.bottom)
        width = f' data-width="{spec.width}"' if spec.width and not spec.meta else ""
        solid = " data-solid" if any(t.get("type") in _SOLID for t in spec.traces()) else ""
        return (
            f'<div class="plot" id="{name}-plot" data-spec="{len(self._specs) - 1}" role="group" '
            f'style="height:{height}px" data-height="{height}"{width}{solid}>'
            f'<p class="waiting"><span class="alt">{escape(alt)}</span></p></div>'
        )

    def captioned(self, html: str, caption: str) -> str:
        """Return a picture or table as a numbered figure with the caption its author wrote."""
        self.count += 1
        label = f"{escape(self._words['figure'])} {self.count}"
        return (
            f'<figure class="fig" id="figure_{self.count}">{html}<figcaption>'
            f'<span class="fig-no">{label}</span> {escape(caption)}</figcaption></figure>'
        )

    def _caption(self, spec: Spec, alt: str) -> str:
        if self.captions:
            return self.captions.pop(0)
        own = spec.meta.get("caption")
        if isinstance(own, str) and own.strip():
            return own.strip()
        return text_of(spec.layout.get("title")) or alt

    def _table(
        self, name: str, columns: list[str], rows: list[list[Any]], *, frames: bool, open_: bool
    ) -> str:
        if not rows:
            return ""
        plain = [[_plain(value) for value in _fit(row, len(columns))] for row in rows]
        if self._once:
            columns = [_in_words(column) for column in columns]
            plain = [[_in_words(value) for value in row] for row in plain]
        shown = self._shown
        numbers = [_numeric(row[at] for row in plain) for at in range(len(columns))]
        head = "".join(
            f'<th scope="col"{" data-n" if number else ""}>{escape(column)}</th>'
            for column, number in zip(columns, numbers, strict=True)
        )
        body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in plain[:shown])
        state = f'<p class="fig-note">{escape(self._words["frames"])}</p>' if frames else ""
        left = ""
        if len(plain) > shown:
            # By column: neighbours resemble each other, so they pack smaller.
            self._rows[name] = [list(column) for column in zip(*plain[shown:], strict=True)]
            text = self._words["rows_left"].format(shown=shown, total=f"{len(plain):,}")
            left = f'<p class="fig-note left">{escape(text)}</p>'
        return (
            f'<details class="data"{" open" if open_ else ""}>'
            f"<summary>{escape(self._words['table'])}</summary>{state}"
            f'<div class="scroll"><table id="{name}-table" aria-labelledby="{name}-caption">'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{left}</details>"
        )

    def packed(self) -> str:
        """Return one line of JSON for tables and sources and one for each figure.

        Each line is read alone, so that one figure's fault is its own.
        """
        first = {"rows": steps(self._rows), "sources": self.sources.ids()}
        return "\n".join([_json(first), *self._specs])


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _fit(row: list[Any], width: int) -> list[Any]:
    return [*row[:width], *([None] * (width - len(row)))]


def _in_words(value: Any) -> Any:
    """Write a name such as ``two_sources``, or a list of such, as people do; others stay.

    Examples
    --------
    >>> _in_words("two_sources"), _in_words("oil, natural_gas"), _in_words("Not a_b here")
    ('two sources', 'oil, natural gas', 'Not a_b here')
    """
    parts = re.split(r"[;,]\s*", value) if isinstance(value, str) else []
    named = any(map(_IDENTIFIER.fullmatch, parts)) and all(re.fullmatch(r"\w*", p) for p in parts)
    return value.replace("_", " ") if named else value


def _plain(value: Any) -> Any:
    """Return a value as table and CSV show it: text, number or None."""
    if isinstance(value, float):
        return float(f"{value:.12g}") if math.isfinite(value) else None
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return str(value)


def _numeric(values: Iterable[Any]) -> bool:
    kinds = {isinstance(value, (int, float)) for value in values if value is not None}
    return kinds == {True}


def _cell(value: Any) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(value, str):
        return f"<td>{escape(value)}</td>"
    return f"<td data-n>{value if isinstance(value, int) else f'{value:.12g}'}</td>"
