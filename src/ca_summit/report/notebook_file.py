"""Read a notebook file, old and odd ones too, or a text file that jupytext makes one of."""

from __future__ import annotations

import json
import re
import sys
from contextlib import contextmanager
from difflib import get_close_matches
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ca_summit.report.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from nbformat import NotebookNode

#: Endings of texts that jupytext reads, and in which of its formats.
_TEXTS = {
    ".py": "py",
    ".md": "md",
    ".markdown": "md",
    ".qmd": "Rmd",
    ".rmd": "Rmd",
    ".r": "R",
    ".jl": "jl",
}
_LISTED = 8
#: Databricks saves notebooks as programs; their cells are parted, and their words begin, like this.
_DATABRICKS, _COMMAND, _MAGIC = "# Databricks notebook source", "# COMMAND ----------", "# MAGIC"


@contextmanager
def quick_jupyter_imports() -> Iterator[None]:
    """Keep jsonschema from compiling a grammar for addresses that notebooks never contain.

    That grammar takes longer (2 s) than everything else a report imports; jsonschema treats the
    package that holds it as optional.
    """
    name = "rfc3987_syntax"
    blocked = name not in sys.modules and "jsonschema" not in sys.modules
    if blocked:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if blocked:
            del sys.modules[name]


def read_notebook(path: Path) -> NotebookNode:
    """Read one notebook file, old formats included.

    Raises
    ------
    ReportError
        If the file is missing or is no notebook.
    """
    if not path.is_file():
        raise ReportError(_missing(path))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ReportError(f"{str(path)!r} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise ReportError(
            f"{str(path)!r} is not a readable notebook (not UTF-8 at byte {error.start}). "
            "Open it in JupyterLab and save it again."
        ) from error
    if path.suffix.lower() in _TEXTS:
        return _from_text(path, text)
    try:
        return parsed_notebook(text)
    except (ValueError, RecursionError) as error:
        cause = f"{type(error).__name__}: {str(error).splitlines()[0][:120]}"
        cause, advice = _other_kind(text) or (cause, "Open it in JupyterLab and save it again.")
        raise ReportError(
            f"{str(path)!r} is not a readable notebook ({cause}). {advice}"
        ) from error


def _other_kind(text: str) -> tuple[str, str] | None:
    """Return what a text is that is no notebook, and what to do about it, where that is known."""
    begun = text.lstrip()[:200]
    if not begun:
        return "the file is empty", "Name another, or take an earlier version of it."
    if begun.startswith("<"):
        return "it is a web page", "Download the notebook itself (on GitHub: Raw)."
    if begun.startswith("version https://git-lfs"):
        return "it is a pointer of Git LFS", "Fetch the notebook: git lfs pull"
    if re.search(r"(?m)^<{7} ", text):
        return "it has marks of a merge", "Settle the merge, for example with nbdime."
    if begun.startswith("{") and not text.rstrip().endswith("}"):
        return "it is cut off", "Fetch it again, or take the copy in .ipynb_checkpoints."
    return None


def expanded(path: Path) -> list[Path]:
    """Return the files that a pattern such as ``*.ipynb`` names, where no shell has done it."""
    if path.exists() or not re.search(r"[*?\[]", path.name):
        return [path]
    return sorted(path.parent.glob(path.name)) or [path]


def _missing(path: Path) -> str:
    folder = path if path.is_dir() else path.parent
    found = sorted(p.name for p in folder.glob("*.ipynb"))
    near = get_close_matches(path.name, found, 5, 0.5) if len(found) > _LISTED else found
    shown = near or found[:5]
    more = f" and {len(found) - len(shown)} more" if len(found) > len(shown) else ""
    hint = f"The folder has {shown}{more}." if shown else "The folder has no notebook."
    if folder == path:
        return f"{str(path)!r} is a folder, not a notebook. {hint} Name those you want."
    return f"The notebook {str(path)!r} was not found. {hint}"


def _from_text(path: Path, text: str) -> NotebookNode:
    if text.startswith(_DATABRICKS):
        return parsed_notebook(json.dumps({"cells": _of_databricks(text)}))
    if find_spec("jupytext") is None:
        raise ReportError(
            f"{str(path)!r} is a text; jupytext makes a notebook of it. "
            "Install it with: pip install jupytext"
        )
    with quick_jupyter_imports():
        import jupytext
    form = _TEXTS[path.suffix.lower()]
    if form == "md" and re.search(r"(?m)^\s+format_name: myst$|^`{3,}\{code-cell\}", text):
        form = "md:myst"
    try:
        made = jupytext.reads(text, fmt=form)
    except Exception as error:
        raise ReportError(
            f"{str(path)!r} could not be read as a notebook by jupytext ({error})."
        ) from error
    return parsed_notebook(json.dumps(made))


def _of_databricks(text: str) -> list[dict[str, Any]]:
    r"""Return the cells of a program that Databricks saved.

    Examples
    --------
    >>> _of_databricks("# Databricks notebook source\n# MAGIC %md\n# MAGIC # Wells")
    [{'cell_type': 'markdown', 'source': '# Wells'}]
    """
    cells: list[dict[str, Any]] = []
    for part in text.removeprefix(_DATABRICKS).split(_COMMAND):
        lines = part.strip().split("\n")
        if all(line.startswith(_MAGIC) for line in lines):
            lines = [line.removeprefix(_MAGIC).removeprefix(" ") for line in lines]
        source = "\n".join(lines)
        words = re.match(r"%md(?:-sandbox)?\s", f"{source}\n")
        kind = "markdown" if words else "code"
        cells.append({"cell_type": kind, "source": source[words.end() if words else 0 :]})
    return [cell for cell in cells if cell["source"].strip()]


def parsed_notebook(text: str) -> NotebookNode:
    """Return a notebook from its JSON; parts that are not what they should be are set right.

    Raises
    ------
    ValueError
        If the text is no JSON, or has no cells.

    Examples
    --------
    >>> parsed_notebook('{"cells": [{"cell_type": "markdown", "source": null}]}').cells[0].source
    ''
    """
    with quick_jupyter_imports():
        import nbformat
    stored = json.loads(text)
    if not isinstance(stored, dict):
        raise ValueError(f"a {type(stored).__name__} instead of an object")
    if isinstance(stored.get("worksheets"), list) and not isinstance(stored.get("cells"), list):
        try:
            stored = nbformat.reads(text, as_version=4)
        except Exception as error:
            raise ValueError(f"old format: {error}") from error
    cells = stored.get("cells")
    if not isinstance(cells, list):
        raise ValueError("it has no list of cells")
    made = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": _metadata(stored.get("metadata")),
        "cells": [_cell(cell) for cell in cells if isinstance(cell, dict)],
    }
    notebook: NotebookNode = nbformat.from_dict(made)
    return notebook


def _metadata(value: Any) -> dict[str, Any]:
    kept = dict(value) if isinstance(value, dict) else {}
    for key in ("kernelspec", "language_info", "widgets"):
        if key in kept and not isinstance(kept[key], dict):
            del kept[key]
    return kept


def _cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    kind = cell.get("cell_type")
    source = joined(cell.get("source", cell.get("input")))
    metadata = cell.get("metadata")
    made: dict[str, Any] = {
        "cell_type": kind if kind in {"markdown", "code", "raw"} else "raw",
        "metadata": dict(metadata) if isinstance(metadata, dict) else {},
        "source": source,
    }
    tags = made["metadata"].get("tags")
    if not isinstance(tags, list):
        made["metadata"]["tags"] = tags.split(",") if isinstance(tags, str) else []
    if isinstance(cell.get("id"), str):
        made["id"] = cell["id"]
    if isinstance(cell.get("attachments"), dict):
        made["attachments"] = cell["attachments"]
    if kind == "code":
        outputs = cell.get("outputs")
        count = cell.get("execution_count")
        made["outputs"] = (
            [o for o in outputs if isinstance(o, dict)] if isinstance(outputs, list) else []
        )
        made["execution_count"] = count if isinstance(count, int) else None
    return made


def language_of(nb: Any) -> str:
    """Return the programming language of a notebook; ``python`` where it names none."""
    for key, name in (
        ("kernelspec", "language"),
        ("language_info", "name"),
        ("jupytext", "main_language"),
    ):
        entry = nb.metadata.get(key)
        if isinstance(entry, dict) and isinstance(entry.get(name), str) and entry[name]:
            named = str(entry[name])
            return "python" if re.fullmatch(r"(?i)i?python[\d.]*", named) else named
    return "python"


def joined(value: Any) -> str:
    """Return a text that may be stored as a list of lines."""
    if isinstance(value, list):
        return "".join(map(str, value))
    return "" if value is None else str(value)
