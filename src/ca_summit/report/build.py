"""Write notebooks as one offline HTML file."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ca_summit.report.errors import ReportError
from ca_summit.report.notebook_file import expanded, read_notebook
from ca_summit.report.runner import Run, run_notebooks
from ca_summit.report.sections import keep_section
from ca_summit.report.target import writable_target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ca_summit.report.losses import Loss

AUDIENCES = ("reader", "student", "teacher")
THEMES = ("ours", "author")
_LISTED = 50
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_LIBRARIES = tuple(
    """
    nbformat nbclient nbconvert ipykernel mistune pygments selectolax math_core tinycss2
    """.split()
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
    allow_errors: bool = False,
    kernel: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    cell_timeout: float | None = None,
    theme: str | None = None,
    strict: bool = False,
    chapters: bool = False,
    self_check: bool = True,
    pictures: bool = False,
    section: str | None = None,
) -> Path:
    """Execute notebooks and write them as one HTML file that works offline.

    Parameters
    ----------
    notebooks
        Notebook files, in reading order; they are read, never changed.
    output
        The HTML file. An earlier page stays as it is until the new one is complete; a file
        that this package did not write is never replaced.
    audience
        ``"reader"`` (answers folded), ``"student"`` (answers left out), ``"teacher"`` (all shown);
        answers are cells with the tag ``answer``. Cells tagged ``jupyter-only`` are in no page.
    language
        ISO 639-1 code of the text. The page's own words exist in ``en``, ``ru`` and ``kk``; so do
        figures, exercises and the bundled worksheets, which follow it. A notebook whose metadata
        name another ``lang`` keeps it: what is not translated is marked as being in it.
    title
        Default: title or first heading of the first notebook.
    jobs
        How many notebooks run at the same time.
    progress
        Show progress on standard error.
    execute
        False: take the outputs that are stored in the notebooks.
    allow_errors
        Go on after a cell that fails; its error stands on the page.
    kernel
        Name of the kernel that runs the notebooks; default: the one each asks for.
    parameters
        Values that replace those in the cell tagged ``parameters``, as papermill puts them in.
    cell_timeout
        Seconds that one cell may take; default: any time.
    theme
        Colours of figures: ``"ours"`` (those of the page), ``"author"`` (as they are); default: the
        author's wherever the author chose any.
    strict
        Fail if the page cannot show something that a notebook shows; default: the page names it in
        its place, and a list of all follows on standard error.
    chapters
        The first notebook is a story, the others are chapters, folded until wanted: open stand
        their title and the cells tagged ``finding``; those tagged ``methods`` come last, those with
        ``exercise`` are left out, code stands beside figures only, and a figure that was drawn
        before is a reference to it.
    self_check
        False: exercises have fields but no locks, so that the page cannot be asked for answers.
    pictures
        Draw what only a program shows (Bokeh, folium, d3 …) with the browser of this machine and
        put a picture in its place. Programs of the notebook run for it and may use the network.
    section
        Tag of the cell with a second-level heading: only this section is run and shown, with what
        stands before the first section. Default: all.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ReportError
        If a notebook is missing, has no section of this tag or a cell fails (names notebook, cell,
        cause), or the file cannot be written; in each case an earlier report is untouched.
    ValueError
        If ``audience`` or ``theme`` is unknown, ``language`` no code of a language,
        ``notebooks`` empty or ``cell_timeout`` not above 0.
    ImportError
        If the libraries of the extra ``report`` are not installed.

    Examples
    --------
    >>> build_report([], "report.html")
    Traceback (most recent call last):
    ...
    ValueError: `notebooks` needs at least one notebook file; got none.
    """
    given = [notebooks] if isinstance(notebooks, (str, Path)) else notebooks
    paths = [path for name in given for path in expanded(Path(name))]
    if not paths:
        raise ValueError("`notebooks` needs at least one notebook file; got none.")
    if audience not in AUDIENCES:
        raise ValueError(f"`audience` must be one of {list(AUDIENCES)}; got {audience!r}.")
    if theme not in (None, *THEMES):
        raise ValueError(f"`theme` must be one of {list(THEMES)} or None; got {theme!r}.")
    if not _LANGUAGE.fullmatch(language):
        raise ValueError(
            f"`language` must be the code of a language, such as 'en' or 'ru-KZ'; got {language!r}."
        )
    if cell_timeout is not None and not cell_timeout > 0:
        raise ValueError(f"`cell_timeout` must be seconds above 0; got {cell_timeout!r}.")
    _check_libraries()
    target = writable_target(Path(output))
    browser = _browser() if pictures else ""
    loaded = [(path, read_notebook(path)) for path in paths]
    if section is not None:
        for path, nb in loaded:
            keep_section(nb, section, path)
    if execute:
        run = Run(
            jobs, progress, allow_errors, kernel, cell_timeout, dict(parameters or {}), language
        )
        run_notebooks(loaded, run)

    from ca_summit.report.page import Options, Page

    page = Page(
        title=title or "",
        options=Options(
            audience=audience,
            language=language,
            theme=theme,
            chapters=chapters,
            self_check=self_check,
            browser=browser,
        ),
        several=len(loaded) > 1 and not chapters,
    )
    for path, nb in loaded:
        page.add_notebook(nb, name=path.stem, folder=path.resolve().parent)
    html = page.html()
    if page.losses and strict:
        raise ReportError(_listed("The page cannot show everything", page.losses))
    _write(target, html)
    if page.losses and progress:
        sys.stderr.write(
            _listed("Not on the page, and named there in its place", page.losses) + "\n"
        )
    return target


def _listed(title: str, losses: Sequence[Loss]) -> str:
    shown = [f"  {loss}" for loss in losses[:_LISTED]]
    more = [f"  and {len(losses) - _LISTED} more"] if len(losses) > _LISTED else []
    return "\n".join([f"{title} ({len(losses)}):", *shown, *more])


def _check_libraries() -> None:
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        raise ImportError(
            f"A report needs {', '.join(missing)}, which the bare package does not bring. "
            f"Install it with: pip install {' '.join(missing).replace('_', '-')}"
        )


def _browser() -> str:
    """Return the browser for pictures before anything runs, or refuse."""
    from ca_summit.report.browser_picture import NoBrowserError, find_browser

    try:
        return find_browser()
    except NoBrowserError as error:
        raise ReportError(f"{error}, or leave --pictures away.") from error


def _write(target: Path, text: str) -> None:
    """Write beside the target, then replace it in one step."""
    try:
        handle, name = tempfile.mkstemp(
            dir=target.parent, prefix=f".{target.name[:60]}.", suffix=".part"
        )
    except OSError as error:
        raise ReportError(
            f"The report {str(target)!r} could not be written ({error.strerror})."
        ) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(target)
    except BaseException as error:
        with suppress(OSError):
            Path(name).unlink()
        if not isinstance(error, OSError):
            raise
        raise ReportError(
            f"The report {str(target)!r} could not be written ({error.strerror})."
        ) from error
