"""Execute notebooks, two at a time, each in a kernel of its own."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import errno
import json
import os
import re
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import cache, partial
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from ca_summit.report.errors import ReportError
from ca_summit.report.kernels import (
    KernelFork,
    kernel_arguments,
    kernel_environment,
    kernel_manager,
    wanted_imports,
)
from ca_summit.report.notebook_file import language_of, quick_jupyter_imports
from ca_summit.report.terminal import strip_colours

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
    from pathlib import Path

    from nbformat import NotebookNode


@dataclass(frozen=True)
class Run:
    """How notebooks are run.

    Attributes
    ----------
    jobs
        How many at the same time.
    progress
        Show progress on standard error.
    allow_errors
        Go on after a cell that fails; its error stands on the page.
    kernel
        Name of the kernel; None: the one each notebook asks for.
    timeout
        Seconds that one cell may take; None: any time.
    parameters
        Values that replace those in the cell tagged ``parameters``.
    language
        Language of figures and exercises that are not given one; empty: as the environment says.
    """

    jobs: int = 2
    progress: bool = True
    allow_errors: bool = False
    kernel: str | None = None
    timeout: float | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""


def run_notebooks(notebooks: Sequence[tuple[Path, NotebookNode]], run: Run) -> None:
    """Execute notebooks in place.

    Raises
    ------
    ReportError
        If a cell fails; names notebook, cell and cause. The other notebooks stop.
    """
    for path, nb in notebooks:
        put_parameters(path, nb, run.parameters)
    sources = [c.source for _, nb in notebooks for c in nb.cells if c.cell_type == "code"]
    if not any(source.strip() for source in sources):
        return
    # Older ipykernels load a debugger, here and in kernels, that warns where nobody debugs.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    forks: KernelFork | None = None
    try:
        _check_handles(min(run.jobs, len(notebooks)))
        _check_loopback()
        forks = KernelFork(wanted_imports(sources), run.language)
        with quick_jupyter_imports():
            import nbclient.client  # noqa: F401  # while the other process imports its own
        bar = _Progress(len(sources), shown=run.progress)
        stop = _Stop()
        with stop.at_signals():
            _in_thread(partial(_run_all, notebooks, forks, run, bar), stop)
    except (OSError, MemoryError, RuntimeError) as error:
        said = _lack(error)
        if isinstance(error, ReportError) or said is None:
            raise
        raise ReportError(said) from error
    finally:
        if forks is not None:
            forks.close()


class _Stop:
    """End a run in order, at the word of a signal or of another thread, once.

    Attributes
    ----------
    told
        Numbers of the signals that came; 0 for another thread.
    """

    def __init__(self) -> None:
        self.told: list[int] = []
        self._work: asyncio.Task[None] | None = None

    def watch(self, work: asyncio.Task[None]) -> None:
        """Say which task is to be ended."""
        self._work = work
        if self.told:
            work.cancel()

    def __call__(self, number: int = 0, _frame: object = None) -> None:
        """End the task; kernels are being ended then already, and a second word cannot hurry it."""
        self.told.append(number)
        if len(self.told) == 1 and self._work is not None:
            with contextlib.suppress(RuntimeError):  # the loop has just closed
                self._work.get_loop().call_soon_threadsafe(self._work.cancel)

    @contextlib.contextmanager
    def at_signals(self) -> Iterator[None]:
        """Let Ctrl + C and the wish to end stop the run first, and then do what they would do."""
        # Only handlers of Python raise; what the system does by itself stays as it is.
        handlers = {
            number: handler
            for number in (signal.SIGINT, signal.SIGTERM)
            if callable(handler := signal.getsignal(number))
        }
        with contextlib.suppress(ValueError):  # not in the main thread
            for number in handlers:
                signal.signal(number, self)
        try:
            yield
        except (asyncio.CancelledError, Exception):
            if not any(self.told):
                raise
        finally:
            with contextlib.suppress(ValueError):
                for number, handler in handlers.items():
                    signal.signal(number, handler)
        if first := next(filter(None, self.told), None):
            handlers[signal.Signals(first)](first, None)
            # A handler that only takes note must not let half a run pass for a whole one.
            raise ReportError("The run was stopped before its end; nothing was overwritten.")


def _in_thread(work: Callable[[], Coroutine[Any, Any, None]], stop: _Stop) -> None:
    """Run an event loop in a thread of its own, whether or not one runs here already.

    Notebooks have a loop where this code is called; and a handler of a signal that raises does so
    in the thread that waits, never in the midst of a step of the loop.
    """

    async def stoppable() -> None:
        task = asyncio.get_running_loop().create_task(work())
        stop.watch(task)
        await task

    with ThreadPoolExecutor(1, thread_name_prefix="ca-summit-run") as thread:
        try:
            ran = thread.submit(contextvars.copy_context().run, lambda: asyncio.run(stoppable()))
            while not ran.done():
                wait([ran], timeout=0.5)  # without an end, Windows would hear no Ctrl + C
        except BaseException:  # as when the cell that makes the report is interrupted
            stop()
            raise
        ran.result()


def _check_handles(jobs: int) -> None:
    """Ask for as many file handles as kernels need, or say that there are too few."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    needed = 40 + 40 * jobs
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise ReportError(
            f"Running notebooks needs {needed} open files and this machine allows {hard} "
            "(see `ulimit -n`). Raise the limit, or export stored outputs with --no-execute."
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def _check_loopback() -> None:
    """Say at once that kernels cannot be reached, instead of waiting for them."""
    try:
        with (
            socket.create_server(("127.0.0.1", 0)) as server,
            socket.create_connection(server.getsockname(), timeout=5),
        ):
            pass
    except OSError as error:
        if error.errno in _LACKS:
            raise
        raise ReportError(
            f"Notebooks run in kernels that are reached through 127.0.0.1, and this machine has no "
            f"such address at work ({error.strerror or error}). Turn the loopback device on, or "
            "export stored outputs with --no-execute."
        ) from error


_LACKS = {
    errno.EMFILE: "open files (see `ulimit -n`; 256 are enough)",
    errno.ENFILE: "open files of the whole machine",
    errno.ENOMEM: "memory",
    errno.EAGAIN: "processes or threads (see `ulimit -u`)",
    errno.ENOSPC: "room on the disk",
}


def _lack(error: BaseException) -> str | None:
    """Return which resource ran out, or None if it was none."""
    what = _LACKS.get(getattr(error, "errno", None) or 0)
    if isinstance(error, MemoryError):
        what = _LACKS[errno.ENOMEM]
    elif "start new thread" in str(error):
        what = _LACKS[errno.EAGAIN]
    if what is None:
        return None
    return f"This machine ran out of {what} while notebooks were running; nothing was overwritten."


def put_parameters(path: Path, nb: NotebookNode, parameters: Mapping[str, Any]) -> None:
    """Put a cell with values after the cell tagged ``parameters``, as papermill does.

    Raises
    ------
    ReportError
        If a value cannot be written as Python, or the notebook is in another language.
    """
    if not parameters:
        return
    language = language_of(nb).lower()
    if language != "python":
        raise ReportError(
            f"{path.name} is in {language}; parameters can be given to Python notebooks only."
        )
    names = [name for name in parameters if not str(name).isidentifier() or iskeyword(str(name))]
    if names:
        raise ReportError(f"{names[0]!r} cannot be the name of a parameter in Python.")
    from nbformat.v4 import new_code_cell

    lines = ["# Parameters", *(f"{name} = {value!r}" for name, value in parameters.items())]
    cell = new_code_cell("\n".join(lines), metadata={"tags": ["injected-parameters"]})
    nb.cells[:] = [
        c for c in nb.cells if "injected-parameters" not in (c.metadata.get("tags") or [])
    ]
    tagged = (i for i, c in enumerate(nb.cells) if "parameters" in (c.metadata.get("tags") or []))
    nb.cells.insert(next(tagged, -1) + 1, cell)


async def _run_all(
    notebooks: Sequence[tuple[Path, NotebookNode]], forks: KernelFork, run: Run, bar: _Progress
) -> None:
    # What still fails while the run is being stopped has been said already.
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    gate = asyncio.Semaphore(max(1, run.jobs))

    async def run_one(path: Path, nb: NotebookNode) -> None:
        async with gate:
            await _execute(path, nb, forks, run, bar)

    # The one with most cells first, so that it is not the last to run, alone.
    order = sorted(notebooks, key=lambda pair: -len(pair[1].cells)) if run.jobs > 1 else notebooks
    tasks = [asyncio.create_task(run_one(path, nb)) for path, nb in order]
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    finally:
        bar.close()


_SHOWN = frozenset({"display_data", "execute_result", "update_display_data"})


def storable(bundle: Mapping[str, Any]) -> dict[str, Any]:
    """Return a display bundle as the format of notebooks allows it: objects as their JSON.

    nbclient ends the run at any other, and Altair 6 sends one with every chart.

    Examples
    --------
    >>> storable({"application/vnd.vegalite.v6.json": {"mark": "bar"}, "text/plain": None})
    {'application/vnd.vegalite.v6.json': '{"mark": "bar"}'}
    """
    made = {}
    for mime, value in bundle.items():
        is_text = isinstance(value, str) or (
            isinstance(value, list) and all(isinstance(line, str) for line in value)
        )
        if is_text or mime == "application/json" or mime.endswith("+json"):
            made[mime] = value
        elif value is not None:
            made[mime] = json.dumps(value)
    return made


@cache
def _client_class() -> Any:
    """Return nbclient's client, which leaves signals to us and bears what odd programs send."""
    from nbclient.client import NotebookClient

    class Client(NotebookClient):
        km: Any
        kc: Any

        @contextlib.asynccontextmanager
        async def async_setup_kernel(self, **kwargs: Any) -> AsyncIterator[None]:
            kwargs.pop("cleanup_kc", None)
            try:
                if not self.km.has_kernel:
                    await self.async_start_new_kernel(**kwargs)
                if self.kc is None:
                    await self.async_start_new_kernel_client()
                yield
            finally:
                await self._async_cleanup_kernel()

        def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
            if msg["msg_type"] in _SHOWN and isinstance(msg["content"].get("data"), dict):
                msg["content"]["data"] = storable(msg["content"]["data"])
            return super().process_message(msg, cell, cell_index)

        def remove_output_hook(self, msg_id: str, hook: Any) -> None:
            hooks = self.output_hook_stack[msg_id]
            if hook in hooks:
                hooks.remove(hook)

    return Client


async def _execute(
    path: Path, nb: NotebookNode, forks: KernelFork, run: Run, bar: _Progress
) -> None:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    at = {"cell": 0}

    def started(cell_index: int, **_: Any) -> None:
        at["cell"] = cell_index

    def done(cell: Any, cell_index: int, execute_reply: Mapping[str, Any], **_: Any) -> None:
        if cell.cell_type == "code":
            bar.step(path.name)
        if _ends_kernel(execute_reply) and any(map(_is_code, nb.cells[cell_index + 1 :])):
            raise ReportError(_cell_error(path, nb, cell_index, "stopped", _ENDED))

    name = run.kernel or kernel_name(path, nb)
    try:
        manager = kernel_manager(forks, name)
        # Pieces of a stream are joined on the page, in linear time.
        client = _client_class()(
            nb,
            km=manager,
            timeout=run.timeout,
            extra_arguments=kernel_arguments(manager),
            resources={"metadata": {"path": str(path.resolve().parent)}},
            on_cell_start=started,
            on_cell_executed=done,
            store_widget_state=True,
            allow_errors=run.allow_errors,
            record_timing=False,
            coalesce_streams=False,
            shutdown_kernel="immediate",
        )
        client.owns_km = True  # ours alone: end it with the notebook
        await client.async_execute(env=kernel_environment(run.language))
    except (ReportError, MemoryError, asyncio.CancelledError):
        raise
    except Exception as error:
        stopped = (task := asyncio.current_task()) and task.cancelling()  # by us
        if stopped and isinstance(error, DeadKernelError):
            raise asyncio.CancelledError from error
        lacking = isinstance(error, OSError) and not isinstance(error, CellTimeoutError)
        if lacking or _lack(error):
            raise
        raise ReportError(_failure(error, path, nb, at["cell"], name, run)) from error


def _failure(
    error: Exception, path: Path, nb: NotebookNode, cell: int, kernel: str, run: Run
) -> str:
    """Return the sentence about a notebook that could not be run."""
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    if isinstance(error, NoSuchKernel):
        return _no_kernel(path, kernel)
    name = type(error).__name__
    if isinstance(error, CellExecutionError):
        name, cause = _told(error, nb, cell)
        cause = _ASKS if name == "StdinNotImplementedError" else cause
    elif isinstance(error, CellTimeoutError):
        name, cause = "stopped", f"it ran longer than the {run.timeout:g} s that a cell may take"
    elif isinstance(error, DeadKernelError):
        cause = "the kernel stopped without a message (out of memory?)"
    else:
        cause = " ".join(str(error).split())[:200]
    return _cell_error(path, nb, cell, name, cause)


def _told(error: Any, nb: NotebookNode, cell: int) -> tuple[str, str]:
    """Return name and words of an error; of one while a value is shown IPython's reply has none."""
    if error.ename == "NoneType":
        for output in reversed(nb.cells[cell].outputs):
            if output.output_type == "error":
                return output.ename, output.evalue
    return error.ename, error.evalue


_ENDED = "it ends the kernel, and cells that follow would not run; take exit() or quit() away"
_ASKS = "it asks for input, and nobody answers while a report is made; put the value into the cell"


def _ends_kernel(reply: Mapping[str, Any]) -> bool:
    """Whether a cell called ``exit()`` or ``quit()``."""
    payload = reply.get("content", {}).get("payload") or []
    return any(part.get("source") == "ask_exit" for part in payload)


def _is_code(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip())


def kernel_name(path: Path, nb: NotebookNode) -> str:
    """Return the kernel that a notebook asks for, else an installed one of its language.

    Raises
    ------
    ReportError
        If the notebook names no kernel and none of its language is installed: another language
        would read its code in another sense.
    """
    asked = (nb.metadata.get("kernelspec") or {}).get("name")
    language = language_of(nb)
    if asked or language == "python":
        return str(asked or "python3")
    from jupyter_client.kernelspec import KernelSpecManager

    found = KernelSpecManager().get_all_specs()
    for name, entry in sorted(found.items()):
        if str(entry["spec"].get("language", "")).lower() == language.lower():
            return str(name)
    raise ReportError(
        f"{path.name} is in {language}, and no Jupyter kernel of that language is installed here "
        f"(installed: {', '.join(sorted(found)) or 'none'}). Install one, or export stored outputs "
        "with --no-execute."
    )


def _no_kernel(path: Path, name: str) -> str:
    from jupyter_client.kernelspec import KernelSpecManager

    found = sorted(KernelSpecManager().find_kernel_specs())
    known = f"Installed are {', '.join(found)}" if found else "None is installed"
    with_one = f"run it with one of them: --kernel {found[0]}" if found else "install ipykernel"
    return (
        f"{path.name} needs the Jupyter kernel {name!r}, which is not installed here. {known}; "
        f"{with_one}."
    )


def _cell_error(path: Path, nb: NotebookNode, index: int, name: str, value: str) -> str:
    source = nb.cells[index].source if index < len(nb.cells) else ""
    lines = [line for line in source.splitlines() if line.strip()]
    start = f" ({lines[0].strip()[:60]})" if lines else ""
    cause = re.sub(r"\(\d+\.py, ", "(", strip_colours(value))  # IPython's name of the cell
    told = f"{name}: {cause}" if cause else name
    return f"{path.name}, cell {index + 1} of {len(nb.cells)}{start}: {told}"


class _Progress:
    """Show on standard error how many cells are done."""

    def __init__(self, total: int, *, shown: bool) -> None:
        self._total, self._done, self._shown = max(1, total), 0, shown
        self._live = shown and sys.stderr.isatty()
        self._write("")

    def _write(self, label: str) -> None:
        if not self._live:
            return
        filled = round(24 * self._done / self._total)
        bar = "█" * filled + "░" * (24 - filled)
        sys.stderr.write(f"\r{bar} {self._done}/{self._total} cells  {label[:40]:<40}")
        sys.stderr.flush()

    def step(self, label: str) -> None:
        self._done += 1
        self._write(label)

    def close(self) -> None:
        if self._live:
            sys.stderr.write("\n")
        elif self._shown:
            sys.stderr.write(f"{self._done} of {self._total} cells run\n")
