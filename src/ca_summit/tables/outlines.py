"""Load the outlines of countries, lakes and rivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.checks import check_choice
from ca_summit.tables.reader import read_table, select

if TYPE_CHECKING:
    import geopandas as gpd


def load_outlines(
    *,
    country: str | list[str] | None = None,
    role: str | list[str] | None = None,
    detail: str = "region",
) -> gpd.GeoDataFrame:
    """Load simplified country outlines (Natural Earth, public domain).

    Outlines are one claim about borders among several, simplified for maps of the region:
    good to draw, not to decide where a border runs.

    Parameters
    ----------
    country
        ISO3 codes kept. Default: all.
    role
        ``state`` (the five), ``neighbour``, ``eu`` or ``world``. Default: all.
    detail
        ``"region"``, the five and what lies around them, or ``"world"``, all countries coarsely.

    Returns
    -------
    GeoDataFrame in WGS84, one row per country.

    Examples
    --------
    >>> sorted(load_outlines(role="state")["iso3"])
    ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']
    """
    check_choice("detail", detail, ("region", "world"))
    name = "outlines" if detail == "region" else "outlines_world"
    return select(read_table(name), country__iso3=country, role=role)


def load_lakes() -> gpd.GeoDataFrame:
    """Load the larger lakes of the region, the Caspian and what is left of the Aral Sea.

    Examples
    --------
    >>> load_lakes().crs.to_epsg()
    4326
    """
    return read_table("lakes")


def load_rivers() -> gpd.GeoDataFrame:
    """Load the larger rivers of the region as lines.

    Examples
    --------
    >>> load_rivers().crs.to_epsg()
    4326
    """
    return read_table("rivers")
