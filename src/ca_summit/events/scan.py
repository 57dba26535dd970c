"""Open files of event records of any size in DuckDB, and account for every line."""

from __future__ import annotations

import codecs
import glob
import hashlib
import re
import shutil
import sys
import tempfile
import weakref
import zipfile
from bisect import bisect_right
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pandas as pd

from ca_summit.events.codes import states_in
from ca_summit.events.layouts import LAYOUTS, YEARS, Layout, get_layout
from ca_summit.events.lines import UTF8, FileReport, members, records, sound, whole_lines

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence

    import duckdb

    Progress = bool | Callable[[int, int, str], None]

_BATCH = 64 << 20  # bytes of text that become one Parquet file
#: Name under which a Parquet file says of itself that its records are made up.
SYNTHETIC = "ca_summit_synthetic"
_PARQUET = b"PAR1"


class Source:
    """Event records that DuckDB reads, with the report of what was read.

    Attributes
    ----------
    layout : Layout
        Columns, their roles and codes.
    native : duckdb.DuckDBPyRelation
        The records; any library that narwhals knows can go on from here.
    title : str
        What the records are, for the source lines of figures.
    is_synthetic : bool
        Whether one of the files says that its records are made up.
    files : list of str
        The Parquet files that are read.
    report : pandas.DataFrame
        One row per file: ``file``, ``lines``, ``kept``, ``rejected`` (counts; kept and rejected
        are together the lines), ``reasons``, ``examples`` (text), ``damaged`` (why a file was not
        read, or not to its end; empty for a whole one).
    """

    def __init__(
        self,
        layout: Layout,
        connection: duckdb.DuckDBPyConnection,
        parts: Sequence[str],
        reports: Sequence[FileReport],
        folder: Path | None,
        synthetic: bool = False,
    ) -> None:
        self.layout = layout
        self.is_synthetic = synthetic
        self.title = f"synthetic records, laid out as {layout.title}" if synthetic else layout.title
        self.native = connection.sql(_union(parts))
        self._connection = connection
        self._reports = list(reports)
        self.files = [part.split("read_parquet('")[-1].removesuffix("')") for part in parts]
        if folder is not None:
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    @property
    def report(self) -> pd.DataFrame:
        """What became of the lines of each file."""
        return pd.DataFrame(
            {
                "file": [r.file for r in self._reports],
                "lines": [r.lines for r in self._reports],
                "kept": [r.kept for r in self._reports],
                "rejected": [r.rejected for r in self._reports],
                "reasons": [_counted(r.faults) for r in self._reports],
                "examples": [
                    "; ".join(f"line {n}: {why}: {text!r}" for n, why, text in r.examples)
                    for r in self._reports
                ],
                "damaged": [r.damaged for r in self._reports],
            }
        )

    @property
    def unknown(self) -> pd.DataFrame:
        """Codes of actors that name no state, most frequent first: ``code``, ``reports``."""
        return unknown_codes(self.native, self.layout)

    def __repr__(self) -> str:
        """Say how many lines of how many files were kept."""
        kept, lines = (sum(getattr(r, n) for r in self._reports) for n in ("kept", "lines"))
        many = len(self._reports)
        return f"<{self.title}: {kept:,} of {lines:,} lines kept, {many:,} files>"


def scan(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    layout: str | Layout,
    encoding: str = "utf-8",
    to: str | os.PathLike[str] | None = None,
    memory: str = "500MB",
    progress: Progress = False,
) -> Source:
    """Open files of event records, of any number and size.

    Text files (plain, gzip, bzip2, xz, zip) are unpacked as a stream, checked line by line and
    written to Parquet with the columns that have a role; Parquet files are read where they are. No
    line is lost silently: ``.report`` says of each file how many lines were kept and rejected, and
    why. What cannot be read at all does not take the others along. A file that begins with the same
    lines as an earlier one came twice and is left out.

    Parameters
    ----------
    files
        A file, a folder, a pattern such as ``"gdelt/*.zip"``, or several of these.
    layout
        ``"gdelt2"`` (61 columns, no header), ``"gdelt1"`` (58), ``"polecat"`` (header),
        ``"meetings"`` (tables like ``load_meetings()``).
    encoding
        Of text files: ``"utf-8"``, ``"latin-1"``, ``"cp1251"`` or another one that writes tabs and
        ends of lines as ASCII does. Lines that are not good text in it are rejected, whatever
        columns are asked for later; Parquet files hold UTF-8 in any case.
    to
        Folder that keeps the Parquet files; it must hold none of an earlier scan. Default: a
        temporary one, gone with the source.
    memory
        What DuckDB may use before it goes on on disk.
    progress
        Whether a bar on standard error shows how far it is; or a function that is called with
        bytes read, bytes in all, and the name of a file.

    Returns
    -------
    Source, with ``native``, ``report`` and ``unknown``.

    Raises
    ------
    ValueError, FileNotFoundError, ModuleNotFoundError
        If there is no such file, none holds a record of the layout (a file of GDELT 1.0 named 2.0
        is refused as such), or DuckDB is not installed.

    Notes
    -----
    DuckDB's own reader of delimited text ends on a lone carriage return when it is strict, and
    takes lines of 62 columns when it is not. So lines are checked before it reads them, as text
    and without quotes; what a column needs (a day, a number) is checked after.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from ca_summit.events import make_sample
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = make_sample(folder / "sample.parquet", rows=4_000, seed=1)
    >>> source = scan(folder / "sample.parquet", layout="gdelt2")
    >>> int(source.report["kept"].sum()), int(source.report["rejected"].sum())
    (4000, 0)
    """
    chosen = get_layout(layout)
    coding = _codec(encoding)
    paths = _paths(files)
    folder = Path(tempfile.mkdtemp(prefix="ca-summit-events-")) if to is None else Path(to)
    if to is not None and folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"`to` must be a folder; {str(folder)!r} is a file.")
    folder.mkdir(parents=True, exist_ok=True)
    if to is not None and any(folder.glob("part-*.parquet")):
        raise FileExistsError(
            f"{str(folder)!r} holds the records of an earlier scan, which would count twice beside "
            "the new ones. Scan that folder itself, or give `to` an empty one."
        )
    connection = connect(memory, folder)
    work = _Import(
        chosen, connection, folder, progress, sum(p.stat().st_size for p in paths), coding
    )
    try:
        for path in paths:
            work.add(path)
        work.close()
        if not work.parts:
            raise ValueError(_nothing(chosen, work.reports))
        temporary = folder if to is None else None
        return Source(
            chosen, connection, work.parts, work.reports, temporary, synthetic=work.synthetic
        )
    except BaseException:
        if to is None:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def connect(memory: str, folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB that keeps to some memory and goes on on disk; one line says if it lacks."""
    try:
        import duckdb
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "Event records need DuckDB and narwhals: pip install duckdb narwhals."
        ) from error
    if not re.fullmatch(r"\d+(\.\d+)?\s*([KMGT]i?B|%)", str(memory).strip(), re.IGNORECASE):
        raise ValueError(f"`memory` must be a size such as '500MB'; got {memory!r}.")
    connection = duckdb.connect()
    connection.execute("SET memory_limit = $1", [memory])
    connection.execute("SET temp_directory = $1", [str(folder / "spill")])
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    return connection


def unknown_codes(native: Any, layout: Layout) -> pd.DataFrame:
    """Return the codes of actors that name no state, with the reports that have them.

    Parameters
    ----------
    native
        Any table that narwhals takes, such as ``Source.native``.
    layout
        Its columns and codes, such as ``Source.layout``.

    Returns
    -------
    DataFrame, one row per code, most frequent first: ``code``, ``reports`` (number).

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from ca_summit.events import make_sample
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = make_sample(folder / "sample.parquet", rows=4_000, seed=1)
    >>> source = scan(folder / "sample.parquet", layout="gdelt2")
    >>> unknown_codes(source.native, source.layout).columns.to_list()
    ['code', 'reports']
    """
    import narwhals as nw

    from ca_summit.events.counts import collected

    counts: dict[str, int] = {}
    frame = nw.from_native(native).lazy()
    for name in dict.fromkeys(layout.column(role) for role in ("actor", "other")):
        cells = frame.filter(~nw.col(name).is_null()).group_by(name).agg(nw.len().alias("reports"))
        for cell, number in collected(cells)[[name, "reports"]].itertuples(index=False):
            for code in set(states_in(cell, layout.actors, several=layout.several)[1]):
                counts[code] = counts.get(code, 0) + int(number)
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return pd.DataFrame(order, columns=["code", "reports"])


class _Import:
    """Take files in one by one; text becomes Parquet in batches."""

    def __init__(
        self,
        layout: Layout,
        connection: duckdb.DuckDBPyConnection,
        folder: Path,
        progress: Progress,
        total: int,
        encoding: str = UTF8,
    ) -> None:
        self.encoding = encoding
        self.layout, self.connection, self.folder = layout, connection, folder
        self.reports: list[FileReport] = []
        self.parts: list[str] = []
        self.synthetic = False
        self._starts: dict[bytes, FileReport] = {}
        self._spool: IO[bytes] | None = None
        self._columns: tuple[str, ...] = ()
        self._runs: list[tuple[int, FileReport, list[int]]] = []  # first row, file, line numbers
        self._rows = self._size = self._done = 0
        self._total = total
        self._tell = _bar if progress is True else progress or None

    def add(self, path: Path) -> None:
        try:
            with path.open("rb") as stream:
                parquet = stream.read(4) == _PARQUET
            if parquet:
                self._add_parquet(path)
            else:
                for name, opened in members(path):
                    self._add_text(name, opened)
        except (OSError, zipfile.BadZipFile) as error:
            self.reports.append(FileReport(path.name, damaged=f"cannot be opened: {error}"))
        self._done += path.stat().st_size
        if self._tell:
            self._tell(self._done, self._total, path.name)

    def _add_parquet(self, path: Path) -> None:
        import duckdb

        report = FileReport(path.name)
        self.reports.append(report)
        try:
            relation = self.connection.read_parquet(str(path))
            kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
            rows = self.connection.execute(
                "SELECT sum(num_rows) FROM parquet_file_metadata($1)", [str(path)]
            ).fetchall()
        except duckdb.Error as error:
            report.damaged = f"is no sound Parquet file: {str(error).splitlines()[0]}"
            return
        lacking = self.layout.lacking(kinds)
        if lacking:
            report.damaged = f"lacks the columns {lacking}"
            return
        told = "SELECT count(*) FROM parquet_kv_metadata($1) WHERE decode(key) = $2"
        marked = self.connection.execute(told, [str(path), SYNTHETIC]).fetchall()
        self.synthetic |= bool(marked[0][0])
        kind = self.layout.column("kind")
        if kinds[kind] != "VARCHAR":
            report.damaged = f"keeps {kind!r} as {kinds[kind]}: as a number '042' has lost its zero"
            return
        report.lines = report.kept = int(rows[0][0])
        if report.kept:
            columns = ", ".join(_typed(self.layout, c) for c in self.layout.kept(kinds))
            self.parts.append(f"SELECT {columns} FROM read_parquet({_text(path)})")

    def _add_text(self, name: str, opened: Callable[[], IO[bytes]]) -> None:
        report = FileReport(name)
        self.reports.append(report)
        try:
            with opened() as stream:
                if self.layout.quoted:
                    self._add_records(stream, report)
                else:
                    self._add_lines(stream, report)
        except (OSError, EOFError) as error:
            report.damaged = f"cannot be opened: {error}"

    def _add_lines(self, stream: IO[bytes], report: FileReport) -> None:
        columns = self.layout.columns
        width = len(columns)
        for lines in whole_lines(stream, report):
            if not width:
                columns = _header(lines.pop(0), self.encoding)
                lacking = self.layout.lacking(columns)
                if lacking:
                    report.damaged = f"lacks the columns {lacking} in its first line"
                    return
                width = len(columns)
            if not report.lines and lines and not report.damaged:
                report.damaged = _other_layout(lines, self.layout) or self._seen(lines, report)
                if report.damaged:
                    report.lines = len(lines) + sum(map(len, whole_lines(stream, FileReport(""))))
                    report.faults[report.damaged] = report.lines
                    return
            good, numbers = sound(lines, self.layout, width, report, self.encoding)
            self._keep(columns, report, good, numbers)

    def _seen(self, lines: list[bytes], report: FileReport) -> str:
        """Say which file began with the same lines, as one downloaded or unpacked twice does."""
        start = hashlib.blake2b(b"\n".join(line.rstrip(b"\r") for line in lines)).digest()
        earlier = self._starts.setdefault(start, report)
        if earlier is report:
            return ""
        return f"begins with the same lines as {earlier.file}; they would count twice"

    def _add_records(self, stream: IO[bytes], report: FileReport) -> None:
        rows = records(stream, self.layout, report, self.encoding)
        columns = tuple(next(rows, ()))
        lacking = self.layout.lacking(columns)
        if lacking:
            report.damaged = report.damaged or f"lacks the columns {lacking} in its first line"
            return
        good, numbers = [], []
        for row in rows:
            report.lines += 1
            if len(row) != len(columns):
                report.reject(report.lines, f"{len(row)} fields, {len(columns)} needed", str(row))
            else:
                cells = ["".join(" " if s in "\t\r\n" else s for s in cell) for cell in row]
                good.append("\t".join(cells).encode())
                numbers.append(report.lines)
        if good and (again := self._seen(good, report)):
            report.damaged = again
            report.faults[again] = len(good)
            return
        self._keep(columns, report, good, numbers)

    def _keep(
        self, columns: tuple[str, ...], report: FileReport, good: list[bytes], numbers: list[int]
    ) -> None:
        if columns != self._columns:
            self._flush()
            self._columns = columns
        if not good:
            return
        if self._spool is None:
            self._spool = (self.folder / "spool.tsv").open("wb")
        text = b"\n".join(good) + b"\n"
        self._spool.write(text)
        self._runs.append((self._rows, report, numbers))
        self._rows += len(good)
        self._size += len(text)
        report.kept += len(good)
        if self._size >= _BATCH:
            self._flush()

    def close(self) -> None:
        """Write what is left."""
        self._flush()

    def _flush(self) -> None:
        if self._spool is None:
            return
        spool = Path(self._spool.name)
        self._spool.close()
        target = self.folder / f"part-{len(list(self.folder.glob('part-*.parquet'))):06d}.parquet"
        kept = self.layout.kept(self._columns)
        names = ", ".join(f"{_text(c)}: 'VARCHAR'" for c in self._columns)
        self.connection.execute("SET preserve_insertion_order = true")
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE batch AS SELECT {', '.join(map(_name, kept))} FROM "
            f"read_csv({_text(spool)}, auto_detect = false, header = false, delim = '\t', "
            f"quote = '', escape = '', nullstr = '', new_line = '\\n', columns = {{{names}}}, "
            f"max_line_size = {20 << 20}, store_rejects = true)"
        )
        self._check_read()
        typed = ", ".join(_typed(self.layout, c) for c in kept)
        fault = _fault_sql(self.layout, kept)
        bad = self.connection.execute(
            f"SELECT rowid, {fault} AS fault, {_name(self.layout.column('day'))} FROM batch "
            "WHERE fault IS NOT NULL ORDER BY rowid"
        ).fetchall()
        starts = [first for first, _, _ in self._runs]
        for row, reason, day in bad:
            first, report, numbers = self._runs[bisect_right(starts, row) - 1]
            report.kept -= 1
            report.reject(numbers[row - first], reason, f"day {day}")
        if len(bad) < self._rows:
            self.connection.execute(
                f"COPY (SELECT {typed} FROM batch WHERE {fault} IS NULL) TO {_text(target)} "
                "(FORMAT parquet, COMPRESSION zstd)"
            )
            self.parts.append(
                f"SELECT {', '.join(map(_name, kept))} FROM read_parquet({_text(target)})"
            )
        self.connection.execute("DROP TABLE batch")
        self.connection.execute("SET preserve_insertion_order = false")
        spool.unlink()
        self._spool, self._runs, self._rows, self._size = None, [], 0, 0

    def _check_read(self) -> None:
        """Refuse to go on if the engine has read other lines than were checked."""
        found = self.connection.execute("SELECT count(*) FROM batch").fetchone()
        if found is None or found[0] != self._rows:
            why = self.connection.execute("SELECT line, error_message FROM reject_errors LIMIT 3")
            raise RuntimeError(
                f"DuckDB read {found} of {self._rows} lines that were checked: {why.fetchall()}. "
                "Please report this with the file."
            )


def _fault_sql(layout: Layout, kept: Sequence[str]) -> str:
    """Return SQL that says what is wrong with a row, NULL where nothing is."""
    day = _name(layout.column("day"))
    form = "%Y%m%d" if layout.actors == "cameo" else "%Y-%m-%d"
    length = 8 if layout.actors == "cameo" else 10
    year = f"year(try_strptime({day}, '{form}'))"
    within = f"{year} BETWEEN {YEARS[0]} AND {YEARS[1]} AND length({day}) = {length}"
    cases = [f"WHEN {day} IS NULL THEN 'no day'"]
    cases += [f"WHEN NOT coalesce({within}, false) THEN 'a day that is none'"]
    for column in kept:
        wanted = "DOUBLE" if column in layout.decimals() else "BIGINT"
        if column in layout.decimals() | layout.wholes():
            text = f"{column} is no number".replace("'", "''")
            name = _name(column)
            bad = f"{name} IS NOT NULL AND (TRY_CAST({name} AS {wanted}) IS NULL"
            if wanted == "DOUBLE":
                bad += f" OR NOT isfinite(TRY_CAST({name} AS DOUBLE))"
            else:
                less = text.replace("no number", "below 0")
                cases.append(f"WHEN TRY_CAST({name} AS BIGINT) < 0 THEN '{less}'")
            cases.append(f"WHEN {bad}) THEN '{text}'")
    return f"CASE {' '.join(cases)} END"


def _typed(layout: Layout, column: str) -> str:
    name = _name(column)
    if column == layout.column("day"):
        return f"CAST({name} AS {'INTEGER' if layout.actors == 'cameo' else 'VARCHAR'}) AS {name}"
    if column in layout.decimals():
        return f"CAST({name} AS DOUBLE) AS {name}"
    if column in layout.wholes():
        return f"CAST({name} AS BIGINT) AS {name}"
    return f"CAST({name} AS VARCHAR) AS {name}"


def _union(parts: Sequence[str]) -> str:
    """Return one query over all parts; files of one query are read together."""
    together: dict[str, list[str]] = {}
    for part in parts:
        head, _, file = part.partition(" FROM read_parquet(")
        together.setdefault(head, []).append(file.removesuffix(")"))
    return " UNION ALL BY NAME ".join(
        f"{head} FROM read_parquet([{', '.join(files)}])" for head, files in together.items()
    )


def _codec(encoding: str) -> str:
    """Return the plain name of an encoding that can be read line by line."""
    try:
        name = codecs.lookup(encoding).name
        fits = all(sign.encode(name) == sign.encode("ascii") for sign in '\t\r\n;,"aZ09')
    except (LookupError, TypeError) as error:
        raise ValueError(
            f"`encoding` must be the name of an encoding, such as 'utf-8', 'latin-1' or 'cp1251'; "
            f"got {encoding!r}."
        ) from error
    if not fits:
        raise ValueError(
            f"`encoding` must write tabs and ends of lines as ASCII does, and {encoding!r} does "
            "not. Write the files anew as UTF-8 first."
        )
    return UTF8 if name == "utf-8-sig" else name


def _header(line: bytes, encoding: str) -> tuple[str, ...]:
    text = line.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r").decode(encoding, "replace")
    return tuple(text.split("\t"))


def _other_layout(lines: list[bytes], layout: Layout) -> str:
    """Say which layout most lines have, if it is another one of fixed columns."""
    widths = [line.count(b"\t") + 1 for line in lines[:1000] if line.strip()]
    for other in LAYOUTS.values():
        width = len(other.columns)
        if other is not layout and width and widths.count(width) > len(widths) / 2:
            return (
                f"has {width} columns: this is {other.title}, not {layout.title}; "
                f"scan it with layout={other.name!r}"
            )
    return ""


def _nothing(layout: Layout, reports: Sequence[FileReport]) -> str:
    told = [f"{r.file}: {r.damaged or _counted(r.faults) or 'no line'}" for r in reports[:5]]
    more = f" and {len(reports) - 5} more files" if len(reports) > 5 else ""
    return f"scan() found no record of {layout.title}. " + "; ".join(told) + more + "."


def _counted(faults: dict[str, int]) -> str:
    return "; ".join(f"{n} × {why}" for why, n in sorted(faults.items(), key=lambda f: -f[1]))


def _paths(files: Any) -> list[Path]:
    several = [files] if isinstance(files, str) or hasattr(files, "__fspath__") else list(files)
    found: list[Path] = []
    for one in several:
        path = Path(one)
        if path.is_dir():
            inside = [p for p in sorted(path.iterdir()) if p.is_file() and p.name[0] != "."]
            if not inside:
                raise FileNotFoundError(f"scan() found no file in the folder {one}.")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            # Path.glob() takes no absolute pattern.
            found_names = glob.glob(str(one), recursive=True)  # noqa: PTH207
            matched = [Path(name) for name in sorted(found_names)]
            if not any(m.is_file() for m in matched):
                raise FileNotFoundError(
                    f"scan() found no file {str(one)!r}. Name a file, a folder or a pattern such "
                    "as 'gdelt/*.zip'."
                )
            found += [m for m in matched if m.is_file()]
    if not found:
        raise ValueError("scan() needs at least one file; got none.")
    return list(dict.fromkeys(found))


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _bar(done: int, total: int, name: str) -> None:
    part = done / total if total else 1.0
    end = "\n" if done >= total else ""
    sys.stderr.write(f"\r[{'#' * round(30 * part):<30}] {part:4.0%} {name[:40]:<40}{end}")
    sys.stderr.flush()
