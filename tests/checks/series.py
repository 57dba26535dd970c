"""Check yearly series for spikes, and for what follows from one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from checks.core import Finding, Tables, check, where

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Series that cannot leap up and back within a year, and how far (natural logarithm) a value may
#: stand off the years beside it where these agree; water use is reported and moves more.
SPIKES = {
    r"population|population_wpp|life_expectancy|under5_mortality|urban_share|hdi": 0.06,
    r"(internal_)?renewable_water_per_capita": 0.06,
    r"water_withdrawal_.*|water_stress_.*": 0.2,
}
NEIGHBOURS_AGREE = 0.1


@check("indicators")
def slow_series_have_no_spike(tables: Tables) -> Iterable[Finding]:
    """Require that a value of a slow series lies near the years beside it, where these agree."""
    frame = tables.typed("indicators")
    series = frame.groupby(["indicator_id", "iso3"], sort=False)
    log = frame["value"].where(frame["value"] > 0).map(np.log, na_action="ignore")
    beside = log.groupby([frame["indicator_id"], frame["iso3"]], sort=False)
    before, after = beside.shift(), beside.shift(-1)
    close = (series["year"].shift(-1) - series["year"].shift()) <= 2
    off = (log - (before + after) / 2).abs()
    for name, limit in SPIKES.items():
        own = frame["indicator_id"].str.fullmatch(name)
        for i in where(own & close & (off > limit) & ((after - before).abs() < NEIGHBOURS_AGREE)):
            yield "indicators", i, "value", "a value near those of the years beside it"


@check("indicators")
def per_head_times_people_is_the_total(tables: Tables) -> Iterable[Finding]:
    """Require that per head and total fit, and that water per head has one total."""
    frame = tables.typed("indicators").reset_index(names="position")
    frame = frame.drop_duplicates(["iso3", "year", "indicator_id"])
    keys = ["iso3", "year"]
    wide = frame.pivot_table(index=keys, columns="indicator_id", values="value")
    place = frame.set_index([*keys, "indicator_id"])["position"]
    ratios = {
        ("gdp_per_capita_usd", 0.1): wide["gdp_per_capita_usd"]
        * wide["population"]
        / wide["gdp_usd"],
        ("water_withdrawal_per_capita", 0.03): wide["water_withdrawal_per_capita"]
        * wide["population_wpp"]
        / 1e9
        / wide["water_withdrawal_total"],
        ("water_withdrawal_to_resource_ratio", 0.001): wide["water_withdrawal_to_resource_ratio"]
        * wide["renewable_water_per_capita"]
        / 100
        / wide["water_withdrawal_per_capita"],
    }
    for name in ("renewable_water_per_capita", "internal_renewable_water_per_capita"):
        total = wide[name] * wide["population_wpp"]
        ratios[name, 0.02] = total / total.groupby("iso3").transform("median")
    for (name, limit), ratio in ratios.items():
        for iso3, year in wide.index[(ratio - 1).abs() > limit]:
            yield "indicators", int(place.get((iso3, year, name), -1)), "value", "total over people"


@check("indicators", "indicator_catalogue")
def two_inventories_have_two_names(tables: Tables) -> Iterable[Finding]:
    """Require that CO2 per head and in total fit, or that their labels name two inventories."""
    frame = tables.typed("indicators").drop_duplicates(["iso3", "year", "indicator_id"])
    wide = frame.pivot_table(index=["iso3", "year"], columns="indicator_id", values="value")
    ratio = wide["co2_per_capita"] * wide["population"] / 1e6 / wide["co2_total_mt"]
    if ratio.sub(1).abs().max() <= 0.05:
        return
    catalogue = tables.typed("indicator_catalogue")
    for i in where(catalogue["indicator_id"].isin(["co2_per_capita", "co2_total_mt"])):
        if "(" not in catalogue["label"].iloc[i]:
            yield "indicator_catalogue", i, "label", "the name of the inventory in brackets"


@check("indicators")
def a_part_is_not_above_its_whole(tables: Tables) -> Iterable[Finding]:
    """Require that trade in goods is not above all trade, or that the note says so."""
    frame = tables.typed("indicators").reset_index(names="position")
    keys = ["iso3", "year"]
    part, whole = (
        frame[frame["indicator_id"].eq(name)].drop_duplicates(keys)
        for name in ("merchandise_trade_pct_gdp", "trade_pct_gdp")
    )
    both = part.merge(whole[[*keys, "value"]], on=keys, suffixes=("", "_whole"))
    above = both["value"] > both["value_whole"]
    for position in both["position"][above & ~both["note"].str.contains("above trade_pct_gdp")]:
        yield "indicators", int(position), "note", "that it is above trade_pct_gdp"
    told = both["note"].str.contains("above trade_pct_gdp") & ~above
    for position in both["position"][told]:
        yield "indicators", int(position), "note", "nothing about trade_pct_gdp, it is below"
    # Percentages of another thing: trade of GDP, water used of water there is.
    shares = frame["unit"].str.startswith("% of ")
    shares &= ~frame["unit"].str.contains("GDP|GNI|water")
    for i in where(shares & (frame["value"] > 100)):
        yield "indicators", i, "value", "100 or less"
    if pd.isna(frame["value"]).any():
        yield "indicators", -1, "value", "a value in every row"
