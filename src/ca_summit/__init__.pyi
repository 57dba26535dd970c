"""Name the public functions once: what type checkers read, `__init__.py` imports on first use."""

from ca_summit.catalog import (
    data_version as data_version,
    get_table as get_table,
    list_tables as list_tables,
)
from ca_summit.charts import (
    plot_area as plot_area,
    plot_attendance as plot_attendance,
    plot_challenges as plot_challenges,
    plot_china_finance as plot_china_finance,
    plot_claims as plot_claims,
    plot_commitments as plot_commitments,
    plot_corridor_volumes as plot_corridor_volumes,
    plot_critical_minerals as plot_critical_minerals,
    plot_indicator as plot_indicator,
    plot_investment as plot_investment,
    plot_known_on as plot_known_on,
    plot_meeting_matrix as plot_meeting_matrix,
    plot_migrants as plot_migrants,
    plot_population as plot_population,
    plot_rare_earths as plot_rare_earths,
    plot_resource_revisions as plot_resource_revisions,
    plot_resource_shares as plot_resource_shares,
    plot_summits_per_year as plot_summits_per_year,
    plot_timeline as plot_timeline,
    plot_trade_balance as plot_trade_balance,
    plot_trade_disagreement as plot_trade_disagreement,
    plot_ukraine_votes as plot_ukraine_votes,
    plot_un_agreement as plot_un_agreement,
    plot_vdem as plot_vdem,
)
from ca_summit.claims import (
    check_claims as check_claims,
    read_article as read_article,
)
from ca_summit.classroom.answer_field import (
    answer as answer,
)
from ca_summit.classroom import (
    answer_key as answer_key,
    check_answer as check_answer,
    exercise as exercise,
    exercise_table as exercise_table,
    list_exercises as list_exercises,
    show_table as show_table,
    worked_answer as worked_answer,
)
from ca_summit.diplomacy import (
    all_five_attended as all_five_attended,
    days_abroad as days_abroad,
    known_each_day as known_each_day,
    known_on as known_on,
    meeting_matrix as meeting_matrix,
    meeting_pairs as meeting_pairs,
    meetings_of as meetings_of,
    sequence as sequence,
    summits_per_year as summits_per_year,
    uncounted_meetings as uncounted_meetings,
)
from ca_summit.explorers import (
    Control as Control,
    explore as explore,
    explore_meetings as explore_meetings,
    explore_region as explore_region,
    explore_resources as explore_resources,
    explore_silk_road as explore_silk_road,
    explore_trade as explore_trade,
)
from ca_summit.export import (
    export_tables as export_tables,
)
from ca_summit.figures import (
    annotate_sources as annotate_sources,
    figure_alt as figure_alt,
    figure_data as figure_data,
    reading as reading,
)
from ca_summit.maps import (
    add_layer as add_layer,
    base_map as base_map,
    map_area_comparison as map_area_comparison,
    map_corridors as map_corridors,
    map_energy_links as map_energy_links,
    map_land as map_land,
    map_meetings as map_meetings,
    map_region as map_region,
    map_resources as map_resources,
    map_route_between as map_route_between,
    map_silk_road as map_silk_road,
    map_then_and_now as map_then_and_now,
)
from ca_summit.figures.language import (
    translated as translated,
)
from ca_summit.names import (
    country_name as country_name,
    use_language as use_language,
)
from ca_summit.network import (
    shortest_way as shortest_way,
    then_and_now as then_and_now,
)
from ca_summit.pictures import (
    save_figure as save_figure,
)
from ca_summit.provenance import (
    cite as cite,
    why as why,
)
from ca_summit.records import (
    RecordsError as RecordsError,
    check_records as check_records,
    read_attendance as read_attendance,
    read_indicators as read_indicators,
    read_meetings as read_meetings,
    read_places as read_places,
    read_trade as read_trade,
)
from ca_summit.report import (
    build_report as build_report,
)
from ca_summit.tables import (
    breaks_between as breaks_between,
    load_area_variants as load_area_variants,
    load_attendance as load_attendance,
    load_border_crossings as load_border_crossings,
    load_challenges as load_challenges,
    load_china_finance as load_china_finance,
    load_chronology as load_chronology,
    load_claims as load_claims,
    load_commitments as load_commitments,
    load_comparators as load_comparators,
    load_corridor_volumes as load_corridor_volumes,
    load_countries as load_countries,
    load_country_sources as load_country_sources,
    load_coverage as load_coverage,
    load_critical_minerals as load_critical_minerals,
    load_deposits as load_deposits,
    load_energy_links as load_energy_links,
    load_formats as load_formats,
    load_indicator_catalogue as load_indicator_catalogue,
    load_indicators as load_indicators,
    load_investment_partners as load_investment_partners,
    load_lakes as load_lakes,
    load_landforms as load_landforms,
    load_meetings as load_meetings,
    load_migrant_stock as load_migrant_stock,
    load_outlines as load_outlines,
    load_people as load_people,
    load_places as load_places,
    load_rare_earths_world as load_rare_earths_world,
    load_refugees as load_refugees,
    load_region_population as load_region_population,
    load_resources as load_resources,
    load_rivers as load_rivers,
    load_route_events as load_route_events,
    load_route_stops as load_route_stops,
    load_routes as load_routes,
    load_series_breaks as load_series_breaks,
    load_sources as load_sources,
    load_trade_partners as load_trade_partners,
    load_transit_times as load_transit_times,
    load_un_agreement as load_un_agreement,
    load_un_ideal_points as load_un_ideal_points,
    load_un_ukraine_votes as load_un_ukraine_votes,
    load_unesco_components as load_unesco_components,
    load_vdem as load_vdem,
    load_vdem_indices as load_vdem_indices,
)

__version__: str
__all__: list[str]
