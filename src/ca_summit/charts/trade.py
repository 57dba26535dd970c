"""Chart trade with partners, as one series counts it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from ca_summit.checks import check_choice
from ca_summit.figures import empty_figure, finish, marks, theme
from ca_summit.figures.axes import value_axis, year_axis
from ca_summit.figures.labels import half_lines, label_lines
from ca_summit.figures.language import Words, format_number, msg, percent_sign
from ca_summit.figures.rows import choices, codes_of, table_for
from ca_summit.figures.text import hovers
from ca_summit.names import STATES
from ca_summit.provenance.drawn import Drawn, looked_up
from ca_summit.sources import frame_sources
from ca_summit.tables import breaks_between
from ca_summit.tables.spans import in_span
from ca_summit.tables.states import country_code

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.tables.choice import Day
    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States

NUMBERS = ["year", "exports_usd", "imports_usd", "total_usd"]
NEEDED = ["series", "area", "partner", "period", "reporter", *NUMBERS]
NEEDED += ["source_id", "verification"]
#: Who counted, in words.
SERIES = {
    "cow_trade_4": msg("Correlates of War"),
    "eurostat_comext": msg("EU customs"),
    "fcs_russia": msg("Russian customs"),
    "imf_imts": msg("partner's customs, IMF"),
    "national_kaz": msg("Kazakh statistics"),
    "national_kgz": msg("Kyrgyz statistics"),
    "national_uzb": msg("Uzbek statistics"),
    "press": msg("press"),
    "us_census": msg("US Census"),
    "wdi_wto_total": msg("WTO"),
}
FLOWS = {
    "total": ("total_usd", msg("Trade in goods of {place}")),
    "exports": ("exports_usd", msg("Exports of {place}")),
    "imports": ("imports_usd", msg("Imports of {place}")),
    "balance": ("balance_usd", msg("Exports minus imports of {place}")),
}
#: The question of each flow, with several partners and with one.
_QUESTIONS = {
    "total": (
        msg("Who trades most with {place}?"),
        msg("How much does {place} trade with {other}?"),
    ),
    "exports": (msg("Who buys most from {place}?"), msg("How much does {place} sell to {other}?")),
    "imports": (msg("Who sells most to {place}?"), msg("How much does {place} buy from {other}?")),
    "balance": (
        msg("Who buys more from {place} than it sells?"),
        msg("Does {place} sell {other} more than it buys?"),
    ),
}
_REPORTERS = {
    "COW": msg("Correlates of War"),
    "EDB": msg("the Eurasian Development Bank"),
    "IMF": msg("the IMF"),
    "WTO": msg("the WTO"),
}
_AREA = 350  # pixels
_MANIFOLD, _ROUND = 1.5, 10  # from so much on a lead is told as a multiple, in whole numbers
_NEARLY = 3  # years by which those compared may lie behind the last one drawn
_SINGLE_FIGURES = "press"  # which are no series
_OWN = ["WLD", "CA5", "CA4", *STATES]


def plot_trade_balance(
    trade: pd.DataFrame | None = None,
    *,
    area: str = "CA5",
    series: str | None = None,
    partner: States = None,
    flow: str = "total",
    share: bool = False,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Day = None,
    language: str | None = None,
) -> go.Figure:
    """Chart how the trade of one area divides among its partners, as one series counts it.

    Two series never stand in one chart, because the same trade is in both; for their
    disagreement see ``plot_trade_disagreement()``.

    Parameters
    ----------
    trade
        A table like ``load_trade_partners()``, US dollars. Default: that table.
    area
        One of the five, by any name or code, or the sums ``"CA5"`` and ``"CA4"`` (without
        Turkmenistan).
    series
        Who counted, such as ``"cow_trade_4"`` (all partners, 1992–2014) or ``"imf_imts"``
        (China and the USA by their own customs, 2001–2024). Default: of those that reach the
        newest year or end at most three years before, the one with most partners.
    partner
        States and groups drawn, by any name or code. Default: all outside the region, without
        the world.
    flow
        ``"total"``, ``"exports"`` (from the area), ``"imports"`` or ``"balance"``.
    share
        Draw percent of the area's trade with the world in the same series.
    since, until
        First and last year drawn.
    as_of
        Draw what could be known on that day: figures whose document was out.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Figure; ``figure_data()`` has one row per partner and year, ``billion_usd`` in billions of US
    dollars; a year without a row has no published value.

    Raises
    ------
    ValueError
        If area, series, partner or flow do not occur, or a share of a balance is asked for.

    Examples
    --------
    >>> fig = plot_trade_balance(area="KGZ", series="national_kgz", partner=["Russia", "China"])
    >>> sorted(trace.name for trace in fig.data)
    ['China', 'Russia']
    """
    words = Words(language)
    frame = table_for(
        "plot_trade_balance",
        "trade_partners",
        trade,
        NEEDED,
        as_of=as_of,
        once=True,
        gaps=("period", "reporter"),
    )
    area = country_code(area, "area", choices("trade_partners", trade, "area"))
    if series is not None:
        check_choice("series", series, choices("trade_partners", trade, "series"))
    check_choice("flow", flow, FLOWS)
    if share and flow == "balance":
        raise ValueError(
            "`share` needs a flow of 'total', 'exports' or 'imports'; got flow='balance'. "
            "A balance can be negative and has no share."
        )
    wanted = None if partner is None else codes_of("partner", partner, frame["partner"])
    own = in_span(full_years(frame[frame["area"].eq(area)]), "year", since, until)
    if series is None:
        series = _newest(own, wanted, flow, share=share)
    rows = _counted(own, series, wanted, flow, share=share)
    place, who = words.name(area), words.say(SERIES.get(series, series))
    zeros = zero_note(rows, flow, words)
    rows = rows[rows["amount"].notna()].sort_values(["partner", "year"])
    drawn = list(rows["partner"].astype("str").unique())
    one = partner is not None and len(drawn) == 1
    other = words.name(drawn[0]) if one else ""
    question = words.say(_QUESTIONS[flow][one], place=place, other=other)
    if rows.empty:
        why = _nothing(frame, area, series, flow, words, share=share)
        return empty_figure(question, why, words, as_of=as_of, partner=partner)
    broken = {
        code: break_years(series, area, [code, "WLD"] if share else code, flow, own)
        for code, own in rows.groupby(rows["partner"].astype("str"))
    }
    unit = words.say("% of trade with the world") if share else words.say("billion US dollars")
    fig = go.Figure()
    first, last = int(rows["year"].min()), int(rows["year"].max())
    year_axis(fig, first, last)
    ends = value_axis(
        fig,
        min(0.0, float(rows["amount"].min())),
        max(0.0, float(rows["amount"].max())),
        language=words.sentences,
    )
    by_partner = rows["partner"].astype("str")
    looks = {
        code: marks.Line(words.label(code), theme.power_color(code)) for code in _by_last(rows)
    }
    marks.lines(
        fig,
        rows,
        looks,
        by="partner",
        y="amount",
        breaks=broken,
        told=hovers(
            rows.assign(
                name=by_partner.map(words.label),
                reporter=rows["reporter"].map(lambda c: who_counts(c, words), na_action="ignore"),
                series=[words.say(SERIES.get(str(name), str(name))) for name in rows["series"]],
            ),
            words,
            "<b>{name}</b>, {year}",
            "{amount:p}" if share else "{amount:n} billion US dollars",
            "reporter {reporter}, {series}",
            "{note}",
        ),
    )
    finding, named = _finding(rows, flow, place, broken, words, share=share)
    tips = rows.sort_values("year").groupby(by_partner)["amount"].last()
    valued = {
        code: replace(
            looks[code],
            name=f"{half_lines(looks[code].name)}<br>{_value(tips[code], words, share=share)}",
        )
        for code in named
    }
    label_lines(fig, rows, looks | valued, by="partner", y="amount", ends=ends, area=_AREA)
    lead = None if flow == "balance" else _lead(rows, broken)
    led = _lead_sentence(lead, words)
    if lead is not None:
        _mark_lead(fig, lead, words)
    fig.update_layout(showlegend=False, margin={"r": 118})
    if share:
        fig.update_yaxes(ticksuffix=percent_sign(words.sentences))
    if flow == "balance":
        fig.update_yaxes(zeroline=True, zerolinewidth=2)
    return finish(
        fig,
        area=_AREA,
        question=question,
        finding=finding,
        subtitle=words.say(
            "{what}, {unit}, counted by: {who}",
            what=words.say(FLOWS[flow][1], place=place),
            unit=unit,
            who=who,
        ),
        caution=words.say("Years on two sides of a gap must not be compared.")
        if any(broken.values())
        else "",
        alt=_partner_alt(rows, place, who, words, share=share) + (f" {led}." if led else ""),
        data=rows[["area", "partner", "year", "series", "reporter", "amount"]].rename(
            columns={"amount": "share_pct" if share else "billion_usd"}
        ),
        sources=frame_sources(rows),
        drawn=amounts_drawn(rows, flow, share_of=own if share else None),
        caption=words.say(
            "Counted by {reporters:l}; the counts of others differ and must not be added.",
            reporters=[
                who_counts(code, words) for code in sorted(rows["reporter"].dropna().unique())
            ],
        ),
        notes=[
            _break_note(broken, words),
            _later(frame, area, series, words) if until is None else "",
            zeros,
        ],
        language=words.sentences,
    )


def _counted(
    own: pd.DataFrame, series: str, wanted: list[str] | None, flow: str, *, share: bool
) -> pd.DataFrame:
    """Return the rows of one series with some partners or all outside the region, in ``amount``."""
    rows = own[own["series"].eq(series)]
    world = with_amount(rows[rows["partner"].eq("WLD")], flow, None).set_index("year")["amount"]
    within = ~rows["partner"].isin(_OWN) if wanted is None else rows["partner"].isin(wanted)
    return with_amount(rows[within], flow, world if share else None)


def _newest(own: pd.DataFrame, wanted: list[str] | None, flow: str, *, share: bool) -> str:
    """Choose the series of most partners among those that end late; empty if none has a row."""
    found = []
    for series in own["series"].dropna().astype("str").unique():
        rows = _counted(own, series, wanted, flow, share=share)
        rows = rows[rows["amount"].notna()]
        if len(rows) and series != _SINGLE_FIGURES:
            found.append((rows["partner"].nunique(), int(rows["year"].max()), len(rows), series))
    latest = max((last for _, last, _, _ in found), default=0)
    return max((one for one in found if one[1] >= latest - _NEARLY), default=("",))[-1]


def _value(amount: float, words: Words, *, share: bool) -> str:
    """Write an amount short, as it stands at the end of a line."""
    if share:
        return words.say("{v:p}", v=amount)
    return words.dollars(amount * 1e9)


#: Findings of each flow: in dollars far apart, in dollars near, in shares.
_LEADS = {
    "total": (
        msg("{place} traded {times} times as much with {first} as with {second} in {year}"),
        msg("{first} led the trade of {place} in {year} with {amount}, ahead of {second}"),
        msg("{first} had {amount} of the trade of {place} in {year}, {second} {less}"),
    ),
    "exports": (
        msg("{first} bought {times} times as much from {place} as {second} in {year}"),
        msg("{first} bought most from {place} in {year}: {amount}, ahead of {second}"),
        msg("{first} took {amount} of the exports of {place} in {year}, {second} {less}"),
    ),
    "imports": (
        msg("{first} sold {times} times as much to {place} as {second} in {year}"),
        msg("{first} sold most to {place} in {year}: {amount}, ahead of {second}"),
        msg("{first} had {amount} of the imports of {place} in {year}, {second} {less}"),
    ),
}
#: Findings on one partner, from the first year that can be compared to the last: dollars, shares.
_CHANGES = {
    "total": (
        msg("{place} traded goods worth {before} with {first} in {start}, {amount} in {year}"),
        msg("{first} had {before} of the trade of {place} in {start}, {amount} in {year}"),
    ),
    "exports": (
        msg("{first} bought goods worth {before} from {place} in {start}, {amount} in {year}"),
        msg("{first} took {before} of the exports of {place} in {start}, {amount} in {year}"),
    ),
    "imports": (
        msg("{first} sold {place} goods worth {before} in {start}, {amount} in {year}"),
        msg("{first} had {before} of the imports of {place} in {start}, {amount} in {year}"),
    ),
}


def _finding(
    rows: pd.DataFrame,
    flow: str,
    place: str,
    broken: dict[str, list[int]],
    words: Words,
    *,
    share: bool,
) -> tuple[str, list[str]]:
    """Say who leads in the last year of the two largest, and name those the sentence compares."""
    rows = rows.assign(partner=rows["partner"].astype("str"))
    tips = rows.sort_values("year").groupby("partner")[["year", "amount"]].last()
    year = int(tips.sort_values("amount")["year"].tail(2).min())
    now = rows[rows["year"].eq(year)].drop_duplicates("partner").set_index("partner")["amount"]
    now = now.sort_values(ascending=False)
    if flow == "balance":
        return _balance(now, place, year, words)
    if len(tips) == 1:
        return _change(rows, flow, place, broken, words, share=share)
    if len(now) < 2:
        return "", []
    first, second = map(str, now.index[:2])
    amount, less = float(now.iloc[0]), float(now.iloc[1])
    if amount == less or year < max(tips["year"]) - _NEARLY:
        return "", []
    times = float(amount / less)
    message = _LEADS[flow][2 if share else int(times < _MANIFOLD)]
    return (
        words.sentence(
            message,
            first=words.name(first),
            second=words.name(second),
            place=place,
            year=year,
            times=format_number(
                round(times) if times >= _ROUND else times, 2, language=words.sentences
            ),
            amount=_value(amount, words, share=share),
            less=_value(less, words, share=share),
        ),
        [first, second],
    )


def _change(
    rows: pd.DataFrame,
    flow: str,
    place: str,
    broken: dict[str, list[int]],
    words: Words,
    *,
    share: bool,
) -> tuple[str, list[str]]:
    """Say how the trade with one partner changed since the last break of the series."""
    code = str(rows["partner"].iloc[0])
    own = rows[rows["year"].ge(max(broken.get(code, ()), default=0))].sort_values("year")
    begin, end = own.iloc[0], own.iloc[-1]
    if begin["year"] == end["year"]:
        return "", []
    return (
        words.sentence(
            _CHANGES[flow][share],
            first=words.name(code),
            place=place,
            start=int(begin["year"]),
            year=int(end["year"]),
            before=_value(begin["amount"], words, share=share),
            amount=_value(end["amount"], words, share=share),
        ),
        [code],
    )


def _balance(now: pd.Series, place: str, year: int, words: Words) -> tuple[str, list[str]]:
    """Say to whom most more was sold than bought, and from whom most more was bought."""
    high, low = (now.index[0], now.iloc[0]), (now.index[-1], now.iloc[-1])
    said = {
        "place": place,
        "year": year,
        "first": words.name(high[0]),
        "more": _value(abs(high[1]), words, share=False),
        "second": words.name(low[0]),
        "less": _value(abs(low[1]), words, share=False),
    }
    if high[1] > 0 > low[1]:
        message = (
            "In {year} {place} sold {first} {more} more than it bought, and {second} {less} less"
        )
        return words.say(message, **said), [high[0], low[0]]
    if low[1] > 0:
        message = "In {year} {place} sold {first} {more} more than it bought"
        return words.say(message, **said), [high[0]]
    if high[1] < 0:
        message = "In {year} {place} sold {second} {less} less than it bought"
        return words.say(message, **said), [low[0]]
    return "", []


def who_counts(code: object, words: Words) -> str:
    """Name a reporter inside a sentence."""
    name = str(code)
    return words.say(_REPORTERS[name]) if name in _REPORTERS else words.name(name)


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


def amounts_drawn(
    rows: pd.DataFrame, flow: str, share_of: pd.DataFrame | None = None
) -> list[Drawn]:
    """Say from which rows amounts were computed that `with_amount` has added."""
    columns = ("exports_usd", "imports_usd") if flow == "balance" else (FLOWS[flow][0],)
    if share_of is None:
        text = "exports minus imports" if flow == "balance" else "the printed value"
        text += ", divided by a billion"
        return [Drawn("trade_partners", rows, how={"billion_usd": (text, *columns)})]
    how = {"share_pct": ("divided by the same with the world, times 100", *columns)}
    world = share_of[share_of["partner"].eq("WLD") & share_of["series"].isin(rows["series"])]
    whole = looked_up(world.drop_duplicates("year", keep="last"), "year", rows)
    return [Drawn("trade_partners", part, how=how) for part in (rows, whole)]


def break_years(
    series: str,
    area: str,
    partner: str | list[str],
    flow: str,
    rows: pd.DataFrame,
    *,
    parting: bool = True,
) -> list[int]:
    """Return the years of ``rows`` from which on a series has another basis.

    ``parting`` counts years in which it merely parts from the figures of the other side.
    """
    first, last = int(rows["year"].min()), int(rows["year"].max())
    found = breaks_between(series, area, partner=partner, flow=flow, since=first, until=last)
    found = found if parting else found[found["kind"].ne("mirror")]
    return sorted({int(year) for year in found["year"]})


def _break_note(broken: dict[str, list[int]], words: Words) -> str:
    """Name the years in which lines are open because the series changes its basis."""
    common = set.intersection(*map(set, broken.values())) if broken else set()
    parts = {code: sorted(set(years) - common) for code, years in broken.items()}
    told = [", ".join(map(str, sorted(common)))] if common else []
    told += [
        f"{words.name(code, article=False)} {', '.join(map(str, years))}"
        for code, years in parts.items()
        if years
    ]
    if not told:
        return ""
    return words.say(
        "Lines are open where the series changes its basis ({told}): years on two sides of a gap "
        "must not be compared",
        told="; ".join(told),
    )


def zero_note(rows: pd.DataFrame, flow: str, words: Words) -> str:
    """Say how many figures are printed as zero and therefore not drawn."""
    if flow == "balance" or not len(rows):
        return ""
    count = int(rows[FLOWS[flow][0]].astype("Float64").eq(0).fillna(False).sum())
    if not count:
        return ""
    return words.count(
        "{count} figure printed as zero is left open: too small to print, or not reported",
        "{count} figures printed as zero are left open: too small to print, or not reported",
        count,
    )


@dataclass(frozen=True)
class _Lead:
    """Who led in the first year that can be compared, who leads in the last, and since when."""

    first: str
    start: int
    last: str
    end: int
    since: int
    value: float

    @property
    def is_early(self) -> bool:
        return self.since < (self.start + self.end) / 2


def _lead(rows: pd.DataFrame, broken: dict[str, list[int]]) -> _Lead | None:
    """Tell who led and who leads since when without a break.

    Years before the last break of a line that ever leads are on another basis and stay out.
    """
    table = rows.pivot_table(index="year", columns=rows["partner"].astype("str"), values="amount")
    ever = table.dropna(how="all").idxmax(axis=1).unique()
    table = table[table.index >= max((y for code in ever for y in broken[code]), default=0)]
    table = table[table.notna().sum(axis=1) > 1]
    if len(table) < 2:
        return None
    leader = table.idxmax(axis=1)
    first, last = str(leader.iloc[0]), str(leader.iloc[-1])
    others = leader.index[leader.ne(last)]
    since = (
        int(leader.index[leader.index > others.max()][0]) if len(others) else int(leader.index[0])
    )
    return _Lead(
        first, int(table.index[0]), last, int(table.index[-1]), since, float(table[last].loc[since])
    )


def _mark_lead(fig: go.Figure, lead: _Lead, words: Words) -> None:
    if lead.first == lead.last:
        return
    name = half_lines(words.label(lead.last))
    text = words.say("{name}<br>leads since {since}", name=name, since=lead.since)
    side = 46 if lead.is_early else -46
    align = "left" if lead.is_early else "right"
    marks.note(fig, text, lead.since, lead.value, ax=side, ay=-34, align=align)


def _lead_sentence(lead: _Lead | None, words: Words) -> str:
    if lead is None:
        return ""
    values = {
        "first": words.name(lead.first),
        "start": lead.start,
        "last": words.name(lead.last),
        "end": lead.end,
        "since": lead.since,
    }
    if lead.first == lead.last:
        return ""
    return words.sentence("{first} led in {start}; {last} leads since {since}", **values)


def _later(frame: pd.DataFrame, area: str, series: str, words: Words) -> str:
    """Name the series of the same area that reach further than this one."""
    own = frame[frame["area"].eq(area) & frame["series"].ne(_SINGLE_FIGURES)]
    ends = own.groupby(own["series"].astype("str"))["year"].max()
    if series not in ends.index:
        return ""
    later = ends[ends > ends[series]].drop("wdi_wto_total", errors="ignore")
    if later.empty:
        return ""
    named = [
        words.say(
            "{name} to {year}",
            name=words.say(SERIES[name]) if name in SERIES else name,
            year=year,
        )
        for name, year in later.items()
    ]
    message = "This series ends in {end}; others go on: {named:l}"
    return words.say(message, end=ends[series], named=named)


def _nothing(
    frame: pd.DataFrame, area: str, series: str, flow: str, words: Words, *, share: bool
) -> str:
    held = sorted(frame.loc[frame["area"].eq(area), "series"].dropna().astype("str").unique())
    if not series:
        return words.say("No series has a row for this choice.")
    return words.say(
        "Series {series} holds no {what} of {place} for this choice. Series with rows of {place}: "
        "{held:l}.",
        series=series,
        what=words.say("shares of {flow}", flow=flow) if share else flow,
        place=words.name(area),
        held=held,
    )


def _partner_alt(rows: pd.DataFrame, place: str, who: str, words: Words, *, share: bool) -> str:
    first, last = int(rows["year"].min()), int(rows["year"].max())
    end = rows[rows["year"].eq(last)].sort_values("amount", ascending=False)
    parts = [
        words.say("{name} {value:n}", name=words.name(code, article=False), value=value)
        for code, value in zip(end["partner"], end["amount"], strict=True)
    ]
    drawn = words.count(
        "One line of trade of {place}, {span}, counted by {who}.",
        "Lines of trade of {place} with {count} partners, {span}, counted by {who}.",
        rows["partner"].nunique(),
        place=place,
        span=words.years(first, last),
        who=who,
    )
    unit = (
        msg("In {last}, in percent: {parts:l}.")
        if share
        else msg("In {last}, in billion dollars: {parts:l}.")
    )
    return f"{drawn} {words.say(unit, last=last, parts=parts)}"


def _by_last(rows: pd.DataFrame) -> list[str]:
    last = rows.sort_values("year").groupby(rows["partner"].astype("str"))["amount"].last()
    return list(last.sort_values(ascending=False).index)
