"""Sources survive what people do to tables, and where they are lost nothing is guessed."""

from __future__ import annotations

import copy
import io
from functools import cache

import geopandas as gpd
import pandas as pd
import plotly.express as px
import pytest

import ca_summit as ca
from ca_summit.provenance import Origin, cite, why
from ca_summit.provenance.citation import records_of
from ca_summit.provenance.tracing import flat, key_text
from ca_summit.tables import read_table

KEY = ["indicator_id", "iso3", "year"]


@cache
def _people():
    return ca.load_indicators("population", since=2021, country=["KAZ", "UZB"])


@cache
def _income():
    return ca.load_indicators("gdp_usd", since=2021, country=["KAZ", "UZB"])


def people():
    return _people().copy()


def income():
    return _income().copy()


def bare(frame):
    """Return a table as other programs give it: without sources, without what pandas remembers."""
    out = pd.DataFrame(frame.drop(columns=["source_id", "second_source_id"], errors="ignore"))
    out.attrs.clear()
    return out


def read_again(frame, **options):
    return pd.read_csv(io.StringIO(frame.to_csv(index=False)), **options)


def wide():
    table = people().pivot(index="year", columns="iso3", values="value")  # noqa: PD010
    table.columns = table.columns.astype("str")
    return table.reset_index()


#: What keeps row and value, so that the cells of `people()` are found again.
KEEPS = {
    "copy": lambda: bare(people()).copy(),
    "deep copy": lambda: copy.deepcopy(bare(people())),
    "query": lambda: bare(people()).query("iso3 == 'KAZ'"),
    "mask": lambda: bare(people())[lambda d: d["year"].ge(2022)],
    "sample": lambda: bare(people()).sample(3, random_state=1),
    "sort": lambda: bare(people()).sort_values("value").reset_index(drop=True),
    "index of the key": lambda: bare(people()).set_index(KEY),
    "index of a part": lambda: bare(people()).set_index("iso3"),
    "csv": lambda: read_again(bare(people())),
    "csv of an index": lambda: read_again(bare(people()).set_index(KEY).reset_index()),
    "json": lambda: pd.read_json(io.StringIO(bare(people()).to_json(orient="records"))),
    "records": lambda: pd.DataFrame(bare(people()).to_dict("records")),
    "pickle": lambda: copy.copy(bare(people())),
    "strings of Python": lambda: bare(people()).astype({"iso3": object, "indicator_id": object}),
    "strings of Arrow": lambda: bare(people()).astype({"iso3": "string[pyarrow]"}),
    "pandas 3 strings": lambda: bare(people()).astype({"iso3": "str", "indicator_id": "str"}),
    "categories": lambda: bare(people()).astype({"iso3": "category"}),
    "types of Arrow": lambda: bare(people()).convert_dtypes(dtype_backend="pyarrow"),
    "objects": lambda: bare(people()).astype(object),
    "years as floats": lambda: bare(people()).astype({"year": float}),
    "years as text": lambda: bare(people()).astype({"year": str}),
    "a column more": lambda: bare(people()).assign(millions=lambda d: d["value"] / 1e6),
    "a column less": lambda: bare(people())[[*KEY, "value"]],
    "merge with names": lambda: bare(people()).merge(
        pd.DataFrame({"iso3": ["KAZ", "UZB"], "capital": ["Astana", "Tashkent"]}), on="iso3"
    ),
    "outer merge": lambda: bare(people()).merge(
        pd.DataFrame({"iso3": ["KAZ"], "year": [2022], "mine": [1]}), how="outer"
    ),
    "merge of two with _x and _y": lambda: bare(people()).merge(
        bare(income()), on=["iso3", "year"]
    ),
    "merge with suffixes": lambda: bare(people()).merge(
        bare(income()), on=["iso3", "year"], suffixes=(" (people)", ".usd")
    ),
    "merge with one suffix": lambda: bare(people()).merge(
        bare(income()), on=["iso3", "year"], suffixes=("", "_gdp")
    ),
    "prefixes side by side": lambda: pd.concat(
        [
            bare(people()).set_index(["iso3", "year"]).add_prefix("p_"),
            bare(income()).set_index(["iso3", "year"]).add_prefix("g_"),
        ],
        axis=1,
    ),
    "concat": lambda: pd.concat([bare(people()), bare(income())]),
    "concat with keys": lambda: pd.concat({"p": bare(people()), "g": bare(income())}),
    "group of one row each": lambda: bare(people()).groupby(KEY, observed=True)["value"].sum(),
    "last of each": lambda: bare(people()).groupby("iso3", observed=True).tail(1),
    "pivot and back, with the indicator": lambda: (
        wide()
        .melt(id_vars="year", var_name="iso3", value_name="value")
        .assign(indicator_id="population")
    ),
    "stack": lambda: bare(people()).set_index(KEY)[["value"]].stack().droplevel(-1),  # noqa: PD013
    "explode": lambda: bare(people()).assign(tag=[["a", "b"]] * len(people())).explode("tag"),
    "twice": lambda: pd.concat([bare(people())] * 2),
    "with shapes": lambda: gpd.GeoDataFrame(
        bare(people()).merge(ca.load_outlines()[["iso3", "geometry"]], on="iso3")
    ),
}

#: What changes values or loses rows; nobody can say which source is meant.
LOSES = {
    "twice as much": lambda: bare(people()).assign(value=lambda d: d["value"] * 2),
    "rounded": lambda: bare(people()).assign(value=lambda d: d["value"].round(-6)),
    "sums": lambda: bare(people()).groupby("iso3", observed=True)["value"].sum(),
    "means by year": lambda: bare(people()).groupby("year")[["value"]].mean(),
    "largest of each": lambda: (
        bare(people()).groupby("iso3", observed=True)["value"].max().reset_index()
    ),
    "running sum": lambda: bare(people()).assign(value=lambda d: d["value"].cumsum()),
    "pivot": lambda: wide(),
    "pivot and back": lambda: wide().melt(id_vars="year"),
    "another name of the value": lambda: bare(people()).rename(columns={"value": "people"}),
    "another name of the key": lambda: bare(people()).rename(columns={"iso3": "state"}),
    "another row's value": lambda: bare(people()).assign(value=lambda d: d["value"].shift(1)),
    "another indicator's name": lambda: bare(people()).assign(indicator_id="gdp_usd"),
    "difference of two": lambda: (
        people().set_index(["iso3", "year"])["value"]
        - income().set_index(["iso3", "year"])["value"]
    ),
    "text": lambda: bare(people()).assign(value=lambda d: d["value"].map("{:,.0f}".format)),
    "turned": lambda: bare(people()).head(3).T,
    "ranks": lambda: bare(people()).rank(numeric_only=True),
    "a row of one's own": lambda: pd.concat(
        [
            bare(people()),
            pd.DataFrame(
                {"indicator_id": ["population"], "iso3": ["KAZ"], "year": [2031], "value": [1.0]}
            ),
        ]
    ),
}


def wanted(frame):
    """Return the sources that the cells of people and income in a frame have."""
    text = " ".join(map(str, [*flat(_as_frame(frame)).to_numpy().ravel()]))
    ids = set(people()["source_id"]) if "population" in text else set()
    return ids | (set(income()["source_id"]) if "gdp_usd" in text else set())


def _as_frame(what):
    return what.to_frame("value") if isinstance(what, pd.Series) else what


@pytest.mark.parametrize("name", KEEPS)
def test_a_value_that_kept_its_row_keeps_its_source(name):
    frame = KEEPS[name]()
    whole = wanted(frame)
    found = {record["source_id"] for record in records_of(frame)}
    assert found & whole == found - ids_of_outlines(found)
    assert found
    answer = why(frame.head(1) if frame.ndim == 2 else frame.iloc[:1])
    origins = [answer] if isinstance(answer, Origin) else answer
    shown = [key_text(v) for v in flat(_as_frame(frame).head(1)).iloc[0]]
    for one in origins:
        if one.table == "indicators":
            assert key_text(one.value) in shown
            assert one == why("indicators", one.key, one.column)
    assert any(one.column == "value" for one in origins)


def ids_of_outlines(found):
    """Return the sources of shapes and names beside the values."""
    return found - set(people()["source_id"]) - set(income()["source_id"])


@pytest.mark.parametrize("name", LOSES)
def test_a_value_that_lost_its_row_gets_no_source(name):
    frame = LOSES[name]()
    with pytest.raises(ValueError, match=r"cite\(\) needs"):
        cite(frame)
    if name != "a row of one's own":
        with pytest.raises(ValueError, match="Nothing says from which table"):
            why(frame)
    with pytest.raises(ValueError, match=r"cite\(\) needs"):
        ca.annotate_sources(px.bar(x=["a"], y=[1]), frame)


def test_a_row_of_ones_own_is_cited_by_its_own_name_beside_ours():
    mine = people().head(1).assign(value=1.0, year=2031, source_id="my count")
    both = pd.concat([people(), mine])
    assert {r["source_id"] for r in records_of(both)} == {*people()["source_id"], "my count"}
    with pytest.raises(ValueError, match="Nothing says"):
        why(both.tail(1))


def test_a_gap_that_a_user_made_has_no_source():
    frame = bare(people())
    frame.loc[frame.index[0], "value"] = float("nan")
    with pytest.raises(ValueError, match="Nothing says"):
        why(frame, frame.index[0], "value")
    assert why(frame.head(2), column="value").value == frame["value"].iloc[1]


def test_words_that_two_tables_hold_alike_are_given_to_neither():
    codes = bare(ca.load_countries()[["iso3", "iso2"]])
    with pytest.raises(ValueError, match="Nothing says"):
        why(codes, codes.index[0], "iso2")
    with pytest.raises(ValueError, match=r"cite\(\) needs"):
        cite(codes)
    assert why(ca.load_countries()[["iso3", "iso2"]].head(1), column="iso2").table == "countries"
    assert why(read_table("country_codes").head(1), column="iso2").table == "country_codes"


def test_a_merge_with_suffixes_tells_both_values_apart():
    both = bare(people()).merge(bare(income()), on=["iso3", "year"], suffixes=("_a", "_b"))
    row = both.iloc[0]
    for column, frame in (("value_a", people()), ("value_b", income())):
        one = why(both.head(1), column=column)
        assert one.value == row[column]
        assert one.key["indicator_id"] == frame["indicator_id"].iloc[0]


def test_a_table_as_it_was_known_cites_the_same_rows():
    then = ca.load_meetings(as_of="2025-10-27", year=2025)
    planned = then[then["status"].astype("str").eq("planned")]
    assert {r["source_id"] for r in records_of(planned)} >= set(planned["source_id"])
    with pytest.raises(ValueError, match="Nothing says"):
        why(planned.head(1), column="status")


def test_a_figure_of_ones_own_tells_its_cells():
    merged = bare(people()).merge(bare(income()), on=["iso3", "year"], suffixes=("_a", "_b"))
    fig = ca.annotate_sources(px.scatter(merged, x="value_a", y="value_b"), merged)
    one = why(fig, ("Kazakhstan", 2022), "value_b")
    assert one == why("indicators", ("gdp_usd", "KAZ", 2022), "value")
