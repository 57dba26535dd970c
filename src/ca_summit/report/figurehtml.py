"""Write the HTML around a figure: caption, alternative text, table, sources, tools."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

from ca_summit.report.figtable import describe_spec, figure_table, text_of
from ca_summit.report.plotlyjson import Spec, prepare, shared_parts
from ca_summit.report.sanitise import outside_link, web_address

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROWS_SHOWN = 400


class FigureShelf:
    """Collect the figures of a page: their HTML now, their specifications once for all.

    Parameters
    ----------
    words
        Words of the page.

    Attributes
    ----------
    sources
        Source records of all figures, by ``source_id``, in order of appearance.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        self._specs: list[dict[str, Any]] = []
        self.count = 0
        self.sources: dict[str, dict[str, Any]] = {}

    def add(self, raw: dict[str, Any]) -> str:
        """Take a raw plotly figure, return its HTML."""
        self.count += 1
        name = f"figure-{self.count}"
        spec = prepare(raw)
        columns, rows = figure_table(spec, self._words["series"])
        alt, caption = describe_spec(spec), self._caption(spec)
        height = _height(spec)
        drawn = ""
        if spec.drawable:
            drawn = self._place(name, spec, alt, height, rows)
        notes = "".join(
            f'<p class="fig-note">{escape(self._words[note])}</p>' for note in spec.notes
        ) + (f'<p class="fig-note">{escape(self._words["frames"])}</p>' if spec.frames else "")
        if not spec.drawable:
            title = text_of(spec.layout.get("title"))
            drawn = (
                f'<div class="undrawn"><p><strong>{escape(title or alt)}</strong></p>{notes}</div>'
            )
            notes = ""
        label = f"{escape(self._words['figure'])} {self.count}"
        return (
            f'<figure class="fig" id="{name}" aria-labelledby="{name}-caption">{drawn}{notes}'
            f'<figcaption id="{name}-caption"><span class="fig-no">{label}</span> {escape(caption)}'
            f'</figcaption><div class="fig-tools">'
            f"{self._table(name, columns, rows, caption, open_=not spec.drawable)}"
            f"{self._sources(spec)}{self._buttons(name, drawable=spec.drawable)}</div></figure>"
        )

    def _place(
        self,
        name: str,
        spec: Spec,
        alt: str,
        height: int,
        rows: list[list[Any]],
    ) -> str:
        own = bool(spec.meta)
        packed: dict[str, Any] = {
            "data": spec.data, "layout": spec.layout, "config": spec.config, "own": own,
        }  # fmt: skip
        if spec.frames:
            packed["frames"] = spec.frames
        if len(rows) > _ROWS_SHOWN:
            packed["rows"] = rows[_ROWS_SHOWN:]
        self._specs.append(packed)
        return (
            f'<div class="plot" id="{name}-plot" data-spec="{len(self._specs) - 1}" role="group" '
            f'aria-label="{escape(alt)}" style="min-height:{height}px" data-height="{height}">'
            f'<p class="waiting"><span class="alt">{escape(alt)}</span> '
            f'<span class="why">{escape(self._words["not_drawn"])}</span></p></div>'
        )

    def _caption(self, spec: Spec) -> str:
        own = spec.meta.get("caption")
        if isinstance(own, str) and own.strip():
            return own.strip()
        return text_of(spec.layout.get("title")) or describe_spec(spec)

    def _table(
        self, name: str, columns: list[str], rows: list[list[Any]], caption: str, *, open_: bool
    ) -> str:
        if not rows:
            return ""
        head = "".join(f'<th scope="col">{escape(c)}</th>' for c in columns)
        body = "".join(
            "<tr>" + "".join(_cell(value) for value in _fit(row, len(columns))) + "</tr>"
            for row in rows[:_ROWS_SHOWN]
        )
        left = ""
        if len(rows) > _ROWS_SHOWN:
            text = self._words["rows_left"].format(shown=_ROWS_SHOWN, total=len(rows))
            left = f'<p class="fig-note">{escape(text)}</p>'
        return (
            f'<details class="data"{" open" if open_ else ""}><summary>{escape(self._words["table"])}'
            f'</summary><div class="scroll"><table id="{name}-table"><caption class="sr">'
            f"{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
            f"{left}</details>"
        )

    def _sources(self, spec: Spec) -> str:
        records = [
            r for r in spec.meta.get("sources") or [] if isinstance(r, dict) and r.get("source_id")
        ]
        if not records:
            return ""
        items = []
        for record in records:
            self.sources.setdefault(str(record["source_id"]), record)
            text = escape(_source_label(record))
            items.append(f'<li><a href="#{source_anchor(record)}">{text}</a></li>')
        ids = " ".join(source_anchor(record) for record in records)
        return (
            f'<details class="sources"><summary>{escape(self._words["sources"])}</summary>'
            f"<ul>{''.join(items)}</ul>"
            f'<button type="button" class="js-only" data-do="bibtex" data-sources="{ids}">'
            f"{escape(self._words['bibtex'])}</button></details>"
        )

    def _buttons(self, name: str, *, drawable: bool) -> str:
        kinds = ["csv", "png", "svg"] if drawable else ["csv"]
        buttons = "".join(
            f'<button type="button" data-do="{kind}" data-figure="{name}" '
            f'title="{escape(self._words[f"download_{kind}"])}" '
            f'aria-label="{escape(self._words[f"download_{kind}"])}, {name.replace("-", " ")}">'
            f"{escape(self._words[kind])}</button>"
            for kind in kinds
        )
        return f'<span class="buttons js-only">{buttons}</span>'

    def source_list(self) -> str:
        """Return all sources of all figures with their BibTeX, or an empty text."""
        if not self.sources:
            return ""
        items = "".join(
            f'<li id="{source_anchor(r)}">{_source_line(r)}</li>' for r in self.sources.values()
        )
        entries = "\n\n".join(bibtex(r) for r in self.sources.values())
        return (
            f'<ol class="source-list">{items}</ol><details class="bib"><summary>'
            f'{escape(self._words["bibtex"])}</summary><pre class="code" id="bibtex" tabindex="0">'
            f"<code>{escape(entries)}</code></pre></details>"
        )

    def packed(self) -> str:
        """Return all figure specifications as compact JSON; repeated parts once."""
        shared, specs = shared_parts(self._specs)
        return json.dumps(
            {"shared": shared, "figures": specs}, separators=(",", ":"), ensure_ascii=False
        )

    def bibliography(self) -> dict[str, str]:
        """Return the BibTeX entry of every source, by its place in the page."""
        return {source_anchor(r): bibtex(r) for r in self.sources.values()}


def _height(spec: Spec) -> int:
    height = spec.layout.get("height")
    return int(height) if isinstance(height, (int, float)) and 80 <= height <= 4000 else 450


def _fit(row: list[Any], width: int) -> list[Any]:
    return [*row[:width], *([None] * (width - len(row)))]


def _cell(value: Any) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"<td>{escape(str(value))}</td>"
    return f'<td data-n="">{value if isinstance(value, int) else f"{value:.12g}"}</td>'


def source_anchor(record: Mapping[str, Any]) -> str:
    """Return the id of a source in the page.

    Examples
    --------
    >>> source_anchor({"source_id": "world bank/1"})
    'source-world-bank-1'
    """
    return "source-" + re.sub(r"[^A-Za-z0-9_-]", "-", str(record["source_id"]))


def _source_label(record: Mapping[str, Any]) -> str:
    parts = [str(record.get(key) or "").strip() for key in ("publisher", "title")]
    label = ": ".join(part for part in parts if part)
    published = str(record.get("published") or "").strip()
    return (label or str(record["source_id"])) + (f" ({published})" if published else "")


def _source_line(record: Mapping[str, Any]) -> str:
    line = escape(_source_label(record)) + "."
    licence = str(record.get("licence") or "").strip()
    if licence:
        line += f" {escape(licence)}."
    address = web_address(str(record.get("url") or ""))
    return f"{line} {outside_link(address, escape(address))}" if address else line


def bibtex(record: Mapping[str, Any]) -> str:
    r"""Return a source record as one BibTeX entry.

    Examples
    --------
    >>> print(bibtex({"source_id": "un-1", "publisher": "UN", "title": "50% {more}", "published": "2024-05-01"}))
    @misc{un-1,
      author = {{UN}},
      title = {{50\% \{more\}}},
      year = {2024},
    }
    """
    year = re.search(r"\b(1[5-9]|20)\d\d\b", str(record.get("published") or ""))
    fields = {
        "author": f"{{{_bib(record.get('publisher'))}}}",
        "title": f"{{{_bib(record.get('title'))}}}",
        "year": year[0] if year else "",
        "url": web_address(str(record.get("url") or "")) or "",
        "note": _bib(record.get("licence")),
    }
    key = re.sub(r"[^A-Za-z0-9_:-]", "-", str(record["source_id"]))
    lines = [
        f"  {name} = {{{value}}}," for name, value in fields.items() if value and value != "{}"
    ]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _bib(value: Any) -> str:
    text = " ".join(str(value or "").split()).replace("\\", " ")
    return re.sub(r"([{}%&$#_])", r"\\\1", text)
