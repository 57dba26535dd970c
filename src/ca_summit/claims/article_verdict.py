"""Judge a claim of any article by the figure that the tables give for its rows."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.catalog import get_table
from ca_summit.claims.conditions import rows_meeting, told
from ca_summit.claims.evidence import (
    NOT_CHECKABLE,
    NOT_SUPPORTED,
    SUPPORTED,
    Evidence,
    Finding,
    NotCheckableError,
)
from ca_summit.claims.wording import plain_number
from ca_summit.figures.language import msg
from ca_summit.figures.sentences import count, joined, say
from ca_summit.tables.choice import ARGUMENTS
from ca_summit.written_numbers import number_scale

if TYPE_CHECKING:
    from collections.abc import Callable

    from ca_summit.claims.article import Claim
    from ca_summit.claims.conditions import Condition
    from ca_summit.figures.sentences import Text

_TESTS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
#: Columns in which rows must agree before their numbers are put together.
_BASIS: tuple[str, ...] = (
    "unit",
    "series",
    "series_id",
    "indicator",
    "indicator_id",
    "index_id",
    "measure",
)
_BASIS += ("basis", "value_kind", "period", "currency", "kind", "throughput_unit", "is_projection")
_TOTALS = ("is_sum", "is_aggregate")
#: Columns that tell what took place or was counted from what is planned, forecast or claimed.
_STANDING = ("is_projection", "value_kind", "status")
#: Words of these columns that make a figure less than a fact, with what they make of it.
_LESS: dict[str, dict[str, str]] = {
    "is_projection": {"True": msg("The figure is a projection, no count.")},
    "value_kind": {
        "forecast": msg("The figure is a forecast."),
        "target": msg("The figure is a target."),
        "capacity": msg("The figure is a capacity, no traffic."),
        "derived": msg("The figure is worked out from other figures."),
    },
    "status": {
        "government_claim": msg("The figure is a claim of a government, no statistic."),
        "company_estimate": msg("The figure is an estimate of a company."),
        "planned": msg("The figure is planned only."),
    },
}
#: Units and columns whose numbers mean nothing when they are added up.
_SHARES = re.compile(
    r"%|percent|index|score|\brank|degrees|\bper (person|\d)|^years?$|^days$|per day$|^m\b|_pct$"
    r"|^(latitude|longitude|edition|rank|world_rank|seq|sequence|m49|paragraph|created|stages)$"
    r"|^(property_id|low|high|ideal_point|with_parts\w*|fx_rate_used|coord_precision_km)$"
)
_SCALED_UNIT = re.compile(r"thousand|million|billion|trillion", re.IGNORECASE)
#: States and groups that hold others of the same column.
_GROUPS = frozenset({"CA5", "CA4", "WLD", "EUU", "EU", "ASIA13", "EURASIA13"})
#: What is asked of a column, without and with conditions, without and with what it is divided by.
_TELLS = {
    "rows": msg("number of rows of {table:c}"),
    "sum": msg("sum of {column:c} in {table:c}"),
    "mean": msg("mean of {column:c} in {table:c}"),
    "largest": msg("largest {column:c} in {table:c}"),
    "smallest": msg("smallest {column:c} in {table:c}"),
    "latest": msg("latest {column:c} in {table:c}"),
    "different": msg("number of different {column:c} in {table:c}"),
    "value": msg("{column:c} in {table:c}"),
}
_SAYS = {
    "=": msg("exactly {amount}"),
    "about": msg("about {amount}"),
    ">": msg("above {amount}"),
    ">=": msg("at least {amount}"),
    "<": msg("below {amount}"),
    "<=": msg("at most {amount}"),
    "between": msg("between {amount} and {other}"),
}


def check(claim: Claim, evidence: Evidence) -> tuple[Finding, Text]:
    """Return what the tables say of a claim, and what would change the verdict."""
    try:
        found, figures, weakness = _figure(claim, evidence)
    except NotCheckableError as error:
        return Finding(NOT_CHECKABLE, {}, [error.reason], as_of=_known(claim)), ""
    holds, bounds = _judged(claim, found)
    figures = {"found": found, "claimed": list(claim.values), **figures}
    message = msg("{quantity}: {found}; the claim says {said}.")
    text: list[Text] = [
        say(message, quantity=_quantity_of(claim), found=plain_number(found), said=_said(claim))
    ]
    if holds and claim.how == "rows" and not found:
        text.append(
            say(
                "The tables hold no such row; that they hold none does not say that there was none."
            )
        )
        return Finding(NOT_CHECKABLE, figures, text, weakness, _known(claim)), ""
    verdict = SUPPORTED if holds else NOT_SUPPORTED
    finding = Finding(verdict, figures, text, weakness, _known(claim))
    return finding, _would_change(found, bounds, holds=holds)


def rule_of(claim: Claim) -> Text:
    """Return in words when a claim is supported."""
    return say("{quantity}: {said}", quantity=_quantity_of(claim), said=_said(claim))


def _figure(claim: Claim, evidence: Evidence) -> tuple[float, dict[str, Any], list[Text]]:
    """Compute the figure of a claim; return it, its parts, and what it is less than a fact."""
    found, frame = _of_rows(claim, claim.rows, evidence)
    weakness: list[Text] = _standing(frame)
    if claim.how == "rows":
        weakness = [say("Counted are the records that the tables hold.")]
    if claim.against is None:
        _fits_unit(claim, frame)
        return found, {}, weakness
    other, rest = _of_rows(claim, claim.against, evidence)
    _comparable(claim, frame, rest)
    if not other:
        raise NotCheckableError(
            "The figure to divide by is zero: {rows}.", rows=told(claim.against)
        )
    return found / other, {"figure": found, "against": other}, weakness or _standing(rest)


def _of_rows(
    claim: Claim, conditions: tuple[Condition, ...], evidence: Evidence
) -> tuple[float, pd.DataFrame]:
    """Return the figure of some rows, and the rows that it was taken from."""
    frame = evidence.table(claim.table)
    names = {condition.name for condition in conditions}
    if "preferred" in frame.columns and "preferred" not in names:
        frame = frame[frame["preferred"].fillna(False).astype(bool)]
    for condition in conditions:
        frame = frame[_keep_known(frame, claim.table, condition)]
    where = told(conditions)
    _same_standing(frame, names)
    if claim.how == "rows":
        evidence.use(frame)
        return float(len(frame)), frame
    if frame.empty:
        message = msg("The tables hold no row of {table:c} where {rows}.")
        if claim.as_of is not None:
            message = msg("On {on:D} the tables held no row of {table:c} where {rows}.")
        raise NotCheckableError(message, on=claim.as_of, table=claim.table, rows=where)
    if claim.how == "latest":
        frame = _newest(frame, claim.table)
    if claim.how in {"sum", "mean", "largest", "smallest"}:
        _same_basis(frame, names)
    if claim.how in {"sum", "mean"}:
        _adds_up(claim, frame, names)
    values = evidence.use(frame, columns=[claim.column])[claim.column]
    if claim.how == "different":
        if values.isna().all():
            raise NotCheckableError(
                "No row where {rows} has a value in {column:c}; missing is not zero.",
                rows=where,
                column=claim.column,
            )
        return float(values.dropna().astype("str").nunique()), frame
    return _put_together(claim, values, where), frame


def _put_together(claim: Claim, values: pd.Series, where: str) -> float:
    """Return one number of several, if none is missing."""
    gaps = int(values.isna().sum())
    if gaps:
        raise NotCheckableError(
            "Rows where {rows}: {all}; without a value in {column:c}: {gaps}; missing is not "
            "zero. Choose rows that have one.",
            rows=where,
            all=len(values),
            column=claim.column,
            gaps=gaps,
        )
    if claim.how in {"value", "latest"} and len(values) != 1:
        raise NotCheckableError(
            count(
                "{count} row answers, not one, where {rows}; ask for the sum, mean, largest or "
                "smallest of {column:c}, or narrow the rows.",
                "{count} rows answer, not one, where {rows}; ask for the sum, mean, largest or "
                "smallest of {column:c}, or narrow the rows.",
                len(values),
                rows=where,
                column=claim.column,
            )
        )
    put = {"sum": "sum", "mean": "mean", "smallest": "min"}.get(claim.how, "max")
    return float(values.astype(float).agg(put))


def _keep_known(frame: pd.DataFrame, table: str, condition: Condition) -> pd.Series:
    """Keep rows of a table that may lack, on an earlier day, what it holds today."""
    try:
        return rows_meeting(frame, table, condition)
    except ValueError:
        return pd.Series(False, index=frame.index)


def _newest(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    span = ARGUMENTS[table].span if table in ARGUMENTS else ""
    if not span:
        raise NotCheckableError(
            "Rows of {table:c} have no year or day, so none is the latest.", table=table
        )
    return frame[frame[span].eq(frame[span].max())]


def _same_standing(frame: pd.DataFrame, named: set[str]) -> None:
    """Refuse to take what was planned or forecast together with what took place."""
    for name in _STANDING:
        kinds = frame[name].dropna().astype("str").unique() if name in frame.columns else ()
        if len(kinds) > 1 and name not in named:
            raise NotCheckableError(
                "The rows differ in {column:c} ({kinds:c}): what is planned, forecast or "
                "claimed is no fact. Add '{column:c} = …' to the rows.",
                column=name,
                kinds=joined(sorted(kinds)[:4], ", "),
            )


def _standing(frame: pd.DataFrame) -> list[Text]:
    """Say what the figures are less than facts, if they are."""
    return [
        say(less[kind])
        for name, less in _LESS.items()
        if name in frame.columns
        for kind in sorted(set(frame[name].dropna().astype("str")) & set(less))
    ]


def _units(claim: Claim, frame: pd.DataFrame) -> set[str]:
    """Return the units of the numbers of a claim: of their rows, else of their column."""
    if claim.how in {"rows", "different"}:
        return set()
    for name in ("unit", "throughput_unit"):
        if name in frame.columns and claim.column in {"value", "volume", "throughput"}:
            return set(frame[name].dropna().astype("str"))
    unit = get_table(claim.table).field(claim.column).unit
    return {unit} if unit else set()


def _is_scaled(written: str) -> bool:
    """Whether a number has a word such as ``million`` behind it."""
    return any(number_scale(word) for word in re.findall(r"[^\W\d_]+", written.lower()))


def _fits_unit(claim: Claim, frame: pd.DataFrame) -> None:
    """Refuse a value whose percent sign or ``million`` the unit of the rows does not bear."""
    units = _units(claim, frame)
    named = say("no unit") if not units else joined(sorted(units), " / ")
    shares = [u for u in (*units, claim.column) if re.search(r"%|percent|_pct$", u)]
    if "%" in claim.written and not shares:
        raise NotCheckableError(
            "The value is in percent, the figure ({figure}) is in {unit}. To compare it with "
            "another figure, name its rows in `against`.",
            figure=_quantity_of(claim),
            unit=named,
        )
    if _is_scaled(claim.written) and any(_SCALED_UNIT.search(unit) for unit in units):
        raise NotCheckableError(
            "The rows are in {unit} already; write the value in that unit, without a word such "
            "as million.",
            unit=named,
        )


def _comparable(claim: Claim, frame: pd.DataFrame, other: pd.DataFrame) -> None:
    """Refuse to divide figures of different units, or the latest ones of different years."""
    units, others = _units(claim, frame), _units(claim, other)
    if units != others:
        raise NotCheckableError(
            "The two figures are in different units ({one}; {other}); one is no multiple of "
            "the other.",
            one=joined(sorted(units), " / ") if units else say("no unit"),
            other=joined(sorted(others), " / ") if others else say("no unit"),
        )
    if claim.how == "latest":
        span = ARGUMENTS[claim.table].span
        first, second = (str(rows[span].max())[:10] for rows in (frame, other))
        if first != second:
            message = msg("The latest figures are of {one} and of {other}; name one day for both.")
            if span == "year":
                message = msg(
                    "The latest figures are of {one} and of {other}; name one year for both."
                )
            raise NotCheckableError(message, one=first, other=second)
    if _is_scaled(claim.written):
        raise NotCheckableError(
            "With `against` the value says how many times one figure holds the other; "
            "'{value}' is an amount.",
            value=claim.written,
        )


def _adds_up(claim: Claim, frame: pd.DataFrame, named: set[str]) -> None:
    """Refuse sums of shares, ranks or years, and of several years that nobody asked for."""
    years = sorted({int(year) for year in frame["year"].dropna()}) if "year" in frame else []
    units = _units(claim, frame)
    if len(years) > 1 and ("year" not in named or (claim.how == "sum" and "people" in units)):
        message = msg(
            "The rows hold {years} years, {first} to {last}: name those that are meant. Add "
            "'year = …' to the rows."
        )
        if "year" in named:
            message = msg(
                "The rows hold {years} years, {first} to {last}: people who are counted in each of "
                "them are counted several times. Add 'year = …' to the rows."
            )
        raise NotCheckableError(message, years=len(years), first=years[0], last=years[-1])
    odd = [word for word in (*units, claim.column) if _SHARES.search(word)]
    if odd and claim.how == "sum":
        raise NotCheckableError(
            "A sum of {column:c} ({unit}) means nothing: shares, scores, ranks and years do "
            "not add up. Ask for the mean, the largest or the smallest.",
            column=claim.column,
            unit=joined(sorted(units) or odd[:1], " / "),
        )


def _same_basis(frame: pd.DataFrame, named: set[str]) -> None:
    """Refuse to put numbers together that measure different things or contain each other."""
    for name in _BASIS:
        kinds = frame[name].dropna().astype("str").unique() if name in frame.columns else ()
        if len(kinds) > 1 and name not in named:
            raise NotCheckableError(
                "The rows differ in {column:c} ({kinds:c}); numbers of different kinds are not "
                "put together. Add '{column:c} = …' to the rows.",
                column=name,
                kinds=joined(sorted(kinds)[:4], ", "),
            )
    for name in _TOTALS:
        if name in frame.columns and {True, False} <= set(frame[name].dropna()):
            raise NotCheckableError(
                "The rows hold totals beside their parts; add '{column:c} = false' to the rows.",
                column=name,
            )
    for name in frame.columns:
        if pd.api.types.is_numeric_dtype(frame[name]) or name.endswith("source_id"):
            continue
        found = set(frame[name].dropna().astype("str"))
        if _GROUPS & found and found - _GROUPS:
            raise NotCheckableError(
                "The rows hold groups of states ({groups:c}) beside states; name the ones that "
                "are meant, such as '{column:c} = {state:c}'.",
                groups=joined(sorted(_GROUPS & found), ", "),
                column=name,
                state=min(found - _GROUPS),
            )


def _judged(claim: Claim, found: float) -> tuple[bool, tuple[float, ...]]:
    """Return whether the claim holds, and at which figures that turns."""
    width = claim.tolerance
    if claim.comparison in {"about", "=", "between"}:
        low, high = claim.values[0] - width, claim.values[-1] + width
        return low <= found <= high, (low, high)
    # A tolerance widens what is allowed: "more than 10, give or take 1" holds from 9 on.
    edge = claim.values[0] + (-width if claim.comparison.startswith(">") else width)
    return _TESTS[claim.comparison](found, edge), (edge,)


def _would_change(found: float, bounds: tuple[float, ...], *, holds: bool) -> Text:
    edge = min(bounds, key=lambda bound: abs(bound - found))
    values: dict[str, Any] = {"edge": plain_number(edge), "gap": plain_number(abs(edge - found))}
    if holds:
        message = msg("The claim would turn if the figure were beyond {edge}: {gap} away.")
    elif len(bounds) == 1:
        message = msg("The claim would hold if the figure were beyond {edge}: {gap} away.")
    else:
        values |= {"low": plain_number(bounds[0]), "high": plain_number(bounds[1])}
        message = msg(
            "The claim would hold if the figure lay between {low} and {high}: {gap} away."
        )
    if not found:
        return say(message, **values)
    share = say("That is {share}% of it.", share=plain_number(100 * abs(edge - found) / abs(found)))
    return joined([say(message, **values), share], " ")


def _quantity_of(claim: Claim) -> Text:
    """Say which figure a claim is about."""
    figure = say(_TELLS[claim.how], column=claim.column, table=claim.table)
    values = {"figure": figure, "rows": told(claim.rows)}
    if claim.against is not None:
        values["other"] = told(claim.against)
        if claim.rows:
            return say("{figure} where {rows}, divided by that where {other}", **values)
        return say("{figure}, divided by that where {other}", **values)
    return say("{figure} where {rows}", **values) if claim.rows else figure


def _said(claim: Claim) -> Text:
    told = say(
        _SAYS[claim.comparison],
        amount=plain_number(claim.values[0]),
        other=plain_number(claim.values[-1]),
    )
    if not claim.tolerance:
        return told
    return say("{said}, give or take {width}", said=told, width=plain_number(claim.tolerance))


def _known(claim: Claim) -> str:
    return "" if claim.as_of is None else f"{claim.as_of:%Y-%m-%d}"
