"""Give anybody's plotly figure a source line, alt text, table and citation: annotate_sources()."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ca_summit.figures.frame import add_source_line, describe
from ca_summit.figures.margins import SOURCE_NAME, store

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

_NAMES = 8  # so many series are named in a computed alt text


def annotate_sources(
    fig: go.Figure,
    *drawn: Any,
    data: pd.DataFrame | None = None,
    alt: str = "",
    caption: str = "",
    note: str = "",
) -> go.Figure:
    """Give your own plotly figure what the figures of this package carry; return it.

    It then has a source line, ``cite(fig)``, ``figure_data(fig)`` and ``figure_alt(fig)``, and in
    a report its sources, alt text and "Table of the data". Title, colours and everything else stay
    yours. Called again, it replaces what it wrote.

    Parameters
    ----------
    fig
        The figure; it is changed in place.
    drawn
        What it was made of: loaded tables, rows, merges, figures, names of tables, ids of sources;
        all that ``cite()`` takes.
    data
        The table that readers get. Default: the first table of ``drawn``.
    alt
        One or two sentences for readers who do not see the figure. Default: its title and the
        names of its series.
    caption
        How to read the figure, one sentence.
    note
        What stands before the source line, such as whose estimate is drawn.

    Returns
    -------
    Figure, the same one.

    Raises
    ------
    ValueError
        If nothing was given, or something that names no source.
    TypeError
        If ``fig`` is no plotly figure.

    Examples
    --------
    >>> import plotly.express as px
    >>> from ca_summit.tables import load_countries
    >>> countries = load_countries()
    >>> fig = annotate_sources(px.bar(countries, x="name", y="area_km2", title="Areas"), countries)
    >>> fig.layout.annotations[-1].text
    'Source: CIA'
    """
    import pandas as pd

    from ca_summit.provenance.citation import records_of

    if not hasattr(fig, "add_annotation") or not hasattr(fig, "layout"):
        raise TypeError(f"`fig` must be a plotly figure; got {type(fig).__name__}.")
    if not drawn:
        raise ValueError(
            "annotate_sources() needs the table(s) that the figure draws after the figure: "
            "annotate_sources(fig, table)."
        )
    sources = records_of(list(drawn))
    tables = [one for one in drawn if isinstance(one, pd.DataFrame)]
    table = data if data is not None else tables[0] if tables else pd.DataFrame()
    fig.layout.annotations = [a for a in fig.layout.annotations if a.name != SOURCE_NAME]
    given = fig.layout.margin.b or 0
    foot = add_source_line(fig, sources, notes=[note])
    fig.update_layout(margin={"b": max(given, fig.layout.margin.b)})
    plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    describe(fig, alt=alt or _alt(fig), data=plain, sources=sources, caption=caption)
    store(fig, foot=foot)
    return fig


def _alt(fig: go.Figure) -> str:
    """Say what can be said of a figure without knowing what it means: title, series."""
    names = [str(trace.name) for trace in fig.data if trace.name]
    kinds = list(dict.fromkeys(trace.type for trace in fig.data))
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    title = (fig.layout.title.text or "").strip().rstrip(".")
    series = f"Series: {', '.join(names[:_NAMES])}{more}." if names else ""
    drawn = f"Figure of the kind {', '.join(kinds)}." if kinds else "Empty figure."
    return " ".join(part for part in (f"{title}." if title else "", drawn, series) if part)
