"""An exercise is the same in every language, and every text of it can be translated."""

import ast
import importlib.util
from pathlib import Path

import pytest

from ca_summit.classroom import indicators, meetings, region, sources
from ca_summit.classroom.api import variant
from ca_summit.classroom.texts import Cell, Joined, Name, Sentence

ROOT = Path(__file__).resolve().parents[1]
#: Modules whose exercises are texts; the others still write English strings.
CONVERTED = (region, indicators, meetings, sources)
SHEETS = range(40)


@pytest.fixture(scope="module")
def catalog():
    """All messages as translators get them."""
    spec = importlib.util.spec_from_file_location(
        "extract_messages", ROOT / "tools" / "extract_messages.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.messages()


def texts_in(value):
    """Give all messages and cells in a text."""
    if isinstance(value, Sentence):
        yield None, value.message
        for part in value.values.values():
            yield from texts_in(part)
    elif isinstance(value, Cell):
        yield "table", value.text
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from texts_in(part)
    elif isinstance(value, Joined):
        yield from texts_in(value.items)


def problems(modules):
    """Give all sheets of all exercises of some modules."""
    for module in modules:
        for task in module.TASKS:
            for seed in SHEETS:
                yield task, seed, variant(task.id, seed)[2]


def test_all_that_an_exercise_says_is_in_the_catalogue(catalog):
    missing = set()
    for task, _, problem in problems(CONVERTED):
        parts = (problem.question, problem.answer, problem.options, problem.working)
        said = [*texts_in(parts), (None, task.title), (None, task.hint), (None, task.subject)]
        said += [(None, task.unit)] if task.unit else []
        missing |= {text for text in said if catalog.get(text[1], context=text[0]) is None}
    assert not missing


def test_questions_options_and_workings_are_texts_not_strings():
    for _, _, problem in problems(CONVERTED):
        for text in (problem.question, problem.working, *problem.options):
            assert isinstance(text, (Sentence, Name, Cell, Joined)), text


@pytest.mark.parametrize("module", CONVERTED, ids=lambda module: module.__name__.split(".")[-1])
def test_no_sentence_is_pieced_together(module):
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            fixed = "".join(v.value for v in node.values if isinstance(v, ast.Constant))
            assert " " not in fixed.strip(), fixed
