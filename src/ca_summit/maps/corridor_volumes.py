"""Choose the tonnes that a map of corridors may draw."""

from __future__ import annotations

import pandas as pd

_PART = r"\b(?:crossings?|ports?|seaports?|part|together)\b"


def full_years(volumes: pd.DataFrame) -> pd.DataFrame:
    """Return the actual tonnes of full years; forecasts, targets and part years stay away.

    Returns
    -------
    DataFrame with the columns of ``volumes`` and ``is_part``: counted at a crossing or a port.

    Examples
    --------
    >>> from ca_summit.tables import load_corridor_volumes
    >>> full_years(load_corridor_volumes(route="titr"))["is_part"].sum()
    np.int64(1)
    """
    actual = volumes["value_kind"].eq("actual") & volumes["unit"].eq("t")
    rows = volumes[actual & volumes["period"].eq("full year") & volumes["volume"].notna()]
    rows = rows[rows["route_id"].notna()]
    is_part = rows["corridor"].astype("str").str.contains(_PART, case=False)
    return pd.DataFrame(rows).assign(is_part=is_part.astype(bool))


def latest_tonnes(results: pd.DataFrame) -> pd.DataFrame:
    """Return the latest year per corridor and thing counted.

    Parameters
    ----------
    results
        Rows of ``full_years()``.

    Returns
    -------
    DataFrame with the columns of ``results`` and ``before``: tonnes of the year before, missing
    if unknown or disputed.

    Examples
    --------
    >>> from ca_summit.tables import load_corridor_volumes
    >>> rows = latest_tonnes(full_years(load_corridor_volumes()))
    >>> rows.loc[~rows["is_part"] & rows["route_id"].eq("titr"), "volume"].tolist()
    [4119000.0]
    """
    keys = ["route_id", "corridor", "year"]
    newest = results.groupby(keys[:2], observed=True)["year"].transform("max")
    agreed = results[~results.groupby(keys, observed=True)["volume"].transform("nunique").gt(1)]
    known = agreed.set_index(keys)["volume"].to_dict()
    rows = pd.DataFrame(results[results["year"].eq(newest)])
    ids = zip(rows["route_id"], rows["corridor"], rows["year"], strict=True)
    rows["before"] = [known.get((route, name, year - 1), float("nan")) for route, name, year in ids]
    return rows


def common_year(results: pd.DataFrame) -> int | None:
    """Return the year with tonnes of most corridors as a whole, the latest of several.

    Parameters
    ----------
    results
        Rows of ``full_years()``.

    Examples
    --------
    >>> from ca_summit.tables import load_corridor_volumes
    >>> common_year(full_years(load_corridor_volumes()))
    2024
    """
    whole = results[~results["is_part"]]
    if whole.empty:
        return None
    counts = whole.groupby("year")["route_id"].nunique()
    return int(counts[counts.eq(counts.max())].index.max())
