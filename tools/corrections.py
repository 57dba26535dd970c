"""Correct single cells of compiled facts; each correction states what it replaces and why."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from common import read_facts

if TYPE_CHECKING:
    import pandas as pd

_FILE = Path(__file__).with_name("corrections.csv")


def correct(df: pd.DataFrame, table: str, *key: str) -> pd.DataFrame:
    """Return the facts of a table with the corrections of ``corrections.csv`` made.

    Parameters
    ----------
    df
        Text table as `common.read_facts` returns it, sources still written out.
    table
        Name of the table in ``corrections.csv``.
    key
        Column that names the row, or several, whose values stand in ``key`` with ``;`` between.

    Raises
    ------
    ValueError
        If a row or column is not there, or the cell no longer holds what is to be replaced.
    """
    out = df.copy()
    for row in _corrections():
        if row["table"] != table:
            continue
        found = out.index[out[list(key)].agg(";".join, axis=1) == row["key"]]
        if len(found) != 1 or row["column"] not in out.columns:
            raise ValueError(f"no single cell for the correction {row}")
        now = out.loc[found[0], row["column"]]
        if now != row["was"]:
            raise ValueError(f"{row['key']}, {row['column']}: expected {row['was']!r}, got {now!r}")
        out.loc[found[0], row["column"]] = row["becomes"]
    return out


@cache
def _corrections() -> list[dict[str, str]]:
    return read_facts(_FILE).to_dict("records")
