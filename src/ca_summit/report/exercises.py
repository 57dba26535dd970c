"""Write exercises as fields that the page checks itself, without holding the answers."""

from __future__ import annotations

import hashlib
import json
import math
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EXERCISE_MIME = "application/vnd.ca-summit.exercise+json"
_TEMPLATE = Path(__file__).resolve().parent / "template"
#: Words of numbers and units, which Python's own judge of answers reads as well.
_NUMBERS = _TEMPLATE.parents[1] / "written_numbers.json"
_KINDS = frozenset({"number", "choice", "order", "text", "true-false"})
_HASH = re.compile(r"^[0-9a-f]{32}$")
_LETTERS = "ABCDEFGH"
_MOST = 2_000_000


def exercise_html(
    data: Any,
    scope: str,
    words: Mapping[str, str],
    *,
    numbers: Iterator[int],
    self_check: bool = True,
) -> str:
    """Return an exercise as a form; empty if the data are not an exercise.

    Any notebook can hold this kind of output, so nothing in it is trusted: texts are escaped, the
    lock must be numbers and hashes.

    Parameters
    ----------
    data
        What ``Exercise.sealed()`` gives.
    scope
        Prefix of the ids of this output.
    words
        Words of the page.
    numbers
        Gives numbers to exercises that bring none.
    self_check
        False: a field to write on alone; no lock, button or hint goes into the page.

    Examples
    --------
    >>> exercise_html({"kind": "riddle"}, "o1", {}, numbers=iter(range(9)))
    ''
    """
    if not isinstance(data, dict) or data.get("kind") not in _KINDS:
        return ""
    lock = clean_lock(data.get("lock"))
    options = [str(option) for option in data.get("options") or []][: len(_LETTERS) * 2]
    kind, question = str(data["kind"]), escape(str(data.get("question", "")))
    if lock is None or not question or (kind in {"choice", "true-false", "order"} and not options):
        return ""
    number = data.get("number")
    if type(number) is not int or not 0 < number < 1000:
        number = next(numbers)
    about = f"{data.get('subject', '')} · {words['exercise_ages']} {data.get('level', '')}"
    rule, hint = str(data.get("rule", "")), str(data.get("hint", ""))
    if kind in {"choice", "true-false"}:
        field = _choice(question, options, scope)
    else:
        items = _items(options) if kind == "order" else ""
        field = f'<p class="ex-question" id="{scope}-q">{question}</p>{items}'
        field += _entry(kind, str(data.get("unit", "")), scope, words)
    rule_line = f'<p class="ex-rule" id="{scope}-r">{escape(rule)}</p>' if rule else ""
    hint_line = (
        f'<details class="ex-hint"><summary>{escape(words["exercise_hint"])}</summary>'
        f"<p>{escape(hint)}</p></details>"
        if hint and self_check
        else ""
    )
    kept, button = "", ""
    language = data.get("language")
    spoken = f' lang="{escape(language)}"' if isinstance(language, str) and language else ""
    if self_check:
        kept = f' data-lock="{escape(json.dumps(lock, sort_keys=True))}"'
        button = (
            f'<p class="ex-do js-only"><button type="submit">'
            f"{escape(words['exercise_check'])}</button></p>"
            '<p class="ex-said" role="status"></p>'
        )
    return (
        f'<form class="exercise" id="{scope}" data-kind="{kind}" autocomplete="off" novalidate '
        f'data-letters="{len(options)}" data-number="{number}" data-key="{_key(data)}"'
        f"{spoken}{kept}>"
        f'<p class="ex-head"><strong>{number}. {escape(str(data.get("title", "")))}</strong> '
        f'<span class="ex-about">{escape(about)}</span></p>'
        f"{field}{rule_line}{button}{hint_line}</form>"
    )


def _key(data: Mapping[str, Any]) -> str:
    """Return a name of this variant of an exercise, under which a browser keeps what was typed."""
    asked = [data.get("id"), data.get("seed"), data.get("question"), data.get("options")]
    return hashlib.sha256(json.dumps(asked, default=str).encode()).hexdigest()[:12]


def exercise_parts(body: str) -> tuple[str, str]:
    """Return the script and the style that a page with exercises needs; empty without any.

    Examples
    --------
    >>> exercise_parts("<p>No exercise</p>")
    ('', '')
    """
    if '<form class="exercise"' not in body:
        return "", ""
    known = f"const WRITTEN = {_NUMBERS.read_text(encoding='utf-8').strip()};"
    scripts = [known, _template("answers.js"), _template("exercises.js")]
    return "\n".join(["", *scripts]), "\n" + _template("exercises.css")


def _template(name: str) -> str:
    return (_TEMPLATE / name).read_text(encoding="utf-8")


def clean_lock(lock: Any) -> dict[str, Any] | None:
    """Return the parts of a lock that are what they should be, or None.

    Examples
    --------
    >>> clean_lock({"salt": "00" * 16, "iterations": 9, "right": ["<script>"]}) is None
    True
    """
    if not isinstance(lock, dict) or not _HASH.match(str(lock.get("salt", ""))):
        return None
    iterations = lock.get("iterations")
    right = _hashes(lock.get("right"))
    if not isinstance(iterations, int) or not 1 <= iterations <= _MOST or not right:
        return None
    near = lock.get("near")
    kept: dict[str, Any] = {
        "salt": lock["salt"],
        "iterations": iterations,
        "right": right,
        "near": _hashes(near.get("spelling") if isinstance(near, dict) else None),
    }
    if lock.get("exact") is True:
        kept["exact"] = True
    if isinstance(lock.get("unit"), str):
        kept["unit"] = lock["unit"][:60]
    for name in ("width", "offset", "swap"):
        value = lock.get(name)
        if isinstance(value, (int, float)) and math.isfinite(value):
            kept[name] = float(value)
    return kept


def _hashes(values: Any) -> list[str]:
    if not isinstance(values, list):
        return []
    return [v for v in values if isinstance(v, str) and _HASH.match(v)]


def _choice(question: str, options: list[str], scope: str) -> str:
    rows = "".join(
        f'<label><input type="radio" name="{scope}-a" value="{escape(option)}"> '
        f"<span>{escape(option)}</span></label>"
        for option in options
    )
    return f'<fieldset><legend class="ex-question">{question}</legend>{rows}</fieldset>'


def _items(options: list[str]) -> str:
    rows = "".join(
        f"<li><b>{letter}</b> <span>{escape(option)}</span></li>"
        for letter, option in zip(_LETTERS, options, strict=False)
    )
    return f'<ul class="ex-items">{rows}</ul>'


def _entry(kind: str, unit: str, scope: str, words: Mapping[str, str]) -> str:
    label = words["exercise_letters" if kind == "order" else "exercise_answer"]
    mode = ' inputmode="decimal"' if kind == "number" else ' autocapitalize="off"'
    tail = f' <span class="ex-unit" id="{scope}-u">{escape(unit)}</span>' if unit else ""
    told = f"{scope}-q{f' {scope}-u' if unit else ''}"
    return (
        f'<p class="ex-entry"><label for="{scope}-a">{escape(label)}</label> '
        f'<input type="text" id="{scope}-a" name="{scope}-a" aria-describedby="{told}" '
        f'spellcheck="false"{mode}>{tail}</p>'
    )
