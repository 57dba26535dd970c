"""Collect all texts for translators: `python tools/extract_messages.py OUT.pot`.

Sentences of figures and exercises stand without a context; texts of tables that exercises show have
the context ``table``, names of groups of states ``name``, controls of a report ``page``, cells of
prose of the worksheets ``notebook``.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from ca_summit.catalog import get_table
from ca_summit.claims import check_claims
from ca_summit.classroom.api import TASKS
from ca_summit.classroom.lookup import CUTS, exercise_table
from ca_summit.classroom.meetings import without_city
from ca_summit.classroom.model import plain_code, unit_words
from ca_summit.figures.plain_table import heading
from ca_summit.figures.text import label
from ca_summit.maps import corridors, silk_road
from ca_summit.names import STATES, country_name
from ca_summit.report.i18n import PAGE
from ca_summit.sources import publishers, source_records
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "ca_summit"
#: Functions whose first text is a message; of others two (singular and plural), `hovers` has as
#: many as it has lines.
ONE = {"say", "sentence", "msg", "translate", "translated", "NotCheckableError", "ClaimError"}
TWO = {"count", "msgs"}
#: Columns of tables whose words figures and exercises show.
TABLES = {
    "area_variants": ("note",),
    "attendance": ("event", "person", "role"),
    "claims": ("claim", "kind", "how_to_check", "supported_when"),
    "commitments": ("sector", "title"),
    "comparators": ("name",),
    "corridor_volumes": ("corridor", "period", "unit"),
    "countries": ("capital", "highest_point", "lowest_point", "desert_note", "mountain_note"),
    "critical_minerals": ("commodity",),
    "deposits": ("name", "kind", "status", "commodity"),
    "energy_links": ("subject", "counterpart", "status_note"),
    "formats": ("display_name",),
    "indicator_catalogue": ("label", "unit", "definition"),
    "investment_partners": ("measure",),
    "lakes": ("name",),
    "landforms": ("name", "kind"),
    "meetings": ("name", "city", "mode"),
    "outlines": ("name",),
    "outlines_world": ("name",),
    "places": ("name",),
    "rare_earths_world": ("country", "note"),
    "resources": ("commodity", "measure", "unit", "basis"),
    "rivers": ("name",),
    "route_stops": ("certainty",),
    "route_events": ("title",),
    "routes": ("name", "kind"),
    "series_breaks": ("reason",),
    "transit_times": ("mode", "period"),
    "unesco_components": ("name",),
    "un_ukraine_votes": ("title",),
    "vdem_indices": ("label", "measures"),
}
#: Of which rows, as pandas' `query` reads it.
ROWS = {
    "comparators": "name.str.contains('(', regex=False) or name == 'Alaska'",
    "energy_links": "capacity_unit.notna()",
    "outlines": "role == 'disputed'",
    "outlines_world": "role == 'disputed'",
    "series_breaks": "table == 'indicators' and kind != 'vintage'",
}
#: Columns of codes, by what makes them words.
_WRITTEN = {"unit": unit_words, "event": plain_code, "mode": plain_code}
#: Tables whose publishers figures name in the language.
STATISTICS = (
    *("indicators", "region_population", "trade_partners", "migrant_stock", "refugees"),
    *("china_finance", "un_agreement", "vdem", "resources", "countries", "area_variants"),
)
_OFTEN = 8  # rows of these tables that name a source
#: Columns whose allowed words stand in tables of the data under figures.
KINDS = {
    *("status", "verification", "kind", "topic", "fuel", "value_kind", "leg_kind", "row_kind"),
    *("category", "event", "mode", "level", "role", "certainty", "measure", "network"),
}
#: Columns of the tables of the data under figures whose headings no other table shows.
FIGURE_COLUMNS = """
    code route_id kind start_year length_km length_measured_km volume_t volume_year
    source_id subject fuel home_iso3 counterpart capacity_unit latitude longitude height_m
    number end_date indicator_id network from_place_id to_place_id km leg_kinds route_ids
    certainty end_year new_km label lowest_km2 highest_km2 meeting_id actor person role
    topic oda_usd2021 oof_usd2021 vof_usd2021 total_usd2021 claim_id paragraph verdict
    explanation recalled_rows commitment_id sector value_original currency is_aggregate
    announced_on corridor period volume recipient origin day changed meeting_ids destination
    migrants series_id kaz kgz tjk tkm uzb ca5_total value_tonnes first_edition before
    second_edition after would_change edition format level area partner series reporter billion_usd
    text_id vote agreement_pct both_voted roll_calls index_id low high
    """.split()
#: Names that figures give to places and rows, which no table holds as they are written there.
NAMES = (
    corridors.LABELS.values(),
    silk_road.LABELS.values(),
    ("Naryn", "World Bank", "mode", "complete", "partial", "none"),
    ("multimodal", "rail", "road", "sea leg"),
    # what tables of the data under figures hold besides
    ("gas", "now", "then", "aral sea", "income", "poverty", "stability", "million tonnes per year"),
    ("GULF", "ASIA13", "EURASIA13", "own"),
    ("heads of state", "prime ministers", "foreign ministers", "ministers", "envoys"),
    # what a list of sources says besides names
    ("No document found", "single fact, cite", "single facts, cite", "not stated"),
    ("public domain", "public domain (US federal work)"),
    # the invented league of a notebook, and the claims that it checks
    tuple(
        f"Classroom summit, {end}" for end in ("round 1", "round 2", "round 3", "round 4", "final")
    ),
    ("invented example", "The five states measure 4 million square kilometres"),
    ("Kazakhstan is over ten times as large as Kyrgyzstan",),
    ("The five have met the American president three times",),
    # where pipelines end
    ("Novorossiysk", "Moscow region", "Ceyhan", "Kordkuy", "Chelyabinsk", "Aleksandrov Gai"),
    ("Fazilka", "Sangachal", "Belek", "Khangiran", "Shymkent", "Samara", "Alashankou"),
)
#: Notebooks whose prose a report translates.
NOTEBOOKS = ("09_classroom",)
#: Notebooks whose figures have texts of their own.
DRAWN = (*NOTEBOOKS, "08_your_own_records")


def messages() -> Catalog:
    """Return a catalogue of all messages with the places that say them."""
    catalog = Catalog(project="ca-summit", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for message in _messages_of(node):
                catalog.add(message, locations=[(place, node.lineno)])
    for name in DRAWN:
        for cell in _cells(name, "code"):
            for node in ast.walk(ast.parse(cell)):
                for message in _messages_of(node):
                    catalog.add(message, locations=[(f"notebooks/{name}.ipynb", 1)])
    for context, message, place in _texts_in_context():
        catalog.add(message, locations=[(place, 1)], context=context)
    return catalog


def _texts_in_context() -> Iterator[tuple[str, str, str]]:
    """Give the context, the text and its place of what is no sentence of the code."""
    for text, place in _words_of_tables():
        yield "table", text, place
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


def _words_of_tables() -> Iterator[tuple[str, str]]:
    """Give the words of tables that figures and exercises show, with their place."""
    for table, columns in TABLES.items():
        rows = read_table(table)
        rows = rows.query(ROWS[table]) if table in ROWS else rows
        for column in columns:
            for text in dict.fromkeys(rows[column].dropna()):
                for word in _words(str(text), column):
                    yield word, f"data/{table}.csv"
        for word in _kinds(table):
            yield word, "data/datapackage.json"
        if table == "meetings":  # the exercise that asks for the city
            for title, city in zip(rows["name"], rows["city"].fillna("-"), strict=True):
                yield without_city(title, city), "data/meetings.csv"
    for names in NAMES:
        for text in names:
            yield text, "src/ca_summit/maps"
    yield from _reasons_of_breaks()
    for text in dict.fromkeys(_words_of_sheets()):
        yield text, "src/ca_summit/classroom/lookup.py"
    for text in _publishers():
        yield text, "data/sources.csv"


def _reasons_of_breaks() -> Iterator[tuple[str, str]]:
    """Give why series that charts of indicators draw break."""
    breaks = read_table("series_breaks").query("table == 'indicators' and kind != 'vintage'")
    for text in breaks["reason"].unique():
        yield text, "data/series_breaks.csv"


def _kinds(table: str) -> Iterator[str]:
    """Give the words that columns of kinds of a table may hold, whether or not a row does."""
    for field in get_table(table).fields:
        if field.name in KINDS:
            yield from (word.replace("_", " ") for word in field.allowed or ())


def _words_of_sheets() -> Iterator[str]:
    """Give the headings of the tables on worksheets, and the words of the figures behind claims."""
    states = {country_name(code, "en") for code in STATES}
    yield from (heading(c) for c in FIGURE_COLUMNS if heading(c) not in states)
    for exercise in CUTS:
        yield from (heading(c) for c in exercise_table(exercise).columns if c not in states)
    for figures in check_claims()["figures"]:
        for name, found in figures.items():
            yield heading(name.removesuffix("_count"))
            parts = [*found, *found.values()] if isinstance(found, dict) else [found]
            for part in parts:
                yield from _texts_of_figure(part)


def _texts_of_figure(found: object) -> Iterator[str]:
    """Give the texts of a figure that are neither codes nor days; what is deeper is not shown."""
    if isinstance(found, list):
        for part in found:
            yield from _texts_of_figure(part)
    elif isinstance(found, dict) and "name" in found:
        yield str(found["name"])
    elif isinstance(found, str) and not re.fullmatch(r"[A-Z]{2,3}|[\d-]+|[a-z]*-[\w-]*", found):
        yield found.replace("_", " ")


def _words(text: str, column: str) -> list[str]:
    """Return the words to translate in a cell: an id as words, with a capital letter."""
    if column in _WRITTEN:
        return list(dict.fromkeys([_word(text), _WRITTEN[column](text)]))
    if column in ("commodity", "kind") and ";" in text:
        return [_word(part) for part in text.split(";")]
    if column == "basis":
        first = text.split(",")[0]  # tells apart the rows of one commodity
        return [text, first] if first.isalpha() else [text]
    if column == "label" and (whole := re.match(r"% of (.*)", text)):
        return [text, whole[1]]
    return [_word(text)]


def _word(text: str) -> str:
    return label(text) if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", text) else text


def _publishers() -> list[str]:
    """Return who publishes the statistics; news keep the name under which they appear."""
    counts = pd.concat([read_table(name)["source_id"] for name in STATISTICS]).value_counts()
    records = source_records([*sorted(counts.index[counts.ge(_OFTEN)]), "recalled"])
    return list(dict.fromkeys(name for record in records for name in publishers(record)))


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
        lines = [text for line in node.args[2:] for text in _texts(line)]
        return [text for text in lines if text.strip("{}").count(" ")]
    if name == "Task" and len(node.args) > 3:
        parts = [node.args[3], *(k.value for k in node.keywords if k.arg in ("hint", "unit"))]
        return [text for part in parts for text in _texts(part)]
    return _texts(node.args[0]) if name in ONE and node.args else []


def _texts(node: ast.expr) -> list[str]:
    """Return the texts that an expression may be: one, or two of which one is chosen."""
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    if isinstance(node, ast.Starred) and isinstance(node.value, (ast.Tuple, ast.List)):
        return [text for part in node.value.elts for text in _texts(part)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("template", type=Path, help="file to write, such as messages.pot")
    found = messages()
    with parser.parse_args().template.open("wb") as file:
        write_po(file, found, sort_output=True, omit_header=False)
    print(len(found), "messages")
