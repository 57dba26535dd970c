"""Load the country tables: facts, indicators, comparators, trade, investment, challenges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.checks import check_choices
from ca_summit.tables.reader import read_table, select
from ca_summit.tables.spans import in_span
from ca_summit.tables.states import select_states

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States


def load_countries(*, country: States = None) -> pd.DataFrame:
    """Load the facts of the five states: names, area, relief, leaders, memberships.

    Parameters
    ----------
    country
        One state or several by any name or code (``"Kazakhstan"``, ``"Қазақстан"``, ``"kz"``).
        Default: all five.

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
    return select_states(read_table("countries"), "country", country, "iso3")


def load_country_sources(*, country: States = None) -> pd.DataFrame:
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
    return select_states(read_table("country_sources"), "country", country, "iso3")


def load_area_variants(*, country: States = None) -> pd.DataFrame:
    """Load the competing figures of the areas (km²); ``preferred`` marks the one used elsewhere.

    Examples
    --------
    >>> variants = load_area_variants(country="Tajikistan")
    >>> len(variants) > 1
    True
    """
    return select_states(read_table("area_variants"), "country", country, "code")


def load_comparators(*, country: States = None) -> pd.DataFrame:
    """Load area (km²) and people of the five, their sum ``CA5``, the EU and other places.

    Returns
    -------
    DataFrame, one row per place, unique on ``code``. ``year`` is the year of ``population``.

    Examples
    --------
    >>> int(load_comparators(country="European Union")["area_km2"].iloc[0])
    4236351
    """
    return select_states(read_table("comparators"), "country", country, "code")


def load_region_population(
    *, series: str | None = None, since: Moment | None = None, until: Moment | None = None
) -> pd.DataFrame:
    """Load the people of the five states and their sum, year by year, World Bank and UN.

    Parameters
    ----------
    series
        ``world_bank`` or ``un_wpp``. Default: both.
    since, until
        First and last year kept.

    Returns
    -------
    DataFrame, one row per year and series; ``kaz`` … ``uzb`` and ``ca5_total`` count people.
    UN values after 2023 are the medium variant of a projection.

    Examples
    --------
    >>> load_region_population()["year"].min()
    np.int64(1991)
    """
    frame = select(read_table("region_population"), series__series_id=series)
    return in_span(frame, "year", since, until)


def load_indicators(
    indicator: str | Sequence[str] | None = None,
    *,
    country: States = None,
    year: int | Sequence[int] | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> pd.DataFrame:
    """Load yearly indicators of the five states and of China, Russia, the USA, the EU, the world.

    Parameters
    ----------
    indicator
        Ids of the indicators kept, see ``load_indicator_catalogue()``. Default: all.
    country
        States by any name or code, also the aggregates ``EUU`` and ``WLD``. Default: all.
    year
        Years kept. Default: all.
    since, until
        First and last year kept, both included; of a day, only years that lie wholly in the span.

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
    frame = select_states(frame, "country", country, "iso3")
    return in_span(select(frame, year=_as_list(year)), "year", since, until)


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


def load_series_breaks(
    *,
    indicator: str | Sequence[str] | None = None,
    country: States = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> pd.DataFrame:
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
    frame = select(read_table("series_breaks"), indicator__indicator_id=_as_list(indicator))
    return in_span(select_states(frame, "country", country, "iso3"), "year", since, until)


def load_trade_partners(
    *,
    area: States = None,
    partner: States = None,
    series: str | Sequence[str] | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> pd.DataFrame:
    """Load trade in goods with partners, seen from the Central Asian side, in US dollars.

    Parameters
    ----------
    area
        The five by any name or code, or the sums ``CA5`` and ``CA4`` (without Turkmenistan).
    partner
        Partners by any name or code, ``EU`` or ``WLD``.
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
    frame = select(read_table("trade_partners"), series=_as_list(series))
    frame = select_states(frame, "area", area, "area")
    return in_span(select_states(frame, "partner", partner, "partner"), "year", since, until)


def load_investment_partners(
    *,
    recipient: States = None,
    origin: States = None,
    measure: str | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> pd.DataFrame:
    """Load foreign investment by origin: stocks, yearly inflows, cumulative sums (US dollars).

    ``measure`` says which of the three a row is; they must not be added or compared directly.

    Examples
    --------
    >>> load_investment_partners(recipient="Kazakhstan")["origin"].isna().any()
    np.False_
    """
    frame = select(read_table("investment_partners"), measure=measure)
    frame = select_states(frame, "recipient", recipient, "recipient")
    return in_span(select_states(frame, "origin", origin, "origin"), "year", since, until)


def load_challenges(
    *,
    category: str | Sequence[str] | None = None,
    indicator: str | Sequence[str] | None = None,
    country: States = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> pd.DataFrame:
    """Load dated facts on instability, underdevelopment and climate change.

    Examples
    --------
    >>> len(load_challenges(category="climate change")) > 0
    True
    """
    frame = select(
        read_table("challenges"), category=_as_list(category), indicator=_as_list(indicator)
    )
    return in_span(select_states(frame, "country", country, "country"), "year", since, until)


def check_indicator(indicator: str) -> None:
    """Refuse an indicator that the catalogue does not hold, with the nearest name."""
    check_choices("indicator", indicator, read_table("indicator_catalogue")["indicator_id"])


def _as_list(value: object) -> list[object] | None:
    if value is None:
        return None
    return (
        [value] if isinstance(value, (str, int)) or not hasattr(value, "__iter__") else list(value)
    )
