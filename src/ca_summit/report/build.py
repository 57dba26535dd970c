"""Write notebooks as one offline HTML file."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ca_summit.report.errors import ReportError
from ca_summit.report.runner import read_notebook, run_notebooks

if TYPE_CHECKING:
    from collections.abc import Sequence

AUDIENCES = ("reader", "student", "teacher")
_LIBRARIES = (
    "nbformat",
    "nbclient",
    "nbconvert",
    "ipykernel",
    "mistune",
    "pygments",
    "selectolax",
    "math_core",
    "tinycss2",
)


def build_report(
    notebooks: Sequence[Path | str],
    output: Path | str,
    *,
    audience: str = "reader",
    language: str = "en",
    title: str | None = None,
    jobs: int = 2,
    progress: bool = True,
    execute: bool = True,
) -> Path:
    """Execute notebooks and write them as one HTML file that works offline.

    Parameters
    ----------
    notebooks
        Notebook files, in reading order; they are read, never changed.
    output
        The HTML file. An earlier one stays as it is until the new one is complete.
    audience
        ``"reader"`` (answers folded), ``"student"`` (answers left out) or ``"teacher"`` (all shown);
        answers are cells with the tag ``answer``.
    language
        ISO 639-1 code of the text; the page's own words exist in ``en`` and ``ru``.
    title
        Default: title or first heading of the first notebook.
    jobs
        How many notebooks run at the same time.
    progress
        Show progress on standard error.
    execute
        False: take the outputs that are stored in the notebooks.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ReportError
        If a notebook is missing or a cell fails (names notebook, cell, cause), or the file cannot
        be written; in each case an earlier report is untouched.
    ValueError
        If ``audience`` is unknown or ``notebooks`` is empty.
    ImportError
        If the libraries of the extra ``report`` are not installed.

    Examples
    --------
    >>> build_report([], "report.html")
    Traceback (most recent call last):
    ...
    ValueError: `notebooks` needs at least one notebook file; got none.
    """
    paths = [Path(path) for path in notebooks]
    if not paths:
        raise ValueError("`notebooks` needs at least one notebook file; got none.")
    if audience not in AUDIENCES:
        raise ValueError(f"`audience` must be one of {list(AUDIENCES)}; got {audience!r}.")
    _check_libraries()
    target = _writable(Path(output))
    loaded = [(path, read_notebook(path)) for path in paths]
    if execute:
        run_notebooks(loaded, jobs=jobs, progress=progress)

    from ca_summit.report.page import Options, Page

    page = Page(
        title=title or "",
        options=Options(audience=audience, language=language),
        several=len(loaded) > 1,
    )
    for path, nb in loaded:
        page.add_notebook(nb, name=path.stem, folder=path.resolve().parent)
    _write(target, page.html())
    return target


def _check_libraries() -> None:
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        raise ImportError(
            f"A report needs {', '.join(missing)}, which the bare package does not bring. "
            'Install it with: pip install "ca-summit[report]"'
        )


def _writable(target: Path) -> Path:
    """Return the target if a file can be written there; say so before anything runs."""
    if target.is_dir():
        raise ReportError(
            f"`output` must be a file; {str(target)!r} is a folder. Try {str(target / 'report.html')!r}."
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise ReportError(
            f"The folder {str(target.parent)!r} cannot be written ({error.strerror}). "
            "Choose another place for `output`."
        ) from error
    return target


def _write(target: Path, text: str) -> None:
    """Write beside the target, then replace it in one step."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(target)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink()
        raise ReportError(
            f"The report {str(target)!r} could not be written ({error.strerror})."
        ) from error
