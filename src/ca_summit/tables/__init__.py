"""Load each table as a typed DataFrame or GeoDataFrame: load_*()."""

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
    load_series_breaks,
    load_trade_partners,
)
from ca_summit.tables.meetings import (
    load_attendance,
    load_chronology,
    load_claims,
    load_commitments,
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
from ca_summit.tables.sources import load_sources

__all__ = [
    "load_area_variants",
    "load_attendance",
    "load_border_crossings",
    "load_challenges",
    "load_chronology",
    "load_claims",
    "load_commitments",
    "load_comparators",
    "load_corridor_volumes",
    "load_countries",
    "load_country_sources",
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
    "load_outlines",
    "load_people",
    "load_places",
    "load_rare_earths_world",
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
    "load_unesco_components",
    "read_table",
]
