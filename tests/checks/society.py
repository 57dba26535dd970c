"""Check that votes, indices, lending, migrants and refugees agree with their own counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from checks.core import Finding, Tables, check, where
from checks.sums import agree

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
_MEMBERS_OF_THE_UN = 193
_FEW_VOTES = 20
_ROUNDING = 0.0051
_VOTES = ("yes", "no", "abstain", "absent")
#: Value, lower and upper end.
_INTERVALS = {
    "un_ideal_points": (
        ("ideal_point", "low", "high"),
        ("with_parts", "with_parts_low", "with_parts_high"),
    ),
    "vdem": (("value", "low", "high"),),
}


@check("un_agreement")
def votes_in_common_add_up(tables: Tables) -> Iterable[Finding]:
    """Require that kinds of common votes add up to them, that shares follow, and few are marked."""
    frame = tables.typed("un_agreement")
    both = frame["both_voted"]
    parts = frame["same"] + frame["one_abstained"] + frame["opposed"]
    yield from (
        ("un_agreement", i, "both_voted", "the sum of its parts") for i in where(parts != both)
    )
    shares = {
        "agreement_pct": (frame["same"] + frame["one_abstained"] / 2) / both.where(both > 0),
        "strict_pct": frame["same"] / both.where(both > 0),
    }
    for column, share in shares.items():
        known = share.notna()
        wrong = (100 * share - frame[column]).abs() > _ROUNDING
        wrong |= known != frame[column].notna()
        yield from (("un_agreement", i, column, "what the counts give") for i in where(wrong))
    most = frame["roll_calls"] - frame[["absent", "absent_partner"]].max(axis=1)
    yield from (
        ("un_agreement", i, "both_voted", "at most the roll calls with both there")
        for i in where(both > most)
    )
    marked = frame["few_votes"].eq("true")
    yield from (
        ("un_agreement", i, "few_votes", f"true below {_FEW_VOTES} common votes")
        for i in where(marked != (both < _FEW_VOTES))
    )


@check("un_agreement")
def two_agree_in_both_directions(tables: Tables) -> Iterable[Finding]:
    """Require that a pair of two of the five stands in both directions with the same counts."""
    frame = tables.typed("un_agreement")
    keys = ["iso3", "partner", "year"]
    among = frame[frame["iso3"].isin(_FIVE) & frame["partner"].isin(_FIVE)]
    turned = among.rename(columns={"iso3": "partner", "partner": "iso3"}).set_index(keys)
    for column in ("agreement_pct", "both_voted", "same", "opposed"):
        other = turned[column].reindex(pd.MultiIndex.from_frame(among[keys]))
        same = np.isclose(among[column], other, equal_nan=column == "agreement_pct")
        for i in among.index[~same]:
            yield "un_agreement", int(i), column, "as in the other direction"


@check("un_ukraine_votes")
def votes_on_ukraine_fit_their_text(tables: Tables) -> Iterable[Finding]:
    """Require one date and one tally of all members for a text, and no more votes than it."""
    name = "un_ukraine_votes"
    frame = tables.typed(name)
    totals = [f"total_{word}" for word in _VOTES]
    for column in ("date", "title", "resolution", *totals):
        yield from agree(name, frame, ["text_id"], column)
    # Two tallies are one vote below the official count, as the source has them.
    off = (frame[totals].sum(axis=1) - _MEMBERS_OF_THE_UN).abs() > 1
    yield from ((name, i, "total_yes", f"{_MEMBERS_OF_THE_UN} in all") for i in where(off))
    for word, total in zip(_VOTES, totals, strict=True):
        cast = frame["vote"].eq(word).groupby(frame["text_id"]).transform("sum")
        for i in where(cast > frame[total]):
            yield name, i, total, f"at least the {word} votes listed"
    text = tables.text(name)
    number = text["resolution"].str.removeprefix("A/RES/").str.replace("/", "-").str.lower()
    spelt = number.where(number.ne(""), text["date"])
    yield from ((name, i, "text_id", spelt.iloc[i]) for i in where(text["text_id"].ne(spelt)))
    recalled = text["vote"].eq("") & text["note"].eq("")
    yield from ((name, i, "note", "why the vote is not known") for i in where(recalled))


@check("un_ideal_points", "vdem")
def values_lie_in_their_intervals(tables: Tables) -> Iterable[Finding]:
    """Require that an estimate lies between the two ends of its interval, and has both or none."""
    for name, estimates in _INTERVALS.items():
        frame = tables.typed(name)
        for value, low, high in estimates:
            outside = (frame[value] < frame[low]) | (frame[value] > frame[high])
            outside |= frame[low].notna() != frame[high].notna()
            yield from ((name, i, value, "a value in its interval") for i in where(outside))


@check("vdem", "vdem_indices")
def indices_are_described_as_they_are(tables: Tables) -> Iterable[Finding]:
    """Require that span, source and intervals of an index are those of its description."""
    values, about = tables.typed("vdem"), tables.typed("vdem_indices")
    by_index = values.groupby("index_id")
    found = {
        "first_year": by_index["year"].min(),
        "last_year": by_index["year"].max(),
        "has_interval": by_index["low"].count().gt(0).map({True: "true", False: "false"}),
        "source_id": by_index["source_id"].agg(lambda ids: ";".join(sorted(set(ids)))),
    }
    for column, series in found.items():
        wanted = about["index_id"].map(series)
        for i in where(wanted.ne(about[column])):
            yield "vdem_indices", i, column, str(wanted.iloc[i])
    span = by_index["year"].agg(["min", "max"])
    counts = values.groupby(["index_id", "iso3"])["year"].agg(["min", "max", "size"])
    gaps = counts[counts["max"] - counts["min"] + 1 != counts["size"]].index
    for index, state in gaps:
        row = values.index[values["index_id"].eq(index) & values["iso3"].eq(state)][0]
        expected = f"each year from {span.loc[index, 'min']:.0f} to {span.loc[index, 'max']:.0f}"
        yield "vdem", int(row), "year", expected


@check("china_finance")
def lending_adds_up_and_unknown_is_empty(tables: Tables) -> Iterable[Finding]:
    """Require that kinds of finance add up, and an unknown amount is empty, not zero."""
    frame = tables.typed("china_finance")
    kinds = ["oda_usd2021", "oof_usd2021", "vof_usd2021"]
    amounts = [*kinds, "total_usd2021", "without_rollovers_usd2021"]
    known = frame["amount_known"].eq("true")
    for column in amounts:
        for i in where(frame[column].notna() != known):
            yield "china_finance", i, column, "a value where the amount is known, and only there"
    total = frame["total_usd2021"]
    wrong = known & (frame[kinds].sum(axis=1).ne(total) | total.eq(0))
    wrong |= known & frame["without_rollovers_usd2021"].gt(total + 1)  # rounded to whole dollars
    yield from (("china_finance", i, "total_usd2021", "the sum, above 0") for i in where(wrong))


@check("migrant_stock")
def migrants_add_up(tables: Tables) -> Iterable[Finding]:
    """Require that sums over destinations equal their parts and are marked as sums.

    Parts of a total that the publisher prints never exceed it.
    """
    frame = tables.typed("migrant_stock")
    whole = frame["destination"].eq("WLD")
    for i in where(frame["is_sum"].eq("true") != whole):
        yield "migrant_stock", i, "is_sum", "true for the sum over destinations"
    keys = ["origin", "year"]
    parts = frame[~whole].groupby(keys)["migrants"].sum()
    for i in frame.index[whole]:
        expected = parts.get(tuple(frame.loc[i, keys]), 0)
        if frame.loc[i, "migrants"] != expected:
            yield "migrant_stock", int(i), "migrants", f"{expected:.0f}"
    printed = frame["origin"].eq("WLD")
    keys = ["destination", "year"]
    parts = frame[~printed & ~whole].groupby(keys)["migrants"].sum()
    for i in frame.index[printed]:
        found = parts.get(tuple(frame.loc[i, keys]), 0)
        if frame.loc[i, "migrants"] < found:
            yield "migrant_stock", int(i), "migrants", f"at least {found:.0f}"


@check("refugees")
def refugees_count_what_applies(tables: Tables) -> Iterable[Finding]:
    """Require that a count stands only where it applies and was collected; no empty row."""
    frame = tables.typed("refugees")
    inside = frame["origin"].eq(frame["asylum"])
    out_of_place = {
        "displaced_inside": ~inside,
        "refugees": inside & frame["refugees"].gt(0),
        "stateless": frame["origin"].ne("XXA") | frame["year"].lt(2004),
        "asylum_seekers": frame["year"].lt(2000),
    }
    for column, empty in out_of_place.items():
        for i in where(empty & frame[column].notna()):
            yield "refugees", i, column, "nothing, the count cannot apply here"
    counts = ["refugees", "asylum_seekers", "returned_refugees", "displaced_inside", "stateless"]
    counts += ["others_of_concern", "other_protection"]
    nobody = frame[counts].sum(axis=1).le(0)
    yield from (("refugees", i, "refugees", "somebody counted") for i in where(nobody))
