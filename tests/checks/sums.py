"""Check that numbers which are sums, shares, ratios or neighbours of others agree with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from checks.core import Finding, Tables, check, where

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
#: A value may stand out among the others of its indicator this many times before it is a fault.
JUMP = 3.0
#: Values that stand out and are kept as the source has them: the first rouble year of Russia.
_KNOWN_JUMPS = {
    ("imports_pct_gdp", "RUS", 1992.0),
}


@check("resources", "rare_earths_world")
def shares_are_value_over_world_total(tables: Tables) -> Iterable[Finding]:
    """Require that a share of the world is the value divided by the world total, to rounding."""
    for name in ("resources", "rare_earths_world"):
        frame = tables.typed(name)
        share = frame["value"] / frame["world_total"] * 100
        near = np.isclose(share, frame["world_share_pct"], rtol=0.006, atol=1e-9)
        for i in where(~near & share.notna() & frame["world_share_pct"].notna()):
            yield name, i, "world_share_pct", f"{share.iloc[i]:.3g}"
        computed = share.notna() & frame["world_share_pct"].isna()
        lacking = frame["world_share_pct"].notna() & share.isna()
        if name == "rare_earths_world":
            yield from ((name, i, "world_share_pct", "a share") for i in where(computed))
        allowed = 1 if name == "resources" else 0  # one share was printed without its total
        if lacking.sum() > allowed:
            yield from ((name, i, "value", "value and world total") for i in where(lacking))


@check("resources")
def resources_keep_unit_category_and_total(tables: Tables) -> Iterable[Finding]:
    """Require one category of a commodity, one unit of its measure, one world total."""
    frame = tables.typed("resources")
    groups = {
        "category": ["commodity"],
        "unit": ["commodity", "measure"],
        "world_total": ["commodity", "measure", "basis", "year", "edition"],
    }
    for column, keys in groups.items():
        yield from agree("resources", frame, keys, column)
    yield from agree("resources", frame, ["source_id"], "edition")
    ranked = frame[frame["world_rank"].notna()]
    for _, group in ranked.groupby(["commodity", "measure", "basis", "year", "edition"]):
        ordered = group.sort_values(["value", "world_rank"], ascending=[False, True])
        for i in ordered.index[ordered["world_rank"].diff() < 0]:
            yield "resources", int(i), "world_rank", "a rank in the order of the values"


def agree(name: str, frame: pd.DataFrame, keys: list[str], column: str) -> Iterable[Finding]:
    """Find the cells that differ from the most frequent value of their group."""
    filled = frame[frame[column].notna() & frame[column].ne("")]
    groups = filled.groupby(keys)[column]
    several = filled[groups.transform("nunique") > 1]
    for _, group in several.groupby(keys):
        usual = group[column].mode().iloc[0]
        for i in group.index[group[column] != usual]:
            yield name, int(i), column, f"{usual}, as in the rows beside it"


@check("rare_earths_world")
def rare_earth_ranks_follow_the_values(tables: Tables) -> Iterable[Finding]:
    """Require that a larger figure never has a worse rank, and ranks count on without a gap."""
    frame = tables.typed("rare_earths_world")
    ranked = frame[frame["rank"].notna()]
    for _, group in ranked.groupby(["measure", "year"]):
        ordered = group.sort_values(["rank", "value"], ascending=[True, False])
        values = ordered["value"].to_numpy()
        expected = pd.Series(values).rank(ascending=False, method="min").to_numpy()
        for i, rank in zip(ordered.index[ordered["rank"] != expected], expected, strict=False):
            yield "rare_earths_world", int(i), "rank", f"a rank that fits the value, near {rank:g}"


@check("region_population", "indicators")
def populations_add_up_and_agree(tables: Tables) -> Iterable[Finding]:
    """Require that the five populations add up to the total and are those of the indicators."""
    frame = tables.typed("region_population")
    columns = [c.lower() for c in _FIVE]
    for i in where(frame[columns].sum(axis="columns") != frame["ca5_total"]):
        yield "region_population", i, "ca5_total", f"{frame[columns].iloc[i].sum():.0f}"
    indicators = tables.typed("indicators")
    for series, indicator in (("world_bank", "population"), ("un_wpp", "population_wpp")):
        own = frame[frame["series_id"].eq(series)].reset_index(names="position")
        values = indicators[indicators["indicator_id"].eq(indicator)]
        values = values.drop_duplicates(["iso3", "year"])
        for code in _FIVE:
            known = values[values["iso3"].eq(code)].set_index("year")["value"]
            there = own["year"].map(known)
            for i in where(there.ne(own[code.lower()])):
                position = int(own["position"].iloc[i])
                yield "region_population", position, code.lower(), f"{there.iloc[i]} (indicators)"


@check("countries", "comparators", "region_population")
def areas_and_people_agree_between_tables(tables: Tables) -> Iterable[Finding]:
    """Require that land and water make the area, and the comparators add up the five."""
    states = tables.typed("countries")
    parts = states["land_area_km2"] + states["water_area_km2"]
    yield from (
        ("countries", i, "area_km2", "land + water") for i in where(parts.ne(states["area_km2"]))
    )
    own = states.set_index("iso3")
    others = tables.typed("comparators")
    people = tables.typed("region_population")
    people = people[people["series_id"].eq("world_bank")].drop_duplicates("year").set_index("year")
    for i, row in enumerate(others.to_dict("records")):
        code, year = row["code"], row["population_year"]
        wanted = {}
        if code in own.index:
            wanted = {c: own.loc[code, c] for c in ("area_km2", "land_area_km2")}
        elif code == "CA5":
            wanted = {c: states[c].sum() for c in ("area_km2", "land_area_km2")}
        if code in own.index or code == "CA5":
            column = "ca5_total" if code == "CA5" else code.lower()
            wanted["population"] = people[column].get(year)
        for column, value in wanted.items():
            if row[column] != value:
                yield "comparators", i, column, f"{value}"
        for column in ("source_id", "verification"):
            if row[column] != row[f"area_{column}"]:
                yield "comparators", i, column, "that of the area"
        if row["land_area_km2"] > row["area_km2"]:
            yield "comparators", i, "land_area_km2", "not more than the area"


@check("comparators", "area_variants")
def area_variants_vary_little(tables: Tables) -> Iterable[Finding]:
    """Require that the preferred area is the one used elsewhere, and others lie within 3 %."""
    by_code = tables.typed("comparators").drop_duplicates("code").set_index("code")
    variants = tables.typed("area_variants")
    for i, row in enumerate(variants.to_dict("records")):
        if row["code"] in by_code.index:
            same = row["area_km2"] == by_code.loc[row["code"], "area_km2"]
            if same != (row["preferred"] == "true"):
                yield (
                    "area_variants",
                    i,
                    "preferred",
                    "true for the area used elsewhere, only there",
                )
            if abs(row["area_km2"] / by_code.loc[row["code"], "area_km2"] - 1) > 0.03:
                yield "area_variants", i, "area_km2", "an area within 3 % of the preferred one"


@check("sources", "indicator_catalogue", "corridor_volumes")
def same_terms_same_permission(tables: Tables) -> Iterable[Finding]:
    """Require that the same licence permits the same, and one corridor is one route."""
    for name in ("sources", "indicator_catalogue"):
        yield from agree(name, tables.typed(name), ["licence"], "redistribute")
    yield from agree("corridor_volumes", tables.typed("corridor_volumes"), ["corridor"], "route_id")


@check("indicators", "indicator_catalogue")
def catalogue_counts_the_indicators(tables: Tables) -> Iterable[Finding]:
    """Require that rows, years and unit of the catalogue are those of the indicators."""
    values = tables.typed("indicators")
    catalogue = tables.typed("indicator_catalogue")
    found = values.groupby("indicator_id").agg(
        rows=("value", "size"), first_year=("year", "min"), last_year=("year", "max")
    )
    for i, row in enumerate(catalogue.to_dict("records")):
        name = row["indicator_id"]
        for column in found.columns:
            if name not in found.index or row[column] != found.loc[name, column]:
                yield "indicator_catalogue", i, column, "what the indicators hold"
    units = dict(zip(catalogue["indicator_id"], catalogue["unit"], strict=True))
    for i in where(values["unit"].ne(values["indicator_id"].map(units))):
        yield "indicators", i, "unit", "the unit of the catalogue"
    order = values[["indicator_id", "iso3", "year"]]
    for i in where((order.index.to_series() > 0) & _before(order)):
        yield "indicators", i, "year", "rows sorted by indicator, country and year"


def _before(order: pd.DataFrame) -> pd.Series:
    """Tell where a row belongs before the one above it."""
    above = order.shift()
    first, second, third = order.columns
    less = order[first] < above[first]
    same = order[first].eq(above[first])
    less |= same & (order[second] < above[second])
    return less | (same & order[second].eq(above[second]) & (order[third] <= above[third]))


@check("indicators")
def indicators_agree_with_each_other(tables: Tables) -> Iterable[Finding]:
    """Require that indicators that are made of each other fit: trade, power, poverty, people."""
    frame = tables.typed("indicators").reset_index(names="position")
    frame = frame.drop_duplicates(["iso3", "year", "indicator_id"])
    wide = frame.pivot_table(
        index=["iso3", "year"], columns="indicator_id", values="value", aggfunc="first"
    )
    place = frame.set_index(["iso3", "year", "indicator_id"])["position"]
    power = wide.filter(regex="^elec_share").sum(axis="columns", min_count=3)
    trade = (wide["exports_pct_gdp"] + wide["imports_pct_gdp"] - wide["trade_pct_gdp"]).abs()
    people = wide["population_wpp"] / wide["population"]
    broken = {
        "trade_pct_gdp": trade > 0.002,
        "elec_share_gas": ~power.between(90, 100.5) & power.notna(),
        "poverty_420": wide["poverty_420"] < wide["poverty_300"],
        "population_wpp": ~people.between(0.85, 1.2) & people.notna(),
    }
    for column, mask in broken.items():
        for iso3, year in wide.index[mask]:
            at = int(place.get((iso3, year, column), -1))
            yield "indicators", at, column, "a value that fits the indicators it is made of"


@check("indicators")
def governance_ranks_follow_the_scores(tables: Tables) -> Iterable[Finding]:
    """Require that in one year a country with a better governance score never has a worse rank."""
    frame = tables.typed("indicators").reset_index(names="position")
    part = frame[frame["indicator_id"].str.startswith("wgi_")].copy()
    part["aspect"] = part["indicator_id"].str[:6]
    keys = ["aspect", "iso3", "year"]
    scores = part[part["indicator_id"].str.endswith("_est")]
    ranks = part[part["indicator_id"].str.endswith("_rank")]
    both = scores.merge(ranks, on=keys, suffixes=("_est", "_rank"))
    both = both.sort_values(["aspect", "year", "value_est"]).reset_index(drop=True)
    steps = both.groupby(["aspect", "year"], sort=False)
    # Scores and ranks come from two editions; nearly equal scores may change places.
    falls = (steps["value_rank"].diff() < -0.01) & (steps["value_est"].diff() > 0.05)
    for i in where(falls):
        yield "indicators", int(both["position_rank"].iloc[i]), "value", "a rank as the score"


@check("indicators")
def indicators_do_not_jump(tables: Tables) -> Iterable[Finding]:
    """Require that a value departs from the years beside it no more than others do."""
    frame = tables.typed("indicators")
    series = frame.groupby(["indicator_id", "iso3"], sort=False)
    before, after = series["value"].shift(), series["value"].shift(-1)
    early, late = series["year"].shift(), series["year"].shift(-1)
    weight = (frame["year"] - early) / (late - early)
    middle = before + (after - before) * weight
    scale = series["value"].transform(lambda v: (v - v.median()).abs().median() + v.abs().median())
    gap = ((frame["value"] - middle).abs() / scale).where((late - early) <= 4)
    table = pd.DataFrame({"indicator": frame["indicator_id"], "iso3": frame["iso3"], "gap": gap})
    for _, group in table.dropna().groupby("indicator", sort=False):
        largest = group["gap"].nlargest(8)
        first = int(largest.index[0])
        # The neighbours of a wrong value stand out with it and do not count as usual.
        rest = [v for i, v in largest.items() if abs(int(str(i)) - first) > 1]
        known = tuple(frame.loc[first, ["indicator_id", "iso3", "year"]]) in _KNOWN_JUMPS
        if rest and largest.iloc[0] > JUMP * max(rest) and not known:
            yield "indicators", first, "value", "a value in line with the years beside it"


@check("challenges", "indicators")
def challenges_repeat_the_indicators(tables: Tables) -> Iterable[Finding]:
    """Require that a challenge taken from the indicators has its value there."""
    frame = tables.typed("challenges")
    values = tables.typed("indicators")
    held = values.groupby(["iso3", "year"])["value"].agg(list)
    named = values.groupby(["indicator_id", "iso3", "year"])["value"].agg(list)
    taken = frame["note"].str.contains("latest value in indicators", na=False)
    for i in where(taken):
        row = frame.iloc[i]
        there = held.get((row["country"], row["year"]), [])
        there = named.get((row["indicator"], row["country"], row["year"]), there)
        if not np.isclose(there, row["value"], rtol=1e-6).any():
            wanted = f"{there[0]}, as in" if len(there) == 1 else "a value of that year in"
            yield "challenges", i, "value", f"{wanted} indicators"
    yield from agree("challenges", frame, ["indicator"], "category")
    yield from agree("challenges", frame, ["indicator"], "unit")


@check("commitments")
def dollars_are_dollars(tables: Tables) -> Iterable[Finding]:
    """Require that a deal in dollars has one value, in dollars and as printed."""
    frame = tables.typed("commitments")
    dollars = frame["currency"].eq("USD") & frame["value_usd"].ne(frame["value_original"])
    yield from (("commitments", i, "value_usd", "value_original") for i in where(dollars))
    bare = frame["value_original"].notna() != frame["currency"].ne("")
    yield from (
        ("commitments", i, "currency", "one wherever there is a value") for i in where(bare)
    )


@check("critical_minerals")
def official_lists_have_their_length(tables: Tables) -> Iterable[Finding]:
    """Require lists of critical minerals of 50 (US 2022), 60 (US 2025) and 34 (EU) entries."""
    frame = tables.typed("critical_minerals")
    official = frame[frame["row_kind"].eq("official_entry")]
    for column, wanted in (("on_us_list_2022", 50), ("on_us_list_2025", 60)):
        if official[column].eq("true").sum() != wanted:
            yield "critical_minerals", -1, column, f"{wanted} official entries"
    names = frame["eu_name"].ne("")
    for i in where(names & frame["on_eu_crm_list_2023"].ne("true")):
        yield "critical_minerals", i, "on_eu_crm_list_2023", "true, because there is an EU name"
    if frame.loc[names, "eu_name"].nunique() != 34:
        yield "critical_minerals", -1, "eu_name", "34 names"
    strategic = frame["eu_strategic"].eq("true") & frame["on_eu_crm_list_2023"].ne("true")
    yield from (
        ("critical_minerals", i, "eu_strategic", "on the EU list") for i in where(strategic)
    )


@check("energy_links")
def energy_shares_stay_below_the_whole(tables: Tables) -> Iterable[Finding]:
    """Require that no percentage passes 100, years run forward, and the period names them."""
    frame = tables.typed("energy_links")
    whole = frame["unit"].str.startswith("percent") & (frame["value"] > 100)
    yield from (("energy_links", i, "value", "100 or less") for i in where(whole))
    for i in where(frame["year_to"] < frame["year_from"]):
        yield "energy_links", i, "year_to", "not before year_from"
    for column in ("year_from", "year_to"):
        for i in where(frame[column].notna()):
            year = f"{frame[column].iloc[i]:.0f}"
            told = frame["period"].iloc[i] + frame["energy_link_id"].iloc[i]
            if year not in told:
                yield "energy_links", i, column, "a year of the period or the id"


@check("energy_links")
def stakes_make_a_whole(tables: Tables) -> Iterable[Finding]:
    """Require that the stakes of several holders of a company make 99 to 101 percent."""
    frame = tables.typed("energy_links")
    stakes = frame[frame["unit"].eq("percent_of_equity") & frame["value"].notna()]
    for _, group in stakes.groupby(["subject", "period"]):
        rest = group["counterpart"].str.contains("other", case=False).any()
        total = group["value"].sum()
        if total > 101 or (len(group) > 1 and total < 99 and not rest):
            yield (
                "energy_links",
                int(group.index[0]),
                "value",
                f"stakes of 99 to 101, not {total:g}",
            )


_BILLIONS = re.compile(r"(?:USD )?(\d+(?:\.\d+)?) (?:bn|billion)(?: USD| dollars)?")


@check("routes", "route_events", "commitments")
def a_project_has_one_cost(tables: Tables) -> Iterable[Finding]:
    """Require that billions told of a route in events and deals stand in the row of the route."""
    routes = tables.typed("routes").set_index("route_id")
    costs = {
        route: _billions(f"{row['capacity_or_volume']} {row['note']}")
        for route, row in routes.iterrows()
    }
    events = tables.typed("route_events")
    for i, row in enumerate(events.to_dict("records")):
        own = costs.get(row["route_id"], set())
        for cost in sorted(_billions(f"{row['title']} {row['note']}") - own) if own else []:
            yield "route_events", i, "note", f"a cost that the route names, not {cost:g} billion"
    deals = tables.typed("commitments")
    for i, row in enumerate(deals.to_dict("records")):
        for route, own in costs.items():
            if not own or str(routes.loc[route, "name"]).lower() not in row["title"].lower():
                continue
            cost = row["value_usd"] / 1e9
            if cost == cost and cost not in own:
                yield "commitments", i, "value_usd", f"a cost that the route {route} names"


def _billions(text: str) -> set[float]:
    return {float(number) for number in _BILLIONS.findall(text)}
