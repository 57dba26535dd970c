"""The repository keeps its own rules: layers, sentences, clean notebooks, no outside paths."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "ca_summit"
MODULES = sorted(PACKAGE.rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

#: From the ground up; a module imports only from its own line or the lines above it.
LAYERS = [
    {
        "files",
        "checks",
        "metadata",
        "geodesic",
        "geography",
        "spelling",
        "translations",
        "written_numbers",
    },
    {"catalog", "judgements"},
    {"tables"},
    {"names", "sources", "provenance", "records", "export"},
    {"figures", "diplomacy", "network"},
    {"claims"},
    {"charts", "maps", "events"},
    {"classroom", "explorers", "report", "page_parts", "picture_words", "pictures", "story"},
    {"cli", "public"},
    {"__main__"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
#: Rooms of one floor without a door between them; what they share stands in ``figures``.
APART = {"charts": "maps", "maps": "charts"}


def test_the_page_on_architecture_lists_the_floors_as_they_are():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = page.partition("<!-- floors")[2].partition("<!-- end of the floors -->")[0]
    rows = re.findall(r"^\| \d+ \| (.*) \|$", told, re.MULTILINE)
    assert [set(re.findall(r"`(\w+)`", row)) for row in rows] == LAYERS
    for name in re.findall(r"`(?:\w+/)?(\w+)\.py`", page):
        assert [p for p in ROOT.rglob(f"{name}.py") if ".venv" not in p.parts], name
    for name in re.findall(r"`(\w+\.js)`", page):
        assert (PACKAGE / "report" / "template" / name).is_file(), name


def _home(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_each_module_says_its_sentence(path):
    text = path.read_text(encoding="utf-8")
    sentence = (ast.get_docstring(ast.parse(text)) or "").splitlines()
    assert sentence
    assert sentence[0].endswith((".", ")"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_imports_upwards(path):
    home = _home(path)
    if home == "__init__":
        return
    assert home in LEVEL, f"say in LAYERS where {home} stands"
    for other in _imported(path):
        assert LEVEL[other] <= LEVEL[home], f"{home} imports {other}"
        assert APART.get(home) != other, f"{home} imports {other}: share it in figures"


def test_functions_that_are_not_public_take_ten_arguments_at_most():
    names = re.findall(r"(\w+) as \w+", (PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    public = {*names, "finish"}  # every figure ends with `finish`: the layer's one long call
    long = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name not in public:
                given = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
                if sum(one.arg not in {"self", "cls"} for one in given) > 10:
                    long.append(f"{path.name}: {node.name}")
    assert not long


def test_no_line_is_kept_from_the_formatter():
    for folder in ("src", "tests", "tools", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not re.search(r"# fmt: *(skip|off)", path.read_text(encoding="utf-8")), path


def test_no_dozen_lines_stand_twice():
    seen: dict[tuple[str, ...], str] = {}
    for path in MODULES:
        lines = _lines_of_code(path)
        for start in range(len(lines) - 12):
            block = tuple(text for _, text in lines[start : start + 13])
            place = f"{path.relative_to(PACKAGE)}:{lines[start][0]}"
            assert seen.setdefault(block, place) == place, f"{place} repeats {seen[block]}"


def _lines_of_code(path: Path) -> list[tuple[int, str]]:
    """Return number and text of the lines that say something; imports and brackets do not."""
    text = path.read_text(encoding="utf-8")
    nodes = (n for n in ast.walk(ast.parse(text)) if isinstance(n, (ast.Import, ast.ImportFrom)))
    imports = {number for n in nodes for number in range(n.lineno, (n.end_lineno or n.lineno) + 1)}
    rows = ((number, line.strip()) for number, line in enumerate(text.splitlines(), start=1))
    return [(n, line) for n, line in rows if n not in imports and re.search(r"\w", line)]


@pytest.mark.parametrize("path", sorted((PACKAGE / "report").glob("*.py")), ids=lambda p: p.name)
def test_the_exporter_knows_nothing_of_the_package_but_a_key_and_the_words_of_its_page(path):
    assert _imported(path) <= {"report", "metadata", "translations", "judgements"}


def _imported(path: Path) -> set[str]:
    """Return the rooms of the package that a module imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    rooms = {name.split(".")[1] for name in names if name.startswith("ca_summit.")}
    return rooms & {*LEVEL, *(path.stem for path in PACKAGE.iterdir())}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_notebooks_are_stored_clean_and_small(path):
    assert path.stat().st_size <= 100_000
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert "widgets" not in notebook["metadata"]
    titles = [c for c in notebook["cells"] if "".join(c["source"]).startswith("# ")]
    assert len(titles) == 1
    assert notebook["cells"][0] is titles[0]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
            assert len("".join(cell["source"]).splitlines()) <= 45
            assert not re.search(r"^\s*def ", "".join(cell["source"]), re.MULTILINE)


def test_tracked_texts_hold_no_path_of_a_machine():
    pattern = re.compile(r"(/home/\w|/Users/\w|/root/|[A-Z]:\\\\Users)")
    for folder in ("src", "notebooks", "docs", "tools", "benchmarks", "data"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".md", ".ipynb", ".json", ".toml", ".html", ".js", ".css"}:
                assert not pattern.search(path.read_text(encoding="utf-8")), path


def test_version_and_date_agree():
    from ca_summit import __version__

    assert f"version: {__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert __version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["version"] == __version__
