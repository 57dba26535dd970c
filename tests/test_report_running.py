"""Run notebooks that are odd, endless or broken: a sentence each, the earlier file stays."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ca_summit.report import ReportError, build_report
from ca_summit.report.kernels import SPAWN, is_same_python
from ca_summit.report.notebook_file import parsed_notebook, read_notebook
from ca_summit.report.runner import put_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CODE = "import plotly.graph_objects as go\ngo.Figure(go.Bar(x=[1, 2], y=[3, 4]))"


def write(folder: Path, *cells: Any, name: str = "n", **metadata: Any) -> Path:
    made = [new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=made, metadata=metadata), path)
    return path


def run(path: Path, **options: Any) -> str:
    target = path.with_suffix(".html")
    return build_report([path], target, progress=False, **options).read_text(encoding="utf-8")


def command(folder: Path, *arguments: str, limit: str = "") -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "ca_summit", "report", "--quiet", *arguments]
    if limit:
        call = ["bash", "-c", f'{limit}; exec "$@"', "bash", *call]
    return subprocess.run(
        call, cwd=folder, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ({"cells": [{"cell_type": "markdown", "source": "# Ok"}]}, "Ok"),
        (
            {
                "metadata": {"kernelspec": None, "language_info": "x"},
                "cells": [{"cell_type": "code", "source": ["1 ", "+ 1"]}],
            },
            "1 + 1",
        ),
        (
            {
                "metadata": None,
                "cells": [None, {"cell_type": "markdown"}, {"cell_type": "odd", "source": "kept"}],
            },
            "kept",
        ),
        (
            {
                "nbformat": 3,
                "nbformat_minor": 0,
                "metadata": {},
                "worksheets": [
                    {"cells": [{"cell_type": "markdown", "source": "third", "metadata": {}}]}
                ],
            },
            "third",
        ),
        (
            {
                "cells": [
                    {
                        "cell_type": "code",
                        "source": "",
                        "metadata": {"tags": "a,b"},
                        "outputs": [None, {"output_type": "stream", "text": ["li", "ne"]}],
                    }
                ]
            },
            "line",
        ),
        (
            {
                "cells": [
                    {"cell_type": "code", "source": "", "outputs": {"output_type": "stream"}},
                    {"cell_type": "raw", "source": 7},
                ]
            },
            "7",
        ),
    ],
)
def test_odd_notebooks_are_shown(tmp_path: Path, stored: dict[str, Any], shown: str) -> None:
    path = tmp_path / "odd.ipynb"
    path.write_text(json.dumps(stored), encoding="utf-8-sig")
    html = run(path, execute=False)
    assert shown in html.replace("<i class=m>", "").replace("<i class=c>", "").replace("</i>", "")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"cells": 3}', "null", '{"cells": [', "\x00", "[" * 9000]
)
def test_what_is_no_notebook_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "none.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match=r"none\.ipynb' is not a readable notebook"):
        read_notebook(path)


def test_a_file_in_another_encoding_is_refused_rather_than_misread(tmp_path: Path) -> None:
    path = tmp_path / "latin.ipynb"
    path.write_bytes('{"cells": [{"cell_type": "markdown", "source": "Ärzte"}]}'.encode("latin-1"))
    with pytest.raises(ReportError, match=r"latin\.ipynb.*not UTF-8 at byte 48"):
        read_notebook(path)


def test_an_old_kernel_name_says_which_kernels_there_are(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "print('ran')",
        kernelspec={"name": "conda-env-work-py", "display_name": "w", "language": "python"},
    )
    with pytest.raises(
        ReportError,
        match=r"'conda-env-work-py', which is not installed here\. Installed .*--kernel python3",
    ):
        run(path)
    assert ">ran" in run(path, kernel="python3")


def test_after_a_failed_cell_the_run_goes_on_if_asked(tmp_path: Path) -> None:
    path = write(tmp_path, "1/0", "print('af' + 'ter')")
    with pytest.raises(ReportError, match="ZeroDivisionError"):
        run(path)
    html = run(path, allow_errors=True)
    assert ">after" in html
    assert "division by zero" in html


def test_a_cell_that_runs_too_long_is_stopped_and_named(tmp_path: Path) -> None:
    path = write(tmp_path, "import time; time.sleep(60)")  # would end well, were it not stopped
    with pytest.raises(
        ReportError,
        match=r"^n\.ipynb, cell 1 of 1 .*it ran longer than the 1 s that a cell may take",
    ):
        run(path, cell_timeout=1)
    with pytest.raises(ValueError, match="`cell_timeout` must be seconds above 0; got 0"):
        run(path, cell_timeout=0)


def test_parameters_follow_the_tagged_cell_as_papermill_puts_them(tmp_path: Path) -> None:
    tagged = new_code_cell("year = 2001", metadata={"tags": ["parameters"]})
    path = write(tmp_path, "import sys", tagged, "print('year', year, name)")
    html = run(path, parameters={"year": 2025, "name": "it's"})
    assert "year 2025 it&#x27;s" in html
    nb = parsed_notebook(path.read_text(encoding="utf-8"))
    put_parameters(path, nb, {"year": 1})
    put_parameters(path, nb, {"year": 2})
    assert [c.source for c in nb.cells[:3]] == [
        "import sys",
        "year = 2001",
        "# Parameters\nyear = 2",
    ]
    with pytest.raises(ReportError, match="'a b' cannot be the name of a parameter"):
        put_parameters(path, nb, {"a b": 1})
    nb.metadata["kernelspec"] = {"language": "R"}
    with pytest.raises(ReportError, match="in r; parameters can be given to Python notebooks only"):
        put_parameters(path, nb, {"a": 1})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.py", "# %% [markdown]\n# # Title of text\n# %%\nprint('from', 'text')\n"),
        ("t.md", "# Title of text\n\n```python\nprint('from', 'text')\n```\n"),
        (
            "t.qmd",
            (
                '---\ntitle: "Title of text"\n---\n\n'
                '```{python}\n#| echo: false\nprint("from", "text")\n'
                "```\n"
            ),
        ),
    ],
)
def test_texts_become_notebooks(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    html = run(path)
    assert "<title>Title of text</title>" in html
    assert ">from text" in html
    assert ("print" in html[html.index("<main") : html.index("</main>")]) == (name != "t.qmd")


def test_output_widgets_that_cross_are_borne(tmp_path: Path) -> None:
    cross = (
        "a.__enter__(); b.__enter__(); a.__exit__(None, None, None); b.__exit__(None, None, "
        "None)\nprint('en' + 'd')"
    )
    path = write(tmp_path, "import ipywidgets as w\na = w.Output(); b = w.Output()\na", cross)
    assert ">end" in run(path)


def test_a_very_long_printed_line_costs_no_more_than_its_length(tmp_path: Path) -> None:
    path = write(tmp_path, "for i in range(20): print('x' * 99_999 + str(i) + 'y')")
    begun = time.process_time()  # of this program, however busy the machine is
    html = run(path)
    assert time.process_time() - begun < 20
    assert "x0y" in html
    assert "x19y" in html
    # 2,000,050 characters were printed; how the kernel parts them moves the cut by a line's end.
    assert re.search(r"1,500,0\d\d characters between are left out\.", html)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("number", "code", "spawn"),
    [(signal.SIGINT, 130, ""), (signal.SIGTERM, 143, ""), (signal.SIGINT, 130, "1")],
)
def test_a_stopped_run_says_one_sentence_and_keeps_the_earlier_file(
    tmp_path: Path, number: int, code: int, spawn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SPAWN, spawn)
    write(
        tmp_path,
        "open('started', 'w').write(str(__import__('os').getpid()))",
        "import time; time.sleep(200)",
    )
    (tmp_path / "n.html").write_text("earlier")
    call = [sys.executable, "-m", "ca_summit", "report", "--quiet", "n.ipynb", "-o", "n.html"]
    process = subprocess.Popen(
        call,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    for _ in range(300):
        if (tmp_path / "started").exists() and (tmp_path / "started").read_text():
            break
        time.sleep(0.2)
    kernel = int((tmp_path / "started").read_text())
    process.send_signal(number)
    time.sleep(0.02)
    process.send_signal(number)  # by a hasty hand, while kernels are being ended
    out, told = process.communicate(timeout=60)
    ended = process.returncode
    assert (ended if ended >= 0 else 128 - ended, out, told) == (  # as a shell tells it
        code,
        "",
        "\nca-summit: stopped; nothing was overwritten.\n",
    )
    assert (tmp_path / "n.html").read_text() == "earlier"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["n.html", "n.ipynb", "started"]
    for _ in range(50):
        try:
            os.kill(kernel, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the kernel still runs")


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_too_few_file_handles_are_a_sentence(tmp_path: Path) -> None:
    write(tmp_path, "1")
    said = command(tmp_path, "n.ipynb", "-o", "n.html", limit="ulimit -n 24")
    assert said.returncode == 1
    assert said.stderr.startswith(
        "ca-summit: Running notebooks needs 80 open files and this machine allows 24"
    )
    assert len(said.stderr.splitlines()) == 1


def test_no_loopback_is_a_sentence_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno
    import socket

    def none(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    path = write(tmp_path, "1")
    monkeypatch.setattr(socket, "create_server", none)
    with pytest.raises(
        ReportError, match=r"through 127\.0\.0\.1, and this machine has no such address"
    ):
        run(path)
    assert "<main" in run(path, execute=False)


@pytest.mark.parametrize("epoch", ["99999999999999", "4102444800", "x", "-1"])
def test_any_source_date_epoch_is_borne(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    path = write(tmp_path, new_markdown_cell("# T"))
    assert ("Built on 2100-01-01" in run(path)) == (epoch == "4102444800")


def test_a_name_too_long_for_the_disk_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, new_markdown_cell("# T"))
    with pytest.raises(ReportError, match=r"cannot be written|could not be written"):
        build_report([path], tmp_path / ("x" * 300 + ".html"), progress=False)
    made = build_report([path], tmp_path / ("x" * 250 + ".html"), progress=False)
    assert made.stat().st_size > 10_000


def test_the_command_passes_its_options_on(tmp_path: Path) -> None:
    tagged = new_code_cell("n = 1", metadata={"tags": ["parameters"]})
    write(tmp_path, tagged, "print('n is', n)", "1/0")
    done = command(tmp_path, "n.ipynb", "-o", "n.html", "-p", "n=42", "--allow-errors")
    assert (done.returncode, done.stderr) == (0, "")
    assert "n is 42" in (tmp_path / "n.html").read_text(encoding="utf-8")
    again = command(tmp_path, "n.ipynb", "-o", "m.html", "--no-execute")
    assert again.returncode == 0
    assert "n is 1" not in (tmp_path / "m.html").read_text(encoding="utf-8")
    wrong = command(tmp_path, "n.ipynb", "-p", "n")
    assert wrong.stderr == "ca-summit: `--parameters` takes NAME=VALUE; got 'n'.\n"


def test_strict_writes_nothing_if_something_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path, new_markdown_cell("![far](https://example.org/far.png)"))
    with pytest.raises(
        ReportError, match=r"cannot show everything \(1\):\n  n, cell 1: far \(not included: https"
    ):
        run(path, strict=True)
    assert not (tmp_path / "n.html").exists()


def test_what_is_missing_is_listed_at_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, new_markdown_cell("![far](https://example.org/far.png)"))
    build_report([path], tmp_path / "n.html", execute=False)
    assert capsys.readouterr().err == (
        "Not on the page, and named there in its place (1):\n"
        "  n, cell 1: far (not included: https://example.org/far.png)\n"
    )


def test_a_cell_that_ends_the_kernel_is_named_unless_nothing_follows(tmp_path: Path) -> None:
    words = new_markdown_cell("The end.")
    assert ">before" in run(write(tmp_path, "print('be' + 'fore')\nexit()", words))
    path = write(tmp_path, "exit()", "print('after')", name="m")
    with pytest.raises(ReportError, match=r"^m\.ipynb, cell 1 of 2 \(exit\(\)\): stopped: it ends"):
        run(path)


def test_a_cell_that_asks_for_input_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"cell 1 of 1 .*: it asks for input, and nobody answers"):
        run(write(tmp_path, "input('name? ')"))


@contextlib.contextmanager
def at_signal(number: int, handler: Callable[[int, Any], None]) -> Iterator[None]:
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("in_a_loop", [False, True])
def test_a_signal_that_somebody_only_notes_leaves_no_half_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_a_loop: bool
) -> None:
    async def cell() -> None:  # as in a notebook
        run(path)

    noted: list[int] = []
    path = write(
        tmp_path, "import os, time\nos.kill(int(os.environ['ASKED']), 15)\ntime.sleep(200)"
    )
    monkeypatch.setenv("ASKED", str(os.getpid()))
    with (
        at_signal(signal.SIGTERM, lambda number, _: noted.append(number)),
        pytest.raises(ReportError, match="stopped before its end; nothing was overwritten"),
    ):
        asyncio.run(cell()) if in_a_loop else run(path)
    assert noted == [signal.SIGTERM]
    assert not (tmp_path / "n.html").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("in_a_loop", [False, True])
@pytest.mark.parametrize("raised", [KeyboardInterrupt, TimeoutError])
def test_what_a_handler_raises_ends_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: type[BaseException], in_a_loop: bool
) -> None:
    async def cell() -> None:
        run(path)

    def interrupt(*_: Any) -> None:
        raise raised

    path = write(
        tmp_path,
        "import os, signal, time\n"
        "os.kill(int(os.environ['ASKED']), signal.SIGUSR1)\n"
        "time.sleep(200)",
    )
    monkeypatch.setenv("ASKED", str(os.getpid()))
    with at_signal(signal.SIGUSR1, interrupt), pytest.raises(raised):
        asyncio.run(cell()) if in_a_loop else run(path)
    assert not (tmp_path / "n.html").exists()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("class A:\n    def _repr_html_(self): raise ValueError('bad')\nA()", "ValueError: bad"),
        ("raise ValueError('\\x1b[31mred')", "ValueError: red"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("def f(:", "SyntaxError: invalid syntax (line 1)"),
    ],
)
def test_the_sentence_about_a_failed_cell_has_its_cause_alone(
    tmp_path: Path, code: str, said: str
) -> None:
    with pytest.raises(ReportError, match=rf": {re.escape(said)}$"):
        run(write(tmp_path, code))


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_python_of_another_environment_is_not_taken_for_this_one(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "bin").mkdir(parents=True)
        (tmp_path / name / "bin" / "python").symlink_to(sys.executable)
        (tmp_path / name / "bin" / "python3").symlink_to("python")
    one, two = (tmp_path / name / "bin" / "python" for name in ("one", "two"))
    assert not is_same_python(str(one), str(two))
    assert is_same_python(str(one), str(one.with_name("python3")))


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("t.Rmd", "# T\n\n```{r}\n1 + 1\n```\n", "R"),
        ("t.jl", "# %%\n1 + 1\n", "julia"),
        (
            "t.ipynb",
            (
                '{"metadata": {"language_info": {"name": "R"}}, "cells": '
                '[{"cell_type": "code", "source": "1 + 1"}]}'
            ),
            "R",
        ),
    ],
)
def test_code_of_another_language_is_never_run_as_python(
    tmp_path: Path, name: str, text: str, language: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match=rf"^{name} is in {language}, and no Jupyter kernel of"):
        run(path)
    assert "<main" in run(path, execute=False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" \n", "the file is empty"),
        ("<!DOCTYPE html><p>Not found", "it is a web page"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:a", "it is a pointer of Git LFS"),
        ('{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> b\n]}', "it has marks of a merge"),
    ],
)
def test_a_file_of_another_kind_is_told_by_its_kind(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match=re.escape(said)):
        read_notebook(path)
