"""Turn the bytes of a text file into text, or refuse with the readings that fit."""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from ca_summit.checks import check_choice
from ca_summit.records.faults import Fault

_ADVICE = 'save the file as "CSV UTF-8" (in Excel: File, Save As, CSV UTF-8)'
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", ""),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
#: Encodings without a mark, with what their words may be made of; the commonest come first.
_ALPHABETS = {
    "cp1251": ("Windows Cyrillic", "cyrillic"),
    "koi8-r": ("Russian Unix", "cyrillic"),
    "cp866": ("Russian DOS", "cyrillic"),
    "mac-cyrillic": ("Macintosh Cyrillic", "cyrillic"),
    "iso8859-5": ("ISO Cyrillic", "cyrillic"),
    "kz1048": ("Windows Kazakh", "cyrillic"),
    "koi8-u": ("Ukrainian Unix", "cyrillic"),
    "cp1252": ("Windows Western", "latin"),
    "cp1250": ("Windows Central European", "latin"),
    "cp1254": ("Windows Turkish", "latin"),
    "cp1257": ("Windows Baltic", "latin"),
    "iso8859-2": ("ISO Central European", "latin"),
    "cp850": ("Western DOS", "latin"),
    "mac-roman": ("Macintosh Western", "latin"),
    "cp1253": ("Windows Greek", "greek"),
    "cp1255": ("Windows Hebrew", "hebrew"),
    "cp1256": ("Windows Arabic", "arabic"),
    "gb18030": ("Chinese", "han"),
    "big5": ("Chinese of Taiwan and Hong Kong", "han"),
    "shift_jis": ("Japanese", "kana"),
    "euc_kr": ("Korean", "hangul"),
}
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", *_ALPHABETS)
_SCRIPTS = {
    "greek": "GREEK",
    "hebrew": "HEBREW",
    "arabic": "ARABIC",
    "hangul": "HANGUL",
    "latin": "LATIN",
}
_CYRILLIC = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўәғқңөұүһ")
#: How often each letter stands in a hundred thousand of Russian text, rounded.
_RUSSIAN = {
    letter: int(count)
    for letter, count in (
        pair.split(":")
        for pair in """
            о:10970 е:8450 а:8010 и:7350 н:6700 т:6260 с:5470 р:4730 в:4540 л:4400 к:3490 м:3210
            д:2980 п:2810 у:2620 я:2010 ы:1900 ь:1740 г:1700 з:1650 б:1590 ч:1440 й:1210 х:970
            ж:940 ш:730 ю:640 ц:480 щ:360 э:320 ф:260 ё:200 ъ:40
            """.split()
    )
}
_LIKELY = -3.45  # mean logarithm per letter above which a text is Russian rather than noise
_MARGIN = 6.0  # by so much (logarithms, all letters together) the best reading must win
_PUNCTUATION = frozenset(
    "–—‒―«»„“”‚‘’…№°€£§©®·•\u00a0\u00ad\u2007\u202f\u2011、。，（）《》：；！？・　"
)
#: Letters that stand at the end of Greek or Hebrew words alone, or never begin one.
_ODD_PLACE = r"[ςךםןףץ]\w|^[ΐΰ]"
_SHOWN = 4


@dataclass(frozen=True)
class _Reading:
    encoding: str
    text: str

    @property
    def label(self) -> str:
        return _ALPHABETS[self.encoding][0]


def decode(data: bytes, encoding: str | None = None) -> tuple[str, list[str], list[Fault]]:
    """Return the text, notes on how it was understood, and the fault that stopped it.

    UTF-8 and marked UTF-16 are certain. Other bytes are taken for another encoding only where
    every reading whose words look like words gives the same text, or Russian is clearly meant;
    the note says so. Where several fit, they are shown side by side and none is taken.

    Examples
    --------
    >>> decode("Встреча в Таразе".encode("cp1251"))[0]
    'Встреча в Таразе'
    """
    if encoding is not None:
        check_choice("encoding", encoding, _ENCODINGS)
        return _try(data, encoding, f"Read as {encoding}, as asked.")
    for mark, name, words in _BOMS:
        if data.startswith(mark):
            return _try(data, name, f"The file is {words}." if words else "")
    if b"\x00" in data:
        mend = f'{_ADVICE}, or name its encoding: encoding="utf-16-le"'
        return "", [], [_fault("binary or unmarked UTF-16 bytes", mend)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _foreign(data)
    if twice := _encoded_twice(text):
        return "", [], [twice]
    return _lines(text), [], []


def _try(data: bytes, encoding: str, note: str) -> tuple[str, list[str], list[Fault]]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", [], [_fault(f"bytes that are not {encoding}", _ADVICE, line)]
    return _lines(text), [note] if note else [], []


def _lines(text: str) -> str:
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _fault(found: str, mend: str = "", line: int | None = None) -> Fault:
    return Fault(line, "", found, "text in UTF-8", mend or f"{_ADVICE}, or name its `encoding=`")


def _encoded_twice(text: str) -> Fault | None:
    """Find UTF-8 that was read as something else and saved as UTF-8 again (``Ð¢Ð°Ñ€Ð°Ð·``)."""
    for number, line in enumerate(text.split("\n"), start=1):
        if (pair := saved_twice(line)) is not None:
            word, meant = pair
            said = f"{word!r}, which reads as {meant!r} if text in UTF-8 was saved twice"
            mend = "open the first file again and save it as CSV UTF-8 once"
            return Fault(number, "", said, "text in UTF-8, encoded once", mend)
    return None


def saved_twice(text: str) -> tuple[str, str] | None:
    """Return a part that is UTF-8 read in another encoding, and what it meant; else ``None``.

    Examples
    --------
    >>> saved_twice("TÃ¼rkiye summit"), saved_twice("Türkiye summit")
    (('Ã¼', 'ü'), None)
    """
    for word in re.findall(r"[^\x00-\x7f]{2,}", text):
        for name in ("cp1252", "latin-1", "cp1251"):
            try:
                meant = word.encode(name).decode("utf-8")
            except (UnicodeEncodeError, UnicodeDecodeError):
                continue
            if meant.isalpha() and len(meant) * 2 <= len(word) + 1:
                return word, meant
    return None


def _foreign(data: bytes) -> tuple[str, list[str], list[Fault]]:
    """Read bytes that are not UTF-8."""
    if mixed := _mixed(data):
        return "", [], mixed
    readings = _readings(data)
    if not readings:
        return "", [], [_fault("bytes that are neither UTF-8 nor one alphabet that fits")]
    chosen = readings[0] if len({r.text for r in readings}) == 1 else _russian(readings)
    if chosen is None:
        return "", [], [_several(readings)]
    words = " ".join(list(dict.fromkeys(_words(chosen.text)))[:_SHOWN])
    note = (
        f"The file is not UTF-8; it was read as {chosen.label} ({chosen.encoding}): {words}. "
        "If these words are wrong, name its `encoding=`."
    )
    return _lines(chosen.text), [note], []


def _mixed(data: bytes) -> list[Fault]:
    """Return a fault for each line that is not UTF-8 in a file whose other lines are."""
    good: list[int] = []
    bad: dict[int, bytes] = {}
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good.append(number)
        except UnicodeDecodeError:
            bad[number] = line
    if not good:
        return []
    faults = []
    for number, line in bad.items():
        words = "; ".join(
            f"{r.encoding} reads {' '.join(_words(r.text)[:_SHOWN])!r}" for r in _distinct(line)
        )
        found = "bytes that are not UTF-8" + (f"; {words}" if words else "")
        mend = f"write the line anew in the file and save it as CSV UTF-8; line {good[0]} is UTF-8"
        faults.append(Fault(number, "", found, "text in UTF-8, as in the other lines", mend))
    return faults


def _distinct(data: bytes) -> list[_Reading]:
    return list({r.text: r for r in reversed(_readings(data))}.values())[::-1][:_SHOWN]


def _readings(data: bytes) -> list[_Reading]:
    """Return every reading in which all words look like words."""
    high = b"\n".join(dict.fromkeys(line for line in data.split(b"\n") if not line.isascii()))
    found = []
    for name, (_, script) in _ALPHABETS.items():
        try:
            sample, text = high.decode(name), data.decode(name)
        except UnicodeDecodeError:
            continue
        words = _words(sample)
        if _fits(words, sample, script):
            found.append(_Reading(name, text))
    return found


def _words(text: str) -> list[str]:
    """Return the words that hold a letter beyond ASCII, or a sign that no text holds."""
    rough = re.split(r"[\x00-\x40\x5b-\x60\x7b-\x7f]+", text)
    words = (part for word in rough for part in re.split(f"[{''.join(_PUNCTUATION)}]", word))
    return [word for word in words if word and not word.isascii()]


def _fits(words: list[str], text: str, script: str) -> bool:
    marks = "°£§©®№€…•·„‚"
    if re.search(rf"[^\W\d_][{marks}][^\W\d_]|[^\W\d_][£§©®•·„‚]", text):
        return False  # a sign inside or right behind a word
    if re.search(r"(?:^|[,;\t\s])[—–―][^\W\d_]", text, re.MULTILINE):
        return False  # a dash grown onto a word
    if any(_open_quotes(line) for line in text.split("\n")):
        return False
    if not words:
        return script in {"cyrillic", "latin"} and bool(text)
    if script in {"han", "kana", "hangul"}:
        return _fits_east(words, script)
    return all(_fits_word(word, script) for word in words) and _fits_share(words, script)


def _open_quotes(line: str) -> bool:
    closed = sum(line.count(c) for c in "”»") + line.count("“") * ("„" in line)
    opened = sum(line.count(c) for c in "„«") + line.count("“") * ("„" not in line)
    return closed != opened


def _fits_word(word: str, script: str) -> bool:
    if not all(unicodedata.category(c)[0] == "L" or c in "’'" for c in word):
        return False
    if script == "cyrillic":
        if not all(c.lower() in _CYRILLIC for c in word):
            return False
    elif not all(
        c.isascii() or unicodedata.name(c, "").startswith(_SCRIPTS[script]) for c in word
    ) or (script != "latin" and any(c.isascii() for c in word)):
        return False
    if re.search(_ODD_PLACE, word):
        return False
    return word in (word.lower(), word.upper(), word[0].upper() + word[1:].lower())


def _fits_share(words: list[str], script: str) -> bool:
    """In Latin scripts accented letters are few beside plain ones."""
    if script != "latin":
        return True
    letters = sum(map(len, words))
    plain = sum(c.isascii() for word in words for c in word)
    return plain >= letters / 2 and not any(
        len(w) > 2 and w.isalpha() and not any(c.isascii() for c in w) for w in words
    )


def _fits_east(words: list[str], script: str) -> bool:
    letters = "".join(c for word in words for c in word if not c.isascii())
    if script == "hangul":
        return sum("\uac00" <= c <= "\ud7a3" for c in letters) >= 0.9 * len(letters)
    if any(not ("\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff") for c in letters):
        return False
    if script == "kana":
        return sum("\u3040" <= c <= "\u30ff" for c in letters) >= 0.2 * len(letters)
    return sum(c in _common_han() for c in letters) >= 0.85 * len(letters)


@cache
def _common_han() -> frozenset[str]:
    """Return the characters of the first level of GB 2312, and their forms in Big 5."""
    rows = (bytes((a, b)) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF))
    simple = frozenset("".join(pair.decode("gb2312", "ignore") for pair in rows))
    rows = (
        bytes((a, b)) for a in range(0xA4, 0xC7) for b in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )
    return simple | frozenset("".join(pair.decode("big5", "ignore") for pair in rows))


def _russian(readings: list[_Reading]) -> _Reading | None:
    """Return the reading that is clearly Russian, if one is."""
    scores = {}
    for reading in readings:
        script = _ALPHABETS[reading.encoding][1]
        letters = [c for word in _words(reading.text) for c in word.lower()]
        if script != "cyrillic":
            if script == "latin":  # half of its letters are plain ones: a Cyrillic text has none
                return None
            continue
        total = sum(math.log(_RUSSIAN.get(c, 20) / 1e5) for c in letters)
        scores[reading.encoding] = (total, total / max(len(letters), 1))
    if not scores:
        return None
    best = max(scores, key=lambda name: scores[name])
    others = [total for name, (total, _) in scores.items() if name != best]
    clear = all(scores[best][0] - other >= _MARGIN for other in others)
    enough = scores[best][1] >= _LIKELY and -scores[best][0] >= 5 * -_LIKELY
    return next(r for r in readings if r.encoding == best) if clear and enough else None


def _several(readings: list[_Reading]) -> Fault:
    """Show the readings that fit, by the first words in which they differ."""
    rows = [_words(r.text) for r in readings]
    place = next(
        (i for i in range(min(map(len, rows))) if len({words[i] for words in rows}) > 1), 0
    )
    shown: dict[str, list[str]] = {}
    for reading, words in zip(readings, rows, strict=True):
        shown.setdefault(" ".join(words[place : place + 2]), []).append(reading.encoding)
    several = "; ".join(f"{words!r} in {' or '.join(names[:3])}" for words, names in shown.items())
    first = readings[0].encoding
    return _fault(
        f"bytes that are not UTF-8 and read as {several}",
        f'say which reading is right, such as encoding="{first}", or {_ADVICE}',
    )
