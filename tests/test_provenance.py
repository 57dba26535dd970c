"""Where a value comes from, and how to cite it."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil

import pandas as pd
import plotly.express as px
import pytest

from ca_summit import catalog
from ca_summit.catalog import data_version, get_table, table_names, verify_tables
from ca_summit.charts import plot_known_on
from ca_summit.cli import main
from ca_summit.figures import SOURCE_NAME, annotate_sources, figure_alt, figure_data
from ca_summit.files import DataError, data_path
from ca_summit.provenance import cite, references, why
from ca_summit.provenance.citation import records_of
from ca_summit.sources import (
    cell_text,
    frame_sources,
    packed_records,
    publishers,
    source_line,
    source_records,
    unpacked_records,
)
from ca_summit.tables import (
    load_countries,
    load_indicators,
    load_meetings,
    load_resources,
    load_sources,
    read_table,
    reader,
)


def test_why_says_when_an_equal_row_names_a_source_of_its_own():
    rows = load_indicators("gdp_usd", country="KAZ").tail(2)
    own = rows.assign(source_id=["mine", rows["source_id"].iloc[1]])
    first, second = why(own, column="value")
    assert "names a source of its own, 'mine'" in first.note
    assert "own" not in second.note
    assert [one.note for one in why(rows, column="value")] == ["", ""]


def test_why_tells_the_source_of_a_cell_and_those_who_differ():
    origin = why("countries", "KAZ", "area_km2")
    assert origin.value == 2_724_900
    assert origin.unit == "km2"
    assert origin.source["publisher"].startswith("CIA")
    assert any(text.startswith("2717300") for text in origin.dissent)
    assert "2717300" in str(origin)
    assert "<table>" in origin._repr_html_()


def test_why_calls_a_recalled_cell_recalled_even_in_a_row_that_was_read():
    assert why("countries", "KAZ", "desert_note").verification == "recalled"
    latitude = why("meetings", "c5-plus-1-2025-washington", "latitude")
    assert latitude.verification == "recalled"
    assert why("meetings", "c5-plus-1-2025-washington", "city").verification != "recalled"


def test_why_shows_two_editions_of_one_figure():
    frame = read_table("resources")
    rows = frame[
        frame["iso3"].eq("TJK")
        & frame["commodity"].eq("antimony")
        & frame["year"].eq(2024)
        & frame["measure"].eq("production")
    ]
    key = {k: rows.iloc[0][k] for k in get_table("resources").key}
    dissent = " ".join(why("resources", key, "value").dissent)
    assert {"17000", "22000"} & set(re.findall(r"\d+", dissent))


@pytest.mark.parametrize(
    ("table", "column", "where"),
    [
        ("resources", "value", {"commodity": "copper", "year": 2023}),  # mine and refinery
        ("investment_partners", "value_usd", {"recipient": "KAZ", "year": 2021}),  # flow and stock
        ("corridor_volumes", "volume", {"unit": "TEU", "year": 2025}),  # a dry port and all trains
    ],
)
def test_another_quantity_is_no_dissent(table, column, where):
    frame = read_table(table)
    for name, value in where.items():
        frame = frame[frame[name].eq(value)]
    assert len(set(frame[column].dropna())) > 1
    for row in frame.to_dict("records"):
        assert why(table, {k: row[k] for k in get_table(table).key}, column).dissent == ()


def test_why_answers_for_the_first_row_of_every_table():
    for name in table_names():
        frame = read_table(name)
        if "source_id" not in frame.columns or get_table(name).is_geographic:
            continue
        row = frame.iloc[0]
        origin = why(name, {k: row[k] for k in get_table(name).key}, frame.columns[1])
        assert origin.source["publisher"], name
        assert str(origin).startswith("Cell:"), name


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("contries", "KAZ", "area_km2"), "Did you mean 'countries'?"),
        (("countries", "FR", "area_km2"), "`key[iso3]` must be one of"),
        (("countries", "KAZ", "area"), "Did you mean 'area_km2'?"),
        (("countries", ("KAZ", "2025"), "area_km2"), "needs 1 value(s) for ['iso3']"),
        (("indicators", {"iso3": "KAZ"}, "value"), "say more: the key is"),
        (("countries", {"iso": "KAZ"}, "area_km2"), "`key` must be one of"),
    ],
)
def test_why_refuses_what_it_cannot_find(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        why(*arguments)


def test_why_gives_the_unit_of_a_row_to_its_numbers_only():
    key = ("gdp_usd", "KAZ", 2020)
    assert why("indicators", key, "value").unit == "current US$"
    assert "Value:         KAZ\n" in str(why("indicators", key, "iso3"))
    assert "Value:         2020\n" in str(why("indicators", key, "year"))
    links = read_table("energy_links").dropna(subset=["capacity"]).iloc[0]
    origin = why("energy_links", links["energy_link_id"], "capacity")
    assert origin.unit == links["capacity_unit"]


def test_why_calls_a_stop_recalled_if_its_route_is():
    routes = read_table("routes").set_index("route_id")["verification"]
    stops = read_table("route_stops").drop_duplicates("route_id")
    for route_id, sequence in zip(stops["route_id"], stops["sequence"], strict=True):
        origin = why("route_stops", (route_id, sequence), "place_id")
        assert origin.verification == routes[route_id]


def test_why_gives_no_word_of_verification_where_the_table_has_none():
    assert why("rivers", "amu-darya", "name").verification == ""
    assert "Verified" not in str(why("rivers", "amu-darya", "name"))
    assert why("sources", "recalled", "title").verification == "recalled"


def test_later_statements_about_a_guest_are_no_dissent():
    assert why("attendance", ("c5-plus-1-2025-washington", "KAZ", 1), "status").dissent == ()


@pytest.mark.parametrize("day", ["2025-10-26", pd.Timestamp("2025-10-26"), dt.date(2025, 10, 26)])
def test_why_takes_keys_as_a_dataframe_holds_them(day):
    key = {"meeting_id": "c5-plus-1-2025-washington", "actor_iso3": "KAZ", "known_on": day}
    assert why("attendance", {**key, "seq": 1.0}, "status").value == "invited"


def test_cite_names_only_the_sources_of_the_rows_given():
    one = load_resources(country="TJK", commodity="antimony")
    assert set(one["source_id"]) == {r["source_id"] for r in frame_sources(one[["source_id"]])}
    assert len(cite(one).splitlines()) < len(cite("resources").splitlines())


def test_cite_gives_bibtex_that_parses_by_eye_and_escapes_signs():
    text = cite("countries", style="bibtex")
    assert len(re.findall(r"^@\w+\{", text, re.MULTILINE)) == len(cite("countries").splitlines())
    assert text.count("{") == text.count("}")
    for title in re.findall(r"title = \{\{(.*)\}\}|title = \{(.*)\}", text):
        assert not re.search(r"(?<!\\)[&%#]", "".join(title))


def test_every_source_can_be_cited_in_both_styles():
    for source_id in load_sources()["source_id"]:
        assert cite(source_id)
        assert cite(source_id, style="bibtex").startswith(f"@misc{{{source_id}")


def test_bibtex_holds_publishers_one_by_one_and_nothing_empty():
    entries = [cite(source_id, style="bibtex") for source_id in load_sources()["source_id"]]
    assert not [entry for entry in entries if "{}" in entry]
    assert len({entry.split(",")[0] for entry in entries}) == len(entries)
    assert "author = {{1lurer} and {Mediamax}}" in cite("1lurer-mediamax-c73fed", style="bibtex")


def test_cite_refuses_what_carries_no_source():
    with pytest.raises(ValueError, match="needs a table with a `source_id` column"):
        cite(pd.DataFrame({"a": [1]}))
    with pytest.raises(ValueError, match="Did you mean 'bibtex'"):
        cite("countries", style="bibtext")
    with pytest.raises(ValueError, match=re.escape("got int")):
        cite(3)


def test_source_line_counts_what_it_leaves_out():
    records = [{"publisher": name} for name in "abcdef"]
    assert source_line(records) == "Sources: a; b; c; d and 2 more"
    assert source_line([]) == ""


def test_source_line_names_each_publisher_once():
    names = ["Trend; 24.kg", "24.kg", "Project (A; B)", "Trend; AzVision"]
    line = source_line([{"publisher": name} for name in names])
    assert line == "Sources: Trend; 24.kg; Project (A; B); AzVision"


def test_a_figure_stores_ids_of_bundled_sources_and_whole_records_of_others():
    own = {
        "source_id": "mine-1",
        "publisher": "Mine",
        "title": "",
        "url": "",
        "published": "",
        "licence": "",
    }
    bundled = source_records(["recalled"])[0]
    edited = {**bundled, "title": "Another title"}
    packed = packed_records([bundled, own, edited])
    assert packed == ["recalled", own, edited]
    assert unpacked_records(packed) == [bundled, own, edited]


def test_an_id_that_no_table_knows_is_shown_as_it_stands():
    assert unpacked_records(["gone-123456"])[0]["publisher"] == "gone-123456"


def test_source_records_refuse_an_unknown_id():
    with pytest.raises(ValueError, match="`source_id` must be one of"):
        source_records(["nobody-000000"])


def test_sources_of_a_meeting_include_the_second_one():
    summit = load_meetings(format="c5_plus_1", year=2025, level="heads_of_state")
    ids = {r["source_id"] for r in frame_sources(summit)}
    assert {summit["source_id"].iloc[0], summit["second_source_id"].iloc[0]} <= ids


def test_a_frame_keeps_its_sources_after_filters_of_pandas():
    frame = load_countries().query("iso3 == 'KAZ'")
    assert "Factbook" in cite(frame)


def ids_of(what):
    return {record["source_id"] for record in records_of(what)}


def test_a_value_read_in_a_copy_names_the_copy_and_the_day():
    origin = why("indicators", ("gdp_usd", "KAZ", 2020), "value")
    assert origin.source["obtained_via"]
    text = str(origin)
    assert f"a copy at {origin.source['obtained_via']}, on {origin.source['obtained_on']}" in text
    key = origin.source["source_id"]
    for style in ("text", "bibtex", "csl-json", "ris"):
        assert origin.source["obtained_via"].split("/")[-1] in cite(key, style=style), style


def test_every_citation_but_that_of_one_source_ends_with_the_version_of_the_data():
    version = data_version()
    for what in ("countries", load_meetings(year=2025), why("countries", "KAZ", "area_km2"), None):
        last = cite(what).splitlines()[-1]
        assert version.date in last
        assert version.hash[:16] in last
    assert "ca_summit" not in cite("recalled")


def test_csl_json_and_ris_hold_every_source_and_read_back():
    rows = load_resources(country="TJK")
    items = json.loads(cite(rows, style="csl-json"))
    assert [item["id"] for item in items[:-1]] == [r["source_id"] for r in records_of(rows)]
    assert items[-1]["id"] == "ca_summit"
    entries = cite(rows, style="ris").split("\n\n")
    assert len(entries) == len(items)
    for entry in entries:
        lines = entry.splitlines()
        assert lines[0].startswith("TY  - ")
        assert lines[-1] == "ER  - "
        assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)


HOSTILE = [
    "Мой «атлас», 2020",
    "my {atlas",
    "MY {ATLAS",
    "50% & more_#1 $",
    "data\\x^2~<y>",
    "a, b and c",
    "x@y.z",
    "\"quoted\" 'twice'",
    "line\nbreak",
    "}{",
]


def bibtex_entries(text):
    """Read BibTeX strictly: key and fields of each entry, braces counted as BibTeX counts them."""
    entries = {}
    while text := text.strip():
        entry = r"@(?:misc|software)\{([^\s,{}]+),(.*)"
        key, rest = re.fullmatch(entry, text, re.DOTALL).groups()
        assert key.lower() not in entries, key
        fields = {}
        while not rest.lstrip().startswith("}"):
            name, rest = re.fullmatch(r"\s*,?\s*([a-z]+) = \{(.*)", rest, re.DOTALL).groups()
            depth, at = 1, 0
            while depth:
                depth += {"{": 1, "}": -1}.get(rest[at], 0)
                at += 1
            fields[name], rest = rest[: at - 1], rest[at:]
        entries[key.lower()] = fields
        text = rest.lstrip()[1:]
    return entries


def untex(text):
    """Return a field of BibTeX as it is printed."""
    names = {"braceleft": "{", "braceright": "}", "backslash": "\\", "asciitilde": "~"}
    names |= {"asciicircum": "^", "less": "<", "greater": ">"}
    found = re.sub(r"\{\\text([a-z]+)\}", lambda m: f"\0{ord(names[m[1]])}\0", text)
    assert not re.search(r"(?<!\\)[&%$#_~^]", found), text
    found = re.sub(r"\\([&%$#_])", r"\1", found).replace("{", "").replace("}", "")
    return re.sub(r"\0(\d+)\0", lambda m: chr(int(m[1])), found)


def test_bibtex_of_all_sources_and_of_hostile_names_reads_back():
    sources = load_sources()
    bundled = bibtex_entries(cite(sources, style="bibtex"))
    assert len(bundled) == len(sources) + 1
    for row in sources.to_dict("records"):
        own = bundled[row["source_id"].lower()]
        assert untex(own["author"]) == " and ".join(publishers(row))
        assert untex(own.get("title", "")) == cell_text(row["title"])
        assert own.get("url", "").isascii()
    entries = bibtex_entries(cite(pd.DataFrame({"source_id": HOSTILE}), style="bibtex"))
    told = {untex(fields["author"]) for fields in entries.values()}
    assert told == {*(" ".join(name.split()) for name in HOSTILE), "The ca_summit contributors"}


def test_dates_and_addresses_are_such_in_every_style():
    record = {
        "source_id": "two",
        "publisher": "UN",
        "title": "Who?",
        "url": "https://a.org/где;https://b.org/x",
        "published": "spring 2020",
        "licence": "",
        "obtained_on": "2026-11-23",
    }
    fields = bibtex_entries(references.bibtex(record))["two"]
    assert fields["url"] == "https://a.org/%D0%B3%D0%B4%D0%B5"
    assert "date" not in fields
    assert (fields["year"], fields["urldate"]) == ("2020", "2026-11-23")
    assert fields["note"] == "Also at https://b.org/x"
    item = references.csl_item(record)
    assert "issued" not in item
    assert item["accessed"] == {"date-parts": [[2026, 11, 23]]}
    assert "DA  -" not in references.ris(record)
    assert references.reference(record).startswith("UN. Who? spring 2020.")


def test_ids_of_csl_json_and_ris_are_unique_and_blank_sources_are_none():
    table = pd.DataFrame({"source_id": [*HOSTILE, "  ", ""]})
    ids = [item["id"] for item in json.loads(cite(table, style="csl-json"))]
    assert len(ids) == len(set(ids)) == len(HOSTILE) + 1
    lines = cite(table, style="ris").splitlines()
    assert len([line for line in lines if line.startswith("ID  - ")]) == len(ids)
    assert all(not line or re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert len(cite(table).splitlines()) == len(ids)


def test_a_cell_from_memory_names_no_document_of_its_row():
    latitude = why("meetings", "c5-plus-1-2025-washington", "latitude")
    assert latitude.source["source_id"] == "recalled"
    assert latitude.second == {}
    deposits = read_table("deposits")
    own = deposits["status_operator_verification"].astype("object")
    recalled = deposits[own.eq("recalled") & deposits["verification"].astype("object").eq("read")]
    status = why("deposits", recalled.iloc[0]["deposit_id"], "status")
    assert status.source["source_id"] == "recalled"
    assert why("deposits", recalled.iloc[0]["deposit_id"], "kind").verification == "read"


def test_a_status_given_with_its_row_is_verified_like_the_row():
    deposits = read_table("deposits")
    own = deposits[deposits["status_operator_verification"].isna()].iloc[0]
    assert why("deposits", own["deposit_id"], "status").verification == own["verification"]


def test_a_second_source_of_a_row_confirms_no_cell_from_memory():
    rows = read_table("meetings").dropna(subset=["second_source_id", "recalled_fields"])
    assert len(rows)
    for row in rows.to_dict("records"):
        assert why("meetings", row["meeting_id"], "name").second
        for column in row["recalled_fields"].split(";"):
            assert why("meetings", row["meeting_id"], column).second == {}


def test_a_table_without_sources_row_by_row_is_not_called_memory():
    row = read_table("meeting_coverage").iloc[0]
    key = {name: row[name] for name in get_table("meeting_coverage").key}
    one = why("meeting_coverage", key, "completeness")
    assert one.source == {}
    assert "get_table('meeting_coverage')" in one.note


def test_a_document_that_says_it_only_in_part_is_not_called_memory_alone():
    text = str(why("countries", "KAZ", "memberships"))
    assert "at least in part recalled" in text
    assert "CIA" in text


def test_a_merge_cites_both_tables_though_it_kept_the_sources_of_one():
    areas = load_countries()[["iso3", "area_km2"]]
    people = load_indicators("population", country=["KAZ", "UZB"], year=2020)
    merged = areas.merge(people, on="iso3")
    assert set(people["source_id"]) < ids_of(merged)
    assert why("countries", "KAZ", "area_km2").source["source_id"] in ids_of(merged)


def test_a_merge_with_suffixes_cites_both():
    left, right = load_indicators("gdp_usd", year=2020), load_indicators("population", year=2020)
    merged = left.merge(right, on=["iso3", "year"])
    wanted = {*left["source_id"], *right["source_id"]}
    assert {"source_id_x", "source_id_y"} <= set(merged.columns)
    assert wanted <= ids_of(merged[merged["iso3"].isin(left["iso3"])])


def test_a_concat_an_index_a_group_and_a_list_cite_what_they_are_made_of():
    meetings, countries = load_meetings(year=2025), load_countries()
    both = ids_of(meetings) | ids_of(countries)
    assert ids_of(pd.concat([meetings, countries])) == both
    assert ids_of([meetings, countries]) == both
    assert ids_of(meetings.set_index(["meeting_id", "source_id"])) == ids_of(meetings)
    assert ids_of(meetings.groupby("format", observed=True)) == ids_of(meetings)
    people = load_indicators("population")
    summed = people.groupby("iso3", observed=True).agg({"value": "sum", "source_id": "unique"})
    assert ids_of(summed) == set(people["source_id"])
    assert ids_of(people.iloc[0]) == {people["source_id"].iloc[0]}
    assert ids_of(people["source_id"]) == set(people["source_id"])
    assert ids_of(people.iloc[0].to_dict()) == {people["source_id"].iloc[0]}


def test_rows_without_their_source_column_are_traced_by_their_key():
    people = load_indicators("population", since=2010)
    bare = people.drop(columns=["source_id"])
    assert ids_of(bare) == set(people["source_id"])
    assert ids_of(bare.set_index(["indicator_id", "iso3", "year"])) == set(people["source_id"])


def test_a_changed_value_is_not_traced_to_a_table_that_says_otherwise():
    areas = load_countries()[["iso3", "area_km2"]]
    areas = pd.DataFrame(areas.assign(area_km2=areas["area_km2"] + 1))
    areas.attrs.clear()
    with pytest.raises(ValueError, match="needs a table with a `source_id` column"):
        cite(areas)


def test_a_sum_that_lost_its_sources_is_refused_with_what_to_do():
    people = load_indicators("population")
    for lost in (
        people.groupby("iso3", observed=True)["value"].mean(),
        people.pivot_table(index="year", columns="iso3", values="value", observed=True),
    ):
        with pytest.raises(ValueError, match=re.escape("keep `source_id`")):
            cite(lost)
    with pytest.raises(ValueError, match=re.escape("cite('indicators') or cite() of the rows")):
        cite(people.groupby("iso3", observed=True)["value"].mean())


def test_why_answers_for_rows_of_a_merge():
    merged = load_countries()[["iso3", "area_km2"]].merge(
        load_indicators("population", year=2020), on="iso3"
    )
    row = merged[merged["iso3"].eq("UZB")]
    assert why(row, column="area_km2") == why("countries", "UZB", "area_km2")
    assert why(row.iloc[0], column="value") == why(
        "indicators", ("population", "UZB", 2020), "value"
    )
    assert why(merged, int(row.index[0]), "value").key["iso3"] == "UZB"
    several = why(merged, column="area_km2")
    assert [one.key["iso3"] for one in several] == list(merged["iso3"])
    assert str(several).count("Cell:") == len(merged)
    assert why(several) is several
    assert len(why([row, merged], column="value")) == 1 + len(merged)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: why("countries"), "why('countries', key, column)"),
        (lambda: why(load_countries()), "explains at most"),
        (lambda: why(load_countries(), column="area"), "Did you mean 'area_km2'?"),
        (
            lambda: why(load_indicators("population").groupby("year")["value"].sum().to_frame()),
            "Ask why('indicators', key, 'value')",
        ),
        (lambda: why(load_countries(), 99, "area_km2"), "`key` must be one of"),
    ],
)
def test_why_says_what_to_do_when_it_cannot_know(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
    with pytest.raises(TypeError, match="got int"):
        why(3)


def test_the_table_of_a_figure_can_be_cited_and_holds_days():
    fig = plot_known_on()
    table = figure_data(fig)
    assert ids_of(table) == ids_of(fig) == ids_of([fig, table])
    assert ids_of(table.head(2)) == ids_of(fig)
    assert pd.api.types.is_datetime64_any_dtype(table["day"])


def test_a_figure_of_ones_own_carries_what_ours_carry():
    people = load_indicators("population", year=2020)
    areas = load_countries()
    fig = px.scatter(x=people["iso3"], y=people["value"], title="People", color=people["iso3"])
    assert annotate_sources(fig, people, areas, note="Mid-year") is fig
    assert ids_of(fig) == ids_of([people, areas])
    assert figure_data(fig)["value"].tolist() == people["value"].tolist()
    assert figure_alt(fig).startswith("People. ")
    assert all(trace.name in figure_alt(fig) for trace in fig.data[:3])
    assert figure_alt(fig).endswith(f"and {len(fig.data) - 8} more.")
    annotate_sources(fig, people, alt="Who lives where.")
    lines = [a.text for a in fig.layout.annotations if a.name == SOURCE_NAME]
    assert lines == ["Source: World Bank"]
    assert fig.layout.title.text == "People"
    assert figure_alt(fig) == "Who lives where."


def test_a_figure_of_ones_own_needs_its_sources():
    fig = px.bar(x=["a"], y=[1])
    with pytest.raises(ValueError, match=re.escape("annotate_sources(fig, table)")):
        cite(fig)
    with pytest.raises(ValueError, match="after the figure"):
        annotate_sources(fig)
    with pytest.raises(ValueError, match="needs a table with"):
        annotate_sources(fig, pd.DataFrame({"a": [1]}))
    with pytest.raises(TypeError, match="must be a plotly figure"):
        annotate_sources("fig", load_countries())


@pytest.fixture
def broken_copy(tmp_path, monkeypatch):
    """Return the data folder of an installed copy that a test may break."""
    copy = tmp_path / "data"
    shutil.copytree(data_path("datapackage.json").parent, copy)
    monkeypatch.setattr("ca_summit.files._bundled", lambda folder: tmp_path / folder)
    for cached in (catalog._package, catalog._tables, reader._read):
        cached.cache_clear()
    yield copy
    monkeypatch.undo()
    for cached in (catalog._package, catalog._tables, reader._read):
        cached.cache_clear()


def test_half_a_table_is_refused_and_named(broken_copy):
    path = broken_copy / "countries.csv"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DataError, match=r"'countries\.csv' is damaged") as refusal:
        load_countries()
    assert "Install the package again" in str(refusal.value)
    assert list(verify_tables()) == ["countries.csv"]


def test_a_changed_digit_a_lost_column_and_a_lost_file_are_refused(broken_copy):
    path = broken_copy / "countries.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2724900", "2724901", 1), encoding="utf-8", newline="\n")
    with pytest.raises(DataError, match="other content than its description"):
        load_countries()
    path.write_text("iso3\nKAZ\n", encoding="utf-8")
    with pytest.raises(DataError, match="bytes"):
        load_countries()
    path.unlink()
    with pytest.raises(DataError, match="is missing"):
        load_countries()


def test_a_damaged_description_is_refused_in_words(broken_copy):
    path = broken_copy / "datapackage.json"
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(DataError, match="description of the tables"):
        load_countries()
    assert main(["data", "verify"]) == 1


def test_data_verify_names_the_damaged_files(broken_copy, capsys):
    assert main(["data", "verify"]) == 0
    assert data_version().hash[:16] in capsys.readouterr().out
    (broken_copy / "rivers.geojson").write_text("{}", encoding="utf-8")
    assert main(["data", "verify"]) == 1
    assert "rivers.geojson" in capsys.readouterr().out


def test_the_hash_of_the_data_follows_every_table():
    package = json.loads(data_path("datapackage.json").read_text(encoding="utf-8"))
    assert catalog.hash_of(package) == data_version().hash
    package["resources"][3]["hash"] = "sha256:0"
    assert catalog.hash_of(package) != data_version().hash
