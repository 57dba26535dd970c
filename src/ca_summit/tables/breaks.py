"""Load where series change their basis, and tell whether two years may be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.checks import check_choice
from ca_summit.tables.choice import choose
from ca_summit.tables.reader import chosen
from ca_summit.tables.spans import check_span
from ca_summit.tables.states import country_code, country_codes

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.tables.choice import Day, Words
    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States


def load_series_breaks(
    *,
    series: Words = None,
    country: States = None,
    partner: States = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load the years in which a series changes its basis, so that lines are not drawn across.

    Parameters
    ----------
    series
        Indicators, as in ``load_indicators()``, or series of trade, as in
        ``load_trade_partners()``. Default: all that break.
    country, partner
        States by any name or code, and the sums of trade ``CA5`` and ``CA4``. Default: all.
    since, until
        First and last year kept.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per series, area, flow and break; ``year`` is the first on the new basis.
    ``partner`` and ``flow`` are missing for indicators.

    Raises
    ------
    ValueError
        If a series has no break; the message lists those that have. ``breaks_between()`` may be
        asked about any series.

    Examples
    --------
    >>> breaks = load_series_breaks(series="gdp_usd")
    >>> "UZB" in set(breaks["area"])
    True
    """
    return choose(
        "series_breaks",
        series=series,
        country=country,
        partner=partner,
        since=since,
        until=until,
        as_of=as_of,
    )


def breaks_between(
    series: str,
    area: str,
    *,
    partner: States = None,
    flow: str = "total",
    since: Moment = None,
    until: Moment = None,
) -> pd.DataFrame:
    """Tell whether values of one series may be compared across some years: list its breaks there.

    Parameters
    ----------
    series
        An indicator, such as ``"gdp_usd"``, or a series of trade, such as ``"cow_trade_4"``.
    area
        A state by any name or code, or the sums of trade ``"CA5"`` and ``"CA4"``.
    partner
        Partners of the trade; for a share also ``"WLD"``. Default: all.
    flow
        ``"exports"``, ``"imports"``; ``"total"`` and ``"balance"`` break with either.
    since, until
        The years compared; a break in the first year does not part them, one in the last does.

    Returns
    -------
    DataFrame like ``load_series_breaks()``, empty where nothing parts the years. A release that
    only continues another (``vintage``) is no break. A series that no second one mirrors can
    break unseen.

    Raises
    ------
    ValueError
        If the flow is none of the four, or a state or year is none.

    Examples
    --------
    >>> found = breaks_between("cow_trade_4", "KGZ", partner="CHN", since=2008, until=2009)
    >>> found[["flow", "year", "kind"]].astype(object).to_numpy().tolist()
    [['imports', 2009, 'reporter']]
    >>> breaks_between("imf_imts", "KGZ", partner="CHN", since=2001, until=2024).empty
    True
    """
    check_choice("flow", flow, ["total", "balance", "exports", "imports"])
    first, last = check_span(since, until)
    frame = load_series_breaks()
    keep = frame["series"].eq(series) & frame["kind"].ne("vintage")
    keep &= frame["area"].eq(country_code(area, "area"))
    if partner is not None:
        keep &= frame["partner"].isin(country_codes(partner, "partner"))
    if flow in {"exports", "imports"}:
        keep &= frame["flow"].eq(flow) | frame["flow"].isna()
    if first is not None:
        keep &= frame["year"] > first.year
    if last is not None:
        keep &= frame["year"] <= last.year
    return chosen(frame, keep.fillna(False).astype(bool))
