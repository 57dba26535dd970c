"""Read an answer as typed and judge it: right, nearly right or wrong.

Rules
-----
- A number asked for with N significant digits is right if it differs by no more than
  half a unit of the N-th digit can make: 5% for two digits, 0.5% for three. A correctly rounded
  answer is therefore always right.
- It is nearly right within three times that, with the wrong power of ten in the unit
  (100, 1,000, a million, a thousand million), upside down, or with the wrong sign.
- A count, a year or a number of days must be exact; one more or one less is nearly right.
- A name is compared without capitals, accents, spaces and signs; nearly right if only vowels or
  doubled letters differ.
- An order is nearly right if it is reversed or if two neighbours are swapped.
"""

from __future__ import annotations

import math
import re
import unicodedata
from itertools import pairwise

#: What each outcome says; the exported page says the same.
MESSAGES = {
    "right": "Right.",
    "unit": "Nearly right: the digits fit, the power of ten does not. Check the unit.",
    "swapped": "Nearly right: you have it upside down. Which value goes on top?",
    "sign": "Nearly right: check the sign.",
    "rounding": "Nearly right: close, but not close enough. Calculate with more digits, round at the end.",
    "one_off": "Nearly right: one too many or one too few.",
    "spelling": "Nearly right: check the spelling.",
    "reversed": "Nearly right: your order runs the wrong way round.",
    "one_swap": "Nearly right: two neighbours have changed places.",
    "wrong": "Not right yet.",
    "unreadable": "This cannot be read as a number. Write digits, for example 1250 or 3.4.",
    "incomplete": "Write each letter once, for example B A D C.",
    "empty": "Write or choose an answer first.",
}
FACTORS = (1e3, 1e-3, 1e6, 1e-6, 1e2, 1e-2, 1e9, 1e-9)
_WORDS = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "millions": 1e6, "mio": 1e6, "mln": 1e6, "m": 1e6,
    "billion": 1e9, "billions": 1e9, "bn": 1e9, "mrd": 1e9, "trillion": 1e12,
}  # fmt: skip
_NUMBER = re.compile(r"^([+-]?)(\d[\d., ']*|\.\d+)(?:e([+-]?\d{1,2}))?\s*([a-z]*)")
_VOWELS = re.compile(r"[aeiouy]")
_TWINS = re.compile(r"(.)\1+")


def readings(text: str) -> list[float]:
    """Return every way to read a number as typed; empty if there is none.

    A single comma or point before three digits can mean thousands or a decimal; both readings
    count. Words such as ``million`` may stand behind the number or not.

    Examples
    --------
    >>> readings("2 724 900"), readings("20,8 million"), readings("1,250")
    ([2724900.0], [20.8, 20800000.0], [1.25, 1250.0])
    >>> readings("about 5")
    []
    """
    plain = unicodedata.normalize("NFKC", str(text)).lower().replace("−", "-").replace("–", "-")
    plain = re.sub(r"[  _]", " ", plain).strip().replace("’", "'")
    found = _NUMBER.match(plain)
    if not found:
        return []
    sign, digits, power, word = found.groups()
    values = _digit_readings(digits.rstrip(" .,'"))
    scale = (-1.0 if sign == "-" else 1.0) * 10.0 ** int(power or 0)
    values = [v * scale for v in values]
    if word in _WORDS:
        values += [v * _WORDS[word] for v in values]
    return values


def _digit_readings(digits: str) -> list[float]:
    digits = re.sub(r"[ ']", "", digits)
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return [float(digits)]
    if len(set(marks)) == 2:
        last = marks[-1]
        other = "," if last == "." else "."
        if marks.count(last) > 1:
            return []
        return [float(digits.replace(other, "").replace(last, "."))]
    joined = digits.replace(marks[0], "")
    if len(marks) > 1:
        return [float(joined)]
    before, after = digits.split(marks[0])
    decimal = float(f"{before or '0'}.{after or '0'}")
    if len(after) == 3 and before.strip("0"):
        return [decimal, float(joined)]
    return [decimal]


def half_width(digits: int) -> float:
    """Return the tolerance of N significant digits as a difference of natural logarithms.

    Examples
    --------
    >>> round(half_width(2), 4), round(half_width(3), 5)
    (0.0513, 0.00501)
    """
    return -math.log1p(-0.5 * 10.0 ** (1 - digits))


def judge_number(text: object, answer: float, digits: int | None, swap: float = 0.0) -> str:
    """Return the outcome for a number; see the rules of this module.

    Examples
    --------
    >>> judge_number("6,1", 6.09, 2), judge_number("0.164", 6.09, 2, swap=1)
    ('right', 'swapped')
    >>> judge_number(2724.9, 2724900, 3), judge_number("19", 20, None)
    ('unit', 'one_off')
    """
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        values = [float(text)] if math.isfinite(text) else []
    else:
        if not str(text).strip():
            return "empty"
        values = readings(str(text))
    if not values:
        return "unreadable"
    if any(_fits(v, answer, digits) for v in values):
        return "right"
    if any(_fits(-v, answer, digits) for v in values):
        return "sign"
    if digits is None:
        return "one_off" if any(abs(abs(v - answer) - 1) < 1e-9 for v in values) else "wrong"
    if swap and any(v and _fits(swap / v, answer, digits) for v in values):
        return "swapped"
    if any(_fits(v, answer, digits, times=3) for v in values):
        return "rounding"
    if any(_fits(v * f, answer, digits) for v in values for f in FACTORS):
        return "unit"
    return "wrong"


def _fits(value: float, answer: float, digits: int | None, times: int = 1) -> bool:
    if digits is None:
        return abs(value - answer) < 1e-9
    if value == 0 or answer == 0 or (value > 0) != (answer > 0):
        return value == answer
    return abs(math.log(value / answer)) <= times * half_width(digits) + 1e-12


def plain_name(text: object) -> str:
    """Return a name without capitals, accents, spaces and signs.

    Examples
    --------
    >>> plain_name("Xi'an "), plain_name("Cholpon-Ata")
    ('xian', 'cholponata')
    """
    spread = unicodedata.normalize("NFKD", str(text))
    kept = "".join(c for c in spread if not unicodedata.combining(c)).lower()
    return "".join(c for c in kept if c.isalnum())


def skeleton(text: object) -> str:
    """Return a name's consonants, each run once, with letters that often stand for each other joined.

    Examples
    --------
    >>> skeleton("Samarqand") == skeleton("Samarkand"), skeleton("Ala")
    (True, 'l')
    """
    name = _VOWELS.sub("", plain_name(text))
    for one, other in (("q", "k"), ("c", "k"), ("w", "v"), ("zh", "j"), ("kh", "h")):
        name = name.replace(one, other)
    return _TWINS.sub(r"\1", name)


def judge_text(text: object, names: tuple[str, ...]) -> str:
    """Return the outcome for a name; ``names`` are all right spellings.

    Examples
    --------
    >>> judge_text("washington", ("Washington",)), judge_text("Washingtan", ("Washington",))
    ('right', 'spelling')
    """
    typed = plain_name(text)
    if not typed:
        return "empty"
    if typed in {plain_name(name) for name in names}:
        return "right"
    bones = skeleton(text)
    return "spelling" if len(bones) > 1 and bones in {skeleton(n) for n in names} else "wrong"


def letters(text: object) -> str:
    """Return the letters A-H of an order as typed.

    Examples
    --------
    >>> letters("c, a - b")
    'CAB'
    """
    return "".join(c for c in str(text).upper() if "A" <= c <= "Z")


def judge_order(typed: str, right: str) -> str:
    """Return the outcome for an order written in letters.

    Examples
    --------
    >>> judge_order("ABDC", "ABCD"), judge_order("DCBA", "ABCD"), judge_order("AB", "ABCD")
    ('one_swap', 'reversed', 'incomplete')
    """
    if not typed:
        return "empty"
    if sorted(typed) != sorted(right):
        return "incomplete"
    if typed == right:
        return "right"
    if typed == right[::-1]:
        return "reversed"
    swaps = {swapped(right, i) for i in range(len(right) - 1)}
    return "one_swap" if typed in swaps else "wrong"


def swapped(order: str, at: int) -> str:
    """Return an order with the letters at ``at`` and ``at + 1`` exchanged.

    Examples
    --------
    >>> swapped("ABCD", 1)
    'ACBD'
    """
    return order[:at] + order[at + 1] + order[at] + order[at + 2 :]


def strictly_ordered(values: list[float], gap: float = 0.0) -> bool:
    """Return whether values rise and each step is at least ``gap`` of the larger value.

    Examples
    --------
    >>> strictly_ordered([1, 2, 3]), strictly_ordered([100, 101], gap=0.05)
    (True, False)
    """
    return all(b > a and (b - a) >= gap * max(abs(a), abs(b)) for a, b in pairwise(values))
