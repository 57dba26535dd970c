"""Draw what only a program shows with the browser of this machine, when asked to."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Environment variable that names another browser than the first one found.
BROWSER = "CA_SUMMIT_BROWSER"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge", "microsoft-edge")
#: Where Windows and macOS keep browsers, which stand on no PATH there.
_PROGRAMS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"Chromium\Application\chrome.exe",
)
_APPLICATIONS = ("Google Chrome", "Microsoft Edge", "Chromium")
_WIDTH, _LEAST, _MOST = 860, 60, 4000  # pixels
_PATIENCE = 12_000  # milliseconds of the page's own clock for programs and what they fetch
_SECONDS = 60
#: Written into the page: how high it is once its programs have run, or that one of them failed.
_MEASURE = """<script>
const height = () => Math.ceil(document.body.getBoundingClientRect().height);
let failed = false;
const tell = () => { document.title = failed ? "failed" : "height " + height(); };
addEventListener("error", () => { failed = true; tell(); }, true);
addEventListener("load", () => { tell(); setInterval(tell, 200); });
</script>"""
_HEIGHT = re.compile(r"<title>height (\d+)</title>")
#: An output that is one frame with a page of its own, as folium's: that page is drawn itself, so
#: that its faults are seen.
_FRAME = re.compile(r"""(?s)<iframe\b[^>]*?\bsrcdoc=("[^"]*"|'[^']*')""")
_FRAME_HEIGHT = 520


class NoBrowserError(Exception):
    """The machine has no browser that draws; the text says what to do."""


def find_browser(asked: str = "--pictures") -> str:
    """Return the path of a browser that can draw a page without a window.

    Parameters
    ----------
    asked
        What needs it, for the message.

    Raises
    ------
    NoBrowserError
        If there is none.
    """
    named = os.environ.get(BROWSER)
    for candidate in [named] if named else [*_NAMES, *_places()]:
        found = shutil.which(candidate)
        if found:
            return found
    raise NoBrowserError(
        (f"{BROWSER} names {named!r}, which is no program. " if named else "")
        + f"{asked} needs Chromium, Chrome or Edge on this machine; install one, or set {BROWSER} "
        "to its path"
    )


def _places() -> list[str]:
    """Return where a browser may stand that is on no PATH."""
    names = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
    folders = [os.environ[name] for name in names if name in os.environ]
    windows = [rf"{folder}\{program}" for folder in folders for program in _PROGRAMS]
    macos = [
        f"{folder}/{name}.app/Contents/MacOS/{name}"
        for folder in ("/Applications", str(Path.home() / "Applications"))
        for name in _APPLICATIONS
    ]
    return windows + macos


def picture_of(outputs: Iterable[Mapping[str, Any]], browser: str) -> str | None:
    """Return a picture of the outputs of a cell, drawn by running their programs.

    The programs of the notebook run in a browser of their own, with an empty profile, and may use
    the network, as they do in the notebook.

    Parameters
    ----------
    outputs
        Display outputs, in their order.
    browser
        Path of the browser, see `find_browser`.

    Returns
    -------
    str
        A ``data:`` address of a PNG; None where nothing was drawn, or where a program or what it
        fetches failed: half a picture would pass for a whole one.
    """
    page, fixed = _page(outputs)
    with tempfile.TemporaryDirectory(prefix="ca-summit-", ignore_cleanup_errors=True) as folder:
        file, shot = Path(folder) / "page.html", Path(folder) / "page.png"
        file.write_text(page, encoding="utf-8")
        common = [
            browser,
            "--headless=new",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
            "--disable-sync",
            "--disable-background-networking",
            f"--user-data-dir={Path(folder) / 'profile'}",
            f"--virtual-time-budget={_PATIENCE}",
            *(["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []),
        ]
        told = _run([*common, f"--window-size={_WIDTH},800", "--dump-dom", file.as_uri()])
        found = _HEIGHT.search(told or "")
        height = (fixed or int(found[1])) if found else 0
        if height < _LEAST:
            return None
        size = f"--window-size={_WIDTH},{min(height + 16, _MOST)}"
        _run([*common, size, f"--screenshot={shot}", file.as_uri()])
        if not shot.is_file():
            return None
        return "data:image/png;base64," + base64.b64encode(shot.read_bytes()).decode()


def _run(command: list[str]) -> str | None:
    """Run the browser; return what it printed, None where it failed or took too long."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def _page(outputs: Iterable[Mapping[str, Any]]) -> tuple[str, int]:
    """Return a page of HTML and programs as a notebook would run them, and its height if known."""
    body: list[str] = []
    bokeh = False
    for output in outputs:
        data = output.get("data")
        if not isinstance(data, dict):
            continue
        bokeh |= any("bokehjs" in mime for mime in data)
        if any("bokehjs_load" in mime for mime in data):
            continue
        program = _text(data.get("application/javascript", ""))
        if program.strip():
            # A text of a program must not end the element that holds it.
            safe = program.replace("</script", "<\\/script")
            body.append(f"<script>{safe}</script>")
        else:
            body.append(_text(data.get("text/html", "")))
    frames = _FRAME.findall("".join(body))
    if len(frames) == 1 and not bokeh:
        inner = unescape(frames[0][1:-1])
        return re.sub(r"(?i)<head[^>]*>", lambda m: m[0] + _MEASURE, inner, count=1), _FRAME_HEIGHT
    library = _bokeh() if bokeh else ""
    page = (
        '<!doctype html><html><head><meta charset="utf-8"><title>page</title>'
        "<style>body{margin:8px;font-family:sans-serif}</style>"
        f"{_MEASURE}{library}</head><body>{''.join(body)}</body></html>"
    )
    return page, 0


def _bokeh() -> str:
    """Return Bokeh's own program, from the package that made the figure where it is installed."""
    try:
        from bokeh.resources import INLINE
    except ImportError:
        return ""
    return str(INLINE.render())


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "".join(str(part) for part in value)
    return value if isinstance(value, str) else json.dumps(value)
