"""Answers as pupils type them: the page and Python judge alike, by one table."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ca_summit import written_numbers
from ca_summit.classroom import answer_hash, answers
from ca_summit.classroom.model import Problem, Task
from ca_summit.report.exercises import clean_lock

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(answers.__file__).parents[1] / "report" / "template" / "answers.js"
MILLIONS = "million US dollars a year"

#: Typed, unit of the answer, all readings.
READ: list[tuple[str, str, list[float]]] = [
    ("2 724 900", "", [2724900]),
    ("2,724,900", "", [2724900]),
    ("2.724.900", "", [2724900]),
    ("2’724’900", "", [2724900]),
    ("2,7", "", [2.7]),
    ("1.234,5", "", [1234.5]),
    ("1,234.5", "", [1234.5]),
    ("−3", "", [-3]),
    ("минус 3", "", [-3]),
    ("+12 %", "", [12]),
    ("1,250", "", [1.25, 1250]),
    ("0,125", "", [0.125]),
    (".5", "", [0.5]),
    ("4e3", "", [4000]),
    ("3 1/5", "", [3.2]),
    ("16/5", "", [3.2]),
    ("16 / 5", "", [3.2]),
    ("½", "", [0.5]),
    ("3½", "", [3.5]),
    ("3/4 million", "", [750000]),
    ("1/0", "", []),
    ("3·2", "", [3.2]),
    ("3•2", "", [3.2]),
    ("3.8·10^9", "", [3.8e9]),
    ("3,8 × 10⁹", "", [3.8e9]),
    ("2*10^-3", "", [0.002]),
    ("2.7 million km²", "", [2.7e6]),
    ("1,1 тыс. км", "km", [1100]),
    ("3,8 млрд", "", [3.8e9]),
    ("3,8 млрд", MILLIONS, [3800]),
    ("3.8 billion", MILLIONS, [3800]),
    ("3800 million", MILLIONS, [3800]),
    ("3 800", MILLIONS, [3800]),
    ("5 мың", "", [5000]),
    ("3,8 миллиарда долларов", MILLIONS, [3800]),
    ("2 mlrd", "", [2e9]),
    ("4 ming", "", [4000]),
    ("5 m", "m", [5, 5e6]),
    ("~3.2", "", [3.2]),
    ("≈ 3,2", "", [3.2]),
    ("about 5", "", [5]),
    ("ca. 5", "", [5]),
    ("около 5", "", [5]),
    ("шамамен 5", "", [5]),
    ("in 2003", "year", [2003]),
    ("in the year 2003", "year", [2003]),
    ("в 2003 году", "year", [2003]),
    ("2003 г.", "year", [2003]),
    ("= 3", "", [3]),
    ("$5 bn", MILLIONS, [5000]),
    ("5 км2", "", [5]),
    ("3.2 times", "times", [3.2]),
    ("1.2.3,4,5", "", []),
    ("", "", []),
    ("nan", "", []),
    ("inf", "", []),
    ("five", "", [5]),
    ("fivefold", "", []),
    ("5 or 6", "", []),
    ("5-6", "", []),
    ("20–25", "", []),
    ("cabin 5", "", []),
    ("index 5", "", []),
]

#: Kind, right answer (or its names), digits, unit, typed, outcome.
JUDGED: list[tuple[str, Any, int | None, str, str, str]] = [
    ("number", 3.2, 2, "times", "3 1/5", "right"),
    ("number", 3.2, 2, "times", "~3,2", "right"),
    ("number", 3.2, 2, "times", "3·2", "right"),
    ("number", 3.2, 2, "times", "3.2 million", "unit"),
    ("number", 3.2, 2, "times", "5/16", "swapped"),
    ("number", 3.2, 2, "times", "-3.2", "sign"),
    ("number", 3.2, 2, "times", "3.5", "rounding"),
    ("number", 3.2, 2, "times", "5.5", "wrong"),
    ("number", 3.2, 2, "times", "3 or 4", "unreadable"),
    ("number", 3.2, 2, "times", "  ", "empty"),
    ("number", 3800, 2, MILLIONS, "3.8 billion", "right"),
    ("number", 3800, 2, MILLIONS, "3,8 млрд долл.", "right"),
    ("number", 3800, 2, MILLIONS, "3.8 million", "unit"),
    ("number", 1100, 2, "km", "1,1 тыс. км", "right"),
    ("number", 2003, None, "year", "in 2003", "right"),
    ("number", 2003, None, "year", "2004", "one_off"),
    ("number", 20, None, "m", "20 m", "right"),
    ("text", ("Astana",), None, "", "г. Астана", "right"),
    ("text", ("Astana",), None, "", "город Астана", "right"),
    ("text", ("Astana",), None, "", "Астана қаласы", "right"),
    ("text", ("Astana",), None, "", "the city", "wrong"),
    ("text", ("Astana", "Astana, Kazakhstan"), None, "", "Астана", "right"),
    ("text", ("Astana", "Astana, Kazakhstan"), None, "", "Astаnа", "right"),
    ("text", ("Astana", "Astana, Kazakhstan"), None, "", "astana (Kazakhstan)", "right"),
    ("text", ("Astana",), None, "", "Astena", "spelling"),
    ("text", ("Astana",), None, "", "Almaty", "wrong"),
    ("text", ("Cholpon-Ata",), None, "", "Чолпон-Ата", "right"),
    ("text", ("Tashkent",), None, "", "Тошкент", "spelling"),
    ("text", ("Astana",), None, "", "?!", "empty"),
    ("order", "CABD", None, "", "С А В D", "right"),
    ("order", "CABD", None, "", "c, a, b, d", "right"),
    ("order", "CABD", None, "", "ACBD", "one_swap"),
    ("order", "CABD", None, "", "DBAC", "reversed"),
    ("order", "CABD", None, "", "CAB", "incomplete"),
    ("choice", "Kazakhstan", None, "", "Kazakhstan", "right"),
    ("choice", "Kazakhstan", None, "", "Uzbekistan", "wrong"),
]


def judged(kind: str, right: Any, digits: int | None, unit: str, typed: str) -> str:
    """Return how Python judges what was typed."""
    if kind == "number":
        return answers.judge_number(typed, right, digits, 1.0 if unit == "times" else 0.0, unit)
    if kind == "text":
        return answers.judge_text(typed, right)
    if kind == "order":
        return answers.judge_order(answers.letters(typed), right)
    return "right" if answers.plain_name(typed) == answers.plain_name(right) else "wrong"


def as_pupils_write() -> Iterator[tuple[str, Any, int | None, str, str, str]]:
    """Give the answers of the table beside: kind, answer, digits, unit, typed, how it is judged."""
    lines = (Path(__file__).parent / "data" / "answers.tsv").read_text(encoding="utf-8")
    for line in lines.splitlines()[1:]:
        kind, told, digits, unit, passes, typed = line.split("\t")
        answer = float(told) if kind == "number" else tuple(told.split(" | "))
        for one in typed.split(" | "):
            yield kind, answer, int(digits) if digits else None, unit, one, passes


WRITTEN = list(as_pupils_write())
JUDGED += [case for case in WRITTEN if case[-1] == "right"]
#: What is not right may be nearly so.
NOT = [case[:5] for case in WRITTEN if case[-1] != "right"]
JUDGED += [(*case, judged(*case)) for case in NOT]


@pytest.mark.parametrize(("typed", "unit", "read"), READ)
def test_numbers_are_read_in_the_ways_people_write_them(typed, unit, read):
    assert written_numbers.readings(typed, unit) == pytest.approx(read)


@pytest.mark.parametrize(("kind", "right", "digits", "unit", "typed", "outcome"), JUDGED)
def test_python_judges_as_the_table_says(kind, right, digits, unit, typed, outcome):
    assert judged(kind, right, digits, unit, typed) == outcome


@pytest.mark.parametrize("case", NOT, ids=lambda case: case[-1])
def test_what_is_wrong_does_not_pass(case):
    assert judged(*case) != "right"


def test_the_page_reads_and_judges_as_python_does(monkeypatch):
    node = shutil.which("node")
    if node is None and not os.environ.get("CI"):
        pytest.skip("needs node")
    monkeypatch.setattr(
        answer_hash, "slow_hash", lambda key, salt: f"{key}|{salt}"[:32].ljust(32, "0")
    )
    monkeypatch.setattr("ca_summit.report.exercises._HASH", lock_of_any_text())
    cases = [
        {
            "kind": kind,
            "typed": typed,
            "size": len(right) if kind == "order" else 0,
            "lock": clean_lock(open_lock(kind, right, digits, unit)),
        }
        for kind, right, digits, unit, typed, _ in JUDGED
    ]
    script = (
        f"const answers = require({json.dumps(str(SCRIPT))});"
        "const { read, cases } = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "const open = (c) => async (key, doors) =>"
        " doors.includes(`${key}|${c.lock.salt}`.slice(0, 32).padEnd(32, '0'));"
        "Promise.all(cases.map((c) => answers.judge(c.kind, c.typed, c.lock, c.size, open(c))))"
        ".then((judged) => console.log(JSON.stringify({"
        " read: read.map((given) => answers.readings(...given)), judged })));"
    )
    read = [[typed, unit] for typed, unit, _ in READ]
    given = {"read": read, "cases": cases}
    done = subprocess.run(
        [str(node), "-e", script],
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    told = json.loads(done.stdout)
    for (typed, unit, read), page in zip(READ, told["read"], strict=True):
        assert page == pytest.approx(read), (typed, unit)
    for (*_, typed, outcome), page in zip(JUDGED, told["judged"], strict=True):
        assert page == outcome, typed


def test_the_page_knows_the_letters_that_python_knows():
    text = SCRIPT.read_text(encoding="utf-8")
    for letter, other in answers._LATIN.items():
        assert f'"{chr(letter)}": "{other}"' in text


def open_lock(kind: str, right: Any, digits: int | None, unit: str) -> dict[str, Any]:
    """Return the lock of an exercise with this answer."""
    names = right if kind == "text" else ()
    problem = Problem("?", names[0] if names else right, "", (), accepted=tuple(names[1:]))
    task = Task(
        "made",
        "population",
        "14–16",
        "Made",
        kind,
        "",
        "",
        (),
        lambda _: [],
        lambda _: problem,
        unit=unit,
        digits=digits,
        swap=1.0 if unit == "times" else 0.0,
    )
    return answer_hash.locked(task, problem, 0, right if kind == "order" else "")


def lock_of_any_text() -> Any:
    """Return a pattern that takes every text for a hash."""
    import re

    return re.compile(r"^.*$", re.DOTALL)
