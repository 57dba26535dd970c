"""Say in one sentence how states compare in an indicator, or how it changed in all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ca_summit.figures.language import format_number, msg
from ca_summit.tables import load_series_breaks

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from ca_summit.figures.language import Words

_OLD = 5  # years by which a last value may be older than the newest and still be compared
_NEAR = 2  # years by which the year that all share may be older than the newest
_LEAST_TIMES = 2.0  # below this a range says more than a multiple
_LEAST_YEARS = 10  # that a change must cover
_DECADE = 10
_NOTHING_YET = 0.01  # part of the last value below which a first one makes growth trivial
#: Levels at which the meaning of an indicator turns.
FULL = {"water_stress_sdg642": 100.0, "water_withdrawal_to_resource_ratio": 100.0}
#: What each state measures in a way of its own, and what is not a state.
_APART = ("poverty_national",)
_GROUPS = ("WLD", "EUU", "CA5")


@dataclass(frozen=True)
class Scale:
    """How values of a unit are written, and which sentences are true of them.

    Attributes
    ----------
    value, short
        The first and any further value of a sentence.
    has_zero
        Whether zero means none, so that one value may be so many times another.
    has_trend
        Whether a change from the first year to the last says something: not of current prices,
        yearly rates and ranks.
    """

    value: str
    short: str = msg("{v:n}")
    has_zero: bool = False
    has_trend: bool = True


_SCALES = {
    "current US$": Scale(msg("${v:s}"), msg("${v:s}"), has_zero=True, has_trend=False),
    "current US$ per person": Scale(msg("${v:n}"), msg("${v:n}"), has_zero=True, has_trend=False),
    "constant 2021 international $": Scale(msg("${v:n}"), msg("${v:n}"), has_zero=True),
    "people": Scale(msg("{v:s} people"), msg("{v:s}"), has_zero=True),
    "tonnes per person": Scale(msg("{v:n} tonnes"), has_zero=True),
    "million tonnes CO2e": Scale(msg("{v:n} million tonnes"), has_zero=True),
    "m3 per person per year": Scale(msg("{v:n} m³"), has_zero=True),
    "billion m3 per year": Scale(msg("{v:n} billion m³"), has_zero=True),
    "per 1000 live births": Scale(msg("{v:n} of 1000 children"), has_zero=True),
    "years": Scale(msg("{v:n} years")),
    "index 0-1": Scale(msg("{v:n}")),
    "index 0-100": Scale(msg("{v:n}")),
    "percentile rank 0-100": Scale(msg("rank {v:.0f} of 100"), msg("{v:.0f}"), has_trend=False),
    "score about -2.5 to 2.5": Scale(msg("{v:n}"), has_trend=False),
    "% per year": Scale(msg("{v:p} a year"), msg("{v:p}"), has_trend=False),
    "% of population": Scale(msg("{v:p} of the people"), msg("{v:p}")),
    "% of labour force": Scale(msg("{v:p} of the labour force"), msg("{v:p}")),
    "% of renewable fresh water left after the needs of nature": Scale(msg("{v:p}"), msg("{v:p}")),
}
#: Names inside a sentence, where the label of the catalogue does not give a good one.
_NOUNS = {
    "gdp_per_capita_ppp": msg("GDP per person"),
    "gdp_per_capita_usd": msg("GDP per person"),
    "poverty_300": msg("poverty below $3 a day"),
    "poverty_420": msg("poverty below $4.20 a day"),
    "wgi_pv_rank": msg("political stability"),
    "wgi_pv_est": msg("political stability"),
    "elec_share_coal": msg("the share of coal"),
    "elec_share_gas": msg("the share of gas"),
    "elec_share_hydro": msg("the share of hydropower"),
    "elec_share_nuclear": msg("the share of nuclear power"),
    "elec_share_oil": msg("the share of oil"),
    "elec_share_solar": msg("the share of solar power"),
    "elec_share_wind": msg("the share of wind power"),
    "internet_users": msg("use of the internet"),
    "water_stress_sdg642": msg("water stress"),
    "co2_total_mt": msg("CO2 emissions"),
}
#: What readers must know, by the beginning of an indicator's id.
_CAUTIONS = {
    "gdp_per_capita_usd": msg(
        "Current dollars make poorer countries look poorer than they live, because things cost "
        "less there"
    ),
    "poverty_national": msg("Each state draws this line for itself: levels must not be compared"),
    "unemployment": msg("The figures are modelled by the International Labour Organization"),
    "under5_mortality": msg("The figures are estimates that each edition makes anew for all years"),
    "temperature_anomaly": msg("Single years jump; land warms faster than the sea"),
    "water_": msg("Flat stretches are carried forward between reports: small changes mean nothing"),
    "wgi_": msg("Opinions of experts are pooled, with wide margins"),
}
_REUSED = msg("More than 100% can mean that water is used more than once")
_DOUBTED = msg("Official growth of Turkmenistan is widely doubted: this is what is published")
#: All rose or fell; of all states, or of those alone that have two values.
_TRENDS = {
    (True, True): msg(
        "{noun} rose in each of the {count} states, most in {place}: {low} in {start}, "
        "{high} in {end}"
    ),
    (False, True): msg(
        "{noun} fell in each of the {count} states, most in {place}: {low} in {start}, "
        "{high} in {end}"
    ),
    (True, False): msg(
        "{noun} rose in the {count} states with later figures, most in {place}: {low} in {start}, "
        "{high} in {end}"
    ),
    (False, False): msg(
        "{noun} fell in the {count} states with later figures, most in {place}: {low} in {start}, "
        "{high} in {end}"
    ),
}


class Comparison(NamedTuple):
    """A finding, what it does not say, and the last values of the states that it names."""

    finding: str
    caution: str
    ends: dict[str, str]


def compare(
    indicator: str, rows: pd.DataFrame, label: str, breaks: pd.DataFrame, words: Words
) -> Comparison:
    """Return what the rows of one indicator say of the states in them.

    Parameters
    ----------
    rows
        ``iso3, year, value, unit`` of one indicator; values may be missing.
    label
        What is measured, used as the noun of the sentence where it has no better one.
    breaks
        ``area, year, kind`` of breaks in these series: no change is told across a revision, and
        nothing of a projection.

    Returns
    -------
    Comparison
        Without a finding where there is one state, a tie, or a unit that nothing is known of.
    """
    known = rows[rows["value"].notna()].astype({"iso3": "str"})
    inside = breaks["year"].gt(known["year"].min()) & breaks["year"].le(known["year"].max())
    breaks = breaks[breaks["kind"].eq("projection") | inside]
    states = _estimates(known[~known["iso3"].isin(_GROUPS)], breaks).sort_values("year")
    latest = _latest(states)
    caution = _caution(indicator, states, latest, breaks, words)
    unit = str(rows["unit"].iloc[0]) if len(rows) else ""
    scale = _scale(unit)
    if scale is None or indicator in _APART or len(latest) < 2:
        return Comparison("", caution, {})
    noun = words.say(_NOUNS.get(indicator, _noun(words.cell(label))))
    told = _Told(states, latest, scale, unit.removeprefix("% of "), noun, words)
    if unit.startswith("degrees"):
        return Comparison(told.warming(), caution, {})
    revised = breaks["kind"].eq("revision") & breaks["area"].isin(states["iso3"])
    finding, named = told.above(FULL[indicator]) if indicator in FULL else _NOTHING
    if not finding and scale.has_zero:
        finding, named = told.ratio()
    if not finding and scale.has_trend and not revised.any():
        finding, named = told.trend()
    if not finding:
        finding, named = told.range()
    last = states[states["iso3"].isin(named)].groupby("iso3")["value"].last()
    return Comparison(finding, caution, {str(c): told.short(v) for c, v in last.items()})


def breaks_of(indicator: str, codes: Collection[str]) -> pd.DataFrame:
    """Return the breaks in an indicator of some states, without those of its edition."""
    breaks = load_series_breaks()
    return breaks[
        breaks["table"].eq("indicators")
        & breaks["series"].eq(indicator)
        & breaks["area"].isin(codes)
        & breaks["kind"].ne("vintage")
    ]


_NOTHING: tuple[str, list[str]] = ("", [])


@dataclass(frozen=True)
class _Told:
    """The values compared, lowest first, and the sentences on them with the states they name."""

    states: pd.DataFrame
    latest: pd.DataFrame
    scale: Scale
    whole: str
    noun: str
    words: Words

    def ratio(self) -> tuple[str, list[str]]:
        """Say how many times the lowest value the highest is, in one year."""
        low, high = self.latest.iloc[0], self.latest.iloc[-1]
        clear = 0 < low["value"] <= high["value"] / _LEAST_TIMES
        if not clear or low["year"] != high["year"] or self._tied():
            return _NOTHING
        text = self.words.sentence(
            "{first} had {times} times the {noun} of {second} in {year}",
            first=self.words.name(high["iso3"]),
            times=format_number(high["value"] / low["value"], 2, self.words.sentences),
            noun=self.noun,
            second=self.words.name(low["iso3"]),
            year=high["year"],
        )
        return text, [high["iso3"], low["iso3"]]

    def range(self) -> tuple[str, list[str]]:
        """Give the lowest and the highest value."""
        if self._tied():
            return _NOTHING
        low, high = self.latest.iloc[0], self.latest.iloc[-1]
        message = msg("{noun} ranged from {low} in {second} to {high} in {first} in {year}")
        if self.latest["year"].min() < self.latest["year"].max():
            message = msg(
                "{noun} ranged from {low} in {second} ({before}) to {high} in {first} ({year})"
            )
        text = self.words.sentence(
            message,
            noun=self.noun,
            low=self._whole(low["value"]),
            second=self.words.name(low["iso3"]),
            before=low["year"],
            high=self.short(high["value"]),
            first=self.words.name(high["iso3"]),
            year=high["year"],
        )
        return text, [high["iso3"], low["iso3"]]

    def trend(self) -> tuple[str, list[str]]:
        """Say that all rose or fell, if each changed by the greater part of its own range."""
        own = self.states.groupby("iso3")
        first, last = own.first(), own.last()
        long = last["year"] - first["year"] >= _LEAST_YEARS
        change = (last["value"] - first["value"])[long]
        ranges = (own["value"].max() - own["value"].min())[long]
        from_nothing = first["value"].abs().lt(_NOTHING_YET * last["value"].abs())[long]
        rose = change.gt(0)
        several = len(change) > 1 and rose.all() == rose.any()
        if not several or change.abs().le(ranges / 2).any() or from_nothing.any():
            return _NOTHING
        code = str(change.abs().idxmax())
        if change.abs().eq(change.abs().max()).sum() > 1:
            return _NOTHING
        text = self.words.sentence(
            _TRENDS[bool(rose.all()), bool(long.all())],
            noun=self.noun,
            count=len(change),
            place=self.words.name(code),
            low=self._whole(first["value"][code]),
            start=first["year"][code],
            high=self.short(last["value"][code]),
            end=last["year"][code],
        )
        return text, [code]

    def above(self, level: float) -> tuple[str, list[str]]:
        """Say which states are above the level at which all is used."""
        over = self.latest[self.latest["value"].gt(level)].iloc[::-1]
        if over.empty:
            return _NOTHING
        names = [
            self.words.say("{place} ({v})", place=self.words.name(code), v=self.short(value))
            for code, value in zip(over["iso3"], over["value"], strict=True)
        ]
        text = self.words.say(
            "{count} of {total} states take more water than is renewed: {names:l}",
            count=len(over),
            total=len(self.latest),
            names=names,
        )
        return text, list(over["iso3"])

    def warming(self) -> str:
        """Say how much warmer the last ten years were than the first ten."""
        change = warming(self.states).round(1)
        if len(change) < 2 or change.min() <= 0:
            return ""
        message = msg("The last ten years were {low} to {high} °C warmer than the first ten")
        if change.min() == change.max():
            message = msg("The last ten years were {low} °C warmer than the first ten")
        low, high = (
            format_number(v, 2, self.words.sentences) for v in (change.min(), change.max())
        )
        return self.words.say(message, low=low, high=high)

    def short(self, value: float) -> str:
        """Write a value without what it is a part of."""
        return self.words.say(self.scale.short, v=value)

    def _whole(self, value: float) -> str:
        return self.words.say(self.scale.value, v=value, whole=self.whole)

    def _tied(self) -> bool:
        """Tell whether two states have the highest or the lowest value, as it is written."""
        written = [self.short(value) for value in self.latest["value"]]
        return written[0] == written[1] or written[-1] == written[-2]


def warming(states: pd.DataFrame) -> pd.Series:
    """Return how much warmer the last ten years of each state were than its first ten.

    States with fewer than twenty years are left out.
    """
    table = states.sort_values("year").groupby(states["iso3"].astype("str"))["value"]
    change = table.apply(lambda own: own.iloc[-_DECADE:].mean() - own.iloc[:_DECADE].mean())
    return change[table.count().ge(2 * _DECADE)]


def _estimates(known: pd.DataFrame, breaks: pd.DataFrame) -> pd.DataFrame:
    """Leave out what is a projection."""
    ahead = breaks[breaks["kind"].eq("projection")]
    starts = dict(zip(ahead["area"].astype("str"), ahead["year"], strict=True))
    return known[~known["year"].ge(known["iso3"].map(starts)).fillna(value=False)]


def _latest(states: pd.DataFrame) -> pd.DataFrame:
    """Return the values compared, lowest first: of one year, if there is one that all have."""
    if states.empty:
        return states
    last = states.groupby("iso3")["year"].max()
    fresh = last[last >= last.max() - _OLD].index
    held = states[states["iso3"].isin(fresh)]
    shared = held["year"].value_counts()
    years = shared.index[shared.eq(len(fresh))]
    if len(years) and years.max() >= last.max() - _NEAR:
        return held[held["year"].eq(years.max())].sort_values("value")
    return held.groupby("iso3").tail(1).sort_values("value")


def _scale(unit: str) -> Scale | None:
    if unit.startswith("% of "):
        return _SCALES.get(unit, Scale(msg("{v:p} of {whole}"), msg("{v:p}")))
    return _SCALES.get(unit, Scale("{v:n}") if unit.startswith("degrees") else None)


def _noun(label: str) -> str:
    """Return a label as it stands inside a sentence.

    Examples
    --------
    >>> _noun("WGI Rule of law (score)"), _noun("GDP growth, real"), _noun("Gini index")
    ('rule of law', 'GDP growth', 'Gini index')
    """
    name = re.sub(r" \(.*\)$|, (total|real|PPP).*$", "", label.removeprefix("WGI "))
    kept = name[1:2].isupper() or name.startswith(("Gini", "Human"))
    return name if kept else name[:1].lower() + name[1:]


def _caution(
    indicator: str, states: pd.DataFrame, latest: pd.DataFrame, breaks: pd.DataFrame, words: Words
) -> str:
    """Say what the comparison leaves out and how firm its figures are."""
    said = [text for start, text in _CAUTIONS.items() if indicator.startswith(start)]
    said += [_REUSED] if indicator in FULL else []
    said += [_DOUBTED] if indicator.startswith("gdp_") and "TKM" in set(states["iso3"]) else []
    sentences = [words.say(text) for text in said]
    old = states[~states["iso3"].isin(latest["iso3"])]
    for message, told in (
        (msg("Too old to compare: {told:l}"), old.groupby("iso3")["year"].max().items()),
        (
            msg("Across a revision nothing may be compared: {told:l}"),
            breaks.loc[breaks["kind"].eq("revision"), ["area", "year"]].itertuples(index=False),
        ),
    ):
        pairs = [f"{words.name(code)} {year}" for code, year in told]
        sentences += [words.say(message, told=pairs)] if pairs else []
    if len(set(latest["year"])) > 1:
        sentences.append(words.say("The latest figures are of different years"))
    return " ".join(f"{sentence}." for sentence in sentences)
