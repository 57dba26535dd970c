"""Install from a folder of wheels, as from a USB stick: no index, no network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


def _offline(folder: Path) -> dict[str, str]:
    """Return an environment in which pip may look into one folder only and every proxy is dead."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON"))}
    dead = "http://127.0.0.1:9"
    return kept | {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(folder),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "HTTP_PROXY": dead,
        "HTTPS_PROXY": dead,
        "http_proxy": dead,
        "https_proxy": dead,
    }


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel into the folder that would be copied to the stick."""
    folder = tmp_path_factory.mktemp("stick") / "wheels"
    code = (
        "import sys; from hatchling.builders.wheel import WheelBuilder;"
        "print(list(WheelBuilder('.').build(directory=sys.argv[1], versions=['standard'])))"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(folder)], check=True, capture_output=True, cwd=ROOT
    )
    assert [p.suffix for p in folder.iterdir()] == [".whl"]
    return folder


@pytest.fixture(scope="module")
def python(stick: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install from the stick into a new environment; libraries are borrowed from this one."""
    home = tmp_path_factory.mktemp("school") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
    made = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run(
        [
            str(made),
            "-m",
            "pip",
            "install",
            "--no-index",
            "--find-links",
            str(stick),
            "--no-deps",
            "ca-summit",
        ],
        check=True,
        capture_output=True,
        env=_offline(stick),
    )
    libraries = next(p for p in sys.path if p.endswith("site-packages"))
    own = subprocess.run(
        [str(made), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    # Behind the environment's own folder, so that the installed package wins over the checkout.
    (Path(own.stdout.strip()) / "borrowed.pth").write_text(libraries + "\n", encoding="utf-8")
    return made


def test_a_missing_library_is_named_instead_of_fetched(
    stick: Path, python: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [str(python), "-m", "pip", "install", "--target", str(tmp_path), "ca-summit"],
        capture_output=True,
        encoding="utf-8",
        env=_offline(stick),
        check=False,
    )
    assert done.returncode != 0
    assert "No matching distribution found" in done.stderr + done.stdout


def test_the_installed_package_sets_and_checks_exercises(
    stick: Path, python: Path, tmp_path: Path
) -> None:
    code = (
        "import ca_summit as ca; print(ca.__file__);"
        "w = ca.worked_answer('relief', 1); print(bool(ca.check_answer('relief', w.answer, 1)), "
        "len(ca.list_exercises()))"
    )
    done = subprocess.run(
        [str(python), "-c", code],
        check=True,
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env=_offline(stick),
    )
    where, told = done.stdout.split("\n")[:2]
    assert Path(where).is_relative_to(python.parents[1])
    assert told.split()[0] == "True"
    assert int(told.split()[1]) >= 24


def test_the_installed_command_writes_worksheet_and_key(
    stick: Path, python: Path, tmp_path: Path
) -> None:
    """The classroom notebook comes out of the wheel, runs, and gives two different files."""
    command = python.with_name("ca-summit.exe" if os.name == "nt" else "ca-summit")
    environment = _offline(stick) | {"JUPYTER_PLATFORM_DIRS": "1", "HOME": str(tmp_path)}
    subprocess.run(
        [str(command), "notebooks", str(tmp_path / "notebooks")],
        check=True,
        capture_output=True,
        env=environment,
    )
    notebook = tmp_path / "notebooks" / "09_classroom.ipynb"
    texts = {}
    for who, sheet in (("student", 0), ("student", 1), ("teacher", 0)):
        target = tmp_path / f"{who}-{sheet}.html"
        subprocess.run(
            [
                str(command),
                "report",
                str(notebook),
                "--for",
                who,
                "--sheet",
                str(sheet),
                "-o",
                str(target),
                "--quiet",
            ],
            check=True,
            capture_output=True,
            cwd=tmp_path,
            env=environment,
        )
        texts[who, sheet] = target.read_text(encoding="utf-8")
    assert texts["student", 0].count('<form class="exercise"') >= 24
    assert "Sheet 0" in texts["student", 0]
    assert "Sheet 1" in texts["student", 1]
    assert 'class="answer"' not in texts["student", 0]
    assert texts["teacher", 0].count('class="answer"') >= 24
    locks = {who: set(_locks(text)) for who, text in texts.items()}
    assert locks["student", 0] == locks["teacher", 0], "worksheet and key belong together"
    assert not locks["student", 0] & locks["student", 1], "neighbours have other variants"


def _locks(text: str) -> list[str]:
    import re

    return re.findall(r'data-lock="([^"]*)"', text)
