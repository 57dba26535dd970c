"""Keep what stands where a page is to be written, unless it is an earlier page."""

from __future__ import annotations

import re
import tempfile
from typing import TYPE_CHECKING

from ca_summit.report.errors import ReportError

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = 4096  # bytes in which a page says what wrote it
_PAGE = re.compile(rb"<!doctype|<html|<head|<title|<body", re.IGNORECASE)
_MARK = b'<meta name="generator" content="ca-summit">'


def check_target(target: Path) -> None:
    """Refuse to overwrite what is no page of this package, or is write-protected.

    Raises
    ------
    ReportError
        The message names the file and says that it stays as it is.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> mine = pathlib.Path(tempfile.mkdtemp()) / "thesis.docx"
    >>> _ = mine.write_bytes(b"PK")
    >>> check_target(mine)
    Traceback (most recent call last):
    ca_summit.report.errors.ReportError: ...thesis.docx' exists and is no page of ca-summit...
    """
    if not target.exists():
        return
    if not target.is_file():
        raise ReportError(f"{str(target)!r} is no file that can be replaced. Give another name.")
    if not target.stat().st_mode & 0o222:
        raise ReportError(f"{str(target)!r} is write-protected and stays as it is.")
    with target.open("rb") as stream:
        head = stream.read(_HEAD)
    # What bears the name of a page and holds none is left over from something that broke.
    remains = target.suffix.lower() in {".html", ".htm"} and not _PAGE.search(head)
    if head and _MARK not in head and not remains:
        raise ReportError(
            f"{str(target)!r} exists and is no page of ca-summit: it stays as it is. Give another "
            "name, or delete it first."
        )


def writable_target(target: Path) -> Path:
    """Return the target if a page can be written there; say so before anything runs.

    Raises
    ------
    ReportError
        If it is a folder, a file that has to stay, or in a folder that cannot be written.
    """
    try:
        folder = target.is_dir()
    except OSError as error:
        raise ReportError(
            f"A file of the name {target.name[:40]!r}… cannot be written ({error.strerror})."
        ) from error
    if folder:
        raise ReportError(
            f"`output` must be a file; {str(target)!r} is a folder. Try "
            f"{str(target / 'report.html')!r}."
        )
    check_target(target)
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
