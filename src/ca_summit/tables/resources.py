"""Load the resource tables: output and reserves, deposits, critical minerals, energy links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.lines import pipeline_lines
from ca_summit.tables.reader import contains, country_codes, points, read_table, select

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

Words = str | list[str] | None


def load_resources(
    *,
    country: Words = None,
    commodity: Words = None,
    measure: Words = None,
    year: int | list[int] | None = None,
    statistics_only: bool = False,
) -> pd.DataFrame:
    """Load output, reserves and exports of raw materials, with world totals where published.

    Parameters
    ----------
    country, commodity, measure, year
        Values kept. Default: all.
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
    frame = select(
        read_table("resources"),
        country__iso3=None if country is None else country_codes(country),
        commodity=commodity,
        measure=measure,
        year=year,
    )
    if statistics_only:
        keep = frame["preferred"].fillna(False) & frame["status"].eq("reported_statistic")
        attrs = frame.attrs
        frame = frame[keep.astype(bool)].reset_index(drop=True)
        frame.attrs = attrs
    return frame


def load_critical_minerals(*, row_kind: Words = None) -> pd.DataFrame:
    """Load the critical-minerals lists of the USA (2022, 2025) and the EU (2023).

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
    return select(read_table("critical_minerals"), row_kind=row_kind)


def load_rare_earths_world(*, measure: Words = None) -> pd.DataFrame:
    """Load who mines and holds rare earths in the world (USGS edition of 2025).

    Examples
    --------
    >>> "USA" in set(load_rare_earths_world(measure="production")["iso3"])
    True
    """
    return select(read_table("rare_earths_world"), measure=measure)


def load_deposits(
    *, country: Words = None, commodity: Words = None, kind: Words = None, status: Words = None
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
        from ca_summit.checks import check_choices

        frame = frame[contains(frame, "commodity", check_choices("commodity", words, known))]
    return points(
        select(
            frame,
            country__iso3=None if country is None else country_codes(country),
            kind=kind,
            status=status,
        )
    )


def load_energy_links(*, record_type: Words = None) -> gpd.GeoDataFrame:
    """Load pipelines, buyers, stakes and export routes; pipelines carry their line.

    Returns
    -------
    GeoDataFrame in WGS84: a line where ``waypoints`` are known, no geometry elsewhere.
    ``length_km`` is published, ``length_measured_km`` measured along the drawn line.

    Examples
    --------
    >>> load_energy_links(record_type="pipeline").geometry.notna().any()
    np.True_
    """
    return pipeline_lines(select(read_table("energy_links"), record_type=record_type))
