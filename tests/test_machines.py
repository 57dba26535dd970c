"""Nothing depends on one operating system: names, encodings, paths, and kernels without a fork."""

from __future__ import annotations

import ast
import io
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import nbformat
import plotly.io as pio
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import ca_summit as ca
from ca_summit.cli import _parser, main
from ca_summit.report import build_report
from ca_summit.report.browser_picture import BROWSER, NoBrowserError, find_browser
from ca_summit.report.kernels import SPAWN, KernelFork, may_fork

ROOT = Path(__file__).resolve().parents[1]
CODE = sorted(
    path
    for folder in ("src", "tests", "tools", "benchmarks", "docs")
    for path in (ROOT / folder).rglob("*.py")
)
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

#: Modules and names that Python has on POSIX alone ("Availability: Unix" in its documentation).
MODULES = {
    *("crypt", "curses", "fcntl", "grp", "nis", "posix", "pty", "pwd", "readline", "resource"),
    *("spwd", "syslog", "termios", "tty"),
}
NAMES = {
    "os": {
        *("chown", "chroot", "confstr", "ctermid", "fchdir", "fchown", "fork", "forkpty"),
        *("getegid", "geteuid", "getgid", "getgroups", "getloadavg", "getpgid", "getpgrp"),
        *("getpriority", "getresuid", "getsid", "getuid", "killpg", "lchown", "mkfifo", "mknod"),
        *("nice", "openpty", "pathconf", "pidfd_open", "posix_spawn", "posix_spawnp", "pread"),
        *("pwrite", "sched_getaffinity", "sched_setaffinity", "sendfile", "setegid", "seteuid"),
        *("setgid", "setpgid", "setpriority", "setsid", "setuid", "statvfs", "sync", "sysconf"),
        *("tcgetpgrp", "tcsetpgrp", "ttyname", "uname", "wait", "wait3", "wait4", "waitid"),
        *("WEXITSTATUS", "WIFEXITED", "WIFSIGNALED", "WNOHANG", "WTERMSIG", "O_NONBLOCK"),
        *(
            "O_CLOEXEC",
            "O_DIRECTORY",
            "O_NOFOLLOW",
            "chflags",
            "getlogin",
            "getxattr",
            "initgroups",
        ),
        *("kill", "lchmod", "link", "listxattr", "lockf", "major", "makedev", "memfd_create"),
        *("minor", "pipe2", "posix_fallocate", "preadv", "pwritev", "readlink", "register_at_fork"),
        *("rename", "renames", "set_blocking", "setgroups", "setresuid", "setxattr", "spawnlp"),
        *("spawnvp", "symlink", "waitpid", "waitstatus_to_exitcode"),
    },
    "signal": {
        *("SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP", "SIGUSR1"),
        *("SIGCONT", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGXCPU", "SIG_BLOCK", "sigwaitinfo"),
        *("SIGUSR2", "SIGWINCH", "alarm", "getitimer", "pause", "pthread_kill", "pthread_sigmask"),
        *("setitimer", "siginterrupt", "sigpending", "sigtimedwait", "sigwait"),
    },
    "time": {"CLOCK_MONOTONIC", "clock_getres", "clock_gettime", "clock_gettime_ns", "tzset"},
    "select": {"epoll", "kqueue", "poll"},
    "socket": {"AF_UNIX", "SO_REUSEPORT", "fromfd", "recv_fds", "send_fds", "socketpair"},
    "mmap": {"MAP_PRIVATE", "MAP_SHARED", "PROT_READ", "PROT_WRITE"},
    "pathlib": {"PosixPath", "WindowsPath"},
    "locale": {"getpreferredencoding", "nl_langinfo", "setlocale"},
    "shutil": {"chown"},
}
#: Methods of paths that one system lacks or refuses.
PATH_METHODS = {"hardlink_to", "readlink", "symlink_to", "is_mount"}
#: Programs of one system.
PROGRAMS = {
    "bash",
    "cat",
    "chmod",
    "cp",
    "kill",
    "ln",
    "ls",
    "mkdir",
    "mv",
    "ps",
    "rm",
    "sh",
    "which",
}
#: What asks first whether the system has a thing.
ASKED = re.compile(
    r"hasattr\(os|sys\.platform|os\.name|getattr\(os|ImportError|AttributeError|shutil\.which"
)
#: Parts that run on one system only, and why that is so.
MEANT = {
    ("src/ca_summit/report/kernel_fork.py", "main"): "run where there is a fork",
    ("src/ca_summit/report/kernel_fork.py", "_become_kernel"): "run where there is a fork",
    ("src/ca_summit/report/kernels.py", "ForkedProcess"): "made where there is a fork",
    ("src/ca_summit/report/kernels.py", "_is_zombie"): "made where there is a fork",
    ("tests/browser/conftest.py", "*"): "shows a path as a notebook tells it",
    ("tests/browser/engines.py", "*"): "drives Debian's Firefox and WebKit",
    ("tests/browser/lookups.py", "*"): "watches the names that Debian looks up",
    ("tests/conftest.py", "*"): "drives Debian's Chromium",
    ("tests/test_machines.py", "*"): "lists the names",
    (
        "tests/test_cli.py",
        "test_on_windows_a_name_that_means_something_else_is_refused",
    ): "names of Windows",
    ("benchmarks/events.py", "measure"): "the memory of a process is told by wait4",
}
PLACES = re.compile(
    r"^(/(tmp|dev|proc|sys|usr|home|root|etc|var|opt|bin|mnt|Users)(/|$)|~/|[A-Z]:[\\/])"
    r"|^file://"
)
#: Flags of days and hours without a zero, which Windows writes with # and other systems with -.
FLAGS = re.compile(r"%[-#_][aAbBdHIjmMSUwWyYp]|%[sklP]")
TEXT_CALLS = {
    "read_text": 0,
    "write_text": 1,
    "TextIOWrapper": 1,
    "FileHandler": 2,
    "NamedTemporaryFile": 2,
    "SpooledTemporaryFile": 3,
    "TemporaryFile": 2,
    "fdopen": 3,
}
#: Of these the mode is binary unless it is said.
BINARY = {"NamedTemporaryFile", "SpooledTemporaryFile", "TemporaryFile"}


@cache
def cells(path: Path) -> tuple[tuple[str, str], ...]:
    """Return the Python of a file, or of each cell of a notebook, with what names it."""
    name = path.relative_to(ROOT).as_posix()
    if path.suffix == ".py":
        return ((name, path.read_text(encoding="utf-8")),)
    return tuple(
        (f"{name}, cell {number}", cell.source)
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells)
        if cell.cell_type == "code" and not cell.source.lstrip().startswith(("%", "!"))
    )


def faults(name: str, code: str) -> list[str]:
    """Return what one system lacks in a piece of code, a line each."""
    found = []
    tree = ast.parse(code)
    above: dict[ast.AST, ast.AST] = {
        child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)
    }
    texts_of_documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    }
    modules = {
        one.asname: one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for one in node.names
        if one.asname
    }
    for node in ast.walk(tree):
        if id(node) not in texts_of_documentation and (fault := _fault(node, modules)):
            chain = [node]
            while chain[-1] in above:
                chain.append(above[chain[-1]])
            if not _is_meant(name, chain) and not any(_asks(one) for one in chain):
                found.append(f"{name}:{getattr(node, 'lineno', '?')}: {fault}")
    return found


def _fault(node: ast.AST, modules: dict[str, str]) -> str:
    if isinstance(node, ast.Import):
        return ", ".join(a.name for a in node.names if a.name.partition(".")[0] in MODULES)
    if isinstance(node, ast.ImportFrom):
        home = node.module or ""
        lacking = [a.name for a in node.names if a.name in NAMES.get(home, set())]
        return home if home.partition(".")[0] in MODULES else ", ".join(lacking)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        home = modules.get(node.value.id, node.value.id)
        if node.attr in NAMES.get(home, set()):
            return ast.unparse(node)
    if isinstance(node, ast.Attribute):
        return ast.unparse(node) if node.attr in PATH_METHODS else ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value[:40] if PLACES.match(node.value) else ""
    if isinstance(node, ast.FormattedValue) and node.format_spec:
        spec = ast.unparse(node.format_spec)
        return spec if FLAGS.search(spec) else ""
    return _fault_of_call(node) if isinstance(node, ast.Call) else ""


def _fault_of_call(node: ast.Call) -> str:
    """Return a call that takes the encoding of the machine, or a shell of one system."""
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    if None in given:  # **options may hold it
        return ""
    said = ast.unparse(node)[:70]
    if "preexec_fn" in given or name == "add_signal_handler":
        return said
    first = node.args[0] if node.args else None
    if name == "get_context" and isinstance(first, ast.Constant) and "fork" in str(first.value):
        return said
    if isinstance(first, ast.List) and first.elts and _is_program(first.elts[0]):
        return said
    if name in ("strftime", "format") and FLAGS.search(said):
        return said
    is_shell = isinstance(given.get("shell"), ast.Constant) and given["shell"].value
    reads_text = any(
        isinstance(given.get(word), ast.Constant) and given[word].value is True
        for word in ("text", "universal_newlines")
    )
    if is_shell or (reads_text and "encoding" not in given):
        return said
    if name == "open":
        return said if "encoding" not in given and _opens_text(node) else ""
    if name in TEXT_CALLS:
        positional = len(node.args) > TEXT_CALLS[name]
        modes = [*node.args, *(given[word] for word in ("mode",) if word in given)]
        said_modes = [one.value for one in modes if _is_mode(one)]
        binary = any("b" in mode for mode in said_modes) or (name in BINARY and not said_modes)
        return "" if "encoding" in given or positional or binary else said
    return ""


def _is_program(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value in PROGRAMS


def _is_mode(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and bool(
        re.fullmatch(r"[rwax]\+?[bt]?\+?", str(node.value))
    )


def _opens_text(node: ast.Call) -> bool:
    """Tell whether an ``open`` reads or writes text: a builtin or a path, not an archive."""
    values = [*node.args, *(k.value for k in node.keywords if k.arg == "mode")]
    modes = [one.value for one in values if _is_mode(one)]
    if modes or isinstance(node.func, ast.Name):
        return not any("b" in mode for mode in modes)
    return not node.args  # Path("a").open()


def _is_meant(name: str, chain: list[ast.AST]) -> bool:
    inside = {getattr(one, "name", "") for one in chain}
    return (name, "*") in MEANT or any((name, one) in MEANT for one in inside)


def _asks(node: ast.AST) -> bool:
    """Tell whether a part of the code runs only where it has asked for the thing."""
    if isinstance(node, (ast.If, ast.IfExp)):
        return bool(ASKED.search(ast.unparse(node.test)))
    if isinstance(node, ast.BoolOp):
        return bool(ASKED.search(ast.unparse(node)))
    if isinstance(node, ast.Try):
        return any(h.type and ASKED.search(ast.unparse(h.type)) for h in node.handlers)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        marks = [ast.unparse(mark) for mark in node.decorator_list]
        return any("skip" in mark and ASKED.search(mark) for mark in marks)
    return False


@pytest.mark.parametrize("path", [*CODE, *NOTEBOOKS], ids=lambda p: p.relative_to(ROOT).as_posix())
def test_code_uses_nothing_that_one_system_lacks(path: Path) -> None:
    assert [fault for name, code in cells(path) for fault in faults(name, code)] == []


@pytest.mark.parametrize(
    "code",
    [
        "import fcntl",
        "from resource import getrlimit",
        "os.fork()",
        "process.send_signal(signal.SIGKILL)",
        "f'{day:%-d %B}'",
        "day.strftime('%-d')",
        "open('a.csv')",
        "open('a.csv', 'w', newline='')",
        "path.open('r')",
        "path.open()",
        "gzip.open(path, 'rt')",
        "path.read_text()",
        "path.write_text('a')",
        "subprocess.run(['git'], text=True)",
        "subprocess.run('git log', shell=True)",
        "subprocess.Popen(['git'], preexec_fn=os.getpid)",
        "loop.add_signal_handler(2, stop)",
        "Path('/tmp/a')",
        "sys.stdout = open('/dev/null', 'wb')",
        "from os import fork",
        "import signal as s\ns.SIGKILL",
        "os.rename('a', 'b')",
        "os.kill(4, 0)",
        "path.symlink_to('b')",
        "TemporaryFile('w')",
        "os.fdopen(3, 'w')",
        "logging.FileHandler('a.log')",
        "multiprocessing.get_context('fork')",
        "subprocess.run(['rm', '-r', 'a'])",
        "f'file://{path}'",
        "day.strftime('%s')",
        "locale.setlocale(locale.LC_ALL, '')",
        "Path('/var/tmp/a')",
    ],
)
def test_each_kind_of_fault_is_found(code: str) -> None:
    assert faults("a.py", code), code


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    import fcntl\nexcept ImportError:\n    fcntl = None",
        "if hasattr(os, 'fork'):\n    os.fork()",
        "root = hasattr(os, 'geteuid') and os.geteuid() == 0",
        "@pytest.mark.skipif(os.name != 'posix', reason='x')\ndef f():\n    os.fork()",
        "open('a.csv', encoding='utf-8')",
        "open('a.png', 'rb')",
        "path.open('wb')",
        "tarfile.open(path)",
        "path.read_text('utf-8')",
        "subprocess.run(['git'], capture_output=True)",
        "subprocess.run(['git'], text=True, encoding='utf-8')",
        "day.strftime('%d %B')",
        "tempfile.TemporaryFile(dir=folder)",
        "os.replace('a', 'b')",
        "os.fdopen(3, 'wb')",
        "multiprocessing.get_context('spawn')",
        "fig.update_xaxes(tickformat='%-d %b')",  # read by plotly in the browser
        'def f():\n    """Write to /tmp."""',
    ],
)
def test_what_asks_first_or_says_it_is_no_fault(code: str) -> None:
    assert faults("a.py", code) == []


def test_every_exception_is_still_needed() -> None:
    for (name, part), reason in MEANT.items():
        assert reason
        code = (ROOT / name).read_text(encoding="utf-8")
        assert part == "*" or re.search(rf"(def|class) {part}\b", code), f"{name} has no {part}"


def test_no_two_files_differ_in_case_alone_and_no_name_is_forbidden_on_windows() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    ).stdout.decode("utf-8")
    if not listed:
        pytest.skip("not a checkout")
    names = listed.rstrip("\0").split("\0")
    assert len({name.lower() for name in names}) == len(names)
    forbidden = re.compile(
        r'[<>:"|?*\\]|(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.|/|$)|[. ](/|$)', re.IGNORECASE
    )
    assert [name for name in names if forbidden.search(name)] == []
    assert max(map(len, names)) < 120, "Windows takes 260 characters with the folder"


def test_a_report_is_the_same_whether_kernels_are_forked_or_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import os, sys\nprint('parent', os.environ.get('JPY_PARENT_PID') is not None)\n6 * 7"
    nbformat.write(new_notebook(cells=[new_code_cell(code)]), tmp_path / "a.ipynb")
    pages = {}
    for way in ("", "1"):
        monkeypatch.setenv(SPAWN, way)
        target = build_report([tmp_path / "a.ipynb"], tmp_path / f"a{way}.html", progress=False)
        pages[way] = target.read_text(encoding="utf-8")
    assert ">42<" in pages[""].replace("\n", "") or "42" in pages[""]
    assert pages[""] == pages["1"]


def test_no_process_is_forked_where_the_environment_or_the_system_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(SPAWN, raising=False)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not may_fork()
    monkeypatch.undo()
    monkeypatch.setenv(SPAWN, "1")
    assert not may_fork()
    forks = KernelFork(["pandas"])
    assert not forks.ready
    forks.close()
    monkeypatch.setenv(SPAWN, "")
    monkeypatch.delattr(os, "fork", raising=False)
    assert not may_fork()


@pytest.mark.parametrize(
    ("encoding", "command"),
    [
        ("cp1252", ["cite", "meetings"]),
        ("ascii", ["data", "show", "countries"]),
        ("cp866", ["data", "show", "country_names", "--csv"]),
        ("cp1252", ["data", "show", "country_names", "--json"]),
    ],
)
def test_output_into_a_file_is_utf8_whatever_the_machine_speaks(
    encoding: str, command: list[str], tmp_path: Path
) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    with (tmp_path / "refs").open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "ca_summit", *command],
            stdout=file,
            stderr=subprocess.PIPE,
            env=environment,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")
    text = (tmp_path / "refs").read_text(encoding="utf-8")
    assert not text.isascii()
    if command[-1] == "--json":
        assert json.loads(text)


#: A call of each command that ends by itself and needs no browser.
CALLS = {
    "report": ["report", "a.ipynb", "-o", "a.html", "--no-execute"],
    "notebooks": ["notebooks", "copies"],
    "lab": ["lab", "--help"],
    "data": ["data", "show", "country_names", "--rows", "0"],
    "check": ["check", "своё.csv"],
    "events": ["events", "--rows", "2000", "-o", "e.html"],
    "cite": ["cite", "meetings"],
    "figure": ["figure", "map_region", "language=kk", "-o", "карта.html"],
    "why": ["why", "countries", "KAZ", "name_russian"],
    "claims": ["claims", "--json"],
    "completion": ["completion", "zsh"],
}


@pytest.mark.parametrize("name", CALLS)
def test_no_command_stumbles_over_letters_that_the_stream_does_not_have(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a file all is UTF-8; a screen of another encoding shows what it can."""
    monkeypatch.chdir(tmp_path)
    text = "meeting_id;name\n1;Встреча в Алматы\n"
    Path("своё.csv").write_text(text, encoding="utf-8")
    cells = [new_code_cell("print('Қазақстан')")]
    nbformat.write(new_notebook(cells=cells, metadata={"title": "Қазақстан"}), "a.ipynb")
    for screen in (False, True):
        streams = {}
        for stream in ("stdout", "stderr"):
            streams[stream] = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
            monkeypatch.setattr(streams[stream], "isatty", lambda screen=screen: screen, False)
            monkeypatch.setattr(sys, stream, streams[stream])
        code = None
        try:
            code = main(
                [*CALLS[name], *(["--force"] if name in {"notebooks", "figure"} and screen else [])]
            )
        except SystemExit as stop:
            code = stop.code
        for one in streams.values():
            one.flush()
        out, err = (one.buffer.getvalue() for one in streams.values())
        monkeypatch.undo()
        monkeypatch.chdir(tmp_path)
        assert code == (1 if name == "check" else 0), err
        assert out
        out.decode("cp1252" if screen else "utf-8")
        assert b"Traceback" not in err


def test_each_command_has_its_call() -> None:
    commands = _parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    assert set(commands) == set(CALLS)


def test_no_module_falls_back_on_the_encoding_of_the_machine() -> None:
    """Python itself warns where a file or a process is read without an encoding."""
    code = (
        "import warnings; warnings.filterwarnings("
        "'error', category=EncodingWarning, module='ca_summit');"
        "import ca_summit as ca; ca.load_meetings(); ca.cite('meetings'); ca.check_claims();"
        "ca.why('countries', 'KAZ', 'area_km2'); ca.plot_known_on()"
    )
    done = subprocess.run(
        [sys.executable, "-X", "warn_default_encoding", "-c", code],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8")


def test_a_browser_is_found_where_windows_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(BROWSER, raising=False)
    monkeypatch.setenv("PROGRAMFILES(X86)", str(tmp_path))
    wanted = rf"{tmp_path}\Microsoft\Edge\Application\msedge.exe"
    monkeypatch.setattr("shutil.which", lambda name: name if name == wanted else None)
    assert find_browser() == wanted
    monkeypatch.setattr("shutil.which", lambda name: name if ".app/" in name else None)
    assert find_browser() == "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(NoBrowserError, match="needs Chromium, Chrome or Edge"):
        find_browser()


@pytest.mark.parametrize("draw", ["plot_known_on()", "map_region('life_expectancy')"])
def test_an_output_carries_what_viewers_take(draw: str) -> None:
    """A figure is plotly's JSON, and HTML where it is asked for; both with sources and alt text."""
    fig = eval(f"ca.{draw}", {"ca": ca})  # noqa: S307  # the two lines above
    bundle = pio.renderers["plotly_mimetype"].to_mimebundle(json.loads(fig.to_json()))
    assert set(bundle) == {"application/vnd.plotly.v1+json"}
    carried = bundle["application/vnd.plotly.v1+json"]["layout"]["meta"]["ca_summit"]
    assert {"alt", "sources", "data"} <= set(carried)
    page = pio.renderers["notebook"].to_mimebundle(json.loads(fig.to_json()))["text/html"]
    assert "Plotly.newPlot" in page
    assert "Sources:" in page


def test_what_is_no_figure_carries_html_and_words() -> None:
    origin = ca.why("countries", "TJK", "area_km2")
    assert "<" in origin._repr_html_()
    assert "144100" in str(origin)
    shown = ca.exercise("area-times")._repr_mimebundle_()
    assert {"text/html", "text/plain"} <= set(shown)
