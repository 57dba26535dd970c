"""Load the resource tables: output and reserves, deposits, critical minerals, energy links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.checks import check_choices
from ca_summit.geodesic import pipeline_lines
from ca_summit.tables.choice import choose
from ca_summit.tables.reader import chosen, contains, points

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ca_summit.tables.choice import Day, Words, Years
    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States


def load_resources(
    *,
    country: States = None,
    commodity: Words = None,
    measure: Words = None,
    year: Years = None,
    since: Moment = None,
    until: Moment = None,
    statistics_only: bool = False,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load output, reserves and exports of raw materials, with world totals where published.

    Parameters
    ----------
    country
        One state or several by any name or code. Default: all five.
    commodity, measure, year
        Values kept. Default: all.
    since, until
        First and last year kept.
    statistics_only
        Keep only the preferred reported statistics: no government claim, no company estimate,
        no figure that a later edition replaced.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame: ``value`` in ``unit``, ``world_total`` in the same unit, ``world_share_pct``.
    An empty ``value`` says that a trusted table has no figure; it is not zero.

    Examples
    --------
    >>> uranium = load_resources(
    ...     country="KAZ", commodity="uranium", measure="production", year=2022
    ... )
    >>> uranium["unit"].iloc[0]
    'tonnes_u'
    """
    frame = choose(
        "resources",
        country=country,
        commodity=commodity,
        measure=measure,
        year=year,
        since=since,
        until=until,
        as_of=as_of,
    )
    if statistics_only:
        keep = frame["preferred"].fillna(False) & frame["status"].eq("reported_statistic")
        frame = chosen(frame, keep.astype(bool))
    return frame


def load_critical_minerals(
    *, row_kind: Words = None, country: States = None, as_of: Day = None
) -> pd.DataFrame:
    """Load the critical-minerals lists of the USA (2022, 2025) and the EU (2023).

    Parameters
    ----------
    row_kind
        Values kept, such as ``"official_entry"``. Default: all.
    country
        Keep what these of the five produce (``central_asia_producers``), by any name or code.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per commodity; ``row_kind`` tells official entries from parts, sums and
    commodities that are on no list.

    Examples
    --------
    >>> official = load_critical_minerals(row_kind="official_entry")
    >>> int(official["on_us_list_2025"].sum())
    60
    """
    return choose("critical_minerals", row_kind=row_kind, country=country, as_of=as_of)


def load_rare_earths_world(
    *,
    measure: Words = None,
    country: States = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load who mines and holds rare earths in the world (USGS edition of 2025).

    Parameters
    ----------
    measure
        ``"production"`` or ``"reserves"``. Default: both.
    country
        States by any name or code. Default: all.
    since, until
        First and last year kept.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per place and measure: ``value`` and ``world_total`` in ``unit``,
    ``world_share_pct`` in percent. Missing: the edition has no figure, which is not zero.

    Examples
    --------
    >>> "USA" in set(load_rare_earths_world(measure="production")["iso3"])
    True
    """
    return choose(
        "rare_earths_world", measure=measure, country=country, since=since, until=until, as_of=as_of
    )


def load_deposits(
    *,
    country: States = None,
    commodity: Words = None,
    kind: Words = None,
    status: Words = None,
    as_of: Day = None,
) -> gpd.GeoDataFrame:
    """Load mines, fields, plants and occurrences as points.

    Parameters
    ----------
    commodity, kind, status
        Values kept, such as ``"uranium"``, ``"mine"``, ``"operating"``. Default: all.
    country
        States by any name or code. Default: all.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    GeoDataFrame in WGS84, one row per place. ``coordinate_precision`` says how good the point is;
    ``verification`` covers name and point, ``status_operator_verification`` status and operator.

    Examples
    --------
    >>> load_deposits(country="TJK").crs.to_epsg()
    4326
    """
    frame = choose("deposits", country=country, kind=kind, status=status, as_of=as_of)
    if commodity is not None:
        words = [commodity] if isinstance(commodity, str) else list(commodity)
        known = sorted({c for cell in frame["commodity"] for c in cell.split(";")})
        keep = contains(frame, "commodity", check_choices("commodity", words, known, some=True))
        frame = chosen(frame, keep)
    return points(frame)


def load_energy_links(
    *,
    record_type: Words = None,
    country: States = None,
    counterpart: States = None,
    as_of: Day = None,
) -> gpd.GeoDataFrame:
    """Load pipelines, buyers, stakes and export routes; pipelines carry their line.

    Parameters
    ----------
    record_type
        Values kept, such as ``"pipeline"``.
    country, counterpart
        The state of the five (``home_iso3``) and the other side (``counterpart_iso3``), by any
        name or code.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    GeoDataFrame in WGS84: a line where ``waypoints`` are known, no geometry elsewhere.
    ``length_km`` is published, ``length_measured_km`` measured along the drawn line.

    Examples
    --------
    >>> load_energy_links(record_type="pipeline").geometry.notna().any()
    np.True_
    """
    return pipeline_lines(
        choose(
            "energy_links",
            record_type=record_type,
            country=country,
            counterpart=counterpart,
            as_of=as_of,
        )
    )
