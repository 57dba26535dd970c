"""Choose rows of a table by the arguments that all loaders and figures share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ca_summit.catalog import get_table, table_names
from ca_summit.checks import check_choice, check_day
from ca_summit.tables.as_of import DATED, known_by
from ca_summit.tables.day_columns import with_days
from ca_summit.tables.own_tables import PROOF, as_pandas, check_states, of_kinds, with_columns
from ca_summit.tables.reader import read_table, select, start_of
from ca_summit.tables.spans import in_span
from ca_summit.tables.states import select_states

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import pandas as pd

    from ca_summit.tables.spans import Moment

    #: What arguments take besides states (`States`) and ends of spans (`Moment`).
    Words = str | Sequence[str] | None
    Years = int | Sequence[int] | None
    Day = str | dt.date | pd.Timestamp | None

    Columns = str | tuple[str, ...]


@dataclass(frozen=True)
class Arguments:
    """Which columns the arguments of a table mean.

    Attributes
    ----------
    states
        Argument that takes any name or code of a state, to its column or columns.
    words
        Argument that takes words of the table, to its column.
    span
        Column of the day or year that ``since`` and ``until`` bound; empty where rows have none.
    """

    states: Mapping[str, Columns] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    span: str = ""


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


#: What the arguments of each table mean; a loader takes exactly these, and ``as_of`` if `DATED`.
ARGUMENTS: dict[str, Arguments] = {
    "area_variants": Arguments({"country": "code"}),
    "attendance": Arguments({"actor": "actor_iso3"}, {"meeting": "meeting_id"}, "known_on"),
    "border_crossings": Arguments({"country": ("country_a", "country_b")}),
    "challenges": Arguments({"country": "country"}, _same("category", "indicator"), "year"),
    "china_finance": Arguments({"recipient": "iso3"}, span="year"),
    "chronology": Arguments({"actor": "actors"}, span="date"),
    "claims": Arguments(words=_same("kind")),
    "commitments": Arguments(
        {"actor": "actor_iso3", "counterpart": "counterpart"},
        {"meeting": "meeting_id", "sector": "sector"},
        "announced_on",
    ),
    "comparators": Arguments({"country": "code"}),
    "corridor_volumes": Arguments(
        words={"route": "route_id", **_same("corridor", "unit", "value_kind", "period")},
        span="year",
    ),
    "countries": Arguments({"country": "iso3"}),
    "country_sources": Arguments({"country": "iso3"}),
    "critical_minerals": Arguments({"country": "central_asia_producers"}, _same("row_kind")),
    "deposits": Arguments({"country": "iso3"}, _same("kind", "status")),
    "energy_links": Arguments(
        {"country": "home_iso3", "counterpart": "counterpart_iso3"}, _same("record_type")
    ),
    "formats": Arguments({"counterpart": "counterpart"}),
    "indicator_catalogue": Arguments(words={"indicator": "indicator_id"}),
    "indicators": Arguments(
        {"country": "iso3"}, {"indicator": "indicator_id", "year": "year"}, "year"
    ),
    "investment_partners": Arguments(_same("recipient", "origin"), _same("measure"), "year"),
    "landforms": Arguments({"country": "iso3"}, _same("kind")),
    "meetings": Arguments(
        {"country": "country_iso3", "counterpart": "counterpart"},
        _same("format", "level"),
        "start_date",
    ),
    "meeting_coverage": Arguments(words=_same("format", "level")),
    "migrant_stock": Arguments(_same("origin", "destination"), span="year"),
    "outlines": Arguments({"country": "iso3"}, _same("role")),
    "outlines_world": Arguments({"country": "iso3"}, _same("role")),
    "people": Arguments({"actor": "actor_iso3"}, _same("role")),
    "places": Arguments({"country": "country_iso3"}, _same("kind")),
    "rare_earths_world": Arguments({"country": "iso3"}, _same("measure"), "year"),
    "refugees": Arguments(_same("origin", "asylum"), span="year"),
    "region_population": Arguments(words={"series": "series_id"}, span="year"),
    "resources": Arguments({"country": "iso3"}, _same("commodity", "measure", "year"), "year"),
    "route_events": Arguments(words={"route": "route_id"}, span="date"),
    "route_stops": Arguments(words={"route": "route_id"}),
    "routes": Arguments(words=_same("kind", "status")),
    "series_breaks": Arguments({"country": "area", "partner": "partner"}, _same("series"), "year"),
    "sources": Arguments(words={"source": "source_id"}),
    "trade_partners": Arguments(_same("area", "partner"), _same("series"), "year"),
    "transit_times": Arguments(words={"route": "route_id"}),
    "un_agreement": Arguments({"country": "iso3", "partner": "partner"}, span="year"),
    "un_ideal_points": Arguments({"country": "iso3"}, span="year"),
    "un_ukraine_votes": Arguments({"country": "iso3"}, {"text": "text_id"}, "date"),
    "unesco_components": Arguments({"country": "country_iso3"}),
    "vdem": Arguments({"country": "iso3"}, {"index": "index_id"}, "year"),
    "vdem_indices": Arguments(words={"index": "index_id"}),
}


def choose(
    table: str,
    frame: pd.DataFrame | None = None,
    *,
    since: Moment = None,
    until: Moment = None,
    as_of: Any = None,
    **wanted: Any,
) -> pd.DataFrame:
    """Return the rows of a table that the arguments keep; ``None`` keeps all.

    Parameters
    ----------
    table
        Name of the table, which says what the arguments mean (`ARGUMENTS`).
    frame
        Its rows; a user's own ones have the columns of ours. Default: the bundled rows.
    since, until
        Years or days, see `in_span`.
    as_of
        Day whose knowledge counts, see `known_by`.
    wanted
        Arguments of the table, each one value or several.

    Raises
    ------
    ValueError
        If a value never occurs in its column, a span is none, or ``as_of`` is not a day.

    Examples
    --------
    >>> choose("trade_partners", partner="Китай", area="kz", since=2024)["partner"].unique()
    ['CHN']
    Categories (1, str): ['CHN']
    """
    arguments = ARGUMENTS[table]
    frame = read_table(table) if frame is None else frame
    words = {
        f"{name}__{arguments.words[name]}": wanted.pop(name)
        for name in arguments.words
        if name in wanted
    }
    # Words are checked against all rows, so that a filter is good on every day or on none.
    frame = select(frame, **words)
    for name, columns in arguments.states.items():
        columns = (columns,) if isinstance(columns, str) else columns
        frame = select_states(frame, name, wanted.pop(name, None), *columns)
    if wanted:
        raise TypeError(f"{table!r} has no argument {min(wanted)!r}.")
    frame = known_by(table, frame, as_of)
    return in_span(frame, arguments.span, since, until) if arguments.span else frame


def state_columns(table: str) -> list[str]:
    """Return the columns of a table that hold codes of states."""
    columns = ARGUMENTS[table].states.values() if table in ARGUMENTS else ()
    return [name for held in columns for name in ([held] if isinstance(held, str) else held)]


def typed(function: str, name: str, frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return a copy of an own table whose cells are of the kinds that ours have.

    Raises
    ------
    ValueError
        If a key stands twice, or one of the ``columns`` lacks a value that every row must have:
        nobody can say what such a row means.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"iso3": ["KAZ"], "independence_date": ["1991-12-16"]})
    >>> typed("check_claims", "countries", frame, ["iso3"])["independence_date"].dt.year.item()
    1991
    """
    table = get_table(name)
    for one in table.fields:
        asked = one.name not in PROOF and (one.name in columns or one.name in table.key)
        if one.required and asked and one.name in frame.columns:
            gaps = int(frame[one.name].isna().sum())
            if gaps:
                raise ValueError(
                    f"{function}() needs a value in every row of {one.name!r} in table {name!r}; "
                    f"{gaps} of {len(frame)} rows have none. Fill them in or leave these rows out."
                )
    key = list(table.key)
    twice = frame[frame.duplicated(key)] if set(key) <= set(frame.columns) else frame[:0]
    if len(twice):
        first = [
            getattr(value, "item", lambda value=value: value)() for value in twice[key].iloc[0]
        ]
        raise ValueError(
            f"{function}() needs each {key} of table {name!r} once; {len(twice)} "
            f"{'row repeats' if len(twice) == 1 else 'rows repeat'} one, first {first}. "
            "Leave out all but one."
        )
    dates = [one.name for one in table.fields if one.kind == "date" and one.name in frame.columns]
    return with_days(function, of_kinds(function, name, frame), dates, start_of(name))


class Tables:
    """The bundled tables, some of them replaced by the user's own, on one day.

    What figures, claims, exercises and checks read from: it holds the user's tables or ours,
    says which is which, checks columns once and gives every table as it was known ``as_of``.

    Parameters
    ----------
    function
        The public function that asks, for its messages.
    own
        The user's tables by name; ``None`` means ours.
    as_of
        Day whose knowledge counts, for every table whose rows have one (`DATED`).
    needs
        Columns that an own table must have, by table; no other table may be the user's own then,
        and each is checked whole (see `typed`). Default: columns are asked for at each `rows`.

    Raises
    ------
    ValueError
        If there is no table of a name, or an own one lacks a column.
    TypeError
        If an own table is none.

    Examples
    --------
    >>> tables = Tables("plot_timeline", {"meetings": None}, as_of="2025-10-27")
    >>> tables.is_own("meetings"), len(tables["meetings"]) < len(read_table("meetings"))
    (False, True)
    """

    def __init__(
        self,
        function: str,
        own: Mapping[str, Any] | None = None,
        *,
        as_of: Any = None,
        needs: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        if own is not None and not isinstance(own, Mapping):
            raise TypeError(
                f'{function}() needs `data` as tables by name, such as {{"countries": my_table}}; '
                f"got {type(own).__name__}."
            )
        self.function = function
        self.as_of = None if as_of is None else check_day("as_of", as_of)
        self.own = {name: frame for name, frame in (own or {}).items() if frame is not None}
        self._frames: dict[str, pd.DataFrame] = {}
        self._checked: set[tuple[str, tuple[str, ...]]] = set()
        for name in self.own:
            check_choice("data", name, needs or table_names())
            self.own[name] = as_pandas(function, self.own[name], start_of(name), name)
            check_states(function, name, self.own[name], state_columns(name))
            self._check(name, tuple((needs or {}).get(name, ())))
            self.own[name] = (
                of_kinds(function, name, self.own[name])
                if needs is None
                else typed(function, name, self.own[name], needs[name])
            )

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return one table as it was known; callers select from it and never change it."""
        if name not in self._frames:
            frame = self.own[name] if name in self.own else read_table(name)
            self._frames[name] = self._then(name, frame)
        return self._frames[name]

    def is_own(self, name: str) -> bool:
        """Whether a table is the user's own."""
        return name in self.own

    def rows(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Return one table as it was known, with these columns at least."""
        if name in self.own:
            self._check(name, tuple(columns))
        return self[name]

    def shapes(self, name: str, columns: Sequence[str] = ()) -> pd.DataFrame:
        """Return a table with its geometry: ours as its loader gives it, an own one as it is."""
        from ca_summit import tables

        if name in self.own:
            self._check(name, tuple(columns))
            return self[name]
        return self._then(name, getattr(tables, f"load_{name}")())

    def _then(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        return known_by(name, frame, self.as_of) if name in DATED else frame

    def _check(self, name: str, columns: tuple[str, ...]) -> None:
        if (name, columns) not in self._checked:
            self.own[name] = with_columns(self.function, name, self.own[name], columns)
            self._checked.add((name, columns))
            self._frames.pop(name, None)
