"""Chart what was announced at the meetings: the largest deals in full words, totals apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice
from ca_summit.figures import Key, empty_figure, finish, marks, taller_when_narrow, theme
from ca_summit.figures.axes import name_rows
from ca_summit.figures.language import Words, msg, short_number
from ca_summit.figures.rows import column, table_for
from ca_summit.figures.text import hovers, label, plain, shown
from ca_summit.figures.typesetting import set_in, widest
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States

_QUESTION = msg("Who promised what, for how much?")
_NEEDED = ["commitment_id", "actor_iso3", "counterpart", "sector", "title", "kind", "value_usd"]
_NEEDED += ["announced_on", "is_aggregate"]
_COLUMNS = {"sector": "sector", "partner": "counterpart"}
#: How far a deal has come, in words; what is signed has the full colour.
_KINDS = {
    "contract": msg("contract"),
    "agreement": msg("agreement"),
    "treaty": msg("treaty"),
    "mou": msg("memorandum"),
    "investment_programme": msg("investment programme"),
    "announcement": msg("announcement"),
}
_SIGNED = ("contract", "agreement", "treaty")
_INKS = {True: "#1F7A86", False: "rgba(31,122,134,0.5)"}
_TOTAL_INK = "rgba(128,134,139,0.6)"
_MOST, _MOST_OF_GROUP, _TOTALS = 10, 3, 3
_WIDE_PX, _NARROW_PX = 560, 325  # of a line on a desk, or 170 mm of print, and on a phone
_HEADING_SIZE, _SMALL = 14, 11
_APART = "   "  # between the name of a group and what is said of it
_LINE, _BAR, _GAP, _HEADING = 16, 12, 12, 38  # pixels
_TOTALS_GROUP = "totals"


def plot_commitments(
    commitments: pd.DataFrame | None = None,
    *,
    by: str | None = None,
    actor: States = None,
    counterpart: States = None,
    sector: str | Sequence[str] | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    most: int | None = None,
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Chart the largest announced deals by their value in dollars, each in full words.

    Every bar is one announcement; nothing is added up, because headline totals contain single
    deals and deals replace each other. Totals stand apart, in grey and at a scale of their own.
    A deal that was announced again (``restates``) is drawn once, as it was announced last.
    What was printed without a value in dollars is counted and drawn nowhere.

    Parameters
    ----------
    commitments
        A table like ``load_commitments()``, also the user's own. Default: that table.
    by
        Group the deals by ``"sector"`` or ``"partner"``. Default: one list, the largest first.
    actor, counterpart
        States kept, by any name or code. A deal of all five (``C5``) is kept for ``actor="C5"``
        only.
    sector
        Sectors kept, one or several.
    since, until
        First and last day of the announcements.
    most
        Deals drawn at most, in each group. Default: 10, in groups 3.
    as_of
        Draw what had been announced up to that day (``YYYY-MM-DD``).
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per deal; ``value_usd`` is missing where no source
    printed dollars, which is not zero; ``is_aggregate`` marks totals.

    Raises
    ------
    ValueError
        If a column is missing or a filter names a value that does not occur.

    Examples
    --------
    >>> fig = plot_commitments(sector="aviation", actor="UZB")
    >>> [round(float(value) / 1e9, 1) for value in fig.data[0].x]
    [8.5]
    """
    words = Words(language)
    question = words.say(_QUESTION)
    rows = table_for(
        "plot_commitments",
        "commitments",
        commitments,
        _NEEDED,
        as_of=as_of,
        actor=actor,
        counterpart=counterpart,
        sector=sector,
        since=since,
        until=until,
    )
    if by is not None:
        check_choice("by", by, _COLUMNS)
    if most is not None and (type(most) is not int or most < 1):
        raise ValueError(f"`most` must be a whole number from 1 on; got {most!r}.")
    if rows.empty:
        why = words.say("No announcement fits this choice.")
        chosen = {"actor": actor, "counterpart": counterpart, "sector": sector}
        return empty_figure(question, why, words, **chosen)
    rows = _prepared(rows, by, words)
    if not rows["priced"].any():
        why = words.count(
            "{count} announcement fits this choice; it has no value printed in dollars.",
            "{count} announcements fit this choice; none has a value printed in dollars.",
            len(rows),
        )
        return empty_figure(question, why, words)
    drawn = _largest(rows, most or (_MOST_OF_GROUP if by else _MOST))
    heads = _headings(drawn, rows, by, words)
    area, narrow_area = (_place(drawn, heads, name) for name in ("wide", "narrow"))
    fig = go.Figure()
    narrow = _draw_bars(fig, drawn, words) | _write_rows(fig, drawn)
    for number, head in enumerate(heads.values()):
        place = {"xref": "paper", "xanchor": "left", "yanchor": "bottom", "align": "left"}
        (text, y), (short, lower) = head["wide"], head["narrow"]
        marks.note(fig, text, 0, y, size=_HEADING_SIZE, **place)
        narrow |= {f"annotations[{number}].text": short, f"annotations[{number}].y": lower}
    _set_axes(fig, drawn, area)
    narrow |= {"yaxis.tickvals": list(drawn["narrow_y"]), "yaxis.range": [-narrow_area, 0]}
    finish(
        fig,
        area=area,
        question=question,
        finding=_finding(rows, drawn, by, words),
        subtitle=_subtitle(rows, drawn, by, words),
        key=_key(drawn, words),
        caution=words.say(
            "What was announced need not be paid or built: the table does not follow it further."
        ),
        alt=_alt(rows, drawn, by, words),
        data=_table(rows),
        sources=frame_sources(rows),
        drawn=[Drawn("commitments", rows)],
        caption=words.say("One bar is one announcement, at the value that was printed."),
        narrow=narrow,
        notes=_notes(rows, by, words),
        source_shift=8,
        language=words.sentences,
    )
    return taller_when_narrow(fig, narrow_area - area)


def _prepared(rows: pd.DataFrame, by: str | None, words: Words) -> pd.DataFrame:
    """Add value, group, status and words of each announcement, the largest first."""
    out = words.cells(rows, "title").assign(
        usd=pd.to_numeric(rows["value_usd"]).astype("Float64").astype("float64"),
        total=rows["is_aggregate"].astype("boolean").fillna(value=False).astype(bool),
        signed=rows["kind"].astype("object").isin(_SIGNED),
        group=rows[_COLUMNS[by]].astype("str") if by else "",
        status=[_status(row, words) for row in rows.to_dict("records")],
        sides=[_sides(row, words) for row in rows.to_dict("records")],
    )
    out["silent"] = ~out["usd"].gt(0)
    # What a later row states anew is no deal of its own; unless that one is chosen too, it stands.
    told = out[~out["silent"]]
    later = told["announced_on"].groupby(column(told, "restates").astype("object")).max().to_dict()
    restated_on = pd.to_datetime(out["commitment_id"].astype("object").map(later.get))
    out["again"] = out["announced_on"].lt(restated_on)
    out["priced"] = ~out["silent"] & ~out["again"]
    out["money"] = [_money(row, words) for row in out.to_dict("records")]
    out = out.sort_values(["usd", "commitment_id"], ascending=[False, True], ignore_index=True)
    lines = ("<b>{title}</b>", "{sides}", "<b>{money}</b>", "{status}", "{note}")
    return out.assign(hover=hovers(out, words, *lines))


def _sides(row: dict[Any, Any], words: Words) -> str:
    sides = [row[side] for side in ("actor_iso3", "counterpart") if plain(row[side]) != "-"]
    return " – ".join(words.label(side) for side in sides)


def _status(row: dict[Any, Any], words: Words) -> str:
    """Say what kind of announcement it is, of which day, perhaps over how many years."""
    kind = plain(row["kind"])
    said = words.say(_KINDS[kind]) if kind in _KINDS else kind.replace("_", " ")
    years = row.get("horizon_years")
    if years is not None and pd.notna(years):
        said += words.count(" over {count} year", " over {count} years", int(years))
    return words.say("{kind}, {day:d}", kind=said, day=row["announced_on"])


def _money(row: dict[Any, Any], words: Words) -> str:
    """Write the value, and what was printed in another currency."""
    text = words.say("no value in dollars") if row["silent"] else words.dollars(float(row["usd"]))
    original, currency = row.get("value_original"), plain(row.get("currency"))
    if currency and currency != "USD" and pd.notna(original):
        return f"{text} ({currency} {short_number(float(original), language=words.sentences)})"
    return text


def _largest(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the largest deals of each group, and after them the largest totals."""
    single = rows[rows["priced"] & ~rows["total"]]
    totals = rows[rows["priced"] & rows["total"]].head(_TOTALS).assign(group=_TOTALS_GROUP)
    order = {group: number for number, group in enumerate(dict.fromkeys(single["group"]))}
    kept = single.groupby("group", sort=False).head(most)
    kept = kept.sort_values("group", key=lambda c: c.map(order), kind="stable")
    return pd.concat([kept, totals], ignore_index=True)


def _headings(
    drawn: pd.DataFrame, rows: pd.DataFrame, by: str | None, words: Words
) -> dict[str, dict[str, Any]]:
    """Return the text that stands above each group which has one."""
    silent = rows.groupby("group")["silent"].sum()
    texts = {
        group: _heading(group, by, int(silent.get(group, 0)), words)
        for group in dict.fromkeys(drawn["group"])
    }
    return {group: {"text": text} for group, text in texts.items() if text}


def _place(drawn: pd.DataFrame, heads: dict[str, dict[str, Any]], screen: str) -> float:
    """Write the words of each bar for a screen, place bars and headings; return the height."""
    width, size, look = {"wide": (_WIDE_PX, 13, "<b>{}</b>"), "narrow": (_NARROW_PX, 12, "{}")}[
        screen
    ]
    small = f"<br><span style='font-size:{_SMALL}px'>{{}}</span>"
    below = drawn["sides"] + ", " + drawn["status"]
    drawn[screen] = [
        look.format(set_in(shown(title), width, size))
        + small.format(set_in(shown(told), width, _SMALL))
        for title, told in zip(drawn["title"], below, strict=True)
    ]
    places, top = [], 0.0
    for group, own in drawn.groupby("group", sort=False):
        if group in heads:
            text = heads[str(group)]["text"]
            if widest(text, _HEADING_SIZE) > width:
                text = set_in(text.replace(_APART, "<br>"), width, _HEADING_SIZE)
            top += _HEADING + _LINE * text.count("<br>")
            heads[str(group)][screen] = text, -top + 8
        for text in own[screen]:
            top += _LINE * (text.count("<br>") + 1) + _BAR + _GAP
            places.append(-top + _GAP + _BAR / 2)
    drawn[f"{screen}_y"] = places
    return top


def _heading(group: str, by: str | None, silent: int, words: Words) -> str:
    if group == _TOTALS_GROUP:
        return f"<b>{words.say('Headline totals, on a scale of their own')}</b>"
    if by is None:
        return ""
    name = words.label(group) if by == "partner" else label(group, words)
    more = words.say("{silent} more without a sum in dollars", silent=silent) if silent else ""
    return f"<b>{shown(name)}</b>" + (f"{_APART}{more}" if more else "")


def _draw_bars(fig: go.Figure, drawn: pd.DataFrame, words: Words) -> dict[str, Any]:
    """Draw deals, and totals in grey on an axis of their own; return where they stand narrow."""
    narrow = {}
    for (total, signed), own in drawn.groupby(["total", "signed"], sort=False):
        narrow[f"data[{len(fig.data)}].y"] = list(own["narrow_y"])
        marks.bars(
            fig,
            own,
            x="usd",
            y="wide_y",
            width=_BAR,
            color=_TOTAL_INK if total else _INKS[bool(signed)],
            told=list(own["hover"]),
            text=[f"<b>{money}</b>" for money in own["money"]],
            textfont={"size": 13},
            constraintext="none",
            name=words.say("totals") if total else _signed(words, signed=bool(signed)),
            xaxis="x2" if total else "x",
            yaxis="y",
        )
    return narrow


def _signed(words: Words, *, signed: bool) -> str:
    if signed:
        return words.say("contract, agreement or treaty")
    return words.say("memorandum, programme or announcement")


def _write_rows(fig: go.Figure, drawn: pd.DataFrame) -> dict[str, Any]:
    """Write title, sides and status above each bar; return how they stand on a narrow screen."""
    above = _BAR / 2 + 2
    zero, trace = [0] * len(drawn), f"data[{len(fig.data)}]"
    places = drawn["wide_y"] + above
    marks.write(fig, zero, places, list(drawn["wide"]), size=13, textposition="top right")
    return {
        f"{trace}.text": list(drawn["narrow"]),
        f"{trace}.textfont.size": 12,
        f"{trace}.y": list(drawn["narrow_y"] + above),
    }


def _set_axes(fig: go.Figure, drawn: pd.DataFrame, area: float) -> None:
    """Set two scales from zero, without ticks: each value stands at its bar."""
    ends = drawn.groupby("total")["usd"].max().to_dict()
    room = 1.45  # for the words of the longest bar
    look: dict[str, Any] = {"visible": False, "fixedrange": True}
    name_rows(
        fig, drawn["wide_y"], [""] * len(drawn), standoff=0, range=[-area, 0], fixedrange=True
    )
    fig.update_layout(
        xaxis={**look, "range": [0, room * ends.get(False, ends.get(True, 1))]},
        margin={"l": 16, "r": 16},
        showlegend=False,
        barmode="overlay",
    )
    if True in ends:
        fig.update_layout(xaxis2={**look, "range": [0, room * ends[True]], "overlaying": "x"})


def _finding(rows: pd.DataFrame, drawn: pd.DataFrame, by: str | None, words: Words) -> str:
    """Say how many of the largest deals are signed, or which group has most of those priced."""
    priced, largest = rows[rows["priced"] & ~rows["total"]], drawn[~drawn["total"]]
    counts = priced["group"].value_counts()
    if by is not None:
        if len(counts) < 2 or counts.iloc[0] == counts.iloc[1]:
            return ""
        message = msg("{count} of {all} deals with a price concern {group}")
        name = label(counts.index[0], words).lower()
        if by == "partner":
            message = msg("{count} of {all} deals with a price are with {group}")
            name = words.name(counts.index[0])
        return words.say(message, count=int(counts.iloc[0]), all=len(priced), group=name)
    if len(largest) > 2:
        signed = int(largest["signed"].sum())
        if len(largest) == len(priced):
            return words.count(
                "{count} of {all} deals with a price is a contract or an agreement",
                "{count} of {all} deals with a price are contracts or agreements",
                signed,
                all=len(largest),
            )
        return words.count(
            "{count} of the {all} largest deals is a contract or an agreement",
            "{count} of the {all} largest deals are contracts or agreements",
            signed,
            all=len(largest),
        )
    silent = int(rows["silent"].sum())
    if not silent:
        return ""
    message = "{silent} of {total} announcements name no sum in dollars"
    return words.say(message, silent=silent, total=len(rows))


def _subtitle(rows: pd.DataFrame, drawn: pd.DataFrame, by: str | None, words: Words) -> str:
    """Say how many deals are drawn, of how many, and how many have no price."""
    priced, largest = rows[rows["priced"] & ~rows["total"]], drawn[~drawn["total"]]
    said = words.count(
        "The one deal with a value in dollars",
        "All {count} deals with a value in dollars",
        len(priced),
    )
    if len(largest) < len(priced):
        message = msg("The {drawn} largest of {priced} deals with a value in dollars")
        if by is not None or len(largest) == 1:
            message = msg("The largest of {priced} deals with a value in dollars")
        said = words.say(message, priced=len(priced), drawn=len(largest))
    silent = int(rows["silent"].sum())
    total = words.count(
        "{count} announcement in all, {silent} without a value in dollars",
        "{count} announcements in all, {silent} without a value in dollars",
        len(rows),
        silent=silent,
    )
    if not silent:  # then the deals and totals drawn are all there is
        return said
    return "<br>".join([said, total] if len(priced) else [total])


def _key(drawn: pd.DataFrame, words: Words) -> list[Key]:
    """Return what the colours mean that occur."""
    single = drawn[~drawn["total"]]
    entries = [
        Key(_signed(words, signed=signed), _INKS[signed])
        for signed in (True, False)
        if single["signed"].eq(signed).any()
    ]
    if drawn["total"].any():
        entries.append(Key(words.say("a total, never added to deals"), _TOTAL_INK))
    if column(drawn, "verification").eq("recalled").any():
        entries.append(Key(words.say("from memory"), theme.OTHER_COLOR, "□"))
    return entries


def _notes(rows: pd.DataFrame, by: str | None, words: Words) -> list[str]:
    notes = [words.say("Nothing is added up: totals contain deals, deals can replace each other")]
    if again := int((rows["again"] & ~rows["silent"]).sum()):
        notes.append(
            words.count(
                "{count} deal that was announced again is drawn once, as announced last",
                "{count} deals that were announced again are drawn once, as announced last",
                again,
            )
        )
    without = rows[rows["silent"]]
    other = without[column(without, "value_original").notna()]
    currencies = sorted(set(column(other, "currency").dropna().astype("str")))
    if currencies:
        message = "Not in dollars: {count}, of these {other} in {names}"
        values = {"count": len(without), "other": len(other), "names": words.either(currencies)}
        notes.append(words.say(message, **values))
    silent = _silent_groups(rows, by, words)
    if silent:
        notes.append(words.say("No sum in dollars at all: {groups:l}", groups=silent))
    return notes


def _silent_groups(rows: pd.DataFrame, by: str | None, words: Words) -> list[str]:
    """Name the groups of which nothing is drawn, with the number of their announcements."""
    if by is None:
        return []
    silent = rows.groupby("group")["silent"].all()
    counts = rows["group"].value_counts()
    names = [(words.label(g) if by == "partner" else label(g, words), n) for g, n in counts.items()]
    return [f"{name} {n}" for (name, n), g in zip(names, counts.index, strict=True) if silent[g]]


def _alt(rows: pd.DataFrame, drawn: pd.DataFrame, by: str | None, words: Words) -> str:
    priced, totals = int((~rows["silent"]).sum()), int((rows["priced"] & rows["total"]).sum())
    told = [words.count("{count} announcement", "{count} announcements", len(rows))]
    if priced < len(rows):
        told.append(words.say("{priced} with a value in dollars", priced=priced))
    if totals:
        told.append(words.count("{count} of them a total", "{count} of them totals", totals))
    sentences = [f"{', '.join(told)}."]
    sentences += [
        f"{plain(row['title'])} ({row['sides']}): {row['money']}."
        for row in drawn[~drawn["total"]].nlargest(3, "usd").to_dict("records")
    ]
    silent = _silent_groups(rows, by, words)
    if silent:
        sentences.append(words.say("No sum in dollars at all: {groups:l}.", groups=silent))
    return " ".join(sentences)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    columns = ["commitment_id", "title", "actor_iso3", "counterpart", "sector", "kind", "value_usd"]
    columns += ["value_original", "currency", "is_aggregate", "announced_on", "verification"]
    kept = rows[[c for c in columns if c in rows.columns]]
    return kept.sort_values(["value_usd", "commitment_id"], ascending=[False, True])
