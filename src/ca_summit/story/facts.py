"""Give each sentence its figures, or the word for what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from ca_summit import tables
from ca_summit.claims import check_claims
from ca_summit.diplomacy import known_on, summits_per_year
from ca_summit.figures.language import format_number, is_missing, listed
from ca_summit.names import STATES, country_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

SUMMIT = "c5-plus-1-2025-washington"
ARTICLE_DAY = "2025-10-27"
#: What the story reads directly; the claims of the article read more.
READS = tuple(
    """
    attendance chronology commitments corridor_volumes meetings region_population resources routes
    trade_partners un_agreement
    """.split()
)
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class MissingError(LookupError):
    """Say what a sentence needs and the tables do not hold."""


class Passage(str):
    """Markdown that JupyterLab and reports show as text."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


class Facts:
    """Read tables once for several sentences, own copies in place of the bundled ones.

    Parameters
    ----------
    data
        Altered copies of tables by name, as for ``check_claims()``.
    """

    def __init__(self, data: Mapping[str, pd.DataFrame] | None = None) -> None:
        self._own = dict(data or {})
        self._figures: dict[str, dict[str, Any]] = {}

    def table(self, name: str) -> pd.DataFrame:
        """Return a table, the own copy if there is one."""
        if name in self._own:
            return self._own[name]
        frame: pd.DataFrame = getattr(tables, f"load_{name}")()
        return frame

    def claim(self, claim_id: str) -> dict[str, Any]:
        """Return the figures behind a verdict; its words under ``verdict`` and ``claim``."""
        if claim_id not in self._figures:
            row = check_claims(claim_id, data=self._own).iloc[0]
            words = {"verdict": str(row["verdict"]), "claim": str(row["claim"])}
            self._figures[claim_id] = {**row["figures"], **words}
        return self._figures[claim_id]

    def all_claims(self) -> pd.DataFrame:
        """Return every claim of the article with its verdict."""
        return check_claims(data=self._own)

    def status(self, day: str, *, include_host: bool = True) -> pd.Series:
        """Return what was known on a day of each leader, by code of the state."""
        said = known_on(SUMMIT, day, include_host=include_host, attendance=self.table("attendance"))
        return said.set_index(said["actor_iso3"].astype("str"))["status"].astype("str")

    def confirmed(self, day: str, *, include_host: bool = True) -> list[str]:
        """Return the states of the five whose leader had said yes by the end of a day."""
        status = self.status(day, include_host=include_host)
        if not len(status):
            raise MissingError(f"statement about the summit up to {date(pd.Timestamp(day))}")
        return [code for code in STATES if status.get(code) in ("confirmed", "attended")]

    def summit(self) -> pd.Series:
        """Return the row of the summit."""
        rows = self.table("meetings")
        rows = rows[rows["meeting_id"].eq(SUMMIT)]
        return need(rows, "row of the summit in Washington").iloc[0]

    def promises(self) -> pd.DataFrame:
        """Return what was announced on the day of the summit."""
        rows = self.table("commitments")
        day = self.summit()["start_date"]
        return need(rows[rows["announced_on"].eq(day)], "announcement of that day")

    def summits(self) -> pd.DataFrame:
        """Return the leaders' summits of the five with outside powers, a row for each year."""
        rows = summits_per_year(self.table("meetings"))
        return need(rows[rows["summits"].notna()], "complete year of summits").set_index("year")

    def trade(self) -> pd.DataFrame:
        """Return trade of the five with China and the USA by the partners' customs, in dollars."""
        rows = self.table("trade_partners")
        rows = rows[rows["series"].eq("imf_imts") & rows["area"].eq("CA5")]
        wide = rows.assign(partner=rows["partner"].astype("str"))
        wide = wide.pivot_table(index="year", columns="partner", values="total_usd")
        if not {"CHN", "USA"} <= set(wide):
            raise MissingError("trade of the five with both China and the United States")
        return need(wide[["CHN", "USA"]].dropna(), "year of trade with China and the United States")


def need(rows: T, what: str) -> T:
    """Return rows or a value, or say what is missing."""
    empty = len(rows) == 0 if hasattr(rows, "__len__") else is_missing(rows)
    if empty:
        raise MissingError(what)
    return rows


def tell(*sentences: Callable[[], str], joint: str = " ") -> str:
    """Join sentences; one whose figures are missing says so in its place, each lack once.

    Examples
    --------
    >>> def lacking() -> str:
    ...     raise MissingError("day of the summit")
    >>> tell(lambda: "They met.", lacking, lacking)
    'They met. The tables hold no day of the summit.'
    """
    said: list[str] = []
    for sentence in sentences:
        try:
            text = sentence()
        except MissingError as lack:
            text = f"The tables hold no {lack}."
        except KeyError as lack:
            text = (
                "The tables hold no figure for this "
                f"({str(lack).strip(chr(39)).replace('_', ' ')})."
            )
        if text and text not in said:
            said.append(text)
    return joint.join(said)


def count(number: Any) -> str:
    """Write a count, as a word up to ten.

    Examples
    --------
    >>> count(3), count(41), count(0)
    ('three', '41', 'no')
    """
    whole = int(need(number, "count"))
    return _SMALL[whole] if 0 <= whole < len(_SMALL) else format_number(whole)


def money(value: Any) -> str:
    """Write a sum of dollars in words.

    Examples
    --------
    >>> money(94913449150), money(8.5e9), money(3.25e7)
    ('95 billion dollars', '8.5 billion dollars', '32.5 million dollars')
    """
    amount = float(need(value, "amount"))
    size, word = (1e9, "billion") if amount >= 1e9 else (1e6, "million")
    shown = amount / size
    return (
        f"{shown:,.0f} {word} dollars"
        if shown >= 50 or shown == int(shown)
        else f"{shown:,.1f} {word} dollars"
    )


def date(day: Any, *, year: bool = False) -> str:
    """Write a day in words.

    Examples
    --------
    >>> date(pd.Timestamp("2025-11-06")), date(pd.Timestamp("2025-11-06"), year=True)
    ('6 November', '6 November 2025')
    """
    when = pd.Timestamp(need(day, "day"))
    return f"{when.day} {when:%B %Y}" if year else f"{when.day} {when:%B}"


def countries(codes: Any) -> str:
    """Write names of states as a list in words."""
    return listed([country_name(str(code)) for code in codes])


def verb(number: int, one: str = "is", several: str = "are") -> str:
    """Return the verb that goes with a number."""
    return one if number == 1 else several
