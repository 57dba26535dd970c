"""Answer exercises in an exported worksheet by keyboard, without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import ca_summit as ca
from ca_summit.classroom import answer_hash, answers
from ca_summit.classroom.answer_hash import slow_hash
from ca_summit.classroom.api import TASKS
from ca_summit.report import build_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.browser
ROUNDS = answer_hash.ITERATIONS


@pytest.fixture(scope="module", autouse=True)
def quick_locks() -> Iterator[None]:
    """Make the locks of this module quick; one test takes them as they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer_hash, "ITERATIONS", 5_000)
        yield


@pytest.fixture(scope="module")
def worksheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export every exercise for students."""
    return exported(tmp_path_factory.mktemp("worksheet"), TASKS)


def exported(folder: Path, keys: Iterable[str], *, self_check: bool = True) -> Path:
    cells: list[Any] = [new_markdown_cell("# Worksheet\n\n## Exercises")]
    for key in keys:
        bundle = ca.exercise(key)._repr_mimebundle_()
        cells.append(
            new_code_cell("ca.exercise()", outputs=[new_output("display_data", data=bundle)])
        )
    nbformat.write(new_notebook(cells=cells), folder / "worksheet.ipynb")
    return build_report(
        [folder / "worksheet.ipynb"],
        folder / "student.html",
        audience="student",
        execute=False,
        progress=False,
        self_check=self_check,
    )


def form_of(page: Any, key: str) -> Any:
    return page.locator("form.exercise").nth(list(TASKS).index(key))


def answer(page: Any, key: str, typed: str) -> tuple[str, str]:
    """Type an answer and press Enter; return outcome and message."""
    form = form_of(page, key)
    field = form.locator("input[type=text]")
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    said = form.locator(".ex-said")
    said.filter(has_text=".").wait_for()
    return said.get_attribute("data-outcome"), said.inner_text()


def expected(key: str, typed: str) -> tuple[str, str]:
    feedback = ca.check_answer(key, typed)
    return feedback.outcome, feedback.message


def test_answers_typed_by_keyboard_are_judged_as_check_judges_them(
    worksheet: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(worksheet)
    page = sheet.page
    ratio = ca.worked_answer("area-times").answer
    word = ca.worked_answer("area-order").letters
    city = ca.worked_answer("which-city").answer
    year = ca.worked_answer("passed-million").answer
    tries = [
        ("area-times", f"{ratio:.3f}"),
        ("area-times", f"{ratio:.2f}".replace(".", ",")),
        ("area-times", f"{ratio * 1.04:.4f}"),
        ("area-times", f"{ratio * 0.952:.4f}"),
        ("area-times", f"{ratio * 1.1:.4f}"),
        ("area-times", f"{ratio * 0.9:.4f}"),
        ("area-times", f"{ratio * 1000:.0f}"),
        ("area-times", f"{ratio:.3f} million"),
        ("area-times", f"{1 / ratio:.4f}"),
        ("area-times", f"-{ratio:.3f}"),
        ("area-times", f"{ratio * 1.7:.3f}"),
        ("area-times", "about two"),
        ("area-times", "0"),
        ("area-times", "1.2.3,4,5"),
        ("passed-million", str(year)),
        ("passed-million", str(year + 1)),
        ("passed-million", str(year - 1)),
        ("passed-million", str(year + 5)),
        ("area-order", " ".join(word).lower()),
        ("area-order", word[::-1]),
        ("area-order", answers.swapped(word, 1)),
        ("area-order", word[2] + word[0] + word[3] + word[1]),
        ("area-order", word[:3]),
        ("which-city", city.upper()),
        ("which-city", city + city[-1]),
        ("which-city", "Lisbon"),
        ("people-share", f"{ca.worked_answer('people-share').answer / 100:.4f}"),
        ("two-figures", f"{ca.worked_answer('two-figures').answer:,}"),
    ]
    outcomes = set()
    for key, typed in tries:
        outcome, message = answer(page, key, typed)
        wanted = expected(key, typed)
        assert outcome == wanted[0], (key, typed, message, wanted)
        assert message.startswith(wanted[1]), (key, typed)
        outcomes.add(outcome)
    assert outcomes == {"right", "near", "wrong", "unclear"}
    sheet.check()


def test_every_exercise_opens_to_its_answer(worksheet: Path, open_page: Callable[..., Any]) -> None:
    sheet = open_page(worksheet)
    page = sheet.page
    for number, key in enumerate(TASKS, start=1):
        worked, form = ca.worked_answer(key), form_of(page, key)
        if TASKS[key].kind in ("choice", "true-false"):
            form.get_by_label(str(worked.answer), exact=True).check()
            form.locator("input:checked").focus()
            page.keyboard.press("Enter")
        else:
            typed = worked.letters or (
                worked.answer if isinstance(worked.answer, str) else f"{worked.answer:.5g}"
            )
            form.locator("input[type=text]").fill(
                str(typed)
                if TASKS[key].digits or isinstance(worked.answer, str) or worked.letters
                else str(worked.answer)
            )
            form.get_by_role("button", name="Check").click()
        form.locator('.ex-said[data-outcome="right"]').wait_for()
        assert f"{number} of {len(TASKS)} exercises right." in form.locator(".ex-said").inner_text()
    sheet.check()


def test_a_wrong_option_gets_a_hint_and_a_changed_answer_clears_it(
    worksheet: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(worksheet)
    page, key = sheet.page, "kind-of-claim"
    form, right = form_of(page, key), ca.worked_answer(key).answer
    form.get_by_role("button", name="Check").press("Enter")
    form.get_by_text("Write or choose an answer first.").wait_for()
    wrong = next(o for o in ca.exercise(key).options if o != right)
    form.get_by_label(wrong, exact=True).check()
    form.get_by_role("button", name="Check").press("Space")
    form.get_by_text(f"Not right yet. {TASKS[key].hint}").wait_for()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    assert form.locator(".ex-said").inner_text() == ""
    sheet.check()


def test_the_page_checks_without_webcrypto_as_well(
    worksheet: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(worksheet)
    page = sheet.page
    assert page.evaluate("isSecureContext && !!crypto.subtle"), "offered for files in Chromium"
    page.add_init_script(
        "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})"
    )
    page.reload()
    assert page.evaluate("crypto.subtle") is None
    ratio = ca.worked_answer("area-times").answer
    for typed in (f"{ratio:.3f}", f"{ratio * 1000:.1f}", f"{ratio * 1.7:.3f}"):
        outcome, message = answer(page, "area-times", typed)
        wanted = expected("area-times", typed)
        assert (outcome, message.startswith(wanted[1])) == (wanted[0], True)
    sheet.check()


def test_without_scripts_the_sheet_can_still_be_read_and_printed(
    worksheet: Path, open_page: Callable[..., Any]
) -> None:
    page = open_page(worksheet, scripts=False).page
    assert page.locator("form.exercise").count() == len(TASKS)
    assert page.locator(".ex-do").first.is_hidden()
    assert page.locator("form.exercise .ex-question").first.is_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_no_violation_with_feedback_shown(
    scheme: str, width: int, worksheet: Path, open_page: Callable[..., Any]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    sheet = open_page(worksheet, scheme=scheme, width=width)
    ratio = ca.worked_answer("area-times").answer
    answer(sheet.page, "area-times", f"{ratio:.3f}")
    answer(sheet.page, "area-order", "ABDC")
    answer(sheet.page, "density", "0.0001")
    answer(sheet.page, "growth", "many")
    assert sheet.page.evaluate("document.documentElement.scrollWidth") == width
    faults = [
        (fault["id"], fault["nodes"][0]["html"][:160], fault["nodes"][0]["failureSummary"][:300])
        for fault in Axe().run(sheet.page).response["violations"]
    ]
    assert faults == []
    sheet.check()


def test_on_paper_there_are_lines_to_write_on_and_no_buttons(
    worksheet: Path, open_page: Callable[..., Any]
) -> None:
    page = open_page(worksheet).page
    page.emulate_media(media="print")
    assert page.locator("form.exercise button").first.is_hidden()
    assert page.locator("form.exercise .ex-hint").first.is_hidden()
    style = (
        "e => { const s = getComputedStyle(e); return [s.borderTopWidth, s.borderBottomStyle]; }"
    )
    assert page.locator(".ex-entry input").first.evaluate(style) == ["0px", "solid"]


def test_the_file_holds_hashes_only(worksheet: Path) -> None:
    """A search for the key of each answer finds nothing; its hash is there."""
    text = worksheet.read_text(encoding="utf-8")
    for key in TASKS:
        sealed = ca.exercise(key).sealed()["lock"]
        assert sealed["right"][0] in text
        assert sealed["right"][0] == slow_hash(_key(key, sealed), sealed["salt"])


def test_the_locks_as_they_are_open_to_the_right_answer(
    tmp_path: Path, open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_hash, "ITERATIONS", ROUNDS)
    page = open_page(exported(tmp_path, ["passed-million"])).page
    form = page.locator("form.exercise")
    form.locator("input[type=text]").fill(str(ca.worked_answer("passed-million").answer))
    form.get_by_role("button", name="Check").click()
    form.locator('.ex-said[data-outcome="right"]').wait_for()


def test_answers_stay_over_a_reload_and_stand_on_a_slip(
    worksheet: Path, open_page: Callable[..., Any]
) -> None:
    sheet = open_page(worksheet)
    page = sheet.page
    assert (
        answer(page, "passed-million", str(ca.worked_answer("passed-million").answer))[0] == "right"
    )
    form_of(page, "kind-of-claim").locator("input").first.check()
    page.get_by_label("Name").fill("Table 4")
    page.reload()
    assert page.get_by_label("Name").input_value() == "Table 4"
    place = list(TASKS).index("passed-million")
    rows = page.locator(".ex-slip tbody tr")
    assert rows.count() == len(TASKS)
    cells = rows.nth(place).locator("td").all_inner_texts()
    year = str(ca.worked_answer("passed-million").answer)
    assert [cells[0], *cells[2:]] == [str(place + 1), year, "right"]
    assert form_of(page, "kind-of-claim").locator("input").first.is_checked()
    assert "open" in rows.nth(list(TASKS).index("area-times")).inner_text()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save this slip").click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    assert "Name: Table 4" in text
    assert f"\t{year}\tright" in text
    page.get_by_role("button", name="Erase all answers").click()
    page.get_by_role("button", name="Press once more").click()
    page.reload()
    assert form_of(page, "passed-million").locator("input[type=text]").input_value() == ""
    sheet.check()


def test_a_sheet_that_counts_holds_nothing_to_ask(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    file = exported(tmp_path, ["passed-million", "kind-of-claim"], self_check=False)
    text = file.read_text(encoding="utf-8")
    assert ca.exercise("passed-million").sealed()["lock"]["right"][0] not in text
    assert 'data-lock="' not in text
    sheet = open_page(file)
    page = sheet.page
    assert page.locator("form.exercise button, form.exercise .ex-hint").count() == 0
    page.locator("form.exercise input[type=text]").fill("1999")
    page.keyboard.press("Enter")
    assert "1999" in page.locator(".ex-slip tbody").inner_text()
    assert page.locator(".ex-slip th").count() == 3
    sheet.check()


def _key(key: str, lock: dict[str, Any]) -> str:
    from ca_summit.classroom.answer_hash import cell

    task, worked = TASKS[key], ca.worked_answer(key)
    if task.kind == "order":
        return f"o:{worked.letters}"
    if task.kind == "number":
        if task.digits is None:
            return f"n:{worked.answer}"
        return cell(worked.answer, lock["width"], lock["offset"])
    return f"{'t' if task.kind == 'text' else 'c'}:{answers.plain_name(worked.answer)}"
