"""Hold a Python that has imported the slow packages and fork one fresh kernel for each notebook.

Run as ``python -m ca_summit.report.kernel_fork`` by ``kernels``; one JSON request a line comes on
standard input, the answer is the process number of the new kernel. Each notebook still has a
process of its own, so none sees the variables, options or working folder of another.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from typing import Any

# Imported on request only, and only because importing them starts no thread, opens no file that a
# kernel would share and asks nobody whether this is Jupyter.
FORK_SAFE = tuple(
    """
    numpy pandas plotly.graph_objects plotly.express plotly.io plotly.subplots shapely pyproj
    geopandas networkx scipy ca_summit
    """.split()
)
_OWN_MODULES = tuple("tables figures geography maps charts claims diplomacy sources".split())


def main() -> None:
    """Import what the first line asks for, then answer requests until the input ends."""
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    importlib.import_module("ipykernel.kernelapp")
    importlib.import_module("ipykernel.ipkernel")
    _preload(json.loads(sys.stdin.readline() or "[]"))
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become_kernel(request)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _preload(names: list[str]) -> None:
    for name in names:
        wanted = [name]
        if name == "ca_summit":
            wanted += [f"ca_summit.{module}" for module in _OWN_MODULES]
        for module in wanted:
            try:
                importlib.import_module(module)
            except Exception:  # noqa: BLE001, S112  # the notebook meets the same error, with its cell
                continue


def _become_kernel(request: dict[str, Any]) -> None:
    """Turn this fork into the kernel of one notebook; never returns."""
    status = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.chdir(request["cwd"])
        sys.path[0] = ""
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        from ipykernel.kernelapp import IPKernelApp

        IPKernelApp.launch_instance(argv=request["argv"])
        status = 0
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
