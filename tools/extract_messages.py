"""Collect all texts for translators: `python tools/extract_messages.py OUT.pot`.

Sentences of figures and exercises stand without a context; texts of tables that exercises show have
the context ``table``, names of groups of states ``name``, controls of a report ``page``, cells of
prose of the worksheets ``notebook``.
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from ca_summit.catalog import get_table
from ca_summit.classroom.api import TASKS
from ca_summit.classroom.meetings import without_city
from ca_summit.classroom.model import plain_code, unit_words
from ca_summit.report.i18n import PAGE
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "ca_summit"
#: Functions whose first text is a message; of others two (singular and plural), `hovers` has as
#: many as it has lines.
ONE = {"say", "sentence", "msg", "translate", "translated"}
TWO = {"count", "msgs"}
#: Tables whose texts exercises show, by column: of which rows, as pandas' `query` reads it.
TABLES = {
    "attendance": ("event",),
    "commitments": ("title",),
    "countries": ("capital", "highest_point", "lowest_point"),
    "comparators": ("name",),
    "indicator_catalogue": ("label", "unit"),
    "meetings": ("name", "city", "mode"),
    "places": ("name",),
    "claims": ("claim", "how_to_check", "supported_when"),
    "area_variants": ("note",),
}
ROWS = {
    "attendance": "meeting_id == 'c5-plus-1-2025-washington'",
    "commitments": "horizon_years > 1 and value_usd.notna()",
    "comparators": "kind == 'country' and name.str.contains('(', regex=False)",
    "meetings": "level == 'heads_of_state' and status == 'held' and format != 'bilateral' "
    "or meeting_id in @deals",
    "places": "latitude > 30 and latitude < 65 and kind == 'city'",
}
#: Columns of codes, by what makes them words.
_WRITTEN = {"unit": unit_words, "event": plain_code, "mode": plain_code}
#: Notebooks whose prose a report translates.
NOTEBOOKS = ("09_classroom",)


def messages() -> Catalog:
    """Return a catalogue of all messages with the places that say them."""
    catalog = Catalog(project="ca-summit", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for message in _messages_of(node):
                catalog.add(message, locations=[(place, node.lineno)])
    for name in NOTEBOOKS:
        for cell in _cells(name, "code"):
            for node in ast.walk(ast.parse(cell)):
                for message in _messages_of(node):
                    catalog.add(message, locations=[(f"notebooks/{name}.ipynb", 1)])
    for context, message, place in _texts_in_context():
        catalog.add(message, locations=[(place, 1)], context=context)
    return catalog


def _texts_in_context() -> Iterator[tuple[str, str, str]]:
    """Give the context, the text and its place of what is no sentence of the code."""
    deals = {"deals": set(read_table("commitments")["meeting_id"].dropna())}
    for table, columns in TABLES.items():
        rows = read_table(table)
        rows = rows.query(ROWS[table], local_dict=deals) if table in ROWS else rows
        for column in columns:
            write = _WRITTEN.get(column, str)
            for text in dict.fromkeys(rows[column].dropna()):
                yield "table", write(text), f"data/{table}.csv"
        if table == "meetings":  # the exercise that asks for the city
            for title, city in zip(rows["name"], rows["city"].fillna("-"), strict=True):
                yield "table", without_city(title, city), "data/meetings.csv"
    for table in dict.fromkeys(task.tables[0] for task in TASKS.values()):
        yield "table", get_table(table).title, "data/datapackage.json"
    names = read_table("country_names")
    for name in dict.fromkeys(names.loc[names["iso2"].isna(), "name_en"]):
        yield "name", name, "data/country_names.csv"
    for text in PAGE.values():
        yield "page", text, "src/ca_summit/report/i18n.py"
    for name in NOTEBOOKS:
        for cell in _cells(name, "markdown"):
            yield "notebook", cell, f"notebooks/{name}.ipynb"


def _cells(notebook: str, kind: str) -> Iterator[str]:
    path = ROOT / "notebooks" / f"{notebook}.ipynb"
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == kind:
            yield "".join(cell["source"])


def _messages_of(node: ast.AST) -> list[str | tuple[str, str]]:
    if isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == ["message"]:
        return _texts(node.value)
    if not isinstance(node, ast.Call):
        return []
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in TWO and len(node.args) > 1:
        one, many = _texts(node.args[0]), _texts(node.args[1])
        return list(zip(one, many, strict=True))
    if name == "hovers":
        return [
            text for line in node.args[2:] for text in _texts(line) if text.strip("{}").count(" ")
        ]
    if name == "Task" and len(node.args) > 3:
        parts = [node.args[3], *(k.value for k in node.keywords if k.arg in ("hint", "unit"))]
        return [text for part in parts for text in _texts(part)]
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
