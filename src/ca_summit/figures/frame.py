"""Attach to a figure what its reader needs: alt text, data, sources."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

from ca_summit.checks import check_day
from ca_summit.figures import margins
from ca_summit.figures.ink import write_in_ink
from ca_summit.figures.language import Words, separators, translate
from ca_summit.figures.margins import SOURCE_NAME
from ca_summit.figures.plain_table import table_words
from ca_summit.figures.rows import empty_lists
from ca_summit.figures.typesetting import set_in
from ca_summit.metadata import (
    FIGURE_ATTR,
    META_KEY,
    SOURCES_ATTR,
    asked_of,
    figure_metadata,
    title_of,
)
from ca_summit.provenance.drawn import bundled_places, packed_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from ca_summit.provenance.drawn import Drawn

#: Signs of a key: an area or bar, a line, a marker, what is hollow.
SIGNS = {
    "area": "■",
    "line": "━",
    "dash": "╍",
    "dot": "┈",
    "circle": "●",
    "square": "■",
    "triangle-up": "▲",
    "diamond": "◆",
    "cross": "✚",
    "star": "★",
    "hollow": "○",
    "question": "?",
    "hatched": "▨",
    "line-ew-open": "–",
    "diamond-open": "◇",
    "triangle-up-open": "△",
}


class Key(NamedTuple):
    """One entry of a key: what a colour and a sign mean; a sign is named in SIGNS or itself."""

    label: str
    color: str
    sign: str = "area"


def describe(
    fig: go.Figure,
    *,
    alt: str,
    data: pd.DataFrame,
    sources: Sequence[dict[str, Any]],
    caption: str = "",
) -> go.Figure:
    """Store alt text, data and sources in ``layout.meta``, where exports find them; return ``fig``.

    Parameters
    ----------
    alt
        One or two sentences made from the data, for readers who do not see the figure.
    data
        What is drawn, one row per mark; dates are stored as ISO text, missing values ``None``.
    sources
        Records with ``source_id, publisher, title, url, published, licence``
        (see ``sources.source_records``). Of bundled sources only the id is stored; ``cite(fig)``
        and exports give the record.
    caption
        How to read the figure, one sentence.
    """
    import pandas as pd

    from ca_summit.sources import packed_records

    plain = pd.DataFrame(data).reset_index(drop=True)
    days = [n for n in plain.columns if pd.api.types.is_datetime64_any_dtype(plain[n])]
    for name in days:
        plain[name] = plain[name].dt.strftime("%Y-%m-%d")
    rows = [
        [None if pd.isna(v) else v.item() if hasattr(v, "item") else v for v in row]
        for row in plain.itertuples(index=False, name=None)
    ]
    kept = fig.layout.meta if isinstance(fig.layout.meta, dict) else {}
    fig.update_layout(
        meta={
            **kept,
            META_KEY: {
                "alt": _one_stop(alt),
                "caption": _one_stop(caption),
                "data": {
                    "columns": [str(c) for c in plain.columns],
                    "rows": rows,
                    **({"dates": [str(name) for name in days]} if days else {}),
                },
                "sources": packed_records(sources),
            },
        }
    )
    return fig


def _one_stop(text: str) -> str:
    """Let a sentence that ends in an abbreviation have one stop.

    Examples
    --------
    >>> _one_stop("С 300 до н. э.. Далее ...")
    'С 300 до н. э. Далее ...'
    """
    return re.sub(r"(?<!\.)\.\.(?!\.)", ".", text)


def finish(
    fig: go.Figure,
    *,
    question: str,
    alt: str,
    data: pd.DataFrame,
    sources: Sequence[dict[str, Any]],
    finding: str = "",
    subtitle: str = "",
    key: Sequence[Key] = (),
    caution: str = "",
    caption: str = "",
    drawn: Sequence[Drawn] = (),
    places: pd.DataFrame | None = None,
    narrow: Mapping[str, Any] | None = None,
    notes: Sequence[str] = (),
    area: float | None = None,
    above: int = 0,
    legend_rows: int = 0,
    source_shift: int | None = None,
    language: str = "en",
) -> go.Figure:
    """Give a figure its title, source line, template, size and metadata; return ``fig``.

    Parameters
    ----------
    question
        What the figure answers; its title where there is no finding.
    finding
        What the rows drawn say, one sentence with a number: the title, where they say something.
    subtitle
        What is drawn: quantity, unit, years.
    key
        What the colours and signs mean, in a line of its own below the subtitle.
    caution
        What the finding does not say, one sentence; ``reading()`` gives it beside the finding.
    drawn
        Which rows of which tables went into the rows of ``data``; `why` tells them.
    places
        Rows like ``load_places()`` that are drawn and stand in no row of ``data``; `why` tells
        those that are as in the bundled table.
    narrow
        Short forms for screens below 560 pixels, by the path of what they replace:
        ``{"title.text": "…", "yaxis.ticktext": […], "annotations[2].text": "…",
        "data[0].text": […]}``. The figure itself holds the whole texts.
    notes
        Sentences that stand before the source line, such as whose borders a map draws or what a
        hollow marker means.
    area
        Pixels of the plot area. The height of the figure follows from it and from the texts
        above and below. Default: the figure has its height, as maps do.
    above
        Pixels that heads of columns or panels take between subtitle and plot area.
    legend_rows
        Rows of a flat legend under the subtitle, as many as it has on a phone; 0 leaves the
        legend as it is.
    source_shift
        Pixels between the plot area and the source line. Default: what ticks and titles of the
        axes below take.
    language
        Language of the sentences, in which numbers and the source line are written.

    Notes
    -----
    ``alt``, ``data``, ``sources`` and ``caption`` are those of ``describe()``.
    """
    from ca_summit.figures.theme import TEMPLATE

    fig.update_layout(template=TEMPLATE)
    if language != "en":
        fig.update_layout(separators=separators(language))
    if area is not None:
        margins.set_sides(fig)
    head = margins.set_head(
        fig,
        margins.Head(question if finding else "", finding or question, subtitle, key_line(key)),
        above=above,
        legend_rows=legend_rows,
    )
    shift = margins.below_axes(fig) if source_shift is None else source_shift
    told = list(dict.fromkeys([*notes, *unsourced(sources, data, drawn, language)]))
    foot = add_source_line(fig, sources, notes=told, shift=shift, language=language)
    if area is not None:
        if legend_rows:
            margins.place_flat_legend(fig, above=above, area=area)
        fig.update_layout(height=round(fig.layout.margin.t + area + fig.layout.margin.b))
    describe(fig, alt=alt, data=data, sources=sources, caption=caption)
    said = {
        "question": question if finding else "",
        "subtitle": subtitle,
        "key": [list(entry) for entry in key],
        "caution": caution,
        "language": language if language != "en" else "",
        "narrow": {**margins.narrow_left(fig, narrow or {}), **(narrow or {})},
    }
    carried = fig.layout.meta[META_KEY]
    carried.update({name: value for name, value in said.items() if value})
    if drawn:
        carried["drawn"] = packed_rows(drawn, data, [record["source_id"] for record in sources])
    if places is not None:
        carried["places"] = bundled_places(places)
    carried["data"]["shown"] = table_words(data, Words(language))
    margins.store(fig, head=head, foot=foot, inks=write_in_ink(fig))
    margins.narrow_legend(fig, legend_rows)
    return fig


def unsourced(
    sources: Sequence[dict[str, Any]],
    data: pd.DataFrame,
    drawn: Sequence[Drawn] = (),
    language: str = "en",
) -> list[str]:
    """Return the note on rows that name no source, as tables of one's own may; else nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> unsourced([], pd.DataFrame({"iso3": ["KAZ"]}))
    ['The rows drawn name no source']
    >>> unsourced([], pd.DataFrame())
    []
    >>> from ca_summit.provenance.drawn import Drawn
    >>> rows = pd.DataFrame({"source_id": ["a", None, ""]})
    >>> unsourced([{"source_id": "a"}], rows, [Drawn("meetings", rows)])
    ['Of 3 rows drawn 2 name no source']
    """
    if data.empty:
        return []
    tables = {one.table: one.rows for one in drawn if one.rows is not None}
    named = [rows["source_id"] for rows in tables.values() if "source_id" in rows.columns]
    silent = sum(int(ids.isna().sum() + ids.eq("").sum()) for ids in named)
    total = sum(map(len, named))
    if not sources or silent == total > 0:
        return [translate("The rows drawn name no source", language)]
    said = Words(language).count(
        "Of {total} rows drawn {count} names no source",
        "Of {total} rows drawn {count} name no source",
        silent,
        total=total,
    )
    return [said] if silent else []


def key_line(key: Sequence[Key]) -> str:
    """Return the key of a figure as one line of plotly's text.

    Blanks inside an entry are such that no line ends there.

    Examples
    --------
    >>> key_line([Key("from memory", "#7B8794", "hollow")]).split(chr(160))
    ['<span style="color:#7B8794">○</span>', 'from', 'memory']
    """
    return "   ".join(
        f'<span style="color:{entry.color}">{SIGNS.get(entry.sign, entry.sign)}</span>\u00a0'
        + entry.label.replace(" ", "\u00a0")
        for entry in key
    )


def add_source_line(
    fig: go.Figure,
    sources: Sequence[dict[str, Any]],
    *,
    notes: Sequence[str] = (),
    shift: int = 52,
    language: str = "en",
) -> int:
    """Write notes and publishers ``shift`` pixels under the plot area.

    Returns
    -------
    Pixels of the lower margin that a report takes off, because it writes them itself.
    """
    from ca_summit.sources import source_line

    text = " ".join(
        [*(n.rstrip(".") + "." for n in notes if n), source_line(sources, language=language)]
    ).strip()
    if text:
        fig.add_annotation(
            name=SOURCE_NAME,
            text=set_in(text, margins.WIDTH, margins.NOTE),
            x=0,
            y=0,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            align="left",
            showarrow=False,
            font={"size": margins.NOTE},
            opacity=0.8,
        )
    return margins.set_foot(fig, shift=shift)


def add_note(fig: go.Figure, note: str) -> None:
    """Set one more note before the source line of a figure that is finished."""
    for line in fig.layout.annotations:
        if line.name == SOURCE_NAME:
            text = f"{note.rstrip('.')}. {line.text.replace('<br>', ' ')}"
            line.text = set_in(text, margins.WIDTH, margins.NOTE)


def empty_figure(
    question: str, reason: str, words: Words | None = None, *, as_of: Any = None, **chosen: Any
) -> go.Figure:
    """Return a figure that says why there is nothing to draw, instead of an empty frame.

    Parameters
    ----------
    reason
        Why nothing is drawn where it is not the choice or the day.
    as_of
        Day whose knowledge counts, if one does.
    chosen
        Arguments that keep some rows; an empty list among them keeps none.

    Examples
    --------
    >>> figure_alt(empty_figure("Who met whom?", "No meeting in 1995."))
    'Nothing to draw: No meeting in 1995.'
    >>> figure_alt(empty_figure("What lies where?", "No place is known.", kind=[], status=None))
    'Nothing to draw: Nothing is chosen: `kind` is empty. Leave it out to draw all.'
    """
    import pandas as pd
    import plotly.graph_objects as go

    words = words or Words("en")
    if empty := empty_lists(chosen):
        message = "Nothing is chosen: {name} is empty. Leave it out to draw all."
        reason = words.say(message, name=f"`{empty[0]}`")
    elif as_of is not None:
        day = check_day("as_of", as_of)
        reason = words.say("Nothing of this was published by {day:d}.", day=day)
    fig = go.Figure()
    text = "<br>".join(textwrap.wrap(reason, 40))
    place = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    fig.add_annotation(text=text, **place, showarrow=False, font={"size": 16})
    fig.update_xaxes(visible=False)
    fig.update_yaxes(visible=False)
    return finish(
        fig,
        question=question,
        alt=words.say("Nothing to draw: {reason}", reason=reason),
        data=pd.DataFrame(),
        sources=[],
        language=words.sentences,
    )


def figure_alt(fig: go.Figure) -> str:
    """Return the alt text of a figure made by this package, or an empty text.

    Parameters
    ----------
    fig
        Any plotly figure.

    Returns
    -------
    str

    Examples
    --------
    >>> from ca_summit import plot_area
    >>> figure_alt(plot_area()) != ""
    True
    """
    return str(figure_metadata(fig).get("alt", ""))


class Reading(str):
    """Markdown that a notebook shows as such and that is a text everywhere else."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


def reading(fig: go.Figure) -> Reading:
    """Return what a figure found and what that does not say, as Markdown.

    Parameters
    ----------
    fig
        A figure made by a ``map_*()`` or ``plot_*()`` function.

    Returns
    -------
    str
        The finding in bold, then the caution, if there is one; of a figure whose rows give no
        finding the alt text, which tells what is drawn.

    Raises
    ------
    ValueError
        If the figure does not come from a function of this package.

    Examples
    --------
    >>> import ca_summit as ca
    >>> print(reading(ca.plot_known_on()))  # doctest: +ELLIPSIS
    **2 of 5 had said yes on 27 Oct, 4 a day later.**...
    """
    carried = figure_metadata(fig)
    if "alt" not in carried:
        raise ValueError(
            "reading() needs a figure made by a map_*() or plot_*() function; this one carries "
            "no finding. Make one, for example ca.plot_known_on()."
        )
    said = [str(carried["alt"])]
    if carried.get("question"):
        said = [f"**{title_of(fig).rstrip('.')}.**"]
    return Reading(" ".join([*said, str(carried.get("caution", ""))]).strip())


def taller_when_narrow(fig: go.Figure, more: float, *, heads: int = 0) -> go.Figure:
    """Give a finished figure ``more`` pixels of height on a narrow screen, and return it.

    Its rows have more lines there; where they stand is among its short forms. Its heads of columns
    may take more pixels too.
    """
    carried = figure_metadata(fig)
    short = {**carried.get("narrow", {}), "height": round(fig.layout.height + more + heads)}
    short |= {"margin.t": fig.layout.margin.t + heads} if heads else {}
    fig.update_layout(meta={**fig.layout.meta, META_KEY: {**carried, "narrow": short}})
    return fig


def figure_data(fig: go.Figure) -> pd.DataFrame:
    """Return what a figure draws as a table, one row per mark; days are days.

    ``cite()`` of the table gives the sources of the figure.

    Parameters
    ----------
    fig
        A figure made by a ``map_*()`` or ``plot_*()`` function, or after ``annotate_sources()``.

    Returns
    -------
    DataFrame, one row per mark; columns with a unit end in it (``area_km2``) or have
    one beside them.

    Raises
    ------
    ValueError
        If the figure does not come from a function of this package.

    Examples
    --------
    >>> from ca_summit import plot_area
    >>> figure_data(plot_area()).columns.to_list()[:3]
    ['code', 'label', 'area_km2']
    """
    import pandas as pd

    data = figure_metadata(fig).get("data")
    if data is None:
        raise ValueError(
            "figure_data() needs a figure made by a map_*() or plot_*() function; "
            "this one carries no table. Read fig.data for the traces themselves."
        )
    frame = pd.DataFrame(data["rows"], columns=data["columns"])
    for name in data.get("dates", ()):
        frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d")
    frame.attrs[SOURCES_ATTR] = list(figure_metadata(fig).get("sources", ()))
    if figure_metadata(fig).get("drawn"):
        frame.attrs[FIGURE_ATTR] = asked_of(fig)
    return frame
