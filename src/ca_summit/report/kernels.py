"""Start kernels for notebooks, quickly where the platform can fork."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ca_summit.report.kernel_fork import FORK_SAFE
from ca_summit.translations import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Environment variable: start each kernel anew, as Windows and macOS do, instead of forking it.
SPAWN = "CA_SUMMIT_SPAWN"
_IMPORT = re.compile(r"^\s*(?:import|from)\s+([\w.]+)", re.MULTILINE)


def wanted_imports(sources: Iterable[str]) -> list[str]:
    """Return the slow packages that code mentions, those that may be imported before a fork.

    Examples
    --------
    >>> wanted_imports(["import pandas as pd", "from my_module import x"])
    ['pandas']
    """
    named = {name for source in sources for name in _IMPORT.findall(source)}
    tops = {name.split(".")[0] for name in named}
    return [name for name in FORK_SAFE if name in named or name in tops]


def may_fork() -> bool:
    """Tell whether kernels are forked: not on Windows and macOS, nor where ``SPAWN`` is set.

    macOS has ``os.fork``, but its own libraries may break in a forked process.
    """
    return hasattr(os, "fork") and sys.platform != "darwin" and not os.environ.get(SPAWN)


class KernelFork:
    """Own the process that forks kernels; where nothing forks (see ``may_fork``) it stays empty."""

    def __init__(self, imports: list[str], language: str = "") -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        if not may_fork():
            return
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ca_summit.report.kernel_fork"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=kernel_environment(language),
            start_new_session=True,
        )
        self._send(json.dumps(imports))

    def _send(self, line: str) -> None:
        if self._process is None or self._process.stdin is None:
            raise RuntimeError(
                "The process that starts kernels is closed; make a new KernelFork() for more."
            )
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    @property
    def ready(self) -> bool:
        """Whether kernels can be forked here."""
        return self._process is not None and self._process.poll() is None

    def fork(self, argv: list[str], cwd: str) -> ForkedProcess:
        """Fork one kernel and return it as a process."""
        with self._lock:
            self._send(json.dumps({"argv": argv, "cwd": cwd}))
            answer = (
                self._process.stdout.readline() if self._process and self._process.stdout else ""
            )
        if not answer.strip():
            raise RuntimeError("The process that starts kernels ended; run the report again.")
        return ForkedProcess(int(answer))

    def close(self) -> None:
        """End the process; kernels still running end with it."""
        if self._process is None:
            return
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.terminate()
        self._process.wait()
        self._process = None


class ForkedProcess:
    """Look like a ``subprocess.Popen`` for a kernel that is somebody else's child."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """Return None while the process runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return 0 if _is_zombie(self.pid) else None

    def wait(self, timeout: float | None = None) -> int:  # noqa: ARG002  # same call as Popen.wait
        """Return at once: the parent has collected the process."""
        return 0

    def send_signal(self, number: int) -> None:
        """Send a signal if the process still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process."""
        self.send_signal(signal.SIGKILL)


def _is_zombie(pid: int) -> bool:
    """Whether a process has ended and nobody collected it, as where the parent ended first."""
    try:
        content = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return content.rpartition(")")[2].split()[0] in {"Z", "X"}


def kernel_environment(language: str = "") -> dict[str, str]:
    """Return the environment of kernels: as ours, but with the same order of sets in every run.

    Explorers may give their static twins more choices in a report than in a saved notebook. A
    language is told in a variable, so that figures and exercises of the notebook are in it.
    """
    own = {"PYTHONHASHSEED": "0", "PLOTLY_RENDERER": "plotly_mimetype"}
    told = {VARIABLE: language} if language else {}
    return {**own, **os.environ, **told}


def kernel_manager(forks: KernelFork, kernel_name: str) -> Any:
    """Return a kernel manager that forks from ``forks`` where the kernel is this Python."""
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_client.provisioning.local_provisioner import LocalProvisioner

    manager = AsyncKernelManager(kernel_name=kernel_name)
    if forks.ready and _is_this_python(manager):

        class ForkProvisioner(LocalProvisioner):
            async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
                child = forks.fork(cmd[cmd.index("-f") :], str(kwargs.get("cwd") or Path.cwd()))
                self.process = child  # type: ignore[assignment]  # as much of Popen as is used
                self.pid = child.pid
                self.pgid = self.pid
                return self.connection_info

        manager.provisioner = ForkProvisioner(
            kernel_id=manager.kernel_id, kernel_spec=manager.kernel_spec, parent=manager
        )
    return manager


def kernel_arguments(manager: Any) -> list[str]:
    """Return what keeps a Python kernel from writing its own warnings among ours."""
    spec = manager.kernel_spec
    is_python = spec is not None and "ipykernel_launcher" in spec.argv
    return ["--IPKernelApp.log_level=40"] if is_python else []


def _is_this_python(manager: Any) -> bool:
    """Whether a kernel is this Python with these packages, and nothing else is asked of it."""
    spec = manager.kernel_spec
    argv = list(spec.argv) if spec else []
    return (
        len(argv) >= 3
        and "ipykernel_launcher" in argv
        and "-f" in argv
        and (argv[0] in {"python", "python3"} or is_same_python(argv[0], sys.executable))
        and not spec.env
    )


def is_same_python(one: str, other: str) -> bool:
    """Tell whether two programs are one Python of one environment.

    The Pythons of two virtual environments may be links to the same file, each with packages of
    its own beside it.

    Examples
    --------
    >>> is_same_python(sys.executable, sys.executable)
    True
    """
    first, second = Path(one), Path(other)
    return first.parent.resolve() == second.parent.resolve() and first.resolve() == second.resolve()
