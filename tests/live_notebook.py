"""Drive explorers in a notebook of JupyterLab or Notebook 7, for the tests of both."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from live_jupyter import jupyter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCRIPT = "application/javascript"
PATIENCE = 300_000  # ms for all cells to run; half a minute where nothing else runs
CELLS = {
    "region": "explore_region()",
    "resources": "explore_resources()",
    "silk_road": "explore_silk_road()",
    "meetings": "explore_meetings()",
    "trade": "explore_trade()",
    "own": "explore(plot_population, projections=False, language=['en', 'ru'])",
    "plain": "explore(bars, height=[2, 3], tall=False)",
}
FIRST = """from ca_summit import *
import plotly.graph_objects as go
def bars(height=2, tall=False):
    return go.Figure(go.Bar(x=["a", "b"], y=[height, 2 * height if tall else 1]))"""
#: A list of each explorer.
LISTS = {
    "region": "Indicator",
    "resources": "Measure",
    "silk_road": "Kind",
    "meetings": "Partner",
    "trade": "Country",
    "own": "Language",
    "plain": "Height",
}
#: What a figure shows, without its place on the screen.
SHOWN = """(stage) => JSON.stringify([
  stage.previousElementSibling.textContent, stage.layout.annotations,
  stage.data.map((t) => [t.name, t.x, t.y, t.text, t.fillcolor, t.marker, t.visible])])"""


PROMPTS = """[...document.querySelectorAll('.jp-Notebook .jp-InputPrompt')]
  .map((p) => p.textContent).join(' ')"""


class Lab:
    """JupyterLab or Notebook 7 in a page, with what it asked for and complained about."""

    def __init__(self, page: Any, address: str, folder: Path, app: str = "jupyterlab") -> None:
        self.page, self.address, self.folder, self.app = page, address, folder, app
        self.outside: list[str] = []
        self.before: set[str] = set()
        self.errors: list[str] = []

    def menu(self, *names: str) -> None:
        for name in names:
            self.page.get_by_role("menuitem", name=name, exact=True).click()

    def theme(self, name: str) -> None:
        """Choose a theme in the menu; wait until the page is shown again."""
        self.menu("Settings")
        self.page.locator(".lm-Menu-item", has_text="Theme").first.hover()
        item = self.page.locator(".lm-Menu-itemLabel").get_by_text(name, exact=True)
        item.click()
        item.wait_for(state="hidden")

    def prompts(self) -> str:
        """Return the numbers before the cells, as text."""
        return str(self.page.evaluate(PROMPTS))

    def run_all(self) -> None:
        before = self.prompts()
        self.menu("Run", "Run All Cells")
        self.drawn(before)

    def drawn(self, before: str) -> None:
        """Wait until all cells ran, then scroll to every explorer: cells are shown when in view."""
        finished = (
            f"(before) => {{ const now = {PROMPTS}; return now !== before && !/\\[[* ]/.test(now); "
            "}"
        )
        self.page.wait_for_function(finished, arg=before, timeout=PATIENCE)
        for name in CELLS:
            self.cell(name).scroll_into_view_if_needed()
            self.cell(name).locator("[data-drawn]").wait_for(timeout=PATIENCE)

    def cell(self, name: str) -> Any:
        place = list(CELLS).index(name) + 1
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(place)

    def stage(self, name: str) -> Any:
        return self.cell(name).locator(".js-plotly-plot")

    def line(self, name: str) -> str:
        """Return the line of code below a figure; JupyterLab hides cells that are out of view."""
        self.cell(name).scroll_into_view_if_needed()
        line = self.cell(name).locator(".ca-line code")
        line.wait_for()
        return str(line.text_content())

    def after(self, name: str, act: Any) -> tuple[str, str]:
        """Do something; return what the figure showed before and what it shows once it differs."""
        stage = self.stage(name)
        stage.scroll_into_view_if_needed()
        before = stage.evaluate(SHOWN)
        act(self.cell(name))
        self.page.wait_for_function(
            f"([s, before]) => ({SHOWN})(s) !== before", arg=[stage.element_handle(), before]
        )
        return before, stage.evaluate(SHOWN)

    def moved(self, name: str, act: Any) -> None:
        """Do something; wait until the figure was asked to draw, changed or not."""
        stage = self.stage(name)
        number = stage.get_attribute("data-number")
        act()
        self.page.wait_for_function(
            "([s, n]) => s.dataset.number !== n", arg=[stage.element_handle(), number]
        )

    def saved(self) -> Path:
        path = self.folder / "explorers.ipynb"
        with self.page.expect_response(
            lambda r: r.request.method == "PUT" and path.name in r.url
        ) as answer:
            self.page.keyboard.press("Control+s")
        assert answer.value.ok
        return path

    def visit(self) -> None:
        """Open the notebook; in JupyterLab without what an earlier visit left."""
        place = "lab/tree" if self.app == "jupyterlab" else "notebooks"
        self.page.goto(f"{self.address}/{place}/explorers.ipynb?reset&token=turquoise")
        self.page.wait_for_selector(".jp-Notebook .jp-CodeCell")

    def reopen_without_kernel(self) -> None:
        """Save, end the kernel and open the notebook again, until every explorer is drawn."""
        self.saved()
        self.idle()
        self.menu("Kernel", "Shut Down Kernel")
        self.page.get_by_text("No Kernel").first.wait_for()
        self.visit()
        for name in CELLS:
            self.cell(name).scroll_into_view_if_needed()
            self.cell(name).locator(".ca-explorer[data-live=false] [data-drawn]").wait_for()
            assert "model not found" not in self.cell(name).inner_text()

    def idle(self) -> None:
        """Wait until the kernel is there."""
        said = "| Idle" if self.app == "jupyterlab" else "Python 3 (ipykernel)"
        self.page.get_by_text(said).first.wait_for(timeout=PATIENCE)
        if self.app == "notebook":
            self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(
                state="attached", timeout=PATIENCE
            )


@contextmanager
def served(folder: Path, app: str = "jupyterlab") -> Iterator[str]:
    """Start a server on 127.0.0.1 in a folder with a notebook of every explorer."""
    cells = [new_code_cell(FIRST), *map(new_code_cell, CELLS.values())]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / "explorers.ipynb")
    with jupyter(folder, app=app) as address:
        yield address


@contextmanager
def opened(browser: Any, address: str, folder: Path, app: str = "jupyterlab") -> Iterator[Lab]:
    """Open the notebook in a page that reaches nothing but the server."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, accept_downloads=True)
    context.set_default_timeout(30_000)
    lab = Lab(context.new_page(), address, folder, app)

    def gate(route: Any) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            lab.outside.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    lab.page.on("console", lambda m: lab.errors.append(m.text) if m.type == "error" else None)
    lab.page.on("pageerror", lambda error: lab.errors.append(str(error)))
    lab.visit()
    lab.idle()
    try:
        yield lab
    finally:
        context.close()
