"""Stand between table and picture: frame, marks, text, labels, theme; charts and maps draw with it."""

from ca_summit.figures.annotate import annotate_sources
from ca_summit.figures.frame import (
    META_KEY,
    SOURCE_NAME,
    describe,
    empty_figure,
    figure_alt,
    figure_data,
    finish,
)

__all__ = [
    "META_KEY",
    "SOURCE_NAME",
    "annotate_sources",
    "describe",
    "empty_figure",
    "figure_alt",
    "figure_data",
    "finish",
]
