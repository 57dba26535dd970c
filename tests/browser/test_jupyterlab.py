"""Drive JupyterLab itself in Chromium, without the internet: run all cells, draw, export."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import ca_summit as ca
from live_jupyter import jupyter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: Exercises with a field and with options.
ASKED = ("passed-million", "kind-of-claim")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Start JupyterLab on 127.0.0.1 in a folder with one notebook; give address and notebook."""
    folder: Path = tmp_path_factory.mktemp("lab")
    cells = [
        new_markdown_cell("# Wells\n\nTwo bars."),
        new_code_cell(
            "import plotly.graph_objects as go\ngo.Figure(go.Bar(x=['Aral', 'Caspian'], y=[2, 3]))"
        ),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / "wells.ipynb")
    with jupyter(folder) as address:
        yield address, folder / "wells.ipynb"


def what_happened(notebook: Path, text: str) -> str:
    """Return what the notebook holds on disk and what the page shows in its place."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    outputs = [
        (output["output_type"], sorted(output.get("data", {}))) for output in cells[1]["outputs"]
    ]
    place = text.find('class="cell"')
    return f"{len(text)} characters; outputs on disk: {outputs}; page: {text[place : place + 1500]}"


def test_a_notebook_is_run_drawn_and_exported_from_the_menu(
    lab: tuple[str, Path], browser: Any
) -> None:
    address, notebook = lab
    context = browser.new_context(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    context.set_default_timeout(60_000)
    outside: list[str] = []

    def gate(route: Any) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    saved: list[Any] = []
    context.on("page", lambda opened: opened.on("download", lambda d: saved.append(d)))
    page = context.new_page()
    try:
        page.goto(f"{address}/lab/tree/wells.ipynb?reset&token=turquoise")
        page.wait_for_selector(".jp-NotebookPanel .jp-Notebook .jp-Cell")
        # A run that is asked for before the kernel is there waits for a dialogue nobody answers.
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_selector(".jp-OutputArea .js-plotly-plot .bars path")
        assert page.locator(".jp-OutputArea .js-plotly-plot .bars path").count() == 2
        # The menu saves by itself. Nothing else may read or save the notebook at that moment:
        # a Jupyter server that finds it half written puts the earlier state back.
        page.get_by_role("menuitem", name="File", exact=True).click()
        page.get_by_text("Save and Export Notebook As", exact=True).hover()
        # JupyterLab shows the name of the entry point, its first letter as a capital.
        entry = page.get_by_role("menuitem", name="Offline_html")
        entry.wait_for()
        entry.click()
        for _ in range(240):
            if saved:
                break
            page.wait_for_timeout(250)
        assert saved, f"no file came; on disk: {notebook.read_text(encoding='utf-8')[:2000]}"
        name, text = saved[0].suggested_filename, saved[0].path().read_text(encoding="utf-8")
    finally:
        context.close()
    told = what_happened(notebook, text)
    assert name == "wells.html", told
    assert "<title>Wells</title>" in text, told
    assert 'id="figure_1-plot"' in text, told
    assert "Bar chart, 2 values; y from 2 to 3." in text, told
    settings = text.split('id="_settings">')[1].split("</script>")[0]
    assert json.loads(settings)["words"]["copy"] == "Copy"
    assert outside == []


def test_an_exercise_is_judged_in_place_and_leaves_the_keys_of_the_notebook_alone(
    lab: tuple[str, Path], browser: Any
) -> None:
    address, wells = lab
    year = ca.worked_answer("passed-million").answer
    right = ca.worked_answer("kind-of-claim").answer
    cells = [new_code_cell(f'import ca_summit as ca\nca.answer("{key}")') for key in ASKED]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), wells.with_name("answers.ipynb"))
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(60_000)
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        page.goto(f"{address}/lab/tree/answers.ipynb?reset&token=turquoise")
        page.wait_for_selector(".jp-NotebookPanel .jp-Notebook .jp-Cell")
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        number, choice = (page.locator(".ca-answer").nth(at) for at in (0, 1))
        field = number.get_by_label("Your answer")
        field.fill("")
        field.press_sequentially(f"{year + 1}")
        field.press("Enter")
        number.locator('.ca-said[data-outcome="near"]', has_text="one too many").wait_for()
        field.fill(str(year))
        number.get_by_role("button", name="Check").click()
        number.locator('.ca-said[data-outcome="right"]').wait_for()
        choice.get_by_label(str(right), exact=True).check()
        choice.get_by_role("button", name="Check").click()
        choice.locator('.ca-said[data-outcome="right"]').wait_for()
        assert page.locator(".jp-Notebook .jp-Cell").count() == len(ASKED), "no key was a command"
    finally:
        context.close()
    assert errors == []
