"""List what can be chosen, read from the tables; a broken table offers nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ca_summit.explorers.controls import Control
from ca_summit.figures.text import label
from ca_summit.names import country_name
from ca_summit.tables import (
    load_deposits,
    load_formats,
    load_indicator_catalogue,
    load_meetings,
    load_resources,
    load_trade_partners,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

Options = tuple[tuple[str, Any], ...]

LANGUAGE = Control(
    "language",
    "Names",
    "choice",
    (("English", "en"), ("русский", "ru"), ("local", "local")),
    help="Language of country names",
    resets=(),
)


def _rows(own: Any, load: Callable[[], pd.DataFrame]) -> Any:
    """Return the user's own table, unchecked: what it lacks is told by the figure; or ours."""
    return load() if own is None else own


def _distinct(frame: Any, column: str) -> list[str]:
    """Return the values of a column, or none where the table has no such column."""
    if not hasattr(frame, "columns") or column not in frame.columns:
        return []
    return sorted(frame[column].dropna().astype("str").unique())


def _fits(frame: Any, **wanted: Any) -> Any:
    for column, value in wanted.items():
        if hasattr(frame, "columns") and column in frame.columns and value is not None:
            frame = frame[frame[column].astype("object").eq(value)]
    return frame


def indicator_options(data: pd.DataFrame | None) -> Options:
    """Return the indicators, topic first."""
    catalogue = load_indicator_catalogue()
    words = dict(zip(catalogue["indicator_id"], catalogue["label"], strict=True))
    topics = dict(zip(catalogue["indicator_id"], catalogue["topic"].astype("str"), strict=True))
    ids = list(words) if data is None else _distinct(data, "indicator_id")
    pairs = [
        (f"{topics.get(i, 'own')}: {words.get(i, i.replace('_', ' ').capitalize())}", i)
        for i in ids
    ]
    return tuple(sorted(pairs))


def measure_options(resources: pd.DataFrame | None) -> Options:
    """Return the measures of the resource table."""
    frame = _rows(resources, load_resources)
    return tuple((label(m), m) for m in _distinct(frame, "measure"))


def commodity_options(resources: pd.DataFrame | None, measure: str) -> Options:
    """Return the commodities that have the measure."""
    frame = _rows(resources, load_resources)
    own = _fits(frame, measure=measure, status="reported_statistic", preferred=True)
    return tuple((label(c), c) for c in _distinct(own, "commodity"))


def deposit_options(deposits: pd.DataFrame | None) -> Options:
    """Return the commodities that the places yield, by-products too."""
    frame = _rows(deposits, load_deposits)
    words = {w for cell in _distinct(frame, "commodity") for w in cell.split(";") if w}
    return tuple((label(w), w) for w in sorted(words))


def meeting_years(meetings: pd.DataFrame | None) -> Options:
    """Return the years in which a meeting with a place began."""
    frame = _rows(meetings, load_meetings)
    if not {"start_date", "latitude"} <= set(getattr(frame, "columns", ())):
        return (("2025", 2025),)
    days = frame.loc[frame["latitude"].notna(), "start_date"].astype("str").str[:4]
    years = sorted(y for y in set(days.dropna()) if y.isdecimal() and "1992" <= y <= "2100")
    return tuple((y, int(y)) for y in years) or (("2025", 2025),)


def meeting_options(meetings: pd.DataFrame | None, column: str) -> Options:
    """Return the formats or the outside powers that the meetings name."""
    frame = _rows(meetings, load_meetings)
    if column == "format":
        formats = load_formats()
        words = dict(zip(formats["format"].astype("str"), formats["display_name"], strict=True))
        named = [(str(words.get(f, label(f))), f) for f in _distinct(frame, column)]
    else:
        named = [
            ("the five alone" if c == "-" else country_name(c), c) for c in _distinct(frame, column)
        ]
    return tuple(sorted(named))


def area_options(trade: pd.DataFrame | None) -> Options:
    """Return the areas of the trade table."""
    frame = _rows(trade, load_trade_partners)
    return tuple((country_name(a), a) for a in _distinct(frame, "area"))


def series_options(trade: pd.DataFrame | None, area: str) -> Options:
    """Return who counts the trade of an area with single partners."""
    from ca_summit.charts.trade import SERIES

    frame = _rows(trade, load_trade_partners)
    own = _fits(frame, area=area)
    if "partner" in getattr(own, "columns", ()):
        own = own[own["partner"].astype("object").ne("WLD")]
    held = _distinct(own, "series")
    return tuple((SERIES.get(s, s), s) for s in held if s != "press")


def partner_options(trade: pd.DataFrame | None, area: str, series: str | None) -> Options:
    """Return the partners of an area in one series or in all."""
    frame = _rows(trade, load_trade_partners)
    held = _distinct(_fits(frame, area=area, series=series), "partner")
    return tuple(sorted((country_name(p), p) for p in held if p != "WLD"))
