"""Collect the sentences of figures for translators: `python tools/extract_messages.py OUT.pot`."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "ca_summit"
#: Functions whose first text is a message; `count` has two, `hovers` as many as it has lines.
ONE = {"say", "sentence", "msg", "translate"}


def messages() -> Catalog:
    """Return a catalogue of all messages with the modules that say them."""
    catalog = Catalog(project="ca-summit", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for message in _messages_of(node):
                catalog.add(message, locations=[(place, node.lineno)])
    return catalog


def _messages_of(node: ast.AST) -> list[str | tuple[str, str]]:
    if isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == ["message"]:
        return _texts(node.value)
    if not isinstance(node, ast.Call):
        return []
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "count" and len(node.args) > 1:
        one, many = _texts(node.args[0]), _texts(node.args[1])
        return list(zip(one, many, strict=True))
    if name == "hovers":
        return [
            text for line in node.args[2:] for text in _texts(line) if text.strip("{}").count(" ")
        ]
    return _texts(node.args[0]) if name in ONE and node.args else []


def _texts(node: ast.expr) -> list[str]:
    """Return the texts that an expression may be: one, or two of which one is chosen."""
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


if __name__ == "__main__":
    with Path(sys.argv[1]).open("wb") as file:
        write_po(file, messages(), sort_output=True, omit_header=False)
    print(len(messages()), "messages")
