"""Load the country tables: facts, indicators, comparators, trade, investment, challenges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.tables.choice import choose

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.tables.choice import Day, Words, Years
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
    return choose("countries", country=country)


def load_country_sources(*, country: States = None) -> pd.DataFrame:
    """Load which source stands behind each cell of ``load_countries()``.

    Parameters
    ----------
    country
        States by any name or code. Default: all.

    Returns
    -------
    DataFrame, one row per state and field, unique on ``iso3`` and ``field``.

    Examples
    --------
    >>> facts = load_country_sources(country="KAZ").set_index("field")
    >>> facts.loc["capital", "verification"]
    'read'
    """
    return choose("country_sources", country=country)


def load_area_variants(*, country: States = None) -> pd.DataFrame:
    """Load the competing figures of the areas (km²); ``preferred`` marks the one used elsewhere.

    Parameters
    ----------
    country
        States by any name or code. Default: all.

    Returns
    -------
    DataFrame, one row per place and figure, unique on ``code`` and ``area_km2``: ``kind`` says what
    is counted, ``preferred`` which figure the other tables use.

    Examples
    --------
    >>> variants = load_area_variants(country="Tajikistan")
    >>> len(variants) > 1
    True
    """
    return choose("area_variants", country=country)


def load_comparators(*, country: States = None) -> pd.DataFrame:
    """Load area (km²) and people of the five, their sum ``CA5``, the EU and other places.

    Parameters
    ----------
    country
        States by any name or code. Default: all.

    Returns
    -------
    DataFrame, one row per place, unique on ``code``. ``year`` is the year of ``population``.

    Examples
    --------
    >>> int(load_comparators(country="European Union")["area_km2"].iloc[0])
    4236351
    """
    return choose("comparators", country=country)


def load_region_population(
    *, series: Words = None, since: Moment = None, until: Moment = None, as_of: Day = None
) -> pd.DataFrame:
    """Load the people of the five states and their sum, year by year, World Bank and UN.

    Parameters
    ----------
    series
        ``world_bank`` or ``un_wpp``. Default: both.
    since, until
        First and last year kept.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per year and series; ``kaz`` … ``uzb`` and ``ca5_total`` count people.
    UN values after 2023 are the medium variant of a projection.

    Examples
    --------
    >>> load_region_population()["year"].min()
    np.int64(1991)
    """
    return choose("region_population", series=series, since=since, until=until, as_of=as_of)


def load_indicators(
    indicator: Words = None,
    *,
    country: States = None,
    year: Years = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
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
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

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
    return choose(
        "indicators",
        indicator=indicator,
        country=country,
        year=year,
        since=since,
        until=until,
        as_of=as_of,
    )


def load_indicator_catalogue(*, indicator: Words = None) -> pd.DataFrame:
    """Load label, unit, definition, publisher and licence of each indicator.

    Parameters
    ----------
    indicator
        Ids of indicators kept. Default: all.

    Returns
    -------
    DataFrame, one row per indicator, unique on ``indicator_id``.

    Examples
    --------
    >>> load_indicator_catalogue(indicator="population")["unit"].iloc[0]
    'people'
    """
    return choose("indicator_catalogue", indicator=indicator)


def load_trade_partners(
    *,
    area: States = None,
    partner: States = None,
    series: Words = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
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
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame: ``exports_usd`` goes from the area to the partner, ``imports_usd`` comes from it.
    Missing means not published or printed as zero; a sum is missing where one of its states is.
    Before comparing two years ask ``breaks_between()``: ``cow_trade_4`` changes its reporters.

    Examples
    --------
    >>> china = load_trade_partners(area="CA5", partner="CHN", series="imf_imts")
    >>> round(china.set_index("year").loc[2024, "total_usd"] / 1e9, 1)
    np.float64(94.9)
    """
    return choose(
        "trade_partners",
        area=area,
        partner=partner,
        series=series,
        since=since,
        until=until,
        as_of=as_of,
    )


def load_investment_partners(
    *,
    recipient: States = None,
    origin: States = None,
    measure: Words = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load foreign investment by origin: stocks, yearly inflows, cumulative sums (US dollars).

    ``measure`` says which of the three a row is; they must not be added or compared directly.

    Parameters
    ----------
    measure
        Values kept, such as ``"FDI stock"`` or ``"gross FDI inflow"``. Default: all, side by side.
    recipient, origin
        States by any name or code. Default: all.
    since, until
        First and last year kept.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per recipient, origin, year and measure: ``value_usd`` in US dollars,
    ``share_pct`` in percent of the recipient's total, missing where not published.

    Examples
    --------
    >>> load_investment_partners(recipient="Kazakhstan")["origin"].isna().any()
    np.False_
    """
    return choose(
        "investment_partners",
        recipient=recipient,
        origin=origin,
        measure=measure,
        since=since,
        until=until,
        as_of=as_of,
    )


def load_challenges(
    *,
    category: Words = None,
    indicator: Words = None,
    country: States = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load dated facts on instability, underdevelopment and climate change.

    Parameters
    ----------
    category, indicator
        Values kept, such as ``"climate change"``. Default: all.
    country
        States by any name or code. Default: all.
    since, until
        First and last year kept.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per fact, unique on ``challenge_id``: ``value`` in ``unit``, never missing;
    ``event_date`` where the fact has a day.

    Examples
    --------
    >>> len(load_challenges(category="climate change")) > 0
    True
    """
    return choose(
        "challenges",
        category=category,
        indicator=indicator,
        country=country,
        since=since,
        until=until,
        as_of=as_of,
    )
