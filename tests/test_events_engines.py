"""One call gives the same counts in every engine; one that is not there is skipped by name."""

from __future__ import annotations

import os
import shutil
import warnings

import pandas as pd
import pytest

import ca_summit.events as ev

pytest.importorskip("duckdb")
ROWS = 60_000
SPAN = {"since": "2016-03-01", "until": 2025}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("events") / "sample.parquet"
    ev.make_sample(path, rows=ROWS, seed=3)
    return path


@pytest.fixture(scope="module")
def expected(sample):
    """Counts made without narwhals and without an engine, row by row."""
    frame = pd.read_parquet(sample)
    meant = {"ROM": "ROU"}
    states = {"EUR", "AFR"}
    rows = {}
    for row in frame.to_dict("records"):
        one, two = row["Actor1CountryCode"], row["Actor2CountryCode"]
        if (
            not isinstance(one, str)
            or not isinstance(two, str)
            or one == two
            or {one, two} & states
        ):
            continue
        if row["EventCode"] not in {"042", "043", "044", "046", "057"}:
            continue
        if not {one, two} & set(ev.FIVE) or not 20160301 <= row["SQLDATE"] <= 20251231:
            continue
        pair = sorted(meant.get(code, code) for code in (one, two))
        day = pd.Timestamp(str(row["SQLDATE"]))
        sums = rows.setdefault((day, *pair, row["EventCode"]), [0, 0, 0, 0.0])
        for at, value in enumerate((1, row["NumMentions"], row["NumArticles"], row["AvgTone"])):
            sums[at] += value
    return [(*k, n, m, a, t / n) for k, (n, m, a, t) in sorted(rows.items())]


def _needed(name):
    """Import an engine; in continuous integration none may lack."""
    return __import__(name) if os.environ.get("CI") else pytest.importorskip(name)


def _same(day, expected):
    got = list(day.itertuples(index=False, name=None))
    assert len(got) == len(expected) > 1000
    assert [row[:7] for row in got] == [row[:7] for row in expected]
    for mine, other in zip(got, expected, strict=True):
        assert abs(mine[7] - other[7]) <= 1e-9


def test_scan_counts_as_row_by_row(sample, expected):
    _same(ev.by_day(ev.scan(sample, layout="gdelt2"), **SPAN), expected)


def test_pandas_counts_as_row_by_row(sample, expected):
    _same(ev.by_day(pd.read_parquet(sample), **SPAN), expected)


def test_pandas_of_numpy_objects_counts_as_row_by_row(sample, expected):
    frame = pd.read_parquet(sample)
    texts = frame.select_dtypes("str").columns
    _same(ev.by_day(frame.astype(dict.fromkeys(texts, "object")), **SPAN), expected)


def test_duckdb_counts_as_row_by_row(sample, expected):
    duckdb = _needed("duckdb")
    with duckdb.connect() as connection:
        _same(ev.by_day(connection.read_parquet(str(sample)), **SPAN), expected)


def test_pyarrow_counts_as_row_by_row(sample, expected):
    _needed("pyarrow")
    import pyarrow.parquet as pq

    _same(ev.by_day(pq.read_table(sample), **SPAN), expected)


@pytest.mark.parametrize("lazy", [True, False])
def test_polars_counts_as_row_by_row(sample, expected, lazy):
    polars = _needed("polars")
    frame = polars.scan_parquet(sample) if lazy else polars.read_parquet(sample)
    _same(ev.by_day(frame, **SPAN), expected)


def test_ibis_on_duckdb_counts_as_row_by_row(sample, expected):
    ibis = _needed("ibis")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Ibis calls what newer versions of DuckDB call otherwise
        connection = ibis.duckdb.connect()
        _same(ev.by_day(connection.read_parquet(sample), **SPAN), expected)
        connection.disconnect()


def test_dask_of_41_partitions_on_two_workers_counts_as_row_by_row(sample, expected):
    _needed("dask")
    distributed = _needed("distributed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import dask.dataframe as dd

        with (
            distributed.LocalCluster(
                n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
            ) as cluster,
            distributed.Client(cluster),
        ):
            frame = dd.from_pandas(pd.read_parquet(sample), npartitions=41)
            assert frame.npartitions == 41
            _same(ev.by_day(frame, **SPAN), expected)
            with pytest.raises(ValueError, match=r"counts [\d,]+ rows, and `max_rows` allows 10\."):
                ev.by_day(frame, max_rows=10, **SPAN)


def test_spark_counts_as_row_by_row(sample, expected):
    _needed("pyspark")
    if shutil.which("java") is None and not os.environ.get("CI"):
        pytest.skip("pyspark needs a Java machine")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        spark = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.driver.memory", "1g")
            .getOrCreate()
        )
        try:
            _same(ev.by_day(spark.read.parquet(str(sample)), **SPAN), expected)
        finally:
            spark.stop()


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.assign(SQLDATE=f["SQLDATE"].astype(str)),
        lambda f: f.assign(SQLDATE=pd.to_datetime(f["SQLDATE"].astype(str))),
        lambda f: f.assign(
            SQLDATE=pd.to_datetime(f["SQLDATE"].astype(str)) + pd.Timedelta(hours=20)
        ),
    ],
    ids=["text", "datetime", "with hours"],
)
def test_days_count_alike_in_every_type(sample, expected, change):
    _same(ev.by_day(change(pd.read_parquet(sample)), **SPAN), expected)


def test_no_more_rows_than_allowed_come_out(sample, expected):
    source = ev.scan(sample, layout="gdelt2")
    assert len(ev.by_day(source, max_rows=2_000, **SPAN)) == len(expected)
    with pytest.raises(ValueError, match=r"by_day\(\) counts [\d,]+ rows.*Narrow `since`"):
        ev.by_day(source, max_rows=len(expected) // 2, **SPAN)
    for wrong in (0, -1, 2.5, True, "many"):
        with pytest.raises(ValueError, match="`max_rows` must be a whole number above 0"):
            ev.by_day(source, max_rows=wrong)


def test_focus_takes_any_name_and_the_codes_of_the_data_set(sample):
    source = ev.scan(sample, layout="gdelt2")
    romania = ev.by_day(source, focus="Румыния")
    assert len(romania)
    assert (romania["actor"].eq("ROU") | romania["other"].eq("ROU")).all()
    assert ev.by_day(source, focus=["KAZ", "uz"]).equals(
        ev.by_day(source, focus=["Kazakhstan", "Uzbekistan"])
    )
    with pytest.raises(ValueError, match="`focus` must be one of"):
        ev.by_day(source, focus="Atlantis")


def test_places_tell_reports_apart_by_where_they_lie(sample):
    source = ev.scan(sample, layout="gdelt2")
    day, apart = ev.by_day(source), ev.by_day(source, places=True)
    assert apart["reports"].sum() == day["reports"].sum()
    named = apart.dropna(subset="place")
    assert set(named["place"]) == {*ev.FIVE, "USA"}
    assert named.loc[named["place"].eq("TJK"), "place_name"].str.startswith("Dushanbe").all()


def test_what_lacks_is_told(sample):
    frame = pd.read_parquet(sample)
    with pytest.raises(ValueError, match="columns of no layout"):
        ev.by_day(frame.drop(columns="EventCode"))
    with pytest.raises(ValueError, match=r"needs the columns \['EventCode'\] of GDELT 2\.0"):
        ev.by_day(frame.drop(columns="EventCode"), layout="gdelt2")
    with pytest.raises(TypeError, match="loses its zero as a number"):
        ev.by_day(frame.assign(EventCode=frame["EventCode"].astype(int)))
    with pytest.raises(TypeError, match="as numbers"):
        ev.by_day(frame.assign(AvgTone="low"))
    with pytest.raises(TypeError, match=r"got a list"):
        ev.by_day([1, 2])
    with pytest.raises(ValueError, match="`kinds` must be one of"):
        ev.by_day(frame, kinds="meeting")
    with pytest.raises(TypeError, match="leading zero"):
        ev.by_day(frame, kinds=[42])
    none = ev.by_day(frame, since=1990, until=1991)
    assert none.empty
    assert list(none.columns) == list(ev.by_day(frame).columns)


def test_a_table_without_numbers_counts_reports_only(sample):
    frame = pd.read_parquet(sample)
    day = ev.by_day(frame[["SQLDATE", "Actor1CountryCode", "Actor2CountryCode", "EventCode"]])
    assert day["mentions"].isna().all()
    assert day["tone"].isna().all()
    assert day["reports"].sum() == ev.by_day(frame)["reports"].sum()
