"""The story's sentences follow the tables, and say so where a table has nothing."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

import ca_summit as ca
from ca_summit import story

SUMMIT = "c5-plus-1-2025-washington"
PASSAGES = [name for name in story.__all__ if name != "finding"]
CHAPTERS = ("region", "resources", "silk_road", "meetings", "powers", "challenges", "news")


def _words(text: str) -> int:
    return len(re.sub(r"[*#>-]", " ", text).split())


def test_the_story_has_a_length_that_people_read():
    total = sum(_words(getattr(story, name)()) for name in PASSAGES)
    assert 1200 <= total <= 1800


@pytest.mark.parametrize("name", PASSAGES)
def test_no_id_no_missing_value_and_no_python_is_in_the_text(name):
    text = getattr(story, name)()
    assert not re.search(r"\b(nan|NaN|None|NaT|True|False)\b|<NA>|\w_\w|\{|\}", text)
    assert not re.search(r"  |\.\.|,\.| \.", text)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_chapter_opens_with_a_finding_that_has_a_number(chapter):
    text = story.finding(chapter)
    assert text.startswith("**")
    assert re.search(r"\d|[Tt]wo|[Aa]ll|three", text)
    assert "The tables hold no" not in text


def test_an_unknown_chapter_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match="silk_road"):
        story.finding("silkroad")


def test_a_later_yes_changes_the_count_on_the_day_of_the_article():
    attendance = ca.load_attendance()
    late = attendance["actor_iso3"].eq("KGZ") & attendance["event"].eq("attendance_confirmed")
    late &= attendance["meeting_id"].eq(SUMMIT)
    assert late.sum() == 1
    moved = attendance.assign(
        known_on=attendance["known_on"].mask(late, pd.Timestamp("2025-10-28"))
    )
    assert "two of the five had said yes" in story.standfirst()
    assert "one of the five had said yes" in story.standfirst({"attendance": moved})
    assert "the leaders of Kazakhstan had accepted" in story.who_came({"attendance": moved})
    assert story.findings({"attendance": moved}).startswith(
        "1. **1 had said yes, then 4; all 5 came.** One of five leaders had accepted by 27 October"
    )
    assert story.finding("meetings", {"attendance": moved}).startswith("**One of five")


def test_a_president_who_stays_away_is_named():
    attendance = ca.load_attendance()
    one = attendance["actor_iso3"].eq("TKM") & attendance["meeting_id"].eq(SUMMIT)
    there = one & attendance["status"].eq("attended")
    absent = attendance.assign(status=attendance["status"].astype("str").mask(there, "absent"))
    told = story.in_brief({"attendance": absent})
    assert "Four of five presidents; not Turkmenistan." in told
    assert "Turkmenistan" not in story.standfirst({"attendance": absent})
    assert "In the end four came" in story.who_came({"attendance": absent})
    assert "all five" not in story.who_came({"attendance": absent}).casefold()


def test_a_summit_on_another_day_is_told_with_its_day():
    meetings = ca.load_meetings()
    row = meetings["meeting_id"].eq(SUMMIT)
    later = pd.Timestamp("2025-11-08")
    moved = meetings.assign(
        start_date=meetings["start_date"].mask(row, later),
        end_date=meetings["end_date"].mask(row, later),
    )
    assert "Saturday, 8 November 2025" in story.in_brief({"meetings": moved})
    assert story.standfirst({"meetings": moved}).startswith("On 8 November 2025")


def test_trade_follows_the_table():
    trade = ca.load_trade_partners()
    newest = trade["series"].eq("imf_imts") & trade["area"].eq("CA5") & trade["year"].eq(2024)
    doubled = trade.assign(
        total_usd=trade["total_usd"].mask(newest & trade["partner"].eq("USA"), 9_491_344_915)
    )
    assert "10 times America's" in story.findings({"trade_partners": doubled})
    assert "one part in 10" in story.who_trades({"trade_partners": doubled})


def test_a_rise_of_the_corridor_is_not_told_as_a_fall():
    volumes = ca.load_corridor_volumes()
    middle = volumes["corridor"].eq("TITR / Middle Corridor") & volumes["unit"].eq("t")
    newest = middle & volumes["year"].eq(2025) & volumes["period"].eq("full year")
    risen = volumes.assign(volume=volumes["volume"].mask(newest, 8_968_000.0))
    told = story.what_the_corridor_carries({"corridor_volumes": risen})
    assert "9.0 million in 2025" in told
    assert "100% more" in told
    assert "no longer only climbs" not in told
    assert "less than the year before" in story.finding("silk_road")
    assert "100% more than the year before" in story.finding(
        "silk_road", {"corridor_volumes": risen}
    )


def test_a_russian_share_that_rose_is_told_so():
    trade = ca.load_trade_partners()
    last = trade["partner"].eq("RUS") & trade["year"].eq(2023)
    last &= trade["series"].astype("str").str.startswith("national_")
    more = trade.assign(
        **{
            c: trade[c].mask(last, trade[c] * 3)
            for c in ("total_usd", "exports_usd", "imports_usd")
        }
    )
    assert "fell from" in story.who_trades()
    assert "rose from" in story.who_trades({"trade_partners": more})


def test_promises_are_counted_from_the_table():
    deals = ca.load_commitments()
    fewer = deals[~deals["is_aggregate"].astype("bool")]
    whole = story.what_was_promised()
    cut = story.what_was_promised({"commitments": fewer})
    day = deals["announced_on"].eq("2025-11-06")
    assert f"hold {day.sum()} announcements" in whole
    assert f"hold {(day & ~deals['is_aggregate'].astype('bool')).sum()} announcements" in cut
    assert "None of them is a headline total" in cut
    assert "100 billion" not in cut


@pytest.mark.parametrize(
    ("table", "passage", "lack"),
    [
        ("meetings", "the_day", "no row of the summit"),
        ("attendance", "who_came", "no statement about"),
        ("attendance", "standfirst", "no statement about|no record of who came"),
        ("trade_partners", "who_trades", "no trade of the five"),
        ("corridor_volumes", "what_the_corridor_carries", "no tonnes of the Middle Corridor"),
        ("commitments", "what_was_promised", "no announcement of that day"),
        ("region_population", "what_they_have", "no sum of the people"),
        ("routes", "which_roads", "no line of today's corridors"),
    ],
)
def test_what_is_missing_is_said_and_no_number_invented(table, passage, lack):
    empty = getattr(ca, f"load_{table}")().iloc[:0]
    told = getattr(story, passage)({table: empty})
    assert re.search(f"The tables hold {lack}", told), told
    assert not re.search(r"\b(nan|None|NaT|inf)\b", told)


def test_a_value_that_is_empty_is_not_told_as_zero():
    deals = ca.load_commitments()
    silent = deals.assign(value_usd=deals["value_usd"].mask(deals["value_usd"].notna()))
    told = story.in_brief({"commitments": silent})
    assert "The tables hold no announcement with a value in dollars" in told
    assert not re.search(r"\b0\.?0? (m|b)illion", told)


def test_passages_show_as_markdown():
    assert story.findings()._repr_markdown_() == str(story.findings())


def test_the_notebook_tells_every_passage_once_in_cells_of_a_line_or_two():
    path = Path(__file__).resolve().parents[1] / "notebooks" / "10_the_road_to_washington.ipynb"
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    used = re.findall(r"story\.(\w+)\(", "\n".join(c.source for c in cells))
    assert sorted(used) == sorted(PASSAGES)
    for cell in cells:
        lines = [x for x in cell.source.splitlines() if x and not re.match(r"(import|from) ", x)]
        assert len(lines) <= 2, cell.source
    figures = [c for c in cells if re.search(r"ca\.(plot|map)_", c.source)]
    assert 8 <= len(figures) <= 12
