"""Lint the page's program and run its unit tests, in node."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def test_the_parts_of_the_program_do_what_their_tests_say() -> None:
    node = shutil.which("node")
    if node is None and not os.environ.get("CI"):
        pytest.skip("needs node")
    run = subprocess.run(
        [str(node), "--expose-internals", "--test", "tests/js/"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        env={**os.environ, "PYTHON": sys.executable},
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    assert int(re.search(r"# pass (\d+)", run.stdout)[1]) > 20
    assert "# skipped 0" in run.stdout
