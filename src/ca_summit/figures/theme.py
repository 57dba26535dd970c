"""Hold colours, fonts, number formats, the plotly template and config."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from ca_summit.figures.language import is_missing
from ca_summit.figures.margins import EDGE, SUBTITLE, TICKS, TITLE

FONT_FAMILY = "Inter, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', Roboto, Arial, sans-serif"

#: One colour per country in every figure, told apart also by readers who lack one kind of cones
#: (after Okabe and Ito, shifted so that all five show on white and on near-black). These are for
#: lines and areas; letters in a country's colour are set in ink, see ``figures.ink``.
COUNTRY_COLORS = {
    "KAZ": "#2480C4",
    "KGZ": "#D55E00",
    "TJK": "#0B9E77",
    "TKM": "#C26596",
    "UZB": "#D99A00",
}
#: The second sign besides colour: marker and dash of each country.
COUNTRY_SYMBOLS = {
    "KAZ": "circle",
    "KGZ": "square",
    "TJK": "triangle-up",
    "TKM": "diamond",
    "UZB": "cross",
}

#: Outside powers, in the order in which legends list them; ``-`` is a purely regional meeting.
#: Every two differ by at least 8 (CIEDE2000) for readers who lack one kind of cones as well.
POWER_COLORS = {
    "USA": "#439AB7",
    "CHN": "#CB4556",
    "RUS": "#63539D",
    "EU": "#2477E3",
    "EUU": "#2477E3",
    "TUR": "#DF962E",
    "JPN": "#D16E91",
    "KOR": "#84A1E8",
    "IND": "#888122",
    "DEU": "#96A687",
    "ITA": "#1A7F4D",
    "GBR": "#8E5A2E",
    "FRA": "#6673A5",
    "GCC": "#5B8C83",
    "IRN": "#B28E5E",
    "-": "#626A72",
}
#: Everybody else beside the powers; and grey for lines and remarks that are not the point.
REST_COLOR, OTHER_COLOR = "#B4BBC1", "#7B8794"

#: Fills and lines of maps: half transparent, so that they sit on white and on near-black.
LAND_FILL = "rgba(128,134,139,0.16)"
STATE_FILL = "rgba(128,134,139,0.34)"
BORDER_LINE = "rgba(118,125,132,0.85)"
FAINT_LINE = "rgba(118,125,132,0.35)"
WATER_FILL = "rgba(74,144,196,0.45)"
#: Of the names of waters, which stand on water: their inks read there.
WATER_INK = "#3D8DBF"
WATER_LINE = "rgba(74,144,196,0.75)"
NO_DATA_FILL = "rgba(128,134,139,0.28)"

#: Light to dark and readable in grey print: one scale for every quantity on a map.
SEQUENTIAL_SCALE = [
    [0.0, "#F4E3B2"],
    [0.2, "#EDBE7A"],
    [0.4, "#DE8F5A"],
    [0.6, "#C05F52"],
    [0.8, "#8F3D57"],
    [1.0, "#5B2A56"],
]
#: For quantities with a middle (growth, change): blue below, orange above.
DIVERGING_SCALE = [
    [0.0, "#2166AC"],
    [0.25, "#7FB2D5"],
    [0.5, "#E8E6DF"],
    [0.75, "#E9A05F"],
    [1.0, "#B35806"],
]

#: Passed to ``fig.show(config=CONFIG)`` and written into every export.
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "scrollZoom": False,
    "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"],
}


def _template(text: str, quiet: str, soft: str, grid: str, hover: str) -> go.layout.Template:
    axis = {
        "gridcolor": grid,
        "zerolinecolor": grid,
        "linecolor": soft,
        "tickcolor": soft,
        "ticks": "outside",
        "ticklen": 4,
        "automargin": True,
        "tickfont": {"size": TICKS},
        "title": {"standoff": 8, "font": {"size": TICKS}},
    }
    layout = {
        "font": {"family": FONT_FAMILY, "size": 14, "color": text},
        "title": {
            "font": {"size": TITLE, "weight": 700},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "pad": {"l": EDGE},
            "yref": "container",
            "y": 1,
            "yanchor": "top",
            "subtitle": {"font": {"size": SUBTITLE, "weight": 400, "color": quiet}},
        },
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": [*COUNTRY_COLORS.values(), *POWER_COLORS.values()],
        "xaxis": axis,
        "yaxis": axis,
        "hoverlabel": {
            "bgcolor": hover,
            "bordercolor": soft,
            "font": {"family": FONT_FAMILY, "size": 13, "color": text},
            "align": "left",
        },
        "legend": {"font": {"size": TICKS}, "bgcolor": "rgba(0,0,0,0)"},
        "separators": ".,",
        "margin": {"l": 60, "r": 24, "t": 84, "b": 84},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": quiet, "activecolor": text},
        "annotationdefaults": {"font": {"color": text}},
    }
    return go.layout.Template(layout=layout)


TEMPLATE = _template("#22272B", "#515C64", "#8A949C", "rgba(120,130,138,0.22)", "#FFFFFF")
TEMPLATE_DARK = _template("#E8EAEC", "#AAB4BB", "#8A949C", "rgba(150,160,168,0.22)", "#23282D")


def power_color(code: object) -> str:
    """Return the colour of a power, of one of the five, or of everybody else."""
    name = "" if is_missing(code) else str(code)
    return COUNTRY_COLORS.get(name, POWER_COLORS.get(name, REST_COLOR))
