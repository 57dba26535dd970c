"""Check new rows of a table by the rules of the tests, show them, and add them when asked to.

`python tools/add_rows.py meetings --template` prints the header with an example row;
`python tools/add_rows.py meetings new.csv` checks; with `--write` the rows are added. New sources
of the rows go first: `python tools/add_rows.py sources new_sources.csv --write`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from ca_summit.catalog import get_table, table_names  # noqa: E402
from ca_summit.checks import check_choice  # noqa: E402
from checks import Tables, check_integrity  # noqa: E402  # the rules of the tests

#: Columns of the catalogue of indicators that are counted anew when rows are written.
COUNTED = ("rows", "first_year", "last_year")


class RowsError(Exception):
    """Rows that cannot be added; the text says why."""


def template(table: str) -> str:
    """Return the header of a table with its fullest row as an example, as CSV."""
    text = Tables().text(table)
    fullest = text.ne("").sum(axis="columns").idxmax()
    return text.loc[[fullest]].to_csv(index=False)


def read_rows(table: str, path: Path) -> pd.DataFrame:
    """Read new rows as they are written, with the columns of the table in their order.

    Raises
    ------
    RowsError
        If the file is missing, or its columns are not those of the table.
    """
    if not path.is_file():
        raise RowsError(f"There is no file {str(path)!r}.")
    rows = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    wanted = list(Tables().text(table).columns)
    missing = [name for name in wanted if name not in rows.columns]
    strange = [name for name in rows.columns if name not in wanted]
    if missing or strange:
        raise RowsError(
            f"{path.name} needs the columns of {table!r}; missing: {missing}, unknown: {strange}. "
            f"Print them: python tools/add_rows.py {table} --template"
        )
    if rows.empty:
        raise RowsError(f"{path.name} has no row.")
    return rows[wanted]


def faults_of(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return what the rules of the tests find wrong once the rows are added; their row from 1.

    Numbers of rows are counted anew when the rows are written, and a new source that no row names
    yet is no fault here.
    """
    old = Tables().text(table)
    both = placed(table, rows)
    found = check_integrity(Tables({table: both}), touching=table)
    known = check_integrity(Tables({table: old}), touching=table)
    same = ["check", "table", "column", "value", "expected"]
    seen = set(known[same].astype("str").itertuples(index=False, name=None))
    new = found[
        [row not in seen for row in found[same].astype("str").itertuples(index=False, name=None)]
    ]
    new = new[~(new["check"].eq("coverage_as_described") & new["column"].eq(""))]
    if table == "indicators":
        new = new[
            ~new["check"].eq("catalogue_counts_the_indicators") | ~new["column"].isin(COUNTED)
        ]
    if table == "sources":
        new = new[~new["check"].eq("every_source_is_used")]
    return new


def placed(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the new rows in its own order: by key, by day, or at the end."""
    old = Tables().text(table)
    both = pd.concat([old, rows], ignore_index=True)
    for order in (list(get_table(table).key), ["start_date"], ["date"]):
        if order and set(order) <= set(old.columns):
            sorted_now = old.sort_values(order, kind="stable").index.equals(old.index)
            if sorted_now:
                return both.sort_values(order, kind="stable", ignore_index=True)
    return both


def draw(table: str, rows: pd.DataFrame) -> str:
    """Write a figure of the table with its new rows, where there is one; return its path."""
    import io

    import ca_summit as ca

    drawn = {"meetings": "plot_timeline", "indicators": "plot_indicator"}
    if table not in drawn:
        return ""
    if table == "meetings":
        fig = ca.plot_timeline(ca.read_meetings(io.StringIO(rows.to_csv(index=False))))
    else:
        both = pd.concat([Tables().text(table), rows], ignore_index=True)
        mine = both[both["indicator_id"].isin(rows["indicator_id"])]
        mine = mine.assign(year=mine["year"].astype(int), value=mine["value"].astype(float))
        fig = ca.plot_indicator(str(rows["indicator_id"].iloc[0]), mine)
    path = ROOT / "build" / f"new_{table}.html"
    path.parent.mkdir(exist_ok=True)
    fig.write_html(path, include_plotlyjs="directory")
    return str(path)


def add(table: str, rows: pd.DataFrame) -> None:
    """Add the rows to the file of the table and renew what is made of it."""
    path = ROOT / "data" / get_table(table).path
    whole = placed(table, rows)
    whole.to_csv(path, index=False, lineterminator="\n")
    if table == "indicators":
        _count_indicators(whole)
    subprocess.run([sys.executable, str(ROOT / "tools" / "build_dictionary.py")], check=True)


def _count_indicators(whole: pd.DataFrame) -> None:
    """Write into the catalogue how many values each indicator has, and of which years."""
    catalogue = Tables().text("indicator_catalogue")
    years = whole["year"].astype(int).groupby(whole["indicator_id"])
    counted = {"rows": years.size(), "first_year": years.min(), "last_year": years.max()}
    for column, values in counted.items():
        catalogue[column] = catalogue["indicator_id"].map(values).astype(str)
    path = ROOT / "data" / get_table("indicator_catalogue").path
    catalogue.to_csv(path, index=False, lineterminator="\n")


def main(arguments: list[str] | None = None) -> int:
    """Check new rows of a table, show them, and add them with ``--write``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--template", action="store_true", help="print header and an example row")
    parser.add_argument("--write", action="store_true", help="add the rows to data/")
    options = parser.parse_args(arguments)
    try:
        check_choice("table", options.table, table_names())
        if options.template or options.file is None:
            print(template(options.table), end="")
            return 0
        rows = read_rows(options.table, options.file)
        found = faults_of(options.table, rows)
    except (RowsError, ValueError) as error:
        print(f"add_rows: {error}", file=sys.stderr)
        return 2
    if len(found):
        print(f"{len(found)} faults in the new rows of {options.table!r}:", file=sys.stderr)
        for fault in found.to_dict("records"):
            print(
                f"- {fault['row']}, column {fault['column']!r}: {fault['value']!r}; "
                f"{fault['expected']} ({fault['check']})",
                file=sys.stderr,
            )
        return 1
    print(f"{len(rows)} new rows of {options.table!r} keep every rule.")
    shown = draw(options.table, rows)
    if shown:
        print(f"They are drawn in {shown}.")
    if options.write:
        add(options.table, rows)
        print(f"Added to data/{get_table(options.table).path}; descriptions renewed.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
