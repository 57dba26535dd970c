"""Name the explorer of meetings: timeline, map, matrix of who met whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ca_summit.explorers.arguments import day, state
from ca_summit.explorers.controls import Control, remembered, showing
from ca_summit.explorers.explorer import Explorer
from ca_summit.explorers.options import LANGUAGE, meeting_options, meeting_years
from ca_summit.explorers.recipe import Call, Recipe
from ca_summit.explorers.repaint import one_partner
from ca_summit.explorers.simplify import light_ground, short_hover
from ca_summit.names import language_or_chosen

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.explorers.recipe import Values
    from ca_summit.tables.spans import Day

#: Days of knowledge that the twin offers.
_DAYS = (("all that is recorded", None), ("27 October 2025", "2025-10-27"))
_VIEWS = (("timeline", "timeline"), ("map", "map"), ("who met whom", "matrix"))
_LEVELS = (
    ("foreign ministers", "foreign_ministers"),
    ("other ministers", "ministers"),
    ("envoys", "envoys"),
)
#: Controls that have a say in each view.
_SHOWN = {
    "timeline": tuple("view counterpart format level since until as_of bilateral language".split()),
    "map": ("view", "year", "level", "as_of", "bilateral", "language"),
    "matrix": ("view", "count", "level", "since", "until", "language"),
}
#: Days before and after all meetings, where a matrix is asked for the whole table.
_EVER = ("1991-01-01", "2100-12-31")


def explore_meetings(
    meetings: pd.DataFrame | None = None,
    *,
    view: str = "timeline",
    since: Day | None = "2025-01-01",
    until: Day | None = "2025-12-31",
    format: str | None = None,  # noqa: A002 - the column's name
    counterpart: str | None = None,
    level: str | None = None,
    as_of: Day | None = None,
    bilateral: bool = True,
    year: int = 2025,
    count: str = "in_person",
    language: str | None = None,
    reset: bool = False,
) -> Explorer:
    """Explore who met Central Asia, when and where, and what could be known of it on any day.

    Parameters
    ----------
    meetings
        A table like ``load_meetings()``, also the user's own. Default: that table.
    view
        ``"timeline"``, ``"map"`` of the host cities in their order, or ``"matrix"`` of who met
        whom.
    since, until
        First and last day drawn, a year or a day (``2025``, ``"2025-05-01"``), not of the map.
        ``None``: as far as the table goes.
    format
        Of the timeline: one format, such as ``"c5_plus_1"``. Default: all.
    counterpart
        Of the timeline: one outside power by any name or code, such as ``"USA"``. Default: all.
    level
        ``"heads_of_state"``, ``"foreign_ministers"``, ``"ministers"`` or ``"envoys"``. Default:
        all on the timeline, heads of state elsewhere.
    as_of
        Draw what could be known on that day (timeline and map). Default: all that is recorded.
    bilateral
        Whether to draw meetings of two leaders (timeline and map).
    year
        Year of the map.
    count
        What the matrix counts: ``"in_person"``, ``"bilateral"``, ``"multilateral"``,
        ``"by_deputy"`` or ``"virtual_or_unclear"``.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.
    reset
        Forget where the controls stood when the cell ran last.

    Returns
    -------
    Explorer
        Live in JupyterLab; ``.code`` is the call that draws the present view, ``.set(…)`` moves
        controls.

    Notes
    -----
    An impossible value or a broken table raises nothing: the figure says what is wrong.

    Examples
    --------
    >>> explore_meetings(counterpart="USA", since="2025-10-01", reset=True).code
    "plot_timeline(since='2025-10-01', until='2025-12-31', counterpart='USA', bilateral=True)"
    >>> explore_meetings(view="map", as_of="2025-10-27", bilateral=False, reset=True).code
    "map_meetings(year=2025, as_of='2025-10-27')"
    """
    from ca_summit.charts import plot_meeting_matrix, plot_timeline
    from ca_summit.maps.meetings import map_meetings

    language = language or language_or_chosen()

    def controls(values: Values) -> list[Control]:
        seen = values["view"] if values["view"] in _SHOWN else "timeline"
        return showing(_controls(meetings, seen), _SHOWN[seen])

    def call(values: Values) -> Call:
        def own(*names: str) -> dict[str, Any]:
            return {"meetings": meetings} | {n: values[n] for n in (*names, "language")}

        level = {"level": values["level"] or "heads_of_state"}
        if values["view"] == "map":
            return Call(map_meetings, own("year", "as_of", "bilateral") | level)
        if values["view"] == "matrix":
            days = {"since": values["since"] or _EVER[0], "until": values["until"] or _EVER[1]}
            return Call(plot_meeting_matrix, own("count") | days | level)
        names = ("since", "until", "as_of", "format", "counterpart", "level", "bilateral")
        return Call(plot_timeline, own(*names))

    recipe = Recipe(
        "explore_meetings",
        "meetings",
        remembered(controls, "view"),
        call,
        opens=(explore_meetings, {"meetings": meetings}),
        axes=("counterpart", "as_of", "bilateral", "format", "level", "count"),
        budget=36_000,
        room=24_000,
        first={"counterpart": ("CHN", "RUS", "USA", "EU")},
        light=one_partner,
        short=lambda spec: light_ground(short_hover(spec)),
    )
    starts = {
        "view": view,
        "since": day(since),
        "until": day(until, last=True),
        "as_of": day(as_of),
        "format": format,
        "counterpart": state(counterpart),
        "level": level,
        "bilateral": bilateral,
        "year": year,
        "count": count,
        "language": language,
    }
    return Explorer(recipe, starts, reset=reset, tables=(meetings,))


def _controls(meetings: pd.DataFrame | None, view: str) -> list[Control]:
    from ca_summit.charts.meetings import COUNTS

    both = ("x", "y")
    every = ("all", None) if view == "timeline" else ("heads of state", None)
    heads = (("heads of state", "heads_of_state"),) if view == "timeline" else ()
    return [
        Control(
            "view",
            "View",
            "choice",
            _VIEWS,
            help="Along the calendar, on the map, or counted",
            resets=both,
        ),
        Control(
            "counterpart",
            "Partner",
            "choice",
            (("all", None), *meeting_options(meetings, "counterpart")),
            help="Outside power that the five met",
        ),
        Control(
            "format",
            "Format",
            "choice",
            (("all", None), *meeting_options(meetings, "format")),
            help="Series of meetings",
        ),
        Control(
            "year", "Year", "slide", meeting_years(meetings), help="Year of the map", resets=both
        ),
        Control(
            "count",
            "Count",
            "choice",
            tuple((words, key) for key, words in COUNTS.items()),
            help="Which meetings count",
            resets=(),
        ),
        Control("level", "Level", "choice", (every, *heads, *_LEVELS), help="Who met", resets=both),
        Control("since", "From", "day", help="First day drawn", resets=both),
        Control("until", "To", "day", help="Last day drawn", resets=both),
        Control(
            "as_of",
            "Known on",
            "day",
            _DAYS,
            help="Draw what could be known on that day",
            resets=(),
        ),
        Control("bilateral", "Two leaders", "switch", help="Draw bilateral meetings too"),
        LANGUAGE,
    ]
