"""Attach to a figure what its reader needs: alt text, data, sources."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

from ca_summit.metadata import META_KEY, SOURCES_ATTR, figure_metadata

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import plotly.graph_objects as go

#: Name of the annotation that holds the source line; exports look for it.
SOURCE_NAME = "ca_summit_source"
_LINE = 118
_SOURCE_LINE = 16  # pixels of a line of the source note


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
                "alt": alt,
                "caption": caption,
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
    narrow: Mapping[str, Any] | None = None,
    notes: Sequence[str] = (),
    area: float | None = None,
    above: int = 0,
    legend_rows: int = 0,
    source_shift: int | None = None,
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

    Notes
    -----
    ``alt``, ``data``, ``sources`` and ``caption`` are those of ``describe()``.
    """
    from ca_summit.figures.margins import below_axes, set_height
    from ca_summit.figures.theme import TEMPLATE

    below = "<br>".join(line for line in (subtitle, key_line(key)) if line)
    fig.update_layout(
        template=TEMPLATE,
        title={"text": finding or question, "subtitle": {"text": below, "font": {"size": 14}}},
    )
    shift = below_axes(fig) if source_shift is None else source_shift
    bottom = add_source_line(fig, sources, notes=notes, shift=shift)
    if area is not None:
        set_height(fig, area=area, bottom=bottom, above=above, legend_rows=legend_rows)
    describe(fig, alt=alt, data=data, sources=sources, caption=caption)
    said = {
        "question": question if finding else "",
        "caution": caution,
        "narrow": dict(narrow or {}),
    }
    fig.layout.meta[META_KEY].update({name: value for name, value in said.items() if value})
    return fig


def key_line(key: Sequence[Key]) -> str:
    """Return the key of a figure as one line of plotly's text.

    Examples
    --------
    >>> key_line([Key("Kazakhstan", "#2480C4"), Key("from memory", "#7B8794", "hollow")])
    '<span style="color:#2480C4">■</span> Kazakhstan   <span style="color:#7B8794">○</span> from memory'
    """
    return "   ".join(
        f'<span style="color:{entry.color}">{SIGNS.get(entry.sign, entry.sign)}</span> {entry.label}'
        for entry in key
    )


def add_source_line(
    fig: go.Figure,
    sources: Sequence[dict[str, Any]],
    *,
    notes: Sequence[str] = (),
    shift: int = 52,
) -> int:
    """Write notes and publishers ``shift`` pixels under the plot area; return the lower margin."""
    from ca_summit.sources import source_line

    text = " ".join([*(n.rstrip(".") + "." for n in notes if n), source_line(sources)]).strip()
    lines = textwrap.wrap(text, _LINE, break_long_words=False)
    bottom = shift + _SOURCE_LINE * len(lines) + 10
    fig.update_layout(margin={"b": max(bottom, fig.layout.margin.b or 0)})
    if lines:
        fig.add_annotation(
            name=SOURCE_NAME,
            text="<br>".join(lines),
            x=0,
            y=0,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            yshift=-shift,
            align="left",
            showarrow=False,
            font={"size": 11},
            opacity=0.8,
        )
    return bottom


def add_note(fig: go.Figure, note: str) -> None:
    """Set one more note before the source line of a figure that is finished."""
    for line in fig.layout.annotations:
        if line.name == SOURCE_NAME:
            text = f"{note.rstrip('.')}. {line.text.replace('<br>', ' ')}"
            line.text = "<br>".join(textwrap.wrap(text, _LINE, break_long_words=False))


def empty_figure(question: str, reason: str) -> go.Figure:
    """Return a figure that says why there is nothing to draw, instead of an empty frame.

    Examples
    --------
    >>> figure_alt(empty_figure("Who met whom?", "No meeting in 1995."))
    'Nothing to draw: No meeting in 1995.'
    """
    import pandas as pd
    import plotly.graph_objects as go

    fig = go.Figure()
    fig.add_annotation(
        text="<br>".join(textwrap.wrap(reason, 40)),
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        showarrow=False,
        font={"size": 16},
    )
    fig.update_xaxes(visible=False)
    fig.update_yaxes(visible=False)
    return finish(
        fig, question=question, alt=f"Nothing to draw: {reason}", data=pd.DataFrame(), sources=[]
    )


def figure_alt(fig: go.Figure) -> str:
    """Return the alt text of a figure made by this package, or an empty text."""
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
        title = re.sub(r"<br\s*/?>", " ", str(fig.layout.title.text))
        said = [f"**{title.rstrip('.')}.**"]
    return Reading(" ".join([*said, str(carried.get("caution", ""))]).strip())


def figure_data(fig: go.Figure) -> pd.DataFrame:
    """Return what a figure draws as a table, one row per mark; days are days.

    ``cite()`` of the table gives the sources of the figure.

    Raises
    ------
    ValueError
        If the figure does not come from a function of this package.
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
    return frame
