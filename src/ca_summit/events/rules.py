"""Count what may be meetings out of reports, by rules that are named and stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice, check_choices, check_columns
from ca_summit.figures.language import Words, msg

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The rules and what each of them counts.
RULES = {
    "reports": msg("every report"),
    "kinds": msg("one a day, pair of states and kind of event"),
    "pairs": msg("one a day and pair of states"),
    "runs": msg("one a run of days with reports about a pair of states"),
}
PERIODS = {"day": "D", "month": "M", "year": "Y"}
NEEDED = ["day", "actor", "other", "kind", "reports"]


def rule_words(
    rule: str, gap_days: int = 1, least_reports: int = 1, words: Words | None = None
) -> str:
    """Say a counting rule in words, as figures print it.

    Examples
    --------
    >>> rule_words("pairs", least_reports=3)
    'one a day and pair of states, 3 reports or more'
    """
    words = words or Words()
    told = words.say(RULES[rule])
    if rule == "runs":
        told = words.count(
            "{told}, at most {count} day from one to the next",
            "{told}, at most {count} days from one to the next",
            gap_days,
            told=told,
        )
    if least_reports > 1:
        told = words.say("{told}, {least} reports or more", told=told, least=least_reports)
    return told


def units(
    day: pd.DataFrame, *, rule: str = "runs", gap_days: int = 1, least_reports: int = 1
) -> pd.DataFrame:
    """Return what a rule counts, one row each.

    Parameters
    ----------
    day
        What ``by_day()`` returns.
    rule
        ``"reports"``, ``"kinds"``, ``"pairs"`` or ``"runs"``, see ``rules()``.
    gap_days
        For ``"runs"``: days at most from a day with reports to the next one of the same run;
        1 joins consecutive days only.
    least_reports
        Reports that a unit needs to be counted; of ``"reports"`` each has one.

    Returns
    -------
    DataFrame: ``start_date``, ``end_date``, ``actor``, ``other``, ``reports``, ``days`` (with
        reports), ``kinds`` (codes, ``;`` between); of the rule ``"reports"`` a row per day, pair
        and kind, to be counted ``reports`` times.

    Raises
    ------
    ValueError
        If a column is missing or an argument is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"day": pd.to_datetime(["2025-11-05", "2025-11-06", "2025-11-09"])})
    >>> day = day.assign(actor="KAZ", other="USA", kind="042", reports=[1, 4, 2])
    >>> units(day)[["reports", "days"]].values.tolist()
    [[5, 2], [2, 1]]
    """
    check_columns("units", day, NEEDED, "ev.by_day()")
    _check_counts(day)
    check_choice("rule", rule, RULES)
    for name, value in (("gap_days", gap_days), ("least_reports", least_reports)):
        if not hasattr(value, "__index__") or isinstance(value, bool) or value < 1:
            raise ValueError(f"`{name}` must be a whole number above 0; got {value!r}.")
    pair = ["actor", "other"]
    rows = day.sort_values([*pair, "day", "kind"], kind="stable", ignore_index=True)
    if rule == "runs":
        new = rows[pair].ne(rows[pair].shift()).any(axis=1)
        new |= rows["day"].diff().dt.days.gt(gap_days)
        rows = rows.assign(unit=new.cumsum())
    else:
        same = [*pair, "day", *(["kind"] if rule != "pairs" else [])]
        rows = rows.assign(unit=rows.groupby(same, sort=False).ngroup())
    found = rows.groupby("unit", sort=False)
    out = found.agg(
        start_date=("day", "min"),
        end_date=("day", "max"),
        actor=("actor", "first"),
        other=("other", "first"),
        reports=("reports", "sum"),
        days=("day", "nunique"),
    )
    kinds = rows[["unit", "kind"]].drop_duplicates().sort_values(["unit", "kind"])
    out["kinds"] = kinds.groupby("unit")["kind"].agg(";".join).astype("str")
    if rule != "reports":
        out = out[out["reports"].ge(least_reports)]
    return out.reset_index(drop=True)


def _check_counts(day: pd.DataFrame) -> None:
    """Refuse days that are none and counts that count nothing."""
    if len(day) and not pd.api.types.is_datetime64_any_dtype(day["day"]):
        raise ValueError(
            "`day` must hold days (datetime64) in its column 'day', as ev.by_day() gives them; "
            f"got {day['day'].iloc[0]!r}. pandas.to_datetime() makes them."
        )
    for name in ("day", "actor", "other", "kind"):
        if day[name].isna().any():
            row = int(day[name].isna().to_numpy().argmax()) + 1
            raise ValueError(
                f"`day` must have a value in every row of its column {name!r}; row {row} has none. "
                "Leave the row out."
            )
    if len(day) and day["day"].dt.normalize().ne(day["day"]).any():
        raise ValueError(
            "`day` must hold days without hours in its column 'day', because runs count days: "
            "day.assign(day=day['day'].dt.normalize()) takes them off."
        )
    if not day["kind"].map(lambda kind: isinstance(kind, str)).all():
        raise ValueError(
            "`day` must hold codes as text in its column 'kind', such as '042': as a number a code "
            f"has lost its zero; got {day['kind'].iloc[0]!r}."
        )
    numbers = pd.to_numeric(day["reports"], errors="coerce")
    odd = day["reports"][~(numbers.ge(1) & numbers.mod(1).eq(0)).fillna(False).astype(bool)]
    if len(odd):
        raise ValueError(
            "`day` must count whole reports from 1 in its column 'reports'; got "
            f"{odd.iloc[0]!r} in row {odd.index[0]!r}."
        )
    if day["reports"].map(lambda number: isinstance(number, (str, bool))).any():
        raise ValueError(
            "`day` must count whole reports in its column 'reports' as numbers, because text would "
            f"be joined; got {day['reports'].iloc[0]!r}. pandas.to_numeric() makes them."
        )


def count(
    day: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = "month",
    rule: str = "runs",
    gap_days: int = 1,
    least_reports: int = 1,
) -> pd.DataFrame:
    """Count what may be meetings by month, year, day or pair, by a named rule.

    A count is of reports that a machine coded, by a rule; it is no count of meetings. A period
    without reports has no row.

    Parameters
    ----------
    day
        What ``by_day()`` returns.
    by
        ``"day"``, ``"month"``, ``"year"``, ``"pair"``, two of these such as ``["month", "pair"]``,
        or ``None`` for one number. A run belongs to the period in which it begins.
    rule, gap_days, least_reports
        As in ``rules()``.

    Returns
    -------
    DataFrame: ``month`` (first day) or ``year`` or ``day``, ``actor``, ``other`` as asked for;
        ``count``, ``reports`` (in what was counted), ``rule`` (in words).

    Raises
    ------
    ValueError
        If a column is missing or an argument is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"day": pd.to_datetime(["2025-11-05", "2025-11-06", "2025-11-09"])})
    >>> day = day.assign(actor="KAZ", other="USA", kind="042", reports=[1, 4, 2])
    >>> count(day)["count"].to_list(), count(day, rule="reports")["count"].to_list()
    ([2], [7])
    """
    wanted = [] if by is None else check_choices("by", by, [*PERIODS, "pair"])
    found = units(day, rule=rule, gap_days=gap_days, least_reports=least_reports)
    found["count"] = found["reports"] if rule == "reports" else 1
    keys: list[str] = []
    for name in wanted:
        if name == "pair":
            keys += ["actor", "other"]
        else:
            start = found["start_date"].dt.to_period(PERIODS[name])
            found[name] = start.dt.year if name == "year" else start.dt.start_time
            keys.append(name)
    if keys:
        out = found.groupby(keys, as_index=False)[["count", "reports"]].sum()
    else:
        out = found[["count", "reports"]].sum().to_frame().T
    out[["count", "reports"]] = out[["count", "reports"]].astype("int64")
    out["rule"] = rule_words(rule, gap_days, 1 if rule == "reports" else least_reports)
    out.attrs = day.attrs
    return out


def rules(
    day: pd.DataFrame,
    *,
    gap_days: Sequence[int] = (1, 2),
    least_reports: Sequence[int] = (1, 3, 10),
) -> pd.DataFrame:
    """Count by every rule, side by side: how far apart they are is how little one count says.

    Parameters
    ----------
    day
        What ``by_day()`` returns.
    gap_days, least_reports
        Values tried of the settings of ``count()``.

    Returns
    -------
    DataFrame, one row per rule and setting: ``rule``, ``gap_days`` (missing where it means
        nothing), ``least_reports``, ``count``, ``words``.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"day": pd.to_datetime(["2025-11-05", "2025-11-06", "2025-11-09"])})
    >>> day = day.assign(actor="KAZ", other="USA", kind="042", reports=[1, 4, 2])
    >>> table = rules(day, gap_days=[1], least_reports=[1])
    >>> dict(zip(table["rule"], table["count"]))
    {'reports': 7, 'kinds': 3, 'pairs': 3, 'runs': 2}
    """
    rows: list[dict[str, Any]] = []
    for rule in RULES:
        for gap in gap_days if rule == "runs" else [1]:
            for least in least_reports if rule != "reports" else [1]:
                n = count(day, by=None, rule=rule, gap_days=gap, least_reports=least)
                rows.append(
                    {
                        "rule": rule,
                        "gap_days": gap if rule == "runs" else None,
                        "least_reports": least,
                        "count": int(n["count"].iloc[0]),
                        "words": rule_words(rule, gap, least),
                    }
                )
    return pd.DataFrame(rows).astype({"gap_days": "Int64"})


def pair_words(actor: object, other: object, language: str | None = None) -> str:
    """Name a pair of states.

    Examples
    --------
    >>> pair_words("KAZ", "USA")
    'Kazakhstan – United States'
    """
    words = Words(language)
    return f"{words.label(actor)} – {words.label(other)}"
