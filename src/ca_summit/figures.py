"""Attach to a figure what its reader needs: alt text, data, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

META_KEY = "ca_summit"


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
        What is drawn, one row per mark; dates become ISO text, missing values ``None``.
    sources
        Records with ``source_id, publisher, title, url, published, licence``
        (see ``sources.source_records``).
    caption
        How to read the figure, one sentence.
    """
    import pandas as pd

    plain = pd.DataFrame(data).reset_index(drop=True)
    for name in plain.columns:
        if pd.api.types.is_datetime64_any_dtype(plain[name]):
            plain[name] = plain[name].dt.strftime("%Y-%m-%d")
    rows = [
        [None if pd.isna(v) else v.item() if hasattr(v, "item") else v for v in row]
        for row in plain.itertuples(index=False, name=None)
    ]
    fig.update_layout(
        meta={
            META_KEY: {
                "alt": alt,
                "caption": caption,
                "data": {"columns": [str(c) for c in plain.columns], "rows": rows},
                "sources": list(sources),
            }
        }
    )
    return fig


def figure_alt(fig: go.Figure) -> str:
    """Return the alt text of a figure made by this package, or an empty text."""
    return str(_meta(fig).get("alt", ""))


def figure_data(fig: go.Figure) -> pd.DataFrame:
    """Return what a figure draws as a table, one row per mark.

    Raises
    ------
    ValueError
        If the figure does not come from a function of this package.
    """
    import pandas as pd

    data = _meta(fig).get("data")
    if data is None:
        raise ValueError(
            "figure_data() needs a figure made by a map_*() or plot_*() function; "
            "this one carries no table. Read fig.data for the traces themselves."
        )
    return pd.DataFrame(data["rows"], columns=data["columns"])


def _meta(fig: go.Figure) -> dict[str, Any]:
    meta = fig.layout.meta
    return dict(meta.get(META_KEY, {})) if isinstance(meta, dict) else {}
