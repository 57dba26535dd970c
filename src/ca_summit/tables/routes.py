"""Load the route tables: places, historical routes, corridors, volumes, times, milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.geodesic import route_lines
from ca_summit.tables.choice import choose
from ca_summit.tables.place_names import find_place
from ca_summit.tables.reader import chosen, points, read_table
from ca_summit.tables.spans import check_moment

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ca_summit.tables.choice import Day, Words
    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States


def load_places(
    *, place: Words = None, country: States = None, kind: Words = None
) -> gpd.GeoDataFrame:
    """Load cities, sites, passes, ports and border stations of old and new routes as points.

    Parameters
    ----------
    place
        Ids or names, old or new, in English, Russian or the local language. Default: all.
    country
        States by any name or code. Default: all.
    kind
        Values kept. Default: all.

    Returns
    -------
    GeoDataFrame in WGS84, unique on ``place_id``. ``coord_precision_km`` is the radius of doubt.

    Examples
    --------
    >>> "Samarkand" in set(load_places(country="Uzbekistan")["name"])
    True
    >>> load_places(place=["Алматы", "Xi'an"])["place_id"].to_list()
    ['changan-xian', 'almaty']
    """
    frame = choose("places", country=country, kind=kind)
    if place is not None:
        several = [place] if isinstance(place, str) else place
        ids = [find_place(one, argument="place", among=set(frame["place_id"])) for one in several]
        frame = chosen(frame, frame["place_id"].isin(ids))
    return points(frame)


def load_routes(
    *, kind: Words = None, status: Words = None, since: Moment = None, until: Moment = None
) -> gpd.GeoDataFrame:
    """Load historical routes and modern corridors as lines.

    Parameters
    ----------
    kind, status
        Values kept, such as ``"historical"``. Default: all.
    since, until
        Keep routes in use in at least one year of the span; years before our era are negative.
        Routes without a first year are left out then, those without a last one count as in use.

    Returns
    -------
    GeoDataFrame in WGS84, unique on ``route_id``: stops joined along geodesics.
    ``length_measured_km`` is the length of that line, ``length_km`` the published one.
    ``start_year`` is negative before our era.

    Examples
    --------
    >>> load_routes(status="historical").crs.to_epsg()
    4326
    """
    routes = _in_use(choose("routes", kind=kind, status=status), since, until)
    return route_lines(routes, read_table("route_stops"), read_table("places"))


def load_route_stops(*, route: Words = None) -> pd.DataFrame:
    """Load the stops of each route in order; ``leg_kind`` is the leg that arrives at the stop.

    Parameters
    ----------
    route
        Ids of routes kept. Default: all.

    Returns
    -------
    DataFrame, one row per stop, unique on ``route_id`` and ``sequence``; ``certainty`` is that of
    the leg that arrives.

    Examples
    --------
    >>> load_route_stops(route="titr")["sequence"].is_monotonic_increasing
    True
    """
    return choose("route_stops", route=route)


def load_route_events(
    *, route: Words = None, since: Moment = None, until: Moment = None, as_of: Day = None
) -> pd.DataFrame:
    """Load dated milestones of the modern routes; ``date_precision`` says how exact the day is.

    Parameters
    ----------
    route
        Ids of routes kept. Default: all.
    since, until
        First and last day kept.
    as_of
        Keep what had happened by that day, without later remarks; of a milestone whose month or
        year alone is known, by the end of it. Default: all.

    Returns
    -------
    DataFrame, one row per milestone, unique on ``event_id``, with ``date`` and ``title``;
    ``meeting_id`` is missing where it belongs to no meeting.

    Examples
    --------
    >>> load_route_events()["date"].dt.year.min()
    np.int32(2017)
    """
    return choose("route_events", route=route, since=since, until=until, as_of=as_of)


def load_corridor_volumes(
    *,
    route: Words = None,
    corridor: Words = None,
    unit: Words = None,
    value_kind: Words = None,
    period: Words = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load what the corridors carried; ``value_kind`` tells results from forecasts and targets.

    A ``route`` may hold several counts, of the whole and of its ports or parts: filter on
    ``corridor`` too, and on ``period`` (``"full year"``), before comparing years.

    Parameters
    ----------
    route, corridor
        Ids of routes, and counts by the name of what was counted. Default: all.
    unit, value_kind, period
        Values kept, such as ``"t"``, ``"actual"``, ``"full year"``. Default: all.
    since, until
        First and last year kept.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per count, unique on ``volume_id``: ``volume`` in ``unit`` of ``year`` and
    ``period``. A year without a row has no published figure.

    Examples
    --------
    >>> middle = load_corridor_volumes(
    ...     corridor="TITR / Middle Corridor", unit="t", value_kind="actual", period="full year"
    ... )
    >>> float(middle.set_index("year").loc[2025, "volume"])
    4119000.0
    """
    return choose(
        "corridor_volumes",
        route=route,
        corridor=corridor,
        unit=unit,
        value_kind=value_kind,
        period=period,
        since=since,
        until=until,
        as_of=as_of,
    )


def load_transit_times(*, route: Words = None, as_of: Day = None) -> pd.DataFrame:
    """Load travel times of single legs from the 9th century to 2025, in days.

    Parameters
    ----------
    route
        Ids of routes kept. Default: all.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per leg and period, unique on ``leg_id``: ``days_min`` and ``days_max``,
    ``great_circle_km``; missing where the source does not say.

    Examples
    --------
    >>> (load_transit_times()["days_min"].dropna() > 0).all()
    np.True_
    """
    return choose("transit_times", route=route, as_of=as_of)


def load_border_crossings(*, country: States = None, as_of: Day = None) -> pd.DataFrame:
    """Load border posts with their state on a day (column ``as_of``).

    Parameters
    ----------
    country
        States on either side, by any name or code. Default: all.
    as_of
        Keep posts whose recorded state dates from that day or before. Default: all.

    Returns
    -------
    DataFrame, one row per post, unique on ``crossing_id``: ``status`` on the day ``as_of``,
    ``throughput`` in ``throughput_unit``, missing where not published.

    Examples
    --------
    >>> len(load_border_crossings())
    24
    """
    return choose("border_crossings", country=country, as_of=as_of)


def load_unesco_components(*, country: States = None) -> gpd.GeoDataFrame:
    """Load the parts of the two Silk Roads World Heritage sites (numbers 1442 and 1675).

    Parts without a known position have no geometry.

    Parameters
    ----------
    country
        States by any name or code. Default: all.

    Returns
    -------
    GeoDataFrame in WGS84, one row per part, unique on ``component_id``; ``coord_precision_km`` is
    the radius of doubt.

    Examples
    --------
    >>> load_unesco_components()["property_id"].value_counts().to_list()
    [33, 30]
    """
    return points(choose("unesco_components", country=country))


def _in_use(routes: pd.DataFrame, since: Moment, until: Moment) -> pd.DataFrame:
    if since is None and until is None:
        return routes
    first, final = _year("since", since), _year("until", until)
    if first is not None and final is not None and first > final:
        raise ValueError(f"`since` must not be later than `until`; got {since!r} and {until!r}.")
    keep = routes["start_year"].notna()
    if final is not None:
        keep &= routes["start_year"] <= final
    if first is not None:
        keep &= routes["end_year"].isna() | (routes["end_year"] >= first)
    return chosen(routes, keep.fillna(False).astype(bool))


def _year(argument: str, value: Moment) -> int | None:
    """Return the year of a moment; a whole number is one, before our era too."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return int(check_moment(argument, value).year)
