"""Measure what counting event records costs: CPU and peak memory, a process for each engine.

``python benchmarks/events.py --rows 10000000`` makes a synthetic sample and prints a table.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

COMMON = """
import sys
path = sys.argv[1]
"""
SQL = """
import duckdb
con = duckdb.connect()
con.execute("SET memory_limit='1GB'; SET preserve_insertion_order=false")
five = "('KAZ','KGZ','TJK','TKM','UZB')"
out = con.execute(f'''
    SELECT SQLDATE, Actor1CountryCode, Actor2CountryCode, EventCode, count(*), sum(NumMentions),
        sum(NumArticles), sum(AvgTone), count(AvgTone) FROM read_parquet('{path}')
    WHERE EventCode IN ('042','043','044','046','057') AND Actor1CountryCode <> Actor2CountryCode
        AND (Actor1CountryCode IN {five} OR Actor2CountryCode IN {five})
    GROUP BY ALL''').df()
import pandas as pd
pair = out[['Actor1CountryCode', 'Actor2CountryCode']]
out['a'], out['b'] = pair.min(axis=1), pair.max(axis=1)
out = out.groupby(['SQLDATE', 'a', 'b', 'EventCode'], as_index=False)[list(out.columns[4:9])].sum()
print(int(out['count_star()'].sum()))
"""
PANDAS = """
import pandas as pd
f = pd.read_parquet(path)
five = ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']
a, b = f['Actor1CountryCode'], f['Actor2CountryCode']
f = f[f['EventCode'].isin(['042', '043', '044', '046', '057']) & a.notna() & b.notna() & (a != b)
      & (a.isin(five) | b.isin(five))]
pair = f[['Actor1CountryCode', 'Actor2CountryCode']]
f = f.assign(a=pair.min(axis=1), b=pair.max(axis=1))
out = f.groupby(['SQLDATE', 'a', 'b', 'EventCode']).agg(
    reports=('EventCode', 'size'), mentions=('NumMentions', 'sum'), articles=('NumArticles', 'sum'),
    tone=('AvgTone', 'mean')).reset_index()
print(int(out['reports'].sum()))
"""
OURS = """
import ca_summit.events as ev
{table}
day = ev.by_day({source}, max_rows=5_000_000)
print(int(day['reports'].sum()) + sum(day.attrs['ca_summit_events']['skipped'].values()))
"""
TABLES = {
    "DuckDB": ("", "ev.scan(path, layout='gdelt2')"),
    "Polars": ("import polars", "polars.scan_parquet(path)"),
    "PyArrow": ("import pyarrow.parquet as pq", "pq.read_table(path)"),
    "pandas": ("import pandas", "pandas.read_parquet(path)"),
}


def measure(code: str, path: Path) -> tuple[float, float, str]:
    """Return CPU seconds, peak memory in MB and the output of a process that runs some code."""
    read, write = os.pipe()
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", COMMON + code, str(path)],
        dict(os.environ),
        file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)],
    )
    os.close(write)
    with os.fdopen(read) as stream:
        out = stream.read().strip()
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"a measured process ended with {status}: {out}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out


def main() -> None:
    """Print a line per way of counting, each against plain pandas."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sample", type=Path, help="a sample made before")
    parser.add_argument("--only", nargs="*", help="such as DuckDB SQL")
    options = parser.parse_args()
    ways = {"plain pandas": PANDAS, "SQL by hand": SQL}
    ways |= {f"by_day(), {n}": OURS.format(table=t, source=s) for n, (t, s) in TABLES.items()}
    if options.only:
        ways = {n: c for n, c in ways.items() if any(word in n for word in options.only)}
    with tempfile.TemporaryDirectory() as folder:
        path = options.sample or Path(folder) / "sample.parquet"
        if options.sample is None:
            import ca_summit.events as ev

            ev.make_sample(path, rows=options.rows, seed=1)
        print(
            f"{options.rows:,} synthetic records, {path.stat().st_size / 1e6:.0f} MB of Parquet\n"
        )
        print("| way | CPU s | peak MB | reports |\n|---|---|---|---|")
        for name, code in ways.items():
            cpu, peak, out = measure(code, path)
            print(f"| {name} | {cpu:.2f} | {peak:.0f} | {out} |", flush=True)


if __name__ == "__main__":
    main()
