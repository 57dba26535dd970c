"""Drive Firefox and WebKit as Debian ships them, by the commands of WebDriver.

Firefox speaks them over its Marionette socket, WebKit over HTTP through WebKitWebDriver; neither
needs a client library. Debian has no geckodriver; Playwright's builds are not what readers have.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINES = ("firefox", "webkit")
SCRIPT_SECONDS = 60
#: What a fresh Firefox would ask the network for by itself, and what a test reads.
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutConfig.showWarning": False,
    "browser.contentblocking.enabled": False,
    "browser.discovery.enabled": False,
    "browser.download.folderList": 2,
    "browser.newtabpage.enabled": False,
    "browser.region.network.url": "",
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.page": 0,
    "captivedetect.canonicalURL": "",
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "devtools.console.stdout.content": True,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "geo.enabled": False,
    "marionette.port": 0,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.startup.max_resumed_crashes": -1,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
}

#: What WebKit's driver does not tell, the page notes itself once it is loaded.
NOTE = """
  window.noted = { errors: [], saved: {} };
  const tell = (problem) => noted.errors.push(String(problem));
  addEventListener("error", (event) => tell(event.message));
  addEventListener("unhandledrejection", (event) => tell(event.reason));
  addEventListener("securitypolicyviolation", (event) => tell(event.blockedURI));
  const error = console.error;
  console.error = (...said) => { tell(said.join(" ")); error.apply(console, said); };
  const blobs = {};
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    const address = make.call(URL, blob);
    blobs[address] = blob;
    return address;
  };
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function clicked() {
    if (this.download) noted.saved[this.download] = blobs[this.href];
    click.call(this);
  };
"""


class RefusedError(Exception):
    """What a browser answers to a command that it cannot carry out."""


class Engine(ABC):
    """One running browser with one window.

    Attributes
    ----------
    name
        ``"firefox"`` or ``"webkit"``.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    def command(self, name: str, /, **values: Any) -> Any:
        """Carry out one command of WebDriver, by its name there."""

    def open(self, path: Path, *, width: int = 1280, height: int = 900) -> Engine:
        """Open a local file in a view of that size; earlier complaints are forgotten."""
        self.resize(width, height)
        self.errors()
        self.command("Navigate", url=path.resolve().as_uri())
        self.run(NOTE)
        return self

    def run(self, script: str, *args: Any) -> Any:
        """Return what the body of an asynchronous function returns; what it throws is raised."""
        told = self.command(
            "ExecuteAsyncScript",
            script="const args = [...arguments], done = args.pop();"
            f"(async () => {{ {script} }})().then((value) => done([value ?? null, null]),"
            " (problem) => done([null, `${problem}\\n${problem.stack}`]));",
            args=list(args),
        )
        value, problem = told
        if problem:
            raise RefusedError(problem)
        return value

    def wait(self, condition: str, *, seconds: float = SCRIPT_SECONDS) -> None:
        """Wait until an expression is true in the page."""
        end = time.monotonic() + seconds
        while not self.run(f"return Boolean({condition});"):
            if time.monotonic() > end:
                raise TimeoutError(f"{self.name} waited {seconds:.0f} s for: {condition}")
            time.sleep(0.05)

    def _find(self, selector: str) -> str:
        found = self.command("FindElement", using="css selector", value=selector)
        return str(next(iter(found.values())))

    def click(self, selector: str) -> None:
        """Click on the first element that a selector names, as a pointer does."""
        self.run(
            "document.querySelector(args[0])"
            ".scrollIntoView({ block: 'center', behavior: 'instant' });",
            selector,
        )
        self.command("ElementClick", id=self._find(selector))

    def type(self, selector: str, text: str) -> None:
        """Type into the first element that a selector names."""
        self.command("ElementSendKeys", id=self._find(selector), text=text)

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Give the page a view of that size, in CSS pixels."""

    def picture(self, path: Path) -> Path:
        """Save what the window shows as PNG."""
        path.write_bytes(base64.b64decode(self.command("TakeScreenshot")))
        return path

    def errors(self) -> list[str]:
        """Return what the console was told as an error since it was asked last."""
        return list(self.run("return window.noted ? noted.errors.splice(0) : [];"))

    @abstractmethod
    def saved(self, button: str, name: str, *, seconds: float = 30) -> bytes:
        """Return the file of that name that a click on a button saves."""


class Firefox(Engine):
    """Firefox over its Marionette socket: a length, a colon, ``[0, number, command, values]``."""

    def __init__(self, folder: Path, log: Path, port: int) -> None:
        super().__init__("firefox")
        self._downloads, self._log, self._read = folder / "downloads", log, 0
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=300)
        self._stream = self._socket.makefile("rb")
        self._number = 0
        self._hear()
        self._send("WebDriver:NewSession", {})
        self.command("SetTimeouts", script=SCRIPT_SECONDS * 1000)

    def _hear(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            byte = self._stream.read(1)
            if not byte:
                raise RefusedError("firefox ended the connection")
            size += byte
        return json.loads(self._stream.read(int(size[:-1])))

    def _send(self, name: str, values: dict[str, Any]) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, name, values]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, _, problem, result = self._hear()
        if problem:
            raise RefusedError(f"{name}: {problem['error']}: {problem['message']}")
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def command(self, name: str, /, **values: Any) -> Any:
        """Carry out one command of WebDriver, by its name there."""
        return self._send(f"WebDriver:{name}", values)

    def chrome(self, script: str, *args: Any) -> Any:
        """Return what a script of the browser itself returns."""
        self._send("Marionette:SetContext", {"value": "chrome"})
        try:
            return self.command("ExecuteScript", script=script, args=list(args), sandbox="system")
        finally:
            self._send("Marionette:SetContext", {"value": "content"})

    def resize(self, width: int, height: int) -> None:
        """Give the page a view of that size; the window itself cannot be as narrow as a phone."""
        frame = self.chrome("return [outerWidth - innerWidth, outerHeight - innerHeight];")
        self.command("SetWindowRect", width=max(600, width) + frame[0], height=height + 200)
        self.chrome(
            "const style = gBrowser.selectedBrowser.style;"
            "[style.maxWidth, style.minWidth, style.maxHeight, style.minHeight] ="
            " [arguments[0], arguments[0], arguments[1], arguments[1]].map((size) => `${size}px`);",
            width,
            height,
        )
        self.wait(f"innerWidth === {width} && innerHeight === {height}")

    def prefer(self, scheme: str) -> None:
        """Make the system light or dark, as the page sees it."""
        name = "layout.css.prefers-color-scheme.content-override"
        self.chrome("Services.prefs.setIntPref(...arguments);", name, int(scheme == "light"))

    def printed(self) -> bytes:
        """Return the page as PDF."""
        return base64.b64decode(self.command("Print"))

    def close(self) -> None:
        """End the browser."""
        self._send("Marionette:Quit", {"flags": ["eForceQuit"]})
        self._stream.close()
        self._socket.close()

    def errors(self) -> list[str]:
        """Return what the console was told as an error since it was asked last."""
        with self._log.open(encoding="utf-8", errors="replace") as log:
            log.seek(self._read)
            lines = log.read().splitlines()
            self._read = log.tell()
        # The log also holds what was thrown while the page was loading.
        thrown = [line for line in lines if line.startswith("JavaScript error: file:")]
        return [*thrown, *super().errors()]

    def saved(self, button: str, name: str, *, seconds: float = 30) -> bytes:
        """Return the file of that name that a click on a button saves."""
        self.click(button)
        end, path, before = time.monotonic() + seconds, self._downloads / name, b""
        while time.monotonic() < end:
            content = path.read_bytes() if path.exists() else b""
            if content and content == before:
                path.unlink()
                return content
            before = content
            time.sleep(0.2)
        raise TimeoutError(f"{name} did not arrive in {self._downloads}")


class WebKit(Engine):
    """WebKit's MiniBrowser over HTTP through WebKitWebDriver."""

    PATHS = {  # noqa: RUF012
        "Navigate": ("POST", "url"),
        "ExecuteAsyncScript": ("POST", "execute/async"),
        "SetWindowRect": ("POST", "window/rect"),
        "SetTimeouts": ("POST", "timeouts"),
        "TakeScreenshot": ("GET", "screenshot"),
        "FindElement": ("POST", "element"),
        "ElementClick": ("POST", "element/{id}/click"),
        "ElementSendKeys": ("POST", "element/{id}/value"),
    }

    def __init__(self, port: int, browser: str) -> None:
        super().__init__("webkit")
        self._address = f"http://127.0.0.1:{port}/session"
        wanted = {"webkitgtk:browserOptions": {"binary": browser, "args": ["--automation"]}}
        made = self._send("POST", self._address, {"capabilities": {"alwaysMatch": wanted}})
        self._address += f"/{made['sessionId']}/"
        self.command("SetTimeouts", script=SCRIPT_SECONDS * 1000)
        self._frame = [0, 0]

    def _send(self, method: str, address: str, values: dict[str, Any]) -> Any:
        body = json.dumps(values).encode() if method == "POST" else None
        request = Request(address, body, {"Content-Type": "application/json"}, method=method)  # noqa: S310
        try:
            with urlopen(request, timeout=300) as answer:  # noqa: S310
                return json.load(answer)["value"]
        except HTTPError as problem:
            raise RefusedError(problem.read().decode()[:2000]) from None

    def command(self, name: str, /, **values: Any) -> Any:
        """Carry out one command of WebDriver, by its name there."""
        method, path = self.PATHS[name]
        return self._send(method, self._address + path.format_map(values), values)

    def resize(self, width: int, height: int) -> None:
        """Give the page a view of that size; the window around it is somewhat larger."""
        for _ in range(3):
            wide, high = width + self._frame[0], height + self._frame[1]
            self.command("SetWindowRect", width=wide, height=high)
            time.sleep(0.2)
            seen = self.run("return [innerWidth, innerHeight];")
            if seen == [width, height]:
                return
            self._frame = [wide - seen[0], high - seen[1]]
        raise RefusedError(f"webkit shows {seen}, not {[width, height]}")

    def close(self) -> None:
        """End the browser."""
        self._send("DELETE", self._address.rstrip("/"), {})

    def saved(self, button: str, name: str, *, seconds: float = 30) -> bytes:
        """Return the content of the file of that name that a click on a button makes."""
        self.click(button)
        self.wait(f"noted.saved[{json.dumps(name)}]", seconds=seconds)
        found = self.run(
            """
            const reader = new FileReader();
            const read = new Promise((done) => { reader.onload = done; });
            reader.readAsDataURL(noted.saved[args[0]]);
            await read;
            return reader.result.split(",")[1];
            """,
            name,
        )
        return base64.b64decode(found)


def browser_of(name: str) -> str | None:
    """Return the program of an engine, None if this machine lacks what it needs."""
    if name == "firefox":
        return shutil.which("firefox-esr")
    found = [str(path) for path in Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")]
    return found[0] if found and shutil.which("WebKitWebDriver") and shutil.which("Xvfb") else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _waited(condition: Any, process: subprocess.Popen[Any], log: Path, seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (found := condition()):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{process.args} did not start: {log.read_text()[-2000:]}")
        time.sleep(0.05)
    return found


@contextmanager
def _started(command: list[str], log: Path, **environment: str) -> Iterator[subprocess.Popen[Any]]:
    """Run a program in a group of its own, and end the whole group after."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            command,
            stdout=out,
            stderr=out,
            env={**os.environ, **environment},
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


@contextmanager
def _firefox(folder: Path, log: Path, preferences: dict[str, Any]) -> Iterator[Firefox]:
    profile = folder / "profile"
    profile.mkdir()
    wanted = {**PREFERENCES, "browser.download.dir": str(folder / "downloads"), **preferences}
    lines = [f"user_pref({json.dumps(key)}, {json.dumps(it)});" for key, it in wanted.items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [str(browser_of("firefox")), "--headless", "--no-remote", "--profile", str(profile)]
    command += ["--marionette", "--remote-allow-system-access"]
    with _started(command, log, HOME=str(folder)) as process:
        told = profile / "MarionetteActivePort"
        port = int(_waited(lambda: told.exists() and told.read_text(), process, log))
        engine = Firefox(folder, log, port)
        yield engine
        engine.close()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


@contextmanager
def _webkit(folder: Path, log: Path) -> Iterator[WebKit]:
    number, told = os.pipe()
    screen = ["Xvfb", "-displayfd", str(told), "-screen", "0", "2400x1600x24", "-nolisten", "tcp"]
    display = subprocess.Popen(screen, pass_fds=[told], stderr=subprocess.DEVNULL)
    try:
        os.close(told)
        with os.fdopen(number) as said:
            name = f":{said.readline().strip()}"
        port = _free_port()
        command = [str(shutil.which("WebKitWebDriver")), f"--port={port}"]
        settings = folder / ".config"
        (settings / "gtk-3.0").mkdir(parents=True)
        # The bar of the window would keep it wider than a phone.
        (settings / "gtk-3.0" / "gtk.css").write_text("button, entry { min-width: 0; padding: 0; }")
        home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(settings)}
        # Without a graphics card the compositor only costs time.
        drawn = {"DISPLAY": name, "LIBGL_ALWAYS_SOFTWARE": "1", "GDK_BACKEND": "x11"}
        with _started(command, log, **home, **drawn) as process:
            _waited(lambda: _answers(port), process, log)
            engine = WebKit(port, str(browser_of("webkit")))
            yield engine
            engine.close()
    finally:
        display.terminate()
        display.wait(10)


@contextmanager
def running(
    name: str, folder: Path, *, preferences: dict[str, Any] | None = None
) -> Iterator[Firefox | WebKit]:
    """Start an engine with an empty home in ``folder``; end it after.

    Parameters
    ----------
    name
        One of ``ENGINES``.
    folder
        Empty folder for its profile and downloads.
    preferences
        More preferences of Firefox.
    """
    log = folder / "log.txt"
    log.touch()
    started = (
        _firefox(folder, log, preferences or {}) if name == "firefox" else _webkit(folder, log)
    )
    with started as engine:
        yield engine
