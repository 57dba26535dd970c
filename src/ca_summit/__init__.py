"""Name the public functions, import nothing heavy."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from ca_summit.catalog import data_version, get_table, list_tables
    from ca_summit.charts import *
    from ca_summit.claims import check_claims
    from ca_summit.classroom import (
        answer_key,
        check,
        exercise,
        list_exercises,
        show_table,
        worked_answer,
    )
    from ca_summit.diplomacy import (
        all_five_attended,
        known_on,
        meeting_matrix,
        sequence,
        summits_per_year,
    )
    from ca_summit.explorers import *
    from ca_summit.export import export_tables
    from ca_summit.figures import annotate_sources, figure_alt, figure_data
    from ca_summit.maps import *
    from ca_summit.names import country_name
    from ca_summit.network import shortest_way, then_and_now
    from ca_summit.provenance import cite, why
    from ca_summit.records import read_attendance, read_indicators, read_meetings, read_places
    from ca_summit.report import build_report
    from ca_summit.tables import *

#: Public name to the module that holds it; imported on first use.
_HOMES = {
    "catalog": ("data_version", "get_table", "list_tables"),
    "charts": (
        "plot_area",
        "plot_attendance",
        "plot_challenges",
        "plot_china_finance",
        "plot_claims",
        "plot_commitments",
        "plot_corridor_volumes",
        "plot_critical_minerals",
        "plot_indicator",
        "plot_investment",
        "plot_known_on",
        "plot_meeting_matrix",
        "plot_migrants",
        "plot_population",
        "plot_rare_earths",
        "plot_resource_revisions",
        "plot_resource_shares",
        "plot_summits_per_year",
        "plot_timeline",
        "plot_trade_balance",
        "plot_trade_disagreement",
        "plot_ukraine_votes",
        "plot_un_agreement",
        "plot_vdem",
    ),
    "claims": ("check_claims",),
    "classroom": (
        "answer_key",
        "check",
        "exercise",
        "list_exercises",
        "show_table",
        "worked_answer",
    ),
    "diplomacy": (
        "all_five_attended",
        "known_on",
        "meeting_matrix",
        "sequence",
        "summits_per_year",
    ),
    "explorers": (
        "Control",
        "explore",
        "explore_meetings",
        "explore_region",
        "explore_resources",
        "explore_silk_road",
        "explore_trade",
    ),
    "export": ("export_tables",),
    "figures": ("annotate_sources", "figure_alt", "figure_data"),
    "maps": (
        "add_layer",
        "base_map",
        "map_area_comparison",
        "map_corridors",
        "map_energy_links",
        "map_land",
        "map_meetings",
        "map_region",
        "map_resources",
        "map_route_between",
        "map_silk_road",
        "map_then_and_now",
    ),
    "names": ("country_name",),
    "network": ("shortest_way", "then_and_now"),
    "records": ("read_attendance", "read_indicators", "read_meetings", "read_places"),
    "report": ("build_report",),
    "provenance": ("cite", "why"),
    "tables": (
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
    ),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME_OF)]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'ca_summit' has no attribute {name!r}")
    value = getattr(import_module(f"ca_summit.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
