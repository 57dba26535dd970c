"""Read what later rounds of compiling added to a table of facts, in the first round's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from common import read_facts

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS = {
    "source_published": "source_date",
    "second_publisher": "source2_publisher",
    "second_title": "source2_title",
    "second_url": "source2_url",
    "second_published": "source2_date",
}


def additions(facts: Path, table: str) -> pd.DataFrame:
    """Return the rows of ``update-*/<table>_add.csv``, oldest update first; none is an error."""
    paths = sorted(facts.glob(f"update-*/{table}_add.csv"))
    if not paths:
        raise ValueError(f"no additions to {table} under {facts}")
    return pd.concat([read_facts(path).rename(columns=_COLUMNS) for path in paths])
