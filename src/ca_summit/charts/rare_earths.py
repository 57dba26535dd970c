"""Chart who mines or holds rare earths, with claims about the five states beside the statistic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ca_summit.charts.resources import CLAIMS, NO_STATISTIC
from ca_summit.checks import check_choice
from ca_summit.figures import empty_figure, finish, marks, theme
from ca_summit.figures.axes import name_rows, value_axis
from ca_summit.figures.language import Words, format_number, format_percent, msg
from ca_summit.figures.rows import choices, column, table_for
from ca_summit.figures.text import hovers, label, plain
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn
from ca_summit.sources import frame_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ca_summit.tables.choice import Day

_TABLES = ["rare_earths_world", "resources"]
_NEEDED = ["iso3", "country", "row_kind", "measure", "year", "value", "world_share_pct"]
_NEEDED += ["source_id", "verification"]
_CLAIM_COLUMNS = ["iso3", "commodity", "measure", "basis", "year", "value", "unit", "status"]
_CLAIM_COLUMNS += ["source_id", "verification"]
_QUESTION = {
    "production": msg("Who mines the world's rare earths?"),
    "reserves": msg("Who holds the world's rare earths?"),
}
_FINDING = {
    "production": msg("{place} mined {share} of the world’s rare earths in {year}"),
    "reserves": msg("{place} holds {share} of the world’s known reserves of rare earths"),
}
#: Of all five the statistic is silent, or of some.
_ABSENT = {
    True: msg("; the statistic names none of the five states"),
    False: msg("; the statistic does not name {absent} of the five states"),
}
#: Unit of each measure, in tonnes, and its name.
_UNITS = {
    "production": (1e3, msg("thousand tonnes of rare-earth oxides")),
    "reserves": (1e6, msg("million tonnes of rare-earth oxides")),
}
_TONNES = (1.0, msg("tonnes of rare-earth oxides"))
_CLAIM_SYMBOLS = {"government_claim": "diamond-open", "company_estimate": "square-open"}
_SIGNS = {"government_claim": "◇", "company_estimate": "□"}
_LEAST_SHARE = 0.005  # percent, which two decimals show
_ROW, _CLAIM_ROW, _BETWEEN = 25, 34, 84  # pixels of a bar, of a claim, between the two panels
_BAR = "rgba(123,135,148,0.75)"


def plot_rare_earths(
    world: pd.DataFrame | None = None,
    resources: pd.DataFrame | None = None,
    *,
    measure: str = "production",
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Chart who mines or holds rare earths; the statistic names none of the five states.

    Claims of governments and companies about the five stand below reserves, in their own panel.

    Parameters
    ----------
    world
        A table like ``load_rare_earths_world()``, in tonnes. Default: that table.
    resources
        A table like ``load_resources()``, for the claims. Default: that table.
    measure
        ``"production"`` or ``"reserves"``; claims are drawn below reserves alone.
    as_of
        Draw what could be known on that day: figures whose document was out.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per place with ``value_tonnes`` and ``world_share_pct``
    (percent), missing where the statistic has no figure.

    Raises
    ------
    ValueError
        If the measure does not occur in the table.

    Examples
    --------
    >>> fig = plot_rare_earths(measure="reserves")
    >>> fig.layout.title.subtitle.text
    'Reserves in 2024, million tonnes of rare-earth oxides, and share of the world'
    """
    words = Words(language)
    frame = table_for(
        "plot_rare_earths",
        "rare_earths_world",
        world,
        _NEEDED,
        as_of=as_of,
        once=True,
    )
    facts = table_for("plot_rare_earths", "resources", resources, _CLAIM_COLUMNS, as_of=as_of)
    check_choice("measure", measure, choices("rare_earths_world", world, "measure"))
    question = words.say(_QUESTION.get(measure, _QUESTION["reserves"]))
    scale, unit = _UNITS.get(measure, _TONNES)
    own = frame[frame["measure"].eq(measure)]
    own = own[own["year"].eq(own["year"].max())]
    known = own[own["row_kind"].eq("country") & own["value"].gt(0)].sort_values("value")
    if known.empty:
        why = words.say(
            "The table holds no country with {measure} of rare earths.", measure=measure
        )
        return empty_figure(question, why, words, as_of=as_of)
    absent = set(own.loc[own["row_kind"].eq("not_listed"), "iso3"].dropna().astype("str"))
    states = [s for s in STATES if s in absent]
    claims = _claims(facts, states if measure == "reserves" else [])
    names = [_name(row, words.label) for row in known.to_dict("records")]
    known = known.assign(amount=known["value"] / scale, name=names)
    rows = len(known) + len(states)
    fig, area = go.Figure(), float(_ROW * rows)
    if len(claims):
        fig, area = _panels(rows, len(set(claims["iso3"].astype("str"))))
    place: dict[str, Any] = {"row": 1, "col": 1} if len(claims) else {}
    _draw_countries(fig, known, states, words, place)
    if len(claims):
        _draw_claims(fig, claims, words)
    first = known.iloc[-1]
    return finish(
        fig,
        area=area,
        question=question,
        finding=_finding(known, own, measure, states, words),
        subtitle=words.say(
            "{measure} in {year}, {unit}, and share of the world",
            measure=label(measure, words),
            year=first["year"],
            unit=words.say(unit),
        ),
        caution=_caution(own, claims, first, states, words),
        alt=_alt(
            measure,
            first,
            states,
            len(claims),
            words,
            leads=int(known["value"].eq(first["value"]).sum()) == 1 < len(known),
        ),
        data=_table(own, claims, words),
        sources=frame_sources(own, claims),
        drawn=[
            Drawn(table, pd.concat([rows], keys=[table]), columns={"value_tonnes": "value"})
            for table, rows in zip(_TABLES, (own, claims), strict=True)
        ],
        caption=words.say(
            "Below the dotted line: states that the statistic does not name, which is not zero."
        )
        if states
        else "",
        narrow={"xaxis.range": [0, 1.5 * float(known["amount"].max())]},
        notes=_notes(own, claims, words),
        language=words.sentences,
    )


def _panels(rows: int, claimed: int) -> tuple[go.Figure, float]:
    """Return a figure with a panel of countries above one of claims, and the pixels they take."""
    heights = [_ROW * rows, _CLAIM_ROW * claimed]
    area = sum(heights) + _BETWEEN
    fig = make_subplots(
        rows=2, cols=1, row_heights=heights, vertical_spacing=_BETWEEN / area, shared_xaxes=False
    )
    return fig, area


def _finding(
    known: pd.DataFrame, own: pd.DataFrame, measure: str, states: list[str], words: Words
) -> str:
    """Say who is first, and of how many of the five the statistic is silent; of a tie nothing."""
    first = known.iloc[-1]
    tied = len(known) < 2 or known["value"].iloc[-2] == first["value"]
    if measure not in _FINDING or tied or pd.isna(first["world_share_pct"]):
        return ""
    share = msg("at most {v:p}") if _has_bounds(own) else "{v:p}"
    text = words.sentence(
        _FINDING[measure],
        place=_name(first.to_dict(), words.name),
        share=words.say(share, v=first["world_share_pct"]),
        year=first["year"],
    )
    if not states:
        return text
    return text + words.say(_ABSENT[len(states) == len(STATES)], absent=len(states))


def _name(row: Mapping[Any, Any], named: Callable[[object], str]) -> str:
    """Name a country; one that we have no name for goes by that of its table."""
    code = plain(row["iso3"])
    name = named(code) if code else ""
    return plain(row["country"]) if name in ("", code) else name


def _has_bounds(own: pd.DataFrame) -> bool:
    """Tell whether the world total is printed as “more than”: shares are at most so large."""
    return bool(column(own, "note").map(plain).str.contains("upper bound").any())


def _caution(
    own: pd.DataFrame, claims: pd.DataFrame, first: pd.Series, states: list[str], words: Words
) -> str:
    said = []
    rest = own.loc[own["row_kind"].eq("rest_of_world"), "value"].dropna()
    if states and len(rest):
        message = msg(
            "All countries without a line together have {rest:n} tonnes: by that count {places:l} "
            "cannot have more"
        )
        places = [words.name(code) for code in states]
        said.append(words.say(message, rest=rest.iloc[0], places=places))
    elif states:
        said.append(words.say("A state that the statistic does not name need not have none"))
    note = words.cell(plain(first.get("note")))
    said += [f"{_name(first.to_dict(), words.name)}: {note}"] if note else []
    if len(claims):
        message = msg(
            "Claims run from {low:n} to {high:n} tonnes: announcements and forecasts, not reserves"
        )
        low, high = claims["value"].min(), claims["value"].max()
        said.append(words.say(message, low=low, high=high))
    return " ".join(f"{sentence}." for sentence in said)


def _claims(facts: pd.DataFrame, states: list[str]) -> pd.DataFrame:
    keep = facts["commodity"].eq("rare_earths") & facts["status"].isin(list(CLAIMS))
    keep &= facts["measure"].eq("resources_identified") & facts["value"].notna()
    return facts[keep & facts["iso3"].isin(states)]


def _draw_countries(
    fig: go.Figure, known: pd.DataFrame, states: list[str], words: Words, place: dict[str, Any]
) -> None:
    """Draw a bar per country, the first in its colour; below say that the statistic is silent."""
    first = theme.power_color(known["iso3"].iloc[-1])
    marks.bars(
        fig,
        known,
        x="amount",
        y="name",
        color=[*[_BAR] * (len(known) - 1), first],
        showlegend=False,
        told=hovers(
            known,
            words,
            "<b>{name}</b>, {year}",
            "{value:n} tonnes of oxides",
            "{world_share_pct:p} of the world",
            "{note}",
        ),
        text=[
            " "
            + words.say(
                "{place} ({v})",
                place=format_number(amount, 2, words.sentences),
                v=format_percent(_rounded(share), words.sentences),
            )
            for amount, share in zip(known["amount"], known["world_share_pct"], strict=True)
        ],
        **place,
    )
    names = [words.label(s) for s in states]
    if states:
        silent = words.say("not named in the statistic, which is not zero")
        marks.write(
            fig,
            [0.0] * len(states),
            names,
            [f" {words.say(NO_STATISTIC)}"] * len(states),
            told=[f"{name}: {silent}" for name in names],
            textposition="middle right",
            **place,
        )
        marks.rule(fig, y=len(states) - 0.5, **place)
    order = [*reversed(names), *known["name"]]
    category: dict[str, Any] = {"categoryorder": "array", "categoryarray": order, **place}
    name_rows(fig, order, order, width=22, **category)
    value_axis(
        fig, 0, 1.25 * float(known["amount"].max()), across=True, **place, language=words.sentences
    )
    fig.update_xaxes(visible=False, **place)
    fig.update_layout(bargap=0.3, showlegend=False)


def _rounded(share: float) -> float:
    """Return a percentage with no more than two decimals, unless these would make it zero."""
    return share if share < _LEAST_SHARE else round(share, 2)


def _draw_claims(fig: go.Figure, claims: pd.DataFrame, words: Words) -> None:
    """Draw what was claimed of the five in a panel with an axis and a key of its own."""
    place: dict[str, Any] = {"row": 2, "col": 1}
    codes = claims["iso3"].astype("str")
    claims = claims.assign(
        amount=claims["value"] / 1e6,
        name=codes.map(words.label),
        called=claims["status"].map(CLAIMS),
    )
    for status, called in CLAIMS.items():
        own = claims[claims["status"].eq(status)]
        if own.empty:
            continue
        marks.dots(
            fig,
            own,
            x="amount",
            y="name",
            name=label(called, words),
            symbol=_CLAIM_SYMBOLS[status],
            size=11,
            color=[theme.COUNTRY_COLORS[str(c)] for c in own["iso3"]],
            told=hovers(
                own,
                words,
                "<b>{name}</b>, {called}, {year}",
                "{value:n} tonnes",
                "{basis}",
                "{note}",
            ),
            **place,
        )
    most = claims.loc[claims.groupby("name")["value"].idxmax()].sort_values("value")
    said = [
        words.say(
            "\u2003up to {v} million t\u2003", v=format_number(v, 2, language=words.sentences)
        )
        for v in most["amount"]
    ]
    far = most["amount"].gt(most["amount"].max() / 2)
    sides = ["middle left" if inside else "middle right" for inside in far]
    marks.write(fig, most["amount"], list(most["name"]), said, textposition=sides, **place)
    names = list(most["name"])
    name_rows(fig, names, names, width=22, categoryorder="array", categoryarray=names, **place)
    largest = float(claims["amount"].max())
    value_axis(fig, 0, largest, across=True, **place, language=words.sentences)
    fig.update_xaxes(range=[-0.03 * largest, 1.05 * largest], **place)  # clear of the names
    signs = [
        f"{sign} {words.say(CLAIMS[s])}" for s, sign in _SIGNS.items() if s in set(claims["status"])
    ]
    unit = words.say("million tonnes of metal or oxides<br>{signs}", signs=" · ".join(signs))
    marks.panel_heading(fig, words.say("Claims, not reserves"), 2, unit)


def _alt(
    measure: str,
    first: pd.Series,
    states: list[str],
    claims: int,
    words: Words,
    *,
    leads: bool,
) -> str:
    alt = words.say(
        "Bars of rare-earth {measure} in {year}: {place} leads with {value:n} tonnes, {share:p}."
        if leads
        else "Bars of rare-earth {measure} in {year}: {place} {value:n} tonnes, {share:p}.",
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
        notes.append(words.say("No figure printed: {names:l}", names=sorted(missing)))
    if len(zero):
        notes.append(words.say("Printed as zero: {names:l}", names=sorted(zero)))
    if _has_bounds(own):
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
    table = pd.concat([statistic[names], told[names]], keys=_TABLES)
    return table.rename(columns={"value": "value_tonnes"})
