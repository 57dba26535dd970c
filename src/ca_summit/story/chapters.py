"""Say the finding with which each chapter opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.checks import check_choice
from ca_summit.claims.wording import sentence
from ca_summit.names import STATES, country_name
from ca_summit.story.facts import (
    ARTICLE_DAY,
    Facts,
    Passage,
    count,
    countries,
    date,
    money,
    need,
    tell,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd


def finding(chapter: str, data: Mapping[str, pd.DataFrame] | None = None) -> Passage:
    """Return the finding of a chapter in one or two sentences.

    Parameters
    ----------
    chapter
        ``"region"``, ``"resources"``, ``"silk_road"``, ``"meetings"``, ``"powers"``,
        ``"challenges"`` or ``"news"``.
    data
        Altered copies of tables by name; the bundled table is used where none is given.

    Raises
    ------
    ValueError
        If there is no such chapter.

    Examples
    --------
    >>> finding("silk_road").startswith("**The Middle Corridor carried")
    True
    """
    check_choice("chapter", chapter, tuple(_FINDINGS))
    facts = Facts(data)
    return Passage(tell(lambda: _FINDINGS[chapter](facts)))


def _region(facts: Facts) -> str:
    area, people = facts.claim("area-like-eu"), facts.claim("population-80-million")
    return (
        f"**Central Asia is {area['ratio']:.0%} as large as the European Union and has "
        f"{people['people_latest_count'] / 1e6:.0f} million people.** "
        f"{country_name(area['largest_state'])} alone makes up {area['largest_share_pct']:.0f}% of "
        "the land."
    )


def _resources(facts: Facts) -> str:
    shares = need(
        facts.claim("rich-in-resources").get("world_share_pct") or {}, "share of the world"
    )
    best = max(shares, key=lambda name: shares[name])
    rare = facts.claim("rare-earths-in-particular")
    end = (
        "Of rare earths no statistic prints any output or reserve: they are a prospect, not a "
        "product."
        if rare.get("largest_reported_share_pct") is None
        else "Rare earths are in the statistics too."
    )
    return f"**{shares[best]:.0f}% of the world's {best.replace('_', ' ')} comes from here.** {end}"


def _silk_road(facts: Facts) -> str:
    seen = facts.claim("trade-routes-revive")
    change = seen["change_on_previous_year_pct"]
    turn = (
        ""
        if change is None
        else f", {abs(change):.0f}% {'less' if change < 0 else 'more'} than the year before"
    )
    return (
        f"**The Middle Corridor carried {seen['tonnes_latest_t'] / 1e6:.1f} million tonnes in "
        f"{seen['latest_year']}{turn}.** That is {seen['factor']:.1f} times the figure of "
        f"{seen['base_year']}."
    )


def _meetings(facts: Facts) -> str:
    first, later = facts.confirmed(ARTICLE_DAY), facts.confirmed("2025-10-28")
    day = facts.summit()["start_date"]
    status = facts.status(str(day.date()))
    came = [code for code in STATES if status.get(code) == "attended"]
    return (
        f"**{sentence(count(len(first)))} of five had said yes on {date(ARTICLE_DAY)}, "
        f"{count(len(later))} a day later, and {count(len(came))} came.** What was known depends "
        "on the day on which one asks."
    )


def _powers(facts: Facts) -> str:
    trade = facts.trade()
    russia = facts.claim("russia-is-waning")
    return (
        f"**China's trade with the five is {trade['CHN'].iloc[-1] / trade['USA'].iloc[-1]:.0f} "
        f"times that of the United States: {money(trade['CHN'].iloc[-1])} against "
        f"{money(trade['USA'].iloc[-1])} in {trade.index[-1]}.** Russia's share went from "
        f"{russia['share_2021_pct']['RUS']:.0f}% in 2021 to "
        f"{russia['share_latest_pct']['RUS']:.0f}% in {russia['latest_year']}, in "
        f"{countries(russia['states'])}."
    )


def _challenges(facts: Facts) -> str:
    claims = facts.all_claims().set_index("claim_id")
    worries = ("instability", "underdevelopment", "climate-change")
    held = [claims.loc[name, "verdict"] == "supported" for name in worries]
    number = "All three" if all(held) else f"{sentence(count(sum(held)))} of three"
    names = "instability, poverty and a warming climate"
    return (
        f"**{number} worries show in the figures: {names}.** How heavy each of them weighs, no "
        "table says."
    )


def _news(facts: Facts) -> str:
    claims = facts.all_claims()
    held = int(claims["verdict"].eq("supported").sum())
    forecasts = claims[claims["kind"].eq("forecast")]
    failed = int(forecasts["verdict"].eq("not supported").sum())
    return (
        f"**{held} of the article's {len(claims)} claims hold.** Of its {count(len(forecasts))} "
        f"forecasts {count(failed)} failed."
    )


_FINDINGS: dict[str, Callable[[Facts], str]] = {
    "region": _region,
    "resources": _resources,
    "silk_road": _silk_road,
    "meetings": _meetings,
    "powers": _powers,
    "challenges": _challenges,
    "news": _news,
}
