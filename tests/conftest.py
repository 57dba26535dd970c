"""Share a headless Chromium whose every request is blocked and counted."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ca_summit.names import use_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCAL = ("file:", "data:", "blob:", "about:")


@dataclass
class Sheet:
    """An open page with what it asked for and complained about."""

    page: Any
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def draw(self) -> Sheet:
        """Draw every figure, near the view or not."""
        self.page.evaluate("caSummit.drawAll()")
        waiting = "document.querySelectorAll('.plot[data-spec]:not(.drawn, .failed)').length"
        # As a function: a page that forbids eval answers a bare expression only once.
        self.page.wait_for_function(f"() => {waiting} === 0", timeout=60_000)
        return self

    def check(self) -> None:
        """Fail if anything was requested, logged as an error or shown as a dialog."""
        assert self.requests == []
        assert self.errors == []
        assert self.dialogs == []


@pytest.fixture(autouse=True)
def language_of_the_next_test() -> Iterator[None]:
    """Leave no language chosen, whatever became of the test that chose it."""
    yield
    use_language(None)


@pytest.fixture(autouse=True)
def no_loop_of_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hide the event loop that playwright leaves running, so that no test depends on the order."""
    if "browser" in request.fixturenames:
        yield
        return
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start Chromium once; skip where it is missing, but never on CI."""
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip("needs /usr/bin/chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Sheet]]:
    """Open a local file; requests to anywhere else are blocked and counted."""
    contexts = []

    def open_file(
        path: Path,
        *,
        width: int = 1280,
        height: int = 900,
        scheme: str = "light",
        scripts: bool = True,
        touch: bool = False,
    ) -> Sheet:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=scripts,
            accept_downloads=True,
            has_touch=touch,
            is_mobile=touch,
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        sheet = Sheet(context.new_page())

        def gate(route: Any) -> None:
            if route.request.url.startswith(LOCAL):
                route.continue_()
            else:
                sheet.requests.append(route.request.url)
                route.abort()

        def heard(message: Any) -> None:
            if message.type == "error":
                sheet.errors.append(message.text)

        def asked(dialog: Any) -> None:
            sheet.dialogs.append(dialog.message)
            dialog.dismiss()

        context.route("**/*", gate)
        sheet.page.on("console", heard)
        sheet.page.on("pageerror", lambda error: sheet.errors.append(str(error)))
        sheet.page.on("dialog", asked)
        sheet.page.goto(path.resolve().as_uri())
        return sheet

    yield open_file
    for context in contexts:
        context.close()
