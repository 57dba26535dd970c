"""Empty the zeros of trade that stand for unknown, sum anew, and find where a series breaks."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import pandas as pd

FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
SUMS = {"CA5": FIVE, "CA4": ("KAZ", "KGZ", "TJK", "UZB")}
NAMES = {
    "KAZ": "Kazakhstan",
    "KGZ": "Kyrgyzstan",
    "TJK": "Tajikistan",
    "TKM": "Turkmenistan",
    "UZB": "Uzbekistan",
    "CA5": "the five states",
    "CA4": "the four states without Turkmenistan",
}
WHO = {
    "cow_trade_4": "Correlates of War",
    "eurostat_comext": "EU customs",
    "fcs_russia": "Russian customs",
    "imf_imts": "the partner's customs (IMF)",
    "national_kaz": "Kazakh statistics",
    "national_kgz": "Kyrgyz statistics",
    "national_uzb": "Uzbek statistics",
    "us_census": "US Census",
    "wdi_wto_total": "the WTO",
}
FLOWS = ("exports", "imports")
#: The series that takes each flow from whichever side reported it.
MIXED = "cow_trade_4"
#: A partner's own customs beside it, in which the reporter never changes.
OWN_CUSTOMS = {"CHN": "imf_imts", "USA": "imf_imts", "RUS": "fcs_russia"}
#: Imports taken from the seller's books stand this far above them: a tenth for freight.
MIRRORED = (1.03, 1.15)
#: The ratio of two series may change this much in a year; totals of one state are closer.
STEP, STEP_OF_TOTALS, STEP_WITH_CAUSE = 2.0, 1.3, 1.5
#: Below ten million dollars whole millions and single deliveries double a ratio.
FLOOR = 10e6
#: A break of one state or partner is one of the sum if it moves the sum by this part.
MOVES_THE_SUM = 0.1
UNIT = 1e6

_LACKS_UNION = "trade inside the customs union of 2010 is missing here"
_HAS_UNION = "trade inside the customs union, missing in 2010 and 2011, is counted again"
#: Causes that are known, by area, partner, flow and year.
KNOWN = {
    ("KAZ", "RUS", "imports", 2010): _LACKS_UNION,
    ("KAZ", "RUS", "exports", 2010): _LACKS_UNION,
    ("KAZ", "WLD", "imports", 2010): _LACKS_UNION,
    ("KAZ", "WLD", "imports", 2011): _LACKS_UNION,
    ("KAZ", "RUS", "imports", 2012): _HAS_UNION,
    ("KAZ", "RUS", "exports", 2012): _HAS_UNION,
    ("KGZ", "RUS", "exports", 2016): (
        "Kyrgyzstan joined the Eurasian Economic Union in August 2015 and trade without a border "
        "is recorded in another way (inferred)"
    ),
    ("KGZ", "EU", "imports", 2022): (
        "the EU counts what it sends there, Kyrgyzstan what stays; goods passed on to Russia are "
        "the usual explanation (inferred)"
    ),
}
EARLY = "in the first years only part of the partners is counted"


class Place(NamedTuple):
    """Where a series breaks."""

    series: str
    area: str
    partner: str
    flow: str
    year: int


def settle(df: pd.DataFrame) -> pd.DataFrame:
    """Empty the zeros, and make each regional sum only of states that are all there.

    Parameters
    ----------
    df
        Rows of trade as compiled, text; amounts in US dollars.

    Notes
    -----
    A series that prints whole millions prints zero where it knows nothing and where the amount is
    small. A sum stays where the partner's customs show that what is missing is under a million.
    """
    df = df.copy()
    amounts = {flow: pd.to_numeric(df[f"{flow}_usd"]) for flow in FLOWS}
    year = df["year"].astype(int)
    key = [df["series"], df["partner"], year, df["period"]]
    small = _shown_small(df, amounts)
    notes = df["note"].copy()
    for flow in FLOWS:
        zero = amounts[flow].eq(0)
        amounts[flow] = amounts[flow].mask(zero)
        for i in df.index[zero & df["area"].isin(FIVE)]:
            seen = small.get((df.loc[i, "area"], df.loc[i, "partner"], year[i], flow))
            what = f"{flow} printed as zero left empty: "
            notes[i] = _and(
                notes[i],
                what
                + (
                    f"by US customs {seen / UNIT:.1f} million dollars, under the unit of the series"
                    if seen is not None
                    else "unknown or under half a million dollars"
                ),
            )
    for region, states in SUMS.items():
        for i in df.index[df["area"].eq(region) & df["series"].ne("press")]:
            own = _same(key, i) & df["area"].isin(states)
            notes[i] = notes[i].replace(
                "sum of the five computed here", f"sum of {_list(FIVE)}, computed here"
            )
            notes[i] = notes[i].replace(
                "sum of four computed here, without Turkmenistan",
                f"sum of {_list(SUMS['CA4'])}, computed here, without Turkmenistan",
            )
            for flow in FLOWS:
                parts = amounts[flow][own].set_axis(df.loc[own, "area"])
                if pd.isna(amounts[flow][i]):
                    continue
                lacking = [code for code in states if pd.isna(parts.get(code))]
                unknown = [
                    code
                    for code in lacking
                    if (code, df.loc[i, "partner"], year[i], flow) not in small
                ]
                if unknown:
                    amounts[flow][i] = float("nan")
                    notes[i] = _and(notes[i], f"no sum of {flow}: {_list(unknown)} unknown")
                elif lacking:
                    notes[i] = _and(notes[i], f"{flow} of {_list(lacking)} under a million missing")
    both = amounts["exports"] + amounts["imports"]
    for flow in FLOWS:
        changed = amounts[flow].isna() & df[f"{flow}_usd"].ne("")
        df.loc[changed, f"{flow}_usd"] = ""
        df.loc[changed, "total_usd"] = ""
    remade = df["total_usd"].eq("") & both.notna() & df["area"].isin(SUMS)
    df.loc[remade, "total_usd"] = both[remade].map("{:.0f}".format)
    return df.assign(note=notes)


def add_four(df: pd.DataFrame) -> pd.DataFrame:
    """Add the sum without Turkmenistan to the customs of China and the USA, beside Russia's."""
    own = df[df["series"].eq("imf_imts") & df["area"].isin(SUMS["CA4"])].copy()
    keys = ["partner", "year"]
    rows = own.drop_duplicates(keys).copy()
    for name in ("exports_usd", "imports_usd", "total_usd"):
        values = pd.to_numeric(own[name]).groupby([own[k] for k in keys]).agg(["sum", "count"])
        found = values.loc[list(zip(*(rows[k] for k in keys), strict=True))]
        rows[name] = [f"{s:.0f}" if n == 4 else "" for s, n in found.to_numpy()]
    note = f"sum of {_list(SUMS['CA4'])}, computed here, without Turkmenistan"
    return pd.concat([df, rows.assign(area="CA4", note=note)], ignore_index=True)


def find_breaks(trade: pd.DataFrame) -> pd.DataFrame:
    """Find where a series of trade changes its basis: by its reporters, and by the mirror test.

    Parameters
    ----------
    trade
        The finished table.

    Returns
    -------
    DataFrame: ``series``, ``area``, ``partner``, ``flow``, ``year`` (the first on the new basis),
    ``kind``, ``reason``, ``source_id``, ``verification``.
    """
    rows = trade[trade["series"].ne("press") & trade["period"].eq("full year")]
    rows = rows.assign(year=rows["year"].astype(int))
    wide = {
        (area, partner, flow): own.assign(amount=pd.to_numeric(own[f"{flow}_usd"]))
        .pivot_table(index="year", columns="series", values="amount")
        .dropna(axis="columns", how="all")
        for (area, partner), own in rows.groupby(["area", "partner"])
        for flow in FLOWS
    }
    found: dict[Place, tuple[str, str]] = {}
    for place, reason in _reporters(wide):
        found.setdefault(place, ("reporter", reason))
    states = {key: table for key, table in wide.items() if key[0] in FIVE}
    _keep(found, _mirror(states))
    for made in list(found.items()):
        for place, kind, reason in _in_sums(made, wide):
            found.setdefault(place, (kind, reason))
    _keep(found, _mirror({key: table for key, table in wide.items() if key[0] not in FIVE}))
    table = pd.DataFrame(
        [[*place, kind, reason] for place, (kind, reason) in found.items()],
        columns=[*Place._fields, "kind", "reason"],
    )
    sources = rows.set_index(["series", "area", "partner", "year"])[["source_id", "verification"]]
    keys = list(zip(table["series"], table["area"], table["partner"], table["year"], strict=True))
    return table.assign(
        source_id=[sources.loc[key, "source_id"] for key in keys],
        verification=[sources.loc[key, "verification"] for key in keys],
    )


def _keep(found: dict[Place, tuple[str, str]], more: list[tuple[Place, str]]) -> None:
    for place, reason in more:
        found.setdefault(place, ("coverage" if _cause(place) else "mirror", reason))


def _shown_small(df: pd.DataFrame, amounts: dict[str, pd.Series]) -> dict[tuple, float]:
    """Return amounts under a million by US customs, by state, partner, year and flow."""
    census = df["series"].eq("us_census") & df["area"].isin(FIVE)
    return {
        (df.loc[i, "area"], df.loc[i, "partner"], int(df.loc[i, "year"]), flow): float(
            amounts[flow][i]
        )
        for flow in FLOWS
        for i in df.index[census & (amounts[flow] < UNIT)]
    }


def _reporters(wide: dict) -> list[tuple[Place, str]]:
    """Find the years from which a state's imports stand in the mixed series as partners count them.

    At least two partners whose own customs are known must turn at once; then all imports do, and
    the state's totals both ways.
    """
    found = []
    for area in FIVE:
        turned: dict[int, list[tuple[str, float, float]]] = {}
        for partner, own in OWN_CUSTOMS.items():
            two = wide.get((area, partner, "imports"), pd.DataFrame())
            if not {MIXED, own} <= set(two.columns):
                continue
            ratio = (two[MIXED] / two[own].where(two[own] > 0)).dropna()
            for before, after in zip(ratio.index, ratio.index[1:], strict=False):
                far = max(ratio[after] / ratio[before], ratio[before] / ratio[after]) >= 1.4
                if far and MIRRORED[0] <= ratio[after] <= MIRRORED[1] and after >= 2001:
                    turned.setdefault(int(after), []).append(
                        (partner, float(ratio[before]), float(ratio[after]))
                    )
        for year, partners in turned.items():
            if len(partners) < 2:
                continue
            told = ", ".join(f"{code} {one:.2f} to {two:.2f}" for code, one, two in partners)
            reason = (
                f"before {year} {NAMES[area]}'s own figures, from then on those of its partners "
                f"with a tenth for freight: ratio of imports to the partner's customs {told}"
            )
            for place_area, partner, flow in wide:
                one = wide[place_area, partner, flow]
                if place_area != area or MIXED not in one or not {year - 1, year} <= set(one.index):
                    continue
                if flow == "imports" or partner == "WLD":
                    found.append((Place(MIXED, area, partner, flow, year), reason))
    return found


def _mirror(wide: dict) -> list[tuple[Place, str]]:
    """Find the years in which the ratio of two series of one flow changes too much."""
    found = []
    for (area, partner, flow), table in wide.items():
        for before, after in zip(table.index, table.index[1:], strict=False):
            block = table.loc[[before, after]].dropna(axis="columns")
            block = block.loc[:, (block > 0).all()]
            if after - before != 1:
                continue
            apart = {
                pair: _step(block, *pair)
                for pair in combinations(block.columns, 2)
                if block[list(pair)].to_numpy().max() >= FLOOR
            }
            where = Place("", area, partner, flow, int(after))
            apart = {pair: step for pair, step in apart.items() if step > STEP_OF_TOTALS}
            while apart:
                series = _odd_one(apart, block)
                place = where._replace(series=series)
                own = {pair: step for pair, step in apart.items() if series in pair}
                widest = max(own, key=own.__getitem__)
                if own[widest] > _limit(place):
                    mirror = widest[widest[0] == series]
                    found.append((place, _told(place, mirror, block)))
                apart = {pair: step for pair, step in apart.items() if pair not in own}
    return found


def _step(block: pd.DataFrame, one: str, other: str) -> float:
    before, after = block[one] / block[other]
    return max(after / before, before / after)


def _limit(place: Place) -> float:
    if place.partner == "WLD":
        return STEP_OF_TOTALS
    return STEP_WITH_CAUSE if _cause(place) else STEP


def _odd_one(apart: dict[tuple[str, str], float], block: pd.DataFrame) -> str:
    """Choose the series that breaks: most others against it, else the mixed, else the liveliest."""
    beyond = [pair for pair, step in apart.items() if step > STEP] or list(apart)
    against = {
        name: len({"us_census" if o == "imf_imts" else o for p in beyond if name in p for o in p})
        for name in {name for pair in beyond for name in pair}
    }

    def rank(name: str) -> tuple[int, bool, float, str]:
        before, after = block[name]
        return against[name], name == MIXED, max(after / before, before / after), name

    return max(against, key=rank)


def _told(place: Place, mirror: str, block: pd.DataFrame) -> str:
    def step(name: str) -> str:
        one, two = block[name]
        return f"from {_money(one)} to {_money(two)}"

    cause = _cause(place) or "cause not found, so the step cannot be read as growth or decline"
    return (
        f"{cause}: {place.flow} {step(place.series)} million dollars here, "
        f"{step(mirror)} by {WHO[mirror]}"
    )


def _money(value: float) -> str:
    millions = value / UNIT
    return f"{millions:,.0f}" if millions >= 10 else f"{millions:.1f}"


def _cause(place: Place) -> str:
    key = (place.area, place.partner, place.flow, place.year)
    if key in KNOWN:
        return KNOWN[key]
    early = place.series == MIXED and place.partner == "WLD" and place.year <= 1994
    return EARLY if early else ""


def _in_sums(made: tuple, wide: dict) -> list[tuple[Place, str, str]]:
    """Carry a break of a state to the sum of the states, where it moves the sum by a tenth."""
    place, (kind, reason) = made
    found = []
    if place.area not in FIVE:
        return []
    own = wide[place.area, place.partner, place.flow]
    for region, states in SUMS.items():
        whole = wide.get((region, place.partner, place.flow), pd.DataFrame())
        if place.area not in states or place.series not in whole:
            continue
        total = whole[place.series].get(place.year)
        if total is None or pd.isna(total) or place.year - 1 not in whole.index:
            continue
        moved = _unexplained(own, place)
        if moved / total >= MOVES_THE_SUM:
            found.append(
                (
                    place._replace(area=region),
                    kind,
                    f"{NAMES[place.area]}: {reason}",
                )
            )
    return found


def _unexplained(own: pd.DataFrame, place: Place) -> float:
    """Return how far a value lies from what another series lets expect; all of it without one."""
    before, after = (float(own.loc[y, place.series]) for y in (place.year - 1, place.year))
    if pd.isna(before) or pd.isna(after):
        return 0.0
    others = own.loc[[place.year - 1, place.year]].drop(columns=place.series)
    others = others.dropna(axis="columns").loc[:, lambda t: (t > 0).all()]
    if others.empty or not len(others.columns):
        return max(before, after)
    return min(abs(after - before * float(o.iloc[1] / o.iloc[0])) for _, o in others.items())


def _same(key: list[pd.Series], row: int) -> pd.Series:
    mask = key[0].eq(key[0][row])
    for column in key[1:]:
        mask &= column.eq(column[row])
    return mask


def _and(note: str, more: str) -> str:
    return f"{note}; {more}" if note else more


def _list(codes: list[str] | tuple[str, ...]) -> str:
    return " and ".join([", ".join(codes[:-1]), codes[-1]] if len(codes) > 1 else codes)
