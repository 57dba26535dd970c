"""Load the one table of sources to which all other tables refer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.tables.reader import read_table, select

if TYPE_CHECKING:
    import pandas as pd


def load_sources(*, source: str | list[str] | None = None) -> pd.DataFrame:
    """Load the sources: publisher, title, address, date, licence.

    Parameters
    ----------
    source
        Ids kept. Default: all.

    Returns
    -------
    DataFrame, one row per source, unique on ``source_id``. ``url`` may list several addresses
    separated by ``;``; ``has_address`` is false where there is none. ``recalled`` stands for
    rows from memory, without a document.

    Examples
    --------
    >>> load_sources(source="recalled")["has_address"].iloc[0]
    np.False_
    """
    return select(read_table("sources"), source__source_id=source)
