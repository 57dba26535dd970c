"""Give any table as it could be known on a day: what counts as the day on which a row was known.

- A statement, a deal, an event has a day of its own (`OWN_DAYS`): it was public from that day.
- A meeting's state is worked out from every dated record that mentions it (`as_of_meetings`).
- A person's role is known from its first day, and its last day once it has come.
- A figure (`PUBLISHED`) is known since its document, or the copy we took it out of, was published;
  of a month or a year, since its last day. A figure of 2019 that we hold in a copy of 2026 was not
  ours to see in 2025: the answer leaves it out, whatever was in print elsewhere. It also leaves
  out rows whose source has no date, for nobody can say.
- Names, outlines, places and routes have no day of knowledge and take no ``as_of``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pandas as pd

from ca_summit.checks import check_day
from ca_summit.tables.as_of_meetings import meetings_as_of, own_known_days, rows_as_of
from ca_summit.tables.reader import chosen, read_table

#: Table to the column that holds the day on which a row became public.
OWN_DAYS = {
    "attendance": "known_on",
    "border_crossings": "as_of",
    "chronology": "date",
    "commitments": "announced_on",
    "people": "in_role_from",
    "route_events": "date",
    "un_ukraine_votes": "date",
}
#: Tables whose rows are known from the publication of their source.
PUBLISHED = frozenset(
    """
        challenges china_finance corridor_volumes critical_minerals deposits energy_links
        indicators investment_partners migrant_stock rare_earths_world refugees region_population
        resources series_breaks trade_partners transit_times un_agreement un_ideal_points vdem
        """.split()
)
#: Every table that takes ``as_of``.
DATED = frozenset({*OWN_DAYS, *PUBLISHED, "meetings"})
_SAME_FIGURE = ["iso3", "commodity", "measure", "basis", "year"]


def known_by(table: str, frame: pd.DataFrame, as_of: Any) -> pd.DataFrame:
    """Return the rows of a table that could be known on a day, without later remarks.

    Parameters
    ----------
    table
        Name of the table, one of `DATED`.
    frame
        Its rows, ours or the user's own.
    as_of
        The last day whose knowledge counts; ``None`` gives the frame as it is.

    Returns
    -------
    DataFrame, same columns: ``note`` is empty, for remarks were written later; a second source
    published later is left away.

    Raises
    ------
    ValueError
        If ``as_of`` is not a day, or the rows have no date of knowledge; the message says which
        column would give one.

    Examples
    --------
    >>> volumes = read_table("corridor_volumes")
    >>> 0 < len(known_by("corridor_volumes", volumes, "2025-01-01")) < len(volumes)
    True
    """
    if as_of is None:
        return frame
    day = check_day("as_of", as_of)
    sources = read_table("sources")
    if table == "meetings":
        others = read_table("attendance"), read_table("chronology")
        return meetings_as_of(frame, *others, day, sources=sources)
    if table not in DATED:
        raise ValueError(f"Rows of {table!r} have no date of knowledge; leave `as_of` away.")
    days = known_days(table, frame)
    if days.isna().all() and len(frame):
        column = OWN_DAYS.get(table) or "known_on"
        raise ValueError(
            f"`as_of` needs to know when each row was known, and no row says it. Add a column "
            f"{column!r} with days, or leave `as_of` away."
        )
    column = "_known_on"
    dated = frame.assign(**{column: days})
    dated.attrs = frame.attrs
    known = rows_as_of(dated, column, day, sources=sources)
    known = known.drop(columns=column)
    if table in PUBLISHED:  # by definition no source is younger
        known = known.drop(columns="source_published_later", errors="ignore")
    if table == "people":
        known["in_role_until"] = known["in_role_until"].mask(known["in_role_until"] > day)
    if table == "resources":
        known = _preferred_then(known)
    return chosen(known, pd.Series(True, index=known.index))


def known_days(table: str, frame: pd.DataFrame) -> pd.Series:
    """Return for each row the day from which it was known, missing where nobody can say.

    An own column ``known_on`` counts before all else.

    Examples
    --------
    >>> votes = read_table("vdem")
    >>> known_days("vdem", votes).notna().all()
    np.True_
    """
    if "known_on" in frame.columns:
        return own_known_days(frame)
    none = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    own = OWN_DAYS.get(table)
    printed = none
    if "source_id" in frame.columns:
        printed = frame["source_id"].map(_published()).astype("datetime64[us]")
    days = none
    if own in frame.columns:
        days = _last_days(frame[own]).astype("datetime64[us]")
        if "date_precision" in frame.columns:
            ends = _end_of(days, frame["date_precision"])
            # Before the end of its month or year it was known if its document was out.
            days = ends.mask(printed.between(days, ends), printed)
    return days.fillna(printed) if table == "people" or table in PUBLISHED else days


def _last_days(column: pd.Series) -> pd.Series:
    """Read days; of a year or a month the last day, for then it was surely known."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column
    return column.map(_last_day, na_action="ignore").astype("datetime64[us]")


def _last_day(text: object) -> pd.Timestamp | None:
    parts = re.fullmatch(r"(\d{4})(-\d{2})?(-\d{2})?", str(text).strip())
    if not parts:
        return None
    if parts[3]:
        return pd.Timestamp(str(text).strip())
    period = pd.Period(parts[0], freq="M" if parts[2] else "Y")
    return period.end_time.normalize()


def _end_of(days: pd.Series, precision: pd.Series) -> pd.Series:
    """Move days that only fill the place of a month or a year to its end."""
    words = precision.astype("object")
    for word, freq in (("month", "M"), ("year", "Y")):
        ends = days.dt.to_period(freq).dt.end_time.dt.normalize()
        days = days.mask(words.eq(word), ends.astype(days.dtype))
    return days


@cache
def _published() -> dict[str, pd.Timestamp]:
    sources = read_table("sources")
    days = _last_days(sources["published"])
    return {str(k): v for k, v in zip(sources["source_id"], days, strict=True) if pd.notna(v)}


def _preferred_then(resources: pd.DataFrame) -> pd.DataFrame:
    """Prefer, where the figure preferred today was not out yet, the last statistic that was."""
    if not {*_SAME_FIGURE, "preferred", "status", "source_id"} <= set(resources.columns):
        return resources
    frame = resources.assign(
        _out=known_days("resources", resources),
        _kept=resources["preferred"].fillna(False).astype(bool),
    )
    has = frame.groupby(_SAME_FIGURE, dropna=False, observed=True)["_kept"].transform("any")
    unsettled = frame[~has & frame["status"].astype("object").eq("reported_statistic")]
    unsettled = unsettled.sort_values("_out", kind="stable")
    last = unsettled.drop_duplicates(_SAME_FIGURE, keep="last").index
    out = resources.copy()
    out.loc[last, "preferred"] = True
    out.attrs = resources.attrs
    return out
