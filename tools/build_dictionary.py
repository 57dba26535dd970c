"""Write the data dictionary of ``data/README.md`` from ``data/datapackage.json``."""

from __future__ import annotations

import argparse
import json
import sys
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether it is current")
    options = parser.parse_args()
    path = DATA / "README.md"
    old = path.read_text(encoding="utf-8")
    new = renewed(old, json.loads((DATA / "datapackage.json").read_text(encoding="utf-8")))
    if options.check and new != old:
        sys.exit("data/README.md is not current; run: python tools/build_dictionary.py")
    if not options.check:
        path.write_text(new, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
