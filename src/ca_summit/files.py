"""Know where a bundled file lies and whether it is whole; no other module builds a path."""

from __future__ import annotations

import hashlib
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


_MEND = (
    "Install the package again from where you had it; `ca-summit data verify` "
    "checks all files. After changing data/ in a checkout run `make dictionary`."
)


class DataError(RuntimeError):
    """A bundled file is missing or is not the one that its description speaks of."""


def _bundled(folder: str) -> Path:
    inside_wheel = _PACKAGE / folder
    return inside_wheel if inside_wheel.is_dir() else _PACKAGE.parents[1] / folder


def data_path(name: str) -> Path:
    """Return the path of one file of the bundled ``data/`` folder.

    Parameters
    ----------
    name
        File name inside ``data/``, such as ``"countries.csv"``.

    Raises
    ------
    DataError
        If the installation lacks the file.

    Examples
    --------
    >>> data_path("datapackage.json").name
    'datapackage.json'
    """
    path = _bundled("data") / name
    if not path.is_file():
        raise DataError(f"The bundled file {name!r} is missing from {path.parent}. {_MEND}")
    return path


def data_bytes(name: str, size: int, sha256: str) -> bytes:
    """Return the content of a bundled file after checking that it is the one described.

    Parameters
    ----------
    name
        File name inside ``data/``.
    size, sha256
        Bytes and hash that the description states; an empty hash is not checked.

    Raises
    ------
    DataError
        If the file is missing, cut short, longer or changed.
    """
    content = data_path(name).read_bytes()
    if sha256 and len(content) != size:
        raise DataError(
            f"The bundled file {name!r} is damaged: its description states {size:,} bytes, "
            f"{data_path(name)} has {len(content):,}. {_MEND}"
        )
    if sha256 and digest(content) != sha256:
        raise DataError(
            f"The bundled file {name!r} is damaged: {data_path(name)} has the right length but "
            f"other content than its description (SHA-256 {sha256[:12]}…). {_MEND}"
        )
    return content


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal digits.

    Examples
    --------
    >>> digest(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


#: Which notebooks a report holds, in reading order; JupyterLab and ``all`` have every one.
EDITIONS = {
    "reader": tuple(
        """
        10_the_road_to_washington 01_region 02_resources 03_silk_road 04_meetings_2025
        05_balance_of_power 06_challenges 07_reading_the_news
        """.split()
    ),
    "classroom": ("09_classroom", "08_your_own_records"),
    "events": ("11_events_at_scale",),
}


def notebook_paths(edition: str = "all") -> list[Path]:
    """Return the bundled notebooks in reading order.

    Parameters
    ----------
    edition
        ``"reader"``: the story and its chapters; ``"classroom"``: worksheets and handbook;
        ``"events"``: event records, for which the extra ``[events]`` is needed;
        ``"all"``: every notebook.

    Examples
    --------
    >>> notebook_paths()[0].name, notebook_paths("classroom")[0].name
    ('00_start_here.ipynb', '09_classroom.ipynb')
    """
    folder = _bundled("notebooks")
    if edition == "all":
        return sorted(folder.glob("*.ipynb"))
    if edition not in EDITIONS:
        raise ValueError(f"`edition` must be one of {['all', *EDITIONS]}; got {edition!r}.")
    return [folder / f"{name}.ipynb" for name in EDITIONS[edition]]


def locale_path(language: str) -> Path:
    """Return where the catalogue of a language lies, or would lie."""
    return _PACKAGE / "locale" / f"{language}.po"
