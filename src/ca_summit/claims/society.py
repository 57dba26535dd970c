"""Put votes and institutions beside a verdict that rests on something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ca_summit.claims.wording import listing, words
from ca_summit.diplomacy import FIVE

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.claims.evidence import Evidence

#: Below so many common votes a share says nothing.
FEWEST_VOTES = 20
DEMOCRACY = "v2x_libdem"
DECADE = 10
_VOTES = {"yes": "yes", "no": "no", "abstain": "abstentions", "absent": "absences"}

#: Figures and a sentence; both are empty where the tables hold nothing.
Beside = tuple[dict[str, Any], str]


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
        return {}, ""
    found = {}
    for year in (before, years[-1]):
        own = evidence.use(rows[rows["year"].eq(year)])
        found[year] = dict(zip(own["iso3"], own["agreement_pct"].astype(float), strict=True))
    spans = [f"{min(v.values()):.0f} to {max(v.values()):.0f}%" for v in found.values()]
    text = (
        f"in the UN General Assembly the five agreed with Russia in {spans[0]} of the votes of "
        f"{before} and {spans[1]} of those of {years[-1]}"
    )
    return {"un_votes_with_russia_pct": found}, text


def votes_on_ukraine(evidence: Evidence) -> Beside:
    """Count what the five did in the votes on Ukraine, each kind by itself."""
    rows = evidence.table("un_ukraine_votes")
    rows = evidence.use(rows[rows["iso3"].isin(FIVE)])
    if rows.empty:
        return {}, ""
    said = rows["vote"].astype("object")
    counts = {kind: int(said.eq(kind).sum()) for kind in _VOTES}
    unknown = int(said.isna().sum())
    texts = int(rows["text_id"].nunique())
    parts = [f"{counts[kind] or 'no'} {word}" for kind, word in _VOTES.items()]
    open_ = f" ({unknown} not known)" if unknown else ""
    return (
        {"votes_on_ukraine_count": {**counts, "not_known": unknown}, "texts_on_ukraine": texts},
        f"on {texts} texts about Ukraine the five are recorded with {words(parts)}{open_}",
    )


def clear_changes(rows: pd.DataFrame, years: int = DECADE) -> dict[str, int]:
    """Return for each state 1, -1 or 0: up, down, or no change that the intervals let us tell.

    Compared are the last year of each state and the one ``years`` before, where both have an
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
        if known.empty or known.index.max() - years not in known.index:
            continue
        end, start = known.loc[known.index.max()], known.loc[known.index.max() - years]
        up, down = end["low"] > start["high"], end["high"] < start["low"]
        out[str(code)] = 1 if up else -1 if down else 0
    return out


def democracy(evidence: Evidence) -> Beside:
    """Say in which of the five democracy changed beyond the experts' interval in ten years."""
    rows = evidence.table("vdem")
    rows = rows[rows["index_id"].eq(DEMOCRACY) & rows["iso3"].isin(FIVE)]
    changes = clear_changes(rows)
    if set(changes) != set(FIVE):
        return {}, ""
    until = int(rows["year"].max())
    evidence.use(rows[rows["year"].isin([until, until - DECADE])])
    fell, rose = ([c for c in FIVE if changes[c] == sign] for sign in (-1, 1))
    said = [
        f"{verb} in {listing(codes)}" for codes, verb in ((fell, "fell"), (rose, "rose")) if codes
    ]
    found = (
        f"liberal democracy {' and '.join(said)}" if said else "liberal democracy did not change"
    )
    text = f"By V-Dem, {found} beyond the interval of its experts from {until - DECADE} to {until}"
    return {"liberal_democracy_fell": fell, "liberal_democracy_rose": rose}, text
