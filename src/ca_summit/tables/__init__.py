"""Load each table as a typed DataFrame or GeoDataFrame: load_*().

Arguments of one name mean the same in every loader; an argument left away keeps all rows.

- ``country`` and other roles of a state (``partner``, ``origin``, …): any name or code, one or
  several; ``"Kazakhstan"``, ``"Қазақстан"``, ``"kz"`` and ``"KAZ"`` are one.
- ``since``, ``until``: a year or a day; both ends belong to the span. A year as ``until`` means its
  last day. Of tables with a value for each year, the years are compared.
- ``year``: one year or several.
- ``as_of``: what could be known on that day. Rows appear once their source was published, or the
  statement made; rows of undated sources are left out, and ``note`` is empty, since remarks were
  written later. `ca_summit.tables.as_of` says what counts as the day for each table.
- Other words (``kind``, ``series``, ``commodity``, …): values of that column, one or several; a
  value that the table does not have is refused, and the nearest one is named.
"""

from ca_summit.tables.breaks import breaks_between, load_series_breaks
from ca_summit.tables.countries import (
    load_area_variants,
    load_challenges,
    load_comparators,
    load_countries,
    load_country_sources,
    load_indicator_catalogue,
    load_indicators,
    load_investment_partners,
    load_region_population,
    load_trade_partners,
)
from ca_summit.tables.meetings import (
    load_attendance,
    load_chronology,
    load_claims,
    load_commitments,
    load_coverage,
    load_formats,
    load_meetings,
    load_people,
)
from ca_summit.tables.outlines import load_lakes, load_landforms, load_outlines, load_rivers
from ca_summit.tables.reader import read_table
from ca_summit.tables.resources import (
    load_critical_minerals,
    load_deposits,
    load_energy_links,
    load_rare_earths_world,
    load_resources,
)
from ca_summit.tables.routes import (
    load_border_crossings,
    load_corridor_volumes,
    load_places,
    load_route_events,
    load_route_stops,
    load_routes,
    load_transit_times,
    load_unesco_components,
)
from ca_summit.tables.society import (
    load_china_finance,
    load_migrant_stock,
    load_refugees,
    load_un_agreement,
    load_un_ideal_points,
    load_un_ukraine_votes,
    load_vdem,
    load_vdem_indices,
)
from ca_summit.tables.sources import load_sources

__all__ = [
    "breaks_between",
    "load_area_variants",
    "load_attendance",
    "load_border_crossings",
    "load_challenges",
    "load_china_finance",
    "load_chronology",
    "load_claims",
    "load_commitments",
    "load_comparators",
    "load_corridor_volumes",
    "load_countries",
    "load_country_sources",
    "load_coverage",
    "load_critical_minerals",
    "load_deposits",
    "load_energy_links",
    "load_formats",
    "load_indicator_catalogue",
    "load_indicators",
    "load_investment_partners",
    "load_lakes",
    "load_landforms",
    "load_meetings",
    "load_migrant_stock",
    "load_outlines",
    "load_people",
    "load_places",
    "load_rare_earths_world",
    "load_refugees",
    "load_region_population",
    "load_resources",
    "load_rivers",
    "load_route_events",
    "load_route_stops",
    "load_routes",
    "load_series_breaks",
    "load_sources",
    "load_trade_partners",
    "load_transit_times",
    "load_un_agreement",
    "load_un_ideal_points",
    "load_un_ukraine_votes",
    "load_unesco_components",
    "load_vdem",
    "load_vdem_indices",
    "read_table",
]
