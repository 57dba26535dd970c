"""The wheel carries data and notebooks; environment.yml agrees with pyproject.toml."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from ca_summit.catalog import get_table

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

#: What users can ask for; the rest is for those who develop or bring it themselves.
EXTRAS = ("report", "lab", "tables", "charts", "text", "events", "pictures", "shell")


def _requirements(*extras: str) -> dict[str, str]:
    lines = list(PROJECT["dependencies"])
    for extra in extras:
        lines += PROJECT["optional-dependencies"][extra]
    found = {}
    for line in lines:
        name, bound = re.fullmatch(r"([A-Za-z0-9_.-]+)(?:\[.*\])?(.*)", line).groups()
        if name != "ca-summit":
            found[name] = bound
    return found


def _environment() -> dict[str, str]:
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    found = {}
    for line in re.findall(r"^ +- ([a-z].*)$", text, re.MULTILINE):
        name, bound = re.fullmatch(r"([A-Za-z0-9_.-]+)(.*)", line.strip()).groups()
        if not bound.startswith(":"):
            found[name.replace("_", "-")] = bound  # conda-forge writes jupyter_client
    return found


def test_environment_agrees_with_pyproject():
    environment = _environment()
    wanted = _requirements(*EXTRAS)
    wanted["pytest"] = _requirements("dev")["pytest"]
    for extra in ("python", "pip", "conda-forge"):
        environment.pop(extra, None)
    assert environment == wanted


def test_environment_allows_the_pythons_of_pyproject():
    assert PROJECT["requires-python"] == ">=3.11"
    assert _environment()["python"].startswith(">=3.11")


def test_no_outer_import_is_missing_from_the_dependencies():
    known = set(_requirements(*EXTRAS)) | {
        "bokeh",  # drawn with by the notebook that is exported; asked for only then
        "jinja2",
        "traitlets",
        "ipython",
        "markupsafe",
    }
    alias = {
        "IPython": "ipython",
        "jupyter_client": "jupyter-client",
        "math_core": "math-core",
        "vl_convert": "vl-convert-python",
        "ca_summit": None,
        "bokeh": None,  # its own program, only where a notebook made its figures with it
    }
    for path in (ROOT / "src").rglob("*.py"):
        for module in _imported(ast.parse(path.read_text(encoding="utf-8"))):
            name = alias.get(module, module)
            if name is None or name in sys.stdlib_module_names:
                continue
            assert name in known, f"{path.name} imports {module}"


def _imported(tree: ast.AST) -> set[str]:
    """Return the first part of every module that a file imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    """Build the wheel once."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(out),
            str(ROOT),
        ],
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_every_table_and_notebook(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert f"ca_summit/data/{resource['path']}" in names
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"ca_summit/notebooks/{path.name}" in names
    assert "ca_summit/py.typed" in names
    assert any(n.startswith("ca_summit/report/template/") for n in names)


@pytest.mark.slow
def test_an_installed_wheel_loads_a_table_and_lists_the_notebooks(wheel, tmp_path):
    """Unpack the wheel into an empty folder, away from the checkout, and use it from there."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import ca_summit, ca_summit.files as f;"
        "assert ca_summit.__file__.startswith(sys.argv[1]), ca_summit.__file__;"
        "print(int(ca_summit.load_countries()['area_km2'].sum()), len(f.notebook_paths()),"
        "str(f.notebook_paths()[0]).startswith(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "site")],
        check=True,
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
    )
    count = len(list((ROOT / "notebooks").glob("*.ipynb")))
    assert done.stdout.split() == ["4004451", str(count), "True"]


@pytest.mark.slow
def test_an_empty_environment_takes_the_wheel(wheel, tmp_path):
    """Install into a new virtual environment that borrows the libraries, not the project."""
    home = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)],
        check=True,
        capture_output=True,
    )
    libraries = next(p for p in sys.path if p.endswith("site-packages"))
    code = (
        "import sys; sys.path.append(sys.argv[1]); import ca_summit;"
        "print(ca_summit.__file__, len(ca_summit.load_meetings()))"
    )
    done = subprocess.run(
        [str(python), "-c", code, libraries],
        check=True,
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
    )
    assert str(home) in done.stdout
    assert int(done.stdout.split()[1]) == get_table("meetings").rows
    script = subprocess.run(
        [str(scripts / "ca-summit"), "cite"],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "PYTHONPATH": libraries},
    )
    assert "ca_summit" in script.stdout


def test_messages_name_installations_that_exist():
    known = _requirements(*EXTRAS)
    named = set()
    for path in (ROOT / "src").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for words in re.findall(r"pip install ((?:[a-z][a-z-]*\b ?)+)", text):
            named |= set(words.split())
            assert set(words.split()) <= set(known), f"{path.name}: pip install {words}"
        assert "ca-summit[" not in text, path.name
    assert "openpyxl" in named
