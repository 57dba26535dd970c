"""Compare the explorer of the region with plotly's FigureWidget and with interact, in one page.

All three draw the same map of the same indicator at the same choice, in turns, in JupyterLab in
Chromium. A time runs from the choice in a list to the last change of what plotly has drawn.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from pathlib import Path
from typing import Any

from ca_summit.explorers.options import indicator_options
from ca_summit.report.browser_picture import find_browser
from live_jupyter import jupyter
from redraw import FLAGS, open_and_run, write_notebook

#: Measures per head: the map of each has the same traces, so that nobody has more to draw.
CHOICES = [
    "gdp_per_capita_ppp",
    "life_expectancy",
    "urban_share",
    "internet_users",
    "under5_mortality",
    "hdi",
    "co2_per_capita",
]
CELLS = {
    "`explore_region()`": "explore_region(CHOICES[0], reset=True)",
    "`FigureWidget`, `batch_update()`": """import ipywidgets
import plotly.graph_objects as go
first = map_region(CHOICES[0])
shown = go.FigureWidget(first.data)
shown.update_layout(first.layout.to_plotly_json())  # a layout given above leaves the page empty
picked = ipywidgets.Dropdown(options=CHOICES, description="Indicator")
def update(change):
    made = map_region(change["new"])
    assert len(made.data) == len(shown.data)
    with shown.batch_update():
        for old, new in zip(shown.data, made.data):
            old.update(new.to_plotly_json())
        shown.update_layout(made.layout.to_plotly_json())
picked.observe(update, "value")
ipywidgets.VBox([picked, shown])""",
    "`ipywidgets.interact()`": """from IPython.display import display
@ipywidgets.interact(Indicator=CHOICES)
def draw(Indicator=CHOICES[0]):
    display(map_region(Indicator))""",
}
#: From a choice in the list of a cell to the last change inside a drawing of plotly's in it; the
#: waiting ends after one and a half seconds without one.
CHOOSE = """([cell, names]) => new Promise((done, fail) => {
  const options = [...cell.querySelectorAll("select option")];
  const option = options.find((one) => names.includes(one.textContent.trim()));
  const list = option.closest("select");
  let [begin, last] = [0, 0];
  const drawn = (node) => node.nodeType === 1
    && (node.closest(".main-svg") || node.querySelector(".main-svg"));
  const watch = new MutationObserver((records) => {
    if (records.some((r) => drawn(r.target) || [...r.addedNodes].some(drawn))) {
      last = performance.now();
    }
  });
  watch.observe(cell, { subtree: true, childList: true, attributes: true, characterData: true });
  const ask = setInterval(() => {
    const now = performance.now();
    if (now - begin > 30000) { clearInterval(ask); fail(new Error("nothing was drawn")); }
    if (!last || now - last < 1500) return;
    clearInterval(ask);
    watch.disconnect();
    done(last - begin);
  }, 20);
  begin = performance.now();
  option.selected = true;
  list.dispatchEvent(new Event("input", { bubbles: true }));
  list.dispatchEvent(new Event("change", { bubbles: true }));
})"""


def _load() -> float:
    """Return how many programs the machine ran at a time in the last minute, where it tells."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def measure_beside() -> list[str]:
    """Return a Markdown table: way, ms of a new view, of one seen, share; and the load."""
    from playwright.sync_api import sync_playwright

    labels = {key: label for label, key in indicator_options(None)}
    times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in CELLS}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        write_notebook(folder / "beside.ipynb", [f"CHOICES = {CHOICES!r}", *CELLS.values()])
        with jupyter(folder) as address:
            browser = play.chromium.launch(
                executable_path=find_browser("The benchmark"), args=FLAGS
            )
            page = browser.new_page(viewport={"width": 1280, "height": 3000})
            open_and_run(page, address, "beside.ipynb", 0)
            cells = page.locator(".jp-Notebook .jp-CodeCell")
            for at in range(len(CELLS)):
                cells.nth(at + 2).scroll_into_view_if_needed()
                cells.nth(at + 2).locator(".main-svg").first.wait_for(timeout=120_000)
            begun = _load()
            for turn in (0, 1):
                for choice in CHOICES[1:] if turn == 0 else CHOICES[-2::-1]:
                    for at, own in enumerate(times.values()):
                        cell: Any = cells.nth(at + 2)
                        cell.scroll_into_view_if_needed()
                        page.wait_for_timeout(300)
                        own[turn].append(
                            page.evaluate(CHOOSE, [cell.element_handle(), [choice, labels[choice]]])
                        )
            browser.close()
    peer = statistics.median(times["`FigureWidget`, `batch_update()`"][0])
    rows = [
        "| way | a new view | a view seen before | against `FigureWidget` |",
        "|---|---|---|---|",
    ]
    for way, (new, again) in times.items():
        rows.append(
            f"| {way} | {statistics.median(new):.0f} ms | {statistics.median(again):.0f} ms "
            f"| {statistics.median(new) / peer:.2f} |"
        )
    return [*rows, "", f"Load {begun:.1f} before, {_load():.1f} after."]


if __name__ == "__main__":
    print("\n".join(measure_beside()))
