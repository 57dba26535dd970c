"""Turn tables into charts: plot_*() -> go.Figure."""

from ca_summit.charts.indicators import plot_indicator
from ca_summit.charts.region import plot_area, plot_population

__all__ = ["plot_area", "plot_indicator", "plot_population"]
