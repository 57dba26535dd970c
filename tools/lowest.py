"""Print the lower bounds of pyproject.toml as constraints for pip: what must still work.

Run: python tools/lowest.py > constraints.txt
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
#: Tools that build and check, and engines that users bring; their newest release serves.
NEWEST = ("dev", "docs", "engines")


def constraints() -> list[str]:
    """Return ``name==lowest`` for each library that the package or an extra of it needs."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra, names in project["optional-dependencies"].items():
        lines += [] if extra in NEWEST else names
    bounds = {}
    for line in lines:
        name, _, version = re.sub(r"\[.*?\]", "", line).partition(">=")
        if version:
            bounds[name] = version
    return [f"{name}=={version}" for name, version in sorted(bounds.items())]


if __name__ == "__main__":
    print("\n".join(constraints()))
