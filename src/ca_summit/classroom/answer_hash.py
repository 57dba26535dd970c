"""Turn a right answer into slow salted hashes, so that a page can check without holding it."""

from __future__ import annotations

import hashlib
import math
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import TYPE_CHECKING, Any

from ca_summit.classroom.answers import half_width, plain_name, skeleton

if TYPE_CHECKING:
    from ca_summit.classroom.model import Problem, Task

#: Rounds of each hash: a right answer is judged within a second, a sheet guessed in hours.
ITERATIONS = 1_200_000
_STEPS = 10_000


def locked(task: Task, problem: Problem, seed: int, right_order: str = "") -> dict[str, Any]:
    """Return what a page needs to check an answer; the answer itself is not in it.

    A number is laid on a logarithmic grid whose cells are as wide as the tolerance; ``offset`` says
    where in its cell the answer lies, not in which cell. Only the hash of the cell is kept.

    Returns
    -------
    dict
        ``salt`` (hex), ``iterations``, ``right`` (hashes), ``near`` (hashes by outcome), and for
        numbers ``exact`` or ``width`` and ``offset``, ``swap`` and ``unit``.
    """
    salt = hashlib.sha256(f"{task.id}|{seed}|ca-summit".encode()).hexdigest()[:32]
    lock: dict[str, Any] = {"salt": salt, "iterations": ITERATIONS, "right": [], "near": {}}
    bones: dict[str, None] = {}

    if task.kind == "number":
        if task.digits is None:
            lock["exact"] = True
            keys = [f"n:{round(problem.answer)}"]
        else:
            lock["width"] = round(2 * half_width(task.digits), 12)
            position = math.log(abs(problem.answer)) / lock["width"]
            lock["offset"] = round((position - math.floor(position)) * _STEPS) / _STEPS
            keys = [cell(problem.answer, lock["width"], lock["offset"])]
        lock["swap"] = task.swap
        lock["unit"] = task.unit
    elif task.kind == "order":
        keys = [f"o:{right_order}"]
    elif task.kind == "text":
        names = dict.fromkeys((problem.answer, *problem.accepted))
        keys = [f"t:{name}" for name in dict.fromkeys(plain_name(n) for n in names)]
        bones = dict.fromkeys(f"s:{bone}" for bone in map(skeleton, names) if len(bone) > 1)
    else:
        keys = [f"c:{plain_name(problem.answer)}"]
    with ThreadPoolExecutor() as pool:  # hashing leaves Python to others
        lock["right"] = list(pool.map(slow_hash, keys, repeat(salt)))
        if task.kind == "text":
            lock["near"]["spelling"] = list(pool.map(slow_hash, bones, repeat(salt)))
    return lock


def cell(value: float, width: float, offset: float) -> str:
    """Return the cell of the grid in which a number lies.

    Examples
    --------
    >>> cell(6.09, 0.1, 0.0) == cell(6.0, 0.1, 0.0), cell(-6.09, 0.1, 0.0)
    (True, 'g:-18')
    """
    place = math.floor(math.log(abs(value)) / width - offset + 0.5)
    return f"g:{'-' if value < 0 else '+'}{place}"


def slow_hash(key: str, salt: str) -> str:
    """Return PBKDF2-HMAC-SHA256 of a key, 16 bytes in hex.

    Examples
    --------
    >>> len(slow_hash("c:true", "00" * 16))
    32
    """
    made = hashlib.pbkdf2_hmac("sha256", key.encode(), bytes.fromhex(salt), ITERATIONS, 16)
    return made.hex()
