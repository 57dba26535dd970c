"""Check new rows of tables by the rules of the tests, show them, and add them when asked to.

`python tools/add_rows.py meetings --template` prints the header with an example row;
`python tools/add_rows.py sources source.csv meetings new.csv` checks both files together, as they
would stand in the tables; with `--write` the rows are added. A new source goes by any word of
yours, such as `new1`, in all files of one call: it gets its id here. A word that a column did not
have so far, such as the code of one more state, is a fault until `--new-word` names it; ids and
units of a new indicator come from its row of `indicator_catalogue`.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

try:
    import pandas as pd

    from ca_summit.catalog import get_table
    from ca_summit.checks import check_choice
    from checks import CHECKS, Tables, check_integrity  # the rules of the tests
    from checks.core import csv_tables
    from sources_key import source_id
except ModuleNotFoundError as lacking:
    sys.exit(
        f"add_rows: {lacking.name} is not installed for this Python. Run `make setup`, then "
        "`. .venv/bin/activate` (Windows: `.venv\\Scripts\\activate`), and try again."
    )

#: Columns of the catalogue of indicators that are counted anew when rows are written.
COUNTED = ("rows", "first_year", "last_year")
#: Words of a column that are named one by one.
MANY = 8
_KINDS = {
    "date": "a day as 2025-11-06",
    "integer": "a whole number",
    "number": "a number with a decimal point",
    "boolean": "true or false",
}


class RowsError(Exception):
    """Rows that cannot be added; the text says why."""


@dataclass
class NewRows:
    """The rows of one file, the table they are for, and the line on which each begins."""

    table: str
    path: Path
    rows: pd.DataFrame
    lines: list[int]


def template(table: str) -> str:
    """Return the header of a table with its fullest row as an example, as CSV."""
    text = Tables().text(table)
    fullest = text.ne("").sum(axis="columns").idxmax()
    return text.loc[[fullest]].to_csv(index=False)


def read_rows(table: str, path: Path) -> NewRows:
    """Read new rows as they are written, with the columns of the table in their order.

    Raises
    ------
    RowsError
        If the file is missing or is no CSV in UTF-8, its columns are not those of the table, or
        a line has more or fewer cells than the header.
    """
    records = _records(path)
    if not records:
        raise RowsError(f"{path.name} is empty. Begin with: add_rows.py {table} --template")
    (_, header), *rest = records
    wanted = list(Tables().text(table).columns)
    missing = [name for name in wanted if name not in header]
    strange = [name for name in header if name not in wanted or header.count(name) > 1]
    if missing or strange:
        raise RowsError(
            f"{path.name}, line 1: the columns must be those of {table!r}; "
            f"missing: {', '.join(missing) or 'none'}; unknown or twice: "
            f"{', '.join(strange) or 'none'}. Print them: python tools/add_rows.py {table} "
            "--template"
        )
    if not rest:
        raise RowsError(f"{path.name} has no row below its header.")
    for line, cells in rest:
        if len(cells) != len(header):
            raise RowsError(
                f"{path.name}, line {line}: {len(cells)} cells, where the header has "
                f"{len(header)}. A comma or quote inside a text needs quotes around the text."
            )
    rows = pd.DataFrame([cells for _, cells in rest], columns=header, dtype="str")
    return NewRows(table, path, rows[wanted], [line for line, _ in rest])


def _records(path: Path) -> list[tuple[int, list[str]]]:
    """Return the records of a CSV with the line on which each begins; empty lines are none."""
    if not path.is_file():
        raise RowsError(f"There is no file {str(path)!r}.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RowsError(
            f"{path.name} is not UTF-8. Save it anew (in a spreadsheet: 'CSV UTF-8')."
        ) from error
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    records, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise RowsError(
            f"{path.name}, from line {line} on: {error}. Look at its quotes."
        ) from error
    return records


def name_sources(new: list[NewRows]) -> dict[str, str]:
    """Give new sources their ids, in all files; return the id for each word used so far."""
    ids = {}
    for file in new:
        if file.table != "sources":
            continue
        for i, row in file.rows.iterrows():
            made = source_id(*(row[c] for c in ("publisher", "title", "url", "published")))
            if row["source_id"] != made:
                ids[row["source_id"] or f"line {file.lines[i]}"] = made
            file.rows.loc[i, "source_id"] = made
            file.rows.loc[i, "has_address"] = "true" if row["url"] else "false"
    for file in new:
        if file.table != "sources":
            for column in [c for c in file.rows.columns if c.endswith("source_id")]:
                file.rows[column] = file.rows[column].replace(ids)
    return ids


def count_new_indicators(new: list[NewRows]) -> None:
    """Fill number of rows, first and last year of new indicators, where both tables are given."""
    given = {file.table: file.rows for file in new}
    if {"indicator_catalogue", "indicators"} <= set(given):
        years = pd.to_numeric(given["indicators"]["year"], errors="coerce")
        spans = years.groupby(given["indicators"]["indicator_id"]).agg(["size", "min", "max"])
        for column, span in zip(COUNTED, ("size", "min", "max"), strict=True):
            found = given["indicator_catalogue"]["indicator_id"].map(spans[span])
            cells = [f"{value:.0f}" if pd.notna(value) else "" for value in found]
            given["indicator_catalogue"][column] = cells


def new_words(new: list[NewRows], named: list[str]) -> set[str]:
    """Return the words that a column may have from now on: those named, and new indicators."""
    words = set(named)
    for file in new:
        if file.table == "indicator_catalogue":
            words |= {*file.rows["indicator_id"], *file.rows["unit"]}
    return words


def faults_of(new: list[NewRows], words: set[str]) -> pd.DataFrame:
    """Return what the rules of the tests find wrong once all rows are added.

    Words are those that a column may have from now on. Numbers of rows and spans are counted anew
    when the rows are written, and are no faults here; nor is a source that no row names yet, where
    nothing but sources is added. Of a row with a cell that cannot be read nothing else is asked.
    """
    both = {file.table: placed(file) for file in new}
    found = [check_integrity(Tables(both), touching=table) for table in both]
    known = [check_integrity(Tables(), touching=table) for table in both]
    same = ["check", "table", "row", "column", "value", "expected"]
    before = {tuple(map(str, row)) for frame in known for row in frame[same].to_numpy()}
    faults = pd.concat(found, ignore_index=True).drop_duplicates(same)
    faults = faults[[tuple(map(str, row)) not in before for row in faults[same].to_numpy()]]
    counted = faults["check"].eq("coverage_as_described") & faults["table"].isin(list(both))
    if "indicators" in both:
        counted |= faults["check"].eq("catalogue_counts_the_indicators") & faults["column"].isin(
            COUNTED
        )
    if set(both) == {"sources"}:
        counted |= faults["check"].eq("every_source_is_used")
    fresh = faults["check"].eq("written_as_described") & faults["value"].isin(words)
    counted |= fresh & faults["expected"].str.startswith("one of ")
    faults = faults[~counted]
    unread = faults["check"].isin(["written_as_described", "unique_keys"])
    rows = set(zip(faults.loc[unread, "table"], faults.loc[unread, "row"], strict=True))
    later = [row in rows for row in zip(faults["table"], faults["row"], strict=True)]
    return faults[unread | faults["check"].eq("foreign_keys") | ~pd.Series(later, faults.index)]


def sentence(fault: dict[str, str], new: list[NewRows]) -> str:
    """Return one fault with file, line, column, value, what was expected and the rule."""
    place = f"data/{get_table(fault['table']).path}"
    if fault["row"] != "all":
        place += f", row {fault['row']}"
    for file in new:
        if file.table == fault["table"]:
            keys = _keys_of(file)
            lines = [n for n, key in zip(file.lines, keys, strict=True) if key == fault["row"]]
            if lines:
                place = f"{file.path.name}, line {lines[-1]}"
    expected = _KINDS.get(fault["expected"], fault["expected"])
    if expected.startswith("one of "):
        expected = _some_of(expected.removeprefix("one of ").split(", "), fault["value"])
    if fault["check"] == "meetings_of_leaders_tell_who_was_there":
        expected += " (who has no final statement in attendance)"
    rule = CHECKS[fault["check"]].says.removeprefix("Require ").rstrip(".")
    return (
        f"{place}, column {fault['column']!r}: {fault['value']!r}; expected: {expected}. "
        f"The rule: require {rule}."
    )


def _some_of(words: list[str], value: str) -> str:
    """Return a list of words, or of many the nearest and how to bring in another."""
    if len(words) <= MANY:
        return f"one of {', '.join(words)}"
    near = difflib.get_close_matches(value, words, n=3) or words[:3]
    return f"one of {len(words)} words such as {', '.join(near)}; another one by --new-word"


def _keys_of(file: NewRows) -> list[str]:
    """Return the key of each row as the checks name a row."""
    key = [name for name in get_table(file.table).key if name in file.rows.columns]
    return [", ".join(row) for row in file.rows[key].itertuples(index=False, name=None)]


def placed(file: NewRows) -> pd.DataFrame:
    """Return the table with the new rows in its own order: by key, by day, or at the end."""
    old = Tables().text(file.table)
    both = pd.concat([old, file.rows], ignore_index=True)
    for order in (list(get_table(file.table).key), ["start_date"], ["date"]):
        if order and set(order) <= set(old.columns):
            sorted_now = old.sort_values(order, kind="stable").index.equals(old.index)
            if sorted_now:
                return both.sort_values(order, kind="stable", ignore_index=True)
    return both


def draw(file: NewRows) -> str:
    """Write a figure of the table with its new rows, where there is one; return its path."""
    import ca_summit as ca

    if file.table == "meetings":
        fig = ca.plot_timeline(ca.read_meetings(file.rows))
    elif file.table == "indicators":
        name = file.rows["indicator_id"].iloc[0]
        both = pd.concat([Tables().text("indicators"), file.rows], ignore_index=True)
        fig = ca.plot_indicator(name, ca.read_indicators(both[both["indicator_id"].eq(name)]))
    else:
        return ""
    path = ROOT / "build" / f"new_{file.table}.html"
    path.parent.mkdir(exist_ok=True)
    return str(ca.save_figure(fig, path))


def add(new: list[NewRows], words: set[str]) -> None:
    """Add the rows to the files of their tables and renew what is made of them."""
    tables = {file.table: placed(file) for file in new}
    if "indicators" in tables:
        catalogue = tables.get("indicator_catalogue", Tables().text("indicator_catalogue"))
        tables["indicator_catalogue"] = _counted(catalogue.copy(), tables["indicators"])
    for table, rows in tables.items():
        path = ROOT / "data" / get_table(table).path
        rows.to_csv(path, index=False, lineterminator="\n")
    described = ROOT / "data" / "datapackage.json"
    package = json.loads(described.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if resource["name"] in tables:
            _cover(resource["ca_summit"]["coverage"], tables[resource["name"]])
            for field in resource["schema"]["fields"]:
                known = field.get("constraints", {}).get("enum")
                if known:
                    used = set(tables[resource["name"]][field["name"]])
                    known += sorted((words & used) - set(known))
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    described.write_text(text, encoding="utf-8", newline="\n")
    subprocess.run([sys.executable, str(ROOT / "tools" / "build_dictionary.py")], check=True)


def _cover(coverage: dict[str, object], rows: pd.DataFrame) -> None:
    """Write number of rows, first and last day or year of a table into its description."""
    for column, span in coverage.items():
        if column == "rows":
            coverage["rows"] = len(rows)
        elif column in rows and isinstance(span, list):
            values = [v if isinstance(span[0], str) else int(float(v)) for v in rows[column] if v]
            coverage[column] = [min(values), max(values)]


def _counted(catalogue: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Write into the catalogue how many values each indicator has, and of which years."""
    years = indicators["year"].astype(int).groupby(indicators["indicator_id"])
    counted = {"rows": years.size(), "first_year": years.min(), "last_year": years.max()}
    for column, values in counted.items():
        catalogue[column] = catalogue["indicator_id"].map(values).astype(str)
    return catalogue


def _pairs(words: list[str]) -> list[tuple[str, Path]]:
    if len(words) % 2:
        raise RowsError("Name a table and its file, or several such pairs: meetings new.csv")
    pairs = [(words[i], Path(words[i + 1])) for i in range(0, len(words), 2)]
    for table, _ in pairs:
        check_choice("table", table, csv_tables())
    if len({table for table, _ in pairs}) < len(pairs):
        raise RowsError("Put all rows of a table into one file.")
    return pairs


def main(arguments: list[str] | None = None) -> int:
    """Check new rows of tables, show them, and add them with ``--write``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="+", metavar="TABLE FILE")
    parser.add_argument("--template", action="store_true", help="print header and an example row")
    parser.add_argument(
        "--new-word", nargs="+", default=[], metavar="WORD", help="a word that is new in its column"
    )
    parser.add_argument("--write", action="store_true", help="add the rows to data/")
    options = parser.parse_args(arguments)
    try:
        if options.template:
            for table in options.what:
                check_choice("table", table, csv_tables())
                print(template(table), end="")
            return 0
        new = [read_rows(table, path) for table, path in _pairs(options.what)]
        ids = name_sources(new)
        count_new_indicators(new)
        words = new_words(new, options.new_word)
        found = faults_of(new, words)
    except (RowsError, ValueError) as error:
        print(f"add_rows: {error}", file=sys.stderr)
        return 2
    for word, made in ids.items():
        print(f"The source {word!r} has the id {made}.")
    if len(found):
        count = f"{len(found)} fault{'s' if len(found) > 1 else ''}"
        print(f"{count}; nothing was written:", file=sys.stderr)
        for fault in found.to_dict("records"):
            print(f"- {sentence(fault, new)}", file=sys.stderr)
        return 1
    for file in new:
        rows = "1 new row" if len(file.rows) == 1 else f"{len(file.rows)} new rows"
        print(f"{rows} of {file.table!r}: every rule is kept.")
        if shown := draw(file):
            print(f"Drawn in {shown}.")
    if options.write:
        add(new, words)
        written = ", ".join(f"data/{get_table(file.table).path}" for file in new)
        print(f"Added to {written}; descriptions renewed.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
