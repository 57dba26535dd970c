"""Cut out of the tables what a pupil looks up for an exercise: few rows, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice
from ca_summit.claims import check_claims
from ca_summit.classroom.api import TASKS, variant
from ca_summit.classroom.lessons import table_title
from ca_summit.classroom.meetings import SUMMIT, summits
from ca_summit.classroom.model import FIVE, plain_code, rows_where, tables_for
from ca_summit.classroom.resources import LISTED, statistics
from ca_summit.classroom.sources import FIELDS, VERIFIED
from ca_summit.diplomacy.counts import all_five_attended
from ca_summit.diplomacy.presence import presence_at
from ca_summit.figures.language import Words, format_days, rounded
from ca_summit.figures.plain_table import heading
from ca_summit.figures.sentences import place, written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ca_summit.tables.choice import Tables

    Cut = Callable[..., pd.DataFrame]


@dataclass(frozen=True)
class _Sheet:
    """The tables and the language of a sheet."""

    tables: Tables
    words: Words


_OTHERS = 3  # rows that no question asks about


def exercise_table(
    *ids: str,
    seed: int = 0,
    data: Mapping[str, pd.DataFrame] | None = None,
    language: str | None = None,
) -> pd.DataFrame:
    """Return the rows in which a pupil finds what an exercise asks for, with others around them.

    Parameters
    ----------
    ids
        One exercise, or several that ask for the same columns (``"summit-order"`` and
        ``"which-city"``): their rows stand in one table. See :func:`list_exercises`.
    seed, data, language
        As for :func:`exercise`.

    Returns
    -------
    DataFrame
        For ``show_table()``; ``attrs["title"]`` is the name by which exercises refer to it. An
        empty cell has no published value, which is not zero.

    Raises
    ------
    ValueError
        If no exercise is named, there is none of this name, or its question holds all it needs.

    Examples
    --------
    >>> exercise_table("two-figures", seed=2).columns.to_list()
    ['area_km2', 'verification']
    >>> exercise_table("indicator-change").shape
    (2, 6)
    """
    if not ids:
        raise ValueError(f"Name an exercise, such as {next(iter(CUTS))!r}; got none.")
    cuts = []
    sheet = _Sheet(tables_for(data), Words(language))
    for key in ids:
        _, given, _ = variant(key, seed, data)
        check_choice("id", key, CUTS)
        cuts.append(CUTS[key](sheet, **given))
    if len(cuts) == 1:
        whole = cuts[0].reset_index(drop=True)
    else:
        whole = pd.concat(cuts).drop_duplicates()
        whole = whole.sort_values(list(whole.columns[:1]), ignore_index=True)
    of = cuts[0].attrs.get("of")
    title = table_title(TASKS[ids[0]], sheet.words)
    whole.attrs["title"] = f"{title}: {of}" if of else title
    return whole


def _with_others(rows: pd.DataFrame, asked: pd.Series, by: str) -> pd.DataFrame:
    """Return the rows asked about and the same few others, nearest to them in time."""
    middle = rows.loc[asked, by].astype("int64").mean()
    far = (rows.loc[~asked, by].astype("int64") - middle).abs().sort_values(kind="stable")
    return rows.loc[rows.index[asked].union(far.index[:_OTHERS])]


def _places(sheet: _Sheet, **_: object) -> pd.DataFrame:
    rows = sheet.tables["comparators"]
    rows = rows[rows["kind"].isin(["country", "union"]) & ~rows["name"].str.contains("without")]
    names = [
        written(place(code, str(told)), sheet.words)
        for code, told in zip(rows["code"], rows["name"], strict=True)
    ]
    return rows.assign(name=names)[["name", "area_km2", "population", "population_year"]]


def _states(sheet: _Sheet, **_: object) -> pd.DataFrame:
    rows = rows_where(sheet.tables["countries"], iso3=FIVE)
    borders = [
        ", ".join(sheet.words.name(code) for code in str(codes).split(";"))
        for codes in rows["neighbours"]
    ]
    columns = ["area_km2", "land_area_km2", "water_area_km2", "highest_point_m", "lowest_point_m"]
    names = [sheet.words.name(code) for code in rows["iso3"]]
    return rows.assign(name=names)[["name", *columns]].assign(neighbours=borders)


def _people(sheet: _Sheet, **_: object) -> pd.DataFrame:
    """Return the people of the five by year, and their sum."""
    rows = sheet.tables["region_population"]
    rows = rows[rows["series"].astype("str").str.startswith("World Bank")].sort_values("year")
    names = {code.lower(): sheet.words.name(code) for code in FIVE}
    return rows[["year", *names, "ca5_total"]].rename(
        columns={**names, "ca5_total": sheet.words.say("together")}
    )


def _milestones(sheet: _Sheet, events: tuple[str, ...]) -> pd.DataFrame:
    rows = rows_where(sheet.tables["route_events"], date_precision="day")
    asked = rows["event_id"].isin(events)
    routes = rows.loc[asked, "route_id"]
    rows = rows[rows["route_id"].isin(routes)]
    kept = _with_others(rows, rows["event_id"].isin(events), "date")
    return kept.sort_values("title")[["title", "date"]]


def _claims(sheet: _Sheet, **_: str) -> pd.DataFrame:
    return sheet.tables["claims"][["claim", "supported_when"]]


def _figures(sheet: _Sheet, claim: str) -> pd.DataFrame:
    """Return the figures behind one claim, without the verdict."""
    found = check_claims([claim], data=dict(sheet.tables.own) or None)["figures"].iloc[0]
    meetings = sheet.tables["meetings"]
    names = dict(zip(meetings["meeting_id"].astype("str"), meetings["name"], strict=True))
    rows = []
    for name, whole in found.items():
        said = heading(name.removesuffix("_count"), sheet.words)
        for part, value in whole.items() if isinstance(whole, dict) else [("", whole)]:
            text = _figure(value, names, sheet.words)
            if text is not None:
                rows.append(
                    (f"{said}: {_figure(part, names, sheet.words)}" if part else said, text)
                )
    return pd.DataFrame(rows, columns=["figure", "value"])


def _figure(value: Any, names: Mapping[str, str], words: Words) -> str | None:
    """Return a figure in words; codes, ids and days as people write them; None if it is deeper."""
    if isinstance(value, list):
        parts = [_figure(item, names, words) for item in value]
        return None if None in parts else "; ".join(map(str, parts)) or words.say("none")
    if isinstance(value, dict):
        return (
            f"{words.cell(value['name'])}, {_figure(value['start_date'], names, words)}"
            if "name" in value
            else None
        )
    if value is None:
        return words.say("none")
    if isinstance(value, bool):
        return words.say("yes") if value else words.say("no")
    if isinstance(value, int | float):
        is_year = isinstance(value, int) and 1900 <= value <= 2100
        return str(value) if is_year else rounded(float(value), 4, words.sentences)
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return format_days(pd.Timestamp(text), language=words.sentences)
    if re.fullmatch("[A-Z]{3}", text):
        return words.name(text)
    return words.cell(names.get(text, plain_code(text)))


def _statements(sheet: _Sheet, **_: object) -> pd.DataFrame:
    """Return what was public before the summit: states of which the same was said share a row."""
    day = sheet.tables["meetings"].set_index("meeting_id").loc[SUMMIT, "start_date"]
    rows = rows_where(sheet.tables["attendance"], meeting_id=SUMMIT, actor_iso3=FIVE)
    rows = rows[rows["known_on"].lt(day)]
    said = ["known_on", "event", "status"]
    rows = rows.assign(event=rows["event"].astype("str"), status=rows["status"].astype("str"))
    joined = rows.groupby(said, sort=True)["actor_iso3"].agg(lambda codes: ";".join(sorted(codes)))
    return joined.reset_index()[["known_on", "actor_iso3", "event", "status"]]


def _summits(sheet: _Sheet, *asked: str) -> pd.DataFrame:
    rows = summits(sheet.tables).reset_index()
    kept = _with_others(rows, rows["meeting_id"].isin(asked), "start_date")
    return kept.sort_values("start_date")[["start_date", "name", "city"]]


def _presence(sheet: _Sheet, meeting: str) -> pd.DataFrame:
    counts = all_five_attended(
        meetings=sheet.tables["meetings"], attendance=sheet.tables["attendance"]
    )
    kept = _with_others(counts, counts["meeting_id"].eq(meeting), "start_date")
    came = presence_at(kept, sheet.tables["attendance"], "heads_of_state")
    out = kept[["start_date", "name", "mode"]].copy()
    for code in FIVE:
        there = [came[key].get(code, sheet.words.say("not recorded")) for key in kept["meeting_id"]]
        out[sheet.words.name(code)] = [
            sheet.words.say("by deputy") if said == "represented_by_deputy" else said
            for said in there
        ]
    return out.sort_values("start_date")


def _deals(sheet: _Sheet, meeting: str) -> pd.DataFrame:
    rows = sheet.tables["commitments"]
    rows = rows[rows["meeting_id"].eq(meeting) & ~rows["is_aggregate"].fillna(value=False)]
    return rows[["title", "value_usd"]]


def _trust(sheet: _Sheet, country: str, **_: str) -> pd.DataFrame:
    facts = rows_where(sheet.tables["country_sources"], iso3=country, field=list(FIELDS))
    rows = facts.assign(entries=[sheet.words.say(FIELDS[str(name)]) for name in facts["field"]])
    said = rows["verification"].astype("str").map(lambda kind: sheet.words.say(VERIFIED[kind]))
    return rows.groupby(said.rename("verification"))["entries"].agg("; ".join).reset_index()


def _indicator(sheet: _Sheet, indicator: str, first: int, last: int) -> pd.DataFrame:
    """Return a row for each year, a column for each state."""
    about = sheet.tables["indicator_catalogue"].set_index("indicator_id").loc[indicator]
    rows = rows_where(
        sheet.tables["indicators"], indicator_id=indicator, iso3=FIVE, year=range(first, last + 1)
    )
    rows = rows.assign(iso3=rows["iso3"].astype("str"))
    wide = rows.pivot_table(index="year", columns="iso3", values="value")
    wide = wide.reindex(index=range(first, last + 1), columns=list(FIVE))
    wide.columns = [sheet.words.name(code) for code in FIVE]
    wide.insert(0, "year", wide.index)
    wide.attrs["of"] = ", ".join(sheet.words.cell(text) for text in about[["label", "unit"]])
    return wide


def _one_year(sheet: _Sheet, indicator: str, year: int, **_: object) -> pd.DataFrame:
    return _indicator(sheet, indicator, year, year)


def _two_years(sheet: _Sheet, indicator: str, first: int, last: int, **_: object) -> pd.DataFrame:
    return _indicator(sheet, indicator, first, last).loc[[first, last]]


def _span(sheet: _Sheet, indicator: str, first: int, last: int, **_: object) -> pd.DataFrame:
    return _indicator(sheet, indicator, first, last)


def _output(sheet: _Sheet, commodity: str, year: int, **_: object) -> pd.DataFrame:
    rows = rows_where(statistics(sheet.tables, "production"), commodity=commodity, year=year)
    return rows[["iso3", "commodity", "year", "value", "unit", "basis"]]


def _earths(sheet: _Sheet, measure: str, year: int, **_: object) -> pd.DataFrame:
    world = sheet.tables["rare_earths_world"]
    rows = rows_where(world, measure=measure, year=year, row_kind="country")
    return rows[["country", "value", "unit", "world_total"]]


def _lists(sheet: _Sheet, **_: object) -> pd.DataFrame:
    rows = rows_where(sheet.tables["critical_minerals"], row_kind=LISTED)
    lists = {("USA", 2025): "on_us_list_2025", ("EU", 2023): "on_eu_crm_list_2023"}
    listed = [
        (
            f"{sheet.words.name(power)}, {year}",
            ", ".join(
                sheet.words.cell(plain_code(name))
                for name in rows.loc[rows[column].fillna(value=False), "commodity"]
            ),
        )
        for (power, year), column in lists.items()
    ]
    return pd.DataFrame(listed, columns=["list", "materials"])


def _variants(sheet: _Sheet, country: str) -> pd.DataFrame:
    rows = rows_where(sheet.tables["area_variants"], code=country)
    return rows[["area_km2", "verification"]]


CUTS: dict[str, Cut] = {
    "area-times": _places,
    "area-order": _places,
    "density": _places,
    "area-share": _states,
    "relief": _states,
    "no-border": _states,
    "growth": _people,
    "passed-million": _people,
    "people-share": _people,
    "milestones": _milestones,
    "kind-of-claim": _claims,
    "verdict": _figures,
    "summit-order": lambda sheet, meetings: _summits(sheet, *meetings),
    "which-city": lambda sheet, meeting: _summits(sheet, meeting),
    "known-that-day": _statements,
    "how-many-confirmed": _statements,
    "came-themselves": _presence,
    "same-room": _presence,
    "deals-without-value": _deals,
    "how-sure": _trust,
    "indicator-order": _one_year,
    "indicator-times": _one_year,
    "indicator-change": _two_years,
    "years-missing": _span,
    "largest-producer": _output,
    "rare-earth-share": _earths,
    "critical-lists": _lists,
    "two-figures": _variants,
}
