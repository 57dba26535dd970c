"""Name the explorers of the package: which controls on which figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ca_summit.explorers.controls import Control
from ca_summit.explorers.explorer import Explorer
from ca_summit.explorers.light import (
    light_partner,
    light_region,
    plain_map,
    short_hover,
    two_lines,
)
from ca_summit.explorers.options import (
    LANGUAGE,
    area_options,
    commodity_options,
    indicator_options,
    measure_options,
    meeting_options,
    partner_options,
    series_options,
    year_options,
)
from ca_summit.explorers.recipe import Call, Recipe

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from ca_summit.explorers.recipe import Values

    Day = str | dt.date | pd.Timestamp

#: Indicators that the twin of the region offers before others.
TELLING = (
    "gdp_per_capita_ppp", "life_expectancy", "gdp_growth", "remittances_pct_gdp", "urban_share",
    "water_stress_sdg642", "poverty_420", "internet_users", "elec_share_hydro", "co2_per_capita",
    "hdi", "trade_pct_gdp", "under5_mortality", "inflation_cpi", "unemployment",
)  # fmt: skip


#: Days of knowledge that the twin offers.
_DAYS = (("all that is recorded", None), ("27 October 2025", "2025-10-27"))


def explore_region(
    indicator: str = "population",
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
            Control("indicator", "Indicator", "choice", indicator_options(data),
                    help="What the figure shows"),
            Control("view", "View", "choice", (("map", "map"), ("lines over time", "lines")),
                    help="Map of one year, or lines over all years", resets=("x", "y")),
            Control("year", "Year", "slide", (*years, ("latest", None)),
                    help="Year of the map", resets=()),
            LANGUAGE,
        ]  # fmt: skip
        return _showing(found, () if values["view"] == "map" else ("year",))

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


def explore_resources(
    commodity: str | None = None,
    resources: pd.DataFrame | None = None,
    *,
    measure: str = "production",
    at_least_pct: float = 2.0,
    language: str = "en",
    reset: bool = False,
) -> Explorer:
    """Explore which share of the world's raw materials the five states have.

    Parameters
    ----------
    commodity
        One commodity. Default: all with at least ``at_least_pct``.
    resources
        A table like ``load_resources()``. Default: that table.
    measure
        ``"production"``, ``"reserves"``, ``"exports"``, ``"capacity"`` …
    at_least_pct
        Smallest share (percent, 0 to 20) where no commodity is chosen.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.
    reset
        Forget where the controls stood when the cell ran last.

    Notes
    -----
    An impossible value or a broken table raises nothing: the figure says what is wrong.

    Examples
    --------
    >>> explore_resources("uranium", reset=True).code
    "plot_resource_shares(commodity='uranium')"
    """
    from ca_summit.charts import plot_resource_shares

    def controls(values: Values) -> list[Control]:
        goods = commodity_options(resources, values["measure"])
        return [
            Control("measure", "Measure", "choice", measure_options(resources),
                    help="What is compared with the world", resets=("x", "y")),
            Control("commodity", "Commodity", "choice", (("all", None), *goods),
                    help="One raw material, or all", resets=("x", "y")),
            Control("at_least_pct", "Smallest share, %", "number", low=0, high=20, step=0.5,
                    help="Leave smaller shares out", resets=("x", "y")),
            LANGUAGE,
        ]  # fmt: skip

    def call(values: Values) -> Call:
        return Call(plot_resource_shares, {"resources": resources, **values})

    recipe = Recipe(
        "explore_resources", "raw materials", controls, call, ("measure", "commodity"),
        small=("measure",), budget=36_000,
    )  # fmt: skip
    starts = {
        "measure": measure,
        "commodity": commodity,
        "at_least_pct": at_least_pct,
        "language": language,
    }
    return Explorer(recipe, starts, reset=reset, tables=(resources,))


def explore_meetings(
    meetings: pd.DataFrame | None = None,
    *,
    since: Day | None = "2025-01-01",
    until: Day | None = "2025-12-31",
    format: str | None = None,  # noqa: A002 - the column's name
    counterpart: str | None = None,
    as_of: Day | None = None,
    bilateral: bool = True,
    language: str = "en",
    reset: bool = False,
) -> Explorer:
    """Explore who met Central Asia and when, and what could be known of it on any day.

    Parameters
    ----------
    meetings
        A table like ``load_meetings()``, also the user's own. Default: that table.
    since, until
        First and last day drawn (``YYYY-MM-DD``). ``None``: as far as the table goes.
    format
        One format, such as ``"c5_plus_1"``. Default: all.
    counterpart
        One outside power, such as ``"USA"``. Default: all.
    as_of
        Draw what could be known on that day. Default: all that is recorded.
    bilateral
        Whether to draw meetings of two leaders.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.
    reset
        Forget where the controls stood when the cell ran last.

    Notes
    -----
    An impossible value or a broken table raises nothing: the figure says what is wrong.

    Examples
    --------
    >>> explore_meetings(counterpart="USA", since="2025-10-01", reset=True).code
    "plot_timeline(since='2025-10-01', until='2025-12-31', counterpart='USA', bilateral=True)"
    """
    from ca_summit.charts import plot_timeline

    both = ("x", "y")

    def controls(values: Values) -> list[Control]:  # noqa: ARG001 - no choice depends on another
        formats = meeting_options(meetings, "format")
        powers = meeting_options(meetings, "counterpart")
        return [
            Control("counterpart", "Partner", "choice", (("all", None), *powers),
                    help="Outside power that the five met"),
            Control("format", "Format", "choice", (("all", None), *formats),
                    help="Series of meetings"),
            Control("since", "From", "day", help="First day drawn", resets=both),
            Control("until", "To", "day", help="Last day drawn", resets=both),
            Control("as_of", "Known on", "day", _DAYS, help="Draw what could be known on that day",
                    resets=()),
            Control("bilateral", "Two leaders", "switch", help="Draw bilateral meetings too"),
            LANGUAGE,
        ]  # fmt: skip

    def call(values: Values) -> Call:
        return Call(plot_timeline, {"meetings": meetings, **values})

    recipe = Recipe(
        "explore_meetings", "meetings", controls, call,
        ("counterpart", "as_of", "bilateral", "format"), budget=58_500, small=("counterpart",), light=light_partner,
        first={"counterpart": ("CHN", "RUS", "USA", "EU")}, trim=short_hover,
    )  # fmt: skip
    starts = {
        "since": _iso(since),
        "until": _iso(until),
        "as_of": _iso(as_of),
        "format": format,
        "counterpart": counterpart,
        "bilateral": bilateral,
        "language": language,
    }
    return Explorer(recipe, starts, reset=reset, tables=(meetings,))


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
        One of the five, or the sums ``"CA5"`` and ``"CA4"``.
    trade
        A table like ``load_trade_partners()``, US dollars. Default: that table.
    view
        ``"balance"``: partners as one series counts them; ``"disagreement"``: one partner as all
        series count it.
    series
        Who counted.
    partner
        One partner. Default: all (for ``"disagreement"``: China).
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
    "plot_trade_balance(area='KGZ', series='national_kgz', partners=['CHN'])"
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
            Control("view", "View", "choice",
                    (("partners", "balance"), ("who counts what", "disagreement")),
                    help="All partners in one series, or one partner in all series", resets=both),
            Control("series", "Counted by", "choice", held, help="Who counted", resets=both),
            Control("partner", "Partner", "choice",
                    (("all" if one else "China", None), *partners), help="One partner, or all"),
            Control("flow", "Flow", "choice",
                    (*flows, ("exports minus imports", "balance")) if one else tuple(flows),
                    help="Direction of the trade"),
            Control("share", "% of all trade", "switch", help="Percent of trade with the world"),
            LANGUAGE,
        ]  # fmt: skip
        return _showing(found, () if one else ("series", "share"))

    def call(values: Values) -> Call:
        common = {k: values[k] for k in ("area", "flow", "language")}
        if values["view"] == "disagreement":
            own = {"partner": values["partner"] or "CHN"}
            return Call(plot_trade_disagreement, {"trade": trade, **own, **common})
        partners = None if values["partner"] is None else [values["partner"]]
        own = {"series": values["series"], "partners": partners, "share": values["share"]}
        return Call(plot_trade_balance, {"trade": trade, **common, **own})

    recipe = Recipe(
        "explore_trade",
        "trade",
        controls,
        call,
        ("area", "series", "flow"),
        small=("series",),
        trim=two_lines,
        budget=38_000,
    )
    starts = {
        "area": area,
        "view": view,
        "series": series,
        "partner": partner,
        "flow": flow,
        "share": share,
        "language": language,
    }
    return Explorer(recipe, starts, reset=reset, tables=(trade,))


def _showing(controls: list[Control], hidden: tuple[str, ...]) -> list[Control]:
    return [replace(c, shown=c.name not in hidden) for c in controls]


def _iso(day: Any) -> Any:
    """Write a day as text; leave what is none for the figure to explain."""
    return str(day)[:10] if hasattr(day, "isoformat") else day
