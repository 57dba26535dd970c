"""Walk through all exercises of a page in each language, as a class does: wrong, right, later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import ca_summit as ca
from ca_summit.classroom import answer_hash
from ca_summit.classroom.api import TASKS
from ca_summit.figures.language import rounded
from ca_summit.report import build_report
from ca_summit.report.i18n import words
from ca_summit.translations import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser
SEED = 5


@pytest.fixture(scope="module", params=COMPLETE)
def sheet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Export every exercise of a sheet in a language, with quick locks."""
    language, folder = request.param, tmp_path_factory.mktemp("walk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer_hash, "ITERATIONS", 3_000)
        cells: list[Any] = [new_markdown_cell("# 1\n\n## 2")]
        for key in TASKS:
            data = ca.exercise(key, seed=SEED, language=language)._repr_mimebundle_()
            cells.append(new_code_cell("x", outputs=[new_output("display_data", data=data)]))
        nbformat.write(new_notebook(cells=cells), folder / "walk.ipynb")
        target = build_report(
            [folder / "walk.ipynb"],
            folder / "walk.html",
            audience="student",
            language=language,
            execute=False,
            progress=False,
        )
    return language, target


def answers_to(key: str, language: str) -> tuple[str, str]:
    """Return the right answer and a wrong one as a pupil writes them in a language."""
    worked = ca.worked_answer(key, seed=SEED, language=language)
    shown = ca.exercise(key, seed=SEED, language=language)
    if worked.letters:
        return worked.letters, worked.letters[::-1]
    if shown.options:
        return worked.answer, next(o for o in shown.options if o != worked.answer)
    if isinstance(worked.answer, str):
        return worked.answer, "Лиссабон"
    right = rounded(worked.answer, TASKS[key].digits or 9, language)
    return right, rounded(7 * abs(worked.answer) + 31, 6, language)


def give(page: Any, form: Any, typed: str) -> str:
    """Answer one exercise and return how it is judged."""
    if form.locator("input[type=radio]").count():
        form.get_by_label(typed, exact=True).check()
    else:
        form.locator("input[type=text]").fill(typed)
    form.locator("button[type=submit]").click()
    said = form.locator(".ex-said[data-outcome]").filter(has_text=".")
    said.wait_for()
    page.wait_for_function(
        "(form) => !form.querySelector('button').getAttribute('aria-disabled')",
        arg=form.element_handle(),
    )
    return said.get_attribute("data-outcome")


def test_each_exercise_is_judged_kept_and_told_on_the_slip(
    sheet: tuple[str, Path], open_page: Callable[..., Any]
) -> None:
    language, target = sheet
    opened = open_page(target)
    page, told = opened.page, words(language)
    forms = page.locator("form.exercise")
    assert forms.count() == len(TASKS)
    for number, key in enumerate(TASKS):
        right, wrong = answers_to(key, language)
        judged = give(page, forms.nth(number), wrong)
        # The reversed order may be one exchange away from the right one.
        assert judged in ({"wrong", "near"} if TASKS[key].kind == "order" else {"wrong"}), key
        hint = ca.exercise(key, seed=SEED, language=language).hint
        assert judged == "near" or hint in forms.nth(number).locator(".ex-said").inner_text()
        assert give(page, forms.nth(number), right) == "right", (key, right)
    every = told["exercise_score"].format(right=len(TASKS), total=len(TASKS))
    assert every in forms.last.locator(".ex-said").inner_text()
    page.reload()
    rows = page.locator(".ex-slip tbody tr")
    assert rows.count() == len(TASKS)
    for number, key in enumerate(TASKS):
        cells = rows.nth(number).locator("td").all_inner_texts()
        title = ca.exercise(key, seed=SEED, language=language).title
        right = answers_to(key, language)[0]
        assert cells[:2] == [str(number + 1), title]
        assert " ".join(cells[2].split()) == " ".join(right.split()), key
        assert cells[3] == told["exercise_is_right"], key
    opened.check()
