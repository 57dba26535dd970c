"""Read one table exactly as its description says."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ca_summit.catalog import Table, get_table
from ca_summit.checks import check_choices

if TYPE_CHECKING:
    import geopandas as gpd

# Dtypes, not their names: pandas looks a name up anew for each column.
_TEXT = pd.StringDtype(na_value=np.nan)
_DTYPES = {"integer": pd.Int64Dtype(), "number": np.dtype("float64"), "boolean": pd.BooleanDtype()}
_CRS = "EPSG:4326"
TABLE_ATTR = "ca_summit_table"
#: Loaders that are not named after their table, and readers of the user's own files.
_LOADERS = {"meeting_coverage": "load_coverage"}
_READERS = {
    "attendance": "read_attendance",
    "indicators": "read_indicators",
    "meetings": "read_meetings",
    "places": "read_places",
    "trade_partners": "read_trade",
}


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
    DataError
        If the file is missing or damaged.

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
    wanted = {keyword: value for keyword, value in wanted.items() if value is not None}
    for keyword, value in wanted.items():
        argument, _, column = keyword.partition("__")
        column = column or argument
        known = frame[column].dropna().unique()
        values = check_choices(argument, value, list(known), some=True)
        frame = chosen(frame, frame[column].isin(values))
    return frame


def chosen(frame: pd.DataFrame, keep: pd.Series) -> pd.DataFrame:
    """Return the rows to keep, numbered anew; the table's name stays with them.

    Categories that no row kept holds go: a count of the rows has no line for them.

    Examples
    --------
    >>> frame = pd.DataFrame({"kind": pd.Categorical(["a", "b"], categories=["a", "b", "c"])})
    >>> chosen(frame, frame["kind"].eq("b"))["kind"].value_counts().to_dict()
    {'b': 1}
    """
    result: pd.DataFrame = frame[keep].reset_index(drop=True)
    for column in result.columns:
        if isinstance(result[column].dtype, pd.CategoricalDtype):
            result[column] = result[column].cat.remove_unused_categories()
    result.attrs = frame.attrs
    return result


def start_of(name: str) -> str:
    """Return the calls that give such a table, for messages.

    Examples
    --------
    >>> start_of("meetings"), start_of("meeting_coverage")
    ('load_meetings() or read_meetings()', 'load_coverage()')
    """
    load = f"{_LOADERS.get(name, f'load_{name}')}()"
    return f"{load} or {_READERS[name]}()" if name in _READERS else load


def contains(frame: pd.DataFrame, column: str, values: list[str]) -> pd.Series:
    """Tell for each row whether its ``;`` list holds one of ``values``."""
    lists = frame[column].astype("object").fillna("").str.split(";")
    return lists.map(lambda items: any(item.strip() in values for item in items)).astype(bool)


@cache
def _read(name: str) -> pd.DataFrame:
    table = get_table(name)
    if table.is_geographic:
        shapes: pd.DataFrame = _read_shapes(table)
        return shapes
    dtypes: dict[str, Any] = {}
    for field in table.fields:
        if field.kind == "string" and field.allowed:
            dtypes[field.name] = _category(field.allowed)
        else:
            dtypes[field.name] = _DTYPES.get(field.kind, _TEXT)
    frame = pd.read_csv(
        BytesIO(table.content()),
        dtype=dtypes,
        keep_default_na=False,
        na_values=[""],
        low_memory=False,
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

    frame = gpd.read_file(BytesIO(table.content()))
    for field in table.fields:
        if field.kind == "string" and field.allowed:
            frame[field.name] = frame[field.name].astype(_category(field.allowed))
        elif field.kind in _DTYPES:
            frame[field.name] = frame[field.name].astype(_DTYPES[field.kind])
    return frame
