"""A language that is called complete is whole: its catalogue, its figures, its worksheets."""

import html
import importlib.util
import re
import string
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from babel.messages.pofile import read_po

import ca_summit as ca
from ca_summit.catalog import table_names
from ca_summit.figures.language import percent_sign
from ca_summit.files import locale_path
from ca_summit.sources import known_sources
from ca_summit.tables.reader import read_table
from ca_summit.translations import COMPLETE, NOT_REVIEWED

ROOT = Path(__file__).resolve().parents[1]
TRANSLATED = [language for language in COMPLETE if language != "en"]
FIGURES = [name for name in ca.__all__ if name.startswith(("plot_", "map_", "base_map"))]
#: Names and signs that Russian writes in Latin letters too.
LATIN = {
    *("Natural", "Earth", "Dem", "load_series_breaks", "cow_trade_4", "TEU", "Global", "Carbon"),
    *("Budget", "Gateway", "Air", "Astana", "Boeing", "Uzbekistan", "Airways", "TALCO", "Gold"),
    *("Wabtec", "Traxys", "Somon", "Coca", "Cola", "Citigroup", "Leidos", "Starlink", "John"),
    *("cos", "China", "Railway", "Container"),
    *("Deere", "Mars", "Flowserve", "Valmont", "VVER", "MCS2025", "MCS2026", "Multimodal"),
}
#: Columns of prose and of names that are quoted as they are recorded.
RECORDED = {
    *("note", "outcome_summary", "certainty_reason", "other_names", "operator", "title"),
    *("description", "era_note", "via_note", "status_note", "detail", "reason", "vintage"),
}


@cache
def extracted():
    """All messages with their context, as translators get them."""
    tool = ROOT / "tools" / "extract_messages.py"
    spec = importlib.util.spec_from_file_location("extract_messages", tool)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [message for message in module.messages() if message.id]


def catalogue(language):
    with locale_path(language).open("rb") as file:
        return read_po(file)


def forms(text):
    return text if isinstance(text, (tuple, list)) else (text,)


def other_percents(text, language):
    """Percent signs that stand otherwise behind a number than the language sets them."""
    written = re.findall(r"(?<=[\d}])[ \u00a0\u202f]?%(?![\w(])", text)
    return [sign for sign in written if sign != percent_sign(language)]


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_complete_language_has_every_text_with_its_places_tags_and_plural_forms(language):
    known = catalogue(language)
    faults = []
    for message in extracted():
        if message.context == "table" and language in NOT_REVIEWED:
            continue  # what a draft lacks of tables stays as it is recorded
        found = known.get(message.id, context=message.context)
        told = forms(found.string) if found else ("",)
        if not all(told):
            faults.append(f"no translation: {message.id!r} ({message.context})")
            continue
        if isinstance(message.id, tuple) and len(told) != known.num_plurals:
            faults.append(f"{len(told)} plural forms: {message.id!r}")
        if message.context is None:
            wanted = {name for text in forms(message.id) for name in places(text)}
            tags = sorted(re.findall(r"</?\w+>", forms(message.id)[0]))
            faults += [
                f"other places or tags: {message.id!r}: {text!r}"
                for text in told
                if places(text) != wanted or sorted(re.findall(r"</?\w+>", text)) != tags
            ]
    assert not faults, "\n".join(faults[:20])


@cache
def recorded():
    """All texts that are quoted as recorded, in one string."""
    texts = {publisher["publisher"] for publisher in known_sources().values()}
    for name in table_names():
        table = read_table(name)
        texts.update(str(v) for c in RECORDED & set(table.columns) for v in table[c].dropna())
    return " | ".join(" ".join(text.split()) for text in texts)


def english_in(text):
    """Return what of a text is English and neither a name, an acronym nor recorded so."""
    text = html.unescape(re.sub(r"<[^>]*>|%\{[^}]*\}", " ", text))
    found = []
    for part in re.split(r"[А-Яа-яЁё]+|;|  +", text):
        words = re.findall(r"[A-Za-z][A-Za-z_0-9]+", part)
        strange = [
            w for w in words if w not in LATIN and not w.isupper() and len(w) > 2 and "_" not in w
        ]
        if strange and " ".join(part.split()).strip(" .,:()–—«»|·") not in recorded():
            found.append(part.strip())
    return found


def cells_of(fig):
    """Yield each heading and text of the table of the data of a figure, as a page shows it."""
    data = fig.layout.meta["ca_summit"]["data"]
    shown = data["shown"]
    assert len(shown["columns"]) == len(set(shown["columns"])) == len(data["columns"])
    for at, (name, heading) in enumerate(zip(data["columns"], shown["columns"], strict=True)):
        yield f"heading of {name}", heading
        if name.endswith(("_id", "_ids")) or name in {"format", "series"}:
            continue  # codes by which a row is found again
        for value in {str(row[at]) for row in data["rows"] if isinstance(row[at], (str, bool))}:
            yield f"cell of {name}", shown["words"][at].get(value, value)


def texts_of(fig):
    """Yield where each text of a figure stands, and the text in lines."""
    layout = fig.layout.to_plotly_json()
    meta = layout["meta"]["ca_summit"]
    yield "title", layout["title"]["text"]
    yield "subtitle", layout["title"].get("subtitle", {}).get("text", "")
    for name in ("question", "subtitle", "caption", "caution", "alt"):
        yield name, meta.get(name, "")
    for entry in meta.get("key", ()):
        yield "key", entry[0]
    for note in layout.get("annotations", ()):
        yield "annotation", note.get("text", "").replace("<br>", " ")
    for name, axis in layout.items():
        if name.startswith(("xaxis", "yaxis")):
            yield name, (axis.get("title") or {}).get("text") or ""
            yield from ((name, str(text)) for text in axis.get("ticktext") or ())
    for control in (*layout.get("sliders", ()), *layout.get("updatemenus", ())):
        yield "control", control.get("currentvalue", {}).get("prefix", "")
        for step in (*control.get("steps", ()), *control.get("buttons", ())):
            yield "control", step.get("label", "")
    for trace in fig.data:
        if trace.showlegend:
            yield "legend", trace.name or ""
        template = getattr(trace, "hovertemplate", None)
        yield "hover", template if isinstance(template, str) else ""
        for name in ("text", "hovertext"):
            cell = getattr(trace, name, None)
            for text in [cell] if isinstance(cell, str) else [] if cell is None else list(cell):
                # The last line of a hover names the publisher as it calls itself.
                told = re.sub(r"<i>.*?</i>$", "", str(text))
                yield from ((name, line) for line in told.split("<br>"))


@pytest.mark.parametrize("language", COMPLETE)
def test_a_share_is_written_in_one_way_in_each_language(language):
    exercises = [ca.exercise(task, language=language) for task in ca.list_exercises()["id"]]
    answers = [ca.worked_answer(task.id, language=language) for task in exercises]
    told = [
        *map(str, exercises),
        *map(str, answers),
        *ca.check_claims(language=language)["explanation"],
    ]
    if language != "en":
        told += [text for message in catalogue(language) for text in forms(message.string)]
    texts = [text for text in told if "%" in text]
    assert len(texts) > 20
    assert not [text for text in texts if other_percents(text, language)]


def test_tables_write_a_share_as_english_does_but_in_titles_of_sources():
    for name in table_names():
        frame = read_table(name)
        columns = [n for n in frame.columns if not pd.api.types.is_numeric_dtype(frame[n])]
        columns = [n for n in columns if not (name.startswith("sources") and n == "title")]
        odd = [
            str(cell)
            for n in columns
            for cell in frame[n].dropna().unique()
            if other_percents(str(cell), "en")
        ]
        assert not odd, name


@pytest.mark.parametrize("name", FIGURES)
def test_a_russian_figure_holds_no_english(name):
    ends = ("Samarkand", "Kashgar") if name == "map_route_between" else ()
    fig = getattr(ca, name)(*ends, language="ru")
    texts = [*texts_of(fig), *cells_of(fig)]
    found = dict.fromkeys(f"{place}: {e}" for place, text in texts for e in english_in(text))
    assert not found, f"{name}: " + "\n".join(list(found)[:15])


@pytest.mark.parametrize(
    "name", ["map_region", "map_corridors", "plot_china_finance", "plot_population", "plot_claims"]
)
def test_headings_of_the_table_under_an_english_figure_are_words(name):
    data = getattr(ca, name)(language="en").layout.meta["ca_summit"]["data"]
    headings = data["shown"]["columns"]
    assert len(set(headings)) == len(data["columns"])
    assert not [head for head in headings if "_" in head or (head.islower() and head != "km")]


@pytest.mark.parametrize("task", sorted(ca.list_exercises()["id"]))
def test_a_russian_exercise_holds_no_english(task):
    for seed in (1, 2):
        for shown in (ca.exercise, ca.worked_answer):
            text = str(shown(task, seed=seed, language="ru"))
            lines = [line for line in text.splitlines() if "ca." not in line and "why(" not in line]
            found = [e for line in lines for e in english_in(line) if len(e) > 1]
            assert not found, f"{task}, seed {seed}: {found[:5]}\n{text}"


def test_english_is_found_where_it_stands():
    assert english_in("Кто торгует: total trade of goods") == [": total trade of goods"]
    assert not english_in("Границы: Natural Earth, ООН, V-Dem, GDP")
    note = read_table("meetings")["outcome_summary"].dropna().iloc[0]
    assert not english_in(f"Итог: {note}")
    assert isinstance(extracted()[0].id, (str, tuple))
    assert pd.Series(FIGURES).is_unique
