"""Chart who mines or holds rare earths, with claims about the five states beside the statistic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from ca_summit.charts.resources import CLAIMS, NO_STATISTIC
from ca_summit.checks import check_choice
from ca_summit.figures import empty_figure, finish, marks, theme
from ca_summit.figures.axes import name_rows, value_axis
from ca_summit.figures.language import Words, format_number, format_percent, msg
from ca_summit.figures.rows import choices, column, not_yet, table_for
from ca_summit.figures.text import hovers, label, plain
from ca_summit.names import STATES
from ca_summit.sources import frame_sources

if TYPE_CHECKING:
    from ca_summit.tables.choice import Day

_NEEDED = ["iso3", "country", "row_kind", "measure", "year", "value", "world_share_pct"]
_NEEDED += ["source_id", "verification"]
_CLAIM_COLUMNS = ["iso3", "commodity", "measure", "basis", "year", "value", "unit", "status"]
_CLAIM_COLUMNS += ["source_id", "verification"]
#: What each measure asks, its scale, its axis and its unit in a sentence.
_MEASURES = {
    "production": (
        msg("Who mines the world's rare earths?"),
        1e3,
        msg("thousand tonnes of rare-earth oxides"),
        msg("{measure} in {year}, thousand tonnes and share of the world"),
    ),
    "reserves": (
        msg("Who holds the world's rare earths?"),
        1e6,
        msg("million tonnes of rare-earth oxides"),
        msg("{measure} in {year}, million tonnes and share of the world"),
    ),
}
_OTHER = (
    msg("Who holds the world's rare earths?"),
    1.0,
    msg("tonnes of rare-earth oxides"),
    msg("{measure} in {year}, tonnes and share of the world"),
)
_CLAIM_SYMBOLS = {"government_claim": "diamond-open", "company_estimate": "square-open"}
_ROW = 25  # pixels of a bar with its gap
_BAR = "rgba(123,135,148,0.75)"


def plot_rare_earths(
    world: pd.DataFrame | None = None,
    resources: pd.DataFrame | None = None,
    *,
    measure: str = "production",
    as_of: Day = None,
    language: str = "en",
) -> go.Figure:
    """Chart who mines or holds rare earths; the statistic names none of the five states.

    Claims of governments and companies about the five stand beside reserves as hollow diamonds.

    Parameters
    ----------
    world
        A table like ``load_rare_earths_world()``, in tonnes. Default: that table.
    resources
        A table like ``load_resources()``, for the claims. Default: that table.
    measure
        ``"production"`` or ``"reserves"``; claims are drawn beside reserves alone.
    as_of
        Draw what could be known on that day: figures whose document was out.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for names on labels.

    Raises
    ------
    ValueError
        If the measure does not occur in the table.

    Examples
    --------
    >>> fig = plot_rare_earths(measure="reserves")
    >>> fig.layout.xaxis.title.text
    'million tonnes of rare-earth oxides'
    """
    words = Words(language)
    frame = table_for(
        "plot_rare_earths", "rare_earths_world", world, _NEEDED, as_of=as_of, numbers=["value"]
    )
    facts = table_for("plot_rare_earths", "resources", resources, _CLAIM_COLUMNS, as_of=as_of)
    check_choice("measure", measure, choices("rare_earths_world", world, "measure"))
    question, scale, unit, subtitle = _MEASURES.get(measure, _OTHER)
    own = frame[frame["measure"].eq(measure)]
    own = own[own["year"].eq(own["year"].max())]
    known = own[own["row_kind"].eq("country") & own["value"].gt(0)].sort_values("value")
    if known.empty:
        why = words.say(
            "The table holds no country with {measure} of rare earths.", measure=measure
        )
        return empty_figure(words.say(question), not_yet(words, as_of, why))
    absent = set(own.loc[own["row_kind"].eq("not_listed"), "iso3"].dropna().astype("str"))
    states = [s for s in STATES if s in absent]
    claims = _claims(facts, states if measure == "reserves" else [])
    known = known.assign(amount=known["value"] / scale, name=_names(known, words))
    claims = claims.assign(
        amount=claims["value"] / scale, name=[words.label(c) for c in claims["iso3"].astype("str")]
    )
    fig = go.Figure()
    marks.bars(
        fig,
        known,
        x="amount",
        y="name",
        color=_BAR,
        name=words.say("Statistic"),
        showlegend=False,
        told=hovers(
            known,
            words,
            "<b>{name}</b>, {year}",
            "{value:n} tonnes of oxides",
            "{world_share_pct:p} of the world",
            "{note}",
        ),
        text=[f" {format_percent(v)}" for v in known["world_share_pct"]],
    )
    _draw_states(fig, states, claims, words)
    order = [*(words.label(s) for s in reversed(states)), *known["name"]]
    name_rows(
        fig,
        order,
        order,
        width=15,
        standoff=12 if len(claims) else 6,
        categoryorder="array",
        categoryarray=order,
    )
    value_axis(fig, 0, 1.15 * float(known["amount"].max()), title=words.say(unit), across=True)
    fig.update_layout(
        bargap=0.3, legend={"x": 1, "y": 0.56, "xanchor": "right", "yanchor": "bottom"}
    )
    first = known.iloc[-1]
    return finish(
        fig,
        area=_ROW * len(order),
        question=words.say(question),
        subtitle=words.say(subtitle, measure=label(measure), year=first["year"]),
        alt=_alt(measure, first, states, len(claims), words),
        data=_table(own, claims, words),
        sources=frame_sources(own, claims),
        caption=words.say(
            "Below the dotted line: states that the statistic does not name, which is not zero. "
            "Hollow diamonds are announcements of resources or forecasts, not reserves."
        ),
        notes=_notes(own, claims, words),
    )


def _claims(facts: pd.DataFrame, states: list[str]) -> pd.DataFrame:
    keep = facts["commodity"].eq("rare_earths") & facts["status"].isin(list(CLAIMS))
    keep &= facts["measure"].eq("resources_identified") & facts["value"].notna()
    return facts[keep & facts["iso3"].isin(states)]


def _names(known: pd.DataFrame, words: Words) -> list[str]:
    """Name the countries; one that we have no name for goes by that of its table."""
    named = {code: words.label(code) for code in known["iso3"].dropna().astype("str")}
    return [
        named.get(str(code), plain(name)) if named.get(str(code)) != str(code) else plain(name)
        for code, name in zip(known["iso3"], known["country"], strict=True)
    ]


def _draw_states(fig: go.Figure, states: list[str], claims: pd.DataFrame, words: Words) -> None:
    """Write that the statistic is silent on the five, and draw what was claimed, apart."""
    if not states:
        return
    drawn = claims.groupby(claims["iso3"].astype("str"))["amount"]
    low, high = drawn.min(), drawn.max()
    said = [
        words.say("   {silence}, claims {ends}", silence=NO_STATISTIC, ends=_range(low[s], high[s]))
        if s in high.index
        else f" {words.say(NO_STATISTIC)}"
        for s in states
    ]
    names = [words.label(s) for s in states]
    silent = words.say("not named in the statistic, which is not zero")
    marks.write(
        fig,
        [float(high.get(s, 0)) for s in states],
        names,
        said,
        told=[f"{name}: {silent}" for name in names],
        textposition="middle right",
    )
    for status, called in CLAIMS.items():
        told = claims[claims["status"].eq(status)]
        if len(told):
            marks.dots(
                fig,
                told,
                x="amount",
                y="name",
                name=label(called),
                symbol=_CLAIM_SYMBOLS[status],
                size=11,
                color=[theme.COUNTRY_COLORS[str(c)] for c in told["iso3"]],
                told=hovers(
                    told.assign(called=called),
                    words,
                    "<b>{name}</b>, {called}, {year}",
                    "{value:n} tonnes",
                    "{basis}",
                    "{note}",
                ),
            )
    marks.rule(fig, y=len(states) - 0.5)


def _range(low: float, high: float) -> str:
    ends = [format_number(low, 2), format_number(high, 2)]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def _alt(measure: str, first: pd.Series, states: list[str], claims: int, words: Words) -> str:
    alt = words.say(
        "Bars of rare-earth {measure} in {year}: {place} leads with {value:n} tonnes, {share:p}.",
        measure=measure,
        year=first["year"],
        place=plain(first["country"]),
        value=first["value"],
        share=first["world_share_pct"],
    )
    if states:
        message = "The statistic does not name {states:l}."
        alt += " " + words.say(message, states=[words.name(s) for s in states])
    if claims:
        alt += " " + words.count(
            "{count} claim of a government or company is drawn hollow, apart.",
            "{count} claims of governments and companies are drawn hollow, apart.",
            claims,
        )
    return alt


def _notes(own: pd.DataFrame, claims: pd.DataFrame, words: Words) -> list[str]:
    countries = own[own["row_kind"].eq("country")]
    missing = countries.loc[countries["value"].isna(), "country"]
    zero = countries.loc[countries["value"].eq(0), "country"]
    notes = []
    if len(missing):
        notes.append(words.say("No figure printed: {names:l}", names=missing))
    if len(zero):
        notes.append(words.say("Printed as zero: {names:l}", names=zero))
    if column(own, "note").map(plain).str.contains("upper bound").any():
        message = "World total printed as “more than”: shares are upper bounds"
        notes.append(words.say(message))
    if len(claims):
        notes.append(words.say("Diamond and square: announced, not a reserve"))
    return notes


def _table(own: pd.DataFrame, claims: pd.DataFrame, words: Words) -> pd.DataFrame:
    names = ["country", "iso3", "year", "value", "world_share_pct", "status", "basis"]
    statistic = own.assign(status=own["row_kind"].astype("str"), basis="").sort_values(
        "value", ascending=False, na_position="last"
    )
    told = claims.assign(
        country=[words.name(c) for c in claims["iso3"].astype("str")],
        iso3=claims["iso3"].astype("str"),
        world_share_pct=float("nan"),
        status=claims["status"].astype("str"),
    )
    table = pd.concat([statistic[names], told[names]]) if len(told) else statistic[names]
    return table.rename(columns={"value": "value_tonnes"})
