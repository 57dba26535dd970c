"""Check what the article says about natural resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.claims.evidence import NOT_SUPPORTED, SUPPORTED, Evidence, Finding, need
from ca_summit.claims.wording import cells
from ca_summit.diplomacy import FIVE
from ca_summit.figures.language import msg
from ca_summit.figures.sentences import count, say

if TYPE_CHECKING:
    import pandas as pd

WORLD_SHARE_PCT = 5
COMMODITIES = 5
RARE_EARTH_SHARE_PCT = 1
MEASURES = ("production", "reserves")
ON_THE_LINE_PCT = 0.5
CLAIM_STATUSES = ("government_claim", "company_estimate")

_CLAIM_COLUMNS = ["iso3", "measure", "basis", "year", "value", "unit", "status"]

#: Figures printed as reserves that almost surely count resources (see data/README.md).
DOUBTED_RESERVES = (("KGZ", "coal", "reserves"), ("TJK", "coal", "reserves"))


def rich_in_resources(evidence: Evidence) -> Finding:
    """Count the commodities of which the five report at least 5% of the world."""
    resources = evidence.table("resources")
    rows = need(
        _statistics(resources), msg("The tables hold no reported world shares of resources.")
    )
    keys = rows[["iso3", "commodity", "measure"]].astype("str").apply(tuple, axis=1)
    doubted = keys.isin(DOUBTED_RESERVES)
    shares = world_shares(rows[~doubted])
    best = shares.sort_values("share_pct", ascending=False).drop_duplicates("commodity")
    large = best[best["share_pct"] >= WORLD_SHARE_PCT]
    passing_rows = [label for part in large["rows"] for label in part]
    evidence.use(rows[rows.index.isin(passing_rows)] if passing_rows else rows)
    near = large[large["share_pct"] < WORLD_SHARE_PCT + ON_THE_LINE_PCT]
    with_doubt = world_shares(rows)
    passing = with_doubt[with_doubt["share_pct"] >= WORLD_SHARE_PCT]["commodity"]
    extra = sorted(set(passing) - set(large["commodity"]))
    shares_of = [
        say("{commodity} {share:.1f}%", commodity=told, share=share)
        for told, share in zip(cells(large["commodity"]), large["share_pct"], strict=True)
    ]
    told = count(
        "The five together report at least {least}% of world output or reserves of {count} "
        "commodity: {shares:l}.",
        "The five together report at least {least}% of world output or reserves of {count} "
        "commodities: {shares:l}.",
        len(large),
        least=WORLD_SHARE_PCT,
        shares=shares_of,
    )
    if large.empty:
        told = say(
            "The five together report {least}% of world output or reserves of no commodity.",
            least=WORLD_SHARE_PCT,
        )
    weakness = [
        say(
            "The rule counts commodities, not their worth; some world totals are lower bounds or "
            "leave countries out, which makes the shares upper bounds."
        )
    ]
    if len(near):
        message = msg("Near the line of {least}%: {commodities:l}.")
        weakness.append(say(message, least=WORLD_SHARE_PCT, commodities=cells(near["commodity"])))
    if extra:
        message = msg(
            "Left out, because their figures are printed as reserves but almost surely mean "
            "resources: {commodities:l}."
        )
        weakness.append(say(message, commodities=cells(extra)))
    return Finding(
        SUPPORTED if len(large) >= COMMODITIES else NOT_SUPPORTED,
        {
            "commodities_count": len(large),
            "world_share_pct": dict(zip(large["commodity"], large["share_pct"], strict=True)),
            "measure": {
                r.commodity: f"{r.measure} {r.year}, {r.basis}".removesuffix(", ")
                for r in large.itertuples()
            },
            "left_out_as_doubted": extra,
        },
        [told],
        weakness,
        str(int(rows["year"].max())),
    )


def rare_earths_in_particular(evidence: Evidence) -> Finding:
    """Look for a reported statistic of rare earths above 1% of the world."""
    resources = evidence.table("resources")
    rare = need(
        resources[resources["category"].eq("rare_earth")],
        msg("The tables hold no rows on rare earths."),
    )
    rare = evidence.use(rare)
    shares = world_shares(_statistics(rare))
    largest = float(shares["share_pct"].max()) if len(shares) else None
    asked = rare["status"].eq("reported_statistic") & rare["measure"].isin(MEASURES)
    empty = int((asked & rare["value"].isna()).sum())
    told = rare[rare["status"].isin(CLAIM_STATUSES)]
    places = rare[rare["measure"].eq("occurrences")]["value"].sum()
    rest = _rest_of_world(evidence)
    above = largest is not None and largest > RARE_EARTH_SHARE_PCT
    message = msg(
        "Reported statistics of rare-earth output and reserves give no figure for the five "
        "({empty} entries say that a table names no figure)."
    )
    if largest is not None:
        message = msg(
            "Reported statistics of rare-earth output and reserves give the five a largest world "
            "share of {largest:r3}% ({empty} entries say that a table names no figure)."
        )
    text = [
        say(message, largest=largest, empty=empty),
        say(
            "What exists are {places:.0f} occurrences and {claims} claims of governments or "
            "companies, which are not statistics.",
            places=float(places),
            claims=len(told),
        ),
    ]
    if rest is not None:
        message = msg(
            "All countries not named in the world table together mined {share:r2}% in {year}, so "
            "by that table the five mined no more than this."
        )
        text.append(say(message, share=rest[1], year=rest[0]))
    return Finding(
        SUPPORTED if above else NOT_SUPPORTED,
        {
            "largest_reported_share_pct": largest,
            "entries_without_figure_count": empty,
            "occurrences_count": places,
            "claims_count": len(told),
            "claims": told[_CLAIM_COLUMNS].astype("object").to_dict("records"),
            "rest_of_world_output_pct": None if rest is None else rest[1],
            "rest_of_world_output_year": None if rest is None else rest[0],
        },
        text,
        [
            say(
                "The rule asks for output and reserves; a deposit still being explored would fail "
                "it, so it says nothing about what may be found."
            )
        ],
        str(int(rare["year"].max())),
    )


def world_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Add up the five for each commodity, measure and basis in its newest year.

    Returns
    -------
    DataFrame: ``commodity``, ``measure``, ``basis``, ``year``, ``share_pct`` (of the world),
        ``rows`` (index labels of the rows added up)
    """
    import pandas as pd

    found = []
    kinds = rows.groupby(["commodity", "measure", "basis"], observed=True, dropna=False)
    for (commodity, measure, basis), part in kinds:
        newest = part[part["year"].eq(part["year"].max())]
        share = 100 * newest["value"].sum() / newest["world_total"].max()
        year = int(newest["year"].iloc[0])
        words_ = basis if isinstance(basis, str) else ""
        found.append((commodity, measure, words_, year, float(share), list(newest.index)))
    return pd.DataFrame(
        found, columns=["commodity", "measure", "basis", "year", "share_pct", "rows"]
    )


def _statistics(resources: pd.DataFrame) -> pd.DataFrame:
    """Keep the preferred reported statistics of output and reserves with a world total."""
    mask = resources["status"].eq("reported_statistic") & resources["preferred"].astype(bool)
    mask &= resources["measure"].isin(MEASURES) & resources["iso3"].isin(FIVE)
    return resources[mask].dropna(subset=["value", "world_total"])


def _rest_of_world(evidence: Evidence) -> tuple[int, float] | None:
    """Return the newest year and share (%) of all countries the world table does not name."""
    world = evidence.table("rare_earths_world")
    rest = world[world["row_kind"].eq("rest_of_world") & world["measure"].eq("production")]
    rest = rest.dropna(subset=["value", "world_total"]).sort_values("year").tail(1)
    if rest.empty:
        return None
    row = evidence.use(rest).iloc[0]
    return int(row["year"]), 100 * float(row["value"]) / float(row["world_total"])
