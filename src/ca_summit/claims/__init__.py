"""Check the article's claims against the tables.

Each claim has one rule, a function in a module of its subject; the words of the rule stand in the
table of claims, its thresholds as constants in the module. How the five verdicts are given:

- ``supported``: the rule holds.
- ``partly supported``: the rule names several states or conditions and only some hold, or it
  holds but the tables cover only some of the five.
- ``not supported``: the rule fails.
- ``not checkable``: an opinion, or the tables lack what the rule needs (missing is not a "no").
- ``not decided``: the time has not come, or no record says how it ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choices, check_columns
from ca_summit.claims import (
    article,
    article_verdict,
    challenges,
    meetings,
    region,
    resources,
    routes,
    summit,
    trade,
)
from ca_summit.claims.article import read_article
from ca_summit.claims.evidence import (
    NOT_CHECKABLE,
    NOT_DECIDED,
    NOT_SUPPORTED,
    PARTLY,
    READS,
    SUPPORTED,
    Evidence,
    Finding,
    NotCheckableError,
)
from ca_summit.claims.wording import plain
from ca_summit.figures.language import Words, msgs
from ca_summit.figures.sentences import count, joined, written
from ca_summit.tables.choice import Tables
from ca_summit.tables.reader import TABLE_ATTR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ca_summit.figures.sentences import Joined

__all__ = [
    "RULES",
    "VERDICTS",
    "check_claim",
    "check_claims",
    "examine",
    "explanation_of",
    "read_article",
]

VERDICTS = (SUPPORTED, PARTLY, NOT_SUPPORTED, NOT_CHECKABLE, NOT_DECIDED)

#: The rule of each claim.
RULES: dict[str, Callable[[Evidence], Finding]] = {
    "five-members": region.five_members,
    "soviet-past": region.soviet_past,
    "area-like-eu": region.area_like_eu,
    "population-80-million": region.population_80_million,
    "deserts-and-mountains": region.deserts_and_mountains,
    "rich-in-resources": resources.rich_in_resources,
    "rare-earths-in-particular": resources.rare_earths_in_particular,
    "russia-was-dominant": trade.russia_was_dominant,
    "russia-is-waning": trade.russia_is_waning,
    "powers-compete": meetings.powers_compete,
    "summit-date": summit.summit_date,
    "announced-by-two": summit.announced_by_two,
    "two-confirmed": summit.two_confirmed,
    "three-not-confirmed": summit.three_not_confirmed,
    "no-white-house-statement": summit.no_white_house_statement,
    "met-china-and-russia": meetings.met_china_and_russia,
    "met-eu-and-china-this-year": meetings.met_eu_and_china_this_year,
    "silk-road-crossroads": routes.silk_road_crossroads,
    "trade-routes-revive": routes.trade_routes_revive,
    "routes-were-a-focus": routes.routes_were_a_focus,
    "us-ties-grow": trade.us_ties_grow,
    "instability": challenges.instability,
    "underdevelopment": challenges.underdevelopment,
    "climate-change": challenges.climate_change,
    "divisions-or-unity": summit.divisions_or_unity,
    "most-watched": summit.most_watched,
    "lasting-implications": summit.lasting_implications,
}


def check_claims(
    claims: str | Sequence[str] | pd.DataFrame | None = None,
    *,
    data: Mapping[str, pd.DataFrame] | None = None,
    language: str | None = None,
) -> pd.DataFrame:
    """Check the claims of the news article of about 27 October 2025 against the tables.

    Nothing is typed in: every verdict and every figure comes from the tables, so an altered copy
    of a table gives another answer.

    Parameters
    ----------
    claims
        Ids of the claims to check, or rows of ``load_claims()``. Default: all 27. Or the claims
        of **another article**, one row each: ``claim`` (its words), ``table`` (name of a table),
        ``rows`` (which of its rows, ``"country = Kazakhstan | Uzbekistan; year >= 2020"``; empty:
        all), ``quantity`` (``rows``, a column, or ``sum``, ``mean``, ``largest``, ``smallest``,
        ``latest``, ``different`` with a column), ``comparison`` (``=``, ``about``, ``more than``,
        ``at least``, ``less than``, ``at most``, ``between``), ``value`` (``80 million``),
        ``tolerance`` (``5%`` or a number), ``against`` (rows by whose figure the first is
        divided), ``as_of`` (day whose knowledge counts), ``claim_id`` and ``source``.
    data
        Altered copies of tables by name, such as ``{"countries": my_countries}``; the bundled
        table is used where none is given. The frames are not changed.
    language
        Of ``explanation``, ``weakness`` and ``would_change``: ``"en"``, ``"ru"`` or ``"kk"``.
        Default: the one chosen with ``use_language()``. All else is as the tables hold it.

    Returns
    -------
    DataFrame, one row per claim in the order of the article's table:
        ``claim_id``, ``paragraph`` (of the article), ``claim``, ``kind``, ``verdict`` (category),
        ``explanation`` (what was found, what the rule cannot carry, how much is recalled),
        ``figures`` (dict of computed figures, unit at the end of each name, fit for JSON),
        ``rule`` (in words), ``weakness``, ``as_of`` (day or newest year whose knowledge was used;
        empty where the rule has none), ``rows_used`` and ``recalled_used`` (numbers of rows behind
        the verdict, and of those from memory), ``evidence`` (dict: name of a bundled table to
        its rows used, each a dict of the columns of its key and ``source_id``), ``sources`` (list
        of ids, see ``load_sources()``),
        ``source_id`` (of the article). Claims of another article have ``would_change`` beside
        these: at which figure the verdict turns, and how far away that is.

    Raises
    ------
    ValueError
        If a claim or a table is unknown, or an altered copy lacks a column that a rule reads or
        a value that every row must have; if a claim of one's own cannot be read, the message
        names each such claim and what is wrong in it.
    TypeError
        If an altered copy is not a DataFrame.

    Examples
    --------
    >>> check_claims(["area-like-eu", "rare-earths-in-particular"])["verdict"].to_list()
    ['supported', 'not supported']
    >>> from ca_summit import load_countries
    >>> countries = load_countries()
    >>> smaller = countries.assign(area_km2=countries["area_km2"] // 2)
    >>> check_claims("area-like-eu", data={"countries": smaller})["verdict"].to_list()
    ['not supported']
    >>> import pandas as pd
    >>> own = pd.DataFrame({
    ...     "claim": ["Central Asia measures 4 million square kilometres"],
    ...     "table": ["countries"], "quantity": ["sum of area_km2"],
    ...     "comparison": ["about"], "value": ["4 million"], "tolerance": ["2%"],
    ... })
    >>> check_claims(own)["verdict"].to_list()
    ['supported']
    """
    if isinstance(claims, pd.DataFrame) and article.is_article(claims):
        return _check_article(claims, data, Words(language))
    tables = Tables("check_claims", data, needs=READS)
    words, rows = Words(language), _wanted(claims, tables)
    found = [_result(row, *_check(row, tables), words) for row in rows]
    checked = pd.DataFrame(found, columns=_COLUMNS)
    checked["verdict"] = checked["verdict"].astype(pd.CategoricalDtype(list(VERDICTS)))
    checked.attrs[TABLE_ATTR] = "claims"
    return checked


def _check_article(
    claims: pd.DataFrame, data: Mapping[str, pd.DataFrame] | None, words: Words
) -> pd.DataFrame:
    """Check the claims of another article, each on the day that it names."""
    rows = []
    for place, claim in enumerate(
        article.read_claims(claims, Tables("check_claims", data), words), start=1
    ):
        told = claims.iloc[place - 1]
        evidence = Evidence(Tables("check_claims", data, as_of=claim.as_of))
        finding, would_change = article_verdict.check(claim, evidence)
        known = {
            "claim_id": told.get("claim_id", f"claim-{place}"),
            "paragraph": place,
            "claim": claim.text,
            "kind": "own",
            "supported_when": written(article_verdict.rule_of(claim), words),
            "source_id": told.get("source"),
        }
        told_change = written(would_change, words)
        rows.append({**_result(known, finding, evidence, words), "would_change": told_change})
    checked = pd.DataFrame(rows, columns=[*_COLUMNS, "would_change"])
    checked["verdict"] = checked["verdict"].astype(pd.CategoricalDtype(list(VERDICTS)))
    return checked


def check_claim(
    claim_id: str,
    *,
    data: Mapping[str, pd.DataFrame] | None = None,
    language: str | None = None,
) -> dict[str, Any]:
    """Check one claim; see `check_claims` for the keys of the result.

    Examples
    --------
    >>> checked = check_claim("trade-routes-revive")
    >>> checked["verdict"], round(checked["figures"]["factor"], 2)
    ('supported', 5.26)
    """
    row = check_claims([claim_id], data=data, language=language).iloc[0]
    return {str(key): value for key, value in row.items()}


def examine(
    claim_id: str, *, data: Mapping[str, pd.DataFrame] | None = None
) -> tuple[Finding, Evidence]:
    """Return what the rule of a claim found, in no language yet, and the book of its evidence.

    Examples
    --------
    >>> finding, evidence = examine("area-like-eu")
    >>> finding.verdict, str(explanation_of(finding, evidence))[:33]
    ('supported', 'The five cover 4,004,451 km², the')
    """
    tables = Tables("check_claims", data, needs=READS)
    return _check(_wanted([claim_id], tables)[0], tables)


def explanation_of(finding: Finding, evidence: Evidence) -> Joined:
    """Return what was found, what that cannot carry, and how much is recalled, in sentences."""
    said = [*finding.text, *finding.weakness]
    if evidence.recalled:
        said.append(count(*_RECALLED, evidence.recalled, rows=evidence.rows))
    return joined(said, " ")


_RECALLED = msgs(
    "Of the {rows} rows used, {count} is recalled from memory, not read in a document.",
    "Of the {rows} rows used, {count} are recalled from memory, not read in a document.",
)
_COLUMNS = """
    claim_id paragraph claim kind verdict explanation figures rule weakness as_of rows_used
    recalled_used evidence sources source_id
    """.split()


def _wanted(
    claims: str | Sequence[str] | pd.DataFrame | None, tables: Tables
) -> list[dict[str, Any]]:
    """Return the rows of the claims asked for, in the order of the table."""
    if isinstance(claims, pd.DataFrame):
        check_columns("check_claims", claims, READS["claims"], "load_claims()")
        table = claims
    else:
        table = tables["claims"]
        if claims is not None:
            ids = check_choices("claims", claims, table["claim_id"], some=True)
            table = table[table["claim_id"].isin(ids)]
    check_choices("claims", list(table["claim_id"]), RULES)
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def _check(row: Mapping[str, Any], tables: Tables) -> tuple[Finding, Evidence]:
    """Apply the rule of one claim; return the finding and the book of its evidence."""
    evidence = Evidence(tables, row)
    try:
        return RULES[row["claim_id"]](evidence), evidence
    except NotCheckableError as error:
        return Finding(NOT_CHECKABLE, {}, [error.reason]), evidence


def _result(
    row: Mapping[str, Any], finding: Finding, evidence: Evidence, words: Words
) -> dict[str, Any]:
    """Put a finding and the book of its evidence into a row."""
    return {
        **{name: row[name] for name in ("claim_id", "paragraph", "claim", "kind")},
        "verdict": finding.verdict,
        "explanation": written(explanation_of(finding, evidence), words),
        "figures": plain(finding.figures),
        "rule": row["supported_when"],
        "weakness": written(joined(finding.weakness, " "), words),
        "as_of": finding.as_of,
        "rows_used": evidence.rows,
        "recalled_used": evidence.recalled,
        "evidence": {table: list(rows) for table, rows in evidence.used.items() if rows},
        "sources": sorted(evidence.sources),
        "source_id": row.get("source_id"),
    }
