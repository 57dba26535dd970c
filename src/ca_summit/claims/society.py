"""Put votes and institutions beside a verdict that rests on something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ca_summit.claims.wording import names
from ca_summit.diplomacy import FIVE
from ca_summit.figures.language import msg, msgs
from ca_summit.figures.sentences import Text, count, say

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.claims.evidence import Evidence

#: Below so many common votes a share says nothing.
FEWEST_VOTES = 20
DEMOCRACY = "v2x_libdem"
DECADE = 10
#: What is said of no vote of a kind, and of some.
_VOTES = {
    "yes": (msg("no yes"), msgs("{count} yes", "{count} yes")),
    "no": (msg("no no"), msgs("{count} no", "{count} no")),
    "abstain": (msg("no abstention"), msgs("{count} abstention", "{count} abstentions")),
    "absent": (msg("no absence"), msgs("{count} absence", "{count} absences")),
}

#: Figures and sentences; both are empty where the tables hold nothing.
Beside = tuple[dict[str, Any], list[Text]]


def votes_with_russia(evidence: Evidence, before: int) -> Beside:
    """Compare how often the five voted with Russia in the year before a war and in the newest one.

    Only years count in which all five have enough common votes with Russia.
    """
    rows = evidence.table("un_agreement")
    rows = rows[rows["iso3"].isin(FIVE) & rows["partner"].eq("RUS") & rows["agreement_pct"].notna()]
    rows = rows[rows["both_voted"].ge(FEWEST_VOTES)].assign(iso3=rows["iso3"].astype("str"))
    states = rows.groupby("year")["iso3"].nunique()
    years = sorted(int(y) for y in states.index[states.eq(len(FIVE))])
    if before not in years or years[-1] == before:
        return {}, []
    found = {}
    for year in (before, years[-1]):
        own = evidence.use(rows[rows["year"].eq(year)])
        found[year] = dict(zip(own["iso3"], own["agreement_pct"].astype(float), strict=True))
    (low, high), (newer_low, newer_high) = (
        (min(v.values()), max(v.values())) for v in found.values()
    )
    text = say(
        "In the UN General Assembly the five agreed with Russia in {low:.0f} to {high:.0f}% of the "
        "votes of {before} and {newer_low:.0f} to {newer_high:.0f}% of those of {latest}.",
        low=low,
        high=high,
        before=before,
        newer_low=newer_low,
        newer_high=newer_high,
        latest=years[-1],
    )
    return {"un_votes_with_russia_pct": found}, [text]


def votes_on_ukraine(evidence: Evidence) -> Beside:
    """Count what the five did in the votes on Ukraine, each kind by itself."""
    rows = evidence.table("un_ukraine_votes")
    rows = evidence.use(rows[rows["iso3"].isin(FIVE)])
    if rows.empty:
        return {}, []
    said = rows["vote"].astype("object")
    counts = {kind: int(said.eq(kind).sum()) for kind in _VOTES}
    unknown = int(said.isna().sum())
    texts = int(rows["text_id"].nunique())
    votes = [
        count(*some, counts[kind]) if counts[kind] else say(none)
        for kind, (none, some) in _VOTES.items()
    ]
    message = msg("On {texts} texts about Ukraine the five are recorded with {votes:l}.")
    if unknown:
        message = msg(
            "On {texts} texts about Ukraine the five are recorded with {votes:l} ({unknown} not "
            "known)."
        )
    figures = {
        "votes_on_ukraine_count": {**counts, "not_known": unknown},
        "texts_on_ukraine": texts,
    }
    return figures, [say(message, texts=texts, votes=votes, unknown=unknown)]


def clear_changes(rows: pd.DataFrame) -> dict[str, int]:
    """Return for each state 1, -1 or 0: up, down, or no change that the intervals let us tell.

    Compared are the last year of each state and the one ten years before, where both have an
    interval; a change is clear only where the two intervals do not touch.

    Parameters
    ----------
    rows
        One index: ``iso3``, ``year``, ``low``, ``high``.

    Examples
    --------
    >>> from ca_summit.tables import load_vdem
    >>> clear_changes(load_vdem("v2x_libdem", country="Kyrgyzstan"))
    {'KGZ': -1}
    """
    out = {}
    for code, own in rows.groupby(rows["iso3"].astype("str")):
        known = own.dropna(subset=["low", "high"]).set_index("year")
        if known.empty or known.index.max() - DECADE not in known.index:
            continue
        end, start = known.loc[known.index.max()], known.loc[known.index.max() - DECADE]
        up, down = end["low"] > start["high"], end["high"] < start["low"]
        out[str(code)] = 1 if up else -1 if down else 0
    return out


def democracy(evidence: Evidence) -> Beside:
    """Say in which of the five democracy changed beyond the experts' interval in ten years."""
    rows = evidence.table("vdem")
    rows = rows[rows["index_id"].eq(DEMOCRACY) & rows["iso3"].isin(FIVE)]
    changes = clear_changes(rows)
    if set(changes) != set(FIVE):
        return {}, []
    until = int(rows["year"].max())
    evidence.use(rows[rows["year"].isin([until, until - DECADE])])
    fell, rose = ([c for c in FIVE if changes[c] == sign] for sign in (-1, 1))
    message = msg(
        "By V-Dem, liberal democracy did not change beyond the interval of its experts from "
        "{first} to {last}; free or not is not calm or not."
    )
    if fell and rose:
        message = msg(
            "By V-Dem, liberal democracy fell in {fell:l} and rose in {rose:l} beyond the interval "
            "of its experts from {first} to {last}; free or not is not calm or not."
        )
    elif fell:
        message = msg(
            "By V-Dem, liberal democracy fell in {fell:l} beyond the interval of its experts from "
            "{first} to {last}; free or not is not calm or not."
        )
    elif rose:
        message = msg(
            "By V-Dem, liberal democracy rose in {rose:l} beyond the interval of its experts from "
            "{first} to {last}; free or not is not calm or not."
        )
    text = say(message, fell=names(fell), rose=names(rose), first=until - DECADE, last=until)
    return {"liberal_democracy_fell": fell, "liberal_democracy_rose": rose}, [text]
