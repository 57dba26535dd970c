"""Write a notebook that shows what a folder of event records holds; a report makes a page of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_HEAD = """# {title}

*Reports coded by machine. A report is no meeting: read each count with the rule beside it.*"""
_READ = """\
import pandas as pd
import ca_summit as ca
import ca_summit.events as ev

PARTS, FOLDER, LAYOUT, READ, SPAN = {arguments}
pd.read_csv(READ).fillna('')"""
_COUNTED = """\
source = ev.scan(PARTS, layout=LAYOUT)
day = ev.by_day(source, places=True, **SPAN)
print(f'{{day.reports.sum():,}} reports of meetings of the five')"""
_WHEN = """\
months = day['day'].dt.to_period('M').nunique()
ev.plot_reports(day, by='month' if months <= 240 else 'year')"""
_WHERE = "ev.map_reports(day) if 'place' in day else 'The records name no places.'"
_FOUND = """\
found = ev.candidates(day, least_reports=10)
first, last = found['start_date'].min(), found['start_date'].max()
ca.plot_timeline(found, since=first, until=last) if len(found) else 'None.'"""
_REPORTED = """\
## Candidates

Runs of days with ten reports or more. Status `reported`: nobody has checked them."""
_CELLS: tuple[tuple[str, str], ...] = (
    ("markdown", _HEAD),
    ("markdown", "## What was read\n\nKept and rejected lines of each file."),
    ("code", _READ),
    ("code", _COUNTED),
    ("markdown", "Codes of actors that name no state:"),
    ("code", "source.unknown.head(10)"),
    ("markdown", "## When, with whom and where"),
    ("code", _WHEN),
    ("code", "ev.plot_pairs(day, least_reports=3)"),
    ("code", _WHERE),
    ("markdown", "## How much a count depends on its rule"),
    ("code", "ev.rules(day)"),
    ("markdown", _REPORTED),
    ("code", _FOUND),
    ("markdown", "## Against the checked meetings\n\n{against}"),
    ("code", "{compared}"),
)
_CHECKED = (
    "Both shares are lower bounds: the records are complete for few pairs, and hold leaders only.",
    """\
span = found['start_date'].dt.year.agg(['min', 'max'])
checked = ca.load_meetings(since=max(span['min'], 2004), until=max(span['max'], 2004))
ev.compare(found, checked, by='year')""",
)
_TRUTH = (
    (
        "These records are synthetic: the meetings behind them were made up, so that what a rule "
        "finds can be held against what is true."
    ),
    """\
truth = pd.read_csv(FOLDER + '/truth.csv', parse_dates=['start_date'])
pd.concat([
    ev.compare(ev.candidates(day, least_reports=n), truth, by=None).assign(least_reports=n)
    for n in (1, 3, 5, 10)
])""",
)


def page_notebook(
    parts: Sequence[str],
    *,
    folder: Path,
    read: Path,
    layout: str,
    title: str,
    synthetic: bool,
    span: Mapping[str, Any],
) -> dict[str, Any]:
    """Return a notebook about records that ``scan(to=parts)`` has written.

    Parameters
    ----------
    parts
        The Parquet files.
    folder
        Where a sample has its ``truth.csv``.
    read
        CSV of the report of ``scan()``.
    layout, title
        Layout of the records, and title of the page.
    synthetic
        Whether the records are a sample whose truth is known.
    span
        ``since`` and ``until`` of ``by_day()``, where they are given.

    Examples
    --------
    >>> from pathlib import Path
    >>> book = page_notebook(
    ...     ["a.parquet"], folder=Path("p"), read=Path("r.csv"), layout="gdelt2", title="A",
    ...     synthetic=True, span={},
    ... )
    >>> book["cells"][0]["source"][:3]
    '# A'
    """
    against, compared = _TRUTH if synthetic else _CHECKED
    values = {
        "arguments": repr((list(parts), str(folder), layout, str(read), dict(span))),
        "title": title,
    }
    values |= {"against": against, "compared": compared}
    cells = []
    for number, (kind, text) in enumerate(_CELLS):
        cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}}
        cell["source"] = text.format(**values)
        if kind == "code":
            cell |= {"outputs": [], "execution_count": None}
            cell["metadata"] = {"tags": ["remove-input"]}
        cells.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def write_page_notebook(path: Path, **arguments: Any) -> Path:
    """Write the notebook of ``page_notebook()`` into a file; return its path."""
    path.write_text(json.dumps(page_notebook(**arguments)), encoding="utf-8")
    return path
