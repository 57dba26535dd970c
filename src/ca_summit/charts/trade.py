"""Chart trade with partners, as one series counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from ca_summit.checks import check_choice, check_choices, check_columns
from ca_summit.figures import empty_figure, theme
from ca_summit.figures.labels import half_lines
from ca_summit.figures.margins import finish_chart
from ca_summit.figures.rows import none_chosen
from ca_summit.figures.text import hover, listed, percent, plain, provenance
from ca_summit.figures.theme import format_number
from ca_summit.names import country_name, in_sentence
from ca_summit.sources import frame_sources
from ca_summit.tables import breaks_between, load_trade_partners

if TYPE_CHECKING:
    from collections.abc import Sequence

NEEDED = ["series", "area", "partner", "year", "period", "reporter"]
NEEDED += ["exports_usd", "imports_usd", "total_usd", "source_id", "verification"]
#: Who counted, in words.
SERIES = {
    "cow_trade_4": "Correlates of War",
    "eurostat_comext": "EU customs",
    "fcs_russia": "Russian customs",
    "imf_imts": "partner's customs, IMF",
    "national_kaz": "Kazakh statistics",
    "national_kgz": "Kyrgyz statistics",
    "national_uzb": "Uzbek statistics",
    "press": "press",
    "us_census": "US Census",
    "wdi_wto_total": "WTO",
}
FLOWS = {
    "total": ("total_usd", "Trade in goods"),
    "exports": ("exports_usd", "Exports"),
    "imports": ("imports_usd", "Imports"),
    "balance": ("balance_usd", "Exports minus imports"),
}
#: The question of each flow, with several partners and with one.
_QUESTIONS = {
    "total": ("Who trades most with {0}?", "How much does {0} trade with {1}?"),
    "exports": ("Who buys most from {0}?", "How much does {0} sell to {1}?"),
    "imports": ("Who sells most to {0}?", "How much does {0} buy from {1}?"),
    "balance": ("Who buys more from {0} than it sells?", "Does {0} sell {1} more than it buys?"),
}


def plot_trade_balance(
    trade: pd.DataFrame | None = None,
    *,
    area: str = "CA5",
    series: str = "cow_trade_4",
    partners: Sequence[str] | None = None,
    flow: str = "total",
    share: bool = False,
    language: str = "en",
) -> go.Figure:
    """Chart how the trade of one area divides among its partners, as one series counts it.

    Two series never stand in one chart, because the same trade is in both; for their
    disagreement see ``plot_trade_disagreement()``.

    Parameters
    ----------
    trade
        A table like ``load_trade_partners()``, US dollars. Default: that table.
    area
        One of the five, or the sums ``"CA5"`` and ``"CA4"`` (without Turkmenistan).
    series
        Who counted, such as ``"cow_trade_4"`` (all partners, 1992–2014) or ``"imf_imts"``
        (China and the USA by their own customs, 2001–2024).
    partners
        Codes of the partners drawn. Default: all outside the region, without the world.
    flow
        ``"total"``, ``"exports"`` (from the area), ``"imports"`` or ``"balance"``.
    share
        Draw percent of the area's trade with the world in the same series.
    language
        ``"en"``, ``"ru"`` or ``"local"``, for country names.

    Raises
    ------
    ValueError
        If area, series, partner or flow do not occur, or a share of a balance is asked for.

    Examples
    --------
    >>> fig = plot_trade_balance(area="KGZ", series="national_kgz", partners=["RUS", "CHN"])
    >>> sorted(trace.name for trace in fig.data)
    ['China', 'Russia']
    """
    frame = load_trade_partners() if trade is None else trade
    check_columns("plot_trade_balance", frame, NEEDED, "load_trade_partners()")
    check_choice("area", area, frame["area"].dropna().astype("str").unique())
    check_choice("series", series, frame["series"].dropna().astype("str").unique())
    check_choice("flow", flow, FLOWS)
    if share and flow == "balance":
        raise ValueError(
            "`share` needs a flow of 'total', 'exports' or 'imports'; got flow='balance'. "
            "A balance can be negative and has no share."
        )
    place = country_name(area, language)
    title = _QUESTIONS[flow][0].format(place)
    rows = full_years(frame[frame["area"].eq(area) & frame["series"].eq(series)])
    world = with_amount(rows[rows["partner"].eq("WLD")], flow, None).set_index("year")["amount"]
    if partners is None:
        own = ["WLD", "KAZ", "KGZ", "TJK", "TKM", "UZB"]
        rows = rows[~rows["partner"].isin(own)]
    else:
        chosen = check_choices("partners", partners, frame["partner"].astype("str").unique())
        rows = rows[rows["partner"].isin(chosen)]
    rows = with_amount(rows, flow, world if share else None)
    who = SERIES.get(series, series)
    if rows["amount"].notna().sum() == 0:
        none = none_chosen(partners=partners)
        return empty_figure(title, none or _nothing(frame, area, series, flow, share=share))
    zeros = zero_note(rows, flow)
    rows = rows[rows["amount"].notna()].sort_values(["partner", "year"])
    drawn = rows["partner"].astype("str").unique()
    if partners is not None and len(drawn) == 1:
        title = _QUESTIONS[flow][1].format(place, in_sentence(country_name(drawn[0], language)))
    fig = go.Figure()
    broken = {code: _broken(series, area, code, flow, rows, share=share) for code in drawn}
    for code in _by_last(rows):
        own = rows[rows["partner"].eq(code)]
        _partner_line(fig, own, code, broken[code], share=share, language=language)
    _end_labels(fig, rows, language)
    unit = "% of trade with the world" if share else "billion US dollars"
    fig.update_yaxes(
        title_text=unit,
        rangemode="tozero" if flow != "balance" else "normal",
        zeroline=flow == "balance",
        zerolinewidth=2,
    )
    year_axis(fig, rows["year"])
    crossing = _crossing(fig, rows, broken, language) if flow != "balance" else ""
    fig.update_layout(height=520, showlegend=False)
    reporters = sorted(set(rows["reporter"].astype("str")))
    return finish_chart(
        fig,
        title=title,
        subtitle=f"{FLOWS[flow][1]} of {place}, {unit}, counted by: {who}",
        alt=_partner_alt(rows, place, who, share=share) + crossing,
        data=rows[["area", "partner", "year", "series", "reporter", "amount"]].rename(
            columns={"amount": "share_pct" if share else "billion_usd"}
        ),
        sources=frame_sources(rows),
        caption=f"One series ({series}), reporter {listed(reporters)}: figures of other "
        "reporters differ and must not be added.",
        notes=[crossing.strip(), _break_note(broken, language), _later(frame, area, series), zeros],
    )


def full_years(rows: pd.DataFrame) -> pd.DataFrame:
    """Drop parts of years and shares, which do not compare with whole years."""
    return rows[rows["period"].fillna("full year").eq("full year")]


def with_amount(rows: pd.DataFrame, flow: str, world: pd.Series | None) -> pd.DataFrame:
    """Add ``amount``: billion dollars, or percent of the world where its trade is given.

    A printed zero stays open: these tables round to whole millions and print zero also where a
    country did not report, as for trade with Russia in 1992.
    """
    name = FLOWS[flow][0]
    if flow == "balance":
        value = rows["exports_usd"].astype("Float64") - rows["imports_usd"].astype("Float64")
    else:
        value = rows[name].astype("Float64")
        value = value.mask(value.eq(0).fillna(False))
    amount = value.astype(float) / 1e9
    if world is not None:
        amount = amount / rows["year"].map(world).astype(float) * 100
    return rows.assign(amount=amount)


def _by_last(rows: pd.DataFrame) -> list[str]:
    last = rows.sort_values("year").groupby(rows["partner"].astype("str"))["amount"].last()
    return list(last.sort_values(ascending=False).index)


def _broken(
    series: str, area: str, code: str, flow: str, rows: pd.DataFrame, *, share: bool
) -> list[int]:
    """Return the years of a line from which on the series has another basis."""
    years = rows.loc[rows["partner"].eq(code), "year"]
    partners = [code, "WLD"] if share else [code]
    first, last = int(years.min()), int(years.max())
    found = breaks_between(series, area, partner=partners, flow=flow, since=first, until=last)
    return sorted({int(year) for year in found["year"]})


def _break_note(broken: dict[str, list[int]], language: str) -> str:
    """Name the years in which lines are open because the series changes its basis."""
    common = set.intersection(*map(set, broken.values())) if broken else set()
    parts = {
        code: sorted(set(years) - common) for code, years in broken.items() if set(years) - common
    }
    told = [", ".join(map(str, sorted(common)))] if common else []
    told += [
        f"{country_name(code, language)} {', '.join(map(str, years))}"
        for code, years in parts.items()
    ]
    if not told:
        return ""
    return (
        f"Lines are open where the series changes its basis ({'; '.join(told)}): years on two "
        "sides of a gap must not be compared, load_series_breaks() says why"
    )


def _partner_line(
    fig: go.Figure,
    own: pd.DataFrame,
    code: str,
    broken: Sequence[int],
    *,
    share: bool,
    language: str,
) -> None:
    name = country_name(code, language)
    color = theme.POWER_COLORS.get(code, theme.COUNTRY_COLORS.get(code, theme.OTHER_COLOR))
    years = [*range(int(own["year"].min()), int(own["year"].max()) + 1)]
    years = sorted([*years, *(year - 0.5 for year in broken)])  # a point without value is a gap
    values = own.drop_duplicates("year").set_index("year")
    texts = pd.Series(
        [
            hover(
                f"<b>{name}</b>, {r['year']}",
                percent(r["amount"])
                if share
                else f"{format_number(r['amount'])} billion US dollars",
                f"reporter {r['reporter']}, {r['series']}",
                plain(r.get("note")),
                origin,
            )
            for r, origin in zip(
                values.reset_index().to_dict("records"), provenance(values), strict=True
            )
        ],
        index=values.index,
        dtype="object",
    )
    fig.add_scatter(
        x=years,
        y=[None if v != v else v for v in values["amount"].reindex(years)],
        name=name,
        mode="lines+markers",
        line={"color": color, "width": 2.6},
        marker={"size": 5, "color": color},
        hovertext=list(texts.reindex(years).fillna("")),
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _end_labels(fig: go.Figure, rows: pd.DataFrame, language: str) -> None:
    """Write the partner's name at the end of its line, pushed apart where lines meet."""
    last = rows.sort_values("year").groupby(rows["partner"].astype("str")).last()
    last = last.sort_values("amount")
    low, high = min(0.0, float(rows["amount"].min())), float(rows["amount"].max())
    floor, lines = -float("inf"), 1
    for code, row in last.iterrows():
        name = half_lines(country_name(str(code), language), 15)
        step = (high - low) * 0.031 * (lines + name.count("<br>") + 1)
        lines = name.count("<br>") + 1
        floor = max(float(row["amount"]), floor + step)
        fig.add_annotation(
            x=row["year"],
            y=floor,
            text=name,
            align="left",
            showarrow=False,
            xanchor="left",
            xshift=9,
            font={
                "color": theme.POWER_COLORS.get(
                    str(code), theme.COUNTRY_COLORS.get(str(code), theme.OTHER_COLOR)
                ),
                "size": 13,
            },
        )


def zero_note(rows: pd.DataFrame, flow: str) -> str:
    """Say how many figures are printed as zero and therefore not drawn."""
    if flow == "balance" or not len(rows):
        return ""
    count = int(rows[FLOWS[flow][0]].astype("Float64").eq(0).fillna(False).sum())
    words = "1 figure printed as zero is" if count == 1 else f"{count} figures printed as zero are"
    return f"{words} left open: too small to print, or not reported" if count else ""


def year_axis(fig: go.Figure, years: pd.Series, right: int = 118) -> None:
    """Set an axis of whole years; ``right`` pixels stay free for the names of the lines."""
    first, last = int(years.min()), int(years.max())
    step = next(s for s in (1, 2, 5, 10, 20) if (last - first) / s <= 5 or s == 20)
    fig.update_xaxes(
        range=[first - 0.5, last + 0.5],
        tickvals=[y for y in range(first, last + 1) if y % step == 0],
        showgrid=False,
        tickformat="d",
    )
    fig.update_layout(margin={"r": right})


def _crossing(
    fig: go.Figure, rows: pd.DataFrame, broken: dict[str, list[int]], language: str
) -> str:
    """Say who led first, who leads last and since when without a break; mark that year.

    Years before the last break of a line that ever leads are on another basis and stay out.
    """
    table = rows.pivot_table(index="year", columns=rows["partner"].astype("str"), values="amount")
    ever = table.dropna(how="all").idxmax(axis=1).unique()
    table = table[table.index >= max((y for code in ever for y in broken[code]), default=0)]
    table = table[table.notna().sum(axis=1) > 1]
    if len(table) < 2:
        return ""
    leader = table.idxmax(axis=1)
    first, last = leader.iloc[0], leader.iloc[-1]
    if first == last:
        return f" {country_name(str(last))} leads in {table.index[0]} and in {table.index[-1]}."
    since = int(
        leader[leader.eq(last) & (leader.index > leader[leader.ne(last)].index.max())].index[0]
    )
    early = since < (table.index[0] + table.index[-1]) / 2
    fig.add_annotation(
        x=since,
        y=float(table[last].loc[since]),
        text=f"{half_lines(country_name(str(last), language))}<br>leads since {since}",
        ax=46 if early else -46,
        ay=-34,
        align="left" if early else "right",
        arrowcolor=theme.OTHER_COLOR,
        font={"size": 12},
    )
    return (
        f" {country_name(str(first))} led in {table.index[0]}; "
        f"{country_name(str(last))} leads since {since}."
    )


def _later(frame: pd.DataFrame, area: str, series: str) -> str:
    """Name the series of the same area that reach further than this one."""
    own = frame[frame["area"].eq(area) & frame["series"].ne("press")]
    ends = own.groupby(own["series"].astype("str"))["year"].max()
    if series not in ends.index:
        return ""
    later = ends[ends > ends[series]].drop("wdi_wto_total", errors="ignore")
    if later.empty:
        return ""
    words = listed(
        f"{SERIES[name]} ({name}) to {year}" if name in SERIES else f"{name} to {year}"
        for name, year in later.items()
    )
    return f"This series ends in {ends[series]}; others go on: {words}"


def _nothing(frame: pd.DataFrame, area: str, series: str, flow: str, *, share: bool) -> str:
    held = sorted(frame.loc[frame["area"].eq(area), "series"].dropna().astype("str").unique())
    what = f"shares of {flow}" if share else flow
    return (
        f"Series {series} holds no {what} of {country_name(area)} for this choice. "
        f"Series with rows of {country_name(area)}: {listed(held)}."
    )


def _partner_alt(rows: pd.DataFrame, place: str, who: str, *, share: bool) -> str:
    first, last = int(rows["year"].min()), int(rows["year"].max())
    end = rows[rows["year"].eq(last)].sort_values("amount", ascending=False)
    unit = "percent" if share else "billion dollars"
    parts = [
        f"{country_name(str(code))} {format_number(value)}"
        for code, value in zip(end["partner"], end["amount"], strict=True)
    ]
    return (
        f"Lines of trade of {place} with {rows['partner'].nunique()} partners, {first} to {last}, "
        f"counted by {who}. In {last}, in {unit}: {listed(parts)}."
    )
