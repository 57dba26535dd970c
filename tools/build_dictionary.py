"""Stamp ``data/datapackage.json`` with sizes and hashes; write the pages made from it.

The pages are the data dictionary in ``data/README.md`` and ``docs/coverage.md``.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "data"
BEGIN = "<!-- dictionary: made by tools/build_dictionary.py, do not edit below -->"
END = "<!-- end of the dictionary -->"
FAMILIES = {
    "countries": "Countries",
    "meetings": "Meetings",
    "claims": "Claims of the article",
    "resources": "Resources",
    "routes": "Routes",
    "society": "Votes, institutions and people",
    "outlines": "Outlines",
    "sources": "Sources",
}
MANY = 12
COVERAGE = DATA.parent / "docs" / "coverage.md"
COVERAGE_HEAD = """# What the tables cover, and how they were verified

Made by `make dictionary` from `data/datapackage.json` and the tables themselves.

*Covers* names the first and last year or day; outside it nothing is known, and a count is missing,
not zero. *Verified* counts rows: **read** in one document, found in **two sources** of different
publishers, or **recalled** from memory and not confirmed. A document was often read in a stored
copy; `why()` and `cite()` name the copy and the day. What a table leaves out stands in the last
column.
"""
_WAYS = {"read": "read", "two_sources": "two sources", "recalled": "recalled", "": "not stated"}


def dictionary(package: dict[str, Any]) -> str:
    """Return the dictionary as Markdown: an overview, then one section per table."""
    resources = sorted(package["resources"], key=_place)
    lines = [BEGIN, "", "## Data dictionary", "", *_overview(resources)]
    for resource in resources:
        lines += _section(resource)
    return "\n".join([*lines, END])


def _place(resource: dict[str, Any]) -> tuple[int, str]:
    names = list(FAMILIES)
    family = resource.get("ca_summit", {}).get("family", "")
    return (names.index(family) if family in names else len(names), resource["name"])


def _overview(resources: list[dict[str, Any]]) -> list[str]:
    lines = ["| table | family | rows | fields | covers |", "|---|---|---:|---:|---|"]
    for resource in resources:
        about = resource.get("ca_summit", {})
        coverage = about.get("coverage", {})
        lines.append(
            f"| [{resource['name']}](#{resource['name']}) "
            f"| {FAMILIES.get(about.get('family', ''), about.get('family', ''))} "
            f"| {coverage.get('rows', '')} | {len(_fields(resource))} | {_span(coverage)} |"
        )
    return [*lines, ""]


def _span(coverage: dict[str, Any]) -> str:
    spans = [
        f"{name} {value[0]} to {value[1]}"
        for name, value in coverage.items()
        if isinstance(value, list) and len(value) == 2
    ]
    return "; ".join(spans)


def _fields(resource: dict[str, Any]) -> list[dict[str, Any]]:
    schema = resource.get("schema", {})
    return schema.get("fields", []) if isinstance(schema, dict) else []


def _section(resource: dict[str, Any]) -> list[str]:
    about = resource.get("ca_summit", {})
    schema = resource.get("schema", {})
    lines = [f"### {resource['name']}", "", f"**{resource.get('title', resource['name'])}.** "]
    lines[-1] += resource.get("description", "")
    lines += ["", f"File `{resource['path']}`" + _keys(schema)]
    if about.get("gaps"):
        lines += ["", f"Gaps: {about['gaps']}"]
    if _fields(resource):
        lines += ["", "| field | type | unit | what it is |", "|---|---|---|---|"]
        lines += [_row(field) for field in _fields(resource)]
    return [*lines, ""]


def _keys(schema: dict[str, Any]) -> str:
    text = ""
    if schema.get("primaryKey"):
        text += f"; key {_names(schema['primaryKey'])}"
    for key in schema.get("foreignKeys", []):
        target = key["reference"]
        text += f"; {_names(key['fields'])} refers to `{target.get('resource') or 'itself'}`"
    return text + "."


def _names(fields: str | list[str]) -> str:
    return ", ".join(f"`{name}`" for name in ([fields] if isinstance(fields, str) else fields))


def _row(field: dict[str, Any]) -> str:
    limits = field.get("constraints", {})
    kind = "list of texts" if field.get("list") else field.get("type", "")
    if not limits.get("required"):
        kind += ", may be empty"
    text = field.get("description", "")
    allowed = limits.get("enum", [])
    if 0 < len(allowed) <= MANY:
        text += " Allowed: " + ", ".join(f"`{value}`" for value in allowed) + "."
    elif allowed:
        text += f" One of {len(allowed)} values."
    if "minimum" in limits and "maximum" in limits:
        text += f" From {limits['minimum']} to {limits['maximum']}."
    cells = [f"`{field['name']}`", kind, field.get("unit", ""), text]
    return "| " + " | ".join(str(cell).replace("|", "\\|").strip() for cell in cells) + " |"


def renewed(readme: str, package: dict[str, Any]) -> str:
    """Return the README with the part between the markers made anew."""
    if BEGIN not in readme or END not in readme:
        raise ValueError(f"data/README.md needs the two lines {BEGIN!r} and {END!r}; add them")
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + dictionary(package) + after


def stamped(package: dict[str, Any], today: str) -> dict[str, Any]:
    """Return the description with the size and hash of each file; a new day if one changed."""
    out = json.loads(json.dumps(package))
    for resource in out["resources"]:
        content = (DATA / resource["path"]).read_bytes()
        resource["bytes"] = len(content)
        resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    before = [(r["name"], r.get("hash")) for r in package["resources"]]
    if before != [(r["name"], r["hash"]) for r in out["resources"]] or "created" not in out:
        out["created"] = f"{today}T00:00:00Z"
    return out


def coverage(package: dict[str, Any]) -> str:
    """Return the page that says what each table covers, from when, and how it was verified."""
    lines = [COVERAGE_HEAD]
    for family, title in FAMILIES.items():
        resources = sorted(package["resources"], key=_place)
        own = [r for r in resources if r.get("ca_summit", {}).get("family") == family]
        if own:
            lines += [f"## {title}", "", "| table | rows | covers | verified | not in it |"]
            lines += ["|---|---:|---|---|---|", *(_covered(resource) for resource in own), ""]
    return "\n".join(lines).rstrip() + "\n"


def _covered(resource: dict[str, Any]) -> str:
    about = resource.get("ca_summit", {})
    rows = _csv_rows(resource["path"])
    ways = Counter(row["verification"] for row in rows if row.get("verification"))
    verified = ", ".join(f"{_WAYS[way]} {count:,}" for way, count in ways.most_common())
    count = f"{len(rows):,}" if rows else str(about.get("coverage", {}).get("rows", ""))
    cells = [resource["title"] + f" (`{resource['name']}`)", count]
    cells += [
        _span(about.get("coverage", {})),
        verified or "see its sources",
        about.get("gaps", ""),
    ]
    return "| " + " | ".join(str(cell).replace("|", "\\|").strip() for cell in cells) + " |"


def _csv_rows(path: str) -> list[dict[str, str]]:
    if not path.endswith(".csv"):
        return []
    with (DATA / path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether all is current")
    options = parser.parse_args()
    described = DATA / "datapackage.json"
    package = json.loads(described.read_text(encoding="utf-8"))
    stamp = stamped(package, dt.datetime.now(tz=dt.UTC).date().isoformat())
    readme = DATA / "README.md"
    files = {
        described: json.dumps(stamp, ensure_ascii=False, indent=1) + "\n",
        readme: renewed(readme.read_text(encoding="utf-8"), stamp),
        COVERAGE: coverage(stamp),
    }
    for path, text in files.items():
        current = path.exists() and path.read_text(encoding="utf-8") == text
        if options.check and not current:
            sys.exit(f"{path.name} is not current; run: make dictionary")
        if not options.check and not current:
            path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
