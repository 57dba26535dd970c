"""Read an answer as typed and judge it: right, nearly right or wrong.

Rules
-----
- A number asked for with N significant digits is right if it differs by no more than
  half a unit of the N-th digit can make: 5% for two digits, 0.5% for three. A correctly rounded
  answer is therefore always right.
- It is nearly right within three times that, with the wrong power of ten in the unit
  (100, 1,000, a million, a thousand million), upside down, or with the wrong sign.
- A count, a year or a number of days must be exact; one more or one less is nearly right.
- A name is compared without capitals, accents, spaces and signs, in either alphabet, also in the
  case of a place («в Астане»); nearly right if only vowels or doubled letters differ.
- Numbers may be words; an amount in another unit of the same kind is converted, one in a unit of
  another kind is not judged.
- An order is nearly right if it is reversed or if two neighbours are swapped.
"""

from __future__ import annotations

import math
import re
import unicodedata
from itertools import pairwise

from ca_summit.written_numbers import QUOTES, WORDS, read_number

FACTORS = (1e3, 1e-3, 1e6, 1e-6, 1e2, 1e-2, 1e9, 1e-9)
_VOWELS = re.compile(r"[aeiouy]")
_TWINS = re.compile(r"(.)\1+")


def half_width(digits: int) -> float:
    """Return the tolerance of N significant digits as a difference of natural logarithms.

    Examples
    --------
    >>> round(half_width(2), 4), round(half_width(3), 5)
    (0.0513, 0.00501)
    """
    return -math.log1p(-0.5 * 10.0 ** (1 - digits))


def judge_number(
    text: object, answer: float, digits: int | None, swap: float = 0.0, unit: str = ""
) -> str:
    """Return the outcome for a number; see the rules of this module.

    Examples
    --------
    >>> judge_number("6,1", 6.09, 2), judge_number("0.164", 6.09, 2, swap=1)
    ('right', 'swapped')
    >>> judge_number(2724.9, 2724900, 3), judge_number("19", 20, None)
    ('unit', 'one_off')
    """
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        values, other_unit = [float(text)] if math.isfinite(text) else [], False
    else:
        if not str(text).strip():
            return "empty"
        values, other_unit = read_number(str(text), unit)
    if not values:
        return "other_unit" if other_unit else "unreadable"
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


#: Cyrillic letters to Latin ones, of Russian and the languages of the five states.
_LATIN = str.maketrans(
    dict(
        pair.split(":")
        for pair in """
            а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f
            х:kh ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya ә:a ғ:g қ:q ң:n ө:o ұ:u ү:u һ:h і:i
            ў:o ҳ:h ҷ:j ӣ:i ӯ:u ş:sh š:sh č:ch ı:i ə:a ʼ: ʻ: ’: ‘:
            """.split()
    )
)
#: Cyrillic letters that look like Latin ones, for words typed in both alphabets.
_ALIKE = str.maketrans("АВЕКМНОРСТУХІЈЅаекорсухіјѕ", "ABEKMHOPCTYXIJSaekopcyxijs")


#: What says that a name is that of a town, before and behind it.
_CITY = re.compile(
    r"^(?:(?:it is|это|в|во|in|at)\s+)?(?:г\.\s*|город[еа]?\s+|(?:the\s+)?city of\s+|қ\.\s*)?|"
    r"(?:\s+(?:қаласы(?:нда)?|қ|city|shahri(?:da)?|шаҳри(?:да)?))?[\s.]*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
#: A town, and the country or part of it that is named behind it.
_FURTHER = re.compile(r"([^,(]*(?:, *d\.? ?c\.?)?)(?:\s*[,(]\s*(.*))?$", re.IGNORECASE | re.DOTALL)
#: Short names of countries, as `plain_name()` writes them, by what the tables call them.
_COUNTRIES = {
    short: name for name, several in WORDS["countries"].items() for short in several.split()
}


def plain_name(text: object) -> str:
    """Return a name in Latin letters without capitals, accents, spaces and signs.

    Cyrillic letters inside a Latin word are taken for the Latin ones that look like them; a word
    all in Cyrillic is written in Latin letters.

    Examples
    --------
    >>> plain_name("Xi'an "), plain_name("Cholpon-Ata"), plain_name("Астана")
    ('xian', 'cholponata', 'astana')
    >>> plain_name("г. Самарканд"), plain_name("Самарқан қаласы")
    ('samarkand', 'samarqan')
    """
    spread = _CITY.sub("", unicodedata.normalize("NFKC", str(text)).strip(QUOTES + ".,"))
    spread = _WORD.sub(lambda word: _one_alphabet(word[0]), spread)
    spread = spread.lower().translate(_LATIN)
    kept = "".join(c for c in unicodedata.normalize("NFKD", spread) if not unicodedata.combining(c))
    return "".join(c for c in kept if c.isalnum())


def _one_alphabet(word: str) -> str:
    """Return a word typed in two alphabets in that which all its letters may be of."""
    if not re.search(r"[A-Za-z]", word):
        return word
    cyrillic = re.sub(r"[^Ѐ-ӿ]", "", word)
    if all(ord(letter) in _ALIKE for letter in cyrillic):
        return word.translate(_ALIKE)
    return word.translate({latin: own for own, latin in _ALIKE.items()})


def base_names(text: object) -> list[str]:
    """Return a name as typed and in its base forms, if it stands in the case of a place.

    Examples
    --------
    >>> base_names("в Астане"), base_names("Вашингтон, США")
    (['astane', 'astan', 'astana', 'astany'], ['vashingtonunitedstates'])
    """
    parts = _FURTHER.match(str(text).strip())
    town, country = parts.groups(default="") if parts else (str(text), "")
    name = plain_name(town)
    found = [name]
    cyrillic = re.search(r"[Ѐ-ӿ]", town)
    if cyrillic and name.endswith("e"):
        found += [name[:-1], f"{name[:-1]}a", f"{name[:-1]}y"]
    if cyrillic and name.endswith("i"):  # в Казани
        found.append(name[:-1])
    if place := re.search(r"(?<=\w{3})(?:[dt][ae])$", name):
        found.append(name[: place.start()])
    land = plain_name(country)
    land = _COUNTRIES.get(land, land)
    lands = dict.fromkeys((land, re.sub(r"(?<=\w{5})[dt][ae]$", "", land)))
    return [one + own for own in lands for one in found]


def skeleton(text: object) -> str:
    """Return a name's consonants, each run once; letters often taken for each other are joined.

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
    if {*base_names(text)} & {plain_name(name) for name in names}:
        return "right"
    bones = skeleton(text)
    return "spelling" if len(bones) > 1 and bones in {skeleton(n) for n in names} else "wrong"


def letters(text: object) -> str:
    """Return the letters A-H of an order as typed, Cyrillic ones as the Latin they look like.

    Examples
    --------
    >>> letters("c, a - b"), letters("С А В")
    ('CAB', 'CAB')
    """
    return "".join(c for c in str(text).upper().translate(_ALIKE) if "A" <= c <= "Z")


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
