"""List, set, check and solve exercises."""

from __future__ import annotations

import hashlib
import math
import random
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from ca_summit.checks import check_choice
from ca_summit.classroom import indicators, meetings, region, resources, routes, sources
from ca_summit.classroom.answers import judge_number, judge_order, judge_text, letters, plain_name
from ca_summit.classroom.display import Exercise, Feedback, WorkedAnswer, rule
from ca_summit.classroom.lessons import LESSON_OF, NUMBERS
from ca_summit.classroom.model import LEVELS, SUBJECTS, Given, Problem, Task, tables_for
from ca_summit.figures.language import Words
from ca_summit.figures.sentences import spellings, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ca_summit.tables.choice import Tables

    Data = Mapping[str, pd.DataFrame] | None

_MODULES = (region, indicators, resources, routes, meetings, sources)
_SET = {task.id: task for module in _MODULES for task in module.TASKS}
#: In the order of the worksheet.
TASKS: dict[str, Task] = {key: _SET[key] for key in NUMBERS}
_MOST_ALIKE = 0.35  # so large a share of the sheets may have the same answer
_ROUND = 400  # sheets after which the turns begin anew
_UNCLEAR = ("empty", "unreadable", "other_unit", "incomplete")


def list_exercises(
    subject: str | None = None, level: str | None = None, *, language: str | None = None
) -> pd.DataFrame:
    """List the exercises.

    Parameters
    ----------
    subject
        One subject, such as ``"population"``. Default: all.
    level
        Ages: ``"14–16"`` or ``"16–19"``. Default: both.
    language
        Language of subject, title, unit, rule and hint, see :func:`exercise`.

    Returns
    -------
    DataFrame, one row per exercise in the order of the worksheet:
        ``number`` (on every worksheet), ``lesson`` (1 to 3; 0: for homework), ``id``, ``subject``,
        ``level``, ``title``, ``kind`` (number, choice, order, text,
        true-false), ``unit`` (empty where nothing is counted), ``rule`` (when a number is right),
        ``hint``, ``how`` (the answer is computed), ``tables`` (``;`` between), ``variants`` (how
        many different ones there are).

    Raises
    ------
    ValueError
        If there is no such subject or level.

    Examples
    --------
    >>> list_exercises("population")["id"].to_list()
    ['density', 'growth', 'passed-million', 'people-share']
    """
    words = Words(language)
    rows = [
        {
            "number": NUMBERS[task.id],
            "lesson": LESSON_OF[task.id],
            "id": task.id,
            "subject": words.say(task.subject),
            "level": task.level,
            "title": words.say(task.title),
            "kind": task.kind,
            "unit": words.say(task.unit),
            "rule": rule(task, words),
            "hint": words.say(task.hint),
            "how": task.how,
            "tables": ";".join(task.tables),
            "variants": len(_pool(task.id)),
        }
        for task in _tasks(subject, level)
    ]
    columns = "number lesson id subject level title kind unit rule hint how tables variants".split()
    return pd.DataFrame(rows, columns=columns)


def _tasks(subject: str | None, level: str | None) -> list[Task]:
    """Return the exercises of a subject and of an age."""
    if subject is not None:
        check_choice("subject", subject, SUBJECTS)
    if level is not None:
        level = level.replace("-", "–")
        check_choice("level", level, LEVELS)
    return [
        task
        for task in TASKS.values()
        if subject in {None, task.subject} and level in {None, task.level}
    ]


def exercise(
    id: str,  # noqa: A002 - the column's name
    seed: int = 0,
    *,
    data: Data = None,
    language: str | None = None,
) -> Exercise:
    """Set an exercise: one of its variants, chosen by a number.

    Parameters
    ----------
    id
        Key of the exercise, see :func:`list_exercises`.
    seed
        Whole number from 0. Neighbouring numbers give different variants; after as many numbers
        as there are variants they come round again.
    data
        Altered copies of tables by name; question and answer follow them.
    language
        ``"en"``, ``"ru"`` or ``"kk"``. The same seed gives the same exercise in each, with the
        options in the same places; a language whose translation is not whole gives English.
        Default: the language of :func:`ca_summit.use_language`, English at first.

    Returns
    -------
    Exercise
        Shows question and options. In an exported report it has a field and checks itself.

    Raises
    ------
    ValueError
        If there is no such exercise or language, or ``seed`` is not a whole number from 0.

    Examples
    --------
    >>> print(exercise("area-times", seed=2).question)
    How many times does ... fit into ...? Use the total areas.
    """
    words = Words(language)
    task, given, problem = variant(id, seed, data)
    problem = problem.written(words)
    shown, order = _shown(task, problem, seed)
    return Exercise(
        id=task.id,
        seed=int(seed),
        subject=words.say(task.subject),
        level=task.level,
        title=words.say(task.title),
        kind=task.kind,
        question=str(problem.question),
        options=shown,
        unit=words.say(task.unit),
        rule=rule(task, words),
        hint=words.say(task.hint),
        language=words.sentences,
        given=given,
        task=task,
        problem=problem,
        order=order,
    )


def check_answer(
    id: str,  # noqa: A002
    answer: object,
    seed: int = 0,
    *,
    data: Data = None,
    language: str | None = None,
) -> Feedback:
    """Tell whether an answer is right, nearly right or wrong.

    Parameters
    ----------
    id, seed, data
        As for :func:`exercise`.
    answer
        A number or how it was typed (``"2,7 million"``, ``"3,8 млрд"``); the text of an option;
        True or False; a name; for an order its letters (``"CABD"``) or the items in order. Options
        and names are understood in every language.
    language
        Language of the feedback, as for :func:`exercise`.

    Returns
    -------
    Feedback
        ``outcome`` (``right``, ``near``, ``wrong``, ``unclear``), ``reason``, ``message``, and
        after a wrong answer the ``hint``.

    Notes
    -----
    A number is right within what correct rounding to the digits asked for allows (two digits:
    5%, three digits: 0.5%), counts and years must be exact. Nearly right: three times that, a
    wrong power of ten, upside down, a wrong sign; one too many or too few; a spelling that
    differs in vowels; an order that is reversed or has two neighbours swapped.

    Examples
    --------
    >>> right = worked_answer("area-times").answer
    >>> check_answer("area-times", right).outcome, check_answer("area-times", 1000 * right).reason
    ('right', 'unit')
    """
    task, _, problem = variant(id, seed, data)
    reason = _judge(task, problem, answer, seed)
    outcome = (
        "right"
        if reason == "right"
        else "wrong"
        if reason == "wrong"
        else "unclear"
        if reason in _UNCLEAR
        else "near"
    )
    words = Words(language)
    hint = words.say(task.hint) if outcome == "wrong" else ""
    return Feedback(outcome, reason, hint, words.sentences)


def worked_answer(
    id: str,  # noqa: A002
    seed: int = 0,
    *,
    data: Data = None,
    language: str | None = None,
) -> WorkedAnswer:
    """Work an exercise out, for the teacher: answer, way and sources.

    Use it in cells with the tag ``answer``: they are left out of ``report --for student``.

    Parameters
    ----------
    id, seed, data, language
        As for `exercise`.

    Returns
    -------
    WorkedAnswer
        ``answer``, ``working`` (the way to it, in words) and its sources; shown as a table in
        notebooks.

    Examples
    --------
    >>> worked = worked_answer("passed-million")
    >>> 1991 < worked.answer <= 2025
    True
    """
    words = Words(language)
    task, _, problem = variant(id, seed, data)
    problem = problem.written(words)
    _, order = _shown(task, problem, seed)
    return WorkedAnswer(
        id=task.id,
        seed=int(seed),
        question=str(problem.question),
        answer=problem.answer,
        unit=task.unit,
        digits=task.digits,
        rule=rule(task, words),
        working=str(problem.working),
        letters=order,
        sources=problem.sources,
        language=words.sentences,
    )


def answer_key(
    seeds: int | Iterable[int] = 0,
    *,
    subject: str | None = None,
    level: str | None = None,
    data: Data = None,
    language: str | None = None,
) -> pd.DataFrame:
    """Return the key to the exercises for one sheet or several.

    Parameters
    ----------
    seeds
        One number, or several: a sheet each.
    subject, level
        As for `list_exercises`. Default: all.
    data, language
        As for `exercise`.

    Returns
    -------
    DataFrame, one row per exercise and seed:
        ``id``, ``seed``, ``question``, ``answer`` (text, with unit), ``rule``, ``working``,
        ``sources`` (ids, ``;`` between).

    Examples
    --------
    >>> key = answer_key(range(2), subject="Silk Road")
    >>> len(key), key["seed"].unique().tolist()
    (8, [0, 1])
    """
    rows = []
    for seed in [seeds] if isinstance(seeds, int) else seeds:
        for task in _tasks(subject, level):
            worked = worked_answer(task.id, seed, data=data, language=language)
            rows.append(
                {
                    "id": task.id,
                    "seed": seed,
                    "question": worked.question,
                    "answer": worked.text,
                    "rule": worked.rule,
                    "working": worked.working,
                    "sources": ";".join(worked.sources),
                }
            )
    return pd.DataFrame(
        rows, columns=["id", "seed", "question", "answer", "rule", "working", "sources"]
    )


def variant(id: str, seed: int, data: Data = None) -> tuple[Task, Given, Problem]:  # noqa: A002
    """Return the exercise, what is special in this variant, and the variant worked out."""
    check_choice("id", id, TASKS)
    if not hasattr(seed, "__index__") or isinstance(seed, bool) or int(seed) < 0:
        raise ValueError(f"`seed` must be a whole number from 0; got {seed!r}.")
    task = TASKS[id]
    if data is None:
        at = _bundled_walk(id)(int(seed))
        return task, _pool(id)[at], _bundled(id, at)
    tables = tables_for(data)
    pool = task.pool(tables)
    given = _pool(id)[_bundled_walk(id)(int(seed))]
    if given not in pool:
        given = pool[_places(task, len(pool))[int(seed) % len(pool)]]
    return task, given, task.work(tables, **given)


@cache
def _tables() -> Tables:
    return tables_for()


@cache
def _pool(id: str) -> list[Given]:  # noqa: A002
    return TASKS[id].pool(_tables())


@cache
def _bundled(id: str, at: int) -> Problem:  # noqa: A002
    return TASKS[id].work(_tables(), **_pool(id)[at])


@cache
def _bundled_walk(id: str) -> Callable[[int], int]:  # noqa: A002
    return _walk(TASKS[id], len(_pool(id)), lambda at: _bundled(id, at))


def _places(task: Task, size: int) -> list[int]:
    """Return the places of all variants in the order of a walk that meets each once."""
    if not size:
        raise ValueError(
            f"Exercise {task.id!r} has no variant with these tables; it needs rows in "
            f"{list(task.tables)}."
        )
    start = int(hashlib.sha256(task.id.encode()).hexdigest(), 16) % size
    step = max(1, round(size * 0.381966))
    while math.gcd(step, size) > 1:
        step += 1
    return [(start + n * step) % size for n in range(size)]


def _walk(task: Task, size: int, problem: Callable[[int], Problem]) -> Callable[[int], int]:
    """Return what gives each seed the place of a variant.

    Where an answer can be guessed, because there are few, none takes more than `_MOST_ALIKE` of
    the sheets as long as there are others.
    """
    order = _places(task, size)
    guessed = task.kind in ("choice", "true-false") or (task.kind == "number" and not task.digits)
    if not guessed:
        return lambda seed: order[seed % size]
    groups: dict[str, list[int]] = {}
    for at in order:
        key = plain_name(written(problem(at).answer, Words("en")))
        groups.setdefault(key, []).append(at)
    shares = _capped([len(group) / size for group in groups.values()], _MOST_ALIKE)
    places = list(groups.values())

    def chosen(seed: int) -> int:
        """Take turns by shares (smooth weighted round robin), in a group one after the other."""
        credit, taken, at = [0.0] * len(places), [0] * len(places), 0
        for _ in range(seed % _ROUND + 1):
            credit = [c + share for c, share in zip(credit, shares, strict=True)]
            at = max(range(len(places)), key=lambda n: credit[n])
            credit[at] -= 1
            taken[at] += 1
        turn = taken[at] - 1 + seed // _ROUND
        return places[at][turn % len(places[at])]

    return chosen


def _capped(shares: list[float], most: float) -> list[float]:
    """Return shares of 1 of which none exceeds ``most``; the others grow alike.

    Examples
    --------
    >>> [round(share, 3) for share in _capped([0.8, 0.1, 0.1], 0.35)]
    [0.35, 0.325, 0.325]
    """
    if len(shares) * most <= 1:
        return [1 / len(shares)] * len(shares)
    high = {n for n, share in enumerate(shares) if share > most}
    while True:
        rest = sum(share for n, share in enumerate(shares) if n not in high)
        room = 1 - most * len(high)
        out = [most if n in high else share / rest * room for n, share in enumerate(shares)]
        over = {n for n, share in enumerate(out) if share > most + 1e-12}
        if not over:
            return out
        high |= over


def _shown(task: Task, problem: Problem, seed: int) -> tuple[tuple[Any, ...], str]:
    """Return the options as shown, and for an order the right letters."""
    options = list(problem.options)
    shuffler = random.Random(f"{task.id}|{seed}")  # noqa: S311 - no secret depends on it
    if task.kind != "true-false":
        shuffler.shuffle(options)
    if task.kind != "order":
        return tuple(options), ""
    while options == list(problem.answer):
        shuffler.shuffle(options)
    return tuple(options), "".join("ABCDEFGH"[options.index(item)] for item in problem.answer)


def _judge(task: Task, problem: Problem, answer: object, seed: int) -> str:
    if task.kind == "number":
        return judge_number(answer, float(problem.answer), task.digits, task.swap, task.unit)
    if task.kind == "text":
        return judge_text(answer, (*spellings(problem.answer), *problem.accepted))
    if task.kind == "order":
        shown, right = _shown(task, problem, seed)
        return judge_order(_typed_order(answer, shown), right)
    typed = plain_name(answer)
    if not typed:
        return "empty"
    meant = [option for option in problem.options if typed in _plain_spellings(option)]
    if not meant:
        check_choice("answer", str(answer), [written(o, Words("en")) for o in problem.options])
    return "right" if problem.answer in meant else "wrong"


def _plain_spellings(text: Any) -> set[str]:
    return {plain_name(spelling) for spelling in spellings(text)}


def _typed_order(answer: object, shown: tuple[Any, ...]) -> str:
    if isinstance(answer, (list, tuple)):
        places = {name: "ABCDEFGH"[i] for i, o in enumerate(shown) for name in _plain_spellings(o)}
        return "".join(places.get(plain_name(item), letters(item)) for item in answer)
    return letters(answer)
