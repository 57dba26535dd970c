"""Execute notebooks, two at a time, each in a kernel of its own."""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ca_summit.report.errors import ReportError
from ca_summit.report.kernels import Nursery, kernel_environment, kernel_manager, wanted_imports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from nbformat import NotebookNode


@contextmanager
def quick_jupyter_imports() -> Iterator[None]:
    """Keep jsonschema from compiling a grammar for addresses that notebooks never contain.

    That grammar takes longer (2 s) than everything else a report imports; jsonschema treats the
    package that holds it as optional.
    """
    name = "rfc3987_syntax"
    blocked = name not in sys.modules and "jsonschema" not in sys.modules
    if blocked:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if blocked:
            del sys.modules[name]


def read_notebook(path: Path) -> NotebookNode:
    """Read one notebook file, old formats included.

    Raises
    ------
    ReportError
        If the file is missing or is no notebook.
    """
    with quick_jupyter_imports():
        import nbformat
    if not path.is_file():
        folder = path if path.is_dir() else path.parent
        near = sorted(p.name for p in folder.glob("*.ipynb"))
        hint = f"The folder has {near}." if near else "The folder has no notebook."
        if folder == path:
            raise ReportError(
                f"{str(path)!r} is a folder, not a notebook. {hint} Name those you want."
            )
        raise ReportError(f"The notebook {str(path)!r} was not found. {hint}")
    try:
        return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except Exception as error:
        raise ReportError(
            f"{str(path)!r} is not a readable notebook ({type(error).__name__}: "
            f"{str(error).splitlines()[0][:120]}). Open it in JupyterLab and save it again."
        ) from error


def run_notebooks(
    notebooks: Sequence[tuple[Path, NotebookNode]], *, jobs: int = 2, progress: bool = True
) -> None:
    """Execute notebooks in place, ``jobs`` at a time.

    Raises
    ------
    ReportError
        If a cell fails; names notebook, cell and cause. The other notebooks stop.
    """
    sources = [c.source for _, nb in notebooks for c in nb.cells if c.cell_type == "code"]
    nursery = Nursery(wanted_imports(sources))
    try:
        with quick_jupyter_imports():
            import nbclient.client  # noqa: F401  # while the nursery imports its own
        bar = _Progress(len(sources), shown=progress)
        _wait_for(lambda: asyncio.run(_run_all(notebooks, nursery, jobs, bar)))
    finally:
        nursery.close()


def _wait_for(work: Callable[[], None]) -> None:
    """Do work that needs an event loop of its own; in a notebook one is running already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        work()
    else:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(work).result()


async def _run_all(
    notebooks: Sequence[tuple[Path, NotebookNode]], nursery: Nursery, jobs: int, bar: _Progress
) -> None:
    gate = asyncio.Semaphore(max(1, jobs))

    async def run_one(path: Path, nb: NotebookNode) -> None:
        async with gate:
            await _execute(path, nb, nursery, bar)

    tasks = [asyncio.create_task(run_one(path, nb)) for path, nb in notebooks]
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    finally:
        bar.close()


async def _execute(path: Path, nb: NotebookNode, nursery: Nursery, bar: _Progress) -> None:
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient.client import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    at = {"cell": 0}

    def started(cell_index: int, **_: Any) -> None:
        at["cell"] = cell_index

    def done(cell: Any, **_: Any) -> None:
        if cell.cell_type == "code":
            bar.step(path.name)

    kernel_name = nb.metadata.get("kernelspec", {}).get("name") or "python3"
    try:
        manager = kernel_manager(nursery, kernel_name)
        client = NotebookClient(
            nb, km=manager, timeout=None, resources={"metadata": {"path": str(path.resolve().parent)}},
            on_cell_start=started, on_cell_executed=done, store_widget_state=True,
            record_timing=False, coalesce_streams=True, shutdown_kernel="immediate",
        )  # fmt: skip
        client.owns_km = True  # ours alone: end it with the notebook
        await client.async_execute(cleanup_kc=True, env=kernel_environment())
    except CellExecutionError as error:
        raise ReportError(_cell_error(path, nb, at["cell"], error.ename, error.evalue)) from error
    except NoSuchKernel as error:
        raise ReportError(
            f"{path.name} needs the Jupyter kernel {kernel_name!r}, which is not installed here. "
            "List the kernels with `jupyter kernelspec list`."
        ) from error
    except (DeadKernelError, CellTimeoutError) as error:
        cause = "the kernel stopped without a message (out of memory?)"
        raise ReportError(_cell_error(path, nb, at["cell"], type(error).__name__, cause)) from error


def _cell_error(path: Path, nb: NotebookNode, index: int, name: str, value: str) -> str:
    lines = [line for line in nb.cells[index].source.splitlines() if line.strip()]
    start = f" ({lines[0].strip()[:60]})" if lines else ""
    return f"{path.name}, cell {index + 1} of {len(nb.cells)}{start}: {name}: {value}"


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
