"""Compare the CPU time of drawing every figure of a page with that of plain ``Plotly.newPlot``.

Both draw the same figures at the same places of the same page, in turns, in one Chromium: ours as
the page does, the other with plotly.js alone, into plain boxes of the same size.
``python benchmarks/drawing.py reports/ca-summit.html`` prints seconds and their ratio.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import Any

from ca_summit.report.browser_picture import find_browser

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ROUNDS = 3
#: Nothing is drawn before it is asked for.
_WAIT = """
window.IntersectionObserver = class { observe() {} unobserve() {} disconnect() {} };
"""
#: Every kind of trace is there before either begins.
_STARTED = "() => window.Plotly && Object.keys(window.Plotly.unregistered).length === 0"
_OPEN = "() => document.querySelectorAll('details').forEach((box) => { box.open = true; })"
_READ = """async () => {
  const text = await packed.unpack(document.getElementById("_specs").textContent);
  window.specs = text.split("\\n").slice(1).map((line) => packed.unfold(JSON.parse(line)));
  return window.specs.length;
}"""
_OURS = "async () => { await caSummit.drawAll(); }"
#: Plain boxes of the same size in the same places, and plotly.js measures its texts by itself.
_PLAIN = """async () => {
  document.getElementById("js-plotly-tester")?.remove();
  for (const holder of document.querySelectorAll(".plot[data-spec]")) {
    const { data, layout } = window.specs[Number(holder.dataset.spec)];
    const box = document.createElement("div");
    box.style.height = holder.style.height;
    holder.replaceWith(box);
    await Plotly.newPlot(box, data, layout);
  }
}"""
_REST = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 300)))"""


def _cpu(session: Any) -> float:
    """Return the seconds that the page's main thread has worked."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))


def _once(browser: Any, file: Path, script: str) -> tuple[float, int]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(_WAIT)
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(file.resolve().as_uri())
    page.evaluate(_OPEN)
    page.wait_for_function(_STARTED)
    figures = page.evaluate(_READ)
    page.evaluate(_REST)
    before = _cpu(session)
    page.evaluate(script)
    page.evaluate(_REST)
    used = _cpu(session) - before
    context.close()
    return used, figures


def measure_drawing(file: Path, rounds: int = ROUNDS) -> tuple[float, float, int]:
    """Return the median CPU seconds of ours and of plain ``newPlot``, and the figures drawn."""
    from playwright.sync_api import sync_playwright

    ours, plain = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser("The benchmark"), args=ARGUMENTS
        )
        for _ in range(rounds):
            ours.append(_once(browser, file, _OURS))
            plain.append(_once(browser, file, _PLAIN))
        browser.close()
    return (
        statistics.median(used for used, _ in ours),
        statistics.median(used for used, _ in plain),
        ours[0][1],
    )


if __name__ == "__main__":
    mine, theirs, count = measure_drawing(Path(sys.argv[1]))
    print(
        f"{count} figures: ours {mine:.2f} s, plain newPlot {theirs:.2f} s of CPU, "
        f"ratio {mine / theirs:.2f}"
    )
