"""Stand between table and picture: frame, marks, text, labels, theme; all figures draw with it."""

from ca_summit.figures.annotate import annotate_sources
from ca_summit.figures.frame import (
    Key,
    describe,
    empty_figure,
    figure_alt,
    figure_data,
    finish,
    reading,
    taller_when_narrow,
)
from ca_summit.figures.margins import SOURCE_NAME

__all__ = [
    "SOURCE_NAME",
    "Key",
    "annotate_sources",
    "describe",
    "empty_figure",
    "figure_alt",
    "figure_data",
    "finish",
    "reading",
    "taller_when_narrow",
]
