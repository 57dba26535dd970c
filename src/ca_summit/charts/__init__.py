"""Turn tables into charts: plot_*() -> go.Figure."""

from ca_summit.charts.agreement import plot_un_agreement
from ca_summit.charts.attendance import plot_attendance
from ca_summit.charts.challenges import plot_challenges
from ca_summit.charts.claims import plot_claims
from ca_summit.charts.commitments import plot_commitments
from ca_summit.charts.corridors import plot_corridor_volumes
from ca_summit.charts.critical_minerals import plot_critical_minerals
from ca_summit.charts.indicators import plot_indicator
from ca_summit.charts.institutions import plot_vdem
from ca_summit.charts.investment import plot_investment
from ca_summit.charts.lending import plot_china_finance
from ca_summit.charts.meetings import plot_meeting_matrix
from ca_summit.charts.migrants import plot_migrants
from ca_summit.charts.rare_earths import plot_rare_earths
from ca_summit.charts.region import plot_area, plot_population
from ca_summit.charts.resources import plot_resource_shares
from ca_summit.charts.revisions import plot_resource_revisions
from ca_summit.charts.summits import plot_summits_per_year
from ca_summit.charts.timeline import plot_timeline
from ca_summit.charts.trade import plot_trade_balance
from ca_summit.charts.trade_disagreement import plot_trade_disagreement
from ca_summit.charts.ukraine import plot_ukraine_votes
from ca_summit.charts.who_was_coming import plot_known_on

__all__ = [
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
]
