"""Read a number as people write it: digits, fractions, words of four languages, with its unit."""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

#: Words of English, Russian, Kazakh and Uzbek; the page reads the same file. A word that ends
#: with ``*`` stands for all its endings of up to four letters; ``L`` in a pattern is any letter.
WORDS: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
#: Signs around what was typed.
QUOTES = " \t\"«»“”„'’‘`()[]!?"
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_LETTER = r"[^\W\d_]"
_TOKEN = re.compile(
    r"(?P<number>(?:\d+ )?\d+/\d+|"
    r"(?:\d[\d.,]*(?:[ ']\d{3}(?!\d)[\d.,]*)*|[.,]\d+)(?:e[+-]?\d{1,2}(?!\d))?)|"
    rf"(?P<word>{_LETTER}+(?:['-]{_LETTER}+)*)|(?P<sign>\S)"
)
#: What is written in another way before it is read: pattern, what stands in its place.
_REWRITTEN = tuple(
    (re.compile(pattern.replace("L", _LETTER)), other.replace("$", "\\"))
    for pattern, other in WORDS["rewritten"]
)


def _spread(lists: dict[str, str]) -> dict[str, float]:
    return {word: float(value) for value, words in lists.items() for word in words.split()}


_SCALES, _SHORT, _NUMBERS, _PARTS, _PARTS_BEFORE = (
    _spread(WORDS[name]) for name in ("scales", "short_scales", "numbers", "parts", "parts_before")
)
_UNITS = {kind: _spread(lists) for kind, lists in WORDS["units"].items()}
_SETS = {name: _spread({"1": words}) for name, words in WORDS.items() if isinstance(words, str)}
#: What is counted in whole numbers, so that ``4/5`` means four of five.
_COUNTED = {"people", "deals"}
#: A unit as typed: its factor by each kind it may be of.
_Unit = dict[str, float]


class Reading(NamedTuple):
    """Every value a typed number may have, and whether it has a unit that cannot be compared."""

    values: list[float]
    other_unit: bool = False


class _Token(NamedTuple):
    kind: str
    text: str


def readings(text: str, unit: str = "") -> list[float]:
    """Return every way to read a number as typed; empty if there is none.

    A single comma or point before three digits can mean thousands or a decimal; both readings
    count. A word such as ``million`` or ``млрд`` behind the number multiplies it; where the unit
    asked for begins with such a word, the reading is in that unit.

    Parameters
    ----------
    text
        What was typed. Fractions (``3 1/5``), powers (``3.8·10^9``), numbers in words and words
        such as ``about`` before the number are understood.
    unit
        Unit of the answer, such as ``"million US dollars"``. What is typed in another unit of the
        same kind is converted, in one of another kind it has no reading.

    Examples
    --------
    >>> readings("2 724 900"), readings("20,8 million"), readings("1,250")
    ([2724900.0], [20800000.0], [1.25, 1250.0])
    >>> readings("3,8 млрд", "million US dollars"), readings("3 1/5"), readings("~ 3·2")
    ([3800.0], [3.2], [3.2])
    >>> readings("двадцать девять дней", "days"), readings("2 млн 725 тыс.")
    ([29.0], [2725000.0])
    >>> readings("5 or 6"), readings("5 km", "days")
    ([], [])
    """
    return read_number(text, unit).values


def read_number(text: str, unit: str = "") -> Reading:
    """Return every value of a number as typed, see :func:`readings`.

    Examples
    --------
    >>> read_number("15 km", "days"), read_number("about 15", "days")
    (Reading(values=[], other_unit=True), Reading(values=[15.0], other_unit=False))
    """
    none = Reading([])
    tokens = _tokens(_plain_digits(str(text)))
    start, negative = _head(tokens)
    values, at = _amount(tokens, start) if start >= 0 else ([], 0)
    head, tail = tokens[:start], tokens[at:]
    if not values or _is_spoilt(tail):
        return none
    scale = unit_scale(unit)
    asked = [next(iter(u.items())) for u in _units(_tokens(_plain_digits(unit)))]
    if asked and asked[0][0] in _COUNTED and "/" in tokens[start].text:
        part, _, whole = tokens[start].text.partition("/")
        tail = [_Token("word", "of"), _Token("number", whole), *tail]
        values = [float(part.rpartition(" ")[2])]
    kept = _without_whole(tail, values)
    if kept is None:
        return none
    tail = kept
    before, behind = _units(head), _units(tail)
    compound = _further(tail, behind, values, asked)
    if compound is None:
        return none
    values, behind = compound
    if any(_known(_SETS["down"], t.text) for t in (*head, *tail)) and unit == "%":
        values = [-abs(v) for v in values]
    elif negative or any(t.text == "bce" for t in tail):
        values = [-v for v in values]
    short = _known(_SHORT, tail[0].text) if tail else None
    if short:
        rest = behind[1:] if _unit(tail[0]) else behind
        factors = [short / scale] if _factor([*before, *rest], before, tail, asked) else []
        measured = _factor([*before, *behind], before, tail, asked)
        factors = [*([measured] if measured else []), *factors]
        return Reading([v * f for f in factors for v in values], not factors)
    factor = _factor([*before, *behind], before, tail, asked) or _factor(
        [*behind, *before], before, tail, asked
    )
    if not factor:
        return Reading([], other_unit=True)
    values = [v * factor for v in values]
    if scale != 1 and any(_known(_SCALES, t.text) for t in tokens[start:at]):
        values = [v / scale for v in values]
    elif scale != 1 and any("money" in u for u in (*before, *behind)):
        values += [v / scale for v in values]
    return Reading(values)


def number_scale(word: str) -> float | None:
    """Return the power of ten that a word such as ``million`` or ``тыс`` means, None for others.

    Examples
    --------
    >>> number_scale("млрд"), number_scale("miles")
    (1000000000.0, None)
    """
    return _known(_SCALES, word)


def unit_scale(unit: str) -> float:
    """Return the power of ten with which a unit begins.

    Examples
    --------
    >>> unit_scale("million US dollars a year"), unit_scale("km")
    (1000000.0, 1.0)
    """
    return number_scale(unit.lower().partition(" ")[0].rstrip(".")) or 1.0


def _known(words: dict[str, float], word: str) -> float | None:
    """Return what a word means, also with an ending of up to four letters."""
    if word in words:
        return words[word]
    for length in range(len(word), max(len(word) - 5, 1), -1):
        if f"{word[:length]}*" in words:
            return words[f"{word[:length]}*"]
    return None


def _is_in(name: str, token: _Token) -> bool:
    return _known(_SETS[name], token.text) is not None


def _plain_digits(text: str) -> str:
    """Return a typed number in small letters, with plain digits, signs and marks."""
    text = re.sub(r"(?<=\d)(?=[¼-¾⅐-⅞]|[⁰¹²³⁴-⁹]+[⁄/])", " ", text)
    text = re.sub(r"(?<=\d)[⁰¹²³⁴-⁹⁻]+", lambda m: "^" + m[0].translate(_RAISED), text)
    text = unicodedata.normalize("NFKC", text).lower()
    text = "".join(str(unicodedata.decimal(c, c)) for c in text)
    text = text.translate({0x66B: ".", 0x66C: ",", 0x2D9: "."})
    text = text.replace("⁄", "/").replace("÷", "/")
    text = re.sub(r"[−–—‐‑]", "-", text).replace("’", "'")
    text = re.sub(r"(?<=\d)\s*:\s*(?=\d)", "/", text)
    text = re.sub(r"[\s_]+", " ", text).strip(QUOTES)
    text = re.sub(r"(?<=\d)\s*[x×х*·⋅•]\s*10(?:\^|\*\*)(?=[+-]?\d)", "e", text)
    text = re.sub(r"\s*/\s*(?=\d)", "/", re.sub(r"[·⋅•](?=\d)", ".", text))
    text = re.sub(r"(?<=\d) ?([.,]) ?(?=\d)", r"\1", text)
    for pattern, other in _REWRITTEN:
        text = pattern.sub(other, text)
    return text.strip(QUOTES)


def _tokens(text: str) -> list[_Token]:
    """Return numbers, words and signs; words with a hyphen that are numbers are two."""
    found: list[_Token] = []
    for match in _TOKEN.finditer(text):
        kind, text = str(match.lastgroup), match[0]
        parts = text.split("-") if kind == "word" else [text]
        apart = len(parts) > 1 and _known(_NUMBERS, parts[0]) is not None
        found += [_Token(kind, part) for part in (parts if apart else [text])]
    return found


def _head(tokens: list[_Token]) -> tuple[int, bool]:
    """Return where the number begins and whether a minus stands before it; -1 for none."""
    negative = False
    for at, token in enumerate(tokens):
        later = tokens[at + 1] if len(tokens) > at + 1 else _Token("", "")
        if token.kind == "number" or _amount(tokens, at)[0]:
            return at, negative
        if token.text in {"-", "minus", "минус"} and not negative:
            negative = True
        elif token.text == "+" and not negative:
            continue
        elif _is_in("comparing", token):
            if later.text not in {"на", "в", "во", "by"}:
                return -1, False
        elif not (_unit(token) or any(_is_in(k, token) for k in ("fillers", "up", "down", "per"))):
            return -1, False
    return -1, False


def _amount(tokens: list[_Token], at: int) -> tuple[list[float], int]:
    """Return the values of the number that begins here, and where it ends."""
    values: list[float] = []
    last = float("inf")
    while last > 1:
        begin = at + (bool(values) and _text(tokens, at) in {"and", "и", "және"})
        parts, end = _part(tokens, begin)
        scale = _known(_SCALES, _text(tokens, end)) if tokens[end:] else None
        if not parts and scale and tokens[end].text not in {"m", "k", "b"}:
            parts = [1.0]
        factor = scale or 1.0
        if not parts or factor >= last:
            break
        values = [v + p * factor for v in values or [0.0] for p in parts]
        at, last = end + bool(scale), factor
        at += bool(scale) and _text(tokens, at) == "."
    return values, at


def _part(tokens: list[_Token], at: int) -> tuple[list[float], int]:
    """Return the values of digits or of a number below a thousand in words, and where it ends."""
    if not tokens[at:]:
        return [], at
    values: list[float] = []
    if tokens[at].kind == "number":
        values, at = _number(tokens[at].text), at + 1
    else:
        total = None
        while tokens[at:] and tokens[at].kind == "word":
            word = _known(_NUMBERS, tokens[at].text)
            if word is None:
                break
            room = 1 if not total else 100 if total % 100 == 0 else 10 if total % 10 == 0 else 0
            if total is not None and not 0 < word < room:
                break
            total, at = (total or 0.0) + word, at + 1
            if _text(tokens, at) and _is_in("hundred", tokens[at]):
                total, at = total * 100, at + 1
            joint = total % 100 == 0 and _text(tokens, at) in {"and", "и"}
            if joint and _known(_NUMBERS, _text(tokens, at + 1)) is not None:
                at += 1
        if total is not None:
            values = [total]
    if values and tokens[at:] and _is_in("hundred", tokens[at]):
        values, at = [v * 100 for v in values], at + 1
    return _with_fraction(tokens, at, values) if values else ([], at)


def _with_fraction(tokens: list[_Token], at: int, values: list[float]) -> tuple[list[float], int]:
    """Add what is said behind a whole number: a half, tenths, hundredths."""
    end = at + (_text(tokens, at) in {"and", "и", "с"})
    end += _text(tokens, end) == "a"
    if _text(tokens, end) and _is_in("half", tokens[end]):
        return [v + 0.5 for v in values], end + 1
    if not (_text(tokens, at) and _is_in("whole", tokens[at])):
        return values, at
    end = at + 1
    before = _known(_PARTS_BEFORE, _text(tokens, end))
    parts, end = _part(tokens, end + bool(before))
    behind = _known(_PARTS, _text(tokens, end))
    if not parts:
        return values, at
    size = before or behind or (0.1 if parts[0] >= 1 else 1.0)
    return [v + parts[0] * size for v in values], end + bool(behind)


def _text(tokens: list[_Token], at: int) -> str:
    return tokens[at].text if len(tokens) > at else ""


def _number(text: str) -> list[float]:
    """Return the readings of a fraction, of digits with their marks, of a power of ten."""
    if "/" in text:
        whole, _, fraction = text.rpartition(" ")
        over, under = map(int, fraction.split("/"))
        return [int(whole or 0) + over / under] if under else []
    digits, _, power = text.partition("e")
    return [v * 10.0 ** int(power or 0) for v in _digit_readings(digits.rstrip(" .,'"))]


def _digit_readings(digits: str) -> list[float]:
    if re.match(r"\d{4,}[ ']", digits):  # no thousands are parted so
        return []
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


def _is_spoilt(tail: list[_Token]) -> bool:
    """Whether what stands behind says that the number is not meant as it stands."""
    if tail and (tail[0].text == "+" or _is_in("ordinal", tail[0])):
        return True
    joined = pairwise(tail)
    return any(_is_in("or", token) for token in tail) or any(
        one.text in {"and", "и", "және"} and _is_in("comparing", other) for one, other in joined
    )


def _without_whole(tail: list[_Token], values: list[float]) -> list[_Token] | None:
    """Leave out ``of five``; None if that is less than the number itself."""
    for at, token in enumerate(tail):
        if token.text in {"of", "из"}:
            begin = at + 1 + (_text(tail, at + 1) == "the")
            whole, end = _part(tail, begin)
            if whole:
                return None if max(values) > whole[0] else [*tail[:at], *tail[end:]]
    return tail


def _unit(token: _Token) -> _Unit:
    """Return the factors of a unit by its kind; an area is written ``sqkm``."""
    word = token.text.partition("-")[0] or token.text
    if word.startswith("sq"):
        length = _known(_UNITS["length"], word[2:])
        return {"area": length**2} if length else {}
    found = {kind: _known(words, word) for kind, words in _UNITS.items()}
    return {kind: factor for kind, factor in found.items() if factor is not None}


def _units(tokens: list[_Token]) -> list[_Unit]:
    """Return the units among words, one that is said twice once."""
    found: list[_Unit] = []
    for unit in map(_unit, tokens):
        if unit and not (found and unit.keys() & found[-1].keys()):
            found.append(unit)
    return found


def _further(
    tail: list[_Token], units: list[_Unit], values: list[float], asked: list[tuple[str, float]]
) -> tuple[list[float], list[_Unit]] | None:
    """Add further amounts in smaller units, as in ``7 km 142 m``; None if they are no such."""
    total, last, at = values, units[0] if units else {}, 0
    while True:
        numbers = (n for n in range(at, len(tail)) if _amount(tail, n)[0])
        begin = next(numbers, None)
        if begin is None:
            return total, units[:1] if at else units
        parts, end = _amount(tail, begin)
        if begin and tail[begin - 1].text in {"(", "-"} and parts == values:  # said twice
            tail = [*tail[:begin], *tail[end:]]
            continue
        kind = asked[0][0] if len(asked) == 1 else ""
        smaller = _unit(tail[end]).get(kind, 0.0) if tail[end:] else 0.0
        between = tail[at + 1 : begin] if not at else tail[at:begin]
        joined = all(token.text in {"and", "и", "және", ",", "."} for token in between)
        if not joined or not 0 < smaller < last.get(kind, 0.0):
            return None
        total = [v + parts[0] * smaller / units[0][kind] for v in total]
        last, at = {kind: smaller}, end + 1


def _factor(
    units: list[_Unit], before: list[_Unit], tail: list[_Token], asked: list[tuple[str, float]]
) -> float:
    """Return what turns typed units into those asked for; 0 if they cannot be compared."""
    if not units or not asked:
        return 1.0
    fits = _compared(units, asked)
    if fits or len(asked) < 2:
        return fits
    first = next((at for at, token in enumerate(tail) if _unit(token)), None)
    said = before or first is None or any(_is_in("per", token) for token in tail[:first])
    return _compared(units, asked[1:], over=True) if said else 0.0


def _compared(units: list[_Unit], asked: list[tuple[str, float]], *, over: bool = False) -> float:
    factor = 1.0
    if len(units) > len(asked):
        return 0.0
    for unit, (kind, size) in zip(units, asked, strict=False):
        if kind not in unit:
            return 0.0
        factor = factor / (unit[kind] / size) if over else factor * unit[kind] / size
        over = True
    return factor
