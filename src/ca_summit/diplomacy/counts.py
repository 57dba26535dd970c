"""Put the leaders' meetings in order and count them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ca_summit.checks import check_day, check_year
from ca_summit.diplomacy.presence import FIVE, held_meetings, presence_at
from ca_summit.tables import load_formats, load_meetings

if TYPE_CHECKING:
    import datetime as dt

    Day = str | dt.date | pd.Timestamp

COVERED_YEARS = (2015, 2025)
"""Years in which the summits of the five with outside powers are complete (zero is a finding).

Before 2015 nothing was compiled; the material read thins out after mid-March 2026.
"""


def sequence(
    year: int = 2025,
    level: str = "heads_of_state",
    *,
    bilateral: bool = True,
    meetings: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the meetings held in a year, in order, numbered, with the days between them.

    Parameters
    ----------
    year
        Year in which a meeting starts.
    level
        ``heads_of_state``, ``ministers``, ``foreign_ministers`` or ``envoys``.
    bilateral
        Whether bilateral meetings count. Of these the records hold a choice only.
    meetings
        Meetings to use instead of all that are bundled, for example those known on a day.

    Returns
    -------
    DataFrame, one row per meeting held, by ``start_date`` and ``end_date``:
        ``number`` (from 1), ``meeting_id``, ``name``, ``format``, ``start_date``, ``end_date``,
        ``days_since_previous`` (between first days; missing for the first), ``city``,
        ``country_iso3``, ``latitude``, ``longitude``, ``counterpart``, ``mode``, ``source_id``,
        ``verification``. Empty when none of the year is recorded; that is not "none was held".

    Examples
    --------
    >>> summits = sequence(2025, bilateral=False)
    >>> summits.loc[0, ["city", "counterpart"]].to_list()
    ['Khujand', '-']
    """
    check_year("year", year, 1900, 2100)
    held = held_meetings("sequence", meetings, level)
    held = held[held["start_date"].dt.year == year]
    if not bilateral:
        held = held[held["format"].astype("object") != "bilateral"]
    held = held.sort_values(["start_date", "end_date", "meeting_id"], ignore_index=True)
    held = held.assign(
        number=range(1, len(held) + 1),
        days_since_previous=held["start_date"].diff().dt.days.astype("Int64"),
    )
    columns = ["number", "meeting_id", "name", "format", "start_date", "end_date"]
    columns += ["days_since_previous", "city", "country_iso3", "latitude", "longitude"]
    return held[[*columns, "counterpart", "mode", "source_id", "verification"]]


def all_five_attended(
    year: int | None = None,
    level: str = "heads_of_state",
    *,
    meetings: pd.DataFrame | None = None,
    attendance: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return for each meeting held, other than bilateral ones, whether all five came.

    Parameters
    ----------
    year
        Year in which the meeting starts. Default: all.
    level
        Level of the meetings, see `sequence`.

    Returns
    -------
    DataFrame, one row per meeting, by date:
        ``meeting_id``, ``name``, ``format``, ``counterpart``, ``start_date``, ``mode``,
        ``attended``, ``by_deputy``, ``absent``, ``not_recorded`` (numbers of the five, together
        5), ``deputies`` (codes, ``;`` between), ``all_attended`` (themselves, also by video) and
        ``all_in_person`` (face to face). Both are missing where records about one of the five
        are missing and none sent a deputy or stayed away.

    Examples
    --------
    >>> came = all_five_attended(2025).set_index("meeting_id")
    >>> bool(came.loc["c5-plus-1-2025-washington", "all_in_person"])
    True
    >>> came.loc["eco-2025-khankendi", "deputies"]
    'KAZ;TKM'
    """
    held = held_meetings("all_five_attended", meetings, level)
    held = held[held["format"].astype("object") != "bilateral"]
    if year is not None:
        held = held[held["start_date"].dt.year == check_year("year", year, 1900, 2100)]
    presence = presence_at(held, attendance, level)
    rows = [_five_at(presence.get(key, {})) for key in held["meeting_id"]]
    counts = pd.DataFrame(rows, columns=["attended", "by_deputy", "absent", "deputies"])
    counts.index = held.index
    columns = ["meeting_id", "name", "format", "counterpart", "start_date", "mode"]
    out = held[columns].join(counts)
    known = out[["attended", "by_deputy", "absent"]].sum(axis=1)
    out.insert(9, "not_recorded", len(FIVE) - known)
    undecided = out["not_recorded"].gt(0) & out["by_deputy"].eq(0) & out["absent"].eq(0)
    everyone = out["attended"].eq(len(FIVE)).astype("boolean")
    mode = out["mode"].astype("object")
    out["all_attended"] = everyone.mask(undecided)
    unclear = undecided | (everyone & (mode.isna() | mode.eq("hybrid")))
    out["all_in_person"] = (everyone & mode.eq("in_person")).mask(unclear)
    return out.sort_values(["start_date", "meeting_id"], ignore_index=True)


def _five_at(presence: dict[str, str]) -> tuple[int, int, int, str]:
    """Return how many of the five attended, sent a deputy, stayed away; and who sent deputies."""
    ways = [presence.get(code) for code in FIVE]
    deputies = [code for code in FIVE if presence.get(code) == "represented_by_deputy"]
    return ways.count("attended"), len(deputies), ways.count("absent"), ";".join(deputies)


def summits_per_year(
    first: int = COVERED_YEARS[0],
    last: int = COVERED_YEARS[1],
    *,
    by_format: bool = False,
    as_of: Day | None = None,
    meetings: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count the leaders' summits of the five with outside powers, year by year.

    Counted are meetings held at the level of heads of state in the formats made of the five and
    one outside power (C5+1, EU, China, Russia, ...), numbered by their organisers or not, also by
    video. Organisations (SCO, CIS, OTS, ...) and meetings among the five do not count.

    Parameters
    ----------
    first, last
        First and last year.
    by_format
        Whether to give each format its own rows.
    as_of
        Count only what was known on this day; the year of the day is then incomplete.
    meetings
        Meetings to use instead of all that are bundled; a year without any of them counts as not
        covered.

    Returns
    -------
    DataFrame, one row per year (and ``format``, with its ``counterpart``):
        ``summits``, ``numbered``, ``virtual`` (both parts of ``summits``), ``coverage``:
        ``complete``, where 0 is a finding; ``partial``, where a count is "at least" and a 0 is
        missing; ``none``, where all counts are missing.

    Examples
    --------
    >>> summits_per_year(2021, 2025)["summits"].to_list()
    [0, 4, 5, 1, 6]
    """
    if not (hasattr(first, "__index__") and hasattr(last, "__index__") and first <= last):
        raise ValueError(
            f"`first` and `last` must be whole years, first not later; got {first!r} and {last!r}."
        )
    day = None if as_of is None else check_day("as_of", as_of)
    own = meetings is not None
    table = meetings if meetings is not None else load_meetings(as_of=day)
    held = held_meetings("summits_per_year", table, "heads_of_state")
    held = held.assign(format=held["format"].astype("str"), year=held["start_date"].dt.year)
    outside = _outside_powers()
    held = held[held["format"].isin(outside)]
    names = sorted(outside) if by_format else ["all"]
    held = held if by_format else held.assign(format="all")
    marks = held.assign(
        summits=1,
        numbered=held["edition"].notna().astype(int),
        virtual=held["mode"].astype("object").eq("virtual").astype(int),
    )
    grid = pd.MultiIndex.from_product([range(first, last + 1), names], names=["year", "format"])
    counts = ["summits", "numbered", "virtual"]
    out = marks.groupby(["year", "format"])[counts].sum().reindex(grid, fill_value=0)
    out = out.astype("Int64").reset_index()
    found = out["summits"].gt(0)
    told = set(pd.to_datetime(table["start_date"]).dt.year) if own else set(out["year"])
    coverage = pd.Series([_coverage(y, day) if y in told else "none" for y in out["year"]])
    out["coverage"] = coverage.mask(coverage.eq("none") & found, "partial")
    out[counts] = out[counts].mask(out["coverage"].ne("complete") & ~found)
    if not by_format:
        return out.drop(columns="format")
    out.insert(2, "counterpart", out["format"].map(outside))
    return out


def _outside_powers() -> dict[str, str]:
    """Return the formats made of the five and one outside power, with that power."""
    formats = load_formats()
    names = formats["format"].astype("str")
    formats = formats[names.eq("c5_plus_1") | names.str.endswith("_central_asia")]
    return dict(zip(formats["format"], formats["counterpart"].astype("object"), strict=True))


def _coverage(year: int, day: pd.Timestamp | None) -> str:
    first, last = COVERED_YEARS
    if year < first or year > last + 1 or (day is not None and year > day.year):
        return "none"
    return "partial" if year > last or (day is not None and year == day.year) else "complete"
