"""Read one table exactly as its description says."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ca_summit.catalog import Table, get_table
from ca_summit.checks import check_choices
from ca_summit.files import data_path

if TYPE_CHECKING:
    import geopandas as gpd

# Dtypes, not their names: pandas looks a name up anew for each column.
_TEXT = pd.StringDtype(na_value=np.nan)
_DTYPES = {"integer": pd.Int64Dtype(), "number": np.dtype("float64"), "boolean": pd.BooleanDtype()}
_CRS = "EPSG:4326"
TABLE_ATTR = "ca_summit_table"


def read_table(name: str) -> pd.DataFrame:
    """Read one bundled table with the types of its description, whole and unfiltered.

    Closed vocabularies become categories in the order of the description, dates ``datetime64``,
    whole numbers ``Int64``; an empty cell is missing, and only an empty cell is.
    ``frame.attrs["ca_summit_table"]`` holds the name, which ``cite()`` reads.

    Parameters
    ----------
    name
        Name of a table, see ``list_tables()``. Shapes come as GeoDataFrame in WGS84.

    Raises
    ------
    ValueError
        If there is no such table.

    Examples
    --------
    >>> read_table("countries").shape[0]
    5
    """
    frame = _read(name).copy()
    frame.attrs[TABLE_ATTR] = name
    return frame


def points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Add the geometry of ``longitude`` and ``latitude``; a row without position has none."""
    import geopandas as gpd

    geometry = gpd.points_from_xy(frame["longitude"], frame["latitude"], crs=_CRS)
    geometry[frame[["longitude", "latitude"]].isna().any(axis=1).to_numpy()] = None
    result = gpd.GeoDataFrame(frame, geometry=geometry)
    result.attrs.update(frame.attrs)
    return result


def select(frame: pd.DataFrame, **wanted: Any) -> pd.DataFrame:
    """Keep the rows whose columns hold one of the wanted values; ``None`` keeps all.

    Keyword names are column names, or ``argument__column`` where the two differ.
    A value that the column never holds is refused with those it does hold.
    """
    attrs = frame.attrs
    wanted = {keyword: value for keyword, value in wanted.items() if value is not None}
    if not wanted:
        return frame
    for keyword, value in wanted.items():
        argument, _, column = keyword.partition("__")
        column = column or argument
        known = frame[column].dropna().unique()
        values = check_choices(argument, value, list(known))
        frame = frame[frame[column].isin(values)]
    result = frame.reset_index(drop=True)
    result.attrs = attrs
    return result


def between(
    frame: pd.DataFrame, column: str, first: int | None, last: int | None, names: tuple[str, str]
) -> pd.DataFrame:
    """Keep the rows whose year lies between two years, both included and both optional."""
    known = frame[column].dropna()
    low, high = int(known.min()), int(known.max())
    for name, value in zip(names, (first, last), strict=True):
        if value is not None and not (hasattr(value, "__index__") and low <= value <= high):
            raise ValueError(f"`{name}` must be a whole year from {low} to {high}; got {value!r}.")
    if first is not None and last is not None and first > last:
        raise ValueError(
            f"`{names[0]}` must not be later than `{names[1]}`; got {first} and {last}."
        )
    attrs = frame.attrs
    frame = frame[
        frame[column].between(low if first is None else first, high if last is None else last)
    ]
    result = frame.reset_index(drop=True)
    result.attrs = attrs
    return result


def contains(frame: pd.DataFrame, column: str, values: list[str]) -> pd.Series:
    """Tell for each row whether its ``;`` list holds one of ``values``."""
    lists = frame[column].astype("object").fillna("").str.split(";")
    return lists.map(lambda items: any(item.strip() in values for item in items)).astype(bool)


def country_codes(values: str | list[str], argument: str = "country") -> list[str]:
    """Turn names, ISO2 or ISO3 codes of the five states into ISO3 codes, or refuse.

    Examples
    --------
    >>> country_codes(["Kazakhstan", "uz", "Кыргызстан"])
    ['KAZ', 'UZB', 'KGZ']
    """
    known = _spellings()
    several = [values] if isinstance(values, str) else list(values)
    codes = [known.get(str(v).strip().casefold(), v) for v in several]
    return check_choices(argument, codes, list(dict.fromkeys(known.values())))


@cache
def _spellings() -> dict[str, str]:
    frame = _read("countries")
    columns = ["iso3", "iso2", "name", "official_name", "name_local", "name_russian"]
    return {
        str(row[column]).casefold(): str(row["iso3"])
        for row in frame.to_dict("records")
        for column in columns
        if isinstance(row[column], str)
    }


@cache
def _read(name: str) -> pd.DataFrame:
    table = get_table(name)
    if table.is_geographic:
        return _read_shapes(table)
    dtypes: dict[str, Any] = {}
    for field in table.fields:
        if field.kind == "string" and field.allowed:
            dtypes[field.name] = _category(field.allowed)
        else:
            dtypes[field.name] = _DTYPES.get(field.kind, _TEXT)
    frame = pd.read_csv(
        data_path(table.path), dtype=dtypes, keep_default_na=False, na_values=[""], low_memory=False
    )
    for field in table.fields:
        if field.kind == "date":
            frame[field.name] = pd.to_datetime(frame[field.name], format="%Y-%m-%d")
    return frame


@cache
def _category(allowed: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(allowed))


def _read_shapes(table: Table) -> gpd.GeoDataFrame:
    import geopandas as gpd

    frame = gpd.read_file(data_path(table.path))
    for field in table.fields:
        if field.kind == "string" and field.allowed:
            frame[field.name] = frame[field.name].astype(_category(field.allowed))
        elif field.kind in _DTYPES:
            frame[field.name] = frame[field.name].astype(_DTYPES[field.kind])
    return frame
