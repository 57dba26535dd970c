"""Time from a key on a control to the redrawn figure, in JupyterLab in Chromium, offline."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any

from ca_summit.report.browser_picture import find_browser
from live_jupyter import jupyter

#: Explorer, label of the list moved, how often.
MOVES = {
    "explore_region": "Indicator",
    "explore_resources": "Commodity",
    "explore_silk_road": "Kind",
    "explore_meetings": "Partner",
    "explore_trade": "Partner",
}
#: The control of the Silk Road that matters most is a slider.
SLIDERS = {"explore_silk_road": "Century"}
STEPS = 4
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Notes when a key goes down, and when plotly has drawn a later view of the same figure.
WATCH = """(stage) => {
  stage.caBench = { begin: 0, end: 0 };
  addEventListener("keydown", () => {
    stage.caBench = { begin: performance.now(), end: 0, number: stage.dataset.number };
  }, true);
  stage.on("plotly_afterplot", () => { stage.caBench.plotted = performance.now(); });
  new MutationObserver(() => {
    const own = stage.caBench;
    if (own.begin && !own.end && stage.dataset.number !== own.number) own.end = own.plotted;
  }).observe(stage, { attributes: true, attributeFilter: ["data-number"] });
}"""


def write_notebook(path: Path, lines: list[str]) -> None:
    """Write a notebook with one cell per line of code, after the import."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [new_code_cell(line) for line in ("from ca_summit import *", *lines)]
    nbformat.write(new_notebook(cells=cells, metadata=kernel), path)


def open_and_run(page: Any, address: str, name: str, count: int) -> None:
    """Open a notebook, run all cells, wait until each explorer is drawn."""
    page.goto(f"{address}/lab/tree/{name}?reset&token=turquoise")
    page.get_by_text("| Idle").wait_for(timeout=120_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    for place in range(1, count + 1):
        cell = page.locator(".jp-Notebook .jp-CodeCell").nth(place)
        cell.scroll_into_view_if_needed()
        cell.locator("[data-drawn]").wait_for(timeout=120_000)


def times(page: Any, place: int, label: str, role: str) -> tuple[list[float], list[float]]:
    """Move one control forth and back by the keyboard; return milliseconds of new and old views."""
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(place)
    cell.scroll_into_view_if_needed()
    stage = cell.locator(".js-plotly-plot")
    stage.evaluate(WATCH)
    found: tuple[list[float], list[float]] = ([], [])
    for own, key in zip(found, ("ArrowDown", "ArrowUp"), strict=True):
        for _ in range(STEPS):
            moved = "ArrowRight" if key == "ArrowDown" else "ArrowLeft"
            cell.get_by_role(role, name=label, exact=True).focus()
            page.keyboard.press(moved if role == "slider" else key)
            page.wait_for_function(
                "(s) => s.caBench.end > 0", arg=stage.element_handle(), timeout=60_000
            )
            own.append(stage.evaluate("(s) => s.caBench.end - s.caBench.begin"))
    return found


def measure_redraw() -> list[str]:
    """Return rows of a Markdown table: explorer, control, ms for a new view, ms for one before."""
    from playwright.sync_api import sync_playwright

    rows = [
        (
            "| explorer, in JupyterLab in Chromium | control | key to new figure "
            "| to a figure seen before |"
        ),
        "|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        write_notebook(folder / "explorers.ipynb", [f"{n}(reset=True)" for n in MOVES])
        with jupyter(folder) as address:
            browser = play.chromium.launch(
                executable_path=find_browser("The benchmark"), args=FLAGS
            )
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            open_and_run(page, address, "explorers.ipynb", len(MOVES))
            for place, (explorer, label) in enumerate(MOVES.items(), start=1):
                moved = SLIDERS.get(explorer, label)
                role = "slider" if explorer in SLIDERS else "combobox"
                new, again = times(page, place, moved, role)
                rows.append(
                    f"| `{explorer}()` | {moved} | {statistics.median(new):.0f} ms "
                    f"| {statistics.median(again):.0f} ms |"
                )
            browser.close()
    return rows


if __name__ == "__main__":
    print("\n".join(measure_redraw()))
