"""Make synthetic event records whose true meetings are known, to try engines and counting rules."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import os

    import duckdb

#: Assumptions of the sample, none measured on real data.
REPORTS_PER_MEETING = 12  # mean of a geometric law, and one more
_SPREAD = "CASE WHEN u < 0.05 THEN -1 WHEN u < 0.75 THEN 0 WHEN u < 0.95 THEN 1 ELSE 2 END"
_FIRST, _LAST = dt.date(2016, 1, 1), dt.date(2025, 12, 31)
_OF_MEETINGS = 40  # one row in so many belongs to a meeting
_FIVE = "KAZ KGZ TJK TKM UZB"
_OTHERS = "USA RUS CHN TUR IRN JPN DEU AZE IND KOR"
#: Kinds of reports of a meeting: more than the ones that count as meetings.
_KINDS = "042 042 043 043 046 057 040 036 051 041"
_NOISE = "010 020 036 040 041 042 043 046 050 051 057 061 071 112 120 130 173 190 193 030 045 044"
_WORLD = "USA USA USA RUS RUS CHN CHN GBR ISR IND TUR IRN JPN DEU FRA ITA AFG PAK AZE ARM KOR ROM "
_WORLD += "EUR AFR PSE AUS UKR POL BRA EGY"
#: Hosts: FIPS code, name, degrees north and east.
_CITIES = (
    ("KZ", "Astana, Astana, Kazakhstan", 51.18, 71.45),
    ("KG", "Bishkek, Bishkek, Kyrgyzstan", 42.87, 74.6),
    ("TI", "Dushanbe, Dushanbe, Tajikistan", 38.56, 68.77),
    ("TX", "Ashgabat, Ashgabat, Turkmenistan", 37.95, 58.38),
    ("UZ", "Tashkent, Toshkent, Uzbekistan", 41.32, 69.25),
    ("US", "Washington, District of Columbia, United States", 38.9, -77.04),
)


def make_sample(
    path: str | os.PathLike[str], *, rows: int = 100_000, seed: int = 1
) -> pd.DataFrame:
    """Write synthetic records in the shape of GDELT 2.0 as Parquet, and return the true meetings.

    One row in 40 is a report of a meeting that was made up; the others are reports of anything
    between any states, also of visits that belong to none of these meetings. The same rows and
    seed give the same records.

    Parameters
    ----------
    path
        Parquet file to write; its folder must be there.
    rows
        Number of records.
    seed
        Whole number that the records follow from.

    Returns
    -------
    DataFrame, one row per meeting: ``start_date``, ``actor``, ``other`` (ISO3, alphabetical),
        ``reports`` (records written about it, of any kind).

    Raises
    ------
    ValueError
        If a number is not whole or too small.

    Notes
    -----
    Synthetic: the number of reports of a meeting, their days and kinds are assumptions, not
    measured on real data. What a counting rule makes of them says how rules differ, not how
    good they are on real reports.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     truth = make_sample(Path(folder) / "s.parquet", rows=4_000, seed=1)
    >>> int(truth["reports"].sum())
    100
    """
    from ca_summit.events.scan import SYNTHETIC, connect

    _check("rows", rows, _OF_MEETINGS)
    _check("seed", seed, 0)
    target = Path(path)
    with tempfile.TemporaryDirectory() as folder:
        connection = connect("1GB", Path(folder))
        _meetings(connection, rows // _OF_MEETINGS, seed)
        connection.execute(
            f"COPY ({_RECORDS.format(rows=rows, step=_OF_MEETINGS, seed=seed, spread=_SPREAD)}) "
            f"TO '{str(target).replace(chr(39), 2 * chr(39))}' (FORMAT parquet, COMPRESSION zstd, "
            f"KV_METADATA {{{SYNTHETIC}: 'yes'}})"
        )
        truth: pd.DataFrame = connection.sql(
            "SELECT start_date, least(one, two) AS actor, greatest(one, two) AS other, reports "
            "FROM meeting ORDER BY start_date, number"
        ).df()
        connection.close()
    truth["start_date"] = pd.to_datetime(truth["start_date"]).astype("datetime64[us]")
    for name in ("actor", "other"):
        truth[name] = truth[name].astype("str")
    return truth


def _check(name: str, value: object, least: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"`{name}` must be a whole number of {least} or more; got {value!r}.")


def _list(words: str) -> str:
    return "[" + ", ".join(f"'{word}'" for word in words.split()) + "]"


def _meetings(connection: duckdb.DuckDBPyConnection, reports: int, seed: int) -> None:
    """Make up meetings until they have so many reports; the last has what is left."""
    connection.execute(
        "CREATE MACRO chance(i, k, seed) AS (hash(i * 16 + k + seed * 1000003) % 1000003) / "
        "1000003.0"
    )
    connection.execute("CREATE MACRO pick(l, u) AS l[1 + CAST(floor(u * len(l)) AS INT)]")
    days = (_LAST - _FIRST).days - 6
    cities = ", ".join(f"('{c}', '{n}', {y}, {x})" for c, n, y, x in _CITIES)
    connection.execute(
        f"CREATE TEMP TABLE city AS SELECT * FROM (VALUES {cities}) t(fips, name, y, x)"
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE meeting AS
        WITH drawn AS (
            SELECT i AS number,
                pick({_list(_FIVE)}, chance(i, 1, {seed})) AS one,
                pick({_list(_OTHERS)}, chance(i, 2, {seed})) AS two,
                DATE '{_FIRST}' + 3
                    + CAST(floor(chance(i, 3, {seed}) * {days}) AS INT) AS start_date,
                1 + CAST(
                    floor(ln(1 - chance(i, 4, {seed})) / ln(1 - 1.0 / {REPORTS_PER_MEETING}))
                    AS BIGINT
                ) AS many,
                1 + CAST(floor(chance(i, 5, {seed}) * {len(_CITIES)}) AS INT) AS host
            FROM range({reports}) t(i)
        ), run AS (SELECT *, sum(many) OVER (ORDER BY number) - many AS first FROM drawn)
        SELECT number, one, two, start_date, host, CAST(first AS BIGINT) AS first,
            CAST(least(many, {reports} - first) AS BIGINT) AS reports
        FROM run WHERE first < {reports}
        """
    )


_RECORDS = f"""
    WITH r AS (
        SELECT i, i % {{step}} = 0 AND i // {{step}} < {{rows}} // {{step}} AS told,
            i // {{step}} AS report,
            chance(i, 6, {{seed}}) AS u, chance(i, 7, {{seed}}) AS v, chance(i, 8, {{seed}}) AS w,
            chance(i, 9, {{seed}}) AS p, chance(i, 10, {{seed}}) AS q
        FROM range({{rows}}) t(i)
    ), j AS (
        SELECT r.*, m.one, m.two, m.start_date, c.*
        FROM r ASOF LEFT JOIN meeting m ON r.report >= m.first
        LEFT JOIN (SELECT rowid + 1 AS host_number, * FROM city) c ON c.host_number = m.host
    )
    SELECT 1000000000 + i AS GlobalEventID,
        CAST(strftime(CASE WHEN told THEN start_date + {{spread}}
            ELSE DATE '{_FIRST}' + CAST(floor(u * {(_LAST - _FIRST).days + 1}) AS INT) END,
            '%Y%m%d') AS INTEGER) AS SQLDATE,
        CASE WHEN told THEN if(v < 0.5, one, two) WHEN v < 0.1 THEN NULL
            ELSE pick({_list(_WORLD)}, (v - 0.1) / 0.9) END AS Actor1CountryCode,
        CASE WHEN told THEN if(v < 0.5, two, one) WHEN w < 0.3 THEN NULL
            ELSE pick({_list(f"{_WORLD} {_FIVE}")}, (w - 0.3) / 0.7) END AS Actor2CountryCode,
        CASE WHEN told THEN pick({_list(_KINDS)}, w)
            ELSE pick({_list(_NOISE)}, p) END AS EventCode,
        1 + CAST(floor(-ln(1 - q * 0.9999) * 6) AS INTEGER) AS NumMentions,
        1 + CAST(floor(-ln(1 - q * 0.9999) * 5) AS INTEGER) AS NumArticles,
        CAST(round(-8 + 14 * p * q, 4) AS DOUBLE) AS AvgTone,
        CASE WHEN told THEN fips END AS ActionGeo_CountryCode,
        CASE WHEN told THEN name END AS ActionGeo_FullName,
        CASE WHEN told THEN CAST(y AS DOUBLE) END AS ActionGeo_Lat,
        CASE WHEN told THEN CAST(x AS DOUBLE) END AS ActionGeo_Long
    FROM j
"""
