"""The scripts of docs/events.md run as they stand, and give the same counts in every engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ca_summit.events as ev

pytest.importorskip("duckdb")
ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = dict(
    re.findall(
        r"<!-- engine: (\w+) -->\n```python\n(.*?)```",
        (ROOT / "docs" / "events.md").read_text(encoding="utf-8"),
        re.DOTALL,
    )
)
NEEDS = {"duckdb": ["duckdb"], "dask": ["dask", "distributed"], "spark": ["pyspark"]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("docs")
    (path / "gdelt").mkdir()
    ev.make_sample(path / "gdelt" / "a.parquet", rows=40_000, seed=5)
    return path


def test_the_page_has_one_script_for_each_engine():
    assert set(SCRIPTS) == set(NEEDS)


@pytest.mark.slow
@pytest.mark.parametrize("engine", sorted(NEEDS))
def test_the_script_of_each_engine_runs_and_counts_alike(engine, folder):
    for name in NEEDS[engine]:
        if not os.environ.get("CI"):
            pytest.importorskip(name)
    if engine == "spark" and shutil.which("java") is None and not os.environ.get("CI"):
        pytest.skip("pyspark needs a Java machine")
    script = folder / f"script_{engine}.py"
    script.write_text(SCRIPTS[engine], encoding="utf-8")
    run = subprocess.run(
        [sys.executable, str(script)],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    day = ev.by_day(ev.scan(folder / "gdelt", layout="gdelt2"), since=2025, until=2025)
    assert str(ev.rules(day)) in run.stdout
