"""Check what the article says about natural resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.claims.evidence import NOT_SUPPORTED, SUPPORTED, Evidence, Finding, need
from ca_summit.claims.wording import words
from ca_summit.diplomacy import FIVE

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
    rows = need(_statistics(resources), "reported world shares of resources")
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
    shown = [f"{r.commodity} {r.share_pct:.1f}%" for r in large.itertuples()]
    weakness = "The rule counts commodities, not their worth; some world totals are lower bounds"
    weakness += " or leave countries out, which makes the shares upper bounds"
    if len(near):
        weakness += f"; near the line of {WORLD_SHARE_PCT}%: {words(list(near['commodity']))}"
    if extra:
        weakness += (
            f"; {words(extra)} would count only with figures that are printed as reserves but "
            "almost surely mean resources, so left out"
        )
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
        f"The five together report at least {WORLD_SHARE_PCT}% of world output or reserves of "
        f"{len(large)} commodities: {words(shown)}.",
        weakness + ".",
        str(int(rows["year"].max())),
    )


def rare_earths_in_particular(evidence: Evidence) -> Finding:
    """Look for a reported statistic of rare earths above 1% of the world."""
    resources = evidence.table("resources")
    rare = need(resources[resources["category"].eq("rare_earth")], "rows on rare earths")
    rare = evidence.use(rare)
    shares = world_shares(_statistics(rare))
    largest = float(shares["share_pct"].max()) if len(shares) else None
    asked = rare["status"].eq("reported_statistic") & rare["measure"].isin(MEASURES)
    empty = int((asked & rare["value"].isna()).sum())
    told = rare[rare["status"].isin(CLAIM_STATUSES)]
    places = rare[rare["measure"].eq("occurrences")]["value"].sum()
    rest = _rest_of_world(evidence)
    above = largest is not None and largest > RARE_EARTH_SHARE_PCT
    found = f"a largest world share of {largest:.2f}%" if largest is not None else "no figure"
    text = (
        f"Reported statistics of rare-earth output and reserves give {found} for the five ({empty} "
        f"entries say that a table names no figure). What exists are {places:.0f} occurrences and "
        f"{len(told)} claims of governments or companies, which are not statistics."
    )
    if rest is not None:
        text += (
            f" All countries not named in the world table together mined {rest[1]:.2f}% in "
            f"{rest[0]}, so by that table the five mined no more than this."
        )
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
        "The rule asks for output and reserves; a deposit still being explored would fail it, so "
        "it says nothing about what may be found.",
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
