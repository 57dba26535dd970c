"""The ``ca-summit`` command."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ca_summit import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    Commands = argparse._SubParsersAction[Any]  # noqa: SLF001 - argparse names no other type

_OK, _FAULT, _USAGE = 0, 1, 2
#: JupyterLab asks nobody for news and fetches none.
_QUIET = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
}
_LAST_PORT = 65_535
_NO_NAME = re.compile(
    r"(?<!^[A-Za-z]):|[<>\"|]|(^|[\\/:])(con|prn|aux|nul|com\d|lpt\d)(\.[^\\/]*)?$", re.IGNORECASE
)
_TITLE = "Central Asia and its diplomacy"  # of the report that holds the bundled notebooks


class _Parser(argparse.ArgumentParser):
    """A parser that tells a wrong word in one sentence, with the nearest right one."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**options)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to look it up, and leave with 2."""
        refused = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)", message)
        if refused:
            known = re.findall(r"[\w.-]+", refused[2])
            near = difflib.get_close_matches(refused[1], known, n=1)
            message += f"; did you mean {near[0]!r}" if near else ""
        self.exit(_USAGE, f"{self.prog}: {message}. See `{self.prog} --help`.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code: 0 done, 1 a fault, 2 wrong usage.

    Examples
    --------
    >>> main(["cite"])
    The ca_summit contributors. ca_summit: ...
    0
    """
    _write_every_letter()
    parser = _parser()
    options, late = parser.parse_known_args(arguments)
    if late:
        _take_late(parser, options, late)
    run: Callable[[argparse.Namespace], int] | None = getattr(options, "run", None)
    if run is None:
        parser.print_help()
        return _USAGE
    try:
        with contextlib.suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGTERM, _terminated)
        return run(options)
    except BrokenPipeError:
        sys.stderr.close()
        return _OK
    except KeyboardInterrupt as stop:
        print("\nca-summit: stopped; nothing was overwritten.", file=sys.stderr)
        return 143 if isinstance(stop, _TerminatedError) else 130
    except MemoryError:
        print(
            "ca-summit: this machine ran out of memory; nothing was overwritten.", file=sys.stderr
        )
        return _FAULT
    except (ValueError, TypeError, OSError, ImportError, RuntimeError) as error:
        print(f"ca-summit: {_sentence(error)}", file=sys.stderr)
        return _FAULT


def _sentence(error: Exception) -> str:
    """Return what an error says; one of the system without its number."""
    if isinstance(error, UnicodeEncodeError):
        letters = ascii(error.object[error.start : error.end])[1:-1]
        return (
            f"{letters} is no text in the encoding of this console. With PYTHONUTF8=1 in the "
            "environment it is read as UTF-8."
        )
    if isinstance(error, OSError) and error.strerror:
        named = f"{error.filename}: " if error.filename is not None else ""
        return f"{named}{error.strerror}."
    return str(error)


def _take_late(
    parser: argparse.ArgumentParser, options: argparse.Namespace, late: Sequence[str]
) -> None:
    """Add to a list of words those after an option, which argparse leaves over."""
    name = getattr(options, "listed", None)
    if name is None or any(word.startswith("-") for word in late):
        parser.error(f"unrecognized arguments: {' '.join(late)}")
    read = _path if name == "notebooks" else str
    setattr(options, name, [*getattr(options, name), *map(read, late)])


def _name(text: str) -> str:
    """Read the name of a file or folder; an empty one would mean the current folder.

    Windows takes a name with a colon for a hidden part of another file, and ``con`` for a device.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("a name is needed; got an empty one")
    if sys.platform == "win32" and _NO_NAME.search(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no name for a file on Windows")
    return text


def _path(text: str) -> Path:
    return Path(_name(text))


def _write_every_letter() -> None:
    """Let files and pipes be UTF-8 whatever the machine's encoding; a screen shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        encoding = str(getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "")
        if not hasattr(stream, "reconfigure"):
            continue
        if encoding != "utf8" and not stream.isatty():
            stream.reconfigure(encoding="utf-8")
        # A name of a file may hold bytes that no encoding knows.
        stream.reconfigure(errors="backslashreplace")


class _TerminatedError(KeyboardInterrupt):
    """Say that SIGTERM came."""


def _terminated(number: int, frame: object) -> None:  # noqa: ARG001 - as signal calls it
    raise _TerminatedError


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="ca-summit",
        description="Central Asia and its diplomacy: reports, figures, notebooks and data.",
        epilog="`ca-summit COMMAND --help` says what a command takes, with examples.\n"
        "It exits with 0 when done, 1 after a fault, 2 when a word is wrong.",
    )
    parser.add_argument("--version", action="version", version=f"ca-summit {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_report(commands)
    _add_notebooks(commands)
    _add_data(commands)
    _add_events(commands)
    _add_sources(commands)
    completion = _command(
        commands,
        "completion",
        _completion,
        "print a script with which the shell completes",
        "completion bash > ~/.local/share/bash-completion/completions/ca-summit",
        "completion fish > ~/.config/fish/completions/ca-summit.fish",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    return parser


def _command(
    commands: Commands,
    name: str,
    run: Callable[[argparse.Namespace], int],
    said: str,
    *examples: str,
    **defaults: object,
) -> _Parser:
    """Add a command with the sentence of its function and examples to copy."""
    shown = "\n".join(f"  ca-summit {example}" for example in examples)
    command: _Parser = commands.add_parser(
        name,
        help=said,
        description=run.__doc__,
        epilog=f"examples:\n{shown}" if shown else None,
    )
    command.set_defaults(run=run, **defaults)
    return command


def _add_report(commands: Commands) -> None:
    report = _command(
        commands,
        "report",
        _report,
        "run notebooks and write one offline HTML file",
        "report",
        "report my.ipynb -o my.html",
        "report --for teacher --sheet 7 -o key.html",
        listed="notebooks",
    )
    report.add_argument(
        "notebooks",
        nargs="*",
        default=[],
        type=_path,
        metavar="NOTEBOOK",
        help="default: the story of the summit and its chapters, the reader's edition",
    )
    edition = report.add_mutually_exclusive_group()
    edition.add_argument(
        "--classroom",
        dest="edition",
        action="store_const",
        const="classroom",
        help="the worksheets and the handbook instead; what --for student and --for teacher mean "
        "where no notebook is named",
    )
    edition.add_argument(
        "--all",
        dest="edition",
        action="store_const",
        const="all",
        help="every bundled notebook in one file",
    )
    report.add_argument(
        "--output",
        "-o",
        type=_path,
        default=Path("ca-summit.html"),
        metavar="FILE",
        help="file to write (default: %(default)s); an earlier report of this name is replaced "
        "only when the new one is complete",
    )
    report.add_argument(
        "--for",
        dest="audience",
        choices=("reader", "student", "teacher"),
        default="reader",
        help="fold, leave out or show the cells tagged as answers (default: %(default)s)",
    )
    report.add_argument(
        "--sheet",
        type=int,
        metavar="N",
        help="number of the worksheet; neighbouring numbers set other variants of the exercises",
    )
    report.add_argument(
        "--lesson",
        type=int,
        choices=(1, 2, 3, 4),
        help="only the sheet of this lesson, one or two pages on paper",
    )
    report.add_argument(
        "--pictures",
        action="store_true",
        help="draw what only a program shows (Bokeh, folium) with Chromium, Chrome or Edge of this "
        "machine, and put a picture in its place; its programs run and may use the network",
    )
    report.add_argument(
        "--no-self-check",
        action="store_true",
        help="exercises are fields to write on, for tests that count: nothing in the file tells "
        "whether an answer is right",
    )
    report.add_argument(
        "--title", help="title of the report (default: that of the first notebook you name)"
    )
    report.add_argument(
        "--language",
        default="en",
        help="language of the page, of its figures and of the worksheets: en, ru or kk; another "
        "code only names the language of your own text (default: en)",
    )
    report.add_argument(
        "--theme",
        choices=("ours", "author"),
        help="colours of figures: those of the page or of their authors (default: the author's "
        "wherever one chose any)",
    )
    report.add_argument(
        "--strict",
        action="store_true",
        help="write nothing if the page cannot show all that the notebooks show",
    )
    report.add_argument(
        "--no-execute",
        action="store_true",
        help="run nothing: take the outputs stored in the files",
    )
    report.add_argument(
        "--allow-errors", action="store_true", help="go on after a cell that fails; show its error"
    )
    report.add_argument("--kernel", metavar="NAME", help="run all notebooks with this kernel")
    report.add_argument(
        "--parameters",
        "-p",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="replace a value of the cell tagged `parameters`, as papermill does; may be repeated",
    )
    report.add_argument(
        "--cell-timeout", type=float, metavar="SECONDS", help="stop a cell that runs longer"
    )
    report.add_argument(
        "--quiet", action="store_true", help="no progress bar, no list of what is missing"
    )


def _add_notebooks(commands: Commands) -> None:
    notebooks = _command(
        commands,
        "notebooks",
        _notebooks,
        "copy the bundled notebooks into a folder",
        "notebooks my-folder",
    )
    notebooks.add_argument(
        "directory", type=_path, metavar="DIR", help="folder; made if it is not there"
    )
    notebooks.add_argument("--force", action="store_true", help="overwrite copies that are there")
    lab = _command(
        commands,
        "lab",
        _lab,
        "open JupyterLab on a working copy of the notebooks",
        "lab",
        "lab class-3b --for student",
    )
    lab.add_argument(
        "directory",
        type=_path,
        nargs="?",
        default=Path("ca-summit-notebooks"),
        metavar="DIR",
        help="folder of the working copy (default: %(default)s)",
    )
    lab.add_argument(
        "--for",
        dest="audience",
        choices=("reader", "student"),
        default="reader",
        help="student: notebooks without answers and without what is for teachers",
    )
    lab.add_argument("--no-browser", action="store_true", help="only start the server")
    lab.add_argument(
        "--port", type=int, default=8888, help="port of the server (default: %(default)s)"
    )


def _add_data(commands: Commands) -> None:
    data = _command(
        commands,
        "data",
        _data_list,
        "list, show or export the tables",
        "data",
        "data show meetings --country Kazakhstan --since 2025",
        "data export folder meetings attendance --format xlsx",
    )
    _add_forms(data)
    actions = data.add_subparsers(title="actions", metavar="ACTION")
    listing = _command(actions, "list", _data_list, "list the tables (default)")
    _add_forms(listing)
    show = _command(
        actions,
        "show",
        _data_show,
        "print a table, or describe its columns",
        "data show meetings --columns",
        "data show indicators --country UZB --since 2020 --csv > uzbekistan.csv",
    )
    show.add_argument("table", metavar="TABLE", help="name of a table; `ca-summit data` lists them")
    show.add_argument(
        "--rows",
        type=int,
        metavar="N",
        help="rows printed (default: 10, as JSON or CSV all; 0 for all)",
    )
    show.add_argument("--columns", action="store_true", help="describe the columns instead")
    show.add_argument(
        "--country",
        action="append",
        metavar="NAME",
        help="only rows about this state, by any name or code; several with commas",
    )
    show.add_argument("--since", metavar="WHEN", help="first year or day (YYYY-MM-DD) of the rows")
    show.add_argument("--until", metavar="WHEN", help="last year or day of the rows")
    show.add_argument("--as-of", metavar="DAY", help="only what could be known on that day")
    _add_forms(show)
    export = _command(
        actions,
        "export",
        _data_export,
        "write tables with their description into a folder",
        "data export folder",
        "data export folder places routes --format geojson",
        listed="tables",
    )
    export.add_argument(
        "directory", type=_path, metavar="DIR", help="folder; made if it is not there"
    )
    export.add_argument(
        "tables",
        nargs="*",
        default=[],
        metavar="TABLE",
        help="default: all that the format can hold; `sources` always goes along",
    )
    export.add_argument(
        "--format",
        choices=("csv", "parquet", "xlsx", "geojson"),
        default="csv",
        help="format of the files (default: %(default)s)",
    )
    export.add_argument(
        "--excel-safe",
        action="store_true",
        help="CSV for double click: text that a spreadsheet would run as a formula is made "
        "harmless",
    )
    export.add_argument("--force", action="store_true", help="overwrite files that are there")
    _command(actions, "verify", _data_verify, "check that no bundled file is damaged")
    check = _command(
        commands,
        "check",
        _check,
        "check a file with records of your own",
        "check my_meetings.csv",
        "check index.csv --codes names --columns Land=iso3 Jahr=year Wert=value",
    )
    check.add_argument(
        "file", type=_path, metavar="FILE", help="CSV, Parquet or Excel file with your records"
    )
    check.add_argument(
        "--kind",
        choices=("meetings", "attendance", "places", "indicators", "trade"),
        help="what the records are (default: told from the columns)",
    )
    check.add_argument(
        "--meetings",
        type=_path,
        metavar="FILE",
        help="your own meetings, which statements about attendance may name",
    )
    _add_reading(check)


def _add_reading(check: argparse.ArgumentParser) -> None:
    """Add how a file of another layout is read; each says what the reader's option says."""
    check.add_argument(
        "--columns",
        nargs="+",
        default=[],
        metavar="THEIRS=OURS",
        help="names of columns, theirs to ours, or all names in order where none stand in the file",
    )
    check.add_argument(
        "--codes",
        choices=("iso3", "iso2", "numeric", "cow", "fips", "ioc", "cameo", "names"),
        metavar="NAME",
        help="what the codes of countries are: %(choices)s (default: iso3)",
    )
    check.add_argument("--header", type=int, metavar="LINE", help="line with the names; 0 for none")
    check.add_argument("--sheet", metavar="NAME", help="sheet of a workbook")
    check.add_argument(
        "--layout",
        choices=(
            *("colt", "comtrade", "eurostat", "faostat", "imf", "owid", "sdmx"),
            *("state_department", "undata", "wikidata", "world_bank"),
        ),
        metavar="NAME",
        help="a layout that many people have: %(choices)s (default: told from the columns, where "
        "only one fits)",
    )
    check.add_argument(
        "--encoding", metavar="NAME", help="of a text file that is not UTF-8, such as cp1251"
    )
    check.add_argument("--decimal", choices=(".", ","), help="sign before the decimals")
    check.add_argument(
        "--missing", nargs="*", metavar="VALUE", help="what stands for 'no value'; nothing: nothing"
    )
    check.add_argument(
        "--constants", nargs="+", default=[], metavar="OURS=VALUE", help="columns of one value"
    )
    check.add_argument("--wide", action="store_true", help="each year has a column of its own")


def _add_sources(commands: Commands) -> None:
    cite = _command(
        commands,
        "cite",
        _cite,
        "cite the package, a table or a source",
        "cite",
        "cite meetings --style bibtex > references.bib",
    )
    cite.add_argument(
        "what",
        nargs="?",
        metavar="TABLE_OR_SOURCE",
        help="name of a table, or a source_id (default: the package itself)",
    )
    styles = cite.add_mutually_exclusive_group()
    styles.add_argument(
        "--style",
        choices=("text", "bibtex", "csl-json", "ris"),
        default="text",
        help="form of the references (default: %(default)s)",
    )
    _add_forms(cite, styles)
    figure = _command(
        commands,
        "figure",
        _figure,
        "draw a figure and save it for print or a web page",
        "figure plot_known_on -o known_on.pdf --width 85",
        "figure plot_indicator indicator=life_expectancy country=KAZ,UZB -o life.svg",
        listed="arguments",
    )
    figure.add_argument(
        "name", metavar="FIGURE", help="function, such as plot_known_on or map_region"
    )
    figure.add_argument(
        "arguments",
        nargs="*",
        default=[],
        metavar="key=value",
        help="its arguments, such as indicator=life_expectancy country=KAZ,UZB year=2020",
    )
    figure.add_argument(
        "--output",
        "-o",
        type=_path,
        required=True,
        metavar="FILE",
        help="file to write: .png, .svg, .pdf or .html",
    )
    figure.add_argument(
        "--width",
        type=float,
        default=170,
        metavar="MM",
        help="width in print, millimetres (default: %(default)s)",
    )
    figure.add_argument(
        "--font",
        type=float,
        default=7,
        metavar="PT",
        help="size of the smallest text in print, points (default: %(default)s)",
    )
    figure.add_argument("--force", action="store_true", help="overwrite a file that is there")
    why = _command(
        commands,
        "why",
        _why,
        "show where one cell comes from",
        "why countries TJK area_km2",
        "why indicators population,KAZ,2024 value --json",
    )
    why.add_argument("table", metavar="TABLE", help="name of a table; `ca-summit data` lists them")
    why.add_argument("key", metavar="KEY", help="the row's key; several values separated by ','")
    why.add_argument(
        "column", metavar="COLUMN", help="`ca-summit data show TABLE --columns` lists them"
    )
    _add_forms(why)
    claims = _command(
        commands,
        "claims",
        _claims,
        "check the claims of an article by the tables",
        "claims --verdicts",
        "claims article.csv",
    )
    claims.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="CSV file or workbook with the claims of your own article, a row each "
        "(default: the bundled article of October 2025)",
    )
    claims.add_argument("--verdicts", action="store_true", help="only the verdicts, a line each")
    _add_forms(claims)


def _add_forms(
    command: argparse.ArgumentParser, group: argparse._MutuallyExclusiveGroup | None = None
) -> None:
    """Offer the answer to other programs, whole and exact."""
    group = group or command.add_mutually_exclusive_group()
    for form, said in (
        ("json", "JSON, a list of rows: days YYYY-MM-DD, no value null"),
        ("csv", "CSV"),
    ):
        group.add_argument(
            f"--{form}",
            dest="form",
            action="store_const",
            const=form,
            default=argparse.SUPPRESS,  # so that `data --json list` keeps what stands before it
            help=f"print {said}",
        )


def _add_events(commands: Commands) -> None:
    events = _command(
        commands,
        "events",
        _events,
        "count event records of any size and write a page",
        "events",
        "events gdelt/*.zip --since 2025 -o gdelt.html",
        listed="files",
    )
    events.add_argument(
        "files",
        nargs="*",
        default=[],
        type=_name,
        metavar="FILE",
        help="files, folders, patterns; default: a synthetic sample",
    )
    events.add_argument(
        "--layout",
        default="gdelt2",
        metavar="NAME",
        help="gdelt2, gdelt1, polecat or meetings (default: %(default)s)",
    )
    events.add_argument(
        "--encoding",
        default="utf-8",
        metavar="NAME",
        help="of text files, such as latin-1 or cp1251 (default: %(default)s)",
    )
    events.add_argument(
        "--output",
        "-o",
        type=_path,
        default=Path("events.html"),
        metavar="FILE",
        help="page to write (default: %(default)s); an earlier page of this name is replaced",
    )
    events.add_argument(
        "--keep", type=_path, metavar="DIR", help="keep the records there as Parquet"
    )
    events.add_argument(
        "--rows",
        type=int,
        default=400_000,
        metavar="N",
        help="records of the synthetic sample (default: %(default)s)",
    )
    events.add_argument("--since", metavar="WHEN", help="first year or day counted")
    events.add_argument("--until", metavar="WHEN", help="last year or day counted")


def _events(options: argparse.Namespace) -> int:
    """Read files of event records, say what became of each line, and write a page of figures."""
    import duckdb

    from ca_summit.report.target import writable_target
    from ca_summit.tables.spans import check_span

    check_span(options.since, options.until)
    writable_target(options.output)
    try:
        with tempfile.TemporaryDirectory() as folder:
            # The page's notebook runs elsewhere.
            parts = (options.keep or Path(folder) / "parts").resolve()
            _make_folder(parts)
            return _count_events(options, Path(folder), parts)
    except duckdb.Error as error:
        raise RuntimeError(str(error).splitlines()[0]) from error
    except RuntimeError as error:
        if str(error) == "Query interrupted":  # what DuckDB makes of Ctrl-C
            raise KeyboardInterrupt from error
        raise


def _count_events(options: argparse.Namespace, folder: Path, parts: Path) -> int:
    import ca_summit.events as ev
    from ca_summit.events.page import write_page_notebook
    from ca_summit.report import build_report

    files: Sequence[str | Path] = options.files
    if not files:
        files = [parts / "sample.parquet"]
        truth = ev.make_sample(parts / "sample.parquet", rows=options.rows)
        truth.to_csv(parts / "truth.csv", index=False)
    source = ev.scan(
        files,
        layout=options.layout,
        encoding=options.encoding,
        to=parts,
        progress=sys.stderr.isatty(),
    )
    print(source)
    source.report.to_csv(folder / "read.csv", index=False)
    span = {k: v for k in ("since", "until") if (v := getattr(options, k)) is not None}
    notebook = write_page_notebook(
        folder / "events.ipynb",
        parts=[str(path) for path in source.files],
        folder=parts,
        read=folder / "read.csv",
        layout=options.layout,
        title="Synthetic event records" if source.is_synthetic else "Event records",
        synthetic=not options.files,
        span=span,
    )
    path = build_report([notebook], options.output, progress=sys.stderr.isatty())
    print(f"Wrote {path} ({path.stat().st_size / 1e6:.2f} MB).")
    return _OK


def _report(options: argparse.Namespace) -> int:
    """Run notebooks, two at a time, and write one HTML file that works without internet."""
    from ca_summit.files import notebook_paths
    from ca_summit.report import build_report

    if options.sheet is not None:
        if options.sheet < 0:
            raise ValueError(f"`--sheet` must be 0 or more; got {options.sheet}.")
        os.environ["CA_SUMMIT_SHEET"] = str(options.sheet)
    if options.notebooks and options.edition:
        raise ValueError("Name notebooks, or take --all or --classroom; not both.")
    if options.lesson and options.edition in ("reader", "all"):
        raise ValueError("`--lesson` takes the worksheets; leave out --all.")
    classroom = options.lesson or options.audience != "reader"
    edition = options.edition or ("classroom" if classroom else "reader")
    paths = options.notebooks or notebook_paths(edition)
    path = build_report(
        paths[:1] if options.lesson and not options.notebooks else paths,
        options.output,
        audience=options.audience,
        language=options.language,
        title=options.title or _title_of(options, edition),
        chapters=not options.notebooks and edition == "reader",
        progress=not options.quiet,
        execute=not options.no_execute,
        allow_errors=options.allow_errors,
        kernel=options.kernel,
        parameters=_parameters(options.parameters),
        cell_timeout=options.cell_timeout,
        theme=options.theme,
        strict=options.strict,
        self_check=not options.no_self_check,
        pictures=options.pictures,
        section=f"lesson-{options.lesson}" if options.lesson else None,
    )
    print(f"Wrote {path} ({path.stat().st_size / 1e6:.2f} MB).")
    return _OK


def _title_of(options: argparse.Namespace, edition: str) -> str | None:
    """Return the title of several bundled notebooks; one notebook has its own."""
    if options.notebooks or options.lesson:
        return None
    if edition == "classroom":
        from ca_summit.report.i18n import words

        return words(options.language)["classroom"]
    return _TITLE if edition == "all" else None


def _parameters(pairs: Sequence[str]) -> dict[str, object]:
    """Return ``NAME=VALUE`` as values: numbers, true, false, null, lists as in JSON, else text."""
    found: dict[str, object] = {}
    for pair in pairs:
        name, given, text = pair.partition("=")
        if not given:
            raise ValueError(f"`--parameters` takes NAME=VALUE; got {pair!r}.")
        found[name.strip()] = _literal(text)
    return found


def _notebooks(options: argparse.Namespace) -> int:
    """Copy the bundled notebooks; refuse to overwrite, all or nothing."""
    written = _copy_notebooks(options.directory, overwrite=options.force)
    print(f"Copied {len(written)} notebooks to {options.directory}.")
    return _OK


def _copy_notebooks(directory: Path, *, overwrite: bool) -> list[Path]:
    from ca_summit.files import notebook_paths

    sources = notebook_paths()
    present = [p.name for p in sources if (directory / p.name).exists()]
    if present and not overwrite:
        raise FileExistsError(
            f"{directory} already holds {', '.join(present)}; nothing was copied. "
            "Name another folder, or add --force to overwrite your copies."
        )
    _make_folder(directory)
    return [Path(shutil.copyfile(p, directory / p.name)) for p in sources]


def _make_folder(directory: Path) -> None:
    """Make a folder to write into, or say in words why that cannot be."""
    if directory.exists() and not directory.is_dir():
        raise NotADirectoryError(f"{directory} is a file; name a folder.")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        raise OSError(
            f"{directory} cannot be written to ({error.strerror}). Choose a folder of your own, "
            "such as one in your home."
        ) from error


def _lab(options: argparse.Namespace) -> int:
    """Open JupyterLab on a working copy; copies that are there are kept as they are."""
    import importlib.util

    from ca_summit.files import notebook_paths

    if importlib.util.find_spec("jupyterlab") is None:
        raise ImportError(
            "JupyterLab is not installed. Install it with: pip install jupyterlab anywidget"
        )
    if not 1 <= options.port <= _LAST_PORT:
        raise ValueError(f"`--port` must be 1 to {_LAST_PORT}; got {options.port}.")
    _make_folder(options.directory)
    new = [p for p in notebook_paths() if not (options.directory / p.name).exists()]
    for path in new:
        (options.directory / path.name).write_bytes(_copy_for(options.audience, path))
    print(f"Working copy: {options.directory} ({len(new)} notebooks added, the rest kept).")
    command = [sys.executable, "-m", "jupyterlab", f"--port={options.port}"]
    command += ["--LabApp.news_url=None"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command += ["--no-browser"] if options.no_browser else []
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "labconfig" / "default_setting_overrides.json"
        settings.parent.mkdir()
        settings.write_text(json.dumps(_QUIET), encoding="utf-8")
        paths = [folder, *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
        environment = {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}
        started = subprocess.run([*command, str(options.directory)], env=environment, check=False)
    return started.returncode


def _copy_for(audience: str, path: Path) -> bytes:
    """Return a notebook as it is, or for pupils: without answers and what is for teachers."""
    if audience != "student":
        return path.read_bytes()
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [
        cell
        for cell in notebook["cells"]
        if not {"answer", "teacher-only"} & set(cell.get("metadata", {}).get("tags", ()))
    ]
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def _data_list(options: argparse.Namespace) -> int:
    """List the tables with their size and coverage."""
    from ca_summit.catalog import list_tables

    tables = list_tables()
    if _form(options) != "text":
        return _print_rows(tables, _form(options))
    wide = tables["name"].str.len().max()
    for row in tables.to_dict("records"):
        years = f" ({row['coverage']})" if row["coverage"] else ""
        print(f"{row['name']:<{wide}}  {row['rows']:>6} rows  {row['title']}{years}")
    print("\nca-summit data show TABLE prints one; ca-summit data export DIR writes them all.")
    return _OK


def _form(options: argparse.Namespace) -> str:
    """Return ``json`` or ``csv`` where another program asks, else ``text``."""
    form: str = getattr(options, "form", "text")
    return form


def _print_rows(rows: Any, form: str) -> int:
    """Print rows as JSON or CSV: every value, exact; a cell with several values is JSON in both."""
    import csv
    import io
    import json

    import pandas as pd

    frame = pd.DataFrame(rows)
    if "geometry" in frame:
        frame["geometry"] = pd.Series(rows["geometry"].to_wkt(), dtype="object")
    for name in frame.select_dtypes("datetime"):
        frame[name] = frame[name].dt.strftime("%Y-%m-%d")
    frame = frame.astype("object")
    records = frame.where(frame.notna(), None).to_dict("records")

    def text(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)

    if form == "json":
        print("[\n" + ",\n".join(map(text, records)) + "\n]")
        return _OK
    table = csv.writer(sys.stdout or io.StringIO(), lineterminator="\n")
    table.writerow(frame.columns)
    for record in records:
        table.writerow(
            text(v) if isinstance(v, (dict, list, tuple)) else v for v in record.values()
        )
    return _OK


def _plain(value: Any) -> Any:
    """Return a number of numpy or a date as JSON can hold it."""
    return value.item() if hasattr(value, "item") else str(value)


def _data_verify(_: argparse.Namespace) -> int:
    """Compare every bundled file with the hash in its description; exit 1 if one differs."""
    from ca_summit.catalog import data_version, table_names, verify_tables

    damaged = verify_tables()
    version = data_version()
    for message in damaged.values():
        print(message)
    if not damaged:
        print(
            f"All {len(table_names())} files are whole: data of {version.date}, "
            f"SHA-256 {version.hash[:16]}."
        )
    return _FAULT if damaged else _OK


def _data_show(options: argparse.Namespace) -> int:
    """Print one table, or the description of its columns."""
    import pandas as pd

    from ca_summit.catalog import get_table

    if options.rows is not None and options.rows < 0:
        raise ValueError(f"`--rows` must be 0 (all) or more; got {options.rows}.")
    table = get_table(options.table)
    if _form(options) != "text":
        names = ("name", "kind", "unit", "description", "allowed")
        frame = (
            pd.DataFrame([{name: getattr(f, name) for name in names} for f in table.fields])
            if options.columns
            else _wanted_rows(options)
        )
        return _print_rows(frame.head(options.rows or len(frame)), _form(options))
    heading = f"{table.title}\n{table.description}\n"
    if options.columns:
        print(heading)
        for field in table.fields:
            unit = f" [{field.unit}]" if field.unit else ""
            print(f"{field.name} ({field.kind}){unit}: {field.description}")
            if field.allowed:
                print(f"    one of: {', '.join(map(str, field.allowed))}")
        return _OK
    frame = _wanted_rows(options)
    frame = frame.drop(columns="geometry") if "geometry" in frame else frame
    shown = frame.head(10 if options.rows is None else options.rows or len(frame))
    print(heading)
    width = shutil.get_terminal_size((120, 24)).columns
    with pd.option_context("display.width", width, "display.max_colwidth", 40):
        print(pd.DataFrame(shown).to_string(index=False, na_rep="", max_cols=12))
    print(f"\n{len(shown)} of {len(frame)} rows. {table.gaps}".rstrip())
    return _OK


def _wanted_rows(options: argparse.Namespace) -> pd.DataFrame:
    """Return the rows of a table that --country, --since, --until and --as-of keep."""
    from ca_summit.tables import read_table
    from ca_summit.tables.as_of import DATED
    from ca_summit.tables.choice import ARGUMENTS, choose

    meant = ARGUMENTS.get(options.table)
    given = {"--country": options.country, "--as-of": options.as_of}
    given |= {"--since": options.since, "--until": options.until}
    possible = {
        "--country": bool(meant and meant.states),
        "--since": bool(meant and meant.span),
        "--until": bool(meant and meant.span),
        "--as-of": options.table in DATED,
    }
    for name, value in given.items():
        if value is not None and not possible[name]:
            raise ValueError(f"Rows of {options.table!r} have nothing that {name} could choose by.")
    if meant is None:
        return read_table(options.table)
    states = [state for text in options.country or () for state in _states(text)]
    whose: dict[str, Any] = {next(iter(meant.states)): states} if states else {}
    span = {"since": options.since, "until": options.until} if meant.span else {}
    return choose(options.table, as_of=options.as_of, **span, **whose)


def _states(text: str) -> list[str]:
    """Read one state, or several with commas; a name may hold a comma itself."""
    from ca_summit.tables.states import country_code

    try:
        country_code(text)
    except ValueError:
        return [part.strip() for part in text.split(",")]
    return [text]


def _data_export(options: argparse.Namespace) -> int:
    """Write tables with their description; never overwrites without --force."""
    from ca_summit.catalog import table_names
    from ca_summit.export import export_tables

    named = str(options.directory)
    if named in table_names() and not options.tables and not options.directory.exists():
        raise ValueError(
            f"{named!r} is a table; the folder comes first: ca-summit data export FOLDER {named}"
        )
    written = export_tables(
        options.directory,
        tables=options.tables or None,
        format=options.format,
        overwrite=options.force,
        excel_safe=options.excel_safe,
    )
    files = "file" if len(written) == 1 else "files"
    print(f"Wrote {len(written)} {files} to {options.directory}.")
    return _OK


def _check(options: argparse.Namespace) -> int:
    """Check a file of the user's own records; exit 1 if it has faults."""
    from ca_summit.records import check_file

    reading = {
        name: getattr(options, name)
        for name in ("codes", "header", "sheet", "layout", "encoding", "decimal", "missing")
    }
    reading["columns"] = _pairs("--columns", options.columns)
    reading["constants"] = _pairs("--constants", options.constants, listed=False)
    reading["wide"] = options.wide or None
    given = {name: value for name, value in reading.items() if value is not None}
    report = check_file(options.file, options.kind, meetings=options.meetings, **given)
    print(report)
    if rows := report.first_rows():
        print(f"\n{rows}")
    return _OK if report.ok else _FAULT


def _pairs(
    option: str, words: Sequence[str], *, listed: bool = True
) -> dict[str, str] | list[str] | None:
    """Return ``a=b`` words as a mapping; words without ``=`` are a list where that is allowed."""
    if not words:
        return None
    if listed and not any("=" in word for word in words):
        return list(words)
    if not all("=" in word for word in words):
        raise ValueError(f"`{option}` takes words such as a=b; got {' '.join(words)!r}.")
    parted = [word.partition("=") for word in words]
    return {left: right for left, _, right in parted}


def _cite(options: argparse.Namespace) -> int:
    """Print how to cite the package, a table or a source."""
    from ca_summit.provenance import cite

    if _form(options) == "csv":
        return _cite_rows(options.what)
    print(cite(options.what, style="csl-json" if _form(options) == "json" else options.style))
    return _OK


def _cite_rows(what: str | None) -> int:
    """Print the records of the sources as CSV."""
    from ca_summit.provenance.citation import records_of

    if what is None:
        raise ValueError("`--csv` lists sources; name a table or a source.")
    return _print_rows(records_of(what), "csv")


def _why(options: argparse.Namespace) -> int:
    """Print where one cell comes from."""
    from ca_summit.provenance import why

    key = tuple(part.strip() for part in options.key.split(","))
    origin = why(options.table, key, options.column)
    if _form(options) == "text":
        print(origin)
        return _OK
    origins = origin if isinstance(origin, list) else [origin]
    return _print_rows([asdict(one) for one in origins], _form(options))


def _completion(options: argparse.Namespace) -> int:
    """Print what a shell needs to complete commands, options, files and names of tables."""
    try:
        import shtab
    except ImportError as error:
        raise ImportError(
            "Completion needs shtab, which is not installed: pip install shtab."
        ) from error
    from ca_summit.catalog import table_names

    parser = _parser()
    _offer(parser, {"table": table_names(), "tables": table_names(), "what": table_names()})
    print(shtab.complete(parser, options.shell))
    return _OK


def _figure(options: argparse.Namespace) -> int:
    """Draw a figure by the name of its function and save it; never overwrites without --force."""
    import inspect

    import ca_summit
    from ca_summit.checks import check_choice
    from ca_summit.pictures import save_figure

    drawn = [name for name in ca_summit.__all__ if name.startswith(("plot_", "map_"))]
    check_choice("name", options.name, drawn)
    function = getattr(ca_summit, options.name)
    known = inspect.signature(function).parameters
    given = {}
    for text in options.arguments:
        key, sign, value = text.partition("=")
        if not sign or not value.strip():
            raise ValueError(f"Arguments are key=value; got {text!r}.")
        check_choice("argument", key, known)
        if key in given:
            raise ValueError(f"`{key}` is given twice. Several values of one stand as {key}=A,B.")
        given[key] = _value(value)
    needed = [name for name, one in known.items() if one.default is one.empty]
    if missing := [name for name in needed if name not in given]:
        raise ValueError(f"{options.name} also needs {' and '.join(f'{m}=…' for m in missing)}.")
    if options.output.is_file() and not options.force:
        raise FileExistsError(
            f"{str(options.output)!r} exists and stays as it is. Give another name, or add --force "
            "to overwrite it."
        )
    if options.output.parent.is_dir():
        _make_folder(options.output.parent)
    path = save_figure(
        function(**given),
        options.output,
        width_mm=options.width,
        font_pt=options.font,
        overwrite=options.force,
    )
    print(f"Wrote {path} ({path.stat().st_size / 1e3:,.0f} kB).")
    return _OK


def _value(text: str) -> Any:
    """Read the value of an argument: a number, true, false, none, words; several with commas."""
    if "," in text:
        return [_value(part.strip()) for part in text.split(",") if part.strip()]
    return _literal(text)


def _literal(text: str) -> Any:
    """Read a value as JSON or Python writes it, other text as it is."""
    import json

    try:
        return json.loads({"True": "true", "False": "false", "None": "null"}.get(text, text))
    except ValueError:
        return text


def _parsers(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """Return a parser and those of all commands inside it."""
    found = [parser]
    for action in parser._actions:  # noqa: SLF001 - argparse offers no other list
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            found += [one for command in action.choices.values() for one in _parsers(command)]
    return found


def _offer(parser: argparse.ArgumentParser, names: Mapping[str, list[str]]) -> None:
    """Let arguments of a name complete to some words, and paths to files, in every command."""
    for action in (one for command in _parsers(parser) for one in command._actions):  # noqa: SLF001
        if action.dest in names:
            action.choices = names[action.dest]
        elif action.type is _path:
            action.complete = {"bash": "_shtab_compgen_files", "zsh": "_files"}  # type: ignore[attr-defined]


def _claims(options: argparse.Namespace) -> int:
    """Print the verdict on each claim, with the explanation made from the figures."""
    from ca_summit.claims import check_claims, read_article

    own = None if options.file is None else read_article(options.file)
    checked = check_claims(own)
    if _form(options) != "text":
        return _print_rows(checked, _form(options))
    for row in checked.to_dict("records"):
        print(f"{row['verdict']:<20} {row['claim']}")
        if not options.verdicts:
            print(f"{'':<20} {row['explanation']} {row.get('would_change', '')}".rstrip() + "\n")
    return _OK


if __name__ == "__main__":
    raise SystemExit(main())
