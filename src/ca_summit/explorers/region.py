"""Name the explorer of the region: one indicator as a map, a chart over the years, a table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ca_summit.explorers.arguments import states
from ca_summit.explorers.controls import Control, remembered, showing
from ca_summit.explorers.explorer import Explorer
from ca_summit.explorers.options import LANGUAGE, indicator_options
from ca_summit.explorers.recipe import Call, Recipe
from ca_summit.explorers.region_pack import packed_region
from ca_summit.explorers.repaint import RegionPainter
from ca_summit.explorers.table_view import TableCall
from ca_summit.names import LANGUAGES, STATES, country_name, language_or_chosen

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.explorers.recipe import Values
    from ca_summit.tables.states import States

#: Indicators whose views a file keeps before others.
TELLING = tuple(
    """
    gdp_per_capita_ppp life_expectancy gdp_growth remittances_pct_gdp urban_share
    water_stress_sdg642 poverty_420 internet_users elec_share_hydro co2_per_capita hdi
    trade_pct_gdp under5_mortality inflation_cpi unemployment
    """.split()
)
_YEARS = (2020, 2010, 2000, 2015, 2005, 1995)
_FORMS = "One choice as a map, a chart or a table"
_VIEWS = (("Map", "map"), ("Chart", "lines"), ("Table", "table"))


def explore_region(
    indicator: str = "gdp_per_capita_ppp",
    data: pd.DataFrame | None = None,
    *,
    view: str = "map",
    year: int | None = None,
    country: States = None,
    language: str | None = None,
    reset: bool = False,
) -> Explorer:
    """Explore any indicator of the five states: as a map of one year, a chart or a table.

    Map, chart and table are tabs over one choice. A click on a state, on the map or the chart,
    picks it; the button beside the year plays the years.

    Parameters
    ----------
    indicator
        An id of ``load_indicator_catalogue()``, or one of ``data``.
    data
        A table like ``load_indicators()``. Default: that table.
    view
        ``"map"``, ``"lines"`` over the years, or ``"table"``.
    year
        Year of the map. Default: the latest in which most of the five have a value.
    country
        States picked, by any name or code: outlined on the map, alone in chart and table.
        Default: none, and chart and table show all.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.
    reset
        Forget where the controls stood when the cell ran last.

    Returns
    -------
    Explorer
        Live in JupyterLab; ``.code`` is the call that draws the present view, ``.set(…)`` moves
        controls.

    Notes
    -----
    An impossible value or a broken table raises nothing: the figure says what is wrong.

    Examples
    --------
    >>> region = explore_region("life_expectancy", year=2020, reset=True)
    >>> region.code
    "map_region(indicator='life_expectancy', year=2020)"
    >>> region.set(view="table", country=["KGZ"]).code
    "figure_data(plot_indicator(indicator='life_expectancy', country=['KGZ']))"
    >>> region.restore
    "explore_region(indicator='life_expectancy', view='table', year=2020, country=['KGZ'])"
    """
    from ca_summit.charts import plot_indicator
    from ca_summit.maps import map_region

    language = language or language_or_chosen()
    painter = RegionPainter(data, map_region)
    indicators = indicator_options(data)

    def controls(values: Values) -> list[Control]:
        latest = painter.latest(values["indicator"])
        newest = ("latest" if latest is None else f"latest: {latest}", None)
        years = (*((str(y), y) for y in painter.years(values["indicator"])), newest)
        language = values["language"] if values["language"] in LANGUAGES else "en"
        names = tuple((country_name(code, language), code) for code in STATES)
        told = "What the figure shows", "Year of the map", "Pick states, here or by a click on one"
        found = [
            Control("view", "View", "choice", _VIEWS, help=_FORMS, resets=("x", "y"), tabs=True),
            Control("indicator", "Indicator", "choice", indicators, help=told[0]),
            Control("year", "Year", "slide", years, help=told[1], resets=()),
            Control("country", "States", "several", names, help=told[2], resets=(), picks=True),
            LANGUAGE,
        ]
        return showing(found, hidden=() if values["view"] == "map" else ("year",))

    def call(values: Values) -> Call:
        given = {k: values[k] for k in ("indicator", "language")} | {"data": data}
        if values["view"] in {"lines", "table"}:
            form = Call if values["view"] == "lines" else TableCall
            return form(plot_indicator, {**given, "country": list(values["country"]) or None})
        return Call(map_region, {**given, "year": values["year"]})

    recipe = Recipe(
        "explore_region",
        "the region",
        remembered(controls, "view", "indicator", "language"),
        call,
        opens=(explore_region, {"data": data}),
        axes=("view", "indicator", "year"),
        first={"indicator": TELLING, "year": _YEARS},
        budget=54_000,
        room=26_000,
        draws=4,
        light=painter.light,
        quick=painter.paint,
        short=painter.shortened,
        pack=partial(packed_region, painter, _VIEWS),
    )
    starts = {
        "indicator": indicator,
        "view": view,
        "year": year,
        "country": states(country),
        "language": language,
    }
    return Explorer(recipe, starts, reset=reset, tables=(data,))
