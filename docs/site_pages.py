"""Write the gallery of the site, and mend the links of its pages."""

from __future__ import annotations

import doctest
import html
import inspect
import os
import re
import shutil
from pathlib import Path
from typing import Any

import site_reference
from sphinx.util import logging

import ca_summit as ca
from ca_summit.metadata import question_of
from ca_summit.report.browser_picture import NoBrowserError, find_browser

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
GALLERY, REFERENCE, TABLES = DOCS / "gallery", DOCS / "reference", DOCS / "tables"
#: Figures by subject; one that is named nowhere comes under the last heading.
_SUBJECTS = {
    "The region": (
        *("map_region", "map_land", "map_area_comparison", "plot_indicator", "plot_area"),
        *("plot_population", "plot_challenges", "plot_vdem", "plot_migrants"),
    ),
    "Meetings, and what was known": (
        *("plot_known_on", "plot_timeline", "map_meetings", "plot_attendance"),
        *("plot_meeting_matrix", "plot_summits_per_year", "plot_commitments", "plot_claims"),
    ),
    "Resources and energy": (
        *("map_resources", "plot_resource_shares", "plot_critical_minerals", "plot_rare_earths"),
        *("plot_resource_revisions", "map_energy_links"),
    ),
    "Routes": (
        *("map_silk_road", "map_then_and_now", "map_route_between", "map_corridors"),
        "plot_corridor_volumes",
    ),
    "Trade, money and votes": (),
}


def figure_functions() -> list[str]:
    """Return the names of the functions that draw a figure of their own."""
    names = site_reference.public_names()
    return [one for one in (*names["maps"], *names["charts"]) if site_reference.is_figure(one)]


def example_of(function: Any) -> str:
    """Return the lines of a function's own example that draw its figure."""
    lines = []
    for example in doctest.DocTestParser().get_examples(inspect.getdoc(function) or ""):
        lines.append(example.source.rstrip())
        if re.match(r"fig\b.*=", example.source):
            break
    code = "\n".join(lines)
    return code if re.search(r"(?m)^fig\b.*=", code) else f"fig = {function.__name__}()"


def draw(name: str) -> tuple[str, Any]:
    """Return the code of a function's example and its figure."""
    code = example_of(getattr(ca, name))
    names: dict[str, Any] = {one: getattr(ca, one) for one in dir(ca) if not one.startswith("_")}
    exec(code, names)  # noqa: S102  # the package's own example
    shown = re.sub(r"(?<![\w.])((?:plot|map|load|read|add|base)_\w+\()", r"ca.\1", code)
    return f"import ca_summit as ca\n\n{shown}\nfig", names["fig"]


def write(app: Any) -> None:
    """Write all generated pages, and put plotly's program beside them."""
    for folder in (GALLERY, REFERENCE, TABLES):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    drawn = Path(app.outdir) / "_static" / "figures"
    drawn.mkdir(parents=True, exist_ok=True)
    figures = {name: draw(name) for name in figure_functions()}
    entries = [_gallery_page(name, code, fig, drawn) for name, (code, fig) in figures.items()]
    pictures = _write_pictures({name: fig for name, (_, fig) in figures.items()}, drawn)
    _write_gallery(entries, pictures)
    site_reference.write(REFERENCE)
    write_tables(TABLES, (ROOT / "data" / "README.md").read_text(encoding="utf-8"))


def write_tables(folder: Path, readme: str) -> None:
    """Write the data dictionary a page for each table, and the doubts a page for each family."""
    chapters = re.split(r"(?m)^## ", readme)
    doubts = {c.partition("\n")[0]: c for c in chapters if c.startswith("Doubts: ")}
    (overview, *sections) = re.split(r"(?m)^### ", chapters[-1])
    pages = {}
    for title, text in doubts.items():
        name = f"doubts_{title.removeprefix('Doubts: ').split()[0].strip(',').lower()}"
        pages[name] = f"# {text}"
    doubtful = "\n".join(pages)
    families = dict(re.findall(r"(?m)^\| \[(\w+)\]\(#\w+\) \| ([^|]+) \|", overview))
    for section in sections:
        name = section.partition("\n")[0]
        text = section.rpartition("<!--")[0] if section.rstrip().endswith("-->") else section
        calls = f"\n```console\nca-summit data show {name} --rows 3\n```\n"
        family = families.get(name, "").split()[0].strip(",").lower()
        more = f"[doubts](doubts_{family}.md), " if f"doubts_{family}" in pages else ""
        pages[name] = f"# {text}{calls}\nSee also: {more}[all tables](index.md).\n"
    tables = "\n".join(name for name in pages if not name.startswith("doubts_"))
    linked = re.sub(r"\(#(\w+)\)", r"(\1.md)", overview.partition("\n")[2])
    pages["index"] = f"""# Data dictionary

Every table with its rows and span; each leads to its columns, key and gaps. What is doubtful
stands under *Doubts*, family by family; [terms and what was left out](../data.md) apart.
{linked}
```{{toctree}}
:hidden:
:caption: Doubts

{doubtful}
```

```{{toctree}}
:hidden:
:caption: Tables

{tables}
```
"""
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def _dictionary(link: re.Match[str]) -> str:
    """Return the page of the site that holds a part of ``data/README.md``."""
    part = (link[1] or "").removeprefix("#")
    if part == "data-dictionary":
        return "](tables/index.md)"
    return f"](tables/{part}.md)" if (TABLES / f"{part}.md").is_file() else "](data.md)"


def mend_links(app: Any, docname: str, source: list[str]) -> None:  # noqa: ARG001
    """Let links between files of the repository point to pages of the site."""
    text = re.sub(r"\]\(\.\./data/README\.md(#[\w-]*)?\)", _dictionary, source[0])
    text = re.sub(r"\]\(docs/([\w.]+\.md)", r"](\1", text)
    text = re.sub(r"\[([^\]]+)\]\((?:\.\./|data/|src/|notebooks/)[^)]*\)", r"`\1`", text)
    parts = re.split(r"(?ms)(^```.*?^```$)", text)  # code stays as it is
    parts[::2] = [site_reference.linked(one, r"{obj}`\1\2 <ca_summit.\1>`") for one in parts[::2]]
    source[0] = "".join(parts)


def _write_pictures(figures: dict[str, Any], folder: Path) -> bool:
    """Draw a small picture of each figure; without a browser the gallery is a list of words."""
    try:
        import kaleido

        os.environ.setdefault("BROWSER_PATH", find_browser())
    except (ImportError, NoBrowserError) as reason:
        logging.getLogger(__name__).info("The gallery has no pictures: %s", reason)
        return False
    kaleido.start_sync_server(silence_warnings=True)
    try:
        for name, fig in figures.items():
            ca.save_figure(fig, folder / f"{name}.png", width_mm=85, dpi=130)
    finally:
        kaleido.stop_sync_server(silence_warnings=True)
    return True


def _gallery_page(name: str, code: str, fig: Any, drawn: Path) -> tuple[str, str, str]:
    """Write one page of the gallery; return name, question and finding."""
    ca.save_figure(fig, drawn / f"{name}.html", shared=True)
    title = re.sub(r"<[^>]+>", " ", str(fig.layout.title.text or name))
    page = f"""# {name}

{inspect.getdoc(getattr(ca, name)).splitlines()[0]}

```{{raw}} html
<iframe class="figure-box" src="../_static/figures/{name}.html" title="{html.escape(title)}"
 style="height: {int(fig.layout.height or 450) + 160}px"></iframe>
```

```python
{code}
```

All arguments: {{obj}}`{name}() <ca_summit.{name}>`
"""
    (GALLERY / f"{name}.md").write_text(page, encoding="utf-8")
    return name, re.sub(r"<[^>]+>", " ", question_of(fig)), title


def _write_gallery(entries: list[tuple[str, str, str]], pictures: bool) -> None:
    rest = {name: (name, question, title) for name, question, title in entries}
    *subjects, last = _SUBJECTS
    chapters = {subject: [rest.pop(n) for n in _SUBJECTS[subject]] for subject in subjects}
    chapters[last] = list(rest.values())
    lines = [
        "# Gallery",
        "",
        "Each figure as its function's own example draws it, with code, data ",
    ]
    lines[-1] += "and sources."
    for subject, members in chapters.items():
        names = "\n".join(name for name, _, _ in members)
        lines += ["", f"## {subject}", "", '```{raw} html\n<ul class="gallery">']
        lines += [_card(*member, pictures=pictures) for member in members]
        lines += [
            "</ul>\n```",
            "",
            f"```{{toctree}}\n:hidden:\n:caption: {subject}\n\n{names}\n```",
        ]
    (GALLERY / "index.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _card(name: str, question: str, title: str, *, pictures: bool) -> str:
    """Return one figure of the gallery: its picture, its function, its question and finding."""
    picture = ""
    if pictures:
        file = f"../_static/figures/{name}.png"
        picture = f'<span><img src="{file}" alt="" loading="lazy"></span>'
    finding = f"<p>{html.escape(title)}</p>" if title != question else ""
    return (
        f'<li><a href="{name}.html">{picture}<code>{name}()</code></a><br>'
        f"{html.escape(question)}{finding}</li>"
    )
