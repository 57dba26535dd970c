"""Name the explorers of indicators and of trade: which controls on which figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.explorers.controls import Control, showing
from ca_summit.explorers.explorer import Explorer
from ca_summit.explorers.light import light_region, plain_map, two_lines
from ca_summit.explorers.options import (
    LANGUAGE,
    area_options,
    indicator_options,
    partner_options,
    series_options,
    year_options,
)
from ca_summit.explorers.recipe import Call, Recipe
from ca_summit.explorers.starts import state

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.explorers.recipe import Values

#: Indicators that the twin of the region offers before others.
TELLING = (
    "gdp_per_capita_ppp",
    "life_expectancy",
    "gdp_growth",
    "remittances_pct_gdp",
    "urban_share",
    "water_stress_sdg642",
    "poverty_420",
    "internet_users",
    "elec_share_hydro",
    "co2_per_capita",
    "hdi",
    "trade_pct_gdp",
    "under5_mortality",
    "inflation_cpi",
    "unemployment",
)


def explore_region(
    indicator: str = "gdp_per_capita_ppp",
    data: pd.DataFrame | None = None,
    *,
    view: str = "map",
    year: int | None = None,
    language: str = "en",
    reset: bool = False,
) -> Explorer:
    """Explore any indicator of the five states: as a map of one year or as lines over the years.

    Parameters
    ----------
    indicator
        An id of ``load_indicator_catalogue()``, or one of ``data``.
    data
        A table like ``load_indicators()``. Default: that table.
    view
        ``"map"`` or ``"lines"``.
    year
        Year of the map. Default: the latest in which most of the five have a value.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.
    reset
        Forget where the controls stood when the cell ran last.

    Notes
    -----
    An impossible value or a broken table raises nothing: the figure says what is wrong.

    Examples
    --------
    >>> explore_region("life_expectancy", year=2020, reset=True).code
    "map_region(indicator='life_expectancy', year=2020)"
    """
    from ca_summit.charts import plot_indicator
    from ca_summit.maps import map_region

    def controls(values: Values) -> list[Control]:
        years = year_options(data, values["indicator"])
        found = [
            Control(
                "indicator",
                "Indicator",
                "choice",
                indicator_options(data),
                help="What the figure shows",
            ),
            Control(
                "view",
                "View",
                "choice",
                (("map", "map"), ("lines over time", "lines")),
                help="Map of one year, or lines over all years",
                resets=("x", "y"),
            ),
            Control(
                "year",
                "Year",
                "slide",
                (*years, ("latest", None)),
                help="Year of the map",
                resets=(),
            ),
            LANGUAGE,
        ]
        return showing(found, hidden=() if values["view"] == "map" else ("year",))

    def call(values: Values) -> Call:
        given = {"indicator": values["indicator"], "data": data}
        if values["view"] == "lines":
            return Call(plot_indicator, {**given, "language": values["language"]})
        return Call(map_region, {**given, "year": values["year"], "language": values["language"]})

    recipe = Recipe(
        "explore_region",
        "the region",
        controls,
        call,
        ("indicator", "year"),
        budget=65_000,
        light=light_region(data),
        trim=plain_map,
        first={"indicator": TELLING, "year": (2000, 2010, 2020, 1995, 2005, 2015)},
    )
    starts = {"indicator": indicator, "view": view, "year": year, "language": language}
    return Explorer(recipe, starts, reset=reset, tables=(data,))


def explore_trade(
    area: str = "CA5",
    trade: pd.DataFrame | None = None,
    *,
    view: str = "balance",
    series: str = "cow_trade_4",
    partner: str | None = None,
    flow: str = "total",
    share: bool = False,
    language: str = "en",
    reset: bool = False,
) -> Explorer:
    """Explore with whom the five trade, by series, partner and flow, or where series disagree.

    Parameters
    ----------
    area
        One of the five by any name or code, or the sums ``"CA5"`` and ``"CA4"``.
    trade
        A table like ``load_trade_partners()``, US dollars. Default: that table.
    view
        ``"balance"``: partners as one series counts them; ``"disagreement"``: one partner as all
        series count it.
    series
        Who counted.
    partner
        One partner, by any name or code. Default: all (for ``"disagreement"``: China).
    flow
        ``"total"``, ``"exports"``, ``"imports"`` or ``"balance"``.
    share
        Percent of the area's trade with the world.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.
    reset
        Forget where the controls stood when the cell ran last.

    Notes
    -----
    An impossible value or a broken table raises nothing: the figure says what is wrong.

    Examples
    --------
    >>> explore_trade("KGZ", series="national_kgz", partner="CHN", reset=True).code
    "plot_trade_balance(area='KGZ', series='national_kgz', partner=['CHN'])"
    """
    from ca_summit.charts import plot_trade_balance, plot_trade_disagreement

    both = ("x", "y")
    flows = [("trade", "total"), ("exports", "exports"), ("imports", "imports")]

    def controls(values: Values) -> list[Control]:
        one = values["view"] == "balance"
        held = series_options(trade, values["area"])
        partners = partner_options(trade, values["area"], values["series"] if one else None)
        found = [
            Control("area", "Country", "choice", area_options(trade), help="Whose trade"),
            Control(
                "view",
                "View",
                "choice",
                (("partners", "balance"), ("who counts what", "disagreement")),
                help="All partners in one series, or one partner in all series",
                resets=both,
            ),
            Control("series", "Counted by", "choice", held, help="Who counted", resets=both),
            Control(
                "partner",
                "Partner",
                "choice",
                (("all" if one else "China", None), *partners),
                help="One partner, or all",
            ),
            Control(
                "flow",
                "Flow",
                "choice",
                (*flows, ("exports minus imports", "balance")) if one else tuple(flows),
                help="Direction of the trade",
            ),
            Control("share", "% of all trade", "switch", help="Percent of trade with the world"),
            LANGUAGE,
        ]
        return showing(found, hidden=() if one else ("series", "share"))

    def call(values: Values) -> Call:
        common = {k: values[k] for k in ("area", "flow", "language")}
        if values["view"] == "disagreement":
            own = {"partner": values["partner"] or "CHN"}
            return Call(plot_trade_disagreement, {"trade": trade, **own, **common})
        partners = None if values["partner"] is None else [values["partner"]]
        own = {"series": values["series"], "partner": partners, "share": values["share"]}
        return Call(plot_trade_balance, {"trade": trade, **common, **own})

    recipe = Recipe(
        "explore_trade",
        "trade",
        controls,
        call,
        ("area", "series", "flow"),
        small=("series",),
        short=two_lines,
        budget=38_000,
    )
    starts = {
        "area": state(area),
        "view": view,
        "series": series,
        "partner": state(partner),
        "flow": flow,
        "share": share,
        "language": language,
    }
    return Explorer(recipe, starts, reset=reset, tables=(trade,))
