"""Chart who has rare earths, and what is only claimed about the five states."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ca_summit.charts.resources import CLAIMS, NO_STATISTIC
from ca_summit.checks import check_choice, check_columns
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.labels import half_lines
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import column
from ca_summit.figures.text import hover, label, listed, percent, plain, provenance
from ca_summit.figures.theme import format_number
from ca_summit.names import STATES, country_name
from ca_summit.sources import frame_sources
from ca_summit.tables import load_rare_earths_world, load_resources

_NEEDED = ["iso3", "country", "row_kind", "measure", "year", "value", "world_share_pct"]
_NEEDED += ["source_id", "verification"]
_CLAIM_COLUMNS = ["iso3", "commodity", "measure", "basis", "year", "value", "unit", "status"]
_CLAIM_COLUMNS += ["source_id", "verification"]
_SCALES = {"production": (1e3, "thousand"), "reserves": (1e6, "million")}
_BAR = "rgba(123,135,148,0.75)"


def plot_rare_earths(
    world: pd.DataFrame | None = None,
    resources: pd.DataFrame | None = None,
    *,
    measure: str = "production",
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
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

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
    frame = load_rare_earths_world() if world is None else world
    check_columns("plot_rare_earths", frame, _NEEDED, "load_rare_earths_world()")
    facts = load_resources() if resources is None else resources
    check_columns("plot_rare_earths", facts, _CLAIM_COLUMNS, "load_resources()")
    check_choice("measure", measure, frame["measure"].dropna().astype("str").unique())
    country_name("KAZ", language)
    title = f"Who {'mines' if measure == 'production' else 'holds'} the world's rare earths?"
    own = frame[frame["measure"].eq(measure)]
    own = own[own["year"].eq(own["year"].max())]
    known = own[own["row_kind"].eq("country") & own["value"].gt(0)].sort_values("value")
    if known.empty:
        return empty_figure(title, f"The table holds no country with {measure} of rare earths.")
    absent = set(own.loc[own["row_kind"].eq("not_listed"), "iso3"].dropna().astype("str"))
    states = [s for s in STATES if s in absent]
    claims = _claims(facts, states) if measure == "reserves" else facts.iloc[:0]
    scale, word = _SCALES.get(measure, (1.0, ""))
    fig = _bars(known, scale, language)
    _add_states(fig, states, claims, scale, language)
    names = list(fig.data[0].y)
    order = [*(country_name(s, language) for s in reversed(states)), *names]
    fig.update_yaxes(
        showgrid=False,
        ticks="",
        ticklabelstandoff=12 if len(claims) else 6,
        categoryorder="array",
        categoryarray=order,
        tickvals=order,
        ticktext=[half_lines(name, 15) for name in order],
    )
    fig.update_xaxes(
        title_text=f"{word} tonnes of rare-earth oxides".strip(),
        range=[0, float(known["value"].max()) / scale * 1.2],
    )
    fig.update_layout(
        height=200 + 25 * (len(known) + len(states)),
        bargap=0.3,
        legend={"x": 1, "y": 0.56, "xanchor": "right", "yanchor": "bottom"},
    )
    first = known.iloc[-1]
    return finish_chart(
        fig,
        title=title,
        subtitle=f"{label(measure)} in {first['year']}, {word} tonnes and share of the world",
        alt=_alt(measure, first, states, len(claims)),
        data=_table(own, claims),
        sources=frame_sources(own, claims),
        caption="Below the dotted line: states that the statistic does not name, which is not "
        "zero. Hollow diamonds are announcements of resources or forecasts, not reserves.",
        notes=_notes(own, claims),
    )


def _claims(facts: pd.DataFrame, states: list[str]) -> pd.DataFrame:
    keep = facts["commodity"].eq("rare_earths") & facts["status"].isin(list(CLAIMS))
    keep &= facts["measure"].eq("resources_identified") & facts["value"].notna()
    return facts[keep & facts["iso3"].isin(states)]


def _bars(known: pd.DataFrame, scale: float, language: str) -> go.Figure:
    names = [
        plain(name)
        if country_name(str(code), language) == str(code)
        else country_name(str(code), language)
        for code, name in zip(known["iso3"], known["country"], strict=True)
    ]
    hovers = [
        hover(
            f"<b>{name}</b>, {r['year']}",
            f"{format_number(r['value'])} tonnes of oxides",
            f"{percent(r['world_share_pct'])} of the world",
            plain(r.get("note")),
            origin,
        )
        for name, r, origin in zip(names, known.to_dict("records"), provenance(known), strict=True)
    ]
    return go.Figure(
        go.Bar(
            y=names,
            x=known["value"] / scale,
            orientation="h",
            name="Statistic",
            marker={"color": _BAR},
            text=[f" {percent(v)}" for v in known["world_share_pct"]],
            textposition="outside",
            cliponaxis=False,
            hovertext=hovers,
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
    )


def _add_states(
    fig: go.Figure, states: list[str], claims: pd.DataFrame, scale: float, language: str
) -> None:
    if not states:
        return
    drawn = claims.assign(code=claims["iso3"].astype("str")).groupby("code")["value"]
    low, high = drawn.min() / scale, drawn.max() / scale
    said = [
        f"   {NO_STATISTIC}, claims {_range(low[s], high[s])}"
        if s in high.index
        else f" {NO_STATISTIC}"
        for s in states
    ]
    fig.add_scatter(
        y=[country_name(s, language) for s in states],
        x=[float(high.get(s, 0)) for s in states],
        mode="text",
        text=said,
        textposition="middle right",
        textfont={"size": 12},
        cliponaxis=False,
        hovertemplate="%{y}: not named in the statistic, which is not zero<extra></extra>",
        showlegend=False,
    )
    symbols = {"government_claim": "diamond-open", "company_estimate": "square-open"}
    for status, words in CLAIMS.items():
        told = claims[claims["status"].eq(status)]
        if told.empty:
            continue
        fig.add_scatter(
            y=[country_name(c, language) for c in told["iso3"].astype("str")],
            x=told["value"] / scale,
            mode="markers",
            cliponaxis=False,
            name=label(words),
            marker={
                "symbol": symbols[status],
                "size": 11,
                "line": {"width": 2},
                "color": [theme.COUNTRY_COLORS[str(c)] for c in told["iso3"]],
            },
            hovertext=[
                hover(
                    f"<b>{country_name(str(r['iso3']), language)}</b>, {words}, {r['year']}",
                    f"{format_number(r['value'])} tonnes",
                    plain(r["basis"]),
                    plain(r.get("note")),
                    origin,
                )
                for r, origin in zip(told.to_dict("records"), provenance(told), strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    fig.add_hline(y=len(states) - 0.5, line={"color": theme.OTHER_COLOR, "width": 1, "dash": "dot"})


def _range(low: float, high: float) -> str:
    ends = [format_number(low, 2), format_number(high, 2)]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def _alt(measure: str, first: pd.Series, states: list[str], claims: int) -> str:
    alt = (
        f"Bars of rare-earth {measure} in {first['year']}: {plain(first['country'])} leads with "
        f"{format_number(first['value'])} tonnes, {format_number(first['world_share_pct'])} percent."
    )
    if states:
        alt += f" The statistic does not name {listed(map(country_name, states))}."
    if claims:
        alt += f" {claims} claims of governments and companies are drawn hollow, apart."
    return alt


def _notes(own: pd.DataFrame, claims: pd.DataFrame) -> list[str]:
    countries = own[own["row_kind"].eq("country")]
    missing = countries.loc[countries["value"].isna(), "country"]
    zero = countries.loc[countries["value"].eq(0), "country"]
    notes = [f"No figure printed: {listed(missing)}"] if len(missing) else []
    notes += [f"Printed as zero: {listed(zero)}"] if len(zero) else []
    bound = column(own, "note").map(plain).str.contains("upper bound")
    notes += ["World total printed as “more than”: shares are upper bounds"] if bound.any() else []
    if len(claims):
        notes.append("Diamond and square: announced, not a reserve")
    return notes


def _table(own: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    names = ["country", "iso3", "year", "value", "world_share_pct", "status", "basis"]
    listed_rows = own.assign(status=own["row_kind"].astype("str"), basis="").sort_values(
        "value", ascending=False, na_position="last"
    )
    told = claims.assign(
        country=[country_name(str(c)) for c in claims["iso3"]],
        iso3=claims["iso3"].astype("str"),
        world_share_pct=float("nan"),
        status=claims["status"].astype("str"),
    )
    table = pd.concat([listed_rows[names], told[names]]) if len(told) else listed_rows[names]
    return table.rename(columns={"value": "value_tonnes"})
