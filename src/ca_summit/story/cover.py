"""Say the whole on one screen: what happened, how sure it is, five findings with their numbers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from ca_summit.catalog import data_version, get_table, table_names
from ca_summit.claims.wording import sentence
from ca_summit.figures.language import format_number, listed
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
    verb,
)
from ca_summit.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping


def standfirst(data: Mapping[str, pd.DataFrame] | None = None) -> Passage:
    """Return the two sentences under the title.

    Parameters
    ----------
    data
        Altered copies of tables by name; the bundled table is used where none is given. A figure
        that the tables do not hold is named in its place.

    Returns
    -------
    Passage
        Markdown.

    Examples
    --------
    >>> standfirst().startswith("On 6 November 2025 the presidents of Kazakhstan, Kyrgyzstan")
    True
    """
    facts = Facts(data)
    return Passage(tell(lambda: _they_met(facts), lambda: _who_was_unsure(facts)))


def _they_met(facts: Facts) -> str:
    row, came = facts.summit(), _came(facts)
    where = f"{row['venue']} in {row['city']}" if isinstance(row["venue"], str) else row["city"]
    where = where[:1].lower() + where[1:] if where.startswith("The ") else where
    return (
        f"On {date(row['start_date'], year=True)} the presidents of {countries(came)} sat down "
        f"with the President of the United States at {where}."
    )


def _who_was_unsure(facts: Facts) -> str:
    yes = len(facts.confirmed(ARTICLE_DAY))
    days = (facts.summit()["start_date"] - pd.Timestamp(ARTICLE_DAY)).days
    return (
        f"{sentence(count(days))} days earlier {count(yes)} of the five had said yes: this is the "
        "story of how they came, of what they brought and of what they took home."
    )


def _came(facts: Facts) -> list[str]:
    day = facts.summit()["start_date"]
    status = facts.status(str(day.date()))
    return need([c for c in STATES if status.get(c) == "attended"], "record of who came")


def data_line(data: Mapping[str, pd.DataFrame] | None = None) -> Passage:
    """Return the line that says how new the data are and what was checked."""
    claims = Facts(data).all_claims()
    named = [n for n in table_names() if any(f.name == "source_id" for f in get_table(n).fields)]
    rows = sum(int(read_table(name)["source_id"].notna().sum()) for name in named)
    return Passage(
        f"Data of {date(data_version().date, year=True)}. Checked: {format_number(rows)} rows in "
        f"{len(named)} tables name their source, and each of {len(claims)} claims of a news "
        "article was tested by a rule. Every number in the text is computed from the tables."
    )


def in_brief(data: Mapping[str, pd.DataFrame] | None = None) -> Passage:
    """Return short answers to five questions: what, when, who came, what was new, how sure."""
    facts = Facts(data)
    answers = {
        "What was it?": _what,
        "When and where?": _when,
        "Who came?": _who,
        "What was new?": _new,
        "How sure is this?": _sure,
    }
    told = (f"- **{asked}** {tell(partial(say, facts))}" for asked, say in answers.items())
    return Passage("\n".join(told))


def _what(facts: Facts) -> str:
    rows = facts.table("meetings")
    row = facts.summit()
    kin = rows[rows["format"].eq(row["format"]) & rows["level"].eq("heads_of_state")]
    kin = kin[kin["status"].eq("held") & kin["start_date"].le(row["start_date"])]
    kin = kin.sort_values("start_date")
    text = (
        f"The {_ordinal(len(kin))} summit of the “C5+1”: the five states of Central Asia and the "
        "United States."
    )
    if len(kin) > 1:
        first = kin.iloc[0]
        text += f" The first was held in {first['city']} in {first['start_date'].year}."
    return text


def _ordinal(number: int) -> str:
    names = ("first", "second", "third", "fourth", "fifth")
    return names[number - 1] if 0 < number <= len(names) else f"{number}th"


def _when(facts: Facts) -> str:
    row = facts.summit()
    return f"On {row['start_date']:%A}, {date(row['start_date'], year=True)}, in {row['city']}."


def _who(facts: Facts) -> str:
    came = _came(facts)
    if len(came) == len(STATES):
        return "All five presidents, in person."
    away = [code for code in STATES if code not in came]
    return f"{sentence(count(len(came)))} of five presidents; not {countries(away)}."


def _new(facts: Facts) -> str:
    deals = facts.promises()
    largest = _largest(deals)
    actor = country_name(str(largest["actor_iso3"]))
    return (
        f"{_where_first(facts)}{len(deals)} announcements on one day. The largest: {actor} is to "
        f"buy and invest for {money(largest['value_usd'])}{_years(largest)}. That is a promise, "
        "not a payment."
    )


def _where_first(facts: Facts) -> str:
    """Return that the leaders had never met so in this city, where that is so."""
    row, rows = facts.summit(), facts.table("meetings")
    kin = rows[rows["format"].eq(row["format"]) & rows["level"].eq("heads_of_state")]
    before = kin[kin["status"].eq("held") & kin["start_date"].lt(row["start_date"])]
    if before["city"].eq(row["city"]).any():
        return ""
    return f"The first such summit in {row['city']}, and "


def _largest(deals: pd.DataFrame) -> pd.Series:
    valued = need(deals[deals["value_usd"].notna()], "announcement with a value in dollars")
    return valued.sort_values("value_usd").iloc[-1]


def _years(row: pd.Series) -> str:
    return "" if pd.isna(row["horizon_years"]) else f" over {count(row['horizon_years'])} years"


def _sure(facts: Facts) -> str:
    row = facts.summit()
    deals = facts.promises()
    two = int(deals["verification"].eq("two_sources").sum())
    proof = "two independent sources" if row["verification"] == "two_sources" else "one source"
    return (
        f"The meeting is reported by {proof}, {two} of the {len(deals)} announcements by two. What "
        "has been paid or built since is not in these tables."
    )


def findings(data: Mapping[str, pd.DataFrame] | None = None) -> Passage:
    """Return five findings with their numbers."""
    facts = Facts(data)
    said = (
        _finding_yes,
        _finding_summits,
        _finding_trade,
        _finding_ground,
        _finding_article,
    )
    return Passage(
        "\n".join(f"{at}. {tell(partial(say, facts))}" for at, say in enumerate(said, 1))
    )


def _finding_yes(facts: Facts) -> str:
    first, later = facts.confirmed(ARTICLE_DAY), facts.confirmed("2025-10-28")
    came = _came(facts)
    every = "all " if len(came) == 5 else ""
    return (
        f"**{len(first)} had said yes, then {len(later)}; {every}{len(came)} came.** "
        f"{sentence(count(len(first)))} of five leaders had accepted by {date(ARTICLE_DAY)}, when "
        f"the article appeared, {count(len(later))} a day later."
    )


def _finding_summits(facts: Facts) -> str:
    years = facts.summits()["summits"]
    none = years[years.cumsum().eq(0)]
    busy = int(years.index[int(years.to_numpy().argmax())])
    before = (
        f" From {none.index.min()} to {none.index.max()} there had been none." if len(none) else ""
    )
    return (
        f"**{sentence(count(years[busy]))} summits in one year.** In {busy} the five met "
        f"{count(years[busy])} times with the leaders of a power or union from outside.{before}"
    )


def _finding_trade(facts: Facts) -> str:
    trade = facts.trade().iloc[-1]
    return (
        f"**China's trade with the five is {trade['CHN'] / trade['USA']:.0f} times America's:** "
        f"{money(trade['CHN'])} against {money(trade['USA'])} in {facts.trade().index[-1]}, by the "
        "two partners' own customs."
    )


def _finding_ground(facts: Facts) -> str:
    shares = need(facts.claim("rich-in-resources").get("world_share_pct") or {}, "world share")
    best = max(shares, key=lambda name: shares[name])
    rare = facts.claim("rare-earths-in-particular")
    none = rare.get("largest_reported_share_pct") is None
    end = (
        " For rare earths no statistic gives any output or reserve there."
        if none
        else " Rare earths appear in the statistics as well."
    )
    return (
        f"**{shares[best]:.0f}% of the world's {best.replace('_', ' ')}.** "
        f"{sentence(count(len(shares)))} raw materials of the five reach at least a twentieth of "
        f"the world's output or reserves.{end}"
    )


def _finding_article(facts: Facts) -> str:
    claims = facts.all_claims()
    held = int(claims["verdict"].eq("supported").sum())
    facts_only = claims[claims["kind"].eq("fact")]
    wrong = facts_only[facts_only["verdict"].eq("not supported")]
    what = listed([f"“{text}”" for text in wrong["claim"]])
    slip = (
        f" Of the facts in it {count(len(wrong))} {verb(len(wrong), 'fails', 'fail')}: {what}."
        if len(wrong)
        else ""
    )
    return (
        f"**{held} of {len(claims)} claims hold.** That is the score of the news article with "
        f"which this report began.{slip}"
    )
