"""Rebuild the CSV tables of ``data/`` from the compiled facts."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from common import DATA, state_rows, write_sources, write_table

FAMILIES = ("countries", "meetings", "resources", "routes", "society")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("facts", type=Path, help="folder with one folder of facts per family")
    parser.add_argument("--only", choices=FAMILIES, help="build one family, keep other sources")
    parser.add_argument("--output", type=Path, default=DATA, help="folder to write to")
    options = parser.parse_args()
    if not options.facts.is_dir():
        parser.error(f"facts must be a folder; {options.facts} is none")
    for family in [options.only] if options.only else FAMILIES:
        tables = importlib.import_module(f"family_{family}").build(options.facts)
        for name, table in tables.items():
            write_table(table, name, options.output)
            print(f"{family:10} {name:20} {len(table):6} rows")
    count = write_sources(options.output, fresh=not options.only)
    if options.output.resolve() == DATA:
        state_rows("sources", count)
    print(f"{'all':10} {'sources':20} {count:6} rows")


if __name__ == "__main__":
    main()
