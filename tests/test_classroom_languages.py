"""An exercise is the same in every language, and every text of it can be translated."""

import ast
import importlib.util
import re
from pathlib import Path

import pytest

import ca_summit as ca
from ca_summit import translations
from ca_summit.classroom import indicators, meetings, region, resources, routes, sources
from ca_summit.classroom.api import _judge, _shown, variant
from ca_summit.figures.language import Words, rounded
from ca_summit.figures.plain_table import plain_table
from ca_summit.figures.sentences import Cell, Joined, Name, Sentence, spellings, written
from ca_summit.translations import WRITTEN

ROOT = Path(__file__).resolve().parents[1]
MODULES = (region, indicators, resources, routes, meetings, sources)
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


def known(catalog, context, message):
    """Whether translators get a text; words of tables begin with either letter."""
    forms = (message, message[:1].upper() + message[1:])
    return any(catalog.get(form, context=context) for form in forms[: 1 + (context == "table")])


def problems(modules):
    """Give all sheets of all exercises of some modules."""
    for module in modules:
        for task in module.TASKS:
            for seed in SHEETS:
                yield task, seed, variant(task.id, seed)[2]


def test_all_that_an_exercise_says_is_in_the_catalogue(catalog):
    missing = set()
    for task, _, problem in problems(MODULES):
        parts = (problem.question, problem.answer, problem.options, problem.working)
        said = [*texts_in(parts), (None, task.title), (None, task.hint), (None, task.subject)]
        said += [(None, task.unit)] if task.unit else []
        missing |= {text for text in said if not known(catalog, *text)}
    assert not missing


def test_questions_options_and_workings_are_texts_not_strings():
    for _, _, problem in problems(MODULES):
        for text in (problem.question, problem.working, *problem.options):
            assert isinstance(text, (Sentence, Name, Cell, Joined)), text


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.split(".")[-1])
def test_no_sentence_is_pieced_together(module):
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            fixed = "".join(v.value for v in node.values if isinstance(v, ast.Constant))
            assert " " not in fixed.strip(), fixed


@pytest.fixture
def every_language(monkeypatch):
    """All languages, also one whose catalogue is not whole yet."""
    monkeypatch.setattr(translations, "COMPLETE", WRITTEN)
    return WRITTEN


def test_a_seed_gives_the_same_exercise_in_every_language(every_language):
    for task, seed, problem in problems(MODULES):
        _, letters = _shown(task, problem, seed)
        at = [problem.options.index(problem.answer)] if problem.answer in problem.options else []
        for language in every_language:
            told = problem.written(Words(language))
            shown, own_letters = _shown(task, told, seed)
            assert own_letters == letters, (task.id, seed, language)
            assert len(set(shown)) == len(problem.options), (task.id, seed, language)
            own = [told.options.index(told.answer)] if at else []
            assert own == at, (task.id, seed, language)
            if task.kind == "number":
                assert told.answer == problem.answer
            assert told.sources == problem.sources


def right_answers(task, problem, seed, language):
    """Give right answers as a pupil writes them in a language."""
    if task.kind == "number":
        yield rounded(problem.answer, task.digits or 9, language)
        return
    words = Words(language)
    if task.kind == "order":
        yield _shown(task, problem, seed)[1]
        yield list(written(problem.answer, words))
        return
    yield written(problem.answer, words)
    yield from problem.accepted
    if isinstance(problem.answer, Name):
        yield from spellings(problem.answer)


def test_what_is_right_in_a_language_is_right_whatever_the_sheet_speaks(every_language):
    for task, seed, problem in problems(MODULES):
        for language in every_language:
            for answer in right_answers(task, problem, seed, language):
                said = _judge(task, problem, answer, seed)
                assert said == "right", (task.id, seed, language, answer)


def test_a_wrong_option_stays_wrong_in_every_language(every_language):
    for task, seed, problem in problems(MODULES):
        if task.kind in ("choice", "true-false"):
            for option in problem.options:
                for spelling in spellings(option):
                    said = _judge(task, problem, spelling, seed)
                    assert said == ("right" if option == problem.answer else "wrong"), spelling


@pytest.mark.parametrize("language", WRITTEN)
def test_a_worksheet_has_no_word_of_another_language(language, every_language, catalog):
    """What is written differs from English wherever the catalogue has a translation."""
    for seed in (0, 7):
        for module in MODULES:
            for task in module.TASKS:
                english = ca.exercise(task.id, seed, language="en")
                shown = ca.exercise(task.id, seed, language=language)
                assert shown.language == language
                assert (shown.question == english.question) is (language == "en")
                assert (shown.title == english.title) is (language == "en")
                assert (shown.hint == english.hint) is (language == "en")


def test_a_session_and_a_report_choose_the_language_of_all(monkeypatch, every_language):
    asked = ca.exercise("area-times", 2, language="ru").question
    ca.use_language("ru")
    try:
        assert ca.exercise("area-times", 2).question == asked
        assert ca.exercise("area-times", 2, language="en").question != asked
        assert ca.country_name("CHN") == "Китай"
    finally:
        ca.use_language(None)
    monkeypatch.setenv(translations.VARIABLE, "ru")
    assert ca.exercise("area-times", 2).question == asked
    monkeypatch.setenv(translations.VARIABLE, "tlh")  # the language of somebody's own notebook
    assert ca.exercise("area-times", 2).language == "en"
    with pytest.raises(ValueError, match="`language` must be one of"):
        ca.use_language("tlh")


def test_feedback_and_key_speak_the_language_and_judge_alike(every_language):
    for language in every_language:
        told = ca.check_answer("relief", "1", language=language)
        assert told.outcome == "wrong"
        assert told.hint == ca.exercise("relief", language=language).hint
    rows = [ca.answer_key(3, subject="meetings", language=code) for code in every_language]
    assert all(rows[0]["id"].equals(other["id"]) for other in rows)
    assert not set(rows[0]["question"]) & set(rows[1]["question"])
    orders = [key.loc[key["id"].eq("summit-order"), "answer"].iloc[0][:4] for key in rows]
    assert len(set(orders)) == 1


def test_a_language_that_is_not_whole_leaves_exercises_in_english(monkeypatch):
    monkeypatch.setattr(translations, "COMPLETE", ("en",))
    shown = ca.exercise("area-times", 2, language="kk")
    assert shown.language == "en"
    assert shown.question == ca.exercise("area-times", 2, language="en").question


def test_each_part_of_a_page_says_its_language(every_language, tmp_path):
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

    from ca_summit.report.page import Options, Page

    sheet = ca.exercise("no-border", language="kk")._repr_mimebundle_()
    key = ca.worked_answer("no-border", language="kk")._repr_html_()
    plain = "<table><tr><td>area_km2</td></tr></table>"
    outputs = [
        new_output("display_data", data)
        for data in (sheet, {"text/html": key}, {"text/html": plain})
    ]
    told = "### Exercises on the news"
    nb = new_notebook(
        cells=[
            new_markdown_cell("# A title\n\nText of ours.\n\n## Nobody translated this"),
            new_markdown_cell(told),
            *(new_code_cell("x", outputs=[output]) for output in outputs),
        ],
        metadata={"lang": "en"},
    )
    page = Page(options=Options(language="kk", exclude_input=True))
    page.add_notebook(nb, name="sheet", folder=tmp_path)
    html = page.html()
    assert '<html lang="kk">' in html
    assert '<h1 tabindex="-1" lang="en">A title</h1>' in html
    assert 'lang="en">Nobody translated this</a>' in html
    assert '<div class="prose" id="n0_c0" lang="en">' in html
    assert '<div class="prose" lang="en"><h2' in html
    assert '<div class="prose" id="n0_c1">' in html
    assert told.removeprefix("### ") not in html
    assert re.search(r'<form class="exercise"[^>]* lang="kk"', html)
    assert re.search(r'<div class="html" id="[^"]*"><div lang="kk">', html)
    assert re.search(r'<div class="html" id="[^"]*" lang="en"><', html)
    note = re.search(r'<p class="reviewed">([^<]+) <span lang="en">No native speaker', html)
    assert note
    assert re.search("[әғқңөұүі]", note[1])

    nb.metadata.pop("lang")  # somebody's own notebook is in the language of its page
    page = Page(options=Options(language="ru"))
    page.add_notebook(nb, name="sheet", folder=tmp_path)
    html = page.html()
    assert '<div class="prose" id="n0_c0">' in html
    assert 'class="reviewed"' not in html


def test_words_of_a_page_in_a_language_without_a_catalogue_say_that_they_are_english(tmp_path):
    from nbformat.v4 import new_markdown_cell, new_notebook

    from ca_summit.report.page import Options, Page

    page = Page(options=Options(language="de"))
    page.add_notebook(new_notebook(cells=[new_markdown_cell("# Titel")]), name="a", folder=tmp_path)
    html = page.html()
    assert '<html lang="de">' in html
    assert '<h1 tabindex="-1">Titel</h1>' in html
    assert re.search(r'<footer lang="en">', html)


@pytest.mark.parametrize("key", ["area-times", "area-share", "came-themselves"])
def test_tables_of_a_sheet_name_states_in_its_language(key, every_language):
    shown = plain_table(ca.exercise_table(key, language="ru"), language="ru")
    names = [*shown.iloc[:, 0], *shown.columns]
    assert {"Казахстан", "Узбекистан"} <= set(names)
    assert not {"Kazakhstan", "Germany", "Uzbekistan"} & set(names)
