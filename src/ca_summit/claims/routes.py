"""Check what the article says about the Silk Road and today's trade routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.claims.evidence import (
    NOT_SUPPORTED,
    SUMMIT,
    SUPPORTED,
    Evidence,
    Finding,
    NotCheckableError,
    need,
)
from ca_summit.claims.summit import NO_SUMMIT
from ca_summit.claims.wording import cells, iso, of_five
from ca_summit.diplomacy import FIVE
from ca_summit.figures.language import msg
from ca_summit.figures.sentences import Text, name, say

if TYPE_CHECKING:
    import pandas as pd

ROUTES_PER_STATE = 3
STATES = 4
CORRIDOR = "TITR / Middle Corridor"
BASE_YEAR = 2020
GROWTH_FACTOR = 2
MILESTONE_YEARS = (2020, 2026)
SECTOR = "transport"
RANK = 2
_NO_TONNAGE = msg("The tables hold no tonnage of the Middle Corridor.")


def silk_road_crossroads(evidence: Evidence) -> Finding:
    """Count the states of the five that several historical routes cross."""
    routes = evidence.table("routes")
    old = routes["kind"].astype("object").str.startswith("historical")
    firm = routes[old & routes["certainty"].ne("schematic")]
    stops = evidence.table("route_stops")
    stops = stops[stops["route_id"].isin(firm["route_id"]) & stops["certainty"].ne("schematic")]
    places = evidence.table("places")
    places = places[places["country_iso3"].isin(FIVE)]
    inside = stops.merge(places[["place_id", "country_iso3"]], on="place_id", validate="m:1")
    inside = need(inside, msg("The tables hold no historical routes through the five."))
    evidence.use(firm[firm["route_id"].isin(inside["route_id"])])
    evidence.use(places[places["place_id"].isin(inside["place_id"])])
    by_state = inside.groupby(inside["country_iso3"].astype("str"))["route_id"].nunique()
    by_state = by_state.reindex(list(FIVE), fill_value=0)
    crossed = [code for code in FIVE if by_state[code] >= ROUTES_PER_STATE]
    span = inside.groupby("route_id")["country_iso3"].nunique()
    heritage = evidence.table("unesco_components")
    heritage = evidence.use(heritage[heritage["country_iso3"].isin(FIVE)])
    message = msg("{place} {number}")
    by_name = [say(message, place=name(code), number=int(by_state[code])) for code in FIVE]
    return Finding(
        SUPPORTED if len(crossed) >= STATES else NOT_SUPPORTED,
        {
            "routes_count": int(span.size),
            "routes_by_state_count": by_state.to_dict(),
            "states_with_three_routes_count": len(crossed),
            "most_states_on_one_route_count": int(span.max()),
            "routes_through_four_states_count": int((span >= STATES).sum()),
            "world_heritage_components_count": len(heritage),
        },
        [
            say(
                "Recorded historical routes with stops in the five: {routes} ({states:l}).",
                routes=int(span.size),
                states=by_name,
            ),
            of_five(
                len(crossed),
                msg("All five states are crossed by at least {least} of them."),
                msg("{number} of the five states are crossed by at least {least} of them."),
                msg("None of the five states is crossed by at least {least} of them."),
                least=ROUTES_PER_STATE,
            ),
            say(
                "World Heritage components of the Silk Roads that lie there: {components}.",
                components=len(heritage),
            ),
        ],
        [
            say(
                "The rule can be read in two ways: it is taken per state, because the table cuts "
                "the roads into sections; no single one passes through more than {most} of the "
                "five.",
                most=int(span.max()),
            ),
            say("Borders are today's; schematic routes and stops are left out."),
        ],
    )


def trade_routes_revive(evidence: Evidence) -> Finding:
    """Compare the newest yearly tonnage of the Middle Corridor with that of 2020."""
    volumes = evidence.table("corridor_volumes")
    mask = volumes["corridor"].eq(CORRIDOR) & volumes["unit"].eq("t")
    mask &= volumes["period"].eq("full year")
    actual = volumes[mask & volumes["value_kind"].eq("actual")].sort_values("year")
    left_out = int((mask & volumes["value_kind"].ne("actual")).sum())
    tonnes = need(actual, _NO_TONNAGE).set_index("year")["volume"]
    tonnes = tonnes.astype(float)
    if not tonnes.index.is_unique:
        twice = int(tonnes.index[tonnes.index.duplicated()][0])
        raise NotCheckableError(
            "The tables hold several tonnages of the Middle Corridor in {year}.", year=twice
        )
    latest = int(tonnes.index.max())
    if BASE_YEAR not in tonnes.index or latest <= BASE_YEAR:
        raise NotCheckableError(
            "The tables hold no tonnage of the Middle Corridor for {year} and later.",
            year=BASE_YEAR,
        )
    peak = int(tonnes.idxmax())
    used = {BASE_YEAR, latest, peak, latest - 1}
    evidence.use(actual[actual["year"].isin(used)])
    events = evidence.table("route_events")
    events = events[events["date"].dt.year.between(*MILESTONE_YEARS)]
    evidence.use(events)
    factor = tonnes[latest] / tonnes[BASE_YEAR]
    text: list[Text] = [
        say(
            "The Middle Corridor carried {now:r4} million t in {latest}, {factor:.2f} times the "
            "{before:r4} million t of {base}.",
            now=float(tonnes[latest]) / 1e6,
            latest=latest,
            factor=float(factor),
            before=float(tonnes[BASE_YEAR]) / 1e6,
            base=BASE_YEAR,
        )
    ]
    change = None
    if latest - 1 in tonnes.index:
        change = 100 * (tonnes[latest] / tonnes[latest - 1] - 1)
        message = msg("That is {change:.1f}% more than in {year}.")
        if change < 0:
            message = msg("But that is {change:.1f}% less than in {year}.")
        text.append(say(message, change=abs(float(change)), year=latest - 1))
    text.append(
        say(
            "Milestones of routes recorded for {first}–{last}: {number}.",
            first=MILESTONE_YEARS[0],
            last=MILESTONE_YEARS[1],
            number=len(events),
        )
    )
    return Finding(
        SUPPORTED if factor > GROWTH_FACTOR else NOT_SUPPORTED,
        {
            "base_year": BASE_YEAR,
            "tonnes_2020_t": tonnes[BASE_YEAR],
            "latest_year": latest,
            "tonnes_latest_t": tonnes[latest],
            "factor": factor,
            "change_on_previous_year_pct": change,
            "peak_year": peak,
            "tonnes_peak_t": tonnes[peak],
            "milestones_count": len(events),
            "forecasts_and_targets_left_out_count": left_out,
        },
        text,
        [
            say(
                "The rule looks at one corridor and starts from a low base, so it can stay true "
                "while traffic falls."
            ),
            say(
                "Forecasts and targets of its tonnage that are left out: {number}.", number=left_out
            ),
        ],
        str(latest),
    )


def routes_were_a_focus(evidence: Evidence) -> Finding:
    """Rank transport among the sectors of the commitments of the Washington summit."""
    meetings = evidence.table("meetings")
    day = need(meetings[meetings["meeting_id"].eq(SUMMIT)], NO_SUMMIT)
    start = day["start_date"].iloc[0]
    same = meetings["start_date"].eq(start) & meetings["counterpart"].eq("USA")
    deals = evidence.table("commitments")
    single = ~deals["is_aggregate"].astype(bool) & deals["counterpart"].eq("USA")
    wide = single & deals["meeting_id"].isin(meetings[same]["meeting_id"])
    narrow = single & deals["meeting_id"].eq(SUMMIT)
    rows = evidence.use(need(deals[wide], msg("The tables hold no commitments of the summit.")))
    counts = rows["sector"].astype("str").value_counts().sort_index()
    rank, own = _rank(counts), _rank(deals[narrow]["sector"].astype("str").value_counts())
    number = int(counts.get(SECTOR, 0))
    merged = counts.rename({"aviation": SECTOR}).groupby(level=0).sum()
    top = counts.sort_values(ascending=False, kind="stable").head(3)
    message = msg("{sector} ({number})")
    leading = [
        say(message, sector=sector, number=int(n))
        for sector, n in zip(cells(top.index), top, strict=True)
    ]
    text: list[Text] = [
        say(
            "Of {all} single commitments with the United States at the summit and the bilateral "
            "meetings of that day {number} were about transport ({share:.0f}%).",
            all=len(rows),
            number=number,
            share=100 * number / len(rows),
        )
    ]
    if rank is not None:
        text.append(say("That puts transport at rank {rank}.", rank=rank))
    text.append(say("Most were about {leading:l}.", leading=leading))
    return Finding(
        SUPPORTED if rank is not None and rank <= RANK else NOT_SUPPORTED,
        {
            "commitments_count": len(rows),
            "by_sector_count": counts.to_dict(),
            "transport_count": number,
            "transport_share_pct": 100 * number / len(rows),
            "transport_rank": rank,
            "transport_rank_in_plenary_only": own,
            "transport_rank_with_aviation": _rank(merged),
        },
        text,
        _focus_weakness(_rank(merged)),
        iso(rows["announced_on"].max()) or "",
    )


def _focus_weakness(rank_with_aviation: int | None) -> list[Text]:
    text: list[Text] = [
        say(
            "A contract counts like a statement of intent, some deals overlap, and the talks "
            "themselves are not recorded."
        )
    ]
    if rank_with_aviation is not None:
        message = msg(
            "Aviation is a sector of its own: added to transport it gives rank {rank} and the rule "
            "would still fail."
        )
        if rank_with_aviation <= RANK:
            message = msg(
                "Aviation is a sector of its own: added to transport it gives rank {rank} and the "
                "rule would be met, but sales of aircraft revive no trade route."
            )
        text.append(say(message, rank=rank_with_aviation))
    return text


def _rank(counts: pd.Series) -> int | None:
    """Return the rank of transport, shared ranks counting as the better; none without it."""
    if SECTOR not in counts:
        return None
    return int((counts > counts[SECTOR]).sum()) + 1
