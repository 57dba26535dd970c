"""Start a Jupyter server on this machine alone, for benchmarks and browser tests."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "turquoise"  # noqa: S105 - of a server that listens to this machine alone


@contextmanager
def jupyter(folder: Path, *, app: str = "jupyterlab", theme: str = "") -> Iterator[str]:
    """Start JupyterLab or Notebook 7 on 127.0.0.1 with homes of its own; stop it by its number.

    Parameters
    ----------
    folder
        Where the notebooks lie; homes and log are written there too.
    app
        Module that is started: ``"jupyterlab"`` or ``"notebook"``.
    theme
        Name of the theme of JupyterLab; default: its own.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    names = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR", "LAB_SETTINGS_DIR", "LAB_WORKSPACES_DIR")
    homes = {f"JUPYTER_{n}".replace("_LAB_", "LAB_"): str(folder / ".home" / n) for n in names}
    homes["IPYTHONDIR"] = str(folder / ".home" / "ipython")
    if theme:
        settings = folder / ".home" / "LAB_SETTINGS_DIR" / "@jupyterlab" / "apputils-extension"
        settings.mkdir(parents=True, exist_ok=True)
        chosen = json.dumps({"theme": theme})
        (settings / "themes.jupyterlab-settings").write_text(chosen, encoding="utf-8")
    command = [
        *(sys.executable, "-m", app, "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    address = f"http://127.0.0.1:{port}"
    log = folder / "log.txt"
    with log.open("wb") as written:
        running = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **homes}, stdout=written, stderr=written
        )
        try:
            _wait(f"{address}/api/status?token={TOKEN}", running, log)
            yield address
        finally:
            running.terminate()
            running.wait(20)


def _wait(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers; if it ends before, tell what it said."""
    for _ in range(400):
        try:
            with urlopen(address, timeout=2):  # noqa: S310 - of this machine
                return
        except OSError:
            if running.poll() is not None:
                raise RuntimeError(log.read_text(encoding="utf-8")) from None
            time.sleep(0.25)
    raise RuntimeError(f"No answer from {address}: {log.read_text(encoding='utf-8')}")
