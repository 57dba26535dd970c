"""Say what each table is: fields, units, keys, coverage, licence (reads datapackage.json)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ca_summit.checks import check_choice
from ca_summit.files import DataError, data_bytes, data_path, digest

if TYPE_CHECKING:
    import pandas as pd

_DESCRIPTION = "datapackage.json"


@dataclass(frozen=True)
class Field:
    """One column of a table.

    Attributes
    ----------
    kind
        ``string``, ``integer``, ``number``, ``boolean`` or ``date`` (Data Package types).
    unit
        Empty where the column has none, or where a ``unit`` column gives it row by row.
    allowed
        The closed vocabulary, empty where any value is allowed.
    is_list
        Whether the text holds several values separated by ``;``.
    """

    name: str
    kind: str
    description: str
    unit: str
    required: bool
    allowed: tuple[Any, ...]
    minimum: float | None
    maximum: float | None
    pattern: str
    is_list: bool


@dataclass(frozen=True)
class Table:
    """One table of the package, as ``data/datapackage.json`` describes it.

    Attributes
    ----------
    key
        Names of the columns that identify a row.
    foreign_keys
        Triples: own columns, other table, its columns.
    coverage
        First and last value of the years or dates covered; outside them nothing is known.
    gaps
        What is missing inside the coverage, in words.
    size, sha256
        Bytes and hash of the file, by which a damaged one is found.
    """

    name: str
    title: str
    description: str
    path: str
    family: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    foreign_keys: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]
    coverage: dict[str, tuple[Any, Any]]
    rows: int
    gaps: str
    licences: tuple[str, ...]
    size: int = 0
    sha256: str = ""

    def content(self) -> bytes:
        """Return the bytes of the file, or refuse a damaged one."""
        return data_bytes(self.path, self.size, self.sha256)

    def field(self, name: str) -> Field:
        """Return one field by name, or refuse with the names there are."""
        check_choice("column", name, [f.name for f in self.fields])
        return next(f for f in self.fields if f.name == name)

    @property
    def is_geographic(self) -> bool:
        """Whether the file holds shapes (GeoJSON) instead of rows only."""
        return self.path.endswith("json")


def table_names() -> list[str]:
    """Return the names of all bundled tables.

    Examples
    --------
    >>> "countries" in table_names()
    True
    """
    return list(_tables())


def get_table(name: str) -> Table:
    """Return the description of one table.

    Parameters
    ----------
    name
        Name of a table, see ``list_tables()``.

    Returns
    -------
    Table
        ``title``, ``description``, ``key``, ``fields`` (each with type, unit and allowed values),
        ``coverage``, ``gaps`` and ``licences``.

    Raises
    ------
    ValueError
        If there is no such table; the message lists those there are.

    Examples
    --------
    >>> get_table("countries").key
    ('iso3',)
    """
    check_choice("table", name, _tables())
    return _tables()[name]


def list_tables() -> pd.DataFrame:
    """List the bundled tables: name, title, family, rows, columns, coverage.

    Returns
    -------
    DataFrame, one row per table, with its ``name`` and ``title``; ``coverage`` is
    empty where a table has no span.

    Examples
    --------
    >>> list_tables().set_index("name").loc["countries", "rows"]
    np.int64(5)
    """
    import pandas as pd

    return pd.DataFrame(
        {
            "name": table.name,
            "title": table.title,
            "family": table.family,
            "rows": table.rows,
            "columns": len(table.fields),
            "coverage": "; ".join(f"{k} {a} to {b}" for k, (a, b) in table.coverage.items()),
        }
        for table in _tables().values()
    )


@dataclass(frozen=True)
class DataVersion:
    """Which edition of the tables this is.

    Attributes
    ----------
    date
        Day on which the tables were made, ``YYYY-MM-DD``.
    hash
        SHA-256 over the hashes of all tables in the order of their names: equal hashes, equal data.
    """

    date: str
    hash: str


def data_version() -> DataVersion:
    """Return date and hash of the bundled tables, for citations and bug reports.

    Returns
    -------
    DataVersion
        ``date`` (``YYYY-MM-DD``) and ``hash`` (SHA-256 of all tables).

    Examples
    --------
    >>> len(data_version().hash)
    64
    """
    return DataVersion(str(_package().get("created", ""))[:10], hash_of(_package()))


def hash_of(package: dict[str, Any]) -> str:
    """Return the hash of a description: that over the names and hashes of all its tables."""
    listed = sorted(f"{r['name']} {r.get('hash', '')}" for r in package["resources"])
    return digest("\n".join(listed).encode())


def verify_tables() -> dict[str, str]:
    """Return what is wrong with each bundled file, by its name; nothing if all are whole.

    Examples
    --------
    >>> verify_tables()
    {}
    """
    found = {}
    for table in _tables().values():
        try:
            table.content()
        except DataError as error:
            found[table.path] = str(error)
    return found


@cache
def _package() -> dict[str, Any]:
    try:
        package: dict[str, Any] = json.loads(data_path(_DESCRIPTION).read_bytes())
        package["resources"][0]["schema"]["fields"]
    except (ValueError, LookupError, TypeError) as error:
        raise DataError(
            f"The description of the tables, {data_path(_DESCRIPTION)}, is damaged ({error}). "
            "Install the package again from where you had it."
        ) from error
    return package


@cache
def _tables() -> dict[str, Table]:
    return {r["name"]: _table(r) for r in _package()["resources"]}


def _table(resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    own = resource.get("ca_summit", {})
    return Table(
        name=resource["name"],
        title=resource["title"],
        description=resource["description"],
        path=resource["path"],
        family=own.get("family", ""),
        fields=tuple(_field(f) for f in schema["fields"]),
        key=_names(schema.get("primaryKey", ())),
        foreign_keys=tuple(
            (
                _names(k["fields"]),
                k["reference"].get("resource") or resource["name"],
                _names(k["reference"]["fields"]),
            )
            for k in schema.get("foreignKeys", ())
        ),
        coverage={k: (v[0], v[1]) for k, v in own.get("coverage", {}).items() if k != "rows"},
        rows=int(own.get("coverage", {}).get("rows", 0)),
        gaps=own.get("gaps", ""),
        licences=tuple(
            item.get("name") or item.get("title") or item.get("path", "")
            for item in resource.get("licenses", ())
        ),
        size=int(resource.get("bytes", 0)),
        sha256=str(resource.get("hash", "")).removeprefix("sha256:"),
    )


def _field(record: dict[str, Any]) -> Field:
    limits = record.get("constraints", {})
    categories = record.get("categories", ())
    allowed = limits.get("enum") or [c["value"] if isinstance(c, dict) else c for c in categories]
    return Field(
        name=record["name"],
        kind=record["type"],
        description=record.get("description", ""),
        unit=record.get("unit", ""),
        required=bool(limits.get("required", False)),
        allowed=tuple(allowed),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        pattern=limits.get("pattern", ""),
        is_list=bool(record.get("list", False)),
    )


def _names(value: str | list[str] | tuple[()]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
