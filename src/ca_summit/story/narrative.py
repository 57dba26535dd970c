"""Tell the summit in the order in which a reader asks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from ca_summit.claims.wording import sentence
from ca_summit.diplomacy import summits_per_year
from ca_summit.figures.language import listed
from ca_summit.names import STATES, country_name, in_sentence
from ca_summit.story.facts import (
    ARTICLE_DAY,
    SUMMIT,
    Facts,
    Passage,
    count,
    countries,
    date,
    money,
    need,
    tell,
    verb,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Data = Mapping[str, pd.DataFrame] | None

MIDDLE = "TITR / Middle Corridor"
_FIRM = ("contract", "agreement", "treaty")
_SECTORS = {"critical_minerals": "critical minerals", "digital": "digital technology"}


def _passage(data: Data, *parts: Callable[[Facts], str]) -> Passage:
    facts = Facts(data)
    return Passage(tell(*(partial(part, facts) for part in parts), joint="\n\n"))


def the_day(data: Data = None) -> Passage:
    """Return what happened on the day of the summit.

    Examples
    --------
    >>> "the White House" in the_day()
    True
    """
    return _passage(data, _programme, _first_time, _year_before)


def _programme(facts: Facts) -> str:
    row = facts.summit()
    meetings = facts.table("meetings")
    day = row["start_date"]
    talks = meetings[
        meetings["start_date"].eq(day)
        & meetings["format"].eq("bilateral")
        & meetings["level"].eq("heads_of_state")
        & meetings["counterpart"].eq(row["counterpart"])
        & meetings["status"].eq("held")
    ]
    text = f"The day was {day:%A}, {date(day)}"
    if isinstance(row["venue"], str):
        text += f", the place {str(row['venue'])[:1].lower()}{str(row['venue'])[1:]}"
    if len(talks):
        text += (
            f". The records list {count(len(talks))} {verb(len(talks), 'talk', 'talks')} of the "
            "host with a single guest, besides the meeting of all"
        )
    if isinstance(row["outcome_summary"], str):
        text += f". The record sums it up: {row['outcome_summary'].rstrip('.')}"
    return f"{text}."


def _first_time(facts: Facts) -> str:
    row = facts.summit()
    meetings = facts.table("meetings")
    kin = meetings[meetings["format"].eq(row["format"]) & meetings["status"].eq("held")]
    leaders = kin[kin["level"].eq("heads_of_state")].sort_values("start_date")
    before = leaders[leaders["start_date"].lt(row["start_date"])]
    earlier = need(before, "earlier summit of this kind").iloc[-1]
    origin = kin["start_date"].min().year
    here = before["city"].eq(row["city"])
    place = "came together again in" if here.any() else "came for the first time to"
    return (
        f"Such a meeting is called C5+1: the five states and the United States. The records of it "
        f"begin in {origin}, with foreign ministers. The leaders had met in it "
        f"{_times(len(before))} before, in {earlier['city']} in {earlier['start_date']:%B %Y}. "
        f"Now they {place} {row['city']}."
    )


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{count(number)} times")


def _year_before(facts: Facts) -> str:
    meetings = facts.table("meetings")
    day = facts.summit()["start_date"]
    held = meetings[
        meetings["status"].eq("held")
        & meetings["level"].eq("heads_of_state")
        & meetings["start_date"].dt.year.eq(day.year)
        & meetings["start_date"].le(day)
    ]
    return (
        "It came late in a crowded year. From January to that evening the records hold at least "
        f"{len(held)} meetings of leaders of the region with each other or with a power from "
        "outside; “at least”, because not every small meeting was found."
    )


def who_came(data: Data = None) -> Passage:
    """Return who came and who wavered, day by day.

    Examples
    --------
    >>> "27 October" in who_came()
    True
    """
    return _passage(data, _on_the_day_of_the_article, _days_after, _caution)


def _on_the_day_of_the_article(facts: Facts) -> str:
    yes = facts.confirmed(ARTICLE_DAY)
    rest = [code for code in STATES if code not in yes]
    if not yes:
        return f"On {date(ARTICLE_DAY)} not one of the five had said yes."
    if not rest:
        return f"On {date(ARTICLE_DAY)} all five had said yes."
    return (
        f"Who would come? The answer depends on the day on which one asks. On {date(ARTICLE_DAY)} "
        f"the leaders of {countries(yes)} had accepted; from {countries(rest)} there was no yes. A "
        "news article of that day, with which this report began, said so, and it was right."
    )


def _days_after(facts: Facts) -> str:
    rows = facts.table("attendance")
    rows = rows[rows["meeting_id"].eq(SUMMIT) & rows["actor_iso3"].isin(STATES)]
    known = need(rows, "statement about who would come")
    last = facts.summit()["start_date"]
    told: list[str] = []
    back: list[str] = []
    before = set(facts.confirmed(ARTICLE_DAY))
    for day in pd.date_range(ARTICLE_DAY, last)[1:-1]:
        now = set(facts.confirmed(str(day.date())))
        gained = [code for code in STATES if code in now - before]
        lost = [code for code in STATES if code in before - now]
        said = "" if told else "said yes "
        told += [f"{countries(gained)} {said}on {date(day)}"] if gained else []
        back += [f"{countries(lost)} on {date(day)}"] if lost else []
        before = now
    if not told + back:
        return f"After that {count(len(known))} statements change nothing."
    status = facts.status(str(last.date()))
    came = [code for code in STATES if status.get(code) == "attended"]
    end = (
        "All five came, in person; no deputy was sent."
        if len(came) == len(STATES)
        else f"In the end {count(len(came))} came: {countries(came)}."
    )
    turned = f" Taken back was the yes of {listed(back)}." if back else ""
    next_ = f"Then it went fast: {', '.join(told)}." if told else "Nobody else said yes."
    return f"{next_}{turned} {end}"


def _caution(facts: Facts) -> str:
    lax = facts.confirmed("2025-10-28")
    own = facts.confirmed("2025-10-28", include_host=False)
    hosted = [code for code in lax if code not in own]
    if not hosted:
        return "Each yes came from the capital itself."
    return (
        f"{sentence(count(len(hosted)))} yes came second-hand: for {countries(hosted)} it was an "
        f"American official who gave it on {date('2025-10-28')}, not the capital. Whoever counts "
        "only a government's own word has "
        f"{count(len(own))} of five that day, not {count(len(lax))}. Neither count is wrong; they "
        "answer two questions. And every date is that of the earliest statement found: an earlier "
        "one may exist."
    )


def who_else(data: Data = None) -> Passage:
    """Return who else invites the five.

    Examples
    --------
    >>> "Washington" in who_else()
    True
    """
    return _passage(data, _summits, _formats)


def _summits(facts: Facts) -> str:
    years = facts.summits()["summits"]
    last = int(years.index.max())
    day = facts.summit()["start_date"]
    none = years[years.cumsum().eq(0)]
    silent = (
        f"From {none.index.min()} to {none.index.max()} no leader from outside held a summit with "
        "all five. The records of those years are complete, so that the silence is a finding. "
        if len(none)
        else ""
    )
    since = years[years.index > none.index.max()] if len(none) else years
    counts = listed([f"{count(n)} in {year}" for year, n in since.items()])
    most = int(years.index[int(years.to_numpy().argmax())]) == last
    record = ", more than in any year before" if most and len(years) > 1 else ""
    return (
        f"Washington was not alone. {silent}Then came {counts}{record}. The evening of "
        f"{date(day)} was one invitation among several."
    )


def _formats(facts: Facts) -> str:
    rows = facts.table("meetings")
    day = facts.summit()["start_date"]
    kinds = summits_per_year(rows, by_format=True)["format"].unique()
    own = rows[
        rows["level"].eq("heads_of_state")
        & rows["status"].eq("held")
        & rows["start_date"].dt.year.eq(day.year)
        & rows["format"].isin(kinds)
    ].sort_values("start_date")
    own = need(own, f"summit of {day.year}")
    told = [
        f"{in_sentence(country_name(str(row.counterpart)))} in {row.city} ({date(row.start_date)})"
        for row in own.itertuples()
    ]
    return (
        f"Across the table in {day.year} sat, in this order, {listed(told)}. It looks like a "
        "contest, and it may be one. The list shows only that many knock at the same door; whether "
        "one power's gain is another's loss, no list can show."
    )


def who_trades(data: Data = None) -> Passage:
    """Return how large the trade of the five with China and with the United States is.

    Examples
    --------
    >>> "China" in who_trades()
    True
    """
    return _passage(data, _two_partners, _russia)


def _two_partners(facts: Facts) -> str:
    trade = facts.trade()
    last, first = trade.iloc[-1], trade.iloc[0]
    then = f"{money(first['CHN'])} and {money(first['USA'])}"
    near = first["CHN"] < 2 * first["USA"] and first["USA"] < 2 * first["CHN"]
    start = f"the two had been close, at {then}" if near else f"the two had been at {then}"
    return (
        f"Goods tell another story than dinners. In {trade.index[-1]} China's trade with the five "
        f"came to {money(last['CHN'])}, that of the United States to {money(last['USA'])}: one "
        f"part in {last['CHN'] / last['USA']:.0f}. In {trade.index[0]} {start}. These sums are "
        "what the two partners' own customs wrote down; the other side often writes less."
    )


def _russia(facts: Facts) -> str:
    seen = facts.claim("russia-is-waning")
    year = seen["latest_year"]
    before, after = seen["share_2021_pct"]["RUS"], seen["share_latest_pct"]["RUS"]
    dollars = seen["trade_with_russia_usd"]
    then, now = dollars["2021"], dollars[str(year)]
    way = "fell" if after < before else "rose"
    twist = (
        f" Yet in dollars it grew, from {money(then)} to {money(now)}: the rest grew faster."
        if after < before and now > then
        else f" In dollars it went from {money(then)} to {money(now)}."
    )
    return (
        f"And Russia, the old first power? Its share in the trade of {countries(seen['states'])} "
        f"{way} from {before:.0f}% in 2021 to {after:.0f}% in {year}.{twist} A share of trade is "
        "not influence: language, labour abroad, pipelines and soldiers are not in it."
    )


def what_they_have(data: Data = None) -> Passage:
    """Return what the region gives to the world.

    Examples
    --------
    >>> "Uranium" in what_they_have()
    True
    """
    return _passage(data, _people, _uranium)


def _people(facts: Facts) -> str:
    rows = facts.table("region_population")
    rows = rows[rows["series_id"].eq("world_bank") & ~rows["is_projection"].astype("bool")]
    rows = need(rows.dropna(subset="ca5_total"), "sum of the people of the five")
    row = rows.sort_values("year").iloc[-1]
    area = facts.claim("area-like-eu")
    return (
        f"What do they all come for? Not for a large market: {row['ca5_total'] / 1e6:.0f} million "
        f"people ({row['year']}) live on {area['area_five_km2'] / 1e6:.1f} million square "
        f"kilometres, {area['ratio']:.0%} of the area of the European Union. Much of the answer "
        "lies under the ground."
    )


def _uranium(facts: Facts) -> str:
    shares = need(
        facts.claim("rich-in-resources").get("world_share_pct") or {}, "share of the world"
    )
    ranked = sorted(shares, key=lambda name: -shares[name])
    told = [f"{name.replace('_', ' ')} ({shares[name]:.0f}%)" for name in ranked[1:5]]
    return (
        f"{sentence(count(len(ranked)))} raw materials reach at least a twentieth of the world's "
        f"output or reserves here. {sentence(ranked[0].replace('_', ' '))} stands out with "
        f"{shares[ranked[0]]:.0f}% of the world's. Far behind follow {listed(told)}. "
        "Some of these shares are upper bounds, because the world's total is known only as “more "
        "than”. And a share is no value: a large part of a small market earns "
        "less than a small part of a large one."
    )


def rare_earths(data: Data = None) -> Passage:
    """Return what is known of rare earths in the region.

    Examples
    --------
    >>> "rare earths" in rare_earths()
    True
    """
    return _passage(data, _rare)


def _rare(facts: Facts) -> str:
    rare = facts.claim("rare-earths-in-particular")
    if rare.get("largest_reported_share_pct") is not None:
        return (
            f"Of rare earths a statistic names a share of the world: "
            f"{rare['largest_reported_share_pct']:.1f}%."
        )
    claims = rare["claims"]
    largest = max(claims, key=lambda claim: claim["value"]) if claims else None
    story = (
        f" What exists are {count(len(claims))} claims of governments and companies. The largest, "
        f"{largest['value'] / 1e6:.0f} million tonnes in {country_name(largest['iso3'])}, is a "
        f"forecast that was announced in {largest['year']}, not a measurement."
        if largest
        else ""
    )
    places = rare.get("occurrences_count")
    firm = f" Firmer is a list of {places} places where such metals occur." if places else ""
    return (
        "The article spoke of rare earths, those metals for magnets and motors. Here the "
        "statistics fall silent. No figure of output, no figure of reserves is printed for any of "
        f"the five; empty is not zero, but it is no treasure either.{story}{firm} An occurrence is "
        "not a mine. Rich in raw materials: yes. In rare earths: a prospect, not a product."
    )


def which_roads(data: Data = None) -> Passage:
    """Return which roads lead out of the region.

    Examples
    --------
    >>> "Caspian" in which_roads()
    True
    """
    return _passage(data, _lines)


def _lines(facts: Facts) -> str:
    routes = facts.table("routes")
    new = routes[~routes["route_id"].str.startswith("h-") & routes["kind"].ne("energy_link")]
    state = need(new, "line of today's corridors")["status"].value_counts()
    old = routes["route_id"].str.startswith("h-").sum()
    return (
        "No ocean touches any of the five; whatever they sell must cross a neighbour. The way most "
        "talked about avoids Russia: by rail through Kazakhstan, by ship over the Caspian Sea, "
        "through Azerbaijan and Georgia to the Black Sea. It is called the Middle Corridor. The "
        f"records hold {len(new)} lines of "
        f"today's corridors: {state.get('operating', 0)} in operation, "
        f"{count(state.get('under_construction', 0))} being built, "
        f"{count(state.get('planned', 0))} planned. They also hold {old} roads of the old Silk "
        "Road, for it is hard to speak of the one without the other. A line on the map is not yet "
        "a train."
    )


def what_the_corridor_carries(data: Data = None) -> Passage:
    """Return what the Middle Corridor carries.

    Examples
    --------
    >>> "million tonnes" in what_the_corridor_carries()
    True
    """
    return _passage(data, _tonnes)


def _tonnes(facts: Facts) -> str:
    rows = facts.table("corridor_volumes")
    rows = rows[rows["corridor"].eq(MIDDLE) & rows["unit"].eq("t")]
    whole = rows[rows["period"].eq("full year")]
    real = (
        whole[whole["value_kind"].eq("actual")].dropna(subset="volume").set_index("year")["volume"]
    )
    real = need(real, "tonnes of the Middle Corridor").sort_index() / 1e6
    last, start = int(real.index[-1]), int(real.index[0])
    text = (
        f"The Middle Corridor carried {real[start]:.1f} million tonnes in {start} and "
        f"{real[last]:.1f} million in {last}."
    )
    if last - 1 in real.index:
        change = real[last] / real[last - 1] - 1
        text += f" Against {last - 1} that is {abs(change):.0%} {'less' if change < 0 else 'more'}."
        text += " The line no longer only climbs." if change < 0 else ""
    goals = whole[whole["value_kind"].eq("target")].dropna(subset="volume")
    if len(goals):
        goal = goals.sort_values("year").iloc[0]
        text += (
            f" The target is {goal['volume'] / 1e6:.0f} million for {goal['year']}, "
            f"{goal['volume'] / 1e6 / real[last]:.1f} times as much."
        )
    return (
        f"{text} Such targets are printed beside results so often that it takes a second look to "
        "tell which is which."
    )


def what_was_promised(data: Data = None) -> Passage:
    """Return what was promised at the summit.

    Examples
    --------
    >>> "announcements" in what_was_promised()
    True
    """
    return _passage(data, _sums, _kinds, _roads_promised)


def _sums(facts: Facts) -> str:
    deals = facts.promises()
    totals = deals[deals["is_aggregate"].astype("bool") & deals["value_usd"].notna()]
    text = f"The tables hold {len(deals)} announcements of {date(facts.summit()['start_date'])}."
    if not len(totals):
        return f"{text} None of them is a headline total."
    top = totals.sort_values("value_usd").iloc[-1]
    over = "" if pd.isna(top["horizon_years"]) else f" over {count(top['horizon_years'])} years"
    return (
        f"{text} {sentence(count(len(totals)))} of them are headline totals, such as the "
        f"{money(top['value_usd'])} that {country_name(str(top['actor_iso3']))} is to spend{over}. "
        "Totals contain single deals, and may contain each other. So no sum is drawn here; "
        "whoever prints one may count twice."
    )


def _kinds(facts: Facts) -> str:
    deals = facts.promises()
    single = need(deals[~deals["is_aggregate"].astype("bool")], "single announcement")
    firm = int(single["kind"].isin(_FIRM).sum())
    silent = int(single["value_usd"].isna().sum())
    largest = single[single["value_usd"].notna()].sort_values("value_usd", ascending=False)
    told = [f"{row.title}, {money(row.value_usd)}" for row in largest.head(3).itertuples()]
    big = f" The largest with a price: {'; '.join(told)}." if told else ""
    return (
        f"Of the {len(single)} single announcements {firm} are contracts, agreements or treaties; "
        f"the others declare what somebody means to do. {sentence(count(silent))} name no sum in "
        f"dollars; that is an empty place, not a zero.{big} Some repeat what had been announced "
        "before."
    )


def _roads_promised(facts: Facts) -> str:
    seen = facts.claim("routes-were-a-focus")
    by = seen["by_sector_count"]
    ranked = sorted(
        (name for name in by if name not in ("other", "transport")), key=lambda n: -by[n]
    )
    told = [f"{_SECTORS.get(name, name)} ({by[name]})" for name in ranked[:3]]
    return (
        f"What were they about? Most of the deals with the United States concern {listed(told)}. "
        f"Transport accounts for {count(seen['transport_count'])}. Roads were on the map of the "
        "evening, not at the top of its bill."
    )


def the_article(data: Data = None) -> Passage:
    """Return what the article got right and wrong.

    Examples
    --------
    >>> "claims" in the_article()
    True
    """
    return _passage(data, _score, _slips)


def _score(facts: Facts) -> str:
    claims = need(facts.all_claims(), "claim of the article")
    held = int(claims["verdict"].eq("supported").sum())
    true = claims[claims["kind"].eq("fact")]
    good = int(true["verdict"].eq("supported").sum())
    return (
        f"Back to the news article of {date(ARTICLE_DAY)}. Taken apart, it makes {len(claims)} "
        "claims. Beside each stands a rule: what would the tables have to show for it to be true? "
        f"{sentence(count(held))} claims hold. Of {len(true)} claims of fact "
        f"{'all' if good == len(true) else good} hold. “Holds” is not “proven”: it means that the "
        "rule is met, and some rules are easy."
    )


def _slips(facts: Facts) -> str:
    claims = facts.all_claims()
    texts = []
    for kind, name in (("fact", "fact"), ("forecast", "forecast")):
        wrong = claims[claims["kind"].eq(kind) & claims["verdict"].eq("not supported")]["claim"]
        if len(wrong):
            quoted = listed([f"“{text}”" for text in wrong])
            texts.append(f"Not supported as a {name}: {quoted}.")
    partly = claims[claims["verdict"].eq("partly supported")]["claim"]
    if len(partly):
        texts.append(f"Half right: {listed([f'“{text}”' for text in partly])}.")
    lead = "Where did it slip? " if texts else "No claim fails its rule. "
    about = claims.set_index("claim_id")["verdict"]
    guests = about.reindex(["two-confirmed", "three-not-confirmed"]).eq("supported").all()
    old = len(facts.confirmed("2025-10-28")) != len(facts.confirmed(ARTICLE_DAY))
    end = " About the guests it was right for its day" if guests else ""
    end += (
        ", and old a day later. That is the fate of news, not a fault."
        if end and old
        else "."
        if end
        else ""
    )
    return f"{lead}{' '.join(texts)}{end}"


def what_nobody_knows(data: Data = None) -> Passage:
    """Return what the records leave open.

    Examples
    --------
    >>> what_nobody_knows().count("- ")
    4
    """
    facts = Facts(data)
    lines = (_unpaid, _unfinished, _unmeasured, _unseen)
    return Passage("\n".join(f"- {tell(partial(line, facts))}" for line in lines))


def _unpaid(facts: Facts) -> str:
    deals = facts.promises()
    return (
        f"**What was paid.** The {len(deals)} announcements are words of one day. Which contract "
        "was fulfilled, which plane delivered, which mine opened: the tables do not say."
    )


def _unfinished(facts: Facts) -> str:
    seen = facts.claim("lasting-implications")
    return (
        f"**What lasts.** Since the summit {count(seen['meetings_held_since_count'])} meetings "
        f"with the United States and {count(seen['commitments_since_count'])} more announcements "
        f"are on record. The last of these records is of {date(seen['last_record'], year=True)}. "
        "It is too soon to say what grew out of it."
    )


def _unmeasured(facts: Facts) -> str:
    rare = facts.claim("rare-earths-in-particular")
    empty = need(rare.get("entries_without_figure_count"), "entry without a figure")
    return (
        f"**What lies in the ground.** {empty} entries of our table on rare earths say only that a "
        "statistic names no figure. That is a gap in the records, not an empty ground."
    )


def _unseen(facts: Facts) -> str:
    first = facts.summit()
    note = (
        "in two independent sources" if first["verification"] == "two_sources" else "in one source"
    )
    return (
        f"**What was said at the table.** That they met stands {note}; what they told each other "
        "behind closed doors stands in none."
    )
