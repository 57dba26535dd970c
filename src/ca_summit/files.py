"""Know where a bundled file lies; no other module builds a path."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


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
    FileNotFoundError
        If the installation lacks the file.

    Examples
    --------
    >>> data_path("datapackage.json").name
    'datapackage.json'
    """
    path = _bundled("data") / name
    if not path.is_file():
        raise FileNotFoundError(
            f"The bundled file {name!r} is missing from {path.parent}. "
            "Reinstall ca-summit; if that does not help, report the version and how you installed it."
        )
    return path


def notebook_paths() -> list[Path]:
    """Return the bundled notebooks in reading order.

    Examples
    --------
    >>> notebook_paths()[0].name
    '00_start_here.ipynb'
    """
    return sorted(_bundled("notebooks").glob("*.ipynb"))


def locale_path(language: str) -> Path:
    """Return where the catalogue of a language lies, or would lie."""
    return _PACKAGE / "locale" / f"{language}.po"
