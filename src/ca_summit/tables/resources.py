"""Load the resource tables: output and reserves, deposits, critical minerals, energy links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.checks import check_choices
from ca_summit.lines import pipeline_lines
from ca_summit.tables.reader import chosen, contains, points, read_table, select
from ca_summit.tables.spans import in_span
from ca_summit.tables.states import select_states

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States

Words = str | list[str] | None


def load_resources(
    *,
    country: States = None,
    commodity: Words = None,
    measure: Words = None,
    year: int | list[int] | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    statistics_only: bool = False,
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

    Returns
    -------
    DataFrame: ``value`` in ``unit``, ``world_total`` in the same unit, ``world_share_pct``.
    An empty ``value`` says that a trusted table has no figure; it is not zero.

    Examples
    --------
    >>> uranium = load_resources(country="KAZ", commodity="uranium", measure="production", year=2022)
    >>> uranium["unit"].iloc[0]
    'tonnes_u'
    """
    frame = select(read_table("resources"), commodity=commodity, measure=measure, year=year)
    frame = in_span(select_states(frame, "country", country, "iso3"), "year", since, until)
    if statistics_only:
        keep = frame["preferred"].fillna(False) & frame["status"].eq("reported_statistic")
        frame = chosen(frame, keep.astype(bool))
    return frame


def load_critical_minerals(*, row_kind: Words = None, country: States = None) -> pd.DataFrame:
    """Load the critical-minerals lists of the USA (2022, 2025) and the EU (2023).

    ``country`` keeps what these of the five produce (``central_asia_producers``).

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
    frame = select(read_table("critical_minerals"), row_kind=row_kind)
    return select_states(frame, "country", country, "central_asia_producers")


def load_rare_earths_world(
    *,
    measure: Words = None,
    country: States = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> pd.DataFrame:
    """Load who mines and holds rare earths in the world (USGS edition of 2025).

    Examples
    --------
    >>> "USA" in set(load_rare_earths_world(measure="production")["iso3"])
    True
    """
    frame = select(read_table("rare_earths_world"), measure=measure)
    return in_span(select_states(frame, "country", country, "iso3"), "year", since, until)


def load_deposits(
    *, country: States = None, commodity: Words = None, kind: Words = None, status: Words = None
) -> gpd.GeoDataFrame:
    """Load mines, fields, plants and occurrences as points.

    Returns
    -------
    GeoDataFrame in WGS84, one row per place. ``coordinate_precision`` says how good the point is;
    ``verification`` covers name and point, ``status_operator_verification`` status and operator.

    Examples
    --------
    >>> load_deposits(country="TJK").crs.to_epsg()
    4326
    """
    frame = read_table("deposits")
    if commodity is not None:
        words = [commodity] if isinstance(commodity, str) else list(commodity)
        known = sorted({c for cell in frame["commodity"] for c in cell.split(";")})
        keep = contains(frame, "commodity", check_choices("commodity", words, known))
        frame = chosen(frame, keep)
    return points(
        select_states(select(frame, kind=kind, status=status), "country", country, "iso3")
    )


def load_energy_links(
    *, record_type: Words = None, country: States = None, counterpart: States = None
) -> gpd.GeoDataFrame:
    """Load pipelines, buyers, stakes and export routes; pipelines carry their line.

    Parameters
    ----------
    record_type
        Values kept, such as ``"pipeline"``.
    country, counterpart
        The state of the five (``home_iso3``) and the other side (``counterpart_iso3``), by any
        name or code.

    Returns
    -------
    GeoDataFrame in WGS84: a line where ``waypoints`` are known, no geometry elsewhere.
    ``length_km`` is published, ``length_measured_km`` measured along the drawn line.

    Examples
    --------
    >>> load_energy_links(record_type="pipeline").geometry.notna().any()
    np.True_
    """
    frame = select(read_table("energy_links"), record_type=record_type)
    frame = select_states(frame, "country", country, "home_iso3")
    return pipeline_lines(select_states(frame, "counterpart", counterpart, "counterpart_iso3"))
