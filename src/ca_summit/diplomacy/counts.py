"""Put the leaders' meetings in order and count them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ca_summit.checks import check_day, check_year
from ca_summit.diplomacy.coverage import Coverage
from ca_summit.diplomacy.presence import FIVE, held_meetings, presence_at
from ca_summit.tables import load_formats
from ca_summit.tables.spans import check_span

if TYPE_CHECKING:
    from ca_summit.tables.spans import Day, Moment

COVERED_YEARS = (2015, 2025)
"""Years that `summits_per_year` shows by default: those complete in `load_coverage`."""


def sequence(
    meetings: pd.DataFrame | None = None,
    *,
    year: int = 2025,
    level: str = "heads_of_state",
    bilateral: bool = True,
    as_of: Day | None = None,
) -> pd.DataFrame:
    """Return the meetings held in a year, in order, numbered, with the days between them.

    Parameters
    ----------
    meetings
        Meetings to use instead of all that are bundled, for example those known on a day.
    year
        Year in which a meeting starts.
    level
        ``heads_of_state``, ``ministers``, ``foreign_ministers`` or ``envoys``.
    bilateral
        Whether bilateral meetings count. They are recorded from 2023 on, in part, see
        `load_coverage`.
    as_of
        Only meetings that were known on this day to have been held.

    Returns
    -------
    DataFrame, one row per meeting held, by ``start_date`` and ``end_date``:
        ``number`` (from 1), ``meeting_id``, ``name``, ``format``, ``start_date``, ``end_date``,
        ``days_since_previous`` (between first days; missing for the first), ``city``,
        ``country_iso3``, ``latitude``, ``longitude``, ``counterpart``, ``mode`` (missing where it
        is not known whether the two sat together), ``source_id``, ``verification``. Empty when
        none of the year is recorded; that is not "none was held".

    Examples
    --------
    >>> summits = sequence(year=2025, bilateral=False)
    >>> summits.loc[0, ["city", "counterpart"]].to_list()
    ['Khujand', '-']
    """
    check_year("year", year, 1900, 2100)
    held = held_meetings("sequence", meetings, level, as_of)
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
    columns += ["counterpart", "mode", "source_id", "verification"]
    rows: pd.DataFrame = held[columns]
    return rows


def all_five_attended(
    meetings: pd.DataFrame | None = None,
    *,
    year: int | None = None,
    level: str = "heads_of_state",
    as_of: Day | None = None,
    attendance: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return for each meeting held, other than bilateral ones, whether all five came.

    Parameters
    ----------
    meetings, attendance
        Tables to use instead of those bundled.
    year
        Year in which the meeting starts. Default: all.
    level
        Level of the meetings, see `sequence`.
    as_of
        Count only what was known on this day.

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
    >>> came = all_five_attended(year=2025).set_index("meeting_id")
    >>> bool(came.loc["c5-plus-1-2025-washington", "all_in_person"])
    True
    >>> came.loc["eco-2025-khankendi", "deputies"]
    'KAZ;TKM'
    """
    held = held_meetings("all_five_attended", meetings, level, as_of)
    held = held[held["format"].astype("object") != "bilateral"]
    if year is not None:
        held = held[held["start_date"].dt.year == check_year("year", year, 1900, 2100)]
    presence = presence_at(held, attendance, level, as_of)
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
    meetings: pd.DataFrame | None = None,
    *,
    since: Moment = COVERED_YEARS[0],
    until: Moment = COVERED_YEARS[1],
    by_format: bool = False,
    as_of: Day | None = None,
    coverage: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count the leaders' summits of the five with outside powers, year by year.

    Counted are meetings held at the level of heads of state in the formats made of the five and
    one outside power (C5+1, EU, China, Russia, ...), numbered by their organisers or not, also by
    video. Organisations (SCO, CIS, OTS, ...) and meetings among the five do not count.

    Parameters
    ----------
    meetings
        Meetings to use instead of all that are bundled.
    since, until
        First and last year, or days: then only their part of the first and last year counts.
    by_format
        Whether to give each format its own rows.
    as_of
        Count only what was known on this day; the year of the day is then incomplete.
    coverage
        What the meetings cover, a table like `load_coverage`. Default: what is known of the
        bundled meetings; of others nothing, so that no year of theirs is ``complete``.

    Returns
    -------
    DataFrame, one row per year (and ``format``, with its ``counterpart``):
        ``summits``, ``numbered``, ``virtual`` (both parts of ``summits``), ``coverage``:
        ``complete``, where 0 is a finding; ``partial``, where a count is "at least" and a 0 is
        missing; ``none``, where all counts are missing.

    Raises
    ------
    ValueError
        If the span is none, or a column is missing.

    Examples
    --------
    >>> summits_per_year(since=2021)["summits"].to_list()
    [0, 4, 5, 1, 6]
    >>> from ca_summit.tables import load_meetings
    >>> own = load_meetings(format="eu_central_asia")
    >>> own["meeting_id"] = "my-" + own["meeting_id"]
    >>> summits_per_year(own, since=2024, until=2025)["coverage"].to_list()
    ['none', 'partial']
    >>> import pandas as pd
    >>> said = pd.DataFrame({"since": [2024], "until": [2025], "completeness": ["complete"]})
    >>> summits_per_year(own, since=2024, until=2025, coverage=said)["summits"].to_list()
    [0, 1]
    """
    first, last = check_span(since, until)
    if first is None or last is None:
        raise ValueError(f"`since` and `until` must be years or days; got {since!r} and {until!r}.")
    day = None if as_of is None else check_day("as_of", as_of)
    held = held_meetings("summits_per_year", meetings, "heads_of_state", day)
    held = held[held["start_date"].between(first, last)]
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
    grid = pd.MultiIndex.from_product(
        [range(first.year, last.year + 1), names], names=["year", "format"]
    )
    counts = ["summits", "numbered", "virtual"]
    out = marks.groupby(["year", "format"])[counts].sum().reindex(grid, fill_value=0)
    out = out.astype("Int64").reset_index()
    found = out["summits"].gt(0)
    records = Coverage(meetings, coverage, as_of=day)
    out["coverage"] = [
        _coverage(records, outside if name == "all" else {name: outside[name]}, year, first, last)
        for year, name in zip(out["year"], out["format"], strict=True)
    ]
    out["coverage"] = out["coverage"].mask(out["coverage"].eq("none") & found, "partial")
    out[counts] = out[counts].mask(out["coverage"].ne("complete") & ~found)
    if not by_format:
        return out.drop(columns="format")
    out.insert(2, "counterpart", out["format"].map(outside))
    return out


def _coverage(
    records: Coverage,
    formats: dict[str, str],
    year: int,
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> str:
    """Return how complete the records of some formats are in a year, or in a part of it."""
    since = max(first, pd.Timestamp(year, 1, 1))
    until = min(last, pd.Timestamp(year, 12, 31))
    found = {
        records.of(name, "heads_of_state", power, since, until) for name, power in formats.items()
    }
    return found.pop() if len(found) == 1 else "partial"


def _outside_powers() -> dict[str, str]:
    """Return the formats made of the five and one outside power, with that power."""
    formats = load_formats()
    names = formats["format"].astype("str")
    formats = formats[names.eq("c5_plus_1") | names.str.endswith("_central_asia")]
    return dict(zip(formats["format"], formats["counterpart"].astype("object"), strict=True))
