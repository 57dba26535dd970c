"""Load the one table of sources to which all other tables refer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.tables.choice import choose

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.tables.choice import Words


def load_sources(*, source: Words = None) -> pd.DataFrame:
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
    return choose("sources", source=source)
