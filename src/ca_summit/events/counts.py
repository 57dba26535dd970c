"""Count reports by day, pair of states and kind, in the engine that holds the records."""

from __future__ import annotations

import importlib.util
import re
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.diplomacy.presence import FIVE
from ca_summit.events.codes import place_iso, raw_codes, states_in
from ca_summit.events.kinds import kind_codes
from ca_summit.events.layouts import PLACES, WHOLE, YEARS, Layout, get_layout, layout_of
from ca_summit.tables.spans import check_span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import narwhals as nw

    from ca_summit.tables.spans import Moment

#: Where a table of days keeps what was asked for and what could not be counted.
ASKED = "ca_summit_events"
_KEYS = ["day", "actor", "other", "kind"]
_CODES = 1000  # so many different codes tell whether a column holds any


def by_day(
    source: Any,
    *,
    focus: str | Iterable[str] = FIVE,
    kinds: str | Iterable[str] = "meetings",
    since: Moment = None,
    until: Moment = None,
    layout: str | Layout | None = None,
    places: bool = False,
    max_rows: int = 500_000,
) -> pd.DataFrame:
    """Count the reports of each day, pair of states and kind of event.

    The records are filtered and counted in the engine that holds them, lazily where it is lazy
    (DuckDB, Polars LazyFrame, Dask, Spark, Ibis); pandas, PyArrow and a Polars DataFrame hold
    all rows in memory. Only the counts come back.

    Parameters
    ----------
    source
        What ``scan()`` returns, or any table that narwhals takes.
    focus
        States, by any name or code; at least one of each pair is one of these. Default: the five.
    kinds
        ``"meetings"`` (CAMEO 042, 043, 044, 046, 057; PLOVER consultations by visit, at a third
        place, of many), ``"planned"`` (036), ``"phone"`` (041), ``"consultations"`` (040 to 046),
        or codes as text.
    since, until
        First and last day, both included: years or days.
    layout
        Layout of a table that does not come from ``scan()``. Default: told by its columns.
    places
        Whether reports are told apart by the place they name, with its position.
    max_rows
        So many rows at most are taken out of the engine.

    Returns
    -------
    DataFrame, one row per day, pair and kind (and place):
        ``day``; ``actor``, ``other`` (ISO3, alphabetical); ``kind`` (code of the data set);
        ``reports`` (rows of the data set), ``mentions``, ``articles`` (counts, missing where the
        data set has none); ``tone`` (mean over the reports that have one); with ``places``
        ``place`` (ISO3), ``place_name``, ``latitude``, ``longitude`` (degrees). Reports count
        what was written, not what happened. ``frame.attrs["ca_summit_events"]`` holds what was
        asked for and ``skipped``, the reports left out and why.

    Raises
    ------
    ValueError, TypeError
        If a column is missing or of the wrong type, an argument is unknown, or there are more
        rows than ``max_rows``; the message gives their number.

    Examples
    --------
    >>> import pandas as pd
    >>> records = pd.DataFrame(
    ...     {
    ...         "SQLDATE": [20251106, 20251106, 20251107],
    ...         "Actor1CountryCode": ["KAZ", "USA", "KAZ"],
    ...         "Actor2CountryCode": ["USA", "KAZ", "AFR"],
    ...         "EventCode": ["042", "042", "043"],
    ...     }
    ... )
    >>> day = by_day(records)
    >>> day[["actor", "other", "reports"]].values.tolist(), day.attrs["ca_summit_events"]["skipped"]
    ([['KAZ', 'USA', 2]], {'AFR': 1})
    """
    import narwhals as nw

    from ca_summit.events.scan import Source

    title = source.title if isinstance(source, Source) else None
    synthetic = isinstance(source, Source) and source.is_synthetic
    table = source
    if isinstance(source, Source):  # stays named till the end: with it go its files and connection
        table, layout = source.native, source.layout
    _check_rows(max_rows)
    try:
        frame = whole = nw.from_native(table).lazy()
    except nw.exceptions.DuplicateError as error:
        raise ValueError(
            f"by_day() needs each column once. {' '.join(str(error).split())}"
        ) from error
    except TypeError as error:
        raise TypeError(
            f"by_day() needs what scan() returns, or a table that narwhals takes; got a "
            f"{type(source).__name__}."
        ) from error
    schema = frame.collect_schema()
    chosen = layout_of(schema.names()) if layout is None else get_layout(layout)
    _check_schema(schema, chosen)
    asked = [focus] if isinstance(focus, str) else list(focus)
    focused = raw_codes(asked, chosen.actors)
    codes = kind_codes(kinds, chosen.kinds)
    first, last = check_span(since, until)
    frame = _chosen(frame, chosen, focused, codes)
    frame = _within(frame, chosen, schema, first, last)
    counted = _counted(frame, chosen, schema, places=places)
    out = _finished(_taken(counted, max_rows), chosen, focused, places=places)
    if out.empty:
        _check_codes(whole, chosen)
    out.attrs[ASKED] |= {
        "layout": chosen.name,
        "title": title or chosen.title,
        "synthetic": synthetic,
        "kinds": list(codes),
        "focus": sorted(
            {code for raw in focused for code in states_in(raw, chosen.actors, several=False)[0]}
        ),
        "since": None if first is None else f"{first:%Y-%m-%d}",
        "until": None if last is None else f"{last:%Y-%m-%d}",
    }
    return out


def collected(frame: Any) -> pd.DataFrame:
    """Take a lazy table of narwhals out of its engine, as pandas."""
    arrow = importlib.util.find_spec("pyarrow") is not None
    backend = "pandas" if frame.implementation.is_duckdb() and not arrow else None
    taken: pd.DataFrame = frame.collect(backend=backend).to_pandas()
    return taken


def _check_rows(max_rows: int) -> None:
    if not hasattr(max_rows, "__index__") or isinstance(max_rows, bool) or max_rows < 1:
        raise ValueError(f"`max_rows` must be a whole number above 0; got {max_rows!r}.")


def _check_schema(schema: nw.Schema, layout: Layout) -> None:
    lacking = layout.lacking(schema.names())
    if lacking:
        raise ValueError(
            f"by_day() needs the columns {lacking} of {layout.title}; the table has "
            f"{schema.names()[:12]}. Rename them, or name the layout with `layout`."
        )
    for role in ("actor", "other", "kind"):
        kind = schema[layout.column(role)]
        if not _is_text(kind):
            raise TypeError(
                f"by_day() needs {layout.column(role)!r} as text; it is {kind}. A code such as "
                "'042' loses its zero as a number: read the column as text."
            )
    for role in (*WHOLE, "tone", "latitude", "longitude"):
        column = layout.roles.get(role)
        if column is not None and column in schema and not schema[column].is_numeric():
            raise TypeError(f"by_day() needs {column!r} as numbers; it is {schema[column]}.")


def _check_codes(frame: Any, layout: Layout) -> None:
    """Refuse records of which no cell holds a code of the layout: they would all count as none."""
    import narwhals as nw

    tests: dict[str, Callable[[str], Any]] = {
        role: lambda text: states_in(text, layout.actors, several=layout.several)[0]
        for role in ("actor", "other")
    }
    if layout.kinds == "cameo":
        tests["kind"] = re.compile(r"\d{3,4}").fullmatch
    for role, fits in tests.items():
        name = layout.column(role)
        cells = frame.filter(~nw.col(name).is_null()).group_by(name).agg(nw.len().alias("reports"))
        found = [str(cell) for cell in collected(cells.head(_CODES))[name]]
        if found and not any(fits(cell) for cell in found):
            raise ValueError(
                f"by_day() finds no code of {layout.title} in {name!r}; it holds {found[:4]}. "
                "Codes are written as the data set has them, such as KAZ and 042."
            )


def _is_text(kind: Any) -> bool:
    import narwhals as nw

    return isinstance(kind, (nw.String, nw.Categorical, nw.Enum)) or kind in (
        nw.String,
        nw.Categorical,
    )


def _chosen(frame: Any, layout: Layout, focused: Sequence[str], codes: Sequence[str]) -> Any:
    """Keep reports of the kinds asked for, between two sides, one of them in focus."""
    import narwhals as nw

    actor, other, kind = (nw.col(layout.column(r)) for r in ("actor", "other", "kind"))
    # Nulls go first: what a comparison with them gives differs between engines.
    frame = frame.filter(~actor.is_null(), ~other.is_null(), ~kind.is_null())
    if layout.missing:
        frame = frame.filter(~actor.is_in(list(layout.missing)), ~other.is_in(list(layout.missing)))
    plain = [c for c in codes if ":" not in c]
    wanted = [kind.is_in(plain)] if plain else []
    if "mode" in layout.roles:
        mode = nw.col(layout.roles["mode"])
        modes: dict[str, list[str]] = {}
        for code in codes:
            name, sep, of = code.partition(":")
            modes.setdefault(name, []).extend([of] if sep else [])
        wanted += [(kind == n) & ~mode.is_null() & mode.is_in(m) for n, m in modes.items() if m]
    frame = frame.filter(nw.any_horizontal(*wanted, ignore_nulls=False))
    if layout.several:
        pattern = f"(?:^|[;,|/ ])(?:{'|'.join(map(re.escape, focused))})(?:[;,|/ ]|$)"
        return frame.filter(actor.str.contains(pattern) | other.str.contains(pattern))
    return frame.filter(actor != other, actor.is_in(focused) | other.is_in(focused))


def _within(
    frame: Any,
    layout: Layout,
    schema: nw.Schema,
    first: pd.Timestamp | None,
    last: pd.Timestamp | None,
) -> Any:
    """Keep the days of a span, compared in the type the column has."""
    import narwhals as nw

    name = layout.column("day")
    kind, day = schema[name], nw.col(name)
    dashed = layout.actors != "cameo"

    def bound(moment: pd.Timestamp, *, after: bool = False) -> Any:
        if kind == nw.Date:
            return moment.date()
        if kind == nw.Datetime:
            return (moment + pd.Timedelta(days=1) if after else moment).to_pydatetime()
        if kind.is_integer():
            return moment.year * 10000 + moment.month * 100 + moment.day
        if _is_text(kind):
            text = f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}"
            return text if dashed else text.replace("-", "")
        raise TypeError(
            f"by_day() needs {name!r} as a whole number such as 20251106, as text or as a day; "
            f"it is {kind}."
        )

    if first is not None:
        frame = frame.filter(day >= bound(first))
    if last is not None:
        low = bound(last, after=True)
        frame = frame.filter(day < low if kind == nw.Datetime else day <= low)
    bound(pd.Timestamp("2000-01-01"))  # an open span needs the right type as well
    return frame


def _counted(frame: Any, layout: Layout, schema: nw.Schema, *, places: bool) -> Any:
    """Group by what tells reports apart; only elementary sums, which every engine has."""
    import narwhals as nw

    keys = ["day", "actor", "other", "kind", *(["mode"] if "mode" in layout.roles else [])]
    keys += [r for r in PLACES if places and layout.roles.get(r) in schema]
    sums = [r for r in (*WHOLE, "tone") if layout.roles.get(r) in schema]
    frame = frame.select(*(nw.col(layout.roles[r]).alias(r) for r in [*keys, *sums]))
    totals = [nw.len().alias("reports")]
    totals += [nw.col(r).sum().alias(f"{r}_sum") for r in sums]
    totals += [nw.col(r).count().alias(f"{r}_known") for r in sums]
    out = frame.group_by(*keys).agg(*totals)
    # Sums of whole numbers are Decimal in some engines until they are cast, after the grouping.
    whole = ["reports", *(f"{r}_sum" for r in sums if r != "tone"), *(f"{r}_known" for r in sums)]
    real = ["tone_sum"] if "tone" in sums else []
    return out.with_columns(
        nw.col(*whole).cast(nw.Int64), *(nw.col(c).cast(nw.Float64) for c in real)
    )


def _taken(counted: Any, max_rows: int) -> pd.DataFrame:
    """Take the counts out of the engine, or refuse with their number."""
    import narwhals as nw

    out = collected(counted.head(max_rows + 1))
    if len(out) > max_rows:
        many = int(collected(counted.select(nw.len().alias("n")))["n"].iloc[0])
        raise ValueError(
            f"by_day() counts {many:,} rows, and `max_rows` allows {max_rows:,}. Narrow `since` "
            "and `until`, `focus` or `kinds`, leave `places` out, or raise `max_rows`."
        )
    return out


def _finished(
    raw: pd.DataFrame, layout: Layout, focused: Sequence[str], *, places: bool
) -> pd.DataFrame:
    """Turn codes into states and days, put the pairs in order, and sum up what is then alike."""
    skipped: dict[str, int] = {}
    days = _days(raw["day"])
    lost = int(raw.loc[days.isna(), "reports"].sum())
    if lost:
        skipped["no day"] = lost
    raw["day"] = days
    raw = raw[days.notna()] if lost else raw
    if "mode" in raw.columns:
        modes = raw["mode"].astype("object").fillna("None").astype(str)
        raw["kind"] = raw["kind"].astype(str) + ":" + modes
    raw["kind"] = raw["kind"].astype("str")
    focus = {iso for code in focused for iso in states_in(code, layout.actors, several=False)[0]}
    sides = raw.groupby(["actor", "other"], sort=False, dropna=False)
    cells = sides["reports"].sum()
    pairs = []
    for number, cell in enumerate(cells.index.tolist()):
        found, unknown = _pairs(cell[0], cell[1], layout, focus)
        reports = int(cells.iloc[number])
        pairs += [(number, *pair) for pair in found]
        for code in unknown:
            skipped[code] = skipped.get(code, 0) + reports
    raw["side"] = sides.ngroup()
    known = pd.DataFrame(pairs, columns=["side", "actor", "other"])
    known = known.astype({"side": "int64", "actor": "str", "other": "str"})
    out = raw.drop(columns=["actor", "other"]).merge(known, on="side").drop(columns="side")
    if places and "place" in out.columns:
        out["place"] = place_iso(out["place"], layout.places)
    keys = [*_KEYS, *(r for r in PLACES if r in out.columns)]
    numbers = [c for c in out.columns if c not in {*keys, "mode"}]
    out = out.groupby(keys, as_index=False, dropna=False, sort=True)[numbers].sum()
    for role in (*WHOLE, "tone"):
        if f"{role}_sum" not in out.columns:
            out[role] = pd.array([pd.NA] * len(out), dtype="Int64" if role in WHOLE else "Float64")
            continue
        total, count = out.pop(f"{role}_sum"), out.pop(f"{role}_known")
        if role == "tone":
            out[role] = total / count.where(count > 0)
        else:
            out[role] = total.astype("Int64").where(count > 0)
    lead = [*_KEYS, "reports", *WHOLE, "tone"]
    out = out[[*lead, *(c for c in out.columns if c not in lead)]]
    out["reports"] = out["reports"].astype("int64")
    out["tone"] = out["tone"].astype("float64")
    out["kind"] = out["kind"].astype("str")
    out.attrs[ASKED] = {"skipped": dict(sorted(skipped.items(), key=lambda s: (-s[1], s[0])))}
    return out


def _pairs(
    one: object, two: object, layout: Layout, focus: set[str]
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the pairs of states, in alphabetical order, and the codes that name none."""
    first, strange = states_in(one, layout.actors, several=layout.several)
    second, more = states_in(two, layout.actors, several=layout.several)
    found = {(min(a, b), max(a, b)) for a, b in product(first, second) if a != b}
    return sorted(p for p in found if focus & set(p)), sorted({*strange, *more})


def _days(column: pd.Series) -> pd.Series:
    """Return days from whole numbers, text or dates; what is no likely day is missing."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        days: pd.Series = column.dt.tz_localize(None).dt.normalize()
        return days.astype("datetime64[us]").where(days.dt.year.between(*YEARS))
    values = pd.Series(column.unique(), dtype="object")
    text = values.map(str).str.slice(0, 10).str.replace("-", "").str.zfill(8)
    known = pd.to_datetime(text.str.slice(0, 8), format="%Y%m%d", errors="coerce")
    known = known.astype("datetime64[us]").where(known.dt.year.between(*YEARS))
    return column.map(dict(zip(values, known, strict=True))).astype("datetime64[us]")
