"""Make the tables of votes, institutions, lending and people: UN, V-Dem, AidData, refugees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from common import read_facts, register

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "un-votes-vdem"
FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
#: `yes, share alike` and `yes, not commercially` are conditions of the licence, which is beside it.
_CONDITIONS = (", share alike", ", not commercially")
#: Lists and news that confirm a vote, as the facts name them: publisher, what it is, date.
_SECOND = {
    "ukraine-viz list": ("ukraine-viz", "List of the votes of all states on resolution 68/262", ""),
    "ukraine-viz list; kaartmaker list": (
        "ukraine-viz",
        "List of the votes of all states on resolution ES-11/1",
        "",
    ),
    "asiaplustj.info 2017-12-20": ("asiaplustj.info", "", "2017-12-20"),
    "rubryka.com 2021-12-17": ("rubryka.com", "", "2021-12-17"),
    "kun.uz 2022-10-13": ("kun.uz", "", "2022-10-13"),
    "kun.uz 2025-02-25; frontnews.ge": ("kun.uz", "", "2025-02-25"),
    "kun.uz 2025-02-25; frontnews.ge; Wikipedia list of yes votes": ("kun.uz", "", "2025-02-25"),
    "theasianobserver.news 2023; qalampir.uz; newzsnoop.com list to letter S": (
        "theasianobserver.news",
        "",
        "2023",
    ),
}
_NEWS = "News on how states voted in the United Nations General Assembly (title not recorded)"
#: An ideal point that looks wrong: 7 votes used in a year in which all others have about 100.
_DOUBTED_POINT = ("TUR", "2024")
#: Before these years the counts are zero in every row: nothing was collected.
_COLLECTED_FROM = {"asylum_seekers": 2000, "stateless": 2004}
#: Id of an index, its name, what it measures, what a high value means.
INDICES = {
    "v2x_polyarchy": (
        "Electoral democracy",
        "free and fair elections, association, expression, suffrage",
    ),
    "v2x_libdem": ("Liberal democracy", "electoral democracy and limits on those who rule"),
    "v2x_partipdem": (
        "Participatory democracy",
        "electoral democracy and citizens who take part between elections",
    ),
    "v2x_delibdem": (
        "Deliberative democracy",
        "electoral democracy and decisions that are argued in public",
    ),
    "v2x_egaldem": (
        "Egalitarian democracy",
        "electoral democracy and equal rights and means for all groups",
    ),
    "v2x_civlib": ("Civil liberties", "absence of violence and constraint by the state"),
    "v2x_freexp_altinf": (
        "Freedom of expression",
        "free speech, free media and other sources of information",
    ),
    "v2x_corr": (
        "Political corruption",
        "bribes and theft in all branches; higher is more corrupt",
    ),
    "v2x_rule": ("Rule of law", "laws that are known, applied to all and enforced"),
    "v2xcs_ccsi": ("Core civil society", "associations that are free of the state"),
    "v2xca_academ": ("Academic freedom", "freedom to research, teach and exchange"),
    "v2x_jucon": ("Judicial constraints on the executive", "rulers who obey the courts"),
    "v2x_regime": (
        "Regime of the world",
        "0 closed autocracy, 1 electoral autocracy, 2 electoral democracy, 3 liberal democracy",
    ),
}


def build(facts: Path) -> dict[str, pd.DataFrame]:
    """Return the eight tables of the family by name."""
    folder = facts / FOLDER
    sources = _register(folder)
    vdem = _vdem(_read(folder, "vdem", sources))
    return {
        "un_ideal_points": _ideal_points(_read(folder, "un_ideal_points", sources)),
        "un_agreement": _agreement(_read(folder, "un_vote_agreement", sources)),
        "un_ukraine_votes": _ukraine(_read(folder, "un_ukraine_votes", sources)),
        "vdem": vdem.drop(columns="edition"),
        "vdem_indices": _indices(vdem),
        "china_finance": _finance(_read(folder, "china_finance", sources)),
        "migrant_stock": _migrants(_read(folder, "migrant_stock", sources)),
        "refugees": _refugees(_read(folder, "refugees", sources)),
    }


def _register(folder: Path) -> dict[str, str]:
    """Register the sources of the sets that are used; return our id for each id of the facts."""
    left_out = {"passport-index", "un-library-counts-2025-07"}
    table = read_facts(folder / "sources_sets.csv")
    ids = {}
    for row in table[~table["source_id"].isin(left_out)].to_dict("records"):
        redistribute = row["redistribute"]
        for condition in _CONDITIONS:
            redistribute = redistribute.removesuffix(condition)
        ids[row["source_id"]] = register(
            *(row[name] for name in ("publisher", "title", "url", "published")),
            licence=row["licence"],
            redistribute=redistribute,
            obtained_via=_copies(row["obtained_via"]),
            obtained_on="2026-11-28",
        )
    return ids


def _copies(text: str) -> str:
    """Return the copies that were read, without words on what was done with them."""
    if text.startswith("stored page"):
        return ""
    copies = [part.strip() for part in text.split(";")]
    copies = [re.sub(r"^checked against ", "GitHub ", part) for part in copies]
    return ";".join(part for part in copies if part.startswith("GitHub "))


def _read(folder: Path, name: str, sources: dict[str, str]) -> pd.DataFrame:
    """Read one table; what was computed here rests on rows that were all read."""
    df = read_facts(folder / f"{name}.csv")
    df["source_id"] = df["source_id"].map(sources)
    if df["source_id"].isna().any():
        raise ValueError(f"{name}: a source is missing in sources_sets.csv")
    df["verification"] = df["verification"].replace("computed", "read")
    return df


def _ideal_points(df: pd.DataFrame) -> pd.DataFrame:
    names = {
        "ideal_fp": "ideal_point",
        "ideal_fp_q5": "low",
        "ideal_fp_q95": "high",
        "votes_fp": "votes",
        "ideal_all": "with_parts",
        "ideal_all_q5": "with_parts_low",
        "ideal_all_q95": "with_parts_high",
        "votes_all": "with_parts_votes",
    }
    doubted = df["iso3"].eq(_DOUBTED_POINT[0]) & df["year"].eq(_DOUBTED_POINT[1])
    df = df[df["ideal_fp"].ne("") & ~doubted].rename(columns=names)
    for column in ("votes", "with_parts_votes"):
        df[column] = df[column].str.removesuffix(".0")
    columns = ["iso3", "year", *names.values(), "source_id", "verification"]
    return df[columns].sort_values(["iso3", "year"])


def _agreement(df: pd.DataFrame) -> pd.DataFrame:
    """Compute the shares from the counts; pairs of two of the five stand in both directions."""
    df = df.rename(columns={"state": "iso3", "absent_state": "absent"})
    swapped = {"iso3": "partner", "partner": "iso3", "absent": "absent_partner"}
    swapped |= {"absent_partner": "absent"}
    among = df[df["iso3"].isin(FIVE) & df["partner"].isin(FIVE)]
    df = pd.concat([df, among.rename(columns=swapped)], ignore_index=True)
    count = df[["both_voted", "same", "one_abstained", "opposed"]].astype(int)
    both = count["both_voted"].where(count["both_voted"] > 0)
    clear = pd.to_numeric(df["yes_no_votes"])
    df["agreement_pct"] = (100 * (count["same"] + count["one_abstained"] / 2) / both).round(2)
    df["strict_pct"] = (100 * count["same"] / both).round(2)
    df["yes_no_pct"] = (100 * (1 - count["opposed"] / clear.where(clear > 0))).round(2)
    df["few_votes"] = df["few_votes"].str.lower()
    columns = ["iso3", "partner", "year", "agreement_pct", "strict_pct", "yes_no_pct"]
    columns += ["roll_calls", "both_voted", "same", "one_abstained", "opposed", "yes_no_votes"]
    columns += ["absent", "absent_partner", "few_votes", "source_id", "verification"]
    return df[columns].sort_values(["iso3", "partner", "year"])


def _ukraine(df: pd.DataFrame) -> pd.DataFrame:
    number = df["resolution"].str.removeprefix("A/RES/").str.replace("/", "-").str.lower()
    df.insert(0, "text_id", number.where(number.ne(""), df["date"]))
    named = df["verification"].eq("two_sources")
    df["second_source_id"] = [
        register(_SECOND[text][0], _SECOND[text][1] or _NEWS, "", _SECOND[text][2]) if two else ""
        for text, two in zip(df["second_source"], named, strict=True)
    ]
    others = df["second_source"].str.partition("; ")[2]
    df["note"] = ("also in: " + others).where(others.ne(""), "")
    recalled = df["number_verification"].eq("recalled")
    df["recalled_fields"] = recalled.map({True: "resolution", False: ""})
    silent = df["vote"].eq("")
    df.loc[silent, "note"] = "the reports that were read do not name this state"
    df["verification"] = df["verification"].where(~silent, "read")
    columns = ["text_id", "iso3", "vote", "resolution", "date", "title"]
    columns += ["total_yes", "total_no", "total_abstain", "total_absent", "record"]
    columns += ["source_id", "second_source_id", "verification", "recalled_fields", "note"]
    return df[columns].sort_values(["date", "text_id", "iso3"])


def _vdem(df: pd.DataFrame) -> pd.DataFrame:
    df = df.rename(columns={"indicator_id": "index_id"})
    df["iso3"] = df["iso3"].replace("EU27", "EU")
    columns = ["index_id", "iso3", "year", "value", "low", "high", "states", "edition"]
    return df[[*columns, "source_id", "verification"]].sort_values(columns[:3])


def _indices(vdem: pd.DataFrame) -> pd.DataFrame:
    """Describe each index; an index has one edition, because editions must not be joined."""
    rows = []
    for index, (label, measures) in INDICES.items():
        own = vdem[vdem["index_id"].eq(index)]
        if len(set(own["edition"])) != 1:
            raise ValueError(f"{index} needs one edition; got {sorted(own['edition'].unique())}")
        rows.append(
            {
                "index_id": index,
                "label": label,
                "measures": measures,
                "edition": own["edition"].iloc[0],
                "has_interval": own["low"].ne("").any(),
                "first_year": own["year"].min(),
                "last_year": own["year"].max(),
                "source_id": own["source_id"].iloc[0],
                "verification": "read",
            }
        )
    return pd.DataFrame(rows).sort_values("index_id")


def _finance(df: pd.DataFrame) -> pd.DataFrame:
    """Leave amounts empty where projects are recorded without any amount."""
    df = df.rename(columns={"adjusted_usd2021": "without_rollovers_usd2021"})
    df["amount_known"] = df["amount_known"].str.lower()
    amounts = [name for name in df.columns if name.endswith("_usd2021")]
    df.loc[df["amount_known"].eq("false"), amounts] = ""
    return df.sort_values(["iso3", "year"])


def _migrants(df: pd.DataFrame) -> pd.DataFrame:
    df["is_sum"] = df["destination"].eq("WLD")
    columns = ["origin", "destination", "year", "migrants", "is_sum", "source_id", "verification"]
    return df[columns].sort_values(columns[:3])


def _refugees(df: pd.DataFrame) -> pd.DataFrame:
    """Leave a count empty where it cannot apply to the pair or was not collected yet."""
    inside, stateless = df["origin"].eq(df["asylum"]), df["origin"].eq("XXA")
    df["displaced_inside"] = df["displaced_inside"].where(inside, "")
    df["stateless"] = df["stateless"].where(stateless, "")
    for column, year in _COLLECTED_FROM.items():
        early = df["year"].astype(int) < year
        if df.loc[early, column].isin(["", "0"]).all():
            df.loc[early, column] = ""
        else:
            raise ValueError(f"{column} has counts before {year}; look at _COLLECTED_FROM")
    counts = ["refugees", "asylum_seekers", "returned_refugees", "displaced_inside", "stateless"]
    counts += ["others_of_concern", "other_protection"]
    some = df[counts].apply(pd.to_numeric).fillna(0).sum(axis=1) > 0
    columns = ["origin", "asylum", "year", *counts, "source_id", "verification"]
    return df.loc[some, columns].sort_values(columns[:3])
