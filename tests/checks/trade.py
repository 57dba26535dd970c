"""Check trade by partner: sums, terms, zeros, and that no series breaks unmarked."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from checks.core import Finding, Tables, check, where
from checks.sums import agree

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
_SUMS = {"CA5": _FIVE, "CA4": ("KAZ", "KGZ", "TJK", "UZB")}
#: The ratio of two series of one flow may change so much in a year, and from this amount on:
#: below it whole millions and single deliveries double a ratio.
MIRROR_STEP, MIRROR_FLOOR = 2.0, 10e6


@check("trade_partners")
def trade_totals_add_up(tables: Tables) -> Iterable[Finding]:
    """Require that exports and imports make the total, and the states make the region."""
    frame = tables.typed("trade_partners")
    press = frame["series"].eq("press")
    both = frame["exports_usd"] + frame["imports_usd"]
    slack = np.where(press, frame["total_usd"] * 0.035, 2.0)
    for i in where((both - frame["total_usd"]).abs() > slack):
        yield "trade_partners", i, "total_usd", f"{both.iloc[i]:.0f}, exports + imports"
    keys = ["series", "partner", "year", "period", "reporter"]
    for region, size in (("CA5", 5), ("CA4", 4)):
        states = frame[frame["area"].isin(_FIVE)].groupby(keys)
        sums = frame[frame["area"].eq(region)].reset_index(names="position")
        for column in ("exports_usd", "imports_usd", "total_usd"):
            found = states[column].agg(["sum", "count"]).reset_index()
            joined = sums.merge(found, on=keys)
            joined = joined[joined["count"].eq(size) & joined[column].notna()]
            limit = np.where(joined["series"].eq("press"), 0.01, 1e-6) * joined[column] + 5
            for i in joined["position"][(joined["sum"] - joined[column]).abs() > limit]:
                yield "trade_partners", int(i), column, f"the sum of the {size} states"
    foreign = frame["currency_original"].ne("USD") != frame["fx_rate_used"].notna()
    foreign &= ~press  # the press gives euros and yuan without the rate
    yield from (("trade_partners", i, "currency_original", "a rate") for i in where(foreign))
    columns = frame[["exports_usd", "imports_usd", "total_usd"]]
    converted = frame["value_original"] * frame["fx_rate_used"]
    near = (
        columns.sub(converted, axis="index").abs().div(converted, axis="index").min(axis="columns")
    )
    for i in where(near > 0.01):
        yield "trade_partners", i, "value_original", "the dollars divided by the rate"


@check("trade_partners")
def trade_series_keep_their_terms(tables: Tables) -> Iterable[Finding]:
    """Require that a series of trade has one licence, one way of counting, one reporter."""
    frame = tables.typed("trade_partners")
    frame = frame[frame["series"].ne("press") & frame["area"].isin(_FIVE)]
    yield from agree("trade_partners", frame, ["series", "partner"], "reporter")
    for column in ("exports_valuation", "imports_valuation", "licence", "redistribute"):
        yield from agree("trade_partners", frame, ["series", "partner"], column)
    yield from agree("trade_partners", frame, ["series"], "currency_original")


@check("trade_partners")
def levels_of_trade_hold_no_zero(tables: Tables) -> Iterable[Finding]:
    """Require that no level of trade is stored as zero: what is unknown or too small is missing."""
    frame = tables.typed("trade_partners")
    for column in ("exports_usd", "imports_usd", "total_usd", "value_original"):
        for i in where(frame[column].eq(0)):
            yield "trade_partners", i, column, "an amount, or empty where it is not known"


@check("trade_partners")
def sums_name_their_states_and_lack_none(tables: Tables) -> Iterable[Finding]:
    """Require that a sum names its states and is missing where one of them is."""
    frame = tables.typed("trade_partners")
    computed = frame["series"].ne("press") & frame["area"].isin(_SUMS)
    keys = ["series", "partner", "year", "period"]
    states = frame[frame["area"].isin(_FIVE) & frame["series"].ne("press")]
    states = states.set_index([*keys, "area"])
    for i in where(computed):
        row = frame.iloc[i]
        members = _SUMS[row["area"]]
        if f"sum of {', '.join(members[:-1])} and {members[-1]}" not in row["note"]:
            yield "trade_partners", i, "note", f"the states of the sum, {', '.join(members)}"
        for column in ("exports_usd", "imports_usd"):
            if pd.isna(row[column]):
                continue
            for code in members:
                key = (*(row[k] for k in keys), code)
                known = key in states.index and pd.notna(states.loc[key, column])
                if not known and f"{code} under a million missing" not in row["note"]:
                    yield "trade_partners", i, column, f"empty, because that of {code} is"


@check("trade_partners", "series_breaks")
def mirrors_part_only_at_a_break(tables: Tables) -> Iterable[Finding]:
    """Require a break row where the ratio of two series of a flow more than doubles."""
    frame = tables.typed("trade_partners").reset_index(names="position")
    frame = frame[frame["series"].ne("press") & frame["period"].eq("full year")]
    breaks = tables.typed("series_breaks")
    known = set(
        breaks[["series", "area", "partner", "flow", "year"]].itertuples(index=False, name=None)
    )
    for (area, partner), rows in frame.groupby(["area", "partner"]):
        for flow in ("exports", "imports"):
            wide = rows.pivot_table(index="year", columns="series", values=f"{flow}_usd")
            at = rows.pivot_table(index="year", columns="series", values="position")
            for one, other in combinations(wide.columns, 2):
                both = wide[[one, other]].dropna()
                ratio = both[one] / both[other]
                step = ratio / ratio.shift()
                large = both.max(axis="columns").combine(both.max(axis="columns").shift(), max)
                following = both.index.to_series().diff().eq(1)
                parted = following & ((step > MIRROR_STEP) | (step < 1 / MIRROR_STEP))
                for year in both.index[parted & (large >= MIRROR_FLOOR)]:
                    if not {(s, area, partner, flow, year) for s in (one, other)} & known:
                        yield (
                            "trade_partners",
                            int(at.loc[year, one]),
                            f"{flow}_usd",
                            f"a break of {one} or {other}, whose ratio goes {step[year]:.2f} times",
                        )


@check("series_breaks", "indicators", "trade_partners")
def breaks_lie_in_their_series(tables: Tables) -> Iterable[Finding]:
    """Require that a break lies in a year that its series has, with the source of that value."""
    breaks = tables.typed("series_breaks")
    values = tables.typed("indicators").rename(columns={"indicator_id": "series", "iso3": "area"})
    trade = tables.typed("trade_partners")
    trade = trade[trade["period"].eq("full year")]
    flows = [trade.assign(flow=flow, value=trade[f"{flow}_usd"]) for flow in ("exports", "imports")]
    held = pd.concat(
        [
            values.assign(table="indicators", partner="", flow=""),
            *(own.assign(table="trade_partners") for own in flows),
        ]
    )
    keys = ["table", "series", "area", "partner", "flow", "year"]
    held = held.dropna(subset="value").drop_duplicates(keys)
    joined = breaks.merge(
        held[[*keys, "value", "source_id"]], on=keys, how="left", suffixes=("", "_own")
    )
    for i in where(joined["value"].isna()):
        yield "series_breaks", i, "year", "a year with a value"
    for i in where(joined["value"].notna() & joined["source_id"].ne(joined["source_id_own"])):
        yield "series_breaks", i, "source_id", "the source of the value"
