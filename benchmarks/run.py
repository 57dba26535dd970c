"""Measure what docs/performance.md promises, each figure beside a peer in the same run.

Run ``make bench`` (or ``python benchmarks/run.py --write`` to renew docs/performance.md).
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
PLACES = (
    ".plot[data-spec], .plotly-graph-div"  # where a page means to draw a figure: ours, plotly's
)
START, END = "<!-- measured: start -->", "<!-- measured: end -->"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BUDGET = {
    "import": 0.05,
    "load": 0.5,
    "map": 60_000,
    "views": 250_000,  # several views in one figure: frames, a slider or a switch
    "edition": 2_600_000,
    "size": 3_000_000,
    "run": 0.5,
    "screen": 1.0,
}


def seconds(command: list[str], *, repeat: int = 1, **options: object) -> float:
    """Return the median wall time of a command."""
    times = []
    for _ in range(repeat):
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, **options)  # type: ignore[call-overload]
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def inside(*codes: str, repeat: int = 9) -> list[float]:
    """Return for each snippet the median of the seconds that it prints in a new interpreter.

    The snippets take turns, so that a machine that slows down does so for all of them.
    """
    times = [
        [float(subprocess.check_output([sys.executable, "-c", code], text=True)) for code in codes]
        for _ in range(repeat)
    ]
    return [statistics.median(own) for own in zip(*times, strict=True)]


def timed(statement: str, setup: str = "") -> str:
    """Return a snippet that prints how long a statement takes after its set-up."""
    return (
        f"import time\n{setup}\nt = time.perf_counter()\n"
        f"{statement}\nprint(time.perf_counter() - t)"
    )


def line(what: str, ours: str, peer: str, ratio: float | None, budget: str, ok: bool) -> str:
    """Return one row of the table."""
    shown = "" if ratio is None else f"{ratio:.2f}"
    return f"| {what} | {ours} | {peer} | {shown} | {budget} | {'yes' if ok else '**no**'} |"


def measure_imports() -> list[str]:
    ours, pandas = inside(timed("import ca_summit"), timed("import pandas"))
    every = "for n in tables.__all__:\n    if n.startswith('load_'): getattr(tables, n)()"
    ready = "import pandas, geopandas, pyproj, shapely, pyogrio\nfrom ca_summit import tables"
    load, geopandas = inside(timed(every, ready), timed("import geopandas"))
    return [
        line(
            "`import ca_summit`",
            f"{ours * 1e3:.1f} ms",
            f"`import pandas` {pandas * 1e3:.0f} ms",
            ours / pandas,
            f"≤ {BUDGET['import']}",
            ours / pandas <= BUDGET["import"],
        ),
        line(
            "every table loaded once, after imports",
            f"{load * 1e3:.0f} ms",
            f"`import geopandas` {geopandas * 1e3:.0f} ms",
            load / geopandas,
            f"≤ {BUDGET['load']}",
            load / geopandas <= BUDGET["load"],
        ),
    ]


def measure_maps() -> list[str]:
    from ca_summit import maps

    rows = []
    for name in sorted(n for n in maps.__all__ if n.startswith("map_")):
        if name == "map_route_between":
            fig = getattr(maps, name)("Samarkand", "Xi'an")
        else:
            fig = getattr(maps, name)()
        size = len(fig.to_json())
        several = fig.frames or fig.layout.sliders or fig.layout.updatemenus
        limit = BUDGET["views" if several else "map"]
        rows.append(
            line(
                f"`{name}()` as JSON" + (", several views" if several else ""),
                f"{size / 1e3:.1f} kB",
                "",
                None,
                f"≤ {limit / 1e3:.0f} kB",
                size <= limit,
            )
        )
    return rows


def measure_explorers() -> list[str]:
    """Time an update of each explorer in the kernel, and from key to figure in JupyterLab."""
    from explorer_updates import measure_updates
    from redraw import measure_redraw

    return ["", *measure_updates(), "", *measure_redraw()]


def measure_reports(folder: Path) -> list[str]:
    """Build the same notebooks with us and with nbconvert, then open all pages in Chromium."""
    cli = Path(sys.executable).parent
    ours = folder / "ours.html"
    run_ours = seconds([str(cli / "ca-summit"), "report", "--all", "-o", str(ours), "--quiet"])
    edition = folder / "edition.html"
    seconds([str(cli / "ca-summit"), "report", "-o", str(edition), "--quiet"])
    plain, embedded = folder / "nbconvert", folder / "embedded"
    command = [str(cli / "jupyter"), "nbconvert", "--execute", "--to", "html", "--output-dir"]
    run_peer = seconds([*command, str(plain), *map(str, NOTEBOOKS)])
    seconds(
        [*command, str(embedded), *map(str, NOTEBOOKS)],
        env={**os.environ, "PLOTLY_RENDERER": "notebook"},
    )
    pages = {
        "ca-summit report (all in one file)": [ours],
        "nbconvert --to html": sorted(plain.glob("*.html")),
        "nbconvert, renderer `notebook`": sorted(embedded.glob("*.html")),
        "one `Figure.write_html`": [write_one(folder)],
    }
    seen = {name: look_at(files) for name, files in pages.items()}
    first, peer = seen["ca-summit report (all in one file)"], seen["nbconvert, renderer `notebook`"]
    size = edition.stat().st_size
    rows = [
        line(
            "reader's edition, size",
            f"{size / 1e6:.2f} MB",
            "",
            None,
            "≤ 2.6 MB",
            size <= BUDGET["edition"],
        ),
        line(
            "report with all notebooks, size",
            f"{first['size'] / 1e6:.2f} MB",
            f"{peer['size'] / 1e6:.1f} MB",
            first["size"] / peer["size"],
            "≤ 3.0 MB",
            first["size"] <= BUDGET["size"],
        ),
        line(
            "run all notebooks and write the page",
            f"{run_ours:.1f} s",
            f"nbconvert {run_peer:.1f} s",
            run_ours / run_peer,
            f"≤ {BUDGET['run']}",
            run_ours / run_peer <= BUDGET["run"],
        ),
        line(
            "time until the first screen",
            f"{first['first']:.0f} ms",
            f"{peer['first']:.0f} ms",
            first["first"] / peer["first"],
            f"≤ {BUDGET['screen']}",
            first["first"] <= peer["first"],
        ),
        line(
            "time until the first figure",
            f"{first['figure']:.0f} ms",
            f"{peer['figure']:.0f} ms",
            first["figure"] / peer["figure"],
            f"≤ {BUDGET['screen']}",
            first["figure"] <= peer["figure"],
        ),
        "",
        (
            "| page, opened with the network blocked | files | size | requests tried | console "
            "errors | figures drawn | first screen | first figure | all figures |"
        ),
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, it in seen.items():
        rows.append(
            f"| {name} | {it['files']} | {it['size'] / 1e6:.1f} MB | {it['requests']} | "
            f"{it['errors']} | {it['drawn']} of {it['figures']} | {it['first']:.0f} ms "
            f"| {it['figure']:.0f} ms | {it['all']:.0f} ms |"
        )
    return rows


def write_one(folder: Path) -> Path:
    from ca_summit import map_region

    path = folder / "one.html"
    map_region().write_html(path)
    return path


def look_at(files: list[Path], *, repeat: int = 3) -> dict[str, float]:
    """Open pages offline; times are the median over repeats of the slowest page."""
    from playwright.sync_api import sync_playwright

    total = {"files": len(files), "size": sum(f.stat().st_size for f in files)}
    times: dict[str, list[float]] = {"first": [], "figure": [], "all": []}
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        for _ in range(repeat):
            counts = {"requests": 0, "errors": 0, "figures": 0, "drawn": 0}
            slowest = dict.fromkeys(times, 0.0)
            for path in files:
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                watch(page, counts)
                for name, took in open_one(page, path, counts).items():
                    slowest[name] = max(slowest[name], took)
                page.close()
            for name, took in slowest.items():
                times[name].append(took)
        browser.close()
    return {**total, **counts, **{name: statistics.median(all_) for name, all_ in times.items()}}


def open_one(page: object, path: Path, counts: dict[str, int]) -> dict[str, float]:
    """Open a page, have all its figures drawn, return the three times in milliseconds."""
    begin = time.perf_counter()
    page.goto(path.as_uri(), wait_until="commit")  # type: ignore[attr-defined]
    first = first_paint(page)
    figure = 0.0
    if wait_for_drawn(page, 1):
        figure = (time.perf_counter() - begin) * 1e3
        # A report draws what comes into view; here it is asked for all of it.
        page.evaluate("window.caSummit ? caSummit.drawAll() : null")  # type: ignore[attr-defined]
    page.wait_for_load_state("load")  # type: ignore[attr-defined]
    figures = int(page.evaluate(f"document.querySelectorAll('{PLACES}').length"))  # type: ignore[attr-defined]
    counts["figures"] += figures
    counts["drawn"] += wait_for_drawn(page, figures)
    return {"first": first, "figure": figure, "all": (time.perf_counter() - begin) * 1e3}


def watch(page: object, counts: dict[str, int]) -> None:
    """Stop and count every request to a host, and count messages of the console that are errors."""

    def stop(route: object) -> None:
        counts["requests"] += 1
        route.abort()  # type: ignore[attr-defined]

    def hear(message: object) -> None:
        counts["errors"] += message.type == "error"  # type: ignore[attr-defined]

    page.route(re.compile("^https?://"), stop)  # type: ignore[attr-defined]
    page.on("console", hear)  # type: ignore[attr-defined]


def first_paint(page: object, *, patience: float = 60.0) -> float:
    """Return the first contentful paint in ms, asked by hand: a sealed page forbids `eval`."""
    asked = "(performance.getEntriesByName('first-contentful-paint')[0] || {}).startTime"
    begin = time.perf_counter()
    while time.perf_counter() - begin < patience:
        at = page.evaluate(asked)  # type: ignore[attr-defined]
        if at is not None:
            return float(at)
        page.wait_for_timeout(20)  # type: ignore[attr-defined]
    raise TimeoutError(f"the page painted nothing within {patience:.0f} s")


def wait_for_drawn(page: object, wanted: int, *, patience: float = 30.0) -> int:
    """Return how many figures have shapes: as soon as that many do, or when no more come."""
    begin = time.perf_counter()
    while True:
        drawn = int(
            page.evaluate(  # type: ignore[attr-defined]
                "[...document.querySelectorAll('.js-plotly-plot')].filter(d => "
                "d.querySelector('.main-svg path, canvas')).length"
            )
        )
        waiting = page.evaluate(f"document.querySelectorAll('{PLACES}').length")  # type: ignore[attr-defined]
        loaded = page.evaluate("document.readyState") == "complete"  # type: ignore[attr-defined]
        late = time.perf_counter() - begin > patience
        if drawn >= wanted or late or (loaded and not waiting):
            return drawn
        page.wait_for_timeout(20)  # type: ignore[attr-defined]


def main() -> None:
    """Print the table, and write it into docs/performance.md when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew docs/performance.md")
    options = parser.parse_args()
    rows = [
        "| what | ours | beside it, same run | ratio | budget | met |",
        "|---|---|---|---|---|---|",
    ]
    rows += measure_imports() + measure_maps()
    with tempfile.TemporaryDirectory() as folder:
        rows += measure_reports(Path(folder))
    rows += measure_explorers()
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    versions = ", ".join(
        f"{n} {version(n)}" for n in ("pandas", "plotly", "geopandas", "nbconvert")
    )
    intro = (
        f"Measured with `python benchmarks/run.py --write` on {machine}; {versions}; "
        f"{len(NOTEBOOKS)} notebooks."
    )
    text = "\n".join([intro, "", *rows])
    print(text)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(START)
        _, _, after = rest.partition(END)
        PAGE.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
