"""Time a new view of the region's map: explorer, ``FigureWidget`` and ``interact``, in one run.

All three draw the same figures of the same function in one notebook in JupyterLab in Chromium,
without internet; a list is moved by the keyboard, and the time ends when the title drawn is new.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any

from redraw import CHROMIUM, FLAGS, open_and_run, server, write_notebook

#: Indicators whose map colours the states, so that all three only exchange colours and words.
INDICATORS = ["hdi", "life_expectancy", "urban_share", "internet_users", "gini", "gdp_growth"]
ROUNDS = 3
CELLS = [
    f"""import ipywidgets, pandas as pd, plotly.graph_objects as go
NAMES = {INDICATORS}
ROWS = load_indicators()
ROWS = ROWS[ROWS["indicator_id"].isin(NAMES)]
shown = explore_region("hdi", ROWS, reset=True)
shown""",
    """figure = go.FigureWidget(map_region("hdi"))
def follow(change):
    new = map_region(change["new"])
    with figure.batch_update():
        figure.update(data=new.to_dict()["data"], layout=new.to_dict()["layout"], overwrite=True)
choice = ipywidgets.Dropdown(options=NAMES, description="Indicator")
choice.observe(follow, "value")
ipywidgets.VBox([choice, figure])""",
    """ipywidgets.interact(lambda Indicator: map_region(Indicator), Indicator=NAMES)""",
]
#: Notes when a key goes down and when words of a title, or the number of a view, have changed.
WATCH = """(cell) => {
  globalThis.caPeer = { begin: 0, end: 0 };
  const said = () => [...cell.querySelectorAll(".gtitle")].map((t) => t.textContent).join("|")
    + [...cell.querySelectorAll("[data-number]")].map((s) => s.dataset.number).join("|");
  addEventListener("keydown", () => {
    globalThis.caPeer = { begin: performance.now(), end: 0, was: said() };
  }, true);
  new MutationObserver(() => {
    const own = globalThis.caPeer;
    const now = said();
    if (own.begin && !own.end && now && now !== own.was) own.end = performance.now();
  }).observe(cell, { subtree: true, childList: true, attributes: true, characterData: true });
}"""


def times(page: Any, place: int) -> list[float]:
    """Return milliseconds from key to new title, for each indicator that was not shown before."""
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(place)
    cell.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    cell.evaluate(WATCH)
    found = []
    for _ in INDICATORS[1:]:
        cell.locator("select").first.focus()
        page.keyboard.press("ArrowDown")
        page.wait_for_function("() => globalThis.caPeer.end > 0", timeout=60_000)
        found.append(page.evaluate("() => caPeer.end - caPeer.begin"))
        page.wait_for_timeout(700)
    return found


def measure_peers() -> list[str]:
    """Return rows of a Markdown table: way, median of all new views, ratio to ``FigureWidget``."""
    from playwright.sync_api import sync_playwright

    ways = ("`explore_region()`", "`FigureWidget`, `batch_update()`", "`interact(map_region)`")
    found: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
            folder = Path(name)
            write_notebook(folder / "peers.ipynb", CELLS)
            with server(folder) as address:
                browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                page = browser.new_page(viewport={"width": 1280, "height": 1000})
                open_and_run(page, address, "peers.ipynb", 1)
                page.locator(".jp-Notebook .jp-CodeCell").nth(3).locator("select").wait_for()
                for place, way in enumerate(ways, start=1):
                    found[way] += times(page, place)
                browser.close()
    peer = statistics.median(found[ways[1]])
    rows = [
        "| a new view of the region's map, in JupyterLab | key to new title | ratio |",
        "|---|---|---|",
    ]
    for way, own in found.items():
        middle = statistics.median(own)
        rows.append(f"| {way} | {middle:.0f} ms | {middle / peer:.2f} |")
    return rows


if __name__ == "__main__":
    print("\n".join(measure_peers()))
