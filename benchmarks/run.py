"""Measure what docs/performance.md promises, each figure beside a peer in the same run.

Run ``make bench`` (or ``python benchmarks/run.py --write`` to renew docs/performance.md, part by
part as each is measured; ``--only NAME`` measures one part, so that a long run can be taken up).
"""

from __future__ import annotations

import argparse
import json
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
from typing import TYPE_CHECKING, Any

from ca_summit.report.browser_picture import find_browser

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
PLACES = (
    ".plot[data-spec], .plotly-graph-div"  # where a page means to draw a figure: ours, plotly's
)
HEAD = ["| what | ours | beside it, same run | ratio | budget | met |", "|---|---|---|---|---|---|"]
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
    "figure": 0.9,
    "drawing": 0.8,
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
        [
            float(subprocess.check_output([sys.executable, "-c", code], encoding="utf-8"))
            for code in codes
        ]
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
        *HEAD,
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

    rows = [*HEAD]
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
    """Time explorers in the kernel, from key to figure in JupyterLab, and beside other ways."""
    from beside import measure_beside
    from explorer_updates import measure_updates
    from redraw import measure_redraw

    return [*measure_updates(), "", *measure_redraw(), "", *measure_beside()]


def both(commands: list[list[str]], **options: object) -> float:
    """Return the wall time of commands that run at the same time."""
    begin = time.perf_counter()
    started = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
        for command in commands
    ]
    failed = [one.args for one in started if one.wait()]
    if failed:
        raise RuntimeError(f"failed: {failed}")
    return time.perf_counter() - begin


def measure_reports() -> list[str]:
    """Run the same notebooks with us and with nbconvert, two kernels each, and open all pages."""
    with tempfile.TemporaryDirectory() as name:
        return reports_in(Path(name))


def reports_in(folder: Path) -> list[str]:
    """Return the rows of ``measure_reports``; pages are written into a folder."""
    cli = Path(sys.executable).parent
    ours, edition = folder / "ours.html", folder / "edition.html"
    report = [str(cli / "ca-summit"), "report", "--quiet"]
    run_ours = seconds([*report, "--all", "-o", str(ours)])
    seconds([*report, "-o", str(edition)])
    plain, embedded = folder / "nbconvert", folder / "embedded"
    command = [str(cli / "jupyter"), "nbconvert", "--execute", "--to", "html", "--output-dir"]
    halves = [NOTEBOOKS[::2], NOTEBOOKS[1::2]]
    run_peer = both([[*command, str(plain), *map(str, half)] for half in halves])
    both(
        [[*command, str(embedded), *map(str, half)] for half in halves],
        env={**os.environ, "PLOTLY_RENDERER": "notebook"},
    )
    pages = {
        "ca-summit report --all (one file)": [ours],
        "ca-summit report (reader's edition)": [edition],
        "nbconvert --to html": sorted(plain.glob("*.html")),
        "nbconvert, renderer `notebook`": sorted(embedded.glob("*.html")),
        "one `Figure.write_html`": [write_one(folder)],
    }
    seen = {name: look_at(files) for name, files in pages.items()}
    whole, peer = seen["ca-summit report --all (one file)"], seen["nbconvert, renderer `notebook`"]
    size = edition.stat().st_size

    def beside(what: str, key: str, limit: float) -> str:
        ratio = whole[key] / peer[key]
        shown = [f"{it[key]:.0f} ms" for it in (whole, peer)]
        return line(what, *shown, ratio, f"≤ {limit}", ratio <= limit)

    rows = [
        *HEAD,
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
            f"{whole['size'] / 1e6:.2f} MB",
            f"{peer['size'] / 1e6:.1f} MB",
            whole["size"] / peer["size"],
            "≤ 3.0 MB",
            whole["size"] <= BUDGET["size"],
        ),
        line(
            "run all notebooks and write the page, two kernels each",
            f"{run_ours:.1f} s",
            f"nbconvert {run_peer:.1f} s",
            run_ours / run_peer,
            f"≤ {BUDGET['run']}",
            run_ours / run_peer <= BUDGET["run"],
        ),
        beside("time until the first screen, median page", "first", BUDGET["screen"]),
        beside("time until the first figure, median page", "figure", BUDGET["figure"]),
        beside("the same, CPU of the page", "cpu", BUDGET["figure"]),
        beside("time until all figures are drawn, sum of all pages", "all", BUDGET["screen"]),
        "",
        (
            "| page, opened with the network blocked | files | size | requests tried | console "
            "errors | figures drawn | first screen (median) | first figure (median) | of it CPU | "
            "all figures (sum) |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, it in seen.items():
        rows.append(
            f"| {name} | {it['files']} | {it['size'] / 1e6:.1f} MB | {it['requests']} | "
            f"{it['errors']} | {it['drawn']} of {it['figures']} | {it['first']:.0f} ms "
            f"| {it['figure']:.0f} ms | {it['cpu']:.0f} ms | {it['all']:.0f} ms |"
        )
    return rows


def measure_page_drawing() -> list[str]:
    """Draw every figure of the report, and the same figures plainly, in the same page."""
    from drawing import measure_drawing

    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "edition.html")
        seconds([str(Path(sys.executable).parent / "ca-summit"), "report", "-o", str(page)])
        ours, plain, count = measure_drawing(page)
    ratio = ours / plain
    return [
        *HEAD,
        line(
            f"drawing {count} figures of the report, CPU",
            f"{ours:.2f} s",
            f"plain `Plotly.newPlot` {plain:.2f} s",
            ratio,
            f"≤ {BUDGET['drawing']}",
            ratio <= BUDGET["drawing"],
        ),
    ]


def write_one(folder: Path) -> Path:
    from ca_summit import map_region

    path = folder / "one.html"
    map_region().write_html(path)
    return path


def look_at(files: list[Path], *, repeat: int = 3) -> dict[str, float]:
    """Open pages offline, one after the other; times in milliseconds, medians over repeats.

    ``first``, ``figure`` and ``cpu`` are those of the median page, ``all`` is the sum over pages.
    """
    from playwright.sync_api import sync_playwright

    total = {"files": len(files), "size": sum(f.stat().st_size for f in files)}
    times: dict[str, list[float]] = {"first": [], "figure": [], "cpu": [], "all": []}
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=find_browser("The benchmark"),
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
            own: dict[str, list[float]] = {name: [] for name in times}
            for path in files:
                for name, took in open_one(browser, path, counts).items():
                    own[name].append(took)
            for name, took_all in own.items():
                found = [took for took in took_all if took] or [0.0]
                times[name].append(sum(found) if name == "all" else statistics.median(found))
        browser.close()
    return {**total, **counts, **{name: statistics.median(all_) for name, all_ in times.items()}}


#: Look for marks of a figure in every frame, and note the first: the same for any page.
MARK = """(() => {
  const drawn = (plot) => plot.querySelector(".main-svg path, canvas");
  const look = () => {
    if (![...document.querySelectorAll(".js-plotly-plot")].some(drawn)) {
      return requestAnimationFrame(look);
    }
    performance.mark("first figure");
  };
  requestAnimationFrame(look);
})()"""
#: The reader's edition has its first figure below the first screens: the reader scrolls at once.
SCROLL = f"""() => {{
  const place = document.querySelector("{PLACES}");
  if (place && place.getBoundingClientRect().top > innerHeight) place.scrollIntoView();
}}"""


def open_one(browser: object, path: Path, counts: dict[str, int]) -> dict[str, float]:
    """Open a page, have all its figures drawn, return its times in milliseconds."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})  # type: ignore[attr-defined]
    watch(page, counts)
    page.add_init_script(MARK)
    browser.start_tracing(  # type: ignore[attr-defined]
        page=page, categories=["blink.user_timing", "devtools.timeline"]
    )
    begin = time.perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    first = first_paint(page)
    page.wait_for_load_state("load")
    page.evaluate(SCROLL)
    wait_for_drawn(page, 1)
    # A report draws what comes into view; here it is asked for all of it.
    page.evaluate("window.caSummit ? caSummit.drawAll() : null")
    figures = int(page.evaluate(f"document.querySelectorAll('{PLACES}').length"))
    counts["figures"] += figures
    counts["drawn"] += wait_for_drawn(page, figures)
    whole = (time.perf_counter() - begin) * 1e3
    figure, cpu = first_figure(json.loads(browser.stop_tracing()))  # type: ignore[attr-defined]
    page.close()
    return {"first": first, "figure": figure, "cpu": cpu, "all": whole}


def first_figure(trace: dict[str, list[dict[str, Any]]]) -> tuple[float, float]:
    """Return wall and CPU time of the page's main thread in ms until its first figure, or zeros."""
    events = trace["traceEvents"]
    mark = next((e for e in events if e["name"] == "first figure"), None)
    if mark is None:
        return 0.0, 0.0
    own = [
        event
        for event in events
        if event["name"] == "CommitLoad"
        and (event["pid"], event["tid"]) == (mark["pid"], mark["tid"])
        and event["ts"] < mark["ts"]
    ]
    start = max(own, key=lambda event: event["ts"])
    return (mark["ts"] - start["ts"]) / 1e3, (mark["tts"] - start["tts"]) / 1e3


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


PARTS: dict[str, Callable[[], list[str]]] = {
    "imports": measure_imports,
    "maps": measure_maps,
    "reports": measure_reports,
    "drawing": measure_page_drawing,
    "explorers": measure_explorers,
}


def told(name: str, rows: list[str], load: float) -> str:
    """Return the rows of a part with the machine that they were measured on."""
    names = ("pandas", "plotly", "geopandas", "nbconvert")
    versions = ", ".join(f"{n} {version(n)}" for n in names)
    machine = (
        f"`python benchmarks/run.py --write --only {name}`: {os.cpu_count()} cores, load {load:.1f}"
        f" when it began, Python {platform.python_version()}, {versions}."
    )
    return "\n".join([machine, "", *rows])


def write(name: str, text: str) -> None:
    """Put a part between its marks in docs/performance.md."""
    page = PAGE.read_text(encoding="utf-8")
    start, end = f"<!-- {name}: start -->", f"<!-- {name}: end -->"
    before, found, rest = page.partition(start)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"{PAGE} has no marks {start} and {end}")
    PAGE.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")


def main() -> None:
    """Print the tables, and write each into docs/performance.md when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew docs/performance.md")
    parser.add_argument(
        "--only", action="append", choices=list(PARTS), help="a part to measure; may be repeated"
    )
    options = parser.parse_args()
    for name in options.only or PARTS:
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
        text = told(name, PARTS[name](), load)
        print(text, end="\n\n")
        if options.write:
            write(name, text)


if __name__ == "__main__":
    main()
