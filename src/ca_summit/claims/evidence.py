"""Hand tables to the rules and keep book of every row that a verdict rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.catalog import get_table
from ca_summit.claims.wording import said
from ca_summit.diplomacy import FIVE
from ca_summit.diplomacy.knowledge import STATEMENT
from ca_summit.figures.language import msg
from ca_summit.provenance.tracing import key_text
from ca_summit.sources import cell_text
from ca_summit.tables.reader import TABLE_ATTR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ca_summit.figures.sentences import Text
    from ca_summit.tables.choice import Tables

SUPPORTED = msg("supported")
PARTLY = msg("partly supported")
NOT_SUPPORTED = msg("not supported")
NOT_CHECKABLE = msg("not checkable")
NOT_DECIDED = msg("not decided")

ARTICLE_DAY = "2025-10-27"
SUMMIT = "c5-plus-1-2025-washington"

_READ = {
    "area_variants": "code area_km2 source_id verification",
    "challenges": "indicator year value unit source_id verification",
    "chronology": "date actors event source_id verification",
    "claims": "claim_id paragraph claim kind how_to_check supported_when",
    "commitments": "meeting_id counterpart sector kind announced_on is_aggregate",
    "comparators": "code area_km2 area_source_id area_verification",
    "corridor_volumes": "corridor year period volume unit value_kind source_id",
    "countries": "iso3 area_km2 independence_date highest_point highest_point_m desert_note "
    "memberships source_id",
    "country_sources": "iso3 field source_id verification",
    "formats": "format display_name counterpart source_id",
    "indicators": "indicator_id iso3 year value source_id verification",
    "meetings": "meeting_id name format level edition start_date end_date city country_iso3 "
    "counterpart status mode source_id verification",
    "places": "place_id country_iso3 source_id verification",
    "rare_earths_world": "row_kind measure year value world_total source_id",
    "region_population": "series_id year is_projection kaz kgz tjk tkm uzb",
    "resources": "iso3 commodity category measure basis year value unit world_total preferred "
    "status source_id verification",
    "route_events": "date route_id source_id verification",
    "route_stops": "route_id place_id certainty source_id",
    "routes": "route_id kind certainty source_id verification",
    "trade_partners": "series area partner year period total_usd source_id",
    "un_agreement": "iso3 partner year agreement_pct both_voted source_id",
    "un_ukraine_votes": "text_id iso3 vote source_id verification",
    "unesco_components": "component_id country_iso3 source_id verification",
    "vdem": "index_id iso3 year low high source_id",
}
#: The columns that the rules read, by table; an altered copy must have them.
READS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split()) for name, columns in _READ.items()
} | {"attendance": ("meeting_id", *STATEMENT)}
_SOURCES = ("source_id", "second_source_id")


class NotCheckableError(Exception):
    """The tables lack what a rule needs; ``reason`` says what, in whichever language."""

    def __init__(self, message: Text, **values: Any) -> None:
        self.reason = said(message, **values)
        super().__init__(str(self.reason))


@dataclass(frozen=True)
class Finding:
    """What one rule found.

    Attributes
    ----------
    verdict
        One of the five verdicts.
    figures
        Computed figures; the unit stands at the end of each name.
    text
        What was found: sentences made from the figures, each whole.
    weakness
        What the rule or the data cannot carry, in sentences.
    as_of
        The day, or the newest year, whose knowledge was used.
    """

    verdict: str
    figures: dict[str, Any]
    text: Sequence[Text]
    weakness: Sequence[Text] = ()
    as_of: str = ""


@dataclass
class Evidence:
    """The tables for one claim, with the rows that were used, their sources, and how known."""

    tables: Tables
    claim: Mapping[str, Any] = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)
    used: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    rows: int = 0
    recalled: int = 0

    def table(self, name: str) -> pd.DataFrame:
        """Return a table to select from; what is used of it is told to `use`."""
        return self.tables[name]

    def use(
        self,
        frame: pd.DataFrame,
        *,
        columns: Sequence[str] = (),
        sources: Sequence[str] = _SOURCES,
        verification: str = "verification",
    ) -> pd.DataFrame:
        """Enter the rows of a frame in the book and return them unchanged.

        A row counts as recalled by its ``verification``, or if ``recalled_fields`` names one of
        the ``columns`` that the rule reads.
        """
        for name in sources:
            if name in frame.columns:
                self.sources.update(dict.fromkeys(frame[name].dropna().astype("str")))
        self.rows += len(frame)
        self._enter(frame)
        marks = pd.Series(False, index=frame.index)
        if verification in frame.columns:
            marks |= frame[verification].astype("object").eq("recalled")
        if columns and "recalled_fields" in frame.columns:
            cells = frame["recalled_fields"].astype("object").fillna("").str.split(";")
            marks |= cells.map(lambda names: bool(set(names) & set(columns))).astype(bool)
        self.recalled += int(marks.sum())
        return frame

    def _enter(self, frame: pd.DataFrame) -> None:
        """Write down the keys of bundled rows and the source that each names, each row once."""
        table = frame.attrs.get(TABLE_ATTR)
        if table is None or self.tables.is_own(table):
            return
        names = [n for n in (*get_table(table).key, "source_id") if n in frame.columns]
        texts = [frame[n].map(cell_text if n == "source_id" else key_text) for n in names]
        known = self.used.setdefault(table, [])
        for row in zip(*texts, strict=True):
            told = dict(zip(names, row, strict=True))
            if told not in known:
                known.append(told)

    def country_cells(self, column: str) -> pd.Series:
        """Return one column of the facts on the five by ISO3 code, each with its own source."""
        countries = self.table("countries").set_index("iso3")
        cells = countries.loc[[c for c in FIVE if c in countries.index], column].dropna()
        facts = self.table("country_sources")
        own = facts[facts["field"].eq(column) & facts["iso3"].isin(list(cells.index))]
        self.use(own)
        missing = set(cells.index) - set(own["iso3"])
        facts = self.table("countries")
        self.use(facts[facts["iso3"].isin(missing)], columns=[column])
        return cells

    def indicator(self, indicator_id: str, codes: Iterable[str] = FIVE) -> pd.DataFrame:
        """Return the values of an indicator, years down and codes across; not yet in the book."""
        rows = self._indicator_rows(indicator_id, codes)
        return rows.pivot_table(index="year", columns="iso3", values="value", observed=True)

    def use_indicator(self, indicator_id: str, years: Iterable[int], codes: Iterable[str]) -> None:
        """Enter the rows of an indicator that a rule read."""
        rows = self._indicator_rows(indicator_id, codes)
        self.use(rows[rows["year"].isin(list(years))])

    def _indicator_rows(self, indicator_id: str, codes: Iterable[str]) -> pd.DataFrame:
        frame = self.table("indicators")
        rows = frame[frame["indicator_id"].eq(indicator_id) & frame["iso3"].isin(list(codes))]
        return rows.assign(iso3=rows["iso3"].astype("str"))


def verdict_of(held: int, parts: int) -> str:
    """Return the verdict of a rule with several parts, of which so many hold.

    Examples
    --------
    >>> verdict_of(5, 5), verdict_of(2, 5), verdict_of(0, 5)
    ('supported', 'partly supported', 'not supported')
    """
    return SUPPORTED if held == parts else PARTLY if held else NOT_SUPPORTED


def need(frame: pd.DataFrame | pd.Series, lacking: str) -> Any:
    """Return the frame, or say in a marked sentence that the claim cannot be checked."""
    if len(frame) == 0:
        raise NotCheckableError(lacking)
    return frame


def last_common_year(wide: pd.DataFrame, codes: Sequence[str], lacking: str) -> int:
    """Return the newest year in which every code has a value; without one, say what is lacking."""
    if not set(codes) <= set(wide.columns):
        raise NotCheckableError(lacking)
    return int(need(wide[list(codes)].dropna(), lacking).index.max())
