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
- Numbers up to ten may be words; an amount in another unit of length or time is converted.
- An order is nearly right if it is reversed or if two neighbours are swapped.
"""

from __future__ import annotations

import math
import re
import unicodedata
from itertools import pairwise

FACTORS = (1e3, 1e-3, 1e6, 1e-6, 1e2, 1e-2, 1e9, 1e-9)
#: Words of English, Russian, Kazakh and Uzbek for powers of ten; the page has the same list.
SCALES = {
    "thousand": 1e3,
    "thousands": 1e3,
    "k": 1e3,
    "ming": 1e3,
    "тыс": 1e3,
    "тысяча": 1e3,
    "тысячи": 1e3,
    "тысяч": 1e3,
    "мың": 1e3,
    "минг": 1e3,
    "million": 1e6,
    "millions": 1e6,
    "mio": 1e6,
    "mln": 1e6,
    "m": 1e6,
    "млн": 1e6,
    "миллион": 1e6,
    "миллиона": 1e6,
    "миллионов": 1e6,
    "billion": 1e9,
    "billions": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "mrd": 1e9,
    "mlrd": 1e9,
    "milliard": 1e9,
    "млрд": 1e9,
    "миллиард": 1e9,
    "миллиарда": 1e9,
    "миллиардов": 1e9,
    "trillion": 1e12,
    "trillions": 1e12,
    "trln": 1e12,
    "трлн": 1e12,
    "триллион": 1e12,
    "триллиона": 1e12,
    "триллионов": 1e12,
    "b": 1e9,
}
_ALSO_UNITS = {"m", "k", "b"}  # metres, kelvin, bytes
#: Units by the word that stands behind a number, in one that all of a line share.
MEASURES: tuple[dict[str, float], ...] = (
    {
        **dict.fromkeys("m metre metres meter meters м метр метра метров".split(), 1.0),
        **dict.fromkeys("km kilometre kilometres kilometer kilometers".split(), 1e3),
        **dict.fromkeys("км километр километра километров шақырым".split(), 1e3),
        **dict.fromkeys("mile miles миля мили миль".split(), 1609.344),
    },
    {
        **dict.fromkeys("day days день дня дней сутки суток күн kun".split(), 1.0),
        **dict.fromkeys("week weeks неделя недели недель апта hafta".split(), 7.0),
        **dict.fromkeys("month months месяц месяца месяцев ай oy".split(), 30.44),
        **dict.fromkeys("year years год года году лет жыл жылы yil".split(), 365.25),
    },
)
#: Numbers in words, from none to ten, in four languages.
NUMBERS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "zero none nobody ноль нуль никто нет нөл nol",
            "one один одна одно бір bir",
            "two два две двое оба екі ikki",
            "three три трое үш uch",
            "four четыре четверо төрт to'rt",
            "five пять пятеро бес besh",
            "six шесть алты olti",
            "seven семь жеті yetti",
            "eight восемь сегіз sakkiz",
            "nine девять тоғыз to'qqiz",
            "ten десять он o'n",
        )
    )
    for word in words.split()
}
#: What may stand before a number without changing it.
_BEFORE = re.compile(
    r"^(?:[~≈=$€£₽₸×:]|x(?=\d)|us(?=\$)|(?:usd|about|around|approximately|approx|roughly|circa|"
    r"ca|c|in|the|year|ad|it is|answer|all|by|"
    r"около|примерно|приблизительно|почти|шамамен|taxminan|тахминан|"
    r"больше в|рост на|в|на|через|все|ответ|жауап|javob|год|году|жылы|yil)(?!\w)\.?)\s*"
)
#: What says that a number is not meant alone, or not as it stands.
_ELSE = re.compile(r"^\+|\b(?:or|или|либо|немесе|yoki|hundreds?|сот|сотен|жүз|dozen)\b")
_EARLIER = re.compile(r"\b(?:bce?|б\.?з\.?д)\b|^до н")
_QUOTES = " \t\"«»“”„'’‘`()[]!?"
_NUMBER = re.compile(
    r"^([+-]?)\s*(?:(?:(\d+) )?(\d+)/(\d+)|(\d[\d., ']*|[.,]\d+))"
    r"(?:e([+-]?\d{1,2}))?\s*([^\W\d_]*)"
)
_SQUARED = re.compile(r"(?:[kcm]?m|км|м|co)\^?[23]")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_VOWELS = re.compile(r"[aeiouy]")
_TWINS = re.compile(r"(.)\1+")


def readings(text: str, unit: str = "") -> list[float]:
    """Return every way to read a number as typed; empty if there is none.

    A single comma or point before three digits can mean thousands or a decimal; both readings
    count. A word such as ``million`` or ``млрд`` behind the number multiplies it; where the unit
    asked for begins with such a word, the reading is in that unit.

    Parameters
    ----------
    text
        What was typed. Fractions (``3 1/5``), powers (``3.8·10^9``) and words such as ``about``
        before the number are understood.
    unit
        Unit of the answer, such as ``"million US dollars"``.

    Examples
    --------
    >>> readings("2 724 900"), readings("20,8 million"), readings("1,250")
    ([2724900.0], [20800000.0], [1.25, 1250.0])
    >>> readings("3,8 млрд", "million US dollars"), readings("3 1/5"), readings("~ 3·2")
    ([3800.0], [3.2], [3.2])
    >>> readings("5 or 6")
    []
    """
    found = _NUMBER.match(_plain_digits(str(text)))
    if not found:
        return []
    sign, whole, over, under, digits, power, word = found.groups()
    rest = _SQUARED.sub("", found.string[found.start(7) :])
    of = re.match(r"(?:out of|of|из) (\d+)(?!\w)", rest)
    rest = rest[of.end() :] if of else rest
    strange = re.search(r"\d", rest) or _ELSE.search(rest)
    if strange or any(part in NUMBERS for part in rest.split()) or (under and not int(under)):
        return []
    if _EARLIER.search(rest):
        sign = "-"
    if under:
        values = [int(whole or 0) + int(over) / int(under)]
    else:
        values = _digit_readings(digits.rstrip(" .,'"))
    factor = (-1.0 if sign == "-" else 1.0) * 10.0 ** int(power or 0)
    values = [v * factor for v in values]
    if of and max(values) > int(of[1]):  # no part is more than the whole
        return []
    scale, asked = unit_scale(unit), measure(unit)
    line = next((line for line in MEASURES if word in line and asked in line), {})
    measured = [v * line[word] / line[asked] for v in values] if line else values
    if word in SCALES:
        scaled = [v * SCALES[word] / scale for v in values]
        return [*measured, *scaled] if word in _ALSO_UNITS else scaled
    if scale != 1 and re.match(r"dollar|доллар|usd", word):
        return [*values, *(v / scale for v in values)]
    return measured


def measure(unit: str) -> str:
    """Return the word of a length or time with which a unit begins, empty for others.

    Examples
    --------
    >>> measure("km per day"), measure("people per km²")
    ('km', '')
    """
    first = unit.partition(" ")[0]
    return first if any(first in line for line in MEASURES) else ""


def unit_scale(unit: str) -> float:
    """Return the power of ten with which a unit begins.

    Examples
    --------
    >>> unit_scale("million US dollars a year"), unit_scale("km")
    (1000000.0, 1.0)
    """
    first = unit.lower().partition(" ")[0].rstrip(".")
    return 1.0 if first in _ALSO_UNITS else SCALES.get(first, 1.0)


def _plain_digits(text: str) -> str:
    """Return a typed number in small letters, with plain digits, signs and marks."""
    text = re.sub(r"(?<=\d)(?=[¼-¾⅐-⅞]|[⁰¹²³⁴-⁹]+[⁄/])", " ", text)
    text = re.sub(r"(?<=\d)[⁰¹²³⁴-⁹⁻]+", lambda m: "^" + m[0].translate(_RAISED), text)
    text = unicodedata.normalize("NFKC", text).lower()
    text = "".join(str(unicodedata.decimal(c, c)) for c in text)
    text = text.translate({0x66B: ".", 0x66C: ","}).replace("⁄", "/").replace("÷", "/")
    text = re.sub(r"[−–—‐‑]", "-", text).replace("’", "'")
    text = re.sub(r"(?<=\d)\s*:\s*(?=\d)", "/", text)
    text = re.sub(r"[\s_]+", " ", text).strip(_QUOTES)
    text = re.sub(r"(?<=\d)\s*[x×х*·⋅•]\s*10\^(?=[+-]?\d)", "e", text)
    text = re.sub(r"\s*/\s*(?=\d)", "/", re.sub(r"[·⋅•](?=\d)", ".", text))
    while True:
        shorter = _BEFORE.sub("", text)
        if shorter == text:
            return _from_words(re.sub(r"^(?:minus|минус) ", "-", text))
        text = shorter


def _from_words(text: str) -> str:
    """Return a text that begins with a number in words with that number in digits."""
    text = re.sub(r"^(?:ни одного|ни один|no one|not one)(?!\w)", "0", text)
    first, blank, rest = text.partition(" ")
    number = NUMBERS.get(first.strip(".,"))
    return text if number is None else f"{number}{blank}{rest}"


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
        values = [float(text)] if math.isfinite(text) else []
    else:
        if not str(text).strip():
            return "empty"
        values = readings(str(text), unit)
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


#: Cyrillic letters to Latin ones, of Russian and the languages of the five states.
_LATIN = str.maketrans(
    {
        "а": "a",
        "б": "b",
        "в": "v",
        "г": "g",
        "д": "d",
        "е": "e",
        "ё": "e",
        "ж": "zh",
        "з": "z",
        "и": "i",
        "й": "y",
        "к": "k",
        "л": "l",
        "м": "m",
        "н": "n",
        "о": "o",
        "п": "p",
        "р": "r",
        "с": "s",
        "т": "t",
        "у": "u",
        "ф": "f",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ъ": "",
        "ы": "y",
        "ь": "",
        "э": "e",
        "ю": "yu",
        "я": "ya",
        "ә": "a",
        "ғ": "g",
        "қ": "q",
        "ң": "n",
        "ө": "o",
        "ұ": "u",
        "ү": "u",
        "һ": "h",
        "і": "i",
        "ў": "o",
        "ҳ": "h",
        "ҷ": "j",
        "ӣ": "i",
        "ӯ": "u",
    }
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
    spread = _CITY.sub("", unicodedata.normalize("NFKC", str(text)).strip(_QUOTES + ".,"))
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
    >>> base_names("в Астане"), base_names("Astana")
    (['astane', 'astan', 'astana', 'astany'], ['astana'])
    """
    name = plain_name(text)
    found = [name]
    if re.search(r"[Ѐ-ӿ]", str(text)) and name.endswith("e"):
        found += [name[:-1], f"{name[:-1]}a", f"{name[:-1]}y"]
    if place := re.search(r"(?<=\w{3})(?:[dt][ae])$", name):
        found.append(name[: place.start()])
    return found


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
