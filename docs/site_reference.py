"""Write the reference of the site: every public name, linked, and with examples to copy."""

from __future__ import annotations

import ast
import inspect
import os
import re
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import ca_summit as ca
import ca_summit.events as ev
from ca_summit.catalog import table_names
from ca_summit.cli import _parser, _parsers

ROOT = Path(__file__).resolve().parents[1]
_STUB = ROOT / "src" / "ca_summit" / "__init__.pyi"
_CHAPTERS = {
    "tables": "Load tables",
    "catalog": "Find tables",
    "provenance": "Where values come from",
    "diplomacy": "Who met whom, and what was known",
    "network": "Ways and distances",
    "claims": "Check claims",
    "charts": "Charts",
    "maps": "Maps",
    "figures": "Work with figures",
    "explorers": "Live controls",
    "records": "Read your own records",
    "classroom": "Exercises",
    "report": "Write reports",
    "pictures": "Save figures",
    "export": "Export tables",
    "names": "Names and languages",
    "translations": "Words of worksheets",
}
#: A name that is mentioned nearly everywhere leads back to nobody.
_MOST = 15


def public_names() -> dict[str, list[str]]:
    """Return the public functions by the module that holds them, as the stub lists them."""
    found: dict[str, list[str]] = {}
    for node in ast.parse(_STUB.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            room = node.module.removeprefix("ca_summit.").partition(".")[0]
            found.setdefault(room, []).extend(alias.asname or alias.name for alias in node.names)
    return found


def is_figure(name: str) -> bool:
    """Tell whether a public name draws a figure of its own."""
    return name.startswith(("map_", "plot_"))


def write(folder: Path) -> None:
    """Write the list of all names, a page for each subject, and one for the command."""
    rooms = public_names()
    titles = {room: _CHAPTERS.get(room, room.capitalize()) for room in (*_CHAPTERS, *rooms)}
    pages = {
        room: (title, "ca_summit", rooms[room]) for room, title in titles.items() if room in rooms
    }
    pages["events"] = ("Count event records", "ca_summit.events", ev.__all__)
    index = ["# Reference\n", "Every public name. Examples begin with `import ca_summit as ca`.\n"]
    for room, (title, module, names) in pages.items():
        source = ev if module.endswith("events") else ca
        entries = "\n\n".join(_entry(source, module, name) for name in names)
        start = f"import {module} as {'ev' if source is ev else 'ca'}"
        text = f"# {title}\n\n```python\n{start}\n```\n\n```{{eval-rst}}\n{entries}\n```\n"
        (folder / f"{room}.md").write_text(text, encoding="utf-8")
        rows = [f"| {{obj}}`{name} <{module}.{name}>` | {_first(source, name)} |" for name in names]
        index += [f"\n## [{title}]({room}.md)\n", "| name | what it does |\n|---|---|", *rows]
    (folder / "command.md").write_text(_command_page(), encoding="utf-8")
    index += ["\n## [The command](command.md)\n", "Everything that `ca-summit` takes.\n"]
    listed = "\n".join([*pages, "command"])
    index += [f"\n```{{toctree}}\n:hidden:\n\n{listed}\n```\n"]
    (folder / "index.md").write_text("\n".join(index), encoding="utf-8")


def _entry(source: Any, module: str, name: str) -> str:
    """Return what lets Sphinx describe one name."""
    value = getattr(source, name)
    if not callable(value):
        return f".. py:data:: {module}.{name}\n   :value: {value!r}\n\n   {_first(source, name)}"
    kind = "function"
    if inspect.isclass(value):
        kind = "exception" if issubclass(value, BaseException) else "class"
    return f".. auto{kind}:: {module}.{name}"


def _first(source: Any, name: str) -> str:
    """Return the first sentence of a docstring as a cell of a table."""
    value = getattr(source, name)
    said = (
        (inspect.getdoc(value) or "").splitlines()[0]
        if callable(value)
        else "Codes of the five states."
    )
    return re.sub(r"``?(.+?)``?", r"`\1`", said).replace("|", "\\|")


def _command_page() -> str:
    parts = ["# The command\n", "What `ca-summit … --help` prints.\n"]
    with mock.patch.dict(os.environ, {"COLUMNS": "74"}):
        parts += [
            f"## {one.prog}\n\n```text\n{one.format_help()}```\n" for one in _parsers(_parser())
        ]
    return "\n".join(parts)


def linked(text: str, markup: str) -> str:
    """Let each public function that stands as code lead to its entry; ``markup`` is a role's form.

    Without brackets a word may be a column: it is a function only between the single ticks of a
    docstring, or after ``ca.``.
    """
    names = "|".join(sorted(set(ca.__all__) - {"__version__"}, key=len, reverse=True))
    called = rf"(?<![`:\w>])`{{1,2}}(?:ca\.)?({names})(\(\))`{{1,2}}(?!`)"
    bare = rf"(?<![`:\w>])`{'' if ':obj:' in markup else 'ca[.]'}({names})()`(?!`)"
    return re.sub(bare, markup, re.sub(called, markup, text))


def mend_docstring(*given: Any) -> None:
    """Link what a docstring names, write its examples as users do, and say what is near it."""
    name, lines = given[2], given[-1]  # as autodoc calls it: application, kind, name, … lines
    short = name.rpartition(".")[2]
    text = "\n".join(as_users_write(lines))
    text = re.sub(r":func:`(?:ca_summit\.)?(\w+)`", r"``\1()``", text)
    text = linked(text, r":obj:`\1\2 <ca_summit.\1>`")
    # A sentence that says what comes back is a sentence, not one name a line.
    text = re.sub(r"(?m)^    (.+)\n        \.\.\n+(?=    \S)", r"    \1\n", text)
    text = re.sub(r"(?m)^    (.+)\n        \.\.$", r"    \1", text)
    lines[:] = text.split("\n")
    if name.startswith("ca_summit.events") or short not in ca.__all__:
        return
    near = []
    if is_figure(short):
        near.append(f":doc:`picture, code and data </gallery/{short}>`")
    table = short.removeprefix("load_")
    if short.startswith("load_") and table in table_names():
        near.append(f"`what each column means <../tables/{table}.html>`__")
    users = [one for one in _users(short) if one != short]
    if len(users) <= _MOST:
        near += [f":obj:`{one}() <ca_summit.{one}>`" for one in users]
    if near:
        lines += ["", ".. seealso::", "", f"   {', '.join(near)}", ""]


@cache
def _mentions() -> dict[str, set[str]]:
    """Return which public names each docstring names."""
    public = set(ca.__all__) - {"__version__"}
    pattern = r"``(?:ca\.)?(\w+)\(\)``|(?<!`)`(?:ca_summit\.)?(\w+)`(?!`)"
    found = {}
    for one in public:
        pairs = re.findall(pattern, inspect.getdoc(getattr(ca, one)) or "")
        found[one] = {called or bare for called, bare in pairs} & public
    return found


def _users(name: str) -> list[str]:
    """Return the names whose docstrings name this one, and which this one does not name."""
    known = _mentions()
    return sorted(one for one, named in known.items() if name in named and one not in known[name])


def as_users_write(lines: list[str]) -> list[str]:
    """Return a docstring whose examples call ``ca.load_meetings()``, as a user does.

    Examples
    --------
    >>> as_users_write([">>> len(load_formats())"])
    ['>>> len(ca.load_formats())']
    """
    shown, imported = [], set()
    for line in lines:
        if not re.match(r"\s*(>>>|\.\.\.) ", line):
            shown.append(line)
            continue
        found = re.match(r"\s*>>> (?:from ca_summit[\w.]* import (.+)|import ca_summit\b.*)$", line)
        if found:
            names = set(re.findall(r"\w+", found[1] or ""))
            if names <= {*ca.__all__, *ev.__all__}:
                imported |= names
                continue
        shown.append(_prefixed(line, imported))
    return shown


def _prefixed(line: str, imported: set[str]) -> str:
    for prefix, module in (("ev", ev), ("ca", ca)):
        for name in module.__all__:
            after = r"(?=[(,)])" if name in imported else r"(?=\()"
            line = re.sub(rf"(?<![\w.\"'])\b{name}\b{after}", f"{prefix}.{name}", line)
    return line
