"""Load the country tables: facts, indicators, comparators, trade, investment, challenges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.checks import check_choices
from ca_summit.tables.reader import between, country_codes, read_table, select

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

Codes = str | list[str] | None


def load_countries(*, country: Codes = None) -> pd.DataFrame:
    """Load the facts of the five states: names, area, relief, leaders, memberships.

    Parameters
    ----------
    country
        ISO3 codes, ISO2 codes or names of the states kept. Default: all five.

    Returns
    -------
    DataFrame, one row per state, unique on ``iso3``:
        ``area_km2``, ``land_area_km2``, ``water_area_km2`` (km²), ``highest_point_m`` and
        ``lowest_point_m`` (metres above the sea), ``capital_latitude``, ``capital_longitude``
        (degrees, WGS84), dates as ``datetime64``. Lists such as ``neighbours`` are separated
        by ``;``. ``recalled_fields`` names the cells that come from memory.

    Raises
    ------
    ValueError
        If a country is not one of the five.

    Notes
    -----
    Each cell has a source of its own: ``why("countries", "KAZ", "area_km2")``.

    Examples
    --------
    >>> int(load_countries()["area_km2"].sum())
    4004451
    """
    frame = read_table("countries")
    return select(frame, country__iso3=None if country is None else country_codes(country))


def load_country_sources(*, country: Codes = None) -> pd.DataFrame:
    """Load which source stands behind each cell of ``load_countries()``.

    Returns
    -------
    DataFrame, one row per state and field, unique on ``iso3`` and ``field``.

    Examples
    --------
    >>> facts = load_country_sources(country="KAZ").set_index("field")
    >>> facts.loc["capital", "verification"]
    'read'
    """
    frame = read_table("country_sources")
    return select(frame, country__iso3=None if country is None else country_codes(country))


def load_area_variants(*, code: Codes = None) -> pd.DataFrame:
    """Load the competing figures of the areas (km²); ``preferred`` marks the one used elsewhere.

    Examples
    --------
    >>> variants = load_area_variants(code="TJK")
    >>> len(variants) > 1
    True
    """
    return select(read_table("area_variants"), code=code)


def load_comparators(*, code: Codes = None) -> pd.DataFrame:
    """Load area (km²) and people of the five, their sum ``CA5``, the EU and other places.

    Returns
    -------
    DataFrame, one row per place, unique on ``code``. ``year`` is the year of ``population``.

    Examples
    --------
    >>> int(load_comparators(code="EUU")["area_km2"].iloc[0])
    4236351
    """
    return select(read_table("comparators"), code=code)


def load_region_population(*, series: str | None = None) -> pd.DataFrame:
    """Load the people of the five states and their sum, year by year, World Bank and UN.

    Parameters
    ----------
    series
        ``world_bank`` or ``un_wpp``. Default: both.

    Returns
    -------
    DataFrame, one row per year and series; ``kaz`` … ``uzb`` and ``ca5_total`` count people.
    UN values after 2023 are the medium variant of a projection.

    Examples
    --------
    >>> load_region_population()["year"].min()
    np.int64(1991)
    """
    return select(read_table("region_population"), series__series_id=series)


def load_indicators(
    indicator: str | Sequence[str] | None = None,
    *,
    country: Codes = None,
    year: int | Sequence[int] | None = None,
    since: int | None = None,
    until: int | None = None,
) -> pd.DataFrame:
    """Load yearly indicators of the five states and of China, Russia, the USA, the EU, the world.

    Parameters
    ----------
    indicator
        Ids of the indicators kept, see ``load_indicator_catalogue()``. Default: all.
    country
        ISO3 codes kept; also the aggregates ``EUU`` and ``WLD``. Default: all.
    year
        Years kept. Default: all.
    since, until
        First and last year kept, both included.

    Returns
    -------
    DataFrame, one row per country, indicator and year: ``value`` in ``unit``.
    A year without a row has no published value; nothing is filled in.

    Raises
    ------
    ValueError
        If an indicator, country or year does not occur; the message lists what does.

    Examples
    --------
    >>> people = load_indicators("population", country="UZB", year=2024)
    >>> people[["value", "unit"]].astype(object).iloc[0].to_list()
    [36361859.0, 'people']
    """
    frame = read_table("indicators")
    frame = select(frame, indicator__indicator_id=_as_list(indicator))
    frame = select(frame, country__iso3=country, year=_as_list(year))
    if since is not None or until is not None:
        frame = between(frame, "year", since, until, ("since", "until"))
    return frame


def load_indicator_catalogue(*, indicator: str | Sequence[str] | None = None) -> pd.DataFrame:
    """Load label, unit, definition, publisher and licence of each indicator.

    Returns
    -------
    DataFrame, one row per indicator, unique on ``indicator_id``.

    Examples
    --------
    >>> load_indicator_catalogue(indicator="population")["unit"].iloc[0]
    'people'
    """
    return select(read_table("indicator_catalogue"), indicator__indicator_id=_as_list(indicator))


def load_series_breaks(*, indicator: str | Sequence[str] | None = None) -> pd.DataFrame:
    """Load the years in which a series changes its basis, so that lines are not drawn across.

    Returns
    -------
    DataFrame, one row per country, indicator and break; ``year`` is the first on the new basis.

    Examples
    --------
    >>> breaks = load_series_breaks()
    >>> "UZB" in set(breaks["iso3"])
    True
    """
    return select(read_table("series_breaks"), indicator__indicator_id=_as_list(indicator))


def load_trade_partners(
    *,
    area: Codes = None,
    partner: Codes = None,
    series: str | Sequence[str] | None = None,
    since: int | None = None,
    until: int | None = None,
) -> pd.DataFrame:
    """Load trade in goods with partners, seen from the Central Asian side, in US dollars.

    Parameters
    ----------
    area
        ISO3 codes of the five, or the sums ``CA5`` and ``CA4`` (without Turkmenistan).
    partner
        ISO3 codes of partners, ``EU`` or ``WLD``.
    series
        Who counted: ``imf_imts``, ``fcs_russia``, ``eurostat_comext``, … Never add two series:
        the same trade is in both.
    since, until
        First and last year kept.

    Returns
    -------
    DataFrame: ``exports_usd`` goes from the area to the partner, ``imports_usd`` comes from it.
    Missing means not published, not zero.

    Examples
    --------
    >>> china = load_trade_partners(area="CA5", partner="CHN", series="imf_imts")
    >>> round(china.set_index("year").loc[2024, "total_usd"] / 1e9, 1)
    np.float64(94.9)
    """
    frame = select(
        read_table("trade_partners"), area=area, partner=partner, series=_as_list(series)
    )
    if since is not None or until is not None:
        frame = between(frame, "year", since, until, ("since", "until"))
    return frame


def load_investment_partners(
    *, recipient: Codes = None, measure: str | None = None
) -> pd.DataFrame:
    """Load foreign investment by origin: stocks, yearly inflows, cumulative sums (US dollars).

    ``measure`` says which of the three a row is; they must not be added or compared directly.

    Examples
    --------
    >>> load_investment_partners(recipient="KAZ")["origin"].isna().any()
    np.False_
    """
    return select(read_table("investment_partners"), recipient=recipient, measure=measure)


def load_challenges(
    *, category: str | Sequence[str] | None = None, indicator: str | Sequence[str] | None = None
) -> pd.DataFrame:
    """Load dated facts on instability, underdevelopment and climate change.

    Examples
    --------
    >>> len(load_challenges(category="climate change")) > 0
    True
    """
    return select(
        read_table("challenges"), category=_as_list(category), indicator=_as_list(indicator)
    )


def check_indicator(indicator: str) -> None:
    """Refuse an indicator that the catalogue does not hold, with the nearest name."""
    check_choices("indicator", indicator, read_table("indicator_catalogue")["indicator_id"])


def _as_list(value: object) -> list[object] | None:
    if value is None:
        return None
    return (
        [value] if isinstance(value, (str, int)) or not hasattr(value, "__iter__") else list(value)
    )
