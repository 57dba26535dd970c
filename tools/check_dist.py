"""Build wheel and sdist, check them, and do the main job with the wheel alone: `make dist`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
#: Bytes that the packages may have; more means that something slipped in.
LARGEST = 12_000_000
#: Never in a package.
UNWANTED = ("__pycache__", ".ipynb_checkpoints", "/reports/", ".hypothesis", "_site/")


class DistError(Exception):
    """A package that must not be published; the text says why."""


def build() -> tuple[Path, Path]:
    """Build sdist and wheel into an empty ``dist``; the wheel is made from the sdist."""
    shutil.rmtree(DIST, ignore_errors=True)
    _run([sys.executable, "-m", "build", "--outdir", str(DIST), str(ROOT)])
    return next(DIST.glob("*.whl")), next(DIST.glob("*.tar.gz"))


def check_contents(wheel: Path, sdist: Path) -> None:
    """Hold both packages to what must and must not be in them.

    Raises
    ------
    DistError
        If a table, a notebook or a licence is missing, or something unwanted is there.
    """
    names = zipfile.ZipFile(wheel).namelist()
    with tarfile.open(sdist) as archive:
        source = archive.getnames()
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    wanted = [f"ca_summit/data/{resource['path']}" for resource in package["resources"]]
    wanted += [f"ca_summit/notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")]
    wanted += ["ca_summit/py.typed", "ca_summit/__init__.pyi"]
    missing = [name for name in wanted if name not in names]
    missing += [part for part in ("LICENSE",) if not any(name.endswith(part) for name in names)]
    missing += [
        part
        for part in ("README.md", "tests/conftest.py", "docs/architecture.md")
        if not any(name.endswith(part) for name in source)
    ]
    strange = [name for name in (*names, *source) if any(part in name for part in UNWANTED)]
    if missing or strange:
        raise DistError(f"missing: {missing[:5]}; not to be there: {strange[:5]}")
    for path in (wheel, sdist):
        if path.stat().st_size > LARGEST:
            raise DistError(f"{path.name} has {path.stat().st_size:,} bytes; at most {LARGEST:,}.")


def use(wheel: Path) -> None:
    """Install the wheel into an empty environment and write the report there, without a network."""
    with tempfile.TemporaryDirectory(prefix="ca-summit-dist-") as folder:
        home = Path(folder) / "env"
        venv.create(home, with_pip=True)
        scripts = home / ("Scripts" if os.name == "nt" else "bin")
        _run([str(scripts / "python"), "-m", "pip", "install", "--quiet", f"{wheel}[report]"])
        report = Path(folder) / "report.html"
        command = [str(scripts / "ca-summit"), "report", "--output", str(report)]
        _run(_offline() + command, cwd=folder)
        size = report.stat().st_size
        if size < 1_000_000:
            raise DistError(f"The report has {size:,} bytes only.")
        print(f"the wheel alone wrote a report of {size / 1e6:.2f} MB")


def _offline() -> list[str]:
    """Return what cuts a command from the network, where the system lets us."""
    if shutil.which("unshare") and hasattr(os, "geteuid") and os.geteuid() == 0:
        return ["unshare", "-n", "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$@"', "sh"]
    print("the network could not be cut off on this system")
    return []


def _run(command: list[str], cwd: str | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, check=False)
    if done.returncode:
        raise DistError(f"{Path(command[0]).name} {command[1]} ended with {done.returncode}.")


def main() -> int:
    """Build, check, use; say what was made."""
    try:
        wheel, sdist = build()
        _run([sys.executable, "-m", "twine", "check", "--strict", str(wheel), str(sdist)])
        check_contents(wheel, sdist)
        use(wheel)
    except DistError as fault:
        print(f"check_dist: {fault}", file=sys.stderr)
        return 1
    for path in (wheel, sdist):
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
