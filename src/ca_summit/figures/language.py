"""Write sentences, numbers, lists and days as one language does, through Babel and gettext."""

from __future__ import annotations

import math
import string
from typing import TYPE_CHECKING, Any

from babel.core import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal

from ca_summit import translations
from ca_summit.names import STATES, country_name, in_sentence, language_or_chosen
from ca_summit.translations import in_table as in_table
from ca_summit.translations import msg as msg
from ca_summit.translations import msgs as msgs
from ca_summit.translations import translate as translate
from ca_summit.translations import translate_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

LOCALES = {"en": Locale("en", "GB"), "ru": Locale("ru"), "kk": Locale("kk")}
_CALENDARS = {**LOCALES, "en": Locale("en")}  # British "Sept" beside "Sep" of plotly's axes
MINUS = "\u2212"


def format_number(value: Any, digits: int = 3, language: str = "en") -> str:
    """Write a number with about ``digits`` telling digits; whole numbers are written out.

    Missing values are written ``no data``, never as zero.

    Examples
    --------
    >>> format_number(4004451), format_number(83.6432), format_number(-0.01234)
    ('4,004,451', '83.6', '−0.0123')
    >>> format_number(float("nan"))
    'no data'
    """
    if is_missing(value):
        return translate("no data", language)
    number = float(value)
    if math.isinf(number):
        return "∞" if number > 0 else f"{MINUS}∞"
    if number == int(number) or abs(number) >= 10**digits:
        pattern = "#,##0"
    elif abs(number) < 1:
        pattern = "@" + "#" * (digits - 1)
    else:
        decimals = max(0, digits - math.floor(math.log10(abs(number))) - 1)
        pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    text = format_decimal(number, format=pattern, locale=LOCALES[language])
    return text.replace("-", MINUS)


def rounded(value: float, digits: int = 3, language: str = "en") -> str:
    """Write a number rounded to significant digits; whole numbers of three digits stay whole.

    Examples
    --------
    >>> rounded(2724900), rounded(6.0907, 2), rounded(0.01234, 2), rounded(83.645827, 2)
    ('2,724,900', '6.1', '0.012', '84')
    >>> rounded(5.0001, 2), rounded(6.379, 6), rounded(11666.67, 6), rounded(-34.01)
    ('5.0', '6.379', '11,666.7', '−34.0')
    """
    if float(value).is_integer() and digits >= 3:
        return fixed(value, 0, language)
    near = float(f"{value:.{digits}g}")
    if abs(near) >= 10 ** (digits - 1):
        return fixed(near, 0, language)
    text = f"{value:#.{digits}g}" if digits <= 3 else f"{value:.{digits}g}"
    text = text if "e" not in text else f"{near:.10f}".rstrip("0")
    return fixed(near, len(text.partition(".")[2]), language)


def fixed(value: float, decimals: int, language: str = "en") -> str:
    """Write a number with so many decimals.

    Examples
    --------
    >>> fixed(41.311, 1), fixed(-1.25, 2, "ru")
    ('41.3', '−1,25')
    """
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    text = format_decimal(value, format=pattern, locale=LOCALES[language])
    return text.replace("-", MINUS)


def short_number(value: float, language: str = "en") -> str:
    """Write a large number in few signs, for ticks and marks.

    Examples
    --------
    >>> [short_number(v) for v in (0.25, 50, 20000, 94.9e9, 140e9)]
    ['0.25', '50', '20k', '94.9bn', '140bn']
    """
    if is_missing(value) or abs(value) < 1000:
        return format_number(value, language=language)
    digits = 2 - math.floor(math.log10(abs(value))) % 3
    text = format_compact_decimal(value, locale=LOCALES[language], fraction_digits=digits)
    return text.replace("-", MINUS)


def format_percent(value: float, language: str = "en") -> str:
    r"""Write a share given in percent with one decimal, two telling digits below one.

    Examples
    --------
    >>> format_percent(45.29), format_percent(4.0), format_percent(0.0926)
    ('45.3%', '4%', '0.093%')
    >>> format_percent(45.29, "ru")
    '45,3\xa0%'
    """
    if is_missing(value):
        return translate("no data", language)
    digits = "@#" if 0 < abs(value) < 1 else "#,##0.#"
    text = format_decimal(float(value), format=digits, locale=LOCALES[language])
    return text.replace("-", MINUS) + percent_sign(language)


def percent_sign(language: str = "en") -> str:
    r"""Return what a language writes behind a number of percent.

    Examples
    --------
    >>> percent_sign(), percent_sign("ru"), percent_sign("kk")
    ('%', '\xa0%', '%')
    """
    return str(LOCALES[language].percent_formats[None].suffix[0])


def format_days(first: Any, last: Any = None, *, year: bool = True, language: str = "en") -> str:
    """Write a day, or the first and last of several, as briefly as possible.

    Examples
    --------
    >>> import datetime as dt
    >>> format_days(dt.date(2025, 11, 6)), format_days(None)
    ('6 Nov 2025', 'day not known')
    >>> format_days(dt.date(2025, 6, 16), dt.date(2025, 6, 18), year=False)
    '16–18 Jun'
    >>> format_days(dt.date(2025, 6, 16), dt.date(2025, 6, 18), language="kk")
    '2025 ж. 16–18 мау.'
    """
    if is_missing(first):
        return translate("day not known", language)

    def text(day: Any, *, year: bool = False) -> str:
        days = format_date(day, format="d MMM", locale=_CALENDARS[language])
        return _with_year(days, day.year, language) if year else days

    if is_missing(last) or last <= first:
        return text(first, year=year)
    if first.year != last.year:
        return f"{text(first, year=year)} – {text(last, year=year)}"
    days = f"{text(first)} – {text(last)}"
    if first.month == last.month:
        days = f"{first.day}–{text(last)}"
    return _with_year(days, last.year, language) if year else days


def _with_year(days: str, year: int, language: str) -> str:
    return f"{year} ж. {days}" if language == "kk" else f"{days} {year}"


def long_day(day: Any, language: str = "en") -> str:
    """Write a day with the whole name of its month.

    Examples
    --------
    >>> import datetime as dt
    >>> long_day(dt.date(2025, 11, 6)), long_day(dt.date(2025, 11, 6), "ru")
    ('6 November 2025', '6 ноября 2025 г.')
    """
    if is_missing(day):
        return translate("day not known", language)
    return str(format_date(day, format="long", locale=LOCALES[language])).replace("\u202f", " ")


def format_span(first: Any, last: Any, language: str = "en") -> str:
    """Write a span of whole years by its years, any other by its days.

    Examples
    --------
    >>> import datetime as dt
    >>> format_span(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    '2025'
    >>> format_span(dt.date(2025, 1, 1), dt.date(2025, 11, 6))
    '1 Jan – 6 Nov 2025'
    """
    if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31):
        return format_days(first, last, language=language)
    return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"


def month_name(month: int, language: str = "en") -> str:
    """Return the short name of a month.

    Examples
    --------
    >>> month_name(1)
    'Jan'
    """
    return str(_CALENDARS[language].months["stand-alone"]["abbreviated"][month])


def listed(words: Iterable[str], limit: int = 12, language: str = "en") -> str:
    """Join words with commas and ``and``; beyond ``limit`` say how many more there are.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], limit=1)
    ('a, b and c', 'a and 2 more')
    """
    items = list(words)
    if len(items) > limit:
        more = translate("{count} more", language).format(count=len(items) - limit)
        items = [*items[:limit], more]
    return format_list(items, locale=LOCALES[language]) if items else ""


def is_missing(value: Any) -> bool:
    """Tell whether a cell is empty: ``None``, NaN, NaT or pandas' ``NA``."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or value != value


def separators(language: str) -> str:
    r"""Return the decimal sign and the sign between thousands, as plotly takes them.

    Examples
    --------
    >>> separators("en"), separators("ru")
    ('.,', ',\xa0')
    """
    return format_decimal(1234.5, format="#,##0.0", locale=LOCALES[language])[5:0:-4]


class Words:
    """The words of one figure: names on its labels, and sentences in a language that is complete.

    Examples
    --------
    >>> words = Words("ru")
    >>> words.label("KAZ"), words.say("Who trades most with {place}?", place=words.name("KAZ"))
    ('Казахстан', 'Казахстан: с кем больше всего торговли?')
    >>> words.count("{count} meeting", "{count} meetings", 5)
    '5 встреч'
    """

    def __init__(self, language: str | None = None) -> None:
        language = language_or_chosen(language)
        self.labels = language
        self.sentences = language if language in translations.COMPLETE else "en"

    def label(self, code: object) -> str:
        """Return the name of a state or power for a label; a code without a name stays."""
        name = country_name(str(code), self.labels)
        return "ООН" if name == "Организация Объединённых Наций" else name

    def name(self, code: object, *, article: bool = True) -> str:
        """Return the name of a state or power inside a sentence, in lists without its article."""
        name = country_name(str(code), self.sentences)
        return in_sentence(name) if article and self.sentences == "en" else name

    def cell(self, text: object) -> str:
        """Return a word or text of a table, such as a commodity or a town, in the language."""
        return in_table(str(text), self.sentences)

    def cells(self, frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
        """Return a table with the texts of some columns in the language, see ``cell()``."""
        if self.sentences == "en":
            return frame
        texts = {name: frame[name].astype("object") for name in columns if name in frame}
        told = {name: own.map(self.cell, na_action="ignore") for name, own in texts.items()}
        return frame.assign(**told)

    def states(self, codes: Iterable[object], limit: int = 2) -> str:
        """Return several states inside a sentence: the five as such, others by name."""
        several = [str(code) for code in codes]
        if set(several) == set(STATES):
            return self.say("the five")
        return self.listed([self.name(code) for code in several], limit)

    def dollars(self, value: float) -> str:
        """Return an amount of US dollars as short as in titles and at marks."""
        return self.say("${v:s}", v=value)

    def say(self, message: str, **values: Any) -> str:
        """Return a sentence with its places filled; see ``fill()`` for the formats."""
        return fill(translate(message, self.sentences), values, language=self.sentences)

    def listed(self, items: Iterable[str], limit: int = 12) -> str:
        """Join words for a sentence, see ``listed()``."""
        return listed(items, limit, self.sentences)

    def years(self, first: int, last: int) -> str:
        """Write a span of years, or the one year that it is.

        Examples
        --------
        >>> Words().years(2015, 2026), Words().years(2015, 2015)
        ('2015 to 2026', '2015')
        """
        return f"{last}" if first == last else self.say("{first} to {last}", first=first, last=last)

    def either(self, items: Iterable[str]) -> str:
        """Join alternatives for a sentence.

        Examples
        --------
        >>> Words().either(["gas", "oil"])
        'gas or oil'
        """
        return format_list(list(items), style="or", locale=LOCALES[self.sentences])

    def sentence(self, message: str, **values: Any) -> str:
        """Return a sentence that may begin with a name, as ``say()`` and with a capital letter."""
        text = self.say(message, **values)
        return text[:1].upper() + text[1:]

    def count(self, one: str, many: str, count: int, **values: Any) -> str:
        """Return a sentence in the plural form of ``{count}``."""
        message = translate_count(one, many, count, self.sentences)
        return fill(message, {"count": count, **values}, language=self.sentences)


def translated(message: str, **values: Any) -> str:
    """Return a text of a worksheet in the language chosen for all, with its places filled.

    Parameters
    ----------
    message
        English text that stands in the catalogue; ``tools/extract_messages.py`` finds it in the
        bundled notebooks. Places are as in figures, such as ``{count:n}``.
    **values
        What the places hold, by name.

    Returns
    -------
    str
        The text; English where the language has no whole translation.

    Examples
    --------
    >>> translated("Sheet {sheet}", sheet=3)
    'Sheet 3'
    """
    return Words().say(message, **values)


def fill(message: str, values: Any, *, language: str = "en", escape: bool = False) -> str:
    """Fill the places of a message: ``{v}`` text, ``{v:n}`` number, ``{v:p}`` percent, ``{v:s}``
    short number, ``{v:r2}`` rounded to two significant digits, ``{v:.1f}`` with one decimal,
    ``{v:d}`` day, ``{v:D}`` day with its whole month, ``{v:l}`` list, ``{v:c}`` code, the same in
    every language.

    Parameters
    ----------
    values
        Mapping of names to values; a missing value is empty text, or ``no data`` as a number.
    escape
        Whether values are text of tables that plotly must show as it is.

    Examples
    --------
    >>> fill("{place}: {amount:n}", {"place": "Aktau", "amount": 4100000})
    'Aktau: 4,100,000'
    """  # noqa: D205 - one sentence over two lines
    text = _Filler(language, escape=escape).vformat(message, (), values)
    text = text.replace(f"${MINUS}", f"{MINUS}$")
    return text if language == "en" else _quoted(text)


def _quoted(text: str) -> str:
    """Give quotes inside quotes their own signs, as Russian and Kazakh do.

    Examples
    --------
    >>> _quoted("«Саммит «Китай — Центральная Азия»» и «Совет»")
    '«Саммит „Китай — Центральная Азия“» и «Совет»'
    """
    if text.count("«") < 2:
        return text
    depth, told = 0, []
    for sign in text:
        depth += sign == "«"
        inner = depth > 1
        depth -= sign == "»" and depth > 0
        told.append({"«": "„", "»": "“"}.get(sign, sign) if inner else sign)
    return "".join(told)


class _Filler(string.Formatter):
    def __init__(self, language: str, *, escape: bool) -> None:
        self.language, self.escape = language, escape

    def format_field(self, value: Any, format_spec: str) -> str:
        formats: dict[str, Callable[..., str]] = {
            "n": format_number,
            "p": format_percent,
            "s": short_number,
            "d": format_days,
            "D": long_day,
            "l": listed,
            "c": lambda code, language: str(code),  # noqa: ARG005
        }
        if format_spec == "l":
            value = [in_table(item, self.language) for item in value]
        if format_spec in formats:
            return formats[format_spec](value, language=self.language)
        if format_spec[:1] == "r":
            return rounded(value, int(format_spec[1:]), self.language)
        if format_spec[:1] == "." and format_spec[-1:] == "f":
            return fixed(value, int(format_spec[1:-1]), self.language)
        text = "" if is_missing(value) else format(value, format_spec)
        if isinstance(value, str):
            text = in_table(text, self.language)
        return text.replace("&", "&amp;").replace("<", "&lt;") if self.escape else text
