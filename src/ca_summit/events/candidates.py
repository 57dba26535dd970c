"""Turn counts of reports into candidates for meetings, and hold them against checked records."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ca_summit.checks import check_columns
from ca_summit.diplomacy.presence import FIVE
from ca_summit.events.codes import iso_codes
from ca_summit.events.counts import ASKED
from ca_summit.events.rules import PERIODS, pair_words, rule_words, units
from ca_summit.tables.day_columns import with_days
from ca_summit.tables.reported import REPORTED, is_reported

_PLACE = ["place", "place_name", "latitude", "longitude"]


def candidates(
    day: pd.DataFrame, *, rule: str = "runs", gap_days: int = 1, least_reports: int = 10
) -> pd.DataFrame:
    """Return what a counting rule takes for meetings, as a table like ``load_meetings()``.

    Status is ``"reported"``; level, edition, mode and verification are missing, because reports
    do not say them. Figures draw such tables, and say so; they do not mix them silently with
    checked records, see ``ev.together()``.

    Parameters
    ----------
    day
        What ``by_day()`` returns. With ``places=True`` a candidate has the place that most of
        its reports name, and the share of these in ``place_share``.
    rule
        ``"runs"``, ``"pairs"`` or ``"kinds"``, see ``rules()``.
    gap_days, least_reports
        As in ``count()``.

    Returns
    -------
    DataFrame, one row per candidate, in order of days: the columns of ``load_meetings()``, and
        ``reports``, ``days``, ``kinds``, ``rule``, ``place_share``.

    Raises
    ------
    ValueError
        If a column is missing, an argument is unknown, or the rule is ``"reports"``.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"day": pd.to_datetime(["2025-11-05", "2025-11-06"]), "actor": "KAZ"})
    >>> day = day.assign(other="USA", kind="042", reports=[4, 9])
    >>> candidates(day)[["meeting_id", "counterpart", "status", "reports"]].values.tolist()
    [['reported-kaz-usa-2025-11-05', 'USA', 'reported', 13]]
    """
    if rule == "reports":
        raise ValueError("`rule` must be 'runs', 'pairs' or 'kinds': a report is no meeting.")
    found = units(day, rule=rule, gap_days=gap_days, least_reports=least_reports)
    found = found.sort_values(["start_date", "actor", "other", "kinds"], ignore_index=True)
    pairs = list(zip(found["actor"], found["other"], strict=True))
    ids = pd.Series(
        [
            f"reported-{a}-{b}-{d:%Y-%m-%d}".lower()
            for (a, b), d in zip(pairs, found["start_date"], strict=True)
        ],
        dtype="str",
    )
    again = ids.groupby(ids).cumcount()
    out = pd.DataFrame(
        {
            "meeting_id": ids.where(again.eq(0), ids + "-" + (again + 1).astype("str")),
            "name": pd.Series([f"Reports of {pair_words(a, b)}" for a, b in pairs], dtype="str"),
            "format": "bilateral",
            "level": _none(len(found)),
            "edition": pd.array([pd.NA] * len(found), dtype="Int64"),
            "start_date": found["start_date"],
            "end_date": found["end_date"],
            "counterpart": pd.Series([_counterpart(a, b) for a, b in pairs], dtype="str"),
            "parties": pd.Series([f"{a};{b}" for a, b in pairs], dtype="str"),
            "status": REPORTED,
            "mode": _none(len(found)),
            "source_id": day.attrs.get(ASKED, {}).get("title", "reports coded by machine"),
            "verification": _none(len(found)),
            "reports": found["reports"],
            "days": found["days"],
            "kinds": found["kinds"],
            "rule": rule_words(rule, gap_days, least_reports),
        }
    )
    for name in ("format", "status", "source_id", "rule"):
        out[name] = out[name].astype("str")
    return out.join(_places(day, found))


def together(checked: pd.DataFrame, reported: pd.DataFrame) -> pd.DataFrame:
    """Put checked meetings and reported candidates into one table whose figures mark the latter.

    Without this, figures of meetings refuse a table that holds both.

    Parameters
    ----------
    checked
        A table like ``load_meetings()``.
    reported
        What ``candidates()`` returns.

    Returns
    -------
    DataFrame with the rows of both and the column ``marked`` (true of those reported).

    Examples
    --------
    >>> import pandas as pd
    >>> held = pd.DataFrame({"meeting_id": ["a"], "status": ["held"]})
    >>> reported = pd.DataFrame({"meeting_id": ["b"], "status": ["reported"]})
    >>> together(held, reported)["marked"].to_list()
    [False, True]
    """
    check_columns("together", checked, ["meeting_id", "status"], "load_meetings()")
    check_columns("together", reported, ["meeting_id", "status"], "ev.candidates()")
    parts = [
        frame.assign(marked=is_reported(frame)).astype(
            {c: "object" for c in frame.columns if isinstance(frame[c].dtype, pd.CategoricalDtype)}
        )
        for frame in (checked, reported)
    ]
    return pd.concat([p.dropna(axis=1, how="all") for p in parts], ignore_index=True).reindex(
        columns=list(dict.fromkeys([*parts[0].columns, *parts[1].columns]))
    )


def compare(
    reported: pd.DataFrame,
    checked: pd.DataFrame,
    *,
    by: str | None = "pair",
    tolerance_days: int = 1,
) -> pd.DataFrame:
    """Hold candidates against checked meetings of two states: how many of each find the other.

    A checked meeting is found if a candidate of the same two states has a day within
    ``tolerance_days`` of it, and the other way round.

    Parameters
    ----------
    reported
        What ``candidates()`` returns.
    checked
        A table like ``load_meetings()``, of which the meetings held by two parties count; or
        the truth of ``make_sample()``.
    by
        ``"pair"``, ``"month"``, ``"year"`` or ``None``.
    tolerance_days
        Days between the two, 0 or more.

    Returns
    -------
    DataFrame, one row per pair or period and a last one of all (``"all"``): ``checked``,
        ``found`` (of these), ``recall``; ``candidates``, ``confirmed`` (of these), ``precision``.
        Shares are missing where there is nothing to divide by.

    Notes
    -----
    Both shares are lower bounds where the records are not complete: a candidate without a
    checked meeting may be one of ministers, or one that nobody has recorded. ``load_coverage()``
    says what is complete. The span of both tables should be the same.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"day": pd.to_datetime(["2025-11-05", "2025-12-20"]), "actor": "KAZ"})
    >>> day = day.assign(other="USA", kind="042", reports=20)
    >>> truth = pd.DataFrame({"start_date": ["2025-11-06"], "actor": "KAZ", "other": "USA"})
    >>> compare(candidates(day), truth, by=None)[["recall", "precision"]].values.tolist()
    [[1.0, 0.5]]
    """
    if not hasattr(tolerance_days, "__index__") or tolerance_days < 0:
        raise ValueError(f"`tolerance_days` must be a whole number from 0; got {tolerance_days!r}.")
    if by not in (None, "pair", "month", "year"):
        raise ValueError(f"`by` must be 'pair', 'month', 'year' or None; got {by!r}.")
    ours = _spans("compare", reported)
    theirs = _spans("compare", checked)
    _match(ours, theirs, pd.Timedelta(days=int(tolerance_days)))
    for frame in (ours, theirs):
        if by == "pair":
            frame["key"] = frame["pair"]
        elif by is not None:
            frame["key"] = frame["start_date"].dt.to_period(PERIODS[by]).astype("str")
        else:
            frame["key"] = "all"
    keys = sorted({*ours["key"], *theirs["key"]} - {"all"})
    rows: list[dict[str, Any]] = []
    for key in [*keys, "all"]:
        mine = ours if key == "all" else ours[ours["key"].eq(key)]
        other = theirs if key == "all" else theirs[theirs["key"].eq(key)]
        found, confirmed = int(other["met"].sum()), int(mine["met"].sum())
        rows.append(
            {
                by or "all": key,
                "checked": len(other),
                "found": found,
                "recall": found / len(other) if len(other) else None,
                "candidates": len(mine),
                "confirmed": confirmed,
                "precision": confirmed / len(mine) if len(mine) else None,
            }
        )
    return pd.DataFrame(rows).astype({"recall": "float64", "precision": "float64"})


def _counterpart(actor: str, other: str) -> str:
    outside = [code for code in (actor, other) if code not in FIVE]
    return outside[0] if outside else "-"


def _none(rows: int) -> pd.Series:
    return pd.Series([None] * rows, dtype="str")


def _places(day: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return for each unit the place that most of its reports name, and their share."""
    out = pd.DataFrame(
        {
            "city": _none(len(found)),
            "country_iso3": _none(len(found)),
            "latitude": float("nan"),
            "longitude": float("nan"),
            "place_share": float("nan"),
        },
        index=found.index,
    )
    if not set(_PLACE) <= set(day.columns) or found.empty:
        return out
    named = day.dropna(subset=["place_name", "latitude", "longitude"])
    keys = ["actor", "other"]
    spans = found[[*keys, "start_date", "end_date"]].rename_axis("unit").reset_index()
    inside = named.merge(spans, on=keys)
    inside = inside[inside["day"].between(inside["start_date"], inside["end_date"])]
    votes = inside.groupby(["unit", *_PLACE], dropna=False)[["reports"]].sum().reset_index()
    votes = votes.sort_values(["unit", "reports", "place_name"], ascending=[True, False, True])
    best = votes.drop_duplicates("unit").set_index("unit")
    out.loc[best.index, "city"] = (
        best["place_name"].astype("str").str.split(",").str[0].astype("object")
    )
    out.loc[best.index, "country_iso3"] = best["place"].astype("object")
    for name in ("latitude", "longitude"):
        out.loc[best.index, name] = best[name]
    out.loc[best.index, "place_share"] = best["reports"] / found.loc[best.index, "reports"]
    return out


def _spans(function: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return first and last day and pair of meetings of two that were held or reported."""
    check_columns(function, frame, ["start_date"], "load_meetings() or ev.candidates()")
    out = frame
    if "status" in out.columns:
        out = out[out["status"].astype("object").isin(["held", REPORTED])]
    if {"actor", "other"} <= set(out.columns):
        sides = [sorted(p) for p in zip(out["actor"], out["other"], strict=True)]
    else:
        check_columns(function, out, ["parties"], "load_meetings() or ev.candidates()")
        out = out[out["parties"].notna()]
        sides = [sorted(p.strip() for p in str(cell).split(";")) for cell in out["parties"]]
    known = iso_codes("iso3")
    two = [len(p) == 2 and all(code in known for code in p) for p in sides]
    out = out.assign(pair=["-".join(p) for p in sides])
    if "end_date" not in out.columns:
        out = out.assign(end_date=out["start_date"])
    out = with_days(
        function, out[pd.Series(two, index=out.index, dtype=bool)], ["start_date", "end_date"]
    )
    out = out[out["start_date"].notna()]
    return pd.DataFrame(
        {
            "start_date": out["start_date"],
            "end_date": out["end_date"].fillna(out["start_date"]),
            "pair": out["pair"],
        }
    ).reset_index(drop=True)


def _match(ours: pd.DataFrame, theirs: pd.DataFrame, tolerance: pd.Timedelta) -> None:
    """Add to both whether another of the same pair lies near."""
    both = (
        ours.rename_axis("i")
        .reset_index()
        .merge(theirs.rename_axis("j").reset_index(), on="pair", suffixes=("", "_checked"))
    )
    near = both[
        (both["start_date"] <= both["end_date_checked"] + tolerance)
        & (both["end_date"] >= both["start_date_checked"] - tolerance)
    ]
    ours["met"] = ours.index.isin(near["i"])
    theirs["met"] = theirs.index.isin(near["j"])
