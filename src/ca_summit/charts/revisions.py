"""Chart how the next edition of a statistic changed its figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choices
from ca_summit.figures import empty_figure, finish, marks, theme
from ca_summit.figures.language import Words, format_number, msg
from ca_summit.figures.rows import table_for
from ca_summit.figures.text import amounts, hovers, label, plain
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ca_summit.tables.choice import Day

_NEEDED = ["iso3", "commodity", "measure", "basis", "year", "value", "unit", "world_total"]
_NEEDED += ["edition", "status", "source_id", "verification"]
_QUESTION = msg("How far did the next edition change the same figure?")
_KEYS = ["commodity", "measure", "iso3", "year", "unit"]
_ROW = 48  # pixels of a figure with its words
_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)


def plot_resource_revisions(
    resources: pd.DataFrame | None = None,
    *,
    commodity: str | Sequence[str] | None = None,
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Chart how the next edition of one statistic changed a figure for the very same year.

    The axis is the later figure divided by the earlier one, logarithmic; 1 means unchanged.
    Where both editions print a world total, it is a row of its own.

    Parameters
    ----------
    resources
        A table like ``load_resources()``. Default: that table.
    commodity
        One or several commodities. Default: all with two editions for one year.
    as_of
        Draw what could be known on that day: figures whose document was out.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per commodity, state and year, ``before`` and ``after``
    in ``unit``, ``ratio`` the one divided by the other.

    Raises
    ------
    ValueError
        If a commodity does not occur in the table.

    Examples
    --------
    >>> fig = plot_resource_revisions(commodity="antimony")
    >>> fig.layout.title.text.replace("<br>", " ")
    '20 t of antimony production in Kyrgyzstan became 700 t in the next edition'
    """
    words = Words(language)
    frame = table_for("plot_resource_revisions", "resources", resources, _NEEDED, as_of=as_of)
    rows = frame[frame["edition"].notna() & frame["status"].eq("reported_statistic")]
    if commodity is not None:
        chosen = check_choices("commodity", commodity, frame["commodity"].astype("str").unique())
        rows = rows[rows["commodity"].isin(chosen)]
    question = words.say(_QUESTION)
    pairs = _pairs(rows, words)
    if pairs.empty:
        why = words.say("No figure of this choice stands in two editions for one year.")
        return empty_figure(question, why, words, commodity=commodity)
    fig = go.Figure()
    _draw(fig, pairs, words)
    worst = pairs.iloc[int(_size(pairs).argmax())]
    before, after = amounts([worst["before"], worst["after"]], worst["unit"], words)
    has_world = pairs["iso3"].eq("WLD").any()
    return finish(
        fig,
        area=_ROW * len(pairs),
        question=question,
        finding=_finding(pairs, words),
        subtitle=words.say(
            "{editions:l} on {years}: later figure ÷ earlier figure",
            editions=sorted({*pairs["first_edition"], *pairs["second_edition"]}),
            years=_one_year(pairs) or words.say("the same year"),
        ),
        caution=words.say(
            "Nothing was mined or lost in between: small producers are estimated, and estimates "
            "move."
        ),
        alt=words.count(
            "{count} figure that a later edition changed. The largest change: {row}, from {before} "
            "to {after}.",
            "{count} figures that a later edition changed. The largest change: {row}, from "
            "{before} to {after}.",
            len(pairs),
            row=_row_name(worst, words.name(worst["iso3"]), words),
            before=before,
            after=after,
        ),
        data=pairs[[*_KEYS, "first_edition", "before", "second_edition", "after", "ratio"]].iloc[
            ::-1
        ],
        sources=frame_sources(rows),
        drawn=_editions_drawn(pairs),
        caption=words.say(
            "Each point is one figure; the words beside it give it before and after."
        ),
        notes=[words.say("World rows are the printed world totals") if has_world else ""],
        language=words.sentences,
    )


def _size(pairs: pd.DataFrame) -> pd.Series:
    """Return how large each change is, up or down."""
    return pairs["ratio"].map(math.log).abs()


def _finding(pairs: pd.DataFrame, words: Words) -> str:
    """Say which figure of a state changed most; of a tie nothing."""
    states = pairs[pairs["iso3"].ne("WLD")]
    size = _size(states).sort_values()
    if size.empty or (len(size) > 1 and size.iloc[-1] == size.iloc[-2]):
        return ""
    most = states.loc[size.index[-1]]
    before, after = amounts([most["before"], most["after"]], most["unit"], words)
    return words.say(
        "{before} of {commodity} {measure} in {place} became {after} in the next edition",
        before=before,
        commodity=label(most["commodity"], words).lower(),
        measure=label(most["measure"], words).lower(),
        place=words.name(most["iso3"]),
        after=after,
    )


def _one_year(pairs: pd.DataFrame) -> str:
    """Return the year of all figures, or nothing where each is of one and the same year."""
    years = set(pairs["year"])
    return str(years.pop()) if len(years) == 1 else ""


def _row_name(pair: Any, place: str, words: Words) -> str:
    return words.say(
        "{place}, {commodity} {measure} {year}",
        place=place,
        commodity=label(pair["commodity"], words).lower(),
        measure=pair["measure"],
        year=pair["year"],
    )


def _pairs(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per figure that two editions print for one year, with the later ÷ earlier."""
    world = rows.assign(value=rows["world_total"], iso3="WLD").drop_duplicates(
        ["commodity", "measure", "year", "edition"]
    )
    both = pd.concat([rows.astype({"iso3": "str"}), world])
    both = both[both["value"] > 0]
    found = []
    for key, own in both.groupby(_KEYS, observed=True):
        own = own.sort_values("edition", key=lambda editions: editions.astype("str"))
        first, last = own.iloc[0], own.iloc[-1]
        if str(first["edition"]) == str(last["edition"]) or first["value"] == last["value"]:
            continue
        record: dict[str, Any] = {k: str(v) for k, v in zip(_KEYS, key, strict=True)}
        record |= {
            "year": int(last["year"]),
            "source_id": last["source_id"],
            "verification": last["verification"],
            "ratio": float(last["value"] / first["value"]),
            "first_edition": str(first["edition"]),
            "before": float(first["value"]),
            "second_edition": str(last["edition"]),
            "after": float(last["value"]),
            "first_basis": _basis(first, words),
            "second_basis": _basis(last, words),
            "first_id": first.get("figure_id"),
            "second_id": last.get("figure_id"),
        }
        found.append({**record, "row": _row_name(record, words.label(record["iso3"]), words)})
    if not found:
        return pd.DataFrame()
    return pd.DataFrame(found).sort_values(["ratio", "row"]).reset_index(drop=True)


def _editions_drawn(pairs: pd.DataFrame) -> list[Drawn]:
    """Say which rows print the two figures of a pair; those of the world stand beside a state's."""
    world = pairs["iso3"].eq("WLD")
    found = []
    for own, column in ((pairs[~world], "value"), (pairs[world], "world_total")):
        how = {"ratio": ("the later figure divided by the earlier one", column)}
        for name, figure_id in (("before", "first_id"), ("after", "second_id")):
            rows = pd.DataFrame({"figure_id": own[figure_id]})
            found.append(Drawn("resources", rows, columns={name: column, "iso3": ""}))
            found.append(Drawn("resources", rows, how=how))
    return found


def _basis(row: pd.Series, words: Words) -> str:
    return f" ({words.cell(row['basis'])})" if plain(row["basis"]) else ""


def _draw(fig: go.Figure, pairs: pd.DataFrame, words: Words) -> None:
    """Draw each figure as a way from 1, unchanged, to what it was multiplied by."""
    rows = pairs.assign(
        place=range(len(pairs)),
        unit=pairs["unit"].str.replace("_", " "),
        change=[
            _change(r["before"], r["after"], r["unit"], words) for r in pairs.to_dict("records")
        ],
    )
    colors = [theme.COUNTRY_COLORS.get(c, theme.OTHER_COLOR) for c in rows["iso3"]]
    marks.dots(
        fig,
        rows,
        x="ratio",
        y="place",
        color=colors,
        size=13,
        showlegend=False,
        told=hovers(
            rows,
            words,
            "<b>{row}</b>",
            "{first_edition}: {before:n} {unit}{first_basis}",
            "{second_edition}: {after:n} {unit}{second_basis}",
        ),
    )
    year = f" {_one_year(pairs)}"
    for row, color in zip(rows.to_dict("records"), colors, strict=True):
        place = row["place"]
        marks.stretch(fig, (1, place), (row["ratio"], place), color=color, width=4)
        marks.stretch(fig, (1, place - 0.16), (1, place + 0.16), width=2)
        name = row["row"].removesuffix(year).rstrip(",")
        marks.note(
            fig,
            f"<b>{name}</b>: {row['change']}",
            0,
            place,
            size=11.5,
            xref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=7,
        )
    low = min(0.5, float(pairs["ratio"].min()) / 1.6)
    high = max(2.0, float(pairs["ratio"].max()) * 1.6)
    ticks = [t for t in _TICKS if low <= t <= high]
    fig.update_xaxes(
        type="log",
        range=[math.log10(low), math.log10(high)],
        tickvals=ticks,
        ticktext=[
            words.say("same") if t == 1 else f"× {format_number(t, language=words.sentences)}"
            for t in ticks
        ],
        showgrid=False,
    )
    fig.update_yaxes(visible=False, range=[-0.5, len(pairs) - 0.2])
    fig.update_layout(margin={"l": 24})


def _change(before: float, after: float, unit: str, words: Words) -> str:
    """Write two amounts; the unit of the first is dropped where the second has the same."""
    first, second = amounts([before, after], unit, words)
    number, _, word = first.partition(" ")
    return f"{number if second.endswith(f' {word}') else first} → {second}"
