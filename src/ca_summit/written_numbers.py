"""Read a number as people write it: digits, fractions, words of four languages, with its unit."""

from __future__ import annotations

import re
import unicodedata

#: Words of English, Russian, Kazakh and Uzbek for powers of ten; the page has the same list.
SCALES: dict[str, float] = {
    word: factor
    for factor, words in (
        (1e3, "thousand thousands ming тыс тысяча тысячи тысяч мың минг"),
        (1e6, "million millions mio mln млн миллион миллиона миллионов"),
        (1e9, "billion billions bn bln mrd mlrd milliard млрд миллиард миллиарда миллиардов"),
        (1e12, "trillion trillions trln трлн триллион триллиона триллионов"),
    )
    for word in words.split()
}
#: Short forms of them, which may be metres, kelvin and bytes as well.
SHORT_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9}
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
#: Signs around what was typed.
QUOTES = " \t\"«»“”„'’‘`()[]!?"
_NUMBER = re.compile(
    r"^([+-]?)\s*(?:(?:(\d+) )?(\d+)/(\d+)|(\d[\d., ']*|[.,]\d+))"
    r"(?:e([+-]?\d{1,2}))?\s*([^\W\d_]*)"
)
_SQUARED = re.compile(r"(?:[kcm]?m|км|м|co)\^?[23]")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


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
        return [v * SCALES[word] / scale for v in values]
    if word in SHORT_SCALES:
        return [*measured, *(v * SHORT_SCALES[word] / scale for v in values)]
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
    return SCALES.get(unit.lower().partition(" ")[0].rstrip("."), 1.0)


def _plain_digits(text: str) -> str:
    """Return a typed number in small letters, with plain digits, signs and marks."""
    text = re.sub(r"(?<=\d)(?=[¼-¾⅐-⅞]|[⁰¹²³⁴-⁹]+[⁄/])", " ", text)
    text = re.sub(r"(?<=\d)[⁰¹²³⁴-⁹⁻]+", lambda m: "^" + m[0].translate(_RAISED), text)
    text = unicodedata.normalize("NFKC", text).lower()
    text = "".join(str(unicodedata.decimal(c, c)) for c in text)
    text = text.translate({0x66B: ".", 0x66C: ","}).replace("⁄", "/").replace("÷", "/")
    text = re.sub(r"[−–—‐‑]", "-", text).replace("’", "'")
    text = re.sub(r"(?<=\d)\s*:\s*(?=\d)", "/", text)
    text = re.sub(r"[\s_]+", " ", text).strip(QUOTES)
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
